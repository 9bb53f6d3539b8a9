"""The words that offices write for family status, schooling, residency and disability, and what they mean."""

from __future__ import annotations

import re
import unicodedata

from desktop_app.domain.national_codes import EDUCATION_LEVELS, MARITAL_STATUSES
from desktop_app.domain.terms import DisabilityGrade, DisabilityKind, Residency

_MARKS = re.compile(r"[\s、,，。.()（）/]+")
_GRADE = re.compile(r"([一二三四1-4ⅠⅡⅢⅣ])\s*级")
_MARITAL = {word: code for code, word in MARITAL_STATUSES.items()} | {
    "有配偶": "20",
    "已婚有配偶": "20",
    "在婚": "20",
    "丧偶未再婚": "30",
    "离异": "40",
    "离婚未再婚": "40",
    "未说明": "90",
}
_EDUCATION: dict[str, str] = {
    "10": "研究生 硕士 博士 硕士研究生 博士研究生",
    "20": "本科 大学本科 大本",
    "30": "大专 专科 大学专科 高职",
    "40": "中专 中等专科 职高 职业高中 技校 中技 中职 中等专业学校 中师",
    "60": "高中 普通高中 高级中学",
    "70": "初中 普通初中 初级中学",
    "80": "小学 初小 高小 完小",
    "90": "文盲 半文盲 文盲半文盲 文盲或半文盲 未上学 未上过学 没上过学 不识字 未受教育",
}
_EDUCATION_BY_WORD = {word: code for code, words in _EDUCATION.items() for word in words.split()} | {
    word: code for code, word in EDUCATION_LEVELS.items()
}
_RESIDENCY: dict[Residency, str] = {
    Residency.BOTH: "户籍在人在 户在人在 人户一致 户籍人口常住 户籍常住 人在户在 人户同在",
    Residency.REGISTERED_ONLY: "户籍在人不在 户在人不在 空挂户 人不在户在 外出 户籍在外居住",
    Residency.LIVING_ONLY: "户籍不在人在 户不在人在 人在户不在 人在户籍不在 外来常住 非户籍常住",
}
_RESIDENCY_BY_WORD = {word: kind for kind, words in _RESIDENCY.items() for word in words.split()}
_KIND_WORDS: dict[str, DisabilityKind] = {
    **{kind.term: kind for kind in DisabilityKind},
    "语言": DisabilityKind.SPEECH,
    "听语": DisabilityKind.SEVERAL,
}
_GRADES = dict(zip("一二三四1234ⅠⅡⅢⅣ", [*DisabilityGrade] * 3, strict=True))


def read_marital(text: str) -> str | None:
    """Return the code of GB/T 2261.2 for a word, or None."""
    return _MARITAL.get(_plain(text))


def read_education(text: str) -> str | None:
    """Return the code of GB/T 4658 for a word, or None; whoever never went to school is 90."""
    word = _plain(text)
    return _EDUCATION_BY_WORD.get(word) or _EDUCATION_BY_WORD.get(word.removesuffix("毕业"))


def read_residency(text: str) -> Residency | None:
    """Return whether household register and person are here, or None for an unknown word.

    人户分离 alone does not say which of the two is here.
    """
    word = _plain(text)
    if word == "否":
        return Residency.BOTH
    return _RESIDENCY_BY_WORD.get(word)


def read_disability_kind(text: str) -> DisabilityKind | None:
    """Return the one kind that a text such as 肢体二级 names, or None."""
    found = {kind for word, kind in _KIND_WORDS.items() if word in _plain(text)}
    if DisabilityKind.SEVERAL in found:
        return DisabilityKind.SEVERAL
    return found.pop() if len(found) == 1 else None


def read_disability_grade(text: str) -> DisabilityGrade | None:
    """Return the grade that a text such as 肢体二级 names, or None."""
    word = _plain(text)
    found = _GRADE.search(word)
    mark = found[1] if found else word if len(word) == 1 else ""
    return _GRADES.get(mark)


def _plain(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))
