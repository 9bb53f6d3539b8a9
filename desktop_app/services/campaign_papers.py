"""Gather a campaign's call tree from stored facts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.campaigns import TargetState
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.models import Visitor
from desktop_app.reports.call_tree import CallGroup, CallLine, CallTree
from desktop_app.reports.paper import Signed
from desktop_app.services.call_lines import KnownPerson, known_people
from desktop_app.services.campaign_rows import CampaignDetail, TargetRow


def call_tree(session: Session, signed: Signed, detail: CampaignDetail, today: date) -> CallTree:
    """Return the paper of one campaign: everybody still named, by village and visitor; those exempt are left out."""
    line = detail.row.line
    wanted = [target for target in detail.targets if target.state is not TargetState.EXEMPT]
    known = known_people(session, [target.uid for target in wanted], today)
    phones = {row[0]: row[1] for row in session.execute(select(Visitor.uid, Visitor.phone))}
    sheets: dict[tuple[str, str, str], list[TargetRow]] = defaultdict(list)
    for target in wanted:
        name = target.line.visitor or ""
        sheets[target.village, name, target.line.visitor_uid or ""].append(target)
    return CallTree(
        signed=signed,
        campaign=line.title,
        from_on=line.from_on,
        to_on=line.to_on,
        modes=tuple(Mode(mode).term for mode in line.modes),
        who=line.who or "",
        groups=tuple(
            CallGroup(
                village=village,
                visitor=visitor,
                visitor_phone=phones.get(uid) or "",
                lines=tuple(_line(target, known[target.uid]) for target in targets),
            )
            for (village, visitor, uid), targets in sheets.items()
        ),
    )


def _line(target: TargetRow, known: KnownPerson) -> CallLine:
    last = target.last if target.state is TargetState.REACHED else None
    if last is None:
        return known.line(target.line.name, target.age)
    made = f"{last.visited_on.month}月{last.visited_on.day}日"
    if last.visited_time:
        made += f"\n{last.visited_time}"
    return known.line(
        target.line.name,
        target.age,
        made=made,
        mode=Mode(last.mode).term,
        outcome=Outcome(last.outcome).term,
    )
