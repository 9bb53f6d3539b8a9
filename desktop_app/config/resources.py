"""Find the files of ``resources/`` in a checkout, an installed wheel and a frozen program alike."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


@cache
def root() -> Path:
    """Return the resources folder; raises FileNotFoundError when the installation is incomplete."""
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [PACKAGE / "resources", PACKAGE.parent / "resources"]
    if frozen:
        candidates.insert(0, Path(frozen) / "resources")
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError("resources")


def path(*parts: str) -> Path:
    """Return the path of one resource, e.g. ``path("fonts", "NotoSansSC.ttf")``."""
    return root().joinpath(*parts)
