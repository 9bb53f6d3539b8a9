"""The rows of a made-up township, in the words of the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop_app.domain.divisions import Division
from desktop_app.domain.forms import VisitForm
from desktop_app.domain.terms import (
    BenefitKind,
    Category,
    ContactRole,
    DisabilityGrade,
    DisabilityKind,
    EndReason,
    FindingKind,
    HealthKind,
    LifeEventKind,
    LivingArrangement,
    Mode,
    Outcome,
    ResidenceKind,
    Residency,
    Sex,
    SignatureKind,
    Tier,
    VisitorRole,
    WillingnessKind,
)
from desktop_app.exchange.sample.aftercare import SampleAftercare
from desktop_app.exchange.sample.arrangements import SampleArrangements

SPECIAL_DIFFICULTY = frozenset(
    {
        Category.LIVING_ALONE,
        Category.EMPTY_NEST,
        Category.LEFT_BEHIND,
        Category.INCAPACITATED,
        Category.DEMENTIA,
        Category.SEVERELY_DISABLED,
        Category.SPECIAL_FAMILY,
        Category.DESTITUTE_DISPERSED,
    }
)
"""What the sample counts as 特殊困难 when it decides how often to visit; the program itself asks the profile."""
_ALONE_IN_A_SENSE = frozenset({Category.LIVING_ALONE, Category.EMPTY_NEST, Category.LEFT_BEHIND})


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDivision:
    """The real township the made-up people live in."""

    code: str
    name: str
    county_name: str
    villages: tuple[Division, ...]

    @property
    def office(self) -> str:
        """Return the unit that fills in its forms."""
        return f"{self.county_name}{self.name}人民政府"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleVisitor:
    """A made-up visitor; the name is unique in the township."""

    number: int
    name: str
    role: VisitorRole
    village_code: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleContact:
    """A relative, neighbour or doctor; the first contact of an elder is the one for emergencies."""

    name: str
    relation: str
    phone: str | None
    roles: tuple[ContactRole, ...]
    lives_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCategory:
    """A category that applies from a day on."""

    category: Category
    from_on: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleResidence:
    """Where the elder lives from one day to another, both included; ``to_on`` None means until now."""

    kind: ResidenceKind
    place: str
    village_code: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleElder:
    """A made-up elder; ``number`` counts from 1 and names the elder in visits and findings."""

    number: int
    name: str
    id_number: str
    sex: Sex
    born_on: date
    ethnic_code: str
    phone: str | None
    village_code: str
    group: str
    address: str
    household: int
    living: LivingArrangement
    categories: tuple[SampleCategory, ...]
    contacts: tuple[SampleContact, ...]
    willingness: WillingnessKind
    willing_on: date
    residences: tuple[SampleResidence, ...]
    visitor_number: int
    end_reason: EndReason | None
    ended_on: date | None
    note: str

    def has(self, category: Category) -> bool:
        """Tell whether the elder carries ``category``."""
        return any(each.category is category for each in self.categories)

    @property
    def in_special_difficulty(self) -> bool:
        """Tell whether one of the categories counts as special difficulty in the sample."""
        return any(each.category in SPECIAL_DIFFICULTY for each in self.categories)

    def age_on(self, day: date) -> int:
        """Return the completed years of age on ``day``."""
        had_birthday = (day.month, day.day) >= (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - (not had_birthday)

    def tier_on(self, day: date) -> Tier:
        """Return roughly the tier of the Inner Mongolia rule, which sets how often the sample visits."""
        carried = {each.category for each in self.categories}
        if Category.HIGH_RISK_DISEASE in carried or (self.age_on(day) >= 80 and carried & _ALONE_IN_A_SENSE):
            return Tier.HIGH
        return Tier.KEY if self.in_special_difficulty else Tier.GENERAL

    def residence_on(self, day: date) -> SampleResidence | None:
        """Return the residence that holds on ``day``; a later entry covers an earlier one."""
        held = [each for each in self.residences if each.from_on <= day <= (each.to_on or day)]
        return held[-1] if held else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleBenefit:
    """A benefit from a day on; the amount is in 分 a month."""

    kind: BenefitKind
    from_on: date
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleHealth:
    """A disease, an allergy, a medicine, an aid."""

    kind: HealthKind
    what: str
    from_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleNote:
    """A dated note."""

    noted_on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleEvent:
    """What happened on a day."""

    kind: LifeEventKind
    happened_on: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCircumstances:
    """What is known about the elder of the same number."""

    number: int
    marital_code: str
    education_code: str
    residency: Residency
    registered_address: str
    certificate: str | None
    benefits: tuple[SampleBenefit, ...]
    health: tuple[SampleHealth, ...]
    notes: tuple[SampleNote, ...]
    events: tuple[SampleEvent, ...]

    @property
    def disability(self) -> tuple[DisabilityKind, DisabilityGrade] | None:
        """Return kind and grade as the certificate says."""
        if self.certificate is None:
            return None
        return DisabilityKind(self.certificate[18]), DisabilityGrade(self.certificate[19])


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleVisit:
    """One visit or attempt; ``entered_on`` is the day it was typed in, at or after the visit."""

    number: int
    elder_number: int
    visitor_number: int
    visited_on: date
    entered_on: date
    mode: Mode
    outcome: Outcome
    answers: Mapping[str, object]
    note: str
    companions: str = ""
    round: int | None = None
    """The number that visits recorded in one go share."""
    on_sheet: bool = False
    """Came back on a printed sheet and was entered from it."""
    measures: Mapping[str, str] = field(default_factory=dict)
    signed_as: SignatureKind | None = None
    signed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFinding:
    """Something seen at a visit; open as long as ``closed_on`` is None."""

    number: int
    visit_number: int
    elder_number: int
    owner_number: int
    kind: FindingKind
    text: str
    measure: str
    found_on: date
    due_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTownship:
    """Everything made up: it is a function of the division, the form, the size, the seed and the dates."""

    division: SampleDivision
    form: VisitForm
    seed: int
    began_on: date
    as_of: date
    visitors: tuple[SampleVisitor, ...]
    elders: tuple[SampleElder, ...]
    circumstances: tuple[SampleCircumstances, ...]
    visits: tuple[SampleVisit, ...]
    findings: tuple[SampleFinding, ...]
    arrangements: SampleArrangements
    aftercare: SampleAftercare = field(default_factory=SampleAftercare)

    def visitor(self, number: int) -> SampleVisitor:
        """Return the visitor of ``number``."""
        return self.visitors[number - 1]

    def elder(self, number: int) -> SampleElder:
        """Return the elder of ``number``."""
        return self.elders[number - 1]
