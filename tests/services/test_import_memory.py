"""Imports remember what was decided: columns, policies, codes; rows are repaired in place; counts are proved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.bootstrap import Application
from desktop_app.exchange.register.decisions import BadSettings, Decisions
from desktop_app.exchange.workbooks.headers import BadMapping
from desktop_app.models import Contact, Elder, Record
from desktop_app.services.import_proof import ImportNotProved
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.storage.unit_of_work import UnitOfWork
from tests.exchange.made_up_workbooks import made_up_id
from tests.services.homes import VILLAGES
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

HEADER = ("姓名", "证件", "村里", "人员类型", "电话", "情况")


def line(name: str = "巴图", number: str | None = NUMBER, **cells: Any) -> tuple[Any, ...]:
    given_cells = {"姓名": name, "证件": number, "村里": VILLAGES[0], **cells}
    return tuple(given_cells.get(column) for column in HEADER)


DECIDED = Decisions(
    fields={"证件": "id_number", "村里": "village", "人员类型": "categories", "情况": "note"},
    policies={"电话": "keep"},
    codes={"人员类型": {"8": "独居", "1": "低保"}},
)


# --- memory


def test_the_next_workbook_with_these_headers_uses_what_was_decided(
    empty: Application, tmp_path: Path
) -> None:
    first = book(tmp_path, HEADER, line(人员类型="8、1", 情况="腿疾"), name="甲村.xlsx")
    assert empty.imports.preview(empty.actor, first, decisions=DECIDED).remembered == ""
    bring_in(empty, first, DECIDED)

    moved = sheets(
        tmp_path,
        {"表": [("说明",), ("第二行说明",), (*HEADER[::-1],), line("苏日娜", OTHER, 人员类型="8")[::-1]]},
        "另一个名字.xlsx",
    )
    preview = empty.imports.preview(empty.actor, moved)
    assert preview.remembered == "甲村"
    assert counts(preview) == (1, 0, 0)
    assert preview.mapping["证件"] == "id_number"
    assert preview.policies["电话"] == "keep"
    assert [question.settled for question in preview.questions] == [True]
    assert [row["category"] for row in preview.plan.added[_model("category_span")]] == ["living_alone"]


def _model(table: str) -> type[Record]:
    from desktop_app.models import RECORDS

    return RECORDS[table]


def test_settings_are_listed_renamed_handed_on_and_deleted(
    empty: Application, county: Application, tmp_path: Path
) -> None:
    bring_in(empty, book(tmp_path, HEADER, line(人员类型="8"), name="甲村.xlsx"), DECIDED)
    (kept,) = empty.import_templates.list(empty.actor)
    empty.import_templates.rename(empty.actor, kept.fingerprint, "  甲村   名册 ")
    assert [row.name for row in empty.import_templates.list(empty.actor)] == ["甲村 名册"]

    file = tmp_path / "设置.json"
    empty.import_templates.save_file(empty.actor, kept.fingerprint, file)
    taken = county.import_templates.read_file(county.actor, file)
    assert (taken.fingerprint, taken.name) == (kept.fingerprint, "甲村 名册")
    preview = county.imports.preview(county.actor, book(tmp_path, HEADER, line(人员类型="1")))
    assert preview.remembered == "甲村 名册"
    assert preview.questions[0].settled

    empty.import_templates.delete(empty.actor, kept.fingerprint)
    assert empty.import_templates.list(empty.actor) == []


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"format": "elder-visits import settings", "version": 99}',
        '{"format": "elder-visits import settings", "version": 1, "fields": {"a": 1}}',
        '{"format": "elder-visits import settings", "version": 1, "codes": {"a": []}}',
        '{"format": "elder-visits import settings", "version": 1, "header_row": 9999}',
        "[" * 100_000,
        json.dumps({"format": "elder-visits import settings", "version": 1, "headers": ["x" * 300]}),
    ],
)
def test_a_file_that_holds_no_settings_is_refused(empty: Application, tmp_path: Path, content: str) -> None:
    file = tmp_path / "设置.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadSettings):
        empty.import_templates.read_file(empty.actor, file)


def test_settings_that_name_fields_nobody_knows_any_more_still_serve(
    empty: Application, tmp_path: Path
) -> None:
    path = book(tmp_path, ("姓名", "身份证号", "村", "自填"), ("巴图", NUMBER, VILLAGES[0], "x"))
    preview = empty.imports.preview(empty.actor, path)
    old = Decisions(fields={"自填": "local:早已停用"})
    empty.import_templates.remember(empty.actor, preview.fingerprint, "旧", preview.labels, old)

    again = empty.imports.preview(empty.actor, path)
    assert again.remembered == "旧"
    assert again.unmapped == ("自填",)


def test_an_explicit_mapping_of_an_unknown_field_is_refused(empty: Application, tmp_path: Path) -> None:
    path = book(tmp_path, HEADER, line())
    with pytest.raises(BadMapping):
        empty.imports.preview(empty.actor, path, mapping={"证件": "local:没有这一项"})


def test_a_header_row_can_be_pointed_at(empty: Application, tmp_path: Path) -> None:
    header = ("姓名", "身份证号", "村")
    path = sheets(
        tmp_path,
        {"表": [("姓名", "身份证号", "村", "电话"), header, ("巴图", NUMBER, VILLAGES[0])]},
    )
    preview = bring_in(empty, path, Decisions(header_row=2))
    assert preview.header_row == 2
    assert counts(preview) == (1, 0, 0)

    lower = sheets(
        tmp_path,
        {"表": [("题目",), ("姓名", "身份证号", "村", "电话"), header, ("巴图", NUMBER, VILLAGES[0])]},
        "五月.xlsx",
    )
    again = empty.imports.preview(empty.actor, lower)
    assert (again.remembered, again.header_row) == ("register", 3)
    assert counts(again) == (0, 0, 1)


# --- policies


def phone_of(app: Application) -> str | None:
    return app.register.get(app.actor, app.register.find(app.actor, NUMBER)[0].uid).phone


@pytest.mark.parametrize(
    ("policy", "stored", "expected", "shown"),
    [
        ("fill", "13800138000", "13800138000", "fill"),
        ("replace", "13800138000", "13900139000", "replace"),
        ("keep", "13800138000", "13800138000", "keep"),
        ("fill", None, "13900139000", "fill"),
        ("replace", None, "13900139000", "fill"),
        ("keep", None, None, "keep"),
    ],
)
def test_each_column_fills_replaces_or_keeps(
    empty: Application, tmp_path: Path, policy: str, stored: str | None, expected: str | None, shown: str
) -> None:
    header = ("姓名", "身份证号", "村", "电话")
    bring_in(empty, book(tmp_path, header, ("巴图", NUMBER, VILLAGES[0], stored)))
    path = book(tmp_path, header, ("巴图", NUMBER, VILLAGES[0], "13900139000"))
    preview = bring_in(empty, path, Decisions(policies={"电话": policy}))

    assert phone_of(empty) == expected
    (change,) = preview.changes
    assert (change.row, change.name, change.old, change.new) == (3, "巴图", stored or "", "13900139000")
    assert change.action == shown
    assert empty.import_templates.list(empty.actor)[0].decisions.policies == {"电话": policy}


def test_an_id_number_is_never_overwritten_silently(empty: Application, tmp_path: Path) -> None:
    header = ("姓名", "身份证号", "村", "电话")
    bring_in(empty, book(tmp_path, header, ("巴图", NUMBER, VILLAGES[0], None)))
    other = made_up_id("19450312", "003")
    path = book(tmp_path, header, ("巴图", other, VILLAGES[0], "13900139000"))

    refused = empty.imports.preview(empty.actor, path)
    assert counts(refused) == (0, 0, 0)
    assert [(note.row, note.column) for note in refused.rejected] == [(3, "身份证号")]

    kept = empty.imports.preview(empty.actor, path, decisions=Decisions(policies={"身份证号": "keep"}))
    assert counts(kept) == (0, 1, 0)
    assert any("保留名册的号码" in note.reason for note in kept.warnings)

    bring_in(empty, path, Decisions(policies={"身份证号": "replace"}))
    (found,) = empty.register.find(empty.actor, other)
    assert found.name == "巴图"


def test_two_people_whom_one_file_tells_apart_are_two_people(empty: Application, tmp_path: Path) -> None:
    header = ("姓名", "身份证号", "村")
    twin = made_up_id("19450312", "003")
    bring_in(empty, book(tmp_path, header, ("巴图", NUMBER, VILLAGES[0])))
    preview = bring_in(
        empty, book(tmp_path, header, ("巴图", NUMBER, VILLAGES[0]), ("巴图", twin, VILLAGES[0]))
    )
    assert counts(preview) == (1, 0, 1)


def test_another_name_under_the_same_number_is_pointed_out_and_not_taken(
    empty: Application, tmp_path: Path
) -> None:
    header = ("姓名", "身份证号", "村")
    bring_in(empty, book(tmp_path, header, ("巴图", NUMBER, VILLAGES[0])))
    preview = bring_in(empty, book(tmp_path, header, ("巴特尔", NUMBER, VILLAGES[0])))

    assert counts(preview) == (0, 0, 1)
    assert [note.column for note in preview.warnings] == ["姓名"]
    assert [(change.old, change.new, change.action) for change in preview.changes] == [
        ("巴图", "巴特尔", "fill")
    ]


# --- codes


def test_codes_are_asked_once_and_not_used_before(empty: Application, tmp_path: Path) -> None:
    header = ("姓名", "身份证号", "村", "人员类型", "婚姻状况", "人户状况")
    path = book(
        tmp_path,
        header,
        ("巴图", NUMBER, VILLAGES[0], 8, 3, "0"),
        ("苏日娜", OTHER, VILLAGES[0], "1,15", 2, "1"),
        ("包小明", THIRD, VILLAGES[0], None, 30, None),
    )
    preview = empty.imports.preview(empty.actor, path)
    asked = {question.header: question for question in preview.questions}

    assert [question.settled for question in preview.questions] == [False, False, False]
    assert asked["人员类型"].counts == (("1", 1), ("8", 1), ("15", 1))
    assert asked["人员类型"].proposed == {"1": "低保", "8": "独居", "15": "空巢"}
    assert asked["人户状况"].system == "民政平台人户状况"
    assert "GB" not in asked["婚姻状况"].system, "one and two digits together are of no known system"
    assert sum("含义还没有确认" in note.reason for note in preview.warnings) == 3
    assert preview.plan.added[_model("category_span")] == []

    decided = Decisions(
        codes={
            "人员类型": dict(asked["人员类型"].proposed),
            "婚姻状况": {"2": "已婚", "3": "丧偶", "30": "丧偶"},
            "人户状况": {"0": "户籍在、人在", "1": "户籍在、人不在"},
        }
    )
    preview = bring_in(empty, path, decided)
    assert [question.settled for question in preview.questions] == [True, True, True]
    assert preview.warnings == ()
    facts = {row["name"]: (row["marital_code"], row["residency"]) for row in preview.plan.added[Elder]}
    assert facts == {"巴图": ("30", "both"), "苏日娜": ("20", "registered_only"), "包小明": ("30", None)}


def test_codes_of_a_national_standard_need_no_question(empty: Application, tmp_path: Path) -> None:
    header = ("姓名", "身份证号", "村", "婚姻状况", "文化程度")
    path = book(tmp_path, header, ("巴图", NUMBER, VILLAGES[0], 30, "81"))
    preview = empty.imports.preview(empty.actor, path)

    assert preview.questions == ()
    assert preview.plan.added[Elder][0]["marital_code"] == "30"
    assert preview.plan.added[Elder][0]["education_code"] == "80"


def test_certificates_tell_what_the_kinds_of_a_platform_mean(empty: Application, tmp_path: Path) -> None:
    header = ("姓名", "身份证号", "村", "残疾类别", "残疾证号")
    path = book(
        tmp_path,
        header,
        ("巴图", NUMBER, VILLAGES[0], "5", NUMBER + "42"),
        ("苏日娜", OTHER, VILLAGES[0], 4, OTHER + "53"),
    )
    (question,) = empty.imports.preview(empty.actor, path).questions
    assert "禾康" in question.system
    assert question.proposed == {"4": "智力", "5": "肢体"}
    assert not question.settled


def test_a_new_code_of_a_known_sender_is_asked(empty: Application, tmp_path: Path) -> None:
    bring_in(empty, book(tmp_path, HEADER, line(人员类型="8")), DECIDED)
    preview = empty.imports.preview(
        empty.actor, book(tmp_path, HEADER, line(人员类型="8"), line("苏日娜", OTHER, 人员类型="16"))
    )
    assert [question.settled for question in preview.questions] == [False]
    assert preview.questions[0].proposed == {"8": "独居", "16": "失能"}


# --- repairs


def test_rows_are_put_right_without_touching_the_file(empty: Application, tmp_path: Path) -> None:
    header = ("姓名", "身份证号", "村", "电话")
    path = book(
        tmp_path,
        header,
        ("巴图", "1.50425E+17", VILLAGES[0], "13800138000"),
        (None, OTHER, VILLAGES[0], None),
        ("包小明", THIRD, VILLAGES[0], None),
    )
    content = path.read_bytes()
    first = empty.imports.preview(empty.actor, path)
    assert counts(first) == (1, 0, 0)
    assert [(row.row, row.refused, sorted(row.reasons)) for row in first.repairs] == [
        (3, True, [1]),
        (4, True, [0]),
    ]
    assert first.repairs[0].cells == ("巴图", "1.50425E+17", VILLAGES[0], "13800138000")

    corrected = replace(
        first.decisions,
        corrections={("名册", 2, 1): NUMBER, ("名册", 3, 0): "苏日娜", ("名册", 4, 3): "139 0013 9000"},
    )
    again = empty.imports.again(empty.actor, first, corrected)
    assert counts(again) == (3, 0, 0)
    assert again.repairs == ()
    empty.imports.apply(empty.actor, again)
    assert {row.name for row in empty.register.find(empty.actor, "1504")} == {"巴图", "苏日娜", "包小明"}
    assert path.read_bytes() == content
    (kept,) = empty.import_templates.list(empty.actor)
    assert kept.decisions.corrections == {}, "corrections belong to one file"


def test_what_waits_for_repair_goes_back_as_a_workbook_and_comes_in_when_put_right(
    empty: Application, tmp_path: Path
) -> None:
    path = book(tmp_path, HEADER, line(number="1.5E+17"), line("苏日娜", OTHER), name="甲村.xlsx")
    preview = bring_in(empty, path, DECIDED)
    out = tmp_path / "待修正.xlsx"
    assert empty.exports.repairs(empty.actor, preview, out) == 1

    back = empty.imports.preview(empty.actor, out)
    assert back.remembered == "甲村", "the added columns do not hide the sender"
    assert counts(back) == (0, 0, 0)
    (row,) = back.repairs
    right = replace(back.decisions, corrections={(row.sheet, row.row - 1, 1): NUMBER})
    assert counts(empty.imports.again(empty.actor, back, right)) == (1, 0, 0)


def test_a_row_without_a_village_waits_in_the_grid_too(empty: Application, tmp_path: Path) -> None:
    path = book(tmp_path, ("姓名", "身份证号", "村"), ("巴图", NUMBER, None))
    preview = empty.imports.preview(empty.actor, path)
    assert [(row.row, sorted(row.reasons)) for row in preview.repairs] == [(3, [2])]
    right = replace(preview.decisions, corrections={("名册", 2, 2): VILLAGES[0]})
    assert counts(empty.imports.again(empty.actor, preview, right)) == (1, 0, 0)


# --- counts


@pytest.mark.parametrize("model", [Elder, Contact])
def test_a_lost_row_rolls_the_whole_import_back(
    empty: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: type[Record]
) -> None:
    path = book(tmp_path, FULL_HEADER, full_line(), full_line(姓名="苏日娜", 身份证号=OTHER, 残疾证号=None))
    preview = empty.imports.preview(empty.actor, path)
    before = rows(empty.store)
    insert = UnitOfWork.insert_many

    def losing(unit: UnitOfWork, into: type[Record], given_rows: Iterable[Mapping[str, Any]]) -> int:
        """Write all rows but the last of one table, and say that all were written."""
        listed = list(given_rows)
        if into is not model:
            return insert(unit, into, listed)
        known = {one["uid"] for one in listed[-1:]}
        insert(unit, into, [one for one in listed if one["uid"] not in known and not _hangs_on(one, known)])
        return len(listed)

    monkeypatch.setattr(UnitOfWork, "insert_many", losing)
    if model is Elder:
        # Without its elder a contact could not be written at all: take the parts out as well.
        for other, planned in preview.plan.added.items():
            if other is not Elder:
                planned.clear()
    with pytest.raises(ImportNotProved) as raised:
        empty.imports.apply(empty.actor, preview)
    assert raised.value.details["expected"] != raised.value.details["found"]
    monkeypatch.undo()
    assert rows(empty.store) == before
    assert empty.checks.run(empty.actor) == []


def _hangs_on(row: Mapping[str, Any], uids: set[Any]) -> bool:
    return row.get("elder_uid") in uids


def test_a_value_that_arrives_altered_rolls_the_whole_import_back(
    empty: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = empty.imports.preview(empty.actor, book(tmp_path, FULL_HEADER, full_line()))
    before = rows(empty.store)
    insert = UnitOfWork.insert_many

    def altering(unit: UnitOfWork, into: type[Record], given_rows: Iterable[Mapping[str, Any]]) -> int:
        return insert(unit, into, [{**one, "note": "别的"} if into is Elder else one for one in given_rows])

    monkeypatch.setattr(UnitOfWork, "insert_many", altering)
    with pytest.raises(ImportNotProved):
        empty.imports.apply(empty.actor, preview)
    assert rows(empty.store) == before


def test_the_result_says_what_was_added(empty: Application, tmp_path: Path) -> None:
    path = book(tmp_path, FULL_HEADER, full_line(), full_line(姓名=None, 身份证号=OTHER))
    preview = empty.imports.preview(empty.actor, path)
    done = empty.imports.apply(empty.actor, preview)
    assert (done.rows, done.created, done.refused_rows) == (2, 1, 1)
    assert done.facts["contact"] == 2
    assert done.facts["benefit"] == 2


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["巴图", "苏日娜", "", "x"]),
            st.sampled_from([NUMBER, OTHER, "1.5E+17", "", THIRD]),
            st.sampled_from([VILLAGES[0], VILLAGES[1], "", "150426100201"]),
            st.sampled_from(["13800138000", "", "没有", "12"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_row_of_a_file_is_counted_exactly_once(
    shared: Application, tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("book")
    path = book(folder, ("姓名", "身份证号", "村", "电话"), ("包小明", "", "东风农场", ""), *lines)
    preview = shared.imports.preview(shared.actor, path)
    figures = preview.created + preview.updated + preview.unchanged + preview.refused_rows
    assert figures == preview.rows
    done = shared.imports.apply(shared.actor, preview)
    if done.change_set:
        shared.undo.undo(shared.actor, done.change_set)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Application]:
    """Open one home for all examples of a property."""
    from tests.services.homes import make_home, open_home

    app = open_home(make_home(tmp_path_factory.mktemp("shared") / "home").folder)
    app.register.save(app.actor, ElderDraft(name="巴图", village_code=VILLAGES[0], id_number=NUMBER))
    yield app
    app.close()
