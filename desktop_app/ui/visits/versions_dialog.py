"""历次版本: every version of one visit, who made it, when and why, and each of them as a sheet to read in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain import measures
from desktop_app.domain.forms import Block, ItemKind
from desktop_app.domain.terms import Mode, Outcome, SignatureKind
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    Card,
    Column,
    Dialog,
    ListSource,
    RowTable,
    Sort,
    Text,
    button,
    scrolling,
    spoken_day,
)
from desktop_app.ui.page import PageContext
from desktop_app.ui.photo_gallery import PhotoGallery

if TYPE_CHECKING:  # the services load when the dialog is first opened
    from desktop_app.services.photos import VisitPhotoRow
    from desktop_app.services.visit_versions import VisitVersion

LABEL_EM = 6.0
MOST_ROWS = 5
ROW_EM = 2.5
HEIGHT_EM = 44


class VersionsDialog(Dialog):
    """Reads the versions in a reader thread; ``correct`` is called by the one button that leads to a correction."""

    def __init__(
        self, context: PageContext, visit: VisitRow, correct: Callable[[], object], parent: QWidget
    ) -> None:
        title = _("{name} {day} 的探访：历次版本").format(
            name=visit.elder_name, day=spoken_day(visit.visited_on)
        )
        super().__init__(title, parent, width_em=56)
        self._correct = correct
        self._context, self._uid = context, visit.uid
        self._reading: Job[tuple[list[VisitVersion], list[VisitPhotoRow]]] | None = None
        self._photos, self._newest = 0, 0
        self.told = Text(_("正在读取…"), "muted", wrap=True)
        self.table: RowTable[VisitVersion] = RowTable(_columns(self._is_newest), sort=Sort(""))
        self.table.view.setAccessibleName(_("历次版本"))
        self.table.hide()
        self.sheet = _Sheet()
        self.gallery = PhotoGallery(context)
        self.gallery.hide()
        self.gallery.removed.connect(self._read)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.sheet)
        inside.addWidget(self.gallery)
        inside.addStretch(1)
        self._area = scrolling(holder)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(_("这一版的全部内容"))
        self._area.setMinimumHeight(theme.px(6))
        for part in (self.told, self.table):
            self.body.addWidget(part)
        self.body.addWidget(self._area, 1)
        self._outer.setStretchFactor(
            self.body, 100
        )  # the sheet, not the room above the buttons, takes what is left
        self.add_button(button(_("关闭"), self.reject, key="Esc"))
        self.correct_button = self.add_button(
            button(_("更正这次探访"), self._on_correct, look="main", key="Ctrl+Enter", icon_name="pencil")
        )
        self.table.chosen.connect(self._on_chosen)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self._on_correct)
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: be high enough for a whole sheet from the start; where the screen is lower it scrolls."""
        super().showEvent(event)
        room = self.screen().availableGeometry().height() - theme.px(2)
        self.resize(self.width(), min(theme.px(HEIGHT_EM), room))

    def done(self, code: int) -> None:
        """Qt: whoever closes the dialog waits for nothing any more."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        super().done(code)

    def _read(self) -> None:
        context, uid = self._context, self._uid
        app = context.app

        def work(_progress: object) -> tuple[list[VisitVersion], list[VisitPhotoRow]]:
            return app.visit_versions.of_visit(app.actor, uid), app.photos.of_visit(app.actor, uid)

        job = context.jobs.reading(_("读取历次版本"), work)
        self._reading = job
        job.succeeded.connect(self._on_read)
        job.failed.connect(lambda error: self._on_failed(context, error))
        job.start()

    def _on_read(self, read: tuple[list[VisitVersion], list[VisitPhotoRow]]) -> None:
        self._reading = None
        found, photos = read
        self._photos = len(photos)
        self.gallery.show_photos(photos)
        self._newest = found[0].number
        if len(found) == 1:
            self.told.setText(_("这条记录没有更正过，只有一版。"))
        else:
            self.told.setText(
                _("共 {count} 版。上下键选一版，下面是它的全部内容；以前的版本只能看。").format(
                    count=len(found)
                )
            )
        self.table.setVisible(len(found) > 1)
        self.table.setFixedHeight(theme.px(ROW_EM * (min(len(found), MOST_ROWS) + 1) + 0.3))
        self.table.show_source(ListSource(found))
        self.table.choose_first()
        self._on_chosen(found[0])
        (self.table if len(found) > 1 else self._area).setFocus()

    def _on_failed(self, context: PageContext, error: Exception) -> None:
        self._reading = None
        self.reject()
        context.presenter.present(error)

    def _is_newest(self, version: VisitVersion) -> bool:
        return version.number == self._newest

    def _on_chosen(self, version: VisitVersion | None) -> None:
        if version is not None:
            photos = self._photos if self._is_newest(version) else None
            self.sheet.show_version(version, newest=self._is_newest(version), photos=photos)
            self.gallery.setVisible(bool(photos))
            self._area.verticalScrollBar().setValue(0)

    def _on_correct(self) -> None:
        self.accept()
        self._correct()


class _Sheet(QWidget):
    """One version, to be read: what was changed on top, then all there is, field by field."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, theme.px(0.5), 0)
        self._layout.setSpacing(theme.px(0.5))
        self._layout.addStretch(1)
        self._cards: list[Card] = []

    def show_version(self, version: VisitVersion, *, newest: bool, photos: int | None) -> None:
        """Show ``version``; ``photos`` is known of the newest only."""
        for card in self._cards:
            self._layout.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        if version.changed or version.reason:
            self._cards.append(_changed_card(version))
        number = _version_words(version, newest)
        card = Card(_("{version}的全部内容").format(version=number), margin_em=0.7)
        card.body.addLayout(_facts([*sheet_lines(version.row), *_photo_line(photos)]))
        self._cards.append(card)
        for at, each in enumerate(self._cards):
            self._layout.insertWidget(at, each)

    def texts(self) -> list[str]:
        """Return all that is shown, line by line."""
        texts = [cast("list[Text]", card.findChildren(Text)) for card in self._cards]
        return [each.text() for part in texts for each in part]


