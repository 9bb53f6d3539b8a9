"""进展表 in a real store: counted and typed figures, sums over villages, periods, undo, and two sites that meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotAllowed, NotFound
from desktop_app.domain.progress_figures import Origin, Over, period_of
from desktop_app.domain.terms import UserRole
from desktop_app.models import ProgressFigure
from desktop_app.services.actor import Actor
from desktop_app.services.progress_counts import progress_indicators
from desktop_app.services.progress_rows import ProgressDraft, ProgressReport, ProgressRow, figure_uid
from desktop_app.services.rules import known_profiles
from tests.services.conftest import Opener
from tests.services.homes import TODAY, TOWNSHIP, VILLAGES, Home, open_home
from tests.services.test_batches import introduce
from tests.storage.stores import rows

PENSION, CENTRAL = "pension_rate", "incapacitated_destitute_central_rate"
READER = Actor("读者", UserRole.READER)


def row_of(report: ProgressReport, key: str) -> ProgressRow:
    return next(row for row in report.rows if row.indicator == key)


def typed(app: Application, key: str = PENSION, *, period: str = "2026", **facts: Any) -> str:
    village = facts.pop("village", None)
    draft = ProgressDraft(**facts)
    return app.progress.type_figure(app.actor, period, key, draft, str(village) if village else None)


def shown(
    app: Application, key: str = PENSION, *, period: str = "2026", village: str | None = None
) -> ProgressRow:
    return row_of(app.progress.report(app.actor, period, village), key)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(FieldProblem) as problem:
        act()
    return str(problem.value.details["field"])


def test_every_indicator_that_a_plan_names_has_its_words_and_its_kind() -> None:
    known = progress_indicators()
    for profile in known_profiles().values():
        for entry in profile.indicators:
            figure = known[entry.key]
            assert (figure.over is not None) == (entry.use.value == "computed"), entry.key
            assert entry.source.sentence, entry.key
            if figure.over is None:
                assert figure.unit == entry.unit
                assert all((figure.title, figure.numerator, figure.denominator, figure.definition))


def test_counted_figures_are_those_of_the_months(application: Application) -> None:
    report = application.progress.report(application.actor, "2026")
    assert (report.cut, report.running) == (TODAY, True)
    months = {
        number: {
            each.key: (each.numerator, each.denominator)
            for each in application.indicators.month(application.actor, 2026, number)
        }
        for number in range(1, 12)
    }
    looked = set()
    for row in report.rows:
        looked.add(row.over)
        if row.over is Over.STATE:
            assert (row.numerator, row.denominator) == months[11][row.indicator]
        elif row.over is Over.MONTHS:
            assert row.numerator == sum(each[row.indicator][0] for each in months.values())
            assert row.denominator == sum(each[row.indicator][1] or 0 for each in months.values())
    assert {Over.STATE, Over.MONTHS, Over.EVER, None} <= looked
    assert (row_of(report, "monthly_visit_rate").numerator or 0) > 0
    half = application.progress.report(application.actor, "2026-H1")
    assert (half.cut, half.running) == (date(2026, 6, 30), False)
    june = application.indicators.month(application.actor, 2026, 6)
    (family,) = (each for each in june if each.key == "family_doctor_rate")
    assert row_of(half, "family_doctor_rate").denominator == family.denominator


def test_villages_add_up_to_the_township(application: Application) -> None:
    whole = application.progress.report(application.actor, "2026")
    villages = application.progress.by_village(application.actor, "2026")
    for row in whole.rows:
        if row.held:
            parts = [row_of(each, row.indicator) for _code, each in villages]
            assert sum(each.numerator or 0 for each in parts) == row.numerator
            assert sum(each.denominator or 0 for each in parts) == row.denominator


def test_somebody_helped_once_in_the_period_counts_for_all_of_it(application: Application) -> None:
    app = application
    before = shown(app, "incapacitated_help_rate")
    assert before.over is Over.EVER
    assert before.numerator is not None
    assert before.numerator <= (before.denominator or 0)


def test_a_typed_figure_is_kept_replaced_and_undone(empty: Application) -> None:
    assert shown(empty).origin is Origin.MISSING
    typed(empty, numerator=95, denominator=100, note="人社所")
    row = shown(empty)
    assert (row.origin, row.actual, row.met, row.gap) == (
        Origin.TYPED,
        Decimal("95.0"),
        False,
        Decimal("-5.0"),
    )
    assert row.typed is not None
    assert (row.typed.entered_by, row.typed.entered_on, row.note) == (empty.actor.name, TODAY, "人社所")
    second = typed(empty, numerator=100, denominator=100)
    assert shown(empty).met is True
    assert len(rows(empty.store)["progress_figure"]) == 1
    empty.undo.undo(empty.actor, second)
    assert shown(empty).numerator == 95
    back = empty.progress.take_back(empty.actor, "2026", PENSION)
    assert shown(empty).origin is Origin.MISSING
    empty.undo.undo(empty.actor, back)
    assert shown(empty).numerator == 95
    with pytest.raises(NotFound):
        empty.progress.take_back(empty.actor, "2026-H1", PENSION)


def test_a_figure_is_not_rounded_up_to_a_target_that_is_missed(empty: Application) -> None:
    typed(empty, CENTRAL, numerator=5999, denominator=10000)
    row = shown(empty, CENTRAL)
    assert (row.actual, row.met) == (Decimal("59.9"), False)
    typed(empty, CENTRAL, numerator=0, denominator=0)
    row = shown(empty, CENTRAL)
    assert (row.actual, row.met, row.complete) == (None, None, True)


def test_village_figures_make_the_townships_and_say_who_lacks(empty: Application) -> None:
    codes = [village.code for village in empty.register.villages(empty.actor)]
    typed(empty, CENTRAL, numerator=3, denominator=4, village=codes[0])
    typed(empty, CENTRAL, numerator=1, denominator=4, village=codes[1])
    typed(empty, CENTRAL, value="80", village=codes[2])
    row = shown(empty, CENTRAL)
    assert (row.origin, row.numerator, row.denominator, row.actual) == (Origin.SUMMED, 4, 8, Decimal("50.0"))
    assert row.typed is not None
    assert row.typed.places == tuple(codes[:2])
    assert row.typed.lacking == tuple(codes[2:])
    assert (row.met, row.complete) == (None, False)
    assert shown(empty, CENTRAL, village=codes[2]).actual == Decimal(80)
    for code in codes[2:]:
        typed(empty, CENTRAL, numerator=1, denominator=1, village=code)
    assert shown(empty, CENTRAL).complete
    typed(empty, CENTRAL, numerator=9, denominator=10)
    row = shown(empty, CENTRAL)
    assert (row.origin, row.numerator) == (Origin.TYPED, 9)


def test_a_typed_figure_of_a_counted_indicator_stands_beside_it(application: Application) -> None:
    before = shown(application, "family_doctor_rate")
    typed(application, "family_doctor_rate", numerator=50, denominator=61)
    row = shown(application, "family_doctor_rate")
    assert row.origin is Origin.COUNTED
    assert (row.numerator, row.denominator) == (before.numerator, before.denominator)
    assert row.typed is not None
    assert row.typed.value == Decimal("82.0")


def test_what_was_typed_for_the_period_before_is_a_start(empty: Application) -> None:
    typed(empty, period="2026-H1", numerator=90, denominator=100)
    row = shown(empty)
    assert row.origin is Origin.MISSING
    assert row.before is not None
    assert (row.before.numerator, row.before.denominator) == (90, 100)
    typed(empty, period="2025", numerator=80, denominator=100)
    before = shown(empty, period="2026-H1").before
    assert before is not None
    assert before.numerator == 80


def test_numbers_that_make_no_figure_are_refused_with_the_field(empty: Application) -> None:
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "numerator"),
        ({"numerator": 5}, "denominator"),
        ({"denominator": 5}, "numerator"),
        ({"numerator": -1, "denominator": 5}, "numerator"),
        ({"numerator": 6, "denominator": 5}, "numerator"),
        ({"numerator": 1, "denominator": 10**9}, "denominator"),
        ({"numerator": 1, "denominator": 2, "value": "50"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "1e3"}, "value"),
        ({"value": "100.1"}, "value"),
        ({"value": "95", "note": "长" * 201}, "note"),
    )
    for facts, field in wrong:
        assert refused(partial(typed, empty, **facts)) == field
    for period in ("", "2026-H2", "26", "2027", "2026-13"):
        assert refused(partial(typed, empty, period=period, numerator=1, denominator=2)) == "period"
    with pytest.raises(NotFound):
        typed(empty, "moon_rate", numerator=1, denominator=2)
    with pytest.raises(NotAllowed):
        empty.progress.type_figure(READER, "2026", PENSION, ProgressDraft(numerator=1, denominator=2))
    with pytest.raises(NotAllowed):
        empty.progress.take_back(READER, "2026", PENSION)
    assert empty.progress.report(READER, "2026").rows
    assert rows(empty.store)["progress_figure"] == []


@pytest.mark.parametrize(
    ("day", "usual", "due"),
    [
        (date(2026, 1, 15), "2025", None),
        (date(2026, 5, 31), "2026-H1", None),
        (date(2026, 6, 1), "2026-H1", "2026-H1"),
        (date(2026, 6, 30), "2026-H1", "2026-H1"),
        (date(2026, 7, 1), "2026-H1", None),
        (date(2026, 12, 1), "2026", "2026"),
        (date(2026, 12, 31), "2026", "2026"),
    ],
)
def test_june_and_december_are_reminded_of(
    empty_home: Home, tmp_path: Path, day: date, usual: str, due: str | None
) -> None:
    app = open_home(empty_home.copy(tmp_path / "home"), on=day)
    try:
        assert str(app.progress.usual(app.actor)) == usual
        left = app.progress.left_to_type(app.actor)
        assert (str(left[0]) if left else None) == due
        if left is not None and due is not None:
            report = app.progress.report(app.actor, due)
            assert left[1] == len(report.missing) > 0
            assert report.running == (day < report.period.last)
    finally:
        app.close()


def test_a_figure_elsewhere_with_a_foreign_uid_is_not_read(empty: Application) -> None:
    with empty.store.writing("外来", "某人") as unit:
        unit.add(
            ProgressFigure(
                indicator=PENSION,
                period="2026",
                division_code=TOWNSHIP,
                numerator=1,
                denominator=1,
                entered_on=TODAY,
                entered_by="某人",
            )
        )
    assert shown(empty).origin is Origin.MISSING


def test_two_sites_figures_of_one_place_meet_in_a_conflict(
    opener: Opener, county_home: Home, empty_home: Home, tmp_path: Path
) -> None:
    town, county = opener(empty_home), opener(county_home)
    introduce(town, county, tmp_path)
    typed(town, numerator=90, denominator=100, note="乡里")
    with county.store.writing("旗里录入", "旗里") as unit:
        unit.add(
            ProgressFigure(
                uid=figure_uid(TOWNSHIP, period_of("2026"), PENSION),
                indicator=PENSION,
                period="2026",
                division_code=TOWNSHIP,
                numerator=95,
                denominator=100,
                note="乡里",
                entered_on=TODAY,
                entered_by="旗里",
            )
        )
    sent = town.batches.export(town.actor, "county", tmp_path, everything=True).path
    county.batches.merge(county.actor, sent)
    found = {each.field: each for each in county.conflicts.list(county.actor)}
    assert "numerator" in found
    assert found["numerator"].elder_uid is None
    assert "基本养老保险参保率" in (found["numerator"].elder_name or "")
    assert "2026年全年" in (found["numerator"].elder_name or "")
    assert len(rows(county.store)["progress_figure"]) == 1


def test_a_village_is_sent_its_own_figures_only(
    opener: Opener, empty_home: Home, village_homes: tuple[Home, ...], tmp_path: Path
) -> None:
    town, village = opener(empty_home), opener(village_homes[0])
    introduce(town, village, tmp_path)
    mine, other = VILLAGES
    for code in (mine, other, None):
        typed(town, CENTRAL, numerator=1, denominator=2, village=code)
    sent = town.batches.export(town.actor, village.site.site, tmp_path).path
    village.batches.merge(village.actor, sent)
    assert len(rows(village.store)["progress_figure"]) == 1
    assert shown(village, CENTRAL).numerator == 1
