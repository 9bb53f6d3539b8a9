"""Find people as the user types: one contentless full-text index with tokens made in Python.

The index is derived: its row numbers are those of ``elder_card``. Terms separated by blanks must all
match; a term is Chinese text (name or village), Latin letters (initials or pinyin), or digits (a fragment
of the id number, the birthday or a phone). A whole id number goes to the id index.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer as WholeNumber
from sqlalchemy import Select, bindparam, column, false, func, literal, select, text, union_all
from sqlalchemy.orm import Session

from desktop_app.config import resources
from desktop_app.domain.characters import narrow
from desktop_app.domain.identity import eighteen_digits
from desktop_app.models.derived import ElderCard
from desktop_app.storage.pinyin import WHOLE, spelling_tokens

_TERM = re.compile(r"[0-9]+[xX*]*[0-9]*|[A-Za-z]+|[^\s0-9A-Za-z]+")
_INSERT = text("INSERT INTO elder_fts(rowid, n, p, v, d, h) VALUES (:id, :n, :p, :v, :d, :h)")
_DELETE = text("DELETE FROM elder_fts WHERE rowid = :id")
_CLEAR = text("INSERT INTO elder_fts(elder_fts) VALUES ('delete-all')")
_OPTIMISE = text("INSERT INTO elder_fts(elder_fts) VALUES ('optimize')")

LEAST_DIGITS = 3
"""Fewer digits match too many people to narrow anything; they are waited for."""

_WHOLE_ID = re.compile(r"\d{17}[\dX]|\d{15}")
_DAY = re.compile(
    r"(?<!\d)((?:18|19|20)\d\d)\s*[-/.年]\s*(0?[1-9]|1[0-2])\s*[-/.月]\s*(\d{1,2})(?!\d)\s*[日号]?"
)
_MONTH = re.compile(r"(?<!\d)((?:18|19|20)\d\d)\s*[-/.年]\s*(0?[1-9]|1[0-2])(?!\d)\s*月?")
_YEAR = re.compile(r"(?<!\d)(\d{4})\s*年")
_BIRTHDAY = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])\s*月\s*(\d{1,2})(?!\d)\s*[日号]?")
_JOINED = re.compile(r"(?<=\d)[-\u2013](?=\d)")


@dataclass(frozen=True, slots=True)
class SearchText:
    """What one person can be found by."""

    id: int
    name: str
    village: str
    numbers: Sequence[str]
    phones: Sequence[str]
    other_names: Sequence[str] = ()
    """The names in further files of the same person."""


def characters(words: str) -> str:
    """Return the letters of ``words`` one by one in their standard form, so that any substring is a phrase."""
    return " ".join(_letters(words))


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.lower().translate(standard_forms())))


@cache
def standard_forms() -> dict[int, str]:
    """Return variant character → standard form, for characters that names are written with."""
    with resources.path("names", "variants.toml").open("rb") as stream:
        tables = tomllib.load(stream)
    return {
        ord(other): group[0]
        for table in ("traditional", "variants")
        for group in tables[table].split()
        for other in group[1:]
    }


def number_grams(number: str) -> str:
    """Return the overlapping 3-letter pieces of a number, so that any fragment of 3 or more is a phrase."""
    plain = "".join(character for character in number.lower() if character.isalnum())
    return " ".join(plain[start : start + 3] for start in range(max(len(plain) - 2, 1)))


def add(session: Session, people: Iterable[SearchText]) -> None:
    """Put people into the index; they must not be there yet (see ``remove``)."""
    rows = [
        {
            "id": person.id,
            "n": " zzz ".join(
                f"{characters(name)} {WHOLE}{_letters(name)}" for name in (person.name, *person.other_names)
            ),
            "p": " ".join(spelling_tokens(name) for name in (person.name, *person.other_names)),
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


def clear(session: Session) -> None:
    """Take everybody out of the index at once."""
    session.connection().execute(_CLEAR)


def optimise(session: Session) -> None:
    """Put the pieces of the index together after much was written; searching is then fastest."""
    session.connection().execute(_OPTIMISE)


def ids_matching(typed: str, *, most: int | None = None) -> Select[Any]:
    """Return the query for the card numbers of the people that match, in no particular order."""
    numbers = _whole_ids(typed)
    by_number = select(ElderCard.id.label("id")).where(ElderCard.id_number.in_(numbers)).limit(most)
    if len(numbers) == 1:
        return by_number
    match = match_expression(typed)
    by_index = _matched(match, most)
    if not numbers or by_index is None:
        return select(literal(0, WholeNumber).label("id")).where(false()) if by_index is None else by_index
    both = union_all(select(by_number.subquery().c.id), select(by_index.subquery().c.id)).subquery()
    return select(both.c.id)


def find(session: Session, typed: str, *, most: int = 200) -> list[int]:
    """Return the card numbers of the people that match, at most ``most``, best first, in one statement.

    Before all others go those whose whole name was typed, then names that begin with it; those who left the
    register come last.
    """
    levels = [ids_matching(typed, most=most)]
    for whole in (False, True):
        match = match_expression(typed, whole=whole, beginning=True)
        found = _matched(match, most)
        if found is not None:
            levels.append(found)
    ranked = union_all(
        *(
            select(literal(-rank, WholeNumber).label("rank"), level.subquery().c.id)
            for rank, level in enumerate(levels)
        )
    ).subquery()
    best = select(ranked.c.id, func.min(ranked.c.rank).label("rank")).group_by(ranked.c.id).subquery()
    card: Any = ElderCard.__table__
    query = (
        select(card.c.id)
        .join(best, best.c.id == card.c.id)
        .order_by(card.c.ended, best.c.rank, card.c.name_key, card.c.id)
        .limit(most)
    )
    return list(session.execute(query).scalars())


def _matched(match: str | None, most: int | None) -> Select[Any] | None:
    if match is None:
        return None
    # Unique, because a statement may look into the index several times.
    condition = text("elder_fts MATCH :typed").bindparams(bindparam("typed", match, unique=True))
    found: Select[Any] = select(column("rowid", WholeNumber).label("id"))
    return found.select_from(text("elder_fts")).where(condition).limit(most)


def _whole_ids(typed: str) -> tuple[str, ...]:
    """Return the id numbers that may be meant: one of 18 digits, or one of 15 in both its forms."""
    number = "".join(narrow(typed).split()).upper()
    if not _WHOLE_ID.fullmatch(number):
        return ()
    return (number,) if len(number) == 18 else (number, eighteen_digits(number))


def match_expression(typed: str, *, whole: bool = False, beginning: bool = False) -> str | None:
    """Return the index's query for what was typed; ``None`` when nothing can match yet.

    With ``beginning`` the first term of letters has to begin the name, with ``whole`` to be all of it; then
    ``None`` says that no letters were typed.
    """
    parts: list[str] = []
    placed = not beginning
    for term in terms(typed):
        if term[0].isdigit():
            parts.append('{d h} : "' + number_grams(term) + '"')
        elif term.isascii():
            # One letter is an initial; more may be initials or an unfinished spelling.
            word = term if placed else WHOLE + term
            open_end = not (placed and len(term) == 1) and not (whole and not placed)
            parts.append(f'p : "{word}"' + (" *" if open_end else ""))
            placed = True
        elif placed:
            parts.append('{n v} : "' + " ".join(term) + '"')
        else:
            parts.append(f'n : "{WHOLE}{term}"' if whole else 'n : ^ "' + " ".join(term) + '"')
            placed = True
    return " AND ".join(parts) if parts and placed else None


def terms(typed: str) -> list[str]:
    """Return what was typed as the terms that all have to match: letters, Latin words, digits.

    Fewer than ``LEAST_DIGITS`` digits are left out.
    """
    # ü of a spelling is typed as v as well, and the index has it so.
    return list(_terms(_days_as_digits(narrow(typed).lower().replace("ü", "v"))))


def _terms(plain: str) -> Iterator[str]:
    for term in _TERM.findall(plain):
        if term[0].isdigit():
            digits = "".join(filter(str.isalnum, term.lower()))
            if len(digits) >= LEAST_DIGITS:
                yield digits
        elif term.isascii() and term.isalpha():
            yield term.lower()
        else:
            letters = _letters(term)
            if letters:
                yield letters


def _days_as_digits(typed: str) -> str:
    """Return ``typed`` with days written out, and numbers in groups, as the digits that the index holds."""
    typed = _DAY.sub(lambda m: f" {m[1]}{int(m[2]):02}{int(m[3]):02} ", typed)
    typed = _MONTH.sub(lambda m: f" {m[1]}{int(m[2]):02} ", typed)
    typed = _YEAR.sub(r" \1 ", typed)
    typed = _BIRTHDAY.sub(lambda m: f" {int(m[1]):02}{int(m[2]):02} ", typed)
    return _JOINED.sub("", typed)
