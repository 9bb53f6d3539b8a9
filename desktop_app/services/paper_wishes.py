"""A wish for a paper as plain JSON and back, so that what was printed can be made once more years later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from desktop_app.domain.emergency import RosterFilter
from desktop_app.services.paper_orders import PaperWish
from desktop_app.services.support_drafts import LetterWish, ReferralWish, SupportWish

_SUPPORT: Mapping[str, type[LetterWish | ReferralWish]] = {
    "letter": LetterWish,
    "referral": ReferralWish,
}
_DAYS = frozenset({"by_on"})


def wish_to_plain(wish: PaperWish) -> dict[str, Any]:
    """Return the wish as what JSON can hold; what is left at its usual value is left out."""
    plain = _said(wish)
    plain["month"] = list(wish.month)
    if wish.roster is not None:
        plain["roster"] = _said(wish.roster)
    if wish.support is not None:
        kind = next(key for key, made in _SUPPORT.items() if isinstance(wish.support, made))
        plain["support"] = {"kind_of_paper": kind, **_said(wish.support)}
    return plain


def wish_from_plain(plain: Mapping[str, Any]) -> PaperWish:
    """Return the wish that was kept; fields of a newer version that are unknown here are left aside."""
    known = _known(PaperWish, plain)
    known["month"] = tuple(plain["month"])
    if "roster" in plain:
        known["roster"] = RosterFilter(**_known(RosterFilter, plain["roster"]))
    if "support" in plain:
        known["support"] = _support(plain["support"])
    return PaperWish(**known)


def _support(plain: Mapping[str, Any]) -> SupportWish:
    made = _SUPPORT[plain["kind_of_paper"]]
    return made(**_known(made, plain))


def _said(record: PaperWish | RosterFilter | SupportWish) -> dict[str, Any]:
    """Return the fields that differ from their defaults; tuples as lists, days as text."""
    usual = {field.name: field.default for field in fields(record)}
    return {
        name: list(value)
        if isinstance(value, tuple)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in asdict(record).items()
        if value != usual[name]
    }


def _known(made: type[Any], plain: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(made)}
    return {
        name: tuple(value)
        if isinstance(value, list)
        else date.fromisoformat(value)
        if name in _DAYS
        else value
        for name, value in plain.items()
        if name in names
    }
