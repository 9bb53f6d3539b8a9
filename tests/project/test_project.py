"""The project keeps its own rules: nothing of any one machine in it, every file says what it is for."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from installers import files

ROOT = Path(__file__).resolve().parents[2]
TEXT = {
    ".py",
    ".toml",
    ".md",
    ".txt",
    ".in",
    ".sh",
    ".po",
    ".yml",
    ".cfg",
    ".tsv",
    ".csv",
    ".json",
    ".svg",
    "",
}

# Written with [brackets] so that this file does not contain what it looks for.
FORBIDDEN = {
    "a place left for later": r"\b(?:TO[D]O|FIX[M]E|XX[X])\b",
    "a folder of one machine": r"(?<![\w.}$])/(?:[w]ork|root/\.[p]yenv|tmp/[b]rief|opt/[p]ypi)\b",
    "an index of packages": r"python[h]osted\.|[p]ypi\.org|--(?:extra-)?[i]ndex-url|(?:[i]ndex-url|find-[l]inks)\s*=",
    "a credential in an address": r"https?://[^/\s:@\"']+:[^/\s@\"']+@",
}


SPOILED = Path("tests/exchange/data/spoiled")
"""Files that are no proper text on purpose."""


@functools.cache
def project_texts() -> list[tuple[Path, str]]:
    """Return every text file of the project with its content."""
    return [
        (path, (ROOT / path).read_text("utf-8"))
        for path in files.project_files(ROOT)
        if path.suffix in TEXT and path.suffix != ".mo" and not path.is_relative_to(SPOILED)
    ]


@functools.cache
def overview() -> tuple[str, list[Path]]:
    """Return the overview of files and those that say nothing, made once."""
    return files.overview(ROOT)


def python_files(*folders: str) -> list[Path]:
    """Return the Python files of these folders."""
    return [path for path in files.project_files(ROOT) if path.suffix == ".py" and path.parts[0] in folders]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_project_file_contains(what: str) -> None:
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in project_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(FORBIDDEN[what], line)
    ]
    assert not found, f"{what}:\n" + "\n".join(found)


def test_the_overview_of_files_is_fresh() -> None:
    text, _ = overview()
    assert (ROOT / files.TARGET).read_text("utf-8") == text, "run 'make files'"


def test_every_file_says_what_it_is_for() -> None:
    _, silent = overview()
    assert not silent


def test_every_module_begins_with_one_sentence() -> None:
    for path in python_files("desktop_app", "installers", "benchmarks"):
        sentence = files.describe(ROOT / path)
        assert sentence, path
        assert sentence[-1] in ".?。？:：", f"{path}: {sentence}"


def test_no_module_of_the_program_is_too_long_to_read() -> None:
    """Beyond 400 lines ``installers/files.py --long`` asks for a second look; this is where asking ends."""
    long = {
        str(path): count
        for path in python_files("desktop_app")
        if (count := (ROOT / path).read_text("utf-8").count("\n")) > 600
    }
    assert not long


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty_names = {"utils", "util", "helpers", "common", "misc", "manager", "process", "handle"}
    assert not [path for path in python_files("desktop_app", "tests") if path.stem in empty_names]


def test_every_exemption_carries_its_reason() -> None:
    exempting = re.compile(r"#\s*(?:noqa|type:\s*ignore|ruff:\s*noqa|pragma:)(?P<rest>.*)")
    bare: list[str] = []
    for path in python_files("desktop_app", "installers", "benchmarks", "tests"):
        for number, line in enumerate((ROOT / path).read_text("utf-8").splitlines(), 1):
            match = exempting.search(line)
            if match and not re.search(r"\s(?:-|#|–|—)\s*\w", match["rest"]):
                bare.append(f"{path}:{number}: {line.strip()}")
    assert not bare, "\n".join(bare)


def locked(name: str) -> dict[str, str]:
    """Return the pins of one lock: library → version."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==([^ \\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["base", "gui", "test", "dev", "build"])
def test_every_locked_library_has_its_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert " @ " not in text


def test_the_locks_agree_with_each_other_and_with_what_the_project_asks_for() -> None:
    everything = locked("dev")
    for name in ("base", "gui", "test", "build"):
        assert locked(name).items() <= everything.items(), name
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = dict(line.split("==") for line in project["project"]["dependencies"])
    assert asked.items() <= locked("base").items()
    for extra, lock in {"gui": "gui", "test": "test", "dev": "dev"}.items():
        asked = dict(line.split("==") for line in project["project"]["optional-dependencies"][extra])
        assert asked.items() <= locked(lock).items(), extra
    built_with = dict(line.split("==") for line in project["build-system"]["requires"])
    assert built_with.items() <= locked("build").items()


def test_the_command_line_needs_nothing_of_qt() -> None:
    assert not {name for name in locked("base") if "pyside" in name or "shiboken" in name or "pdfium" in name}


def test_only_libraries_that_the_project_asks_for_are_imported() -> None:
    """An import that works only because another library happens to bring its target breaks one day."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["gui"]
    asked = {line.split("==")[0].replace("-", "_") for line in lines}
    asked |= {"PySide6", "desktop_app"}
    asked |= {"PIL"} if "pillow" in asked else set()
    asked -= {"pyside6_essentials", "pillow"}
    import sys

    for path in python_files("desktop_app"):
        for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.partition(".")[0]
                assert top in asked or top in sys.stdlib_module_names, f"{path}: imports {name}"


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / "installers").glob("*.sh")))
def test_every_shell_script_parses_and_may_be_run(script: str) -> None:
    path = ROOT / "installers" / script
    assert path.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0


def test_setup_says_in_one_line_what_is_missing_and_changes_nothing(tmp_path: Path) -> None:
    """An empty list of libraries and no apt allowed: the line to run is printed, and nothing is made."""
    checkout = tmp_path / "checkout"
    (checkout / "installers").mkdir(parents=True)
    script = checkout / "installers" / "setup.sh"
    script.write_text((ROOT / "installers" / "setup.sh").read_text("utf-8"), "utf-8")
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("ldconfig", "apt-get"):
        (tools / name).write_text("#!/bin/sh\nexit 0\n", "utf-8")
        (tools / name).chmod(0o755)
    run = subprocess.run(
        ["bash", script, "run"],
        env={
            "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin",
            "ELDER_VISITS_NO_APT": "1",
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    lines = [line for line in run.stderr.splitlines() if line.startswith("sudo ")]
    assert len(lines) == 1
    assert "libgl1" in lines[0]
    assert "libxcb-cursor0" not in lines[0], "without a display its libraries are not needed"
    assert not (checkout / ".venv").exists()
