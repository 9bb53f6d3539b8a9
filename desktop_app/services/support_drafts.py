"""What forms hand in about a family's duty of support: a step, and what a letter or a referral is to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportStepDraft:
    """One thing done on a day so that a family fulfils its duty.

    ``kind`` and ``result`` are keys of ``SupportStepKind`` and ``SupportResult``; without ``contact_uid`` it was
    about the whole family. Without ``next_on`` the usual days pass until somebody looks again. ``signed_on`` is
    the day of an agreement that was signed, which is written to those who signed.
    """

    elder_uid: str
    kind: str
    done_on: date
    result: str
    contact_uid: str | None = None
    by_name: str | None = None
    what: str | None = None
    referred_to: str | None = None
    next_on: date | None = None
    finding_uid: str | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWish:
    """督促函 to one supporter: ``reasons`` are keys of the reasons that ship with the program, ticked by a worker.

    ``asks`` is asked besides; ``remedies`` names mediation and court as well (第七十五条); ``by_on`` is the day by
    which an answer is expected, the usual days from today where there is none.
    """

    contact_uid: str
    reasons: tuple[str, ...] = ()
    words: str | None = None
    asks: str | None = None
    by_on: date | None = None
    phone: str | None = None
    clerk: str | None = None
    remedies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralWish:
    """调解（法律援助）转介单: ``kind`` is a key of ``SupportStepKind``, ``words`` what it is about.

    ``health`` adds what the register says of health and ability; ``phones`` the phone of the elder.
    """

    kind: str
    referred_to: str
    words: str
    contact_uids: tuple[str, ...] = ()
    asks: str | None = None
    clerk: str | None = None
    phone: str | None = None
    health: bool = False
    phones: bool = True


SupportWish = LetterWish | ReferralWish
