"""Put the entries about one record into an order in which each comes after all that its writer had seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from heapq import heapify, heappop, heappush

from desktop_app.domain.changes import ChangeEntry, ChangeKey


def in_causal_order(
    entries: Sequence[ChangeEntry], made_at: Mapping[ChangeKey, datetime]
) -> list[ChangeEntry]:
    """Return ``entries``, each after those that it (directly or not) had seen.

    Of two that did not know of each other the one whose writer's clock said an earlier time comes first: the
    order is for reading only, and the same at every site. Entries of a forged circle come last.
    """
    by_key = {entry.key: entry for entry in entries}
    waiting = {key: {seen for seen in entry.seen if seen in by_key} for key, entry in by_key.items()}
    followers: dict[ChangeKey, list[ChangeKey]] = {}
    for key, parents in waiting.items():
        for parent in parents:
            followers.setdefault(parent, []).append(key)
    ready = [(made_at[key], key) for key, parents in waiting.items() if not parents]
    heapify(ready)
    found: list[ChangeEntry] = []
    while ready:
        _at, key = heappop(ready)
        found.append(by_key[key])
        for follower in followers.get(key, ()):
            waiting[follower].discard(key)
            if not waiting[follower]:
                heappush(ready, (made_at[follower], follower))
    placed = {entry.key for entry in found}
    return found + [by_key[key] for key in sorted(by_key) if key not in placed]


def knew_of(entry: ChangeEntry, earlier: ChangeKey, entries: Mapping[ChangeKey, ChangeEntry]) -> bool:
    """Tell whether the writer of ``entry`` had, directly or not, seen ``earlier``."""
    passed: set[ChangeKey] = set()
    waiting = list(entry.seen)
    while waiting:
        key = waiting.pop()
        if key == earlier:
            return True
        if key not in passed and key in entries:
            passed.add(key)
            waiting.extend(entries[key].seen)
    return False
