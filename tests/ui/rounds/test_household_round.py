"""A household visited together: keys only, refusals at the right person, drafts, undo, who is left out."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop_app.domain.terms import EndReason, FindingKind, Outcome
from desktop_app.services.bulk_drafts import JoinHousehold
from desktop_app.storage.faults import NotWritable
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui.register.person_page import PersonPage
from desktop_app.ui.rounds.household_page import FORM, HouseholdPage
from desktop_app.ui.rounds.people_grid import go
from desktop_app.ui.rounds.person_column import NOT_SEEN, PersonColumn
from desktop_app.ui.today.page import TodayPage
from tests.ui.conftest import Commit
from tests.ui.made_up_home import LONG_NAME, TODAY, Desk
from tests.ui.rounds.conftest import FAMILY, add_person

CTRL = Qt.KeyboardModifier.ControlModifier


def page_of(desk: Desk, name: str = FAMILY[1], **params: object) -> HouseholdPage:
    return cast(HouseholdPage, desk.open("household-round", elder_uid=desk.uid(name), **params))


def visits(desk: Desk, name: str) -> list[VisitRow]:
    return desk.app.visits.of_elder(desk.app.actor, desk.uid(name))


def column(page: HouseholdPage, name: str) -> PersonColumn:
    return next(one for one in page.form.columns if one.person.name == name)


def stored(desk: Desk, page: HouseholdPage) -> dict[str, Any] | None:
    household = desk.app.rounds.household(desk.app.actor, elder_uid=desk.uid(FAMILY[0]))
    draft = desk.app.drafts.find(desk.app.actor, FORM, str(household.uid))
    return draft.content if draft else None


def test_a_household_of_three_as_last_time_takes_few_keys(desk: Desk) -> None:
    desk.open("today")
    page_of(desk)
    desk.keys = 0
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_Return, CTRL)
    assert desk.keys <= 3
    newest = [visits(desk, name)[0] for name in FAMILY]
    assert {visit.visited_on for visit in newest} == {TODAY}
    assert len({visit.round_uid for visit in newest}) == 1
    assert newest[0].round_uid is not None
    assert newest[0].answers["health.disease"] == ["hypertension"]
    assert newest[1].answers["health.disease"] == ["none"]
    for visit in newest:
        assert visit.answers["safety.stove"] == "normal"
        assert visit.visitor == "海棠"
    assert isinstance(desk.page(), TodayPage)


def test_keys_alone_tell_that_one_was_away_one_fell_and_one_was_not_seen(desk: Desk) -> None:
    page = page_of(desk)
    desk.press(Qt.Key.Key_F6)
    first, second, third = page.form.columns
    page.form.go_to([first.person.elder_uid, "outcome"])
    desk.press(Qt.Key.Key_Right, CTRL)
    assert second.outcome.hasFocus()
    desk.press(Qt.Key.Key_2)
    desk.press(Qt.Key.Key_Right, CTRL)
    desk.press(Qt.Key.Key_9)
    assert third.left_out()
    desk.press(Qt.Key.Key_Left, CTRL)
    desk.press(Qt.Key.Key_Left, CTRL)
    while not first.answers.lines["safety.falls"].hasFocus():
        desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_4)
    desk.press(Qt.Key.Key_Return, CTRL)
    assert visits(desk, first.person.name)[0].answers["safety.falls"] == "fell"
    away = visits(desk, second.person.name)[0]
    assert (away.outcome, away.answers) == (Outcome.NOT_AT_HOME.value, {})
    assert visits(desk, third.person.name)[0].visited_on != TODAY


def test_the_keyboard_goes_from_the_house_to_the_people_and_on_row_by_row(desk: Desk) -> None:
    page = page_of(desk)
    first, second, third = page.form.columns
    list(page.form.house.answers.lines.values())[-1].setFocus()
    desk.press(Qt.Key.Key_Space)
    assert first.outcome.hasFocus()
    desk.press(Qt.Key.Key_Down)
    assert first.answers.lines["health.speech"].hasFocus()
    desk.press(Qt.Key.Key_Return)
    assert second.answers.lines["health.speech"].hasFocus()
    desk.press(Qt.Key.Key_Space)
    assert second.answers.lines["health.speech"].chosen() == ("normal",)
    assert third.answers.lines["health.speech"].hasFocus()
    desk.press(Qt.Key.Key_Return)
    assert first.answers.lines["health.movement"].hasFocus()


def test_what_is_wrong_with_the_house_is_found_once(desk: Desk) -> None:
    page = page_of(desk)
    page.form.accept_all()
    page.form.house.answers.lines["safety.flue"].set_chosen(("blocked",))
    (proposed,) = page.form.house.findings.proposals()
    page.form.house.findings.add(proposed.kind, proposed.what)
    page.form.columns[1].answers.lines["health.spirit"].set_chosen(("low",))
    assert len(page.form.columns[1].findings.proposals()) == 1
    assert page.form.columns[0].findings.proposals() == ()
    assert not page.form.columns[1].emergency.isVisible()
    page.form.columns[1].findings.add("urgent", "突发不适")
    assert "120" in page.form.columns[1].emergency.text()
    page.save()
    desk.settle()
    found = [one for one in desk.app.visits.findings(desk.app.actor) if one.what == proposed.what]
    assert [one.elder_name for one in found] == [FAMILY[0]]
    assert visits(desk, FAMILY[2])[0].answers["safety.flue"] == "blocked"


def test_where_nobody_was_met_the_house_is_not_asked_about(desk: Desk) -> None:
    page = page_of(desk)
    for one in page.form.columns:
        one.outcome.set_chosen(("not_at_home",))
    assert not page.form.house.answers.lines["safety.stove"].isVisible()
    page.save()
    desk.settle()
    assert all(not visits(desk, name)[0].answers for name in FAMILY)


def test_a_refusal_lands_at_the_person_and_nothing_is_saved_or_lost(desk: Desk) -> None:
    page = page_of(desk)
    before = {name: len(visits(desk, name)) for name in FAMILY}
    page.form.accept_all()
    second = page.form.columns[1]
    second.measures.fields["systolic"].set_value("500")
    page.form.columns[0].outcome.set_chosen((NOT_SEEN,))
    page.save()
    desk.settle()
    assert desk.page() is page
    assert second.measures.told.isVisible()
    assert "50" in second.measures.told.text()
    assert second.measures.fields["systolic"].line.hasFocus()
    assert {name: len(visits(desk, name)) for name in FAMILY} == before
    assert second.answers.first_open() is None
    second.measures.fields["systolic"].set_value("185")
    assert second.measures.proposals()[0].kind == FindingKind.URGENT.value
    page.save()
    desk.settle()
    assert visits(desk, second.person.name)[0].measures == {"systolic": "185"}


def test_what_is_missing_is_said_at_the_person_and_an_empty_visit_is_asked_about_once(desk: Desk) -> None:
    page = page_of(desk)
    page.form.columns[2].outcome.set_chosen(())
    page.save()
    desk.settle()
    assert page.form.columns[2].problem.isVisible()
    for one in page.form.columns:
        one.outcome.set_chosen((NOT_SEEN,))
    page.save()
    desk.settle()
    assert "至少" in page.form.columns[0].problem.text()
    for one in page.form.columns:
        one.outcome.set_chosen(("met_in_person",))
    page.save()
    desk.settle()
    assert "一项也没填" in page.form.columns[0].problem.text()
    page.save()
    desk.settle()
    assert visits(desk, FAMILY[0])[0].visited_on == TODAY


def test_undo_takes_the_whole_round_back_and_keeps_it_as_a_draft(desk: Desk) -> None:
    before = {name: len(visits(desk, name)) for name in FAMILY}
    desk.open("today")
    page = page_of(desk)
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.press(Qt.Key.Key_Z, CTRL)
    assert {name: len(visits(desk, name)) for name in FAMILY} == before
    kept = stored(desk, page)
    assert kept is not None
    assert kept["name"] == FAMILY[0]
    again = page_of(desk)
    assert again.form.columns[0].answers.first_open() is None


def test_a_draft_comes_back_with_everybody_and_the_place_of_the_keyboard(desk: Desk, commit: Commit) -> None:
    page = page_of(desk)
    page.form.house.answers.lines["safety.water"].set_chosen(("frozen",))
    first, second, third = page.form.columns
    first.outcome.set_chosen(("in_hospital",))
    third.findings.add("need", "想要拐杖")
    third.measures.fields["temperature"].set_value("36.6")
    page.form.go_to([second.person.elder_uid, "summary"])
    commit(second.summary.line, "腿疼")
    assert page.is_unsaved()
    desk.open("today")
    kept = stored(desk, page)
    assert kept is not None
    assert (kept["name"], kept["count"]) == (FAMILY[0], 3)
    assert "还没保存" in desk.window.notices.text()
    page = page_of(desk)
    first, second, third = page.form.columns
    assert page.form.house.answers.lines["safety.water"].chosen() == ("frozen",)
    assert first.outcome.chosen() == ("in_hospital",)
    assert second.summary.value() == "腿疼"
    assert second.summary.line.hasFocus()
    assert third.findings.words() == ["想要拐杖"]
    assert third.measures.values() == {"temperature": "36.6"}
    commit(second.summary.line, "睡得少，")
    desk.window.hide()  # as a lock does
    desk.settle()
    kept = stored(desk, page)
    assert kept is not None
    assert kept["people"][second.person.elder_uid]["summary"] == "睡得少，腿疼"
    page.give_up_draft()
    desk.settle()
    assert not page.is_unsaved()
    assert stored(desk, page) is None


def test_an_elder_alone_is_told_so_and_saved_like_others(desk: Desk) -> None:
    page = page_of(desk, "李福")
    assert page.form.alone.isVisible()
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_Return, CTRL)
    assert visits(desk, "李福")[0].visited_on == TODAY


def test_a_household_without_anybody_on_the_register_says_so(desk: Desk) -> None:
    household = desk.app.rounds.household(desk.app.actor, elder_uid=desk.uid(FAMILY[0])).uid
    for name in FAMILY:
        desk.app.register.end(desk.app.actor, desk.uid(name), on=TODAY, reason=EndReason.MOVED_OUT)
    page = cast(HouseholdPage, desk.open("household-round", household_uid=household))
    assert page.nobody.isVisible()
    assert page.main_action() is None


def test_five_people_with_the_longest_names_have_a_column_each(desk: Desk) -> None:
    household = desk.app.rounds.household(desk.app.actor, elder_uid=desk.uid(FAMILY[0])).uid
    name = "额尔敦陶格陶胡·阿拉坦格日勒图孛儿只斤氏第十一代"
    more = [add_person(desk.app, each, date(1950, 1, 1)) for each in (name, "白铁柱")]
    join = JoinHousehold(from_on=date(2026, 10, 1), household_uid=household)
    desk.app.bulk_edits.apply(desk.app.actor, desk.app.bulk_edits.preview(desk.app.actor, more, join))
    page = page_of(desk)
    QApplication.processEvents()
    assert len(page.form.columns) == 5
    lefts = [one.outcome.x() for one in page.form.columns]
    assert lefts == sorted(lefts)
    assert all(one.outcome.width() >= one.outcome.minimumSizeHint().width() for one in page.form.columns)


def test_the_outcomes_follow_the_way_and_a_death_is_announced_and_proposed_as_a_life_event(
    desk: Desk,
) -> None:
    page = page_of(desk)
    assert page.form.when.mode is not None
    page.form.when.mode.set_value("video")
    assert {one.outcome_key() for one in page.form.columns} == {"met_remotely"}
    page.form.accept_all()
    one = column(page, LONG_NAME)
    one.outcome.set_chosen(("deceased",))
    assert "名册登记将于" in one.effect.text()
    page.form.when.day.setFocus()
    desk.press(Qt.Key.Key_Return, CTRL)
    assert desk.app.register.get(desk.app.actor, desk.uid(LONG_NAME)).ended_on == TODAY
    assert LONG_NAME in desk.window.notices.text()
    assert visits(desk, FAMILY[0])[0].mode == "video"


def test_the_persons_page_opens_the_round_of_the_household(desk: Desk) -> None:
    page = cast(PersonPage, desk.open("person", uid=desk.uid(FAMILY[0]), tab=5))
    buttons = cast("list[QPushButton]", page.findChildren(QPushButton))
    next(one for one in buttons if one.accessibleName() == "入户同访" and one.isVisible()).click()
    desk.settle()
    assert isinstance(desk.page(), HouseholdPage)


def test_the_titles_of_the_rows_stay_in_sight_however_far_one_goes_to_the_right(desk: Desk) -> None:
    household = desk.app.rounds.household(desk.app.actor, elder_uid=desk.uid(FAMILY[0])).uid
    more = [add_person(desk.app, each, date(1950, 1, 1)) for each in ("白铁柱", "包小明", "陈桂英")]
    join = JoinHousehold(from_on=date(2026, 10, 1), household_uid=household)
    desk.app.bulk_edits.apply(desk.app.actor, desk.app.bulk_edits.preview(desk.app.actor, more, join))
    page = page_of(desk)
    QApplication.processEvents()
    grid = page.form._grid
    assert grid is not None
    label, bar = grid._labels["outcome"], page.form.area.horizontalScrollBar()
    assert bar.maximum() > 0
    go(page.form.columns[-1].outcome)
    QApplication.processEvents()
    assert bar.value() > 0

    def left(widget: QWidget) -> int:
        return widget.mapTo(page.form.area.viewport(), QPoint()).x()

    assert left(label) >= 0
    page.form.columns[0].outcome.set_chosen(("refused",))
    page.form.columns[0].outcome.changed.emit()
    QApplication.processEvents()
    assert left(label) >= 0
    # Who goes back to the left is not hidden behind them.
    desk.press(Qt.Key.Key_Left, CTRL)
    desk.press(Qt.Key.Key_Left, CTRL)
    desk.press(Qt.Key.Key_Left, CTRL)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert left(focused) >= left(label) + label.width()
    bar.setValue(0)
    QApplication.processEvents()
    assert left(label) < left(page.form.columns[0].outcome)


def test_a_round_that_failed_is_kept_as_typed_and_one_that_was_saved_is_not(
    desk: Desk, commit: Commit
) -> None:
    page = page_of(desk)
    page.form.accept_all()
    commit(page.form.columns[0].summary.line, "精神好")
    visits = cast(Any, desk.app.visits)
    real = visits.record_round
    seen: list[Any] = []

    def refused(*given: Any) -> Any:
        """Look at what is kept while it is being saved, and fail."""
        seen.append(desk.app.context.drafts.path.exists())
        seen.append([row.form for row in desk.app.drafts.list(desk.app.actor)])
        raise NotWritable

    visits.record_round = refused
    page.save()
    desk.settle()
    assert seen == [True, []], "what is on its way is in the file and not offered as a draft"
    assert stored(desk, page) is not None
    visits.record_round = real
    page.save()
    desk.settle()
    assert stored(desk, page) is None
    assert desk.app.visits.of_elder(desk.app.actor, desk.uid(FAMILY[0]))[0].summary == "精神好"


def test_a_draft_of_a_winter_day_comes_back_in_summer_with_what_is_asked_in_winter_only(desk: Desk) -> None:
    page = page_of(desk)
    form = page.form
    asked = [key for key, line in form.house.answers.lines.items() if form.form.by_key[key][1].winter]
    key = asked[0]
    chosen = form.form.by_key[key][1].options[-1].key
    form.house.answers.lines[key].set_chosen((chosen,))
    content = form.content()
    form.when.start(None)
    form.when.day.set_value(date(2026, 7, 1))
    form.house.show_month(7)
    assert not form.house.answers.asked(key)
    form.restore(content)
    assert form.house.answers.asked(key)
    assert form.content()["shared"] == content["shared"]
