"""One file per person: whose files there are, their names, what is said when it stops, and how it goes on after that."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.cli.console import spoken
from desktop_app.config import durable
from desktop_app.models import AccessEntry, ElderCard, IssuedPaper
from desktop_app.progress import Cancelled, Progress
from desktop_app.services import paper_folders
from desktop_app.services.clock import Clock
from desktop_app.services.form_people import FormPerson
from desktop_app.services.paper_folders import EACH, FolderStopped, MadeEach, NotForEach, file_names
from desktop_app.services.paper_orders import UnknownPaper
from desktop_app.storage.queries.elders import rows_of
from tests.reports import pdf
from tests.services.homes import VILLAGES, Home, open_home


@pytest.fixture(scope="module")
def office(filled_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Give one filled home to all tests of this file."""
    app = open_home(filled_home.copy(tmp_path_factory.mktemp("office") / "home"))
    yield app
    app.close()


@pytest.fixture(scope="module")
def five(office: Application) -> tuple[str, ...]:
    """Return five people on the register."""
    with office.store.reading() as session:
        shown = select(ElderCard.elder_uid).where(ElderCard.ended.is_(False)).order_by(ElderCard.elder_uid)
        return tuple(session.scalars(shown.limit(5)))


def notes(app: Application) -> list[tuple[str, int]]:
    """Return what the access ledger says, oldest first."""
    with app.store.reading() as session:
        rows = session.scalars(select(AccessEntry).order_by(AccessEntry.id)).all()
        return [(row.what, row.people) for row in rows]


def notices(app: Application, folder: Path, five: tuple[str, ...], **more: Any) -> MadeEach:
    """Save the notices of five people."""
    return app.reports.make_each(app.actor, "notice", folder, elder_uids=five, **more)


