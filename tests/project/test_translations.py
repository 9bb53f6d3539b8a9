"""The catalogue tool finds every text, keeps what was translated and refuses what would break on the screen."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from installers import translations

SOURCE = '''
"""A module."""
from desktop_app.config.strings import _, ngettext
TITLE = N_("名册")
def spoken(count, key):
    _("已保存{count}条")
    _(key)
    return ngettext("共 {count} 人", "共 {count} 人们", count)
class Tier(Term):
    """风险等级."""
    HIGH = "high", "高风险"
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with one module, one resource and no catalogue yet."""
    (tmp_path / "desktop_app").mkdir()
    (tmp_path / "desktop_app" / "page.py").write_text(SOURCE, "utf-8")
    (tmp_path / "resources" / "forms").mkdir(parents=True)
    (tmp_path / "resources" / "forms" / "x.toml").write_text(
        'title = "表"\n[[items]]\ntitle = "项"\nkey = "不收"\n', "utf-8"
    )
    (tmp_path / "pyproject.toml").write_text(
        '[[tool.elder-visits.translations]]\nfiles = "forms/*.toml"\nkeys = ["title"]\n', "utf-8"
    )
    return tmp_path


def translate(project: Path, words: dict[str, str]) -> None:
    """Fill in translations as a translator would, by editing the text file."""
    target = project / translations.CATALOGUE
    text = target.read_text("utf-8")
    for message, translation in words.items():
        text = text.replace(f'msgid "{message}"\nmsgstr ""', f'msgid "{message}"\nmsgstr "{translation}"')
    text = text.replace('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "one person"\nmsgstr[1] "{count} people"')
    target.write_text(text, "utf-8")


WORDS = {
    "名册": "Register",
    "已保存{count}条": "{count} saved",
    "高风险": "High risk",
    "表": "Form",
    "项": "Item",
}


def test_every_kind_of_text_is_found(project: Path) -> None:
    texts = translations.collect(project)
    assert set(texts.places) == {*WORDS, "共 {count} 人"}
    assert texts.plurals == {"共 {count} 人": "共 {count} 人们"}


def test_a_complete_catalogue_passes_and_speaks_english(project: Path) -> None:
    assert translations.main([], project) == 0
    assert translations.main(["--check"], project) == 1
    translate(project, WORDS)
    assert translations.main([], project) == 0
    assert translations.main(["--check"], project) == 0
    with (project / translations.CATALOGUE).with_suffix(".mo").open("rb") as stream:
        english = gettext.GNUTranslations(stream)
    assert english.gettext("名册") == "Register"
    assert english.ngettext("共 {count} 人", "共 {count} 人们", 3) == "{count} people"


def test_gathering_again_changes_no_byte(project: Path) -> None:
    translations.main([], project)
    translate(project, WORDS)
    translations.main([], project)
    target = project / translations.CATALOGUE
    before = target.read_bytes(), target.with_suffix(".mo").read_bytes()
    translations.main([], project)
    assert (target.read_bytes(), target.with_suffix(".mo").read_bytes()) == before


def test_a_new_text_makes_the_catalogue_stale_and_keeps_the_old_translations(project: Path) -> None:
    translations.main([], project)
    translate(project, WORDS)
    translations.main([], project)
    with (project / "desktop_app" / "page.py").open("a", encoding="utf-8") as stream:
        stream.write('NEW = N_("新词")\n')
    assert translations.main(["--check"], project) == 1
    translations.main([], project)
    with (project / translations.CATALOGUE).open("rb") as stream:
        catalogue = read_po(stream)
    kept, new = catalogue.get("名册"), catalogue.get("新词")
    assert kept is not None
    assert new is not None
    assert kept.string == "Register"
    assert new.string == ""


@pytest.mark.parametrize("wrong", ["saved", "{number} saved", "{count saved"])
def test_a_translation_with_other_placeholders_is_refused(
    project: Path, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    translations.main([], project)
    translate(project, {**WORDS, "已保存{count}条": wrong})
    translations.main([], project)
    assert translations.main(["--check"], project) == 1
    assert "placeholders differ" in capsys.readouterr().out


@pytest.mark.parametrize("call", ['_(f"共{n}人")', '_("共" + n)', '_("共{n}人".format(n=1))'])
def test_a_text_composed_before_translation_is_refused(project: Path, call: str) -> None:
    (project / "desktop_app" / "page.py").write_text(call, "utf-8")
    assert translations.collect(project).problems


def test_the_catalogue_of_the_program_is_complete() -> None:
    assert translations.main(["--check"]) == 0
