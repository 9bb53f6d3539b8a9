"""Tests for judging two files to be one person, and for taking it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import NotFound
from desktop_app.domain.identity import check_digit
from desktop_app.models import RECORDS, Elder, ElderCard
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.likeness import LikeDraft, SameFile
from desktop_app.services.register_drafts import ContactDraft, ElderDraft, SpanDraft
from desktop_app.services.same_person import NotTogether, TwoIdNumbers
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from tests.services.homes import TODAY, VILLAGES, Home
from tests.storage.stores import bag, merge

BORN = date(1943, 3, 8)
VISIT: dict[str, Any] = {"mode": "in_person", "outcome": "met_in_person", "visitor_name": "李志强"}


def id_number(order: str = "102", area: str = "150425") -> str:
    first = f"{area}{BORN:%Y%m%d}{order}"
    return first + check_digit(first)


@pytest.fixture
def app(opener: Callable[[Home], Application], empty_home: Home) -> Application:
    return opener(empty_home)


def register(app: Application, name: str = "李淑珍", **facts: Any) -> str:
    given: dict[str, Any] = {"village_code": VILLAGES[0], "birth_on": BORN, "sex": "2", **facts}
    return app.register.save(app.actor, ElderDraft(name=name, **given))


def visit(app: Application, uid: str, back: int = 0, **facts: Any) -> str:
    draft = VisitDraft(elder_uid=uid, visited_on=TODAY - timedelta(days=back), **{**VISIT, **facts})
    return app.visits.record(app.actor, draft)


def twins(app: Application) -> tuple[str, str]:
    """Register one person twice, each file with something of its own and something in common."""
    alone = SpanDraft(category="living_alone", from_on=date(2026, 1, 1))
    one = register(app, phone="15400000001", categories=(alone,), contacts=(ContactDraft(name="李梅"),))
    other = register(
        app,
        "李淑贞",
        village_code=VILLAGES[1],
        address="东街1号",
        id_number=id_number(),
        categories=(alone, SpanDraft(category="disabled", from_on=date(2026, 2, 1))),
    )
    return one, other


def facts_of(app: Application, *without: str) -> dict[str, Any]:
    """Return every live record but the verdicts, without what only the log needs."""
    found = {}
    with app.store.reading() as session:
        for name, model in RECORDS.items():
            if name == "person_link":
                continue
            rows = session.execute(select(model.__table__).where(model.retracted.is_(False))).mappings()
            found[name] = {
                row["uid"]: {key: value for key, value in row.items() if key != "heads"}
                for row in rows
                if row["uid"] not in without
            }
    return found


def shown(app: Application) -> dict[str, Any]:
    """Return what lists and person pages show."""
    with app.store.reading() as session:
        cards = {
            row["elder_uid"]: {key: value for key, value in row.items() if key != "id"}
            for row in session.execute(select(ElderCard.__table__)).mappings()
        }
    owed = sorted(
        (row.line.elder_uid, row.line.rule_id, row.line.state) for row in app.duties.list(app.actor)
    )
    return {"cards": cards, "owed": owed}


def test_two_files_are_read_as_one_person(app: Application) -> None:
    one, other = twins(app)
    visit(app, one, back=9)
    visit(app, other, back=3, findings=(FindingDraft(kind="need", what="缺煤"),))

    judged = app.same_person.merge(app.actor, other, one)

    assert judged.uid == one < other
    detail = app.register.get(app.actor, other)
    assert (detail.uid, detail.name, detail.address) == (one, "李淑珍", "东街1号")
    assert detail.id_number == id_number()
    assert sorted(span.category for span in detail.categories) == ["disabled", "living_alone"]
    assert [row.elder_uid for row in app.visits.of_elder(app.actor, other)] == [one, one]
    assert {row.elder_name for row in app.visits.between(app.actor, date(2026, 11, 1), TODAY)} == {"李淑珍"}
    assert [row.elder_uid for row in app.visits.findings(app.actor)] == [one]
    assert list(shown(app)["cards"]) == [one]
    assert shown(app)["cards"][one]["last_visit_on"] == TODAY - timedelta(days=3)
    assert app.duties.of_elder(app.actor, other) == app.duties.of_elder(app.actor, one) != []
    assert app.register.holder_of(app.actor, id_number()) == one
    assert app.checks.run(app.actor) == []


def test_a_person_is_found_by_what_either_file_says(app: Application) -> None:
    one, other = twins(app)
    app.same_person.merge(app.actor, one, other, keep={"name": one, "id_number": one})
    for typed in ("李淑贞", "李淑珍", "15400000001", id_number()[6:14], "lsz"):
        assert [row.uid for row in app.register.find(app.actor, typed)] == [one], typed
    app.same_person.separate(app.actor, one, other)
    assert [row.uid for row in app.register.find(app.actor, "李淑贞")] == [other]


def test_visits_by_village_follow_the_person(app: Application) -> None:
    one, other = twins(app)
    visit(app, other)
    app.same_person.merge(app.actor, one, other, keep={"village_code": one})
    here = app.visits.between(app.actor, TODAY, TODAY, village_code=VILLAGES[0])
    assert [(row.elder_uid, row.village_code) for row in here] == [(one, VILLAGES[0])]
    assert app.visits.between(app.actor, TODAY, TODAY, village_code=VILLAGES[1]) == []


def test_merging_and_undoing_changes_no_fact(app: Application) -> None:
    one, other = twins(app)
    visit(app, other)
    facts, lists = facts_of(app), shown(app)
    judged = app.same_person.merge(app.actor, one, other)
    assert facts_of(app) != facts
    assert judged.change_set
    app.undo.undo(app.actor, judged.change_set)
    assert facts_of(app) == facts
    assert shown(app) == lists


def test_separating_later_takes_back_the_merge_and_keeps_what_came_since(app: Application) -> None:
    one, other = twins(app)
    facts = facts_of(app)
    app.same_person.merge(app.actor, one, other)
    new = visit(app, other)
    detail = app.register.get(app.actor, one)
    assert detail.note is None

    app.same_person.separate(app.actor, one, other)

    assert facts_of(app, new) == facts
    assert [row.uid for row in app.visits.of_elder(app.actor, one)] == [new]
    assert app.visits.of_elder(app.actor, other) == []
    assert set(shown(app)["cards"]) == {one, other}
    with pytest.raises(NotTogether):
        app.same_person.separate(app.actor, one, other)


def test_a_field_changed_since_the_merge_stays_changed(app: Application) -> None:
    one, other = twins(app)
    app.same_person.merge(app.actor, one, other)
    with app.store.writing("改", "王秀英", now=app.clock.now()) as unit:
        unit.get(Elder, one).address = "西街2号"
    app.same_person.separate(app.actor, one, other)
    assert app.register.get(app.actor, one).address == "西街2号"
    assert app.register.get(app.actor, one).id_number is None


def test_visits_recorded_since_can_be_moved_to_the_other_file(app: Application) -> None:
    one, other = twins(app)
    old = visit(app, one, back=5)
    app.same_person.merge(app.actor, one, other)
    new = visit(app, other, findings=(FindingDraft(kind="need", what="缺煤", referred_to="民政办"),))
    since = app.same_person.recorded_since(app.actor, one, other)
    assert [(row.uid, row.kind, row.words) for row in since] == [(new, "探访", "上门  见到本人  李志强")]
    before = facts_of(app)

    moved = app.same_person.separate(app.actor, one, other, moving=[new])

    assert [row.visited_on for row in app.visits.of_elder(app.actor, other)] == [TODAY]
    assert [row.uid for row in app.visits.of_elder(app.actor, one)] == [old]
    finding = app.visits.findings(app.actor)[0]
    assert (finding.elder_uid, finding.visit_uid != new) == (other, True)
    (referred,) = app.findings.detail(app.actor, finding.uid).steps
    assert (referred.unit_name, referred.visit_uid) == ("民政办", finding.visit_uid)
    assert moved.change_set
    app.undo.undo(app.actor, moved.change_set)
    assert facts_of(app) == before


def test_visits_can_go_along_when_files_are_separated_and_come_back_when_that_is_undone(
    app: Application,
) -> None:
    one, other = twins(app)
    app.same_person.merge(app.actor, one, other)
    dead = visit(app, one, outcome="deceased")
    assert app.register.get(app.actor, one).ended_on == TODAY
    before = shown(app)

    judged = app.same_person.separate(app.actor, one, other, moving=[dead])

    assert app.register.get(app.actor, one).ended_on is None
    assert app.register.get(app.actor, other).ended_on == TODAY
    assert judged.change_set
    app.undo.undo(app.actor, judged.change_set)
    assert shown(app) == before
    assert [row.uid for row in app.visits.of_elder(app.actor, other)] == [dead]


def test_a_file_cannot_be_merged_with_itself(app: Application) -> None:
    one, other = twins(app)
    with pytest.raises(SameFile):
        app.same_person.merge(app.actor, one, one)
    app.same_person.merge(app.actor, one, other)
    for pair in ((one, other), (other, one), (other, other)):
        with pytest.raises(SameFile):
            app.same_person.merge(app.actor, *pair)
        with pytest.raises(SameFile):
            app.same_person.differ(app.actor, *pair)
    with pytest.raises(NotFound):
        app.same_person.merge(app.actor, one, "nobody")


def test_two_valid_numbers_want_an_explicit_word(app: Application) -> None:
    one = register(app, id_number=id_number())
    other = register(app, id_number=id_number("104"))
    assert app.likeness.compare(app.actor, one, other).needs_certainty
    with pytest.raises(TwoIdNumbers):
        app.same_person.merge(app.actor, one, other)
    app.same_person.merge(app.actor, one, other, sure=True)
    assert list(shown(app)["cards"]) == [one]


def test_editing_a_joined_person_keeps_both_files_whole(app: Application) -> None:
    one, other = twins(app)
    facts = facts_of(app)
    app.same_person.merge(app.actor, one, other)
    detail = app.register.get(app.actor, other)
    spans = tuple(
        SpanDraft(category=each.category, uid=each.uid, from_on=each.from_on) for each in detail.categories
    )
    contacts = tuple(ContactDraft(name=each.name, uid=each.uid) for each in detail.contacts)
    draft = ElderDraft(
        name=detail.name,
        uid=other,
        village_code=detail.village_code,
        id_number=detail.id_number,
        sex=detail.sex,
        birth_on=detail.birth_on,
        phone=detail.phone,
        address=detail.address,
        categories=spans,
        contacts=contacts,
        version=detail.version,
    )
    app.register.save(app.actor, draft)
    app.same_person.separate(app.actor, one, other)
    assert facts_of(app) == facts


def test_what_is_not_the_same_person_is_not_asked_again(app: Application) -> None:
    one = register(app)
    other = register(app, "李淑贞")
    assert [(row.one.uid, row.other.uid) for row in app.likeness.candidates(app.actor)] == [(one, other)]
    judged = app.same_person.differ(app.actor, other, one, "堂姐妹")
    assert app.likeness.candidates(app.actor) == []
    assert app.same_person.differ(app.actor, one, other).change_set is None
    assert judged.change_set
    app.undo.undo(app.actor, judged.change_set)
    assert len(app.likeness.candidates(app.actor)) == 1


def test_a_later_verdict_takes_the_place_of_the_earlier_one(app: Application) -> None:
    one, other = register(app), register(app, "李淑贞")
    app.same_person.differ(app.actor, one, other)
    warned = app.likeness.compare(app.actor, one, other).warnings
    assert any("曾判定不是同一人" in words.say(str) for words in warned)
    app.same_person.merge(app.actor, one, other)
    assert len(app.same_person.files_of(app.actor, one)) == 2
    with pytest.raises(SameFile):
        app.same_person.differ(app.actor, one, other)


def test_three_files_come_apart_one_by_one(app: Application) -> None:
    files = [register(app), register(app, "李淑贞"), register(app, "李淑珍")]
    app.same_person.merge(app.actor, files[1], files[2])
    app.same_person.merge(app.actor, files[2], files[0])
    assert list(shown(app)["cards"]) == [files[0]]
    assert [row.file.uid for row in app.same_person.files_of(app.actor, files[2])] == files
    app.same_person.separate(app.actor, files[0], files[1])
    assert set(shown(app)["cards"]) == {files[0], files[1]}
    assert [row.file.uid for row in app.same_person.files_of(app.actor, files[2])] == files[1:]


def test_a_death_in_one_file_is_the_death_of_the_person(app: Application) -> None:
    one, other = twins(app)
    app.same_person.merge(app.actor, one, other)
    with app.store.writing("另一站点", "王秀英", now=app.clock.now()) as unit:
        elder = unit.get(Elder, other)
        elder.ended_on, elder.ended_because = TODAY, "deceased"
    assert app.register.get(app.actor, one).ended_because == "deceased"
    assert shown(app)["cards"][one]["ended"]
    app.register.reopen(app.actor, one)
    assert app.register.get(app.actor, one).ended_on is None
    assert not shown(app)["cards"][one]["ended"]


def test_a_death_entered_elsewhere_on_the_merged_away_file_arrives_and_can_be_corrected(
    opener: Callable[[Home], Application], empty_home: Home, village_homes: tuple[Home, ...]
) -> None:
    township, village = opener(empty_home), opener(village_homes[0])
    one, other = twins(township)
    merge(village.store, *bag(township.store))
    township.same_person.merge(township.actor, one, other)
    draft = LifeEventDraft(elder_uid=other, kind="deceased", happened_on=TODAY)
    village.life_events.record(village.actor, draft)
    merge(township.store, *bag(village.store))

    assert township.register.get(township.actor, one).ended_on == TODAY
    assert township.register.get(township.actor, one).events[0].kind == "deceased"
    event = township.life_events.list(township.actor, one)[0]
    township.life_events.retract(township.actor, event.uid)
    assert township.register.get(township.actor, one).ended_on is None
    assert not shown(township)["cards"][one]["ended"]


def test_whoever_is_chosen_to_live_lives(app: Application) -> None:
    from desktop_app.domain.terms import EndReason

    one, other = twins(app)
    app.register.end(app.actor, other, on=TODAY, reason=EndReason.DECEASED)
    facts = facts_of(app)
    pair = {field.key: field for field in app.likeness.compare(app.actor, one, other).fields}["ended"]
    assert (pair.values[0], pair.proposed, pair.differs) == ("在册", 1, True)
    judged = app.same_person.merge(app.actor, one, other, keep={"ended": one})
    assert app.register.get(app.actor, one).ended_on is None
    assert judged.change_set
    app.undo.undo(app.actor, judged.change_set)
    assert facts_of(app) == facts


def test_an_import_finds_the_person_by_the_number_of_either_file(app: Application) -> None:
    from desktop_app.services.register_snapshot import take_snapshot

    one, other = twins(app)
    app.same_person.merge(app.actor, one, other, keep={"id_number": one})
    with app.store.reading() as session:
        snapshot = take_snapshot(session, TODAY)
    found = snapshot.match(id_number(), "某某", None, VILLAGES[0])
    assert found is not None
    assert found.uid == one
    assert [person.uid for person in snapshot.people()] == [one]
    by_name = snapshot.match(None, "李淑贞", BORN, VILLAGES[1])
    assert by_name is found
    assert found.categories == {"living_alone", "disabled"}


def test_somebody_about_to_be_registered_is_recognised(app: Application) -> None:
    one, other = twins(app)
    register(app, "王芳", birth_on=date(1950, 1, 2))
    draft = LikeDraft(name="李淑珍", birth_on=BORN, village_code=VILLAGES[0])
    found = app.likeness.like(app.actor, draft)
    assert [row.other.uid for row in found] == [one]
    wrong = id_number()[:-1] + ("0" if id_number()[-1] != "0" else "1")
    found = app.likeness.like(app.actor, LikeDraft(name="李淑贞", id_number=wrong))
    assert [row.other.uid for row in found] == [other]
    app.same_person.merge(app.actor, one, other)
    assert {row.other.uid for row in app.likeness.like(app.actor, draft)} == {one}
    assert app.likeness.like(app.actor, LikeDraft(name="包小明")) == []


def test_people_joined_already_are_no_candidates(app: Application) -> None:
    one, other = register(app), register(app, "李淑贞")
    third = register(app, "李淑珍")
    assert len(app.likeness.candidates(app.actor)) == 3
    app.same_person.merge(app.actor, one, other)
    pairs = [(row.one.uid, row.other.uid) for row in app.likeness.candidates(app.actor)]
    assert pairs == [(one, third)]
    app.same_person.differ(app.actor, third, other)
    assert app.likeness.candidates(app.actor) == []


def test_two_sites_that_merge_in_different_directions_agree(
    opener: Callable[[Home], Application], empty_home: Home, village_homes: tuple[Home, ...]
) -> None:
    township, village = opener(empty_home), opener(village_homes[0])
    one, other = twins(township)
    merge(village.store, *bag(township.store))
    township.same_person.merge(township.actor, one, other)
    village.same_person.merge(village.actor, other, one)
    seen = visit(township, one, back=4)
    with village.store.writing("未知合并的站点", "包小明", now=village.clock.now()) as unit:
        late = unit.add(
            RECORDS["visit"](
                elder_uid=other, visited_on=TODAY, mode="in_person", outcome="met_in_person", entered_on=TODAY
            )
        ).uid
    for target, source in ((township, village), (village, township), (township, village)):
        merge(target.store, *bag(source.store))
    for site in (township, village):
        assert list(shown(site)["cards"]) == [one]
        assert {row.uid for row in site.visits.of_elder(site.actor, one)} == {seen, late}
        assert site.checks.run(site.actor) == []
        assert site.conflicts.list(site.actor) == []
    assert shown(township) == shown(village)
    township.same_person.separate(township.actor, one, other)
    merge(village.store, *bag(township.store))
    assert shown(township) == shown(village)
    assert set(shown(village)["cards"]) == {one, other}


def test_verdicts_that_contradict_keep_the_files_apart_and_are_shown_first(
    opener: Callable[[Home], Application], empty_home: Home, village_homes: tuple[Home, ...]
) -> None:
    township, village = opener(empty_home), opener(village_homes[0])
    one, other = twins(township)
    merge(village.store, *bag(township.store))
    township.same_person.merge(township.actor, one, other)
    village.same_person.differ(village.actor, one, other)
    merge(township.store, *bag(village.store))
    merge(village.store, *bag(township.store))
    for site in (township, village):
        assert set(shown(site)["cards"]) == {one, other}
        assert [row.disputed for row in site.likeness.candidates(site.actor)] == [True]
    assert shown(township) == shown(village)
    village.same_person.merge(village.actor, one, other)
    merge(township.store, *bag(village.store))
    assert list(shown(township)["cards"]) == [one]
    assert shown(township) == shown(village)


def test_months_count_one_person_with_the_visits_of_both_files(app: Application) -> None:
    one, other = twins(app)
    visit(app, one)
    visit(app, other, back=1, findings=(FindingDraft(kind="need", what="缺煤"),))

    def figures() -> dict[str, Any]:
        rows = app.indicators.month(app.actor, TODAY.year, TODAY.month)
        return {row.key: (row.numerator, row.denominator) for row in rows}

    apart = figures()
    app.same_person.merge(app.actor, one, other)
    together = figures()
    assert (apart["registered_60"][0], together["registered_60"][0]) == (2, 1)
    for key in ("visits", "findings_found", "findings_open"):
        assert together[key] == apart[key], key
    assert together["visits"][0] == 2


def test_a_village_counts_what_was_found_on_a_file_that_was_kept_in_another_village(
    app: Application,
) -> None:
    uids = [
        app.register.save(app.actor, ElderDraft(name="包小明", village_code=code, birth_on=date(1950, 2, 1)))
        for code in VILLAGES[:2]
    ]
    visit(app, uids[1], findings=(FindingDraft(kind="need", what="缺煤"),))
    joined = app.same_person.merge(app.actor, *uids).uid

    village = app.register.get(app.actor, joined).village_code
    rows = app.indicators.month(app.actor, TODAY.year, TODAY.month, village_code=village)
    figures = {row.key: row.numerator for row in rows}
    assert (figures["registered_60"], figures["visits"], figures["findings_found"]) == (1, 1, 1)


def test_an_export_has_one_line_for_the_person_and_comes_back_unchanged(
    app: Application, tmp_path: Path
) -> None:
    one, other = twins(app)
    app.same_person.merge(app.actor, one, other)
    path = tmp_path / "register.xlsx"
    assert app.exports.register(app.actor, path) == 1
    preview = app.imports.preview(app.actor, path)
    assert (preview.created, preview.updated) == (0, 0)


def test_a_household_counts_a_person_with_two_files_once(app: Application) -> None:
    one, other = twins(app)
    with app.store.writing("户", "王秀英", now=app.clock.now()) as unit:
        home = unit.add(RECORDS["household"](head_name="李福", village_code=VILLAGES[0]))
        unit.session.flush()
        for uid in (one, other):
            unit.add(RECORDS["household_member"](elder_uid=uid, household_uid=home.uid))
        home_uid = home.uid
    app.same_person.merge(app.actor, one, other)
    assert [row.elder_uid for row in app.households.members(app.actor, home_uid)] == [one]
    assert app.households.get(app.actor, home_uid).members == ("李淑珍",)
    detail = app.register.get(app.actor, other)
    assert [(home.head_name, home.members) for home in detail.households] == [("李福", ())]
