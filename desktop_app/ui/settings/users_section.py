"""Who may log in on this computer: list, add, new password, remove, and the paper recovery key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.domain.terms import UserRole
from desktop_app.progress import Progress
from desktop_app.storage.keyslots import KeyUser
from desktop_app.storage.passwords import LEAST_CHARACTERS, check_password
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, ChoiceField, Dialog, Form, LineField, Text, ask, button, row
from desktop_app.ui.kit.tab_order import stop_before
from desktop_app.ui.page import PageContext
from desktop_app.ui.presenter import describe
from desktop_app.ui.settings.section import SettingsSection

Save = Callable[[str, UserRole, str, str], None]
"""Keeps name, role, new password, and the password before where it is one's own."""


class UsersSection(SettingsSection):
    """用户."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            _("用户"),
            _(
                "每人一个登录名和密码，操作记录里写的就是登录名。管理员能改设置和合并上报包，经办人能登记，查阅人只能看。"
            ),
        )
        card = Card(_("用户"))
        self.rows = QGridLayout()
        self.rows.setHorizontalSpacing(theme.px(1))
        self.rows.setVerticalSpacing(theme.px(0.4))
        self.rows.setColumnStretch(2, 1)
        card.body.addLayout(self.rows)
        self.add = button(_("增加用户"), self._on_add, icon_name="plus")
        self.add.setEnabled(self.may_manage())
        line = row(self.add)
        line.addStretch(1)
        card.body.addLayout(line)
        self.body.addWidget(card)
        card = Card(_("恢复密钥"))
        card.body.addWidget(
            Text(_("纸上的恢复密钥丢了或被人看过，就重制一份；旧的马上失效。"), "muted", wrap=True)
        )
        self.renew = button(_("重制恢复密钥"), self._on_renew)
        self.renew.setEnabled(self.may_manage())
        line = row(self.renew)
        line.addStretch(1)
        card.body.addLayout(line)
        self.body.addWidget(card)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Read the users."""
        app = self.context.app
        job = self.context.jobs.reading(_("读取用户"), lambda _progress: app.users.list(app.actor))
        job.succeeded.connect(self._on_read)
        job.start()

    @Slot(object)
    def _on_read(self, users: tuple[KeyUser, ...]) -> None:
        while self.rows.count():
            widget = self.rows.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        me = self.context.app.actor.name
        for line, user in enumerate(users):
            name = _("{name}（我）").format(name=user.name) if user.name == me else user.name
            self.rows.addWidget(Text(name, "strong"), line, 0)
            self.rows.addWidget(Text(_(user.role.term), "muted"), line, 1)
            change = button(_("改密码"), partial(self._on_password, user))
            change.setAccessibleName(_("改{name}的密码").format(name=user.name))
            change.setEnabled(self.may_manage() or user.name == me)
            self.rows.addWidget(change, line, 3)
            if user.name == me:
                continue  # nobody takes away the chair he sits on
            remove = button(_("删除"), partial(self._on_remove, user), look="danger")
            remove.setAccessibleName(_("删除用户{name}").format(name=user.name))
            remove.setEnabled(self.may_manage())
            self.rows.addWidget(remove, line, 4)
        for at in range(self.rows.count()):
            item = self.rows.itemAt(at)
            if item is not None and item.widget() is not None:
                stop_before(self.add, item.widget())

    def _on_add(self) -> None:
        app = self.context.app

        def save(name: str, role: UserRole, password: str, _old: str) -> None:
            app.users.add(app.actor, name, role, password)

        self._open(UserDialog(_("增加用户"), self, name=None), save)

    def _on_password(self, user: KeyUser) -> None:
        app = self.context.app
        own = user.name == app.actor.name
        dialog = UserDialog(_("改{name}的密码").format(name=user.name), self, name=user.name, ask_old=own)

        def save(name: str, _role: UserRole, password: str, old: str) -> None:
            if own:
                app.users.change_own_password(app.actor, old, password)
            else:
                app.users.set_password(app.actor, name, password)

        self._open(dialog, save)

    def _open(self, dialog: UserDialog, save: Save) -> None:
        def start(name: str, role: UserRole, password: str, old: str) -> None:
            def work(_progress: Progress) -> None:
                save(name, role, password, old)

            job = self.context.jobs.writing(_("保存用户"), work)
            job.succeeded.connect(dialog.accept)
            job.succeeded.connect(self._on_saved)
            job.failed.connect(dialog.show_error)
            job.start()

        dialog.save = start
        dialog.open()

    def _on_remove(self, user: KeyUser) -> None:
        if not ask(
            self.window(),
            _("删除用户“{name}”？").format(name=user.name),
            _("删除后这个人不能再登录；已登记的记录都还在。"),
            yes=_("删除"),
            danger=True,
        ):
            return
        app = self.context.app
        job = self.context.jobs.writing(
            _("删除用户"), lambda _progress: app.users.remove(app.actor, user.name)
        )
        job.succeeded.connect(self._on_saved)
        job.start()

    def _on_renew(self) -> None:
        if not ask(
            self.window(),
            _("重制恢复密钥？"),
            _("旧的恢复密钥马上失效，新的只显示一次，请先准备好纸笔。"),
            yes=_("重制"),
            danger=True,
        ):
            return
        app = self.context.app
        job = self.context.jobs.writing(_("重制恢复密钥"), lambda _p: app.users.renew_recovery(app.actor))
        job.succeeded.connect(self._on_renewed)
        job.start()

    @Slot(object)
    def _on_renewed(self, key: str) -> None:
        dialog = Dialog(_("新的恢复密钥"), self.window(), width_em=32)
        for number, line in enumerate(key.splitlines(), start=1):
            caption = Text(_("第 {line} 行").format(line=number), "muted")
            caption.setFixedWidth(theme.px(5))
            shown = row(caption, Text(line, "key"))
            shown.addStretch(1)
            dialog.body.addLayout(shown)
        dialog.body.addWidget(Text(_("请抄在纸上锁进柜子。关掉这个窗口就不再显示。"), "muted", wrap=True))
        dialog.add_button(button(_("已抄好"), dialog.accept, look="main"))
        dialog.open()

    @Slot(object)
    def _on_saved(self, _nothing: object) -> None:
        self.context.undo.offer(_("已保存"))
        self.refresh()


