"""The columns of a visit record sheet: each field with the headers that offices give it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from desktop_app.exchange.workbooks.headers import IGNORE, without_hint


class VisitField(StrEnum):
    """What a column of a visit sheet can fill."""

    NUMBER = "number"
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    BIRTH_ON = "birth_on"
    VILLAGE = "village"
    GROUP = "group"
    VISITED_ON = "visited_on"
    MODE = "mode"
    OUTCOME = "outcome"
    VISITOR = "visitor"
    CONTENT = "content"
    HEALTH = "health"
    ECONOMY = "economy"
    FAMILY = "family"
    SAFETY = "safety"
    NEEDS = "needs"
    PROBLEM = "problem"
    MEASURE = "measure"
    NEXT_ON = "next_on"
    NOTE = "note"


NOTHING = ("sex", "age", "address")
"""Fields that help to find the header but that a visit does not take."""

_SYNONYMS: dict[str, str] = {
    VisitField.NUMBER: "序号 编号 号 序",
    VisitField.NAME: "姓名 老人姓名 老年人姓名 被探访人 探访对象 走访对象 被走访人 对象姓名 巡访对象 老人",
    VisitField.ID_NUMBER: "身份证号 身份证号码 身份证 证件号 证件号码 公民身份号码",
    VisitField.PHONE: "联系电话 联系方式 电话 手机 手机号 老人电话",
    VisitField.BIRTH_ON: "出生日期 出生年月 出生年月日",
    VisitField.VILLAGE: "嘎查村 村(社区) 行政村 村 嘎查 社区 嘎查村(社区) 村社区 村居 所属村 所在村 村名 嘎查村社区",
    VisitField.GROUP: "组别 小组 组 社 独贵龙 村民小组 网格",
    VisitField.VISITED_ON: "探访日期 走访日期 巡访日期 探访时间 走访时间 巡访时间 上门日期 日期 访问日期 上门时间",
    VisitField.MODE: "方式 探访方式 走访方式 巡访方式 探访形式 走访形式 形式",
    VisitField.OUTCOME: "结果 探访结果 走访结果 巡访结果 是否见到本人 见到本人",
    VisitField.VISITOR: "探访人 走访人 巡访人 探访员 巡访员 探访人员 走访人员 巡访人员 责任人 网格员 走访干部 包联干部",
    VisitField.CONTENT: "探访内容 走访内容 巡访内容 探访情况 走访情况 巡访情况 内容 探访记录 走访记录",
    VisitField.HEALTH: "健康状况 健康 身体状况 身体情况 健康情况",
    VisitField.ECONOMY: "经济状况 经济 经济情况 生活来源 收入情况",
    VisitField.FAMILY: "家庭赡养 家庭状况 赡养情况 赡养 家庭情况 家庭赡养情况 子女赡养",
    VisitField.SAFETY: "居住安全 安全 安全状况 居住环境 安全隐患 居家安全 安全情况",
    VisitField.NEEDS: "服务需求 需求 需求情况 老人需求 困难需求",
    VisitField.PROBLEM: "存在问题 发现问题 问题 存在的问题 发现的问题 主要问题",
    VisitField.MEASURE: "处理措施 处理情况 措施 解决措施 处置措施 处理结果 帮扶措施",
    VisitField.NEXT_ON: "下次走访日期 下次探访日期 下次巡访日期 下次走访时间 下次探访时间",
    VisitField.NOTE: "备注 说明 其他",
    "sex": "性别",
    "age": "年龄",
    "address": "家庭住址 住址 居住地址 地址",
}
_PATTERNS = (
    (re.compile("下次.*(日期|时间)"), VisitField.NEXT_ON),
    (re.compile("^(探访|走访|巡访|上门|访问).*(日期|时间)$"), VisitField.VISITED_ON),
    (re.compile("身份证|证件号"), VisitField.ID_NUMBER),
)


@cache
def _exact() -> dict[str, str]:
    """Return header → field for the headers that are known word by word."""
    return {word: str(field) for field, words in _SYNONYMS.items() for word in words.split()}


@cache
def recognise(header: str) -> str | None:
    """Return the field of a normalised header, or None."""
    plain = without_hint(header)
    for form in (header, plain):
        if form in _exact():
            return _exact()[form]
    return next((str(field) for pattern, field in _PATTERNS if pattern.search(plain)), None)


def known_fields() -> tuple[str, ...]:
    """Return every field that an explicit mapping may name."""
    return (*(str(field) for field in VisitField), IGNORE)