def sheet_lines(row: VisitRow) -> Iterator[tuple[str, str]]:
    """Yield everything a version says, as pairs of field and words; what was left empty is left out."""
    form = visit_form()
    when = " ".join(part for part in (row.visited_on.isoformat(), row.visited_time or "") if part)
    signed = _(SignatureKind(row.signed_as).term) if row.signed_as else ""
    told = [
        (_("探访日期"), when),
        (_("方式"), _(Mode(row.mode).term)),
        (_("结果"), _(Outcome(row.outcome).term)),
        (_("探访人"), row.visitor or ""),
        (_("同行人"), row.companions or ""),
        *((_(block.title), _answers(block, row.answers)) for block in form.blocks),
        (_("测量"), measures.as_text(form.measures, row.measures)),
        (_("情况记录"), row.summary or ""),
        (_("帮办事项"), row.action or ""),
        (_("下次探访"), row.next_on.isoformat() if row.next_on else ""),
        (_("签字"), _("，").join(part for part in (signed, row.signed_by or "") if part)),
        (_("纸单编号"), row.sheet_no or ""),
        (_("录入日期"), row.entered_on.isoformat()),
    ]
    for label, words in told:
        if words:
            yield label, words


def _answers(block: Block, answers: Mapping[str, Any]) -> str:
    """Return every answer of a block, the usual ones too."""
    told = []
    for item in block.items:
        given = answers.get(f"{block.key}.{item.key}")
        if given is None or given == "":
            continue
        words = [str(each) for each in given] if isinstance(given, (list, tuple)) else [str(given)]
        if item.kind is not ItemKind.TEXT:
            words = [_(option.title) for option in item.options if option.key in words]
        joined = _("、").join(words)
        told.append(f"{_(item.title)}：{joined}")
    return _("；").join(told)


def _photo_line(photos: int | None) -> list[tuple[str, str]]:
    return [(_("照片"), _("{count} 张").format(count=photos))] if photos else []


def _version_words(version: VisitVersion, newest: bool) -> str:
    if newest:
        return _("第 {number} 版（现在有效）").format(number=version.number)
    return _("第 {number} 版").format(number=version.number)


def _changed_card(version: VisitVersion) -> Card:
    card = Card(_("这一版改了什么"), margin_em=0.7)
    card.body.setSpacing(theme.px(0.2))
    if version.reason:
        words = _("原因：{reason}").format(reason=version.reason)
        card.body.addWidget(Text(words, "strong", wrap=True, copyable=True))
    if version.apart:
        apart = _("改这一版的人当时没有看到前一版：两处各自更正了同一次探访。")
        card.body.addWidget(Text(apart, "muted", wrap=True))
    for line in version.changed:
        card.body.addWidget(Text(line, "", wrap=True, copyable=True))
    return card


def _facts(lines: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(0.8))
    grid.setVerticalSpacing(theme.px(0.3))
    for at, (label, words) in enumerate(lines):
        name = Text(label, "muted", wrap=True)
        name.setFixedWidth(theme.word_px(LABEL_EM))
        grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Text(words, "", wrap=True, copyable=True), at, 1)
    grid.setColumnStretch(1, 1)
    return grid


def _columns(is_newest: Callable[[VisitVersion], bool]) -> tuple[Column[VisitVersion], ...]:
    return (
        Column(
            key="number",
            title=_("版本"),
            width_em=11,
            text=lambda each: _version_words(each, is_newest(each)),
            strong=True,
            sortable=False,
        ),
        Column(
            key="made_at",
            title=_("时间"),
            width_em=10,
            text=lambda each: each.made_at.astimezone().strftime("%Y-%m-%d %H:%M"),
            sortable=False,
        ),
        Column(key="actor", title=_("谁"), width_em=6, text=lambda each: each.actor, sortable=False),
        Column(
            key="reason",
            title=_("原因"),
            width_em=14,
            text=lambda each: each.reason or (_("首次登记") if each.number == 1 else ""),
            sortable=False,
            stretch=True,
        ),
    )
