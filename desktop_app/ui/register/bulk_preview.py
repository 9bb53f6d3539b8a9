"""What a bulk edit would do: counts that narrow the list, why people are refused, and old → new per person."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.bulk_edits import BulkLine, BulkPreview
from desktop_app.services.bulk_plans import Verdict
from desktop_app.ui import theme
from desktop_app.ui.kit import ChoiceRow, Column, EmptyState, ListSource, RowTable, Sort, Text

_TINTS = {Verdict.CHANGED: "done", Verdict.UNCHANGED: "quiet", Verdict.REFUSED: "overdue"}
_ORDER = {Verdict.REFUSED: 0, Verdict.CHANGED: 1, Verdict.UNCHANGED: 2}
LEAST_TABLE_EM = 8


def verdict_words(verdict: Verdict) -> str:
    """Return 将修改, 不变 or 不能修改."""
    words = {
        Verdict.CHANGED: _("将修改"),
        Verdict.UNCHANGED: _("不变"),
        Verdict.REFUSED: _("不能修改"),
    }
    return words[verdict]


def columns() -> tuple[Column[BulkLine], ...]:
    """Return the columns of the lines."""
    return (
        Column(key="name", title=_("姓名"), width_em=8.6, text=lambda line: line.name, strong=True),
        Column(key="village", title=_("嘎查村"), width_em=7.5, text=lambda line: line.village),
        Column(
            key="verdict",
            title=_("结果"),
            width_em=6.8,
            text=lambda line: verdict_words(line.verdict),
            tint=lambda line: _TINTS[line.verdict],
        ),
        Column(key="old", title=_("原来"), width_em=10, text=lambda line: line.old or "—", sortable=False),
        Column(
            key="new",
            title=_("改为（或原因）"),
            width_em=10,
            text=lambda line: line.reason or line.new or "—",
            sortable=False,
            stretch=True,
        ),
    )


class PreviewFace(QWidget):
    """Shows a preview; nothing has been written yet."""

    def __init__(self) -> None:
        super().__init__()
        self._preview: BulkPreview | None = None
        self.counts: ChoiceRow[Verdict] | None = None
        self.told = Text("", "", wrap=True)
        self.table: RowTable[BulkLine] = RowTable(
            columns(), sort=Sort("verdict"), empty=EmptyState(_("这里没有人。")), many=True
        )
        self.table.setMinimumHeight(theme.px(LEAST_TABLE_EM))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(0.6))
        self._layout.addWidget(self.told)
        self._layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def show_preview(self, preview: BulkPreview) -> None:
        """Show the counts and everybody, the refused first."""
        self._preview = preview
        if self.counts is not None:
            self._layout.removeWidget(self.counts)
            self.counts.deleteLater()
        counts = {
            Verdict.CHANGED: preview.changed,
            Verdict.UNCHANGED: preview.unchanged,
            Verdict.REFUSED: preview.refused,
        }
        words = _("{verdict} {count} 人")
        self.counts = ChoiceRow(
            [
                (verdict, words.format(verdict=verdict_words(verdict), count=count))
                for verdict, count in counts.items()
            ],
            numbered=False,
        )
        self.counts.describe(_("只看其中的人"), "")
        self.counts.changed.connect(self._show_lines)
        self._layout.insertWidget(0, self.counts)
        self.told.setText(self._sentence(preview))
        self._show_lines()

    def _sentence(self, preview: BulkPreview) -> str:
        told = [] if preview.changed else [_("没有人会被修改，名册不变。")]
        told += [
            _("{reason}：{count} 人").format(reason=reason, count=count)
            for reason, count in preview.reasons()
        ]
        told.append(_("选上面的一项，只看其中的人。"))
        return "　".join(told)

    def _show_lines(self) -> None:
        if self._preview is None or self.counts is None:
            return
        chosen = self.counts.value()
        wanted = tuple(Verdict) if chosen is None else (chosen,)
        source: ListSource[BulkLine] = ListSource(
            list(self._preview.of(*wanted)),
            {
                "name": lambda line: line.name,
                "village": lambda line: (line.village, line.name),
                "verdict": lambda line: _ORDER[line.verdict],
            },
        )
        self.table.show_source(source, keep_choice=False)
