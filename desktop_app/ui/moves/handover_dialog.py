"""The dialog that hands people over, with a look at what would happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QTimer
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.services.handovers import HandoverDraft, HandoverLine, HandoverPreview
from desktop_app.services.register import VisitorRow
from desktop_app.ui import theme
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    ChoiceField,
    ChoiceRow,
    Column,
    DateField,
    EmptyState,
    LineField,
    ListSource,
    RowTable,
    Sort,
)
from desktop_app.ui.page import PageContext
from desktop_app.ui.presenter import describe

WAIT_MS = 150
MOST_NAMED = 12


class HandoverDialog(DecisionDialog):
    """移交: everybody or some of one visitor's people to another; under the form stands what would happen."""

    def __init__(self, context: PageContext, visitors: Sequence[VisitorRow], parent: QWidget) -> None:
        super().__init__(context, _("移交探访对象"), _("移交"), parent, width_em=50)
        today, people = context.app.clock.today, [(one.uid, one.name) for one in visitors]
        self._looking: Job[HandoverPreview] | None = None
        self._reading: Job[list[HandoverLine]] | None = None
        self._to_choose: frozenset[str] = frozenset()
        self.giver: ChoiceField[str] = self.form.add_row(
            _("交出人"), ChoiceField(people, empty=_("请选择")), name="from_uid", required=True
        )
        self.taker: ChoiceField[str] = self.form.add_row(
            _("接手人"), ChoiceField(people, empty=_("请选择")), name="to_uid", required=True
        )
        self.from_on = self.form.add_row(_("从哪天起"), DateField(today=today), name="from_on", required=True)
        self.until = self.add_last_day(_("最后一天"), "to_on", _("空着就是长期；填了，第二天自动交还。"))
        self.whom: ChoiceRow[bool] = self.form.add_row(
            _("移交谁"),
            ChoiceRow([(True, _("全部")), (False, _("只移交选中的人"))]),
            name="whom",
            required=True,
        )
        self.table: RowTable[HandoverLine] = RowTable(
            (
                Column(key="name", title=_("姓名"), width_em=12, text=lambda each: each.name, strong=True),
                Column(
                    key="village",
                    title=_("嘎查村（社区）"),
                    width_em=12,
                    text=lambda each: each.village,
                    stretch=True,
                ),
            ),
            sort=Sort("order"),
            empty=EmptyState(_("这位探访人名下没有人。")),
            many=True,
        )
        self.table.setMinimumHeight(theme.px(9))
        self.table.hide()
        self.content.insertWidget(2, self.table)
        self.reason = self.form.add_row(
            _("事由"), LineField(longest=200, placeholder=_("如：产假、调离、外出学习")), name="reason"
        )
        self.note = self.form.add_row(
            _("其他交代"),
            LineField(longest=400, placeholder=_("钥匙在哪里、要特别留意谁，印在交接单上")),
            name="note",
        )
        self.witness = self.form.add_row(_("监交人"), LineField(longest=50), name="witness")
        self.form.set_values({"from_on": today(), "whom": True})
        self.form.mark_clean()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._look)
        self.form.changed.connect(self._timer.start)
        self.giver.changed.connect(self._read_people)
        self.from_on.changed.connect(self._read_people)
        self.whom.changed.connect(self._on_whom)
        self.table.view.selectionModel().selectionChanged.connect(lambda *_both: self._on_chosen())
        self.tell(_("选好交出人和接手人，这里会写明移交后的变化。"))
        self.go_button.setEnabled(False)
        self.form.focus_first()
        self.keep_as("handover", more=self._chosen, take_more=self._choose_again)

    def draft(self) -> HandoverDraft | None:
        """Return what is filled in, None while somebody or the day is missing."""
        giver, taker, first = self.giver.value(), self.taker.value(), self.from_on.value()
        if giver is None or taker is None or first is None:
            return None
        some = None
        if not self.whom.value():
            some = tuple(row.elder_uid for row in self.table.selected())
        return HandoverDraft(
            from_uid=giver,
            to_uid=taker,
            from_on=first,
            until=self.until.value(),
            elder_uids=some,
            reason=self.reason.value() or None,
            note=self.note.value() or None,
            witness=self.witness.value() or None,
        )

    def save(self) -> None:
        """Hand over."""
        app, draft = self.context.app, self.draft()
        if draft is not None:
            self.write(_("已移交"), lambda: app.handovers.apply(app.actor, draft))

    def _on_whom(self) -> None:
        self.table.setVisible(self.whom.value() is False)
        self.fit_again()

    def _read_people(self) -> None:
        giver, first = self.giver.value(), self.from_on.value()
        if giver is None or first is None:
            return
        if self._reading is not None:
            self._reading.cancel()
        app = self.context.app
        self._reading = self.context.jobs.reading(
            _("读取名下的人"), lambda _progress: app.handovers.people(app.actor, giver, first)
        )
        self._reading.succeeded.connect(self._on_people)
        self._reading.start()

    def _on_people(self, rows: list[HandoverLine]) -> None:
        self._reading = None
        self.table.show_source(ListSource[HandoverLine](rows))
        wanted, self._to_choose = self._to_choose, frozenset()
        flags = QItemSelectionModel.SelectionFlag
        for number in range(self.table.count()):
            line = self.table.model.row_at(number)
            if line is not None and line.elder_uid in wanted:
                index = self.table.model.index(number, 0)
                self.table.view.selectionModel().select(index, flags.Select | flags.Rows)

    def _on_chosen(self) -> None:
        self._timer.start()
        self.touch()

    def _chosen(self) -> dict[str, Any]:
        some = [] if self.whom.value() is not False else self.table.selected()
        return {"chosen": sorted(line.elder_uid for line in some)}

    def _choose_again(self, more: Mapping[str, Any]) -> None:
        """Choose the people of a draft as soon as they are read."""
        self._to_choose = frozenset(more.get("chosen", ()))
        self._read_people()

    def _look(self) -> None:
        draft = self.draft()
        self.go_button.setEnabled(False)
        if draft is None:
            return
        if self._looking is not None:
            self._looking.cancel()
        app = self.context.app
        self._looking = self.context.jobs.reading(
            _("核对移交"), lambda _progress: app.handovers.preview(app.actor, draft)
        )
        self._looking.succeeded.connect(self._on_looked)
        self._looking.failed.connect(self._on_refused)
        self._looking.start()

    def _on_looked(self, seen: HandoverPreview) -> None:
        self._looking = None
        self.form.clear_problems()
        names = _("、").join(line.name for line in seen.lines[:MOST_NAMED])
        if len(seen.lines) > MOST_NAMED:
            names = _("{names} 等").format(names=names)
        told = [
            _("移交 {count} 人：{names}").format(count=len(seen.lines), names=names),
            _("排定的探访随之移交 {count} 次。").format(count=seen.planned),
        ]
        if seen.findings:
            words = _("交出人负责的未办结问题 {count} 件，改由接手人负责。")
            told.append(words.format(count=seen.findings))
        if seen.by_stay:
            words = _("另有 {count} 人因居住时段由交出人探访，不随移交改变；请在转场名单里另行安排。")
            told.append(words.format(count=seen.by_stay))
        if seen.away:
            told.append(_("注意：接手人这段时间有请假。"))
        self.tell("\n".join(told))
        self.go_button.setEnabled(True)

    def _on_refused(self, error: Exception) -> None:
        self._looking = None
        if isinstance(error, ElderVisitsError):
            if not self.form.show_error(error):
                self.tell(describe(error).short)
        else:
            self.context.presenter.present(error)
