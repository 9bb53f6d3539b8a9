"""What the import page has done outside the window's thread: read, compare again, write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from desktop_app.bootstrap import Application
from desktop_app.exchange.register.decisions import Decisions
from desktop_app.progress import Progress
from desktop_app.services.import_outcome import ImportResult
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.services.visit_imports import VisitImportPreview
from desktop_app.ui.register.import_faces import LookingFace
from desktop_app.ui.register.import_fields import REGISTER, VISITS
from desktop_app.ui.register.import_preview import Preview

Work = Callable[[Progress], Preview]


@dataclass(slots=True)
class ImportWork:
    """One file on its way: which, of what kind, and the code tables that were settled on the page."""

    app: Application
    kind: str = REGISTER
    path: Path | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def begin(self, path: Path) -> None:
        """Begin with another file."""
        self.path = path
        self.codes = {}

    def read(self, since: date | None, *, fresh: bool) -> Work:
        """Return what reads the file; ``fresh`` without the settings that are remembered for it."""
        app, kind, path = self.app, self.kind, self.path
        assert path is not None  # a file was begun
        decisions = Decisions() if fresh else None
        if fresh:
            self.codes = {}

        def read(progress: Progress) -> Preview:
            """Read and compare; nothing is written."""
            if kind == VISITS:
                return app.visit_imports.preview(app.actor, path, progress=progress)
            return app.imports.preview(app.actor, path, decisions=decisions, since=since, progress=progress)

        return read

    def again(self, preview: Preview, looking: LookingFace, since: date | None) -> Work:
        """Return what compares once more with what was decided; a register's file is not read again."""
        app, path = self.app, self.path
        assert path is not None  # a file was begun
        mapping = looking.mapping.mapping()
        decided = Decisions()
        if isinstance(preview, RegisterImportPreview):
            decided = self._decisions(preview, looking)

        def again(progress: Progress) -> Preview:
            """Compare; nothing is written."""
            if isinstance(preview, VisitImportPreview):
                return app.visit_imports.preview(app.actor, path, mapping=mapping, progress=progress)
            return app.imports.again(app.actor, preview, decided, since=since, progress=progress)

        return again

    def write(self, preview: Preview) -> Callable[[Progress], ImportResult]:
        """Return what writes everything or nothing."""
        app = self.app

        def write(progress: Progress) -> ImportResult:
            """Write what was previewed."""
            if isinstance(preview, VisitImportPreview):
                return app.visit_imports.apply(app.actor, preview, progress=progress)
            return app.imports.apply(app.actor, preview, progress=progress)

        return write

    def settle(self, preview: Preview | None, header: str, codes: dict[str, str]) -> None:
        """Take the meaning of one column's codes over; codes that are not in this file stay known."""
        known = preview.decisions.codes if isinstance(preview, RegisterImportPreview) else {}
        self.codes[header] = {**known.get(header, {}), **codes}

    def _decisions(self, preview: RegisterImportPreview, looking: LookingFace) -> Decisions:
        """Return what was decided so far: remembered, chosen on the page, and corrected in the grid."""
        known, panel = preview.decisions, looking.mapping
        return replace(
            known,
            fields={**known.fields, **panel.mapping()},
            policies={**known.policies, **panel.policies()},
            codes={**known.codes, **self.codes},
            header_row=panel.chosen_row() or known.header_row,
            sheet=panel.sheet.value(),
            corrections={**known.corrections, **looking.repairs.edits()},
        )
