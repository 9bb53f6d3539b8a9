"""Long papers are printed by a process of its own: the same bytes, cancel, and no half file whatever happens to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from desktop_app.domain.errors import NotFound
from desktop_app.progress import Cancelled, Progress
from desktop_app.reports import table_paper, visit_record
from desktop_app.reports.visit_record import VisitRecord
from desktop_app.services import paper_press
from desktop_app.services.paper_press import LONG, PORTION, PressStopped, press
from tests.reports import made_up

VISITS = [made_up.visit(number=f"{number}") for number in range(LONG)]
PACKAGE_PARENT = str(Path(paper_press.__file__).resolve().parents[2])
PRINT_AND_SAY_NOTHING = (
    "import io, sys; sys.path.insert(0, sys.argv[1]); "
    "from desktop_app.reports.press_child import main; main(target=io.BytesIO())"
)


def children_of(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Collect the processes that the press starts."""
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *words: object, **more: object) -> None:
            super().__init__(*words, **more)  # type: ignore[call-overload]  # handed on as they come
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return started


def test_a_long_paper_has_the_same_bytes_as_if_it_were_printed_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = children_of(monkeypatch)
    reported: list[tuple[int, int, str]] = []
    progress = Progress(lambda *said: reported.append(said))
    there, here = tmp_path / "探访[1]*.pdf", tmp_path / "here.pdf"
    signed = made_up.signed()
    pages = press(visit_record.write, there, signed, VISITS, of=VISITS, progress=progress)
    assert len(started) == 1
    assert pages == visit_record.write(here, signed, VISITS, Progress())
    assert there.read_bytes() == here.read_bytes()
    assert reported
    assert reported[-1][1] == LONG


class Asked(Collection[VisitRecord]):
    """Records that are made when they are asked for; the one at ``broken`` cannot be."""

    def __init__(self, count: int, broken: int | None = None) -> None:
        self.count, self.broken, self.given = count, broken, 0

    def __len__(self) -> int:
        return self.count

    def __contains__(self, _record: object) -> bool:
        return False

    def __iter__(self) -> Iterator[VisitRecord]:
        for number in range(self.count):
            if number == self.broken:
                raise NotFound
            self.given = number + 1
            yield VISITS[number % LONG]


def test_records_are_asked_for_while_the_paper_is_printed(tmp_path: Path) -> None:
    asked = Asked(6 * PORTION)
    ahead: list[int] = []
    progress = Progress(lambda done, _total, _what: ahead.append(asked.given - done))
    printed = press(
        visit_record.write, tmp_path / "a.pdf", made_up.signed(), asked, of=asked, progress=progress
    )
    assert printed.pages == asked.given == asked.count
    assert max(ahead) < asked.count


def test_a_record_that_cannot_be_read_ends_the_process_and_leaves_nothing(tmp_path: Path) -> None:
    asked = Asked(3 * PORTION, broken=PORTION + 1)
    with pytest.raises(NotFound):
        press(visit_record.write, tmp_path / "a.pdf", made_up.signed(), asked, of=asked, progress=Progress())
    assert not list(tmp_path.iterdir())


def test_a_short_paper_is_printed_without_starting_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = children_of(monkeypatch)
    few = made_up.ledger_table(3)
    press(table_paper.write, tmp_path / "short.pdf", few, of=range(few.rows), progress=Progress())
    assert not started


def test_cancel_ends_the_process_and_leaves_nothing(tmp_path: Path) -> None:
    progress = Progress(lambda *_said: progress.cancel())
    with pytest.raises(Cancelled):
        press(visit_record.write, tmp_path / "a.pdf", made_up.signed(), VISITS, of=VISITS, progress=progress)
    assert not list(tmp_path.iterdir())


def test_a_process_that_is_killed_is_told_in_words_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = children_of(monkeypatch)
    progress = Progress(lambda *_said: os.kill(started[0].pid, signal.SIGKILL))
    many = VISITS * 20
    with pytest.raises(PressStopped):
        press(visit_record.write, tmp_path / "a.pdf", made_up.signed(), many, of=many, progress=progress)
    assert not list(tmp_path.iterdir())


def test_a_place_that_is_not_there_is_the_same_error_as_here(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        press(
            visit_record.write,
            tmp_path / "gone" / "a.pdf",
            made_up.signed(),
            VISITS,
            of=VISITS,
            progress=Progress(),
        )


def test_a_process_that_ends_after_its_paper_but_before_its_answer_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "a.pdf"
    old.write_bytes(b"old")
    silent = [sys.executable, "-I", "-c", PRINT_AND_SAY_NOTHING, PACKAGE_PARENT]
    monkeypatch.setattr(paper_press, "_command", lambda: silent)
    with pytest.raises(PressStopped):
        press(visit_record.write, old, made_up.signed(), VISITS, of=VISITS, progress=Progress())
    assert [old] == list(tmp_path.iterdir())
    assert old.read_bytes() == b"old"


def test_a_bug_in_a_paper_is_logged_by_kind_and_place_and_told_in_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [None] * LONG
    with pytest.raises(PressStopped):
        press(
            visit_record.write, tmp_path / "a.pdf", made_up.signed(), broken, of=broken, progress=Progress()
        )
    assert "AttributeError at press_child.py:" in caplog.text
    assert not list(tmp_path.iterdir())
