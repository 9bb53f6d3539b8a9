"""The visit workbook in a real office program: what it re-saves is read the same, and its guards survive."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from desktop_app.bootstrap import Application
from desktop_app.domain.visit_workbook import PROGRAM_SHEET, VISIT_SHEET
from tests.services.visit_books import MONTHLY, WEEKLY, exported, fill, people, places, row_of

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.proofs,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed"),
]


def resaved(path: Path, kind: str, folder: Path) -> Path:
    """Open a file in LibreOffice and save it as ``kind``."""
    folder.mkdir(exist_ok=True)
    assert OFFICE is not None
    subprocess.run(
        [
            OFFICE,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=100,
    )
    return folder / f"{path.stem}.{kind}"


@pytest.fixture
def book(empty: Application, tmp_path: Path) -> Path:
    people(empty)
    made = exported(empty, tmp_path / "book.xlsx").path
    more: dict[str, Any] = {"时间": "9:30", "疾病情况": "高血压、糖尿病", "体温（℃）": 36.5, "用水": "冻了"}
    fill(made, **more)
    fill(made, WEEKLY, 1, 探访日期="11月10日")
    fill(made, MONTHLY, 探访结果="无人应答")
    return made


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_resaved_workbook_gives_the_same_preview(
    empty: Application, book: Path, tmp_path: Path, kind: str
) -> None:
    before = empty.visit_workbooks.preview(empty.actor, book)
    after = empty.visit_workbooks.preview(empty.actor, resaved(book, kind, tmp_path / "out"))
    for name in ("created", "changed", "unchanged", "kept", "blank", "refused_rows", "code", "village"):
        assert getattr(after, name) == getattr(before, name), name
    assert after.notes == before.notes
    assert after.rejected == before.rejected
    facts = [{**new.facts, "uid": ""} for new in before.plan.created]
    assert [{**new.facts, "uid": ""} for new in after.plan.created] == facts
    assert len(facts) == 2


def test_guards_survive_being_saved_by_another_program(book: Path, tmp_path: Path) -> None:
    read = load_workbook(resaved(book, "xlsx", tmp_path / "out"))
    sheet, at = read[VISIT_SHEET], places(read)
    row = row_of(read, WEEKLY)
    assert sheet.protection.sheet
    assert sheet.cell(row, at["姓名"]).protection.locked
    assert not sheet.cell(row, at["探访日期"]).protection.locked
    assert read[PROGRAM_SHEET].sheet_state != "visible"
    assert read["选项"].sheet_state != "visible"
    kinds = [rule.type for rule in sheet.data_validations.dataValidation]
    assert kinds.count("list") >= 20
    assert {"date", "decimal", "time", "textLength"} <= set(kinds)
