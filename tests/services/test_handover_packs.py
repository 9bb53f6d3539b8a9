"""What goes with a handover: its record, the findings that move along, and the pack that both sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.terms import FindingStepKind
from desktop_app.models import Finding, FindingStep
from desktop_app.services.handovers import HandoverDraft, HandoverRow
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from tests.services.families import FAMILY, TODAY, Town

A, B = "海棠", "赵宝山"


def hand_over(town: Town, **changed: object) -> HandoverRow:
    draft = HandoverDraft(
        from_uid=town.visitors[A],
        to_uid=town.visitors[B],
        from_on=TODAY,
        reason="产假",
        note="钥匙在村委会抽屉",
        witness="王秀英",
    )
    town.app.handovers.apply(town.app.actor, replace(draft, **changed))  # type: ignore[arg-type]  # any field
    return town.app.handovers.past(town.app.actor)[0]


def find_something(town: Town) -> str:
    """Visit one of the family, find a hazard that the first visitor sees to, and return its uid."""
    town.app.visits.record(
        town.app.actor,
        VisitDraft(
            elder_uid=town.uids[FAMILY[0]],
            visited_on=TODAY,
            mode="in_person",
            outcome="met_in_person",
            visitor_uid=town.visitors[A],
            summary="老人说夜里咳嗽",
            findings=(FindingDraft(kind="hazard", what="炉子漏烟"),),
        ),
    )
    with town.app.store.writing("指派", "王秀英") as unit:
        finding = unit.session.execute(select(Finding)).scalar_one()
        finding.owner_uid = town.visitors[A]
        return finding.uid


def owner_of(town: Town, uid: str) -> str | None:
    with town.app.store.reading() as session:
        return session.execute(select(Finding.owner_uid).where(Finding.uid == uid)).scalar_one()


def test_a_handover_stays_on_record_with_what_was_said(town: Town) -> None:
    made = hand_over(town)
    assert (made.from_name, made.to_name, made.until) == (A, B, None)
    assert (made.reason, made.note, made.witness) == ("产假", "钥匙在村委会抽屉", "王秀英")
    assert made.elder_uids
    assert town.app.handovers.past(town.app.actor, visitor_uid=town.visitors[B]) == [made]


def test_open_findings_go_to_whoever_takes_over_for_good(town: Town) -> None:
    uid = find_something(town)
    assert hand_over(town).findings == 1
    assert owner_of(town, uid) == town.visitors[B]
    with town.app.store.reading() as session:
        (step,) = session.execute(select(FindingStep)).scalars()
        assert (step.kind, step.done_on) == (FindingStepKind.ASSIGNED.value, TODAY)


def test_findings_stay_with_whoever_is_only_away(town: Town) -> None:
    uid = find_something(town)
    assert hand_over(town, until=TODAY + timedelta(30)).findings == 0
    assert owner_of(town, uid) == town.visitors[A]


def test_undoing_a_handover_takes_its_record_back_too(town: Town) -> None:
    uid = find_something(town)
    draft = HandoverDraft(from_uid=town.visitors[A], to_uid=town.visitors[B], from_on=TODAY)
    done = town.app.handovers.apply(town.app.actor, draft)
    assert done.change_set is not None
    town.app.undo.undo(town.app.actor, done.change_set)
    assert town.app.handovers.past(town.app.actor) == []
    assert owner_of(town, uid) == town.visitors[A]


def test_the_pack_tells_of_each_person_what_the_other_must_know(town: Town, tmp_path: Path) -> None:
    find_something(town)
    town.app.drafts.keep(town.app.actor, "visit", town.uids[FAMILY[0]], {"summary": "没写完"})
    about = {"elder_uid": town.uids[FAMILY[0]]}
    town.app.drafts.keep(town.app.actor, "visit_correction", "a-visit", about)
    town.app.drafts.keep(
        town.app.actor, "household_round", "a-home", {**about, "people": {town.uids[FAMILY[0]]: {}}}
    )
    made = hand_over(town)
    out = tmp_path / "pack.pdf"
    town.app.reports.make(town.app.actor, "handover-pack", out, handover_uid=made.uid)
    text = "".join(page.extract_text() for page in PdfReader(out).pages).replace("\n", "")
    for told in (
        A,
        B,
        "王秀英",
        "产假",
        "钥匙在村委会抽屉",
        FAMILY[0],
        "炉子漏烟",
        "老人说夜里咳嗽",
        "探访登记（",
        "探访更正（",
        "入户同访（",
    ):
        assert told in text, told
    assert "没写完" not in text


def test_a_pack_without_a_handover_is_refused_in_words(town: Town, tmp_path: Path) -> None:
    with pytest.raises(FieldProblem) as refused:
        town.app.reports.make(town.app.actor, "handover-pack", tmp_path / "pack.pdf")
    assert refused.value.details["field"] == "handover"
    assert not (tmp_path / "pack.pdf").exists()
