"""No name, number, phone or address of the register can be read in any file that the program leaves."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import RoundKind, SiteLevel
from desktop_app.reports.catalogue import VISIT_SHEET
from desktop_app.services.register_drafts import ContactDraft, ElderDraft
from desktop_app.services.visit_drafts import FindingDraft, PhotoDraft, VisitDraft
from desktop_app.storage.queries.elders import ElderFilter
from tests.exchange.made_up_workbooks import made_up_id
from tests.exchange.photos.made_up_photos import WORDS, telling_jpeg
from tests.services.homes import PASSWORD, TODAY, USER, VILLAGES, Home, open_home

NAME, CONTACT, ADDRESS = "欧阳巴图孟和", "诺敏高娃", "查干诺尔路七百一十二号"
NUMBER, PHONE = made_up_id("19380229"[:4] + "0317", "027"), "13947612083"
SECRETS = (NAME, CONTACT, ADDRESS, NUMBER, PHONE, "炉筒漏烟要换", USER, PASSWORD, *WORDS)


def spellings(secret: str) -> Iterator[bytes]:
    """Yield every way in which a text may lie in a file."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        plain = secret.encode(encoding)
        yield plain
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        for shift in range(3):
            # Base64 of a text inside other bytes: the middle is the same at one of three shifts.
            yield base64.b64encode(b"\0" * shift + plain)[4:-4]
    yield secret[::-1].encode()
    yield secret.encode("unicode_escape")
    if secret.isascii():
        yield secret.swapcase().encode()
        yield "".join(f"{digit}\0" for digit in secret).encode()


def content_of(path: Path) -> bytes:
    """Read a file from another process, as a backup program would; reading here would drop our own locks."""
    command = [sys.executable, "-c", "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read())"]
    return subprocess.run([*command, str(path)], capture_output=True, check=True).stdout


def found_in(folder: Path) -> list[tuple[str, str]]:
    """Return which secrets lie readable in which files."""
    wanted = [(secret, spelling) for secret in SECRETS for spelling in spellings(secret) if len(spelling) > 5]
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = content_of(path)
            found += [(path.name, secret) for secret, spelling in wanted if spelling in content]
    return found


def a_day(application: Application, outside: Path) -> None:
    """Register, visit with a photo, correct, draft, print, give out a workbook, search, list, fail and check."""
    actor = application.actor
    contact = ContactDraft(name=CONTACT, phone=PHONE, roles=("emergency",))
    uid = application.register.save(
        actor,
        ElderDraft(
            name=NAME,
            village_code=VILLAGES[0],
            id_number=NUMBER,
            phone=PHONE,
            address=ADDRESS,
            contacts=(contact,),
            note=f"{NAME} {PHONE}",
        ),
    )
    photo = outside / "photo.jpg"
    photo.write_bytes(telling_jpeg())
    digest = application.photos.add(actor, photo).digest
    photo.unlink()
    draft = VisitDraft(
        elder_uid=uid,
        visited_on=TODAY,
        mode="in_person",
        outcome="met_in_person",
        visitor_name=CONTACT,
        summary=f"{NAME}在家",
        signed_as="proxy",
        signed_by=CONTACT,
        photos=(PhotoDraft(digest, NAME),),
        findings=(FindingDraft(kind="hazard", what="炉筒漏烟要换"),),
    )
    visit = application.visits.record(actor, draft)
    application.visits.correct(actor, visit, replace(draft, corrected_because=f"{NAME}说错了", findings=()))
    application.visits.record_round(actor, RoundKind.CALLS, [replace(draft, photos=(), findings=())])
    application.printed_sheets.issue(actor, VISIT_SHEET, [(uid, TODAY)])
    application.reports.make(actor, VISIT_SHEET, outside / "sheet.pdf", elder_uids=[uid])
    application.visit_workbooks.export(actor, VILLAGES[0], TODAY, outside / "book.xlsx")
    application.stock_phrases.add(actor, "summary", f"{NAME}在家")
    for given_out in ("sheet.pdf", "book.xlsx"):
        # What the user asked for holds names and lies where the user said; it is no part of what is left behind.
        (outside / given_out).unlink()
    application.drafts.keep(actor, "visit", uid, {"summary": f"{NAME} {NUMBER} {PHONE}"})
    assert application.register.find(actor, NAME[:2])
    application.register.list_ids(actor, ElderFilter(text=NUMBER), sort="birth")
    with pytest.raises(Exception, match=r"register\.same_id"):
        application.register.save(actor, ElderDraft(name=CONTACT, village_code=VILLAGES[0], id_number=NUMBER))
    assert application.checks.run(actor) == []


