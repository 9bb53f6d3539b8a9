"""The scenes that pictures are taken of: which page, with what, and what is done before the picture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea

from desktop_app.app.picture_after import after_scenes
from desktop_app.app.picture_duties import duty_scenes
from desktop_app.app.picture_papers import paper_scenes
from desktop_app.app.picture_people import OWN_COLUMNS, Shown
from desktop_app.app.picture_policies import policy_scenes
from desktop_app.app.picture_rounds import round_scenes
from desktop_app.app.picture_visits import changing_scenes, visit_scenes
from desktop_app.app.picture_window import window_scenes
from desktop_app.app.scene import Act, Scene
from desktop_app.bootstrap import Application
from desktop_app.config.strings import _
from desktop_app.domain.terms import Category, LifeEventKind, WillingnessKind
from desktop_app.services.register_drafts import ResidenceDraft
from desktop_app.services.views import ListView
from desktop_app.ui.kit import Dialog
from desktop_app.ui.register.bulk_forms import kinds

SECTIONS = 10
"""How many sections the editor has, each of which is shown open."""
_DEMO_TABS = frozenset({"overview", "findings", "services", "family", "history"})
TABS = ("overview", "visits", "findings", "services", "assessment", "family", "history")


def scenes_of(app: Application, shown: Shown) -> list[Scene]:
    """Return all pictures of the main window; those that change what others show come last."""
    return [
        *_register(),
        *_person(shown),
        *_editor(app, shown),
        *_life(app, shown),
        *_imports(shown),
        *_twins(shown),
        *round_scenes(app, shown),
        *visit_scenes(app, shown),
        *after_scenes(app, shown),
        *_work(),
        *paper_scenes(app, shown),
        *policy_scenes(),
        *_settings(),
        *window_scenes(),
        *changing_scenes(shown),
        *_imported(shown),
    ]


def _register() -> Iterator[Scene]:
    filtered = {"state": "overdue", "category": Category.LIVING_ALONE.value}
    own = ListView(columns=OWN_COLUMNS)

    def scene(name: str, *acts: Act, main: bool = False, demo: bool = False) -> Scene:
        return Scene(name=f"02-register-{name}", key="register", acts=acts, main=main, demo=demo)

    yield Scene(name="02-register", key="register", demo=True, main=True)
    yield Scene(name="02-register-filtered", key="register", params=filtered, demo=True)
    yield Scene(name="02-register-nobody", key="register", params={"search": "没有这个人"}, after=_all_again)
    yield scene("filter-panel", _all_again, lambda page: page.filters.open_panel())
    yield scene("selection", lambda page: _select(page, 4))
    yield scene("columns", lambda page: page.choose_columns(), demo=True, main=True)
    yield scene("own-columns", lambda page: _show_columns(page, own))
    yield scene("lists-menu", lambda page: _show_columns(page, ListView()), _open_lists)
    yield scene("lists", lambda page: page.views.manage())
    yield scene("lists-save", lambda page: page.views.ask_name())
    yield scene("bulk", lambda page: _select(page, 6), lambda page: page.bulk.edit(), demo=True, main=True)
    yield scene(
        "bulk-preview",
        lambda page: _select(page, 6),
        lambda page: page.bulk.edit(),
        lambda page: _fill_note(_dialog(page)),
        lambda page: _dialog(page).go_on(),
        main=True,
    )
    yield scene("export", lambda page: page.bulk.export(), main=True)
    yield scene(
        "export-full",
        lambda page: page.bulk.export(),
        lambda page: _dialog(page).numbers.set_value("full"),
        lambda page: _dialog(page).numbers.changed.emit(),
    )


def _person(shown: Shown) -> Iterator[Scene]:
    for number, tab in enumerate(TABS):
        main = tab != "visits"
        for who, uid in (("", shown.usual), ("-fullest", shown.fullest)):
            yield Scene(
                name=f"03-person{who}-{number + 1}-{tab}",
                key="person",
                params={"uid": uid, "tab": number},
                demo=tab in _DEMO_TABS and not who,
                main=main if who else number == 0,
            )
            if who and tab in {"overview", "services", "assessment", "family"}:
                for part in (0.5, 1.0):
                    yield Scene(
                        name=f"03-person{who}-{number + 1}-{tab}-{round(part * 100):03}",
                        key="person",
                        params={"uid": uid, "tab": number},
                        acts=(partial(_scroll, part=part),),
                    )
    ended = {"uid": shown.ended, "tab": 0}
    yield Scene(name="03-person-ended", key="person", params=ended)
    fullest = {"uid": shown.fullest, "tab": 0}
    yield Scene(
        name="03-person-copy",
        key="person",
        params=fullest,
        acts=(lambda page: page.copy_button.click(),),
        main=True,
    )
    yield Scene(
        name="03-person-end", key="person", params=fullest, acts=(lambda page: page.end_button.click(),)
    )


def _editor(app: Application, shown: Shown) -> Iterator[Scene]:
    yield Scene(name="04-editor", key="editor", params={"uid": shown.usual}, demo=True, main=True)
    yield Scene(name="04-editor-new", key="editor", params={"uid": None}, demo=True)
    yield Scene(
        name="04-editor-new-filled",
        key="editor",
        params={"uid": None},
        acts=(lambda page: _fill_editor(app, page, shown.usual),),
        after=_leave_editor,
    )
    yield Scene(
        name="04-editor-new-refused",
        key="editor",
        params={"uid": None},
        acts=(lambda page: _fill_editor(app, page, shown.usual), lambda page: page._on_save()),
        after=_leave_editor,
    )
    fullest = {"uid": shown.fullest}
    yield Scene(name="04-editor-fullest", key="editor", params=fullest, main=True)
    for number in range(SECTIONS):
        yield Scene(
            name=f"04-editor-fullest-section-{number + 1:02}",
            key="editor",
            params=fullest,
            acts=(
                partial(_open_section, number=number),
                partial(_to_section, number=number),
            ),
            main=number in {2, 4},
        )
    yield Scene(
        name="04-editor-household",
        key="editor",
        params=fullest,
        acts=(lambda page: page.form.household.change_button.click(),),
    )


def _life(app: Application, shown: Shown) -> Iterator[Scene]:
    yield Scene(
        name="05-life-event", key="life-event", params={"elder_uid": shown.usual}, demo=True, main=True
    )
    for kind in (LifeEventKind.DECEASED, LifeEventKind.SEASONAL_MOVE):
        yield Scene(
            name=f"05-life-event-{kind.value}",
            key="life-event",
            params={
                "elder_uid": shown.fullest,
                "kind": kind.value,
                "happened_on": app.clock.today() - timedelta(days=3),
            },
            after=lambda page: page.form.mark_clean(),
            main=kind is LifeEventKind.DECEASED,
        )
    yield Scene(name="05-ageing", key="ageing", demo=True, main=True)
    yield Scene(name="05-ageing-year", key="ageing", params={"days": 366})


def _imports(shown: Shown) -> Iterator[Scene]:
    book = {"kind": "register", "path": str(shown.book)}
    codes = {"kind": "register", "path": str(shown.codes_book)}

    def tab(name: str) -> Act:
        return lambda page: page.looking.tabs.setCurrentWidget(getattr(page.looking, name))

    yield Scene(name="06-import-choose", key="import", params={"kind": "register"}, main=True)
    yield Scene(name="06-import", key="import", params=book, demo=True, main=True)
    yield Scene(name="06-import-mapping", key="import", params=book, acts=(tab("mapping"),), main=True)
    yield Scene(name="06-import-notes", key="import", params=book, acts=(tab("notes"),))
    yield Scene(
        name="06-import-codes", key="import", params=codes, acts=(tab("codes"),), demo=True, main=True
    )
    yield Scene(name="06-import-codes-taken", key="import", params=codes, acts=(_take_codes, tab("codes")))
    yield Scene(
        name="06-import-changes", key="import", params=codes, acts=(_take_codes, tab("changes")), demo=True
    )
    yield Scene(
        name="06-import-repairs", key="import", params=codes, acts=(_take_codes, tab("repairs")), main=True
    )


def _twins(shown: Shown) -> Iterator[Scene]:
    one, other = shown.twins
    pair = {"one": one, "other": other, "queue": ()}
    yield Scene(name="07-twins", key="twins", demo=True, main=True)
    yield Scene(name="07-twin", key="twin", params=pair, demo=True, main=True)
    yield Scene(name="07-twin-below", key="twin", params=pair, acts=(lambda page: _scroll(page, 1.0),))


def _work() -> Iterator[Scene]:
    yield from duty_scenes()
    for tab in ("sent", "received", "conflicts", "sites"):
        yield Scene(
            name=f"10-exchange-{tab}", key="exchange", params={"tab": tab}, demo=True, main=tab == "sent"
        )


def _settings() -> Iterator[Scene]:
    demo = {"site", "display", "policies", "places", "users", "actions", "check"}
    main = {"site", "display", "places", "fields", "access", "retention"}
    for key in (
        "site",
        "display",
        "policies",
        "places",
        "fields",
        "users",
        "access",
        "retention",
        "check",
        "actions",
    ):
        acts: tuple[Act, ...] = (lambda page: page.sections["check"].run.click(),) if key == "check" else ()
        yield _setting(key, key, *acts, demo=key in demo, main=key in main)
    for name, section, button in (
        ("places-add", "places", "add"),
        ("places-rename", "places", "rename"),
        ("places-recode", "places", "recode"),
        ("places-merge", "places", "merge"),
        ("places-market", "places", "market"),
        ("fields-add", "fields", "add"),
        ("fields-edit", "fields", "edit"),
    ):
        yield _setting(name, section, partial(_press, section=section, button=button))
    for topic in ("keys", "exchange", "register", "papers"):
        yield Scene(
            name=f"12-help-{topic}",
            key="help",
            params={"topic": topic},
            demo=topic in {"keys", "exchange"},
            main=topic == "keys",
        )


def _setting(name: str, section: str, *acts: Act, demo: bool = False, main: bool = False) -> Scene:
    params = {"section": section}
    return Scene(name=f"11-settings-{name}", key="settings", params=params, acts=acts, demo=demo, main=main)


def _imported(shown: Shown) -> Iterator[Scene]:
    """Yield what changes the copy of the home, which is therefore taken last."""
    codes = {"kind": "register", "path": str(shown.codes_book)}
    yield Scene(
        name="06-import-result", key="import", params=codes, acts=(_take_codes, lambda page: page._on_apply())
    )
    yield Scene(
        name="06-import-settings",
        key="import",
        params=codes,
        acts=(lambda page: page.looking.settings_button.click(),),
    )


# --- what is done on the pages


def _take_codes(page: Any) -> None:
    page.looking.codes.take("人员类型")


def _press(page: Any, section: str, button: str) -> None:
    getattr(page.sections[section], button).click()


def _dialog(page: Any) -> Any:
    """Return the dialog over the page."""
    return next(each for each in page.findChildren(Dialog) if each.isVisible())


def _all_again(page: Any) -> None:
    page.activate(search="")
    page.refresh()


def _select(page: Any, count: int) -> None:
    page.table.choose_first()
    view = page.table.view
    view.clearSelection()
    model = view.selectionModel()
    for number in range(count):
        at = page.table.model.index(number, 0)
        model.select(at, model.SelectionFlag.Select | model.SelectionFlag.Rows)


def _show_columns(page: Any, view: ListView) -> None:
    page._show_columns(view.columns)
    page._load()


def _open_lists(page: Any) -> None:
    made = page.views.button
    page.views.menu.popup(made.mapToGlobal(QPoint(0, made.height())))


def _fill_note(dialog: Any) -> None:
    """Fill in the bulk edit that adds a note."""
    at = next(at for at, (words, _make) in enumerate(kinds(dialog._offers)) if words == _("添加备忘"))
    dialog.what.set_value(at)
    dialog.what.changed.emit()
    dialog.form.text.set_value("入冬前逐户查看烟道和炉具。")


def _scroll(page: Any, part: float) -> None:
    """Scroll the longest area in sight to a part of its height."""
    bars = [area.verticalScrollBar() for area in page.findChildren(QScrollArea) if area.isVisible()]
    bar = max(bars, key=lambda each: int(each.maximum()))
    bar.setValue(round(bar.maximum() * part))


def _open_section(page: Any, number: int) -> None:
    form = page.form
    for at, section in enumerate(form.sections):
        section.open(at == number)
    if number == 2:
        form.contacts.rows[1].unfold()
    if number == 4:
        form.residences.rows[1].unfold()


def _to_section(page: Any, number: int) -> None:
    page.form.go_to(page.form.sections[number])


def _fill_editor(app: Application, page: Any, like_uid: str) -> None:
    """Fill in somebody like one who is there, with contradictions."""
    form, detail = page.form, app.register.get(app.actor, like_uid)
    form.name.line.setText(detail.name)
    form.birth_on.set_value(detail.birth_on)
    form.living.set_value("alone")
    form.categories.chips.set_value({Category.LIVING_ALONE, Category.EMPTY_NEST})
    answer = form.willingness.add()
    answer.kind.set_value(WillingnessKind.REFUSES)
    contact = form.contacts.add()
    contact.unfold()
    contact.cells["phone"].set_value("13800138009")
    today = app.clock.today()
    form.residences.add(ResidenceDraft(kind="child", from_on=today - timedelta(days=300), place="县城"))
    form.residences.add(ResidenceDraft(kind="town", from_on=today - timedelta(days=200)))


def _leave_editor(page: Any) -> None:
    page.form.mark_clean()
    page.drafts.discard()
