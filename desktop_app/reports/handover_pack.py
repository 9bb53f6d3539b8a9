"""探访对象交接单: who is handed over, and of each what the other must know; signed by both and a witness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.plain import PlainReport, Table

TITLE = "探访对象交接单"
_LIST: tuple[tuple[str, float, str], ...] = (
    ("序号", 10, "center"),
    ("姓名", 30, "left"),
    ("嘎查村（社区）", 30, "left"),
    ("等级", 14, "center"),
    ("下次应探访", 44, "left"),
    ("未办结问题", 20, "center"),
    ("核对", 12, "center"),
)
_PERSON: tuple[tuple[str, float, str], ...] = (("项目", 24, "left"), ("内容", 150, "left"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPerson:
    """One person handed over: a line of the list, then titled texts; empty ones are left out."""

    name: str
    village: str
    tier: str
    duty: str
    findings: int
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPack:
    """A whole pack; ``until`` is the last day with the other, None for good."""

    signed: Signed
    from_name: str
    to_name: str
    from_on: date
    until: date | None
    reason: str
    note: str
    witness: str
    people: tuple[PackPerson, ...]


def report(pack: HandoverPack) -> PlainReport:
    """Return the pack as a list and a table for each person."""
    listed = Table(f"一、交接名单（{len(pack.people)}人）", _LIST, _rows(pack), "没有要交接的人")
    each = [
        Table(
            f"{number}. {person.name}　{person.village}　{person.tier}".rstrip(),
            _PERSON,
            person.facts,
            "没有记载",
        )
        for number, person in enumerate(pack.people, start=1)
    ]
    return PlainReport(
        title=TITLE,
        whose=f"{pack.from_name} → {pack.to_name}",
        signed=pack.signed,
        facts=(
            ("期间", _days(pack)),
            ("事由", pack.reason),
            ("其他交代", pack.note),
        ),
        pairs=(("交出人", pack.from_name), ("接手人", pack.to_name)),
        tables=(listed, *each),
        notes=(
            "交出人已把上列情况逐人交代清楚，钥匙、联系方式和未填完的登记已当面交接；接手人已逐人核对。",
            "本单载有个人信息，由接手人保管，不得转借、拍照外传；交接结束后按档案要求归档或销毁。",
        ),
        sign_places=("交出人：", "接手人：", f"监交人：{pack.witness}", "日期：     年   月   日"),
    )


def _days(pack: HandoverPack) -> str:
    begun = day_text(pack.from_on)
    return f"{begun}起，长期" if pack.until is None else f"{begun}至{day_text(pack.until)}"


def _rows(pack: HandoverPack) -> list[tuple[str, ...]]:
    return [
        (
            str(number),
            person.name,
            person.village,
            person.tier,
            person.duty,
            str(person.findings) if person.findings else "",
            "□",
        )
        for number, person in enumerate(pack.people, start=1)
    ]
