"""Layouts are data: every shipped one is sound, an office's own text is laid over it or refused in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.reports.layouts import (
    LaidColumn,
    Layout,
    LayoutProblem,
    adapted,
    shipped,
    shipped_names,
    shipped_text,
    text_of,
)

BASE = Layout(
    name="roster",
    title="花名册",
    measure="人",
    columns=(
        LaidColumn("number", "序号", 9, "center"),
        LaidColumn("name", "姓名", 24),
        LaidColumn("sex", "性别", 9),
    ),
    signatures=("填报人：", "填报日期："),
    notes=("按月末在册填报。",),
)
WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\t\n\x0b\x0c\r\x85\u2028\u2029"), max_size=30
)


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_layout_is_sound(name: str) -> None:
    layout = shipped(name)
    assert layout.title
    assert len({column.key for column in layout.columns}) == len(layout.columns) > 0
    assert all(4 <= column.width <= 200 for column in layout.columns)
    assert adapted(layout, shipped_text(name)) == layout


@given(WORDS, WORDS, st.lists(WORDS, max_size=3), st.permutations(BASE.columns))
def test_what_is_written_is_read_back(
    number: str, office: str, lines: list[str], columns: list[LaidColumn]
) -> None:
    layout = replace(
        BASE, form_number=number, made_by_office=office, notes=tuple(lines), columns=tuple(columns[:2])
    )
    assert adapted(BASE, text_of(layout)) == layout


def test_a_title_in_several_lines_is_joined_and_one_of_a_column_with_very_many_too() -> None:
    table = 'title = "花名\\n册"\nnotes = ["甲\\r\\n乙"]\n[[columns]]\nkey = "name"\ntitle = "姓\\n名"\n'
    table += '[[columns]]\nkey = "sex"\ntitle = "' + "性\\n" * 9 + '别"\n'
    layout = adapted(BASE, table)
    assert (layout.title, layout.notes) == ("花名 册", ("甲 乙",))
    assert [column.title for column in layout.columns] == ["姓\n名", "性 " * 9 + "别"]


def test_an_own_text_changes_only_what_it_names() -> None:
    own = adapted(BASE, 'title = "老年人名册"\n[[columns]]\nkey = "name"\nwidth = 40\n')
    assert own.title == "老年人名册"
    assert own.columns == (LaidColumn("name", "姓名", 40.0),)
    assert own.signatures == BASE.signatures


@pytest.mark.parametrize(
    "text",
    [
        "title = ",
        'title = "  "',
        "title = 3",
        'subtitle = "x"',
        'statistical = "yes"',
        'signatures = "填报人："',
        "notes = [1]",
        "columns = []",
        'columns = "name"',
        "columns = [1]",
        '[[columns]]\nkey = "phone"',
        '[[columns]]\nkey = "name"\n[[columns]]\nkey = "name"',
        '[[columns]]\nkey = "name"\nwidth = 3',
        '[[columns]]\nkey = "name"\nwidth = true',
        '[[columns]]\nkey = "name"\nalign = "middle"',
        '[[columns]]\nkey = "name"\ncolour = "red"',
    ],
)
def test_a_text_that_cannot_be_used_is_refused_in_words(text: str) -> None:
    with pytest.raises(LayoutProblem) as refused:
        adapted(BASE, text)
    assert refused.value.words.format(**refused.value.values)
