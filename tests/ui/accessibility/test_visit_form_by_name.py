"""The program in a process of its own, worked by an accessibility client by names alone, from login to a saved visit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.forms import ItemKind
from desktop_app.domain.terms import FindingKind, Mode, Outcome, SignatureKind
from desktop_app.services.visit_drafts import visit_form
from tests.ui.accessibility import client
from tests.ui.accessibility.client import CHECKED, Node, Place
from tests.ui.made_up_home import LONG_NAME, PASSWORD, TODAY, open_home

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(client.lacking()), reason=f"not installed: {client.lacking()}"),
]

MONTH = TODAY.month
ELDER = "李福"
NAMED = {
    "收缩压 mmHg": "142",
    "舒张压 mmHg": "91",
    "体温 ℃": "36.6",
}
WRITTEN = {
    "老人的话和其他需求": "想把羊圈门口的坡铺一铺",
    "日期": "2026-11-20",
    "时间": "9:05",
    "同行人": LONG_NAME,
    "情况记录": "夜里咳嗽，𠮷家的村医来看过。",
    "帮办事项": "代买降压药两盒",
    "下次探访": "2026-12-05",
    "纸单编号": "甲37",
}


@pytest.fixture
def place() -> Iterator[Place]:
    """Give a desktop of one's own."""
    with client.desktop() as made:
        yield made


def log_in(place: Place, home: Path) -> Node:
    """Start the program and open the register, by name; return its root."""
    place.start([sys.executable, "-m", "desktop_app", "--home", str(home), "--as-of", TODAY.isoformat()])
    program = place.client.program()
    program.find("王秀英的密码", "text").write(PASSWORD)
    program.find("打开", "push button").press()
    return program


def answers_to_give() -> dict[str, list[str]]:
    """Return for every item asked this month the options to choose: the second, of several also the third."""
    found: dict[str, list[str]] = {}
    for key, (_block, item) in visit_form().by_key.items():
        if item.asked_in(MONTH) and item.kind is not ItemKind.TEXT:
            found[key] = [one.key for one in item.options[1 : 3 if item.kind is ItemKind.MULTI else 2]]
    return found


def spoken(key: str, option: str) -> str:
    """Return the name of an option as it is read out."""
    item = visit_form().by_key[key][1]
    chosen = item.option(option)
    assert chosen is not None
    return f"{item.title}：{chosen.title}"


def test_every_field_of_the_visit_form_is_worked_by_its_name(place: Place, home: Path) -> None:
    program = log_in(place, home)
    program.find(f"登记 {ELDER} 的探访", "push button").press()
    program.find("添加问题", "push button").press()
    program.find("问题内容", "text").write("羊圈电线裸露")
    program.find("签字情况", "combo box").choose(SignatureKind.PROXY.term)
    form = program.known()

    given = answers_to_give()
    for key, options in given.items():
        for option in options:
            form[spoken(key, option)].press()
    for name, text in (NAMED | WRITTEN).items():
        form[name].write(text)
    form[f"方式：{Mode.VIDEO.term}"].press()
    program.find(f"结果：{Outcome.MET_REMOTELY.term}", "radio button").press()
    form["问题类别"].choose(FindingKind.HAZARD.term)
    form["代签人"].write("儿子 李明")
    form["探访人"].choose("其他人…")
    program.find("姓名", "text").write("苏荣")

    for key, options in given.items():
        for option in options:
            assert form[spoken(key, option)].has(CHECKED), spoken(key, option)
    question = visit_form().by_key["health.disease"][1].title
    line = program.find(f"{question}：", "filler", starts=True)
    assert line.name().endswith("高血压、心脏病")
    assert form["时间"].text() == "9:05"

    program.find("保存", "push button").press()
    # Among the open findings on the page of today.
    program.find(f"办理 {ELDER} 的问题：羊圈电线裸露", "push button", starts=True)
    place.end_all()
    app = open_home(home)
    check_store(app, given)
    app.close()


def check_store(app: Application, given: dict[str, list[str]]) -> None:
    """Compare what is stored with what was said."""
    uid = next(row.uid for row in app.register.find(app.actor, ELDER))
    visit = app.visits.of_elder(app.actor, uid)[0]
    form = visit_form()
    text_item = next(key for key, (_b, item) in form.by_key.items() if item.kind is ItemKind.TEXT)
    answers: dict[str, object] = {
        key: options if form.by_key[key][1].kind is ItemKind.MULTI else options[0]
        for key, options in given.items()
    }
    assert visit.answers == answers | {text_item: WRITTEN["老人的话和其他需求"]}
    titles = {f"{each.title} {each.unit}": each.key for each in form.measures}
    assert visit.measures == {titles[name]: value for name, value in NAMED.items()}
    assert (visit.visited_on, visit.visited_time) == (date(2026, 11, 20), "09:05")
    assert (visit.mode, visit.outcome) == (Mode.VIDEO.value, Outcome.MET_REMOTELY.value)
    assert (visit.visitor_uid, visit.visitor) == (None, "苏荣")
    assert visit.companions == WRITTEN["同行人"]
    assert (visit.summary, visit.action) == (WRITTEN["情况记录"], WRITTEN["帮办事项"])
    assert (visit.next_on, visit.sheet_no) == (date(2026, 12, 5), WRITTEN["纸单编号"])
    assert (visit.signed_as, visit.signed_by) == (SignatureKind.PROXY.value, "儿子 李明")
    found = [each for each in app.visits.findings(app.actor) if each.visit_uid == visit.uid]
    assert [(each.kind, each.what) for each in found] == [(FindingKind.HAZARD.value, "羊圈电线裸露")]


@pytest.mark.proofs
def test_lines_of_choices_come_and_go_while_a_client_holds_them(place: Place, home: Path) -> None:
    program = log_in(place, home)
    program.find(f"登记 {ELDER} 的探访", "push button").press()
    program.find("添加问题", "push button")
    held = [each for name, each in program.known().items() if "：" in name and each.role() == "radio button"]
    assert len(held) > 40
    for mode in (Mode.PHONE, Mode.IN_PERSON, Mode.PHONE):
        program.find(f"方式：{mode.term}", "radio button").press()
    program.find("放弃填写", "push button").press()
    program.find("放弃", "push button").press()
    program.find("今日", "label")
    for each in held:
        try:
            each.name()
            each.press()
        except client.NotThere:
            continue  # gone, as it should be, and said so
    assert place.started[0].poll() is None, "the program lives on"
