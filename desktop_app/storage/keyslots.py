"""Lock and unlock a store: its root key wrapped once per password and once for the paper recovery key.

password -> NFKC -> Argon2id -> HKDF -> AES-256-GCM -> root key; recovery key -> HKDF -> AES-256-GCM -> root key.
A changed password rewraps one slot and leaves the database as it is. Previous copies of the file still open
with the passwords of their day: only a new root key shuts out somebody who kept one.
"""

from __future__ import annotations

import hmac
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_app.domain.terms import UserRole
from desktop_app.storage import keyslot_file
from desktop_app.storage.key_faults import (
    KeySlotsExist,
    KeySlotsTampered,
    LastOfficer,
    TooFewOpeners,
    UserExists,
    UserNameUnfit,
    UserUnknown,
    WrongPassword,
    WrongRecoveryKey,
)
from desktop_app.storage.keyslot_file import MOST_NAME, NONCE_BYTES, SALT_BYTES, Slot, SlotKind, SlotList
from desktop_app.storage.passwords import STANDARD, KdfParams, check_password, stretch
from desktop_app.storage.recovery import RecoveryKey
from desktop_app.storage.root_key import RootKey, derive
from desktop_app.storage.unlock_throttle import Clock, UnlockThrottle

FILE_NAME = "keyslots.json"
THROTTLE_NAME = "unlock-attempts.json"
LEAST_OPENERS = 2

_RECOVERY_OPENER = ":recovery"
_UNKNOWN_OPENER = ":unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUser:
    """One login as the unlock window lists it, before anything is unlocked."""

    name: str
    role: UserRole
    created_at: datetime


def create(
    path: Path,
    *,
    db_id: str,
    user: str,
    role: UserRole,
    password: str,
    kdf: KdfParams = STANDARD,
    clock: Clock = time.time,
) -> tuple[RootKey, RecoveryKey]:
    """Make the key file of a new store with its first user and its recovery key, shown once.

    Raises KeySlotsExist, an InputError on the password or the name, or CannotWriteKeySlots.
    """
    if keyslot_file.exists(path):
        raise KeySlotsExist
    name = _login_name(user)
    check_password(password, user=name)
    root, recovery = RootKey.generate(), RecoveryKey.generate()
    slots = (
        _password_slot(root, db_id, name, role, password, kdf, clock),
        _recovery_slot(root, db_id, recovery, clock),
    )
    keyslot_file.save(path, SlotList(db_id=db_id, generation=1, slots=slots), root)
    return root, recovery


def unlock_with_password(path: Path, user: str, password: str, *, clock: Clock = time.time) -> RootKey:
    """Return the root key; raises WrongPassword, TooManyAttempts, or what is wrong with the file."""
    slots = keyslot_file.load(path)
    slot = _find(slots, _spelled(user))
    opener = slot.user if slot else _UNKNOWN_OPENER
    throttle = UnlockThrottle(path.with_name(THROTTLE_NAME), clock=clock)
    throttle.charge(opener)
    if slot is None or slot.kdf is None:
        raise WrongPassword
    root = _unwrap(slots, slot, stretch(password, salt=slot.salt, params=slot.kdf))
    if root is None:
        raise WrongPassword
    _authenticate(slots, root)
    throttle.clear(opener)
    return root


def unlock_with_recovery(path: Path, recovery_text: str, *, clock: Clock = time.time) -> RootKey:
    """Return the root key; raises RecoveryKeyTypo, WrongRecoveryKey, TooManyAttempts, or a file's fault."""
    recovery = RecoveryKey.parse(recovery_text)
    slots = keyslot_file.load(path)
    throttle = UnlockThrottle(path.with_name(THROTTLE_NAME), clock=clock)
    throttle.charge(_RECOVERY_OPENER)
    for slot in slots.slots:
        root = _unwrap(slots, slot, recovery.secret()) if slot.kind is SlotKind.RECOVERY else None
        if root is not None:
            _authenticate(slots, root)
            throttle.clear(_RECOVERY_OPENER)
            return root
    raise WrongRecoveryKey


def users(path: Path) -> tuple[KeyUser, ...]:
    """List the logins in the order they were added; nothing is unlocked, so nothing is proved."""
    return tuple(
        KeyUser(name=slot.user, role=slot.role, created_at=_instant(slot.created_at))
        for slot in keyslot_file.load(path).slots
        if slot.kind is SlotKind.PASSWORD
    )


def generation(path: Path) -> int:
    """Return how often the file was changed; the store remembers it to notice an old copy put back."""
    return keyslot_file.load(path).generation


def database_id(path: Path) -> str:
    """Return the id of the store that the file belongs to."""
    return keyslot_file.load(path).db_id


def add_user(
    path: Path,
    root: RootKey,
    *,
    user: str,
    role: UserRole,
    password: str,
    kdf: KdfParams = STANDARD,
    clock: Clock = time.time,
) -> None:
    """Let another login open the store; raises UserExists or an InputError on the password or the name."""
    name = _login_name(user)

    def change(slots: SlotList) -> tuple[Slot, ...]:
        if _find(slots, name) is not None:
            raise UserExists
        check_password(password, user=name)
        return (*slots.slots, _password_slot(root, slots.db_id, name, role, password, kdf, clock))

    _change(path, root, change)


