"""The disability certificate: 20 digits that say whose it is, of which kind and how heavy (GB/T 26341)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.identity import check_digit, clean_id_number
from desktop_app.domain.terms import DisabilityGrade, DisabilityKind

_CERTIFICATE = re.compile(r"(\d{17}[\dX])([1-7])([1-4])(B\d{1,2})?")

WRONG_FORM = N_("残疾证号应为20位：18位身份证号，加1位类别（1至7）和1位等级（1至4）；补发的后面有B1、B2等")
OTHER_PERSON = N_("残疾证号的前18位与身份证号不同，请核对是谁的证")
OTHER_KIND = N_("残疾类别与残疾证号不符；证号第19位：1视力、2听力、3言语、4肢体、5智力、6精神、7多重")
OTHER_GRADE = N_("残疾等级与残疾证号不符；证号第20位就是等级")


class BadCertificate(FieldProblem):
    """A disability certificate that contradicts itself or its holder; ``reason`` is a message id."""

    code = "disability_certificate"

    def __init__(self, reason: str, *, field: str = "disability_certificate") -> None:
        """Keep why it is refused and which field is wrong."""
        labels = {"disability_kind": N_("残疾类别"), "disability_grade": N_("残疾等级")}
        super().__init__(field=field, label=labels.get(field, N_("残疾证号")), reason=reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class DisabilityCertificate:
    """A certificate in stored form with what it says; ``reissue`` is B1, B2 … or empty."""

    text: str
    id_number: str
    kind: DisabilityKind
    grade: DisabilityGrade
    reissue: str = ""

    @classmethod
    def parse(cls, value: object) -> DisabilityCertificate:
        """Read a certificate number, full-width and with blanks too; raises BadCertificate."""
        match = _CERTIFICATE.fullmatch(clean_id_number(value))
        if match is None:
            raise BadCertificate(WRONG_FORM)
        number, kind, grade, reissue = match.groups()
        return cls(match.group(), number, DisabilityKind(kind), DisabilityGrade(grade), reissue or "")

    @property
    def check_ok(self) -> bool:
        """Tell whether the id number inside has the right check digit."""
        return check_digit(self.id_number[:17]) == self.id_number[17]

    @property
    def severe(self) -> bool:
        """Tell whether it makes its holder 重残: grade one or two."""
        return self.grade in {DisabilityGrade.ONE, DisabilityGrade.TWO}


def agree(
    certificate: str | None, kind: str | None, grade: str | None, id_number: str | None
) -> tuple[str | None, str | None, str | None]:
    """Return certificate, kind and grade that fit together; what was left empty follows from the certificate.

    Raises BadCertificate for a kind, a grade or a person that the certificate contradicts.
    """
    if not (certificate and certificate.strip()):
        return None, kind or None, grade or None
    found = DisabilityCertificate.parse(certificate)
    if kind and kind != found.kind:
        raise BadCertificate(OTHER_KIND, field="disability_kind")
    if grade and grade != found.grade:
        raise BadCertificate(OTHER_GRADE, field="disability_grade")
    if id_number and id_number != found.id_number:
        raise BadCertificate(OTHER_PERSON)
    return found.text, found.kind.value, found.grade.value
