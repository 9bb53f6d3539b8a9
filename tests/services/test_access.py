"""Setting up, opening, recovering, and who may log in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application, create_application, open_application, recover_application
from desktop_app.domain.errors import ElderVisitsError, FieldProblem, NotAllowed
from desktop_app.domain.terms import SiteLevel, UserRole
from desktop_app.services import access
from desktop_app.services.access import RecoveryNotConfirmed, SetupDraft, UnknownProfile
from desktop_app.services.clock import Clock
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.storage.faults import DamagedStore, StoreExists, StoreInUse, StoreMissing
from desktop_app.storage.key_faults import WrongPassword
from desktop_app.storage.passwords import FLOOR
from tests.services.homes import PASSWORD, PROFILES, TODAY, TOWNSHIP, USER, VILLAGES, Home, open_home

DRAFT = SetupDraft(
    level=SiteLevel.TOWNSHIP,
    division_code=TOWNSHIP,
    unit_name=" 示例苏木人民政府 ",
    profiles=PROFILES,
    user=USER,
    password=PASSWORD,
)


def test_a_new_home_opens_with_password_or_paper_key_and_knows_its_site(tmp_path: Path) -> None:
    made, recovery = create_application(tmp_path / "home", DRAFT, kdf=FLOOR)
    site = made.site
    made.close()
    assert (site.county, site.unit_name, site.level) == ("150425", "示例苏木人民政府", SiteLevel.TOWNSHIP)
    openers: tuple[Callable[[], Application], ...] = (
        lambda: open_application(tmp_path / "home", PASSWORD),
        lambda: open_application(tmp_path / "home", PASSWORD, user=USER),
        lambda: recover_application(tmp_path / "home", recovery.lower().replace("-", " ")),
    )
    for open_again in openers:
        again = open_again()
        assert (again.site, again.actor.name, again.actor.role) == (site, USER, UserRole.OFFICER)
        again.close()


def test_a_wrong_password_opens_nothing(empty_home: Home, tmp_path: Path) -> None:
    folder = empty_home.copy(tmp_path / "home")
    with pytest.raises(WrongPassword):
        open_application(folder, "Bieyang-82-abc")
    open_home(folder).close()


def test_the_recovery_key_has_to_be_typed_back(empty_home: Home) -> None:
    access.confirm_recovery(empty_home.recovery, empty_home.recovery.lower())
    other = empty_home.recovery[:-1] + ("A" if empty_home.recovery[-1] != "A" else "B")
    with pytest.raises((RecoveryNotConfirmed, ElderVisitsError)):
        access.confirm_recovery(empty_home.recovery, other)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"division_code": "15042"}, FieldProblem),
        ({"division_code": "150425"}, FieldProblem),
        ({"unit_name": " "}, FieldProblem),
        ({"profiles": ()}, FieldProblem),
        ({"profiles": ("nowhere",)}, UnknownProfile),
        ({"password": "123456"}, ElderVisitsError),
        ({"user": ""}, ElderVisitsError),
    ],
)
def test_a_refused_set_up_leaves_no_home(
    tmp_path: Path, changed: dict[str, Any], error: type[ElderVisitsError]
) -> None:
    with pytest.raises(error):
        create_application(tmp_path / "home", replace(DRAFT, **changed), kdf=FLOOR)
    assert not access.exists(tmp_path / "home")
    with pytest.raises(StoreMissing):
        open_application(tmp_path / "home", PASSWORD)
    assert list((tmp_path / "home").glob("*.db")) == []


def test_a_home_is_not_made_twice_nor_opened_twice(empty_home: Home, tmp_path: Path) -> None:
    folder = empty_home.copy(tmp_path / "home")
    with pytest.raises(StoreExists):
        create_application(folder, DRAFT, kdf=FLOOR)
    application = open_home(folder)
    with pytest.raises(StoreInUse):
        open_home(folder)
    application.close()
    open_home(folder).close()


def test_an_emptied_database_file_is_refused_and_the_lock_given_back(
    empty_home: Home, tmp_path: Path
) -> None:
    folder = empty_home.copy(tmp_path / "home")
    whole = (folder / "register.db").read_bytes()
    (folder / "register.db").write_bytes(b"")
    with pytest.raises(DamagedStore):
        open_home(folder)
    (folder / "register.db").write_bytes(whole)
    open_home(folder).close()


def test_users_come_and_go_with_their_roles(empty: Application) -> None:
    empty.users.add(empty.actor, "李志强", UserRole.READER, "Caoyuan-71-abz")
    folder = empty.store.folder
    assert [(user.name, user.role) for user in empty.users.list(empty.actor)] == [
        (USER, UserRole.OFFICER),
        ("李志强", UserRole.READER),
    ]
    empty.close()
    reader = open_application(folder, "Caoyuan-71-abz", user="李志强", clock=Clock(fixed_on=TODAY))
    with pytest.raises(NotAllowed):
        reader.register.save(reader.actor, ElderDraft(name="包小明", village_code=VILLAGES[0]))
    reader.users.change_own_password(reader.actor, "Caoyuan-71-abz", "Dalinuoer-55-qpw")
    reader.close()
    with pytest.raises(WrongPassword):
        open_application(folder, "Caoyuan-71-abz", user="李志强")
    officer = open_home(folder)
    officer.users.set_password(officer.actor, "李志强", "Xilamulun-93-kdf")
    officer.users.remove(officer.actor, "李志强")
    officer.close()
    with pytest.raises(ElderVisitsError):
        open_application(folder, "Xilamulun-93-kdf", user="李志强")


def test_a_new_paper_key_replaces_the_old_one(empty: Application, empty_home: Home) -> None:
    renewed = empty.users.renew_recovery(empty.actor)
    folder = empty.store.folder
    empty.close()
    with pytest.raises(ElderVisitsError):
        recover_application(folder, empty_home.recovery)
    recover_application(folder, renewed).close()


@pytest.mark.parametrize("number", [0, 1])
def test_a_village_site_offers_its_own_village_alone(
    opener: Callable[[Home], Application], village_homes: tuple[Home, ...], number: int
) -> None:
    village = opener(village_homes[number])
    assert [division.code for division in village.register.villages(village.actor)] == [VILLAGES[number]]


def test_a_township_offers_all_its_villages(empty: Application) -> None:
    codes = [division.code for division in empty.register.villages(empty.actor)]
    assert set(VILLAGES) <= set(codes)
    assert all(code.startswith(TOWNSHIP[:9]) for code in codes)
