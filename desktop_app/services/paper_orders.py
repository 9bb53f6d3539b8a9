"""What is asked of a paper and what came of it: the wish, the order that its maker gets, and the finished file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from desktop_app.config.strings import _
from desktop_app.domain.emergency import RosterFilter
from desktop_app.domain.errors import N_, FieldProblem, InputError, NotAllowed
from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.batches import site_code
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.catalogue import Ask, Paper, paper
from desktop_app.reports.layouts import Layout
from desktop_app.reports.paper import CHINA, Signed
from desktop_app.reports.printed import Printed
from desktop_app.reports.statements import Stated, pack, shown, statement
from desktop_app.services import paper_origin, settings
from desktop_app.services.actor import WORKERS, Actor
from desktop_app.services.context import Context
from desktop_app.services.paper_layouts import layout_of, tried
from desktop_app.services.places import Places
from desktop_app.services.printed_sheets import PreparedSheet
from desktop_app.services.support_drafts import SupportWish

FOR_SUBMISSION = "仅供报送使用"
"""What stands across a paper with numbers in full."""


class UnknownPaper(InputError):
    """No paper has this name."""

    code = "report.unknown"
    what = N_("没有名为“{paper}”的报表。")
    do_now = N_("用 elder-visits report list 查看可用的报表。")


class MadeElsewhere(InputError):
    """The paper is about an import or a batch and made with it."""

    code = "report.made_elsewhere"
    what = N_("“{paper}”不在这里生成，它随导入名册或检验上报包一起写出。")
    do_now = N_(
        "导入报告用 elder-visits register import 文件 --report，检验单用 elder-visits batch inspect 文件 --report。"
    )


class WrongFormat(InputError):
    """The paper does not come in this format."""

    code = "report.format"
    what = N_("“{paper}”不能生成 {format} 文件。")
    do_now = N_("请把文件名后缀改为：{formats}。")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWish:
    """Which paper, of which month, about whom; ``masked`` hides parts of id numbers and phones.

    ``village_code`` may be a name as well. ``reason`` is needed with numbers in full, ``recipient`` besides for the
    copy handed to a person. ``period`` is ``2026-H1`` or ``2026`` for progress and binder, ``category`` narrows a
    roster. ``blank`` asks for the empty form, ``archive`` for PDF/A-2b. ``layout`` is an own layout
    that is only being tried: its name and its text.
    """

    name: str
    month: tuple[int, int]
    village_code: str | None = None
    elder_uid: str | None = None
    elder_uids: tuple[str, ...] | None = None
    visit_uids: tuple[str, ...] | None = None
    campaign_uid: str | None = None
    finding_uid: str | None = None
    finding_uids: tuple[str, ...] | None = None
    visitor_uid: str | None = None
    handover_uid: str | None = None
    roster: RosterFilter | None = None
    support: SupportWish | None = None
    masked: bool = True
    reason: str | None = None
    recipient: str | None = None
    period: str | None = None
    category: str | None = None
    blank: bool = False
    archive: bool = False
    layout: tuple[str, str] | None = None

    @property
    def about(self) -> tuple[str, ...]:
        """Return which paper of what it is, the part of a check code that is not figures."""
        people = () if self.elder_uids is None else self.elder_uids
        parts = (
            self.name,
            f"{self.month[0]}-{self.month[1]:02}",
            self.period,
            self.village_code,
            self.category,
            self.elder_uid,
            *people,
            self.campaign_uid,
            self.visitor_uid,
            self.handover_uid,
            self.finding_uid,
            "masked" if self.masked else "full",
        )
        return tuple(part or "" for part in parts)


@dataclass(frozen=True, slots=True)
class Issue:
    """What a paper states, as it is kept under its check code when the paper goes out."""

    code: str
    statement: bytes
    title: str
    rules: str
    cut_off_at: datetime | None
    columns: tuple[str, ...] = ()
    """The columns of a table, by which a changed layout is told from changed data."""


class Coding(StrEnum):
    """Which codes the sheets of a paper get: real ones, or the sample of a preview."""

    SAMPLE = "sample"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file; ``issue`` is None for a paper that states nothing to be checked later."""

    path: Path
    printed: Printed
    people: int = 0
    elder_uid: str | None = None
    """How many people's data the file shows, 0 where it holds counts only, and whose where it is one person's."""
    sheets: tuple[PreparedSheet, ...] = ()
    """The coded sheets in it, which stand as printed once they are recorded."""
    issue: Issue | None = None

    @property
    def pages(self) -> int:
        """Return how many pages it has, 0 for a workbook."""
        return self.printed.pages


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """One paper to be written to ``out`` in a format, for somebody."""

    context: Context
    actor: Actor
    wish: PaperWish
    out: Path
    form: str
    progress: Progress = SILENT
    coding: Coding = Coding.SAMPLE
    told: Callable[[Issue], None] | None = None
    """Called as soon as it is known what the paper states; raises to end there, before anything is written."""

    @property
    def village(self) -> str | None:
        """Return the code of the village asked for; raises ``FieldProblem`` for one that is not of this site."""
        text = self.wish.village_code
        return village_of(self.context, text) if text else None

    @property
    def month_on(self) -> date:
        """Return the first day of the month asked for."""
        return date(*self.wish.month, 1)

    def layout(self, name: str) -> Layout:
        """Return a layout as this office has it, or as it is being tried; raises ``LayoutRefused``."""
        trying = self.wish.layout
        if trying is not None and trying[0] == name:
            return tried(*trying)
        return layout_of(self.context, name)

    def signed(self, month_on: date | None = None, *, masked: bool = False) -> Signed:
        """Return who makes the paper, for which unit, and when; ``month_on`` names the month in its head.

        A paper that could hide numbers and shows them in full says across every page for what, by whom and when.
        """
        made = replace(signed(self.context, self.actor, month_on, masked=masked), archive=self.wish.archive)
        if not hides_numbers(self.wish) or self.wish.masked or self.wish.blank:
            return made
        at = made.printed_at.astimezone(CHINA)
        return replace(made, watermark=f"{FOR_SUBMISSION}　{made.made_by}　{at:%Y-%m-%d %H:%M}")


