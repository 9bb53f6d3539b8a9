"""The sections for the access ledger and for how long records are kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import AccessKind, EndReason, UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import NoticeBar, UndoNotice
from desktop_app.ui.page import PageContext
from desktop_app.ui.presenter import Presenter
from desktop_app.ui.settings.access_section import AccessSection
from desktop_app.ui.settings.retention_section import RetentionSection
from tests.ui.made_up_home import make_home, open_home


class Nowhere:
    """A navigator that goes nowhere."""

    def open(self, key: str, **params: object) -> bool:
        return bool(key and params)

    def back(self) -> bool:
        return False

    def has(self, key: str) -> bool:
        return bool(key)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("privacy") / "home"
    make_home(folder)
    return folder


@pytest.fixture
def app(template: Path, tmp_path: Path) -> Iterator[Application]:
    shutil.copytree(template, tmp_path / "home")
    made = open_home(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def context(qtbot: QtBot, jobs: JobRunner, app: Application, tmp_path: Path) -> Iterator[PageContext]:
    holder = QWidget()
    qtbot.addWidget(holder)
    notices = NoticeBar(holder)
    yield PageContext(
        app=app,
        jobs=jobs,
        feed=ChangeFeed(),
        settings=QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat),
        navigator=Nowhere(),
        notices=notices,
        undo=UndoNotice(holder),
        presenter=Presenter(notices, holder),
    )
    qtbot.waitUntil(lambda: not jobs.running())


def settled(qtbot: QtBot, context: PageContext) -> None:
    qtbot.waitUntil(lambda: not context.jobs.running())
    QApplication.processEvents()


def shown(section: AccessSection) -> list[str]:
    rows = (section.table.model.row_at(number) for number in range(section.table.count()))
    return [row.what for row in rows if row is not None]


def test_the_ledger_is_listed_and_narrowed(qtbot: QtBot, context: PageContext, tmp_path: Path) -> None:
    app = context.app
    uid = app.register.find(app.actor, "李福")[0].uid
    app.access_log.note(app.actor, AccessKind.LOOKED, what="打开一人一档", elder_uid=uid)
    app.access_log.note(Actor("海棠", UserRole.WORKER), AccessKind.EXPORTED, what="名册", people=4)
    section = AccessSection(context)
    qtbot.addWidget(section)
    section.refresh()
    settled(qtbot, context)
    assert shown(section) == ["名册", "打开一人一档"]
    assert section.count.text() == "2 条"
    section.kind.set_value(AccessKind.LOOKED)
    settled(qtbot, context)
    assert shown(section) == ["打开一人一档"]
    section.kind.set_value(None)
    section.who.set_value("海棠")
    settled(qtbot, context)
    assert shown(section) == ["名册"]
    section.who.set_value(None)
    section.first.set_value(date(2027, 1, 1))
    settled(qtbot, context)
    assert shown(section) == []
    section.first.set_value(None)
    settled(qtbot, context)
    section.table.choose_first()
    assert not section.person.isEnabled(), "a list of people is about nobody alone"
    section.table.choose_id(1)
    section.person.click()
    settled(qtbot, context)
    assert shown(section) == ["打开一人一档"]
    section.person.click()
    settled(qtbot, context)
    section.save_to(tmp_path / "ledger.xlsx")
    settled(qtbot, context)
    assert (tmp_path / "ledger.xlsx").exists()


def test_whoever_is_no_officer_sees_that_and_nothing_else(qtbot: QtBot, context: PageContext) -> None:
    context.app = context.app.acting_as(Actor("李查阅", UserRole.READER))
    section, retention = AccessSection(context), RetentionSection(context)
    for each in (section, retention):
        qtbot.addWidget(each)
        each.refresh()
    settled(qtbot, context)
    assert section.count.text() == "只有管理员可以查看台账。"
    assert not section.export.isEnabled()
    assert retention.standing.text() == "只有管理员可以查看到期档案。"
    assert not retention.save.isEnabled()
    assert retention.fields["files"].value() == 30


def test_periods_are_saved_within_the_bounds_of_the_law_and_due_files_are_listed(
    qtbot: QtBot, context: PageContext, tmp_path: Path
) -> None:
    app = context.app
    village = app.register.villages(app.actor)[0].code
    draft = ElderDraft(name="阿拉坦仓", village_code=village, registered_on=date(1990, 1, 1))
    uid = app.register.save(app.actor, draft)
    app.register.end(app.actor, uid, on=date(1995, 5, 1), reason=EndReason.DECEASED)
    section = RetentionSection(context)
    qtbot.addWidget(section)
    section.refresh()
    settled(qtbot, context)
    assert {key: field.value() for key, field in section.fields.items()} == {
        "files": 30,
        "visits": 10,
        "access": 3,
    }
    assert section.table.count() == 1
    assert section.standing.text().startswith("到期档案 1 份")
    section.fields["access"].set_value(2)
    section._on_save()
    settled(qtbot, context)
    assert app.retention.years(app.actor)["access"] == 3, "two years are too few"
    section.fields["access"].set_value(5)
    section.fields["files"].set_value(40)
    section._on_save()
    settled(qtbot, context)
    settled(qtbot, context)
    assert app.retention.years(app.actor) == {"files": 40, "visits": 10, "access": 5}
    assert section.table.count() == 0
    app.retention.set_years(app.actor, {"files": 30})
    section.save_to(tmp_path / "due.xlsx")
    settled(qtbot, context)
    assert (tmp_path / "due.xlsx").exists()
