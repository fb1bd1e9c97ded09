"""What of a consignment did not go on as it was authorised: refused at entry, returned, detained, seized, stolen under way.

One act says it of pieces that are on the packing list, or that were read in their place; what follows is done with it (`services/taking.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.bulk.given import things_of
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.matters.services import matters
from ifar.reference import selectors as reference
from ifar.registry.occurred import instant
from ifar.registry.services.events import NewEvent
from ifar.rights import Actor
from ifar.trade.consignments import inputs
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.selectors import CHECK
from ifar.trade.consignments.services.carried import registering
from ifar.trade.consignments.services.consignments import CONSIGNMENT, fetch, written
from ifar.trade.consignments.services.packing import firearm_types
from ifar.trade.models import Consignment, Item
from ifar.trade.services import taking
from ifar.trade.services.taking import Arm, Fate
from ifar.trade.services.writing import RECORDER, kinds_of_goods

SHOWN: Final = 500
"""Pieces that the form names one by one; of more the crate is chosen, or their numbers are scanned."""
_OWNED: Final = """
SELECT f.public_id, was.ownership, was.owner FROM registry_firearm f JOIN LATERAL (
    SELECT e.changes ->> 'ownership' AS ownership, e.changes ->> 'owner' AS owner FROM registry_event e
    WHERE e.firearm_id = f.id AND e.changes ? 'ownership' AND e.n < (
        SELECT max(x.n) FROM registry_event x WHERE x.firearm_id = f.id AND x.kind = 'exported')
    ORDER BY e.n DESC LIMIT 1) AS was ON true
