"""The scenes of rounds, moves, decisions about one person, rules, and what came up since the program was last open."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from desktop_app.app.picture_people import Shown
from desktop_app.app.scene import Act, Scene
from desktop_app.bootstrap import Application
from desktop_app.domain.policies import Every, PeriodUnit
from desktop_app.domain.terms import DutyKind
from desktop_app.ui.moves.page import HANDOVERS, HOLDS, LEAVES, LEFT_BEHIND, MOVES, PROPOSALS
from desktop_app.ui.policies.page import HOLIDAYS

PROFILE, RULE, EVENT_RULE = "inner-mongolia-2022", "key-monthly", "major-event"
STOVE = "common/stove-season"
_TABS = (
    (MOVES, "moves"),
    (LEFT_BEHIND, "left-behind"),
    (PROPOSALS, "proposals"),
    (LEAVES, "leaves"),
    (HANDOVERS, "handovers"),
    (HOLDS, "holds"),
)


def round_scenes(app: Application, shown: Shown) -> list[Scene]:
    """Return all of them; nothing is saved."""
    return [*_campaigns(app, shown), *_moves(), *_decisions(app, shown), *_policies(), *_since()]


def _campaigns(app: Application, shown: Shown) -> Iterator[Scene]:
    yield Scene(name="17-campaigns", key="campaigns", demo=True, main=True)
    yield Scene(name="17-campaign-start", key="campaign-start", main=True)
    yield Scene(
        name="17-campaign-start-template",
        key="campaign-start",
        params={"elder_uids": (shown.fullest,)},
        acts=(lambda page: page.form.start_from(STOVE, None, None),),
        after=lambda page: page.form.mark_clean(),
    )
    rows = app.campaigns.list(app.actor)
    if not rows:
        return
    one = {"uid": rows[-1].uid}
    yield Scene(name="17-campaign", key="campaign", params=one, demo=True, main=True)
    yield Scene(
        name="17-campaign-left",
        key="campaign",
        params={"uid": rows[0].uid},
        acts=(lambda page: page.left_only.click(),),
    )
    for name in ("add", "visitor", "correct", "end"):
        choose: tuple[Act, ...] = (lambda page: page.table.choose_first(),)
        press: Act = partial(_click, name=name)
        yield Scene(name=f"17-campaign-{name}", key="campaign", params=one, acts=(*choose, press))


def _moves() -> Iterator[Scene]:
    def scene(name: str, tab: int, *acts: Act, demo: bool = False, main: bool = False) -> Scene:
        return Scene(
            name=f"18-moves-{name}", key="moves", params={"tab": tab}, acts=acts, demo=demo, main=main
        )

    for tab, name in _TABS:
        yield scene(name, tab, demo=tab != PROPOSALS, main=tab in {MOVES, PROPOSALS, LEAVES})
    yield scene("go", MOVES, lambda page: page.moves.go(), main=True)
    yield scene("cover", MOVES, lambda page: page.moves.cover())
    yield scene("return", MOVES, lambda page: page.moves.bring_back())
    yield scene("approve", PROPOSALS, lambda page: page.proposals.approve())
    yield scene("leave", LEAVES, lambda page: page.leaves.add_leave())
    yield scene("handover", HANDOVERS, lambda page: page.handovers.hand_over(), main=True)
    yield scene("extend", HOLDS, lambda page: page.holds.extend())


def _decisions(app: Application, shown: Shown) -> Iterator[Scene]:
    for name, act in (
        ("pause", lambda page: page.decisions.pause()),
        ("waive", lambda page: page.decisions.waive()),
        ("tier", lambda page: page.decisions.set_tier()),
    ):
        params = {"uid": shown.usual, "tab": 0}
        yield Scene(name=f"03-person-{name}", key="person", params=params, acts=(act,), main=name == "waive")
    params = {"uid": shown.fullest, "tab": 0}
    yield Scene(
        name="03-person-fullest-tier",
        key="person",
        params=params,
        acts=(lambda page: page.decisions.set_tier(),),
    )
    pauses = app.pauses.list(app.actor)
    if pauses:
        yield Scene(name="03-person-paused", key="person", params={"uid": pauses[0].elder_uid, "tab": 0})
    hours = [row for row in app.duties.list(app.actor) if row.line.kind == DutyKind.EVENT.value]
    if hours:
        uid = hours[0].line.elder_uid
        yield Scene(name="03-person-urgent", key="person", params={"uid": uid, "tab": 0}, main=True)
    yield Scene(name="01-today-why", key="today", acts=(lambda page: page.ask_why(),), demo=True, main=True)


def _policies() -> Iterator[Scene]:
    own = {"profile": PROFILE}
    rule = {"profile": PROFILE, "rule": RULE}
    yield Scene(name="19-policies", key="policies", params=own, demo=True, main=True)
    yield Scene(name="19-policies-rule", key="policies", params=rule)
    yield Scene(name="19-policies-holidays", key="policies", params={"profile": HOLIDAYS}, main=True)

    def tidy(page: Any) -> None:
        page.form.mark_clean()

    yield Scene(name="19-policy-rule", key="policy-rule", params=rule, main=True, after=tidy)
    yield Scene(
        name="19-policy-rule-rehearsed",
        key="policy-rule",
        params=rule,
        acts=(_every_fortnight, lambda page: page.rehearse()),
        after=tidy,
        demo=True,
        main=True,
    )
    event = {"profile": PROFILE, "rule": EVENT_RULE}
    yield Scene(name="19-policy-rule-event", key="policy-rule", params=event, after=tidy)


def _since() -> Iterator[Scene]:
    yield Scene(name="20-since", key="since", demo=True, main=True)
    yield Scene(
        name="20-since-settle",
        key="since",
        acts=(_choose_settled, lambda page: page.settle()),
    )


def _click(page: Any, name: str) -> None:
    page.buttons[name].click()


def _every_fortnight(page: Any) -> None:
    page.form.set_values({"every": Every(PeriodUnit.DAYS, 14)})


def _choose_settled(page: Any) -> None:
    """Select who may be settled together in the first village that has somebody."""
    count, model = page.table.count(), page.table.model
    rows = [model.row_at(number) for number in range(count)]
    first = next((number for number, row in enumerate(rows) if row is not None and row.can_settle), None)
    if first is not None:
        page.table.view.setCurrentIndex(model.index(first, 0))
        page.pick()
