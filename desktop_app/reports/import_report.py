"""Import report: what one import did, and which cells were refused or doubted, by row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.paper import Signed
from desktop_app.reports.plain import PlainReport, Table
from desktop_app.reports.plain import write as write_plain
from desktop_app.reports.printed import Printed

TITLE = "名册导入报告"


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A refused or doubtful cell: the file's own row number, the column's heading, the reason in words.

    ``sheet`` is named where the file has several sheets with people.
    """

    row: int
    column: str
    reason: str
    sheet: str = ""

    @property
    def place(self) -> str:
        """Return the column, after its sheet where there are several."""
        return f"{self.sheet}：{self.column}" if self.sheet else self.column


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did; ``applied`` is False for a preview that changed nothing."""

    signed: Signed
    file_name: str
    sheet_name: str = ""
    applied: bool = True
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: tuple[CellProblem, ...] = ()
    warnings: tuple[CellProblem, ...] = ()
    title: str = TITLE

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return the counts as label and text."""
        refused_rows = len({(problem.sheet, problem.row) for problem in self.rejected})
        return (
            ("导入文件", self.file_name + (f"（工作表：{self.sheet_name}）" if self.sheet_name else "")),
            ("结果", "已导入" if self.applied else "仅预览，数据没有改动"),
            ("读取行数", f"{self.rows} 行"),
            ("新增、更新、未变", f"新增 {self.created} 人，更新 {self.updated} 人，未变 {self.unchanged} 人"),
            ("拒收", f"{len(self.rejected)} 个单元格，涉及 {refused_rows} 行"),
            ("提醒", f"{len(self.warnings)} 条"),
        )


PROBLEM_COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("序号", 12, "center"),
    ("行号", 14, "center"),
    ("列", 30, "left"),
    ("原因", 118, "left"),
)


def problem_rows(problems: Sequence[CellProblem]) -> list[tuple[str, str, str, str]]:
    """Return the printed rows of a list of problems."""
    return [
        (str(number), str(problem.row), problem.place, problem.reason)
        for number, problem in enumerate(problems, start=1)
    ]


def write(path: Path, report: ImportReport, progress: Progress = SILENT) -> Printed:
    """Write the report as PDF; raises Cancelled and OSError."""
    plain = PlainReport(
        title=report.title,
        signed=report.signed,
        facts=report.facts,
        tables=(
            Table("一、拒收的单元格", PROBLEM_COLUMNS, problem_rows(report.rejected), "没有拒收的单元格"),
            Table(
                "二、请核对的单元格", PROBLEM_COLUMNS, problem_rows(report.warnings), "没有需要核对的单元格"
            ),
        ),
        notes=(
            "行号为原文件中的行号。拒收的单元格没有写入名册，请在原文件中改正后重新导入；重复导入不会产生重复的人员。",
        ),
    )
    return write_plain(path, plain, progress)
