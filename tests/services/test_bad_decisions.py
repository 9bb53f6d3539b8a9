"""What cannot be decided about duties is refused with three sentences and leaves everything as it was: a table of slips."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.cli.console import spoken
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.domain.policy_changes import RuleChange
from desktop_app.models import DutyRow
from desktop_app.services.campaign_rows import CampaignDraft
from desktop_app.services.handovers import HandoverDraft
from desktop_app.services.leave import LeaveDraft
from desktop_app.services.pauses import PauseDraft
from desktop_app.services.seasonal_moves import MoveDraft
from desktop_app.services.tier_decisions import TierDraft
from desktop_app.services.waivers import WaiverDraft
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.storage.queries.since_opened import newest_entry
from tests.services.homes import PROFILES, TODAY, VILLAGES

DAY = timedelta(days=1)
LONG = "长" * 20_000
FAR, OLD = date(9999, 12, 31), date(1, 1, 1)
RULE = "special-monthly"


class Desk:
    """Everything that can be decided, each with one thing given wrong."""

    def __init__(self, app: Application) -> None:
        """Find somebody, two visitors, an owed visit, and start a campaign."""
        self.app, self.actor = app, app.actor
        ids = app.register.list_ids(app.actor, ElderFilter())
        self.elder = app.register.rows(app.actor, ids)[0].uid
        self.one, self.other = (visitor.uid for visitor in list(app.register.visitors(app.actor))[:2])
        self.duty = app.duties.list(app.actor)[0].line.uid
        draft = CampaignDraft(title="寒潮", from_on=TODAY, to_on=TODAY + 5 * DAY)
        self.campaign = app.campaigns.start(app.actor, draft).uid

    def pause(self, **wrong: Any) -> object:
        usual: dict[str, Any] = {"elder_uid": self.elder, "from_on": TODAY, "reason": "外出"}
        return self.app.pauses.add(self.actor, PauseDraft(**(usual | wrong)))

    def waive(self, duty: str | None = None, **wrong: Any) -> object:
        draft = WaiverDraft(**({"reason": "已住院"} | wrong))
        return self.app.waivers.settle(self.actor, self.duty if duty is None else duty, draft)

    def waive_days(self, first: date, last: date, elder: str | None = None) -> object:
        whose = self.elder if elder is None else elder
        return self.app.waivers.add(self.actor, whose, first, last, WaiverDraft(reason="大雪"))

    def tier(self, **wrong: Any) -> object:
        usual: dict[str, Any] = {
            "elder_uid": self.elder,
            "tier": "high",
            "from_on": TODAY,
            "reason": "独居",
        }
        return self.app.tier_decisions.set(self.actor, TierDraft(**(usual | wrong)))

    def leave(self, **wrong: Any) -> object:
        usual: dict[str, Any] = {"visitor_uid": self.one, "from_on": TODAY, "to_on": TODAY + DAY}
        return self.app.leave.add(self.actor, LeaveDraft(**(usual | wrong)))

    def hand_over(self, **wrong: Any) -> object:
        usual: dict[str, Any] = {"from_uid": self.one, "to_uid": self.other, "from_on": TODAY}
        return self.app.handovers.apply(self.actor, HandoverDraft(**(usual | wrong)))

    def move(self, **wrong: Any) -> object:
        usual: dict[str, Any] = {"elder_uids": (self.elder,), "kind": "pasture", "from_on": TODAY}
        return self.app.seasonal_moves.go(self.actor, MoveDraft(**(usual | wrong)))

    def campaign_of(self, **wrong: Any) -> object:
        usual: dict[str, Any] = {"title": "高温", "from_on": TODAY, "to_on": TODAY + DAY}
        return self.app.campaigns.start(self.actor, CampaignDraft(**(usual | wrong)))

    def plan(self, on: date = TODAY, elder: str | None = None, **wrong: Any) -> object:
        whose = self.elder if elder is None else elder
        return self.app.plans.set_day(self.actor, whose, on, **wrong)

    def change_rule(self, from_on: date = TODAY + DAY, rule: str = RULE, note: str = "") -> object:
        change = RuleChange(due_soon_days=2)
        return self.app.policies.change_rule(self.actor, PROFILES[0], rule, change, from_on, note)

    def target(self, year: int, value: str) -> object:
        return self.app.policies.change_target(
            self.actor, PROFILES[0], "month-visit-rate", year, Decimal(value)
        )

    def settle(self, reason: str) -> object:
        return self.app.since_opened.settle(self.actor, VILLAGES[0], [self.elder], reason)


Slip = Callable[[Desk], object]

WITHOUT_WORDS: dict[str, Slip] = {
    "pause": lambda desk: desk.pause(reason=" \n\t"),
    "pause of control characters": lambda desk: desk.pause(reason="\x00\x07\u202e"),
    "waiver": lambda desk: desk.waive(reason=""),
    "tier": lambda desk: desk.tier(reason="　"),
    "turned down": lambda desk: desk.app.tier_decisions.turn_down(desk.actor, desk.elder, reason=""),
    "campaign": lambda desk: desk.campaign_of(title=" "),
    "campaign without modes": lambda desk: desk.campaign_of(modes=()),
    "settled in bulk": lambda desk: desk.settle(" "),
}
TOO_LONG: dict[str, Slip] = {
    "pause": lambda desk: desk.pause(reason=LONG),
    "pause approver": lambda desk: desk.pause(approver=LONG),
    "waiver": lambda desk: desk.waive(reason=LONG),
    "tier": lambda desk: desk.tier(reason=LONG),
    "tier approver": lambda desk: desk.tier(approver=LONG),
    "leave": lambda desk: desk.leave(reason=LONG),
    "move": lambda desk: desk.move(place=LONG),
    "campaign": lambda desk: desk.campaign_of(title=LONG),
    "campaign note": lambda desk: desk.campaign_of(note=LONG),
    "campaign people": lambda desk: desk.campaign_of(who=LONG),
    "rule": lambda desk: desk.change_rule(note=LONG),
    "settled in bulk": lambda desk: desk.settle(LONG),
    "market days": lambda desk: desk.app.holidays.set_market_days(desk.actor, VILLAGES[0], LONG),
}
NO_DAY: dict[str, Slip] = {
    "pause backwards": lambda desk: desk.pause(to_on=TODAY - DAY),
    "pause far": lambda desk: desk.pause(from_on=FAR),
    "pause old": lambda desk: desk.pause(from_on=OLD),
    "pause to far": lambda desk: desk.pause(to_on=FAR),
    "pause reviewed before": lambda desk: desk.pause(review_on=TODAY),
    "pause reviewed late": lambda desk: desk.pause(review_on=FAR),
    "waiver backwards": lambda desk: desk.waive_days(TODAY, TODAY - DAY),
    "waiver far": lambda desk: desk.waive_days(FAR, FAR),
    "waiver long": lambda desk: desk.waive_days(TODAY, TODAY + 93 * DAY),
    "tier backwards": lambda desk: desk.tier(to_on=TODAY - DAY),
    "tier far": lambda desk: desk.tier(from_on=FAR),
    "tier ended": lambda desk: desk.app.tier_decisions.end(desk.actor, desk.elder, on=FAR),
    "leave backwards": lambda desk: desk.leave(to_on=TODAY - DAY),
    "leave far": lambda desk: desk.leave(from_on=FAR, to_on=FAR),
    "handover far": lambda desk: desk.hand_over(from_on=FAR),
    "handover backwards": lambda desk: desk.hand_over(until=TODAY - DAY),
    "move far": lambda desk: desk.move(from_on=FAR),
    "move backwards": lambda desk: desk.move(to_on=TODAY - DAY),
    "campaign backwards": lambda desk: desk.campaign_of(to_on=TODAY - DAY),
    "campaign far": lambda desk: desk.campaign_of(from_on=FAR, to_on=FAR),
    "campaign of years": lambda desk: desk.campaign_of(to_on=TODAY + 366 * DAY),
    "campaign ended later": lambda desk: desk.app.campaigns.end(desk.actor, desk.campaign, FAR),
    "plan in the past": lambda desk: desk.plan(TODAY - DAY),
    "plan far": lambda desk: desk.plan(FAR),
    "plan taken back": lambda desk: desk.app.plans.clear(desk.actor, desk.elder, FAR),
    "proposals far": lambda desk: desk.app.plans.propose(desk.actor, first=FAR, last=FAR),
    "proposals backwards": lambda desk: desk.app.plans.propose(desk.actor, first=TODAY, last=OLD),
    "proposals for nobody": lambda desk: desk.app.plans.propose(
        desk.actor, first=TODAY, last=TODAY + DAY, most_a_day=0
    ),
    "calendar far": lambda desk: desk.app.plans.calendar(desk.actor, FAR, FAR),
    "rule in the past": lambda desk: desk.change_rule(TODAY - DAY),
    "rule far": lambda desk: desk.change_rule(FAR),
    "rehearsal far": lambda desk: desk.app.rehearsals.rehearse(desk.actor, [], FAR),
    "rehearsal of years": lambda desk: desk.app.rehearsals.rehearse(desk.actor, [], TODAY, months=13),
    "target of last year": lambda desk: desk.target(TODAY.year - 1, "90"),
    "target over everything": lambda desk: desk.target(TODAY.year, "101"),
    "target below nothing": lambda desk: desk.target(TODAY.year, "-1"),
    "target without number": lambda desk: desk.target(TODAY.year, "NaN"),
}
BY_UID: dict[str, Callable[[Desk, str], object]] = {
    "pause": lambda desk, uid: desk.pause(elder_uid=uid),
    "pause ended": lambda desk, uid: desk.app.pauses.end(desk.actor, uid),
    "pause extended": lambda desk, uid: desk.app.pauses.extend(desk.actor, uid, review_on=TODAY + 9 * DAY),
    "waiver": lambda desk, uid: desk.waive(uid),
    "waiver of days": lambda desk, uid: desk.waive_days(TODAY, TODAY, uid),
    "waiver taken back": lambda desk, uid: desk.app.waivers.take_back(desk.actor, uid),
    "tier": lambda desk, uid: desk.tier(elder_uid=uid),
    "tier ended": lambda desk, uid: desk.app.tier_decisions.end(desk.actor, uid),
    "tier approved": lambda desk, uid: desk.app.tier_decisions.approve(desk.actor, uid, reason="独居"),
    "leave": lambda desk, uid: desk.leave(visitor_uid=uid),
    "leave ended": lambda desk, uid: desk.app.leave.end(desk.actor, uid),
    "stand-in": lambda desk, uid: desk.leave(stand_in_uid=uid),
    "handover from": lambda desk, uid: desk.hand_over(from_uid=uid),
    "handover to": lambda desk, uid: desk.hand_over(to_uid=uid),
    "handover of": lambda desk, uid: desk.hand_over(elder_uids=(uid,)),
    "move": lambda desk, uid: desk.move(elder_uids=(uid,)),
    "brought back": lambda desk, uid: desk.app.seasonal_moves.bring_back(desk.actor, [uid]),
    "stay": lambda desk, uid: desk.app.seasonal_moves.cover(
        desk.actor, [uid], visitor_uid=desk.one, reach=None
    ),
    "campaign corrected": lambda desk, uid: desk.app.campaigns.correct(
        desk.actor, uid, CampaignDraft(title="高温", from_on=TODAY, to_on=TODAY)
    ),
    "campaign ended": lambda desk, uid: desk.app.campaigns.end(desk.actor, uid, TODAY),
    "campaign taken back": lambda desk, uid: desk.app.campaigns.take_back(desk.actor, uid),
    "campaign grown": lambda desk, uid: desk.app.campaigns.add_targets(desk.actor, uid, [desk.elder]),
    "campaign shown": lambda desk, uid: desk.app.campaigns.progress(desk.actor, uid),
    "plan": lambda desk, uid: desk.plan(elder=uid),
    "plan taken back": lambda desk, uid: desk.app.plans.clear(desk.actor, uid, TODAY),
    "why": lambda desk, uid: desk.app.why.of_elder(desk.actor, uid),
    "profile": lambda desk, uid: desk.app.policies.show(desk.actor, uid),
    "profile put back": lambda desk, uid: desk.app.policies.reset(desk.actor, uid),
    "profile chosen": lambda desk, uid: desk.app.policies.choose(desk.actor, [uid]),
    "rule": lambda desk, uid: desk.change_rule(rule=uid),
    "market days": lambda desk, uid: desk.app.holidays.set_market_days(desk.actor, uid, "逢3"),
}
BY_VISITOR: dict[str, Callable[[Desk, str], object]] = {
    "move": lambda desk, uid: desk.move(visitor_uid=uid),
    "campaign": lambda desk, uid: desk.campaign_of(visitors={desk.elder: uid}),
    "campaign target": lambda desk, uid: desk.app.campaigns.set_visitor(
        desk.actor, desk.campaign, [desk.elder], uid
    ),
    "plan": lambda desk, uid: desk.plan(desk_day(desk), visitor_uid=uid),
}
STRANGE = ("0198c0de-0000-7000-8000-000000000000", "x\x00y", "=1+1", LONG)


def desk_day(desk: Desk) -> date:
    """Return a day in the window of the person's duty."""
    line = desk.app.duties.of_elder(desk.actor, desk.elder)[0].line
    return min(max(line.earliest_on, TODAY), max(line.latest_on, TODAY))


