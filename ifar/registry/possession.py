"""Who owns and who keeps a firearm after an event: the records behind the kinds that the four facts name. And who keeps its record.

The life cycle decides *kinds* (owned by a private person, kept by the police); this says *which* party or agency that is,
from the event's details and from who records it. A trader's book is what lies with the trade by law, and a trader keeps the record of
its own first stock alone (EU 2021/555 art. 4(4)-(6)): from the first sale or registration on the authority does, for good. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ifar.registry.lifecycle.states import OWN_CUSTODY, Custody, Facts, Legal, Ownership

OWNED_BY_NOBODY: Final = frozenset({Ownership.NONE, Ownership.UNKNOWN, Ownership.WITH_FIREARM})
KEPT_BY_NOBODY: Final = frozenset({Custody.NONE, Custody.NOBODY, Custody.UNLAWFUL, Custody.WITH_FIREARM})
CUSTODY_OF: Final[Mapping[str, frozenset[Custody]]] = {
    "police": frozenset({Custody.POLICE, Custody.DISPOSAL_STORE}),
    "customs": frozenset({Custody.CUSTOMS}),
    "military": frozenset({Custody.MILITARY, Custody.STORE, Custody.UNIT}),
    "forensic_laboratory": frozenset({Custody.LABORATORY}),
    "court": frozenset({Custody.COURT}),
    "licensing_authority": frozenset({Custody.LICENSING_AUTHORITY}),
    "proof_house": frozenset({Custody.PROOF_HOUSE}),
    "maker": frozenset({Custody.MAKER}),
    "dealer": frozenset({Custody.IMPORTER, Custody.WHOLESALER, Custody.RETAILER}),
}
"""Kind of agency -> the custodies that mean: it lies with this very agency."""

OWNED_AS: Final[Mapping[str, frozenset[Ownership]]] = {
    "maker": frozenset({Ownership.MAKER}),
    "dealer": frozenset({Ownership.IMPORTER, Ownership.WHOLESALER, Ownership.RETAILER}),
}
"""Kind of agency -> the ownerships that mean, where it opens a record and names nobody: it is this agency's own."""

NAMED_BY: Final[Mapping[Custody, str]] = {
    Custody.BORROWER: "borrower",
    Custody.REPAIRER: "repairer",
    Custody.DEPOSITARY: "depositary",
    Custody.LABORATORY: "laboratory",
    Custody.PROOF_HOUSE: "proof_house",
    Custody.UNIT: "issued_to",
    Custody.CARRIER: "carrier",
    Custody.CONSIGNEE: "receiver",
}
"""Custody -> the detail that names the custodian; a hand-over between authorities names `received_by`."""

FIRST_STOCK: Final = frozenset(
    {
        Legal.IN_MANUFACTURE,
        Legal.PROOF_PASSED,
        Legal.LAWFUL,
        Legal.BLOCKED,
        Legal.EXPORT_LICENSED,
        Legal.TEMPORARY_EXPORT,
    }
)
"""Legal statuses in which a trader still keeps the record of what it made or brought in; lost, stolen, taken or ended it is the State's."""

IN_THE_BOOK: Final = FIRST_STOCK | {
    Legal.TEMPORARY_IMPORT,
    Legal.TRANSIT,
    Legal.IN_ESTATE,
    Legal.POSSESSION_REVOKED,
    Legal.ENDED,
}
"""Legal statuses in which what a trader owns or has in hand stands in its book. What becomes of it in other hands is not for the book."""

OF_THE_HAND: Final = frozenset({Legal.IN_ESTATE, Legal.POSSESSION_REVOKED})
"""Those of them in which only who has it in hand has it in the book: what went into somebody else's deposit has left its owner's."""

REGISTRATION: Final = "registered"
"""The event that enters in the register what was made and sold before: its record is an authority's from the beginning."""


def came_from(holder: str, before: Keeping, after: Keeping) -> str:
    """From whom a thing came into a trader's book, by an event that leaves it with `after`: from its owner, where the trader owns it from then on, and
    from whom had it in hand otherwise; empty where nobody is named."""
    bought = after.owner == holder != before.owner
    return (
        _other(holder, before.owner, before.custodian)
        if bought
        else _other(holder, before.custodian, before.owner)
    )


def went_to(holder: str, before: Keeping, after: Keeping) -> str:
    """To whom a thing went that left a trader's book: to its new owner, where it was the trader's, and to whom has it in hand otherwise."""
    sold = before.owner == holder != after.owner
    return (
        _other(holder, after.owner, after.custodian) if sold else _other(holder, after.custodian, after.owner)
    )


def _other(holder: str, first: str, second: str) -> str:
    """The other side; a trader is none for itself."""
    text = first or second
    return "" if text == holder else text


def stays_with(trader: str, *, kind: str, owner: str, legal: Legal) -> bool:
    """Whether a trader still keeps the record after an event of this kind, which leaves the thing with `owner` under `legal`."""
    return kind != REGISTRATION and owner == trader and legal in FIRST_STOCK


@dataclass(frozen=True, slots=True)
class Keeping:
    """Public identifiers of the owner and of the custodian; empty where there is none or it is not known."""

    owner: str = ""
    custodian: str = ""


def keeping(
    before: Keeping,
    was: Facts | None,
    now: Facts,
    details: Mapping[str, Any],
    *,
    agency: str,
    agency_kind: str,
) -> Keeping:
    """Who owns and keeps the thing after an event that `agency` records.

    The details may name the owner and whoever keeps it; otherwise the owner stays while the kind of owner stays, what a maker
    or a dealer enters as trade stock is its own (so that it stands in its book), and the
    custodian is the owner where it lies at home, the recording agency where it lies in that agency's own kind of custody.
    """
    owner = _owner(before, was, now, details, agency, agency_kind)
    return Keeping(owner, _custodian(before, was, now, details, owner, agency, agency_kind))


def _owner(
    before: Keeping, was: Facts | None, now: Facts, details: Mapping[str, Any], agency: str, agency_kind: str
) -> str:
    if now.ownership in OWNED_BY_NOBODY:
        return ""
    if owner := details.get("owner"):
        return str(owner)
    if was is not None and was.ownership == now.ownership:
        return before.owner
    own = was is None and now.ownership in OWNED_AS.get(agency_kind, ())
    return agency if own or now.ownership == Ownership.STATE else ""


def _custodian(
    before: Keeping,
    was: Facts | None,
    now: Facts,
    details: Mapping[str, Any],
    owner: str,
    agency: str,
    agency_kind: str,
) -> str:
    if now.custody in KEPT_BY_NOBODY:
        return ""
    if result := details.get(NAMED_BY.get(now.custody, "received_by")):
        return str(result)
    stays = was is not None and was.custody == now.custody
    if stays and owner == before.owner:
        return before.custodian
    if OWN_CUSTODY.get(now.ownership) == now.custody and owner:
        return owner
    if stays:
        return before.custodian
    return agency if now.custody in CUSTODY_OF.get(agency_kind, ()) else ""
