"""Days off: what comes along, what is installed from a file, and market days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import NotFound
from desktop_app.domain.holiday_tables import HolidaysRefused
from desktop_app.scheduling.working_days import MarketDaysUnclear
from desktop_app.services.holidays import (
    HolidaysUnchanged,
    UnreadableHolidays,
    shipped_holidays,
    working_calendar,
)

NEXT_YEAR = """
year = 2027
title = "试验：2027年部分节假日安排"
sentence = "元旦：1月1日至3日放假，1月9日上班。"
[[holidays]]
name = "元旦"
from_on = 2027-01-01
to_on = 2027-01-03
working = [2027-01-09]
"""


def years(application: Application) -> dict[int, bool]:
    return {row.year.year: row.installed for row in application.holidays.tables(application.actor)}


def works(application: Application, on: date) -> bool:
    with application.store.reading() as session:
        return working_calendar(session).works(on)


def test_two_years_come_along() -> None:
    assert [table.year for table in shipped_holidays()] == [2025, 2026]


def test_the_next_year_is_installed_from_a_file_and_undone(empty: Application, tmp_path: Path) -> None:
    file = tmp_path / "2027.toml"
    file.write_text(NEXT_YEAR, encoding="utf-8")
    assert not works(empty, date(2027, 1, 9))
    done = empty.holidays.install(empty.actor, file)
    assert done.year.year == 2027
    assert years(empty) == {2025: False, 2026: False, 2027: True}
    assert works(empty, date(2027, 1, 9))
    with pytest.raises(HolidaysUnchanged):
        empty.holidays.install(empty.actor, file)
    empty.undo.undo(empty.actor, done.change_set)
    assert years(empty) == {2025: False, 2026: False}
    empty.holidays.install(empty.actor, file)
    assert years(empty)[2027]


def test_a_later_file_of_the_same_year_takes_its_place(empty: Application, tmp_path: Path) -> None:
    file = tmp_path / "2027.toml"
    file.write_text(NEXT_YEAR, encoding="utf-8")
    empty.holidays.install(empty.actor, file)
    file.write_text(NEXT_YEAR.replace("working = [2027-01-09]", ""), encoding="utf-8")
    done = empty.holidays.install(empty.actor, file)
    assert not works(empty, date(2027, 1, 9))
    empty.undo.undo(empty.actor, done.change_set)
    assert works(empty, date(2027, 1, 9))


def test_a_shipped_year_can_be_corrected(empty: Application, tmp_path: Path) -> None:
    file = tmp_path / "2026.toml"
    file.write_text(NEXT_YEAR.replace("2027", "2026").replace("working = [2026-01-09]", ""), encoding="utf-8")
    empty.holidays.install(empty.actor, file)
    assert works(empty, date(2026, 2, 16))
    assert years(empty)[2026]


@pytest.mark.parametrize("content", [b"year = ", b"\xff\xfe\x00", b"PK\x03\x04 no text"])
def test_what_is_no_such_file_is_refused(empty: Application, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.toml"
    file.write_bytes(content)
    with pytest.raises(UnreadableHolidays) as caught:
        empty.holidays.install(empty.actor, file)
    # The TOML reader says its piece in English, and quotes what stands in the file.
    assert "(at " not in str(caught.value.details["problem"])


def test_a_file_that_is_not_there_is_refused(empty: Application, tmp_path: Path) -> None:
    with pytest.raises(UnreadableHolidays):
        empty.holidays.install(empty.actor, tmp_path / "gone.toml")


def test_a_huge_file_is_refused_unread(empty: Application, tmp_path: Path) -> None:
    file = tmp_path / "huge.toml"
    file.write_bytes(b"#" * 300_000)
    with pytest.raises(UnreadableHolidays):
        empty.holidays.install(empty.actor, file)


def test_a_file_with_mistakes_changes_nothing(empty: Application, tmp_path: Path) -> None:
    file = tmp_path / "2027.toml"
    file.write_text(NEXT_YEAR.replace("[2027-01-09]", "[2027-01-08]"), encoding="utf-8")
    with pytest.raises(HolidaysRefused):
        empty.holidays.install(empty.actor, file)
    assert years(empty) == {2025: False, 2026: False}


def test_market_days_are_checked_kept_tidy_and_undone(application: Application) -> None:
    actor = application.actor
    village = application.plans.calendar(actor, date(2026, 11, 1), date(2026, 12, 31)).entries[0].village_code
    change_set = application.holidays.set_market_days(actor, village, " lunar：8，3 ")
    assert application.holidays.market_days(actor)[village].numbers == (3, 8)
    with pytest.raises(MarketDaysUnclear):
        application.holidays.set_market_days(actor, village, "初三")
    with pytest.raises(NotFound):
        application.holidays.set_market_days(actor, "000000000000", "week:1")
    assert change_set is not None
    application.undo.undo(actor, change_set)
    assert village not in application.holidays.market_days(actor)
    application.holidays.set_market_days(actor, village, "week:1")
    application.holidays.set_market_days(actor, village, "")
    assert village not in application.holidays.market_days(actor)
