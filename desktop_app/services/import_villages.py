"""Find the village of each row of an import: by its cell, by the sheet's name, or the site's own."""

from __future__ import annotations

import re

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.exchange.register.columns import RegisterField
from desktop_app.exchange.register.rows import ParsedRegister, RegisterRow
from desktop_app.exchange.workbooks.rows import Severity
from desktop_app.services.import_desk import TakeNote
from desktop_app.services.places import Places

NO_VILLAGE = N_("缺少嘎查村（社区），无法归属，整行没有采用")
OTHER_COUNTY = N_("区划代码 {code} 属于别的旗县区（本机只存 {county}），整行没有采用")
UNKNOWN_CODE = N_("区划代码 {code} 不在区划表中，按本地新增处理，请核对")
LOCAL_VILLAGE = N_("“{name}”不在区划表中，按本地新增处理")

_CODE = re.compile(r"\d{12}")
_NO_NAME = re.compile(r"(sheet|工作表|表|页)\s*\d*|数据\d*|名册|汇总.*|合计|csv", re.IGNORECASE)


class VillageFinder:
    """Finds codes, once per name, and remembers which villages the store does not have yet."""

    def __init__(
        self, places: Places, county: str, stored: set[str], planned: dict[str, str], note: TakeNote
    ) -> None:
        """Look up in ``places`` of ``county``; new villages go to ``planned`` (code → name)."""
        self._county = county
        self._places = places
        self._stored = stored
        self._planned = planned
        self._note = note
        self._codes: dict[str, str | None] = {}
        self._by_sheet = False
        self._several = False
        self.unofficial: list[str] = []
        self.names: dict[str, str] = {village.code: village.name for village in places.villages()}

    def read_sheets(self, parsed: ParsedRegister) -> None:
        """Learn whether the sheets' names stand for villages: where no column names them."""
        self._by_sheet = all(column.field != RegisterField.VILLAGE for column in parsed.mapping)
        self._several = len(parsed.sheets) > 1

    def code_of(self, row: RegisterRow) -> str | None:
        """Return the code of a row's village; None with the row refused."""
        text = row.village or (self._sheet_village(row.sheet) if self._by_sheet else "")
        if _CODE.fullmatch(text) and not text.startswith(self._county):
            reason = _(OTHER_COUNTY).format(code=text, county=self._places.name_of(self._county))
            self._note(row, RegisterField.VILLAGE, reason, Severity.ROW, word=_("嘎查村（社区）"))
            return None
        if text not in self._codes:
            self._codes[text] = self._found(row, text)
        code = self._codes[text]
        if code is None:
            self._note(row, RegisterField.VILLAGE, _(NO_VILLAGE), Severity.ROW, word=_("嘎查村（社区）"))
        return code

    def _sheet_village(self, sheet: str) -> str:
        """Return a sheet's name where it can stand for a village."""
        name = sheet.strip()
        if not name or _NO_NAME.fullmatch(name):
            return ""
        return name if self._several or self._places.find(name) else ""

    def _found(self, row: RegisterRow, text: str) -> str | None:
        code = self._places.own_village() if not text else self._places.find(text)
        if text and code is None:
            # A place without an official number is kept as a local node and pointed out once.
            code = self._places.local_code(text)
            self.unofficial.append(text)
            reason = _(LOCAL_VILLAGE).format(name=text)
            self._note(row, RegisterField.VILLAGE, reason, Severity.WARNING, word=_("嘎查村（社区）"))
        elif code is not None and code == text and self._places.name_of(code) == code:
            reason = _(UNKNOWN_CODE).format(code=code)
            self._note(row, RegisterField.VILLAGE, reason, Severity.WARNING, word=_("嘎查村（社区）"))
        if code is not None and code not in self._stored:
            self._stored.add(code)
            name = self._places.name_of(code) if code.isdigit() else text
            self._planned[code] = self.names[code] = name
        return code
