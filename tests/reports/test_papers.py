"""The five papers say what they must, fit their pages and come out the same each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from desktop_app.domain.terms import Outcome, SignatureKind
from desktop_app.progress import SILENT, Cancelled, Progress
from desktop_app.reports import (
    batch_report,
    import_report,
    month_ledger,
    month_summary,
    table_paper,
    visit_record,
)
from desktop_app.reports.printed import Printed
from tests.reports import made_up, pdf

Writer = Callable[[Path, Progress], Printed]

PAPERS: dict[str, Writer] = {
    "visit-record": lambda path, progress: visit_record.write(
        path, made_up.signed(), [made_up.visit(), made_up.long_visit()], progress
    ),
    "month-ledger": lambda path, progress: table_paper.write(path, made_up.ledger_table(60), progress),
    "month-summary": lambda path, progress: table_paper.write(path, made_up.summary_table(), progress),
    "import-report": lambda path, progress: import_report.write(path, made_up.import_report(), progress),
    "batch-report": lambda path, progress: batch_report.write(path, made_up.batch_report(), progress),
}

every_paper = pytest.mark.parametrize("write", PAPERS.values(), ids=PAPERS.keys())


@every_paper
def test_the_same_facts_give_the_same_bytes(write: Writer, tmp_path: Path) -> None:
    printed = write(tmp_path / "a.pdf", SILENT)
    assert write(tmp_path / "b.pdf", SILENT) == printed
    assert printed.pages == len(PdfReader(tmp_path / "a.pdf").pages)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@every_paper
def test_all_fonts_are_ours_and_embedded(write: Writer, tmp_path: Path) -> None:
    write(tmp_path / "a.pdf", SILENT)
    found = pdf.fonts(tmp_path / "a.pdf")
    assert all(found.values())
    assert {name.partition("+")[2] for name in found} <= {
        "NotoSerifSC-Regular", "NotoSerifSC-Bold", "NotoSansSC-Regular", "RareHanMing", "NotoSansMongolian-Regular",
    }  # fmt: skip


@every_paper
def test_every_page_says_which_page_it_is_and_who_printed_it_when(write: Writer, tmp_path: Path) -> None:
    write(tmp_path / "a.pdf", SILENT)
    for text in pdf.texts(tmp_path / "a.pdf"):
        assert "页共" in text
        assert "打印时间2026-11-3009:12打印人王秀英" in text


@every_paper
def test_a_cancel_leaves_the_older_file_and_nothing_else(write: Writer, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"older")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write(tmp_path / "a.pdf", progress)
    assert (tmp_path / "a.pdf").read_bytes() == b"older"
    assert [each.name for each in tmp_path.iterdir()] == ["a.pdf"]


@every_paper
def test_the_file_is_written_in_one_step(write: Writer, tmp_path: Path) -> None:
    write(tmp_path / "a.pdf", SILENT)
    assert [each.name for each in tmp_path.iterdir()] == ["a.pdf"]


def test_rare_characters_and_mongolian_letters_can_be_copied_from_the_paper(tmp_path: Path) -> None:
    name, remark = made_up.RARE, "ᠮᠣᠩᠭᠣᠯ"
    visit_record.write(tmp_path / "a.pdf", made_up.signed(), [made_up.visit(name=name, remark=remark)])
    (text,) = pdf.texts(tmp_path / "a.pdf")
    assert name in text
    assert remark in text


def test_a_long_mongolian_name_is_printed_whole(tmp_path: Path) -> None:
    visit_record.write(
        tmp_path / "a.pdf", made_up.signed(), [made_up.visit(name=made_up.LONG_MONGOLIAN_NAME)]
    )
    assert made_up.LONG_MONGOLIAN_NAME in pdf.texts(tmp_path / "a.pdf")[0]
    assert len(made_up.LONG_MONGOLIAN_NAME) == 25


def test_a_character_in_no_font_is_marked_and_its_code_stands_at_the_foot_of_that_page_only(
    tmp_path: Path,
) -> None:
    visits = [made_up.visit(name="王\U00031350"), made_up.visit()]
    visit_record.write(tmp_path / "a.pdf", made_up.signed(), visits)
    first, second = pdf.texts(tmp_path / "a.pdf")
    assert "王〓" in first
    assert "U+31350" in first
    assert "U+31350" not in second


def test_a_usual_visit_fits_one_page_and_a_long_one_flows_on_with_its_own_count(tmp_path: Path) -> None:
    usual = made_up.visit(findings=made_up.FINDINGS)
    assert visit_record.write(tmp_path / "a.pdf", made_up.signed(), [usual]).pages == 1
    assert visit_record.write(tmp_path / "b.pdf", made_up.signed(), [usual, made_up.long_visit()]).pages == 3
    texts = pdf.texts(tmp_path / "b.pdf")
    assert ["第1页共1页" in texts[0], "第1页共2页" in texts[1], "第2页共2页" in texts[2]] == [
        True,
        True,
        True,
    ]
    assert "（续页）" in texts[2]
    assert "被探访人签字（手印）" not in texts[1]
    assert all(line in texts[2] for line in ("被探访人签字（手印）", "代签人及关系", "探访人签字", "盖章"))


def test_a_visit_shows_the_ticked_and_the_empty_boxes(tmp_path: Path) -> None:
    visit_record.write(tmp_path / "a.pdf", made_up.signed(), [made_up.visit(outcome=Outcome.NOT_AT_HOME)])
    (text,) = pdf.texts(tmp_path / "a.pdf")
    assert "☑上门□电话" in text
    assert "□见到本人□通话到本人□他人代述☑不在家□无人应答" in text


def test_what_was_measured_who_signed_and_how_many_photos_stand_on_the_paper(tmp_path: Path) -> None:
    visit = made_up.visit(
        measures="收缩压 185 mmHg（危急偏高）；体温 36.5 ℃",
        signature=SignatureKind.PROXY,
        signed_by="包建国（儿子）",
        photos=2,
        findings=made_up.FINDINGS,
    )
    assert visit_record.write(tmp_path / "a.pdf", made_up.signed(), [visit, made_up.visit()]).pages == 2
    first, second = pdf.texts(tmp_path / "a.pdf")
    for words in (
        "收缩压185mmHg（危急偏高）；体温36.5℃",
        "☑他人代签□不便签字",
        "代签人：包建国（儿子）",
        "照片2张",
    ):
        assert words in first.replace(" ", ""), words
    assert "测量" not in second
    # What nobody wrote down may still be ticked by hand.
    assert "□本人签字□本人按手印" in second


def test_a_text_longer_than_a_page_flows_on_without_loss(tmp_path: Path) -> None:
    remark = "".join(f"第{number}句话。" for number in range(900))
    assert visit_record.write(tmp_path / "a.pdf", made_up.signed(), [made_up.visit(remark=remark)]).pages > 2
    everything = "".join(pdf.texts(tmp_path / "a.pdf"))
    assert all(f"第{number}句" in everything for number in (0, 450, 899))


def test_facts_longer_than_a_page_flow_on_before_the_tables(tmp_path: Path) -> None:
    long_name = "\n".join(f"第{line}行" for line in range(100))
    import_report.write(tmp_path / "a.pdf", replace(made_up.import_report(), file_name=long_name))
    pages = pdf.texts(tmp_path / "a.pdf")
    assert len(pages) > 2
    assert all(f"第{line}行" in "".join(pages) for line in range(100))
    assert "拒收的单元格" not in pages[0]


def test_empty_papers_say_so(tmp_path: Path) -> None:
    assert visit_record.write(tmp_path / "v.pdf", made_up.signed(), []).pages == 1
    assert table_paper.write(tmp_path / "l.pdf", made_up.ledger_table(0)).pages == 1
    assert table_paper.write(tmp_path / "s.pdf", made_up.summary_table(0)).pages == 1
    assert import_report.write(tmp_path / "i.pdf", made_up.import_report(0, 0)).pages == 1
    assert visit_record.EMPTY in pdf.texts(tmp_path / "v.pdf")[0]
    ledger = pdf.texts(tmp_path / "l.pdf")[0]
    assert month_ledger.EMPTY in ledger
    assert "不计算" in ledger
    assert month_summary.EMPTY in pdf.texts(tmp_path / "s.pdf")[0]
    assert "没有拒收的单元格" in pdf.texts(tmp_path / "i.pdf")[0]


def test_a_ledger_of_1000_rows_repeats_its_head_and_signs_on_the_last_page(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    progress = Progress(lambda done, total, _what: seen.append((done, total)))
    pages = table_paper.write(tmp_path / "a.pdf", made_up.ledger_table(1000), progress).pages
    texts = pdf.texts(tmp_path / "a.pdf")
    assert len(texts) == pages
    assert seen[-1] == (pages, pages)
    assert all("序号姓名性别年龄类别" in text for text in texts)
    assert "分管领导" not in texts[0]
    last = texts[-1]
    assert all(
        word in last for word in ("填报人：", "审核人：", "分管领导：", "填报日期：", "月探访率口径：")
    )
    assert f"第{pages}页共{pages}页" in last


def test_the_rate_is_printed_with_its_counts_and_its_definition(tmp_path: Path) -> None:
    table_paper.write(tmp_path / "a.pdf", made_up.summary_table())
    (text,) = pdf.texts(tmp_path / "a.pdf")
    assert "月探访率93.9%（552÷588）" in text
    assert made_up.DEFINITION in text
    assert all(
        word in text for word in ("表号：", "填报单位（盖章）：", "甲", "合计", "单位负责人：", "报出日期：")
    )


def test_the_sample_line_and_the_masked_line_stand_only_where_they_belong(tmp_path: Path) -> None:
    batch_report.write(tmp_path / "a.pdf", made_up.batch_report(sample=True, masked=False))
    batch_report.write(tmp_path / "b.pdf", made_up.batch_report())
    sample, real = pdf.texts(tmp_path / "a.pdf")[0], pdf.texts(tmp_path / "b.pdf")[0]
    assert "样例数据" in sample
    assert "已隐去" not in sample
    assert "样例数据" not in real
    assert "已隐去" in real


def test_a_batch_whose_seal_is_broken_says_so(tmp_path: Path) -> None:
    broken = replace(made_up.batch_report(), accepted=False, problems=("data/visit.ndjson 被改动",))
    batch_report.write(tmp_path / "a.pdf", broken)
    (text,) = pdf.texts(tmp_path / "a.pdf")
    assert "检验未通过，不得接收" in text
    assert "data/visit.ndjson被改动" in text


def test_an_import_report_of_many_problems_continues_its_table(tmp_path: Path) -> None:
    pages = import_report.write(tmp_path / "a.pdf", made_up.import_report(120, 40)).pages
    texts = pdf.texts(tmp_path / "a.pdf")
    assert pages == len(texts) > 3
    assert "一、拒收的单元格（续）" in texts[1]
    assert "23个单元格" not in texts[0]
    assert "120个单元格，涉及120行" in texts[0]


def test_the_file_knows_its_title_and_unit(tmp_path: Path) -> None:
    table_paper.write(tmp_path / "a.pdf", made_up.ledger_table(3))
    facts = PdfReader(tmp_path / "a.pdf").metadata
    assert facts is not None
    assert facts.title == "2026年11月达日罕嘎查特殊困难老年人探访台账"
    assert facts.author == "达日罕乌拉苏木人民政府"


def test_the_file_is_for_the_owner_alone(tmp_path: Path) -> None:
    table_paper.write(tmp_path / "a.pdf", made_up.ledger_table(1))
    assert (tmp_path / "a.pdf").stat().st_mode & 0o077 == 0
