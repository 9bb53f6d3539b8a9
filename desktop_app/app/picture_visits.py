"""The scenes of visits at the door: today, the visit form, versions, rounds, sheets that come back, workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from PySide6.QtWidgets import QScrollArea

from desktop_app.app.picture_people import Shown
from desktop_app.app.scene import Act, Scene
from desktop_app.bootstrap import Application
from desktop_app.domain import sheet_codes
from desktop_app.domain.terms import FindingKind, Outcome, SignatureKind
from desktop_app.ui.phrases_menu import PhrasesButton
from desktop_app.ui.rounds.call_entries import CALL_OUTCOMES

_MEASURES = {"systolic": "192", "diastolic": "112", "glucose_fasting": "7.8", "temperature": "36.5"}


def visit_scenes(app: Application, shown: Shown) -> Iterator[Scene]:
    """Yield all of them; what is typed on them is given up again."""
    yield from _today()
    yield from _form(shown)
    yield from _visits(shown)
    yield from _households(shown)
    yield from _calls(app)
    yield from _sheets(shown)
    yield from _workbooks(app, shown)


def changing_scenes(shown: Shown) -> Iterator[Scene]:
    """Yield what changes the copy of the home, which is therefore taken last."""
    yield Scene(
        name="24-workbook-result",
        key="workbook-round",
        params={"path": str(shown.door.second_book)},
        acts=(lambda page: page.apply(),),
        main=True,
    )


def _today() -> Iterator[Scene]:
    yield Scene(name="01-today", key="today", demo=True, main=True, steps=True)
    yield Scene(
        name="01-today-below", key="today", acts=(lambda page: page.list.scrollToBottom(),), steps=True
    )
    yield Scene(name="01-today-household", key="today", acts=(_choose_roof,), steps=True)


def _form(shown: Shown) -> Iterator[Scene]:
    def scene(name: str, uid: str, *acts: Act, demo: bool = False, **more: Any) -> Scene:
        return Scene(
            name=f"08-visit-{name}",
            key="visit",
            params={"elder_uid": uid, **more},
            acts=acts,
            after=_give_up,
            demo=demo,
            main=True,
            steps=True,
        )

    door = shown.door
    queue = (shown.usual, door.couple, door.four)
    yield Scene(
        name="08-visit",
        key="visit",
        params={"elder_uid": shown.usual, "queue": queue},
        after=_give_up,
        demo=True,
        main=True,
        steps=True,
    )
    yield scene("same", shown.usual, lambda page: page.sheet.accept_all())
    yield scene("first", door.first)
    for part, words in ((0.0, "full"), (0.5, "full-050"), (1.0, "full-100")):
        yield scene(words, shown.fullest, partial(_fill, photos=door.photos), partial(scroll_all, part=part))
    yield scene("refused", shown.usual, partial(_outcome, outcome=Outcome.REFUSED))
    yield scene("wrong", shown.usual, _type_wrong)
    yield scene("correction", door.corrected, visit_uid=door.visit)
    yield scene("sheet", door.first, sheet_no=door.sheet_no, visited_on=door.sheet_on, then="back-entry")
    yield scene("phrases", shown.usual, _open_phrases)
    yield Scene(name="08-visit-picker", key="visit", after=_give_up)


def _visits(shown: Shown) -> Iterator[Scene]:
    yield Scene(name="08-visits", key="visits", demo=True, main=True)
    wanted = {"versions_of": shown.door.visit}
    yield Scene(name="08-visits-versions", key="visits", params=wanted, demo=True, main=True, steps=True)


def _households(shown: Shown) -> Iterator[Scene]:
    for name, uid in (("2", shown.door.couple), ("4", shown.door.four)):
        params = {"elder_uid": uid}
        yield Scene(
            name=f"21-household-{name}",
            key="household-round",
            params=params,
            after=_give_up,
            demo=name == "2",
            main=True,
            steps=True,
        )
        yield Scene(
            name=f"21-household-{name}-same",
            key="household-round",
            params=params,
            acts=(lambda page: page.form.accept_all(), partial(scroll_all, part=1.0)),
            after=_give_up,
            steps=True,
        )


def _calls(app: Application) -> Iterator[Scene]:
    params = {"village_code": app.register.villages(app.actor)[0].code}

    def scene(name: str, *acts: Act, demo: bool = False, main: bool = False) -> Scene:
        return Scene(
            name=f"22-calls{name}",
            key="phone-round",
            params=params,
            acts=acts,
            after=lambda page: page.give_up_draft(),
            demo=demo,
            main=main,
            steps=True,
        )

    yield scene("", main=True)
    yield scene("-filled", _fill_calls, demo=True, main=True)
    yield scene("-refusal", partial(_pick, outcome=Outcome.REFUSED), main=True)
    yield scene("-wrong-time", partial(_pick, outcome=Outcome.MET_REMOTELY), _type_wrong_time)
    yield scene("-nothing", lambda page: page.save())


def _sheets(shown: Shown) -> Iterator[Scene]:
    def typed(code: str) -> Act:
        def act(page: Any) -> None:
            page.code.field.line.setText(code)
            page.code.go.click()

        return act

    yield Scene(name="23-back-entry", key="back-entry", demo=True, main=True, steps=True)
    code = shown.door.sheet_no
    last = str((int(code[-1]) + 1) % 10)
    for name, text in (
        ("wrong-digit", code[:-1] + last),
        ("unknown", sheet_codes.make(1234567)),
        ("no-code", "1234"),
    ):
        yield Scene(
            name=f"23-back-entry-{name}",
            key="back-entry",
            acts=(typed(text),),
            main=name == "wrong-digit",
            steps=name == "wrong-digit",
        )
    yield Scene(
        name="23-back-entry-write-off",
        key="back-entry",
        acts=(lambda page: page.table.choose_first(), lambda page: page.write_off()),
        main=True,
    )


def _workbooks(app: Application, shown: Shown) -> Iterator[Scene]:
    village = {"village_code": app.register.villages(app.actor)[0].code}
    yield Scene(name="24-workbook", key="workbook-round", params=village, main=True)
    yield Scene(
        name="24-workbook-preview",
        key="workbook-round",
        params={"path": str(shown.door.filled_book)},
        demo=True,
        main=True,
        after=lambda page: page.looking.other_button.click(),
    )


# --- what is done on the pages


def scroll_all(page: Any, part: float) -> None:
    """Scroll every area in sight to a part of its height."""
    for area in page.findChildren(QScrollArea):
        if area.isVisible():
            bar = area.verticalScrollBar()
            bar.setValue(round(bar.maximum() * part))


def _give_up(page: Any) -> None:
    """Drop what was typed, so that the next picture begins anew."""
    page._drop_draft()
    page._let_go()


def _choose_roof(page: Any) -> None:
    """Choose the first person who lives under one roof with somebody on the list."""
    model = page.list.model()
    for number in range(model.rowCount()):
        page.list.setCurrentIndex(model.index(number, 0))
        if page.list.roof() is not None:
            return


def _fill(page: Any, photos: tuple[str, ...]) -> None:
    """Fill in everything that there is."""
    sheet = page.sheet
    sheet.accept_all()
    sheet.measures.set_values(_MEASURES)
    sheet.findings.add(FindingKind.URGENT.value, "血压 192/112，头晕，已联系村医上门复测")
    sheet.findings.add(FindingKind.HAZARD.value, "炉筒接口松动，窗户封严未留通风口，报警器没有电")
    captions = ("炉具和烟道", "炉具与床铺的位置")
    sheet.photos.set_values(
        [{"digest": digest, "caption": words} for digest, words in zip(photos, captions, strict=False)]
    )
    for name, value in (
        ("visited_time", "10:20"),
        ("companions", "海棠、赵宝山"),
        ("summary", "精神状态良好，与上次探访时没有变化。已提醒用火用电安全，睡前检查炉具。"),
        ("action", "检查炉具和烟道；帮助联系村医"),
        ("signed_as", SignatureKind.PROXY.value),
        ("signed_by", "乌云其其格（女儿）"),
    ):
        sheet.outcome.row(name).field.set_value(value)
    sheet.outcome.row("signed_as").field.changed.emit()
    sheet._on_changed()


def _outcome(page: Any, outcome: Outcome) -> None:
    field = page.sheet.outcome.row("outcome").field
    field.set_value(outcome.value)
    field.changed.emit()
    scroll_all(page, 0.0)


def _type_wrong(page: Any) -> None:
    """Type what cannot be and try to save."""
    page.sheet.accept_all()
    page.sheet.measures.set_values({"systolic": "80", "diastolic": "95"})
    page.sheet.outcome.row("visited_time").field.set_value("25:70")
    page.save()


def _open_phrases(page: Any) -> None:
    buttons = [each for each in page.findChildren(PhrasesButton) if each.isVisible()]
    buttons[0].ask()


def _fill_calls(page: Any) -> None:
    for outcome in (Outcome.MET_REMOTELY, Outcome.COULD_NOT_REACH, Outcome.SEEN_BY_THIRD_PARTY):
        _pick(page, outcome)
        page.sheet._on_left()


def _pick(page: Any, outcome: Outcome) -> None:
    page.sheet.panel.pick(CALL_OUTCOMES.index(outcome) + 1, "09:30")


def _type_wrong_time(page: Any) -> None:
    page.sheet.panel.time.set_value("29:99")
    page.sheet.panel.time.changed.emit()
    page.save()
