"""Saved lists: columns, order and filter under a name, kept for this installation."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from desktop_app.domain.errors import N_, FieldProblem, NotFound
from desktop_app.models import SavedView
from desktop_app.services import list_columns
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.storage.queries.elder_lists import SORTS, Order
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.storage.unit_of_work import new_uid

MOST_LETTERS = 30
MOST_VIEWS = 50


@dataclass(frozen=True, slots=True)
class ListView:
    """What a list shows: which columns, in which order, of whom."""

    columns: tuple[str, ...] = list_columns.USUAL
    orders: tuple[Order, ...] = (("name", False),)
    wanted: ElderFilter = dataclasses.field(default_factory=ElderFilter)

    def to_data(self) -> dict[str, Any]:
        """Return the view as JSON keeps it; only what narrows is written."""
        usual = ElderFilter()
        narrowed = {
            field.name: value
            for field in dataclasses.fields(ElderFilter)
            if (value := getattr(self.wanted, field.name)) != getattr(usual, field.name)
        }
        return {"columns": self.columns, "orders": self.orders, "filter": narrowed}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> ListView:
        """Read what ``to_data`` wrote; what this version does not know is left out."""
        usual = ElderFilter()
        narrowed: dict[str, Any] = {}
        for field in dataclasses.fields(ElderFilter):
            value = data.get("filter", {}).get(field.name)
            if isinstance(getattr(usual, field.name), tuple):
                value = tuple(value or ())
            if value is not None:
                narrowed[field.name] = value
        orders = tuple((key, bool(down)) for key, down in data.get("orders", ()) if key in SORTS)
        return cls(
            columns=list_columns.known(data.get("columns", ())),
            orders=orders or (("name", False),),
            wanted=ElderFilter(**narrowed),
        )


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One saved list."""

    uid: str
    name: str
    view: ListView


class ViewService(Service):
    """常用列表: local to this installation, inside the encrypted store because filters may hold names."""

    @allowed(*EVERYONE)
    def list(self, _actor: Actor, page: str) -> Sequence[ViewRow]:
        """Return the saved lists of one page in the order in which they were made."""
        with self._store.reading() as session:
            query = select(SavedView.uid, SavedView.name, SavedView.content).where(SavedView.page == page)
            rows = session.execute(query.order_by(SavedView.uid)).all()
        return [ViewRow(row.uid, row.name, ListView.from_data(row.content)) for row in rows]

    @allowed(*EVERYONE)
    def save(self, actor: Actor, page: str, name: str, view: ListView) -> ViewRow:
        """Keep a list under a name; the list of that name is replaced. Raises ``FieldProblem``."""
        plain = _named(name)
        rows = self.list(actor, page)
        former = next((row for row in rows if row.name == plain), None)
        if former is None and len(rows) >= MOST_VIEWS:
            raise _bad(N_("已有 50 个常用列表，请先删除不用的"))
        uid = former.uid if former else new_uid()
        with self._store.setting_up() as session:
            session.merge(
                SavedView(
                    uid=uid,
                    page=page,
                    name=plain,
                    content=view.to_data(),
                    saved_at=self._context.clock.now(),
                    saved_by=actor.name,
                )
            )
        return ViewRow(uid, plain, view)

    @allowed(*EVERYONE)
    def rename(self, actor: Actor, uid: str, name: str) -> None:
        """Give a saved list another name; raises ``FieldProblem`` and ``NotFound``."""
        plain = _named(name)
        with self._store.setting_up() as session:
            kept = session.get(SavedView, uid)
            if kept is None:
                raise NotFound
            same = select(SavedView.uid).where(
                SavedView.page == kept.page, SavedView.name == plain, SavedView.uid != uid
            )
            if session.execute(same).first() is not None:
                raise _bad(N_("已有同名的常用列表"))
            kept.name, kept.saved_by = plain, actor.name

    @allowed(*EVERYONE)
    def delete(self, _actor: Actor, uid: str) -> None:
        """Forget a saved list."""
        with self._store.setting_up() as session:
            session.execute(delete(SavedView).where(SavedView.uid == uid))


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise _bad(N_("请填写名称"))
    if len(plain) > MOST_LETTERS:
        raise _bad(N_("名称最多 30 个字"))
    return plain


def _bad(reason: str) -> FieldProblem:
    return FieldProblem(field="name", label=N_("名称"), reason=reason)
