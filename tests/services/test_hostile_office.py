"""What an office sets up is an attack as well, texts are of extreme length, or there is nothing at all: papers stay tidy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.characters import printable
from desktop_app.domain.errors import FieldProblem
from desktop_app.reports import batch_report, import_report, layouts
from desktop_app.reports.catalogue import CATALOGUE, XLSX, Ask, asks_of
from desktop_app.reports.import_report import CellProblem
from desktop_app.services import settings
from desktop_app.services.paper_makers import MAKERS
from desktop_app.services.progress_rows import ProgressDraft
from tests.reports import made_up
from tests.services.homes import VILLAGES, Home, open_home
from tests.services.hostile import BOMBS, PAYLOADS
from tests.services.on_paper import Drawn, active, live_cells, misplaced, watched
from tests.services.test_hostile_papers import Office, settle

NAMES = tuple(sorted(MAKERS))
BOOKS = tuple(entry.name for entry in CATALOGUE if XLSX in entry.formats and entry.name in MAKERS)
ASKING_NOTHING = tuple(
    entry.name for entry in CATALOGUE if entry.name in MAKERS and entry.asks - {Ask.CAMPAIGN, Ask.BLANK}
)
EXTREME = ("示例嘎查" * 7 + "牧区", "乌" * 25, "户外长椅旁的围栏松动，" * 2_000, *BOMBS)
_PLACES = re.compile(
    r"签[字名章收]|盖章|负责人|填[表报]人|日期|电话[:：]|审核|经办|制表|年月日|^第\d+页共\d+页$"
)


def set_up(office: Office, words: str) -> Office:
    """Give unit, telephone, user, layouts, policy texts and a typed figure these words, past every check."""
    app = office.app
    app.context.site = replace(app.context.site, unit_name=printable(" ".join(words.split()))[:60])
    with suppress(FieldProblem):
        figure = ProgressDraft(numerator=1, denominator=2, note=words[:200])
        app.progress.type_figure(app.actor, "2026", "family_doctor_rate", figure)
    own = {}
    for name in layouts.shipped_names():
        shipped = layouts.shipped(name)
        columns = tuple(
            replace(column, title=words[:6], unit=words[:2].strip() or "人" if column.unit else "")
            for column in shipped.columns
        )
        heads = dict.fromkeys(("form_number", "made_by_office", "approved_by", "approved_as"), words[:60])
        laid = replace(
            shipped,
            title=words[:80].strip() or name,
            measure=words[:30],
            notes=(words[:400],),
            columns=columns,
        )
        own[name] = layouts.text_of(
            replace(laid, signatures=tuple(words[:30] for _place in shipped.signatures), **heads)  # type: ignore[arg-type]  # texts
        )
    with app.store.setting_up() as session:
        settings.write(session, settings.UNIT_PHONE, " ".join(words.split())[:40])
        settings.write(session, settings.PAPER_LAYOUTS, own)
    rules = app.context.rules
    rules.profiles = tuple(
        replace(profile, title=words[:200], short_title=words[:60], document_title=words[:200])
        for profile in rules.profiles
    )
    return replace(office, app=app.acting_as(replace(app.actor, name=words[:60])))


ONE_LINE = tuple(text for text in PAYLOADS[7::40] if text.count("\n") < 20)
"""Names and titles of an office have one line; columns of lines stand in records only."""
OFFICES = ("=1+1<b>&", *ONE_LINE, BOMBS[0], BOMBS[3], BOMBS[5], "乌\u202e云\x00其")


PEOPLE = ("乌云其木格", "=1+1", "包小明")


@pytest.fixture(scope="module")
def office(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = settle(empty_home, tmp_path_factory.mktemp("office") / "home", PEOPLE)
    yield office
    office.app.close()


def look_at(office: Office, name: str, out: Path, **more: Any) -> Drawn:
    with watched() as drawn:
        office.make(name, out, **more)
    assert misplaced(drawn) == [], name
    assert lonely_places(drawn) == [], name
    assert active(out) == [], name
    return drawn


def lonely_places(drawn: Drawn) -> list[str]:
    """Return the last pages that only repeat what stands before and have places to sign."""
    last = max(drawn.pages)
    if last == 1:
        return []
    before = {box.text for box in drawn.pages[last - 1]}
    fresh = [box.text for box in drawn.pages[last] if box.text not in before]
    # One that says the same again in full, as of two villages of one name, has rows as well.
    signs = [text for text in fresh if _is_place(text) and not text.startswith("第")]
    told = [text for text in fresh if not _is_place(text)]
    return [f"{last}: nothing but {fresh}"] if signs and not told else []


def _is_place(text: str) -> bool:
    """Tell whether this is a place to sign or the foot, and no sentence."""
    return len(text) < 30 and _PLACES.search(text) is not None


def test_what_the_office_set_up_is_shown_as_text(office: Office, tmp_path: Path) -> None:
    hostile = set_up(office, "=1+1<b>&")
    for name in ("month-ledger", "progress", "notice"):
        look_at(hostile, name, tmp_path / f"{name}.pdf")
    hostile.make("progress", tmp_path / "a.xlsx")
    assert live_cells(tmp_path / "a.xlsx") == []


@pytest.mark.proofs
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("words", OFFICES)
def test_every_paper_of_a_hostile_office_is_inert(
    office: Office, name: str, words: str, tmp_path: Path
) -> None:
    hostile = set_up(office, words)
    reason = {"masked": False, "reason": "=1+1"} if Ask.NUMBERS in asks_of(name) else {}
    look_at(hostile, name, tmp_path / "a.pdf", **reason)
    if name in BOOKS:
        hostile.make(name, tmp_path / "a.xlsx")
        assert live_cells(tmp_path / "a.xlsx") == []


@pytest.mark.proofs
@pytest.mark.parametrize("words", OFFICES)
def test_reports_on_imports_and_batches_show_attacks_as_text(words: str, tmp_path: Path) -> None:
    signed: dict[str, Any] = {"unit": words[:60], "made_by": words[:60], "site": words[:60]}
    problems = tuple(CellProblem(number, words, words, words[:40]) for number in range(1, 4))
    imported = replace(
        made_up.import_report(**signed),
        file_name=words[:200],
        sheet_name=words[:60],
        rejected=problems,
        warnings=problems,
    )
    batch = replace(
        made_up.batch_report(**signed),
        file_name=words[:200],
        from_site=words[:100],
        to_site=words[:100],
        accepted=False,
        problems=(words, words),
        self_check=((words[:20], words, words),),
    )
    out = tmp_path / "a.pdf"
    writes: tuple[Callable[[], object], ...] = (
        lambda: import_report.write(out, imported),
        lambda: batch_report.write(out, batch),
    )
    for write in writes:
        with watched() as drawn:
            write()
        assert misplaced(drawn) == []
        assert active(out) == []


@pytest.mark.proofs
@pytest.mark.parametrize("at", range(len(EXTREME)))
def test_texts_of_extreme_length_leave_every_paper_tidy(at: int, empty_home: Home, tmp_path: Path) -> None:
    home = settle(empty_home, tmp_path / "home", (EXTREME[at],) * 3)
    try:
        for unit in ("示例旗示例苏木人民政府民政和社会事务综合办公室服务站", "示例苏木" * 15):
            home.app.context.site = replace(home.app.context.site, unit_name=unit)
            for name in NAMES:
                with suppress(FieldProblem):  # a reason of blanks or of a book is refused
                    look_at(home, name, tmp_path / f"{name}.pdf")
    finally:
        home.app.close()


@pytest.fixture(scope="module")
def nobody(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    app = open_home(empty_home.copy(tmp_path_factory.mktemp("nobody") / "home"))
    yield app
    app.close()


@pytest.mark.parametrize("name", ["month-ledger", "progress", "finding-ageing"])
def test_a_township_without_anybody_has_tidy_papers(nobody: Application, name: str, tmp_path: Path) -> None:
    look_at_nothing(nobody, name, tmp_path)


@pytest.mark.proofs
@pytest.mark.parametrize("name", ASKING_NOTHING)
def test_every_paper_of_a_township_without_anybody_is_one_tidy_page(
    nobody: Application, name: str, tmp_path: Path
) -> None:
    look_at_nothing(nobody, name, tmp_path)


def look_at_nothing(app: Application, name: str, folder: Path) -> None:
    asks = asks_of(name)
    wish: dict[str, Any] = {"period": "2026", "village_code": VILLAGES[0]} if Ask.ONE_VILLAGE in asks else {}
    wish |= {"period": "2026"} if Ask.PERIOD in asks and Ask.MONTH not in asks else {}
    with watched() as drawn:
        made = app.reports.make(app.actor, name, folder / "a.pdf", noted=None, **wish)
    assert made.pages == len(drawn.pages)
    assert misplaced(drawn) == []
    assert lonely_places(drawn) == []
