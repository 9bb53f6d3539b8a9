"""The words of the progress report on the screen: state, target, gap, and what else is to be known of a row."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from desktop_app.config.strings import _
from desktop_app.domain.progress_figures import Origin, Over
from desktop_app.services.progress_rows import ProgressReport, ProgressRow
from desktop_app.services.progress_words import period_words

MOST_NAMES = 5


def amount(value: Decimal | None, unit: str) -> str:
    """Return a value with its unit, a dash for none."""
    if value is None:
        return "—"
    return f"{value:f}%" if unit == "%" else f"{value:f} {unit}"


def state(row: ProgressRow) -> str:
    """Return where a row stands: 待录入, 没有录全, else where its figure comes from."""
    if row.complete:
        return _(row.origin.term)
    return _("待录入") if row.origin is Origin.MISSING else _("没有录全")


def state_tint(row: ProgressRow) -> str:
    """Return the tint of a state."""
    return ("quiet" if row.held else "done") if row.complete else "soon"


def target(row: ProgressRow) -> str:
    """Return 不低于 61%."""
    if row.target is None:
        return "—"
    return _("{bound} {target}").format(bound=_(row.bound.term), target=amount(row.target, row.unit))


def met(row: ProgressRow) -> str:
    """Return whether the target is reached and by how much it is missed."""
    if row.met is None or row.gap is None:
        return "—"
    if row.met:
        return _("达标")
    return _("差 {gap}").format(gap=amount(abs(row.gap), row.unit))


def met_tint(row: ProgressRow) -> str:
    """Return the tint of the target's state."""
    return "quiet" if row.met is None else "done" if row.met else "soon"


def summary(report: ProgressReport) -> str:
    """Return one line on the whole report."""
    cut = _("统计到{month}月{day}日").format(month=report.cut.month, day=report.cut.day)
    if report.running:
        cut = _("{cut}，期间尚未结束").format(cut=cut)
    missing = len(report.missing)
    missed = sum(row.met is False for row in report.rows)
    words = _("{period}（{cut}）：共 {count} 项指标").format(
        period=period_words(report.period), cut=cut, count=len(report.rows)
    )
    parts = [words, _("还有 {count} 项要录入").format(count=missing) if missing else _("都已录全")]
    if missed:
        parts.append(_("{count} 项没有达标").format(count=missed))
    return _("，").join(parts) + _("。")


def source(row: ProgressRow, report: ProgressReport) -> str:
    """Return the target with the sentence it comes from."""
    if row.target is None:
        return _("所选方案没有给出目标值。")
    words = _("目标 {target}，出自{document}：“{sentence}”").format(
        target=target(row), document=row.target_source, sentence=row.target_sentence.strip("。")
    )
    if row.target_year != report.period.year:
        words += _("（{year}年的目标，尚无新的，沿用）").format(year=row.target_year)
    return words


def parts(row: ProgressRow) -> str:
    """Return what numerator and denominator are, and whom to ask."""
    if not row.numerator_title:
        return ""
    words = _("分子：{numerator}；分母：{denominator}。").format(
        numerator=_(row.numerator_title), denominator=_(row.denominator_title)
    )
    if row.asked_of:
        words += _("可向{whom}取数。").format(whom=_(row.asked_of))
    return words


def remarks(row: ProgressRow, report: ProgressReport) -> Iterator[str]:
    """Go through what else is to be known: how it was counted, who typed it, whose figures lack."""
    if row.over is Over.MONTHS:
        yield _("本系统统计：期内各月的分子、分母分别累计。")
    elif row.over is Over.EVER:
        yield _("本系统统计：分子为期内至少有过一次的人数。")
    elif row.over is Over.STATE:
        yield _("本系统统计：以期末为准。")
    typed = row.typed
    if typed is None:
        return
    if typed.places:
        yield _("由 {count} 处的录入汇总。").format(count=len(typed.places))
    else:
        yield _("{name} {day} 录入。").format(name=typed.entered_by, day=typed.entered_on.isoformat())
    if row.held:
        yield _("录入的 {value} 只作对照，报表按系统统计。").format(value=amount(typed.value, row.unit))
    if typed.lacking:
        names = _("、").join(report.place_names.get(code, code) for code in typed.lacking[:MOST_NAMES])
        more = _("等") if len(typed.lacking) > MOST_NAMES else ""
        yield _("还缺 {names}{more} {count} 处。").format(names=names, more=more, count=len(typed.lacking))
