"""What is filled in about each call of a phone round: plain data for drafts, and the visits the service takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.forms import VisitForm
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.services.rounds import CallRow
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from desktop_app.ui.open_findings import follow_ups
from desktop_app.ui.rounds.answer_lines import effect_words
from desktop_app.ui.visit_answers import ghosts, somebody_was_met

CALL_OUTCOMES = (
    Outcome.MET_REMOTELY,
    Outcome.COULD_NOT_REACH,
    Outcome.SEEN_BY_THIRD_PARTY,
    Outcome.REFUSED,
    Outcome.AWAY,
    Outcome.IN_HOSPITAL,
    Outcome.IN_INSTITUTION,
    Outcome.MOVED,
    Outcome.DECEASED,
)
"""How a call can end, in the order of the digits that pick it."""
SAME, CHANGED, NOTHING = "same", "changed", "nothing"
"""How the person is: as last time, with changes, or not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEntry:
    """One call as filled in; ``time`` is HH:MM, ``answers`` are kept for ``CHANGED`` only.

    ``followed`` is what was said of each finding that was open (``ui.open_findings``).
    """

    outcome: str
    time: str = ""
    situation: str = NOTHING
    answers: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    findings: tuple[Mapping[str, str], ...] = ()
    followed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Tell whether something is known about the person after the call."""
        return somebody_was_met(self.outcome)

    def plain(self) -> dict[str, Any]:
        """Return the entry as JSON can hold it."""
        return {
            "outcome": self.outcome,
            "time": self.time,
            "situation": self.situation,
            "answers": dict(self.answers),
            "note": self.note,
            "findings": [dict(each) for each in self.findings],
            "followed": {uid: dict(each) for uid, each in self.followed.items()},
        }


def entry_of(plain: Mapping[str, Any]) -> CallEntry:
    """Return what ``CallEntry.plain`` gave."""
    return CallEntry(**{**plain, "findings": tuple(plain.get("findings", ()))})


def picked(row: CallRow, before: CallEntry | None, outcome: str, time: str) -> CallEntry:
    """Return the entry after an outcome was picked: the time stays that of the first pick."""
    if before is None:
        before = CallEntry(outcome=outcome, time=time)
    entry = replace(before, outcome=outcome)
    if not entry.met:
        return replace(entry, situation=NOTHING)
    if entry.situation == NOTHING and row.person.last is not None:
        return replace(entry, situation=SAME)
    return entry


def last_answers(form: VisitForm, row: CallRow, month: int) -> dict[str, Any]:
    """Return the answers of last time to what is asked in ``month``; without a last time nothing."""
    last = row.person.last
    if last is None:
        return {}
    return {key: last.answers[key] for key in ghosts(form, last.answers, month)}


def effect_of(row: CallRow, entry: CallEntry) -> str:
    """Return what saving the entry does to what is owed, in words."""
    outcome = Outcome(entry.outcome)
    if outcome is Outcome.MET_REMOTELY:
        return row.counts_words
    if outcome is Outcome.COULD_NOT_REACH and row.after_no_answer:
        return row.after_no_answer
    if outcome is Outcome.SEEN_BY_THIRD_PARTY and row.person.line is not None:
        return _("他人代述可计为有效探访") if row.counts_by_proxy else _("他人代述不计，仍须探访本人")
    return effect_words(outcome, row.person.name)


def draft_of(
    row: CallRow, entry: CallEntry, went: Mapping[str, Any], form: VisitForm, campaign_uid: str | None
) -> VisitDraft:
    """Return the visit of an entry."""
    third = entry.outcome == Outcome.SEEN_BY_THIRD_PARTY.value
    answers: Mapping[str, Any] = {}
    if entry.met and entry.situation == SAME:
        answers = last_answers(form, row, went["visited_on"].month)
    elif entry.met and entry.situation == CHANGED:
        answers = entry.answers
    waiting = {found.uid for found in row.person.findings}  # a draft may know of one closed since
    still = {uid: said for uid, said in entry.followed.items() if uid in waiting}
    return VisitDraft(
        elder_uid=row.person.elder_uid,
        mode=(Mode.THIRD_PARTY if third else Mode.PHONE).value,
        outcome=entry.outcome,
        visited_time=entry.time or None,
        answers=answers,
        summary=entry.note or None,
        findings=tuple(
            FindingDraft(kind=each["kind"], what=each["what"]) for each in entry.findings if each["what"]
        ),
        followed=follow_ups(still) if entry.met else (),
        campaign_uid=campaign_uid,
        **went,
    )


def time_problem(entry: CallEntry) -> str:
    """Return why the time of a call is none, or an empty text."""
    good = not entry.time or re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", entry.time)
    return "" if good else _("请按 14:30 的样式填写时间。")
