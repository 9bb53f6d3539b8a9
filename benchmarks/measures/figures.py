"""Time something several times beside a floor, and print the result with its budget."""

from __future__ import annotations

import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured kind of work; values and floor in seconds, or in megabytes where ``unit`` says so.

    ``budget`` is for the statistic named; the floor is the least that raw library calls need for the same
    amount of work, measured in the same run.
    """

    name: str
    what: str
    values: Sequence[float]
    budget: float | None
    floor: Sequence[float] = ()
    floor_what: str = ""
    unit: str = "s"
    percentile: int = 50
    note: str = ""

    @property
    def value(self) -> float:
        """The percentile that the budget is for."""
        return percentile(self.values, self.percentile)

    @property
    def floor_value(self) -> float | None:
        """The median of the floor."""
        return statistics.median(self.floor) if self.floor else None

    @property
    def ratio(self) -> float | None:
        """How many times the floor the median is."""
        floor = self.floor_value
        return statistics.median(self.values) / floor if floor else None

    @property
    def verdict(self) -> str:
        """Say whether the budget holds; nothing depends on it."""
        if self.budget is None:
            return ""
        return "within" if self.value <= self.budget else "OVER"

    def as_data(self) -> dict[str, Any]:
        """Return everything for the JSON document."""
        return {
            "name": self.name,
            "what": self.what,
            "unit": self.unit,
            "n": len(self.values),
            "median": statistics.median(self.values),
            "p95": percentile(self.values, 95),
            "max": max(self.values),
            "budget": self.budget,
            "budget_percentile": self.percentile,
            "verdict": self.verdict,
            "floor": self.floor_value,
            "floor_what": self.floor_what,
            "ratio": self.ratio,
            "note": self.note,
        }


@dataclass(slots=True)
class Stopwatch:
    """Collects the durations of one kind of work."""

    values: list[float] = field(default_factory=list)

    def time(self, work: Callable[[], Any]) -> Any:
        """Do the work, note how long it took, and return what it returned."""
        begun = time.perf_counter()
        result = work()
        self.values.append(time.perf_counter() - begun)
        return result


def times(work: Callable[[], Any], number: int) -> list[float]:
    """Return how long ``work`` took, ``number`` times."""
    watch = Stopwatch()
    for _again in range(number):
        watch.time(work)
    return watch.values


def percentile(values: Sequence[float], wanted: int) -> float:
    """Return the median, or the smallest value that ``wanted`` percent of the values do not exceed."""
    if wanted == 50:
        return statistics.median(values)
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * wanted / 100) - 1, 0)]


def shown(value: float | None, unit: str) -> str:
    """Return a duration in s or ms, or a size in MB, with three figures."""
    if value is None:
        return "–"
    if unit != "s":
        return f"{value:.0f} {unit}"
    return f"{value * 1000:.3g} ms" if value < 1 else f"{value:.3g} s"


COLUMNS = ("work", "n", "median", "p95", "budget", "", "floor", "ratio")


def cells(figure: Figure) -> tuple[str, ...]:
    """Return one figure as the cells of a row."""
    budget = shown(figure.budget, figure.unit)
    if figure.budget is not None and figure.percentile != 50:
        budget += f" (p{figure.percentile})"
    ratio = figure.ratio
    return (
        figure.what,
        str(len(figure.values)),
        shown(statistics.median(figure.values), figure.unit),
        shown(percentile(figure.values, 95), figure.unit) if len(figure.values) > 4 else "–",
        budget,
        figure.verdict,
        shown(figure.floor_value, figure.unit),
        f"{ratio:.1f}" if ratio else "–",
    )


def table(figures: Sequence[Figure]) -> str:
    """Return all figures as a Markdown table."""
    rows = [COLUMNS, tuple("---" for _column in COLUMNS), *map(cells, figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def machine() -> dict[str, Any]:
    """Describe the computer without naming it."""
    memory = 0
    info = Path("/proc/meminfo")
    if info.exists():
        memory = int(info.read_text(encoding="ascii").split()[1]) // 1024
    return {
        "cores": os.cpu_count(),
        "memory_mb": memory,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def tell(text: str) -> None:
    """Say on standard error what is going on; standard output is for the figures."""
    print(text, file=sys.stderr, flush=True)
