"""The dialog that adds a provider of services, or changes what is known of one."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import ProviderKind
from desktop_app.services.service_drafts import ProviderDraft, ProviderLine
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.kit import ChoiceField, LineField, PhoneField
from desktop_app.ui.page import PageContext


class ProviderDialog(DecisionDialog):
    """服务提供方. ``line`` is the provider to change."""

    def __init__(self, context: PageContext, parent: QWidget, *, line: ProviderLine | None = None) -> None:
        title = _("增加服务提供方") if line is None else _("更改服务提供方")
        super().__init__(context, title, _("保存"), parent, width_em=38)
        self._line = line
        self.name = self.form.add_row(
            _("名称"), LineField(longest=100, placeholder=_("如 幸福互助院")), name="name", required=True
        )
        self.kind: ChoiceField[ProviderKind] = self.form.add_row(
            _("种类"), ChoiceField(ProviderKind), name="kind", required=True
        )
        self.phone = self.form.add_row(_("电话"), PhoneField(placeholder=_("没有可不填")), name="phone")
        self.contract = self.form.add_row(
            _("合同编号"),
            LineField(longest=60, placeholder=_("没有可不填")),
            name="contract_no",
            help=_("政府购买服务的，填合同编号和起止日期，到期前会提醒。"),
        )
        self.first = self.add_last_day(_("合同开始"), "contract_from_on")
        self.last = self.add_last_day(_("合同到期"), "contract_to_on")
        self.note = self.form.add_row(
            _("备注"), LineField(longest=200, placeholder=_("没有可不填")), name="note"
        )
        if line is not None:
            self.form.set_values(
                {
                    "name": line.name,
                    "kind": ProviderKind(line.kind),
                    "phone": line.phone or "",
                    "contract_no": line.contract_no or "",
                    "contract_from_on": line.contract_from_on,
                    "contract_to_on": line.contract_to_on,
                    "note": line.note or "",
                }
            )
        self.form.mark_clean()
        self.form.focus_first()
        self.keep_as("service_provider", line.uid if line is not None else "")

    def save(self) -> None:
        """Add or change."""
        kind = self.kind.value()
        assert kind is not None  # a required row
        draft = ProviderDraft(
            name=self.name.value(),
            kind=kind.value,
            phone=self.phone.value() or None,
            contract_no=self.contract.value() or None,
            contract_from_on=self.first.value(),
            contract_to_on=self.last.value(),
            note=self.note.value() or None,
        )
        app, line = self.context.app, self._line
        if line is None:
            self.write(_("已增加服务提供方"), lambda: app.service_providers.add(app.actor, draft))
        else:
            self.write(
                _("已更改服务提供方"), lambda: app.service_providers.change(app.actor, line.uid, draft)
            )
