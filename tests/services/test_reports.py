"""Papers and workbooks as the services make them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pypdf
import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import ElderVisitsError, FieldProblem, NotFound
from desktop_app.reports.catalogue import CATALOGUE
from desktop_app.services.campaign_rows import CampaignDraft
from desktop_app.services.paper_makers import MAKERS
from desktop_app.services.paper_orders import UnknownPaper, WrongFormat
from desktop_app.services.visit_drafts import PhotoDraft, visit_form
from tests.services.homes import TODAY, Home
from tests.services.test_visits import add_picture

MONTH = (2026, 10)


def text_of(path: Path) -> str:
    """Return the text of a PDF without blanks and line breaks."""
    reader = pypdf.PdfReader(io.BytesIO(path.read_bytes()))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def words_of(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    return "".join(str(value) for value in cells if value is not None)


def a_village(application: Application) -> str:
    """Return the village with most visits in the month."""
    visits = application.visits.between(application.actor, date(2026, 10, 1), date(2026, 10, 31))
    codes = [row.village_code for row in visits]
    return max(set(codes), key=codes.count)


@pytest.mark.parametrize("suffix", ["pdf", "xlsx"])
def test_the_ledger_names_everybody_it_is_about_and_how_the_rate_is_defined(
    application: Application, tmp_path: Path, suffix: str
) -> None:
    village = a_village(application)
    out = tmp_path / f"ledger.{suffix}"
    made = application.reports.make(application.actor, "month-ledger", out, month=MONTH, village_code=village)
    said = text_of(out) if suffix == "pdf" else "".join(words_of(out).split())

    assert made.path == out
    assert (made.pages > 0) == (suffix == "pdf")
    people = {
        row.line.name
        for row in application.duties.list(application.actor, village_code=village)
        if row.line.latest_on >= date(2026, 10, 1)
    }
    assert all(name.replace("·", "")[:3] in said.replace("·", "") for name in people)
    definition = application.indicators.month(application.actor, *MONTH)[0].definition
    assert "".join(definition.split())[:40] in said


@pytest.mark.parametrize("suffix", ["pdf", "xlsx"])
def test_the_summary_has_a_line_per_village_and_the_figures_of_the_screen(
    application: Application, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"summary.{suffix}"
    application.reports.make(application.actor, "month-summary", out, month=MONTH)
    said = text_of(out) if suffix == "pdf" else words_of(out)
    rate = application.indicators.month(application.actor, *MONTH)[0]

    lived_in = {row.line.village_code for row in application.duties.list(application.actor)}
    names = {
        village.name
        for village in application.register.villages(application.actor)
        if village.code in lived_in
    }
    assert names
    assert all(name in said for name in names)
    assert (rate.value in said) or (str(rate.numerator) in said)
    assert "合计" in said


def test_visit_records_mask_numbers_unless_asked_and_keep_their_order(
    application: Application, tmp_path: Path
) -> None:
    visits = application.visits.between(application.actor, date(2026, 10, 1), date(2026, 10, 31), most=6)
    uids = [row.uid for row in visits]
    secrets = {application.register.get(application.actor, row.elder_uid).id_number for row in visits} - {
        None
    }
    for masked in (True, False):
        out = tmp_path / f"visits-{masked}.pdf"
        application.reports.make(
            application.actor, "visit-record", out, visit_uids=uids, masked=masked, reason="报送"
        )
        said = text_of(out)
        assert all((str(secret) in said) != masked for secret in secrets)
        assert all(row.elder_name in said for row in visits)


def test_the_record_of_a_visit_has_all_that_was_written_down_and_fits_one_page(
    application: Application, tmp_path: Path
) -> None:
    actor = application.actor
    (last,) = application.visits.between(actor, date(2026, 10, 1), date(2026, 10, 31), most=1)
    add_picture(application)
    draft = replace(
        application.visits.draft_of(actor, last.uid),
        answers=visit_form().normal_answers(10),
        companions="苏日娜、包建国",
        measures={"systolic": "185", "diastolic": "95", "glucose_fasting": "6.0", "temperature": "36.5"},
        signed_as="proxy",
        signed_by="李梅（女儿）",
        action="已联系卫生院",
        photos=(PhotoDraft("p" * 64),),
        corrected_because="补录测量",
    )
    application.visits.correct(actor, last.uid, draft)
    out = tmp_path / "visit.pdf"
    assert application.reports.make(actor, "visit-record", out, visit_uids=[last.uid]).pages == 1
    said = text_of(out)
    for words in (
        *(
            "苏日娜、包建国",
            "收缩压185mmHg（危急偏高）",
            "空腹血糖6.0mmol/L",
            "☑他人代签",
            "代签人：李梅（女儿）",
        ),
        *("照片1张", "处理措施：已联系卫生院", "更正原因：补录测量"),
    ):
        assert words in said, words


def test_the_records_of_one_elder_or_village_are_those_of_the_month(
    application: Application, tmp_path: Path
) -> None:
    visits = application.visits.between(application.actor, date(2026, 10, 1), date(2026, 10, 31))
    elder = visits[0].elder_uid
    out = tmp_path / "elder.pdf"
    made = application.reports.make(application.actor, "visit-record", out, month=MONTH, elder_uid=elder)
    assert made.pages == sum(row.elder_uid == elder for row in visits) or made.pages >= 1
    with pytest.raises(NotFound):
        application.reports.make(application.actor, "visit-record", out, visit_uids=["nobody"])


@pytest.mark.parametrize(
    ("name", "file", "error"),
    [
        ("nothing", "x.pdf", UnknownPaper),
        ("month-ledger", "x.docx", WrongFormat),
        ("visit-record", "x.xlsx", WrongFormat),
        ("month-summary", "x", WrongFormat),
    ],
)
def test_what_cannot_be_made_is_said_before_a_file_exists(
    application: Application, tmp_path: Path, name: str, file: str, error: type[ElderVisitsError]
) -> None:
    with pytest.raises(error):
        application.reports.make(application.actor, name, tmp_path / file)
    assert list(tmp_path.glob("x*")) == []


@pytest.mark.parametrize("village", ["没有这个村", "999999999999", "150425100201"])
def test_a_ledger_is_made_of_villages_of_the_site_only(
    application: Application, tmp_path: Path, village: str
) -> None:
    with pytest.raises(FieldProblem):
        application.reports.make(application.actor, "month-ledger", tmp_path / "x.pdf", village_code=village)


def test_papers_of_an_empty_register_or_month_can_be_made(
    empty: Application, county: Application, application: Application, tmp_path: Path
) -> None:
    for number, site in enumerate((empty, county, application)):
        for name, suffix in (("month-summary", "pdf"), ("month-summary", "xlsx")):
            out = tmp_path / f"{number}-{name}.{suffix}"
            site.reports.make(site.actor, name, out, month=(2020, 2))
            assert out.stat().st_size > 1000


def test_the_report_on_an_import_lists_every_refused_cell(
    empty: Application, filled_home: Home, tmp_path: Path
) -> None:
    path = filled_home.folder.parent / "books" / "register.xlsx"
    preview = empty.imports.preview(empty.actor, path)
    for done in (preview, empty.imports.apply(empty.actor, preview)):
        out = tmp_path / f"{type(done).__name__}.pdf"
        assert empty.reports.make_import_report(empty.actor, done, out).pages >= 1
        said = text_of(out)
        assert all(f"{note.row}" in said and note.reason[:8] in said for note in preview.rejected)
    assert preview.rejected


def test_the_running_month_is_meant_when_none_is_named(application: Application, tmp_path: Path) -> None:
    out = tmp_path / "summary.pdf"
    application.reports.make(application.actor, "month-summary", out)
    assert f"{TODAY.year}年{TODAY.month}月" in text_of(out)


def test_every_paper_has_a_maker_but_those_made_where_something_was_done() -> None:
    assert {entry.name for entry in CATALOGUE} == {*MAKERS, "import-report", "batch-report"}
    assert {entry.name for entry in CATALOGUE if entry.asks} <= set(MAKERS)


def test_the_plan_of_a_month_is_what_was_agreed_on(application: Application, tmp_path: Path) -> None:
    actor, last = application.actor, date(2026, 11, 30)
    proposal = application.plans.propose(actor, first=TODAY, last=last)
    application.plans.accept(actor, proposal.visits[:5])
    out = tmp_path / "plan.pdf"
    made = application.reports.make(actor, "visit-plan", out, month=(2026, 11))
    said = text_of(out)
    assert made.people == len({visit.elder_uid for visit in proposal.visits[:5]})
    assert "已采纳" in said
    assert "2026年11月22日至11月30日" in said
    none = application.reports.make(actor, "visit-plan", out, month=(2026, 12))
    assert none.people == 0


def test_the_catalogue_lists_what_can_be_made(application: Application, tmp_path: Path) -> None:
    cold = CampaignDraft(title="寒潮探访", from_on=TODAY, to_on=TODAY + timedelta(days=3))
    campaign = application.campaigns.start(application.actor, cold).uid
    for row in application.reports.catalogue(application.actor):
        for form in row.formats:
            out = tmp_path / f"{row.name}.{form}"
            application.reports.make(
                application.actor,
                row.name,
                out,
                month=MONTH,
                village_code=a_village(application),
                campaign_uid=campaign,
            )
            assert out.stat().st_size > 1000
