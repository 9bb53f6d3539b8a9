"""进展表: the half-year and year progress report, partly counted here and partly typed by the office."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from desktop_app.domain.divisions import township_of
from desktop_app.domain.errors import N_, FieldProblem, NotFound
from desktop_app.domain.progress_figures import (
    ProgressIndicator,
    ReportPeriod,
    due_period,
    is_count,
    period_of,
    recent_periods,
    usual_period,
    value_of,
)
from desktop_app.domain.terms import SiteLevel
from desktop_app.models import ProgressFigure
from desktop_app.progress import SILENT, Progress
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.decision_checks import optional_text
from desktop_app.services.paper_orders import village_of
from desktop_app.services.places import Places
from desktop_app.services.progress_counts import Counted, count
from desktop_app.services.progress_rows import (
    ProgressDraft,
    ProgressReport,
    ProgressRow,
    Typed,
    figure_uid,
    row_of,
    wanted_indicators,
)
from desktop_app.storage.queries import progress as queries

LONGEST_NOTE = 200
_FULL = 100


class ProgressService(Service):
    """进展表; what was counted last is kept, so that typing one figure does not count everybody again.

    A village that is asked for before the whole site was counted is counted alone.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._counted: tuple[tuple[Any, ...], Counted] | None = None

    @allowed(*EVERYONE)
    def report(
        self,
        _actor: Actor,
        period: str,
        village_code: str | None = None,
        *,
        progress: Progress = SILENT,
    ) -> ProgressReport:
        """Return the report of ``2026-H1`` or ``2026`` for the whole site or one village (code or name).

        Goes over everybody once for each month of the period: call it in a job. A running period is counted until
        today. Raises ``FieldProblem`` for a period that cannot be or has not begun, and for an unknown village.
        """
        wanted = self._period(period)
        village = village_of(self._context, village_code) if village_code else None
        with self._store.reading() as session:
            counted = self._count(session, wanted, progress, village)
            return self._report(session, wanted, village, counted)

    @allowed(*EVERYONE)
    def by_village(
        self, _actor: Actor, period: str, *, progress: Progress = SILENT
    ) -> list[tuple[str, ProgressReport]]:
        """Return code and report of every village of the site; for a job."""
        wanted = self._period(period)
        codes = [village.code for village in Places(self._context).villages()]
        with self._store.reading() as session:
            counted = self._count(session, wanted, progress)
            return [(code, self._report(session, wanted, code, counted)) for code in codes]

    @allowed(*EVERYONE)
    def missing(self, actor: Actor, period: str, village_code: str | None = None) -> tuple[ProgressRow, ...]:
        """Return the rows for which something is still to be typed; for a job."""
        return self.report(actor, period, village_code).missing

    @allowed(*EVERYONE)
    def left_to_type(self, _actor: Actor) -> tuple[ReportPeriod, int] | None:
        """Return the period due this month and how many figures are still to be typed for the site; None in others.

        Counts nobody: cheap enough for the first page.
        """
        due = due_period(self._context.today())
        if due is None:
            return None
        place, children = self._place(None)
        wanted = [each for each in self._wanted() if each.over is None]
        with self._store.reading() as session:
            rows = queries.typed_figures(session, self._context.site.county, [str(due)])
        typed = Typed(rows, due, children)
        found = [typed.of(place, each) for each in wanted]
        return due, sum(each is None or bool(each.lacking) for each in found)

    @allowed(*EVERYONE)
    def periods(self, _actor: Actor) -> tuple[ReportPeriod, ...]:
        """Return the periods that a report can be made for, newest first; a half year once it has begun."""
        return recent_periods(self._context.today())

    @allowed(*EVERYONE)
    def usual(self, _actor: Actor) -> ReportPeriod:
        """Return the period that an office works on today."""
        return usual_period(self._context.today())

    @allowed(*WORKERS)
    def type_figure(
        self,
        actor: Actor,
        period: str,
        indicator: str,
        draft: ProgressDraft,
        village_code: str | None = None,
    ) -> str:
        """Keep one figure for the site's division or a village, in place of what was typed before.

        Returns the change set, which undoes it. Raises ``FieldProblem`` for numbers that make no figure, and
        ``NotFound`` for an indicator that no profile in force names.
        """
        wanted, place = self._period(period), self._place(village_code)[0]
        known = self._indicator(indicator)
        facts: dict[str, Any] = _checked(draft, known)
        facts["entered_on"] = self._context.today()
        facts["entered_by"] = actor.name
        facts["retracted"] = False
        with self._writing(actor, N_("录入进展数字")) as unit:
            uid = figure_uid(place, wanted, known.key)
            record = unit.session.get(ProgressFigure, (unit.county, uid))
            if record is None:
                unit.add(
                    ProgressFigure(
                        uid=uid, indicator=known.key, period=str(wanted), division_code=place, **facts
                    )
                )
            else:
                for name, value in facts.items():
                    setattr(record, name, value)
            return unit.change_set

    @allowed(*WORKERS)
    def take_back(self, actor: Actor, period: str, indicator: str, village_code: str | None = None) -> str:
        """Take a typed figure out and return the change set; raises ``NotFound`` where none was typed."""
        wanted, place = self._period(period), self._place(village_code)[0]
        with self._writing(actor, N_("撤下进展数字")) as unit:
            unit.retract(unit.get(ProgressFigure, figure_uid(place, wanted, indicator)))
            return unit.change_set

    def _count(
        self, session: Session, period: ReportPeriod, progress: Progress, village: str | None = None
    ) -> Counted:
        rules, today = self._context.rules, self._context.today()
        key = (period, today, rules, queries.newest_besides(session))
        kept = self._counted
        if kept is not None and kept[0] in ((key, None), (key, village)):
            return kept[1]
        counted = count(session, rules.book, period, today, progress, village_code=village)
        self._counted = (key, village), counted
        return counted

    def _report(
        self, session: Session, period: ReportPeriod, village: str | None, counted: Counted
    ) -> ProgressReport:
        place, children = self._place(village)
        county = self._context.site.county
        rows = queries.typed_figures(session, county, [str(period), str(period.before)])
        typed, before = Typed(rows, period, children), Typed(rows, period.before, children)
        profiles = self._context.rules.profiles
        places = Places(self._context)
        names = {code: places.name_of(code) for code in {place, *children, *sum(children.values(), ())}}
        return ProgressReport(
            period=period,
            cut=counted.cut,
            village_code=village,
            rows=tuple(
                row_of(
                    each,
                    profiles,
                    period,
                    counted,
                    village,
                    typed.of(place, each),
                    before.own(place, each),
                )
                for each in self._wanted()
            ),
            place_names=names,
        )

    def _wanted(self) -> list[ProgressIndicator]:
        return wanted_indicators(self._context.rules.profiles)

    def _indicator(self, key: str) -> ProgressIndicator:
        found = next((each for each in self._wanted() if each.key == key), None)
        if found is None:
            raise NotFound
        return found

    def _period(self, text: str) -> ReportPeriod:
        try:
            period = period_of(text)
        except ValueError:
            raise FieldProblem(
                field="period", label=N_("报表期"), reason=N_("应写成 2026-H1（上半年）或 2026（全年）")
            ) from None
        if period.first > self._context.today():
            raise FieldProblem(field="period", label=N_("报表期"), reason=N_("还没有开始"))
        return period

    def _place(self, village_code: str | None) -> tuple[str, dict[str, tuple[str, ...]]]:
        """Return the division reported on, and which divisions lie in which."""
        site, places = self._context.site, Places(self._context)
        if village_code:
            return village_of(self._context, village_code), {}
        own = places.own_village()
        if own is not None:
            return own, {}
        codes = [village.code for village in places.villages()]
        if site.level is SiteLevel.TOWNSHIP:
            return site.division_code, {site.division_code: tuple(codes)}
        children: dict[str, tuple[str, ...]] = {}
        for code in codes:
            place = places.known.get(code)
            township = place.township_code if place is not None else township_of(code)
            children[township] = (*children.get(township, ()), code)
        townships = tuple(sorted(children))
        return site.division_code, {**children, site.division_code: townships}


