"""进展表 on paper: what is counted and what is typed are told apart, the code changes with the figures."""

from __future__ import annotations

from pathlib import Path

from desktop_app.bootstrap import Application
from desktop_app.services.paper_orders import Made, PaperOrder, PaperWish
from desktop_app.services.progress_papers import KEYS, make, progress_paper
from desktop_app.services.progress_rows import ProgressDraft


def order(app: Application, out: Path, **wish: object) -> PaperOrder:
    wanted = PaperWish(name="progress", month=(2026, 11), **{"period": "2026", **wish})  # type: ignore[arg-type]  # by name
    return PaperOrder(app.context, app.actor, wanted, out, out.suffix.lstrip("."))


def cells(app: Application, out: Path, title: str, **wish: object) -> dict[str, object]:
    asked = order(app, out, **wish)
    report = app.progress.report(app.actor, asked.wish.period or "", asked.village)
    (row,) = (row for row in progress_paper(asked, report).groups[0].rows if row[1] == title)
    return dict(zip(KEYS, row, strict=True))


def printed(app: Application, out: Path, **wish: object) -> Made:
    return make(order(app, out, **wish))


def test_counted_typed_and_missing_figures_are_told_apart(application: Application, tmp_path: Path) -> None:
    app, out = application, tmp_path / "p.pdf"
    missing = cells(app, out, "基本养老保险参保率")
    assert (missing["actual"], missing["numerator"], missing["origin"]) == ("——", "——", "待录入")
    assert "可向人社部门取数" in str(missing["note"])
    draft = ProgressDraft(numerator=95, denominator=100, note="人社所")
    app.progress.type_figure(app.actor, "2026", "pension_rate", draft)
    typed = cells(app, out, "基本养老保险参保率")
    assert (str(typed["actual"]), typed["origin"], typed["met"], typed["note"]) == (
        "95.0",
        "录入",
        "未达标",
        "人社所",
    )
    assert str(typed["gap"]) == "-5.0"
    assert cells(app, out, "特殊困难老年人月探访率")["origin"] == "系统统计"


def test_a_sum_of_villages_names_those_that_lack(empty: Application, tmp_path: Path) -> None:
    codes = [village.code for village in empty.register.villages(empty.actor)]
    draft = ProgressDraft(numerator=1, denominator=2)
    empty.progress.type_figure(empty.actor, "2026", "pension_rate", draft, codes[0])
    row = cells(empty, tmp_path / "p.pdf", "基本养老保险参保率")
    assert (row["origin"], row["met"]) == ("录入\n（1 处汇总）", "——")
    assert f"{len(codes) - 1} 处的数" in str(row["note"])
    own = cells(empty, tmp_path / "p.pdf", "基本养老保险参保率", village_code=codes[0])
    assert own["origin"] == "录入"


def test_the_same_figures_have_the_same_code_and_other_figures_another(
    empty: Application, tmp_path: Path
) -> None:
    def code(name: str, **wish: object) -> str:
        issue = printed(empty, tmp_path / name, **wish).issue
        assert issue is not None
        return issue.code

    first = code("a.pdf")
    assert code("b.pdf") == code("c.xlsx") == first
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    empty.progress.type_figure(empty.actor, "2026", "pension_rate", ProgressDraft(numerator=1, denominator=2))
    assert code("d.pdf") != first
    assert code("e.pdf", period="2026-H1") != first
    assert printed(empty, tmp_path / "f.pdf", blank=True).issue is None
    assert cells(empty, tmp_path / "f.pdf", "家庭医生签约率", blank=True)["actual"] is None


def test_the_paper_is_in_the_catalogue(empty: Application, tmp_path: Path) -> None:
    made = empty.reports.make(empty.actor, "progress", tmp_path / "p.pdf", period="2026-H1")
    assert made.pages >= 1
    assert made.issue is not None
