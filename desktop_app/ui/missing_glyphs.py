"""Says which characters of a paper no font has, and for whom, before it is printed or saved."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _, ngettext
from desktop_app.reports.printed import MissingGlyph, Printed
from desktop_app.ui.kit import ask

MOST_NAMED = 6
STAND_IN = "〓"


def missing_words(printed: Printed) -> str:
    """Return the characters that stand as 〓 with name, number and page; an empty text when there are none."""
    if not printed.missing:
        return ""
    named = [_one(printed, each) for each in printed.missing[:MOST_NAMED]]
    told = _("有字库没有的字，打印成“{mark}”：{names}").format(mark=STAND_IN, names=_("；").join(named))
    more = len(printed.missing) - MOST_NAMED
    if more > 0:
        told = ngettext("{told}；另有 {count} 处", "{told}；另有 {count} 处", more).format(
            told=told, count=more
        )
    return _("{told}。打印后请手工补写。").format(told=told)


def may_go_on(parent: QWidget, printed: Printed, *, saving: bool = False) -> bool:
    """Ask whether a paper that lacks characters is to go out all the same; true without asking when none is missing."""
    words = missing_words(printed)
    if not words:
        return True
    return ask(
        parent,
        _("有些字打不出来"),
        words,
        yes=_("仍然保存") if saving else _("仍然打印"),
        no=_("先不保存") if saving else _("先不打印"),
    )


def _one(printed: Printed, missing: MissingGlyph) -> str:
    begins = next((part.first_page for part in printed.parts if part.title == missing.where), 0)
    page = missing.page or begins
    shown = missing.where.replace(missing.character, STAND_IN)
    if not page:
        where = _("{name}（{code}）") if shown else _("{code}")
        return where.format(name=shown, code=missing.code_point)
    return _("{name}（{code}，第 {page} 页）").format(name=shown, code=missing.code_point, page=page)
