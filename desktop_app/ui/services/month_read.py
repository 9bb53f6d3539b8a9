"""What the page of services reads in one go: the month's records, what they come to, and the names behind that."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.terms import ServiceGroup
from desktop_app.services.indicators import IndicatorRow
from desktop_app.services.service_drafts import ProviderLine, ServiceFilter, ServiceLine
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui.services.names_dialog import NamedLine

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application

TIMES, PEOPLE, HELPED = "service_times", "service_people", "incapacitated_help_rate"
MOST_SHOWN = 3000
"""Of a month with more records only the newest are listed; the figures count all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to."""

    month_on: date
    group: ServiceGroup | None = None
    service: str | None = None
    village_code: str | None = None
    provider_uid: str | None = None
    text: str = ""

    def filter(self) -> ServiceFilter:
        """Return it as the service takes it."""
        days = calendar.monthrange(self.month_on.year, self.month_on.month)[1]
        return ServiceFilter(
            first=self.month_on,
            last=self.month_on.replace(day=days),
            services=(self.service,) if self.service else (),
            groups=(self.group,) if self.group else (),
            village_code=self.village_code,
            provider_uid=self.provider_uid,
            text=self.text or None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRead:
    """The list, and what choices there are."""

    lines: Sequence[ServiceLine]
    count: int
    villages: Sequence[Division]
    providers: Sequence[ProviderLine]
    nobody: bool


def read_month(app: Application, wanted: Wanted) -> MonthRead:
    """Read the records of a month."""
    actor, chosen = app.actor, wanted.filter()
    lines = app.services_given.list(actor, chosen, limit=MOST_SHOWN)
    count = app.services_given.count(actor, chosen) if len(lines) == MOST_SHOWN else len(lines)
    return MonthRead(
        lines=lines,
        count=count,
        villages=app.register.villages(actor),
        providers=app.service_providers.list(actor, over=True),
        nobody=not lines and not app.register.count(actor, ElderFilter()),
    )


def read_figures(app: Application, month_on: date) -> Mapping[str, IndicatorRow]:
    """Return what the services of a month come to, by key."""
    rows = app.indicators.month(app.actor, month_on.year, month_on.month)
    return {row.key: row for row in rows if row.key in {TIMES, PEOPLE, HELPED}}


def read_names(app: Application, key: str, month_on: date) -> list[NamedLine]:
    """Return the names behind a figure: of a rate those first whom it lacks, of a count those first who add most."""
    villages = {each.code: each.name for each in app.register.villages(app.actor)}
    lines = []
    for one in app.indicators.names(app.actor, key, month_on.year, month_on.month):
        village = villages.get(one.village_code, one.village_code)
        if one.of is None:
            said = _("{count} 次").format(count=one.counted) if key == TIMES else _("得到过服务")
            lines.append(NamedLine(one.uid, one.name, village, said, order=-one.counted))
        elif one.counted:
            lines.append(NamedLine(one.uid, one.name, village, _("本月已帮助"), "done", order=1))
        else:
            lines.append(NamedLine(one.uid, one.name, village, _("本月还没有帮助"), "soon"))
    return lines


def figures_line(figures: Mapping[str, IndicatorRow]) -> str:
    """Return the figures in one line, nothing where one of them is not there."""
    if not {TIMES, PEOPLE, HELPED} <= figures.keys():
        return ""
    times, people, rate = (figures[key].value for key in (TIMES, PEOPLE, HELPED))
    said = _("{times} 人次，{people} 人；失能老人帮助率 {rate}")
    return said.format(times=times, people=people, rate=rate)


def told(row: IndicatorRow) -> str:
    """Return what stands under a figure: how many of how many, and the target."""
    if row.denominator is None:
        return _("按服务日期计；点开看姓名")
    if not row.denominator:
        return _("名册上没有失能老人")
    said = _("{whole} 人中帮助了 {part} 人；点开看姓名")
    counted = said.format(whole=row.denominator, part=row.numerator)
    return _("{words}；目标 {target}").format(words=counted, target=row.target) if row.target else counted


def share(row: IndicatorRow) -> float | None:
    """Return a rate from 0 to 1, None for a count and for a rate of nobody."""
    return row.numerator / row.denominator if row.denominator else None
