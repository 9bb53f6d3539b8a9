"""A wish for a paper survives being kept as JSON."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.emergency import RosterFilter
from desktop_app.services.paper_orders import PaperWish
from desktop_app.services.paper_wishes import wish_from_plain, wish_to_plain
from desktop_app.services.support_drafts import LetterWish, ReferralWish

TEXT = st.text(max_size=8)
SOME = st.lists(TEXT, max_size=3).map(tuple)
MAYBE = st.none() | TEXT
LETTERS = st.builds(
    LetterWish,
    contact_uid=TEXT,
    reasons=SOME,
    words=MAYBE,
    by_on=st.none() | st.dates(),
    remedies=st.booleans(),
)
REFERRALS = st.builds(
    ReferralWish, kind=TEXT, referred_to=TEXT, words=TEXT, contact_uids=SOME, health=st.booleans()
)
ROSTERS = st.builds(
    RosterFilter, hazard=TEXT, signs=st.none() | SOME, every=st.booleans(), village_code=MAYBE
)
WISHES = st.builds(
    PaperWish,
    name=TEXT,
    month=st.tuples(st.integers(2000, 2100), st.integers(1, 12)),
    village_code=MAYBE,
    elder_uid=MAYBE,
    elder_uids=st.none() | SOME,
    visit_uids=st.none() | SOME,
    campaign_uid=MAYBE,
    finding_uid=MAYBE,
    finding_uids=st.none() | SOME,
    visitor_uid=MAYBE,
    handover_uid=MAYBE,
    roster=st.none() | ROSTERS,
    support=st.none() | LETTERS | REFERRALS,
    masked=st.booleans(),
    reason=MAYBE,
    recipient=MAYBE,
    period=MAYBE,
    category=MAYBE,
    blank=st.booleans(),
    archive=st.booleans(),
)


@given(WISHES)
def test_a_wish_comes_back_from_json_as_it_was(wish: PaperWish) -> None:
    assert wish_from_plain(json.loads(json.dumps(wish_to_plain(wish)))) == wish


def test_the_usual_is_not_written_and_the_unknown_is_left_aside() -> None:
    wish = PaperWish(
        name="month-ledger", month=(2026, 11), support=LetterWish(contact_uid="c", by_on=date(2026, 1, 2))
    )
    plain = wish_to_plain(wish)
    assert set(plain) == {"name", "month", "support"}
    assert wish_from_plain({**plain, "of_a_newer_version": 1}) == wish
