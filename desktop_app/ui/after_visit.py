"""What saved visits call for: somebody found dead, gone, in hospital or in an institution is a life event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.life_events import EVENT_AFTER_OUTCOME
from desktop_app.domain.terms import Outcome
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui.page import PageContext


def propose_events(context: PageContext, drafts: Sequence[VisitDraft], names: Mapping[str, str]) -> int:
    """Offer to record the life events that visits found, each in a notice of its own; return how many.

    ``names`` are those of the elders by uid.
    """
    if not context.navigator.has("life-event"):
        return 0
    found = 0
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
