"""A newer list of the county's divisions: preview, apply, undo."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from desktop_app.bootstrap import Application
from desktop_app.domain.division_lists import NoDivisionColumns, NoneOfThisCounty
from desktop_app.domain.errors import FieldProblem
from desktop_app.exchange.workbooks.refusals import NotAWorkbook
from desktop_app.services.division_lists import ListHasProblems
from desktop_app.services.places import Places
from tests.services.homes import VILLAGES
from tests.services.test_divisions import codes, facts, person, row_of

FROM = date(2026, 10, 1)


def listed(
    application: Application, folder: Path, changes: dict[str, tuple[str, str] | None], *more: str
) -> Path:
    """Write the township as it is, with some lines changed (to code and name) or left out, and lines added."""
    lines = ["统计用区划代码\t城乡分类\t名称", "150426202201\t220\t别处村"]
    for village in Places(application.context).table.children("150425202"):
        line = changes.get(village.code, (village.code, village.name))
        if line is not None:
            lines.append(f"{line[0]}\t220\t{line[1]}")
    path = folder / "名单.tsv"
    path.write_text("\n".join([*lines, *more, ""]), encoding="gb18030")
    return path


def test_a_list_adds_renames_recodes_and_ends_in_one_undoable_step(
    empty: Application, tmp_path: Path
) -> None:
    person(empty, "包小明", VILLAGES[0])
    person(empty, "苏日娜", VILLAGES[1])
    local = empty.divisions.add(empty.actor, "查干营子").code
    person(empty, "海棠", local)
    person(empty, "其木格", "150425202205")
    before = facts(empty)
    path = listed(
        empty,
        tmp_path,
        {
            VILLAGES[0]: (VILLAGES[0], "新宝力格嘎查"),
            VILLAGES[1]: ("150425202302", "巴彦都呼木嘎查"),
            "150425202203": None,
            "150425202205": None,
        },
        "150425202303\t220\t查干营子",
        "150425202304\t220\t新村嘎查",
    )
    preview = empty.division_lists.preview(empty.actor, path)
    assert facts(empty) == before
    found = preview.difference
    assert (preview.listed.elsewhere, preview.problems) == (1, ())
    assert [each.name for each in found.added] == ["新村嘎查"]
    assert [(each.name, old) for each, old in found.renamed] == [("新宝力格嘎查", "巴彦宝力格嘎查")]
    assert [each.old_code for each in found.recoded] == [VILLAGES[1], local]
    assert [each.code for each in found.vanished] == ["150425202203", "150425202205"]
    assert [(each.code, count) for each, count in preview.in_use] == [("150425202205", 1)]

    done = empty.division_lists.apply(empty.actor, preview, from_on=FROM)
    assert (done.added, done.renamed, done.recoded, done.ended, done.moved, done.kept) == (1, 1, 2, 1, 2, 1)
    assert sorted(codes(empty).values()) == [VILLAGES[0], "150425202205", "150425202302", "150425202303"]
    places = Places(empty.context)
    assert places.name_on(VILLAGES[0], date(2026, 9, 30)) == "巴彦宝力格嘎查"
    assert places.find("巴彦宝力格") == VILLAGES[0]
    offered = {village.code for village in empty.register.villages(empty.actor)}
    assert "150425202304" in offered
    assert "150425202203" not in offered
    assert row_of(empty, "150425202303").people == 1

    again = empty.division_lists.preview(empty.actor, path).difference
    assert (again.added, again.renamed, again.recoded) == ((), (), ())
    assert [each.code for each in again.vanished] == ["150425202205"]
    assert done.change_set is not None
    empty.undo.undo(empty.actor, done.change_set)
    assert facts(empty) == before
    assert empty.checks.run(empty.actor) == []


def test_a_workbook_may_name_townships_too(empty: Application, tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("2026")
    for number, row in enumerate([("代码", "名称"), (150425202, "新名苏木"), (150425209, "新建镇")]):
        sheet.write_row(number, 0, row)
    book.close()
    preview = empty.division_lists.preview(empty.actor, path)
    empty.division_lists.apply(empty.actor, preview, from_on=FROM)
    places = Places(empty.context)
    assert places.full_name(VILLAGES[0]).endswith("克什克腾旗新名苏木巴彦宝力格嘎查")
    assert places.name_of("150425209000") == "新建镇"
    assert "150425202000" not in {village.code for village in places.villages()}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("姓名,电话\n王桂兰,13800138000\n", NoDivisionColumns),
        ("代码,名称\n150426202201,别处村\n", NoneOfThisCounty),
        ("%PDF-1.7", NotAWorkbook),
    ],
)
def test_a_file_that_is_no_list_of_this_county_is_refused(
    empty: Application, tmp_path: Path, text: str, error: type[Exception]
) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(error):
        empty.division_lists.preview(empty.actor, path)


def test_a_list_with_a_broken_line_is_previewed_but_not_applied(empty: Application, tmp_path: Path) -> None:
    path = listed(empty, tmp_path, {}, "1.50425E+11\t220\t新村嘎查")
    preview = empty.division_lists.preview(empty.actor, path)
    assert [each.row for each in preview.problems] == [13]
    with pytest.raises(ListHasProblems) as caught:
        empty.division_lists.apply(empty.actor, preview, from_on=FROM)
    assert caught.value.details == {"count": 1, "row": 13}
    with pytest.raises(FieldProblem):
        empty.division_lists.apply(empty.actor, preview, from_on=date(2026, 12, 1))


def test_a_county_takes_the_list_of_all_its_townships(county: Application, tmp_path: Path) -> None:
    table = Places(county.context).table
    rows = [each for each in table if each.code.startswith("150425") and each.level > 6]
    path = tmp_path / "名单.csv"
    path.write_text("\n".join(["代码,名称", *(f"{each.code},{each.name}" for each in rows)]), "utf-8")
    found = county.division_lists.preview(county.actor, path).difference
    assert (found.added, found.renamed, found.recoded, found.vanished) == ((), (), (), ())
