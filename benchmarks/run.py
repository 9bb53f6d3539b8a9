"""Measure the budgets of speed and size on a made-up township, each beside a floor of the same run.

    python benchmarks/run.py [--elders N] [--months N] [--only NAME]… [--json FILE] [--list]

Prints a Markdown table on standard output. Nothing here fails: a figure over its budget says OVER, and the
exit code is 0 all the same.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from measures import (  # noqa: E402 - after the path is set
    alive,
    duties,
    exchange,
    follow_up,
    paper_sets,
    papers,
    person,
    plans,
    register,
    self_check,
    window,
)
from measures.figures import Figure, machine, table, tell  # noqa: E402 - the same
from measures.world import MONTHS, World  # noqa: E402 - the same

MEASURES: dict[str, Callable[[World], Iterator[Figure]]] = {
    "import": register.imports,
    "search": register.searches,
    "list": register.lists,
    "person": person.persons,
    "duties": duties.duties,
    "planner": plans.plans,
    "rehearsal": plans.rehearsals,
    "visit": duties.visits,
    "month": duties.months,
    "findings": follow_up.findings,
    "services": follow_up.services,
    "radar": follow_up.radar,
    "emergency": follow_up.rosters,
    "ledger": papers.ledgers,
    "records": papers.visit_records,
    "sets": paper_sets.paper_sets,
    "paper-check": paper_sets.paper_checks,
    "journal": paper_sets.print_journals,
    "window": window.windows,
    "alive": window.imports_alive,
    "pages": alive.papers_alive,
    "self-check": self_check.self_checks,
    "merge": exchange.merges,
}
"""In the order they run; the merge comes last because it adds visits to the township."""


def main() -> int:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--elders", type=int, default=20_000, metavar="N", help="size of the township")
    parser.add_argument(
        "--months",
        type=int,
        default=MONTHS,
        metavar="N",
        help="how many months of visits it has; 36 is 3 years",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=sorted(MEASURES),
        metavar="NAME",
        help="measure only this; repeatable",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write everything as JSON")
    parser.add_argument("--list", action="store_true", help="list the names")
    options = parser.parse_args()
    if options.list:
        print("\n".join(MEASURES))
        return 0
    surroundings = machine()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="elder-visits-bench-") as folder:
        world = World(Path(folder), options.elders, options.months)
        try:
            for name, measure in MEASURES.items():
                if not options.only or name in options.only:
                    figures += _measured(name, measure, world)
        finally:
            world.close()
    described = "，".join(f"{key} {value}" for key, value in surroundings.items())
    print(f"{options.elders} elders, {options.months} months of visits; {described}\n\n{table(figures)}")
    if options.json:
        document = {
            "elders": options.elders,
            "months": options.months,
            "machine": surroundings,
            "figures": [figure.as_data() for figure in figures],
        }
        options.json.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def _measured(name: str, measure: Callable[[World], Iterator[Figure]], world: World) -> list[Figure]:
    """Return one part's figures; a part that breaks is told and does not stop the others."""
    tell(f"— {name}")
    found: list[Figure] = []
    try:
        for figure in measure(world):
            tell(f"  {figure.name}: {figure.value:.4g} {figure.unit} {figure.verdict}")
            found.append(figure)
    except Exception:
        traceback.print_exc()
    return found


if __name__ == "__main__":
    raise SystemExit(main())
