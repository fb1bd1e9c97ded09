"""A proof document: one entry, its place in the tree, and the signed checkpoint. Whoever has it needs neither us nor a network.

    {"type": "ifar.proof/1", "entry": "…", "index": 5, "inclusion": ["…"], "checkpoint": "…", "disclosed": {…}}

`entry` is the canonical text whose leaf hash is proved; `inclusion` are base64 hashes (RFC 9162, 2.1.3); `checkpoint` is the
signed note with the witnesses' cosignatures; `disclosed` holds salt and value of personal fields that the holder may know. Pure.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ifar.errors import Invalid
from ifar.ledger import canonical, merkle
from ifar.ledger.checkpoint import (
    COSIGNATURE,
    Checkpoint,
    Note,
    UnverifiedNote,
    VerifierKey,
    cosigned_at,
    decode_base64,
    encode_base64,
)
from ifar.ledger.entry import SALT_BYTES, commitment

TYPE: Final = "ifar.proof/1"
MAX_BYTES: Final = 1_000_000


class MalformedProof(Invalid):
    """A file is no proof document."""

    default_code = "ledger.proof.malformed"


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof document as it was read; nothing of it is trusted yet."""

    entry: bytes
    index: int
    inclusion: tuple[bytes, ...]
    checkpoint: Note
    disclosed: Mapping[str, tuple[bytes, Any]] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The document as a JSON object."""
        values: dict[str, Any] = {
            "type": TYPE,
            "entry": self.entry.decode(),
            "index": self.index,
            "inclusion": [encode_base64(digest) for digest in self.inclusion],
            "checkpoint": self.checkpoint.encode().decode(),
        }
        if self.disclosed:
            values["disclosed"] = {
                name: {"salt": salt.hex(), "value": value} for name, (salt, value) in self.disclosed.items()
            }
        return values

    def encode(self) -> bytes:
        """The bytes of the file."""
        return json.dumps(self.document(), ensure_ascii=False, indent=1).encode() + b"\n"

    @classmethod
    def parse(cls, data: bytes) -> Proof:
        """Read a proof document.

        Raises:
            Invalid: it is none.
        """
        if len(data) > MAX_BYTES:
            raise MalformedProof(message="This file is too long for a proof document.")
        value = canonical.parse(data)
        try:
            if value["type"] != TYPE or type(value["index"]) is not int:
                raise ValueError(value["type"])
            disclosed = {
                str(name): (bytes.fromhex(item["salt"]), item["value"])
                for name, item in value.get("disclosed", {}).items()
            }
            inclusion = tuple(decode_base64(text) for text in value["inclusion"])
            return cls(
                value["entry"].encode(),
                value["index"],
                inclusion,
                Note.parse(value["checkpoint"].encode()),
                disclosed,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise MalformedProof(message=f"This file is no proof document of the form {TYPE}.") from error


@dataclass(frozen=True, slots=True)
class Proved:
    """What a proof proves: the entry, the checkpoint, who signed it, who witnessed it and when, what was disclosed."""

    entry: Mapping[str, Any]
    checkpoint: Checkpoint
    signed_by: tuple[VerifierKey, ...]
    witnessed_by: tuple[tuple[str, dt.datetime], ...]
    disclosed: Mapping[str, Any]


def prove(proof: Proof, *, logs: Sequence[VerifierKey], witnesses: Sequence[VerifierKey] = ()) -> Proved:
    """Check a proof document against the keys of the log and of the witnesses that the reader trusts.

    Raises:
        ifar.errors.Invalid: the entry is not canonical, the checkpoint is not signed by a trusted key or carries a bad
            cosignature of a trusted witness, the entry is not in its tree, or a disclosed value is not the committed one.
    """
    entry = canonical.decode(proof.entry)
    checkpoint = Checkpoint.parse(proof.checkpoint.text)
    signers = proof.checkpoint.verified_by([key for key in logs if key.name == checkpoint.origin])
    leaf = merkle.leaf_hash(proof.entry)
    merkle.verify_inclusion(proof.index, checkpoint.size, leaf, proof.inclusion, checkpoint.root)
    return Proved(
        entry=entry,
        checkpoint=checkpoint,
        signed_by=tuple(signers),
        witnessed_by=tuple(_witnessed(proof.checkpoint, witnesses)),
        disclosed=_disclosed(entry, proof.disclosed),
    )


def _witnessed(note: Note, witnesses: Sequence[VerifierKey]) -> list[tuple[str, dt.datetime]]:
    rows = []
    for key in witnesses:
        lines = [s for s in note.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
        if key.kind != COSIGNATURE or not all(key.verifies(note.text, line) for line in lines):
            raise UnverifiedNote(message=f"The cosignature of the witness {key.name} is not good.")
        rows += [(key.name, dt.datetime.fromtimestamp(cosigned_at(line), dt.UTC)) for line in lines[:1]]
    return rows


def _disclosed(entry: Mapping[str, Any], disclosed: Mapping[str, tuple[bytes, Any]]) -> dict[str, Any]:
    committed = entry.get("commitments", {})
    for name, (salt, value) in disclosed.items():
        right = len(salt) == SALT_BYTES and hmac.compare_digest(
            commitment(salt, value), str(committed.get(name, ""))
        )
        if not right:
            raise merkle.ProofError(
                message=f"The disclosed value of {name} is not the one that the entry commits to."
            )
    return {name: value for name, (_, value) in disclosed.items()}
