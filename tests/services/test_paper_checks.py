"""A paper is issued, facts change, and its check code tells what it says otherwise now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import NotAllowed
from desktop_app.domain.terms import AccessKind, Mode
from desktop_app.models import IssuedPaper
from desktop_app.reports.statement_changes import Difference
from desktop_app.reports.statements import ALPHABET, shown
from desktop_app.services import issued_papers, paper_origin
from desktop_app.services.access_log import AccessFilter
from desktop_app.services.clock import Clock
from desktop_app.services.paper_check_words import difference_words, said_of
from desktop_app.services.paper_checks import CheckResult, CheckVerdict, Slip, one_slip_away
from desktop_app.services.paper_makers import MAKERS
from desktop_app.services.paper_orders import Made, PaperWish, UnknownPaper
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.roster_papers import EVERYBODY
from tests.services.families import NEIGHBOUR, READER, Town
from tests.services.homes import TODAY, VILLAGES, Home
from tests.services.test_batches import Opener, Pair, anybody, introduce
from tests.services.test_reports import a_village
from tests.storage import stores

MONTH = (2026, 10)
WORKLOAD = "visitor-workload"
ELSEWHERE = frozenset(
    {"campaign-call-tree", "referral-slip", "handover-pack", "support-letter", "support-referral"}
)
"""Papers about one thing that this town has not got."""


def edit(app: Application, uid: str, **fields: object) -> None:
    """Change fields of a file."""
    stores.edit(app.store, uid, **fields)


def issue(app: Application, folder: Path, name: str = WORKLOAD, **wished: Any) -> Made:
    """Save a paper, as somebody who hands it in."""
    wished.setdefault("month", MONTH)
    return app.reports.make(app.actor, name, folder / f"{name}.pdf", **wished)


def code_of(made: Made) -> str:
    """Return the code in the foot of a paper."""
    assert made.issue is not None
    return shown(made.issue.code)


def check(app: Application, made: Made) -> CheckResult:
    """Check a paper by its code."""
    return app.paper_checks.check(app.actor, code_of(made))


def correct_a_visit(app: Application, village: str | None = None) -> tuple[str, str]:
    """Say of a visit of the month that it was made by phone; returns the change set and whose visit it was."""
    rows = app.visits.between(app.actor, date(2026, 10, 1), date(2026, 10, 31))
    for row in rows:
        if village not in {None, row.village_code}:
            continue
        draft = app.visits.draft_of(app.actor, row.uid)
        if draft.mode == Mode.IN_PERSON.value and draft.outcome == "met_in_person" and not draft.measures:
            changed = replace(draft, mode=Mode.PHONE.value, outcome="met_remotely", corrected_because="填错")
            done = app.visits.correct(app.actor, row.uid, changed)
            assert done is not None
            return done, row.elder_name
    raise AssertionError("the township has no such visit")


def test_a_paper_that_nothing_has_changed_holds(application: Application, tmp_path: Path) -> None:
    made = issue(application, tmp_path)
    result = check(application, made)
    assert result.verdict is CheckVerdict.HOLDS
    assert result.issued is not None
    assert (result.issued.made_by, result.issued.times) == (application.actor.name, 1)
    assert result.compared_on == result.issued_on == TODAY
    assert not result.rules_changed
    assert "一致" in said_of(result)[0]


def test_a_corrected_visit_is_found_cell_by_cell_and_undone_it_holds_again(
    application: Application, tmp_path: Path
) -> None:
    made = issue(application, tmp_path)
    done, _person = correct_a_visit(application)
    result = check(application, made)
    assert result.verdict is CheckVerdict.CHANGED
    assert (result.changes.added, result.changes.gone, result.layout_changed) == ((), (), False)
    labels = {cell.label for cell in result.changes.cells}
    assert labels <= {"上门", "电话", "出访天数", "日均走访人次"}
    assert Difference("合计", "电话", *_one_more(result, "电话")) in result.changes.cells
    assert "有变动" in said_of(result)[0]
    application.undo.undo(application.actor, done)
    assert check(application, made).verdict is CheckVerdict.HOLDS


def _one_more(result: CheckResult, label: str) -> tuple[str, str]:
    """Return what the total said and says, which is one more."""
    cell = next(each for each in result.changes.cells if (each.subject, each.label) == ("合计", label))
    assert cell.then is not None
    return cell.then, str(int(cell.then) + 1)


def test_a_ledger_names_exactly_the_line_of_the_corrected_visit(
    application: Application, tmp_path: Path
) -> None:
    village = a_village(application)
    made = issue(application, tmp_path, "month-ledger", village_code=village)
    person = correct_a_visit(application, village)[1]
    result = check(application, made)
    assert result.verdict is CheckVerdict.CHANGED
    assert (result.changes.added, result.changes.gone) == ((), ())
    own = [cell for cell in result.changes.cells if person in cell.subject]
    assert {cell.label for cell in own} >= {"方式", "结果"}
    others = {cell.subject for cell in result.changes.cells} - {cell.subject for cell in own}
    assert others <= {"小计", "合计", "说明"}


def test_what_a_batch_brings_is_found_and_the_county_gets_the_same_code(
    opener: Opener, filled_home: Home, county_home: Home, tmp_path: Path
) -> None:
    pair = Pair(opener(filled_home), opener(county_home), tmp_path)
    town, county = pair.township, pair.county
    introduce(town, county, tmp_path)
    uid = anybody(town)
    village = town.register.get(town.actor, uid).village_code
    made = issue(town, tmp_path, "roster", category=EVERYBODY, village_code=village)
    wish = PaperWish(name="roster", month=MONTH, category=EVERYBODY, village_code=village)
    assert not county.paper_checks.check_against(county.actor, code_of(made), wish)
    county.batches.merge(county.actor, pair.send())
    assert county.paper_checks.check_against(county.actor, code_of(made), wish)
    assert county.paper_checks.check(county.actor, code_of(made)).verdict is CheckVerdict.UNKNOWN
    edit(county, uid, phone="13900009999")
    assert not county.paper_checks.check_against(county.actor, code_of(made), wish)
    before = made.issue.cut_off_at if made.issue is not None else None
    town.batches.merge(town.actor, pair.back())
    assert check(town, made).verdict is CheckVerdict.CHANGED
    again = issue(town, tmp_path, "roster", category=EVERYBODY, village_code=village)
    assert before is not None
    assert again.issue is not None
    assert again.issue.cut_off_at is not None
    assert again.issue.cut_off_at > before


def test_each_printing_is_a_row_and_what_was_said_is_kept_once(
    application: Application, tmp_path: Path
) -> None:
    made = issue(application, tmp_path)
    application.issued_papers.record(application.actor, PaperWish(name=WORKLOAD, month=MONTH), made)
    with application.store.reading() as session:
        sizes = sorted(session.execute(select(func.length(IssuedPaper.statement))).scalars())
    assert len(sizes) == 2
    assert sizes[0] == 0 < sizes[1]
    (row,) = application.issued_papers.newest(application.actor)
    assert (shown(row.code), row.paper, row.times) == (code_of(made), WORKLOAD, 2)
    assert check(application, made).verdict is CheckVerdict.HOLDS
    now = application.clock.now().astimezone()
    this = application.issued_papers.newest(application.actor, month=(now.year, now.month))
    assert this == [row]
    assert application.issued_papers.newest(application.actor, month=(now.year - 1, 12)) == []


def test_what_is_only_looked_at_is_not_issued(application: Application, tmp_path: Path) -> None:
    made = issue(application, tmp_path, noted=None)
    assert application.issued_papers.newest(application.actor) == []
    assert check(application, made).verdict is CheckVerdict.UNKNOWN


def test_after_three_years_a_paper_is_forgotten(application: Application, tmp_path: Path) -> None:
    old = issue(application, tmp_path)
    later = application.clock.now() + issued_papers.KEPT + timedelta(days=1)
    application.context.clock = Clock(later.date(), lambda: later)
    issue(application, tmp_path, month=(2026, 9))
    assert check(application, old).verdict is CheckVerdict.UNKNOWN


def test_a_changed_rule_is_told_with_its_version(application: Application, tmp_path: Path) -> None:
    made = issue(application, tmp_path)
    assert made.issue is not None
    assert made.issue.rules == "赤峰2023年42号第1版、内蒙古2022年意见第1版"
    application.policies.switch_rule(
        application.actor, "inner-mongolia-2022", "key-monthly", enabled=False, from_on=TODAY
    )
    correct_a_visit(application)
    result = check(application, made)
    assert result.rules_changed
    assert result.rules_now == "赤峰2023年42号第1版、内蒙古2022年意见第2版"
    assert any("规则已变" in line for line in said_of(result))


def test_other_columns_are_told_as_such_and_their_cells_are_not(town: Town, tmp_path: Path) -> None:
    made = issue(town.app, tmp_path, "roster", category=EVERYBODY)
    layout = town.app.paper_layouts.text(town.actor, "roster")
    assert 'title = "年龄"' in layout
    town.app.paper_layouts.change(town.actor, "roster", layout.replace('"年龄"', '"岁数"', 1))
    result = check(town.app, made)
    assert (result.verdict, result.layout_changed) == (CheckVerdict.CHANGED, True)
    assert (result.new_columns, result.old_columns) == (("岁数",), ("年龄",))
    assert (result.changes.cells, result.changes.added, result.changes.gone) == ((), (), ())
    assert any("表式已变" in line for line in said_of(result))


@pytest.mark.parametrize(
    ("subject", "then", "label"),
    [
        ("合计", "33 人", ""),
        ("达日罕嘎查 小计", "3人", ""),
        ("合计", "33", "姓名"),
        ("王秀英", "33 人", "姓名"),
    ],
)
def test_a_total_with_its_unit_is_told_without_the_column_it_stands_in(
    subject: str, then: str, label: str
) -> None:
    cell = Difference(subject, "姓名", then, then)
    assert difference_words(cell) == (subject, label, then, then)


def test_the_words_about_rules_fit_the_line() -> None:
    texts = [f"示例旗{number}年意见第1版" for number in range(2021, 2027)]
    line = paper_origin.shortened(texts)
    assert len(line) <= paper_origin.MOST_WORDS
    assert line.endswith("等6份")
    assert paper_origin.shortened(texts[:1]) == texts[0]
    assert paper_origin.shortened([]) == ""


@pytest.mark.parametrize(
    ("spoil", "slip"),
    [
        (lambda code: code[:-1], Slip.TOO_SHORT),
        (lambda code: code + "7", Slip.TOO_LONG),
        (lambda code: code[:4] + "？" + code[5:], Slip.OTHER_LETTER),
        (lambda code: code[:3] + other_letter(code[3]) + code[4:], Slip.WRONG_LETTER),
    ],
)
def test_a_slip_is_named_and_the_paper_that_was_meant_is_offered(
    application: Application, tmp_path: Path, spoil: Callable[[str], str], slip: Slip
) -> None:
    made = issue(application, tmp_path)
    assert made.issue is not None
    result = application.paper_checks.check(application.actor, spoil(made.issue.code))
    assert (result.verdict, result.slip) == (CheckVerdict.MISSPELT, slip)
    assert result.meant == (code_of(made),)
    assert any(code_of(made) in line for line in said_of(result))


def other_letter(letter: str) -> str:
    """Return another letter of the alphabet."""
    return ALPHABET[(ALPHABET.index(letter) + 1) % len(ALPHABET)]


def test_swapped_neighbours_are_one_slip() -> None:
    assert one_slip_away("AB12", "BA12")
    assert not one_slip_away("A1B2", "BA12")
    assert not one_slip_away("AB12", "AB12")


def test_a_paper_of_somebody_who_is_gone_cannot_be_made_again(town: Town, tmp_path: Path) -> None:
    draft = ElderDraft(name="赵六", village_code=VILLAGES[0], birth_on=date(1950, 1, 1), registered_on=TODAY)
    recorded = town.app.register.record(town.actor, draft)
    made = issue(town.app, tmp_path, "person-file", elder_uid=recorded.uid)
    town.undo(recorded.change_set)
    result = check(town.app, made)
    assert result.verdict is CheckVerdict.NOT_REMADE
    assert any("撤销" in line for line in said_of(result))


def test_the_changes_of_a_paper_with_full_numbers_are_noted_as_looked_at(
    town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    uid = town.uids[NEIGHBOUR]
    made = issue(town.app, tmp_path, "person-file", elder_uid=uid, masked=False, reason="报送")
    before = len(town.app.access_log.ids(town.actor, AccessFilter(kind=AccessKind.LOOKED)))
    assert check(town.app, made).verdict is CheckVerdict.HOLDS
    after = town.app.access_log.ids(town.actor, AccessFilter(kind=AccessKind.LOOKED))
    assert len(after) == before + 1
    assert NEIGHBOUR not in caplog.text


@pytest.mark.parametrize(
    ("name", "wished"),
    [
        ("person-file", {"masked": False, "reason": "报送"}),
        ("personal-copy", {"reason": "本人要求", "recipient": "本人"}),
    ],
)
def test_a_reader_is_not_told_of_a_paper_that_shows_full_numbers(
    town: Town, tmp_path: Path, name: str, wished: dict[str, Any]
) -> None:
    made = issue(town.app, tmp_path, name, elder_uid=town.uids[NEIGHBOUR], **wished)
    before = town.app.access_log.ids(town.actor, AccessFilter(kind=AccessKind.LOOKED))
    with pytest.raises(NotAllowed):
        town.app.paper_checks.check(READER, code_of(made))
    assert town.app.access_log.ids(town.actor, AccessFilter(kind=AccessKind.LOOKED)) == before


def test_a_paper_of_elsewhere_that_states_nothing_leaves_no_file(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of(issue(town.app, tmp_path))
    monkeypatch.chdir(tmp_path)
    before = {*tmp_path.iterdir()}, {*town.app.store.folder.iterdir()}
    assert not town.app.paper_checks.check_against(
        town.actor, code, PaperWish(name="visit-sheet", month=MONTH)
    )
    assert ({*tmp_path.iterdir()}, {*town.app.store.folder.iterdir()}) == before
    with pytest.raises(UnknownPaper):
        town.app.paper_checks.check_against(town.actor, code, PaperWish(name="nothing", month=MONTH))


@pytest.mark.proofs
def test_whatever_states_something_can_be_checked(town: Town, tmp_path: Path) -> None:
    """Papers with codes on their sheets among them: what is checked must not hold the codes."""
    spoken, uid = set(), town.uids[NEIGHBOUR]
    for name in sorted(MAKERS.keys() - ELSEWHERE):
        wished = {"reason": "本人要求", "recipient": "本人"} if name == "personal-copy" else {}
        made = issue(town.app, tmp_path, name, village_code=VILLAGES[0], elder_uid=uid, **wished)
        if made.issue is not None:
            spoken.add(name)
            result = check(town.app, made)
            assert result.verdict is CheckVerdict.HOLDS, name
    assert spoken >= {"roster", WORKLOAD, "service-statistics", "person-file"}
