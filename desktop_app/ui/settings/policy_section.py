"""Which policy profiles are in force, each with its document and the sentences its rules rest on."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.policies import PolicyProfile, Source
from desktop_app.progress import Progress
from desktop_app.services.policy_rows import ProfileRow
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, CheckField, Text, button, row
from desktop_app.ui.page import PageContext
from desktop_app.ui.settings.section import SettingsSection


class PolicySection(SettingsSection):
    """政策方案."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            _("政策方案"),
            _("探访谁、多久一次，都按选中的文件算。选多个时按最严的执行；改动只影响以后，过去的月份不变。"),
        )
        self._cards: dict[str, ProfileCard] = {}
        self._in_force: frozenset[str] = frozenset()
        self._holder = QVBoxLayout()
        self._holder.setSpacing(theme.px(0.7))
        self.save = button(_("保存方案"), self.put_in_force, look="main")
        self.save.setEnabled(False)
        self.rules = button(_("查看与修改规则…"), self._on_rules)
        self.told = Text("", "hint", wrap=True)
        way = row(self.rules)
        way.addStretch(1)
        self.body.addLayout(way)
        self.body.addLayout(self._holder)
        buttons = row(self.save, self.told)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Read the profiles."""
        if self._cards and self.save.isEnabled():
            return  # a choice is being made
        app = self.context.app
        job = self.context.jobs.reading(_("读取政策方案"), lambda _progress: app.policies.list(app.actor))
        job.succeeded.connect(self._on_read)
        job.start()

    def chosen(self) -> list[str]:
        """Return the ticked profiles."""
        return [key for key, card in self._cards.items() if card.box.value()]

    def card(self, profile_id: str) -> ProfileCard:
        """Return the card of a profile."""
        return self._cards[profile_id]

    def put_in_force(self) -> None:
        """Work by the ticked profiles from now on."""
        chosen, app = self.chosen(), self.context.app
        if not chosen:
            self.told.setText(_("请至少选一个政策方案。"))
            return
        self.save.setEnabled(False)

        def work(_progress: Progress) -> None:
            app.policies.choose(app.actor, chosen)

        job = self.context.jobs.writing(_("更换政策方案，重算应探访"), work)
        job.succeeded.connect(self._on_saved)
        job.failed.connect(self._on_failed)
        job.start()

    @Slot(object)
    def _on_read(self, rows: list[ProfileRow]) -> None:
        while self._holder.count():
            widget = self._holder.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        self._cards = {}
        for each in rows:
            card = ProfileCard(each.profile, active=each.active)
            card.box.set_read_only(not self.may_manage())
            card.box.changed.connect(self._on_changed)
            self._cards[each.profile.id] = card
            self._holder.addWidget(card)
        self._in_force = frozenset(self.chosen())
        self.save.setEnabled(False)

    def _on_rules(self) -> None:
        self.context.navigator.open("policies")

    def _on_changed(self) -> None:
        self.save.setEnabled(frozenset(self.chosen()) != self._in_force)
        self.told.setText("")

    @Slot(object)
    def _on_saved(self, _nothing: object) -> None:
        from desktop_app.domain.changes import Changes

        self._in_force = frozenset(self.chosen())
        self.told.setText(_("已按新方案重算应探访。"))
        self.context.feed.publish(Changes(_("更换政策方案")))

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self.save.setEnabled(True)
        self.context.presenter.present(error)


class ProfileCard(Card):
    """One profile: tick, document, and on demand every sentence it rests on."""

    def __init__(self, profile: PolicyProfile, *, active: bool) -> None:
        super().__init__()
        self._profile = profile
        self.box = CheckField(profile.title)
        self.box.set_value(active)
        title = profile.document_title if profile.document_title != profile.document else ""
        document = " ".join(filter(None, (profile.document, title, profile.issued_on.isoformat())))
        self.box.describe(profile.title, document)
        self._more = button(_("看依据原文"), self.toggle, look="link")
        self._name_more()
        self.sentences = QWidget()
        self.sentences.hide()
        self.body.addWidget(self.box)
        hint = Text(document, "hint", wrap=True)
        hint.setContentsMargins(theme.px(1.9), 0, 0, 0)
        line = row(hint)
        line.setStretch(0, 1)
        line.addWidget(self._more)
        self.body.addLayout(line)
        self.body.addWidget(self.sentences)

    def toggle(self) -> None:
        """Show or hide the sentences; they are made when first asked for."""
        if self.sentences.layout() is None:
            layout = QVBoxLayout(self.sentences)
            layout.setContentsMargins(theme.px(1.9), 0, 0, 0)
            layout.setSpacing(theme.px(0.5))
            for title, source in sources_of(self._profile):
                layout.addWidget(Text(title, "strong", wrap=True))
                basis = _("（{basis}）").format(basis=_(source.basis.term))
                sentence = f"“{source.sentence}”{source.document}{basis}{source.note}"
                layout.addWidget(Text(sentence, "hint", wrap=True, copyable=True))
        shown = self.sentences.isHidden()
        self.sentences.setVisible(shown)
        self._more.setText(_("收起原文") if shown else _("看依据原文"))
        self._name_more()

    def _name_more(self) -> None:
        words = _("{profile}：{act}").format(profile=self._profile.title, act=self._more.text())
        self._more.setAccessibleName(words)


def sources_of(profile: PolicyProfile) -> list[tuple[str, Source]]:
    """Return title and source of every entry that decides whom to visit and how often."""
    found = [(_(entry.title), entry.source) for entry in profile.category_lists]
    found += [(_(entry.title), entry.source) for entry in profile.tiers]
    found += [(_(entry.title), entry.source) for entry in profile.visit_rules]
    found += [(_(entry.title), entry.source) for entry in profile.event_rules]
    return found
