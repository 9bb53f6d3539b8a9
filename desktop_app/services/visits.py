"""Visits: record, correct, take back; "same as last time"; what an outcome does to the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from desktop_app.domain.errors import N_, FieldProblem, NotFound
from desktop_app.domain.measures import checked
from desktop_app.domain.outcomes import OUTCOME_EFFECTS
from desktop_app.domain.sheet_codes import as_kept
from desktop_app.domain.terms import Outcome, RoundKind, SignatureKind
from desktop_app.models import Campaign, Elder, Finding, PhotoContent, Visit, Visitor, VisitPhoto
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.enrolment_changes import present_from, refuse_visit_after_death
from desktop_app.services.finding_steps import add_finding, follow, move_with_visit
from desktop_app.services.finding_take_back import take_back_visit
from desktop_app.services.visit_drafts import (
    PhotoDraft,
    VisitDraft,
    check_draft,
    of_other_forms,
    text_of,
    visit_form,
)
from desktop_app.storage.queries import visits as queries
from desktop_app.storage.queries.links import groups, members
from desktop_app.storage.queries.visits import FindingRow, VisitRow
from desktop_app.storage.unit_of_work import UnitOfWork, new_uid
from desktop_app.storage.wire import refuse_unfit

CORRECTION = N_("更正探访记录")
ROUND_TITLES = {RoundKind.HOUSEHOLD: N_("登记入户探访"), RoundKind.CALLS: N_("登记电话探访")}

_SIGNED_HIMSELF = frozenset({None, "", SignatureKind.SELF.value, SignatureKind.THUMB.value})
"""Where nobody else signed, nobody else is named."""

_DRAFTED = (
    "elder_uid",
    "visited_on",
    "visited_time",
    "mode",
    "outcome",
    "visitor_uid",
    "companions",
    "answers",
    "summary",
    "action",
    "next_on",
    "sheet_no",
    "measures",
    "signed_as",
    "signed_by",
    "campaign_uid",
)
"""What a draft and a row of a list call by the same name."""


class RoundProblem(FieldProblem):
    """One visit of a round is wrong; ``details["row"]`` is its number in the list, from 0."""

    code = "round"


@dataclass(frozen=True, slots=True)
class RecordedRound:
    """What recording a round wrote: the visits in the order given, and what takes them all back."""

    uids: tuple[str, ...]
    change_set: str


class VisitService(Service):
    """探访记录."""

    @allowed(*WORKERS)
    def record(self, actor: Actor, draft: VisitDraft) -> str:
        """Record one visit with its findings; returns the uid.

        A visit that found the elder deceased or moved also ends the register entry on that day. Raises
        ``FieldProblem``.
        """
        check_draft(draft, self._context.today())
        with self._writing(actor, N_("登记探访")) as unit:
            return self._add(unit, draft)

    @allowed(*WORKERS)
    def record_round(self, actor: Actor, kind: RoundKind, drafts: Sequence[VisitDraft]) -> RecordedRound:
        """Record visits made in one go, all or none: a household visited together, or a list of calls.

        They share one ``round_uid`` and are taken back together. Raises ``RoundProblem``, also for the second
        visit to the same person.
        """
        if not drafts:
            raise FieldProblem(field="elder", label=N_("老年人"), reason=N_("不能为空"))
        today, round_uid = self._context.today(), new_uid()
        for row, draft in enumerate(drafts):
            try:
                check_draft(draft, today)
            except FieldProblem as problem:
                raise RoundProblem(row=row, **problem.details) from problem
        with self._writing(actor, ROUND_TITLES[kind]) as unit:
            uids, joined = [], groups(unit.session)
            visited: set[str] = set()
            for row, draft in enumerate(drafts):
                if (person := joined.canonical(draft.elder_uid)) in visited:
                    raise RoundProblem(
                        row=row,
                        field="elder",
                        label=N_("老年人"),
                        reason=N_("同一人不能在一次登记里出现两次"),
                    )
                visited.add(person)
                try:
                    uids.append(self._add(unit, draft, round_uid))
                except FieldProblem as problem:
                    raise RoundProblem(row=row, **problem.details) from problem
            return RecordedRound(tuple(uids), unit.change_set)

    @allowed(*WORKERS)
    def correct(self, actor: Actor, uid: str, draft: VisitDraft) -> str | None:
        """Change a recorded visit into a new version, with the reason; the earlier one stays readable.

        Returns what takes the correction back, None where nothing but the reason is new: that is no version. Whose
        visit it was cannot change, and the draft's findings are not looked at: each has its own life; what it says of
        findings that were open replaces what the visit said of these, of others nothing changes. A register
        entry that the old outcome ended is opened again, one that the new outcome ends is ended.
        """
        if text_of(draft.corrected_because) is None:
            raise FieldProblem(field="corrected_because", label=N_("更正原因"), reason=N_("请写明为什么更正"))
        check_draft(draft, self._context.today())
        with self._writing(actor, CORRECTION) as unit:
            visit = unit.get(Visit, uid)
            joined = groups(unit.session)
            if joined.canonical(visit.elder_uid) != joined.canonical(draft.elder_uid):
                raise FieldProblem(
                    field="elder", label=N_("老年人"), reason=N_("登记错了人，请撤销这条记录，再为本人登记")
                )
            facts = {**self._facts(unit, draft, visit), "elder_uid": visit.elder_uid}
            changed = {name: value for name, value in facts.items() if getattr(visit, name) != value}
            refuse_unfit(Visit, changed)
            photos = {photo.digest: text_of(photo.caption) for photo in draft.photos}
            same_photos = photos == dict(queries.photos_of(unit.session, uid))
            if changed.keys() <= {"corrected_because"} and same_photos and not draft.followed:
                return None
            files = [unit.get(Elder, uid) for uid in joined.members(visit.elder_uid)]
            was_on = visit.visited_on
            for elder in files:
                reopen_after(elder, visit)
                refuse_visit_after_death(elder, draft.visited_on, Outcome(draft.outcome))
            for name, value in changed.items():
                setattr(visit, name, value)
            _set_photos(unit, visit, draft.photos)
            move_with_visit(unit, visit, was_on)
            follow(unit, self._context, visit, [file.uid for file in files], draft.followed)
            end_with(files[0], visit)
            return unit.change_set

    @allowed(*WORKERS)
    def take_back(self, actor: Actor, uid: str) -> None:
        """Take a visit recorded by mistake out of all lists, with its findings; its history stays.

        A register entry that this visit ended is opened again.
        """
        with self._writing(actor, N_("撤销探访记录")) as unit:
            visit = unit.get(Visit, uid)
            unit.retract(visit)
            found: list[str] = []
            for model in (Finding, VisitPhoto):
                query = select(model).where(model.county == unit.county, model.visit_uid == uid)
                for part in unit.session.execute(query).scalars():
                    if not part.retracted:
                        unit.retract(part)
                        found += [part.uid] if model is Finding else []
            take_back_visit(unit, uid, found)
            for file in members(unit.session, visit.elder_uid):
                reopen_after(unit.get(Elder, file), visit)

    @allowed(*EVERYONE)
    def draft_of(self, _actor: Actor, uid: str) -> VisitDraft:
        """Return a recorded visit as a draft that would leave it as it is; raises ``NotFound``."""
        with self._store.reading() as session:
            found = queries.by_uids(session, [uid])
            if not found:
                raise NotFound
            (row,) = found
            photos = queries.photos_of(session, uid)
        facts = {name: getattr(row, name) for name in _DRAFTED}
        unasked, unread = of_other_forms(row.answers, row.measures)
        facts["answers"] = {key: given for key, given in row.answers.items() if key not in unasked}
        facts["measures"] = {key: text for key, text in row.measures.items() if key not in unread}
        return VisitDraft(
            **facts, visitor_name=row.visitor, photos=tuple(PhotoDraft(*photo) for photo in photos)
        )

    @allowed(*EVERYONE)
    def of_elder(
        self, _actor: Actor, elder_uid: str, *, until: date | None = None, most: int = 200
    ) -> list[VisitRow]:
        """Return one elder's visits, newest first; ``until`` is the last day to look at."""
        with self._store.reading() as session:
            return queries.of_elder(session, elder_uid, until=until, most=most)

    @allowed(*EVERYONE)
    def between(
        self,
        _actor: Actor,
        first: date,
        last: date,
        *,
        village_code: str | None = None,
        most: int | None = None,
    ) -> list[VisitRow]:
        """Return the visits made between two days, newest first."""
        with self._store.reading() as session:
            return queries.between(session, first, last, village_code=village_code, most=most)

    @allowed(*EVERYONE)
    def photo_counts(self, _actor: Actor, uids: Sequence[str]) -> dict[str, int]:
        """Return how many photos each of these visits has; those without one are left out."""
        with self._store.reading() as session:
            return queries.photo_counts(session, uids)

    @allowed(*EVERYONE)
    def last_met(
        self, _actor: Actor, elder_uid: str, *, until: date | None = None, besides: str | None = None
    ) -> VisitRow | None:
        """Return the last visit up to a day and ``besides`` one that has answers, for "same as last time"."""
        with self._store.reading() as session:
            for row in queries.of_elder(session, elder_uid, until=until, most=24):
                if row.answers and row.uid != besides:
                    return row
        return None

    @allowed(*EVERYONE)
    def findings(
        self, _actor: Actor, *, elder_uid: str | None = None, state: str | None = None
    ) -> list[FindingRow]:
        """Return findings, open ones first."""
        with self._store.reading() as session:
            return queries.findings(session, elder_uid=elder_uid, state=state)

    def _add(self, unit: UnitOfWork, draft: VisitDraft, round_uid: str | None = None) -> str:
        elder = unit.get(Elder, groups(unit.session).canonical(draft.elder_uid))
        refuse_visit_after_death(elder, draft.visited_on, Outcome(draft.outcome))
        facts = {**self._facts(unit, draft), "elder_uid": elder.uid}
        visit = unit.add(Visit(**facts, round_uid=round_uid, entered_on=self._context.today()))
        unit.session.flush()
        for found in draft.findings:
            add_finding(unit, self._context, visit.elder_uid, found, visit.visited_on, visit)
        if draft.followed:
            follow(unit, self._context, visit, members(unit.session, visit.elder_uid), draft.followed)
        _set_photos(unit, visit, draft.photos)
        end_with(elder, visit)
        return str(visit.uid)

    def _facts(self, unit: UnitOfWork, draft: VisitDraft, before: Visit | None = None) -> dict[str, Any]:
        name = text_of(draft.visitor_name)
        if draft.visitor_uid:
            name = unit.get(Visitor, draft.visitor_uid).name
        # What a newer form asked elsewhere stays when the visit is corrected here, where nobody can see it.
        unasked, unread = of_other_forms(
            (before and before.answers) or {}, (before and before.measures) or {}
        )
        return {
            "elder_uid": draft.elder_uid,
            "visited_on": draft.visited_on,
            "visited_time": draft.visited_time or None,
            "mode": draft.mode,
            "outcome": draft.outcome,
            "visitor_uid": draft.visitor_uid,
            "visitor_name": name,
            "companions": text_of(draft.companions),
            "answers": {**unasked, **draft.answers} or None,
            "summary": text_of(draft.summary),
            "action": text_of(draft.action),
            "next_on": draft.next_on,
            "sheet_no": as_kept(draft.sheet_no or "") or None,
            "measures": {**unread, **checked(visit_form().measures, draft.measures)} or None,
            "signed_as": draft.signed_as or None,
            "signed_by": text_of(draft.signed_by) if draft.signed_as not in _SIGNED_HIMSELF else None,
            "corrected_because": text_of(draft.corrected_because) if before is not None else None,
            "campaign_uid": _campaign_of(unit, draft, before),
        }


