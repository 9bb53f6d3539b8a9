"""What cannot be recorded after a visit is refused with three sentences and leaves everything as it was: a table of slips."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.cli.console import spoken
from desktop_app.domain.emergency import RosterFilter
from desktop_app.domain.errors import ElderVisitsError, NotAllowed
from desktop_app.models import Setting
from desktop_app.storage.journal import newest_number
from tests.services.after_visits import (
    DEAD,
    REGISTERED,
    THEIRS,
    TWIN,
    Work,
    all_points,
    make_work,
)
from tests.services.homes import TODAY, Home, open_home

DAY = timedelta(days=1)
SECRET = "欧阳巴图孟和13947612083"
LONG = SECRET * 2_000
FAR, OLD = date(9999, 12, 31), date(1, 1, 1)
NOBODY = ("0198c0de-0000-7000-8000-000000000000", "x\x00y", "", "=1+1", LONG)
BLANK = " 　\t\x00\u202e"

Wrong = Mapping[str, Any]
FINDING: dict[str, Wrong] = {
    "tomorrow": {"found_on": TODAY + DAY},
    "far": {"found_on": FAR},
    "old": {"found_on": OLD},
    "of the dead": {"elder": "dead"},
    "kind": {"kind": SECRET},
    "blank": {"what": BLANK},
    "long": {"what": LONG},
    "action": {"action": LONG},
    "referred": {"referred_to": LONG},
    "due before": {"due_on": TODAY - DAY},
    "due far": {"due_on": FAR},
    "service": {"service": SECRET},
    "owner": {"owner_uid": NOBODY[0]},
    "owner odd": {"owner_uid": LONG},
    "owner name": {"owner_name": LONG},
}
STEP: dict[str, Wrong] = {
    "kind": {"kind": SECRET},
    "tomorrow": {"done_on": TODAY + DAY},
    "before the finding": {"done_on": TODAY - 2 * DAY},
    "far": {"done_on": FAR},
    "blank": {"what": BLANK},
    "long": {"what": LONG},
    "by": {"by_name": LONG},
    "unit": {"unit_name": LONG},
    "proof": {"proof": LONG},
    "due before": {"due_on": TODAY - DAY},
    "due far": {"due_on": FAR},
    "assigned to nobody": {"kind": "assigned"},
    "assigned to a stranger": {"kind": "assigned", "owner_uid": NOBODY[0]},
    "assigned to blanks": {"kind": "assigned", "owner_name": BLANK},
    "assigned to a book": {"kind": "assigned", "owner_name": LONG},
    "referred nowhere": {"kind": "referred", "unit_name": BLANK},
    "answered unasked": {"kind": "answered"},
    "escalated without reason": {"kind": "escalated", "what": None},
    "escalated to nowhere": {"kind": "escalated", "held_by": SECRET},
    "escalated down": {"kind": "escalated", "held_by": "village"},
    "escalated to itself": {"kind": "escalated", "held_by": "township"},
    "returned up": {"kind": "returned", "held_by": "county"},
    "returned without words": {"kind": "returned", "what": None},
    "closed without proof": {"kind": "closed"},
    "closed by blanks": {"kind": "closed", "proof": BLANK},
    "closed without words": {"kind": "closed", "proof": "现场核实", "what": None},
    "opened again while open": {"kind": "reopened"},
    "at nobody's visit": {"visit_uid": NOBODY[0]},
    "at another's visit": {"visit_uid": ("theirs", "visit")},
}
EDIT: dict[str, Wrong] = {
    "kind": {"kind": SECRET},
    "blank": {"what": BLANK},
    "long": {"what": LONG},
    "action": {"action": LONG},
    "due before": {"due_on": TODAY - 2 * DAY},
    "due far": {"due_on": FAR},
    "service": {"service": SECRET},
    "owner": {"owner_uid": NOBODY[0]},
    "owner name": {"owner_name": LONG},
}
SUPPORT: dict[str, Wrong] = {
    "kind": {"kind": SECRET},
    "no kind": {"kind": ""},
    "result": {"result": SECRET},
    "no result": {"result": ""},
    "tomorrow": {"done_on": TODAY + DAY},
    "far": {"done_on": FAR},
    "old": {"done_on": OLD},
    "of the dead": {"elder_uid": "dead"},
    "nobody's contact": {"contact_uid": NOBODY[0]},
    "odd contact": {"contact_uid": LONG},
    "another's contact": {"contact_uid": ("theirs", "contact")},
    "by blanks": {"by_name": BLANK},
    "by a book": {"by_name": LONG},
    "blank": {"what": BLANK},
    "long": {"what": LONG},
    "letter to nobody": {"kind": "letter", "result": "pending"},
    "referred nowhere": {"kind": "mediation", "result": "pending", "referred_to": BLANK},
    "referred to a book": {"kind": "mediation", "result": "pending", "referred_to": LONG},
    "look again before": {"next_on": TODAY},
    "look again far": {"next_on": FAR},
    "nobody's finding": {
        "finding_uid": NOBODY[0],
        "kind": "mediation",
        "result": "pending",
        "referred_to": "乡",
    },
    "another's finding": {
        "finding_uid": ("theirs", "finding"),
        "kind": "mediation",
        "result": "pending",
        "referred_to": "乡",
    },
    "signed unasked": {"signed_on": TODAY},
    "agreement without day": {"kind": "agreement", "result": "fulfilled"},
    "agreement far": {"kind": "agreement", "result": "fulfilled", "signed_on": FAR},
}
SERVICE: dict[str, Wrong] = {
    "unknown": {"service": SECRET},
    "none": {"service": ""},
    "tomorrow": {"given_on": TODAY + DAY},
    "far": {"given_on": FAR},
    "old": {"given_on": OLD},
    "crossed": {"service": "respite", "to_on": TODAY - DAY},
    "to tomorrow": {"service": "respite", "to_on": TODAY + DAY},
    "of years": {"service": "respite", "given_on": TODAY - 366 * DAY, "to_on": TODAY},
    "of the dead": {"elder_uid": "dead"},
    "before registration": {"given_on": REGISTERED - DAY},
    "a second time": {"given_on": TODAY - DAY},
    "no amount": {"quantity": "0"},
    "amount of words": {"quantity": SECRET},
    "amount negative": {"quantity": "-1"},
    "amount exponent": {"quantity": "1e3"},
    "amount NaN": {"quantity": "NaN"},
    "amount infinite": {"quantity": "Infinity"},
    "amount precise": {"quantity": "1.234"},
    "amount huge": {"quantity": "9" * 30},
    "cost negative": {"cost": -1},
    "cost huge": {"cost": 10**12},
    "paid negative": {"paid": -1},
    "paid more": {"cost": 100, "paid": 101},
    "satisfaction": {"satisfaction": SECRET},
    "provider": {"provider_uid": NOBODY[0]},
    "provider odd": {"provider_uid": LONG},
    "provider name": {"provider_name": LONG},
    "given by": {"given_by": LONG},
    "place": {"place": LONG},
    "note": {"note": LONG},
    "nobody's plan": {"plan_uid": NOBODY[0]},
    "another's plan": {"plan_uid": ("theirs", "plan")},
    "nobody's finding": {"finding_uid": NOBODY[0]},
    "another's finding": {"finding_uid": ("theirs", "finding")},
}
PLAN: dict[str, Wrong] = {
    "unknown": {"service": SECRET},
    "crossed": {"to_on": TODAY - DAY},
    "far": {"from_on": FAR},
    "old": {"from_on": OLD},
    "to far": {"to_on": FAR},
    "of the dead": {"elder_uid": "dead"},
    "twice": {"service": "meal"},
    "rhythm": {"rhythm": SECRET},
    "eighth day": {"rhythm": "week:8"},
    "32nd": {"rhythm": "month:32"},
    "no days": {"rhythm": "week:"},
    "amount": {"quantity": "一份"},
    "cost": {"cost": -5},
    "provider": {"provider_uid": NOBODY[0]},
    "provider name": {"provider_name": LONG},
    "place": {"place": LONG},
    "agreement": {"agreement_no": LONG},
    "note": {"note": LONG},
    "nobody's finding": {"finding_uid": NOBODY[0]},
    "another's finding": {"finding_uid": ("theirs", "finding")},
}
PROVIDER: dict[str, Wrong] = {
    "blank": {"name": BLANK},
    "long": {"name": LONG},
    "twice": {"name": "示例养老服务站"},
    "kind": {"name": "乙", "kind": SECRET},
    "phone": {"name": "乙", "phone": LONG},
    "contract": {"name": "乙", "contract_no": LONG},
    "crossed": {"name": "乙", "contract_from_on": TODAY, "contract_to_on": TODAY - DAY},
    "far": {"name": "乙", "contract_to_on": FAR},
    "old": {"name": "乙", "contract_from_on": OLD},
    "note": {"name": "乙", "note": LONG},
}
ASSESSED: dict[str, Wrong] = {
    "kind": {"kind": SECRET},
    "tomorrow": {"assessed_on": TODAY + DAY},
    "far": {"assessed_on": FAR},
    "old": {"assessed_on": OLD},
    "of the dead": {"elder_uid": "dead"},
    "twice": {"assessed_on": TODAY - DAY},
    "no level": {"level": None},
    "level": {"level": SECRET},
    "level beyond": {"level": "5"},
    "reason": {"reason": SECRET},
    "condition": {"conditions": (SECRET,)},
    "no agency": {"agency": BLANK},
    "agency": {"agency": LONG},
    "assessors": {"assessors": LONG},
    "informant": {"informant": LONG},
    "report": {"report_no": LONG},
    "note": {"note": LONG},
    "until before": {"valid_until": TODAY - DAY},
    "until far": {"valid_until": FAR},
    "item": {"scores": {SECRET: 1}},
    "points negative": {"scores": {"eating": -1}},
    "points too many": {"scores": {"eating": 99}},
    "points of words": {"scores": {"eating": SECRET}},
    "points half": {"scores": {"eating": 1.5}},
    "points true": {"scores": {"eating": True}},
    "total negative": {"total": -1},
    "total too much": {"total": 91},
    "level against points": {"scores": all_points()},
    "scan": {"scan_digest": "0" * 64},
    "scan odd": {"scan_digest": LONG},
}
SCREENED: dict[str, Wrong] = {
    "nothing": {"scores": {}},
    "one missing": {"scores": dict.fromkeys(list(all_points())[1:], 1)},
    "by an agency": {"agency": "示例评估所"},
    "valid until": {"valid_until": TODAY + DAY},
    "report": {"report_no": "1"},
    "scan": {"scan_digest": "0" * 64},
}
EXPLAINED: dict[str, Wrong] = {
    "blank": {"text": BLANK},
    "long": {"text": LONG},
    "about nothing": {"about": ""},
    "about words": {"about": SECRET},
    "about capitals": {"about": "A" * 64},
    "month of words": {"month": SECRET},
    "thirteenth month": {"month": "2026-13"},
    "month long": {"month": "2026-11-22"},
}
HANDED: dict[str, Wrong] = {
    "to oneself": {"to_uid": "one"},
    "from nobody": {"from_uid": NOBODY[0]},
    "to nobody": {"to_uid": LONG},
    "backwards": {"until": TODAY - DAY},
    "far": {"from_on": FAR},
    "nobody's": {"elder_uids": ()},
    "strangers": {"elder_uids": (NOBODY[0],)},
    "reason": {"reason": LONG},
    "note": {"note": LONG},
    "witness": {"witness": LONG},
}
ROSTER: dict[str, Wrong] = {
    "hazard": {"hazard": SECRET},
    "signs": {"signs": (SECRET,)},
    "no signs": {"signs": ()},
}


def meant(work: Work, wrong: Wrong) -> dict[str, Any]:
    """Put the uids of the made-up village in the place of the words that stand for them."""
    known = {"dead": work.uids[DEAD], "one": next(iter(work.visitors.values()))}

    def of(value: Any) -> Any:
        if isinstance(value, tuple) and value and value[0] == "theirs":
            return work.theirs[value[1]]
        return known.get(value, value) if isinstance(value, str) else value

    return {name: of(value) for name, value in wrong.items()}


Slip = Callable[[Work], object]


def each(title: str, wrongs: Mapping[str, Wrong], act: Callable[..., object]) -> dict[str, Slip]:
    """Return a slip for each wrong thing that is handed to an act."""

    def slip(wrong: Wrong) -> Slip:
        return lambda work: act(work, **meant(work, wrong))

    return {f"{title}: {name}": slip(wrong) for name, wrong in wrongs.items()}


def some(wrongs: Mapping[str, Wrong], step: int = 4) -> dict[str, Wrong]:
    """Leave one of some: what is checked alike is not all tried again."""
    return {name: wrongs[name] for name in list(wrongs)[::step]}


def correct_service(work: Work, **wrong: Any) -> object:
    draft = work.service_draft(**({"given_on": TODAY - DAY} | wrong))
    return work.app.services_given.correct(work.actor, work.mine["service"], draft)


def correct_assessment(work: Work, **wrong: Any) -> object:
    draft = work.assessed(**({"assessed_on": TODAY - DAY} | wrong))
    return work.app.assessments.correct(work.actor, work.mine["assessment"], draft)


def correct_support(work: Work, **wrong: Any) -> object:
    return work.app.family_support.correct(work.actor, work.mine["support"], work.support_draft(**wrong))


def change_plan(work: Work, **wrong: Any) -> object:
    draft = work.plan_draft(**({"service": "meal"} | wrong))
    return work.app.service_plans.change(work.actor, work.mine["plan"], draft)


def in_a_round(work: Work, **wrong: Any) -> object:
    other = work.service_draft(elder_uid=work.uids[THEIRS])
    return work.round(other, work.service_draft(**wrong))


BY_UID: dict[str, Callable[[Work, str], object]] = {
    "finding about": lambda work, uid: work.finding(elder=uid),
    "step of": lambda work, uid: work.step(uid),
    "edit of": lambda work, uid: work.edit(uid),
    "step taken back": lambda work, uid: work.app.findings.take_back_step(work.actor, uid),
    "finding shown": lambda work, uid: work.app.findings.detail(work.actor, uid),
    "followed": lambda work, uid: work.follow(finding_uid=uid),
    "support of": lambda work, uid: work.support(elder_uid=uid),
    "support taken back": lambda work, uid: work.app.family_support.take_back(work.actor, uid),
    "support draft": lambda work, uid: work.app.family_support.draft_of(work.actor, uid),
    "panel": lambda work, uid: work.app.family_support.panel(work.actor, uid),
    "seen": lambda work, uid: work.seen(uid),
    "service to": lambda work, uid: work.service(elder_uid=uid),
    "service corrected": lambda work, uid: work.app.services_given.correct(
        work.actor, uid, work.service_draft()
    ),
    "service taken back": lambda work, uid: work.app.services_given.take_back(work.actor, uid),
    "round taken back": lambda work, uid: work.app.services_given.take_back_round(work.actor, uid),
    "service draft": lambda work, uid: work.app.services_given.draft_of(work.actor, uid),
    "plan for": lambda work, uid: work.plan(elder_uid=uid),
    "plan changed": lambda work, uid: work.app.service_plans.change(work.actor, uid, work.plan_draft()),
    "plan ended": lambda work, uid: work.app.service_plans.end(work.actor, uid),
    "provider ended": lambda work, uid: work.app.service_providers.end(work.actor, uid),
    "provider resumed": lambda work, uid: work.app.service_providers.resume(work.actor, uid),
    "assessment of": lambda work, uid: work.assess(elder_uid=uid),
    "assessment corrected": lambda work, uid: work.app.assessments.correct(work.actor, uid, work.assessed()),
    "assessment taken back": lambda work, uid: work.app.assessments.take_back(work.actor, uid),
    "assessment shown": lambda work, uid: work.app.assessments.get(work.actor, uid),
}


def adopted(work: Work, **wrong: Any) -> object:
    """Adopt what the first person's official result proposes, wrongly."""
    proposal = work.app.assessments.proposal(work.actor, work.elder)
    assert proposal is not None
    elder = wrong.pop("elder", work.elder)
    return work.app.assessments.adopt(work.actor, elder, proposal, **wrong)


