"""The visit workbook: who is to be visited in a month, prefilled and locked, with cells to fill in WPS or Excel.

The sheets are protected without a password: against slips of the hand, not against people. What comes back is checked
cell by cell in any case.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from desktop_app.domain.visit_workbook import (
    FORMAT,
    GUIDE_SHEET,
    LIST_SHEET,
    PROGRAM_SHEET,
    VISIT_SHEET,
    Cells,
    Tag,
    columns,
    person_choice,
)
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.paper import SAMPLE_LINE, month_text
from desktop_app.reports.visit_workbook_parts import PROTECTION, VisitWorkbook, WorkbookFormats, letters_of
from desktop_app.reports.visit_workbook_sheet import VisitSheet

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def content(book: VisitWorkbook, progress: Progress = SILENT) -> bytes:
    """Return the workbook's bytes; nothing is written beside them. Raises Cancelled."""
    import xlsxwriter

    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, _OPTIONS)
    made_at = book.signed.printed_at.astimezone(UTC).replace(tzinfo=None)
    workbook.set_properties(
        {"title": f"探访工作簿 {book.code}", "author": book.signed.unit, "created": made_at}
    )
    workbook.set_calc_mode("auto")
    guide, visits = workbook.add_worksheet(GUIDE_SHEET), workbook.add_worksheet(VISIT_SHEET)
    lists, program = workbook.add_worksheet(LIST_SHEET), workbook.add_worksheet(PROGRAM_SHEET)
    formats = WorkbookFormats(workbook)
    _write_guide(guide, book, formats)
    VisitSheet(visits, book, formats, _write_lists(lists, book)).write(progress)
    _write_program(program, book)
    for hidden in (lists, program):
        hidden.very_hidden()
        hidden.protect("")
    visits.activate()
    progress.check()
    workbook.close()
    return out.getvalue()


def guide_lines(book: VisitWorkbook) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the sections of the guide: title and sentences."""
    first, last = book.month_on, book.last_on
    return (
        (
            "怎么填",
            (
                "1．点下面的工作表“探访登记”。灰色的格是名册内容，已锁定；白色的格由探访人填写。",
                f"2．每次探访填一行，探访日期只填 {first.isoformat()} 至 {last.isoformat()}；还没有去探访的行空着。",
                "3．探访日期、探访方式、探访结果、探访人四栏必须填，其余各栏按实际情况填，没有了解到的空着。",
                "4．带箭头的格从下拉列表里选；可以选几项的（如疾病情况、需要的服务），写选项的名称，中间用顿号“、”隔开。",
                "5．情况和上次一样的，“与上次相同”选“是”，只填有变化的各项。",
                "6．计划外的探访填在表尾的备用行：在“姓名”格里选人，再填其余各栏。",
                "7．发现火灾、煤气中毒、突发疾病、疑似虐待等紧急情况，先打电话处置和报告，不要等交回工作簿。",
                "8．不要删除、插入或排序行和列，不要改动“行码”一栏；打错了的格改过来就行。",
            ),
        ),
        (
            "交回给谁",
            (
                f"填好后存盘，原文件交回 {book.signed.unit}（{book.signed.made_by}）。用 U 盘当面交，不要发到微信群、QQ 群。",
                "可以分几次交：同一本工作簿再交一次，已经登记过的行不会重复，改过的行会更正。",
            ),
        ),
        (
            "个人信息",
            (
                "本工作簿含老年人的个人信息，只限本次探访使用，不得外传、拍照或另存他处；交回后请删除本机上的文件。",
            ),
        ),
    )


def _write_guide(sheet: Any, book: VisitWorkbook, formats: WorkbookFormats) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 3)
    sheet.set_column(1, 1, 96)
    row = 0
    if book.signed.sample:
        sheet.write_string(row, 1, f"【{SAMPLE_LINE}】", formats.line)
        row += 1
    sheet.write_string(row, 1, f"{book.village}　{month_text(book.month_on)}探访工作簿", formats.title)
    sheet.set_row(row, 30)
    sheet.write_string(row + 1, 1, f"工作簿编号 {book.code}　{book.signed.unit}", formats.line)
    row += 3
    for title, sentences in guide_lines(book):
        sheet.write_string(row, 1, title, formats.section)
        sheet.set_row(row, 22)
        for number, sentence in enumerate(sentences, start=row + 1):
            sheet.write_string(number, 1, sentence, formats.wrapped)
            sheet.set_row(number, 17 * (1 + len(sentence) // 52))
        row += len(sentences) + 2
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect("", PROTECTION)


def _write_lists(sheet: Any, book: VisitWorkbook) -> Mapping[str, str]:
    """Write every list of choices; return the range of each by the key of its column."""
    chosen: dict[str, Sequence[str]] = {
        column.key: column.options
        for column in columns(book.form, book.month_on.month)
        if column.cells is Cells.CHOICE and column.options
    }
    chosen["visitor"] = book.visitors
    chosen["name"] = [person_choice(name, at) for at, (_uid, name) in enumerate(book.people, start=1)]
    ranges: dict[str, str] = {}
    for at, (key, options) in enumerate(chosen.items()):
        sheet.write_string(0, at, key)
        for row, option in enumerate(options, start=1):
            sheet.write_string(row, at, option)
        if options:
            letter = letters_of(at)
            ranges[key] = f"='{LIST_SHEET}'!${letter}$2:${letter}${len(options) + 1}"
    return ranges


def _write_program(sheet: Any, book: VisitWorkbook) -> None:
    """Write what the program recognises the workbook by; all of it is text."""
    lines: list[tuple[str, ...]] = [
        (Tag.FORMAT.value, str(FORMAT)),
        (Tag.CODE.value, book.code),
        (Tag.SITE.value, book.site),
        (Tag.VILLAGE.value, book.village_code),
        (Tag.MONTH.value, f"{book.month_on:%Y-%m}"),
        (Tag.FORM.value, book.form.key),
        (Tag.FORM_VERSION.value, str(book.form.version)),
    ]
    lines += [
        (Tag.ROW.value, str(number), row.uid, row.name) for number, row in enumerate(book.rows, start=1)
    ]
    lines += [
        (Tag.PERSON.value, str(number), uid, name) for number, (uid, name) in enumerate(book.people, start=1)
    ]
    for at, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write_string(at, column, text)
