"""Make batches that are validly packed, signed and encrypted, yet wrong inside, so that every check is reached."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyrage

from desktop_app.exchange.batches import SealedBatch, bag
from desktop_app.exchange.batches.sealing import render_signature
from tests.exchange.batches.conftest import Site

Members = dict[str, bytes]
Change = Callable[[Members], None]


def members_of(batch: SealedBatch, reader: Site) -> Members:
    """Return the files of the bag without their base folder."""
    plain = pyrage.decrypt(batch.path.read_bytes(), [reader.keys.age_identity])
    with zipfile.ZipFile(io.BytesIO(plain)) as packed:
        return {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}


def listed_anew(members: Members) -> None:
    """Bring manifests, total and counts into agreement with the payload."""
    payload = {name: content for name, content in members.items() if name.startswith("data/")}
    members[bag.MANIFEST] = bag.render_manifest(
        {n: hashlib.sha256(c).hexdigest() for n, c in payload.items()}
    )
    info = members[bag.BAG_INFO].decode().split("\n")
    total = sum(len(content) for content in payload.values())
    oxum = f"Payload-Oxum: {total}.{len(payload)}"
    members[bag.BAG_INFO] = "\n".join(oxum if x.startswith("Payload-Oxum") else x for x in info).encode()


def signed_anew(members: Members, signer: Site) -> None:
    """Bring the tag manifest into agreement with the tags and sign it."""
    members[bag.TAG_MANIFEST] = bag.render_manifest(
        {name: hashlib.sha256(members[name]).hexdigest() for name in bag.TAG_FILES if name in members}
    )
    members[bag.SIGNATURE] = render_signature(signer.keys, members[bag.TAG_MANIFEST])


def packed(members: Mapping[str, bytes], base: str) -> bytes:
    """Zip the files under a base folder."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(f"{base}/{name}", content)
    return stream.getvalue()


def encrypted(plain: bytes, path: Path, *readers: Site) -> Path:
    """Encrypt anything to some sites."""
    recipients = [pyrage.x25519.Recipient.from_str(site.card.age_recipient) for site in readers]
    path.write_bytes(pyrage.encrypt(plain, recipients))
    return path


def forge(batch: SealedBatch, path: Path, change: Change, *, signer: Site, reader: Site) -> Path:
    """Change the files of a batch, then sign and encrypt it as its sender would."""
    members = members_of(batch, reader)
    change(members)
    signed_anew(members, signer)
    return encrypted(packed(members, batch.path.stem), path, reader)
