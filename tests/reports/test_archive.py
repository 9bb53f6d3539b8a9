"""PDF/A-2b as an option: what it adds, that the checks behind it find faults, and what every PDF says of itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import ImageCms

from desktop_app.config.fonts import FontRole
from desktop_app.reports import archive
from desktop_app.reports.sheet import PORTRAIT, Sheet
from tests.reports import made_up, pdfa


def write(path: Path, title: str = "探访记录表", name: str = "包𠮷㛃", **signed: object) -> Path:
    sheet = Sheet(PORTRAIT, made_up.signed(**signed), title)
    sheet.begin_part("包𠮷日嘎拉")
    for number, (role, text) in enumerate(
        (
            (FontRole.SERIF, name),
            (FontRole.SERIF_BOLD, "标题"),
            (FontRole.SANS, "甲"),
            (FontRole.SERIF, "ᠮᠣᠩᠭᠣᠯ"),
        )
    ):
        sheet.text(60, 60 + 20 * number, text, size=12, role=role)
    sheet.end_page(1, 1)
    sheet.save(path)
    return path


def test_an_archive_keeps_the_list_and_an_ordinary_file_lacks_only_what_the_option_adds(
    tmp_path: Path,
) -> None:
    assert pdfa.archive_faults(write(tmp_path / "a.pdf", archive=True)) == []
    assert pdfa.archive_faults(write(tmp_path / "b.pdf")) == [
        "[6.1.2] version",
        "[6.6.2] metadata stream",
        "[6.2.3] output intent",
    ]


def test_every_file_says_its_title_unit_language_creator_and_minute(tmp_path: Path) -> None:
    with pikepdf.open(write(tmp_path / "a.pdf", "名单 <甲> & 乙\x07")) as file:
        info = {key: str(value) for key, value in file.docinfo.items()}
        assert str(file.Root.Lang) == "zh-CN"
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert str(file.Root.Outlines.First.Title) == "包𠮷日嘎拉"
    assert info["/Title"] == "名单 <甲> & 乙 "
    assert (info["/Author"], info["/Creator"]) == (made_up.signed().unit, archive.CREATOR)
    assert info["/CreationDate"] == info["/ModDate"] == "D:20261130091200+08'00'"


def test_signs_of_markup_in_a_title_do_not_break_the_metadata(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", "</rdf:li>&<>]]>\x00\ufffe\x1b𠮷", archive=True, unit="乡&<镇>")
    assert pdfa.archive_faults(path) == []


def test_the_same_paper_has_the_same_identifier_and_another_one_another(tmp_path: Path) -> None:
    def identifier(path: Path) -> str:
        with pikepdf.open(path) as file:
            return bytes(file.trailer.ID[0]).hex()

    first, again, other = (
        identifier(write(tmp_path / "a.pdf", name=name)) for name in ("包𠮷", "包𠮷", "包玉")
    )
    assert first == again != other


def test_a_colour_engine_takes_the_profile_for_that_of_screens() -> None:
    ours = ImageCms.getOpenProfile(io.BytesIO(archive.srgb_profile()))
    assert ImageCms.getProfileDescription(ours).strip() == archive.PROFILE_NAME
    theirs = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    for name in ("red_primary", "green_primary", "blue_primary", "media_white_point"):
        mine, known = getattr(ours.profile, name), getattr(theirs.profile, name)
        assert mine[0] == pytest.approx(known[0], abs=0.001), name
    assert archive.srgb_profile() == archive.srgb_profile.__wrapped__()


def _without_intent(file: pikepdf.Pdf) -> None:
    del file.Root.OutputIntents


def _with_script(file: pikepdf.Pdf) -> None:
    file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.beep()")


def _with_transparency(file: pikepdf.Pdf) -> None:
    file.pages[0].Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency)


def _without_font(file: pikepdf.Pdf) -> None:
    for font in file.pages[0].resources.Font.values():
        del font.FontDescriptor["/FontFile2"]


def _wider(file: pikepdf.Pdf) -> None:
    for font in file.pages[0].resources.Font.values():
        font.Widths = pikepdf.Array([1900] * len(font.Widths))


def _other_title(file: pikepdf.Pdf) -> None:
    file.docinfo["/Title"] = "另一个"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_without_intent, "output intent"),
        (_with_script, "action /JavaScript"),
        (_with_transparency, "forbidden key /Group"),
        (_without_font, "is not embedded"),
        (_wider, "another width"),
        (_other_title, "dc:title"),
    ],
)
def test_the_checks_find_what_is_wrong(
    change: Callable[[pikepdf.Pdf], None], fault: str, tmp_path: Path
) -> None:
    write(tmp_path / "a.pdf", archive=True)
    with pikepdf.open(tmp_path / "a.pdf") as file:
        change(file)
        file.save(tmp_path / "b.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert [each for each in pdfa.archive_faults(tmp_path / "b.pdf") if fault in each]


def test_a_length_that_is_one_short_is_found(tmp_path: Path) -> None:
    raw = write(tmp_path / "a.pdf", archive=True).read_bytes()
    (tmp_path / "a.pdf").write_bytes(raw.replace(b"\nendstream", b" endstream", 1))
    assert any("ends badly" in fault for fault in pdfa.archive_faults(tmp_path / "a.pdf"))
