"""The shipped tables of divisions: a small national one, and packed townships and villages read county by county."""

from __future__ import annotations

import lzma
from functools import cache

from desktop_app.config import resources

_FOLDER = "divisions"


@cache
def national() -> str:
    """Return the ``code<TAB>name`` lines of all provinces, cities and counties."""
    return resources.path(_FOLDER, "national.tsv").read_text(encoding="utf-8")


def townships() -> str:
    """Return the lines of all townships of the country, some 40,000; whoever searches them often keeps them."""
    return _unpacked("townships.tsv.xz")


def county(code: str) -> str:
    """Return the lines of the townships and villages of one county (six digits); none for an unknown one."""
    return lines_under(townships(), code[:6]) + lines_under(_villages(code[:2]), code[:6])


def above(code: str) -> str:
    """Return the lines of the province, the city and the county that ``code`` lies in."""
    steps = {code[:2], code[:4], code[:6]}
    return "".join(f"{line}\n" for line in national().splitlines() if line.partition("\t")[0] in steps)


def lines_under(text: str, prefix: str) -> str:
    """Return the lines of a table in the order of its codes whose code begins with ``prefix``."""
    first = 0 if text.startswith(prefix) else text.find(f"\n{prefix}") + 1
    if not text.startswith(prefix, first):
        return ""
    last = text.rfind(f"\n{prefix}") + 1
    return text[first : text.index("\n", max(first, last)) + 1]


def _villages(province: str) -> str:
    """Return the lines of a province's villages; not kept, for only one county of it is wanted."""
    name = f"villages-{province}.tsv.xz"
    return _unpacked(name) if resources.path(_FOLDER, name).exists() else ""


def _unpacked(name: str) -> str:
    return lzma.decompress(resources.path(_FOLDER, name).read_bytes()).decode("utf-8")
