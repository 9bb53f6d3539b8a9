"""Gather the papers about findings: the referral slip in three parts, and the table of what is still open."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import N_, FieldProblem, NotFound
from desktop_app.domain.findings import AgeClass, Stage, age_class, state_on
from desktop_app.domain.phones import mask_phone, show_phone
from desktop_app.domain.terms import FindingKind, FindingState, FindingStepKind, Sex
from desktop_app.reports import finding_ageing, referral_slip
from desktop_app.reports.catalogue import XLSX
from desktop_app.reports.finding_ageing import AgeingPaper, AgeingRow
from desktop_app.reports.printed import BOOK
from desktop_app.reports.referral_slip import ReferralSlip
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.places import Places
from desktop_app.storage.queries import findings as queries
from desktop_app.storage.queries.findings import FindingFilter, FindingLine
from desktop_app.storage.queries.persons import get_detail

_KINDS = {kind.value: kind.term for kind in FindingKind}
_STAGES = {stage.value: stage.term for stage in Stage}


def make_slips(order: PaperOrder) -> Made:
    """Write the referral slips of the findings asked for, open or closed; raises ``FieldProblem``, ``NotFound``."""
    wish = order.wish
    uids = wish.finding_uids or ((wish.finding_uid,) if wish.finding_uid else ())
    if not uids:
        raise FieldProblem(field="finding", label=N_("问题"), reason=N_("请在问题一页里选定要转介的问题"))
    with order.context.store.reading() as session:
        lines = [_line(session, order, uid) for uid in dict.fromkeys(uids)]
        slips = [_slip(session, order, line) for line in lines]
    pages = referral_slip.write(order.out, order.signed(masked=wish.masked), slips, order.progress)
    people = {line.elder_uid for line in lines}
    return Made(order.out, pages, len(people), next(iter(people)) if len(people) == 1 else None)


def make_ageing(order: PaperOrder) -> Made:
    """Write the table of the findings that are open today, of one village or all."""
    context, today = order.context, order.context.today()
    code = order.village
    wanted = FindingFilter(states=(FindingState.OPEN.value,), village_code=code)
    with context.store.reading() as session:
        lines = queries.lines(session, wanted, today=today, level=context.site.level.value, open_on=today)
        steps = queries.steps_of(session, [line.uid for line in lines if line.steps])
    still = [
        line
        for line in lines
        if state_on(FindingState.OPEN, None, queries.read_steps(steps.get(line.uid, ())), today)
        is FindingState.OPEN
    ]
    rows = [
        _row(line) for line in sorted(still, key=lambda line: (line.village_code, line.found_on, line.uid))
    ]
    table = AgeingPaper(
        signed=order.signed(),
        day=today,
        village=Places(context).full_name(code) if code else "",
        kinds=tuple(_KINDS.values()),
        classes=tuple(each.term for each in AgeClass),
        rows=tuple(rows),
    )
    people = len({line.elder_uid for line in still})
    if order.form == XLSX:
        finding_ageing.write_book(order.out, table, order.progress)
        return Made(order.out, BOOK, people)
    return Made(order.out, finding_ageing.write(order.out, table, order.progress), people)


def _line(session: Session, order: PaperOrder, uid: str) -> FindingLine:
    line = queries.of_uid(session, uid, order.context.today())
    if line is None:
        raise NotFound
    if not line.referred_to:
        raise FieldProblem(field="finding", label=N_("问题"), reason=N_("还没有转介给哪个单位，请先登记转介"))
    return line


def _slip(session: Session, order: PaperOrder, line: FindingLine) -> ReferralSlip:
    context, today = order.context, order.context.today()
    detail = get_detail(session, line.elder_uid, today, county=context.site.county)
    if detail is None:
        raise NotFound
    steps = queries.steps_of(session, [line.uid]).get(line.uid, [])
    referred = next(
        (
            step
            for step in reversed(steps)
            if step.kind == FindingStepKind.REFERRED.value and step.slip_no == line.slip_no
        ),
        None,
    )
    phone = detail.phone or ""
    return ReferralSlip(
        number=line.slip_no or "",
        referred_to=line.referred_to or "",
        referred_on=referred.done_on if referred is not None else line.found_on,
        name=detail.name,
        sex=next((one.term for one in Sex if one.value == detail.sex), ""),
        age=age_on(detail.birth_on, today) if detail.birth_on else None,
        phone=(mask_phone if order.wish.masked else show_phone)(phone) if phone else "",
        village=detail.village,
        address=" ".join(part for part in (detail.group_name, detail.address) if part),
        kind=_KINDS.get(line.kind, line.kind),
        urgent=line.kind == FindingKind.URGENT.value,
        what=line.what,
        action=line.action or "",
        asked=(referred.what or "") if referred is not None else "",
        found_on=line.found_on,
        due_on=line.due_on,
        owner=line.owner or "",
    )


def _row(line: FindingLine) -> AgeingRow:
    return AgeingRow(
        village=line.village,
        name=line.elder_name,
        kind=_KINDS.get(line.kind, line.kind),
        what=line.what,
        found_on=line.found_on,
        days=line.age_days,
        age_class=age_class(line.age_days).term,
        due_on=line.due_on,
        overdue_days=line.overdue_days,
        stage=_STAGES.get(line.stage, line.stage),
        owner=line.owner or "",
        referred_to=line.referred_to or "",
    )
