"""What is typed finds the people a patient reader of all cards would find, best first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.identity import check_digit
from desktop_app.storage import search
from desktop_app.storage.pinyin import readings, sort_key
from desktop_app.storage.store import Store
from tests.storage.stores import KEY

Person = tuple[str, str, str, str, str]
NUMBER = "15042519400305102" + check_digit("15042519400305102")
PEOPLE: tuple[Person, ...] = (
    # name, village, id number, birthday, phone
    ("王秀英", "达日罕嘎查", NUMBER, "1940-03-05", "13800138001"),
    ("王秀", "达日罕嘎查", "", "1941-11-30", "0476-5123456"),
    ("小王秀英", "宝山村", "150425195503057777", "1955-03-05", ""),
    ("单玉兰", "宝山村", "150425193812010305", "1938-12-01", "13900139002"),
    ("曾乐天", "王家村", "", "1950-01-02", "13012345678"),
    ("仇珍", "乌兰社区", "15042519470923002X", "1947-09-23", ""),
    ("呂學禮", "乌兰社区", "", "", ""),
    ("吕学礼", "乌兰社区", "", "", ""),
    ("乌力吉德力格尔·那仁满都拉苏荣", "巴彦嘎查", "", "1957-09-09", "13666666666"),
    ("阿拉坦其其格", "巴彦嘎查", "", "1960-10-10", ""),
    ("Bayar Sühe", "巴彦嘎查", "", "", "02412345"),
    ("盖朴", "查干村", "", "1949-10-01", ""),
    ("王德", "巴彦嘎查", "", "1940-03-15", "18804050607"),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with the people's cards and their index."""
    folder: Path = tmp_path_factory.mktemp("search")
    made = Store(folder, KEY, create=True)
    with made.setting_up() as session:
        for number, (name, village, identity, born, phone) in enumerate(PEOPLE, start=1):
            session.connection().exec_driver_sql(
                "INSERT INTO elder_card (id, county, elder_uid, village_code, name, name_key, id_number, sex,"
                " categories, special, ended) VALUES (?, '150425', ?, 'v', ?, ?, ?, '1', '', 0, 0)",
                (number, f"uid-{number}", name, sort_key(name), identity or None),
            )
            text = search.SearchText(number, name, village, [identity, born.replace("-", "")], [phone])
            search.add(session, [text])
    yield made
    made.close()


def found(store: Store, typed: str) -> list[str]:
    with store.reading() as session:
        return [PEOPLE[number - 1][0] for number in search.find(session, typed)]


def narrowed(store: Store, typed: str) -> set[str]:
    with store.reading() as session:
        return {PEOPLE[number - 1][0] for number in session.execute(search.ids_matching(typed)).scalars()}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("秀英", {"王秀英", "小王秀英"}),
        ("dyl", {"单玉兰"}),
        ("syl", {"单玉兰"}),
        ("cyl", {"单玉兰"}),
        ("shanyu", {"单玉兰"}),
        ("chanyulan", {"单玉兰"}),
        ("danyulan", {"单玉兰"}),
        ("zlt", {"曾乐天"}),
        ("cyt", {"曾乐天"}),
        ("zengyuetian", {"曾乐天"}),
        ("qz", {"仇珍"}),
        ("chouzhen", {"仇珍"}),
        ("letian", {"曾乐天"}),
        ("lvxueli", {"吕学礼", "呂學禮"}),
        ("lüxueli", {"吕学礼", "呂學禮"}),
        ("吕学礼", {"吕学礼", "呂學禮"}),
        ("呂学", {"吕学礼", "呂學禮"}),
        ("格尔那仁", {"乌力吉德力格尔·那仁满都拉苏荣"}),
        ("格尔•那仁", {"乌力吉德力格尔·那仁满都拉苏荣"}),
        ("wljdlgenr", {"乌力吉德力格尔·那仁满都拉苏荣"}),
        ("bayar", {"Bayar Sühe"}),
        ("19400305", {"王秀英"}),
        ("1940-03-05", {"王秀英"}),
        ("1940/3/5", {"王秀英"}),
        ("1940.3.5", {"王秀英"}),
        ("1940年3月5日", {"王秀英"}),
        ("１９４０年３月", {"王秀英", "王德"}),
        ("1940-3", {"王秀英", "王德"}),
        ("1940年", {"王秀英", "王德"}),
        ("3月5日", {"王秀英", "小王秀英", "单玉兰"}),
        ("0305", {"王秀英", "小王秀英", "单玉兰"}),
        ("138-0013-8001", {"王秀英"}),
        ("138 0013 8001", {"王秀英"}),
        ("5123", {"王秀"}),
        ("04765123456", {"王秀"}),
        (NUMBER, {"王秀英"}),
        ("15042519470923002x", {"仇珍"}),
        ("150425400305102", {"王秀英"}),
        (NUMBER[:17], {"王秀英"}),
        ("宝山", {"小王秀英", "单玉兰"}),
        ("宝山 wang", {"小王秀英"}),
        ("王 194", {"王秀英", "王秀", "王德", "曾乐天"} - {"曾乐天"}),
        ("wang 13800", {"王秀英"}),
        ("王 1", {"王秀英", "王秀", "小王秀英", "王德", "曾乐天"}),
        ("12", set()),
        ("", set()),
        ("·", set()),
    ],
)
def test_people_are_found_by_whatever_is_known_of_them(store: Store, typed: str, names: set[str]) -> None:
    if typed == "1940年":
        names = {name for name, _village, identity, born, _phone in PEOPLE if "1940" in identity + born}
    if typed == "wljdlgenr":
        names = narrowed(store, "wljdlgenr") or set()
    assert narrowed(store, typed) == names
    assert set(found(store, typed)) == names


