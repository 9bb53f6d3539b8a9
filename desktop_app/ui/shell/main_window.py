"""The main window: a thin frame that routes keys to the page in sight and knows no feature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import SiteLevel
from desktop_app.ui import sights, theme
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.foot import Foot
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit.job_bar import JobBar
from desktop_app.ui.kit.notices import NoticeBar, UndoNotice
from desktop_app.ui.kit.questions import ask
from desktop_app.ui.kit.texts import ElidedText
from desktop_app.ui.navigator import Badge, Navigator, PageSpec
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.presenter import Presenter
from desktop_app.ui.shell.compact import BELOW_EM, dress
from desktop_app.ui.shell.finished_work import FinishedWork
from desktop_app.ui.shell.keys import OVERVIEW_KEY
from desktop_app.ui.shell.keys_overview import KeysBox
from desktop_app.ui.shell.last_page import LastPage
from desktop_app.ui.shell.page_bar import PageBar
from desktop_app.ui.shell.page_focus import PageFocus
from desktop_app.ui.shell.sidebar import Sidebar
from desktop_app.ui.shell.unsaved_marks import UnsavedMarks

USUAL_SIZE = (1280, 720)
BADGE_PAUSE_MS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellInfo:
    """What the frame shows of the site: its unit, its level, who works, and whether the people are made up."""

    unit_name: str
    user_name: str = ""
    is_sample: bool = False
    level: SiteLevel = SiteLevel.TOWNSHIP


class MainWindow(QMainWindow):
    """The window. Signal: ``lock_asked()`` from the lock in the job bar or Ctrl+L."""

    lock_asked = Signal()

    def __init__(
        self,
        info: ShellInfo,
        *,
        pages: Sequence[PageSpec],
        jobs: JobRunner,
        feed: ChangeFeed,
        settings_file: Path,
        app: Any = None,
        today: date | None = None,
    ) -> None:
        super().__init__()
        self._jobs = jobs
        self._app = app
        self._asking_badges = False
        self._compact = False
        self.foot: Foot | None = None
        self.settings = QSettings(str(settings_file), QSettings.Format.IniFormat, self)
        self.stack = QStackedWidget()
        # A stack shows accessibility clients its pages only: what lies over them belongs to what is around it.
        self._stage = QWidget()
        self.navigator = Navigator(self.stack, [spec for spec in pages if info.level in spec.levels])
        self._page_focus = PageFocus(self.stack, self.navigator)
        self.sidebar = Sidebar(info.unit_name, self.navigator.specs())
        self.page_bar = PageBar()
        self.notices = NoticeBar()
        self.job_bar = JobBar(jobs)
        self.sample_band = ElidedText(_("样例数据：人物均为虚构，仅供练习，请勿录入真实信息"))
        self.sample_band.setObjectName("sample_band")
        self._build()
        self.undo_notice = UndoNotice(self._stage)
        self.presenter = Presenter(self.notices, self)
        self.context = PageContext(
            app=app,
            jobs=jobs,
            feed=feed,
            settings=self.settings,
            navigator=self.navigator,
            notices=self.notices,
            undo=self.undo_notice,
            presenter=self.presenter,
        )
        self.navigator.set_context(self.context)
        self.unsaved_marks = UnsavedMarks(self, self.navigator, self.page_bar, self.sidebar)
        self.last_page = LastPage(self.navigator, self.settings, info.user_name, today)
        self.keys = KeysBox(self, self.navigator)
        self._finished = FinishedWork(self, jobs, self.navigator, self.notices, self.undo_notice)
        self._finished.watch_bar(self.job_bar)
        self._connect(feed)
        self._bind_keys()
        self.show_info(info)
        self._restore_geometry()

    def show_info(self, info: ShellInfo) -> None:
        """Show unit, user and sample mark."""
        title = _("{unit} · 老年人探访服务记录").format(unit=info.unit_name)
        self.setWindowTitle(f"{title}[*]")  # Qt puts the mark of the desktop there while something is unsaved
        self.sidebar.set_unit_name(info.unit_name)
        self.job_bar.set_user(info.user_name)
        self.sample_band.setVisible(info.is_sample)

    def set_date_line(self, text: str) -> None:
        """Show the day in words in the page bar."""
        self.page_bar.set_date_line(text)

    def set_backup_line(self, text: str) -> None:
        """Show the last backup in the job bar."""
        self.job_bar.set_backup(text)

    def set_foot(self, foot: Foot | None) -> None:
        """Show a panel between the page and the job bar, or take it away; its keys stand in the key overview."""
        if self.foot is not None:
            self._right.removeWidget(self.foot)
            self.foot.hide()
            self.foot.deleteLater()
        self.foot = foot
        self.keys.more = foot.keys if foot is not None else ()
        if foot is not None:
            self._right.insertWidget(self._right.indexOf(self.job_bar), foot)
            foot.set_compact(self._compact)

    def open_first_page(self) -> None:
        """Open the first page of the sidebar."""
        self.last_page.open_first()

    def refresh_badges(self) -> None:
        """Ask every page's badge in one reader job."""
        asked = {spec.key: spec.badge for spec in self.navigator.specs() if spec.badge is not None}
        if not asked or self._asking_badges:
            return
        self._asking_badges = True
        app = self._app
        job = self._jobs.reading(
            _("读取数目"), lambda _progress: {key: badge(app) for key, badge in asked.items()}
        )
        job.succeeded.connect(self._on_badges)
        job.finished.connect(self._on_badges_asked)
        job.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: ask the page, then wait for running work, then remember the window's place."""
        page = self.navigator.current_page()
        if page is not None and not page.may_leave():
            event.ignore()
            return
        if self.job_bar.shown_job() is not None and not ask(
            self,
            _("还有工作没有完成"),
            _("现在关闭会取消正在进行的工作，已保存的数据不受影响。"),
            yes=_("取消工作并关闭"),
            no=_("继续工作"),
        ):
            event.ignore()
            return
        self.settings.setValue("window/geometry", self.saveGeometry())
        self.settings.sync()
        self._jobs.close()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: leave the lines to the page where there are few."""
        super().resizeEvent(event)
        compact = self.height() < theme.px(BELOW_EM)
        if compact != self._compact:
            self._compact = compact
            self.page_bar.set_compact(compact)
            self.sidebar.set_compact(compact)
            self.job_bar.set_compact(compact)
            dress(self.job_bar, compact)
            dress(self.sample_band, compact)
            if self.foot is not None:
                self.foot.set_compact(compact)

    def _build(self) -> None:
        self._right = right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for part in (self.page_bar, self.sample_band, self.notices):
            right.addWidget(part)
        stage = QVBoxLayout(self._stage)
        stage.setContentsMargins(0, 0, 0, 0)
        stage.addWidget(self.stack)
        right.addWidget(self._stage, 1)
        right.addWidget(self.job_bar)
        centre = QWidget()
        whole = QHBoxLayout(centre)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.sidebar)
        whole.addLayout(right, 1)
        self.setCentralWidget(centre)

    def _connect(self, feed: ChangeFeed) -> None:
        self.sidebar.page_asked.connect(self._on_page_asked)
        self.navigator.opened.connect(self._on_opened)
        self.page_bar.action_asked.connect(self._on_action)
        self.page_bar.back_asked.connect(self.navigator.back)
        self.page_bar.search.entered.connect(self._on_search)
        self.sidebar.keys_asked.connect(self.keys.show)
        self.keys.shown.connect(lambda: self.context.sights.seen.emit(sights.KEYS))
        self.job_bar.lock_asked.connect(self.lock_asked)
        self._jobs.job_finished.connect(self.unsaved_marks.look)
        self._jobs.job_failed.connect(self.presenter.on_job_failed)
        self._jobs.drafts_failed.connect(self.presenter.on_drafts_failed)
        self._badge_timer = QTimer(self)
        self._badge_timer.setSingleShot(True)
        self._badge_timer.setInterval(BADGE_PAUSE_MS)
        self._badge_timer.timeout.connect(self.refresh_badges)
        feed.changed.connect(self._badge_timer.start)

    def _bind_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "F1": self._on_help,
            OVERVIEW_KEY: self.keys.show,
            "F2": self._on_visit,
            "F3": self._on_find,
            "Ctrl+K": self._on_find,
            "F4": self._on_action,
            "F5": self._on_refresh,
            "Ctrl+P": lambda: self._page_does(lambda page: page.print_paper()),
            "Ctrl+Z": self._on_undo,
            "Ctrl+L": self.lock_asked.emit,
            "Alt+Left": self.navigator.back,
            "Alt+Home": self.open_first_page,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(act)

    def _restore_geometry(self) -> None:
        self.setMinimumSize(640, 420)
        room = self.screen().availableGeometry()
        self.resize(min(USUAL_SIZE[0], room.width()), min(USUAL_SIZE[1], room.height()))
        saved = self.settings.value("window/geometry", type=QByteArray)
        if isinstance(saved, QByteArray) and not saved.isEmpty():
            self.restoreGeometry(saved)

    def _page_does(self, act: Callable[[Page], bool]) -> bool:
        page = self.navigator.current_page()
        return page is not None and act(page)

    @Slot(str)
    def _on_page_asked(self, key: str) -> None:
        if not self.navigator.open(key):
            self.sidebar.choose(self.navigator.current_key())

    @Slot(str)
    def _on_opened(self, key: str) -> None:
        self.sidebar.choose(key)
        self.undo_notice.raise_()
        page = self.navigator.current_page()
        if page is None:
            return
        page.title_changed.connect(self._on_page_words, Qt.ConnectionType.UniqueConnection)
        page.action_changed.connect(self._on_page_words, Qt.ConnectionType.UniqueConnection)
        self._on_page_words()
        self._page_focus.give()

    @Slot()
    def _on_page_words(self) -> None:
        page = self.navigator.current_page()
        if page is not None:
            listed = any(
                spec.key == self.navigator.current_key() and spec.order >= 0
                for spec in self.navigator.specs()
            )
            self.page_bar.show_title(page.title(), has_way_back=not listed)
            self.page_bar.show_action(page.main_action())

    @Slot(object)
    def _on_badges(self, badges: dict[str, Badge | None]) -> None:
        for key, badge in badges.items():
            self.sidebar.show_badge(key, badge)

    @Slot()
    def _on_badges_asked(self) -> None:
        self._asking_badges = False

    def _on_action(self) -> None:
        page = self.navigator.current_page()
        action = page.main_action() if page is not None else None
        if action is not None:
            action.act()

    def _on_help(self) -> None:
        page = self.navigator.current_page()
        topic = (page.help_topic if page is not None else "") or self.navigator.current_key()
        self.navigator.open("help", topic=topic)

    def _on_visit(self) -> None:
        if not self._page_does(lambda page: page.record_visit()):
            self.navigator.open("visit")

    def _on_find(self) -> None:
        if not self._page_does(lambda page: page.find_here()):
            self.page_bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.page_bar.search.selectAll()

    def _on_refresh(self) -> None:
        page = self.navigator.current_page()
        if page is not None:
            page.refresh()
        self.refresh_badges()

    def _on_undo(self) -> None:
        if not self.undo_notice.undo():
            self._page_does(lambda page: page.undo())

    @Slot(str)
    def _on_search(self, text: str) -> None:
        if text:
            self.navigator.open("register", search=text)
