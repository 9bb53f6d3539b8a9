"""Sentences of a why file: days, categories with their dates, what a rule asks for and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from desktop_app.domain.errors import N_
from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect
from desktop_app.domain.phrases import Param, Phrase, phrase
from desktop_app.domain.policies import Condition, EventRule, PolicyProfile, Source, VisitRule
from desktop_app.domain.terms import Category, DutyKind, Mode, Outcome, Tier
from desktop_app.scheduling.exemptions import phone_only
from desktop_app.scheduling.facts import CategorySpanFact, PersonFacts, VisitFact
from desktop_app.scheduling.rulebook import BIT
from desktop_app.scheduling.standing import Standing

Sentences = tuple[Phrase, ...]


def whole_day(day: date) -> Phrase:
    """Return a day with its year: 2024年3月1日."""
    return phrase(N_("{year}年{month}月{day}日"), year=day.year, month=day.month, day=day.day)


def near_day(day: date, today: date) -> Param:
    """Return a day for a sentence read on ``today``: the year is said only where it is another one."""
    return day if day.year == today.year else whole_day(day)


def any_of(words: Sequence[Phrase]) -> Phrase:
    """Return 独居、空巢或留守."""
    if not words:
        return Phrase(N_("无"))
    if len(words) == 1:
        return words[0]
    return phrase(N_("{rest}或{last}"), rest=tuple(words[:-1]), last=words[-1])


def terms(found: Iterable[Category | Mode | Outcome | Tier]) -> tuple[Phrase, ...]:
    """Return the words of terms as phrases."""
    return tuple(Phrase(each.term) for each in found)


def valid_days(valid_from: date, valid_to: date | None) -> Phrase:
    """Return since when, and until when, a rule is in force."""
    if valid_to is None:
        return phrase(N_("自{first}起执行"), first=whole_day(valid_from))
    return phrase(N_("{first}至{last}执行"), first=whole_day(valid_from), last=whole_day(valid_to))


def rule_sentence(profile: PolicyProfile, rule: VisitRule | EventRule) -> Phrase:
    """Return which rule in which version speaks: 规则：…，每7天一次（内蒙古2022年意见，第1版，自…起执行）。"""
    title: Param = rule.title
    if isinstance(rule, VisitRule):
        title = phrase(N_("{title}，{rhythm}"), title=title, rhythm=rule.every.words)
    elif rule.within_hours is not None:
        title = phrase(N_("{title}，{hours}小时内"), title=title, hours=rule.within_hours)
    return phrase(
        N_("规则：{title}（{plan}，第{version}版，{days}）。"),
        title=title,
        plan=profile.short_title,
        version=rule.version,
        days=valid_days(rule.valid_from, rule.valid_to),
    )


def source_sentence(source: Source) -> Phrase:
    """Return the sentence that a rule rests on, its document, and how it rests on it."""
    rests = Phrase(source.basis.term)
    if source.document != source.basis.term:
        rests = phrase(N_("{document}，{basis}"), document=source.document, basis=rests)
    if source.note:
        rests = phrase(N_("{basis}；{note}"), basis=rests, note=source.note)
    return phrase(N_("依据：“{sentence}”（{basis}）。"), sentence=source.sentence, basis=rests)


def span_words(span: CategorySpanFact) -> Phrase:
    """Return a category with its days: 独居（自2024年3月1日）."""
    category = Phrase(span.category.term)
    if span.from_on is None and span.to_on is None:
        return category
    if span.from_on is None:
        assert span.to_on is not None  # told apart above
        return phrase(N_("{category}（至{last}）"), category=category, last=whole_day(span.to_on))
    if span.to_on is None:
        return phrase(N_("{category}（自{first}）"), category=category, first=whole_day(span.from_on))
    return phrase(
        N_("{category}（{first}至{last}）"),
        category=category,
        first=whole_day(span.from_on),
        last=whole_day(span.to_on),
    )


def holding(person: PersonFacts, on: date) -> tuple[CategorySpanFact, ...]:
    """Return the categories that hold on a day, each once with its longest time, in the order of the words."""
    held: dict[Category, CategorySpanFact] = {}
    for span in sorted(person.categories, key=_span_place):
        if (span.from_on is None or span.from_on <= on) and (span.to_on is None or on <= span.to_on):
            held.setdefault(span.category, span)
    order = list(Category)
    return tuple(sorted(held.values(), key=lambda span: order.index(span.category)))


def over_since(person: PersonFacts, wanted: frozenset[Category], on: date) -> tuple[CategorySpanFact, ...]:
    """Return the categories of ``wanted`` that held before a day and do not any more, the last of each."""
    now = {span.category for span in holding(person, on)}
    ended: dict[Category, CategorySpanFact] = {}
    for span in sorted(person.categories, key=lambda one: (one.to_on or date.max, _span_place(one))):
        if span.category in wanted - now and span.to_on is not None and span.to_on < on:
            ended[span.category] = span
    return tuple(ended[category] for category in Category if category in ended)


def _span_place(span: CategorySpanFact) -> tuple[date, date]:
    return span.from_on or date.min, span.to_on or date.max


def asked_words(condition: Condition, special: Sequence[Category]) -> tuple[Phrase, ...]:
    """Return what a condition asks for, one phrase for each thing that must hold; ``special`` is 特殊困难."""
    asked: list[Phrase] = []
    if condition.tiers:
        asked.append(phrase(N_("等级为{tier}"), tier=any_of(terms(condition.tiers))))
    if condition.min_age is not None:
        asked.append(phrase(N_("满{age}周岁"), age=condition.min_age))
    if condition.max_age is not None:
        asked.append(phrase(N_("不超过{age}周岁"), age=condition.max_age))
    if condition.all_categories:
        asked.append(phrase(N_("同时属{categories}"), categories=terms(condition.all_categories)))
    if condition.any_category:
        asked.append(phrase(N_("属{category}"), category=any_of(terms(condition.any_category))))
    if condition.none_of:
        asked.append(phrase(N_("不属{category}"), category=any_of(terms(condition.none_of))))
    if condition.special:
        asked.append(phrase(N_("属特殊困难老年人（{category}）"), category=any_of(terms(special))))
    return tuple(asked) or (Phrase(N_("在册老年人")),)


def named_in(conditions: Sequence[Condition], special: Sequence[Category]) -> frozenset[Category]:
    """Return every category by which one of the conditions could hold."""
    return frozenset(
        category
        for condition in conditions
        for category in (
            *condition.any_category,
            *condition.all_categories,
            *(special if condition.special else ()),
        )
    )


def has_words(person: PersonFacts, standing: Standing, on: date) -> Phrase:
    """Return what the person is on a day: age, tier, and categories with their days."""
    held = tuple(span_words(span) for span in holding(person, on))
    categories: Param = held or (Phrase(N_("没有类别标签")),)
    age: Param = (
        phrase(N_("{age}周岁"), age=standing.age)
        if person.birth_on is not None
        else Phrase(N_("年龄未登记，按60周岁"))
    )
    return phrase(
        N_("{age}、等级{tier}、{categories}"), age=age, tier=Phrase(standing.tier.term), categories=categories
    )


def met_words(condition: Condition, person: PersonFacts, standing: Standing, on: date) -> Phrase:
    """Return what of the person meets a condition, with the days of the categories."""
    wanted = {*condition.any_category, *condition.all_categories}
    spans = holding(person, on)
    met = [span_words(span) for span in spans if span.category in wanted]
    if Category.OLDEST_OLD in wanted and standing.mask & BIT[Category.OLDEST_OLD.value]:
        named = {span.category for span in spans}
        if Category.OLDEST_OLD not in named:
            met.append(Phrase(Category.OLDEST_OLD.term))
    if condition.special and not met:
        special = [span_words(span) for span in spans if standing.special_mask & BIT[span.category.value]]
        met += special or [Phrase(Category.OLDEST_OLD.term)]
        met.append(Phrase(N_("属特殊困难老年人")))
    if condition.min_age is not None or condition.max_age is not None:
        met.insert(0, phrase(N_("{age}周岁"), age=standing.age))
    if condition.tiers:
        met.insert(0, phrase(N_("等级{tier}"), tier=Phrase(standing.tier.term)))
    return phrase(N_("{all}"), all=tuple(met) or (Phrase(N_("在册老年人")),))


def visit_words(visit: VisitFact, today: date) -> Phrase:
    """Return a visit in words: 11月9日上门，见到本人."""
    return phrase(
        N_("{day}{mode}，{outcome}"),
        day=near_day(visit.on, today),
        mode=Phrase(visit.mode.term),
        outcome=Phrase(visit.outcome.term),
    )


def why_not_counted(
    visit: VisitFact, modes: frozenset[Mode], outcomes: frozenset[Outcome], kind: DutyKind
) -> Phrase:
    """Return why a visit does not count under a rule of these modes and outcomes."""
    effect = OUTCOME_EFFECTS[visit.outcome].effect
    if effect is Effect.ATTEMPT:
        return Phrase(N_("未见到本人，不计"))
    if effect is Effect.EXEMPTS:
        return Phrase(N_("本人不在或不愿，本期免访"))
    if effect is Effect.ENDS:
        return Phrase(N_("不再安排探访"))
    if visit.apart and kind is DutyKind.ROUTINE:
        return Phrase(N_("专项探访，单独计数"))
    by_mode = effect is Effect.COUNTS_IF_MODE_ALLOWED or kind is not DutyKind.ROUTINE
    if by_mode and visit.mode not in modes:
        if modes == {Mode.IN_PERSON}:
            return phrase(N_("{mode}不算，此规则要上门"), mode=Phrase(visit.mode.term))
        allowed = tuple(Phrase(mode.term) for mode in Mode if mode in modes)
        return phrase(N_("{mode}不算，此规则只计{modes}"), mode=Phrase(visit.mode.term), modes=allowed)
    if visit.outcome not in outcomes:
        wanted = tuple(Phrase(outcome.term) for outcome in Outcome if outcome in outcomes)
        return phrase(
            N_("{outcome}不算，此规则只计{outcomes}"), outcome=Phrase(visit.outcome.term), outcomes=wanted
        )
    return Phrase(N_("不在这条规则计算的日子里"))


def willing_sentence(person: PersonFacts, on: date) -> Phrase | None:
    """Return that the person wishes to be phoned only, if that is the last answer up to a day."""
    if not person.willingness or not phone_only(person, on):
        return None
    last = max(answer.on for answer in person.willingness if answer.on <= on)
    return phrase(N_("本人{day}表示只接受电话问候，电话、视频通话到本人即为有效。"), day=near_day(last, on))


def joined(sentences: Iterable[Phrase | None]) -> Sentences:
    """Return the sentences that there are."""
    return tuple(sentence for sentence in sentences if sentence is not None)
