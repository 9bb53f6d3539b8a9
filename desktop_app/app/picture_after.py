"""The scenes of what follows visits: findings, services, the radar, families, assessments, self-check, emergencies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from desktop_app.app.picture_checks import check_scenes
from desktop_app.app.picture_people import Shown
from desktop_app.app.picture_visits import scroll_all
from desktop_app.app.scene import Act, Scene
from desktop_app.bootstrap import Application
from desktop_app.domain.terms import (
    AssessmentKind,
    FindingKind,
    FindingState,
    FindingStepKind,
    HazardKind,
    SupportStepKind,
)
from desktop_app.storage.queries.findings import FindingFilter, FindingLine

_STEPS = (
    FindingStepKind.ASSIGNED,
    FindingStepKind.ACTED,
    FindingStepKind.REFERRED,
    FindingStepKind.ANSWERED,
    FindingStepKind.ESCALATED,
    FindingStepKind.RETURNED,
    FindingStepKind.CLOSED,
)


def after_scenes(app: Application, shown: Shown) -> Iterator[Scene]:
    """Yield all of them; nothing is saved."""
    yield from _findings(app, shown)
    yield from _services(app, shown)
    yield from _radar()
    yield from _families(app, shown)
    yield from _assessments(app, shown)
    yield Scene(name="37-self-check", key="self-check", demo=True, main=True)
    explain: tuple[Act, ...] = (lambda page: page.table.choose_first(), lambda page: page.explain())
    yield Scene(name="37-self-check-explain", key="self-check", acts=explain, main=True)
    yield Scene(name="37-progress", key="progress", demo=True, main=True, steps=True)
    yield Scene(name="37-progress-half", key="progress", params={"period": f"{app.clock.today().year}-H1"})
    yield from check_scenes(app)
    yield Scene(name="38-emergency", key="emergency", demo=True, main=True)
    power_cut = {"hazard": HazardKind.POWER_CUT.value}
    yield Scene(name="38-emergency-power-cut", key="emergency", params=power_cut)


def _findings(app: Application, shown: Shown) -> Iterator[Scene]:
    yield Scene(name="32-findings", key="findings", demo=True, main=True, steps=True)
    yield Scene(
        name="32-findings-chosen",
        key="findings",
        acts=(lambda page: page.table.choose_first(),),
        main=True,
    )
    yield Scene(name="32-findings-below", key="findings", acts=(partial(scroll_all, part=1.0),))
    lines = app.findings.list(app.actor, FindingFilter())
    fullest = [line for line in lines if line.elder_uid == shown.fullest]
    for name, line in (("fullest", _oldest(fullest)), ("usual", _longest(lines, shown.fullest))):
        if line is not None:
            demo = name == "usual"
            params = {"uid": line.uid}
            yield Scene(name=f"32-finding-{name}", key="finding", params=params, demo=demo, main=True)
    closed = next((line for line in lines if line.state == FindingState.CLOSED.value), None)
    if closed is not None:
        yield Scene(name="32-finding-is-closed", key="finding", params={"uid": closed.uid})
    subject = _oldest(fullest)
    for step in _STEPS:
        if subject is not None:
            yield Scene(
                name=f"32-finding-{step.value}",
                key="finding",
                params={"uid": subject.uid, "step": step.value},
                after=_clean_form,
                main=step in {FindingStepKind.REFERRED, FindingStepKind.CLOSED},
            )
    person = {"elder_uid": shown.fullest}
    yield Scene(name="32-finding-form", key="finding-form", params=person, main=True)
    need = [line for line in fullest if line.kind == FindingKind.NEED.value]
    if need:
        yield Scene(name="32-finding-correct", key="finding-form", params={"uid": need[0].uid})


def _oldest(lines: list[FindingLine]) -> FindingLine | None:
    return max(lines, key=lambda line: line.age_days, default=None)


def _longest(lines: list[FindingLine], but: str) -> FindingLine | None:
    """Return the open finding about which most was done."""
    still = [line for line in lines if line.state == FindingState.OPEN.value and line.elder_uid != but]
    return max(still, key=lambda line: line.steps, default=None)


def _services(app: Application, shown: Shown) -> Iterator[Scene]:
    person = {"elder_uid": shown.fullest}
    yield Scene(name="33-services", key="services", demo=True, main=True, steps=True)
    chosen: tuple[Act, ...] = (lambda page: page.table.choose_first(),)
    yield Scene(name="33-services-chosen", key="services", acts=chosen)
    yield Scene(
        name="33-services-names",
        key="services",
        acts=(lambda page: page.show_names("incapacitated_help_rate"),),
        main=True,
    )
    yield Scene(name="33-service-picker", key="service")
    yield Scene(name="33-service", key="service", params=person, main=True, after=_drop_service)
    meal = {**person, "service": "meal"}
    yield Scene(name="33-service-meal", key="service", params=meal, main=True, after=_drop_service)
    yield Scene(
        name="33-service-refused",
        key="service",
        params=person,
        acts=(lambda page: page.save(),),
        after=_drop_service,
    )
    rounds = {"service": "meal", "given_on": _last_day(app)}

    def give_up(page: Any) -> None:
        page.give_up_draft()

    yield Scene(name="33-round", key="service-round", params=rounds, main=True, after=give_up, steps=True)
    yield Scene(
        name="33-round-ticked",
        key="service-round",
        params=rounds,
        acts=(lambda page: page.sheet.tick_all(),),
        demo=True,
        main=True,
        after=give_up,
    )
    yield Scene(name="33-round-empty", key="service-round", params={"service": "palliative"}, after=give_up)
    yield Scene(name="33-plans", key="service-plans", demo=True, main=True)
    yield Scene(name="33-plans-person", key="service-plans", params=person)
    yield Scene(name="33-plan-add", key="service-plans", params={**person, "add": True}, main=True)
    for name, press in (("change", "change_button"), ("end", "end_button")):
        act = (lambda page: page.table.choose_first(), partial(_press, name=press))
        yield Scene(name=f"33-plan-{name}", key="service-plans", params=person, acts=act)
    yield Scene(name="33-needs", key="service-needs", demo=True, main=True)
    yield Scene(name="33-needs-chosen", key="service-needs", acts=chosen)
    yield Scene(name="33-providers", key="service-providers", main=True)
    yield Scene(
        name="33-provider-change",
        key="service-providers",
        acts=(*chosen, partial(_press, name="change_button")),
        main=True,
    )
    yield Scene(
        name="33-provider-end", key="service-providers", acts=(*chosen, partial(_press, name="end_button"))
    )


def _last_day(app: Application) -> date:
    """Return the last day on which somebody was expected at a meal; today where nobody ever was."""
    today = app.clock.today()
    days = (today - timedelta(days=back) for back in range(7))
    return next((day for day in days if "meal" in app.service_plans.expected(app.actor, day)), today)


def _radar() -> Iterator[Scene]:
    yield Scene(name="34-radar", key="radar", demo=True, main=True, steps=True)
    yield Scene(
        name="34-radar-chosen", key="radar", acts=(lambda page: page.table.choose_first(),), main=True
    )
    yield Scene(name="34-radar-agreements", key="radar", params={"kind": "agreement"})
    yield Scene(name="34-radar-provider", key="radar", params={"kind": "provider"})
    yield Scene(name="34-radar-subsidy", key="radar", params={"kind": "subsidy"}, after=_all_kinds)


def _all_kinds(page: Any) -> None:
    page.activate(kind="")


def _families(app: Application, shown: Shown) -> Iterator[Scene]:
    yield Scene(name="35-family", key="family-support", demo=True, main=True)
    person = {"elder_uid": shown.fullest}

    def scene(
        name: str, key: str, params: dict[str, Any], *, main: bool = False, demo: bool = False
    ) -> Scene:
        return Scene(
            name=f"35-{name}",
            key=key,
            params=params,
            acts=(partial(_look, seen=key == "support-paper"),),
            after=_let_go,
            main=main,
            demo=demo,
        )

    for kind in SupportStepKind:
        params = {**person, "kind": kind.value}
        yield scene(f"support-step-{kind.value}", "support-step", params, main=kind is SupportStepKind.URGED)
    for kind in (SupportStepKind.LETTER, SupportStepKind.MEDIATION, SupportStepKind.LEGAL_AID):
        params = {**person, "kind": kind.value}
        letter = kind is SupportStepKind.LETTER
        yield scene(f"support-paper-{kind.value}", "support-paper", params, main=letter, demo=letter)


def _look(page: Any, seen: bool) -> None:
    """Write what a paper needs and look at it; a form of a step needs nothing."""
    if seen:
        page.form.words.set_value("半年没有回来看望，取暖费由邻居垫付；多次电话联系，都说工作忙。")
        if hasattr(page.form, "referred_to"):
            page.form.referred_to.set_value("达日罕乌拉苏木人民调解委员会")
        page.look()


def _let_go(page: Any) -> None:
    if page.is_unsaved():
        page.journal.drop()
        page.form.mark_clean()


def _assessments(app: Application, shown: Shown) -> Iterator[Scene]:
    person = {"elder_uid": shown.usual}
    yield Scene(name="36-assessment", key="assessment", params=person, main=True)
    screening = {**person, "kind": AssessmentKind.SCREENING.value}
    yield Scene(name="36-assessment-screening", key="assessment", params=screening, demo=True, main=True)
    yield Scene(
        name="36-assessment-screening-half",
        key="assessment",
        params=screening,
        acts=(partial(_score, items=14), partial(scroll_all, part=0.4)),
        after=_clean_sheet,
        main=True,
    )
    yield Scene(
        name="36-assessment-screening-refused",
        key="assessment",
        params=screening,
        acts=(partial(_score, items=24), lambda page: page.save()),
        after=_clean_sheet,
    )
    for part in (0.0, 1.0):
        yield Scene(
            name=f"36-assessment-screening-full-{round(part * 100):03}",
            key="assessment",
            params=screening,
            acts=(partial(_score, items=26), partial(scroll_all, part=part)),
            after=_clean_sheet,
            main=part > 0,
        )
    for line in app.assessments.of_elder(app.actor, shown.fullest)[:1]:
        yield Scene(name="36-assessment-recorded", key="assessment", params={"uid": line.uid}, main=True)


def _score(page: Any, items: int) -> None:
    """Give the first items one point less than the most."""
    chosen = list(page.scale.items.items())[:items]
    page.items.set_values({key: max(0, item.most - 1) for key, item in chosen})


def _clean_sheet(page: Any) -> None:
    page.journal.drop()
    page.sheet.mark_clean()


def _clean_form(page: Any) -> None:
    if page.form is not None:
        page.form.mark_clean()


def _drop_service(page: Any) -> None:
    page._drop_form()


def _press(page: Any, name: str) -> None:
    getattr(page, name).click()
