"""Homes of the three levels, empty or filled with a small township, copied for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import SiteLevel
from tests.services.families import Town, make_town
from tests.services.homes import COUNTY, VILLAGES, Home, fill, make_home, open_home, township

Opener = Callable[[Home], Application]


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return a township without anybody."""
    return make_home(tmp_path_factory.mktemp("empty") / "home")


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return a township of some 60 elders with three months of visits, and the workbooks beside it."""
    base = tmp_path_factory.mktemp("filled")
    home = make_home(base / "home")
    fill(home.folder, township(), base / "books")
    return home


@pytest.fixture(scope="session")
def county_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return a county desk without anybody."""
    return make_home(tmp_path_factory.mktemp("county") / "home", SiteLevel.COUNTY, COUNTY, "示例旗民政局")


@pytest.fixture(scope="session")
def village_homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, ...]:
    """Return two villages without anybody."""
    base = tmp_path_factory.mktemp("villages")
    return tuple(
        make_home(base / code, SiteLevel.VILLAGE, code, f"示例嘎查{number}委员会")
        for number, code in enumerate(VILLAGES, start=1)
    )


@pytest.fixture(scope="session")
def town_home(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Town]:
    """Return a township with one family, a neighbour and two visitors, closed, and who they are."""
    home = replace(empty_home, folder=tmp_path_factory.mktemp("town") / "home")
    application = open_home(empty_home.copy(home.folder))
    try:
        town = make_town(application)
    finally:
        application.close()
    return home, town


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Opener]:
    """Open copies of homes and close them after the test."""
    opened: list[Application] = []

    def open_copy(home: Home) -> Application:
        opened.append(open_home(home.copy(tmp_path / f"home-{len(opened)}")))
        return opened[-1]

    yield open_copy
    for application in opened:
        application.close()


@pytest.fixture
def empty(opener: Opener, empty_home: Home) -> Application:
    """Return an open township without anybody."""
    return opener(empty_home)


@pytest.fixture
def town(opener: Opener, town_home: tuple[Home, Town]) -> Town:
    """Return an open township with one family, a neighbour and two visitors."""
    home, town = town_home
    return replace(town, app=opener(home), uids=dict(town.uids), visitors=dict(town.visitors))


@pytest.fixture
def application(opener: Opener, filled_home: Home) -> Application:
    """Return an open township of some 60 elders."""
    return opener(filled_home)


@pytest.fixture
def county(opener: Opener, county_home: Home) -> Application:
    """Return an open county desk without anybody."""
    return opener(county_home)
