"""What only this installation can make: codes and seals under keys that are derived from its secret key, which no database holds.

Whoever may write every row of the database can neither make a code nor read what is sealed. After a change of the secret key the former
ones (`IFAR_SECRET_KEYS_BEFORE`) still know what they made; the new one makes everything from then on.
"""

from __future__ import annotations

import base64
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def keys(purpose: str) -> tuple[bytes, ...]:
    """The keys of 32 bytes for one purpose: that of the secret key in force, then those of former ones."""
    return _derived(purpose, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=64)
def _derived(purpose: str, *secrets: str) -> tuple[bytes, ...]:
    content = f"ifar {purpose}".encode()
    return tuple(HKDF(SHA256(), 32, None, content).derive(secret.encode()) for secret in secrets)


def _joined(parts: tuple[str, ...]) -> bytes:
    contents = [part.encode("utf-8", "surrogatepass") for part in parts]
    return b"".join(len(content).to_bytes(4) + content for content in contents)


def code(purpose: str, *parts: str) -> str:
    """The code of what `parts` say, in their order: HMAC-SHA256 in hexadecimal."""
    return hmac.digest(keys(purpose)[0], _joined(parts), "sha256").hex()


def fits(text: str, purpose: str, *parts: str) -> bool:
    """Whether `text` is the code of what `parts` say, under the key in force or a former one."""
    content = _joined(parts)
    given = text.encode("utf-8", "surrogatepass")
    return any(
        hmac.compare_digest(given, hmac.digest(key, content, "sha256").hex().encode())
        for key in keys(purpose)
    )


def seal(purpose: str, text: str) -> str:
    """Text that nobody reads or alters who has not the secret key."""
    return _fernet(keys(purpose)).encrypt(text.encode()).decode()


def opened(purpose: str, sealed: str) -> str | None:
    """What was sealed, or None where none of our keys opens it."""
    try:
        return _fernet(keys(purpose)).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


@lru_cache(maxsize=16)
def _fernet(of: tuple[bytes, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in of])
