"""The four facts about a firearm or an essential part, and the named states that their legal combinations have.

Ownership, custody, legal status and physical status are kept apart, because they move apart: a stolen firearm that was
recovered as evidence still belongs to its owner, lies with the police, is evidence, and is intact. A *named state* is a
word for a set of combinations. Every legal combination has exactly one name; any other combination is refused, here and
by the database (`combinations` publishes the table). Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final


class Ownership(StrEnum):
    """Whose property it is, by kind of owner; the owner's own record is kept beside it."""

    MAKER = "maker"
    IMPORTER = "importer"
    WHOLESALER = "wholesaler"
    RETAILER = "retailer"
    PRIVATE = "private"
    COMPANY = "company"
    MUSEUM = "museum"
    STATE = "state"
    ESTATE = "estate"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"
    WITH_FIREARM = "with_firearm"
    NONE = "none"


class Custody(StrEnum):
    """Who has it in hand, by kind; `nobody` is lost, `unlawful` is in the hands of a thief, `none` is nothing to hold."""

    MAKER = "maker"
    IMPORTER = "importer"
    WHOLESALER = "wholesaler"
    RETAILER = "retailer"
    HOLDER = "holder"
    STORE = "store"
    UNIT = "unit"
    PROOF_HOUSE = "proof_house"
    REPAIRER = "repairer"
    BORROWER = "borrower"
    CARRIER = "carrier"
    CONSIGNEE = "consignee"
    DEPOSITARY = "depositary"
    ABROAD = "abroad"
    NOBODY = "nobody"
    UNLAWFUL = "unlawful"
    LICENSING_AUTHORITY = "licensing_authority"
    POLICE = "police"
    CUSTOMS = "customs"
    MILITARY = "military"
    LABORATORY = "laboratory"
    COURT = "court"
    DISPOSAL_STORE = "disposal_store"
    WITH_FIREARM = "with_firearm"
    NONE = "none"


class Legal(StrEnum):
    """What the law says about it now."""

    IN_MANUFACTURE = "in_manufacture"
    PROOF_PASSED = "proof_passed"
    LAWFUL = "lawful"
    BLOCKED = "blocked"
    EXPORT_LICENSED = "export_licensed"
    TEMPORARY_EXPORT = "temporary_export"
    TEMPORARY_IMPORT = "temporary_import"
    TRANSIT = "transit"
    IN_ESTATE = "in_estate"
    POSSESSION_REVOKED = "possession_revoked"
    LOST = "lost"
    STOLEN = "stolen"
    MISSING = "missing"
    FOUND = "found"
    SEIZED = "seized"
    SURRENDERED = "surrendered"
    EVIDENCE = "evidence"
    CONFISCATED = "confiscated"
    FOR_DISPOSAL = "for_disposal"
    EXPORTED = "exported"
    ENDED = "ended"


class Physical(StrEnum):
    """What the thing itself is; `intact` is complete and uniquely marked, `altered` has a mark removed or changed."""

    PLANNED = "planned"
    UNFINISHED = "unfinished"
    UNMARKED = "unmarked"
    ALTERED = "altered"
    INTACT = "intact"
    UNKNOWN = "unknown"
    FITTED = "fitted"
    DEACTIVATED = "deactivated"
    DESTROYED = "destroyed"
    DISASSEMBLED = "disassembled"
    REPLACED = "replaced"


