"""Gather the papers about findings: the referral slip in three parts, and the table of what is still open."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import N_, FieldProblem, NotFound
from desktop_app.domain.findings import AgeClass, Stage, age_class, state_on
from desktop_app.domain.masking import mask_record
from desktop_app.domain.phones import mask_phone, show_phone
from desktop_app.domain.terms import FindingKind, FindingState, FindingStepKind, Sex
from desktop_app.reports import finding_ageing, referral_slip
from desktop_app.reports.finding_ageing import AgeingPaper, AgeingRow
from desktop_app.reports.referral_slip import ReferralSlip
from desktop_app.reports.table_paper import TablePaper
from desktop_app.services.form_people import coded
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.paper_press import press
from desktop_app.services.paper_visits import place_of
from desktop_app.services.places import Places
from desktop_app.services.table_papers import make_tables
from desktop_app.storage.queries import findings as queries
from desktop_app.storage.queries.findings import FindingFilter, FindingLine
from desktop_app.storage.queries.persons import get_detail

_KINDS = {kind.value: kind.term for kind in FindingKind}
_STAGES = {stage.value: stage.term for stage in Stage}


def make_slips(order: PaperOrder) -> Made:
    """Write the referral slips of the findings asked for, open or closed; raises ``FieldProblem``, ``NotFound``.

    A person, a village or neither of them asks for all slips that are still open there.
    """
    wish = order.wish
    if wish.blank:
        empty = [ReferralSlip(blank=True)]
        return Made(order.out, referral_slip.write(order.out, order.signed(), empty, order.progress))
    uids = wish.finding_uids or ((wish.finding_uid,) if wish.finding_uid else ())
    with order.context.store.reading() as session:
        lines = [_line(session, order, uid) for uid in dict.fromkeys(uids)] or _open_slips(session, order)
        slips = [_slip(session, order, line) for line in lines]
    signed, issue = coded(
        order, order.signed(masked=wish.masked), referral_slip.TITLE, referral_slip.stated(slips)
    )
    pages = press(referral_slip.write, order.out, signed, slips, of=slips, progress=order.progress)
    people = {line.elder_uid for line in lines}
    whom = next(iter(people)) if len(people) == 1 else None
    return Made(order.out, pages, len(people), whom, issue=issue)


def _open_slips(session: Session, order: PaperOrder) -> list[FindingLine]:
    """Return the open findings of a person, a village or the whole site that were handed to somebody, by number."""
    context = order.context
    wanted = FindingFilter(
        states=(FindingState.OPEN.value,), village_code=order.village, elder_uid=order.wish.elder_uid
    )
    found = queries.lines(session, wanted, today=context.today(), level=context.site.level.value)
    return sorted(
        (line for line in found if line.referred_to and line.slip_no),
        key=lambda line: (line.village_code, line.slip_no or "", line.uid),
    )


def make_ageing(order: PaperOrder) -> Made:
    """Write the table of the findings that are open today, of one village or all."""
    tables, people = ageing(order)
    return make_tables(order, tables, people)


def ageing(order: PaperOrder) -> tuple[tuple[TablePaper, ...], int]:
    """Return the findings that are open today by kind and age and by name, and how many people they are about."""
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
        classes=tuple(each.value for each in AgeClass),
        rows=tuple(rows),
    )
    counts, names = (order.layout(name) for name in (finding_ageing.COUNTS, finding_ageing.NAMES))
    return finding_ageing.tables(table, counts, names), len({line.elder_uid for line in still})


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
    village, home = place_of(detail.village, detail.group_name or "", detail.address or "")
    slip = ReferralSlip(
        number=line.slip_no or "",
        referred_to=" ".join((line.referred_to or "").split()),
        referred_on=referred.done_on if referred is not None else line.found_on,
        name=" ".join(detail.name.split()),
        sex=next((one.term for one in Sex if one.value == detail.sex), ""),
        age=age_on(detail.birth_on, today) if detail.birth_on else None,
        phone=(mask_phone if order.wish.masked else show_phone)(phone) if phone else "",
        village=village,
        address=home,
        kind=_KINDS.get(line.kind, line.kind),
        urgent=line.kind == FindingKind.URGENT.value,
        what=line.what,
        action=line.action or "",
        asked=(referred.what or "") if referred is not None else "",
        found_on=line.found_on,
        due_on=line.due_on,
        owner=line.owner or "",
    )
    return mask_record(slip) if order.wish.masked else slip


def _row(line: FindingLine) -> AgeingRow:
    return AgeingRow(
        village=line.village,
        name=line.elder_name,
        kind=_KINDS.get(line.kind, line.kind),
        what=line.what,
        found_on=line.found_on,
        days=line.age_days,
        age_class=age_class(line.age_days).value,
        due_on=line.due_on,
        overdue_days=line.overdue_days,
        stage=_STAGES.get(line.stage, line.stage),
        owner=line.owner or "",
        referred_to=line.referred_to or "",
    )
