"""The screening form: empty for the pen, or a person's newest screening, and never to be taken for official."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2

from desktop_app.services.assessment_drafts import scale
from tests.services.families import NEIGHBOUR, TODAY, Town
from tests.services.test_assessments import official, points, screening


def text_of(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def make(town: Town, folder: Path, elder_uid: str | None) -> list[str]:
    out = folder / "screening.pdf"
    town.app.reports.make(town.actor, "assessment-screening", out, month=(2026, 11), elder_uid=elder_uid)
    return text_of(out)


def test_an_empty_form_has_every_item_and_both_pages_say_what_it_is(town: Town, tmp_path: Path) -> None:
    pages = make(town, tmp_path, None)
    assert len(pages) == 2
    whole = "".join("".join(pages).split())
    for page in pages:
        assert "筛查（非正式评估）" in page
    for item in scale().items.values():
        assert item.title in whole
    assert "☑" not in whole
    assert "不作为认定类别、等级和发放补贴的依据" in whole


def test_the_newest_screening_is_printed_with_its_points_and_how_its_level_came_about(
    town: Town, tmp_path: Path
) -> None:
    uid = town.uids[NEIGHBOUR]
    assert NEIGHBOUR in make(town, tmp_path, uid)[0]
    town.app.assessments.record(town.actor, official(town, level="4"))
    town.app.assessments.record(
        town.actor, replace(screening(town, conditions=("dementia",)), scores=points(70), assessed_on=TODAY)
    )
    pages = make(town, tmp_path, uid)
    whole = "".join("".join(pages).split())
    assert len(pages) == 2
    assert whole.count("☑") == 26 + 1 + 1
    for words in ("70分", "☑2级能力中度受损", "66～89分为1级", "提高一个等级", "2026年11月22日"):
        assert words in whole, words
    assert "评估站" not in whole


def test_the_personal_copy_holds_every_assessment_with_its_points(town: Town, tmp_path: Path) -> None:
    uid = town.uids[NEIGHBOUR]
    town.app.assessments.record(town.actor, official(town, report_no="2026-118", reason="first"))
    town.app.assessments.record(town.actor, screening(town))
    out = tmp_path / "copy.pdf"
    town.app.reports.make(
        town.actor,
        "personal-copy",
        out,
        month=(2026, 11),
        elder_uid=uid,
        reason="本人要求",
        recipient="本人",
    )
    whole = "".join("".join(text_of(out)).split())
    for words in ("正式评估；首次评估", "2026-118", "筛查（非正式评估）", "2级能力中度受损", "总分50"):
        assert words in whole, words
