"""The choices of one installation: how soon it locks when nobody is there, and the telephone its papers name."""

from __future__ import annotations

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.services import settings
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Service

LOCK_CHOICES = (1, 3, 5, 10, 15, 30)
"""Minutes without a key or a click after which the window locks; it cannot be switched off."""

LONGEST_PHONE = 40
FEWEST_DIGITS = 7


class PreferenceService(Service):
    """偏好设置: kept inside the encrypted store, so that nobody changes them from outside."""

    @allowed(*EVERYONE)
    def lock_minutes(self, _actor: Actor) -> int:
        """Return after how many idle minutes the window locks."""
        with self._store.reading() as session:
            found = settings.read(session, settings.LOCK_MINUTES)
        return found if found in LOCK_CHOICES else int(settings.LOCK_MINUTES.default)

    @allowed(*OFFICERS)
    def set_lock_minutes(self, _actor: Actor, minutes: int) -> None:
        """Lock after so many idle minutes; raises ``FieldProblem`` for any other than ``LOCK_CHOICES``."""
        if minutes not in LOCK_CHOICES:
            raise FieldProblem(field="lock_minutes", label=N_("自动锁定"), reason=N_("请从列出的时间中选择"))
        with self._store.setting_up() as session:
            settings.write(session, settings.LOCK_MINUTES, minutes)

    @allowed(*EVERYONE)
    def unit_phone(self, _actor: Actor) -> str:
        """Return the telephone that the unit's papers name, empty where it is written by hand."""
        with self._store.reading() as session:
            return str(settings.read(session, settings.UNIT_PHONE))

    @allowed(*OFFICERS)
    def set_unit_phone(self, _actor: Actor, phone: str) -> None:
        """Name this telephone on papers, none where it is empty; raises ``FieldProblem``."""
        words = " ".join(phone.split())
        label = N_("单位电话")
        if len(words) > LONGEST_PHONE:
            raise FieldProblem(field="unit_phone", label=label, reason=N_("太长"))
        if words and sum(sign.isdecimal() for sign in words) < FEWEST_DIGITS:
            raise FieldProblem(field="unit_phone", label=label, reason=N_("请填写完整的号码，固定电话带区号"))
        with self._store.setting_up() as session:
            settings.write(session, settings.UNIT_PHONE, words)
