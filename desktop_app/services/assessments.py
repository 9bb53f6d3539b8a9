"""能力评估: official results and screenings of one's own, and the categories that an official level proposes."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem, NotFound
from desktop_app.models import Assessment, CategorySpan, PhotoContent
from desktop_app.services import settings
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.assessment_drafts import AssessmentDraft, facts_of
from desktop_app.services.assessment_proposals import CategoryProposal, propose, source_of
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import ONE_DAY, Person, overlaps, person_for, read_people
from desktop_app.storage.queries import assessments as queries
from desktop_app.storage.queries.assessments import AssessmentLine
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import groups, members
from desktop_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PersonAssessment:
    """An assessment in a list of many people."""

    name: str
    village_code: str
    village: str
    line: AssessmentLine


class AssessmentService(Service):
    """能力评估."""

    @allowed(*EVERYONE)
    def of_elder(self, _actor: Actor, elder_uid: str) -> list[AssessmentLine]:
        """Return a person's assessments, newest first; the official one that speaks today is marked ``newest``."""
        with self._store.reading() as session:
            return self._lines(session, elder_uid)

    @allowed(*EVERYONE)
    def latest_official(self, _actor: Actor, elder_uid: str, on: date | None = None) -> AssessmentLine | None:
        """Return the last official assessment made until a day, today by default; it may be over by then."""
        with self._store.reading() as session:
            return _newest(self._lines(session, elder_uid, on or self._context.today()))

    @allowed(*EVERYONE)
    def list(
        self, _actor: Actor, *, village_code: str | None = None, kind: str | None = None
    ) -> list[PersonAssessment]:
        """Return everybody's assessments, the newest first, those of a village or of a kind only where given."""
        today = self._context.today()
        with self._store.reading() as session:
            found = queries.lines(session, self._context.site.county, None, today)
            joined = groups(session)
            people = read_people(session, [one.elder_uid for one in found], village_names(session), joined)
        rows: builtins.list[PersonAssessment] = []
        spoken_for: set[str] = set()
        for line in found:
            person = people.get(joined.canonical(line.elder_uid))
            if person is None:
                continue
            newest = line.official and line.assessed_on <= today and person.uid not in spoken_for
            if newest:
                spoken_for.add(person.uid)
            if (village_code and person.village_code != village_code) or (kind and line.kind != kind):
                continue
            shown = replace(line, elder_uid=person.uid, newest=newest)
            rows.append(PersonAssessment(person.name, person.village_code, person.village, shown))
        return rows

    @allowed(*EVERYONE)
    def get(self, _actor: Actor, uid: str) -> AssessmentLine:
        """Return one assessment; raises ``NotFound``."""
        with self._store.reading() as session:
            whose = session.execute(
                select(Assessment.elder_uid).where(
                    Assessment.county == self._context.site.county,
                    Assessment.uid == uid,
                    Assessment.retracted.is_(False),
                )
            ).scalar()
            for line in self._lines(session, whose) if whose is not None else ():
                if line.uid == uid:
                    return line
        raise NotFound

    @allowed(*WORKERS)
    def record(self, actor: Actor, draft: AssessmentDraft) -> str:
        """Enter an assessment; returns what takes it back.

        Raises ``FieldProblem``: ``ItemsMissing`` for a screening that lacks items, ``LevelDiffers`` for an official
        level that is not that of its points and a draft that does not say why.
        """
        facts = facts_of(draft, self._context.today())
        with self._writing(actor, _title(draft.kind)) as unit:
            person = person_for(unit.session, draft.elder_uid, draft.assessed_on)
            _refuse_same(unit, person, draft)
            _check_scan(unit, draft.scan_digest)
            unit.add(Assessment(elder_uid=person.uid, entered_on=self._context.today(), **facts))
            unit.flush()
            return unit.change_set

    @allowed(*WORKERS)
    def correct(self, actor: Actor, uid: str, draft: AssessmentDraft) -> str | None:
        """Change an assessment; returns what undoes it, None where nothing is new. Raises as ``record`` does.

        Whose it is and whether it is official cannot change.
        """
        facts = facts_of(draft, self._context.today())
        with self._writing(actor, N_("更正能力评估")) as unit:
            record = unit.get(Assessment, uid)
            person = person_for(unit.session, draft.elder_uid, draft.assessed_on)
            if groups(unit.session).canonical(record.elder_uid) != person.uid:
                raise FieldProblem(
                    field="elder", label=N_("老年人"), reason=N_("登记错了人，请撤销这条记录，再为本人登记")
                )
            if record.kind != draft.kind:
                raise FieldProblem(
                    field="kind", label=N_("评估的性质"), reason=N_("筛查不能改成正式评估，请另行登记")
                )
            _refuse_same(unit, person, draft, but=uid)
            if draft.scan_digest != record.scan_digest:
                _check_scan(unit, draft.scan_digest)
            for name, value in facts.items():
                if getattr(record, name) != value:
                    setattr(record, name, value)
            return unit.undoable()

    @allowed(*WORKERS)
    def take_back(self, actor: Actor, uid: str) -> str | None:
        """Take an assessment entered by mistake out of all lists; returns what undoes that. Raises ``NotFound``."""
        with self._writing(actor, N_("撤销能力评估")) as unit:
            unit.retract(unit.get(Assessment, uid))
            return unit.undoable()

    @allowed(*EVERYONE)
    def proposal(self, _actor: Actor, elder_uid: str) -> CategoryProposal | None:
        """Return what the newest assessment proposes about somebody's categories, None when nothing is to decide.

        Put off, it is still returned, with ``put_off`` saying when and by whom, until a newer assessment.
        """
        with self._store.reading() as session:
            return self._proposal(session, elder_uid)

    @allowed(*WORKERS)
    def adopt(
        self, actor: Actor, elder_uid: str, proposal: CategoryProposal, *, from_on: date | None = None
    ) -> str | None:
        """Write the categories of a proposal, from today unless said otherwise; returns what undoes it.

        Raises ``FieldProblem`` when it is no longer what the register proposes, or the day does not fit.
        """
        today = self._context.today()
        first = from_on or today
        with self._writing(actor, N_("采纳能力评估的类别建议")) as unit:
            now = self._proposal(unit.session, elder_uid)
            if now is None or now.matter != proposal.matter or not (now.gives or now.ends):
                raise FieldProblem(
                    field="elder", label=N_("老年人"), reason=N_("登记有了变化，这条建议已不适用，请重新查看")
                )
            if not now.assessed_on <= first <= today:
                raise FieldProblem(field="from_on", label=N_("从哪天起"), reason=N_("应在评估日期和今天之间"))
            _write_spans(unit, now, first, actor.name)
            return unit.undoable()

    @allowed(*WORKERS)
    def put_off(self, actor: Actor, elder_uid: str, proposal: CategoryProposal) -> None:
        """Leave the categories as they are until a newer assessment; kept at this installation only."""
        with self._writing(actor, N_("暂不采纳类别建议")) as unit:
            now = self._proposal(unit.session, elder_uid)
            if now is not None and now.assessment_uid == proposal.assessment_uid:
                kept = dict(settings.read(unit.session, settings.ASSESSMENT_PUT_OFF))
                kept[now.assessment_uid] = [self._context.today().isoformat(), actor.name]
                settings.write(unit.session, settings.ASSESSMENT_PUT_OFF, kept)
                unit.touch("assessment")

    def _lines(
        self, session: Session, elder_uid: str, on: date | None = None
    ) -> builtins.list[AssessmentLine]:
        files = members(session, elder_uid)
        today = self._context.today()
        found = queries.lines(session, self._context.site.county, files, on or today)
        found = [line for line in found if on is None or line.assessed_on <= on]
        newest = _newest([line for line in found if line.assessed_on <= today])
        return [
            replace(line, elder_uid=files[0], newest=newest is not None and line.uid == newest.uid)
            for line in found
        ]

    def _proposal(self, session: Session, elder_uid: str) -> CategoryProposal | None:
        today = self._context.today()
        lines = self._lines(session, elder_uid, today)
        if not lines:
            return None
        people = read_people(session, [elder_uid], {})
        if not any(person.on_register(today) for person in people.values()):
            return None
        spans = session.execute(_spans(members(session, elder_uid))).scalars().all()
        made = propose(lines, spans, today)
        kept = settings.read(session, settings.ASSESSMENT_PUT_OFF)
        if made is not None and made.assessment_uid in kept:
            on, by = kept[made.assessment_uid]
            return replace(made, put_off=(date.fromisoformat(on), by))
        return made


