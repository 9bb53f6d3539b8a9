"""督促赡养: what may be done when, when to look again, and in words how a family stands with its duty of support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import SupportResult, SupportStepKind, Term

_K, _R = SupportStepKind, SupportResult

POSSIBLE_RESULTS: dict[SupportStepKind, tuple[SupportResult, ...]] = {
    _K.URGED: (_R.PROMISED, _R.FULFILLED, _R.PARTLY, _R.REFUSED, _R.UNREACHED),
    _K.LETTER: (_R.PENDING, _R.PROMISED, _R.FULFILLED, _R.PARTLY, _R.REFUSED, _R.UNREACHED),
    _K.AGREEMENT: (_R.PENDING, _R.FULFILLED, _R.PROMISED, _R.REFUSED, _R.UNREACHED),
    _K.MEDIATION: (_R.PENDING, _R.FULFILLED, _R.PROMISED, _R.PARTLY, _R.REFUSED),
    _K.LEGAL_AID: (_R.PENDING, _R.FULFILLED, _R.PARTLY, _R.REFUSED),
    _K.REPORTED: (_R.PENDING, _R.FULFILLED, _R.PARTLY),
}
"""What can come of a step, the usual one first."""

REFERRED = frozenset({_K.MEDIATION, _K.LEGAL_AID, _K.REPORTED})
"""Steps that hand the matter to somebody else, who is to be named."""

ANSWERING = REFERRED
"""Steps that may name the finding they answer."""

DONE = frozenset({_R.FULFILLED})
"""Results after which nobody needs to look again."""

WORST_DUTY, BAD_DUTY = "abused", frozenset({"neglected", "partly", "unable"})
BAD_CONTACT = frozenset({"never", "seldom"})
"""Answers of the visit form, items ``support.duty`` and ``support.contact``, after which a family is urged."""


class FamilyState(Term):
    """How a family stands, what is most urgent first."""

    DANGER = "danger", "疑似虐待遗弃"
    DUE = "due", "待回访"
    TO_URGE = "to_urge", "待督促"
    UNSIGNED = "unsigned", "协议待签订"
    UNDER_WAY = "under_way", "督促中"
    UNSEEN = "unseen", "久未看望"
    IN_ORDER = "in_order", "正常"
    UNKNOWN = "unknown", "情况不明"
    ALONE = "alone", "无赡养人"


@dataclass(frozen=True, slots=True)
class Times:
    """Days: after each kind of step until somebody looks again, without a sign of life, to answer a letter."""

    again: Mapping[SupportStepKind, int] = field(
        default_factory=lambda: {
            _K.URGED: 15,
            _K.LETTER: 15,
            _K.AGREEMENT: 30,
            _K.MEDIATION: 30,
            _K.LEGAL_AID: 30,
            _K.REPORTED: 3,
        }
    )
    unseen: int = 60
    answer: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporter:
    """One who owes support, as far as the standing asks."""

    uid: str
    name: str
    lives_together: bool = False
    last_seen_on: date | None = None
    last_called_on: date | None = None
    agreement_on: date | None = None

    def last_on(self, on: date) -> date | None:
        """Return the last day up to ``on`` on which this one saw or called; ``on`` itself for one who lives there."""
        if self.lives_together:
            return on
        days = (day for day in (self.last_seen_on, self.last_called_on) if day is not None and day <= on)
        return max(days, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step that was taken; without ``contact_uid`` it was about the whole family."""

    kind: SupportStepKind
    done_on: date
    contact_uid: str | None = None
    result: SupportResult | None = None
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the last visit that asked found of the family: keys of options of the visit form."""

    visited_on: date
    duty: str = ""
    contact: str = ""

    @property
    def abused(self) -> bool:
        """Tell whether abuse or desertion is suspected."""
        return self.duty == WORST_DUTY

    @property
    def bad(self) -> bool:
        """Tell whether the family should be urged after this."""
        return self.abused or self.duty in BAD_DUTY or self.contact in BAD_CONTACT


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What is known of one family; ``steps`` in the order in which they were taken."""

    supporters: tuple[Supporter, ...] = ()
    steps: tuple[Step, ...] = ()
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a family stands on a day; ``due_on`` is when to look again, ``due`` whether that has come."""

    state: FamilyState
    sentences: tuple[Phrase, ...]
    due_on: date | None = None
    due: bool = False
    told: tuple[Phrase, ...] = ()
    """Of the sentences, what the last step came to and when it is due."""


def look_again_on(
    kind: SupportStepKind, result: SupportResult | None, done_on: date, times: Times
) -> date | None:
    """Return when somebody should look again after a step, None where it has ended well."""
    return None if result in DONE else done_on + timedelta(days=times.again[kind])


def usual_next(steps: Sequence[Step], seen: Seen | None = None) -> SupportStepKind:
    """Return what an office usually does next: urge, write, mediate, ask for legal aid; report what is dangerous."""
    since = [step for step in steps if seen is None or step.done_on >= seen.visited_on]
    if seen is not None and seen.abused and not any(step.kind is _K.REPORTED for step in since):
        return _K.REPORTED
    last = next((step for step in reversed(steps) if step.kind is not _K.REPORTED), None)
    if last is None or last.result in {_R.FULFILLED, _R.PROMISED}:
        return _K.URGED
    if last.kind is _K.URGED:
        return _K.LETTER
    if last.kind in {_K.LETTER, _K.AGREEMENT}:
        return _K.MEDIATION
    return _K.LEGAL_AID


def caution(kind: SupportStepKind, steps: Sequence[Step]) -> Phrase | None:
    """Return what to bear in mind before a step, in words; nothing that the law lets the elder do is forbidden."""
    if kind in {_K.MEDIATION, _K.LEGAL_AID} and not any(step.kind in {_K.URGED, _K.LETTER} for step in steps):
        return phrase(
            N_("还没有督促过家人。按第二十四条一般先督促；老人本人要求的，按第七十五条可以直接申请。")
        )
    if kind is _K.AGREEMENT:
        return phrase(N_("赡养协议由赡养人之间签订，须经老人同意（第二十条）。"))
    if kind is _K.REPORTED:
        return phrase(N_("老人正受伤害或有危险的，先打 110；受伤生病的打 120。"))
    return None


def open_steps(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps that still wait for something.

    A later step about the same one, or about the whole family, takes an earlier one's place; so does a step about
    one of the family for what was asked of all.
    """
    waiting: list[Step] = []
    for step in steps:
        waiting = [
            before
            for before in waiting
            if not (step.contact_uid is None or before.contact_uid in {None, step.contact_uid})
        ]
        if step.next_on is not None and step.result not in DONE:
            waiting.append(step)
    return tuple(waiting)


