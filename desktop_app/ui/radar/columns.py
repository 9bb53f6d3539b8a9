"""The columns of the list, name first."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.config.strings import _
from desktop_app.services.radar_rows import RadarLine, topic_title
from desktop_app.ui.kit import Column
from desktop_app.ui.radar.words import TINTS, day_words, state_words


def columns(village_name: Callable[[RadarLine], str]) -> tuple[Column[RadarLine], ...]:
    """Return who, what, how it stands, by when, where, and why in half a line."""
    return (
        Column(key="name", title=_("姓名"), width_em=8.5, text=lambda line: line.name, strong=True),
        Column(
            key="what",
            title=_("应享什么"),
            width_em=10,
            text=lambda line: topic_title(line.fact.kind, line.fact.about),
        ),
        Column(
            key="state",
            title=_("状态"),
            width_em=5.5,
            text=state_words,
            tint=lambda line: TINTS[line.fact.state],
        ),
        Column(key="due_on", title=_("最迟"), width_em=7, text=day_words),
        Column(key="village", title=_("嘎查村（社区）"), width_em=8, text=village_name),
        Column(
            key="note",
            title=_("情况"),
            width_em=12,
            text=lambda line: line.fact.note.say(_),
            sortable=False,
            stretch=True,
        ),
    )
