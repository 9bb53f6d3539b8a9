"""What the paragraphs of a why file are made of: a paragraph, a rule as it speaks of itself, the person read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, Translate, phrase
from desktop_app.domain.policies import EventRule, PolicyProfile, Source
from desktop_app.domain.terms import DutyKind, DutyState, Mode, Outcome
from desktop_app.scheduling.campaign_rounds import CAMPAIGN_RULE
from desktop_app.scheduling.duty import Case, Duty
from desktop_app.scheduling.facts import CampaignFact, EventFact, PersonFacts, VisitFact
from desktop_app.scheduling.rulebook import BookedRule, RuleBook
from desktop_app.scheduling.why_words import Sentences, near_day, rule_sentence, source_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One paragraph: what a rule asks of this person, and why a visit is owed or is not.

    ``duty`` and ``state`` are None where nothing is owed. ``sentences`` are about the person, ``grounds`` about
    the rule; they read on from each other.
    """

    rule_id: str
    title: Phrase
    sentences: Sentences
    grounds: Sentences = ()
    owed: bool = False
    governing: bool = False
    state: DutyState | None = None
    kind: DutyKind = DutyKind.ROUTINE
    about: str = ""
    source: Source | None = None
    duty: Duty | None = None

    def say(self, translate: Translate, also: str = "") -> str:
        """Return the paragraph in the language of ``translate``; ``also`` is said before the grounds."""
        spoken = [sentence.say(translate) for sentence in self.sentences]
        grounds = [sentence.say(translate) for sentence in self.grounds]
        return "".join((*spoken, also, *grounds))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule, an event rule or a campaign says of itself, in one shape."""

    id: str
    title: Phrase
    grounds: Sentences
    modes: frozenset[Mode]
    outcomes: frozenset[Outcome]
    grace: timedelta = timedelta()
    source: Source | None = None
    kind: DutyKind = DutyKind.ROUTINE


@dataclass(slots=True)
class Reading:
    """What is known of the person on the day, for the makers of paragraphs."""

    person: PersonFacts
    rules: RuleBook
    as_of: date
    case: Case
    visits: dict[str, VisitFact] = field(default_factory=dict)


def asked_by_rule(booked: BookedRule) -> Asked:
    """Return what a visit rule says of itself; the companion that asks for a visit in person says so."""
    rule, on_site = booked.rule, booked.on_site
    title = phrase(N_("{rule}：其中上门"), rule=Phrase(rule.title)) if on_site else Phrase(rule.title)
    grounds = [
        rule_sentence(booked.profile, rule),
        source_sentence(rule.source),
    ]
    if on_site:
        grounds.append(Phrase(N_("其中须有一次上门见到本人，电话和代访不能代替。")))
    return Asked(
        id=booked.id,
        title=title,
        grounds=tuple(grounds),
        modes=frozenset({Mode.IN_PERSON}) if on_site else rule.modes,
        outcomes=frozenset({Outcome.MET_IN_PERSON}) if on_site else rule.outcomes,
        grace=booked.grace,
        source=rule.source,
    )


def asked_by_event_rule(profile: PolicyProfile, rule: EventRule) -> Asked:
    """Return what an event rule says of itself."""
    return Asked(
        id=f"{profile.id}/{rule.key}/{rule.version}",
        title=Phrase(rule.title),
        grounds=(
            rule_sentence(profile, rule),
            source_sentence(rule.source),
        ),
        modes=rule.modes,
        outcomes=rule.outcomes,
        source=rule.source,
        kind=DutyKind.EVENT,
    )


def asked_by_campaign(campaign: CampaignFact, today: date) -> Asked:
    """Return what a campaign says of itself."""
    modes = tuple(Phrase(mode.term) for mode in Mode if mode in campaign.modes)
    opening = phrase(
        N_("专项探访“{title}”：{first}至{last}，以{modes}探访一次。"),
        title=campaign.title,
        first=near_day(campaign.from_on, today),
        last=near_day(campaign.to_on, today),
        modes=modes or (Phrase(Mode.IN_PERSON.term),),
    )
    return Asked(
        id=f"{CAMPAIGN_RULE}{campaign.uid}",
        title=phrase(N_("专项探访：{title}"), title=campaign.title),
        grounds=(opening, Phrase(N_("依据：本单位发起的专项探访，老人在名单上。"))),
        modes=campaign.modes,
        outcomes=frozenset({Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY, Outcome.SEEN_BY_THIRD_PARTY}),
        kind=DutyKind.CAMPAIGN,
    )


def event_rules(rules: RuleBook) -> list[tuple[PolicyProfile, EventRule]]:
    """Return every event rule of the active profiles, also those switched off."""
    return [(profile, rule) for profile in rules.profiles for rule in profile.event_rules]


def event_words(event: EventFact, today: date) -> Phrase:
    """Return an event with its day, the time, and when it became known if that was later."""
    words = phrase(N_("{day}{kind}"), day=near_day(event.happened_on, today), kind=Phrase(event.kind.term))
    if event.happened_time:
        words = phrase(
            N_("{day}{time}{kind}"),
            day=near_day(event.happened_on, today),
            time=f" {event.happened_time} ",
            kind=Phrase(event.kind.term),
        )
    if event.known_on > event.happened_on:
        words = phrase(N_("{event}（{day}得知）"), event=words, day=near_day(event.known_on, today))
    return words
