"""The service statistics equal a slow count of random histories, and their times are those of the month's figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import EndReason
from desktop_app.models import Finding, ServiceRecord
from desktop_app.reports.table_paper import TablePaper, cell_text
from desktop_app.services.paper_orders import PaperOrder, PaperWish
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.service_drafts import ProviderDraft
from desktop_app.services.service_papers import KEYS, NOTHING, service_paper
from tests.reports.pdf import texts
from tests.services.homes import TODAY, VILLAGES, Home, open_home

FIRST, DIED = date(2026, 7, 1), date(2026, 9, 10)
SERVICES = ("meal", "bath", "health_management", "moon_walk")
ANSWERS = ("satisfied", "fair", "unsatisfied", None)


@dataclass(frozen=True)
class World:
    """The open home, the files of its people, and a provider."""

    app: Application
    files: list[str]
    provider: str


@dataclass(frozen=True)
class Given:
    """A service to one of the people."""

    person: int
    service: str
    on: date
    quantity: str | None
    cost: int | None
    paid: int | None
    satisfaction: str | None
    provider: int


@pytest.fixture(scope="module")
def world(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return three people, of whom the first has two files and the third died."""
    app = open_home(empty_home.copy(tmp_path_factory.mktemp("served") / "home"))
    files = [
        app.register.save(
            app.actor,
            ElderDraft(
                name=f"测试{'甲乙丙甲'[number]}",
                village_code=VILLAGES[number % 3 % 2],
                birth_on=date(1944, 5, 1),
                registered_on=date(2026, 3, 1),
            ),
        )
        for number in range(4)
    ]
    app.same_person.merge(app.actor, files[0], files[3], sure=True)
    app.register.end(app.actor, files[2], on=DIED, reason=EndReason.DECEASED)
    app.service_providers.add(app.actor, ProviderDraft(name="爱心餐厅", kind="station"))
    provider = app.service_providers.list(app.actor)[0].uid
    app.store.derive = None
    yield World(app, files, provider)
    app.close()


def made_up(seed: int, count: int) -> list[Given]:
    """Return a random history."""
    dice = Random(seed)
    return [
        Given(
            dice.randrange(4),
            dice.choice(SERVICES),
            FIRST + timedelta(days=dice.randrange(-20, 145)),
            dice.choice((None, "1", "2.50", "0.1")),
            dice.choice((None, 0, 1205, 300000)),
            dice.choice((None, 5)),
            dice.choice(ANSWERS),
            dice.randrange(3),
        )
        for _number in range(count)
    ]


def write(world: World, services: list[Given], needs: dict[int, str] | None = None) -> None:
    """Make the store hold these services and needs alone."""
    with world.app.store.writing("test", "test", now=world.app.clock.now()) as unit:
        for model in (ServiceRecord, Finding):
            live: Any = select(model).where(model.retracted.is_(False))
            for record in unit.session.execute(live).scalars():
                unit.retract(record)
        for one in services:
            unit.add(
                ServiceRecord(
                    elder_uid=world.files[one.person],
                    service=one.service,
                    given_on=one.on,
                    quantity=one.quantity,
                    cost=one.cost,
                    paid=one.paid,
                    satisfaction=one.satisfaction,
                    provider_uid=world.provider if one.provider == 0 else None,
                    provider_name="邻居" if one.provider == 1 else None,
                    entered_on=TODAY,
                )
            )
        for person, service in (needs or {}).items():
            unit.add(
                Finding(
                    elder_uid=world.files[person],
                    kind="need",
                    what="需要送餐" if service else "想有人陪着晒太阳",
                    service=service or None,
                    found_on=TODAY,
                    state="open",
                )
            )


def paper(app: Application, **wish: Any) -> TablePaper:
    wish = {"month": (2026, 9), **wish}
    return service_paper(
        PaperOrder(app.context, app.actor, PaperWish(name="service-statistics", **wish), Path(), "pdf")
    )


def said(row: Any) -> dict[str, Any]:
    return dict(zip(KEYS, row, strict=True))


def expected(chosen: list[Given], *, measured: bool) -> dict[str, Any]:
    """Add up slowly what one line says."""
    quantities = [Decimal(one.quantity) for one in chosen if one.quantity]
    rated = [one.satisfaction for one in chosen if one.satisfaction]
    return {
        "people": len({one.person % 3 for one in chosen}),
        "times": len(chosen),
        "quantity": sum(quantities) if quantities and measured else NOTHING,
        "cost": Decimal(sum(one.cost or 0 for one in chosen)) / 100,
        "paid": Decimal(sum(one.paid or 0 for one in chosen)) / 100,
        **{key: rated.count(key) for key in ANSWERS if key},
        "satisfaction": Decimal(len(rated) - rated.count("unsatisfied")) / len(rated) if rated else NOTHING,
    }


