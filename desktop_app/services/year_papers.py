"""Gather a person's year on continuous sheets, for one person, several, a village or the whole site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import NotFound
from desktop_app.domain.masking import mask_record
from desktop_app.domain.phones import mask_phone, show_phone
from desktop_app.domain.terms import Category, FindingKind, Mode, Outcome, Sex, SignatureKind, Tier
from desktop_app.reports import visit_year as paper
from desktop_app.reports.paper import day_text
from desktop_app.reports.visit_year import VisitYear, YearVisit
from desktop_app.services.form_people import FormPerson, at_hand, coded, people_of, stated_of, year_asked
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.paper_press import press
from desktop_app.services.paper_visits import place_of
from desktop_app.services.person_papers import noticed, visits_in_year
from desktop_app.services.personal_copies import word
from desktop_app.storage.queries import visits as visit_queries
from desktop_app.storage.queries.elders import ElderRow, rows_of
from desktop_app.storage.queries.visits import FindingRow, VisitRow

_CHUNK = 900


def make(order: PaperOrder) -> Made:
    """Write the sheets asked for, or an empty one."""
    if order.wish.blank:
        return Made(order.out, paper.write(order.out, order.signed(), [paper.blank()], order.progress))
    signed = order.signed(masked=order.wish.masked)
    with order.context.store.reading() as session:
        people = people_of(session, order)
        years = gathered(session, order, people)
        signed, issue = coded(order, signed, paper.TITLE, stated_of(people, years, paper.stated))
        printed = press(paper.write, order.out, signed, years, of=years, progress=order.progress)
    whom = people[0].uid if len(people) == 1 else None
    return Made(order.out, printed, len(people), whom, issue=issue)


def gathered(session: Session, order: PaperOrder, people: Sequence[FormPerson]) -> Collection[VisitYear]:
    """Return the year of each of these people."""
    gatherer = _Gatherer(session, order.context.today(), year_asked(order), masked=order.wish.masked)
    return at_hand(people, gatherer.years, order.progress)


@dataclass(frozen=True, slots=True)
class _Gatherer:
    """Reads people's years one after the other."""

    session: Session
    today: date
    year: int
    masked: bool

    def years(self, uids: Sequence[str]) -> Iterator[VisitYear]:
        """Make the years of people in the order given; raises ``NotFound``."""
        cards = {card.uid: card for card in rows_of(self.session, uids)}
        for uid in uids:
            if uid not in cards:
                raise NotFound
            year = self._year_of(uid, cards[uid])
            yield mask_record(year) if self.masked else year

    def _year_of(self, uid: str, card: ElderRow) -> VisitYear:
        visits = visits_in_year(self.session, uid, self.year, self.today)
        findings: dict[str, list[FindingRow]] = {}
        ids = [visit.uid for visit in visits]
        for start in range(0, len(ids), _CHUNK):
            part = visit_queries.findings(self.session, visit_uids=ids[start : start + _CHUNK], most=100_000)
            for found in part:
                findings.setdefault(str(found.visit_uid), []).append(found)
        village, home = place_of(card.village, card.group_name or "", card.address or "")
        shown = mask_phone if self.masked else show_phone
        return VisitYear(
            name=card.name,
            sex=word(Sex, card.sex),
            age=f"{age_on(card.birth_on, self.today)}岁" if card.birth_on and not card.ended else "",
            phone=shown(card.phone) if card.phone else "",
            categories="、".join(word(Category, key) for key in card.categories),
            tier=word(Tier, card.tier),
            address=" ".join(part for part in (village, home) if part),
            year=self.year,
            visits=tuple(_visit(visit, findings.get(visit.uid, [])) for visit in visits),
            summary=_summary(visits),
            serial=f"{card.uid}/{self.year}",
        )


def _visit(visit: VisitRow, findings: list[FindingRow]) -> YearVisit:
    time = f" {visit.visited_time}" if visit.visited_time else ""
    seen = noticed(visit)
    if visit.answers and not seen:
        seen = [("五个方面", "均正常")]
    if visit.summary:
        seen.append(("备注", visit.summary))
    if visit.corrected_because:
        seen.append(("更正原因", visit.corrected_because))
    done = [visit.action, *(one.action for one in findings)]
    referred = [f"转{one.referred_to}" for one in findings if one.referred_to]
    signed = word(SignatureKind, visit.signed_as)
    return YearVisit(
        when=day_text(visit.visited_on) + time,
        mode=word(Mode, visit.mode),
        outcome=word(Outcome, visit.outcome),
        visitor="、".join(filter(None, (visit.visitor, visit.companions))),
        seen=tuple(seen),
        findings="；".join(f"【{word(FindingKind, one.kind)}】{one.what}" for one in findings),
        handling="；".join(dict.fromkeys(part for part in (*done, *referred) if part)),
        next_on=visit.next_on.isoformat() if visit.next_on else "",
        signed=signed + (f"（{visit.signed_by}）" if visit.signed_by else ""),
    )


def _summary(visits: list[VisitRow]) -> str:
    """Return how many visits the year had, by mode and by outcome."""
    if not visits:
        return ""
    modes = Counter(visit.mode for visit in visits)
    outcomes = Counter(visit.outcome for visit in visits)
    by_mode = "、".join(f"{mode.term}{modes[mode.value]}次" for mode in Mode if modes[mode.value])
    by_outcome = "、".join(
        f"{outcome.term}{outcomes[outcome.value]}次" for outcome in Outcome if outcomes[outcome.value]
    )
    return f"本年共 {len(visits)} 次：{by_mode}；{by_outcome}。"
