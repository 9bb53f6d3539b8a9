"""The change log's meaning: entries, their causal order, and the state that a set of entries resolves to.

State is a pure function of the *set* of entries, so merging is set union: applying a batch twice, late or
out of order gives the same result. The wall clock never decides. An entry names the entries of the same
record that its writer had seen; a value is superseded only by an entry that (directly or not) had seen it.
Two unsuperseded different values of one field are a conflict that people settle.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

JsonValue = None | bool | int | str | list["JsonValue"] | dict[str, "JsonValue"]

RETRACTED = "retracted"
"""The field that takes a record out of the lists without losing it."""


@dataclass(frozen=True, slots=True, order=True)
class ChangeKey:
    """Names one entry for ever: the site that wrote it, the site's epoch, its number there."""

    site: str
    epoch: int
    seq: int

    def __str__(self) -> str:
        """Return ``site.epoch.seq``."""
        return f"{self.site}.{self.epoch}.{self.seq}"

    @classmethod
    def parse(cls, text: str) -> ChangeKey:
        """Read ``site.epoch.seq``; raises ValueError."""
        site, epoch, seq = text.split(".")
        return cls(site, int(epoch), int(seq))


def parse_keys(text: str | None) -> frozenset[ChangeKey]:
    """Read a blank-separated list of keys."""
    return frozenset(ChangeKey.parse(part) for part in (text or "").split())


def write_keys(keys: Iterable[ChangeKey]) -> str:
    """Write keys blank-separated in a fixed order."""
    return " ".join(str(key) for key in sorted(keys))


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One entry of the log about one record."""

    key: ChangeKey
    entity: str
    uid: str
    fields: Mapping[str, JsonValue]
    seen: frozenset[ChangeKey] = frozenset()


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field with several values that did not know of each other, in a fixed order."""

    field: str
    values: tuple[tuple[ChangeKey, JsonValue], ...]


@dataclass(frozen=True, slots=True)
class RecordState:
    """What a set of entries about one record amounts to."""

    fields: dict[str, JsonValue]
    heads: frozenset[ChangeKey]
    conflicts: tuple[FieldConflict, ...]
    sources: dict[str, ChangeKey] = field(default_factory=dict)


def resolve(entries: Sequence[ChangeEntry]) -> RecordState:
    """Return the state of one record from all known entries about it, in whatever order they come."""
    if len(entries) == 1:
        only = entries[0]
        return RecordState(
            dict(only.fields), frozenset((only.key,)), (), dict.fromkeys(only.fields, only.key)
        )
    ordered = sorted({entry.key: entry for entry in entries}.values(), key=lambda entry: entry.key)
    position = {entry.key: index for index, entry in enumerate(ordered)}
    ancestors = _ancestor_masks(ordered, position)
    covered = 0
    for mask in ancestors:
        covered |= mask
    heads = frozenset(ordered[index].key for index in _standing(range(len(ordered)), covered))
    values: dict[str, JsonValue] = {}
    sources: dict[str, ChangeKey] = {}
    conflicts: list[FieldConflict] = []
    for name in sorted({name for entry in ordered for name in entry.fields}):
        writers = [index for index, entry in enumerate(ordered) if name in entry.fields]
        superseded = 0
        for index in writers:
            superseded |= ancestors[index]
        found = [
            (ordered[index].key, ordered[index].fields[name]) for index in _standing(writers, superseded)
        ]
        current = found[-1]
        if name == RETRACTED:
            found = _with_concurrent_edits(found, ordered, position, ancestors)
            # While people have not settled it, the record stays visible.
            current = next((pair for pair in reversed(found) if pair[1] is not True), current)
        sources[name], values[name] = current
        if len({_canonical(value) for _key, value in found}) > 1:
            conflicts.append(FieldConflict(name, tuple(found)))
    return RecordState(values, heads, tuple(conflicts), sources)


def _standing(candidates: Sequence[int], superseded: int) -> list[int]:
    """Return the entries that none of the others superseded; all of them where only a forged cycle says so."""
    return [index for index in candidates if not superseded >> index & 1] or list(candidates)


def _ancestor_masks(ordered: Sequence[ChangeEntry], position: Mapping[ChangeKey, int]) -> list[int]:
    """Return per entry the bit mask of known entries that it had (directly or not) seen."""
    masks: list[int | None] = [None] * len(ordered)
    for start in range(len(ordered)):
        stack = [start]
        entered: set[int] = set()
        while stack:
            index = stack[-1]
            if masks[index] is not None:
                stack.pop()
                continue
            parents = [position[key] for key in ordered[index].seen if key in position]
            waiting = [parent for parent in parents if masks[parent] is None and parent not in entered]
            if waiting and index not in entered:
                entered.add(index)
                stack.extend(waiting)
                continue
            mask = 0
            for parent in parents:
                # An entry of a forged cycle counts only as a direct parent: no recursion, no hang.
                mask |= (masks[parent] or 0) | 1 << parent
            masks[index] = mask & ~(1 << index)
            stack.pop()
    return [mask or 0 for mask in masks]


def _with_concurrent_edits(
    found: list[tuple[ChangeKey, JsonValue]],
    ordered: Sequence[ChangeEntry],
    position: Mapping[ChangeKey, int],
    ancestors: Sequence[int],
) -> list[tuple[ChangeKey, JsonValue]]:
    """Add "not retracted" for edits that did not know of a retraction: the record stays visible."""
    retractions = [position[key] for key, value in found if value is True]
    if not retractions:
        return found
    extra: list[tuple[ChangeKey, JsonValue]] = []
    for index, entry in enumerate(ordered):
        if RETRACTED in entry.fields:
            continue
        for retraction in retractions:
            knew = ancestors[index] >> retraction & 1 or ancestors[retraction] >> index & 1
            if not knew and not any(ancestors[r] >> index & 1 for r in retractions):
                extra.append((entry.key, False))
                break
    return [*found, *extra[-1:]]


def _canonical(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def describe_set(uid: str, title: str, actor: str, made_at: str, reverts: str | None) -> str:
    """Return the line by which a change set takes part in the chain; ``made_at`` is ISO text in UTC."""
    return _canonical([uid, title, actor, made_at, reverts])


def link_hash(previous: str, entry: ChangeEntry, change_set: str) -> str:
    """Return the SHA-256 that chains ``entry`` to its predecessor of the same site and epoch.

    ``previous`` is the predecessor's hash, empty for the first; ``change_set`` comes from
    ``describe_set``, so that title, actor and time are chained too. Whoever changes, drops or reorders
    an entry breaks every later link.
    """
    body = "\n".join(
        (
            previous,
            str(entry.key),
            entry.entity,
            entry.uid,
            change_set,
            write_keys(entry.seen),
            _canonical(dict(entry.fields)),
        )
    )
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Changes:
    """What one unit of work changed, for pages that decide themselves whether to reload."""

    title: str
    entities: frozenset[str] = frozenset()
    uids: frozenset[str] = frozenset()
    change_set: str | None = None
