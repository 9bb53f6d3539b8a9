"""What forms hand in about findings: a step of the 办理过程, what changed, and what a visit saw of an open one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDraft:
    """One thing done about a finding on a day.

    ``kind`` is a ``FindingStepKind``; ``what`` says what was done, answered, or why it was opened again, and for a
    closing how it ended; ``by_name`` is the 经办人; ``unit_name`` the unit to or from which it went; ``due_on`` a
    new deadline; ``proof`` the 办结依据. ``owner_uid`` or ``owner_name`` is to whom it is assigned. ``held_by`` is
    the ``SiteLevel`` to which an escalated or returned one goes, the next one where none is given.
    """

    kind: str
    done_on: date
    what: str | None = None
    by_name: str | None = None
    unit_name: str | None = None
    due_on: date | None = None
    proof: str | None = None
    visit_uid: str | None = None
    owner_uid: str | None = None
    owner_name: str | None = None
    held_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingEdit:
    """What a finding is to say from now on: all fields, also those that stay."""

    kind: str
    what: str
    action: str | None = None
    due_on: date | None = None
    owner_uid: str | None = None
    owner_name: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a visit form says of a finding that was open: solved, or still there; ``what`` was seen."""

    finding_uid: str
    solved: bool
    what: str | None = None
