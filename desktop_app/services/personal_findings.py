"""What was found about somebody and what was done about it, as sections of the copy that the person may ask for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from desktop_app.domain.terms import FindingKind, FindingState, FindingStepKind
from desktop_app.storage.queries import visits as visit_queries
from desktop_app.storage.queries.findings import steps_of

_KINDS = {kind.value: kind.term for kind in FindingKind}
_STATES = {state.value: state.term for state in FindingState}
_STEPS = {kind.value: kind.term for kind in FindingStepKind}


def found_sections(session: Session, elder_uid: str) -> dict[str, Sequence[Sequence[str]]]:
    """Return the findings and every step taken about them, each by day."""
    findings = visit_queries.findings(session, elder_uid=elder_uid)
    steps = steps_of(session, [one.uid for one in findings])
    return {
        "发现问题": [
            (
                one.found_on.isoformat(),
                _KINDS.get(one.kind, one.kind),
                one.what,
                _joined(one.action, one.referred_to),
                _STATES.get(one.state, one.state),
            )
            for one in findings
        ],
        "问题办理过程": [
            (
                step.done_on.isoformat(),
                _STEPS.get(step.kind, step.kind),
                _joined(step.what, step.proof),
                step.unit_name or "",
                step.by_name or "",
            )
            for one in findings
            for step in steps.get(one.uid, ())
        ],
    }


def _joined(*parts: str | None) -> str:
    return "；".join(part for part in parts if part)
