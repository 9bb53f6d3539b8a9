"""Visit workbooks: given out, filled as people fill them, taken back once, corrected, refused in words."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import ElderVisitsError, FieldProblem
from desktop_app.domain.terms import AccessKind, EndReason, Mode, Outcome
from desktop_app.domain.visit_workbook import PROGRAM_SHEET, VISIT_SHEET, read_row_code
from desktop_app.exchange.visit_workbooks import refusals
from desktop_app.services.import_outcome import StalePreview
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.services.visit_workbook_plan import RowFate, VisitWorkbookPreview
from desktop_app.services.visit_workbooks import NobodyThere
from desktop_app.storage.queries.visits import VisitRow
from tests.services.conftest import Opener
from tests.services.homes import VILLAGES, Home, open_home
from tests.services.visit_books import (
    CELLS,
    FIRST_ROW,
    MONTH,
    MONTHLY,
    NOBODY_OWES,
    WEEKLY,
    change,
    exported,
    fill,
    people,
    places,
    put,
    row_of,
    spare_row,
)

Act = Callable[[Workbook], object]


@dataclass(frozen=True)
class Village:
    """A closed home with people, and the workbook exported for them."""

    home: Home
    uids: dict[str, str]
    book: Path


@pytest.fixture(scope="module")
def village(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Village:
    """Return a village whose workbook was given out."""
    folder = tmp_path_factory.mktemp("village")
    home = Home(empty_home.copy(folder / "home"), empty_home.recovery)
    app = open_home(home.folder)
    uids = people(app)
    made = exported(app, folder / "book.xlsx").path
    app.close()
    return Village(home, uids, made)


@pytest.fixture
def app(opener: Opener, village: Village) -> Application:
    """Return the village's store, open and to be written to."""
    return opener(village.home)


