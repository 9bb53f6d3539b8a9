"""``events``: record and list what happened to a person, such as death, move, return, hospital or a fall."""

from __future__ import annotations

from argparse import Namespace

from desktop_app.cli.arguments import Commands, clock_time, day, term
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.cli.visits import visitor_uid
from desktop_app.config.strings import _
from desktop_app.domain.life_events import DESTINATIONS, RECORDED_KINDS
from desktop_app.domain.terms import LifeEventKind, ReachKind, ResidenceKind
from desktop_app.services.life_event_plans import LifeEventDraft


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("events", _("重大变故与人员变动：登记、列出"))
    parser = group.command("record", _("登记一次变故，连同退出、迁回、居住时段"), _record)
    kinds = "、".join(f"{kind.value} {_(kind.term)}" for kind in RECORDED_KINDS)
    places = "、".join(f"{kind.value} {_(kind.term)}" for kind in DESTINATIONS)
    parser.add_argument("--elder", required=True, metavar="UID", help=_("老年人的 UID"))
    parser.add_argument("--kind", type=term(LifeEventKind), required=True, metavar="KIND", help=kinds)
    parser.add_argument("--on", type=day, required=True, metavar="DATE", help=_("发生日期"))
    parser.add_argument("--known-on", type=day, metavar="DATE", help=_("得知日期，缺省为今天"))
    parser.add_argument("--at", type=clock_time, metavar="TIME", help=_("发生时间（HH:MM）"))
    parser.add_argument("--known-at", type=clock_time, metavar="TIME", help=_("得知时间（HH:MM）"))
    parser.add_argument("--place", metavar="TEXT", help=_("地点或去向"))
    parser.add_argument("--what", metavar="TEXT", help=_("情况说明"))
    parser.add_argument("--reported-by", metavar="NAME", help=_("由谁告知"))
    parser.add_argument(
        "--stay",
        type=term(ResidenceKind),
        choices=DESTINATIONS,
        metavar="PLACE",
        help=_("转场搬到；") + places,
    )
    parser.add_argument("--covered-by", metavar="NAME", help=_("居住在外期间由谁探访"))
    reaches = "、".join(f"{reach.value} {_(reach.term)}" for reach in ReachKind)
    parser.add_argument(
        "--reach", type=term(ReachKind), metavar="WAY", help=_("转场期间怎么探访；") + reaches
    )
    parser.add_argument("--dry-run", action="store_true", help=_("只预览，不改动数据"))
    parser = group.command("list", _("列出一位老年人的变故和在册时段"), _list)
    parser.add_argument("elder", metavar="UID")


def _record(session: Session, options: Namespace) -> Answer:
    app = session.app
    draft = LifeEventDraft(
        elder_uid=options.elder,
        kind=options.kind.value,
        happened_on=options.on,
        known_on=options.known_on,
        what=options.what,
        place=options.place,
        reported_by=options.reported_by,
        stay=options.stay.value if options.stay else None,
        covered_by=options.covered_by,
        reach=options.reach.value if options.reach else None,
        happened_time=options.at,
        known_time=options.known_at,
        covered_by_uid=visitor_uid(app, options.covered_by) if options.covered_by else None,
    )
    words = [each.say(_) for each in app.life_events.foresee(app.actor, draft)]
    if options.dry_run:
        return Answer({"uid": None, "consequences": words}, words)
    uid = app.life_events.record(app.actor, draft).uid
    return Answer({"uid": uid, "consequences": words}, [_("已登记变故 {uid}。").format(uid=uid), *words])


def _list(session: Session, options: Namespace) -> Answer:
    app = session.app
    app.register.get(app.actor, options.elder)
    events = app.life_events.list(app.actor, options.elder)
    times = app.life_events.enrolment(app.actor, options.elder)
    known = {kind.value: _(kind.term) for kind in LifeEventKind}
    lines = columns(
        (
            (
                event.happened_on,
                known.get(event.kind, event.kind),
                event.place,
                event.what,
                event.known_on,
                event.uid,
            )
            for event in events
        ),
        (_("发生日期"), _("变故"), _("地点或去向"), _("情况说明"), _("得知日期"), "UID"),
    )
    on_register = [
        _("在册：{first} 起").format(first=time.began_on)
        if time.ended_on is None
        else _("在册：{first} 起，{last} 退出（{why}）").format(
            first=time.began_on, last=time.ended_on, why=_(time.because.term) if time.because else "—"
        )
        for time in times
    ]
    return Answer(
        {"events": events, "enrolment": times},
        [*(lines if events else [_("还没有登记过变故。")]), *on_register],
    )
