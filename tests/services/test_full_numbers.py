"""Numbers in full are nothing for readers: no file, no note, no check code."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.domain.errors import NotAllowed
from tests.services.families import READER, Town


def test_a_reader_gets_no_numbers_in_full_and_no_file(town: Town, tmp_path: Path) -> None:
    out, folder, reports = tmp_path / "a.pdf", tmp_path / "each", town.app.reports
    before = town.app.access_log.list(town.actor)
    for name in ("roster", "person-file", "notice"):
        with pytest.raises(NotAllowed):
            reports.make(READER, name, out, masked=False, reason="报送旗县民政局")
    with pytest.raises(NotAllowed):
        reports.make_each(READER, "notice", folder, masked=False, reason="报送旗县民政局")
    assert not out.exists()
    assert not folder.exists()
    assert town.app.access_log.list(town.actor) == before
    assert town.app.issued_papers.newest(town.actor) == []
    assert reports.make(READER, "roster", out).people > 0, "with hidden numbers it is for everybody"
