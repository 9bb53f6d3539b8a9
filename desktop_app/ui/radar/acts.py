"""Where a line of the radar is settled: the form of the service, the arrangements, the assessment, or the person."""

from __future__ import annotations

from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.due_kinds import DueKind, DueState
from desktop_app.domain.terms import UserRole
from desktop_app.services.radar_rows import DueItem
from desktop_app.ui.page import PageContext

PROVIDERS, ASSESSMENT, PLANS, SERVICE = "service-providers", "assessment", "service-plans", "service"


def handle(context: PageContext, item: DueItem) -> None:
    """Open where an item is settled; whoever may only read sees the person."""
    if item.elder_uid is None:
        if context.navigator.has(PROVIDERS):
            context.navigator.open(PROVIDERS)
        return
    missing_contract = item.kind is DueKind.SERVICE and (
        item.at_once or (item.state is DueState.OVERDUE and item.last_on == item.due_on)
    )
    if item.kind in {DueKind.ASSESSMENT, DueKind.UNASSESSED} or (
        item.kind is DueKind.SERVICE and item.service is None
    ):
        _open(context, ASSESSMENT, item.elder_uid)
    elif item.kind is DueKind.AGREEMENT or missing_contract:
        _open(context, PLANS, item.elder_uid, add=True, service=item.service)
    elif item.kind is DueKind.SERVICE:
        _open(context, SERVICE, item.elder_uid, service=item.service)
    else:
        _open(context, "", item.elder_uid)


def arrange(context: PageContext, item: DueItem) -> None:
    """Open the form that arranges that the service comes."""
    if item.service is None or item.elder_uid is None:
        context.notices.show_notice("info", _("这一行不是服务，不用安排；按 F4 去办理。"))
    else:
        _open(context, PLANS, item.elder_uid, add=True, service=item.service)


def _open(context: PageContext, key: str, elder_uid: str, **params: Any) -> None:
    writes = context.app.actor.role is not UserRole.READER
    if key and writes and context.navigator.has(key):
        context.navigator.open(key, elder_uid=elder_uid, **params)
    else:
        context.navigator.open("person", uid=elder_uid)
