"""Findings (发现问题) until they are closed: the list by age, one finding with its steps, entering one by hand.

Open them by ``navigator.open("findings", …)``, ``("finding", uid=…, step=…)`` and ``("finding-form", elder_uid=…)`` for
a new one or ``("finding-form", uid=…)`` to correct one.
"""

from __future__ import annotations

from typing import Any

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import Badge, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_list(context: PageContext) -> Page:
    from desktop_app.ui.findings.list_page import FindingsPage

    return FindingsPage(context)


def _make_finding(context: PageContext) -> Page:
    from desktop_app.ui.findings.finding_page import FindingPage

    return FindingPage(context)


def _make_form(context: PageContext) -> Page:
    from desktop_app.ui.findings.form_page import FindingFormPage

    return FindingFormPage(context)


def _badge(app: Any) -> Badge | None:
    counts = app.findings.counts(app.actor)
    pressing = max(counts["overdue"], counts["urgent"])
    return Badge(pressing, "overdue") if pressing else None


PAGES = (
    PageSpec(
        key="findings",
        title=N_("问题跟踪"),
        icon="triangle-alert",
        order=50,
        factory=_make_list,
        badge=_badge,
    ),
    PageSpec(key="finding", title=N_("问题办理"), icon="triangle-alert", factory=_make_finding),
    PageSpec(key="finding-form", title=N_("登记问题"), icon="triangle-alert", factory=_make_form),
)
