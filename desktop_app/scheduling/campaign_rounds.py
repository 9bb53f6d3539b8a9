"""Visits owed because a campaign names the person: one in its days, by one of its modes."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from desktop_app.domain.campaigns import reaches
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import DEFAULT_LADDER, Rung
from desktop_app.domain.terms import DutyKind, LadderStep, Mode, Outcome
from desktop_app.scheduling.duty import Case, Duty, Slot
from desktop_app.scheduling.exemptions import Exemption, stretch_over
from desktop_app.scheduling.facts import CampaignFact
from desktop_app.scheduling.one_off import OneOff, decision_about, modes_words, one_off_duties
from desktop_app.scheduling.reasons import chain
from desktop_app.scheduling.rulebook import VISIT_CODE

CAMPAIGN_RULE = "campaign/"
"""What the rule id of a duty for a campaign begins with; the campaign's uid follows."""

CAMPAIGN_LADDER = (Rung(LadderStep.RETRY, 1), *DEFAULT_LADDER)

_PATIENCE = timedelta(days=14)
"""So long after its last day somebody left out of a campaign is overdue; a visit after that still meets it late."""

_DUE_SOON = timedelta(days=2)


def campaign_duties(case: Case) -> list[Duty]:
    """Return what is owed for campaigns, those that begin first before the others."""
    found: list[Duty] = []
    for campaign in sorted(case.person.campaigns, key=lambda each: (each.from_on, each.uid)):
        earliest = max(campaign.from_on, case.person.registered_on)
        if earliest <= campaign.to_on and (case.end is None or case.end > earliest):
            found += _duties(case, campaign, earliest)
    return found


def _duties(case: Case, campaign: CampaignFact, earliest: date) -> list[Duty]:
    latest = campaign.to_on
    target = earliest + (latest - earliest) // 2
    words = phrase(N_("{how}一次"), how=modes_words(campaign.modes))
    owed = OneOff(
        kind=DutyKind.CAMPAIGN,
        rule_id=f"{CAMPAIGN_RULE}{campaign.uid}",
        about=campaign.uid,
        words=chain([phrase(N_("{title}"), title=campaign.title), words], Phrase(N_("专项探访"))),
        slot=Slot(earliest, earliest, target, latest),
        time=None,
        counts=counted_by(campaign.modes),
        visits=[seen for seen in case.everything if seen.on >= earliest],
        exemption=_exemption(case, campaign, earliest),
        due_soon=_DUE_SOON,
        rungs=CAMPAIGN_LADDER,
        patience=_PATIENCE,
    )
    return one_off_duties(case, owed)


@lru_cache(maxsize=256)
def counted_by(modes: frozenset[Mode]) -> int:
    """Return the visits that a campaign with these modes counts, as bits; see ``reaches``."""
    counted = 0
    for mode in modes:
        for outcome in Outcome:
            if reaches(modes, mode, outcome):
                counted |= VISIT_CODE[mode.value, outcome.value]
    return counted


def _exemption(case: Case, campaign: CampaignFact, earliest: date) -> Exemption | None:
    """Return why nobody need go: a decision about the campaign, or every day that is left of it is exempt."""
    decision = decision_about(case, campaign.uid)
    if decision is not None:
        return decision
    day = min(max(case.as_of, earliest), campaign.to_on)
    stretch = stretch_over(case.exempt, day, campaign.to_on)
    return stretch.speaking(day) if stretch is not None else None
