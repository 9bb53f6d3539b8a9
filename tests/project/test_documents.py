"""The documents keep up with the program: links lead somewhere, commands exist, the newest version is told of."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.cli.program import build_parser

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/adr/*.md")],
    key=lambda path: path.name,
)
GUIDE = (ROOT / "docs/user-guide.zh.md").read_text("utf-8")


def _anchor(heading: str) -> str:
    """Return the anchor of a heading as the forges that show these files make it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _anchors(path: Path) -> set[str]:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    return {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def _broken(path: Path) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        if re.match(r"\w+:", target):
            continue
        file, _sharp, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if not there.exists() or (anchor and anchor not in _anchors(there)):
            yield target


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the commands that follow on a parser by name."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    assert list(_broken(path)) == []


def test_the_chapters_of_the_guide_are_numbered_and_all_in_its_contents() -> None:
    chapters = re.findall(r"^## (\d+) (.+)$", GUIDE, re.MULTILINE)
    assert [int(number) for number, _title in chapters] == list(range(1, len(chapters) + 1))
    assert re.findall(r"\[(\d+) ([^\]]+)\]\(#", GUIDE) == chapters


def test_the_guide_names_every_command_of_the_program() -> None:
    told = GUIDE.split("命令行\n", 1)[1]
    silent = []
    for name, parser in _commands(build_parser()).items():
        words = {name, *_commands(parser)}
        silent += [f"{name} {word}" for word in sorted(words) if not re.search(rf"[` ]{word}[` ]", told)]
    assert silent == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_that_a_document_shows_exist(path: Path) -> None:
    known = _commands(build_parser())
    wrong = []
    for name, word in re.findall(
        r"elder-visits ((?!-)[a-z-]+)(?: ([a-z-]+))?(?=[ `\n])", path.read_text("utf-8")
    ):
        parts = _commands(known[name]) if name in known else {}
        if name not in known or (parts and word not in parts):
            wrong.append(f"{name} {word}")
    assert wrong == []


def test_the_changelog_begins_with_this_version() -> None:
    heading = re.search(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heading is not None
    assert __version__ in heading[1]
