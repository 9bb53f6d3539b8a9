"""Write the register of a made-up township as the workbook an office keeps, with the usual small mess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from desktop_app.domain.divisions import core_name
from desktop_app.domain.identity import check_digit
from desktop_app.domain.national_codes import ETHNIC_GROUPS
from desktop_app.domain.terms import Category, ContactRole
from desktop_app.exchange.sample.persons import chance, pick, pick_share
from desktop_app.exchange.sample.sheets import FIRST_ROW, Cell, Table, write_tables
from desktop_app.exchange.sample.township import SampleContact, SampleElder, SampleTownship

COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 6),
    ("嘎查村", 16),
    ("组别", 8),
    ("姓名", 16),
    ("性别", 6),
    ("民族", 10),
    ("身份证号码", 22),
    ("出生日期", 13),
    ("联系电话", 15),
    ("家庭住址", 38),
    ("居住方式", 14),
    ("身份类别", 24),
    ("紧急联系人", 16),
    ("关系", 8),
    ("联系人电话", 15),
    ("探访意愿", 10),
    ("责任人", 14),
    ("备注", 24),
)
_AT = {name: place for place, (name, _width) in enumerate(COLUMNS)}
_EXPLANATION = (
    "填表说明",
    "1. 本表登记辖区内60周岁以上老年人，一人一行，不得合并单元格。",
    "2. 身份证号码请先把单元格设为文本再填写，否则后三位会丢失。",
    "3. 身份类别可填多项，用顿号隔开：独居、空巢、留守、失能、半失能、失智、重残、残疾、高龄、低保等。",
    "4. 没有电话的填“无电话”。",
    "5. 探访意愿填：愿意、仅电话、拒绝。",
    "6. 本表为程序按种子生成的样例，人员、证件号码和电话均为虚构，与任何真人无关。",
)
_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_NO_PHONE = ("无电话", "无电话", "无", None)
_AS_PEOPLE = frozenset(
    {
        Category.LIVING_ALONE,
        Category.EMPTY_NEST,
        Category.LEFT_BEHIND,
        Category.INCAPACITATED,
        Category.OLDEST_OLD,
    }
)
_BAD_ROWS = ("id_destroyed", "sex_unknown", "name_missing", "id_short")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadCell:
    """A cell that has to be refused: the row as a spreadsheet numbers it, the column's header and why."""

    row: int
    column: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRegister:
    """What was written: data rows, bad ones included, and the cells that have to be refused."""

    rows: int
    bad: tuple[BadCell, ...]


def write_office_workbook(path: Path, township: SampleTownship, *, mess: bool = False) -> WrittenRegister:
    """Write the register; with ``mess`` four rows are added that an import has to refuse."""
    rng = Random(f"{township.seed}:register")
    villages = {village.code: village.name for village in township.division.villages}
    rows = [_row(rng, township, elder, villages[elder.village_code]) for elder in township.elders]
    bad = _add_bad_rows(rng, rows) if mess else ()
    for number, row in enumerate(rows, start=1):
        row[0] = number
    division, day = township.division, township.as_of
    line = f"填报单位：{division.office}（盖章）　　　　填报日期：{day.year}年{day.month}月{day.day}日"
    title = f"{division.name}60周岁以上老年人基本信息登记表"
    table = Table(sheet="登记表", title=title, line=line, columns=COLUMNS, rows=rows)
    write_tables(path, [table], _EXPLANATION, day)
    return WrittenRegister(rows=len(rows), bad=bad)


def _row(rng: Random, township: SampleTownship, elder: SampleElder, village: str) -> list[Cell]:
    contact = elder.contacts[0] if elder.contacts else None
    return [
        None,
        _village(rng, village),
        pick_share(rng, ((elder.group, 0.8), (f"第{elder.group}", 0.2))),
        _name(rng, elder.name),
        elder.sex.term,
        _ethnic(rng, elder.ethnic_code),
        _id_number(rng, elder.id_number),
        _day(rng, elder.born_on),
        _phone(rng, elder.phone),
        elder.address,
        elder.living.term,
        _categories(rng, elder),
        contact.name if contact else None,
        contact.relation if contact else None,
        _contact_phone(contact),
        elder.willingness.term,
        township.visitor(elder.visitor_number).name,
        _note(elder),
    ]