SLIPS: dict[str, Slip] = {
    **each("finding", FINDING, Work.finding),
    **each("step", STEP, Work.step),
    **each("edit", EDIT, Work.edit),
    **each("support", SUPPORT, Work.support),
    **each("support corrected", some(SUPPORT), correct_support),
    **each("service", SERVICE, Work.service),
    **each("service corrected", some(SERVICE), correct_service),
    **each("service in a round", some(SERVICE), in_a_round),
    **each("plan", PLAN, Work.plan),
    **each(
        "plan changed", {name: wrong for name, wrong in some(PLAN).items() if name != "twice"}, change_plan
    ),
    **each("provider", PROVIDER, Work.provider),
    **each("assessment", ASSESSED, Work.assess),
    **each("assessment corrected", some(ASSESSED), correct_assessment),
    **each("screening", SCREENED, Work.screen),
    **each("explanation", EXPLAINED, Work.explain),
    **each("handover", HANDED, Work.hand_over),
    **each(
        "roster",
        ROSTER,
        lambda work, **wrong: work.app.emergency_rosters.roster(work.actor, RosterFilter(**wrong)),
    ),
    **{
        f"{name} {uid[:9]!r}": lambda work, act=act, uid=uid: act(work, uid)  # type: ignore[misc]  # bound at once
        for name, act in BY_UID.items()
        for uid in NOBODY
    },
    "followed for another": lambda work: work.follow(finding_uid=work.theirs["finding"]),
    "followed with a book": lambda work: work.follow(what=LONG),
    "seen tomorrow": lambda work: work.seen(seen_on=TODAY + DAY),
    "called far": lambda work: work.seen(called_on=FAR),
    "seen long ago": lambda work: work.seen(seen_on=OLD),
    "another's contact seen": lambda work: work.seen(work.theirs["contact"], elder_uid=work.elder),
    "round of nobody": lambda work: work.round(),
    "round with one twice": lambda work: work.round(work.service_draft(), work.service_draft()),
    "round with a joined file twice": lambda work: work.round(
        work.service_draft(), work.service_draft(elder_uid=work.uids[TWIN])
    ),
    "service corrected into another's": lambda work: correct_service(work, elder_uid=work.uids[THEIRS]),
    "plan into another's": lambda work: change_plan(work, elder_uid=work.uids[THEIRS]),
    "plan into another service": lambda work: change_plan(work, service="bath"),
    "plan ended long ago": lambda work: work.app.service_plans.end(work.actor, work.mine["plan"], on=OLD),
    "plan ended far": lambda work: work.app.service_plans.end(work.actor, work.mine["plan"], on=FAR),
    "provider ended long ago": lambda work: work.app.service_providers.end(
        work.actor, work.mine["provider"], on=OLD
    ),
    "provider ended tomorrow": lambda work: work.app.service_providers.end(
        work.actor, work.mine["provider"], on=TODAY + DAY
    ),
    "assessment into another's": lambda work: correct_assessment(work, elder_uid=work.uids[THEIRS]),
    "assessment into a screening": lambda work: work.app.assessments.correct(
        work.actor,
        work.mine["assessment"],
        work.assessed(kind="screening", level=None, agency=None, scores=all_points()),
    ),
    "adopted tomorrow": lambda work: adopted(work, from_on=TODAY + DAY),
    "adopted before it was assessed": lambda work: adopted(work, from_on=TODAY - 2 * DAY),
    "adopted for another": lambda work: adopted(work, elder=work.uids[THEIRS]),
    "adopted for nobody": lambda work: adopted(work, elder=NOBODY[0]),
    "threshold unknown": lambda work: work.app.self_check.set_thresholds(work.actor, {"moons": 5}),
    "threshold none": lambda work: work.app.self_check.set_thresholds(work.actor, {"run": 0}),
}


