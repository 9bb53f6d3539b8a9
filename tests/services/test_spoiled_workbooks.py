"""Every shipped spoiled workbook gets a clear answer with row and column, loses nothing, leaves nothing half-done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.storage.queries.elders import ElderFilter
from tests.exchange.spoiled import FOLDER, RECIPES, Spoiled
from tests.services.homes import Home, open_home
from tests.storage.stores import rows


@pytest.fixture(scope="module")
def desk(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Return one open township that all files are tried on; each test leaves it as it was."""
    application = open_home(empty_home.copy(tmp_path_factory.mktemp("desk") / "home"))
    yield application
    application.close()


def test_forty_files_are_shipped_and_each_has_its_expectation() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {recipe.name for recipe in RECIPES}
    assert len(RECIPES) >= 40


@pytest.mark.parametrize("recipe", [one for one in RECIPES if one.refusal], ids=lambda one: one.name)
def test_a_file_that_cannot_be_read_is_refused_in_three_sentences(recipe: Spoiled, desk: Application) -> None:
    assert recipe.refusal is not None
    before = rows(desk.store)
    with pytest.raises(ElderVisitsError) as refusal:
        desk.imports.preview(desk.actor, FOLDER / recipe.name)

    assert isinstance(refusal.value, recipe.refusal)
    sentences = (refusal.value.what, refusal.value.data_safe, refusal.value.do_now)
    assert all(sentence.format_map(Filled(refusal.value)) for sentence in sentences)
    assert rows(desk.store) == before


@pytest.mark.parametrize("recipe", [one for one in RECIPES if not one.refusal], ids=lambda one: one.name)
def test_what_is_wrong_is_named_by_row_and_column_and_the_rest_is_taken(
    recipe: Spoiled, desk: Application
) -> None:
    path: Path = FOLDER / recipe.name
    preview = desk.imports.preview(desk.actor, path)
    noted = [(note.row, note.column, note.reason) for note in (*preview.rejected, *preview.warnings)]

    for row, column, words in recipe.cells:
        assert any(row == at and column in name and words in why for at, name, why in noted), noted
    assert all(at > 1 and name and why for at, name, why in noted)
    assert preview.created == recipe.taken

    result = desk.imports.apply(desk.actor, preview)
    assert desk.register.count(desk.actor, ElderFilter()) == recipe.taken
    assert result.change_set is not None
    desk.undo.undo(desk.actor, result.change_set)
    assert desk.register.count(desk.actor, ElderFilter()) == 0
    assert desk.checks.run(desk.actor) == []


class Filled(dict[str, object]):
    """The details of an error; a placeholder without a detail fails."""

    def __init__(self, error: ElderVisitsError) -> None:
        super().__init__(error.details)

    def __missing__(self, key: str) -> object:
        raise AssertionError(key)
