"""From the first window to the last: set-up or login, the main window, lock, midnight, and the way out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.app.idle import IdleWatch
from desktop_app.app.second_start import raise_windows
from desktop_app.config import paths
from desktop_app.config.strings import _
from desktop_app.domain.changes import Changes
from desktop_app.progress import Progress
from desktop_app.storage import keyslots
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import ErrorDialog
from desktop_app.ui.lock.lock_screen import LockScreen
from desktop_app.ui.lock.login_window import LoginWindow
from desktop_app.ui.navigator import discover_pages
from desktop_app.ui.presenter import describe
from desktop_app.ui.settings import appearance
from desktop_app.ui.shell import MainWindow, ShellInfo

if TYPE_CHECKING:  # heavy; the login window loads it while the user types
    from desktop_app.app.tray import Reminder
    from desktop_app.bootstrap import Application
    from desktop_app.services.clock import Clock
    from desktop_app.ui.first_run.wizard import FirstRunWindow

log = logging.getLogger(__name__)
LOOK_AT_DAY_MS = 30_000


class Session(QObject):
    """One run of the window on one installation. Signal: ``finished()`` when nothing is open any more."""

    finished = Signal()

    def __init__(self, home: Path, *, sample: bool = False, as_of: date | None = None) -> None:
        super().__init__()
        self._home, self._sample, self._as_of = home, sample, as_of
        self.app: Application | None = None
        self.window: MainWindow | None = None
        self.lock: LockScreen | None = None
        self.entrance: LoginWindow | FirstRunWindow | None = None
        self._jobs: JobRunner | None = None
        self._feed: ChangeFeed | None = None
        self._preparing: JobRunner | None = None
        self._waiting: QWidget | None = None
        self._day: date | None = None
        self._after_window: Callable[[], None] = self._end
        self._way: list[tuple[str, dict[str, Any]]] = []
        self._reminder: Reminder | None = None
        self._idle = IdleWatch(self)
        self._idle.idle.connect(self.lock_window)
        self._clock_timer = QTimer(self)
        self._clock_timer.setInterval(LOOK_AT_DAY_MS)
        self._clock_timer.timeout.connect(self.look_at_day)
        appearance.bus.appearance_changed.connect(self._on_appearance)
        appearance.bus.lock_minutes_changed.connect(self._idle.set_minutes)
        appearance.bus.log_out_asked.connect(self._on_log_out)

    @Slot()
    def start(self) -> None:
        """Show the first window: the sample at once, the set-up on an empty folder, else the login."""
        try:
            if self._sample:
                self._open_sample()
            elif (self._home / keyslots.FILE_NAME).exists():
                self._log_in()
            else:
                self._set_up()
        except Exception as error:  # everything ends in words
            self._refuse(error)

    def close(self) -> None:
        """Close what is open without asking; called when the program ends."""
        self._clock_timer.stop()
        self._idle.stop()
        self._leave_entrance()
        for runner in (self._jobs, self._preparing):
            if runner is not None:
                runner.close()
        if self.app is not None:
            self.app.close()
            self.app = None

    @Slot(object)
    def present(self, error: BaseException) -> None:
        """Tell an error that nothing else caught."""
        if self.window is not None:
            self.window.presenter.present(error)
            return
        words = describe(error)
        log.error("bug %s: %s", words.number, type(error).__name__)
        ErrorDialog(words).open()

    @Slot()
    def lock_window(self) -> None:
        """Cover everything until the password is entered."""
        if self.window is None or self.app is None or self.lock is not None:
            return
        if self._sample:
            self.window.notices.show_notice(
                "info", _("样例名册不加锁；正式名册会在这里锁上，输入密码再打开。")
            )
            return
        site, actor = self.app.site, self.app.actor
        self.lock = LockScreen(self.window, self._home, unit_name=site.unit_name, user=actor.name)
        self.lock.unlocked.connect(self._on_unlocked)
        self.lock.quit_asked.connect(self._on_quit_while_locked)
        self._idle.stop()
        self.lock.cover_all()

    @Slot()
    def look_at_day(self) -> None:
        """Bring date and duties up to the day; once a minute, so that midnight is not slept through."""
        if self.app is None or self._jobs is None:
            return
        today = self.app.clock.today()
        if today != self._day:
            self._day = today
            if self.window is not None:
                self.window.last_page.set_day(today)
            self._bring_up_to_date()

    # ------------------------------------------------------------------------------------------ ways in

    def _make_clock(self) -> Clock:
        from desktop_app.services.clock import Clock

        return Clock(fixed_on=self._as_of)

    def _log_in(self) -> None:
        entrance = LoginWindow(self._home, make_clock=self._make_clock)
        self.entrance = entrance
        entrance.opened.connect(self._on_opened)
        entrance.left.connect(self._end)
        entrance.show()
        entrance.load_ahead()

    def _set_up(self) -> None:
        from desktop_app.ui.first_run.wizard import FirstRunWindow

        entrance = FirstRunWindow(self._home, clock=self._make_clock())
        self.entrance = entrance
        entrance.opened.connect(self._on_opened)
        entrance.left.connect(self._end)
        entrance.sample_asked.connect(self._on_sample_asked)
        entrance.show()

    @Slot()
    def _on_sample_asked(self) -> None:
        self._sample, self._home = True, paths.sample_folder()
        self._leave_entrance()
        self._open_sample()

    def _open_sample(self) -> None:
        from desktop_app.app.sample import open_sample
        from desktop_app.app.waiting import WaitingWindow

        self._preparing = JobRunner(readers=1)
        folder, clock = self._home, self._make_clock()
        job = self._preparing.writing(
            _("准备样例苏木"), lambda progress: open_sample(folder, clock=clock, progress=progress)
        )
        self._waiting = waiting = WaitingWindow(job, _("正在准备样例苏木，人物都是编造的……"))
        job.succeeded.connect(self._on_opened)
        job.failed.connect(self._refuse)
        job.cancelled.connect(self._end)
        job.finished.connect(waiting.close)
        waiting.show()
        job.start()

    @Slot(object)
    def _on_opened(self, app: Application) -> None:
        self.app = app
        app.store.subscribe(self._publish)
        settings = appearance.open_file(self._home)
        settings.setValue("login/unit_name", app.site.unit_name)
        settings.setValue("login/user", app.actor.name)
        settings.sync()
        self._way = []  # whoever logs in sees nothing of where the one before was
        self._show_window()
        self._leave_entrance()

    def _leave_entrance(self) -> None:
        if self.entrance is not None:
            self.entrance.finish()
            self.entrance.deleteLater()
            self.entrance = None

    # -------------------------------------------------------------------------------------- main window

    def _show_window(self) -> None:
        app = self.app
        assert app is not None  # windows are made for an open store only
        self._jobs, self._feed = JobRunner(), ChangeFeed()
        info = ShellInfo(
            unit_name=app.site.unit_name,
            user_name=app.actor.name,
            is_sample=app.context.site.sample,
            level=app.site.level,
        )
        self.window = make_window(app, info, jobs=self._jobs, feed=self._feed, settings_home=self._home)
        self.window.lock_asked.connect(self.lock_window)
        self.window.destroyed.connect(self._on_window_gone)
        self._after_window = self._end
        if not self._way or not self.window.navigator.follow(self._way):
            self.window.last_page.begin()
        self.window.show()
        self._day = app.clock.today()
        self._clock_timer.start()
        self._bring_up_to_date()
        self._tell_of_lost_drafts(app)
        self._watch_idle(app)
        self._remind(app, self.window, self._jobs)
        if info.is_sample:
            from desktop_app.ui.first_day.guide import guide_of

            guide_of(self.window).wake()

    def _remind(self, app: Application, window: MainWindow, jobs: JobRunner) -> None:
        if self._sample:
            return
        from desktop_app.app.tray import Reminder

        self._reminder = Reminder(app, window, jobs, is_locked=lambda: self.lock is not None)
        self._reminder.open_asked.connect(raise_windows)
        self._reminder.lock_asked.connect(self.lock_window)
        self._reminder.quit_asked.connect(self.quit_from_tray)
        appearance.bus.reminder_changed.connect(self._reminder.look)
        self._reminder.begin()

    @Slot()
    def quit_from_tray(self) -> None:
        """End as the window's own × does: it asks where something would be lost, and ends at once where it is locked."""
        if self.lock is not None:
            self._on_quit_while_locked()
        elif self.window is not None:
            raise_windows()
            if QApplication.activeModalWidget() is None:  # under a box the × does nothing either
                self.window.close()

    def _tell_of_lost_drafts(self, app: Application) -> None:
        name = app.drafts.set_aside(app.actor)
        if name is not None and self.window is not None:
            words = _(
                "草稿文件读不出来，已改名为 {name} 放在一边；已保存的记录不受影响，未保存的草稿请重新填写。"
            )
            self.window.notices.show_notice("overdue", words.format(name=name))

    def _watch_idle(self, app: Application) -> None:
        if self._sample:
            return
        from desktop_app.services.preferences import PreferenceService

        self._idle.set_minutes(PreferenceService(app.context).lock_minutes(app.actor))
        self._idle.start()

    def _bring_up_to_date(self) -> None:
        app, jobs, window = self.app, self._jobs, self.window
        assert app is not None  # called for an open window only
        assert jobs is not None
        assert window is not None
        day = app.clock.today()

        def say_day(_progress: Progress) -> str:
            from desktop_app.app.days import date_line

            return date_line(day)

        said = jobs.reading(_("今天的日期"), say_day)
        said.succeeded.connect(window.set_date_line)
        said.start()

        def refresh(progress: Progress) -> bool:
            stale = app.duties.is_stale(app.actor)
            if stale:
                app.duties.refresh(app.actor, progress=progress)
                app.photos.sweep(app.actor)
            return stale

        refreshed = jobs.writing(_("更新应探访"), refresh)
        refreshed.succeeded.connect(self._on_duties_refreshed)
        refreshed.start()

    @Slot(object)
    def _on_duties_refreshed(self, changed: bool) -> None:
        if changed:
            self._publish(Changes(_("更新应探访")))
        elif self.window is not None:
            self.window.refresh_badges()

    def _publish(self, changes: Changes) -> None:
        """Hand changes to the window of now; called from the writer's thread."""
        feed = self._feed
        if feed is not None:
            feed.publish(changes)

    # ----------------------------------------------------------------------------------------- ways out

    @Slot()
    def _on_unlocked(self) -> None:
        self.lock = None
        self._idle.start()

    @Slot()
    def _on_quit_while_locked(self) -> None:
        window, lock, jobs = self.window, self.lock, self._jobs
        assert window is not None  # there is no lock without a window
        assert lock is not None
        assert jobs is not None
        window.hide()  # nothing shows between the cover and the end
        lock.uncover()
        self.lock = None
        jobs.close()
        window.deleteLater()

    @Slot()
    def _on_log_out(self) -> None:
        self._close_window_then(self._log_out)

    @Slot()
    def _on_appearance(self) -> None:
        if self.window is not None:
            self._way = self.window.navigator.trail()
        self._close_window_then(self._remake)

    def _close_window_then(self, next_step: Callable[[], None]) -> None:
        if self.window is None:
            return
        self._after_window = next_step
        if not self.window.close():
            self._after_window = self._end

    @Slot()
    def _on_window_gone(self) -> None:
        self.window, self._jobs, self._feed, self._reminder = None, None, None, None
        self._clock_timer.stop()
        self._idle.stop()
        QTimer.singleShot(0, self._after_window)

    def _remake(self) -> None:
        appearance.put_on(appearance.read(appearance.open_file(self._home)))
        self._show_window()

    def _log_out(self) -> None:
        if self.app is not None:
            self.app.close()
            self.app = None
        if self._sample:
            self._end()
        else:
            self._log_in()

    @Slot()
    def _end(self) -> None:
        self.finished.emit()

    @Slot(object)
    def _refuse(self, error: BaseException) -> None:
        log.warning("cannot open: %s", type(error).__name__)
        dialog = ErrorDialog(describe(error))
        dialog.finished.connect(self._end)
        dialog.open()


def make_window(
    app: Any, info: ShellInfo, *, jobs: JobRunner, feed: ChangeFeed, settings_home: Path
) -> MainWindow:
    """Return a main window with all pages on an open application; it deletes itself when closed."""
    from PySide6.QtCore import Qt

    window = MainWindow(
        info,
        pages=discover_pages(),
        jobs=jobs,
        feed=feed,
        settings_file=settings_home / appearance.WINDOW_FILE,
        app=app,
        today=app.clock.today(),
    )
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return window
