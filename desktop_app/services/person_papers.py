"""Gather 一人一档 as a paper: one person, several, a village or the whole site in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import NotFound
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.masking import mask_record
from desktop_app.domain.national_codes import EDUCATION_LEVELS, ETHNIC_GROUPS, MARITAL_STATUSES
from desktop_app.domain.phones import mask_phone, show_phone
from desktop_app.domain.service_rhythm import said
from desktop_app.domain.terms import (
    AbilityLevel,
    AssessmentKind,
    DisabilityGrade,
    DisabilityKind,
    EndReason,
    LivingArrangement,
    Mode,
    Outcome,
    Residency,
    Sex,
    Tier,
)
from desktop_app.models import ServicePlan, ServiceRecord
from desktop_app.reports import person_file as paper
from desktop_app.reports.paper import CHINA
from desktop_app.reports.person_file import PersonFile
from desktop_app.scheduling.facts import PersonFacts
from desktop_app.services.context import Context
from desktop_app.services.form_people import at_hand, coded, people_of, stated_of, year_asked
from desktop_app.services.histories import PERSONAL_DATA, take_snapshot, tell
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.paper_press import press
from desktop_app.services.paper_visits import place_of
from desktop_app.services.person_files import MonthState, year_of
from desktop_app.services.person_sections import (
    amount,
    circumstances,
    found,
    hazards,
    home,
    joined,
    span,
    willingness,
)
from desktop_app.services.personal_copies import word
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries import assessments as assessment_queries
from desktop_app.storage.queries import persons
from desktop_app.storage.queries import visits as visit_queries
from desktop_app.storage.queries.elders import rows_of
from desktop_app.storage.queries.facts import ElderFacts, load
from desktop_app.storage.queries.findings import steps_of
from desktop_app.storage.queries.links import members
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.storage.queries.visits import VisitRow

MOST_VISITS = 2000
"""So many visits of one person in a year are printed."""
_CHANGES, _CHANGE_LINES = 8, 4
"""So many of the latest changes are listed, so many lines of each."""
_BEFORE = timedelta(days=200)
"""Visits before the year on which a running quarter or week builds."""
_MET = frozenset({Outcome.MET_IN_PERSON.value, Outcome.MET_REMOTELY.value, Outcome.SEEN_BY_THIRD_PARTY.value})
_STATES = {
    MonthState.MET: "已访",
    MonthState.LATE: "迟访",
    MonthState.MISSED: "未访",
    MonthState.WAIVED: "免访",
    MonthState.WAITING: "待访",
    MonthState.VISITED: "已访",
    MonthState.NOTHING: "—",
    MonthState.AHEAD: "",
}


def make(order: PaperOrder) -> Made:
    """Write the files asked for, or the empty form."""
    if order.wish.blank:
        printed = paper.write(order.out, order.signed(), [PersonFile(blank=True)], order.progress)
        return Made(order.out, printed)
    signed = order.signed(masked=order.wish.masked)
    with order.context.store.reading() as session:
        people = people_of(session, order)
        gatherer = _Gatherer(session, order.context, year_asked(order), masked=signed.masked)
        files = at_hand(people, gatherer.files, order.progress)
        signed, issue = coded(order, signed, paper.TITLE, stated_of(people, files, paper.stated))
        printed = press(paper.write, order.out, signed, files, of=files, progress=order.progress)
    whom = people[0].uid if len(people) == 1 else None
    return Made(order.out, printed, len(people), whom, issue=issue)


def visits_in_year(session: Session, elder_uid: str, year: int, today: date) -> list[VisitRow]:
    """Return a person's visits of a year up to today, the first of the year first."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), today)
    return visit_queries.of_elder(session, elder_uid, since=first, until=last, most=MOST_VISITS)[::-1]


def noticed(visit: VisitRow) -> list[tuple[str, str]]:
    """Return what stood out at a visit by block, the blocks in order where nothing did left out."""
    form = visit_form()
    told = ((block.title, form.text(visit.answers, block.key)) for block in form.blocks)
    return [(title, text) for title, text in told if text]


def visit_words(visit: VisitRow) -> str:
    """Return what a visit came to in a line: what stood out, what was written down, what was done."""
    seen = [text for _title, text in noticed(visit)]
    if visit.answers and not seen:
        seen = ["各项正常"]
    done = f"处理：{visit.action}" if visit.action else ""
    return "；".join(part for part in (*seen, visit.summary, done) if part)


