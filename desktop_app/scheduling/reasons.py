"""Why a duty is owed, kept so that it can be read aloud in any language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Param, Phrase, Translate, day_and_month, full_day, phrase
from desktop_app.domain.terms import LifeEventKind


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule in words, the last counted visit, the latest day, and a note on the state.

    Reads "80岁以上独居 → 高风险 → 每7天一次（内蒙古2022年意见）；上次有效探访 11月11日；最迟 11月18日".
    A reason without ``latest_on`` (that of a tier) is the rule alone. That of a visit owed once (``once``), after
    a life event or for a campaign, names no visit before: "11月20日住院 → 高风险 → 24小时内上门（内蒙古2022年意见）；
    最迟 11月21日 14:30".
    """

    rule: Phrase
    last_counted_on: date | None = None
    latest_on: date | None = None
    note: Phrase | None = None
    latest_time: str | None = None
    once: bool = False

    def say(self, translate: Translate) -> str:
        """Return the reason in the language of ``translate``."""
        parts = [self.rule.say(translate)]
        if self.latest_on is not None:
            if not self.once:
                parts.append(self._last_visit(self.latest_on, translate))
            parts.append(self._deadline(self.latest_on, translate))
        if self.note is not None:
            parts.append(self.note.say(translate))
        return translate(N_("；")).join(parts)

    def _last_visit(self, latest_on: date, translate: Translate) -> str:
        if self.last_counted_on is None:
            return translate(N_("尚无有效探访"))
        near = self.last_counted_on.year == latest_on.year
        day = (day_and_month if near else full_day)(self.last_counted_on, translate)
        return translate(N_("上次有效探访 {day}")).format(day=day)

    def _deadline(self, latest_on: date, translate: Translate) -> str:
        day = day_and_month(latest_on, translate)
        if self.latest_time is None:
            return translate(N_("最迟 {day}")).format(day=day)
        return translate(N_("最迟 {day} {time}")).format(day=day, time=self.latest_time)

    def to_data(self) -> dict[str, Any]:
        """Return plain values that JSON can hold; ``from_data`` reads them back.

        What only visits owed once have is left out where it is not set: most reasons are of routine visits.
        """
        data: dict[str, Any] = {
            "rule": self.rule.to_data(),
            "last": self.last_counted_on.isoformat() if self.last_counted_on else None,
            "latest": self.latest_on.isoformat() if self.latest_on else None,
            "note": self.note.to_data() if self.note else None,
        }
        if self.latest_time is not None:
            data["time"] = self.latest_time
        if self.once:
            data["once"] = True
        return data

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Reason:
        """Build the reason from what ``to_data`` returned."""
        return cls(
            rule=Phrase.from_data(data["rule"]),
            last_counted_on=date.fromisoformat(data["last"]) if data["last"] else None,
            latest_on=date.fromisoformat(data["latest"]) if data["latest"] else None,
            note=Phrase.from_data(data["note"]) if data["note"] else None,
            latest_time=data.get("time"),
            once=data.get("once", False),
        )


def event_words(kind: LifeEventKind, happened_on: date, known_on: date | None = None) -> Phrase:
    """Return 11月20日住院, with the day on which it became known when that is another one."""
    what = Phrase(kind.term)
    if known_on is None or known_on == happened_on:
        return phrase(N_("{day}{what}"), day=happened_on, what=what)
    return phrase(N_("{day}{what}（{known}得知）"), day=happened_on, what=what, known=known_on)


def joined(notes: list[Phrase | None]) -> Phrase | None:
    """Return the notes that there are as one, or None."""
    whole: Phrase | None = None
    for note in notes:
        if note is not None:
            whole = note if whole is None else phrase(N_("{before}；{after}"), before=whole, after=note)
    return whole


def chain(steps: list[Phrase], source: Phrase) -> Phrase:
    """Return "独居 → 高风险 → 每7天一次（来源）" from its steps."""
    whole = steps[0]
    for step in steps[1:]:
        whole = phrase(N_("{before} → {after}"), before=whole, after=step)
    return phrase(N_("{rule}（{source}）"), rule=whole, source=source)


def aged(min_age: int | None, words: Param) -> Param:
    """Put 80岁以上 before the words when an age above 60 is asked for."""
    if min_age is None or min_age <= 60:
        return words
    return phrase(N_("{age}岁以上{who}"), age=min_age, who=words)
