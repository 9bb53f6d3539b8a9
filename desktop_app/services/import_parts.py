"""Compare what hangs on an elder with a row of the file: contacts, benefits, health, household, stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.names import same_name_key
from desktop_app.domain.terms import ContactRole, ResidenceKind
from desktop_app.exchange.register.circumstances import pieces_of
from desktop_app.exchange.register.columns import BENEFIT, HEALTH, RegisterField
from desktop_app.exchange.register.decisions import Policy
from desktop_app.exchange.register.rows import BenefitRow, ContactDraftRow, RegisterRow, ResidenceRow
from desktop_app.exchange.workbooks.rows import Severity
from desktop_app.models import Benefit, Contact, HealthFact, Household, HouseholdMember, Residence
from desktop_app.services.import_desk import Desk
from desktop_app.services.import_plan import Row
from desktop_app.services.register_snapshot import KnownElder, KnownPart

STAYS_OVERLAP = N_("与名册中已有的居住时段重叠，没有采用")
NO_HEAD = N_("只有户号，文件里没有写这一户的户主，没有建户")

_HOUSEHOLD_NUMBER = "户号 "
_CONTACT_FIELDS = {
    "name": RegisterField.CONTACT_NAME,
    "relation": RegisterField.CONTACT_RELATION,
    "phone": RegisterField.CONTACT_PHONE,
    "roles": RegisterField.CONTACT_ROLES,
    "lives_at": RegisterField.CONTACT_PLACE,
    "lives_together": RegisterField.CONTACT_TOGETHER,
    "last_seen_on": RegisterField.CONTACT_SEEN_ON,
    "last_called_on": RegisterField.CONTACT_CALLED_ON,
    "agreement_on": RegisterField.CONTACT_AGREEMENT_ON,
}


def household_number(note: str | None) -> str:
    """Return the office's own number of a household, which its note keeps."""
    first = (note or "").split("；")[0]
    return first.removeprefix(_HOUSEHOLD_NUMBER) if first.startswith(_HOUSEHOLD_NUMBER) else ""


