"""See through what was done and undone again: a record's history as if neither had happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.changes import ChangeEntry, ChangeKey


@dataclass(frozen=True, slots=True)
class SetEntry:
    """An entry of the log with the change set it belongs to."""

    entry: ChangeEntry
    change_set: str


def in_force(reverts: Mapping[str, str]) -> frozenset[str]:
    """Return the undoing change sets that are not undone themselves; ``reverts`` says which set each undid."""
    undone_by: dict[str, list[str]] = {}
    for undoing, done in reverts.items():
        undone_by.setdefault(done, []).append(undoing)
    standing: dict[str, bool] = {}

    def stands(change_set: str, above: frozenset[str]) -> bool:
        """Tell whether no standing undoing names the set; a forged circle counts as standing."""
        if change_set not in standing:
            below = above | {change_set}
            standing[change_set] = not any(
                stands(one, below) for one in undone_by.get(change_set, ()) if one not in below
            )
        return standing[change_set]

    return frozenset(undoing for undoing in reverts if stands(undoing, frozenset()))


def seen_through(history: Sequence[SetEntry], reverts: Mapping[str, str]) -> list[ChangeEntry]:
    """Return one record's entries without the fields that were set and set back again, by set and undoing.

    An undoing may have kept fields that somebody changed since, or a whole record that was still needed: only
    the fields that it really set back disappear, from it and from the set it undid. An undoing that was undone
    disappears together with the undoing of it.
    """
    standing = in_force(reverts)
    fields_of: dict[str, set[str]] = {}
    for one in history:
        fields_of.setdefault(one.change_set, set()).update(one.entry.fields)
    set_back: dict[str, set[str]] = {}
    for undoing, done in reverts.items():
        if undoing in standing and undoing in fields_of:
            set_back.setdefault(done, set()).update(fields_of[undoing])
    kept: list[ChangeEntry] = []
    dropped: dict[ChangeKey, frozenset[ChangeKey]] = {}
    for one in history:
        gone = set_back.get(one.change_set, set())
        if one.change_set in reverts:
            gone = gone | fields_of.get(reverts[one.change_set], set()) | set(one.entry.fields)
        # A new record that was taken out again is gone with all its fields.
        whole = "retracted" in gone and not one.entry.seen
        left = {} if whole else {name: v for name, v in one.entry.fields.items() if name not in gone}
        if left or not one.entry.fields:
            kept.append(replace(one.entry, fields=left))
        else:
            dropped[one.entry.key] = one.entry.seen
    return [replace(entry, seen=_past(entry.seen, dropped)) for entry in kept]


def without(history: Iterable[ChangeEntry], keys: frozenset[ChangeKey]) -> list[ChangeEntry]:
    """Return the entries without some; who had seen a dropped one has seen what that one had seen."""
    all_entries = list(history)
    dropped = {entry.key: entry.seen for entry in all_entries if entry.key in keys}
    return [replace(entry, seen=_past(entry.seen, dropped)) for entry in all_entries if entry.key not in keys]


def _past(
    seen: frozenset[ChangeKey], dropped: Mapping[ChangeKey, frozenset[ChangeKey]]
) -> frozenset[ChangeKey]:
    """Return the entries seen, each dropped one replaced by what it had seen itself."""
    if not dropped or seen.isdisjoint(dropped):
        return seen
    found: set[ChangeKey] = set()
    passed: set[ChangeKey] = set()
    waiting = list(seen)
    while waiting:
        key = waiting.pop()
        if key not in dropped:
            found.add(key)
        elif key not in passed:
            passed.add(key)
            waiting.extend(dropped[key])
    return frozenset(found)
