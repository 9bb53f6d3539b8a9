"""督促函和转介单: what it is to say at the left, the very paper at the right; printing offers to record the step."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError, FieldProblem, NotFound
from desktop_app.domain.support import REFERRED
from desktop_app.domain.terms import SupportStepKind, UserRole
from desktop_app.services.family_support import SupportPanel
from desktop_app.services.paper_orders import Made, PaperWish
from desktop_app.services.preferences import PreferenceService
from desktop_app.services.previews import PaperSeen, PreviewService
from desktop_app.ui import theme
from desktop_app.ui.family.paper_forms import LetterForm, ReferralForm
from desktop_app.ui.form_journal import FormJournal
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import PdfView, Section, Text, ask, button, row, scrolling
from desktop_app.ui.kit.tab_order import stop_before
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.presenter import describe
from desktop_app.ui.printing import DirectPrint

SETTLE_MS = 400
BESIDE_EM = 60
"""From this width on the paper stands beside the form."""
LETTER, REFERRAL = "support-letter", "support-referral"


class SupportPaperPage(Page):
    """Parameters: ``elder_uid``; ``kind`` (a key of SupportStepKind, a letter by default); ``contact_uid``."""

    listens_to = frozenset({"contact", "elder"})
    help_topic = "support-paper"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("督促函"))
        self._params: dict[str, Any] = {}
        self._fresh = True
        self._panel: SupportPanel | None = None
        self._seen: PaperSeen | None = None
        self._reading: Job[tuple[SupportPanel, str]] | None = None
        self._preferences = PreferenceService(context.app.context)
        self._making: Job[PaperSeen] | None = None
        self.form: LetterForm | ReferralForm | None = None
        self.journal: FormJournal | None = None
        self._previews = PreviewService(context.app.context, context.app.reports)
        self._printing = DirectPrint(context, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self.look)
        self.name = Section("")
        self.status = Text("", "muted", wrap=True)
        self.view = PdfView()
        self.print_button = button(_("打印"), self.print_paper, icon_name="printer", key="Ctrl+P")
        self.save_button = button(_("存为PDF"), self._on_save, icon_name="file-down")
        self.record_button = button(_("登记这一步"), self.record_step)
        self._holder = QVBoxLayout()
        self._build()

    def activate(self, **params: Any) -> None:
        """Begin another paper."""
        self._params, self._fresh, self._seen = params, True, None
        self.set_title(_("转介单") if self._paper() == REFERRAL else _("督促函"))
        self.mark_stale()

    def refresh(self) -> None:
        """Read the family; what is being filled in stays."""
        uid = str(self._params.get("elder_uid") or "")
        if not uid or not self._fresh:
            return
        app, preferences = self.context.app, self._preferences
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self.context.jobs.reading(
            _("读取家庭"),
            lambda _progress: (
                app.family_support.panel(app.actor, uid),
                preferences.unit_phone(app.actor),
            ),
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.failed.connect(self._on_not_read)
        self._reading.start()

    def may_leave(self) -> bool:
        """Ask only when something typed would be lost."""
        if self.form is None or not self.form.is_dirty():
            return True
        leaves = ask(
            self, _("放下这份函件？"), _("离开后填写的内容不保留。"), yes=_("离开"), no=_("继续填写")
        )
        if leaves and self.journal is not None:
            self.journal.drop()
            self.form.mark_clean()
        return leaves

    def is_unsaved(self) -> bool:
        """Tell whether something typed would be lost."""
        return self.form is not None and self.form.is_dirty()

    def look(self) -> None:
        """Make the paper for looking, or say what is still missing."""
        if self.form is None:
            return
        if self._making is not None:
            self._making.cancel()
        self._seen = None
        app, wish = self.context.app, self._wish()
        self._making = self.context.jobs.outside(
            _("生成{paper}").format(paper=self.title()),
            lambda progress: self._previews.paper(app.actor, wish, progress=progress),
        )
        self._making.succeeded.connect(self._on_made)
        self._making.failed.connect(self._on_not_made)
        self._making.start()

    def print_paper(self) -> bool:
        """Ctrl+P: print what is shown, note it, and offer to record the step."""
        if self.form is None or not self.form.check():
            return True
        if self._seen is None or self._timer.isActive():
            self.look()
            return True
        if self._printing.print_paper(self._wish(), self._seen, self.title()):
            self._offer_step()
        return True

    def save_to(self, path: Path) -> None:
        """Write the paper to a file."""
        app, wish = self.context.app, self._wish()
        job = self.context.jobs.outside(
            _("生成{paper}").format(paper=self.title()),
            lambda progress: app.reports.make(
                app.actor, wish.name, path, elder_uid=wish.elder_uid, support=wish.support, progress=progress
            ),
        )
        job.succeeded.connect(self._on_file)
        job.failed.connect(self._on_not_made)
        job.start()

    def record_step(self) -> None:
        """Go on to the form of the step, with what is known from the paper."""
        if self.form is None:
            return
        contact, kind = self._params.get("contact_uid"), SupportStepKind.LETTER
        if isinstance(self.form, LetterForm):
            contact = self.form.contact.value()
        else:
            kind = self.form.kind.value() or SupportStepKind.MEDIATION
            chosen = self.form.contacts.value()
            contact = next(iter(chosen)) if len(chosen) == 1 else None
        if self.journal is not None:
            self.journal.drop()
        self.form.mark_clean()
        self.context.navigator.open(
            "support-step", elder_uid=self._params.get("elder_uid"), kind=kind.value, contact_uid=contact
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: where there is little room the paper stands under what it is to say."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(BESIDE_EM)
        self._split.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1), theme.px(0.8))
        column.setSpacing(theme.px(0.7))
        column.addWidget(self.name)
        column.addLayout(self._holder)
        column.addLayout(row(self.print_button, self.save_button, spacing_em=0.5))
        column.addWidget(self.record_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(theme.px(0.5), theme.px(1), theme.px(1), theme.px(0.8))
        beside.addWidget(self.status)
        beside.addWidget(self.view, 1)
        split = self._split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(scrolling(left))
        split.addWidget(right)
        split.setChildrenCollapsible(False)
        split.setSizes([theme.px(34), theme.px(34)])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(split)
        shortcut = QShortcut(QKeySequence("Escape"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_escape)

    def _paper(self) -> str:
        kind = self._params.get("kind")
        return REFERRAL if kind in {one.value for one in REFERRED} else LETTER

    def _wish(self) -> PaperWish:
        today = self.context.app.clock.today()
        assert self.form is not None  # only asked for while a form is shown
        return PaperWish(
            name=LETTER if isinstance(self.form, LetterForm) else REFERRAL,
            month=(today.year, today.month),
            elder_uid=self._params.get("elder_uid"),
            masked=False,
            support=self.form.wish(),
        )

    def _on_read(self, read: tuple[SupportPanel, str]) -> None:
        panel, phone = read
        self._reading, self._panel, self._fresh = None, panel, False
        app = self.context.app
        self.name.setText(f"{panel.name} · {panel.village}")
        contact_uid, clerk = self._params.get("contact_uid"), app.actor.name
        if self.form is not None:
            self._holder.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        if self._paper() == REFERRAL:
            kind = SupportStepKind(self._params["kind"])
            self.form = ReferralForm(panel, kind=kind, contact_uid=contact_uid, clerk=clerk, phone=phone)
        else:
            self.form = LetterForm(panel, app.clock.today, contact_uid=contact_uid, clerk=clerk, phone=phone)
        self._holder.addWidget(self.form)
        stop_before(self.print_button, self.form)
        self.form.changed.connect(self._on_changed)
        self.form.save_asked.connect(self.print_paper)
        may = app.actor.role is not UserRole.READER
        self.form.setEnabled(may)
        for made in (self.print_button, self.save_button, self.record_button):
            made.setVisible(may)
        self.set_main_action(_("打印") if may else "", "Ctrl+P", self.print_paper)
        self.journal = FormJournal(self.context, self.form, self.form)
        if may:
            self.journal.begin(self._paper().replace("-", "_"), panel.elder_uid)
            self.look()
        self.form.focus_first()

    def _on_not_read(self, error: Exception) -> None:
        self._reading = None
        self.context.presenter.present(error)
        if isinstance(error, NotFound):
            self.context.navigator.open("family-support")

    def _on_changed(self) -> None:
        self._seen = None
        self.unsaved_changed.emit()
        self._timer.start()

    def _on_made(self, seen: PaperSeen) -> None:
        self._making, self._seen = None, seen
        self.view.show_document(seen.source)
        self.status.setText(_("共 {count} 页").format(count=seen.pages))

    def _on_not_made(self, error: Exception) -> None:
        self._making = None
        self._seen = None
        self.view.clear()
        if isinstance(error, FieldProblem):
            # The paper is made while it is being filled in: what is missing is said beside, without a box.
            self.status.setText(describe(error).what)
        elif isinstance(error, ElderVisitsError):
            said = describe(error)
            self.status.setText(f"{said.what}{said.do_now}")
        else:
            self.context.presenter.present(error)

    def _offer_step(self) -> None:
        self.context.notices.show_notice(
            "info",
            _("打印后请把这一步登记下来，到期程序会提醒回访。"),
            _("登记这一步"),
            partial(self.record_step),
        )

    def _on_save(self) -> None:
        if self.form is None or not self.form.check():
            return
        name = f"{self.title()} {self.context.app.clock.today():%Y-%m-%d}.pdf"
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), name, "*.pdf")
        if path:
            self.save_to(Path(path).with_suffix(".pdf"))

    def _on_file(self, made: Made) -> None:
        self.context.offer_file(_("已保存 {file}").format(file=made.path.name), made.path)

    def _on_escape(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("family-support")
