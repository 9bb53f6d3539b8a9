"""Every paper of the catalogue: independent readers give back what was put in, its structure holds, as an archive too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from desktop_app.bootstrap import Application, open_application
from desktop_app.domain.terms import ContactRole
from desktop_app.reports import batch_report, import_report
from desktop_app.reports.catalogue import CATALOGUE, Ask
from desktop_app.reports.lettering import printable
from desktop_app.reports.sheet import Sheet
from desktop_app.services.campaign_rows import CampaignDraft, PeopleChoice
from desktop_app.services.clock import Clock
from desktop_app.services.paper_makers import MAKERS
from desktop_app.services.register_drafts import ContactDraft, ElderDraft, SpanDraft
from desktop_app.services.support_drafts import LetterWish, ReferralWish
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from tests.reports import made_up, pdfa
from tests.services.homes import PASSWORD, TODAY, VILLAGES, make_home
from tests.services.test_handover_packs import A, B, hand_over

NOW = datetime(2026, 11, 22, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
NAMES = ("包𠮷𫍯·㛃䶮", made_up.LONG_MONGOLIAN_NAME, "ᠮᠣᠩᠭᠣᠯ ᠪᠠᠶᠠᠷ")
WORDS = "炉筒漏烟（𬭸𫖯）ᠨᠣᠶᠠᠨ\u202fᠤ，已告知 <家属> & 网格员"

PAPERS = tuple(entry for entry in CATALOGUE if entry.name in MAKERS)
every_paper = pytest.mark.parametrize("name", [entry.name for entry in PAPERS])


@dataclass(slots=True)
class Office:
    """An open home with people of rare and Mongolian names, and one of each thing that a paper is made about."""

    app: Application
    elders: dict[str, str] = field(default_factory=dict)
    visitors: dict[str, str] = field(default_factory=dict)
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What a paper that is made where it belongs is asked for, by its name."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = make_home(tmp_path_factory.mktemp("papers") / "home")
    app = open_application(home.folder, PASSWORD, clock=Clock(fixed_on=TODAY, read=lambda: NOW))
    try:
        yield furnish(Office(app))
    finally:
        app.close()


def furnish(office: Office) -> Office:
    app, actor = office.app, office.app.actor
    for name in (A, B):
        office.visitors[name] = app.register.add_visitor(
            actor, name, "volunteer", phone="13800138009", village_code=VILLAGES[0]
        )
    son = ContactDraft(
        name="李㛃", relation="儿子", phone="13800138002", roles=(ContactRole.SUPPORTER.value,)
    )
    for number, name in enumerate(NAMES):
        office.elders[name] = app.register.save(
            actor,
            ElderDraft(
                name=name,
                birth_on=date(1940 + number, 1, 1),
                sex="2",
                village_code=VILLAGES[0],
                phone="13800138001",
                visitor_uid=office.visitors[A],
                registered_on=date(2026, 1, 1),
                categories=(SpanDraft(category="living_alone", from_on=date(2026, 1, 1)),),
                contacts=(son,),
            ),
        )
        draft = VisitDraft(
            elder_uid=office.elders[name],
            visited_on=TODAY - 3 * WEEK,
            mode="in_person",
            outcome="met_in_person",
            visitor_name=A,
            summary=WORDS,
            findings=(FindingDraft(kind="hazard", what=WORDS, referred_to="村建办（㛃）"),),
        )
        app.visits.record(actor, draft)
    first = office.elders[NAMES[0]]
    people = PeopleChoice(rest=False, also=tuple(office.elders.values()))
    cold = CampaignDraft(title="寒潮专项探访", from_on=TODAY, to_on=TODAY + WEEK, choice=people)
    contact = app.family_support.panel(actor, first).supporters[0].uid
    letter = LetterWish(contact_uid=contact, reasons=("unseen",), phone="0476-5220000", clerk=A)
    referral = ReferralWish(kind="mediation", referred_to="嘎查人民调解委员会", words=WORDS, contact_uids=(contact,), clerk=A)  # fmt: skip
    # The helper of the handovers takes whoever knows application and visitors.
    handed: Any = office
    proposal = app.plans.propose(actor, first=TODAY, last=date(2026, 11, 30))
    app.plans.accept(actor, proposal.visits)
    office.asked = {
        "campaign-call-tree": {"campaign_uid": app.campaigns.start(actor, cold).uid},
        "referral-slip": {"finding_uids": [row.uid for row in app.findings.of_elder(actor, first)]},
        "handover-pack": {"handover_uid": hand_over(handed).uid},
        "support-letter": {"elder_uid": first, "support": letter},
        "support-referral": {"elder_uid": first, "support": referral},
        "personal-copy": {"elder_uid": first, "reason": "本人要求", "recipient": "本人"},
        "correction-log": {"elder_uid": first},
    }
    return office


def make(office: Office, name: str, out: Path, **wished: Any) -> list[str]:
    """Make a paper and return every line that is drawn on it, blanks gone."""
    entry = next(each for each in PAPERS if each.name == name)
    asked = dict(office.asked.get(name, {}))
    if entry.asks & {Ask.ONE_VILLAGE, Ask.VILLAGE}:
        asked["village_code"] = VILLAGES[0]
    lines: list[str] = []
    last: list[Sheet] = []
    draw = Sheet.text

    def noting(sheet: Sheet, x: float, y: float, text: str, **how: Any) -> None:
        if last != [sheet]:  # a volume is laid out twice, the first time only to count its pages
            last[:] = [sheet]
            lines.clear()
        lines.append("".join(printable(text).split()))
        draw(sheet, x, y, text, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "text", noting)
        # Only looked at: what goes out is noted, and a second sheet of a day is a copy.
        made = office.app.reports.make(office.app.actor, name, out, noted=None, **(asked | wished))
    assert made.printed.missing == ()
    return lines


def unblank(text: str) -> str:
    return "".join(text.replace("\ufffe", "-").replace("\x02", "-").split())


def read_with_pypdf(path: Path) -> str:
    return "".join(unblank(page.extract_text()) for page in PdfReader(path).pages)


def read_with_pdfium(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join(unblank(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


@every_paper
def test_two_readers_give_back_every_line_of_an_archive_and_it_keeps_the_list(
    office: Office, name: str, tmp_path: Path
) -> None:
    out = tmp_path / "paper.pdf"
    drawn = make(office, name, out, archive=True)
    for read in (read_with_pypdf, read_with_pdfium):
        text = read(out)
        assert [line for line in drawn if line not in text] == [], read.__name__
        assert Counter(text) == Counter("".join(drawn)), read.__name__
    assert pdfa.archive_faults(out) == []


@pytest.mark.proofs
@every_paper
def test_an_ordinary_file_has_no_fault_either_and_comes_out_the_same_twice(
    office: Office, name: str, tmp_path: Path
) -> None:
    drawn = make(office, name, tmp_path / "a.pdf")
    assert make(office, name, tmp_path / "b.pdf") == drawn
    assert Counter(read_with_pypdf(tmp_path / "a.pdf")) == Counter("".join(drawn))
    assert pdfa.faults(tmp_path / "a.pdf") == []
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_the_reports_on_an_import_and_a_batch_keep_the_list_as_well(tmp_path: Path) -> None:
    import_report.write(tmp_path / "a.pdf", made_up.import_report(archive=True))
    batch_report.write(tmp_path / "b.pdf", made_up.batch_report(archive=True))
    assert pdfa.archive_faults(tmp_path / "a.pdf") + pdfa.archive_faults(tmp_path / "b.pdf") == []


def test_rare_and_mongolian_names_are_on_the_lists_of_a_village(office: Office, tmp_path: Path) -> None:
    for paper in ("visit-record", "month-ledger", "overdue-list", "route-sheet"):
        said = "".join(make(office, paper, tmp_path / "paper.pdf"))
        assert [name for name in NAMES if "".join(name.split()) not in said] == [], paper
