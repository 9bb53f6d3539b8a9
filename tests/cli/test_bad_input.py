"""What cannot be is refused on the command line too: three sentences, exit code 2, and nothing changed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CommandLine

ELSEWHERE = "150426202201"


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """Keep what was asked of the filled home once: every test has a copy of the same one."""
    return {}


@pytest.fixture
def people(filled: CommandLine, seen: dict[str, Any]) -> tuple[str, str]:
    """Return two people who are owed visits; the first was met in the last weeks."""
    if "people" not in seen:
        seen["people"] = owed(filled)
    uids: tuple[str, str] = seen["people"]
    return uids


@pytest.fixture
def before(filled: CommandLine, seen: dict[str, Any], tmp_path: Path) -> Any:
    """Return what the home holds before anything was refused."""
    if "held" not in seen:
        seen["held"] = held(filled, tmp_path)
    return seen["held"]


def owed(line: CommandLine) -> tuple[str, str]:
    rows = line.json("duties", "list").document
    calm = [row for row in rows if row["kind"] == "routine" and not row["alert"]]
    uids = list(dict.fromkeys(row["elder_uid"] for row in calm if row["state"] != "planned"))
    return uids[0], uids[1]


def held(line: CommandLine, folder: Path) -> Any:
    """Return everything that can be taken out of the home: the whole register and the list of what was done."""
    exported = folder / "all.csv"
    columns = "name,age,village,categories,tier,state,latest,last_visit,phone,id_number,ended_on"
    assert line.run("register", "export-list", exported, "--columns", columns).code == 0
    digest = hashlib.sha256(exported.read_bytes()).hexdigest()
    return digest, line.json("undo", "list").document, line.json("divisions", "list").document


def event(kind: str, on: str) -> tuple[str, ...]:
    return ("events", "record", "--elder", "{uid}", "--kind", kind, "--on", on)


REFUSALS: dict[str, tuple[tuple[str, ...], str]] = {
    "a death before the last visit": (event("deceased", "2026-08-01"), "次探访在死亡日期之后"),
    "a leaving before the last visit": (event("moved_out", "2026-08-01"), "次探访在迁出日期之后"),
    "a return before leaving": (event("returned", "2026-11-20"), "没有可以“迁回”的离开登记"),
    "an event to come": (event("fall", "2026-11-21"), "不能晚于今天"),
    "an event before the birth": (event("fall", "1899-01-01"), "早于出生日期"),
    "a visit to come": (
        (
            "visits", "record", "--elder", "{uid}", "--on", "2026-11-21", "--mode", "in_person",
            "--outcome", "met_in_person", "--visitor", "李志强",
        ),
        "探访日期",
    ),
    "a person merged with itself": (("twins", "merge", "{uid}", "{uid}"), "不能和自己合并"),
    "people who are not there": (("twins", "merge", "{uid}", "nobody"), "没有找到"),
    "a village of another county": (
        ("register", "edit", "--set", f"village={ELSEWHERE}", "--uid", "{uid}"),
        "没有这个代码",
    ),
    "a village code of another county": (("divisions", "recode", "150425202201", ELSEWHERE), "旗县"),
    "a renaming to come": (
        ("divisions", "rename", "150425202201", "新村", "--from", "2026-11-21"),
        "今天",
    ),
    "a village merged into itself": (("divisions", "merge", "150425202201", "150425202201"), "自己"),
    "a broken division list": (("divisions", "install", "{folder}/list.csv"), "没有找到“代码、名称”两列"),
    "a division list of another county": (("divisions", "install", "{folder}/elsewhere.csv"), "旗县"),
    "broken import settings": (("register", "settings", "read", "{folder}/broken.json"), "导入设置"),
    "a mapping that is no mapping": (
        ("register", "import", "{folder}/people.csv", "--mapping", "{folder}/broken.json"),
        "第 1 行第 12 个字符处",
    ),
    "an end of a category before it began": (
        ("register", "edit", "--set", "end-category=living_alone", "--on", "1999-01-01", "--uid", "{uid}"),
        "",
    ),
    "an answer of tomorrow": (
        ("register", "edit", "--set", "willingness=willing", "--on", "2026-11-21", "--uid", "{uid}"),
        "不能晚于今天",
    ),
    "a copy for nobody": (
        ("privacy", "copy", "{uid}", "--out", "{folder}/copy.pdf", "--to", " ", "--reason", "查阅"),
        "必须填写",
    ),
    "an undoing of nothing": (("undo", "nothing"), "没有找到"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_is_refused_with_what_to_do(
    filled: CommandLine, people: tuple[str, str], before: Any, tmp_path: Path, case: str
) -> None:
    (tmp_path / "list.csv").write_text("姓名,电话\n王桂兰,13800138000\n", "utf-8")
    (tmp_path / "elsewhere.csv").write_text(f"代码,名称\n{ELSEWHERE},别处村\n", "utf-8")
    (tmp_path / "broken.json").write_text('{"format": "elder', "utf-8")
    (tmp_path / "people.csv").write_text("姓名,身份证号码\n王桂兰,\n", "utf-8")
    command, said = REFUSALS[case]
    filled_in = [part.format(uid=people[0], folder=tmp_path) for part in command]

    run = filled.run(*filled_in)

    assert run.code in (1, 2), (run.out, run.err)
    told = run.err or run.out
    assert said in told
    assert "程序内部出错" not in told
    assert "{" not in told
    if run.code == 2:
        assert len([line for line in run.err.splitlines() if line.strip()]) >= 3, run.err
    assert held(filled, tmp_path) == before
    assert filled.run("check").code == 0


def test_nothing_happens_after_death(filled: CommandLine, people: tuple[str, str]) -> None:
    uid = people[0]
    assert filled.run(*(part.format(uid=uid) for part in event("deceased", "2026-11-20"))).code == 0
    for command in (event("deceased", "2026-11-19"), event("returned", "2026-11-20")):
        refused = filled.run(*(part.format(uid=uid) for part in command))
        assert (refused.code, "已登记死亡" in refused.err) == (2, True)
    assert filled.run("check").code == 0
