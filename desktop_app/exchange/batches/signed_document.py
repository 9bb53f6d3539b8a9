"""Small signed files (site cards, receipts): strict JSON whose every byte is fixed by its contents."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.config import durable
from desktop_app.domain.errors import ExchangeError
from desktop_app.exchange.batches import strict_json
from desktop_app.exchange.batches.faults import BatchNewer, CannotRead, CannotWrite
from desktop_app.exchange.batches.keys import SIGNATURE_BYTES, SiteKeys, signature_fits

VERSION = 1
MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """The body of a signed file, whose signature is still to be checked against a key."""

    kind: str
    body: dict[str, Any]
    signature: bytes

    def signed_by(self, signing_key: str) -> bool:
        """Tell whether the owner of the public ``signing_key`` signed this body."""
        return signature_fits(signing_key, self.signature, _message(self.kind, self.body))


def write(path: Path, kind: str, body: Mapping[str, object], keys: SiteKeys) -> None:
    """Write ``body`` signed by ``keys``; raises CannotWrite."""
    content = _render(kind, body, keys.sign(_message(kind, body)))
    try:
        durable.write_file(path, content)
    except OSError as error:
        raise CannotWrite from error


def read(path: Path, kind: str, damaged: type[ExchangeError]) -> SignedDocument:
    """Read a signed file without judging its signature; raises ``damaged``, BatchNewer or CannotRead."""
    try:
        if not path.is_file():
            raise damaged if path.exists() else CannotRead
        with path.open("rb") as source:
            content = source.read(MOST_BYTES + 1)
    except OSError as error:
        raise CannotRead from error
    if len(content) > MOST_BYTES:
        raise damaged
    try:
        document = strict_json.loads(content)
        if document["format"] != _format(kind):
            raise damaged
        if isinstance(document["version"], int) and document["version"] > VERSION:
            raise BatchNewer
        body = document["body"]
        signature = base64.b64decode(document["signature"], validate=True)
        whole = isinstance(body, dict) and len(signature) == SIGNATURE_BYTES
        if not whole or _render(kind, body, signature) != content:
            raise damaged
    except (ValueError, TypeError, KeyError) as error:
        raise damaged from error
    return SignedDocument(kind, body, signature)


def _format(kind: str) -> str:
    return f"elder-visits {kind}"


def _message(kind: str, body: Mapping[str, object]) -> bytes:
    return f"{_format(kind)} v{VERSION}\x00".encode() + strict_json.dumps(body)


def _render(kind: str, body: Mapping[str, object], signature: bytes) -> bytes:
    document = {
        "format": _format(kind),
        "version": VERSION,
        "body": dict(body),
        "signature": base64.b64encode(signature).decode("ascii"),
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8") + b"\n"
