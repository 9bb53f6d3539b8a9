"""The root key of one store: an opaque secret from which every other key of the store is derived."""

from __future__ import annotations

import hmac
import secrets
from typing import NoReturn

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


def derive(secret: bytes, label: str, *, salt: bytes | None = None) -> bytes:
    """Return the 32-byte subkey of ``secret`` for one purpose (HKDF-SHA256, RFC 5869)."""
    info = b"elder-visits/" + label.encode("ascii")
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(secret)


class RootKey:
    """An opaque 256-bit secret; never shown, logged, pickled or written unwrapped."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        """Wrap ``secret`` of 32 bytes."""
        if len(secret) != KEY_BYTES:
            raise ValueError("a root key has 32 bytes")
        self._secret = bytes(secret)

    @classmethod
    def generate(cls) -> RootKey:
        """Draw a new key from the system's random source."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def database_key(self) -> bytes:
        """Return the raw key of the SQLCipher file."""
        return derive(self._secret, "db/v1")

    def backup_key(self) -> bytes:
        """Return the key of backup containers."""
        return derive(self._secret, "backup/v1")

    def draft_key(self) -> bytes:
        """Return the key of unsaved drafts kept outside the database."""
        return derive(self._secret, "draft/v1")

    def slots_mac_key(self) -> bytes:
        """Return the key that authenticates the list of key slots."""
        return derive(self._secret, "keyslots-mac/v1")

    def secret(self) -> bytes:
        """Return the 32 bytes, for wrapping into a key slot only."""
        return self._secret

    def __eq__(self, other: object) -> bool:
        """Compare in constant time."""
        return isinstance(other, RootKey) and hmac.compare_digest(self._secret, other._secret)

    def __hash__(self) -> NoReturn:
        """Refuse to be a dictionary key: a secret is not an identity."""
        raise TypeError("a root key is not hashable")

    def __repr__(self) -> str:
        """Show the type and nothing of the secret."""
        return "<RootKey>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled into another process or a file."""
        raise TypeError("a root key is not pickled")
