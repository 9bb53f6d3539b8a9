"""The scenes of the window itself: notices, the keys, running work, the menu of the tray, the first day."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import Any

from PySide6.QtCore import QPoint

from desktop_app.app.scene import Scene
from desktop_app.app.tray import Tray
from desktop_app.progress import Progress
from desktop_app.ui.first_day.guide import guide_of

_COUNT, _DONE = 1000, 340


def window_scenes() -> Iterator[Scene]:
    """Yield all of them; each leaves the window as it was."""
    working = _Working()
    yield Scene(name="25-notices", key="register", acts=(_tell_several,), main=True, steps=True)
    yield Scene(
        name="25-notices-list",
        key="register",
        acts=(_tell_several, lambda page: _notices(page)._list_others()),
    )
    yield Scene(name="25-keys", key="today", acts=(_show_keys,), main=True, steps=True)
    yield Scene(name="25-keys-visit", key="phone-round", acts=(_show_keys,))
    yield Scene(
        name="25-working",
        key="papers",
        acts=(working.begin,),
        after=working.end,
        main=True,
        steps=True,
        busy=True,
    )
    yield Scene(name="25-tray", key="today", acts=(_open_tray,))
    yield Scene(name="26-first-day", key="first-day", main=True, steps=True)
    yield Scene(
        name="26-first-day-step",
        key="today",
        acts=(lambda page: guide_of(page.window()).begin(anew=True),),
        after=lambda page: guide_of(page.window()).stop(),
        demo=True,
        main=True,
        steps=True,
    )


class _Working:
    """Work that lasts until the picture is taken."""

    def __init__(self) -> None:
        self._enough = Event()

    def begin(self, page: Any) -> None:
        """Start it, at a third of the way."""
        enough = self._enough
        enough.clear()

        def work(progress: Progress) -> None:
            progress.report(_DONE, _COUNT, "台账")
            enough.wait()

        page.context.jobs.outside("正在生成 11月台账", work).start()

    def end(self, _page: Any) -> None:
        """Let it end."""
        self._enough.set()


def _notices(page: Any) -> Any:
    return page.window().notices


def _tell_several(page: Any) -> None:
    notices = _notices(page)
    notices.show_notice("info", "已恢复 今天 09:12 未保存的内容。", "不要这些内容", lambda: None)
    notices.show_notice("overdue", "有 2 人须在 24 小时内走访，其中 1 人已超时。", "打开名单", lambda: None)
    notices.show_notice("soon", "备份已有 9 天，请插上备份盘。", "现在备份", lambda: None)


def _show_keys(page: Any) -> None:
    page.window().keys.show()


def _open_tray(page: Any) -> None:
    window = page.window()
    tray = Tray("达日罕乌拉苏木人民政府", window)
    tray.menu.popup(window.mapToGlobal(QPoint(window.width() // 2, window.height() // 2)))
