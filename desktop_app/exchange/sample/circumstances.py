"""Make up what the register knows about an elder beyond the visit: schooling, certificate, benefits, health, events."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from desktop_app.domain.terms import (
    BenefitKind,
    Category,
    DisabilityKind,
    HealthKind,
    LifeEventKind,
    LivingArrangement,
    Residency,
    Sex,
)
from desktop_app.exchange.sample.persons import chance, days_between, pick, pick_share
from desktop_app.exchange.sample.township import (
    SampleBenefit,
    SampleCircumstances,
    SampleElder,
    SampleEvent,
    SampleHealth,
    SampleNote,
)

_EDUCATION = (("90", 0.24), ("80", 0.41), ("70", 0.22), ("60", 0.07), ("40", 0.04), ("30", 0.02))
_KINDS = (
    (DisabilityKind.LIMBS, 0.5),
    (DisabilityKind.SIGHT, 0.15),
    (DisabilityKind.HEARING, 0.15),
    (DisabilityKind.MIND, 0.08),
    (DisabilityKind.INTELLECT, 0.06),
    (DisabilityKind.SEVERAL, 0.06),
)
_CHRONIC = ("高血压", "2型糖尿病", "冠心病", "慢性支气管炎", "膝关节炎", "腰椎间盘突出", "布病后遗症")
_MEDICINES = {"高血压": "硝苯地平缓释片", "2型糖尿病": "二甲双胍片", "冠心病": "阿司匹林肠溶片"}
_AIDS = ("助行器", "轮椅", "助听器", "拐杖", "助浴椅", "老花镜")
_NOTES = (
    "冬季取暖用煤炉，已发一氧化碳报警器，每次探访试响。",
    "子女约定每周日晚上来电话，探访时问一句。",
    "下午在家的时候多，上午常去敖包山放羊。",
    "门前台阶高，已列入适老化改造名单。",
)
_EVENTS = (
    (LifeEventKind.FALL, "院里滑倒，右腕骨折"),
    (LifeEventKind.BEREAVEMENT, "老伴因病去世"),
    (LifeEventKind.ACUTE_ILLNESS, "突发胸闷送旗医院"),
    (LifeEventKind.FIRE, "草垛失火，房屋未受损"),
)
_PLACES = ("经棚镇", "宇宙地镇", "土城子镇", "乌兰布统苏木")


def draw_circumstances(rng: Random, elder: SampleElder, began_on: date, as_of: date) -> SampleCircumstances:
    """Draw the circumstances that fit the elder's categories and way of living."""
    registered_here = not chance(rng, 0.04)
    residency = Residency.BOTH if registered_here else Residency.LIVING_ONLY
    if elder.living is LivingArrangement.INSTITUTION and registered_here:
        residency = Residency.REGISTERED_ONLY
    return SampleCircumstances(
        number=elder.number,
        marital_code=_marital(rng, elder),
        education_code=pick_share(rng, _EDUCATION),
        residency=residency,
        registered_address=elder.address if registered_here else f"{pick(rng, _PLACES)}永胜村三组",
        certificate=_certificate(rng, elder),
        benefits=_benefits(rng, elder, began_on),
        health=_health(rng, elder, began_on),
        notes=_notes(rng, began_on, as_of),
        events=_events(rng, elder, began_on, as_of),
    )


def _marital(rng: Random, elder: SampleElder) -> str:
    if elder.living is LivingArrangement.WITH_SPOUSE or any(one.relation == "配偶" for one in elder.contacts):
        return "20"
    if elder.has(Category.CHILDLESS):
        return "10" if elder.sex is Sex.MALE else "30"
    return pick_share(rng, (("30", 0.86), ("40", 0.08), ("10", 0.06)))


def _certificate(rng: Random, elder: SampleElder) -> str | None:
    severe = elder.has(Category.SEVERELY_DISABLED)
    if not severe and not elder.has(Category.DISABLED):
        return None
    grade = pick(rng, ("1", "2") if severe else ("3", "4"))
    return f"{elder.id_number}{pick_share(rng, _KINDS).value}{grade}"


