"""Make every paper of an installation and a picture of its pages, to look at them one by one.

``python -m desktop_app.app.papers OUT`` does so for an empty township and for a small made-up one; ``--home`` adds an
installation of your own, of which nothing is changed. ``--docs FOLDER`` makes the pictures of docs/papers.md instead:
of a made-up township that is the same each time, but for check codes and the number of the installation.
"""

from __future__ import annotations

import argparse
import json
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.app.sample import DIVISION, PROFILES, UNIT, USER, open_sample
from desktop_app.bootstrap import Application, create_application, open_application
from desktop_app.domain.emergency import RosterFilter
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.domain.terms import Category, HazardKind, SiteLevel, SupportStepKind
from desktop_app.reports.catalogue import CATALOGUE, PDF, Ask, Paper, paper
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.services.paper_orders import Coding, PaperWish
from desktop_app.services.roster_papers import EVERYBODY
from desktop_app.services.support_drafts import LetterWish, ReferralWish
from desktop_app.storage.passwords import FLOOR
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.storage.queries.findings import FindingFilter

if TYPE_CHECKING:
    from PIL.Image import Image

SMALL, MONTHS = 60, 6
MOST_FINDINGS = 500
FEW = 4
"""So many pages of a paper are turned into pictures unless all are asked for: the first two, the middle, the last."""
_REASON = "报送旗县民政局"
DOCS_DAY, DOCS_ELDERS, DOCS_DPI = date(2026, 12, 30), 320, 90
DOCS = {
    "month-ledger-village": 1,
    "month-summary": 1,
    "overdue-list": 1,
    "route-sheet": 1,
    "progress": 1,
    "roster": 1,
    "visitor-workload": 1,
    "service-statistics": 1,
    "finding-ageing": 1,
    "due-service-list": 1,
    "campaign-call-tree": 1,
    "visit-record-person": 1,
    "person-file-person": 1,
    "referral-slip": 1,
    "notice-person": 1,
    "visit-year-blank": 1,
    "visit-sheet": 1,
    "call-out-slip": 1,
    "support-letter": 1,
    "binder": 2,
}
"""The papers that docs/papers.md shows, with the page: by the names of their files."""
_GREYS = 16


@dataclass(frozen=True, slots=True)
class Made:
    """One file that was made, or why it was not."""

    name: str
    file: str
    pages: int = 0
    missing: tuple[str, ...] = ()
    refused: str = ""


def wishes(app: Application) -> Iterator[tuple[str, PaperWish]]:
    """Go through the papers that can be made from what this installation holds: file name without ending, wish."""
    today = app.clock.today()
    month = (today.year, today.month)
    villages = app.register.villages(app.actor)
    village = villages[0].code if villages else None
    visited = app.visits.between(app.actor, today.replace(month=1, day=1), today, village_code=village)
    ids = app.register.list_ids(app.actor, ElderFilter())
    elder = (
        visited[0].elder_uid
        if visited
        else next((row.uid for row in app.register.rows(app.actor, ids[:1])), None)
    )
    for entry in CATALOGUE:
        plain = PaperWish(name=entry.name, month=month, period=_period(entry, today))
        if Ask.BLANK in entry.asks:
            yield f"{entry.name}-blank", replace(plain, blank=True)
        if Ask.ONE_VILLAGE in entry.asks:
            plain = replace(plain, village_code=village)
        if entry.asks and Ask.CAMPAIGN not in entry.asks:
            yield entry.name, plain
        if Ask.VILLAGE in entry.asks:
            yield f"{entry.name}-village", replace(plain, village_code=village)
        if Ask.PERSON in entry.asks and elder is not None:
            yield f"{entry.name}-person", replace(plain, elder_uid=elder)
        if Ask.NUMBERS in entry.asks and elder is not None:
            yield f"{entry.name}-full", replace(plain, elder_uid=elder, masked=False, reason=_REASON)
    yield from _where_they_belong(app, month, elder, village)


def _period(entry: Paper, today: date) -> str | None:
    if Ask.PERIOD not in entry.asks:
        return None
    return f"{today.year}-H1" if today.month < 7 else f"{today.year}"


def _where_they_belong(
    app: Application, month: tuple[int, int], elder: str | None, village: str | None
) -> Iterator[tuple[str, PaperWish]]:
    """Go through the papers that are not chosen from a list."""

    def wish(name: str, **more: object) -> tuple[str, PaperWish]:
        """Name a wish after its paper."""
        return name, replace(PaperWish(name=name, month=month), **more)  # type: ignore[arg-type]  # fields of a wish

    for category in (EVERYBODY, Category.SEVERELY_DISABLED.value, Category.MINIMUM_ALLOWANCE.value):
        yield f"roster-{category}", replace(wish("roster")[1], category=category)
    for campaign in app.campaigns.list(app.actor)[:1]:
        yield wish("campaign-call-tree", campaign_uid=campaign.uid, masked=False)
    findings = app.findings.list(app.actor, FindingFilter(), limit=MOST_FINDINGS, offset=0)
    for finding in [one for one in findings if one.referred_to][:1]:
        yield wish("referral-slip", finding_uid=finding.uid)
    for past in app.handovers.past(app.actor)[:1]:
        yield wish("handover-pack", handover_uid=past.uid, masked=False)
    yield wish(
        "emergency-roster",
        roster=RosterFilter(hazard=HazardKind.COLD.value, village_code=village),
        masked=False,
    )
    if elder is None:
        return
    yield wish("personal-copy", elder_uid=elder, reason="本人申请", recipient="本人", masked=False)
    yield wish("correction-log", elder_uid=elder)
    supporters = app.family_support.panel(app.actor, elder).supporters
    if supporters:
        letter = LetterWish(contact_uid=supporters[0].uid, words="近三个月没有看望、没有联系。")
        yield wish("support-letter", elder_uid=elder, support=letter)
        referral = ReferralWish(
            kind=SupportStepKind.MEDIATION.value,
            referred_to="苏木人民调解委员会",
            words="子女之间对赡养费用有争议。",
        )
        yield wish("support-referral", elder_uid=elder, support=referral)


