"""The radar over a real store: who is owed what, joined files, villages, what ends, and what changes it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desktop_app.bootstrap import Application
from desktop_app.config.strings import use_language
from desktop_app.domain.due_kinds import DueKind, DueState
from desktop_app.domain.terms import AssessmentKind, BenefitKind, LinkVerdict, ProviderKind, WillingnessKind
from desktop_app.models import (
    Assessment,
    Benefit,
    PersonLink,
    ServicePlan,
    ServiceProvider,
    ServiceRecord,
    Willingness,
)
from desktop_app.models.base import Record
from desktop_app.services.due_papers import TooManyLines
from desktop_app.services.radar_rows import DueItem, months, topic_title, topics, village_counts
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.rules import Rules
from desktop_app.services.service_catalogue import catalogue
from tests.services.homes import TODAY

PLANS = ("chifeng-2022-56", "chifeng-2023-42-pastoral")


@pytest.fixture
def app(empty: Application) -> Application:
    """Return an empty home that works by both plans of the city."""
    empty.context.rules = Rules(PLANS)
    return empty


def register(app: Application, name: str, birth_on: date, *categories: str, village: int = 0) -> str:
    code = app.register.villages(app.actor)[village].code
    spans = tuple(SpanDraft(category=category) for category in categories)
    draft = ElderDraft(
        name=name, village_code=code, birth_on=birth_on, registered_on=date(2025, 1, 1), categories=spans
    )
    return app.register.save(app.actor, draft)


def add(app: Application, *records: Record) -> None:
    """Write facts as they are stored; their own services are tested where they are."""
    with app.store.writing("试验", app.actor.name, now=app.clock.now()) as unit:
        for record in records:
            unit.add(record)


def given(uid: str, service: str, on: date) -> ServiceRecord:
    return ServiceRecord(elder_uid=uid, service=service, given_on=on, entered_on=TODAY)


def lines(found: list[DueItem]) -> dict[str, DueItem]:
    return {f"{item.kind}:{item.about}": item for item in found}


def test_every_service_of_the_shipped_plans_is_in_the_catalogue() -> None:
    from desktop_app.services.rules import known_profiles

    for profile in known_profiles().values():
        for rule in profile.due_services:
            assert [key for key in rule.services if key not in catalogue()] == []


def test_a_person_sees_what_is_owed_and_what_was_done_with_the_plans_words(app: Application) -> None:
    uid = register(app, "王桂兰", date(1950, 5, 5))
    add(app, given(uid, "health_management", date(2026, 3, 1)), given(uid, "medical_care", date(2026, 2, 1)))
    found = lines(app.radar.of_elder(app.actor, uid))
    assert found["service:health_management"].state is DueState.MET
    care = found["service:medical_care"]
    assert (care.state, care.due_on, care.last_on) == (DueState.DUE, date(2026, 12, 31), date(2026, 2, 1))
    assert care.sentence.startswith("为65周岁以上居家养老的老年人每年进行两次医养结合服务")
    assert care.document == "赤政办发〔2022〕56号"
    doctor = found["service:family_doctor"]
    assert doctor.at_once
    assert len(doctor.others) == 1
    assert {"service:health_management"} == set(found) - set(lines(app.radar.coming(app.actor)))


def test_the_list_is_narrowed_by_days_village_and_kind_and_counted(app: Application) -> None:
    turning = register(app, "李福", date(1946, 12, 24))
    register(app, "张三", date(1955, 1, 1), village=1)
    code = app.register.villages(app.actor)[1].code
    assert {item.name for item in app.radar.coming(app.actor, village_code=code)} == {"张三"}
    soon = app.radar.coming(app.actor, days=10, kinds=[DueKind.SUBSIDY])
    assert "old_age_allowance" not in {item.about for item in soon if item.elder_uid == turning}
    later = app.radar.coming(app.actor, days=40, kinds=[DueKind.SUBSIDY])
    (allowance,) = [item for item in later if item.about == "old_age_allowance"]
    assert (allowance.name, allowance.state, allowance.due_on) == (
        "李福",
        DueState.COMING,
        date(2026, 12, 24),
    )
    radar = app.radar.sweep(app.actor)
    assert radar.people == 2
    assert sum(count for _topic, count in topics(radar.lines)) == len(radar.lines)
    assert sum(count for _month, count in months(radar.lines)) == len(radar.lines)
    assert sum(village_counts(radar.lines).values()) == len(radar.lines)
    for topic, count in topics(radar.lines):
        assert len(radar.narrowed(topic=topic)) == count
        assert topic_title(*topic)


def test_what_ends_is_told_by_person_and_for_providers_apart(app: Application) -> None:
    uid = register(app, "王桂兰", date(1950, 5, 5), "incapacitated")
    add(
        app,
        ServicePlan(
            elder_uid=uid, service="family_doctor", from_on=date(2026, 1, 1), to_on=date(2026, 12, 31)
        ),
        Assessment(
            elder_uid=uid,
            kind=AssessmentKind.OFFICIAL.value,
            assessed_on=date(2025, 1, 1),
            valid_until=date(2026, 12, 1),
            level="3",
            entered_on=TODAY,
        ),
        Benefit(elder_uid=uid, kind=BenefitKind.NURSING_SUBSIDY.value, to_on=date(2027, 1, 31)),
        Willingness(
            elder_uid=uid,
            kind=WillingnessKind.REFUSES.value,
            asked_on=date(2026, 6, 1),
            next_ask_on=date(2026, 12, 1),
        ),
        ServiceProvider(
            name="示例养老服务站",
            kind=ProviderKind.STATION.value,
            contract_no="甲1",
            contract_to_on=date(2026, 12, 31),
        ),
    )
    found = {item.kind: item for item in app.radar.coming(app.actor)}
    assert {kind: found[kind].due_on for kind in found if kind not in {DueKind.SERVICE, DueKind.SUBSIDY}} == {
        DueKind.AGREEMENT: date(2026, 12, 31),
        DueKind.ASSESSMENT: date(2026, 12, 1),
        DueKind.BENEFIT: date(2027, 1, 31),
        DueKind.ASK_AGAIN: date(2026, 12, 1),
        DueKind.PROVIDER: date(2026, 12, 31),
    }
    assert found[DueKind.PROVIDER].elder_uid is None
    assert found[DueKind.PROVIDER].name == "示例养老服务站（甲1）"
    assert found[DueKind.AGREEMENT].title == "家庭医生签约服务到期"


def test_files_read_as_one_person_are_one_line_with_the_services_of_both(app: Application) -> None:
    one = register(app, "王桂兰", date(1950, 5, 5))
    other = register(app, "王桂蘭", date(1950, 5, 5))
    first, second = sorted((one, other))
    add(app, given(second, "health_management", date(2026, 3, 1)))
    add(
        app,
        PersonLink(elder_uid=first, other_uid=second, verdict=LinkVerdict.SAME.value, decided_on=TODAY),
    )
    radar = app.radar.sweep(app.actor)
    assert radar.people == 1
    assert {line.uid for line in radar.lines} == {first}
    assert "health_management" not in {line.fact.about for line in radar.lines}
    assert lines(app.radar.of_elder(app.actor, second)) == lines(app.radar.of_elder(app.actor, first))


def test_everybody_of_a_township_is_looked_at(application: Application) -> None:
    application.context.rules = Rules(PLANS)
    radar = application.radar.sweep(application.actor)
    assert radar.people >= 60
    once = {line.uid: 0 for line in radar.lines}
    for line in radar.lines:
        once[line.uid] += 1
    for uid in sorted(filter(None, once))[:5]:
        alone = [
            item
            for item in application.radar.of_elder(application.actor, uid)
            if item.state is not DueState.MET and item.due_on <= radar.until
        ]
        assert len(alone) == once[uid]


def test_the_paper_and_the_table_carry_the_sentences(
    app: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(app, "王桂兰", date(1950, 5, 5))
    register(app, "乌力吉德力格尔·那仁满都拉苏荣其其格玛", date(1946, 12, 24), "incapacitated", village=1)
    made = app.reports.make(app.actor, "due-service-list", tmp_path / "list.pdf")
    assert made.people == 2
    assert made.pages >= 2
    table = app.reports.make(app.actor, "due-service-list", tmp_path / "list.xlsx")
    assert table.people == 2
    monkeypatch.setattr("desktop_app.services.due_papers.MOST_PRINTED", 1)
    with pytest.raises(TooManyLines) as refused:
        app.reports.make(app.actor, "due-service-list", tmp_path / "more.pdf")
    assert refused.value.details["count"] != 1


def test_the_paper_is_chinese_whatever_the_screen_speaks(app: Application, tmp_path: Path) -> None:
    register(app, "王桂兰", date(1946, 12, 24), "incapacitated")
    tables = {}
    for language in ("zh_CN", "en"):
        use_language(language)
        try:
            app.reports.make(app.actor, "due-service-list", tmp_path / f"{language}.xlsx")
        finally:
            use_language("zh_CN")
        sheet = load_workbook(tmp_path / f"{language}.xlsx").worksheets[0]
        tables[language] = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert tables["en"] == tables["zh_CN"]
