"""What a round starts with: a household visited together, and who is to be phoned and whether a call counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import NotFound
from desktop_app.domain.phrases import day_and_month
from desktop_app.domain.terms import DutyKind, LadderStep, Mode, Outcome
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.exemptions import phone_only
from desktop_app.scheduling.facts import PersonFacts, VisitFact
from desktop_app.scheduling.reasons import Reason
from desktop_app.services.actor import WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.derivation import VISITS_BACK
from desktop_app.services.duties import OPEN_STATES
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries import duties as duty_queries
from desktop_app.storage.queries import round_people
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.facts import ElderFacts, load
from desktop_app.storage.queries.links import Groups, groups
from desktop_app.storage.queries.round_people import CallContact
from desktop_app.storage.queries.rounds import apart_campaigns
from desktop_app.storage.queries.visits import FindingRow, VisitRow

MOST_CALLS = 60
"""So many people are on one list of calls; when they are done the next ones come."""
LOOKED_AT = 400
"""Of so many of the most urgent it is worked out whether a call counts."""
_ANSWERS_BACK = timedelta(days=400)
_NEW = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPerson:
    """One elder of a round: who, why, what was answered last and what is still open.

    ``line`` is the governing duty, None where nothing is owed; ``why`` is its reason in words.
    """

    elder_uid: str
    name: str
    sex: str
    birth_on: date | None
    village_code: str
    village: str
    visitor_uid: str | None
    phones: tuple[str, ...]
    line: DutyLine | None
    why: str
    last: VisitRow | None
    findings: tuple[FindingRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRound:
    """Who lives under one roof today and is on the register, the oldest first.

    ``uid`` is None for somebody who belongs to no household. ``shared_answers`` are the newest answers to the
    items that have one answer for a whole household, ``shared_on`` the day of the newest of them.
    """

    uid: str | None
    head_name: str
    village: str
    address: str | None
    people: tuple[RoundPerson, ...]
    shared_answers: dict[str, object]
    shared_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One person to phone.

    ``counts`` tells that a call that reaches the person meets the duty of ``person.line``,
    ``counts_by_proxy`` that it is met by what somebody else tells on the phone; ``counts_words`` says it.
    ``after_no_answer`` is the next step in words if nobody answers. ``phone_only`` is somebody who wishes no
    visits at the door. ``asked_for`` tells that a call is of use: it counts, or it is the next step.
    """

    person: RoundPerson
    contact: CallContact | None
    counts: bool
    counts_by_proxy: bool
    counts_words: str
    after_no_answer: str
    phone_only: bool
    asked_for: bool


