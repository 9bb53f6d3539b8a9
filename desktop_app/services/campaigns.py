"""Special rounds: start one from a template or freely, follow how far it got, end it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.campaigns import LONGEST_DAYS
from desktop_app.domain.characters import printable
from desktop_app.domain.errors import N_, FieldProblem, InputError, NotFound
from desktop_app.domain.terms import CampaignKind, Mode
from desktop_app.models import Campaign, CampaignTarget
from desktop_app.services import campaign_progress, campaign_templates
from desktop_app.services.actor import EVERYONE, OFFICERS, WORKERS, Actor, allowed
from desktop_app.services.campaign_people import (
    check_visitor,
    drop_targets,
    known_visitors,
    meant,
    name_people,
    target_rows,
)
from desktop_app.services.campaign_rows import (
    CampaignChoice,
    CampaignDetail,
    CampaignDraft,
    CampaignPreview,
    CampaignRow,
    MeantPerson,
    Started,
    Suggestion,
    TemplateRow,
)
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import DATED_FROM, DATED_TO, optional_text
from desktop_app.storage.queries import campaigns as queries
from desktop_app.storage.queries.campaigns import CampaignLine
from desktop_app.storage.queries.links import groups

SUGGESTED_AHEAD_DAYS = 14
"""So many days before its days begin a template is suggested."""


class SameCampaign(InputError):
    """There is a campaign with this title and these days already."""

    code = "campaign.same"
    what = N_("已经有一次同名、同日期的专项探访：{title}（{first} 至 {last}）。")
    do_now = N_("如果是同一次，请打开已有的那次，在里面增加对象；确实要另办一次，请确认后再发起。")


class CampaignOver(InputError):
    """What was asked is only possible before the campaign ends."""

    code = "campaign.over"
    what = N_("“{title}”已于 {last} 结束，不能再这样改动。")
    do_now = N_("如需继续，请先更正结束日期，或另外发起一次。")


class CampaignNotBegun(InputError):
    """A campaign cannot be ended before it begins."""

    code = "campaign.not_begun"
    what = N_("“{title}”要到 {first} 才开始，不能提前结束。")
    do_now = N_("如不再进行，请撤销这次专项探访；如日期有变，请更正日期。")


class CampaignService(Service):
    """专项探访."""

    @allowed(*EVERYONE)
    def templates(self, _actor: Actor) -> Sequence[TemplateRow]:
        """Return what a campaign may be started from, with the days on which each comes round next."""
        with self._store.reading() as session:
            return self._templates(session)

    @allowed(*EVERYONE)
    def suggestions(self, _actor: Actor) -> list[Suggestion]:
        """Return the templates whose days begin within a fortnight, or run, without a campaign; one of a kind."""
        today = self._context.today()
        with self._store.reading() as session:
            rows = self._templates(session)
            known = queries.all_campaigns(session)
        found: dict[CampaignKind, Suggestion] = {}
        for row in rows:
            kind = row.template.kind
            if row.days is None or kind in found:
                continue
            first, last = row.days
            ahead = (first - today).days
            if ahead > SUGGESTED_AHEAD_DAYS:
                continue
            if any(
                each.kind == kind.value and each.from_on <= last and first <= each.to_on for each in known
            ):
                continue
            found[kind] = Suggestion(row, max(first, today), last, ahead <= 0, max(ahead, 0))
        return sorted(found.values(), key=lambda each: (each.days_ahead, each.to_on))

    @allowed(*EVERYONE)
    def list(self, _actor: Actor) -> list[CampaignRow]:
        """Return all campaigns: those running by their end, then those coming, then those that are over."""
        with self._store.reading() as session:
            return campaign_progress.rows(session, self._context.today())

    @allowed(*EVERYONE)
    def progress(self, _actor: Actor, uid: str) -> CampaignDetail:
        """Return one campaign with everybody it names; raises ``NotFound``."""
        with self._store.reading() as session:
            line = queries.one_campaign(session, uid)
            if line is None:
                raise NotFound
            return campaign_progress.detail(session, line, self._context.today())

    @allowed(*EVERYONE)
    def running_for(
        self, _actor: Actor, elder_uid: str, on: date, *, also: str | None = None
    ) -> Sequence[CampaignChoice]:
        """Return the campaigns that run on a day and name a person, the one that ends first first.

        ``also`` is the uid of one that is wanted in any case, such as that of a visit to correct.
        """
        with self._store.reading() as session:
            lines = queries.running_for(session, elder_uid, on)
            if also is not None and also not in {line.uid for line in lines}:
                wanted = queries.one_campaign(session, also)
                lines += [wanted] if wanted is not None else []
        return [CampaignChoice(line.uid, line.title, line.modes, line.to_on) for line in lines]

    @allowed(*EVERYONE)
    def preview(self, _actor: Actor, draft: CampaignDraft) -> CampaignPreview:
        """Return whom a campaign would name; raises ``FieldProblem`` for what is wrong with its days and modes."""
        draft = _checked(draft)
        with self._store.reading() as session:
            people = meant(session, draft.choice, self._context.today())
            known = queries.all_campaigns(session)
        return CampaignPreview(tuple(people), tuple(self._warnings(draft, known, people)))

    @allowed(*OFFICERS)
    def start(self, actor: Actor, draft: CampaignDraft) -> Started:
        """Start a campaign and name everybody it means.

        Raises ``FieldProblem`` (days, modes, visitors, nobody meant) and ``SameCampaign`` unless ``draft.again``.
        """
        draft = _checked(draft)
        with self._writing(actor, N_("发起专项探访")) as unit:
            same = _same(queries.all_campaigns(unit.session), draft)
            if same is not None and not draft.again:
                raise SameCampaign(title=same.title, first=same.from_on, last=same.to_on)
            today = self._context.today()
            people = meant(unit.session, draft.choice, today)
            if not people:
                raise FieldProblem(
                    field="targets", label=N_("对象"), reason=N_("没有符合条件的人，请放宽条件或另选名单")
                )
            visitors = known_visitors(unit, draft.visitors, today)
            campaign = unit.add(
                Campaign(
                    title=draft.title,
                    kind=draft.kind,
                    template=draft.template,
                    from_on=draft.from_on,
                    to_on=draft.to_on,
                    modes=list(draft.modes),
                    feeds_duties=draft.feeds_duties,
                    who=draft.who,
                    note=draft.note,
                )
            )
            unit.flush()
            name_people(unit, campaign, (person.uid for person in people), visitors)
            return Started(str(campaign.uid), len(people), unit.change_set)

    @allowed(*OFFICERS)
    def correct(self, actor: Actor, uid: str, draft: CampaignDraft) -> str | None:
        """Change title, kind, days, modes or note; whom it names stays.

        Returns what undoes it, None when nothing had to change.
        Raises ``FieldProblem``, ``SameCampaign`` and ``NotFound``.
        """
        draft = _checked(draft)
        with self._writing(actor, N_("更正专项探访")) as unit:
            campaign = unit.get(Campaign, uid)
            others = [each for each in queries.all_campaigns(unit.session) if each.uid != uid]
            same = _same(others, draft)
            if same is not None and not draft.again:
                raise SameCampaign(title=same.title, first=same.from_on, last=same.to_on)
            changed = {
                "title": draft.title,
                "kind": draft.kind,
                "from_on": draft.from_on,
                "to_on": draft.to_on,
                "modes": list(draft.modes),
                "feeds_duties": draft.feeds_duties,
                "note": draft.note,
            }
            for name, value in changed.items():
                if getattr(campaign, name) != value:
                    setattr(campaign, name, value)
            return unit.undoable()

    @allowed(*OFFICERS)
    def end(self, actor: Actor, uid: str, on: date) -> str:
        """End a campaign early, with ``on`` as its last day. Returns what undoes it.

        Raises ``CampaignOver``, ``CampaignNotBegun``, ``FieldProblem`` and ``NotFound``.
        """
        with self._writing(actor, N_("提前结束专项探访")) as unit:
            campaign = unit.get(Campaign, uid)
            self._refuse_over(campaign)
            if self._context.today() < campaign.from_on:
                raise CampaignNotBegun(title=campaign.title, first=campaign.from_on)
            if not campaign.from_on <= on <= campaign.to_on:
                raise FieldProblem(
                    field="to_on", label=N_("结束日期"), reason=N_("应在这次专项探访的起止日期之内")
                )
            campaign.to_on = on
            return unit.change_set

    @allowed(*OFFICERS)
    def take_back(self, actor: Actor, uid: str) -> str:
        """Take a campaign started by mistake out of all lists; visits made for it stay. Returns what undoes it."""
        with self._writing(actor, N_("撤销专项探访")) as unit:
            campaign = unit.get(Campaign, uid)
            drop_targets(
                unit, [each for uids in queries.target_uids(unit.session, uid).values() for each in uids]
            )
            unit.retract(campaign)
            return unit.change_set

    @allowed(*WORKERS)
    def add_targets(self, actor: Actor, uid: str, elder_uids: Sequence[str]) -> str | None:
        """Name more people; who is named already or has left the register is passed over.

        Returns what undoes it, None when nobody was new. Raises ``CampaignOver`` and ``NotFound``.
        """
        with self._writing(actor, N_("增加专项探访对象")) as unit:
            campaign = unit.get(Campaign, uid)
            self._refuse_over(campaign)
            named = queries.target_uids(unit.session, uid)
            fresh = [card.elder_uid for card in queries.cards_of(unit.session, elder_uids)]
            fresh = [elder for elder in fresh if elder not in named]
            if not fresh:
                return None
            name_people(unit, campaign, fresh, {})
            return unit.change_set

    @allowed(*WORKERS)
    def remove_targets(self, actor: Actor, uid: str, elder_uids: Sequence[str]) -> str | None:
        """Name these people no more; visits made to them stay.

        Returns what undoes it, None when nobody of them was named. Raises ``CampaignOver``, ``FieldProblem`` when
        nobody would be left, and ``NotFound``.
        """
        with self._writing(actor, N_("移出专项探访对象")) as unit:
            campaign = unit.get(Campaign, uid)
            self._refuse_over(campaign)
            joined = groups(unit.session)
            named = queries.target_uids(unit.session, uid)
            going = {joined.canonical(elder) for elder in elder_uids} & named.keys()
            if not going:
                return None
            if len(going) == len(named):
                raise FieldProblem(
                    field="targets", label=N_("对象"), reason=N_("至少要留一人；整次不办请撤销专项探访")
                )
            drop_targets(unit, [each for elder in sorted(going) for each in named[elder]])
            return unit.change_set

    @allowed(*WORKERS)
    def set_visitor(
        self, actor: Actor, uid: str, elder_uids: Sequence[str], visitor_uid: str | None
    ) -> str | None:
        """Say who goes to these people for this campaign; None means the usual visitor.

        Returns what undoes it, None when nothing changed. Raises ``CampaignOver``, ``FieldProblem`` and ``NotFound``.
        """
        with self._writing(actor, N_("指定专项探访人")) as unit:
            campaign = unit.get(Campaign, uid)
            self._refuse_over(campaign)
            if visitor_uid is not None:
                check_visitor(unit, visitor_uid, self._context.today())
            joined = groups(unit.session)
            named = queries.target_uids(unit.session, uid)
            wanted = {joined.canonical(elder) for elder in elder_uids}
            rows = [
                {"uid": row.uid, "heads": row.heads, "elder_uid": row.elder_uid, "visitor_uid": visitor_uid}
                for row in target_rows(unit, [each for elder in wanted for each in named.get(elder, ())])
                if row.visitor_uid != visitor_uid
            ]
            if not rows:
                return None
            unit.update_many(CampaignTarget, rows)
            return unit.change_set

    def _templates(self, session: Session) -> Sequence[TemplateRow]:
        today = self._context.today()
        ahead = campaign_templates.MOVES_AHEAD
        moves = queries.seasonal_moves(session, today - ahead, today + ahead)
        return campaign_templates.templates(self._context.rules.profiles, today, moves)

    def _warnings(
        self, draft: CampaignDraft, known: Sequence[CampaignLine], people: Sequence[MeantPerson]
    ) -> Iterable[str]:
        same = _same(known, draft)
        if same is not None:
            yield _("已经有一次同名、同日期的专项探访，发起前请确认不是重复。")
        if draft.to_on < self._context.today():
            yield _("结束日期已经过去，只适合补录纸上已经办完的一次。")
        alone = sum(1 for person in people if person.visitor is None and person.uid not in draft.visitors)
        if alone:
            yield _("其中 {count} 人还没有探访人。").format(count=alone)

    def _refuse_over(self, campaign: Campaign) -> None:
        if campaign.to_on < self._context.today():
            raise CampaignOver(title=campaign.title, last=campaign.to_on)


def _checked(draft: CampaignDraft) -> CampaignDraft:
    """Return the draft with its texts trimmed; raises ``FieldProblem``."""
    title = " ".join(printable(draft.title).split())
    if not title:
        raise FieldProblem(field="title", label=N_("名称"), reason=N_("不能为空"))
    if len(title) > 60:
        raise FieldProblem(field="title", label=N_("名称"), reason=N_("不能超过 60 个字"))
    CampaignKind(draft.kind)
    if draft.to_on < draft.from_on:
        raise FieldProblem(field="to_on", label=N_("结束日期"), reason=N_("不能早于开始日期"))
    if draft.from_on < DATED_FROM or draft.to_on > DATED_TO:
        raise FieldProblem(field="from_on", label=N_("开始日期"), reason=N_("年份有误"))
    if draft.to_on - draft.from_on >= timedelta(days=LONGEST_DAYS):
        raise FieldProblem(field="to_on", label=N_("结束日期"), reason=N_("一次专项探访不能超过一年"))
    if not draft.modes:
        raise FieldProblem(field="modes", label=N_("探访方式"), reason=N_("请至少选一种方式"))
    modes = tuple(mode.value for mode in Mode if mode in {Mode(key) for key in draft.modes})
    who, note = optional_text(draft.who), optional_text(draft.note)
    return replace(draft, title=title, modes=modes, who=who, note=note)


def _same(known: Iterable[CampaignLine], draft: CampaignDraft) -> CampaignLine | None:
    wanted = (draft.title, draft.from_on, draft.to_on)
    return next((each for each in known if (each.title, each.from_on, each.to_on) == wanted), None)
