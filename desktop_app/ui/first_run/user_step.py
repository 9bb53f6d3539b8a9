"""Fourth screen: who works here and with which password."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.storage.passwords import LEAST_CHARACTERS, check_password
from desktop_app.ui.first_run.step import Step
from desktop_app.ui.kit import Form, LineField
from desktop_app.ui.presenter import describe


class UserStep(Step):
    """Name and password of the first user, who becomes 管理员."""

    def __init__(self) -> None:
        super().__init__(
            _("谁来用，密码是什么？"),
            _("名册用密码加密，没有密码谁也打不开，包括做这个程序的人。以后可以再增加用户。"),
        )
        self.form = Form(label_em=6, columns=1)
        self.user = self.form.add_row(
            _("姓名"),
            LineField(longest=50),
            name="user",
            required=True,
            help=_("登录和操作记录里用这个名字。"),
        )
        self.password = self.form.add_row(
            _("密码"),
            LineField(secret=True),
            name="password",
            required=True,
            help=_("至少 {least} 个字符，几个不相干的词连在一起最好记，例如四种东西的名字。").format(
                least=LEAST_CHARACTERS
            ),
        )
        self.again = self.form.add_row(_("再输一次"), LineField(secret=True), name="again", required=True)
        self.form.changed.connect(self.changed)
        self.form.save_asked.connect(self.forward_asked)
        self.body.addWidget(self.form)
        self.body.addStretch(1)

    def enter(self) -> None:
        """Put the keyboard into the name."""
        self.form.focus_first()

    def is_ready(self) -> bool:
        """All three are filled in."""
        return not any(field.is_empty() for field in (self.user, self.password, self.again))

    def check(self) -> bool:
        """Say beside the field what the password policy asks for."""
        if not self.form.check():
            return False
        try:
            check_password(self.password.line.text(), user=self.user.value())
        except ElderVisitsError as error:
            words = describe(error)
            self.form.show_problem("password", words.short)
            return False
        if self.password.line.text() != self.again.line.text():
            self.form.show_problem("again", _("两次输入的密码不一样，请再输一次。"))
            return False
        return True
