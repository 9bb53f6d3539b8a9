"""People registered twice, from the plain case to the extreme one, for the tests of the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop_app.bootstrap import Application
from desktop_app.services.register_drafts import ContactDraft, ElderDraft, SpanDraft

LONG = "乌力吉德力格尔那仁满都拉苏荣高娃其木格斯琴图雅呼和"
ADDRESS = "达日罕乌拉苏木巴彦宝力格嘎查第三浩特北十二公里旧围栏东侧砖房（冬营地），夏季在沙日浩来草场帐房"


def register(app: Application, name: str, **facts: Any) -> str:
    villages = [one.code for one in app.register.villages(app.actor)]
    given: dict[str, Any] = {"village_code": villages[0], "sex": "2", **facts}
    return app.register.save(app.actor, ElderDraft(name=name, **given))


def make_twins(app: Application) -> tuple[str, str]:
    """Register one person twice; returns both files."""
    villages = [one.code for one in app.register.villages(app.actor)]
    born = date(1943, 3, 8)
    one = register(app, "李淑珍", birth_on=born, phone="15400000001")
    other = register(
        app,
        "李淑贞",
        birth_on=born,
        phone="15400000001",
        village_code=villages[1],
        address="东街1号",
        categories=(SpanDraft(category="living_alone", from_on=date(2026, 1, 1)),),
    )
    return one, other


def make_extreme(app: Application) -> tuple[str, str]:
    """Register somebody with the longest of everything twice."""
    contacts = tuple(
        ContactDraft(name=f"{LONG[:12]}{number}", relation="女儿", phone=f"1540000010{number}")
        for number in range(8)
    )
    shared: dict[str, Any] = {"birth_on": date(1931, 12, 30), "phone": "15400000002", "contacts": contacts}
    one = register(app, LONG, address=ADDRESS, note="备注" * 60, **shared)
    other = register(app, LONG[:-1] + "和和"[:1], address=ADDRESS + "二号", note="另一份备注" * 30, **shared)
    return one, other
