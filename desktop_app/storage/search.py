"""Find people as the user types: one contentless full-text index with tokens made in Python.

The index is derived: its row numbers are those of ``elder_card``. Terms separated by blanks must all
match; a term is Chinese text (name or village), Latin letters (initials or pinyin), or digits (a fragment
of the id number, the birthday or a phone). Fifteen digits and more go to the id index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, column, false, select, text
from sqlalchemy.orm import Session

from desktop_app.models.derived import ElderCard
from desktop_app.storage.pinyin import spelling_tokens

_TERM = re.compile(r"[0-9]+[xX*]*[0-9]*|[A-Za-z]+|[^\s0-9A-Za-z]+")
_INSERT = text("INSERT INTO elder_fts(rowid, n, p, v, d, h) VALUES (:id, :n, :p, :v, :d, :h)")
_DELETE = text("DELETE FROM elder_fts WHERE rowid = :id")


@dataclass(frozen=True, slots=True)
class SearchText:
    """What one person can be found by."""

    id: int
    name: str
    village: str
    numbers: Sequence[str]
    phones: Sequence[str]


def characters(words: str) -> str:
    """Return the letters of ``words`` one by one, so that any substring is a phrase."""
    return " ".join(character for character in words.lower() if character.isalnum())


def number_grams(number: str) -> str:
    """Return the overlapping 3-letter pieces of a number, so that any fragment of 3 or more is a phrase."""
    plain = "".join(character for character in number.lower() if character.isalnum())
    return " ".join(plain[start : start + 3] for start in range(max(len(plain) - 2, 1)))


def add(session: Session, people: Iterable[SearchText]) -> None:
    """Put people into the index; they must not be there yet (see ``remove``)."""
    rows = [
        {
            "id": person.id,
            "n": characters(person.name),
            "p": spelling_tokens(person.name),
            "v": characters(person.village),
            # "zzz" keeps a phrase from running over from one number into the next.
            "d": " zzz ".join(number_grams(number) for number in person.numbers if number),
            "h": " zzz ".join(number_grams(number) for number in person.phones if number),
        }
        for person in people
    ]
    if rows:
        session.connection().execute(_INSERT, rows)


def remove(session: Session, ids: Sequence[int]) -> None:
    """Take people out of the index; unknown numbers do no harm."""
    if ids:
        session.connection().execute(_DELETE, [{"id": number} for number in ids])


def matching(typed: str) -> ColumnElement[bool]:
    """Return the condition on ``elder_card`` that the people match what was typed."""
    whole = typed.strip().replace(" ", "").upper()
    if 15 <= len(whole) <= 18 and whole[:-1].isdigit():
        return ElderCard.id_number == whole
    match = match_expression(typed.strip())
    if match is None:
        return false()
    found = text("SELECT rowid FROM elder_fts WHERE elder_fts MATCH :typed").bindparams(typed=match)
    return ElderCard.id.in_(found.columns(column("rowid", Integer)).scalar_subquery())


def find(session: Session, typed: str, *, most: int = 200) -> list[int]:
    """Return the card numbers of the people that match, at most ``most``, in no particular order."""
    return list(session.execute(select(ElderCard.id).where(matching(typed)).limit(most)).scalars())


def match_expression(typed: str) -> str | None:
    """Return the index's query for what was typed; ``None`` when nothing can match yet."""
    parts: list[str] = []
    for term in _TERM.findall(typed):
        if term[0].isdigit():
            digits = "".join(character for character in term.lower() if character.isalnum())
            if len(digits) < 3:
                return None
            parts.append('{d h} : "' + number_grams(digits) + '"')
        elif term.isascii() and term.isalpha():
            word = term.lower()
            # One letter is an initial; more may be initials or an unfinished spelling.
            parts.append(f'p : "{word}"' + (" *" if len(word) > 1 else ""))
        else:
            letters = characters(term)
            if letters:
                parts.append('{n v} : "' + letters + '"')
    return " AND ".join(parts) if parts else None
