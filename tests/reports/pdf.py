"""Read back what a paper says and which fonts it carries."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import DictionaryObject


def texts(path: Path) -> list[str]:
    """Return the text of every page without blanks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


def fonts(path: Path) -> dict[str, bool]:
    """Return every font of the file and whether it is embedded."""
    found: dict[str, bool] = {}
    for page in PdfReader(path).pages:
        resources = page["/Resources"]
        assert isinstance(resources, DictionaryObject)
        listed = resources.get("/Font", DictionaryObject())
        for entry in listed.get_object().values():
            font = entry.get_object()
            found[font["/BaseFont"]] = "/FontFile2" in font.get("/FontDescriptor", {})
    return found
