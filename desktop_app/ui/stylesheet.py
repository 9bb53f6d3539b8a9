"""The window's one style sheet, written from the colour tokens and the em in pixels.

Widgets choose their look by dynamic properties: ``look`` on labels, frames and buttons
(title, section, hint, error, figure, card, main, plain, link …); pages never carry colours of their own.
"""

from __future__ import annotations

from string import Template

_SHEET = Template("""
QMainWindow, QDialog { background: $ground; }
QToolTip { color: $ink; background: $surface; border: 1px solid $line_strong; padding: $px0_3; }

QLabel { background: transparent; }
QLabel[look="title"] { font-size: $px1_5; font-weight: 600; }
QLabel[look="name"] { font-size: $px1_5; font-weight: 600; }
QLabel[look="section"] { font-size: $px1_15; font-weight: 600; }
QLabel[look="label"] { color: $ink; }
QLabel[look="hint"], QLabel[look="unit"] { color: $muted; font-size: $px0_9; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="error"] { color: $overdue_ink; font-size: $px0_9; }
QLabel[look="number"] { font-size: $px2_2; font-weight: 600; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="key"] { font-size: $px1_5; font-weight: 600; }

QFrame[look="card"] { background: $surface; border: 1px solid $line; border-radius: 6px; }
QFrame[look="line"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }
QWidget[look="surface"] { background: $surface; }
QFrame[look="figure"] { background: $surface; border: 1px solid $line; border-radius: 6px; }
QToolButton[look="photo"] { background: $surface; border: 1px solid $line; border-radius: 6px; }
QToolButton[look="photo"]:focus { border: 2px solid $accent; }
QFrame[look="figure"]:focus { border: 2px solid $accent; }
QFrame[look="undo"] { background: $sidebar; border: 1px solid $muted; border-radius: 6px; }
QFrame[look="undo"] QLabel { border: 0; }
QFrame[look="undo"] QLabel { color: $sidebar_ink; }
QFrame[look="undo"] QPushButton { color: $sidebar_ink; background: transparent; border: 1px solid $sidebar_ink;
    border-radius: 6px; min-height: $px1_8; padding: 0 $px0_8; }
QFrame[look="undo"] QPushButton:hover, QFrame[look="undo"] QPushButton:focus { background: $sidebar_raised; }

QScrollArea, QScrollArea > QWidget > QWidget[look="page"] { background: transparent; border: 0; }

QPushButton { color: $ink; background: $surface; border: 1px solid $line_strong; border-radius: 6px;
    min-height: $px2_4; padding: 0 $px1; }
QPushButton:hover { background: $quiet_ground; }
QPushButton:pressed { background: $accent_ground; }
QPushButton:focus { border: 2px solid $accent; padding: 0 $px1_less; }
QPushButton:disabled { color: $muted; background: $quiet_ground; border-color: $line; }
QPushButton:checked { color: $accent_ink; background: $accent_ground; border-color: $accent; }
QPushButton[look="main"] { color: $on_accent; background: $accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[look="main"]:hover { background: $accent_pressed; }
QPushButton[look="main"]:pressed { background: $accent_pressed; }
QPushButton[look="main"]:focus { border: 2px solid $ink; padding: 0 $px1_less; }
QPushButton[look="main"]:disabled { color: $muted; background: $quiet_ground; border-color: $line; }
QPushButton[look="danger"] { color: $overdue_ink; border-color: $overdue_ink; }
QPushButton[look="danger"]:hover { background: $overdue_ground; }
QPushButton[look="danger"]:disabled { color: $muted; background: $quiet_ground; border-color: $line; }
QPushButton[look="link"] { color: $accent_ink; background: transparent; border: 2px solid transparent;
    padding: 0 $px0_3; min-height: $px1_6; text-align: left; text-decoration: underline; }
QPushButton[look="link"]:hover { background: $accent_ground; }
QPushButton[look="link"]:focus { border: 2px solid $accent; }
QPushButton[look="icon"] { background: transparent; border: 2px solid transparent; padding: 0;
    min-height: $px1_8; min-width: $px1_8; }
QPushButton[look="icon"]:hover { background: $quiet_ground; }
QPushButton[look="icon"]:focus { border: 2px solid $accent; }
QPushButton[look="fold"] { font-size: $px1_15; font-weight: 600; background: transparent;
    border: 2px solid transparent; padding: 0 $px0_3; min-height: $px2; text-align: left; }
QPushButton[look="fold"]:hover { background: $quiet_ground; }
QPushButton[look="fold"]:focus { border: 2px solid $accent; }
QPushButton[look="rail"] { background: transparent; border: 2px solid transparent; padding: 0 $px0_5;
    min-height: $px2_1; text-align: left; }
QPushButton[look="rail"]:hover { background: $quiet_ground; }
QPushButton[look="rail"]:focus { border: 2px solid $accent; }
QPushButton[look="rail"][level="overdue"] { color: $overdue_ink; background: $overdue_ground; }
QPushButton[look="chip"] { min-height: $px1_9; padding: 0 $px0_8; border: 1px solid $line_strong;
    border-radius: $px0_95; background: $surface; }
QPushButton[look="chip"]:hover { background: $quiet_ground; }
QPushButton[look="chip"]:checked { color: $accent_ink; background: $accent_ground; border: 2px solid $accent;
    padding: 0 $px0_8_less; }
QPushButton[look="chip"]:focus { border: 2px solid $accent; padding: 0 $px0_8_less; }
QPushButton[look="chip"]:checked:focus { border: 2px solid $ink; }
QPushButton[look="choice"] { min-height: $px2_1; padding: 0 $px0_7; }
QPushButton[look="choice"]:checked { color: $on_accent; background: $accent; border-color: $accent; }
QPushButton[look="choice"][ghost="true"] { color: $accent_ink; border: 1px dashed $accent; }
QPushButton[look="choice"]:focus { border: 2px solid $accent; padding: 0 $px0_7_less; }
QPushButton[look="choice"]:checked:focus { border: 2px solid $ink; }

QLineEdit, QPlainTextEdit, QComboBox, QSpinBox {
    color: $ink; background: $surface; border: 1px solid $line_strong; border-radius: 6px;
    padding: 0 $px0_5; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox, QSpinBox { min-height: $px2_4; }
QLineEdit[look="search"] { padding-left: $px2; }
QLineEdit[look="small"] { min-height: $px1_8; }
QLineEdit[ghost="true"], QComboBox[ghost="true"] { border: 1px dashed $accent; }
QPlainTextEdit { padding: $px0_3; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus { border: 2px solid $accent;
    padding: 0 $px0_5_less; }
QPlainTextEdit:focus { padding: $px0_3_less; }
QLineEdit[look="search"]:focus { padding-left: $px2_less; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QLineEdit:read-only {
    color: $muted; background: $quiet_ground; }
QLineEdit[bad="true"], QPlainTextEdit[bad="true"], QComboBox[bad="true"] { border: 2px solid $overdue_ink;
    padding: 0 $px0_5_less; }
QComboBox { padding-left: $px0_6; padding-right: 0; }
QComboBox:focus { padding-left: $px0_6_less; padding-right: 0; }
QComboBox::drop-down { border: 0; width: $px2; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line_strong; outline: 0;
    selection-background-color: $accent_ground; selection-color: $accent_ink; }
QComboBox QAbstractItemView::item { min-height: $px2_2; padding: 0 $px0_5; }

QCheckBox, QRadioButton { spacing: $px0_5; min-height: $px2; border: 2px solid transparent; border-radius: 6px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; }
QCheckBox::indicator { width: $px1_2; height: $px1_2; border: 1px solid $line_strong; border-radius: 4px;
    background: $surface; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; }

QTableView, QListView, QTreeView { background: $surface; border: 1px solid $line; border-radius: 6px; outline: 0;
    gridline-color: $line; selection-background-color: $accent_ground; selection-color: $ink; }
QTableView::item { padding: 0 $px0_4; border: 0; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $accent_ground; color: $ink; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QTableView:focus, QListView:focus { border: 1px solid $accent; }
QHeaderView { background: $surface; border: 0; border-top-left-radius: 6px; border-top-right-radius: 6px; }
QHeaderView::section { color: $muted; background: $surface; border: 0; border-bottom: 1px solid $line_strong;
    padding: 0 $px0_6; min-height: $px2_2; text-align: left; }
QHeaderView::section:hover { color: $ink; background: $quiet_ground; }
QTableCornerButton::section { background: $surface; border: 0; }
QListView::item { min-height: $px2_2; padding: 0 $px0_6; border: 0; }
QListView::indicator { width: $px1_1; height: $px1_1; }
QListView::item:selected { background: $accent_ground; color: $accent_ink; }

QTabBar { qproperty-drawBase: 0; }
QTabWidget::pane { border: 0; border-top: 1px solid $line; }
QTabBar::tab { color: $muted; background: transparent; border: 0; border-bottom: 3px solid transparent;
    padding: 0 $px0_8; min-height: $px2_4; }
QTabBar::tab:selected { color: $accent_ink; border-bottom: 3px solid $accent; }
QTabBar::tab:hover { color: $ink; }
QTabBar::tab:focus { color: $accent_ink; background: $accent_ground; }

QProgressBar { background: $quiet_ground; border: 0; border-radius: 4px; max-height: $px0_6; min-height: $px0_6; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }

QScrollBar:vertical { background: transparent; width: $px0_9; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $px0_9; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: $px2_4; }
QScrollBar::handle:horizontal { min-width: $px2_4; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $surface; border: 1px solid $line_strong; padding: $px0_3; }
QMenu::item { padding: $px0_4 $px1; }
QMenu::item:selected { background: $accent_ground; color: $accent_ink; }

QFrame#sidebar { background: $sidebar; border: 0; }
QFrame#sidebar QLabel { color: $sidebar_ink; }
QFrame#sidebar QScrollArea, QFrame#sidebar QScrollArea > QWidget > QWidget { background: $sidebar; }
QLabel#unit_name { font-size: $px1_15; font-weight: 600; }
QFrame#sidebar QScrollBar::handle { background: $muted; }
QFrame#sidebar_line { background: $sidebar_raised; border: 0; max-height: 1px; min-height: 1px; }
QPushButton[look="nav"] { color: $sidebar_ink; background: transparent; border: 2px solid transparent;
    border-radius: 6px; text-align: left; min-height: $px2_3; padding: 0 $px0_6; }
QPushButton[look="nav"]:hover { background: $sidebar_raised; }
QPushButton[look="nav"]:checked { color: $sidebar_chosen_ink; background: $sidebar_chosen; font-weight: 600; }
QPushButton[look="nav"]:focus { border: 2px solid $sidebar_ink; }
QPushButton[look="nav_hint"] { color: $sidebar_ink; background: transparent; border: 2px solid transparent;
    border-radius: 6px; text-align: left; font-size: $px0_85; min-height: $px1_5; padding: 0 $px0_6; }
QPushButton[look="nav_hint"]:hover { background: $sidebar_raised; }
QPushButton[look="nav_hint"]:focus { border: 2px solid $sidebar_ink; }
QLabel[look="badge"] { color: $sidebar; background: $sidebar_ink; border-radius: $px0_6; font-size: $px0_85;
    font-weight: 600; padding: 0 $px0_45; min-height: $px1_4; max-height: $px1_4; }
QFrame#sidebar QLabel[look="badge"] { color: $sidebar; }
QFrame#sidebar QLabel[look="badge"][level="overdue"] { color: $overdue_ink; background: $overdue_ground; }
QFrame#sidebar QLabel[look="badge"][level="soon"] { color: $soon_ink; background: $soon_ground; }
QLabel[look="unsaved"] { color: $soon_ink; background: $soon_ground; border-radius: $px0_6; font-size: $px0_9;
  padding: $px0_2 $px0_6; }
QFrame#page_bar { background: $surface; border: 0; border-bottom: 1px solid $line; }
QFrame#job_bar { background: $surface; border: 0; border-top: 1px solid $line; }
QFrame#job_bar QPushButton { min-height: $px1_6; }
QFrame#page_bar[compact="true"] QPushButton, QFrame#page_bar[compact="true"] QLineEdit { min-height: $px2; }
QFrame#page_bar[compact="true"] QLabel[look="title"] { font-size: $px1_25; }
QFrame#sidebar[compact="true"] QPushButton { min-height: $px1_85; }
QFrame#sidebar[compact="true"] QLabel#unit_name { font-size: $px1; }
QFrame#job_bar[compact="true"] QPushButton { min-height: $px1_5; }
QLabel#sample_band { color: $info_ink; background: $info_ground; font-size: $px0_9; padding: $px0_2 $px1_5;
    border-bottom: 1px solid $line; }
QLabel#sample_band[compact="true"] { font-size: $px0_85; padding: 0 $px1_5; }
QFrame#first_day { background: $info_ground; border: 0; border-top: 1px solid $line; }
QFrame#first_day QLabel { color: $ink; }
QFrame#first_day QLabel[look="muted"], QFrame#first_day QPushButton { color: $info_ink; }
QFrame#first_day QPushButton { min-height: $px1_8; padding: 0 $px0_5; }
QFrame#first_day[compact="true"] QPushButton { min-height: $px1_4; }
""")

_LEVELS = ("overdue", "soon", "done", "info", "quiet")


def build_stylesheet(tokens: dict[str, str], em: float) -> str:
    """Return the style sheet for these colours at ``em`` pixels per letter."""
    sizes: dict[str, str] = {}
    for name in _SHEET.get_identifiers():
        if name.startswith("px"):
            pixels = round(float(name[2:].removesuffix("_less").replace("_", ".")) * em)
            # A focus ring is one pixel wider than the line it replaces: the content must not move.
            sizes[name] = f"{max(pixels - name.endswith('_less'), 0)}px"
    notices = "".join(_notice_rule(level, tokens) for level in _LEVELS)
    return _SHEET.substitute(tokens | sizes) + notices


def _notice_rule(level: str, tokens: dict[str, str]) -> str:
    ink, ground = tokens[f"{level}_ink"], tokens[f"{level}_ground"]
    return (
        f'QFrame[look="notice"][level="{level}"] {{ background: {ground}; border: 0;'
        f" border-bottom: 1px solid {tokens['line']}; }}\n"
        f'QFrame[look="notice"][level="{level}"] QLabel {{ color: {ink}; }}\n'
        f'QFrame[look="notice"][level="{level}"] QPushButton {{ color: {ink}; }}\n'
    )
