"""What a topic of the help is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A question or a key, and what to do or what it does."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: its key (of a page), its title and its points; ``way`` is the word of a button to that page."""

    key: str
    title: str
    points: tuple[Point, ...]
    way: str = ""