def standing(family: Family, on: date, times: Times) -> Standing:
    """Return how a family stands on a day, in a few sentences."""
    sentences = [*_seen_sentences(family, on, times), *_agreement_sentences(family)]
    waiting = open_steps(family.steps)
    due_on = min((step.next_on for step in waiting if step.next_on is not None), default=None)
    due = due_on is not None and due_on <= on
    since = [step for step in family.steps if family.seen is None or step.done_on >= family.seen.visited_on]
    state = _state(family, since, waiting, on, times, due=due)
    told = _step_sentences(family, due_on, due=due)
    sentences += told
    if family.seen is not None and family.seen.bad and not since:
        sentences.append(
            phrase(N_("{day}探访时家人没有很好履行赡养义务，之后还没有督促。"), day=family.seen.visited_on)
        )
    return Standing(state, tuple(sentences), due_on, due, tuple(told))


def _state(
    family: Family, since: Sequence[Step], waiting: Sequence[Step], on: date, times: Times, *, due: bool
) -> FamilyState:
    seen = family.seen
    if seen is not None and seen.abused and not any(step.kind is _K.REPORTED for step in since):
        return FamilyState.DANGER
    if due:
        ripe = [step for step in waiting if step.next_on is not None and step.next_on <= on]
        return FamilyState.UNSIGNED if all(step.kind is _K.AGREEMENT for step in ripe) else FamilyState.DUE
    if seen is not None and seen.bad and not since:
        return FamilyState.TO_URGE
    if waiting:
        return FamilyState.UNDER_WAY
    if not family.supporters:
        return FamilyState.ALONE
    last = _last(family, on)
    if last is None:
        return FamilyState.UNKNOWN
    return FamilyState.UNSEEN if (on - last).days >= times.unseen else FamilyState.IN_ORDER


def _last(family: Family, on: date) -> date | None:
    days = (each.last_on(on) for each in family.supporters)
    return max((day for day in days if day is not None), default=None)


def _seen_sentences(family: Family, on: date, times: Times) -> list[Phrase]:
    if not family.supporters:
        return [phrase(N_("没有登记赡养人。"))]
    together = [each.name for each in family.supporters if each.lives_together]
    if together:
        return [phrase(N_("{names}与老人同住。"), names="、".join(together))]
    found: list[Phrase] = []
    for template, days in (
        (N_("最近看望：{name}，{ago}。"), [(each.last_seen_on, each.name) for each in family.supporters]),
        (N_("最近问候：{name}，{ago}。"), [(each.last_called_on, each.name) for each in family.supporters]),
    ):
        known = [(day, name) for day, name in days if day is not None and day <= on]
        if known:
            day, name = max(known)
            found.append(phrase(template, name=name, ago=_ago((on - day).days)))
    last = _last(family, on)
    if last is None:
        return [phrase(N_("没有登记过家人看望或者问候。"))]
    if (on - last).days >= times.unseen:
        found.append(
            phrase(
                N_("已经 {days} 天没有家人看望或者问候的记录（超过 {most} 天提醒，系统设定）。"),
                days=(on - last).days,
                most=times.unseen,
            )
        )
    return found


def _ago(days: int) -> Phrase:
    if days == 0:
        return phrase(N_("今天"))
    return phrase(N_("{days} 天前"), days=days)


def _agreement_sentences(family: Family) -> list[Phrase]:
    signed = [each for each in family.supporters if each.agreement_on is not None]
    if not family.supporters:
        return []
    if not signed:
        return [phrase(N_("没有赡养协议。"))]
    if len(signed) == len(family.supporters):
        return [phrase(N_("有赡养协议。"))]
    without = "、".join(each.name for each in family.supporters if each.agreement_on is None)
    return [phrase(N_("有赡养协议，{names}还没有签。"), names=without)]


def _step_sentences(family: Family, due_on: date | None, *, due: bool) -> list[Phrase]:
    if not family.steps:
        return []
    last = family.steps[-1]
    told = phrase(last.result.term) if last.result is not None else phrase(N_("没有写结果"))
    found = [
        phrase(
            N_("最近一步：{day}{kind}，{result}。"),
            day=last.done_on,
            kind=phrase(last.kind.term),
            result=told,
        )
    ]
    if due_on is not None:
        words = N_("应于{day}回访，已经到期。") if due else N_("{day}回访。")
        found.append(phrase(words, day=due_on))
    return found
