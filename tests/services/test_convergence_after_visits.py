"""Sites that work on the same findings, services and assessments apart hold the same once all arrived, and no village too much."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.domain.terms import FindingStepKind, IrregularityKind
from desktop_app.models import RECORDS, Change, Conflict
from desktop_app.services.assessment_drafts import AssessmentDraft
from desktop_app.services.batches import NothingToSend
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.service_drafts import ServiceFilter
from desktop_app.storage.queries.findings import FindingFilter
from tests.services.after_visits import ABOUT, DAY, MINE, THEIRS, Work, make_work
from tests.services.conftest import Opener
from tests.services.homes import TODAY, VILLAGES, Home
from tests.services.test_batches import introduce
from tests.storage import stores
from tests.storage.stores import bag, merge, rows

STEPS = 45


def one_of(dice: Random, found: Any) -> Any:
    """Return one of several; raises what a slip raises where there is none, so that the turn passes."""
    every = list(found)
    if not every:
        raise ElderVisitsError
    return dice.choice(every)


def a_finding(work: Work, dice: Random) -> str:
    return str(one_of(dice, work.app.findings.list(work.actor, FindingFilter(), limit=None)).uid)


def step(work: Work, dice: Random) -> None:
    kind = dice.choice(list(FindingStepKind)).value
    by = dice.choice(list(work.visitors.values()))
    more = {"proof": "现场核实", "unit_name": "民政所", "owner_uid": by, "by_name": work.app.site.site}
    work.step(a_finding(work, dice), kind=kind, **more)


def edit(work: Work, dice: Random) -> None:
    work.edit(
        a_finding(work, dice), what=f"隐患 {dice.randrange(3)}", owner_name=dice.choice(("甲", "乙", None))
    )


def step_back(work: Work, dice: Random) -> None:
    work.app.findings.take_back_step(work.actor, a_finding(work, dice))


def follow(work: Work, dice: Random) -> None:
    line = one_of(dice, work.app.findings.of_elder(work.actor, work.elder))
    work.follow(finding_uid=line.uid, solved=dice.random() < 0.5)


def serve(work: Work, dice: Random) -> None:
    drafts = [
        work.service_draft(
            elder_uid=uid, service=dice.choice(("bath", "comfort")), given_on=TODAY, again=True
        )
        for uid in (work.uids[MINE], work.uids[THEIRS])
    ]
    work.round(*drafts)


def correct_service(work: Work, dice: Random) -> None:
    app = work.app
    line = one_of(dice, app.services_given.list(work.actor, ServiceFilter()))
    draft = app.services_given.draft_of(work.actor, line.uid)
    changed = replace(draft, quantity=str(dice.randrange(1, 4)), place=dice.choice(("食堂", "家中")))
    app.services_given.correct(work.actor, line.uid, changed)


def service_back(work: Work, dice: Random) -> None:
    line = one_of(dice, work.app.services_given.list(work.actor, ServiceFilter()))
    work.app.services_given.take_back(work.actor, line.uid)


def plan(work: Work, dice: Random) -> None:
    found = work.app.service_plans.list(work.actor)
    if dice.random() < 0.5:
        work.plan(service=dice.choice(("bath", "care", "comfort")), rhythm="week:2")
    else:
        work.app.service_plans.end(work.actor, one_of(dice, found).uid, on=TODAY)


def assess(work: Work, dice: Random) -> None:
    app = work.app
    found = app.assessments.of_elder(work.actor, work.elder)
    if dice.random() < 0.4:
        work.assess(assessed_on=TODAY - dice.randrange(9) * DAY, level=dice.choice("01234"))
        return
    line = one_of(dice, found)
    if dice.random() < 0.3:
        app.assessments.take_back(work.actor, line.uid)
        return
    draft = AssessmentDraft(
        elder_uid=work.elder,
        kind=line.kind,
        assessed_on=line.assessed_on,
        level=dice.choice("01234"),
        agency="示例评估所",
    )
    app.assessments.correct(work.actor, line.uid, draft)


def adopt(work: Work, _dice: Random) -> None:
    proposal = work.app.assessments.proposal(work.actor, work.elder)
    if proposal is not None:
        work.app.assessments.adopt(work.actor, work.elder, proposal)


def urge(work: Work, dice: Random) -> None:
    if dice.random() < 0.6:
        work.support(result=dice.choice(("promised", "refused", "fulfilled")))
        return
    steps = work.app.family_support.panel(work.actor, work.elder).steps
    work.app.family_support.take_back(work.actor, one_of(dice, steps).uid)


def explain(work: Work, dice: Random) -> None:
    about = dice.choice((ABOUT, ABOUT[::-1]))
    work.explain(about=about, kind=dice.choice(list(IrregularityKind)), text=f"说明 {dice.randrange(9)}")


def undo(work: Work, dice: Random) -> None:
    work.undo(one_of(dice, work.app.undo.recent(work.actor)[:4]).uid)


def settle(work: Work, dice: Random) -> None:
    conflict = one_of(dice, work.app.conflicts.list(work.actor))
    work.app.conflicts.settle(work.actor, conflict.uid, dice.randrange(2))


ACTS: tuple[Callable[[Work, Random], None], ...] = (
    step,
    step,
    step,
    edit,
    step_back,
    follow,
    serve,
    correct_service,
    service_back,
    plan,
    assess,
    assess,
    adopt,
    urge,
    explain,
    undo,
    settle,
)


def seen(work: Work) -> Any:
    """Return everything that a site holds and shows."""
    app, actor = work.app, work.actor
    with app.store.reading() as session:
        conflicts = sorted(map(repr, session.execute(select(Conflict.__table__)).all()))
    findings = app.findings.list(actor, FindingFilter(), limit=None)
    return (
        rows(app.store),
        conflicts,
        findings,
        [app.findings.detail(actor, line.uid).steps for line in findings],
        app.services_given.list(actor, ServiceFilter()),
        app.service_plans.list(actor, over=True),
        app.assessments.list(actor),
        app.assessments.proposal(actor, work.elder),
        app.family_support.panel(actor, work.elder),
        [row.numerator for row in app.indicators.month(actor, TODAY.year, TODAY.month)],
    )


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.proofs) for seed in range(2, 12))]
)
def test_whatever_was_done_apart_is_the_same_everywhere_once_all_arrived(
    opener: Opener, empty_home: Home, village_homes: tuple[Home, ...], seed: int
) -> None:
    dice = Random(seed)
    first = make_work(opener(empty_home))
    works = [first, *(replace(first, app=opener(home)) for home in village_homes)]
    carried = [bag(first.app.store)]
    for work in works[1:]:
        merge(work.app.store, *carried[0])
    done = 0
    for _number in range(STEPS):
        work = dice.choice(works)
        with suppress(ElderVisitsError):
            dice.choice(ACTS)(work, dice)
            done += 1
        if dice.random() < 0.1:
            carried.append(bag(work.app.store))
            merge(dice.choice(works).app.store, *dice.choice(carried))
    assert done > STEPS // 3
    everything = [bag(work.app.store) for work in works]
    for work in works:
        for each in dice.sample(everything, 3) + dice.choices(carried, k=2) + dice.sample(everything, 1):
            merge(work.app.store, *each)
    shown = [seen(work) for work in works]
    assert shown[0] == shown[1] == shown[2]
    for work in works:
        assert work.app.checks.run(work.actor) == []


def hold(app: Application) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return whose each record of a site is; of those that name nobody nothing."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    with app.store.reading() as session:
        for kind, model in RECORDS.items():
            if kind == "elder":
                found.update(((kind, uid), (uid,)) for uid in session.execute(select(model.uid)).scalars())
            for name in ("elder_uid", "elder_uids"):
                column = getattr(model, name, None)
                if column is None:
                    continue
                for uid, whose in session.execute(select(model.uid, column)):
                    found[kind, uid] = (whose,) if isinstance(whose, str) else tuple(whose)
    return found


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.proofs) for seed in range(2, 12))]
)
def test_a_village_never_learns_of_the_people_of_another(
    opener: Opener, empty_home: Home, village_homes: tuple[Home, ...], tmp_path: Path, seed: int
) -> None:
    dice = Random(seed)
    township = make_work(opener(empty_home))
    actor = township.actor
    villages = dict(zip(VILLAGES, (opener(home) for home in village_homes), strict=True))
    for village in villages.values():
        introduce(village, township.app, tmp_path)
    for number in range(3):
        code = VILLAGES[number % 2]
        draft = ElderDraft(name=f"搬家的人{number}", village_code=code, registered_on=TODAY)
        township.uids[draft.name] = township.app.register.save(actor, draft)
    lived: dict[str, set[str]] = {code: set() for code in VILLAGES}

    def down(code: str) -> None:
        village, now = villages[code], living(township, code)
        lived[code] |= now
        before = hold(village)
        try:
            batch = township.app.batches.export(actor, village.site.site, tmp_path).path
        except NothingToSend:
            return
        village.batches.merge(village.actor, batch)
        after = hold(village)
        for key in after.keys() - before.keys():
            assert set(after[key]) <= now or (key[0] == "elder" and set(after[key]) <= lived[code]), key
        names = {township.uids[name]: name for name in township.uids}
        with village.store.reading() as session:
            logged = str(session.execute(select(Change.fields)).all())
        assert not [name for uid, name in names.items() if uid not in lived[code] and name in logged]

    for _number in range(STEPS):
        with suppress(ElderVisitsError):
            whose = dice.choice(list(township.uids.values()))
            dice.choice(ACTS)(replace(township, uids=township.uids | {MINE: whose}), dice)
        if dice.random() < 0.15:
            moving = dice.choice([uid for name, uid in township.uids.items() if name.startswith("搬家")])
            with suppress(ElderVisitsError):
                stores.edit(township.app.store, moving, village_code=dice.choice(VILLAGES))
        if dice.random() < 0.15:
            down(dice.choice(VILLAGES))
        if dice.random() < 0.05:
            with suppress(ElderVisitsError):
                township.hand_over()
    for code, village in villages.items():
        down(code)
        assert village.checks.run(village.actor) == []
        assert {key[1] for key in hold(village) if key[0] == "elder"} >= living(township, code)


def living(work: Work, code: str) -> set[str]:
    """Return who lives in a village by what the township knows."""
    with work.app.store.reading() as session:
        elder = RECORDS["elder"]
        return set(session.execute(select(elder.uid).where(elder.village_code == code)).scalars())  # type: ignore[attr-defined]  # the elder's column
