"""Every text a user can fill holds an attack: papers, workbooks and lists show it, and nothing more happens."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.models import RECORDS
from desktop_app.reports.catalogue import CATALOGUE, XLSX
from desktop_app.reports.delimited import Encoding, inert, write_delimited
from desktop_app.reports.sheet import PORTRAIT, Sheet
from desktop_app.reports.workbooks import ColumnKind, TableColumn, write_table
from desktop_app.services.form_people import FormPerson
from desktop_app.services.list_columns import COLUMNS
from desktop_app.services.list_exports import ListExportDraft
from desktop_app.services.paper_folders import file_names
from desktop_app.services.paper_makers import MAKERS
from desktop_app.services.register_drafts import ContactDraft, ElderDraft
from desktop_app.services.support_drafts import LetterWish, ReferralWish
from desktop_app.storage.queries.elders import ElderFilter
from tests.reports import made_up, pdfa
from tests.services.homes import TODAY, VILLAGES, Home, open_home
from tests.services.hostile import HALVES, PAYLOADS, Village, typed_columns
from tests.services.on_paper import active, inert_words, live_cells, live_fields, misplaced, read, watched

FEW = PAYLOADS[::24]
"""Every 24th of them stands in every field in every run, all of them in the proofs."""


@dataclass(frozen=True, slots=True)
class Office:
    """An open home full of attacks."""

    app: Application
    village: Village

    def wish(self, name: str) -> dict[str, Any]:
        """Return what a paper is asked for so that as much as possible stands on it."""
        town, middle = self.village, len(self.village.payloads) // 2
        elder, contact = town.uid("elder", middle), town.uid("contact", middle)
        words = town.payloads[middle][:400]
        wishes: dict[str, dict[str, Any]] = {
            "progress": {"period": "2026"},
            "binder": {"village_code": town.village(middle)},
            "referral-slip": {"finding_uids": [town.uid("finding", at) for at in range(len(town.payloads))]},
            "campaign-call-tree": {"campaign_uid": town.uid("campaign", middle)},
            "handover-pack": {"handover_uid": town.uid("handover", middle)},
            "support-letter": {
                "elder_uid": elder,
                "support": LetterWish(
                    contact_uid=contact, reasons=("unseen",), words=words, phone=words, clerk=words
                ),
            },
            "support-referral": {
                "elder_uid": elder,
                "support": ReferralWish(
                    kind="mediation", referred_to=words, words=words, contact_uids=(contact,), clerk=words
                ),
            },
            "assessment-screening": {"elder_uid": elder},
            "personal-copy": {"elder_uid": elder, "reason": words, "recipient": words},
            "correction-log": {"elder_uid": elder},
        }
        return wishes.get(name, {})

    def make(self, name: str, out: Path, **more: Any) -> Any:
        return self.app.reports.make(self.app.actor, name, out, noted=None, **(self.wish(name) | more))


def settle(home: Home, folder: Path, payloads: tuple[str, ...]) -> Office:
    village = Village(payloads)
    app = open_home(home.copy(folder))
    village.settle(app)
    return Office(app, village)


@pytest.fixture(scope="module")
def few(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = settle(empty_home, tmp_path_factory.mktemp("few") / "home", FEW)
    yield office
    office.app.close()


@pytest.fixture(scope="module")
def all_of_them(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = settle(empty_home, tmp_path_factory.mktemp("all") / "home", PAYLOADS)
    yield office
    office.app.close()


def test_there_are_enough_attacks_and_every_kind_of_record_carries_them(few: Office) -> None:
    assert len(PAYLOADS) >= 200
    # A table of holidays, a verdict on two files and a policy are not printed; typed figures have a test of their own.
    assert {kind for kind in RECORDS if typed_columns(kind)} - few.village.kinds == {
        "holiday_table",
        "person_link",
        "policy_text",
        "progress_figure",
    }


@pytest.mark.parametrize("name", ["visit-record", "referral-slip", "roster"])
def test_a_paper_shows_attacks_as_text(few: Office, name: str, tmp_path: Path) -> None:
    look_at_pdf(few, name, tmp_path / f"{name}.pdf")


def look_at_pdf(office: Office, name: str, out: Path) -> None:
    with watched() as drawn:
        made = office.make(name, out)
    assert made.pages == len(drawn.pages)
    assert misplaced(drawn) == []
    assert read(out) == drawn.letters
    assert active(out) == []


@pytest.mark.proofs
@pytest.mark.parametrize("name", sorted(MAKERS))
def test_every_paper_shows_every_attack_as_text(all_of_them: Office, name: str, tmp_path: Path) -> None:
    look_at_pdf(all_of_them, name, tmp_path / f"{name}.pdf")


@pytest.mark.proofs
@pytest.mark.parametrize("name", sorted(MAKERS))
def test_every_archive_with_attacks_keeps_the_list(few: Office, name: str, tmp_path: Path) -> None:
    few.make(name, tmp_path / "archive.pdf", archive=True)
    assert pdfa.archive_faults(tmp_path / "archive.pdf") == []


@pytest.mark.parametrize("name", ["roster", "month-ledger"])
def test_a_workbook_holds_attacks_as_text(few: Office, name: str, tmp_path: Path) -> None:
    few.make(name, tmp_path / "a.xlsx", masked=False, reason="=1+1")
    assert live_cells(tmp_path / "a.xlsx") == []


@pytest.mark.proofs
@pytest.mark.parametrize(
    "name", [entry.name for entry in CATALOGUE if XLSX in entry.formats and entry.name in MAKERS]
)
def test_every_workbook_holds_every_attack_as_text(all_of_them: Office, name: str, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    all_of_them.make(name, out)
    assert live_cells(out) == []
    shown = through_libreoffice(out, tmp_path)
    book = openpyxl.load_workbook(out)
    first = book.worksheets[0]
    written = [
        unblank(str(cell.value)) for row in first.iter_rows() for cell in row if isinstance(cell.value, str)
    ]
    book.close()
    assert [text for text in written if text and text not in shown] == []


def unblank(text: str) -> str:
    return "".join(text.split())


def through_libreoffice(book: Path, folder: Path) -> set[str]:
    """Return what LibreOffice shows in the first worksheet's cells, blanks gone."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(folder), str(book)],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    csv.field_size_limit(1_000_000)  # the import of texts sets a lower one for its process
    with book.with_suffix(".csv").open(encoding="utf-8", newline="") as lines:
        return {unblank(text) for row in csv.reader(lines) for text in row}


