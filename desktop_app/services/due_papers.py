"""Gather the list of services and benefits that people are owed: by village, with the plans' sentences."""

from __future__ import annotations

from itertools import groupby

from desktop_app.domain.errors import N_, InputError
from desktop_app.reports import due_service_list
from desktop_app.reports.catalogue import XLSX
from desktop_app.reports.due_service_list import DueGroup, DueList, DueRow
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.radar import USUAL_DAYS, sweep
from desktop_app.services.radar_rows import Radar, RadarLine, sentences, topic_title
from desktop_app.services.table_papers import make_tables

MOST_PRINTED = 5_000
"""More lines are not printed in one go: that would be hundreds of pages."""


class TooManyLines(InputError):
    """The list of all villages is too long for paper."""

    code = "report.due_services_too_many"
    what = N_("名单共有 {count} 项，印出来有几百页。")
    data_safe = N_("资料没有改动。")
    do_now = N_("请选定一个嘎查村（社区）再打印，或者存为表格。")


def make(order: PaperOrder) -> Made:
    """Write who is owed what in the usual number of days, of one village or all."""
    context, code = order.context, order.village
    with context.store.reading() as session:
        radar = sweep(
            session, context, context.today(), days=USUAL_DAYS, village_code=code, progress=order.progress
        )
    if order.form != XLSX and len(radar.lines) > MOST_PRINTED:
        raise TooManyLines(count=len(radar.lines))
    listed = DueList(
        signed=order.signed(),
        day=radar.on,
        until=radar.until,
        groups=_groups(radar),
    )
    layout = order.layout(due_service_list.LAYOUT)
    apart = due_service_list.by_village(listed, layout)
    return make_tables(order, (due_service_list.whole(listed, layout),), listed.people, apart=apart)


def _groups(radar: Radar) -> tuple[DueGroup, ...]:
    lines = sorted(
        (line for line in radar.lines if line.uid is not None),
        key=lambda line: (line.village_code, line.name, line.uid or "", line.fact.kind, line.fact.due_on),
    )
    return tuple(
        DueGroup(
            village=radar.villages.get(code, code),
            rows=tuple(_row(line) for line in found),
        )
        for code, found in groupby(lines, key=lambda line: line.village_code)
    )


def _row(line: RadarLine) -> DueRow:
    """Return one line of the paper, in Chinese whatever the screen speaks."""
    fact = line.fact
    return DueRow(
        uid=line.uid or "",
        name=line.name,
        what=topic_title(fact.kind, fact.about, str),
        state=fact.state.term,
        by_when=None if fact.at_once else fact.due_on,
        why=fact.note.say(str),
        sources=sentences(fact),
    )
