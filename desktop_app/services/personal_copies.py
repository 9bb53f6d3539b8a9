"""Gather what is kept about one person for the papers that the person may ask for: the copy and the correction log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import NotFound
from desktop_app.domain.forms import Answers
from desktop_app.domain.measures import as_text
from desktop_app.domain.national_codes import EDUCATION_LEVELS, ETHNIC_GROUPS, MARITAL_STATUSES
from desktop_app.domain.phones import show_phone
from desktop_app.domain.terms import (
    BenefitKind,
    Category,
    ContactRole,
    DisabilityGrade,
    DisabilityKind,
    EndReason,
    HealthKind,
    LifeEventKind,
    LivingArrangement,
    Mode,
    Outcome,
    ResidenceKind,
    Residency,
    Sex,
    SignatureKind,
    Term,
    Tier,
    WillingnessKind,
)
from desktop_app.reports.paper import CHINA, Signed
from desktop_app.reports.personal_copy import CorrectionLog, PersonalCopy
from desktop_app.services.access_log import entries_about, kind_word
from desktop_app.services.context import Context
from desktop_app.services.histories import PERSONAL_DATA, HistoryEntry, take_snapshot, tell
from desktop_app.services.history_words import answer_words, is_ordinary, yuan
from desktop_app.services.personal_assessments import assessed_section
from desktop_app.services.personal_decisions import decided_sections
from desktop_app.services.personal_findings import found_sections
from desktop_app.services.personal_services import served_sections
from desktop_app.services.personal_support import urged_section
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries import person_visits, persons
from desktop_app.storage.queries import visits as visit_queries
from desktop_app.storage.queries.links import members
from desktop_app.storage.queries.persons import ContactRow, ElderDetail
from desktop_app.storage.queries.visits import KeptPhoto, VisitRow

_MINUTE = "%Y-%m-%d %H:%M"
_NONE = "未登记"
_LINES = 4
"""How many lines of one correction stand in one row of the paper."""


def gather(
    session: Session, context: Context, signed: Signed, elder_uid: str, *, recipient: str, reason: str
) -> PersonalCopy:
    """Return everything kept about one person, numbers in full; raises ``NotFound``."""
    detail, files, county = *_found(session, context, elder_uid), context.site.county
    visits = person_visits.page(session, person_visits.ordered_uids(session, county, files))
    photos = visit_queries.photos_of_visits(session, [visit.uid for visit in visits])
    counted = Counter(photo.visit_uid for photo in photos)
    sections = (
        _circumstances(detail)
        | decided_sections(session, files)
        | served_sections(session, files)
        | {
            "探访情况（按年）": _by_year(visits),
            "探访记录": [
                (
                    visit.visited_on.isoformat(),
                    word(Mode, visit.mode),
                    word(Outcome, visit.outcome),
                    "\n同行 ".join(filter(None, (visit.visitor, visit.companions))),
                    "；".join(_told(visit, counted[visit.uid])),
                    visit.action or "",
                )
                for visit in visits
            ],
            "探访照片": _photo_rows(visits, photos),
            **found_sections(session, detail.uid),
            "督促赡养": urged_section(session, files),
            "能力评估": assessed_section(session, county, files, context.today()),
            "资料更正记录": correction_rows(session, context, files, masked=False),
            "查阅与输出情况": [
                (
                    row.at.astimezone(CHINA).strftime(_MINUTE),
                    row.actor,
                    kind_word(row.kind),
                    row.what,
                    row.reason or "",
                    row.recipient or "",
                )
                for row in entries_about(session, files)
            ],
        }
    )
    return PersonalCopy(
        signed=signed,
        pairs=_pairs(detail, context.today()),
        facts=_facts(detail),
        sections=sections,
        recipient=recipient,
        reason=reason,
    )


def gather_corrections(session: Session, context: Context, signed: Signed, elder_uid: str) -> CorrectionLog:
    """Return the changes of one person's data, masked where ``signed`` says so; raises ``NotFound``."""
    detail, files = _found(session, context, elder_uid)
    return CorrectionLog(
        signed=signed,
        pairs=(
            ("姓名", detail.name),
            ("性别", word(Sex, detail.sex)),
            ("出生日期", _day(detail.birth_on) or _NONE),
            ("嘎查村（社区）", detail.village),
        ),
        rows=correction_rows(session, context, files, masked=signed.masked),
    )


