"""What pictures show beyond the sample: people about whom everything is known, saved lists, own fields, workbooks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from desktop_app.app.picture_after_people import add_aftercare
from desktop_app.app.picture_door_people import Door, add_door
from desktop_app.bootstrap import Application
from desktop_app.domain.errors import InputError
from desktop_app.domain.identity import check_digit
from desktop_app.domain.terms import (
    BenefitKind,
    Category,
    ContactRole,
    DutyState,
    HealthKind,
    LifeEventKind,
    LocalFieldKind,
    Mode,
    Outcome,
)
from desktop_app.exchange.sample.generate import make_township
from desktop_app.exchange.sample.register_book import write_office_workbook
from desktop_app.exchange.sample.sheets import Cell, Table, write_tables
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.local_fields import LocalFieldDraft
from desktop_app.services.register_drafts import (
    BenefitDraft,
    ContactDraft,
    ElderDraft,
    HealthDraft,
    NoteDraft,
    ResidenceDraft,
    SpanDraft,
    WillingnessDraft,
)
from desktop_app.services.views import ListView
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.queries.elders import ElderFilter

LONG_NAME = "阿拉坦其其格格日乐图雅娜仁高娃·乌云毕力格巴雅尔斯琴"
TWIN_NAME = "乌力吉德力格尔那仁满都拉苏荣高娃其木格斯琴图雅呼和"
OWN_COLUMNS = ("name", "age", "village", "phone", "categories", "living", "visitor", "overdue", "missing")
_ADDRESS = "牧点蒙古包往北两公里敖包山脚下的红砖房"
_LOCAL_FIELDS = (
    ("宅基地证号", LocalFieldKind.TEXT, ()),
    ("草场面积", LocalFieldKind.NUMBER, ()),
    ("取暖方式", LocalFieldKind.CHOICE, ("煤炉", "电暖", "集中供热")),
)
_PEOPLE = (
    ("乌云其其格", "女儿"),
    ("巴特尔", "儿子"),
    ("阿拉坦其其格格日乐", "孙女"),
    ("李梅", "儿媳"),
    ("𠮷田静", "外甥女"),
    ("赵德厚", "邻居"),
    ("王建国", "村医"),
    ("欧阳秀芝", "妹妹"),
)
_EVENTS = (
    (LifeEventKind.FALL, 60, "院门口结冰滑倒，右腕骨裂，已包扎"),
    (LifeEventKind.ACUTE_ILLNESS, 33, "夜间胸闷，村医上门，已缓解"),
)
_CODES_HEADER = (("姓名", 14), ("身份证号", 22), ("嘎查村", 18), ("人员类型", 10), ("电话", 15), ("备注", 20))


@dataclass(frozen=True, slots=True)
class Shown:
    """Who and what the pictures show; an empty uid where the home has nobody like it."""

    usual: str
    fullest: str
    ended: str
    twins: tuple[str, str]
    book: Path
    codes_book: Path
    door: Door


def add_all(app: Application, scratch: Path) -> Shown:
    """Add to a copy of a home what its pictures need, and write the workbooks to import into ``scratch``."""
    actor = app.actor
    states = (DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN)
    owed = app.duties.list(actor, states=states, most=1)
    usual = owed[0].line.elder_uid if owed else ""
    for label, kind, choices in _LOCAL_FIELDS:
        app.local_fields.save(actor, LocalFieldDraft(label=label, kind=kind.value, choices=choices))
    villages = [one.code for one in app.register.villages(actor)]
    visitors = app.register.visitors(actor)
    today = app.clock.today()
    fullest = app.register.save(
        actor, fullest_draft(villages[0], visitors[0].uid if visitors else None, today)
    )
    for event, days, what in _EVENTS:
        on = today - timedelta(days=days)
        app.life_events.record(
            actor, LifeEventDraft(elder_uid=fullest, kind=event.value, happened_on=on, known_on=on, what=what)
        )
        app.visits.record(
            actor,
            VisitDraft(
                elder_uid=fullest,
                visited_on=on,
                mode=Mode.IN_PERSON.value,
                outcome=Outcome.MET_IN_PERSON.value,
                visitor_uid=visitors[0].uid if visitors else None,
                visitor_name=visitors[0].name if visitors else "海棠",
                summary="当天上门看望，精神尚好，已嘱咐按时服药",
            ),
        )
    add_aftercare(app, fullest)
    twins = _add_twins(app, villages, today)
    _save_lists(app)
    book, codes_book = scratch / "名册.xlsx", scratch / "民政系统导出.xlsx"
    write_office_workbook(book, make_township(elders=60, seed=7, months=1, as_of=today), mess=True)
    _write_codes_book(app, codes_book)
    ended = _end_somebody(app, {usual, fullest, *twins}, today)
    door = add_door(app, scratch, villages)
    return Shown(usual or fullest, fullest, ended, twins, book, codes_book, door)


def fullest_draft(village_code: str, visitor_uid: str | None, today: date) -> ElderDraft:
    """Return a 25-letter name with 12 categories, 8 contacts, 5 residences, 6 benefits and the rest."""
    number = "15042519430508002"
    return ElderDraft(
        name=LONG_NAME,
        village_code=village_code,
        name_local="ᠠᠯᠲᠠᠨᠴᠡᠴᠡᠭ",
        id_number=number + check_digit(number),
        ethnic_code="02",
        phone="13800138001、0476-5123456",
        group_name="第三独贵龙",
        address=_ADDRESS,
        living_arrangement="alone",
        residency="both",
        registered_address="内蒙古自治区赤峰市克什克腾旗达日罕乌拉苏木达日罕嘎查三组",
        marital_code="30",
        education_code="80",
        disability_certificate=f"{number}{check_digit(number)}42",
        disability_kind="4",
        disability_grade="2",
        disability_until=today + timedelta(days=1650),
        registered_on=today - timedelta(days=150),
        note="耳背，上门前先打电话给女儿；院里有狗。",
        extra={"宅基地证号": "克宅2019第0132号", "草场面积": "1200", "取暖方式": "煤炉"},
        categories=tuple(
            SpanDraft(
                category=category.value,
                from_on=date(2020 + at % 6, at % 12 + 1, 1),
                to_on=today - timedelta(days=145) if at == 11 else None,
                source="嘎查村入户核实并公示" if at % 2 else None,
            )
            for at, category in enumerate(list(Category)[:12])
        ),
        contacts=_contacts(today),
        residences=_residences(village_code, visitor_uid, today),
        willingness=_willingness(today),
        benefits=tuple(
            BenefitDraft(
                kind=kind.value,
                from_on=date(2019 + at, 1, 1),
                to_on=today - timedelta(days=326) if at == 5 else None,
                amount=10000 + at * 2550,
                source="旗民政局审批表 2025 第 12 号" if at % 2 else None,
            )
            for at, kind in enumerate(list(BenefitKind)[:6])
        ),
        health=_health(),
        notes=(
            NoteDraft(
                text="院里有狗，敲门前先喊一声；说话要大声，左耳听得清楚些。",
                noted_on=today - timedelta(days=74),
                noted_by="海棠",
            ),
            NoteDraft(text="入冬前要清一次烟道。", noted_on=today - timedelta(days=33)),
        ),
        visitor_uid=visitor_uid,
    )


def _contacts(today: date) -> tuple[ContactDraft, ...]:
    roles = [role.value for role in ContactRole]
    made = []
    for at, (name, relation) in enumerate(_PEOPLE):
        contact = ContactDraft(
            name=name, relation=relation, phone=f"1380013{8000 + at}", roles=tuple(roles[: at % 5 + 1])
        )
        if at < 3:
            contact = replace(
                contact,
                roles=tuple(dict.fromkeys((ContactRole.SUPPORTER.value, *contact.roles))),
                lives_together=at == 0,
                lives_at="林西县城" if at else None,
                last_seen_on=today - timedelta(days=21),
                last_called_on=today - timedelta(days=7),
                agreement_on=date(2024, 6, 1) if at == 1 else None,
                agreement_note="每月 300 元，轮流照看" if at == 1 else None,
            )
        made.append(contact)
    return tuple(made)


def _residences(village_code: str, visitor_uid: str | None, today: date) -> tuple[ResidenceDraft, ...]:
    def stay(kind: str, first: int, last: int | None, place: str, covered: str | None) -> ResidenceDraft:
        to_on = None if last is None else today - timedelta(days=last)
        return ResidenceDraft(
            kind=kind, from_on=today - timedelta(days=first), to_on=to_on, place=place, covered_by=covered
        )

    return (
        stay("child", -9, None, "林西县城女儿家", "乌云"),
        replace(
            stay("pasture", 186, 53, "夏营盘", None), village_code=village_code, covered_by_uid=visitor_uid
        ),
        stay("hospital", 292, 279, "旗人民医院", None),
        stay("village", 417, 293, "冬营盘老房", None),
        stay("pasture", 553, 418, "夏营盘", None),
    )


def _willingness(today: date) -> tuple[WillingnessDraft, ...]:
    return (
        WillingnessDraft(
            kind="phone_only",
            asked_on=today - timedelta(days=48),
            witness="巴特尔",
            note="怕麻烦别人",
        ),
        WillingnessDraft(
            kind="refuses",
            asked_on=today - timedelta(days=234),
            witness="乌云其其格",
            next_ask_on=today - timedelta(days=51),
            note="身体好，不想麻烦人",
        ),
    )


def _health() -> tuple[HealthDraft, ...]:
    return tuple(
        HealthDraft(kind=kind.value, what=what, from_on=date(2015, 3, 1), note=note)
        for kind, what, note in (
            (HealthKind.DISEASE, "高血压", None),
            (HealthKind.MEDICINE, "硝苯地平缓释片", "早晚各一片，饭后"),
            (HealthKind.ALLERGY, "青霉素", None),
            (HealthKind.AID, "助听器（左耳）", None),
        )
    )


def _add_twins(app: Application, villages: list[str], today: date) -> tuple[str, str]:
    """Register two people twice, one with the longest of everything; return the files of the latter."""
    born, long_born = date(1943, 3, 8), date(1931, 12, 30)

    def add(name: str, birth_on: date, phone: str, village: str, **facts: object) -> str:
        draft = ElderDraft(name=name, village_code=village, birth_on=birth_on, phone=phone, sex="2")
        return app.register.save(app.actor, replace(draft, **facts))  # type: ignore[arg-type]  # fields of the draft

    spans = (SpanDraft(category=Category.LIVING_ALONE.value, from_on=today - timedelta(days=300)),)
    add("李淑珍", born, "15400000001", villages[0])
    add("李淑贞", born, "15400000001", villages[-1], address="东街1号", categories=spans)
    contacts = tuple(
        ContactDraft(name=f"{TWIN_NAME[:12]}{at}", relation="女儿", phone=f"1540000010{at}")
        for at in range(8)
    )
    one = add(
        TWIN_NAME,
        long_born,
        "15400000002",
        villages[0],
        address=_ADDRESS,
        note="备注" * 60,
        contacts=contacts,
    )
    other = add(
        TWIN_NAME[:-1] + "和",
        long_born,
        "15400000002",
        villages[0],
        address=_ADDRESS + "二号",
        note="另一份备注" * 30,
        contacts=contacts,
    )
    return one, other


def _save_lists(app: Application) -> None:
    for name, wanted in (
        (
            "本周逾期的独居老人",
            ElderFilter(state=DutyState.OVERDUE.value, category=Category.LIVING_ALONE.value),
        ),
        ("缺电话的", ElderFilter(missing=("phone",))),
        ("八十岁以上", ElderFilter(age_from=80)),
    ):
        app.views.save(app.actor, "register", name, ListView(columns=OWN_COLUMNS, wanted=wanted))


def _end_somebody(app: Application, but: set[str], today: date) -> str:
    for row in app.register.rows(app.actor, app.register.list_ids(app.actor, ElderFilter())[:12]):
        if row.uid in but:
            continue
        draft = LifeEventDraft(
            elder_uid=row.uid,
            kind=LifeEventKind.DECEASED.value,
            happened_on=today,
            what="在家中因病去世",
            reported_by="嘎查达",
        )
        try:
            app.life_events.record(app.actor, draft)
        except InputError:  # somebody of whom more is recorded than a death today allows
            continue
        return row.uid
    return ""


def _write_codes_book(app: Application, path: Path) -> None:
    """Write people of the home as another system exports them: with codes, and with telephones that changed."""
    villages = {one.code: one.name for one in app.register.villages(app.actor)}
    rows: list[list[Cell]] = []
    known = app.register.rows(app.actor, app.register.list_ids(app.actor, ElderFilter())[:24])
    for at, row in enumerate(known):
        detail = app.register.get(app.actor, row.uid)
        if detail.id_number:
            village = villages.get(detail.village_code, "")
            code = ("1", "8", "15")[at % 3]
            rows.append([detail.name, detail.id_number, village, code, f"1540000{2000 + at}", "核对过"])
    rows[3:3] = [["巴图", "15042519430508", "沙日塔拉嘎查", "15", "15400003001", None]]
    table = Table(sheet="导出", title="人员导出", line="", columns=_CODES_HEADER, rows=rows)
    write_tables(path, [table], ("人物均为虚构。",), app.clock.today())