def written(app: Application) -> tuple[object, ...]:
    """Return how far the log of all facts goes, what can be undone, by what rules, and who is owed what."""
    with app.store.reading() as session:
        entries = newest_entry(session)
        owed = session.execute(select(DutyRow.uid, DutyRow.state).order_by(DutyRow.uid)).all()
    undoable = [row.uid for row in app.undo.recent(app.actor)]
    return entries, undoable, [profile.id for profile in app.context.rules.profiles], owed


def refused(desk: Desk, slip: Slip) -> None:
    """Check that a slip is refused with three sentences, and that nothing has changed."""
    before = written(desk.app)
    with pytest.raises(ElderVisitsError) as raised:
        slip(desk)
    words = spoken(raised.value)
    for sentence in (words.what, words.data_safe, words.do_now):
        assert sentence
        assert "{" not in sentence
    assert written(desk.app) == before


def test_what_needs_a_reason_or_a_name_is_not_done_without(application: Application) -> None:
    desk = Desk(application)
    for slip in WITHOUT_WORDS.values():
        refused(desk, slip)


def test_no_text_is_cut_or_kept_beyond_its_length(application: Application) -> None:
    desk = Desk(application)
    for slip in TOO_LONG.values():
        refused(desk, slip)


def test_days_that_cannot_be_are_refused(application: Application) -> None:
    desk = Desk(application)
    for slip in NO_DAY.values():
        refused(desk, slip)