def test_a_table_of_every_attack_is_inert_as_workbook_and_as_delimited_text(tmp_path: Path) -> None:
    attacks = (*PAYLOADS, *HALVES)
    columns = [TableColumn("姓名"), TableColumn("身份证号"), TableColumn("人数", ColumnKind.NUMBER)]
    write_table(
        tmp_path / "a.xlsx", "=1+1", columns, [(one, "150425194005010012", 3) for one in attacks], ["=2+2"]
    )
    assert live_cells(tmp_path / "a.xlsx") == []
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.cell(3, 2).value == "150425194005010012"
    for encoding in Encoding:
        path = tmp_path / f"{encoding.value}.csv"
        write_delimited(path, ["=姓名", "人数"], [(one, 3) for one in attacks], encoding=encoding)
        assert live_fields(path, encoding.value) == []


@pytest.mark.parametrize(
    "before",
    ["", " ", "\u3000", "\ufeff", "\u200b", "\u2060", "\u202e", '"', "''", "“", "\t", "\x00", "\u034f"],
)
@pytest.mark.parametrize("sign", "=+-@|＝＋－＠")
def test_no_blank_mark_or_quote_lets_a_formula_pass(before: str, sign: str) -> None:
    assert inert(f"{before}{sign}1").startswith("'")


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_an_exported_list_of_attacks_is_inert(few: Office, ending: str, tmp_path: Path) -> None:
    export_list(few, tmp_path / f"a{ending}")


