"""Third screen: the name of the unit that signs, and the policies it works by, each with its document."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.policies import PolicyProfile
from desktop_app.services.rules import known_profiles
from desktop_app.ui import theme
from desktop_app.ui.first_run import places
from desktop_app.ui.first_run.step import Step
from desktop_app.ui.kit import CheckField, Form, LineField, Section, Text, column

URBAN, PASTORAL = "urban", "pastoral"


class UnitStep(Step):
    """Unit name and policy profiles; the ones of the region come ticked."""

    def __init__(self) -> None:
        super().__init__(
            _("单位名称和政策方案"), _("单位名称会印在表格的落款处；以后都可以在“设置”里修改方案。")
        )
        self.form = Form(label_em=5)
        self.unit = self.form.add_row(_("单位名称"), LineField(longest=60), name="unit", required=True)
        self.unit.changed.connect(self.changed)
        self.form.save_asked.connect(self.forward_asked)
        self.body.addWidget(self.form)
        self.body.addWidget(Section(_("按哪些文件开展探访")))
        self.body.addWidget(
            Text(_("可以选多个，要求不一样时按最严的执行。已按所在地选好。"), "hint", wrap=True)
        )
        self._boxes: dict[str, CheckField] = {}
        self._holders: dict[str, QWidget] = {}
        self._list = column(spacing_em=0.3)
        self.body.addLayout(self._list)
        self._suggested = ""
        for profile in sorted(known_profiles().values(), key=lambda each: each.region):
            box = CheckField(profile.title)
            box.describe(profile.title, document_words(profile))
            box.changed.connect(self.changed)
            hint = Text(document_words(profile), "hint", wrap=True)
            hint.setContentsMargins(theme.px(1.9), 0, 0, theme.px(0.3))
            holder = QWidget()
            holder.setLayout(column(box, hint, spacing_em=0))
            self._boxes[profile.id] = box
            self._holders[profile.id] = holder
            self._list.addWidget(holder)
        self.error = Text("", "error", wrap=True)
        self.body.addWidget(self.error)
        self.body.addStretch(1)

    def suggest(self, division: Division) -> None:
        """Fill in the usual unit name and tick the region's profiles, unless the user changed them already."""
        if self._suggested == division.code:
            return
        self._suggested = division.code
        self.unit.set_value(places.unit_name(division) if division.name else "")
        wanted = suggested_profiles(division, known_profiles().values())
        self.choose(wanted)
        for at, profile_id in enumerate(sorted(self._holders, key=lambda each: each not in wanted)):
            self._list.insertWidget(at, self._holders[profile_id])  # those of the region come first

    def unit_name(self) -> str:
        """Return the name of the unit."""
        return self.unit.value()

    def profiles(self) -> list[str]:
        """Return the chosen profiles."""
        return [profile_id for profile_id, box in self._boxes.items() if box.value()]

    def choose(self, profiles: Collection[str]) -> None:
        """Tick exactly these profiles."""
        for profile_id, box in self._boxes.items():
            box.set_value(profile_id in profiles)

    def enter(self) -> None:
        """Put the keyboard into the name."""
        self.unit.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_ready(self) -> bool:
        """A name is there and a profile is ticked."""
        return bool(self.unit_name() and self.profiles())

    def check(self) -> bool:
        """Say what is missing."""
        self.error.setText("" if self.profiles() else _("请至少选一个政策方案。"))
        return self.form.check() and bool(self.profiles())


def document_words(profile: PolicyProfile) -> str:
    """Return where the profile comes from in one line."""
    title = profile.document_title if profile.document_title != profile.document else ""
    return " ".join(filter(None, (profile.document, title, profile.issued_on.isoformat())))


def suggested_profiles(division: Division, known: Collection[PolicyProfile]) -> set[str]:
    """Return the profiles of the region; the national one where no region's own is shipped.

    Of two profiles of one plan for town and country, the one that fits the place; a county takes both.
    """
    own = {each.id for each in known if each.region and each.covers(division.code)}
    if not any(each.id in own and each.region for each in known if each.kind.value == "profile"):
        own |= {each.id for each in known if not each.region}
    if division.level > 6:
        unfit = PASTORAL if places.is_urban(division) else URBAN
        own = {each for each in own if not each.endswith(f"-{unfit}")}
    return own
