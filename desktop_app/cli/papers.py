"""The two reports of the command line itself: what an import did, and what a batch says about itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop_app.bootstrap import Application
from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.exchange.batches import Inspection
from desktop_app.exchange.batches import fingerprint as fingerprint_of
from desktop_app.progress import SILENT, Progress
from desktop_app.services.imports import CellNote, ImportPreview, ImportResult
from desktop_app.services.places import Places


def write_import_report(
    app: Application, path: Path, found: ImportPreview | ImportResult, *, sheet: str, progress: Progress = SILENT
) -> int:
    """Write what an import did, or would do, as PDF; returns the pages."""
    from desktop_app.reports import import_report

    report = import_report.ImportReport(
        signed=_signed(app),
        file_name=found.file_name,
        sheet_name=sheet,
        applied=isinstance(found, ImportResult),
        rows=found.rows,
        created=found.created,
        updated=found.updated,
        unchanged=found.unchanged,
        rejected=_problems(found.rejected),
        warnings=_problems(found.warnings),
    )
    return import_report.write(path, report, progress)
