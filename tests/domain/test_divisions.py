"""Division codes and names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.config import division_packs, resources
from desktop_app.domain import divisions
from desktop_app.domain.divisions import (
    DivisionCodeProblem,
    DivisionLevel,
    DivisionRowsProblem,
    DivisionTable,
)
from desktop_app.domain.errors import FieldProblem

TOWNSHIP = "150425202000"
COUNTIES = [
    *(f"1504{county}" for county in ("02", "03", "04", *range(21, 27), *range(28, 31))),
    *(f"1506{county}" for county in ("02", "03", *range(21, 28))),
    *(f"2204{county}" for county in ("02", "03", *range(21, 23))),
]
"""Those of 赤峰, 鄂尔多斯 and 辽源."""


@pytest.fixture(scope="module")
def shipped() -> DivisionTable:
    return DivisionTable.parse(
        division_packs.national(), *(division_packs.county(county) for county in COUNTIES)
    )


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("15", DivisionLevel.PROVINCE, None),
        ("1504", DivisionLevel.CITY, "150000000000"),
        ("150425", DivisionLevel.COUNTY, "150400000000"),
        ("150425202", DivisionLevel.TOWNSHIP, "150425000000"),
        ("150425202205", DivisionLevel.VILLAGE, TOWNSHIP),
        ("441900003", DivisionLevel.TOWNSHIP, "441900000000"),
    ],
)
def test_a_code_tells_its_level_and_its_parent(code: str, level: DivisionLevel, parent: str | None) -> None:
    assert divisions.level_of(code) is level
    assert divisions.level_of(divisions.full_code(code)) is level
    assert divisions.parent_of(code) == parent


@pytest.mark.parametrize(
    "code", ["", "1", "150", "15042520220", "1504252022055", "15042x", "１５０４２５", "000000"]
)
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(DivisionCodeProblem):
        divisions.full_code(code)


def test_county_and_township_are_found_from_a_village() -> None:
    assert divisions.county_of("150425202205") == "150425"
    assert divisions.township_of("150425202205") == TOWNSHIP
    assert divisions.short_code(TOWNSHIP) == "150425202"
    with pytest.raises(DivisionCodeProblem):
        divisions.county_of("1504")
    with pytest.raises(DivisionCodeProblem):
        divisions.township_of("150425")


def test_a_place_lies_in_itself_and_in_what_is_above_it() -> None:
    assert divisions.lies_in("150425202205", TOWNSHIP)
    assert divisions.lies_in(TOWNSHIP, "150425")
    assert not divisions.lies_in("150425", TOWNSHIP)
    assert not divisions.lies_in("150426202", "150425")


@given(st.from_regex(r"\A[1-9][0-9]{11}\Z"))
def test_going_up_always_ends_at_the_province(code: str) -> None:
    steps = [code]
    while (parent := divisions.parent_of(steps[-1])) is not None:
        assert divisions.lies_in(steps[-1], parent)
        steps.append(parent)
    assert len(steps) <= len(DivisionLevel)
    assert steps[-1] == code[:2].ljust(12, "0")


def test_the_packs_hold_the_whole_country_and_stay_small() -> None:
    folder = resources.path("divisions")
    assert sum(file.stat().st_size for file in folder.iterdir()) < 8_000_000
    assert division_packs.townships().count("\n") == 41_352
    villages = sorted(file.name for file in folder.glob("villages-*.tsv.xz"))
    assert len(villages) == 31
    assert (folder / "LICENSE").exists()


@pytest.mark.parametrize("county", ["110101", "150425", "441900", "659001", "820000", "999999"])
def test_a_county_is_cut_out_of_its_pack(county: str) -> None:
    rows = [line.split("\t") for line in division_packs.county(county).splitlines()]
    assert all(code.startswith(county) and name for code, name in rows)
    assert bool(rows) == (county not in {"820000", "999999"})
    above = [line.split("\t")[0] for line in division_packs.above(county).splitlines()]
    assert all(county.startswith(code) for code in above)


def test_lines_are_cut_out_at_both_ends_of_a_table() -> None:
    table = "11\ta\n1101\tb\n12\tc\n1201\td\n"
    assert division_packs.lines_under(table, "11") == "11\ta\n1101\tb\n"
    assert division_packs.lines_under(table, "12") == "12\tc\n1201\td\n"
    assert division_packs.lines_under(table, "13") == ""
    assert division_packs.lines_under("", "11") == ""


def test_a_place_is_called_by_the_name_of_the_day() -> None:
    former, name = divisions.renamed("甲嘎查", (), "乙嘎查", date(2024, 5, 1))
    former, name = divisions.renamed(name, former, "丙嘎查", date(2026, 1, 1))
    days = (date(2020, 1, 1), date(2024, 4, 30), date(2024, 5, 1), date(2025, 12, 31), date(2026, 1, 1))
    found = [divisions.name_on(name, former, day) for day in days]
    assert found == ["甲嘎查", "甲嘎查", "乙嘎查", "乙嘎查", "丙嘎查"]
    for bad, from_on in (("丙嘎查", date(2026, 2, 1)), ("", date(2026, 2, 1)), ("丁", date(2025, 12, 31))):
        with pytest.raises(FieldProblem):
            divisions.renamed(name, former, bad, from_on)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True), st.integers(-10, 500))
def test_the_name_of_a_day_is_that_of_the_last_change_before_it(starts: list[int], asked: int) -> None:
    began = date(2024, 1, 1)
    former: tuple[divisions.FormerName, ...] = ()
    name, history = "名0", {-1: "名0"}
    for number, start in enumerate(sorted(starts), start=1):
        former, name = divisions.renamed(name, former, f"名{number}", began + timedelta(days=start))
        history[start] = name
    expected = history[max(start for start in history if start <= max(asked, -1))]
    assert divisions.name_on(name, former, began + timedelta(days=asked)) == expected


def test_the_shipped_tables_hold_the_country_and_the_three_cities(shipped: DivisionTable) -> None:
    assert len(shipped.children()) == 34
    levels = [each.level for each in shipped if each.code.startswith(("1504", "1506", "2204"))]
    assert levels.count(DivisionLevel.TOWNSHIP) == 197 + 88 + 48
    assert levels.count(DivisionLevel.VILLAGE) == 2457 + 1011 + 580
    assert sum(each.level is DivisionLevel.COUNTY for each in shipped) > 2900
    assert len(shipped.children("1504")) == 12


def test_the_sample_township_has_its_real_villages(shipped: DivisionTable) -> None:
    assert shipped.full_name(TOWNSHIP) == "内蒙古自治区赤峰市克什克腾旗达日罕乌拉苏木"
    names = [each.name for each in shipped.children(TOWNSHIP)]
    assert names[:2] == ["达根诺日嘎查", "巴彦宝力格嘎查"]
    assert len(names) == 10


def test_every_shipped_place_is_found_by_its_own_name(shipped: DivisionTable) -> None:
    for each in shipped:
        parent = divisions.parent_of(each.code)
        if parent is not None:
            assert shipped.find(each.name, parent) == each


@pytest.mark.parametrize(
    "written",
    [
        "达里嘎查",
        " 达里嘎查 ",
        "达里",
        "达里村",
        "达里嘎查村",
        "达里嘎查村民委员会",
        "达里嘎查村委会",
        "达 里 嘎查",
        "达日罕乌拉苏木达里嘎查",
        "克什克腾旗达日罕乌拉苏木达里嘎查村民委员会",
    ],
)
def test_an_office_may_write_a_village_name_in_many_ways(shipped: DivisionTable, written: str) -> None:
    found = shipped.find(written, TOWNSHIP)
    assert found is not None
    assert found.code == "150425202205"


def test_a_name_that_fits_two_places_finds_none_until_its_kind_is_given() -> None:
    table = DivisionTable(
        [
            ("150425202", "达日罕乌拉苏木"),
            ("150425202901", "巴彦塔拉社区居委会"),
            ("150425202902", "巴彦塔拉嘎查村民委员会"),
        ]
    )
    assert table.find("巴彦塔拉", TOWNSHIP) is None
    assert len(table.matches("巴彦塔拉", TOWNSHIP)) == 2
    community, village = table.find("巴彦塔拉社区", TOWNSHIP), table.find("巴彦塔拉嘎查", TOWNSHIP)
    assert (community and community.code, village and village.code) == ("150425202901", "150425202902")
    assert table.find("别处", TOWNSHIP) is None
    assert table.find("", TOWNSHIP) is None


def test_a_village_committee_and_a_town_community_of_one_name_are_told_apart() -> None:
    table = DivisionTable([("150403101001", "五家社区居委会"), ("150403101200", "五家村民委员会")])
    found = table.find("五家村", "150403101")
    assert found is not None
    assert found.name == "五家村民委员会"


def test_a_proper_name_is_never_cut_to_one_character() -> None:
    assert divisions.core_name("里村村委会") == "里村"
    assert divisions.core_name("东社区") == "东社区"


def test_an_office_can_add_and_rename_villages(shipped: DivisionTable) -> None:
    table = shipped.with_rows([("150425202901", "新区社区"), ("150425202205", "达里诺尔嘎查")])
    added, renamed = table.get("150425202901"), table.get("150425202205")
    assert (added and added.name, renamed and renamed.name) == ("新区社区", "达里诺尔嘎查")
    assert len(table) == len(shipped) + 1
    assert [each.name for each in table.path("150425202901")][-2:] == ["达日罕乌拉苏木", "新区社区"]


@pytest.mark.parametrize("line", ["150425 克什克腾旗", "1504\t", "15042\t旗", "abc\t旗"])
def test_a_broken_line_of_a_table_is_named(line: str) -> None:
    with pytest.raises(DivisionRowsProblem) as caught:
        DivisionTable.parse(f"15\t内蒙古自治区\n\n{line}\n")
    assert caught.value.details == {"line": 3}
