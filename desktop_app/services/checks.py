"""Check the register: is the file sound, is the change log unbroken, do derived tables fit the facts?"""

from __future__ import annotations

from sqlalchemy import func, select

from desktop_app.config.strings import _
from desktop_app.domain.kinds import KINDS
from desktop_app.models import Elder, ElderCard, Waiting
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.derivation import Derivation
from desktop_app.services.policies import policy_problems
from desktop_app.storage.agreement import disagreeing
from desktop_app.storage.journal import broken_links
from desktop_app.storage.queries.links import groups


class CheckService(Service):
    """检查."""

    def __init__(self, context: Context, derivation: Derivation) -> None:
        """Check the store of ``context``; ``derivation`` rebuilds what is derived."""
        super().__init__(context)
        self._derivation = derivation

    @allowed(*EVERYONE)
    def run(self, _actor: Actor) -> list[str]:
        """Return the problems found, in words; an empty list means sound."""
        problems = [_("数据库：{problem}").format(problem=found) for found in self._store.quick_check()]
        drafts = self._context.drafts.problems()
        problems += [_("草稿文件：{problem}").format(problem=found) for found in drafts]
        if problems:
            # What a damaged file says about its contents is worth nothing.
            return problems
        with self._store.reading() as session:
            broken = broken_links(session, self._store.identity)
            problems += [_("修改记录链在 {key} 处断开").format(key=key) for key in broken]
            facts = session.execute(
                select(func.count()).select_from(Elder).where(Elder.retracted.is_(False))
            ).scalar_one() - len(groups(session).hidden)
            cards = session.execute(select(func.count()).select_from(ElderCard)).scalar_one()
            if facts != cards:
                problems.append(
                    _("名册 {facts} 人，列表 {cards} 人，不一致").format(facts=facts, cards=cards)
                )
            waiting = session.execute(select(func.count()).select_from(Waiting)).scalar_one()
            if waiting:
                problems.append(_("{count} 条合并来的记录在等更早的上报包").format(count=waiting))
            for entity, count in disagreeing(session, self._context.site.county).items():
                problems.append(
                    _("{entity} 有 {count} 条记录与修改记录不符").format(entity=_(KINDS[entity]), count=count)
                )
            problems += policy_problems(session)
        return problems

    @allowed(*OFFICERS)
    def rebuild(self, _actor: Actor) -> int:
        """Build every derived table again from the facts; returns how many people."""
        return self._derivation.rebuild(self._context.site.county)