def make_all(app: Application, out: Path, *, dpi: int, every_page: bool) -> list[Made]:
    """Write every paper of an installation into ``out``, in all its formats, with pictures of its pages."""
    out.mkdir(parents=True, exist_ok=True)
    made: list[Made] = []
    for stem, wish in wishes(app):
        entry = paper(wish.name)
        for form in entry.formats if entry is not None else ():
            file = out / f"{stem}.{form}"
            try:
                done = app.reports.make_wished(app.actor, wish, file, noted=None, coding=Coding.SAMPLE)
            except ElderVisitsError as refused:
                made.append(Made(wish.name, file.name, refused=str(refused)))
                continue
            lost = tuple(f"{each.where} {each.code_point}" for each in done.printed.missing)
            made.append(Made(wish.name, file.name, done.pages, lost))
            if form == PDF:
                _take_pictures(file, dpi, every_page=every_page)
    return made


def make_docs(folder: Path) -> None:
    """Make the pictures of docs/papers.md, small enough to be kept beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        clock = Clock(fixed_on=DOCS_DAY)
        app = open_sample(Path(scratch) / "home", clock=clock, elders=DOCS_ELDERS, months=MONTHS)
        for stem, wish in wishes(app):
            if stem in DOCS:
                file = Path(scratch) / f"{stem}.{PDF}"
                app.reports.make_wished(app.actor, wish, file, noted=None, coding=Coding.SAMPLE)
                _picture(file, DOCS[stem], DOCS_DPI).save(folder / f"{stem}.png", optimize=True)
        app.close()


def _picture(file: Path, page: int, dpi: int) -> Image:
    """Return one page in few greys."""
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    picture: Image = document[page - 1].render(scale=dpi / 72, grayscale=True).to_pil()
    document.close()
    return picture.quantize(_GREYS)


def _take_pictures(file: Path, dpi: int, *, every_page: bool) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    count = len(document)
    few = sorted({0, 1, count // 2, count - 1} & set(range(count)))
    for number in range(count) if every_page else few:
        page = document[number]
        page.render(scale=dpi / 72).to_pil().save(file.with_name(f"{file.stem}-{number + 1}.png"))
        page.close()
    document.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the papers and print what was made; 1 when one could not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--docs", type=Path, help="make the pictures of docs/papers.md into this folder")
    parser.add_argument("--home", type=Path, help="an installation to make the papers of besides")
    parser.add_argument("--password-file", type=Path)
    parser.add_argument("--dpi", type=int, default=100)
    parser.add_argument("--every-page", action="store_true")
    options = parser.parse_args(arguments)
    if options.docs is not None:
        make_docs(options.docs)
        return 0
    if options.out is None:
        parser.error("OUT or --docs")
    if options.home is not None and options.password_file is None:
        parser.error("--home needs --password-file")
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        for name, app in _installations(Path(scratch), options):
            made = make_all(app, options.out / name, dpi=options.dpi, every_page=options.every_page)
            app.close()
            failed += sum(1 for each in made if each.refused)
            for each in made:
                sys.stdout.write(f"{name}/{each.file} {each.pages} {each.refused} {' '.join(each.missing)}\n")
            listed = [[each.name, each.file, each.pages] for each in made]
            text = json.dumps(listed, ensure_ascii=False, indent=1)
            (options.out / name / "papers.json").write_text(text, encoding="utf-8")
    return 1 if failed else 0


def _installations(scratch: Path, options: argparse.Namespace) -> Iterator[tuple[str, Application]]:
    clock = Clock()
    yield "empty", _empty(scratch / "empty", clock)
    yield "small", open_sample(scratch / "small", clock=clock, elders=SMALL, months=MONTHS)
    if options.home is not None:
        shutil.copytree(options.home, scratch / "own")
        password = options.password_file.read_text(encoding="utf-8").splitlines()[0]
        yield "own", open_application(scratch / "own", password, clock=clock)


def _empty(folder: Path, clock: Clock) -> Application:
    draft = SetupDraft(
        level=SiteLevel.TOWNSHIP,
        division_code=DIVISION,
        unit_name=UNIT,
        profiles=PROFILES,
        user=USER,
        password=secrets.token_urlsafe(18),
    )
    app, _recovery = create_application(folder, draft, clock=clock, kdf=FLOOR)
    return app


if __name__ == "__main__":
    raise SystemExit(main())
