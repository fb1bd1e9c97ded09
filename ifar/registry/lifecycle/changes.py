"""What an event does to the four facts: small functions from the facts before and the event's details to the facts after.

A function that misses something in the details, or cannot use it, gives back a reason instead of facts. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Final

from ifar.errors import Reason
from ifar.registry.lifecycle.acts import Proposed
from ifar.registry.lifecycle.rule import Change
from ifar.registry.lifecycle.states import (
    AUTHORITIES,
    LAWFUL_OWNERS,
    OWN_CUSTODY,
    REAL,
    TRADE_OWNERS,
    Custody,
    Facts,
    Legal,
    Ownership,
    Physical,
    State,
    is_legal,
    typical,
)

SEIZING: Final[Mapping[str, Custody]] = {
    "police": Custody.POLICE,
    "customs": Custody.CUSTOMS,
    "military": Custody.MILITARY,
    "licensing_authority": Custody.LICENSING_AUTHORITY,
}
"""Recorder -> custody of what it takes in."""

BY_MARKING: Final[Mapping[str, Physical]] = {
    "unique": Physical.INTACT,
    "altered": Physical.ALTERED,
    "none": Physical.UNMARKED,
}
"""The IAFQ's answer about marking -> physical status; `unknown` leaves what was known."""

REGISTRABLE: Final = frozenset(State) - {
    State.PLANNED,
    State.IN_PRODUCTION,
    State.MANUFACTURED,
    State.REPLACED,
    State.DISASSEMBLED,
    State.IN_TRANSIT,
    State.TEMP_IMPORTED,
    State.DESPATCHED,
    State.UNDER_ESCORT,
    State.CONSIGNED,
}
"""States in which an old book may hand a firearm over; what is still being made has no entry in one (NWR)."""


def missing(name: str, allowed: Collection[str] = ()) -> Reason:
    """The reason that a detail, on which the four facts depend, is missing or cannot be used here."""
    return Reason(
        f"registry.detail.{name}", field=name, params={"allowed": sorted(allowed)} if allowed else {}
    )


def on_record(change: Callable[[Facts, Proposed], Facts | Reason]) -> Change:
    """A change of something that has a record already; the table lets no other come this far."""

    def checked(current: Facts | None, event: Proposed) -> Facts | Reason:
        if current is None:
            raise ValueError(f"{event.kind} needs a record")
        return change(current, event)

    return checked


def _coded(event: Proposed, name: str, allowed: Collection[str]) -> str | None:
    value = event.details.get(name)
    return value if isinstance(value, str) and value in allowed else None


@on_record
def stay(current: Facts, _: Proposed) -> Facts:
    """Nothing changes: the event is a fact of its own."""
    return current


def become(state: State) -> Change:
    """The typical combination of a state that has but one."""
    return lambda _, __: typical(state)


def end(physical: Physical) -> Change:
    """The thing is no more: nobody's, in nobody's hands."""
    return lambda _, __: Facts(Ownership.NONE, Custody.NONE, Legal.ENDED, physical)


def at_home(owner: Ownership, physical: Physical, legal: Legal = Legal.LAWFUL) -> Facts | None:
    """The facts of a thing that is back with its owner, or None where this owner or this thing has no lawful home."""
    custody = OWN_CUSTODY.get(owner)
    if custody is None:
        return None
    if physical == Physical.DEACTIVATED:
        return Facts(owner, custody, Legal.ENDED, physical)
    if owner == Ownership.MAKER and physical in {Physical.UNFINISHED, Physical.UNMARKED}:
        return Facts(owner, custody, Legal.IN_MANUFACTURE, physical)
    facts = Facts(owner, custody, legal, physical)
    return facts if is_legal(facts) else None


@on_record
def return_home(current: Facts, _: Proposed) -> Facts | Reason:
    """Back to the owner after a loan, a repair or a journey; a block that was laid on it meanwhile stays."""
    legal = Legal.BLOCKED if current.legal == Legal.BLOCKED else Legal.LAWFUL
    return at_home(current.ownership, current.physical, legal) or missing("owner_kind")