def export_list(office: Office, out: Path) -> None:
    app, actor = office.app, office.app.actor
    ids = app.register.list_ids(actor, ElderFilter(), sort="birth", descending=True)
    assert len(ids) == len(office.village.payloads)
    draft = ListExportDraft(
        title="=1+1", columns=tuple(COLUMNS), ids=ids, full=True, reason="=1", recipient="@x"
    )
    app.list_exports.export(actor, draft, out)
    assert (live_cells if out.suffix == ".xlsx" else live_fields)(out) == []


@pytest.mark.proofs
@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_list_with_every_attack_is_inert(all_of_them: Office, ending: str, tmp_path: Path) -> None:
    export_list(all_of_them, tmp_path / f"a{ending}")


DEVICES = ("CON", "con.pdf", "NUL .x", "COM1.a", "lpt¹.b", "aux", "CONIN$.x", "PRN.")
ODD_UIDS = ("../../../etc/x", "a\\..\\b", "x/../..", "CON", "\x00\x00", "e" * 36)


def test_one_file_per_person_has_a_name_that_every_system_takes(tmp_path: Path) -> None:
    texts = (*PAYLOADS, *HALVES, *DEVICES, "名" * 300, "\U00020bb7" * 300)
    people = [
        FormPerson(ODD_UIDS[at % len(ODD_UIDS)] + str(at), text, text, "", None, None, None)
        for at, text in enumerate(texts)
    ]
    names = file_names(people, {text: text for text in texts})
    assert len({name.casefold() for name in names}) == len(names) == len(texts)
    for name in names:
        assert not set(name) & set('<>:"/\\|?*\x00'), name
        assert inert_words(name), name
        assert len(name.encode("utf-8")) <= 255
        assert name == name.strip(" .")
        assert name.endswith(".pdf")
        device = name.split(".")[0].rstrip().upper()
        assert device not in {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM1", "LPT¹"}
        (tmp_path / name).touch()
    assert len(list(tmp_path.iterdir())) == len(names)


def test_titles_and_bookmarks_hold_plain_words(tmp_path: Path) -> None:
    for at, text in enumerate((*PAYLOADS, *HALVES)):
        if at % 8 and text.isascii():
            continue
        sheet = Sheet(PORTRAIT, made_up.signed(unit=text, division=text, archive=True), text or "空")
        sheet.begin_section(text)
        sheet.begin_part(text)
        sheet.text(sheet.left, sheet.top, text[:40], size=10)
        sheet.end_page(1, 1)
        sheet.save(tmp_path / "a.pdf")
        assert active(tmp_path / "a.pdf") == [], repr(text[:30])


@pytest.mark.proofs
def test_what_the_register_takes_of_it_comes_out_as_well(empty_home: Home, tmp_path: Path) -> None:
    app = open_home(empty_home.copy(tmp_path / "home"))
    taken = 0
    for payload in PAYLOADS:
        draft = ElderDraft(
            name=payload,
            birth_on=date(1940, 5, 1),
            village_code=VILLAGES[0],
            address=payload,
            note=payload,
            registered_on=TODAY,
            contacts=(ContactDraft(name=payload, relation=payload, roles=("supporter",)),),
        )
        tries: tuple[dict[str, Any], ...] = (
            {},
            {"name": "包小明"},
            {"name": "包小明", "address": "", "contacts": ()},
        )
        for changes in tries:
            with suppress(ElderVisitsError):
                app.register.save(app.actor, replace(draft, **changes))
                taken += 1
                break
    assert taken > 50
    for name in ("roster", "person-file", "notice"):
        with watched() as drawn:
            app.reports.make(app.actor, name, tmp_path / f"{name}.pdf", noted=None)
        assert misplaced(drawn) == [], name
        assert active(tmp_path / f"{name}.pdf") == [], name
        assert read(tmp_path / f"{name}.pdf") == drawn.letters
    app.close()
