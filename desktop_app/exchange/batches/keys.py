"""The keys of one site: an Ed25519 key that signs and an age identity that opens what is sent to the site."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, NoReturn

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SEED_BYTES = 32
SIGNATURE_BYTES = 64
_MAGIC = b"EVSK1"


class SiteKeys:
    """Both private keys of a site; kept only inside the encrypted store."""

    __slots__ = ("_identity", "_seed")

    def __init__(self, seed: bytes, age_identity: str) -> None:
        """Wrap an Ed25519 seed of 32 bytes and an age identity; raises ValueError for anything else."""
        if len(seed) != SEED_BYTES:
            raise ValueError("an Ed25519 seed has 32 bytes")
        self._seed = bytes(seed)
        try:
            self._identity = pyrage.x25519.Identity.from_str(age_identity)
        except pyrage.IdentityError:
            # The reason would quote the secret.
            raise ValueError("not an age identity") from None

    @classmethod
    def generate(cls) -> SiteKeys:
        """Draw new keys from the system's random source."""
        seed = Ed25519PrivateKey.generate().private_bytes_raw()
        return cls(seed, str(pyrage.x25519.Identity.generate()))

    @classmethod
    def from_bytes(cls, kept: bytes) -> SiteKeys:
        """Return the keys that ``to_bytes`` gave; raises ValueError for anything else."""
        start = len(_MAGIC)
        if kept[:start] != _MAGIC:
            raise ValueError("not site keys")
        return cls(kept[start : start + SEED_BYTES], kept[start + SEED_BYTES :].decode("ascii"))

    def to_bytes(self) -> bytes:
        """Return both private keys, for the encrypted store only."""
        return _MAGIC + self._seed + str(self._identity).encode("ascii")

    @property
    def signing_key(self) -> str:
        """The public signing key in base 64."""
        return base64.b64encode(self._signer().public_key().public_bytes_raw()).decode("ascii")

    @property
    def age_recipient(self) -> str:
        """The public age key to encrypt to."""
        return str(self._identity.to_public())

    @property
    def key_id(self) -> str:
        """The digest that names both public keys."""
        return key_id(self.signing_key, self.age_recipient)

    @property
    def age_identity(self) -> Any:
        """The identity as the age library wants it."""
        return self._identity

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of ``message``."""
        return self._signer().sign(message)

    def __repr__(self) -> str:
        """Show the type and nothing of the secrets."""
        return "<SiteKeys>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled into another process or a file."""
        raise TypeError("site keys are not pickled")

    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._seed)


def key_id(signing_key: str, age_recipient: str) -> str:
    """Return the SHA-256 that names a pair of public keys, as 64 hexadecimal digits."""
    return hashlib.sha256(
        b"elder-visits site keys v1\x00" + base64.b64decode(signing_key) + age_recipient.encode("ascii")
    ).hexdigest()


def spoken(identifier: str) -> str:
    """Return a key id as eight groups of four digits, to be read aloud over the phone."""
    digits = str(int(identifier, 16) % 10**32).zfill(32)
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))


def signature_fits(signing_key: str, signature: bytes, message: bytes) -> bool:
    """Tell whether ``signature`` over ``message`` was made with the private part of ``signing_key``."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(signing_key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_signing_key(text: str) -> bool:
    """Tell whether ``text`` is a public Ed25519 key in its one base 64 spelling."""
    try:
        raw = base64.b64decode(text, validate=True)
        Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        return False
    return base64.b64encode(raw).decode("ascii") == text


def is_age_recipient(text: str) -> bool:
    """Tell whether ``text`` is an X25519 age recipient in its one spelling."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text)) == text
    except pyrage.RecipientError:
        return False