@pytest.mark.parametrize("uid", STRANGE, ids=["nobody", "control", "formula", "long"])
def test_whoever_is_not_there_is_refused(application: Application, uid: str) -> None:
    desk = Desk(application)
    for slip in (*BY_UID.values(), *BY_VISITOR.values()):
        refused(desk, lambda desk, slip=slip: slip(desk, uid))  # type: ignore[misc]  # bound at once


def test_what_was_taken_back_cannot_be_decided_on_again(application: Application) -> None:
    desk, app = Desk(application), application
    pause = app.pauses.add(app.actor, PauseDraft(elder_uid=desk.elder, from_on=TODAY, reason="外出"))
    app.pauses.end(app.actor, pause.uids[0])
    refused(desk, lambda desk: desk.app.pauses.end(desk.actor, pause.uids[0]))
    waiver = app.waivers.add(app.actor, desk.elder, TODAY, TODAY, WaiverDraft(reason="大雪"))
    app.waivers.take_back(app.actor, waiver.uids[0])
    refused(desk, lambda desk: desk.app.waivers.take_back(desk.actor, waiver.uids[0]))
    app.campaigns.take_back(app.actor, desk.campaign)
    for name in ("corrected", "ended", "taken back", "grown", "shown"):
        refused(desk, lambda desk, slip=BY_UID[f"campaign {name}"]: slip(desk, desk.campaign))  # type: ignore[misc]  # bound at once


def test_control_characters_are_left_out_and_formulas_stay_words(application: Application) -> None:
    desk, app = Desk(application), application
    app.pauses.add(
        app.actor, PauseDraft(elder_uid=desk.elder, from_on=TODAY, reason="去\x00旗里\u202e住\x0b院")
    )
    (row,) = app.pauses.list(app.actor, elder_uid=desk.elder)
    assert row.reason == "去旗里住 院"
    app.leave.add(
        app.actor,
        LeaveDraft(visitor_uid=desk.one, from_on=TODAY, to_on=TODAY, reason='=HYPERLINK("http://x")'),
    )
    (leave,) = app.leave.list(app.actor)
    assert leave.reason == '=HYPERLINK("http://x")'


def test_what_changes_nothing_offers_nothing_to_undo(application: Application) -> None:
    desk, app = Desk(application), application
    same = CampaignDraft(title="寒潮", from_on=TODAY, to_on=TODAY + 5 * DAY)
    assert app.campaigns.correct(app.actor, desk.campaign, same) is None
    assert app.holidays.set_market_days(app.actor, VILLAGES[0], "") is None
    assert app.plans.accept(app.actor, ()) is None
