"""Findings, services, assessments and the rest from elsewhere with what this program would never write: refused, or harmless."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.emergency import RosterFilter
from desktop_app.domain.errors import ElderVisitsError, FieldProblem
from desktop_app.domain.terms import HazardKind
from desktop_app.models import Finding, FindingStep, ServiceRecord
from desktop_app.models.base import Record
from desktop_app.services.progress_rows import figure_uid
from desktop_app.services.service_drafts import ServiceFilter
from desktop_app.services.support_drafts import LetterWish, ReferralWish
from desktop_app.storage.journal import newest_number
from desktop_app.storage.merge import EntryUnreadable
from desktop_app.storage.queries.findings import FindingFilter
from tests.services.after_visits import ABOUT, MINE, THEIRS, TWIN, Work, all_points, make_work
from tests.services.conftest import Opener
from tests.services.homes import TODAY, TOWNSHIP, Home, open_home
from tests.services.test_forged_visits import Post
from tests.storage.stores import merge

DAY = timedelta(days=1)
LONG = "长" * 21_000
FAR, OLD = "9999-12-31", "0001-01-01"
SIGNS = "<b>\x00\u202e&=1+1{x}%s\n"


class Mail(Post):
    """A strange site's post to the village of after the visits; records of every kind, usual but for what is given."""

    def __init__(self, work: Work) -> None:
        """Know whom the records are about."""
        self.work, self.app, self.actor = work, work.app, work.actor
        self.elder = work.elder
        self.sent = 0

    def usual(self, kind: str) -> dict[str, Any]:
        mine, day = {"elder_uid": self.elder}, TODAY.isoformat()
        facts: dict[str, dict[str, Any]] = {
            "finding": {**mine, "kind": "hazard", "what": "炉筒漏烟", "found_on": day, "state": "open"},
            "finding_step": {
                **mine,
                "finding_uid": self.work.mine["finding"],
                "kind": "acted",
                "done_on": day,
                "entered_on": day,
            },
            "support_step": {**mine, "kind": "urged", "done_on": day, "entered_on": day},
            "service_provider": {"name": "外来服务站", "kind": "station"},
            "service_plan": {**mine, "service": "bath", "from_on": day},
            "service_record": {**mine, "service": "meal", "given_on": day, "entered_on": day},
            "assessment": {
                **mine,
                "kind": "official",
                "assessed_on": day,
                "level": "3",
                "agency": "外来评估所",
                "entered_on": day,
            },
            "self_check_note": {
                "about": ABOUT,
                "kind": "same_words",
                "month": "2026-11",
                "text": "同一天",
                "explained_on": day,
                "explained_by": "李",
            },
            "progress_figure": {
                "indicator": "pension_rate",
                "period": "2026",
                "division_code": TOWNSHIP,
                "numerator": 90,
                "denominator": 100,
                "entered_on": day,
                "entered_by": "李",
            },
            "handover": {
                "from_uid": next(iter(self.work.visitors.values())),
                "to_uid": next(reversed(self.work.visitors.values())),
                "from_on": day,
                "elder_uids": [self.elder],
                "findings": 1,
            },
        }
        return facts[kind]

    def send(self, kind: str, /, **fields: Any) -> str:
        """Merge a record with these fields in place of usual ones; returns its uid."""
        uid = f"forged-{kind}-{self.sent}"[:36]
        if kind == "progress_figure":  # of its own place and period, or nobody reads it
            known = self.usual(kind) | fields
            uid = figure_uid(str(known["division_code"]), str(known["period"]), str(known["indicator"]))
        by, entry = self.entry(kind, uid, **(self.usual(kind) | fields))
        merge(self.app.store, [by], [entry])
        return uid

    def number(self) -> int:
        with self.app.store.reading() as session:
            return newest_number(session)


@pytest.fixture(scope="module")
def mail(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mail]:
    app = open_home(empty_home.copy(tmp_path_factory.mktemp("mail") / "home"))
    yield Mail(make_work(app))
    app.close()


