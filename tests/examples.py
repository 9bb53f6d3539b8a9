"""How many made-up cases a property is tried on: a third in every run, all of them in the proofs."""

from __future__ import annotations

import os

ALL = os.environ.get("EXAMPLES") == "all"
LEAST = 4


def examples(most: int) -> int:
    """Return how many of at most so many cases are tried in this run; mark such tests ``examples``."""
    return most if ALL else max(most // 3, LEAST)
