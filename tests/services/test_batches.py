"""Batches between sites: sealed, merged, answered, refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import ElderVisitsError, ExchangeError
from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.batches.faults import UnknownSender
from desktop_app.progress import Cancelled, Progress
from desktop_app.services.batches import NothingToSend, NotMerged, NotOurReceipt
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.sites import SeveralRecipients, UnknownRecipient
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.merge import EntryForked, WrongCounty
from desktop_app.storage.queries.elders import ElderFilter
from tests.services.homes import TODAY, VILLAGES, Home, make_home
from tests.storage import stores
from tests.storage.stores import rows

Opener = Callable[[Home], Application]


@dataclass
class Pair:
    """A township and its county that know each other."""

    township: Application
    county: Application
    folder: Path

    def send(self, *, everything: bool = False) -> Path:
        """Seal what is new for the county."""
        return self.township.batches.export(
            self.township.actor, "county", self.folder, everything=everything
        ).path

    def back(self) -> Path:
        """Seal what is new at the county for the township."""
        return self.county.batches.export(self.county.actor, "township", self.folder).path


def introduce(one: Application, other: Application, folder: Path) -> None:
    """Let two sites trust each other's cards."""
    for here, there in ((one, other), (other, one)):
        card = folder / f"card-{there.site.site}.json"
        there.sites.write_card(there.actor, card)
        here.sites.trust(here.actor, card)


@pytest.fixture
def pair(opener: Opener, filled_home: Home, county_home: Home, tmp_path: Path) -> Pair:
    """Return a filled township and an empty county."""
    made = Pair(opener(filled_home), opener(county_home), tmp_path)
    introduce(made.township, made.county, tmp_path)
    return made


def anybody(application: Application) -> str:
    """Return the uid of an elder with a phone."""
    ids = application.register.list_ids(application.actor, ElderFilter())
    return next(row.uid for row in application.register.rows(application.actor, ids) if row.phone)


def edit(application: Application, uid: str, note: str) -> None:
    """Change one field."""
    stores.edit(application.store, uid, note=note)


def test_the_county_gets_everything_once_and_the_same_figures(pair: Pair) -> None:
    path = pair.send()
    assert pair.county.batches.inspect(pair.county.actor, path).accepted
    merged = pair.county.batches.merge(pair.county.actor, path)

    assert (merged.already, merged.conflicts, merged.waiting, merged.missing_before) == (0, 0, 0, ())
    assert rows(pair.county.store) == rows(pair.township.store)
    assert pair.county.indicators.month(pair.county.actor, 2026, 10) == pair.township.indicators.month(
        pair.township.actor, 2026, 10
    )
    assert pair.county.checks.run(pair.county.actor) == []
    with pytest.raises(NothingToSend):
        pair.send()


def test_merging_twice_changes_nothing(pair: Pair) -> None:
    path = pair.send()
    first = pair.county.batches.merge(pair.county.actor, path)
    before = rows(pair.county.store)
    again = pair.county.batches.merge(pair.county.actor, path)

    assert (again.applied, again.already) == (0, first.applied)
    assert rows(pair.county.store) == before
    assert len(pair.county.batches.received(pair.county.actor)) == 1
    everything = pair.county.batches.merge(pair.county.actor, pair.send(everything=True))
    assert (everything.applied, everything.conflicts) == (0, 0)


def test_a_cancelled_merge_leaves_everything_as_it_was(pair: Pair) -> None:
    path = pair.send()
    before = rows(pair.county.store)
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int, what: str) -> None:
        if what == "合并上报包":
            seen.append((done, total))
            progress.cancel()

    progress = Progress(stop)
    with pytest.raises(Cancelled):
        pair.county.batches.merge(pair.county.actor, path, progress=progress)
    assert seen
    assert seen[0][1] > 0
    assert rows(pair.county.store) == before
    assert pair.county.batches.received(pair.county.actor) == []
    assert pair.county.batches.merge(pair.county.actor, path).applied > 0


def test_batches_out_of_order_are_listed_as_missing_and_come_right_in_the_end(pair: Pair) -> None:
    uid = anybody(pair.township)
    paths = [pair.send()]
    for number in range(2):
        edit(pair.township, uid, f"第{number}次")
        paths.append(pair.send())
    merge, actor = pair.county.batches.merge, pair.county.actor

    assert merge(actor, paths[2]).missing_before == (1, 2)
    assert merge(actor, paths[0]).missing_before == ()
    assert merge(actor, paths[2]).missing_before == (2,)
    assert merge(actor, paths[1]).missing_before == ()
    assert rows(pair.county.store) == rows(pair.township.store)
    assert pair.county.conflicts.list(actor) == []
    assert pair.county.checks.run(actor) == []


