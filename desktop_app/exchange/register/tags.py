"""Collect an elder's categories from every column of a register that can tell one."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import Category, LivingArrangement
from desktop_app.exchange.register import values
from desktop_app.exchange.register.columns import TICK, RegisterField
from desktop_app.exchange.register.leftovers import Leftovers
from desktop_app.exchange.workbooks.headers import MappedColumn
from desktop_app.exchange.workbooks.rows import RowReader, Severity

_SHOWN_WORD = 12
_TEXT_MEANS_YES = (Category.MINIMUM_ALLOWANCE, Category.DISABLED, Category.SEVERELY_DISABLED)
"""Columns in which offices write a kind (A类, 农村) instead of a tick."""

UNKNOWN_LIVING = N_("居住情况“{word}”无法识别，原文记入备注")
UNKNOWN_CATEGORY = N_("类别“{word}”无法识别，原文记入备注")
UNKNOWN_TICK = N_("看不出是“是”还是“否”，没有采用，原文记入备注")


class CategoryReader:
    """Reads one row's living arrangement and categories."""

    def __init__(self, row: RowReader, leftovers: Leftovers) -> None:
        """Read ``row`` and leave what is unknown to ``leftovers``."""
        self.categories: list[Category] = []
        self.implied: set[Category] = set()
        self.not_elder = False
        self._row = row
        self._leftovers = leftovers

    def read_living(self) -> LivingArrangement | None:
        """Return the living arrangement; 独居 and 空巢 written here are categories as well."""
        text = self._row.text(RegisterField.LIVING)
        if not text or text in ("其他", "无", "-", "/"):
            return None
        living = values.read_living(text)
        read = values.read_categories(text)
        for category in (Category.LIVING_ALONE, Category.EMPTY_NEST, Category.LEFT_BEHIND):
            if category in read.categories:
                self._imply(category)
        if living is None and Category.LIVING_ALONE in read.categories:
            living = LivingArrangement.ALONE
        if living is LivingArrangement.ALONE:
            self._imply(Category.LIVING_ALONE)
        if living is None and not read.categories:
            reason = _(UNKNOWN_LIVING).format(word=text[:_SHOWN_WORD])
            self._row.note(RegisterField.LIVING, reason, Severity.WARNING)
            self._leftovers.keep_field(RegisterField.LIVING)
        return living

    def read(self, living: LivingArrangement | None) -> None:
        """Collect the categories of every column that can tell one."""
        row = self._row
        for field in (RegisterField.CATEGORIES, RegisterField.SELF_CARE, RegisterField.ALLOWANCE):
            for column in row.columns(field):
                self._read_words(column)
        for category in Category:
            for column in row.columns(TICK + category):
                self._read_tick(category, column)
        grade = row.text(RegisterField.DISABILITY_GRADE) or row.text(RegisterField.DISABILITY)
        kind = row.text(RegisterField.DISABILITY_KIND)
        certificate = "".join(row.text(RegisterField.DISABILITY_CERTIFICATE).split())
        if not grade and len(certificate) >= 20 and certificate[19] in "1234":
            grade = certificate[19]
        disability = values.read_disability(grade) or (values.read_disability(kind) if not grade else None)
        if disability and not (
            disability is Category.DISABLED and Category.SEVERELY_DISABLED in self.categories
        ):
            self._imply(disability)
        if living is LivingArrangement.INSTITUTION and Category.DESTITUTE_DISPERSED in self.categories:
            at = self.categories.index(Category.DESTITUTE_DISPERSED)
            self.categories[at] = Category.DESTITUTE_CENTRAL

    def _read_words(self, column: MappedColumn) -> None:
        """Read a column that names categories in words."""
        cell = self._row.cell_at(column)
        if not isinstance(cell, str):
            if cell is not None and cell is not False and cell != 0:
                self._row.note(column.field, _(UNKNOWN_TICK), Severity.WARNING, column)
                self._leftovers.keep(column, str(cell))
            return
        read = values.read_categories(cell)
        self.not_elder = self.not_elder or read.not_elder
        for category in read.categories:
            self._add(category)
        for word in read.unknown:
            reason = _(UNKNOWN_CATEGORY).format(word=word[:_SHOWN_WORD])
            self._row.note(column.field, reason, Severity.WARNING, column)
            self._leftovers.keep(column, word)

    def _read_tick(self, category: Category, column: MappedColumn) -> None:
        """Read a column that ticks one category."""
        cell = self._row.cell_at(column)
        text = str(int(cell)) if isinstance(cell, bool) else "" if cell is None else str(cell)
        ticked = values.read_tick(text)
        if ticked:
            self._add(category)
            return
        if ticked is False:
            return
        read = values.read_categories(text)
        if read.categories and not read.unknown:
            for found in read.categories:
                self._add(found)
        elif category in _TEXT_MEANS_YES:
            self._add(category)
            self._leftovers.keep(column, text)
        else:
            self._row.note(column.field, _(UNKNOWN_TICK), Severity.WARNING, column)
            self._leftovers.keep(column, text)

    def _add(self, category: Category) -> None:
        """Add a category once; it is named now, whatever implied it before."""
        self.implied.discard(category)
        if category not in self.categories:
            self.categories.append(category)

    def _imply(self, category: Category) -> None:
        """Add a category that follows from how somebody lives or from a certificate."""
        if category not in self.categories:
            self.categories.append(category)
            self.implied.add(category)
