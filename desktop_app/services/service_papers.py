"""服务情况统计表: what was given of every service in every village, what it cost, how people liked it, what is lacking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from sqlalchemy.orm import Session

from desktop_app.domain.terms import ProviderKind, Satisfaction, ServiceGroup
from desktop_app.reports.paper import day_text
from desktop_app.reports.table_paper import Amount, Cell, Group, Kind, TablePaper
from desktop_app.scheduling.enrolment import month_enrolment
from desktop_app.services.history_words import yuan
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.paper_periods import PaperPeriod, period_of
from desktop_app.services.places import month_names
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.service_drafts import NeedFilter, NeedLine
from desktop_app.services.service_needs import need_titles, unmet_needs
from desktop_app.services.table_papers import make_tables
from desktop_app.storage import collector
from desktop_app.storage.queries.links import groups
from desktop_app.storage.queries.service_totals import (
    GivenService,
    enrolled_people,
    given_services,
    provider_kinds,
)

UNLISTED, UNTOLD = "unlisted", ""
"""Kinds of providers beside those of the list: one that is not on it, and none that was written down."""

NOTHING = "——"
"""Where a figure does not apply."""

OTHER_NEED = ""
"""Stands for needs that are none of the visit form's options."""

_KINDS: Mapping[str, Kind] = {
    "group": Kind.WORDS,
    "item": Kind.WORDS,
    "people": Kind.NUMBER,
    "times": Kind.NUMBER,
    "unit": Kind.WORDS,
    "quantity": Kind.AMOUNT,
    "cost": Kind.AMOUNT,
    "paid": Kind.AMOUNT,
    Satisfaction.SATISFIED.value: Kind.NUMBER,
    Satisfaction.FAIR.value: Kind.NUMBER,
    Satisfaction.UNSATISFIED.value: Kind.NUMBER,
    "satisfaction": Kind.SHARE,
    "unmet": Kind.NUMBER,
}
KEYS = tuple(_KINDS)
_GROUPS = {group: place for place, group in enumerate(ServiceGroup)}
_PROVIDERS = {
    **{kind.value: kind.term for kind in ProviderKind},
    UNLISTED: "未列入名单的提供方",
    UNTOLD: "未登记提供方",
}


@dataclass(slots=True)
class ServiceTotals:
    """What was given: people once each, times, quantity where it was written down, money in 分."""

    people: set[str] = field(default_factory=set)
    times: int = 0
    quantity: Decimal = Decimal(0)
    measured: bool = False
    cost: int = 0
    paid: int = 0
    answers: dict[str, int] = field(default_factory=dict)
    lacking: dict[str, set[str]] = field(default_factory=dict)
    """Who has which need that nothing has met."""

    def add(self, given: GivenService) -> None:
        """Add one service."""
        self.people.add(given.elder_uid)
        self.times += 1
        quantity = _decimal(given.quantity)
        if quantity is not None:
            self.quantity, self.measured = self.quantity + quantity, True
        self.cost += given.cost or 0
        self.paid += given.paid or 0
        if given.satisfaction:
            self.answers[given.satisfaction] = self.answers.get(given.satisfaction, 0) + 1


@dataclass(slots=True)
class ServiceFigures:
    """The totals by village and service, by village, by service, by kind of provider, and the whole."""

    by_both: dict[tuple[str, str], ServiceTotals] = field(default_factory=dict)
    by_village: dict[str, ServiceTotals] = field(default_factory=dict)
    by_service: dict[str, ServiceTotals] = field(default_factory=dict)
    by_provider: dict[str, ServiceTotals] = field(default_factory=dict)
    whole: ServiceTotals = field(default_factory=ServiceTotals)

    def of(self, village: str, service: str) -> tuple[ServiceTotals, ...]:
        """Return the totals that something about a service in a village belongs to."""
        return (
            self.by_both.setdefault((village, service), ServiceTotals()),
            self.by_village.setdefault(village, ServiceTotals()),
            self.by_service.setdefault(service, ServiceTotals()),
            self.whole,
        )


def make(order: PaperOrder) -> Made:
    """Write the services of one village or of all; raises ``FieldProblem``."""
    with collector.paused():
        paper = service_paper(order)
    return make_tables(order, (paper,), 0)


def service_paper(order: PaperOrder) -> TablePaper:
    """Return the table: the whole place by service, each village by service, and who gave them."""
    context, period, code = order.context, period_of(order), order.village
    with context.store.reading() as session:
        needs = unmet_needs(session, NeedFilter(village_code=code), context.today())
        figures = service_figures(session, context.site.county, period, needs, code)
        names = month_names(
            session, context.site, first_on=period.first, day=period.cut, lived_in=figures.by_village
        )
    something = bool(figures.whole.times or needs)
    return TablePaper(
        layout=order.layout("service-statistics"),
        signed=order.signed(period.first),
        keys=KEYS,
        kinds=tuple(_KINDS.values()),
        groups=tuple(_groups(figures, [code] if code else sorted(names), names)) if something else (),
        whose="item",
        total=_row("", "合计", figures.whole, whole=True) if something else None,
        total_first=True,
        place=names.get(code, code) if code else "",
        period=period.text,
        notes=_notes(period, needs, day_text(context.today())),
        empty="本期没有登记服务，也没有未满足的需求",
        bookmarks=True,
    )