def _village(rng: Random, name: str) -> str:
    return pick_share(rng, ((name, 0.9), (core_name(name), 0.04), (f"{name}村", 0.03), (f"{name} ", 0.03)))


def _name(rng: Random, name: str) -> str:
    if "·" not in name:
        return name
    return name.replace("·", pick(rng, ("·", "·", "．", ".", "•", "・")))


def _ethnic(rng: Random, code: str) -> str:
    name = ETHNIC_GROUPS[code]
    return name.removesuffix("族") if chance(rng, 0.12) else name


def _id_number(rng: Random, number: str) -> str:
    kind = rng.random()
    if kind < 0.01:
        return number.translate(_FULL_WIDTH)
    if kind < 0.02:
        return f"{number[:6]} {number[6:14]} {number[14:]}"
    if kind < 0.025 and number[6:8] == "19":
        return number[:6] + number[8:17]
    if kind < 0.3:
        return number.lower()
    return number


def _day(rng: Random, day: date) -> Cell:
    kind = rng.random()
    if kind < 0.7:
        return day
    if kind < 0.74:
        return (day - date(1899, 12, 30)).days
    texts = (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        day.isoformat(),
    )
    return pick(rng, texts)


def _phone(rng: Random, phone: str | None) -> Cell:
    if phone is None:
        return pick(rng, _NO_PHONE)
    kind = rng.random()
    if kind < 0.05:
        return int(phone)
    if kind < 0.07:
        return phone.translate(_FULL_WIDTH)
    if kind < 0.1:
        return f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    return phone


def _contact_phone(contact: SampleContact | None) -> Cell:
    if contact is None:
        return None
    return contact.phone or "无电话"


def _categories(rng: Random, elder: SampleElder) -> str | None:
    as_people = chance(rng, 0.3)
    words = [
        f"{each.category.term}老人" if as_people and each.category in _AS_PEOPLE else each.category.term
        for each in elder.categories
    ]
    return pick(rng, ("、", "、", "，", "；")).join(words) or None


def _note(elder: SampleElder) -> str | None:
    holder = next((each for each in elder.contacts if ContactRole.KEY_HOLDER in each.roles), None)
    parts = [elder.note] if elder.note else []
    if holder is not None:
        parts.append(f"钥匙在邻居{holder.name}处")
    return "；".join(parts) or None


def _add_bad_rows(rng: Random, rows: list[list[Cell]]) -> tuple[BadCell, ...]:
    """Put one row of each bad kind between the good ones, each a changed copy under a number of its own."""
    placed: list[tuple[list[Cell], str, str]] = []
    good = list(rows)
    for turn, why in enumerate(_BAD_ROWS):
        copy = list(good[(turn * 37 + 5) % len(good)])
        id_number = _another_id(rng, turn)
        copy[_AT["身份证号码"]] = id_number
        copy[_AT["性别"]] = "男" if int(id_number[16]) % 2 else "女"
        copy[_AT["出生日期"]] = None
        column, value = _damage(why, id_number)
        copy[_AT[column]] = value
        rows.insert((turn + 1) * len(rows) // (len(_BAD_ROWS) + 1), copy)
        placed.append((copy, column, why))
    where = {id(row): number for number, row in enumerate(rows, start=FIRST_ROW)}
    return tuple(BadCell(row=where[id(copy)], column=column, why=why) for copy, column, why in placed)


def _damage(why: str, id_number: str) -> tuple[str, Cell]:
    if why == "id_destroyed":
        return "身份证号码", float(f"{id_number[:15]}000")
    if why == "id_short":
        return "身份证号码", id_number[:17]
    return ("姓名", None) if why == "name_missing" else ("性别", "七十六")


def _another_id(rng: Random, turn: int) -> str:
    """Draw a valid number that no made-up elder has: their sequences end before 996."""
    first_17 = f"150425{1940 + int(rng.random() * 20)}{1 + turn:02d}15{996 + turn}"
    return first_17 + check_digit(first_17)
