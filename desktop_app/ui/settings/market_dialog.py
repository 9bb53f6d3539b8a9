"""The dialog for a village's market days, which plans keep free because nobody is at home."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.scheduling.working_days import MarketDays, MarketDaysUnclear, MarketKind, parse_market_days
from desktop_app.services.divisions import PlaceChange, PlaceRow
from desktop_app.ui.kit import ChoiceField, LineField
from desktop_app.ui.page import PageContext
from desktop_app.ui.settings.place_dialogs import PlaceDialog

_KINDS = (
    (MarketKind.LUNAR, N_("农历逢几")),
    (MarketKind.SOLAR, N_("公历逢几")),
    (MarketKind.WEEK, N_("每周几")),
)
_HELP = {
    MarketKind.LUNAR: N_("写农历的日子，用逗号隔开：3,8 就是每月逢三逢八。"),
    MarketKind.SOLAR: N_("写公历的日子，用逗号隔开：5,10 就是每月逢五逢十。"),
    MarketKind.WEEK: N_("写星期几，1 是周一，7 是周日，用逗号隔开。"),
}
_MOST = {MarketKind.LUNAR: 30, MarketKind.SOLAR: 31, MarketKind.WEEK: 7}


class MarketDialog(PlaceDialog):
    """Writes the market days of a place down, or takes them away."""

    def __init__(
        self, context: PageContext, place: PlaceRow, days: MarketDays | None, parent: QWidget
    ) -> None:
        title = _("赶集日：{name}").format(name=place.name)
        super().__init__(context, title, parent, save=_("保存"))
        self._village = place
        self.kind: ChoiceField[MarketKind] = self.form.add_row(
            _("怎么算"),
            ChoiceField([(kind, _(words)) for kind, words in _KINDS], empty=_("没有集市")),
            name="kind",
        )
        self.numbers = self.form.add_row(
            _("哪些日子"), LineField(longest=80, placeholder="3,8"), name="numbers", help=" "
        )
        if days is not None:
            self.form.set_values({"kind": days.kind, "numbers": ",".join(map(str, days.numbers))})
        self.kind.changed.connect(self._show_kind)
        self.form.changed.connect(self._say)
        self._show_kind()
        self._say()
        self.form.focus_first()

    def submit(self) -> None:
        """Check the days and save them."""
        kind, text = self.kind.value(), self.text()
        if kind is not None:
            try:
                parse_market_days(text)
            except MarketDaysUnclear:
                self.form.show_problem("numbers", self._wrong(kind))
                self.fit()
                return
        app, code, name = self._context.app, self._village.code, self._village.name
        self.run(
            _("修改赶集日"),
            lambda: PlaceChange(code, 0, app.holidays.set_market_days(app.actor, code, text)),
            lambda _change: _("已保存{name}的赶集日").format(name=name),
        )

    def text(self) -> str:
        """Return the days as they are kept, empty for no market."""
        kind = self.kind.value()
        return "" if kind is None else f"{kind.value}:{self.numbers.value()}"

    def _wrong(self, kind: MarketKind) -> str:
        return _("请写 1 至 {most} 的数字，用逗号隔开，每个写一次，例如 3,8 或 7。").format(most=_MOST[kind])

    def _show_kind(self) -> None:
        kind = self.kind.value()
        self.form.set_row_visible("numbers", kind is not None)
        if kind is not None:
            self.form.row("numbers").help.setText(_(_HELP[kind]))
        self.fit()

    def _say(self) -> None:
        """Say in words what is filled in."""
        kind = self.kind.value()
        said = _("没有集市，排期不用避开。")
        if kind is not None:
            try:
                said = _("{days}，这些天不排探访。").format(days=parse_market_days(self.text()).words.say(_))
            except MarketDaysUnclear:
                said = ""
        self.told.setText(said)
