"""Every version of a visit stays readable: corrected, merged from elsewhere, corrected apart, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import NotFound
from desktop_app.domain.terms import UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_drafts import PhotoDraft, VisitDraft
from desktop_app.services.visit_versions import VisitVersion
from tests.services.homes import VILLAGES, Home
from tests.services.test_batches import Pair, introduce
from tests.services.test_visits import add_picture

DAY = date(2026, 11, 20)


def visit(elder_uid: str, **facts: Any) -> VisitDraft:
    base: dict[str, Any] = {"visited_on": DAY, "mode": "in_person", "outcome": "met_in_person"}
    return VisitDraft(elder_uid=elder_uid, **{**base, "visitor_name": "李志强", **facts})


def recorded(app: Application, **facts: Any) -> tuple[str, str]:
    """Register somebody and a visit; returns both uids."""
    uid = app.register.save(app.actor, ElderDraft(name="包小明", village_code=VILLAGES[0]))
    return uid, app.visits.record(app.actor, visit(uid, **facts))


def correct(app: Application, elder: str, uid: str, because: str, **facts: Any) -> str:
    done = app.visits.correct(app.actor, uid, visit(elder, corrected_because=because, **facts))
    assert done is not None
    return done


def versions(app: Application, uid: str) -> list[VisitVersion]:
    return app.visit_versions.of_visit(app.actor, uid)


def test_a_visit_that_was_never_corrected_has_one_version(empty: Application) -> None:
    elder, uid = recorded(empty, summary="身体好")
    (only,) = versions(empty, uid)
    assert (only.number, only.actor, only.reason, only.changed) == (1, empty.actor.name, "", ())
    assert [only.row] == empty.visits.of_elder(empty.actor, elder)


def test_each_correction_is_a_whole_version_with_its_reason_and_what_changed(empty: Application) -> None:
    elder, uid = recorded(empty, summary="身体好", measures={"systolic": "135"}, companions="苏日娜")
    before = empty.visits.of_elder(empty.actor, elder)[0]
    correct(empty, elder, uid, "听错了", summary="腿疼", measures={"systolic": "185"}, companions="苏日娜")
    second = empty.visits.of_elder(empty.actor, elder)[0]
    correct(
        empty,
        elder,
        uid,
        "纸单上是电话",
        summary="腿疼",
        mode="phone",
        outcome="met_remotely",
        signed_as="proxy",
        signed_by="包建国（儿子）",
    )
    third, again, first = versions(empty, uid)

    assert [one.number for one in (first, again, third)] == [1, 2, 3]
    assert [first.row, again.row] == [before, second]
    assert [third.row] == empty.visits.of_elder(empty.actor, elder)
    assert [again.reason, third.reason] == ["听错了", "纸单上是电话"]
    assert again.changed == ("情况 身体好 → 腿疼", "收缩压 135 mmHg → 185 mmHg")
    assert third.changed == (
        "探访方式 上门 → 电话",
        "探访结果 见到本人 → 通话到本人",
        "签字情况 空 → 他人代签",
        "代签人 空 → 包建国（儿子）",
        "同行人 苏日娜 → 空",
        "收缩压 185 mmHg → 空",
    )
    assert not any(one.apart for one in (first, again, third))


def test_two_corrections_for_the_same_reason_each_have_it(empty: Application) -> None:
    elder, uid = recorded(empty)
    for summary in ("一", "二"):
        correct(empty, elder, uid, "补写情况", summary=summary)
    assert [one.reason for one in versions(empty, uid)] == ["补写情况", "补写情况", ""]


def test_an_undone_correction_is_no_version_and_one_done_again_is(empty: Application) -> None:
    elder, uid = recorded(empty, summary="身体好")
    before = versions(empty, uid)
    done = correct(empty, elder, uid, "听错了", summary="腿疼")
    empty.undo.undo(empty.actor, done)
    assert versions(empty, uid) == before
    back = empty.undo.recent(empty.actor)[0].uid
    empty.undo.undo(empty.actor, back)
    again, first = versions(empty, uid)
    assert (first, again.row.summary, again.reason) == (before[0], "腿疼", "听错了")


def test_a_visit_that_was_taken_back_can_still_be_read(empty: Application) -> None:
    elder, uid = recorded(empty, summary="身体好")
    correct(empty, elder, uid, "听错了", summary="腿疼")
    before = versions(empty, uid)
    empty.visits.take_back(empty.actor, uid)
    assert versions(empty, uid) == before


def test_a_visit_whose_recording_was_undone_can_still_be_read(empty: Application) -> None:
    _elder, uid = recorded(empty, summary="身体好")
    before = versions(empty, uid)
    empty.undo.undo(empty.actor, empty.undo.recent(empty.actor)[0].uid)
    assert versions(empty, uid) == before


def test_photos_are_told_by_their_number(empty: Application) -> None:
    for sign in "pq":
        add_picture(empty, sign * 64)
    elder, uid = recorded(empty, photos=(PhotoDraft("p" * 64),))
    correct(empty, elder, uid, "换照片", photos=(PhotoDraft("q" * 64),))
    # Nothing but photos, and the same reason: the visit itself is not written.
    correct(empty, elder, uid, "换照片", photos=(PhotoDraft("q" * 64, "灶间"),))
    correct(empty, elder, uid, "换照片", photos=())
    told = [one.changed for one in versions(empty, uid)]
    assert told == [("删去照片 1 张",), ("改照片说明 1 处",), ("添加照片 1 张", "删去照片 1 张"), ()]
    empty.visits.take_back(empty.actor, uid)
    assert [one.changed for one in versions(empty, uid)] == told


def test_readers_may_read_versions_and_what_is_no_visit_has_none(empty: Application) -> None:
    _elder, uid = recorded(empty)
    reader = Actor("白音", UserRole.READER)
    assert len(empty.visit_versions.of_visit(reader, uid)) == 1
    with pytest.raises(NotFound):
        versions(empty, "nobody")


@pytest.fixture
def pair(opener: Callable[[Home], Application], empty_home: Home, county_home: Home, tmp_path: Path) -> Pair:
    """Return a township and a county that know each other."""
    made = Pair(opener(empty_home), opener(county_home), tmp_path)
    introduce(made.township, made.county, tmp_path)
    return made


def test_versions_are_the_same_at_every_site_also_of_corrections_made_apart(pair: Pair) -> None:
    township, county = pair.township, pair.county
    elder, uid = recorded(township, summary="身体好", sheet_no="A-12")
    county.batches.merge(county.actor, pair.send())
    assert versions(county, uid) == versions(township, uid)

    correct(township, elder, uid, "乡里核对", summary="腿疼", sheet_no="A-12")
    correct(county, elder, uid, "旗里核对", summary="摔过一跤", sheet_no="A-13")
    county.batches.merge(county.actor, pair.send())
    township.batches.merge(township.actor, pair.back())
    at_county, at_township = versions(county, uid), versions(township, uid)
    assert at_county == at_township
    third, second, first = at_county
    # Each shows what its own writer put down, whichever value stands while nobody has settled it.
    assert {(one.reason, one.row.summary) for one in (second, third)} == {
        ("乡里核对", "腿疼"),
        ("旗里核对", "摔过一跤"),
    }
    assert (first.apart, second.apart, third.apart) == (False, False, True)
    assert first.row.summary == "身体好"

    for conflict in county.conflicts.list(county.actor):
        county.conflicts.settle(county.actor, conflict.uid, 0)
    township.batches.merge(township.actor, pair.back())
    settled = versions(township, uid)
    assert settled == versions(county, uid)
    assert [settled[0].row] == township.visits.of_elder(township.actor, elder)
    assert settled[-3:] == at_county
    assert all(one.reason == "处理冲突" for one in settled[:-3])
    assert county.checks.run(county.actor) == []
