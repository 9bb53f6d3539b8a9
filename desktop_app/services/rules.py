"""The policy profiles a site works by, read from the shipped files once and combined into one rule book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tomllib import TOMLDecodeError, loads

from desktop_app.config import resources
from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.policies import PolicyProfile
from desktop_app.domain.policy_schema import parse_profile
from desktop_app.scheduling.rulebook import RuleBook


class UnreadablePolicy(InputError):
    """A policy file is not TOML."""

    code = "policy.unreadable"
    what = N_("政策方案文件无法读取：{problem}")
    do_now = N_("请按随附方案的格式改正该文件。")


def read_profile(path: Path) -> PolicyProfile:
    """Read and check one policy file; raises ``UnreadablePolicy`` or the schema's list of problems."""
    try:
        raw = loads(path.read_text(encoding="utf-8"))
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadablePolicy(problem=str(error)) from error
    return parse_profile(raw)


@cache
def known_profiles() -> Mapping[str, PolicyProfile]:
    """Return the shipped profiles by id."""
    found = (read_profile(path) for path in sorted(resources.path("policies").glob("*.toml")))
    return {profile.id: profile for profile in found}


class Rules:
    """The rules in force at one site."""

    def __init__(self, profile_ids: Sequence[str]) -> None:
        """Combine the profiles with the given ids."""
        known = known_profiles()
        self.profiles = tuple(known[profile] for profile in profile_ids if profile in known)
        self.book = RuleBook(self.profiles)
