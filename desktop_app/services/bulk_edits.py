"""Edit many people at once: say exactly what would happen, then do it in one unit of work that can be undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, InputError, NotAllowed
from desktop_app.domain.local_fields import read_value
from desktop_app.models import RECORDS, Elder, ElderCard, Household, HouseholdMember, Visitor
from desktop_app.progress import SILENT, Progress
from desktop_app.services.actor import OFFICERS, WORKERS, Actor, allowed
from desktop_app.services.bulk_drafts import (
    AddCategory,
    AddNote,
    BulkEdit,
    EndCategory,
    JoinHousehold,
    RecordWillingness,
    SetFact,
    SetLocalField,
    SetTier,
    SetVisitor,
    cleaned,
)
from desktop_app.services.bulk_planners import (
    AddCategoryPlanner,
    EndCategoryPlanner,
    FactPlanner,
    LocalFieldPlanner,
    NotePlanner,
    TierPlanner,
    WillingnessPlanner,
)
from desktop_app.services.bulk_plans import BulkPlan, Judgement, Planner, Verdict
from desktop_app.services.bulk_successions import HouseholdPlanner, VisitorPlanner
from desktop_app.services.context import Service
from desktop_app.services.local_fields import active_fields
from desktop_app.services.places import Places
from desktop_app.storage.journal import newest_number
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import groups
from desktop_app.storage.unit_of_work import UnitOfWork
from desktop_app.storage.wire import refuse_unfit

MOST_IN_HOUSEHOLD = 30
"""More people under one roof are a slip of the selection."""

_LEFT = N_("已退出名册")
_UNKNOWN = N_("名册中没有此人")
_CHUNK = 900


class StaleBulkPreview(InputError):
    """The register changed after the preview was made."""

    code = "bulk.stale_preview"
    what = N_("预览之后名册又有改动，这次批量修改没有进行。")
    do_now = N_("请重新预览，核对后再确认修改。")


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What becomes of one person, in words; numbers inside free text are masked."""

    uid: str
    name: str
    village: str
    verdict: Verdict
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPreview:
    """What an edit would do to whom; nothing was changed yet. ``seen_no`` is the newest change it knew of."""

    edit: BulkEdit
    lines: tuple[BulkLine, ...]
    changed: int
    unchanged: int
    refused: int
    plan: BulkPlan
    seen_no: int

    def reasons(self) -> list[tuple[str, int]]:
        """Return why people are refused and how many for each reason, most frequent first."""
        return Counter(line.reason for line in self.lines if line.reason).most_common()

    def of(self, *verdicts: Verdict) -> Iterator[BulkLine]:
        """Yield the lines with one of the verdicts, in the order of the list."""
        return (line for line in self.lines if line.verdict in verdicts)


@dataclass(frozen=True, slots=True)
class HouseholdChoice:
    """A household that some of the people belong to."""

    uid: str
    head_name: str
    village: str
    members: int


