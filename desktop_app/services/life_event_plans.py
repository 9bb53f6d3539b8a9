"""What recording a life event would do, judged before anything is written: the changes, or why it cannot be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, InputError, NotFound
from desktop_app.domain.life_events import DESTINATIONS, LIFE_EVENT_EFFECTS, RECORDED_KINDS
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import PolicyProfile
from desktop_app.domain.terms import EndReason, LifeEventKind, ResidenceKind
from desktop_app.models import Elder, LifeEvent, OffRegister, Residence
from desktop_app.services.enrolment_changes import ONE_DAY, absences_of, refuse_visits_after
from desktop_app.storage.queries.links import members

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEventDraft:
    """What the form hands in; ``stay`` is where a seasonal move leads, ``known_on`` defaults to today.

    ``place`` is where it happened or where the person went; ``covered_by`` (in words) and ``covered_by_uid``
    (a visitor) are who visits there during a stay, ``reach`` how. Times are HH:MM by the clock on the wall; "" on
    a correction takes one away.
    """

    elder_uid: str
    kind: str
    happened_on: date
    known_on: date | None = None
    what: str | None = None
    place: str | None = None
    reported_by: str | None = None
    stay: str | None = None
    covered_by: str | None = None
    covered_by_uid: str | None = None
    reach: str | None = None
    happened_time: str | None = None
    known_time: str | None = None


class AlreadyEnded(InputError):
    """The event presupposes somebody on the register, but the person has left it."""

    code = "life_event.off_register"
    what = N_("此人已于 {day} 退出名册（{why}），其后不能登记“{kind}”。")
    do_now = N_("人已回来的，请先登记“迁回”；退出日期有误的，请先更正那次变故。")


class AlreadyDead(InputError):
    """Nothing happens to somebody after death, and nobody dies twice."""

    code = "life_event.already_dead"
    what = N_("此人已登记死亡（{day}），不能再登记“{kind}”。")
    do_now = N_("死亡登记有误的，请先更正或撤销那次登记。")


class NeverLeft(InputError):
    """A return of somebody who is on the register."""

    code = "life_event.never_left"
    what = N_("此人现在就在册，没有可以“迁回”的离开登记。")
    do_now = N_("如果中间确实离开过，请先登记“迁出”，再登记“迁回”。")


class StayTrouble(FieldProblem):
    """The stay that the event begins or ends does not fit those that are known."""

    code = "life_event.stay"
    do_now = N_("请改正日期；或者先在“修改”里整理居住时段，再登记。")

    def __init__(self, reason: str) -> None:
        """Say what does not fit, in words already spoken."""
        super().__init__(field="happened_on", label=N_("发生日期"), reason=reason)


@dataclass(slots=True)
class Known:
    """What the register knows about an elder, as far as events depend on it."""

    elder: Elder
    stays: list[Residence]
    absences: list[OffRegister]
    events: list[LifeEvent]

    @property
    def back_on(self) -> date | None:
        """The day of the last return."""
        return max((gone.to_on + ONE_DAY for gone in self.absences), default=None)

    @property
    def death_on(self) -> date | None:
        """The day of death, where one is entered."""
        if self.elder.ended_because == EndReason.DECEASED.value:
            return self.elder.ended_on
        died = [event.happened_on for event in self.events if event.kind == LifeEventKind.DECEASED.value]
        return min(died, default=None)


@dataclass(slots=True)
class Plan:
    """What will be written besides the event itself, with the sentences that say so."""

    end: EndReason | None = None
    put_back: bool = False
    begin: ResidenceKind | None = None
    begin_until: date | None = None
    close: list[Residence] = field(default_factory=list)
    words: list[Phrase] = field(default_factory=list)

    def say(self, template: str, **params: str | int | Phrase) -> None:
        """Add a sentence."""
        self.words.append(phrase(template, **params))


def know(session: Session, county: str, elder_uid: str) -> Known:
    """Read what events of an elder depend on; raises ``NotFound``."""
    files = members(session, elder_uid)
    elder = session.get(Elder, (county, files[0]))
    if elder is None or elder.retracted:
        raise NotFound

    def mine(model: type[Residence | LifeEvent]) -> list[Any]:
        query = select(model).where(
            model.county == county, model.elder_uid.in_(files), model.retracted.is_(False)
        )
        return list(session.execute(query).scalars())

    return Known(
        elder,
        sorted(mine(Residence), key=lambda stay: stay.from_on),
        absences_of(session, county, elder_uid),
        sorted(mine(LifeEvent), key=lambda event: (event.happened_on, event.uid)),
    )


def check_days(known: Known, happened_on: date, known_on: date, today: date) -> None:
    """Raise ``FieldProblem`` for days that no event can have."""
    born = known.elder.birth_on
    for name, label, day in (
        ("happened_on", N_("发生日期"), happened_on),
        ("known_on", N_("得知日期"), known_on),
    ):
        if day > today:
            raise FieldProblem(field=name, label=label, reason=N_("不能晚于今天"))
    if known_on < happened_on:
        raise FieldProblem(field="known_on", label=N_("得知日期"), reason=N_("不能早于发生日期"))
    if born is not None and happened_on < born:
        raise FieldProblem(field="happened_on", label=N_("发生日期"), reason=N_("早于出生日期"))


def check_times(draft: LifeEventDraft, known_on: date, today: date, at: str | None) -> None:
    """Raise ``FieldProblem`` for times of day that the event cannot have; ``at`` is the time now, if it matters."""
    happened, known = draft.happened_time or None, draft.known_time or None
    for name, label, day, time in (
        ("happened_time", N_("发生时间"), draft.happened_on, happened),
        ("known_time", N_("得知时间"), known_on, known),
    ):
        if time is None:
            continue
        if _TIME.fullmatch(time) is None:
            raise FieldProblem(field=name, label=label, reason=N_("请按 14:30 的样式填写时间"))
        if at is not None and day == today and time > at:
            raise FieldProblem(field=name, label=label, reason=N_("不能晚于现在"))
    if happened and known and known_on == draft.happened_on and known < happened:
        raise FieldProblem(field="known_time", label=N_("得知时间"), reason=N_("不能早于发生时间"))


def make_plan(
    session: Session,
    known: Known,
    draft: LifeEventDraft,
    profiles: tuple[PolicyProfile, ...],
    today: date,
) -> Plan:
    """Return what recording the event would change.

    Raises ``FieldProblem``, ``VisitsAfter``, ``AlreadyEnded``, ``AlreadyDead``, ``NeverLeft``, ``StayTrouble``.
    """
    kind = LifeEventKind(draft.kind)
    if kind not in RECORDED_KINDS:
        raise FieldProblem(field="kind", label=N_("变故类型"), reason=N_("紧急问题请登记为发现问题"))
    effect = LIFE_EVENT_EFFECTS[kind]
    plan = Plan()
    if effect.returns:
        _plan_return(plan, known, draft.happened_on)
    elif effect.ends is not None:
        _plan_end(session, plan, known, draft.happened_on, effect.ends, kind)
    else:
        _refuse_after_leaving(known, draft.happened_on, kind)
        if effect.begins is not None:
            _plan_stay(plan, known, draft.happened_on, _destination(draft, effect.begins), today)
        if effect.finishes is not None:
            _plan_finish(plan, known, draft.happened_on, effect.finishes)
    for rule in (rule for profile in profiles for rule in profile.event_rules if kind.value in rule.events):
        plan.say(N_("提醒：{rule}"), rule=rule.title)
    if not plan.words:
        plan.say(N_("只记入此人的变故，名册和应探访不变"))
    return plan


def _destination(draft: LifeEventDraft, usual: ResidenceKind) -> ResidenceKind:
    if usual is not ResidenceKind.PASTURE or not draft.stay:
        return usual
    wanted = ResidenceKind(draft.stay)
    if wanted not in DESTINATIONS:
        raise ValueError(wanted)
    return wanted


def _plan_return(plan: Plan, known: Known, on: date) -> None:
    elder, died_on = known.elder, known.death_on
    if died_on is not None:
        raise AlreadyDead(day=died_on.isoformat(), kind=LifeEventKind.RETURNED.term)
    if elder.ended_on is None:
        raise NeverLeft
    if on <= elder.ended_on:
        reason = _("应晚于退出名册的日期（{day}）").format(day=elder.ended_on.isoformat())
        raise FieldProblem(field="happened_on", label=N_("发生日期"), reason=reason)
    plan.put_back = True
    plan.say(
        N_("{first} 至 {last} 记为不在册，各月人数不计入"),
        first=elder.ended_on.isoformat(),
        last=(on - ONE_DAY).isoformat(),
    )
    plan.say(N_("恢复在册，自 {day} 起重新计入应探访"), day=on.isoformat())


def _plan_end(
    session: Session, plan: Plan, known: Known, on: date, because: EndReason, kind: LifeEventKind
) -> None:
    elder, back_on = known.elder, known.back_on
    same = [event for event in known.events if event.kind == kind.value]
    if because is EndReason.DECEASED and same:
        raise AlreadyDead(day=same[0].happened_on.isoformat(), kind=kind.term)
    if because is not EndReason.DECEASED and elder.ended_on is not None:
        # A visit may have ended the enrolment already; then the event only says more about the same leaving.
        told = any(back_on is None or event.happened_on >= back_on for event in same)
        if elder.ended_because != because.value or told:
            raise _already_ended(elder, kind)
    if back_on is not None and on < back_on:
        reason = _("早于最近一次迁回（{day}），两个日期必有一个有误").format(day=back_on.isoformat())
        raise FieldProblem(field="happened_on", label=N_("发生日期"), reason=reason)
    refuse_visits_after(session, elder.uid, because, on)
    gone_before = elder.ended_on is not None and elder.ended_because != because.value and elder.ended_on < on
    if gone_before:
        plan.say(N_("此人此前已退出名册，这里只记下死亡，各月人数不变"))
        return
    plan.end = because
    plan.say(N_("退出名册（{why}），自 {day} 起不再计入应探访"), why=Phrase(because.term), day=on.isoformat())
    if on < elder.registered_on:
        plan.say(
            N_("这一天早于登记日期 {day}：等于从未在册，各月人数都不计入"),
            day=elder.registered_on.isoformat(),
        )
    else:
        plan.say(N_("在 {year} 年 {month} 月的月报里计为减少"), year=on.year, month=on.month)


def _already_ended(elder: Elder, kind: LifeEventKind) -> AlreadyEnded:
    why = next((each for each in EndReason if each.value == elder.ended_because), EndReason.OTHER)
    day = elder.ended_on.isoformat() if elder.ended_on is not None else ""
    return AlreadyEnded(day=day, why=why.term, kind=kind.term)


def _refuse_after_leaving(known: Known, on: date, kind: LifeEventKind) -> None:
    died_on, ended_on = known.death_on, known.elder.ended_on
    if died_on is not None and on > died_on:
        raise AlreadyDead(day=died_on.isoformat(), kind=kind.term)
    if ended_on is not None and on > ended_on:
        raise _already_ended(known.elder, kind)


def _plan_stay(plan: Plan, known: Known, on: date, kind: ResidenceKind, today: date) -> None:
    """Plan that a stay begins; a stay in hospital lies inside another, two homes at once do not exist.

    A stay that is open, or whose end is only planned, ends with it; one that is over is not cut short.
    """
    hospital = kind is ResidenceKind.HOSPITAL
    for stay in known.stays:
        in_bed = stay.kind == ResidenceKind.HOSPITAL.value
        if in_bed is not hospital and not (
            in_bed and kind is ResidenceKind.INSTITUTION and stay.to_on is None
        ):
            continue
        if stay.to_on is not None and stay.to_on <= on:
            continue
        if stay.from_on > on and not hospital:
            # What is planned, or was entered before this, begins later: the new stay lasts until then.
            plan.begin_until = min(stay.from_on, plan.begin_until or date.max)
            continue
        same = stay.kind == kind.value and kind in {ResidenceKind.HOSPITAL, ResidenceKind.INSTITUTION}
        over = stay.to_on is not None and stay.to_on <= today
        if stay.from_on > on or over or same:
            raise StayTrouble(
                _("与已登记的“{where}”时段（{days}）重叠").format(where=_(_word(stay)), days=_days(stay))
            )
        _plan_close(plan, stay, on)
    if kind is ResidenceKind.VILLAGE:
        if not plan.close:
            plan.say(N_("没有未结束的外出居住时段，只记下这件事"))
        return
    plan.begin = kind
    free = kind in {ResidenceKind.HOSPITAL, ResidenceKind.INSTITUTION}
    template = N_("自 {day} 起居住在“{where}”，照常应探访")
    if free:
        template = N_("自 {day} 起居住在“{where}”，期间免访；仍在册")
    plan.say(template, day=on.isoformat(), where=Phrase(kind.term))
    if plan.begin_until is not None:
        plan.say(N_("到 {day} 为止，那天起另有登记的居住时段"), day=plan.begin_until.isoformat())


def _plan_finish(plan: Plan, known: Known, on: date, kind: ResidenceKind) -> None:
    open_stays = [stay for stay in known.stays if stay.kind == kind.value and stay.to_on is None]
    if not open_stays:
        plan.say(N_("没有未结束的“{where}”时段，只记下这件事"), where=Phrase(kind.term))
    for stay in open_stays:
        if stay.from_on > on:
            raise StayTrouble(
                _("早于“{where}”时段的开始日期（{day}）").format(
                    where=_(kind.term), day=stay.from_on.isoformat()
                )
            )
        _plan_close(plan, stay, on)
        plan.say(N_("自 {day} 起恢复应探访"), day=(on + ONE_DAY).isoformat())


def _plan_close(plan: Plan, stay: Residence, on: date) -> None:
    plan.close.append(stay)
    plan.say(N_("“{where}”的居住时段到 {day} 结束"), where=Phrase(_word(stay)), day=on.isoformat())


def _word(stay: Residence) -> str:
    return next((kind.term for kind in ResidenceKind if kind.value == stay.kind), stay.kind)


def _days(stay: Residence) -> str:
    last = stay.to_on.isoformat() if stay.to_on is not None else _("至今")
    return _("{first} 至 {last}").format(first=stay.from_on.isoformat(), last=last)
