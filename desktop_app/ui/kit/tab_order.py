"""Keeps Tab in reading order where widgets are added later: Qt would put them behind everything else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops_in(widget: QWidget) -> list[QWidget]:
    """Return the widgets inside ``widget`` at which Tab stops, in the order in which they were put there."""
    window = widget.window()  # the list of a combo box is a window of its own
    inside = cast("list[QWidget]", widget.findChildren(QWidget))
    return [one for one in inside if _is_stop(one) and one.window() is window]


def stop_before(widget: QWidget, added: QWidget) -> None:
    """Make Tab pass through ``added``, or what is in it, just before it reaches ``widget``."""
    inside = [added] if _is_stop(added) else stops_in(added)
    before = next((one for one in _back(widget) if _is_stop(one) and one not in inside), None)
    if before is None:
        return
    for stop in inside:
        QWidget.setTabOrder(before, stop)
        before = stop


def _back(widget: QWidget) -> Iterator[QWidget]:
    one = widget.previousInFocusChain()
    while one is not None and one is not widget:
        yield one
        one = one.previousInFocusChain()


def _is_stop(widget: QWidget) -> bool:
    # A widget that hands the focus on is no stop itself: the one it hands it to is.
    return widget.focusProxy() is None and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
