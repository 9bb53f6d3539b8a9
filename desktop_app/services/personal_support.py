"""What was done so that somebody's family fulfils its duty of support, as a section of the copy for that person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from desktop_app.domain.terms import SupportResult, SupportStepKind
from desktop_app.storage.queries import family_support as queries
from desktop_app.storage.queries.links import groups

_KINDS = {kind.value: kind.term for kind in SupportStepKind}
_RESULTS = {result.value: result.term for result in SupportResult}


def urged_section(session: Session, files: Sequence[str]) -> Sequence[Sequence[str]]:
    """Return every step by day: when, how and whom, what came of it, what was said, by whom and when to look again."""
    steps = [step for found in queries.steps_of(session, groups(session), files).values() for step in found]
    names = queries.contact_names(session, [step.contact_uid for step in steps if step.contact_uid])
    return [
        (
            step.done_on.isoformat(),
            f"{_KINDS.get(step.kind, step.kind)}　{names.get(step.contact_uid or '', '') or '全家'}",
            _RESULTS.get(step.result or "", step.result or ""),
            "；".join(part for part in (step.what, step.referred_to) if part),
            "；".join(
                part
                for part in (step.by_name, f"{step.next_on.isoformat()} 回访" if step.next_on else "")
                if part
            ),
        )
        for step in steps
    ]