def test_the_search_finds_what_is_not_hidden(tmp_path: Path) -> None:
    for number, encoding in enumerate(("utf-8", "utf-16-le", "gb18030")):
        (tmp_path / str(number)).write_bytes(b"\x07" * 5 + f"x{NAME}{PHONE}y".encode(encoding) + b"\x03" * 5)
    (tmp_path / "b").write_bytes(base64.b64encode(f"abcd{NAME}{PHONE}zz".encode()))
    (tmp_path / "h").write_bytes(NUMBER.encode().hex().encode())
    assert {name for name, _secret in found_in(tmp_path)} == {"0", "1", "2", "b", "h"}


def test_nothing_can_be_read_while_the_store_is_open_or_closed(
    empty_home: Home, county_home: Home, tmp_path: Path
) -> None:
    application = open_home(empty_home.copy(tmp_path / "home"))
    county = open_home(county_home.copy(tmp_path / "county"))
    cards, out = tmp_path / "cards", tmp_path / "out"
    cards.mkdir()
    out.mkdir()
    try:
        a_day(application, out)
        for here, there in ((application, county), (county, application)):
            there.sites.write_card(there.actor, cards / f"{there.site.level}.json")
            here.sites.trust(here.actor, cards / f"{there.site.level}.json")
        county.batches.merge(county.actor, application.batches.export(application.actor, "county", out).path)
        application.drafts.keep(application.actor, "visit", "", {"summary": f"{NAME} {NUMBER} {PHONE}"})
        for log in ("register.db-wal", "drafts.db-wal"):
            assert (tmp_path / "home" / log).stat().st_size > 0
        assert county.site.level is SiteLevel.COUNTY
        while_open = found_in(tmp_path)
    finally:
        application.close()
        county.close()

    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert {"register.db", "drafts.db", "keyslots.json", "holder.json"} <= names
    # Who may log in is written beside the store, so that a name can be chosen before the password is typed.
    assert {pair for pair in while_open if pair != ("keyslots.json", USER)} == set()
    assert {pair for pair in found_in(tmp_path) if pair != ("keyslots.json", USER)} == set()


LEFT = """
import os, signal, sys
from pathlib import Path
from tests.services.homes import open_home
from tests.services.test_plaintext import a_day
application = open_home(Path(sys.argv[1]))
a_day(application, Path(sys.argv[1]).parent)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_nothing_can_be_read_in_what_a_killed_program_leaves_anywhere(
    empty_home: Home, tmp_path: Path
) -> None:
    import os

    folder = empty_home.copy(tmp_path / "home")
    places = {}
    for variable in (
        "HOME",
        "TMPDIR",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_STATE_HOME",
    ):
        places[variable] = str(tmp_path / variable)
        (tmp_path / variable).mkdir()
    killed = subprocess.run(
        [sys.executable, "-c", LEFT, str(folder)],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, **places},
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -9, killed.stderr
    assert (folder / "register.db-wal").exists()
    assert (folder / "drafts.db-wal").exists()
    assert {pair for pair in found_in(tmp_path) if pair != ("keyslots.json", USER)} == set()
    assert not any(spelling in killed.stdout + killed.stderr for spelling in spellings(NAME))
