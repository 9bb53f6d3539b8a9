"""Visit logs kept in workbooks: matched, brought in once, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import EndReason
from desktop_app.services.import_outcome import StalePreview
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_imports import VisitImportPreview
from tests.exchange.made_up_workbooks import made_up_id, xlsx_bytes
from tests.services.homes import TODAY, VILLAGES, Home
from tests.storage.stores import rows

HEADER = (
    "姓名",
    "身份证号码",
    "走访日期",
    "走访方式",
    "走访结果",
    "走访人",
    "健康状况",
    "存在问题",
    "处理措施",
)
NUMBER = made_up_id("19450312", "001")


def line(
    name: str = "包小明", number: str | None = NUMBER, on: object = "2026-11-02", **cells: Any
) -> tuple[Any, ...]:
    given = {
        "姓名": name,
        "身份证号码": number,
        "走访日期": on,
        "走访方式": "上门",
        "走访人": "李志强",
        **cells,
    }
    return tuple(given.get(column) for column in HEADER)


def preview_of(application: Application, folder: Path, *lines: tuple[Any, ...]) -> VisitImportPreview:
    path = folder / "visits.xlsx"
    path.write_bytes(xlsx_bytes([("走访记录表",), HEADER, *lines]))
    return application.visit_imports.preview(application.actor, path)


@pytest.fixture
def somebody(empty: Application) -> str:
    """Register the person whom the log is about."""
    return empty.register.save(
        empty.actor,
        ElderDraft(name="包小明", village_code=VILLAGES[0], id_number=NUMBER, registered_on=date(2026, 9, 1)),
    )


def test_a_log_is_brought_in_once_and_can_be_taken_back(
    empty: Application, somebody: str, tmp_path: Path
) -> None:
    lines = (
        line(存在问题="漏雨", 处理措施="已维修"),
        line(on=date(2026, 11, 9), 走访方式="电话", 健康状况="良好"),
    )
    preview = preview_of(empty, tmp_path, *lines)
    assert (preview.created, preview.unchanged, preview.rejected) == (2, 0, ())
    done = empty.visit_imports.apply(empty.actor, preview)
    visits = empty.visits.of_elder(empty.actor, somebody)
    assert [(row.visited_on, row.mode, row.outcome) for row in visits] == [
        (date(2026, 11, 9), "phone", "met_remotely"),
        (date(2026, 11, 2), "in_person", "met_in_person"),
    ]
    assert {row.entered_on for row in visits} == {TODAY}
    assert [row.state for row in empty.visits.findings(empty.actor)] == ["closed"]

    again = preview_of(empty, tmp_path, *lines)
    assert (again.created, again.unchanged) == (0, 2)
    assert empty.visit_imports.apply(empty.actor, again).change_set is None
    assert done.change_set is not None
    empty.undo.undo(empty.actor, done.change_set)
    assert empty.visits.of_elder(empty.actor, somebody) == []
    assert preview_of(empty, tmp_path, *lines).created == 2
    assert empty.checks.run(empty.actor) == []


def test_who_is_not_in_the_register_or_cannot_be_told_apart_is_refused_with_the_row(
    empty: Application, somebody: str, tmp_path: Path
) -> None:
    for village in VILLAGES:
        empty.register.save(empty.actor, ElderDraft(name="同名人", village_code=village))
    preview = preview_of(empty, tmp_path, line("没有的人", None), line("同名人", None), line(number=None))

    assert [note.row for note in preview.rejected] == [3, 4]
    assert preview.created == 1


def test_a_death_in_the_log_ends_the_register_entry_once(
    empty: Application, somebody: str, tmp_path: Path
) -> None:
    empty.visit_imports.apply(empty.actor, preview_of(empty, tmp_path, line(走访结果="死亡")))
    detail = empty.register.get(empty.actor, somebody)
    assert (detail.ended_on, detail.ended_because) == (date(2026, 11, 2), EndReason.DECEASED)

    # A later line about the same person does not move the day.
    later = preview_of(
        empty, tmp_path, line(走访结果="死亡", on="2026-11-05"), line(走访结果="迁出", on="2026-11-06")
    )
    empty.visit_imports.apply(empty.actor, later)
    assert empty.register.get(empty.actor, somebody).ended_on == date(2026, 11, 2)


def test_a_day_to_come_is_refused(empty: Application, somebody: str, tmp_path: Path) -> None:
    assert somebody
    preview = preview_of(empty, tmp_path, line(on="2026-12-24"))
    assert (preview.created, [note.row for note in preview.rejected]) == (0, [3])


def test_a_long_name_of_a_visitor_is_refused_alone(empty: Application, somebody: str, tmp_path: Path) -> None:
    preview = preview_of(empty, tmp_path, line(走访人="、".join(["李志强"] * 20)))
    empty.visit_imports.apply(empty.actor, preview)

    assert [note.row for note in (*preview.rejected, *preview.warnings)] == [3]
    assert len(empty.visits.of_elder(empty.actor, somebody)) == 1


def test_a_stale_preview_is_refused(empty: Application, somebody: str, tmp_path: Path) -> None:
    preview = preview_of(empty, tmp_path, line())
    empty.register.end(empty.actor, somebody, on=TODAY, reason=EndReason.MOVED_OUT)
    before = rows(empty.store)
    with pytest.raises(StalePreview):
        empty.visit_imports.apply(empty.actor, preview)
    assert rows(empty.store) == before


def test_the_offices_own_logs_come_in_completely(application: Application, filled_home: Home) -> None:
    for month in (9, 10, 11):
        path = filled_home.folder.parent / "books" / f"visits-{month}.xlsx"
        preview = application.visit_imports.preview(application.actor, path)
        assert (preview.created, preview.rejected) == (0, ())
        assert preview.unchanged == preview.rows
