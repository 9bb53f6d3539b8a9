"""What the page of a campaign does: add and take out people, set visitors, correct, end, print; all of it undoable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import CampaignKind
from desktop_app.services.campaign_rows import CampaignDetail
from desktop_app.services.campaigns import SameCampaign
from desktop_app.services.paper_orders import PaperWish
from desktop_app.services.previews import PreviewService
from desktop_app.ui.campaigns.campaign_dialogs import CorrectDialog, EndDialog, VisitorDialog
from desktop_app.ui.kit import ask
from desktop_app.ui.page import PageContext
from desktop_app.ui.person_dialog import PersonDialog
from desktop_app.ui.printing import DirectPrint

PAPER = "campaign-call-tree"


class CampaignActs:
    """Carries out, through jobs, what is asked for on the page ``owner``."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self._context, self._owner = context, owner
        self._previews: PreviewService | None = None
        self._printing = DirectPrint(context, owner)

    def add(self, detail: CampaignDetail) -> None:
        """Find a person and name them."""
        dialog = PersonDialog(self._context, self._owner)
        app, uid = self._context.app, detail.row.uid
        dialog.accepted.connect(
            lambda: self._write(
                _("增加专项探访对象"),
                lambda: app.campaigns.add_targets(app.actor, uid, [dialog.picked]),
                _("已增加 1 人"),
                nothing=_("此人已经在名单上。"),
            )
        )
        dialog.open()

    def drop(self, detail: CampaignDetail, elders: Sequence[str]) -> None:
        """Name these people no more."""
        app, uid = self._context.app, detail.row.uid
        self._write(
            _("移出专项探访对象"),
            lambda: app.campaigns.remove_targets(app.actor, uid, elders),
            _("已移出 {count} 人").format(count=len(elders)),
        )

    def set_visitor(self, detail: CampaignDetail, elders: Sequence[str]) -> None:
        """Ask who goes to these people, and write it."""
        app, uid = self._context.app, detail.row.uid
        job = self._context.jobs.reading(_("读取探访人"), lambda _progress: app.register.visitors(app.actor))

        def ask_who(visitors: Sequence[object]) -> None:
            """Open the dialog."""
            dialog = VisitorDialog(visitors, len(elders), self._owner)
            dialog.accepted.connect(
                lambda: self._write(
                    _("指定专项探访人"),
                    lambda: app.campaigns.set_visitor(app.actor, uid, elders, dialog.chosen()),
                    _("已指定 {count} 人的探访人").format(count=len(elders)),
                    nothing=_("探访人没有变。"),
                )
            )
            dialog.open()

        job.succeeded.connect(ask_who)
        job.start()

    def correct(self, detail: CampaignDetail) -> None:
        """Change title, days, modes or note."""
        dialog = CorrectDialog(self._context, detail.row.line, self._owner)
        dialog.decided.connect(lambda: self._correct(detail, dialog, again=False))
        dialog.open()

    def end(self, detail: CampaignDetail) -> None:
        """Ask for the last day and end the campaign."""
        line, app = detail.row.line, self._context.app
        dialog = EndDialog(self._context, line, self._owner)

        def end_on(day: date) -> None:
            """Write the last day."""
            self._write(
                _("提前结束专项探访"),
                dialog.saving(lambda: app.campaigns.end(app.actor, line.uid, day)),
                _("已提前结束"),
                failed=dialog.show_error,
                done=dialog.accept,
            )

        dialog.decided.connect(end_on)
        dialog.open()

    def take_back(self, detail: CampaignDetail) -> None:
        """Ask, then take the whole campaign back."""
        app, uid = self._context.app, detail.row.uid
        if ask(
            self._owner,
            _("撤销这次专项探访？"),
            _("名单会从应探访中撤下。已经登记的探访记录都保留。撤销后还可以恢复。"),
            yes=_("撤销这次专项"),
            danger=True,
        ):
            self._write(
                _("撤销专项探访"),
                lambda: app.campaigns.take_back(app.actor, uid),
                _("已撤销这次专项探访"),
                done=lambda: self._context.navigator.open("campaigns"),
            )

    def print_tree(self, uid: str) -> None:
        """Make the call tree, ask for the printer, print it, and note whose data is on paper."""
        app = self._context.app
        if self._previews is None:
            self._previews = PreviewService(app.context, app.reports)
        previews, today = self._previews, app.clock.today()
        wish = PaperWish(name=PAPER, month=(today.year, today.month), campaign_uid=uid, masked=False)
        job = self._context.jobs.outside(
            _("生成电话联络表"), lambda progress: previews.paper(app.actor, wish, progress=progress)
        )
        job.succeeded.connect(lambda seen: self._printing.print_paper(wish, seen, _("专项探访电话联络表")))
        job.start()

    def save_tree(self, uid: str, path: Path) -> None:
        """Write the call tree to a file; the service notes it."""
        app = self._context.app
        job = self._context.jobs.outside(
            _("生成电话联络表"),
            lambda progress: app.reports.make(app.actor, PAPER, path, campaign_uid=uid, progress=progress),
        )
        job.succeeded.connect(
            lambda made: self._context.offer_file(_("已保存 {file}").format(file=made.path.name), made.path)
        )
        job.start()

    def _correct(self, detail: CampaignDetail, dialog: CorrectDialog, *, again: bool) -> None:
        line, app = detail.row.line, self._context.app
        draft = dialog.form.described(CampaignKind(line.kind), line.template)
        if draft is None:
            return
        draft = replace(draft, again=again)

        def refused(error: Exception) -> bool:
            """Ask about a second one of the same name; other refusals stand beside their field."""
            if not isinstance(error, SameCampaign):
                return dialog.show_error(error)
            dialog.show_error(error)
            if ask(
                dialog,
                _("改成同名、同日期？"),
                _("已经有一次同名、同日期的专项探访。"),
                yes=_("仍要这样改"),
                danger=True,
            ):
                self._correct(detail, dialog, again=True)
            return True

        self._write(
            _("更正专项探访"),
            dialog.saving(lambda: app.campaigns.correct(app.actor, line.uid, draft)),
            _("已更正"),
            failed=refused,
            done=dialog.accept,
        )

    def _write(
        self,
        title: str,
        work: Callable[[], str | None],
        told: str,
        *,
        nothing: str = "",
        failed: Callable[[Exception], bool] | None = None,
        done: Callable[[], object] | None = None,
    ) -> None:
        """Do ``work`` in the writer's lane and offer to take it back; ``failed`` tells whether it showed the error."""
        job = self._context.jobs.writing(title, lambda _progress: work())

        def on_done(change_set: str | None) -> None:
            """Say what was done."""
            if done is not None:
                done()
            if change_set is None:
                self._context.notices.show_notice("info", nothing)
            else:
                self._context.offer_undo(told, change_set)

        def on_failed(error: Exception) -> None:
            """Show why not."""
            if failed is None or not failed(error):
                self._context.presenter.present(error)

        job.succeeded.connect(on_done)
        job.failed.connect(on_failed)
        job.start()
