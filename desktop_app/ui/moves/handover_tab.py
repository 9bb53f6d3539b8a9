"""交接记录: who handed whom over to whom, and the paper that both sign."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.config.strings import _
from desktop_app.services.handovers import HandoverRow
from desktop_app.services.register import VisitorRow
from desktop_app.ui.duty_printing import DutyPrinting
from desktop_app.ui.kit import Column, EmptyState
from desktop_app.ui.moves.handover_dialog import HandoverDialog
from desktop_app.ui.moves.reading import Reading, may_write
from desktop_app.ui.moves.tab import ListTab
from desktop_app.ui.page import PageContext

PAPER = "handover-pack"


class HandoversTab(ListTab[HandoverRow]):
    """交接."""

    def __init__(self, context: PageContext) -> None:
        writing = may_write(context.app)
        super().__init__(
            context,
            _columns(),
            "order",
            EmptyState(
                _("还没有交接过。"),
                _("移交") if writing else "",
                hint=_(
                    "换人、长期请假时把名下的老人移交给接手人：责任、排定的探访和未办结的问题一起过去，印出交接单双方签字。"
                ),
            ),
        )
        self._visitors: Sequence[VisitorRow] = ()
        self._printing = DutyPrinting(context, self)
        self.table.empty.button.clicked.connect(self.hand_over)
        self.print_button = self.add_way(_("打印交接单"), self.print_pack, row=True, icon="printer")

    def show_reading(self, reading: Reading) -> None:
        """Show the list, the newest first."""
        self._visitors = reading.visitors
        self.show_rows(
            reading.handovers,
            {
                "from_on": lambda each: (each.from_on, each.from_name),
                "giver": lambda each: each.from_name,
                "taker": lambda each: each.to_name,
            },
        )

    def hand_over(self) -> None:
        """Open the dialog that hands people over."""
        dialog = HandoverDialog(self.context, self._visitors, self)
        dialog.decided.connect(self.decided)
        dialog.open()

    def print_pack(self) -> bool:
        """Print the paper of the chosen handover, as things stand today."""
        chosen = self.table.current()
        return chosen is not None and self._printing.print(PAPER, handover_uid=chosen.uid)


def _columns() -> tuple[Column[HandoverRow], ...]:
    return (
        Column(key="giver", title=_("交出人"), width_em=8, text=lambda each: each.from_name, strong=True),
        Column(key="taker", title=_("接手人"), width_em=8, text=lambda each: each.to_name, strong=True),
        Column(key="from_on", title=_("自"), width_em=6.8, text=lambda each: each.from_on.isoformat()),
        Column(
            key="until",
            title=_("至"),
            width_em=6.8,
            text=lambda each: each.until.isoformat() if each.until else _("长期"),
            sortable=False,
        ),
        Column(
            key="people",
            title=_("人数"),
            width_em=5,
            text=lambda each: _("{count} 人").format(count=len(each.elder_uids)),
            sortable=False,
        ),
        Column(
            key="findings",
            title=_("随交问题"),
            width_em=5.5,
            text=lambda each: _("{count} 件").format(count=each.findings) if each.findings else "",
            sortable=False,
        ),
        Column(
            key="reason",
            title=_("事由"),
            width_em=12,
            text=lambda each: each.reason or "",
            sortable=False,
            stretch=True,
        ),
    )
