"""A small made-up township for the tests and pictures of the register and the papers."""

from __future__ import annotations

import functools
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from desktop_app.bootstrap import Application, create_application
from desktop_app.domain.identity import check_digit
from desktop_app.domain.terms import Category, ContactRole, LivingArrangement, SiteLevel
from desktop_app.exchange.sample.generate import make_township
from desktop_app.exchange.sample.register_book import write_office_workbook
from desktop_app.exchange.sample.visit_book import write_visit_workbook
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.services.register_drafts import (
    ContactDraft,
    ElderDraft,
    ResidenceDraft,
    SpanDraft,
    WillingnessDraft,
)
from desktop_app.storage.passwords import FLOOR
from desktop_app.ui.register.draft_content import from_detail

TODAY = date(2026, 11, 22)
PASSWORD = "abcdE-82-xyq"
LONG_NAME = "阿拉坦其其格格日乐图雅娜仁高娃·乌云毕力格巴雅尔斯琴"


def made_up_id(first17: str = "15042519430508002") -> str:
    """Return a made-up id number with its check digit."""
    return first17 + check_digit(first17)


def new_home(folder: Path) -> Application:
    """Set up an empty township in ``folder``."""
    draft = SetupDraft(
        level=SiteLevel.TOWNSHIP,
        division_code="150425202",
        unit_name="达日罕乌拉苏木人民政府",
        profiles=["chifeng-2023-42-pastoral", "inner-mongolia-2022"],
        user="王秀英",
        password=PASSWORD,
        sample=True,
    )
    app, _recovery = create_application(folder, draft, clock=Clock(fixed_on=TODAY), kdf=FLOOR)
    return app


def office_books(folder: Path, elders: int = 40) -> tuple[Path, Path]:
    """Write a register and a visit log of the present month as an office keeps them."""
    township = make_township(elders=elders, seed=1, months=1, as_of=TODAY)
    register, visits = folder / "老年人台账.xlsx", folder / "11月走访记录.xlsx"
    write_office_workbook(register, township, mess=True)
    write_visit_workbook(visits, township, TODAY.replace(day=1))
    return register, visits


def filled_home(folder: Path, elders: int = 40) -> Application:
    """Set up a township with people and visits of one month."""
    app = new_home(folder)
    with tempfile.TemporaryDirectory() as place:
        register, visits = office_books(Path(place), elders)
        app.imports.apply(app.actor, app.imports.preview(app.actor, register, since=date(2026, 10, 1)))
        app.visit_imports.apply(app.actor, app.visit_imports.preview(app.actor, visits))
    app.duties.refresh(app.actor)
    return app


@functools.cache
def filled_template() -> Path:
    """Make the filled township once per run, close it, and return its folder; copy it, never change it."""
    folder = Path(tempfile.mkdtemp()) / "home"
    filled_home(folder).close()
    return folder


def extreme_draft(village_code: str, visitor_uid: str | None = None) -> ElderDraft:
    """Return somebody with a 25-letter name, 12 categories and 8 contacts."""
    spans = tuple(
        SpanDraft(
            category=category.value,
            from_on=date(2020 + number % 6, number % 12 + 1, 1),
            to_on=date(2026, 6, 30) if number == 11 else None,
            source="嘎查村入户核实并公示" if number % 2 else None,
        )
        for number, category in enumerate(list(Category)[:12])
    )
    roles = [role.value for role in ContactRole]
    contacts = tuple(
        ContactDraft(
            name=name,
            relation=relation,
            phone=f"1380013{8000 + number}",
            roles=tuple(roles[: number % 5 + 1]),
        )
        for number, (name, relation) in enumerate(
            (
                ("乌云其其格", "女儿"),
                ("巴特尔", "儿子"),
                ("阿拉坦其其格格日乐", "孙女"),
                ("李梅", "儿媳"),
                ("𠮷田静", "外甥女"),
                ("赵德厚", "邻居"),
                ("王建国", "村医"),
                ("欧阳秀芝", "妹妹"),
            )
        )
    )
    return ElderDraft(
        name=LONG_NAME,
        village_code=village_code,
        name_local="ᠠᠯᠲᠠᠨᠴᠡᠴᠡᠭ",
        id_number=made_up_id(),
        ethnic_code="02",
        phone="13800138001、0476-5123456",
        group_name="第三独贵龙",
        address="牧点蒙古包往北两公里敖包山脚下的红砖房",
        living_arrangement=LivingArrangement.ALONE.value,
        registered_on=date(2026, 10, 1),
        note="耳背，上门前先打电话给女儿；院里有狗。",
        categories=spans,
        contacts=contacts,
        residences=(
            ResidenceDraft(
                kind="pasture", from_on=date(2026, 5, 20), to_on=date(2026, 9, 30), place="夏营盘"
            ),
            ResidenceDraft(
                kind="child", from_on=date(2026, 12, 1), place="林西县城女儿家", covered_by="乌云"
            ),
        ),
        willingness=(
            WillingnessDraft(
                kind="phone_only", asked_on=date(2026, 10, 5), witness="巴特尔", note="怕麻烦别人"
            ),
        ),
        visitor_uid=visitor_uid,
    )


def add_extreme(app: Application) -> str:
    """Register the extreme person and change something about it; return the uid."""
    village = app.register.villages(app.actor)[0].code
    visitors = app.register.visitors(app.actor)
    draft = extreme_draft(village, visitors[0].uid if visitors else None)
    uid = app.register.save(app.actor, draft)
    detail = app.register.get(app.actor, uid)
    again = from_detail(detail)
    app.register.save(app.actor, replace(again, phone="13900139009", address="镇上廉租房 3 栋 201"))
    return uid
