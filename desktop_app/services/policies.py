"""The policy profiles of a site: list, read, choose, change from a day on, take from a file, give as a file."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from desktop_app.config import durable
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, InputError
from desktop_app.domain.policies import PolicyProfile
from desktop_app.domain.policy_changes import (
    NothingToChange,
    RuleChange,
    changes_the_past,
    continued,
    with_rule_changed,
    with_target,
)
from desktop_app.domain.policy_text import profile_text
from desktop_app.domain.terms import PolicyOrigin
from desktop_app.models import PolicyText
from desktop_app.services import settings
from desktop_app.services.access import UnknownProfile
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.decision_checks import DATED_TO, optional_text
from desktop_app.services.derivation import Derivation
from desktop_app.services.files_out import in_words
from desktop_app.services.policy_rows import ProfileRow, RuleRow, differences, profile_row, rule_rows
from desktop_app.services.rules import (
    Known,
    known_in,
    known_profiles,
    read_profile,
    record_uid,
    rules_in,
    shipped_texts,
)

_HEAD = "# 政策方案，由老年人探访服务记录写出；改动后可用“载入方案”读回，读入前会逐项检查。\n\n"
_LONGEST_TITLE = 100


class BeginsInPast(InputError):
    """A change was to hold on days that have been."""

    code = "policy.begins_in_past"
    what = N_("改动不能从已过去的日子起（最早 {earliest}）。")
    data_safe = N_("原有规则没有改动；已过去的月份按当时的规则。")
    do_now = N_("请把施行日期改为今天或以后。")


class StillInUse(InputError):
    """A profile that came from a file only cannot go while the site works by it."""

    code = "policy.still_in_use"
    what = N_("方案“{profile}”正在采用，随程序没有它的原文，不能恢复。")
    do_now = N_("请先改选其他方案，再移除它。")


@dataclass(frozen=True, slots=True)
class Installed:
    """What taking a profile from a file did, with what the user should know about it."""

    change_set: str
    profile: PolicyProfile
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundInFile:
    """A profile in a file before it is taken: what this site would work by, and what to know about it.

    ``differences`` say entry by entry what it says otherwise than the known profile of its id.
    """

    profile: PolicyProfile
    known: bool
    active: bool
    warnings: tuple[str, ...]
    differences: tuple[str, ...]


class PolicyService(Service):
    """政策方案."""

    def __init__(self, context: Context, derivation: Derivation) -> None:
        """Change the rules of ``context`` and refresh duties through ``derivation``."""
        super().__init__(context)
        self._derivation = derivation

    @allowed(*EVERYONE)
    def list(self, _actor: Actor) -> list[ProfileRow]:
        """Return the known profiles, those in force first."""
        known, active = self._known(), self._active()
        rows = [
            profile_row(profile, known.changed.get(profile.id), active=profile.id in active)
            for profile in known.profiles.values()
        ]
        return sorted(rows, key=lambda row: (not row.active, row.profile.id))

    @allowed(*EVERYONE)
    def problems(self, _actor: Actor) -> builtins.list[str]:
        """Return in words which changed profiles cannot be used and what is worked by instead."""
        with self._store.reading() as session:
            return policy_problems(session)

    @allowed(*EVERYONE)
    def show(self, _actor: Actor, profile_id: str) -> PolicyProfile:
        """Return one profile; raises ``UnknownProfile``."""
        return _named(self._known(), profile_id)

    @allowed(*EVERYONE)
    def rules(self, _actor: Actor, profile_id: str) -> tuple[RuleRow, ...]:
        """Return every entry of a profile in words, with source and version; raises ``UnknownProfile``."""
        return rule_rows(_named(self._known(), profile_id), self._context.today())

    @allowed(*OFFICERS)
    def choose(self, _actor: Actor, profile_ids: Sequence[str]) -> None:
        """Work by these profiles from now on and recompute who is owed a visit."""
        known = self._known()
        for profile in profile_ids:
            _named(known, profile)
        with self._store.setting_up() as session:
            settings.write(session, settings.PROFILES, builtins.list(profile_ids))
        self._put_in_force()

    @allowed(*OFFICERS)
    def preview(
        self, _actor: Actor, profile_id: str, changes: Sequence[tuple[str, RuleChange]], from_on: date
    ) -> PolicyProfile:
        """Return the profile as these changes of rules would make it, without keeping anything."""
        self._refuse_past(from_on)
        profile = _named(self._known(), profile_id)
        for rule, change in changes:
            profile = with_rule_changed(profile, rule, change, from_on)
        return profile

    @allowed(*OFFICERS)
    def change_rule(
        self,
        actor: Actor,
        profile_id: str,
        rule: str,
        change: RuleChange,
        from_on: date,
        note: str = "",
    ) -> str:
        """Make a new version of a rule from a day on; returns the change set.

        The version before ends the day before; one that has not begun yet is replaced. Raises ``BeginsInPast``
        and what ``with_rule_changed`` raises.
        """
        self._refuse_past(from_on)
        profile = _named(self._known(), profile_id)
        changed = with_rule_changed(profile, rule, change, from_on, note)
        return self._keep(actor, N_("修改探访规则"), changed, PolicyOrigin.EDITED, note)

    @allowed(*OFFICERS)
    def switch_rule(
        self,
        actor: Actor,
        profile_id: str,
        rule: str,
        enabled: bool,
        from_on: date,
        note: str = "",
    ) -> str:
        """Switch a rule on or off from a day on; returns the change set."""
        return self.change_rule(actor, profile_id, rule, RuleChange(enabled=enabled), from_on, note)

    @allowed(*OFFICERS)
    def change_target(
        self, actor: Actor, profile_id: str, indicator: str, year: int, value: Decimal | None
    ) -> str:
        """Set an indicator's target for this year or a later one, None takes it away; returns the change set."""
        if year < self._context.today().year:
            raise BeginsInPast(earliest=self._context.today().year)
        changed = with_target(_named(self._known(), profile_id), indicator, year, value)
        return self._keep(actor, N_("修改指标目标值"), changed, PolicyOrigin.EDITED, "")

    @allowed(*OFFICERS)
    def look_into(self, _actor: Actor, path: Path) -> FoundInFile:
        """Read and check a profile in a file without taking it; raises ``UnreadablePolicy`` or PolicyRefused."""
        found = read_profile(path)
        known = self._known().profiles.get(found.id)
        today = self._context.today()
        wanted = found if known is None else continued(known, found, today)
        active = found.id in self._active()
        warnings = self._warnings(known, found, active=active)
        return FoundInFile(wanted, known is not None, active, warnings, differences(known, wanted, today))

    @allowed(*OFFICERS)
    def install(self, actor: Actor, path: Path) -> Installed:
        """Take a profile from a file; what its rules were before today stays as this site judged by it.

        Raises ``UnreadablePolicy``, PolicyRefused, and ``NothingToChange`` when it is what is known already.
        """
        found = self.look_into(actor, path)
        if found.profile == self._known().profiles.get(found.profile.id):
            raise NothingToChange
        change_set = self._keep(actor, N_("载入政策方案"), found.profile, PolicyOrigin.FILE, path.name)
        return Installed(change_set, found.profile, found.warnings)

    @allowed(*EVERYONE)
    def export(self, _actor: Actor, profile_id: str, path: Path) -> None:
        """Write a profile as a file that ``install`` reads; an unchanged one as it was shipped.

        Raises ``CannotWrite``; then no half file is left.
        """
        known = self._known()
        profile = _named(known, profile_id)
        changed = known.changed.get(profile_id)
        own = changed is not None and changed.problem is None
        text = _HEAD + profile_text(profile) if own else shipped_texts()[profile_id]
        try:
            durable.write_file(path, text.encode("utf-8"))
        except OSError as error:
            raise in_words(error) from error

    @allowed(*OFFICERS)
    def reset(self, actor: Actor, profile_id: str) -> str:
        """Work by the shipped text again from today on; returns the change set.

        Versions that have begun stay for the days on which they held. A profile that came from a file only is
        taken away; raises ``StillInUse`` while it is worked by, ``NothingToChange`` when nothing was changed.
        """
        known = self._known()
        if profile_id not in known.changed:
            _named(known, profile_id)
            raise NothingToChange
        title = N_("恢复随程序的政策方案")
        shipped = known_profiles().get(profile_id)
        if shipped is None:
            if profile_id in self._active():
                raise StillInUse(profile=profile_id)
            return self._retract(actor, N_("移除政策方案"), profile_id)
        wanted = continued(known.profiles[profile_id], shipped, self._context.today())
        if wanted == shipped:
            return self._retract(actor, title, profile_id)
        if wanted == known.profiles[profile_id] and known.changed[profile_id].problem is None:
            raise NothingToChange
        return self._keep(actor, title, wanted, PolicyOrigin.EDITED, "")

    def _known(self) -> Known:
        with self._store.reading() as session:
            return known_in(session)

    def _active(self) -> frozenset[str]:
        return frozenset(profile.id for profile in self._context.rules.profiles)

    def _refuse_past(self, from_on: date) -> None:
        if from_on > DATED_TO:
            raise FieldProblem(field="from_on", label=N_("开始日期"), reason=N_("年份有误"))
        if from_on < self._context.today():
            raise BeginsInPast(earliest=self._context.today().isoformat())

    def _keep(self, actor: Actor, title: str, profile: PolicyProfile, origin: PolicyOrigin, note: str) -> str:
        """Keep a changed profile as a record and work by it; returns the change set."""
        values = {
            "profile": profile.id,
            "title": profile.title[:_LONGEST_TITLE],
            "text": profile_text(profile),
            "origin": origin.value,
            "changed_on": self._context.today(),
            "note": optional_text(note),
            "retracted": False,
        }
        with self._writing(actor, title) as unit:
            uid = record_uid(profile.id)
            record = unit.session.get(PolicyText, (unit.county, uid))
            if record is None:
                unit.add(PolicyText(uid=uid, **values))
            else:
                for name, value in values.items():
                    setattr(record, name, value)
        self._put_in_force()
        return unit.change_set

    def _retract(self, actor: Actor, title: str, profile_id: str) -> str:
        with self._writing(actor, title) as unit:
            unit.retract(unit.get(PolicyText, record_uid(profile_id)))
        self._put_in_force()
        return unit.change_set

    def _put_in_force(self) -> None:
        """Work by the rules as they stand in the store now, and recompute who is owed a visit."""
        with self._store.reading() as session:
            self._context.rules = rules_in(session)
        self._derivation.refresh_duties(self._context.site.county)

    def _warnings(
        self, known: PolicyProfile | None, found: PolicyProfile, *, active: bool
    ) -> tuple[str, ...]:
        """Return in words what the user should know before taking a profile."""
        site, today, said = self._context.site, self._context.today(), []
        if not found.covers(site.division_code):
            said.append(_("方案适用的地区（{region}）不包括本单位。").format(region=found.region))
        if known is None:
            said.append(_("这是新的方案，载入后还要选用才起作用。"))
        elif not active:
            said.append(_("本单位没有采用这个方案，载入后不影响应探访。"))
        if known is not None and found.issued_on < known.issued_on:
            said.append(
                _("文件里的发文日期 {file} 早于现有方案的 {known}，可能是旧方案。").format(
                    file=found.issued_on, known=known.issued_on
                )
            )
        if known is not None and changes_the_past(known, found):
            said.append(_("类别或风险等级的范围有改动，过去月份的特殊困难人数也会按新范围计算。"))
        if found.valid_to is not None and found.valid_to < today:
            said.append(_("方案已于 {day} 失效。").format(day=found.valid_to))
        elif found.valid_from > today:
            said.append(_("方案从 {day} 起施行。").format(day=found.valid_from))
        return tuple(said)


def policy_problems(session: Session) -> list[str]:
    """Return in words which kept profiles cannot be used, for the list of profiles and the check."""
    known = known_in(session)
    found = []
    for each in known.broken:
        assert each.problem is not None
        template = (
            _("政策方案“{profile}”的修订不能使用，暂按随程序的原文：{problem}")
            if each.profile in known_profiles()
            else _("政策方案“{profile}”不能使用：{problem}")
        )
        found.append(template.format(profile=each.profile, problem=each.problem.say(_)))
    named = {each.profile for each in known.broken}
    found += [
        _("选用的政策方案“{profile}”已不存在，没有按它安排探访").format(profile=profile)
        for profile in settings.read(session, settings.PROFILES)
        if profile not in known.profiles and profile not in named
    ]
    return found


def _named(known: Known, profile_id: str) -> PolicyProfile:
    if profile_id not in known.profiles:
        raise UnknownProfile(profile=profile_id, known="、".join(sorted(known.profiles)))
    return known.profiles[profile_id]