def service_figures(
    session: Session,
    county: str,
    period: PaperPeriod,
    needs: Iterable[NeedLine],
    village_code: str | None = None,
) -> ServiceFigures:
    """Add up; a service counts where the month's figures count it: while the person is on the register."""
    joined = groups(session)
    people = enrolled_people(session, joined, county)
    kinds = provider_kinds(session, county)
    counts: dict[tuple[str, int], bool] = {}
    figures = ServiceFigures()
    for given in given_services(session, joined, county, period.first, period.cut):
        person = people.get(given.elder_uid)
        if person is None or village_code not in (None, person.village_code):
            continue
        place = given.elder_uid, period.place(given.given_on)
        if place not in counts:
            month = period.months[place[1]]
            counts[place] = month_enrolment(person.times, month.window.first, month.cut) is not None
        if counts[place]:
            for totals in figures.of(person.village_code, given.service):
                totals.add(given)
            figures.by_provider.setdefault(_provider(given, kinds), ServiceTotals()).add(given)
    for need in needs:
        for totals in (figures.by_village.setdefault(need.village_code, ServiceTotals()), figures.whole):
            totals.lacking.setdefault(need.need or OTHER_NEED, set()).add(need.elder_uid)
    return figures


def _provider(given: GivenService, kinds: Mapping[str, str]) -> str:
    if given.provider_uid in kinds:
        return kinds[given.provider_uid or ""]
    return UNLISTED if given.provider_uid or given.provider_name else UNTOLD


def _groups(figures: ServiceFigures, codes: Sequence[str], names: Mapping[str, str]) -> Iterator[Group]:
    """Go through the whole place where it has several villages, each village, and the kinds of providers."""
    if len(codes) > 1:
        yield Group("全部嘎查村（社区）", _rows(figures.by_service, figures.whole))
    for village in codes:
        mine = {key: totals for (where, key), totals in figures.by_both.items() if where == village}
        its = figures.by_village.get(village, ServiceTotals())
        subtotal = _row("", "小计", its, whole=True) if len(codes) > 1 else None
        yield Group(names.get(village, village), _rows(mine, its), subtotal)
    if figures.by_provider:
        yield Group("按服务提供方", _provider_rows(figures.by_provider))


def _rows(found: Mapping[str, ServiceTotals], whole: ServiceTotals) -> list[list[Cell]]:
    """Return a row for each service, then one for each need: both in the order in which people know them."""
    order = {each.key: (_GROUPS[each.group], place) for place, each in enumerate(catalogue().services)}
    last = len(_GROUPS), 0
    rows = [
        _service_row(key, found[key]) for key in sorted(found, key=lambda key: (order.get(key, last), key))
    ]
    titles = need_titles()
    known = [*titles, *sorted(whole.lacking.keys() - titles.keys() - {OTHER_NEED}), OTHER_NEED]
    for key in known:
        if key in whole.lacking:
            values: dict[str, Cell] = {
                "group": "需求",
                "item": titles.get(key, key) or "其他需求",
                "unmet": len(whole.lacking[key]),
            }
            rows.append([values.get(name, NOTHING) for name in KEYS])
    return rows


def _service_row(key: str, totals: ServiceTotals) -> list[Cell]:
    service = catalogue().get(key)
    group = service.group.term if service is not None else "目录以外"
    return _row(group, catalogue().title(key), totals, unit=service.unit if service is not None else "")


def _provider_rows(found: Mapping[str, ServiceTotals]) -> Sequence[Sequence[Cell]]:
    known = (*_PROVIDERS, *sorted(found.keys() - _PROVIDERS.keys()))
    return [_row("提供方", _PROVIDERS.get(key, key), found[key]) for key in known if key in found]


def _row(
    group: str, item: str, totals: ServiceTotals, *, unit: str | None = None, whole: bool = False
) -> list[Cell]:
    """Return one line; quantities are of one service alone, those of several are not added up."""
    rated = sum(totals.answers.get(each.value, 0) for each in Satisfaction)
    content = sum(totals.answers.get(each.value, 0) for each in (Satisfaction.SATISFIED, Satisfaction.FAIR))
    values: dict[str, Cell] = {
        "group": group,
        "item": item,
        "people": len(totals.people),
        "times": totals.times,
        "unit": unit or NOTHING,
        "quantity": Amount(_plain(totals.quantity)) if unit and totals.measured else NOTHING,
        "cost": Amount(yuan(totals.cost)),
        "paid": Amount(yuan(totals.paid)),
        **{each.value: totals.answers.get(each.value, 0) for each in Satisfaction},
        "satisfaction": Decimal(content) / rated if rated else NOTHING,
        "unmet": len(set().union(*totals.lacking.values())) if whole else NOTHING,
    }
    return [values[key] for key in KEYS]


def _notes(period: PaperPeriod, needs: Sequence[NeedLine], today: str) -> tuple[str, ...]:
    people = len({need.elder_uid for need in needs})
    cut = f"本期截至{day_text(period.cut)}。" if period.running else ""
    return (
        f"{cut}服务人次与月报“服务人次”口径相同，按服务日期计；同一人得到几项服务，小计和合计只计一人。",
        "服务量为已填写数量的合计；费用、自付按登记金额合计；满意率＝（满意＋基本满意）÷已评价人次。",
        f"未满足需求为{today}时的人数，共 {people} 人、{len(needs)} 项；同一人有几项需求的，小计和合计只计一人。",
    )


@lru_cache(maxsize=1024)
def _decimal(text: str | None) -> Decimal | None:
    """Return a stored quantity; what another version wrote differently counts as not written down."""
    if not text:
        return None
    try:
        value = Decimal(text)
    except ArithmeticError:
        return None
    return value if value.is_finite() else None


def _plain(value: Decimal) -> str:
    """Return a quantity without idle zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
