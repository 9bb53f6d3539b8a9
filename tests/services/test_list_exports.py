"""Exporting a list: what is shown and nothing more, inert, masked unless an officer answers for it, all or nothing."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.terms import UserRole
from desktop_app.models import Elder
from desktop_app.progress import Cancelled, Progress
from desktop_app.reports.delimited import Encoding, inert
from desktop_app.services import list_columns
from desktop_app.services.access_log import AccessRow
from desktop_app.services.actor import Actor
from desktop_app.services.files_out import CannotWrite
from desktop_app.services.list_exports import ListExportDraft
from desktop_app.storage.queries.elders import ElderFilter
from tests.services.homes import TODAY, VILLAGES

PAYLOADS = [
    f"{blank}{sign}{rest}"
    for blank in ("", " ", "\t", "\r", "\n", "\x00")
    for sign in "=+-@|＝＋－＠"
    for rest in ("cmd|' /C calc'!A0", 'HYPERLINK("http://example.invalid","点")', "1+1", "SUM(A1:A9)")
]


COLUMNS = ("phone", "name", "id_number", "age", "last_visit")
HEAD = ["电话", "姓名", "身份证号", "年龄", "上次探访"]


def draft(application: Application, **more: Any) -> ListExportDraft:
    ids = application.register.list_ids(application.actor, ElderFilter(), sort="birth", descending=True)
    return replace(ListExportDraft(title="老年人列表", columns=COLUMNS, ids=ids), **more)


def sheet(path: Path) -> list[list[object]]:
    found = load_workbook(path).active
    assert found is not None
    assert not [cell for row in found.iter_rows() for cell in row if cell.data_type == "f"]
    return [[cell.value for cell in row] for row in found.iter_rows()]


def table(path: Path, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding=encoding).splitlines()))


def notes(application: Application) -> list[AccessRow]:
    return application.access_log.list(application.actor)


def test_a_workbook_holds_the_shown_columns_and_people_in_their_order_masked(
    application: Application, tmp_path: Path
) -> None:
    wanted = draft(application, narrowed="筛选：全部")
    people = application.list_exports.export(application.actor, wanted, tmp_path / "a.xlsx")
    rows = sheet(tmp_path / "a.xlsx")
    lines = application.register.rows(application.actor, wanted.ids)
    assert people == len(lines) == len(wanted.ids)
    assert rows[1] == HEAD
    assert [row[1] for row in rows[2 : 2 + people]] == [line.name for line in lines]
    body = rows[2 : 2 + people]
    assert {type(row[3]) for row in body if row[3] is not None} == {int}
    days = [row[4] for row in body if row[4] is not None]
    assert days
    assert all(isinstance(day, date) for day in days)
    assert all("*" in str(row[2]) for row in body if row[2])
    assert any("筛选：全部" in str(row[0]) for row in rows[2 + people :])
    (entry,) = notes(application)
    assert (entry.kind, entry.people, entry.actor, entry.reason) == (
        "exported",
        people,
        application.actor.name,
        None,
    )
    assert "隐去" in entry.what


@pytest.mark.parametrize("encoding", list(Encoding))
def test_a_delimited_text_holds_the_same(
    application: Application, tmp_path: Path, encoding: Encoding
) -> None:
    wanted, path = draft(application, encoding=encoding), tmp_path / "a.csv"
    people = application.list_exports.export(application.actor, wanted, path)
    rows = table(path, encoding.value)
    lines = application.register.rows(application.actor, wanted.ids)
    assert rows[0] == HEAD
    assert rows[1:] == [
        [inert(list_columns.COLUMNS[key].text(line, TODAY)) for key in COLUMNS] for line in lines
    ]
    assert people == len(lines)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == (encoding is Encoding.UTF8)


def test_full_numbers_are_for_officers_who_say_why_and_to_whom(
    application: Application, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    full = draft(application, full=True, reason="发放津贴核对", recipient="旗民政局")
    worker = Actor("李志强", UserRole.WORKER)
    with pytest.raises(NotAllowed):
        application.list_exports.export(worker, full, path)
    for wrong in (
        replace(full, reason="  "),
        replace(full, recipient=""),
        replace(full, reason="长" * 201),
        replace(full, columns=()),
        replace(full, columns=("nothing",)),
    ):
        with pytest.raises(FieldProblem):
            application.list_exports.export(application.actor, wrong, path)
    with pytest.raises(FieldProblem):
        application.list_exports.export(application.actor, full, tmp_path / "a.pdf")
    assert not notes(application)
    assert list(tmp_path.glob("*.xlsx")) == []
    application.list_exports.export(application.actor, full, path)
    numbers = [str(row[2]) for row in sheet(path)[2:] if row[2]]
    assert numbers
    assert all(len(number) == 18 and "*" not in number for number in numbers)
    (entry,) = notes(application)
    assert (entry.reason, entry.recipient) == ("发放津贴核对", "旗民政局")


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_cancelled_or_failed_export_leaves_the_old_file_and_no_part(
    application: Application, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / name
    path.write_bytes(b"old")

    def stop(_done: int, _total: int, _what: str) -> None:
        progress.cancel()

    progress = Progress(stop)
    with pytest.raises(Cancelled):
        application.list_exports.export(application.actor, draft(application), path, progress=progress)
    assert [(each.name, each.read_bytes()) for each in folder.iterdir()] == [(name, b"old")]
    with pytest.raises(CannotWrite):
        application.list_exports.export(application.actor, draft(application), tmp_path / "nowhere" / name)
    assert not notes(application)


def test_an_empty_list_makes_a_file_with_its_head(empty: Application, tmp_path: Path) -> None:
    for name in ("a.xlsx", "a.csv"):
        assert empty.list_exports.export(empty.actor, draft(empty), tmp_path / name) == 0
    assert table(tmp_path / "a.csv") == [HEAD]


def test_what_looks_like_a_formula_is_inert_wherever_it_stands(empty: Application, tmp_path: Path) -> None:
    with empty.store.writing("登记老年人", "王秀英") as unit:
        # Past the form, as a batch from elsewhere might bring them.
        texts = [payload.strip("\x00") for payload in PAYLOADS]
        unit.insert_many(
            Elder,
            [
                {
                    "name": text[:50],
                    "name_local": text,
                    "phone": text[:40],
                    "village_code": VILLAGES[0],
                    "group_name": text[:40],
                    "address": text,
                    "registered_on": TODAY,
                }
                for text in texts
            ],
        )
    columns = ("name", "name_local", "phone", "group", "address")
    for name in ("a.xlsx", "a.csv"):
        empty.list_exports.export(
            empty.actor,
            draft(empty, columns=columns, full=True, reason="试", recipient="试"),
            tmp_path / name,
        )
    assert len(sheet(tmp_path / "a.xlsx")) > len(PAYLOADS)
    rows = table(tmp_path / "a.csv")[1:]
    assert len(rows) == len(PAYLOADS)
    assert all(cell.startswith("'") for row in rows for cell in row)
