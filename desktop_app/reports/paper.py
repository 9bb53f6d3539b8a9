"""What every paper has in common: who signs for it, which period it covers, when and by whom it was printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "UTC+8")
"""Papers show the one time of the country, whatever the computer's clock is set to."""

SAMPLE_LINE = "样例数据，人物均为虚构，不得作为工作台账使用"
MASKED_LINE = "证件号码、联系电话已隐去部分数字"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The head and foot of a paper.

    ``printed_at`` is an aware instant; ``month_on`` is the first day of the month covered, None for papers
    about one day; ``reported_on`` is None when the date is to be written by hand.
    """

    unit: str
    division: str
    made_by: str
    printed_at: datetime
    month_on: date | None = None
    reported_on: date | None = None
    site: str = ""
    sample: bool = False
    masked: bool = True
    phone: str = ""
    """The unit's telephone as it is to be printed, empty where it is to be written by hand."""
    cut_off_at: datetime | None = None
    """When the newest fact that could count was entered or merged here."""
    rules: str = ""
    """Which policy texts, in which version, the figures follow."""
    code: str = ""
    """The check code as it is printed, empty on papers that state nothing."""
    watermark: str = ""
    """Printed pale across every page that shows numbers in full: for what, by whom, when."""
    archive: bool = False
    """Whether the file is to be PDF/A-2b."""

    @property
    def month_text(self) -> str:
        """Return the month as a form's head says it: 2026年11月."""
        return month_text(self.month_on)

    @property
    def print_line(self) -> str:
        """Return the small line under every page that says when, by whom and where it was printed."""
        at = self.printed_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        parts = [f"打印时间 {at}", f"打印人 {self.made_by}", self.site or self.unit]
        if self.masked:
            parts.append(MASKED_LINE)
        return "　".join(part for part in parts if part)

    @property
    def origin_line(self) -> str:
        """Return the second small line: how new the data is, by which rules, and the code to check it by."""
        parts = []
        if self.cut_off_at is not None:
            parts.append(f"数据截至 {self.cut_off_at.astimezone(CHINA):%Y-%m-%d %H:%M}")
        if self.rules:
            parts.append(f"规则 {self.rules}")
        if self.code:
            parts.append(f"校验码 {self.code}")
        return "　".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One indicator on paper: its two counts, the value as text (``86.4%``), and the sentence that defines it."""

    title: str
    numerator: int
    denominator: int
    text: str
    definition: str

    @property
    def sentence(self) -> str:
        """Return the figure with its counts: 月探访率 86.4%（19÷22）."""
        if not self.denominator:
            return f"{self.title}不计算（没有应计人员）"
        return f"{self.title} {self.text}（{self.numerator}÷{self.denominator}）"


def month_text(month_on: date | None) -> str:
    """Return 2026年11月, or a blank to be written by hand."""
    return f"{month_on.year}年{month_on.month}月" if month_on else "20    年    月"


def day_text(on: date | None) -> str:
    """Return 2026年11月22日, or a blank to be written by hand."""
    return f"{on.year}年{on.month}月{on.day}日" if on else "20    年    月    日"


def joined_title(place: str, title: str) -> str:
    """Return place and title as one, words that end the place and begin the title once: 寒潮专项探访电话联络表."""
    shared = next((size for size in range(len(title), 1, -1) if place.endswith(title[:size])), 0)
    return place + title[shared:]
