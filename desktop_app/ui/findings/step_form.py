"""The next step about a finding: which one, and only what that step needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import FindingStepKind, SiteLevel
from desktop_app.services.finding_drafts import StepDraft
from desktop_app.services.findings import FindingDetail
from desktop_app.services.register import VisitorRow
from desktop_app.ui.choice_line import ChoiceLineField, LineOption
from desktop_app.ui.kit import CheckField, ChoiceField, DateField, Form, LineField, TextField, reason_words
from desktop_app.ui.kit.sight import bring_into_sight

STEPS = (
    FindingStepKind.ACTED,
    FindingStepKind.ASSIGNED,
    FindingStepKind.REFERRED,
    FindingStepKind.CLOSED,
    FindingStepKind.ESCALATED,
    FindingStepKind.RETURNED,
    FindingStepKind.ANSWERED,
    FindingStepKind.REOPENED,
)
"""The steps that people take, in the order of the digits that choose them: what is usual first."""

SOMEBODY_ELSE = "-"
LONGEST_UNIT, LONGEST_PROOF, LONGEST_NAME = 100, 200, 50


@dataclass(frozen=True, slots=True)
class _Asks:
    """What one kind of step asks: the words for its text, whether they are needed, and the further rows."""

    what: str
    example: str
    needed: bool
    rows: tuple[str, ...] = ()


ASKS = {
    FindingStepKind.ACTED: _Asks(N_("做了什么"), N_("如：联系电工换了线路"), True, ("due_on",)),
    FindingStepKind.ASSIGNED: _Asks(N_("交办要求"), N_("没有可不填"), False, ("owner", "due_on")),
    FindingStepKind.REFERRED: _Asks(
        N_("请求办理"), N_("如：申请适老化改造，装扶手"), False, ("referred_to", "due_on", "print_slip")
    ),
    FindingStepKind.CLOSED: _Asks(N_("怎么办结的"), N_("如：扶手已装好"), True, ("proof",)),
    FindingStepKind.ESCALATED: _Asks(N_("为什么上报"), N_("如：本级没有资金"), True, ("held_by", "due_on")),
    FindingStepKind.RETURNED: _Asks(N_("交回说明"), N_("如：材料不全，请补"), True, ("held_by", "due_on")),
    FindingStepKind.ANSWERED: _Asks(
        N_("答复内容"), N_("如：已列入下月计划"), True, ("answered_by", "due_on")
    ),
    FindingStepKind.REOPENED: _Asks(N_("为什么重新打开"), N_("如：又漏雨了"), True, ("due_on",)),
}
_FIRST = {FindingStepKind.ASSIGNED: "owner", FindingStepKind.REFERRED: "referred_to"}
"""What is asked first where it is not the words."""

_FURTHER = ("owner", "owner_name", "referred_to", "answered_by", "held_by", "due_on", "proof", "print_slip")


class StepForm(Form):
    """Asks for one step about ``detail``; which rows are in sight follows the kind of step."""

    def __init__(
        self,
        detail: FindingDetail,
        visitors: Sequence[VisitorRow],
        by_name: str,
        today: Callable[[], date],
    ) -> None:
        super().__init__(label_em=6)
        self._detail = detail
        self._today = today
        offered = [kind for kind in STEPS if kind.value in detail.possible]
        self.kind = self.add_row(
            _("做什么"),
            ChoiceLineField([LineOption(kind.value, _(kind.term)) for kind in offered]),
            name="kind",
            required=True,
        )
        self._add_whom(visitors)
        self.referred_to = self.add_row(
            _("转介单位"),
            LineField(placeholder=_("如：苏木民政办"), longest=LONGEST_UNIT),
            name="referred_to",
            required=True,
        )
        self.answered_by = self.add_row(_("答复单位"), LineField(longest=LONGEST_UNIT), name="answered_by")
        self.answered_by.set_value(detail.line.referred_to or "")
        self._whats = {kind: self._add_what(kind) for kind in offered}
        self.held_by: ChoiceField[str] = self.add_row(_("交给"), ChoiceField[str](empty=None), name="held_by")
        self.due_on = self.add_row(
            _("新的期限"),
            DateField(today=today, empty=detail.line.due_on.isoformat() if detail.line.due_on else ""),
            name="due_on",
            help=_("不填就还是原来的期限。"),
        )
        self.proof = self.add_row(
            _("办结依据"),
            LineField(placeholder=_("如：现场照片、收据、本人确认"), longest=LONGEST_PROOF),
            name="proof",
            required=True,
        )
        self.done_on = self.add_row(
            _("日期"), DateField(latest_on=today, today=today), name="done_on", required=True
        )
        self.by_name = self.add_row(_("经办人"), LineField(longest=LONGEST_NAME), name="by_name")
        self.print_slip = self.add_row(_("转介单"), CheckField(_("保存后打印（三联）")), name="print_slip")
        self.done_on.set_value(today())
        self.by_name.set_value(by_name)
        self.print_slip.set_value(True)
        self.kind.changed.connect(self._show_rows)
        self.owner.changed.connect(self._show_rows)
        if len(offered) == 1:
            self.kind.set_value(offered[0].value)
        self._show_rows()
        self.mark_clean()

    def chosen(self) -> FindingStepKind | None:
        """Return the kind of step chosen."""
        value = self.kind.value()
        return FindingStepKind(value) if value else None

    def choose(self, kind: str) -> bool:
        """Choose a kind of step and go to what it asks; False where it may not follow."""
        if kind not in {each.value for each in self._whats}:
            return False
        self.kind.set_value(kind)
        self.mark_clean()
        self.focus_answer()
        return True

    def focus_answer(self) -> None:
        """Put the keyboard on the first thing that the chosen step asks."""
        kind = self.chosen()
        first = _FIRST.get(kind, f"what_{kind.value}") if kind is not None else "kind"
        self.row(first).field.setFocus()
        bring_into_sight(self.row(first), beside_em=1, around_em=4)

    def draft(self) -> StepDraft | None:
        """Return the step, None while no kind is chosen; call after ``check``."""
        kind, done_on = self.chosen(), self.done_on.value()
        if kind is None or done_on is None:
            return None
        asked = ASKS[kind].rows
        named = self.owner.value() == SOMEBODY_ELSE
        assigns = "owner" in asked
        return StepDraft(
            kind=kind.value,
            done_on=done_on,
            what=self._whats[kind].value() or None,
            by_name=self.by_name.value() or None,
            unit_name=self._unit(kind),
            due_on=self.due_on.value() if "due_on" in asked else None,
            proof=(self.proof.value() or None) if "proof" in asked else None,
            owner_uid=self.owner.value() if assigns and not named else None,
            owner_name=(self.owner_name.value() or None) if assigns and named else None,
            held_by=self.held_by.value() if "held_by" in asked else None,
        )

    def wants_slip(self) -> bool:
        """Tell whether a referral slip is to be printed after saving."""
        return self.chosen() is FindingStepKind.REFERRED and self.print_slip.value()

    def show_error(self, error: Exception) -> bool:
        """Show a refusal beside its field; the words of a step are one field to the service."""
        kind = self.chosen()
        if isinstance(error, FieldProblem) and kind is not None:
            field = str(error.details.get("field"))
            unit = "referred_to" if kind is FindingStepKind.REFERRED else "answered_by"
            names = {"what": f"what_{kind.value}", "unit_name": unit, "owner_uid": "owner"}
            name = names.get(field, field)
            shown = name in self.values() and not self.row(name).isHidden()
            self.show_problem(name if shown else "kind", reason_words(error))
            return True
        return super().show_error(error)

    def _unit(self, kind: FindingStepKind) -> str | None:
        fields = {
            FindingStepKind.REFERRED: self.referred_to,
            FindingStepKind.ANSWERED: self.answered_by,
        }
        return fields[kind].value() or None if kind in fields else None

    def _add_what(self, kind: FindingStepKind) -> TextField:
        asks = ASKS[kind]
        return self.add_row(
            _(asks.what),
            TextField(lines=2, placeholder=_(asks.example)),
            name=f"what_{kind.value}",
            required=asks.needed,
        )

    def _add_whom(self, visitors: Sequence[VisitorRow]) -> None:
        self.owner: ChoiceField[str] = self.add_row(
            _("责任人"),
            ChoiceField[str](
                [*((one.uid, one.name) for one in visitors), (SOMEBODY_ELSE, _("其他人，写姓名"))]
            ),
            name="owner",
            required=True,
        )
        self.owner_name = self.add_row(
            _("姓名"), LineField(longest=LONGEST_NAME), name="owner_name", required=True
        )
        line = self._detail.line
        if line.owner_uid in {one.uid for one in visitors}:
            self.owner.set_value(line.owner_uid)
        elif line.owner:
            self.owner.set_value(SOMEBODY_ELSE)
            self.owner_name.set_value(line.owner)

    def _show_rows(self) -> None:
        kind = self.chosen()
        asked = ASKS[kind].rows if kind is not None else ()
        for each in self._whats:
            self.set_row_visible(f"what_{each.value}", each is kind)
        for name in _FURTHER:
            self.set_row_visible(name, name in asked)
        self.set_row_visible("owner_name", "owner" in asked and self.owner.value() == SOMEBODY_ELSE)
        for name in ("done_on", "by_name"):
            self.set_row_visible(name, kind is not None)
        if kind in {FindingStepKind.ESCALATED, FindingStepKind.RETURNED}:
            escalates = kind is FindingStepKind.ESCALATED
            self._offer_levels(self._detail.next_levels if escalates else self._detail.lower_levels)

    def _offer_levels(self, levels: Sequence[str]) -> None:
        present = self.held_by.value()
        self.held_by.set_choices([(level, _(SiteLevel(level).term)) for level in levels])
        self.held_by.set_value(present if present in levels else levels[0] if levels else None)
