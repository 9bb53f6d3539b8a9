"""Set up a new installation, and open an existing one with password or recovery key."""

from __future__ import annotations

import base64
import contextlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.domain.characters import printable
from desktop_app.domain.divisions import full_code
from desktop_app.domain.errors import N_, FieldProblem, InputError
from desktop_app.domain.terms import SiteLevel, UserRole
from desktop_app.exchange.batches import SiteKeys
from desktop_app.services import settings
from desktop_app.services.actor import Actor
from desktop_app.services.context import SiteInfo
from desktop_app.services.rules import known_profiles
from desktop_app.storage import keyslots
from desktop_app.storage.faults import NotWritable, StoreExists, StoreMissing
from desktop_app.storage.journal import SiteIdentity
from desktop_app.storage.passwords import STANDARD, KdfParams
from desktop_app.storage.recovery import RecoveryKey
from desktop_app.storage.root_key import RootKey
from desktop_app.storage.store import DATABASE, Store
from desktop_app.storage.unit_of_work import new_uid

_PART = ".part-setup"


class UnknownProfile(InputError):
    """A policy profile was asked for that is not shipped."""

    code = "setup.unknown_profile"
    what = N_("没有名为“{profile}”的政策方案。可用的有：{known}。")
    do_now = N_("请从列出的方案中选择。")


class RecoveryNotConfirmed(InputError):
    """The recovery key typed back is not the one shown."""

    code = "setup.recovery_not_confirmed"
    what = N_("回填的恢复密钥与纸上的不一致。")
    data_safe = N_("还没有建立名册，没有数据受影响。")
    do_now = N_("请对照纸上的密钥逐行重新输入。")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupDraft:
    """What the first-run wizard or ``init`` asks for."""

    level: SiteLevel
    division_code: str
    unit_name: str
    profiles: Sequence[str]
    user: str
    password: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store with the site it belongs to, who opened it, and the key for managing users."""

    store: Store
    site: SiteInfo
    actor: Actor
    root: RootKey


def exists(folder: Path) -> bool:
    """Tell whether an installation was set up in ``folder``."""
    return (folder / keyslots.FILE_NAME).exists()


def users(folder: Path) -> tuple[str, ...]:
    """Return the login names of an installation, first user first."""
    if not exists(folder):
        raise StoreMissing
    return tuple(user.name for user in keyslots.users(folder / keyslots.FILE_NAME))


@dataclass(slots=True)
class Prepared:
    """A new installation that lies ready beside its place until somebody proved to have the recovery key.

    Nothing of it counts before ``finish``: left alone, the next ``prepare`` removes it and starts anew.
    """

    folder: Path
    site: SiteInfo
    recovery: str
    """Shown once and kept nowhere else."""

    def finish(self) -> None:
        """Move the installation into its place; raises ``NotWritable``."""
        part = self.folder / _PART
        try:
            # The key file comes last: it is what makes a folder an installation.
            (part / DATABASE).replace(self.folder / DATABASE)
            (part / keyslots.FILE_NAME).replace(self.folder / keyslots.FILE_NAME)
        except OSError as error:
            raise NotWritable from error
        self.abandon()

    def abandon(self) -> None:
        """Remove what was prepared and is not in its place."""
        with contextlib.suppress(OSError):
            shutil.rmtree(self.folder / _PART)


def prepare(folder: Path, draft: SetupDraft, *, kdf: KdfParams = STANDARD) -> Prepared:
    """Make everything of a new installation in a folder of its own; ``Prepared.finish`` puts it in place.

    Raises an ``InputError`` on the draft, ``StoreExists`` or ``NotWritable``.
    """
    _check(draft)
    if exists(folder):
        raise StoreExists
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = folder / _PART
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
    except OSError as error:
        raise NotWritable from error
    site = SiteInfo(
        site=new_uid(),
        epoch=1,
        level=draft.level,
        division_code=full_code(draft.division_code),
        unit_name=_one_line(draft.unit_name),
        sample=draft.sample,
    )
    try:
        root, recovery = keyslots.create(
            part / keyslots.FILE_NAME,
            db_id=site.site,
            user=draft.user,
            role=UserRole.OFFICER,
            password=draft.password,
            kdf=kdf,
        )
        store = Store(part, root.database_key(), create=True)
        try:
            with store.setting_up() as session:
                settings.write(session, settings.SITE, _site_to_data(site, SiteKeys.generate()))
                settings.write(session, settings.PROFILES, list(draft.profiles))
                settings.write(session, settings.DERIVED_BY, settings.DERIVATION_VERSION)
        finally:
            store.close()
    except BaseException:
        with contextlib.suppress(OSError):
            shutil.rmtree(part)
        raise
    return Prepared(folder, site, recovery.text())


def create(folder: Path, draft: SetupDraft, *, kdf: KdfParams = STANDARD) -> tuple[SiteInfo, str]:
    """Make a new installation at once; returns the site and the recovery key, which is shown once and not kept."""
    prepared = prepare(folder, draft, kdf=kdf)
    prepared.finish()
    return prepared.site, prepared.recovery


def confirm_recovery(shown: str, typed: str) -> None:
    """Raise unless ``typed`` is the recovery key ``shown``; blanks, hyphens and case do not matter."""
    if RecoveryKey.parse(typed) != RecoveryKey.parse(shown):
        raise RecoveryNotConfirmed


def open_with_password(folder: Path, password: str, *, user: str | None = None) -> Opened:
    """Open an installation; without ``user`` the first one is meant."""
    names = users(folder)
    name = user or names[0]
    slots = folder / keyslots.FILE_NAME
    root = keyslots.unlock_with_password(slots, name, password)
    role = next(known.role for known in keyslots.users(slots) if known.name == name)
    return _open(folder, root, Actor(name, role))


def open_with_recovery(folder: Path, recovery: str) -> Opened:
    """Open an installation with the paper key, as an officer who then sets a new password."""
    if not exists(folder):
        raise StoreMissing
    root = keyslots.unlock_with_recovery(folder / keyslots.FILE_NAME, recovery)
    return _open(folder, root, Actor(users(folder)[0], UserRole.OFFICER))


def _open(folder: Path, root: RootKey, actor: Actor) -> Opened:
    store = Store(folder, root.database_key())
    try:
        with store.reading() as session:
            data = settings.read(session, settings.SITE)
    except BaseException:
        store.close()
        raise
    site = SiteInfo(
        site=data["site"],
        epoch=data["epoch"],
        level=SiteLevel(data["level"]),
        division_code=data["division_code"],
        unit_name=data["unit_name"],
        sample=data["sample"],
    )
    store.identity = SiteIdentity(site.site, site.epoch, site.county)
    return Opened(store, site, actor, root)


def site_keys(store: Store) -> SiteKeys:
    """Return this site's signing and decryption keys, which live only inside the encrypted store."""
    with store.reading() as session:
        data = settings.read(session, settings.SITE)
    return SiteKeys.from_bytes(base64.b64decode(data["keys"]))


