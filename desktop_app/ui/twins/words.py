"""How two files are spoken about: reasons with their points, what both say of one thing."""

from __future__ import annotations

from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.phrases import Phrase
from desktop_app.services.likeness import CandidateRow, FileRow


def reason_words(reason: tuple[int, Phrase]) -> str:
    """Return a reason with its points: 出生日期相同 +32."""
    points, words = reason
    return f"{words.say(_)} {points:+d}".replace("-", "−")


def reason_tint(reason: tuple[int, Phrase]) -> str:
    """Return the tint of a reason: what speaks for, what against."""
    return "done" if reason[0] > 0 else "soon"


def reasons_words(row: CandidateRow) -> str:
    """Return all reasons of a pair in one line."""
    said = _("；").join(map(reason_words, row.reasons))
    return _("两处判定不一致；{reasons}").format(reasons=said) if row.disputed else said


def both(one: str, other: str) -> str:
    """Return what two files say, once where they agree."""
    if one == other:
        return one
    return "／".join(text or "—" for text in (one, other))


def day_words(day: date | None) -> str:
    """Return 1943-03-08 or nothing."""
    return day.isoformat() if day else ""


def file_words(file: FileRow) -> str:
    """Return what tells one file from another: village, birth date, masked number, whether it has ended."""
    parts = [file.village, day_words(file.birth_on), file.id_number or ""]
    if file.ended:
        parts.append(_("已退出名册"))
    return "  ".join(part for part in parts if part)
