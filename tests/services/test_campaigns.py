"""Special rounds on real stores: whom they name, how far they got, what a mistake costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.campaigns import CampaignPhase, TargetState
from desktop_app.domain.errors import FieldProblem, NotFound
from desktop_app.domain.policies import Basis, Condition, Occasion, OccasionKind
from desktop_app.domain.terms import CampaignKind, Category, Mode, Outcome, ResidenceKind
from desktop_app.models import Residence
from desktop_app.services.campaign_rows import CampaignDraft, PeopleChoice
from desktop_app.services.campaign_templates import common_templates
from desktop_app.services.campaigns import CampaignNotBegun, CampaignOver, SameCampaign
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.queries.elders import ElderFilter
from tests.services.homes import TODAY, VILLAGES, Home, open_home
from tests.storage.stores import bag, merge, rows

COLD = CampaignDraft(
    title="寒潮专项探访",
    kind=CampaignKind.COLD.value,
    from_on=TODAY - timedelta(days=1),
    to_on=TODAY + timedelta(days=2),
    template="common/cold-wave",
    choice=PeopleChoice(conditions=(Condition(special=True), Condition(min_age=80))),
)


def visit(
    elder: str, mode: Mode = Mode.PHONE, outcome: Outcome = Outcome.MET_REMOTELY, **more: object
) -> VisitDraft:
    draft = VisitDraft(
        elder_uid=elder,
        visited_on=TODAY,
        mode=mode.value,
        outcome=outcome.value,
        visitor_name="李娜",
    )
    return replace(draft, **more)  # type: ignore[arg-type]  # each test names fields of the draft


def states(application: Application, uid: str) -> dict[str, TargetState]:
    detail = application.campaigns.progress(application.actor, uid)
    return {target.uid: target.state for target in detail.targets}


def everybody(application: Application) -> list[str]:
    ids = application.register.list_ids(application.actor, ElderFilter())
    return [row.uid for row in application.register.rows(application.actor, ids)]


def test_a_preview_names_those_who_meet_a_condition_by_village_and_name(application: Application) -> None:
    people = application.campaigns.preview(application.actor, COLD).people
    assert people
    assert [person.village_code for person in people] == sorted(person.village_code for person in people)
    listed = {
        row.uid: row
        for row in application.register.rows(
            application.actor, application.register.list_ids(application.actor, ElderFilter())
        )
    }
    for uid, row in listed.items():
        meant = row.special or (row.birth_on is not None and row.birth_on <= date(1946, 11, 22))
        assert (uid in {person.uid for person in people}) == meant


def test_villages_chosen_people_and_exceptions_narrow_and_widen_the_list(application: Application) -> None:
    actor = application.actor
    whole = application.campaigns.preview(actor, COLD).people
    village = whole[0].village_code
    outsider = next(uid for uid in everybody(application) if uid not in {person.uid for person in whole})
    choice = replace(COLD.choice, villages=(village,), also=(outsider,), without=(whole[0].uid,))
    people = {
        person.uid for person in application.campaigns.preview(actor, replace(COLD, choice=choice)).people
    }
    assert outsider in people
    assert whole[0].uid not in people
    assert people - {outsider} == {person.uid for person in whole[1:] if person.village_code == village}
    only = replace(COLD, choice=PeopleChoice(rest=False, also=(outsider,)))
    assert [person.uid for person in application.campaigns.preview(actor, only).people] == [outsider]


def test_a_condition_by_category_and_tier_is_the_lists_own(application: Application) -> None:
    actor = application.actor
    alone = replace(COLD, choice=PeopleChoice(conditions=(Condition(any_category=(Category.LIVING_ALONE,)),)))
    wanted = application.register.count(actor, ElderFilter(category=Category.LIVING_ALONE.value))
    assert len(application.campaigns.preview(actor, alone).people) == wanted > 0


def test_starting_names_them_all_in_one_undoable_act(application: Application) -> None:
    actor = application.actor
    started = application.campaigns.start(actor, COLD)
    detail = application.campaigns.progress(actor, started.uid)
    assert detail.row.phase is CampaignPhase.RUNNING
    assert detail.row.progress.targets == started.targets == len(detail.targets)
    assert detail.row.days_left == 3
    assert application.undo.recent(actor)[0].title == "发起专项探访"
    application.undo.undo(actor, started.change_set)
    assert application.campaigns.list(actor) == []
    with pytest.raises(NotFound):
        application.campaigns.progress(actor, started.uid)


def test_only_the_modes_of_the_campaign_reach_a_person(application: Application) -> None:
    actor = application.actor
    draft = replace(COLD, modes=(Mode.IN_PERSON.value,), from_on=TODAY)
    uid = application.campaigns.start(actor, draft).uid
    open_ones = [elder for elder, state in states(application, uid).items() if state is TargetState.OPEN]
    called, tried, seen = open_ones[:3]
    application.visits.record(actor, visit(called))
    application.visits.record(actor, visit(tried, Mode.IN_PERSON, Outcome.NOT_AT_HOME))
    application.visits.record(actor, visit(seen, Mode.IN_PERSON, Outcome.MET_IN_PERSON))
    found = states(application, uid)
    assert found[called] is TargetState.OPEN
    assert found[tried] is TargetState.TRIED
    assert found[seen] is TargetState.REACHED
    detail = application.campaigns.progress(actor, uid)
    assert detail.row.progress.reached == sum(state is TargetState.REACHED for state in found.values())
    assert sum(each.targets for _village, each in detail.by_village()) == started_targets(detail)
    assert sum(each.reached for _visitor, each in detail.by_visitor()) == detail.row.progress.reached


def started_targets(detail: object) -> int:
    return detail.row.progress.targets  # type: ignore[attr-defined,no-any-return]  # a CampaignDetail


def test_a_campaign_that_is_over_says_who_was_missed(application: Application, tmp_path: Path) -> None:
    actor = application.actor
    draft = replace(COLD, from_on=TODAY - timedelta(days=3), to_on=TODAY - timedelta(days=2))
    uid = application.campaigns.start(actor, draft).uid
    found = set(states(application, uid).values())
    assert TargetState.MISSED in found
    assert not found & {TargetState.OPEN, TargetState.TRIED}
    (row,) = application.campaigns.list(actor)
    assert row.phase is CampaignPhase.OVER
    late = states(application, uid)
    missed = next(elder for elder, state in late.items() if state is TargetState.MISSED)
    application.visits.record(actor, visit(missed, visited_on=TODAY - timedelta(days=2)))
    assert states(application, uid)[missed] is TargetState.REACHED


def test_who_would_not_be_visited_stands_apart(application: Application) -> None:
    actor = application.actor
    uid = application.campaigns.start(actor, replace(COLD, from_on=TODAY)).uid
    first = next(elder for elder, state in states(application, uid).items() if state is TargetState.OPEN)
    application.visits.record(actor, visit(first, Mode.IN_PERSON, Outcome.IN_HOSPITAL))
    assert states(application, uid)[first] is TargetState.EXEMPT
    progress = application.campaigns.progress(actor, uid).row.progress
    assert progress.owed == progress.targets - progress.exempt
    assert progress.left == progress.owed - progress.reached


def test_targets_are_added_once_and_taken_out(application: Application) -> None:
    actor = application.actor
    uid = application.campaigns.start(actor, COLD).uid
    named = states(application, uid)
    outsider = next(elder for elder in everybody(application) if elder not in named)
    assert application.campaigns.add_targets(actor, uid, [outsider, next(iter(named))]) is not None
    assert states(application, uid).keys() == named.keys() | {outsider}
    assert application.campaigns.add_targets(actor, uid, [outsider]) is None
    undo = application.campaigns.remove_targets(actor, uid, [outsider])
    assert undo is not None
    assert outsider not in states(application, uid)
    assert application.campaigns.remove_targets(actor, uid, [outsider]) is None
    application.undo.undo(actor, undo)
    assert outsider in states(application, uid)


def test_the_last_person_cannot_be_taken_out(application: Application) -> None:
    actor = application.actor
    uid = application.campaigns.start(actor, COLD).uid
    with pytest.raises(FieldProblem) as refused:
        application.campaigns.remove_targets(actor, uid, list(states(application, uid)))
    assert refused.value.details["field"] == "targets"


def test_another_visitor_may_go_for_the_campaign_only(application: Application) -> None:
    actor = application.actor
    visitor = application.register.add_visitor(actor, "苏日娜", "volunteer", phone="13800138009")
    uid = application.campaigns.start(actor, COLD).uid
    first = next(iter(states(application, uid)))
    assert application.campaigns.set_visitor(actor, uid, [first], visitor) is not None
    target = next(each for each in application.campaigns.progress(actor, uid).targets if each.uid == first)
    assert (target.line.visitor, target.line.own_visitor) == ("苏日娜", True)
    assert application.campaigns.set_visitor(actor, uid, [first], visitor) is None
    application.campaigns.set_visitor(actor, uid, [first], None)
    target = next(each for each in application.campaigns.progress(actor, uid).targets if each.uid == first)
    assert not target.line.own_visitor
    with pytest.raises(FieldProblem):
        application.campaigns.set_visitor(actor, uid, [first], "nobody")


def test_ending_early_correcting_and_taking_back(application: Application) -> None:
    actor = application.actor
    uid = application.campaigns.start(actor, COLD).uid
    with pytest.raises(FieldProblem):
        application.campaigns.end(actor, uid, COLD.to_on + timedelta(days=1))
    application.campaigns.end(actor, uid, TODAY - timedelta(days=1))
    assert application.campaigns.list(actor)[0].phase is CampaignPhase.OVER
    with pytest.raises(CampaignOver):
        application.campaigns.end(actor, uid, TODAY)
    with pytest.raises(CampaignOver):
        application.campaigns.add_targets(actor, uid, everybody(application))
    with pytest.raises(CampaignOver):
        application.campaigns.remove_targets(actor, uid, everybody(application))
    application.campaigns.correct(actor, uid, replace(COLD, title="寒潮第二轮", modes=(Mode.PHONE.value,)))
    (row,) = application.campaigns.list(actor)
    assert (row.line.title, row.line.modes, row.phase) == ("寒潮第二轮", ("phone",), CampaignPhase.RUNNING)
    undo = application.campaigns.take_back(actor, uid)
    assert application.campaigns.list(actor) == []
    application.undo.undo(actor, undo)
    assert application.campaigns.list(actor)[0].progress.targets == row.progress.targets


def test_a_campaign_that_has_not_begun_cannot_be_ended(application: Application) -> None:
    actor = application.actor
    draft = replace(COLD, from_on=TODAY + timedelta(days=5), to_on=TODAY + timedelta(days=8))
    uid = application.campaigns.start(actor, draft).uid
    row = application.campaigns.list(actor)[0]
    assert (row.phase, row.days_left) == (CampaignPhase.COMING, 5)
    with pytest.raises(CampaignNotBegun):
        application.campaigns.end(actor, uid, TODAY)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "寒" * 61}, "title"),
        ({"to_on": COLD.from_on - timedelta(days=1)}, "to_on"),
        ({"to_on": COLD.from_on + timedelta(days=400)}, "to_on"),
        ({"from_on": date(1900, 1, 1)}, "from_on"),
        ({"modes": ()}, "modes"),
        ({"choice": PeopleChoice(conditions=(Condition(min_age=130),))}, "targets"),
        ({"visitors": {"somebody": "nobody"}}, "visitor_uid"),
    ],
)
def test_what_is_wrong_with_a_draft_is_said_beside_its_field(
    application: Application, change: dict[str, object], field: str
) -> None:
    draft = replace(COLD, **change)  # type: ignore[arg-type]  # each case names one field of the draft
    with pytest.raises(FieldProblem) as refused:
        application.campaigns.start(application.actor, draft)
    assert refused.value.details["field"] == field
    assert application.campaigns.list(application.actor) == []


def test_the_same_title_and_days_twice_is_warned_about_and_can_be_confirmed(application: Application) -> None:
    actor = application.actor
    application.campaigns.start(actor, COLD)
    assert any("同名" in words for words in application.campaigns.preview(actor, COLD).warnings)
    with pytest.raises(SameCampaign):
        application.campaigns.start(actor, COLD)
    application.campaigns.start(actor, replace(COLD, again=True))
    assert len(application.campaigns.list(actor)) == 2


def test_past_days_are_warned_about(application: Application) -> None:
    past = replace(COLD, from_on=date(2026, 1, 1), to_on=date(2026, 1, 3))
    assert any(
        "已经过去" in words for words in application.campaigns.preview(application.actor, past).warnings
    )


def test_nobody_meant_is_refused_on_an_empty_register(empty: Application) -> None:
    assert empty.campaigns.preview(empty.actor, COLD).people == ()
    with pytest.raises(FieldProblem):
        empty.campaigns.start(empty.actor, COLD)


def test_a_visit_names_the_campaign_it_was_made_for(application: Application) -> None:
    actor = application.actor
    uid = application.campaigns.start(actor, COLD).uid
    elder = next(iter(states(application, uid)))
    (choice,) = application.campaigns.running_for(actor, elder, TODAY)
    assert (choice.uid, choice.title) == (uid, COLD.title)
    assert application.campaigns.running_for(actor, elder, COLD.to_on + timedelta(days=1)) == []
    made = application.visits.record(actor, visit(elder, campaign_uid=uid))
    row = next(row for row in application.visits.of_elder(actor, elder) if row.uid == made)
    assert row.campaign_uid == uid
    with pytest.raises(FieldProblem) as refused:
        application.visits.record(actor, visit(elder, campaign_uid=uid, visited_on=TODAY - timedelta(days=9)))
    assert refused.value.details["field"] == "campaign_uid"
    # What was recorded for a campaign stays so, also when the campaign is taken back.
    application.campaigns.take_back(actor, uid)
    application.visits.correct(
        actor, made, visit(elder, campaign_uid=uid, summary="老人说暖气不热", corrected_because="补写")
    )


def test_the_campaign_is_owed_like_any_visit_and_a_visit_for_it_meets_it(application: Application) -> None:
    actor = application.actor
    uid = application.campaigns.start(actor, replace(COLD, from_on=TODAY)).uid
    elder = next(elder for elder, state in states(application, uid).items() if state is TargetState.OPEN)
    owed = [row.line for row in application.duties.of_elder(actor, elder) if row.line.about == uid]
    assert [line.rule_id for line in owed] == [f"campaign/{uid}"]
    assert (owed[0].earliest_on, owed[0].latest_on) == (TODAY, COLD.to_on)
    application.visits.record(actor, visit(elder))
    (met,) = [row.line for row in application.duties.of_elder(actor, elder) if row.line.about == uid]
    assert met.state == "met"
    application.campaigns.correct(actor, uid, replace(COLD, from_on=TODAY + timedelta(days=1)))
    (moved,) = [row.line for row in application.duties.of_elder(actor, elder) if row.line.about == uid]
    assert (moved.state, moved.earliest_on) == ("planned", TODAY + timedelta(days=1))


@pytest.mark.parametrize("feeds", [True, False])
def test_a_visit_for_a_campaign_feeds_the_routine_only_where_it_says_so(
    application: Application, feeds: bool
) -> None:
    actor = application.actor
    uid = application.campaigns.start(actor, replace(COLD, from_on=TODAY, feeds_duties=feeds)).uid
    elder = next(
        elder
        for elder in states(application, uid)
        if any(
            row.line.kind == "routine" and row.line.state in {"due", "open", "overdue"}
            for row in application.duties.of_elder(actor, elder)
        )
    )
    application.visits.record(actor, visit(elder, Mode.IN_PERSON, Outcome.MET_IN_PERSON, campaign_uid=uid))
    routine = [row.line for row in application.duties.of_elder(actor, elder) if row.line.kind == "routine"]
    assert any(line.last_counted_on == TODAY for line in routine) is feeds
    assert states(application, uid)[elder] is TargetState.REACHED


def test_templates_know_their_next_days_and_those_of_a_profile_come_first(application: Application) -> None:
    found = application.campaigns.templates(application.actor)
    by_key = {row.key: row for row in found}
    assert by_key["common/respect-month"].days == (date(2027, 9, 30), date(2027, 10, 28))
    assert by_key["common/spring-festival"].days == (date(2027, 1, 22), date(2027, 2, 5))
    assert by_key["common/cold-wave"].days is None
    moves = [row.key for row in found if row.template.kind is CampaignKind.BEFORE_MOVE]
    assert moves == ["chifeng-2023-42-pastoral/before-move", "common/before-move"]
    assert all(row.template.source.sentence for row in found)


def test_the_shipped_templates_name_their_days_and_what_they_rest_on() -> None:
    shipped = {template.kind: template for template in common_templates()}
    assert shipped.keys() == set(CampaignKind) - {CampaignKind.OTHER}
    respect = shipped[CampaignKind.RESPECT_MONTH]
    assert respect.when == Occasion(kind=OccasionKind.LUNAR, first=(9, 1), last=(9, 30))
    # 鄂尔多斯市“十四五”老龄事业发展规划 专栏6
    assert respect.source.sentence.startswith("每年在“老年节”当月开展为期一个月的“敬老月”活动，以走访慰问")
    assert shipped[CampaignKind.STOVE].modes == {Mode.IN_PERSON}
    assert all(
        template.source.basis is Basis.DEFAULT
        for kind, template in shipped.items()
        if kind is not CampaignKind.RESPECT_MONTH
    )


def test_what_begins_within_a_fortnight_is_suggested_until_it_is_started(
    application: Application, tmp_path: Path, filled_home: Home
) -> None:
    assert application.campaigns.suggestions(application.actor) == []
    soon = open_home(filled_home.copy(tmp_path / "soon"), on=date(2027, 1, 10))
    try:
        actor = soon.actor
        (found,) = soon.campaigns.suggestions(actor)
        assert (found.row.key, found.running, found.days_ahead) == ("common/spring-festival", False, 12)
        soon.campaigns.start(
            actor,
            replace(
                COLD,
                title=found.row.template.title,
                kind=found.row.template.kind.value,
                from_on=found.from_on,
                to_on=found.to_on,
            ),
        )
        assert soon.campaigns.suggestions(actor) == []
    finally:
        soon.close()


def test_a_running_season_is_suggested_from_today_on(tmp_path: Path, filled_home: Home) -> None:
    winter = open_home(filled_home.copy(tmp_path / "winter"), on=date(2026, 10, 20))
    try:
        found = {each.row.key: each for each in winter.campaigns.suggestions(winter.actor)}
        stove = found["common/stove-season"]
        assert (stove.running, stove.from_on, stove.to_on) == (True, date(2026, 10, 20), date(2026, 11, 15))
        assert found["common/respect-month"].to_on == date(2026, 11, 8)
    finally:
        winter.close()


def test_a_move_is_suggested_by_the_stays_at_seasonal_places(application: Application) -> None:
    actor = application.actor
    movers = everybody(application)[:3]
    moving_on = TODAY + timedelta(days=10)
    with application.store.writing("转场", actor.name, now=application.clock.now()) as unit:
        for elder in movers:
            unit.add(Residence(elder_uid=elder, kind=ResidenceKind.PASTURE.value, from_on=moving_on))
    (before, after) = application.campaigns.suggestions(actor)
    assert before.row.key == "chifeng-2023-42-pastoral/before-move"
    assert (before.from_on, before.to_on) == (moving_on - timedelta(days=7), moving_on - timedelta(days=1))
    assert (after.from_on, after.to_on) == (moving_on, moving_on + timedelta(days=6))
    choice = PeopleChoice(
        conditions=before.row.template.who, moved_from=moving_on, moved_to=moving_on + timedelta(days=3)
    )
    draft = replace(COLD, from_on=before.from_on, to_on=before.to_on, choice=choice)
    people = application.campaigns.preview(actor, draft).people
    assert {person.uid for person in people} == set(movers)


def test_thousands_are_named_in_a_few_statements(application: Application) -> None:
    started = application.campaigns.start(application.actor, replace(COLD, choice=PeopleChoice()))
    assert started.targets == len(everybody(application))


def test_two_sites_that_work_on_one_campaign_come_to_the_same_round(
    village_homes: tuple[Home, ...], tmp_path: Path
) -> None:
    one, other = (
        open_home(home.copy(tmp_path / name)) for home, name in zip(village_homes, "ab", strict=True)
    )
    try:
        elders = [
            one.register.save(
                one.actor, ElderDraft(name=name, birth_on=day, sex="2", village_code=VILLAGES[0])
            )
            for name, day in (
                ("乌云其木格", date(1940, 1, 1)),
                ("斯琴高娃", date(1938, 2, 28)),
                ("包秀英", date(1962, 1, 1)),
            )
        ]
        draft = replace(COLD, choice=PeopleChoice(conditions=(Condition(min_age=80),)))
        uid = one.campaigns.start(one.actor, draft).uid
        merge(other.store, *bag(one.store))
        assert states(other, uid) == states(one, uid) == dict.fromkeys(sorted(elders[:2]), TargetState.OPEN)
        # Both work on without knowing of each other, and both add the same person.
        one.campaigns.add_targets(one.actor, uid, elders[2:])
        one.campaigns.remove_targets(one.actor, uid, elders[:1])
        other.campaigns.add_targets(other.actor, uid, elders[2:])
        other.campaigns.end(other.actor, uid, TODAY)
        other.visits.record(other.actor, visit(elders[1], campaign_uid=uid))
        first, second = bag(one.store), bag(other.store)
        merge(one.store, *second)
        merge(other.store, *first)
        merge(other.store, *second)
        assert rows(one.store) == rows(other.store)
        wanted = {elders[1]: TargetState.REACHED, elders[2]: TargetState.OPEN}
        assert states(one, uid) == states(other, uid) == wanted
        assert [row.line.to_on for row in other.campaigns.list(other.actor)] == [TODAY]
        owed = [
            [(row.line.rule_id, row.line.state) for row in site.duties.of_elder(site.actor, elders[2])]
            for site in (one, other)
        ]
        assert owed[0] == owed[1] == [(f"campaign/{uid}", "due")]
    finally:
        one.close()
        other.close()
