"""How the papers of the page look in its list, and what is said of one that would name nobody."""

from __future__ import annotations

from desktop_app.domain.errors import N_

ICONS = {
    "visit-record": "clipboard-list",
    "month-ledger": "calendar-check",
    "month-summary": "chart-column",
    "route-sheet": "map-pin",
    "visit-sheet": "pencil",
    "overdue-list": "triangle-alert",
    "call-out-slip": "hand-heart",
    "visit-plan": "calendar",
    "campaign-call-tree": "phone",
    "assessment-screening": "clipboard-list",
}
OTHER_ICON = "file-down"

NOBODY = {
    "route-sheet": N_("今天没有要走访的人。"),
    "visit-sheet": N_("一周内没有要探访的人；可以选一个人，为他单独打印。"),
    "overdue-list": N_("没有逾期的人。"),
    "call-out-slip": N_("没有重大变故或平安预警要紧急走访。"),
    "visit-plan": N_("这个月从今天起没有排定的探访。"),
    "campaign-call-tree": N_("这次专项探访没有对象。"),
}
"""What to say in place of a paper that would name nobody."""
