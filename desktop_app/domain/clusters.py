"""What hangs together: the parts into which pairs join what they name."""

from __future__ import annotations

from collections.abc import Iterable


def clusters(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return what hangs together by ``pairs``, each part sorted, the parts in the order of their first."""
    root: dict[str, str] = {}

    def find(uid: str) -> str:
        root.setdefault(uid, uid)
        while root[uid] != uid:
            root[uid] = root[root[uid]]
            uid = root[uid]
        return uid

    for one, other in pairs:
        first, second = find(one), find(other)
        root[max(first, second)] = min(first, second)
    parts: dict[str, list[str]] = {}
    for uid in sorted(root):
        parts.setdefault(find(uid), []).append(uid)
    return [tuple(parts[key]) for key in sorted(parts)]
