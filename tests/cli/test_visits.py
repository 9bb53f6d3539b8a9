"""``visits``: recorded with what was measured and who signed, corrected with a reason, read version by version."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.cli.conftest import CommandLine

MADE = ("--on", "2026-11-19", "--mode", "上门", "--outcome", "met_in_person", "--visitor", "李志强")


@pytest.fixture
def elder(empty: CommandLine) -> str:
    """Return the uid of somebody on the register."""
    empty.home.joinpath("people.csv").write_text(
        "姓名,嘎查村,联系电话\n包小明,达根诺尔嘎查,13800000001\n", encoding="utf-8"
    )
    empty.run("register", "import", empty.home / "people.csv", "--since", "2026-10-01")
    return str(empty.json("register", "find", "包小明").document[0]["uid"])


def test_a_visit_is_recorded_corrected_and_read_version_by_version(empty: CommandLine, elder: str) -> None:
    measured = ("--measure", "systolic=185", "--measure", "体温=36.5")
    signed = ("--signed", "他人代签", "--signed-by", "包建国（儿子）")
    run = empty.json("visits", "record", "--elder", elder, *MADE, "--summary", "身体好", *measured, *signed)
    assert run.code == 0
    uid = run.document["uid"]

    (only,) = empty.json("visits", "versions", uid).document
    assert only["row"]["measures"] == {"systolic": "185", "temperature": "36.5"}
    assert (only["row"]["signed_as"], only["row"]["signed_by"]) == ("proxy", "包建国（儿子）")

    done = empty.json(
        "visits", "correct", uid, "--because", "抄错一位", "--measure", "systolic=135", "--signed", "self"
    )
    assert done.code == 0
    newest, first = empty.json("visits", "versions", uid).document
    assert [one["number"] for one in (newest, first)] == [2, 1]
    assert newest["reason"] == "抄错一位"
    # What was not written on the command line stays as it was.
    assert (newest["row"]["summary"], newest["row"]["visitor"]) == ("身体好", "李志强")
    assert newest["row"]["measures"] == {"systolic": "135", "temperature": "36.5"}
    assert (newest["row"]["signed_as"], newest["row"]["signed_by"]) == ("self", None)
    told = empty.run("visits", "versions", uid).out
    assert "第 2 版" in told
    assert "收缩压 185 mmHg → 135 mmHg" in told

    assert empty.run("undo", done.document["change_set"]).code == 0
    assert len(empty.json("visits", "versions", uid).document) == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--measure", "systolic"), "systolic=135"),
        (("--measure", "pulse=72"), "systolic=135"),
        (("--measure", "temperature=56"), "应在 32.0 到 43.0 ℃ 之间"),
        (("--measure", "systolic=80", "--measure", "diastolic=90"), "应高于舒张压"),
        (("--signed", "proxy"), "代签人"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    empty: CommandLine, elder: str, more: Sequence[str], said: str
) -> None:
    run = empty.run("visits", "record", "--elder", elder, *MADE, *more)
    assert run.code == 2
    assert said in run.err
    assert "{" not in run.err


def test_a_correction_says_why(empty: CommandLine, elder: str) -> None:
    uid = empty.json("visits", "record", "--elder", elder, *MADE).document["uid"]
    assert empty.run("visits", "correct", uid, "--summary", "改").code == 2
    refused = empty.json("visits", "correct", uid, "--summary", "改", "--because", " ")
    assert (refused.code, refused.document["error"]["code"]) == (2, "field")
    nothing = empty.json("visits", "correct", uid, "--because", "核对")
    assert (nothing.code, nothing.document["change_set"]) == (0, None)
    assert len(empty.json("visits", "versions", uid).document) == 1
    assert empty.json("visits", "versions", "nobody").document["error"]["code"] == "not_found"


def test_a_sheet_that_came_back_already_is_refused_unless_one_is_sure(empty: CommandLine, elder: str) -> None:
    again = ("visits", "record", "--elder", elder, *MADE, "--sheet-no", "A-17")
    first = empty.json(*again)
    assert first.code == 0
    refused = empty.json(*again)
    assert (refused.code, refused.document["error"]["code"]) == (2, "sheet.in_doubt")
    assert "已经在" in refused.document["error"]["what"]
    assert "--sure" in refused.document["error"]["do_now"]
    assert empty.json(*again, "--sure").code == 0
    # A correction that leaves the number alone asks nothing.
    uid = first.document["uid"]
    assert empty.json("visits", "correct", uid, "--because", "补充", "--summary", "身体好").code == 0
