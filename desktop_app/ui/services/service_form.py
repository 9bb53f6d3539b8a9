"""The rows of one service given, with what was filled in last time proposed in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.terms import Satisfaction
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.service_drafts import NeedLine, PlanLine, ProviderLine, ServiceDraft, ServiceLine
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.ui import service_words as words
from desktop_app.ui.choice_line import ChoiceLineField, LineOption
from desktop_app.ui.kit import CheckField, DateField, Form, LineField
from desktop_app.ui.lookup_field import LookupField
from desktop_app.ui.services.fields import MoneyField, Proposal, QuantityField, arranged, last_time
from desktop_app.ui.services.provider_field import ProviderField, names_of

CARRIED = ("service", "given_on", "to_on", "provider_uid", "given_by", "place")
"""What is the same for the next person when one service after the other is entered."""
ONE = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStart:
    """Everything the form shows about one person, read in one go; ``correcting`` is the record to correct."""

    elder: ElderDetail
    lines: Sequence[ServiceLine]
    plans: Sequence[PlanLine]
    needs: Sequence[NeedLine]
    providers: Sequence[ProviderLine]
    correcting: ServiceDraft | None = None
    finding_uid: str | None = None
    """The need that the form was opened for."""


class ServiceForm(Form):
    """One service given to one person. A proposal is nobody's word until it is taken, by Space or by F6."""

    def __init__(self, start: RecordStart, today: Callable[[], date]) -> None:
        super().__init__(label_em=5.5, columns=2, column_em=21)
        self._start, self._today = start, today
        self._last_of_all: ServiceLine | None = None
        self._need: NeedLine | None = None
        given = [line.service for line in start.lines]
        asked = [key for need in start.needs for key in need.services[:1]]
        arranged = [plan.service for plan in start.plans if not plan.over]
        self._usual = words.usual([*arranged, *given, *asked])
        self.usual = self.add_row(
            _("常用服务"),
            ChoiceLineField([LineOption(key, words.title_of(key)) for key in self._usual]),
            name="usual",
            help=_("按数字键选择；其他服务在下一格打字查找。"),
            wide=True,
        )
        self.service = self.add_row(
            _("服务"),
            LookupField(words.service_choices(), placeholder=_("名称或拼音首字母")),
            name="service",
            required=True,
        )
        self.given_on = self.add_row(
            _("日期"), DateField(latest_on=today, today=today), name="given_on", required=True
        )
        self.quantity = self.add_row(_("数量"), QuantityField(), name="quantity")
        self.to_on = self.add_row(
            _("到哪天"),
            DateField(today=today, empty=_("只有一天可不填")),
            name="to_on",
        )
        self.provider = self.add_row(_("提供方"), ProviderField(start.providers), name="provider_uid")
        self.given_by = self.add_row(
            _("服务人员"), LineField(longest=50, placeholder=_("没有可不填")), name="given_by"
        )
        self.place = self.add_row(
            _("地点"), LineField(longest=100, placeholder=_("没有可不填")), name="place"
        )
        self.satisfaction = self.add_row(
            _("满意程度"),
            ChoiceLineField(
                [
                    LineOption(
                        each.value, _(each.term), "soon" if each is Satisfaction.UNSATISFIED else "accent"
                    )
                    for each in Satisfaction
                ]
            ),
            name="satisfaction",
        )
        self.cost = self.add_row(_("费用"), MoneyField(), name="cost", help=_("没有费用可不填。"))
        self.paid = self.add_row(_("其中自付"), MoneyField(), name="paid", help=_("老人自己付的部分。"))
        self.note = self.add_row(
            _("备注"), LineField(longest=200, placeholder=_("没有可不填")), name="note", wide=True
        )
        self.closes = self.add_row(_("销号"), CheckField(""), name="closes_need", wide=True)
        self._proposals: dict[str, Proposal] = {
            name: Proposal(field, field.line)
            for name, field in (
                ("quantity", self.quantity),
                ("provider_uid", self.provider),
                ("given_by", self.given_by),
                ("place", self.place),
                ("cost", self.cost),
                ("paid", self.paid),
            )
        }
        self.usual.changed.connect(self._on_usual)
        self.service.changed.connect(self._on_service)
        self._show_service()

    def begin(self, given: Mapping[str, Any]) -> None:
        """Show a new record of today, or the one to correct; ``given`` is what is known already."""
        correcting = self._start.correcting
        if correcting is not None:
            self.set_values(values_of(correcting, self._start.lines))
        else:
            self.set_values({"given_on": self._today(), **given})
        self._on_service()
        self.mark_clean()

    def service_key(self) -> str | None:
        """Return the chosen service."""
        return self.service.value()

    def last(self) -> ServiceLine | None:
        """Return the person's last record of the chosen service."""
        key = self.service_key()
        return next((line for line in self._start.lines if line.service == key), None)

    def propose_from(self, line: ServiceLine | None) -> None:
        """Propose what somebody else got last where the person never got it; how much it cost is theirs alone."""
        self._last_of_all = line
        self._propose()

    def take_last(self) -> int:
        """Take every proposal; return how many fields that filled in."""
        taken = sum(each.take() for each in self._proposals.values())
        return taken + bool(self.satisfaction.line.accept_ghost())

    def plan(self) -> PlanLine | None:
        """Return the arrangement that the chosen service is given under."""
        key, day = self.service_key(), self.given_on.value() or self._today()
        return next(
            (
                each
                for each in self._start.plans
                if each.service == key and each.from_on <= day and (each.to_on is None or day <= each.to_on)
            ),
            None,
        )

    def need_to_close(self) -> NeedLine | None:
        """Return the open finding that the worker wants closed with this service."""
        return self._need if self.closes.value() and not self.row("closes_need").isHidden() else None

    def draft(self, elder_uid: str) -> ServiceDraft:
        """Return what is filled in; call after ``check``."""
        values, plan = self.values(), self.plan()
        service, given_on = values["service"], values["given_on"]
        assert service is not None  # both are required rows
        assert given_on is not None
        before = self._start.correcting
        uid, name = names_of(values["provider_uid"])
        met = self._need if self._need is not None and self.closes.value() else None
        return ServiceDraft(
            elder_uid=elder_uid,
            service=service,
            given_on=given_on,
            to_on=values["to_on"] if not self.row("to_on").isHidden() else None,
            quantity=values["quantity"],
            provider_uid=uid,
            provider_name=name,
            given_by=values["given_by"] or None,
            place=values["place"] or None,
            satisfaction=values["satisfaction"],
            cost=self.cost.fen(),
            paid=self.paid.fen(),
            plan_uid=before.plan_uid if before is not None else plan.uid if plan is not None else None,
            finding_uid=before.finding_uid if before is not None else met.finding_uid if met else None,
            note=values["note"] or None,
            closes_need=met is not None,
        )

    def carried(self) -> dict[str, Any]:
        """Return what is the same for the next person."""
        values = self.values()
        return {name: values[name] for name in CARRIED}

    def _on_usual(self) -> None:
        chosen = self.usual.value()
        if chosen is not None and chosen != self.service_key():
            self.service.set_value(chosen)

    def _on_service(self) -> None:
        key = self.service_key()
        if self.usual.value() != key:
            self.usual.set_value(key if key in self._usual else None)
        self._last_of_all = None
        self._show_service()

    def _show_service(self) -> None:
        key = self.service_key()
        known = catalogue().get(key or "")
        self.quantity.set_unit(words.unit_of(key))
        self.set_row_visible("to_on", known is not None and known.span)
        self._show_need(key)
        self._propose()

    def _show_need(self, key: str | None) -> None:
        """Offer to close the open need that the service meets: ticked, or not where only a person can tell."""
        needs = [need for need in self._start.needs if need.finding_uid is not None and key]
        asked = [need for need in needs if need.finding_uid == self._start.finding_uid]
        met = [need for need in needs if key in need.services]
        in_free_words = [need for need in needs if not need.services]
        before, found = self._need, [*asked, *met, *in_free_words][:1]
        self._need = found[0] if found and self._start.correcting is None else None
        self.set_row_visible("closes_need", self._need is not None)
        if self._need is not None:
            self.closes.box.setText(_("同时把需求“{what}”销号").format(what=self._need.what))
        if self._need is not before:
            self.closes.set_value(self._need is not None and self._need in (*asked, *met))

    def _propose(self) -> None:
        """Propose first what is arranged, then what the person got last, then what others got last."""
        last, plan, key = self.last(), self.plan(), self.service_key()
        if self._start.correcting is not None:
            last = plan = key = None
        former = last or (self._last_of_all if plan is None and key is not None else None)
        unit = words.unit_of(key)
        if plan is not None and plan.quantity:
            self._proposals["quantity"].propose(plan.quantity, arranged(words.amount(plan.quantity, unit)))
        elif last is not None and last.quantity:
            self._proposals["quantity"].propose(last.quantity, last_time(words.amount(last.quantity, unit)))
        else:
            told = _("一般 {amount}").format(amount=words.amount(ONE, unit))
            self._proposals["quantity"].propose(ONE if key else None, told)
        if plan is not None and plan.provider:
            self._proposals["provider_uid"].propose(
                (plan.provider_uid, plan.provider), arranged(plan.provider)
            )
        else:
            provider = (former.provider_uid, former.provider) if former and former.provider else None
            self._proposals["provider_uid"].propose(provider, last_time(former.provider if former else None))
        if plan is not None and plan.place:
            self._proposals["place"].propose(plan.place, arranged(plan.place))
        else:
            place = former.place if former is not None else None
            self._proposals["place"].propose(place, last_time(place))
        if plan is not None and plan.cost is not None:
            self._proposals["cost"].propose(plan.cost, arranged(words.money(plan.cost)))
        else:
            cost = last.cost if last is not None else None
            self._proposals["cost"].propose(cost, last_time(words.money(cost)))
        by, paid = getattr(former, "given_by", None), getattr(last, "paid", None)
        self._proposals["given_by"].propose(by, last_time(by))
        self._proposals["paid"].propose(paid, last_time(words.money(paid)))
        ghost = last.satisfaction if last is not None else None
        self.satisfaction.line.set_ghost((ghost,) if ghost else ())


def values_of(draft: ServiceDraft, lines: Sequence[ServiceLine]) -> dict[str, Any]:
    """Return the values of the form for a record as it stands; ``lines`` know the names of providers."""
    named = {line.provider_uid: line.provider for line in lines if line.provider_uid}
    return {
        "service": draft.service,
        "given_on": draft.given_on,
        "to_on": draft.to_on,
        "quantity": draft.quantity,
        "provider_uid": (draft.provider_uid, draft.provider_name or named.get(draft.provider_uid or "")),
        "given_by": draft.given_by or "",
        "place": draft.place or "",
        "satisfaction": draft.satisfaction,
        "cost": draft.cost,
        "paid": draft.paid,
        "note": draft.note or "",
    }
