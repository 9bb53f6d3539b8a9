"""Whatever cannot be is refused with three sentences, and leaves every fact, list and duty as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.cli.console import spoken
from desktop_app.domain.errors import ElderVisitsError, FieldProblem
from desktop_app.services.bulk_drafts import SetFact
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.register_drafts import (
    BenefitDraft,
    ElderDraft,
    HealthDraft,
    HouseholdDraft,
    NoteDraft,
    ResidenceDraft,
    SpanDraft,
    WillingnessDraft,
)
from desktop_app.services.visit_drafts import VisitDraft
from tests.services.homes import TODAY, VILLAGES
from tests.services.test_convergence_register import facts_and_derived
from tests.services.test_imports import OTHER, book, line

DAY = timedelta(days=1)
BEGIN, LATER = date(2026, 9, 1), date(2026, 10, 1)
Act = Callable[[Application, str, Path], object]


@pytest.fixture
def uid(empty: Application) -> str:
    """Return somebody who was visited yesterday."""
    draft = ElderDraft(
        name="包小明", village_code=VILLAGES[0], birth_on=date(1950, 2, 28), registered_on=BEGIN
    )
    made = empty.register.save(empty.actor, draft)
    visit(empty, made, TODAY - DAY)
    return made


def save(app: Application, uid: str, **facts: Any) -> object:
    known = app.register.get(app.actor, uid)
    kept = {"name": known.name, "village_code": known.village_code, "birth_on": known.birth_on}
    draft = ElderDraft(uid=uid, **{**kept, **facts})
    return app.register.save(app.actor, draft)


def visit(app: Application, uid: str, on: date) -> object:
    draft = VisitDraft(
        elder_uid=uid, visited_on=on, mode="in_person", outcome="met_in_person", visitor_name="李志强"
    )
    return app.visits.record(app.actor, draft)


def happen(app: Application, uid: str, kind: str, on: date) -> object:
    return app.life_events.record(app.actor, LifeEventDraft(elder_uid=uid, kind=kind, happened_on=on))


def span(first: date | None, last: date | None) -> tuple[SpanDraft, ...]:
    return (SpanDraft(category="living_alone", from_on=first, to_on=last),)


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


FACTS: dict[str, tuple[dict[str, Any], str]] = {
    "a category that ended before it began": ({"categories": span(LATER, BEGIN)}, "结束日期早于开始日期"),
    "a category from before the birth": ({"categories": span(date(1949, 1, 1), None)}, "早于出生日期"),
    "the same category twice at a time": (
        {"categories": (*span(BEGIN, LATER), *span(LATER, None))},
        "同一类别在同一时间只登记一次",
    ),
    "two homes at once": (
        {
            "residences": (
                ResidenceDraft(kind="child", from_on=BEGIN),
                ResidenceDraft(kind="town", from_on=LATER),
            )
        },
        "同一时间只能住在一处",
    ),
    "a residence without its first day": (
        {"residences": (ResidenceDraft(kind="child", from_on=None),)},
        "请填写日期",
    ),
    "a benefit that ended before it began": (
        {"benefits": (BenefitDraft(kind="old_age_allowance", from_on=LATER, to_on=BEGIN),)},
        "结束日期早于开始日期",
    ),
    "an amount below nothing": (
        {"benefits": (BenefitDraft(kind="old_age_allowance", from_on=BEGIN, amount=-1),)},
        "金额应在",
    ),
    "a disease to come": (
        {"health": (HealthDraft(kind="disease", what="高血压", from_on=TODAY + DAY),)},
        "日期不能晚于今天",
    ),
    "a note of tomorrow": ({"notes": (NoteDraft(text="话", noted_on=TODAY + DAY),)}, "日期不能晚于今天"),
    "a refusal without a witness": (
        {"willingness": (WillingnessDraft(kind="refuses", asked_on=BEGIN),)},
        "见证人",
    ),
    "asking again before having asked": (
        {"willingness": (WillingnessDraft(kind="willing", asked_on=LATER, next_ask_on=BEGIN),)},
        "下次询问日期应晚于",
    ),
    "a household from tomorrow": (
        {"household": HouseholdDraft(head_name="包大明", from_on=TODAY + DAY)},
        "日期不能晚于今天",
    ),
    "a birthday to come": ({"birth_on": TODAY + DAY}, "不能晚于今天"),
    "the certificate of another person": (
        {"id_number": "150425195002280014", "disability_certificate": "15042519450507002X42"},
        "身份证",
    ),
}


@pytest.mark.parametrize("case", FACTS)
def test_a_dated_fact_that_cannot_be_is_refused_in_the_editor(
    empty: Application, uid: str, case: str
) -> None:
    facts, said = FACTS[case]
    refused(empty, lambda: save(empty, uid, **facts), said)


EVENTS: dict[str, tuple[Act, str]] = {
    "a death before the last visit": (
        lambda app, uid, _folder: happen(app, uid, "deceased", BEGIN),
        "次探访在死亡日期之后",
    ),
    "a leaving before the last visit": (
        lambda app, uid, _folder: happen(app, uid, "moved_out", BEGIN),
        "次探访在迁出日期之后",
    ),
    "a return before any leaving": (
        lambda app, uid, _folder: happen(app, uid, "returned", TODAY),
        "没有可以“迁回”的离开登记",
    ),
    "an event to come": (lambda app, uid, _folder: happen(app, uid, "fall", TODAY + DAY), "不能晚于今天"),
    "an event before the birth": (
        lambda app, uid, _folder: happen(app, uid, "fall", date(1949, 1, 1)),
        "早于出生日期",
    ),
    "a visit to come": (lambda app, uid, _folder: visit(app, uid, TODAY + DAY), "探访日期"),
    "a person merged with itself": (
        lambda app, uid, _folder: app.same_person.merge(app.actor, uid, uid),
        "不能和自己合并",
    ),
    "a village code of another county": (
        lambda app, _uid, _folder: app.divisions.recode(
            app.actor, VILLAGES[0], "150426202299", from_on=TODAY
        ),
        "旗县",
    ),
    "somebody in a village of another county": (
        lambda app, uid, _folder: _moved_away(app, uid),
        "嘎查村",
    ),
    "a village merged into itself": (
        lambda app, _uid, _folder: app.divisions.merge(app.actor, VILLAGES[0], VILLAGES[0], from_on=TODAY),
        "自己",
    ),
    "a renaming to come": (
        lambda app, _uid, _folder: app.divisions.rename(app.actor, VILLAGES[0], "新村", from_on=TODAY + DAY),
        "今天",
    ),
    "a division list of another county": (
        lambda app, _uid, folder: app.division_lists.preview(
            app.actor, written(folder, "名单.csv", "代码,名称\n150426202201,别处村\n")
        ),
        "旗县",
    ),
    "a division list that is a picture": (
        lambda app, _uid, folder: app.division_lists.preview(
            app.actor, written(folder, "名单.csv", "\x89PNG")
        ),
        "",
    ),
    "broken import settings": (
        lambda app, _uid, folder: app.import_templates.read_file(
            app.actor, written(folder, "设置.json", json.dumps({"version": 1}))
        ),
        "不是可用的导入设置文件",
    ),
    "import settings cut off in the middle": (
        lambda app, _uid, folder: app.import_templates.read_file(
            app.actor, written(folder, "设置.json", '{"format": "elder-vis')
        ),
        "不是可用的导入设置文件",
    ),
}


def _moved_away(app: Application, uid: str) -> object:
    return app.register.save(app.actor, ElderDraft(uid=uid, name="包小明", village_code="150426202201"))


@pytest.mark.parametrize("case", EVENTS)
def test_what_cannot_happen_is_refused(empty: Application, uid: str, tmp_path: Path, case: str) -> None:
    act, said = EVENTS[case]
    refused(empty, lambda: act(empty, uid, tmp_path), said)


AFTER_DEATH: dict[str, tuple[Act, str]] = {
    "a visit after death": (lambda app, uid, _folder: visit(app, uid, TODAY), "已登记死亡"),
    "a second death": (lambda app, uid, _folder: happen(app, uid, "deceased", TODAY - DAY), "已登记死亡"),
    "a fall after death": (lambda app, uid, _folder: happen(app, uid, "fall", TODAY), "已登记死亡"),
    "a return from death": (lambda app, uid, _folder: happen(app, uid, "returned", TODAY), "已登记死亡"),
}


@pytest.mark.parametrize("case", AFTER_DEATH)
def test_nothing_happens_after_death(empty: Application, uid: str, tmp_path: Path, case: str) -> None:
    happen(empty, uid, "deceased", TODAY - DAY)
    act, said = AFTER_DEATH[case]
    refused(empty, lambda: act(empty, uid, tmp_path), said)


def test_a_return_before_the_leaving_is_refused(empty: Application, uid: str) -> None:
    happen(empty, uid, "moved_out", TODAY - DAY)
    refused(empty, lambda: happen(empty, uid, "returned", TODAY - 2 * DAY), "应晚于退出名册的日期")


def test_an_edit_over_somebody_elses_is_refused_and_the_other_stands(empty: Application, uid: str) -> None:
    mine = empty.register.get(empty.actor, uid)
    save(empty, uid, phone="13900000001")
    refused(
        empty,
        lambda: save(empty, uid, phone="13900000002", version=mine.version),
        "已有其他改动",
        "您填写的内容也还在",
    )
    # A fact that hangs on the person counts as much as a field of the person.
    mine = empty.register.get(empty.actor, uid)
    happen(empty, uid, "hospital_in", TODAY)
    refused(empty, lambda: save(empty, uid, phone="13900000002", version=mine.version), "已有其他改动")


def test_previews_that_others_overtook_are_refused(empty: Application, uid: str, tmp_path: Path) -> None:
    edit = empty.bulk_edits.preview(empty.actor, [uid], SetFact(field="group_name", value="三组"))
    incoming = empty.imports.preview(empty.actor, book(tmp_path, line("苏日娜", OTHER)))
    save(empty, uid, phone="13900000001")
    refused(empty, lambda: empty.bulk_edits.apply(empty.actor, edit), "预览之后名册又有改动")
    refused(empty, lambda: empty.imports.apply(empty.actor, incoming), "预览")


def refused(app: Application, act: Callable[[], object], *said: str) -> None:
    """Expect a refusal in three whole sentences, and everything to be as it was before."""
    before = facts_and_derived(app)
    with pytest.raises(ElderVisitsError) as refusal:
        act()
    words = spoken(refusal.value)
    for sentence in (words.what, words.data_safe, words.do_now):
        assert sentence.endswith("。") or isinstance(refusal.value, FieldProblem)
        assert sentence
        assert "{" not in sentence
    for part in said:
        assert part in words.what + words.data_safe + words.do_now
    assert facts_and_derived(app) == before
    assert app.checks.run(app.actor) == []
