"""The Chinese words for the kinds of records that travel, for lists, papers and conflicts."""

from __future__ import annotations

from desktop_app.domain.errors import N_

KINDS = {
    "village": N_("嘎查村（社区）"),
    "visitor": N_("探访人"),
    "elder": N_("老年人"),
    "category_span": N_("类别标签"),
    "contact": N_("联系人"),
    "residence": N_("居住时段"),
    "willingness": N_("探访意愿"),
    "assignment": N_("责任分工"),
    "visit": N_("探访记录"),
    "finding": N_("发现问题"),
    "change_set": N_("操作记录"),
}
