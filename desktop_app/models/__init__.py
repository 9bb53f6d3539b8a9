"""The mapped tables: facts that travel between sites, the log of their changes, and what is derived from them."""

from desktop_app.models.assessment import Assessment
from desktop_app.models.base import Base, Record
from desktop_app.models.campaign import Campaign, CampaignTarget
from desktop_app.models.circumstances import Benefit, ElderNote, HealthFact, LifeEvent, PersonLink
from desktop_app.models.contact import Contact
from desktop_app.models.derived import Conflict, DutyRow, ElderCard, Waiting
from desktop_app.models.elder import CategorySpan, Elder, OffRegister, Residence, Willingness
from desktop_app.models.exchange import BatchIn, BatchOut, KnownSite
from desktop_app.models.finding import Finding, FindingStep
from desktop_app.models.household import Household, HouseholdMember
from desktop_app.models.journal import Change, ChangeSet
from desktop_app.models.local import (
    AccessEntry,
    Draft,
    ImportTemplate,
    PhotoContent,
    PrintedSheet,
    SavedView,
    Setting,
)
from desktop_app.models.local_field import LocalField
from desktop_app.models.obligation import DutyWaiver, PlannedVisit, TierDecision, VisitPause
from desktop_app.models.papers import IssuedPaper, PrintJob, PrintPart, ProgressFigure
from desktop_app.models.rule import HolidayTable, PolicyText
from desktop_app.models.self_check import SelfCheckNote
from desktop_app.models.service import ServicePlan, ServiceProvider, ServiceRecord
from desktop_app.models.support import SupportStep
from desktop_app.models.visit import Visit, VisitPhoto
from desktop_app.models.visitor import Assignment, Handover, Village, Visitor, VisitorLeave

RECORDS: dict[str, type[Record]] = {
    model.__tablename__: model
    for model in (
        Village,
        Visitor,
        VisitorLeave,
        PolicyText,
        HolidayTable,
        LocalField,
        Household,
        Elder,
        CategorySpan,
        Contact,
        Residence,
        Willingness,
        OffRegister,
        HouseholdMember,
        Benefit,
        HealthFact,
        ElderNote,
        LifeEvent,
        PersonLink,
        VisitPause,
        DutyWaiver,
        TierDecision,
        Campaign,
        CampaignTarget,
        PlannedVisit,
        Assignment,
        Visit,
        VisitPhoto,
        Finding,
        FindingStep,
        SupportStep,
        ServiceProvider,
        ServicePlan,
        ServiceRecord,
        Assessment,
        SelfCheckNote,
        ProgressFigure,
        Handover,
    )
}
"""Every exchanged table by name, parents before children."""

__all__ = [
    "RECORDS",
    "AccessEntry",
    "Assessment",
    "Assignment",
    "Base",
    "BatchIn",
    "BatchOut",
    "Benefit",
    "Campaign",
    "CampaignTarget",
    "CategorySpan",
    "Change",
    "ChangeSet",
    "Conflict",
    "Contact",
    "Draft",
    "DutyRow",
    "DutyWaiver",
    "Elder",
    "ElderCard",
    "ElderNote",
    "Finding",
    "FindingStep",
    "Handover",
    "HealthFact",
    "HolidayTable",
    "Household",
    "HouseholdMember",
    "ImportTemplate",
    "IssuedPaper",
    "KnownSite",
    "LifeEvent",
    "LocalField",
    "OffRegister",
    "PersonLink",
    "PhotoContent",
    "PlannedVisit",
    "PolicyText",
    "PrintJob",
    "PrintPart",
    "PrintedSheet",
    "ProgressFigure",
    "Record",
    "Residence",
    "SavedView",
    "SelfCheckNote",
    "ServicePlan",
    "ServiceProvider",
    "ServiceRecord",
    "Setting",
    "SupportStep",
    "TierDecision",
    "Village",
    "Visit",
    "VisitPause",
    "VisitPhoto",
    "Visitor",
    "VisitorLeave",
    "Waiting",
    "Willingness",
]
