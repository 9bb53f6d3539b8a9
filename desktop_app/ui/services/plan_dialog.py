"""The dialog that arranges a service for a person, or changes what was arranged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.services.service_drafts import PlanDraft, PlanLine, ProviderLine
from desktop_app.ui import service_words as words
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.kit import DateField, LineField
from desktop_app.ui.lookup_field import LookupField
from desktop_app.ui.page import PageContext
from desktop_app.ui.services.fields import MoneyField, QuantityField, RhythmField
from desktop_app.ui.services.provider_field import ProviderField, names_of


class PlanDialog(DecisionDialog):
    """安排服务. ``line`` is the arrangement to change; whose it is and which service then stay."""

    def __init__(
        self,
        context: PageContext,
        elder_uid: str,
        name: str,
        providers: Sequence[ProviderLine],
        parent: QWidget,
        *,
        line: PlanLine | None = None,
        service: str | None = None,
        finding_uid: str | None = None,
    ) -> None:
        title = _("安排服务：{name}") if line is None else _("更改安排：{name}")
        super().__init__(context, title.format(name=name), _("保存"), parent, width_em=42)
        self._elder_uid, self._line = elder_uid, line
        self._finding_uid = line.finding_uid if line is not None else finding_uid
        today = context.app.clock.today
        self.service = self.form.add_row(
            _("服务"),
            LookupField(words.service_choices(), placeholder=_("名称或拼音首字母")),
            name="service",
            required=True,
        )
        self.rhythm = self.form.add_row(
            _("多久一次"),
            RhythmField(),
            name="rhythm",
            help=_("排了日子的，当天自动列进批量登记的名单。"),
        )
        self.quantity = self.form.add_row(_("每次数量"), QuantityField(), name="quantity")
        self.provider = self.form.add_row(_("提供方"), ProviderField(providers), name="provider_uid")
        self.from_on = self.form.add_row(_("开始日期"), DateField(today=today), name="from_on", required=True)
        self.to_on = self.add_last_day(_("到期日"), "to_on", _("协议或安排的最后一天，到期前会提醒。"))
        self.place = self.form.add_row(
            _("地点"), LineField(longest=100, placeholder=_("没有可不填")), name="place"
        )
        self.cost = self.form.add_row(_("每次费用"), MoneyField(), name="cost", help=_("没有费用可不填。"))
        self.agreement = self.form.add_row(
            _("协议编号"), LineField(longest=60, placeholder=_("没有可不填")), name="agreement_no"
        )
        self.note = self.form.add_row(
            _("备注"), LineField(longest=200, placeholder=_("没有可不填")), name="note"
        )
        self.service.changed.connect(self._on_service)
        self.rhythm.changed.connect(self.fit_again)
        self.form.set_values(_values(line, service, today()))
        self._on_service()
        self.service.set_read_only(line is not None)
        self.form.mark_clean()
        if line is None:
            self.form.focus_first()
        else:
            self.rhythm.setFocus()
        self.keep_as("service_plan", line.uid if line is not None else elder_uid)

    def save(self) -> None:
        """Arrange or change."""
        values = self.form.values()
        uid, name = names_of(values["provider_uid"])
        draft = PlanDraft(
            elder_uid=self._elder_uid,
            service=values["service"],
            from_on=values["from_on"],
            to_on=values["to_on"],
            rhythm=values["rhythm"],
            quantity=values["quantity"],
            provider_uid=uid,
            provider_name=name,
            place=values["place"] or None,
            cost=self.cost.fen(),
            agreement_no=values["agreement_no"] or None,
            finding_uid=self._finding_uid,
            note=values["note"] or None,
        )
        app, line = self.context.app, self._line
        if line is None:
            self.write(_("已安排"), lambda: app.service_plans.add(app.actor, draft))
        else:
            self.write(_("已更改安排"), lambda: app.service_plans.change(app.actor, line.uid, draft))

    def _on_service(self) -> None:
        self.quantity.set_unit(words.unit_of(self.service.value()))


def _values(line: PlanLine | None, service: str | None, today: date) -> dict[str, Any]:
    if line is None:
        return {"service": service, "rhythm": None, "from_on": today}
    return {
        "service": line.service,
        "rhythm": line.rhythm,
        "quantity": line.quantity,
        "provider_uid": (line.provider_uid, line.provider),
        "from_on": line.from_on,
        "to_on": line.to_on,
        "place": line.place or "",
        "cost": line.cost,
        "agreement_no": line.agreement_no or "",
        "note": line.note or "",
    }
