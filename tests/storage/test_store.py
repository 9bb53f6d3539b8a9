"""The store opens fail-closed, says in words what is wrong, and saves whole or not at all."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlcipher3 import dbapi2

from desktop_app.models import Elder
from desktop_app.storage import engine as engine_module
from desktop_app.storage.engine import connect, refuse_unsuitable_place
from desktop_app.storage.faults import (
    CannotOpen,
    DamagedStore,
    DiskFailed,
    DiskFull,
    NewerStore,
    NotEncrypted,
    NotWritable,
    StoreInUse,
    StoreMissing,
    UnsuitablePlace,
)
from desktop_app.storage.store import DATABASE, Store
from tests.storage.stores import KEY, add_elders, elder, open_store, rows

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(blank: Path, tmp_path: Path) -> Path:
    """Return a closed store with one elder."""
    import shutil

    folder = shutil.copytree(blank, tmp_path / "home")
    store = open_store(folder)
    add_elders(store, elder())
    store.close()
    return folder


def test_a_wrong_key_opens_nothing_and_changes_nothing(home: Path) -> None:
    before = (home / DATABASE).read_bytes()
    with pytest.raises(CannotOpen):
        Store(home, bytes(32))

    assert (home / DATABASE).read_bytes() == before
    open_store(home).close()


@pytest.mark.parametrize("key", [b"", b"short", bytes(33)])
def test_a_key_of_the_wrong_size_is_no_key(home: Path, key: bytes) -> None:
    with pytest.raises(NotEncrypted):
        Store(home, key)


def test_a_plain_database_is_refused_rather_than_used(tmp_path: Path) -> None:
    plain = dbapi2.connect(str(tmp_path / DATABASE))
    plain.execute("CREATE TABLE elder (name)")
    plain.commit()
    plain.close()

    with pytest.raises(NotEncrypted):
        Store(tmp_path, KEY)


def test_an_empty_or_missing_file_is_never_quietly_begun_anew(home: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        Store(tmp_path / "nowhere", KEY)
    (home / DATABASE).write_bytes(b"")
    with pytest.raises(DamagedStore):
        Store(home, KEY)
    assert (home / DATABASE).read_bytes() == b""


def test_an_encrypted_file_without_our_tables_is_refused(tmp_path: Path) -> None:
    raw = connect(tmp_path / DATABASE, KEY)
    raw.execute("CREATE TABLE other (x)")
    raw.close()
    with pytest.raises(DamagedStore):
        Store(tmp_path, KEY)


def test_a_store_of_a_newer_program_is_refused_and_left_alone(home: Path) -> None:
    raw = connect(home / DATABASE, KEY)
    raw.execute("PRAGMA user_version=99")
    raw.close()
    with pytest.raises(NewerStore) as refusal:
        Store(home, KEY)

    assert refusal.value.details == {"found": 99, "known": engine_module.SCHEMA}


class _Liar:
    """A driver connection that answers one question wrongly."""

    def __init__(self, real: Any, question: str, answer: Any) -> None:
        self._real, self._question, self._answer = real, question, answer

    def execute(self, statement: str, *rest: Any) -> Any:
        if statement != self._question:
            return self._real.execute(statement, *rest)

        class _Answer:
            @staticmethod
            def fetchone() -> Any:
                return self._answer

        return _Answer()

    def close(self) -> None:
        self._real.close()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("PRAGMA cipher_version", None),
        ("PRAGMA cipher_status", ("0",)),
        ("PRAGMA journal_mode", ("delete",)),
        ("PRAGMA synchronous", (1,)),
        ("PRAGMA foreign_keys", (0,)),
        ("PRAGMA secure_delete", (0,)),
        ("PRAGMA temp_store", (0,)),
    ],
)
def test_a_protection_that_did_not_take_hold_means_no_connection(
    home: Path, monkeypatch: pytest.MonkeyPatch, question: str, answer: Any
) -> None:
    real = dbapi2.connect
    monkeypatch.setattr(
        "desktop_app.storage.engine.dbapi2.connect", lambda *a, **k: _Liar(real(*a, **k), question, answer)
    )
    with pytest.raises((NotEncrypted, CannotOpen)):
        connect(home / DATABASE, KEY)


def test_every_connection_has_the_protective_settings(home: Path) -> None:
    store = open_store(home)
    expected = {name: wanted for name, _value, wanted in engine_module._SETTINGS}
    with store.reading() as one, store.reading() as two, store.setting_up() as three:
        for session in (one, two, three):
            driver = session.connection()
            found = {name: driver.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}
            assert found == expected
    store.close()


HOLD = """
import sys
from pathlib import Path
from tests.storage.stores import open_store
store = open_store(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.readline()
store.close()
"""


def test_a_second_process_is_refused_and_told_who_holds_the_store(home: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(StoreInUse) as refusal:
            open_store(home)
        assert f"pid {holder.pid}" in str(refusal.value.details["holder"])
    finally:
        holder.communicate("\n", timeout=20)
    # The holder is gone: its lock must be gone too.
    open_store(home).close()


def test_the_same_process_cannot_open_it_twice_either(home: Path) -> None:
    store = open_store(home)
    with pytest.raises(StoreInUse):
        open_store(home)
    store.close()


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p"])
def test_a_folder_on_a_network_share_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    mounts = f"/dev/sda1 / ext4 rw 0 0\nserver:/x {home.parent} {kind} rw 0 0\n/dev/sdb1 {home.parent}x ext4 rw 0 0\n"
    real = Path.read_text
    monkeypatch.setattr(
        Path,
        "read_text",
        lambda self, *a, **k: mounts if str(self) == "/proc/mounts" else real(self, *a, **k),
    )
    with pytest.raises(UnsuitablePlace):
        open_store(home)
    refuse_unsuitable_place(Path("/"))
    refuse_unsuitable_place(Path(f"{home.parent}x"))


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / DATABASE).mkdir()
    (tmp_path / DATABASE / "x").touch()
    with pytest.raises(NotWritable):
        Store(tmp_path, KEY)


def full(store: Store, pages: int) -> None:
    """Let the file grow no further than some pages."""
    with store.setting_up() as session:
        count = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count={count + pages}")


def test_a_full_disk_saves_nothing_half_and_work_goes_on_after_room_was_made(home: Path) -> None:
    store = open_store(home)
    before = rows(store)
    full(store, 4)
    with pytest.raises(DiskFull):
        add_elders(store, *(elder(note="长" * 2000) for _ in range(50)))
    assert rows(store) == before
    assert store.quick_check() == []

    full(store, 10_000)
    add_elders(store, *(elder(note="长" * 2000) for _ in range(50)))
    assert len(rows(store)["elder"]) == 51
    store.close()


LIMITED = """
import resource, signal, sys
from pathlib import Path
from desktop_app.storage.faults import DiskFailed, DiskFull
from tests.storage.stores import add_elders, elder, open_store, rows
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
store = open_store(folder)
before = rows(store)
size = max(path.stat().st_size for path in folder.iterdir())
for room in (0, 1, 5000, 40_000, 200_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, resource.RLIM_INFINITY))
    try:
        add_elders(store, *(elder(note="长" * 2000) for _ in range(200)))
        sys.exit("saved")
    except (DiskFull, DiskFailed):
        pass
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert rows(store) == before
    assert store.quick_check() == []