def correction_rows(
    session: Session, context: Context, files: Sequence[str], *, masked: bool
) -> list[tuple[str, str, str, str]]:
    """Return the changes of personal data as printed: time, who, unit, what."""
    snapshot = take_snapshot(session, context.site.county, files).narrowed(PERSONAL_DATA)
    entries: list[HistoryEntry] = tell(session, context, snapshot, snapshot.sets, str, masked=masked)
    rows = []
    for entry in entries:
        head = (entry.made_at.astimezone(CHINA).strftime(_MINUTE), entry.actor, entry.site)
        lines = [f"【{entry.title}】", *entry.lines]
        # In parts, each with its head, so that a long one does not push its table to the next page.
        rows += [(*head, "\n".join(lines[start : start + _LINES])) for start in range(0, len(lines), _LINES)]
    return rows


def word(kind: type[Term], key: str | None) -> str:
    """Return the official word of a stored key; one of a later version is printed as it is."""
    known = {one.value: one.term for one in kind}
    return known.get(key or "", key or "")


def _found(session: Session, context: Context, elder_uid: str) -> tuple[ElderDetail, Sequence[str]]:
    detail = persons.get_detail(session, elder_uid, context.today(), county=context.site.county)
    if detail is None:
        raise NotFound
    return detail, members(session, detail.uid)


def _pairs(detail: ElderDetail, today: date) -> tuple[tuple[str, str], ...]:
    birth = _day(detail.birth_on)
    if detail.birth_on is not None and detail.ended_on is None:
        birth += f"（{age_on(detail.birth_on, today)} 岁）"
    disability = " ".join(
        part
        for part in (
            word(DisabilityKind, detail.disability_kind),
            word(DisabilityGrade, detail.disability_grade),
        )
        if part
    )
    return (
        ("姓名", detail.name),
        ("蒙文姓名", detail.name_local or _NONE),
        ("身份证号", detail.id_number or _NONE),
        ("性别", word(Sex, detail.sex)),
        ("出生日期", birth or _NONE),
        ("民族", ETHNIC_GROUPS.get(detail.ethnic_code or "", _NONE)),
        ("电话", _phones(detail.phone, detail.other_phones) or _NONE),
        ("居住情况", word(LivingArrangement, detail.living_arrangement) or _NONE),
        ("人户状况", word(Residency, detail.residency) or _NONE),
        ("婚姻状况", MARITAL_STATUSES.get(detail.marital_code or "", _NONE)),
        ("文化程度", EDUCATION_LEVELS.get(detail.education_code or "", _NONE)),
        ("探访人", detail.visitor or "未指定"),
        ("残疾证号", detail.disability_certificate or _NONE),
        ("残疾类别等级", disability or _NONE),
        ("登记日期", detail.registered_on.isoformat()),
        ("风险等级", word(Tier, detail.tier_override) or "按政策方案推定"),
    )


def _facts(detail: ElderDetail) -> tuple[tuple[str, str], ...]:
    where = " ".join(part for part in (detail.village, detail.group_name, detail.address) if part)
    facts = [("住址", where), ("户籍地址", detail.registered_address or _NONE)]
    if detail.disability_until is not None:
        facts.append(("残疾证有效期至", detail.disability_until.isoformat()))
    if detail.ended_on is not None:
        because = (word(EndReason, detail.ended_because), detail.ended_note or "")
        facts.append(("退出名册", " ".join((detail.ended_on.isoformat(), *filter(None, because)))))
    if detail.tier_override:
        facts.append(("风险等级调整理由", detail.tier_reason or _NONE))
    if detail.note:
        facts.append(("备注", detail.note))
    facts.append(("档案编号", detail.uid))
    return tuple(facts)


def _circumstances(detail: ElderDetail) -> dict[str, Sequence[Sequence[str]]]:
    return {
        "类别标签": [
            (
                word(Category, one.category),
                _span(one.from_on, one.to_on),
                one.source or "",
                one.approver or "",
            )
            for one in detail.categories
        ],
        "联系人、赡养人": [_contact(one) for one in detail.contacts],
        "户": [
            (one.head_name, one.address or "", _span(one.from_on, one.to_on)) for one in detail.households
        ],
        "居住时段": [
            (
                word(ResidenceKind, one.kind),
                one.place or "",
                _span(one.from_on, one.to_on),
                one.covered_by or "",
            )
            for one in detail.residences
        ],
        "探访意愿": [
            (
                one.asked_on.isoformat(),
                word(WillingnessKind, one.kind),
                one.witness or "",
                _day(one.next_ask_on),
                one.note or "",
            )
            for one in detail.willingness
        ],
        "享受待遇": [
            (
                word(BenefitKind, one.kind),
                _span(one.from_on, one.to_on),
                f"{yuan(one.amount)} 元/月" if one.amount is not None else "",
                "；".join(part for part in (one.source, one.note) if part),
            )
            for one in detail.benefits
        ],
        "健康情况": [
            (word(HealthKind, one.kind), one.what, _span(one.from_on, one.to_on), one.note or "")
            for one in detail.health
        ],
        "备忘": [(one.noted_on.isoformat(), one.text, one.noted_by or "") for one in detail.notes],
        "自设栏目": _extra(detail.extra),
        "重大变故": [
            (
                one.happened_on.isoformat(),
                word(LifeEventKind, one.kind),
                one.what or "",
                one.place or "",
                one.reported_by or "",
            )
            for one in detail.events
        ],
        "曾不在册": [
            (_span(one.from_on, one.to_on), word(EndReason, one.because), one.note or "")
            for one in detail.absences
        ],
    }


