"""The demo's work on the register: life events, one person twice, many people at once, lists, another sender."""

from __future__ import annotations

from datetime import timedelta

from desktop_app.bootstrap import Application
from desktop_app.cli.demo.registering import Books
from desktop_app.cli.demo.stage import Stage
from desktop_app.config.strings import _
from desktop_app.domain.terms import Category, LifeEventKind, Mode, Outcome, Tier
from desktop_app.exchange.register.decisions import Decisions
from desktop_app.exchange.sample.health_book import CODES, FIELDS, write_health_list
from desktop_app.services.bulk_drafts import AddNote
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.list_columns import USUAL
from desktop_app.services.list_exports import ListExportDraft
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.queries.elders import ElderFilter, ElderRow

_AWAY = timedelta(days=3)
_PATIENTS = 5
_RECIPIENT, _REASON = "本人", "本人申请查阅"


def keep_register(stage: Stage, app: Application, books: Books, village: str) -> None:
    """Do what keeps a register true: what happened, who is there twice, what changes for many, what others send."""
    _record_events(stage, app)
    joined = _join_doubles(stage, app, village)
    _edit_many(stage, app, village)
    _import_from_another(stage, app, books)
    _hand_out(stage, app, joined, village)


def _record_events(stage: Stage, app: Application) -> None:
    stage.step(_("登记变故：迁出、迁回、跌倒"))
    rows = app.register.rows(app.actor, app.register.list_ids(app.actor, ElderFilter()))
    since = stage.today - _AWAY
    mover = next(row for row in rows if row.last_visit_on is None or row.last_visit_on < since)
    for kind, on in ((LifeEventKind.MOVED_OUT, since), (LifeEventKind.RETURNED, stage.today)):
        _record(stage, app, LifeEventDraft(elder_uid=mover.uid, kind=kind.value, happened_on=on))
    times = app.life_events.enrolment(app.actor, mover.uid)
    stage.expect([time.ended_on for time in times] == [since, None], _("登记迁回"))
    # The highest tier is owed a visit within hours of a fall.
    strictest = sorted(rows, key=lambda row: row.tier != Tier.HIGH.value)
    fallen = next(row for row in strictest if row.uid != mover.uid and row.tier)
    what = "在家中跌倒，邻居送医"
    _record(
        stage,
        app,
        LifeEventDraft(
            elder_uid=fallen.uid,
            kind=LifeEventKind.FALL.value,
            happened_on=stage.today,
            happened_time="06:40",
            what=what,
        ),
    )


def _record(stage: Stage, app: Application, draft: LifeEventDraft) -> None:
    words = [each.say(_) for each in app.life_events.foresee(app.actor, draft)]
    app.life_events.record(app.actor, draft)
    stage.tell(f"{_(LifeEventKind(draft.kind).term)}：{'；'.join(words)}。")


def _join_doubles(stage: Stage, app: Application, village: str) -> str:
    """Register somebody once more, without the id number; find the two, join them; return the uid of the person."""
    stage.step(_("查重：同一人登记了两次"))
    rows = app.register.rows(app.actor, app.register.list_ids(app.actor, ElderFilter(village_code=village)))
    row = next(row for row in rows if row.birth_on and row.phone and row.visitor)
    known = app.register.get(app.actor, row.uid)
    draft = ElderDraft(
        name=known.name,
        village_code=known.village_code,
        birth_on=known.birth_on,
        sex=known.sex,
        phone=known.phone,
    )
    twice = app.register.save(app.actor, draft)
    found = app.likeness.candidates(app.actor, progress=stage.progress)
    pair = next((one for one in found if {one.one.uid, one.other.uid} == {known.uid, twice}), None)
    stage.expect(pair, _("查重"))
    if pair is not None:
        reasons = "；".join(f"{words.say(_)} {points:+d}" for points, words in pair.reasons)
        stage.tell(
            _("可能重复 {count} 对；相似度 {score}：{reasons}").format(
                count=len(found), score=pair.score, reasons=reasons
            )
        )
    before = app.register.count(app.actor, ElderFilter())
    joined = app.same_person.merge(app.actor, known.uid, twice)
    stage.expect(app.register.count(app.actor, ElderFilter()) == before - 1, _("合并为同一人"))
    visit = VisitDraft(
        elder_uid=twice,
        visited_on=stage.today,
        mode=Mode.IN_PERSON.value,
        outcome=Outcome.MET_IN_PERSON.value,
        visitor_uid=known.visitor_uid,
        visitor_name=known.visitor or "",
    )
    recorded = app.visits.record(app.actor, visit)
    made = [one.uid for one in app.visits.of_elder(app.actor, joined.uid)]
    stage.expect(recorded in made, _("合并后登记探访"))
    stage.tell(_("已合并为一人，两份档案都保留，随时可以拆分；合并后的探访记在此人名下。"))
    return joined.uid


