"""The form of an elder: its fields in sections, filled from a draft and read back into one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.category_hints import category_hints
from desktop_app.domain.dated_facts import PART_WORDS, PartProblem, PartsOverlap, Trouble
from desktop_app.domain.disability import BadCertificate, agree
from desktop_app.domain.divisions import Division
from desktop_app.domain.identity import IdNumber
from desktop_app.domain.terms import Sex, VisitorRole
from desktop_app.services.register import VisitorRow
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.ui.kit.form import FormRow
from desktop_app.ui.register.elder_fields import ElderFields
from desktop_app.ui.register.hints_box import HintLine
from desktop_app.ui.register.row_rules import row_troubles
from desktop_app.ui.register.rows_field import RowsField
from desktop_app.ui.register.spans_field import Define
from desktop_app.ui.register.words import term_word

PARTS = tuple(PART_WORDS)


class ElderForm(ElderFields):
    """The editor's form: shows and returns drafts, and says what contradicts what while it is filled in."""

    def __init__(self, today: Callable[[], date], define: Define = lambda _category: None) -> None:
        super().__init__(today, define)
        self._uid: str | None = None
        self._version: int | None = None
        self._sex = Sex.UNKNOWN.value
        self._stored = ElderDraft(name="", village_code="")
        self.id_number.read.connect(self._on_id_read)

    def set_villages(self, villages: Sequence[Division]) -> None:
        """Offer these villages; the only one is chosen at once."""
        self.village_choices[:] = [(village.code, village.name) for village in villages]
        self.village.set_choices(self.village_choices)
        if len(villages) == 1 and self.village.value() is None:
            self.village.set_value(villages[0].code)
            self.mark_clean()

    def set_visitors(self, visitors: Sequence[VisitorRow]) -> None:
        """Offer these people as responsible visitors."""
        self.visitor_choices[:] = [(one.uid, one.name) for one in visitors]
        self.visitor.set_choices(
            [
                (one.uid, _("{name}（{role}）").format(name=one.name, role=term_word(VisitorRole, one.role)))
                for one in visitors
            ]
        )

    def show_draft(self, draft: ElderDraft, *, saved: bool) -> None:
        """Show ``draft``; ``saved`` says that the register holds the same.

        What an unsaved draft does not speak of stays as it is shown.
        """
        self._uid, self._version, self._sex = draft.uid, draft.version, draft.sex
        if saved:
            self._stored = draft
        given = {one.name: getattr(draft, one.name) for one in fields(draft) if one.name in self._rows}
        if not saved:
            left = {*PARTS, "extra"}
            given = {name: value for name, value in given.items() if value is not None or name not in left}
        given["sex"] = Sex(draft.sex) if draft.sex in {Sex.MALE, Sex.FEMALE} else None
        self.set_values(given)
        self._on_id_read(self.id_number.number())
        if saved:
            self.mark_clean()
        else:
            self.mark_changed()
        self.judge()

    def draft(self) -> ElderDraft:
        """Return what is filled in."""
        given: dict[str, Any] = {
            name: None if value == "" else value for name, value in self.values().items()
        }
        sex = given.pop("sex")
        return ElderDraft(
            **given
            | {
                "uid": self._uid,
                "version": self._version,
                "name": given["name"] or "",
                "village_code": given["village_code"] or "",
                "sex": sex.value if sex else self._unknown_sex(),
            }
        )

    def mark_changed(self) -> None:
        """Count what is shown as not saved yet."""
        self._clean = dict.fromkeys(self._clean)

    def check(self) -> bool:
        """Show everything that is missing, unreadable or contradicts something; tell whether it may be saved."""
        self.judge(finished=True)
        # ``Form.check`` asks every field; those of the lists repeat what was said at their rows.
        good = super().check()
        if good:
            return True
        for row in self._rows.values():
            if row.error.text():
                if isinstance(row.field, RowsField):
                    row.field.focus_problem()
                break
        return False

    def judge(self, *, finished: bool = False) -> None:
        """Say beside rows and fields what the rules say; what may still be typed counts only when ``finished``."""
        draft = self.draft()
        found = row_troubles(
            draft, self._stored, today=self._today(), birth_on=draft.birth_on, finished=finished
        )
        for part in PARTS:
            field = self.row(part).field
            assert isinstance(field, RowsField)  # every part of a draft is a list of rows here
            field.show_troubles(one for one in found if one.part == part)
        self._judge_certificate(draft)
        self._show_hints(draft)
        self.mark_sections()

    def show_error(self, error: Exception) -> bool:
        """Show a service's refusal where it belongs: at the row and column of a list, else beside the field."""
        if isinstance(error, PartProblem | PartsOverlap):
            details: Mapping[str, Any] = error.details
            places = tuple(int(details[key]) - 1 for key in ("other", "row") if key in details)
            part = str(details["field"])
            field = self.row(part).field
            assert isinstance(field, RowsField)  # every part of a draft is a list of rows here
            field.show_troubles([Trouble(part, places, str(details["column"]), str(details["reason"]))])
            self.show_problem(part, _("请改正上面标出的一条。"))
            field.focus_problem()
            return True
        shown = super().show_error(error)
        if shown and "column" in getattr(error, "details", {}):
            self.extra.show_problem(str(error.details["column"]), _(str(error.details["reason"])))  # type: ignore[attr-defined]  # a FieldProblem has details
        return shown

    def wrong_count(self, row: FormRow) -> int:
        """Return how many problems a row shows, those at the lines of a list included."""
        if isinstance(row.field, RowsField):
            return row.field.wrong_count()
        return super().wrong_count(row)

    def is_reached(self, row: FormRow) -> bool:
        """Tell whether Enter stops at a row: what the id number says need not be passed by hand."""
        if self.id_number.number() is not None and row in (self.row("sex"), self.row("birth_on")):
            return False
        return super().is_reached(row)

    def _unknown_sex(self) -> str:
        """Return 0 or 9, whichever is stored: neither is shown as a choice."""
        return self._sex if self._sex not in {Sex.MALE, Sex.FEMALE} else Sex.UNKNOWN.value

    def _judge_certificate(self, draft: ElderDraft) -> None:
        self.certificate.show_doubt("")
        if self.certificate.certificate() is None:
            return
        number = self.id_number.number()
        try:
            agree(
                draft.disability_certificate,
                draft.disability_kind,
                draft.disability_grade,
                number.text if number else None,
            )
        except BadCertificate as problem:
            self.certificate.show_doubt(_(problem.reason))

    def _show_hints(self, draft: ElderDraft) -> None:
        certificate = self.certificate.certificate()
        grade = draft.disability_grade or (certificate.grade.value if certificate else None)
        found = category_hints(
            self.categories.holding(),
            today=self._today(),
            birth_on=draft.birth_on,
            living_arrangement=draft.living_arrangement,
            disability_grade=grade,
        )
        lines = []
        for hint in found:
            adds = hint.adds
            if adds is None:
                lines.append(HintLine(hint.words.say(_)))
            else:
                lines.append(
                    HintLine(
                        hint.words.say(_),
                        _("加上“{category}”").format(category=_(adds.term)),
                        lambda category=adds: self.categories.light(category),  # type: ignore[misc]  # mypy cannot infer a lambda's default
                    )
                )
        self.hints.show_hints(lines)

    def _on_id_read(self, number: IdNumber | None) -> None:
        """Let the id number speak for birth date and sex."""
        self.sex.set_read_only(number is not None)
        self.birth_on.set_read_only(number is not None)
        if number is not None:
            self.sex.set_value(number.sex)
            self.birth_on.set_value(number.birth_on)