def check(row: Any, chosen: list[Given], *, measured: bool = False) -> None:
    wanted = expected(chosen, measured=measured)
    assert {key: said(row)[key] for key in wanted} == wanted


@pytest.mark.parametrize("seed", range(4))
def test_every_number_equals_a_slow_count(world: World, seed: int) -> None:
    history = made_up(seed, 30 * seed)
    write(world, history)
    for wish, months in (({}, [9]), ({"period": "2026-H2"}, [7, 8, 9, 10, 11])):
        counted = [
            one
            for one in history
            if one.on.month in months
            and one.on <= TODAY
            and not (one.person == 2 and one.on.month > DIED.month)
        ]
        table = paper(world.app, **wish)
        if not counted:
            assert (table.groups, table.total) == ((), None)
            continue
        assert table.total is not None
        check(table.total, counted)
        groups = {group.caption: group for group in table.groups}
        names = {each.code: each.name for each in world.app.register.villages(world.app.actor)}
        for place, code in enumerate(VILLAGES):
            mine = [one for one in counted if one.person % 3 % 2 == place]
            group = groups[names[code]]
            assert group.subtotal is not None
            check(group.subtotal, mine)
            titles = {said(row)["item"]: row for row in group.rows}
            assert set(titles) == {catalogue().title(one.service) for one in mine}
            for service in SERVICES:
                those = [one for one in mine if one.service == service]
                if those:
                    check(titles[catalogue().title(service)], those, measured=service in catalogue())
        providers = {said(row)["item"]: said(row)["times"] for row in groups["按服务提供方"].rows}
        words = ("养老服务站点", "未列入名单的提供方", "未登记提供方")
        assert providers == {
            word: times
            for number, word in enumerate(words)
            if (times := sum(one.provider == number for one in counted))
        }


def test_times_are_those_of_the_months_figures(world: World) -> None:
    write(world, made_up(9, 80))
    app = world.app
    for code in (None, VILLAGES[0]):
        figures = {row.key: row for row in app.indicators.month(app.actor, 2026, 9, village_code=code)}
        total = paper(app, village_code=code).total
        assert total is not None
        assert said(total)["times"] == figures["service_times"].numerator
        assert said(total)["people"] == figures["service_people"].numerator


def test_unmet_needs_stand_beside_what_was_given(world: World) -> None:
    write(world, [], {0: "meal", 1: "meal", 2: "meal", 3: ""})
    table = paper(world.app, month=(2026, 11))
    needs = {said(row)["item"]: said(row)["unmet"] for row in table.groups[0].rows}
    assert needs == {"助餐": 2, "其他需求": 1}
    assert table.total is not None
    assert said(table.total)["unmet"] == 2
    assert "共 2 人、3 项" in table.notes[-1]


def test_page_and_workbook_say_what_the_data_says(world: World, tmp_path: Path) -> None:
    write(world, made_up(5, 60))
    app, table = world.app, paper(world.app)
    app.reports.make(app.actor, "service-statistics", tmp_path / "s.pdf", month=(2026, 9))
    text = "".join(texts(tmp_path / "s.pdf"))
    for group in table.groups:
        for row in group.rows:
            assert "".join(cell_text(value) for value in row if value is not None) in text
    app.reports.make(app.actor, "service-statistics", tmp_path / "s.xlsx", month=(2026, 9))
    sheet = openpyxl.load_workbook(tmp_path / "s.xlsx").worksheets[0]
    (total,) = (cells for cells in sheet.iter_rows(values_only=True) if "合计" in cells)
    assert table.total is not None
    wanted = said(table.total)
    assert total[2:4] == (wanted["people"], wanted["times"])
    assert total[6] == float(wanted["cost"])
    assert total[11] == pytest.approx(float(wanted["satisfaction"]))


def test_a_time_without_services_says_so(world: World, tmp_path: Path) -> None:
    write(world, [])
    world.app.reports.make(world.app.actor, "service-statistics", tmp_path / "s.pdf", month=(2026, 9))
    (page,) = texts(tmp_path / "s.pdf")
    assert "本期没有登记服务" in page
