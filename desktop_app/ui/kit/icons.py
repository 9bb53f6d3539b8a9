"""Icons from ``resources/icons``, drawn in any token's colour at the letter's size.

Example: ``button.setIcon(icon("printer", "accent_ink"))``.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_app.config import resources
from desktop_app.ui import theme

ICON_EM = 1.25


def icon(name: str, colour: str = "ink", *, gap_em: float = 0) -> QIcon:
    """Return the icon ``name`` (a file of ``resources/icons`` without its ending) in the colour of a token.

    ``gap_em`` leaves room at its right, for buttons that set their words close to the icon.
    """
    return QIcon(pixmap(name, colour, gap_em=gap_em))


def pixmap(name: str, colour: str = "ink", ems: float = ICON_EM, *, gap_em: float = 0) -> QPixmap:
    """Return the icon as a picture ``ems`` letters wide, sharp at the screen's scale."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    return _drawn(name, theme.colour(colour).name(), theme.px(ems), theme.px(gap_em), ratio)


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, pixels: int, gap: int, ratio: float) -> QPixmap:
    source = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode("utf-8")))
    picture = QPixmap(round((pixels + gap) * ratio), round(pixels * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, pixels * ratio, pixels * ratio))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
