"""Prints visit records, or as many pages of a bare canvas, in a process of its own and tells its largest size in MB.

python memory_child.py records|bare FILE.pdf COUNT < pickled records
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop_app.config.fonts import FontRole
from desktop_app.reports import visit_record
from desktop_app.reports.lettering import face
from desktop_app.reports.page_store import waiting_beside
from desktop_app.reports.paper import Signed
from desktop_app.reports.visit_record import VisitRecord

WORDS = ["□能清楚表达", "□行动自如", "□精神良好", "探访日期", "住房和水电气暖", "√见到本人"]
"""What a page of a bare canvas is filled with."""
A_PAGE = 150


class Again(Collection[VisitRecord]):
    """A few records over and over."""

    def __init__(self, few: list[VisitRecord], count: int) -> None:
        self._few, self._count = few, count

    def __len__(self) -> int:
        return self._count

    def __contains__(self, record: object) -> bool:
        return record in self._few

    def __iter__(self) -> Iterator[VisitRecord]:
        return (self._few[number % len(self._few)] for number in range(self._count))


def bare(out: Path, pages: int) -> None:
    """Draw ``A_PAGE`` strings on every page and nothing else."""
    canvas = Canvas(str(out), pagesize=A4)
    for _page in range(pages):
        canvas.setFont(face(FontRole.SERIF).name, 9)
        for number in range(A_PAGE):
            canvas.drawString(40 + number % 16 * 30, 40 + number // 16 * 9, WORDS[number % len(WORDS)])
        canvas.showPage()
    canvas.save()


def main() -> int:
    """Print and tell."""
    what, out, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if what == "bare":
        bare(out, count)
    else:
        signed, few = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the measuring program itself
        assert isinstance(signed, Signed)
        with waiting_beside(out):
            visit_record.write(out, signed, Again(few, count))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM:")))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
