"""Export a list as it is shown: its columns in their order, its people in theirs, to .xlsx or .csv."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from desktop_app.config import durable
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, NotAllowed
from desktop_app.domain.terms import AccessKind
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.delimited import Encoding, write_delimited
from desktop_app.reports.paper import Signed
from desktop_app.reports.workbooks import ColumnKind, TableColumn, Value, write_table
from desktop_app.services.access_log import access_entry, require_purpose
from desktop_app.services.actor import OFFICERS, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.files_out import in_words
from desktop_app.services.list_columns import COLUMNS, ListColumn
from desktop_app.services.places import Places
from desktop_app.services.register import masked
from desktop_app.storage.queries.elders import list_rows

_CHUNK = 900
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"0|-?[1-9]\d{0,5}")
_SHORTEST, _LONGEST = 6.0, 40.0
_WARNING = "说明：本表含个人信息，只限工作使用，请妥善保管，不得对外提供。"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExportDraft:
    """What is to be exported: keys of ``list_columns`` and card numbers as shown; for full numbers why and to whom."""

    title: str
    columns: Sequence[str]
    ids: Sequence[int]
    narrowed: str = ""
    full: bool = False
    reason: str = ""
    recipient: str = ""
    encoding: Encoding = Encoding.UTF8


class ListExportService(Service):
    """导出当前列表."""

    @allowed(*WORKERS)
    def export(self, actor: Actor, draft: ListExportDraft, path: Path, *, progress: Progress = SILENT) -> int:
        """Write the list to ``path``, by its ending a workbook or a delimited text; returns how many people.

        Id numbers and phones are masked unless an officer asks for them in full with reason and recipient.
        Raises ``NotAllowed``, ``FieldProblem``, ``CannotWrite`` and ``Cancelled``; then no file is left.
        """
        if draft.full and actor.role not in OFFICERS:
            raise NotAllowed
        _check(draft, path)
        part = durable.part_of(path)
        try:
            people = self._write(actor, draft, part, path.suffix.lower(), progress)
            # The ledger first: there may be a note too many after a power cut, never a file without one.
            self._note(actor, draft, path.name, people)
            durable.publish(part, path)
        except OSError as error:
            raise in_words(error) from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        return people

    def _write(
        self, actor: Actor, draft: ListExportDraft, part: Path, ending: str, progress: Progress
    ) -> int:
        shown = [COLUMNS[key] for key in draft.columns]
        titles = [_(column.title) for column in shown]
        with self._store.reading() as session:
            lines = self._lines(session, draft, shown, progress)
            if ending == ".csv":
                return write_delimited(part, titles, lines, encoding=draft.encoding)
            texts = list(lines)
        kinds = [_kind(column) for column in zip(*texts, strict=True)] if texts else []
        columns = [
            TableColumn(title, kinds[at] if kinds else ColumnKind.TEXT, _width(title, at, texts))
            for at, title in enumerate(titles)
        ]
        cells = [[_value(text, kind) for text, kind in zip(line, kinds, strict=True)] for line in texts]
        notes = [draft.narrowed, _WARNING]
        write_table(
            part,
            draft.title,
            columns,
            cells,
            [note for note in notes if note],
            signed=self._signed(actor, draft),
            progress=progress,
        )
        return len(texts)

    def _lines(
        self, session: Session, draft: ListExportDraft, columns: Sequence[ListColumn], progress: Progress
    ) -> Iterator[list[str]]:
        """Yield page by page what the columns show."""
        today = self._context.today()
        for start in range(0, len(draft.ids), _CHUNK):
            progress.report(start, len(draft.ids), draft.title)
            for line in list_rows(session, draft.ids[start : start + _CHUNK], on=today):
                row = line if draft.full else masked(line)
                yield [column.text(row, today) for column in columns]

    def _signed(self, actor: Actor, draft: ListExportDraft) -> Signed:
        site = self._context.site
        return Signed(
            unit=site.unit_name,
            division=Places(self._context).full_name(site.division_code),
            made_by=actor.name,
            printed_at=self._context.clock.now(),
            sample=site.sample,
            masked=not draft.full,
        )

    def _note(self, actor: Actor, draft: ListExportDraft, name: str, people: int) -> None:
        words = _("完整号码") if draft.full else _("隐去部分号码")
        what = _("列表 {name}（{words}）").format(name=name, words=words)
        entry = access_entry(
            actor,
            AccessKind.EXPORTED,
            self._context.clock.now(),
            what=what,
            people=people,
            reason=draft.reason,
            recipient=draft.recipient,
        )
        with self._store.setting_up() as session:
            session.add(entry)


def _check(draft: ListExportDraft, path: Path) -> None:
    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise FieldProblem(field="path", label=N_("文件名"), reason=N_("文件名应以 .xlsx 或 .csv 结尾"))
    if not draft.columns or not set(draft.columns) <= COLUMNS.keys():
        raise FieldProblem(field="columns", label=N_("栏目"), reason=N_("至少选一栏"))
    if draft.full:
        require_purpose(draft.reason, draft.recipient)


def _kind(texts: Sequence[str]) -> ColumnKind:
    """Return how a column is written: as days or numbers where it shows nothing else; ids and phones are text."""
    filled = [text for text in texts if text]
    if filled and all(_DAY.fullmatch(text) for text in filled):
        return ColumnKind.DAY
    if filled and all(_NUMBER.fullmatch(text) for text in filled):
        return ColumnKind.NUMBER
    return ColumnKind.TEXT


def _value(text: str, kind: ColumnKind) -> Value:
    if not text:
        return None
    if kind is ColumnKind.DAY:
        return date.fromisoformat(text)
    return int(text) if kind is ColumnKind.NUMBER else text


def _width(title: str, at: int, texts: Sequence[Sequence[str]]) -> float:
    """Return the width in digits that the title and the first lines need; a Chinese letter takes two."""
    shown = [title, *(line[at] for line in texts[:200])]
    longest = max(sum(1 if letter.isascii() else 2 for letter in text) for text in shown)
    return min(max(longest + 2.0, _SHORTEST), _LONGEST)