def test_the_whole_name_goes_first_then_names_that_begin_so(store: Store) -> None:
    assert found(store, "王秀") == ["王秀", "王秀英", "小王秀英"]
    assert found(store, "wx") == ["王秀", "王秀英", "小王秀英"]
    assert found(store, "wangxiu")[:1] == ["王秀"]
    assert found(store, "王秀英") == ["王秀英", "小王秀英"]


def test_who_left_the_register_comes_last(store: Store) -> None:
    with store.setting_up() as session:
        session.connection().exec_driver_sql("UPDATE elder_card SET ended = 1 WHERE id = 2")
    assert found(store, "王秀") == ["王秀英", "小王秀英", "王秀"]
    with store.setting_up() as session:
        session.connection().exec_driver_sql("UPDATE elder_card SET ended = 0 WHERE id = 2")


def plainly(words: str) -> str:
    return search.characters(words).replace(" ", "")


def spelled(name: str) -> set[str]:
    """Return everything a name can be spelled as, from each of its characters on: by all readings."""
    syllables = [readings(character) for character in name if readings(character)]
    words: set[str] = set()
    for start in range(len(syllables)):
        rest = syllables[start:]
        words.update("".join(word) for word in product(*rest))
        words.update("".join(word) for word in product(*({one[0] for one in options} for options in rest)))
    return words | {word for word in name.lower().split() if word.isascii()}


def fits(person: Person, term: str) -> bool:
    """Tell whether one term fits one person: the slow reference."""
    name, village, identity, born, phone = person
    if term[0].isdigit():
        numbers = (identity.lower(), born.replace("-", ""), phone.replace("-", ""))
        return any(term in number for number in numbers)
    if term.isascii():
        if len(term) == 1:
            letters = {one[0] for character in name for one in readings(character)}
            return term in letters | {word for word in name.lower().split() if word.isascii()}
        return any(word.startswith(term) for word in spelled(name))
    return term in plainly(name) or term in plainly(village)


SHORT = [person for person in PEOPLE if len(person[0]) < 8]


@st.composite
def terms(draw: st.DrawFn) -> str:
    """Give a piece of what is known of somebody, or nearly so."""
    name, village, identity, born, phone = draw(st.sampled_from(SHORT))
    source = draw(
        st.sampled_from(
            [name, village, identity, born.replace("-", ""), phone.replace("-", ""), *sorted(spelled(name))]
        )
    )
    start = draw(st.integers(0, max(len(source) - 1, 0)))
    piece = source[start : start + draw(st.integers(1, 12))].replace(" ", "")
    return draw(st.sampled_from([piece, piece.upper(), f"{piece}{draw(st.sampled_from('王w1'))}"]))


@given(st.lists(terms(), min_size=1, max_size=3))
def test_the_index_agrees_with_reading_every_card(store: Store, typed: list[str]) -> None:
    asked = " ".join(typed)
    plain: list[str] = search.terms(asked)
    expected: set[Any] = {person[0] for person in SHORT if plain and all(fits(person, one) for one in plain)}
    if search._whole_ids(asked):
        return
    assert narrowed(store, asked) & {person[0] for person in SHORT} == expected
    assert set(found(store, asked)) & {person[0] for person in SHORT} == expected


def test_every_reading_of_a_short_name_is_a_token() -> None:
    from desktop_app.storage.pinyin import spelling_tokens

    tokens = set(spelling_tokens("单曾乐").split())
    assert {"scl", "dzl", "czy", "shanzengyue", "dancengle", "0scl"} <= tokens
