"""Compare what the register says of an elder with a row of the file, by the policy of each column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.local_fields import read_value
from desktop_app.domain.terms import ResidenceKind, Sex
from desktop_app.exchange.register.columns import LOCAL, RegisterField
from desktop_app.exchange.register.decisions import Policy
from desktop_app.exchange.register.rows import RegisterRow
from desktop_app.exchange.workbooks.rows import Severity
from desktop_app.models import Elder
from desktop_app.services.import_desk import Desk
from desktop_app.services.import_plan import Row
from desktop_app.services.local_fields import LocalFieldRow
from desktop_app.services.register_snapshot import KnownElder

NAME_DIFFERS = N_("身份证号相同而姓名与名册不同，姓名没有改，请核对")

FACT_FIELDS: dict[str, str] = {
    "name": RegisterField.NAME,
    "name_local": RegisterField.MONGOLIAN_NAME,
    "id_number": RegisterField.ID_NUMBER,
    "id_doubt": RegisterField.ID_NUMBER,
    "birth_on": RegisterField.BIRTH_ON,
    "sex": RegisterField.SEX,
    "ethnic_code": RegisterField.ETHNIC,
    "phone": RegisterField.PHONE,
    "other_phones": RegisterField.PHONE,
    "village_code": RegisterField.VILLAGE,
    "group_name": RegisterField.GROUP,
    "address": RegisterField.ADDRESS,
    "living_arrangement": RegisterField.LIVING,
    "residency": RegisterField.RESIDENCY,
    "registered_address": RegisterField.REGISTERED_ADDRESS,
    "marital_code": RegisterField.MARITAL,
    "education_code": RegisterField.EDUCATION,
    "disability_certificate": RegisterField.DISABILITY_CERTIFICATE,
    "disability_kind": RegisterField.DISABILITY_KIND,
    "disability_grade": RegisterField.DISABILITY_GRADE,
    "disability_until": RegisterField.DISABILITY_UNTIL,
    "note": RegisterField.NOTE,
}
"""Which column fills a fact of the elder."""
_EMPTY = (None, "", Sex.UNKNOWN.value, Sex.UNSTATED.value)


def facts_of(row: RegisterRow, code: str) -> Row:
    """Return the elder's columns from the row; what the row leaves empty stays ``None``."""
    facts: Row = {
        "name": row.name,
        "name_local": row.mongolian_name or None,
        "id_number": row.id_number.text if row.id_number else None,
        "id_doubt": "check_digit" if row.id_number and not row.id_number.check_ok else None,
        "birth_on": row.birth_on,
        "ethnic_code": row.ethnic_code,
        "phone": row.phones[0] if row.phones else None,
        "other_phones": "、".join(row.phones[1:]) or None,
        "village_code": code,
        "group_name": row.group or None,
        "address": row.address or None,
        "living_arrangement": row.living_arrangement.value if row.living_arrangement else None,
        "residency": row.residency.value if row.residency else None,
        "registered_address": row.registered_address or None,
        "marital_code": row.marital_code,
        "education_code": row.education_code,
        "disability_certificate": row.disability_certificate,
        "disability_kind": row.disability_kind.value if row.disability_kind else None,
        "disability_grade": row.disability_grade.value if row.disability_grade else None,
        "disability_until": row.disability_until,
        "note": row.note or None,
    }
    if row.sex is not Sex.UNKNOWN:
        facts["sex"] = row.sex.value
    return facts


