"""Nothing typed into the visit form is lost: leaving, locking, closing, a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import cast

import pytest

from desktop_app.ui.visits.form_page import VisitPage
from tests.ui.conftest import Commit
from tests.ui.made_up_home import Desk, open_home

ROOT = Path(__file__).resolve().parents[3]


def form(desk: Desk, name: str) -> VisitPage:
    return cast(VisitPage, desk.open("visit", elder_uid=desk.uid(name)))


def stored(desk: Desk, name: str) -> dict[str, object] | None:
    draft = desk.app.drafts.find(desk.app.actor, "visit", desk.uid(name))
    return draft.content if draft else None


def test_what_is_typed_is_kept_within_a_second(desk: Desk, commit: Commit) -> None:
    page = form(desk, "李福")
    commit(page.sheet.outcome.summary.text, "腿疼")
    desk.qtbot.waitUntil(lambda: stored(desk, "李福") is not None, timeout=1500)
    content = stored(desk, "李福")
    assert content is not None
    assert cast(dict[str, object], content["values"])["summary"] == "腿疼"
    assert content["name"] == "李福"


def test_leaving_keeps_the_draft_at_once_and_says_so(desk: Desk, commit: Commit) -> None:
    page = form(desk, "李福")
    commit(page.sheet.outcome.summary.text, "腿疼")
    desk.open("today")
    assert stored(desk, "李福") is not None
    assert "李福的探访还没保存" in desk.window.notices.text()


def test_hiding_the_window_as_a_lock_does_keeps_the_draft_at_once(desk: Desk, commit: Commit) -> None:
    page = form(desk, "李福")
    commit(page.sheet.outcome.summary.text, "腿疼")
    desk.window.hide()
    desk.settle()
    assert stored(desk, "李福") is not None


def test_a_draft_is_restored_with_a_notice_and_can_be_dropped(desk: Desk, commit: Commit) -> None:
    page = form(desk, "李福")
    commit(page.sheet.outcome.summary.text, "腿疼")
    page.sheet.blocks.line("health.movement").set_chosen(("aided",))
    page.sheet.outcome.mode.set_value("third_party")
    page.sheet.outcome.outcome.set_value("seen_by_third_party")
    page.sheet.findings.add("need", "想要拐杖")
    desk.open("today")
    page = form(desk, "李福")
    assert page.sheet.outcome.summary.value() == "腿疼"
    assert page.sheet.outcome.outcome.value() == "seen_by_third_party"
    assert page.sheet.blocks.line("health.movement").chosen() == ("aided",)
    assert page.sheet.findings.words() == ["想要拐杖"]
    assert "已恢复" in desk.window.notices.text()
    page.give_up_draft()
    desk.settle()
    assert page.sheet.outcome.summary.value() == ""
    assert page.sheet.findings.words() == []
    assert stored(desk, "李福") is None


def test_saving_drops_the_draft(desk: Desk, commit: Commit) -> None:
    page = form(desk, "王桂兰")
    commit(page.sheet.outcome.summary.text, "精神好")
    page.keeper.keep_now()
    desk.settle()
    assert stored(desk, "王桂兰") is not None
    page.sheet.blocks.accept_all()
    page.save()
    desk.settle()
    assert stored(desk, "王桂兰") is None


def test_going_back_to_what_it_was_drops_the_draft(desk: Desk, commit: Commit) -> None:
    page = form(desk, "李福")
    commit(page.sheet.outcome.summary.text, "错")
    page.keeper.keep_now()
    desk.settle()
    page.sheet.outcome.summary.set_value("")
    page.keeper.keep_now()
    desk.settle()
    assert stored(desk, "李福") is None


def test_a_form_only_looked_at_leaves_no_draft(desk: Desk) -> None:
    form(desk, "李福")
    desk.open("today")
    assert stored(desk, "李福") is None
    assert desk.window.notices.text() == ""


def test_closing_the_window_keeps_the_draft(desk: Desk, commit: Commit) -> None:
    page = form(desk, "李福")
    commit(page.sheet.outcome.summary.text, "腿疼")
    desk.window.close()
    assert stored(desk, "李福") is not None


TYPES_AND_DIES = """
    import os, signal, sys
    sys.path.insert(0, {root!r})
    from pathlib import Path
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QInputMethodEvent
    from tests.ui.made_up_home import Desk, open_home
    from tests.ui.visits.test_drafts import form

    def test_types_and_dies(qtbot):
        folder = Path({home!r})
        desk = Desk(qtbot, open_home(folder), folder.parent / "killed.ini")
        page = form(desk, "李福")
        event = QInputMethodEvent()
        event.setCommitString("电池没电之前写下的话")
        QCoreApplication.sendEvent(page.sheet.outcome.summary.text, event)
        qtbot.wait(1200)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.proofs
def test_the_draft_survives_a_kill(home: Path, tmp_path: Path) -> None:
    child = tmp_path / "test_types_and_dies.py"
    child.write_text(textwrap.dedent(TYPES_AND_DIES.format(root=str(ROOT), home=str(home))), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT), str(child)],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        timeout=90,
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL, ran.stdout.decode()[-2000:]
    app = open_home(home)
    try:
        drafts = app.drafts.list(app.actor)
        assert [draft.content["values"]["summary"] for draft in drafts] == ["电池没电之前写下的话"]
    finally:
        app.close()
