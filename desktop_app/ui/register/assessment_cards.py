"""The cards of the tab 评估: what holds, what it proposes, all assessments and how they went over the years."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import AssessmentCondition, Category
from desktop_app.services.assessment_drafts import level_words
from desktop_app.services.assessment_proposals import CategoryProposal
from desktop_app.storage.queries.assessments import OFFICIAL, SCREENING, AssessmentLine
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, FlowLayout, StateChip, Text, button, choose, hairline, row
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.assessment_trend import AssessmentTrend
from desktop_app.ui.register.person_cards import joined
from desktop_app.ui.register.person_facts import PersonFacts, may_change
from desktop_app.ui.register.words import term_word
from desktop_app.ui.scan_picture import ScanDialog

SOON_DAYS = 60
"""From so many days before its end on an assessment is said to run out soon."""


def standing_card(context: PageContext, facts: PersonFacts) -> Card:
    """Return what the newest official assessment says, how long it holds, and the two ways to another."""
    card = Card(_("能力评估"))
    newest = next((line for line in facts.assessments if line.newest), None)
    if newest is None:
        card.body.addWidget(Text(_("还没有正式的能力评估。"), "muted", wrap=True))
    else:
        card.body.addWidget(Text(level_words(newest.level), "key", wrap=True))
        card.body.addWidget(_chips(newest))
        total = _("总分 {total}").format(total=newest.total) if newest.total is not None else ""
        words = joined(_("正式评估"), newest.assessed_on.isoformat(), total, newest.agency)
        card.body.addWidget(Text(words, "", wrap=True, copyable=True))
        if newest.conditions:
            held = _("、").join(term_word(AssessmentCondition, key) for key in newest.conditions)
            card.body.addWidget(Text(_("等级变更情形：{held}").format(held=held), "muted", wrap=True))
    if may_change(context.app) and facts.detail.ended_on is None and context.navigator.has("assessment"):
        holder = QWidget()
        acts = FlowLayout(holder, spacing_em=0.5, line_em=0.4)
        for words, kind in ((_("登记正式评估"), OFFICIAL), (_("做筛查（非正式）"), SCREENING)):
            acts.addWidget(
                button(words, _opens(context, elder_uid=facts.detail.uid, kind=kind), icon_name="plus")
            )
        card.body.addWidget(holder)
    return card


def proposal_card(context: PageContext, facts: PersonFacts) -> Card | None:
    """Return what the newest assessment proposes about the categories, None when nothing."""
    proposal = facts.proposal
    if proposal is None:
        return None
    card = Card(_("建议申请正式评估") if proposal.asks else _("类别建议"))
    for sentence in proposal.why:
        card.body.addWidget(Text(sentence.say(_), "", wrap=True))
    if proposal.asks:
        return card
    card.body.addWidget(Text(_("依据：{source}").format(source=_(proposal.source)), "hint", wrap=True))
    if proposal.put_off is not None:
        on, by = proposal.put_off
        words = _("{day} {name} 决定暂不采纳；有新的评估再提。").format(day=on.isoformat(), name=by)
        card.body.addWidget(Text(words, "muted", wrap=True))
    if may_change(context.app):
        holder = QWidget()
        acts = FlowLayout(holder, spacing_em=0.5, line_em=0.4)
        acts.addWidget(button(_("采纳…"), lambda: _adopt(context, facts, proposal, card)))
        if proposal.put_off is None:
            acts.addWidget(button(_("暂不"), lambda: _put_off(context, facts, proposal), look="link"))
        card.body.addWidget(holder)
    return card


def history_card(context: PageContext, facts: PersonFacts) -> Card | None:
    """Return all assessments, the newest first, and their course; None without any."""
    if not facts.assessments:
        return None
    card = Card(_("历次评估"))
    if len(facts.assessments) > 1:
        card.body.addWidget(AssessmentTrend(facts.assessments))
        card.body.addWidget(Text(_("■ 正式评估　○ 筛查（非正式评估）；越往下越重。"), "hint", wrap=True))
    for line in facts.assessments:
        card.body.addWidget(hairline())
        card.body.addWidget(_line(context, line))
    return card


def _line(context: PageContext, line: AssessmentLine) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(0.15))
    head = row(Text(line.assessed_on.isoformat(), "strong"), spacing_em=0.6)
    mark = StateChip()
    mark.show_state(
        _("正式评估") if line.official else _("筛查（非正式评估）"), "done" if line.official else "soon"
    )
    head.addWidget(mark)
    head.addStretch(1)
    about = f"{line.assessed_on.isoformat()} {_('正式评估') if line.official else _('筛查')}"
    if line.scan_digest is not None:
        digest = line.scan_digest
        scan = button(_("扫描件"), lambda: ScanDialog(context, digest, holder).open(), look="link")
        scan.setAccessibleName(_("扫描件：{about}").format(about=about))
        head.addWidget(scan)
    if context.navigator.has("assessment"):
        words = _("查看或更正") if may_change(context.app) else _("查看")
        view = button(words, _opens(context, uid=line.uid), look="link")
        view.setAccessibleName(f"{words}：{about}")
        head.addWidget(view)
    layout.addLayout(head)
    total = _("总分 {total}").format(total=line.total) if line.total is not None else ""
    words = joined(level_words(line.level), total, line.agency, validity_words(line))
    layout.addWidget(Text(words, "", wrap=True, copyable=True))
    if line.note:
        layout.addWidget(Text(line.note, "muted", wrap=True))
    return holder


def validity_words(line: AssessmentLine) -> str:
    """Return until when an assessment holds and how long that still is, nothing for one without an end."""
    if line.valid_until is None or line.days_left is None:
        return ""
    day = line.valid_until.isoformat()
    if line.days_left < 0:
        return _("有效期至 {day}，已过 {count} 天").format(day=day, count=-line.days_left)
    return _("有效期至 {day}，还有 {count} 天").format(day=day, count=line.days_left)


def _chips(line: AssessmentLine) -> QWidget:
    holder = QWidget()
    flow = FlowLayout(holder, spacing_em=0.4, line_em=0.3)
    chip = StateChip()
    left = line.days_left
    tint = "quiet" if left is None else "overdue" if left < 0 else "soon" if left <= SOON_DAYS else "done"
    chip.show_state(validity_words(line) or _("没有写有效期"), tint)
    flow.addWidget(chip)
    return holder


def _opens(context: PageContext, **params: str) -> Callable[[], object]:
    return lambda: context.navigator.open("assessment", **params)


def _adopt(context: PageContext, facts: PersonFacts, proposal: CategoryProposal, over: QWidget) -> None:
    """Ask from which day on, then write the categories."""
    words = [sentence.say(_) for sentence in proposal.why]
    words.append(_("采纳后写入类别标签，应探访随之改变；从评估日期起的，已过去的月份也会重算。"))
    options = {"today": _("从今天起")}
    if proposal.assessed_on < facts.today:
        options["assessed"] = _("从 {day} 起").format(day=proposal.assessed_on.isoformat())
    answer = choose(over, _("采纳类别建议？"), "\n".join(words), {**options, "no": _("取消")}, main="today")
    if answer not in options:
        return
    first = facts.today if answer == "today" else proposal.assessed_on
    app, uid = context.app, facts.detail.uid
    job = context.jobs.writing(
        _("采纳类别建议"), lambda _progress: app.assessments.adopt(app.actor, uid, proposal, from_on=first)
    )
    job.succeeded.connect(lambda change_set: context.offer_undo(_said(proposal), change_set))
    job.failed.connect(context.presenter.present)
    job.start()


def _said(proposal: CategoryProposal) -> str:
    given = _("、").join(term_word(Category, key) for key in proposal.gives)
    ended = _("、").join(term_word(Category, key) for key in proposal.ends)
    parts = (
        _("已加类别 {words}").format(words=given) if given else "",
        _("已结束类别 {words}").format(words=ended) if ended else "",
    )
    return _("，").join(part for part in parts if part)


def _put_off(context: PageContext, facts: PersonFacts, proposal: CategoryProposal) -> None:
    app, uid = context.app, facts.detail.uid
    job = context.jobs.writing(
        _("暂不采纳类别建议"), lambda _progress: app.assessments.put_off(app.actor, uid, proposal)
    )
    job.failed.connect(context.presenter.present)
    job.start()
