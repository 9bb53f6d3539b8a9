"""Gather notices and answers about being visited (P9), filled in from the register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import NotFound
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.phones import mask_phone, show_phone
from desktop_app.domain.terms import ContactRole, Sex, WillingnessKind
from desktop_app.reports import notice as paper
from desktop_app.reports.notice import Notice
from desktop_app.scheduling.reasons import Reason
from desktop_app.services.context import Context
from desktop_app.services.form_people import at_hand, coded, people_of, stated_of
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.paper_press import press
from desktop_app.services.paper_visits import place_of
from desktop_app.services.personal_copies import word
from desktop_app.services.retention import FILES, VISITS, years_kept
from desktop_app.storage.queries import duties as duty_queries
from desktop_app.storage.queries import persons
from desktop_app.storage.queries.persons import ElderDetail

_KINDS = {kind.value: kind for kind in WillingnessKind}


def make(order: PaperOrder) -> Made:
    """Write the notices asked for, or an empty one."""
    with order.context.store.reading() as session:
        kept = years_kept(session)
        if order.wish.blank:
            empty = Notice(file_years=kept[FILES], visit_years=kept[VISITS])
            return Made(order.out, paper.write(order.out, order.signed(), [empty], order.progress))
        signed = order.signed(masked=order.wish.masked)
        people = people_of(session, order)
        gatherer = _Gatherer(session, order.context, kept[FILES], kept[VISITS], masked=signed.masked)
        notices = at_hand(people, gatherer.notices, order.progress)
        signed, issue = coded(order, signed, paper.TITLE, stated_of(people, notices, paper.stated))
        printed = press(paper.write, order.out, signed, notices, of=notices, progress=order.progress)
    whom = people[0].uid if len(people) == 1 else None
    return Made(order.out, printed, len(people), whom, issue=issue)


@dataclass(frozen=True, slots=True)
class _Gatherer:
    """Reads what a notice says of people one after the other."""

    session: Session
    context: Context
    file_years: int
    visit_years: int
    masked: bool

    def notices(self, uids: Sequence[str]) -> Iterator[Notice]:
        """Make the notices of people in the order given; raises ``NotFound``."""
        return (self._notice(uid) for uid in uids)

    def _notice(self, uid: str) -> Notice:
        today, county = self.context.today(), self.context.site.county
        detail = persons.get_detail(self.session, uid, today, county=county)
        if detail is None:
            raise NotFound
        village, home = place_of(detail.village, detail.group_name or "", detail.address or "")
        last = detail.willingness[0] if detail.willingness else None
        number = detail.id_number or ""
        return Notice(
            name=" ".join(detail.name.split()),
            sex=word(Sex, detail.sex),
            age=f"{age_on(detail.birth_on, today)}岁" if detail.birth_on else "",
            id_number=mask_id_number(number) if self.masked else number,
            phone=" ".join(self._phone(detail.phone).split()),
            address=" ".join(part for part in (village, home) if part),
            village=" ".join(detail.village.split()),
            willingness=_KINDS.get(last.kind) if last is not None else None,
            asked_on=last.asked_on if last is not None else None,
            witness=" ".join((last.witness or "").split()) if last is not None else "",
            refusal=" ".join((last.note or "").split()) if last is not None else "",
            rhythm=self._rhythm(detail.uid),
            visitor=" ".join((detail.visitor or "").split()),
            contact=self._contact(detail),
            file_years=self.file_years,
            visit_years=self.visit_years,
            serial=detail.uid,
        )

    def _phone(self, number: str | None) -> str:
        return (mask_phone if self.masked else show_phone)(number) if number else ""

    def _rhythm(self, uid: str) -> str:
        """Return how often the strictest rule asks for a visit, in its own words."""
        for line in duty_queries.of_elder(self.session, uid, on=self.context.today()):
            if line.governing:
                said = Reason.from_data(line.reason).rule.say(str)
                return said.rpartition("→")[2].partition("（")[0].strip()
        return ""

    def _contact(self, detail: ElderDetail) -> str:
        for one in detail.contacts:
            if ContactRole.EMERGENCY.value in one.roles:
                said = " ".join(part for part in (one.name, one.relation, self._phone(one.phone)) if part)
                return " ".join(said.split())
        return ""
