"""More scenes of the policies: every part of a profile, files taken and refused, what a rehearsal shows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop_app.app.scene import Act, Scene
from desktop_app.domain.policies import Every, PeriodUnit

_OVERLAY, _PLAN = "inner-mongolia-2022", "chifeng-2023-42-pastoral"
_RULE = {"profile": _OVERLAY, "rule": "key-monthly"}
_BROKEN = 'id = "x y"\ntitle = ""\n'


def policy_scenes() -> Iterator[Scene]:
    """Yield the pictures; nothing is put into force."""
    for part in ("category_lists", "tiers", "event_rules", "tier_proposals", "due_services", "indicators"):
        yield Scene(
            name=f"19-policies-{part.replace('_', '-')}",
            key="policies",
            params={"profile": _OVERLAY if part in {"tiers", "event_rules", "tier_proposals"} else _PLAN},
            acts=(_part(part),),
            after=_part("visit_rules"),
            main=part in {"event_rules", "indicators"},
        )
    yield Scene(name="19-policies-broken", key="policies", params={"profile": _PLAN}, acts=(_open_broken,))
    yield Scene(name="19-policies-install", key="policies", params={"profile": _PLAN}, acts=(_open_own,))
    yield Scene(
        name="19-policies-target",
        key="policies",
        params={"profile": _PLAN},
        acts=(_part("indicators"), _press_target),
        after=_part("visit_rules"),
    )
    yield _changed("refused", _refuse)
    for number, name in enumerate(("people", "villages", "visitors", "weeks")):
        yield _changed(f"rehearsed-{name}", _weekly, _rehearse, _table(number), main=name == "villages")


def _changed(name: str, *acts: Act, main: bool = False) -> Scene:
    return Scene(
        name=f"19-policy-rule-{name}", key="policy-rule", params=_RULE, acts=acts, after=_let_go, main=main
    )


def _part(part: str) -> Act:
    return lambda page: page.view.parts.set_value(part)


def _press_target(page: Any) -> None:
    page.view.cards[0].target.click()


def _open_broken(page: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "broken.toml"
        path.write_text(_BROKEN, "utf-8")
        page.acts.open_profile(path)
        _settled(page)


def _open_own(page: Any) -> None:
    """Show a file that is the profile in force with another text."""
    app = page.context.app
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.toml"
        app.policies.export(app.actor, _OVERLAY, path)
        path.write_text(path.read_text("utf-8").replace("days = 7", "days = 10"), "utf-8")
        page.acts.open_profile(path)
        _settled(page)


def _settled(page: Any) -> None:
    """Wait for the file to be read: it is gone afterwards."""
    from desktop_app.app.picture_doors import wait

    wait(page.context.jobs)


def _weekly(page: Any) -> None:
    page.form.every.set_value(Every(PeriodUnit.DAYS, 7))
    page.look()


def _rehearse(page: Any) -> None:
    page.rehearse()


def _refuse(page: Any) -> None:
    page.form.modes.set_value(())
    page.form.outcomes.set_value(())
    page.look()


def _table(number: int) -> Act:
    return lambda page: page.panel.show_part(number)


def _let_go(page: Any) -> None:
    if page.form is not None:
        page.form.mark_clean()
