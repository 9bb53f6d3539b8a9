"""Write a policy profile as the text of a policy file: what is read back from it is the same profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from desktop_app.domain.policies import (
    CampaignTemplate,
    CategoryList,
    Condition,
    DueServiceRule,
    EventRule,
    Every,
    IndicatorTarget,
    Occasion,
    OccasionKind,
    PeriodUnit,
    PolicyProfile,
    Source,
    SubsidyRule,
    TierProposal,
    TierRule,
    VisitRule,
    Wording,
)
from desktop_app.domain.terms import Mode, Outcome, Term

T = TypeVar("T", bound=Term)

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_DELETE = 0x7F
_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def profile_text(profile: PolicyProfile) -> str:
    """Return the profile as TOML, entries in their order, fields in that of the schema."""
    return toml_text(profile_data(profile))


def profile_data(profile: PolicyProfile) -> dict[str, Any]:
    """Return the profile as plain tables; ``parse_profile`` reads them back."""
    data: dict[str, Any] = {
        "id": profile.id,
        "kind": profile.kind.value,
        "title": profile.title,
        "short_title": profile.short_title,
        "document": profile.document,
        "document_title": profile.document_title,
        "issued_on": profile.issued_on,
        "region": profile.region,
        "valid_from": profile.valid_from,
    }
    if profile.valid_to is not None:
        data["valid_to"] = profile.valid_to
    data |= {
        "category_lists": [_category_list(entry) for entry in profile.category_lists],
        "tiers": [_tier(entry) for entry in profile.tiers],
        "visit_rules": [_visit_rule(entry, profile) for entry in profile.visit_rules],
        "event_rules": [_event_rule(entry, profile) for entry in profile.event_rules],
        "tier_proposals": [_tier_proposal(entry) for entry in profile.tier_proposals],
        "campaigns": [_campaign(entry) for entry in profile.campaigns],
        "due_services": [_due_service(entry) for entry in profile.due_services],
        "subsidies": [_subsidy(entry) for entry in profile.subsidies],
        "indicators": [_indicator(entry) for entry in profile.indicators],
        "wording": [_wording(entry) for entry in profile.wording],
    }
    return {name: value for name, value in data.items() if value != []}


def _keys(terms: Sequence[Term]) -> list[str]:
    return [term.value for term in terms]


def _marks(terms: frozenset[T], kind: type[T]) -> list[str]:
    """Return the keys of a set of terms in the order of their list."""
    return [term.value for term in kind if term in terms]


def _source(source: Source) -> dict[str, Any]:
    data = {"document": source.document, "sentence": source.sentence, "basis": source.basis.value}
    return data | ({"note": source.note} if source.note else {})


def _condition(condition: Condition) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name in ("any_category", "all_categories", "none_of", "tiers"):
        if terms := getattr(condition, name):
            data[name] = _keys(terms)
    for name in ("min_age", "max_age"):
        if (age := getattr(condition, name)) is not None:
            data[name] = age
    return data | ({"special": True} if condition.special else {})


def _who(conditions: tuple[Condition, ...]) -> dict[str, Any] | list[dict[str, Any]]:
    written = [_condition(condition) for condition in conditions]
    return written[0] if len(written) == 1 else written


def _every(every: Every) -> dict[str, Any]:
    if every.unit is PeriodUnit.DAYS:
        return {"kind": "rolling", "days": every.days}
    return {"kind": "calendar", "unit": every.unit.value}


def _validity(rule: VisitRule | EventRule, profile: PolicyProfile) -> dict[str, Any]:
    """Return version and days of a rule where they are not the profile's own."""
    data: dict[str, Any] = {} if rule.version == 1 else {"version": rule.version}
    if rule.valid_from != profile.valid_from:
        data["valid_from"] = rule.valid_from
    if rule.valid_to is not None and rule.valid_to != profile.valid_to:
        data["valid_to"] = rule.valid_to
    return data if rule.enabled else data | {"enabled": False}


def _category_list(entry: CategoryList) -> dict[str, Any]:
    return {
        "key": entry.key,
        "title": entry.title,
        "special": entry.special,
        "categories": _keys(entry.categories),
        "source": _source(entry.source),
    }


def _tier(entry: TierRule) -> dict[str, Any]:
    return {
        "tier": entry.tier.value,
        "title": entry.title,
        "who": _who(entry.who),
        "source": _source(entry.source),
    }


def _visit_rule(rule: VisitRule, profile: PolicyProfile) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": rule.key,
        "title": rule.title,
        **_validity(rule, profile),
        "who": _who(rule.who),
        "every": _every(rule.every),
        "target_day": rule.target_day,
        "due_soon_days": rule.due_soon_days,
        "retry_days": rule.retry_days,
        "grace_days": rule.grace_days,
        "modes": _marks(rule.modes, Mode),
        "outcomes": _marks(rule.outcomes, Outcome),
    }
    if rule.on_site is not None:
        data["on_site"] = _every(rule.on_site)
    if rule.ladder:
        data["ladder"] = [{"step": rung.step.value, "wait_days": rung.wait_days} for rung in rule.ladder]
    if rule.alert_hours is not None:
        data["alert_hours"] = rule.alert_hours
    return data | {"source": _source(rule.source)}


