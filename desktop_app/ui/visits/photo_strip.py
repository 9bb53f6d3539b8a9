"""The photos of one visit: add from a file, see them small, say what they show, take them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.visit_drafts import MOST_PHOTOS, PhotoDraft
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import LineField, Section, Text, button, icon_button, row
from desktop_app.ui.kit.sight import say
from desktop_app.ui.page import PageContext
from desktop_app.ui.photo_gallery import scaled_picture

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application

SIDE_EM = 4.5
LONGEST_CAPTION = 100
KINDS = "*.jpg *.jpeg *.png *.webp *.heic *.bmp *.tif *.tiff"


class _PhotoLine(QWidget):
    """One photo: the picture, what it shows, and × to take it out."""

    changed = Signal()
    dropped = Signal(object)

    def __init__(self, digest: str, caption: str, number: int) -> None:
        super().__init__()
        self.digest = digest
        self.picture = QLabel()
        self.picture.setFixedSize(theme.px(SIDE_EM), theme.px(SIDE_EM))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setWordWrap(True)
        self.picture.setProperty("look", "hint")
        self.caption = LineField(placeholder=_("拍的是什么"), longest=LONGEST_CAPTION)
        self.caption.set_value(caption)
        self.caption.changed.connect(self.changed)
        self._drop = icon_button("x", "", lambda: self.dropped.emit(self))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.4))
        layout.addWidget(self.picture)
        layout.addWidget(self.caption, 1)
        layout.addWidget(self._drop)
        self.count(number)

    def count(self, number: int) -> None:
        """Say which photo of the visit this is."""
        self.picture.setAccessibleName(_("照片 {number}").format(number=number))
        self.caption.describe(_("照片 {number} 说明").format(number=number), "")
        meaning = _("去掉照片 {number}").format(number=number)
        self._drop.setAccessibleName(meaning)
        self._drop.setToolTip(meaning)

    def show_image(self, image: QImage | None) -> None:
        """Show the picture, or say that it is kept elsewhere."""
        if image is None or image.isNull():
            self.picture.setText(_("照片不在本机"))
        else:
            self.picture.setPixmap(QPixmap.fromImage(image))


class PhotoStrip(QWidget):
    """Signal: ``changed()`` when photos come and go and when words change.

    The picture itself was made small and freed of its position when it was added; here are only fingerprints.
    """

    changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._lines: list[_PhotoLine] = []
        self._jobs: list[Job[Any]] = []
        self._adding: set[Job[Any]] = set()
        self.add_button = button(_("添加照片"), self.ask_files, look="link", icon_name="plus")
        self._told = Text(
            _("选填，最多 {most} 张。照片会缩小并去掉拍摄位置，只存在这台电脑上。").format(most=MOST_PHOTOS),
            "hint",
            wrap=True,
        )
        self._problem = Text("", "error", wrap=True)
        self._problem.hide()
        head = row(Section(_("照片")))
        head.addStretch(1)
        head.addWidget(self.add_button)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(0.35))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.35))
        layout.addLayout(head)
        layout.addLayout(self._rows)
        layout.addWidget(self._problem)
        layout.addWidget(self._told)

    def values(self) -> list[dict[str, str]]:
        """Return the photos as plain data."""
        return [{"digest": line.digest, "caption": line.caption.value()} for line in self._lines]

    def drafts(self) -> tuple[PhotoDraft, ...]:
        """Return what the service takes."""
        return tuple(PhotoDraft(one["digest"], one["caption"] or None) for one in self.values())

    def set_values(self, photos: Sequence[Mapping[str, Any]]) -> None:
        """Show exactly ``photos``."""
        self._forget_jobs()
        for line in list(self._lines):
            self._remove(line)
        for each in photos:
            self._append(str(each["digest"]), str(each.get("caption") or ""))
        self.show_problem("")
        self._show_room()

    def is_adding(self) -> bool:
        """Tell whether a photo is still being taken over, so that saving now would lose it."""
        return bool(self._adding)

    def captions(self) -> list[LineField]:
        """Return the fields of the words under the pictures."""
        return [line.caption for line in self._lines]

    def drop(self, at: int) -> None:
        """Take the photo at a place out of the visit."""
        self._on_dropped(self._lines[at])

    def show_problem(self, text: str) -> None:
        """Say what is wrong with the photos; an empty text takes it away."""
        say(self._problem, text)

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._problem.text()

    def ask_files(self) -> None:
        """Ask for files and add them."""
        kinds = _("照片 ({kinds})").format(kinds=KINDS)
        names, _kind = QFileDialog.getOpenFileNames(self, _("添加照片"), "", kinds)
        self.add_files([Path(name) for name in names])

    def add_files(self, paths: Sequence[Path]) -> None:
        """Take pictures over from files, as many as there is room for."""
        self.show_problem("")
        room = MOST_PHOTOS - len(self._lines)
        if len(paths) > room:
            self.show_problem(_("一次探访最多 {most} 张照片，多出的没有添加。").format(most=MOST_PHOTOS))
        app = self._context.app
        for path in paths[:room]:
            job = self._context.jobs.outside(_("添加照片"), partial(_added, app, path))
            self._adding.add(job)
            self._start(job, self._on_added)

    def _on_added(self, digest: str) -> None:
        if digest in {line.digest for line in self._lines}:
            self.show_problem(_("这张照片已经添加过了。"))
        elif len(self._lines) < MOST_PHOTOS:
            line = self._append(digest, "")
            line.caption.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show_room()
            self.changed.emit()

    def _append(self, digest: str, caption: str) -> _PhotoLine:
        line = _PhotoLine(digest, caption, len(self._lines) + 1)
        line.changed.connect(self.changed)
        line.dropped.connect(self._on_dropped)
        self._lines.append(line)
        self._rows.addWidget(line)
        app, side = self._context.app, QSize(theme.px(SIDE_EM), theme.px(SIDE_EM))
        self._start(
            self._context.jobs.reading(
                _("读取照片"), lambda _progress: scaled_picture(app.photos.content(app.actor, digest), side)
            ),
            partial(self._on_image, line),
        )
        return line

    def _on_image(self, line: _PhotoLine, image: QImage | None) -> None:
        if line in self._lines:
            line.show_image(image)

    def _start(self, job: Job[Any], then: Any) -> None:
        self._jobs.append(job)
        job.succeeded.connect(then)
        job.failed.connect(self._context.presenter.present)
        job.finished.connect(lambda: self._on_ended(job))
        job.start()

    def _on_ended(self, job: Job[Any]) -> None:
        self._adding.discard(job)
        if job in self._jobs:
            self._jobs.remove(job)

    def _forget_jobs(self) -> None:
        """Drop what was asked for the person before: a late picture must not come to somebody else's visit."""
        for job in self._jobs:
            job.cancel()
        self._jobs.clear()
        self._adding.clear()

    def _on_dropped(self, line: _PhotoLine) -> None:
        self._remove(line)
        self.show_problem("")
        self._show_room()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _remove(self, line: _PhotoLine) -> None:
        self._lines.remove(line)
        self._rows.removeWidget(line)
        line.hide()
        line.deleteLater()
        for number, other in enumerate(self._lines, start=1):
            other.count(number)

    def _show_room(self) -> None:
        self.add_button.setEnabled(len(self._lines) < MOST_PHOTOS)


def _added(app: Application, path: Path, _progress: object) -> str:
    return str(app.photos.add(app.actor, path).digest)
