"""What the visit form hands in, and what is wrong with it before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from tomllib import loads
from typing import Any

from desktop_app.config import resources
from desktop_app.domain import measures as measured
from desktop_app.domain.characters import printable
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.forms import Answers, VisitForm, parse_form
from desktop_app.domain.terms import FindingKind, Mode, Outcome, SignatureKind
from desktop_app.services.finding_drafts import FollowUp

OUTCOMES_BY_MODE: dict[Mode, tuple[Outcome, ...]] = {
    Mode.IN_PERSON: (Outcome.MET_IN_PERSON, Outcome.NOT_AT_HOME),
    Mode.PHONE: (Outcome.MET_REMOTELY, Outcome.COULD_NOT_REACH),
    Mode.VIDEO: (Outcome.MET_REMOTELY, Outcome.COULD_NOT_REACH),
    Mode.DEVICE: (Outcome.MET_REMOTELY, Outcome.COULD_NOT_REACH),
    Mode.THIRD_PARTY: (Outcome.SEEN_BY_THIRD_PARTY, Outcome.COULD_NOT_REACH),
}
"""The outcomes that only make sense for a mode, commonest first."""

ALWAYS_POSSIBLE = (
    Outcome.REFUSED,
    Outcome.AWAY,
    Outcome.IN_HOSPITAL,
    Outcome.IN_INSTITUTION,
    Outcome.MOVED,
    Outcome.DECEASED,
)
DAYS_TO_CLOSE = {
    FindingKind.URGENT: 1,
    FindingKind.HAZARD: 7,
    FindingKind.NEED: 30,
    FindingKind.BENEFIT: 30,
}
"""How many days a finding may stay open unless another day is set."""


def possible_outcomes(mode: Mode) -> tuple[Outcome, ...]:
    """Return the outcomes that a visit of this mode can have, commonest first."""
    return OUTCOMES_BY_MODE[mode] + ALWAYS_POSSIBLE


@cache
def visit_form() -> VisitForm:
    """Return the visit form of five blocks that window, papers and imports share."""
    return parse_form(loads(resources.path("forms", "visit.toml").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDraft:
    """Something found that has to be followed."""

    kind: str
    what: str
    action: str | None = None
    referred_to: str | None = None
    due_on: date | None = None
    owner_uid: str | None = None
    owner_name: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class PhotoDraft:
    """One photo that was added to the store before (``PhotoService.add``), by its SHA-256."""

    digest: str
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDraft:
    """What the visit form hands in.

    ``measures`` maps a measure's key to a decimal number as text; ``signed_by`` names who signed for the elder.
    ``corrected_because`` is asked for when a recorded visit is changed, and only then.
    """

    elder_uid: str
    visited_on: date
    mode: str
    outcome: str
    visited_time: str | None = None
    visitor_uid: str | None = None
    visitor_name: str | None = None
    companions: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    summary: str | None = None
    action: str | None = None
    next_on: date | None = None
    sheet_no: str | None = None
    measures: Mapping[str, str] = field(default_factory=dict)
    signed_as: str | None = None
    signed_by: str | None = None
    photos: tuple[PhotoDraft, ...] = ()
    corrected_because: str | None = None
    findings: tuple[FindingDraft, ...] = ()
    campaign_uid: str | None = None
    """The campaign the visit was made for; who is due for one anyway is visited for it without this."""
    followed: tuple[FollowUp, ...] = ()
    """What was seen of findings that were open."""


MOST_PHOTOS = 3
"""Most photos of one visit: a photo is optional and never proof of work."""

_UNKNOWN = N_("不在可选项中")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_FURTHEST = timedelta(days=3653)
"""Nothing is arranged for later than so long after a visit: a year beyond it is a slip of the keyboard."""


def check_draft(draft: VisitDraft, today: date) -> None:
    """Raise what is wrong with a draft as ``FieldProblem``."""
    _check_when(draft, today)
    if draft.mode not in {mode.value for mode in Mode}:
        raise FieldProblem(field="mode", label=N_("探访方式"), reason=_UNKNOWN)
    if draft.outcome not in {outcome.value for outcome in possible_outcomes(Mode(draft.mode))}:
        raise FieldProblem(field="outcome", label=N_("探访结果"), reason=N_("与探访方式不符"))
    if not (draft.visitor_uid or text_of(draft.visitor_name)):
        raise FieldProblem(field="visitor", label=N_("探访人"), reason=N_("不能为空"))
    _check_findings(draft)
    if draft.signed_as and draft.signed_as not in {kind.value for kind in SignatureKind}:
        raise FieldProblem(field="signed_as", label=N_("签字"), reason=_UNKNOWN)
    if draft.signed_as == SignatureKind.PROXY.value and not text_of(draft.signed_by):
        raise FieldProblem(field="signed_by", label=N_("代签人"), reason=N_("请写明代签人姓名和关系"))
    if len({photo.digest for photo in draft.photos}) > MOST_PHOTOS:
        raise FieldProblem(field="photos", label=N_("照片"), reason=N_("一次探访最多三张照片"))
    visit_form().check(draft.answers)
    measured.checked(visit_form().measures, draft.measures)


def of_other_forms(answers: Answers, measures: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the answers and measures of a recorded visit that another version of the form took, not this one."""
    form = visit_form()
    unasked = {key: given for key, given in answers.items() if form.problems({key: given})}
    unread = {key: text for key, text in measures.items() if not _is_measured(key, text)}
    return unasked, unread


def _is_measured(key: str, text: str) -> bool:
    try:
        return bool(measured.checked(visit_form().measures, {key: text}))
    except measured.MeasureProblem:
        return False


def text_of(text: str | None) -> str | None:
    """Return ``text`` without control characters and blanks around it, None when nothing is left."""
    return printable(text or "") or None


def _check_when(draft: VisitDraft, today: date) -> None:
    if draft.visited_on > today:
        raise FieldProblem(field="visited_on", label=N_("探访日期"), reason=N_("不能晚于今天"))
    if draft.visited_on < date(2000, 1, 1):
        raise FieldProblem(field="visited_on", label=N_("探访日期"), reason=N_("年份有误"))
    if draft.visited_time and _TIME.fullmatch(draft.visited_time) is None:
        raise FieldProblem(field="visited_time", label=N_("时间"), reason=N_("应写成 09:30 这样"))
    _check_day(draft.next_on, draft.visited_on, "next_on", N_("下次探访"))


def _check_findings(draft: VisitDraft) -> None:
    for found in draft.findings:
        if found.kind not in {kind.value for kind in FindingKind}:
            raise FieldProblem(field="findings", label=N_("发现问题"), reason=_UNKNOWN)
        if not text_of(found.what):
            raise FieldProblem(field="findings", label=N_("发现问题"), reason=N_("请写明是什么问题"))
        _check_day(found.due_on, draft.visited_on, "findings", N_("办结期限"))
    named = [each.finding_uid for each in draft.followed]
    if len(set(named)) < len(named):
        raise FieldProblem(field="followed", label=N_("发现问题"), reason=N_("同一个问题写了两次"))


def _check_day(on: date | None, visited_on: date, field: str, label: str) -> None:
    """Raise ``FieldProblem`` for something that a visit arranges for a day before it, or for no working life."""
    if on is not None and on < visited_on:
        raise FieldProblem(field=field, label=label, reason=N_("不能早于探访日期"))
    if on is not None and on - visited_on > _FURTHEST:
        raise FieldProblem(field=field, label=label, reason=N_("年份有误"))
