"""Workbooks of made-up offices for the tests of imports with memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from desktop_app.bootstrap import Application
from desktop_app.exchange.register.decisions import Decisions
from desktop_app.services.imports import RegisterImportPreview
from tests.exchange.made_up_workbooks import built, made_up_id, xlsx_bytes
from tests.services.homes import VILLAGES

NUMBER = made_up_id("19450312", "001")
OTHER = made_up_id("19500101", "004")
THIRD = made_up_id("19480520", "007")

FULL_HEADER = (
    "姓名",
    "身份证号",
    "联系电话",
    "嘎查村",
    "家庭住址",
    "户籍所在地",
    "人户分离",
    "婚姻状况",
    "文化程度",
    "残疾证号",
    "残疾类别",
    "残疾等级",
    "户主",
    "户号",
    "与户主关系",
    "子女姓名",
    "与老人关系",
    "子女电话",
    "子女现住址",
    "最近看望时间",
    "照护人",
    "照护人电话",
    "高龄津贴(元/月)",
    "低保金额",
    "主要疾病",
    "夏营盘",
    "身份类别",
    "备注",
)


def full_line(**cells: Any) -> tuple[Any, ...]:
    """Return a row with every kind of fact; cells are named as in the header."""
    given: dict[str, Any] = {
        "姓名": "乌云·其木格",
        "身份证号": NUMBER,
        "联系电话": "13800138000、0476-8812345",
        "嘎查村": VILLAGES[0],
        "家庭住址": "一组 3号",
        "户籍所在地": "赤峰市克什克腾旗某镇",
        "人户分离": "户籍在，人在",
        "婚姻状况": "丧偶",
        "文化程度": "文盲",
        "残疾证号": NUMBER + "42",
        "残疾类别": "肢体",
        "残疾等级": "二级",
        "户主": "巴图",
        "户号": "0012",
        "与户主关系": "母亲",
        "子女姓名": "巴图",
        "与老人关系": "儿子",
        "子女电话": "13900139000",
        "子女现住址": "赤峰市红山区",
        "最近看望时间": "2026-10-01",
        "照护人": "高娃",
        "照护人电话": "13700137000",
        "高龄津贴(元/月)": 100,
        "低保金额": "650.50元",
        "主要疾病": "高血压、糖尿病",
        "夏营盘": "白音查干 2026.6.1至2026.9.10",
        "身份类别": "独居、低保",
        "备注": "听力差",
        **cells,
    }
    return tuple(given.get(column) for column in FULL_HEADER)


def book(folder: Path, header: Sequence[str], *lines: Sequence[Any], name: str = "register.xlsx") -> Path:
    """Write a register workbook with a title above the header."""
    path = folder / name
    path.write_bytes(xlsx_bytes([("老年人名册",), tuple(header), *lines]))
    return path


def sheets(folder: Path, tables: dict[str, Iterable[Sequence[Any]]], name: str = "register.xlsx") -> Path:
    """Write a workbook with several sheets of text cells."""

    def fill(workbook: Any) -> None:
        """Write each sheet."""
        for title, rows in tables.items():
            page = workbook.add_worksheet(title)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if value is not None:
                        page.write_string(r, c, str(value))

    path = folder / name
    path.write_bytes(built(fill))
    return path


def bring_in(app: Application, path: Path, decisions: Decisions | None = None) -> RegisterImportPreview:
    """Preview and apply."""
    preview = app.imports.preview(app.actor, path, decisions=decisions)
    app.imports.apply(app.actor, preview)
    return preview


def counts(preview: RegisterImportPreview) -> tuple[int, int, int]:
    """Return created, updated, unchanged."""
    return preview.created, preview.updated, preview.unchanged
