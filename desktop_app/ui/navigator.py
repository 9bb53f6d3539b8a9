"""Pages register themselves here and are opened by key; feature packages never import each other.

A feature package declares its pages in its ``__init__`` and makes them on first use::

    PAGES = (PageSpec(key="register", title=N_("名册"), icon="users", order=20, factory=_make_register),)

    def _make_register(context: PageContext) -> QWidget:
        from desktop_app.ui.register.page import RegisterPage      # heavy parts load when first opened
        return RegisterPage(context)

and anyone opens it by ``context.navigator.open("register", search="王")``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

import desktop_app.ui as ui_package
from desktop_app.domain.terms import SiteLevel
from desktop_app.ui.page import Page, PageContext

HIDDEN = -1
MOST_REMEMBERED = 50
ALL_LEVELS = frozenset(SiteLevel)


@dataclass(frozen=True, slots=True)
class Badge:
    """A number beside a page's name: how many, and whether it is about harm (``overdue``)."""

    count: int
    level: str = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSpec:
    """How a page registers: key, title (message id), icon, place in the sidebar, and who makes it.

    ``order`` sorts the sidebar, from 90 on at its foot; ``HIDDEN`` pages (a person, a form) are only opened by key.
    ``badge`` is asked in a reader thread. ``levels`` names the site levels that have the page.
    """

    key: str
    title: str
    icon: str = "info"
    order: int = HIDDEN
    factory: Callable[[PageContext], Page]
    badge: Callable[[Any], Badge | None] | None = None
    key_hint: str = ""
    levels: frozenset[SiteLevel] = ALL_LEVELS


def discover_pages() -> list[PageSpec]:
    """Return the pages that the packages of ``desktop_app.ui`` declare in ``PAGES``, in sidebar order."""
    found: list[PageSpec] = []
    for module in pkgutil.iter_modules(ui_package.__path__):
        if module.ispkg:
            package = importlib.import_module(f"{ui_package.__name__}.{module.name}")
            found.extend(getattr(package, "PAGES", ()))
    return sorted(found, key=lambda spec: (spec.order, spec.key))


class Navigator(QObject):
    """Makes pages when they are first opened, shows them in the stack, and remembers the way back.

    Signals: ``opened(key)`` after a page is shown.
    """

    opened = Signal(str)

    def __init__(self, stack: QStackedWidget, specs: Iterable[PageSpec]) -> None:
        super().__init__(stack)
        self._stack = stack
        self._specs = {spec.key: spec for spec in specs}
        self._pages: dict[str, Page] = {}
        self._context: PageContext | None = None
        self._trail: list[tuple[str, dict[str, Any]]] = []

    def set_context(self, context: PageContext) -> None:
        """Give what every page will be given; the shell calls it once."""
        self._context = context

    def specs(self) -> list[PageSpec]:
        """Return all pages in sidebar order."""
        return sorted(self._specs.values(), key=lambda spec: (spec.order, spec.key))

    def has(self, key: str) -> bool:
        """Tell whether this site has the page ``key``."""
        return key in self._specs

    def open(self, key: str, **params: Any) -> bool:
        """Open the page ``key`` with ``params``; False when it is unknown or the present page is not to be left."""
        if key not in self._specs or not self._may_leave():
            return False
        page = self._ready_page(key, params)
        self._trail.append((key, params))
        del self._trail[:-MOST_REMEMBERED]
        self._show(key, page)
        return True

    def back(self) -> bool:
        """Go back to the page opened before; False when there is none."""
        if len(self._trail) < 2 or not self._may_leave():
            return False
        key, params = self._trail[-2]
        page = self._ready_page(key, params)
        self._trail.pop()
        self._show(key, page)
        return True

    def current_key(self) -> str:
        """Return the key of the page shown, empty before the first."""
        return self._trail[-1][0] if self._trail else ""

    def current_page(self) -> Page | None:
        """Return the page shown."""
        return self._pages.get(self.current_key())

    def made_pages(self) -> dict[str, Page]:
        """Return the pages made so far by their keys."""
        return dict(self._pages)

    def trail(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the way here, oldest first; the present page adds where on it one is."""
        page = self.current_page()
        if page is None:
            return []
        key, params = self._trail[-1]
        return [*self._trail[:-1], (key, params | page.place())]

    def follow(self, trail: Sequence[tuple[str, dict[str, Any]]]) -> bool:
        """Open the last page of a way gone before, with the way back; False when this site has no such page."""
        known = [step for step in trail if step[0] in self._specs]
        if not known or known[-1] != trail[-1]:
            return False
        self._trail = known[:-1]
        key, params = known[-1]
        return self.open(key, **params)

    def _may_leave(self) -> bool:
        page = self.current_page()
        return page is None or page.may_leave()

    def _ready_page(self, key: str, params: dict[str, Any]) -> Page:
        page = self._pages.get(key)
        if page is None:
            assert self._context is not None
            page = self._specs[key].factory(self._context)
            self._pages[key] = page
            self._stack.addWidget(page)
        page.activate(**params)
        return page

    def _show(self, key: str, page: Page) -> None:
        self._stack.setCurrentWidget(page)
        self.opened.emit(key)
