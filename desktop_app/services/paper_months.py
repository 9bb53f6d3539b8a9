"""Gather and write the month ledger (P3) of villages and the monthly summary of a township (P4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy.orm import Session

from desktop_app.domain.indicators import IndicatorValue
from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect
from desktop_app.domain.terms import Category, EndReason, FindingState, Mode, Outcome, ServiceGroup, Sex
from desktop_app.reports import month_ledger, month_summary
from desktop_app.reports.month_ledger import WHOLE_SITE, LedgerRow, MonthLedger, VillageLedger
from desktop_app.reports.month_summary import TOTAL, MonthSummary, SummaryRow
from desktop_app.reports.paper import Figure, Signed
from desktop_app.services.context import Context
from desktop_app.services.indicators import MAIN_RATE, VillageFigures, definition_of, village_figures
from desktop_app.services.months import ElderMonth, Month, elder_months, indicator_book, month_of
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.places import month_names, names_on
from desktop_app.services.table_papers import make_tables
from desktop_app.storage import collector
from desktop_app.storage.queries import visits as visit_queries
from desktop_app.storage.queries.elders import rows_of
from desktop_app.storage.queries.links import groups
from desktop_app.storage.queries.visits import FindingRow, VisitRow

_NOT_SEEN = "当月未登记探访"
_NOT_COUNTED = "未见到或通话到本人，不计为有效探访"


@dataclass(slots=True)
class _Seen:
    visits: list[VisitRow] = field(default_factory=list)
    findings: list[FindingRow] = field(default_factory=list)


def make_ledger(order: PaperOrder) -> Made:
    """Write the ledger of one person, one village or all villages."""
    context, wish, code = order.context, order.wish, order.village
    wanted = month_of(*wish.month, context.today())
    with context.store.reading() as session, collector.paused():
        made = ledger(
            session,
            context,
            order.signed(order.month_on),
            wanted,
            village_code=code,
            elder_uid=wish.elder_uid,
        )
    table = month_ledger.table(made, order.layout(month_ledger.LAYOUT))
    return make_tables(order, (table,), len(made.rows), wish.elder_uid)


def make_summary(order: PaperOrder) -> Made:
    """Write the summary of the township."""
    context = order.context
    wanted = month_of(*order.wish.month, context.today())
    with context.store.reading() as session, collector.paused():
        made = summary(session, context, order.signed(order.month_on), wanted)
    return make_tables(order, (month_summary.table(made, order.layout(month_summary.LAYOUT)),), 0)


def ledger(
    session: Session,
    context: Context,
    signed: Signed,
    month: Month,
    *,
    village_code: str | None = None,
    elder_uid: str | None = None,
) -> MonthLedger:
    """Return the ledger: everybody in special difficulty or owed a visit, with this month's visits.

    Of one village, of one person, or of all villages, which are read in one go.
    """
    person = None if elder_uid is None else groups(session).canonical(elder_uid)
    if person is not None:
        village_code = next((row.village_code for row in rows_of(session, [person])), village_code)
    people = [
        one
        for one in elder_months(session, context.rules.book, month, village_code=village_code)
        if (person is None and (one.line.special or one.line.owed or one.line.exempt is not None))
        or one.uid == person
    ]
    people.sort(key=lambda one: (one.village_code, one.name))
    names = names_on(session, month.cut)
    village = _Villages(
        context,
        sexes={row.uid: row.sex for row in rows_of(session, [one.uid for one in people])},
        seen=_seen(session, month, village_code),
    )
    return MonthLedger(
        signed=signed,
        villages=tuple(
            village.ledger(names.get(code, code), list(found))
            for code, found in groupby(people, key=lambda one: one.village_code)
        ),
        whole=village.ledger(names.get(village_code, village_code) if village_code else WHOLE_SITE, people),
    )


@dataclass(frozen=True, slots=True)
class _Villages:
    """Makes the ledgers of villages from what was read of all of them at once."""

    context: Context
    sexes: Mapping[str, str]
    seen: Mapping[str, _Seen]

    def ledger(self, village: str, people: Sequence[ElderMonth]) -> VillageLedger:
        values = indicator_book().evaluate(one.line for one in people)
        reasons = Counter(one.line.exempt.term for one in people if one.line.exempt is not None)
        nothing = _Seen()
        return VillageLedger(
            village=village,
            rows=tuple(
                _ledger_row(one, self.sexes[one.uid], self.seen.get(one.uid, nothing)) for one in people
            ),
            rate=_figure(self.context, values[MAIN_RATE]),
            apart=tuple(reasons.most_common()),
        )


def _seen(session: Session, month: Month, village_code: str | None) -> dict[str, _Seen]:
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
    keys = _summary_keys(_categories(context))
    notes = tuple(
        f"依据：{profile.document_title}（{profile.document}）。" for profile in context.rules.profiles
    )
    return MonthSummary(
        signed=signed,
        keys=tuple(keys),
        rows=tuple(_summary_row(row, keys) for row in rows),
        total=_summary_row(VillageFigures("", TOTAL, whole), keys),
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


_OWED, _VISITED, _VISITS = "owed", "visited", "visits"
_PLAIN = (
    "registered_60",
    "registered_65",
    "registered_80",
    "special",
    "findings_found",
    "findings_closed",
    "findings_open",
    "referrals",
    "added",
)
_LEFT = (EndReason.DECEASED, EndReason.MOVED_OUT, EndReason.INSTITUTION, EndReason.OTHER)


def _summary_keys(categories: Sequence[Category]) -> dict[str, str]:
    """Return the columns of the summary that are figures, with the indicator that each shows."""
    return {
        **{key: key for key in _PLAIN},
        **{f"special.{category.value}": f"special.{category.value}" for category in categories},
        _OWED: "",
        _VISITED: "",
        _VISITS: "",
        **{f"visits.{mode.value}": f"visits.{mode.value}" for mode in Mode},
        "in_person_incapacitated": "in_person_incapacitated",
        "urgent": "urgent_handled",
        **{f"removed.{reason.value}": f"removed.{reason.value}" for reason in _LEFT},
    }


def _summary_row(row: VillageFigures, keys: Mapping[str, str]) -> SummaryRow:
    values: Mapping[str, IndicatorValue] = row.values
    rate = values[MAIN_RATE]
    figures = {key: values[name].numerator if name in values else 0 for key, name in keys.items()}
    figures[_OWED], figures[_VISITED] = rate.denominator or 0, rate.numerator
    figures[_VISITS] = sum(figures[f"visits.{mode.value}"] for mode in Mode)
    share = None if rate.value is None else rate.value / 100
    return SummaryRow(village=row.village, rate=share, figures=figures)


def _figure(context: Context, value: IndicatorValue) -> Figure:
    return Figure(
        title=value.title,
        numerator=value.numerator,
        denominator=value.denominator or 0,
        text=value.text,
        definition=definition_of(context.rules.profiles, value),
    )
