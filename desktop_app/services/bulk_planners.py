"""Plan bulk edits of plain columns, categories, willingness and notes, one person after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.dated_facts import BEFORE_BIRTH, END_BEFORE_BEGIN, SAME_CATEGORY, overlapping
from desktop_app.domain.errors import N_
from desktop_app.domain.field_words import FIELD_TERMS
from desktop_app.domain.terms import TierVerdict
from desktop_app.domain.tiers import holding_on
from desktop_app.models import CategorySpan, Elder, ElderNote, TierDecision, Willingness
from desktop_app.services.bulk_drafts import (
    AddCategory,
    AddNote,
    EndCategory,
    RecordWillingness,
    SetFact,
    SetLocalField,
    SetTier,
)
from desktop_app.services.bulk_plans import (
    Judgement,
    Planner,
    answer_words,
    changed,
    masked_text,
    refused,
    same,
    span_words,
    tier_words,
)
from desktop_app.services.decision_checks import ONE_DAY
from desktop_app.services.tier_decisions import dated_override

LATER_ANSWER = N_("已有更晚的询问记录，请到个人档案中补记")
SAME_DAY_ANSWER = N_("当天已记录另一种意愿")


class FactPlanner(Planner):
    """Sets one plain column."""

    def __init__(self, edit: SetFact, words: dict[str, str]) -> None:
        """Take the edit and the words for values that no closed list names: the villages."""
        super().__init__()
        self._edit, self._names = edit, words
        self._terms = FIELD_TERMS.get(("elder", edit.field))
        if edit.field == "village_code":
            self.plan.village_code = edit.value

    def judge(self, person: Row[Any]) -> Judgement:
        """Compare the column."""
        now = getattr(person, self._edit.field)
        if now == self._edit.value:
            return same(self._words(now))
        self.plan.update(Elder, person, **{self._edit.field: self._edit.value})
        return changed(self._words(now), self._words(self._edit.value))

    def _words(self, value: str | None) -> str:
        if value is None:
            return ""
        if self._terms is not None and value in set(self._terms):
            return _(self._terms(value).term)
        return self._names.get(value, value)


class TierPlanner(Planner):
    """Sets a tier from today on, or lets the rules decide again; what was set before ends the day before."""

    def __init__(self, edit: SetTier, today: date) -> None:
        """Take the edit and the day from which it holds."""
        super().__init__()
        self._edit, self._today = edit, today
        self._set: dict[str, list[Any]] = {}

    def load(self, session: Session, uids: Sequence[str]) -> None:
        """Read the tiers that people set and that hold today or later."""
        model = TierDecision
        columns = (
            model.uid,
            model.heads,
            model.verdict,
            model.tier,
            model.reason,
            model.from_on,
            model.to_on,
        )
        lasting = (model.to_on.is_(None)) | (model.to_on >= self._today)
        mine = model.verdict == TierVerdict.SET.value
        self._set = self.hanging_on(session, model, uids, columns, lasting, mine)

    def judge(self, person: Row[Any]) -> Judgement:
        """Compare tier and reason with what decides today."""
        edit, before = self._edit, self._set.get(person.uid, [])
        holding = holding_on(before, self._today)
        now = (holding.tier, holding.reason) if holding else (person.tier_override, person.tier_reason)
        lasting = holding is None or holding.to_on is None
        if now == (edit.tier, edit.reason) and lasting and (edit.tier is not None or not before):
            return same(tier_words(*now))
        for each in before:
            if each.from_on < self._today:
                self.plan.update(TierDecision, each, to_on=self._today - ONE_DAY)
            else:
                self.plan.update(TierDecision, each, retracted=True)
        if edit.tier is not None:
            row = {"elder_uid": person.uid, "verdict": TierVerdict.SET.value, "tier": edit.tier}
            self.plan.insert(TierDecision, {**row, "from_on": self._today, "reason": edit.reason})
        self._date_override(person)
        return changed(tier_words(*now), tier_words(edit.tier, edit.reason))

    def _date_override(self, person: Row[Any]) -> None:
        if person.tier_override is None:
            return
        dated = dated_override(person, self._today)
        if dated is not None:
            self.plan.insert(TierDecision, dated)
        self.plan.update(Elder, person, tier_override=None, tier_reason=None)


class LocalFieldPlanner(Planner):
    """Fills a field of the township's own; the value is in stored form."""

    def __init__(self, edit: SetLocalField) -> None:
        """Take the edit."""
        super().__init__()
        self._edit = edit

    def judge(self, person: Row[Any]) -> Judgement:
        """Compare the value and keep all other fields."""
        label, value = self._edit.label, self._edit.value
        extra = dict(person.extra or {})
        now = str(extra.get(label) or "")
        if now == value:
            return same(masked_text(now))
        extra.pop(label, None)
        if value:
            extra[label] = value
        self.plan.update(Elder, person, extra=extra or None)
        return changed(masked_text(now), masked_text(value))


