"""The bag inside a batch (RFC 8493): its file names, its manifests, and the bounds it must keep."""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop_app.exchange.batches import facts

BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIGNATURE = "signature.ed25519"
TAG_FILES = (BAGIT, BAG_INFO, MANIFEST)
"""Files whose hashes the tag manifest holds; the signature covers the tag manifest itself."""

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
SIGNED_PREFIX = b"elder-visits batch v1\x00"

MEBIBYTE = 1024 * 1024
MOST_FILE_BYTES = 256 * MEBIBYTE
MOST_PAYLOAD_BYTES = 1024 * MEBIBYTE
MOST_TAG_BYTES = 64 * 1024
MOST_LINE_BYTES = MEBIBYTE
MOST_RATIO = 200
RATIO_FROM_BYTES = 16 * MEBIBYTE
"""Below this size no ratio of packing can hurt."""

_LINE = re.compile(r"([0-9a-f]{64})  (\S+)")


def payload_name(kind: str) -> str:
    """Return the bag's path of the records of one kind."""
    return f"data/{kind}.ndjson"


def kind_of(name: str) -> str | None:
    """Return the kind whose records a path of the bag holds, or None for any other path."""
    if not (name.startswith("data/") and name.endswith(".ndjson")):
        return None
    kind = name[len("data/") : -len(".ndjson")]
    return kind if facts.KIND.fullmatch(kind) else None


def render_manifest(hashes: Mapping[str, str]) -> bytes:
    """Return the text of a manifest: one line of hash and path per file, sorted by path."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes.items())).encode("ascii")


def parse_manifest(content: bytes) -> dict[str, str]:
    """Return the hash of each path; raises Unfit for anything but complete, single, plain lines."""
    hashes: dict[str, str] = {}
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError as error:
        raise facts.Unfit("manifest") from error
    if not text.endswith("\n"):
        raise facts.Unfit("manifest")
    for line in text[:-1].split("\n"):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in hashes:
            raise facts.Unfit("manifest")
        hashes[match[2]] = match[1]
    return hashes
