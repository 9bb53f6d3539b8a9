"""Whatever goes wrong while a paper is written: words, the older file as it was, no half file, no note, no code given away."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop_app.bootstrap import Application
from desktop_app.cli.console import spoken
from desktop_app.config import durable
from desktop_app.models import AccessEntry, IssuedPaper, PrintedSheet
from desktop_app.progress import Cancelled, Progress
from desktop_app.services import paper_press, reports
from desktop_app.services.files_out import (
    CannotWrite,
    DiskFull,
    DriveGone,
    FolderInTheWay,
    NotLetIn,
    PathTooLong,
    in_words,
)
from tests.services.homes import Home, open_home

OLD = b"what was there before"


@dataclass(frozen=True)
class Case:
    """One paper to be written, and whether a process of its own prints it."""

    name: str
    ending: str
    long: bool = False
    wished: tuple[tuple[str, Any], ...] = ()


CASES = (
    Case("visit-sheet", "pdf"),
    Case("visit-record", "pdf", long=True, wished=(("month", (2026, 10)),)),
    Case("route-sheet", "xlsx"),
)


@pytest.fixture(scope="module")
def office(filled_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Give one filled home to all tests of this file."""
    app = open_home(filled_home.copy(tmp_path_factory.mktemp("office") / "home"))
    yield app
    app.close()


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Go through a short paper, a long one and a workbook."""
    chosen: Case = request.param
    usual = paper_press.press.__kwdefaults__
    assert usual is not None
    monkeypatch.setitem(usual, "long", 2 if chosen.long else 10_000)
    return chosen


def make(office: Application, case: Case, out: Path, **more: Any) -> None:
    """Write the paper."""
    office.reports.make(office.actor, case.name, out, **dict(case.wished), **more)


def kept(office: Application, folder: Path) -> tuple[object, ...]:
    """Return what must be as it was: the files, and how many notes, codes and papers that went out there are."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with office.store.reading() as session:
        counts = [
            session.scalar(select(func.count()).select_from(kind))
            for kind in (AccessEntry, PrintedSheet, IssuedPaper)
        ]
    return files, counts


@contextlib.contextmanager
def a_disk_with_room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond ``size``, here and in processes that are started."""
    import resource  # Windows has none

    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    compiles, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # it would leave half of a module
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        sys.dont_write_bytecode = compiles


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_FSIZE")
def test_a_full_disk(office: Application, case: Case, tmp_path: Path) -> None:
    out = tmp_path / f"a.{case.ending}"
    out.write_bytes(OLD)
    before = kept(office, tmp_path)
    # Only looked at: the codes of a sheet go to the database first, which has the same disk and its own words.
    with a_disk_with_room_for(3_000), pytest.raises(DiskFull) as refused:
        make(office, case, out, noted=None)
    said = spoken(refused.value)
    assert "已满" in said.what
    assert "没有改动" in said.data_safe
    assert "腾出空间" in said.do_now
    assert kept(office, tmp_path) == before


def test_a_file_that_another_program_holds(
    office: Application, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / f"a.{case.ending}"
    out.write_bytes(OLD)
    before = kept(office, tmp_path)
    real = Path.replace

    def replace(part: Path, target: Path) -> Path:
        if target == out:
            raise PermissionError(errno.EACCES, "open elsewhere")
        return real(part, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(durable, "RENAME_WAITS", (0.0,))
    with pytest.raises(NotLetIn) as refused:
        make(office, case, out)
    assert "别的程序里打开" in spoken(refused.value).what
    assert kept(office, tmp_path) == before


def test_a_folder_of_that_name_or_a_path_that_is_too_long(
    office: Application, case: Case, tmp_path: Path
) -> None:
    folder = tmp_path / f"a.{case.ending}"
    (folder / "inside").mkdir(parents=True)
    before = kept(office, tmp_path)
    if case.long:
        with pytest.raises(PathTooLong):
            make(office, case, tmp_path / f"{'长' * 90}.{case.ending}")
    else:
        with pytest.raises(FolderInTheWay):
            make(office, case, folder)
    assert kept(office, tmp_path) == before
    assert (folder / "inside").is_dir()


def test_a_stick_that_is_gone(office: Application, case: Case, tmp_path: Path) -> None:
    with pytest.raises(DriveGone):
        make(office, case, tmp_path / "gone" / f"a.{case.ending}")
    assert not list(tmp_path.iterdir())


def test_a_stick_torn_off_while_it_is_written(
    office: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.pdf"
    out.write_bytes(OLD)
    before = kept(office, tmp_path)

    def torn_off(_file: int) -> None:
        raise OSError(errno.EIO, "torn off")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", torn_off)
        with pytest.raises(DriveGone) as refused:
            make(office, CASES[0], out)
    assert "拔出" in spoken(refused.value).what
    assert kept(office, tmp_path) == before


def test_cancel(office: Application, case: Case, tmp_path: Path) -> None:
    out = tmp_path / f"a.{case.ending}"
    out.write_bytes(OLD)
    before = kept(office, tmp_path)
    progress = Progress(lambda *_said: progress.cancel())
    if not case.long:
        progress.cancel()
    with pytest.raises(Cancelled):
        make(office, case, out, progress=progress)
    assert kept(office, tmp_path) == before


@pytest.mark.parametrize(
    ("number", "winerror", "kind"),
    [
        (errno.ENOSPC, None, DiskFull),
        (errno.EROFS, None, NotLetIn),
        (errno.EIO, None, DriveGone),
        (errno.ENAMETOOLONG, None, PathTooLong),
        (errno.EMFILE, None, CannotWrite),
        (errno.EACCES, 32, NotLetIn),
        (errno.ENOSPC, 112, DiskFull),
        (errno.ENOENT, 206, PathTooLong),
        (errno.EINVAL, 1167, DriveGone),
        (errno.EINVAL, 9999, CannotWrite),
    ],
)
def test_what_the_systems_say_is_put_into_words(
    number: int, winerror: int | None, kind: type[CannotWrite]
) -> None:
    class Said(OSError):
        """An error as Windows gives it; elsewhere it has no such number."""

    error = Said(number, "words")
    if winerror is not None:
        error.winerror = winerror  # type: ignore[attr-defined]  # only Windows has it
    said = in_words(error)
    assert type(said) is kind
    assert all((said.what, said.data_safe, said.do_now))


def test_a_paper_that_cannot_be_noted_is_not_left_behind(
    office: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_what: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(reports, "access_entry", full)
    with pytest.raises(CannotWrite):
        office.reports.make(office.actor, "roster", tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []
