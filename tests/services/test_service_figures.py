"""Every figure about services equals a slow count of random histories, and every number has its names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import NotFound
from desktop_app.domain.terms import EndReason, ServiceGroup
from desktop_app.models import ServicePlan, ServiceRecord
from desktop_app.services.months import indicator_book
from desktop_app.services.register_drafts import ElderDraft, ResidenceDraft, SpanDraft
from desktop_app.services.service_catalogue import catalogue
from tests.services.homes import TODAY, VILLAGES, Home, open_home

SERVICES = (
    "meal",
    "bath",
    "comfort",
    "fraud_prevention",
    "health_management",
    "traditional_medicine",
    "medical_care",
    "moon_walk",
)
NEW_YEAR = date(2026, 1, 1)


@dataclass(frozen=True)
class Someone:
    """One made-up person as the slow count sees one."""

    name: str
    birth_on: date
    registered_on: date = date(2025, 6, 1)
    category: str | None = None
    died_on: date | None = None
    institution_from: date | None = None
    village: int = 0


PEOPLE = (
    Someone("甲", date(1950, 3, 1), category="incapacitated"),
    Someone("乙", date(1955, 3, 1), category="dementia", village=1),
    Someone("丙", date(1962, 11, 30)),
    Someone("丁", date(1961, 10, 31), registered_on=date(2026, 10, 5)),
    Someone("戊", date(1940, 3, 1), category="incapacitated", died_on=date(2026, 10, 20)),
    Someone("己", date(1941, 3, 1), category="incapacitated", institution_from=date(2026, 9, 1)),
    Someone("庚", date(1968, 3, 1)),
)
"""丙 is 63, 丁 became 65 on the last day of October, 庚 is under 60; each is a case of its own."""


@dataclass(frozen=True)
class Given:
    """A service to one of the people on a day."""

    person: int
    service: str
    on: date
    second_file: bool = False


@dataclass(frozen=True)
class Agreed:
    """An arrangement of one of the people."""

    person: int
    service: str
    first: date
    last: date | None


DAYS = st.integers(0, 420).map(lambda number: date(2025, 9, 28) + timedelta(days=number))
GIVEN = st.builds(Given, st.integers(0, len(PEOPLE) - 1), st.sampled_from(SERVICES), DAYS, st.booleans())
AGREED = st.builds(
    lambda person, service, first, length: Agreed(
        person, service, first, None if length is None else first + timedelta(days=length)
    ),
    st.integers(0, len(PEOPLE) - 1),
    st.sampled_from(("family_doctor", "family_care_bed")),
    DAYS,
    st.none() | st.integers(0, 200),
)


@pytest.fixture(scope="module")
def made(
    empty_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Application, list[str], str]]:
    """Return the home, who is in it, and a second file of the first person."""
    app = open_home(empty_home.copy(tmp_path_factory.mktemp("served") / "home"))
    uids = [_registered(app, each) for each in PEOPLE]
    second = _registered(app, PEOPLE[0])
    joined = app.same_person.merge(app.actor, uids[0], second, sure=True)
    assert joined.uid == min(uids[0], second)
    app.store.derive = None
    yield app, uids, second
    app.close()


def _registered(app: Application, one: Someone) -> str:
    stays = (
        (ResidenceDraft(kind="institution", from_on=one.institution_from),) if one.institution_from else ()
    )
    spans = (SpanDraft(category=one.category, from_on=one.registered_on),) if one.category else ()
    uid = app.register.save(
        app.actor,
        ElderDraft(
            name=f"测试{one.name}",
            village_code=VILLAGES[one.village],
            birth_on=one.birth_on,
            registered_on=one.registered_on,
            categories=spans,
            residences=stays,
        ),
    )
    if one.died_on:
        app.register.end(app.actor, uid, on=one.died_on, reason=EndReason.DECEASED)
    return uid


def write(app: Application, uids: list[str], second: str, services: list[Given], plans: list[Agreed]) -> None:
    """Make the store hold these services and arrangements alone; what was there before is taken back."""
    with app.store.writing("test", "test", now=app.clock.now()) as unit:
        for model in (ServiceRecord, ServicePlan):
            live: Any = select(model).where(model.retracted.is_(False))
            for record in unit.session.execute(live).scalars():
                unit.retract(record)
        unit.insert_many(
            ServiceRecord,
            [
                {
                    "elder_uid": second if each.second_file and each.person == 0 else uids[each.person],
                    "service": each.service,
                    "given_on": each.on,
                    "entered_on": TODAY,
                }
                for each in services
            ],
        )
        unit.insert_many(
            ServicePlan,
            [
                {
                    "elder_uid": uids[each.person],
                    "service": each.service,
                    "from_on": each.first,
                    "to_on": each.last,
                }
                for each in plans
            ],
        )


def age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def slow_count(
    services: list[Given], plans: list[Agreed], first: date, last: date, village: int | None
) -> dict[str, tuple[int, int | None]]:
    """Count everything about services straight from what was made up."""
    count: Counter[str] = Counter()
    of: Counter[str] = Counter()
    helping = {each.key for each in catalogue().services if each.helps}
    for number, one in enumerate(PEOPLE):
        if one.registered_on > last or (one.died_on and one.died_on < first):
            continue
        if village is not None and one.village != village:
            continue
        mine = [each for each in services if each.person == number]
        month = [each for each in mine if first <= each.on <= last]
        year = Counter(each.service for each in mine if date(last.year, 1, 1) <= each.on <= last)
        groups = Counter(
            known.group.value for each in month if (known := catalogue().get(each.service)) is not None
        )
        count["service_times"] += len(month)
        count["service_people"] += bool(month)
        for key, times in groups.items():
            count[f"service_times.{key}"] += times
            count[f"service_people.{key}"] += 1
        helped = any(each.service in helping for each in month)
        count["helped_people"] += helped
        if one.died_on and one.died_on <= last:
            continue
        years = age(one.birth_on, last)
        inside = one.institution_from is not None and one.institution_from <= last
        signed = any(
            each.person == number
            and each.service == "family_doctor"
            and each.first <= last
            and (each.last is None or each.last >= last)
            for each in plans
        )
        for key, who, has in (
            ("incapacitated_help_rate", one.category is not None and not inside, helped),
            ("family_doctor_rate", years >= 60, signed),
            ("health_management_rate", years >= 60, year["health_management"] > 0),
            ("standard_health_management_rate_65", years >= 65, year["health_management"] > 0),
            ("traditional_medicine_rate_65", years >= 65, year["traditional_medicine"] > 0),
            ("medical_care_twice_65", years >= 65 and not inside, year["medical_care"] > 1),
        ):
            of[key] += who
            count[key] += who and has
    rates = {key for key in KEYS if indicator_book().definition(key).denominator is not None}
    return {key: (count[key], of[key] if key in rates else None) for key in KEYS}


KEYS = (
    "incapacitated_help_rate",
    "family_doctor_rate",
    "health_management_rate",
    "standard_health_management_rate_65",
    "traditional_medicine_rate_65",
    "medical_care_twice_65",
    "service_times",
    "service_people",
    "helped_people",
    *(f"service_times.{group.value}" for group in ServiceGroup),
    *(f"service_people.{group.value}" for group in ServiceGroup),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    services=st.lists(GIVEN, max_size=30),
    plans=st.lists(AGREED, max_size=6),
    month=st.sampled_from((1, 9, 10, 11)),
    village=st.none() | st.integers(0, 1),
)
def test_every_figure_about_services_equals_a_slow_count(
    made: tuple[Application, list[str], str],
    services: list[Given],
    plans: list[Agreed],
    month: int,
    village: int | None,
) -> None:
    app, uids, second = made
    write(app, uids, second, services, plans)
    first = date(2026, month, 1)
    last = min(date(2026, month % 12 + 1, 1) - timedelta(days=1), TODAY)
    code = None if village is None else VILLAGES[village]
    shown = {
        row.key: (row.numerator, row.denominator)
        for row in app.indicators.month(app.actor, 2026, month, village_code=code)
    }
    slow = slow_count(services, plans, first, last, village)
    assert {key: shown[key] for key in slow} == slow
    for key in KEYS:
        names = app.indicators.names(app.actor, key, 2026, month, village_code=code) if slow[key][0] else []
        assert sum(each.counted for each in names) == slow[key][0]
        assert not names or slow[key][1] is None or sum(each.of or 0 for each in names) == slow[key][1]


def test_the_names_of_a_rate_are_also_those_it_lacks(made: tuple[Application, list[str], str]) -> None:
    app, uids, second = made
    write(app, uids, second, [Given(0, "bath", date(2026, 10, 3), second_file=True)], [])
    names = app.indicators.names(app.actor, "incapacitated_help_rate", 2026, 10)
    assert [(each.name, each.counted, each.of) for each in names] == [("测试甲", 1, 1), ("测试乙", 0, 1)]
    with pytest.raises(NotFound):
        app.indicators.names(app.actor, "nonsense", 2026, 10)


def test_whatever_the_indicator_file_asks_about_is_in_the_catalogue() -> None:
    marks = indicator_book().marks
    assert set(marks.yearly) | set(marks.agreements) <= set(catalogue().by_key)
    assert all(catalogue().by_key[key].agreement for key in marks.agreements)


def test_the_summary_of_the_month_tells_services_with_their_rates(
    made: tuple[Application, list[str], str], tmp_path: Path
) -> None:
    app, uids, second = made
    write(app, uids, second, [Given(0, "bath", date(2026, 10, 3)), Given(1, "meal", date(2026, 10, 4))], [])
    out = tmp_path / "summary.pdf"
    app.reports.make(app.actor, "month-summary", out, month=(2026, 10))
    said = "".join("".join(page.extract_text() for page in pypdf.PdfReader(out).pages).split())
    assert "服务：2人、2人次（助餐1人次、助浴1人次）" in said
    assert "失能老人社区帮助率100.0%（2÷2）" in said
