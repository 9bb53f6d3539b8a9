"""The form that changes a visit rule or an event rule, in plain words, from a day on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.policies import EventRule, PeriodUnit, VisitRule
from desktop_app.domain.policy_changes import KEEP, RuleChange
from desktop_app.domain.policy_schema_parts import COUNTABLE
from desktop_app.domain.schema import SchemaProblem
from desktop_app.domain.terms import Mode, Outcome, Tier
from desktop_app.ui.kit import CheckField, ChipsField, ChoiceField, DateField, Form, LineField, NumberField
from desktop_app.ui.policies.ladder_field import LadderField
from desktop_app.ui.policies.rhythm_field import RhythmField

LONGEST_HOURS = 720
_LABEL_EM = 7
_TARGET_HELP = {
    PeriodUnit.MONTH: N_("当月几日前宜去一次；填 31 就是不另定。"),
    PeriodUnit.QUARTER: N_("当季第几天前宜去一次；填 92 就是不另定。"),
    PeriodUnit.DAYS: N_("距上次第几天宜去；与周期相同就是不另定。"),
}


class RuleForm(Form):
    """What both kinds of rule have: whether it holds, from when, why, and which visits count."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(label_em=_LABEL_EM)
        self._today = today
        self.add_first_rows()
        self.modes: ChipsField[Mode] = self.add_row(
            _("哪些方式有效"), ChipsField(Mode), name="modes", required=True
        )
        self.outcomes: ChipsField[Outcome] = self.add_row(
            _("哪些结果有效"),
            ChipsField([(outcome, _(outcome.term)) for outcome in COUNTABLE]),
            name="outcomes",
            required=True,
        )
        self.add_more_rows()
        self.enabled = self.add_row(_("启用"), CheckField(_("按这条规则安排探访")), name="enabled")
        self.from_on = self.add_row(
            _("从哪天起"),
            DateField(earliest_on=today(), today=today),
            name="valid_from",
            required=True,
            help=_("这一天以前照原来的规则，过去的月份不变。"),
        )
        self.note = self.add_row(
            _("原因、依据"), LineField(longest=200), name="note", help=_("例如会议纪要、通知的名称和日期。")
        )

    def add_first_rows(self) -> None:
        """Add what stands above the ways that count."""

    def add_more_rows(self) -> None:
        """Add what stands below them."""

    def change(self) -> RuleChange | None:
        """Return what is filled in, None while something needed is missing."""
        raise NotImplementedError

    def place_problems(self, problems: Iterable[SchemaProblem]) -> list[str]:
        """Show problems beside their fields without moving the keyboard; return those without a field."""
        said: dict[str, str] = {}
        others = []
        for problem in problems:
            text = problem.message.say(_)
            name = next((part for part in _parts(problem.path) if part in self._rows), None)
            if name is None:
                others.append(text)
            else:
                said.setdefault(name, text)
        for name, row in self._rows.items():
            row.show_problem(said.get(name, "") or row.field.problem())
        return others