class FactMerger:
    """Merges rows into what is known of their elders."""

    def __init__(self, desk: Desk) -> None:
        """Work at ``desk``."""
        self._desk = desk

    def merged(self, row: RegisterRow, known: KnownElder, facts: Row) -> Row:
        """Return what of the row's facts is to be written, by the policy of each column."""
        facts = self._with_phones(row, known, facts)
        changed: Row = {}
        for name, new in facts.items():
            old = known.facts.get(name)
            if new is None or new == old:
                continue
            policy = self._policy_of_fact(name, facts)
            if old in _EMPTY and policy is Policy.REPLACE:
                policy = Policy.FILL
            if policy is Policy.REPLACE or (policy is Policy.FILL and old in _EMPTY):
                changed[name] = new
            elif name == "name":
                self._desk.note(row, RegisterField.NAME, _(NAME_DIFFERS), Severity.WARNING)
            if name != "id_doubt":
                self._desk.differ(row, name, old, new, policy)
        _agree(changed, facts, known)
        return changed

    def _with_phones(self, row: RegisterRow, known: KnownElder, facts: Row) -> Row:
        """Return the facts without numbers that are known already; a new number does not push out the others."""
        phones = _phones(known.facts)
        if set(row.phones) <= set(phones):
            return {**facts, "phone": None, "other_phones": None}
        if not phones:
            return facts
        more = [phone for phone in phones[1:] if phone not in row.phones]
        together = {**facts, "other_phones": "、".join([*row.phones[1:], *more]) or None}
        return self._desk.fitting(row, Elder, together)

    def _policy_of_fact(self, name: str, facts: Row) -> Policy:
        if (
            name in ("birth_on", "sex")
            and facts["id_number"]
            and not self._desk.has_column(FACT_FIELDS[name])
        ):
            return self._desk.policy(RegisterField.ID_NUMBER)
        if name == "address" and not self._desk.has_column(RegisterField.ADDRESS):
            return self._desk.policy(RegisterField.RESIDENCE)
        if name in ("disability_kind", "disability_grade") and not self._desk.has_column(FACT_FIELDS[name]):
            papers = (RegisterField.DISABILITY_CERTIFICATE, RegisterField.DISABILITY)
            return self._desk.policy(
                next((field for field in papers if self._desk.has_column(field)), papers[0])
            )
        return self._desk.policy(FACT_FIELDS[name])

    def further(self, row: RegisterRow) -> dict[str, str]:
        """Return what has no column of its own; a further place without dates is no dated residence yet."""
        kept: dict[str, str] = {}
        for name, text in row.extra.items():
            field = self._desk.local.get(name.removeprefix(LOCAL)) if name.startswith(LOCAL) else None
            if field is None:
                kept[name] = text
                continue
            try:
                value = read_value(field.kind, field.choices, text, label=field.label)
            except FieldProblem as problem:
                self._desk.note(row, name, _(str(problem.details["reason"])), Severity.CELL)
                continue
            if value:
                kept[field.label] = value
        for place in row.residences:
            if place.from_on is None:
                kept[place.kind.term] = place.text
        return kept

    def merged_further(self, row: RegisterRow, known: KnownElder, extra: Mapping[str, str]) -> Row:
        """Return the elder's further fields with what the row adds; the others stay."""
        stored = dict(known.facts.get("extra") or {})
        merged = dict(stored)
        for name, new in extra.items():
            old = stored.get(name)
            if str(old or "") == new:
                continue
            policy = self._desk.policy(_extra_field(name, self._desk.local))
            if policy is Policy.REPLACE or (policy is Policy.FILL and not old):
                merged[name] = new
            self._desk.differ(row, name, old, new, policy if old or policy is Policy.KEEP else Policy.FILL)
        return {"extra": merged} if merged != stored else {}


def _agree(changed: Row, facts: Row, known: KnownElder) -> None:
    """Keep certificate, kind and grade in agreement, and forget the doubt about a number that is replaced."""
    papers = ("disability_kind", "disability_grade")
    if "disability_certificate" in changed:
        changed.update((name, facts[name]) for name in papers if facts[name] != known.facts.get(name))
    elif known.facts.get("disability_certificate"):
        for name in papers:
            changed.pop(name, None)
    if "id_number" in changed and "id_doubt" not in changed and known.facts.get("id_doubt"):
        changed["id_doubt"] = None


def _phones(facts: Mapping[str, Any]) -> list[str]:
    numbers = [facts.get("phone") or "", *(facts.get("other_phones") or "").split("、")]
    return [number for number in numbers if number]


def _extra_field(name: str, local: Mapping[str, LocalFieldRow]) -> str:
    """Return the field whose column fills a further value."""
    if name in local:
        return LOCAL + name
    places = {
        ResidenceKind.PASTURE.term: RegisterField.PASTURE,
        ResidenceKind.ELSEWHERE.term: RegisterField.RESIDENCE,
    }
    return str(places.get(name, name))
