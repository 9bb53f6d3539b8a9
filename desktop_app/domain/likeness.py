"""How alike two files of the register are: a score from 0 to 100 with the reasons that make it up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.errors import N_
from desktop_app.domain.identity import check_digit, eighteen_digits
from desktop_app.domain.names import same_name_key
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import Sex

WORTH_A_LOOK = 60
"""From this score on two files are shown as candidates: a full name with a full birth date, or an id number."""

LUNAR_DAYS = range(15, 56)
"""How many days a day of the lunar calendar falls after the same figures of the solar one, with a little room."""

_FAR_YEARS = 5


@dataclass(frozen=True, slots=True)
class Sign:
    """One observation about two files: what it is worth and how it is said."""

    weight: int
    words: str


# An id number is given to one person only; a wrong or borrowed one is the exception, so it reaches the limit alone.
SAME_ID = Sign(60, N_("身份证号相同"))
# One wrong digit, or two that changed places: with a name it is a slip of the pen, alone it may be chance.
NEAR_ID = Sign(35, N_("身份证号只差一位或相邻两位颠倒"))
# Both numbers pass the check digit: then they are two people, or one of them holds two identities.
DIFFERENT_IDS = Sign(-60, N_("身份证号都有效而不同"))
# One of the numbers is faulty in itself, which takes much of its weight away.
DOUBTFUL_IDS = Sign(-15, N_("身份证号不同，其中有号码校验不符"))
# A common name is shared by dozens in a banner, so a name alone stays far below the limit.
SAME_NAME = Sign(35, N_("姓名相同（{one}）"))
VARIANT_NAME = Sign(33, N_("姓名只是写法不同（{one}／{other}）"))
# Written from hearing: many more names sound alike than are written alike.
SAME_SOUND = Sign(20, N_("姓名读音相同（{one}／{other}）"))
NEAR_SOUND = Sign(14, N_("姓名读音相近（{one}／{other}）"))
SIMILAR_NAME = Sign(10, N_("姓名只差一个字（{one}／{other}）"))
DIFFERENT_NAME = Sign(-25, N_("姓名不同（{one}／{other}）"))
# One day of some eleven thousand: with a name that sounds alike and the village it reaches the limit.
SAME_BIRTH = Sign(32, N_("出生日期相同"))
SWAPPED_BIRTH = Sign(18, N_("出生日期的月和日互换"))
# Old people tell their lunar birthday, which is typed in as a solar one.
LUNAR_BIRTH = Sign(14, N_("出生日期相差{days}天，可能一份是农历"))
ROUGH_BIRTH = Sign(10, N_("出生年份相同，其中一份只记到年"))
BIRTH_APART = Sign(-10, N_("出生日期不同"))
BIRTH_FAR_APART = Sign(-30, N_("出生年份相差{years}年"))
# Entered wrongly now and then, but far more often it is a married couple.
DIFFERENT_SEX = Sign(-40, N_("性别不同"))
# One telephone for a couple is usual; it needs a name or a birth date beside it.
SAME_PHONE = Sign(20, N_("本人电话相同"))
CONTACT_PHONE = Sign(8, N_("联系人电话相同"))
# Everybody of a house or a village shares these.
SAME_HOUSEHOLD = Sign(12, N_("同一户"))
SAME_ADDRESS = Sign(12, N_("住址相同"))
SAME_VILLAGE = Sign(8, N_("同一嘎查村（社区）"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LikenessFacts:
    """What is compared of one file; made by ``likeness_facts``."""

    uid: str
    name: str
    key: str
    sound: str
    near_sound: str
    id_number: str = ""
    id_valid: bool = False
    birth_on: date | None = None
    sex: str = Sex.UNKNOWN.value
    phones: frozenset[str] = frozenset()
    contact_phones: frozenset[str] = frozenset()
    village_code: str = ""
    address: str = ""
    household: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The score of two files, 0 to 100, and what it is made of: points and words, the weightiest first."""

    score: int
    reasons: tuple[tuple[int, Phrase], ...]


def likeness_facts(
    *,
    uid: str,
    name: str,
    sound: str,
    variants: Mapping[int, str],
    id_number: str | None = None,
    birth_on: date | None = None,
    sex: str = Sex.UNKNOWN.value,
    phones: Iterable[str] = (),
    contact_phones: Iterable[str] = (),
    village_code: str = "",
    address: str | None = None,
    household: str | None = None,
) -> LikenessFacts:
    """Return one file as it is compared.

    ``sound`` is ``name_key(name, variants)`` in pinyin, syllables parted by blanks; ``variants`` maps the code
    point of a variant character to its standard form, as ``str.translate`` takes it.
    """
    number = eighteen_digits(id_number or "")
    return LikenessFacts(
        uid=uid,
        name=name,
        key=name_key(name, variants),
        sound=sound,
        near_sound=near_sound(sound),
        id_number=number,
        id_valid=len(number) == 18 and check_digit(number[:17]) == number[17],
        birth_on=birth_on,
        sex=sex,
        phones=frozenset(phones),
        contact_phones=frozenset(contact_phones),
        village_code=village_code,
        address=f"{village_code} {''.join(address.split())}" if address and address.strip() else "",
        household=household or "",
    )


def name_key(name: str, variants: Mapping[int, str]) -> str:
    """Return a name as it is compared: without dots, blanks and case, each character in its standard form."""
    return same_name_key(name).translate(variants)


_MERGED_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("hu", "fu"))
"""Beginnings that speakers of the region and typing by ear take for each other."""


