"""A service round without page and store: what is the same for all, the list, and what is ticked on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.services.service_drafts import ProviderLine, ServiceLine
from desktop_app.ui import service_words as words
from desktop_app.ui import theme
from desktop_app.ui.form_journal import original, plain
from desktop_app.ui.kit import (
    Card,
    ChoiceField,
    DateField,
    EmptyState,
    FlowLayout,
    Form,
    LineField,
    Text,
    button,
)
from desktop_app.ui.lookup_field import LookupField
from desktop_app.ui.services.fields import Proposal, last_time
from desktop_app.ui.services.provider_field import ProviderField
from desktop_app.ui.services.round_list import RoundList
from desktop_app.ui.services.round_work import Order, RoundRow, Same, more

LIST_EM = 13
SAME = ("provider_uid", "place", "given_by")


class SameForm(Form):
    """The rows that are the same for everybody: service, day, provider, place, who gave it."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(label_em=4.6, columns=3, column_em=20)
        self._today = today
        self.service = self.add_row(
            _("服务"),
            LookupField(words.service_choices(), placeholder=_("名称或拼音首字母")),
            name="service",
            required=True,
        )
        self.given_on = self.add_row(
            _("日期"), DateField(latest_on=today, today=today), name="given_on", required=True
        )
        self.provider = self.add_row(_("提供方"), ProviderField(), name="provider_uid")
        self.place = self.add_row(
            _("地点"), LineField(longest=100, placeholder=_("没有可不填")), name="place"
        )
        self.given_by = self.add_row(
            _("服务人员"), LineField(longest=50, placeholder=_("没有可不填")), name="given_by"
        )
        self._proposals = {
            name: Proposal(field, field.line)
            for name, field in (
                ("provider_uid", self.provider),
                ("place", self.place),
                ("given_by", self.given_by),
            )
        }

    def order(self) -> Order | None:
        """Return which service on which day is meant, None while one is missing."""
        service, given_on = self.service.value(), self.given_on.value()
        if service is None or given_on is None or given_on > self._today():
            return None
        return Order(service, given_on)

    def propose(self, last: ServiceLine | None) -> None:
        """Propose what was the same last time."""
        provider = (last.provider_uid, last.provider) if last is not None and last.provider else None
        self._proposals["provider_uid"].propose(provider, last_time(last.provider if last else None))
        for name in ("place", "given_by"):
            value = getattr(last, name, None)
            self._proposals[name].propose(value, last_time(value))

    def take_last(self) -> None:
        """Take what is proposed."""
        for each in self._proposals.values():
            each.take()

    def same(self) -> Same:
        """Return what is the same for everybody."""
        return Same(self.provider.value(), self.place.value(), self.given_by.value())

    def kept(self) -> dict[str, Any]:
        """Return what is the same as a draft keeps it."""
        values = self.values()
        return {name: plain(values[name]) for name in SAME}


