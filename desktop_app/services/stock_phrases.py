"""Stock phrases (常用语): short neutral sentences that are typed again and again, kept for this installation."""

from __future__ import annotations

import builtins
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from tomllib import loads
from typing import Any

from sqlalchemy.orm import Session

from desktop_app.config import resources
from desktop_app.domain.characters import narrow, printable
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.services import settings
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service

LONGEST = 60
"""Most characters of one phrase: what is longer is a record of one person."""
MOST = 40
"""Most phrases of one field, those of the program included."""
_NUMBER = re.compile(r"\d(?:[ \-]?\d){6,}")
"""Seven digits and more are a telephone, an id number or a bank card, never something said of everybody."""


class PhraseField(StrEnum):
    """The fields that have phrases; the keys of ``resources/forms/phrases.toml``."""

    SUMMARY = "summary"
    ACTION = "action"
    ABSENCE = "absence"
    CORRECTION = "correction"
    EXPLANATION = "explanation"


class PhraseProblem(FieldProblem):
    """One phrase cannot be kept; ``details["reason"]`` says why."""

    code = "phrase"

    def __init__(self, reason: str) -> None:
        """Keep why it is refused."""
        super().__init__(field="phrase", label=N_("常用语"), reason=reason, longest=LONGEST, most=MOST)


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """One phrase, how often it was taken, and whether somebody here added it."""

    text: str
    used: int
    own: bool


class StockPhraseService(Service):
    """常用语: local to this installation, never part of the change log."""

    @allowed(*EVERYONE)
    def list(self, _actor: Actor, field: str) -> builtins.list[PhraseRow]:
        """Return the phrases of a field (``PhraseField``), most used first; raises ValueError for another field."""
        with self._store.reading() as session:
            return _rows(_kept(session, PhraseField(field)), PhraseField(field))

    @allowed(*WORKERS)
    def add(self, _actor: Actor, field: str, text: str) -> str:
        """Keep ``text`` as a phrase and return it as kept; one that is there already stays once.

        Raises ``PhraseProblem`` for an empty or long text, one with a number that may be a person's, and when the
        field has ``MOST``.
        """
        phrase = _checked(text)
        with self._store.setting_up() as session:
            kept = _kept(session, PhraseField(field))
            listed = _rows(kept, PhraseField(field))
            if phrase in {row.text for row in listed}:
                return phrase
            if len(listed) >= MOST:
                raise PhraseProblem(N_("已有 {most} 句，请先去掉不用的"))
            if phrase in kept["gone"]:
                kept["gone"].remove(phrase)
            else:
                kept["own"].append(phrase)
            _keep(session, PhraseField(field), kept)
        return phrase

    @allowed(*WORKERS)
    def remove(self, _actor: Actor, field: str, text: str) -> None:
        """Take a phrase out of the list; records that hold it keep it."""
        with self._store.setting_up() as session:
            kept = _kept(session, PhraseField(field))
            kept["counts"].pop(text, None)
            if text in kept["own"]:
                kept["own"].remove(text)
            if text in shipped(PhraseField(field)) and text not in kept["gone"]:
                kept["gone"].append(text)
            _keep(session, PhraseField(field), kept)

    @allowed(*WORKERS)
    def used(self, _actor: Actor, field: str, text: str) -> None:
        """Note that a phrase was taken, so that it moves up; one that is not in the list is passed over."""
        with self._store.setting_up() as session:
            kept = _kept(session, PhraseField(field))
            if text in {row.text for row in _rows(kept, PhraseField(field))}:
                kept["counts"][text] = kept["counts"].get(text, 0) + 1
                _keep(session, PhraseField(field), kept)


@cache
def shipped(field: PhraseField) -> tuple[str, ...]:
    """Return the phrases of a field that come with the program."""
    listed = loads(resources.path("forms", "phrases.toml").read_text(encoding="utf-8"))
    return tuple(listed[field.value]["phrases"])


def _checked(text: str) -> str:
    phrase = " ".join(printable(text).split())
    if not phrase:
        raise PhraseProblem(N_("请先写一句话"))
    if len(phrase) > LONGEST:
        raise PhraseProblem(N_("最长 {longest} 个字，请只留通用的部分"))
    if _NUMBER.search(narrow(phrase)):
        raise PhraseProblem(N_("像是电话或证件号；常用语里不能有某个人的信息"))
    return phrase


def _kept(session: Session, field: PhraseField) -> dict[str, Any]:
    """Return what was changed here about one field: own phrases, phrases taken out, and how often each was taken."""
    stored = settings.read(session, settings.STOCK_PHRASES).get(field.value, {})
    return {
        "own": [*stored.get("own", ())],
        "gone": [*stored.get("gone", ())],
        "counts": {**stored.get("counts", {})},
    }


def _keep(session: Session, field: PhraseField, kept: dict[str, Any]) -> None:
    stored = settings.read(session, settings.STOCK_PHRASES)
    settings.write(session, settings.STOCK_PHRASES, {**stored, field.value: kept})


def _rows(kept: dict[str, Any], field: PhraseField) -> list[PhraseRow]:
    given = [text for text in shipped(field) if text not in kept["gone"]]
    own = [text for text in kept["own"] if text not in given]
    found = [PhraseRow(text, int(kept["counts"].get(text, 0)), text in own) for text in (*given, *own)]
    return sorted(found, key=lambda row: -row.used)  # a stable sort: equal ones stay as they were added
