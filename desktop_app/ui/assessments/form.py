"""The fields of an assessment beside its items: of an official report, or of a screening."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal

from desktop_app.config.strings import _
from desktop_app.domain.terms import AbilityLevel, AssessmentCondition, AssessmentReason
from desktop_app.services.assessment_drafts import AssessmentDraft, scale, usual_end
from desktop_app.storage.queries.assessments import OFFICIAL, SCREENING, AssessmentLine
from desktop_app.ui.choice_line import ChoiceLineField, LineOption
from desktop_app.ui.kit import ChipsField, ChoiceField, DateField, Form, LineField, NumberField
from desktop_app.ui.kit.form import FormRow
from desktop_app.ui.page import PageContext
from desktop_app.ui.scan_picture import ScanField

OFFICIAL_ROWS = ("agency", "level", "valid_until", "report_no", "total", "reason", "scan_digest")


class AssessmentForm(Form):
    """Signal: ``left_below()`` when Enter goes on past the last field to the items."""

    left_below = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__(columns=2, label_em=6.5, column_em=25)
        self._today = context.app.clock.today
        self._suggested: date | None = None
        self.official, self.goes_on = True, False
        today = context.app.clock.today
        self.assessed_on = self.add_row(
            _("评估日期"), DateField(latest_on=today, today=today), name="assessed_on", required=True
        )
        self.agency = self.add_row(
            _("评估机构"),
            LineField(longest=100, placeholder=_("报告上的机构全称")),
            name="agency",
            required=True,
        )
        self.level = self.add_row(
            _("能力等级"),
            ChoiceLineField(
                [
                    LineOption(each.value, f"{each.value} {_(each.term)}", digit=each.value)
                    for each in AbilityLevel
                ]
            ),
            name="level",
            required=True,
            wide=True,
        )
        self.conditions: ChipsField[AssessmentCondition] = self.add_row(
            _("等级变更情形"), ChipsField(AssessmentCondition), name="conditions", wide=True
        )
        self.valid_until = self.add_row(
            _("有效期至"),
            DateField(today=today),
            name="valid_until",
            help=_("报告上有就照填；没有的，程序先按一年填写，可以改。"),
        )
        self.report_no = self.add_row(
            _("报告编号"), LineField(longest=60, placeholder=_("报告上的编号")), name="report_no"
        )
        self.total = self.add_row(
            _("总分"),
            NumberField(0, scale().most),
            name="total",
            unit=_("分"),
            help=_("选填；各项都填了由程序相加。"),
        )
        self.assessed_on.changed.connect(self._on_assessed)
        self._add_more(context)

    def _add_more(self, context: PageContext) -> None:
        self.reason: ChoiceField[AssessmentReason] = self.add_row(
            _("评估原因"), ChoiceField(AssessmentReason, empty=_("未写明")), name="reason"
        )
        self.assessors = self.add_row(
            _("评估人员"), LineField(longest=100, placeholder=_("姓名，几个人用顿号隔开")), name="assessors"
        )
        self.informant = self.add_row(
            _("信息提供者"), LineField(longest=100, placeholder=_("姓名和与老年人的关系")), name="informant"
        )
        self.scan = self.add_row(
            _("报告扫描件"),
            ScanField(context),
            name="scan_digest",
            help=_("选填。图片只存在这台电脑上，不随上报包走。"),
            wide=True,
        )
        self.note = self.add_row(
            _("说明"),
            LineField(longest=400, placeholder=_("需要写明的情况")),
            name="note",
            wide=True,
        )

    def start(self, *, official: bool, line: AssessmentLine | None) -> None:
        """Show an empty form of one kind, or what was recorded; it then counts as clean."""
        self.official = official
        for name in OFFICIAL_ROWS:
            self.set_row_visible(name, official)
        on = line.assessed_on if line is not None else self._today()
        self._suggested = None
        values = {
            "assessed_on": on,
            "agency": line.agency or "" if line else "",
            "level": line.level if line and official else None,
            "conditions": _known(AssessmentCondition, line.conditions if line else ()),
            "valid_until": line.valid_until if line else None,
            "report_no": line.report_no or "" if line else "",
            "total": line.total if line and official and not _complete(line) else None,
            "reason": next((each for each in AssessmentReason if line and each.value == line.reason), None),
            "assessors": line.assessors or "" if line else "",
            "informant": line.informant or "" if line else "",
            "scan_digest": line.scan_digest if line else None,
            "note": line.note or "" if line else "",
        }
        self.set_values(values)
        if line is None:
            self._suggested = None
            self.valid_until.set_value(None)
            self._on_assessed()
            self.mark_clean()

    def draft(self, elder_uid: str, scores: dict[str, int]) -> AssessmentDraft:
        """Return what was filled in; the day must be there."""
        on, reason = self.assessed_on.value(), self.reason.value()
        assert on is not None  # ``check`` has seen to it
        official = self.official
        return AssessmentDraft(
            elder_uid=elder_uid,
            kind=OFFICIAL if official else SCREENING,
            assessed_on=on,
            level=self.level.value() if official else None,
            agency=self.agency.value() if official else None,
            valid_until=self.valid_until.value() if official else None,
            assessors=self.assessors.value(),
            informant=self.informant.value(),
            reason=reason.value if reason is not None and official else None,
            report_no=self.report_no.value() if official else None,
            scores=scores,
            conditions=tuple(each.value for each in self.conditions.value()),
            total=self.total.value() if official else None,
            scan_digest=self.scan.value() if official else None,
            note=self.note.value(),
        )

    def _move_on(self, row: FormRow) -> None:
        last = [each for each in self._rows.values() if self.is_reached(each)][-1]
        if row is last and self.goes_on:
            self.left_below.emit()
        else:
            super()._move_on(row)

    def _on_assessed(self) -> None:
        """Keep the end of validity a year after, as long as nobody has written another."""
        on = self.assessed_on.value()
        if on is not None and self.official and self.valid_until.value() in {None, self._suggested}:
            self._suggested = usual_end(on)
            self.valid_until.set_value(self._suggested)


def _complete(line: AssessmentLine) -> bool:
    return line.total is not None and len(line.scores) == len(scale().items)


def _known(kind: type[AssessmentCondition], keys: tuple[str, ...]) -> frozenset[AssessmentCondition]:
    return frozenset(each for each in kind if each.value in keys)
