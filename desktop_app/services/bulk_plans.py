"""What a bulk edit plans: verdicts on people, rows to write, and the words for old and new values."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.phones import mask_phone
from desktop_app.domain.terms import Category, Tier, WillingnessKind
from desktop_app.models import Record
from desktop_app.storage.queries.links import Groups

_NUMBER = re.compile(r"(?<!\d)\d{7,18}[\dXx]?")
_LONGEST_SHOWN = 60


class Verdict(StrEnum):
    """What becomes of one person."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one person, with the old and the new words and why not."""

    verdict: Verdict
    old: str = ""
    new: str = ""
    reason: str = ""


@dataclass(slots=True)
class BulkPlan:
    """The rows to write by table, new ones and changed ones, and the village that has to exist."""

    inserts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    updates: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    village_code: str | None = None

    def insert(self, model: type[Record], row: dict[str, Any]) -> None:
        """Plan a new record."""
        self.inserts.setdefault(model.__tablename__, []).append(row)

    def update(self, model: type[Record], record: Any, **facts: Any) -> None:
        """Plan a change of a record that was read with ``uid`` and ``heads``."""
        row = {"uid": record.uid, "heads": record.heads, **facts}
        self.updates.setdefault(model.__tablename__, []).append(row)


class Planner(ABC):
    """Judges one person after the other; ``load`` reads what it needs for a few hundred people at once.

    ``linked`` says which files are read as one person; it is set before the first ``load``.
    """

    def __init__(self) -> None:
        """Start with an empty plan."""
        self.plan = BulkPlan()
        self.linked = Groups()

    def load(self, session: Session, uids: Sequence[str]) -> None:  # noqa: B027 - plain columns need nothing more
        """Read what hangs on the people of one part."""

    def hanging_on(
        self, session: Session, model: Any, uids: Sequence[str], columns: Iterable[Any], *conditions: Any
    ) -> dict[str, list[Any]]:
        """Return the given columns of what hangs on some people, whichever of their files it was entered in."""
        query = select(model.elder_uid, *columns).where(
            model.retracted.is_(False), model.elder_uid.in_(self.linked.expand(uids)), *conditions
        )
        found: dict[str, list[Any]] = {}
        for row in session.execute(query):
            found.setdefault(row.elder_uid, []).append(row)
        return self.linked.gather(found)

    @abstractmethod
    def judge(self, person: Row[Any]) -> Judgement:
        """Say what becomes of one person on the register, and plan the rows for it."""


def changed(old: str, new: str) -> Judgement:
    """Return the verdict on somebody who is changed."""
    return Judgement(Verdict.CHANGED, old, new)


def same(old: str) -> Judgement:
    """Return the verdict on somebody who has it already."""
    return Judgement(Verdict.UNCHANGED, old, old)


def refused(old: str, reason: str) -> Judgement:
    """Return the verdict on somebody who cannot be changed; ``reason`` is a message id."""
    return Judgement(Verdict.REFUSED, old, "", _(reason))


def masked_text(text: str) -> str:
    """Return free text as lists may show it: shortened, long numbers with stars."""
    line = " ".join(_NUMBER.sub(_masked_number, text).split())
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…"


def _masked_number(found: re.Match[str]) -> str:
    number = found.group()
    return mask_id_number(number) if len(number) >= 15 else mask_phone(number)


def tier_words(tier: str | None, reason: str | None) -> str:
    """Return the words for an overridden tier, nothing where there is none."""
    if tier is None:
        return ""
    words = _(Tier(tier).term) if tier in set(Tier) else tier
    return _("{tier}（{reason}）").format(tier=words, reason=masked_text(reason)) if reason else words


def span_words(category: str, from_on: date | None, to_on: date | None) -> str:
    """Return the words for a category with its days."""
    words = _(Category(category).term) if category in set(Category) else category
    begin = from_on.isoformat() if from_on else _("不详")
    return f"{words} {begin} – {to_on.isoformat() if to_on else _('至今')}"


def answer_words(kind: str, asked_on: date) -> str:
    """Return the words for an answer of a day."""
    words = _(WillingnessKind(kind).term) if kind in set(WillingnessKind) else kind
    return f"{words} {asked_on.isoformat()}"


def home_words(head: str) -> str:
    """Return the words for a household."""
    return _("{name}户").format(name=head) if head else ""
