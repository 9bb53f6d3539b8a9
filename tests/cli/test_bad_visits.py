"""Slips in the commands of visits, sheets and workbooks are refused in three sentences, and nothing is written."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine

RECORD = "visits record --elder {uid} --mode in_person --outcome met_in_person --visitor 海棠"
SLIPS = {
    f"{RECORD} --on 2026-11-21": "不能晚于今天",
    f"{RECORD} --on 2026-11-20 --measure systolic=1e9": "应为数字",
    f"{RECORD} --on 2026-11-20 --measure 心率=80": "systolic=135",
    f"{RECORD} --on 2026-11-20 --measure systolic=80 --measure diastolic=90": "应高于",
    f"{RECORD} --on 2026-11-20 --time 25:70": "时间",
    f"{RECORD} --on 2026-11-20 --next-on 2026-11-01": "不能早于探访日期",
    f"{RECORD} --on 2026-11-20 --signed proxy": "代签人",
    f"{RECORD} --on 2026-11-20 --answers {{folder}}/list.json": "JSON",
    f"{RECORD} --on 2026-11-20 --answers {{folder}}/odd.json": "不在可选项中",
    f"{RECORD} --on 2026-11-20 --answers {{folder}}/secret.json": "表单里没有这一项",
    "visits record --elder nobody --on 2026-11-20 --mode phone --outcome met_remotely --visitor 海棠": "没有找到",
    "visits correct nobody --because 看错": "没有找到",
    "visits versions nobody": "没有找到",
    "sheets find 12345678": "打错",
    "sheets find 00000000": "预览",
    "sheets find x": "8 位数字",
    "sheets write-off 12345678 --because 丢失": "打错",
    "sheets list --village 不存在": "没有找到",
    "workbook export --village 不存在 --month 2026-11 --out {folder}/b.xlsx": "没有找到",
    "workbook export --village 150425202201 --month 2026-13 --out {folder}/b.xlsx": "月份",
    "workbook export --village 150425202201 --month 9999-12 --out {folder}/b.xlsx": "离现在太远",
    "workbook export --village 150425202201 --month 2026-11 --out {folder}/no/b.xlsx": "没有写成",
    "workbook export --village 150425202201 --month 2026-11 --out {folder}/b.xlsx --full": "必须填写",
    "workbook import {folder}/list.json": "不是本程序导出的探访工作簿",
    "workbook import {folder}/none.xlsx": "",
    "report make visit-sheet --out {folder}/no/s.pdf": "没有写成",
}


def test_slips_are_refused_in_three_sentences_and_nothing_is_written(
    filled: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "list.json").write_text("[1]", "utf-8")
    (tmp_path / "odd.json").write_text('{"health.speech": 5}', "utf-8")
    (tmp_path / "secret.json").write_text('{"欧阳巴图孟和13947612083": "normal"}', "utf-8")
    uid = filled.json("duties", "list").document[0]["elder_uid"]
    before = (filled.json("undo", "list").document, filled.json("sheets", "list").document)
    for command, said in SLIPS.items():
        run = filled.run(*(part.format(uid=uid, folder=tmp_path) for part in command.split()))
        assert run.code in (2, 3), (command, run.out, run.err)
        assert len([line for line in run.err.splitlines() if line.strip()]) >= 3, (command, run.err)
        assert said in run.err, (command, run.err)
        for never in ("程序内部出错", "{", "Traceback", "欧阳", "13947612083"):
            assert never not in run.err, (command, run.err)
    assert (filled.json("undo", "list").document, filled.json("sheets", "list").document) == before
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {
        "list.json",
        "odd.json",
        "secret.json",
    }


def test_a_sheet_is_listed_by_the_title_of_its_paper(filled: CommandLine, tmp_path: Path) -> None:
    assert filled.run("report", "make", "visit-sheet", "--out", tmp_path / "s.pdf").code == 0
    told = filled.run("sheets", "list").out
    assert "探访记录表（待填）" in told
    assert "visit-sheet" not in told
