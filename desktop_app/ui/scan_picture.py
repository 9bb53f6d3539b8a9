"""A scanned report: taken over from a file in a form, and looked at in large."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Dialog, Field, Text, button
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import PageContext
from desktop_app.ui.photo_gallery import scaled_picture

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application

KINDS = "*.jpg *.jpeg *.png *.webp *.heic *.bmp *.tif *.tiff"
LARGE_EM = 36


class ScanField(Field[str | None]):
    """The SHA-256 of a picture kept at this installation, or None."""

    def __init__(self, context: PageContext) -> None:
        self.choose_button = button(_("选择文件…"), self.ask_file)
        super().__init__(self.choose_button)
        self._context = context
        self._digest: str | None = None
        self._adding: Job[str] | None = None
        self._told = Text("", "muted")
        self.look_button = button(_("看扫描件"), self.look, look="link")
        self.drop_button = button(_("去掉"), lambda: self.set_value(None), look="link")
        rest = QWidget()
        line = QHBoxLayout(rest)
        line.setContentsMargins(theme.px(0.6), 0, 0, 0)
        for part in (self._told, self.look_button, self.drop_button):
            line.addWidget(part)
        line.addStretch(1)
        self._layout.setStretch(0, 0)
        self._layout.addWidget(rest, 1)
        self._show()

    def value(self) -> str | None:
        """Return the picture's fingerprint."""
        return self._digest

    def set_value(self, value: str | None) -> None:
        """Show that there is a picture, or none."""
        if self._adding is not None:
            self._adding.cancel()
            self._adding = None
        changed = value != self._digest
        self._digest = value
        self._show()
        if changed:
            self.changed.emit()

    def is_adding(self) -> bool:
        """Tell whether a picture is still being taken over, so that saving now would lose it."""
        return self._adding is not None

    def key_targets(self) -> list[QWidget]:
        """Return nothing: Enter on the button opens the choice of files."""
        return []

    def describe(self, name: str, description: str) -> None:
        """Name the buttons after what they are for."""
        self.choose_button.setAccessibleName(_("{field}：选择文件").format(field=name))
        self.choose_button.setAccessibleDescription(description)
        self.drop_button.setAccessibleName(_("{field}：去掉").format(field=name))

    def set_bad(self, bad: bool) -> None:
        """The error line alone speaks for a picture."""
        del bad

    def ask_file(self) -> None:
        """Ask for a file and take its picture over."""
        kinds = _("照片 ({kinds})").format(kinds=KINDS)
        name, _kind = QFileDialog.getOpenFileName(self, _("报告扫描件"), "", kinds)
        if name:
            self.add_file(Path(name))

    def add_file(self, path: Path) -> None:
        """Take a picture over; what is wrong with it is said by the presenter."""
        app = self._context.app
        job: Job[str] = self._context.jobs.outside(
            _("添加扫描件"), lambda _progress: str(app.photos.add(app.actor, path).digest)
        )
        self._adding = job
        job.succeeded.connect(lambda digest: self._on_added(job, digest))
        job.failed.connect(lambda error: self._on_failed(job, error))
        self._show()
        job.start()

    def look(self) -> None:
        """Show the picture in large."""
        if self._digest is not None:
            ScanDialog(self._context, self._digest, self).open()

    def _on_added(self, job: Job[str], digest: str) -> None:
        if job is self._adding:
            self._adding = None
            self.set_value(digest)

    def _on_failed(self, job: Job[str], error: Exception) -> None:
        if job is self._adding:
            self._adding = None
            self._show()
            self._context.presenter.present(error)

    def _show(self) -> None:
        there = self._digest is not None
        self._told.setText(
            _("正在添加…") if self._adding is not None else _("已添加") if there else _("没有")
        )
        set_shown(self.look_button, there)
        set_shown(self.drop_button, there)


class ScanDialog(Dialog):
    """One scanned report in large."""

    def __init__(self, context: PageContext, digest: str, parent: QWidget) -> None:
        super().__init__(_("评估报告扫描件"), parent, width_em=LARGE_EM + 4)
        self.picture = QLabel(_("正在读取…"))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(_("评估报告扫描件"))
        room = self.screen().availableGeometry().height() - theme.px(12)
        self._size = QSize(theme.px(LARGE_EM), min(theme.px(LARGE_EM * 1.3), room))
        self.picture.setMinimumHeight(min(theme.px(LARGE_EM), room))
        self.body.addWidget(self.picture, 1)
        close = self.add_button(button(_("关闭"), self.reject, key="Esc"))
        close.setDefault(True)
        close.setFocus()
        job = context.jobs.reading(_("读取扫描件"), lambda _progress: _read(context.app, digest, self._size))
        self._job = job
        job.succeeded.connect(self._on_read)
        job.start()

    def done(self, result: int) -> None:
        """Qt: nothing comes to a closed dialog."""
        self._job.cancel()
        super().done(result)

    def _on_read(self, image: QImage | None) -> None:
        if image is None or image.isNull():
            self.picture.setText(_("扫描件不在本机，在登记它的那台电脑上。"))
        else:
            self.picture.setPixmap(QPixmap.fromImage(image))


def _read(app: Application, digest: str, size: QSize) -> QImage | None:
    return scaled_picture(app.photos.content(app.actor, digest), size)
