"""The forms of one person: what is put in is read out, they flow on, and empty ones hold nothing of anybody."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain.terms import WillingnessKind
from desktop_app.reports import (
    call_out_slip,
    frames,
    notice,
    person_file,
    referral_slip,
    visit_record,
    visit_year,
)
from desktop_app.reports.form_fields import said
from desktop_app.reports.notice import Notice
from desktop_app.reports.person_file import PersonFile
from desktop_app.reports.referral_slip import ReferralSlip
from desktop_app.reports.sheet import MM
from desktop_app.reports.visit_year import VisitYear, YearVisit
from tests.reports import made_up, pdf

LONG = "老人自述夜间咳嗽加重，已三周，曾到卫生院取药但因转场断药；" * 6
SIGNS = ("建档人", "审核人", "建档日期")


def a_file(visits: int = 24, **changes: object) -> PersonFile:
    values: dict[str, object] = {
        "name": made_up.LONG_MONGOLIAN_NAME,
        "name_local": "ᠮᠣᠩᠭᠣᠯ",
        "sex": "女",
        "ethnic": "蒙古族",
        "id_number": "150423********0023",
        "address": "达日罕嘎查 三组 12 号（冬营盘：查干沐沦西 4 公里）",
        "tier": "高风险",
        "year": 2026,
        "months": tuple((title, *"123456789012", "78") for title in ("应访次数", "有效探访", "上门", "电话")),
        "sections": {
            person_file.CATEGORIES: [("独居", "2024-01-01 起", "村委会核实", "王秀英")] * 3,
            person_file.SUPPORTERS: [("图门乌力吉", "儿子", "138****8002", "林西镇", "看望 2026-10-01")] * 2,
            person_file.EMERGENCY: [("苏日娜", "邻居", "138****8003", "同组")],
            person_file.HEALTH: [("疾病", "高血压", "2020-01-01 起", "按时服药")] * 2,
            person_file.BENEFITS: [("高龄津贴", "2023-01-01 起", "100 元/月", "旗民政局")] * 2,
            person_file.VISITS: [("11-18", "上门", "见到本人", "宝音德力格尔", "各项正常；冬煤已备足")]
            * visits,
            person_file.FINDINGS: [("2026-11-18", "隐患", "炉管漏烟𬭸", "11-20 处理 更换报警器", "在办")] * 2,
            person_file.CHANGES: [("2026-11-01 10:00", "王秀英", "电话 138****8000 → 138****8001")] * 4,
        },
        "serial": "one",
    }
    return PersonFile(**(values | changes))  # type: ignore[arg-type]  # the tests change one field at a time


def a_year(count: int, **changes: object) -> VisitYear:
    visit = YearVisit(
        when="2026年11月18日 10:30",
        mode="上门",
        outcome="见到本人",
        visitor="宝音德力格尔",
        seen=(("健康状况", "疾病情况：高血压"), ("备注", "冬煤已备足")),
        findings="【隐患】炉管漏烟𬭸",
        handling="更换报警器",
        next_on="2026-11-25",
    )
    values: dict[str, object] = {
        "name": made_up.LONG_MONGOLIAN_NAME,
        "year": 2026,
        "visits": (visit,) * count,
        "summary": f"本年共 {count} 次：上门{count}次；见到本人{count}次。" if count else "",
    }
    return VisitYear(**(values | changes))  # type: ignore[arg-type]  # the tests change one field at a time


def a_notice(**changes: object) -> Notice:
    values: dict[str, object] = {
        "name": "乌云其木格",
        "village": "达日罕嘎查",
        "willingness": WillingnessKind.PHONE_ONLY,
        "asked_on": date(2026, 3, 1),
        "file_years": 30,
        "visit_years": 15,
    }
    return Notice(**(values | changes))  # type: ignore[arg-type]  # the tests change one field at a time


def read(path: Path) -> str:
    return "".join("".join(pdf.texts(path)).split())


def test_a_usual_file_has_two_to_four_pages_and_everything_that_was_put_in(tmp_path: Path) -> None:
    one = a_file()
    printed = person_file.write(tmp_path / "a.pdf", made_up.signed(), [one, one])
    assert [part.pages for part in printed.parts] == [2, 2]
    assert [(part.title, part.serial) for part in printed.parts] == [(one.name, "one")] * 2
    text = read(tmp_path / "a.pdf")
    for stated in person_file.stated([one]):
        assert "".join(stated.value.split()) in text, stated.label
    for name in person_file.SECTIONS:
        assert name in text


def test_a_file_without_anything_says_so_under_every_heading(tmp_path: Path) -> None:
    person_file.write(tmp_path / "a.pdf", made_up.signed(), [PersonFile(name="王玉珍", year=2026)])
    text = read(tmp_path / "a.pdf")
    assert all(
        words in text for words in ("没有登记赡养人", "没有未消除的隐患", "本年没有探访记录", "没有改动过")
    )


@pytest.mark.parametrize("visits", [0, 15, 16, 17, 61])
def test_the_signatures_of_a_file_never_stand_alone_on_a_page(visits: int, tmp_path: Path) -> None:
    person_file.write(tmp_path / "a.pdf", made_up.signed(), [a_file(visits)])
    *others, last = pdf.texts(tmp_path / "a.pdf")
    assert all(sign in last for sign in SIGNS)
    assert "变更记录" in last
    assert not any(sign in page for page in others for sign in SIGNS)


def test_a_table_that_goes_on_over_a_page_has_its_head_again(tmp_path: Path) -> None:
    person_file.write(tmp_path / "a.pdf", made_up.signed(), [a_file(70)])
    for page in pdf.texts(tmp_path / "a.pdf")[1:-1]:
        assert "探访人情况" in page


def test_long_texts_flow_on_and_nothing_is_lost(tmp_path: Path) -> None:
    rows = [("2026-11-18", "隐患", LONG * 8, LONG, "在办")]
    one = a_file(sections={person_file.FINDINGS: rows}, note=LONG)
    person_file.write(tmp_path / "a.pdf", made_up.signed(), [one])
    assert read(tmp_path / "a.pdf").count("曾到卫生院取药") >= 6 * 9


def test_a_year_of_many_visits_has_the_person_on_every_sheet_and_a_place_to_sign_for_each(
    tmp_path: Path,
) -> None:
    printed = visit_year.write(tmp_path / "a.pdf", made_up.signed(), [a_year(60), a_year(0)])
    assert [part.pages for part in printed.parts][1:] == [1]
    pages = pdf.texts(tmp_path / "a.pdf")
    assert all(made_up.LONG_MONGOLIAN_NAME[:10] in page for page in pages)
    assert "".join(pages).count("炉管漏烟𬭸") == 60
    assert "本年没有探访记录" in pages[-1]
    assert "整理人" in pages[-2]
    assert "2026年11月18日" in pages[-2]


@pytest.mark.parametrize("times", [1, 6, 20])
def test_a_visit_told_at_length_flows_on_to_the_next_sheet(times: int, tmp_path: Path) -> None:
    visit = YearVisit(when="2026年1月4日", seen=(("备注", LONG * times),), findings=LONG, handling=LONG)
    visit_year.write(tmp_path / "a.pdf", made_up.signed(), [a_year(0, visits=(visit,), summary="")])
    assert read(tmp_path / "a.pdf").count("曾到卫生院") == 6 * (times + 2)
    assert "整理人" in pdf.texts(tmp_path / "a.pdf")[-1]


def test_a_notice_says_what_the_law_asks_for_and_ticks_what_was_said(tmp_path: Path) -> None:
    printed = notice.write(tmp_path / "a.pdf", made_up.signed(phone="0476-5220000"), [a_notice()])
    assert printed.pages == 2
    first, second = ("".join(page.split()) for page in pdf.texts(tmp_path / "a.pdf"))
    for words in (
        "《中华人民共和国个人信息保护法》第十七条",
        "达日罕乌拉苏木人民政府",
        "0476-5220000",
        "敏感个人信息",
        "保存30年",
        "保存15年",
        "查阅、复制",
        "更正、补充",
        "删除",
        "乌云其木格老人及家属",
    ):
        assert words in first, words
    assert second.count("☑只接受电话问候") == 2
    assert second.count("□愿意接受探访") == 2
    assert second.count("2026年3月1日") == 2
    assert "存根" in second
    assert "本人留存" in second
    for words in ("签字（手印）", "代签人", "与老人关系", "盖章", "单独同意", "拍照"):
        assert second.count(words) == 2, words


def test_a_refusal_stands_with_its_reason(tmp_path: Path) -> None:
    refused = a_notice(willingness=WillingnessKind.REFUSES, refusal="女儿每天来看，不用麻烦")
    notice.write(tmp_path / "a.pdf", made_up.signed(), [refused])
    text = read(tmp_path / "a.pdf")
    assert text.count("☑不接受探访") == 2
    assert text.count("女儿每天来看") == 2


def test_both_copies_of_a_notice_stay_on_one_page_however_much_there_is_to_say(tmp_path: Path) -> None:
    name = made_up.LONG_MONGOLIAN_NAME
    full = a_notice(
        name=name,
        address=LONG[:160],
        willingness=WillingnessKind.REFUSES,
        refusal=LONG[:170],
        visitor=name,
        contact=name * 2,
        witness=name * 2,
    )
    assert notice.write(tmp_path / "a.pdf", made_up.signed(unit="人" * 60), [full]).pages == 2
    second = "".join(pdf.texts(tmp_path / "a.pdf")[1].split())
    assert second.count("嘎查村（社区）盖章") == 2


@pytest.mark.parametrize("form", ["visit-record", "visit-year", "notice", "referral-slip"])
def test_a_line_to_write_on_is_seven_millimetres_high(form: str, tmp_path: Path) -> None:
    rows: list[frames.FormRow] = []
    drawn = frames.FormKit.draw

    def noting(self: frames.FormKit, *place: object, **more: object) -> float:
        rows.extend(place[3])  # type: ignore[arg-type]  # sheet, x, y, rows
        return drawn(self, *place, **more)  # type: ignore[arg-type]  # passed on as it came

    signed, path = made_up.signed(masked=False, month_on=None), tmp_path / "a.pdf"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frames.FormKit, "draw", noting)
        if form == "visit-record":
            blocks = made_up.block_answers()
            assert visit_record.write(path, signed, [visit_record.blank(blocks, ["血压＿＿mmHg"])]).pages == 1
        elif form == "visit-year":
            visit_year.write(path, signed, [visit_year.blank()])
        elif form == "notice":
            notice.write(path, signed, [Notice(file_years=30, visit_years=10)])
        else:
            referral_slip.write(path, signed, [ReferralSlip(blank=True)])
    written_in = [row for row in rows if any(cell.lines == ("",) and not cell.label for cell in row.cells)]
    assert len(written_in) > 4
    assert all(row.height >= 7 * MM for row in written_in)


def test_empty_forms_have_their_head_and_places_to_sign_and_nothing_else(tmp_path: Path) -> None:
    signed = made_up.signed(masked=False, month_on=None)
    record = visit_record.blank(made_up.block_answers()[:0], ["血压＿＿＿mmHg"])
    assert visit_record.write(tmp_path / "v.pdf", signed, [record]).pages == 1
    assert person_file.write(tmp_path / "p.pdf", signed, [PersonFile(blank=True)]).pages == 3
    assert visit_year.write(tmp_path / "y.pdf", signed, [visit_year.blank()]).pages == 1
    assert notice.write(tmp_path / "n.pdf", signed, [Notice(file_years=30, visit_years=10)]).pages == 2
    assert referral_slip.write(tmp_path / "r.pdf", signed, [ReferralSlip(blank=True)]).pages == 1
    assert call_out_slip.write(tmp_path / "c.pdf", signed, [call_out_slip.blank()]).pages == 1
    for path in tmp_path.glob("*.pdf"):
        text = read(path)
        assert signed.unit in text
        assert "☑" not in text
        assert "校验码" not in text
        for words in ("没有", "无电话", "请指定", "尽快", "未发现问题"):
            assert words not in text.replace("□没有见到本人", "").replace("□没有", ""), (path.name, words)
    for part in ("存根", "承办单位", "回执", "交办人", "承办人签收", "办结日期", "销号"):
        assert part in read(tmp_path / "r.pdf")


def test_a_form_states_its_fields_and_the_ticked_choices() -> None:
    stated = {line.label: line.value for line in visit_record.stated([made_up.visit()])}
    assert stated["探访日期"] == "2026-11-18"
    assert stated["探访方式"] == "上门"
    assert stated["健康状况 身体"] == "好"
    (short,) = visit_record.stated([made_up.visit()], in_short=True)
    assert "2026-11-18" in short.value
    slip = ReferralSlip(number="7", name="王玉珍", urgent=True, what="炉管漏烟")
    assert {"紧急": "是", "问题（需求）": "炉管漏烟"}.items() <= {
        line.label: line.value for line in referral_slip.stated([slip])
    }.items()


def test_what_a_field_says_does_not_depend_on_how_it_is_kept() -> None:
    assert said(None) == ""
    assert said((date(2026, 1, 2), True, 3, WillingnessKind.REFUSES)) == "2026-01-02；是；3；拒绝"
    assert said(YearVisit(when="今天", mode="上门")).startswith("今天　上门")
