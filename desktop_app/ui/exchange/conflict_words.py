"""Says what a conflict is about and what each of its values means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.changes import ChangeKey
from desktop_app.domain.errors import N_
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.phones import mask_phone
from desktop_app.domain.terms import (
    ETHNIC_GROUPS,
    Category,
    EndReason,
    FindingState,
    LivingArrangement,
    Mode,
    Outcome,
    ResidenceKind,
    Sex,
    Term,
    Tier,
    VisitorRole,
    WillingnessKind,
)
from desktop_app.services.conflicts import ConflictRow

FIELD_WORDS: dict[str, str] = {
    "name": N_("姓名"),
    "id_number": N_("身份证号"),
    "birth_on": N_("出生日期"),
    "sex": N_("性别"),
    "ethnic_code": N_("民族"),
    "phone": N_("电话"),
    "other_phones": N_("其他电话"),
    "village_code": N_("嘎查村（社区）"),
    "group_name": N_("组别"),
    "address": N_("住址"),
    "living_arrangement": N_("居住情况"),
    "tier_override": N_("调整后的等级"),
    "tier_reason": N_("调整等级的理由"),
    "registered_on": N_("登记日期"),
    "ended_on": N_("退出日期"),
    "ended_because": N_("退出原因"),
    "note": N_("备注"),
    "category": N_("类别"),
    "from_on": N_("开始"),
    "to_on": N_("结束"),
    "source": N_("依据"),
    "approver": N_("认定人"),
    "relation": N_("关系"),
    "roles": N_("用途"),
    "role": N_("角色"),
    "kind": N_("类别"),
    "place": N_("地点"),
    "witness": N_("见证人"),
    "visited_on": N_("探访日期"),
    "mode": N_("探访方式"),
    "outcome": N_("探访结果"),
    "visitor_uid": N_("探访人"),
    "visitor_name": N_("探访人"),
    "summary": N_("情况"),
    "action": N_("处理措施"),
    "what": N_("问题"),
    "state": N_("状态"),
    "due_on": N_("期限"),
    "closed_on": N_("销号日期"),
    "closing_note": N_("销号说明"),
    "retracted": N_("是否作废"),
}
_TERMS: dict[tuple[str, str], type[Term]] = {
    ("elder", "sex"): Sex,
    ("elder", "living_arrangement"): LivingArrangement,
    ("elder", "tier_override"): Tier,
    ("elder", "ended_because"): EndReason,
    ("category_span", "category"): Category,
    ("residence", "kind"): ResidenceKind,
    ("willingness", "kind"): WillingnessKind,
    ("visit", "mode"): Mode,
    ("visit", "outcome"): Outcome,
    ("visitor", "role"): VisitorRole,
    ("finding", "state"): FindingState,
}


def subject(conflict: ConflictRow) -> str:
    """Return what the conflict is about: 基本信息 · 住址."""
    kind = _(KINDS.get(conflict.entity, conflict.entity))
    return _("{kind} · {field}").format(kind=kind, field=_(FIELD_WORDS.get(conflict.field, conflict.field)))


def value_words(conflict: ConflictRow, value: Any, villages: Mapping[str, str]) -> str:
    """Return a value in words; numbers of people are masked."""
    if value is None or value in ("", [], {}):
        return _("（空）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    kind = _TERMS.get((conflict.entity, conflict.field))
    text = str(value)
    if kind is not None:
        return next((_(term.term) for term in kind if term.value == text), text)
    masked = {"id_number": mask_id_number, "phone": mask_phone}.get(conflict.field)
    if masked is not None:
        return masked(text)
    if conflict.field == "village_code":
        return villages.get(text, text)
    if conflict.field == "ethnic_code":
        return ETHNIC_GROUPS.get(text, text)
    return "、".join(map(str, value)) if isinstance(value, list) else text


def writer(key: str) -> str:
    """Return the site whose entry wrote a value, blank when the key cannot be read."""
    try:
        return ChangeKey.parse(key).site
    except ValueError:
        return ""
