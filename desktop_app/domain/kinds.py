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
    "off_register": N_("不在册时段"),
    "household": N_("户"),
    "household_member": N_("户内成员"),
    "benefit": N_("享受待遇"),
    "health_fact": N_("健康情况"),
    "elder_note": N_("备忘"),
    "life_event": N_("重大变故"),
    "person_link": N_("同一人判定"),
    "local_field": N_("自设栏目"),
    "assignment": N_("责任分工"),
    "visit": N_("探访记录"),
    "visit_photo": N_("探访照片"),
    "finding": N_("发现问题"),
    "visit_pause": N_("暂停探访"),
    "duty_waiver": N_("免访或取消"),
    "tier_decision": N_("等级认定"),
    "planned_visit": N_("排定的探访"),
    "campaign": N_("专项探访"),
    "campaign_target": N_("专项探访对象"),
    "visitor_leave": N_("探访人请假"),
    "policy_text": N_("政策方案"),
    "holiday_table": N_("节假日安排"),
    "change_set": N_("操作记录"),
}
