"""Change a policy profile so that the past stays as it was: new versions of rules from a day on, new targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeVar

from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.policies import (
    Condition,
    EventRule,
    Every,
    PolicyProfile,
    Rung,
    Source,
    Target,
    VisitRule,
)
from desktop_app.domain.policy_schema import parse_profile
from desktop_app.domain.policy_text import profile_data
from desktop_app.domain.terms import Mode, Outcome, Tier

Rule = VisitRule | EventRule
R = TypeVar("R", bound=VisitRule | EventRule)
_DAY = timedelta(days=1)
_OURS = "本单位修订"


class Keep(Enum):
    """Stands for a value that a change leaves as it is."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


class UnknownRule(InputError):
    """The profile has no entry of that key."""

    code = "policy.unknown_rule"
    what = N_("政策方案“{profile}”里没有代号为“{rule}”的条目。")
    do_now = N_("请从列出的代号中选一个：{known}。")


class NothingToChange(InputError):
    """The change leaves everything as it is."""

    code = "policy.nothing_to_change"
    what = N_("填写的内容与现行规则相同，没有要改的。")
    do_now = N_("请先修改一项再保存。")


class NotForThisRule(InputError):
    """A value was given that this kind of rule does not have."""

    code = "policy.not_for_this_rule"
    what = N_("规则“{rule}”没有“{field}”这一项。")
    do_now = N_("请只填这条规则列出的项目。")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """What a new version of a rule says otherwise; whatever is ``KEEP`` stays as it was.

    The last four belong to rules for life events, ``every`` to ``alert_hours`` but for modes and outcomes to
    visit rules.
    """

    who: tuple[Condition, ...] | Keep = KEEP
    modes: frozenset[Mode] | Keep = KEEP
    outcomes: frozenset[Outcome] | Keep = KEEP
    enabled: bool | Keep = KEEP
    every: Every | Keep = KEEP
    target_day: int | Keep = KEEP
    due_soon_days: int | Keep = KEEP
    retry_days: int | Keep = KEEP
    grace_days: int | Keep = KEEP
    on_site: Every | Keep | None = KEEP
    ladder: tuple[Rung, ...] | Keep = KEEP
    alert_hours: int | Keep | None = KEEP
    within_hours: int | Keep | None = KEEP
    raises_to: Tier | Keep | None = KEEP
    raise_days: int | Keep = KEEP

    @property
    def given(self) -> dict[str, Any]:
        """Return the values that are not to be kept, by name."""
        named = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in named if value is not KEEP}


def values_of(rule: Rule) -> RuleChange:
    """Return what may be changed of a rule, with its present values; what it does not have is ``KEEP``."""
    names = {each.name for each in fields(rule)}
    return RuleChange(
        **{each.name: getattr(rule, each.name) for each in fields(RuleChange) if each.name in names}
    )


def versions_of(profile: PolicyProfile, key: str) -> tuple[Rule, ...]:
    """Return the versions of a rule, the first one first; raises ``UnknownRule``."""
    found = _versions(profile, key)
    if not found:
        known = "、".join(dict.fromkeys(rule.key for rule in _rules(profile)))
        raise UnknownRule(profile=profile.id, rule=key, known=known)
    return tuple(found)


def version_on(versions: Sequence[R], on: date) -> R | None:
    """Return the version in force on a day, switched on or not."""
    return next((rule for rule in versions if in_force(rule, on)), None)


def in_force(rule: Rule, on: date) -> bool:
    """Tell whether a version holds on a day."""
    return rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to)


def with_rule_changed(
    profile: PolicyProfile, key: str, change: RuleChange, from_on: date, note: str = ""
) -> PolicyProfile:
    """Return the profile with a new version of a rule from a day on; the one before ends the day before.

    A version that would begin on that day or later is replaced. Raises ``UnknownRule``, ``NotForThisRule``,
    ``NothingToChange``, and PolicyRefused when the result breaks a rule of the schema.
    """
    versions = versions_of(profile, key)
    base = version_on(versions, from_on) or versions[-1]
    given = change.given
    for name in given:
        if not hasattr(base, name):
            raise NotForThisRule(rule=key, field=name)
    given = {name: value for name, value in given.items() if getattr(base, name) != value}
    if not given:
        raise NothingToChange
    if isinstance(base, VisitRule) and "every" in given:
        given = _fitted(base, given["every"]) | given
    earlier = [rule for rule in versions if rule.valid_from < from_on]
    # The new version stands in for the later ones too, so it lasts as long as the last of them.
    last = versions[-1].valid_to
    fresh = replace(
        base,
        **given,
        version=max((rule.version for rule in earlier), default=0) + 1,
        valid_from=from_on,
        valid_to=last if last is None or last >= from_on else profile.valid_to,
        source=_changed_source(base.source, from_on, note),
    )
    kept = [_ended(rule, from_on - _DAY) for rule in earlier]
    return _checked(_with_versions(profile, key, (*kept, fresh)))


