"""What authorisations cost: the application, and each change that an applicant asks for once it is granted. The table of fees says how much.

A State that transfers asks as no party, and owes nothing. What the database asks of the same records is `cashier_charged`, what it refuses `trade_check`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched
from typing import Final

from django.db import connection
from django.db.models import Exists, Q

from ifar.cashier import fees
from ifar.cashier import selectors as counter
from ifar.cashier.charging import charges
from ifar.cashier.owed import Owed
from ifar.errors import Reason
from ifar.licensing.paying import Charge, unpaid
from ifar.parties.models import Party
from ifar.rights import Actor
from ifar.trade import selectors
from ifar.trade.models import Authorisation

PENDING: Final = ("draft", "received", "incomplete", "examination")
_ENDED: Final = ("refused", "withdrawn", "revoked")
STEPS: Final = {
    "completed": "completeness",
    "granted": "decision",
    "amended": "decision",
    "extended": "decision",
}
"""Acts that may wait for a fee, and as which step."""


def owed_by(authorisation: Authorisation) -> list[Owed]:
    """What may be owed for an authorisation: its application, and what is asked for of it now."""
    return owed_of([authorisation])


def owed_of(some: Sequence[Authorisation]) -> list[Owed]:
    """The same of several; the two queries do not grow with them."""
    kinds = dict(
        Party.objects.filter(public_id__in={authorisation.applicant for authorisation in some}).values_list(
            "public_id", "kind"
        )
    )
    since = _requested([authorisation.public_id for authorisation in some if authorisation.request])
    return [
        owed
        for authorisation in some
        if authorisation.applicant in kinds
        for owed in _owed(authorisation, kinds[authorisation.applicant], since)
    ]


def _owed(authorisation: Authorisation, holder: str, since: dict[str, int]) -> list[Owed]:
    def owed(act: str, **said: object) -> Owed:
        return Owed(
            about=authorisation.public_id,
            payer=authorisation.applicant,
            compartment=authorisation.compartment,
            agency=authorisation.agency.public_id,
            act=act,
            kind=authorisation.kind,
            holder=holder,
            is_open=authorisation.state not in _ENDED,
            **said,  # type: ignore[arg-type]
        )

    whole = [owed(fees.TRANSFER, on=authorisation.applied_on)]
    if authorisation.request:
        at = since[authorisation.public_id]
        whole.append(owed(fees.REQUESTS[authorisation.request], on=authorisation.requested_on, since=at))
    return whole


_REQUESTED: Final = """
SELECT e.subject, max(l.id) FROM trade_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'authorisation' AND e.kind = 'requested' AND e.subject = ANY(%s) GROUP BY e.subject
"""


def _requested(some: list[str]) -> dict[str, int]:
    """Where in the log a change was last asked for of some authorisations."""
    if not some:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_REQUESTED, [some])
        return dict(cursor.fetchall())


def charges_of(authorisation: Authorisation) -> list[Charge]:
    """What an authorisation costs, and how that stands."""
    return charges(owed_by(authorisation))


def is_of_another(authorisation: Authorisation, kind: str, applicant: str) -> bool:
    """Whether a fee stands paid or waived for an application that would become one of another kind or applicant: its own fee is another."""
    same = (kind, applicant) == (authorisation.kind, authorisation.applicant)
    paid = counter.settling().filter(act=fees.TRANSFER)
    return not same and Authorisation.objects.filter(Exists(paid), pk=authorisation.pk).exists()


def against(authorisation: Authorisation, kind: str) -> tuple[Reason, ...]:
    """What unpaid fees say against an act: an application's against finding it complete and granting it, that of a wish against what was wished."""
    if kind not in STEPS:
        return ()
    first = kind in ("completed", "granted")
    asked = [owed for owed in owed_by(authorisation) if (owed.act == fees.TRANSFER) == first]
    return unpaid("trade.unpaid", charges(asked), STEPS[kind])


def against_issuing(authorisation: Authorisation) -> tuple[Reason, ...]:
    """What unpaid fees say against issuing a paper of what was authorised."""
    return unpaid("trade.unpaid", charges_of(authorisation), "issuing")


def owed_for(actor: Actor, about: str) -> list[Owed]:
    """What may be owed for an authorisation that an actor may see.

    Raises:
        NotFound: there is none for this actor.
    """
    return owed_by(selectors.authorisation_for(actor, about))


def waiting(actor: Actor) -> list[Owed]:
    """What may be owed at the actor's desk: for applications, and for what is asked for once they are granted."""
    paid = Exists(counter.settling().filter(act=fees.TRANSFER))
    mine = selectors.authorisations_for(actor).filter(agency=actor.agency_id).exclude(applicant="")
    authorisations = mine.filter(Q(state__in=PENDING) & ~paid | Q(state="in_force") & ~Q(request=""))
    due: list[Owed] = []
    for some in batched(
        authorisations.select_related("agency").order_by("-id").iterator(counter.MOST), counter.MOST
    ):
        pending = {authorisation.public_id for authorisation in some if authorisation.state in PENDING}
        due += [
            owed
            for owed in owed_of(some)
            if (owed.since and not counter.settled_by(owed)) or (not owed.since and owed.about in pending)
        ]
        if len(due) >= counter.MOST:
            break
    return due[: counter.MOST]
