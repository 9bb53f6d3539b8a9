"""The one composition root: window, command line and tests build the program here, with different parts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_app.services import access, settings
from desktop_app.services.access import Opened, SetupDraft
from desktop_app.services.access_log import AccessLogService
from desktop_app.services.actor import Actor
from desktop_app.services.ageing import AgeingService
from desktop_app.services.batches import BatchService
from desktop_app.services.bulk_edits import BulkEditService
from desktop_app.services.checks import CheckService
from desktop_app.services.clock import Clock
from desktop_app.services.conflicts import ConflictService
from desktop_app.services.context import Context, SiteInfo
from desktop_app.services.derivation import Derivation
from desktop_app.services.division_lists import DivisionListService
from desktop_app.services.divisions import DivisionService
from desktop_app.services.drafts import DraftService
from desktop_app.services.duties import DutyService
from desktop_app.services.exports import ExportService
from desktop_app.services.histories import HistoryService
from desktop_app.services.households import HouseholdService
from desktop_app.services.import_templates import ImportTemplateService
from desktop_app.services.imports import RegisterImportService
from desktop_app.services.indicators import IndicatorService
from desktop_app.services.life_events import LifeEventService
from desktop_app.services.likeness import LikenessService
from desktop_app.services.list_exports import ListExportService
from desktop_app.services.local_fields import LocalFieldService
from desktop_app.services.person_files import PersonFileService
from desktop_app.services.policies import PolicyService
from desktop_app.services.register import RegisterService
from desktop_app.services.reports import ReportService
from desktop_app.services.retention import RetentionService
from desktop_app.services.rules import Rules
from desktop_app.services.same_person import SamePersonService
from desktop_app.services.sites import SiteService
from desktop_app.services.undo import UndoService
from desktop_app.services.users import UserService
from desktop_app.services.views import ViewService
from desktop_app.services.visit_imports import VisitImportService
from desktop_app.services.visits import VisitService
from desktop_app.storage.passwords import STANDARD, KdfParams
from desktop_app.storage.store import Store


@dataclass(frozen=True, slots=True)
class Application:
    """Everything an entry point needs: the site, who is logged in, and the services."""

    store: Store
    site: SiteInfo
    actor: Actor
    clock: Clock
    context: Context
    register: RegisterService
    life_events: LifeEventService
    ageing: AgeingService
    imports: RegisterImportService
    import_templates: ImportTemplateService
    visits: VisitService
    visit_imports: VisitImportService
    exports: ExportService
    list_exports: ListExportService
    duties: DutyService
    indicators: IndicatorService
    reports: ReportService
    sites: SiteService
    batches: BatchService
    conflicts: ConflictService
    policies: PolicyService
    drafts: DraftService
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
    person_files: PersonFileService
    histories: HistoryService
    retention: RetentionService

    def close(self) -> None:
        """Close the store and give its lock back."""
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
        profiles = settings.read(session, settings.PROFILES)
    context = Context(store, clock, opened.site, Rules(profiles))
    derivation = Derivation(store, lambda: context.rules, clock.today)
    store.derive = derivation
    return Application(
        store=store,
        site=opened.site,
        actor=opened.actor,
        clock=clock,
        context=context,
        register=RegisterService(context),
        life_events=LifeEventService(context),
        ageing=AgeingService(context),
        imports=RegisterImportService(context),
        import_templates=ImportTemplateService(context),
        visits=VisitService(context),
        visit_imports=VisitImportService(context),
        exports=ExportService(context),
        list_exports=ListExportService(context),
        duties=DutyService(context, derivation),
        indicators=IndicatorService(context),
        reports=ReportService(context),
        sites=SiteService(context),
        batches=BatchService(context),
        conflicts=ConflictService(context),
        policies=PolicyService(context, derivation),
        drafts=DraftService(context),
        bulk_edits=BulkEditService(context),
        local_fields=LocalFieldService(context),
        households=HouseholdService(context),
        divisions=DivisionService(context),
        division_lists=DivisionListService(context),
        likeness=LikenessService(context),
        same_person=SamePersonService(context),
        undo=UndoService(context),
        users=UserService(context, opened.root),
        views=ViewService(context),
        checks=CheckService(context, derivation),
        access_log=AccessLogService(context),
        person_files=PersonFileService(context),
        histories=HistoryService(context),
        retention=RetentionService(context),
    )