class PartPlanner:
    """Plans the records that hang on elders; each method tells whether there is something to write."""

    def __init__(self, desk: Desk, heads_by_number: dict[tuple[str, str], str]) -> None:
        """Work at ``desk``; ``heads_by_number`` names the head of each numbered household of the file."""
        self._desk = desk
        self._heads = heads_by_number
        self._by_head: dict[tuple[str, str], str] = {}
        self._by_number: dict[tuple[str, str], str] = {}
        for uid, row in desk.known.households.items():
            self._keep_household(uid, row["village_code"], row["head_name"], household_number(row["note"]))

    def take(self, row: RegisterRow, known: KnownElder) -> bool:
        """Plan everything that hangs on one elder."""
        changed = [self._contact(row, known, draft) for draft in row.contacts]
        changed += [self._benefit(row, known, benefit) for benefit in row.benefits]
        changed += [self._stay(row, known, stay) for stay in row.residences if stay.from_on is not None]
        changed += [self._health(row, known), self._household(row, known)]
        return any(changed)

    # --- contacts

    def _contact(self, row: RegisterRow, known: KnownElder, draft: ContactDraftRow) -> bool:
        facts = self._contact_facts(row, draft)
        found = _same_contact(known, facts)
        if found is not None:
            return self._change_contact(row, known, draft, found, facts)
        if facts["name"] is None or (known.stored and self._keeps(RegisterField.CONTACT_NAME)):
            return False
        facts.setdefault("roles", [(draft.role or ContactRole.EMERGENCY).value])
        position = 1 + max((part.facts.get("position") or 0 for part in known.contacts), default=-1)
        planned = self._desk.plan.add(Contact, elder_uid=known.uid, **facts, position=position)
        known.contacts.append(KnownPart(planned["uid"], "", {**facts, "position": position}, planned))
        return True

    def _contact_facts(self, row: RegisterRow, draft: ContactDraftRow) -> Row:
        facts: Row = {
            "name": draft.name,
            "relation": draft.relation or None,
            "phone": "、".join(draft.phones) or None,
            "lives_at": draft.lives_at or None,
            "lives_together": draft.lives_together,
            "last_seen_on": draft.last_seen_on,
            "last_called_on": draft.last_called_on,
            "agreement_on": draft.agreement_on,
        }
        if draft.roles:
            facts["roles"] = [role.value for role in draft.roles]
        return self._desk.fitting(row, Contact, facts)

    def _change_contact(
        self, row: RegisterRow, known: KnownElder, draft: ContactDraftRow, found: KnownPart, facts: Row
    ) -> bool:
        changed: Row = {}
        for name, new in facts.items():
            old = found.facts.get(name)
            if new in (None, "") or _says_the_same(name, old, new):
                continue
            policy = self._desk.policy(_CONTACT_FIELDS[name])
            if name == "relation" and draft.relation_implied and old:
                continue
            if policy is Policy.REPLACE or (not old and old is not False and policy is Policy.FILL):
                changed[name] = new
            self._desk.differ(row, name, old, new, policy if old else Policy.FILL)
        if not changed:
            return False
        found.facts.update(changed)
        if found.planned is None:
            found.planned = self._desk.plan.change(Contact, found.uid, found.heads, elder_uid=known.uid)
        found.planned.update(changed)
        return True

    # --- benefits, health, stays

    def _benefit(self, row: RegisterRow, known: KnownElder, benefit: BenefitRow) -> bool:
        desk = self._desk
        policy = desk.policy(BENEFIT + benefit.kind)
        found = known.benefits.get(benefit.kind)
        if found is None:
            if known.stored and policy is Policy.KEEP:
                return False
            facts = {"kind": benefit.kind.value, "amount": benefit.amount}
            planned = desk.plan.add(Benefit, elder_uid=known.uid, **facts, source=desk.source)
            known.benefits[benefit.kind] = KnownPart(planned["uid"], "", {**facts, "from_on": None}, planned)
            return True
        old = found.facts["amount"]
        if benefit.amount is None or benefit.amount == old:
            return False
        desk.differ(row, "amount", old, benefit.amount, policy if old is not None else Policy.FILL)
        if policy is Policy.KEEP or (policy is Policy.FILL and old is not None):
            return False
        self._pay(known, benefit, found)
        return True

    def _pay(self, known: KnownElder, benefit: BenefitRow, found: KnownPart) -> None:
        """Plan another amount: an empty or new one in place, else the old ends and the new begins today."""
        desk, old = self._desk, found.facts["amount"]
        begun = found.facts["from_on"]
        found.facts["amount"] = benefit.amount
        if old is not None and found.planned is None and (begun is None or begun < desk.today):
            yesterday = desk.today - timedelta(days=1)
            desk.plan.change(Benefit, found.uid, found.heads, elder_uid=known.uid, to_on=yesterday)
            found.planned = desk.plan.add(
                Benefit,
                elder_uid=known.uid,
                kind=benefit.kind.value,
                amount=benefit.amount,
                from_on=desk.today,
                source=desk.source,
            )
            return
        if found.planned is None:
            found.planned = desk.plan.change(Benefit, found.uid, found.heads, elder_uid=known.uid)
        found.planned["amount"] = benefit.amount

    def _health(self, row: RegisterRow, known: KnownElder) -> bool:
        there = {(kind, piece) for kind, what in known.health for piece in (what, *pieces_of(what))}
        added = False
        for fact in row.health:
            key = (fact.kind.value, fact.what)
            if key in there or (known.stored and self._keeps(HEALTH + fact.kind)):
                continue
            there.add(key)
            known.health.add(key)
            self._desk.plan.add(HealthFact, elder_uid=known.uid, kind=key[0], what=fact.what)
            added = True
        return added

    def _stay(self, row: RegisterRow, known: KnownElder, stay: ResidenceRow) -> bool:
        assert stay.from_on is not None  # asked by the caller
        if any((kind, begun) == (stay.kind, stay.from_on) for kind, begun, _ended in known.residences):
            return False
        if known.stored and self._keeps(RegisterField.RESIDENCES):
            return False
        if any(_meet(stay, *other) for other in known.residences):
            self._desk.note(row, RegisterField.RESIDENCES, _(STAYS_OVERLAP), Severity.WARNING)
            return False
        facts = self._desk.fitting(row, Residence, {"place": stay.text or None})
        known.residences.append((stay.kind.value, stay.from_on, stay.to_on))
        self._desk.plan.add(
            Residence,
            elder_uid=known.uid,
            kind=stay.kind.value,
            from_on=stay.from_on,
            to_on=stay.to_on,
            **facts,
        )
        return True

    # --- household

    def _household(self, row: RegisterRow, known: KnownElder) -> bool:
        if row.household is None:
            return False
        desk = self._desk
        village = str(known.facts["village_code"])
        uid = self._household_uid(row, village)
        if uid is None or (known.household is not None and known.household.facts["household_uid"] == uid):
            return False
        field = RegisterField.HOUSEHOLD_HEAD if row.household.head else RegisterField.HOUSEHOLD_NUMBER
        policy = desk.policy(field)
        found = known.household
        if found is not None:
            desk.differ(
                row, "household", self._head_of(found.facts["household_uid"]), self._head_of(uid), policy
            )
            if policy is not Policy.REPLACE:
                return False
            if found.planned is not None:
                found.planned["household_uid"] = found.facts["household_uid"] = uid
                return True
            yesterday = desk.today - timedelta(days=1)
            desk.plan.change(HouseholdMember, found.uid, found.heads, elder_uid=known.uid, to_on=yesterday)
        elif known.stored and policy is Policy.KEEP:
            return False
        begins = desk.today if found is not None else None
        planned = desk.plan.add(HouseholdMember, elder_uid=known.uid, household_uid=uid, from_on=begins)
        known.household = KnownPart(planned["uid"], "", {"household_uid": uid, "from_on": begins}, planned)
        return True

    def _household_uid(self, row: RegisterRow, village: str) -> str | None:
        """Return the household a row means, planning it where it is new; None with a hint where it has no head."""
        assert row.household is not None  # asked by the caller
        number = row.household.number
        if number and (village, number) in self._by_number:
            return self._by_number[village, number]
        head = row.household.head or self._heads.get((row.village or row.sheet, number), "")
        if not head:
            self._desk.note(row, RegisterField.HOUSEHOLD_NUMBER, _(NO_HEAD), Severity.WARNING)
            return None
        key = (village, same_name_key(head))
        if not number and key in self._by_head:
            return self._by_head[key]
        note = _HOUSEHOLD_NUMBER + number if number else None
        planned = self._desk.plan.add(Household, head_name=head, village_code=village, note=note)
        self._desk.known.households[planned["uid"]] = planned
        self._keep_household(planned["uid"], village, head, number)
        return str(planned["uid"])

    def _keep_household(self, uid: str, village: str, head: str, number: str) -> None:
        if number:
            self._by_number.setdefault((village, number), uid)
        self._by_head.setdefault((village, same_name_key(head)), uid)

    def _head_of(self, uid: str) -> str:
        return str(self._desk.known.households[uid]["head_name"])

    def _keeps(self, field: str) -> bool:
        return self._desk.policy(field) is Policy.KEEP


