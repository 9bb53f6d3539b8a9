"""Check the register and say in words whether it is sound."""

from __future__ import annotations

from PySide6.QtCore import Slot

from desktop_app.config.strings import _
from desktop_app.ui.kit import Card, StateChip, Text, button, row
from desktop_app.ui.page import PageContext
from desktop_app.ui.settings.section import SettingsSection


class CheckSection(SettingsSection):
    """检查名册."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context, _("检查名册"), _("核对名册文件是否完好、每次修改是否都有记录、列表和名册是否一致。")
        )
        card = Card(_("检查"))
        self.chip = StateChip("", "quiet")
        self.chip.hide()
        self.result = Text("", "", wrap=True, copyable=True)
        self.result.hide()
        self.run = button(_("现在检查"), self._on_run, look="main", icon_name="circle-check")
        line = row(self.run, self.chip, spacing_em=0.9)
        line.addStretch(1)
        card.body.addLayout(line)
        card.body.addWidget(self.result)
        self.body.addWidget(card)
        card = Card(_("重建列表"))
        card.body.addWidget(
            Text(_("列表、应探访和搜索不对时，从名册重新算一遍。不改动任何登记内容。"), "muted", wrap=True)
        )
        self.rebuild = button(_("重建列表"), self._on_rebuild, icon_name="refresh-cw")
        self.rebuild.setEnabled(self.may_manage())
        line = row(self.rebuild)
        line.addStretch(1)
        card.body.addLayout(line)
        self.body.addWidget(card)
        card = Card(_("查重"))
        card.body.addWidget(
            Text(
                _("找出可能登记了两次的老年人，两份档案对照后合并，或者记下不是同一人。"), "muted", wrap=True
            )
        )
        self.twins = button(_("打开查重"), lambda: self.context.navigator.open("twins"), icon_name="users")
        line = row(self.twins)
        line.addStretch(1)
        card.body.addLayout(line)
        self.body.addWidget(card)
        self.body.addStretch(1)

    def _on_run(self) -> None:
        app = self.context.app
        self.run.setEnabled(False)
        job = self.context.jobs.reading(_("检查名册"), lambda _progress: app.checks.run(app.actor))
        job.succeeded.connect(self._on_checked)
        job.finished.connect(lambda: self.run.setEnabled(True))
        job.start()

    @Slot(object)
    def _on_checked(self, problems: list[str]) -> None:
        if problems:
            self.chip.show_state(_("有 {count} 个问题").format(count=len(problems)), "overdue")
        else:
            self.chip.show_state(_("完好"), "done")
        found = "\n".join(f"{number}. {words}" for number, words in enumerate(problems, start=1))
        advice = _("请不要继续录入，先把名册文件夹整个复制一份，再联系维护人员。")
        sound = _("名册文件完好，修改记录连续，列表与名册一致。")
        self.result.setText(f"{found}\n{advice}" if problems else sound)
        self.result.show()

    def _on_rebuild(self) -> None:
        app = self.context.app
        self.rebuild.setEnabled(False)
        job = self.context.jobs.writing(_("重建列表"), lambda _progress: app.checks.rebuild(app.actor))
        job.succeeded.connect(self._on_rebuilt)
        job.finished.connect(lambda: self.rebuild.setEnabled(True))
        job.start()

    @Slot(object)
    def _on_rebuilt(self, people: int) -> None:
        from desktop_app.domain.changes import Changes

        self.context.undo.offer(_("已重建 {count} 人的列表").format(count=people))
        self.context.feed.publish(Changes(_("重建列表")))