def _edit_many(stage: Stage, app: Application, village: str) -> None:
    stage.step(_("批量修改，再整批撤销"))
    people = _people(app, ElderFilter(village_code=village))
    uids = [row.uid for row in people]
    edit = AddNote(text="已提醒冬季用火安全", noted_on=stage.today)
    preview = app.bulk_edits.preview(app.actor, uids, edit, progress=stage.progress)
    done = app.bulk_edits.apply(app.actor, preview, progress=stage.progress)
    stage.expect(done is not None and preview.changed == len(uids), _("批量修改"))
    stage.tell(_("给 {count} 人添加备忘，先预览再写入。").format(count=preview.changed))
    if done is not None:
        undone = app.undo.undo(app.actor, done)
        stage.expect(undone.removed == preview.changed, _("撤销批量修改"))
        stage.tell(_("整批撤销：{count} 条备忘已收回。").format(count=undone.removed))
    app.bulk_edits.apply(app.actor, app.bulk_edits.preview(app.actor, uids, edit), progress=stage.progress)


def _import_from_another(stage: Stage, app: Application, books: Books) -> None:
    stage.step(_("导入卫生院的名单：第二次自动套用上次的设置"))
    present = {row.name for row in _people(app, ElderFilter())}
    patients = [
        elder
        for elder in books.township.elders
        if elder.name in present and not elder.has(Category.CHRONIC_DISEASE) and elder.ended_on is None
    ]
    decided = Decisions(fields=FIELDS, codes={"人群": CODES})
    for number in range(2):
        part = patients[number * _PATIENTS : (number + 1) * _PATIENTS]
        what = _("卫生院的名单，第 {number} 次").format(number=number + 1)
        path = stage.folder.claim(f"health-list-{number + 1}.xlsx", what)
        write_health_list(path, books.township, part, stage.today)
        preview = app.imports.preview(
            app.actor, path, decisions=None if number else decided, progress=stage.progress
        )
        stage.expect(bool(preview.remembered) == bool(number), _("记住的导入设置"))
        done = app.imports.apply(app.actor, preview, progress=stage.progress)
        stage.expect(done.updated, _("导入卫生院的名单"))
        used = _("沿用“{name}”的设置").format(name=preview.remembered) if number else _("逐列指定，已记住")
        stage.tell(
            _("{file}：{used}；更新 {updated} 人，新增 {created} 人。").format(
                file=path.name, used=used, updated=done.updated, created=done.created
            )
        )


def _hand_out(stage: Stage, app: Application, joined: str, village: str) -> None:
    """Export a list with chosen columns and one person's data, and show that the ledger knows of both."""
    stage.step(_("导出列表和个人信息副本，查看台账"))
    listed = stage.folder.claim("list.xlsx", _("一个嘎查村的老年人列表，号码部分隐去"))
    ids = app.register.list_ids(app.actor, ElderFilter(village_code=village), sort="birth")
    draft = ListExportDraft(title=_("老年人列表"), columns=USUAL, ids=ids)
    people = app.list_exports.export(app.actor, draft, listed, progress=stage.progress)
    stage.tell(_("{file}：{count} 人。").format(file=listed.name, count=people))
    copy = stage.folder.claim("personal-copy.pdf", _("一位老年人的个人信息副本"))
    made = app.reports.make(
        app.actor,
        "personal-copy",
        copy,
        elder_uid=joined,
        masked=False,
        reason=_REASON,
        recipient=_RECIPIENT,
        progress=stage.progress,
    )
    stage.tell(_("{file}（{pages} 页）").format(file=copy.name, pages=made.pages))
    ledger = app.access_log.list(app.actor)
    stage.expect(len(ledger) >= 2, _("查阅与输出台账"))
    stage.tell(_("查阅与输出台账：{count} 条。").format(count=len(ledger)))


def _people(app: Application, wanted: ElderFilter) -> list[ElderRow]:
    return app.register.rows(app.actor, app.register.list_ids(app.actor, wanted))
