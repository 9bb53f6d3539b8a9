"""The set-up makes an installation only once its recovery key was proved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import SiteLevel
from desktop_app.services import access
from desktop_app.services.clock import Clock
from desktop_app.storage.passwords import FLOOR
from desktop_app.ui.first_run import places
from desktop_app.ui.first_run.unit_step import suggested_profiles
from desktop_app.ui.first_run.wizard import FirstRunWindow

PASSWORD = "苹果-马车-82-雪山"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def wizard(qtbot: QtBot, home: Path) -> Iterator[FirstRunWindow]:
    made = FirstRunWindow(home, clock=Clock(fixed_on=date(2026, 11, 22)), kdf=FLOOR)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def go_to_key(wizard: FirstRunWindow, commit: Any, qtbot: QtBot) -> None:
    """Walk through the first four screens as a user does, with Chinese typed by an input method."""
    wizard.go_on()
    commit(wizard.place.search, "达日罕")
    QTest.keyClick(wizard.place.search, Qt.Key.Key_Return)
    division = wizard.place.division()
    assert division is not None
    assert division.code == "150425202000"
    wizard.go_on()
    assert wizard.unit.unit_name() == "达日罕乌拉苏木人民政府"
    wizard.go_on()
    commit(wizard.user.user.line, "王秀英")
    for field in (wizard.user.password, wizard.user.again):
        field.line.setText(PASSWORD)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.at() == 4, timeout=20_000)


def key_of(wizard: FirstRunWindow) -> list[str]:
    return [label.text() for label in wizard.recovery._lines]


def test_the_five_screens_make_an_installation_that_opens(
    wizard: FirstRunWindow, home: Path, commit: Any, qtbot: QtBot
) -> None:
    go_to_key(wizard, commit, qtbot)
    assert not access.exists(home), "nothing counts before the key was typed back"
    wizard.go_on()
    assert wizard.recovery.is_asking()
    lines = key_of(wizard)
    for field, line in zip(wizard.recovery.fields, lines, strict=True):
        field.line.setText(line.replace("-", " ").lower())
    opened: list[Application] = []
    wizard.opened.connect(opened.append)
    wizard.go_on()
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    app = opened[0]
    try:
        assert app.site.unit_name == "达日罕乌拉苏木人民政府"
        assert app.site.level is SiteLevel.TOWNSHIP
        assert app.actor.name == "王秀英"
        active = {each.profile.id for each in app.policies.list(app.actor) if each.active}
        assert {"chifeng-2023-42-pastoral", "inner-mongolia-2022"} <= active
        assert "chifeng-2023-42-urban" not in active
    finally:
        app.close()
    assert {path.name for path in home.iterdir()} >= {"register.db", "keyslots.json"}
    assert not (home / ".part-setup").exists()


def test_a_wrong_typed_back_line_is_named_and_makes_nothing(
    wizard: FirstRunWindow, home: Path, commit: Any, qtbot: QtBot
) -> None:
    go_to_key(wizard, commit, qtbot)
    wizard.go_on()
    lines = key_of(wizard)
    for field, line in zip(wizard.recovery.fields, lines, strict=True):
        field.line.setText(line)
    wizard.recovery.fields[1].line.setText(lines[0])
    wizard.go_on()
    row = wizard.recovery.form.row("line1")
    assert "第 2 行" in row.error.text()
    assert not wizard.recovery.form.row("line0").error.text()
    assert not access.exists(home)


def test_leaving_before_the_end_leaves_nothing_behind(
    wizard: FirstRunWindow, home: Path, commit: Any, qtbot: QtBot
) -> None:
    go_to_key(wizard, commit, qtbot)
    with qtbot.waitSignal(wizard.left):
        wizard.close()
    assert list(home.iterdir()) == []


def test_a_common_password_is_refused_beside_the_field(wizard: FirstRunWindow, commit: Any) -> None:
    wizard.go_on()
    wizard.place.code.line.setText("150425202")
    wizard.go_on()
    wizard.go_on()
    commit(wizard.user.user.line, "王秀英")
    for field in (wizard.user.password, wizard.user.again):
        field.line.setText("1234567890")
    wizard.go_on()
    assert wizard.at() == 3
    assert "太常见" in wizard.user.form.row("password").error.text()


def test_the_key_can_be_kept_as_a_file(
    wizard: FirstRunWindow, tmp_path: Path, commit: Any, qtbot: QtBot
) -> None:
    go_to_key(wizard, commit, qtbot)
    wizard.recovery.save_to(tmp_path / "恢复密钥.txt")
    written = (tmp_path / "恢复密钥.txt").read_text(encoding="utf-8-sig")
    assert all(line in written for line in key_of(wizard))
    assert "达日罕乌拉苏木人民政府" in written


def test_a_place_is_found_from_the_province_down(wizard: FirstRunWindow) -> None:
    wizard.level.choose(SiteLevel.COUNTY)
    wizard.go_on()
    for name in ("内蒙古自治区", "赤峰市", "克什克腾旗"):
        texts = [wizard.place.list.item(at).text() for at in range(wizard.place.list.count())]
        at = next(at for at, text in enumerate(texts) if text.startswith(name))
        wizard.place._on_item(wizard.place.list.item(at))
    division = wizard.place.division()
    assert division is not None
    assert division.code == "150425000000"
    assert places.unit_name(division) == "克什克腾旗民政局"


def test_a_typed_code_must_be_of_the_level_asked_for() -> None:
    shipped = places.ShippedPlaces()
    found = places.division_of_code(shipped, "150425 202", SiteLevel.TOWNSHIP)
    assert found is not None
    assert found.name == "达日罕乌拉苏木"
    assert places.division_of_code(shipped, "150425", SiteLevel.TOWNSHIP) is None
    assert places.division_of_code(shipped, "999999202", SiteLevel.TOWNSHIP) is None
    unknown = places.division_of_code(shipped, "110101999", SiteLevel.TOWNSHIP)
    assert unknown is not None
    assert unknown.name == ""


def test_every_township_is_found_by_name_and_its_villages_once_it_is_open() -> None:
    shipped = places.ShippedPlaces()
    assert len(shipped.table) < 4_000
    (found,) = shipped.search("达日罕", SiteLevel.TOWNSHIP)
    assert (found.division.code, found.above) == ("150425202000", "内蒙古自治区赤峰市克什克腾旗")
    assert not [each for each in shipped.search("达里", SiteLevel.VILLAGE) if each.division.level == 12]
    (village,) = shipped.search("克什克腾 达日罕乌拉 达里", SiteLevel.VILLAGE)
    assert village.division.code == "150425202205"
    assert village.above.endswith("达日罕乌拉苏木")
    assert shipped.search("东华门", SiteLevel.TOWNSHIP)[0].above == "北京市东城区"
    assert all(each.division.level < 9 for each in shipped.search("北京", SiteLevel.COUNTY))
    assert len(shipped.search("镇", SiteLevel.TOWNSHIP)) == places.MOST_FOUND
    assert shipped.search("  ", SiteLevel.TOWNSHIP) == []


def test_a_city_without_counties_shows_its_townships() -> None:
    shipped = places.ShippedPlaces()
    shipped.open("1504")
    assert len(shipped.table.children("150425")) == 0
    shipped.open("4419")
    assert "东城街道" in {each.name for each in shipped.table.children("4419")}


def test_a_village_is_picked_from_the_province_down(wizard: FirstRunWindow) -> None:
    wizard.level.choose(SiteLevel.VILLAGE)
    wizard.go_on()
    for name in ("内蒙古自治区", "赤峰市", "克什克腾旗", "达日罕乌拉苏木", "达里嘎查"):
        texts = [wizard.place.list.item(at).text() for at in range(wizard.place.list.count())]
        at = next(at for at, text in enumerate(texts) if text.startswith(name))
        wizard.place._on_item(wizard.place.list.item(at))
    division = wizard.place.division()
    assert division is not None
    assert division.code == "150425202205"


def test_where_no_region_has_a_plan_the_national_one_is_suggested() -> None:
    from desktop_app.services.rules import known_profiles

    beijing = places.ShippedPlaces().get("110101")
    assert beijing is not None
    assert suggested_profiles(beijing, known_profiles().values()) == {"national-2021-37"}
