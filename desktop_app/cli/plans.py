"""``plans``: propose days for the visits that are owed, agree on them, and look at what is agreed on."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from typing import Any

from desktop_app.bootstrap import Application
from desktop_app.cli.arguments import Commands, Parser, at_least, day
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer, columns
from desktop_app.cli.duties import bring_up_to_date
from desktop_app.cli.session import Session
from desktop_app.cli.visits import visitor_uid
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.services.plan_rows import CalendarEntry, Proposal, ProposedVisit, Refusal


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("plans", _("探访日程：提出、排定、列出"))
    parser = group.command("propose", _("在期限内为每次应探访提出日期，每人每天尽量均匀"), _propose)
    _add_span(parser)
    parser.add_argument("--most", type=at_least(1), metavar="N", help=_("每人每天最多排多少人"))
    parser.add_argument("--accept", action="store_true", help=_("照提出的排定，不写则只提出"))
    parser = group.command("list", _("列出每天排定、应访和已访的人"), _list)
    _add_span(parser)
    parser = group.command("set", _("人工排定一个人的探访日期"), _set)
    parser.add_argument("--elder", required=True, metavar="UID", help=_("老年人的 UID"))
    parser.add_argument("--on", type=day, required=True, metavar="DATE", help=_("排在哪一天"))
    parser.add_argument("--from", dest="moved_from", type=day, metavar="DATE", help=_("原来排在哪一天"))
    parser.add_argument("--visitor", metavar="NAME", help=_("由谁探访，缺省为责任人"))
    parser = group.command("clear", _("取消一个人在某天的排定"), _clear)
    parser.add_argument("--elder", required=True, metavar="UID", help=_("老年人的 UID"))
    parser.add_argument("--on", type=day, required=True, metavar="DATE", help=_("排定的那一天"))


def _add_span(parser: Parser) -> None:
    parser.add_argument("--first", type=day, required=True, metavar="DATE", help=_("从哪一天"))
    parser.add_argument("--last", type=day, required=True, metavar="DATE", help=_("到哪一天"))
    parser.add_argument("--village", metavar="CODE", help=_("只要这个嘎查村（社区）"))
    parser.add_argument("--visitor", metavar="NAME", help=_("只要这位探访人"))


def _visitor(app: Application, name: str | None) -> str | None:
    """Return the one visitor of this name; raises ``FieldProblem`` for a name that nobody or several bear."""
    if name is None:
        return None
    found = visitor_uid(app, name)
    if found is None:
        raise FieldProblem(field="visitor", label=N_("探访人"), reason=N_("名单上没有这个人，或不止一人同名"))
    return found


def _propose(session: Session, options: Namespace) -> Answer:
    app = session.app
    bring_up_to_date(app, session.progress)
    proposal = app.plans.propose(
        app.actor,
        first=options.first,
        last=options.last,
        village_code=options.village,
        visitor_uid=_visitor(app, options.visitor),
        most_a_day=options.most,
        progress=session.progress,
    )
    accepted = app.plans.accept(app.actor, proposal.visits) if options.accept else None
    document = {
        "first": proposal.first,
        "last": proposal.last,
        "changed": proposal.changed,
        "dropped": proposal.dropped,
        "accepted": accepted,
        "visits": [_visit_document(visit) for visit in proposal.visits],
        "refusals": [_refusal_document(refusal) for refusal in proposal.refusals],
        "loads": [
            {"visitor_uid": load.visitor_uid, "visitor": load.visitor, "days": _by_day(load.days)}
            for load in proposal.loads
        ],
    }
    lines = _proposal_lines(proposal)
    if accepted is not None:
        lines.append(_("已排定。撤销编号：{change_set}").format(change_set=accepted))
    return Answer(document, lines, exit_code=WITH_PROBLEMS if proposal.refusals else DONE)


def _by_day(days: Any) -> dict[str, int]:
    return {on.isoformat(): count for on, count in sorted(days.items())}


def _visit_document(visit: ProposedVisit) -> dict[str, Any]:
    return {
        "elder_uid": visit.elder_uid,
        "name": visit.name,
        "village": visit.village,
        "visitor": visit.visitor,
        "on": visit.on,
        "earliest_on": visit.earliest_on,
        "latest_on": visit.latest_on,
        "kept": visit.kept,
        "moved_from": visit.moved_from,
        "why": visit.why,
    }


def _refusal_document(refusal: Refusal) -> dict[str, Any]:
    return {
        "elder_uid": refusal.elder_uid,
        "name": refusal.name,
        "village": refusal.village,
        "visitor": refusal.visitor,
        "earliest_on": refusal.earliest_on,
        "latest_on": refusal.latest_on,
        "why": refusal.why,
    }


def _proposal_lines(proposal: Proposal) -> list[str]:
    if not proposal.visits and not proposal.refusals:
        return [_("这些日子里没有要排的探访。")]
    lines = columns(
        (
            (visit.on, visit.visitor or "", visit.village, visit.name, visit.latest_on, visit.why)
            for visit in proposal.visits
        ),
        (_("日期"), _("探访人"), _("嘎查村（社区）"), _("姓名"), _("最晚"), _("原因")),
    )
    if proposal.refusals:
        lines += ["", _("排不下的：")]
        lines += columns(
            (
                (refusal.name, refusal.village, refusal.visitor or "", refusal.why)
                for refusal in proposal.refusals
            ),
            (_("姓名"), _("嘎查村（社区）"), _("探访人"), _("原因")),
        )
    return [*lines, "", proposal.note]


def _list(session: Session, options: Namespace) -> Answer:
    app = session.app
    bring_up_to_date(app, session.progress)
    view = app.plans.calendar(
        app.actor,
        options.first,
        options.last,
        village_code=options.village,
        visitor_uid=_visitor(app, options.visitor),
    )
    document = {
        "days": [
            {"on": each.on, "off": each.off, "note": each.note, "states": each.entries} for each in view.days
        ],
        "entries": [_entry_document(entry) for entry in view.entries],
    }
    return Answer(document, _entry_lines(view.entries))


def _entry_document(entry: CalendarEntry) -> dict[str, Any]:
    return {
        "elder_uid": entry.elder_uid,
        "duty_uid": entry.duty_uid,
        "name": entry.name,
        "village": entry.village,
        "visitor": entry.visitor,
        "on": entry.on,
        "state": entry.state,
        "earliest_on": entry.earliest_on,
        "latest_on": entry.latest_on,
        "planned": entry.planned,
        "by_hand": entry.by_hand,
        "kind": entry.kind,
        "why": entry.why,
    }


def _entry_lines(entries: Sequence[CalendarEntry]) -> list[str]:
    if not entries:
        return [_("这些日子里没有人。")]
    return columns(
        (
            (
                entry.on,
                entry.visitor or "",
                entry.village,
                entry.name,
                _(entry.state.term),
                _("排定") if entry.planned else "",
                entry.why,
            )
            for entry in entries
        ),
        (_("日期"), _("探访人"), _("嘎查村（社区）"), _("姓名"), _("状态"), "", _("原因")),
    )


def _set(session: Session, options: Namespace) -> Answer:
    app = session.app
    bring_up_to_date(app, session.progress)
    done = app.plans.set_day(
        app.actor,
        options.elder,
        options.on,
        visitor_uid=_visitor(app, options.visitor),
        moved_from=options.moved_from,
    )
    lines = [_("已排在 {day}。").format(day=options.on), *([done.note] if done.note else [])]
    return Answer({"change_set": done.change_set, "on": options.on, "note": done.note}, lines)


def _clear(session: Session, options: Namespace) -> Answer:
    on: date = options.on
    change_set = session.app.plans.clear(session.app.actor, options.elder, on)
    return Answer({"change_set": change_set, "on": on}, [_("已取消 {day} 的排定。").format(day=on)])
