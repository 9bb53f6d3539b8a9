"""Whatever happened after a merge: taking it back leaves every fact as it would have been without it."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.bootstrap import Application
from desktop_app.services.visit_drafts import VisitDraft
from tests.examples import examples
from tests.services.homes import TODAY, Home, open_home
from tests.services.test_same_person import VISIT, facts_of, register, shown, twins

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("visit"), st.integers(0, 3), st.integers(0, 30)),
        st.tuples(st.just("merge"), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("differ"), st.integers(0, 3), st.integers(0, 3)),
    ),
    max_size=8,
)

pytestmark = pytest.mark.examples


def act(app: Application, files: list[str], step: Any, visits: list[str]) -> None:
    what, one, other = step
    if what == "visit":
        draft = VisitDraft(elder_uid=files[one], visited_on=TODAY - timedelta(days=other), **VISIT)
        visits.append(app.visits.record(app.actor, draft))
    elif app.register.get(app.actor, files[one]).uid != app.register.get(app.actor, files[other]).uid:
        judge = app.same_person.merge if what == "merge" else app.same_person.differ
        judge(app.actor, files[one], files[other])


@pytest.mark.slow
@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    before=STEPS,
    since=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30)), max_size=3),
    pair=st.permutations(range(4)),
)
def test_merging_and_separating_is_the_identity_on_facts(
    empty_home: Home, before: list[Any], since: list[tuple[int, int]], pair: list[int]
) -> None:
    folder = Path(tempfile.mkdtemp())
    app = open_home(empty_home.copy(folder / "home"))
    try:
        files = [*twins(app), register(app, "李淑珍"), register(app, "王芳")]
        visits: list[str] = []
        for step in before:
            act(app, files, step, visits)
        one, other = files[pair[0]], files[pair[1]]
        if app.register.get(app.actor, one).uid == app.register.get(app.actor, other).uid:
            return
        # A verdict of difference is replaced by the merge; it comes back only by undoing.
        facts, lists = facts_of(app), shown(app)

        judged = app.same_person.merge(app.actor, one, other)
        added: list[str] = []
        for file, back in since:
            act(app, files, ("visit", file, back), added)

        assert judged.change_set
        app.undo.undo(app.actor, judged.change_set)
        assert facts_of(app, *added) == facts
        if not added:
            assert shown(app) == lists
        assert app.checks.run(app.actor) == []
        cards = shown(app)["cards"]
        app.checks.rebuild(app.actor)
        assert shown(app)["cards"] == cards
    finally:
        app.close()
        shutil.rmtree(folder)
