"""The list of papers names each once, with formats that exist."""

from __future__ import annotations

from desktop_app.reports.catalogue import CATALOGUE, paper


def test_every_paper_has_a_name_of_its_own_and_at_least_a_pdf() -> None:
    assert len({entry.name for entry in CATALOGUE}) == len(CATALOGUE)
    assert all("pdf" in entry.formats and entry.title for entry in CATALOGUE)


def test_a_paper_is_found_by_name() -> None:
    found = paper("month-ledger")
    assert found is not None
    assert found.formats == ("pdf", "xlsx")
    assert paper("nothing") is None