class BulkEditService(Service):
    """批量修改."""

    @allowed(*WORKERS)
    def uids_of(self, _actor: Actor, ids: Sequence[int]) -> list[str]:
        """Return the elders behind the card numbers of a list, in its order; cards that are gone are left out."""
        with self._store.reading() as session:
            found: dict[int, str] = {}
            for part in _parts(ids):
                query = select(ElderCard.id, ElderCard.elder_uid).where(ElderCard.id.in_(part))
                found.update((row.id, row.elder_uid) for row in session.execute(query))
        return [found[number] for number in ids if number in found]

    @allowed(*WORKERS)
    def households(self, _actor: Actor, uids: Sequence[str]) -> list[HouseholdChoice]:
        """Return the households to which some of the people belong today."""
        today = self._context.today()
        counts: Counter[str] = Counter()
        with self._store.reading() as session:
            for part in _parts(uids):
                query = select(HouseholdMember.household_uid).where(
                    HouseholdMember.retracted.is_(False),
                    HouseholdMember.elder_uid.in_(part),
                    (HouseholdMember.to_on.is_(None)) | (HouseholdMember.to_on >= today),
                )
                counts.update(session.execute(query).scalars())
            names = village_names(session)
            found = [home for home in _households(session) if home.uid in counts]
        return [
            HouseholdChoice(
                home.uid,
                home.head_name,
                names.get(home.village_code, home.village_code),
                counts[home.uid],
            )
            for home in found
        ]

    @allowed(*WORKERS)
    def preview(
        self, actor: Actor, uids: Sequence[str], edit: BulkEdit, *, progress: Progress = SILENT
    ) -> BulkPreview:
        """Say what the edit would do to each of the elders ``uids``.

        Raises ``FieldProblem`` for a value that is wrong whoever it is about, and ``NotAllowed`` for a change
        of village or tier by anybody but an officer.
        """
        _refuse_rights(actor, edit)
        today = self._context.today()
        edit = cleaned(edit, today)
        if isinstance(edit, JoinHousehold) and len(uids) > MOST_IN_HOUSEHOLD:
            reason = N_("选中的人太多，一户最多 30 人")
            raise FieldProblem(field="head_name", label=N_("并为一户"), reason=reason)
        lines: list[BulkLine] = []
        villages = {village.code: village.name for village in Places(self._context).villages()}
        with self._store.reading() as session:
            seen_no = newest_number(session)
            edit = _in_stored_form(session, edit)
            planner = _planner(session, edit, actor, villages, today)
            planner.linked = linked = groups(session)
            wanted = list(dict.fromkeys(linked.canonical(uid) for uid in uids))
            for start, part in zip(range(0, len(wanted), _CHUNK), _parts(wanted), strict=True):
                progress.report(start, len(wanted), _("核对名册"))
                planner.load(session, part)
                people = {person.uid: person for person in _people(session, part)}
                lines += [_line(planner, uid, people.get(uid), today, villages) for uid in part]
        _refuse_unfit(planner.plan)
        counts = Counter(line.verdict for line in lines)
        return BulkPreview(
            edit=edit,
            lines=tuple(lines),
            changed=counts[Verdict.CHANGED],
            unchanged=counts[Verdict.UNCHANGED],
            refused=counts[Verdict.REFUSED],
            plan=planner.plan,
            seen_no=seen_no,
        )

    @allowed(*WORKERS)
    def apply(self, actor: Actor, preview: BulkPreview, *, progress: Progress = SILENT) -> str | None:
        """Write what the preview planned, all or nothing.

        Returns what ``UndoService.undo`` takes back, ``None`` when nothing had to change. Raises
        ``StaleBulkPreview`` when anything was written since the preview.
        """
        _refuse_rights(actor, preview.edit)
        if not preview.changed:
            return None
        title = f"批量修改 {preview.changed} 人：{preview.edit.title}"[:200]
        with self._writing(actor, title) as unit:
            if newest_number(unit.session) != preview.seen_no:
                raise StaleBulkPreview
            _write(unit, preview.plan, Places(self._context), progress)
            return unit.change_set


def _write(unit: UnitOfWork, plan: BulkPlan, places: Places, progress: Progress) -> None:
    if plan.village_code is not None:
        places.ensure(unit, plan.village_code)
        unit.session.flush()
    progress.report(0, 2, _("写入"))
    for entity, model in RECORDS.items():
        if entity in plan.inserts:
            unit.insert_many(model, plan.inserts[entity])
        if entity in plan.updates:
            unit.update_many(model, plan.updates[entity])
    progress.report(1, 2, _("更新索引和应探访"))


def _refuse_unfit(plan: BulkPlan) -> None:
    """Refuse in the preview what could not be written; the rows of one table all carry the same texts."""
    for rows in (plan.inserts, plan.updates):
        for entity, planned in rows.items():
            refuse_unfit(RECORDS[entity], planned[0])


def _refuse_rights(actor: Actor, edit: BulkEdit) -> None:
    moves = isinstance(edit, SetFact) and edit.field == "village_code"
    if (moves or isinstance(edit, SetTier)) and actor.role not in OFFICERS:
        raise NotAllowed


