"""Give the made-up township its printed sheets, corrected visits and phrases in use, as an office has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from desktop_app.domain.terms import Outcome, Tier
from desktop_app.exchange.sample.township import SampleTownship, SampleVisit
from desktop_app.reports.catalogue import ROUTE, VISIT_SHEET
from desktop_app.services import printed_sheets
from desktop_app.services.actor import Actor
from desktop_app.services.context import Context
from desktop_app.services.stock_phrases import PhraseField, StockPhraseService, shipped
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.services.visits import VisitService

_DAY = timedelta(days=1)
_PRINTED = time(1, 0, tzinfo=UTC)
"""Sheets are printed in the morning."""
_STILL_OUT = (
    (12, VISIT_SHEET),
    (12, VISIT_SHEET),
    (9, VISIT_SHEET),
    (3, ROUTE),
    (1, VISIT_SHEET),
    (1, ROUTE),
)
"""How many days ago a sheet was printed that nobody has brought back, and which paper it is."""
_SETTLED = timedelta(days=14)
_TAKEN = (0, 0, 0, 1, 1, 2)


class SamplePapers:
    """Works on one township whose people and visits have the uids given."""

    def __init__(
        self, context: Context, actor: Actor, township: SampleTownship, elders: Mapping[int, str]
    ) -> None:
        """Write into ``context`` in the name of ``actor``."""
        self._context = context
        self._actor = actor
        self._township = township
        self._elders = elders

    def print_sheets(self) -> dict[int, str]:
        """Print sheets on the days of the past; return by visit the code under which it came back."""
        days: dict[tuple[date, str], list[int]] = {}
        for elder, (back, paper) in zip(self._not_seen_lately(), _STILL_OUT, strict=False):
            days.setdefault((self._township.as_of - back * _DAY, paper), []).append(elder)
        for (day, paper), people in days.items():
            self._print(paper, day, people)
        came_back: dict[date, list[SampleVisit]] = {}
        for visit in self._township.visits:
            if visit.on_sheet:
                came_back.setdefault(visit.visited_on, []).append(visit)
        codes: dict[int, str] = {}
        for day, visits in came_back.items():
            given = self._print(VISIT_SHEET, day, [visit.elder_number for visit in visits])
            codes |= {visit.number: code for visit, code in zip(visits, given, strict=True)}
        return codes

    def _print(self, paper: str, day: date, people: Sequence[int]) -> list[str]:
        wanted = [(self._elders[number], day) for number in people]
        with self._context.store.setting_up() as session:
            prepared = printed_sheets.prepare(session, self._context, paper, wanted)
            at = datetime.combine(day, _PRINTED)
            printed_sheets.record(session, self._actor, at, prepared)
        return [sheet.code for sheet in prepared]

    def _not_seen_lately(self) -> list[int]:
        """Return people whom nobody has seen since the first sheet was printed."""
        as_of = self._township.as_of
        seen = {visit.elder_number for visit in self._township.visits if visit.visited_on > as_of - _SETTLED}
        return [
            elder.number
            for elder in self._township.elders
            if elder.number not in seen and elder.ended_on is None and elder.tier_on(as_of) is Tier.KEY
        ]

    def correct_some(self, visits: Mapping[int, str]) -> None:
        """Correct three visits with a reason each; ``visits`` are their uids by number."""
        service = VisitService(self._context)
        chosen = (visit for visit in self._township.visits if self._is_settled(visit))
        for visit, change in zip(chosen, (_later_entry, _day_before, _other_value), strict=False):
            uid = visits[visit.number]
            service.correct(self._actor, uid, change(service.draft_of(self._actor, uid)))

    def _is_settled(self, visit: SampleVisit) -> bool:
        return (
            visit.outcome is Outcome.MET_IN_PERSON
            and visit.round is None
            and "systolic" in visit.measures
            and not visit.on_sheet
            and self._township.began_on < visit.visited_on - _DAY
            and visit.visited_on < self._township.as_of - _SETTLED
            and visit.visited_on.day > 1
        )

    def use_phrases(self) -> None:
        """Take some phrases several times, so that the commonest stand first."""
        service = StockPhraseService(self._context)
        for field in (PhraseField.SUMMARY, PhraseField.ACTION):
            for number in _TAKEN:
                service.used(self._actor, field, shipped(field)[number + 1])


def _later_entry(draft: VisitDraft) -> VisitDraft:
    return replace(draft, visited_time="10:20", summary="子女近期来看望过。", corrected_because="漏填补充")


def _day_before(draft: VisitDraft) -> VisitDraft:
    return replace(draft, visited_on=draft.visited_on - _DAY, corrected_because="日期录错")


def _other_value(draft: VisitDraft) -> VisitDraft:
    upper = str(int(draft.measures["systolic"]) + 10)
    return replace(
        draft, measures={**draft.measures, "systolic": upper}, corrected_because="与纸质记录核对后更正"
    )
