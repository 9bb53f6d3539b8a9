"""Everything the page of one person shows, read in one reader job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import UserRole
from desktop_app.services.assessment_proposals import CategoryProposal
from desktop_app.services.person_files import PersonFile
from desktop_app.services.photos import VisitPhotoRow
from desktop_app.services.same_person import JoinedFile
from desktop_app.services.why import WhyCard
from desktop_app.storage.queries.assessments import AssessmentLine
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.ui.register.person_decisions import NOTHING, Decisions, read_decisions
from desktop_app.ui.register.words import MASKED, Numbers


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One person as the page shows them, on a day, with numbers masked or in full."""

    file: PersonFile
    joined: Sequence[JoinedFile]
    today: date
    why: WhyCard
    numbers: Numbers = MASKED
    decisions: Decisions = NOTHING
    photos: Sequence[VisitPhotoRow] = ()
    assessments: Sequence[AssessmentLine] = ()
    proposal: CategoryProposal | None = None

    @property
    def detail(self) -> ElderDetail:
        """Return what was entered about the person."""
        return self.file.detail


def read_person(app: Application, uid: str) -> PersonFacts:
    """Return everything about one person, numbers masked; raises ``NotFound``."""
    file = app.person_files.open(app.actor, uid)
    joined = app.same_person.files_of(app.actor, uid) if len(file.files) > 1 else ()
    return PersonFacts(
        file,
        joined,
        app.clock.today(),
        app.why.of_elder(app.actor, uid),
        decisions=read_decisions(app, uid),
        photos=app.photos.of_elder(app.actor, uid),
        assessments=app.assessments.of_elder(app.actor, uid),
        proposal=app.assessments.proposal(app.actor, uid),
    )


def may_change(app: Application) -> bool:
    """Tell whether who is logged in may change the register; the services check it again."""
    return app.actor.role is not UserRole.READER
