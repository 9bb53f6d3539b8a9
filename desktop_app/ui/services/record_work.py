"""What the form of one service reads and writes besides the record itself; no widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.config.strings import _
from desktop_app.services.service_checks import AlreadyGiven, BeforeRegistration
from desktop_app.services.service_drafts import NeedFilter, ServiceDraft
from desktop_app.ui import service_words as words
from desktop_app.ui.kit import spoken_day
from desktop_app.ui.lookup_field import spelled
from desktop_app.ui.services.service_form import RecordStart

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application

DRAFT, CORRECTION = "service_record", "service_correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the form was opened for; ``given`` are values known already."""

    elder_uid: str = ""
    record_uid: str = ""
    finding_uid: str | None = None
    given: Mapping[str, Any]

    def draft_key(self) -> tuple[str, str]:
        """Return under which form and subject the draft is kept."""
        return (CORRECTION, self.record_uid) if self.record_uid else (DRAFT, self.elder_uid)


def load_start(app: Application, wanted: Wanted) -> RecordStart:
    """Read what the form needs about one person; raises ``NotFound``."""
    actor, uid = app.actor, wanted.elder_uid
    for _key, title in words.service_choices():
        spelled(title)  # the spelling of Chinese is learned here, not in the window
    return RecordStart(
        elder=app.register.get(actor, uid),
        lines=app.services_given.of_elder(actor, uid),
        plans=app.service_plans.of_elder(actor, uid),
        needs=app.service_needs.unmet(actor, NeedFilter(elder_uid=uid)),
        providers=app.service_providers.list(actor),
        correcting=app.services_given.draft_of(actor, wanted.record_uid) if wanted.record_uid else None,
        finding_uid=wanted.finding_uid,
    )


def doubt_words(error: AlreadyGiven, name: str, draft: ServiceDraft) -> tuple[str, str, str]:
    """Return the one question that a doubtful record is confirmed by: title, sentence, what to press."""
    told = {"name": name, "day": spoken_day(draft.given_on), "service": words.title_of(draft.service)}
    if isinstance(error, BeforeRegistration):
        said = _("{day} 时 {name} 还没有登记入册。日期没有写错吗？")
        return _("日期早于入册？"), said.format(**told), _("日期无误，登记")
    said = _("{name} {day} 已登记过{service}。确实又提供了一次吗？")
    return _("再登记一次？"), said.format(**told), _("再登记一次")
