"""A fresh store per test, copied from one that was migrated once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.storage.store import Store
from tests.storage.stores import open_store


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a closed store without records."""
    folder = tmp_path_factory.mktemp("blank") / "home"
    open_store(folder, create=True).close()
    return folder


@pytest.fixture
def make_store(blank: Path, tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    """Open empty stores by site name and close them after the test."""
    opened: list[Store] = []

    def make(site: str) -> Store:
        shutil.copytree(blank, tmp_path / site)
        opened.append(open_store(tmp_path / site, site))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(make_store: Callable[[str], Store]) -> Store:
    """Return an empty open store."""
    return make_store("site-a")