S = TypeVar("S", bound="Says")


class Says(Protocol):
    """A paper as plain data with its head and foot."""

    @property
    def signed(self) -> Signed:
        """Return head and foot."""
        ...


def issued(order: PaperOrder, paper: S, title: str, lines: Iterable[Stated]) -> tuple[S, Issue]:
    """Return the paper with its check code in the foot, and what is kept of it when it goes out.

    ``lines`` is everything that the paper states about the data, in a fixed order: the same facts give the same code.
    """
    said = statement(replace(order.wish, village_code=order.village).about, lines)
    code = said.code
    coded = replace(paper, signed=replace(paper.signed, code=shown(code)))  # type: ignore[type-var]  # a dataclass
    layout = getattr(paper, "layout", None)
    columns = () if layout is None else tuple(column.title.replace("\n", "") for column in layout.columns)
    issue = Issue(code, pack(said), title, paper.signed.rules, paper.signed.cut_off_at, columns)
    if order.told is not None:
        order.told(issue)
    return coded, issue


def hides_numbers(wish: PaperWish) -> bool:
    """Tell whether this is a paper on which id numbers and phones can be hidden."""
    entry = paper(wish.name)
    return entry is not None and Ask.NUMBERS in entry.asks


def require_reason(actor: Actor, wish: PaperWish) -> None:
    """Refuse numbers in full to readers, and without a reason: they leave the office only where a report needs them."""
    in_full = hides_numbers(wish) and not wish.masked and not wish.blank
    if in_full and actor.role not in WORKERS:
        raise NotAllowed
    if in_full and not (wish.reason or "").strip():
        raise FieldProblem(
            field="reason",
            label=N_("用途"),
            reason=N_("显示完整号码须写明用途，例如“报送旗县民政局”"),
        )


def signed(context: Context, actor: Actor, month_on: date | None = None, *, masked: bool = False) -> Signed:
    """Return who makes a paper, for which unit, and when."""
    site = context.site
    with context.store.reading() as session:
        phone = settings.read(session, settings.UNIT_PHONE)
        cut_off = paper_origin.cut_off_at(session, site.site)
        rules = paper_origin.rules_words(session, context)
    return Signed(
        unit=site.unit_name,
        division=Places(context).full_name(site.division_code),
        made_by=actor.name,
        printed_at=context.clock.now(),
        month_on=month_on,
        site=site_code(site.site),
        sample=site.sample,
        masked=masked,
        phone=phone,
        cut_off_at=cut_off,
        rules=rules,
    )


def village_of(context: Context, text: str) -> str:
    """Return the code of a village given as code or name; raises ``FieldProblem`` for one that is not of this site."""
    code = Places(context).find(text)
    known = {village.code for village in Places(context).villages()}
    if code is None and text in known:
        code = text
    if code is None or (code not in known and context.site.level is not SiteLevel.COUNTY):
        raise FieldProblem(field="village", label=N_("嘎查村（社区）"), reason=N_("没有找到这个村"))
    return code


def format_of(name: str, out: Path) -> str:
    """Return the format that a file's ending asks for; raises ``UnknownPaper`` and ``WrongFormat``."""
    entry: Paper | None = paper(name)
    if entry is None:
        raise UnknownPaper(paper=name)
    form = out.suffix.lower().lstrip(".")
    if form not in entry.formats:
        raise WrongFormat(paper=_(entry.title), format=form or "?", formats="、".join(entry.formats))
    return form
