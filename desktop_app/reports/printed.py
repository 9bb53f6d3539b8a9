"""What came of a paper: its pages, which of them belong to whom, and the characters that no font has."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """The pages of one person, village or slip: a bookmark in the file, and one unit for the printer.

    ``serial`` is its own number where it has one; such a part is printed once, and again only as 副本.
    """

    title: str
    first_page: int
    pages: int
    serial: str = ""


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character that no font has, drawn as 〓; in whose row or part of the paper it stands, on which page first."""

    character: str
    where: str
    page: int = 0

    @property
    def code_point(self) -> str:
        """Return the number by which a type foundry knows the character: U+31350."""
        return f"U+{ord(self.character):04X}"


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF: how many pages, their parts in order, and every missing character once per row or part."""

    pages: int
    parts: tuple[Part, ...] = ()
    missing: tuple[MissingGlyph, ...] = ()

    def plain(self) -> list[Any]:
        """Return it as lists and texts, to go through a pipe."""
        return [self.pages, [astuple(part) for part in self.parts], [astuple(each) for each in self.missing]]

    @staticmethod
    def read(plain: list[Any]) -> Printed:
        """Return what ``plain`` made lists of."""
        pages, parts, missing = plain
        return Printed(
            pages, tuple(Part(*part) for part in parts), tuple(MissingGlyph(*each) for each in missing)
        )


BOOK = Printed(0)
"""What a workbook comes to: no pages."""
