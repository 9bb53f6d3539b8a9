"""An accessibility client as a screen reader is one: it reads and operates a program over the AT-SPI bus.

It knows nothing of the program but what the bus says: names, roles, states, actions, texts. No coordinates, no
key events. ``desktop()`` gives it a display, a session bus and the accessibility bus of its own::

    with desktop(folder) as place:
        place.start(["elder-visits", "--home", str(home)])
        page = place.client.program("elder-visits")
        page.find("密码").write("…"); page.find("登录").press()
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from jeepney import DBusAddress, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

T = TypeVar("T")

WAIT_S = 20.0
STEP_S = 0.1
ROOT_FOLDER = Path(__file__).parents[3]
ATSPI = "org.a11y.atspi"
ROOT = "/org/a11y/atspi/accessible/root"
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")

# The numbers of AtspiStateType.
CHECKED, SHOWING = 4, 25
LABELLED_BY = 2
"""The number of AtspiRelationType."""


def lacking() -> str:
    """Return what this machine lacks for a display and an accessibility bus of one's own; nothing: all there."""
    missing = [name for name in ("Xvfb", "dbus-daemon") if shutil.which(name) is None]
    if not any(Path(each).exists() for each in LAUNCHERS):
        missing.append("at-spi2-core")
    return ", ".join(missing)


