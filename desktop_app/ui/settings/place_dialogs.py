"""The dialogs that change one place: add, rename, another code, merge, close; each says first whom it concerns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division, core_name
from desktop_app.domain.terms import SiteLevel
from desktop_app.services.divisions import Concerned, PlaceChange, PlaceRow
from desktop_app.ui.kit import ChoiceField, DateField, Dialog, Form, LineField, Text, button
from desktop_app.ui.page import PageContext

_CODE_HINT = "150425202205"
_MOST_SUGGESTED = 3


class PlaceDialog(Dialog):
    """The base: a form, whom it concerns, saving in a job. Signal: ``changed(words, PlaceChange)``."""

    changed = Signal(str, object)

    def __init__(
        self, context: PageContext, title: str, parent: QWidget, *, save: str, place: PlaceRow | None = None
    ) -> None:
        super().__init__(title, parent, width_em=34)
        self._context, self._place = context, place
        self.form = Form(label_em=5.5)
        self.form.save_asked.connect(self.submit)
        self.told = Text("", "muted", wrap=True)
        self.body.addWidget(self.form)
        self.body.addWidget(self.told)
        self.add_button(button(_("取消"), self.reject))
        self.save = self.add_button(button(save, self.submit, look="main", key="Ctrl+Enter"))
        if place is not None:
            self.told.setText(_("正在清点涉及的人…"))
            app, code = context.app, place.code
            job = context.jobs.reading(
                _("清点涉及的人"), lambda _progress: app.divisions.concerned(app.actor, code)
            )
            job.succeeded.connect(self._on_counted)
            job.start()

    def submit(self) -> None:
        """Check and save; the dialog closes when it is done."""
        raise NotImplementedError

    def concerned_words(self, found: Concerned) -> str:
        """Say what happens to the people of the place."""
        return _("涉及在册 {people} 人、已退出 {gone} 人的档案，一个不少。").format(
            people=found.people, gone=found.gone
        )

    def add_day(self) -> DateField:
        """Add the day from which the change counts."""
        today = self._context.app.context.today
        field = self.form.add_row(
            _("从哪天起"), DateField(latest_on=today, today=today), name="from_on", required=True
        )
        field.set_value(today())
        return field

    def checked(self) -> bool:
        """Show what is wrong in the form; tell whether it may be saved."""
        fine = self.form.check()
        self.fit()
        return fine

    def fit(self) -> None:
        """Be as high as what is said by now needs."""
        if self.isVisible():
            # The heights of the wrapped texts are kept until the next event otherwise.
            self.body.invalidate()
            self._outer.activate()
            self.resize(self.width(), self._outer.totalHeightForWidth(self.width()))

    def run(self, title: str, work: Callable[[], PlaceChange], words: Callable[[PlaceChange], str]) -> None:
        """Carry ``work`` out; ``words`` says what was done."""
        self.save.setEnabled(False)
        job = self._context.jobs.writing(title, lambda _progress: work())
        job.succeeded.connect(lambda change: self._on_saved(words(change), change))
        job.failed.connect(self._on_failed)
        job.start()

    def _on_saved(self, words: str, change: PlaceChange) -> None:
        self.changed.emit(words, change)
        self.accept()

    @Slot(object)
    def _on_counted(self, found: Concerned) -> None:
        nobody = not (found.people or found.gone or found.others)
        self.told.setText(_("这里还没有人员登记。") if nobody else self.concerned_words(found))
        self.fit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not self.form.show_error(error):
            self._context.presenter.present(error)
        self.fit()


def day_of(field: DateField) -> date:
    """Return the day of a checked form."""
    day = field.value()
    assert day is not None  # the form refuses an empty one
    return day


class AddDialog(PlaceDialog):
    """Adds a place, with or without an official code."""

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(context, _("新增村社"), parent, save=_("新增"))
        self.name = self.form.add_row(
            _("名称"),
            LineField(longest=60),
            name="name",
            required=True,
            help=_("嘎查村、社区，或没有代码的营子、浩特、网格。"),
        )
        self.code = self.form.add_row(
            _("代码"),
            LineField(placeholder=_CODE_HINT, longest=20),
            name="code",
            help=_("12位。没有正式代码就空着，以后可以补。"),
        )
        self.township: ChoiceField[str] | None = None
        if context.app.site.level is SiteLevel.COUNTY:
            self.township = self.form.add_row(_("所属"), ChoiceField(()), name="township")
            app = context.app
            job = context.jobs.reading(
                _("读取苏木乡镇"), lambda _progress: app.divisions.townships(app.actor)
            )
            job.succeeded.connect(self._on_townships)
            job.start()
        self.told.hide()
        self.form.focus_first()

    def submit(self) -> None:
        """Add the place."""
        if not self.checked():
            return
        app, name, code = self._context.app, self.name.value(), self.code.value() or None
        township = self.township.value() if self.township is not None else None
        self.run(
            _("新增村社"),
            lambda: app.divisions.add(app.actor, name, code=code, township=township),
            lambda _change: _("已新增{name}").format(name=name),
        )

    @Slot(object)
    def _on_townships(self, found: Sequence[Division]) -> None:
        if self.township is not None:
            self.township.set_choices([(each.code, each.name) for each in found])


class RenameDialog(PlaceDialog):
    """Calls a place otherwise from a day on."""

    def __init__(self, context: PageContext, place: PlaceRow, parent: QWidget) -> None:
        super().__init__(
            context, _("改名：{name}").format(name=place.name), parent, save=_("改名"), place=place
        )
        self.name = self.form.add_row(
            _("新名称"),
            LineField(longest=60, placeholder=_("全称，如 达根诺日嘎查")),
            name="name",
            required=True,
        )
        self.name.set_value(place.name)
        self.from_on = self.add_day()
        self.form.focus_first()
        self.name.line.selectAll()

    def concerned_words(self, found: Concerned) -> str:
        """Say what changes with the name."""
        return _("在册 {people} 人的名册和以后的表用新名称；以前月份的表仍印原名，用原名也查得到。").format(
            people=found.people
        )

    def submit(self) -> None:
        """Rename the place."""
        place = self._place
        if not self.checked() or place is None:
            return
        app, name, day = self._context.app, self.name.value(), day_of(self.from_on)
        self.run(
            _("村社更名"),
            lambda: app.divisions.rename(app.actor, place.code, name, from_on=day),
            lambda _change: _("已改名为{name}").format(name=name),
        )


class RecodeDialog(PlaceDialog):
    """Gives a place its official code, or another one."""

    def __init__(self, context: PageContext, place: PlaceRow, parent: QWidget) -> None:
        title = _("给正式代码：{name}") if place.local else _("改代码：{name}")
        super().__init__(context, title.format(name=place.name), parent, save=_("改代码"), place=place)
        help_ = (
            _("12位，到嘎查村（社区）一级。")
            if place.local
            else _("12位，现在是 {code}。").format(code=place.code)
        )
        self.code = self.form.add_row(
            _("新代码"),
            LineField(placeholder=_CODE_HINT, longest=20),
            name="code",
            required=True,
            help=help_,
        )
        self.suggested = QVBoxLayout()
        holder = QWidget()
        holder.setLayout(self.suggested)
        self.suggested.setContentsMargins(0, 0, 0, 0)
        self.form.add_widget(holder)
        self.name = self.form.add_row(
            _("名称"),
            LineField(longest=60, placeholder=_("全称，如 达根诺日嘎查")),
            name="name",
            required=True,
        )
        self.name.set_value(place.name)
        self.from_on = self.add_day()
        self.form.focus_first()
        app, words = context.app, core_name(place.name)
        job = context.jobs.reading(
            _("查找区划代码"),
            lambda _progress: app.divisions.offered(app.actor, words, most=_MOST_SUGGESTED + 1),
        )
        job.succeeded.connect(self._on_offered)
        job.start()

    def concerned_words(self, found: Concerned) -> str:
        """Say who moves to the new code."""
        return _(
            "在册 {people} 人、已退出 {gone} 人，连同居住时段、户、探访人等 {others} 处，一起改到新代码，一个不少。"
        ).format(people=found.people, gone=found.gone, others=found.others)

    def submit(self) -> None:
        """Give the place its code."""
        place = self._place
        if not self.checked() or place is None:
            return
        app, code, name = self._context.app, self.code.value(), self.name.value()
        day = day_of(self.from_on)
        self.run(
            _("村社改代码"),
            lambda: app.divisions.recode(app.actor, place.code, code, from_on=day, name=name),
            lambda change: _("已改代码，{count} 份档案一起改了").format(count=change.moved),
        )

    @Slot(object)
    def _on_offered(self, found: Sequence[Division]) -> None:
        place = self._place
        fitting = [each for each in found if place is None or each.code != place.code][:_MOST_SUGGESTED]
        for each in fitting:
            words = _("名单中有：{name} {code}").format(name=each.name, code=each.code)
            made = button(words, look="link")
            made.clicked.connect(lambda _checked=False, code=each.code: self.code.set_value(code))
            self.suggested.addWidget(made)
        self.fit()


class MergeDialog(PlaceDialog):
    """Merges a place into another, or brings along whoever was entered under an ended code since."""

    def __init__(
        self, context: PageContext, place: PlaceRow, others: Sequence[PlaceRow], parent: QWidget
    ) -> None:
        super().__init__(
            context, _("并入：{name}").format(name=place.name), parent, save=_("并入"), place=place
        )
        by_township = len({each.township for each in others}) > 1
        if place.followed_by:
            others = [each for each in others if each.code == place.followed_by]
        pairs = [(each.code, f"{each.township} {each.name}" if by_township else each.name) for each in others]
        self.into: ChoiceField[str] = self.form.add_row(
            _("并入哪里"),
            ChoiceField(pairs, empty=None if place.followed_by else ""),
            name="into",
            required=True,
        )
        self._names = {each.code: each.name for each in others}
        self.from_on = self.add_day()
        self.form.focus_first()

    def concerned_words(self, found: Concerned) -> str:
        """Say who moves to the other place."""
        return _(
            "在册 {people} 人、已退出 {gone} 人，连同居住时段、户、探访人等 {others} 处，一起归到并入的村社，"
            "一个不少。用原名仍查得到。可以撤销。"
        ).format(people=found.people, gone=found.gone, others=found.others)

    def submit(self) -> None:
        """Merge the place."""
        place, into = self._place, self.into.value()
        if not self.checked() or place is None or into is None:
            return
        app, day, name = self._context.app, day_of(self.from_on), self._names[into]
        self.run(
            _("村社撤并"),
            lambda: app.divisions.merge(app.actor, place.code, into, from_on=day),
            lambda change: _("已并入{name}，{count} 份档案一起归过去").format(name=name, count=change.moved),
        )


class CloseDialog(PlaceDialog):
    """Offers a place without people no more."""

    def __init__(self, context: PageContext, place: PlaceRow, parent: QWidget) -> None:
        super().__init__(
            context, _("停用：{name}").format(name=place.name), parent, save=_("停用"), place=place
        )
        self.from_on = self.add_day()
        hint = _("停用后登记时不再列出，以后可以用“新增”恢复。")
        self.form.add_widget(Text(hint, "hint", wrap=True))
        self.form.focus_first()

    def submit(self) -> None:
        """Close the place."""
        place = self._place
        if not self.checked() or place is None:
            return
        app, day = self._context.app, day_of(self.from_on)
        self.run(
            _("停用村社"),
            lambda: app.divisions.close(app.actor, place.code, from_on=day),
            lambda _change: _("已停用{name}").format(name=place.name),
        )
