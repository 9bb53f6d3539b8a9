"""The scenes of an office on its first day, with nobody on the register."""

from __future__ import annotations

from desktop_app.app.scene import Scene


def empty_scenes() -> list[Scene]:
    """Return the pages that an office sees on its first day, with nobody on the register."""
    pages = (
        "today",
        "register",
        "import",
        "twins",
        "ageing",
        "visit",
        "visits",
        "phone-round",
        "back-entry",
        "workbook-round",
        "first-day",
        "duties",
        "plan",
        "campaigns",
        "campaign-start",
        "moves",
        "policies",
        "since",
        "papers",
        "paper-check",
        "exchange",
        "findings",
        "services",
        "service",
        "service-round",
        "service-plans",
        "service-needs",
        "service-providers",
        "radar",
        "family-support",
        "assessment",
        "self-check",
        "progress",
        "emergency",
    )
    made = [Scene(name=f"16-empty-{key}", key=key) for key in pages]
    made += [Scene(name=f"16-empty-moves-{tab + 1}", key="moves", params={"tab": tab}) for tab in range(1, 6)]
    for section in ("places", "fields", "access", "retention", "actions"):
        name = f"16-empty-settings-{section}"
        made.append(Scene(name=name, key="settings", params={"section": section}))
    return made
