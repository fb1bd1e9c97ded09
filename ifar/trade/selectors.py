"""International transfers as an actor may see them: those of their office and the offices below it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q, QuerySet

from ifar.accounts.selectors import agencies
from ifar.acts.recorder import to_json
from ifar.errors import NotFound
from ifar.reference import selectors as reference
from ifar.rights import Actor, may
from ifar.trade import gate, labels
from ifar.trade.models import PLAIN_NUMBER, Authorisation, Paper, Party
from ifar.typed import bare

READ: Final = "trade:transfer:read"
_AT_BORDERS: Final = ("in_force", "suspended", "revoked")
"""What customs see of other offices: what may leave, and what may not any more."""


def own(actor: Actor, of: str = "") -> Q:
    """What the actor's office and those below it keep; an inspector sees their whole compartments.

    Args:
        of: what stands before the names of columns, where they are those of another record.
    """
    if not may(actor, READ):
        return Q(pk__in=())
    seen = Q(**{f"{of}compartment__in": actor.compartments})
    if may(actor, "oversight:inspection:read"):
        return seen
    return seen & Q(**{f"{of}agency_id__in": agencies.below(actor.agency_id)})


def parties_for(actor: Actor) -> QuerySet[Party]:
    """Parties abroad."""
    return Party.objects.filter(own(actor)).select_related("agency")


def party_for(actor: Actor, public_id: str) -> Party:
    """One party abroad; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return only(parties_for(actor).filter(public_id=public_id).first(), "party")


def authorised(actor: Actor, of: str = "") -> Q:
    """Authorisations: an office's own, those about which it is asked for advice, and for customs those on which goods may leave or might have.

    Args:
        of: what stands before the names of columns, where a record is seen through its authorisation: a list of them is read in its order then, and not
            gathered from every authorisation that the office keeps.
    """
    seen = own(actor, of)
    if may(actor, READ):
        mine = Q(**{f"{of}compartment__in": actor.compartments})
        seen |= Q(**{f"{of}asks_office": actor.agency}) & mine
        if actor.agency_kind == "customs":
            seen |= Q(**{f"{of}state__in": _AT_BORDERS}) & mine
    return seen


def authorisations_for(actor: Actor) -> QuerySet[Authorisation]:
    """The authorisations that an actor may see (`authorised`)."""
    return Authorisation.objects.filter(authorised(actor)).select_related("agency")


def at_desk(actor: Actor, day: dt.date) -> dict[str, int]:
    """Of the actor's office: how many authorisations wait for it (`open`), and how many of these are past their time (`late`). One query."""
    waits = Q(state__in=("received", "examination")) | Q(state="incomplete", supplied_on__isnull=False)
    waits |= Q(state__in=("in_force", "suspended")) & ~Q(request="")
    mine = authorisations_for(actor).filter(waits, agency=actor.agency_id)
    return mine.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day)))


def authorisation_for(actor: Actor, public_id: str) -> Authorisation:
    """One authorisation; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return only(authorisations_for(actor).filter(public_id=public_id).first(), "authorisation")


def paper_for(actor: Actor, public_id: str) -> Paper:
    """One paper of an authorisation that the actor sees; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    seen = Paper.objects.filter(authorisation__in=authorisations_for(actor))
    return only(seen.select_related("agency", "authorisation").filter(public_id=public_id).first(), "paper")


def papers_of(authorisation: Authorisation) -> list[Paper]:
    """The papers of an authorisation that the caller was shown, in the order in which they were entered."""
    return list(authorisation.papers.select_related("agency").order_by("id"))


def is_on_file(
    kind: str, country: str, number: str, of: Authorisation, but: str = "", *, by_applicant: bool = False
) -> bool:
    """Whether another paper is the same: one of the same applicant that stands, or one that serves another authorisation at whichever office.

    Args:
        of: the authorisation that would rest on it.
        but: public identifier of the paper that is asked about.
        by_applicant: whether an applicant asks, whom nothing is told of what others handed in: whoever verifies is told of that.
    """
    own = _same(kind, country, number, but).filter(authorisation__applicant=of.applicant, agency=of.agency_id)
    spent = _spent(of)
    if own.filter(Q(state="entered") | spent).exists():
        return True
    return not by_applicant and is_spent(kind, country, number, of, but)


def is_spent(kind: str, country: str, number: str, of: Authorisation, but: str = "") -> bool:
    """Whether the same paper was verified already, at whichever office, or was taken back once another authorisation was granted on it."""
    return _same(kind, country, number, but).filter(_spent(of)).exists()


def _spent(of: Authorisation) -> Q:
    taken_back = Q(state="withdrawn", authorisation__valid_from__isnull=False)
    return Q(state="verified") | (taken_back & ~Q(authorisation=of.pk))


def _same(kind: str, country: str, number: str, but: str) -> QuerySet[Paper]:
    same_kind = [
        text for text in {kind, *gate.SAME} if gate.SAME.get(text, text) == gate.SAME.get(kind, kind)
    ]
    same = Paper.objects.alias(plain=PLAIN_NUMBER).filter(kind__in=same_kind, plain=bare(number))
    if country:
        # Whoever does not say which State gave it says no other one.
        same = same.filter(country__in=("", country))
    return same.exclude(public_id=but)


