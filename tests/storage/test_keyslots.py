"""The key file opens for whom it should, for nobody else, and survives crashes and tampering."""

from __future__ import annotations

import hmac
import json
import os
import pickle
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.config import durable
from desktop_app.domain.errors import ElderVisitsError, InputError, SurroundingsError
from desktop_app.domain.terms import UserRole
from desktop_app.storage import key_faults, keyslots
from desktop_app.storage.key_faults import (
    CannotWriteKeySlots,
    KeySlotsDamaged,
    KeySlotsExist,
    KeySlotsMissing,
    KeySlotsNewer,
    KeySlotsTampered,
    KeySlotsWeakened,
    LastOfficer,
    TooFewOpeners,
    UserExists,
    UserNameUnfit,
    UserUnknown,
    WrongPassword,
    WrongRecoveryKey,
)
from desktop_app.storage.passwords import FLOOR, STANDARD, KdfParams
from desktop_app.storage.recovery import RecoveryKey, RecoveryKeyTypo
from desktop_app.storage.root_key import RootKey

PASSWORD = "草原上的老榆树下-77"
OTHER = "河边三间瓦房又一棵杏"
THIRD = "xilin gol river 1973"
OFFICER = "乌兰"


class Home:
    """A key file of its own with what opens it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / keyslots.FILE_NAME
        self.root, self.recovery = keyslots.create(
            self.path,
            db_id="01934b6e-0000-7000-8000-000000000001",
            user=OFFICER,
            role=UserRole.OFFICER,
            password=PASSWORD,
            kdf=FLOOR,
        )

    def add(self, user: str = "哈斯", role: UserRole = UserRole.WORKER, password: str = OTHER) -> None:
        keyslots.add_user(self.path, self.root, user=user, role=role, password=password, kdf=FLOOR)

    def document(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        return loaded

    def put(self, document: dict[str, Any]) -> None:
        self.path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")

    def opens(self, password: str = PASSWORD, user: str = OFFICER) -> bool:
        return keyslots.unlock_with_password(self.path, user, password) == self.root


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("shared"))


def test_the_password_and_the_paper_key_open_the_same_root(home: Home) -> None:
    assert home.opens()
    assert keyslots.unlock_with_recovery(home.path, home.recovery.text().lower()) == home.root


def test_a_wrong_password_an_unknown_user_and_a_foreign_paper_key_open_nothing(home: Home) -> None:
    for user, password in ((OFFICER, OTHER), ("没有此人", PASSWORD), ("", PASSWORD), ("", "")):
        with pytest.raises(WrongPassword):
            keyslots.unlock_with_password(home.path, user, password)
    with pytest.raises(WrongRecoveryKey):
        keyslots.unlock_with_recovery(home.path, RecoveryKey.generate().text())
    with pytest.raises(RecoveryKeyTypo):
        keyslots.unlock_with_recovery(home.path, home.recovery.text()[:-1])


def test_full_width_typing_gives_the_same_password(home: Home) -> None:
    home.add(user="zhao", password="Prairie-Elm-7788")
    assert keyslots.unlock_with_password(home.path, "zhao", "Ｐｒａｉｒｉｅ－Ｅｌｍ－７７８８") == home.root


def test_subkeys_differ_and_come_back_the_same(home: Home) -> None:
    again = keyslots.unlock_with_password(home.path, OFFICER, PASSWORD)
    subkeys = [
        again.database_key(),
        again.backup_key(),
        again.draft_key(),
        again.slots_mac_key(),
        again.secret(),
    ]
    assert len(set(subkeys)) == 5
    assert {len(key) for key in subkeys} == {32}
    assert again.database_key() == home.root.database_key()


def test_the_database_key_is_plain_hkdf_so_that_another_program_can_derive_it() -> None:
    prk = hmac.digest(bytes(32), b"\x05" * 32, "sha256")
    assert RootKey(b"\x05" * 32).database_key() == hmac.digest(prk, b"elder-visits/db/v1\x01", "sha256")


def test_the_root_key_is_not_shown_pickled_or_hashed(home: Home) -> None:
    assert repr(home.root) == "<RootKey>"
    assert home.root != "<RootKey>"
    with pytest.raises(TypeError):
        pickle.dumps(home.root)
    with pytest.raises(TypeError):
        hash(home.root)
    with pytest.raises(ValueError, match="32 bytes"):
        RootKey(b"short")


def test_the_file_holds_no_secret_and_only_its_owner_reads_it(home: Home) -> None:
    content = home.path.read_bytes()
    for secret in (home.root.secret(), home.recovery.secret(), home.root.database_key()):
        assert secret not in content
        assert secret.hex().encode() not in content
    assert PASSWORD.encode() not in content
    if os.name == "posix":
        assert stat.S_IMODE(home.path.stat().st_mode) == 0o600


def test_an_existing_key_file_is_never_overwritten(home: Home) -> None:
    home.add()
    before = home.path.read_bytes()
    with pytest.raises(KeySlotsExist):
        Home(home.path.parent)
    assert home.path.read_bytes() == before
    home.path.unlink()
    with pytest.raises(KeySlotsExist):
        Home(home.path.parent)


def test_users_are_listed_with_role_and_without_the_paper_key(home: Home) -> None:
    home.add()
    assert [(user.name, user.role) for user in keyslots.users(home.path)] == [
        (OFFICER, UserRole.OFFICER),
        ("哈斯", UserRole.WORKER),
    ]
    assert keyslots.database_id(home.path).endswith("0001")


def test_an_added_user_opens_and_a_removed_one_does_not(home: Home) -> None:
    home.add()
    assert home.opens(OTHER, "哈斯")
    with pytest.raises(UserExists):
        home.add(password=THIRD)
    keyslots.remove_user(home.path, home.root, user="哈斯")
    with pytest.raises(WrongPassword):
        keyslots.unlock_with_password(home.path, "哈斯", OTHER)
    with pytest.raises(UserUnknown):
        keyslots.remove_user(home.path, home.root, user="哈斯")
    assert keyslots.generation(home.path) == 3


def test_two_openers_and_one_officer_always_remain(home: Home) -> None:
    with pytest.raises(TooFewOpeners):
        keyslots.remove_user(home.path, home.root, user=OFFICER)
    home.add()
    with pytest.raises(LastOfficer):
        keyslots.remove_user(home.path, home.root, user=OFFICER)
    home.add("其其格", UserRole.OFFICER, THIRD)
    keyslots.remove_user(home.path, home.root, user=OFFICER)
    assert home.opens(THIRD, "其其格")


def test_a_changed_password_replaces_the_old_one(home: Home) -> None:
    keyslots.change_password(home.path, user=OFFICER, old_password=PASSWORD, new_password=OTHER, kdf=FLOOR)
    assert home.opens(OTHER)
    with pytest.raises(WrongPassword):
        keyslots.unlock_with_password(home.path, OFFICER, PASSWORD)
    with pytest.raises(WrongPassword):
        keyslots.change_password(
            home.path, user=OFFICER, old_password=PASSWORD, new_password=THIRD, kdf=FLOOR
        )


def test_the_paper_key_gives_a_forgotten_password_anew(home: Home) -> None:
    root = keyslots.unlock_with_recovery(home.path, home.recovery.text())
    keyslots.set_password(home.path, root, user=OFFICER, password=THIRD, kdf=FLOOR)
    assert home.opens(THIRD)


def test_a_renewed_paper_key_makes_the_old_paper_worthless(home: Home) -> None:
    renewed = keyslots.renew_recovery(home.path, home.root)
    assert keyslots.unlock_with_recovery(home.path, renewed.text()) == home.root
    with pytest.raises(WrongRecoveryKey):
        keyslots.unlock_with_recovery(home.path, home.recovery.text())


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "a\nb", "长" * 51, ":recovery", "\u202eabc"])
def test_a_login_name_that_cannot_be_read_aloud_is_refused(home: Home, name: str) -> None:
    with pytest.raises(UserNameUnfit):
        home.add(user=name)


def test_a_foreign_root_key_cannot_change_the_list(home: Home) -> None:
    before = home.path.read_bytes()
    with pytest.raises(KeySlotsTampered):
        keyslots.remove_user(home.path, RootKey.generate(), user=OFFICER)
    assert home.path.read_bytes() == before


def change_role(slot: dict[str, Any]) -> None:
    slot["role"] = "reader"


def change_user(slot: dict[str, Any]) -> None:
    slot["user"] = "别人"


def change_date(slot: dict[str, Any]) -> None:
    slot["created_at"] = "2001-01-01T00:00:00Z"


def change_cost(slot: dict[str, Any]) -> None:
    slot["kdf"]["passes"] = 3


@pytest.mark.parametrize("change", [change_role, change_user, change_date, change_cost])
def test_an_edited_slot_opens_nothing(home: Home, change: Callable[[dict[str, Any]], None]) -> None:
    document = home.document()
    change(document["slots"][0])
    home.put(document)
    with pytest.raises(WrongPassword):
        keyslots.unlock_with_password(home.path, document["slots"][0]["user"], PASSWORD)


def test_a_slot_moved_to_another_store_opens_nothing(home: Home) -> None:
    document = home.document()
    document["db_id"] = "01934b6e-0000-7000-8000-000000000002"
    home.put(document)
    with pytest.raises(WrongPassword):
        keyslots.unlock_with_password(home.path, OFFICER, PASSWORD)


def test_a_removed_or_edited_slot_of_others_is_noticed_after_unlock(home: Home) -> None:
    home.add()
    whole = home.document()
    without_paper = {**whole, "slots": [slot for slot in whole["slots"] if slot["kind"] == "password"]}
    promoted = json.loads(json.dumps(whole))
    promoted["slots"][-1]["role"] = "officer"
    older = {**whole, "generation": 1}
    for tampered in (without_paper, promoted, older, {**whole, "mac": "00" * 32}):
        home.put(tampered)
        with pytest.raises(KeySlotsTampered):
            keyslots.unlock_with_password(home.path, OFFICER, PASSWORD)
    with pytest.raises(KeySlotsTampered):
        keyslots.unlock_with_recovery(home.path, home.recovery.text())


@pytest.mark.parametrize(
    "weak",
    [
        {"memory_kib": 8, "passes": 1, "lanes": 1},
        {"memory_kib": 19 * 1024 - 1, "passes": 8, "lanes": 1},
        {"memory_kib": 64 * 1024, "passes": 1, "lanes": 4},
        {"memory_kib": 64 * 1024, "passes": 3, "lanes": 0},
        {"memory_kib": 2**31, "passes": 3, "lanes": 1},
        {"memory_kib": 64 * 1024, "passes": 10**6, "lanes": 1},
    ],
)
def test_a_lowered_or_absurd_cost_of_guessing_is_refused(home: Home, weak: dict[str, int]) -> None:
    with pytest.raises(KeySlotsWeakened):
        keyslots.set_password(home.path, home.root, user=OFFICER, password=OTHER, kdf=KdfParams(**weak))
    document = home.document()
    document["slots"][0]["kdf"] = weak
    home.put(document)
    with pytest.raises(KeySlotsWeakened):
        keyslots.unlock_with_password(home.path, OFFICER, PASSWORD)


def test_a_new_store_guards_with_the_standard_cost_unless_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / keyslots.FILE_NAME
    keyslots.create(path, db_id="db", user=OFFICER, role=UserRole.OFFICER, password=PASSWORD)
    slot = json.loads(path.read_text(encoding="utf-8"))["slots"][0]
    assert KdfParams(**slot["kdf"]) == STANDARD
    assert STANDARD.memory_kib == 65536


def test_a_newer_file_is_refused_in_words(home: Home) -> None:
    home.put({**home.document(), "version": 2, "something": "new"})
    with pytest.raises(KeySlotsNewer):
        keyslots.users(home.path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(KeySlotsMissing):
        keyslots.users(tmp_path / keyslots.FILE_NAME)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": 1, "format": 2}',
        b" " * 2_000_000,
        b"NaN",
    ],
)
def test_a_torn_file_without_copies_is_called_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / keyslots.FILE_NAME
    path.write_bytes(content)
    with pytest.raises(KeySlotsDamaged):
        keyslots.users(path)


def test_a_torn_file_is_read_from_the_copy_before_it(home: Home) -> None:
    home.add()
    home.path.write_bytes(home.path.read_bytes()[:-40])
    assert home.opens()
    home.path.unlink()
    assert home.opens()
    home.add("其其格", UserRole.OFFICER, THIRD)
    assert home.opens(THIRD, "其其格")


def test_the_two_previous_files_are_kept(home: Home) -> None:
    history = [home.path.read_bytes()]
    for user, password in (("甲", OTHER), ("乙", THIRD)):
        home.add(user, UserRole.WORKER, password)
        history.append(home.path.read_bytes())
    keyslots.renew_recovery(home.path, home.root)
    assert (home.path.parent / "keyslots.json.1").read_bytes() == history[2]
    assert (home.path.parent / "keyslots.json.2").read_bytes() == history[1]
    assert not (home.path.parent / "keyslots.json.3").exists()


@pytest.mark.parametrize("call", ["replace", "fsync"])
@pytest.mark.parametrize("failing", range(1, 7))
def test_a_crash_at_any_step_of_writing_leaves_a_readable_file(
    home: Home, monkeypatch: pytest.MonkeyPatch, call: str, failing: int
) -> None:
    home.add()
    real = getattr(os, call)
    calls = 0

    def failing_call(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls >= failing:
            raise OSError(28, "No space left on device")
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing_call)
        try:
            keyslots.set_password(home.path, home.root, user=OFFICER, password=THIRD, kdf=FLOOR)
            saved = True
        except CannotWriteKeySlots:
            saved = False
    document = home.document()
    openers = [password for password in (PASSWORD, THIRD) if _opens(home, password)]
    assert len(openers) == 1
    assert saved <= (openers == [THIRD])
    assert len(document["slots"]) == 3
    assert not list(home.path.parent.glob(".*.part"))


def _opens(home: Home, password: str) -> bool:
    try:
        return home.opens(password)
    except WrongPassword:
        return False


def test_a_file_that_cannot_be_made_tells_why(tmp_path: Path) -> None:
    with pytest.raises(CannotWriteKeySlots):
        keyslots.create(
            tmp_path / "gone" / keyslots.FILE_NAME,
            db_id="db",
            user=OFFICER,
            role=UserRole.OFFICER,
            password=PASSWORD,
            kdf=FLOOR,
        )
    path = tmp_path / keyslots.FILE_NAME
    path.mkdir()
    with pytest.raises(KeySlotsDamaged):
        keyslots.users(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_byte_is_refused_or_without_effect(shared_home: Home, data: st.DataObject) -> None:
    whole = shared_home.path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    place = shared_home.path.parent / "flipped"
    place.mkdir(exist_ok=True)
    path = place / keyslots.FILE_NAME
    path.write_bytes(flipped)
    try:
        root = keyslots.unlock_with_recovery(path, shared_home.recovery.text(), clock=lambda: 0.0)
    except (InputError, SurroundingsError):
        (place / keyslots.THROTTLE_NAME).unlink(missing_ok=True)
    else:
        assert root == shared_home.root
        # Only blanks between the words of the file may change without being noticed.
        assert json.loads(flipped) == json.loads(whole)


def test_a_clash_with_a_virus_scanner_is_waited_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file"
    real = os.replace
    refusals = iter([PermissionError(13, "busy"), PermissionError(13, "busy")])

    def busy(source: Path, to: Path) -> None:
        for refusal in refusals:
            raise refusal
        real(source, to)

    monkeypatch.setattr(os, "replace", busy)
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    part = target.parent / "part"
    part.write_bytes(b"new")
    durable.publish(part, target)
    assert target.read_bytes() == b"new"


def test_every_refusal_has_three_sentences_and_a_code_of_its_own() -> None:
    faults = [
        fault
        for fault in vars(key_faults).values()
        if isinstance(fault, type)
        and issubclass(fault, ElderVisitsError)
        and fault.__module__ == key_faults.__name__
    ]
    assert len({fault.code for fault in faults}) == len(faults) >= 15
    for fault in faults:
        assert fault.what.endswith("。")
        assert fault.data_safe.endswith("。")
        assert fault.do_now.endswith("。")
