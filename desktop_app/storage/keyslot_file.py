"""The file ``keyslots.json``: its strict shape, what each slot is bound to, and its safe replacement."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from desktop_app.config import durable
from desktop_app.domain.terms import UserRole
from desktop_app.storage.key_faults import (
    CannotWriteKeySlots,
    KeySlotsDamaged,
    KeySlotsMissing,
    KeySlotsNewer,
)
from desktop_app.storage.passwords import KdfParams
from desktop_app.storage.root_key import RootKey

FORMAT = "elder-visits keyslots"
VERSION = 1
SALT_BYTES = 16
NONCE_BYTES = 12
WRAPPED_BYTES = 48
MOST_BYTES = 1024 * 1024
MOST_SLOTS = 500
MOST_NAME = 50
KEPT = 2
"""How many previous copies stay beside the file."""

_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ROLES = {role.value: role for role in UserRole}
_TORN = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


class SlotKind(StrEnum):
    """What opens a slot."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind, not a password
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The root key wrapped for one opener, with everything that the wrapping is bound to."""

    slot_id: str
    kind: SlotKind
    user: str
    role: UserRole
    kdf: KdfParams | None
    salt: bytes
    nonce: bytes = b""
    wrapped: bytes = b""
    created_at: str

    def bound(self, db_id: str) -> bytes:
        """Return the associated data that the wrapping authenticates."""
        facts = self.document()
        del facts["nonce"], facts["wrapped"]
        return b"elder-visits slot v1\x00" + canonical({"db_id": db_id, **facts})

    def document(self) -> dict[str, Any]:
        """Return the slot as it is written to the file."""
        return {
            "slot_id": self.slot_id,
            "kind": self.kind.value,
            "user": self.user,
            "role": self.role.value,
            "kdf": asdict(self.kdf) if self.kdf else {},
            "salt": self.salt.hex(),
            "nonce": self.nonce.hex(),
            "wrapped": self.wrapped.hex(),
            "created_at": self.created_at,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotList:
    """All slots of one store; ``generation`` grows with every change."""

    db_id: str
    generation: int
    slots: tuple[Slot, ...]
    mac: bytes = b""

    def expected_mac(self, root: RootKey) -> bytes:
        """Return the authentication code of the whole list under ``root``."""
        return hmac.new(root.slots_mac_key(), canonical(self._facts()), hashlib.sha256).digest()

    def render(self, root: RootKey) -> bytes:
        """Return the bytes of the file, authenticated under ``root``."""
        document = {**self._facts(), "mac": self.expected_mac(root).hex()}
        return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")

    def _facts(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": VERSION,
            "db_id": self.db_id,
            "generation": self.generation,
            "slots": [slot.document() for slot in self.slots],
        }


def canonical(document: dict[str, Any]) -> bytes:
    """Return the one spelling of a document of strings, whole numbers, lists and objects."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def previous(path: Path, number: int) -> Path:
    """Return where the copy before the last ``number`` changes is kept."""
    return path.with_name(f"{path.name}.{number}")


def load(path: Path) -> SlotList:
    """Read the slots, or the newest previous copy that is whole.

    Raises KeySlotsMissing, KeySlotsDamaged, or KeySlotsNewer.
    """
    found = False
    for candidate in _candidates(path):
        content = _content(candidate)
        found = found or content is not None
        slots = _parse(content) if content is not None else None
        if slots is not None:
            return slots
    raise KeySlotsDamaged if found else KeySlotsMissing


def exists(path: Path) -> bool:
    """Tell whether the file or one of its previous copies is there."""
    return any(candidate.exists() for candidate in _candidates(path))


def save(path: Path, slots: SlotList, root: RootKey) -> None:
    """Replace the file; a crash at any point leaves a whole file; raises CannotWriteKeySlots."""
    try:
        current = _content(path)
        if current is not None and _parse(current) is not None:
            for number in range(KEPT, 1, -1):
                older = _content(previous(path, number - 1))
                if older is not None:
                    durable.write_file(previous(path, number), older)
            durable.write_file(previous(path, 1), current)
        durable.write_file(path, slots.render(root))
    except OSError as error:
        raise CannotWriteKeySlots from error


def _candidates(path: Path) -> tuple[Path, ...]:
    return (path, *(previous(path, number) for number in range(1, KEPT + 1)))


def _content(path: Path) -> bytes | None:
    try:
        with path.open("rb") as source:
            return source.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeySlotsDamaged from error


def _parse(content: bytes) -> SlotList | None:
    """Return the slots, or None for a torn file; raises KeySlotsNewer."""
    if len(content) > MOST_BYTES:
        return None
    try:
        document = json.loads(content, object_pairs_hook=_without_duplicates)
        if document["format"] != FORMAT:
            return None
        version = _whole(document["version"])
    except _TORN:
        return None
    if version > VERSION:
        raise KeySlotsNewer
    try:
        _exactly(document, {"format", "version", "db_id", "generation", "slots", "mac"})
        slots = tuple(_slot(entry) for entry in document["slots"])
        _require(version == VERSION and 1 <= len(slots) <= MOST_SLOTS)
        _all_different(slot.slot_id for slot in slots)
        _all_different((slot.kind, slot.user) for slot in slots)
        return SlotList(
            db_id=_text(document["db_id"]),
            generation=_whole(document["generation"]),
            slots=slots,
            mac=_bytes(document["mac"], 32),
        )
    except _TORN:
        return None


def _slot(entry: dict[str, Any]) -> Slot:
    _exactly(entry, {"slot_id", "kind", "user", "role", "kdf", "salt", "nonce", "wrapped", "created_at"})
    kind = SlotKind(entry["kind"])
    if kind is SlotKind.PASSWORD:
        _exactly(entry["kdf"], {"memory_kib", "passes", "lanes"})
        kdf = KdfParams(**{name: _whole(value) for name, value in entry["kdf"].items()})
    else:
        _require(entry["kdf"] == {})
        kdf = None
    _require(bool(_INSTANT.fullmatch(_text(entry["created_at"]))))
    return Slot(
        slot_id=_text(entry["slot_id"]),
        kind=kind,
        user=_text(entry["user"]),
        role=_ROLES[entry["role"]],
        kdf=kdf,
        salt=_bytes(entry["salt"], SALT_BYTES),
        nonce=_bytes(entry["nonce"], NONCE_BYTES),
        wrapped=_bytes(entry["wrapped"], WRAPPED_BYTES),
        created_at=entry["created_at"],
    )


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("shape")


def _exactly(entry: dict[str, Any], names: set[str]) -> None:
    _require(entry.keys() == names)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 2 * MOST_NAME:
        raise ValueError("text")
    value.encode("utf-8")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 2**53:
        raise ValueError("whole number")
    return value


def _bytes(value: object, length: int) -> bytes:
    text = value if isinstance(value, str) else ""
    if len(text) != 2 * length or not _HEX.fullmatch(text):
        raise ValueError("bytes")
    return bytes.fromhex(text)


def _all_different(values: Iterable[object]) -> None:
    seen = list(values)
    _require(len(seen) == len(set(seen)))


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _all_different(name for name, _ in pairs)
    return dict(pairs)