class State(StrEnum):
    """The named states: making, stock, held, away, deposit, adverse, custody, ends; `fitted` is for parts alone."""

    PLANNED = "planned"
    IN_PRODUCTION = "in_production"
    MANUFACTURED = "manufactured"
    MARKED = "marked"
    PROOFED = "proofed"
    IN_STOCK_MAKER = "in_stock_maker"
    IN_STOCK_IMPORTER = "in_stock_importer"
    IN_STOCK_WHOLESALE = "in_stock_wholesale"
    IN_STOCK_RETAIL = "in_stock_retail"
    IN_STOCK_STATE = "in_stock_state"
    HELD_CIVILIAN = "held_civilian"
    HELD_COMPANY = "held_company"
    HELD_MUSEUM = "held_museum"
    HELD_STATE = "held_state"
    ON_LOAN = "on_loan"
    IN_REPAIR = "in_repair"
    TEMP_EXPORTED = "temp_exported"
    TEMP_IMPORTED = "temp_imported"
    IN_TRANSIT = "in_transit"
    DESPATCHED = "despatched"
    UNDER_ESCORT = "under_escort"
    CONSIGNED = "consigned"
    AT_PROOF_HOUSE = "at_proof_house"
    DEPOSITED_ESTATE = "deposited_estate"
    DEPOSITED_REVOKED = "deposited_revoked"
    LOST = "lost"
    STOLEN = "stolen"
    MISSING = "missing"
    SEIZED = "seized"
    FOUND = "found"
    SURRENDERED = "surrendered"
    IN_FORENSICS = "in_forensics"
    EVIDENCE = "evidence"
    CONFISCATED = "confiscated"
    PENDING_DISPOSAL = "pending_disposal"
    EXPORTED = "exported"
    DEACTIVATED = "deactivated"
    DESTROYED = "destroyed"
    DISASSEMBLED = "disassembled"
    REPLACED = "replaced"
    FITTED = "fitted"


@dataclass(frozen=True, slots=True)
class Facts:
    """The four facts of one firearm or part at one moment."""

    ownership: Ownership
    custody: Custody
    legal: Legal
    physical: Physical

    @classmethod
    def of(cls, ownership: str, custody: str, legal: str, physical: str) -> Facts:
        """Read four stored codes; a code that is none raises ValueError."""
        return cls(Ownership(ownership), Custody(custody), Legal(legal), Physical(physical))


@dataclass(frozen=True, slots=True)
class _Combinations:
    """A block of legal combinations: every one of these owners with every one of these custodies, and so on."""

    ownership: tuple[Ownership, ...]
    custody: tuple[Custody, ...]
    legal: tuple[Legal, ...]
    physical: tuple[Physical, ...]

    def facts(self) -> Iterator[Facts]:
        """Every combination in the block; the first is the typical one."""
        for combination in product(self.ownership, self.custody, self.legal, self.physical):
            yield Facts(*combination)


_O, _C, _L, _P = Ownership, Custody, Legal, Physical

OWN_CUSTODY: Final[Mapping[Ownership, Custody]] = {
    _O.MAKER: _C.MAKER,
    _O.IMPORTER: _C.IMPORTER,
    _O.WHOLESALER: _C.WHOLESALER,
    _O.RETAILER: _C.RETAILER,
    _O.PRIVATE: _C.HOLDER,
    _O.COMPANY: _C.HOLDER,
    _O.MUSEUM: _C.HOLDER,
    _O.STATE: _C.STORE,
    _O.ESTATE: _C.HOLDER,
}
"""Kind of owner -> where the thing lies when it lies at home."""

TRADE_OWNERS: Final = (_O.MAKER, _O.IMPORTER, _O.WHOLESALER, _O.RETAILER)
HOLDERS: Final = (_O.PRIVATE, _O.COMPANY, _O.MUSEUM)
LAWFUL_OWNERS: Final = (*HOLDERS, *TRADE_OWNERS, _O.STATE)
ANY_OWNER: Final = (*LAWFUL_OWNERS, _O.ESTATE, _O.FOREIGN, _O.UNKNOWN)
WHOLE: Final = (_P.INTACT, _P.UNMARKED)
REAL: Final = (_P.INTACT, _P.UNMARKED, _P.ALTERED, _P.UNKNOWN, _P.UNFINISHED, _P.DEACTIVATED)
AUTHORITIES: Final = (_C.POLICE, _C.CUSTOMS, _C.MILITARY)
_IN_HAND: Final = (_L.LAWFUL, _L.BLOCKED, _L.EXPORT_LICENSED)
_LENT: Final = (_L.LAWFUL, _L.BLOCKED)
_UNDER_EXAMINATION: Final = (_L.SEIZED, _L.FOUND, _L.SURRENDERED, _L.EVIDENCE, _L.CONFISCATED)


def _one(owner: Ownership, custody: Custody, legal: Legal, physical: Physical) -> tuple[_Combinations, ...]:
    return (_Combinations((owner,), (custody,), (legal,), (physical,)),)


def _in_hand(
    owner: Ownership, custody: Custody, physical: tuple[Physical, ...] = WHOLE
) -> tuple[_Combinations, ...]:
    return (_Combinations((owner,), (custody,), _IN_HAND, physical),)


