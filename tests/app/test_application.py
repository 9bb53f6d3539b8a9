"""The input method is chosen so that Chinese can be typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.app import application


@pytest.fixture(autouse=True)
def machine_id(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give the machine an id, whatever machine runs the test."""
    known = tmp_path / "known-machine-id"
    known.write_text("0123456789abcdef0123456789abcdef\n", encoding="ascii")
    monkeypatch.setattr(application, "_MACHINE_IDS", (known,))


@pytest.mark.parametrize(
    ("chosen", "running", "expected"),
    [
        ("", {"fcitx5"}, "ibus"),
        ("fcitx", {"fcitx5"}, "ibus"),
        ("xim", set(), "ibus"),
        ("compose", {"fcitx5"}, "compose"),
    ],
)
def test_an_input_method_that_qt_knows_is_chosen(
    monkeypatch: pytest.MonkeyPatch, chosen: str, running: set[str], expected: str
) -> None:
    monkeypatch.setattr(application, "_running_programs", lambda: running)
    monkeypatch.setattr(application, "_has_fcitx_plugin", lambda: False)
    environment = {"QT_IM_MODULE": chosen}
    application.choose_input_method(environment)
    assert environment["QT_IM_MODULE"] == expected


def test_an_fcitx_of_our_own_is_named_where_fcitx_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "_running_programs", lambda: {"fcitx"})
    monkeypatch.setattr(application, "_has_fcitx_plugin", lambda: True)
    environment: dict[str, str] = {}
    application.choose_input_method(environment)
    assert environment == {"QT_IM_MODULE": "fcitx"}


def test_without_a_machine_id_nothing_that_needs_d_bus_is_chosen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(application, "_MACHINE_IDS", (tmp_path / "machine-id",))
    environment: dict[str, str] = {}
    application.choose_input_method(environment)
    assert environment == {"QT_IM_MODULE": "compose"}


def test_wayland_needs_no_choice() -> None:
    environment = {"WAYLAND_DISPLAY": "wayland-0"}
    application.choose_input_method(environment)
    assert "QT_IM_MODULE" not in environment
