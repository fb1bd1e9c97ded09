"""What a witness answers, and when a checkpoint counts as witnessed (C2SP tlog-witness).

A witness keeps, for each log, the last checkpoint that it cosigned. It cosigns another only if a proof shows that the log
has grown from there and nothing before was changed. It sees sizes and hashes, never an entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ifar.errors import IfarError
from ifar.ledger import merkle
from ifar.ledger.checkpoint import (
    COSIGNATURE,
    Checkpoint,
    MalformedNote,
    Note,
    Signature,
    SigningKey,
    VerifierKey,
    cosigned_at,
    decode_base64,
    encode_base64,
    parse_decimal,
)

MAX_PROOF: Final = 63
MAX_REQUEST_BYTES: Final = 64 * 1024
SIZE_TYPE: Final = "text/x.tlog.size"
TEXT_TYPE: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """The body of `add-checkpoint`: the size last cosigned, the proof from there, and the checkpoint with its signatures."""

    old_size: int
    proof: tuple[bytes, ...]
    note: bytes

    def encode(self) -> bytes:
        """The bytes of the body."""
        lines = [f"old {self.old_size}\n", *(f"{encode_base64(digest)}\n" for digest in self.proof), "\n"]
        return "".join(lines).encode() + self.note

    @classmethod
    def parse(cls, data: bytes) -> Request:
        """Read the body.

        Raises:
            MalformedNote: it is too long, or not of the form that tlog-witness gives.
        """
        head, separator, note = data.partition(b"\n\n")
        if len(data) > MAX_REQUEST_BYTES or not separator:
            raise MalformedNote(
                message="A request is an old size, proof lines, an empty line and a checkpoint."
            )
        first, *lines = head.decode("ascii", "replace").split("\n")
        if not first.startswith("old ") or len(lines) > MAX_PROOF:
            raise MalformedNote(message="A request starts with an old size and holds at most 63 proof lines.")
        proof = tuple(decode_base64(line) for line in lines)
        if any(len(digest) != merkle.HASH_BYTES for digest in proof):
            raise MalformedNote(message="A proof line holds a hash of 32 bytes.")
        return cls(parse_decimal(first.removeprefix("old ")), proof, note)


@dataclass(frozen=True, slots=True)
class Memory:
    """The last checkpoint of a log that the witness cosigned."""

    size: int
    root: bytes


NOTHING: Final = Memory(0, merkle.EMPTY_ROOT)
"""What a witness remembers of a log that it never cosigned."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; `remember` must be kept durably before the answer is sent, and nothing else may be kept."""

    status: int
    body: str
    content_type: str = TEXT_TYPE
    remember: Checkpoint | None = None


class _Refusal(Exception):
    def __init__(self, status: int, body: str, content_type: str = TEXT_TYPE) -> None:
        self.answer = Answer(status, body, content_type)
        super().__init__(status)


def decide(
    body: bytes,
    *,
    logs: Mapping[str, Sequence[VerifierKey]],
    remembered: Callable[[str], Memory],
    key: SigningKey,
    now: int,
) -> Answer:
    """Answer a request to cosign a checkpoint.

    Reading the memory and keeping the new one must be one step: two requests at once could roll it back.

    Args:
        body: the body of the request.
        logs: origin -> keys trusted for it.
        remembered: origin -> what the witness cosigned last; `NOTHING` where it cosigned nothing.
        key: the witness's own key.
        now: POSIX time in seconds.

    Returns:
        200 with the cosignature; 400 malformed or old size above the checkpoint's; 403 no trusted key signed it; 404
        unknown log; 409 the old size is not what was cosigned last (the body says that size); 422 the proof does not hold, the
        same size has another root, or a tree of nothing is not the empty one (the text of 2026-07-06).
    """
    try:
        request, checkpoint, text = _trusted(body, logs)
        _check_growth(request, checkpoint, remembered(checkpoint.origin))
    except _Refusal as refusal:
        return refusal.answer
    return Answer(200, key.cosign(text, now).line(), remember=checkpoint)


