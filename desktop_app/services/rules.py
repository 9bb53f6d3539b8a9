"""The policy profiles a site works by: the shipped files, overlaid by what was changed here, as one rule book."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Protocol
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config import resources
from desktop_app.config.strings import _
from desktop_app.domain.changes import Changes
from desktop_app.domain.errors import N_, ElderVisitsError, InputError
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import PolicyProfile
from desktop_app.domain.policy_schema import parse_profile
from desktop_app.domain.terms import PolicyOrigin
from desktop_app.models import PolicyText
from desktop_app.models.rule import LONGEST_PROFILE
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.services import settings
from desktop_app.storage.store import Store

_NAMESPACE = UUID("0c6d6a52-98a6-5d0b-8f64-6a3d1f1b7f10")
_MOST_BYTES = LONGEST_PROFILE * 4
_WHERE = re.compile(r"line (\d+), column (\d+)")
_OTHER_FORMATS = (
    (b"PK\x03\x04", N_("这是 Excel、Word 或压缩文件")),
    (b"\xd0\xcf\x11\xe0", N_("这是旧版 Excel 或 Word 文件")),
    (b"%PDF", N_("这是 PDF 文件")),
    (b"\x89PNG", N_("这是图片")),
    (b"\xff\xd8\xff", N_("这是图片")),
    (b"SQLite format 3", N_("这是数据库文件")),
    (b"age-encryption.org", N_("这是加密的上报包")),
)


class UnreadablePolicy(InputError):
    """A file is no policy file at all; ``details["problem"]`` says what it is instead."""

    code = "policy.unreadable"
    what = N_("政策方案文件无法读取：{problem}")
    data_safe = N_("原有方案没有改动。")
    do_now = N_("请选择本程序导出的方案文件（.toml），或按随附方案的格式改正该文件。")


def read_profile(path: Path) -> PolicyProfile:
    """Read and check one policy file; raises ``UnreadablePolicy`` or the schema's list of problems."""
    return read_text(text_of(path))


def text_of(path: Path) -> str:
    """Return the text of a policy file; raises ``UnreadablePolicy``."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UnreadablePolicy(problem=_("文件打不开")) from error
    for mark, what in _OTHER_FORMATS:
        if data.startswith(mark):
            raise UnreadablePolicy(problem=_("{what}，不是政策方案").format(what=_(what)))
    if len(data) > _MOST_BYTES:
        raise _too_long()
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        raise UnreadablePolicy(problem=_("文件是空的"))
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UnreadablePolicy(problem=toml_problem(error)) from error


def _too_long() -> UnreadablePolicy:
    return UnreadablePolicy(problem=_("文件过长，最多 {most} 个字符").format(most=LONGEST_PROFILE))


@lru_cache(maxsize=64)
def read_text(text: str) -> PolicyProfile:
    """Read and check the text of a profile; raises ``UnreadablePolicy`` or the schema's list of problems."""
    if len(text) > LONGEST_PROFILE:
        raise _too_long()
    if not text.strip():
        raise UnreadablePolicy(problem=_("文件是空的"))
    try:
        raw = loads(text)
    except (RecursionError, ValueError) as error:
        raise UnreadablePolicy(problem=toml_problem(error)) from error
    return parse_profile(raw)


def toml_problem(error: Exception) -> str:
    """Return why bytes are no TOML; what the reader says itself is English, and the line may hold anything."""
    if isinstance(error, UnicodeDecodeError):
        return _("第 {place} 个字节不是 UTF-8 编码，请在记事本里另存为 UTF-8").format(place=error.start + 1)
    if not isinstance(error, TOMLDecodeError):
        return _("层次过深，或数字、日期写法有误")
    where = _WHERE.search(str(error))
    if where is None:
        return _("文件在末尾中断，引号或括号没有写完")
    return _("第 {line} 行第 {column} 个字符处不合 TOML 写法（缺引号、等号或括号，或同一项写了两次）").format(
        line=where[1], column=where[2]
    )


