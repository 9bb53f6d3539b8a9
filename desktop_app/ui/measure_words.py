"""What is said about measured values wherever they are typed or shown: signs read, levels tinted, findings proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop_app.domain.measures import FINDING_OF_LEVEL, Level, Measure, MeasureProblem, remarks
from desktop_app.ui.kit.fields import plain_digits
from desktop_app.ui.visit_answers import ProposedFinding

LEVEL_TINTS = {
    Level.LOW: "soon",
    Level.HIGH: "soon",
    Level.DANGEROUSLY_LOW: "urgent",
    Level.DANGEROUSLY_HIGH: "urgent",
}
PLAIN_SIGNS = str.maketrans("。．，／", "..,/")
"""What a Chinese input method types where a point, a comma or a stroke is meant."""


def typed_number(text: str) -> str:
    """Return a number as typed, in plain signs."""
    return plain_digits(text.translate(PLAIN_SIGNS)).replace(",", ".").strip()


def level_of(measure: Measure, text: str) -> Level | None:
    """Return how a typed value stands to the usual range, None for what cannot be."""
    try:
        return measure.level(measure.parse(text))
    except MeasureProblem:
        return None


def proposed_findings(measures: Sequence[Measure], values: Mapping[str, str]) -> tuple[ProposedFinding, ...]:
    """Return the findings that dangerous values suggest; ``values`` must be such as can be."""
    return tuple(
        ProposedFinding(
            FINDING_OF_LEVEL[one.level].value,
            f"{one.measure.title} {one.value} {one.measure.unit}（{one.level.term}）",
        )
        for one in remarks(measures, values)
        if one.level in FINDING_OF_LEVEL
    )
