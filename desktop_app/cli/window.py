"""What the command line needs of the window without knowing it; the entry point hands it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

TakePictures = Callable[[Path, str, Path, date | None], Sequence[Path] | None]
"""Takes pictures of the pages of a home (home, password, folder, day); ``None`` where no window can run."""


@dataclass(frozen=True, slots=True)
class Window:
    """Opens the window (home, sample, day) and takes pictures of it."""

    open: Callable[[Path | None, bool, date | None], int]
    take_pictures: TakePictures
