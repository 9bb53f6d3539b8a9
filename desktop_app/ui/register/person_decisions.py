"""现在的安排: the pauses, waivers and set tiers that hold for one person, read with the page and shown as a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop_app.bootstrap import Application
from desktop_app.config.strings import _
from desktop_app.domain.terms import WaiverKind
from desktop_app.services.pauses import PauseRow, PauseState
from desktop_app.services.tier_decisions import ProposalRow, TierRow
from desktop_app.services.waivers import WaiverRow
from desktop_app.ui.decision_words import pause_words, tier_words, waiver_words
from desktop_app.ui.kit import Card, StateChip, Text, row
from desktop_app.ui.register.words import term_word


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided about visits to one person, as far as it holds or lies ahead."""

    pauses: Sequence[PauseRow] = ()
    waivers: Sequence[WaiverRow] = ()
    tier: TierRow | None = None
    proposal: ProposalRow | None = None
    household: tuple[str, ...] = ()
    """The names of those who live in the household today, the person first."""


NOTHING = Decisions()


def read_decisions(app: Application, uid: str) -> Decisions:
    """Return what holds for a person today."""
    tiers = app.tier_decisions.list(app.actor, uid)
    return Decisions(
        app.pauses.list(app.actor, elder_uid=uid),
        app.waivers.list(app.actor, elder_uid=uid, since=app.clock.today()),
        next((each for each in tiers if each.holds), None),
        next(iter(app.tier_decisions.proposals(app.actor, elder_uid=uid)), None),
        app.pauses.household(app.actor, uid),
    )


def decisions_card(decisions: Decisions) -> Card | None:
    """Return the card, None where nothing was decided."""
    lines: list[tuple[str, str, str]] = []
    for pause in decisions.pauses:
        lapsed = pause.state is PauseState.LAPSED
        state = _("暂停已到期") if lapsed else _("暂停探访")
        tint = "soon" if pause.state in {PauseState.LAPSED, PauseState.REVIEW} else "quiet"
        lines.append((state, tint, pause_words(pause)))
    lines += [
        (term_word(WaiverKind, waiver.kind), "quiet", waiver_words(waiver)) for waiver in decisions.waivers
    ]
    if decisions.tier is not None:
        lines.append((_("人工认定"), "info", tier_words(decisions.tier)))
    if decisions.proposal is not None:
        lines.append((_("建议调整等级"), "soon", decisions.proposal.why.say(_)))
    if not lines:
        return None
    card = Card(_("现在的安排"))
    for word, tint, told in lines:
        holder = QWidget()
        line = row(StateChip(word, tint), spacing_em=0.6)
        line.addWidget(Text(told, "", wrap=True, copyable=True), 1)
        holder.setLayout(line)
        card.body.addWidget(holder)
    return card
