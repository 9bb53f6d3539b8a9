"""What the forms of an assessment hand in, what it must hold, and the scale that it is scored by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from tomllib import loads
from typing import Any, TypeVar

from desktop_app.config import resources
from desktop_app.config.strings import _
from desktop_app.domain.assessments import Scale, parse_scale
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import AbilityLevel, AssessmentCondition, AssessmentKind, AssessmentReason, Term
from desktop_app.services.decision_checks import DATED_FROM, months_after, optional_text, required_text

T = TypeVar("T", bound=Term)

VALID_MONTHS = 12
"""So long an official result holds unless its report says otherwise: a setting of the program, no rule."""
LONGEST_VALID = 120
_MOST_NAMED = 8
"""So many missing items a sentence names at most."""
_TEXTS = ("agency", "assessors", "informant", "report_no", "note")
_OFFICIAL_ONLY = {
    "agency": N_("评估机构"),
    "valid_until": N_("有效期至"),
    "report_no": N_("报告编号"),
    "scan_digest": N_("报告扫描件"),
}


class ItemsMissing(FieldProblem):
    """A screening lacks items; ``details`` name their ``items`` and give their ``count``."""

    code = "assessment_items"


class LevelDiffers(FieldProblem):
    """The level of a report is not that of its points; saying why in the note lets it be saved."""

    code = "assessment_level"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentDraft:
    """An official result or a screening; ``scores`` are points by item key, ``conditions`` keys of the change rules.

    An official one needs ``agency`` and ``level``; ``valid_until`` is a year on unless given, ``total`` only needed
    where not all items are known. A screening needs all items and takes its level from them.
    """

    elder_uid: str
    kind: str
    assessed_on: date
    level: str | None = None
    agency: str | None = None
    valid_until: date | None = None
    assessors: str | None = None
    informant: str | None = None
    reason: str | None = None
    report_no: str | None = None
    scores: Mapping[str, int] = field(default_factory=dict)
    conditions: Collection[str] = ()
    total: int | None = None
    scan_digest: str | None = None
    note: str | None = None


@cache
def scale() -> Scale:
    """Return the scale of ``resources/forms/assessment.toml``, read once."""
    return parse_scale(loads(resources.path("forms", "assessment.toml").read_text(encoding="utf-8")))


def usual_end(assessed_on: date) -> date:
    """Return the day to which a result holds unless its report says otherwise."""
    return months_after(assessed_on, VALID_MONTHS)


def facts_of(draft: AssessmentDraft, today: date) -> dict[str, Any]:
    """Return the columns of a checked draft, level and total computed; raises ``FieldProblem`` subclasses."""
    kind = _known(AssessmentKind, draft.kind, "kind", N_("评估的性质"))
    if draft.reason is not None:
        _known(AssessmentReason, draft.reason, "reason", N_("评估原因"))
    held = [each.value for each in AssessmentCondition if each in draft.conditions]
    if len(held) != len(set(draft.conditions)):
        raise _problem("conditions", N_("等级变更情形"), N_("没有这种情形"))
    if not DATED_FROM <= draft.assessed_on <= today:
        why = N_("日期不能晚于今天") if draft.assessed_on > today else N_("年份有误")
        raise _problem("assessed_on", N_("评估日期"), why)
    _check_points(draft)
    facts: dict[str, Any] = {name: optional_text(getattr(draft, name)) for name in _TEXTS}
    facts |= {
        "kind": kind.value,
        "assessed_on": draft.assessed_on,
        "reason": draft.reason,
        "scores": {key: draft.scores[key] for key in scale().items if key in draft.scores} or None,
        "conditions": held or None,
        "valid_until": None,
        "scan_digest": draft.scan_digest,
    }
    return facts | (_official(draft, facts) if kind is AssessmentKind.OFFICIAL else _screening(draft))


def _official(draft: AssessmentDraft, facts: Mapping[str, Any]) -> dict[str, Any]:
    agency = required_text(draft.agency, "agency", N_("评估机构"))
    if draft.level is None:
        raise _problem("level", N_("能力等级"), N_("请选择报告上的等级"))
    level = _known(AbilityLevel, draft.level, "level", N_("能力等级"))
    until = draft.valid_until or usual_end(draft.assessed_on)
    if not draft.assessed_on <= until <= months_after(draft.assessed_on, LONGEST_VALID):
        raise _problem("valid_until", N_("有效期至"), N_("应在评估日期之后，最长十年"))
    total = _total(draft)
    expected = _expected(draft, total)
    if expected is not None and expected is not level and not facts["note"]:
        raise LevelDiffers(
            field="note",
            label=N_("说明"),
            reason=N_("按得分应为 {expected}，与报告的 {level} 不同；请核对，报告确实如此的请写明原因"),
            expected=level_words(expected.value),
            level=level_words(level.value),
        )
    return {"agency": agency, "level": level.value, "valid_until": until, "total": total}


def _expected(draft: AssessmentDraft, total: int | None) -> AbilityLevel | None:
    """Return the level that points and conditions give, None where the total is not known."""
    if AssessmentCondition.COMA in draft.conditions:
        return AbilityLevel.LOST
    if total is None:
        return None
    return scale().changed_level(scale().level_of(total), draft.conditions)


def _total(draft: AssessmentDraft) -> int | None:
    """Return the total of a report: the sum of all items, else what the report says of it."""
    given = sum(draft.scores.values())
    open_points = sum(item.most for key, item in scale().items.items() if key not in draft.scores)
    if draft.total is None:
        return None if open_points else given
    if not given <= draft.total <= given + open_points:
        raise FieldProblem(
            field="total",
            label=N_("总分"),
            reason=N_("按已填的各项得分，总分应在 {least} 至 {most} 之间"),
            least=given,
            most=given + open_points,
        )
    return draft.total


def _screening(draft: AssessmentDraft) -> dict[str, Any]:
    for name, label in _OFFICIAL_ONLY.items():
        if getattr(draft, name):
            raise _problem(name, label, N_("筛查不是正式评估，不填这一格"))
    scored = scale().scored(draft.scores, draft.conditions)
    if scored.level is None:
        raise ItemsMissing(
            field=scored.missing[0],
            label=N_("评估项目"),
            reason=N_("还差 {count} 项：{items}。缺项时没有总分和等级"),
            count=len(scored.missing),
            items=_named(scale().titles(scored.missing)),
        )
    return {"level": scored.level.value, "total": scored.total}


def _check_points(draft: AssessmentDraft) -> None:
    for key in scale().wrong_points(draft.scores):
        item = scale().items.get(key)
        if item is None:
            raise _problem("scores", N_("评估项目"), N_("没有这个评估项目"))
        raise FieldProblem(
            field=key,
            label=N_("评估项目"),
            reason=N_("“{item}”应为 0 至 {most} 的整数"),
            item=item.title,
            most=item.most,
        )


def level_words(level: str) -> str:
    """Return ``2级 能力中度受损（中度失能）``; a level of a later version as it is."""
    words = {each.value: _(each.term) for each in AbilityLevel}
    return _("{level}级 {words}").format(level=level, words=words.get(level, "")).strip()


def _named(titles: Sequence[str]) -> str:
    """Return titles in one line, the first few where there are many: the form marks them all."""
    if len(titles) <= _MOST_NAMED:
        return "、".join(titles)
    return _("{items}等").format(items="、".join(titles[:_MOST_NAMED]))


def _known(kind: type[T], key: str, name: str, label: str) -> T:
    """Return the term with this key; raises ``FieldProblem``."""
    found = next((one for one in kind if one.value == key), None)
    if found is None:
        raise _problem(name, label, N_("不在可选项中"))
    return found


def _problem(name: str, label: str, reason: str) -> FieldProblem:
    return FieldProblem(field=name, label=label, reason=reason)
