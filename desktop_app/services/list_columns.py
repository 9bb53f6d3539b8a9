"""The columns a list of elders can have: key, title, and the text of each row, alike on screen, copy and export."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from desktop_app.config.strings import _
from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import N_
from desktop_app.domain.national_codes import ETHNIC_GROUPS
from desktop_app.domain.terms import (
    Category,
    DutyState,
    EndReason,
    LivingArrangement,
    MissingData,
    Outcome,
    Residency,
    Sex,
    Term,
    Tier,
    WillingnessKind,
)
from desktop_app.storage.queries.elders import ElderRow

T = TypeVar("T", bound=Term)


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: its key, its title as a message id, the text of a row on a day, and the order it sorts by."""

    key: str
    title: str
    text: Callable[[ElderRow, date], str]
    sort: str | None = None
    """The key of ``elder_lists.SORTS``; None for a column that lists cannot be sorted by."""


def _word(kind: type[T], key: str | None) -> str:
    if not key:
        return ""
    try:
        return _(kind(key).term)
    except ValueError:
        return key


def _words(kind: type[T], keys: Iterable[str]) -> str:
    return "、".join(_word(kind, key) for key in keys)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _sex(row: ElderRow, _today: date) -> str:
    return _word(Sex, row.sex) if row.sex in {Sex.MALE, Sex.FEMALE} else ""


def _age(row: ElderRow, today: date) -> str:
    return str(age_on(row.birth_on, today)) if row.birth_on else ""


def _state(row: ElderRow, today: date) -> str:
    """Return 已逾期 3 天, 今天截止, 应探访, 已退出."""
    if row.ended:
        return _("已退出")
    if row.overdue_since is not None and row.overdue_since < today:
        return _("已逾期 {days} 天").format(days=(today - row.overdue_since).days)
    if row.duty_state in {DutyState.DUE, DutyState.OPEN} and row.latest_on == today:
        return _("今天截止")
    return _word(DutyState, row.duty_state)


def _overdue_days(row: ElderRow, today: date) -> str:
    return str((today - row.overdue_since).days) if row.overdue_since else ""


COLUMNS: dict[str, ListColumn] = {
    column.key: column
    for column in (
        ListColumn("name", N_("姓名"), lambda row, _today: row.name, "name"),
        ListColumn("sex", N_("性别"), _sex),
        ListColumn("age", N_("年龄"), _age, "age"),
        ListColumn("village", N_("嘎查村"), lambda row, _today: row.village, "village"),
        ListColumn("categories", N_("类别"), lambda row, _today: _words(Category, row.categories)),
        ListColumn("tier", N_("等级"), lambda row, _today: _word(Tier, row.tier), "tier"),
        ListColumn("state", N_("状态"), _state, "state"),
        ListColumn("latest", N_("最迟探访"), lambda row, _today: _day(row.latest_on), "latest"),
        ListColumn("last_visit", N_("上次探访"), lambda row, _today: _day(row.last_visit_on), "last_visit"),
        ListColumn("visitor", N_("探访人"), lambda row, _today: row.visitor or "", "visitor"),
        ListColumn("phone", N_("电话"), lambda row, _today: row.phone or ""),
        ListColumn("id_number", N_("身份证号"), lambda row, _today: row.id_number or ""),
        ListColumn("overdue", N_("逾期天数"), _overdue_days, "overdue"),
        ListColumn(
            "last_outcome", N_("上次结果"), lambda row, _today: _word(Outcome, row.last_outcome), None
        ),
        ListColumn("birth", N_("出生日期"), lambda row, _today: _day(row.birth_on), "birth"),
        ListColumn("group", N_("组（独贵龙）"), lambda row, _today: row.group_name or ""),
        ListColumn("address", N_("住址"), lambda row, _today: row.address or ""),
        ListColumn("household", N_("户主"), lambda row, _today: row.household_head or ""),
        ListColumn(
            "living", N_("居住情况"), lambda row, _today: _word(LivingArrangement, row.living_arrangement)
        ),
        ListColumn("residency", N_("人户状况"), lambda row, _today: _word(Residency, row.residency)),
        ListColumn(
            "willingness", N_("探访意愿"), lambda row, _today: _word(WillingnessKind, row.willingness)
        ),
        ListColumn("missing", N_("缺项"), lambda row, _today: _words(MissingData, row.missing)),
        ListColumn("registered", N_("登记日期"), lambda row, _today: _day(row.registered_on), "registered"),
        ListColumn(
            "ethnic",
            N_("民族"),
            lambda row, _today: _(ETHNIC_GROUPS[row.ethnic_code]) if row.ethnic_code in ETHNIC_GROUPS else "",
        ),
        ListColumn("name_local", N_("蒙文姓名"), lambda row, _today: row.name_local or ""),
        ListColumn("ended_on", N_("退出日期"), lambda row, _today: _day(row.ended_on)),
        ListColumn("ended_because", N_("退出原因"), lambda row, _today: _word(EndReason, row.ended_because)),
    )
}
"""Every column by its key, in the order in which they are offered."""

USUAL = (
    "name",
    "sex",
    "age",
    "village",
    "categories",
    "tier",
    "state",
    "latest",
    "last_visit",
    "visitor",
    "phone",
    "id_number",
)
"""The columns of a list until somebody chooses others."""


def known(keys: Iterable[str]) -> tuple[str, ...]:
    """Return those of the keys that this version knows, each once; the usual ones when none is left."""
    found = tuple(key for key in dict.fromkeys(keys) if key in COLUMNS)
    return found or USUAL
