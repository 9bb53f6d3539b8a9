"""Whose card or duties a unit of work may have changed: who was changed, and who depends on what was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import FindingStepKind
from desktop_app.models import (
    RECORDS,
    Assignment,
    CampaignTarget,
    ElderCard,
    FindingStep,
    PersonLink,
    Residence,
    Village,
    Visit,
    VisitorLeave,
)
from desktop_app.storage.queries.facts import elders_of
from desktop_app.storage.queries.links import groups
from desktop_app.storage.unit_of_work import UnitOfWork

_CHUNK = 900


def touched_elders(unit: UnitOfWork) -> set[str]:
    """Return the elders to be brought up to date, whichever way the records came: edit, undoing or merge."""
    journal = unit.journal
    uids: set[str] = set()
    for entity, records in journal.touched.items():
        if entity in PERSONAL:
            uids.update(journal.subjects[uid] for uid in records if uid in journal.subjects)
            unknown = [uid for uid in records if uid not in journal.subjects]
            uids |= elders_of(unit.session, RECORDS[entity], unknown)
        elif entity in DEPENDING:
            uids |= DEPENDING[entity](unit.session, sorted(records))
    # A link or an elder that goes may leave others to be read under another file than before.
    kin = groups(unit.session).kin_of
    return uids.union(*(kin[uid] for uid in uids if uid in kin)) if kin else uids


def _themselves(_session: Session, records: Sequence[str]) -> set[str]:
    return set(records)


def _linked(session: Session, records: Sequence[str]) -> set[str]:
    """Return both files of each link."""
    return _found(
        session, records, lambda part: select(PersonLink.elder_uid).where(PersonLink.uid.in_(part))
    ) | _found(session, records, lambda part: select(PersonLink.other_uid).where(PersonLink.uid.in_(part)))


def _reopened(session: Session, records: Sequence[str]) -> set[str]:
    """Return whose finding was opened again: of all steps only this one has a day that duties are counted from."""
    return _found(
        session,
        records,
        lambda part: select(FindingStep.elder_uid).where(
            FindingStep.uid.in_(part), FindingStep.kind == FindingStepKind.REOPENED.value
        ),
    )


def _in_villages(session: Session, records: Sequence[str]) -> set[str]:
    """Return the elders whose card shows the name of one of the villages."""
    return _found(
        session,
        records,
        lambda part: select(ElderCard.elder_uid).where(
            ElderCard.village_code.in_(select(Village.code).where(Village.uid.in_(part)))
        ),
    )


def _of_visitors(session: Session, visitors: Iterable[str]) -> set[str]:
    """Return the elders to whom one of the visitors goes or usually would, also standing in for others."""
    wanted = sorted(_with_those_stood_in_for(session, visitors))
    return (
        _found(
            session,
            wanted,
            lambda part: select(Assignment.elder_uid).where(Assignment.visitor_uid.in_(part)),
        )
        | _found(
            session,
            wanted,
            lambda part: select(Residence.elder_uid).where(Residence.covered_by_uid.in_(part)),
        )
        | _found(
            session,
            wanted,
            lambda part: select(ElderCard.elder_uid).where(ElderCard.visitor_uid.in_(part)),
        )
    )


def _with_those_stood_in_for(session: Session, visitors: Iterable[str]) -> set[str]:
    """Return the visitors and everybody for whom one of them may stand in, in turn."""
    meant = set(visitors)
    leaves = session.execute(select(VisitorLeave.visitor_uid, VisitorLeave.stand_in_uid)).all()
    waiting = list(meant)
    while waiting:
        uid = waiting.pop()
        for row in leaves:
            if row.stand_in_uid == uid and row.visitor_uid not in meant:
                meant.add(row.visitor_uid)
                waiting.append(row.visitor_uid)
    return meant


def _on_leave(session: Session, records: Sequence[str]) -> set[str]:
    """Return the elders for whom it matters who is on leave."""
    visitors = _found(
        session, records, lambda part: select(VisitorLeave.visitor_uid).where(VisitorLeave.uid.in_(part))
    )
    return _of_visitors(session, visitors)


def _of_campaigns(session: Session, records: Sequence[str]) -> set[str]:
    """Return the elders whom one of the campaigns names, or who were visited for it."""
    return _found(
        session,
        records,
        lambda part: select(CampaignTarget.elder_uid).where(CampaignTarget.campaign_uid.in_(part)),
    ) | _found(session, records, lambda part: select(Visit.elder_uid).where(Visit.campaign_uid.in_(part)))


def _found(
    session: Session, wanted: Sequence[str], query: Callable[[Sequence[str]], Select[Any]]
) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(wanted), _CHUNK):
        found.update(session.execute(query(wanted[start : start + _CHUNK])).scalars())
    return found


PERSONAL = frozenset(
    {
        "assignment",
        "campaign_target",
        "category_span",
        "contact",
        "duty_waiver",
        "finding",
        "life_event",
        "off_register",
        "planned_visit",
        "residence",
        "tier_decision",
        "visit",
        "visit_pause",
        "willingness",
    }
)
"""Records that count on the card or in the duties of the person whose they are."""

DEPENDING: Mapping[str, Callable[[Session, Sequence[str]], set[str]]] = {
    "elder": _themselves,
    "person_link": _linked,
    "village": _in_villages,
    "visitor": _of_visitors,
    "visitor_leave": _on_leave,
    "campaign": _of_campaigns,
    "finding_step": _reopened,
}
"""Records that count on somebody's card or in their duties by more than their own elder, or not always."""

QUIET = frozenset(
    {
        "assessment",
        "benefit",
        "elder_note",
        "handover",
        "health_fact",
        "holiday_table",
        "household",
        "household_member",
        "local_field",
        "policy_text",
        "progress_figure",
        "self_check_note",
        "service_plan",
        "service_provider",
        "service_record",
        "support_step",
        "visit_photo",
    }
)
"""Records from which neither cards nor duties are derived; other rules make all duties stale, see ``Derivation``."""
