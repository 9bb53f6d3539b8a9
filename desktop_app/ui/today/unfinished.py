"""Forms that were begun and not saved: what each is called on the page of today, and where it is filled in further."""

from __future__ import annotations

from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.services.drafts import DraftRow
from desktop_app.ui.kit import spoken_day

VISIT, CORRECTION, HOUSEHOLD, CALLS = "visit", "visit_correction", "household_round", "phone_round"
SERVICES = "service_round"

LONGEST_NAME = 10
"""So many characters of a name stand in the narrow column beside what it is and when."""

_PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    VISIT: ("visit", ("elder_uid", "visit_uid")),
    CORRECTION: ("visit", ("elder_uid", "visit_uid")),
    HOUSEHOLD: ("household-round", ("household_uid", "elder_uid", "campaign_uid")),
    CALLS: ("phone-round", ("village_code", "visitor_uid", "uids", "campaign_uid")),
    SERVICES: ("service-round", ("service", "given_on")),
    "finding_new": ("finding-form", ()),
    "finding_correction": ("finding-form", ()),
    "finding_step": ("finding", ()),
    "support_step": ("support-step", ()),
    "support_step_correction": ("support-step", ()),
    "service_record": ("service", ()),
    "service_correction": ("service", ()),
    "assessment": ("assessment", ()),
    "assessment_correction": ("assessment", ()),
}
"""By form the page, and the parameters that a draft holds where it says nothing of its own under ``open``."""

_TITLES = {
    VISIT: N_("{name}的探访"),
    CORRECTION: N_("{name}的更正"),
    HOUSEHOLD: N_("{name}户 {count} 人"),
    CALLS: N_("电话探访 {count} 人"),
    SERVICES: N_("批量登记{name} {count} 人"),
    "finding_new": N_("{name}的问题"),
    "finding_correction": N_("{name}的问题更正"),
    "finding_step": N_("{name}的问题办理"),
    "support_step": N_("{name}的督促"),
    "support_step_correction": N_("{name}的督促更正"),
    "service_record": N_("{name}的服务"),
    "service_correction": N_("{name}的服务更正"),
    "assessment": N_("{name}的评估"),
    "assessment_correction": N_("{name}的评估更正"),
}
"""What is called how by its form, with the name of whom it is about."""

DRAFT_FORMS = frozenset(_TITLES)


def page_of(draft: DraftRow) -> tuple[str, dict[str, Any]]:
    """Return the page on which a draft is filled in further, with its parameters."""
    page, names = _PAGES[draft.form]
    opened = draft.content.get("open")
    if isinstance(opened, dict):
        return page, dict(opened)
    params = {name: draft.content[name] for name in names if draft.content.get(name)}
    if draft.form == HOUSEHOLD and "household_uid" in params:
        params.pop("elder_uid", None)
    return page, {name: tuple(value) if isinstance(value, list) else value for name, value in params.items()}


def title_of(draft: DraftRow, longest: int = LONGEST_NAME) -> str:
    """Return what was begun and about whom; a name longer than ``longest`` is cut."""
    name, count = str(draft.content.get("name") or ""), draft.content.get("count") or 0
    name = name if len(name) <= longest else f"{name[: longest - 1]}…"
    return _(_TITLES[draft.form]).format(name=name, count=count)


def kept_at(draft: DraftRow) -> str:
    """Return when it was kept last."""
    at = draft.saved_at.astimezone()
    return _("{day} {time}").format(day=spoken_day(at.date()), time=at.strftime("%H:%M"))
