"""Sites that correct, illustrate and undo the same visits apart hold the same ones once everything arrived, in any order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import RoundKind
from desktop_app.models import Conflict, Visit
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_drafts import PhotoDraft, VisitDraft
from desktop_app.storage.journal import newest_number
from tests.exchange.photos.made_up_photos import scene, telling_jpeg, written
from tests.services.conftest import Opener
from tests.services.homes import TODAY, VILLAGES, Home
from tests.storage.stores import bag, merge, rows


class Apart:
    """Sites that know two people, a round of two visits and one photo, and now work apart."""

    def __init__(self, sites: list[Application], folder: Path) -> None:
        """Let the first record everything and the others take it over."""
        self.sites = sites
        self.one, self.other, self.third = sites
        actor = self.one.actor
        self.elders = [
            self.one.register.save(
                actor, ElderDraft(name=name, village_code=VILLAGES[0], registered_on=TODAY)
            )
            for name in ("包小明", "乌云其木格")
        ]
        (folder / "a.jpg").write_bytes(telling_jpeg())
        (folder / "b.jpg").write_bytes(written(scene(), "JPEG"))
        self.photos = [self.one.photos.add(actor, folder / name).digest for name in ("a.jpg", "b.jpg")]
        drafts = [
            VisitDraft(
                elder_uid=uid,
                visited_on=TODAY,
                mode="in_person",
                outcome="met_in_person",
                visitor_name="海棠",
            )
            for uid in self.elders
        ]
        drafts[0] = replace(drafts[0], photos=(PhotoDraft(self.photos[0]),), measures={"systolic": "130"})
        self.round = self.one.visits.record_round(actor, RoundKind.HOUSEHOLD, drafts)
        self.visit = self.round.uids[0]
        common = bag(self.one.store)
        for site in sites[1:]:
            merge(site.store, *common)
        self.from_here = [number_of(site) for site in sites]

    def correct(self, site: Application, because: str, **changed: Any) -> str:
        """Correct the visit as the site knows it."""
        draft = site.visits.draft_of(site.actor, self.visit)
        done = site.visits.correct(
            site.actor, self.visit, replace(draft, corrected_because=because, **changed)
        )
        assert done is not None
        return done

    def meet(self, order: tuple[int, ...]) -> None:
        """Carry what each did apart to all others, in an order."""
        bags = [bag(site.store, after) for site, after in zip(self.sites, self.from_here, strict=True)]
        for number in order:
            for site in self.sites:
                merge(site.store, *bags[number])

    def seen(self, site: Application) -> Any:
        """Return what the site holds and shows of the visits."""
        actor = site.actor
        with site.store.reading() as session:
            conflicts = sorted(session.execute(select(Conflict.field)).scalars())
            gone = session.execute(select(Visit.retracted).order_by(Visit.uid)).scalars().all()
        shown = [site.visits.of_elder(actor, uid) for uid in self.elders]
        photos = [(photo.digest, photo.caption) for photo in site.photos.of_visit(actor, self.visit)]
        versions = [
            (one.reason, one.changed, one.row) for one in site.visit_versions.of_visit(actor, self.visit)
        ]
        told = [(row.field, row.elder_name, row.candidates, row.said) for row in site.conflicts.list(actor)]
        return rows(site.store), conflicts, gone, shown, photos, versions, told


def number_of(site: Application) -> int:
    with site.store.reading() as session:
        return newest_number(session)


def both_corrected(apart: Apart) -> None:
    apart.correct(apart.one, "乡里核对", measures={"systolic": "140"}, summary="腿疼")
    apart.correct(apart.other, "村里核对", measures={"systolic": "120"}, visited_time="09:30")


def photo_added_and_taken_out(apart: Apart) -> None:
    both = (PhotoDraft(apart.photos[0]), PhotoDraft(apart.photos[1], "门前"))
    apart.correct(apart.one, "补照片", photos=both)
    apart.correct(apart.other, "照片不是本人", photos=())


def round_undone_after_a_correction_elsewhere(apart: Apart) -> None:
    apart.correct(apart.other, "村里核对", summary="腿疼")
    apart.one.undo.undo(apart.one.actor, apart.round.change_set)


def taken_back_while_a_photo_is_named(apart: Apart) -> None:
    apart.correct(apart.other, "写上说明", photos=(PhotoDraft(apart.photos[0], "门前"),))
    apart.one.visits.take_back(apart.one.actor, apart.visit)


def taken_back_while_a_photo_is_added(apart: Apart) -> None:
    apart.correct(apart.one, "补照片", photos=tuple(map(PhotoDraft, apart.photos)))
    apart.other.visits.take_back(apart.other.actor, apart.visit)


def corrected_and_undone_at_both(apart: Apart) -> None:
    for site, because in ((apart.one, "乡里核对"), (apart.other, "村里核对")):
        site.undo.undo(site.actor, apart.correct(site, because, summary=because))


ACTS = (
    both_corrected,
    photo_added_and_taken_out,
    round_undone_after_a_correction_elsewhere,
    pytest.param(taken_back_while_a_photo_is_named, marks=pytest.mark.proofs),
    pytest.param(taken_back_while_a_photo_is_added, marks=pytest.mark.proofs),
    pytest.param(corrected_and_undone_at_both, marks=pytest.mark.proofs),
)


@pytest.fixture
def apart(opener: Opener, empty_home: Home, village_homes: tuple[Home, ...], tmp_path: Path) -> Apart:
    (tmp_path / "photos").mkdir()
    return Apart([opener(home) for home in (empty_home, *village_homes)], tmp_path / "photos")


@pytest.mark.parametrize("act", ACTS)
def test_what_was_done_to_a_visit_apart_gives_the_same_everywhere(apart: Apart, act: Any) -> None:
    act(apart)
    apart.meet((1, 0, 2))
    seen = [apart.seen(site) for site in apart.sites]
    assert seen[0] == seen[1] == seen[2]
    for site in apart.sites:
        assert site.checks.run(site.actor) == []


def test_a_visit_that_is_settled_to_be_taken_back_shows_no_photo_that_came_meanwhile(apart: Apart) -> None:
    taken_back_while_a_photo_is_added(apart)
    apart.meet((0, 1, 2))
    site = apart.one
    assert site.photos.of_elder(site.actor, apart.elders[0])
    (conflict,) = site.conflicts.list(site.actor)
    keep = [value for _key, value in conflict.candidates].index(True)
    site.conflicts.settle(site.actor, conflict.uid, keep)
    assert site.visits.of_elder(site.actor, apart.elders[0]) == []
    assert site.photos.of_elder(site.actor, apart.elders[0]) == []
    assert site.photos.of_visit(site.actor, apart.visit) == []


def test_the_recording_undone_here_and_the_correction_made_there_are_both_told(apart: Apart) -> None:
    round_undone_after_a_correction_elsewhere(apart)
    apart.meet((2, 1, 0))
    for site in apart.sites:
        newest, first = site.visit_versions.of_visit(site.actor, apart.visit)
        assert (newest.reason, first.reason) == ("村里核对", "")
        assert (newest.row.summary, first.row.summary) == ("腿疼", None)


@pytest.mark.proofs
@pytest.mark.parametrize("order", [(0, 2, 1), (2, 1, 0)])
def test_the_order_of_arrival_does_not_matter(apart: Apart, order: tuple[int, ...]) -> None:
    both_corrected(apart)
    apart.correct(apart.third, "旗里核对", measures={}, photos=())
    apart.meet(order)
    seen = [apart.seen(site) for site in apart.sites]
    assert seen[0] == seen[1] == seen[2]
    # Whatever stands until somebody decides, nobody's value is lost.
    assert {"measures", "corrected_because"} <= set(seen[0][1])
    told = [value for _field, _name, values, _said in seen[0][6] for _key, value in values]
    assert all(because in told for because in ("乡里核对", "村里核对", "旗里核对"))
