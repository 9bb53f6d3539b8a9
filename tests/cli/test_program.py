"""The command line as a whole: help, wrong commands, passwords, refusals, bugs, exit codes."""

from __future__ import annotations

import json
import sys
import types
from datetime import date
from pathlib import Path

import pytest

from desktop_app import __main__ as entry
from desktop_app.__main__ import main
from desktop_app.cli.program import GROUPS, build_parser
from desktop_app.config import paths
from desktop_app.services.duties import DutyService
from tests.cli.conftest import AS_OF, PASSWORD, CommandLine

REFUSAL = {"code", "what", "data_safe", "do_now"}


def test_help_names_every_command_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("用法：elder-visits")
    for name in ("init", "demo", "register", "duties", "visits", "indicators", "report", "site", "batch"):
        assert f" {name} " in text


def test_every_group_registers_itself() -> None:
    assert len({group.__name__ for group in GROUPS}) == len(GROUPS)
    build_parser()


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["register"],
        ["register", "find"],
        ["duties", "list", "--state", "late"],
        ["indicators", "--month", "2026-13"],
        ["check", "--as-of", "20.11.2026"],
        ["conflicts", "settle", "x", "--keep", "both"],
        ["check", "--unknown"],
        ["visits", "record", "--elder", "x", "--on", "2026-11-20", "--mode", "fax"],
        ["sample", "--elders", "0"],
        ["init", "--level", "village", "--division", "1", "--unit", "x", "--profile", "y"],
    ],
)
def test_a_wrong_command_is_refused_in_words_with_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert not printed.out
    lines = printed.err.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("命令写法有误：")
    assert "--help" in lines[2]
    assert main([*arguments, "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert set(error) == REFUSAL
    assert error["code"] == "cli.usage"


def test_shared_options_work_before_and_after_the_command(filled: CommandLine) -> None:
    after = filled.run("duties", "list", "--json")
    before = filled.run("--json", "duties", "list")
    assert after.code == before.code == 0
    assert after.out == before.out
    assert main(["--home", str(filled.home), "check", "--json"]) == 0


def test_a_missing_home_is_refused_with_exit_code_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--json", "check", "--home", str(tmp_path / "nowhere")]) == 3
    error = json.loads(capsys.readouterr().out)["error"]
    assert set(error) == REFUSAL
    assert error["code"] == "store.missing"


def test_a_wrong_password_is_refused(empty: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELDER_VISITS_PASSWORD", "quite another one")
    run = empty.json("check")
    assert run.code == 2
    assert run.document["error"]["code"] == "keys.wrong_password"


def test_a_password_file_beats_the_environment(
    empty: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELDER_VISITS_PASSWORD", "quite another one")
    file = tmp_path / "password"
    file.write_text(f"\ufeff{PASSWORD}\r\n", encoding="utf-8")
    assert empty.json("check", "--password-file", file).code == 0
    file.write_text("", encoding="utf-8")
    assert empty.json("check", "--password-file", file).document["error"]["code"] == "cli.password_file"


def test_without_a_password_and_a_terminal_nobody_is_asked(
    empty: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ELDER_VISITS_PASSWORD")
    run = empty.run("check")
    assert run.code == 2
    assert "ELDER_VISITS_PASSWORD" in run.err


def test_a_bug_is_told_in_words_and_its_trace_is_in_the_log_only(
    filled: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_more: object) -> None:
        raise RuntimeError("乌云其木格 150425194501010027")

    monkeypatch.setattr(DutyService, "list", broken)
    run = filled.run("duties", "list")
    assert run.code == 4
    assert "Traceback" not in run.out + run.err
    assert len(run.err.splitlines()) == 3
    log = (paths.log_folder() / "elder-visits.log").read_text("utf-8")
    assert "RuntimeError" in log
    assert "150425194501010027" not in log + run.err
    assert "乌云其木格" not in log + run.err
    assert filled.json("duties", "list").document["error"]["code"] == "bug"


def test_a_file_that_the_system_refuses_is_told_with_exit_code_3(filled: CommandLine, tmp_path: Path) -> None:
    run = filled.json("batch", "receipt", tmp_path / "gone.ebatch")
    assert run.code == 3
    assert set(run.document["error"]) == REFUSAL


def test_english_is_spoken_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ELDER_VISITS_LANG", "en")
    assert main(["no-such-command"]) == 2
    assert "invalid choice" in capsys.readouterr().err


def test_without_a_command_the_window_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Path | None, bool, date | None]] = []

    def run_window(home: Path | None, *, sample: bool = False, as_of: date | None = None) -> int:
        seen.append((home, sample, as_of))
        return 0

    app = types.ModuleType("desktop_app.app")
    app.run_window = run_window  # type: ignore[attr-defined]  # the stand-in has what is asked for
    monkeypatch.setitem(sys.modules, "desktop_app.app", app)
    assert main([]) == 0
    assert main(["--sample"]) == 0
    assert main(["--home", str(tmp_path), "--as-of", AS_OF.isoformat()]) == 0
    assert seen == [(None, False, None), (None, True, None), (tmp_path, False, AS_OF)]


@pytest.mark.parametrize("arguments", [[], ["--home", "somewhere"]])
def test_without_qt_the_window_is_refused_in_words(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(entry, "_installed", lambda module: module != "PySide6")
    assert main(arguments) == 3
    assert "PySide6" in capsys.readouterr().err


def test_without_a_display_the_window_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert main([]) == 3
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_an_unknown_worker_does_nothing() -> None:
    assert main(["--worker", "something"]) == 2
