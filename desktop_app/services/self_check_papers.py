"""What a batch tells of the sender's self-check: what was seen and what was said to it, for the report on the batch."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from desktop_app.domain.terms import IrregularityKind
from desktop_app.exchange import batches as files
from desktop_app.services.access import site_keys
from desktop_app.services.actor import Actor
from desktop_app.services.context import Context
from desktop_app.services.self_checks import Irregularity, SelfCheckService
from desktop_app.services.sites import SiteService

MOST_MONTHS = 6
"""The running months gone through again; what is said of older ones is told as it is."""
_KINDS = {kind.value: kind.term for kind in IrregularityKind}
_SILENT = "（没有说明）"
_NOT_HERE = "合并以后在本机的自查里可见"


def told_by(context: Context, actor: Actor, path: Path) -> tuple[tuple[str, str, str], ...]:
    """Return rows of month and kind, what was seen, and what was said; those without a word last.

    What was seen is known here where the batch is merged, or was made. Raises what ``open_batch`` does.
    """
    trusted = SiteService(context).trusted_cards()
    with files.open_batch(path, keys=site_keys(context.store), trusted=trusted) as opened:
        visits = {str(record.get("uid")) for record in opened.records("visit")}
        notes: dict[str, dict[str, Any]] = {}
        for record in opened.records("self_check_note"):
            notes.setdefault(str(record.get("uid")), {}).update(record.get("fields") or {})
    said: dict[str, list[dict[str, Any]]] = {}
    for note in notes.values():
        if note.get("about") and not note.get("retracted"):
            said.setdefault(str(note["about"]), []).append(note)
    known = _known(context, actor, {str(note.get("month")) for each in said.values() for note in each})
    rows = [
        (
            _title(str(note.get("month")), _KINDS.get(str(note.get("kind")), "")),
            _seen(known.get(about)),
            _said(note),
        )
        for about, each in said.items()
        for note in each
    ]
    for about, row in known.items():
        if about not in said and visits & {visit.uid for visit in row.visits}:
            words = "；".join(f"{each.text}（{each.by}，{each.on.isoformat()}）" for each in row.explanations)
            rows.append((_title(row.month, row.kind.term), row.seen, words or _SILENT))
    return tuple(sorted(rows, key=lambda row: (row[2] == _SILENT, row)))


def _known(context: Context, actor: Actor, months: set[str]) -> dict[str, Irregularity]:
    """Return what this store's own check has for some months and the two newest."""
    today = context.today()
    firsts = {today.replace(day=1), (today.replace(day=1) - timedelta(days=1)).replace(day=1)}
    for month in months:
        try:
            firsts.add(date.fromisoformat(f"{month}-01"))
        except ValueError:
            continue
    service = SelfCheckService(context)
    found: dict[str, Irregularity] = {}
    for first in sorted(firsts)[-MOST_MONTHS:]:
        found.update((row.about, row) for row in service.irregularities(actor, first))
    return found


def _title(month: str, kind: str) -> str:
    return f"{month} {kind}"


def _seen(row: Irregularity | None) -> str:
    return row.seen if row is not None else _NOT_HERE


def _said(note: dict[str, Any]) -> str:
    return f"{note.get('text', '')}（{note.get('explained_by', '')}，{note.get('explained_on', '')}）"
