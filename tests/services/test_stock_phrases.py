"""Stock phrases: what comes with the program, what is added and taken out, what is refused."""

from __future__ import annotations

import pytest

from desktop_app.bootstrap import Application
from desktop_app.services.stock_phrases import LONGEST, MOST, PhraseField, PhraseProblem, shipped


def texts(app: Application, field: str = "action") -> list[str]:
    return [row.text for row in app.stock_phrases.list(app.actor, field)]


@pytest.mark.parametrize("field", list(PhraseField))
def test_every_field_begins_with_short_neutral_phrases(empty: Application, field: PhraseField) -> None:
    given = texts(empty, field.value)
    assert given == list(shipped(field))
    assert len(given) == len(set(given))
    assert all(len(text) <= LONGEST and not any(sign.isdigit() for sign in text) for text in given)


def test_a_field_without_phrases_is_refused(empty: Application) -> None:
    with pytest.raises(ValueError, match="sheet_no"):
        empty.stock_phrases.list(empty.actor, "sheet_no")


def test_a_phrase_is_added_once_and_stays_with_its_field(empty: Application) -> None:
    assert empty.stock_phrases.add(empty.actor, "action", "  帮助  劈柴 ") == "帮助 劈柴"
    empty.stock_phrases.add(empty.actor, "action", "帮助 劈柴")
    rows = empty.stock_phrases.list(empty.actor, "action")
    assert [row.text for row in rows if row.own] == ["帮助 劈柴"]
    assert "帮助 劈柴" not in texts(empty, "summary")


def test_what_is_taken_most_comes_first(empty: Application) -> None:
    last = texts(empty)[-1]
    empty.stock_phrases.used(empty.actor, "action", last)
    assert texts(empty)[0] == last
    assert texts(empty)[1:] == list(shipped(PhraseField.ACTION))[:-1]


def test_a_phrase_that_is_not_listed_is_not_counted(empty: Application) -> None:
    empty.stock_phrases.used(empty.actor, "action", "从来没有的话")
    assert texts(empty) == list(shipped(PhraseField.ACTION))


def test_any_phrase_can_be_taken_out_and_put_back(empty: Application) -> None:
    given = texts(empty)[0]
    empty.stock_phrases.add(empty.actor, "action", "帮助劈柴")
    for text in (given, "帮助劈柴"):
        empty.stock_phrases.used(empty.actor, "action", text)
        empty.stock_phrases.remove(empty.actor, "action", text)
        assert text not in texts(empty)
    empty.stock_phrases.add(empty.actor, "action", given)
    assert texts(empty) == list(shipped(PhraseField.ACTION))
    assert all(row.used == 0 for row in empty.stock_phrases.list(empty.actor, "action"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n ",
        "长" * (LONGEST + 1),
        "联系女儿13800138001",
        "联系女儿 138 0013 8001",
        "联系女儿１３８００１３８００１",
        "村医 0476-1234567",
        "证号150425194303080023",
        "证号 15042519430308002X",
        "旧证 150425430308002",
    ],
)
def test_a_phrase_about_one_person_or_too_long_is_refused(empty: Application, text: str) -> None:
    with pytest.raises(PhraseProblem):
        empty.stock_phrases.add(empty.actor, "summary", text)
    assert texts(empty, "summary") == list(shipped(PhraseField.SUMMARY))


def test_a_field_takes_so_many_and_no_more(empty: Application) -> None:
    for number in range(MOST - len(shipped(PhraseField.ACTION))):
        empty.stock_phrases.add(empty.actor, "action", f"第{number}样活")
    with pytest.raises(PhraseProblem):
        empty.stock_phrases.add(empty.actor, "action", "再多一样")
    empty.stock_phrases.remove(empty.actor, "action", "第0样活")
    empty.stock_phrases.add(empty.actor, "action", "再多一样")
    assert len(texts(empty)) == MOST
