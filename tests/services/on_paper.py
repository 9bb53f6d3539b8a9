"""Look at papers as they are made: where every line stands, what two readers find, and that nothing in the file acts."""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pypdfium2
import pytest

from desktop_app.config.fonts import FontRole
from desktop_app.domain.characters import BLANKS, FORMULA_SIGNS, INVISIBLE
from desktop_app.reports import lettering
from desktop_app.reports.lettering import printable
from desktop_app.reports.sheet import MM, SERIF, Sheet
from desktop_app.services import paper_press

_EDGE = 4 * MM
"""Printers leave so much of a sheet white."""
_ACTIVE = frozenset(
    "/JavaScript /JS /OpenAction /AA /A /Launch /URI /SubmitForm /GoToR /EmbeddedFiles /RichMedia /AcroForm /Annots /Action".split()
)
_OFFICE_SIGNS = (*FORMULA_SIGNS, "\t", "\r")


@dataclass(frozen=True, slots=True)
class Box:
    """One drawn line: its words and where they stand, in points from the upper left corner."""

    text: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(slots=True)
class Drawn:
    """Every line of every page of a paper, blanks gone, as it was drawn."""

    sheet: Sheet | None = None
    """Which sheet it was: a volume is laid out twice, the first time only to know its pages."""
    pages: dict[int, list[Box]] = field(default_factory=lambda: defaultdict(list))
    sizes: dict[int, tuple[float, float]] = field(default_factory=dict)

    def of(self, sheet: Sheet) -> Drawn:
        """Begin anew if this is another sheet."""
        if self.sheet is not sheet:
            self.sheet = sheet
            self.pages.clear()
            self.sizes.clear()
        return self

    @property
    def letters(self) -> Counter[str]:
        return _folded("".join(box.text for boxes in self.pages.values() for box in boxes))


@contextmanager
def watched() -> Iterator[Drawn]:
    """Note what is drawn meanwhile; long papers are laid out here and not in a process of their own."""
    drawn, draw, real = Drawn(), Sheet.text, paper_press.press

    def noting(
        sheet: Sheet,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        role: FontRole = SERIF,
        align: str = "left",
        room: float = 0.0,
    ) -> None:
        shown = printable(text)
        missing: set[str] = set()
        seen = "".join(run.text for run in lettering.runs(shown, role, missing)) if shown else ""
        wide = lettering.width(shown, role, size)
        left = x + {"left": 0.0, "center": (room - wide) / 2, "right": room - wide}[align]
        if seen.strip():
            page = sheet.pages_done + 1
            drawn.of(sheet).pages[page].append(
                Box("".join(seen.split()), left, y + size * 0.1, left + wide, y + size * 0.95)
            )
            drawn.sizes[page] = (sheet.width, sheet.height)
        draw(sheet, x, y, text, size=size, role=role, align=align, room=room)

    def here(write: Any, out: Path, *arguments: Any, of: Any, long: int = 0, progress: Any) -> Any:
        return write(out, *arguments, progress)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "text", noting)
        for name, module in list(sys.modules.items()):
            if name.startswith("desktop_app.services.") and getattr(module, "press", None) is real:
                patch.setattr(module, "press", here)
        yield drawn


def misplaced(drawn: Drawn) -> list[str]:
    """Return the lines that leave their page or stand in one another, and the pages without a foot."""
    found = []
    for page, boxes in drawn.pages.items():
        width, height = drawn.sizes[page]
        for box in boxes:
            inside = (
                box.x1 >= _EDGE and box.x2 <= width - _EDGE and box.y1 >= _EDGE and box.y2 <= height - _EDGE
            )
            if not inside:
                found.append(f"{page}: outside {box.text[:30]!r}")
        found += [f"{page}: {one.text[:30]!r} over {other.text[:30]!r}" for one, other in _overlaps(boxes)]
        if not any(re.fullmatch(r"第\d+页共\d+页", box.text) for box in boxes):
            found.append(f"{page}: no foot")
    return found


def _overlaps(boxes: list[Box]) -> Iterator[tuple[Box, Box]]:
    ordered = sorted(boxes, key=lambda box: box.y1)
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other.y1 >= one.y2 - 1:
                break
            if min(one.x2, other.x2) - max(one.x1, other.x1) > 1:
                yield one, other


def read(path: Path) -> Counter[str]:
    """Return every character but blanks that an independent reader finds."""
    document = pypdfium2.PdfDocument(path)
    try:
        said: Counter[str] = Counter()
        for page in document:
            text = page.get_textpage().get_text_range().replace("\ufffe", "-").replace("\x02", "-")
            said.update(_folded(text))
        return said
    finally:
        document.close()


def active(path: Path) -> list[str]:
    """Return what in a PDF could act, and what its title, bookmarks and description hold that is no plain word."""
    with pikepdf.open(path) as file:
        found = list(file.check_pdf_syntax())
        for thing in file.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                found += [key for key in thing.keys() if key in _ACTIVE]  # noqa: SIM118 - it is no mapping
        words = [str(value) for value in file.docinfo.values()]
        with file.open_outline() as outline:
            waiting = list(outline.root)
            while waiting:
                entry = waiting.pop()
                words.append(entry.title)
                waiting += entry.children
                if entry.action is not None:
                    found.append(f"bookmark {entry.title[:30]!r} acts")
        with file.open_metadata() as metadata:
            words += [str(value) for value in metadata.values()]
    return found + [repr(word[:30]) for word in words if not inert_words(word)]


def _folded(text: str) -> Counter[str]:
    """Count characters as readers give them back: ligatures apart, accents that stand on one another as one left out."""
    plain = unicodedata.normalize("NFKD", text)
    return Counter(each for each in plain if not each.isspace() and unicodedata.category(each) != "Mn")


def inert_words(text: str) -> bool:
    """Tell whether the words hold no control, no turned direction, no half of a character."""
    return not any(
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        for character in text
    )


def live_cells(path: Path) -> list[str]:
    """Return what in a workbook is more than a text, a number or a day."""
    with zipfile.ZipFile(path) as parts:
        found = [
            name
            for name in parts.namelist()
            if re.search(r"vba|external|embed|oleObj|activeX|connection|query", name, re.I)
        ]
        for name in parts.namelist():
            content = parts.read(name)
            if re.search(rb"<f[ >]|<hyperlink|<ddeLink|<definedName[^>]*>[^<]*[|\[]", content):
                found.append(f"{name}: active")
            if name.endswith(".rels") and b'TargetMode="External"' in content:
                found.append(f"{name}: external")
    book = openpyxl.load_workbook(path, rich_text=False)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            found += [
                f"{sheet.title} {cell.coordinate} {cell.value!r}"
                for cell in row
                if cell.data_type not in {"s", "n", "d", "inlineStr"} or cell.hyperlink is not None
            ]
    book.close()
    return found


_STRIPPED = BLANKS + INVISIBLE + "\t\r\n\"'\u2028\u2029\x00\u061c\u180e\u034f"


def live_fields(path: Path, encoding: str = "utf-8-sig") -> list[str]:
    """Return the fields of a delimited text that a spreadsheet program could run."""
    csv.field_size_limit(1_000_000)  # the import of texts sets a lower one for its process
    with path.open(encoding=encoding, newline="") as lines:
        return [
            text
            for row in csv.reader(lines)
            for text in row
            if not text.startswith("'") and text.lstrip(_STRIPPED).startswith(_OFFICE_SIGNS)
        ]
