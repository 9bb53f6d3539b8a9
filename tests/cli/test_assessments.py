"""``assessments`` on a real home: official results, screenings, and what they propose."""

from __future__ import annotations

from tests.cli.conftest import CommandLine
from tests.cli.test_obligations import people

ITEMS_OF_A_SCREENING = (
    "eating=3 grooming=2 bathing=1 upper_dress=2 lower_dress=2 urination=3 defecation=3 toileting=2 bed_move=2 "
    "chair_move=2 walking=2 stairs=1 time_sense=3 place_sense=3 people_sense=3 memory=2 understanding=3 "
    "expression=3 aggression=1 depression=0 consciousness=2 vision=1 hearing=1 affairs=1 transport=1 social=2"
).split()


def scores(items: list[str]) -> list[str]:
    return [part for item in items for part in ("--score", item)]


def test_an_official_result_is_recorded_listed_shown_adopted_and_taken_back(filled: CommandLine) -> None:
    uid = people(filled)[0]["elder_uid"]
    wanted = ("assessments", "record", "--elder", uid, "--agency", "示例旗评估站", "--on", "2026-11-02")
    wrong = filled.json(*wanted, "--level", "3", "--total", "60")
    assert (wrong.code, wrong.document["error"]["code"]) == (2, "assessment_level")
    made = filled.json(
        *wanted, "--level", "3", "--total", "40", "--condition", "dementia", "--note", "按报告"
    )
    assert made.code == 0
    (row,) = filled.json("assessments", "list", "--elder", uid).document
    line = row["line"]
    assert (line["level"], line["valid_until"], line["newest"]) == ("3", "2027-11-02", True)
    assert "示例旗评估站" in filled.run("assessments", "show", line["uid"]).out
    assert "正式评估" in filled.run("assessments", "list").out
    assert filled.json("assessments", "proposal", uid).document["gives"] == ["incapacitated", "dementia"]
    assert "65 分" in filled.run("assessments", "proposal", uid).out
    adopted = filled.run("assessments", "adopt", uid)
    assert (adopted.code, "已加“失能”" in adopted.out) == (0, True)
    assert filled.json("assessments", "adopt", uid).document == {"change_set": None}
    assert filled.run("assessments", "take-back", line["uid"]).code == 0
    assert filled.json("assessments", "list").document == []
    assert "没有能力评估" in filled.run("assessments", "list").out


def test_a_screening_needs_every_item_and_says_that_it_is_not_official(filled: CommandLine) -> None:
    uid = people(filled)[0]["elder_uid"]
    lacking = filled.json("assessments", "screen", "--elder", uid, *scores(ITEMS_OF_A_SCREENING[1:]))
    assert lacking.code == 2
    assert "进食" in lacking.document["error"]["what"]
    done = filled.run("assessments", "screen", "--elder", uid, *scores(ITEMS_OF_A_SCREENING))
    assert (done.code, "筛查（非正式评估）" in done.out, "申请正式评估" in done.out) == (0, True, True)
    (row,) = filled.json("assessments", "list", "--kind", "screening").document
    assert (row["line"]["total"], row["line"]["level"], row["line"]["agency"]) == (51, "2", None)
    assert "平地行走 2" in filled.run("assessments", "show", row["line"]["uid"]).out
    assert filled.json("assessments", "proposal", uid).document["asks"] is True


def test_a_score_that_cannot_be_is_refused_in_words(filled: CommandLine) -> None:
    uid = people(filled)[0]["elder_uid"]
    for wrong in (["eating"], ["eating=x"], ["eating=3", "eating=4"], ["eating=5"], ["nothing=1"]):
        refused = filled.json("assessments", "screen", "--elder", uid, *scores(wrong))
        assert (refused.code, "error" in refused.document) == (2, True)
    assert len(filled.json("assessments", "items").document) == 26
    assert "自拟" in filled.run("assessments", "items").out
