"""Gather the month ledger of a village (P3) and the monthly summary of a township (P4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from desktop_app.domain.indicators import IndicatorValue
from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect
from desktop_app.domain.terms import Category, EndReason, FindingState, Mode, Outcome, ServiceGroup, Sex
from desktop_app.reports.month_ledger import LedgerRow, MonthLedger
from desktop_app.reports.month_summary import MonthSummary, SummaryRow
from desktop_app.reports.paper import Figure, Signed
from desktop_app.services.context import Context
from desktop_app.services.indicators import MAIN_RATE, VillageFigures, definition_of, village_figures
from desktop_app.services.months import ElderMonth, Month, elder_months, indicator_book
from desktop_app.services.places import month_names, names_on
from desktop_app.storage.queries import visits as visit_queries
from desktop_app.storage.queries.elders import rows_of
from desktop_app.storage.queries.visits import FindingRow, VisitRow

_NOT_SEEN = "当月未登记探访"
_NOT_COUNTED = "未见到或通话到本人，不计为有效探访"


@dataclass(slots=True)
class _Seen:
    visits: list[VisitRow] = field(default_factory=list)
    findings: list[FindingRow] = field(default_factory=list)


def ledger(
    session: Session, context: Context, signed: Signed, month: Month, village_code: str
) -> MonthLedger:
    """Return the ledger: everybody in special difficulty or owed a visit, with this month's visits."""
    people = [
        one
        for one in elder_months(session, context.rules.book, month, village_code=village_code)
        if one.line.special or one.line.owed or one.line.exempt is not None
    ]
    cards = {row.uid: row for row in rows_of(session, [one.uid for one in people])}
    seen = _seen(session, month, village_code)
    people.sort(key=lambda one: cards[one.uid].name)
    values = indicator_book().evaluate(one.line for one in people)
    reasons = Counter(one.line.exempt.term for one in people if one.line.exempt is not None)
    return MonthLedger(
        signed=signed,
        village=names_on(session, month.cut).get(village_code, village_code),
        rows=tuple(_ledger_row(one, cards[one.uid].sex, seen.get(one.uid, _Seen())) for one in people),
        rate=_figure(context, values[MAIN_RATE]),
        apart=tuple(reasons.most_common()),
    )


def _seen(session: Session, month: Month, village_code: str) -> dict[str, _Seen]:
    found: dict[str, _Seen] = {}
    visits = visit_queries.between(session, month.window.first, month.cut, village_code=village_code)
    for visit in reversed(visits):
        found.setdefault(visit.elder_uid, _Seen()).visits.append(visit)
    uids = [visit.uid for visit in visits]
    for start in range(0, len(uids), 900):
        for finding in visit_queries.findings(session, visit_uids=uids[start : start + 900], most=100_000):
            found[finding.elder_uid].findings.append(finding)
    return found


def _ledger_row(one: ElderMonth, sex: str, seen: _Seen) -> LedgerRow:
    counted = sum(one.line.visits.values())
    return LedgerRow(
        name=one.name,
        sex=Sex(sex).term,
        age=one.line.age,
        categories=tuple(category.term for category in Category if category in one.line.categories),
        tier=one.tier.term,
        owed=one.line.required,
        made=counted,
        made_on=tuple(visit.visited_on for visit in seen.visits),
        modes=_counted(Mode(visit.mode).term for visit in seen.visits),
        outcomes=_counted(Outcome(visit.outcome).term for visit in seen.visits),
        findings="；".join(finding.what for finding in seen.findings),
        handling="；".join(_handling(finding) for finding in seen.findings if _handling(finding)),
        visitors=tuple(dict.fromkeys(visit.visitor for visit in seen.visits if visit.visitor)),
        not_visited_reason=_why_not(one, seen),
    )


def _counted(words: Iterable[str]) -> tuple[str, ...]:
    """Return each word once, with how often where more than once: a weekly visit keeps its row short."""
    return tuple(word if count == 1 else f"{word}{count}次" for word, count in Counter(words).items())


def _handling(finding: FindingRow) -> str:
    if finding.state == FindingState.CLOSED.value:
        return finding.action or FindingState.CLOSED.term
    return finding.action or ""


