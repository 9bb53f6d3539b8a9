"""Services: what elders get, entered one by one or as a round, what is arranged, what is still lacking, and who gives it.

Open the form by ``navigator.open("service", elder_uid=…, service=…, finding_uid=…, plan_uid=…, record_uid=…)``, a round
by ``navigator.open("service-round", service=…, given_on=…)``, and an arrangement to be made by
``navigator.open("service-plans", add=True, elder_uid=…, service=…, finding_uid=…)``.
"""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import HIDDEN, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_list(context: PageContext) -> Page:
    from desktop_app.ui.services.list_page import ServicesPage

    return ServicesPage(context)


def _make_form(context: PageContext) -> Page:
    from desktop_app.ui.services.record_page import ServicePage

    return ServicePage(context)


def _make_round(context: PageContext) -> Page:
    from desktop_app.ui.services.round_page import ServiceRoundPage

    return ServiceRoundPage(context)


def _make_plans(context: PageContext) -> Page:
    from desktop_app.ui.services.plans_page import ServicePlansPage

    return ServicePlansPage(context)


def _make_needs(context: PageContext) -> Page:
    from desktop_app.ui.services.needs_page import ServiceNeedsPage

    return ServiceNeedsPage(context)


def _make_providers(context: PageContext) -> Page:
    from desktop_app.ui.services.providers_page import ServiceProvidersPage

    return ServiceProvidersPage(context)


PAGES = (
    PageSpec(key="services", title=N_("服务"), icon="hand-heart", order=60, factory=_make_list),
    PageSpec(key="service", title=N_("登记服务"), icon="pencil", order=HIDDEN, factory=_make_form),
    PageSpec(key="service-round", title=N_("批量登记"), icon="users", order=HIDDEN, factory=_make_round),
    PageSpec(
        key="service-plans", title=N_("长期安排"), icon="calendar-check", order=HIDDEN, factory=_make_plans
    ),
    PageSpec(key="service-needs", title=N_("未满足的需求"), icon="info", order=HIDDEN, factory=_make_needs),
    PageSpec(
        key="service-providers",
        title=N_("服务提供方"),
        icon="users",
        order=HIDDEN,
        factory=_make_providers,
    ),
)
