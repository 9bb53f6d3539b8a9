"""What who cannot see the screen meets on it: names, help, the order of the keyboard. Each check gives complaints."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import cast

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from desktop_app.ui.choice_line import ChoiceLine
from desktop_app.ui.kit import EmptyState
from desktop_app.ui.kit.form import FormRow

SCROLLED = "内容，可上下滚动"
INPUTS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractButton, QAbstractItemView, ChoiceLine)


def inputs(root: QWidget) -> Iterator[QWidget]:
    """Yield everything in sight that is typed into, chosen from or pressed, and whatever else takes the keyboard."""
    for each in cast("list[QWidget]", root.findChildren(QWidget)):
        if not each.isVisibleTo(root) or not each.isEnabled() or _is_part(each):
            continue
        if isinstance(each, INPUTS) or _takes_keyboard(each):
            yield each


def unnamed(root: QWidget) -> list[str]:
    """Return what has no name to be read out."""
    return [_place(each) for each in inputs(root) if not _name(each)]


def doubled(root: QWidget) -> list[str]:
    """Return names that two fields or buttons in sight share: by name alone nobody could choose one of them."""
    counted = [each for each in inputs(root) if not isinstance(each, QAbstractItemView)]
    # The button of an empty list does the same as the one above the list.
    names = [_name(each) for each in counted if not isinstance(each.parentWidget(), EmptyState)]
    return sorted({name for name in names if name and names.count(name) > 1 and name != SCROLLED})


def misnamed(root: QWidget) -> list[str]:
    """Return fields of forms that are read out under another name than the label that stands beside them."""
    wrong = []
    for row in cast("list[FormRow]", root.findChildren(FormRow)):
        if row.isVisibleTo(root) and (targets := row.field.key_targets()):
            heard = [_name(targets[0]), row.field.editor.accessibleName()]
            if not any(name.startswith(row.label_text) for name in heard):
                wrong.append(f"{row.label_text}: {heard}")
    return wrong


def unhelped(root: QWidget, plain: frozenset[str]) -> list[str]:
    """Return labels of fields with nothing that helps: no line under them, no example in them, no tooltip.

    ``plain`` are the labels that say it all. A choice shows its choices.
    """
    found = []
    for row in cast("list[FormRow]", root.findChildren(FormRow)):
        if not row.isVisibleTo(root) or row.label_text in plain or not _is_typed(row):
            continue
        target = row.field.key_targets()[0]
        example = target.placeholderText() if isinstance(target, (QLineEdit, QPlainTextEdit)) else ""
        if not (row.help.text() or example or target.toolTip() or "（" in _name(target)):
            found.append(row.label_text)
    return found


def out_of_order(root: QWidget) -> list[str]:
    """Return steps of the Tab key that lead up or back to the left within one and the same part of the page.

    In a window of its own Tab goes round, so that one step back to the beginning is right wherever it is.
    """
    wrong = []
    stops = list(_tab_stops(root))
    for here, there in pairwise(stops):
        first, second = _sides(here, there)
        below = second.top() >= first.bottom() - first.height() // 2
        right = second.left() >= first.right() - first.width() // 2
        if not below and not right:
            wrong.append(f"{_place(here)} → {_place(there)}")
    return [] if root.isWindow() and len(wrong) == 1 else wrong


def _tab_stops(root: QWidget) -> Iterator[QWidget]:
    """Yield what Tab stops at, in its order, each once and within ``root``."""
    each = root.nextInFocusChain()
    while each is not None and each is not root:
        if (
            root.isAncestorOf(each)
            and each.focusPolicy() & Qt.FocusPolicy.TabFocus
            and each.focusProxy() is None
            and each.isVisibleTo(root)
            and each.isEnabled()
            and type(each).__name__ != "_ScrollingPage"  # it holds what is read after it
        ):
            yield each
        each = each.nextInFocusChain()


def _sides(here: QWidget, there: QWidget) -> tuple[QRect, QRect]:
    """Return the places of the two parts, side by side in one parent, in which the two widgets are."""
    above = {here}
    each: QWidget | None = here
    while each is not None:
        above.add(each)
        each = each.parentWidget()
    branch = _below(there, above)
    return _rect(_below(here, {branch.parentWidget()})), _rect(branch)


def _below(widget: QWidget, parents: Collection[QWidget | None]) -> QWidget:
    """Return the widget or the one around it that stands directly in one of ``parents``."""
    parent = widget.parentWidget()
    while parent is not None and parent not in parents:
        widget, parent = parent, parent.parentWidget()
    return widget


def _rect(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def _is_part(widget: QWidget) -> bool:
    """Tell whether Qt speaks for it through the widget it belongs to."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, (QComboBox, QTabBar)):
            return True
        if isinstance(parent, QAbstractItemView) and not isinstance(widget, (QLineEdit, QComboBox)):
            return True
        parent = parent.parentWidget()
    return widget.objectName().startswith("qt_") or isinstance(widget, QTabBar)


def _takes_keyboard(widget: QWidget) -> bool:
    return bool(
        widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not isinstance(widget, QLabel)
    )


def _is_typed(row: FormRow) -> bool:
    targets = row.field.key_targets()
    return bool(targets) and isinstance(targets[0], (QLineEdit, QPlainTextEdit))


def _name(widget: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _place(widget: QWidget) -> str:
    said = _name(widget) or widget.toolTip() or getattr(widget, "placeholderText", lambda: "")()
    parents: list[str] = []
    each: QWidget | None = widget
    while each is not None and len(parents) < 4:
        parents.append(type(each).__name__)
        each = each.parentWidget()
    return f"{'/'.join(reversed(parents))} “{said}”"
