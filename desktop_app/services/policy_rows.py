"""Profiles and their entries as rows that a list, an editor or a paper can show without knowing policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.policies import (
    EventRule,
    IndicatorTarget,
    PolicyProfile,
    TierRule,
    VisitRule,
)
from desktop_app.domain.policy_changes import RuleChange, in_force, values_of, versions_of
from desktop_app.domain.policy_words import Entry, rule_words
from desktop_app.domain.terms import PolicyOrigin
from desktop_app.services.rules import ChangedText

PART_TITLES = {
    "category_lists": N_("类别清单"),
    "tiers": N_("风险等级"),
    "visit_rules": N_("探访规则"),
    "event_rules": N_("重大变故"),
    "tier_proposals": N_("等级调整建议"),
    "campaigns": N_("专项探访"),
    "due_services": N_("应享服务"),
    "subsidies": N_("应享待遇"),
    "indicators": N_("指标目标"),
    "wording": N_("表上用语"),
}
"""The parts of a profile in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One known profile: whether this site works by it, and whether and how it differs from the shipped text."""

    profile: PolicyProfile
    active: bool
    origin: PolicyOrigin | None = None
    changed_on: date | None = None
    note: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One entry of a profile in words, with the sentence it rests on.

    ``values`` are those of a rule that the editor may change (``None`` for entries without versions), ``targets``
    the values by year of an indicator. ``coming`` is the version that begins next, ``earlier`` are those that
    have ended, the last one first.
    """

    part: str
    part_title: str
    key: str
    title: str
    words: str
    sentence: str
    document: str
    basis: str
    note: str
    enabled: bool = True
    version: int = 1
    valid_from: date | None = None
    valid_to: date | None = None
    values: RuleChange | None = None
    targets: tuple[tuple[int, Decimal], ...] = ()
    coming: RuleRow | None = None
    earlier: tuple[RuleRow, ...] = ()

    @property
    def editable(self) -> bool:
        """Tell whether the entry has something that may be changed from a day on."""
        return self.values is not None or self.part == "indicators"


def profile_row(profile: PolicyProfile, changed: ChangedText | None, *, active: bool) -> ProfileRow:
    """Return a profile as a row; ``changed`` is its record if it has one."""
    if changed is None:
        return ProfileRow(profile, active)
    problem = changed.problem.say(_) if changed.problem is not None else None
    return ProfileRow(profile, active, changed.origin, changed.changed_on, changed.note, problem)


def rule_rows(profile: PolicyProfile, today: date) -> tuple[RuleRow, ...]:
    """Return every entry of a profile, each rule once: in the version that holds on the day."""
    return tuple(_rows(profile, today))


def _rows(profile: PolicyProfile, today: date) -> Iterator[RuleRow]:
    for part in PART_TITLES:
        entries: Sequence[Entry] = getattr(profile, part)
        seen: set[str] = set()
        for entry in entries:
            if not isinstance(entry, VisitRule | EventRule):
                yield _row(part, entry)
            elif entry.key not in seen:
                seen.add(entry.key)
                yield _rule_row(part, profile, entry.key, today)


def _rule_row(part: str, profile: PolicyProfile, key: str, today: date) -> RuleRow:
    """Return a rule in the version in force on a day, else in the next one, else in the last one."""
    versions = versions_of(profile, key)
    ended = [rule for rule in versions if rule.valid_to is not None and rule.valid_to < today]
    coming = [rule for rule in versions if rule.valid_from > today]
    now = next((rule for rule in versions if in_force(rule, today)), None)
    shown = now or (coming[0] if coming else ended[-1])
    later = next((rule for rule in coming if rule is not shown), None)
    return _row(
        part,
        shown,
        coming=_row(part, later) if later is not None else None,
        earlier=tuple(_row(part, rule) for rule in reversed(ended) if rule is not shown),
    )


def _row(
    part: str, entry: Entry, *, coming: RuleRow | None = None, earlier: tuple[RuleRow, ...] = ()
) -> RuleRow:
    rule = entry if isinstance(entry, VisitRule | EventRule) else None
    title = getattr(entry, "title", "")
    targets = (
        tuple((target.year, target.value) for target in entry.targets)
        if isinstance(entry, IndicatorTarget)
        else ()
    )
    return RuleRow(
        part=part,
        part_title=_(PART_TITLES[part]),
        key=entry.tier.value if isinstance(entry, TierRule) else entry.key,
        title=_(title) if title else "",
        words=rule_words(entry).say(_),
        sentence=entry.source.sentence,
        document=entry.source.document,
        basis=_(entry.source.basis.term),
        note=entry.source.note,
        enabled=getattr(entry, "enabled", True),
        version=rule.version if rule else 1,
        valid_from=rule.valid_from if rule else None,
        valid_to=rule.valid_to if rule else None,
        values=values_of(rule) if rule else None,
        targets=targets,
        coming=coming,
        earlier=earlier,
    )


def differences(before: PolicyProfile | None, after: PolicyProfile, today: date) -> tuple[str, ...]:
    """Return in words what a profile says otherwise than another, entry by entry; sources are not compared."""
    old = {} if before is None else {(row.part, row.key): row for row in rule_rows(before, today)}
    new = {(row.part, row.key): row for row in rule_rows(after, today)}
    found = [_added_or_changed(old.get(place), row) for place, row in new.items()]
    found += [
        _("去掉 {part}“{key}”：{words}").format(
            part=row.part_title, key=row.title or row.key, words=row.words
        )
        for place, row in old.items()
        if place not in new
    ]
    return tuple(line for line in found if line)


def _added_or_changed(before: RuleRow | None, row: RuleRow) -> str:
    now = _with_coming(row)
    if before is None:
        return _("新增 {part}“{key}”：{words}").format(
            part=row.part_title, key=row.title or row.key, words=now
        )
    was = _with_coming(before)
    if was == now:
        return ""
    return _("改动 {part}“{key}”：原为“{was}”，改为“{now}”").format(
        part=row.part_title, key=row.title or row.key, was=was, now=now
    )


def _with_coming(row: RuleRow) -> str:
    """Return what an entry says now and what it will say."""
    words = row.words if row.enabled else _("{rule}（停用）").format(rule=row.words)
    if row.coming is None:
        return words
    return _("{words}；{day} 起：{coming}").format(
        words=words, day=row.coming.valid_from, coming=_with_coming(row.coming)
    )
