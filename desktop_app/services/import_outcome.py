"""What every import says: counts, refused cells, hints; before it as a preview, after it as a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from desktop_app.domain.errors import N_, InputError


class StalePreview(InputError):
    """The register changed after the preview was made."""

    code = "import.stale_preview"
    what = N_("预览之后名册又有改动，这次没有导入。")
    do_now = N_("请重新预览同一个文件，再确认导入。")


@dataclass(frozen=True, slots=True)
class CellNote:
    """One cell that was refused or deserves a look; ``row`` as numbered in the file.

    ``sheet`` is named where the file has several sheets with people.
    """

    row: int
    column: str
    reason: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value of somebody on the register where the file says something else, in words.

    ``action`` is a key of ``exchange.register.decisions.Policy``: filled, replaced, or kept as it was.
    """

    sheet: str
    row: int
    name: str
    field: str
    old: str
    new: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """Counts of rows by what becomes of them, and the cells to look at.

    ``refused_rows`` were not taken at all; ``facts`` counts the dated facts that are added, by table.
    """

    file_name: str
    sheet: str
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: tuple[CellNote, ...]
    warnings: tuple[CellNote, ...]
    refused_rows: int = 0
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview(ImportSummary):
    """What an import would do; nothing was changed yet. ``seen_no`` is the newest change it knew of."""

    header_row: int
    mapping: Mapping[str, str]
    unmapped: tuple[str, ...]
    seen_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult(ImportSummary):
    """What an import did; ``change_set`` undoes it, ``None`` when nothing had to change."""

    change_set: str | None

    @classmethod
    def of(cls, preview: ImportPreview, change_set: str | None) -> Self:
        """Return the result of carrying a preview out."""
        return cls(
            file_name=preview.file_name,
            sheet=preview.sheet,
            rows=preview.rows,
            created=preview.created,
            updated=preview.updated,
            unchanged=preview.unchanged,
            rejected=preview.rejected,
            warnings=preview.warnings,
            refused_rows=preview.refused_rows,
            facts=preview.facts,
            change_set=change_set,
        )
