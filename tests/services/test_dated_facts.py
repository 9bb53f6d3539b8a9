"""Random histories, saved and read back through the database, answer every day as a slow walk through them does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import InputError
from desktop_app.domain.terms import Category, EndReason, LifeEventKind, ResidenceKind, WillingnessKind
from desktop_app.models import ElderCard
from desktop_app.scheduling.enrolment import enrolled_on
from desktop_app.scheduling.exemptions import exempt_stretches, phone_only
from desktop_app.scheduling.facts import (
    AbsenceFact,
    CategorySpanFact,
    PersonFacts,
    ResidenceFact,
    WillingnessFact,
)
from desktop_app.scheduling.standing import categories_on
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.register_drafts import ElderDraft, ResidenceDraft, SpanDraft, WillingnessDraft
from desktop_app.storage.queries.facts import load
from tests.scheduling import reference
from tests.services.homes import TODAY, VILLAGES, Home

DAY = timedelta(days=1)
BEGIN = date(2024, 1, 1)
"""Everything happens from here to today, a 29 February included."""
LENGTH = (TODAY - BEGIN).days
MONTHS = [(BEGIN.year + at // 12, at % 12 + 1) for at in range(35)]

days = st.sampled_from([date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), TODAY]) | st.integers(
    0, LENGTH
).map(lambda n: BEGIN + DAY * n)
maybe = st.none() | days
births = st.sampled_from(
    [date(1944, 2, 29), date(1964, 2, 29), date(1966, 2, 28), date(1946, 11, 22), date(1930, 1, 1)]
) | st.dates(date(1930, 1, 1), date(1968, 12, 31))


@dataclass(frozen=True)
class History:
    """What is entered about one person, in the order of entering; what the register refuses is not part of it."""

    birth_on: date
    registered_on: date
    spans: tuple[tuple[Category, date | None, date | None], ...]
    stays: tuple[tuple[ResidenceKind, date, date | None], ...]
    answers: tuple[tuple[WillingnessKind, date], ...]
    moves: tuple[date, ...]
    """Moved out, returned, moved out … in turn."""


histories = st.builds(
    History,
    birth_on=births,
    registered_on=st.integers(0, 400).map(lambda n: BEGIN + DAY * n),
    spans=st.lists(
        st.tuples(
            st.sampled_from([Category.LIVING_ALONE, Category.INCAPACITATED, Category.CHRONIC_DISEASE]),
            maybe,
            maybe,
        ),
        max_size=5,
    ).map(tuple),
    stays=st.lists(st.tuples(st.sampled_from(ResidenceKind), days, maybe), max_size=4).map(tuple),
    answers=st.lists(st.tuples(st.sampled_from(WillingnessKind), days), max_size=3).map(tuple),
    moves=st.lists(days, max_size=5, unique=True).map(lambda found: tuple(sorted(found))),
)


class Entering:
    """Enters a history piece by piece through the services and remembers what was taken."""

    def __init__(self, application: Application, wanted: History) -> None:
        """Register the person."""
        self._application = application
        self._draft = ElderDraft(
            name="包小明",
            village_code=VILLAGES[0],
            birth_on=wanted.birth_on,
            registered_on=wanted.registered_on,
            categories=(),
            residences=(),
            willingness=(),
        )
        self.uid = application.register.save(application.actor, self._draft)
        self.taken = PersonFacts(
            uid=self.uid, birth_on=wanted.birth_on, registered_on=wanted.registered_on, categories=()
        )
        for kind, first, last in wanted.spans:
            self._add("categories", SpanDraft(category=kind.value, from_on=first, to_on=last))
        for place, first, last in wanted.stays:
            self._add("residences", ResidenceDraft(kind=place.value, from_on=first, to_on=last))
        for answer, asked in wanted.answers:
            draft = WillingnessDraft(kind=answer.value, asked_on=asked, witness="王秀英")
            self._add("willingness", draft)
        self._remember_parts()
        for at, day in enumerate(wanted.moves):
            self._move(day, back=bool(at % 2))

    def _add(self, part: str, row: SpanDraft | ResidenceDraft | WillingnessDraft) -> None:
        """Save the person with one row more, as the editor would, keeping the rows before."""
        detail = self._application.register.get(self._application.actor, self.uid)
        known: dict[str, tuple[Any, ...]] = {
            "categories": tuple(
                SpanDraft(category=one.category, uid=one.uid, from_on=one.from_on, to_on=one.to_on)
                for one in detail.categories
            ),
            "residences": tuple(
                ResidenceDraft(kind=one.kind, uid=one.uid, from_on=one.from_on, to_on=one.to_on)
                for one in detail.residences
            ),
            "willingness": tuple(
                WillingnessDraft(kind=one.kind, uid=one.uid, asked_on=one.asked_on, witness=one.witness)
                for one in detail.willingness
            ),
        }
        parts: dict[str, Any] = {**known, part: (*known[part], row)}
        wanted = replace(self._draft, uid=self.uid, **parts)
        try:
            self._application.register.save(self._application.actor, wanted)
        except InputError:
            return
        self._draft = wanted

    def _remember_parts(self) -> None:
        self.taken = replace(
            self.taken,
            categories=tuple(
                CategorySpanFact(Category(row.category), row.from_on, row.to_on)
                for row in self._draft.categories or ()
            ),
            residences=tuple(
                ResidenceFact(ResidenceKind(row.kind), row.from_on, row.to_on)
                for row in self._draft.residences or ()
                if row.from_on is not None
            ),
            willingness=tuple(
                WillingnessFact(WillingnessKind(row.kind), row.asked_on)
                for row in self._draft.willingness or ()
                if row.asked_on is not None
            ),
        )

    def _move(self, day: date, *, back: bool) -> None:
        kind = LifeEventKind.RETURNED if back else LifeEventKind.MOVED_OUT
        draft = LifeEventDraft(elder_uid=self.uid, kind=kind.value, happened_on=day)
        self._application.life_events.record(self._application.actor, draft)
        known = self.taken
        if not back:
            self.taken = replace(known, ended_on=day, ended_because=EndReason.MOVED_OUT)
            return
        assert known.ended_on is not None
        gone = AbsenceFact(known.ended_on, day - DAY, EndReason.MOVED_OUT)
        # Whoever comes back lives at home: stays that were open ended with the leaving.
        stays = tuple(
            replace(stay, to_on=max(known.ended_on, stay.from_on))
            if stay.to_on is None and stay.from_on < day
            else stay
            for stay in known.residences
        )
        self.taken = replace(
            known,
            ended_on=None,
            ended_because=None,
            off_register=(*known.off_register, gone),
            residences=stays,
        )


@pytest.mark.slow
def test_what_was_saved_answers_every_day_as_a_walk_through_the_days_does(
    opener: Callable[[Home], Application], empty_home: Home
) -> None:
    application = opener(empty_home)
    book = application.context.rules.book
    profiles = application.context.rules.profiles
    everybody: list[PersonFacts] = []

    # Not shrunk: every example leaves a person behind, and the months are asked about all of them.
    @settings(
        max_examples=40,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(histories, st.lists(days, min_size=1, max_size=12))
    def one_more_person(wanted: History, asked: list[date]) -> None:
        entering = Entering(application, wanted)
        taken = entering.taken
        everybody.append(taken)
        with application.store.reading() as session:
            (loaded,) = load(session, [entering.uid], visits_from=BEGIN, on=TODAY)
            card = select(ElderCard.categories).where(ElderCard.elder_uid == entering.uid)
            on_card = set(session.execute(card).scalar_one().split())
        assert on_card == {one.value for one in reference.categories(taken, TODAY)}
        found = loaded.person
        free = exempt_stretches(found)
        for day in {*asked, *wanted.moves, *(day + DAY for day in wanted.moves)}:
            assert categories_on(found, book, day) == reference.categories(taken, day)
            assert enrolled_on(found, day) == reference.on_register(taken, day)
            assert any(each.first <= day <= each.last for each in free) == reference.exempt(taken, day)
            assert phone_only(found, day) == (reference.answer(taken, day) is WillingnessKind.PHONE_ONLY)

    one_more_person()
    assert sum(len(person.categories) for person in everybody) > 20
    assert sum(len(person.off_register) for person in everybody) > 5
    for year, month in MONTHS:
        first = date(year, month, 1)
        last = min((first.replace(day=28) + DAY * 4).replace(day=1) - DAY, TODAY)
        figures = {
            row.key: row.numerator for row in application.indicators.month(application.actor, year, month)
        }
        here = [person for person in everybody if reference.on_register(person, last)]
        special = [person for person in here if reference.special(person, profiles, last)]
        assert figures["registered_60"] == len(here)
        assert figures["registered_80"] == sum(reference.age(person, last) >= 80 for person in here)
        assert figures["special"] == len(special)
        for category in Category:
            expected = sum(category in reference.categories(person, last) for person in special)
            assert figures.get(f"special.{category.value}", 0) == expected, (year, month, category)
