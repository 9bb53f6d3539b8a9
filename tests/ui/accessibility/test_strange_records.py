"""Every page opens over records that this program would never write, as a batch from elsewhere may bring them."""

from __future__ import annotations

from typing import Any, cast

import pytest
from PySide6.QtWidgets import QTabWidget

from desktop_app.domain.errors import ElderVisitsError
from desktop_app.storage.queries.findings import FindingFilter
from desktop_app.ui.jobs import Job
from tests.services.after_visits import MINE, THEIRS, Work
from tests.services.test_forged_after_visits import Mail, send_everything_strange
from tests.ui.accessibility.test_every_page import PAGES, open_page
from tests.ui.made_up_home import Desk

AFTER_VISITS = (
    "person",
    "findings",
    "services",
    "service",
    "service-plans",
    "service-needs",
    "service-round",
    "service-providers",
    "family-support",
    "radar",
    "self-check",
    "progress",
)
"""The pages that show most of it; that all do is a proof."""


@pytest.mark.parametrize("pages", [AFTER_VISITS, pytest.param(tuple(PAGES), marks=pytest.mark.proofs)])
def test_every_page_opens_over_strange_records(desk: Desk, pages: tuple[str, ...]) -> None:
    failed: list[BaseException] = []
    desk.jobs.job_started.connect(lambda job: watch(job, failed))
    desk.jobs.job_failed.connect(lambda _job, error: failed.append(error))
    app, actor = desk.app, desk.app.actor
    uids = {MINE: desk.uid("王桂兰"), THEIRS: desk.uid("李福")}
    visitors = {row.name: row.uid for row in app.register.visitors(actor)}
    finding = app.findings.of_elder(actor, uids[THEIRS])[0].uid
    send_everything_strange(Mail(Work(app, uids, visitors, {"finding": finding})))
    desk.settle()
    for key in pages:
        page = open_page(desk, key)
        for tabs in cast("list[QTabWidget]", page.findChildren(QTabWidget)):
            for at in range(tabs.count()):
                tabs.setCurrentIndex(at)
                desk.settle()
    every = [line.uid for line in app.findings.list(actor, FindingFilter(), limit=None)]
    for uid in every if len(pages) > len(AFTER_VISITS) else (finding, every[0]):
        desk.open("finding", uid=uid)
    # What a page says in words, as that it was opened for nobody, is no failure.
    assert [each for each in failed if not isinstance(each, ElderVisitsError)] == []


def watch(job: Job[Any], failed: list[BaseException]) -> None:
    """Note what a job with an error handler of its own ends in; the others tell their runner."""
    if job.has_own_error_handler:
        job.failed.connect(failed.append)
