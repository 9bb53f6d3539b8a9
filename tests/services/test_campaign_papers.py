"""The call tree of a real store: phones in full, whom to ask, what is known of warmth, and a note of who printed it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem
from desktop_app.reports.paper import Signed
from desktop_app.services.campaign_papers import call_tree
from desktop_app.services.campaign_rows import CampaignDraft, PeopleChoice
from desktop_app.services.register_drafts import ContactDraft, ElderDraft, ResidenceDraft, SpanDraft
from desktop_app.services.visit_drafts import VisitDraft
from tests.services.homes import TODAY, VILLAGES


@pytest.fixture
def campaign(empty: Application) -> str:
    """Return a campaign for two people: one with everything known, one with nothing."""
    actor = empty.actor
    visitor = empty.register.add_visitor(actor, "苏日娜", "volunteer", phone="13800138009")
    known = empty.register.save(
        actor,
        ElderDraft(
            name="乌云其木格",
            birth_on=date(1940, 1, 1),
            sex="2",
            village_code=VILLAGES[0],
            group_name="三组",
            phone="13800138001、0476-4512345",
            visitor_uid=visitor,
            registered_on=date(2026, 1, 1),
            categories=(SpanDraft(category="living_alone"),),
            contacts=(
                ContactDraft(name="王建国", relation="儿子", phone="13900139002", roles=("emergency",)),
                ContactDraft(name="张大山", phone="13700137004", roles=("neighbour", "key_holder")),
            ),
            residences=(ResidenceDraft(kind="pasture", place="夏营盘", from_on=TODAY - timedelta(days=30)),),
        ),
    )
    unknown = empty.register.save(
        actor, ElderDraft(name="李福", birth_on=date(1950, 1, 1), sex="1", village_code=VILLAGES[1])
    )
    empty.visits.record(
        actor,
        VisitDraft(
            elder_uid=known,
            visited_on=TODAY - timedelta(days=5),
            mode="in_person",
            outcome="met_in_person",
            visitor_name="苏日娜",
            answers={"safety.heating": "no_fuel", "safety.stove": "damaged", "safety.flue": "normal"},
        ),
    )
    draft = CampaignDraft(
        title="寒潮专项探访",
        from_on=TODAY,
        to_on=TODAY + timedelta(days=2),
        choice=PeopleChoice(rest=False, also=(known, unknown)),
    )
    return empty.campaigns.start(actor, draft).uid


def test_the_paper_names_whom_to_call_and_what_to_look_at(empty: Application, campaign: str) -> None:
    detail = empty.campaigns.progress(empty.actor, campaign)
    signed = Signed(unit="苏木", division="", made_by="王秀英", printed_at=empty.clock.now(), masked=False)
    with empty.store.reading() as session:
        tree = call_tree(session, signed, detail, TODAY)
    first, second = tree.groups
    assert (first.visitor, first.visitor_phone, second.visitor) == ("苏日娜", "13800138009", "")
    (line,) = first.lines
    assert line.phones == ("13800138001", "0476-4512345")
    assert line.emergency == ("儿子 王建国 13900139002",)
    assert line.neighbours == ("邻居、钥匙保管人 张大山 13700137004",)
    assert line.place.startswith("三组")
    assert "现住牧点（季节）：夏营盘" in line.notes
    assert "独居" in line.notes
    assert {"取暖：燃料不足", "炉具：破损漏烟"} <= set(line.notes)
    assert not any("烟道" in note for note in line.notes)
    assert (line.made, second.lines[0].phones, second.lines[0].notes) == ("", (), ())


def test_who_was_reached_is_filled_in_and_who_is_exempt_is_left_out(
    empty: Application, campaign: str
) -> None:
    actor = empty.actor
    known, unknown = (target.uid for target in empty.campaigns.progress(actor, campaign).targets)
    for elder, outcome in ((known, "met_in_person"), (unknown, "in_hospital")):
        empty.visits.record(
            actor,
            VisitDraft(
                elder_uid=elder,
                visited_on=TODAY,
                visited_time="10:30",
                mode="in_person",
                outcome=outcome,
                visitor_name="苏日娜",
            ),
        )
    detail = empty.campaigns.progress(actor, campaign)
    signed = Signed(unit="苏木", division="", made_by="王秀英", printed_at=empty.clock.now(), masked=False)
    with empty.store.reading() as session:
        tree = call_tree(session, signed, detail, TODAY)
    (group,) = tree.groups
    assert [(line.made, line.mode, line.outcome) for line in group.lines] == [
        ("11月22日\n10:30", "上门", "见到本人")
    ]


def test_making_it_is_noted_and_needs_a_campaign(empty: Application, campaign: str, tmp_path: Path) -> None:
    made = empty.reports.make(empty.actor, "campaign-call-tree", tmp_path / "a.pdf", campaign_uid=campaign)
    assert (made.people, made.pages) == (2, 3)
    noted = empty.access_log.list(empty.actor)[0]
    assert (noted.what, noted.people) == ("专项探访电话联络表", 2)
    with pytest.raises(FieldProblem):
        empty.reports.make(empty.actor, "campaign-call-tree", tmp_path / "b.pdf")
