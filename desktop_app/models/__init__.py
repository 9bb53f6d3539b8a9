"""The mapped tables: facts that travel between sites, the log of their changes, and what is derived from them."""

from desktop_app.models.base import Base, Record
from desktop_app.models.contact import Contact
from desktop_app.models.derived import Conflict, DutyRow, ElderCard, Waiting
from desktop_app.models.elder import CategorySpan, Elder, Residence, Willingness
from desktop_app.models.exchange import BatchIn, BatchOut, KnownSite
from desktop_app.models.finding import Finding
from desktop_app.models.journal import Change, ChangeSet
from desktop_app.models.local import Draft, Setting
from desktop_app.models.visit import Visit
from desktop_app.models.visitor import Assignment, Village, Visitor

RECORDS: dict[str, type[Record]] = {
    model.__tablename__: model
    for model in (
        Village,
        Visitor,
        Elder,
        CategorySpan,
        Contact,
        Residence,
        Willingness,
        Assignment,
        Visit,
        Finding,
    )
}
"""Every exchanged table by name, parents before children."""

__all__ = [
    "RECORDS",
    "Assignment",
    "Base",
    "BatchIn",
    "BatchOut",
    "CategorySpan",
    "Change",
    "ChangeSet",
    "Conflict",
    "Contact",
    "Draft",
    "DutyRow",
    "Elder",
    "ElderCard",
    "Finding",
    "KnownSite",
    "Record",
    "Residence",
    "Setting",
    "Village",
    "Visit",
    "Visitor",
    "Waiting",
    "Willingness",
]
