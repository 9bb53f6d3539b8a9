"""Draw the people around an elder: children, spouse, neighbour with the key, carer and village doctor."""

from __future__ import annotations

from random import Random

from desktop_app.domain.divisions import Division, core_name
from desktop_app.domain.terms import Category, ContactRole, LivingArrangement, Sex
from desktop_app.exchange.sample.households import Person
from desktop_app.exchange.sample.persons import MONGOL, NameParts, draw_ethnic_code, draw_phone, pick
from desktop_app.exchange.sample.township import SampleContact

_CHILD_TOWNS = ("本嘎查", "经棚镇", "赤峰市红山区", "呼和浩特市", "锡林浩特市", "北京市", "沈阳市")


def draw_children(
    rng: Random, names: NameParts, person: Person, ethnic_code: str, surname: str
) -> list[SampleContact]:
    """Draw the children of a household; those who share the roof live in the village."""
    if Category.CHILDLESS in person.categories or Category.SPECIAL_FAMILY in person.categories:
        return []
    at_home = person.living is LivingArrangement.WITH_CHILDREN
    children = []
    for place in range(1 + int(rng.random() * 3)):
        sex = pick(rng, (Sex.MALE, Sex.FEMALE))
        children.append(
            SampleContact(
                name=names.younger(rng, ethnic_code, sex, surname),
                relation="儿子" if sex is Sex.MALE else "女儿",
                phone=draw_phone(rng),
                roles=(ContactRole.SUPPORTER, ContactRole.EMERGENCY)[: 2 if place == 0 else 1],
                lives_in=pick(rng, _CHILD_TOWNS[:1] if at_home and place == 0 else _CHILD_TOWNS[1:]),
            )
        )
    return children


def draw_contacts(
    rng: Random,
    names: NameParts,
    person: Person,
    children: list[SampleContact],
    spouse: str,
    village: Division,
) -> tuple[SampleContact, ...]:
    """Draw an elder's contacts, children first; who lives alone has a neighbour with the key."""
    contacts = list(children)
    roles: tuple[ContactRole, ...]
    near = core_name(village.name)
    if spouse:
        roles = (ContactRole.SUPPORTER,)
        contacts.append(SampleContact(name=spouse, relation="配偶", phone=None, roles=roles, lives_in=near))
    if person.living is LivingArrangement.INSTITUTION:
        name = names.younger(rng, draw_ethnic_code(rng), Sex.FEMALE)
        roles = (ContactRole.EMERGENCY,)
        phone = draw_phone(rng)
        carer = SampleContact(name=name, relation="护理员", phone=phone, roles=roles, lives_in="苏木敬老院")
        contacts.insert(0, carer)
    elif not contacts or person.living is LivingArrangement.ALONE:
        roles = (ContactRole.NEIGHBOUR, ContactRole.KEY_HOLDER)
        if not contacts:
            roles = (ContactRole.EMERGENCY, *roles)
        name = names.younger(rng, draw_ethnic_code(rng), Sex.MALE)
        phone = draw_phone(rng)
        contacts.append(SampleContact(name=name, relation="邻居", phone=phone, roles=roles, lives_in=near))
    if Category.INCAPACITATED in person.categories:
        name = names.younger(rng, MONGOL, Sex.FEMALE)
        roles = (ContactRole.DOCTOR,)
        phone = draw_phone(rng)
        contacts.append(SampleContact(name=name, relation="村医", phone=phone, roles=roles, lives_in=near))
    return tuple(contacts)