class RoundService(Service):
    """同批登记: what the household round and the phone round start with."""

    @allowed(*WORKERS)
    def household(
        self, _actor: Actor, *, elder_uid: str | None = None, household_uid: str | None = None
    ) -> HouseholdRound:
        """Return the household of today, or the household of one elder; raises ``NotFound``.

        A fixed number of statements. Phones are whole, as on the visit form.
        """
        today = self._context.today()
        with self._store.reading() as session:
            joined = groups(session)
            if household_uid is None and elder_uid is not None:
                household_uid = round_people.roof_over(session, joined, elder_uid, today)
            roof = round_people.roof(session, joined, household_uid, today) if household_uid else None
            uids = roof.members if roof is not None else ()
            if elder_uid is not None and joined.canonical(elder_uid) not in uids:
                uids = (joined.canonical(elder_uid),)
                roof = None
            if not uids:
                raise NotFound
            owed = _governing(duty_queries.of_elders(session, uids, on=today))
            names = village_names(session)
            people = self._people(session, joined, uids, owed, names)
        if not people:
            raise NotFound
        shared, shared_on = _shared(people)
        return HouseholdRound(
            uid=roof.uid if roof else None,
            head_name=roof.head_name if roof else people[0].name,
            village=names.get(roof.village_code, roof.village_code) if roof else people[0].village,
            address=roof.address if roof else None,
            people=tuple(people),
            shared_answers=shared,
            shared_on=shared_on,
        )

    @allowed(*WORKERS)
    def people_to_call(
        self,
        _actor: Actor,
        *,
        village_code: str | None = None,
        visitor_uid: str | None = None,
        uids: Sequence[str] | None = None,
        campaign_uid: str | None = None,
        most: int = MOST_CALLS,
    ) -> list[CallRow]:
        """Return who is owed a visit, the most urgent first, and what a call would do about it.

        Those of whom a call is of use come first, then those who must be visited at the door, then those without
        any phone. ``uids`` names people whatever is owed to them; of a campaign only those it still waits for
        are returned. Phones are whole. A fixed number of statements.
        """
        today = self._context.today()
        with self._store.reading() as session:
            joined = groups(session)
            looked_at = max(LOOKED_AT, most)
            owed = self._owed(session, joined, village_code, visitor_uid, uids, campaign_uid, looked_at)
            wanted = list(owed) if uids is None else list(dict.fromkeys(map(joined.canonical, uids)))
            wanted = wanted[:looked_at]
            facts = {one.uid: one for one in load(session, wanted, visits_from=today - VISITS_BACK, on=today)}
            apart = campaign_uid in apart_campaigns(session) if campaign_uid else False
            contacts = round_people.contacts(session, joined, wanted)
            rows = [
                self._call(facts[uid], owed.get(uid), contacts.get(uid), apart=apart)
                for uid in wanted
                if uid in facts and _on_register(facts[uid].person, today)
            ]
            rows.sort(key=_call_order)
            rows = rows[:most]
            shown = [row.person.elder_uid for row in rows]
            last = round_people.last_answered(session, joined, shown, since=today - _ANSWERS_BACK)
            findings = round_people.open_findings(session, joined, shown)
            names = village_names(session)
        return [replace(row, person=_told(row.person, last, findings, names)) for row in rows]

    def _owed(
        self,
        session: Session,
        joined: Groups,
        village_code: str | None,
        visitor_uid: str | None,
        uids: Sequence[str] | None,
        campaign_uid: str | None,
        most: int,
    ) -> dict[str, DutyLine]:
        """Return the duty to look at by person, the most urgent first."""
        today = self._context.today()
        if uids is not None and campaign_uid is None:
            heads = list(dict.fromkeys(map(joined.canonical, uids)))
            return _governing(duty_queries.of_elders(session, heads, on=today))
        lines = duty_queries.list_lines(
            session,
            on=today,
            states=tuple(state.value for state in OPEN_STATES),
            village_code=village_code,
            visitor_uid=visitor_uid,
            kind=DutyKind.CAMPAIGN.value if campaign_uid else None,
            most=None if campaign_uid else most,
        )
        if campaign_uid:
            lines = [line for line in lines if line.about == campaign_uid]
        return _governing(lines)

    def _people(
        self,
        session: Session,
        joined: Groups,
        uids: Sequence[str],
        owed: dict[str, DutyLine],
        names: dict[str, str],
    ) -> list[RoundPerson]:
        today = self._context.today()
        facts = {one.uid: one for one in load(session, uids, visits_from=today - VISITS_BACK, on=today)}
        last = round_people.last_answered(session, joined, uids, since=today - _ANSWERS_BACK)
        findings = round_people.open_findings(session, joined, uids)
        return [
            _told(_person(facts[uid], owed.get(uid)), last, findings, names)
            for uid in uids
            if uid in facts and _on_register(facts[uid].person, today)
        ]

    def _call(
        self, facts: ElderFacts, line: DutyLine | None, contact: CallContact | None, *, apart: bool
    ) -> CallRow:
        """Ask the engine what it would say after each way a call can end."""
        person, today = facts.person, self._context.today()
        counts = line is not None and _meets(
            self._after(person, Mode.PHONE, Outcome.MET_REMOTELY, apart), line, today
        )
        proxy = line is not None and _meets(
            self._after(person, Mode.THIRD_PARTY, Outcome.SEEN_BY_THIRD_PARTY, apart), line, today
        )
        after = _same(self._after(person, Mode.PHONE, Outcome.COULD_NOT_REACH, apart), line) if line else []
        step = next((duty for duty in after if duty.next_step is not None), None)
        asked = line is not None and line.next_step == LadderStep.PHONE.value
        return CallRow(
            person=_person(facts, line),
            contact=contact,
            counts=counts,
            counts_by_proxy=proxy,
            counts_words=_counts_words(line, counts=counts, asked=asked),
            after_no_answer=_step_words(step, today) if step else "",
            phone_only=phone_only(person, today),
            asked_for=counts or asked or (line is not None and line.alert),
        )

    def _after(self, person: PersonFacts, mode: Mode, outcome: Outcome, apart: bool) -> tuple[Duty, ...]:
        """Return what the engine would say of a person after a call made now."""
        clock = self._context.clock
        at = clock.time_of_day()
        call = VisitFact(_NEW, clock.today(), mode, outcome, at, apart)
        with_it = replace(person, visits=(*person.visits, call))
        return duties(with_it, self._context.rules.book, Calendar(), clock.today(), at)


