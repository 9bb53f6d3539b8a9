"""The other widgets of the kit: chips, notices, header card, search, papers, dialogs."""

from __future__ import annotations

import gc
import io
import threading
import weakref
from collections.abc import Callable
from typing import cast

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from desktop_app.domain.terms import DutyState, FindingState, Tier
from desktop_app.progress import Progress
from desktop_app.ui import theme
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import (
    FINDING_TINTS,
    STATE_TINTS,
    TIER_TINTS,
    CategoryChips,
    Dialog,
    ErrorDialog,
    ErrorWords,
    Figure,
    HeaderCard,
    JobBar,
    NoticeBar,
    PathStations,
    PdfView,
    PersonHeader,
    SearchField,
    ShortText,
    StateChip,
    Station,
    Tiles,
    UndoNotice,
    ask,
    choose,
    pdf_view,
)


def pdf(pages: int, *, lying: int = 0) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number in range(1, pages + 1):
        canvas.setPageSize(landscape(A4) if number == lying else A4)
        canvas.rect(72, 72, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def texts_in(widget: QWidget) -> list[str]:
    labels = cast("list[QLabel]", widget.findChildren(QLabel))
    return [label.text() for label in labels]


def button_in(widget: QWidget, words: str) -> QPushButton:
    buttons = cast("list[QPushButton]", widget.findChildren(QPushButton))
    return next(made for made in buttons if made.text() == words)


def test_every_state_has_a_tint() -> None:
    assert set(STATE_TINTS) == set(DutyState)
    assert set(TIER_TINTS) == set(Tier)
    assert set(FINDING_TINTS) == set(FindingState)
    for name in {*STATE_TINTS.values(), *TIER_TINTS.values(), *FINDING_TINTS.values()}:
        theme.tint(name)


@pytest.mark.parametrize("palette", list(theme.PALETTES))
def test_words_are_readable_on_their_tint(palette: str) -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    tokens = theme.PALETTES[palette]
    pairs = [(f"{name}_ink", f"{name}_ground") for name in theme.TINTS]
    pairs += [
        ("ink", "ground"),
        ("ink", "surface"),
        ("muted", "ground"),
        ("muted", "surface"),
        ("muted", "quiet_ground"),
    ]
    pairs += [("sidebar_ink", "sidebar"), ("sidebar_chosen_ink", "sidebar_chosen"), ("overdue_ink", "ground")]
    for ink, ground in pairs:
        high, low = sorted((light(tokens[ink]), light(tokens[ground])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, f"{ink} on {ground}"


def test_chips_say_all_words_aloud(qtbot: QtBot) -> None:
    chips = CategoryChips(["独居", "高龄", "失能", "低保", "重残"])
    qtbot.addWidget(chips)
    assert chips.accessibleName() == "独居、高龄、失能、低保、重残"
    chips.grab()
    chip = StateChip("已逾期 3 天", "overdue")
    qtbot.addWidget(chip)
    chip.grab()
    assert chip.accessibleName() == chip.text() == "已逾期 3 天"


def test_the_head_of_a_person_shows_who_it_is(qtbot: QtBot) -> None:
    card = HeaderCard()
    qtbot.addWidget(card)
    card.show_person(PersonHeader(name="王桂兰", sex="女", age=83, village="达日罕嘎查", phone="13800138001"))
    shown = texts_in(card)
    assert {"王桂兰", "女 · 83 岁 · 达日罕嘎查", "138 0013 8001", "未登记"} <= set(shown)


def test_the_head_of_a_person_grows_with_its_lines(qtbot: QtBot) -> None:
    card = HeaderCard()
    card.show_person(
        PersonHeader(
            name="乌力吉德力格尔·那仁满都拉苏荣",
            village="巴彦宝力格嘎查",
            categories=("独居", "高龄"),
            tier="高风险",
            phone="13800138001",
            emergency="女儿 李梅 139 0013 9002",
        )
    )
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    layout.addWidget(card)
    layout.addWidget(QWidget(), 1)
    page.resize(1200, 600)
    page.show()
    wide = card.height()
    page.resize(theme.px(24), 600)
    QCoreApplication.processEvents()
    assert card.height() > wide
    for label in cast("list[QLabel]", card.findChildren(QLabel)):
        lower = label.mapTo(card, QPoint(0, label.height())).y()
        assert lower <= card.height()


def test_a_long_name_takes_two_lines_and_is_said_whole(qtbot: QtBot) -> None:
    name = "克什克腾旗达日罕乌拉苏木人民政府"
    label = ShortText(name)
    qtbot.addWidget(label)
    label.resize(theme.px(9), 100)
    assert "".join(label.shown_lines()) == name
    assert len(label.shown_lines()) == 2
    label.resize(theme.px(6), 100)
    assert len(label.shown_lines()) == 2
    assert label.shown_lines()[-1].endswith("…")
    assert label.heightForWidth(label.width()) == label.sizeHint().height()
    assert (label.toolTip(), label.accessibleName()) == (name, name)
    label.grab()


def test_the_glass_does_not_lie_on_the_words_of_a_focused_search(qtbot: QtBot) -> None:
    field = SearchField("找人")
    qtbot.addWidget(field)
    field.resize(300, 40)
    field.show()
    unfocused = field.cursorRect().x()
    with qtbot.waitActive(field):
        field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.grab()
    assert abs(field.cursorRect().x() - unfocused) <= 2
    assert field.cursorRect().x() >= theme.px(1.6)


def test_a_notice_acts_once_and_goes(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    acted: list[str] = []
    bar.show_notice("soon", "备份已有 7 天。", "现在备份", lambda: acted.append("backup"))
    assert bar.text() == "备份已有 7 天。"
    link = button_in(bar, "现在备份")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert (acted, bar.text()) == (["backup"], "")


def test_the_last_act_can_be_taken_back_once(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 300)
    note = UndoNotice(window)
    undone: list[int] = []
    note.offer("已保存", lambda: undone.append(1))
    assert note.can_undo()
    assert window.rect().contains(note.geometry())
    assert note.undo()
    assert not note.undo()
    assert undone == [1]
    assert note.isHidden()


def test_a_search_waits_for_a_pause_and_hears_the_input_method(
    qtbot: QtBot, commit: Callable[[QWidget, str], None]
) -> None:
    field = SearchField("找人", key="Ctrl+K")
    qtbot.addWidget(field)
    asked: list[str] = []
    field.searched.connect(asked.append)
    commit(field, "王")
    commit(field, "桂兰")
    qtbot.waitUntil(lambda: asked == ["王桂兰"])
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked == ["王桂兰", ""]


def test_a_figure_opens_by_key_and_click(qtbot: QtBot) -> None:
    figure = Figure("月探访率", "86 %", hint="还差 7 人", share=0.86)
    qtbot.addWidget(figure)
    figure.resize(200, 120)
    figure.grab()
    with qtbot.waitSignal(figure.clicked):
        QTest.keyClick(figure, Qt.Key.Key_Return)
    with qtbot.waitSignal(figure.clicked):
        QTest.mouseClick(figure, Qt.MouseButton.LeftButton)
    assert figure.accessibleName() == "月探访率 86 %"


def test_tiles_wrap_where_there_is_no_room(qtbot: QtBot) -> None:
    tiles = [Figure("一"), Figure("二"), Figure("三")]
    board = Tiles(*tiles)
    qtbot.addWidget(board)
    board.resize(900, 200)
    board.show()
    assert tiles[0].y() == tiles[2].y()
    board.resize(420, 400)
    QCoreApplication.processEvents()
    assert tiles[2].y() > tiles[0].y()


def test_the_way_of_a_batch_is_said_in_words(qtbot: QtBot) -> None:
    path = PathStations([Station("嘎查村", "5 个", "已收取", "done"), Station("乡镇", "本机", "", here=True)])
    qtbot.addWidget(path)
    path.resize(500, 110)
    path.grab()
    assert path.accessibleName().startswith("嘎查村 5 个 已收取 → 乡镇")


def test_a_paper_is_shown_page_by_page_and_let_go(qtbot: QtBot) -> None:
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.show_document(pdf(12))
    assert (view.page_count(), view.page_number()) == (12, 1)
    picture = view.grab().toImage()
    middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
    assert middle.lightness() < 40
    view.go_to_page(9)
    view.grab()
    assert view.page_number() == 9
    view.zoom_by(2.0)
    view.grab()
    view.zoom_to_width()
    view.clear()
    view.grab()
    assert (view.page_count(), view.page_number()) == (0, 0)


def test_a_long_paper_is_measured_while_it_is_looked_at(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_view, "MEASURED_AT_ONCE", 3)
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.show_document(pdf(20, lying=15))
    assert view.page_count() == 20
    assert not view.is_measured(15)
    view.go_to_page(20)
    qtbot.waitUntil(lambda: view.is_measured(20))
    assert view.page_size(15) == view.page_size(14)[::-1]
    assert view.page_number() == 20
    view.clear()


def test_a_view_that_goes_closes_its_paper_at_once() -> None:
    view = PdfView()
    view.show_document(pdf(2))
    document = view._document
    assert document is not None
    shiboken6.delete(view)
    assert document.raw is None


def test_questions_are_answered_by_key_and_escape_means_no(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def press(key: Qt.Key) -> None:
        def send() -> None:
            dialog = QApplication.activeModalWidget()
            assert dialog is not None
            QTest.keyClick(dialog, key)

        QTimer.singleShot(0, send)

    press(Qt.Key.Key_Escape)
    assert not ask(parent, "删除草稿？", "不能恢复。", yes="删除", danger=True)
    press(Qt.Key.Key_Return)
    assert ask(parent, "现在备份？", "", yes="备份")
    press(Qt.Key.Key_Return)
    assert choose(parent, "还没有保存", "", {"save": "保存", "drop": "不保存", "stay": "继续填写"}) == "save"


@pytest.mark.parametrize(
    "make",
    [lambda parent: ErrorDialog(ErrorWords("a", "b", "c", "d"), parent), lambda parent: Dialog("x", parent)],
)
def test_a_dialog_is_freed_when_it_closes(qtbot: QtBot, make: Callable[[QWidget], Dialog]) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    gc.collect()
    gc.disable()
    try:
        dialog = make(parent)
        dead = weakref.ref(dialog)
        dialog.open()
        dialog.close()
        del dialog
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        assert dead() is None
        assert not parent.findChildren(Dialog)
    finally:
        gc.enable()


def test_long_work_is_shown_after_a_while_and_can_be_cancelled(jobs: JobRunner, qtbot: QtBot) -> None:
    bar = JobBar(jobs)
    qtbot.addWidget(bar)

    pause = threading.Event()

    def count(progress: Progress) -> None:
        while True:
            progress.report(340, 1000)
            pause.wait(0.01)

    job = jobs.reading("正在生成 11月台账", count)
    job.start()
    assert bar.shown_job() is None
    qtbot.waitUntil(lambda: bar.shown_job() is job)
    cancel = button_in(bar, "取消")
    qtbot.waitUntil(lambda: cancel.isVisibleTo(bar))
    texts = set(texts_in(bar))
    assert {"正在生成 11月台账", "340/1000"} <= texts
    with qtbot.waitSignal(job.cancelled):
        QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert bar.shown_job() is None
