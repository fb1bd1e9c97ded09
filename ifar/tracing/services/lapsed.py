"""Lawful erasure of the words of a trace that lapsed: proposed by the desk, approved by a second person, carried out by the database.

The acts stay with their commitments; the words and their salts go, and with them the files that say the same. So goes a file that was held
unread because nobody confirmed the key of its State: no later than `envelope.GOOD_FOR` after it came it can be taken in no more, and nothing
keeps it (what was never taken in is no record: Firearms Protocol art. 7 counts from records).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast

from django.db import IntegrityError, connection, transaction
from django.db.models.expressions import RawSQL

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.errors import NotFound, Reason
from ifar.files import services as files
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.parties import erasing
from ifar.reference import selectors as reference
from ifar.reference.retention import RetentionPeriod
from ifar.rights import Actor, require
from ifar.tracing import envelope, labels, lapsing, selectors, states
from ifar.tracing.models import Event, Exchange, Request, Step
from ifar.tracing.services import senders
from ifar.tracing.services.originals import PURPOSE
from ifar.tracing.services.writing import RECORDER

ACT: Final = "words.erased"
ERASE: Final = "tracing:words:erase"
MOST: Final = 100
_VALUES: Final = """
SELECT p.entry::text, p.field FROM tracing_event e JOIN ledger_personal p ON p.entry = e.id WHERE e.subject = ANY(%s) ORDER BY 1, 2
"""
_INSERT: Final = "INSERT INTO ledger_erasure (erasure, entry, field) VALUES (%s, %s, %s)"
_LAST: Final = "SELECT entry FROM ledger_entry WHERE object = %s ORDER BY id DESC LIMIT 1"


def kept_until(request: Request | Exchange) -> RetentionPeriod:
    """How long the words of a request, or of an exchange of experience, are kept."""
    if isinstance(request, Exchange):
        return lapsing.kept(reference.retention_rules(), request.at.date())
    ended = request.ended_at.date() if request.ended_at else None
    return lapsing.kept(reference.retention_rules(), ended)


def _subjects(public_id: str) -> list[str]:
    """A request and its links, or an exchange of experience."""
    return [public_id, *Step.objects.filter(request__public_id=public_id).values_list("public_id", flat=True)]


def values_of(public_id: str) -> list[dict[str, str]]:
    """Entry and field of every word that is still kept with a request and its links, or with an exchange of experience."""
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [_subjects(public_id)])
        return [{"entry": entry, "field": field} for entry, field in cursor.fetchall()]


def foreign(public_id: str, erased: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What of values that are to be erased is no word of the request, its links or the exchange that it is said to be of."""
    own = {
        str(entry)
        for entry in Event.objects.filter(subject__in=_subjects(public_id)).values_list("pk", flat=True)
    }
    return [row for row in erased if row.get("entry") not in own]


def lapsed_for(actor: Actor) -> list[Request]:
    """Requests that the actor may see whose words no rule keeps any longer and that still have some, the oldest first; at most `MOST`.

    Raises:
        Forbidden: the actor does not propose erasures.
    """
    require(actor, ERASE)
    until = lapsing.last_day(reference.retention_rules(), ledger.now().date())
    if until is None:
        return []
    has_words = RawSQL(
        "SELECT e.subject FROM tracing_event e JOIN ledger_personal p ON p.entry = e.id WHERE e.record_type = 'request'",
        [],
    )
    ended = selectors.requests_for(actor).filter(ended_at__date__lte=until, public_id__in=has_words)
    return list(ended.order_by("ended_at", "id")[:MOST])


def held_for(actor: Actor) -> list[Exchange]:
    """Files that the actor may see which wait for a key and whose time is over, the oldest first; at most `MOST`.

    Raises:
        Forbidden: the actor does not propose erasures.
    """
    require(actor, ERASE)
    exchanges = selectors.exchanges_for(actor).filter(
        state="refused", reason="unknown_sender", at__lte=ledger.now() - envelope.GOOD_FOR
    )
    there = [exchange for exchange in exchanges.order_by("at", "id") if is_held(exchange)]
    return there[:MOST]