REFUSED: dict[str, list[dict[str, Any]]] = {
    "finding": [
        {"kind": "moonquake"},
        {"state": "ajar"},
        {"held_by": "moon"},
        {"what": LONG},
        {"what": None},
        {"owner_uid": "u" * 37},
        {"found_on": "yesterday"},
    ],
    "finding_step": [
        {"kind": "sung"},
        {"level": "moon"},
        {"finding_uid": None},
        {"proof": LONG},
        {"done_on": 5},
        {"slip_no": "1" * 21},
    ],
    "support_step": [{"kind": "bribed"}, {"result": "perhaps"}, {"what": LONG}, {"contact_uid": {"a": 1}}],
    "service_provider": [{"kind": "witch"}, {"name": "甲" * 101}, {"name": None}],
    "service_plan": [{"service": None}, {"rhythm": "week:" + "1," * 60}, {"cost": "5"}, {"cost": 10**30}],
    "service_record": [
        {"satisfaction": "meh"},
        {"cost": True},
        {"paid": 1.5},
        {"quantity": 2},
        {"quantity": "1" * 21},
        {"service": ["meal"]},
    ],
    "assessment": [
        {"kind": "guess"},
        {"level": "5"},
        {"level": None},
        {"reason": "boredom"},
        {"conditions": ["sleepy"]},
        {"conditions": "coma"},
        {"scores": {"eating": 100}},
        {"scores": {"eating": -1}},
        {"scores": {"eating": "4"}},
        {"scores": [4]},
        {"total": "90"},
    ],
    "self_check_note": [{"kind": "hunch"}, {"month": "2026-011"}, {"text": "说" * 401}, {"about": None}],
    "progress_figure": [
        {"indicator": None},
        {"indicator": "i" * 61},
        {"period": "2026-H1x"},
        {"division_code": 150425202000},
        {"numerator": "90"},
        {"numerator": 0.5},
        {"denominator": 10**30},
        {"value": 95.2},
        {"value": "9" * 21},
        {"note": "长" * 201},
        {"entered_on": "today"},
        {"entered_by": None},
    ],
    "handover": [
        {"elder_uids": "everybody"},
        {"elder_uids": [5]},
        {"elder_uids": ["e" * 37]},
        {"findings": "1"},
    ],
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_record_that_fits_no_column_is_refused_with_everything_around_it(mail: Mail, kind: str) -> None:
    before = mail.number()
    for fields in REFUSED[kind]:
        with pytest.raises(EntryUnreadable):
            mail.send(kind, **fields)
        assert mail.number() == before, fields


STRANGE: dict[str, list[dict[str, Any]]] = {
    "finding": [
        {"found_on": FAR, "due_on": OLD},
        {"found_on": OLD, "due_on": FAR, "held_by": "county"},
        {"state": "closed"},
        {"state": "closed", "closed_on": OLD, "closing_note": SIGNS},
        {"state": "open", "closed_on": FAR},
        {"what": SIGNS, "action": SIGNS, "referred_to": SIGNS, "service": "moon_walk"},
        {"owner_uid": "nobody", "owner_name": None, "visit_uid": "nowhere", "due_on": None},
        {"kind": "urgent", "found_on": TODAY.isoformat(), "what": ""},
        {"kind": "need", "what": "想在食堂吃饭", "service": "meal", "due_on": TODAY.isoformat()},
    ],
    "finding_step": [
        {"kind": "closed", "done_on": OLD},
        {"kind": "reopened", "done_on": FAR, "due_on": OLD},
        {"kind": "reopened", "done_on": FAR},
        {"kind": "answered", "visit_uid": "nowhere", "unit_name": SIGNS, "what": SIGNS},
        {"kind": "escalated", "level": None, "by_name": SIGNS, "proof": SIGNS, "slip_no": "=1+1\x00"},
        {"kind": "returned", "level": "county", "what": ""},
        {"elder_uid": "theirs"},
    ],
    "support_step": [
        {"done_on": FAR, "next_on": OLD, "result": None},
        {"done_on": OLD, "next_on": FAR, "result": "promised", "contact_uid": "nobody"},
        {
            "kind": "legal_aid",
            "referred_to": SIGNS,
            "what": SIGNS,
            "by_name": SIGNS,
            "finding_uid": "nothing",
        },
        {"kind": "letter", "result": "fulfilled"},
    ],
    "service_provider": [
        {"name": SIGNS, "phone": SIGNS, "contract_no": SIGNS, "note": SIGNS},
        {"name": "", "contract_from_on": FAR, "contract_to_on": OLD, "ended_on": FAR},
        {"name": "示例养老服务站", "ended_on": OLD},
    ],
    "service_plan": [
        {"service": "moon_walk", "rhythm": "every full moon"},
        {"from_on": FAR, "to_on": OLD, "rhythm": "month:31"},
        {"from_on": OLD, "to_on": FAR, "rhythm": "week:9,0"},
        {"rhythm": "day", "quantity": "many", "cost": -5, "provider_uid": "nobody", "place": SIGNS},
        {"service": "family_doctor", "from_on": OLD, "to_on": FAR, "agreement_no": SIGNS, "note": SIGNS},
        {"service": "", "rhythm": ""},
    ],
    "service_record": [
        {"service": "moon_walk", "quantity": "several"},
        {"service": "", "quantity": ""},
        {"given_on": FAR},
        {"given_on": OLD, "to_on": FAR, "service": "respite"},
        {"given_on": TODAY.isoformat(), "to_on": OLD, "service": "day_care"},
        {"quantity": "1e999", "cost": -(2**62), "paid": 2**62},
        {"quantity": "NaN", "provider_uid": "nobody", "plan_uid": "none", "finding_uid": "none"},
        {"quantity": "-3", "given_by": SIGNS, "place": SIGNS, "note": SIGNS, "provider_name": SIGNS},
        {"round_uid": "'; drop\x00"},
    ],
    "assessment": [
        {"assessed_on": FAR, "valid_until": OLD},
        {"assessed_on": OLD, "valid_until": FAR, "agency": None, "scores": {}},
        {"scores": {"eating": 99, "moon_walk": 3}, "total": -(2**40), "level": "0"},
        {"scores": dict.fromkeys(all_points(), 99), "total": 2**40},
        {"conditions": [], "reason": None, "agency": SIGNS, "assessors": SIGNS, "note": SIGNS},
        {"kind": "screening", "valid_until": FAR, "agency": SIGNS, "scan_digest": "../../etc/passwd"},
        {"conditions": ["coma", "coma"], "total": None, "level": "1", "scan_digest": "\x00"},
    ],
    "self_check_note": [
        {"about": "", "month": "", "text": "", "explained_by": ""},
        {"month": "never", "text": SIGNS, "explained_on": FAR, "explained_by": SIGNS},
    ],
    "progress_figure": [
        {"indicator": "moon_rate", "note": SIGNS, "entered_by": SIGNS},
        {"indicator": "", "period": "", "division_code": "", "entered_by": ""},
        {"period": "never", "division_code": SIGNS[:12]},
        {"numerator": -5, "denominator": -1},
        {"numerator": 2**62, "denominator": 0},
        {"numerator": None, "denominator": None, "value": None},
        {"numerator": None, "denominator": None, "value": "NaN"},
        {"numerator": None, "denominator": None, "value": SIGNS, "note": SIGNS},
        {"numerator": 1, "denominator": 0, "entered_on": FAR},
        {"numerator": 100, "denominator": 1, "note": SIGNS, "entered_on": OLD},
    ],
    "handover": [
        {"elder_uids": ["nobody", "nobody", ""], "findings": -5},
        {"elder_uids": [], "to_on": OLD},
        {"from_on": FAR, "to_on": OLD, "reason": SIGNS, "note": SIGNS, "witness": SIGNS},
    ],
}


def send_everything_strange(mail: Mail) -> None:
    for kind, variants in STRANGE.items():
        for fields in variants:
            whose = {"elder_uid": mail.work.uids[THEIRS]} if fields.get("elder_uid") == "theirs" else {}
            mail.send(kind, **(fields | whose))


def look_everywhere(work: Work) -> None:
    """Ask everything that shows what comes after a visit."""
    every_list(work)
    app, actor = work.app, work.actor
    for uid in (work.uids[MINE], work.uids[THEIRS]):
        app.family_support.panel(actor, uid)
        app.assessments.of_elder(actor, uid)
        app.assessments.proposal(actor, uid)
        app.assessments.latest_official(actor, uid)
        app.radar.of_elder(actor, uid)
        assert app.histories.entries(actor, app.histories.snapshot(actor, uid), most=500)
        app.person_files.open(actor, uid)
        app.why.of_elder(actor, uid)
    app.duties.refresh(actor)


def every_list(work: Work) -> None:
    """Ask every list and figure."""
    app, actor = work.app, work.actor
    for on in (TODAY, date(2026, 10, 31)):
        table = app.findings.ageing(actor, on)
        assert len(table.lines()) == sum(len(cell.lines) for cell in table.cells)
    app.findings.counts(actor)
    lines = app.findings.list(actor, FindingFilter(), limit=None)
    assert len(lines) == app.findings.count(actor, FindingFilter())
    for line in lines:
        app.findings.detail(actor, line.uid)
    given = app.services_given.list(actor, ServiceFilter())
    assert len(given) == app.services_given.count(actor, ServiceFilter())
    app.service_providers.list(actor, over=True)
    for plan in app.service_plans.list(actor, over=True):
        app.service_plans.due(actor, plan.service, TODAY, any_day=True)
        app.service_rounds.people(actor, plan.service, TODAY, [plan.elder_uid])
    app.service_plans.expected(actor, TODAY)
    app.service_needs.unmet(actor)
    app.family_support.waiting(actor, TODAY)
    app.assessments.list(actor)
    app.radar.coming(actor, days=366)
    for hazard in HazardKind:
        app.emergency_rosters.roster(actor, RosterFilter(hazard=hazard.value))
    for month in (TODAY, date(2026, 10, 1)):
        app.self_check.irregularities(actor, month)
        app.indicators.standing(actor, month.year, month.month)
        app.indicators.month(actor, month.year, month.month)
    for period in ("2026", "2026-H1"):
        report = app.progress.report(actor, period)
        assert len({row.indicator for row in report.rows}) == len(report.rows) > 0
    app.progress.left_to_type(actor)
    app.handovers.past(actor)


def print_everything(work: Work, folder: Path) -> None:
    """Make every paper and table on which it stands."""
    app, actor, elder = work.app, work.actor, work.elder
    village = app.register.get(actor, elder).village_code
    findings = tuple(line.uid for line in app.findings.of_elder(actor, elder) if line.referred_to)
    assert findings
    referral = ReferralWish(kind="mediation", referred_to="乡司法所", words="长期不来看望")
    papers: dict[str, dict[str, Any]] = {
        "referral-slip.pdf": {"finding_uids": findings},
        "finding-ageing.pdf": {},
        "finding-ageing.xlsx": {},
        "due-service-list.xlsx": {"village_code": village},
        "due-service-list.pdf": {},
        "emergency-roster.pdf": {},
        "emergency-roster.xlsx": {},
        "support-letter.pdf": {
            "elder_uid": elder,
            "support": LetterWish(contact_uid=work.mine["contact"], words="望常回家"),
        },
        "support-referral.pdf": {"elder_uid": elder, "support": referral},
        "assessment-screening.pdf": {"elder_uid": elder},
        "personal-copy.pdf": {"elder_uid": elder, "reason": "查阅", "recipient": "本人"},
        "correction-log.pdf": {"elder_uid": elder},
        "month-ledger.xlsx": {"village_code": village},
        "month-summary.xlsx": {},
        "month-summary.pdf": {},
        "progress.pdf": {"period": "2026"},
        "progress.xlsx": {"period": "2026-H1"},
    }
    for name, wish in papers.items():
        made = app.reports.make(actor, name.partition(".")[0], folder / name, **wish)
        assert made.path.stat().st_size > 0, name
    for number, row in enumerate(app.handovers.past(actor)):
        # A handover between people who are not here prints, or says why not.
        with suppress(ElderVisitsError):
            app.reports.make(actor, "handover-pack", folder / f"pack-{number}.pdf", handover_uid=row.uid)


def test_strange_records_are_shown_on_every_list_and_stand_on_every_paper(mail: Mail, tmp_path: Path) -> None:
    send_everything_strange(mail)
    look_everywhere(mail.work)
    print_everything(mail.work, tmp_path)
    assert mail.app.checks.run(mail.actor) == []


def rows_of(session: Session, model: type[Record]) -> list[Any]:
    """Return all rows of a kind that were not taken back."""
    return list(session.execute(select(model.__table__).where(~model.retracted)))


def test_the_figures_still_equal_a_slow_count(mail: Mail) -> None:
    send_everything_strange(mail)
    app, actor = mail.app, mail.actor
    with app.store.reading() as session:
        found = rows_of(session, Finding)
        steps = rows_of(session, FindingStep)
        given = rows_of(session, ServiceRecord)
    still = [one for one in found if one.state == "open"]
    counts = app.findings.counts(actor)
    assert counts["open"] == len(still)
    assert counts["urgent"] == sum(one.kind == "urgent" for one in still)
    assert counts["overdue"] == sum(one.due_on is not None and one.due_on < TODAY for one in still)
    assert counts["here"] == sum(one.held_by == "township" for one in still)
    by_finding = {line.uid: line.steps for line in app.findings.list(actor, FindingFilter(), limit=None)}
    assert by_finding == {one.uid: sum(step.finding_uid == one.uid for step in steps) for one in found}
    listed = app.services_given.list(actor, ServiceFilter(first=TODAY.replace(day=1), last=TODAY))
    in_month = {one.uid for one in given if TODAY.replace(day=1) <= one.given_on <= TODAY}
    assert {line.uid for line in listed} == in_month
    figures = {row.key: row for row in app.indicators.month(actor, TODAY.year, TODAY.month)}
    assert figures["service_times"].numerator == len(in_month)
    assert figures["service_people"].numerator == len({one.elder_uid for one in given if one.uid in in_month})
    names = app.indicators.names(actor, "service_times", TODAY.year, TODAY.month)
    assert sum(name.counted for name in names) == len(in_month)


def test_a_step_waits_for_its_finding_and_is_there_once_it_came(mail: Mail) -> None:
    app, actor = mail.app, mail.actor
    before = app.findings.count(actor, FindingFilter())
    by, step = mail.entry(
        "finding_step",
        f"step-{mail.sent}",
        **(mail.usual("finding_step") | {"finding_uid": "late", "kind": "closed"}),
    )
    assert merge(app.store, [by], [step]).waiting == 1
    assert app.findings.count(actor, FindingFilter()) == before
    by, finding = mail.entry("finding", "late", **mail.usual("finding"))
    merge(app.store, [by], [finding])
    detail = app.findings.detail(actor, "late")
    # The row is right where a step speaks against it: it can be closed here, properly.
    assert (detail.line.state, len(detail.steps)) == ("open", 1)
    mail.work.step("late", kind="closed", what="已更换", proof="现场核实")
    assert app.findings.detail(actor, "late").line.state == "closed"


def test_a_strange_record_can_be_put_right_and_taken_back(mail: Mail) -> None:
    work, app, actor = mail.work, mail.app, mail.actor
    for fields in STRANGE["service_record"]:
        uid = mail.send("service_record", **fields)
        app.services_given.draft_of(actor, uid)
        app.services_given.correct(actor, uid, work.service_draft(again=True))
        app.services_given.take_back(actor, uid)
    for fields in STRANGE["assessment"]:
        uid = mail.send("assessment", **fields)
        app.assessments.get(actor, uid)
        app.assessments.take_back(actor, uid)
    for fields in STRANGE["service_plan"]:
        uid = mail.send("service_plan", **fields)
        with suppress(FieldProblem):  # one that was over long ago
            app.service_plans.end(actor, uid)
    for fields in STRANGE["support_step"]:
        uid = mail.send("support_step", **fields)
        app.family_support.draft_of(actor, uid)
        app.family_support.take_back(actor, uid)
    for fields in STRANGE["finding"]:
        uid = mail.send("finding", **fields)
        detail = app.findings.detail(actor, uid)
        assert detail.possible
        work.edit(uid)
        with suppress(FieldProblem):  # one found in the year 9999 cannot be worked on
            if detail.line.state == "closed":
                work.step(uid, kind="reopened", what="又坏了")
            work.step(uid, kind="closed", what="已更换", proof="现场核实")
            app.findings.take_back_step(actor, uid)
    assert app.checks.run(actor) == []


@pytest.mark.parametrize("gone", [MINE, TWIN])
def test_nothing_breaks_when_a_file_with_all_that_is_taken_back_elsewhere(
    opener: Opener, empty_home: Home, tmp_path: Path, gone: str
) -> None:
    work = make_work(opener(empty_home))
    app, actor = work.app, work.actor
    work.service(elder_uid=work.uids[TWIN], service="bath")
    work.finding(elder=work.uids[TWIN])
    work.assess(elder_uid=work.uids[TWIN])
    work.support(elder_uid=work.uids[TWIN])
    app.same_person.merge(actor, work.uids[TWIN], work.elder)
    mail = Mail(work)
    by, entry = mail.entry("elder", work.uids[gone], retracted=True)
    merge(app.store, [by], [entry])
    every_list(work)
    app.duties.refresh(actor)
    assert app.checks.run(actor) == []
