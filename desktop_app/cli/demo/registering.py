"""The demo's first half: set the township up, write the office's workbooks, import them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from desktop_app.bootstrap import Application, create_application, open_application
from desktop_app.cli.demo.stage import Stage, months_back
from desktop_app.cli.importing import import_document
from desktop_app.config.strings import _
from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.sample.generate import SAMPLE_TOWNSHIP, make_township
from desktop_app.exchange.sample.register_book import write_office_workbook
from desktop_app.exchange.sample.township import SampleTownship
from desktop_app.exchange.sample.visit_book import write_visit_workbook
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock

PROFILES = ("chifeng-2023-42-pastoral", "inner-mongolia-2022")
UNIT = "克什克腾旗达日罕乌拉苏木人民政府"
OFFICER = "苏木管理员"
SEED = 1
MONTHS = 3
_NOT_OPENED = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Books:
    """The workbooks an office would bring, and the township they were made from."""

    township: SampleTownship
    register: Path
    bad_cells: int
    visits: tuple[Path, ...]


def set_up(stage: Stage, name: str) -> Application:
    """Set up the sample township's encrypted register."""
    stage.step(_("建立样例苏木的加密名册"))
    home = stage.folder.claim_folder(name, _("样例苏木的加密名册"))
    draft = SetupDraft(
        level=SiteLevel.TOWNSHIP,
        division_code=SAMPLE_TOWNSHIP,
        unit_name=UNIT,
        profiles=PROFILES,
        user=OFFICER,
        password=stage.password,
        sample=True,
    )
    # Last open some days ago: what came up since is gone through later.
    before, _recovery = create_application(home, draft, clock=Clock(fixed_on=stage.today - _NOT_OPENED))
    try:
        before.since_opened.seen(before.actor)
    finally:
        before.close()
    app = open_application(home, stage.password, clock=stage.clock)
    stage.tell(_("单位：{unit}；政策方案：{profiles}。").format(unit=UNIT, profiles="、".join(PROFILES)))
    stage.tell(_("恢复密钥只在建立时显示一次，样例不保留。"))
    return app


def write_workbooks(stage: Stage, elders: int) -> Books:
    """Write the register and the visit records as an office keeps them."""
    stage.step(_("写出办公室常用的工作簿（虚构人员）"))
    township = make_township(elders=elders, seed=SEED, months=MONTHS, as_of=stage.today)
    register = stage.folder.claim("register-office.xlsx", _("办公室的名册原表，带常见的填写毛病"))
    written = write_office_workbook(register, township, mess=True)
    stage.tell(_("{file}：{rows} 行。").format(file=register.name, rows=written.rows))
    visits = []
    for back in range(MONTHS, -1, -1):
        month = months_back(stage.today, back)
        what = _("{year}年{month}月走访记录原表").format(year=month.year, month=month.month)
        path = stage.folder.claim(f"visits-{month:%Y-%m}.xlsx", what)
        rows = write_visit_workbook(path, township, month)
        stage.tell(_("{file}：{rows} 行。").format(file=path.name, rows=rows))
        if rows:
            visits.append(path)
    return Books(township, register, len({cell.row for cell in written.bad}), tuple(visits))


def import_register(stage: Stage, app: Application, books: Books) -> None:
    """Preview and import the register, report what was refused, and show that importing again changes nothing."""
    stage.step(_("导入名册：先预览，再一次写入"))
    since = books.township.began_on
    preview = app.imports.preview(app.actor, books.register, since=since, progress=stage.progress)
    done = app.imports.apply(app.actor, preview, progress=stage.progress)
    counts = _("共 {rows} 行：新增 {created} 人，拒收 {rejected} 个单元格，提醒 {warnings} 条。")
    stage.tell(
        counts.format(
            rows=done.rows, created=done.created, rejected=len(done.rejected), warnings=len(done.warnings)
        )
    )
    for note in done.rejected:
        stage.tell(f"  {_('第 {row} 行').format(row=note.row)}　{note.column}：{note.reason}")
    # A refused cell need not cost the row: whoever is known without it is registered all the same.
    stage.expect(done.created >= len(books.township.elders), _("导入的人数"))
    stage.expect(len({note.row for note in done.rejected}) == books.bad_cells, _("拒收的行数"))
    report = stage.folder.claim("import-report.pdf", _("名册导入报告，列出拒收的单元格"))
    app.reports.make_import_report(app.actor, done, report, progress=stage.progress)
    stage.write_json("import-report.json", import_document(done), _("导入结果（JSON）"))
    again = app.imports.preview(app.actor, books.register, since=since, progress=stage.progress)
    stage.expect(again.created == 0 and again.updated == 0, _("重复导入不改动数据"))
    stage.tell(_("再次导入同一个文件：新增 0，更新 0。"))


def import_visits(stage: Stage, app: Application, books: Books) -> None:
    """Import the visit records of the past months and the month so far."""
    stage.step(_("导入各月走访记录"))
    for path in books.visits:
        preview = app.visit_imports.preview(app.actor, path, progress=stage.progress)
        done = app.visit_imports.apply(app.actor, preview, progress=stage.progress)
        counts = _("{file}：登记 {created} 次探访，拒收 {rejected} 个单元格。")
        stage.tell(counts.format(file=path.name, created=done.created, rejected=len(done.rejected)))
        stage.expect(done.created, _("导入走访记录"))