def names(folder: Path) -> list[str]:
    """Return what lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def test_everybody_gets_a_whole_file_of_their_own_under_village_and_name(
    office: Application, five: tuple[str, ...], tmp_path: Path
) -> None:
    before = notes(office)
    made = notices(office, tmp_path / "new", five)
    assert (made.people, made.left, made.kept) == (5, 0, 0)
    assert names(made.folder) == sorted(path.name for path in made.files)
    with office.store.reading() as session:
        cards = rows_of(session, five)
    for path in made.files:
        village, name, tail = path.stem.split("_")
        (whose,) = (row for row in cards if row.uid.endswith(tail))
        assert (village, name) == (whose.village, whose.name)
        assert whose.name in "".join(pdf.texts(path))
    assert [people for _what, people in notes(office)[len(before) :]] == [5]
    titles = [row.title for row in office.issued_papers.newest(office.actor)[:5]]
    assert sorted(title.rpartition(" ")[2] for title in titles) == sorted(row.name for row in cards)


def test_records_of_a_month_go_to_those_who_were_visited(office: Application, tmp_path: Path) -> None:
    wished: dict[str, Any] = {"month": (2026, 10), "village_code": VILLAGES[0]}
    whole = office.reports.make(office.actor, "visit-record", tmp_path / "all.pdf", **wished)
    made = office.reports.make_each(office.actor, "visit-record", tmp_path / "each", **wished)
    assert made.people == whole.people == len(made.files) > 1
    assert sum(len(pdf.texts(path)) for path in made.files) == whole.pages


def test_sheets_to_be_filled_in_have_their_codes_and_are_waited_for(
    office: Application, tmp_path: Path
) -> None:
    made = office.reports.make_each(office.actor, "visit-sheet", tmp_path)
    waited = office.printed_sheets.unreturned(office.actor)
    assert len(waited) == made.people > 0
    texts = ["".join(pdf.texts(path)) for path in made.files]
    assert all(any(sheet.code in text for text in texts) for sheet in waited)


@pytest.mark.parametrize("name", ["month-ledger", "month-summary", "nothing"])
def test_a_table_is_refused(office: Application, tmp_path: Path, name: str) -> None:
    assert name not in EACH
    with pytest.raises((NotForEach, UnknownPaper)):
        office.reports.make_each(office.actor, name, tmp_path)
    assert not names(tmp_path)


def failing_at(number: int, error: OSError) -> Callable[[Path, Path], None]:
    """Return a way of putting files in place that fails from the given one on."""
    real, calls = durable.publish, count(1)

    def publish(part: Path, path: Path) -> None:
        if path.suffix == ".pdf" and next(calls) >= number:
            raise error
        real(part, path)

    return publish


def test_bad_luck_says_how_far_it_came_and_the_next_run_goes_on_from_there(
    office: Application,
    five: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    minutes = count()
    begun = datetime(2026, 11, 18, 2, tzinfo=UTC)
    clock = Clock(office.context.clock.fixed_on, lambda: begun + timedelta(seconds=next(minutes)))
    monkeypatch.setattr(office.context, "clock", clock)
    before = notes(office)
    with monkeypatch.context() as patch:
        patch.setattr(durable, "publish", failing_at(4, OSError(errno.ENOSPC, "full")))
        with pytest.raises(FolderStopped) as stopped:
            notices(office, tmp_path, five)
    said = spoken(stopped.value)
    assert "5 份中已写好 3 份" in said.what
    assert "磁盘（U盘）已满" in said.what
    assert "腾出空间" in said.do_now
    assert "数据没有改动" in said.data_safe
    assert "接着写" in said.do_now
    assert len(names(tmp_path)) == 3
    assert [people for _what, people in notes(office)[len(before) :]] == [3]
    first = {path: path.read_bytes() for path in tmp_path.iterdir()}
    made = notices(office, tmp_path, five)
    assert (made.people, made.kept) == (5, 3)
    assert all(path.read_bytes() == content for path, content in first.items())
    assert [people for _what, people in notes(office)[len(before) :]] == [3, 5]


def test_a_file_that_came_to_be_just_before_the_end_is_noted_and_its_code_known_at_the_next_run(
    office: Application, five: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_about: object) -> None:
        raise RuntimeError

    seconds = count()
    begun = datetime(2026, 11, 19, 2, tzinfo=UTC)
    clock = Clock(office.context.clock.fixed_on, lambda: begun + timedelta(seconds=next(seconds)))
    monkeypatch.setattr(office.context, "clock", clock)
    before = notes(office)
    codes = select(IssuedPaper.uid)
    with office.store.reading() as session:
        known = len(session.scalars(codes).all())
    with monkeypatch.context() as patch:
        patch.setattr(paper_folders, "record_issue", fails)
        with pytest.raises(RuntimeError):
            notices(office, tmp_path, five, month=(2026, 3))
    assert len(names(tmp_path)) == 1
    assert [people for _what, people in notes(office)[len(before) :]] == [1]
    with office.store.reading() as session:
        assert len(session.scalars(codes).all()) == known
    assert notices(office, tmp_path, five, month=(2026, 3)).kept == 1
    with office.store.reading() as session:
        assert len(session.scalars(codes).all()) == known + 5


def test_cancel_leaves_whole_files_and_a_note_of_them(
    office: Application, five: tuple[str, ...], tmp_path: Path
) -> None:
    progress = Progress(lambda done, _total, _what: progress.cancel() if done == 2 else None)
    before = notes(office)
    with pytest.raises(Cancelled):
        notices(office, tmp_path, five, progress=progress)
    assert len(names(tmp_path)) == 2
    assert all(pdf.texts(path) for path in tmp_path.iterdir())
    assert [people for _what, people in notes(office)[len(before) :]] == [2]


def test_nothing_written_leaves_no_trace_anywhere(
    office: Application, five: tuple[str, ...], tmp_path: Path
) -> None:
    in_the_way = tmp_path / "a"
    in_the_way.write_bytes(b"")
    before = notes(office)
    with office.store.reading() as session:
        issued = len(session.scalars(select(IssuedPaper)).all())
    with pytest.raises(FolderStopped) as stopped:
        notices(office, in_the_way, five)
    assert "5 份中已写好 0 份" in spoken(stopped.value).what
    assert names(tmp_path) == ["a"]
    assert notes(office) == before
    with office.store.reading() as session:
        assert len(session.scalars(select(IssuedPaper)).all()) == issued


def somebody(uid: str, name: str, village: str = "1") -> FormPerson:
    """Return somebody with this name."""
    return FormPerson(uid, name, village, "", None, None, None)


def test_file_names_are_safe_everywhere_and_never_the_same() -> None:
    people = [
        somebody("x" * 20 + "aaaaaa", 'a/b\\c:d*e?"<>|\n'),
        somebody("y" * 20 + "aaaaaa", "Bat"),
        somebody("z" * 20 + "aaaaaa", "bat"),
        somebody("w" * 26, "乌" * 80, "2"),
        somebody("v" * 26, " . ", "2"),
    ]
    given = file_names(people, {"1": "达日罕嘎查", "2": "村" * 60})
    assert len({name.casefold() for name in given}) == len(given)
    assert all(not set(name) & set('<>:"/\\|?*\n') for name in given)
    assert all(len(name.encode()) < 200 for name in given)
    assert given[1] == f"达日罕嘎查_Bat_{people[1].uid}.pdf"
    assert given[4] == f"{'村' * 20}___vvvvvv.pdf"