def _trusted(body: bytes, logs: Mapping[str, Sequence[VerifierKey]]) -> tuple[Request, Checkpoint, str]:
    try:
        request = Request.parse(body)
        note = Note.parse(request.note)
        checkpoint = Checkpoint.parse(note.text)
    except MalformedNote as error:
        raise _Refusal(400, f"{error}\n") from error
    if checkpoint.origin not in logs:
        raise _Refusal(404, "This witness does not know this log.\n")
    try:
        note.verified_by(logs[checkpoint.origin])
    except IfarError as error:
        raise _Refusal(403, f"{error}\n") from error
    if request.old_size > checkpoint.size:
        raise _Refusal(400, "The old size is above the size of the checkpoint.\n")
    return request, checkpoint, note.text


def _check_growth(request: Request, checkpoint: Checkpoint, memory: Memory) -> None:
    if request.old_size != memory.size:
        raise _Refusal(409, f"{memory.size}\n", SIZE_TYPE)
    try:
        merkle.verify_consistency(memory.size, checkpoint.size, request.proof, memory.root, checkpoint.root)
    except merkle.ProofError as error:
        raise _Refusal(422, f"{error}\n") from error


def known_size(body: str) -> int:
    """Read the body of a 409 answer of the type `SIZE_TYPE`: the size that the witness cosigned last.

    Raises:
        MalformedNote: it is no size line.
    """
    if not body.endswith("\n"):
        raise MalformedNote(message="A size line ends in a newline.")
    return parse_decimal(body[:-1])


def accepted(answer: str, text: str, key: VerifierKey) -> Signature:
    """The cosignature of the witness `key` in its answer, checked against the checkpoint's text; other lines are ignored.

    Raises:
        MalformedNote: a line is no signature line, or none is a good cosignature of this key.
    """
    if key.kind != COSIGNATURE or not answer.endswith("\n"):
        raise MalformedNote(message="A witness answers with signature lines of a witness's key.")
    for line in answer[:-1].split("\n"):
        signature = Signature.parse(line)
        if key.verifies(text, signature):
            return signature
    raise MalformedNote(message=f"The witness {key.name} answered without a good cosignature of its key.")


@dataclass(frozen=True, slots=True)
class Policy:
    """When a checkpoint counts as witnessed: by how many of which witnesses, and how soon that is expected.

    A policy that needs more witnesses than there are is never met: that is an alarm, not an error.
    """

    witnesses: tuple[VerifierKey, ...]
    needed: int
    within: dt.timedelta


Status = Literal["witnessed", "waiting", "late", "not asked"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a checkpoint stands under a policy; `by` are the witnesses whose cosignature is good, with their times."""

    standing: Status
    by: tuple[tuple[str, dt.datetime], ...]
    missing: int


def judge(
    policy: Policy, text: str, cosignatures: Iterable[Signature], *, signed_at: dt.datetime, now: dt.datetime
) -> Verdict:
    """Judge the checkpoint `text`, which the log signed at `signed_at`, by the cosignatures on it.

    A witness counts once, and only with a signature that verifies. Nothing is called witnessed before the policy is met;
    where the policy asks for nobody, nothing is called witnessed at all.
    """
    lines = list(cosignatures)
    by: list[tuple[str, dt.datetime]] = []
    for key in policy.witnesses:
        times = [cosigned_at(line) for line in lines if key.verifies(text, line)]
        if times:
            by.append((key.name, dt.datetime.fromtimestamp(min(times), dt.UTC)))
    missing = max(0, policy.needed - len(by))
    if policy.needed == 0:
        standing: Status = "not asked"
    elif missing == 0:
        standing = "witnessed"
    else:
        standing = "late" if now - signed_at > policy.within else "waiting"
    return Verdict(standing, tuple(by), missing)
