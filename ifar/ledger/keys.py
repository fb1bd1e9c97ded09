"""Where private keys are kept: one file each, below a folder that only its owner can enter, outside the database.

`ledger.key` signs checkpoints, `ledger.next.key` waits for its rotation, `ledger.old.key` signs beside its successor until
it is retired. `ledger.vkey` is the public half, for whoever wants to verify.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ifar.errors import Conflict, NotFound, Unavailable
from ifar.ledger import durable
from ifar.ledger.checkpoint import ED25519, MalformedNote, SigningKey, VerifierKey, check_name

CURRENT: Final = "ledger.key"
NEXT: Final = "ledger.next.key"
OLD: Final = "ledger.old.key"
PUBLIC: Final = "ledger.vkey"


def read(path: Path) -> SigningKey:
    """The private key in a file.

    Raises:
        FileNotFoundError: there is none.
        Unavailable: others can read the file, or it holds no key. The message never holds the key.
    """
    try:
        return SigningKey.parse(durable.read_private(path).decode().strip())
    except (MalformedNote, UnicodeDecodeError) as error:
        raise Unavailable("ledger.key.damaged", f"The key file {path} holds no private key.") from error


def make(path: Path, name: str, kind: int) -> SigningKey:
    """Make a new private key and keep it in a file that only its owner can read.

    Raises:
        FileExistsError: there is a key already; it is never replaced.
    """
    key = SigningKey(check_name(name), kind, secrets.token_bytes(32))
    durable.create(path, key.encode().encode() + b"\n")
    return key


def read_or_make(path: Path, name: str, kind: int) -> SigningKey:
    """The private key in a file, made on first use."""
    try:
        return read(path)
    except FileNotFoundError:
        try:
            return make(path, name, kind)
        except FileExistsError:
            return read(path)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The log's private keys in a folder."""

    folder: Path

    @classmethod
    def at(cls, home: Path) -> Keyring:
        """The keyring below the runtime data folder."""
        return cls(durable.private_folder(home / "keys"))

    def current(self, name: str) -> SigningKey:
        """The key that signs checkpoints; made on first use, together with its public file.

        Raises:
            Unavailable: the key in the file carries another name than the log.
        """
        key = read_or_make(self.folder / CURRENT, name, ED25519)
        if key.name != name:
            raise Unavailable(
                "ledger.key.name",
                f"The key in {self.folder / CURRENT} belongs to the log {key.name}, but this log is called {name}.",
            )
        public = self.folder / PUBLIC
        if not public.exists() or public.read_text().strip() != key.verifier.encode():
            durable.write(public, key.verifier.encode().encode() + b"\n")
        return key

    @staticmethod
    def published(home: Path) -> VerifierKey | None:
        """The public key of the log as its file below the runtime data folder says; None where there is no such file."""
        try:
            return VerifierKey.parse((home / "keys" / PUBLIC).read_text().strip())
        except FileNotFoundError:
            return None

    def present(self) -> SigningKey | None:
        """The key that signs checkpoints, whatever its name; None before the first use."""
        return self._optional(CURRENT)

    def old(self) -> SigningKey | None:
        """The former key while it still signs beside its successor."""
        return self._optional(OLD)

    def next(self) -> SigningKey | None:
        """The key that waits for its rotation."""
        return self._optional(NEXT)

    def prepare(self, name: str) -> SigningKey:
        """Make the next key, or show the one that waits already.

        Raises:
            Conflict: the one that waits is for another log name.
        """
        key = read_or_make(self.folder / NEXT, name, ED25519)
        if key.name != name:
            raise Conflict(
                "ledger.key.name",
                f"The key in {self.folder / NEXT} was prepared for {key.name}; remove it first.",
            )
        return key

    def adopt(self, key: VerifierKey) -> bool:
        """Put the next key in force if it is `key`; the former one signs on beside it. False where it is not at hand.

        May be repeated after a crash at any point.
        """
        now = self._optional(CURRENT)
        if now is not None and now.verifier == key:
            return True
        following = self.next()
        if following is None or following.verifier != key or now is None:
            return False
        durable.write(self.folder / OLD, now.encode().encode() + b"\n")
        (self.folder / NEXT).rename(self.folder / CURRENT)
        durable.write(self.folder / PUBLIC, key.encode().encode() + b"\n")
        return True

    def retire(self) -> VerifierKey:
        """Destroy the former key; from then on checkpoints carry the new signature alone.

        Raises:
            NotFound: there is no former key.
        """
        key = self.old()
        if key is None:
            raise NotFound("ledger.key.none", "There is no former key to retire.")
        path = self.folder / OLD
        path.write_bytes(secrets.token_bytes(path.stat().st_size))
        path.unlink()
        return key.verifier

    def signers(self, key: VerifierKey) -> list[SigningKey]:
        """The private keys that sign a checkpoint for which `key` answers.

        Raises:
            Conflict: the private half of `key` is not here.
        """
        signing_keys = [
            signing_key
            for signing_key in (self.present(), self.old())
            if signing_key is not None and signing_key.name == key.name
        ]
        if not any(signing_key.verifier == key for signing_key in signing_keys):
            raise Conflict(
                "ledger.key.foreign",
                f"The log is signed with the key {key.encode()}, whose private half is not in {self.folder}. "
                "Bring the key back from its safe place, or give this installation a log name of its own.",
            )
        return sorted(signing_keys, key=lambda signing_key: signing_key.verifier != key)

    def _optional(self, name: str) -> SigningKey | None:
        try:
            return read(self.folder / name)
        except FileNotFoundError:
            return None