def test_a_receipt_tells_the_sender_what_arrived(pair: Pair, tmp_path: Path) -> None:
    path, out = pair.send(), tmp_path / "receipt.json"
    with pytest.raises(NotMerged):
        pair.county.batches.write_receipt(pair.county.actor, path, out)
    merged = pair.county.batches.merge(pair.county.actor, path)
    written = pair.county.batches.write_receipt(pair.county.actor, path, out)
    assert (written.applied, written.missing_before) == (merged.applied, ())

    assert pair.township.batches.sent(pair.township.actor)[0].acknowledged_at is None
    pair.township.batches.accept_receipt(pair.township.actor, out)
    assert pair.township.batches.sent(pair.township.actor)[0].acknowledged_at is not None


def test_a_receipt_for_somebody_elses_batch_is_refused(
    pair: Pair, opener: Opener, village_homes: tuple[Home, ...], tmp_path: Path
) -> None:
    path, out = pair.send(), tmp_path / "receipt.json"
    pair.county.batches.merge(pair.county.actor, path)
    pair.county.batches.write_receipt(pair.county.actor, path, out)
    village = opener(village_homes[0])
    introduce(village, pair.county, tmp_path)

    with pytest.raises(NotOurReceipt):
        village.batches.accept_receipt(village.actor, out)


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.99])
def test_a_tampered_batch_is_refused_and_changes_nothing(pair: Pair, place: float) -> None:
    path = pair.send()
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 1
    path.write_bytes(content)
    before = rows(pair.county.store)

    assert not pair.county.batches.inspect(pair.county.actor, path).accepted
    with pytest.raises(ExchangeError) as refusal:
        pair.county.batches.merge(pair.county.actor, path)
    for sentence in (refusal.value.what, refusal.value.data_safe, refusal.value.do_now):
        assert sentence.format(**refusal.value.details)
    assert rows(pair.county.store) == before
    assert pair.county.batches.received(pair.county.actor) == []


def test_a_sender_whose_card_was_not_trusted_is_refused(
    opener: Opener, filled_home: Home, county_home: Home, tmp_path: Path
) -> None:
    township, county = opener(filled_home), opener(county_home)
    county.sites.write_card(county.actor, tmp_path / "county.json")
    township.sites.trust(township.actor, tmp_path / "county.json")
    path = township.batches.export(township.actor, "county", tmp_path).path

    with pytest.raises(UnknownSender):
        county.batches.merge(county.actor, path)
    assert not any(rows(county.store).values())


