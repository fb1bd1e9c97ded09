"""The paper key: signs what cards say and seals what is set, so that no process that serves people needs the log's key.

One file each below the data folder's `keys`: `paper.key` is private; `paper.cert` is the note by which the log's key certifies it,
with its former ones beside it as `paper.<id>.cert`. Whoever verifies papers needs the certificates and the log's public key.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ifar.documents import seal
from ifar.errors import Unavailable
from ifar.ledger import durable, keys
from ifar.ledger.checkpoint import ED25519, MalformedNote, SigningKey, VerifierKey

PRIVATE: Final = "paper.key"
CERTIFICATE: Final = "paper.cert"


@dataclass(frozen=True, slots=True)
class PaperKey:
    """The private key and its certificate."""

    key: SigningKey
    certificate: str


def name_of(log: str) -> str:
    """The name of a log's paper keys."""
    return f"{log}/papers"


def current(home: Path, log: str) -> PaperKey:
    """The paper key of the register whose log is called `log`; made on first use, and certified by the log's key of the day.

    Raises:
        Unavailable: it is not certified, and the log's key is not here to certify it.
    """
    folder = durable.private_folder(home / "keys")
    key = keys.read_or_make(folder / PRIVATE, name_of(log), ED25519)
    log_key = keys.Keyring.at(home).present()
    note = _certificate_at(folder)
    if log_key is None:
        if not note or _named_in(note) != key.verifier:
            raise Unavailable(
                "documents.key.uncertified",
                "The paper key is not certified. Run `ifar paper-key certify` where the log's key is, and bring the certificate here.",
            )
    elif not _is_certificate(note, key.verifier, log_key.verifier):
        note = _keep(folder, seal.certificate(key.verifier, log_key))
    return PaperKey(key, note)


def renew(home: Path, log: str) -> PaperKey:
    """Put a new paper key in the place of the old one, which is destroyed. What the old one signed still verifies.

    Raises:
        Unavailable: the log's key is not here to certify the new one.
    """
    folder = durable.private_folder(home / "keys")
    if keys.Keyring.at(home).present() is None:
        raise Unavailable("documents.key.no_log_key", "Renew the paper key where the log's key is.")
    current(home, log)
    path = folder / PRIVATE
    path.write_bytes(secrets.token_bytes(path.stat().st_size))
    path.unlink()
    return current(home, log)


def certificates(home: Path) -> list[str]:
    """All certificates in the data folder, of the paper key and of its predecessors."""
    return [path.read_text() for path in sorted((home / "keys").glob("paper*.cert"))]


def _certificate_at(folder: Path) -> str:
    path = folder / CERTIFICATE
    return path.read_text() if path.exists() else ""


def _is_certificate(note: str, key: VerifierKey, log: VerifierKey) -> bool:
    try:
        return seal.certified(note, [log]) == key
    except seal.UnknownKey:
        return False


def _named_in(note: str) -> VerifierKey | None:
    """The key that a certificate is about, whoever signed it: for a machine that has not the log's key to compare with."""
    try:
        return VerifierKey.parse(note.split("\n")[1])
    except (MalformedNote, IndexError):
        return None


def _keep(folder: Path, note: str) -> str:
    """Write the certificate; the former one stays beside it, for what was signed before."""
    before = _certificate_at(folder)
    if before:
        durable.write(folder / f"paper.{secrets.token_hex(4)}.cert", before.encode())
    durable.write(folder / CERTIFICATE, note.encode())
    return note
