"""Gather the papers to go by from stored facts: call-out slips and the route of the day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.phones import show_phone
from desktop_app.domain.terms import (
    Category,
    ContactRole,
    DutyKind,
    DutyState,
    FindingState,
    HealthKind,
    LifeEventKind,
    Outcome,
    ResidenceKind,
    Sex,
    Tier,
)
from desktop_app.models import Finding, LifeEvent, Visitor
from desktop_app.progress import SILENT, Progress
from desktop_app.reports import call_out_slip, route_sheet
from desktop_app.reports.call_out_slip import CallContact, CallOut
from desktop_app.reports.catalogue import CALL_OUT, ROUTE, XLSX
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import BOOK
from desktop_app.reports.route_sheet import RouteGroup, RouteSheet, RouteStop
from desktop_app.reports.sheet_marks import SheetMark
from desktop_app.scheduling.reasons import Reason
from desktop_app.services.context import Context
from desktop_app.services.duties import OPEN_STATES
from desktop_app.services.form_people import coded
from desktop_app.services.paper_orders import Made, PaperOrder, issued
from desktop_app.services.paper_press import press
from desktop_app.services.paper_visits import place_of
from desktop_app.services.since_opened import in_visiting_order
from desktop_app.services.urgency import TODAYS, Urgency, best_of, urgency_of
from desktop_app.services.why import WhyCard, why_cards
from desktop_app.storage.queries import duties as queries
from desktop_app.storage.queries import persons
from desktop_app.storage.queries import visits as visit_queries
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import groups
from desktop_app.storage.queries.persons import ContactRow, ElderDetail
from desktop_app.storage.queries.since_opened import CardPlace, places, stays

_STATES = tuple(state.value for state in OPEN_STATES)
_CALL_ORDER = (
    ContactRole.KEY_HOLDER,
    ContactRole.EMERGENCY,
    ContactRole.DOCTOR,
    ContactRole.NEIGHBOUR,
    ContactRole.CARER,
)
"""Who is of most use to somebody before a closed door goes first."""

_MINDED = (HealthKind.ALLERGY, HealthKind.MEDICINE, HealthKind.DISEASE, HealthKind.AID)
_LONG = 200
"""From so many stops on a route is laid out in a process of its own."""
_WEEKDAYS = "一二三四五六日"
_UNASSIGNED = "未指定"


NAMES = frozenset({CALL_OUT, ROUTE})


@dataclass(frozen=True, slots=True)
class DutyWish:
    """Which paper about duties, for whom: the people named, a village, a visitor, or everybody; ``form`` is its format."""

    name: str
    form: str
    elder_uids: Sequence[str] | None = None
    village_code: str | None = None
    visitor_uid: str | None = None


Marking = Callable[[Sequence[str]], Mapping[str, SheetMark]]
"""Gives the people of a route their codes."""


def make(order: PaperOrder, marking: Marking) -> Made:
    """Write a paper to go by, or the empty call-out slip; those who go by it need phones in full."""
    if order.wish.blank and order.wish.name == CALL_OUT:
        empty = [call_out_slip.blank()]
        return Made(order.out, call_out_slip.write(order.out, order.signed(), empty, order.progress))
    wish, out, progress = order.wish, order.out, order.progress
    people = wish.elder_uids if wish.elder_uids is not None else (wish.elder_uid,) if wish.elder_uid else None
    whom = people[0] if people and len(people) == 1 else None
    asked = DutyWish(wish.name, order.form, people, order.village, wish.visitor_uid)
    with order.context.store.reading() as session:
        if wish.name == CALL_OUT:
            calls = call_outs(
                session, order.context, elder_uids=people, village_code=asked.village_code, progress=progress
            )
            signed, issue = coded(order, order.signed(), call_out_slip.TITLE, call_out_slip.stated(calls))
            printed = press(call_out_slip.write, out, signed, calls, of=calls, progress=progress)
            return Made(out, printed, len(calls), whom, issue=issue)
        ways = route(session, order.context, order.signed(), asked, marking)
    ways, issue = issued(order, ways, route_sheet.TITLE, route_sheet.stated(ways))
    if order.form == XLSX:
        route_sheet.write_book(out, ways, progress)
        return Made(out, BOOK, ways.people, whom, issue=issue)
    stops = [stop for way in ways.groups for stop in way.stops]
    printed = press(route_sheet.write, out, ways, of=stops, long=_LONG, progress=progress)
    return Made(out, printed, ways.people, whom, issue=issue)


def call_outs(
    session: Session,
    context: Context,
    *,
    elder_uids: Sequence[str] | None = None,
    village_code: str | None = None,
    progress: Progress = SILENT,
) -> list[CallOut]:
    """Return a slip for each life event to answer and each alarm; for people named, else for what governs."""
    today = context.today()
    lines = open_lines(session, today, village_code, elder_uids)
    urgent = [line for line in lines if line.alert or line.kind == DutyKind.EVENT.value]
    if elder_uids is not None:
        served = {line.elder_uid for line in urgent}
        urgent += [line for line in lines if line.governing and line.elder_uid not in served]
    uids = list(dict.fromkeys(line.elder_uid for line in urgent))
    cards = {card.elder_uid: card for card in why_cards(session, context, uids, progress, str)}
    found = []
    for line in urgent:
        detail = persons.get_detail(session, line.elder_uid, today, county=context.site.county)
        if detail is not None:
            found.append(_call_out(session, line, detail, cards.get(line.elder_uid), today))
    return found


def open_lines(
    session: Session, today: date, village_code: str | None, elder_uids: Sequence[str] | None
) -> list[DutyLine]:
    """Return the open duties that govern and those after life events, each once, the most urgent first."""
    whose = None
    if elder_uids is not None:
        joined = groups(session)
        whose = {joined.canonical(uid) for uid in elder_uids}
    governing, events = (
        queries.list_lines(
            session, on=today, states=_STATES, village_code=village_code, kind=kind, elder_uids=whose
        )
        for kind in (None, DutyKind.EVENT.value)
    )
    known = {line.uid for line in events}
    order = list(Urgency)
    lines = [*events, *(line for line in governing if line.uid not in known)]
    return sorted(lines, key=lambda line: order.index(urgency_of(line, today)))


def _call_out(
    session: Session, line: DutyLine, detail: ElderDetail, card: WhyCard | None, today: date
) -> CallOut:
    told = {row.uid: row.text for row in card.rows} if card is not None else {}
    findings = visit_queries.findings(session, elder_uid=line.elder_uid, state=FindingState.OPEN.value)
    health = [fact for fact in detail.health if fact.to_on is None or fact.to_on >= today]
    warnings = [f"{kind.term}：{'、'.join(what)}" for kind, what in _minded(health)]
    warnings += [f"未办结：{finding.what}" for finding in findings[:4]]
    visitor = _visitor_phone(session, line.visitor_uid)
    return CallOut(
        number=f"JZ{today:%Y%m%d}-{line.uid.replace('-', '')[-6:].upper()}",
        name=detail.name,
        sex=Sex(detail.sex).term,
        age=age_on(detail.birth_on, today) if detail.birth_on else None,
        phone=show_phone(detail.phone) if detail.phone else "",
        village=detail.village,
        address=address_of(detail, today),
        categories=tuple(Category(key).term for key in line.categories),
        tier=Tier(line.tier).term if line.tier else "",
        deadline=_deadline(line, today),
        events=_events(session, line, told.get(line.uid, "")),
        goes=line.visitor or "",
        goes_phone=show_phone(visitor) if visitor else "",
        goes_note=f"代{line.visitor_for}" if line.visitor_for else "",
        contacts=tuple(_contact(one) for one in sorted(detail.contacts, key=_call_place)),
        warnings=tuple(warnings),
        last_visit=_last_visit(line),
        why=told.get(line.uid, ""),
    )


def _minded(health: Sequence[persons.HealthRow]) -> Iterable[tuple[HealthKind, list[str]]]:
    for kind in _MINDED:
        what = [fact.what for fact in health if fact.kind == kind.value]
        if what:
            yield kind, what


def address_of(detail: ElderDetail, today: date) -> str:
    """Return where the person is today: the present stay with the registered address after it, else that alone."""
    home = place_of("", detail.group_name or "", detail.address or "")[1]
    for stay in detail.residences:
        if stay.place and stay.from_on <= today and (stay.to_on is None or today <= stay.to_on):
            return staying(stay.kind, stay.place, home)
    return home


def staying(kind: str, place: str, home: str) -> str:
    """Return where somebody lives for a time, with the registered address after it.

    In their own village that is at home, which the registered address alone says better.
    """
    if home and kind == ResidenceKind.VILLAGE.value:
        return home
    return f"现住{ResidenceKind(kind).term} {place}" + (f"（登记住址 {home}）" if home else "")


def _deadline(line: DutyLine, today: date) -> str:
    if line.alert:
        return "平安预警：请今天查明老人的下落和安危"
    day = f"{line.latest_on.month}月{line.latest_on.day}日"
    until = f"{day} {line.latest_time}" if line.latest_time else f"{day}当天"
    late = DutyState(line.state) is DutyState.OVERDUE
    if line.kind == DutyKind.EVENT.value:
        return f"已超过时限（{until}），请立即上门" if late else f"请于 {until} 以前上门见到本人"
    return f"已逾期{line.overdue_days}天，请尽快走访" if late else f"请于 {until} 以前走访"


def _events(session: Session, line: DutyLine, why: str) -> tuple[tuple[str, str], ...]:
    """Return what happened as label and text: the life event, else what the duty asks for."""
    event = None
    if line.kind == DutyKind.EVENT.value:
        query = select(
            LifeEvent.kind,
            LifeEvent.happened_on,
            LifeEvent.happened_time,
            LifeEvent.known_on,
            LifeEvent.known_time,
            LifeEvent.what,
            LifeEvent.place,
            LifeEvent.reported_by,
        ).where(LifeEvent.uid == line.about)
        event = session.execute(query).first()
    if event is None and line.kind == DutyKind.EVENT.value and (told := _urgent_finding(session, line.about)):
        return told
    if event is None:
        return (("事由", _plain(line)),)
    happened = f"{day_text(event.happened_on)} {event.happened_time or '时间不详'}"
    known = f"{day_text(event.known_on)} {event.known_time or ''}".strip()
    told = (
        ("变故", LifeEventKind(event.kind).term),
        ("发生", "　".join(part for part in (happened, event.place) if part)),
        ("得知", "　".join(part for part in (known, event.reported_by) if part)),
        ("情况", event.what or ""),
    )
    return tuple((label, text) for label, text in told if text)


def _urgent_finding(session: Session, uid: str) -> tuple[tuple[str, str], ...]:
    """Return an urgent finding as label and text, nothing for what is none."""
    query = select(Finding.what, Finding.action, Finding.found_on).where(Finding.uid == uid)
    found = session.execute(query).first()
    if found is None:
        return ()
    told = (
        ("事由", LifeEventKind.URGENT_FINDING.term),
        ("发现", day_text(found.found_on)),
        ("情况", found.what),
        ("已处置", found.action or ""),
    )
    return tuple((label, text) for label, text in told if text)


def _plain(line: DutyLine) -> str:
    reason = Reason.from_data(line.reason)
    note = reason.note.say(str) if reason.note is not None else ""
    return "；".join(part for part in (note, reason.rule.say(str)) if part)


def _contact(one: ContactRow) -> CallContact:
    roles = "、".join(ContactRole(role).term for role in one.roles if role in set(ContactRole))
    return CallContact(one.name, one.relation or "", show_phone(one.phone) if one.phone else "", roles)


def _call_place(one: ContactRow) -> tuple[int, bool]:
    places_held = [at for at, role in enumerate(_CALL_ORDER) if role.value in one.roles]
    return (min(places_held, default=len(_CALL_ORDER)), not one.phone)


def _visitor_phone(session: Session, uid: str | None) -> str | None:
    if uid is None:
        return None
    return session.execute(select(Visitor.phone).where(Visitor.uid == uid)).scalar()


def _last_visit(line: DutyLine) -> str:
    if line.last_visit_on is None or not line.last_outcome:
        return "还没有探访过"
    return f"{day_text(line.last_visit_on)}，{Outcome(line.last_outcome).term}"


def route(session: Session, context: Context, signed: Signed, wish: DutyWish, marking: Marking) -> RouteSheet:
    """Return the day's ways by visitor and village: whom today asks for, or the people named if they are owed."""
    today = context.today()
    lines = best_of(open_lines(session, today, wish.village_code, wish.elder_uids), today)
    if wish.elder_uids is None:
        lines = [line for line in lines if urgency_of(line, today) in TODAYS]
    if wish.visitor_uid is not None:
        lines = [line for line in lines if line.visitor_uid == wish.visitor_uid]
    uids = [line.elder_uid for line in lines]
    found, away = places(session, uids), stays(session, uids, today)
    names = village_names(session)
    ways: dict[tuple[str, str, str], list[DutyLine]] = {}
    for line in in_visiting_order([line for line in lines if line.elder_uid in found], found):
        ways.setdefault((line.village_code, line.visitor or "", line.visitor_uid or ""), []).append(line)
    marks = marking([line.elder_uid for _way, stops in sorted(ways.items()) for line in stops])
    phones = {row.uid: row.phone for row in session.execute(select(Visitor.uid, Visitor.phone))}
    return RouteSheet(
        signed=signed,
        day=f"{day_text(today)} 周{_WEEKDAYS[today.weekday()]}",
        groups=tuple(
            RouteGroup(
                village=names.get(code, code),
                visitor=visitor or _UNASSIGNED,
                visitor_phone=show_phone(phones.get(uid) or ""),
                stops=tuple(
                    replace(
                        _stop(line, found[line.elder_uid], away.get(line.elder_uid), today, stops),
                        mark=marks.get(line.elder_uid),
                    )
                    for line in stops
                ),
            )
            for (code, visitor, uid), stops in sorted(ways.items())
        ),
    )


