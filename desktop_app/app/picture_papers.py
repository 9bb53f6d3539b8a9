"""The scenes of making papers: each kind of list and form, blank ones, numbers in full, bad luck, their layouts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from desktop_app.app.picture_checks import register_somebody, take_back
from desktop_app.app.picture_people import Shown
from desktop_app.app.picture_visits import scroll_all
from desktop_app.app.scene import Act, Scene
from desktop_app.bootstrap import Application
from desktop_app.services.paper_orders import PaperWish
from desktop_app.services.print_jobs import PrintOrder
from desktop_app.services.print_portions import Portion
from desktop_app.services.roster_papers import EVERYBODY
from desktop_app.storage.queries.elders import ElderFilter

_NAME = "阿拉坦\ue001其其格"
"""Registers of old systems hold characters that they drew themselves; no font has them."""
_PRINTED, _WHOLE = 12, 7
_JOB = PrintOrder(wish=PaperWish(name="visit-record", month=(2026, 1)), title="探访记录表")


def paper_scenes(app: Application, shown: Shown) -> Iterator[Scene]:
    """Yield all of them; what they save they take back."""
    village = app.register.villages(app.actor)[0].code
    yield Scene(name="09-papers", key="papers", demo=True, main=True)
    yield from _kinds(app, shown, village)
    yield from _options(shown, village)
    yield from _bad_luck(app, village)
    layout = {"name": "month-ledger"}
    yield Scene(name="09-paper-layouts", key="paper-layouts", params=layout, main=True)
    columns: tuple[Act, ...] = (partial(scroll_all, part=1.0),)
    yield Scene(name="09-paper-layouts-columns", key="paper-layouts", params=layout, acts=columns)


def _kinds(app: Application, shown: Shown, village: str) -> Iterator[Scene]:
    last_month = app.clock.today().replace(day=1) - timedelta(days=1)

    def scene(name: str, *, main: bool = False, demo: bool = False, **params: Any) -> Scene:
        """Show one paper with the options it was opened with."""
        params = {"name": name, **params}
        acts: tuple[Act, ...] = (_nobody,) if "elder_uid" not in params else ()
        return Scene(name=f"09-papers-{name}", key="papers", params=params, acts=acts, main=main, demo=demo)

    yield scene("month-ledger", month_on=last_month, main=True, demo=True)
    yield scene("month-summary", month_on=last_month)
    yield scene("progress", demo=True)
    for name in ("visitor-workload", "service-statistics", "route-sheet", "due-service-list", "visit-plan"):
        yield scene(name)
    yield scene("roster", village_code=village, main=True)
    for name in ("person-file", "visit-year", "notice"):
        yield scene(name, main=name == "person-file", elder_uid=shown.fullest)
    yield scene("binder", village_code=village, main=True)


def _options(shown: Shown, village: str) -> Iterator[Scene]:
    blank = {"name": "month-ledger", "village_code": village}
    act = partial(_tick, field="blank", value=True)
    untick: Act = partial(_tick, field="blank", value=False)
    yield Scene(name="09-papers-blank", key="papers", params=blank, acts=(act,), after=untick, main=True)
    full = {"name": "person-file", "elder_uid": shown.usual}
    show_all = partial(_tick, field="full", value=True)
    yield Scene(
        name="09-papers-full-unexplained",
        key="papers",
        params=full,
        acts=(show_all,),
    )
    yield Scene(
        name="09-papers-full",
        key="papers",
        params=full,
        acts=(show_all, partial(_tick, field="reason", value="报送旗县民政局")),
        after=_hide_numbers,
        main=True,
    )
    yield Scene(
        name="09-papers-picked",
        key="papers",
        params={"name": "visit-record", "elder_uid": shown.fullest},
    )


def _bad_luck(app: Application, village: str) -> Iterator[Scene]:
    jobs: list[str] = []
    stopped: Act = partial(_stop_printing, app=app, jobs=jobs)
    settle: Act = partial(_settle, app=app, jobs=jobs)
    yield Scene(
        name="09-papers-interrupted",
        key="papers",
        params={"name": "visit-record"},
        acts=(_nobody, stopped),
        after=settle,
        main=True,
    )
    yield Scene(
        name="09-papers-print-on",
        key="papers",
        params={"name": "visit-record"},
        acts=(stopped, lambda page: page.printing.resume(jobs[-1])),
        after=settle,
        main=True,
    )
    changes: list[str | None] = []
    roster = {"name": "roster", "village_code": village}
    yield Scene(
        name="09-papers-missing-character",
        key="papers",
        params=roster,
        acts=(
            lambda _page: changes.append(register_somebody(app, village, _NAME)),
            partial(_tick, field="category", value=EVERYBODY),
        ),
        after=lambda _page: take_back(app, changes),
        main=True,
    )


def _nobody(page: Any) -> None:
    """Let go of the person whom a scene before picked."""
    page.options.person.pick(None, "")
    page.options.person.changed.emit()


def _tick(page: Any, field: str, value: object) -> None:
    asked = getattr(page.options, field)
    asked.set_value(value)
    asked.changed.emit()


def _hide_numbers(page: Any) -> None:
    _tick(page, "reason", "")
    _tick(page, "full", value=False)


def _stop_printing(page: Any, app: Application, jobs: list[str]) -> None:
    """Let the printer stop after some of the records of this month."""
    today = app.clock.today()
    order = replace(_JOB, wish=replace(_JOB.wish, month=(today.year, today.month)))
    people = app.register.rows(app.actor, app.register.list_ids(app.actor, ElderFilter())[:_PRINTED])
    parts = [Portion("", row.name, number, number) for number, row in enumerate(people, start=1)]
    uid = app.print_jobs.start(app.actor, order, "办公室打印机", parts)
    app.print_jobs.stop(app.actor, uid, _WHOLE, begun=_WHOLE + 1)
    jobs.append(uid)
    page.refresh()


def _settle(page: Any, app: Application, jobs: list[str]) -> None:
    for uid in jobs:
        app.print_jobs.dismiss(app.actor, uid)
    jobs.clear()
    page.refresh()
