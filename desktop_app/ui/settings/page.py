"""The settings page: sections at the left, one of them at the right."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSizePolicy, QStackedWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit import scrolling
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.settings.access_section import AccessSection
from desktop_app.ui.settings.actions_section import ActionsSection
from desktop_app.ui.settings.check_section import CheckSection
from desktop_app.ui.settings.display_section import DisplaySection
from desktop_app.ui.settings.local_fields_section import LocalFieldsSection
from desktop_app.ui.settings.places_section import PlacesSection
from desktop_app.ui.settings.policy_section import PolicySection
from desktop_app.ui.settings.retention_section import RetentionSection
from desktop_app.ui.settings.section import SettingsSection
from desktop_app.ui.settings.site_section import SiteSection
from desktop_app.ui.settings.users_section import UsersSection

_BESIDE_EM, _WIDEST_EM = 2.2, 15
"""What the list of sections needs beside its longest title: padding and a scroll bar; and how wide it may be."""


class SettingsPage(Page):
    """设置. Parameter: ``section`` (site, display, policies, places, fields, users, access, retention, check, actions)."""

    listens_to: ClassVar[frozenset[str]] = frozenset()
    help_topic: ClassVar[str] = "settings"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("设置"))
        self.sections: dict[str, SettingsSection] = {
            "site": SiteSection(context),
            "display": DisplaySection(context),
            "policies": PolicySection(context),
            "places": PlacesSection(context),
            "fields": LocalFieldsSection(context),
            "users": UsersSection(context),
            "access": AccessSection(context),
            "retention": RetentionSection(context),
            "check": CheckSection(context),
            "actions": ActionsSection(context),
        }
        typed = (section.typed_form() for section in self.sections.values())
        self._forms = [form for form in typed if form is not None]
        for form in self._forms:
            form.changed.connect(self.unsaved_changed)
        self.list = QListWidget()
        self.list.setAccessibleName(_("设置的各项"))
        self.list.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack = QStackedWidget()
        for section in self.sections.values():
            item = QListWidgetItem(section.title)
            item.setSizeHint(QSize(0, theme.px(2.4)))
            self.list.addItem(item)
            self._stack.addWidget(section if section.fills_page else scrolling(section))
        metrics = QFontMetrics(theme.font())
        widest = max(metrics.horizontalAdvance(section.title) for section in self.sections.values())
        self.list.setFixedWidth(min(max(theme.px(9), widest + theme.px(_BESIDE_EM)), theme.px(_WIDEST_EM)))
        self.list.currentRowChanged.connect(self._on_row)
        layout = QHBoxLayout(self)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(edge)
        layout.addWidget(self.list)
        layout.addWidget(self._stack, 1)
        self.setFocusProxy(self.list)
        self.list.setCurrentRow(0)

    def activate(self, **params: Any) -> None:
        """Show the section asked for."""
        keys = list(self.sections)
        if params.get("section") in keys:
            self.list.setCurrentRow(keys.index(params["section"]))

    def refresh(self) -> None:
        """Load what the section in sight shows."""
        self._shown().refresh()

    def may_leave(self) -> bool:
        """Ask the section in sight."""
        return self._shown().may_leave()

    def place(self) -> dict[str, Any]:
        """Return the section in sight."""
        return {"section": list(self.sections)[max(self.list.currentRow(), 0)]}

    def is_unsaved(self) -> bool:
        """Tell whether a section holds choices that are not kept yet."""
        return any(form.is_dirty() for form in self._forms)

    def undo(self) -> bool:
        """Ctrl+Z: take the chosen action back, where actions are shown."""
        shown = self._shown()
        return isinstance(shown, ActionsSection) and shown.undo_chosen()

    def _shown(self) -> SettingsSection:
        return list(self.sections.values())[max(self.list.currentRow(), 0)]

    @Slot(int)
    def _on_row(self, at: int) -> None:
        if at >= 0:
            self._stack.setCurrentIndex(at)
            if self.isVisible():
                self._shown().refresh()
