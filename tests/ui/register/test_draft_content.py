"""The draft journal: whatever is typed comes back, and drafts of other versions are read forgivingly."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any, get_type_hints

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.services.register_drafts import (
    BenefitDraft,
    ContactDraft,
    ElderDraft,
    HealthDraft,
    HouseholdDraft,
    NoteDraft,
    ResidenceDraft,
    SpanDraft,
    WillingnessDraft,
)
from desktop_app.ui.register.draft_content import from_content, to_content
from tests.ui.register.fullest import fullest_draft

_TEXT = st.text(max_size=12)
_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXT,
    str | None: st.none() | _TEXT,
    date | None: st.none() | st.dates(),
    bool | None: st.none() | st.booleans(),
    int | None: st.none() | st.integers(0, 10**7),
    tuple[str, ...]: st.lists(_TEXT, max_size=3).map(tuple),
}


def anything(kind: type[Any], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return drafts of a kind with anything in every field."""
    hints = get_type_hints(kind)
    made = {
        one.name: given[one.name] if one.name in given else _BY_TYPE[hints[one.name]] for one in fields(kind)
    }
    return st.builds(kind, **made)


def some(kind: type[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.lists(anything(kind), max_size=2).map(tuple)


_drafts = anything(
    ElderDraft,
    categories=some(SpanDraft),
    contacts=some(ContactDraft),
    residences=some(ResidenceDraft),
    willingness=some(WillingnessDraft),
    benefits=some(BenefitDraft),
    health=some(HealthDraft),
    notes=some(NoteDraft),
    household=st.none() | anything(HouseholdDraft),
    extra=st.none() | st.dictionaries(_TEXT, _TEXT, max_size=3),
)


@given(_drafts)
def test_every_draft_comes_back_as_it_was_kept(draft: ElderDraft) -> None:
    assert from_content(json.loads(json.dumps(to_content(draft)))) == draft


def test_somebody_known_in_full_comes_back() -> None:
    draft = fullest_draft("150425202201", "someone")
    assert from_content(json.loads(json.dumps(to_content(draft)))) == draft


def test_a_draft_of_another_version_gives_what_can_be_read() -> None:
    content = {
        "name": "王",
        "of_a_later_version": 1,
        "disability_until": "no day",
        "contacts": [{"name": "李", "shoe_size": 43}, {"phone": "only"}, "nonsense"],
        "household": "nonsense",
        "benefits": {"not": "a list"},
    }
    assert from_content(content) == ElderDraft(
        name="王", village_code="", contacts=(ContactDraft(name="李"),), benefits=()
    )
