"""What a township sends down to its villages: their own people with everything, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.models import RECORDS
from desktop_app.services.batches import Merged, NothingToSend
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from tests.services.homes import TODAY, VILLAGES, Home
from tests.services.test_batches import anybody_named, introduce
from tests.storage import stores

Opener = Callable[[Home], Application]


@dataclass
class Ladder:
    """Two villages, their township and the county."""

    one: Application
    other: Application
    township: Application
    county: Application
    folder: Path

    def up(self, village: Application) -> Merged:
        """Send what is new of a village to the township."""
        return self.send(village, self.township)

    def down(self, village: Application) -> Merged:
        """Send what is new of the township to a village."""
        return self.send(self.township, village)

    @staticmethod
    def hold(application: Application) -> dict[str, set[str]]:
        """Return the uids of every record that a site holds."""
        with application.store.reading() as session:
            return {
                kind: set(session.execute(select(model.uid)).scalars()) for kind, model in RECORDS.items()
            }

    def send(self, sender: Application, receiver: Application) -> Merged:
        """Send what is new of one site to another."""
        batch = sender.batches.export(sender.actor, receiver.site.site, self.folder).path
        return receiver.batches.merge(receiver.actor, batch)


@pytest.fixture
def ladder(
    opener: Opener, empty_home: Home, county_home: Home, village_homes: tuple[Home, ...], tmp_path: Path
) -> Ladder:
    """Return a township that has merged one person with a visit and a finding of each of its two villages."""
    one, other = (opener(home) for home in village_homes)
    made = Ladder(one, other, opener(empty_home), opener(county_home), tmp_path)
    introduce(one, made.township, tmp_path)
    introduce(other, made.township, tmp_path)
    introduce(made.township, made.county, tmp_path)
    for village, name, code in ((one, "包小明", VILLAGES[0]), (other, "斯琴高娃", VILLAGES[1])):
        uid = village.register.save(village.actor, ElderDraft(name=name, village_code=code))
        village.visits.record(village.actor, visit(uid, f"{name}家的探访人"))
        made.up(village)
    return made


def visit(elder_uid: str, visitor_name: str) -> VisitDraft:
    """Return a visit that met the person and found a hazard."""
    found = (FindingDraft(kind="hazard", what="烟道没有清理"),)
    return VisitDraft(
        elder_uid=elder_uid,
        visited_on=TODAY,
        mode="in_person",
        outcome="met_in_person",
        visitor_name=visitor_name,
        findings=found,
    )


def test_a_village_is_never_sent_the_people_of_another(ladder: Ladder) -> None:
    theirs = Ladder.hold(ladder.other)
    batch = ladder.township.batches.export(ladder.township.actor, ladder.one.site.site, ladder.folder).path
    ladder.one.batches.merge(ladder.one.actor, batch)
    held = Ladder.hold(ladder.one)
    for kind in ("elder", "visit", "finding"):
        assert theirs[kind], kind
        assert not theirs[kind] & held[kind], kind
    with ladder.one.store.reading() as session:
        logged = str(session.connection().exec_driver_sql("SELECT fields FROM change").all())
    assert "斯琴高娃" not in logged
    assert "包小明" in logged


def test_what_the_township_did_about_somebody_comes_back_to_their_village(ladder: Ladder) -> None:
    uid = anybody_named(ladder.township, "包小明")
    stores.edit(ladder.township.store, uid, note="乡镇已核实")
    ladder.down(ladder.one)
    assert ladder.one.register.get(ladder.one.actor, uid).note == "乡镇已核实"


def test_nothing_is_sent_down_when_only_others_were_changed(ladder: Ladder) -> None:
    ladder.down(ladder.one)
    stores.edit(ladder.township.store, anybody_named(ladder.township, "斯琴高娃"), note="与本村无关")
    with pytest.raises(NothingToSend):
        ladder.down(ladder.one)


def test_whoever_moves_to_a_village_comes_with_everything(ladder: Ladder) -> None:
    ladder.down(ladder.one)
    uid = anybody_named(ladder.township, "斯琴高娃")
    stores.edit(ladder.township.store, uid, village_code=VILLAGES[0])
    ladder.down(ladder.one)
    assert ladder.one.register.get(ladder.one.actor, uid).name == "斯琴高娃"
    assert len(ladder.one.visits.of_elder(ladder.one.actor, uid)) == 1
    assert ladder.one.checks.run(ladder.one.actor) == []


def test_of_whoever_moves_away_only_the_leaving_is_told(ladder: Ladder) -> None:
    ladder.down(ladder.one)
    uid = anybody_named(ladder.township, "包小明")
    stores.edit(ladder.township.store, uid, village_code=VILLAGES[1])
    ladder.township.visits.record(ladder.township.actor, visit(uid, "新村的探访人"))
    ladder.down(ladder.one)
    assert ladder.one.register.get(ladder.one.actor, uid).village_code == VILLAGES[1]
    assert len(ladder.one.visits.of_elder(ladder.one.actor, uid)) == 1


def test_batches_that_went_to_others_are_not_missed(ladder: Ladder) -> None:
    assert ladder.down(ladder.other).missing_before == ()
    assert ladder.down(ladder.one).missing_before == ()
    assert ladder.send(ladder.township, ladder.county).missing_before == ()


def test_a_batch_that_went_down_leaves_the_same_to_be_sent_up(ladder: Ladder) -> None:
    before = ladder.township.batches.waiting_to_send(ladder.township.actor)
    ladder.down(ladder.one)
    assert ladder.township.batches.waiting_to_send(ladder.township.actor) == before
    ladder.send(ladder.township, ladder.county)
    assert ladder.township.batches.waiting_to_send(ladder.township.actor) == 0


def test_what_went_down_and_comes_up_again_changes_nothing(ladder: Ladder) -> None:
    ladder.down(ladder.one)
    stores.edit(ladder.one.store, anybody_named(ladder.one, "包小明"), note="村里补充")
    merged = ladder.up(ladder.one)
    assert (merged.applied, merged.conflicts, merged.waiting) == (1, 0, 0)
