"""The disability certificate: says while it is typed what its digits mean and what they contradict."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.disability import WRONG_FORM, BadCertificate, DisabilityCertificate
from desktop_app.domain.identity import clean_id_number
from desktop_app.ui import theme
from desktop_app.ui.kit import Field, LineField, Text


class CertificateField(Field[str]):
    """20 digits with kind and grade read from them; ``set_id_number`` says whose it should be."""

    def __init__(self) -> None:
        self._inner = LineField(longest=34, placeholder=_("20 位：身份证号加类别、等级各一位"))
        super().__init__(self._inner)
        self.line = self._inner.line
        self.told, self.doubt = Text("", "hint", wrap=True), Text("", "error", wrap=True)
        self._layout.removeWidget(self._inner)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(0.15))
        for part in (self._inner, self.told, self.doubt):
            inside.addWidget(part)
        self._layout.addWidget(holder, 1)
        self.told.hide()
        self.doubt.hide()
        self._inner.changed.connect(self._on_text)
        self.setFocusProxy(self.line)

    def value(self) -> str:
        """Return the number as typed, without blanks."""
        return clean_id_number(self._inner.value()) if self._inner.value() else ""

    def set_value(self, value: str) -> None:
        """Show ``value``."""
        self._inner.set_value(value or "")

    def certificate(self) -> DisabilityCertificate | None:
        """Return the certificate read, None while it is none."""
        try:
            return DisabilityCertificate.parse(self._inner.value()) if self.value() else None
        except BadCertificate:
            return None

    def problem(self) -> str:
        """Say why this is no certificate number."""
        return _(WRONG_FORM) if self.value() and self.certificate() is None else ""

    def show_doubt(self, text: str) -> None:
        """Say what the number contradicts."""
        self.doubt.setText(text)
        self.doubt.setVisible(bool(text))

    def key_targets(self) -> list[QWidget]:
        """Return the line."""
        return [self.line]

    def set_bad(self, bad: bool) -> None:
        """Mark the line."""
        self._inner.set_bad(bad)

    def _on_text(self) -> None:
        found = self.certificate()
        self.told.setVisible(found is not None)
        if found is not None:
            words = _("证号表示：{kind}残疾，{grade}").format(
                kind=_(found.kind.term), grade=_(found.grade.term)
            )
            if found.reissue:
                words = _("{words}；补发 {reissue}").format(words=words, reissue=found.reissue)
            if not found.check_ok:
                words = _("{words}；前 18 位的校验位不对，请核对").format(words=words)
            self.told.setText(words)
        self.show_doubt("")
        self.changed.emit()