@cache
def shipped_texts() -> Mapping[str, str]:
    """Return the texts of the shipped profiles by id."""
    paths = sorted(resources.path("policies").glob("*.toml"))
    texts = (path.read_text(encoding="utf-8") for path in paths)
    return {read_text(text).id: text for text in texts}


@cache
def known_profiles() -> Mapping[str, PolicyProfile]:
    """Return the shipped profiles by id."""
    return {profile: read_text(text) for profile, text in shipped_texts().items()}


def record_uid(profile: str) -> str:
    """Return the uid of the record that holds a profile: the same one at every site."""
    return str(uuid5(_NAMESPACE, profile))


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A profile kept in the store: its text, where it comes from, and what is wrong with it if anything."""

    profile: str
    title: str
    text: str
    origin: PolicyOrigin
    changed_on: date
    note: str | None
    problem: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """All profiles that a store knows: the shipped ones, overlaid by the changed ones that can be read."""

    profiles: Mapping[str, PolicyProfile]
    changed: Mapping[str, ChangedText] = field(default_factory=dict)

    @property
    def broken(self) -> tuple[ChangedText, ...]:
        """Return the changed texts that cannot be used."""
        return tuple(each for each in self.changed.values() if each.problem is not None)


def known_in(session: Session) -> Known:
    """Return what the store knows; a text that cannot be read leaves the shipped profile in place."""
    profiles = dict(known_profiles())
    changed: dict[str, ChangedText] = {}
    query = select(PolicyText).where(PolicyText.retracted.is_(False)).order_by(PolicyText.uid)
    for record in session.execute(query).scalars():
        profile, problem = _looked_at(record)
        if profile is not None:
            profiles[profile.id] = profile
        if problem is not None and record.profile in changed and changed[record.profile].problem is None:
            continue  # a stray record beside a sound one
        changed[record.profile] = ChangedText(
            record.profile,
            record.title,
            record.text,
            _origin(record.origin),
            record.changed_on,
            record.note,
            problem,
        )
    return Known(profiles, changed)


def _looked_at(record: PolicyText) -> tuple[PolicyProfile | None, Phrase | None]:
    """Return the profile of a record, or why it cannot be used."""
    if record.uid != record_uid(record.profile):
        return None, Phrase(N_("记录的编号与方案代号不符"))
    try:
        profile = read_text(record.text)
    except ElderVisitsError as error:
        said = {name: value for name, value in error.details.items() if isinstance(value, str | int)}
        return None, phrase(error.what, **said)
    if profile.id != record.profile:
        return None, Phrase(N_("方案正文里的代号与记录的代号不符"))
    return profile, None


def _origin(key: str) -> PolicyOrigin:
    return next((origin for origin in PolicyOrigin if origin.value == key), PolicyOrigin.FILE)


class Rules:
    """The rules in force at one site."""

    def __init__(self, profile_ids: Sequence[str], known: Mapping[str, PolicyProfile] | None = None) -> None:
        """Combine the profiles with the given ids, by default as they are shipped."""
        every = known_profiles() if known is None else known
        self.profiles = tuple(every[profile] for profile in profile_ids if profile in every)
        self.book = RuleBook(self.profiles)


def rules_in(session: Session) -> Rules:
    """Return the rules that the store's site has chosen, as changed there."""
    chosen: Iterable[str] = settings.read(session, settings.PROFILES)
    return Rules(list(chosen), known_in(session).profiles)


class HoldsRules(Protocol):
    """A context: the open store and the rules worked by."""

    store: Store
    rules: Rules


def follow_changes(context: HoldsRules) -> None:
    """Read the rules anew after every unit of work that changed, merged or undid a profile."""

    def reread(changes: Changes) -> None:
        if PolicyText.__tablename__ in changes.entities:
            with context.store.reading() as session:
                context.rules = rules_in(session)

    context.store.subscribe(reread)