def is_held(exchange: Request | Exchange) -> bool:
    """Whether a file waits for its key, and was not taken in since: then it is kept as the original of what was."""
    return (
        isinstance(exchange, Exchange)
        and senders.is_held(exchange)
        and not Exchange.objects.filter(hash=exchange.hash, state="accepted").exists()
    )


def _seen(actor: Actor, public_id: str) -> Request | Exchange:
    """A request, an exchange of experience, or a file that waits for its key, that the actor may see.

    Raises:
        NotFound: none of them is there for this actor.
    """
    request = selectors.requests_for(actor).filter(public_id=public_id).first()
    other = None if request else selectors.exchanges_for(actor).filter(public_id=public_id).first()
    if other and other.form not in states.NOTICES and not is_held(other):
        other = None
    if request is None and other is None:
        raise NotFound("tracing.not_found", labels.of("tracing.not_found"))
    return request or other  # type: ignore[return-value]


def _objections(actor: Actor, result: Request | Exchange) -> list[Reason]:
    """What stands against it: a rule that keeps it still, a party of the chain that is kept or held."""
    if is_held(result):
        over = cast("Exchange", result).at + envelope.GOOD_FOR <= ledger.now()
        return [] if over else [Reason("tracing.file.still_good")]
    if not kept_until(result).deletable(ledger.now().date()):
        return [Reason("tracing.words.kept", article="Firearms Protocol art. 7; ITI 12")]
    if isinstance(result, Exchange):
        return []
    named = Step.objects.filter(request=result, to_whom__startswith="P").values_list("to_whom", flat=True)
    return [
        reason
        for party in sorted(set(named))
        for reason in erasing.objections(actor, party, "retention_ended")
        if "held" in reason.code
    ]


@transaction.atomic
def propose(*, actor: Actor, subject: str, reason: str) -> Proposal:
    """Propose to erase the words of a request or of an exchange of experience that lapsed, or a file that waited in vain; a second person decides.

    Raises:
        NotFound: there is none for this actor, or it has no words any more.
        Refused: a rule or a hold keeps them.
    """
    require(actor, ERASE)
    result = _seen(actor, subject)
    values, held = values_of(subject), is_held(result)
    if not values and not held:
        raise NotFound("tracing.not_found", labels.of("tracing.not_found"))
    if wrong := _objections(actor, result):
        raise RECORDER.refused(*wrong)
    return proposals.propose(
        actor=actor,
        act=ACT,
        object=subject,
        payload={"ground": "retention_ended", "erased": values}
        | ({"hash": cast("Exchange", result).hash} if held else {}),
        reason=reason,
        compartment=result.compartment,
    )


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Erase what was approved; what stands against it is asked once more, and that it is all of this trace.

    Raises:
        Refused: a rule or a hold keeps it, or something in the proposal is no word of this trace.
    """
    subject = proposal.object
    result: Request | Exchange = Request.objects.filter(public_id=subject).first() or Exchange.objects.get(
        public_id=subject
    )
    if wrong := _objections(actor, result):
        raise RECORDER.refused(*wrong)
    if foreign(subject, proposal.payload["erased"]):
        raise RECORDER.refused(Reason("tracing.words.foreign"))
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [subject])
        last = cursor.fetchone()
    draft = Draft(
        schema="words.erased/1",
        act=ACT,
        object=subject,
        payload={**proposal.payload, "proposal": proposal.public_id},
        previous=last[0] if last else None,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft])
    erasing.follow(draft.entry, {value["entry"] for value in proposal.payload["erased"]})
    if is_held(result):
        files.erase([cast("Exchange", result).hash], purpose=PURPOSE, erasure=draft.entry)
    rows: Sequence[tuple[Any, ...]] = [
        (draft.entry, value["entry"], value["field"]) for value in proposal.payload["erased"]
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)
    except IntegrityError as error:
        raise RECORDER.refused(Reason("tracing.words.held", article="EU 2016/680 art. 16(3)")) from error
