"""概况: why the next visit is owed, the year, last visits, safety, contacts, facts, residences, health, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.measures import Level
from desktop_app.domain.national_codes import EDUCATION_LEVELS, ETHNIC_GROUPS, MARITAL_STATUSES
from desktop_app.domain.terms import (
    Category,
    ContactRole,
    DutyState,
    EndReason,
    HealthKind,
    LifeEventKind,
    LivingArrangement,
    Mode,
    Outcome,
    ReachKind,
    ResidenceKind,
    Residency,
    WillingnessKind,
)
from desktop_app.services.duties import OwedRow
from desktop_app.services.history_words import answer_words, is_ordinary
from desktop_app.services.person_files import MonthState
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.ui import duty_words
from desktop_app.ui.kit import Card, StateChip, Text, YearSquares, button, column, row, spoken_day
from desktop_app.ui.measure_words import LEVEL_TINTS, level_of
from desktop_app.ui.page import PageContext
from desktop_app.ui.photo_gallery import PhotoGallery
from desktop_app.ui.register import words
from desktop_app.ui.register.person_cards import CardTab, joined, pairs, pairs_card
from desktop_app.ui.register.person_decisions import decisions_card
from desktop_app.ui.register.person_facts import PersonFacts
from desktop_app.ui.why_panel import WHY_KEY

MOST_VISITS = 4
MOST_PHOTOS = 4
MOST_EVENTS = 3
MOST_NOTES = 5
_PAST = {DutyState.MET, DutyState.MET_LATE, DutyState.CANCELLED, DutyState.LAPSED, DutyState.WAIVED}

_Value = str | QWidget


def overview_tab(
    context: PageContext,
    on_all_visits: Callable[[], object],
    on_edit: Callable[[], object] | None,
    on_why: Callable[[], object],
) -> CardTab:
    """Return the tab; ``on_edit`` leads to where missing data is filled in, None for those who may not."""

    def make(facts: PersonFacts) -> tuple[Sequence[QWidget], Sequence[QWidget]]:
        """Return the cards of both columns; what there is nothing of is left out."""
        left = [
            _missing_card(facts, on_edit),
            _why_card(facts, on_why),
            decisions_card(facts.decisions),
            _year_card(facts),
            _visits_card(facts, on_all_visits),
            _measures_card(facts),
            _safety_card(facts),
            _photos_card(context, facts),
            _health_card(facts.detail, facts.today),
            _willingness_card(facts),
        ]
        right = [
            _contacts_card(facts),
            _facts_card(facts),
            _stays_card(facts.detail, facts.today),
            _events_card(facts.detail),
            _notes_card(facts.detail),
        ]
        return [card for card in left if card], [card for card in right if card]

    return CardTab(make)


def _missing_card(facts: PersonFacts, on_edit: Callable[[], object] | None) -> Card | None:
    if not facts.file.missing or facts.detail.ended_on is not None:
        return None
    card = Card(margin_em=0.7)
    line = row(StateChip(_("待补"), "soon"), spacing_em=0.6)
    line.addWidget(Text(words.missing_words(facts.file.missing), wrap=True), 1)
    if on_edit is not None:
        line.addWidget(button(_("去补填"), on_edit, look="link"))
    card.body.addLayout(line)
    return card


def _why_card(facts: PersonFacts, on_why: Callable[[], object]) -> Card:
    """Return the paragraph of what governs, what else is owed, and the way to the whole why file."""
    card = Card(_("为什么要探访"))
    duties, today = facts.file.duties, facts.today
    more = button(_("全部依据和不要求的原因"), on_why, look="link", key=WHY_KEY)
    owed = words.governing(duties)
    if facts.detail.ended_on is not None:
        reason = words.term_word(EndReason, facts.detail.ended_because)
        text = _("已于 {day} 退出名册（{reason}），不再安排探访。")
        told = text.format(day=facts.detail.ended_on.isoformat(), reason=reason)
        card.body.addWidget(Text(joined(told, facts.detail.ended_note, by=""), wrap=True))
    elif owed is None:
        card.body.addWidget(Text(_("现行政策方案没有规定对这位老年人的探访次数。"), "muted", wrap=True))
        card.body.addWidget(Text(facts.why.tier.text, wrap=True, copyable=True))
    else:
        _add_duties(card, facts, owed, today)
    card.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
    return card


def _add_duties(card: Card, facts: PersonFacts, owed: OwedRow, today: date) -> None:
    until = _("{first} 至 {last}").format(
        first=owed.line.earliest_on.isoformat(), last=owed.line.latest_on.isoformat()
    )
    if owed.line.latest_time:
        until = f"{until} {owed.line.latest_time}"
    chip = StateChip(duty_words.state_words(owed.line, today), duty_words.state_tint(owed.line))
    line = row(chip, Text(until, "strong"), spacing_em=0.6)
    line.addStretch(1)
    card.body.addLayout(line)
    told = {one.uid: one.text for one in facts.why.owed}
    card.body.addWidget(Text(told.get(owed.line.uid, owed.why), wrap=True, copyable=True))
    others = [one for one in facts.file.duties[1:] if one.line.state not in _PAST]
    if others:
        card.body.addWidget(Text(_("同时还有："), "hint"))
    for other in others:
        card.body.addWidget(Text(other.why, "hint", wrap=True))


def _year_card(facts: PersonFacts) -> Card | None:
    year = facts.file.year
    if all(month.state in {MonthState.NOTHING, MonthState.AHEAD} for month in year):
        return None
    card = Card(_("{year}年各月探访").format(year=facts.today.year))
    card.body.addWidget(YearSquares([words.month_mark(month) for month in year]))
    card.body.addWidget(Text(words.year_legend(year), "hint", wrap=True))
    return card


def _visits_card(facts: PersonFacts, on_all: Callable[[], object]) -> Card:
    rows: list[tuple[str, _Value]] = [
        (
            visit.visited_on.isoformat(),
            joined(
                words.term_word(Mode, visit.mode),
                words.term_word(Outcome, visit.outcome),
                visit.visitor,
                visit.summary,
            ),
        )
        for visit in facts.file.visits[:MOST_VISITS]
    ]
    card = pairs_card(_("最近的探访"), rows, _("还没有探访记录。按 F2 登记第一次探访。"))
    if facts.file.tally.count > MOST_VISITS:
        more = button(_("全部 {count} 次").format(count=facts.file.tally.count), on_all, look="link")
        card.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
    return card


def _measures_card(facts: PersonFacts) -> Card | None:
    """Return what was measured last, each value with its level in words; None where nothing ever was."""
    seen = next((visit for visit in facts.file.visits if visit.measures), None)
    if seen is None:
        return None
    rows: list[tuple[str, _Value]] = []
    for measure in visit_form().measures:
        value = seen.measures.get(measure.key)
        if value is None:
            continue
        level, told = level_of(measure, value), f"{value} {measure.unit}"
        if level is None or level is Level.USUAL:
            rows.append((_(measure.title), told))
            continue
        holder = QWidget()
        line = row(Text(told, "strong"), StateChip(_(level.term), LEVEL_TINTS[level]), spacing_em=0.6)
        line.addStretch(1)
        holder.setLayout(line)
        rows.append((_(measure.title), holder))
    return pairs_card(_("最近的测量（{day}）").format(day=spoken_day(seen.visited_on)), rows, "")


def _photos_card(context: PageContext, facts: PersonFacts) -> Card | None:
    """Return the newest photos; all of them are with their visits."""
    if not facts.photos:
        return None
    card = Card(_("探访照片（{count} 张）").format(count=len(facts.photos)))
    gallery = PhotoGallery(context)
    gallery.show_photos(facts.photos[: -MOST_PHOTOS - 1 : -1])
    gallery.removed.connect(lambda: context.navigator.open("person", uid=facts.detail.uid))
    card.body.addWidget(gallery)
    if len(facts.photos) > MOST_PHOTOS:
        card.body.addWidget(Text(_("其余的在“探访”里按 F10 打开那一次探访看。"), "hint", wrap=True))
    return card


def _safety_card(facts: PersonFacts) -> Card | None:
    """Return heating and safety as the last visit found them, what is out of the ordinary first."""
    seen = facts.file.last_seen
    if seen is None:
        return None
    block = next((one for one in visit_form().blocks if one.key == "safety"), None)
    if block is None:
        return None
    wrong: list[tuple[str, str]] = []
    fine: list[tuple[str, str]] = []
    for item in block.items:
        given = seen.answers.get(f"{block.key}.{item.key}")
        if given is None:
            continue
        (fine if is_ordinary(item, given) else wrong).append((item.title, answer_words(item, given)))
    if not wrong and not fine:
        return None
    card = Card(_("取暖和安全（{day}探访所见）").format(day=spoken_day(seen.visited_on)))
    if wrong:
        card.body.addLayout(pairs([(title, Text(said, "strong", wrap=True)) for title, said in wrong]))
    if fine:
        told = _("，").join(_("{item} {answer}").format(item=title, answer=said) for title, said in fine)
        card.body.addWidget(Text(told, "muted" if wrong else "", wrap=True))
    return card


def _contacts_card(facts: PersonFacts) -> Card:
    rows: list[tuple[str, _Value]] = []
    for place, contact in enumerate(words.call_order(facts.detail.contacts), start=1):
        roles = _("、").join(words.term_words(ContactRole, contact.roles))
        told = joined(contact.name, facts.numbers.phones(contact.phone) or _("无电话"), roles)
        rows.append((f"{place}. {contact.relation or _('联系人')}", told))
    empty = _("还没有登记联系人。紧急时要能找到人，请尽快补上。")
    return pairs_card(_("联系人（按打电话的先后）"), rows, empty)


def _facts_card(facts: PersonFacts) -> Card:
    detail = facts.detail
    where = (detail.village, detail.group_name or "")
    rest = detail.address or ""
    address = joined(*(one for one in where if one not in rest), rest, by=" ")
    phones = joined(detail.phone, detail.other_phones, by="、")
    rows: list[tuple[str, _Value]] = [
        (_("身份证号"), _id_line(facts)),
        (
            _("出生日期"),
            joined(words.day_or_empty(detail.birth_on) or _("未登记"), _next_birthday(facts), by="　"),
        ),
        (_("电话"), facts.numbers.phones(phones) or _("无电话")),
        (_("住址"), address),
        (_("居住情况"), words.term_word(LivingArrangement, detail.living_arrangement) or _("未登记")),
        (_("类别"), _categories(detail, facts.today)),
        (_("民族"), ETHNIC_GROUPS.get(detail.ethnic_code or "", "") or _("未登记")),
        (_("探访人"), detail.visitor or _("未指定")),
        (_("登记日期"), detail.registered_on.isoformat()),
    ]
    if detail.name_local:
        rows.insert(0, (_("蒙文姓名"), detail.name_local))
    more: tuple[tuple[str, str | None], ...] = (
        (_("人户状况"), words.term_word(Residency, detail.residency)),
        (_("户籍地址"), detail.registered_address),
        (_("婚姻状况"), MARITAL_STATUSES.get(detail.marital_code or "")),
        (_("文化程度"), EDUCATION_LEVELS.get(detail.education_code or "")),
        *((label, str(value)) for label, value in detail.extra.items() if value not in (None, "")),
        (_("备注"), detail.note),
    )
    rows += [(label, value) for label, value in more if value]
    return pairs_card(_("登记信息"), rows, "")


def _id_line(facts: PersonFacts) -> _Value:
    number = facts.numbers.id_number(facts.detail.id_number) or _("未登记")
    if facts.detail.id_doubt is None:
        return number
    holder = QWidget()
    inside = column(
        Text(number, "", copyable=True), Text(_("校验位不符，请核对身份证原件。"), "error", wrap=True)
    )
    inside.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(inside)
    return holder


def _next_birthday(facts: PersonFacts) -> str:
    """Return the next birthday with which something begins: 2027-03-08 满 80 周岁."""
    for age, day in facts.file.birthdays:
        return _("{day} 满 {age} 周岁").format(day=day.isoformat(), age=age)
    return ""


def _categories(detail: ElderDetail, today: date) -> str:
    told = []
    for span in detail.categories:
        word, when = words.term_word(Category, span.category), words.period(span.from_on, span.to_on)
        over = not words.holds_on(span.from_on, span.to_on, today)
        remarks = [part for part in (when, span.source, _("不在有效期") if over else "") if part]
        told.append(f"{word}（{'，'.join(remarks)}）" if remarks else word)
    return "\n".join(told) or _("未登记")


def _stays_card(detail: ElderDetail, today: date) -> Card:
    """Return the stays as they follow each other, the newest first; where the person is now is marked."""
    rows: list[tuple[str, _Value]] = []
    for stay in detail.residences:
        holds = words.holds_on(stay.from_on, stay.to_on, today)
        mark = _("现在") if holds else _("以后") if stay.from_on > today else ""
        covered = _("由{name}探访").format(name=stay.covered_by) if stay.covered_by else ""
        reach = words.term_word(ReachKind, stay.reach)
        told = joined(words.period(stay.from_on, stay.to_on), stay.place, covered, reach)
        kind = words.term_word(ResidenceKind, stay.kind)
        if not mark:
            rows.append((kind, told))
            continue
        holder = QWidget()
        line = row(StateChip(mark, "done" if holds else "quiet"))
        line.addWidget(Text(told, "strong" if holds else "", wrap=True, copyable=True), 1)
        holder.setLayout(line)
        rows.append((kind, holder))
    return pairs_card(_("居住时段"), rows, _("一直住在登记的住址。"), caption_em=6.2)


def _willingness_card(facts: PersonFacts) -> Card:
    rows: list[tuple[str, _Value]] = []
    for answer in facts.detail.willingness:
        witness = _("见证人 {name}").format(name=answer.witness) if answer.witness else ""
        again = _("下次询问 {day}").format(day=answer.next_ask_on.isoformat()) if answer.next_ask_on else ""
        told = joined(words.term_word(WillingnessKind, answer.kind), witness, again, answer.note)
        rows.append((answer.asked_on.isoformat(), told))
    return pairs_card(_("探访意愿"), rows, _("还没有询问过。"))


def _health_card(detail: ElderDetail, today: date) -> Card | None:
    if not detail.health:
        return None
    rows: list[tuple[str, _Value]] = []
    for fact in detail.health:
        over = not words.holds_on(fact.from_on, fact.to_on, today)
        told = joined(
            fact.what, words.period(fact.from_on, fact.to_on), fact.note, _("已结束") if over else ""
        )
        rows.append((words.term_word(HealthKind, fact.kind), told))
    return pairs_card(_("健康情况"), rows, "")


def _events_card(detail: ElderDetail) -> Card | None:
    if not detail.events:
        return None
    rows: list[tuple[str, _Value]] = [
        (
            event.happened_on.isoformat(),
            joined(words.term_word(LifeEventKind, event.kind), event.what, event.place),
        )
        for event in detail.events[:MOST_EVENTS]
    ]
    return pairs_card(_("重大变故"), rows, "")


def _notes_card(detail: ElderDetail) -> Card | None:
    if not detail.notes:
        return None
    rows: list[tuple[str, _Value]] = [
        (note.noted_on.isoformat(), joined(note.text, note.noted_by)) for note in detail.notes[:MOST_NOTES]
    ]
    card = pairs_card(_("备忘"), rows, "")
    if len(detail.notes) > MOST_NOTES:
        rest = _("另有 {count} 条较早的备忘，在“修改”里可以看到。")
        card.body.addWidget(Text(rest.format(count=len(detail.notes) - MOST_NOTES), "hint", wrap=True))
    return card
