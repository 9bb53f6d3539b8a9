"""What a saved visit calls for: somebody found dead, gone, in hospital or in an institution is a life event."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.domain.life_events import EVENT_AFTER_OUTCOME
from desktop_app.domain.terms import Outcome
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui.page import PageContext


def propose_event(context: PageContext, draft: VisitDraft, name: str) -> bool:
    """Offer to record the life event that the visit found, with its kind and day; False where there is none."""
    kind = EVENT_AFTER_OUTCOME.get(Outcome(draft.outcome))
    if kind is None or not context.navigator.has("life-event"):
        return False
    told = _("{name}：这次探访的结果是“{outcome}”，请登记变故，写明日期和去向。")
    context.notices.show_notice(
        "info",
        told.format(name=name, outcome=_(Outcome(draft.outcome).term)),
        _("登记变故"),
        lambda: context.navigator.open(
            "life-event", elder_uid=draft.elder_uid, kind=kind.value, happened_on=draft.visited_on
        ),
    )
    return True
