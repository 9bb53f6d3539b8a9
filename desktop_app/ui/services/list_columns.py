"""The columns of the list of services given."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.domain.terms import Satisfaction
from desktop_app.services.service_drafts import ServiceLine
from desktop_app.ui import service_words as words
from desktop_app.ui.kit import Column


def list_columns() -> tuple[Column[ServiceLine], ...]:
    """Return the columns, name first."""
    return (
        Column(key="name", title=_("姓名"), width_em=12, text=lambda each: each.elder_name, strong=True),
        Column(key="service", title=_("服务"), width_em=8, text=lambda each: _(each.title)),
        Column(
            key="given_on",
            title=_("日期"),
            width_em=8,
            text=lambda each: words.days_words(each.given_on, each.to_on),
        ),
        Column(
            key="amount",
            title=_("数量"),
            width_em=5,
            text=lambda each: words.amount(each.quantity, _(each.unit)),
            sortable=False,
        ),
        Column(
            key="provider",
            title=_("提供方"),
            width_em=9,
            text=lambda each: each.provider or "",
            stretch=True,
        ),
        Column(
            key="satisfaction",
            title=_("满意程度"),
            width_em=6,
            text=lambda each: _(Satisfaction(each.satisfaction).term) if each.satisfaction else "",
            tint=lambda each: "soon" if each.satisfaction == Satisfaction.UNSATISFIED.value else "quiet",
        ),
        Column(key="cost", title=_("费用"), width_em=11.5, text=words.cost_words, align_right=True),
        Column(key="village", title=_("嘎查村（社区）"), width_em=10, text=lambda each: each.village),
        Column(
            key="note",
            title=_("地点、备注"),
            width_em=10,
            text=lambda each: _("；").join(part for part in (each.place, each.note) if part),
            sortable=False,
        ),
    )
