"""What saved visits call for: a life event where somebody is dead, gone or away, urging where a family neglects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.life_events import EVENT_AFTER_OUTCOME
from desktop_app.domain.support import Seen
from desktop_app.domain.terms import Outcome, SupportStepKind
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui.page import PageContext


def propose_events(context: PageContext, drafts: Sequence[VisitDraft], names: Mapping[str, str]) -> int:
    """Offer to record the life events that visits found, each in a notice of its own; return how many.

    ``names`` are those of the elders by uid.
    """
    found = propose_urging(context, drafts, names)
    if not context.navigator.has("life-event"):
        return found
    for draft in drafts:
        kind = EVENT_AFTER_OUTCOME.get(Outcome(draft.outcome))
        if kind is None:
            continue
        found += 1
        told = _("{name}：这次探访的结果是“{outcome}”，请登记变故，写明日期和去向。")
        params: dict[str, Any] = {
            "elder_uid": draft.elder_uid,
            "kind": kind.value,
            "happened_on": draft.visited_on,
        }
        context.notices.show_notice(
            "info",
            told.format(name=names.get(draft.elder_uid, ""), outcome=_(Outcome(draft.outcome).term)),
            _("登记变故"),
            partial(context.navigator.open, "life-event", **params),
        )
    return found


def propose_urging(context: PageContext, drafts: Sequence[VisitDraft], names: Mapping[str, str]) -> int:
    """Offer to urge the families that visits found not doing their duty of support; return how many."""
    if not context.navigator.has("support-step"):
        return 0
    found = 0
    for draft in drafts:
        answers = (str(draft.answers.get(key) or "") for key in ("support.duty", "support.contact"))
        seen = Seen(draft.visited_on, *answers)
        if not seen.bad:
            continue
        found += 1
        told = (
            _("{name}：疑似虐待遗弃，情况紧急先打 110，再登记报告有关部门。")
            if seen.abused
            else _("{name}：家人没有很好履行赡养义务或者很少看望，可以登记督促。")
        )
        kind = SupportStepKind.REPORTED if seen.abused else SupportStepKind.URGED
        context.notices.show_notice(
            "overdue" if seen.abused else "info",
            told.format(name=names.get(draft.elder_uid, "")),
            _("登记督促"),
            partial(context.navigator.open, "support-step", elder_uid=draft.elder_uid, kind=kind.value),
        )
    return found
