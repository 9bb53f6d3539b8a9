"""能力评估: official results, screenings, and categories that are proposed, never set silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from desktop_app.domain.errors import FieldProblem, NotAllowed, NotFound
from desktop_app.domain.terms import AssessmentKind, EndReason
from desktop_app.services.assessment_drafts import AssessmentDraft, ItemsMissing, LevelDiffers, scale
from desktop_app.services.assessment_proposals import CategoryProposal
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from tests.services.families import DAY, FAMILY, NEIGHBOUR, READER, TODAY, WORKER, Town, field_of
from tests.services.homes import open_home

BEFORE = TODAY - 30 * DAY
ALL = {key: item.most for key, item in scale().items.items()}


def points(total: int) -> dict[str, int]:
    """Return points of all items that add up to a total."""
    made, over = dict(ALL), 90 - total
    for key, most in ALL.items():
        taken = min(most, over)
        made[key], over = most - taken, over - taken
    return made


def official(town: Town, name: str = NEIGHBOUR, **changed: Any) -> AssessmentDraft:
    draft = AssessmentDraft(
        elder_uid=town.uids[name],
        kind=AssessmentKind.OFFICIAL.value,
        assessed_on=BEFORE,
        agency="示例旗老年人能力评估站",
        level="3",
    )
    return replace(draft, **changed)


def screening(town: Town, total: int = 50, **changed: Any) -> AssessmentDraft:
    draft = AssessmentDraft(
        elder_uid=town.uids[NEIGHBOUR],
        kind=AssessmentKind.SCREENING.value,
        assessed_on=BEFORE,
        scores=points(total),
    )
    return replace(draft, **changed)


def proposal(town: Town) -> CategoryProposal:
    found = town.app.assessments.proposal(town.actor, town.uids[NEIGHBOUR])
    assert found is not None
    return found


def spans(town: Town) -> list[tuple[str, date | None, date | None, str | None, str | None]]:
    detail = town.app.register.get(town.actor, town.uids[NEIGHBOUR])
    return [
        (span.category, span.from_on, span.to_on, span.source, span.approver)
        for span in detail.categories
        if span.category != "living_alone"
    ]


def give(town: Town, category: str, from_on: date, to_on: date | None = None) -> None:
    detail = town.app.register.get(town.actor, town.uids[NEIGHBOUR])
    kept = [SpanDraft(uid=one.uid, category=one.category, from_on=one.from_on) for one in detail.categories]
    kept.append(SpanDraft(category=category, from_on=from_on, to_on=to_on))
    draft = ElderDraft(
        uid=detail.uid,
        name=detail.name,
        village_code=detail.village_code,
        birth_on=detail.birth_on,
        registered_on=detail.registered_on,
        categories=tuple(kept),
    )
    town.app.register.save(town.actor, draft)


def test_an_official_result_holds_a_year_unless_its_report_says_otherwise(town: Town) -> None:
    app, uid = town.app, town.uids[NEIGHBOUR]
    made = app.assessments.record(WORKER, official(town, reason="first", report_no=" 2026-118 "))
    (line,) = app.assessments.of_elder(READER, uid)
    assert (line.valid_until, line.days_left) == (date(2027, 10, 23), 335)
    assert (line.report_no, line.level, line.total, line.newest) == ("2026-118", "3", None, True)
    own = date(2027, 1, 31)
    app.assessments.correct(WORKER, line.uid, official(town, valid_until=own, level="2", total=60))
    assert app.assessments.get(READER, line.uid).valid_until == own
    assert (
        app.assessments.correct(WORKER, line.uid, official(town, valid_until=own, level="2", total=60))
        is None
    )
    back = app.assessments.take_back(WORKER, line.uid)
    assert not app.assessments.of_elder(READER, uid)
    town.undo(back)
    assert len(app.assessments.of_elder(READER, uid)) == 1
    with pytest.raises(NotFound):
        app.assessments.get(READER, "nothing")
    assert made


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"agency": " "}, "agency"),
    ({"level": None}, "level"),
    ({"assessed_on": TODAY + DAY}, "assessed_on"),
    ({"assessed_on": date(1026, 5, 1)}, "assessed_on"),
    ({"valid_until": BEFORE - DAY}, "valid_until"),
    ({"valid_until": date(2099, 1, 1)}, "valid_until"),
    ({"scores": {"eating": 5}}, "eating"),
    ({"scores": {"nothing": 1}}, "scores"),
    ({"conditions": ("worse",)}, "conditions"),
    ({"total": 91}, "total"),
    ({"scores": {"eating": 0}, "total": 87}, "total"),
    ({"note": "长" * 401}, "note"),
    ({"elder_uid": "nobody"}, "elder"),
)


def test_what_is_wrong_is_refused_at_its_field(town: Town) -> None:
    for changed, field in WRONG:
        with pytest.raises(FieldProblem) as refused:
            town.app.assessments.record(town.actor, official(town, **changed))
        assert field_of(refused.value) == field
    assert not town.app.assessments.of_elder(town.actor, town.uids[NEIGHBOUR])


def test_a_level_that_is_not_that_of_its_points_is_saved_once_the_note_says_why(town: Town) -> None:
    for changed in ({"scores": points(50)}, {"total": 29}, {"conditions": ("coma",)}):
        with pytest.raises(LevelDiffers) as refused:
            town.app.assessments.record(town.actor, official(town, **changed))
        assert field_of(refused.value) == "note"
    town.app.assessments.record(town.actor, official(town, scores=points(50), note="机构复核后定为3级"))
    (line,) = town.app.assessments.of_elder(town.actor, town.uids[NEIGHBOUR])
    assert (line.level, line.total, dict(line.scores)) == ("3", 50, points(50))


def test_a_screening_takes_its_level_from_all_items_and_lacks_nothing(town: Town) -> None:
    some = points(50)
    del some["walking"], some["memory"]
    with pytest.raises(ItemsMissing) as refused:
        town.app.assessments.record(town.actor, screening(town, scores=some))
    assert refused.value.details["items"] == "平地行走、记忆"
    assert field_of(refused.value) == "walking"
    town.app.assessments.record(town.actor, screening(town, conditions=("dementia", "risk_events")))
    (line,) = town.app.assessments.of_elder(town.actor, town.uids[NEIGHBOUR])
    assert (line.total, line.level, line.valid_until, line.agency) == (50, "3", None, None)
    assert (line.official, line.newest) == (False, False)
    assert town.app.assessments.latest_official(town.actor, town.uids[NEIGHBOUR]) is None


def test_a_screening_never_looks_like_an_official_result(town: Town) -> None:
    for name in ("agency", "report_no", "scan_digest", "valid_until"):
        value: Any = TODAY if name == "valid_until" else "某机构"
        with pytest.raises(FieldProblem) as refused:
            town.app.assessments.record(town.actor, screening(town, **{name: value}))
        assert field_of(refused.value) == name


def test_a_screening_cannot_become_official_nor_change_its_person(town: Town) -> None:
    town.app.assessments.record(town.actor, screening(town))
    (line,) = town.app.assessments.of_elder(town.actor, town.uids[NEIGHBOUR])
    for draft, field in (
        (official(town), "kind"),
        (screening(town, elder_uid=town.uids[FAMILY[0]]), "elder"),
    ):
        with pytest.raises(FieldProblem) as refused:
            town.app.assessments.correct(town.actor, line.uid, draft)
        assert field_of(refused.value) == field
    town.app.assessments.correct(town.actor, line.uid, screening(town, 90))
    assert town.app.assessments.get(town.actor, line.uid).level == "0"


def test_the_history_tells_points_and_conditions_in_words(town: Town) -> None:
    app, uid = town.app, town.uids[NEIGHBOUR]
    app.assessments.record(town.actor, screening(town, conditions=("dementia",)))
    newest = app.histories.entries(town.actor, app.histories.snapshot(town.actor, uid))[0]
    said = " ".join(newest.lines)
    for words in ("筛查（非正式评估）", "能力等级 能力重度受损", "平地行走 4", "确诊痴呆", "总分 50"):
        assert words in said, words
    assert "eating" not in said


def test_one_day_has_one_of_each_kind(town: Town) -> None:
    town.app.assessments.record(town.actor, official(town))
    town.app.assessments.record(town.actor, screening(town))
    for again in (official(town), screening(town)):
        with pytest.raises(FieldProblem) as refused:
            town.app.assessments.record(town.actor, again)
        assert field_of(refused.value) == "assessed_on"


def test_who_has_left_the_register_is_not_assessed_and_readers_change_nothing(town: Town) -> None:
    with pytest.raises(NotAllowed):
        town.app.assessments.record(READER, official(town))
    town.app.register.end(town.actor, town.uids[NEIGHBOUR], on=BEFORE - DAY, reason=EndReason.MOVED_OUT)
    with pytest.raises(FieldProblem):
        town.app.assessments.record(town.actor, official(town))


def test_the_newest_official_one_until_a_day_speaks(town: Town) -> None:
    uid = town.uids[NEIGHBOUR]
    for year, level in ((2024, "2"), (2025, "3")):
        town.app.assessments.record(town.actor, official(town, assessed_on=date(year, 3, 1), level=level))
    town.app.assessments.record(town.actor, screening(town, 90))
    lines = town.app.assessments.of_elder(town.actor, uid)
    assert [(one.assessed_on.year, one.newest) for one in lines] == [
        (2026, False),
        (2025, True),
        (2024, False),
    ]
    for on, level in ((date(2024, 12, 31), "2"), (TODAY, "3")):
        found = town.app.assessments.latest_official(town.actor, uid, on)
        assert found is not None
        assert found.level == level
    assert town.app.assessments.latest_official(town.actor, uid, date(2024, 2, 29)) is None
    everybody = town.app.assessments.list(town.actor, kind="official")
    assert [(row.name, row.line.newest) for row in everybody] == [(NEIGHBOUR, True), (NEIGHBOUR, False)]
    assert not town.app.assessments.list(town.actor, village_code="150425202202")


def test_a_level_proposes_a_category_and_sets_none(town: Town) -> None:
    proposed: tuple[tuple[str, ...], ...] = (
        (),
        (),
        ("partly_incapacitated",),
        ("incapacitated",),
        ("incapacitated",),
    )
    for level, gives in enumerate(proposed):
        draft = official(town, level=str(level), assessed_on=BEFORE + level * DAY)
        town.app.assessments.record(town.actor, draft)
        found = town.app.assessments.proposal(READER, town.uids[NEIGHBOUR])
        assert (found.gives if found else ()) == gives
    assert not spans(town)


def test_what_is_adopted_carries_its_source_and_can_be_undone(town: Town) -> None:
    uid = town.uids[NEIGHBOUR]
    town.app.assessments.record(town.actor, official(town, conditions=("dementia",)))
    found = proposal(town)
    assert found.gives == ("incapacitated", "dementia")
    assert "65 分" in found.source
    done = town.app.assessments.adopt(WORKER, uid, found)
    source = f"能力评估 {BEFORE.isoformat()} 3级"
    assert sorted(spans(town)) == [
        ("dementia", TODAY, None, source, "海棠"),
        ("incapacitated", TODAY, None, source, "海棠"),
    ]
    assert town.app.assessments.proposal(town.actor, uid) is None
    with pytest.raises(FieldProblem):
        town.app.assessments.adopt(WORKER, uid, found)
    town.undo(done)
    assert not spans(town)
    assert proposal(town) == found
    for wrong in (BEFORE - DAY, TODAY + DAY):
        with pytest.raises(FieldProblem) as refused:
            town.app.assessments.adopt(WORKER, uid, found, from_on=wrong)
        assert field_of(refused.value) == "from_on"
    town.app.assessments.adopt(WORKER, uid, found, from_on=BEFORE)
    assert {span[1] for span in spans(town)} == {BEFORE}


def test_a_better_level_proposes_to_end_what_a_worse_one_had_given(town: Town) -> None:
    uid = town.uids[NEIGHBOUR]
    give(town, "incapacitated", date(2026, 5, 1))
    town.app.assessments.record(town.actor, official(town, level="2"))
    found = proposal(town)
    assert (found.gives, found.ends) == (("partly_incapacitated",), ("incapacitated",))
    town.app.assessments.adopt(town.actor, uid, found)
    assert sorted(span[:3] for span in spans(town)) == [
        ("incapacitated", date(2026, 5, 1), TODAY - DAY),
        ("partly_incapacitated", TODAY, None),
    ]
    town.app.assessments.record(town.actor, official(town, assessed_on=TODAY, level="1"))
    assert (proposal(town).gives, proposal(town).ends) == ((), ("partly_incapacitated",))
    town.app.assessments.adopt(town.actor, uid, proposal(town))  # it never held a day: taken back
    assert [span[0] for span in spans(town)] == ["incapacitated"]


def test_a_level_without_category_proposes_to_end_both(town: Town) -> None:
    give(town, "partly_incapacitated", date(2026, 5, 1))
    town.app.assessments.record(town.actor, official(town, level="1"))
    assert (proposal(town).gives, proposal(town).ends) == ((), ("partly_incapacitated",))


def test_what_people_decided_since_the_assessment_stands(town: Town) -> None:
    uid = town.uids[NEIGHBOUR]
    town.app.assessments.record(town.actor, official(town, level="3"))
    give(town, "incapacitated", date(2026, 5, 1), TODAY - 3 * DAY)  # ended after the assessment, by somebody
    assert town.app.assessments.proposal(town.actor, uid) is None
    town.app.assessments.record(town.actor, official(town, assessed_on=TODAY - DAY, level="3"))
    assert proposal(town).gives == ("incapacitated",)


def test_what_is_put_off_stays_so_until_a_newer_assessment(town: Town) -> None:
    uid = town.uids[NEIGHBOUR]
    town.app.assessments.record(town.actor, official(town))
    assert proposal(town).put_off is None
    with pytest.raises(NotAllowed):
        town.app.assessments.put_off(READER, uid, proposal(town))
    town.app.assessments.put_off(WORKER, uid, proposal(town))
    assert proposal(town).put_off == (TODAY, "海棠")
    town.app.assessments.record(town.actor, official(town, assessed_on=BEFORE + DAY, level="4"))
    assert proposal(town).put_off is None


def test_an_assessment_that_is_over_proposes_nothing(town: Town) -> None:
    town.app.assessments.record(town.actor, official(town, assessed_on=date(2025, 3, 1)))
    assert town.app.assessments.proposal(town.actor, town.uids[NEIGHBOUR]) is None


def test_a_screening_only_proposes_to_ask_for_an_official_assessment(town: Town) -> None:
    uid = town.uids[NEIGHBOUR]
    town.app.assessments.record(town.actor, screening(town, 90))
    assert town.app.assessments.proposal(town.actor, uid) is None
    town.app.assessments.record(town.actor, screening(town, 40, assessed_on=TODAY))
    found = proposal(town)
    assert (found.asks, found.gives, found.ends) == (True, (), ())
    with pytest.raises(FieldProblem):
        town.app.assessments.adopt(town.actor, uid, found)
    town.app.assessments.record(town.actor, official(town, assessed_on=TODAY, level="4"))
    assert proposal(town).gives == ("incapacitated",)
    assert not spans(town)


def test_both_files_of_one_person_are_read_as_one(town: Town) -> None:
    app, first, second = town.app, town.uids[NEIGHBOUR], town.uids[FAMILY[0]]
    app.assessments.record(town.actor, official(town))
    app.assessments.record(town.actor, official(town, FAMILY[0], assessed_on=TODAY, level="4"))
    app.same_person.merge(town.actor, first, second)
    assert [line.level for line in app.assessments.of_elder(town.actor, first)] == ["4", "3"]
    assert app.assessments.of_elder(town.actor, second) == app.assessments.of_elder(town.actor, first)
    assert len({row.line.elder_uid for row in app.assessments.list(town.actor)}) == 1
    with pytest.raises(FieldProblem):
        app.assessments.record(town.actor, official(town, FAMILY[0], level="2"))
    found = proposal(town)
    app.assessments.adopt(town.actor, second, found)
    assert app.assessments.proposal(town.actor, first) is None


def test_a_scan_that_an_assessment_names_is_not_swept_away(town: Town, tmp_path: Path) -> None:
    picture = tmp_path / "report.jpg"
    Image.new("RGB", (80, 60), "white").save(picture)
    digest = town.app.photos.add(town.actor, picture).digest
    town.app.assessments.record(town.actor, official(town, scan_digest=digest))
    (line,) = town.app.assessments.of_elder(town.actor, town.uids[NEIGHBOUR])
    assert line.scan_here
    folder = town.app.store.folder
    town.app.close()
    later = open_home(folder, on=TODAY + 30 * DAY)
    try:
        assert later.photos.sweep(later.actor) == 0
        assert later.photos.content(later.actor, digest)
    finally:
        later.close()
