"""A file signed by a key that the directory does not know: kept unread, and taken in once two people have confirmed the key.

Nothing that it says is believed before. Whoever received it asks the State, by a way that is not in the file, for the public key of its
register's log; that key must have certified the signer, and a second person must agree, before `exchange.take_in` reads the file.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from ifar.accounts.models import Proposal
from ifar.accounts.selectors import proposals as proposed
from ifar.accounts.services import proposals, reads
from ifar.documents.exchange import Signer, signer_of
from ifar.errors import Reason
from ifar.files import store
from ifar.ledger import services as ledger
from ifar.ledger.checkpoint import MalformedNote, VerifierKey
from ifar.ledger.entry import Draft
from ifar.rights import Actor, require
from ifar.tracing import envelope, labels, selectors
from ifar.tracing.models import Exchange
from ifar.tracing.selectors import ANSWER
from ifar.tracing.services.writing import RECORDER

ACT: Final = "sender.confirmed"
LEAST: Final = 20
"""Characters of how a key was confirmed."""
_LAST: Final = "SELECT entry FROM ledger_entry WHERE object = %s ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Held:
    """A file that waits: its record, who signed it as it says, the key that waits for a second person, whether one is confirmed, what came of it."""

    record: Exchange
    signer: Signer
    waiting: Proposal | None
    confirmed: bool
    taken: Exchange | None


def confirmed_keys() -> dict[str, list[tuple[VerifierKey, str]]]:
    """Country -> the keys that two people have confirmed, each with its proposal; the directory goes before them where it has one."""
    result: dict[str, list[tuple[VerifierKey, str]]] = defaultdict(list)
    done = proposed.with_status().filter(act=ACT, state=proposed.EXECUTED).order_by("at")
    for public_id, value in done.values_list("public_id", "payload"):
        result[value["country"]].append((VerifierKey.parse(value["key"]), public_id))
    return dict(result)


def is_held(exchange: Exchange) -> bool:
    """Whether a file waits for its key: it was kept, and nothing but the key is wrong with it."""
    return (
        exchange.state == "refused" and exchange.reason == "unknown_sender" and store.is_whole(exchange.hash)
    )


def held_for(actor: Actor, public_id: str) -> Held:
    """A file that waits, or waited, for its key.

    Raises:
        NotFound: there is none for this actor.
        Refused: it does not wait for a key.
    """
    require(actor, ANSWER)
    exchange = selectors.exchange_for(actor, public_id)
    signer = signer_of(document_of(exchange)) if is_held(exchange) else None
    if signer is None:
        raise RECORDER.refused(Reason("tracing.file.not_held"))
    asked = proposed.with_status().filter(
        act=ACT, object=public_id, state__in=(proposed.OPEN, proposed.APPROVED)
    )
    taken = selectors.exchanges_for(actor).filter(hash=exchange.hash, state="accepted").first()
    return Held(exchange, signer, asked.first(), exchange.sender in confirmed_keys(), taken)


def document_of(exchange: Exchange) -> bytes:
    """The bytes of a file that waits."""
    return store.found(exchange.hash).read_bytes()


@transaction.atomic
def confirm_key(*, actor: Actor, exchange: str, key: str, how: str) -> Proposal:
    """Say that a key is that of the log of the State from which a file says to come, and how that was found out; a second person decides.

    Raises:
        NotFound: there is no such file for this actor.
        Refused: it does not wait for a key, or is refused for another reason by now; no purpose is stated.
        Invalid: it is no key, it did not vouch for who signed the file, or nobody says how it was confirmed.
        Conflict: it is asked already.
    """
    require(actor, ANSWER)
    reads.require_purpose(actor)
    held = held_for(actor, exchange)
    if len(" ".join(how.split())) < LEAST:
        raise RECORDER.invalid(Reason("tracing.file.how", field="how", params={"least": LEAST}))
    _check(held.record, key)
    return proposals.propose(
        actor=actor,
        act=ACT,
        object=exchange,
        payload={"country": held.record.sender, "key": key.strip(), "hash": held.record.hash},
        reason=how,
        compartment=held.record.compartment,
    )


def _check(exchange: Exchange, text: str) -> None:
    """Refuse a key that is none, or that is not that of this file."""
    try:
        key = VerifierKey.parse(text.strip())
    except MalformedNote as error:
        raise RECORDER.invalid(Reason("tracing.file.key", field="key")) from error
    judged = envelope.read(
        document_of(exchange), country=settings.IFAR_COUNTRY, keys={exchange.sender: [key]}, now=ledger.now()
    )
    if judged.reason == "resigned":
        raise RECORDER.invalid(Reason("tracing.file.other_key", field="key"))
    if judged.reason:
        raise RECORDER.refused(
            Reason("tracing.file.refused", params={"why": str(labels.FILE_REASONS[judged.reason])})
        )


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Enter that two people have confirmed a key; the file is held against it once more.

    Raises:
        Refused, Invalid: it is not the key of the file, or the file is refused for another reason by now.
    """
    exchange = Exchange.objects.get(public_id=proposal.object)
    if not is_held(exchange) or (proposal.payload["country"], proposal.payload["hash"]) != (
        exchange.sender,
        exchange.hash,
    ):
        raise RECORDER.refused(Reason("tracing.file.not_held"))
    _check(exchange, proposal.payload["key"])
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [proposal.object])
        last = cursor.fetchone()
    draft = Draft(
        schema="sender.confirmed/1",
        act=ACT,
        object=proposal.object,
        payload={**proposal.payload, "proposal": proposal.public_id},
        previous=last[0] if last else None,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft])
