"""Batches, receipts, cards and conflicts between two sites, through the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application, create_application
from desktop_app.domain.terms import SiteLevel
from desktop_app.models import Elder
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.services.samples import SampleService
from desktop_app.services.sites import SiteRow
from desktop_app.storage.passwords import FLOOR
from desktop_app.ui.exchange import PAGES, files
from desktop_app.ui.exchange.dialogs import InspectionDialog, MergedDialog, ReceiverDialog, TrustDialog
from desktop_app.ui.exchange.page import ExchangePage
from desktop_app.ui.exchange.state import ExchangeState
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.shell import MainWindow, ShellInfo
from tests.ui.accessibility import reading

PASSWORD = "苹果-马车-82-雪山"
CLOCK = Clock(fixed_on=date(2026, 11, 22))


class Desk:
    """One site with its window."""

    def __init__(self, app: Application, settings_file: Path, qtbot: QtBot) -> None:
        self.app, self.jobs, self.feed = app, JobRunner(), ChangeFeed()
        app.store.subscribe(self.feed.publish)
        info = ShellInfo(unit_name=app.site.unit_name, user_name=app.actor.name, level=app.site.level)
        self.window = MainWindow(
            info, pages=PAGES, jobs=self.jobs, feed=self.feed, settings_file=settings_file, app=app
        )
        qtbot.addWidget(self.window)
        self.window.navigator.open("exchange")
        self.window.show()
        page = self.window.navigator.current_page()
        assert isinstance(page, ExchangePage)
        self.page = page
        self.qtbot = qtbot
        self.calm()

    def calm(self) -> None:
        """Wait until no job runs and the changes they made were heard."""
        self.qtbot.waitUntil(lambda: not self.jobs.running(), timeout=20_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.jobs.running(), timeout=20_000)

    def close(self) -> None:
        self.calm()
        self.window.close()
        self.jobs.close()
        self.app.close()


def make(folder: Path, level: SiteLevel, division: str, unit: str) -> Application:
    draft = SetupDraft(
        level=level,
        division_code=division,
        unit_name=unit,
        profiles=["chifeng-2023-42-pastoral"],
        user="王秀英",
        password=PASSWORD,
        sample=True,
    )
    return create_application(folder, draft, clock=CLOCK, kdf=FLOOR)[0]


@pytest.fixture
def desks(tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[Desk, Desk]]:
    township = make(tmp_path / "t", SiteLevel.TOWNSHIP, "150425202", "达日罕乌拉苏木人民政府")
    SampleService(township.context).fill(township.actor, elders=12, months=1)
    county = make(tmp_path / "c", SiteLevel.COUNTY, "150425", "克什克腾旗民政局")
    made = (Desk(township, tmp_path / "t.ini", qtbot), Desk(county, tmp_path / "c.ini", qtbot))
    yield made
    for desk in made:
        desk.close()


def dialog_of(kind: type[Any], qtbot: QtBot) -> Any:
    def found() -> list[QWidget]:
        return [
            each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()
        ]

    qtbot.waitUntil(lambda: bool(found()), timeout=20_000)
    return found()[0]


def buttons_in(widget: QWidget) -> list[QPushButton]:
    return cast("list[QPushButton]", widget.findChildren(QPushButton))


def exchange_cards(one: Desk, other: Desk, folder: Path, qtbot: QtBot) -> None:
    for giver, taker in ((one, other), (other, one)):
        card = folder / f"{giver.app.site.level.value}.card.json"
        giver.page.write_card(card)
        giver.calm()
        taker.page.look_at_card(card)
        dialog = dialog_of(TrustDialog, qtbot)
        dialog.trust.click()
        taker.calm()


def test_a_batch_goes_up_and_its_receipt_comes_down(
    desks: tuple[Desk, Desk], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    township, county = desks
    exchange_cards(township, county, tmp_path, qtbot)
    assert [each.name for each in township.app.sites.list(township.app.actor)] == ["克什克腾旗民政局"]

    monkeypatch.setattr(files, "ask_folder", lambda *_a, **_k: tmp_path)
    township.page.export.click()
    township.calm()
    batches = list(tmp_path.glob("*.ebatch"))
    assert len(batches) == 1
    assert "已封好第 1 包" in township.window.notices.text()

    monkeypatch.setattr(files, "ask_file", lambda *_a, **_k: batches[0])
    county.page.receive.click()
    inspection = dialog_of(InspectionDialog, qtbot)
    assert inspection.merge.isVisible()
    receipt = tmp_path / "a.receipt.json"
    monkeypatch.setattr(files, "ask_new_file", lambda *_a, **_k: receipt)
    inspection.merge.click()
    merged = dialog_of(MergedDialog, qtbot)
    county.calm()
    assert county.page.received.table.count() == 1
    next(each for each in buttons_in(merged) if each.text() == "开回执").click()
    county.calm()
    assert receipt.exists()

    monkeypatch.setattr(files, "ask_file", lambda *_a, **_k: receipt)
    township.page.accept_receipt(receipt)
    township.calm()
    sent = township.app.batches.sent(township.app.actor)
    assert sent[0].acknowledged_at is not None
    assert township.page.path.accessibleName().count("已回执") == 1
    assert county.app.checks.run(county.app.actor) == []


def test_without_a_card_of_the_level_above_the_page_says_what_comes_first(
    desks: tuple[Desk, Desk],
) -> None:
    township, _county = desks
    township.page.tabs.setCurrentIndex(0)
    township.page.export.click()
    assert "站点名片" in township.window.notices.text()
    assert township.page.tabs.tabText(township.page.tabs.currentIndex()) == "站点名片"


def known(site: str, level: SiteLevel, name: str) -> SiteRow:
    return SiteRow(
        site=site,
        level=level.value,
        name=name,
        division_code="",
        fingerprint="",
        trusted_at=datetime(2026, 11, 1, tzinfo=UTC),
        trusted_by="王秀英",
    )


def seen_by(level: SiteLevel, *sites: SiteRow) -> ExchangeState:
    return ExchangeState(
        waiting=0,
        sent=(),
        received=(),
        sites=sites,
        conflicts=(),
        villages={},
        own_fingerprint="",
        own_site="own",
        own_name="本单位",
        level=level,
    )


VILLAGE = known("v", SiteLevel.VILLAGE, "达日罕嘎查")
TOWNSHIP = known("t", SiteLevel.TOWNSHIP, "达日罕乌拉苏木人民政府")
COUNTY = known("c", SiteLevel.COUNTY, "克什克腾旗民政局")


def asked_in(shown: ReceiverDialog) -> list[str]:
    combo = shown.receiver.combo
    return [combo.itemText(at) for at in range(combo.count())]


def test_a_township_reports_up_or_sends_down_and_is_asked_which(qtbot: QtBot) -> None:
    chosen: list[SiteRow] = []
    parent = QWidget()
    qtbot.addWidget(parent)
    shown = ReceiverDialog(seen_by(SiteLevel.TOWNSHIP, VILLAGE, COUNTY), parent, on_chosen=chosen.append)
    shown.open()
    assert shown.windowTitle() == "导出给哪个单位？"
    assert asked_in(shown) == ["上报：克什克腾旗民政局", "下发：达日罕嘎查"]
    shown.receiver.set_value("v")
    shown.go_on.click()
    assert chosen == [VILLAGE]


def test_what_goes_down_is_never_taken_for_a_report(
    desks: tuple[Desk, Desk], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[SiteRow] = []
    township, county = desks
    for desk in desks:
        monkeypatch.setattr(desk.page, "_export_for", lambda receiver, **_how: sent.append(receiver))
    township.page.state = seen_by(SiteLevel.TOWNSHIP, VILLAGE)
    township.page.export.click()
    shown = dialog_of(ReceiverDialog, qtbot)
    assert asked_in(shown) == ["下发：达日罕嘎查"]
    assert any("不能上报" in each.text() for each in shown.findChildren(QLabel))
    assert reading.unnamed(shown) == reading.misnamed(shown) == []
    shown.reject()
    assert not sent
    township.page.state = seen_by(SiteLevel.TOWNSHIP, COUNTY)
    township.page.export.click()
    county.page.state = seen_by(SiteLevel.COUNTY, TOWNSHIP)
    county.page.export.click()
    assert sent == [COUNTY, TOWNSHIP], "with one receiver there is nothing to ask"


def test_a_batch_that_is_none_is_shown_with_its_failed_check_and_cannot_be_merged(
    desks: tuple[Desk, Desk], tmp_path: Path, qtbot: QtBot
) -> None:
    _township, county = desks
    wrong = tmp_path / "wrong.ebatch"
    wrong.write_bytes(b"not a batch at all")
    county.page.inspect(wrong)
    dialog = dialog_of(InspectionDialog, qtbot)
    assert not dialog.merge.isVisible()
    dialog.reject()


def test_a_conflict_is_settled_by_choosing_a_value(
    desks: tuple[Desk, Desk], tmp_path: Path, qtbot: QtBot
) -> None:
    township, county = desks
    exchange_cards(township, county, tmp_path, qtbot)
    up = township.app.batches.export(township.app.actor, "county", tmp_path)
    county.app.batches.merge(county.app.actor, up.path)
    uid = township.app.register.find(township.app.actor, "150425")[0].uid
    for desk, group in ((township, "红旗组"), (county, "东方组")):
        with desk.app.store.writing("修改组别", desk.app.actor.name) as unit:
            elder = unit.session.get(Elder, (unit.county, uid))
            assert elder is not None
            elder.group_name = group
    down = county.app.batches.export(county.app.actor, "township", tmp_path)
    township.page.merge(down.path)
    dialog_of(MergedDialog, qtbot).reject()
    township.calm()
    panel = township.page.conflicts
    qtbot.waitUntil(lambda: panel.table.count() == 1, timeout=20_000)
    words = [each.text() for each in buttons_in(panel._holder)]
    assert len(words) == 2
    assert {"红旗组", "东方组"} == {
        group for group in ("红旗组", "东方组") if any(group in text for text in words)
    }
    keep = next(each for each in buttons_in(panel._holder) if "东方组" in each.text())
    keep.click()
    township.calm()
    assert township.app.conflicts.list(township.app.actor) == []
    qtbot.waitUntil(lambda: panel.table.count() == 0, timeout=20_000)
    with township.app.store.reading() as session:
        elder = session.get(Elder, (township.app.site.county, uid))
        assert elder is not None
        assert elder.group_name == "东方组"
