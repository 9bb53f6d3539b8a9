"""The lists about services: the month with its figures and names, arrangements, needs, providers, a person's tab."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from desktop_app.domain.terms import UserRole
from desktop_app.services.actor import Actor
from desktop_app.ui import theme
from desktop_app.ui.register.person_page import PersonPage
from desktop_app.ui.services import list_page
from desktop_app.ui.services.end_dialog import EndDialog
from desktop_app.ui.services.list_page import ServicesPage
from desktop_app.ui.services.month_read import PEOPLE as SERVED
from desktop_app.ui.services.month_read import TIMES
from desktop_app.ui.services.names_dialog import NamesDialog
from desktop_app.ui.services.needs_page import ServiceNeedsPage
from desktop_app.ui.services.plan_dialog import PlanDialog
from desktop_app.ui.services.plans_page import ServicePlansPage
from desktop_app.ui.services.provider_dialog import ProviderDialog
from desktop_app.ui.services.providers_page import ServiceProvidersPage
from tests.ui.made_up_home import LONG_NAME, PEOPLE, TODAY, Desk
from tests.ui.services.conftest import CANTEEN, NEED

D = TypeVar("D")
CTRL = Qt.KeyboardModifier.ControlModifier


def dialog(desk: Desk, kind: type[D]) -> D:
    desk.settle()
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


def test_the_month_is_listed_counted_and_narrowed(served: Desk) -> None:
    page = cast(ServicesPage, served.open("services"))
    assert page.table.count() == 3
    assert page.figures[TIMES].numerator == page.figures[SERVED].numerator == 3
    page.show_names(TIMES)
    shown = dialog(served, NamesDialog)
    assert shown.table.count() == 3
    shown.reject()
    page.search.setText(LONG_NAME)
    page.search.ask_now()
    served.settle()
    assert page.table.count() == 1
    page.search.clear()
    page.search.ask_now()
    page.service.set_value("bath")
    served.settle()
    assert page.table.count() == 0
    page.table.empty.button.click()
    served.settle()
    assert page.table.count() == 3
    page.month.set_value((TODAY - timedelta(days=40)).replace(day=1))
    served.settle()
    assert page.table.count() == 0


def test_a_low_page_says_its_figures_in_one_line_and_folds_the_rarer_filters(served: Desk) -> None:
    page = cast(ServicesPage, served.open("services"))
    page.resize(900, theme.px(25))
    assert page.said.text().startswith("3 人次，3 人")
    assert not page.times.isVisible()
    assert not page.provider.isVisible()
    page.fold.button.click()
    assert page.times.isVisible()
    page.service.set_value("bath")
    served.settle()
    assert page.fold.button.text() == "数字和筛选（已筛选） ▾"


def test_a_record_and_a_whole_round_are_taken_back_and_come_again(
    served: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_page, "ask", lambda *_args, **_words: True)
    page = cast(ServicesPage, served.open("services"))
    page.table.setFocus()
    served.press(Qt.Key.Key_Delete)
    assert page.table.count() == 2
    served.press(Qt.Key.Key_Z, CTRL)
    assert page.table.count() == 3
    page.round_button.click()
    served.settle()
    assert page.table.count() == 0
    served.press(Qt.Key.Key_Z, CTRL)
    assert page.table.count() == 3


def test_a_service_is_arranged_changed_and_ended(served: Desk) -> None:
    uid = served.uid("张三")
    page = cast(ServicePlansPage, served.open("service-plans", add=True, elder_uid=uid, service="bath"))
    asked = dialog(served, PlanDialog)
    asked.rhythm.set_value("week:1,4")
    asked.provider.line.setText(CANTEEN)
    asked.save_now()
    served.settle()
    (plan,) = served.app.service_plans.of_elder(served.app.actor, uid)
    assert (plan.service, plan.rhythm, plan.provider) == ("bath", "week:1,4", CANTEEN)
    assert plan.provider_uid is not None, "a name of the list is that provider"
    assert page.table.count() == 1
    page.change_button.click()
    changing = dialog(served, PlanDialog)
    changing.to_on.set_value(TODAY + timedelta(days=10))
    changing.save_now()
    served.settle()
    line = page.table.model.row_at(0)
    assert line is not None
    shown = {column.key: column.text(line) for column in page.table.model.columns}
    assert (shown["left"], shown["rhythm"]) == ("还剩 10 天", "每周一、四")
    page.end_button.click()
    dialog(served, EndDialog).save_now()
    served.settle()
    assert page.table.count() == 0
    page.everybody.click()
    served.settle()
    assert page.table.count() == 2


def test_a_need_leads_to_the_form_that_meets_it(served: Desk) -> None:
    page = cast(ServiceNeedsPage, served.open("service-needs"))
    line = page.table.current()
    assert line is not None
    assert (line.elder_name, line.what) == ("张三", NEED)
    said = next(each for each in page.table.model.columns if each.key == "services")
    assert said.text(line) == "按内容选择"
    page.table.setFocus()
    served.press(Qt.Key.Key_Return)
    assert served.window.navigator.current_key() == "service"
    form = served.page().form  # type: ignore[attr-defined]  # the form's page
    form.service.set_value("meal")
    assert form.closes.value()


def test_a_provider_is_added_with_its_contract_and_stops(served: Desk) -> None:
    page = cast(ServiceProvidersPage, served.open("service-providers"))
    assert page.table.count() == 1
    served.press(Qt.Key.Key_Insert)
    asked = dialog(served, ProviderDialog)
    asked.name.set_value(CANTEEN)
    asked.save_now()
    assert asked.isVisible(), "the kind is missing"
    asked.kind.combo.setCurrentIndex(2)
    asked.save_now()
    served.settle()
    assert asked.form.row("name").error.text(), "a name that is on the list"
    asked.name.set_value("善邻互助社")
    asked.save_now()
    served.settle()
    assert page.table.count() == 2
    page.end_button.click()
    dialog(served, EndDialog).save_now()
    served.settle()
    assert page.table.count() == 1


def test_the_tab_of_a_person_shows_what_is_arranged_given_due_and_lacking(served: Desk) -> None:
    page = cast(PersonPage, served.open("person", uid=served.uid("张三")))
    page.tabs.setCurrentIndex(3)
    served.settle()
    assert NEED in shown_texts(page)
    page = cast(PersonPage, served.open("person", uid=served.uid(PEOPLE[0])))
    page.tabs.setCurrentIndex(3)
    served.settle()
    assert "每天" in shown_texts(page)
    assert "12.50 元" in shown_texts(page)


def shown_texts(page: QWidget) -> str:
    labels = cast("list[QLabel]", page.findChildren(QLabel))
    return " ".join(label.text() for label in labels if label.isVisible())


def test_a_reader_sees_and_cannot_change(served: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Actor("读者", UserRole.READER)
    monkeypatch.setattr(served.app, "actor", reader)
    for key in ("services", "service-plans", "service-needs", "service-providers"):
        page = served.open(key)
        assert page.main_action() is None
        made = cast("list[QPushButton]", page.findChildren(QPushButton))
        shown = [one.accessibleName() for one in made if one.isVisible()]
        assert not {"更正", "撤销记录", "更改", "结束", "登记服务", "批量登记", "增加"} & set(shown)
