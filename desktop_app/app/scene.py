"""What a picture is taken of: a page, its parameters, and what is done before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Act = Callable[[Any], object]
"""Something done on a page before its picture is taken; afterwards the window settles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One picture: its name, the page, its parameters, what is done before it is taken and after."""

    name: str
    key: str
    params: dict[str, Any] = field(default_factory=dict)
    acts: tuple[Act, ...] = ()
    after: Act | None = None
    demo: bool = False
    """Belongs to the demo; the others are only taken for looking at them."""
    main: bool = False
    """Belongs to the small sets too: large letters, 150 % scale, English."""
    steps: bool = False
    """Is taken at each step of large letters and in high contrast too."""
    busy: bool = False
    """What is done goes on while the picture is taken."""
