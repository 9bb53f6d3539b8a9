"""Gather the screening form: a person's newest screening filled in, else an empty one for the pen."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from desktop_app.domain.assessments import told
from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import NotFound
from desktop_app.domain.terms import AssessmentCondition, Sex
from desktop_app.reports import assessment_sheet
from desktop_app.reports.assessment_sheet import AssessmentSheet, SheetGroup, SheetItem
from desktop_app.services.assessment_drafts import scale
from desktop_app.services.form_people import coded
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.storage.queries import assessments as queries
from desktop_app.storage.queries import persons
from desktop_app.storage.queries.assessments import AssessmentLine
from desktop_app.storage.queries.links import members
from desktop_app.storage.queries.persons import ElderDetail


def make(order: PaperOrder) -> Made:
    """Write the form of one person, or an empty one where nobody was chosen; raises ``NotFound``."""
    elder, context = order.wish.elder_uid, order.context
    if elder is None or order.wish.blank:
        empty = _sheet(None, None)
        return Made(order.out, assessment_sheet.write(order.out, order.signed(), [empty], order.progress))
    with context.store.reading() as session:
        one = sheet_of(session, order, elder)
    signed, issue = coded(order, order.signed(), assessment_sheet.TITLE, assessment_sheet.stated([one]))
    printed = assessment_sheet.write(order.out, signed, [one], order.progress)
    return Made(order.out, printed, 1, elder, issue=issue)


def sheet_of(session: Session, order: PaperOrder, elder_uid: str) -> AssessmentSheet:
    """Return a person's newest screening as a sheet, one with the person's name only where there is none."""
    county, today = order.context.site.county, order.context.today()
    detail = persons.get_detail(session, elder_uid, today, county=county)
    if detail is None:
        raise NotFound
    lines = queries.lines(session, county, members(session, elder_uid), today)
    return _sheet(detail, next((line for line in lines if not line.official), None))


def _sheet(detail: ElderDetail | None, line: AssessmentLine | None) -> AssessmentSheet:
    used = scale()
    given = used.known_points(line.scores) if line is not None else {}
    scored = used.scored(given, line.conditions if line is not None else ())
    groups = tuple(
        SheetGroup(
            f"{group.key}\n{group.title}",
            group.points,
            tuple(
                SheetItem(
                    item.title,
                    tuple((option.points, option.text) for option in item.options),
                    given.get(item.key),
                )
                for item in group.items
            ),
            mine.total,
        )
        for group, mine in zip(used.groups, scored.groups, strict=True)
    )
    levels = tuple(
        (f"{cut.level.value}级 {cut.level.term} {_span(cut.least, cut.most)}", scored.level is cut.level)
        for cut in used.cut_offs
    )
    conditions = tuple(
        (each.term, line is not None and each.value in line.conditions) for each in AssessmentCondition
    )
    person = {} if detail is None else _person(detail, line)
    return AssessmentSheet(
        groups=groups,
        conditions=conditions,
        levels=levels,
        total=scored.total,
        most=used.most,
        steps=() if line is None else tuple(step.say(lambda text: text) for step in told(used, scored)),
        source=used.source,
        **person,
    )


def _person(detail: ElderDetail, line: AssessmentLine | None) -> dict[str, Any]:
    on = line.assessed_on if line is not None else None
    shown: dict[str, Any] = {
        "name": detail.name,
        "sex": {sex.value: sex.term for sex in Sex}.get(detail.sex or "", ""),
        "village": detail.village,
        "address": " ".join(part for part in (detail.group_name, detail.address) if part),
    }
    if line is not None and on is not None:
        shown |= {
            "age": age_on(detail.birth_on, on) if detail.birth_on is not None else None,
            "assessed_on": on,
            "assessors": line.assessors or "",
            "informant": line.informant or "",
            "note": line.note or "",
        }
    return shown


def _span(least: int, most: int) -> str:
    return f"{least} 分" if least == most else f"{least}～{most} 分"
