"""What the page of the policies does through jobs: take files, give files, restore, set targets; all of it undoable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.config.strings import _
from desktop_app.services.holidays import Installed as HolidaysInstalled
from desktop_app.services.policies import FoundInFile, Installed
from desktop_app.services.policy_rows import ProfileRow, RuleRow
from desktop_app.services.rules import known_profiles
from desktop_app.ui.kit import ask
from desktop_app.ui.page import PageContext
from desktop_app.ui.policies.file_dialogs import InstallDialog, ProblemsDialog, problems_of
from desktop_app.ui.policies.target_dialog import TargetDialog

T = TypeVar("T")


class ProfileActs:
    """Carries out what is asked for on the page ``owner``."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self._context, self._owner = context, owner

    def pick_profile(self) -> None:
        """Ask for a file and show what is in it."""
        name = self._pick(_("选择方案文件"), _("政策方案 (*.toml)"))
        if name:
            self.open_profile(Path(name))

    def open_profile(self, path: Path) -> None:
        """Show what is in a file, then take it when that is wanted; a broken one is explained."""
        app = self._context.app

        def show(found: FoundInFile) -> None:
            """Ask whether the profile is wanted."""
            dialog = InstallDialog(path.name, found, self._owner.window())
            dialog.accepted.connect(lambda: self._install(path))
            dialog.open()

        job = self._context.jobs.reading(
            _("读取方案文件"), lambda _progress: app.policies.look_into(app.actor, path)
        )
        job.succeeded.connect(show)
        job.failed.connect(lambda error: self._on_refused(path, error))
        job.start()

    def pick_holidays(self) -> None:
        """Ask for a file of days off and take it."""
        name = self._pick(_("选择节假日文件"), _("节假日安排 (*.toml)"))
        if name:
            self.open_holidays(Path(name))

    def open_holidays(self, path: Path) -> None:
        """Take a year's days off from a file; a broken one is explained."""
        app = self._context.app

        def told(done: HolidaysInstalled) -> tuple[str, str]:
            """Say which year it was."""
            return _("已载入 {year} 年的节假日安排").format(year=done.year.year), done.change_set

        self._write(
            _("载入节假日安排"),
            lambda: app.holidays.install(app.actor, path),
            told,
            lambda error: self._on_refused(path, error),
        )

    def export(self, row: ProfileRow) -> None:
        """Ask where to, and write the profile as a file."""
        name, _kind = QFileDialog.getSaveFileName(
            self._owner.window(), _("存为文件"), f"{row.profile.id}.toml", _("政策方案 (*.toml)")
        )
        if name:
            self.export_to(row, Path(name))

    def export_to(self, row: ProfileRow, path: Path) -> None:
        """Write the profile as a file."""
        app, context = self._context.app, self._context
        job = context.jobs.outside(
            _("存为文件"), lambda _progress: app.policies.export(app.actor, row.profile.id, path)
        )
        job.succeeded.connect(
            lambda _nothing: context.offer_file(_("已保存 {file}").format(file=path.name), path)
        )
        job.start()

    def reset(self, row: ProfileRow) -> None:
        """Say what is lost, and restore the shipped profile or take away one that was not shipped."""
        app, key, title = self._context.app, row.profile.id, _(row.profile.title)
        if key in known_profiles():
            question = _("恢复随附的方案？")
            said = _(
                "“{title}”从今天起按随程序的原文。这里做的改动、还没施行的版本和改过的目标值都不再起作用；"
                "已经施行过的日子仍按当时的规则。要留底，请先“存为文件”。可以撤销。"
            )
            yes, done = _("恢复随附的方案"), _("已恢复随附的方案")
        else:
            question = _("移除这个方案？")
            said = _("“{title}”是从文件载入的，移除后这里不再有它。要留底，请先“存为文件”。可以撤销。")
            yes, done = _("移除这个方案"), _("已移除方案")
        if ask(self._owner, question, said.format(title=title), yes=yes, danger=True):
            self._write(
                question.rstrip("？?"),
                lambda: app.policies.reset(app.actor, key),
                lambda change_set: (done, change_set),
            )

    def set_target(self, row: ProfileRow, rule: RuleRow) -> None:
        """Ask for a year and a value, and write it."""
        app, key = self._context.app, row.profile.id
        dialog = TargetDialog(rule, app.clock.today(), self._owner.window())

        def write(year: int, value: object) -> None:
            """Write the target of a year."""

            def told(change_set: str) -> tuple[str, str]:
                """Close the dialog and say what was done."""
                dialog.accept()
                return _("已改 {year} 年的目标值").format(year=year), change_set

            def refused(error: BaseException) -> None:
                """Say beside the value why not."""
                if not dialog.show_error(error):
                    self._context.presenter.present(error)

            self._write(
                _("修改指标目标值"),
                lambda: app.policies.change_target(app.actor, key, rule.key, year, value),  # type: ignore[arg-type]  # a Decimal or None
                told,
                refused,
            )

        dialog.decided.connect(write)
        dialog.open()

    def _install(self, path: Path) -> None:
        app = self._context.app

        def told(done: Installed) -> tuple[str, str]:
            """Say which profile it was."""
            return _("已载入方案：{title}").format(title=_(done.profile.short_title)), done.change_set

        self._write(
            _("载入政策方案，重算应探访"),
            lambda: app.policies.install(app.actor, path),
            told,
            lambda error: self._on_refused(path, error),
        )

    def _on_refused(self, path: Path, error: BaseException) -> None:
        """Show every mistake of a broken file; anything else is the presenter's."""
        if problems_of(error):
            ProblemsDialog(path.name, error, self._owner.window()).open()
        else:
            self._context.presenter.present(error)

    def _write(
        self,
        title: str,
        work: Callable[[], T],
        told: Callable[[T], tuple[str, str]],
        refused: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Do ``work`` in the writer's lane; ``told`` returns what to say and the change set to take back."""
        job = self._context.jobs.writing(title, lambda _progress: work())
        job.succeeded.connect(lambda done: self._context.offer_undo(*told(done)))
        job.failed.connect(refused or self._context.presenter.present)
        job.start()

    def _pick(self, title: str, kinds: str) -> str:
        name, _kind = QFileDialog.getOpenFileName(self._owner.window(), title, "", kinds)
        return str(name)