def leave_to(custody: Custody, legal: Legal | None = None) -> Change:
    """Hand the thing over for a time; ownership stays."""
    return on_record(lambda current, _: _moved(current, custody, legal))


def _moved(current: Facts, custody: Custody, legal: Legal | None) -> Facts:
    return replace(current, custody=custody, legal=legal or current.legal)


def set_legal(legal: Legal) -> Change:
    """Only the legal status changes."""
    return on_record(lambda current, _: replace(current, legal=legal))


@on_record
def set_marked(current: Facts, _: Proposed) -> Facts:
    """The thing now bears a unique mark; a deactivated one stays deactivated."""
    if current.physical in {Physical.DEACTIVATED, Physical.UNFINISHED}:
        return current
    return replace(current, physical=Physical.INTACT)


def pass_to(*owners: Ownership) -> Change:
    """The thing goes to a new owner, whose kind the detail `owner_kind` names."""
    return lambda current, event: _pass(current, event, owners)


def _pass(current: Facts | None, event: Proposed, owners: tuple[Ownership, ...]) -> Facts | Reason:
    owner = _coded(event, "owner_kind", owners)
    return _owned(current, event, Ownership(owner)) if owner else missing("owner_kind", owners)


def _owned(current: Facts | None, event: Proposed, owner: Ownership) -> Facts | Reason:
    """Lawfully at home with a new owner, which nothing can be whose marks were altered."""
    physical = physical_as_told(current, event, default=Physical.INTACT)
    facts = Facts(owner, OWN_CUSTODY[owner], Legal.LAWFUL, physical)
    return facts if is_legal(facts) else missing("marking", ("unique",))


def into_state_stock(current: Facts | None, event: Proposed) -> Facts | Reason:
    """Into the State's store, as the State's property."""
    return _owned(current, event, Ownership.STATE)


def physical_as_told(
    current: Facts | None, event: Proposed, *, default: Physical = Physical.UNKNOWN
) -> Physical:
    """What the thing is, by what the officer saw of its marks and condition, else by what is on record.

    A thing on record as destroyed, taken apart or replaced that turns up is plainly not; a deactivated one stays so
    unless it was found reactivated.
    """
    physical = BY_MARKING.get(str(event.details.get("marking", "")))
    before = current.physical if current else None
    if before == Physical.DEACTIVATED and event.details.get("condition") != "reactivated":
        return Physical.DEACTIVATED
    if physical is not None:
        return physical
    if before is not None and before in REAL:
        return before
    return default


def owner_as_told(current: Facts | None, event: Proposed) -> Ownership:
    """The owner on record, else the kind that the details name, else unknown."""
    if current and current.ownership not in {Ownership.NONE, Ownership.WITH_FIREARM, Ownership.UNKNOWN}:
        return current.ownership
    text = _coded(event, "owner_kind", OWN_CUSTODY) or _coded(event, "owner_kind", (Ownership.FOREIGN,))
    return Ownership(text) if text else Ownership.UNKNOWN


def gone(custody: Custody, legal: Legal) -> Change:
    """The thing has left its holder's hands against the holder's will."""
    return lambda current, event: Facts(
        owner_as_told(current, event), custody, legal, physical_as_told(current, event)
    )


BY_GROUND: Final[Mapping[str, Change]] = {
    "crime": gone(Custody.UNLAWFUL, Legal.STOLEN),
    "loss": gone(Custody.NOBODY, Legal.LOST),
    "force_majeure": gone(Custody.NOBODY, Legal.MISSING),
}
"""Ground of a loss report (NWR: by crime, by loss, otherwise) -> what it makes of the thing."""