def change_password(
    path: Path,
    *,
    user: str,
    old_password: str,
    new_password: str,
    kdf: KdfParams = STANDARD,
    clock: Clock = time.time,
) -> None:
    """Replace a user's own password; raises WrongPassword, TooManyAttempts or why the new one is refused."""
    root = unlock_with_password(path, user, old_password, clock=clock)
    set_password(path, root, user=user, password=new_password, kdf=kdf, clock=clock)


def set_password(
    path: Path,
    root: RootKey,
    *,
    user: str,
    password: str,
    kdf: KdfParams = STANDARD,
    clock: Clock = time.time,
) -> None:
    """Give a user a new password without the old one, after the recovery key or an officer opened the store."""

    def change(slots: SlotList) -> tuple[Slot, ...]:
        old = _known(slots, user)
        check_password(password, user=old.user)
        new = _password_slot(root, slots.db_id, old.user, old.role, password, kdf, clock)
        return tuple(new if slot is old else slot for slot in slots.slots)

    _change(path, root, change)
    UnlockThrottle(path.with_name(THROTTLE_NAME), clock=clock).clear(_spelled(user))


def remove_user(path: Path, root: RootKey, *, user: str) -> None:
    """Take a login away; raises UserUnknown, TooFewOpeners or LastOfficer."""

    def change(slots: SlotList) -> tuple[Slot, ...]:
        gone = _known(slots, user)
        rest = tuple(slot for slot in slots.slots if slot is not gone)
        if len(rest) < LEAST_OPENERS:
            raise TooFewOpeners
        if not any(slot.kind is SlotKind.PASSWORD and slot.role is UserRole.OFFICER for slot in rest):
            raise LastOfficer
        return rest

    _change(path, root, change)


def renew_recovery(path: Path, root: RootKey, *, clock: Clock = time.time) -> RecoveryKey:
    """Replace the paper recovery key, shown once; the old paper opens nothing any more."""
    recovery = RecoveryKey.generate()

    def change(slots: SlotList) -> tuple[Slot, ...]:
        rest = tuple(slot for slot in slots.slots if slot.kind is not SlotKind.RECOVERY)
        return (*rest, _recovery_slot(root, slots.db_id, recovery, clock))

    _change(path, root, change)
    return recovery


def _change(path: Path, root: RootKey, change: Callable[[SlotList], tuple[Slot, ...]]) -> None:
    slots = keyslot_file.load(path)
    _authenticate(slots, root)
    changed = replace(slots, slots=change(slots), generation=slots.generation + 1)
    keyslot_file.save(path, changed, root)


def _authenticate(slots: SlotList, root: RootKey) -> None:
    if not hmac.compare_digest(slots.mac, slots.expected_mac(root)):
        raise KeySlotsTampered


def _find(slots: SlotList, user: str) -> Slot | None:
    for slot in slots.slots:
        if slot.kind is SlotKind.PASSWORD and slot.user == user:
            return slot
    return None


def _known(slots: SlotList, user: str) -> Slot:
    slot = _find(slots, _spelled(user))
    if slot is None:
        raise UserUnknown
    return slot


def _spelled(user: str) -> str:
    return unicodedata.normalize("NFC", user).strip()


def _login_name(user: str) -> str:
    name = _spelled(user)
    if not 1 <= len(name) <= MOST_NAME or not name.isprintable() or name.startswith(":"):
        raise UserNameUnfit(most=MOST_NAME)
    return name


def _password_slot(
    root: RootKey, db_id: str, user: str, role: UserRole, password: str, kdf: KdfParams, clock: Clock
) -> Slot:
    slot = _empty_slot(SlotKind.PASSWORD, user, role, kdf, clock)
    return _wrap(root, db_id, slot, stretch(password, salt=slot.salt, params=kdf))


def _recovery_slot(root: RootKey, db_id: str, recovery: RecoveryKey, clock: Clock) -> Slot:
    # Whoever holds the paper may set passwords anew, which is an officer's right.
    slot = _empty_slot(SlotKind.RECOVERY, "", UserRole.OFFICER, None, clock)
    return _wrap(root, db_id, slot, recovery.secret())


def _empty_slot(kind: SlotKind, user: str, role: UserRole, kdf: KdfParams | None, clock: Clock) -> Slot:
    now = datetime.fromtimestamp(clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Slot(
        slot_id=secrets.token_hex(16),
        kind=kind,
        user=user,
        role=role,
        kdf=kdf,
        salt=secrets.token_bytes(SALT_BYTES),
        created_at=now,
    )


def _wrapping_key(slot: Slot, opener_secret: bytes) -> bytes:
    return derive(opener_secret, f"slot-{slot.kind.value}/v1", salt=slot.salt)


def _wrap(root: RootKey, db_id: str, slot: Slot, opener_secret: bytes) -> Slot:
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(_wrapping_key(slot, opener_secret))
    return replace(slot, nonce=nonce, wrapped=cipher.encrypt(nonce, root.secret(), slot.bound(db_id)))


def _unwrap(slots: SlotList, slot: Slot, opener_secret: bytes) -> RootKey | None:
    cipher = AESGCM(_wrapping_key(slot, opener_secret))
    try:
        return RootKey(cipher.decrypt(slot.nonce, slot.wrapped, slot.bound(slots.db_id)))
    except InvalidTag:
        return None


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
