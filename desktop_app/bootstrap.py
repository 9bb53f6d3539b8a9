"""The one composition root: window, command line and tests build the program here, with different parts.

Services are built when they are first asked for. What a page does not need (papers, workbooks, search for doubles)
is not even imported before, so that the first page stands sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from desktop_app.services import access
from desktop_app.services.access import Opened, SetupDraft
from desktop_app.services.actor import Actor
from desktop_app.services.clock import Clock
from desktop_app.services.context import Context, SiteInfo
from desktop_app.services.derivation import Derivation
from desktop_app.services.drafts import open_drafts
from desktop_app.services.rules import follow_changes, rules_in
from desktop_app.storage.passwords import STANDARD, KdfParams
from desktop_app.storage.root_key import RootKey
from desktop_app.storage.store import Store

if TYPE_CHECKING:
    from desktop_app.services.access_log import AccessLogService
    from desktop_app.services.ageing import AgeingService
    from desktop_app.services.assessments import AssessmentService
    from desktop_app.services.batches import BatchService
    from desktop_app.services.bulk_edits import BulkEditService
    from desktop_app.services.campaigns import CampaignService
    from desktop_app.services.checks import CheckService
    from desktop_app.services.conflicts import ConflictService
    from desktop_app.services.division_lists import DivisionListService
    from desktop_app.services.divisions import DivisionService
    from desktop_app.services.drafts import DraftService
    from desktop_app.services.duties import DutyService
    from desktop_app.services.emergency_rosters import EmergencyRosterService
    from desktop_app.services.exports import ExportService
    from desktop_app.services.family_support import FamilySupportService
    from desktop_app.services.findings import FindingService
    from desktop_app.services.handovers import HandoverService
    from desktop_app.services.histories import HistoryService
    from desktop_app.services.holidays import HolidayService
    from desktop_app.services.households import HouseholdService
    from desktop_app.services.import_templates import ImportTemplateService
    from desktop_app.services.imports import RegisterImportService
    from desktop_app.services.indicators import IndicatorService
    from desktop_app.services.issued_papers import IssuedPaperService
    from desktop_app.services.leave import LeaveService
    from desktop_app.services.life_events import LifeEventService
    from desktop_app.services.likeness import LikenessService
    from desktop_app.services.list_exports import ListExportService
    from desktop_app.services.local_fields import LocalFieldService
    from desktop_app.services.paper_checks import PaperCheckService
    from desktop_app.services.paper_layouts import PaperLayoutService
    from desktop_app.services.pauses import PauseService
    from desktop_app.services.person_files import PersonFileService
    from desktop_app.services.photos import PhotoService
    from desktop_app.services.plans import PlanService
    from desktop_app.services.policies import PolicyService
    from desktop_app.services.print_jobs import PrintJobService
    from desktop_app.services.printed_sheets import PrintedSheetService
    from desktop_app.services.progress import ProgressService
    from desktop_app.services.radar import RadarService
    from desktop_app.services.register import RegisterService
    from desktop_app.services.rehearsals import RehearsalService
    from desktop_app.services.reports import ReportService
    from desktop_app.services.retention import RetentionService
    from desktop_app.services.rounds import RoundService
    from desktop_app.services.same_person import SamePersonService
    from desktop_app.services.seasonal_moves import SeasonalMoveService
    from desktop_app.services.self_checks import SelfCheckService
    from desktop_app.services.service_needs import ServiceNeedService
    from desktop_app.services.service_plans import ServicePlanService
    from desktop_app.services.service_providers import ServiceProviderService
    from desktop_app.services.service_rounds import ServiceRoundService
    from desktop_app.services.services_given import ServicesGivenService
    from desktop_app.services.since_opened import SinceOpenedService
    from desktop_app.services.sites import SiteService
    from desktop_app.services.stock_phrases import StockPhraseService
    from desktop_app.services.tier_decisions import TierDecisionService
    from desktop_app.services.undo import UndoService
    from desktop_app.services.users import UserService
    from desktop_app.services.views import ViewService
    from desktop_app.services.visit_imports import VisitImportService
    from desktop_app.services.visit_versions import VisitVersionService
    from desktop_app.services.visit_workbooks import VisitWorkbookService
    from desktop_app.services.visits import VisitService
    from desktop_app.services.waivers import WaiverService
    from desktop_app.services.why import WhyService


@dataclass(frozen=True, slots=True)
class Part:
    """Where a service lives, and what its building takes besides the context."""

    module: str
    name: str
    needs: tuple[str, ...] = ()

    def service(self) -> type[Any]:
        """Return the class."""
        found: type[Any] = getattr(import_module(f"desktop_app.services.{self.module}"), self.name)
        return found


SERVICES = {
    "register": Part("register", "RegisterService"),
    "life_events": Part("life_events", "LifeEventService"),
    "ageing": Part("ageing", "AgeingService"),
    "assessments": Part("assessments", "AssessmentService"),
    "radar": Part("radar", "RadarService"),
    "imports": Part("imports", "RegisterImportService"),
    "import_templates": Part("import_templates", "ImportTemplateService"),
    "visits": Part("visits", "VisitService"),
    "rounds": Part("rounds", "RoundService"),
    "visit_versions": Part("visit_versions", "VisitVersionService"),
    "visit_imports": Part("visit_imports", "VisitImportService"),
    "visit_workbooks": Part("visit_workbooks", "VisitWorkbookService"),
    "exports": Part("exports", "ExportService"),
    "list_exports": Part("list_exports", "ListExportService"),
    "duties": Part("duties", "DutyService", ("derivation",)),
    "self_check": Part("self_checks", "SelfCheckService"),
    "progress": Part("progress", "ProgressService"),
    "since_opened": Part("since_opened", "SinceOpenedService"),
    "why": Part("why", "WhyService"),
    "indicators": Part("indicators", "IndicatorService"),
    "reports": Part("reports", "ReportService"),
    "issued_papers": Part("issued_papers", "IssuedPaperService"),
    "paper_checks": Part("paper_checks", "PaperCheckService"),
    "sites": Part("sites", "SiteService"),
    "stock_phrases": Part("stock_phrases", "StockPhraseService"),
    "findings": Part("findings", "FindingService"),
    "family_support": Part("family_support", "FamilySupportService"),
    "batches": Part("batches", "BatchService"),
    "conflicts": Part("conflicts", "ConflictService"),
    "campaigns": Part("campaigns", "CampaignService"),
    "policies": Part("policies", "PolicyService", ("derivation",)),
    "rehearsals": Part("rehearsals", "RehearsalService"),
    "plans": Part("plans", "PlanService"),
    "holidays": Part("holidays", "HolidayService"),
    "printed_sheets": Part("printed_sheets", "PrintedSheetService"),
    "drafts": Part("drafts", "DraftService"),
    "photos": Part("photos", "PhotoService"),
    "bulk_edits": Part("bulk_edits", "BulkEditService"),
    "local_fields": Part("local_fields", "LocalFieldService"),
    "households": Part("households", "HouseholdService"),
    "divisions": Part("divisions", "DivisionService"),
    "division_lists": Part("division_lists", "DivisionListService"),
    "likeness": Part("likeness", "LikenessService"),
    "same_person": Part("same_person", "SamePersonService"),
    "undo": Part("undo", "UndoService"),
    "users": Part("users", "UserService", ("root",)),
    "views": Part("views", "ViewService"),
    "checks": Part("checks", "CheckService", ("derivation",)),
    "access_log": Part("access_log", "AccessLogService"),
    "print_jobs": Part("print_jobs", "PrintJobService"),
    "paper_layouts": Part("paper_layouts", "PaperLayoutService"),
    "person_files": Part("person_files", "PersonFileService"),
    "histories": Part("histories", "HistoryService"),
    "retention": Part("retention", "RetentionService"),
    "emergency_rosters": Part("emergency_rosters", "EmergencyRosterService"),
    "handovers": Part("handovers", "HandoverService"),
    "leave": Part("leave", "LeaveService"),
    "pauses": Part("pauses", "PauseService"),
    "seasonal_moves": Part("seasonal_moves", "SeasonalMoveService"),
    "tier_decisions": Part("tier_decisions", "TierDecisionService"),
    "waivers": Part("waivers", "WaiverService"),
    "services_given": Part("services_given", "ServicesGivenService"),
    "service_plans": Part("service_plans", "ServicePlanService"),
    "service_providers": Part("service_providers", "ServiceProviderService"),
    "service_needs": Part("service_needs", "ServiceNeedService"),
    "service_rounds": Part("service_rounds", "ServiceRoundService"),
}
"""Every service by the name under which an entry point finds it; each is declared on ``Application`` as well."""


class Application:
    """Everything an entry point needs: the site, who is logged in, and the services by name."""

    if TYPE_CHECKING:
        register: RegisterService
        life_events: LifeEventService
        ageing: AgeingService
        assessments: AssessmentService
        radar: RadarService
        imports: RegisterImportService
        import_templates: ImportTemplateService
        visits: VisitService
        rounds: RoundService
        visit_versions: VisitVersionService
        visit_imports: VisitImportService
        visit_workbooks: VisitWorkbookService
        exports: ExportService
        findings: FindingService
        family_support: FamilySupportService
        list_exports: ListExportService
        duties: DutyService
        self_check: SelfCheckService
        progress: ProgressService
        since_opened: SinceOpenedService
        why: WhyService
        indicators: IndicatorService
        reports: ReportService
        issued_papers: IssuedPaperService
        paper_checks: PaperCheckService
        sites: SiteService
        stock_phrases: StockPhraseService
        batches: BatchService
        conflicts: ConflictService
        campaigns: CampaignService
        policies: PolicyService
        printed_sheets: PrintedSheetService
        rehearsals: RehearsalService
        plans: PlanService
        holidays: HolidayService
        drafts: DraftService
        photos: PhotoService
        bulk_edits: BulkEditService
        local_fields: LocalFieldService
        households: HouseholdService
        divisions: DivisionService
        division_lists: DivisionListService
        likeness: LikenessService
        same_person: SamePersonService
        undo: UndoService
        users: UserService
        views: ViewService
        checks: CheckService
        access_log: AccessLogService
        paper_layouts: PaperLayoutService
        print_jobs: PrintJobService
        person_files: PersonFileService
        histories: HistoryService
        retention: RetentionService
        emergency_rosters: EmergencyRosterService
        handovers: HandoverService
        leave: LeaveService
        pauses: PauseService
        seasonal_moves: SeasonalMoveService
        tier_decisions: TierDecisionService
        waivers: WaiverService
        services_given: ServicesGivenService
        service_plans: ServicePlanService
        service_providers: ServiceProviderService
        service_needs: ServiceNeedService
        service_rounds: ServiceRoundService

    def __init__(self, context: Context, actor: Actor, derivation: Derivation, root: RootKey) -> None:
        """Hand out services that work in ``context`` for ``actor``."""
        self.context = context
        self.actor = actor
        self.store: Store = context.store
        self.site: SiteInfo = context.site
        self.clock: Clock = context.clock
        self._given: dict[str, Any] = {"derivation": derivation, "root": root}
        self._lock = RLock()

    def __getattr__(self, name: str) -> Any:
        """Build a service when it is first asked for; only called for names not found otherwise."""
        part = SERVICES.get(name)
        if part is None:
            raise AttributeError(name)
        # A page may ask from a reading thread while another does from the window's.
        with self._lock:
            built = self.__dict__.get(name)
            if built is None:
                needed = (self._given[each] for each in part.needs)
                built = self.__dict__[name] = part.service()(self.context, *needed)
        return built

    def acting_as(self, actor: Actor) -> Application:
        """Return the same program with somebody else at the keyboard."""
        return Application(self.context, actor, self._given["derivation"], self._given["root"])

    def close(self) -> None:
        """Close the drafts and the store, and give its lock back."""
        self.context.drafts.close()
        self.store.close()


def open_application(
    folder: Path, password: str, *, user: str | None = None, clock: Clock | None = None
) -> Application:
    """Open the installation in ``folder`` with a password."""
    return build(access.open_with_password(folder, password, user=user), clock or Clock())


def recover_application(folder: Path, recovery: str, *, clock: Clock | None = None) -> Application:
    """Open the installation in ``folder`` with the paper recovery key."""
    return build(access.open_with_recovery(folder, recovery), clock or Clock())


def create_application(
    folder: Path, draft: SetupDraft, *, clock: Clock | None = None, kdf: KdfParams = STANDARD
) -> tuple[Application, str]:
    """Set up a new installation and open it; also returns the recovery key, which is shown once."""
    _site, recovery = access.create(folder, draft, kdf=kdf)
    return open_application(folder, draft.password, user=draft.user, clock=clock), recovery


def build(opened: Opened, clock: Clock) -> Application:
    """Put the parts together around an open store."""
    store = opened.store
    with store.reading() as session:
        rules = rules_in(session)
    drafts = open_drafts(store, opened.root.draft_key())
    context = Context(store, clock, opened.site, rules, drafts)
    follow_changes(context)
    derivation = Derivation(store, lambda: context.rules, clock.today, clock.time_of_day)
    store.derive = derivation
    return Application(context, opened.actor, derivation, opened.root)
