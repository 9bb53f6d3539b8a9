"""The one list of the fonts that the program ships; the window and the papers both register from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop_app.config import resources


class FontRole(StrEnum):
    """What a font file is for."""

    SANS = "sans"
    SANS_BOLD = "sans_bold"
    SERIF = "serif"
    SERIF_BOLD = "serif_bold"
    RARE = "rare"
    MONGOLIAN = "mongolian"


@dataclass(frozen=True, slots=True)
class FontFile:
    """One shipped font: its role, its file under ``resources/fonts``, its family as the window knows it."""

    role: FontRole
    file: str
    family: str
    bold: bool = False

    @property
    def path(self) -> Path:
        """Return where the file lies in this installation."""
        return resources.path("fonts", self.file)


FONTS: tuple[FontFile, ...] = (
    FontFile(FontRole.SANS, "NotoSansSC-Regular.ttf", "Noto Sans SC"),
    FontFile(FontRole.SANS_BOLD, "NotoSansSC-Bold.ttf", "Noto Sans SC", bold=True),
    FontFile(FontRole.SERIF, "NotoSerifSC-Regular.ttf", "Noto Serif SC"),
    FontFile(FontRole.SERIF_BOLD, "NotoSerifSC-Bold.ttf", "Noto Serif SC", bold=True),
    FontFile(FontRole.RARE, "RareHanMing.ttf", "Rare Han Ming"),
    FontFile(FontRole.MONGOLIAN, "NotoSansMongolian-Regular.ttf", "Noto Sans Mongolian"),
)

WINDOW_FAMILIES: tuple[str, ...] = ("Noto Sans SC", "Noto Serif SC", "Rare Han Ming", "Noto Sans Mongolian")
"""Families for the window's letter, first choice first; each fills in what those before it lack."""


def font(role: FontRole) -> FontFile:
    """Return the font for ``role``."""
    return next(entry for entry in FONTS if entry.role is role)
