"""The dialogs of the exchange: whom a batch is for, what a batch holds before it is merged, what merging did, whose card this is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.kinds import KINDS
from desktop_app.exchange.batches import CardStanding, Inspection, SiteCard, fingerprint
from desktop_app.services.batches import SETS, Merged
from desktop_app.services.sites import SiteRow
from desktop_app.ui import theme
from desktop_app.ui.exchange.state import ExchangeState, local_time
from desktop_app.ui.kit import Card, ChoiceField, Dialog, Form, StateChip, Text, button
from desktop_app.ui.presenter import describe


class InspectionDialog(Dialog):
    """Sender, number, counts, and the eight checks; merging is offered only when all passed."""

    def __init__(
        self,
        name: str,
        found: Inspection,
        parent: QWidget,
        *,
        on_merge: Callable[[], object],
        may_merge: bool,
    ) -> None:
        super().__init__(_("检验上报包"), parent, width_em=42)
        self._on_merge = on_merge
        inside = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(1.2))
        grid.setVerticalSpacing(theme.px(0.35))
        grid.setColumnStretch(1, 1)
        for line, (caption, words) in enumerate(_facts(name, found)):
            grid.addWidget(Text(caption, "muted"), line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(words, "", wrap=True), line, 1)
        inside.body.addLayout(grid)
        checks = QGridLayout()
        checks.setHorizontalSpacing(theme.px(0.6))
        checks.setVerticalSpacing(theme.px(0.25))
        for number, result in enumerate(found.checks):
            words, tint = {
                True: (_("通过"), "done"),
                False: (_("不通过"), "overdue"),
                None: (_("未检验"), "quiet"),
            }[result.passed]
            line, at = number // 2, number % 2 * 3
            checks.addWidget(Text(_(result.check.term)), line, at)
            checks.addWidget(StateChip(words, tint), line, at + 1)
        checks.setColumnStretch(5, 1)
        checks.setColumnMinimumWidth(2, theme.px(1.5))
        inside.body.addSpacing(theme.px(0.4))
        inside.body.addLayout(checks)
        for error in (result.error for result in found.checks if result.error is not None):
            words_of = describe(error)
            inside.body.addWidget(Text(words_of.what, "error", wrap=True))
            inside.body.addWidget(Text(f"{words_of.data_safe}{words_of.do_now}", "", wrap=True))
        self.body.addWidget(inside)
        self.add_button(button(_("不合并") if found.accepted else _("知道了"), self.reject))
        self.merge = button(_("合并"), self._merge, look="main")
        self.merge.setVisible(found.accepted)
        self.merge.setEnabled(may_merge)
        self.add_button(self.merge)
        if found.accepted:
            self.merge.setDefault(True)
            self.merge.setFocus()

    def _merge(self) -> None:
        self.accept()
        self._on_merge()


def _facts(name: str, found: Inspection) -> list[tuple[str, str]]:
    facts = [(_("文件"), name)]
    if found.header is None or found.sender is None:
        return facts
    header = found.header
    counts = _("，").join(
        _("{kind} {count} 条").format(kind=_(KINDS.get(kind, kind)), count=count)
        for kind, count in found.counts.items()
        if count and kind != SETS
    )
    return [
        *facts,
        (_("发送单位"), found.sender.name),
        (_("第几包"), _("第 {number} 包").format(number=header.sequence)),
        (_("封包时间"), local_time(header.created_at)),
        (_("内容"), counts or _("没有改动")),
    ]


class ReceiverDialog(Dialog):
    """Whom the next batch is for: the unit above first, then those below."""

    def __init__(
        self, state: ExchangeState, parent: QWidget, *, on_chosen: Callable[[SiteRow], object]
    ) -> None:
        super().__init__(_("导出给哪个单位？"), parent, width_em=34)
        self._on_chosen = on_chosen
        self._receivers = {each.site: each for each in state.receivers()}
        self.form = Form(label_em=6)
        self.receiver: ChoiceField[str] = self.form.add_row(
            _("收件单位"),
            ChoiceField(
                [(site, _receiver_words(state, each)) for site, each in self._receivers.items()], empty=None
            ),
            name="receiver",
        )
        self.body.addWidget(self.form)
        if any(state.goes_down(each) for each in self._receivers.values()):
            self.body.addWidget(Text(_("下发的包里只有收件单位辖区的人。"), "hint", wrap=True))
        if state.upward is not None and all(map(state.goes_down, self._receivers.values())):
            self.body.addWidget(
                Text(_("还没有收取上级的站点名片，现在只能下发，不能上报。"), "hint", wrap=True)
            )
        self.add_button(button(_("取消"), self.reject))
        self.go_on = self.add_button(button(_("选文件夹…"), self._choose, look="main"))
        self.go_on.setDefault(True)
        self.form.focus_first()

    def _choose(self) -> None:
        chosen = self.receiver.value()
        self.accept()
        if chosen is not None:
            self._on_chosen(self._receivers[chosen])


def _receiver_words(state: ExchangeState, receiver: SiteRow) -> str:
    if state.goes_down(receiver):
        return _("下发：{name}").format(name=receiver.name)
    return _("上报：{name}").format(name=receiver.name) if state.upward else receiver.name


class MergedDialog(Dialog):
    """What merging did, and the receipt to take back."""

    def __init__(self, merged: Merged, parent: QWidget, *, on_receipt: Callable[[], object]) -> None:
        super().__init__(_("已合并"), parent, width_em=36)
        self._on_receipt = on_receipt
        lines = [
            _("来自“{sender}”：新收 {applied} 条，已有 {already} 条。").format(
                sender=merged.sender, applied=merged.applied, already=merged.already
            )
        ]
        if merged.conflicts:
            lines.append(_("有 {count} 处冲突，请在“冲突”里逐条选定。").format(count=merged.conflicts))
        if merged.waiting:
            lines.append(_("有 {count} 条要等更早的上报包到了才能生效。").format(count=merged.waiting))
        if merged.missing_before:
            numbers = _("、").join(map(str, merged.missing_before))
            lines.append(_("还缺这个单位的第 {numbers} 包，请让对方补来。").format(numbers=numbers))
        lines.append(_("请开一份回执带回去，对方收下后就知道已经送到。"))
        for words in lines:
            self.body.addWidget(Text(words, "", wrap=True))
        self.add_button(button(_("以后再开"), self.reject))
        receipt = self.add_button(button(_("开回执"), self._receipt, look="main", icon_name="file-down"))
        receipt.setDefault(True)
        receipt.setFocus()

    def _receipt(self) -> None:
        self.accept()
        self._on_receipt()


class TrustDialog(Dialog):
    """A card just read: who it claims to be, and the code to compare over the phone."""

    def __init__(
        self, card: SiteCard, standing: CardStanding, parent: QWidget, *, on_trust: Callable[[], object]
    ) -> None:
        super().__init__(_("收取站点名片"), parent, width_em=38)
        self._on_trust = on_trust
        self.body.addWidget(Text(card.name, "name", wrap=True))
        words = _("{level}，区划代码 {code}").format(level=_(card.level.term), code=card.division_code)
        self.body.addWidget(Text(words, "muted"))
        if standing is CardStanding.KEYS_CHANGED:
            warning = _("这个单位换了密钥。确实重装过或换过电脑才信任，务必打电话问清楚。")
            self.body.addWidget(Text(warning, "error", wrap=True))
        elif standing is CardStanding.SAME:
            self.body.addWidget(Text(_("这张名片已经信任过，不用再收。"), "muted", wrap=True))
        self.body.addWidget(
            Text(_("请拨打您自己知道的电话号码，请对方逐组念出本站校验码，与下面一致才信任："), "", wrap=True)
        )
        groups = fingerprint(card).split(" ")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(1.2))
        grid.setVerticalSpacing(theme.px(0.4))
        for number, group in enumerate(groups):
            grid.addWidget(Text(group, "key", copyable=True), number // 4, number % 4)
        grid.setColumnStretch(4, 1)
        holder = Card()
        holder.body.addLayout(grid)
        self.body.addWidget(holder)
        self.add_button(button(_("不一致，不信任"), self.reject))
        self.trust = self.add_button(button(_("校验码一致，信任"), self._trust, look="main"))

    def _trust(self) -> None:
        self.accept()
        self._on_trust()
