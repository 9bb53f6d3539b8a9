"""The keys that mean the same on every page: what the frame binds, and what every list and form does."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.page import KeyHint

OVERVIEW_KEY = "Shift+F1"

GENERAL = (
    KeyHint("F1", N_("这一页的帮助")),
    KeyHint(OVERVIEW_KEY, N_("按键一览")),
    KeyHint("F2", N_("登记探访")),
    KeyHint("F3", N_("找人")),
    KeyHint("Ctrl+K", N_("找人")),
    KeyHint("F4", N_("右上角的主要按钮")),
    KeyHint("F5", N_("重新读取")),
    KeyHint("Ctrl+P", N_("打印")),
    KeyHint("Ctrl+Z", N_("撤销刚才保存的")),
    KeyHint("Ctrl+L", N_("锁定")),
    KeyHint("Alt+Left", N_("回到上一页")),
    KeyHint("Alt+Home", N_("回到今日")),
)
"""Bound by the frame on every page."""

HABITS = (
    KeyHint("Enter", N_("下一格；在列表里是打开")),
    KeyHint("Ctrl+Enter", N_("保存")),
    KeyHint("Esc", N_("取消或返回，有内容会丢时先问")),
    KeyHint("Tab", N_("下一个按钮或格子")),
    KeyHint("Ctrl+A", N_("列表：全选")),
    KeyHint("Ctrl+C", N_("列表：复制所选的行")),
    KeyHint("Ctrl+Shift+C", N_("列表：复制全部")),
)
"""What forms and lists do with their keys wherever they stand."""

MEANINGS = {
    "F6": N_("由程序先填好：与上次相同、提出排期、预演"),
    "F7": N_("打印出动单"),
    "Shift+F7": N_("打印逾期名单"),
    "F8": N_("跳到下一个"),
    "F9": N_("为什么要探访"),
    "F11": N_("常用语"),
    "F10": N_("看所选探访的历次版本"),
    "F12": N_("到“第一天”的步骤栏，再按回来"),
}
"""What a function key stands for wherever a page has it; no page may give it another meaning."""
