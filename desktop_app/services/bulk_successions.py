"""Plan bulk edits in which one thing follows another: who visits, and under which roof people live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_
from desktop_app.models import Assignment, Household, HouseholdMember, Record
from desktop_app.services.bulk_drafts import JoinHousehold, SetVisitor
from desktop_app.services.bulk_plans import (
    BulkPlan,
    Judgement,
    Planner,
    changed,
    home_words,
    refused,
    same,
)
from desktop_app.storage.unit_of_work import new_uid

LATER_VISITOR = N_("现任责任人从更晚的日期开始")
LATER_HOUSEHOLD = N_("已从更晚的日期属于另一户")
OTHER_VILLAGE = N_("与这一户不在同一嘎查村（社区）")
ONE_DAY = timedelta(days=1)


class VisitorPlanner(Planner):
    """Lets one visitor follow another; the one before ends the day before."""

    def __init__(self, edit: SetVisitor, names: dict[str, str]) -> None:
        """Take the edit and the visitors' names by uid."""
        super().__init__()
        self._edit, self._names = edit, names
        self._current: dict[str, list[Any]] = {}

    def load(self, session: Session, uids: Sequence[str]) -> None:
        """Read who is responsible beyond the first day."""
        model = Assignment
        columns = (model.uid, model.heads, model.visitor_uid, model.from_on, model.to_on)
        beyond = (model.to_on.is_(None)) | (model.to_on > self._edit.from_on)
        self._current = self.hanging_on(session, model, uids, columns, beyond)

    def judge(self, person: Row[Any]) -> Judgement:
        """Compare with who is responsible now."""
        edit, current = self._edit, self._current.get(person.uid, [])
        old = "、".join(self._names.get(row.visitor_uid, "") for row in current)
        kept = [row for row in current if row.visitor_uid == edit.visitor_uid and row.to_on is None][:1]
        others = [row for row in current if row not in kept]
        if not others and (kept or edit.visitor_uid is None):
            return same(old)
        if not _succeed(self.plan, Assignment, others, edit.from_on):
            return refused(old, LATER_VISITOR)
        if not kept and edit.visitor_uid is not None:
            row = {"elder_uid": person.uid, "visitor_uid": edit.visitor_uid, "from_on": edit.from_on}
            self.plan.insert(Assignment, row)
        return changed(old, self._names.get(edit.visitor_uid or "", ""))


class HouseholdPlanner(Planner):
    """Puts people of one village under one roof; whoever lived under another leaves it the day before."""

    def __init__(self, edit: JoinHousehold, heads: dict[str, str], village_code: str | None) -> None:
        """Take the edit, the heads of known households by uid, and the village of the chosen one."""
        super().__init__()
        self._edit, self._names, self._village = edit, dict(heads), village_code
        self._uid = edit.household_uid or new_uid()
        self._names.setdefault(self._uid, edit.head_name)
        self._current: dict[str, list[Any]] = {}

    def load(self, session: Session, uids: Sequence[str]) -> None:
        """Read who belongs where beyond the first day."""
        model = HouseholdMember
        columns = (model.uid, model.heads, model.household_uid, model.from_on, model.to_on)
        beyond = (model.to_on.is_(None)) | (model.to_on > self._edit.from_on)
        self._current = self.hanging_on(session, model, uids, columns, beyond)

    def judge(self, person: Row[Any]) -> Judgement:
        """Compare with the household of now."""
        edit, current = self._edit, self._current.get(person.uid, [])
        old = "、".join(home_words(self._names.get(row.household_uid, "")) for row in current)
        kept = [row for row in current if row.household_uid == self._uid and row.to_on is None][:1]
        others = [row for row in current if row not in kept]
        if kept and not others:
            return same(old)
        if self._village not in (None, person.village_code):
            return refused(old, OTHER_VILLAGE)
        if not _succeed(self.plan, HouseholdMember, others, edit.from_on):
            return refused(old, LATER_HOUSEHOLD)
        if edit.household_uid is None and self._village is None:
            home = {"uid": self._uid, "head_name": edit.head_name, "address": edit.address}
            self.plan.insert(Household, {**home, "village_code": person.village_code})
        self._village = self._village or person.village_code
        if not kept:
            row = {"elder_uid": person.uid, "household_uid": self._uid, "from_on": edit.from_on}
            self.plan.insert(HouseholdMember, row)
        return changed(old, home_words(self._names[self._uid]))


def _succeed(plan: BulkPlan, model: type[Record], before: Sequence[Any], from_on: date) -> bool:
    """Plan the end of the rows before a new one; False when one of them begins later.

    Of what began on the same day, a responsibility keeps that one day and a membership never was, as when
    somebody is given another visitor or household in the editor.
    """
    if any(row.from_on is not None and row.from_on > from_on for row in before):
        return False
    for row in before:
        if row.from_on != from_on:
            plan.update(model, row, to_on=from_on - ONE_DAY)
        elif model is HouseholdMember:
            plan.update(model, row, retracted=True)
        else:
            plan.update(model, row, to_on=from_on)
    return True
