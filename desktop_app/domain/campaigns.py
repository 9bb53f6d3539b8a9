"""What a campaign comes to: when it runs, which visits reach a person it names, and how far it got."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.terms import Mode, Outcome, Term

LONGEST_DAYS = 366
"""A round that lasts longer than a year is a slip of the keyboard."""


class CampaignPhase(Term):
    """Where a campaign stands on a day."""

    RUNNING = "running", "进行中"
    COMING = "coming", "未开始"
    OVER = "over", "已结束"


class TargetState(Term):
    """How far a campaign got with one person."""

    OPEN = "open", "未探访"
    TRIED = "tried", "已联系未见到"
    REACHED = "reached", "已探访"
    EXEMPT = "exempt", "免访"
    MISSED = "missed", "期内未访"


STILL_TO_REACH = frozenset({TargetState.OPEN, TargetState.TRIED})


def phase_on(from_on: date, to_on: date, today: date) -> CampaignPhase:
    """Return where a campaign from a day to a day, both included, stands."""
    if today < from_on:
        return CampaignPhase.COMING
    return CampaignPhase.RUNNING if today <= to_on else CampaignPhase.OVER


def reaches(modes: Collection[Mode], mode: Mode, outcome: Outcome) -> bool:
    """Tell whether a visit reaches the person for a campaign: one of its modes, and somebody saw or heard them.

    What a third party saw counts only where the campaign takes word from others.
    """
    if outcome is Outcome.SEEN_BY_THIRD_PARTY:
        return mode is Mode.THIRD_PARTY and mode in modes
    return mode in modes and outcome in (Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY)


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """How many people a campaign names and how far it got; those exempt are no part of ``owed``."""

    targets: int = 0
    reached: int = 0
    tried: int = 0
    open: int = 0
    missed: int = 0
    exempt: int = 0

    @property
    def owed(self) -> int:
        """Return how many people have to be reached."""
        return self.targets - self.exempt

    @property
    def left(self) -> int:
        """Return how many of them were not reached."""
        return self.owed - self.reached


def progress_of(states: Iterable[TargetState]) -> RoundProgress:
    """Count the states of a campaign's people."""
    found = list(states)
    count = found.count
    return RoundProgress(
        targets=len(found),
        reached=count(TargetState.REACHED),
        tried=count(TargetState.TRIED),
        open=count(TargetState.OPEN),
        missed=count(TargetState.MISSED),
        exempt=count(TargetState.EXEMPT),
    )
