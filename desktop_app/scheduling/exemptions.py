"""When nobody need visit: refusal, hospital, institution, pause, an approved waiver or a cancellation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.errors import N_
from desktop_app.domain.outcomes import ExemptReason
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import DutyState, ResidenceKind, WillingnessKind
from desktop_app.scheduling.calendar import ONE_DAY
from desktop_app.scheduling.facts import PersonFacts, WaiverFact, WillingnessFact

_AWAY_PLACES = {
    ResidenceKind.HOSPITAL.value: ExemptReason.IN_HOSPITAL,
    ResidenceKind.INSTITUTION.value: ExemptReason.IN_INSTITUTION,
}


@dataclass(frozen=True, slots=True)
class Exemption:
    """Days, both included, on which nobody need visit; ``last`` is ``date.max`` while the end is open."""

    first: date
    last: date
    why: ExemptReason
    next_ask_on: date | None = None
    words: str | Phrase = ""
    cancels: bool = False

    @property
    def state(self) -> DutyState:
        """Return what becomes of a duty on such days."""
        return DutyState.CANCELLED if self.cancels else DutyState.WAIVED

    def note(self) -> Phrase:
        """Return why in words, with the day to ask again or the reason that was written down."""
        if self.cancels:
            return phrase(N_("已取消：{why}"), why=self.words or Phrase(N_("经批准")))
        why = Phrase(self.why.term)
        if self.why is ExemptReason.PAUSED and self.next_ask_on is not None:
            why = phrase(N_("{why}（{words}）"), why=why, words=self.words) if self.words else why
            return phrase(N_("免访：{why}，{day}复核"), why=why, day=self.next_ask_on)
        if self.next_ask_on is not None:
            return phrase(N_("免访：{why}，{day}再征询意愿"), why=why, day=self.next_ask_on)
        if self.words:
            return phrase(N_("免访：{why}（{words}）"), why=why, words=self.words)
        return phrase(N_("免访：{why}"), why=why)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Exempt days without a gap, made of one or more exemptions that overlap or touch."""

    first: date
    last: date
    parts: tuple[Exemption, ...]

    def speaking(self, on: date) -> Exemption:
        """Return why a day is exempt; of several exemptions the one that began last speaks."""
        holding = [part for part in self.parts if part.first <= on <= part.last]
        return (holding or self.parts)[-1]


def exempt_stretches(person: PersonFacts, rule: str = "") -> list[Stretch]:
    """Return the person's exempt stretches, first one first.

    ``rule`` ("profile/rule") adds what was waived or cancelled about that rule alone.
    """
    found: list[Exemption] = []
    for stay in person.residences:
        why = _AWAY_PLACES.get(stay.kind.value)
        if why is not None:
            found.append(Exemption(stay.from_on, stay.to_on or date.max, why))
    if person.willingness:
        found += _refusals(person)
    for pause in person.pauses:
        last, review_on = pause.to_on or date.max, pause.review_on
        if review_on is not None:
            last = min(last, review_on - ONE_DAY)
        found.append(Exemption(pause.from_on, last, ExemptReason.PAUSED, review_on, pause.reason))
    for waiver in person.waivers:
        if not waiver.about or (rule and names(waiver.about, rule)):
            found.append(exemption_by(waiver))
    return _joined([each for each in found if each.first <= each.last]) if found else []


def stretch_over(exempt: list[Stretch], first: date, last: date) -> Stretch | None:
    """Return the exempt stretch that holds every day from ``first`` to ``last``."""
    for stretch in exempt:
        if stretch.first <= first and last <= stretch.last:
            return stretch
    return None


def names(about: str, rule: str) -> bool:
    """Tell whether a waiver about "profile/rule" means a rule or a part of it."""
    return rule == about or rule.startswith(f"{about}/")


def exemption_by(waiver: WaiverFact) -> Exemption:
    """Return the days of an approved waiver or cancellation."""
    last = waiver.to_on or date.max
    return Exemption(waiver.from_on, last, ExemptReason.WAIVED, words=waiver.reason, cancels=waiver.cancels)


def _refusals(person: PersonFacts) -> list[Exemption]:
    answers = sorted(person.willingness, key=_place)
    found = []
    for at, answer in enumerate(answers):
        if answer.kind is WillingnessKind.REFUSES:
            last = answers[at + 1].on - ONE_DAY if at + 1 < len(answers) else date.max
            if last >= answer.on:
                found.append(Exemption(answer.on, last, ExemptReason.REFUSED, answer.next_ask_on))
    return found


def _joined(found: list[Exemption]) -> list[Stretch]:
    found.sort(
        key=lambda each: (
            each.first,
            each.last,
            each.why.value,
            each.words,
            each.next_ask_on or date.min,
            each.cancels,
        )
    )
    joined: list[Stretch] = []
    for each in found:
        before = joined[-1] if joined else None
        if before is not None and (before.last == date.max or each.first <= before.last + ONE_DAY):
            joined[-1] = Stretch(before.first, max(before.last, each.last), (*before.parts, each))
        else:
            joined.append(Stretch(each.first, each.last, (each,)))
    return joined


def _place(answer: WillingnessFact) -> tuple[date, str, date]:
    """Order answers by day; of two on one day the more willing one is taken as the later."""
    return answer.on, answer.kind.value, answer.next_ask_on or date.min


def phone_only(person: PersonFacts, on: date) -> bool:
    """Tell whether the person's last answer up to a day was to be phoned only."""
    last = None
    for answer in person.willingness:
        if answer.on <= on and (last is None or _place(answer) >= _place(last)):
            last = answer
    return last is not None and last.kind is WillingnessKind.PHONE_ONLY
