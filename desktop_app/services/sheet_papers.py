"""Gather the sheets to fill in by hand, and give papers the codes by which they are entered later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.measures import as_text, remarks
from desktop_app.domain.phones import show_phone
from desktop_app.domain.terms import Category, Mode, Outcome, Sex, Tier
from desktop_app.reports import visit_sheet
from desktop_app.reports.sheet_marks import SheetMark
from desktop_app.reports.visit_sheet import BlankVisit, MeasureLine
from desktop_app.scheduling.reasons import Reason
from desktop_app.services.actor import WORKERS
from desktop_app.services.context import Context
from desktop_app.services.duty_papers import open_lines, staying, until
from desktop_app.services.paper_orders import Coding, Made, PaperOrder
from desktop_app.services.paper_press import press
from desktop_app.services.paper_visits import blocks_of, place_of
from desktop_app.services.printed_sheets import PreparedSheet, prepare
from desktop_app.services.since_opened import in_visiting_order
from desktop_app.services.urgency import TODAYS, Urgency, best_of, urgency_of
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries import visits as visit_queries
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.storage.queries.elders import ElderRow, rows_of
from desktop_app.storage.queries.links import groups
from desktop_app.storage.queries.since_opened import places, stays

_SOON = TODAYS | {Urgency.WEEK}
_VISITS_BACK = 12
"""So many visits are looked through for the last one with answers."""


class SheetCodes:
    """Gives the people of one paper their codes: of a preview samples, and none to who may not enter visits."""

    def __init__(self, order: PaperOrder) -> None:
        self._order = order
        self.prepared: list[PreparedSheet] = []

    def marks(self, elder_uids: Sequence[str]) -> Mapping[str, SheetMark]:
        """Return a code for each person, for the day on which the paper is made."""
        order = self._order
        if order.coding is Coding.SAMPLE:
            return dict.fromkeys(elder_uids, SheetMark())
        if order.actor.role not in WORKERS:
            return {}
        wanted = [(uid, order.context.today()) for uid in elder_uids]
        with order.context.store.setting_up() as session:
            self.prepared += prepare(session, order.context, order.wish.name, wanted)
        given = self.prepared[-len(wanted) :] if wanted else []
        return {uid: SheetMark(sheet.code, sheet.copy) for uid, sheet in zip(elder_uids, given, strict=True)}


def make(order: PaperOrder) -> Made:
    """Write a sheet for everybody who is due within a week, or for the people named, due or not."""
    codes = SheetCodes(order)
    with order.context.store.reading() as session:
        owed, cards = _wanted(session, order)
        uids = list(cards)
        blanks = _blanks(session, order.context, [cards[uid] for uid in uids], owed, codes.marks(uids))
    pages = press(visit_sheet.write, order.out, order.signed(), blanks, of=blanks, progress=order.progress)
    whom = uids[0] if len(uids) == 1 else None
    return Made(order.out, pages, len(uids), whom, tuple(codes.prepared))


def whose(session: Session, order: PaperOrder) -> list[str]:
    """Return for whom there is a sheet, in the order of the way."""
    return list(_wanted(session, order)[1])


def _wanted(session: Session, order: PaperOrder) -> tuple[list[DutyLine], dict[str, ElderRow]]:
    """Return what is owed, and the cards of those who get a sheet in the order of the way."""
    wish = order.wish
    people = wish.elder_uids if wish.elder_uids is not None else (wish.elder_uid,) if wish.elder_uid else None
    owed = _owed(session, order.context.today(), order.village, people, wish.visitor_uid)
    uids = [line.elder_uid for line in owed]
    if people is not None:
        uids += map(groups(session).canonical, people)
    cards = {row.uid: row for row in rows_of(session, uids) if not row.ended}
    return owed, {uid: cards[uid] for uid in uids if uid in cards}


def _owed(
    session: Session, today: date, village: str | None, people: Sequence[str] | None, visitor: str | None
) -> list[DutyLine]:
    """Return who is due, by village and visitor in the order of the way."""
    lines = best_of(open_lines(session, today, village, people), today)
    if people is None:
        lines = [line for line in lines if urgency_of(line, today) in _SOON]
    if visitor is not None:
        lines = [line for line in lines if line.visitor_uid == visitor]
    found = places(session, [line.elder_uid for line in lines])
    order = in_visiting_order([line for line in lines if line.elder_uid in found], found)
    return sorted(order, key=lambda line: (line.village_code, line.visitor or "", line.visitor_uid or ""))


def _blanks(
    session: Session,
    context: Context,
    people: Sequence[ElderRow],
    owed: Sequence[DutyLine],
    marks: Mapping[str, SheetMark],
) -> list[BlankVisit]:
    today, form = context.today(), visit_form()
    lines = {line.elder_uid: line for line in owed}
    away = stays(session, [one.uid for one in people], today)
    blocks = blocks_of(form, {}, today.month)
    measures = tuple(MeasureLine(measure.title, measure.unit) for measure in form.measures)
    found = []
    for one in people:
        line = lines.get(one.uid)
        village, home = place_of(one.village, one.group_name or "", one.address or "")
        found.append(
            BlankVisit(
                name=one.name,
                sex=Sex(one.sex).term,
                age=age_on(one.birth_on, today) if one.birth_on else None,
                id_number=mask_id_number(one.id_number or ""),
                phone=show_phone(one.phone) if one.phone else "",
                categories=tuple(Category(key).term for key in one.categories),
                tier=Tier(one.tier).term if one.tier else "",
                village=village,
                address=staying(*away[one.uid], home) if one.uid in away else home,
                visitor=(line.visitor if line is not None else one.visitor) or "",
                why=Reason.from_data(line.reason).rule.say(str) if line is not None else "",
                until=until(line, today) if line is not None else "",
                blocks=blocks,
                measures=measures,
                reminder=_reminder(session, one.uid),
                for_on=today,
                mark=marks.get(one.uid),
            )
        )
    return found


def _reminder(session: Session, elder_uid: str) -> str:
    """Return what stood out at the last visit with answers, for whoever goes there next."""
    form = visit_form()
    for visit in visit_queries.of_elder(session, elder_uid, most=_VISITS_BACK):
        if not visit.answers and not visit.measures:
            continue
        noticed = {each.measure.key: each.value for each in remarks(form.measures, visit.measures)}
        said = "；".join(
            part
            for part in (form.text(visit.answers), as_text(form.measures, noticed), visit.summary)
            if part
        )
        day = f"{visit.visited_on.year}年{visit.visited_on.month}月{visit.visited_on.day}日"
        how = f"{day} {Mode(visit.mode).term}，{Outcome(visit.outcome).term}"
        return f"{how}；{said or '各项无异常'}"
    return ""
