"""The first tab of a person: why the next visit is owed, last visits, contacts, residences, willingness, facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.terms import (
    ETHNIC_GROUPS,
    Category,
    ContactRole,
    DutyState,
    EndReason,
    LivingArrangement,
    Mode,
    Outcome,
    ResidenceKind,
    WillingnessKind,
)
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, StateChip, Text, Tiles, button, row
from desktop_app.ui.register import words
from desktop_app.ui.register.person_facts import PersonFacts

MOST_VISITS = 4
TILE_EM = 27
_PAST = {DutyState.MET, DutyState.MET_LATE, DutyState.CANCELLED, DutyState.LAPSED, DutyState.WAIVED}


class PersonOverview(QWidget):
    """概况: cards in two columns where there is room."""

    def __init__(self, on_all_visits: Callable[[], object]) -> None:
        super().__init__()
        self._on_all_visits = on_all_visits
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, theme.px(0.8), 0, theme.px(1))
        self._layout.addStretch(1)
        self._shown: QWidget | None = None

    def minimumSizeHint(self) -> QSize:
        """Qt: the height follows from the width; guessed at the least width it would be far too high."""
        return QSize(theme.px(18), 0)

    def show_person(self, facts: PersonFacts, today: date) -> None:
        """Show ``facts`` in place of what was shown before."""
        if self._shown is not None:
            self._layout.removeWidget(self._shown)
            self._shown.deleteLater()
        left = _stack(
            _why_card(facts, today), _visits_card(facts, self._on_all_visits), _willingness_card(facts)
        )
        right = _stack(
            _contacts_card(facts), _facts_card(facts.detail, today), _stays_card(facts.detail, today)
        )
        self._shown = Tiles(left, right, tile_em=TILE_EM)
        self._layout.insertWidget(0, self._shown)


def _stack(*cards: QWidget) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(0.9))
    for card in cards:
        layout.addWidget(card)
    layout.addStretch(1)
    return holder


def _pairs(pairs: Sequence[tuple[str, str | QWidget]], *, caption_em: float = 5.5) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(0.75))
    grid.setVerticalSpacing(theme.px(0.4))
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    for line, (caption, value) in enumerate(pairs):
        label = Text(caption, "muted", wrap=True)
        label.setFixedWidth(theme.px(caption_em))
        grid.addWidget(label, line, 0, top)
        shown = Text(value, "", wrap=True, copyable=True) if isinstance(value, str) else value
        grid.addWidget(shown, line, 1, top)
    return grid


def _why_card(facts: PersonFacts, today: date) -> Card:
    card = Card(_("为什么要探访"))
    owed = words.governing(facts.duties)
    if facts.detail.ended_on is not None:
        reason = words.term_word(EndReason, facts.detail.ended_because)
        text = _("已于 {day} 退出名册（{reason}），不再安排探访。")
        card.body.addWidget(
            Text(text.format(day=facts.detail.ended_on.isoformat(), reason=reason), wrap=True)
        )
        return card
    if owed is None:
        card.body.addWidget(Text(_("现行政策方案没有规定对这位老年人的探访次数。"), "muted", wrap=True))
        return card
    state = words.duty_words(owed.line.state, owed.line.latest_on, today)
    chip = StateChip(state, words.duty_tint(owed.line.state))
    until = Text(
        _("{first} 至 {last}").format(
            first=owed.line.earliest_on.isoformat(), last=owed.line.latest_on.isoformat()
        ),
        "strong",
    )
    line = row(chip, until, spacing_em=0.6)
    line.addStretch(1)
    card.body.addLayout(line)
    card.body.addWidget(Text(owed.why, wrap=True, copyable=True))
    others = [one for one in facts.duties[1:] if one.line.state not in _PAST]
    if others:
        card.body.addWidget(Text(_("同时还有："), "hint"))
    for other in others:
        card.body.addWidget(Text(other.why, "hint", wrap=True))
    return card


def _visits_card(facts: PersonFacts, on_all: Callable[[], object]) -> Card:
    card = Card(_("最近的探访"))
    if not facts.visits:
        card.body.addWidget(Text(_("还没有探访记录。按 F2 登记第一次探访。"), "muted", wrap=True))
        return card
    pairs: list[tuple[str, str | QWidget]] = []
    for visit in facts.visits[:MOST_VISITS]:
        parts = (
            words.term_word(Mode, visit.mode),
            words.term_word(Outcome, visit.outcome),
            visit.visitor or "",
            visit.summary or "",
        )
        pairs.append((visit.visited_on.isoformat(), " · ".join(part for part in parts if part)))
    card.body.addLayout(_pairs(pairs))
    if len(facts.visits) > MOST_VISITS:
        more = button(_("全部 {count} 次").format(count=len(facts.visits)), on_all, look="link")
        card.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
    return card


def _contacts_card(facts: PersonFacts) -> Card:
    card = Card(_("联系人"))
    if not facts.detail.contacts:
        card.body.addWidget(Text(_("还没有登记联系人。紧急时要能找到人，请尽快补上。"), "muted", wrap=True))
        return card
    pairs: list[tuple[str, str | QWidget]] = []
    for contact in facts.detail.contacts:
        roles = "、".join(words.term_words(ContactRole, contact.roles))
        parts = (contact.name, words.phones_words(contact.phone) or _("无电话"), roles)
        pairs.append((contact.relation or _("联系人"), " · ".join(part for part in parts if part)))
    card.body.addLayout(_pairs(pairs))
    return card


def _facts_card(detail: ElderDetail, today: date) -> Card:
    card = Card(_("登记信息"))
    where = (detail.village, detail.group_name or "")
    rest = detail.address or ""
    address = " ".join(part for part in (*(one for one in where if one not in rest), rest) if part)
    phones = "、".join(part for part in (detail.phone, detail.other_phones) if part)
    pairs: list[tuple[str, str | QWidget]] = [
        (_("身份证号"), _IdLine(detail.id_number, doubtful=detail.id_doubt is not None)),
        (_("出生日期"), words.day_or_empty(detail.birth_on) or _("未登记")),
        (_("电话"), words.phones_words(phones) or _("无电话")),
        (_("住址"), address),
        (_("居住情况"), words.term_word(LivingArrangement, detail.living_arrangement) or _("未登记")),
        (_("类别"), _categories(detail, today)),
        (_("民族"), ETHNIC_GROUPS.get(detail.ethnic_code or "", "") or _("未登记")),
        (_("探访人"), detail.visitor or _("未指定")),
        (_("登记日期"), detail.registered_on.isoformat()),
    ]
    if detail.name_local:
        pairs.insert(0, (_("蒙文姓名"), detail.name_local))
    if detail.note:
        pairs.append((_("备注"), detail.note))
    card.body.addLayout(_pairs(pairs))
    return card


def _categories(detail: ElderDetail, today: date) -> str:
    told = []
    for span in detail.categories:
        word, when = words.term_word(Category, span.category), words.period(span.from_on, span.to_on)
        over = not words.holds_on(span.from_on, span.to_on, today)
        remarks = [part for part in (when, span.source, _("不在有效期") if over else "") if part]
        told.append(f"{word}（{'，'.join(remarks)}）" if remarks else word)
    return "\n".join(told) or _("未登记")


class _IdLine(QWidget):
    """The id number, masked until somebody asks to see it."""

    def __init__(self, number: str | None, *, doubtful: bool) -> None:
        super().__init__()
        self._number = number or ""
        self._shown = False
        self._text = Text("", "", copyable=True)
        self._toggle = button("", self._on_toggle, look="link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        line = row(self._text, self._toggle)
        line.addStretch(1)
        layout.addLayout(line)
        if doubtful:
            layout.addWidget(Text(_("校验位不符，请核对身份证原件。"), "error", wrap=True))
        self._toggle.setVisible(bool(number))
        self._show()

    def _on_toggle(self) -> None:
        self._shown = not self._shown
        self._show()

    def _show(self) -> None:
        hidden = mask_id_number(self._number) or _("未登记")
        self._text.setText(self._number if self._shown else hidden)
        self._toggle.setText(_("隐藏") if self._shown else _("显示"))
        self._toggle.setAccessibleName(_("隐藏身份证号") if self._shown else _("显示身份证号"))


def _stays_card(detail: ElderDetail, today: date) -> Card:
    card = Card(_("居住时段"))
    if not detail.residences:
        card.body.addWidget(Text(_("一直住在登记的住址。"), "muted", wrap=True))
        return card
    pairs: list[tuple[str, str | QWidget]] = []
    for stay in detail.residences:
        now = _("现在") if words.holds_on(stay.from_on, stay.to_on, today) else ""
        covered = _("由{name}探访").format(name=stay.covered_by) if stay.covered_by else ""
        parts = (words.period(stay.from_on, stay.to_on), stay.place or "", covered, now)
        kind = words.term_word(ResidenceKind, stay.kind)
        pairs.append((kind, " · ".join(part for part in parts if part)))
    card.body.addLayout(_pairs(pairs))
    return card


def _willingness_card(facts: PersonFacts) -> Card:
    card = Card(_("探访意愿"))
    if not facts.detail.willingness:
        card.body.addWidget(Text(_("还没有询问过。"), "muted", wrap=True))
        return card
    pairs: list[tuple[str, str | QWidget]] = []
    for answer in facts.detail.willingness:
        witness = _("见证人 {name}").format(name=answer.witness) if answer.witness else ""
        again = _("下次询问 {day}").format(day=answer.next_ask_on.isoformat()) if answer.next_ask_on else ""
        parts = (words.term_word(WillingnessKind, answer.kind), witness, again, answer.note or "")
        pairs.append((answer.asked_on.isoformat(), " · ".join(part for part in parts if part)))
    card.body.addLayout(_pairs(pairs))
    return card
