"""Which lines the present choices leave, and the number beside each choice; pure, for a reader thread."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.due_kinds import DueKind
from desktop_app.services.radar_rows import Radar, RadarLine, months, topics, village_counts

Topic = tuple[DueKind, str]
Month = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is chosen; ``at_once`` asks for what should be done already and not for a month."""

    kind: DueKind | None = None
    topic: Topic | None = None
    month: Month | None = None
    at_once: bool = False
    village_code: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The lines, and how many each topic, month and village would leave by the other choices."""

    lines: list[RadarLine]
    topics: list[tuple[Topic, int]]
    months: list[tuple[Month | None, int]]
    villages: dict[str, int]


def narrowed(radar: Radar, choice: Choice) -> Shown:
    """Return what a choice leaves of everything that was found."""
    of_village = radar.narrowed(village_code=choice.village_code, kind=choice.kind)
    of_month = [line for line in of_village if _in_month(line, choice)]
    return Shown(
        lines=[line for line in of_month if choice.topic is None or line.topic == choice.topic],
        topics=topics(of_month),
        months=months(line for line in of_village if choice.topic is None or line.topic == choice.topic),
        villages=village_counts(radar.lines),
    )


def _in_month(line: RadarLine, choice: Choice) -> bool:
    if choice.at_once:
        return line.month is None
    return choice.month is None or line.month == choice.month
