"""The words that offices write into a register's cells, and the closed lists they mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from desktop_app.domain.national_codes import ETHNIC_GROUPS
from desktop_app.domain.terms import Category, LivingArrangement, Sex, WillingnessKind

_SEPARATORS = re.compile(r"[、,;/|\n\r\t+&]+")
_INCLUDING = re.compile(r"\(?含失智(?:老人|老年人)?\)?")
_FILLERS = re.compile(
    r"老年人|老人|人员|对象|家庭|群体|类别|[户者的且和及兼并与或()\s·.]|(?<=残疾)人|特殊困难"
)
_GRADE = re.compile(r"([一二三四1-4ⅠⅡⅢⅣ])\s*级")
_SEVERE_GRADES = frozenset("一二12ⅠⅡ")

_CATEGORY_WORDS: dict[Category, str] = {
    Category.LIVING_ALONE: "独居 单独居住 独自居住 独住 单身独居 一人居住",
    Category.EMPTY_NEST: "空巢 双老",
    Category.LEFT_BEHIND: "留守",
    Category.INCAPACITATED: (
        "失能 完全失能 全失能 重度失能 中度失能 中重度失能 完全不能自理 不能自理 需要照顾 "
        "能力完全丧失 能力重度受损 能力中度受损 卧床"
    ),
    Category.PARTLY_INCAPACITATED: "半失能 部分失能 轻度失能 半自理 部分自理 能力轻度受损",
    Category.DEMENTIA: "失智 痴呆 老年痴呆 认知障碍 阿尔茨海默病 阿尔茨海默症",
    Category.SEVERELY_DISABLED: "重残 重度残疾 重度残疾人 一级残疾 二级残疾 残疾一级 残疾二级 重残一级 重残二级 重度残",
    Category.DISABLED: "残疾 残疾人 三级残疾 四级残疾 残疾三级 残疾四级",
    Category.OLDEST_OLD: "高龄 80岁以上 八十岁以上 90岁以上 百岁",
    Category.DESTITUTE_DISPERSED: (
        "特困 五保 三无 特困供养 分散供养 特困分散 特困分散供养 分散特困 分散五保 "
        "分散特困供养 五保分散供养 散居特困 分散"
    ),
    Category.DESTITUTE_CENTRAL: "集中供养 特困集中 特困集中供养 集中特困 集中五保 集中特困供养 五保集中供养 集中",
    Category.MINIMUM_ALLOWANCE: "低保 农村低保 城市低保 城镇低保 农牧区低保 最低生活保障 享受低保 农低保 城低保",
    Category.LOW_INCOME: "低保边缘 低收入 低保边缘家庭 边缘 低收入家庭",
    Category.SPECIAL_FAMILY: (
        "计划生育特殊 计生特殊 计生特扶 特扶 失独 计划生育特扶 计生 计划生育特殊家庭 "
        "计生特殊家庭 独生子女伤残 独生子女死亡"
    ),
    Category.CHILDLESS: "无子女 孤寡 无儿女 无儿无女",
    Category.HIGH_RISK_DISEASE: "高危慢病 高危慢性病",
    Category.CHRONIC_DISEASE: "慢病 慢性病 慢性病患",
    Category.SERIOUS_DISEASE: "大病 重病 重大疾病 重特大疾病 患大病",
    Category.PREFERENTIAL: "优抚 退役军人 烈属 伤残军人 参战退役军人",
}
_BY_WORD = {word: category for category, words in _CATEGORY_WORDS.items() for word in words.split()}
_WORDS = re.compile("|".join(sorted(map(re.escape, _BY_WORD), key=len, reverse=True)))

_NOTHING = frozenset(
    "无 否 没有 不是 一般 普通 正常 健康 自理 完全自理 能自理 可自理 全自理 生活自理 "
    "基本自理 能力完好 其他 常规 良好 较好 "
    "一般户 普通户 非残疾 - -- / × 0".split()
)
_NOT_ELDERS = ("儿童", "孤儿", "婴幼儿")

_YES = frozenset("是 有 √ ✓ ✔ ☑ ■ ● 1 Y y YES yes Yes V v 对 T true TRUE ✅ 属于 享受 已享受".split())
_NO = frozenset(
    "否 无 没有 不是 不 × ✗ ✘ X x 0 N n NO no No F false FALSE □ ☐ - -- / 未 未享受 不享受".split()
)

_LIVING: dict[LivingArrangement, str] = {
    LivingArrangement.ALONE: "独居 独自居住 单独居住 一人居住 孤寡独居 独住 单居 一个人",
    LivingArrangement.WITH_SPOUSE: (
        "与配偶居住 与配偶 和配偶居住 配偶 与老伴居住 与老伴 老伴 夫妻 俩夫妻 "
        "两夫妻 夫妻居住 夫妻同住 老两口 双老 空巢 与配偶同住 与爱人居住 夫妻二人"
    ),
    LivingArrangement.WITH_CHILDREN: (
        "与子女居住 与子女 随子女居住 随子女 子女 与子女同住 与儿子居住 与女儿居住 和子女居住 "
        "与子女合住 与子女共同居住 与家人居住 与家人同住"
    ),
    LivingArrangement.WITH_PARENTS: "与父母居住 与父母 父母",
    LivingArrangement.WITH_SIBLINGS: "与兄弟姐妹居住 与兄弟姐妹 兄弟姐妹 与兄弟居住",
    LivingArrangement.WITH_OTHER_RELATIVES: (
        "与其他亲属居住 与其他亲属 其他亲属 与亲属居住 与亲友共住 与孙子女居住 与亲属同住"
    ),
    LivingArrangement.WITH_NON_RELATIVES: "与非亲属居住 与非亲属 非亲属 与保姆居住",
    LivingArrangement.INSTITUTION: "养老机构 机构 敬老院 养老院 机构养老 入住机构 入住养老机构 福利院 幸福院",
}
_LIVING_BY_WORD = {word: kind for kind, words in _LIVING.items() for word in words.split()}

_WILLINGNESS = {
    WillingnessKind.WILLING: "愿意 同意 是 接受 √ 愿 有意愿 1 愿意接受",
    WillingnessKind.PHONE_ONLY: "仅电话 电话 只接电话 仅接电话 愿意电话 电话探访 只要电话",
    WillingnessKind.REFUSES: "拒绝 不愿意 不同意 否 拒访 不接受 不愿 × 0 无意愿",
}
_WILLINGNESS_BY_WORD = {word: kind for kind, words in _WILLINGNESS.items() for word in words.split()}

_SEXES = {
    **dict.fromkeys(("男", "男性", "1", "M", "m", "男人"), Sex.MALE),
    **dict.fromkeys(("女", "女性", "2", "F", "f", "女人"), Sex.FEMALE),
}

_ETHNIC_BY_NAME = {name: code for code, name in ETHNIC_GROUPS.items()}
_ETHNIC_BY_NAME |= {name.removesuffix("族"): code for code, name in ETHNIC_GROUPS.items()} | {
    "蒙": "02",
    "鲜": "10",
}

_CHINESE_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_GROUP = re.compile(
    r"第?([0-9零〇一二两三四五六七八九十]{1,4})(?:村民小组|居民小组|小组|组|社|队|独贵龙|号)?"
)


@dataclass(frozen=True, slots=True)
class CategoriesRead:
    """The categories of a cell, the pieces nobody knows, and whether it names somebody who is no elder."""

    categories: tuple[Category, ...] = ()
    unknown: tuple[str, ...] = ()
    not_elder: bool = False


def read_categories(text: str) -> CategoriesRead:
    """Read 独居、低保户 and the like."""
    plain = _INCLUDING.sub("", unicodedata.normalize("NFKC", text)).strip()
    found: list[Category] = []
    unknown: list[str] = []
    not_elder = False
    for piece in _SEPARATORS.split(plain):
        word = "".join(piece.split())
        if not word or word in _NOTHING:
            continue
        if any(mark in word for mark in _NOT_ELDERS):
            not_elder = True
            continue
        categories = _categories_of(word)
        if categories is None:
            unknown.append(word)
        else:
            found.extend(category for category in categories if category not in found)
    if Category.DESTITUTE_CENTRAL in found and Category.DESTITUTE_DISPERSED in found:
        found.remove(Category.DESTITUTE_DISPERSED)  # 五保（集中供养） names the plain word and the exact one
    return CategoriesRead(tuple(found), tuple(unknown), not_elder and not found)


def read_tick(text: str) -> bool | None:
    """Return what a tick cell says; None if it says neither yes nor no."""
    word = unicodedata.normalize("NFKC", text).strip()
    if word in _YES or text in _YES:
        return True
    return False if not word or word in _NO or text in _NO else None


def read_living(text: str) -> LivingArrangement | None:
    """Return the living arrangement, or None for an unknown word."""
    word = _plain(text)
    return _LIVING_BY_WORD.get(word) or _LIVING_BY_WORD.get(word.removesuffix("老人"))


def read_willingness(text: str) -> WillingnessKind | None:
    """Return the willingness, or None for an unknown word."""
    return _WILLINGNESS_BY_WORD.get(_plain(text))


def read_sex(text: str) -> Sex | None:
    """Return the sex, or None for an unknown word."""
    return _SEXES.get(_plain(text))


def read_ethnic(text: str) -> str | None:
    """Return the code of GB/T 3304 for a name or a code, or None."""
    word = _plain(text)
    if word.isascii() and word.isdigit():
        code = word.zfill(2)
        return code if code in ETHNIC_GROUPS else None
    return _ETHNIC_BY_NAME.get(word)


def read_disability(text: str) -> Category | None:
    """Return whether a text such as 肢体二级 means severely disabled or disabled; None for none."""
    word = _plain(text)
    if not word or word in _NOTHING:
        return None
    if "重" in word:
        return Category.SEVERELY_DISABLED
    grade = _GRADE.search(word)
    mark = grade[1] if grade else word if len(word) == 1 else ""
    return Category.SEVERELY_DISABLED if mark and mark in _SEVERE_GRADES else Category.DISABLED


def normalise_group(text: str) -> str:
    """Return 一组 for 第一组, 1组, 一社, 1; a named group as it stands."""
    word = _plain(text)
    match = _GROUP.fullmatch(word)
    if not match:
        return word
    return f"{_in_chinese(_number(match[1]))}组"


def _plain(text: str) -> str:
    """Return a cell's word without blanks and full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _categories_of(word: str) -> list[Category] | None:
    """Return the categories of one word, also of several written together; None if a part is unknown."""
    exact = _BY_WORD.get(word)
    if exact:
        return [exact]
    if "残" in word and _GRADE.search(word):
        disability = read_disability(word)
        return [disability] if disability else None
    found = [_BY_WORD[match.group()] for match in _WORDS.finditer(word)]
    left = _FILLERS.sub("", _WORDS.sub("", word))
    return found if found and not left else None


def _number(text: str) -> int:
    """Return the value of Arabic digits or of a Chinese number below one hundred."""
    if text.isdecimal() and text.isascii():
        return int(text)
    tens, ten, ones = text.partition("十")
    if ten:
        return _CHINESE_DIGITS.get(tens, 1) * 10 + (_CHINESE_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(_CHINESE_DIGITS.get(character, character)) for character in text))


def _in_chinese(number: int) -> str:
    """Return a number below one hundred as it is written in the name of a group: 三, 十二, 二十."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    start = "" if tens == 0 else "十" if tens == 1 else digits[tens] + "十"
    return start + (digits[ones] if ones else "")
