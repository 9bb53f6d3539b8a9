"""Tables keep their columns, deal rows over pages and leave no row alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.reports.frames import FormRow, deal_rows
from desktop_app.reports.grid import deal

HEIGHTS = st.lists(st.floats(10, 60), max_size=80)


@given(HEIGHTS, st.floats(30, 100))
def test_every_row_is_dealt_once_and_every_page_fits(heights: list[float], tail: float) -> None:
    pages = deal(heights, 300, 300, tail)
    assert [row for start, stop in pages for row in range(start, stop)] == list(range(len(heights)))
    assert all(sum(heights[start:stop]) <= 300 for start, stop in pages)
    start, stop = pages[-1]
    assert sum(heights[start:stop]) + tail <= 300


@given(HEIGHTS)
def test_the_last_page_has_no_lone_row(heights: list[float]) -> None:
    start, stop = deal(heights, 300, 300, 80)[-1]
    assert stop - start != 1 or len(heights) == 1


@given(HEIGHTS, st.floats(30, 100))
def test_a_forms_rows_keep_their_order_and_leave_room_for_the_signatures(
    heights: list[float], tail: float
) -> None:
    rows = [FormRow((), height, leading=index % 7 == 3) for index, height in enumerate(heights)]
    pages = deal_rows(rows, 300, tail)
    assert [row for page in pages for row in page] == rows
    assert all(sum(row.height for row in page) <= 300 for page in pages)
    if pages:
        assert sum(row.height for row in pages[-1]) + tail <= 300
        assert all(not page[-1].leading for page in pages[:-1] if len(page) > 1)


GROUPS = st.lists(st.lists(st.floats(10, 40), min_size=1, max_size=12), max_size=12)


@given(GROUPS, st.floats(30, 100), st.booleans())
def test_no_banner_ends_a_page_no_subtotal_begins_one_and_signatures_never_stand_alone(
    groups: list[list[float]], tail: float, with_total: bool
) -> None:
    heights: list[float] = []
    held: list[bool] = []
    for rows in groups:
        heights += [20.0, *rows, 20.0]
        held += [True, *(False for _row in rows[1:]), True, False]
    if with_total and heights:
        heights.append(20.0)
        held[-1] = True
        held.append(False)
    pages = deal(heights, 300, 300, tail, held)
    assert [row for start, stop in pages for row in range(start, stop)] == list(range(len(heights)))
    assert all(sum(heights[start:stop]) <= 300 for start, stop in pages)
    assert all(not held[stop - 1] for _start, stop in pages[:-1])
    start, stop = pages[-1]
    assert sum(heights[start:stop]) + tail <= 300
    assert stop > start or not heights
