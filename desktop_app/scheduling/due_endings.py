"""What ends for one person in the days that come: agreements, assessments, the certificate, benefits, answers.

Something that ended is told until something of its kind follows it; agreements and benefits, which people may
have let end on purpose, only for as many days as are looked ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from desktop_app.domain.due_kinds import DueKind, DueState
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import Basis, Source
from desktop_app.domain.terms import Category, WillingnessKind
from desktop_app.scheduling.due_book import ABILITY
from desktop_app.scheduling.due_facts import Claim, DueFact, DueFacts
from desktop_app.scheduling.due_services import day_words
from desktop_app.scheduling.enrolment import as_enrolled, enrolled_on
from desktop_app.scheduling.facts import PersonFacts
from desktop_app.scheduling.standing import end_of

_OWN = "系统设定"
UNASSESSED = Claim(
    rule="unassessed",
    title="失能老年人能力评估",
    words=Phrase(N_("登记为失能的老年人")),
    plan=_OWN,
    source=Source(
        document=_OWN,
        sentence="登记为失能的老年人，应有有资质的机构按《老年人能力评估规范》（GB/T 42195-2022）出具的正式评估结果。",
        basis=Basis.DEFAULT,
    ),
)
"""Why somebody 失能 without any official assessment is listed where no plan asks for one."""


def due_endings(facts: DueFacts, as_of: date, until: date) -> list[DueFact]:
    """Return what of one person ends by ``until`` or has ended, as known on a day."""
    person = facts.person
    if not on_register(person, as_of):
        return []
    back = as_of - (until - as_of)
    found = [
        *_agreements(facts, back, as_of, until),
        *_benefits(facts, back, as_of, until),
        *_assessments(facts, as_of, until),
    ]
    if facts.certificate_until is not None and facts.certificate_until <= until:
        found.append(_ending(DueKind.CERTIFICATE, "", facts.certificate_until, as_of, N_("残疾人证")))
    answers = [answer for answer in person.willingness if answer.on <= as_of]
    if answers:
        last = max(answers, key=lambda answer: (answer.on, answer.kind.value))
        if last.next_ask_on is not None and last.next_ask_on <= until:
            found.append(_ask_again(last.next_ask_on, last.kind, last.on, as_of))
    return found


def on_register(person: PersonFacts, as_of: date) -> bool:
    """Tell whether the person is on the register on a day, as known then: not left, moved or deceased."""
    ended_on, _because = end_of(as_enrolled(person, as_of), as_of)
    return enrolled_on(person, as_of) and (ended_on is None or as_of < ended_on)


def _ending(kind: DueKind, about: str, last: date, as_of: date, what: str) -> DueFact:
    over = last < as_of
    template = N_("{what}{day}已到期") if over else N_("{what}到{day}为止")
    return DueFact(
        kind=kind,
        about=about,
        state=DueState.OVERDUE if over else DueState.COMING,
        due_on=last,
        note=phrase(template, what=Phrase(what), day=day_words(last)),
        last_on=last,
    )


def _lasts(spans: Iterable[tuple[date | None, date | None]]) -> date | None:
    """Return the last day of spans of one kind that follow each other, None if it is open or there are none.

    A span that begins later than the day after the others have ended still follows them: it was renewed late.
    """
    known = list(spans)
    if any(last is None for _first, last in known):
        return None
    return max((last for _first, last in known if last is not None), default=None)


def _agreements(facts: DueFacts, back: date, as_of: date, until: date) -> Iterator[DueFact]:
    agreed = {each.service for each in facts.planned if each.agreed}
    for service in sorted(agreed):
        last = _lasts((each.from_on, each.to_on) for each in facts.planned if each.service == service)
        if last is not None and back <= last <= until:
            yield _ending(DueKind.AGREEMENT, service, last, as_of, N_("协议"))


def _benefits(facts: DueFacts, back: date, as_of: date, until: date) -> Iterator[DueFact]:
    for kind in sorted({each.kind for each in facts.benefits}):
        last = _lasts((each.from_on, each.to_on) for each in facts.benefits if each.kind is kind)
        if last is not None and back <= last <= until:
            yield _ending(DueKind.BENEFIT, kind.value, last, as_of, kind.term)


def _assessments(facts: DueFacts, as_of: date, until: date) -> Iterator[DueFact]:
    known = [each for each in facts.assessments if each.on <= as_of]
    if known:
        last = _lasts((each.on, each.valid_until) for each in known)
        if last is not None and last <= until:
            yield _ending(DueKind.ASSESSMENT, ABILITY, last, as_of, N_("正式能力评估"))
        return
    since = _since(facts.person, as_of)
    if since is None:
        return
    note = Phrase(N_("没有正式能力评估的记录"))
    if since > date.min:
        note = phrase(N_("{day}起登记为失能，没有正式能力评估的记录"), day=day_words(since))
    yield DueFact(
        kind=DueKind.UNASSESSED,
        about=ABILITY,
        state=DueState.DUE,
        due_on=max(since, facts.person.registered_on),
        note=note,
        begins_on=None if since == date.min else since,
        at_once=True,
        claims=(UNASSESSED,),
    )


def _since(person: PersonFacts, as_of: date) -> date | None:
    """Return since when the person is 失能 on a day, ``date.min`` where that is not known; None if not 失能."""
    holding = [
        span.from_on or date.min
        for span in person.categories
        if span.category is Category.INCAPACITATED
        and (span.from_on is None or span.from_on <= as_of)
        and (span.to_on is None or as_of <= span.to_on)
    ]
    return min(holding, default=None)


def _ask_again(on: date, kind: WillingnessKind, asked_on: date, as_of: date) -> DueFact:
    note = phrase(
        N_("{asked}的答复是“{answer}”，约定{day}再问"),
        asked=day_words(asked_on),
        answer=Phrase(kind.term),
        day=day_words(on),
    )
    return DueFact(
        kind=DueKind.ASK_AGAIN,
        about="",
        state=DueState.OVERDUE if on < as_of else DueState.COMING,
        due_on=on,
        note=note,
        last_on=asked_on,
    )


def provider_ending(contract_to_on: date, as_of: date, until: date) -> DueFact | None:
    """Return that the contract with a provider of services ends by ``until``, or that it ended lately."""
    back = as_of - (until - as_of)
    if not back <= contract_to_on <= until:
        return None
    return _ending(DueKind.PROVIDER, "", contract_to_on, as_of, N_("购买服务合同"))


def without_doubles(found: Sequence[DueFact]) -> list[DueFact]:
    """Return the lines without those that only repeat what a plan's own line already says."""
    owed = {fact.about for fact in found if fact.kind is DueKind.SERVICE and fact.state is not DueState.MET}
    repeating = {DueKind.AGREEMENT, DueKind.ASSESSMENT, DueKind.UNASSESSED}
    return [
        fact
        for fact in found
        if fact.kind not in repeating or fact.about not in owed or fact.state is DueState.COMING
    ]
