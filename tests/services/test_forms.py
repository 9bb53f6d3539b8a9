"""一人一档, a year's visits and the notice from the register: for one, a village, everybody, or empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.errors import FieldProblem, NotFound
from desktop_app.domain.terms import ContactRole
from desktop_app.reports.catalogue import CATALOGUE, Ask
from desktop_app.reports.statements import unpack
from desktop_app.services import form_people
from desktop_app.services.access_log import AccessFilter
from desktop_app.services.paper_orders import Made
from desktop_app.services.register_drafts import (
    ContactDraft,
    ElderDraft,
    HealthDraft,
    SpanDraft,
    WillingnessDraft,
)
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from tests.reports import pdf
from tests.services.families import FAMILY, NEIGHBOUR, READER, TODAY, Town
from tests.services.homes import VILLAGES, Home, open_home

ID_NUMBER, PHONE = "150425194205010021", "13800138001"
PEOPLE = ("person-file", "visit-year", "notice")
BLANK = [entry.name for entry in CATALOGUE if Ask.BLANK in entry.asks]


@pytest.fixture(scope="module")
def office(town_home: tuple[Home, Town], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Give all tests of this file the town with one person of whom more is known: a son, an answer, visits, a hazard."""
    home, made = town_home
    app = open_home(home.copy(tmp_path_factory.mktemp("office") / "home"))
    town = furnish(replace(made, app=app, uids=dict(made.uids)))
    yield town
    app.close()


def furnish(town: Town) -> Town:
    """Register the person and what is known of her."""
    app, actor = town.app, town.actor
    son = ContactDraft(
        name="李强", relation="儿子", phone="13800138002", roles=(ContactRole.EMERGENCY.value,)
    )
    asked = WillingnessDraft(kind="refuses", asked_on=date(2026, 5, 1), witness="海棠", note="女儿每天来")
    uid = app.register.save(
        actor,
        ElderDraft(
            name="王大娘",
            village_code=VILLAGES[1],
            id_number=ID_NUMBER,
            birth_on=date(1942, 5, 1),
            phone=PHONE,
            registered_on=date(2026, 3, 1),
            categories=(SpanDraft(category="incapacitated", from_on=date(2026, 3, 1)),),
            contacts=(son,),
            willingness=(asked,),
            health=(HealthDraft(kind="disease", what="糖尿病"),),
        ),
    )
    for weeks, outcome in ((9, "met_in_person"), (5, "not_at_home"), (1, "met_in_person")):
        draft = VisitDraft(
            elder_uid=uid,
            visited_on=TODAY - timedelta(weeks=weeks),
            mode="in_person",
            outcome=outcome,
            visitor_name="海棠",
            summary=f"第{weeks}周的话",
            findings=(FindingDraft(kind="hazard", what="炉管漏烟", referred_to="村建办"),)
            if weeks == 1
            else (),
        )
        app.visits.record(actor, draft)
    town.uids["王大娘"] = uid
    return town


def make(town: Town, name: str, out: Path, **wished: Any) -> tuple[Made, str]:
    made = town.app.reports.make(town.actor, name, out / "a.pdf", **wished)
    return made, "".join("".join(pdf.texts(out / "a.pdf")).split())


def test_a_file_holds_what_the_register_knows_and_hides_numbers(office: Town, tmp_path: Path) -> None:
    made, text = make(office, "person-file", tmp_path, elder_uid=office.uids["王大娘"])
    for words in (
        "王大娘",
        "1942-05-01",
        "84岁",
        "失能",
        "李强",
        "糖尿病",
        "拒绝；2026-05-01询问；见证人海棠",
        "女儿每天来",
        "第9周的话",
        "第1周的话",
        "炉管漏烟",
        "去了没见到",
        "改动",
        "校验码",
    ):
        assert words in text, words
    for number in (ID_NUMBER, PHONE, "13800138002", "13800138002"[:3] + " 0013 8002"):
        assert number.replace(" ", "") not in text
    assert (made.people, made.elder_uid) == (1, office.uids["王大娘"])
    assert made.issue is not None