def _checked(draft: ProgressDraft, indicator: ProgressIndicator) -> dict[str, Any]:
    """Return the facts of a draft; raises ``FieldProblem`` for what makes no figure."""
    top, bottom, value = draft.numerator, draft.denominator, (draft.value or "").strip() or None
    note = optional_text(draft.note)
    if note is not None and len(note) > LONGEST_NOTE:
        raise _problem("note", N_("备注"), N_("不能超过 200 字"))
    if top is None and bottom is None:
        if value is None:
            raise _problem("numerator", N_("分子"), N_("请填分子和分母，或者直接填完成值"))
        level = value_of(value)
        if level is None:
            raise _problem("value", N_("完成值"), N_("应是不带单位的数，小数最多四位"))
        if indicator.unit == "%" and level > _FULL:
            raise _problem("value", N_("完成值"), N_("不能超过 100%"))
        return {"numerator": None, "denominator": None, "value": value, "note": note}
    if value is not None:
        raise _problem("value", N_("完成值"), N_("填了分子、分母就不用再填，系统会算出来"))
    if top is None or bottom is None:
        name, label = ("numerator", N_("分子")) if top is None else ("denominator", N_("分母"))
        raise _problem(name, label, N_("分子、分母要一起填"))
    for name, label, number in (("numerator", N_("分子"), top), ("denominator", N_("分母"), bottom)):
        if type(number) is not int or not is_count(number):
            raise _problem(name, label, N_("应是 0 到 9999999 的整数"))
    if (indicator.unit == "%" or bottom == 0) and top > bottom:
        raise _problem("numerator", N_("分子"), N_("不能大于分母"))
    return {"numerator": top, "denominator": bottom, "value": None, "note": note}


def _problem(field: str, label: str, reason: str) -> FieldProblem:
    return FieldProblem(field=field, label=label, reason=reason)
