"""Every pair of colours that the style sheet or a painter puts together is readable, in every palette."""

from __future__ import annotations

import re

import pytest

from desktop_app.ui import theme
from desktop_app.ui.stylesheet import build_stylesheet

READABLE = 4.5
UNDER = {"sidebar_ink": "sidebar", "sidebar": "sidebar_ink"}
"""Rules that name the ink alone because the ground is another's."""
NAMES = {name: f"#{number:06X}" for number, name in enumerate(sorted(theme.LIGHT), start=1)}
"""Each token as a colour of its own, so that a rule of the sheet tells which tokens it uses."""
TOKENS = {colour: name for name, colour in NAMES.items()}
PAINTED = (
    ("ink", "surface"),
    ("ink", "ground"),
    ("ink", "accent_ground"),
    ("ink", "quiet_ground"),
    ("muted", "surface"),
    ("muted", "ground"),
    ("muted", "accent_ground"),
    ("accent_ink", "surface"),
    ("accent_ink", "ground"),
    ("accent_ink", "accent_ground"),
    ("on_accent", "accent"),
    ("overdue_ink", "surface"),
    ("overdue_ink", "ground"),
    *((f"{tint}_ink", f"{tint}_ground") for tint in theme.TINTS),
)
"""What pages, tables, lines of choices and chips paint themselves."""


def light(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours."""
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def pairs_of_sheet() -> set[tuple[str, str]]:
    """Return ink and ground of every rule; where a rule leaves one out, that of the plain rule for its widget."""
    rules = re.findall(r"([^{}]+)\{([^}]*)\}", build_stylesheet(NAMES, 14))
    plain: dict[str, dict[str, str]] = {}
    found = set()
    for selectors, body in rules:
        colours = {
            name: TOKENS[colour]
            for name, colour in re.findall(r"(?:^|[;\s])(color|background):\s*(#[0-9A-F]{6})", body)
        }
        transparent = "background: transparent" in body
        for selector in selectors.split(","):
            words = selector.strip()
            widget = re.split(r"[\[:#\s]", words)[0]
            if (under := UNDER.get(colours.get("color", ""))) is not None:
                colours.setdefault("background", under)
            base = plain.get(re.sub(r":[a-z-]+", "", words)) or plain.get(widget, {})
            whole = ({"color": "ink"} | base) | colours
            if words == widget or re.fullmatch(r"\w+(\[[^\]]+\])+", words):
                plain[words] = whole if not transparent else {**whole, "background": "surface"}
            if {"color", "background"} <= colours.keys() or ("color" in colours and "background" in whole):
                found.add((whole["color"], whole["background"]))
            elif "background" in colours and not _is_shape(words):
                found.add((whole["color"], colours["background"]))
    return found


def _is_shape(selector: str) -> bool:
    """Tell whether a rule paints something that has no words on it."""
    shapes = ('"line"', "ScrollBar", "indicator", "chunk", "sidebar_line", "QProgressBar", "corner")
    return any(shape in selector for shape in shapes) or "sidebar" in selector or '"undo"' in selector


@pytest.mark.parametrize("palette", theme.PALETTES)
def test_words_are_readable_on_whatever_is_under_them(palette: str) -> None:
    tokens = theme.PALETTES[palette]
    pairs = pairs_of_sheet() | set(PAINTED) | {("sidebar_ink", "sidebar"), ("sidebar_ink", "sidebar_raised")}
    assert len(pairs) > 25
    poor = {pair: round(ratio(tokens[pair[0]], tokens[pair[1]]), 2) for pair in pairs}
    assert {pair: value for pair, value in poor.items() if value < READABLE} == {}
