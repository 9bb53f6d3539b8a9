"""Every entry of a policy profile in plain words: who, how often, what counts, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from desktop_app.domain.due_kinds import DuePeriod, DueProof, LivingPlace
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import (
    CampaignTemplate,
    CategoryList,
    Condition,
    DueServiceRule,
    EventRule,
    Every,
    IndicatorTarget,
    PeriodUnit,
    Rung,
    SubsidyRule,
    TargetBound,
    TierProposal,
    TierRule,
    VisitRule,
    Wording,
)
from desktop_app.domain.terms import LadderStep, Mode, Outcome, Term

Entry = (
    CategoryList
    | TierRule
    | VisitRule
    | EventRule
    | TierProposal
    | CampaignTemplate
    | DueServiceRule
    | SubsidyRule
    | IndicatorTarget
    | Wording
)

T = TypeVar("T", bound=Term)

_SEEN = frozenset({Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY})


def rule_words(entry: Entry) -> Phrase:
    """Return one entry as a sentence; speak it with a translation."""
    match entry:
        case VisitRule():
            return visit_rule_words(entry)
        case EventRule():
            return _event_words(entry)
        case TierProposal():
            return _proposal_words(entry)
        case CampaignTemplate():
            return _campaign_words(entry)
        case IndicatorTarget():
            return _indicator_words(entry)
        case _:
            return _short_words(entry)


def _short_words(entry: CategoryList | TierRule | DueServiceRule | SubsidyRule | Wording) -> Phrase:
    match entry:
        case TierRule():
            return phrase(N_("{who}：{tier}"), who=who_words(entry.who), tier=Phrase(entry.tier.term))
        case DueServiceRule():
            return _due_service_words(entry)
        case SubsidyRule():
            template = _LIVING[entry.where]
            return phrase(
                template,
                owed=phrase(
                    N_("{who}：{benefit}"), who=who_words(entry.who), benefit=Phrase(entry.benefit.term)
                ),
            )
        case CategoryList():
            template = N_("{kinds}；计为特殊困难") if entry.special else N_("{kinds}；不计为特殊困难")
            return phrase(template, kinds=_terms(entry.categories))
        case Wording():
            return Phrase(entry.text)


_LIVING = {
    LivingPlace.HOME: N_("{owed}（只限居家）"),
    LivingPlace.INSTITUTION: N_("{owed}（只限入住机构的）"),
    LivingPlace.ANYWHERE: N_("{owed}"),
}


def often_words(rule: DueServiceRule) -> Phrase:
    """Return how often a service is owed: 每年2次（每半年1次）, 有在期的服务协议."""
    if rule.proof is DueProof.CONTRACT:
        return Phrase(N_("有在期的服务协议"))
    if rule.proof is DueProof.ASSESSMENT:
        return Phrase(N_("有在有效期内的正式能力评估"))
    times = rule.times_per_year
    if times > 1 and rule.period is DuePeriod.YEAR:
        return phrase(N_("每年{times}次（不分段）"), times=times)
    parts = {2: N_("每年2次（每半年1次）"), 4: N_("每年4次（每季度1次）"), 12: N_("每年12次（每月1次）")}
    return Phrase(parts[times]) if times in parts else phrase(N_("每年{times}次"), times=times)


def _due_service_words(rule: DueServiceRule) -> Phrase:
    words = phrase(N_("{who}：{often}"), who=who_words(rule.who), often=often_words(rule))
    if rule.enabled and not rule.checked:
        words = phrase(N_("{rule}（没有写由哪项服务落实，不列入应享服务名单）"), rule=words)
    return phrase(_LIVING[rule.where], owed=words) if rule.where is not LivingPlace.HOME else words


def _terms(terms: Iterable[Term]) -> tuple[Phrase, ...]:
    return tuple(Phrase(term.term) for term in terms)


def _marks(marks: frozenset[T], kind: type[T]) -> tuple[Phrase, ...]:
    """Return a set of terms in words, in the order of their list."""
    return _terms(term for term in kind if term in marks)


def _joined(parts: Sequence[Phrase]) -> Phrase:
    """Return the parts with a Chinese semicolon between them."""
    whole = parts[0]
    for part in parts[1:]:
        whole = phrase(N_("{before}；{after}"), before=whole, after=part)
    return whole


def who_words(conditions: Sequence[Condition]) -> Phrase:
    """Return in words whom a rule means; several conditions are joined by 或."""
    whole = condition_text(conditions[0])
    for condition in conditions[1:]:
        whole = phrase(N_("{one}，或{other}"), one=whole, other=condition_text(condition))
    return whole


def condition_text(condition: Condition) -> Phrase:
    """Return one condition in words: 80岁以上独居、空巢、留守老年人."""
    if condition.tiers:
        whole = phrase(N_("{tiers}对象"), tiers=_terms(condition.tiers))
        if condition.any_category:
            whole = phrase(N_("{who}中{kinds}的"), who=whole, kinds=_terms(condition.any_category))
    elif condition.any_category:
        whole = phrase(N_("{kinds}老年人"), kinds=_terms(condition.any_category))
    else:
        whole = Phrase(N_("特殊困难老年人") if condition.special else N_("老年人"))
    if condition.special and (condition.tiers or condition.any_category):
        whole = phrase(N_("属特殊困难的{who}"), who=whole)
    if condition.all_categories:
        whole = phrase(N_("同时是{kinds}的{who}"), kinds=_terms(condition.all_categories), who=whole)
    whole = _aged(condition, whole)
    if condition.none_of:
        whole = phrase(N_("{who}（不含{kinds}）"), who=whole, kinds=_terms(condition.none_of))
    return whole


def _aged(condition: Condition, who: Phrase) -> Phrase:
    low, high = condition.min_age, condition.max_age
    if low is not None and high is not None:
        return phrase(N_("{low}至{high}岁{who}"), low=low, high=high, who=who)
    if low is not None:
        return phrase(N_("{age}岁以上{who}"), age=low, who=who)
    if high is not None:
        return phrase(N_("{age}岁及以下{who}"), age=high, who=who)
    return who


def visit_rule_words(rule: VisitRule) -> Phrase:
    """Return a visit rule: who, how often, what counts, the days, and what follows a vain attempt."""
    parts = [_rhythm(rule)]
    target = target_words(rule.every, rule.target_day)
    if target is not None:
        parts.append(target)
    if rule.due_soon_days:
        parts.append(phrase(N_("到期前{days}天提醒"), days=rule.due_soon_days))
    if rule.grace_days:
        parts.append(phrase(N_("期满后宽限{days}天"), days=rule.grace_days))
    parts.append(ladder_words(rule.rungs))
    if rule.alert_hours is not None:
        parts.append(phrase(N_("首次未见到本人后满{hours}小时仍无消息即平安预警"), hours=rule.alert_hours))
    return _joined(parts)


def _rhythm(rule: VisitRule) -> Phrase:
    whole = phrase(
        N_("{who}：{often}，{what}"),
        who=who_words(rule.who),
        often=rule.every.words,
        what=counting_words(rule.modes, rule.outcomes),
    )
    if rule.on_site is not None:
        whole = phrase(N_("{rule}，其中上门{often}"), rule=whole, often=rule.on_site.words)
    return whole


def counting_words(modes: frozenset[Mode], outcomes: frozenset[Outcome]) -> Phrase:
    """Return which visits count: 上门、电话、视频都算."""
    listed = _marks(modes, Mode)
    template = N_("只算{modes}") if len(listed) == 1 else N_("{modes}都算")
    whole = phrase(template, modes=listed)
    if outcomes == _SEEN:
        return whole
    if outcomes == {Outcome.MET_IN_PERSON}:
        return phrase(N_("{modes}，须见到本人"), modes=whole)
    return phrase(N_("{modes}，结果为{outcomes}的有效"), modes=whole, outcomes=_marks(outcomes, Outcome))


def target_words(every: Every, day: int) -> Phrase | None:
    """Return by which day a visit should be made, or None where it is the window's last day."""
    if day >= every.days:
        return None
    if every.unit is PeriodUnit.MONTH:
        return phrase(N_("宜在当月{day}日前"), day=day)
    if every.unit is PeriodUnit.QUARTER:
        return phrase(N_("宜在当季第{day}天前"), day=day)
    return phrase(N_("宜在第{day}天前"), day=day)