def _stop(
    line: DutyLine, place: CardPlace, away: tuple[str, str] | None, today: date, stops: Sequence[DutyLine]
) -> RouteStop:
    home = place_of("", place.group, place.address)[1]
    roof = line.household_uid or ""
    together = roof and sum(1 for one in stops if one.household_uid == roof) > 1
    urgency = urgency_of(line, today)
    return RouteStop(
        name=line.name,
        sex=Sex(line.sex).term,
        age=age_on(line.birth_on, today) if line.birth_on else None,
        phone=show_phone(line.phone) if line.phone else "",
        address=staying(*away, home) if away is not None else home,
        why=Reason.from_data(line.reason).rule.say(str),
        until=until(line, today),
        household=roof if together else "",
        urgent=urgency in {Urgency.ALERT, Urgency.HOURS},
        note=f"上次{_last_visit(line)}" if line.attempts else "",
    )


def until(line: DutyLine, today: date) -> str:
    """Say by when somebody must go, in half a line."""
    if line.alert:
        return "平安预警"
    if DutyState(line.state) is DutyState.OVERDUE:
        return f"已逾期{line.overdue_days}天" if line.overdue_days else "已超过时限"
    day = "今天" if line.latest_on == today else f"{line.latest_on.month}月{line.latest_on.day}日"
    return f"{day} {line.latest_time} 前" if line.latest_time else f"最晚{day}"
