"""Whose visit a row of a returned workbook is: by its code and the hidden sheet, checked against the name."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.characters import narrow
from desktop_app.domain.errors import N_
from desktop_app.domain.visit_workbook import ALPHABET, RowCode
from desktop_app.exchange.visit_workbooks.rows import FilledRow, Known, ParsedVisitWorkbook
from desktop_app.models import Elder
from desktop_app.storage.queries import workbook_visits as queries
from desktop_app.storage.queries.links import groups

OTHER_WORKBOOK = N_("这一行来自另一本工作簿（编号 {code}），请导入那一本")
BAD_CODE = N_("行码被改动过，不能确认是谁；请从原件恢复这一行的行码，或把这次探访填在备用行")
OTHER_NAME = N_("姓名与行码不符，可能排序或粘贴时错了行；请恢复这一行灰色的格，或把这次探访填在备用行")
NOT_HERE = N_("本机名册里没有此人：可能是别的乡镇（街道）的工作簿，或者登记已撤销")
NOBODY = N_("名册里没有叫这个名字的人，请从下拉列表里选人")
SEVERAL = N_("名册里有几个同名的人，请从下拉列表里选人（姓名后带编号）")
BY_NAME = N_("这一行按姓名认定是谁，请核对")
NO_SUCH_NUMBER = N_("姓名后的编号不在名单里，请从下拉列表里重新选人")

_PASTED_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """Whose row it is; without ``elder`` the reason and the key of the column it is about."""

    elder: Elder | None
    reason: str = ""
    column: str = "name"
    hint: str = ""


class PeopleOfRows:
    """Knows the person of every row of a workbook."""

    def __init__(self, session: Session, county: str, parsed: ParsedVisitWorkbook) -> None:
        """Read the files of everybody whom the rows may mean."""
        self._parsed = parsed
        self._joined = groups(session)
        self._named = queries.named(session, sorted({row.name for row in parsed.rows}))
        self._said = {id(row): self._uid(row) for row in parsed.rows}
        uids = {self._joined.canonical(uid) for uid, _found in self._said.values() if uid}
        files = sorted({file for uid in uids for file in self._joined.members(uid)})
        self._elders = queries.elders(session, county, files)
        self._asking = {
            self._joined.canonical(uid) for row in parsed.rows if row.same and (uid := self._said[id(row)][0])
        }

    def of(self, row: FilledRow) -> Found:
        """Return whose row it is, or why that cannot be told."""
        uid, found = self._said[id(row)]
        if not uid:
            return found
        elder = self._elders.get(self._joined.canonical(uid))
        if elder is None:
            return Found(None, _(NOT_HERE))
        return Found(elder, hint=found.hint)

    def uids(self) -> list[str]:
        """Return everybody found."""
        return sorted({self._joined.canonical(uid) for uid, _found in self._said.values() if uid})

    def asks_for_last(self, uid: str) -> bool:
        """Tell whether a row of a person asks for the last answers."""
        return uid in self._asking

    def files_of(self, uid: str) -> list[Elder]:
        """Return all files of a person."""
        return [self._elders[file] for file in self._joined.members(uid) if file in self._elders]

    @staticmethod
    def pasted_number(code: str, row: FilledRow, uid: str) -> str:
        """Return the number for a row without a code: the same for the same person, day, time and way."""
        text = f"{uid}|{row.visited_on.isoformat()}|{row.visited_time or ''}|{row.mode.value}"
        digest = sha256(text.encode()).digest()
        return f"{code}-P{''.join(ALPHABET[octet & 31] for octet in digest[:_PASTED_LETTERS])}"

    def _uid(self, row: FilledRow) -> tuple[str, Found]:
        """Return the uid that a row says, empty with the reason where it says none."""
        identity, code = self._parsed.identity, row.code
        if code is None:
            return self._by_name(row)
        if code.workbook != identity.code:
            return "", Found(None, _(OTHER_WORKBOOK).format(code=code.workbook), "row_code")
        if not identity.complete:
            return self._without_list(row, code)
        known = identity.rows.get(code.number)
        if known is None or not code.is_for(known.uid):
            return "", Found(None, _(BAD_CODE), "row_code")
        if not known.uid:
            return self._by_name(row)
        if not self._is_called(row.name, known):
            return "", Found(None, _(OTHER_NAME))
        return known.uid, Found(None)

    def _is_called(self, name: str, known: Known) -> bool:
        """Tell whether a name is the person's: as exported, or as the register has it by now."""
        if _same(name, known.name):
            return True
        return known.uid in self._named.get(name, ())

    def _without_list(self, row: FilledRow, code: RowCode) -> tuple[str, Found]:
        """Return whom the code of a row means when the hidden sheet is lost: somebody of that name."""
        if code.is_for(""):
            return self._by_name(row)
        for uid in self._named.get(row.name, ()):
            if code.is_for(uid):
                return uid, Found(None)
        return "", Found(None, _(OTHER_NAME if row.name in self._named else NOBODY))

    def _by_name(self, row: FilledRow) -> tuple[str, Found]:
        """Return whom a name means: with a number somebody of the list, else the only one of that name."""
        people = self._parsed.identity.people
        if row.person_number is not None and people:
            known = people.get(row.person_number)
            if known is None or not self._is_called(row.name, known):
                return "", Found(None, _(NO_SUCH_NUMBER))
            return known.uid, Found(None)
        listed = [known.uid for known in people.values() if _same(known.name, row.name)]
        fitting = listed or self._named.get(row.name, [])
        if len(fitting) != 1:
            return "", Found(None, _(SEVERAL if fitting else NOBODY))
        return fitting[0], Found(None, hint=_(BY_NAME))


def _same(one: str, other: str) -> bool:
    """Tell whether two names are the same but for blanks and full-width forms."""
    return "".join(narrow(one).split()) == "".join(narrow(other).split())
