"""``demo`` does the main job start to finish, twice over the same folder, and harms nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from desktop_app import __main__ as entry
from desktop_app.__main__ import main
from desktop_app.cli.demo.folder import MANIFEST

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_QT = """
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "pypdfium2"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, NoQt())
from desktop_app.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def _without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window's own tests look at its pictures."""
    monkeypatch.setattr(entry, "_take_pictures", lambda *_arguments: None)


def arguments(out: Path) -> list[str]:
    return ["demo", "--out", str(out), "--elders", "60", "--as-of", "2026-11-20"]


def demo(out: Path, *more: str) -> int:
    return main([*arguments(out), *more])


def demo_without_qt(out: Path) -> str:
    """Run the demo where nothing of the extra ``gui`` can be imported; return what it told."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_QT, *arguments(out)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_main_job_runs_without_qt(tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = demo_without_qt(out)
    assert "导入名册" in told
    assert "没有截图" in told
    for step in (
        "纸单",
        "更正为第 2 版",
        "一户 2 人",
        "整批撤销",
        "不能导入 1 行",
        "转介单 20",
        "送餐名单 6 人",
        "督促 1 次",
        "已说明 1 处",
        "录入 2 项",
        "：与现有数据一致",
        "出表以后数据有变动",
        "变动 1 格",
    ):
        assert step in told
    files = {path.name for path in out.iterdir()}
    assert {
        "import-report.pdf",
        "import-report.json",
        "due-list.json",
        "visit-records.pdf",
        "month-ledger-2026-10.pdf",
        "month-ledger-2026-11.xlsx",
        "month-summary-2026-10.xlsx",
        "month-summary-2026-11.pdf",
        "referral-slip.pdf",
        "finding-ageing.pdf",
        "due-service-list.pdf",
        "assessment-screening.pdf",
        "support-letter.pdf",
        "handover-pack.pdf",
        "emergency-roster.pdf",
        "batch-report.pdf",
        "batch-inspect.json",
        "health-list-2.xlsx",
        "list.xlsx",
        "personal-copy.pdf",
        "why.txt",
        "campaign-call-tree.pdf",
        "campaign-call-tree.xlsx",
        "visit-plan.pdf",
        "call-out-slip.pdf",
        "route-sheet.pdf",
        "overdue-list.xlsx",
        "rehearsal.json",
        "visit-sheets.pdf",
        "visit-workbook.xlsx",
        "visit-workbook-filled.xlsx",
        "person-file.pdf",
        "visit-year.pdf",
        "notice.pdf",
        "notice-blank.pdf",
        "visit-record-blank.pdf",
        "roster.pdf",
        "roster.xlsx",
        "visitor-workload.pdf",
        "service-statistics.pdf",
        "progress.pdf",
        "progress.xlsx",
        "binder.pdf",
        "month-summary-archive.pdf",
        "month-ledger-to-check.pdf",
    } <= files
    assert all(f.suffix == ".pdf" for f in (out / "visit-records-each").iterdir())
    assert b"pdfaid:part" in (out / "month-summary-archive.pdf").read_bytes()
    assert len([file for file in files if file.endswith(".ebatch")]) == 2
    assert len(list(out.glob("*.ebatch"))) == 2
    merged = json.loads((out / "batch-merge.json").read_text("utf-8"))
    assert merged["applied"] > 0
    assert "24小时内走访" in (out / "why.txt").read_text("utf-8")
    rehearsed = json.loads((out / "rehearsal.json").read_text("utf-8"))
    assert rehearsed["people"] == 61
    assert rehearsed["total"]["before"] > 0


@pytest.mark.proofs
@pytest.mark.usefixtures("_without_pictures")
def test_the_main_job_runs_twice_over_the_same_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert demo(out, "--json") == 0
    first = {entry["file"] for entry in json.loads(capsys.readouterr().out)["files"]}
    mine = out / "pictures"
    mine.mkdir()
    (mine / "kept.png").write_bytes(b"kept")
    assert demo(out, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    files = {entry["file"] for entry in document["files"]}
    assert len(files) == len(first)  # batches are named for their site, which is another each time
    assert not any((out / file).exists() for file in first - files)
    assert all((out / file).exists() for file in files)
    assert len(list(out.glob("*.ebatch"))) == 2
    assert (mine / "kept.png").read_bytes() == b"kept"
    assert document["pictures"] == 0


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    assert demo(tmp_path, "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "demo.folder_not_ours"
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("name", ["../outside", "/outside", "..", ""])
def test_a_manifest_cannot_point_outside(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine", "utf-8")
    out = tmp_path / "out"
    out.mkdir()
    (out / MANIFEST).write_text(json.dumps({"made": [name]}), "utf-8")
    (out / "说明.txt").write_text("mine", "utf-8")
    assert demo(out) == 2
    capsys.readouterr()
    assert outside.read_text("utf-8") == "mine"
    assert (out / "说明.txt").read_text("utf-8") == "mine"


def test_pictures_that_cannot_be_taken_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    assert entry._take_pictures(tmp_path / "nowhere", "x", tmp_path, date(2026, 11, 20)) is None


@pytest.mark.proofs
def test_pictures_of_no_home_are_none(tmp_path: Path) -> None:
    assert entry._take_pictures(tmp_path / "nowhere", "x", tmp_path, date(2026, 11, 20)) is None


def test_the_program_can_be_its_own_workbook_reader() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "desktop_app", "--worker", "workbook"],
        input="姓名,电话\n某某某,无电话\n".encode(),
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0
    assert b'"end"' in run.stdout