def end_with(elder: Elder, visit: Visit) -> None:
    """End the register entry on the day of a visit that found the elder deceased or moved.

    A visit before the last return, entered late from paper, ends nothing: the person has come back since.
    """
    end = OUTCOME_EFFECTS[Outcome(visit.outcome)].end
    if end is not None and elder.ended_on is None and visit.visited_on >= present_from(elder):
        elder.ended_on, elder.ended_because = visit.visited_on, end.value


def reopen_after(elder: Elder, visit: Visit) -> None:
    """Open the register entry again if it was this visit that ended it."""
    end = OUTCOME_EFFECTS[Outcome(visit.outcome)].end
    if end is not None and (elder.ended_on, elder.ended_because) == (visit.visited_on, end.value):
        elder.ended_on = elder.ended_because = None


def _campaign_of(unit: UnitOfWork, draft: VisitDraft, before: Visit | None) -> str | None:
    """Return the campaign of a draft; a visit that keeps campaign and day is not asked about again."""
    if not draft.campaign_uid:
        return None
    if before is not None and (before.campaign_uid, before.visited_on) == (
        draft.campaign_uid,
        draft.visited_on,
    ):
        return draft.campaign_uid
    campaign = unit.get(Campaign, draft.campaign_uid)
    if not campaign.from_on <= draft.visited_on <= campaign.to_on:
        raise FieldProblem(
            field="campaign_uid",
            label=N_("专项探访"),
            reason=N_("探访日期不在这次专项探访的起止日期之内"),
        )
    return draft.campaign_uid


def _set_photos(unit: UnitOfWork, visit: Visit, photos: Sequence[PhotoDraft]) -> None:
    """Make the photos of a visit those of the draft; raises FieldProblem for one that was never added."""
    query = select(VisitPhoto).where(
        VisitPhoto.county == unit.county, VisitPhoto.visit_uid == visit.uid, VisitPhoto.retracted.is_(False)
    )
    here = {photo.digest: photo for photo in unit.session.execute(query).scalars()}
    wanted = {photo.digest: photo for photo in photos}
    for digest, photo in here.items():
        if digest not in wanted:
            unit.retract(photo)
        elif photo.caption != text_of(wanted[digest].caption):
            photo.caption = text_of(wanted[digest].caption)
    for digest, draft in wanted.items():
        if digest in here:
            continue
        content = unit.session.get(PhotoContent, digest)
        if content is None:
            raise FieldProblem(field="photos", label=N_("照片"), reason=N_("照片已不在本机，请重新添加"))
        unit.add(
            VisitPhoto(
                elder_uid=visit.elder_uid,
                visit_uid=visit.uid,
                digest=digest,
                likeness=content.likeness,
                width=content.width,
                height=content.height,
                size=len(content.content),
                caption=text_of(draft.caption),
            )
        )