class AddCategoryPlanner(Planner):
    """Gives a category; nobody carries one twice over the same days."""

    def __init__(self, edit: AddCategory) -> None:
        """Take the edit."""
        super().__init__()
        self._edit = edit
        self._spans: dict[str, list[Any]] = {}

    def load(self, session: Session, uids: Sequence[str]) -> None:
        """Read the spans of this category."""
        columns = (CategorySpan.from_on, CategorySpan.to_on, CategorySpan.category)
        mine = CategorySpan.category == self._edit.category
        self._spans = self.hanging_on(session, CategorySpan, uids, columns, mine)

    def judge(self, person: Row[Any]) -> Judgement:
        """Compare with the spans that are there."""
        edit, spans = self._edit, self._spans.get(person.uid, [])
        old = "、".join(span_words(span.category, span.from_on, span.to_on) for span in spans)
        for span in spans:
            if span.to_on is None and (span.from_on or date.min) <= edit.from_on:
                return same(old)
        if person.birth_on is not None and edit.from_on < person.birth_on:
            return refused(old, BEFORE_BIRTH)
        new = _Span(edit.category, edit.from_on)
        # Only pairs with the new span count: what was entered twice before is not this edit's business.
        pairs = overlapping([*spans, new], lambda span: str(span.category))
        if any(len(spans) in pair for pair in pairs):
            return refused(old, SAME_CATEGORY)
        row = {"elder_uid": person.uid, "category": edit.category, "from_on": edit.from_on}
        self.plan.insert(CategorySpan, {**row, "source": edit.source, "approver": edit.approver})
        return changed(old, span_words(edit.category, edit.from_on, None))


@dataclass(frozen=True, slots=True)
class _Span:
    category: str
    from_on: date
    to_on: date | None = None


class EndCategoryPlanner(Planner):
    """Ends every span of a category that runs beyond a day."""

    def __init__(self, edit: EndCategory) -> None:
        """Take the edit."""
        super().__init__()
        self._edit = edit
        self._spans: dict[str, list[Any]] = {}

    def load(self, session: Session, uids: Sequence[str]) -> None:
        """Read the spans that run beyond the day."""
        span = CategorySpan
        columns = (span.uid, span.heads, span.from_on, span.to_on)
        beyond = (span.to_on.is_(None)) | (span.to_on > self._edit.to_on)
        mine = span.category == self._edit.category
        self._spans = self.hanging_on(session, span, uids, columns, mine, beyond)

    def judge(self, person: Row[Any]) -> Judgement:
        """End what is open."""
        edit, spans = self._edit, self._spans.get(person.uid, [])
        old = "、".join(span_words(edit.category, span.from_on, span.to_on) for span in spans)
        if not spans:
            return same(old)
        if any(span.from_on is not None and span.from_on > edit.to_on for span in spans):
            return refused(old, END_BEFORE_BEGIN)
        for span in spans:
            self.plan.update(CategorySpan, span, to_on=edit.to_on)
        return changed(old, span_words(edit.category, spans[0].from_on, edit.to_on))


class WillingnessPlanner(Planner):
    """Records an answer unless it is known, contradicts one of the same day, or is older than one."""

    def __init__(self, edit: RecordWillingness) -> None:
        """Take the edit."""
        super().__init__()
        self._edit = edit
        self._answers: dict[str, list[Any]] = {}

    def load(self, session: Session, uids: Sequence[str]) -> None:
        """Read all answers."""
        columns = (Willingness.kind, Willingness.asked_on, Willingness.witness, Willingness.next_ask_on)
        self._answers = self.hanging_on(session, Willingness, uids, columns)

    def judge(self, person: Row[Any]) -> Judgement:
        """Compare with the newest answer."""
        edit = self._edit
        answers = sorted(self._answers.get(person.uid, []), key=lambda answer: answer.asked_on)
        old = answer_words(answers[-1].kind, answers[-1].asked_on) if answers else ""
        if answers and answers[-1].asked_on > edit.asked_on:
            return refused(old, LATER_ANSWER)
        same_day = [answer for answer in answers if answer.asked_on == edit.asked_on]
        if any(answer.kind == edit.kind for answer in same_day):
            return same(old)
        if same_day:
            return refused(old, SAME_DAY_ANSWER)
        row = {"elder_uid": person.uid, "kind": edit.kind, "asked_on": edit.asked_on}
        self.plan.insert(Willingness, {**row, "witness": edit.witness, "next_ask_on": edit.next_ask_on})
        return changed(old, answer_words(edit.kind, edit.asked_on))


class NotePlanner(Planner):
    """Adds a note that is not there yet."""

    def __init__(self, edit: AddNote, by: str) -> None:
        """Take the edit and who writes it."""
        super().__init__()
        self._edit, self._by = edit, by[:50]
        self._known: dict[str, list[Any]] = {}

    def load(self, session: Session, uids: Sequence[str]) -> None:
        """Read who has this very note."""
        same = (ElderNote.noted_on == self._edit.noted_on, ElderNote.text == self._edit.text)
        self._known = self.hanging_on(session, ElderNote, uids, (), *same)

    def judge(self, person: Row[Any]) -> Judgement:
        """Add it once."""
        words = masked_text(self._edit.text)
        if person.uid in self._known:
            return same(words)
        edit = self._edit
        row = {"elder_uid": person.uid, "noted_on": edit.noted_on, "text": edit.text, "noted_by": self._by}
        self.plan.insert(ElderNote, row)
        return changed("", words)
