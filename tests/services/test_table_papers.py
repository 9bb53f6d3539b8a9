"""The table papers of a filled home: township, village and person agree, and paper and workbook carry one code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.services import overdue_papers, paper_months
from desktop_app.services.campaign_rows import CampaignDraft
from desktop_app.services.months import elder_months, month_of
from desktop_app.services.paper_orders import signed
from desktop_app.services.places import Places
from tests.reports import pdf
from tests.services.homes import TODAY

MONTH = (2026, 10)


def test_the_ledger_of_the_township_is_its_villages_put_together(application: Application) -> None:
    context, head = application.context, signed(application.context, application.actor)
    wanted = month_of(*MONTH, TODAY)
    with application.store.reading() as session:
        whole = paper_months.ledger(session, context, head, wanted)
        villages = [
            paper_months.ledger(session, context, head, wanted, village_code=village.code)
            for village in Places(context).villages()
        ]
    apart = {one.whole.village: one.whole for one in villages if one.rows}
    assert {one.village: one for one in whole.villages} == apart
    assert len(whole.villages) > 1
    assert whole.whole.rate.denominator == sum(one.rate.denominator for one in whole.villages)
    assert whole.whole.rate.numerator == sum(one.rate.numerator for one in whole.villages)


def test_the_ledger_of_one_person_has_their_row_and_nobody_elses(
    application: Application, tmp_path: Path
) -> None:
    visits = application.visits.between(application.actor, date(2026, 10, 1), date(2026, 10, 31))
    uid = visits[0].elder_uid
    made = application.reports.make(
        application.actor, "month-ledger", tmp_path / "a.pdf", month=MONTH, elder_uid=uid
    )
    (text,) = pdf.texts(tmp_path / "a.pdf")
    assert (made.people, made.elder_uid) == (1, uid)
    assert visits[0].elder_name.replace(" ", "") in text
    assert "本月列入1人" in text


@pytest.mark.parametrize(
    "name",
    ["month-ledger", "month-summary", "overdue-list", "finding-ageing", "due-service-list", "visit-plan"],
)
def test_paper_and_workbook_carry_the_same_code(application: Application, tmp_path: Path, name: str) -> None:
    codes = set()
    for form in ("pdf", "xlsx"):
        made = application.reports.make(application.actor, name, tmp_path / f"a.{form}")
        assert made.issue is not None
        codes.add(made.issue.code)
    assert len(codes) == 1
    code = codes.pop()
    assert f"校验码{code[:5]}-{code[5:]}" in pdf.texts(tmp_path / "a.pdf")[0]


def test_the_call_tree_has_a_part_for_every_visitor(application: Application, tmp_path: Path) -> None:
    actor = application.actor
    draft = CampaignDraft(title="寒潮专项探访", from_on=TODAY, to_on=TODAY)
    started = application.campaigns.start(actor, draft)
    made = application.reports.make(actor, "campaign-call-tree", tmp_path / "a.pdf", campaign_uid=started.uid)
    assert made.printed.parts[0].title == "联络总表"
    assert len(made.printed.parts) > 2
    book = application.reports.make(
        actor, "campaign-call-tree", tmp_path / "a.xlsx", campaign_uid=started.uid
    )
    assert made.issue is not None
    assert book.issue is not None
    assert (made.issue.code, made.people) == (book.issue.code, book.people)


def test_whoever_is_still_to_be_visited_this_month_stands_in_one_of_the_two_groups(
    application: Application,
) -> None:
    context = application.context
    with application.store.reading() as session:
        listed = overdue_papers.overdue(session, context, signed(context, application.actor))
        month = month_of(TODAY.year, TODAY.month, TODAY)
        lines = elder_months(session, context.rules.book, month)
    waiting = {one.name for one in lines if one.line.owed and not one.line.visited}
    late = {row.name for row in listed.rows}
    assert {row.name for row in listed.unvisited} <= waiting
    assert waiting <= late | {row.name for row in listed.unvisited}
    assert all(row.overdue_days == 0 for row in listed.unvisited)
    assert [row.latest_on for row in listed.unvisited] == sorted(row.latest_on for row in listed.unvisited)