def _benefits(rng: Random, elder: SampleElder, began_on: date) -> tuple[SampleBenefit, ...]:
    found = [SampleBenefit(kind=BenefitKind.PENSION_INSURANCE, from_on=_turned(elder, 60), amount=None)]
    found.append(SampleBenefit(kind=BenefitKind.MEDICAL_INSURANCE, from_on=date(2016, 1, 1)))
    if elder.age_on(began_on) >= 80:
        amount = 10_000 if elder.age_on(began_on) < 90 else 20_000
        found.append(
            SampleBenefit(kind=BenefitKind.OLD_AGE_ALLOWANCE, from_on=_turned(elder, 80), amount=amount)
        )
    by_category = (
        (Category.MINIMUM_ALLOWANCE, BenefitKind.MINIMUM_ALLOWANCE, 52_000),
        (Category.DESTITUTE_DISPERSED, BenefitKind.DESTITUTE_SUPPORT, 83_000),
        (Category.SPECIAL_FAMILY, BenefitKind.SPECIAL_FAMILY_AID, 45_000),
        (Category.INCAPACITATED, BenefitKind.NURSING_SUBSIDY, 12_000),
        (Category.SEVERELY_DISABLED, BenefitKind.DISABILITY_NURSING, 10_000),
    )
    for category, kind, amount in by_category:
        if elder.has(category) and chance(rng, 0.9):
            from_on = days_between(rng, began_on - timedelta(days=1200), began_on)
            found.append(SampleBenefit(kind=kind, from_on=from_on, amount=amount))
    return tuple(found)


def _health(rng: Random, elder: SampleElder, began_on: date) -> tuple[SampleHealth, ...]:
    found: list[SampleHealth] = []
    ill = any(
        elder.has(category)
        for category in (Category.CHRONIC_DISEASE, Category.HIGH_RISK_DISEASE, Category.SERIOUS_DISEASE)
    )
    if ill or chance(rng, 0.35):
        for what in sorted({pick(rng, _CHRONIC), pick(rng, _CHRONIC)}):
            since = days_between(rng, began_on - timedelta(days=4000), began_on)
            found.append(SampleHealth(kind=HealthKind.DISEASE, what=what, from_on=since))
            if what in _MEDICINES:
                found.append(SampleHealth(kind=HealthKind.MEDICINE, what=_MEDICINES[what], from_on=since))
    if elder.has(Category.DEMENTIA):
        found.append(SampleHealth(kind=HealthKind.DISEASE, what="阿尔茨海默病"))
    if elder.has(Category.INCAPACITATED) or chance(rng, 0.08):
        found.append(SampleHealth(kind=HealthKind.AID, what=pick(rng, _AIDS)))
    if chance(rng, 0.03):
        found.append(SampleHealth(kind=HealthKind.ALLERGY, what="青霉素"))
    return tuple(found)


def _notes(rng: Random, began_on: date, as_of: date) -> tuple[SampleNote, ...]:
    if not chance(rng, 0.12):
        return ()
    return (SampleNote(noted_on=days_between(rng, began_on, as_of), text=pick(rng, _NOTES)),)


def _events(rng: Random, elder: SampleElder, began_on: date, as_of: date) -> tuple[SampleEvent, ...]:
    if elder.ended_on is not None or not chance(rng, 0.02):
        return ()
    kind, what = pick(rng, _EVENTS)
    last_on = as_of - timedelta(days=3)
    if last_on <= began_on:
        return ()
    return (SampleEvent(kind=kind, happened_on=days_between(rng, began_on, last_on), what=what),)


def _turned(elder: SampleElder, age: int) -> date:
    """Return the first day of the month in which the elder reached an age: allowances are paid by months."""
    return date(elder.born_on.year + age, elder.born_on.month, 1)
