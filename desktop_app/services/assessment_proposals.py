"""Which categories an assessment proposes: only an official one, only proposes, never decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import AbilityLevel, AssessmentCondition, Category
from desktop_app.storage.queries.assessments import AssessmentLine

BY_LEVEL: Mapping[str, Category | None] = {
    AbilityLevel.INTACT.value: None,
    AbilityLevel.MILD.value: None,
    AbilityLevel.MODERATE.value: Category.PARTLY_INCAPACITATED,
    AbilityLevel.SEVERE.value: Category.INCAPACITATED,
    AbilityLevel.LOST.value: Category.INCAPACITATED,
}
"""Which category a level proposes; see ``SOURCE``. That 2 is 半失能 and 3 and 4 are 失能 is our reading of its names."""
SOURCE = N_("失能、半失能：能力评估 65 分及以下（GB/T 42195 的 2 级及以上），按一份省级文件附件的口径")
_RESTING = (Category.INCAPACITATED, Category.PARTLY_INCAPACITATED)
"""The categories that rest on the level alone; 失智 rests on a diagnosis, which no level takes back."""


class Span(Protocol):
    """What is asked of a dated category."""

    category: str
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryProposal:
    """What to decide about somebody's categories; ``asks`` instead: apply for an official assessment.

    ``gives`` and ``ends`` are keys of Category; ``why`` says it in sentences, ``source`` on what it rests.
    """

    elder_uid: str
    assessment_uid: str
    assessed_on: date
    level: str
    gives: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    asks: bool = False
    why: tuple[Phrase, ...] = ()
    source: str = SOURCE
    put_off: tuple[date, str] | None = None

    @property
    def matter(self) -> tuple[object, ...]:
        """Return what was agreed to: when it changes, it has to be looked at again."""
        return (self.assessment_uid, self.level, self.gives, self.ends)


def propose(lines: Sequence[AssessmentLine], spans: Sequence[Span], today: date) -> CategoryProposal | None:
    """Return what assessments until today, newest first, propose beside the categories that are written.

    What people decided about a category since the assessment stands: one ended after it is not proposed again, one
    begun after it is not proposed to be ended. An assessment that is over proposes nothing.
    """
    official = next((line for line in lines if line.official), None)
    newest = lines[0]
    if not newest.official and _asks(newest, official):
        return CategoryProposal(
            elder_uid=newest.elder_uid,
            assessment_uid=newest.uid,
            assessed_on=newest.assessed_on,
            level=newest.level,
            asks=True,
            why=(
                phrase(
                    N_("{day} 的筛查（非正式评估）为 {level} 级。筛查不能作为类别的依据，建议申请正式评估。"),
                    day=newest.assessed_on.isoformat(),
                    level=newest.level,
                ),
            ),
        )
    if official is None or (official.days_left is not None and official.days_left < 0):
        return None
    return _from_official(official, spans, today)


def source_of(proposal: CategoryProposal) -> str:
    """Return what stands as the source of a category that was adopted, a plain word of the register."""
    return f"能力评估 {proposal.assessed_on.isoformat()} {proposal.level}级"


def _asks(screening: AssessmentLine, official: AssessmentLine | None) -> bool:
    """Tell whether a screening is a reason to have somebody assessed: no official result, or one that was better."""
    if official is not None and (official.days_left is None or official.days_left >= 0):
        return screening.level > official.level and BY_LEVEL.get(screening.level) is not BY_LEVEL.get(
            official.level
        )
    dementia = AssessmentCondition.DEMENTIA.value in screening.conditions
    return dementia or BY_LEVEL.get(screening.level) is not None


def _from_official(line: AssessmentLine, spans: Sequence[Span], today: date) -> CategoryProposal | None:
    by_level = BY_LEVEL.get(line.level)
    if line.level not in BY_LEVEL:
        return None
    wanted: list[tuple[Category, Phrase]] = []
    if by_level is not None:
        wanted.append((by_level, phrase(N_("能力等级 {level} 级"), level=line.level)))
    if AssessmentCondition.DEMENTIA.value in line.conditions:
        wanted.append((Category.DEMENTIA, phrase(N_("评估时已确诊痴呆（F00～F03）"))))
    gives, ends, why = [], [], []
    for category, reason in wanted:
        mine = [span for span in spans if span.category == category]
        if not any(_holds(span, today) for span in mine) and not _decided_since(mine, line.assessed_on):
            gives.append(category.value)
            why.append(
                phrase(N_("建议加“{category}”：{reason}"), category=Phrase(category.term), reason=reason)
            )
    for category in _RESTING:
        held = [span for span in spans if span.category == category and _holds(span, today)]
        if category is by_level or not held or any(_later(span, line.assessed_on) for span in held):
            continue
        if by_level is not None and by_level.value not in gives and not _holding(spans, by_level, today):
            continue  # people decided against what the level gives: then what they left stands too
        ends.append(category.value)
        why.append(
            phrase(
                N_("建议结束“{category}”：能力等级为 {level} 级"),
                category=Phrase(category.term),
                level=line.level,
            )
        )
    if not gives and not ends:
        return None
    return CategoryProposal(
        elder_uid=line.elder_uid,
        assessment_uid=line.uid,
        assessed_on=line.assessed_on,
        level=line.level,
        gives=tuple(gives),
        ends=tuple(ends),
        why=tuple(why),
    )


def _holds(span: Span, on: date) -> bool:
    return (span.from_on is None or span.from_on <= on) and (span.to_on is None or span.to_on >= on)


def _holding(spans: Sequence[Span], category: Category, on: date) -> bool:
    return any(span.category == category and _holds(span, on) for span in spans)


def _later(span: Span, assessed_on: date) -> bool:
    return span.from_on is not None and span.from_on > assessed_on


def _decided_since(spans: Sequence[Span], assessed_on: date) -> bool:
    """Tell whether one of them begins or ended after the assessment: somebody has decided since."""
    return any(_later(span, assessed_on) or (span.to_on or date.min) >= assessed_on for span in spans)