def _site_to_data(site: SiteInfo, keys: SiteKeys) -> dict[str, object]:
    return {
        "site": site.site,
        "epoch": site.epoch,
        "level": site.level.value,
        "division_code": site.division_code,
        "unit_name": site.unit_name,
        "sample": site.sample,
        "keys": base64.b64encode(keys.to_bytes()).decode(),
    }


def _one_line(text: str) -> str:
    """Return a name on one line, without control characters: it heads every paper and goes with every batch."""
    return printable(" ".join(text.split()))


def _check(draft: SetupDraft) -> None:
    code = draft.division_code.strip()
    if not (code.isdigit() and len(code) in (6, 9, 12)):
        raise FieldProblem(field="division", label=N_("行政区划代码"), reason=N_("应为6、9或12位数字"))
    if draft.level is not SiteLevel.COUNTY and len(code) == 6:
        raise FieldProblem(
            field="division", label=N_("行政区划代码"), reason=N_("应选到苏木乡镇（街道）或嘎查村")
        )
    if not _one_line(draft.unit_name):
        raise FieldProblem(field="unit", label=N_("单位名称"), reason=N_("不能为空"))
    known = known_profiles()
    for profile in draft.profiles:
        if profile not in known:
            raise UnknownProfile(profile=profile, known="、".join(sorted(known)))
    if not draft.profiles:
        raise FieldProblem(field="profile", label=N_("政策方案"), reason=N_("至少选一个"))