def _fitted(rule: VisitRule, every: Every) -> dict[str, int]:
    """Return the days of a rule cut down to a new rhythm, so that a shorter one alone can be asked for."""
    whole = rule.target_day == rule.every.days
    return {
        "target_day": every.days if whole else min(rule.target_day, every.days),
        "due_soon_days": min(rule.due_soon_days, max(every.days - 1, 0)),
        "retry_days": min(rule.retry_days, every.days),
        "grace_days": min(rule.grace_days, max(every.days - 1, 0)),
    }


def _changed_source(source: Source, from_on: date, note: str) -> Source:
    """Return the source with an honest word that the rule is no longer only what the sentence says."""
    said = f"{from_on.isoformat()} 起{_OURS}"
    if note.strip():
        said = f"{said}：{note.strip().replace('；', '，')}"
    before = [part for part in source.note.split("；") if part and _OURS not in part]
    return replace(source, note="；".join([*before, said]))


def _ended(rule: R, last: date) -> R:
    return rule if rule.valid_to is not None and rule.valid_to <= last else replace(rule, valid_to=last)


def _with_versions(profile: PolicyProfile, key: str, versions: Sequence[Rule]) -> PolicyProfile:
    """Return the profile with all versions of one rule in place of those it had."""
    return replace(
        profile,
        visit_rules=_placed(
            profile.visit_rules, key, [one for one in versions if isinstance(one, VisitRule)]
        ),
        event_rules=_placed(
            profile.event_rules, key, [one for one in versions if isinstance(one, EventRule)]
        ),
    )


def _placed(rules: tuple[R, ...], key: str, versions: Sequence[R]) -> tuple[R, ...]:
    """Put the versions where the rule stood first, or at the end."""
    at = next((place for place, rule in enumerate(rules) if rule.key == key), len(rules))
    others = [rule for rule in rules[at:] if rule.key != key]
    return (*rules[:at], *versions, *others)


def _checked(profile: PolicyProfile) -> PolicyProfile:
    """Return the profile as its own text would be read; raises PolicyRefused."""
    return parse_profile(profile_data(profile))


def with_target(profile: PolicyProfile, indicator: str, year: int, value: Decimal | None) -> PolicyProfile:
    """Return the profile with an indicator's target for a year, or without one for that year when None."""
    known = [entry.key for entry in profile.indicators]
    if indicator not in known:
        raise UnknownRule(profile=profile.id, rule=indicator, known="、".join(known))
    entry = profile.indicators[known.index(indicator)]
    targets = [target for target in entry.targets if target.year != year]
    if value is not None:
        targets.append(Target(year, value))
    changed = replace(entry, targets=tuple(sorted(targets, key=lambda target: target.year)))
    if changed == entry:
        raise NothingToChange
    return _checked(
        replace(
            profile,
            indicators=tuple(changed if each is entry else each for each in profile.indicators),
        )
    )


def continued(known: PolicyProfile, wanted: PolicyProfile, today: date) -> PolicyProfile:
    """Return ``wanted`` from today on, with what the rules of ``known`` were on the days that have been.

    A rule that was the same on every day before today is taken as ``wanted`` has it. Categories, tiers and
    everything else that has no versions is that of ``wanted``.
    """
    result = replace(wanted, valid_from=min(known.valid_from, wanted.valid_from))
    for key in dict.fromkeys(rule.key for rule in (*_rules(known), *_rules(wanted))):
        before = _versions(known, key)
        after = _versions(wanted, key)
        if _same_past(before, after, today):
            continue
        first = max((rule.version for rule in before if rule.valid_from < today), default=0) + 1
        still = [rule for rule in after if rule.valid_to is None or rule.valid_to >= today]
        coming = [
            replace(rule, version=first + at, valid_from=max(rule.valid_from, today))
            for at, rule in enumerate(still)
        ]
        last = min((rule.valid_from for rule in coming), default=today) - _DAY
        past = [_ended(rule, last) for rule in before if rule.valid_from < today]
        result = _with_versions(result, key, (*past, *coming))
    return _checked(result)


def _rules(profile: PolicyProfile) -> tuple[Rule, ...]:
    return (*profile.visit_rules, *profile.event_rules)


def _versions(profile: PolicyProfile, key: str) -> list[Rule]:
    return sorted((rule for rule in _rules(profile) if rule.key == key), key=lambda rule: rule.version)


def _same_past(before: Sequence[Rule], after: Sequence[Rule], today: date) -> bool:
    """Tell whether two histories of a rule say the same on every day before today."""
    days = {rule.valid_from for rule in (*before, *after)}
    days |= {rule.valid_to + _DAY for rule in (*before, *after) if rule.valid_to is not None}
    return all(
        _content(version_on(before, day)) == _content(version_on(after, day)) for day in days if day < today
    )


def _content(rule: Rule | None) -> Rule | None:
    """Return what a version says, without its number, its days and where it comes from."""
    if rule is None:
        return None
    blank = Source(document="", sentence="")
    return replace(rule, version=1, valid_from=date.min, valid_to=None, title="", source=blank)


def changes_the_past(known: PolicyProfile, wanted: PolicyProfile) -> bool:
    """Tell whether another profile counts other people as 特殊困难 or puts them into other tiers."""
    return known.special_categories != wanted.special_categories or [
        (rule.tier, rule.who) for rule in known.tiers
    ] != [(rule.tier, rule.who) for rule in wanted.tiers]
