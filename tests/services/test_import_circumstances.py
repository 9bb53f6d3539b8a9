"""Everything a township knows about an elder comes in with a workbook, goes out and comes back unchanged."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.exchange.register.decisions import Decisions
from desktop_app.models import RECORDS
from desktop_app.services.local_fields import LocalFieldDraft
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from tests.services.homes import TODAY, VILLAGES
from tests.services.import_books import (
    FULL_HEADER,
    NUMBER,
    OTHER,
    THIRD,
    book,
    bring_in,
    counts,
    full_line,
    sheets,
)
from tests.storage.stores import rows

BASE = ("姓名", "身份证号", "嘎查村")


def stored(app: Application, table: str) -> list[dict[str, Any]]:
    """Return the records of one table that are in use."""
    model = RECORDS[table]
    with app.store.reading() as session:
        query = select(model.__table__).where(model.__table__.c.retracted.is_(False))
        return [dict(row) for row in session.execute(query).mappings()]


def test_every_kind_of_fact_finds_its_place(empty: Application, tmp_path: Path) -> None:
    preview = bring_in(empty, book(tmp_path, FULL_HEADER, full_line()))

    assert preview.rejected == ()
    assert preview.unmapped == ()
    (elder,) = stored(empty, "elder")
    assert elder["registered_address"] == "赤峰市克什克腾旗某镇"
    assert (elder["residency"], elder["marital_code"], elder["education_code"]) == ("both", "30", "90")
    paper = ("disability_certificate", "disability_kind", "disability_grade")
    assert tuple(elder[name] for name in paper) == (NUMBER + "42", "4", "2")
    assert elder["extra"] == {"household_relation": "母亲"}
    (household,) = stored(empty, "household")
    assert (household["head_name"], household["village_code"]) == ("巴图", VILLAGES[0])
    assert stored(empty, "household_member")[0]["household_uid"] == household["uid"]
    son, carer = sorted(stored(empty, "contact"), key=lambda contact: contact["position"])
    assert (son["name"], son["relation"], son["lives_at"]) == ("巴图", "儿子", "赤峰市红山区")
    assert str(son["last_seen_on"]) == "2026-10-01"
    assert (carer["name"], carer["roles"]) == ("高娃", ["carer"])
    assert {(one["kind"], one["amount"]) for one in stored(empty, "benefit")} == {
        ("old_age_allowance", 10_000),
        ("minimum_allowance", 65_050),
    }
    assert {one["what"] for one in stored(empty, "health_fact")} == {"高血压", "糖尿病"}
    (stay,) = stored(empty, "residence")
    assert (stay["kind"], stay["place"], str(stay["to_on"])) == ("pasture", "白音查干", "2026-09-10")
    assert empty.checks.run(empty.actor) == []


def test_the_same_workbook_again_changes_nothing(empty: Application, tmp_path: Path) -> None:
    path = book(tmp_path, FULL_HEADER, full_line())
    bring_in(empty, path)
    before = rows(empty.store)
    again = bring_in(empty, path)

    assert counts(again) == (0, 0, 1)
    assert again.changes == ()
    left_out = {"import_template"}
    after = rows(empty.store)
    assert {name: after[name] for name in after.keys() - left_out} == {
        name: before[name] for name in before.keys() - left_out
    }


def test_a_certificate_that_contradicts_its_columns_is_flagged_and_wins(
    empty: Application, tmp_path: Path
) -> None:
    preview = bring_in(empty, book(tmp_path, FULL_HEADER, full_line(残疾类别="智力", 残疾等级="三级")))

    assert {note.column for note in preview.warnings} == {"残疾类别", "残疾等级"}
    assert stored(empty, "elder")[0]["disability_kind"] == "4"


def test_somebody_elses_certificate_is_refused_alone(empty: Application, tmp_path: Path) -> None:
    preview = bring_in(empty, book(tmp_path, FULL_HEADER, full_line(残疾证号=OTHER + "42")))

    assert [(note.row, note.column) for note in preview.rejected] == [(3, "残疾证号")]
    assert stored(empty, "elder")[0]["disability_certificate"] is None
    assert stored(empty, "elder")[0]["disability_kind"] == "4"


def test_a_new_amount_ends_the_old_one_and_begins_today(empty: Application, tmp_path: Path) -> None:
    bring_in(empty, book(tmp_path, FULL_HEADER, full_line()))
    preview = bring_in(empty, book(tmp_path, FULL_HEADER, full_line(低保金额="700")))

    assert counts(preview) == (0, 1, 0)
    assert [(change.old, change.new) for change in preview.changes] == [("650.50", "700")]
    paid = sorted(
        (one for one in stored(empty, "benefit") if one["kind"] == "minimum_allowance"),
        key=lambda one: one["amount"],
    )
    assert [(one["amount"], str(one["from_on"]), str(one["to_on"])) for one in paid] == [
        (65_050, "None", "2026-11-21"),
        (70_000, TODAY.isoformat(), "None"),
    ]


def test_a_contacts_new_number_changes_the_contact_and_adds_none(empty: Application, tmp_path: Path) -> None:
    bring_in(empty, book(tmp_path, FULL_HEADER, full_line()))
    bring_in(empty, book(tmp_path, FULL_HEADER, full_line(子女电话="13911139111")))

    numbers = sorted(one["phone"] for one in stored(empty, "contact"))
    assert numbers == ["13700137000", "13911139111"]
    assert empty.checks.run(empty.actor) == []


def test_one_household_holds_all_who_name_its_number(empty: Application, tmp_path: Path) -> None:
    header = (*BASE, "户号", "与户主关系")
    bring_in(
        empty,
        book(
            tmp_path,
            header,
            ("巴图", NUMBER, VILLAGES[0], "7", "户主"),
            ("苏日娜", OTHER, VILLAGES[0], "7", "配偶"),
            ("包小明", THIRD, VILLAGES[0], "8", "父亲"),
        ),
    )
    assert [one["head_name"] for one in stored(empty, "household")] == ["巴图"]
    assert len(stored(empty, "household_member")) == 2


def test_the_townships_own_fields_are_read_under_their_labels(empty: Application, tmp_path: Path) -> None:
    empty.local_fields.save(
        empty.actor, LocalFieldDraft(label="取暖方式", kind="choice", choices=("土炕", "煤炉"))
    )
    empty.local_fields.save(empty.actor, LocalFieldDraft(label="牲畜头数", kind="number"))
    header = (*BASE, "取暖方式", "牲畜头数")
    preview = bring_in(
        empty,
        book(
            tmp_path,
            header,
            ("巴图", NUMBER, VILLAGES[0], "土炕", "1,200"),
            ("苏日娜", OTHER, VILLAGES[0], "烧油", 30),
        ),
    )
    assert [(note.row, note.column) for note in preview.rejected] == [(4, "取暖方式")]
    kept = {one["name"]: one["extra"] for one in stored(empty, "elder")}
    assert kept == {"巴图": {"取暖方式": "土炕", "牲畜头数": "1200"}, "苏日娜": {"牲畜头数": "30"}}

    bring_in(empty, book(tmp_path, (*BASE, "牧点"), ("巴图", NUMBER, VILLAGES[0], "白音查干")))
    kept = {one["name"]: one["extra"] for one in stored(empty, "elder")}
    assert kept["巴图"] == {"取暖方式": "土炕", "牲畜头数": "1200", "牧点（季节）": "白音查干"}


def test_all_sheets_with_the_same_headers_are_read_and_stand_for_their_villages(
    empty: Application, tmp_path: Path
) -> None:
    header = ("姓名", "身份证号", "电话")
    path = sheets(
        tmp_path,
        {
            "说明": [("填表说明",)],
            "东风农场": [header, ("巴图", NUMBER, ""), ("苏日娜", "1.5E+17", "")],
            "红旗农场": [header, ("包小明", THIRD, ""), ("巴图", NUMBER, "")],
        },
    )
    preview = bring_in(empty, path)

    assert preview.sheets == ("东风农场", "红旗农场")
    assert preview.new_villages == ("东风农场", "红旗农场")
    assert [(note.sheet, note.row) for note in preview.rejected] == [("东风农场", 3), ("红旗农场", 3)]
    assert "工作表“东风农场”第 2 行" in preview.rejected[1].reason
    villages = {row.name: row.village for row in empty.register.find(empty.actor, "1504")}
    assert villages == {"巴图": "东风农场", "包小明": "红旗农场"}


def test_a_code_of_another_county_is_refused_with_a_clear_sentence(
    empty: Application, tmp_path: Path
) -> None:
    preview = bring_in(
        empty, book(tmp_path, BASE, ("巴图", NUMBER, "150426100201"), ("苏日娜", OTHER, VILLAGES[0]))
    )
    assert counts(preview) == (1, 0, 0)
    (note,) = preview.rejected
    assert (note.row, note.column) == (3, "嘎查村")
    assert "150426100201" in note.reason
    assert "别的旗县区" in note.reason


def several(folder: Path) -> Path:
    """Write a register with rare characters, long Mongolian names, two contacts and every kind of fact."""
    second = full_line(
        姓名="𬱖䶮㛃𠮷",
        身份证号=OTHER,
        残疾证号=None,
        残疾类别=None,
        残疾等级=None,
        户主=None,
        户号=None,
        与户主关系=None,
        夏营盘="夏营盘没有日期",
        主要疾病="过敏性鼻炎；高血压",
        备注="=1+1",
    )
    third = full_line(
        姓名="额尔敦其木格·达日罕巴雅尔孟克图雅娜仁高娃乌云",
        身份证号=THIRD,
        残疾证号=None,
        子女姓名="𠮷日嘎拉",
        照护人=None,
        照护人电话=None,
        低保金额=None,
    )
    return book(folder, FULL_HEADER, full_line(), second, third)


def test_what_is_exported_comes_back_unchanged(empty: Application, tmp_path: Path) -> None:
    bring_in(empty, several(tmp_path))
    out = tmp_path / "export.xlsx"
    assert empty.exports.register(empty.actor, out) == 3
    preview = empty.imports.preview(empty.actor, out)

    assert preview.rejected == ()
    assert preview.unmapped == ()
    assert preview.changes == ()
    assert counts(preview) == (0, 0, 3)


def test_a_category_that_ended_does_not_come_back_with_the_export(empty: Application, tmp_path: Path) -> None:
    certificate = f"{NUMBER}42"
    draft = ElderDraft(
        name="巴图",
        village_code=VILLAGES[0],
        id_number=NUMBER,
        living_arrangement="alone",
        disability_certificate=certificate,
        categories=(SpanDraft(category="living_alone", from_on=date(2026, 1, 1), to_on=date(2026, 6, 30)),),
    )
    uid = empty.register.save(empty.actor, draft)
    out = tmp_path / "export.xlsx"
    empty.exports.register(empty.actor, out)
    assert counts(empty.imports.preview(empty.actor, out)) == (0, 0, 1)

    # Where the words are news they give the category.
    known = empty.register.get(empty.actor, uid)
    empty.register.save(empty.actor, replace(draft, uid=uid, living_arrangement=None, version=known.version))
    assert counts(empty.imports.preview(empty.actor, out)) == (0, 1, 0)


def test_an_export_fills_an_empty_home_with_the_same_people(
    empty: Application, county: Application, tmp_path: Path
) -> None:
    bring_in(empty, several(tmp_path))
    out, back = tmp_path / "export.xlsx", tmp_path / "back.xlsx"
    empty.exports.register(empty.actor, out)
    assert counts(bring_in(county, out)) == (3, 0, 0)
    county.exports.register(county.actor, back)

    for table, names in (
        ("elder", ("name", "id_number", "education_code", "disability_certificate", "extra", "note")),
        ("contact", ("name", "relation", "phone", "roles", "lives_at", "last_seen_on")),
        ("benefit", ("kind", "amount")),
        ("health_fact", ("kind", "what")),
        ("residence", ("kind", "place", "from_on", "to_on")),
        ("household", ("head_name", "note")),
    ):
        first = sorted(str([one[name] for name in names]) for one in stored(empty, table))
        second = sorted(str([one[name] for name in names]) for one in stored(county, table))
        assert first == second, table


@pytest.mark.slow
@pytest.mark.proofs
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_a_round_trip_through_libreoffice_keeps_ids_dates_and_rare_characters(
    empty: Application, tmp_path: Path
) -> None:
    bring_in(empty, several(tmp_path))
    out = tmp_path / "export.xlsx"
    empty.exports.register(empty.actor, out)
    converted = _converted(_converted(out, "ods", tmp_path / "ods"), "xlsx", tmp_path / "xlsx")

    for path in (converted, tmp_path / "ods" / "export.ods"):
        preview = empty.imports.preview(empty.actor, path)
        assert preview.rejected == ()
        assert preview.changes == ()
        assert counts(preview) == (0, 0, 3)


def _converted(path: Path, kind: str, folder: Path) -> Path:
    """Open a file in LibreOffice without a window and save it as another kind."""
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", folder, path], check=True, capture_output=True, timeout=100)
    return folder / f"{path.stem}.{kind}"


def test_a_birth_date_and_a_contact_day_that_cannot_be_cost_their_cells(
    empty: Application, tmp_path: Path
) -> None:
    preview = bring_in(empty, book(tmp_path, FULL_HEADER, full_line(最近看望时间="13月5日")))
    assert [note.column for note in preview.rejected] == ["最近看望时间"]
    assert stored(empty, "elder")[0]["birth_on"] == date(1945, 3, 12)


def test_who_left_the_register_is_pointed_out(empty: Application, tmp_path: Path) -> None:
    from desktop_app.domain.terms import EndReason

    path = book(tmp_path, BASE, ("巴图", NUMBER, VILLAGES[0]))
    bring_in(empty, path)
    uid = empty.register.find(empty.actor, NUMBER)[0].uid
    empty.register.end(empty.actor, uid, on=TODAY, reason=EndReason.DECEASED)
    preview = empty.imports.preview(empty.actor, path, decisions=Decisions())
    assert any("已退出名册" in note.reason for note in preview.warnings)
