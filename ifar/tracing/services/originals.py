"""Signed files as they went out and came in: kept whole, so that a signature can be checked again years later.

The record of each names the key of the log that vouched for the signer, as it was trusted then; a directory that changed since changes
nothing of that. A lawful erasure of what a file says takes the file along.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from ifar.documents import keys
from ifar.errors import NotFound
from ifar.files import services as files
from ifar.files import store
from ifar.ledger.checkpoint import MalformedNote, VerifierKey
from ifar.ledger.keys import Keyring
from ifar.rights import Actor, require
from ifar.tracing import envelope, labels, selectors
from ifar.tracing.models import Event, Exchange, Step

PURPOSE: Final = "trace_file"


def vouched(paper_key: keys.PaperKey) -> dict[str, str]:
    """Under which keys a file of ours is signed: that of papers, and that of the log which vouches for it."""
    values = {"key": paper_key.key.verifier.encode()[:120]}
    log = log_key()
    return values | ({"log": log.encode()[:200]} if log else {})


def log_key() -> VerifierKey | None:
    """The key of our own log, where the register holds it."""
    present = Keyring.at(Path(settings.IFAR_HOME)).present()
    return present.verifier if present else None


def keep_original(actor: Actor, digest: str, document: bytes) -> None:
    """Keep a file as it went out or came in, so that its signature can be checked again years later."""
    files.keep(actor=actor, purpose=PURPOSE, name=f"{digest[:16]}.json", content=[document])


@dataclass(frozen=True, slots=True)
class OriginalCheck:
    """A file that was kept, looked at again: whether it is there and whole, and whether it still is what was signed.

    `log` is the key of the log that vouched for the signer, as the entry of the file says; empty in a file from before it was noted.
    """

    there: bool
    signed: bool
    log: str


def original_of(actor: Actor, public_id: str) -> tuple[Exchange, Path]:
    """A file as it went out or came in, and where it lies.

    Raises:
        NotFound: there is none for this actor; it was refused, and so not kept; or it was erased.
    """
    require(actor, selectors.READ)
    exchange = selectors.exchange_for(actor, public_id)
    if exchange.state == "refused":
        raise NotFound("tracing.not_found", labels.of("tracing.not_found"))
    return exchange, store.found(exchange.hash)


def check_again(actor: Actor, public_id: str) -> OriginalCheck:
    """Look at a kept file once more: its hash, and its signature under the log that was trusted when it went out or came in.

    Raises:
        NotFound: there is none for this actor.
    """
    require(actor, selectors.READ)
    exchange = selectors.exchange_for(actor, public_id)
    value = (
        Event.objects.filter(subject=exchange.public_id, n=1).values_list("details", flat=True).first() or {}
    )
    log = str(value.get("log", ""))
    if exchange.state == "refused" or not store.is_whole(exchange.hash):
        return OriginalCheck(False, False, log)
    try:
        key = VerifierKey.parse(log)
    except MalformedNote:
        return OriginalCheck(True, False, "")
    return OriginalCheck(True, envelope.still_signed(store.path_of(exchange.hash).read_bytes(), key), log)


def follow_erasure(erasure: uuid.UUID, entries: Collection[str]) -> None:
    """Take the files out of the store that say what is being erased: those of the requests and exchanges whose entries these are."""
    events = Event.objects.filter(pk__in=list(entries)).values_list("record_type", "subject")
    subjects = {subject for record_type, subject in events if record_type == "exchange"}
    requests = {subject for record_type, subject in events if record_type == "request"}
    steps = {subject for record_type, subject in events if record_type == "step"}
    requests |= set(Step.objects.filter(public_id__in=steps).values_list("request__public_id", flat=True))
    exchanges = Exchange.objects.exclude(state="refused")
    hashes = exchanges.filter(request__in=requests).values_list("hash", flat=True)
    own = exchanges.filter(public_id__in=subjects).values_list("hash", flat=True)
    if gone := {*hashes, *own}:
        files.erase(gone, purpose=PURPOSE, erasure=erasure)
