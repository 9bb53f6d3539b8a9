"""Write the list of another sender: a health centre's workbook with headers and category codes of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from desktop_app.domain.terms import Category
from desktop_app.exchange.sample.sheets import Table, write_tables
from desktop_app.exchange.sample.township import SampleElder, SampleTownship

CODES = {"7": Category.CHRONIC_DISEASE.term}
"""What the sender's codes mean; a register that does not know them has to ask."""
FIELDS = {"证件": "id_number", "村里": "village", "人群": "categories", "情况": "note"}
"""Which field each of the sender's columns is."""
_COLUMNS = (("姓名", 16.0), ("证件", 22.0), ("村里", 18.0), ("人群", 8.0), ("情况", 24.0))


def write_health_list(
    path: Path, township: SampleTownship, people: Sequence[SampleElder], made_on: date
) -> int:
    """Write the people as suffering from a chronic disease, in the sender's words; returns how many rows."""
    villages = {village.code: village.name for village in township.division.villages}
    rows = [
        (elder.name, elder.id_number, villages[elder.village_code], next(iter(CODES)), "家庭医生随访")
        for elder in people
    ]
    table = Table(
        sheet="随访名单",
        title="慢性病老年人随访名单",
        line=f"{township.division.name}卫生院　　{made_on.isoformat()}",
        columns=_COLUMNS,
        rows=rows,
    )
    notes = ("本表为程序生成的样例，人员和证件号码均为虚构，与任何真人无关。",)
    write_tables(path, (table,), notes, made_on)
    return len(rows)
