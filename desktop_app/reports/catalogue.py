"""The list of papers that the program can make, for the window, the command line and the tests."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.errors import N_

PDF = "pdf"
XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: its name on the command line, its title as a message id, the formats it comes in."""

    name: str
    title: str
    formats: tuple[str, ...]


CATALOGUE: tuple[Paper, ...] = (
    Paper("visit-record", N_("探访记录表"), (PDF,)),
    Paper("month-ledger", N_("探访台账"), (PDF, XLSX)),
    Paper("month-summary", N_("月报汇总表"), (PDF, XLSX)),
    Paper("call-out-slip", N_("紧急走访通知单"), (PDF,)),
    Paper("route-sheet", N_("走访路线单"), (PDF, XLSX)),
    Paper("overdue-list", N_("探访逾期名单"), (PDF, XLSX)),
    Paper("import-report", N_("名册导入报告"), (PDF, XLSX)),
    Paper("batch-report", N_("上报包检验单"), (PDF,)),
    Paper("campaign-call-tree", N_("专项探访电话联络表"), (PDF, XLSX)),
    Paper("personal-copy", N_("个人信息副本"), (PDF,)),
    Paper("correction-log", N_("个人资料更正记录"), (PDF,)),
)


def paper(name: str) -> Paper | None:
    """Return the paper called ``name`` or None."""
    return next((entry for entry in CATALOGUE if entry.name == name), None)