class RoundSheet(QWidget):
    """Signals: ``changed()`` after an edit, ``ordered()`` when service or day changed, ``add_asked()``.

    ``entries`` is how much each ticked person got, ``added`` who was put on the list by name, ``refused`` whose
    record was refused; ``confirm`` asks about somebody whose day is recorded already.
    """

    changed = Signal()
    ordered = Signal()
    add_asked = Signal()

    def __init__(
        self,
        today: Callable[[], date],
        empty: EmptyState,
        confirm: Callable[[RoundRow], bool],
        on_give_up: Callable[[], object],
    ) -> None:
        super().__init__()
        self._confirm = confirm
        self.entries: dict[str, str] = {}
        self.refused: dict[str, str] = {}
        self.added: list[str] = []
        self._rows: Sequence[RoundRow] = ()
        self.form = SameForm(today)
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("只看嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(13)
        self.counted = Text("", "strong")
        self.list = RoundList(self.entries, self.refused, empty)
        self.all_button = button(_("应到的全部打勾"), self.tick_all, key="F6")
        self.add_button = button(_("另加一人"), self.add_asked.emit, icon_name="plus", key="Insert")
        self._give_up = button(_("放弃填写"), on_give_up, look="link")
        self._build()

    # ------------------------------------------------------------------ showing

    def show_choices(self, providers: Sequence[ProviderLine], villages: Sequence[Division]) -> None:
        """Offer providers and villages."""
        self.form.provider.offer(providers)
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices([(one.code, one.name) for one in villages])
        self.village.set_value(chosen)
        self.village.blockSignals(blocked)

    def show_rows(self, rows: Sequence[RoundRow]) -> None:
        """Show who may come."""
        self._rows = rows
        for part in (self.all_button, self.add_button, self.village, self._give_up):
            part.setVisible(self.form.order() is not None)
        self._show()

    def rows(self) -> Sequence[RoundRow]:
        """Return everybody on the list, also those of villages out of sight."""
        return self._rows

    def filled(self) -> list[RoundRow]:
        """Return who is ticked, in the order of the list."""
        return [row for row in self._rows if row.elder_uid in self.entries]

    def missing(self) -> list[RoundRow]:
        """Return who was awaited and is not ticked."""
        return [row for row in self._rows if row.awaited and row.elder_uid not in self.entries]

    def clear(self) -> None:
        """Forget everything ticked and everybody added."""
        self.entries.clear()
        self.refused.clear()
        self.added.clear()
        self._show()

    def go_to(self, uid: str) -> bool:
        """Put the cursor on somebody, in whichever village; False when they are not on the list."""
        if self.list.go_to(uid):
            return True
        self.village.set_value(None)
        return self.list.go_to(uid)

    def show_refusal(self, uid: str, reason: str) -> None:
        """Mark the person whose record was refused and go there."""
        self.refused[uid] = reason
        self.go_to(uid)
        self.list.repaint_rows()

    def is_in_form(self) -> bool:
        """Tell whether the keyboard is in what is the same for all, so that the list must not take it."""
        inside = QApplication.focusWidget()
        return inside is not None and self.form.isAncestorOf(inside)

    # ------------------------------------------------------------------ drafts

    def content(self) -> dict[str, Any] | None:
        """Return what is ticked and added as a draft keeps it, None when there is nothing."""
        if not self.entries and not self.added:
            return None
        return {
            "count": len(self.entries),
            "values": self.form.kept(),
            "entries": dict(self.entries),
            "added": list(self.added),
        }

    def restore(self, content: Mapping[str, Any]) -> None:
        """Take what a draft kept."""
        self.entries.update(content.get("entries", {}))
        self.added[:] = content.get("added", ())
        values = {name: original(kept) for name, kept in content.get("values", {}).items() if name in SAME}
        for name, value in values.items():
            self.form.row(name).field.set_value(value)
        self._show()

    def put_back(self, entries: Mapping[str, str], added: Collection[str]) -> None:
        """Tick again what was taken back."""
        self.entries.update(entries)
        self.added += [uid for uid in added if uid not in self.added]
        self._on_changed()

    # ------------------------------------------------------------------ ticking

    def tick(self, row: RoundRow) -> None:
        """Tick somebody, or take the tick away; a day that is recorded already is asked about."""
        if self.entries.pop(row.elder_uid, None) is None:
            if row.given and not self._confirm(row):
                return
            self.entries[row.elder_uid] = row.quantity
        self.refused.pop(row.elder_uid, None)
        self._on_changed()

    def tick_all(self) -> None:
        """F6: tick everybody it is arranged for, those of the last round where nothing is arranged, and take the rest."""
        self.form.take_last()
        planned = any(row.plan is not None for row in self._rows)
        shown = {row.elder_uid for row in self.list.rows()}
        for row in self._rows:
            meant = row.plan is not None if planned else row.lately
            if meant and row.awaited and row.elder_uid in shown:
                self.entries.setdefault(row.elder_uid, row.quantity)
        self._on_changed()

    def add(self, uid: str) -> bool:
        """Tick somebody who is on the list already; False for who has to be read first."""
        row = next((each for each in self._rows if each.elder_uid == uid), None)
        if row is None:
            return False
        self.go_to(uid)
        if uid not in self.entries:
            self.tick(row)
        return True

    def _on_counted(self, row: RoundRow, step: int) -> None:
        uid = row.elder_uid
        if uid in self.entries:
            self.entries[uid] = more(self.entries[uid], step)
            self.refused.pop(uid, None)
            self._on_changed()
        elif step > 0:
            self.tick(row)

    def _on_dropped(self, row: RoundRow) -> None:
        """Delete: take the tick away, and who was added by name off the list."""
        if row.elder_uid in self.added:
            self.added.remove(row.elder_uid)
            self._rows = [each for each in self._rows if each is not row]
        elif row.elder_uid not in self.entries:
            return
        self.entries.pop(row.elder_uid, None)
        self.refused.pop(row.elder_uid, None)
        self._show()
        self.changed.emit()

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        card = Card(margin_em=0.7)
        card.body.addWidget(self.form)
        bar = FlowLayout(spacing_em=0.6)
        for part in (self.all_button, self.add_button, self.village, self.counted, self._give_up):
            bar.addWidget(part)
        self.list.setMinimumHeight(theme.px(LIST_EM))
        whole = QVBoxLayout(self)
        edge = theme.px(0.8)
        whole.setContentsMargins(edge, edge, edge, edge)
        whole.setSpacing(theme.px(0.6))
        whole.addWidget(card)
        whole.addLayout(bar)
        whole.addWidget(self.list, 1)
        self.setFocusProxy(self.form)
        self.list.ticked.connect(self.tick)
        self.list.counted.connect(self._on_counted)
        self.list.dropped.connect(self._on_dropped)
        self.village.changed.connect(self._show)
        self.form.service.changed.connect(self.ordered)
        self.form.given_on.changed.connect(self.ordered)
        for name in SAME:
            self.form.row(name).field.changed.connect(self.changed)
        self.form.save_asked.connect(self.list.setFocus)
        self.show_rows(())

    def _show(self) -> None:
        code = self.village.value()
        rows = [row for row in self._rows if code in {None, row.village_code}]
        self.list.show_rows(rows, words.unit_of(self.form.service.value()))
        self._show_count()

    def _show_count(self) -> None:
        awaited = sum(row.awaited for row in self._rows)
        away = sum(row.absent is not None and not row.given for row in self._rows)
        said = _("到 {done} 人，应到 {awaited} 人").format(done=len(self.entries), awaited=awaited)
        if away:
            said = _("{words}，不在家 {away} 人").format(words=said, away=away)
        self.counted.setText(said if self._rows else "")

    def _on_changed(self) -> None:
        self.list.repaint_rows()
        self._show_count()
        self.changed.emit()
