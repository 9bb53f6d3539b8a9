"""Leads through the first day: watches what the user does, ends a step when it is done, says the next one."""

from __future__ import annotations

from functools import partial
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.changes import Changes
from desktop_app.ui.first_day.ground import Ground
from desktop_app.ui.first_day.happenings import Happening, Sighted, read_happening
from desktop_app.ui.first_day.panel import Act, DayPanel
from desktop_app.ui.first_day.progress import PLACE, DayProgress, Standing
from desktop_app.ui.first_day.steps import STEPS, Step
from desktop_app.ui.foot import Foot
from desktop_app.ui.jobs import Job
from desktop_app.ui.navigator import Navigator
from desktop_app.ui.page import PageContext

PAGE = "first-day"


@runtime_checkable
class Frame(Protocol):
    """What the first day needs of the main window."""

    navigator: Navigator
    context: PageContext

    def set_foot(self, foot: Foot | None) -> None:
        """Show a panel between the page and the job bar, or take it away."""
        ...


def guide_of(window: QWidget) -> FirstDay:
    """Return the guide of a main window, made when it is first asked for."""
    found = window.findChild(FirstDay)
    if found is None:
        assert isinstance(window, Frame)  # guided is what happens in the main window
        found = FirstDay(window, window)
    return found


class FirstDay(QObject):
    """The guide of one window, which must be open on a sample. Signal: ``moved()`` when it stands elsewhere."""

    moved = Signal()

    def __init__(self, frame: Frame, parent: QWidget) -> None:
        super().__init__(parent)
        self._frame, self._context = frame, frame.context
        self.progress = DayProgress(frame.context.remembered(PLACE))
        self.panel: DayPanel | None = None
        self._ground: Ground | None = None
        self._looking: Job[Ground] | None = None
        self._done = ""
        frame.navigator.opened.connect(self._on_opened)
        frame.context.sights.seen.connect(self._on_seen)
        frame.context.feed.changed.connect(self._on_changes)

    def wake(self) -> None:
        """Offer the first day where it is new, go on where it was left in the middle, else keep silent."""
        standing = self.progress.standing()
        if standing is Standing.NEW:
            self._offer()
        elif standing is Standing.RUNNING:
            self.begin()

    def begin(self, *, anew: bool = False) -> None:
        """Begin, or go on with the step in hand; ``anew`` from the first step."""
        self.progress.stand(Standing.RUNNING)
        self._done = ""
        self._go_to(0 if anew else self.progress.at())
        self._to_page()

    def step(self) -> Step | None:
        """Return the step in hand, None while none is."""
        return STEPS[self.progress.at()] if self.progress.standing() is Standing.RUNNING else None

    def go_on(self) -> None:
        """Leave this step undone and take the next; after the last the day is done."""
        self._done = ""
        self._next()

    def go_back(self) -> None:
        """Take the step before again."""
        self._done = ""
        self._go_to(max(self.progress.at() - 1, 0))

    def stop(self) -> None:
        """Take the panel away; the step is kept."""
        self.progress.stand(Standing.STOPPED)
        self._put_away()
        words = _("“第一天”停在第 {number} 步，以后在“帮助”里接着做。").format(number=self.progress.at() + 1)
        self._context.notices.show_notice("info", words, _("接着做"), self.begin)

    # ------------------------------------------------------------------ what the user does

    @Slot(str)
    def _on_opened(self, _key: str) -> None:
        if self.step() is not None:
            self._show()

    @Slot(str)
    def _on_seen(self, what: str) -> None:
        self._on_happening(Sighted(what))

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if self.step() is None:
            return
        app = self._context.app
        job = self._context.jobs.reading(_("第一天"), lambda _progress: read_happening(app, changes))
        job.succeeded.connect(self._on_read)
        job.start()

    def _on_read(self, happening: Happening | None) -> None:
        if happening is None or not self._on_happening(happening):
            self._look()

    def _on_happening(self, happening: Happening) -> bool:
        step = self.step()
        if step is None or not step.end.is_met(happening):
            return False
        self._done = _("已做到：{title}").format(title=_(step.title))
        self._next()
        return True

    # ------------------------------------------------------------------ going on

    def _next(self) -> None:
        following = self.progress.at() + 1
        if following < len(STEPS):
            self._go_to(following)
        else:
            self._finish()

    def _go_to(self, number: int) -> None:
        self.progress.go_to(number)
        self._ground = None
        self._look()
        self._show()
        self.moved.emit()

    def _look(self) -> None:
        step = self.step()
        if step is None:
            return
        if self._looking is not None:
            self._looking.cancel()
        app, jobs = self._context.app, self._context.jobs
        begin = jobs.writing if step.writes else jobs.reading
        self._looking = begin(_("第一天"), lambda _progress: step.look(app))
        self._looking.succeeded.connect(partial(self._on_looked, step))
        self._looking.start()

    def _on_looked(self, step: Step, found: Ground) -> None:
        self._looking = None
        if self.step() is step and found != self._ground:
            self._ground = found
            self._show()

    # ------------------------------------------------------------------ saying it

    def _offer(self) -> None:
        panel = self._shown_panel()
        panel.offer([(_("开始做"), self.begin), (_("不用了"), self._decline)])
        panel.say(title=_("第一次使用？"), todo=_("跟着做一遍，约五分钟，用的是样例，改错了也不要紧。"))

    def _show(self) -> None:
        step, found = self.step(), self._ground
        if step is None:
            return
        number, count = self.progress.at() + 1, len(STEPS)
        where = _("第 {number} 步 / 共 {count} 步").format(number=number, count=count)
        possible = found is None or found.possible
        todo = "" if found is None else _(step.todo if possible else step.otherwise).format(**found.details)
        panel = self._shown_panel()
        panel.offer(self._ways(step, possible=possible))
        if (panel.where.text(), panel.todo_words()) != (where, todo):
            panel.say(
                where=where,
                brief=f"{number}/{count}",
                title=_(step.title),
                todo=todo,
                why=_(step.why) if possible else "",
                done=self._done,
            )

    def _ways(self, step: Step, *, possible: bool) -> list[tuple[str, Act]]:
        navigator = self._frame.navigator
        key = navigator.current_key()
        ways: list[tuple[str, Act]] = []
        if not possible:
            ways.append((_("下一步"), self.go_on))
        elif key not in {step.page, *step.pages} and navigator.has(step.page):
            title = next(_(spec.title) for spec in navigator.specs() if spec.key == step.page)
            ways.append((_("去“{page}”").format(page=title), partial(navigator.open, step.page)))
        if self.progress.at():
            ways.append((_("上一步"), self.go_back))
        if possible:
            ways.append((_("跳过这一步"), self.go_on))
        ways.append((_("先到这里"), self.stop))
        return ways

    def _finish(self) -> None:
        self.progress.stand(Standing.FINISHED)
        self.progress.go_to(0)
        panel = self._shown_panel()
        panel.offer([(_("关闭"), self._put_away)])
        panel.say(
            title=_("第一天做完了"),
            todo=_("正式名册用的是同样的键。想再做一遍，按 F1 到“帮助”里的“第一天”。"),
            done=self._done,
        )
        self._done = ""
        self.moved.emit()

    def _decline(self) -> None:
        self.progress.stand(Standing.DECLINED)
        self._put_away()
        self._context.notices.show_notice("info", _("以后想跟着做，按 F1 到“帮助”里的“第一天”。"))

    def _shown_panel(self) -> DayPanel:
        if self.panel is None:
            self.panel = DayPanel()
            self._frame.set_foot(self.panel)
        return self.panel

    def _put_away(self) -> None:
        self._done = ""
        self._to_page()
        self._frame.set_foot(None)
        self.panel = None
        self.moved.emit()

    def _to_page(self) -> None:
        """Give the keyboard to the page, if it is in the panel."""
        page = self._frame.navigator.current_page()
        if page is not None and self.panel is not None and self.panel.has_keyboard():
            page.setFocus(Qt.FocusReason.OtherFocusReason)
