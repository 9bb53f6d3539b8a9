"""保存期限: how long files, visits and the access ledger are kept, and which ended files are due for the archive.

Nothing here deletes a file. Closing a file is not deleting it: the list of due files goes to whoever keeps
the unit's archive, and that office decides. Only rows of the local access ledger can be removed, on an
explicit word, and only those past their period; likewise the pictures of visits, not the visits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import AccessKind, EndReason
from desktop_app.models import AccessEntry, Elder, PhotoContent, Visit, VisitPhoto
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.paper import Signed
from desktop_app.reports.workbooks import ColumnKind, TableColumn, write_table
from desktop_app.services import settings
from desktop_app.services.access_log import access_entry, day_begins
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.photos import forget_pictures
from desktop_app.services.places import Places
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import groups

MOST_YEARS = 100
_CHUNK = 900
_COLUMNS = (
    TableColumn("姓名", width=16),
    TableColumn("性别", width=6),
    TableColumn("出生日期", ColumnKind.DAY, 12),
    TableColumn("嘎查村（社区）", width=18),
    TableColumn("退出日期", ColumnKind.DAY, 12),
    TableColumn("退出原因", width=12),
    TableColumn("保存期满", ColumnKind.DAY, 12),
    TableColumn("探访次数", ColumnKind.NUMBER, 10),
    TableColumn("最近一次探访", ColumnKind.DAY, 14),
    TableColumn("处理意见", width=20),
    TableColumn("审批人、日期", width=20),
)
_NOTE = (
    "说明：退出名册不等于删除档案。本清单供档案鉴定使用：移交、续存或销毁由本单位档案管理人员会同鉴定后决定，"
    "程序不会自行删除。"
)


@dataclass(frozen=True, slots=True)
class Period:
    """How long one kind of record is kept: the usual years, the least that may be set, and where that comes from."""

    key: str
    title: str
    usual: int
    least: int
    source: str


FILES, VISITS, ACCESS = "files", "visits", "access"
PERIODS: tuple[Period, ...] = (
    Period(
        FILES,
        N_("老年人档案（自退出名册起）"),
        30,
        10,
        N_("村级、乡镇档案的保管期限分永久、30 年、10 年（《村级档案管理办法》《乡镇档案工作办法》）。"),
    ),
    Period(
        VISITS,
        N_("探访记录（自探访之日起）"),
        10,
        10,
        N_("村级、乡镇档案的保管期限分永久、30 年、10 年（《村级档案管理办法》《乡镇档案工作办法》）。"),
    ),
    Period(
        ACCESS,
        N_("查阅与输出台账"),
        3,
        3,
        N_("对外提供个人信息的记录至少保存三年（《网络数据安全管理条例》第十二条）。"),
    ),
)


@dataclass(frozen=True, slots=True)
class DueFile:
    """A file that ended longer ago than its period."""

    uid: str
    name: str
    sex: str
    birth_on: date | None
    village: str
    ended_on: date
    ended_because: str | None
    due_on: date
    visits: int
    last_visit_on: date | None


@dataclass(frozen=True, slots=True)
class RetentionStanding:
    """What is past its period today: ended files, visits (also of files that are kept), rows of the ledger.

    ``photos`` counts the pictures kept here whose visits are all past theirs.
    """

    files: int
    visits: int
    access: int
    photos: int


class RetentionService(Service):
    """保存期限."""

    @allowed(*EVERYONE)
    def years(self, _actor: Actor) -> dict[str, int]:
        """Return by key of ``PERIODS`` how many years each kind of record is kept."""
        with self._store.reading() as session:
            return years_kept(session)

    @allowed(*OFFICERS)
    def set_years(self, _actor: Actor, years: Mapping[str, int]) -> None:
        """Keep records for so many years; raises ``FieldProblem`` below what the law asks for."""
        for period in PERIODS:
            wanted = years.get(period.key, period.usual)
            if not period.least <= wanted <= MOST_YEARS:
                reason = N_("不能少于 10 年") if period.least == 10 else N_("不能少于 3 年")
                reason = N_("不能超过 100 年") if wanted > MOST_YEARS else reason
                raise FieldProblem(field=period.key, label=period.title, reason=reason)
        known = {period.key for period in PERIODS}
        with self._store.setting_up() as session:
            kept = {
                **years_kept(session),
                **{key: int(value) for key, value in years.items() if key in known},
            }
            settings.write(session, settings.RETENTION_YEARS, kept)

    @allowed(*OFFICERS)
    def standing(self, _actor: Actor) -> RetentionStanding:
        """Count what is past its period today."""
        today = self._context.today()
        with self._store.reading() as session:
            years = years_kept(session)
            visits = select(func.count()).where(
                Visit.county == self._context.site.county,
                Visit.visited_on < _years_before(today, years[VISITS]),
                Visit.retracted.is_(False),
            )
            access = select(func.count()).where(
                AccessEntry.at < day_begins(_years_before(today, years[ACCESS]))
            )
            return RetentionStanding(
                files=len(self._due(session)),
                visits=session.execute(visits).scalar_one(),
                access=session.execute(access).scalar_one(),
                photos=len(self._old_photos(session, years[VISITS])),
            )

    @allowed(*OFFICERS)
    def due_files(self, _actor: Actor) -> list[DueFile]:
        """Return the ended files past their period, the longest first."""
        with self._store.reading() as session:
            return self._due(session)

    @allowed(*OFFICERS)
    def export_due(self, actor: Actor, path: Path, *, progress: Progress = SILENT) -> int:
        """Write the list of due files for the archive to an .xlsx and note it; returns how many files.

        Raises ``FieldProblem`` for another ending.
        """
        if path.suffix.lower() != ".xlsx":
            raise FieldProblem(field="path", label=N_("文件名"), reason=N_("文件名应以 .xlsx 结尾"))
        with self._store.reading() as session:
            found = self._due(session)
        cells = [
            (
                one.name,
                one.sex,
                one.birth_on,
                one.village,
                one.ended_on,
                one.ended_because or "",
                one.due_on,
                one.visits,
                one.last_visit_on,
                "",
                "",
            )
            for one in found
        ]
        site, now = self._context.site, self._context.clock.now()
        signed = Signed(
            unit=site.unit_name,
            division=Places(self._context).full_name(site.division_code),
            made_by=actor.name,
            printed_at=now,
            sample=site.sample,
            masked=False,
        )
        write_table(path, "到期档案清单", _COLUMNS, cells, (_NOTE,), signed=signed, progress=progress)
        with self._store.setting_up() as session:
            session.add(
                access_entry(actor, AccessKind.EXPORTED, now, what=N_("到期档案清单"), people=len(found))
            )
        return len(found)

    @allowed(*OFFICERS)
    def remove_old_access(self, actor: Actor) -> int:
        """Remove the rows of the access ledger that are past their period; returns how many.

        The removal itself is noted. No other record is ever removed.
        """
        now = self._context.clock.now()
        with self._store.setting_up() as session:
            before = day_begins(_years_before(self._context.today(), years_kept(session)[ACCESS]))
            wanted = AccessEntry.at < before
            count = session.execute(select(func.count()).where(wanted)).scalar_one()
            if count:
                session.execute(delete(AccessEntry).where(wanted))
                session.add(
                    access_entry(
                        actor, AccessKind.EXPORTED, now, what=N_("清除到期的查阅与输出台账"), people=0
                    )
                )
        return int(count)

    @allowed(*OFFICERS)
    def remove_old_photos(self, actor: Actor) -> int:
        """Delete the pictures of visits that are past their period; returns how many.

        That there were photos and what they showed stays in the visits. The removal is noted.
        """
        with self._store.setting_up() as session:
            found = self._old_photos(session, years_kept(session)[VISITS])
            count = forget_pictures(session, found)
            if count:
                now = self._context.clock.now()
                session.add(
                    access_entry(actor, AccessKind.REMOVED, now, what=N_("清除到期的探访照片"), people=0)
                )
        return count

    def _old_photos(self, session: Session, years: int) -> list[str]:
        """Return the pictures here that no visit within the period has."""
        before, county = _years_before(self._context.today(), years), self._context.site.county
        of_visits = (
            select(VisitPhoto.digest)
            .join(Visit, (Visit.county == VisitPhoto.county) & (Visit.uid == VisitPhoto.visit_uid))
            .where(VisitPhoto.county == county)
        )
        query = select(PhotoContent.digest).where(
            PhotoContent.digest.in_(of_visits.where(Visit.visited_on < before)),
            PhotoContent.digest.not_in(of_visits.where(Visit.visited_on >= before)),
        )
        return list(session.execute(query).scalars())

    def _due(self, session: Session) -> list[DueFile]:
        today, county = self._context.today(), self._context.site.county
        kept = years_kept(session)[FILES]
        joined, villages = groups(session), village_names(session)
        query = (
            select(Elder.uid, Elder.name, Elder.sex, Elder.birth_on, Elder.village_code)
            .add_columns(Elder.ended_on, Elder.ended_because)
            .where(Elder.county == county, Elder.retracted.is_(False))
            .where(Elder.ended_on.is_not(None), Elder.ended_on < _years_before(today, kept))
            .order_by(Elder.ended_on, Elder.uid)
        )
        people = [row for row in session.execute(query) if row.uid not in joined.hidden]
        visits = _visits(session, county, [row.uid for row in people])
        return [
            DueFile(
                row.uid,
                row.name,
                _SEX.get(row.sex, ""),
                row.birth_on,
                villages.get(row.village_code, row.village_code),
                row.ended_on,
                _REASONS.get(row.ended_because, row.ended_because),
                _years_after(row.ended_on, kept),
                *visits.get(row.uid, (0, None)),
            )
            for row in people
        ]


_SEX = {"1": "男", "2": "女"}
_REASONS = {reason.value: reason.term for reason in EndReason}


def years_kept(session: Session) -> dict[str, int]:
    """Return for how many years each kind of record is kept, by the key of its period."""
    stored = settings.read(session, settings.RETENTION_YEARS) or {}
    return {period.key: int(stored.get(period.key, period.usual)) for period in PERIODS}


def _visits(session: Session, county: str, uids: list[str]) -> dict[str, tuple[int, date | None]]:
    found: dict[str, tuple[int, date | None]] = {}
    for start in range(0, len(uids), _CHUNK):
        query = (
            select(Visit.elder_uid, func.count(), func.max(Visit.visited_on))
            .where(Visit.county == county, Visit.elder_uid.in_(uids[start : start + _CHUNK]))
            .where(Visit.retracted.is_(False))
            .group_by(Visit.elder_uid)
        )
        found.update({row[0]: (row[1], row[2]) for row in session.execute(query)})
    return found


def _years_before(day: date, years: int) -> date:
    return _moved(day, day.year - years)


def _years_after(day: date, years: int) -> date:
    return _moved(day, day.year + years)


def _moved(day: date, year: int) -> date:
    """Return the same day of another year; 29 February becomes 1 March, so that nothing is due too early."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