def _spans(files: Sequence[str]) -> Any:
    return select(CategorySpan).where(CategorySpan.elder_uid.in_(files), CategorySpan.retracted.is_(False))


def _newest(lines: Sequence[AssessmentLine]) -> AssessmentLine | None:
    return next((line for line in lines if line.official), None)


def _title(kind: str) -> str:
    return N_("登记能力评估") if kind == queries.OFFICIAL else N_("登记能力筛查（非正式评估）")


def _refuse_same(unit: UnitOfWork, person: Person, draft: AssessmentDraft, but: str = "") -> None:
    """Raise ``FieldProblem`` where an assessment of that kind and day is there already, in any file of the person."""
    query = select(Assessment.uid).where(
        Assessment.county == unit.county,
        Assessment.retracted.is_(False),
        Assessment.elder_uid.in_(members(unit.session, person.uid)),
        Assessment.kind == draft.kind,
        Assessment.assessed_on == draft.assessed_on,
        Assessment.uid != but,
    )
    if unit.session.execute(query).first() is not None:
        raise FieldProblem(
            field="assessed_on", label=N_("评估日期"), reason=N_("这一天的评估已经登记过，要改请更正那一条")
        )


def _check_scan(unit: UnitOfWork, digest: str | None) -> None:
    """Raise ``FieldProblem`` for a picture that is not at this installation."""
    if digest and unit.session.get(PhotoContent, digest) is None:
        raise FieldProblem(
            field="scan_digest", label=N_("报告扫描件"), reason=N_("扫描件已不在本机，请重新添加")
        )


def _write_spans(unit: UnitOfWork, proposal: CategoryProposal, first: date, approver: str) -> None:
    spans = unit.session.execute(_spans(members(unit.session, proposal.elder_uid))).scalars().all()
    for span in spans:
        if span.category in proposal.ends and overlaps(first, None, span.from_on, span.to_on):
            if span.from_on is not None and span.from_on >= first:
                unit.retract(span)
            else:
                span.to_on = first - ONE_DAY
    for category in proposal.gives:
        if any(
            span.category == category and overlaps(first, None, span.from_on, span.to_on) for span in spans
        ):
            raise FieldProblem(
                field="from_on", label=N_("从哪天起"), reason=N_("同一类别在同一时间只登记一次")
            )
        unit.add(
            CategorySpan(
                elder_uid=proposal.elder_uid,
                category=category,
                from_on=first,
                source=source_of(proposal),
                approver=approver,
            )
        )
