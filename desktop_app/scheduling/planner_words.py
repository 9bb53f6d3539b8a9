"""Say why the planner chose a day, or why it found none; no name ever enters a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import DutyKind
from desktop_app.scheduling.planner_diary import Diaries, Who
from desktop_app.scheduling.planner_task import PlannedDay, PlanPerson
from desktop_app.scheduling.planner_windows import Chain, Step
from desktop_app.scheduling.working_days import WEEKEND

_LOOKED_BACK = 7
"""So many days before the chosen one are looked at for what was avoided."""

_MOST_AVOIDED = 2
"""More avoided days than these would make the sentence too long to read."""


@dataclass(slots=True)
class Made:
    """One visit as it was put on a day, from which its reasons are written when all are known."""

    person: PlanPerson
    step: Step
    at: int
    who: Who
    before: int | None
    kept: bool = False
    by_hand: bool = False
    moved_from: date | None = None


def words_of(diaries: Diaries, made: Iterable[Made]) -> Iterator[PlannedDay]:
    """Yield the visits with their reasons."""
    made = list(made)
    days: dict[tuple[str, int], int] = {}
    villages: dict[tuple[str, int, str], int] = {}
    homes: dict[tuple[str, int, str], int] = {}
    for each in made:
        key, at, person = each.who.key, each.at, each.person
        days[key, at] = days.get((key, at), 0) + 1
        place = (key, at, person.village)
        villages[place] = villages.get(place, 0) + 1
        if person.household is not None:
            home = (key, at, person.household)
            homes[home] = homes.get(home, 0) + 1
    for each in made:
        key, at, person = each.who.key, each.at, each.person
        earliest, latest = each.step.window
        yield PlannedDay(
            uid=person.uid,
            on=date.fromordinal(diaries.first + at),
            visitor=each.who.visitor,
            earliest=earliest,
            latest=latest,
            kept=each.kept,
            moved_from=each.moved_from,
            why=tuple(
                _reasons(
                    diaries,
                    each,
                    homes.get((key, at, person.household or ""), 1) - 1,
                    villages[key, at, person.village] - 1,
                    days[key, at],
                )
            ),
        )


def _reasons(
    diaries: Diaries, made: Made, at_home: int, in_village: int, on_the_day: int
) -> Iterator[Phrase]:
    person, at = made.person, made.at
    if made.kept or made.by_hand:
        yield Phrase(N_("人工排定，保持不变") if made.by_hand else N_("原先排定，保持不变"))
    elif made.moved_from is not None:
        yield phrase(N_("原定{day}不再合适，改期"), day=made.moved_from)
    if made.step.span.caught_up:
        yield Phrase(N_("已逾期，尽早补访"))
    elif made.step.span.rule.kind is DutyKind.EVENT:
        yield Phrase(N_("重大变故后尽早探访"))
    if at_home:
        yield Phrase(N_("与同户的人同一天"))
    if in_village - at_home > 0:
        yield phrase(N_("村内当天还有{count}人"), count=in_village - at_home)
    if made.who.stands_in:
        yield Phrase(N_("责任人请假，由代班人探访"))
    off = diaries.task.working.off(date.fromordinal(diaries.first + at))
    if off is not None and not made.by_hand:
        yield phrase(N_("期限内没有合适的工作日，排在{off}"), off=off)
    if diaries.market(person.village, at) and not made.by_hand:
        yield Phrase(N_("当天逢集，期限内没有更合适的日子"))
    if not made.kept and not made.by_hand:
        yield from _avoided(diaries, made)
        in_hand = made.step.span.latest - diaries.first - at
        yield phrase(N_("当天共{count}人，距最迟日{days}天"), count=on_the_day, days=in_hand)
    every = made.step.span.rule.every
    if made.before is not None and every is not None and every.rolling:
        yield phrase(N_("从{day}的探访算起{days}天内"), day=date.fromordinal(made.before), days=every.days)


def _avoided(diaries: Diaries, made: Made) -> Iterator[Phrase]:
    """Name the market days, holidays and leave just before the chosen day that were kept free."""
    person, told = made.person, 0
    lowest = max(made.step.first - diaries.first, made.at - _LOOKED_BACK)
    reach = diaries.reach(person)
    for at in range(made.at - 1, lowest - 1, -1):
        on = date.fromordinal(diaries.first + at)
        off = diaries.task.working.off(on) if diaries.off[at] else None
        who = reach[at]
        if off is not None and off != WEEKEND:
            yield phrase(N_("{day}{off}避开"), day=on, off=off)
        elif who is None or (who.stands_in and not made.who.stands_in):
            yield phrase(N_("{day}责任人请假避开"), day=on)
        elif off is None and diaries.market(person.village, at):
            yield phrase(N_("{day}逢集避开"), day=on)
        else:
            continue
        told += 1
        if told == _MOST_AVOIDED:
            return


def refusal_words(diaries: Diaries, chain: Chain, step: Step) -> Phrase:
    """Return why a window has no day left."""
    first, last = date.fromordinal(step.first), date.fromordinal(step.last)
    days = [day for day in range(step.first, step.last + 1) if chain.open_on(day)]
    if not days:
        return phrase(N_("{first}至{last}都在免访期内"), first=first, last=last)
    reach = diaries.reach(chain.person)
    able = [day for day in days if reach[day - diaries.first] is not None]
    if not able:
        return phrase(N_("{first}至{last}探访人全程请假，无代班人"), first=first, last=last)
    who = reach[able[0] - diaries.first]
    most = diaries.diary(who.key).most if who is not None else 0
    if len(able) < len(days):
        return phrase(
            N_("{first}至{last}有的日子探访人请假，其余每天都已排满{most}人"),
            first=first,
            last=last,
            most=most,
        )
    return phrase(N_("{first}至{last}每天都已排满{most}人"), first=first, last=last, most=most)
