"""Sections of a law as they are written, and the words and times by which families are urged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.support import Times
from desktop_app.domain.terms import SupportStepKind


class LawFileProblem(InputError):
    """A file of the law breaks its form; ``details`` give ``where`` and ``reason``."""

    code = "law_file"
    what = N_("法律条文文件有误，位置“{where}”：{reason}")
    do_now = N_("请改正文件，或恢复程序自带的文件。")


@dataclass(frozen=True, slots=True)
class Section:
    """One section, word for word: each string is one paragraph."""

    number: int
    name: str
    about: str
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """A law with the sections that are quoted from it."""

    title: str
    version: str
    source: str
    amended_on: date
    sections: tuple[Section, ...]

    @property
    def full_title(self) -> str:
        """Return the title as it is quoted: 《…》（2018年修正）."""
        return f"《{self.title}》（{self.version}）"

    def of(self, numbers: Sequence[int]) -> tuple[Section, ...]:
        """Return the sections with these numbers, in the order of the law."""
        return tuple(section for section in self.sections if section.number in set(numbers))


@dataclass(frozen=True, slots=True)
class LetterReason:
    """Why somebody is written to: words to tick, what the letter says, what it asks, which sections it quotes."""

    key: str
    title: str
    fact: str
    asks: str
    sections: tuple[int, ...]
    health: bool = False


@dataclass(frozen=True, slots=True)
class SupportBook:
    """Times and reasons; ``source`` says where the times come from."""

    times: Times
    source: str
    reasons: tuple[LetterReason, ...]

    def reason(self, key: str) -> LetterReason | None:
        """Return the reason with this key or None."""
        return next((one for one in self.reasons if one.key == key), None)


def parse_law(raw: Mapping[str, Any]) -> Law:
    """Build the law from a parsed file; raises LawFileProblem at the first place that is wrong."""
    sections: list[Section] = []
    for place, entry in enumerate(_entries(raw, "sections")):
        where = f"sections[{place}]"
        number = _number(entry, "number", where)
        if sections and number <= sections[-1].number:
            raise LawFileProblem(where=where, reason=N_("条文应按顺序，不能重复"))
        text = entry.get("text")
        if not isinstance(text, list) or not text or not all(isinstance(one, str) and one for one in text):
            raise LawFileProblem(where=where, reason=N_("缺少条文"))
        sections.append(
            Section(number, _text(entry, "name", where), _text(entry, "about", where), tuple(text))
        )
    amended_on = raw.get("amended_on")
    if not isinstance(amended_on, date):
        raise LawFileProblem(where="amended_on", reason=N_("缺少日期"))
    return Law(
        _text(raw, "title", ""),
        _text(raw, "version", ""),
        _text(raw, "source", ""),
        amended_on,
        tuple(sections),
    )


def parse_support_book(raw: Mapping[str, Any], law: Law) -> SupportBook:
    """Build times and reasons from a parsed file; raises LawFileProblem at the first place that is wrong."""
    times = raw.get("times")
    if not isinstance(times, dict):
        raise LawFileProblem(where="times", reason=N_("缺少内容"))
    if times.get("basis") != "default":
        raise LawFileProblem(where="times.basis", reason=N_("没有出处的期限应写明是系统设定"))
    known = {section.number for section in law.sections}
    reasons: dict[str, LetterReason] = {}
    for place, entry in enumerate(_entries(raw, "reasons")):
        where = f"reasons[{place}]"
        one = LetterReason(
            key=_text(entry, "key", where),
            title=_text(entry, "title", where),
            fact=_text(entry, "fact", where),
            asks=_text(entry, "asks", where),
            sections=tuple(entry.get("sections", ())),
            health=bool(entry.get("health", False)),
        )
        if one.key in reasons:
            raise LawFileProblem(where=where, reason=N_("同一事由写了两次"))
        if not set(one.sections) <= known:
            raise LawFileProblem(where=where, reason=N_("引用的条文不在法律文件里"))
        reasons[one.key] = one
    return SupportBook(
        Times(
            again={kind: _number(times, kind.value, "times") for kind in SupportStepKind},
            unseen=_number(times, "unseen", "times"),
            answer=_number(times, "answer", "times"),
        ),
        _text(times, "source", "times"),
        tuple(reasons.values()),
    )


def _entries(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = raw.get(name)
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise LawFileProblem(where=name, reason=N_("缺少内容"))
    return found


def _text(entry: Mapping[str, Any], name: str, where: str) -> str:
    found = entry.get(name)
    if not isinstance(found, str) or not found.strip():
        raise LawFileProblem(where=f"{where}.{name}".strip("."), reason=N_("缺少内容"))
    return found


def _number(entry: Mapping[str, Any], name: str, where: str) -> int:
    found = entry.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise LawFileProblem(where=f"{where}.{name}", reason=N_("应为正整数"))
    return found