def _block(
    owner: tuple[Ownership, ...],
    custody: tuple[Custody, ...],
    legal: tuple[Legal, ...],
    physical: tuple[Physical, ...],
) -> tuple[_Combinations, ...]:
    return (_Combinations(owner, custody, legal, physical),)


_MEANING: Final[Mapping[State, tuple[_Combinations, ...]]] = {
    State.PLANNED: _one(_O.MAKER, _C.NONE, _L.IN_MANUFACTURE, _P.PLANNED),
    State.IN_PRODUCTION: _one(_O.MAKER, _C.MAKER, _L.IN_MANUFACTURE, _P.UNFINISHED),
    State.MANUFACTURED: _one(_O.MAKER, _C.MAKER, _L.IN_MANUFACTURE, _P.UNMARKED),
    State.MARKED: _one(_O.MAKER, _C.MAKER, _L.IN_MANUFACTURE, _P.INTACT),
    State.PROOFED: _one(_O.MAKER, _C.MAKER, _L.PROOF_PASSED, _P.INTACT),
    State.IN_STOCK_MAKER: _in_hand(_O.MAKER, _C.MAKER, (_P.INTACT,)),
    State.IN_STOCK_IMPORTER: _in_hand(_O.IMPORTER, _C.IMPORTER),
    State.IN_STOCK_WHOLESALE: _in_hand(_O.WHOLESALER, _C.WHOLESALER),
    State.IN_STOCK_RETAIL: _in_hand(_O.RETAILER, _C.RETAILER),
    State.IN_STOCK_STATE: _in_hand(_O.STATE, _C.STORE),
    State.HELD_CIVILIAN: _in_hand(_O.PRIVATE, _C.HOLDER),
    State.HELD_COMPANY: _in_hand(_O.COMPANY, _C.HOLDER),
    State.HELD_MUSEUM: _in_hand(_O.MUSEUM, _C.HOLDER),
    State.HELD_STATE: _block((_O.STATE,), (_C.UNIT,), _LENT, WHOLE),
    State.ON_LOAN: _block(LAWFUL_OWNERS, (_C.BORROWER,), _LENT, WHOLE),
    State.IN_REPAIR: _block(LAWFUL_OWNERS, (_C.REPAIRER,), _LENT, WHOLE),
    State.TEMP_EXPORTED: _block(LAWFUL_OWNERS, (_C.ABROAD,), (_L.TEMPORARY_EXPORT,), WHOLE),
    State.TEMP_IMPORTED: _block((_O.FOREIGN,), (_C.HOLDER,), (_L.TEMPORARY_IMPORT,), WHOLE),
    State.IN_TRANSIT: _block((_O.FOREIGN,), (_C.CARRIER,), (_L.TRANSIT,), WHOLE),
    State.DESPATCHED: _block(TRADE_OWNERS, (_C.CARRIER,), _LENT, WHOLE),
    State.UNDER_ESCORT: _block((_O.STATE,), (_C.CARRIER,), _LENT, WHOLE),
    State.CONSIGNED: _block(TRADE_OWNERS, (_C.CONSIGNEE,), _LENT, WHOLE),
    State.AT_PROOF_HOUSE: (
        _Combinations(LAWFUL_OWNERS, (_C.PROOF_HOUSE,), _LENT, WHOLE),
        _Combinations((_O.MAKER,), (_C.PROOF_HOUSE,), (_L.IN_MANUFACTURE,), (_P.INTACT,)),
    ),
    State.DEPOSITED_ESTATE: _block((_O.ESTATE,), (_C.DEPOSITARY,), (_L.IN_ESTATE,), WHOLE),
    State.DEPOSITED_REVOKED: _block(
        (*HOLDERS, *TRADE_OWNERS), (_C.DEPOSITARY,), (_L.POSSESSION_REVOKED,), WHOLE
    ),
    State.LOST: _block(ANY_OWNER, (_C.NOBODY,), (_L.LOST,), REAL),
    State.STOLEN: _block(ANY_OWNER, (_C.UNLAWFUL,), (_L.STOLEN,), REAL),
    State.MISSING: _block(ANY_OWNER, (_C.NOBODY,), (_L.MISSING,), REAL),
    State.SEIZED: _block(ANY_OWNER, AUTHORITIES, (_L.SEIZED,), REAL),
    State.FOUND: _block(ANY_OWNER, (*AUTHORITIES, _C.LICENSING_AUTHORITY), (_L.FOUND,), REAL),
    State.SURRENDERED: _block(ANY_OWNER, (*AUTHORITIES, _C.LICENSING_AUTHORITY), (_L.SURRENDERED,), REAL),
    State.IN_FORENSICS: _block(ANY_OWNER, (_C.LABORATORY,), _UNDER_EXAMINATION, REAL),
    State.EVIDENCE: _block(ANY_OWNER, (_C.COURT, *AUTHORITIES), (_L.EVIDENCE,), REAL),
    State.CONFISCATED: _block((_O.STATE,), (*AUTHORITIES, _C.COURT), (_L.CONFISCATED,), REAL),
    State.PENDING_DISPOSAL: _block((_O.STATE,), (_C.DISPOSAL_STORE,), (_L.FOR_DISPOSAL,), REAL),
    State.EXPORTED: _block((_O.FOREIGN,), (_C.ABROAD,), (_L.EXPORTED,), WHOLE),
    State.DEACTIVATED: tuple(
        _Combinations((owner,), (custody,), (_L.ENDED,), (_P.DEACTIVATED,))
        for owner, custody in OWN_CUSTODY.items()
    ),
    State.DESTROYED: _one(_O.NONE, _C.NONE, _L.ENDED, _P.DESTROYED),
    State.DISASSEMBLED: _one(_O.NONE, _C.NONE, _L.ENDED, _P.DISASSEMBLED),
    State.REPLACED: _one(_O.NONE, _C.NONE, _L.ENDED, _P.REPLACED),
    State.FITTED: _one(_O.WITH_FIREARM, _C.WITH_FIREARM, _L.LAWFUL, _P.FITTED),
}