@pytest.fixture(scope="module")
def reader(village: Village, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Return the village's store for tests that only look."""
    opened = open_home(village.home.copy(tmp_path_factory.mktemp("reader") / "home"))
    yield opened
    opened.close()


@pytest.fixture
def uids(village: Village) -> dict[str, str]:
    return village.uids


@pytest.fixture
def book(village: Village, tmp_path: Path) -> Path:
    return Path(shutil.copy(village.book, tmp_path / "book.xlsx"))


@pytest.fixture(scope="module")
def filled_once(village: Village, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workbook with one row of each of two people filled."""
    path = fill(village.book, to=tmp_path_factory.mktemp("filled") / "book.xlsx", 用水="正常")
    return fill(path, MONTHLY)


@pytest.fixture
def filled(filled_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled_once, tmp_path / "filled.xlsx"))


def previewed(app: Application, path: Path) -> VisitWorkbookPreview:
    return app.visit_workbooks.preview(app.actor, path)


def brought_in(app: Application, path: Path) -> str | None:
    return app.visit_workbooks.apply(app.actor, previewed(app, path)).change_set


def counts(preview: VisitWorkbookPreview) -> tuple[int, int, int, int]:
    return preview.created, preview.changed, preview.unchanged, preview.refused_rows


def visits(app: Application, uid: str) -> list[VisitRow]:
    return app.visits.of_elder(app.actor, uid)


def has_left(app: Application, uid: str) -> bool:
    (row,) = (row for row in app.register.find(app.actor, MONTHLY) if row.uid == uid)
    return row.ended


def words(preview: VisitWorkbookPreview) -> str:
    return "\n".join(f"{note.column}|{note.reason}" for note in (*preview.rejected, *preview.warnings))


# --- out


def test_who_is_owed_a_visit_each_week_has_a_row_for_each_week(book: Path) -> None:
    read = load_workbook(book)
    at = places(read)
    names = [read[VISIT_SHEET].cell(row, at["姓名"]).value for row in range(FIRST_ROW, FIRST_ROW + 18)]
    assert names.count(WEEKLY) == 5
    assert names.count(MONTHLY) == 1
    assert NOBODY_OWES not in names
    assert names.count(None) == 12, "rows left for unplanned visits"
    deadlines = [
        str(read[VISIT_SHEET].cell(row_of(read, WEEKLY, which), at["应在此日前探访"]).value)
        for which in range(5)
    ]
    assert deadlines == sorted(deadlines)
    assert len(set(deadlines)) == 5


def test_visits_made_already_need_no_row(app: Application, uids: dict[str, str], tmp_path: Path) -> None:
    for day in (2, 9):
        app.visits.record(
            app.actor,
            VisitDraft(
                elder_uid=uids[WEEKLY],
                visited_on=date(2026, 11, day),
                mode=Mode.IN_PERSON.value,
                outcome=Outcome.MET_IN_PERSON.value,
                visitor_name="海棠",
            ),
        )
    assert exported(app, tmp_path / "b.xlsx").owed == 4
    ahead = exported(app, tmp_path / "c.xlsx", date(2026, 12, 1))
    assert ahead.owed >= 5, "the month to come: four or five weeks and the monthly visit"


def test_what_is_prefilled_is_locked_and_the_rest_is_open(book: Path) -> None:
    read = load_workbook(book)
    sheet, at = read[VISIT_SHEET], places(read)
    row = row_of(read, WEEKLY)
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    for title in ("序号", "姓名", "年龄", "电话", "行码（请勿改动）"):
        assert sheet.cell(row, at[title]).protection.locked, title
    for title in ("探访日期", "探访方式", "用水", "收缩压（mmHg）", "情况记录"):
        assert not sheet.cell(row, at[title]).protection.locked, title
    assert not sheet.cell(spare_row(read), at["姓名"]).protection.locked
    assert read[PROGRAM_SHEET].sheet_state == "veryHidden"
    assert read["选项"].sheet_state == "veryHidden"
    assert sheet.freeze_panes == "C5"


def test_phones_are_masked_unless_asked_for_with_a_reason(reader: Application, tmp_path: Path) -> None:
    def phone(path: Path) -> Any:
        read = load_workbook(path)
        return read[VISIT_SHEET].cell(row_of(read, WEEKLY), places(read)["电话"]).value

    assert "****" in phone(exported(reader, tmp_path / "a.xlsx").path)
    with pytest.raises(FieldProblem):
        exported(reader, tmp_path / "b.xlsx", full_phones=True)
    assert not (tmp_path / "b.xlsx").exists()
    wishes: dict[str, Any] = {"full_phones": True, "reason": "电话探访", "recipient": "海棠"}
    assert phone(exported(reader, tmp_path / "c.xlsx", **wishes).path) == "13800138001"
    entry = reader.access_log.list(reader.actor)[0]
    assert (entry.kind, entry.reason, entry.recipient) == (AccessKind.EXPORTED.value, "电话探访", "海棠")


def test_a_village_without_anybody_and_another_ending_are_refused(empty: Application, tmp_path: Path) -> None:
    with pytest.raises(NobodyThere):
        exported(empty, tmp_path / "a.xlsx")
    with pytest.raises(FieldProblem):
        exported(empty, tmp_path / "a.xls")
    assert list(tmp_path.glob("*.xls*")) == []


def test_winter_items_are_asked_in_winter_only(reader: Application, tmp_path: Path, book: Path) -> None:
    assert "烟道" in places(load_workbook(book))
    summer = exported(reader, tmp_path / "s.xlsx", date(2027, 7, 1)).path
    assert "烟道" not in places(load_workbook(summer))


def test_texts_that_look_like_formulas_stay_texts(app: Application, tmp_path: Path) -> None:
    payloads = ("=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(1)", "＝1", '=HYPERLINK("http://x")', "\t=1")
    for number, payload in enumerate(payloads):
        app.register.save(
            app.actor,
            ElderDraft(
                name=f"张{'甲乙丙丁戊己庚'[number]}",
                village_code=VILLAGES[0],
                birth_on=date(1950, 1, 1),
                address=payload,
                registered_on=date(2026, 9, 1),
            ),
        )
    app.register.add_visitor(app.actor, "=cmd|calc", "committee", village_code=VILLAGES[0])
    read = load_workbook(exported(app, tmp_path / "b.xlsx").path)
    types = {cell.data_type for sheet in read for row in sheet.iter_rows() for cell in row}
    assert "f" not in types


# --- back


def test_a_filled_row_becomes_a_visit_with_everything_that_was_written(
    app: Application, uids: dict[str, str], book: Path
) -> None:
    more: dict[str, Any] = {
        "时间": time(9, 30),
        "同行人": "包组长",
        "疾病情况": "高血压、糖尿病",
        "用水": "管道冻堵",
        "老人的话和其他需求": "想吃饺子",
        "收缩压（mmHg）": 135,
        "舒张压（mmHg）": 85,
        "体温（℃）": 36.5,
        "情况记录": "精神好",
        "帮办事项": "代买药",
        "发现问题类别": "隐患",
        "发现问题内容": "水管冻住",
        "下次探访日期": date(2026, 11, 10),
        "签字情况": "他人代签",
        "代签人": "包玉兰（女儿）",
    }
    fill(book, **more)
    assert brought_in(app, book)
    (visit,) = visits(app, uids[WEEKLY])
    assert (visit.visited_on, visit.visited_time, visit.visitor) == (date(2026, 11, 3), "09:30", "海棠")
    assert visit.visitor_uid is not None
    assert visit.answers == {
        "health.disease": ["hypertension", "diabetes"],
        "safety.water": "frozen",
        "needs.wishes": "想吃饺子",
    }
    assert visit.measures == {"systolic": "135", "diastolic": "85", "temperature": "36.5"}
    assert (visit.summary, visit.action, visit.next_on) == ("精神好", "代买药", date(2026, 11, 10))
    assert (visit.signed_as, visit.signed_by) == ("proxy", "包玉兰（女儿）")
    assert visit.sheet_no is not None
    assert visit.sheet_no.startswith("2611")
    (finding,) = app.visits.findings(app.actor, elder_uid=uids[WEEKLY])
    assert (finding.kind, finding.what, finding.visit_uid) == ("hazard", "水管冻住", visit.uid)


def test_the_same_file_twice_changes_nothing_and_a_corrected_copy_corrects(
    app: Application, uids: dict[str, str], book: Path
) -> None:
    fill(book, 用水="正常")
    fill(book, MONTHLY)
    brought_in(app, book)
    assert counts(previewed(app, book)) == (0, 0, 2, 0)
    assert brought_in(app, book) is None
    fill(book, 用水="取水困难", 探访日期=date(2026, 11, 4), 发现问题内容="井枯了")
    preview = previewed(app, book)
    assert counts(preview) == (0, 1, 1, 0)
    note = next(note for note in preview.notes if note.fate is RowFate.CHANGED)
    assert "探访日期" in note.words[0]
    assert "五类情况" in note.words[0]
    change_set = brought_in(app, book)
    (visit,) = visits(app, uids[WEEKLY])
    assert (visit.visited_on, visit.answers["safety.water"]) == (date(2026, 11, 4), "difficult")
    assert visit.corrected_because is not None
    assert visit.corrected_because.startswith("工作簿第 ")
    assert len(app.visits.findings(app.actor)) == 1
    fill(book, 探访日期=date(2026, 11, 4), 用水="取水困难", 发现问题内容="井水枯了")
    brought_in(app, book)
    assert [each.what for each in app.visits.findings(app.actor)] == ["井水枯了"]
    assert change_set
    app.undo.undo(app.actor, change_set)


def test_a_finding_that_a_corrected_copy_calls_urgent_is_due_as_an_urgent_one(
    app: Application, uids: dict[str, str], book: Path
) -> None:
    fill(book, 发现问题类别="需求", 发现问题内容="煤气味")
    brought_in(app, book)
    fill(book, 发现问题类别="紧急", 发现问题内容="煤气味")
    brought_in(app, book)
    (finding,) = app.visits.findings(app.actor, elder_uid=uids[WEEKLY])
    assert (finding.kind, finding.due_on) == ("urgent", date(2026, 11, 4))


def test_a_visit_corrected_in_the_program_is_not_written_over(
    app: Application, uids: dict[str, str], book: Path
) -> None:
    fill(book)
    brought_in(app, book)
    (visit,) = visits(app, uids[WEEKLY])
    app.visits.correct(
        app.actor,
        visit.uid,
        VisitDraft(
            elder_uid=visit.elder_uid,
            visited_on=date(2026, 11, 5),
            mode=visit.mode,
            outcome=visit.outcome,
            visitor_name="海棠",
            sheet_no=visit.sheet_no,
            corrected_because="日期写错",
        ),
    )
    fill(book, 情况记录="改过")
    preview = previewed(app, book)
    assert (preview.kept, preview.changed) == (1, 0)
    assert "程序里更正过" in words(preview)
    assert brought_in(app, book) is None


def test_undo_takes_the_whole_import_back_and_it_can_come_again(
    app: Application, uids: dict[str, str], book: Path
) -> None:
    fill(book)
    fill(book, MONTHLY, 探访结果="死亡", 探访日期=date(2026, 11, 6))
    change_set = brought_in(app, book)
    assert has_left(app, uids[MONTHLY])
    assert change_set
    app.undo.undo(app.actor, change_set)
    assert visits(app, uids[WEEKLY]) == []
    assert not has_left(app, uids[MONTHLY])
    preview = previewed(app, book)
    assert counts(preview) == (2, 0, 0, 0)
    assert "撤销" in words(preview)


def test_a_death_taken_back_by_a_corrected_copy_opens_the_entry_again(
    app: Application, uids: dict[str, str], book: Path
) -> None:
    fill(book, MONTHLY, 探访结果="死亡")
    brought_in(app, book)
    fill(book, MONTHLY, 探访结果="住院")
    brought_in(app, book)
    assert not has_left(app, uids[MONTHLY])


def test_same_as_last_time_takes_the_last_answers_before_the_day(
    app: Application, uids: dict[str, str], book: Path
) -> None:
    app.visits.record(
        app.actor,
        VisitDraft(
            elder_uid=uids[WEEKLY],
            visited_on=date(2026, 10, 20),
            mode="in_person",
            outcome="met_in_person",
            visitor_name="海棠",
            answers={"health.speech": "weak", "safety.water": "normal"},
        ),
    )
    fill(book, which=1, 探访日期=date(2026, 11, 12), 与上次相同="是")
    fill(book, 与上次相同="是", 用水="管道冻堵")
    brought_in(app, book)
    later, earlier, _october = visits(app, uids[WEEKLY])
    assert earlier.answers == {"health.speech": "weak", "safety.water": "frozen"}
    assert later.answers == earlier.answers, "the row before is the last time"
    assert counts(previewed(app, book)) == (0, 0, 2, 0)


def test_a_stale_preview_is_refused(app: Application, uids: dict[str, str], book: Path) -> None:
    fill(book)
    preview = previewed(app, book)
    app.register.add_visitor(app.actor, "白云", "grid")
    with pytest.raises(StalePreview):
        app.visit_workbooks.apply(app.actor, preview)
    assert visits(app, uids[WEEKLY]) == []


def test_spare_rows_know_their_person_by_the_drop_down_or_a_name(
    app: Application, uids: dict[str, str], book: Path
) -> None:
    def act(read: Workbook) -> None:
        number = next(
            int(str(row[1].value))
            for row in read[PROGRAM_SHEET].iter_rows()
            if row[0].value == "person" and row[3].value == NOBODY_OWES
        )
        put(read, spare_row(read, 0), {**CELLS, "姓名": f"{NOBODY_OWES}（{number}）"})
        put(read, spare_row(read, 0), {**CELLS, "姓名": WEEKLY})

    change(book, act)
    preview = previewed(app, book)
    assert counts(preview) == (2, 0, 0, 0)
    assert "按姓名认定" in words(preview)
    brought_in(app, book)
    assert len(visits(app, uids[NOBODY_OWES])) == 1
    assert counts(previewed(app, book)) == (0, 0, 2, 0)


def test_people_who_moved_or_died_meanwhile_are_said_in_words(
    app: Application, uids: dict[str, str], book: Path
) -> None:
    app.register.end(app.actor, uids[WEEKLY], on=date(2026, 11, 2), reason=EndReason.DECEASED)
    app.register.end(app.actor, uids[MONTHLY], on=date(2026, 11, 2), reason=EndReason.MOVED_OUT)
    fill(book)
    fill(book, MONTHLY)
    preview = previewed(app, book)
    assert counts(preview) == (1, 0, 0, 1)
    assert "已登记死亡" in words(preview)
    assert "已不在名册" in words(preview)


def test_the_workbook_itself_may_not_visit_after_a_death(reader: Application, book: Path) -> None:
    fill(book, 探访结果="死亡")
    fill(book, WEEKLY, 1, 探访日期=date(2026, 11, 12))
    preview = previewed(reader, book)
    assert counts(preview) == (1, 0, 0, 1)
    assert "已填此人死亡" in words(preview)


def test_a_visit_typed_in_already_is_not_doubled(app: Application, uids: dict[str, str], book: Path) -> None:
    app.visits.record(
        app.actor,
        VisitDraft(
            elder_uid=uids[WEEKLY],
            visited_on=date(2026, 11, 3),
            mode="in_person",
            outcome="met_in_person",
            visitor_name="海棠",
        ),
    )
    fill(book)
    assert counts(previewed(app, book)) == (0, 0, 1, 0)


# --- what spreadsheet programs and people do to a workbook


def _sort_rows(read: Workbook) -> None:
    sheet = read[VISIT_SHEET]
    last = max(row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, 1).value)
    lines = [[cell.value for cell in sheet[row]] for row in range(FIRST_ROW, last + 1)]
    for row, line in zip(range(last, FIRST_ROW - 1, -1), lines, strict=True):
        for column, value in enumerate(line, start=1):
            sheet.cell(row, column).value = value


def _lose_program_sheet(read: Workbook) -> None:
    del read[PROGRAM_SHEET]


def _lose_columns(read: Workbook) -> None:
    for title in ("时间", "烟道", "年龄"):
        read[VISIT_SHEET].delete_cols(places(read)[title])


def _insert_and_delete(read: Workbook) -> None:
    sheet = read[VISIT_SHEET]
    sheet.delete_rows(spare_row(read, 3), 4)
    sheet.insert_rows(FIRST_ROW, 3)
    _lose_columns(read)
    sheet.insert_cols(3)
    sheet.delete_rows(1, 2)


def _rename_and_open(read: Workbook) -> None:
    read[VISIT_SHEET].protection.disable()
    read[VISIT_SHEET].title = "11月"
    read.remove(read["填写说明"])


SURVIVABLE: dict[str, Act] = {
    "as it is": lambda read: read,
    "rows sorted": _sort_rows,
    "hidden sheet lost": _lose_program_sheet,
    "rows and columns inserted and deleted": _insert_and_delete,
    "sheets renamed and deleted, protection taken off": _rename_and_open,
}


@pytest.mark.parametrize("what", SURVIVABLE)
def test_a_workbook_is_read_whatever_was_done_to_its_rows(
    reader: Application, filled: Path, what: str
) -> None:
    change(filled, SURVIVABLE[what])
    preview = previewed(reader, filled)
    assert counts(preview) == (2, 0, 0, 0), words(preview)
    made = {(new.facts["visited_on"], new.facts["sheet_no"].split("-")[1]) for new in preview.plan.created}
    assert len(made) == 2


def _swap_names(read: Workbook) -> None:
    at = places(read)["姓名"]
    read[VISIT_SHEET].cell(row_of(read, WEEKLY), at).value = MONTHLY


def _other_code(read: Workbook) -> None:
    at = places(read)["行码（请勿改动）"]
    cell = read[VISIT_SHEET].cell(row_of(read, WEEKLY), at)
    cell.value = "2611ZZZZ" + str(cell.value)[8:]


def _broken_code(read: Workbook) -> None:
    at = places(read)["行码（请勿改动）"]
    cell = read[VISIT_SHEET].cell(row_of(read, WEEKLY), at)
    cell.value = str(cell.value)[:-5] + "22222"


def _copied_row(read: Workbook) -> None:
    sheet = read[VISIT_SHEET]
    source, target = row_of(read, WEEKLY), spare_row(read, 5)
    for cell in list(sheet[source]):
        sheet.cell(target, cell.column or 1).value = cell.value
    put(read, target, {"探访日期": date(2026, 11, 12)})


DEEDS: dict[str, tuple[Act, str]] = {
    "a name over another's row": (_swap_names, "姓名与行码不符"),
    "a row of another workbook": (_other_code, "另一本工作簿"),
    "a code changed": (_broken_code, "行码被改动过"),
    "a whole row copied": (_copied_row, "已经出现过"),
}


@pytest.mark.parametrize("what", DEEDS)
def test_a_row_of_which_it_is_unclear_whose_it_is_stays_out(
    reader: Application, filled: Path, what: str
) -> None:
    act, said = DEEDS[what]
    change(filled, act)
    preview = previewed(reader, filled)
    assert preview.refused_rows == 1
    assert said in words(preview)
    assert preview.created >= 1, "the others come in"


def test_rows_pasted_without_a_code_are_taken_once(
    app: Application, uids: dict[str, str], book: Path
) -> None:
    def act(read: Workbook) -> None:
        row = read[VISIT_SHEET].max_row + 2
        put(read, row, {**CELLS, "姓名": NOBODY_OWES})
        put(read, row + 1, {**CELLS, "姓名": NOBODY_OWES, "探访日期": "2026.11.9"})

    change(book, act)
    assert counts(previewed(app, book)) == (2, 0, 0, 0)
    brought_in(app, book)
    assert len(visits(app, uids[NOBODY_OWES])) == 2
    assert counts(previewed(app, book)) == (0, 0, 2, 0)


def _break_program_sheet(read: Workbook) -> None:
    for row in read[PROGRAM_SHEET].iter_rows():
        if row[0].value == "month":
            row[1].value = "2026-13"


def _newer(read: Workbook) -> None:
    read[PROGRAM_SHEET].cell(1, 2).value = "99"


def _lose_codes_too(read: Workbook) -> None:
    del read[PROGRAM_SHEET]
    read[VISIT_SHEET].delete_cols(places(read)["行码（请勿改动）"])


REFUSED: dict[str, tuple[Act, type[ElderVisitsError]]] = {
    "hidden sheet changed": (_break_program_sheet, refusals.DamagedVisitWorkbook),
    "a newer format": (_newer, refusals.NewerVisitWorkbook),
    "hidden sheet and codes lost": (_lose_codes_too, refusals.NotAVisitWorkbook),
    "the heads lost": (lambda read: read[VISIT_SHEET].delete_rows(4), refusals.VisitSheetMissing),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_workbook_that_cannot_be_read_is_refused_in_words(
    reader: Application, filled: Path, what: str
) -> None:
    act, error = REFUSED[what]
    change(filled, act)
    with pytest.raises(error):
        previewed(reader, filled)


def test_an_unfilled_workbook_says_so(reader: Application, book: Path) -> None:
    with pytest.raises(refusals.NothingFilled):
        previewed(reader, book)


def test_what_is_filled_in_ahead_for_all_rows_is_no_visit_yet(reader: Application, book: Path) -> None:
    fill(book)

    def act(read: Workbook) -> None:
        for row in range(FIRST_ROW, FIRST_ROW + 6):
            put(read, row, {"探访人": "海棠", "探访方式": "上门", "签字情况": "本人签字"})

    change(book, act)
    preview = previewed(reader, book)
    assert counts(preview) == (1, 0, 0, 0)
    assert preview.blank == 17


def test_a_workbook_of_another_store_finds_nobody(opener: Opener, county_home: Home, book: Path) -> None:
    elsewhere = opener(county_home)
    fill(book)
    preview = previewed(elsewhere, book)
    assert counts(preview) == (0, 0, 0, 1)
    assert "本机名册里没有此人" in words(preview)


def test_row_codes_say_whose_row_it_is_without_naming_anybody(book: Path, uids: dict[str, str]) -> None:
    read = load_workbook(book)
    cell = read[VISIT_SHEET].cell(row_of(read, WEEKLY), places(read)["行码（请勿改动）"])
    code = read_row_code(f" {str(cell.value).lower()} ")
    assert code is not None
    assert code.is_for(uids[WEEKLY])
    assert not code.is_for(uids[MONTHLY])
    assert code.month_on == MONTH


def test_dates_with_a_time_are_days(reader: Application, book: Path) -> None:
    fill(book, 探访日期=datetime(2026, 11, 3, 9, 30))  # noqa: DTZ001 - a cell knows no zone
    assert counts(previewed(reader, book)) == (1, 0, 0, 0)


@pytest.mark.parametrize("place", [0.05, 0.5, 0.97])
def test_a_damaged_workbook_is_refused_in_words_or_read(
    reader: Application, book: Path, place: float
) -> None:
    fill(book)
    content = bytearray(book.read_bytes())
    at = int(len(content) * place)
    content[at : at + 40] = bytes(octet ^ 0x5A for octet in content[at : at + 40])
    book.write_bytes(bytes(content))
    with suppress(ElderVisitsError):
        preview = previewed(reader, book)
        assert preview.created + preview.refused_rows <= 2