def test_numbers_in_full_need_a_reason_and_say_across_the_page_what_they_are_for(
    office: Town, tmp_path: Path
) -> None:
    one = {"elder_uid": office.uids["王大娘"], "masked": False}
    with pytest.raises(FieldProblem):
        make(office, "person-file", tmp_path, **one)
    _made, text = make(office, "person-file", tmp_path, reason="报送旗县民政局", **one)
    assert ID_NUMBER in text
    assert "仅供报送使用" in text


def test_a_year_tells_its_visits_in_order_and_leaves_other_years_out(office: Town, tmp_path: Path) -> None:
    uid = office.uids["王大娘"]
    _made, text = make(office, "visit-year", tmp_path, elder_uid=uid)
    assert text.index("第9周的话") < text.index("第5周的话") < text.index("第1周的话")
    assert "本年共3次：上门3次；见到本人2次、不在家1次" in text
    assert "【隐患】炉管漏烟" in text
    for asked in ({"month": (2025, 12)}, {"period": "2025"}):
        _made, text = make(office, "visit-year", tmp_path, elder_uid=uid, **asked)
        assert "本年没有探访记录" in text


def test_a_notice_is_filled_in_with_the_last_answer(office: Town, tmp_path: Path) -> None:
    _made, text = make(office, "notice", tmp_path, elder_uid=office.uids["王大娘"])
    assert text.count("☑不接受探访") == 2
    assert text.count("女儿每天来") == 2
    assert "保存30年" in text
    assert ID_NUMBER not in text


def test_one_several_a_village_or_everybody_each_with_a_bookmark(office: Town, tmp_path: Path) -> None:
    two = [office.uids["王大娘"], office.uids[NEIGHBOUR]]
    for name in PEOPLE:

        def parts(name: str = name, **wished: Any) -> list[str]:
            return [part.title for part in make(office, name, tmp_path, **wished)[0].printed.parts]

        assert sorted(parts(elder_uids=two)) == sorted(["王大娘", NEIGHBOUR])
        assert parts(village_code=VILLAGES[1]) == ["王大娘"]
        assert sorted(parts()) == sorted([*FAMILY, NEIGHBOUR, "王大娘"])
        with pytest.raises(NotFound):
            parts(elder_uid="nobody")


def test_everybody_may_print_them_and_it_is_noted(office: Town, tmp_path: Path) -> None:
    uid = office.uids["王大娘"]
    for name in PEOPLE:
        office.app.reports.make(READER, name, tmp_path / "a.pdf", elder_uid=uid)
    notes = office.app.access_log.list(office.actor, AccessFilter(elder_uid=uid))
    assert [note.actor for note in notes].count(READER.name) == len(PEOPLE)


def test_of_a_great_many_people_only_the_lines_of_the_list_are_stated(
    office: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_people, "MANY", 2)
    made, _text = make(office, "person-file", tmp_path)
    assert made.issue is not None
    lines = unpack(made.issue.statement).lines
    assert len(lines) == 5
    assert "失能" in next(line.value for line in lines if line.subject == "王大娘")


def test_an_empty_form_shows_nobody_and_has_no_code(office: Town, tmp_path: Path) -> None:
    before = office.app.access_log.list(office.actor, AccessFilter())
    for name in BLANK:
        made, text = make(office, name, tmp_path, blank=True, village_code=VILLAGES[1])
        assert (made.people, made.elder_uid, made.issue) == (0, None, None)
        for words in ("王大娘", "李强", NEIGHBOUR, "炉管", "校验码", "☑"):
            assert words not in text, (name, words)
        assert office.app.context.site.unit_name in text
    assert office.app.access_log.list(office.actor, AccessFilter()) == before


def test_all_open_slips_of_a_village_come_in_one_go(office: Town, tmp_path: Path) -> None:
    made, text = make(office, "referral-slip", tmp_path, village_code=VILLAGES[1])
    assert made.people == 1
    assert [part.pages for part in made.printed.parts] == [1]
    assert made.printed.parts[0].serial
    assert "村建办" in text
    made, text = make(office, "referral-slip", tmp_path, village_code=VILLAGES[0])
    assert (made.people, made.printed.parts) == (0, ())
    assert "没有要转介的问题" in text
