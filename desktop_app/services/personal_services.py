"""What somebody got and what is arranged, as sections of the copy that the person may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.service_rhythm import said
from desktop_app.domain.terms import Satisfaction
from desktop_app.models import ServicePlan, ServiceRecord
from desktop_app.services.history_words import yuan
from desktop_app.services.service_catalogue import catalogue

_SATISFACTION = {each.value: each.term for each in Satisfaction}


def served_sections(session: Session, files: Sequence[str]) -> dict[str, Sequence[Sequence[str]]]:
    """Return the services given and those arranged, each by day."""
    return {
        "服务记录": [
            (
                _days(one.given_on, one.to_on),
                catalogue().title(one.service),
                _amount(one.service, one.quantity),
                _joined(one.provider_name, one.given_by, one.place),
                _joined(
                    _money("费用", one.cost),
                    _money("自付", one.paid),
                    _SATISFACTION.get(one.satisfaction or "", one.satisfaction),
                    one.note,
                ),
            )
            for one in _all(session, ServiceRecord, files, ServiceRecord.given_on)
        ],
        "长期安排": [
            (
                _days(one.from_on, one.to_on) if one.to_on else f"{one.from_on.isoformat()} 起",
                catalogue().title(one.service),
                _joined(said(one.rhythm).say(str), _amount(one.service, one.quantity)),
                _joined(one.provider_name, one.place),
                _joined(_money("费用", one.cost), one.agreement_no, one.note),
            )
            for one in _all(session, ServicePlan, files, ServicePlan.from_on)
        ],
    }


def _all(session: Session, model: Any, files: Sequence[str], order: Any) -> Sequence[Any]:
    query = select(model).where(model.elder_uid.in_(files), model.retracted.is_(False))
    return session.execute(query.order_by(order, model.uid)).scalars().all()


def _days(first: date, last: date | None) -> str:
    return f"{first.isoformat()} 至 {last.isoformat()}" if last else first.isoformat()


def _amount(service: str, quantity: str | None) -> str:
    known = catalogue().get(service)
    return f"{quantity} {known.unit if known else ''}".strip() if quantity else ""


def _money(words: str, amount: int | None) -> str | None:
    return f"{words} {yuan(amount)} 元" if amount is not None else None


def _joined(*parts: str | None) -> str:
    return "；".join(part for part in parts if part)
