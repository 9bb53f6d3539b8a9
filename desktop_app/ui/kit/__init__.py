"""The window's kit: every widget a page needs, in one look, reachable by keyboard, readable aloud.

Import from here: ``from desktop_app.ui.kit import Form, LineField, RowTable, Column``.

**A form** (label, buddy, help, unit, accessible name, error line in one call)::

    form = Form(columns=2)
    self.name = form.add_row(_("姓名"), LineField(), name="name", required=True)
    self.born = form.add_row(_("出生日期"), DateField(), name="born_on", help=_("按身份证填写"))
    self.tags = form.add_row(_("类别"), ChipsField(Category), name="categories", wide=True)
    form.save_asked.connect(self._on_save)                # Ctrl+Enter
    page = FormPage(form); page.buttons.addWidget(main_button(_("保存"), "Ctrl+Enter", self._on_save))

    def _on_save(self) -> None:
        if not form.check():
            return
        job = self.context.jobs.writing(_("保存老人"), lambda _p: service.register(draft, actor))
        job.succeeded.connect(self._on_saved)
        job.failed.connect(self._on_failed)               # if not form.show_error(error): presenter.present(error)
        job.start()

Fields: ``LineField TextField NumberField PhoneField CheckField DateField ChoiceField ChoiceRow ChipsField``, each with
``value() set_value() changed problem()``; empty is ``""`` for texts and phones, ``None`` for dates, numbers and choices.

**A list** over a source that pages through SQL (``ids(sort) -> array('q')``, ``rows(ids) -> list``)::

    self.table = RowTable(
        (Column(key="name", title=_("姓名"), width_em=6, text=lambda row: row.name, strong=True),
         Column(key="categories", title=_("类别"), width_em=14, text=lambda row: "、".join(row.categories),
                chips=lambda row: row.categories, sortable=False, stretch=True),
         Column(key="state", title=_("状态"), width_em=8, text=lambda row: row.words, tint=lambda row: row.tint)),
        jobs=context.jobs, sort=Sort("name"), empty=EmptyState(_("名册还是空的。"), _("导入名册"), self._on_import))
    self.table.opened.connect(self._on_opened)            # Enter or double click, gives the row
    self.table.show_source(source)                        # ListSource(rows, keys) for a short list in memory

**Words and states**: ``Text Section ElidedText ShortText Card hairline StateChip CategoryChips HeaderCard(PersonHeader) EmptyState``.
**Buttons**: ``button main_button icon_button``. **Numbers**: ``Figure ShareBar``. **Layout**: ``row column FlowLayout Tiles scrolling``.
**Telling**: ``context.notices.show_notice(level, text, action, on_action)`` with a level of overdue, soon, done, info, quiet;
``context.undo.offer(_("已保存"), self._on_undo)``. **Asking**: ``ask() choose() Dialog``. **Papers**: ``PdfView``.
**Choosing**: ``MonthPicker SearchField MonthGrid``. **A year**: ``YearSquares``. **Exchange**: ``PathStations(Station)``.

Rules: sizes in em (``theme.px(1.5)``), colours only by token or tint name, plain text only, nothing that only a mouse can
reach; one main button per page, set through ``Page.set_main_action``; titles and columns are made inside functions,
because ``_()`` at import time would freeze the language.
"""

from __future__ import annotations

from desktop_app.ui.kit.calendars import DayMark, MonthGrid, MonthMark, YearSquares
from desktop_app.ui.kit.chips import FINDING_TINTS, STATE_TINTS, TIER_TINTS, CategoryChips, StateChip
from desktop_app.ui.kit.choice_fields import ChipsField, ChoiceField, ChoiceRow
from desktop_app.ui.kit.date_field import DateField, MonthPicker
from desktop_app.ui.kit.dates import add_months, month_title, parse_day, spoken_day, weekday
from desktop_app.ui.kit.field import Field
from desktop_app.ui.kit.fields import CheckField, LineField, NumberField, PhoneField, TextField, group_phone
from desktop_app.ui.kit.figure import Figure, ShareBar
from desktop_app.ui.kit.form import Form, FormPage, reason_words
from desktop_app.ui.kit.header_card import HeaderCard, PersonHeader
from desktop_app.ui.kit.icons import icon, pixmap
from desktop_app.ui.kit.job_bar import JobBar
from desktop_app.ui.kit.layouts import FlowLayout, Tiles, column, row, scrolling
from desktop_app.ui.kit.notices import NoticeBar, UndoNotice
from desktop_app.ui.kit.path_stations import PathStations, Station
from desktop_app.ui.kit.pdf_view import PdfView
from desktop_app.ui.kit.questions import Dialog, ErrorDialog, ErrorWords, ask, choose
from desktop_app.ui.kit.search_field import SearchField
from desktop_app.ui.kit.table import RowTable
from desktop_app.ui.kit.table_model import Column, ListSource, RowSource, RowTableModel, Sort
from desktop_app.ui.kit.texts import (
    Card,
    ElidedText,
    EmptyState,
    Section,
    ShortText,
    Text,
    button,
    hairline,
    icon_button,
    main_button,
)
from desktop_app.ui.kit.time_field import TimeField

__all__ = [
    "FINDING_TINTS",
    "STATE_TINTS",
    "TIER_TINTS",
    "Card",
    "CategoryChips",
    "CheckField",
    "ChipsField",
    "ChoiceField",
    "ChoiceRow",
    "Column",
    "DateField",
    "DayMark",
    "Dialog",
    "ElidedText",
    "EmptyState",
    "ErrorDialog",
    "ErrorWords",
    "Field",
    "Figure",
    "FlowLayout",
    "Form",
    "FormPage",
    "HeaderCard",
    "JobBar",
    "LineField",
    "ListSource",
    "MonthGrid",
    "MonthMark",
    "MonthPicker",
    "NoticeBar",
    "NumberField",
    "PathStations",
    "PdfView",
    "PersonHeader",
    "PhoneField",
    "RowSource",
    "RowTable",
    "RowTableModel",
    "SearchField",
    "Section",
    "ShareBar",
    "ShortText",
    "Sort",
    "StateChip",
    "Station",
    "Text",
    "TextField",
    "Tiles",
    "TimeField",
    "UndoNotice",
    "YearSquares",
    "add_months",
    "ask",
    "button",
    "choose",
    "column",
    "group_phone",
    "hairline",
    "icon",
    "icon_button",
    "main_button",
    "month_title",
    "parse_day",
    "pixmap",
    "reason_words",
    "row",
    "scrolling",
    "spoken_day",
    "weekday",
]
