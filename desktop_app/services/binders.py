"""年终卷册: gather a village's year into one volume: roster, twelve ledgers, everybody's year, findings, services, progress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.reports import binder as paper
from desktop_app.reports import finding_ageing, month_ledger, table_paper, visit_year
from desktop_app.reports.binder import Binder, Document
from desktop_app.reports.paper import day_text
from desktop_app.reports.statements import Stated
from desktop_app.reports.table_paper import TablePaper
from desktop_app.services import finding_papers, paper_months, year_papers
from desktop_app.services.form_people import FormPerson, people_of
from desktop_app.services.paper_orders import Made, PaperOrder, issued
from desktop_app.services.paper_periods import PaperPeriod, period_of
from desktop_app.services.paper_press import press
from desktop_app.services.places import Places
from desktop_app.services.progress import ProgressService
from desktop_app.services.progress_papers import progress_paper
from desktop_app.services.roster_papers import roster
from desktop_app.services.service_papers import service_paper
from desktop_app.services.workload_papers import workload_paper
from desktop_app.storage import collector
from desktop_app.storage.queries import visits as visit_queries

LONG = 10
"""From so many people on a volume is made in a process of its own."""


def make(order: PaperOrder) -> Made:
    """Write the volume of one village and one year; raises ``FieldProblem``."""
    code = order.village
    if code is None:
        raise FieldProblem(field="village", label=N_("嘎查村（社区）"), reason=N_("卷册须选定一个村"))
    year = order.wish.period or str(order.wish.month[0])
    order = replace(order, wish=replace(order.wish, period=year, village_code=code))
    period = period_of(order)
    if len(year) != len("2026"):
        raise FieldProblem(field="period", label=N_("时期"), reason=N_("卷册按年度，例如 2026"))
    with collector.paused():
        documents, people = _documents(order, period)
    volume = Binder(
        signed=order.signed(masked=order.wish.masked),
        village=" ".join(Places(order.context).name_on(code, period.cut).split()),
        year=period.first.year,
        from_on=day_text(period.first),
        until=day_text(period.cut),
        people=people,
        documents=documents,
    )
    volume, issue = issued(order, volume, volume.title, chain.from_iterable(map(_stated, documents)))
    volume = replace(volume, documents=[_under_code(volume.signed.code, each) for each in documents])
    pages = press(paper.write, order.out, volume, of=range(people), long=LONG, progress=order.progress)
    return Made(order.out, pages, people, issue=issue)


def _documents(order: PaperOrder, period: PaperPeriod) -> tuple[list[Document], int]:
    """Return the papers of the volume and how many people they are about."""
    context, wish = order.context, order.wish
    listed, people = roster(replace(order, wish=replace(wish, name="roster", period=None)))
    found = [_table(day_text(context.today()), listed)]
    with context.store.reading() as session:
        for month in period.months:
            asked = replace(
                order, wish=replace(wish, month=(month.window.first.year, month.window.first.month))
            )
            made = paper_months.ledger(
                session, context, asked.signed(asked.month_on), month, village_code=wish.village_code
            )
            ledger = month_ledger.table(made, order.layout(month_ledger.LAYOUT))
            found.append(_table(ledger.period, ledger))
            order.progress.check()
        years = replace(order, wish=replace(wish, name="visit-year", month=(period.first.year, 12)))
        signed = order.signed(masked=wish.masked)
        whom = _people_of_year(session, years, period)
        records = list(year_papers.gathered(session, years, whom))
    found.append(Document(visit_year.TITLE, period.text, visit_year.draw, (signed, records)))
    open_findings = _table(day_text(context.today()), *finding_papers.ageing(order)[0])
    found.append(replace(open_findings, title=order.layout(finding_ageing.COUNTS).title))
    found.append(_table(period.text, service_paper(order)))
    found.append(_table(period.text, workload_paper(order)))
    report = ProgressService(context).report(
        order.actor, wish.period or "", wish.village_code, progress=order.progress
    )
    found.append(_table(period.text, progress_paper(order, report)))
    return found, len({*people, *(one.uid for one in whom)})


def _people_of_year(session: Session, order: PaperOrder, period: PaperPeriod) -> list[FormPerson]:
    """Return who is on the register now, and who was visited in the year and has left it since."""
    visits = visit_queries.keys(session, period.first, period.cut, village_code=order.wish.village_code)
    uids = {visit.elder_uid for visit in visits} | {one.uid for one in people_of(session, order)}
    return people_of(session, replace(order, wish=replace(order.wish, elder_uids=tuple(sorted(uids)))))


def _table(when: str, *tables: TablePaper) -> Document:
    return Document(tables[0].layout.title, when, table_paper.draw_all, (tables,))


def _stated(document: Document) -> Iterator[Stated]:
    """Go through what one paper of the volume states, each line under the title of its paper."""
    for line in _lines(document):
        subject = " ".join(part for part in (document.title, document.when, line.subject) if part)
        yield replace(line, subject=subject)


def _lines(document: Document) -> Iterable[Stated]:
    if document.draw is visit_year.draw:
        return visit_year.stated(document.arguments[1])
    return chain.from_iterable(map(table_paper.stated, document.arguments[0]))


def _under_code(code: str, document: Document) -> Document:
    """Return the paper with the code of the volume on its pages."""
    if document.draw is visit_year.draw:
        signed, years = document.arguments
        return replace(document, arguments=(replace(signed, code=code), years))
    tables = tuple(replace(table, signed=replace(table.signed, code=code)) for table in document.arguments[0])
    return replace(document, arguments=(tables,))