add_elders(store, elder())
assert len(rows(store)["elder"]) == 2
store.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_FSIZE")
def test_a_write_that_the_system_cuts_short_saves_nothing_half(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_flipped_bit_is_found_by_the_check(home: Path) -> None:
    sound = (home / DATABASE).read_bytes()
    found = 0
    places = range(4096 + 100, len(sound), len(sound) // 12)
    for place in places:
        damaged = bytearray(sound)
        damaged[place] ^= 1
        (home / DATABASE).write_bytes(damaged)
        try:
            store = open_store(home)
            found += bool(store.quick_check())
            store.close()
        except (DamagedStore, CannotOpen):
            found += 1
    assert found == len(places)


def test_our_code_never_opens_the_live_file_itself(home: Path, opened_files: list[str]) -> None:
    store = open_store(home)
    opened_files.clear()
    add_elders(store, elder())
    with store.reading() as session:
        session.execute(select(Elder.name)).all()
    store.quick_check()
    store.optimise()
    store.close()

    assert [path for path in opened_files if DATABASE in path] == []


_watched: list[list[str]] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _watched:
        _watched[-1].append(str(arguments[0]))


@pytest.fixture
def opened_files() -> Any:
    """Collect what Python opens while the test runs; a hook cannot be removed, only put to sleep."""
    if not getattr(sys, "_elder_visits_watching", False):
        sys.addaudithook(_watch)
        sys._elder_visits_watching = True  # type: ignore[attr-defined]  # once per process
    _watched.append([])
    yield _watched[-1]
    _watched.pop()


def test_the_file_and_its_log_look_like_noise(home: Path) -> None:
    store = open_store(home)
    add_elders(store, *(elder(note="长" * 500) for _ in range(200)))
    for name in (DATABASE, f"{DATABASE}-wal"):
        # Another process reads, as a backup program would: reading here would drop our own locks.
        command = [
            sys.executable,
            "-c",
            "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read())",
        ]
        content = subprocess.run([*command, str(home / name)], capture_output=True, check=True).stdout
        assert len(content) > 8192
        counts = Counter(content[4096:])
        total = sum(counts.values())
        entropy = -sum(count / total * math.log2(count / total) for count in counts.values())
        assert entropy >= 7.9, name
        assert b"SQLite format 3" not in content
    store.close()


def test_the_holders_note_names_process_and_login_only(home: Path) -> None:
    store = open_store(home)
    assert set(json.loads((home / "holder.json").read_text("utf-8"))) == {"pid", "user"}
    store.close()


def test_a_damaged_disk_is_not_called_a_damaged_register() -> None:
    from desktop_app.storage.faults import surroundings_in_words

    with pytest.raises(DiskFailed), surroundings_in_words():
        raise dbapi2.OperationalError("disk I/O error")
    with pytest.raises(DamagedStore), surroundings_in_words():
        raise dbapi2.DatabaseError("database disk image is malformed")
    with pytest.raises(dbapi2.OperationalError), surroundings_in_words():
        raise dbapi2.OperationalError("no such table: x")
