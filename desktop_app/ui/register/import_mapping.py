"""Which column of the file fills which field, and what becomes of values that people have already."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.exchange.workbooks.headers import IGNORE
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.ui import theme
from desktop_app.ui.kit import ChoiceField, FlowLayout, NumberField, Text, row, scrolling
from desktop_app.ui.register import import_fields
from desktop_app.ui.register.import_preview import Preview

NAME_EM, CHOICE_EM, POLICY_EM, SHEET_EM = 8, 12.5, 6.5, 16


class MappingPanel(QWidget):
    """The columns of the file. Signal: ``changed()`` when the user decided something else."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choices: dict[str, ChoiceField[str]] = {}
        self._policies: dict[str, ChoiceField[str]] = {}
        self._holder: QWidget | None = None
        self._hint = Text("", "hint", wrap=True)
        self._shown_row: int | None = None
        self.sheet: ChoiceField[str] = ChoiceField((), empty=_("栏目相同的全部工作表"))
        self.sheet.describe(_("工作表"), "")
        self.sheet.setFixedWidth(theme.px(SHEET_EM))
        self.sheet.changed.connect(self.changed)
        self.header_row = NumberField(1, 40)
        self.header_row.describe(_("表头在第几行"), "")
        self.header_row.line.editingFinished.connect(self._on_row)
        self._where = QWidget()
        line = row(Text(_("工作表"), "label"), self.sheet, Text(_("表头在第几行"), "label"), self.header_row)
        line.addStretch(1)
        line.setContentsMargins(0, 0, 0, 0)
        self._where.setLayout(line)
        content = QWidget()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(0, theme.px(0.6), 0, theme.px(0.6))
        self._body.setSpacing(theme.px(0.6))
        self._body.addWidget(self._hint)
        self._body.addWidget(self._where)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))

    def show_mapping(self, preview: Preview, kind: str) -> None:
        """Show the columns of ``preview``."""
        if self._holder is not None:
            self._body.removeWidget(self._holder)
            self._holder.deleteLater()
        self._choices, self._policies = {}, {}
        register = preview if isinstance(preview, RegisterImportPreview) else None
        self._show_where(register)
        self._hint.setText(
            _(
                "左边是文件里的表头，中间是导入到哪一项；右边是名册里的人已有别的内容时怎么办："
                "填空只填空着的，覆盖用文件的，保留一律不动；身份证号选填空时，号码不同的行先不导入。"
                "改动后会重新核对，下次同样表头的文件照此办理。"
            )
            if register
            else _("左边是文件里的表头，右边是导入到哪一项。改动后会重新核对。")
        )
        holder = QWidget()
        flow = FlowLayout(holder, spacing_em=0.8)
        headers = [*preview.mapping, *(one for one in preview.unmapped if one not in preview.mapping)]
        choices = import_fields.field_choices(kind, register.local_fields if register else ())
        for header in headers:
            field = preview.mapping.get(header, IGNORE)
            policy = register.policies.get(header) if register else None
            flow.addWidget(self._pair(kind, header, field, choices, policy, wide=register is not None))
        self._holder = holder
        self._body.addWidget(holder)
        self._body.addStretch(1)

    def mapping(self) -> dict[str, str]:
        """Return header → field as chosen."""
        return {header: choice.value() or IGNORE for header, choice in self._choices.items()}

    def policies(self) -> dict[str, str]:
        """Return header → policy as chosen."""
        return {header: str(choice.value()) for header, choice in self._policies.items() if choice.value()}

    def chosen_row(self) -> int | None:
        """Return the header row that the user typed, None where it was left as found."""
        value = self.header_row.value()
        return None if self.header_row.problem() or value == self._shown_row else value

    def _show_where(self, register: RegisterImportPreview | None) -> None:
        self._where.setVisible(register is not None)
        if register is None:
            return
        for field in (self.sheet, self.header_row):
            field.blockSignals(True)
        names = [sheet.name for sheet in register.book.sheets]
        self.sheet.set_choices([(name, name) for name in names])
        self.sheet.set_value(register.decisions.sheet)
        self._shown_row = register.header_row
        self.header_row.set_value(register.header_row)
        for field in (self.sheet, self.header_row):
            field.blockSignals(False)

    def _on_row(self) -> None:
        if self.chosen_row() is not None:
            self.changed.emit()

    def _pair(
        self,
        kind: str,
        header: str,
        field: str,
        choices: list[tuple[str, str]],
        policy: str | None,
        *,
        wide: bool,
    ) -> QWidget:
        name = Text(header, "", wrap=True, copyable=True)
        name.setFixedWidth(theme.px(NAME_EM))
        parts: list[QWidget] = [name]
        if import_fields.is_looked_at_only(kind, field):
            parts.append(Text(_("仅核对"), "muted"))
        else:
            choice: ChoiceField[str] = ChoiceField(choices, empty=None)
            choice.set_value(field)
            choice.describe(_("“{header}”导入到").format(header=header), "")
            choice.changed.connect(self.changed)
            self._choices[header] = choice
            parts.append(choice)
        parts[-1].setFixedWidth(theme.px(CHOICE_EM))
        if wide:
            parts.append(self._policy(header, field, policy))
        pair = QWidget()
        line = row(*parts, spacing_em=0.5)
        line.setContentsMargins(0, 0, 0, 0)
        pair.setLayout(line)
        return pair

    def _policy(self, header: str, field: str, policy: str | None) -> QWidget:
        made: QWidget
        if policy is None:
            made = Text("")
        else:
            choice: ChoiceField[str] = ChoiceField(import_fields.policy_choices(field), empty=None)
            choice.set_value(policy)
            choice.describe(_("“{header}”已有内容时").format(header=header), "")
            choice.changed.connect(self.changed)
            self._policies[header] = choice
            made = choice
        made.setFixedWidth(theme.word_px(POLICY_EM))
        return made
