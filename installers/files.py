"""Write ``docs/files.md``, the overview of every file, from what each file says about itself in its first line.

``--check`` writes nothing and fails when the overview is stale or a file says nothing about itself;
``--long`` lists what has grown beyond the sizes that call for a second look.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path("docs/files.md")
SKIPPED = {"__pycache__", "build", "dist", "out", "node_modules"}
HASH_COMMENTS = {".toml", ".sh", ".in", ".txt", ".yml", ".yaml", ".ini", ".cfg", ".desktop", ".po", ".conf"}
SHOWN_HIDDEN = {".ci", ".gitignore"}

SOFT_LIMITS = {"module": 400, "class": 250, "function": 60}
"""Lines beyond which a module, a class or a function deserves a second look."""


def project_files(root: Path = ROOT) -> list[Path]:
    """Return every file of the project, relative to ``root``, in the order of the overview."""
    found: list[Path] = []
    pending = [root]
    while pending:
        for entry in pending.pop().iterdir():
            name = entry.name
            if name in SKIPPED or name.endswith(".egg-info") or (name[0] == "." and name not in SHOWN_HIDDEN):
                continue
            if entry.is_dir():
                pending.append(entry)
            else:
                found.append(entry.relative_to(root))
    return sorted(found, key=lambda path: (path.parent.parts, path.name))


def first_sentence(text: str) -> str:
    """Return the first line or, where it runs on, the first paragraph joined to one line."""
    return " ".join(text.strip().split("\n\n", 1)[0].split())


def describe_markdown(text: str) -> str:
    """Return the first line of prose below the first heading, else that heading."""
    heading = ""
    for line in text.splitlines():
        if line.startswith("#"):
            if heading:
                break
            heading = line.lstrip("# ").strip()
        elif heading and line.strip():
            return heading if line.startswith(("|", "```", "- ", "<", "!")) else line.strip()
    return heading


def describe(path: Path) -> str | None:
    """Return what the file says about itself, or None for kinds of file that cannot say anything.

    Python says it in the module's docstring, configuration and shell in the first comment, Markdown in its
    first line of prose. An empty string means the file could have said it and did not.
    """
    if path.name == "NOTICE":
        return "Licences of the libraries, fonts and data that are shipped along."
    if path.name.startswith("LICENSE"):
        return "Licence text."
    if path.suffix == ".py":
        return first_sentence(ast.get_docstring(ast.parse(path.read_bytes())) or "")
    if path.suffix == ".md":
        return describe_markdown(path.read_text("utf-8"))
    if path.suffix in HASH_COMMENTS or path.name in {"Makefile", "run", ".gitignore"}:
        with path.open(encoding="utf-8") as stream:
            for line in stream:
                if line.startswith("#!") or not line.strip():
                    continue
                return line.lstrip("# ").strip() if line.startswith("#") else ""
        return ""
    return None


def overview(root: Path = ROOT) -> tuple[str, list[Path]]:
    """Return the overview as Markdown and the files that say nothing about themselves."""
    silent: list[Path] = []
    lines = [
        "# Files",
        "",
        "Every file and what it says about itself; written by `make files`, not by hand.",
    ]
    by_folder: dict[Path, list[Path]] = {}
    for path in project_files(root):
        if path != TARGET:
            by_folder.setdefault(path.parent, []).append(path)
    for folder, paths in by_folder.items():
        rows: list[str] = []
        others: Counter[str] = Counter()
        for path in paths:
            said = describe(root / path)
            if said is None:
                others[path.suffix or path.name] += 1
                continue
            if not said:
                silent.append(path)
            rows.append(f"| `{path.name}` | {said.replace('|', '&#124;')} |")
        rows += [f"| *{count} × {kind}* | |" for kind, count in sorted(others.items())]
        title = "Top level" if folder == Path() else f"{folder.as_posix()}/"
        lines += ["", f"## {title}", "", "| File | What it is for |", "|---|---|", *rows]
    return "\n".join(lines) + "\n", silent


def long_parts(root: Path = ROOT) -> list[str]:
    """Return one line for every module, class and function of the program beyond its soft limit."""
    findings: list[str] = []
    for path in project_files(root):
        if path.suffix != ".py" or path.parts[0] != "desktop_app":
            continue
        source = (root / path).read_text("utf-8")
        count = source.count("\n")
        if count > SOFT_LIMITS["module"]:
            findings.append(f"{path}: module of {count} lines")
        for node in ast.walk(ast.parse(source)):
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                count = (node.end_lineno or node.lineno) - node.lineno + 1
                if count > SOFT_LIMITS[kind]:
                    findings.append(f"{path}:{node.lineno}: {kind} {node.name} of {count} lines")
    return findings


def main(arguments: list[str]) -> int:
    """Write, check or list, as asked; 1 when something is to be put right."""
    if "--long" in arguments:
        print(*long_parts(), sep="\n")
        return 0
    text, silent = overview()
    target = ROOT / TARGET
    if "--check" not in arguments:
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, "utf-8")
        return 0
    problems = [f"{path}: begins without a sentence that says what it is for" for path in silent]
    if not target.is_file() or target.read_text("utf-8") != text:
        problems.append(f"{TARGET}: stale; run 'make files'")
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
