"""What is measured at a visit (blood pressure, glucose, temperature): plausible ranges, and what deserves a look.

Values are kept as decimal text ("36.5"), exactly as typed: a fraction has no single spelling as a binary number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import FindingKind, Term

_NUMBER = re.compile(r"\d{1,4}(\.\d{1,4})?")
"""Digits of any width: a Chinese input method may type full-width ones."""

_KEY = re.compile(r"[a-z_.]{1,40}")
_LONGEST_SHOWN = 12
"""A value that is none of ours is shown up to so many characters."""

_POINTS = str.maketrans({"．": ".", "。": "."})
"""What a Chinese input method types where a decimal point is meant."""


class MeasureProblem(FieldProblem):
    """One measured value cannot be; ``details["field"]`` is the key of the measure."""

    code = "measure"


class Level(Term):
    """How a measured value stands to the range of its measure."""

    USUAL = "usual", "正常范围"
    LOW = "low", "偏低"
    HIGH = "high", "偏高"
    DANGEROUSLY_LOW = "dangerously_low", "危急偏低"
    DANGEROUSLY_HIGH = "dangerously_high", "危急偏高"


FINDING_OF_LEVEL = {
    Level.DANGEROUSLY_LOW: FindingKind.URGENT,
    Level.DANGEROUSLY_HIGH: FindingKind.URGENT,
}
"""The kind of finding that a level suggests; what is merely out of range is said, not proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing measured, in ``unit`` with ``decimals`` places.

    A value outside ``least`` to ``most`` is a slip of the pen and refused. Outside ``low`` to ``high`` it deserves
    a look; at ``danger_low`` and below, or ``danger_high`` and above, somebody must act today. ``above`` names
    the measure that it must be greater than (the upper blood pressure than the lower).
    """

    key: str
    title: str
    unit: str
    decimals: int
    least: Decimal
    most: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    danger_low: Decimal | None = None
    danger_high: Decimal | None = None
    above: str = ""
    source: str = ""

    def parse(self, text: str) -> Decimal:
        """Return the value of ``text``; raises MeasureProblem when it is no number or cannot be."""
        typed = text.strip().translate(_POINTS)
        if _NUMBER.fullmatch(typed) is None:
            raise self._problem(N_("应为数字"))
        if len(typed.partition(".")[2]) > self.decimals:
            raise self._problem(N_("小数位数过多"))
        value = Decimal(typed)
        if not self.least <= value <= self.most:
            raise MeasureProblem(
                field=self.key,
                label=self.title,
                reason=N_("应在 {least} 到 {most} {unit} 之间，请核对"),
                least=str(self.least),
                most=str(self.most),
                unit=self.unit,
            )
        return value

    def level(self, value: Decimal) -> Level:
        """Tell how ``value`` stands to the ranges."""
        if self.danger_low is not None and value <= self.danger_low:
            return Level.DANGEROUSLY_LOW
        if self.danger_high is not None and value >= self.danger_high:
            return Level.DANGEROUSLY_HIGH
        if self.low is not None and value < self.low:
            return Level.LOW
        if self.high is not None and value > self.high:
            return Level.HIGH
        return Level.USUAL

    def _problem(self, reason: str) -> MeasureProblem:
        return MeasureProblem(field=self.key, label=self.title, reason=reason)


@dataclass(frozen=True, slots=True)
class Remark:
    """One measured value that is out of the usual range."""

    measure: Measure
    value: str
    level: Level


def checked(measures: Sequence[Measure], values: Mapping[str, object]) -> dict[str, str]:
    """Return ``values`` without empty ones, each in its one spelling; raises the first MeasureProblem."""
    by_key = {measure.key: measure for measure in measures}
    found: dict[str, Decimal] = {}
    for key, text in values.items():
        if key not in by_key:
            told = told_key(key, N_("测量"))
            raise MeasureProblem(field=told, label=told, reason=N_("表单里没有这一项"))
        if not isinstance(text, str):
            raise MeasureProblem(field=key, label=by_key[key].title, reason=N_("应为数字"))
        if text.strip():
            found[key] = by_key[key].parse(text)
    for key, value in found.items():
        other = by_key[key].above
        if other in found and value <= found[other]:
            raise MeasureProblem(
                field=key,
                label=by_key[key].title,
                reason=N_("应高于{other}，请核对两个数"),
                other=by_key[other].title,
            )
    return {key: spelled(value, by_key[key].decimals) for key, value in found.items()}


def told_key(key: object, otherwise: str) -> str:
    """Return an unknown key for a message; what is no key at all may be somebody's name and is not repeated."""
    return key if isinstance(key, str) and _KEY.fullmatch(key) else otherwise


def spelled(value: Decimal, decimals: int) -> str:
    """Return the one spelling of a value with ``decimals`` places."""
    return str(value.quantize(Decimal(1).scaleb(-decimals)))


def remarks(measures: Sequence[Measure], values: Mapping[str, str]) -> Iterator[Remark]:
    """Go through the ``values`` that are out of the usual range, in the order of the form.

    What another site's form took and this one would refuse is passed over.
    """
    for measure in measures:
        level = _level_of(measure, values)
        if level not in (None, Level.USUAL):
            yield Remark(measure, values[measure.key], level)


def as_text(measures: Sequence[Measure], values: Mapping[str, str]) -> str:
    """Return ``values`` as one Chinese line for papers and tables, empty when nothing was measured.

    What another site's form took and this one would refuse is shown as it is, cut short.
    """
    parts = []
    for measure in measures:
        if text := values.get(measure.key):
            level = _level_of(measure, values)
            mark = f"（{level.term}）" if level not in (None, Level.USUAL) else ""
            shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
            parts.append(f"{measure.title} {shown} {measure.unit}{mark}")
    return "；".join(parts)


def _level_of(measure: Measure, values: Mapping[str, str]) -> Level | None:
    """Return the level of a kept value, None where there is none or it is no value of this form."""
    try:
        return measure.level(measure.parse(values.get(measure.key, "")))
    except MeasureProblem:
        return None
