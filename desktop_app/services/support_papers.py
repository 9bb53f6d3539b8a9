"""Gather what a letter to a supporter and a referral say: only what the matter needs, chosen by a worker."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import N_, FieldProblem, NotAllowed, NotFound
from desktop_app.domain.law import LetterReason, SupportBook
from desktop_app.domain.phones import show_phone
from desktop_app.domain.support import REFERRED
from desktop_app.domain.terms import Category, Sex, SupportResult, SupportStepKind
from desktop_app.reports import support_letter, support_referral
from desktop_app.reports.support_letter import SupportLetter
from desktop_app.reports.support_referral import ReferredContact, SupportReferral
from desktop_app.services.actor import WORKERS
from desktop_app.services.decision_checks import optional_text, required_text
from desktop_app.services.law import elder_rights_law, support_book
from desktop_app.services.paper_orders import Made, PaperOrder, issued
from desktop_app.services.support_checks import FURTHEST, known_term, short_text
from desktop_app.services.support_drafts import LetterWish, ReferralWish
from desktop_app.storage.queries import family_support as queries
from desktop_app.storage.queries.family_support import SupporterRow
from desktop_app.storage.queries.links import groups
from desktop_app.storage.queries.persons import ElderDetail, get_detail

DUTY, URGING, REMEDY = 14, 24, 75
"""Sections that every letter quotes, and the one on mediation and court."""

REMEDIES = "经督促仍不履行的，老人可以依照上述第七十五条的规定申请人民调解，也可以直接向人民法院提起诉讼。"
MOST_STEPS = 6
"""The last steps of urging that a referral tells."""

TITLES = {
    SupportStepKind.MEDIATION: "赡养纠纷人民调解转介单",
    SupportStepKind.LEGAL_AID: "赡养纠纷法律援助转介单",
    SupportStepKind.REPORTED: "赡养情况报告单",
}
_ABILITY = frozenset(
    {
        Category.INCAPACITATED,
        Category.PARTLY_INCAPACITATED,
        Category.DEMENTIA,
        Category.SEVERELY_DISABLED,
        Category.DISABLED,
    }
)


def make_letter(order: PaperOrder) -> Made:
    """Write the letter that ``order.wish.support`` asks for, the empty one for nobody.

    Raises ``FieldProblem``, ``NotFound``, ``NotAllowed``.
    """
    wish = order.wish.support
    if order.wish.blank or (wish is None and order.wish.elder_uid is None):
        law = elder_rights_law()
        sections = tuple((section.name, section.text) for section in law.of([DUTY, URGING]))
        empty = support_letter.blank(order.signed(), law.full_title, sections)
        return Made(order.out, support_letter.write(order.out, empty, order.progress))
    if not isinstance(wish, LetterWish):
        raise FieldProblem(field="reasons", label=N_("事由"), reason=N_("请在家庭一页里选定写给谁、为什么"))
    today = order.context.today()
    with order.context.store.reading() as session:
        detail, contacts = _family(session, order)
    to = next((one for one in contacts if one.uid == wish.contact_uid), None)
    if to is None:
        raise FieldProblem(field="contact", label=N_("家人"), reason=N_("不是这位老年人的家人"))
    book, law = support_book(), elder_rights_law()
    reasons = _reasons(book, wish)
    words = short_text(wish.words, "words", N_("情况"))
    if not reasons and not words:
        raise FieldProblem(field="reasons", label=N_("事由"), reason=N_("请勾选事由，或者自己写明情况"))
    asks = [one.asks for one in reasons]
    if (more := short_text(wish.asks, "asks", N_("请对方做什么"))) is not None:
        asks.append(more.rstrip("。"))
    by_on = wish.by_on or today + timedelta(days=book.times.answer)
    if by_on <= today:
        raise FieldProblem(field="by_on", label=N_("答复期限"), reason=N_("应晚于今天"))
    if by_on - today > FURTHEST:
        raise FieldProblem(field="by_on", label=N_("答复期限"), reason=N_("最迟一年"))
    numbers = [DUTY, URGING, *(number for one in reasons for number in one.sections)]
    if wish.remedies:
        numbers.append(REMEDY)
    signed = order.signed()
    letter = SupportLetter(
        signed=signed,
        to_name=to.name,
        relation=to.relation or "",
        elder=detail.name,
        about_elder=f"{detail.village}{detail.name}",
        facts=tuple(one.fact for one in reasons),
        words=words or "",
        law=law.full_title,
        sections=tuple((section.name, section.text) for section in law.of(numbers)),
        asks=tuple(asks) or ("请您履行赡养老人的义务",),
        by_on=by_on,
        remedies=REMEDIES if wish.remedies else "",
        clerk=optional_text(wish.clerk) or "",
        phone=optional_text(wish.phone) or signed.phone,
        dated_on=today,
    )
    letter, issue = issued(order, letter, support_letter.TITLE, support_letter.stated(letter))
    printed = support_letter.write(order.out, letter, order.progress)
    return Made(order.out, printed, 1, detail.uid, issue=issue)


def make_referral(order: PaperOrder) -> Made:
    """Write the referral asked for, the empty form for nobody; raises ``FieldProblem``, ``NotFound``, ``NotAllowed``."""
    wish = order.wish.support
    if order.wish.blank or (wish is None and order.wish.elder_uid is None):
        empty = support_referral.blank(order.signed(), _remedy())
        return Made(order.out, support_referral.write(order.out, empty, order.progress))
    if not isinstance(wish, ReferralWish):
        raise FieldProblem(field="kind", label=N_("方式"), reason=N_("请在家庭一页里选定转给谁、为什么"))
    kind = known_term(SupportStepKind, wish.kind, "kind", N_("方式"))
    if kind not in REFERRED:
        raise FieldProblem(field="kind", label=N_("方式"), reason=N_("不在可选项中"))
    today = order.context.today()
    referred_to = required_text(wish.referred_to, "referred_to", N_("转给谁"))
    words = short_text(required_text(wish.words, "words", N_("事由")), "words", N_("事由"))
    with order.context.store.reading() as session:
        detail, contacts = _family(session, order)
        joined = groups(session)
        steps = queries.steps_of(session, joined, [detail.uid]).get(detail.uid, [])
        names = queries.contact_names(session, [one.contact_uid for one in steps if one.contact_uid])
    chosen = [one for one in contacts if one.uid in wish.contact_uids]
    if len(chosen) != len(set(wish.contact_uids)):
        raise FieldProblem(field="contact", label=N_("家人"), reason=N_("不是这位老年人的家人"))
    signed = order.signed()
    referral = SupportReferral(
        signed=signed,
        title=TITLES[kind],
        referred_to=referred_to,
        name=detail.name,
        sex=next((one.term for one in Sex if one.value == detail.sex), ""),
        age=age_on(detail.birth_on, today) if detail.birth_on else None,
        village=detail.village,
        address=" ".join(part for part in (detail.group_name, detail.address) if part),
        phone=show_phone(detail.phone) if wish.phones and detail.phone else "",
        health=_health(detail) if wish.health else "",
        contacts=tuple(
            ReferredContact(
                one.name,
                one.relation or "",
                show_phone(one.phone) if one.phone else "",
                "与老人同住" if one.lives_together else one.lives_at or "",
            )
            for one in chosen
        ),
        words=words or "",
        asks=short_text(wish.asks, "asks", N_("请求")) or "",
        done=tuple(_told(step, names) for step in steps[-MOST_STEPS:]),
        law=_remedy(),
        clerk=optional_text(wish.clerk) or "",
        unit_phone=optional_text(wish.phone) or signed.phone,
        dated_on=today,
    )
    referral, issue = issued(order, referral, referral.title, support_referral.stated(referral))
    printed = support_referral.write(order.out, referral, order.progress)
    return Made(order.out, printed, 1, detail.uid, issue=issue)


def _remedy() -> str:
    """Return the section on mediation and court as a referral quotes it."""
    law = elder_rights_law()
    (section,) = law.of([REMEDY])
    return f"{law.full_title}{section.name}：{''.join(section.text)}"


def _family(session: Session, order: PaperOrder) -> tuple[ElderDetail, list[SupporterRow]]:
    """Return the elder and the family; such papers are for those who may change the register."""
    if order.actor.role not in WORKERS:
        raise NotAllowed
    if order.wish.elder_uid is None:
        raise FieldProblem(field="elder", label=N_("老年人"), reason=N_("请选定一位老年人"))
    detail = get_detail(
        session, order.wish.elder_uid, order.context.today(), county=order.context.site.county
    )
    if detail is None:
        raise NotFound
    return detail, queries.contacts_of(session, groups(session), [detail.uid]).get(detail.uid, [])


def _reasons(book: SupportBook, wish: LetterWish) -> list[LetterReason]:
    for key in wish.reasons:
        if book.reason(key) is None:
            raise FieldProblem(field="reasons", label=N_("事由"), reason=N_("不在可选项中"))
    return [one for one in book.reasons if one.key in wish.reasons]


def _health(detail: ElderDetail) -> str:
    held = {span.category for span in detail.categories}
    parts = [one.term for one in Category if one in _ABILITY and one.value in held]
    parts += [one.what for one in detail.health if one.what]
    return "、".join(dict.fromkeys(parts)) or "没有登记"


def _told(step: queries.StepRow, names: dict[str, str]) -> str:
    kind = next((one.term for one in SupportStepKind if one.value == step.kind), step.kind)
    result = next((one.term for one in SupportResult if one.value == step.result), "")
    who = names.get(step.contact_uid or "", "") or "全家"
    return f"{step.done_on.isoformat()}　{kind}　{who}" + (f"　{result}" if result else "")
