"""The folder of a demo: knows what an earlier demo made there, and touches nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from desktop_app.cli.faults import FolderNotOurs
from desktop_app.config import durable

MANIFEST = ".elder-visits-demo.json"


class DemoFolder:
    """Gives out names in the folder, each noted in a manifest before anything is made under it."""

    def __init__(self, path: Path) -> None:
        """Work in ``path``, which need not exist yet."""
        self.path = path
        self.listed: list[tuple[str, str]] = []
        self._made: list[str] = []

    def prepare(self) -> None:
        """Remove what an earlier demo made; raises ``FolderNotOurs`` for a folder with anything else only."""
        if self.path.exists() and not self.path.is_dir():
            raise FolderNotOurs(folder=self.path.name, count=1)
        self.path.mkdir(parents=True, exist_ok=True)
        manifest = self.path / MANIFEST
        present = [entry.name for entry in self.path.iterdir()]
        if not present:
            self._note()
            return
        if not manifest.is_file():
            raise FolderNotOurs(folder=self.path.name, count=len(present))
        for name in _names_in(manifest):
            _remove(self.path / name)
        self._note()

    def claim(self, name: str, what: str) -> Path:
        """Return the path of a file to be made and list it with ``what`` it is; raises ``FolderNotOurs``."""
        path = self._take(name)
        self.listed.append((name, what))
        return path

    def claim_folder(self, name: str, what: str) -> Path:
        """Make a folder and list it with ``what`` it is; raises ``FolderNotOurs``."""
        path = self._take(name)
        path.mkdir(mode=0o700)
        self.listed.append((f"{name}/", what))
        return path

    def adopt(self, path: Path, what: str) -> None:
        """List a file that was made in the folder under a name of its own."""
        if path.name not in self._made:
            self._made.append(path.name)
            self._note()
        self.listed.append((path.name, what))

    def give_back(self, name: str) -> None:
        """Take a folder out of the list again and remove it."""
        _remove(self.path / name)
        self.listed = [entry for entry in self.listed if entry[0] != f"{name}/"]

    def _take(self, name: str) -> Path:
        path = self.path / name
        if name not in self._made:
            if path.exists() or path.is_symlink():
                raise FolderNotOurs(folder=self.path.name, count=1)
            self._made.append(name)
            self._note()
        return path

    def _note(self) -> None:
        content = json.dumps({"made": self._made}, ensure_ascii=False, indent=1)
        durable.write_file(self.path / MANIFEST, content.encode())


def _names_in(manifest: Path) -> list[str]:
    """Return the names a manifest lists, those only that lie directly in the folder."""
    try:
        made = json.loads(manifest.read_text(encoding="utf-8"))["made"]
    except (ValueError, KeyError, TypeError):
        return []
    return [
        name
        for name in made
        if isinstance(name, str) and name not in {"", ".", ".."} and Path(name).name == name
    ]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
