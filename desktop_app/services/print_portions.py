"""What goes to the printer in which order: portions of a paper, which of them are marked 副本, and what is left of a run.

A portion is a part of the paper (a person, a village, a slip) or what stands between parts. One with a serial is
printed once: whenever it may already be on paper, its next printing is a copy and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from desktop_app.reports.printed import Printed

Ranges = Sequence[tuple[int, int]]
"""First and last page of each stretch, from 1."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Pages that belong together; ``serial`` is empty where they have no number of their own."""

    serial: str
    title: str
    first_page: int
    last_page: int
    copy: bool = False

    @property
    def pages(self) -> int:
        """Return how many pages it has."""
        return self.last_page - self.first_page + 1


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still to be printed of an interrupted run.

    ``changed`` says that the paper made now is not the one that was being printed; ``gone`` counts serials of the
    old one that it no longer has, ``new`` those that the old one had not.
    """

    portions: tuple[Portion, ...]
    changed: bool = False
    gone: int = 0
    new: int = 0


def portions(
    paper: str,
    printed: Printed,
    *,
    ranges: Ranges | None = None,
    before: Collection[str] = (),
    passes: int = 1,
) -> list[Portion]:
    """Return the portions of a paper in the order of printing.

    ``ranges`` are the pages asked for, all when left out. ``before`` are serials that may be on paper already.
    Every pass after the first, and a serial that stands in the paper twice, are copies.
    """
    once = [
        replace(whole, first_page=first, last_page=last, copy=bool(whole.serial) and whole.serial in before)
        for whole in _whole(paper, printed)
        for first, last in _within(whole, ranges)
    ]
    return _doubled(once * max(passes, 1))


def left_over(
    again: Sequence[Portion],
    asked: Sequence[Portion],
    done: int,
    *,
    before: Collection[str],
    earlier: Collection[str] = (),
    same_data: bool = True,
) -> Rest:
    """Return what of ``again``, the paper made anew, is to be printed after ``done`` portions of ``asked`` came out.

    ``asked`` is what the interrupted run was to print, ``earlier`` the serials of the runs before it that it took
    over from, ``before`` the serials that may be on paper. ``same_data`` is false when a check code says otherwise.
    """
    tail = [*again[len(again) - len(asked) :]] if len(again) >= len(asked) else []
    if same_data and [_key(each) for each in tail] == [_key(each) for each in asked]:
        return Rest(tuple(_marked(tail[done:], before, asked[done:])))
    finished = Counter([*earlier, *(each.serial for each in asked[:done])])
    finished.pop("", None)
    wanted: list[Portion] = []
    for each in again:
        if finished.get(each.serial, 0):
            finished[each.serial] -= 1
        else:
            wanted.append(each)
    known = {each.serial for each in asked} | set(earlier)
    now = {each.serial for each in again}
    return Rest(
        tuple(_marked(wanted, before)), True, gone=len(known - now - {""}), new=len(now - known - {""})
    )


def run_pages(portions: Sequence[Portion], *, sheets: bool = False) -> Iterator[tuple[int, Portion] | None]:
    """Yield each page number with its portion in the order of printing; with ``sheets``, None for an empty back.

    Two people do not share a sheet that is printed on both sides.
    """
    for number, portion in enumerate(portions, start=1):
        for page in range(portion.first_page, portion.last_page + 1):
            yield page, portion
        if sheets and portion.pages % 2 and number < len(portions):
            yield None


def _whole(paper: str, printed: Printed) -> Iterator[Portion]:
    """Yield the parts of the paper, and as portions without a serial the pages before, between and after them."""
    done = 0
    for part in sorted(printed.parts, key=lambda each: each.first_page):
        if part.first_page > done + 1:
            yield Portion("", "", done + 1, part.first_page - 1)
        last = min(part.first_page + max(part.pages, 1) - 1, printed.pages)
        first = max(part.first_page, done + 1)
        if first <= last:
            yield Portion(f"{paper}/{part.serial}" if part.serial else "", part.title, first, last)
            done = last
    if done < printed.pages:
        yield Portion("", "", done + 1, printed.pages)


def _within(whole: Portion, ranges: Ranges | None) -> Iterator[tuple[int, int]]:
    if ranges is None:
        yield whole.first_page, whole.last_page
        return
    for first, last in ranges:
        begin, end = max(whole.first_page, first), min(whole.last_page, last)
        if begin <= end:
            yield begin, end


def _doubled(made: Sequence[Portion]) -> list[Portion]:
    seen: set[str] = set()
    found: list[Portion] = []
    for at, each in enumerate(made):
        # Two stretches of one person's pages follow each other; only pages that come again are a copy.
        on = at > 0 and made[at - 1].serial == each.serial and made[at - 1].last_page < each.first_page
        copy = each.copy or (found[-1].copy if on else each.serial in seen)
        found.append(replace(each, copy=copy))
        if each.serial:
            seen.add(each.serial)
    return found


def _key(portion: Portion) -> tuple[str, str, int]:
    return portion.serial, portion.title, portion.pages


def _marked(
    wanted: Sequence[Portion], before: Collection[str], asked: Sequence[Portion] = ()
) -> Iterator[Portion]:
    for at, each in enumerate(wanted):
        was = at < len(asked) and asked[at].copy
        yield replace(each, copy=bool(each.serial) and (each.copy or was or each.serial in before))