@dataclass
class Place:
    """A display and the buses of a desktop, and the programs started there."""

    environment: dict[str, str]
    client: Client
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a program on this desktop."""
        made = subprocess.Popen(
            command,
            cwd=ROOT_FOLDER,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self.started.append(made)
        return made

    def end_all(self) -> None:
        """End the programs in order and wait until they are gone."""
        _end(self.started)
        self.started.clear()


@contextmanager
def desktop() -> Iterator[Place]:
    """Give a desktop of its own; everything started on it is ended."""
    serving: list[subprocess.Popen[bytes]] = []
    try:
        screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
        display = _first_line(serving, screen, dict(os.environ))
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS", "NO_AT_BRIDGE", "QT_QPA_PLATFORM"}
        }
        environment |= {"DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
        bus = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
        address = _first_line(serving, bus, environment)
        environment["DBUS_SESSION_BUS_ADDRESS"] = address
        place = Place(environment, Client(address))
        try:
            yield place
        finally:
            place.client.close()
            place.end_all()
    finally:
        _end(serving[::-1])


def _first_line(serving: list[subprocess.Popen[bytes]], command: Sequence[str], env: dict[str, str]) -> str:
    made = subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    serving.append(made)
    assert made.stdout is not None
    ready, _w, _x = select.select([made.stdout], [], [], WAIT_S)
    line = made.stdout.readline().decode().strip() if ready else ""
    assert line, f"{command[0]} did not start"
    return line


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for each in processes:
        each.send_signal(signal.SIGTERM)
    for each in processes:
        try:
            each.wait(WAIT_S)
        except subprocess.TimeoutExpired:
            each.kill()
            each.wait()
        if each.stdout is not None:
            each.stdout.close()


class NotThere(AssertionError):
    """The client did not find what it looked for."""


class Client:
    """One connection to the accessibility bus."""

    def __init__(self, session_address: str) -> None:
        session = open_dbus_connection(session_address)
        status = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Status")
        told = session.send_and_get_reply(Properties(status).set("IsEnabled", "b", True), timeout=WAIT_S)
        assert told.header.message_type is MessageType.method_return, told.body
        asked = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        (address,) = session.send_and_get_reply(new_method_call(asked, "GetAddress"), timeout=WAIT_S).body
        session.close()
        self._bus: DBusConnection = open_dbus_connection(address)
        self.calls = 0

    def close(self) -> None:
        """Leave the bus."""
        self._bus.close()

    def ask(self, bus: str, path: str, interface: str, method: str, signature: str = "", *args: Any) -> Any:
        """Call a method and return its first result; raises NotThere when the object is gone."""
        self.calls += 1
        address = DBusAddress(path, bus, interface)
        message = new_method_call(address, method, signature or None, args)
        reply = self._bus.send_and_get_reply(message, timeout=WAIT_S)
        if reply.header.message_type is MessageType.error:
            raise NotThere(f"{interface}.{method}: {reply.body}")
        return reply.body[0] if reply.body else None

    def program(self) -> Node:
        """Wait for the first program with a window and return its root."""
        registry = Node(self, f"{ATSPI}.Registry", ROOT)
        return wait_for(
            lambda: next((each for each in registry.children() if each.children()), None), "program"
        )


@dataclass(frozen=True)
class Node:
    """One thing that a program shows, by its place on the bus."""

    client: Client = field(repr=False, compare=False)
    bus: str
    path: str

    def name(self) -> str:
        """Return the name that is read out."""
        return cast(str, self._get("Accessible", "Name"))

    def description(self) -> str:
        """Return what is read out after the name."""
        return cast(str, self._get("Accessible", "Description"))

    def role(self) -> str:
        """Return the kind of thing, in the bus's English."""
        return cast(str, self._ask("Accessible", "GetRoleName"))

    def has(self, state: int) -> bool:
        """Tell whether a state is on."""
        words = self._ask("Accessible", "GetState")
        return bool(words[state // 32] >> (state % 32) & 1)

    def children(self) -> list[Node]:
        """Return what is inside."""
        return [Node(self.client, bus, path) for bus, path in self._ask("Accessible", "GetChildren")]

    def walk(self) -> Iterator[Node]:
        """Yield this and everything inside that is on the screen, in the order of the tree."""
        yield self
        for each in self.children():
            with suppress(NotThere):
                if each.has(SHOWING):
                    yield from each.walk()

    def names(self) -> list[str]:
        """Return what it is called: its own name, and that of a label beside it, as drop-down lists have it."""
        found = [self.name()]
        for kind, targets in self._ask("Accessible", "GetRelationSet"):
            if kind == LABELLED_BY:
                found += [Node(self.client, bus, path).name() for bus, path in targets]
        return found

    def find(self, name: str, *roles: str, starts: bool = False) -> Node:
        """Wait for the first thing of this name (or a name that ``starts`` so) and, where said, of these roles."""

        def look() -> Node | None:
            for each in self.walk():
                if roles and each.role() not in roles:
                    continue
                if name in each.names() or (starts and each.name().startswith(name)):
                    return each
            return None

        return wait_for(look, name)

    def known(self) -> dict[str, Node]:
        """Return everything on the screen by its names, the first of each: one walk for many questions."""
        found: dict[str, Node] = {}
        for each in self.walk():
            if each.role() not in {"label", "filler", "panel"}:
                for name in each.names():
                    found.setdefault(name, each)
        return found

    def actions(self) -> list[str]:
        """Return the names of what can be done."""
        count = self._get("Action", "NActions")
        return [self._ask("Action", "GetName", "i", at) for at in range(count)]

    def act(self, action: str) -> None:
        """Do one of the actions."""
        names = self.actions()
        if action not in names:
            raise NotThere(f"{self.name()}: {action} not among {names}")
        self._ask("Action", "DoAction", "i", names.index(action))

    def press(self) -> None:
        """Press a button, an option, a box; one of several exclusive ones is toggled."""
        self.act("Press" if "Press" in self.actions() else "Toggle")

    def text(self) -> str:
        """Return the text in a field."""
        return cast(str, self._ask("Text", "GetText", "ii", 0, -1))

    def write(self, text: str) -> None:
        """Replace the text in a field."""
        if not self._ask("EditableText", "SetTextContents", "s", text):
            raise NotThere(f"{self.name()}: not writable")

    def choose(self, words: str) -> None:
        """Choose the entry of a list, drop-down lists too, by its words."""
        at, holder = wait_for(lambda: self._entry(words), f"{self.name()}: {words}")
        holder._ask("Selection", "SelectChild", "i", at)

    def focus(self) -> None:
        """Put the keyboard here."""
        self._ask("Component", "GrabFocus")

    def _entry(self, words: str) -> tuple[int, Node] | None:
        for holder in (self, *self.children()):
            for at, each in enumerate(holder.children()):
                if each.name() == words and each.role() in {"list item", "table cell", "menu item"}:
                    return at, holder
        return None

    def _ask(self, interface: str, method: str, signature: str = "", *args: Any) -> Any:
        return self.client.ask(self.bus, self.path, f"{ATSPI}.{interface}", method, signature, *args)

    def _get(self, interface: str, name: str) -> Any:
        found = self.client.ask(
            self.bus, self.path, "org.freedesktop.DBus.Properties", "Get", "ss", f"{ATSPI}.{interface}", name
        )
        return found[1]


def wait_for(look: Callable[[], T | None], what: str) -> T:
    """Look until there is something; raises NotThere after twenty seconds."""
    end = time.monotonic() + WAIT_S
    while True:
        with suppress(NotThere):
            found = look()
            if found is not None:
                return found
        if time.monotonic() > end:
            raise NotThere(what)
        time.sleep(STEP_S)
