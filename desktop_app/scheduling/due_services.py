"""Work out what one person is owed besides visits: services by the part of the year, and subsidies.

An entry means a person on the days on which it is in force, the person is on the register, and age, categories
and place are as it says (``Stretches``). On the day looked at it is

- met: given as often as the part of the year asks, counted from the first day on which the entry means the
  person in it; or a plan or an official assessment holds; or the benefit is received;
- owed until the last day of the part, or the last day on which the entry is known to mean the person;
- overdue when the part before passed without it, the entry still means the person, and it was not given since;
- coming when the entry begins to mean the person by ``until``, such as on a birthday.

Entries of several plans about one thing make one line: that of the strictest, with the sentences of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from desktop_app.domain.ages import birthday
from desktop_app.domain.dates import age_on
from desktop_app.domain.due_kinds import DueKind, DueProof, DueState
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import DueServiceRule, SubsidyRule
from desktop_app.scheduling.calendar import Window
from desktop_app.scheduling.due_book import (
    BookedDue,
    DueBook,
    needed_in_part,
    part_around,
    part_before,
    part_words,
    parts_of,
)
from desktop_app.scheduling.due_facts import DueFact, DueFacts
from desktop_app.scheduling.due_stretches import Stretches
from desktop_app.scheduling.facts import PersonFacts

SHORTEST_DAYS = 30
"""Nobody is overdue for a part of the year in which the entry meant them for fewer days than these."""

_PLACES = {state: place for place, state in enumerate(DueState)}


def looked_at(as_of: date, until: date) -> Window:
    """Return the days that decide what is owed on a day: the year before, and the rest of the years ahead."""
    return Window(date(as_of.year - 1, 1, 1), date(max(as_of.year, until.year), 12, 31))


def due_services(facts: DueFacts, book: DueBook, as_of: date, until: date) -> list[DueFact]:
    """Return what the plans owe one person on a day and begin to owe by ``until``, met or not."""
    days = Stretches(facts.person, book, span=looked_at(as_of, until), as_of=as_of, until=until)
    concerned = days.now | days.later
    if not concerned:
        return []
    lines: dict[tuple[DueKind, str], list[DueFact]] = {}
    for entry in book.entries:
        if concerned & entry.bit:
            fact = _judged(facts, entry, days, as_of)
            lines.setdefault((fact.kind, fact.about), []).append(fact)
    return [_one_line(found) for found in lines.values()]


def _one_line(found: Sequence[DueFact]) -> DueFact:
    """Return the strictest of several entries about one thing, with the claims of those in the same case."""
    first = min(found, key=lambda fact: (_PLACES[fact.state], fact.due_on, fact.claims[0].rule))
    if len(found) == 1:
        return first
    owed = first.state is not DueState.COMING
    others = [each for each in found if each is not first and (each.state is not DueState.COMING) == owed]
    claims = [first.claims[0], *(claim for each in others for claim in each.claims)]
    return replace(first, claims=tuple(dict.fromkeys(claims)))


def _judged(facts: DueFacts, entry: BookedDue, days: Stretches, as_of: date) -> DueFact:
    times = days.of(entry)
    held = next((window for window in times if window.first <= as_of <= window.last), None)
    rule = entry.rule
    if isinstance(rule, SubsidyRule):
        return _subsidy(facts, entry, rule, held, times, as_of)
    if held is None:
        return _coming_service(facts.person, entry, rule, _next(times, as_of))
    if rule.proof is DueProof.CONTRACT:
        spans = [(each.from_on, each.to_on) for each in facts.planned if each.service in rule.services]
        return _standing_proof(entry, spans, held, as_of, N_("没有在期的长期安排"))
    if rule.proof is DueProof.ASSESSMENT:
        spans = [(each.on, each.valid_until) for each in facts.assessments]
        return _standing_proof(entry, spans, held, as_of, N_("没有在有效期内的正式能力评估"))
    return _by_parts(facts, entry, rule, times, held, as_of)


def _next(times: Iterable[Window], as_of: date) -> Window:
    return next(window for window in times if window.first > as_of)


def _by_parts(
    facts: DueFacts,
    entry: BookedDue,
    rule: DueServiceRule,
    times: Sequence[Window],
    held: Window,
    as_of: date,
) -> DueFact:
    parts, needed = parts_of(rule), needed_in_part(rule)
    part = part_around(as_of, parts)
    before = part_before(part, parts)
    given = sorted(each.on for each in facts.given if each.service in rule.services and each.on <= as_of)
    last_on = given[-1] if given else None
    begins_on = max(part.first, held.first)
    due_on = min(part.last, held.last)
    had = _count(given, _first_in(times, part), as_of)
    if not any(day >= part.first for day in given) and _missed(facts, times, held, before, given, needed):
        note = phrase(N_("{part}没有做满，还没有补上"), part=part_words(before, parts))
        return _fact(entry, DueState.OVERDUE, before.last, note, begins_on=before.first, last_on=last_on)
    words = part_words(part, parts)
    if had >= needed:
        note = phrase(N_("{part}已做{had}次"), part=words, had=had)
        return _fact(entry, DueState.MET, due_on, note, begins_on=begins_on, last_on=last_on)
    if needed > 1:
        note = phrase(N_("{part}要做{needed}次，已做{had}次"), part=words, needed=needed, had=had)
    else:
        note = phrase(N_("{part}还没有做"), part=words)
    return _fact(entry, DueState.DUE, due_on, note, begins_on=begins_on, last_on=last_on)


def _missed(
    facts: DueFacts,
    times: Sequence[Window],
    held: Window,
    before: Window,
    given: Sequence[date],
    needed: int,
) -> bool:
    """Tell whether the entry meant the person long enough in the part before, to its end, without being met.

    Only days on which services were recorded here count: an office that begins owes nothing from before.
    """
    whole = next((each for each in times if each.first <= before.last <= each.last), None)
    if whole is None or whole != held:
        return False
    first = max(before.first, whole.first, facts.recorded_from)
    long_enough = (before.last - first).days + 1 >= SHORTEST_DAYS
    return long_enough and _count(given, _first_in(times, before), before.last) < needed


def _first_in(times: Iterable[Window], part: Window) -> date:
    """Return the first day of a part of the year on which the entry means the person."""
    first = next(each.first for each in times if each.last >= part.first)
    return max(first, part.first)


def _count(given: Iterable[date], first: date, last: date) -> int:
    return sum(1 for day in given if first <= day <= last)


def _coming_service(person: PersonFacts, entry: BookedDue, rule: DueServiceRule, begins: Window) -> DueFact:
    note = phrase(N_("{begins}起应享"), begins=_begins(person, begins.first))
    if rule.proof is DueProof.SERVICE:
        part = part_around(begins.first, parts_of(rule))
        note = phrase(N_("{note}，第一次最迟{last}"), note=note, last=day_words(min(part.last, begins.last)))
    return _fact(entry, DueState.COMING, begins.first, note, begins_on=begins.first)


def _begins(person: PersonFacts, on: date) -> Phrase:
    """Return the day on which something begins, with the age where it is a birthday."""
    age = 0 if person.birth_on is None else age_on(person.birth_on, on)
    if person.birth_on is not None and birthday(person.birth_on, age) == on:
        return phrase(N_("{day}满{age}岁"), day=day_words(on), age=age)
    return day_words(on)


def _standing_proof(
    entry: BookedDue,
    spans: Sequence[tuple[date, date | None]],
    held: Window,
    as_of: date,
    without: str,
) -> DueFact:
    """Judge what is met as long as something holds: overdue once it has run out, else owed until there is one."""
    known = [span for span in spans if span[0] <= as_of]
    if any(last is None or last >= as_of for _first, last in known):
        lasts = [last for _first, last in known if last is not None and last >= as_of]
        forever = any(last is None for _first, last in known)
        note = Phrase(N_("在期")) if forever else phrase(N_("在期，到{day}"), day=day_words(max(lasts)))
        due_on = held.last if forever else min(max(lasts), held.last)
        return _fact(entry, DueState.MET, due_on, note, begins_on=held.first)
    ended = max((last for _first, last in known if last is not None), default=None)
    if ended is None or ended < held.first:
        note = _since(held, as_of, Phrase(without))
        return _fact(entry, DueState.DUE, held.first, note, begins_on=held.first, last_on=ended, at_once=True)
    note = phrase(N_("{day}已到期，没有续上"), day=day_words(ended))
    return _fact(entry, DueState.OVERDUE, ended, note, begins_on=held.first, last_on=ended)


def _subsidy(
    facts: DueFacts,
    entry: BookedDue,
    rule: SubsidyRule,
    held: Window | None,
    times: Sequence[Window],
    as_of: date,
) -> DueFact:
    begins = held or _next(times, as_of)
    on = max(as_of, begins.first)
    received = any(
        each.kind is rule.benefit
        and (each.from_on is None or each.from_on <= on)
        and (each.to_on is None or on <= each.to_on)
        for each in facts.benefits
    )
    if received:
        return _fact(entry, DueState.MET, begins.first, Phrase(N_("已登记享受")), begins_on=begins.first)
    if held is None:
        note = phrase(N_("{begins}起应享"), begins=_begins(facts.person, begins.first))
        return _fact(entry, DueState.COMING, begins.first, note, begins_on=begins.first)
    note = _since(held, as_of, Phrase(N_("没有登记享受")))
    return _fact(entry, DueState.DUE, begins.first, note, begins_on=begins.first, at_once=True)


def _since(held: Window, as_of: date, without: Phrase) -> Phrase:
    """Say since when somebody is entitled, where it began within the days looked at, and what is missing."""
    if held.first <= looked_at(as_of, as_of).first:
        return phrase(N_("早已应享，{without}"), without=without)
    return phrase(N_("{day}起应享，{without}"), day=day_words(held.first), without=without)


def day_words(on: date) -> Phrase:
    """Return a day with its year, to be spoken in any language."""
    return phrase(N_("{year}年{month}月{day}日"), year=on.year, month=on.month, day=on.day)


def _fact(
    entry: BookedDue,
    state: DueState,
    due_on: date,
    note: Phrase,
    *,
    begins_on: date,
    last_on: date | None = None,
    at_once: bool = False,
) -> DueFact:
    rule = entry.rule
    kind = DueKind.SUBSIDY if isinstance(rule, SubsidyRule) else DueKind.SERVICE
    if isinstance(rule, DueServiceRule) and rule.proof is DueProof.SERVICE and last_on is not None:
        note = phrase(N_("{note}；上次 {day}"), note=note, day=day_words(last_on))
    return DueFact(
        kind=kind,
        about=entry.about,
        state=state,
        due_on=due_on,
        note=note,
        begins_on=begins_on,
        last_on=last_on,
        at_once=at_once,
        claims=(entry.claim,),
    )