def _governing(lines: Iterable[DutyLine]) -> dict[str, DutyLine]:
    """Return by person the first duty, which is the governing one."""
    found: dict[str, DutyLine] = {}
    for line in lines:
        found.setdefault(line.elder_uid, line)
    return found


def _on_register(person: PersonFacts, today: date) -> bool:
    return person.ended_on is None or person.ended_on > today


def _same(after: Iterable[Duty], line: DutyLine) -> list[Duty]:
    """Return the duties of the same rule, life event or campaign."""
    about = (line.rule_id, line.kind, line.about)
    return [duty for duty in after if (duty.rule_id, duty.kind.value, duty.about) == about]


def _meets(after: Iterable[Duty], line: DutyLine, today: date) -> bool:
    """Tell whether the call made today is what meets the duty; one that is not owed now is not met by it."""
    if line.state not in {state.value for state in OPEN_STATES}:
        return False
    return any(duty.met_by == _NEW or duty.last_counted_on == today for duty in _same(after, line))


def _person(facts: ElderFacts, line: DutyLine | None) -> RoundPerson:
    """Return who it is and why; what needs further reading is told later."""
    others = (facts.other_phones or "").split("、")
    return RoundPerson(
        elder_uid=facts.uid,
        name=facts.name,
        sex=facts.sex,
        birth_on=facts.person.birth_on,
        village_code=facts.village_code,
        village=facts.village_code,
        visitor_uid=facts.visitor_uid,
        phones=tuple(dict.fromkeys(number for number in (facts.phone or "", *others) if number)),
        line=line,
        why=Reason.from_data(line.reason).say(_) if line is not None else "",
        last=None,
    )


def _told(
    person: RoundPerson,
    last: dict[str, VisitRow],
    findings: dict[str, list[FindingRow]],
    villages: dict[str, str],
) -> RoundPerson:
    return replace(
        person,
        village=villages.get(person.village_code, person.village_code),
        last=last.get(person.elder_uid),
        findings=tuple(findings.get(person.elder_uid, ())),
    )


def _shared(people: Sequence[RoundPerson]) -> tuple[dict[str, object], date | None]:
    """Return the newest answers to the shared items, whoever of the household gave them."""
    shared = [key for key, (_block, item) in visit_form().by_key.items() if item.shared]
    visits = sorted(
        (person.last for person in people if person.last is not None),
        key=lambda visit: (visit.visited_on, visit.uid),
        reverse=True,
    )
    found: dict[str, object] = {}
    newest: date | None = None
    for visit in visits:
        for key in shared:
            if key in visit.answers and key not in found:
                found[key] = visit.answers[key]
                newest = newest or visit.visited_on
    return found, newest


def _call_order(row: CallRow) -> tuple[bool, bool]:
    """Order calls of use first, and those without a phone last; within these the order stays."""
    return (not row.person.phones and row.contact is None, not row.asked_for)


def _counts_words(line: DutyLine | None, *, counts: bool, asked: bool) -> str:
    if line is None or line.state not in {state.value for state in OPEN_STATES}:
        return _("目前没有应探访，可以问候")
    if counts:
        return _("打通本人即计为有效探访")
    if asked:
        return _("电话不计，但下一步应先打电话")
    return _("须上门，电话不计")


def _step_words(duty: Duty, today: date) -> str:
    """Return what an unanswered call calls for."""
    if duty.alert:
        return _("{count}次未见到本人，今天必须查明下落").format(count=duty.attempts)
    step = _(LadderStep(duty.next_step).term) if duty.next_step else ""
    day = _("今天") if duty.due_on <= today else day_and_month(duty.due_on, _)
    return _("下一步：{day}{step}").format(day=day, step=step)
