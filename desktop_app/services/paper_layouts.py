"""版式: what this office changed about its papers (titles, columns, signature lines), kept as text over the shipped ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from desktop_app.config import durable
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, InputError
from desktop_app.reports import layouts
from desktop_app.reports.layouts import Layout, LayoutProblem
from desktop_app.services import settings
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.files_out import cannot_write_in_words

LONGEST_LAYOUT = 20_000
"""Characters of an own layout: many times the longest shipped one."""


class LayoutRefused(InputError):
    """An own layout that cannot be used."""

    code = "paper.layout"
    what = N_("这份版式不能使用：{problem}。")
    data_safe = N_("原来的版式没有改动，数据不受影响。")
    do_now = N_("请按提示修改后再保存，或恢复原样。")


class UnknownLayout(InputError):
    """A paper whose layout cannot be changed."""

    code = "paper.layout_unknown"
    what = N_("“{paper}”没有可以改的版式。")
    do_now = N_("用 elder-visits report layouts 查看可以改的报表。")


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """One layout that can be changed; ``what`` says which, ``title`` is the one in force, ``changed`` whether it is own."""

    name: str
    what: str
    title: str
    changed: bool


class PaperLayoutService(Service):
    """版式."""

    @allowed(*EVERYONE)
    def list(self, _actor: Actor) -> list[LayoutRow]:
        """Return the papers whose layout can be changed, with the title in force."""
        with self._store.reading() as session:
            own = _own(session)
        return [
            LayoutRow(name, _(layouts.shipped(name).what), _title(name, own.get(name)), changed=name in own)
            for name in layouts.shipped_names()
        ]

    @allowed(*EVERYONE)
    def layout(self, _actor: Actor, name: str) -> Layout:
        """Return the layout in force; raises ``UnknownLayout``."""
        _require(name)
        return layout_of(self._context, name)

    @allowed(*EVERYONE)
    def text(self, _actor: Actor, name: str) -> str:
        """Return the own text of a layout, or the shipped one to begin from; raises ``UnknownLayout``."""
        _require(name)
        with self._store.reading() as session:
            return _own(session).get(name) or layouts.shipped_text(name)

    @allowed(*OFFICERS)
    def change(self, _actor: Actor, name: str, text: str) -> Layout:
        """Keep an own layout and return what it comes to; raises ``UnknownLayout`` and ``LayoutRefused``."""
        _require(name)
        layout = tried(name, text)
        with self._store.setting_up() as session:
            settings.write(session, settings.PAPER_LAYOUTS, {**_own(session), name: text})
        return layout

    @allowed(*OFFICERS)
    def load(self, actor: Actor, name: str, path: Path) -> Layout:
        """Take an own layout from a file; raises as ``change``."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise LayoutRefused(problem=_("读不出这个文件")) from error
        return self.change(actor, name, text)

    @allowed(*EVERYONE)
    def save(self, actor: Actor, name: str, path: Path) -> None:
        """Write the text of a layout to a file, to be changed there or taken to another office."""
        with cannot_write_in_words():
            durable.write_file(path, self.text(actor, name).encode())

    @allowed(*OFFICERS)
    def reset(self, _actor: Actor, name: str) -> None:
        """Go back to the shipped layout; raises ``UnknownLayout``."""
        _require(name)
        with self._store.setting_up() as session:
            own = _own(session)
            own.pop(name, None)
            settings.write(session, settings.PAPER_LAYOUTS, own)


def layout_of(context: Context, name: str) -> Layout:
    """Return the layout of a paper as this office has it; raises ``LayoutRefused``."""
    with context.store.reading() as session:
        return _laid(name, _own(session).get(name))


def tried(name: str, text: str) -> Layout:
    """Return what an own text makes of the shipped layout; raises ``LayoutRefused``."""
    if len(text) > LONGEST_LAYOUT:
        raise LayoutRefused(problem=_("文字过长"))
    try:
        return layouts.adapted(layouts.shipped(name), text)
    except LayoutProblem as problem:
        raise LayoutRefused(problem=_(problem.words).format(**problem.values)) from problem


def _laid(name: str, own: str | None) -> Layout:
    return layouts.shipped(name) if own is None else tried(name, own)


def _title(name: str, own: str | None) -> str:
    """Return the title in force; one that cannot be used any more, as columns are gone, must be found to be reset."""
    try:
        return _laid(name, own).title
    except LayoutRefused:
        return layouts.shipped(name).title


def _own(session: Session) -> dict[str, str]:
    return dict(settings.read(session, settings.PAPER_LAYOUTS))


def _require(name: str) -> None:
    if name not in layouts.shipped_names():
        raise UnknownLayout(paper=name)
