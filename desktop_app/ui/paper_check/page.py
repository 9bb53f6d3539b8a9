"""核对报表: the code of a paper, what became of its numbers, and the papers that went out lately."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.reports.paper import CHINA
from desktop_app.reports.statements import shown
from desktop_app.services.issued_papers import IssuedRow
from desktop_app.services.paper_checks import CheckResult
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, Column, EmptyState, ListSource, RowTable, Section, Sort, scrolling
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.paper_check.code_line import CheckCodeLine
from desktop_app.ui.paper_check.result_card import ResultCard

KEY = "paper-check"
LIST_EM = 12
"""So high the list is in any case: in the largest letters the page scrolls."""


class PaperCheckPage(Page):
    """核对报表. Parameters: ``code``, which is checked at once."""

    help_topic: ClassVar[str] = KEY
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Enter", N_("核对输入的校验码；在名单里核对选中的报表")),
        KeyHint("F3", N_("回到校验码")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("核对报表"))
        self._reading: Job[Sequence[IssuedRow]] | None = None
        self._checking: Job[CheckResult] | None = None
        self.code = CheckCodeLine()
        self.result = ResultCard()
        self.table: RowTable[IssuedRow] = RowTable(
            _columns(),
            sort=Sort("made_at", descending=True),
            empty=EmptyState(
                _("还没有打印或导出过带校验码的报表。"),
                _("打印报表"),
                lambda: context.navigator.open("papers"),
                hint=_("从本机打印、存成文件的报表列在这里，保存三年。"),
            ),
        )
        self._build()

    def activate(self, code: str = "", **_params: Any) -> None:
        """Begin with the keyboard in the field; ``code`` is checked at once."""
        # What is printed elsewhere makes no change that pages hear of.
        self.mark_stale()
        if code:
            self._ask(code)
        self.code.start()

    def refresh(self) -> None:
        """Read what went out."""
        if self._reading is not None:
            self._reading.cancel()
        app = self.context.app
        self._reading = self.context.jobs.reading(
            _("读取出过的报表"), lambda _progress: app.issued_papers.newest(app.actor)
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def find_here(self) -> bool:
        """F3, Ctrl+K: back to the field for the code."""
        self.code.start()
        return True

    def check(self, text: str) -> None:
        """Make the paper of a code once more and show what has changed; a check under way is given up."""
        if self._checking is not None:
            self._checking.cancel()
        app = self.context.app
        self._checking = self.context.jobs.reading(
            _("核对报表"), lambda progress: app.paper_checks.check(app.actor, text, progress=progress)
        )
        self._checking.succeeded.connect(self._on_checked)
        self._checking.failed.connect(self._on_failed)
        self._checking.start()

    def _build(self) -> None:
        card = Card("")
        card.body.addWidget(self.code)
        content = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        layout = QVBoxLayout(content)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(card)
        layout.addWidget(self.result)
        layout.addWidget(Section(_("最近出过的报表")))
        layout.addWidget(self.table, 1)
        self.table.setMinimumHeight(theme.px(LIST_EM))
        self.setFocusProxy(self.code)
        self.code.entered.connect(self.check)
        self.table.opened.connect(lambda row: self._ask(shown(row.code)))

    def _ask(self, code: str) -> None:
        self.code.show_code(code)
        self.check(code)

    def _on_read(self, rows: Sequence[IssuedRow]) -> None:
        self._reading = None
        source = ListSource(
            rows,
            {
                "made_at": lambda row: row.made_at,
                "title": lambda row: (row.title, row.made_at),
                "code": lambda row: row.code,
                "made_by": lambda row: (row.made_by, row.made_at),
                "times": lambda row: (row.times, row.made_at),
            },
        )
        self.table.show_source(source, keep_choice=False)
        self.table.choose_first()

    def _on_checked(self, result: CheckResult) -> None:
        self._checking = None
        self.result.show_result(result)

    def _on_failed(self, error: BaseException) -> None:
        self._checking = None
        self.context.presenter.present(error)


def _columns() -> tuple[Column[IssuedRow], ...]:
    return (
        Column(
            key="made_at",
            title=_("时间"),
            width_em=9.5,
            text=lambda row: f"{row.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        ),
        Column(
            key="title",
            title=_("报表"),
            width_em=16,
            text=lambda row: row.title,
            strong=True,
            stretch=True,
        ),
        Column(key="code", title=_("校验码"), width_em=9, text=lambda row: shown(row.code)),
        Column(key="made_by", title=_("经手人"), width_em=7, text=lambda row: row.made_by),
        Column(key="times", title=_("次数"), width_em=4, text=lambda row: str(row.times)),
    )
