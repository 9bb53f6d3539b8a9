"""Colours, letters and sizes of the window: named tokens, three palettes, four letter sizes.

Everything is measured in em of the application font, so the large-type setting is one call::

    theme.apply(app, palette="light", scale=1.25)
    width = theme.px(8)                     # 8 em in pixels
    theme.colour("accent")                  # QColor of a token
    theme.tint("overdue")                   # Tint(ink, ground) for chips, notices and cells
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from desktop_app.config import fonts
from desktop_app.config.strings import current_language
from desktop_app.ui.stylesheet import build_stylesheet

log = logging.getLogger(__name__)

FAMILIES = (
    "Noto Sans SC",
    "Rare Han Ming",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "WenQuanYi Micro Hei",
    "Noto Sans Mongolian",
    "sans-serif",
)
WINDOW_ROLES = (fonts.FontRole.SANS, fonts.FontRole.SANS_BOLD, fonts.FontRole.RARE, fonts.FontRole.MONGOLIAN)
BASE_POINTS = 10.5
ENGLISH_IS_LONGER = 1.25
SCALES = (1.0, 1.25, 1.5, 1.75)
TINTS = ("overdue", "soon", "done", "info", "quiet", "accent", "urgent")

LIGHT: dict[str, str] = {
    "ground": "#F6F7F9",
    "surface": "#FFFFFF",
    "line": "#DDE3E8",
    "line_strong": "#B4BEC7",
    "ink": "#1F2933",
    "muted": "#55616D",
    "accent": "#1F6F5C",
    "accent_pressed": "#175546",
    "on_accent": "#FFFFFF",
    "accent_ground": "#E6F2EE",
    "accent_ink": "#175546",
    "sidebar": "#20343A",
    "sidebar_raised": "#2B434A",
    "sidebar_ink": "#E8EEF0",
    "sidebar_chosen": "#1F6F5C",
    "sidebar_chosen_ink": "#FFFFFF",
    "overdue_ink": "#A3211A",
    "overdue_ground": "#FDECEA",
    "urgent_ink": "#FFFFFF",
    "urgent_ground": "#A3211A",
    "soon_ink": "#7A4A00",
    "soon_ground": "#FFF3DD",
    "done_ink": "#1E6B34",
    "done_ground": "#E8F5EA",
    "info_ink": "#1B5A9E",
    "info_ground": "#E8F1FB",
    "quiet_ink": "#55616D",
    "quiet_ground": "#EEF1F4",
}
DARK: dict[str, str] = LIGHT | {
    "ground": "#171C20",
    "surface": "#20272C",
    "line": "#364148",
    "line_strong": "#5A6871",
    "ink": "#EEF2F4",
    "muted": "#A9B6BF",
    "accent": "#287F6A",
    "accent_pressed": "#247562",
    "accent_ground": "#1F3A34",
    "accent_ink": "#9FDCCB",
    "sidebar": "#11171A",
    "sidebar_raised": "#1C2529",
    "overdue_ink": "#FFB4AB",
    "overdue_ground": "#47201D",
    "urgent_ground": "#B3261E",
    "soon_ink": "#FFD591",
    "soon_ground": "#40300F",
    "done_ink": "#A6E0B4",
    "done_ground": "#1C3A25",
    "info_ink": "#AFD2FA",
    "info_ground": "#1B3148",
    "quiet_ink": "#B7C2CA",
    "quiet_ground": "#2B343A",
}
CONTRAST: dict[str, str] = LIGHT | {
    "ground": "#FFFFFF",
    "line": "#000000",
    "line_strong": "#000000",
    "ink": "#000000",
    "muted": "#1A1A1A",
    "accent": "#00402F",
    "accent_pressed": "#000000",
    "accent_ground": "#D5EFE7",
    "accent_ink": "#00281D",
    "sidebar": "#000000",
    "sidebar_raised": "#2A2A2A",
    "sidebar_ink": "#FFFFFF",
    "sidebar_chosen": "#FFFFFF",
    "sidebar_chosen_ink": "#000000",
    "overdue_ink": "#7A0B05",
    "urgent_ground": "#7A0B05",
    "soon_ink": "#4A2C00",
    "done_ink": "#0B3F1A",
    "info_ink": "#0B345F",
    "quiet_ink": "#1A1A1A",
}
PALETTES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}


@dataclass(frozen=True, slots=True)
class Tint:
    """A state's pair of colours: text and the ground under it."""

    ink: QColor
    ground: QColor


