"""Every error raised on purpose, wherever it is declared, says its three sentences."""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections.abc import Iterator

import pytest

import desktop_app
from desktop_app.domain.errors import ElderVisitsError


def every_error() -> list[type[ElderVisitsError]]:
    """Import the whole program and return the error classes it declares."""
    for module in pkgutil.walk_packages(desktop_app.__path__, "desktop_app."):
        if not module.name.endswith((".env", ".__main__")) and ".versions." not in module.name:
            importlib.import_module(module.name)

    def below(error: type[ElderVisitsError]) -> Iterator[type[ElderVisitsError]]:
        for child in error.__subclasses__():
            if child.__module__.startswith("desktop_app."):
                yield child
                yield from below(child)

    return sorted({ElderVisitsError, *below(ElderVisitsError)}, key=lambda error: error.__qualname__)


ERRORS = every_error()


def test_every_code_is_used_once() -> None:
    codes: dict[str, type[ElderVisitsError]] = {}
    for error in ERRORS:
        assert "code" in vars(error), f"{error.__qualname__} has no code of its own"
        other = codes.setdefault(error.code, error)
        assert other is error, f"{error.__qualname__} and {other.__qualname__} share {error.code!r}"


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__qualname__)
def test_an_error_says_what_happened_whether_data_is_safe_and_what_to_do(
    error: type[ElderVisitsError],
) -> None:
    for sentence in (error.what, error.data_safe, error.do_now):
        assert sentence.strip()
        for _, name, _, _ in string.Formatter().parse(sentence):
            assert name is None or name.isidentifier(), f"{sentence!r}: only named placeholders"
    assert error.exit_code in {1, 2, 3}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__qualname__)
def test_an_error_says_nothing_of_people(error: type[ElderVisitsError]) -> None:
    forbidden = {"name", "id_number", "phone", "elder_name"}
    sentences = (error.what, error.data_safe, error.do_now)
    names = {name for text in sentences for _, name, _, _ in string.Formatter().parse(text)}
    assert not names & forbidden
