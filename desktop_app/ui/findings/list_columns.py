"""The columns of the list of findings: whose, what, till when, how far it is."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.domain.terms import FindingKind
from desktop_app.storage.queries.findings import FindingLine
from desktop_app.ui import finding_words
from desktop_app.ui.kit import Column


def list_columns() -> tuple[Column[FindingLine], ...]:
    """Return the columns in the language of now."""
    return (
        Column(key="name", title=_("姓名"), width_em=7, text=lambda line: line.elder_name, strong=True),
        Column(
            key="kind",
            title=_("类别"),
            width_em=4,
            text=lambda line: _(FindingKind(line.kind).term),
            tint=lambda line: finding_words.KIND_TINTS[FindingKind(line.kind)],
        ),
        Column(
            key="what",
            title=_("问题"),
            width_em=10,
            text=lambda line: finding_words.one_line(line.what),
            stretch=True,
        ),
        Column(
            key="state",
            title=_("期限"),
            width_em=7.5,
            text=finding_words.state_words,
            tint=finding_words.state_tint,
        ),
        Column(
            key="age",
            title=_("发现天数"),
            width_em=4.5,
            text=lambda line: str(line.age_days),
        ),
        Column(key="stage", title=_("办到"), width_em=8, text=finding_words.stage_words),
        Column(key="owner", title=_("责任人"), width_em=6.5, text=finding_words.owner_words),
        Column(key="village", title=_("嘎查村（社区）"), width_em=7, text=lambda line: line.village),
    )
