"""What is remembered about the workbooks of each sender, and how it is handed on as a file."""

from __future__ import annotations

import builtins
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop_app.config import durable
from desktop_app.domain.errors import NotFound
from desktop_app.exchange.register.decisions import (
    NOT_SETTINGS,
    TOO_MUCH,
    BadSettings,
    Decisions,
    from_document,
    to_document,
)
from desktop_app.exchange.workbooks.headers import fingerprint, normalise_header
from desktop_app.models import ImportTemplate
from desktop_app.services.actor import WORKERS, Actor, allowed
from desktop_app.services.context import Service

MOST_BYTES = 256 * 1024
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """The settings of one sender's workbooks: how they are called, found again and were used last."""

    fingerprint: str
    name: str
    headers: tuple[str, ...]
    decisions: Decisions
    used_at: datetime
    used_by: str


class ImportTemplateService(Service):
    """导入设置: local to this installation, not part of the change log."""

    @allowed(*WORKERS)
    def list(self, _actor: Actor) -> builtins.list[TemplateRow]:
        """Return all settings, the ones used last first."""
        with self._store.reading() as session:
            return _rows(session)

    @allowed(*WORKERS)
    def find(self, _actor: Actor, digests: Collection[str]) -> TemplateRow | None:
        """Return the settings for one of these fingerprints, the ones used last if there are several."""
        with self._store.reading() as session:
            return next((row for row in _rows(session) if row.fingerprint in digests), None)

    @allowed(*WORKERS)
    def remember(
        self, actor: Actor, digest: str, name: str, headers: Sequence[str], decisions: Decisions
    ) -> None:
        """Keep the settings of an import under its headers; settings that are there keep their name."""
        with self._store.setting_up() as session:
            known = session.get(ImportTemplate, digest)
            called = known.name if known is not None else name[:LONGEST_NAME]
            self._keep(session, actor, digest, called, headers, decisions)

    @allowed(*WORKERS)
    def rename(self, _actor: Actor, digest: str, name: str) -> None:
        """Give settings another name; raises ``NotFound``."""
        with self._store.setting_up() as session:
            known = session.get(ImportTemplate, digest)
            if known is None:
                raise NotFound
            called = " ".join(name.split())[:LONGEST_NAME]
            known.name = called or known.name
            known.content = {**known.content, "name": known.name}

    @allowed(*WORKERS)
    def delete(self, _actor: Actor, digest: str) -> None:
        """Forget the settings of one sender."""
        with self._store.setting_up() as session:
            session.execute(delete(ImportTemplate).where(ImportTemplate.fingerprint == digest))

    @allowed(*WORKERS)
    def save_file(self, _actor: Actor, digest: str, path: Path) -> None:
        """Write settings to a file that another site can read; raises ``NotFound`` and OSError."""
        with self._store.reading() as session:
            found = next((row for row in _rows(session) if row.fingerprint == digest), None)
        if found is None:
            raise NotFound
        document = to_document(found.name, found.headers, found.decisions)
        durable.write_file(path, json.dumps(document, ensure_ascii=False, indent=1).encode())

    @allowed(*WORKERS)
    def read_file(self, actor: Actor, path: Path) -> TemplateRow:
        """Take settings over from a file; raises ``BadSettings``."""
        name, headers, decisions = read_settings(path)
        digest = fingerprint(tuple(normalise_header(header) for header in headers))
        called = name or path.stem
        with self._store.setting_up() as session:
            self._keep(session, actor, digest, called[:LONGEST_NAME], headers, decisions)
        return TemplateRow(digest, called, headers, decisions, self._context.clock.now(), actor.name)

    def _keep(
        self,
        session: Session,
        actor: Actor,
        digest: str,
        name: str,
        headers: Sequence[str],
        decisions: Decisions,
    ) -> None:
        session.merge(
            ImportTemplate(
                fingerprint=digest,
                name=name,
                content=to_document(name, tuple(headers), decisions),
                used_at=self._context.clock.now(),
                used_by=actor.name,
            )
        )


def read_settings(path: Path) -> tuple[str, tuple[str, ...], Decisions]:
    """Return name, headers and decisions of a settings file; raises ``BadSettings``."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise BadSettings(why=TOO_MUCH)
        found = json.loads(content.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        raise BadSettings(why=NOT_SETTINGS) from None
    if not isinstance(found, dict):
        raise BadSettings(why=NOT_SETTINGS)
    return from_document(found)


def _rows(session: Session) -> builtins.list[TemplateRow]:
    query = select(ImportTemplate).order_by(ImportTemplate.used_at.desc(), ImportTemplate.fingerprint)
    rows = []
    for template in session.execute(query).scalars():
        try:
            _name, headers, decisions = from_document(template.content)
        except BadSettings:
            continue  # of a newer program that was used here for a while
        row = (template.fingerprint, template.name, headers, decisions, template.used_at, template.used_by)
        rows.append(TemplateRow(*row))
    return rows
