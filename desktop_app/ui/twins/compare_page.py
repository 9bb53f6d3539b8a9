"""Two files side by side: choose field by field, then say that it is one person, is not, or leave it for later."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.kinds import KINDS
from desktop_app.services.likeness import Comparison
from desktop_app.services.same_person import Judged
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, FlowLayout, StateChip, Text, ask, button, row, scrolling
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.twins.field_choices import FieldChoices
from desktop_app.ui.twins.words import file_words, reason_tint, reason_words


class ComparePage(Page):
    """对照两份档案. Parameters: ``one``, ``other``, and ``queue``, the pairs that come after."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"elder", "person_link", "visit"})
    help_topic: ClassVar[str] = "twin"
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Ctrl+Enter", N_("合并为同一人")),
        KeyHint("Ctrl+D", N_("不是同一人")),
        KeyHint("Esc", N_("以后再说")),
        KeyHint("1", N_("取左边的")),
        KeyHint("2", N_("取右边的")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("对照两份档案"))
        self._pair = ("", "")
        self._queue: tuple[tuple[str, str], ...] = ()
        self._shown: Comparison | None = None
        self._fresh = True
        self._judging = False
        self._reading: Job[Comparison] | None = None
        self.score = Text("", "section", wrap=True)
        self._reasons = QWidget()
        self.warnings = Text("", "error", wrap=True)
        self.choices = FieldChoices()
        self.counts = Text("", "", wrap=True)
        self._merge_button = button(_("合并为同一人"), self._on_merge, look="main", key="Ctrl+Enter")
        self._differ = button(_("不是同一人"), self._on_differ, icon_name="x", key="Ctrl+D")
        self._later = button(_("以后再说"), self._next, key="Esc")
        self._build()
        self.set_main_action("", "", self._on_merge)

    def activate(self, **params: Any) -> None:
        """Take the pair to compare and those to come."""
        self._pair = (params.get("one", ""), params.get("other", ""))
        self._queue = tuple(params.get("queue", ()))
        self._fresh, self._judging = True, False
        self.mark_stale()

    def refresh(self) -> None:
        """Read both files in a reader thread."""
        if self._judging or not all(self._pair):
            return
        if self._reading is not None:
            self._reading.cancel()
        app, (one, other) = self.context.app, self._pair
        self._reading = self.context.jobs.reading(
            _("读取两份档案"), lambda _progress: app.likeness.compare(app.actor, one, other)
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def _build(self) -> None:
        head = Card()
        head.body.addWidget(self.score)
        self._head = head
        head.body.addWidget(self._reasons)
        head.body.addWidget(self.warnings)
        fields = Card(_("逐项选定保留哪一份的内容"))
        fields.body.addWidget(
            Text(
                _("←→ 或 1、2 选定，↑↓ 换栏目；出生日期和性别以选定的身份证号为准，自设栏目两份都保留。"),
                "hint",
                wrap=True,
            )
        )
        fields.body.addWidget(self.choices)
        parts = Card(_("各自名下的记录"))
        parts.body.addWidget(self.counts)
        parts.body.addWidget(
            Text(
                _("两份档案都原样保存，合并后作为一个人显示；随时可以拆分，拆分时各回各处。"),
                "hint",
                wrap=True,
            )
        )
        content = QWidget()
        layout = QVBoxLayout(content)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.7))
        for card in (head, fields, parts):
            layout.addWidget(card)
        layout.addStretch(1)
        buttons = QWidget()
        line = row(self._merge_button, self._differ, self._later, spacing_em=0.7, margin_em=0.7)
        line.addStretch(1)
        buttons.setLayout(line)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scrolling(content), 1)
        outer.addWidget(buttons)
        for keys, act in (
            ("Ctrl+Return", self._on_merge),
            ("Ctrl+Enter", self._on_merge),
            ("Ctrl+D", self._on_differ),
            ("Esc", self._next),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _on_read(self, read: Comparison) -> None:
        self._reading = None
        self._shown = read
        self.score.setText(
            _("{one} 与 {other}：相似度 {score}").format(
                one=read.one.name, other=read.other.name, score=read.likeness.score
            )
        )
        old = self._reasons
        self._reasons = QWidget()
        flow = FlowLayout(self._reasons)
        for reason in read.likeness.reasons:
            flow.addWidget(StateChip(reason_words(reason), reason_tint(reason)))
        self._head.body.replaceWidget(old, self._reasons)
        old.hide()
        old.deleteLater()
        self.warnings.setText("\n".join(words.say(_) for words in read.warnings))
        self.warnings.setVisible(bool(read.warnings))
        titles = (
            _("保留的档案：{file}").format(file=f"{read.one.name}  {file_words(read.one)}"),
            _("并入的档案：{file}").format(file=f"{read.other.name}  {file_words(read.other)}"),
        )
        kept = {} if self._fresh else self.choices.chosen()
        self.choices.show_pairs(titles, read.fields)
        for key, side in kept.items():
            if key in self.choices.chosen():
                self.choices.choose(key, side)
        self.counts.setText(
            "\n".join(
                _("{kind}：{one} 条／{other} 条").format(kind=_(KINDS[entity]), one=mine, other=others)
                for entity, mine, others in read.counts
            )
            or _("两份档案名下都还没有别的记录。")
        )
        if self._fresh:
            self._fresh = False
            self._note_looks(read)
            (self.choices.first() or self._merge_button).setFocus()

    def _note_looks(self, read: Comparison) -> None:
        """Note both looks: numbers and telephones are shown in full here, since they are what is compared."""
        app = self.context.app

        def work(_progress: object) -> None:
            for uid in (read.one.uid, read.other.uid):
                app.access_log.note_look(app.actor, uid)

        self.context.jobs.writing(_("记入台账"), work).start()

    def _on_merge(self) -> None:
        read = self._shown
        if read is None:
            return
        if read.needs_certainty and not ask(
            self,
            _("两份档案的身份证号都有效但不相同"),
            _("这通常是两个人。请先核对身份证原件；确认是同一人、其中一个号码有误时再合并。"),
            yes=_("确认合并"),
            no=_("先不合并"),
            danger=True,
        ):
            return
        sides = (read.one.uid, read.other.uid)
        keep = {key: sides[side] for key, side in self.choices.chosen().items()}
        app = self.context.app
        self._judge(
            _("合并为同一人"),
            lambda: app.same_person.merge(app.actor, *sides, keep=keep, sure=read.needs_certainty),
            _("{one} 与 {other} 已合并为同一人").format(one=read.one.name, other=read.other.name),
        )

    def _on_differ(self) -> None:
        read = self._shown
        if read is None:
            return
        app = self.context.app
        self._judge(
            _("判定不是同一人"),
            lambda: app.same_person.differ(app.actor, read.one.uid, read.other.uid),
            _("已记下：{one} 和 {other} 不是同一人").format(one=read.one.name, other=read.other.name),
        )

    def _judge(self, title: str, act: Any, words: str) -> None:
        # What is judged is not shown any more: a second press of the key must not judge it again.
        self._shown, self._judging = None, True
        job: Job[Judged] = self.context.jobs.writing(title, lambda _progress: act())
        job.succeeded.connect(lambda judged: self._on_judged(words, judged))
        job.failed.connect(self._on_failed)
        job.start()

    def _on_judged(self, words: str, judged: Judged) -> None:
        self.context.offer_undo(words, judged.change_set)
        self._next()

    def _on_failed(self, error: Exception) -> None:
        self._judging = False
        self.context.presenter.present(error)
        self.refresh()

    def _next(self) -> None:
        """Go to the next pair, or back to the list after the last."""
        self._shown = None
        if not self._queue:
            self.context.navigator.back()
            return
        (one, other), rest = self._queue[0], self._queue[1:]
        self.activate(one=one, other=other, queue=rest)