def lose(current: Facts | None, event: Proposed) -> Facts | Reason:
    """A loss by its ground. What is on record as stolen stays stolen: a later loss report does not weaken it."""
    change = BY_GROUND.get(str(event.details.get("ground", "")))
    if change is None:
        return missing("ground", BY_GROUND)
    if current is not None and current.legal == Legal.STOLEN:
        return current
    return change(current, event)


def take_in(legal: Legal) -> Change:
    """An authority takes the thing in; the owner stays the owner."""
    return lambda current, event: _taken(current, event, legal)


def _taken(current: Facts | None, event: Proposed, legal: Legal) -> Facts | Reason:
    custody = SEIZING.get(event.recorder)
    if custody is None:
        return missing("recorder", SEIZING)
    return Facts(owner_as_told(current, event), custody, legal, physical_as_told(current, event))


def recover(current: Facts | None, event: Proposed) -> Facts | Reason:
    """A lost thing is back: with the holder, who had mislaid it, or in the hands of an authority."""
    if event.details.get("by") != "holder":
        return _taken(current, event, Legal.FOUND)
    physical = physical_as_told(current, event)
    return at_home(owner_as_told(current, event), physical) or missing("by", ("authority",))


COMMISSION: Final = "commission"
TERMS: Final = ("sale", "consignment", COMMISSION, "home")
"""What becomes of a thing that a trader received from a carrier: it is the receiver's; it lies there and stays its owner's, who lets the receiver sell it or not; it is back with its owner."""


@on_record
def receive(current: Facts, event: Proposed) -> Facts | Reason:
    """A trader receives what another one sent: its own from now on, on consignment, or back at home. A block stays."""
    terms = _coded(event, "terms", TERMS)
    if terms in ("consignment", COMMISSION):
        return _moved(current, Custody.CONSIGNEE, None)
    if terms == "home":
        return return_home(current, event)
    return _pass(current, event, TRADE_OWNERS) if terms else missing("terms", TERMS)


@on_record
def put_in_deposit(current: Facts, event: Proposed) -> Facts | Reason:
    """An estate's firearm, or one whose holder may no longer keep it, goes to a depositary."""
    ground = _coded(event, "ground", ("estate", "revoked", "suspended", "voluntary"))
    if ground is None:
        return missing("ground", ("estate", "revoked", "suspended", "voluntary"))
    if ground != "estate":
        return replace(current, custody=Custody.DEPOSITARY, legal=Legal.POSSESSION_REVOKED)
    if current.ownership != Ownership.PRIVATE:
        return missing("ground", ("revoked", "suspended", "voluntary"))
    return Facts(Ownership.ESTATE, Custody.DEPOSITARY, Legal.IN_ESTATE, current.physical)


@on_record
def send_to_proof(current: Facts, _: Proposed) -> Facts:
    """To the proof house: from the maker's bench it stays in manufacture."""
    return _moved(current, Custody.PROOF_HOUSE, None)


@on_record
def return_from_proof(current: Facts, event: Proposed) -> Facts | Reason:
    """Back from the proof house; a maker's new firearm that passed is proofed, one that failed is only marked."""
    result = _coded(event, "result", ("passed", "failed"))
    if result is None:
        return missing("result", ("passed", "failed"))
    if current.legal != Legal.IN_MANUFACTURE:
        return return_home(current, event)
    return typical(State.PROOFED if result == "passed" else State.MARKED)


def declare_stock(current: Facts | None, event: Proposed) -> Facts | Reason:
    """A maker's finished firearm, or one without a record, is declared as stock (NWR)."""
    if current is not None:
        return typical(State.IN_STOCK_MAKER)
    return _pass(None, event, TRADE_OWNERS)


@on_record
def leave_as_deactivated(current: Facts, _: Proposed) -> Facts | Reason:
    """All essential parts are made inoperable for good; it stays with its owner (Protocol art. 9)."""
    return at_home(current.ownership, Physical.DEACTIVATED) or missing("owner_kind")