def written(app: Application) -> tuple[object, ...]:
    """Return how far the log goes, and what is kept here alone: a refused referral uses up no slip number."""
    with app.store.reading() as session:
        local = sorted(map(repr, session.execute(select(Setting.__table__))))
        return newest_number(session), local, app.drafts.list(app.actor)


@pytest.fixture(scope="module")
def work(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    app = open_home(empty_home.copy(tmp_path_factory.mktemp("after") / "home"))
    made = make_work(app)
    app.same_person.merge(app.actor, made.uids[TWIN], made.elder)
    yield made
    app.close()


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_refused_in_words_and_leaves_everything_as_it_was(
    work: Work, slip: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = written(work.app)
    with pytest.raises(ElderVisitsError) as raised:
        SLIPS[slip](work)
    words = spoken(raised.value)
    for sentence in (words.what, words.data_safe, words.do_now):
        assert sentence
        assert "{" not in sentence
        assert len(sentence) < 150
    told = f"{words} {raised.value.details} {raised.value!r} {caplog.text}"
    assert "欧阳" not in told
    assert "13947612083" not in told
    assert written(work.app) == before


GONE: dict[str, Slip] = {
    "finding": lambda work: work.step(work.mine["finding"]),
    "finding edited": lambda work: work.edit(),
    "finding followed": lambda work: work.follow(),
    "finding's step": lambda work: work.app.findings.take_back_step(work.actor, work.mine["finding"]),
    "finding of a service": lambda work: work.service(finding_uid=work.mine["finding"]),
    "finding of a plan": lambda work: work.plan(finding_uid=work.mine["finding"]),
    "finding of a support step": lambda work: work.support(
        finding_uid=work.mine["finding"], kind="mediation", result="pending", referred_to="乡司法所"
    ),
    "step at the visit": lambda work: work.step(work.theirs["finding"], visit_uid=work.mine["visit"]),
    "service": correct_service,
    "service again": lambda work: work.app.services_given.take_back(work.actor, work.mine["service"]),
    "plan": change_plan,
    "plan again": lambda work: work.app.service_plans.end(work.actor, work.mine["plan"]),
    "plan of a service": lambda work: work.service(plan_uid=work.mine["plan"]),
    "assessment": correct_assessment,
    "assessment again": lambda work: work.app.assessments.take_back(work.actor, work.mine["assessment"]),
    "support": correct_support,
    "support again": lambda work: work.app.family_support.take_back(work.actor, work.mine["support"]),
}


def test_what_was_taken_back_can_be_neither_changed_nor_referred_to(work: Work) -> None:
    app, actor, mine = work.app, work.actor, work.mine
    sets = [
        app.services_given.take_back(actor, mine["service"]),
        app.service_plans.end(actor, mine["plan"], on=TODAY).change_set,
        app.assessments.take_back(actor, mine["assessment"]),
        app.family_support.take_back(actor, mine["support"]),
    ]
    app.visits.take_back(actor, mine["visit"])
    sets.append(app.undo.recent(actor)[0].uid)
    try:
        assert app.findings.of_elder(actor, work.elder) == []
        for name, slip in GONE.items():
            before = written(app)
            with pytest.raises(ElderVisitsError):
                slip(work)
            assert written(app) == before, name
    finally:
        for change_set in sets:
            work.undo(change_set)
    assert app.findings.of_elder(actor, work.elder)[0].uid == mine["finding"]


def test_a_reader_changes_nothing_after_a_visit(work: Work) -> None:
    reader = Work(work.app, work.uids, work.visitors, work.mine, work.theirs, reading=True)
    before = written(work.app)
    acts: tuple[Callable[[Work], object], ...] = (
        Work.finding,
        Work.step,
        Work.edit,
        Work.support,
        Work.seen,
        Work.service,
        Work.plan,
        Work.provider,
        Work.assess,
        Work.explain,
        Work.hand_over,
        adopted,
        correct_service,
        correct_assessment,
        correct_support,
        change_plan,
        in_a_round,
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act(reader)
    assert written(work.app) == before


LONG_NAME = "额尔德尼巴雅尔图门乌力吉仁钦道尔吉斯琴图雅高娃萨"
RARE = "𠮷𡈽🀄󠄀龘"


def test_long_and_rare_words_are_kept_as_they_were_typed(opener: Any, empty_home: Home) -> None:
    work = make_work(opener(empty_home))
    app, actor, words = work.app, work.actor, f"{LONG_NAME[:20]}{RARE}"
    work.finding(what=words, owner_name=words, action=words)
    found = next(line for line in app.findings.of_elder(actor, work.elder) if line.what == words)
    assert (found.owner, found.action) == (words, words)
    work.step(found.uid, kind="referred", unit_name=words, by_name=words, what=words)
    work.step(found.uid, kind="closed", what=words, proof=words)
    line = app.findings.detail(actor, found.uid)
    assert [(step.what, step.by_name) for step in line.steps] == [(words, words), (words, None)]
    assert (line.steps[0].unit_name, line.steps[1].proof) == (words, words)
    work.service(provider_name=words, given_by=words, place=words, note=words)
    given = app.services_given.of_elder(actor, work.elder)[0]
    assert (given.provider, given.given_by, given.place, given.note) == (words,) * 4
    work.support(what=words, by_name=words)
    assert words in {step.what for step in app.family_support.panel(actor, work.elder).steps}
    work.assess(agency=words, assessors=words, note=words)
    assert {words} <= {each.agency for each in app.assessments.of_elder(actor, work.elder)}
    work.explain(text=words)
    assert app.checks.run(actor) == []
