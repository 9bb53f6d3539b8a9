"""Looks while somebody is being registered whether the register knows them already, and says so quietly."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from desktop_app.config.strings import _
from desktop_app.domain.identity import IdNumber
from desktop_app.domain.terms import Sex
from desktop_app.services.likeness import CandidateRow, LikeDraft
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.ui.jobs import Job
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.elder_form import ElderForm
from desktop_app.ui.register.hints_box import HintLine
from desktop_app.ui.register.words import term_word

LOOK_AFTER_MS = 500
MOST_SHOWN = 3


class DoublesWatch(QObject):
    """Shows who carries the same id number, and for a new elder who is likely the same person."""

    def __init__(self, context: PageContext, form: ElderForm, uid: Callable[[], str | None]) -> None:
        super().__init__(form)
        self._context, self._form, self._uid = context, form, uid
        self._other_uid: str | None = None
        self._asked: LikeDraft | None = None
        self._looking: Job[tuple[LikeDraft, list[CandidateRow]]] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_AFTER_MS)
        self._timer.timeout.connect(self.look)
        form.id_number.read.connect(self._on_id_read)
        form.id_number.open_asked.connect(self._on_open_other)

    def touch(self) -> None:
        """Something was typed: look a moment later."""
        if self._uid() is None:
            self._timer.start()

    def forget(self) -> None:
        """Another person is shown."""
        self._timer.stop()
        self._asked = None
        self._other_uid = None
        self._form.doubles.show_hints([])

    def look(self) -> None:
        """Ask the register who is like what is filled in, as soon as that says enough."""
        wanted = _like_draft(self._form)
        if wanted is None:
            self._asked = None
            self._form.doubles.show_hints([])
            return
        if self._uid() is not None or wanted == self._asked:
            return
        self._asked = wanted
        if self._looking is not None:
            self._looking.cancel()
        app = self._context.app
        job = self._context.jobs.reading(
            _("查找相同的人"), lambda _progress: (wanted, app.likeness.like(app.actor, wanted))
        )
        self._looking = job
        job.succeeded.connect(self._on_found)
        job.start()

    def show_other(self, uid: str) -> None:
        """Say who carries the same id number."""
        app = self._context.app
        self._other_uid = uid
        job = self._context.jobs.reading(
            _("读取档案"), lambda _progress: app.register.get(app.actor, uid).name
        )
        job.succeeded.connect(self._form.id_number.show_other)
        job.start()

    def _on_found(self, answer: tuple[LikeDraft, list[CandidateRow]]) -> None:
        asked, found = answer
        if asked != self._asked or self._uid() is not None:
            return
        # The same id number is told beside the number itself.
        shown = [row for row in found if row.other.uid != self._other_uid][:MOST_SHOWN]
        lines = [
            HintLine(_words(row), _("打开"), lambda uid=row.other.uid: self._open(uid))  # type: ignore[misc]  # mypy cannot infer a lambda's default
            for row in shown
        ]
        self._form.doubles.show_hints(lines)

    def _on_id_read(self, number: IdNumber | None) -> None:
        self._other_uid = None
        if number is None:
            return
        app, text = self._context.app, number.text
        job = self._context.jobs.reading(
            _("核对身份证号"), lambda _progress: (text, app.register.holder_of(app.actor, text))
        )
        job.succeeded.connect(self._on_holder)
        job.start()

    def _on_holder(self, found: tuple[str, str | None]) -> None:
        text, uid = found
        number = self._form.id_number.number()
        if number is not None and number.text == text and uid is not None and uid != self._uid():
            self.show_other(uid)

    def _on_open_other(self) -> None:
        if self._other_uid:
            self._open(self._other_uid)

    def _open(self, uid: str) -> None:
        self._context.navigator.open("person", uid=uid)


def _like_draft(form: ElderForm) -> LikeDraft | None:
    """Return what to compare; None while a name and one thing more are missing."""
    draft: ElderDraft = form.draft()
    number = form.id_number.number()
    phones = tuple(one for one in (draft.phone or "").split("、") if one and not form.phone.problem())
    if len(draft.name) < 2 or not (number or draft.birth_on or phones):
        return None
    return LikeDraft(
        name=draft.name,
        id_number=number.text if number else None,
        birth_on=draft.birth_on,
        sex=draft.sex,
        phones=phones,
        village_code=draft.village_code,
        address=draft.address,
    )


def _words(row: CandidateRow) -> str:
    """Return 可能已登记：王桂兰（女，1943-03-08，达日罕嘎查，相似度 92）."""
    other = row.other
    parts = [
        term_word(Sex, other.sex) if other.sex in {Sex.MALE, Sex.FEMALE} else "",
        other.birth_on.isoformat() if other.birth_on else "",
        other.village,
        _("已退出名册") if other.ended else "",
        _("相似度 {score}").format(score=row.score),
    ]
    return _("可能已登记：{name}（{facts}）").format(
        name=other.name, facts=_("，").join(part for part in parts if part)
    )
