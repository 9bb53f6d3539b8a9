"""The papers of a month at the real window, with keys only: looked at, saved, printed, checked, laid out anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from tests.journey.made_up_papers import ID_NUMBER, SEEN, make_month
from tests.journey.real_display import Display, missing
from tests.journey.window_by_keys import WindowByKeys, open_window
from tests.services.homes import PASSWORD, TODAY, open_home

MOST_KEYS = 40
"""Nothing on a page of papers lies further than so many keys."""
OCTOBER, REASON, TITLE = "2026年10月", "baosong xian minzhengju", "Sumu taizhang"

pytestmark = [
    pytest.mark.proofs,
    pytest.mark.skipif(bool(missing()), reason=f"no real display here: {missing()}"),
]


@pytest.fixture
def display() -> Iterator[Display]:
    with Display() as made:
        yield made


def test_the_papers_of_a_month_are_made_with_keys_alone(tmp_path: Path, display: Display) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    make_month(home)
    out.mkdir()
    with open_window(display, home, TODAY) as window:
        window.to_the_front()
        window.type(PASSWORD)
        window.press("Return")
        window.wait_for(page="today")
        window.to_the_front()
        _ledger_of_a_village(window)
        code = _saved(window, out)
        _files_in_full(window, out)
        _asked_for_the_printer(window)
        _checked(window, code)
        _laid_out_anew(window)
        _figures(window)
    _holds_everything(home)


def _until(window: WindowByKeys, key: str, what: str, wanted: str) -> None:
    for _number in range(MOST_KEYS):
        if window.press(key)[what].split("，")[0] == wanted:
            return
    raise AssertionError(f"{key} never came to {wanted}: {window.last}")


def _to_part(window: WindowByKeys, name: str) -> None:
    _until(window, "Tab", "focus", name)


def _to_papers(window: WindowByKeys, paper: str) -> None:
    """Open the papers from the sidebar, and go down to one of them."""
    _until(window, "shift+Tab", "kind", "NavButton")
    _until(window, "Down", "focus", "报表打印")
    window.press("Return")
    window.wait_for(page="papers", focus="报表")
    window.press("Home")
    _until(window, "Down", "value", paper)


def _door(window: WindowByKeys, name: str, page: str) -> None:
    _to_part(window, name)
    window.press("space")
    window.wait_for(page=page)


def _saved_as(window: WindowByKeys, button: str, path: Path) -> None:
    """Press a button that saves, and type where to."""
    _to_part(window, button)
    window.press("space")
    window.wait_for(dialog="保存")
    window.to_the_front()
    window.press("ctrl+a")
    window.type(str(path))
    window.press("Return")
    window.to_the_front()
    window.wait_for_words(f"已保存 {path.name}")


def _ledger_of_a_village(window: WindowByKeys) -> None:
    _to_papers(window, "探访台账")
    window.wait_for_words("共 1 页")
    _to_part(window, "上一月")
    window.press("space")
    window.wait_for_words(OCTOBER)
    _to_part(window, "嘎查村（社区）")
    window.press("Down", "Down")
    window.wait_for_words("共 1 页")


def _saved(window: WindowByKeys, out: Path) -> str:
    """Save the ledger as both; return the code in the foot of the first."""
    _saved_as(window, "存为 PDF", out / "ledger.pdf")
    text = _text(out / "ledger.pdf")
    assert "2026年10月" in text
    found = re.search(r"校验码\s*([0-9A-Z]{5}-[0-9A-Z]{5})", text)
    assert found is not None, text
    _saved_as(window, "存为表格", out / "ledger.xlsx")
    assert openpyxl.load_workbook(out / "ledger.xlsx").sheetnames
    return found[1]


def _files_in_full(window: WindowByKeys, out: Path) -> None:
    """Read the person files page by page, jump to somebody, and save each with the numbers in full."""
    _to_papers(window, "一人一档")
    window.wait_for_words("页")
    _to_part(window, "嘎查村（社区）")
    window.press("Home")
    window.wait_for_words("共 3 页", "第 1/3 页")
    _to_part(window, "报送用：显示完整证件号和电话")
    window.press("space")
    window.wait_for_words("显示完整号码要写明用途，例如“报送旗县民政局”。")
    _to_part(window, "用途（必填）")
    window.type(REASON)
    window.wait_for_words("共 3 页")
    _to_part(window, "跳到某一份")
    window.press("Down", "Down")
    window.wait_for_words("第 3/3 页")
    _to_part(window, "每人存一个文件")
    window.press("space")
    window.wait_for(dialog="每人一个文件")
    window.to_the_front()
    window.press("ctrl+a")
    window.type(str(out))
    window.press("Return")
    window.to_the_front()
    window.wait_for_words(f"已保存 {len(SEEN)} 个文件")
    files = sorted(path for path in out.glob("*.pdf") if path.name != "ledger.pdf")
    assert len(files) == len(SEEN)
    assert any(ID_NUMBER in _text(path) for path in files)


def _asked_for_the_printer(window: WindowByKeys) -> None:
    """Ctrl+P asks for the printer; Esc leads back to a page that can be used."""
    window.press("ctrl+p")
    window.wait_for(dialog="打印")
    window.press("Escape")
    window.to_the_front()
    window.wait_for(page="papers", dialog="")


def _checked(window: WindowByKeys, code: str) -> None:
    _door(window, "核对报表", "paper-check")
    window.type(code.replace("-", "").lower())
    window.press("Return")
    window.wait_for_words("一致")


def _laid_out_anew(window: WindowByKeys) -> None:
    """Give the ledger another title and leave its first column out."""
    _to_papers(window, "探访台账")
    _door(window, "版式", "paper-layouts")
    window.wait_for_words("空白表样式")
    _to_part(window, "标题")
    window.press("ctrl+a")
    window.type(TITLE)
    window.press("ctrl+Return")
    window.wait_for_words("版式已保存")


def _figures(window: WindowByKeys) -> None:
    """Type two figures that the program cannot count."""
    _to_papers(window, "探访台账")
    _door(window, "进展数字", "progress")
    window.wait_for_words("还有")
    window.press("Return")
    for _number in range(2):
        window.wait_for(focus="分子")
        window.type("8")
        _to_part(window, "分母")
        window.type("10")
        window.press("ctrl+Return")


def _text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def _holds_everything(home: Path) -> None:
    app = open_home(home)
    try:
        actor = app.actor
        assert app.paper_layouts.layout(actor, "month-ledger").title == TITLE
        report = app.progress.report(actor, str(app.progress.usual(actor)))
        typed = [row.typed for row in report.rows if row.typed is not None]
        assert [(one.numerator, one.denominator) for one in typed] == [(8, 10)] * 2
    finally:
        app.close()
