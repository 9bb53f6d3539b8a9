"""What the sample township has beside its history: drawn pictures, forms begun and not saved, hasty visits, papers."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from desktop_app.app.sample_filed import add_filed
from desktop_app.bootstrap import Application
from desktop_app.domain.terms import DutyState, IrregularityKind, Mode, Outcome, SignatureKind
from desktop_app.services.duties import OwedRow
from desktop_app.services.rounds import CallRow
from desktop_app.services.visit_drafts import PhotoDraft, VisitDraft, visit_form
from desktop_app.ui.rounds.call_entries import picked
from desktop_app.ui.rounds.calls_work import FORM as CALLS
from desktop_app.ui.rounds.calls_work import Order
from desktop_app.ui.visits.start import DRAFT as VISIT

CAPTIONS = ("炉具和烟道", "炉具与床铺的位置")
_OWED = (DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN)
_SIZE, _INK = (960, 720), "#3b4a52"
_HASTY = ("14:00", "14:01", "14:03")
_SAME_WORDS = "老人精神状态良好，家中整洁，已叮嘱注意用火用电安全，按时服药，有事随时打电话联系。"
_EXPLAINED = "三户在同一排房，随村医送药逐户看望，时间按进门先后补记。"
_CALLED = (
    (Outcome.MET_REMOTELY, "09:05"),
    (Outcome.COULD_NOT_REACH, "09:12"),
    (Outcome.MET_REMOTELY, "09:20"),
)


def add_extras(app: Application) -> None:
    """Add them to a township that was just filled; one too small for it stays as it is."""
    owed = [row for row in app.duties.list(app.actor, states=_OWED) if row.line.visitor_uid]
    if len(owed) > 1:
        _visit_with_pictures(app, owed[-1])
        _begin_visit(app, owed[-2])
    _begin_calls(app)
    _visit_in_haste(app, owed)
    add_filed(app)


def _visit_with_pictures(app: Application, row: OwedRow) -> None:
    with tempfile.TemporaryDirectory(prefix="elder-visits-sample-", ignore_cleanup_errors=True) as name:
        photos = [
            PhotoDraft(app.photos.add(app.actor, path).digest, caption)
            for path, caption in zip(draw_pictures(Path(name)), CAPTIONS, strict=True)
        ]
    today = app.clock.today()
    app.visits.record(
        app.actor,
        VisitDraft(
            elder_uid=row.line.elder_uid,
            visited_on=today,
            visited_time="09:40",
            mode=Mode.IN_PERSON.value,
            outcome=Outcome.MET_IN_PERSON.value,
            visitor_uid=row.line.visitor_uid,
            answers=_answers(app, row.line.elder_uid, today),
            measures={"systolic": "136", "diastolic": "82", "temperature": "36.5"},
            summary="炉具与床铺已隔开，烟道通畅，报警器试响正常。",
            signed_as=SignatureKind.THUMB.value,
            photos=tuple(photos),
        ),
    )


def _answers(app: Application, uid: str, today: date) -> dict[str, Any]:
    last = app.visits.last_met(app.actor, uid)
    return dict(last.answers) if last is not None else visit_form().normal_answers(today.month)


def _visit_in_haste(app: Application, owed: list[OwedRow]) -> None:
    """Let one visitor visit three people within minutes, in the same words, and explain how that was."""
    today = app.clock.today()
    taken = {row.line.elder_uid for row in owed[-2:]}
    others = {row.line.elder_uid: row.line.visitor_uid for row in owed if row.line.elder_uid not in taken}
    alone = islice((uid for uid in others if _lives_alone(app, uid)), len(_HASTY))
    visitor_uid = next((uid for uid in others.values() if uid), None)
    for elder_uid, time in zip(alone, _HASTY, strict=False):
        app.visits.record(
            app.actor,
            VisitDraft(
                elder_uid=elder_uid,
                visited_on=today - timedelta(days=1),
                visited_time=time,
                mode=Mode.IN_PERSON.value,
                outcome=Outcome.MET_IN_PERSON.value,
                visitor_uid=visitor_uid,
                answers=_answers(app, elder_uid, today),
                summary=_SAME_WORDS,
            ),
        )
    for each in app.self_check.irregularities(app.actor, today - timedelta(days=1)):
        if each.kind is IrregularityKind.TOO_FAST:
            app.self_check.explain(app.actor, each.about, each.kind, each.month, _EXPLAINED)
            return


def _lives_alone(app: Application, uid: str) -> bool:
    """Tell whether nobody else of the register is met where somebody lives."""
    return len(app.rounds.household(app.actor, elder_uid=uid).people) == 1


def _begin_visit(app: Application, row: OwedRow) -> None:
    """Leave a visit half filled in, as the form keeps it."""
    today, uid = app.clock.today().isoformat(), row.line.elder_uid
    values = {
        "mode": Mode.IN_PERSON.value,
        "outcome": Outcome.MET_IN_PERSON.value,
        "visited_on": today,
        "visited_time": "08:50",
        "visitor": row.line.visitor_uid,
        "summary": "老人在家，身体无明显不适。",
    }
    content = {
        "elder_uid": uid,
        "visit_uid": "",
        "name": row.line.name,
        "values": values,
        "answers": {},
        "measures": {"systolic": "142", "diastolic": "88"},
        "findings": [],
        "photos": [],
    }
    app.drafts.keep(app.actor, VISIT, uid, content)


def _begin_calls(app: Application) -> None:
    """Leave the calls of one village half done."""
    for village in app.register.villages(app.actor):
        order = Order(village_code=village.code)
        rows = app.rounds.people_to_call(app.actor, **order.params())
        called = [row for row in rows if row.person.phones][: len(_CALLED)]
        if len(called) == len(_CALLED):
            _keep_calls(app, order, called)
            return


def _keep_calls(app: Application, order: Order, called: list[CallRow]) -> None:
    entries = {}
    for row, (outcome, time) in zip(called, _CALLED, strict=True):
        entry = picked(row, None, outcome.value, time)
        entries[row.person.elder_uid] = entry.plain()
    today = app.clock.today().isoformat()
    content = {
        **order.plain(),
        "name": "",
        "count": len(entries),
        "at": called[-1].person.elder_uid,
        "values": {"visited_on": today, "visitor": called[0].person.visitor_uid},
        "entries": entries,
    }
    app.drafts.keep(app.actor, CALLS, order.subject(), content)


# --- the pictures: drawn, of things, never of anybody


def draw_pictures(folder: Path) -> list[Path]:
    """Draw a stove and the plan of a room into ``folder``, as ``CAPTIONS`` call them."""
    paths = [folder / "stove.png", folder / "room.png"]
    for path, draw in zip(paths, (_stove, _room), strict=True):
        draw().save(str(path))
    return paths


def _stove() -> QImage:
    image, painter = _sheet("#e9e2d6")
    _box(painter, "#55483c", QRectF(330, 330, 300, 280))
    _box(painter, "#d9792b", QRectF(400, 440, 160, 110))
    _box(painter, "#7b6a58", QRectF(440, 60, 60, 270))
    _box(painter, "#7b6a58", QRectF(440, 60, 420, 60))
    _box(painter, "#c9bda8", QRectF(280, 610, 400, 40))
    painter.end()
    return image


def _room() -> QImage:
    """Draw the plan of a room: the brick bed, the stove behind its wall, a cupboard, the door."""
    image, painter = _sheet("#f4f1ea")
    painter.setPen(QPen(QColor(_INK), 10))
    painter.drawRect(QRectF(90, 80, 780, 560))
    painter.drawLine(520, 80, 520, 420)
    _box(painter, "#e6d3b3", QRectF(130, 130, 330, 200))
    _box(painter, "#55483c", QRectF(620, 140, 170, 150))
    _box(painter, "#d9792b", QRectF(665, 180, 80, 60))
    _box(painter, "#c9bda8", QRectF(660, 420, 170, 90))
    _box(painter, "#ffffff", QRectF(420, 615, 160, 40))
    painter.end()
    return image


def _sheet(ground: str) -> tuple[QImage, QPainter]:
    image = QImage(*_SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return image, painter


def _box(painter: QPainter, colour: str, box: QRectF) -> None:
    painter.setPen(QPen(QColor(_INK), 6))
    painter.setBrush(QColor(colour))
    painter.drawRect(box)