@on_record
def to_examiner(current: Facts, _: Proposed) -> Facts:
    """To the laboratory; the legal status goes along, so that it comes back as what it was."""
    return _moved(current, Custody.LABORATORY, None)


@on_record
def hand_over_custody(current: Facts, event: Proposed) -> Facts | Reason:
    """From one authority's hands into another's, named by the detail `kept_by`."""
    return _kept(current, event, current.legal)


@on_record
def into_evidence(current: Facts, event: Proposed) -> Facts | Reason:
    """Into evidence, kept by the court or for it."""
    return _kept(current, event, Legal.EVIDENCE)


def _kept(current: Facts, event: Proposed, legal: Legal) -> Facts | Reason:
    allowed = (*AUTHORITIES, Custody.COURT, Custody.LICENSING_AUTHORITY)
    keeper = _coded(event, "kept_by", allowed)
    facts = replace(current, custody=Custody(keeper), legal=legal) if keeper else None
    return facts if facts and is_legal(facts) else missing("kept_by", allowed)


@on_record
def forfeit(current: Facts, _: Proposed) -> Facts:
    """Ownership passes to the State; whoever keeps it keeps it on (Protocol art. 6(1))."""
    keepers = {*AUTHORITIES, Custody.COURT}
    custody = current.custody if current.custody in keepers else Custody.POLICE
    return Facts(Ownership.STATE, custody, Legal.CONFISCATED, current.physical)


@on_record
def await_disposal(current: Facts, _: Proposed) -> Facts:
    """The State decided what becomes of it; it waits in the disposal store."""
    return Facts(Ownership.STATE, Custody.DISPOSAL_STORE, Legal.FOR_DISPOSAL, current.physical)


@on_record
def give_back(current: Facts, event: Proposed) -> Facts | Reason:
    """Back to the owner on record; where none is on record, or it was confiscated, the details name the owner's kind."""
    text = _coded(event, "owner_kind", OWN_CUSTODY)
    owner = (
        current.ownership if current.legal != Legal.CONFISCATED and current.ownership in OWN_CUSTODY else text
    )
    if owner is None:
        return missing("owner_kind", OWN_CUSTODY)
    return at_home(Ownership(owner), current.physical) or missing("marking")


@on_record
def issue_to_unit(current: Facts, _: Proposed) -> Facts:
    """From the State's store to a unit."""
    return _moved(current, Custody.UNIT, None)


@on_record
def exchange_leading_part(current: Facts, event: Proposed) -> Facts:
    """A never-used leading part ends the identity and starts another; a used one, with its own record, does not (NWR)."""
    if event.details.get("never_used"):
        return Facts(Ownership.NONE, Custody.NONE, Legal.ENDED, Physical.REPLACED)
    return current


def fit(_: Facts | None, __: Proposed) -> Facts:
    """The part is built into a firearm and goes where that goes."""
    return typical(State.FITTED)


def take_out(_: Facts | None, event: Proposed) -> Facts | Reason:
    """The part leaves its firearm and has an owner of its own again: the firearm's."""
    return _pass(None, event, LAWFUL_OWNERS)


def enter(_: Facts | None, event: Proposed) -> Facts | Reason:
    """An old book hands the thing over in the state that it names, with a kind of owner where the state leaves one open."""
    state = _coded(event, "state", REGISTRABLE)
    if state is None:
        return missing("state", REGISTRABLE)
    facts = typical(State(state))
    text = _coded(event, "owner_kind", tuple(Ownership))
    owner = Ownership(text) if text else facts.ownership
    custody = OWN_CUSTODY.get(owner, facts.custody) if state == State.DEACTIVATED else facts.custody
    ended = facts.legal == Legal.ENDED
    physical = facts.physical if ended else physical_as_told(None, event, default=facts.physical)
    entered = Facts(owner, custody, facts.legal, physical)
    return entered if is_legal(entered) else missing("owner_kind")
