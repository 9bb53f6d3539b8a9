"""Who is doing it, and the declaration on each service method of who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from desktop_app.domain.errors import NotAllowed
from desktop_app.domain.terms import UserRole

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Actor:
    """The user on whose behalf a service works; ``name`` goes into the change log."""

    name: str
    role: UserRole


OFFICERS = (UserRole.OFFICER,)
WORKERS = (UserRole.OFFICER, UserRole.WORKER)
EVERYONE = (UserRole.OFFICER, UserRole.WORKER, UserRole.READER)


def allowed(
    *roles: UserRole,
) -> Callable[[Callable[Concatenate[S, Actor, P], T]], Callable[Concatenate[S, Actor, P], T]]:
    """Declare which roles may call a service method; anyone else gets ``NotAllowed``.

    The actor is the method's first argument. A public service method without this declaration fails a test.
    """

    def declare(
        method: Callable[Concatenate[S, Actor, P], T],
    ) -> Callable[Concatenate[S, Actor, P], T]:
        @wraps(method)
        def checked(self: S, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
            if actor.role not in roles:
                raise NotAllowed
            return method(self, actor, *args, **kwargs)

        checked.allowed_roles = roles  # type: ignore[attr-defined]  # read by the permission test
        return checked

    return declare


def declared_roles(method: Any) -> tuple[UserRole, ...] | None:
    """Return the roles declared on a method, ``None`` where none were."""
    return getattr(method, "allowed_roles", None)
