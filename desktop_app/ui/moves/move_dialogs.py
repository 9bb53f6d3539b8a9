"""The dialogs of the seasonal move: go, come back, and say who visits there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import ReachKind, ResidenceKind
from desktop_app.services.left_behind import MOVES
from desktop_app.services.register import VisitorRow
from desktop_app.services.seasonal_moves import MoveDraft, MoveRow
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.form_journal import subject_of
from desktop_app.ui.kit import ChoiceField, ChoiceRow, DateField, LineField
from desktop_app.ui.moves.people_field import PeopleField
from desktop_app.ui.page import PageContext


class MoveDialog(DecisionDialog):
    """登记转场: whom, to where, from when, who visits there and how."""

    def __init__(
        self,
        context: PageContext,
        visitors: Sequence[VisitorRow],
        people: Iterable[tuple[str, str]],
        parent: QWidget,
    ) -> None:
        super().__init__(context, _("登记转场"), _("登记转场"), parent, width_em=44)
        today = context.app.clock.today
        self.people = self.form.add_row(_("谁转场"), PeopleField(context), name="elder", required=True)
        self.kind: ChoiceRow[ResidenceKind] = self.form.add_row(
            _("搬到"), ChoiceRow([(kind, _(kind.term)) for kind in MOVES]), name="kind", required=True
        )
        self.place = self.form.add_row(
            _("地点"), LineField(longest=200, placeholder=_("营盘、浩特或地址")), name="place"
        )
        self.from_on = self.form.add_row(_("从哪天起"), DateField(today=today), name="from_on", required=True)
        self.to_on = self.add_last_day(_("住到哪天"), "to_on", _("还不知道就空着，回来时再登记返回。"))
        self.visitor, self.reach = _cover_fields(self, visitors)
        self.form.set_values({"kind": ResidenceKind.PASTURE, "from_on": today()})
        self.people.pick(people)
        self.form.mark_clean()
        self.form.focus_first()
        self.keep_as("move")

    def save(self) -> None:
        """Move everybody who can be moved; the rest is named."""
        app, kind, reach = self.context.app, self.kind.value(), self.reach.value()
        if kind is None:
            return
        draft = MoveDraft(
            elder_uids=self.people.value(),
            kind=kind.value,
            from_on=self.from_on.value() or app.clock.today(),
            to_on=self.to_on.value(),
            place=self.place.value() or None,
            visitor_uid=self.visitor.value(),
            reach=reach.value if reach is not None else None,
        )
        self.write(_("已登记转场"), lambda: app.seasonal_moves.go(app.actor, draft))


class ReturnDialog(DecisionDialog):
    """登记返回 of the chosen people."""

    def __init__(self, context: PageContext, rows: Sequence[MoveRow], parent: QWidget) -> None:
        super().__init__(context, _("登记返回"), _("登记返回"), parent, width_em=34)
        self._uids = list(dict.fromkeys(row.elder_uid for row in rows))
        self.show_present(_names(rows))
        today = context.app.clock.today
        self.on = self.form.add_row(
            _("住到哪天"),
            DateField(today=today),
            name="on",
            required=True,
            help=_("在那里的最后一天；还没去的，就是不去了。"),
        )
        self.on.set_value(today())
        self.form.mark_clean()
        self.form.focus_first()
        self.keep_as("move_return", subject_of(self._uids))

    def save(self) -> None:
        """End the stays."""
        app, uids, on = self.context.app, self._uids, self.on.value()
        self.write(_("已登记返回"), lambda: app.seasonal_moves.bring_back(app.actor, uids, on=on))


class CoverDialog(DecisionDialog):
    """安排探访: who visits the chosen people where they are now, and how."""

    def __init__(
        self, context: PageContext, rows: Sequence[MoveRow], visitors: Sequence[VisitorRow], parent: QWidget
    ) -> None:
        super().__init__(context, _("安排转场期间的探访"), _("保存"), parent)
        self._uids = list(dict.fromkeys(row.uid for row in rows))
        self.show_present(_names(rows))
        self.visitor, self.reach = _cover_fields(self, visitors)
        covering = {row.covered_by_uid for row in rows}
        reaches = {row.reach for row in rows}
        if len(covering) == 1:
            self.visitor.set_value(rows[0].covered_by_uid)
        if len(reaches) == 1 and rows[0].reach in set(ReachKind):
            self.reach.set_value(ReachKind(rows[0].reach))
        self.form.mark_clean()
        self.form.focus_first()
        self.keep_as("move_cover", subject_of(self._uids))

    def save(self) -> None:
        """Say who visits and how."""
        app, uids, visitor, reach = self.context.app, self._uids, self.visitor.value(), self.reach.value()
        self.write(
            _("已安排转场期间的探访"),
            lambda: app.seasonal_moves.cover(
                app.actor, uids, visitor_uid=visitor, reach=reach.value if reach is not None else None
            ),
        )


def _cover_fields(
    dialog: DecisionDialog, visitors: Sequence[VisitorRow]
) -> tuple[ChoiceField[str], ChoiceField[ReachKind]]:
    who: ChoiceField[str] = dialog.form.add_row(
        _("由谁探访"),
        ChoiceField([(one.uid, one.name) for one in visitors], empty=_("原责任人")),
        name="visitor_uid",
    )
    how: ChoiceField[ReachKind] = dialog.form.add_row(
        _("怎么探访"),
        ChoiceField(ReachKind, empty=_("照常")),
        name="reach",
        help=_("电话或视频：期间电话探访也算数；当地代访：由当地的人看望并转告也算数。"),
    )
    return who, how


def _names(rows: Sequence[MoveRow]) -> str:
    names = _("、").join(dict.fromkeys(row.name for row in rows))
    return _("{count} 人：{names}").format(count=len({row.elder_uid for row in rows}), names=names)
