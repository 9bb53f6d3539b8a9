"""Register workbooks: preview, apply, again, undo, and every bad file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.progress import Cancelled, Progress
from desktop_app.services.import_outcome import StalePreview
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.storage.queries.elders import ElderFilter
from tests.exchange.made_up_workbooks import full_length_sheet, made_up_id, with_part, xlsx_bytes
from tests.services.homes import TODAY, VILLAGES, Home, open_home
from tests.storage.stores import rows

HEADER = (
    "姓名",
    "身份证号",
    "性别",
    "出生日期",
    "联系电话",
    "嘎查村",
    "家庭住址",
    "身份类别",
    "责任人",
    "备注",
)
NUMBER = made_up_id("19450312", "001")
OTHER = made_up_id("19500101", "004")


def line(name: str = "包小明", number: str | None = NUMBER, **cells: Any) -> tuple[Any, ...]:
    """Return one row of the made-up register; cells are named as in the header."""
    given = {"姓名": name, "身份证号": number, "嘎查村": VILLAGES[0], **cells}
    return tuple(given.get(column) for column in HEADER)


def book(folder: Path, *lines: tuple[Any, ...], name: str = "register.xlsx") -> Path:
    """Write a register workbook."""
    path = folder / name
    path.write_bytes(xlsx_bytes([("老年人名册",), HEADER, *lines]))
    return path


def bring_in(application: Application, path: Path) -> RegisterImportPreview:
    """Preview and apply."""
    preview = application.imports.preview(application.actor, path)
    application.imports.apply(application.actor, preview)
    return preview


def counts(preview: RegisterImportPreview) -> tuple[int, int, int]:
    return preview.created, preview.updated, preview.unchanged


def test_a_preview_changes_nothing_and_applying_does_what_it_said(empty: Application, tmp_path: Path) -> None:
    path = book(
        tmp_path, line(联系电话="13800138000", 身份类别="独居", 责任人="李志强"), line("苏日娜", OTHER)
    )
    before = rows(empty.store)
    preview = empty.imports.preview(empty.actor, path)
    assert counts(preview) == (2, 0, 0)
    assert rows(empty.store) == before

    result = empty.imports.apply(empty.actor, preview)
    assert (result.created, result.updated, result.unchanged) == (2, 0, 0)
    (found,) = empty.register.find(empty.actor, NUMBER)
    detail = empty.register.get(empty.actor, found.uid)
    assert (detail.name, detail.phone, detail.visitor) == ("包小明", "13800138000", "李志强")
    assert [span.category for span in detail.categories] == ["living_alone"]
    assert empty.checks.run(empty.actor) == []


def test_importing_again_changes_nothing(application: Application, filled_home: Home) -> None:
    path = filled_home.folder.parent / "books" / "register.xlsx"
    before = rows(application.store)
    preview = application.imports.preview(application.actor, path)
    result = application.imports.apply(application.actor, preview)

    assert (preview.created, preview.updated) == (0, 0)
    assert preview.unchanged > 50
    assert result.change_set is None
    assert rows(application.store) == before


def test_an_import_can_be_undone_and_done_again(empty: Application, filled_home: Home) -> None:
    path = filled_home.folder.parent / "books" / "register.xlsx"
    first = empty.imports.preview(empty.actor, path)
    done = empty.imports.apply(empty.actor, first)
    assert done.change_set is not None
    listed = empty.register.count(empty.actor, ElderFilter())
    owed = len(empty.duties.list(empty.actor))
    undone = empty.undo.undo(empty.actor, done.change_set)

    assert undone.kept == 0
    assert empty.register.count(empty.actor, ElderFilter()) == 0
    assert empty.duties.list(empty.actor) == []
    assert empty.register.find(empty.actor, "wl") == []
    again = empty.imports.preview(empty.actor, path)
    assert counts(again) == counts(first)
    empty.imports.apply(empty.actor, again)
    assert empty.register.count(empty.actor, ElderFilter()) == listed
    assert len(empty.duties.list(empty.actor)) == owed
    assert empty.checks.run(empty.actor) == []


def test_a_changed_cell_updates_and_an_empty_cell_takes_nothing_away(
    empty: Application, tmp_path: Path
) -> None:
    bring_in(empty, book(tmp_path, line(联系电话="13800138000", 备注="听力差")))
    preview = bring_in(empty, book(tmp_path, line(联系电话="13900139000")))

    assert counts(preview) == (0, 1, 0)
    detail = empty.register.get(empty.actor, empty.register.find(empty.actor, NUMBER)[0].uid)
    assert (detail.phone, detail.note) == ("13900139000", "听力差")


def test_a_preview_made_before_somebody_else_changed_the_register_is_refused(
    empty: Application, tmp_path: Path
) -> None:
    preview = empty.imports.preview(empty.actor, book(tmp_path, line()))
    empty.register.save(empty.actor, ElderDraft(name="包小明", village_code=VILLAGES[0], id_number=NUMBER))
    before = rows(empty.store)

    with pytest.raises(StalePreview):
        empty.imports.apply(empty.actor, preview)
    assert rows(empty.store) == before


def test_a_destroyed_id_is_refused_with_row_and_column(empty: Application, tmp_path: Path) -> None:
    path = book(
        tmp_path,
        line("甲某某", "1.50425E+17", 出生日期="1945-03-12"),
        line("乙某某", "150425194503120000", 出生日期="1946-01-02"),
        line("丙某某", "1.50425E+17"),
    )
    preview = bring_in(empty, path)

    refused = {(note.row, note.column) for note in preview.rejected}
    assert {(3, "身份证号"), (5, "身份证号")} <= {
        (row, "身份证号") for row, column in refused if "身份证" in column
    }
    assert all(note.reason for note in preview.rejected)
    (first,) = empty.register.find(empty.actor, "甲某某")
    assert first.id_number is None
    assert empty.register.find(empty.actor, "丙某某") == []


def test_a_text_too_long_for_its_field_is_refused_alone(empty: Application, tmp_path: Path) -> None:
    preview = bring_in(empty, book(tmp_path, line(家庭住址="长" * 201, 联系电话="13800138000")))

    assert [(note.row, note.column) for note in preview.rejected] == [(3, "家庭住址")]
    detail = empty.register.get(empty.actor, empty.register.find(empty.actor, NUMBER)[0].uid)
    assert (detail.address, detail.phone) == (None, "13800138000")


def test_two_rows_that_mean_one_person_leave_one_record_without_a_fork(
    empty: Application, tmp_path: Path
) -> None:
    # The second row lacks the number, but name, birth date and village say who it is.
    bring_in(
        empty,
        book(
            tmp_path,
            line(联系电话="13800138000", 责任人="李志强"),
            line(number=None, 出生日期="1945-03-12", 备注="听力差", 责任人="赵玉兰"),
        ),
    )
    (found,) = empty.register.find(empty.actor, "包小明")
    detail = empty.register.get(empty.actor, found.uid)

    assert (detail.phone, detail.note, detail.visitor) == ("13800138000", "听力差", "赵玉兰")
    assert len(rows(empty.store)["assignment"]) == 1
    assert empty.checks.run(empty.actor) == []


def test_a_place_without_a_number_becomes_a_local_village_and_is_pointed_out(
    empty: Application, tmp_path: Path
) -> None:
    preview = bring_in(
        empty, book(tmp_path, line(嘎查村="东风农场三队"), line("苏日娜", OTHER, 嘎查村="东风农场三队"))
    )

    assert preview.new_villages == ("东风农场三队",)
    assert sum("东风农场三队" in note.reason for note in preview.warnings) == 1
    assert {row.village for row in empty.register.find(empty.actor, "东风")} == {"东风农场三队"}


def test_a_row_without_a_village_is_refused_unless_the_site_is_one(
    opener: Callable[[Home], Application], empty_home: Home, village_homes: tuple[Home, ...], tmp_path: Path
) -> None:
    path = book(tmp_path, line(嘎查村=None, 联系电话="13800138000"))
    assert counts(bring_in(opener(empty_home), path)) == (0, 0, 0)
    village = opener(village_homes[0])
    assert counts(bring_in(village, path)) == (1, 0, 0)
    assert village.register.find(village.actor, NUMBER)[0].village_code == VILLAGES[0]


def test_a_county_can_import_too(county: Application, tmp_path: Path) -> None:
    assert counts(bring_in(county, book(tmp_path, line()))) == (1, 0, 0)
    assert county.register.find(county.actor, NUMBER)[0].village != VILLAGES[0]


def test_visits_are_owed_from_the_day_the_office_says(empty: Application, tmp_path: Path) -> None:
    path = book(tmp_path, line(身份类别="独居"))
    preview = empty.imports.preview(empty.actor, path, since=date(2026, 8, 1))
    empty.imports.apply(empty.actor, preview)

    assert empty.register.get(
        empty.actor, empty.register.find(empty.actor, NUMBER)[0].uid
    ).registered_on == date(2026, 8, 1)
    assert empty.duties.list(empty.actor)[0].line.overdue_days > 0


def test_somebody_who_left_is_recognised_and_not_registered_twice(empty: Application, tmp_path: Path) -> None:
    bring_in(empty, book(tmp_path, line()))
    uid = empty.register.find(empty.actor, NUMBER)[0].uid
    from desktop_app.domain.terms import EndReason

    empty.register.end(empty.actor, uid, on=TODAY, reason=EndReason.DECEASED)
    assert counts(empty.imports.preview(empty.actor, book(tmp_path, line()))) == (0, 0, 1)


class _Impatient(Progress):
    """Cancels at the first report that comes from writing."""

    def report(self, done: int, total: int, what: str = "") -> None:
        if what == "写入":
            raise Cancelled

    def check(self) -> None:
        """Go on."""


def test_cancelling_in_the_middle_of_writing_leaves_everything_as_it_was(
    empty: Application, tmp_path: Path
) -> None:
    preview = empty.imports.preview(empty.actor, book(tmp_path, line()))
    before = rows(empty.store)
    with pytest.raises(Cancelled):
        empty.imports.apply(empty.actor, preview, progress=_Impatient())
    assert rows(empty.store) == before
    empty.imports.apply(empty.actor, preview)
    assert len(rows(empty.store)["elder"]) == 1


def mixed_encodings() -> bytes:
    lines = [f"包小明{number},{VILLAGES[0]},备注很长的一行" for number in range(20)]
    return b"\n".join(
        [
            "姓名,嘎查村,备注".encode(),
            *(row.encode("gb18030") if n % 2 else row.encode() for n, row in enumerate(lines)),
        ]
    )


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a visit log": (
        "book.xlsx",
        lambda: xlsx_bytes(
            [("姓名", "身份证号码", "走访日期", "走访内容"), ("包小明", NUMBER, "2026-11-02", "正常")]
        ),
    ),
    "no header": ("book.xlsx", lambda: xlsx_bytes([("甲", "乙"), ("丙", "丁")])),
    "names only": ("book.xlsx", lambda: xlsx_bytes([("姓名", "备注"), ("包小明", "x")])),
    "no rows": ("book.xlsx", lambda: xlsx_bytes([("老年人名册",), HEADER])),
    "nothing": ("book.xlsx", lambda: b""),
    "a pdf called a workbook": (
        "book.xlsx",
        lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n" * 50,
    ),
    "mixed encodings": ("book.csv", mixed_encodings),
    "1,048,576 rows": (
        "book.xlsx",
        lambda: with_part(xlsx_bytes([("x",)]), "xl/worksheets/sheet1.xml", full_length_sheet(filled=True)),
    ),
    "cut off": ("book.xlsx", lambda: xlsx_bytes([HEADER, line()])[:-600]),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_workbook_gives_a_clear_message_and_changes_nothing(
    empty: Application, tmp_path: Path, name: str
) -> None:
    file_name, make = BAD[name]
    path = tmp_path / file_name
    path.write_bytes(make())
    with pytest.raises(ElderVisitsError) as refusal:
        empty.imports.preview(empty.actor, path)

    error = refusal.value
    for sentence in (error.what, error.data_safe, error.do_now):
        assert sentence.format(**error.details)
    assert not any(rows(empty.store).values())
    with pytest.raises(ElderVisitsError):
        empty.visit_imports.preview(empty.actor, path if name != "a visit log" else book(tmp_path, line()))


def test_categories_are_added_and_never_taken_away_by_an_import(empty: Application, tmp_path: Path) -> None:
    uid = empty.register.save(
        empty.actor,
        ElderDraft(
            name="包小明",
            village_code=VILLAGES[0],
            id_number=NUMBER,
            categories=(SpanDraft(category="empty_nest"),),
        ),
    )
    bring_in(empty, book(tmp_path, line(身份类别="独居")))
    found = {span.category for span in empty.register.get(empty.actor, uid).categories}
    assert found == {"empty_nest", "living_alone"}


def test_a_category_told_later_is_owed_for_from_that_day_on(empty_home: Home, tmp_path: Path) -> None:
    home = empty_home.copy(tmp_path / "home")
    first = open_home(home)
    bring_in(first, book(tmp_path, line()))
    first.close()
    later = open_home(home, on=date(2027, 2, 22))
    bring_in(later, book(tmp_path, line(身份类别="空巢"), name="again.xlsx"))

    (row,) = later.register.find(later.actor, "包小明")
    (span,) = later.register.get(later.actor, row.uid).categories
    owed = later.duties.list(later.actor)
    later.close()
    assert span.from_on == date(2027, 2, 22)
    assert owed
    assert {one.line.state for one in owed}.isdisjoint({"overdue"})
