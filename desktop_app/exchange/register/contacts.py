"""Read the people around an elder: contacts in groups of columns, and names of others."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.domain import names
from desktop_app.domain.errors import N_
from desktop_app.exchange.register.columns import RegisterField, contact_role, default_relation
from desktop_app.exchange.register.leftovers import Leftovers, one_line
from desktop_app.exchange.register.rows import ContactDraftRow
from desktop_app.exchange.workbooks.headers import MappedColumn
from desktop_app.exchange.workbooks.rows import RowReader, Severity

BAD_CONTACT_NAME = N_("联系人姓名无法采用：{reason}")
BAD_VISITOR = N_("探访人姓名无法采用：{reason}")

_NOBODY = ("", "无", "-", "/", "暂无", "没有", "待定")


class PeopleAround:
    """Reads one row's contacts and visitor."""

    def __init__(self, row: RowReader, leftovers: Leftovers) -> None:
        """Read ``row`` and leave what is no name to ``leftovers``."""
        self._row = row
        self._leftovers = leftovers

    def contacts(self) -> tuple[ContactDraftRow, ...]:
        """Return the contacts: each name column begins one, relation and phone columns follow it."""
        row = self._row
        fields = (RegisterField.CONTACT_NAME, RegisterField.CONTACT_RELATION, RegisterField.CONTACT_PHONE)
        columns = sorted((c for field in fields for c in row.columns(field)), key=lambda c: c.index)
        groups: list[list[MappedColumn]] = []
        for column in columns:
            if not groups or column.field in {known.field for known in groups[-1]}:
                groups.append([])
            groups[-1].append(column)
        contacts = (self._contact(group) for group in groups)
        return tuple(contact for contact in contacts if contact)

    def visitor(self) -> str | None:
        """Return who visits."""
        for column in self._row.columns(RegisterField.VISITOR):
            cell = self._row.cell_at(column)
            if isinstance(cell, str) and cell.strip() not in _NOBODY:
                return self._person_name(column, cell, BAD_VISITOR)
        return None

    def _contact(self, columns: list[MappedColumn]) -> ContactDraftRow | None:
        """Return the contact of one group of columns, or None when they are empty."""
        name, relation, remark = "", "", ""
        phones: tuple[str, ...] = ()
        headers = "".join(column.header for column in columns)
        for column in columns:
            cell = self._row.cell_at(column)
            if cell is None:
                continue
            if column.field == RegisterField.CONTACT_PHONE:
                read = self._row.phones(column)
                phones, remark = read.numbers, read.remark
            elif column.field == RegisterField.CONTACT_RELATION:
                relation = one_line(str(cell))
            elif str(cell).strip() not in _NOBODY:
                name = self._person_name(column, str(cell), BAD_CONTACT_NAME) or ""
        if not name and not phones:
            return None
        if remark and not name:
            name = remark[: names.MAX_NAME_LENGTH]
        elif remark:
            self._leftovers.keep(columns[-1], remark)
        relation = relation or default_relation(headers)
        return ContactDraftRow(name=name, relation=relation, phones=phones, role=contact_role(headers))

    def _person_name(self, column: MappedColumn, text: str, message: str) -> str | None:
        """Return another person's name; None with a warning, the text kept for the note."""
        try:
            return names.parse_name(text)
        except names.BadName as problem:
            reason = _(message).format(reason=_(problem.reason))
            self._row.note(column.field, reason, Severity.WARNING, column)
            self._leftovers.keep(column, one_line(text))
            return None
