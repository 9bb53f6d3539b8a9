"""Read the people around an elder: contacts in groups of columns, and names of others."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain import names
from desktop_app.domain.dates import BadDate, parse_day
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import ContactRole
from desktop_app.exchange.register.columns import RegisterField, contact_role, default_relation
from desktop_app.exchange.register.leftovers import Leftovers, one_line
from desktop_app.exchange.register.rows import ContactDraftRow
from desktop_app.exchange.register.values import read_tick
from desktop_app.exchange.workbooks.headers import MappedColumn
from desktop_app.exchange.workbooks.rows import RowReader, Severity, text_of

BAD_CONTACT_NAME = N_("联系人姓名无法采用：{reason}")
BAD_VISITOR = N_("探访人姓名无法采用：{reason}")

UNREAD = N_("内容无法识别，没有采用，原文记入备注")

_DAYS: dict[str, str] = {
    RegisterField.CONTACT_SEEN_ON: "last_seen_on",
    RegisterField.CONTACT_CALLED_ON: "last_called_on",
    RegisterField.CONTACT_AGREEMENT_ON: "agreement_on",
}
_FIELDS = (
    RegisterField.CONTACT_NAME,
    RegisterField.CONTACT_RELATION,
    RegisterField.CONTACT_PHONE,
    RegisterField.CONTACT_PLACE,
    RegisterField.CONTACT_TOGETHER,
    RegisterField.CONTACT_ROLES,
    *_DAYS,
)
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
        columns = sorted((c for field in _FIELDS for c in row.columns(field)), key=lambda c: c.index)
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
        further: dict[str, Any] = {}
        for column in columns:
            cell = self._row.cell_at(column)
            if cell is None:
                continue
            if column.field == RegisterField.CONTACT_PHONE:
                read = self._row.phones(column)
                phones, remark = read.numbers, read.remark
            elif column.field == RegisterField.CONTACT_RELATION:
                relation = one_line(str(cell))
            elif column.field != RegisterField.CONTACT_NAME:
                further |= self._further(column)
            elif str(cell).strip() not in _NOBODY:
                name = self._person_name(column, str(cell), BAD_CONTACT_NAME) or ""
        if not name and not phones:
            return None
        if remark and not name:
            name = remark[: names.MAX_NAME_LENGTH]
        elif remark:
            self._leftovers.keep(columns[-1], remark)
        return ContactDraftRow(
            name=name,
            relation=relation or default_relation(headers),
            relation_implied=not relation,
            phones=phones,
            role=contact_role(headers),
            **further,
        )

    def _further(self, column: MappedColumn) -> dict[str, Any]:
        """Return what a column says of a contact beyond name, relation and phone."""
        text = one_line(text_of(self._row.cell_at(column)))
        if text in _NOBODY:
            return {}
        match column.field:
            case RegisterField.CONTACT_PLACE:
                return {"lives_at": text}
            case RegisterField.CONTACT_TOGETHER:
                together = read_tick(text)
                if together is None and text in ("同住", "共同居住"):
                    together = True
                elif together is None and text in ("不同住", "分开居住"):
                    together = False
                if together is None:
                    self._unread(column, text)
                return {"lives_together": together}
            case RegisterField.CONTACT_ROLES:
                roles = {word: role for role in ContactRole for word in (role.term,)}
                pieces = [piece for piece in re.split(r"[、,，;；/\s]+", text) if piece]
                if not all(piece in roles for piece in pieces):
                    self._unread(column, text)
                return {"roles": tuple(roles[piece] for piece in pieces if piece in roles)}
            case _:
                return {_DAYS[column.field]: self._day(column)}

    def _day(self, column: MappedColumn) -> date | None:
        """Return the day of a cell; None with a problem noted that costs the cell."""
        try:
            return parse_day(self._row.cell_at(column))
        except BadDate as problem:
            self._row.note(column.field, _(problem.reason), Severity.CELL, column)
            return None

    def _unread(self, column: MappedColumn, text: str) -> None:
        self._row.note(column.field, _(UNREAD), Severity.WARNING, column)
        self._leftovers.keep(column, text)

    def _person_name(self, column: MappedColumn, text: str, message: str) -> str | None:
        """Return another person's name; None with a warning, the text kept for the note."""
        try:
            return names.parse_name(text)
        except names.BadName as problem:
            reason = _(message).format(reason=_(problem.reason))
            self._row.note(column.field, reason, Severity.WARNING, column)
            self._leftovers.keep(column, one_line(text))
            return None