def _event_rule(rule: EventRule, profile: PolicyProfile) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": rule.key,
        "title": rule.title,
        **_validity(rule, profile),
        "events": _keys(rule.events),
        "who": _who(rule.who),
    }
    if rule.within_hours is not None:
        data["within_hours"] = rule.within_hours
    data |= {"modes": _marks(rule.modes, Mode), "outcomes": _marks(rule.outcomes, Outcome)}
    if rule.raises_to is not None:
        data |= {"raises_to": rule.raises_to.value, "raise_days": rule.raise_days}
    return data | {"source": _source(rule.source)}


def _tier_proposal(entry: TierProposal) -> dict[str, Any]:
    return {
        "key": entry.key,
        "title": entry.title,
        "kinds": _keys(entry.kinds),
        "count": entry.count,
        "within_days": entry.within_days,
        "proposes": entry.proposes.value,
        "source": _source(entry.source),
    }


def _campaign(entry: CampaignTemplate) -> dict[str, Any]:
    return {
        "key": entry.key,
        "title": entry.title,
        "kind": entry.kind.value,
        "occasion": entry.occasion,
        **_occasion(entry.when),
        "who": _who(entry.who),
        "within_days": entry.within_days,
        "modes": _marks(entry.modes, Mode),
        "feeds_duties": entry.feeds_duties,
        "source": _source(entry.source),
    }


def _occasion(when: Occasion) -> dict[str, Any]:
    if when.kind is OccasionKind.ON_CALL:
        return {}
    if when.kind is OccasionKind.MOVE:
        return {"when": {"kind": when.kind.value, "before": when.before}}
    days = {"from": when.first, "to": when.last}
    written = {name: f"{day[0]:02}-{day[1]:02}" for name, day in days.items() if day is not None}
    return {"when": {"kind": when.kind.value, **written}}


def _due_service(entry: DueServiceRule) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": entry.key,
        "title": entry.title,
        **({} if entry.enabled else {"enabled": False}),
        "who": _who(entry.who),
        "times_per_year": entry.times_per_year,
    }
    if entry.services:
        data["services"] = list(entry.services)
    return data | {
        "period": entry.period.value,
        "proof": entry.proof.value,
        "where": entry.where.value,
        "source": _source(entry.source),
    }


def _subsidy(entry: SubsidyRule) -> dict[str, Any]:
    return {
        "key": entry.key,
        "title": entry.title,
        **({} if entry.enabled else {"enabled": False}),
        "benefit": entry.benefit.value,
        "who": _who(entry.who),
        "where": entry.where.value,
        "source": _source(entry.source),
    }


def _indicator(entry: IndicatorTarget) -> dict[str, Any]:
    return {
        "key": entry.key,
        "title": entry.title,
        "use": entry.use.value,
        "bound": entry.bound.value,
        "unit": entry.unit,
        "targets": {str(target.year): _number(target.value) for target in entry.targets},
        "source": _source(entry.source),
    }


def _wording(entry: Wording) -> dict[str, Any]:
    return {"key": entry.key, "text": entry.text, "source": _source(entry.source)}


def _number(value: Decimal) -> str:
    """Return a number as text, so that no digit is lost."""
    return str(value)


def toml_text(data: Mapping[str, Any]) -> str:
    """Return plain tables as TOML: single values first, then each list of tables, entry by entry."""
    lines = [f"{_key(name)} = {_value(value)}" for name, value in data.items() if not _is_tables(value)]
    for name, value in data.items():
        if _is_tables(value):
            for entry in value:
                lines += ["", f"[[{_key(name)}]]", *_fields(entry)]
    return "\n".join(lines) + "\n"


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _fields(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields of one entry; a list of tables gets a line for each of them."""
    for name, value in entry.items():
        if _is_tables(value):
            yield f"{_key(name)} = ["
            yield from (f"  {_value(each)}," for each in value)
            yield "]"
        else:
            yield f"{_key(name)} = {_value(value)}"


def _key(name: str) -> str:
    return name if name and _BARE.issuperset(name) else _quoted(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(str(name))} = {_value(each)}" for name, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, Sequence):
        return f"[{', '.join(_value(each) for each in value)}]"
    raise TypeError(type(value).__name__)


def _quoted(text: str) -> str:
    """Return a text in quotation marks, with the signs escaped that may not stand there."""
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    return f"\\u{ord(sign):04x}" if ord(sign) < ord(" ") or ord(sign) == _DELETE else sign
