"""Why visits are owed to a person and why others are not, in words: the same text on screen, paper and console."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, NotFound
from desktop_app.domain.phrases import Phrase, Translate, phrase
from desktop_app.domain.policies import Source
from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.progress import SILENT, Progress
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.why import WhyFile, why
from desktop_app.scheduling.why_parts import Why
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.derivation import VISITS_BACK
from desktop_app.storage.queries import duties as queries
from desktop_app.storage.queries.facts import ElderFacts, load
from desktop_app.storage.queries.links import groups

Visitors = dict[str, tuple[str | None, str | None]]
"""By duty who goes there, and for whom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyRow:
    """One paragraph, spoken; ``state``, ``uid`` and the days are None where nothing is owed.

    ``facts`` is the part of the text about the person, ``grounds`` the part about the rule, for a paper of many.
    ``visitor`` goes there; ``stands_in_for`` is named when somebody else would, but is on leave.
    """

    rule_id: str
    title: str
    text: str
    owed: bool
    governing: bool
    state: DutyState | None
    kind: DutyKind
    about: str = ""
    facts: str = ""
    grounds: str = ""
    sentence: str = ""
    document: str = ""
    basis: str = ""
    visitor: str | None = None
    stands_in_for: str | None = None
    uid: str | None = None
    earliest_on: date | None = None
    due_on: date | None = None
    latest_on: date | None = None

    @property
    def state_word(self) -> str:
        """Return the state in a word, and that it is the strictest of what is still to be met where it is."""
        if self.state is None:
            return _("不要求探访")
        word = _(self.state.term)
        if self.governing and self.state in {DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN}:
            return _("{state} · 以此为准").format(state=word)
        return word


@dataclass(frozen=True, slots=True)
class WhyCard:
    """Everything that is asked or not asked for one person: the tier, then a row for every rule."""

    elder_uid: str
    name: str
    tier: WhyRow
    rows: tuple[WhyRow, ...]

    @property
    def owed(self) -> tuple[WhyRow, ...]:
        """Return the paragraphs of the duties, the governing one first."""
        return tuple(row for row in self.rows if row.owed)

    @property
    def not_owed(self) -> tuple[WhyRow, ...]:
        """Return the paragraphs of the rules by which nothing is owed."""
        return tuple(row for row in self.rows if not row.owed)

    def lines(self) -> list[str]:
        """Return the whole card as lines: the name, the tier, then a paragraph for every rule."""
        owed = (f"【{row.state_word}】{row.title}：{row.text}" for row in self.owed)
        # That nothing is owed is what these paragraphs begin with.
        not_owed = (f"{row.title}：{row.text}" for row in self.not_owed)
        return [self.name, self.tier.text, *owed, *not_owed]

    @property
    def first(self) -> str:
        """Return the paragraph to read first: that of the governing duty, else why nothing is owed."""
        return self.rows[0].text if self.rows else self.tier.text


class WhyService(Service):
    """为什么: one card for one person, worked out from the facts when it is asked for."""

    @allowed(*EVERYONE)
    def of_elder(self, _actor: Actor, uid: str) -> WhyCard:
        """Return the card of the elder that ``uid`` (of an elder or one of their duties) means.

        Raises ``NotFound``, also for a file that was taken back.
        """
        with self._store.reading() as session:
            elder = queries.elder_of(session, uid) or uid
            found = next(why_cards(session, self._context, [groups(session).canonical(elder)]), None)
        if found is None:
            raise NotFound
        return found

    @allowed(*EVERYONE)
    def of_elders(self, _actor: Actor, uids: Sequence[str]) -> dict[str, WhyCard]:
        """Return the cards of many people by the uid each is read under, for a paper with the reasons."""
        with self._store.reading() as session:
            joined = groups(session)
            wanted = list(dict.fromkeys(joined.canonical(uid) for uid in uids))
            return {card.elder_uid: card for card in why_cards(session, self._context, wanted)}


def why_cards(
    session: Session,
    context: Context,
    uids: Sequence[str],
    progress: Progress = SILENT,
    translate: Translate = _,
) -> Iterator[WhyCard]:
    """Yield the cards of the people with these uids, for those who read in a session of their own."""
    today, at = context.today(), context.clock.time_of_day()
    for done, one in enumerate(
        load(session, uids, visits_from=today - VISITS_BACK, on=today, for_cards=False)
    ):
        file = why(one.person, context.rules.book, Calendar(), today, at)
        visitors = {
            line.uid: (line.visitor, line.visitor_for)
            for line in queries.of_elder(session, one.uid, on=today)
        }
        progress.report(done, len(uids), _("读取原因"))
        yield _card(one, file, visitors, translate)


def _card(facts: ElderFacts, file: WhyFile, visitors: Visitors, translate: Translate) -> WhyCard:
    rows = tuple(_row(entry, facts, visitors, translate) for entry in file.entries)
    return WhyCard(facts.uid, facts.name, _row(file.tier, facts, visitors, translate), rows)


def _row(entry: Why, facts: ElderFacts, visitors: Visitors, translate: Translate) -> WhyRow:
    duty, source = entry.duty, entry.source
    visitor = stands_in_for = None
    also = ""
    if duty is not None:
        visitor, stands_in_for = visitors.get(duty.uid, (facts.visitor, facts.visitor_for))
        also = responsible(visitor, stands_in_for).say(translate)
    return WhyRow(
        rule_id=entry.rule_id,
        title=entry.title.say(translate),
        text=entry.say(translate, also),
        owed=entry.owed,
        governing=entry.governing,
        state=entry.state,
        kind=entry.kind,
        about=entry.about,
        facts="".join(each.say(translate) for each in entry.sentences),
        grounds="".join(each.say(translate) for each in entry.grounds),
        **_source_words(source),
        visitor=visitor,
        stands_in_for=stands_in_for,
        uid=duty.uid if duty is not None else None,
        earliest_on=duty.earliest_on if duty is not None else None,
        due_on=duty.due_on if duty is not None else None,
        latest_on=duty.latest_on if duty is not None else None,
    )


def _source_words(source: Source | None) -> dict[str, str]:
    if source is None:
        return {}
    return {"sentence": source.sentence, "document": source.document, "basis": _(source.basis.term)}


def responsible(visitor: str | None, stands_in_for: str | None) -> Phrase:
    """Return who goes there as a sentence."""
    if visitor is None:
        return Phrase(N_("还没有指定责任人。"))
    if stands_in_for is not None:
        return phrase(N_("责任人：{visitor}（代{absent}）。"), visitor=visitor, absent=stands_in_for)
    return phrase(N_("责任人：{visitor}。"), visitor=visitor)
