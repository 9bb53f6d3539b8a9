"""Who may log in here, with which role."""

from __future__ import annotations

from desktop_app.domain.terms import UserRole
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.storage import keyslots
from desktop_app.storage.keyslots import KeyUser
from desktop_app.storage.root_key import RootKey


class UserService(Service):
    """用户."""

    def __init__(self, context: Context, root: RootKey) -> None:
        """Manage the key slots that ``root`` belongs to."""
        super().__init__(context)
        self._root = root
        self._slots = context.store.folder / keyslots.FILE_NAME

    @allowed(*EVERYONE)
    def list(self, _actor: Actor) -> tuple[KeyUser, ...]:
        """Return the users in the order they were added."""
        return keyslots.users(self._slots)

    @allowed(*OFFICERS)
    def add(self, _actor: Actor, name: str, role: UserRole, password: str) -> None:
        """Let another person log in."""
        keyslots.add_user(self._slots, self._root, user=name, role=role, password=password)

    @allowed(*OFFICERS)
    def remove(self, _actor: Actor, name: str) -> None:
        """Take a login away; at least two openers always remain."""
        keyslots.remove_user(self._slots, self._root, user=name)

    @allowed(*OFFICERS)
    def set_password(self, _actor: Actor, name: str, password: str) -> None:
        """Give a user a new password."""
        keyslots.set_password(self._slots, self._root, user=name, password=password)

    @allowed(*EVERYONE)
    def change_own_password(self, actor: Actor, old: str, new: str) -> None:
        """Change the password of whoever is logged in."""
        keyslots.change_password(self._slots, user=actor.name, old_password=old, new_password=new)

    @allowed(*OFFICERS)
    def renew_recovery(self, _actor: Actor) -> str:
        """Make a new paper recovery key; the old one stops working. Returned once, never stored."""
        return keyslots.renew_recovery(self._slots, self._root).text()
