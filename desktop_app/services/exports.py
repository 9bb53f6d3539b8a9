"""Export the register as a workbook that an office can work on and that imports back unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.phones import mask_phone
from desktop_app.domain.terms import ETHNIC_GROUPS, Category, LivingArrangement, Sex, WillingnessKind
from desktop_app.models import CategorySpan, Contact, Elder, Willingness
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.paper import Signed
from desktop_app.reports.workbooks import ColumnKind, TableColumn, write_table
from desktop_app.services.actor import OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.places import Places
from desktop_app.services.register_snapshot import take_snapshot
from desktop_app.storage.queries.elders import village_names

_COLUMNS = (
    TableColumn("姓名", width=14),
    TableColumn("蒙文姓名", width=14),
    TableColumn("身份证号码", width=21),
    TableColumn("性别", width=6),
    TableColumn("出生日期", ColumnKind.DAY, 12),
    TableColumn("民族", width=10),
    TableColumn("联系电话", width=15),
    TableColumn("嘎查村（社区）", width=18),
    TableColumn("组别", width=8),
    TableColumn("家庭住址", width=30),
    TableColumn("居住方式", width=12),
    TableColumn("身份类别", width=24),
    TableColumn("紧急联系人", width=12),
    TableColumn("关系", width=8),
    TableColumn("联系人电话", width=15),
    TableColumn("探访意愿", width=10),
    TableColumn("责任人", width=12),
    TableColumn("备注", width=24),
)


class ExportService(Service):
    """导出."""

    @allowed(*OFFICERS)
    def register(
        self,
        actor: Actor,
        path: Path,
        *,
        village_code: str | None = None,
        masked: bool = False,
        progress: Progress = SILENT,
    ) -> int:
        """Write everybody on the register to an .xlsx; returns how many people.

        The columns are those that ``RegisterImportService`` reads: importing an unmasked export changes
        nothing. The file is not encrypted; whoever makes one answers for it.
        """
        with self._store.reading() as session:
            rows = self._rows(session, village_code, masked=masked)
        site = self._context.site
        signed = Signed(
            unit=site.unit_name,
            division=Places(self._context).full_name(site.division_code),
            made_by=actor.name,
            printed_at=self._context.clock.now(),
            sample=site.sample,
            masked=masked,
        )
        notes = ("说明：本表含个人信息，只限工作使用，请妥善保管，不得对外提供。",)
        write_table(path, "老年人名册", _COLUMNS, rows, notes, signed=signed, progress=progress)
        return len(rows)

    def _rows(self, session: Session, village_code: str | None, *, masked: bool) -> list[tuple[Any, ...]]:
        today = self._context.today()
        villages = village_names(session)
        known = take_snapshot(session, today)
        responsible = {person.uid: person.visitor for person in known.people()}
        spans = _by_elder(session, CategorySpan, CategorySpan.category, CategorySpan.uid)
        contacts = _by_elder(
            session, Contact, Contact.name, Contact.relation, Contact.phone, Contact.position
        )
        answers = _by_elder(session, Willingness, Willingness.kind, Willingness.asked_on)
        query = select(Elder.__table__).where(Elder.retracted.is_(False), Elder.ended_on.is_(None))
        if village_code:
            query = query.where(Elder.village_code == village_code)
        rows = []
        for elder in session.execute(query.order_by(Elder.village_code, Elder.uid)):
            held = {row[0] for row in spans.get(elder.uid, ())}
            first = min(contacts.get(elder.uid, ()), key=lambda row: row[3], default=(None, None, None, 0))
            said = max(answers.get(elder.uid, ()), key=lambda row: row[1], default=(None, None))
            phones = [elder.phone or "", *(elder.other_phones or "").split("、")]
            shown = "、".join(mask_phone(phone) if masked else phone for phone in phones if phone)
            number = elder.id_number or ""
            rows.append(
                (
                    elder.name,
                    elder.name_local or "",
                    mask_id_number(number) if masked else number,
                    Sex(elder.sex).term,
                    elder.birth_on,
                    ETHNIC_GROUPS.get(elder.ethnic_code or "", ""),
                    shown,
                    villages.get(elder.village_code, elder.village_code),
                    elder.group_name or "",
                    elder.address or "",
                    LivingArrangement(elder.living_arrangement).term if elder.living_arrangement else "",
                    "、".join(category.term for category in Category if category.value in held),
                    first[0] or "",
                    first[1] or "",
                    (mask_phone(first[2]) if masked else first[2]) if first[2] else "",
                    WillingnessKind(said[0]).term if said[0] else "",
                    responsible.get(elder.uid) or "",
                    elder.note or "",
                )
            )
        return rows


def _by_elder(session: Session, model: Any, *columns: Any) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in session.execute(select(model.elder_uid, *columns).where(model.retracted.is_(False))):
        found.setdefault(row[0], []).append(tuple(row)[1:])
    return found
