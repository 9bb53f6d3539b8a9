"""``twins`` on a real home: list, merge, separate, differ."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.bootstrap import open_application
from desktop_app.services.clock import Clock
from desktop_app.services.register_drafts import ElderDraft
from tests.cli.conftest import AS_OF, PASSWORD, TOWNSHIP, CommandLine

VILLAGE = f"{TOWNSHIP[:9]}201"


@pytest.fixture
def pair(empty: CommandLine) -> tuple[str, str]:
    """One person registered twice; the uids of both files."""
    app = open_application(empty.home, PASSWORD, clock=Clock(fixed_on=AS_OF))
    try:
        one, other = (
            app.register.save(
                app.actor, ElderDraft(name=name, village_code=VILLAGE, birth_on=date(1943, 3, 8), sex="2")
            )
            for name in ("李淑珍", "李淑贞")
        )
    finally:
        app.close()
    return one, other


def test_a_pair_is_listed_merged_and_separated(empty: CommandLine, pair: tuple[str, str]) -> None:
    one, other = pair
    listed = empty.json("twins", "list").document
    assert [(row["uid"], row["other_uid"], row["score"], row["disputed"]) for row in listed] == [
        (one, other, 60, False)
    ]
    assert {"points": 20, "words": "姓名读音相同（李淑珍／李淑贞）"} in listed[0]["reasons"]
    assert "出生日期相同 +32" in empty.run("twins", "list").out
    assert empty.json("twins", "list", "--at-least", "61").document == []

    merged = empty.json("twins", "merge", other, one, "--keep", f"name={other}")
    assert (merged.code, merged.document["uid"]) == (0, one)
    found = empty.json("register", "find", "李淑").document
    assert [(row["uid"], row["name"]) for row in found] == [(one, "李淑贞")]
    assert "没有发现" in empty.run("twins", "list").out

    assert empty.json("twins", "separate", one, other).code == 0
    assert len(empty.json("register", "find", "李淑").document) == 2
    again = empty.json("twins", "separate", one, other)
    assert (again.code, again.document["error"]["code"]) == (2, "same_person.not_together")


def test_not_the_same_person_is_remembered(empty: CommandLine, pair: tuple[str, str]) -> None:
    done = empty.json("twins", "differ", *pair, "--why", "堂姐妹")
    assert done.code == 0
    assert empty.json("twins", "list").document == []
    assert empty.json("undo", done.document["change_set"]).code == 0
    assert len(empty.json("twins", "list").document) == 1


def test_a_file_is_not_merged_with_itself(empty: CommandLine, pair: tuple[str, str]) -> None:
    refused = empty.run("twins", "merge", pair[0], pair[0])
    assert refused.code == 2
    assert "不能和自己合并" in refused.err
    assert "数据没有改动" in refused.err


@pytest.mark.parametrize("keep", ["name", "shoe={one}", "name=nobody"])
def test_keep_names_a_field_and_one_of_the_two(empty: CommandLine, pair: tuple[str, str], keep: str) -> None:
    refused = empty.json("twins", "merge", *pair, "--keep", keep.format(one=pair[0]))
    assert (refused.code, refused.document["error"]["code"]) == (2, "cli.usage")
