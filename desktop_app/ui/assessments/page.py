"""能力评估: enter an official result, screen by 26 items, look at what is there and correct it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, NotFound
from desktop_app.domain.terms import UserRole
from desktop_app.services.assessment_drafts import scale
from desktop_app.storage.queries.assessments import OFFICIAL, SCREENING, AssessmentLine
from desktop_app.ui.assessments.sheet import AssessmentSheet
from desktop_app.ui.form_journal import FormJournal
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    PersonHeader,
    ask,
    reason_words,
)
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.person_header import person_header
from desktop_app.ui.person_picker import PersonPicker

ASSESSMENT_TAB = 4


@dataclass(frozen=True, slots=True)
class Start:
    """What the page opens with; ``line`` is the assessment to look at and correct."""

    uid: str
    name: str
    header: PersonHeader
    line: AssessmentLine | None


class AssessmentPage(Page):
    """能力评估. Parameters: ``elder_uid`` and ``kind`` (official or screening), or ``uid`` of one that is there."""

    help_topic: ClassVar[str] = "assessment"
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("F8", N_("跳到下一个没填的项目")),
        KeyHint("Ctrl+P", N_("打印筛查表")),
        KeyHint("Esc", N_("离开，填写的内容留作草稿")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("能力评估"))
        self._elder, self._kind, self._uid = "", OFFICIAL, ""
        self._start: Start | None = None
        self._reading: Job[Start] | None = None
        self._saving: Job[str | None] | None = None
        self.scale = scale()
        self.picker = PersonPicker(
            context.app,
            context.jobs,
            title=_("给谁登记能力评估？"),
            nobody=_("名册还是空的，先导入或登记老年人。"),
        )
        self.sheet = AssessmentSheet(context, self.scale)
        self.form, self.items = self.sheet.form, self.sheet.items
        self.journal = FormJournal(
            context, self.form, self, more=self.sheet.more, take_more=self.sheet.take_more
        )
        self._stack = QStackedWidget()
        self._build()

    def activate(self, **params: Any) -> None:
        """Take whose assessment it is, or which."""
        self._uid = str(params.get("uid") or "")
        self._elder = str(params.get("elder_uid") or "")
        self._kind = SCREENING if params.get("kind") == SCREENING else OFFICIAL
        self._start = None
        self.mark_stale()

    def place(self) -> dict[str, Any]:
        """Return whom and what the page shows now."""
        return {"elder_uid": self._elder, "kind": self._kind, "uid": self._uid}

    def refresh(self) -> None:
        """Read the person and the assessment; what is being filled in stays."""
        if not self._elder and not self._uid:
            self.set_main_action("", "", self.save)
            self._stack.setCurrentWidget(self.picker)
            self.picker.start()
            return
        if self._start is not None and self.is_unsaved():
            return
        if self._reading is not None:
            self._reading.cancel()
        app, elder, uid = self.context.app, self._elder, self._uid

        def read(_progress: object) -> Start:
            line = app.assessments.get(app.actor, uid) if uid else None
            detail = app.register.get(app.actor, line.elder_uid if line is not None else elder)
            duties = app.duties.of_elder(app.actor, detail.uid)
            header = person_header(detail, duties, app.clock.today())
            return Start(detail.uid, detail.name, header, line)

        self._reading = self.context.jobs.reading(_("读取能力评估"), read)
        self._reading.succeeded.connect(self._on_read)
        self._reading.failed.connect(self._on_not_read)
        self._reading.start()

    def may_leave(self) -> bool:
        """Keep the draft and go: nothing typed is ever lost."""
        self.journal.keeper.keep_and_leave()
        if self.is_unsaved() and self._start is not None:
            place = self.place()
            self.context.notices.show_notice(
                "info",
                _("{name}的能力评估还没保存，已存为草稿。").format(name=self._start.name),
                _("继续填写"),
                lambda: self.context.navigator.open("assessment", **place),
            )
        return True

    def is_unsaved(self) -> bool:
        """Tell whether something typed waits to be saved."""
        return self._start is not None and self._saving is None and self.sheet.is_dirty()

    def save(self) -> None:
        """Check, save, and show it among the person's assessments."""
        start, app = self._start, self.context.app
        if start is None or self._saving is not None or not self._may_change() or not self.form.check():
            return
        if self.form.scan.is_adding():
            self.form.show_problem("scan_digest", _("扫描件还在添加，请稍候再保存。"))
            return
        points = self.items.values()
        missing = self.scale.scored(points).missing
        if missing and not self.form.official:
            names = _("、").join(_(title) for title in self.scale.titles(missing))
            words = _("没有保存：还差 {count} 项没有填，{items}。")
            self.sheet.refuse_items(missing, words.format(count=len(missing), items=names))
            return
        draft, old = self.form.draft(start.uid, points), start.line
        through = self.journal.saving()

        def work(_progress: object) -> str | None:
            if old is not None:
                return through(lambda: app.assessments.correct(app.actor, old.uid, draft))
            return through(lambda: app.assessments.record(app.actor, draft))

        self._saving = self.context.jobs.writing(_("登记能力评估"), work)
        self._saving.succeeded.connect(lambda change_set: self._on_saved(start, change_set))
        self._saving.failed.connect(self._on_refused)
        self._saving.start()

    def print_paper(self) -> bool:
        """Ctrl+P: print the person's newest screening, an empty form where there is none."""
        if self._start is None or self.form.official:
            return False
        return self.context.navigator.open("papers", name="assessment-screening", elder_uid=self._start.uid)

    def _build(self) -> None:
        self._stack.addWidget(self.picker)
        self._stack.addWidget(self.sheet)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.picker.picked.connect(self._on_picked)
        self.sheet.changed.connect(self._on_changed)
        self.sheet.save_asked.connect(self.save)
        self.sheet.switch_button.clicked.connect(self._switch)
        self.sheet.back_button.clicked.connect(self._on_take_back)
        self.sheet.print_button.clicked.connect(self.print_paper)
        for key, act in (
            ("Ctrl+Return", self.save),
            ("Ctrl+Enter", self.save),
            ("F8", self.sheet.next_open),
            ("Escape", self._leave),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.setFocusProxy(self.sheet)

    # --- showing

    def _on_picked(self, uid: str) -> None:
        self._elder = uid
        self.refresh()

    def _on_read(self, start: Start) -> None:
        self._reading, self._start = None, start
        self._elder = start.uid
        line = start.line
        if line is not None:
            self._kind = OFFICIAL if line.official else SCREENING
        official, may = self._kind == OFFICIAL, self._may_change()
        self.set_title(_title(official, line is None))
        self.sheet.start(start.header, official=official, line=line, changing=may)
        self._stack.setCurrentIndex(1)
        self.set_main_action(_("保存") if may else "", "Ctrl+Enter", self.save)
        if may:
            if line is not None:
                self.journal.begin("assessment_correction", line.uid, name=start.name, uid=line.uid)
            else:
                subject = f"{start.uid}#{self._kind}"
                about = {"elder_uid": start.uid, "kind": self._kind}
                self.journal.begin("assessment", subject, name=start.name, **about)

    def _on_not_read(self, error: Exception) -> None:
        self._reading = None
        self.context.presenter.present(error)
        if isinstance(error, NotFound):
            self.context.navigator.open("register")

    def _on_changed(self) -> None:
        self.journal.touch()
        self.unsaved_changed.emit()

    def _switch(self) -> None:
        if self._start is not None:
            other = SCREENING if self._kind == OFFICIAL else OFFICIAL
            self.context.navigator.open("assessment", elder_uid=self._start.uid, kind=other)

    # --- saving, taking back

    def _may_change(self) -> bool:
        return self.context.app.actor.role is not UserRole.READER

    def _on_saved(self, start: Start, change_set: str | None) -> None:
        self._saving = None
        self.sheet.mark_clean()
        official = self.form.official
        words = _("已保存{name}的正式评估") if official else _("已保存{name}的筛查（非正式评估）")
        if change_set is None:
            self.context.notices.show_notice("info", _("没有改动，记录保持原样。"))
        else:
            self.context.offer_undo(words.format(name=start.name), change_set)
        self._start = None
        if self.isVisible():  # whoever has gone elsewhere meanwhile is not called back
            self.context.navigator.open("person", uid=start.uid, tab=ASSESSMENT_TAB)

    def _on_refused(self, error: Exception) -> None:
        self._saving = None
        self.journal.resume()
        if isinstance(error, FieldProblem) and str(error.details.get("field")) in self.scale.items:
            self.sheet.refuse_items((str(error.details["field"]),), reason_words(error))
        elif not self.form.show_error(error):
            self.context.presenter.present(error)

    def _on_take_back(self) -> None:
        start = self._start
        if start is None or start.line is None:
            return
        if not ask(
            self,
            _("撤销这条评估？"),
            _("它不再列出，历史里仍能查到；由它采纳的类别不变。"),
            yes=_("撤销"),
            danger=True,
        ):
            return
        app, uid = self.context.app, start.line.uid
        job = self.context.jobs.writing(
            _("撤销能力评估"), lambda _progress: app.assessments.take_back(app.actor, uid)
        )
        job.succeeded.connect(lambda change_set: self._on_taken_back(start, change_set))
        job.start()

    def _on_taken_back(self, start: Start, change_set: str | None) -> None:
        self.journal.drop()
        self._start = None
        self.context.offer_undo(_("已撤销{name}的评估").format(name=start.name), change_set)
        self.context.navigator.open("person", uid=start.uid, tab=ASSESSMENT_TAB)

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("register")


def _title(official: bool, new: bool) -> str:
    if not official:
        return _("筛查（非正式评估）")
    return _("登记正式评估") if new else _("正式评估")
