"""Correct a recorded life event: move what followed from it to another day, or take it back."""

from __future__ import annotations

from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, InputError
from desktop_app.domain.life_events import LIFE_EVENT_EFFECTS
from desktop_app.domain.terms import EndReason, LifeEventKind, ResidenceKind
from desktop_app.models import LifeEvent, OffRegister, Residence
from desktop_app.services.enrolment_changes import (
    ONE_DAY,
    fall_back,
    refuse_visits_after,
    take_off,
    take_over_death,
)
from desktop_app.services.life_event_plans import Known
from desktop_app.storage.unit_of_work import UnitOfWork


class LaterEventStands(InputError):
    """What came after rests on this event."""

    code = "life_event.later_stands"
    what = N_("这次变故之后还有以它为前提的登记（迁回或再次离开），不能先撤销它。")
    do_now = N_("请先撤销后面的那一次。")


def move(unit: UnitOfWork, known: Known, event: LifeEvent, on: date) -> None:
    """Move what followed from an event to another day."""
    effect = LIFE_EVENT_EFFECTS[LifeEventKind(event.kind)]
    old = event.happened_on
    if effect.ends is not None:
        _move_end(unit, known, event, effect.ends, on)
    if effect.returns:
        _move_return(unit, known, old, on)
    begun = _begun_by(known, event)
    if begun is not None:
        _refuse_unless(begun.to_on is None or on <= begun.to_on, _("晚于这段居住的结束日期"))
        begun.from_on = on
    for stay in _closed_by(known, event):
        _refuse_unless(on >= stay.from_on, _("早于前一段居住的开始日期"))
        stay.to_on = on


def _move_end(unit: UnitOfWork, known: Known, event: LifeEvent, because: EndReason, on: date) -> None:
    elder, back_on = known.elder, known.back_on
    absence = _absence_from(known, event)
    if absence is not None:
        _refuse_unless(on <= absence.to_on, _("应早于其后的迁回日期"))
        refuse_visits_after(unit.session, elder.uid, because, on, until=absence.to_on)
        absence.from_on = on
        return
    _refuse_unless(back_on is None or on >= back_on, _("早于最近一次迁回，两个日期必有一个有误"))
    refuse_visits_after(unit.session, elder.uid, because, on)
    owned = elder.ended_on == event.happened_on and elder.ended_because == because.value
    if owned or (elder.ended_on is not None and on < elder.ended_on):
        take_off(elder, on=on, because=because, note=elder.ended_note)


def _move_return(unit: UnitOfWork, known: Known, old: date, on: date) -> None:
    absence = _absence_until(known, old)
    if absence is None:
        return
    left_again = min(
        (
            day
            for day in (known.elder.ended_on, *(gone.from_on for gone in known.absences))
            if day and day >= old
        ),
        default=None,
    )
    _refuse_unless(on > absence.from_on, _("应晚于退出名册的日期"))
    _refuse_unless(left_again is None or on <= left_again, _("应早于其后再次离开的日期"))
    because = next((each for each in EndReason if each.value == absence.because), EndReason.OTHER)
    refuse_visits_after(unit.session, known.elder.uid, because, absence.from_on, until=on - ONE_DAY)
    absence.to_on = on - ONE_DAY


def take_back(unit: UnitOfWork, known: Known, event: LifeEvent) -> None:
    """Undo what followed from an event, as far as it still stands."""
    elder, effect = known.elder, LIFE_EVENT_EFFECTS[LifeEventKind(event.kind)]
    if effect.ends is not None:
        if _absence_from(known, event) is not None:
            raise LaterEventStands
        take_over_death(unit, elder)
        if elder.ended_on == event.happened_on and elder.ended_because == effect.ends.value:
            fall_back(unit, elder, without=event)
    if effect.returns:
        absence = _absence_until(known, event.happened_on)
        if absence is not None:
            if elder.ended_on is not None or any(
                gone.from_on >= event.happened_on for gone in known.absences
            ):
                raise LaterEventStands
            elder.ended_on, elder.ended_because = absence.from_on, absence.because
            elder.ended_note = absence.note
            unit.retract(absence)
    begun = _begun_by(known, event)
    if begun is not None:
        unit.retract(begun)
    for stay in _closed_by(known, event):
        if not any(other.from_on >= event.happened_on and other is not begun for other in known.stays):
            stay.to_on = None


def _absence_from(known: Known, event: LifeEvent) -> OffRegister | None:
    """Return the absence that the event's leaving began, if the person is back from it."""
    ends = LIFE_EVENT_EFFECTS[LifeEventKind(event.kind)].ends
    for gone in known.absences:
        if ends is not None and (gone.from_on, gone.because) == (event.happened_on, ends.value):
            return gone
    return None


def _absence_until(known: Known, back_on: date) -> OffRegister | None:
    return next((gone for gone in known.absences if gone.to_on == back_on - ONE_DAY), None)


def _begun_by(known: Known, event: LifeEvent) -> Residence | None:
    """Return the stay that began with the event, known by its kind and first day."""
    begins = LIFE_EVENT_EFFECTS[LifeEventKind(event.kind)].begins
    if begins is None:
        return None
    fixed = begins in {ResidenceKind.HOSPITAL, ResidenceKind.INSTITUTION}
    for stay in known.stays:
        if stay.from_on == event.happened_on and (
            stay.kind == begins.value if fixed else stay.kind != ResidenceKind.HOSPITAL.value
        ):
            return stay
    return None


def _closed_by(known: Known, event: LifeEvent) -> list[Residence]:
    """Return the stays that ended on the day of an event that ends stays, see ``life_event_plans``."""
    effect = LIFE_EVENT_EFFECTS[LifeEventKind(event.kind)]
    hospital = ResidenceKind.HOSPITAL
    if effect.finishes is not None:
        kinds = {effect.finishes}
    elif effect.begins is None or effect.begins is hospital:
        return []
    else:
        kinds = set(ResidenceKind)
        if effect.begins is not ResidenceKind.INSTITUTION:
            kinds.discard(hospital)
    begun, wanted = _begun_by(known, event), {kind.value for kind in kinds}
    return [
        stay
        for stay in known.stays
        if stay is not begun and stay.kind in wanted and stay.to_on == event.happened_on
    ]


def _refuse_unless(holds: bool, reason: str) -> None:
    if not holds:
        raise FieldProblem(field="happened_on", label=N_("发生日期"), reason=reason)
