"""Say in words what the log holds about one person: a line per changed record, each field old → new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_app.domain.changes import RETRACTED
from desktop_app.domain.errors import N_
from desktop_app.domain.field_words import FIELD_TERMS, FIELD_WORDS
from desktop_app.domain.forms import Item, ItemKind
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.measures import Measure
from desktop_app.domain.national_codes import EDUCATION_LEVELS, ETHNIC_GROUPS, MARITAL_STATUSES
from desktop_app.domain.phones import mask_phone, show_phone
from desktop_app.domain.phrases import Translate
from desktop_app.domain.service_rhythm import said
from desktop_app.domain.terms import (
    AssessmentCondition,
    ContactRole,
    FindingKind,
    LifeEventKind,
    Mode,
    Sex,
    Term,
)
from desktop_app.services.assessment_drafts import scale
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries.histories import RecordChange

_NAMED_BY: dict[str, tuple[str, ...]] = {
    "category_span": ("category",),
    "contact": ("name",),
    "residence": ("kind",),
    "willingness": ("kind",),
    "assignment": ("visitor_uid",),
    "benefit": ("kind",),
    "health_fact": ("kind", "what"),
    "elder_note": ("noted_on",),
    "life_event": ("kind", "happened_on"),
    "off_register": ("because", "from_on"),
    "household": ("head_name",),
    "household_member": ("household_uid",),
    "person_link": ("verdict",),
    "visit": ("visited_on",),
    "visit_photo": ("caption",),
    "finding": ("kind", "what"),
    "finding_step": ("kind", "done_on"),
    "visit_pause": ("from_on",),
    "duty_waiver": ("kind", "from_on"),
    "tier_decision": ("verdict", "tier"),
    "planned_visit": ("planned_on",),
    "campaign": ("title",),
    "campaign_target": ("campaign_uid",),
    "service_provider": ("name",),
    "service_plan": ("service", "from_on"),
    "service_record": ("service", "given_on"),
    "assessment": ("kind", "assessed_on"),
    "support_step": ("kind", "done_on"),
}
"""By which fields a record is told from others of its kind."""

_OTHER_NOUNS = {"elder": N_("基本信息")}
_OTHER_WORDS: dict[tuple[str, str], str] = {
    ("health_fact", "what"): N_("名称"),
    ("life_event", "what"): N_("经过"),
    ("visit", "visited_time"): N_("探访时间"),
    ("visit", "companions"): N_("同行人"),
    ("visit", "next_on"): N_("下次探访"),
    ("visit", "sheet_no"): N_("纸单编号"),
    ("visit", "entered_on"): N_("录入日期"),
    ("service_record", "entered_on"): N_("录入日期"),
    ("assessment", "entered_on"): N_("录入日期"),
    ("support_step", "entered_on"): N_("录入日期"),
    ("support_step", "done_on"): N_("督促日期"),
    ("support_step", "by_name"): N_("督促人"),
    ("support_step", "contact_uid"): N_("家人"),
    ("support_step", "what"): N_("经过"),
    ("support_step", "next_on"): N_("回访日期"),
    ("assessment", "level"): N_("能力等级"),
    ("finding", "referred_to"): N_("转介去向"),
    ("finding", "found_on"): N_("发现日期"),
    ("tier_decision", "verdict"): N_("结论"),
    ("tier_decision", "approver"): N_("批准人"),
    ("visit_pause", "approver"): N_("批准人"),
    ("duty_waiver", "approver"): N_("批准人"),
    ("duty_waiver", "kind"): N_("方式"),
}
_OTHER_TERMS: dict[tuple[str, str], type[Term]] = {("finding", "kind"): FindingKind}
_CODES: dict[str, Mapping[str, str]] = {
    "ethnic_code": ETHNIC_GROUPS,
    "marital_code": MARITAL_STATUSES,
    "education_code": EDUCATION_LEVELS,
}
_LISTS: dict[str, type[Term]] = {"roles": ContactRole, "modes": Mode, "conditions": AssessmentCondition}
_PHONES = frozenset({"phone", "other_phones"})
_MONEY = frozenset({"cost", "paid"})
_DERIVED_TWICE = frozenset({"visitor_uid"})
"""Fields of a visit that its ``visitor_name`` says too."""

_UNSPOKEN = frozenset(
    {
        ("campaign", "template"),
        ("visit", "round_uid"),
        ("visit_photo", "digest"),
        ("assessment", "scan_digest"),
        ("finding", "owner_uid"),
        ("finding_step", "finding_uid"),
        ("support_step", "finding_uid"),
        *(
            (entity, name)
            for entity in ("service_plan", "service_record")
            for name in ("provider_uid", "plan_uid", "finding_uid", "round_uid")
        ),
    }
)
"""Fields that hold a key of the program, not words."""

_BY_ITEM = frozenset({"answers", "measures"})
"""Fields of a visit that hold a value for each item of the form."""

_ONE_OF = {"visit_photo": N_("1 张")}
"""How one record is counted that need not have a name."""

FENS = 100


@dataclass(slots=True)
class Names:
    """What the log names by key only: villages by code, rules by "profile/rule", all else by uid."""

    villages: Mapping[str, str] = field(default_factory=dict)
    visitors: Mapping[str, str] = field(default_factory=dict)
    households: Mapping[str, str] = field(default_factory=dict)
    campaigns: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    """The kind of each life event, a key of ``LifeEventKind``."""

    rules: Mapping[str, str] = field(default_factory=dict)


class HistoryTeller:
    """Tells changes in one language, id numbers and phones masked unless asked for in full."""

    def __init__(self, names: Names, say: Translate, *, masked: bool = True) -> None:
        """Name keys by ``names`` and speak through ``say``."""
        self._names = names
        self._say = say
        self._masked = masked

    def line(self, change: RecordChange) -> str:
        """Return one change as a line; empty when it says nothing to people."""
        say, entity = self._say, change.entity
        noun = say(_OTHER_NOUNS.get(entity) or KINDS.get(entity, entity))
        named = _NAMED_BY.get(entity, ())
        parts = [say(_ONE_OF[entity])] if entity in _ONE_OF else []
        parts += [self.value(entity, name, change.whole.get(name)) for name in named]
        who = " ".join(filter(None, parts))
        if change.new.get(RETRACTED) is True:
            return (
                say(N_("删去{noun}：{who}")).format(noun=noun, who=who) if named else say(N_("从名册中撤下"))
            )
        if change.old is None:
            facts = say("，").join(
                say(N_("{field} {value}")).format(field=label, value=new)
                for label, _old, new in self.differences(change)
                if new
            )
            if entity == "elder":
                return say(N_("登记：{facts}")).format(facts=facts)
            told = say(N_("{who}（{facts}）")).format(who=who, facts=facts) if facts else who
            return say(N_("新增{noun}：{told}")).format(noun=noun, told=told)
        changes = self.changes(change)
        if not changes:
            back = RETRACTED in change.new
            return say(N_("恢复{noun}：{who}")).format(noun=noun, who=who or noun) if back else ""
        subject = say(N_("{noun} {who}")).format(noun=noun, who=who) if who else noun
        return say(N_("{subject}：{changes}")).format(subject=subject, changes=say("；").join(changes))

    def changes(self, change: RecordChange) -> list[str]:
        """Return each field that an entry gave another value as "field old → new"."""
        say = self._say
        return [
            say(N_("{field} {old} → {new}")).format(field=label, old=old or say("空"), new=new or say("空"))
            for label, old, new in self.differences(change)
            if old != new
        ]

    def differences(self, change: RecordChange) -> Iterator[tuple[str, str, str]]:
        """Yield the label and the old and new words of each field that an entry wrote."""
        entity, named = change.entity, _NAMED_BY.get(change.entity, ())
        old = change.old or {}
        for name in _in_order(change.new):
            if change.old is None and name in named:
                continue
            if entity == "visit" and (name in _BY_ITEM or name in _DERIVED_TWICE):
                continue
            if (entity, name) in _UNSPOKEN:
                continue
            if name == "extra":
                yield from self._extra(old.get(name), change.new[name])
                continue
            word = _OTHER_WORDS.get((entity, name)) or FIELD_WORDS.get(name)
            if word is not None:
                before, after = old.get(name), change.new[name]
                yield self._say(word), self.value(entity, name, before), self.value(entity, name, after)
        if entity == "visit" and "answers" in change.new:
            yield from self._answers(old.get("answers"), change.new["answers"])
        if entity == "visit" and "measures" in change.new:
            yield from _measured(old.get("measures"), change.new["measures"])

    def value(self, entity: str, name: str, value: Any) -> str:
        """Return a stored value in words, an empty text for nothing."""
        if value is None or value in ("", [], {}):
            return ""
        if isinstance(value, bool):
            return self._say("是") if value else self._say("否")
        kind = FIELD_TERMS.get((entity, name)) or _OTHER_TERMS.get((entity, name))
        if kind is not None:
            return "" if kind is Sex and value == Sex.UNKNOWN else self._term(kind, str(value))
        if name in _LISTS:
            return "、".join(self._term(_LISTS[name], str(key)) for key in value)
        if name in {"id_number", "disability_certificate"}:
            return mask_id_number(str(value)) if self._masked else str(value)
        if name in _PHONES:
            show = mask_phone if self._masked else show_phone
            return "、".join(show(one) for one in str(value).split("、") if one)
        return self._counted(name, value)

    def _counted(self, name: str, value: Any) -> str:
        """Return money, services and points in words, anything else by its name."""
        if name == "amount":
            return self._say(N_("{yuan} 元/月")).format(yuan=yuan(int(value)))
        if name in _MONEY:
            return self._say(N_("{yuan} 元")).format(yuan=yuan(int(value)))
        if name == "scores":
            return points_words(value)
        if name == "service":
            return catalogue().title(str(value))
        if name == "rhythm":
            return said(str(value)).say(self._say)
        return self._named(name, value)

    def _named(self, name: str, value: Any) -> str:
        looked_up: Mapping[str, str] = {
            "village_code": self._names.villages,
            "visitor_uid": self._names.visitors,
            "covered_by_uid": self._names.visitors,
            "household_uid": self._names.households,
            "campaign_uid": self._names.campaigns,
            "contact_uid": self._names.contacts,
        }.get(name) or _CODES.get(name, {})
        if isinstance(value, list):
            return "、".join(map(str, value))
        if name == "about":
            return self._about(str(value))
        return " ".join(str(looked_up.get(str(value), value)).split())

    def _about(self, key: str) -> str:
        """Return in words what a waiver is about: a life event, a campaign, or one rule."""
        if key in self._names.events:
            return self._term(LifeEventKind, self._names.events[key])
        names = self._names
        return names.campaigns.get(key) or names.rules.get(key) or key

    def _term(self, kind: type[Term], key: str) -> str:
        known = {one.value: one.term for one in kind}
        return self._say(known[key]) if key in known else key

    def _extra(self, old: Any, new: Any) -> Iterator[tuple[str, str, str]]:
        before, after = dict(old or {}), dict(new or {})
        for label in dict.fromkeys((*before, *after)):
            yield (
                label,
                self.value("elder", label, before.get(label)),
                self.value("elder", label, after.get(label)),
            )

    def _answers(self, old: Any, new: Any) -> Iterator[tuple[str, str, str]]:
        """Yield what was answered; of a new visit only what is out of the ordinary."""
        first, before, after = old is None, dict(old or {}), dict(new or {})
        for key, (_block, item) in visit_form().by_key.items():
            if key not in before and (key not in after or (first and is_ordinary(item, after[key]))):
                continue
            yield item.title, answer_words(item, before.get(key)), answer_words(item, after.get(key))


def _measured(old: Any, new: Any) -> Iterator[tuple[str, str, str]]:
    """Yield what was measured, in the order of the form, with its unit."""
    before, after = dict(old or {}), dict(new or {})
    for measure in visit_form().measures:
        if measure.key in before or measure.key in after:
            yield (
                measure.title,
                measure_words(measure, before.get(measure.key)),
                measure_words(measure, after.get(measure.key)),
            )


def measure_words(measure: Measure, value: Any) -> str:
    """Return one measured value with its unit, an empty text where nothing was measured."""
    return f"{value} {measure.unit}" if value else ""


def points_words(points: Mapping[str, Any]) -> str:
    """Return the points of an assessment by item, in the order of the paper."""
    return "、".join(f"{item.title} {points[key]}" for key, item in scale().items.items() if key in points)


def is_ordinary(item: Item, given: Any) -> bool:
    """Tell whether an answer of the visit form says that nothing is out of the ordinary."""
    return item.normal is not None and given in (item.normal.key, [item.normal.key])


def answer_words(item: Item, given: Any) -> str:
    """Return one answer of the visit form in the form's own words."""
    if given is None:
        return ""
    if item.kind is ItemKind.TEXT:
        return " ".join(str(given).split())
    keys = given if isinstance(given, (list, tuple)) else (given,)
    return "、".join(
        option.title if (option := item.option(str(key))) is not None else str(key) for key in keys
    )


def yuan(fen: int) -> str:
    """Return an amount of 分 in 元, without decimals where there are none."""
    return str(fen // FENS) if fen % FENS == 0 else f"{fen / FENS:.2f}"


def _in_order(fields: Mapping[str, Any]) -> list[str]:
    """Return the names in the order in which fields are read out, unknown ones last."""
    known = {name: place for place, name in enumerate(FIELD_WORDS)}
    return sorted(fields, key=lambda name: known.get(name, len(known)))