class ThemeBus(QObject):
    """Tells painted widgets that colours or sizes changed: ``changed()``."""

    changed = Signal()


class _State:
    tokens: dict[str, str] = LIGHT
    palette_name = "light"
    scale = 1.0
    em = 14.0
    fonts_registered = False


bus = ThemeBus()


def register_fonts() -> list[str]:
    """Register the shipped window fonts once and return their families; a missing file is logged."""
    if _State.fonts_registered:
        return []
    _State.fonts_registered = True
    families: list[str] = []
    for entry in fonts.FONTS:
        if entry.role not in WINDOW_ROLES:
            continue
        number = QFontDatabase.addApplicationFont(str(entry.path))
        if number < 0:
            log.warning("font not readable: %s", entry.file)
        else:
            families.extend(QFontDatabase.applicationFontFamilies(number))
    return families


def font(scale_em: float = 1.0, *, strong: bool = False) -> QFont:
    """Return the window's face at ``scale_em`` times the body size."""
    face = QFont()
    face.setFamilies(list(FAMILIES))
    face.setPointSizeF(BASE_POINTS * _State.scale * scale_em)
    if strong:
        face.setWeight(QFont.Weight.DemiBold)
    return face


def apply(app: QApplication, *, palette: str = "light", scale: float = 1.0) -> None:
    """Dress the whole application; may be called again at any time. ``scale`` is the letter size factor."""
    register_fonts()
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    _State.palette_name = palette if palette in PALETTES else "light"
    _State.tokens = PALETTES[_State.palette_name]
    _State.scale = min(max(scale, SCALES[0]), SCALES[-1])
    app.setStyle("Fusion")
    app.setFont(font())
    _State.em = max(QFontMetricsF(font()).horizontalAdvance("国"), 8.0)
    app.setPalette(_qt_palette())
    app.setStyleSheet(build_stylesheet(_State.tokens, _State.em))
    app.setCursorFlashTime(1000)
    bus.changed.emit()


def scale() -> float:
    """Return the letter size factor in use."""
    return _State.scale


def palette_name() -> str:
    """Return the palette in use: light, dark or contrast."""
    return _State.palette_name


def em() -> float:
    """Return the width of one Chinese letter of body text in pixels."""
    return _State.em


def px(ems: float) -> int:
    """Turn em into whole pixels."""
    return round(ems * _State.em)


def word_px(ems: float) -> int:
    """Turn em into whole pixels for what holds words: in English they take a quarter more room."""
    return px(ems * (ENGLISH_IS_LONGER if current_language() == "en" else 1.0))


def colour(token: str) -> QColor:
    """Return the colour of a token; raises KeyError for an unknown one."""
    return QColor(_State.tokens[token])


def tint(name: str) -> Tint:
    """Return a state's colours by name (see ``TINTS``)."""
    return Tint(colour(f"{name}_ink"), colour(f"{name}_ground"))


def _qt_palette() -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, token in (
        (role.Window, "ground"),
        (role.WindowText, "ink"),
        (role.Base, "surface"),
        (role.AlternateBase, "ground"),
        (role.Text, "ink"),
        (role.Button, "surface"),
        (role.ButtonText, "ink"),
        (role.ToolTipBase, "surface"),
        (role.ToolTipText, "ink"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Link, "accent_ink"),
        (role.LinkVisited, "accent_ink"),
        (role.Accent, "accent"),
        (role.Mid, "line"),
        (role.Light, "surface"),
    ):
        palette.setColor(which, colour(token))
    for which in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, colour("muted"))
    return palette
