"""A phrase can be stored and spoken later in another language."""

from __future__ import annotations

import json
from datetime import date

from desktop_app.domain.phrases import Phrase, full_day, phrase

ENGLISH = {
    "独居": "living alone",
    "{age}岁以上{who}": "{who}, aged {age} or more",
    "、": ", ",
    "{month}月{day}日": "{month}/{day}",
    "至{day}": "until {day}",
    "留守": "left behind",
}


def english(text: str) -> str:
    return ENGLISH.get(text, text)


def test_a_phrase_is_spoken_with_its_parts_in_either_language() -> None:
    both = (Phrase("独居"), Phrase("留守"))
    sentence = phrase("{age}岁以上{who}", age=80, who=both)
    assert sentence.say(lambda text: text) == "80岁以上独居、留守"
    assert sentence.say(english) == "living alone, left behind, aged 80 or more"


def test_a_day_is_spoken_in_the_language_too() -> None:
    assert phrase("至{day}", day=date(2026, 11, 18)).say(lambda text: text) == "至11月18日"
    assert phrase("至{day}", day=date(2026, 11, 18)).say(english) == "until 11/18"
    assert full_day(date(2026, 11, 18), lambda text: text) == "2026年11月18日"


def test_a_phrase_comes_back_from_json_as_it_was() -> None:
    sentence = phrase("{a}{b}{c}{d}", a=1, b="文", c=date(2026, 1, 2), d=(Phrase("独居"), phrase("{x}", x=2)))
    assert Phrase.from_data(json.loads(json.dumps(sentence.to_data()))) == sentence


def test_braces_in_a_parameter_are_left_alone() -> None:
    assert phrase("免访（{words}）", words="{见附件}").say(lambda text: text) == "免访（{见附件}）"
