"""A village register whose every text is an attack: on spreadsheet programs, on PDF, on markup, or on whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import String

from desktop_app.bootstrap import Application
from desktop_app.domain.changes import ChangeEntry, ChangeKey, link_hash
from desktop_app.models import RECORDS
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.journal import ChangeSetRow
from desktop_app.storage.merge import ForeignEntry
from desktop_app.storage.wire import CLOSED_LISTS, fact_columns
from tests.services.homes import TODAY, TOWNSHIP
from tests.storage.stores import merge

_FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1;1)", "|cmd", "==1", "=-1", "+-1", "%=1", "=cmd|'/c calc'!A1", '=DDE("cmd";"/C calc")',
    "@SUM(1+9)*cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", '=HYPERLINK("javascript:1","点我")', '=WEBSERVICE("x:y")',
    '=IMPORTXML("x","//a")', '=IMPORTDATA("x")', '=IMAGE("x")', '=INDIRECT("A1")', '=EXEC("calc")', '=CALL("a","b")',
    '=FILTERXML("<a/>","//a")', '=RTD("a",,"b")', "=A1", "=$A$1", "='file:///etc/passwd'#$a.A1", "=[book.xlsx]a!A1",
    "{=1+1}", "=NOW()", '="a"&"b"', '=1,"b"', "=1;2", "-1", "+86", "-", "=", "@", "+", "=1e9", "=TRUE()", "=#REF!", "#REF!",
    "#NAME?", "1E5", "1/2", "0x10", "00123", "１２３", "2026-01-01", "TRUE", "=SUM(A:A)", "=OR(1)", "=ROW()", "=RAND()", "=T(1)",
)  # fmt: skip
_SIGNS = (
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "﹢1",
    "﹣1",
    "﹦1",
    "﹫1",
    "−1",
    "｜cmd",
    "⁼1",
    "₌1",
    "₊1",
    "⁺1",
)
_BEFORE_A_SIGN = (
    " ", "　", "\t", "\r", "\n", "\r\n", "\x0b", "\x0c", "\x00", "\x01", "\x07", "\x08", "\x1a", "\x1b", "\x7f", "\x85", "\x9b",
    "\xa0", "\xad", "\u1680", "\u180e", "\u2003", "\u2007", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029",
    "\u202d", "\u202e", "\u202f", "\u205f", "\u2060", "\u2066", "\u2069", "\ufeff", "\ufffc", "\ufe0f", "\u034f", "\u115f", "\u3164",
    "'", '"', "''", "\"'", "“", "‘", "`", ",", ";", '""', " '", "\ufeff ", "\u200b\u3000\t", "\U000e0020", "\u2063", "\u061c",
)  # fmt: skip
_TABLES = (
    "a,b", "a;b", "a\tb", "a|b", 'a"b', '"a"', "'a'", 'a""b', '",=1+1,"', '"\r\n=1+1', "a\r\n=1", "a\n+1", "a\r=1", "\\", '\\"',
    "_x000D_", "_x003D_1+1", "_x0041_", "_x005F_x000D_", "_xD800_", '&L&"A"&8x', "&[Picture]", "&P", "&", "&&", "&G",
)  # fmt: skip
_PAGES = (
    ") Tj ET", "(", ")", "((", "))", "\\(", "\\)", "\\", "\\\\", "\\n", "\\101", "<<>>", "<< /S /JavaScript /JS (1) >>", "%PDF-1.7",
    "%%EOF", "endstream endobj", "1 0 obj", "xref", "trailer", "startxref", ">> /AA <<", "/URI (x)", "[]", "] TJ [", "BT /F1 9 Tf",
    "þÿ", "\xfe\xff\x00(", "D:20260101", "<FEFF>", "(a) /OpenAction (b)", "q Q cm", "\x80\x81\x9f", "%", "#41", "/Launch",
)  # fmt: skip
_MARKUP = (
    "<b>粗</b>", "<font size=99>大</font>", "<para>", "</para>", "<br/>", '<img src="x"/>', '<a href="x">点</a>', "&lt;b&gt;", "&amp;",
    "&#61;1", "&#x0;", "&bogus;", "<!-- x -->", "<![CDATA[x]]>", "]]>", '<?xpacket end="w"?>', "<?xml?>", "<!DOCTYPE a>", "<script>1",
    "<", ">", "{x}", "{0}", "{category}", "%s", "%(a)s", "%n", "${a}", "$a", "{{1}}", "<dc:title>", "</rdf:li>", "<onDraw name=1/>",
    "<seq/>", "<sup>上", "<greek>a", "'; drop table elder; --", "../../etc/passwd", "..\\..\\x", "CON", "NUL.pdf", "a:b", "con.x",
)  # fmt: skip
_CHARACTERS = (
    " ", "　", "\u200b", "\x00", "\x1b[31m红", "\x1b]0;x\x07", "\x08\x08\x08改", "乌\u202e云其木格", "\u202e=1+1", "\u2067乌\u2066云",
    "甲\u200f乙", "مرحبا", "שלום 12", "e\u0301", "a" + "\u0301" * 40, "नमस्ते", "ก็็็็", "👩‍👩‍👧", "🀄", "😀=1",
    "\ue000\uf8ff", "\U000f0000", "\ue815",
    "㛃𠮷𬭸", "ᠮᠣᠩᠭᠣᠯ", "ᠮᠣ\u202fᠤ", "\u180e", "\ufffd", "\ufffe", "\uffff", "\U0001fffe", "\u0378", "ﷺ", "ﬁ", "①㈱㎏", "㍻", "｡ﾊ", "𝐀",
    "🇨🇳", "行\u2028分\u2029段", "\u0085", "A\u030a", "Å", "·", "・", "•", "阿·=1", "字\ufe00", "字\U000e0100", "\u3000\u3000=1", "无",
)  # fmt: skip
LONG_WORD, LONG_TEXT = "w" * 4096, "长文 " * 13_334
BOMBS = (LONG_WORD, LONG_TEXT, "\n" * 300, " " * 5_000, "\u0301" * 2_000, "=" * 3_000, "行\n" * 100)

PAYLOADS: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *_FORMULAS,
            *_SIGNS,
            *(before + "=1+1" for before in _BEFORE_A_SIGN),
            *_TABLES,
            *_PAGES,
            *_MARKUP,
            *_CHARACTERS,
            *BOMBS,
        )
    )
)

HALVES = ("\ud800", "a\udfff=1", "\udce4")
"""Halves of characters, which a program can hold and no file."""

_FIRST = date(2026, 3, 1)
_KEYS = frozenset(
    {
        "uid", "county", "heads", "retracted", "code", "township_code", "village_code", "followed_by", "profile", "sex", "ethnic_code",
        "marital_code", "education_code", "disability_kind", "disability_grade", "digest", "likeness", "scan_digest", "about", "month",
        "period", "indicator", "division_code", "service", "kind", "market_days", "id_number", "visited_time", "happened_time",
        "known_time", "rhythm", "value", "state", "text_key",
    }
)  # fmt: skip
"""Texts that nobody types: keys, codes, times."""


def typed_columns(kind: str) -> dict[str, int]:
    """Return the columns of a record that hold what somebody typed, each with the most characters that travel."""
    model = RECORDS[kind]
    return {
        name: getattr(column.type, "length", None) or 20_000
        for name, column in fact_columns(model).items()
        if isinstance(column.type, String)
        and name not in _KEYS
        and not name.endswith("_uid")
        and (kind, name) not in CLOSED_LISTS
    }


class Village:
    """Takes a person, a village and a record of every kind for each payload into a home, as one batch from elsewhere."""

    def __init__(self, payloads: Sequence[str]) -> None:
        """Make up what the batch says."""
        self.payloads = payloads
        self._set = ChangeSetRow("hostile", "evil", "登记", "李", datetime(2026, 11, 2, tzinfo=UTC))
        self._link, self._sent = "", 0

    def uid(self, kind: str, number: int) -> str:
        return f"{kind[:20]}-{number:06}"

    def village(self, number: int) -> str:
        return f"{TOWNSHIP[:9]}{201 + number:03}"

    @property
    def kinds(self) -> set[str]:
        """Which kinds of records carry the payloads."""
        return set(self._facts(0, ""))

    def settle(self, app: Application) -> None:
        """Merge everything and bring what is derived up to date."""
        entries = [
            self._entry(kind, uid, fields)
            for number, payload in enumerate(self.payloads)
            for kind, uid, fields in self._records(number, payload)
        ]
        assert merge(app.store, [self._set], entries).waiting == 0
        app.checks.rebuild(app.actor)

    def _entry(self, kind: str, uid: str, fields: dict[str, Any]) -> ForeignEntry:
        self._sent += 1
        entry = ChangeEntry(ChangeKey(self._set.site, 1, self._sent), kind, uid, fields, frozenset())
        self._link = link_hash(self._link, entry, self._set.described())
        return ForeignEntry(entry, self._set.uid, self._link)

    def _records(self, number: int, payload: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for kind, facts in self._facts(number, payload).items():
            typed = {name: payload[:most] for name, most in typed_columns(kind).items()}
            yield kind, self.uid(kind, number), {**typed, **facts}

    def _facts(self, number: int, payload: str) -> dict[str, dict[str, Any]]:
        day, before, first = TODAY.isoformat(), (TODAY - timedelta(days=9)).isoformat(), _FIRST.isoformat()
        ahead = (TODAY + timedelta(days=60)).isoformat()
        visitor, other = self.uid("visitor", number), self.uid("visitor", (number + 1) % len(self.payloads))
        elder = self.uid("elder", number)
        mine = {"elder_uid": elder}
        short = payload[:2000]
        remarks = {key: short for key, (_block, item) in visit_form().by_key.items() if not item.options}
        return {
            "village": {
                "code": self.village(number),
                "township_code": TOWNSHIP,
                "former_names": [[payload[:60], first]],
            },
            "visitor": {"role": "committee", "village_code": self.village(number)},
            "visitor_leave": {"visitor_uid": visitor, "from_on": ahead, "to_on": ahead, "stand_in_uid": None},
            "local_field": {
                "kind": "text",
                "position": number,
                "label": f"{number:03}{short}"[:40],
                "choices": [short],
            },
            "household": {"village_code": self.village(number)},
            "elder": {
                "village_code": self.village(number),
                "birth_on": "1940-05-01",
                "sex": "12"[number % 2],
                "registered_on": first,
                "ended_on": None,
                "id_number": "150425194005010012",
                "living_arrangement": "alone",
                "disability_kind": "4",
                "disability_grade": "2",
                "tier_override": "high",
                "extra": {f"{number:03}{short}"[:40]: short},
            },
            "category_span": {**mine, "category": "living_alone", "from_on": first},
            "contact": {**mine, "roles": ["supporter", "guardian", "emergency"], "position": 0},
            "residence": {
                **mine,
                "kind": "elsewhere",
                "from_on": "2026-04-01",
                "to_on": "2026-05-01",
                "village_code": None,
            },
            "willingness": {**mine, "kind": "willing", "asked_on": before},
            "off_register": {**mine, "from_on": "2026-06-01", "to_on": "2026-06-09", "because": "moved_out"},
            "household_member": {**mine, "household_uid": self.uid("household", number), "from_on": first},
            "benefit": {**mine, "kind": "minimum_allowance", "from_on": first, "amount": 30000},
            "health_fact": {**mine, "kind": "disease", "from_on": first},
            "elder_note": {**mine, "noted_on": before},
            "life_event": {**mine, "kind": "hospital_in", "happened_on": before, "known_on": before},
            "visit_pause": {
                **mine,
                "from_on": "2026-07-01",
                "to_on": "2026-07-20",
                "review_on": "2026-07-10",
                "household_uid": None,
            },
            "duty_waiver": {
                **mine,
                "kind": "waived",
                "about": "visit",
                "from_on": "2026-07-01",
                "to_on": "2026-07-20",
            },
            "tier_decision": {**mine, "verdict": "set", "tier": "high", "from_on": first},
            "assignment": {**mine, "visitor_uid": visitor, "from_on": first},
            "campaign": {
                "kind": "cold",
                "from_on": day,
                "to_on": ahead,
                "modes": ["in_person", "phone"],
                "feeds_duties": True,
                "template": None,
            },
            "campaign_target": {**mine, "campaign_uid": self.uid("campaign", number), "visitor_uid": visitor},
            "planned_visit": {**mine, "planned_on": day, "visitor_uid": visitor, "by_hand": True},
            "visit": {
                **mine,
                "visited_on": before,
                "entered_on": before,
                "mode": "in_person",
                "outcome": "met_in_person",
                "signed_as": "proxy",
                "visitor_uid": visitor if number % 2 else None,
                "answers": remarks,
                "measures": {"systolic": payload[:40], "pulse": "72"},
            },
            "visit_photo": {
                **mine,
                "visit_uid": self.uid("visit", number),
                "digest": "0" * 64,
                "likeness": "0" * 16,
                "width": 4,
                "height": 3,
                "size": 9,
            },
            "finding": {
                **mine,
                "visit_uid": self.uid("visit", number),
                "kind": "hazard",
                "found_on": before,
                "state": "open",
                "due_on": before,
                "held_by": "township",
                "owner_uid": visitor,
                "closing_note": None,
            },
            "finding_step": {
                **mine,
                "finding_uid": self.uid("finding", number),
                "kind": "referred",
                "done_on": before,
                "entered_on": before,
                "level": "township",
            },
            "support_step": {
                **mine,
                "contact_uid": self.uid("contact", number),
                "kind": "urged",
                "result": "promised",
                "done_on": before,
                "entered_on": before,
            },
            "service_provider": {"kind": "station"},
            "service_plan": {
                **mine,
                "service": "meal",
                "from_on": first,
                "rhythm": "week:1,3,5",
                "provider_uid": self.uid("service_provider", number),
            },
            "service_record": {
                **mine,
                "service": "meal",
                "given_on": before,
                "entered_on": before,
                "provider_uid": self.uid("service_provider", number),
            },
            "assessment": {
                **mine,
                "kind": "official",
                "assessed_on": before,
                "level": "2",
                "entered_on": before,
                "reason": "first",
                "conditions": [],
                "scores": {"eating": 1},
            },
            "self_check_note": {
                "about": f"{number:064}",
                "kind": "same_words",
                "month": "2026-11",
                "explained_on": day,
            },
            "handover": {
                "from_uid": visitor,
                "to_uid": other,
                "from_on": day,
                "elder_uids": [elder],
                "findings": 1,
            },
        }
