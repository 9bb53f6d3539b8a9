"""Photos of visits to be looked at: small in a row, large in a dialog, where an officer may delete the picture.

Example::

    gallery = PhotoGallery(context)
    gallery.show_photos(app.photos.of_visit(app.actor, uid))
    gallery.removed.connect(read_again)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import UserRole
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Dialog, FlowLayout, Form, LineField, Text, button
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import PageContext

if TYPE_CHECKING:  # the services load when a page is first opened
    from desktop_app.services.photos import VisitPhotoRow

TILE_EM = 7.0
LARGE_EM = 34
REASON_EM = 7.5
"""How much lower the picture stands while the reason for deleting it is typed."""
_OFFICERS = frozenset({UserRole.OFFICER})


class PhotoGallery(QWidget):
    """Signal: ``removed()`` after a picture was deleted."""

    removed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self.tiles: list[QToolButton] = []
        self._jobs: list[Job[Any]] = []
        self._flow = FlowLayout(self, spacing_em=0.5, line_em=0.5)

    def show_photos(self, photos: Sequence[VisitPhotoRow]) -> None:
        """Show exactly these; the pictures come a moment later."""
        for job in self._jobs:
            job.cancel()
        self._jobs.clear()
        for tile in self.tiles:
            self._flow.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = [self._tile(number, photo) for number, photo in enumerate(photos, start=1)]
        for tile in self.tiles:
            self._flow.addWidget(tile)
        set_shown(self, bool(photos))

    def _tile(self, number: int, photo: VisitPhotoRow) -> QToolButton:
        side, tile = theme.px(TILE_EM), QToolButton()
        tile.setProperty("look", "photo")
        said = photo.caption or _("照片 {number}").format(number=number)
        tile.setText(tile.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, side))
        tile.setToolTip(f"{said}\n{size_words(photo)}")
        tile.setAccessibleName(_("照片 {number}：{what}").format(number=number, what=said))
        tile.setAccessibleDescription(size_words(photo))
        tile.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        tile.setIconSize(QSize(side, side * 3 // 4))
        tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tile.clicked.connect(lambda: self._open(photo))
        if photo.here:
            self._read(photo.digest, QSize(side, side * 3 // 4), partial(_show_small, tile))
        else:
            tile.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            tile.setText(f"{tile.text()}\n" + _("照片不在本机"))
        return tile

    def _read(self, digest: str, size: QSize, then: Any) -> None:
        app = self._context.app
        job = self._context.jobs.reading(
            _("读取照片"), lambda _progress: scaled_picture(app.photos.content(app.actor, digest), size)
        )
        self._jobs.append(job)
        job.succeeded.connect(then)
        job.finished.connect(lambda: self._jobs.remove(job) if job in self._jobs else None)
        job.start()

    def _open(self, photo: VisitPhotoRow) -> None:
        dialog = PhotoDialog(self._context, photo, self)
        dialog.removed.connect(self.removed)
        dialog.open()


class PhotoDialog(Dialog):
    """One photo in large. Signal: ``removed()`` after its picture was deleted."""

    removed = Signal()

    def __init__(self, context: PageContext, photo: VisitPhotoRow, parent: QWidget) -> None:
        super().__init__(photo.caption or _("照片"), parent, width_em=LARGE_EM + 4)
        self._context, self._photo = context, photo
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(photo.caption or _("照片"))
        self.picture.setText("" if photo.here else _("照片不在本机"))
        # As high as the picture will be, so that the dialog does not jump when it comes.
        room = self.screen().availableGeometry().height() - theme.px(16)
        side = QSize(theme.px(LARGE_EM), min(theme.px(LARGE_EM), room))
        self._size = QSize(photo.width, photo.height).scaled(side, Qt.AspectRatioMode.KeepAspectRatio)
        self.picture.setMinimumHeight(self._size.height() if photo.here else theme.px(3))
        self.body.addWidget(self.picture, 1)
        self.body.addWidget(Text(size_words(photo), "hint"))
        self.form = Form(label_em=4)
        self.reason = self.form.add_row(
            _("理由"),
            LineField(longest=100, placeholder=_("为什么删除，以后查得到")),
            name="reason",
            required=True,
        )
        self.form.save_asked.connect(self.remove)
        self.warning = Text(
            _("照片从这台电脑上删除，不能恢复；探访记录里仍写着有过这张照片。"), "error", wrap=True
        )
        for part in (self.warning, self.form):
            part.hide()
            self.body.addWidget(part)
        may = photo.here and context.app.actor.role in _OFFICERS
        self.remove_button = self.add_button(button(_("删除照片"), self.remove, look="danger"))
        self.remove_button.setVisible(may)
        close = self.add_button(button(_("关闭"), self.reject, key="Esc"))
        close.setDefault(True)
        close.setFocus()
        if photo.here:
            app = context.app
            job = context.jobs.reading(
                _("读取照片"),
                lambda _progress: scaled_picture(app.photos.content(app.actor, photo.digest), self._size),
            )
            job.succeeded.connect(self._on_read)
            job.start()

    def remove(self) -> None:
        """Ask for the reason first, then delete the picture."""
        if self.form.isHidden():
            smaller = max(self._size.height() - theme.px(REASON_EM), theme.px(3))
            self.picture.setMinimumHeight(smaller)
            shown = self.picture.pixmap()
            if not shown.isNull():  # it may still be on its way
                self.picture.setPixmap(
                    shown.scaledToHeight(smaller, Qt.TransformationMode.SmoothTransformation)
                )
            for part in (self.warning, self.form):
                part.show()
            self.reason.setFocus()
            return
        if not self.form.check():
            return
        app, digest, reason = self._context.app, self._photo.digest, self.reason.value()
        job = self._context.jobs.writing(
            _("删除照片"), lambda _progress: app.photos.remove_content(app.actor, digest, reason)
        )
        job.succeeded.connect(self._on_removed)
        job.failed.connect(self._on_failed)
        job.start()

    def _on_read(self, image: QImage | None) -> None:
        if image is not None and not image.isNull():
            self.picture.setPixmap(QPixmap.fromImage(image))

    def _on_removed(self, _was_here: bool) -> None:
        self._context.undo.offer(_("照片已删除"))
        self.removed.emit()
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        if not self.form.show_error(error):
            self._context.presenter.present(error)


def scaled_picture(content: bytes | None, within: QSize) -> QImage | None:
    """Return a picture made to fit, None for none; for a thread beside the window."""
    if content is None:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setScaledSize(reader.size().scaled(within, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def size_words(photo: VisitPhotoRow) -> str:
    """Return 1600 × 1200，310 KB."""
    return _("{width} × {height}，{size} KB").format(
        width=photo.width, height=photo.height, size=max(photo.size // 1024, 1)
    )


def _show_small(tile: QToolButton, image: QImage | None) -> None:
    # The page may have been read anew while the picture was on its way.
    if image is not None and not image.isNull() and shiboken6.isValid(tile):
        tile.setIcon(QIcon(QPixmap.fromImage(image)))
