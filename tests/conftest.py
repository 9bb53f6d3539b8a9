"""What every test stands on: a home of its own, no display, fixed fonts, and no thread left behind."""

from __future__ import annotations

import functools
import gc
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.examples import examples

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "resources" / "fonts"
WITHOUT_QT = {
    "cli",
    "domain",
    "exchange",
    "migrations",
    "models",
    "reports",
    "scheduling",
    "services",
    "storage",
}
PATIENCE = 5.0
"""Seconds that a thread gets to end after its test."""


def _fresh_surroundings() -> Path:
    """Point everything a program may write to or be swayed by at a new folder; before Qt is imported."""
    # The workers of a parallel run inherit TMPDIR; without this their folders would nest and outgrow socket names.
    place = os.environ.setdefault("TESTS_ORIGINAL_TMPDIR", tempfile.gettempdir())
    base = Path(tempfile.mkdtemp(prefix="elder-visits-", dir=place))
    for name, variable in {
        "home": "HOME",
        "data": "XDG_DATA_HOME",
        "config": "XDG_CONFIG_HOME",
        "cache": "XDG_CACHE_HOME",
        "state": "XDG_STATE_HOME",
        "runtime": "XDG_RUNTIME_DIR",
        "tmp": "TMPDIR",
    }.items():
        (base / name).mkdir(mode=0o700)
        os.environ[variable] = str(base / name)
    for variable in [name for name in os.environ if name.startswith("ELDER_VISITS_")]:
        del os.environ[variable]
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        # The hundreds of programs that tests start need not compile everything anew, nor leave it in the checkout.
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(base / "compiled"))
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for variable in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "QT_IM_MODULE"):
        os.environ.pop(variable, None)
    if FONTS.is_dir():
        # Only the fonts that are shipped: pictures and text widths are alike on every machine.
        configuration = base / "fonts.conf"
        configuration.write_text(
            f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{FONTS}</dir>'
            f"<cachedir>{base / 'cache'}</cachedir><config><rescan><int>0</int></rescan></config></fontconfig>",
            "utf-8",
        )
        os.environ["FONTCONFIG_FILE"] = str(configuration)
    tempfile.tempdir = None
    return base


_BASE = _fresh_surroundings()

# The same examples in every run, so that a failure is the change's fault; HYPOTHESIS_PROFILE=search looks further.
settings.register_profile(
    "same", max_examples=examples(100), derandomize=True, deadline=None, database=None, print_blob=True
)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark every property: how many cases it is tried on is the proofs' affair too."""
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        item.add_marker("examples")


def pytest_unconfigure() -> None:
    """Remove the folder of this run."""
    shutil.rmtree(_BASE, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _passwords_stretched_once() -> Iterator[None]:
    """Remember what passwords stretch to: the same password and salt come thousands of times, at 16 ms each."""
    from desktop_app.storage import keyslots
    from desktop_app.storage.passwords import stretch

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyslots, "stretch", functools.cache(stretch))
        yield


@pytest.fixture(autouse=True)
def _no_thread_left_behind() -> Iterator[None]:
    """Fail the test that leaves a thread running; pools must be shut down, jobs awaited."""
    before = set(threading.enumerate())
    yield
    left = {thread for thread in threading.enumerate() if thread not in before and not _harmless(thread)}
    end = time.monotonic() + PATIENCE
    while left and time.monotonic() < end:
        for thread in left:
            thread.join(0.05)
        left = {thread for thread in left if thread.is_alive()}
    assert not left, f"threads left behind: {sorted(thread.name for thread in left)}"


def _harmless(thread: threading.Thread) -> bool:
    """Tell whether Python merely noticed a foreign thread, such as one of Qt's own."""
    return isinstance(thread, threading._DummyThread)


@pytest.fixture(autouse=True, scope="module")
def _no_qthread_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the module that leaves a QThread running; looked at once per module, for it takes a while."""
    yield
    core = sys.modules.get("PySide6.QtCore")
    # Only pytest-qt brings Qt into the tests of the layers that must not know it.
    if core is None or request.path.relative_to(ROOT / "tests").parts[0] in WITHOUT_QT:
        return
    import shiboken6

    own = shiboken6.getCppPointer(core.QThread.currentThread())
    # Every object refers to its class; asking for those who do is many times faster than looking at all there are.
    running = [
        thing
        for thing in gc.get_referrers(*_with_heirs(core.QThread))
        if isinstance(thing, core.QThread)
        and shiboken6.isValid(thing)
        and shiboken6.getCppPointer(thing) != own
        and thing.isRunning()
    ]
    assert not running, f"QThreads left running: {running}"


def _with_heirs(kind: type) -> Iterator[type]:
    yield kind
    heirs: list[type] = type.__subclasses__(kind)
    for heir in heirs:
        yield from _with_heirs(heir)
