"""Every page and dialog in sight: each input has a name, fields are helped where they need it, Tab goes as the eye reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QTabWidget, QWidget

from desktop_app.models import Contact
from desktop_app.reports.printed import Printed
from desktop_app.services.paper_orders import PaperWish
from desktop_app.services.print_jobs import PrintOrder
from desktop_app.storage.queries.findings import FindingFilter
from desktop_app.ui.family.list_page import FAMILY_TAB
from desktop_app.ui.navigator import discover_pages
from tests.ui.accessibility import reading
from tests.ui.made_up_home import Desk

PAGES = sorted(spec.key for spec in discover_pages())
PLAIN = frozenset({"姓名", "备注", "再输一次", "现在的密码"})
"""Typed fields whose label says all there is to know."""

DIALOGS: dict[str, tuple[str, ...]] = {
    "person": ("暂停探访", "免访/取消", "调整等级", "个人信息副本", "退出名册"),
    "person/family": ("李梅看望、问候的其他日期",),
    "register": ("批量修改", "导出当前列表", "更多筛选", "列与排序"),
    "moves": ("登记转场",),
    "campaign-start": ("另加一人",),
    "visits": ("历次版本",),
    "service-plans": ("新增安排",),
    "service-providers": ("增加",),
    "papers": ("接着打印",),
    "self-check": ("自查的界限…",),
    "settings/places": ("新增", "改名", "改代码", "并入…", "赶集日…"),
    "settings/fields": ("新增栏目",),
    "settings/users": ("增加用户", "改王秀英的密码"),
}
"""Buttons that open a dialog, by the page or section that they are on."""


def open_page(desk: Desk, key: str) -> QWidget:
    """Open a page, or a section of the settings, for the person with most to show."""
    uid = desk.uid("王桂兰")
    key, _slash, section = key.partition("/")
    params: dict[str, dict[str, Any]] = {
        "visit": {"elder_uid": uid},
        "person": {"uid": uid, "tab": FAMILY_TAB if section else 0},
        "editor": {"uid": uid},
        "household-round": {"elder_uid": uid},
        "phone-round": {"uids": [uid]},
        "finding": {"uid": desk.app.findings.list(desk.app.actor, FindingFilter())[0].uid},
        "finding-form": {"elder_uid": uid},
        "service": {"elder_uid": uid, "service": "meal"},
        "service-round": {"service": "meal"},
        "settings": {"section": section},
        "support-step": {"elder_uid": uid},
        "support-paper": {"elder_uid": uid},
        "assessment": {"elder_uid": uid, "kind": "screening"},
    }
    page = desk.open(key, **params.get(key, {}))
    desk.settle()
    return page


def complaints(root: QWidget) -> list[str]:
    """Return what is wrong with what is in sight."""
    return [
        *(f"no name: {each}" for each in reading.unnamed(root)),
        *(f"other name than its label: {each}" for each in reading.misnamed(root)),
        *(f"no help: {each}" for each in reading.unhelped(root, PLAIN)),
        *(f"Tab: {each}" for each in reading.out_of_order(root)),
        *(f"two of one name: {each}" for each in reading.doubled(root)),
    ]


def views(page: QWidget, key: str) -> Iterator[tuple[str, QWidget]]:
    """Yield the page as it is, and each of its tabs."""
    yield key, page
    for tabs in cast("list[QTabWidget]", page.findChildren(QTabWidget)):
        for at in range(1, tabs.count()):
            tabs.setCurrentIndex(at)
            yield f"{key}, {tabs.tabText(at)}", page


def test_every_page_is_read_and_walked_through(desk: Desk) -> None:
    sections = [f"settings/{key}" for key in desk.open("settings").sections]  # type: ignore[attr-defined]  # the settings page
    wrong = []
    for key in [*PAGES, *sections]:
        for name, page in views(open_page(desk, key), key):
            desk.settle()
            wrong += [f"{name}: {each}" for each in complaints(page)]
    assert not wrong, "\n".join(wrong)


def test_the_frame_around_the_pages_is_named(desk: Desk) -> None:
    desk.open("today")
    desk.settle()
    assert reading.unnamed(desk.window) == []


def interrupted_print(desk: Desk) -> None:
    """Leave a print job behind that stopped at its second page."""
    jobs, actor = desk.app.print_jobs, desk.app.actor
    order = PrintOrder(wish=PaperWish(name="month-summary", month=(2026, 11)), title="月报汇总表")
    uid = jobs.start(actor, order, "打印机", jobs.portions(actor, "month-summary", Printed(3)))
    jobs.stop(actor, uid, 1, begun=2)


def test_every_dialog_is_read_and_walked_through(desk: Desk) -> None:
    wrong: list[str] = []
    seen: list[str] = []

    def look() -> None:
        desk.settle()
        for dialog in [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)]:
            if dialog.isVisible():
                seen.append(dialog.windowTitle())
                wrong.extend(f"{dialog.windowTitle()}: {each}" for each in complaints(dialog))
                dialog.done(QDialog.DialogCode.Rejected)

    with desk.app.store.writing("准备", "王秀英") as unit:
        unit.add(Contact(elder_uid=desk.uid("王桂兰"), name="李梅", relation="女儿", roles=["supporter"]))
    interrupted_print(desk)
    for key, names in DIALOGS.items():
        for name in names:
            page = open_page(desk, key)
            made = cast("list[QPushButton]", page.findChildren(QPushButton))
            button = next(one for one in made if one.accessibleName() == name)
            QTimer.singleShot(0, look)  # in time also for a dialog that waits for its answer
            button.click()
            desk.settle()
            look()
    assert len(seen) == sum(len(names) for names in DIALOGS.values()), seen
    assert not wrong, "\n".join(wrong)
