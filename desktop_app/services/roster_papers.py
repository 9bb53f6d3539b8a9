"""花名册 (P8): everybody of one category, in special difficulty or on the register, village by village."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import groupby

from desktop_app.domain.dates import age_on
from desktop_app.domain.divisions import is_local, township_of
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.masking import mask_numbers
from desktop_app.domain.national_codes import ETHNIC_GROUPS
from desktop_app.domain.phones import mask_phone
from desktop_app.domain.terms import (
    BenefitKind,
    Category,
    ContactRole,
    DisabilityGrade,
    DisabilityKind,
    HealthKind,
    LivingArrangement,
    ResidenceKind,
    Sex,
    Term,
    Tier,
)
from desktop_app.reports.paper import day_text
from desktop_app.reports.table_paper import Amount, Cell, Group, Kind, TablePaper
from desktop_app.services.history_words import yuan
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.places import Places, names_on
from desktop_app.services.table_papers import make_tables
from desktop_app.storage import collector
from desktop_app.storage.queries.roster import ContactFact, RosterFacts, roster_facts

SPECIAL, EVERYBODY = "special", "all"
"""What may be asked for instead of a category: those in special difficulty, or all on the register."""

_KINDS: Mapping[str, Kind] = {
    "number": Kind.NUMBER,
    "name": Kind.WORDS,
    "name_local": Kind.WORDS,
    "categories": Kind.WORDS,
    "village": Kind.WORDS,
    "group": Kind.WORDS,
    "sex": Kind.WORDS,
    "age": Kind.NUMBER,
    "birth_on": Kind.DAY,
    "ethnic": Kind.WORDS,
    "id_number": Kind.WORDS,
    "phone": Kind.WORDS,
    "address": Kind.WORDS,
    "living": Kind.WORDS,
    "health": Kind.WORDS,
    "ability": Kind.WORDS,
    "diseases": Kind.WORDS,
    "tier": Kind.WORDS,
    "contact": Kind.WORDS,
    "relation": Kind.WORDS,
    "contact_phone": Kind.WORDS,
    "visitor": Kind.WORDS,
    "registered_on": Kind.DAY,
    "last_visit_on": Kind.DAY,
    "disability_kind": Kind.WORDS,
    "disability_grade": Kind.WORDS,
    "disability_certificate": Kind.WORDS,
    "disability_until": Kind.DAY,
    "disability_benefits": Kind.WORDS,
    "hardship": Kind.WORDS,
    "hardship_amount": Kind.AMOUNT,
    "benefits": Kind.WORDS,
    "note": Kind.WORDS,
}
"""Every value that a layout may print, with what it holds."""

KEYS = tuple(_KINDS)

_DISABLED = (Category.SEVERELY_DISABLED, Category.DISABLED)
_HARDSHIP = (
    Category.DESTITUTE_DISPERSED,
    Category.DESTITUTE_CENTRAL,
    Category.MINIMUM_ALLOWANCE,
    Category.LOW_INCOME,
)
_LAYOUTS = {
    **dict.fromkeys(_DISABLED, "roster-disabled"),
    **dict.fromkeys(_HARDSHIP, "roster-hardship"),
}
_ABILITY = (Category.INCAPACITATED, Category.PARTLY_INCAPACITATED, Category.DEMENTIA)
_DISEASE = HealthKind.DISEASE.value
_CATEGORIES = tuple(Category)
_BENEFITS = {kind.value: kind.term for kind in BenefitKind}
_FOR_THE_DISABLED = {
    kind.value: kind.term
    for kind in (
        BenefitKind.DISABILITY_LIVING,
        BenefitKind.DISABILITY_NURSING,
        BenefitKind.NURSING_SUBSIDY,
    )
}
_FOR_HARDSHIP = frozenset({BenefitKind.MINIMUM_ALLOWANCE.value, BenefitKind.DESTITUTE_SUPPORT.value})
_CALLED_FIRST = {
    role.value: rank
    for rank, role in enumerate(
        (ContactRole.GUARDIAN, ContactRole.EMERGENCY, ContactRole.CARER, ContactRole.SUPPORTER)
    )
}
_PLACEHOLDER = "{category}"
"""Where the title of a layout names who is listed."""


def make(order: PaperOrder) -> Made:
    """Write the roster of what was asked for, of one village or of all; raises ``FieldProblem``."""
    with collector.paused():
        paper, people = roster(order)
        only = people[0] if len(people) == 1 else None
        return make_tables(order, (paper,), len(people), only)


def roster(order: PaperOrder) -> tuple[TablePaper, list[str]]:
    """Return the roster and the files of those on it; raises ``FieldProblem`` for an unknown category."""
    context, wish, today = order.context, order.wish, order.context.today()
    asked = wish.category or SPECIAL
    category = next((each for each in Category if each.value == asked), None)
    if category is None and asked not in (SPECIAL, EVERYBODY):
        raise FieldProblem(field="category", label=N_("类别"), reason=N_("没有这个类别"))
    code = order.village
    with context.store.reading() as session:
        people = roster_facts(
            session,
            context.site.county,
            today,
            category=None if category is None else category.value,
            special=asked == SPECIAL,
            village_code=code,
        )
        names = names_on(session, today)
    layout = order.layout("roster" if category is None else _LAYOUTS.get(category, "roster"))
    word = {SPECIAL: "特殊困难", EVERYBODY: "在册"}.get(asked) or (category.term if category else "")
    places = Places(context)
    prefixes = {each: _prefixes(places, each) for each in {person.card.village_code for person in people}}
    tell = _Telling(today, names, prefixes, masked=wish.masked)
    groups = tuple(tell.groups(people))
    paper = TablePaper(
        layout=replace(layout, title=layout.title.replace(_PLACEHOLDER, word)),
        signed=order.signed(masked=wish.masked),
        keys=KEYS,
        kinds=tuple(_KINDS.values()),
        groups=groups if len(groups) > 1 else tuple(replace(group, subtotal=None) for group in groups),
        whose="name",
        total=tell.sum_of("合计", people) if people else None,
        place=names.get(code, code) if code else "",
        period=day_text(today),
        empty=f"没有{word}老年人",
        bookmarks=True,
    )
    return paper, [person.card.elder_uid for person in people]


class _Telling:
    """Puts what is known of people into the words of a roster."""

    def __init__(
        self,
        today: date,
        villages: Mapping[str, str],
        prefixes: Mapping[str, Sequence[str]],
        *,
        masked: bool,
    ) -> None:
        self._today = today
        self._villages = villages
        self._prefixes = prefixes
        self._masked = masked

    def groups(self, people: Sequence[RosterFacts]) -> Iterator[Group]:
        """Go through the villages; the numbers of a roster run on from one to the next."""
        number = 0
        for code, found in groupby(people, key=lambda person: person.card.village_code):
            members = list(found)
            rows = [self._row(number + at, person) for at, person in enumerate(members, start=1)]
            number += len(members)
            village = self._villages.get(code, code)
            yield Group(village, rows, self.sum_of("小计", members), told=f"{len(members)} 人")

    def sum_of(self, word: str, people: Sequence[RosterFacts]) -> list[Cell]:
        """Return the line that counts people and adds up what they get."""
        amounts = [amount for person in people if (amount := _hardship_amount(person)) is not None]
        values: dict[str, Cell] = {
            "number": word,
            "name": f"{len(people)} 人",
            "hardship_amount": _yuan(sum(amounts)) if amounts else None,
        }
        return [values.get(key) for key in KEYS]

    def _row(self, number: int, person: RosterFacts) -> list[Cell]:
        card, contact = person.card, _whom_to_call(person.contacts)
        ability = _held(card.categories, _ABILITY)
        diseases = tuple(dict.fromkeys(each.what for each in person.health if each.kind == _DISEASE))
        values: dict[str, Cell] = {
            "number": number,
            "name": card.name,
            "name_local": card.name_local,
            "categories": _held(card.categories, _CATEGORIES),
            "village": self._villages.get(card.village_code, card.village_code),
            "group": card.group_name,
            "sex": _term(Sex, card.sex),
            "age": age_on(card.birth_on, self._today) if card.birth_on else None,
            "birth_on": card.birth_on,
            "ethnic": ETHNIC_GROUPS.get(card.ethnic_code or "", ""),
            "id_number": self._number(card.id_number),
            "phone": self._phones(card.phone, card.other_phones),
            "address": self._address(card.address, card.village_code),
            "living": _term(LivingArrangement, card.living_arrangement),
            "health": ability + diseases,
            "ability": ability,
            "diseases": diseases,
            "tier": _term(Tier, card.tier),
            "contact": contact.name if contact else None,
            "relation": contact.relation if contact else None,
            "contact_phone": self._phones(contact.phone, None) if contact else None,
            "visitor": card.visitor_name,
            "registered_on": card.registered_on,
            "last_visit_on": card.last_visit_on,
            "disability_kind": _term(DisabilityKind, card.disability_kind),
            "disability_grade": _term(DisabilityGrade, card.disability_grade),
            "disability_certificate": self._certificate(card.disability_certificate),
            "disability_until": card.disability_until,
            "disability_benefits": _benefits(person, _FOR_THE_DISABLED),
            "hardship": _held(card.categories, _HARDSHIP),
            "hardship_amount": _yuan(_hardship_amount(person)),
            "benefits": _benefits(person, _BENEFITS),
            "note": self._note(person),
        }
        return [values[key] for key in KEYS]

    def _address(self, text: str | None, village_code: str) -> str | None:
        """Return the address without the names that stand over the rows of the village."""
        for prefix in self._prefixes[village_code]:
            if text and text.startswith(prefix) and len(text) > len(prefix):
                return text[len(prefix) :]
        return text

    def _number(self, text: str | None) -> str:
        return mask_id_number(text) if text and self._masked else text or ""

    def _certificate(self, text: str | None) -> str:
        """Return the disability certificate, which holds the id number."""
        if not text or not self._masked:
            return text or ""
        return mask_id_number(text[:18]) + "*" * len(text[18:])

    def _phones(self, phone: str | None, others: str | None) -> tuple[str, ...]:
        if not phone and not others:
            return ()
        numbers = [each.strip() for each in "、".join(filter(None, (phone, others))).split("、")]
        told = dict.fromkeys(number for number in numbers if number)
        return tuple(mask_phone(number) if self._masked else number for number in told)

    def _note(self, person: RosterFacts) -> str:
        stay = ""
        if person.stay is not None:
            kind, place = person.stay
            stay = f"现住{_term(ResidenceKind, kind)}" + (f"：{place}" if place else "")
        text = "；".join(part for part in (stay, person.card.note) if part)
        return mask_numbers(text) if self._masked else text


def _prefixes(places: Places, village_code: str) -> tuple[str, ...]:
    """Return how addresses of a village may begin, the longest first."""
    whole, village = places.full_name(village_code), places.name_of(village_code)
    township = places.name_of(township_of(village_code)) if not is_local(village_code) else ""
    return tuple(dict.fromkeys((whole, f"{township}{village}", village)))


def _whom_to_call(contacts: Sequence[ContactFact]) -> ContactFact | None:
    """Return the guardian, else who is called first in need; of those alike the one listed first."""
    last = len(_CALLED_FIRST)
    return min(
        contacts,
        key=lambda each: min((_CALLED_FIRST.get(role, last) for role in each.roles or ()), default=last),
        default=None,
    )


def _benefits(person: RosterFacts, terms: Mapping[str, str]) -> tuple[str, ...]:
    """Return what somebody gets with the amounts a month: 重度残疾人护理补贴100元."""
    return tuple(
        terms[each.kind] + (f"{yuan(each.amount)}元" if each.amount is not None else "")
        for each in person.benefits
        if each.kind in terms
    )


def _hardship_amount(person: RosterFacts) -> int | None:
    """Return what somebody gets a month for hardship in 分, None where no amount is known."""
    known = [
        each.amount for each in person.benefits if each.kind in _FOR_HARDSHIP and each.amount is not None
    ]
    return sum(known) if known else None


def _yuan(cents: int | None) -> Amount | None:
    return None if cents is None else Amount(yuan(cents))


@lru_cache(maxsize=8192)
def _held(categories: str, of: tuple[Category, ...]) -> tuple[str, ...]:
    """Return the words for those of some categories that a card names."""
    held = categories.split()
    return tuple(each.term for each in of if each.value in held)


@lru_cache(maxsize=1024)
def _term(terms: type[Term], key: str | None) -> str:
    """Return the word for a stored key, the key itself where a newer version wrote one."""
    return next((each.term for each in terms if each.value == key), key or "")
