"""The settings of one installation: each declared once with key and default, kept in the encrypted store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.models import Setting


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting: its key, and its value until somebody changes it."""

    key: str
    default: Any


SITE = Declared("site", None)
PROFILES = Declared("profiles", [])
DUTIES_AS_OF = Declared("duties_as_of", None)
DERIVED_BY = Declared("derived_by", 0)
DUTIES_AT = Declared("duties_at", None)
LOCK_MINUTES = Declared("lock_minutes", 5)
RETENTION_YEARS = Declared("retention_years", {})
LAST_OPENED = Declared("last_opened", None)
SHEET_SERIAL = Declared("sheet_serial", None)
SLIP_SERIAL = Declared("slip_serial", None)
FOLDER_RUN = Declared("folder_run", None)
STOCK_PHRASES = Declared("stock_phrases", {})
SELF_CHECK = Declared("self_check", {})
ASSESSMENT_PUT_OFF = Declared("assessment_put_off", {})
UNIT_PHONE = Declared("unit_phone", "")
PAPER_LAYOUTS = Declared("paper_layouts", {})

DECLARED = {
    declared.key: declared
    for declared in (
        SITE,
        PROFILES,
        DUTIES_AS_OF,
        DERIVED_BY,
        DUTIES_AT,
        LOCK_MINUTES,
        RETENTION_YEARS,
        LAST_OPENED,
        SHEET_SERIAL,
        SLIP_SERIAL,
        FOLDER_RUN,
        STOCK_PHRASES,
        SELF_CHECK,
        ASSESSMENT_PUT_OFF,
        UNIT_PHONE,
        PAPER_LAYOUTS,
    )
}

DERIVATION_VERSION = 3
"""Which version of the program's rules for cards, search index and facets the derived tables follow.

Raise it when the same facts give other derived rows: the next opening builds them all again.
"""


def read(session: Session, declared: Declared) -> Any:
    """Return the value of one setting."""
    value = session.execute(select(Setting.value).where(Setting.key == declared.key)).first()
    return declared.default if value is None else value[0]


def write(session: Session, declared: Declared, value: Any) -> None:
    """Change one setting; the caller's transaction keeps it."""
    if declared.key not in DECLARED:
        raise KeyError(declared.key)
    session.merge(Setting(key=declared.key, value=value))
