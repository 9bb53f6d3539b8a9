"""What a check of a paper says, in sentences for window and command line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.reports.paper import CHINA
from desktop_app.reports.statement_changes import Difference
from desktop_app.services.paper_checks import CheckResult, CheckVerdict, Slip

_SLIPS = {
    Slip.TOO_SHORT: N_("校验码有 10 位，只输入了 {count} 位。"),
    Slip.TOO_LONG: N_("校验码有 10 位，输入了 {count} 位。"),
    Slip.OTHER_LETTER: N_("校验码只有数字和英文字母，输入的有别的字符。"),
    Slip.WRONG_LETTER: N_("校验码有一位写错，或有两位颠倒。"),
}
_HEADLINES = {
    CheckVerdict.HOLDS: N_("这份报表的数字与现有数据一致。"),
    CheckVerdict.CHANGED: N_("出表以后数据有变动，与这份报表不同。"),
    CheckVerdict.NOT_REMADE: N_("这份报表现在无法重新生成，不能核对。"),
    CheckVerdict.UNKNOWN: N_("本机没有出过校验码为 {code} 的报表。"),
}
_TOTALS = frozenset({"合计", "小计"})
_WITH_UNIT = re.compile(r"[\d.,]+ ?[^\W\d]+")
"""Such as 33 人; a share in per cent is of its column."""


def headline(result: CheckResult) -> str:
    """Return the outcome in one sentence."""
    if result.slip is not None:
        return _(_SLIPS[result.slip]).format(count=len(result.typed))
    return _(_HEADLINES[result.verdict]).format(code=result.typed)


def said_of(result: CheckResult) -> list[str]:
    """Return the outcome, then what is to be known about it, one sentence a line."""
    return [headline(result), *details(result)]


def details(result: CheckResult) -> Iterator[str]:
    """Go through what is to be known besides the outcome."""
    if result.slip is not None:
        if result.meant:
            yield _("出过的报表里有相近的：{codes}。").format(codes=_("、").join(result.meant))
        else:
            yield _("请对照页脚逐位核对后再输入。")
    if result.verdict is CheckVerdict.UNKNOWN:
        yield _("可能是其他单位出的、三年以前出的，或只在预览里看过。请到出表的单位核对。")
    yield from _issue(result)
    yield from _changes(result)


def difference_words(cell: Difference) -> tuple[str, str, str, str]:
    """Return whose line, which column, what it said and what it says.

    A total with its unit stands in some column, such as that of the names, and is none of it.
    """
    empty = _("（空）")
    total = cell.subject.rpartition(" ")[2] in _TOTALS
    counted = total and all(_WITH_UNIT.fullmatch(value) for value in (cell.then, cell.now) if value)
    return cell.subject, "" if counted else cell.label, cell.then or empty, cell.now or empty


def _issue(result: CheckResult) -> Iterator[str]:
    issued = result.issued
    if issued is None:
        return
    at = f"{issued.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    text = _("《{title}》，{at} 由 {who} 出表。").format(title=issued.title, at=at, who=issued.made_by)
    if issued.times > 1:
        text = _("《{title}》，出过 {times} 次，最近一次 {at}，经手人 {who}。").format(
            title=issued.title, times=issued.times, at=at, who=issued.made_by
        )
    if result.cut_off_at is not None:
        text += _("数据截至 {at}。").format(at=f"{result.cut_off_at.astimezone(CHINA):%Y-%m-%d %H:%M}")
    yield text
    if result.compared_on != result.issued_on:
        yield _("这是当天的名单，出表那天的已不能重做，以下是与今天的名单相比。")


def _changes(result: CheckResult) -> Iterator[str]:
    changes = result.changes
    if result.verdict is CheckVerdict.NOT_REMADE:
        if result.trouble is not None:
            yield _(result.trouble.what).format(**_spoken(result.trouble.details))
        yield _("里面的人、村或问题可能已撤销，或与另一份档案合并。")
    if result.rules_changed:
        yield _("规则已变：出表时 {then}，现在 {now}。").format(
            then=result.rules_then or _("（无）"), now=result.rules_now
        )
    if result.new_columns:
        yield _("表式已变，现在多了：{labels}。").format(labels=_("、").join(result.new_columns))
    if result.old_columns:
        yield _("表式已变，现在没有：{labels}。").format(labels=_("、").join(result.old_columns))
    if result.verdict is not CheckVerdict.CHANGED:
        return
    if changes.moved:
        yield _("各行内容都在，只是次序或序号不同。")
        return
    counted = _("变动 {cells} 格，增加 {added} 行，减少 {gone} 行。").format(
        cells=changes.cells_in_all, added=changes.added_in_all, gone=changes.gone_in_all
    )
    if changes.is_cut:
        counted += _("变动较多，只列出前面一部分。")
    if changes.gone:
        counted += _("减少的行，可能是撤销、更正，或档案已合并。")
    yield counted


def _spoken(said: dict[str, object]) -> dict[str, object]:
    return {name: _(value) if isinstance(value, str) else value for name, value in said.items()}