class VisitRuleForm(RuleForm):
    """Everything that may be changed of a visit rule."""

    def __init__(self, rule: VisitRule, today: Callable[[], date]) -> None:
        self._rungs = rule.rungs
        self._longest = rule.every.days
        super().__init__(today)
        self.set_values(
            {
                "every": rule.every,
                "target_day": rule.target_day,
                "due_soon_days": rule.due_soon_days,
                "grace_days": rule.grace_days,
                "modes": rule.modes,
                "outcomes": rule.outcomes,
                "on_site": rule.on_site,
                "ladder": rule.rungs,
                "alert_hours": rule.alert_hours,
                "enabled": rule.enabled,
            }
        )
        self.every.changed.connect(self._on_rhythm)
        self._say_target()

    def add_first_rows(self) -> None:
        """Add the rhythm and its days."""
        self.every = self.add_row(_("多久一次"), RhythmField(), name="every", required=True)
        self.target_day = self.add_row(
            _("宜在第几天前"), NumberField(1, 366), name="target_day", required=True, help=" "
        )
        self.due_soon_days = self.add_row(
            _("提前提醒"), NumberField(0, 60), name="due_soon_days", unit=_("天"), required=True
        )
        self.grace_days = self.add_row(
            _("宽限"),
            NumberField(0, 27),
            name="grace_days",
            unit=_("天"),
            required=True,
            help=_("过了最后一天，再过这么多天才算逾期。"),
        )

    def add_more_rows(self) -> None:
        """Add the visits in person, the steps after vain attempts, and the alarm."""
        self.on_site = self.add_row(
            _("其中上门"),
            RhythmField(empty=_("不另要求")),
            name="on_site",
            help=_("电话、视频有效时，另要求多久上门见一次本人。"),
        )
        self.ladder = self.add_row(
            _("未见到本人后"), LadderField(), name="ladder", help=_("0 天是当天。最后一步总是平安预警。")
        )
        self.alert_hours = self.add_row(
            _("平安预警"),
            NumberField(1, LONGEST_HOURS),
            name="alert_hours",
            unit=_("小时后"),
            help=_("首次未见到本人后过这么多小时，无论如何预警；空着只按上面的步骤。"),
        )

    def change(self) -> RuleChange | None:
        """Return what is filled in, None while something needed is missing."""
        every, target = self.every.value(), self.target_day.value()
        soon, grace = self.due_soon_days.value(), self.grace_days.value()
        if every is None or target is None or soon is None or grace is None:
            return None
        if any(row.field.problem() for row in self._rows.values()):
            return None
        ladder = self.ladder.value()
        return RuleChange(
            every=every,
            target_day=target,
            due_soon_days=soon,
            grace_days=grace,
            modes=self.modes.value(),
            outcomes=self.outcomes.value(),
            on_site=self.on_site.value(),
            ladder=KEEP if ladder == self._rungs else ladder,
            alert_hours=self.alert_hours.value(),
            enabled=self.enabled.value(),
        )

    def _on_rhythm(self) -> None:
        """Fit the days to the rhythm, so that a shorter one alone can be asked for."""
        every = self.every.value()
        self._say_target()
        if every is None:
            return
        target = self.target_day.value()
        if target is None or target == self._longest or target > every.days:
            self.target_day.set_value(every.days)
        for field in (self.due_soon_days, self.grace_days):
            if (field.value() or 0) >= every.days:
                field.set_value(max(every.days - 1, 0))
        self._longest = every.days

    def _say_target(self) -> None:
        unit = self.every.unit.value()
        if unit is not None:
            self.row("target_day").help.setText(_(_TARGET_HELP[unit]))


class EventRuleForm(RuleForm):
    """Everything that may be changed of a rule for life events."""

    def __init__(self, rule: EventRule, today: Callable[[], date]) -> None:
        super().__init__(today)
        self.set_values(
            {
                "within_hours": rule.within_hours,
                "modes": rule.modes,
                "outcomes": rule.outcomes,
                "raises_to": rule.raises_to,
                "raise_days": rule.raise_days or None,
                "enabled": rule.enabled,
            }
        )
        self.raises_to.changed.connect(self._on_raise)
        self.set_row_visible("raise_days", rule.raises_to is not None)

    def add_first_rows(self) -> None:
        """Add the hours."""
        self.within_hours = self.add_row(
            _("多久内走访"),
            NumberField(1, LONGEST_HOURS),
            name="within_hours",
            unit=_("小时"),
            help=_("从变故发生算起；空着则不另安排走访，只提高等级。"),
        )

    def add_more_rows(self) -> None:
        """Add the tier it raises to."""
        self.raises_to: ChoiceField[Tier] = self.add_row(
            _("其后提高到"),
            ChoiceField([(tier, _(tier.term)) for tier in (Tier.HIGH, Tier.KEY)], empty=_("不提高等级")),
            name="raises_to",
        )
        self.raise_days = self.add_row(
            _("提高多少天"), NumberField(1, 366), name="raise_days", unit=_("天"), required=True
        )

    def change(self) -> RuleChange | None:
        """Return what is filled in, None while something needed is missing."""
        raises, days = self.raises_to.value(), self.raise_days.value()
        if raises is not None and days is None:
            return None
        if any(row.field.problem() for row in self._rows.values() if not row.isHidden()):
            return None
        return RuleChange(
            within_hours=self.within_hours.value(),
            modes=self.modes.value(),
            outcomes=self.outcomes.value(),
            raises_to=raises,
            raise_days=days if raises is not None and days is not None else 0,
            enabled=self.enabled.value(),
        )

    def _on_raise(self) -> None:
        raises = self.raises_to.value() is not None
        self.set_row_visible("raise_days", raises)
        if raises and self.raise_days.value() is None:
            self.raise_days.set_value(14)


def _parts(path: str) -> list[str]:
    """Return the names in ``visit_rules[2].ladder[1].wait_days``, without the list and the numbers."""
    return [part.partition("[")[0] for part in path.split(".")][1:]
