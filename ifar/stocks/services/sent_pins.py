"""PINs that officers type on a device without a line. The device seals one for the register at once and cannot read it again; the register proves it when it arrives.

No hash of a PIN is on the device: four digits would be tried through in a moment by whoever finds it. What lies there is sealed for a key whose other half this installation
alone has (ECDH on P-256 with a key of the moment, HKDF, AES-GCM), bound to the one entry, and all PINs are sealed alike long.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.auth.hashers import check_password

from ifar import sealing
from ifar.accounts.attempts import count_apart
from ifar.stocks.models import Officer
from ifar.stocks.services.pins import kept_hash

SEALED: Final = "PIN on its way"
CONTEXT: Final = b"ifar sealed pin/1\n"
TRIES: Final = "100/h/key"
"""Wrong or right, for one officer: a week of shifts arrives at once, and each wrong one is a matter."""
_CURVE: Final = ec.SECP256R1()
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_POINT, _IV = 65, 12


def _private(key: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(key) % (_ORDER - 1) + 1, _CURVE)


def public_key() -> str:
    """For which key devices seal, as base64 of the uncompressed point."""
    point = _private(sealing.keys(SEALED)[0]).public_key()
    return base64.b64encode(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode()


def opened(sealed: str, capture: str) -> str:
    """The PIN that was sealed for one entry; empty where it is none, or another entry's."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        point = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, raw[:_POINT])
    except (ValueError, binascii.Error):
        return ""
    for key in sealing.keys(SEALED):
        shared = _private(key).exchange(ec.ECDH(), point)
        own = HKDF(SHA256(), 32, None, CONTEXT + capture.encode()).derive(shared)
        try:
            text = AESGCM(own).decrypt(raw[_POINT : _POINT + _IV], raw[_POINT + _IV :], None)
            return text.decode("ascii").strip()
        except (InvalidTag, ValueError):
            continue
    return ""


def fits(officer: Officer, pin: str) -> bool:
    """Whether a PIN that arrived is the officer's. Each try counts.

    Raises:
        TooMany: too many were tried; the device sends it again later.
    """
    count_apart(officer.public_id, "stocks_pin_sent", TRIES)
    hashed = kept_hash(officer)
    return bool(pin and hashed and check_password(pin, hashed))