def _in_stored_form(session: Session, edit: BulkEdit) -> BulkEdit:
    """Return the edit with the value of a field of our own as it is stored."""
    if not isinstance(edit, SetLocalField):
        return edit
    for known in active_fields(session):
        if known.label == edit.label:
            value = read_value(known.kind, known.choices, edit.value, label=known.label)
            return replace(edit, value=value)
    raise FieldProblem(field="label", label=N_("自设栏目"), reason=N_("没有这个栏目"))


def _planner(
    session: Session, edit: BulkEdit, actor: Actor, villages: dict[str, str], today: date
) -> Planner:
    """Return what judges people for this kind of edit; raises ``FieldProblem`` for what it names and is not there."""
    match edit:
        case SetFact():
            if edit.field == "village_code" and edit.value not in villages:
                reason = N_("没有这个代码")
                raise FieldProblem(field="value", label=N_("嘎查村（社区）"), reason=reason)
            return FactPlanner(edit, villages if edit.field == "village_code" else {})
        case SetVisitor():
            return VisitorPlanner(edit, _visitors(session, edit.visitor_uid))
        case JoinHousehold():
            homes = {home.uid: home for home in _households(session)}
            if edit.household_uid is not None and edit.household_uid not in homes:
                raise FieldProblem(field="household_uid", label=N_("户"), reason=N_("没有这一户"))
            heads = {home.uid: home.head_name for home in homes.values()}
            chosen = homes.get(edit.household_uid or "")
            return HouseholdPlanner(edit, heads, chosen.village_code if chosen else None)
        case AddNote():
            return NotePlanner(edit, actor.name)
        case SetTier():
            return TierPlanner(edit, today)
    return _SIMPLE[type(edit)](edit)


_SIMPLE: dict[type[Any], Callable[[Any], Planner]] = {
    AddCategory: AddCategoryPlanner,
    EndCategory: EndCategoryPlanner,
    RecordWillingness: WillingnessPlanner,
    SetLocalField: LocalFieldPlanner,
}


def _visitors(session: Session, wanted: str | None) -> dict[str, str]:
    """Return the names of all visitors; refuses one who is unknown or no longer visits."""
    query = select(Visitor.uid, Visitor.name, Visitor.ended_on).where(Visitor.retracted.is_(False))
    found = {row.uid: row for row in session.execute(query)}
    if wanted is not None and (wanted not in found or found[wanted].ended_on is not None):
        raise FieldProblem(field="visitor_uid", label=N_("责任人"), reason=N_("没有这位探访人"))
    return {row.uid: row.name for row in found.values()}


def _households(session: Session) -> Sequence[Any]:
    query = select(Household.uid, Household.head_name, Household.village_code)
    return session.execute(query.where(Household.retracted.is_(False)).order_by(Household.uid)).all()


def _people(session: Session, uids: Sequence[str]) -> Sequence[Any]:
    query = select(
        Elder.uid,
        Elder.heads,
        Elder.name,
        Elder.birth_on,
        Elder.village_code,
        Elder.group_name,
        Elder.living_arrangement,
        Elder.residency,
        Elder.tier_override,
        Elder.tier_reason,
        Elder.registered_on,
        Elder.extra,
        Elder.ended_on,
    ).where(Elder.retracted.is_(False), Elder.uid.in_(uids))
    return session.execute(query).all()


def _line(
    planner: Planner, uid: str, person: Row[Any] | None, today: date, villages: dict[str, str]
) -> BulkLine:
    if person is None:
        return BulkLine(uid, "", "", Verdict.REFUSED, "", "", _(_UNKNOWN))
    ends = [day for day in (person.ended_on, planner.linked.deaths.get(uid)) if day is not None]
    left = Judgement(Verdict.REFUSED, reason=_(_LEFT))
    judged = left if ends and min(ends) <= today else planner.judge(person)
    village = villages.get(person.village_code, person.village_code)
    return BulkLine(uid, person.name, village, judged.verdict, judged.old, judged.new, judged.reason)


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
