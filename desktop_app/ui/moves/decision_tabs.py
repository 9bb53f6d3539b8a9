"""等级建议, 请假, 暂停与免访: what waits for a decision, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import Tier, WaiverKind
from desktop_app.services.leave import LeaveRow, LeaveState
from desktop_app.services.pauses import PauseRow, PauseState
from desktop_app.services.register import VisitorRow
from desktop_app.services.tier_decisions import ProposalRow
from desktop_app.services.waivers import WaiverRow
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.kit import TIER_TINTS, Column, EmptyState, LineField, ask
from desktop_app.ui.moves.leave_dialogs import LeaveDialog, LeaveEndDialog
from desktop_app.ui.moves.reading import Reading, may_decide, may_write
from desktop_app.ui.moves.tab import ListTab
from desktop_app.ui.page import PageContext
from desktop_app.ui.pause_review_dialog import PauseReviewDialog


class ProposalDialog(DecisionDialog):
    """同意调整 or 不调整, with the reason."""

    def __init__(self, context: PageContext, row: ProposalRow, parent: QWidget, *, approves: bool) -> None:
        title = _("同意调整等级：{name}") if approves else _("不调整等级：{name}")
        go = _("认定为{tier}").format(tier=_tier(row.proposes)) if approves else _("不调整")
        super().__init__(context, title.format(name=row.name), go, parent)
        self._row, self._approves = row, approves
        self.show_present(_("现为{tier}。{why}").format(tier=_tier(row.tier), why=row.why.say(_)))
        self.show_present(_("依据：{sentence}").format(sentence=row.source))
        self.reason = self.form.add_row(
            _("理由"),
            LineField(longest=200, placeholder=_("写清事实，以后查得到")),
            name="reason",
            required=True,
        )
        self.approver = self.form.add_row(
            _("批准人"), LineField(longest=50, placeholder=_("谁批准的，没有可不填")), name="approver"
        )
        if approves:
            self.reason.set_value(row.why.say(_)[:200])
        self.form.mark_clean()
        self.form.focus_first()
        self.keep_as("tier_approval" if approves else "tier_refusal", row.elder_uid)

    def save(self) -> None:
        """Decide."""
        app, uid = self.context.app, self._row.elder_uid
        decide = app.tier_decisions.approve if self._approves else app.tier_decisions.turn_down
        reason, approver = self.reason.value(), self.approver.value() or None
        words = _("已同意，等级从今天起调整") if self._approves else _("已记下不调整，有新的问题会再建议")
        self.write(words, lambda: decide(app.actor, uid, reason=reason, approver=approver))


class ProposalsTab(ListTab[ProposalRow]):
    """等级建议."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            _proposal_columns(),
            "order",
            EmptyState(
                _("现在没有等级调整建议。"),
                hint=_("短期内屡次发现紧急问题或隐患的人，会按政策方案列在这里，由乡镇（街道）决定。"),
            ),
        )
        deciding = may_decide(context.app)
        self.approve_button = self.add_way(_("同意调整"), self.approve, row=True, shown=deciding)
        self.decline_button = self.add_way(_("不调整"), self.turn_down, row=True, shown=deciding)
        self.table.opened.connect(lambda row: self.open_person(row.elder_uid))

    def show_reading(self, reading: Reading) -> None:
        """Show the list."""
        rows = reading.proposals
        told = _("{count} 人待决定。建议不会自动生效；不调整的，有新的问题会再列出。")
        self.told.setText(told.format(count=len(rows)) if rows else "")
        self.show_rows(
            rows,
            {"name": lambda row: row.name, "village": lambda row: (row.village_code, row.name)},
        )

    def approve(self) -> None:
        """Open the dialog that sets the proposed tier."""
        self._open(approves=True)

    def turn_down(self) -> None:
        """Open the dialog that leaves the tier as it is."""
        self._open(approves=False)

    def _open(self, *, approves: bool) -> None:
        row = self.table.current()
        if row is not None:
            dialog = ProposalDialog(self.context, row, self, approves=approves)
            dialog.decided.connect(self.decided)
            dialog.open()


