"""The sections of 一人一档 as printed rows: circumstances, home, hazards and findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from desktop_app.domain.terms import (
    BenefitKind,
    Category,
    ContactRole,
    FindingKind,
    FindingState,
    FindingStepKind,
    HealthKind,
    WillingnessKind,
)
from desktop_app.reports import person_file as paper
from desktop_app.reports.person_file import Rows
from desktop_app.services.history_words import answer_words, yuan
from desktop_app.services.personal_copies import word
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries.findings import StepLine
from desktop_app.storage.queries.persons import ContactRow, ElderDetail
from desktop_app.storage.queries.visits import FindingRow, VisitRow

_HOME = "safety"
"""The block of the visit form about house and heating."""


def circumstances(detail: ElderDetail, phone: Callable[[str | None], str]) -> dict[str, Rows]:
    """Return categories, family, health and benefits; ``phone`` says how numbers are shown."""
    supporters = [
        one for one in detail.contacts if ContactRole.EMERGENCY.value not in one.roles or len(one.roles) > 1
    ]
    emergency = [one for one in detail.contacts if ContactRole.EMERGENCY.value in one.roles]
    return {
        paper.CATEGORIES: [
            (
                word(Category, one.category),
                span(one.from_on, one.to_on),
                one.source or "",
                one.approver or "",
            )
            for one in detail.categories
        ],
        paper.SUPPORTERS: [
            (one.name, _relation(one), phone(one.phone), _where(one), _kept_in_touch(one))
            for one in supporters
        ],
        paper.EMERGENCY: [(one.name, one.relation or "", phone(one.phone), _where(one)) for one in emergency],
        paper.HEALTH: [
            (word(HealthKind, one.kind), one.what, span(one.from_on, one.to_on), one.note or "")
            for one in detail.health
        ],
        paper.BENEFITS: [
            (
                word(BenefitKind, one.kind),
                span(one.from_on, one.to_on),
                f"{yuan(one.amount)} 元/月" if one.amount is not None else "",
                joined(one.source, one.note),
            )
            for one in detail.benefits
        ],
    }


def _relation(one: ContactRow) -> str:
    """Return what somebody is to the elder, by the role where no relation is registered."""
    return one.relation or "、".join(word(ContactRole, role) for role in one.roles)


def _where(one: ContactRow) -> str:
    return "同住" if one.lives_together else one.lives_at or ""


def _kept_in_touch(one: ContactRow) -> str:
    days = (("看望", one.last_seen_on), ("问候", one.last_called_on), ("赡养协议", one.agreement_on))
    told = [f"{label} {day.isoformat()}" for label, day in days if day is not None]
    return joined(*told, one.agreement_note)


def willingness(detail: ElderDetail) -> str:
    """Return what was last said about being visited."""
    if not detail.willingness:
        return "还没有询问"
    last = detail.willingness[0]
    return joined(
        word(WillingnessKind, last.kind),
        f"{last.asked_on.isoformat()} 询问",
        f"见证人 {last.witness}" if last.witness else "",
        f"下次询问 {last.next_ask_on.isoformat()}" if last.next_ask_on else "",
        last.note,
    )


def home(visits: Sequence[VisitRow]) -> str:
    """Return what was last answered about house, heating and electricity."""
    for visit in reversed(visits):
        told = [
            f"{item.title}：{answer_words(item, given)}"
            for key, (block, item) in visit_form().by_key.items()
            if block.key == _HOME and (given := visit.answers.get(key)) is not None
        ]
        if told:
            return f"{'；'.join(told)}（{visit.visited_on.isoformat()} 探访）"
    return ""


def hazards(findings: Sequence[FindingRow]) -> Rows:
    """Return the hazards that are still open."""
    return [
        (
            one.found_on.isoformat(),
            one.what,
            joined(one.action, one.referred_to),
            f"{one.due_on:%m-%d}前" if one.due_on else word(FindingState, one.state),
        )
        for one in findings
        if one.kind == FindingKind.HAZARD.value and one.state == FindingState.OPEN.value
    ]


def found(findings: Sequence[FindingRow], steps: Mapping[str, Sequence[StepLine]]) -> Rows:
    """Return every finding with what was done about it, the newest first."""
    return [
        (
            one.found_on.isoformat(),
            word(FindingKind, one.kind),
            one.what,
            "\n".join(filter(None, (one.action, *(_step(step) for step in steps.get(one.uid, ()))))),
            word(FindingState, one.state),
        )
        for one in sorted(findings, key=lambda each: (each.found_on, each.uid), reverse=True)
    ]


def _step(step: StepLine) -> str:
    told = (word(FindingStepKind, step.kind), step.unit_name, step.what)
    return f"{step.done_on:%m-%d} " + " ".join(filter(None, told))


def amount(service: str, quantity: str | None) -> str:
    """Return a quantity with the unit of its service."""
    known = catalogue().get(service)
    return f"{quantity} {known.unit if known else ''}".strip() if quantity else ""


def span(from_on: date | None, to_on: date | None) -> str:
    """Return two days as printed; either may be open."""
    if from_on and to_on:
        return f"{from_on.isoformat()} 至 {to_on.isoformat()}"
    if from_on:
        return f"{from_on.isoformat()} 起"
    return f"至 {to_on.isoformat()}" if to_on else ""


def joined(*parts: str | None) -> str:
    """Return the parts that say something, as one text."""
    return "；".join(part for part in parts if part)