def ladder_words(rungs: Sequence[Rung]) -> Phrase:
    """Return what follows attempts that did not find the person, step by step."""
    return phrase(N_("未见到本人的，依次：{steps}"), steps=tuple(_rung(rung) for rung in rungs))


def _rung(rung: Rung) -> Phrase:
    step = Phrase(rung.step.term)
    if rung.wait_days == 0:
        return step if rung.step is LadderStep.ALERT else phrase(N_("当天{step}"), step=step)
    return phrase(N_("{days}天后{step}"), days=rung.wait_days, step=step)


def _event_words(rule: EventRule) -> Phrase:
    what = tuple(Phrase(kind.term) for kind in rule.events)
    whole = phrase(N_("{who}遇{events}"), who=who_words(rule.who), events=what)
    if rule.within_hours is not None:
        whole = phrase(
            N_("{event}：{hours}小时内走访，{what}"),
            event=whole,
            hours=rule.within_hours,
            what=counting_words(rule.modes, rule.outcomes),
        )
    if rule.raises_to is not None:
        whole = phrase(
            N_("{event}：其后{days}天内按{tier}走访")
            if rule.within_hours is None
            else N_("{event}；其后{days}天内按{tier}走访"),
            event=whole,
            days=rule.raise_days,
            tier=Phrase(rule.raises_to.term),
        )
    return whole


def _proposal_words(entry: TierProposal) -> Phrase:
    return phrase(
        N_("{days}天内{count}次发现{kinds}问题的，建议调为{tier}，由乡镇（街道）认定"),
        days=entry.within_days,
        count=entry.count,
        kinds=_terms(entry.kinds),
        tier=Phrase(entry.proposes.term),
    )


def _campaign_words(entry: CampaignTemplate) -> Phrase:
    whole = phrase(
        N_("{when}，{days}天内走访{who}；{modes}"),
        when=Phrase(entry.occasion),
        days=entry.within_days,
        who=who_words(entry.who),
        modes=counting_words(entry.modes, _SEEN),
    )
    counts = N_("{rule}；计入日常探访") if entry.feeds_duties else N_("{rule}；不计入日常探访")
    return phrase(counts, rule=whole)


def _indicator_words(entry: IndicatorTarget) -> Phrase:
    """Return the targets by year; without any the indicator is only counted."""
    if not entry.targets:
        return phrase(N_("{title}：没有目标值"), title=Phrase(entry.title))
    bound = (
        N_("{year}年不低于{value}{unit}")
        if entry.bound is TargetBound.AT_LEAST
        else N_("{year}年达到{value}{unit}")
    )
    targets = tuple(
        phrase(bound, year=target.year, value=str(target.value), unit=Phrase(entry.unit))
        for target in entry.targets
    )
    return phrase(N_("{title}：{targets}"), title=Phrase(entry.title), targets=targets)
