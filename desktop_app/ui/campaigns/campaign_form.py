"""The rows that a campaign is described by: title, days, modes; to start one also the template and whom it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.policies import Condition, OccasionKind
from desktop_app.domain.policy_words import who_words
from desktop_app.domain.terms import CampaignKind, Mode
from desktop_app.services.campaign_rows import (
    EVERYBODY,
    OVER_EIGHTY,
    SPECIAL,
    USUAL_PEOPLE,
    CampaignDraft,
    PeopleChoice,
    TemplateRow,
    movers_between,
)
from desktop_app.storage.queries.campaigns import CampaignLine
from desktop_app.ui.campaigns import words
from desktop_app.ui.kit import CheckField, ChipsField, ChoiceField, DateField, Form, LineField

BY_TEMPLATE, NAMED = "template", "named"
USUAL_DAYS = 3
"""How long a campaign without a template is proposed to last."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What the form is opened with: the templates and villages there are."""

    templates: Sequence[TemplateRow]
    villages: Sequence[Division]


class DescribingForm(Form):
    """Title, days, modes and note of a campaign; used as it stands to correct one."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(label_em=5)
        self.add_first_rows()
        self.title = self.add_row(
            _("名称"),
            LineField(longest=60, placeholder=_("如 冬季取暖安全专项探访")),
            name="title",
            required=True,
        )
        self.from_on = self.add_row(_("开始日期"), DateField(today=today), name="from_on", required=True)
        self.to_on = self.add_row(_("结束日期"), DateField(today=today), name="to_on", required=True)
        self.modes: ChipsField[Mode] = self.add_row(
            _("探访方式"), ChipsField(Mode), name="modes", help=_("选中的方式见到或通话到本人，才算完成。")
        )
        self.feeds = self.add_row(
            _("日常探访"),
            CheckField(_("为这次专项做的探访，也算日常应探访")),
            name="feeds_duties",
        )
        self.add_last_rows()
        self.note = self.add_row(_("备注"), LineField(longest=400), name="note")

    def add_first_rows(self) -> None:
        """Add what stands above the title."""

    def add_last_rows(self) -> None:
        """Add what stands above the note."""

    def describe_as(self, line: CampaignLine) -> None:
        """Show a campaign as it is."""
        self.set_values(
            {
                "title": line.title,
                "from_on": line.from_on,
                "to_on": line.to_on,
                "modes": [Mode(key) for key in line.modes],
                "feeds_duties": line.feeds_duties,
                "note": line.note or "",
            }
        )

    def described(self, kind: CampaignKind, template: str | None = None) -> CampaignDraft | None:
        """Return what is filled in, None while a day is missing."""
        from_on, to_on = self.from_on.value(), self.to_on.value()
        if from_on is None or to_on is None:
            return None
        return CampaignDraft(
            title=self.title.value(),
            kind=kind.value,
            from_on=from_on,
            to_on=to_on,
            modes=tuple(mode.value for mode in Mode if mode in self.modes.value()),
            feeds_duties=self.feeds.value(),
            template=template,
            note=self.note.value() or None,
        )


class StartForm(DescribingForm):
    """Everything that starts a campaign; choosing a template fills the rest in."""

    def __init__(self, opening: Opening, today: Callable[[], date]) -> None:
        self._opening, self._day = opening, today
        self.by_key = {row.key: row for row in opening.templates}
        super().__init__(today)
        self.set_values(
            {
                "from_on": today(),
                "to_on": today() + timedelta(days=USUAL_DAYS - 1),
                "modes": [Mode.IN_PERSON, Mode.PHONE, Mode.VIDEO],
                "feeds_duties": True,
            }
        )
        self.template.changed.connect(self._on_template)
        self._offer_people()

    def add_first_rows(self) -> None:
        """Add the template."""
        self.template: ChoiceField[str] = self.add_row(
            _("模板"),
            ChoiceField(
                [(row.key, template_words(row)) for row in self._opening.templates],
                empty=_("不用模板，自己填"),
            ),
            name="template",
        )

    def add_last_rows(self) -> None:
        """Add whom it means."""
        self.who: ChoiceField[str] = self.add_row(_("对象"), ChoiceField[str](empty=None), name="targets")
        self.villages: ChipsField[str] = self.add_row(
            _("村（社区）"),
            ChipsField([(one.code, one.name) for one in self._opening.villages]),
            name="villages",
            help=_("不选就是全部。"),
        )

    def start_from(self, key: str | None, from_on: date | None, to_on: date | None) -> None:
        """Choose a template, and days that were suggested instead of its own."""
        self.template.set_value(key)
        self._on_template()
        if from_on is not None and to_on is not None:
            self.set_values({"from_on": from_on, "to_on": to_on})

    def chosen(self) -> TemplateRow | None:
        """Return the chosen template."""
        return self.by_key.get(self.template.value() or "")

    def conditions(self) -> tuple[Condition, ...]:
        """Return who is meant by condition."""
        row = self.chosen()
        if self.who.value() == BY_TEMPLATE and row is not None:
            return row.template.who
        return USUAL_PEOPLE.get(self.who.value() or "", ())

    def draft(self, also: Sequence[str], without: Sequence[str]) -> CampaignDraft | None:
        """Return what is filled in with the people added and taken out by hand, None while a day is missing."""
        row = self.chosen()
        kind = row.template.kind if row is not None else CampaignKind.OTHER
        described = self.described(kind, row.key if row is not None else None)
        if described is None:
            return None
        by_template = self.who.value() == BY_TEMPLATE and row is not None
        moves = (
            movers_between(row.template, described.from_on, described.to_on) if by_template and row else None
        )
        choice = PeopleChoice(
            conditions=self.conditions(),
            villages=tuple(sorted(self.villages.value())),
            moved_from=moves[0] if moves else None,
            moved_to=moves[1] if moves else None,
            also=tuple(also),
            without=tuple(without),
            rest=self.who.value() != NAMED,
        )
        return replace(described, who=self._who_words(), choice=choice)

    def _who_words(self) -> str:
        parts = [_("另选的人") if self.who.value() == NAMED else self.who.combo.currentText()]
        chosen = self.villages.value()
        names = [one.name for one in self._opening.villages if one.code in chosen]
        if names:
            parts.append(_("、").join(names))
        return _("；").join(parts)[:400]

    def _offer_people(self) -> None:
        row, before = self.chosen(), self.who.value()
        pairs = []
        if row is not None:
            said = who_words(row.template.who).say(_)
            if row.template.when.kind is OccasionKind.MOVE:
                said = _("这几天转场的{who}").format(who=said)
            pairs.append((BY_TEMPLATE, said))
        pairs += [
            (SPECIAL, _("特殊困难老年人")),
            (OVER_EIGHTY, _("80岁以上老年人")),
            (EVERYBODY, _("名册上全部老年人")),
            (NAMED, _("只要另加的人")),
        ]
        self.who.set_choices(pairs)
        keys = [key for key, _said in pairs]
        self.who.set_value(BY_TEMPLATE if row is not None else before if before in keys else SPECIAL)

    def _on_template(self) -> None:
        row = self.chosen()
        self._offer_people()
        if row is None:
            self.changed.emit()
            return
        first, last = row.days or (self._day(), self._day() + timedelta(days=row.template.within_days - 1))
        if row.days is not None:
            first = max(first, min(self._day(), last))
        self.set_values(
            {
                "title": row.template.title,
                "from_on": first,
                "to_on": last,
                "modes": list(row.template.modes),
                "feeds_duties": row.template.feeds_duties,
            }
        )
        self.changed.emit()


def template_words(row: TemplateRow) -> str:
    """Return a template with when it comes round and the profile it is from."""
    when = words.days_words(*row.days) if row.days is not None else _("随时可发起")
    said = _("{title}（{when}）").format(title=row.template.title, when=when)
    return f"{said} · {row.profile}" if row.profile else said
