"""The policy profiles of a site: list, show, choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.policies import PolicyProfile
from desktop_app.services import settings
from desktop_app.services.access import UnknownProfile
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.derivation import Derivation
from desktop_app.services.rules import Rules, known_profiles


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One shipped profile and whether this site works by it."""

    profile: PolicyProfile
    active: bool


class PolicyService(Service):
    """政策方案."""

    def __init__(self, context: Context, derivation: Derivation) -> None:
        """Change the rules of ``context`` and refresh duties through ``derivation``."""
        super().__init__(context)
        self._derivation = derivation

    @allowed(*EVERYONE)
    def list(self, _actor: Actor) -> list[ProfileRow]:
        """Return the shipped profiles, those in force first."""
        active = {profile.id for profile in self._context.rules.profiles}
        rows = [ProfileRow(profile, profile.id in active) for profile in known_profiles().values()]
        return sorted(rows, key=lambda row: (not row.active, row.profile.id))

    @allowed(*EVERYONE)
    def show(self, _actor: Actor, profile_id: str) -> PolicyProfile:
        """Return one profile; raises ``UnknownProfile``."""
        known = known_profiles()
        if profile_id not in known:
            raise UnknownProfile(profile=profile_id, known="、".join(sorted(known)))
        return known[profile_id]

    @allowed(*OFFICERS)
    def choose(self, _actor: Actor, profile_ids: Sequence[str]) -> None:
        """Work by these profiles from now on and recompute who is owed a visit."""
        known = known_profiles()
        for profile in profile_ids:
            if profile not in known:
                raise UnknownProfile(profile=profile, known="、".join(sorted(known)))
        with self._store.setting_up() as session:
            settings.write(session, settings.PROFILES, list(profile_ids))
        self._context.rules = Rules(profile_ids)
        self._derivation.refresh_duties(self._context.site.county)
