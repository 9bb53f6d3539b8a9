"""The words of the policy pages: how a profile stands, which days a version holds, what a year's days off are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from desktop_app.config.strings import _
from desktop_app.domain.holiday_tables import HolidayYear
from desktop_app.domain.phrases import day_and_month
from desktop_app.domain.policies import PolicyProfile
from desktop_app.domain.terms import PolicyOrigin
from desktop_app.services.policy_rows import ProfileRow, RuleRow
from desktop_app.services.rehearsals import Load
from desktop_app.ui.kit import spoken_day

_ONE_DAY = timedelta(days=1)


def only_officers() -> str:
    """Say why somebody may only read."""
    return _("您可以查看。修改要由乡镇（街道）管理员登录后进行。")


def short_names(profiles: Sequence[PolicyProfile]) -> dict[str, str]:
    """Return the short titles by id; where two are the same, with what the whole titles have in brackets at the end."""
    often = Counter(profile.short_title for profile in profiles)
    found = {}
    for profile in profiles:
        name, title = _(profile.short_title), _(profile.title)
        bracket = max(title.rfind("（"), title.rfind(" ("))
        if often[profile.short_title] > 1:
            name = name + title[bracket:] if bracket > 0 else title
        found[profile.id] = name
    return found


def standing_words(row: ProfileRow) -> str:
    """Say whether the site works by a profile, and whether it is still as it was shipped."""
    parts = [_("正在采用") if row.active else _("未采用")]
    if row.problem is not None:
        parts.append(_("修订不能使用"))
    elif row.origin is PolicyOrigin.FILE:
        parts.append(_("{day} 从文件载入").format(day=row.changed_on))
    elif row.origin is not None:
        parts.append(_("{day} 改动过").format(day=row.changed_on))
    return _("，").join(parts)


def document_words(row: ProfileRow) -> str:
    """Return the document of a profile, its day, and from when to when it holds."""
    profile = row.profile
    title = profile.document_title if profile.document_title != profile.document else ""
    document = " ".join(filter(None, (profile.document, title)))
    held = days_words(profile.valid_from, profile.valid_to)
    return _("{document}，{issued} 发文，{held}施行").format(
        document=document, issued=profile.issued_on.isoformat(), held=held
    )


def days_words(first: date | None, last: date | None) -> str:
    """Return from when to when something holds."""
    if first is None:
        return ""
    if last is None:
        return _("{first} 起").format(first=first.isoformat())
    return _("{first} 至 {last} ").format(first=first.isoformat(), last=last.isoformat())


def version_words(rule: RuleRow) -> str:
    """Return the number of a version with its days; empty where an entry has no versions."""
    if rule.valid_from is None:
        return ""
    held = days_words(rule.valid_from, rule.valid_to).strip()
    return _("第 {version} 版，{held}").format(version=rule.version, held=held)


def state_chip(rule: RuleRow, today: date) -> tuple[str, str]:
    """Return the state of a rule in a word, with its tint."""
    if rule.valid_from is not None and rule.valid_from > today:
        return _("还没施行"), "info"
    if rule.valid_to is not None and rule.valid_to < today:
        return _("已失效"), "quiet"
    return (_("启用"), "done") if rule.enabled else (_("停用"), "quiet")


def source_words(rule: RuleRow) -> str:
    """Return the sentence an entry rests on, with its document and how it rests on it."""
    if rule.document == rule.basis:  # what the program set itself names no document
        whole = _("“{sentence}” —— {document}").format(sentence=rule.sentence, document=rule.document)
    else:
        whole = _("“{sentence}” —— {document}（{basis}）").format(
            sentence=rule.sentence, document=rule.document, basis=rule.basis
        )
    return _("{source}。{note}").format(source=whole, note=rule.note) if rule.note else whole


def load_words(load: Load, unit: str = "") -> str:
    """Return the number before and after, with the difference: 45 → 60 次（+15）."""
    counted = f" {unit}" if unit else ""
    if load.more == 0:
        return f"{load.after}{counted}"
    return _("{before} → {after}{unit}（{more:+d}）").format(
        before=load.before, after=load.after, unit=counted, more=load.more
    )


def day_off_lines(year: HolidayYear) -> list[tuple[str, str]]:
    """Return each holiday's name with its days in words, in the order of the year."""
    found: list[tuple[str, str]] = []
    run: list[date] = []
    for day, name in sorted(year.days.items()):
        if run and (day - run[-1] != _ONE_DAY or year.days[run[-1]] != name):
            found.append((year.days[run[-1]], _run_words(run)))
            run = []
        run.append(day)
    if run:
        found.append((year.days[run[-1]], _run_words(run)))
    return found


def working_words(days: Sequence[date]) -> str:
    """Return the weekend days on which offices are open."""
    return _("、").join(spoken_day(day) for day in sorted(days))


def _run_words(run: Sequence[date]) -> str:
    if len(run) == 1:
        return _("{day}（1 天）").format(day=spoken_day(run[0]))
    return _("{first}至{last}（{count} 天）").format(
        first=day_and_month(run[0], _), last=day_and_month(run[-1], _), count=len(run)
    )
