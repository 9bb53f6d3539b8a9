"""Real homes for the command line's tests: one empty, one filled; their keys are cheap to open."""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.__main__ import main
from desktop_app.bootstrap import create_application
from desktop_app.cli import program
from desktop_app.cli.arguments import Parser
from desktop_app.config.strings import current_language, use_language
from desktop_app.domain.terms import SiteLevel
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.services.samples import SampleService
from desktop_app.storage.passwords import FLOOR

PASSWORD = "草原 horse 42 staple"
USER = "王秀英"
AS_OF = date(2026, 11, 20)
TOWNSHIP = "150425202000"
PROFILES = ("chifeng-2023-42-pastoral", "inner-mongolia-2022")


@dataclass(frozen=True)
class Run:
    """What one command left on the console."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


class CommandLine:
    """Runs commands on one home and keeps what they print."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capsys = capsys

    def run(self, *arguments: object) -> Run:
        """Run one command for people."""
        self._capsys.readouterr()
        day = () if "--as-of" in arguments else ("--as-of", AS_OF.isoformat())
        code = main([*map(str, arguments), "--home", str(self.home), *day])
        printed = self._capsys.readouterr()
        return Run(code, printed.out, printed.err)

    def json(self, *arguments: object) -> Run:
        """Run one command for programs."""
        return self.run("--json", *arguments)


def make_home(folder: Path, level: SiteLevel = SiteLevel.TOWNSHIP, *, elders: int = 0) -> Path:
    """Set up a home, with made-up people if wanted."""
    draft = SetupDraft(
        level=level,
        division_code=TOWNSHIP if level is SiteLevel.TOWNSHIP else TOWNSHIP[:6],
        unit_name="克什克腾旗达日罕乌拉苏木人民政府" if level is SiteLevel.TOWNSHIP else "克什克腾旗民政局",
        profiles=PROFILES,
        user=USER,
        password=PASSWORD,
    )
    app, _recovery = create_application(folder, draft, clock=Clock(fixed_on=AS_OF), kdf=FLOOR)
    if elders:
        SampleService(app.context).fill(app.actor, elders=elders, seed=3, months=2, with_decisions=False)
    app.close()
    return folder


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty township; copy it, never change it."""
    return make_home(tmp_path_factory.mktemp("empty") / "home")


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A township of 60 made-up elders; copy it, never change it."""
    return make_home(tmp_path_factory.mktemp("filled") / "home", elders=60)


@pytest.fixture(autouse=True, scope="session")
def _parser_built_once() -> Iterator[None]:
    """Build the command line once per language: building it takes as long as most commands, and nobody changes it."""
    build = program.build_parser

    @functools.cache
    def built_in(_language: str) -> Parser:
        return build()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program, "build_parser", lambda: built_in(current_language()))
        yield


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ELDER_VISITS_PASSWORD", PASSWORD)
    yield
    use_language("zh_CN")


@pytest.fixture
def empty(empty_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on an empty township of its own."""
    return CommandLine(Path(shutil.copytree(empty_home, tmp_path / "home")), capsys)


@pytest.fixture
def filled(filled_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on a filled township of its own."""
    return CommandLine(Path(shutil.copytree(filled_home, tmp_path / "home")), capsys)