WHERE f.public_id = ANY(%s) AND f.state = 'exported' ORDER BY f.id
"""


def _form_options(_actor: Actor, consignment: Consignment) -> Mapping[str, Any]:
    """How the form is made: crates and pieces to choose from, and the numbers that were read and stand on no list."""
    items, crates = kept.items_of(consignment), kept.crates_of(consignment)
    numbers = {crate.public_id: crate.number for crate in crates}
    kinds = dict(kinds_of_goods())
    named = [
        (
            item.public_id,
            f"{item.serial or f'{item.quantity} \u00d7 {kinds.get(item.type, item.type)}'} \u00b7 {numbers.get(item.crate, '')}",
        )
        for item in items[:SHOWN]
    ]
    whole, others = kept.whole_of(consignment), dict[str, None]()
    for seen in kept.observed_of(consignment):
        others |= dict.fromkeys(text for text in seen.serials if not whole.bearing(text))
    return {
        "among": {"items": named, "crate": [(crate.public_id, crate.number) for crate in crates]},
        "initial": {"serials": "\n".join(others), "country": settings.IFAR_COUNTRY},
    }


@CONSIGNMENT.act(
    "diverted",
    inputs.TellFate,
    _("Report refusal, return, seizure or theft"),
    permission=CHECK,
    done=_("Recorded. It is a matter for the licensing office."),
    hint=_(
        "What was detained or seized in this State becomes a case of recoveries with each piece; what was stolen is searched for at once. Nothing is typed again."
    ),
    asks=_form_options,
)
@transaction.atomic
def divert(
    *,
    actor: Actor,
    consignment_id: str,
    what: str,
    country: str = "",
    crate: str = "",
    items: Collection[str] = (),
    serials: str | Sequence[str] = (),
    number: str = "",
    ground: str = "",
    reason: str = "",
    expected_n: int | None = None,
) -> None:
    """Report what became of pieces of a consignment, and do what follows: a case, a search, the life of each firearm.

    Args:
        what: one of the codes of `labels.FATES`.
        country: in which State; this one where nothing is said.
        crate, items, serials: of which pieces; all of them where none is named. A number that stands on no list was read in their place.
        number: of the case or report at the office.

    Raises:
        NotFound: there is no such consignment for this actor.
        Invalid: a case has no number, or an item is none of the consignment.
        Refused: the office has a case of that number, or the life cycle says no of a firearm.
    """
    consignment = fetch(actor, consignment_id, CHECK, expected_n)
    RECORDER.state_after("consignment", "diverted", consignment.state)
    fate = Fate(what, country, number, ground)
    pieces, others = _chosen(consignment, crate, items, serials)
    if not pieces and not others:
        raise RECORDER.invalid(Reason("trade.fate.items", field="items"))
    arms = [arm for piece in pieces for arm in _arms(piece)] + [Arm(serial=text) for text in others]
    taking.check(actor, fate, len(arms))
    case = taking.follow(actor, consignment.public_id, fate, _concerned(fate, arms))
    if what == "returned" and fate.is_here:
        _came_back(actor, consignment, [piece.firearm for piece in pieces if piece.firearm])
    details = {
        "what": what,
        "country": country,
        "number": " ".join(number.split()),
        "case": case,
        "items": [piece.public_id for piece in pieces],
        "serials": others,
    }
    RECORDER.record(actor, "consignment", "diverted", consignment, details=details, note=reason.strip())
    matters.open_matter(
        "consignment",
        consignment.public_id,
        f"trade.fate_{what} {consignment.n + 1}",
        consignment.agency,
        compartment=consignment.compartment,
        explainer=consignment.exporter,
        barred=kept.packers_of(consignment),
    )


def _concerned(fate: Fate, arms: list[Arm]) -> list[Arm]:
    """Of what is stolen that which can be searched for: what bears a number, or has a record."""
    if fate.what != taking.STOLEN:
        return arms
    return [arm for arm in arms if arm.firearm or (arm.kind == "firearm" and arm.serial)]


def _chosen(
    consignment: Consignment, crate: str, items: Collection[str], serials: str | Sequence[str]
) -> tuple[list[Item], list[str]]:
    """The pieces that are meant, and the numbers that stand on no list."""
    every = kept.items_of(consignment)
    if not set(items) <= {item.public_id for item in every}:
        raise RECORDER.invalid(Reason("trade.fate.items", field="items"))
    if crate and not any(record.public_id == crate for record in kept.crates_of(consignment)):
        raise RECORDER.invalid(Reason("trade.crate.none", field="crate"))
    numbers = things_of(serials, numbers=True) if isinstance(serials, str) else list(serials)
    whole, meant, others = kept.whole_of(consignment), set(items), list[str]()
    for text in dict.fromkeys(number[:80] for number in numbers):
        bearing = [piece.id for piece in whole.bearing(text)]
        meant |= set(bearing)
        others += [] if bearing else [text]
    if not meant and not others and not crate:
        return every, []
    return [item for item in every if item.public_id in meant or (crate and item.crate == crate)], others


def _arms(item: Item) -> list[Arm]:
    """A piece as recoveries take it: firearms one by one, parts and ammunition as so many."""
    known = {name: getattr(item, name) for name in ("type", "make", "model", "calibre", "firearm", "serial")}
    if item.type in firearm_types():
        return [Arm(**known)] * min(item.quantity, taking.MOST + 1)
    parts = {choice.code for choice in reference.choices("essential_part")}
    kind = "part" if item.type in parts else "ammunition"
    return [Arm(kind=kind, **{**known, "quantity": item.quantity})]


def _came_back(actor: Actor, consignment: Consignment, firearms: Sequence[str]) -> None:
    """Record that firearms that left are in this State again, with whoever had them before; what its life says no to stays as it is."""
    of: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_OWNED, [list(firearms)])
        for firearm, ownership, owner in cursor.fetchall():
            of["importer" if ownership == "maker" else ownership, owner or ""].append(firearm)
    for (ownership, owner), some in of.items():
        details = {
            "owner_kind": ownership,
            "country": consignment.into_state,
            "consignment": consignment.public_id,
        }
        result = {**details, "owner": owner} if owner and ownership != "state" else details
        event = NewEvent("imported", result, occurred=instant(ledger.now()), paper=consignment.public_id)
        with registering(consignment.public_id):
            written(actor, event, some, skips=True)
