"""The form of one step of urging; its fields follow what is done and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from desktop_app.config.strings import _
from desktop_app.domain.support import ANSWERING, POSSIBLE_RESULTS, REFERRED, look_again_on
from desktop_app.domain.terms import SupportResult, SupportStepKind
from desktop_app.services.family_support import SupportPanel
from desktop_app.services.law import support_book
from desktop_app.services.support_drafts import SupportStepDraft
from desktop_app.ui.kit import ChoiceField, ChoiceRow, DateField, Form, LineField, TextField

WHOLE = "all"
"""Chosen where a step is about the whole family."""


class SupportStepForm(Form):
    """Asks what was done; ``draft`` is None until kind, day and result are there."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(label_em=6.5)
        self._today = today
        self._suggested: date | None = None
        self.kind: ChoiceRow[SupportStepKind] = self.add_row(
            _("方式"),
            ChoiceRow([(kind, _(kind.term)) for kind in SupportStepKind]),
            name="kind",
            required=True,
        )
        self.contact: ChoiceField[str] = self.add_row(
            _("家人"), ChoiceField(empty=None), name="contact", required=True
        )
        self.done_on = self.add_row(
            _("日期"), DateField(latest_on=today, today=today), name="done_on", required=True
        )
        self.result: ChoiceField[SupportResult] = self.add_row(
            _("结果"), ChoiceField(empty=_("请选择")), name="result", required=True
        )
        self.signed_on = self.add_row(
            _("签订日期"),
            DateField(latest_on=today, today=today),
            name="signed_on",
            help=_("签了协议的家人名下会记上这一天。"),
        )
        self.referred_to = self.add_row(
            _("转给谁"),
            LineField(longest=100, placeholder=_("人民调解委员会、法律援助中心、派出所……")),
            name="referred_to",
            required=True,
        )
        self.what = self.add_row(
            _("经过"), TextField(lines=3, placeholder=_("说了什么，对方怎么答复")), name="what"
        )
        self.finding: ChoiceField[str] = self.add_row(
            _("相关问题"), ChoiceField(empty=_("没有")), name="finding"
        )
        self.by_name = self.add_row(
            _("督促人"), LineField(longest=50, placeholder=_("谁去说的")), name="by_name", required=True
        )
        self.next_on = self.add_row(
            _("回访日期"),
            DateField(today=today),
            name="next_on",
            help=_("到这天会列入督促赡养名单。间隔是系统设定，可以改。"),
        )
        self.kind.changed.connect(self._on_kind)
        self.result.changed.connect(self._fit)
        self.done_on.changed.connect(self._fit)

    def show_family(self, panel: SupportPanel) -> None:
        """Offer the family and its open findings."""
        chosen, finding = self.contact.value(), self.finding.value()
        choices = [
            (one.uid, f"{one.name}（{one.relation}）" if one.relation else one.name)
            for one in panel.supporters
        ]
        self.contact.set_choices([(WHOLE, _("全家")), *choices])
        self.contact.set_value(chosen if chosen in dict(choices) else WHOLE)
        self.finding.set_choices(
            [
                (one.uid, f"{one.found_on.isoformat()} {' '.join(one.what.split())[:40]}")
                for one in panel.findings
            ]
        )
        self.finding.set_value(finding)

    def start(
        self, panel: SupportPanel, *, kind: SupportStepKind, contact_uid: str | None, by_name: str
    ) -> None:
        """Show an empty form for a family."""
        self.show_family(panel)
        owing = panel.owing
        usual = contact_uid or (owing[0].uid if len(owing) == 1 else WHOLE)
        self._begin(kind)
        self.set_values(
            {
                "contact": usual,
                "done_on": self._today(),
                "by_name": by_name,
                "what": "",
                "referred_to": "",
                "finding": None,
            }
        )
        self._fit()

    def show_step(self, panel: SupportPanel, draft: SupportStepDraft) -> None:
        """Show a recorded step for correction."""
        self.show_family(panel)
        self._begin(SupportStepKind(draft.kind))
        self.set_values(
            {
                "contact": draft.contact_uid or WHOLE,
                "done_on": draft.done_on,
                "result": next((one for one in SupportResult if one.value == draft.result), None),
                "what": draft.what or "",
                "referred_to": draft.referred_to or "",
                "by_name": draft.by_name or "",
                "finding": draft.finding_uid,
            }
        )
        self._fit()
        self.next_on.set_value(draft.next_on)

    def draft(self, elder_uid: str) -> SupportStepDraft | None:
        """Return what is filled in, None while kind or day are missing."""
        kind, done_on, result = self.kind.value(), self.done_on.value(), self.result.value()
        if kind is None or done_on is None:
            return None
        contact = self.contact.value()
        return SupportStepDraft(
            elder_uid=elder_uid,
            kind=kind.value,
            done_on=done_on,
            result=result.value if result is not None else "",
            contact_uid=None if contact in {None, WHOLE} else contact,
            by_name=self.by_name.value() or None,
            what=self.what.value() or None,
            referred_to=self.referred_to.value() or None,
            next_on=self.next_on.value(),
            finding_uid=self.finding.value(),
            signed_on=self.signed_on.value() if self._signs() else None,
        )

    def _begin(self, kind: SupportStepKind) -> None:
        """Show a kind, without what was filled in for the step that was here before."""
        for field in (self.result, self.signed_on, self.next_on):
            field.set_value(None)
        self.kind.set_value(kind)
        self._on_kind()

    def _signs(self) -> bool:
        return (
            self.kind.value() is SupportStepKind.AGREEMENT and self.result.value() is SupportResult.FULFILLED
        )

    def _on_kind(self) -> None:
        kind = self.kind.value()
        if kind is None:
            return
        results = POSSIBLE_RESULTS[kind]
        chosen = self.result.value()
        self.result.set_choices([(one, _result_word(kind, one)) for one in results])
        waits = results[0] if results[0] is SupportResult.PENDING else None
        self.result.set_value(chosen if chosen in results else waits)
        self._fit()

    def _fit(self) -> None:
        """Show the fields that belong to kind and result, and suggest when to look again."""
        kind, result, done_on = self.kind.value(), self.result.value(), self.done_on.value()
        self.set_row_visible("referred_to", kind in REFERRED)
        self.set_row_visible("finding", kind in ANSWERING)
        self.set_row_visible("signed_on", self._signs())
        self.set_row_visible("next_on", result is not SupportResult.FULFILLED)
        if kind is None or done_on is None:
            return
        usual = look_again_on(kind, result, done_on, support_book().times)
        if self.next_on.value() in {None, self._suggested} and done_on < date.max - timedelta(days=400):
            self.next_on.set_value(usual)
        self._suggested = usual


def _result_word(kind: SupportStepKind, result: SupportResult) -> str:
    if kind is SupportStepKind.AGREEMENT and result is SupportResult.FULFILLED:
        return _("已签订")
    return _(result.term)