def _why_not(one: ElderMonth, seen: _Seen) -> str:
    """Say why there is no counted visit: exempt, tried in vain, or nothing recorded."""
    if one.line.visited or not (one.line.owed or one.line.exempt is not None):
        return ""
    if one.line.exempt is not None:
        return one.line.exempt.term
    tried = [
        visit for visit in seen.visits if OUTCOME_EFFECTS[Outcome(visit.outcome)].effect is Effect.ATTEMPT
    ]
    if tried:
        return Outcome(tried[-1].outcome).term
    return _NOT_COUNTED if seen.visits else _NOT_SEEN


def summary(session: Session, context: Context, signed: Signed, month: Month) -> MonthSummary:
    """Return the summary: a row per village and the whole."""
    lines = elder_months(session, context.rules.book, month)
    names = month_names(
        session,
        context.site,
        first_on=month.window.first,
        day=month.cut,
        lived_in=(line.village_code for line in lines),
    )
    rows, whole = village_figures(lines, names)
    categories = _categories(context)
    modes = tuple(Mode)
    notes = tuple(
        f"依据：{profile.document_title}（{profile.document}）。" for profile in context.rules.profiles
    )
    total = VillageFigures("", "合计", whole)
    return MonthSummary(
        signed=signed,
        categories=tuple(category.term for category in categories),
        modes=tuple(mode.term for mode in modes),
        rows=tuple(_summary_row(row, categories, modes) for row in rows),
        total=_summary_row(total, categories, modes),
        rate=_figure(context, whole[MAIN_RATE]),
        notes=(*_served(context, whole), *notes),
    )


_SERVICE_RATES = ("incapacitated_help_rate", "family_doctor_rate", "health_management_rate")


def _served(context: Context, whole: Mapping[str, IndicatorValue]) -> tuple[str, ...]:
    """Return the lines about services: how many, and the rates that rest on them; none in a month without any."""
    if not any(whole[key].numerator for key in ("service_times", *_SERVICE_RATES)):
        return ()
    groups = "、".join(
        f"{group.term}{whole[f'service_times.{group.value}'].numerator}人次"
        for group in ServiceGroup
        if whole[f"service_times.{group.value}"].numerator
    )
    given = f"服务：{whole['service_people'].numerator}人、{whole['service_times'].numerator}人次"
    rates = "；".join(
        f"{whole[key].title}{whole[key].text}（{whole[key].numerator}÷{whole[key].denominator}）"
        for key in _SERVICE_RATES
    )
    told = f"{given}（{groups}）。{rates}。" if groups else f"{given}。{rates}。"
    return (told, definition_of(context.rules.profiles, whole[_SERVICE_RATES[0]]))


def _categories(context: Context) -> tuple[Category, ...]:
    found = (category for profile in context.rules.profiles for category in profile.special_categories)
    return tuple(dict.fromkeys(found))


def _summary_row(row: VillageFigures, categories: Sequence[Category], modes: Sequence[Mode]) -> SummaryRow:
    values: Mapping[str, IndicatorValue] = row.values

    def number(key: str) -> int:
        return values[key].numerator if key in values else 0

    rate = values[MAIN_RATE]
    return SummaryRow(
        village=row.village,
        elders_60=number("registered_60"),
        elders_65=number("registered_65"),
        elders_80=number("registered_80"),
        special_total=number("special"),
        by_category=tuple(number(f"special.{category.value}") for category in categories),
        owed=rate.denominator or 0,
        visited=rate.numerator,
        rate=rate.text,
        rate_value=float(rate.value) / 100 if rate.value is not None else None,
        by_mode=tuple(number(f"visits.{mode.value}") for mode in modes),
        incapacitated_in_person=number("in_person_incapacitated"),
        findings_found=number("findings_found"),
        findings_closed=number("findings_closed"),
        findings_open=number("findings_open"),
        referrals=number("referrals"),
        urgent=number("urgent_handled"),
        added=number("added"),
        removed_deceased=number(f"removed.{EndReason.DECEASED.value}"),
        removed_moved=number(f"removed.{EndReason.MOVED_OUT.value}"),
        removed_institution=number(f"removed.{EndReason.INSTITUTION.value}"),
        removed_cancelled=number(f"removed.{EndReason.OTHER.value}"),
    )


def _figure(context: Context, value: IndicatorValue) -> Figure:
    return Figure(
        title=value.title,
        numerator=value.numerator,
        denominator=value.denominator or 0,
        text=value.text,
        definition=definition_of(context.rules.profiles, value),
    )