class LeavesTab(ListTab[LeaveRow]):
    """请假."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            _leave_columns(),
            "order",
            EmptyState(
                _("现在没有人请假。"),
                _("登记请假") if may_write(context.app) else "",
                hint=_("请假时写明代班人，应探访就列在代班人名下；长期换人用“移交”。"),
            ),
        )
        self._visitors: Sequence[VisitorRow] = ()
        writing = may_write(context.app)
        self.table.empty.button.clicked.connect(self.add_leave)
        self.end_button = self.add_way(_("结束请假"), self.end_leave, row=True, shown=writing)

    def show_reading(self, reading: Reading) -> None:
        """Show the list."""
        self._visitors, rows = reading.visitors, reading.leaves
        bare = sum(row.stand_in is None and bool(row.people) for row in rows)
        told = _("{count} 次请假没有代班人，期间的应探访仍列在本人名下。")
        self.told.setText(told.format(count=bare) if bare else "")
        self.show_rows(
            rows,
            {"visitor": lambda row: row.visitor, "from_on": lambda row: (row.from_on, row.visitor)},
        )

    def add_leave(self) -> None:
        """Open the dialog that enters a leave."""
        self._open(LeaveDialog(self.context, self._visitors, self))

    def end_leave(self) -> None:
        """Open the dialog that ends the chosen leave."""
        row = self.table.current()
        if row is not None:
            self._open(LeaveEndDialog(self.context, row, self))

    def _open(self, dialog: DecisionDialog) -> None:
        dialog.decided.connect(self.decided)
        dialog.open()


@dataclass(frozen=True, slots=True)
class Hold:
    """A pause or a waiver as one line."""

    pause: PauseRow | None
    waiver: WaiverRow | None

    @property
    def row(self) -> PauseRow | WaiverRow:
        """The one that it is."""
        found = self.pause or self.waiver
        assert found is not None  # one of both is given
        return found


class HoldsTab(ListTab[Hold]):
    """暂停与免访."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            _hold_columns(),
            "order",
            EmptyState(
                _("现在没有暂停或免访的人。"),
                hint=_("在老人档案里登记：暂停探访（到期要复核）、免访或取消一次应探访。"),
            ),
        )
        self.extend_button = self.add_way(
            _("复核：继续暂停"), self.extend, row=True, shown=may_write(context.app)
        )
        self.end_button = self.add_way(_("结束或撤销"), self.end, row=True, shown=may_write(context.app))
        self.table.opened.connect(lambda hold: self.open_person(hold.row.elder_uid))
        self.table.chosen.connect(lambda _hold: self._fit())

    def show_reading(self, reading: Reading) -> None:
        """Show the list, what must be looked at again first."""
        rows = [Hold(row, None) for row in reading.pauses] + [Hold(None, row) for row in reading.waivers]
        due = sum(row.state in {PauseState.LAPSED, PauseState.REVIEW} for row in reading.pauses)
        told = _("{count} 人的暂停待复核。到了复核日期还没有复核的，已自动恢复应探访。")
        self.told.setText(told.format(count=due) if due else "")
        self.show_rows(
            rows,
            {"name": lambda hold: hold.row.name, "from_on": lambda hold: (hold.row.from_on, hold.row.name)},
        )
        self._fit()

    def extend(self) -> None:
        """Open the dialog that lets the pause go on."""
        hold = self.table.current()
        if hold is not None and hold.pause is not None:
            dialog = PauseReviewDialog(self.context, hold.pause, self)
            dialog.decided.connect(self.decided)
            dialog.open()

    def end(self) -> None:
        """End the pause, or take the waiver back, after one question."""
        hold, app = self.table.current(), self.context.app
        if hold is None:
            return
        pause, waiver = hold.pause, hold.waiver
        if pause is not None:
            text = _("从今天起恢复探访。同户其他人的暂停不变。")
            if ask(self, _("结束暂停：{name}？").format(name=pause.name), text, yes=_("结束暂停")):
                done = _("暂停已结束，恢复探访")
                self.write(_("结束暂停"), done, lambda: app.pauses.end(app.actor, pause.uid))
        elif waiver is not None:
            text = _("撤销后，这次探访照常应探访。")
            if ask(self, _("撤销免访：{name}？").format(name=waiver.name), text, yes=_("撤销")):
                done = _("已撤销，恢复应探访")
                self.write(_("撤销免访"), done, lambda: app.waivers.take_back(app.actor, waiver.uid))

    def _fit(self) -> None:
        hold = self.table.current()
        pauses = hold is not None and hold.pause is not None
        self.extend_button.setEnabled(pauses)
        self.end_button.setEnabled(hold is not None and (pauses or may_decide(self.context.app)))


def _tier(key: str) -> str:
    return next((_(tier.term) for tier in Tier if tier.value == key), key)


