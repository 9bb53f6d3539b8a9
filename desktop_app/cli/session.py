"""One run of the command line: who asks, for which home, on which day; opens the store when first needed."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from pathlib import Path
from typing import Any

from desktop_app.bootstrap import Application, open_application
from desktop_app.cli.console import Console
from desktop_app.cli.faults import (
    JsonFileUnreadable,
    PasswordFileUnreadable,
    PasswordMissing,
    PasswordsDiffer,
)
from desktop_app.cli.window import Window
from desktop_app.config import paths
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.progress import Progress
from desktop_app.services import access
from desktop_app.services.clock import Clock
from desktop_app.storage.faults import StoreMissing

PASSWORD_VARIABLE = "ELDER_VISITS_PASSWORD"  # noqa: S105 - the name of a variable, not a password
NEW_PASSWORD_VARIABLE = "ELDER_VISITS_NEW_PASSWORD"  # noqa: S105 - the name of a variable, not a password


class Session:
    """Gives commands the console, the options that all share, and the open application."""

    def __init__(self, options: Namespace, console: Console, window: Window) -> None:
        """Serve one command with its parsed ``options``."""
        self.console = console
        self.window = window
        self.home: Path = options.home or paths.data_folder()
        self.clock = Clock(fixed_on=options.as_of)
        self._options = options
        self._application: Application | None = None

    @property
    def app(self) -> Application:
        """The open application; asks for the password when first used."""
        if self._application is None:
            if not access.exists(self.home):
                raise StoreMissing
            user = self._options.user
            self._application = open_application(self.home, self.password(), user=user, clock=self.clock)
        return self._application

    @property
    def progress(self) -> Progress:
        """A progress that shows itself where somebody watches."""
        return self.console.progress()

    def password(self) -> str:
        """Return the password from file, environment or keyboard."""
        return self._given_password() or self._asked(_("密码："))

    def first_password(self) -> str:
        """Return the password for a new installation; typed ones are asked for twice."""
        return self._given_password() or self._asked_twice()

    def new_password(self, file: Path | None) -> str:
        """Return the password to be set, from ``file``, environment or keyboard."""
        given = _first_line(file) if file else os.environ.get(NEW_PASSWORD_VARIABLE)
        return given or self._asked_twice(NEW_PASSWORD_VARIABLE)

    def close(self) -> None:
        """Close the application if it was opened."""
        if self._application is not None:
            self._application.close()
            self._application = None

    def _given_password(self) -> str | None:
        file = self._options.password_file
        return _first_line(file) if file else os.environ.get(PASSWORD_VARIABLE)

    def _asked(self, prompt: str, variable: str = PASSWORD_VARIABLE) -> str:
        if not self.console.interactive:
            raise PasswordMissing(variable=variable)
        return self.console.ask_password(prompt)

    def _asked_twice(self, variable: str = PASSWORD_VARIABLE) -> str:
        first = self._asked(_("新密码："), variable)
        if self._asked(_("再输入一次："), variable) != first:
            raise PasswordsDiffer
        return first


def _first_line(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise PasswordFileUnreadable from None
    if not lines or not lines[0]:
        raise PasswordFileUnreadable
    return lines[0]


def read_object(file: Path) -> dict[str, Any]:
    """Return the JSON object in ``file``; raises ``JsonFileUnreadable``."""
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise JsonFileUnreadable(reason=N_("文件打不开")) from None
    except json.JSONDecodeError as error:
        where = _("第 {line} 行第 {column} 个字符处写法有误").format(line=error.lineno, column=error.colno)
        raise JsonFileUnreadable(reason=where) from None
    except (ValueError, RecursionError):
        raise JsonFileUnreadable(reason=N_("数字过大或层次过深")) from None
    if not isinstance(found, dict):
        raise JsonFileUnreadable(reason=N_("应为一个对象 {…}"))
    return found
