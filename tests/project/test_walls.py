"""The walls between the layers, proved from outside."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "desktop_app"

WITHOUT_QT = """
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "pypdfium2"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, NoQt())
"""


def run_without_qt(code: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run Python code where nothing of the extra ``gui`` can be imported."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_QT + code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def modules_below(*folders: str) -> list[str]:
    """Return the dotted names of all modules in these packages."""
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for folder in folders
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        if "versions" not in path.parts and path.name != "env.py"
    ]


def test_the_command_line_helps_where_qt_is_not_installed(tmp_path: Path) -> None:
    main = "from desktop_app.__main__ import main\nsys.exit(main(['--help']))"
    run = run_without_qt(main, tmp_path)
    assert run.returncode == 0, run.stderr
    assert "demo" in run.stdout


def test_every_layer_below_the_window_is_imported_where_qt_is_not_installed(tmp_path: Path) -> None:
    layers = [path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name not in {"ui", "app"}]
    modules = [name for name in modules_below(*layers) if "__pycache__" not in name]
    imports = f"import importlib\nfor name in {modules!r}:\n    importlib.import_module(name)"
    run = run_without_qt(imports, tmp_path)
    assert run.returncode == 0, run.stderr


def test_listing_reports_works_where_qt_is_not_installed(tmp_path: Path) -> None:
    main = "from desktop_app.__main__ import main\nsys.exit(main(['--json', 'report', 'list']))"
    run = run_without_qt(main, tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("[")


CALENDARS = {"domain": frozenset[str](), "scheduling": frozenset({"lunar_python"})}
"""What the rules may use besides the standard library: the lunar calendar is a table that others keep better."""


@pytest.mark.parametrize("layer", ["domain", "scheduling"])
def test_the_rules_import_nothing_but_the_standard_library_and_themselves(layer: str) -> None:
    own = {"desktop_app.domain", f"desktop_app.{layer}", *CALENDARS[layer]}
    for path in (PACKAGE / layer).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                ours = any(name == mine or name.startswith(mine + ".") for mine in own)
                assert ours or name.partition(".")[0] in sys.stdlib_module_names, f"{path}: imports {name}"


@pytest.mark.parametrize("layer", ["domain", "scheduling"])
def test_the_rules_know_no_clock_and_no_files(layer: str) -> None:
    clocks = {"now", "utcnow", "today", "time_ns", "monotonic"}
    for path in (PACKAGE / layer).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name | ast.Attribute):
                owner = called.value.id if isinstance(called.value, ast.Name) else called.value.attr
                clock = called.attr in clocks and owner in {"date", "datetime", "time"}
                assert not clock, f"{path}:{node.lineno}: reads the clock"
            elif isinstance(called, ast.Name):
                assert called.id != "open", f"{path}:{node.lineno}: opens a file"


def test_feature_packages_of_the_window_do_not_import_each_other() -> None:
    """A feature is a package below ``ui`` that defines a page; what is shared lies beside them."""
    ui = PACKAGE / "ui"
    features = {path.parent.name for path in ui.glob("*/page.py")} | {
        path.parent.name for path in ui.glob("*/*_page.py")
    }
    for feature in features:
        for path in (ui / feature).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("desktop_app.ui."):
                    other = (node.module or "").split(".")[2]
                    assert other == feature or other not in features, f"{path}: imports {other}"


def test_calls_into_qt_that_return_nothing_keep_the_reference_count_of_none(qtbot: object) -> None:
    """Guard against bindings that drop a reference to None per call and end the process after thousands."""
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    label.setText("探访")
    before = sys.getrefcount(None)
    for _ in range(5000):
        label.setText("探访")
    assert abs(sys.getrefcount(None) - before) < 200
    label.deleteLater()
