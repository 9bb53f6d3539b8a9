"""服务提供方: who gives services, with the contract where they are bought."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.models import ServiceProvider
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import DATED_FROM, Decided, decided, optional_text
from desktop_app.services.service_checks import check_provider, providers_of
from desktop_app.services.service_drafts import ProviderDraft, ProviderLine

_SHOWN = (
    "uid",
    "name",
    "kind",
    "phone",
    "contract_no",
    "contract_from_on",
    "contract_to_on",
    "ended_on",
    "note",
)


class ServiceProviderService(Service):
    """服务提供方."""

    @allowed(*EVERYONE)
    def list(self, _actor: Actor, *, over: bool = False) -> list[ProviderLine]:
        """Return providers by name; ``over`` adds those that give no services any more today."""
        today = self._context.today()
        with self._store.reading() as session:
            lines = [_line(each, today) for each in providers_of(session).values()]
        return sorted(
            (line for line in lines if over or not line.over),
            key=lambda line: (line.over, line.name, line.uid),
        )

    @allowed(*WORKERS)
    def add(self, actor: Actor, draft: ProviderDraft) -> Decided:
        """Add a provider; raises ``FieldProblem``, also for a name that is on the list."""
        check_provider(draft)
        with self._writing(actor, N_("登记服务提供方")) as unit:
            facts = _facts(unit.session, draft, "")
            return decided(unit, [unit.add(ServiceProvider(**facts)).uid])

    @allowed(*WORKERS)
    def change(self, actor: Actor, uid: str, draft: ProviderDraft) -> Decided:
        """Change what is known of a provider; raises ``FieldProblem``. Records keep the name they were made with."""
        check_provider(draft)
        with self._writing(actor, N_("修改服务提供方")) as unit:
            provider = unit.get(ServiceProvider, uid)
            for name, value in _facts(unit.session, draft, uid).items():
                setattr(provider, name, value)
            return decided(unit, [uid])

    @allowed(*WORKERS)
    def end(self, actor: Actor, uid: str, *, on: date | None = None) -> Decided:
        """Say that a provider gives no services from a day on, today by default; what it gave stays."""
        with self._writing(actor, N_("服务提供方停止服务")) as unit:
            provider = unit.get(ServiceProvider, uid)
            first = on or self._context.today()
            if first > self._context.today():
                raise FieldProblem(field="on", label=N_("停止日期"), reason=N_("不能晚于今天"))
            if first < DATED_FROM:
                raise FieldProblem(field="on", label=N_("停止日期"), reason=N_("年份有误"))
            provider.ended_on = first
            return decided(unit, [uid])

    @allowed(*WORKERS)
    def resume(self, actor: Actor, uid: str) -> Decided:
        """Let a provider that had ended give services again."""
        with self._writing(actor, N_("恢复服务提供方")) as unit:
            unit.get(ServiceProvider, uid).ended_on = None
            return decided(unit, [uid])


def _facts(session: Session, draft: ProviderDraft, uid: str) -> dict[str, Any]:
    name = optional_text(draft.name) or ""
    if any(each.name == name and each.uid != uid for each in providers_of(session).values()):
        raise FieldProblem(field="name", label=N_("名称"), reason=N_("名单里已有这个名称"))
    return {
        "name": name,
        "kind": draft.kind,
        "phone": optional_text(draft.phone),
        "contract_no": optional_text(draft.contract_no),
        "contract_from_on": draft.contract_from_on,
        "contract_to_on": draft.contract_to_on,
        "note": optional_text(draft.note),
    }


def _line(provider: ServiceProvider, today: date) -> ProviderLine:
    facts = {name: getattr(provider, name) for name in _SHOWN}
    return ProviderLine(**facts, over=provider.ended_on is not None and provider.ended_on <= today)
