"""The life of one finding across three sites: found in a village, answered by a county, closed at the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from desktop_app.bootstrap import Application
from desktop_app.domain.findings import Stage
from desktop_app.domain.terms import FindingState, FindingStepKind, SiteLevel
from desktop_app.services.clock import Clock
from desktop_app.services.finding_drafts import FollowUp, StepDraft
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from desktop_app.storage.queries.findings import FindingFilter, FindingLine
from tests.services.homes import TODAY, VILLAGES, Home
from tests.services.test_batches import introduce

Opener = Callable[[Home], Application]


class Life:
    """One finding and the three sites that see it."""

    def __init__(
        self, village: Application, township: Application, county: Application, folder: Path
    ) -> None:
        """Let the sites know each other and find something in the village."""
        self.sites = {
            SiteLevel.VILLAGE: village,
            SiteLevel.TOWNSHIP: township,
            SiteLevel.COUNTY: county,
        }
        self.folder, self.day = folder, TODAY
        introduce(village, township, folder)
        introduce(township, county, folder)
        self.elder = village.register.save(
            village.actor, ElderDraft(name="乌云其木格", village_code=VILLAGES[0])
        )
        self.visit(
            FindingDraft(kind="hazard", what="炉子没有烟囱，屋里有煤烟味", due_on=TODAY + timedelta(7))
        )
        (self.uid,) = [line.uid for line in village.findings.of_elder(village.actor, self.elder)]

    def visit(self, *findings: FindingDraft, followed: tuple[FollowUp, ...] = ()) -> None:
        """Meet the person at home today."""
        village = self.sites[SiteLevel.VILLAGE]
        village.visits.record(
            village.actor,
            VisitDraft(
                elder_uid=self.elder,
                visited_on=self.day,
                mode="in_person",
                outcome="met_in_person",
                visitor_name="村干部",
                findings=findings,
                followed=followed,
            ),
        )

    def step(self, level: SiteLevel, kind: FindingStepKind, **said: object) -> None:
        """Take a step at a site."""
        site = self.sites[level]
        site.findings.take_step(
            site.actor,
            self.uid,
            StepDraft(kind=kind.value, done_on=self.day, **said),  # type: ignore[arg-type]  # said by tests in words of the draft
        )

    def send(self, sender: SiteLevel, receiver: SiteLevel) -> None:
        """Carry what is new from one site to another."""
        here, there = self.sites[sender], self.sites[receiver]
        batch = here.batches.export(here.actor, there.site.site, self.folder).path
        merged = there.batches.merge(there.actor, batch)
        assert (merged.conflicts, merged.waiting, merged.missing_before) == (0, 0, ())

    def at(self, level: SiteLevel) -> FindingLine:
        """Return how a site sees the finding."""
        site = self.sites[level]
        return site.findings.detail(site.actor, self.uid).line

    def next_day(self) -> None:
        """Let a day pass everywhere."""
        self.day += timedelta(1)
        for site in self.sites.values():
            site.context.clock = Clock(fixed_on=self.day)

    def held_at(self, level: SiteLevel) -> list[str]:
        """Return the findings that wait for this site."""
        site = self.sites[level]
        wanted = FindingFilter(held_here=True, on=self.day)
        return [line.uid for line in site.findings.list(site.actor, wanted)]


def test_a_finding_lives_through_three_sites_and_ends_where_it_began(
    opener: Opener, village_homes: tuple[Home, ...], empty_home: Home, county_home: Home, tmp_path: Path
) -> None:
    village, township, county = SiteLevel.VILLAGE, SiteLevel.TOWNSHIP, SiteLevel.COUNTY
    life = Life(opener(village_homes[0]), opener(empty_home), opener(county_home), tmp_path)
    assert (life.at(village).state, life.at(village).stage) == (FindingState.OPEN, Stage.NEW)

    # Referred to a stove-mender, who answers; closed at the next visit.
    life.step(
        village,
        FindingStepKind.REFERRED,
        unit_name="供暖服务站",
        what="请装烟囱",
        due_on=TODAY + timedelta(3),
    )
    assert life.at(village).slip_no
    life.next_day()
    life.step(village, FindingStepKind.ANSWERED, unit_name="供暖服务站", what="已装铁皮烟囱")
    life.visit(followed=(FollowUp(life.uid, solved=True, what="烟囱已装，抽烟正常"),))
    assert life.at(village).state == FindingState.CLOSED

    # The smoke comes back: opened again, and too much for the village.
    life.next_day()
    life.visit(followed=())
    life.step(village, FindingStepKind.REOPENED, what="烟囱被风刮倒")
    life.step(village, FindingStepKind.ESCALATED, what="需要统一更换，村里没有经费")
    life.send(village, township)
    assert life.held_at(township) == [life.uid]
    assert life.at(township).stage == Stage.ESCALATED

    # Too much for the township as well.
    life.step(township, FindingStepKind.ESCALATED, what="请旗里列入清洁取暖改造")
    life.send(township, county)
    assert life.held_at(county) == [life.uid]
    assert life.held_at(township) == []

    # The county answers and gives it back, step by step, to where the person lives.
    life.next_day()
    life.step(
        county, FindingStepKind.RETURNED, what="已列入本月改造，请协助入户", due_on=life.day + timedelta(10)
    )
    life.send(county, township)
    assert life.held_at(township) == [life.uid]
    life.step(township, FindingStepKind.RETURNED, what="改造队周三入户，请陪同")
    life.send(township, village)
    assert life.at(village).stage == Stage.RETURNED
    assert life.at(village).due_on == life.day + timedelta(10)
    assert life.at(village).held_by in {None, village}

    # Closed at the door, and everybody knows.
    life.next_day()
    life.visit(followed=(FollowUp(life.uid, solved=True, what="电采暖已装好"),))
    life.send(village, township)
    life.send(township, county)
    seen = [life.at(level) for level in (village, township, county)]
    assert {line.state for line in seen} == {FindingState.CLOSED.value}
    assert {line.closed_on for line in seen} == {life.day}
    steps = [
        [
            (step.kind, step.done_on, step.level, step.what)
            for step in site.findings.detail(site.actor, life.uid).steps
        ]
        for site in life.sites.values()
    ]
    assert steps[0] == steps[1] == steps[2]
    assert [kind for kind, *_ in steps[0]] == [
        FindingStepKind.REFERRED,
        FindingStepKind.ANSWERED,
        FindingStepKind.CLOSED,
        FindingStepKind.REOPENED,
        FindingStepKind.ESCALATED,
        FindingStepKind.ESCALATED,
        FindingStepKind.RETURNED,
        FindingStepKind.RETURNED,
        FindingStepKind.CLOSED,
    ]
    for site in life.sites.values():
        assert site.checks.run(site.actor) == []
        rows = site.indicators.month(site.actor, life.day.year, life.day.month)
        figures = {row.key: row.numerator for row in rows}
        told = [figures[key] for key in ("findings_found", "findings_closed", "findings_open", "referrals")]
        assert told == [1, 1, 0, 1]