def _contact(one: ContactRow) -> tuple[str, ...]:
    where = "同住" if one.lives_together else one.lives_at or ""
    dates = [
        f"{label} {day.isoformat()}"
        for label, day in (
            ("看望", one.last_seen_on),
            ("问候", one.last_called_on),
            ("赡养协议", one.agreement_on),
        )
        if day is not None
    ]
    return (
        one.name,
        one.relation or "",
        _phones(one.phone, None),
        "、".join(word(ContactRole, role) for role in one.roles),
        where,
        "；".join((*dates, *filter(None, (one.agreement_note,)))),
    )


def _extra(extra: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(label, str(value)) for label, value in extra.items() if value not in (None, "")]


def _by_year(visits: Iterable[VisitRow]) -> list[tuple[str, str, str, str]]:
    """Return per year, the newest first, how many visits, by mode and by outcome."""
    years: dict[int, list[VisitRow]] = {}
    for visit in visits:
        years.setdefault(visit.visited_on.year, []).append(visit)
    return [
        (
            str(year),
            str(len(mine)),
            _counted(Mode, (visit.mode for visit in mine)),
            _counted(Outcome, (visit.outcome for visit in mine)),
        )
        for year, mine in sorted(years.items(), reverse=True)
    ]


def _photo_rows(visits: Iterable[VisitRow], photos: Sequence[KeptPhoto]) -> list[tuple[str, str, str, str]]:
    """Return the photos as printed, those of the newest visit first."""
    return [
        (
            visit.visited_on.isoformat(),
            photo.caption or "",
            f"{photo.width}×{photo.height}，{max(photo.size // 1024, 1)} KB",
            "保存在本机" if photo.here else "不在本机",
        )
        for visit in visits
        for photo in photos
        if photo.visit_uid == visit.uid
    ]


def _counted(kind: type[Term], keys: Iterable[str]) -> str:
    return "、".join(f"{word(kind, key)} {count}" for key, count in Counter(keys).most_common())


def _told(visit: VisitRow, photos: int) -> list[str]:
    """Return everything that was written down at a visit, each part in its words; what is empty is left out."""
    signed = word(SignatureKind, visit.signed_as)
    if visit.signed_by:
        signed += f"（{visit.signed_by}）"
    parts = (
        _answered(visit.answers),
        as_text(visit_form().measures, visit.measures),
        visit.summary,
        f"照片 {photos} 张" if photos else "",
        signed,
        f"纸单编号 {visit.sheet_no}" if visit.sheet_no else "",
        f"更正原因：{visit.corrected_because}" if visit.corrected_because else "",
    )
    return [part for part in parts if part]


def _answered(answers: Answers) -> str:
    """Return what was answered: what is out of the ordinary by name, the rest in one word."""
    told, ordinary = [], False
    for key, (_block, item) in visit_form().by_key.items():
        given = answers.get(key)
        if given is None:
            continue
        if is_ordinary(item, given):
            ordinary = True
        else:
            told.append(f"{item.title}：{answer_words(item, given)}")
    if ordinary:
        told.append("其余各项正常" if told else "各项正常")
    return "；".join(told)


def _phones(phone: str | None, others: str | None) -> str:
    numbers = [one for part in (phone, others) for one in (part or "").split("、") if one]
    return "、".join(show_phone(one) for one in numbers)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _span(from_on: date | None, to_on: date | None) -> str:
    if from_on and to_on:
        return f"{from_on.isoformat()} 至 {to_on.isoformat()}"
    if from_on:
        return f"{from_on.isoformat()} 起"
    return f"至 {to_on.isoformat()}" if to_on else ""