def _same_contact(known: KnownElder, facts: Row) -> KnownPart | None:
    """Return the contact a row means: same name and number, else the only one of the name, or of the number."""
    name, phone = facts["name"], facts["phone"]
    exact = [part for part in known.contacts if (part.facts["name"], part.facts["phone"]) == (name, phone)]
    if exact:
        return exact[0]
    if name:
        alike = [part for part in known.contacts if part.facts["name"] == name]
    else:
        alike = [part for part in known.contacts if phone and part.facts["phone"] == phone]
    return alike[0] if len(alike) == 1 else None


def _says_the_same(name: str, old: Any, new: Any) -> bool:
    if name == "phone":
        return set(str(new).split("、")) <= set(str(old or "").split("、"))
    if name == "roles":
        return set(new) <= set(old or ())
    return bool(old == new)


def _meet(stay: ResidenceRow, kind: str, from_on: date, to_on: date | None) -> bool:
    """Tell whether two homes overlap; a hospital lies inside another stay, and on a day of moving there are two."""
    hospital = ResidenceKind.HOSPITAL
    if (stay.kind == hospital) != (kind == hospital):
        return False
    assert stay.from_on is not None  # asked by the caller
    return max(stay.from_on, from_on) < min(stay.to_on or date.max, to_on or date.max)
