"""What a step of urging a family may say, checked field by field before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.support import ANSWERING, POSSIBLE_RESULTS, REFERRED, Times, look_again_on
from desktop_app.domain.terms import ContactRole, SupportResult, SupportStepKind, Term
from desktop_app.models import Contact, Finding, SupportStep
from desktop_app.services.decision_checks import DATED_FROM, optional_text, person_for, required_text
from desktop_app.services.support_drafts import SupportStepDraft
from desktop_app.storage.queries import family_support as queries
from desktop_app.storage.queries.links import groups
from desktop_app.storage.unit_of_work import UnitOfWork

T = TypeVar("T", bound=Term)

FURTHEST = timedelta(days=366)
"""Nobody is to be looked at again later than a year after a step."""

LONGEST_WORDS = 500

_WORDLESS = frozenset({SupportStepKind.LETTER})
_NOT_ONE_OF = N_("不在可选项中")
_CONTACT = N_("家人")


def known_term(kind: type[T], key: str | None, field: str, label: str) -> T:
    """Return the member with this key; raises ``FieldProblem``."""
    if not key:
        raise FieldProblem(field=field, label=label, reason=N_("请选择"))
    found = next((one for one in kind if one.value == key), None)
    if found is None:
        raise FieldProblem(field=field, label=label, reason=_NOT_ONE_OF)
    return found


def short_text(text: str | None, field: str, label: str) -> str | None:
    """Return a text, trimmed, None where nothing is in it; raises ``FieldProblem`` for one that is too long."""
    words = optional_text(text)
    if words is not None and len(words) > LONGEST_WORDS:
        raise FieldProblem(field=field, label=label, reason=N_("太长，请写在 500 个字以内"))
    return words


@dataclass(frozen=True, slots=True)
class SupportChecks:
    """Checks drafts inside a unit of work on a day."""

    unit: UnitOfWork
    today: date
    times: Times

    def facts(self, draft: SupportStepDraft, before: SupportStep | None = None) -> dict[str, Any]:
        """Return the facts to write; ``before`` is the step that is corrected. Raises ``FieldProblem``."""
        kind = known_term(SupportStepKind, draft.kind, "kind", N_("方式"))
        self.check_past(draft.done_on, "done_on", N_("日期"))
        result = self._result(kind, draft.result)
        person = person_for(self.unit.session, draft.elder_uid, draft.done_on)
        self._check_contact(draft, kind, person.uid)
        self._check_signed(draft, kind, result, person.uid)
        what = short_text(draft.what, "what", N_("经过"))
        if what is None and kind not in _WORDLESS and result is not SupportResult.UNREACHED:
            raise FieldProblem(field="what", label=N_("经过"), reason=N_("请写明说了什么、对方怎么答复"))
        return {
            "elder_uid": person.uid,
            "contact_uid": draft.contact_uid or None,
            "kind": kind.value,
            "done_on": draft.done_on,
            "by_name": required_text(draft.by_name, "by_name", N_("督促人")),
            "result": result.value,
            "what": what,
            "referred_to": self._referred_to(draft, kind),
            "next_on": self._next_on(draft, kind, result),
            "finding_uid": self._finding(draft, kind, person.uid, before),
        }

    def check_past(self, on: date, field: str, label: str) -> None:
        """Raise ``FieldProblem`` for a day after today or before any register."""
        if on > self.today:
            raise FieldProblem(field=field, label=label, reason=N_("不能晚于今天"))
        if on < DATED_FROM:
            raise FieldProblem(field=field, label=label, reason=N_("年份有误"))

    def _result(self, kind: SupportStepKind, key: str) -> SupportResult:
        result = known_term(SupportResult, key, "result", N_("结果"))
        if result not in POSSIBLE_RESULTS[kind]:
            raise FieldProblem(field="result", label=N_("结果"), reason=N_("与方式不符"))
        return result

    def _check_contact(self, draft: SupportStepDraft, kind: SupportStepKind, elder_uid: str) -> None:
        if not draft.contact_uid:
            if kind is SupportStepKind.LETTER:
                raise FieldProblem(field="contact", label=_CONTACT, reason=N_("督促函要写明发给谁"))
            return
        contact = self.unit.session.get(Contact, (self.unit.county, draft.contact_uid))
        if contact is None or contact.retracted:
            raise FieldProblem(
                field="contact", label=_CONTACT, reason=N_("名册里没有这位家人，请先在档案里登记")
            )
        joined = groups(self.unit.session)
        if joined.canonical(contact.elder_uid) != elder_uid:
            raise FieldProblem(field="contact", label=_CONTACT, reason=N_("不是这位老年人的家人"))

    def _check_signed(
        self, draft: SupportStepDraft, kind: SupportStepKind, result: SupportResult, elder_uid: str
    ) -> None:
        label = N_("签订日期")
        signed = kind is SupportStepKind.AGREEMENT and result is SupportResult.FULFILLED
        if draft.signed_on is not None:
            if not signed:
                raise FieldProblem(
                    field="signed_on", label=label, reason=N_("只有已签订的赡养协议才有签订日期")
                )
            self.check_past(draft.signed_on, "signed_on", label)
            return
        if not signed:
            return
        joined = groups(self.unit.session)
        owing = [
            one
            for one in queries.contacts_of(self.unit.session, joined, [elder_uid]).get(elder_uid, [])
            if (
                one.uid == draft.contact_uid
                if draft.contact_uid
                else ContactRole.SUPPORTER.value in one.roles
            )
        ]
        if any(one.agreement_on is None for one in owing):
            raise FieldProblem(field="signed_on", label=label, reason=N_("请填写协议是哪天签的"))

    def _referred_to(self, draft: SupportStepDraft, kind: SupportStepKind) -> str | None:
        if kind not in REFERRED:
            return None
        return required_text(draft.referred_to, "referred_to", N_("转给谁"))

    def _next_on(self, draft: SupportStepDraft, kind: SupportStepKind, result: SupportResult) -> date | None:
        usual = look_again_on(kind, result, draft.done_on, self.times)
        if usual is None or draft.next_on is None:
            return usual
        label = N_("回访日期")
        if draft.next_on <= draft.done_on:
            raise FieldProblem(field="next_on", label=label, reason=N_("应晚于督促日期"))
        if draft.next_on - draft.done_on > FURTHEST:
            raise FieldProblem(field="next_on", label=label, reason=N_("最迟一年内要回访"))
        return draft.next_on

    def _finding(
        self, draft: SupportStepDraft, kind: SupportStepKind, elder_uid: str, before: SupportStep | None
    ) -> str | None:
        if not draft.finding_uid or kind not in ANSWERING:
            return None
        if before is not None and before.finding_uid == draft.finding_uid:
            return draft.finding_uid
        finding = self.unit.session.get(Finding, (self.unit.county, draft.finding_uid))
        joined = groups(self.unit.session)
        if finding is None or finding.retracted or joined.canonical(finding.elder_uid) != elder_uid:
            raise FieldProblem(
                field="finding", label=N_("相关问题"), reason=N_("不是这位老年人的问题，或者已经撤销")
            )
        return draft.finding_uid