ENDS: Final = frozenset(
    {State.EXPORTED, State.DEACTIVATED, State.DESTROYED, State.DISASSEMBLED, State.REPLACED}
)
"""States in which a life on this register has ended; an event that meets such a thing raises an alarm."""

PART_KINDS: Final = (
    "barrel",
    "frame_or_receiver",
    "slide_or_cylinder",
    "bolt_or_breech_block",
    "sound_suppressor",
)
"""Essential parts with a record and a life cycle of their own (Protocol art. 3(b))."""


def combinations() -> Iterator[tuple[State, Facts]]:
    """Every legal combination with its name: the rows of the database's check table."""
    for state, blocks in _MEANING.items():
        for block in blocks:
            for facts in block.facts():
                yield state, facts


def _named() -> Mapping[Facts, State]:
    names: dict[Facts, State] = {}
    for state, facts in combinations():
        if facts in names:
            raise ValueError(f"{facts} has two names: {names[facts]} and {state}")
        names[facts] = state
    return names


_NAME_OF: Final = _named()


def is_legal(facts: Facts) -> bool:
    """Whether the four facts may stand together."""
    return facts in _NAME_OF


def state_of(facts: Facts) -> State:
    """The named state of a legal combination; any other combination raises ValueError."""
    try:
        return _NAME_OF[facts]
    except KeyError:
        raise ValueError(f"the facts do not go together: {facts}") from None


def typical(state: State) -> Facts:
    """The typical combination of a state (its first), for a legacy entry that gives a state and no more."""
    return next(_MEANING[state][0].facts())


def meaning(state: State) -> tuple[Facts, ...]:
    """All combinations that bear this name."""
    return tuple(facts for block in _MEANING[state] for facts in block.facts())


def blocks(
    state: State,
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """The combinations of a state in short: sets of owners, custodies, legal and physical codes, for documents."""
    for block in _MEANING[state]:
        yield block.ownership, block.custody, block.legal, block.physical


NEVER_MARKED: Final = frozenset({Physical.UNMARKED, Physical.ALTERED})
"""Physical statuses that no later word undoes, only a new mark (ITI para. 9)."""
FORFEIT: Final = frozenset({Legal.CONFISCATED, Legal.FOR_DISPOSAL})
"""Legal statuses from which an arm passes to nobody without Protocol art. 6(2)."""
