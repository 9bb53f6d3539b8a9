"""The file of drafts: encrypted, durable, in order whatever the threads do, and never in the way of the store."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from desktop_app.storage import draft_file
from desktop_app.storage.draft_file import DATABASE, DraftFile, KeptDraft
from desktop_app.storage.faults import NotWritable

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Opened = Callable[..., DraftFile]


def draft(text: str = "腿疼", subject: str = "elder-1", minutes: int = 0) -> KeptDraft:
    return KeptDraft("visit", subject, {"summary": text}, NOW + timedelta(minutes=minutes), "王秀英")


def texts(drafts: DraftFile) -> list[str]:
    return [row.content["summary"] for row in drafts.rows()]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    files: list[DraftFile] = []

    def open_file(key: bytes = KEY) -> DraftFile:
        files.append(DraftFile(tmp_path, key))
        return files[-1]

    yield open_file
    for file in files:
        file.close()


def test_nothing_is_made_before_something_is_kept(opened: Opened, tmp_path: Path) -> None:
    drafts = opened()
    assert drafts.rows() == []
    assert drafts.problems() == []
    drafts.discard("visit", "elder-1")
    drafts.settle("1.0")
    assert list(tmp_path.iterdir()) == []


def test_a_draft_comes_back_as_it_was_kept_the_newest_first(opened: Opened) -> None:
    first, second = draft(), draft("吃药", "elder-2", minutes=1)
    drafts = opened()
    drafts.keep(first)
    drafts.keep(second)
    drafts.close()
    assert opened().rows() == [second, first]


def test_keeping_again_replaces_and_discarding_drops(opened: Opened) -> None:
    drafts = opened()
    drafts.keep(draft("腿"))
    drafts.keep(draft("腿疼"))
    assert texts(drafts) == ["腿疼"]
    drafts.discard("visit", "elder-1")
    assert drafts.rows() == []


def test_the_file_says_what_it_is_and_is_encrypted(opened: Opened, tmp_path: Path) -> None:
    drafts = opened()
    drafts.keep(draft())
    drafts.close()
    content = (tmp_path / DATABASE).read_bytes()
    assert not content.startswith(b"SQLite format 3")
    assert "腿疼".encode() not in content
    again = opened()
    assert texts(again) == ["腿疼"]
    asked = again._connection.execute
    assert asked("PRAGMA application_id").fetchone()[0] == draft_file.APPLICATION_ID
    assert asked("PRAGMA user_version").fetchone()[0] == draft_file.SCHEMA
    assert asked("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert asked("PRAGMA synchronous").fetchone()[0] == 2
    assert [row[0] for row in asked("SELECT name FROM sqlite_master WHERE type = 'table'")] == ["draft"]


# ------------------------------------------------------------------------ in order


def test_a_writing_that_comes_late_does_not_bring_a_saved_form_back(opened: Opened) -> None:
    drafts = opened()
    drafts.keep(draft("腿"))
    late = drafts.turn()
    with drafts.leaving("visit", "elder-1", drafts.turn(), "1.7"):
        pass
    drafts.keep(draft("腿疼"), late)
    assert drafts.rows() == []


def test_a_writing_that_comes_during_a_saving_that_fails_is_kept(opened: Opened) -> None:
    drafts = opened()
    typed, saved = drafts.turn(), drafts.turn()

    def fail() -> None:
        with drafts.leaving("visit", "elder-1", saved, "1.7"):
            drafts.keep(draft(), typed)
            assert drafts.rows() == []
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert drafts.rows() == [draft()]


@pytest.mark.parametrize(("head", "left"), [("1.7", ["腿疼"]), ("1.8", [])])
def test_a_writing_that_comes_during_a_saving_is_settled_after_a_crash(
    opened: Opened, head: str, left: list[str]
) -> None:
    drafts = opened()
    typed, saved = drafts.turn(), drafts.turn()
    with drafts.leaving("visit", "elder-1", saved, "1.7"):
        drafts.keep(draft(), typed)
        after = opened()
        after.settle(head)
        assert texts(after) == left


def test_an_unknown_complaint_after_a_saving_is_no_failure_of_the_saving(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = opened()
    drafts.keep(draft())

    def complain(*_given: object) -> None:
        raise dbapi2.OperationalError("something nobody knows")

    with monkeypatch.context() as patched, drafts.leaving("visit", "elder-1", drafts.turn(), "1.7"):
        drafts.close()
        patched.setattr(draft_file, "connect", complain)
    assert drafts.rows() == []


def test_a_writing_that_comes_late_does_not_bring_a_given_up_form_back(opened: Opened) -> None:
    drafts = opened()
    late, given_up = drafts.turn(), drafts.turn()
    drafts.discard("visit", "elder-1", given_up)
    drafts.keep(draft(), late)
    assert drafts.rows() == []


def test_an_older_writing_does_not_replace_a_newer_one(opened: Opened) -> None:
    drafts = opened()
    first, second = drafts.turn(), drafts.turn()
    drafts.keep(draft("腿疼"), second)
    drafts.keep(draft("腿"), first)
    assert texts(drafts) == ["腿疼"]


def test_what_is_typed_anew_while_the_form_before_is_saved_stays(opened: Opened) -> None:
    drafts = opened()
    drafts.keep(draft("第一次"))
    turn = drafts.turn()
    drafts.hide("visit", "elder-1", turn)
    assert drafts.rows() == []
    drafts.keep(draft("第二次"))
    assert texts(drafts) == ["第二次"]
    with drafts.leaving("visit", "elder-1", turn, "1.7"):
        pass
    assert texts(drafts) == ["第二次"]


def test_a_saving_that_fails_leaves_the_draft(opened: Opened) -> None:
    drafts = opened()
    drafts.keep(draft())
    turn = drafts.turn()
    drafts.hide("visit", "elder-1", turn)
    with pytest.raises(ZeroDivisionError), drafts.leaving("visit", "elder-1", turn, "1.7"):
        raise ZeroDivisionError
    assert texts(drafts) == ["腿疼"]
    drafts.close()
    again = opened()
    again.settle("1.99")
    assert texts(again) == ["腿疼"]


@pytest.mark.parametrize(("head", "left"), [("1.7", ["腿疼"]), ("1.8", [])])
def test_after_a_crash_the_draft_is_dropped_if_the_register_has_gone_on(
    opened: Opened, tmp_path: Path, head: str, left: list[str]
) -> None:
    drafts = opened()
    drafts.keep(draft())
    drafts.keep(draft("别人", "elder-2"))
    leaving = drafts.leaving("visit", "elder-1", drafts.turn(), "1.7")
    leaving.__enter__()
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    drafts.close()
    shutil.copy(tmp_path / DATABASE, crashed)
    after = DraftFile(crashed, KEY)
    after.settle(head)
    assert sorted(texts(after)) == sorted([*left, "别人"])
    after.settle("1.9")
    assert sorted(texts(after)) == sorted([*left, "别人"])
    after.close()


@pytest.mark.parametrize(("head", "left"), [("1.7", ["五个电话"]), ("1.8", ["两个电话"])])
def test_where_a_part_is_saved_the_rest_stays_a_draft(
    opened: Opened, tmp_path: Path, head: str, left: list[str]
) -> None:
    drafts, rest = opened(), {"summary": "两个电话"}
    drafts.keep(draft("五个电话"))
    leaving = drafts.leaving("visit", "elder-1", drafts.turn(), "1.7", rest)
    leaving.__enter__()
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    drafts._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(tmp_path / DATABASE, crashed)
    leaving.__exit__(None, None, None)
    assert texts(drafts) == ["两个电话"]
    after = DraftFile(crashed, KEY)
    after.settle(head)
    assert texts(after) == left
    after.close()


_STEPS = st.lists(
    st.tuples(st.sampled_from(["type", "write", "save", "fail", "drop"]), st.integers(0, 1)), max_size=25
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STEPS)
def test_whatever_comes_in_whatever_order_the_draft_is_the_last_thing_typed_and_not_yet_saved(
    opened: Opened, steps: list[tuple[str, int]]
) -> None:
    drafts = opened()
    for subject in ("0", "1"):
        drafts.discard("visit", subject)
    waiting: list[tuple[KeptDraft, int]] = []
    expected: dict[str, str] = {}
    for count, (step, who) in enumerate(steps):
        subject = str(who)
        if step == "type":
            waiting.append((draft(f"{count}", subject), drafts.turn()))
            expected[subject] = f"{count}"
        elif step == "write" and waiting:
            drafts.keep(*waiting.pop(who % len(waiting)))
        elif step == "drop":
            drafts.discard("visit", subject, drafts.turn())
            expected.pop(subject, None)
        elif step == "save":
            with drafts.leaving("visit", subject, drafts.turn(), "1.1"):
                expected.pop(subject, None)
    for late in reversed(waiting):
        drafts.keep(*late)
    assert {row.subject: row.content["summary"] for row in drafts.rows()} == expected


def test_many_threads_can_use_it_at_once(opened: Opened) -> None:
    drafts, failed = opened(), list[BaseException]()

    def type_on(subject: str) -> None:
        try:
            for number in range(20):
                drafts.keep(draft(str(number), subject))
                drafts.rows()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=type_on, args=(f"elder-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert texts(drafts) == ["19"] * 4


# ------------------------------------------------------------------------ from the store of before


def test_drafts_of_the_store_are_taken_over_and_of_two_the_newer_stays(opened: Opened) -> None:
    drafts = opened()
    drafts.keep(draft("这里较新", "elder-1", minutes=5))
    drafts.keep(draft("这里较旧", "elder-2", minutes=-5))
    drafts.take_over([draft("那里", subject) for subject in ("elder-1", "elder-2", "elder-3")])
    assert {row.subject: row.content["summary"] for row in drafts.rows()} == {
        "elder-1": "这里较新",
        "elder-2": "那里",
        "elder-3": "那里",
    }


# ------------------------------------------------------------------------ damage and surroundings


def spoil(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    if how == "noise":
        path.write_bytes(os.urandom(len(content)))
    elif how == "plain":
        path.unlink()
        with sqlite3.connect(path) as plain:
            plain.execute("CREATE TABLE draft (form TEXT)")
        plain.close()
    elif how == "bit":
        content[len(content) - 700] ^= 4
        path.write_bytes(content)
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2 + 100])


@pytest.mark.parametrize("how", ["noise", "plain", "bit", "cut"])
def test_a_damaged_file_is_set_aside_and_typing_goes_on(opened: Opened, tmp_path: Path, how: str) -> None:
    drafts = opened()
    drafts.keep(draft())
    drafts.close()
    spoil(tmp_path / DATABASE, how)
    again = opened()
    assert again.set_aside == "drafts.damaged-1"
    assert again.rows() == []
    again.keep(draft("新的"))
    assert texts(again) == ["新的"]
    assert (tmp_path / "drafts.damaged-1").exists()
    assert again.problems() == []


def test_a_second_damaged_file_gets_a_name_of_its_own(opened: Opened, tmp_path: Path) -> None:
    for number in (1, 2):
        drafts = opened()
        drafts.keep(draft())
        drafts.close()
        spoil(tmp_path / DATABASE, "noise")
        assert opened().set_aside == f"drafts.damaged-{number}"


def test_a_file_of_another_key_is_set_aside_whole(opened: Opened, tmp_path: Path) -> None:
    drafts = opened()
    drafts.keep(draft())
    drafts.close()
    other = opened(OTHER)
    assert other.set_aside == "drafts.damaged-1"
    other.close()
    (tmp_path / "drafts.damaged-1").replace(tmp_path / DATABASE)
    assert texts(opened()) == ["腿疼"]


def test_a_file_of_a_newer_program_is_set_aside(opened: Opened) -> None:
    drafts = opened()
    drafts.keep(draft())
    drafts._connection.execute("PRAGMA user_version=2")
    drafts.close()
    assert opened().set_aside == "drafts.damaged-1"


def test_a_file_that_was_only_begun_is_used(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / DATABASE).touch()
    drafts = opened()
    drafts.keep(draft())
    assert drafts.set_aside is None
    assert texts(drafts) == ["腿疼"]


def test_a_place_that_cannot_be_written_is_said_and_tried_again(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / DATABASE).mkdir()  # as good as a folder without the right to write, for root too
    drafts = opened()
    with pytest.raises(NotWritable):
        drafts.rows()
    with pytest.raises(NotWritable):
        drafts.keep(draft())
    with drafts.leaving("visit", "elder-1", drafts.turn(), "1.1"):
        pass  # what is saved is saved
    (tmp_path / DATABASE).rmdir()
    drafts.keep(draft())
    assert texts(drafts) == ["腿疼"]


FULL = """
import resource, signal, sys
from pathlib import Path
from desktop_app.domain.errors import SurroundingsError
from tests.storage.test_draft_file import KEY, DraftFile, draft, texts
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
drafts = DraftFile(Path(sys.argv[1]), KEY)
drafts.keep(draft("以前", "elder-before"))
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, unlimited[1]))
said = set()
for number in range(40):
    try:
        drafts.keep(draft("满" * 3000, f"elder-{number}"))
    except SurroundingsError as error:
        said.add(error.code)
resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
assert said, "the disk was never full"
assert "以前" in texts(drafts)
drafts.keep(draft("又有空间"))
assert "又有空间" in texts(drafts)
assert drafts.problems() == []
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of the file size")
def test_a_full_disk_is_said_and_what_was_kept_before_stays(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], check=True, cwd=Path(__file__).resolve().parents[2]
    )


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.storage.test_draft_file import KEY, DraftFile, draft
drafts = DraftFile(Path(sys.argv[1]), KEY)
for number in range(1000):
    drafts.keep(draft(str(number)))
    print(number, flush=True)
    if number == 20:
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_what_keep_has_returned_from_is_there_after_a_kill(opened: Opened, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        check=False,
        capture_output=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert ran.returncode == -signal.SIGKILL
    assert texts(opened()) == ["20"]
