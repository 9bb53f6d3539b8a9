"""Gather every text of the program into the English catalogue and compile it, always to the same bytes.

Message ids are the Chinese texts themselves: literals in ``_()``, ``N_()`` and ``ngettext()``, the words of the
``Term`` enums, the names of the ethnic groups, and the values that ``[tool.elder-visits.translations]`` in
``pyproject.toml`` names in files under ``resources/``. Translations already made are kept. ``--check`` writes
nothing and fails when a text is missing, untranslated, differs in its placeholders, or the compiled file is
stale. ``--unmarked`` lists Chinese literals of window and console that no catalogue knows.
"""

from __future__ import annotations

import ast
import io
import re
import string
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "desktop_app"
CATALOGUE = Path("resources/translations/en/LC_MESSAGES/elder_visits.po")
MARKERS = {"_", "N_"}
SPOKEN = ("ui", "cli", "services", "app.py", "bootstrap.py")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands where tools like to write the time of day, so that the same texts give the same bytes."""


@dataclass
class Texts:
    """What the sources say: message ids with the files that use them, and what is wrong with the sources."""

    places: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    plurals: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, message: str, place: str, plural: str | None = None) -> None:
        """Take one text; a plural given anywhere holds everywhere."""
        if message:
            self.places[message].add(place)
            if plural is not None:
                self.plurals[message] = plural


def called_name(node: ast.Call) -> str:
    """Return the plain name of what is called, whether ``_`` or ``strings._``."""
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def is_text(node: ast.AST) -> bool:
    """Tell whether the node is a string literal."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_composed(node: ast.AST) -> bool:
    """Tell whether a text is put together before it is translated, which no catalogue can follow."""
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp):
        return any(is_text(part) or is_composed(part) for part in (node.left, node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return is_text(node.func.value)
    return False


def texts_of_call(node: ast.Call) -> list[ast.expr]:
    """Return the arguments of a call that are message ids: one, two for a plural, or none."""
    name = called_name(node)
    if name in MARKERS:
        return node.args[:1]
    return node.args[:2] if name == "ngettext" else []


def is_term(node: ast.ClassDef) -> bool:
    """Tell whether the class is a closed list of words."""
    return any(getattr(base, "id", getattr(base, "attr", "")) == "Term" for base in node.bases)


def collect_python(source: str, place: str, texts: Texts) -> None:
    """Add the texts of one module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            messages = texts_of_call(node)
            texts.problems += [
                f"{place}:{part.lineno}: a text is composed before it is translated"
                for part in messages
                if is_composed(part)
            ]
            literals = [part.value for part in messages if isinstance(part, ast.Constant)]
            if literals and len(literals) == len(messages):
                one, *many = (str(literal) for literal in literals)
                texts.add(one, place, many[0] if many else None)
        elif isinstance(node, ast.ClassDef) and is_term(node):
            for member in node.body:
                if isinstance(member, ast.Assign) and isinstance(member.value, ast.Tuple):
                    texts.add(ast.literal_eval(member.value.elts[1]), place)


def values_under(data: object, keys: set[str]) -> Iterator[str]:
    """Yield the strings found under any of ``keys``, at any depth."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in keys:
                yield from values_under(value, keys)
            elif isinstance(value, str):
                yield value
            elif isinstance(value, list) and all(isinstance(item, str) for item in value):
                yield from value
            else:
                yield from values_under(value, keys)
    elif isinstance(data, list):
        for item in data:
            yield from values_under(item, keys)


def collect(root: Path = ROOT) -> Texts:
    """Return every text of the project under ``root``."""
    texts = Texts()
    for path in sorted((root / PACKAGE).rglob("*.py")):
        collect_python(path.read_text("utf-8"), path.relative_to(root).as_posix(), texts)
    codes = root / PACKAGE / "domain" / "national_codes.py"
    if codes.is_file():
        sys.path.insert(0, str(root))
        from desktop_app.domain.national_codes import ETHNIC_GROUPS

        for name in ETHNIC_GROUPS.values():
            texts.add(name, codes.relative_to(root).as_posix())
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    for entry in settings.get("tool", {}).get("elder-visits", {}).get("translations", []):
        for path in sorted((root / "resources").glob(entry["files"])):
            for text in values_under(tomllib.loads(path.read_text("utf-8")), set(entry["keys"])):
                texts.add(text, path.relative_to(root).as_posix())
    return texts


def build(texts: Texts, existing: Catalog | None) -> Catalog:
    """Return the catalogue of ``texts`` in fixed order, with the translations that ``existing`` has for them."""
    catalogue = Catalog(
        locale="en",
        domain="elder_visits",
        project="elder-visits",
        version="1",
        copyright_holder="the Elder Visits authors",
        msgid_bugs_address="the Elder Visits authors",
        creation_date=EPOCH,
        revision_date=EPOCH,
        last_translator="the Elder Visits authors",
        language_team="English",
        charset="utf-8",
        fuzzy=False,
        header_comment="# English texts of Elder Visits; message ids are gathered by 'make fix'.",
    )
    for message, places in sorted(texts.places.items(), key=lambda item: (min(item[1]), item[0])):
        known = existing.get(message) if existing else None
        plural = texts.plurals.get(message)
        translation: str | tuple[str, ...] = ("", "") if plural is not None else ""
        if known is not None and known.string:
            old = known.string
            if plural is None:
                translation = old if isinstance(old, str) else old[-1]
            else:
                translation = (old, old) if isinstance(old, str) else tuple(old)
        catalogue.add(
            message if plural is None else (message, plural),
            translation,
            locations=[(place, 0) for place in sorted(places)],
        )
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """Return the catalogue as the text file that translators edit."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=0, include_lineno=False, ignore_obsolete=True)
    return stream.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """Return the catalogue as gettext reads it."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def placeholders(text: str) -> set[str]:
    """Return the names in braces; raises ValueError when braces do not pair."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def problems_of(catalogue: Catalog) -> list[str]:
    """Return what keeps the translations from being complete and safe to format."""
    problems: list[str] = []
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
        given = message.string if isinstance(message.string, list | tuple) else (message.string,)
        strings = [text for text in given if text]
        if len(strings) < len(given):
            problems.append(f"not translated: {ids[0]!r}")
            continue
        try:
            wanted = placeholders(ids[-1])
            # A singular may leave the number out ("one visit"); it may not invent a name.
            wrong = any(placeholders(text) != wanted for text in strings[-1:])
            wrong = wrong or any(not placeholders(text) <= wanted for text in strings)
        except ValueError:
            wrong = True
        if wrong:
            problems.append(f"placeholders differ: {ids[0]!r} and {strings[-1]!r}")
    return problems


def unmarked(root: Path = ROOT) -> list[str]:
    """Return one line for each Chinese literal of window and console that no catalogue knows."""
    known = set(collect(root).places)
    found: list[str] = []
    for path in sorted((root / PACKAGE).rglob("*.py")):
        place = path.relative_to(root / PACKAGE)
        if place.parts[0] not in SPOKEN:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        docstrings = {
            id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and is_text(node.value)
        }
        found += [
            f"{PACKAGE}/{place}:{node.lineno}: {node.value!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
            and re.search("[一-鿿]", node.value)
            and node.value not in known
        ]
    return found


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Gather and compile, check, or list, as asked; 1 when something is to be put right."""
    if "--unmarked" in arguments:
        print(*unmarked(root), sep="\n")
        return 0
    target = root / CATALOGUE
    compiled = target.with_suffix(".mo")
    existing = None
    if target.is_file():
        with target.open("rb") as stream:
            existing = read_po(stream, locale="en", domain="elder_visits")
    texts = collect(root)
    catalogue = build(texts, existing)
    if "--check" not in arguments:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(po_bytes(catalogue))
        compiled.write_bytes(mo_bytes(catalogue))
        print(f"{len(catalogue)} texts, {len(problems_of(catalogue))} to translate or put right")
        return 1 if texts.problems else 0
    problems = texts.problems + problems_of(catalogue)
    if not target.is_file() or target.read_bytes() != po_bytes(catalogue):
        problems.append(f"{CATALOGUE}: stale; run 'make fix'")
    if not compiled.is_file() or compiled.read_bytes() != mo_bytes(catalogue):
        problems.append(f"{CATALOGUE.with_suffix('.mo')}: stale; run 'make fix'")
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
