"""Keeps an unsaved form of the kit as a draft and brings it back after a power cut; a few lines for each form.

Example::

    self.journal = FormJournal(context, self.form, self)
    self.journal.begin("pause", elder_uid)                  # when the form stands as it is without a draft
    ...
    save = self.journal.saving()                            # before the job is made
    job = jobs.writing(title, lambda _progress: save(lambda: app.pauses.add(app.actor, draft)))
    job.failed.connect(lambda _error: self.journal.resume())
    ...
    self.journal.drop()                                     # given up
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain import policies, terms
from desktop_app.services.drafts import DraftRow
from desktop_app.ui.draft_keeper import DraftKeeper
from desktop_app.ui.kit import Form, spoken_day
from desktop_app.ui.page import PageContext

T = TypeVar("T")
Tell = Callable[[str, str, Callable[[], object]], object]
_KNOWN: dict[str, Callable[..., Any]] = {
    name: kind
    for module in (terms, policies)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and (issubclass(kind, Enum) or is_dataclass(kind))
}
"""Closed lists and values of rules that fields hold, by name; nothing else is ever made from a draft."""


class FormJournal(QObject):
    """Follows one form. ``tell`` shows that something was restored; without it the notice bar does."""

    def __init__(
        self,
        context: PageContext,
        form: Form,
        parent: QWidget,
        *,
        tell: Tell | None = None,
        more: Callable[[], Mapping[str, Any]] | None = None,
        take_more: Callable[[Mapping[str, Any]], None] | None = None,
    ) -> None:
        """``more`` is what belongs to the form and is no field of it, ``take_more`` brings it back."""
        super().__init__(parent)
        self._context, self._form, self._tell = context, form, tell or self._show_notice
        self._more, self._take_more = more, take_more
        self._key, self._nothing_more = ("", ""), dict[str, Any]()
        self._about = dict[str, Any]()
        self.keeper = DraftKeeper(context.app, context.jobs, self._unsaved, self)
        form.changed.connect(self.touch)
        form.installEventFilter(self)

    def begin(self, kind: str, subject: str, /, *, name: str = "", **opened: str) -> None:
        """Keep the form under this key from now on, and bring back what was kept of it before.

        ``name`` is whom it is about and ``opened`` the parameters of its page, for the list of unfinished forms.
        """
        self._key = (kind, subject)
        self._about = {"name": name, "open": opened} if opened else dict[str, Any]()
        self._nothing_more = dict(self._more()) if self._more is not None else {}
        app = self._context.app
        self.keeper.follow(self._key)
        # In the lane of drafts: what is just being written is there before it is read.
        job = self._context.jobs.keeping(
            _("读取草稿"), lambda _progress: app.drafts.find(app.actor, kind, subject)
        )
        job.succeeded.connect(self._on_found)
        job.start()

    def touch(self) -> None:
        """Something was changed."""
        self.keeper.touch()

    def saving(self) -> Callable[[Callable[[], T]], T]:
        """Return what does the saving: the draft goes if and only if it succeeds."""
        through: Callable[[Callable[[], T]], T] = self.keeper.saving().through
        return through

    def resume(self) -> None:
        """It could not be saved: keep it again."""
        self.keeper.resume()

    def drop(self) -> None:
        """Forget what was kept, and keep nothing more."""
        self.keeper.follow(self._key, exists=True)
        self.keeper.discard()
        self.keeper.follow(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: keep the draft when the form goes out of sight, as when the window is locked or closed."""
        if event.type() == QEvent.Type.Hide:
            self.keeper.keep_and_leave()
        return super().eventFilter(watched, event)

    def _unsaved(self) -> dict[str, Any] | None:
        more = dict(self._more()) if self._more is not None else {}
        if not self._form.is_dirty() and more == self._nothing_more:
            return None
        values = {name: plain(value) for name, value in self._form.values().items() if can_keep(value)}
        return {"values": values, "more": more, **self._about}

    def _on_found(self, draft: DraftRow | None) -> None:
        if draft is None or (draft.form, draft.subject) != self._key or self._form.is_dirty():
            return
        clean = self._form.values()
        self.keeper.follow(self._key, exists=True)
        self._show(draft.content.get("values", {}), draft.content.get("more", {}))
        at = draft.saved_at.astimezone()
        words = _("已恢复{day} {time} 未保存的内容。").format(
            day=spoken_day(at.date()), time=at.strftime("%H:%M")
        )

        def undo() -> None:
            self._show({name: plain(value) for name, value in clean.items()}, self._nothing_more)
            self.keeper.follow(self._key, exists=True)
            self.keeper.discard()

        self._tell(words, _("不要这些内容"), undo)

    def _show(self, values: Mapping[str, Any], more: Mapping[str, Any]) -> None:
        for name, kept in values.items():
            try:
                value = original(kept)
            except (KeyError, TypeError, ValueError):
                continue  # a word of another version of the program; the other fields come back
            if name in self._form.values():
                self._form.row(name).field.set_value(value)
        if self._take_more is not None:
            self._take_more(more)

    def _show_notice(self, words: str, action: str, act: Callable[[], object]) -> None:
        self._context.notices.show_notice("info", words, action, act)


def subject_of(uids: Iterable[str]) -> str:
    """Return one subject for a form about several, whatever their order."""
    return sha256("|".join(sorted(uids)).encode()).hexdigest()[:16]


def can_keep(value: object) -> bool:
    """Tell whether a field's value can be kept in a draft."""
    if value is None or isinstance(value, str | int | date):
        return True
    if isinstance(value, tuple | list | set | frozenset):
        return all(can_keep(each) for each in value)
    return type(value).__name__ in _KNOWN


def plain(value: Any) -> Any:
    """Return a field's value as JSON."""
    if isinstance(value, Enum):
        return {"word": type(value).__name__, "key": value.value}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, tuple | list | set | frozenset):
        kind = "set" if isinstance(value, set | frozenset) else "list"
        return {kind: [plain(each) for each in value]}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: plain(getattr(value, each.name)) for each in fields(value)}
        return {"value": type(value).__name__, "of": parts}
    return value


def original(kept: Any) -> Any:
    """Return the value that ``plain`` made JSON of; raises KeyError or ValueError for anything else."""
    if not isinstance(kept, dict):
        return kept
    if "word" in kept:
        return _KNOWN[kept["word"]](kept["key"])
    if "day" in kept:
        return date.fromisoformat(kept["day"])
    if "value" in kept:
        return _KNOWN[kept["value"]](**{name: original(part) for name, part in kept["of"].items()})
    if "set" in kept:
        return frozenset(original(each) for each in kept["set"])
    return tuple(original(each) for each in kept["list"])