def _proposal_columns() -> tuple[Column[ProposalRow], ...]:
    return (
        Column(key="name", title=_("姓名"), width_em=10, text=lambda row: row.name, strong=True),
        Column(key="village", title=_("嘎查村（社区）"), width_em=9, text=lambda row: row.village),
        Column(
            key="tier",
            title=_("现等级"),
            width_em=5.2,
            text=lambda row: _tier(row.tier),
            tint=lambda row: TIER_TINTS.get(Tier(row.tier), "quiet"),
            sortable=False,
        ),
        Column(
            key="proposes",
            title=_("建议"),
            width_em=5.2,
            text=lambda row: _tier(row.proposes),
            tint=lambda row: TIER_TINTS.get(Tier(row.proposes), "quiet"),
            sortable=False,
        ),
        Column(
            key="why",
            title=_("依据"),
            width_em=24,
            text=lambda row: row.why.say(_),
            sortable=False,
            stretch=True,
        ),
    )


def _leave_columns() -> tuple[Column[LeaveRow], ...]:
    return (
        Column(key="visitor", title=_("请假人"), width_em=9, text=lambda row: row.visitor, strong=True),
        Column(
            key="state",
            title=_("状态"),
            width_em=5.4,
            text=lambda row: _("请假中") if row.state is LeaveState.HOLDS else _("将请假"),
            tint=lambda row: "soon" if row.state is LeaveState.HOLDS else "info",
            sortable=False,
        ),
        Column(key="from_on", title=_("自"), width_em=6.6, text=lambda row: row.from_on.isoformat()),
        Column(
            key="to_on", title=_("至"), width_em=6.6, text=lambda row: row.to_on.isoformat(), sortable=False
        ),
        Column(
            key="stand_in",
            title=_("代班人"),
            width_em=8,
            text=lambda row: row.stand_in or _("没有"),
            sortable=False,
        ),
        Column(
            key="people",
            title=_("负责"),
            width_em=5,
            text=lambda row: _("{count} 人").format(count=row.people),
            sortable=False,
        ),
        Column(
            key="reason",
            title=_("事由"),
            width_em=12,
            text=lambda row: row.reason or "",
            sortable=False,
            stretch=True,
        ),
    )


def _hold_state(hold: Hold) -> str:
    if hold.waiver is not None:
        return next((_(kind.term) for kind in WaiverKind if kind.value == hold.waiver.kind), hold.waiver.kind)
    return {
        PauseState.LAPSED: _("暂停已到期"),
        PauseState.REVIEW: _("待复核"),
        PauseState.HOLDS: _("暂停中"),
        PauseState.AHEAD: _("将暂停"),
        PauseState.OVER: _("已结束"),
    }[hold.pause.state if hold.pause is not None else PauseState.OVER]


def _hold_tint(hold: Hold) -> str:
    state = hold.pause.state if hold.pause is not None else PauseState.OVER
    return {PauseState.LAPSED: "overdue", PauseState.REVIEW: "soon", PauseState.AHEAD: "info"}.get(
        state, "quiet"
    )


def _last(hold: Hold) -> str:
    if hold.pause is not None:
        return hold.pause.lasts_to.isoformat()
    return hold.waiver.to_on.isoformat() if hold.waiver is not None else ""


def _about(hold: Hold) -> str:
    if hold.waiver is not None:
        return _("{about}：{reason}").format(about=hold.waiver.about_words, reason=hold.waiver.reason)
    return hold.row.reason


def _hold_columns() -> tuple[Column[Hold], ...]:
    return (
        Column(key="name", title=_("姓名"), width_em=9.5, text=lambda hold: hold.row.name, strong=True),
        Column(key="state", title=_("状态"), width_em=6.6, text=_hold_state, tint=_hold_tint, sortable=False),
        Column(
            key="review_on",
            title=_("复核日期"),
            width_em=6.8,
            text=lambda hold: hold.pause.review_on.isoformat() if hold.pause is not None else "",
            sortable=False,
        ),
        Column(
            key="village",
            title=_("嘎查村（社区）"),
            width_em=8.5,
            text=lambda hold: hold.row.village,
            sortable=False,
        ),
        Column(key="from_on", title=_("自"), width_em=6.6, text=lambda hold: hold.row.from_on.isoformat()),
        Column(key="to_on", title=_("至"), width_em=6.6, text=_last, sortable=False),
        Column(key="reason", title=_("理由"), width_em=14, text=_about, sortable=False, stretch=True),
        Column(
            key="approver",
            title=_("批准人"),
            width_em=6,
            text=lambda hold: hold.row.approver or "",
            sortable=False,
        ),
    )