def is_named(public_id: str) -> bool:
    """Whether a verified paper, or an authorisation that is in force or suspended, names a party abroad, at whichever office."""
    return (
        Paper.objects.filter(consignee=public_id, state="verified").exists()
        or Authorisation.objects.filter(
            Q(consignee=public_id)
            | Q(end_user=public_id)
            | Q(further__contains=[public_id])
            | Q(broker=public_id)
            | Q(carrier=public_id),
            state__in=("in_force", "suspended"),
        ).exists()
    )


def is_open(public_id: str) -> bool:
    """Whether something is dealt with a party abroad, at whichever office."""
    return Party.objects.filter(public_id=public_id, state="open").exists()


def names_of(authorisation: Authorisation) -> dict[str, str]:
    """The parties abroad that an authorisation and its papers name, for whoever sees it."""
    wanted = {
        *authorisation.consignees,
        authorisation.end_user,
        authorisation.broker,
        authorisation.carrier,
        *(paper.consignee for paper in authorisation.papers.all()),
    } - {""}
    return {party.public_id: party.name for party in Party.objects.filter(public_id__in=wanted)}


def named_on(authorisation: Authorisation) -> list[Party]:
    """The parties abroad that an authorisation names, for whoever sees it."""
    return list(
        Party.objects.filter(public_id__in={*authorisation.consignees, authorisation.end_user} - {""})
    )


_HISTORY: Final = """
SELECT e.kind, coalesce(p.value #>> '{}', ''), l.actor, l.recorded_at FROM trade_event e JOIN ledger_entry l ON l.entry = e.id
LEFT JOIN ledger_personal p ON p.entry = e.id AND p.field = 'note'
WHERE e.record_type = %s AND e.subject = %s ORDER BY e.n DESC
"""


def history_of(record_type: str, public_id: str) -> list[tuple[str, str, str, Any]]:
    """What was done to a record that the caller was shown, the latest first: act, reason, person, moment."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [record_type, public_id])
        return list(cursor.fetchall())


_FATES: Final = """
SELECT e.details || jsonb_build_object('pieces', COALESCE((
    SELECT sum(i.quantity) FROM trade_item i
    WHERE i.public_id IN (SELECT jsonb_array_elements_text(e.details -> 'items'))
), 0)), l.recorded_at FROM trade_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = %s AND e.subject = %s AND e.kind = 'diverted' ORDER BY e.n DESC
"""


def fates_of(record_type: str, public_id: str) -> list[tuple[dict[str, Any], Any]]:
    """What was reported of a consignment or journey that the caller was shown and did not go on as authorised, the latest first: what was said, of how many packed `pieces`, and when."""
    with connection.cursor() as cursor:
        cursor.execute(_FATES, [record_type, public_id])
        return [
            (json.loads(value) if isinstance(value, str) else value, at) for value, at in cursor.fetchall()
        ]


# What the gate is asked with ----------------------------------------------------------------------------------------

_ON_RULE: Final = (
    "regime", "leg", "states", "from_states", "into_states", "not_into", "purposes", "ways", "asks", "lifts", "days", "more_days", "article", "valid_from", "valid_to",
)  # fmt: skip


def regimes() -> list[dict[str, Any]]:
    """Every row of regimes that stands now, as JSON holds it."""
    return [to_json(row) for row in reference.rows_of("regime").values(*_ON_RULE)]


def is_for_a_time(purpose: str) -> bool:
    """Whether what goes for a purpose is to come back."""
    return "temporary" in reference.mappings("transfer_purpose", "transfer").get(purpose, ())


_ON_CRITERION: Final = ("code", "regime", "article", "rank", "kinds", "by_states", "valid_from", "valid_to")


def criteria() -> list[dict[str, Any]]:
    """Every row of the risk assessment that stands now, as JSON holds it, in their order."""
    return [to_json(row) for row in reference.rows_of("risk_criterion").values(*_ON_CRITERION)]


_ON_AUTHORISATION: Final = (
    "kind", "from_state", "into_state", "through", "purpose", "consignee", "further", "destinations", "goods", "valid_from", "valid_to",
)  # fmt: skip
_ON_PAPER: Final = ("state", "kind", "country", "issued_on", "expires_on", "consignee", "goods")


def row_of(authorisation: Authorisation) -> dict[str, Any]:
    """An authorisation as the gate reads it."""
    return to_json({name: getattr(authorisation, name) for name in _ON_AUTHORISATION})


def papers_as_rows(authorisation: Authorisation) -> list[dict[str, Any]]:
    """Its papers as the gate reads them."""
    return [to_json({name: getattr(paper, name) for name in _ON_PAPER}) for paper in papers_of(authorisation)]


def only[T](result: T | None, noun: str) -> T:
    """What was found; what an actor may not see answers like what is not there."""
    if result is None:
        raise NotFound(f"trade.{noun}.not_found", labels.of("trade.not_found"))
    return result
