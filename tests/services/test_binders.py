"""年终卷册: every paper of a village's year in one volume, numbered throughout, found by its index."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.terms import EndReason
from desktop_app.reports.statements import shown
from tests.reports import pdf


def test_a_volume_holds_the_year_and_its_index_names_the_right_pages(
    application: Application, tmp_path: Path
) -> None:
    app, out = application, tmp_path / "a.pdf"
    visits = app.visits.between(app.actor, app.clock.today().replace(month=1, day=1), app.clock.today())
    village = visits[0].village_code
    made = app.reports.make(app.actor, "binder", out, village_code=village)
    texts = pdf.texts(out)
    assert made.pages == len(texts)
    assert "卷内目录" in texts[1]
    assert "卷内备考表" in texts[-1]
    first = next(at for at, text in enumerate(texts) if at > 0 and "卷内目录" not in text)
    numbered = texts[first:-1]
    months = app.clock.today().month
    for title in ("花名册", "探访台账", "连续页", "问题办理", "服务情况统计表", "工作量统计表", "进展情况"):
        assert any(title in text for text in numbered), title
    assert sum("探访台账" in text and "（续表）" not in text for text in numbered) == months
    pages = re.search(r"(\d+)页", texts[0].replace(" ", ""))
    assert pages is not None
    assert int(pages[1]) == len(numbered)
    reader = PdfReader(out)
    outline: list[Any] = reader.outline
    sections = [each for each in outline if not isinstance(each, list)]
    ledger = next(each for each in sections if "台账" in each["/Title"])
    at = reader.get_destination_page_number(ledger)
    assert at is not None
    assert str(at - first + 1) in texts[1]
    assert {each["/Title"] for part in outline if isinstance(part, list) for each in part}
    # One code for the volume stands on all of its papers, and is kept when it goes out.
    codes = {code for text in numbered for code in re.findall(r"校验码 ?([0-9A-Z]{5}-[0-9A-Z]{5})", text)}
    again = app.reports.make(app.actor, "binder", tmp_path / "b.pdf", village_code=village)
    assert again.issue is not None
    assert codes == {shown(again.issue.code)}
    (kept,) = app.issued_papers.newest(app.actor)
    assert (kept.paper, kept.code, kept.times) == ("binder", again.issue.code, 2)
    assert (tmp_path / "b.pdf").read_bytes() == out.read_bytes()


def test_who_left_the_register_during_the_year_keeps_the_sheets_of_that_year(
    application: Application, tmp_path: Path
) -> None:
    app, out = application, tmp_path / "a.pdf"
    today = app.clock.today()
    visit = app.visits.between(app.actor, today.replace(month=1, day=1), today)[0]
    app.register.end(app.actor, visit.elder_uid, on=today, reason=EndReason.DECEASED)
    app.reports.make(app.actor, "binder", out, village_code=visit.village_code)
    outline: list[Any] = PdfReader(out).outline
    assert visit.elder_name in {each["/Title"] for part in outline if isinstance(part, list) for each in part}


def test_a_volume_needs_a_village_and_a_whole_year(application: Application, tmp_path: Path) -> None:
    app, out = application, tmp_path / "a.pdf"
    village = app.register.villages(app.actor)[0].code
    with pytest.raises(FieldProblem):
        app.reports.make(app.actor, "binder", out)
    with pytest.raises(FieldProblem):
        app.reports.make(app.actor, "binder", out, village_code=village, period="2026-H1")
    assert not out.exists()
