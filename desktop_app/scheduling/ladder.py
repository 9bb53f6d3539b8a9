"""The ladder after attempts that did not find the person: another time, a call, the neighbours, the alarm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import Rung
from desktop_app.domain.terms import LadderStep
from desktop_app.scheduling.hours import hours_later, part_of_day, passed
from desktop_app.scheduling.seen import Seen

_NAMED = 3
"""So many attempts are named one by one; of more only the last ones are, and their number."""

_NEXT = {
    LadderStep.RETRY: N_("{tried}未见到本人，{day}换时间再访"),
    LadderStep.PHONE: N_("{tried}未见到本人，{day}打电话"),
    LadderStep.CONTACT: N_("{tried}未见到本人，{day}问邻居或联系人"),
}
_ALARM = N_("平安预警：{tried}未见到本人，须立即查明下落")


@dataclass(frozen=True, slots=True)
class Climb:
    """How far the attempts have climbed: how many they are, the next step with its day, and whether it is the alarm."""

    attempts: int
    step: LadderStep
    on: date
    alert: bool
    note: Phrase


def climb(
    attempts: Sequence[Seen],
    rungs: Sequence[Rung],
    alert_hours: int | None,
    last_day: date | None,
    now: tuple[date, str | None],
) -> Climb | None:
    """Return what the attempts since somebody last saw the person call for, or None without any.

    The nth attempt calls for the nth rung, the last one from then on; ``alert_hours`` after the first of them
    the alarm is raised in any case. The next step is never put off beyond ``last_day``.
    """
    if not attempts:
        return None
    rung = rungs[min(len(attempts), len(rungs)) - 1]
    last = attempts[-1].on
    step, on = rung.step, last + timedelta(days=rung.wait_days)
    if last_day is not None:
        on = max(min(on, last_day), last)
    if alert_hours is not None and step is not LadderStep.ALERT:
        limit = hours_later(attempts[0].on, attempts[0].time or None, alert_hours)
        if passed(limit, *now):
            step, on = LadderStep.ALERT, limit.on
    alert = step is LadderStep.ALERT
    tried = _tried(attempts)
    note = phrase(_ALARM, tried=tried) if alert else phrase(_NEXT[step], tried=tried, day=on)
    return Climb(len(attempts), step, on, alert, note)


def _tried(attempts: Sequence[Seen]) -> Phrase:
    """Return when it was tried: 6月3日上午, or 6月3日上午、6月4日下午两次 with the number."""
    named = tuple(_when(seen) for seen in attempts[-_NAMED:])
    if len(attempts) == 1:
        return named[0]
    template = N_("{days}共{times}次") if len(attempts) <= _NAMED else N_("{days}等{times}次")
    return phrase(template, days=named, times=len(attempts))


def _when(seen: Seen) -> Phrase:
    if not seen.time:
        return phrase(N_("{day}"), day=seen.on)
    return phrase(N_("{day}{part}"), day=seen.on, part=part_of_day(seen.time))
