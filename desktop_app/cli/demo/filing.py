"""The demo's papers to sign and file: of one person, of a village, of half a year, blank ones; and one checked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from desktop_app.bootstrap import Application
from desktop_app.cli.demo.stage import Stage
from desktop_app.config.strings import _
from desktop_app.reports.statements import shown
from desktop_app.services.indicators import MAIN_RATE
from desktop_app.services.paper_check_words import difference_words, said_of
from desktop_app.services.paper_checks import CheckVerdict
from desktop_app.services.paper_orders import Made
from desktop_app.services.progress_rows import ProgressDraft
from desktop_app.services.progress_words import period_words
from desktop_app.services.roster_papers import EVERYBODY

EACH_FOLDER = "visit-records-each"
_TYPED = ((986, 1000), (1520, 1600))
_SOURCE = "样例数据，供演示"
_MOST_TOLD = 4
_DAY = timedelta(days=1)


def file_papers(stage: Stage, app: Application, village: str) -> None:
    """Make what an office signs and files, type what it counts itself, and check one paper by its code."""
    _of_one_person(stage, app, village)
    _to_count_with(stage, app, village)
    _of_the_period(stage, app)
    _to_keep(stage, app, village)
    _check_again(stage, app, village)


def _of_one_person(stage: Stage, app: Application, village: str) -> None:
    stage.step(_("一人一档、全年探访记录、告知书，和手工填写的空白表"))
    visits = app.visits.between(app.actor, stage.today.replace(day=1), stage.today, village_code=village)
    stage.expect(visits, _("一人一档"))
    uid = visits[0].elder_uid
    for name, what in (
        ("person-file", _("一人一档，一位老年人的全部情况")),
        ("visit-year", _("一位老年人全年的探访记录，连续页")),
        ("notice", _("告知书、意愿确认书，本人签字")),
    ):
        _make(stage, app, f"{name}.pdf", what, elder_uid=uid)
    _make(stage, app, "notice-blank.pdf", _("空白的告知书、意愿确认书"), blank=True)
    _make(stage, app, "visit-record-blank.pdf", _("空白的探访记录表"), blank=True)


def _to_count_with(stage: Stage, app: Application, village: str) -> None:
    stage.step(_("花名册、工作量和服务统计表"))
    for form in ("pdf", "xlsx"):
        _make(
            stage,
            app,
            f"roster.{form}",
            _("一个嘎查村的花名册"),
            category=EVERYBODY,
            village_code=village,
        )
    _make(stage, app, "visitor-workload.pdf", _("探访人工作量统计表"))
    _make(stage, app, "service-statistics.pdf", _("服务情况统计表"))


def _of_the_period(stage: Stage, app: Application) -> None:
    stage.step(_("半年、年度进展表：录入两项，其余由程序统计"))
    period = app.progress.usual(app.actor)
    before = app.progress.missing(app.actor, str(period))
    for row, (numerator, denominator) in zip(before, _TYPED, strict=False):
        draft = ProgressDraft(numerator=numerator, denominator=denominator, note=_SOURCE)
        app.progress.type_figure(app.actor, str(period), row.indicator, draft)
    left = app.progress.missing(app.actor, str(period))
    stage.expect(len(left) == max(0, len(before) - len(_TYPED)), _("录入进展数字"))
    for form in ("pdf", "xlsx"):
        _make(stage, app, f"progress.{form}", _("半年、年度进展表"), period=str(period))
    stage.tell(
        _("{period}：录入 {typed} 项，还有 {left} 项待录入。").format(
            period=period_words(period), typed=len(before) - len(left), left=len(left)
        )
    )


def _to_keep(stage: Stage, app: Application, village: str) -> None:
    stage.step(_("年终卷册、归档用的月报，和每人一个文件"))
    _make(stage, app, "binder.pdf", _("一个嘎查村的年终卷册，有目录和连续页码"), village_code=village)
    archive = "month-summary-archive.pdf"
    _make(stage, app, archive, _("归档用的月报汇总表（PDF/A）"), paper="month-summary", archive=True)
    folder = stage.folder.claim_folder(EACH_FOLDER, _("探访记录表，每人一个文件"))
    each = app.reports.make_each(
        app.actor, "visit-record", folder, village_code=village, progress=stage.progress
    )
    stage.expect(each.files, EACH_FOLDER)
    stage.tell(_("{folder}：{count} 个文件。").format(folder=f"{EACH_FOLDER}/", count=len(each.files)))


def _check_again(stage: Stage, app: Application, village: str) -> None:
    stage.step(_("按校验码核对台账：先核对一次，更正一次探访，再核对"))
    what = _("要核对的探访台账，校验码在页脚")
    made = _make(stage, app, "month-ledger-to-check.pdf", what, paper="month-ledger", village_code=village)
    stage.expect(made.issue, _("校验码"))
    code = shown(made.issue.code) if made.issue is not None else ""
    held = app.paper_checks.check(app.actor, code)
    stage.expect(held.verdict is CheckVerdict.HOLDS, _("核对报表"))
    stage.tell(_("校验码 {code}：{verdict}。").format(code=code, verdict=_(held.verdict.term)))
    _correct_a_visit(stage, app, village)
    found = app.paper_checks.check(app.actor, code)
    stage.expect(found.verdict is CheckVerdict.CHANGED, _("核对报表"))
    for line in said_of(found):
        stage.tell(line)
    for cell in found.changes.cells[:_MOST_TOLD]:
        stage.tell("　".join(difference_words(cell)))


def _correct_a_visit(stage: Stage, app: Application, village: str) -> None:
    """Put the visit of somebody whom the ledger counts a day earlier."""
    month = (stage.today.year, stage.today.month)
    listed = app.indicators.names(app.actor, MAIN_RATE, *month, village_code=village)
    counted = {each.uid for each in listed if each.counted}
    visits = app.visits.between(app.actor, stage.today.replace(day=1), stage.today, village_code=village)
    drafts = {
        visit.uid: app.visits.draft_of(app.actor, visit.uid) for visit in visits if visit.elder_uid in counted
    }
    # A visit entered from a numbered sheet cannot lie before the day the sheet was printed.
    uid = next((uid for uid, draft in drafts.items() if not draft.sheet_no), None)
    stage.expect(uid, _("更正探访记录"))
    if uid is None:
        return
    was, earlier = drafts[uid].visited_on, drafts[uid].visited_on - _DAY
    draft = replace(drafts[uid], visited_on=earlier, corrected_because=_("日期录错"))
    app.visits.correct(app.actor, uid, draft)
    stage.tell(_("更正一次探访的日期：{was} 改为 {now}。").format(was=was, now=earlier))


def _make(
    stage: Stage, app: Application, file: str, what: str, *, paper: str | None = None, **wish: Any
) -> Made:
    """Make a paper, named as its file unless told otherwise."""
    path = stage.folder.claim(file, what)
    name = paper or path.stem.removesuffix("-blank")
    made = app.reports.make(app.actor, name, path, progress=stage.progress, **wish)
    stage.expect(path.stat().st_size, file)
    stage.tell(_("{file}（{pages} 页）").format(file=file, pages=made.pages) if made.pages else file)
    return made
