"""Seeing through what was done and undone again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.changes import ChangeEntry, ChangeKey, JsonValue, resolve
from desktop_app.domain.undone import SetEntry, in_force, seen_through, without


class Desk:
    """One record at one site: edits and undoings one after the other, as the program writes them."""

    def __init__(self) -> None:
        self.log: list[SetEntry] = []
        self.reverts: dict[str, str] = {}
        self.edit({"a": 0, "b": 0})

    def edit(self, fields: dict[str, JsonValue], reverts: str | None = None) -> str:
        """Write one entry that has seen everything before; returns its change set."""
        name = f"set{len(self.log)}"
        seen = frozenset((self.log[-1].entry.key,)) if self.log else frozenset()
        entry = ChangeEntry(ChangeKey("s", 1, len(self.log) + 1), "elder", "u", fields, seen)
        self.log.append(SetEntry(entry, name))
        if reverts is not None:
            self.reverts[name] = reverts
        return name

    def undo(self, place: int) -> None:
        """Undo one of the change sets as the service does."""
        one = self.log[place]
        others = {undoing: done for undoing, done in self.reverts.items() if undoing != one.change_set}
        history = seen_through(self.log, others)
        now, then = resolve(history), resolve(without(history, frozenset((one.entry.key,))))
        fields = {
            name: then.fields[name]
            for name in one.entry.fields
            if now.sources.get(name) == one.entry.key and name in then.fields
        }
        if fields:
            self.edit(fields, reverts=one.change_set)

    def now(self) -> dict[str, JsonValue]:
        """Return the record as it stands."""
        return resolve([one.entry for one in self.log]).fields


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 9)), min_size=1, max_size=8))
def test_undoing_from_the_newest_to_the_oldest_leads_back_step_by_step(edits: list[tuple[str, int]]) -> None:
    desk = Desk()
    states = []
    for field, value in edits:
        states.append(desk.now())
        desk.edit({field: value})
    for place in range(len(edits), 0, -1):
        desk.undo(place)
        assert desk.now() == states[place - 1]


@given(
    st.lists(st.one_of(st.tuples(st.sampled_from("ab"), st.integers(1, 9)), st.integers(1, 12)), max_size=12)
)
def test_the_record_is_what_is_seen_through_to(actions: list[tuple[str, int] | int]) -> None:
    desk = Desk()
    for action in actions:
        if isinstance(action, tuple):
            desk.edit({action[0]: action[1]})
        elif action < len(desk.log):
            desk.undo(action)

    assert resolve(seen_through(desk.log, desk.reverts)).fields == desk.now()


def test_an_undoing_that_was_undone_is_not_in_force() -> None:
    assert in_force({"u1": "s", "u2": "u1"}) == {"u2"}
    assert in_force({"u1": "s", "u2": "u1", "u3": "u2"}) == {"u1", "u3"}


def test_a_forged_circle_of_undoings_ends() -> None:
    assert in_force({"x": "y", "y": "x"}) <= {"x", "y"}


def test_a_field_that_somebody_changed_since_keeps_its_place_when_an_undoing_is_seen_through() -> None:
    desk = Desk()
    desk.edit({"a": 1, "b": 1})
    desk.edit({"b": 5})
    desk.undo(1)

    assert desk.now() == {"a": 0, "b": 5}
    assert resolve(seen_through(desk.log, desk.reverts)).fields == {"a": 0, "b": 5}
