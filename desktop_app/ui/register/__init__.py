"""The register in the window: the list, one person's page, the editor, and the imports."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_list(context: PageContext) -> Page:
    from desktop_app.ui.register.list_page import RegisterPage

    return RegisterPage(context)


def _make_person(context: PageContext) -> Page:
    from desktop_app.ui.register.person_page import PersonPage

    return PersonPage(context)


def _make_editor(context: PageContext) -> Page:
    from desktop_app.ui.register.editor_page import EditorPage

    return EditorPage(context)


def _make_import(context: PageContext) -> Page:
    from desktop_app.ui.register.import_page import ImportPage

    return ImportPage(context)


def _make_life_event(context: PageContext) -> Page:
    from desktop_app.ui.register.life_event_page import LifeEventPage

    return LifeEventPage(context)


def _make_ageing(context: PageContext) -> Page:
    from desktop_app.ui.register.ageing_page import AgeingPage

    return AgeingPage(context)


PAGES = (
    PageSpec(key="register", title=N_("名册"), icon="users", order=20, factory=_make_list),
    PageSpec(key="person", title=N_("老人档案"), icon="user", factory=_make_person),
    PageSpec(key="editor", title=N_("登记老人"), icon="pencil", factory=_make_editor),
    PageSpec(key="import", title=N_("导入"), icon="upload", factory=_make_import),
    PageSpec(key="life-event", title=N_("登记变故"), icon="pencil", factory=_make_life_event),
    PageSpec(key="ageing", title=N_("将满年龄"), icon="users", factory=_make_ageing),
)
