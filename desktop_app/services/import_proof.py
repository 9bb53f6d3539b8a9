"""Read back what an import wrote, before it is committed, and refuse the whole of it if anything is amiss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, SurroundingsError
from desktop_app.models import Elder, Record
from desktop_app.services.import_outcome import ImportPreview
from desktop_app.services.import_plan import ADDED, Plan
from desktop_app.storage.unit_of_work import UnitOfWork

_CHUNK = 800
_KIND_WORDS = {
    "visitor": N_("探访人"),
    "elder": N_("老年人"),
    "category_span": N_("类别"),
    "contact": N_("联系人"),
    "willingness": N_("探访意愿"),
    "household": N_("户"),
    "household_member": N_("户内成员"),
    "benefit": N_("享受待遇"),
    "health_fact": N_("健康情况"),
    "residence": N_("居住时段"),
    "assignment": N_("责任分工"),
}


class ImportNotProved(SurroundingsError):
    """The store does not hold what the preview promised."""

    code = "import.not_proved"
    what = N_("写入后逐条核对，“{kind}”应有 {expected} 条，实有 {found} 条，与预览不符。")
    data_safe = N_("整次导入已全部退回，名册与导入前一样。")
    do_now = N_("请重新预览后再导入一次；如果再次出现，请先做备份，再用“检查数据”查看原因。")


class Counted:
    """How many records of each kind there were before an import."""

    def __init__(self, session: Session) -> None:
        """Count now."""
        self._before = _counts(session)

    def prove(self, unit: UnitOfWork, plan: Plan, preview: ImportPreview) -> None:
        """Compare store, plan and preview; raises ``ImportNotProved``, which rolls everything back.

        Every table has grown by exactly the planned rows, every planned row is there with the planned facts, and
        the figures of the preview add up to the rows of the file.
        """
        unit.flush()
        _expect("elder", preview.created, len(plan.added[Elder]))
        figures = preview.created + preview.updated + preview.unchanged + preview.refused_rows
        _expect("elder", preview.rows, figures)
        after = _counts(unit.session)
        for model in ADDED:
            name = model.__tablename__
            _expect(name, self._before[name] + len(plan.added[model]), after[name])
            _expect(name, len(plan.added[model]), _as_planned(unit, model, plan.added[model]))
            _expect(name, len(plan.changed[model]), _as_planned(unit, model, plan.changed[model]))


def kind_word(table: str) -> str:
    """Return what the records of a table are called."""
    return _KIND_WORDS.get(table, table)


def _expect(table: str, expected: int, found: int) -> None:
    if expected != found:
        raise ImportNotProved(kind=kind_word(table), expected=expected, found=found)


def _counts(session: Session) -> dict[str, int]:
    found = {}
    for model in ADDED:
        query = select(func.count()).select_from(model).where(model.retracted.is_(False))
        found[model.__tablename__] = session.execute(query).scalar_one()
    return found


def _as_planned(unit: UnitOfWork, model: type[Record], rows: Sequence[Mapping[str, Any]]) -> int:
    """Return how many planned rows the store holds with just the planned facts."""
    table = model.__table__
    names = sorted({name for row in rows for name in row if name not in ("uid", "heads")})
    columns = [table.c[name] for name in names]
    found = 0
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        query = select(table.c.uid, *columns).where(
            table.c.county == unit.county,
            table.c.uid.in_([row["uid"] for row in part]),
            table.c.retracted.is_(False),
        )
        stored = {row[0]: dict(zip(names, row[1:], strict=True)) for row in unit.session.execute(query)}
        found += sum(row["uid"] in stored and _agrees(row, stored[row["uid"]]) for row in part)
    return found


def _agrees(row: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    return all(stored[name] == value for name, value in row.items() if name not in ("uid", "heads"))
