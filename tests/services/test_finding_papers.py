"""The papers about findings as the program makes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem
from desktop_app.models import Finding
from desktop_app.services.visit_drafts import FindingDraft
from tests.reports import pdf
from tests.services.homes import TODAY
from tests.services.test_findings import STAIRS, found, person, step


def test_slips_are_made_of_what_was_referred(empty: Application, tmp_path: Path) -> None:
    elder = person(empty, phone="13800005678", address="1组3号")
    one = found(empty, replace(STAIRS, referred_to="村建办"), uid=elder)
    other = found(empty, FindingDraft(kind="need", what="助听器"), uid=elder)
    assert empty.reports.make(empty.actor, "referral-slip", tmp_path / "a.pdf").pages == 1
    with pytest.raises(FieldProblem):
        empty.reports.make(empty.actor, "referral-slip", tmp_path / "a.pdf", finding_uid=other.uid)
    step(empty, other.uid, "referred", unit_name="残联", what="请上门验配助听器")
    made = empty.reports.make(
        empty.actor, "referral-slip", tmp_path / "a.pdf", finding_uids=[one.uid, other.uid]
    )
    assert (made.pages, made.people, made.elder_uid) == (2, 1, elder)
    texts = pdf.texts(tmp_path / "a.pdf")
    assert f"{TODAY.year}-0001" in texts[0]
    assert "残联" in texts[1]
    assert texts[1].count("请上门验配助听器") == 3
    assert "请求办理" not in texts[0]
    assert "13800005678" not in texts[0]
    empty.reports.make(empty.actor, "referral-slip", tmp_path / "b.pdf", finding_uid=one.uid, masked=False)
    assert "138" in pdf.texts(tmp_path / "b.pdf")[0]


def test_a_slip_of_what_was_referred_before_there_were_steps_says_no_other_step(
    empty: Application, tmp_path: Path
) -> None:
    line = found(empty)
    with empty.store.writing("导入", "旧版", now=empty.clock.now()) as unit:
        unit.get(Finding, line.uid).referred_to = "村建办"
    step(empty, line.uid, "acted", what="已去电催问")
    empty.reports.make(empty.actor, "referral-slip", tmp_path / "a.pdf", finding_uid=line.uid)
    assert "已去电催问" not in pdf.texts(tmp_path / "a.pdf")[0]


def test_the_table_holds_what_is_open_today(empty: Application, tmp_path: Path) -> None:
    elder = person(empty)
    found(empty, uid=elder)
    done = found(empty, FindingDraft(kind="need", what="助听器"), on=TODAY - timedelta(days=2), uid=elder)
    step(empty, done.uid, "closed", what="已配", proof="看过")
    made = empty.reports.make(empty.actor, "finding-ageing", tmp_path / "a.pdf")
    text = "".join(pdf.texts(tmp_path / "a.pdf"))
    assert made.people == 1
    assert "台阶结冰" in text
    assert "助听器" not in text
    empty.reports.make(empty.actor, "finding-ageing", tmp_path / "a.xlsx")
