"""The form of a life event: what happened and when; its fields follow the kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.life_events import DESTINATIONS, LIFE_EVENT_EFFECTS
from desktop_app.domain.terms import LifeEventKind, ReachKind, ResidenceKind
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.life_events import LifeEventRow
from desktop_app.services.register import VisitorRow
from desktop_app.ui.kit import ChoiceField, ChoiceRow, DateField, Form, LineField, TimeField

KINDS = (
    LifeEventKind.DECEASED,
    LifeEventKind.MOVED_OUT,
    LifeEventKind.RETURNED,
    LifeEventKind.HOSPITAL_IN,
    LifeEventKind.HOSPITAL_OUT,
    LifeEventKind.INSTITUTION_IN,
    LifeEventKind.INSTITUTION_OUT,
    LifeEventKind.SEASONAL_MOVE,
    LifeEventKind.FALL,
    LifeEventKind.BEREAVEMENT,
    LifeEventKind.ACUTE_ILLNESS,
    LifeEventKind.FIRE,
    LifeEventKind.DISASTER,
    LifeEventKind.VIOLENCE,
    LifeEventKind.OTHER,
)
"""In the order in which an office meets them; the first nine have a digit."""


class LifeEventForm(Form):
    """Asks what happened; ``draft`` is None until kind and day are chosen."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(columns=2, label_em=6.5, column_em=26)
        self._today = today
        self.kind: ChoiceRow[LifeEventKind] = self.add_row(
            _("发生了什么"),
            ChoiceRow([(kind, _(kind.term)) for kind in KINDS]),
            name="kind",
            required=True,
            wide=True,
        )
        self.happened_on = self.add_row(
            _("发生日期"), DateField(latest_on=today, today=today), name="happened_on", required=True
        )
        self.happened_time = self.add_row(
            _("发生时间"), TimeField(), name="happened_time", help=_("知道就填：24 小时内的探访从这时算起。")
        )
        self.known_on = self.add_row(
            _("得知日期"), DateField(latest_on=today, today=today), name="known_on", required=True
        )
        self.known_time = self.add_row(_("得知时间"), TimeField(), name="known_time")
        self.place = self.add_row(
            _("地点或去向"), LineField(longest=200, placeholder=_("在哪里发生，或去了哪里")), name="place"
        )
        self.reported_by = self.add_row(
            _("由谁告知"), LineField(longest=50, placeholder=_("家属、邻居、村医……")), name="reported_by"
        )
        self.covered_by: ChoiceField[str] = self.add_row(
            _("由谁看望"),
            ChoiceField(empty=_("原责任人")),
            name="covered_by",
            help=_("居住在外期间由别人探访的，选那一位。"),
        )
        self.stay: ChoiceField[ResidenceKind] = self.add_row(
            _("搬到"), ChoiceField([(kind, _(kind.term)) for kind in DESTINATIONS], empty=None), name="stay"
        )
        self.reach: ChoiceField[ReachKind] = self.add_row(
            _("怎么看望"), ChoiceField(ReachKind, empty=_("照常")), name="reach"
        )
        self.what = self.add_row(
            _("情况说明"),
            LineField(longest=400, placeholder=_("经过、现状、需要什么")),
            name="what",
            wide=True,
        )
        self.kind.changed.connect(self.fit_fields)
        self.fit_fields()

    def set_visitors(self, visitors: Sequence[VisitorRow]) -> None:
        """Offer the people who visit."""
        chosen = self.covered_by.value()
        self.covered_by.set_choices([(one.uid, one.name) for one in visitors])
        self.covered_by.set_value(chosen)

    def start(self, kind: LifeEventKind | None, happened_on: date | None) -> None:
        """Show an empty form, with what is known already."""
        self.set_values(
            {
                "kind": kind,
                "happened_on": happened_on or self._today(),
                "known_on": self._today(),
                "happened_time": "",
                "known_time": "",
                "reach": None,
                "stay": ResidenceKind.PASTURE,
                "place": "",
                "covered_by": None,
                "what": "",
                "reported_by": "",
            }
        )
        self.kind.setEnabled(True)
        self.fit_fields()

    def show_event(self, event: LifeEventRow) -> None:
        """Show a recorded event for correction; its kind stays."""
        known = {kind.value: kind for kind in LifeEventKind}
        self.set_values(
            {
                "kind": known.get(event.kind),
                "happened_on": event.happened_on,
                "known_on": event.known_on,
                "happened_time": event.happened_time or "",
                "known_time": event.known_time or "",
                "place": event.place or "",
                "what": event.what or "",
                "reported_by": event.reported_by or "",
            }
        )
        self.kind.setEnabled(False)
        self.fit_fields(correcting=True)

    def draft(self, elder_uid: str) -> LifeEventDraft | None:
        """Return what is filled in, None while kind or day are missing."""
        kind, happened_on = self.kind.value(), self.happened_on.value()
        if kind is None or happened_on is None:
            return None
        effect, stay, reach = LIFE_EVENT_EFFECTS[kind], self.stay.value(), self.reach.value()
        moves = effect.begins is ResidenceKind.PASTURE
        return LifeEventDraft(
            elder_uid=elder_uid,
            kind=kind.value,
            happened_on=happened_on,
            known_on=self.known_on.value(),
            what=self.what.value() or None,
            place=self.place.value() or None,
            reported_by=self.reported_by.value() or None,
            stay=stay.value if stay is not None and moves else None,
            covered_by_uid=self.covered_by.value() if effect.begins is not None else None,
            reach=reach.value if reach is not None and moves else None,
            happened_time=self.happened_time.value(),
            known_time=self.known_time.value(),
        )

    def fit_fields(self, *, correcting: bool = False) -> None:
        """Show the fields that belong to the kind; where a stay leads is mended in the stay itself."""
        kind = self.kind.value()
        effect = LIFE_EVENT_EFFECTS[kind] if kind is not None else None
        begins = effect.begins if effect is not None and not correcting else None
        self.set_row_visible("stay", begins is ResidenceKind.PASTURE)
        self.set_row_visible("reach", begins is ResidenceKind.PASTURE)
        self.set_row_visible("covered_by", begins is not None)
