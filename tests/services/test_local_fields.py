"""Fields that a township adds: their names, what they hold, and what happens to it when they change."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotFound
from desktop_app.domain.terms import LocalFieldKind
from desktop_app.models import Elder
from desktop_app.services.local_fields import MOST_FIELDS, LocalFieldDraft, TooManyFields, ValuesDoNotFit
from desktop_app.services.register_drafts import ElderDraft
from tests.services.homes import VILLAGES


def save(
    application: Application, label: str, kind: str = "text", *choices: str, uid: str | None = None
) -> str:
    draft = LocalFieldDraft(label=label, kind=kind, choices=choices, uid=uid)
    return application.local_fields.save(application.actor, draft).uid


def fill(application: Application, **values: Any) -> str:
    """Register somebody with local values."""
    draft = ElderDraft(name="包小明", village_code=VILLAGES[0])
    uid = application.register.save(application.actor, draft)
    with application.store.writing("自设栏目", "王秀英") as unit:
        unit.get(Elder, uid).extra = values
    return uid


def extra(application: Application, uid: str) -> dict[str, Any]:
    with application.store.reading() as session:
        found = session.get(Elder, ("150425", uid))
        assert found is not None
        return dict(found.extra or {})


def labels(application: Application) -> list[str]:
    return [row.label for row in application.local_fields.list(application.actor)]


def test_fields_come_in_the_order_they_are_put_in(empty: Application) -> None:
    uids = [save(empty, label) for label in ("牲畜头数", "取暖方式", "草场面积")]
    assert labels(empty) == ["牲畜头数", "取暖方式", "草场面积"]
    change_set = empty.local_fields.reorder(empty.actor, [uids[2], uids[0]])
    assert labels(empty) == ["草场面积", "牲畜头数", "取暖方式"]
    assert change_set is not None
    empty.undo.undo(empty.actor, change_set)
    assert labels(empty) == ["牲畜头数", "取暖方式", "草场面积"]
    assert empty.local_fields.reorder(empty.actor, uids) is None


@pytest.mark.parametrize(
    "label", ["姓名", "身份证号", "联系 电话", "备注", "独居", "户籍地址", "", "长" * 21, "甲\n乙"]
)
def test_a_name_that_the_register_has_already_is_refused(empty: Application, label: str) -> None:
    with pytest.raises(FieldProblem) as caught:
        save(empty, label)
    assert caught.value.details["field"] == "label"
    assert labels(empty) == []


def test_a_field_of_the_same_name_is_refused_and_a_choice_needs_choices(empty: Application) -> None:
    save(empty, "取暖方式")
    with pytest.raises(FieldProblem):
        save(empty, "取暖 方式")
    with pytest.raises(FieldProblem):
        save(empty, "门牌颜色", "choice", "红", " 红 ")


def test_a_new_name_takes_the_values_along_and_undo_brings_them_back(empty: Application) -> None:
    uid = save(empty, "取暖方式", "choice", "煤炉", "电")
    elder = fill(empty, 取暖方式="煤炉", 别的="不动")
    draft = LocalFieldDraft(label="冬季取暖", kind="choice", choices=("煤炉", "电", "集中供热"), uid=uid)
    done = empty.local_fields.save(empty.actor, draft)
    assert extra(empty, elder) == {"冬季取暖": "煤炉", "别的": "不动"}
    assert empty.local_fields.counts(empty.actor) == {"冬季取暖": 1, "别的": 1}
    assert done.change_set is not None
    empty.undo.undo(empty.actor, done.change_set)
    assert extra(empty, elder) == {"取暖方式": "煤炉", "别的": "不动"}
    assert labels(empty) == ["取暖方式"]


def test_what_is_filled_in_must_fit_the_new_kind(empty: Application) -> None:
    uid = save(empty, "牲畜头数")
    fill(empty, 牲畜头数="约三十")
    with pytest.raises(ValuesDoNotFit) as caught:
        save(empty, "牲畜头数", "number", uid=uid)
    assert caught.value.details == {"count": 1}
    assert empty.local_fields.list(empty.actor)[0].kind == LocalFieldKind.TEXT.value


def test_a_retired_field_keeps_its_values_and_comes_back_with_them(empty: Application) -> None:
    uid = save(empty, "牲畜头数", "number")
    elder = fill(empty, 牲畜头数="30")
    empty.local_fields.retire(empty.actor, uid)
    assert labels(empty) == []
    assert extra(empty, elder) == {"牲畜头数": "30"}
    with pytest.raises(NotFound):
        empty.local_fields.retire(empty.actor, uid)
    assert save(empty, "牲畜头数", "number") == uid
    assert labels(empty) == ["牲畜头数"]


def test_a_name_given_up_may_be_used_for_another_field(empty: Application) -> None:
    first = save(empty, "编号甲")
    save(empty, "编号乙", uid=first)
    second = save(empty, "编号甲")
    assert second != first
    assert labels(empty) == ["编号乙", "编号甲"]


def test_there_is_room_for_so_many_fields(empty: Application) -> None:
    for number in range(MOST_FIELDS):
        save(empty, f"栏{number}")
    with pytest.raises(TooManyFields):
        save(empty, "再一栏")
