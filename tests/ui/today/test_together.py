"""Who stands together in the list of today: by village, and under one roof."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.services.duties import OwedRow
from desktop_app.services.urgency import Urgency
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.ui.today.board import grouped
from desktop_app.ui.today.together import Group, Roof, Village, lines_of

TODAY = date(2026, 11, 22)


def owed(name: str, village: str = "甲", roof: str | None = None, **fields: Any) -> OwedRow:
    """Return somebody overdue."""
    usual: dict[str, Any] = {
        "uid": f"duty of {name}",
        "elder_uid": name,
        "card_id": 1,
        "name": name,
        "sex": "F",
        "birth_on": None,
        "village_code": village,
        "phone": None,
        "categories": (),
        "tier": None,
        "visitor": None,
        "last_visit_on": None,
        "last_outcome": None,
        "rule_id": "p/r/1",
        "state": DutyState.OVERDUE.value,
        "earliest_on": date(2026, 11, 1),
        "due_on": date(2026, 11, 10),
        "latest_on": date(2026, 11, 12),
        "overdue_days": 10,
        "last_counted_on": None,
        "reason": {},
        "household_uid": roof,
        "household_head": f"{roof}家" if roof else None,
    }
    return OwedRow(DutyLine(**(usual | fields)), f"{village}嘎查", "")


def later(name: str, village: str = "甲", roof: str | None = None) -> OwedRow:
    return owed(
        name,
        village,
        roof,
        state=DutyState.OPEN.value,
        due_on=date(2026, 11, 27),
        latest_on=date(2026, 11, 28),
    )


def event(name: str, village: str = "甲", roof: str | None = None) -> OwedRow:
    return owed(name, village, roof, state=DutyState.DUE.value, kind=DutyKind.EVENT.value, latest_on=TODAY)


def told(*rows: OwedRow) -> list[str]:
    """Return the lines of the list as short words."""
    said = []
    for line in lines_of(grouped(rows, TODAY)):
        if isinstance(line, Group):
            said.append(f"# {line.title}")
        elif isinstance(line, Village | Roof):
            said.append(f"- {line.words()}")
        else:
            said.append(line.line.name)
    return said


def test_people_of_a_village_stand_together_and_those_under_one_roof_in_it() -> None:
    rows = (
        owed("一", "甲"),
        owed("二", "乙", "高"),
        owed("三", "甲"),
        owed("四", "乙"),
        owed("五", "乙", "高"),
    )
    assert told(*rows) == [
        "# 已逾期",
        "- 乙嘎查，3 人",
        "- 高家户：2 人同住，一起去",
        "二",
        "五",
        "四",
        "- 甲嘎查，2 人",
        "一",
        "三",
    ]


def test_where_there_is_one_village_only_it_is_not_told() -> None:
    assert told(owed("一"), owed("二")) == ["# 已逾期", "一", "二"]


def test_who_lives_with_somebody_of_another_group_is_told_where_he_stands() -> None:
    assert told(owed("一", roof="高"), owed("二"), later("三", roof="高")) == [
        "# 已逾期",
        "- 高家户：同住的还有 三（本周）",
        "一",
        "二",
        "# 本周（7 天内）",
        "- 高家户：同住的还有 一（已逾期）",
        "三",
    ]


def test_a_great_household_names_three_and_counts_the_rest() -> None:
    rows = (owed("一", roof="高"), *(later(name, roof="高") for name in ("二", "三", "四", "五")))
    assert "- 高家户：同住的还有 二（本周）、三（本周）、四（本周）等 4 人" in told(*rows)


def test_long_names_are_cut_where_the_line_is_narrow_so_that_it_stays_clear_why() -> None:
    name = "阿拉坦其其格格日乐图雅娜仁高娃·乌云毕力格巴雅尔斯琴"
    roof = Roof("h", name, 2, ((name, Urgency.WEEK),))
    assert roof.words(9) == "阿拉坦其其格格日…户：2 人同住，一起去；同住的还有 阿拉坦其其格格日…（本周）"
    assert roof.words().count(name) == 2


def test_where_hours_count_the_deadline_decides_and_no_village_is_told() -> None:
    rows = (event("一", "乙", "高"), event("二", "甲"), event("三", "乙", "高"), owed("四", "乙"))
    assert told(*rows) == [
        "# 24 小时内",
        "- 高家户：2 人同住，一起去",
        "一",
        "三",
        "二",
        "# 已逾期",
        "- 乙嘎查，1 人",
        "四",
    ]


def test_somebody_who_lives_alone_has_no_roof_to_share() -> None:
    assert told(owed("一", roof="高"), owed("二", roof="低")) == ["# 已逾期", "一", "二"]


people = st.lists(
    st.tuples(
        st.sampled_from("甲乙丙"), st.sampled_from(["高", "低", None]), st.sampled_from([owed, later, event])
    ),
    max_size=12,
)


@given(people)
def test_everybody_stands_once_and_nobody_is_torn_from_village_or_roof(
    drawn: list[tuple[str, str | None, Any]],
) -> None:
    rows = [
        make(str(number), village, f"{village}{roof}" if roof else None)
        for number, (village, roof, make) in enumerate(drawn)
    ]
    groups = grouped(rows, TODAY)
    assert sorted(row.line.name for group in groups for row in group.rows) == sorted(
        row.line.name for row in rows
    )
    for group in groups:
        roofs = [row.line.household_uid or row.line.name for row in group.rows]
        villages = [row.line.village_code for row in group.rows]
        for order in (roofs, *([villages] if group.title != "24 小时内" else [])):
            changes = [one for one, before in zip(order, [None, *order], strict=False) if one != before]
            assert len(changes) == len(set(order))
    told_rows = [line for line in lines_of(groups) if isinstance(line, OwedRow)]
    assert told_rows == [row for group in groups for row in group.rows]
