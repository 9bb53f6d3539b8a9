"""Measure the fair planner, the calendar and the rehearsal of a changed rule on the made-up township."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from desktop_app.domain.policies import Every, PeriodUnit
from desktop_app.domain.policy_changes import RuleChange
from measures.figures import Figure, Stopwatch, times
from measures.world import TODAY, World

_DAYS = 31


def plans(world: World) -> Iterator[Figure]:
    """Propose a month of visits, agree on it, propose again, and show the month."""
    app = world.filled
    actor = app.actor
    first = TODAY + timedelta(days=1)
    last = first + timedelta(days=_DAYS - 1)
    proposals = []
    fresh = times(lambda: proposals.append(app.plans.propose(actor, first=first, last=last)), 2)
    proposal = proposals[-1]
    loads = [count for load in proposal.loads for count in load.days.values()]
    yield Figure(
        name="planner",
        what=f"propose a month for {world.elders:,} elders: {len(proposal.visits):,} visits",
        values=fresh,
        budget=10,
        floor=times(lambda: _raw_read(world), 2),
        floor_what="sqlcipher3: read the duties, assignments and households that the plan rests on",
        note=f"fullest day {max(loads)}, mean {sum(loads) / len(loads):.1f}, refused {len(proposal.refusals)}",
    )
    accepted = Stopwatch()
    change_sets: list[str | None] = []
    accepted.time(lambda: change_sets.append(app.plans.accept(actor, proposal.visits)))
    yield Figure(name="plan-accept", what="agree on all of them", values=accepted.values, budget=None)
    again = times(lambda: app.plans.propose(actor, first=first, last=last), 2)
    yield Figure(name="planner-again", what="propose again, everything kept", values=again, budget=10)
    month = (TODAY.replace(day=1), TODAY.replace(day=28))
    whole = times(lambda: app.plans.calendar(actor, *month), 3)
    yield Figure(name="calendar", what="the month of a whole township", values=whole, budget=0.5)
    one = Stopwatch()
    for village in sorted({visit.village_code for visit in proposal.visits})[:10]:
        one.time(partial(app.plans.calendar, actor, *month, village_code=village))
    yield Figure(name="calendar-village", what="the month of one village", values=one.values, budget=0.1)
    # The other measures are taken on a township without agreed days.
    if change_sets[0] is not None:
        app.undo.undo(actor, change_sets[0])


def rehearsals(world: World) -> Iterator[Figure]:
    """Play three months under the rules as they are and with every ten days instead of every seven."""
    app = world.filled
    begins = (TODAY.replace(day=28) + timedelta(days=4)).replace(day=1)
    slower = RuleChange(every=Every(PeriodUnit.DAYS, 10), target_day=10)
    changed = app.policies.preview(app.actor, "inner-mongolia-2022", [("high-weekly", slower)], begins)
    yield Figure(
        name="rehearsal",
        what=f"rehearse a changed rhythm for three months, {world.elders:,} elders",
        values=times(lambda: app.rehearsals.rehearse(app.actor, [changed], begins), 2),
        budget=None,
    )


def _raw_read(world: World) -> None:
    with world.raw(world.filled) as raw:
        for table in ("duty", "assignment", "household_member", "elder_card"):
            raw.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own tables