def near_sound(sound: str) -> str:
    """Return pinyin with the sounds made equal that are often taken for each other: zhen/zeng, nan/lan."""
    return " ".join(map(_near_syllable, sound.split()))


def _near_syllable(syllable: str) -> str:
    for longer, shorter in _MERGED_SOUNDS:
        if syllable.startswith(longer):
            syllable = shorter + syllable[len(longer) :]
            break
    return syllable[:-1] if syllable.endswith(("ang", "eng", "ing")) else syllable


def likeness(one: LikenessFacts, other: LikenessFacts) -> Likeness:
    """Return how alike two files are; which of them comes first only matters for the order of names in words."""
    found = sorted(signs(one, other), key=lambda sign: -abs(sign.weight))
    return Likeness(total(found), tuple((sign.weight, _said(sign, one, other)) for sign in found))


def total(found: Iterable[Sign]) -> int:
    """Return the points of all signs together, not below 0 and not above 100."""
    return max(0, min(100, sum(sign.weight for sign in found)))


def signs(one: LikenessFacts, other: LikenessFacts) -> list[Sign]:
    """Return what speaks for and against the two files being one person.

    Under one id number nothing speaks against it: either it is one person, or a number is wrong, and both
    want a look. A slip in an id number explains a slip in the birth date that it contains.
    """
    numbers = _of_ids(one, other)
    name = _of_names(one, other)
    found = [sign for sign in (numbers, name, _of_phones(one, other), _of_places(one, other)) if sign]
    if numbers is SAME_ID:
        return [sign for sign in found if sign.weight > 0]
    if numbers is not NEAR_ID:
        birth = _of_births(one.birth_on, other.birth_on)
        if birth:
            found.append(birth)
    if one.sex != other.sex and _KNOWN_SEX.issuperset((one.sex, other.sex)):
        found.append(DIFFERENT_SEX)
    return found


_KNOWN_SEX = frozenset((Sex.MALE.value, Sex.FEMALE.value))


def _of_ids(one: LikenessFacts, other: LikenessFacts) -> Sign | None:
    first, second = one.id_number, other.id_number
    if not first or not second:
        return None
    if first == second:
        return SAME_ID
    if one.id_valid and other.id_valid:
        # The check digit sees every single slip: two valid numbers never lie one slip apart.
        return DIFFERENT_IDS
    return NEAR_ID if one_slip_apart(first, second) else DOUBTFUL_IDS


def one_slip_apart(first: str, second: str) -> bool:
    """Tell whether one digit is wrong or two neighbouring ones have changed places."""
    if len(first) != len(second):
        return False
    places = [place for place, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(places) == 1:
        return True
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    left, right = places
    return first[left] == second[right] and first[right] == second[left]


def _of_names(one: LikenessFacts, other: LikenessFacts) -> Sign | None:
    if one.key == other.key:
        return SAME_NAME if same_name_key(one.name) == same_name_key(other.name) else VARIANT_NAME
    if one.sound == other.sound:
        return SAME_SOUND
    if one.near_sound == other.near_sound:
        return NEAR_SOUND
    if _one_character_apart(one.key, other.key):
        return SIMILAR_NAME
    return None if one.key[:1] == other.key[:1] else DIFFERENT_NAME


def _one_character_apart(first: str, second: str) -> bool:
    """Tell whether names of three characters and more differ in one, or one of them lacks one."""
    shorter, longer = sorted((first, second), key=len)
    if len(longer) < 3 or len(longer) - len(shorter) > 1:
        return False
    if len(shorter) == len(longer):
        return sum(a != b for a, b in zip(first, second, strict=True)) == 1
    return len(shorter) >= 3 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )


def _of_births(first: date | None, second: date | None) -> Sign | None:
    if first is None or second is None:
        return None
    if first == second:
        return SAME_BIRTH
    years = abs(first.year - second.year)
    if not years:
        if (first.month, first.day) == (second.day, second.month):
            return SWAPPED_BIRTH
        if (1, 1) in ((first.month, first.day), (second.month, second.day)):
            return ROUGH_BIRTH
    if years <= 1 and abs((first - second).days) in LUNAR_DAYS:
        return LUNAR_BIRTH
    return BIRTH_FAR_APART if years > _FAR_YEARS else BIRTH_APART


def _of_phones(one: LikenessFacts, other: LikenessFacts) -> Sign | None:
    if not one.phones.isdisjoint(other.phones):
        return SAME_PHONE
    if (
        one.phones.isdisjoint(other.contact_phones)
        and other.phones.isdisjoint(one.contact_phones)
        and one.contact_phones.isdisjoint(other.contact_phones)
    ):
        return None
    return CONTACT_PHONE


def _of_places(one: LikenessFacts, other: LikenessFacts) -> Sign | None:
    if one.household and one.household == other.household:
        return SAME_HOUSEHOLD
    if one.address and one.address == other.address:
        return SAME_ADDRESS
    return SAME_VILLAGE if one.village_code and one.village_code == other.village_code else None


def _said(sign: Sign, one: LikenessFacts, other: LikenessFacts) -> Phrase:
    if "{one}" in sign.words:
        both = {"one": one.name, "other": other.name}
        return phrase(
            sign.words, **{name: text for name, text in both.items() if f"{{{name}}}" in sign.words}
        )
    if one.birth_on and other.birth_on:
        if sign is LUNAR_BIRTH:
            return phrase(sign.words, days=abs((one.birth_on - other.birth_on).days))
        if sign is BIRTH_FAR_APART:
            return phrase(sign.words, years=abs(one.birth_on.year - other.birth_on.year))
    return phrase(sign.words)
