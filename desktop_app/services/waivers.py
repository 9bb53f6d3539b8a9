"""免访与取消: say with a reason that a visit need not be made or was never owed, and take that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, NotFound
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import DutyKind, DutyState, LifeEventKind, WaiverKind
from desktop_app.models import Campaign, DutyRow, DutyWaiver, Finding, LifeEvent
from desktop_app.scheduling.rulebook import ON_SITE
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import (
    Decided,
    check_order,
    decided,
    optional_text,
    overlaps,
    person_for,
    read_people,
    required_text,
)
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import groups, members

LEAVABLE = frozenset(
    state.value for state in (DutyState.PLANNED, DutyState.OPEN, DutyState.DUE, DutyState.OVERDUE)
)
"""What is done, or was missed in a window that is over, is history: nobody waives it afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverDraft:
    """Why a visit need not be made; ``cancels`` says that it was never owed."""

    reason: str
    approver: str | None = None
    cancels: bool = False


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """One waiver or cancellation with whom and what it is about, in words."""

    uid: str
    elder_uid: str
    name: str
    village: str
    kind: str
    about: str
    about_words: str
    from_on: date
    to_on: date
    reason: str
    approver: str | None


class WaiverService(Service):
    """免访与取消."""

    @allowed(*EVERYONE)
    def list(
        self, _actor: Actor, *, elder_uid: str | None = None, since: date | None = None
    ) -> list[WaiverRow]:
        """Return waivers and cancellations, the newest window first; ``since`` leaves out what ended before."""
        with self._store.reading() as session:
            query = select(DutyWaiver).where(DutyWaiver.retracted.is_(False))
            if elder_uid is not None:
                query = query.where(DutyWaiver.elder_uid.in_(members(session, elder_uid)))
            if since is not None:
                query = query.where(DutyWaiver.to_on >= since)
            found = list(session.execute(query).scalars())
            joined = groups(session)
            people = read_people(session, [each.elder_uid for each in found], village_names(session), joined)
            words = self._words(session, {each.about for each in found})
            rows = []
            for each in found:
                person = people.get(joined.canonical(each.elder_uid))
                if person is not None:
                    about = words.get(each.about, each.about)
                    rows.append(
                        WaiverRow(
                            each.uid,
                            person.uid,
                            person.name,
                            person.village,
                            each.kind,
                            each.about,
                            about,
                            each.from_on,
                            each.to_on,
                            each.reason,
                            each.approver,
                        )
                    )
        return sorted(rows, key=lambda row: (-row.to_on.toordinal(), row.name, row.uid))

    @allowed(*OFFICERS)
    def settle(self, actor: Actor, duty_uid: str, draft: WaiverDraft) -> Decided:
        """Waive or cancel one owed visit, as the list shows it.

        Raises ``NotFound``, and ``FieldProblem`` for one that is done or has become an alarm.
        """
        with self._store.reading() as session:
            query = select(DutyRow).where(DutyRow.uid == duty_uid)
            duty = session.execute(query).scalars().first()
            if duty is None:
                raise NotFound
            _refuse_settled(duty)
            # An overdue visit is owed until today: of the days since, none is to be owed instead of it.
            last = max(duty.latest_on, self._context.today())
            whose, about, first = duty.elder_uid, about_of(duty), duty.earliest_on
        return self._add(actor, whose, about, first, last, draft)

    @allowed(*OFFICERS)
    def add(self, actor: Actor, elder_uid: str, from_on: date, to_on: date, draft: WaiverDraft) -> Decided:
        """Waive or cancel every visit that the rules ask for on some days; raises ``FieldProblem``.

        For longer than a quarter it is a pause, which somebody has to look at again.
        """
        check_order(from_on, to_on)
        if (to_on - from_on).days > 92:
            raise FieldProblem(
                field="to_on", label=N_("最后一天"), reason=N_("免访最长一个季度；更久的请登记暂停探访")
            )
        return self._add(actor, elder_uid, "", from_on, to_on, draft)

    @allowed(*OFFICERS)
    def take_back(self, actor: Actor, uid: str) -> Decided:
        """Take a waiver or cancellation back: the visit is owed again."""
        with self._writing(actor, N_("撤销免访")) as unit:
            unit.retract(unit.get(DutyWaiver, uid))
            return decided(unit, [uid])

    def _add(
        self, actor: Actor, elder_uid: str, about: str, first: date, last: date, draft: WaiverDraft
    ) -> Decided:
        reason = required_text(draft.reason, "reason", N_("理由"))
        kind = WaiverKind.CANCELLED if draft.cancels else WaiverKind.WAIVED
        with self._writing(actor, kind.term) as unit:
            person = person_for(unit.session, elder_uid, first)
            query = select(DutyWaiver).where(
                DutyWaiver.retracted.is_(False),
                DutyWaiver.elder_uid.in_(members(unit.session, person.uid)),
                DutyWaiver.about == about,
            )
            for other in unit.session.execute(query).scalars():
                if overlaps(first, last, other.from_on, other.to_on):
                    raise FieldProblem(
                        field="from_on", label=N_("开始日期"), reason=N_("这次探访已登记免访或取消")
                    )
            record = DutyWaiver(
                elder_uid=person.uid,
                kind=kind.value,
                about=about,
                from_on=first,
                to_on=last,
                reason=reason,
                approver=optional_text(draft.approver),
            )
            return decided(unit, [unit.add(record).uid])

    def _words(self, session: Session, about: set[str]) -> dict[str, str]:
        """Return in words what each waiver is about."""
        found = {"": _("全部规则")}
        for profile in self._context.rules.profiles:
            for rule in profile.visit_rules:
                name, title = f"{profile.id}/{rule.key}", Phrase(rule.title)
                found[name] = title.say(_)
                found[f"{name}/{ON_SITE}"] = phrase(N_("{rule}：其中上门"), rule=title).say(_)
        uids = [each for each in about if each and "/" not in each]
        events = select(LifeEvent.uid, LifeEvent.kind, LifeEvent.happened_on).where(LifeEvent.uid.in_(uids))
        kinds = {kind.value: _(kind.term) for kind in LifeEventKind}
        for uid, kind, on in session.execute(events):
            found[uid] = f"{kinds.get(kind, kind)} {on.isoformat()}"
        urgent = select(Finding.uid, Finding.found_on).where(Finding.uid.in_(uids))
        for uid, on in session.execute(urgent):
            found[uid] = f"{_(LifeEventKind.URGENT_FINDING.term)} {on.isoformat()}"
        campaigns = select(Campaign.uid, Campaign.title).where(Campaign.uid.in_(uids))
        for row in session.execute(campaigns):
            found[row.uid] = row.title
        return found


def _refuse_settled(duty: DutyRow) -> None:
    """Raise ``FieldProblem`` for a visit that is done or over, or whose person nobody has heard of."""
    reason = ""
    if duty.state not in LEAVABLE:
        reason = N_("已完成、已免访或已过期，不能再免访或取消")
    elif duty.alert:
        reason = N_("还没有人确认本人平安，不能免访或取消；请先查明情况并登记探访")
    if reason:
        raise FieldProblem(field="duty", label=N_("应探访"), reason=reason)


def about_of(duty: DutyRow) -> str:
    """Return what a waiver of this duty is about: the rule in all its versions, else the event or campaign.

    A visit in person that a rule asks for besides (其中上门) is waived alone: "profile/rule/on-site".
    """
    if duty.kind != DutyKind.ROUTINE.value:
        return duty.about
    profile, rule, _version, *on_site = duty.rule_id.split("/")
    return "/".join((profile, rule, *on_site))
