"""登记督促: one step of urging, with the family's standing above and the law beside."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import FieldProblem, NotFound
from desktop_app.domain.support import caution
from desktop_app.domain.terms import SupportStepKind, UserRole
from desktop_app.services.family_support import SupportPanel
from desktop_app.services.support_drafts import SupportStepDraft
from desktop_app.ui import theme
from desktop_app.ui.emergency_words import call_first_words
from desktop_app.ui.family.list_page import FAMILY_TAB
from desktop_app.ui.family.step_form import SupportStepForm
from desktop_app.ui.form_journal import FormJournal
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, Section, StateChip, Text, Tiles, button, row, scrolling
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.support_words import FAMILY_TINTS, law_card, standing_words

Start = tuple[SupportPanel, SupportStepDraft | None]
NEW, CORRECTION = "support_step", "support_step_correction"


class SupportStepPage(Page):
    """Parameters: ``elder_uid``; ``kind``, ``contact_uid``, ``finding_uid`` to begin with; ``step_uid`` to correct."""

    listens_to = frozenset({"contact", "elder", "support_step"})
    help_topic = "support-step"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("登记督促"))
        self._params: dict[str, Any] = {}
        self._panel: SupportPanel | None = None
        self._fresh = True
        self._reading: Job[Start] | None = None
        self._saving: Job[str | None] | None = None
        self.form = SupportStepForm(context.app.clock.today)
        self.journal = FormJournal(context, self.form, self)
        self.name, self.state = Section(""), StateChip()
        self.standing = Text("", "muted", wrap=True)
        self.caution = Text("", "", wrap=True)
        self.emergency = Text("\n".join(call_first_words()), "error", wrap=True)
        self.emergency.hide()
        self._build()

    def activate(self, **params: Any) -> None:
        """Begin with what the caller knows."""
        self._params, self._fresh, self._panel = params, True, None
        self.mark_stale()

    def refresh(self) -> None:
        """Read the family; what is being filled in stays."""
        uid = str(self._params.get("elder_uid") or "")
        if not uid:
            return
        if self._reading is not None:
            self._reading.cancel()
        app, step_uid = self.context.app, self._params.get("step_uid")

        def read(_progress: object) -> Start:
            panel = app.family_support.panel(app.actor, uid)
            return panel, app.family_support.draft_of(app.actor, step_uid) if step_uid else None

        self._reading = self.context.jobs.reading(_("读取家庭"), read)
        self._reading.succeeded.connect(self._on_read)
        self._reading.failed.connect(self._on_not_read)
        self._reading.start()

    def may_leave(self) -> bool:
        """Keep the draft and go: nothing typed is ever lost."""
        self.journal.keeper.keep_and_leave()
        if self.form.is_dirty() and self._panel is not None:
            opened = dict(self._params)
            self.context.notices.show_notice(
                "info",
                _("{name}的督促还没有保存，已存为草稿。").format(name=self._panel.name),
                _("继续填写"),
                lambda: self.context.navigator.open("support-step", **opened),
            )
        return True

    def is_unsaved(self) -> bool:
        """Tell whether something typed waits to be saved."""
        return self.form.is_dirty()

    def save(self) -> None:
        """Ctrl+Enter: record or correct the step."""
        panel = self._panel
        if self._saving is not None or panel is None or not self._may() or not self.form.check():
            return
        draft = self.form.draft(panel.elder_uid)
        if draft is None:
            return
        app, step_uid = self.context.app, self._params.get("step_uid")
        through = self.journal.saving()

        def write(_progress: object) -> str | None:
            if step_uid:
                return through(lambda: app.family_support.correct(app.actor, step_uid, draft))
            return through(lambda: app.family_support.record(app.actor, draft))

        self._saving = self.context.jobs.writing(_("登记督促"), write)
        self._saving.succeeded.connect(self._on_saved)
        self._saving.failed.connect(self._on_not_saved)
        self._saving.start()

    def _build(self) -> None:
        card = Card()
        head = row(spacing_em=0.6)
        head.addWidget(self.name)
        head.addWidget(self.state)
        head.addStretch(1)
        card.body.addLayout(head)
        for widget in (self.standing, self.emergency, self.form, self.caution):
            card.body.addWidget(widget)
        self.paper_button = button(_("写督促函或转介单"), self._on_paper, icon_name="printer")
        card.body.addWidget(self.paper_button, 0, Qt.AlignmentFlag.AlignLeft)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.addWidget(Tiles(_at_top(card), _at_top(law_card()), tile_em=27))
        layout.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self.form.changed.connect(self._on_changed)
        self.form.save_asked.connect(self.save)
        for key, act in (("Ctrl+Return", self.save), ("Ctrl+Enter", self.save), ("Escape", self._on_escape)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.setFocusProxy(self.form.kind)

    def _may(self) -> bool:
        return self.context.app.actor.role is not UserRole.READER

    def _on_read(self, start: Start) -> None:
        self._reading = None
        self._panel, recorded = start
        panel = self._panel
        self.name.setText(f"{panel.name} · {panel.village}")
        state = panel.standing.state
        self.state.show_state(_(state.term), FAMILY_TINTS[state])
        self.standing.setText(standing_words(panel))
        self.form.setEnabled(self._may())
        self.set_main_action(_("保存") if self._may() else "", "Ctrl+Enter", self.save)
        if not self._fresh:
            dirty = self.form.is_dirty()
            self.form.show_family(panel)
            if not dirty:
                self.form.mark_clean()
            return
        self._fresh = False
        if recorded is not None:
            self.set_title(_("更正督促"))
            self.form.show_step(panel, recorded)
        else:
            self.set_title(_("登记督促"))
            self._start(panel)
        self.form.mark_clean()
        if self._may():
            step_uid = self._params.get("step_uid")
            about = {"elder_uid": panel.elder_uid, **({"step_uid": step_uid} if step_uid else {})}
            form = CORRECTION if step_uid else NEW
            self.journal.begin(form, step_uid or panel.elder_uid, name=panel.name, **about)
        self._on_changed()
        self.form.focus_first()

    def _start(self, panel: SupportPanel) -> None:
        kind = next((one for one in SupportStepKind if one.value == self._params.get("kind")), panel.usual)
        self.form.start(
            panel,
            kind=kind,
            contact_uid=self._params.get("contact_uid"),
            by_name=self.context.app.actor.name,
        )
        finding = self._params.get("finding_uid")
        if finding in {one.uid for one in panel.findings}:
            self.form.finding.set_value(finding)

    def _on_not_read(self, error: Exception) -> None:
        self._reading = None
        self.context.presenter.present(error)
        if isinstance(error, NotFound):
            self.context.navigator.open("family-support")

    def _on_changed(self) -> None:
        kind = self.form.kind.value()
        self.unsaved_changed.emit()
        if kind is None or self._panel is None:
            return
        said = caution(kind, self._panel.taken)
        self.caution.setText("" if said is None else said.say(_))
        self.caution.setVisible(said is not None)
        self.emergency.setVisible(kind is SupportStepKind.REPORTED)
        self.paper_button.setVisible(
            self._may() and kind not in {SupportStepKind.URGED, SupportStepKind.AGREEMENT}
        )

    def _on_paper(self) -> None:
        kind, draft = self.form.kind.value(), self.form.draft(str(self._params.get("elder_uid")))
        if kind is not None and draft is not None:
            self.context.navigator.open(
                "support-paper",
                elder_uid=self._params.get("elder_uid"),
                kind=kind.value,
                contact_uid=draft.contact_uid,
            )

    def _on_saved(self, change_set: str | None) -> None:
        self._saving = None
        self.context.notices.dismiss()
        self.form.mark_clean()
        self._fresh = True
        uid = self._params.get("elder_uid")
        self.context.offer_undo(_("已登记督促"), change_set)
        # Whoever has gone elsewhere meanwhile is not called back.
        if self.isVisible() and not self.context.navigator.back():
            self.context.navigator.open("person", uid=uid, tab=FAMILY_TAB)

    def _on_not_saved(self, error: Exception) -> None:
        self._saving = None
        self.journal.resume()
        if not (isinstance(error, FieldProblem) and self.form.show_error(error)):
            self.context.presenter.present(error)

    def _on_escape(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("family-support")


def _at_top(card: Card) -> QWidget:
    """Return a column that keeps the card as high as it needs, however high its neighbour is."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(card)
    layout.addStretch(1)
    return holder
