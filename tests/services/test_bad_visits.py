"""What cannot be recorded at the door is refused with three sentences and leaves everything as it was: a table of slips."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.cli.console import spoken
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.domain.measures import checked
from desktop_app.domain.terms import RoundKind
from desktop_app.models import AccessEntry, PhotoContent, PrintedSheet, Setting
from desktop_app.services.visit_drafts import FindingDraft, PhotoDraft, VisitDraft, check_draft, visit_form
from desktop_app.storage.journal import newest_number
from tests.services.homes import TODAY, VILLAGES, Home, open_home

DAY = timedelta(days=1)
SECRET = "欧阳巴图孟和13947612083"
LONG = SECRET * 2_000
FAR, OLD = date(9999, 12, 31), date(1, 1, 1)
NOBODY = ("0198c0de-0000-7000-8000-000000000000", "x\x00y", "", "=1+1", LONG)


class Door:
    """Everything that is recorded at the door, each with one thing given wrong."""

    def __init__(self, app: Application, folder: Path) -> None:
        """Record a visit, print a sheet and keep a photo of text beside it."""
        self.app, self.actor, self.folder = app, app.actor, folder
        owed = list(dict.fromkeys(row.line.elder_uid for row in app.duties.list(app.actor)))
        self.elder, self.other = owed[:2]
        self.visit = app.visits.record(app.actor, self.draft())
        (self.sheet,) = app.printed_sheets.issue(app.actor, "visit-sheet", [(self.elder, TODAY)])

    def draft(self, **wrong: Any) -> VisitDraft:
        usual: dict[str, Any] = {
            "elder_uid": self.elder,
            "visited_on": TODAY,
            "mode": "in_person",
            "outcome": "met_in_person",
            "visitor_name": "海棠",
        }
        return VisitDraft(**(usual | wrong))

    def record(self, **wrong: Any) -> object:
        return self.app.visits.record(self.actor, self.draft(**wrong))

    def round(self, *drafts: VisitDraft, kind: Any = RoundKind.HOUSEHOLD) -> object:
        return self.app.visits.record_round(self.actor, kind, drafts)

    def correct(self, uid: str | None = None, **wrong: Any) -> object:
        draft = self.draft(**({"corrected_because": "时间记错"} | wrong))
        return self.app.visits.correct(self.actor, self.visit if uid is None else uid, draft)

    def finding(self, **wrong: Any) -> object:
        return self.record(findings=(FindingDraft(**({"kind": "hazard", "what": "炉筒漏烟"} | wrong)),))

    def photo(self, content: bytes | None, name: str = "a.jpg") -> object:
        path = self.folder / name
        if content is not None:
            path.write_bytes(content)
        return self.app.photos.add(self.actor, path)

    def phrase(self, text: Any) -> object:
        return self.app.stock_phrases.add(self.actor, "summary", text)

    def book(self, village: str = VILLAGES[0], on: date = TODAY, name: str = "b.xlsx", **more: Any) -> object:
        return self.app.visit_workbooks.export(self.actor, village, on, self.folder / name, **more)

    def paper(self, name: str, file: str) -> object:
        (self.folder / "file").write_bytes(b"")
        (self.folder / "folder.pdf").mkdir(exist_ok=True)
        return self.app.reports.make(self.actor, name, self.folder / file, elder_uids=[self.elder])

    def book_read(self, content: bytes | None, name: str = "read.xlsx") -> object:
        path = self.folder / name
        if content is not None:
            path.write_bytes(content)
        return self.app.visit_workbooks.preview(self.actor, path)


Slip = Callable[[Door], object]
FIELDS: dict[str, dict[str, Any]] = {
    "of tomorrow": {"visited_on": TODAY + DAY},
    "far": {"visited_on": FAR},
    "old": {"visited_on": OLD},
    "mode unknown": {"mode": "telepathy"},
    "mode empty": {"mode": ""},
    "mode secret": {"mode": SECRET},
    "outcome unknown": {"outcome": SECRET},
    "outcome of another mode": {"mode": "phone"},
    "nobody went": {"visitor_name": " 　"},
    "controls went": {"visitor_name": "\x00\u202e"},
    "visitor long": {"visitor_name": LONG},
    "visitor unknown": {"visitor_uid": NOBODY[0]},
    "time": {"visited_time": "25:70"},
    "time words": {"visited_time": "早上"},
    "time iso": {"visited_time": "09:00:00+08:00"},
    "time one": {"visited_time": "9"},
    "companions": {"companions": LONG},
    "summary": {"summary": LONG},
    "action": {"action": LONG},
    "sheet number": {"sheet_no": LONG},
    "next time before": {"next_on": TODAY - DAY},
    "next time far": {"next_on": FAR},
    "signed by nobody": {"signed_as": "proxy"},
    "signed by blanks": {"signed_as": "proxy", "signed_by": " \t"},
    "signed unknown": {"signed_as": SECRET},
    "signed long": {"signed_as": "proxy", "signed_by": LONG},
    "campaign unknown": {"campaign_uid": NOBODY[0]},
    "answer unknown": {"answers": {SECRET: "none"}},
    "answer no choice": {"answers": {"health.speech": SECRET}},
    "answer number": {"answers": {"health.speech": 5}},
    "answer mapping": {"answers": {"health.speech": {"a": 1}}},
    "answer of mappings": {"answers": {"health.disease": [{}]}},
    "answer of nothing": {"answers": {"health.disease": []}},
    "answer key no text": {"answers": {5: "none"}},
    "measure unknown": {"measures": {SECRET: "120"}},
    "measure key no text": {"measures": {5: "120"}},
    "measure number": {"measures": {"systolic": 120}},
    "measure nothing": {"measures": {"systolic": None}},
    "measure list": {"measures": {"systolic": ["120"]}},
    "measure exponent": {"measures": {"systolic": "1e2"}},
    "measure huge": {"measures": {"systolic": "9" * 5_000}},
    "measure words": {"measures": {"systolic": SECRET}},
    "measure infinite": {"measures": {"glucose_fasting": "Infinity"}},
    "measure NaN": {"measures": {"glucose_fasting": "NaN"}},
    "measure negative": {"measures": {"glucose_fasting": "-5"}},
    "measure out of range": {"measures": {"temperature": "99"}},
    "measure decimals": {"measures": {"temperature": "36.55"}},
    "measures turned round": {"measures": {"systolic": "80", "diastolic": "120"}},
    "measures alike": {"measures": {"systolic": "80", "diastolic": "80"}},
    "photo unknown": {"photos": (PhotoDraft("0" * 64),)},
    "photo odd": {"photos": (PhotoDraft("x\x00y"),)},
    "photos too many": {"photos": tuple(PhotoDraft(str(number)) for number in range(4))},
}
SOME = dict(list(FIELDS.items())[::6])
"""Each field is wrong in a visit by itself; these also in a round and in a correction, which check alike."""

SLIPS: dict[str, Slip] = {
    **{f"record: {name}": lambda door, w=wrong: door.record(**w) for name, wrong in FIELDS.items()},  # type: ignore[misc]  # bound at once
    **{f"correct: {name}": lambda door, w=wrong: door.correct(**w) for name, wrong in SOME.items()},  # type: ignore[misc]  # bound at once
    **{
        f"round: {name}": lambda door, w=wrong: door.round(door.draft(), door.draft(**w))  # type: ignore[misc]  # bound at once
        for name, wrong in SOME.items()
    },
    **{f"record for {uid[:9]!r}": lambda door, uid=uid: door.record(elder_uid=uid) for uid in NOBODY},  # type: ignore[misc]  # bound at once
    **{f"correct {uid[:9]!r}": lambda door, uid=uid: door.correct(uid) for uid in NOBODY},  # type: ignore[misc]  # bound at once
    **{
        f"take back {uid[:9]!r}": lambda door, uid=uid: door.app.visits.take_back(door.actor, uid)  # type: ignore[misc]  # bound at once
        for uid in NOBODY
    },
    **{
        f"versions {uid[:9]!r}": lambda door, uid=uid: door.app.visit_versions.of_visit(door.actor, uid)  # type: ignore[misc]  # bound at once
        for uid in NOBODY
    },
    **{
        f"draft of {uid[:9]!r}": lambda door, uid=uid: door.app.visits.draft_of(door.actor, uid)  # type: ignore[misc]  # bound at once
        for uid in NOBODY
    },
    **{
        f"sheet of {uid[:9]!r}": lambda door, uid=uid: door.app.printed_sheets.find(door.actor, uid)  # type: ignore[misc]  # bound at once
        for uid in NOBODY
    },
    "sheet wrong digit": lambda door: door.app.printed_sheets.find(door.actor, "12345678"),
    "sheet of a preview": lambda door: door.app.printed_sheets.find(door.actor, "00000000"),
    "write off without reason": lambda door: door.app.printed_sheets.write_off(door.actor, [door.sheet], " "),
    "write off long": lambda door: door.app.printed_sheets.write_off(door.actor, [door.sheet], LONG),
    "write off another": lambda door: door.app.printed_sheets.write_off(
        door.actor, [door.sheet, "00000017"], "丢失"
    ),
    "correct without reason": lambda door: door.correct(corrected_because=None),
    "correct with blanks": lambda door: door.correct(corrected_because=" 　\t"),
    "correct with controls": lambda door: door.correct(corrected_because="\x00\u202e"),
    "correct with a book": lambda door: door.correct(corrected_because=LONG),
    "correct into another": lambda door: door.correct(elder_uid=door.other),
    "round of nobody": lambda door: door.round(),
    "round with a stranger": lambda door: door.round(door.draft(), door.draft(elder_uid=NOBODY[0])),
    "finding of nothing": lambda door: door.finding(what=" "),
    "finding of controls": lambda door: door.finding(what="\x00\u202e"),
    "finding unknown": lambda door: door.finding(kind=SECRET),
    "finding long": lambda door: door.finding(what=LONG),
    "finding action": lambda door: door.finding(action=LONG),
    "finding referred": lambda door: door.finding(referred_to=LONG),
    "finding due before": lambda door: door.finding(due_on=TODAY - DAY),
    "finding due far": lambda door: door.finding(due_on=FAR),
    "photo missing": lambda door: door.photo(None, "nowhere.jpg"),
    "photo empty": lambda door: door.photo(b""),
    "photo of text": lambda door: door.photo(SECRET.encode()),
    "photo cut": lambda door: door.photo(b"\xff\xd8\xff\xe0"),
    "photo of a folder": lambda door: door.app.photos.add(door.actor, door.folder),
    "photo of a strange name": lambda door: door.app.photos.add(door.actor, Path("a\x00b")),
    "phrase empty": lambda door: door.phrase(" 　"),
    "phrase with wide dashes": lambda door: door.phrase("请打１３－９４－７６－１２－０８－３"),
    "phrase of controls": lambda door: door.phrase("\x00\u202e"),
    "phrase long": lambda door: door.phrase(LONG),
    "phrase with id number": lambda door: door.phrase("证号150426193802290317"),
    "phrase with phone": lambda door: door.phrase("请打１３９-４７６１ ２０８３"),
    "workbook elsewhere": lambda door: door.book("999999999999"),
    "workbook of words": lambda door: door.book(SECRET),
    "workbook far": lambda door: door.book(on=FAR),
    "workbook old": lambda door: door.book(on=OLD),
    "workbook suffix": lambda door: door.book(name="b.csv"),
    "workbook nowhere": lambda door: door.book(name="no/where/b.xlsx"),
    "workbook whole phones": lambda door: door.book(full_phones=True),
    "workbook long reason": lambda door: door.book(full_phones=True, reason=LONG, recipient=LONG),
    "workbook missing": lambda door: door.book_read(None, "none.xlsx"),
    "workbook empty": lambda door: door.book_read(b""),
    "workbook text": lambda door: door.book_read(SECRET.encode()),
    "workbook cut": lambda door: door.book_read(b"PK\x03\x04" + b"\0" * 50),
    "paper nowhere": lambda door: door.paper("visit-sheet", "no/where/a.pdf"),
    "paper inside a file": lambda door: door.paper("route-sheet", "file/a.pdf"),
    "records nowhere": lambda door: door.paper("visit-record", "no/where/a.pdf"),
    "paper over a folder": lambda door: door.paper("visit-sheet", "folder.pdf"),
    "visits of text": lambda door: door.app.visit_imports.preview(door.actor, door.folder / "read.xlsx"),
}


def written(app: Application) -> tuple[object, ...]:
    """Return how far the log goes, and everything that is kept here alone."""
    with app.store.reading() as session:
        tables = (Setting, AccessEntry, PrintedSheet, PhotoContent)
        local = [sorted(map(repr, session.execute(select(table.__table__)))) for table in tables]
        entries = newest_number(session)
    return entries, local, app.drafts.list(app.actor)


@pytest.fixture(scope="module")
def door(filled_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    base = tmp_path_factory.mktemp("door")
    app = open_home(filled_home.copy(base / "home"))
    (base / "outside").mkdir()
    yield Door(app, base / "outside")
    app.close()


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_refused_in_words_and_leaves_everything_as_it_was(
    door: Door, slip: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = written(door.app)
    with pytest.raises(ElderVisitsError) as raised:
        SLIPS[slip](door)
    words = spoken(raised.value)
    for sentence in (words.what, words.data_safe, words.do_now):
        assert sentence
        assert "{" not in sentence
        assert "…" not in sentence
        assert len(sentence) < 150
    told = f"{words} {raised.value.details} {raised.value!r} {caplog.text}"
    assert "欧阳" not in told
    assert "13947612083" not in told
    assert written(door.app) == before


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.binary(max_size=3)
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
NUMBERS = st.decimals(allow_nan=True).map(str) | st.integers(0, 400).map(str)
MEASURED = st.dictionaries(
    st.sampled_from([measure.key for measure in visit_form().measures]) | st.text(max_size=4) | SCALARS,
    NUMBERS | ANYTHING,
    max_size=4,
)
OPTIONS = sorted({option.key for _block, item in visit_form().by_key.values() for option in item.options})
ANSWERED = st.dictionaries(
    st.sampled_from(list(visit_form().by_key)) | SCALARS,
    st.sampled_from(OPTIONS) | st.lists(st.sampled_from(OPTIONS), max_size=2) | ANYTHING,
    max_size=4,
)


@settings(max_examples=250)
@given(measures=MEASURED, answers=ANSWERED)
def test_whatever_is_handed_in_as_measures_and_answers_is_refused_in_words_or_can_be_kept(
    measures: Any, answers: Any
) -> None:
    draft = VisitDraft(
        elder_uid="x",
        visited_on=TODAY,
        mode="in_person",
        outcome="met_in_person",
        visitor_name="海棠",
        answers=answers,
        measures=measures,
    )
    try:
        check_draft(draft, TODAY)
    except ElderVisitsError as error:
        told = spoken(error).what
    else:
        told = ""
    assert "{" not in told
    if told:
        return
    kept = checked(visit_form().measures, measures)
    assert checked(visit_form().measures, kept) == kept
    assert all(text.isascii() for text in kept.values())
    assert json.loads(json.dumps(dict(answers))) == {
        key: [*value] if isinstance(value, tuple) else value for key, value in answers.items()
    }
