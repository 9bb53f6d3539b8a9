"""``findings`` on a real home: a whole life by commands, and clear words for what may not be."""

from __future__ import annotations

from typing import Any

from tests.cli.conftest import CommandLine
from tests.cli.test_obligations import people


def test_a_finding_is_entered_referred_answered_and_closed(filled: CommandLine) -> None:
    uid = people(filled)[0]["elder_uid"]
    assert filled.json("findings", "add", "--elder", uid, "--kind", "隐患", "--what", "台阶结冰").code == 0
    listed = filled.json("findings", "list", "--elder", uid, "--kind", "hazard", "--text", "台阶").document
    (line,) = listed
    finding: str = line["uid"]

    def take(*words: str) -> Any:
        done = filled.json("findings", words[0], finding, *words[1:])
        assert done.code == 0, done.err
        return done.document

    take("assign", "--owner", "王主任", "--due", "2026-12-01")
    take("act", "--what", "撒盐除冰")
    assert take("refer", "--to", "村建办")["finding"]["slip_no"].endswith("-0001")
    take("answer", "--what", "本周安装扶手", "--by", "赵")
    take("escalate", "--what", "需旗里协调", "--level", "county")
    take("return", "--what", "由苏木落实")
    wrong = filled.json("findings", "close", finding, "--what", "已装")
    assert wrong.code == 2
    assert "办结依据" in str(wrong.document)
    take("close", "--what", "已装", "--proof", "李到场核实")
    take("reopen", "--what", "扶手松动")
    shown = filled.run("findings", "show", finding).out
    assert "撒盐除冰" in shown
    assert "李到场核实" in shown
    document = filled.json("findings", "show", finding).document
    assert [step["kind"] for step in document["steps"]][-2:] == ["closed", "reopened"]
    assert document["line"]["stage"] == "reopened"


def test_lists_and_the_table_of_ages_are_told_in_words(filled: CommandLine) -> None:
    assert "合计" in filled.run("findings", "ageing").out
    assert "没有这样的问题" in filled.run("findings", "list", "--text", "没有这句话").out
    everything = filled.json("findings", "list", "--all").document
    still = filled.json("findings", "list").document
    assert {line["uid"] for line in still} <= {line["uid"] for line in everything}
    ages = filled.json("findings", "ageing").document
    assert sum(len(cell["uids"]) for cell in ages["cells"]) == len(still)
    assert filled.run("findings", "close", "nobody", "--what", "x", "--proof", "y").code == 2
