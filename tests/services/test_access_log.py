"""The access ledger: every look and every way out is noted once, read by officers, kept, and removed only on a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.terms import AccessKind, UserRole
from desktop_app.services.access_log import OPENED, AccessFilter, AccessLogService
from desktop_app.services.actor import Actor
from desktop_app.services.clock import Clock
from desktop_app.services.register_drafts import ElderDraft
from tests.services.homes import TODAY, VILLAGES

READER = Actor("李查阅", UserRole.READER)
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def at(application: Application, instant: datetime) -> AccessLogService:
    """Return the ledger as it works at an instant."""
    context = replace(application.context, clock=Clock(fixed_on=TODAY, read=lambda: instant))
    return AccessLogService(context)


def somebody(application: Application, name: str = "乌云其其格") -> str:
    return application.register.save(application.actor, ElderDraft(name=name, village_code=VILLAGES[0]))


def test_a_file_opened_many_times_is_noted_once_per_person_user_and_day(empty: Application) -> None:
    one, other = somebody(empty), somebody(empty, "巴特尔")
    ledger = at(empty, NOON)
    assert [ledger.note_look(empty.actor, uid) for uid in (one, one, other, one)] == [
        True,
        False,
        True,
        False,
    ]
    assert ledger.note_look(READER, one)
    assert at(empty, NOON + timedelta(days=1)).note_look(empty.actor, one)
    rows = ledger.list(empty.actor)
    assert [(row.actor, row.name) for row in rows] == [
        ("王秀英", "乌云其其格"),
        ("李查阅", "乌云其其格"),
        ("王秀英", "巴特尔"),
        ("王秀英", "乌云其其格"),
    ]
    assert {(row.kind, row.what, row.people) for row in rows} == {("looked", OPENED, 1)}


def test_everybody_is_noted_but_only_officers_read_the_notes(empty: Application) -> None:
    empty.access_log.note(READER, AccessKind.COPIED, what="名册列表", people=3)
    with pytest.raises(NotAllowed):
        empty.access_log.list(READER)
    with pytest.raises(NotAllowed):
        empty.access_log.list(Actor("李经办", UserRole.WORKER))
    (row,) = empty.access_log.list(empty.actor)
    assert (row.actor, row.kind, row.people, row.elder_uid, row.name) == ("李查阅", "copied", 3, None, "")


def test_the_list_is_narrowed_by_day_person_user_and_kind(empty: Application) -> None:
    uid = somebody(empty)
    at(empty, NOON - timedelta(days=2)).note(empty.actor, AccessKind.PRINTED, what="台账")
    at(empty, NOON).note(
        READER, AccessKind.EXPORTED, what="副本", elder_uid=uid, reason="申请", recipient="本人"
    )
    ledger = empty.access_log

    def found(**wanted: object) -> list[str]:
        return [row.what for row in ledger.list(empty.actor, AccessFilter(**wanted))]  # type: ignore[arg-type]  # by name

    assert found() == ["副本", "台账"]
    assert found(first_on=TODAY) == ["副本"]
    assert found(last_on=TODAY - timedelta(days=1)) == ["台账"]
    assert found(actor="李查阅") == found(kind=AccessKind.EXPORTED) == found(elder_uid=uid) == ["副本"]
    assert found(first_on=TODAY, kind=AccessKind.PRINTED) == []
    assert ledger.actors(empty.actor) == ["李查阅", "王秀英"]
    ids = ledger.ids(empty.actor, AccessFilter())
    assert [row.id for row in ledger.rows(empty.actor, ids)] == list(ids)


def test_long_texts_are_cut_and_blanks_count_as_nothing(empty: Application) -> None:
    empty.access_log.note(
        empty.actor, AccessKind.EXPORTED, what="名" * 300, reason="  ", recipient="旗" * 200
    )
    (row,) = empty.access_log.list(empty.actor)
    assert (len(row.what), row.reason, len(row.recipient or "")) == (200, None, 100)


def test_the_ledger_is_exported_and_that_is_noted_too(empty: Application, tmp_path: Path) -> None:
    uid = somebody(empty, "阿拉坦其其格")
    empty.access_log.note(
        empty.actor, AccessKind.EXPORTED, what="副本", elder_uid=uid, reason="本人申请", recipient="本人"
    )
    out = tmp_path / "ledger.xlsx"
    assert empty.access_log.export(empty.actor, out) == 1
    sheet = openpyxl.load_workbook(out).worksheets[0]
    said = {str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None}
    assert {"阿拉坦其其格", "副本", "本人申请", "本人", "导出"} <= said
    newest = empty.access_log.list(empty.actor)[0]
    assert (newest.kind, newest.what, newest.people) == ("exported", "查阅与输出台账", 1)
    with pytest.raises(FieldProblem):
        empty.access_log.export(empty.actor, tmp_path / "ledger.pdf")


def test_papers_and_exports_are_noted_and_looking_at_a_preview_is_not(
    application: Application, tmp_path: Path
) -> None:
    app = application
    visit = app.visits.between(app.actor, TODAY.replace(month=10, day=1), TODAY)[0]
    out = tmp_path / "visit.pdf"
    app.reports.make(app.actor, "visit-record", out, visit_uids=[visit.uid], noted=None)
    app.reports.make(app.actor, "month-summary", tmp_path / "summary.pdf")
    assert app.access_log.list(app.actor) == []
    app.reports.make(app.actor, "visit-record", out, visit_uids=[visit.uid])
    village = visit.village_code
    app.reports.make(app.actor, "month-ledger", tmp_path / "l.xlsx", month=(2026, 10), village_code=village)
    app.exports.register(app.actor, tmp_path / "all.xlsx", reason="上报旗民政局", recipient="旗民政局")
    exported, ledger, record = app.access_log.list(app.actor)
    assert (record.what, record.elder_uid, record.people) == ("探访记录表", visit.elder_uid, 1)
    assert (ledger.what, ledger.elder_uid) == ("探访台账", None)
    assert ledger.people > 1
    assert (exported.reason, exported.recipient) == ("上报旗民政局", "旗民政局")
    assert {row.kind for row in (record, ledger, exported)} == {"exported"}


def test_the_notes_stay_on_this_installation(empty: Application) -> None:
    before = [row.uid for row in empty.undo.recent(empty.actor)]
    empty.access_log.note_look(empty.actor, somebody(empty))
    assert len(empty.undo.recent(empty.actor)) == len(before) + 1, "only the registration is a change"
    assert empty.checks.run(empty.actor) == []