class UserDialog(Dialog):
    """Asks for name and role of a new user, or for a user's new password."""

    def __init__(self, title: str, parent: QWidget, *, name: str | None, ask_old: bool = False) -> None:
        super().__init__(title, parent.window(), width_em=32)
        self.save: Save = lambda _name, _role, _password, _old: None
        self._name = name
        self.form = Form(label_em=6)
        if name is None:
            self.name = self.form.add_row(_("姓名"), LineField(longest=50), name="user", required=True)
            self.role: ChoiceField[UserRole] = self.form.add_row(
                _("角色"), ChoiceField(UserRole, empty=None), name="role"
            )
            self.role.set_value(UserRole.WORKER)
        self._ask_old = ask_old
        if ask_old:
            self.old = self.form.add_row(_("现在的密码"), LineField(secret=True), name="old", required=True)
        self.password = self.form.add_row(
            _("新密码"),
            LineField(secret=True),
            name="password",
            required=True,
            help=_("至少 {least} 个字符，几个不相干的词连在一起最好记。").format(least=LEAST_CHARACTERS),
        )
        self.again = self.form.add_row(_("再输一次"), LineField(secret=True), name="again", required=True)
        self.form.save_asked.connect(self.submit)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        self.add_button(button(_("保存"), self.submit, look="main"))
        self.form.focus_first()

    def submit(self) -> None:
        """Check here, then hand over; the section closes the dialog when it is saved."""
        if not self.form.check():
            return
        name = self._name if self._name is not None else self.name.value()
        try:
            check_password(self.password.line.text(), user=name)
        except ElderVisitsError as error:
            words = describe(error)
            self.form.show_problem("password", f"{words.what}{words.do_now}")
            return
        if self.password.line.text() != self.again.line.text():
            self.form.show_problem("again", _("两次输入的密码不一样，请再输一次。"))
            return
        role = self.role.value() or UserRole.WORKER if self._name is None else UserRole.WORKER
        old = self.old.line.text() if self._ask_old else ""
        self.save(name, role, self.password.line.text(), old)

    @Slot(object)
    def show_error(self, error: BaseException) -> None:
        """Say beside the first fitting field what the service refused."""
        words = describe(error)
        field = "old" if self._ask_old else "user" if self._name is None else "password"
        self.form.show_problem(field, f"{words.what}{words.do_now}")
