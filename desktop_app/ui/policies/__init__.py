"""Policies: the profiles in plain words, a rule changed after a rehearsal, profiles as files, days off."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import HIDDEN, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_policies(context: PageContext) -> Page:
    from desktop_app.ui.policies.page import PoliciesPage

    return PoliciesPage(context)


def _make_rule(context: PageContext) -> Page:
    from desktop_app.ui.policies.rule_page import RulePage

    return RulePage(context)


PAGES = (
    PageSpec(
        key="policies", title=N_("政策方案"), icon="clipboard-list", order=HIDDEN, factory=_make_policies
    ),
    PageSpec(key="policy-rule", title=N_("修改规则"), icon="pencil", order=HIDDEN, factory=_make_rule),
)