def test_another_county_is_refused(
    opener: Opener, filled_home: Home, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    home = make_home(tmp_path_factory.mktemp("other") / "home", SiteLevel.COUNTY, "150423", "示例右旗民政局")
    township, other = opener(filled_home), opener(home)
    introduce(township, other, tmp_path)
    path = township.batches.export(township.actor, "county", tmp_path).path

    with pytest.raises(WrongCounty):
        other.batches.merge(other.actor, path)
    assert not any(rows(other.store).values())


def test_a_conflict_is_shown_settled_and_stays_settled_everywhere(pair: Pair) -> None:
    township, county = pair.township, pair.county
    county.batches.merge(county.actor, pair.send())
    uid = anybody(township)
    edit(township, uid, "乡里写的")
    edit(county, uid, "旗里写的")
    assert county.batches.merge(county.actor, pair.send()).conflicts == 1
    (conflict,) = county.conflicts.list(county.actor)
    assert (conflict.elder_uid, conflict.field) == (uid, "note")
    assert {value for _key, value in conflict.candidates} == {"乡里写的", "旗里写的"}

    kept = conflict.candidates[0][1]
    county.conflicts.settle(county.actor, conflict.uid, 0)
    assert county.conflicts.list(county.actor) == []
    assert township.batches.merge(township.actor, pair.back()).conflicts == 0
    for site in (township, county):
        assert site.register.get(site.actor, uid).note == kept
        assert site.conflicts.list(site.actor) == []
        assert site.checks.run(site.actor) == []
    # The other value, coming once more, does not open it again.
    assert county.batches.merge(county.actor, pair.send(everything=True)).conflicts == 0


def test_a_visit_to_somebody_taken_out_elsewhere_is_kept(pair: Pair) -> None:
    township, county = pair.township, pair.county
    uid = township.register.save(township.actor, ElderDraft(name="包小明", village_code=VILLAGES[0]))
    done = township.undo.recent(township.actor)[0].uid
    county.batches.merge(county.actor, pair.send())
    county.visits.record(
        county.actor,
        VisitDraft(elder_uid=uid, visited_on=TODAY, mode="phone", outcome="met_remotely", visitor_name="李"),
    )
    township.undo.undo(township.actor, done)
    county.batches.merge(county.actor, pair.send())
    township.batches.merge(township.actor, pair.back())

    assert rows(township.store) == rows(county.store)
    assert len(rows(township.store)["visit"]) == len(rows(county.store)["visit"])


def test_what_a_village_sends_travels_on_to_the_county(
    opener: Opener, empty_home: Home, county_home: Home, village_homes: tuple[Home, ...], tmp_path: Path
) -> None:
    village, township, county = opener(village_homes[0]), opener(empty_home), opener(county_home)
    introduce(village, township, tmp_path)
    introduce(township, county, tmp_path)
    village.register.save(village.actor, ElderDraft(name="包小明", village_code=VILLAGES[0]))
    up = village.batches.export(village.actor, "township", tmp_path).path
    township.batches.merge(township.actor, up)
    further = township.batches.export(township.actor, "county", tmp_path).path
    county.batches.merge(county.actor, further)

    assert rows(village.store) == rows(township.store) == rows(county.store)
    (said,) = county.register.history(county.actor, anybody_named(county, "包小明"))
    assert (said.site, said.actor) == (village.site.site, village.actor.name)


def anybody_named(application: Application, name: str) -> str:
    return application.register.find(application.actor, name)[0].uid


def test_a_copied_computer_is_noticed(
    opener: Opener, empty_home: Home, county_home: Home, tmp_path: Path
) -> None:
    original, clone, county = opener(empty_home), opener(empty_home), opener(county_home)
    for site in (original, clone):
        introduce(site, county, tmp_path)
    original.register.save(original.actor, ElderDraft(name="包小明", village_code=VILLAGES[0]))
    clone.register.save(clone.actor, ElderDraft(name="苏日娜", village_code=VILLAGES[0]))
    paths: list[Path] = []
    for site in (original, clone):
        folder = tmp_path / str(len(paths))
        folder.mkdir()
        paths.append(site.batches.export(site.actor, "county", folder).path)
    first, second = paths
    county.batches.merge(county.actor, first)
    before = rows(county.store)

    with pytest.raises(EntryForked):
        county.batches.merge(county.actor, second)
    assert rows(county.store) == before


def test_recipients_are_found_by_level_or_code_and_doubt_is_said(
    pair: Pair, opener: Opener, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    with pytest.raises(UnknownRecipient):
        pair.township.batches.export(pair.township.actor, "village", tmp_path)
    second = opener(
        make_home(tmp_path_factory.mktemp("second") / "home", SiteLevel.COUNTY, "150425", "第二单位")
    )
    introduce(pair.township, second, tmp_path)
    with pytest.raises(SeveralRecipients):
        pair.township.batches.export(pair.township.actor, "county", tmp_path)
    sealed = pair.township.batches.export(pair.township.actor, second.site.site, tmp_path)
    assert second.batches.merge(second.actor, sealed.path).applied > 0
    assert {row.site for row in pair.township.sites.list(pair.township.actor)} == {
        second.site.site,
        pair.county.site.site,
    }


def test_how_much_waits_to_be_sent_is_counted(pair: Pair) -> None:
    waiting = pair.township.batches.waiting_to_send(pair.township.actor)
    assert waiting > 100
    pair.send()
    assert pair.township.batches.waiting_to_send(pair.township.actor) == 0
    edit(pair.township, anybody(pair.township), "新")
    assert pair.township.batches.waiting_to_send(pair.township.actor) == 1


def test_an_export_that_cannot_be_written_counts_as_not_sent(pair: Pair, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(ElderVisitsError):
        pair.township.batches.export(pair.township.actor, "county", blocked / "inside")
    assert pair.township.batches.sent(pair.township.actor) == []
    pair.county.batches.merge(pair.county.actor, pair.send())