@dataclass(frozen=True, slots=True)
class _Gatherer:
    """Reads the files of people one after the other; ``year`` is that of the visits and services."""

    session: Session
    context: Context
    year: int
    masked: bool

    def files(self, uids: Sequence[str]) -> Iterator[PersonFile]:
        """Make the files of people in the order given; raises ``NotFound``."""
        judged = {facts.uid: facts.person for facts in self._facts(uids)}
        made = (self._file(uid, judged.get(uid)) for uid in uids)
        return map(mask_record, made) if self.masked else made

    def _facts(self, uids: Sequence[str]) -> Iterator[ElderFacts]:
        last, began = min(self.context.today(), date(self.year, 12, 31)), date(self.year, 1, 1)
        return load(self.session, uids, visits_from=began - _BEFORE, on=last)

    def _file(self, uid: str, person: PersonFacts | None) -> PersonFile:
        session, today, county = self.session, self.context.today(), self.context.site.county
        detail = persons.get_detail(session, uid, today, county=county)
        if detail is None:
            raise NotFound
        files = members(session, detail.uid)
        card = next(iter(rows_of(session, [detail.uid])), None)
        visits = visits_in_year(session, detail.uid, self.year, today)
        findings = visit_queries.findings(session, elder_uid=detail.uid)
        steps = steps_of(session, [one.uid for one in findings])
        tier = Tier(card.tier).term if card is not None and card.tier else ""
        because = f"（人工调整：{detail.tier_reason}）" if detail.tier_override and detail.tier_reason else ""
        sections: dict[str, paper.Rows] = circumstances(detail, self.phone) | {
            paper.ABILITY: self._assessed(files),
            paper.HAZARDS: hazards(findings),
            paper.PLANNED: self._planned(files),
            paper.GIVEN: self._given(files),
            paper.VISITS: [
                (
                    f"{visit.visited_on:%m-%d}" + (f" {visit.visited_time}" if visit.visited_time else ""),
                    word(Mode, visit.mode),
                    word(Outcome, visit.outcome),
                    "、".join(filter(None, (visit.visitor, visit.companions))),
                    visit_words(visit),
                )
                for visit in visits
            ],
            paper.FINDINGS: found(findings, steps),
            paper.CHANGES: self._changes(files),
        }
        return PersonFile(
            **self._basics(detail),
            tier=tier + because,
            willingness=willingness(detail),
            home=home(visits),
            year=self.year,
            months=self._months(person, visits),
            sections=sections,
            serial=detail.uid,
        )

    def phone(self, number: str | None) -> str:
        """Return numbers as the paper shows them."""
        shown = mask_phone if self.masked else show_phone
        number = " ".join((number or "").split())
        return "、".join(shown(one) for one in number.split("、") if one)

    def _basics(self, detail: ElderDetail) -> dict[str, Any]:
        today, mask = self.context.today(), mask_id_number if self.masked else str
        living = detail.birth_on is not None and detail.ended_on is None
        certificate = mask(detail.disability_certificate or "")
        until = f"有效期至{detail.disability_until.isoformat()}" if detail.disability_until else ""
        disability = (
            word(DisabilityKind, detail.disability_kind),
            word(DisabilityGrade, detail.disability_grade),
            f"残疾证号 {certificate}" if certificate else "",
            until,
        )
        gone = (
            (detail.ended_on.isoformat(), word(EndReason, detail.ended_because), detail.ended_note or "")
            if detail.ended_on is not None
            else ()
        )
        place = place_of(detail.village, detail.group_name or "", detail.address or "")
        others = [name for home in detail.households if home.to_on is None for _uid, name in home.members]
        return {
            "name": " ".join(detail.name.split()),
            "name_local": " ".join((detail.name_local or "").split()),
            "sex": word(Sex, detail.sex),
            "ethnic": ETHNIC_GROUPS.get(detail.ethnic_code or "", ""),
            "birth": detail.birth_on.isoformat() if detail.birth_on else "",
            "age": f"{age_on(detail.birth_on, today)}岁" if living and detail.birth_on else "",
            "id_number": mask(detail.id_number or ""),
            "phone": self.phone("、".join(filter(None, (detail.phone, detail.other_phones)))),
            "living": word(LivingArrangement, detail.living_arrangement),
            "residency": word(Residency, detail.residency),
            "marital": MARITAL_STATUSES.get(detail.marital_code or "", ""),
            "education": EDUCATION_LEVELS.get(detail.education_code or "", ""),
            "address": " ".join(filter(None, place)),
            "registered_address": " ".join((detail.registered_address or "").split()),
            "disability": "　".join(filter(None, disability)),
            "visitor": detail.visitor or "未指定",
            "registered": detail.registered_on.isoformat(),
            "ended": "　".join(filter(None, gone)),
            "household": "、".join(dict.fromkeys(others)),
            "note": detail.note or "",
        }

    def _months(self, person: PersonFacts | None, visits: Sequence[VisitRow]) -> tuple[tuple[str, ...], ...]:
        """Return the lines of the year's table: what was owed, what counted, how it stands, and visits by mode."""
        today = min(self.context.today(), date(self.year, 12, 31))
        book, began = self.context.rules.book, date(self.year, 1, 1)
        months = year_of(person, book, today) if person is not None and today >= began else []
        lines = [
            _numbers("应访次数", [one.required for one in months]),
            _numbers("有效探访", [one.counted for one in months]),
            ("完成情况", *(_STATES[one.state] for one in months), *[""] * (12 - len(months)), ""),
        ]
        made = Counter((visit.mode, visit.visited_on.month) for visit in visits if visit.outcome in _MET)
        used = [mode for mode in Mode if any(key == mode.value for key, _month in made)]
        lines += [_numbers(mode.term, [made[mode.value, month] for month in range(1, 13)]) for mode in used]
        missed = Counter(visit.visited_on.month for visit in visits if visit.outcome not in _MET)
        if missed:
            lines.append(_numbers("去了没见到", [missed[month] for month in range(1, 13)]))
        return tuple(lines)

    def _assessed(self, files: Sequence[str]) -> paper.Rows:
        lines = assessment_queries.lines(self.session, self.context.site.county, files, self.context.today())
        return [
            (
                line.assessed_on.isoformat(),
                word(AssessmentKind, line.kind),
                f"{line.level}级 {word(AbilityLevel, line.level)}"
                + (f"　总分 {line.total}" if line.total is not None else ""),
                joined(
                    line.agency,
                    line.assessors,
                    f"有效期至 {line.valid_until.isoformat()}" if line.valid_until else "",
                ),
            )
            for line in lines
        ]

    def _planned(self, files: Sequence[str]) -> paper.Rows:
        query = select(ServicePlan).where(
            ServicePlan.county == self.context.site.county,
            ServicePlan.elder_uid.in_(files),
            ServicePlan.retracted.is_(False),
            ServicePlan.to_on.is_(None) | (ServicePlan.to_on >= date(self.year, 1, 1)),
        )
        plans = self.session.execute(query.order_by(ServicePlan.from_on, ServicePlan.uid)).scalars()
        return [
            (
                catalogue().title(one.service),
                joined(said(one.rhythm).say(str), amount(one.service, one.quantity)),
                one.provider_name or "",
                span(one.from_on, one.to_on),
            )
            for one in plans
        ]

    def _given(self, files: Sequence[str]) -> paper.Rows:
        """Return the services of the year, each with how often, the last day and by whom."""
        record = ServiceRecord
        query = select(record.service, record.given_on, record.provider_name).where(
            record.county == self.context.site.county,
            record.elder_uid.in_(files),
            record.retracted.is_(False),
            record.given_on.between(date(self.year, 1, 1), date(self.year, 12, 31)),
        )
        given: dict[str, list[tuple[date, str | None]]] = {}
        for service, on, provider in self.session.execute(query.order_by(record.given_on, record.uid)):
            given.setdefault(service, []).append((on, provider))
        return [
            (
                catalogue().title(service),
                str(len(times)),
                times[-1][0].isoformat(),
                "、".join(dict.fromkeys(provider for _on, provider in times if provider)),
            )
            for service, times in given.items()
        ]

    def _changes(self, files: Sequence[str]) -> paper.Rows:
        found = take_snapshot(self.session, self.context.site.county, files).narrowed(PERSONAL_DATA)
        entries = tell(self.session, self.context, found, found.sets[:_CHANGES], str, masked=self.masked)
        return [
            (
                entry.made_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"),
                joined(entry.actor, entry.site),
                f"【{entry.title}】"
                + "；".join(entry.lines[:_CHANGE_LINES])
                + (f"；另有{more}项" if (more := len(entry.lines) - _CHANGE_LINES) > 0 else ""),
            )
            for entry in entries
        ]


def _numbers(title: str, months: Sequence[int]) -> tuple[str, ...]:
    """Return a line of the year's table; months ahead and those without anything stay empty."""
    return (title, *(str(each or "") for each in months), *[""] * (12 - len(months)), str(sum(months)))
