"""The columns of each list of facts: how a cell is read, whether it must say something, which list it refers to. Pure."""

from __future__ import annotations

import datetime as dt
import decimal
import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ifar.reference import inscriptions, opening
from ifar.reference.sheets import Value

NOUNS: Final = (
    "country",
    "area",
    "firearm_type",
    "calibre",
    "make",
    "model",
    "retention_rule",
    "mark_sign",
    "serial_style",
    "trace_desk",
    "check_item",
    "licence_kind",
    "eligibility_ground",
    "fee_rule",
    "duty_term",
    "ammunition_limit",
    "reminder_rule",
    "inspection_item",
    "regime",
    "risk_criterion",
    "marking_rule",
)
ADDITIONS: Final = ("alias", "mapping", "label")
DUTIES: Final = (
    "address_change",
    "inspection_after_move",
    "take_over_count",
    "arm_inspection",
    "event",
    "waiting_period",
    "book_acquired",
    "book_acquired_working",
    "book_disposed",
    "book_disposed_working",
)
"""What a term runs from: a new address, for the duty to report it or to inspect there; an officer who takes an armoury over, for the count of everything; the last
inspection of an arm of the State, for its issue; an event of the life cycle; a trader's sale under a kind of licence, before which nothing is handed over; or what came into a trader's book or left it, which is entered
there within so many days, or working days."""
REMINDED: Final = ("licence_ends", "removal_due", "finding_due")
"""What a holder is reminded of."""
LEGS: Final = ("from", "into", "through", "leaving", "entering", "receipt")
"""The legs of an international transfer: whence it leaves, whither it goes, each State between; of a traveller: leaving our own State, entering it; and its
receipt, of which a proof is due."""
READ_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "ways": ("through",),
    "asks": LEGS[:5],
    "lifts": LEGS[:5],
    "more_days": LEGS[:3],
}
"""Column of a regime -> the legs on which it says something: what is written on another one would be read by nobody."""
STOPS: Final = ("no", "completeness", "decision", "issuing")
"""What waits until a fee is paid or waived: nothing; that an application is found complete, and the decision with it; the decision; the papers."""
TRANSFERS: Final = ("export", "import", "transit", "brokering")
"""Kinds of authorisations of international transfers of which a fee may speak, beside kinds of licences."""
RISKS: Final = ("prohibition", "criterion")
"""What a row of the risk assessment is: what forbids a transfer whatever else is said, or what is weighed."""
MARKED_AT: Final = ("manufacture", "import", "transfer")
"""When a rule of marking is asked: of what is made, of what comes in to stay, of what leaves a State's stock for civilians."""
MARKING_ASKS: Final = ("asks", "height_mm", "depth_mm", "scripts")
"""What a rule of marking asks for: marks, a height, a depth, a script; one of them at least."""
SIGN_KINDS: Final = (
    "proof",
    "proof_date",
    "factory",
    "made_in",
    "made_elsewhere",
    "import",
    "regional",
    "property",
)
"""What a sign says of a firearm: where it was proofed, made, not made, imported, or whose it is."""
AGREEMENTS: Final = ("none", "iti", "protocol", "bilateral", "mla")
"""What stands between two States, the weakest first; `tracing/disclosure.py` says what each lets leave."""
CONFIDENCES: Final = ("high", "medium", "low")
"""How far the source of a row carries: a text of law or two sources; one good source; one that others contradict or that fits much."""

Read = Callable[[str], Value]


def _text(value: str) -> Value:
    return value


def _upper(value: str) -> Value:
    return value.upper()


def _integer(value: str) -> Value:
    return int(value) if value else None


def _micrometres(value: str) -> Value:
    """Millimetres with a decimal point to whole micrometres; empty is not known."""
    return round(float(value) * 1000) if value else None


def _nanometres(value: str) -> Value:
    """Millimetres with a decimal point to whole nanometres, exactly; empty is not said."""
    if value and not re.fullmatch(r"[0-9]{1,2}([.][0-9]{1,6})?", value, re.ASCII):
        raise ValueError(value)
    return int(decimal.Decimal(value) * 1_000_000) if value else None


def _day(value: str) -> Value:
    """A day as `2027-02-16`; empty is not said."""
    return dt.date.fromisoformat(value).isoformat() if value else None


def _yes_no(value: str) -> Value:
    return {"yes": True, "no": False}[value.casefold()]


def _access(value: str) -> Value:
    """`police:30|customs:10` to years after destruction by kind of agency."""
    pairs = (part.split(":") for part in value.split("|") if part)
    return {kind.strip(): int(years) for kind, years in pairs}


def _codes(value: str) -> Value:
    """Codes with `|` between them, each once."""
    return "|".join(dict.fromkeys(part.strip() for part in value.split("|") if part.strip()))


def _among(*allowed: str) -> Read:
    """Some of these codes, with `|` between them; none is not allowed."""

    def read(value: str) -> Value:
        if not value or not set(value.split("|")) <= set(allowed):
            raise ValueError(value)
        return value

    return read


def _pattern(value: str) -> Value:
    """A pattern of `inscriptions`, as it stands there."""
    inscriptions.alternatives(value)
    return value


def _one_of(*allowed: str) -> Read:
    def read(value: str) -> Value:
        if value not in allowed:
            raise ValueError(value)
        return value

    return read


def _zone(value: str) -> Value:
    """A zone of the time-zone database, where one is named."""
    if value and value not in zoneinfo.available_timezones():
        raise ValueError(value)
    return value


def _checked(reads: Callable[[str], object]) -> Read:
    """A text as it stands there, which a rule can read."""

    def read(value: str) -> Value:
        reads(value)
        return value

    return read


def _key(value: str) -> Value:
    """The public key of a register's log as it tells it, `<name>+<id>+<base64>`, where one is known."""
    if value and not re.fullmatch(r"[^+\s]{1,120}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44,60}", value):
        raise ValueError(value)
    return value


def _amount(value: str) -> Value:
    """An amount of money with a decimal point, exactly as it stands there: never a float."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", value, re.ASCII):
        raise ValueError(value)
    return str(decimal.Decimal(value))


def _currency(value: str) -> Value:
    """The three letters of ISO 4217."""
    if not re.fullmatch("[A-Z]{3}", value):
        raise ValueError(value)
    return value


_counts = _one_of("held", "spent", "none")
_effect = _one_of("suspends", "ends")


@dataclass(frozen=True, slots=True)
class Column:
    """How a cell is read, whether it must say something, which list it refers to (`several`: with `|` or `+` between the codes), and which codes it knows `also`."""

    read: Read = _text
    needed: bool = False
    refers: str = ""
    several: bool = False
    also: tuple[str, ...] = ()


_STATES: Final = Column(_codes, refers="country", several=True)
_SHORT: Final[Mapping[str, Column]] = {"parent": Column(refers="own")}
COLUMNS: Final[Mapping[str, Mapping[str, Column]]] = {
    "country": {
        "alpha3": Column(_upper, needed=True),
        "numeric": Column(),
        "name": Column(needed=True),
        "region": Column(refers="area"),
        "successors": Column(),
    },
    "area": {
        "kind": Column(needed=True),
        "category": Column(),
        "name": Column(needed=True),
        "country": Column(refers="country"),
        "parent": Column(refers="own"),
    },
    "make": {"name": Column(needed=True), "country": Column(refers="country"), "note": Column()},
    "model": {
        "name": Column(needed=True),
        "family": Column(),
        "type": Column(refers="firearm_type"),
        "calibre": Column(refers="calibre"),
    },
    "calibre": {
        "name": Column(needed=True),
        "kind": Column(needed=True),
        "bore_mm": Column(_micrometres),
        "case_mm": Column(_micrometres),
    },
    "firearm_type": {
        "parent": Column(refers="own"),
        "is_firearm": Column(_yes_no, needed=True),
        "bearing": Column(),
        "action": Column(),
    },
    "retention_rule": {
        "instrument": Column(needed=True, refers="instrument"),
        "record": Column(needed=True),
        "years": Column(_integer),
        "starts": Column(needed=True),
        "adopted": Column(_yes_no, needed=True),
        "access": Column(_access),
        "article": Column(needed=True),
    },
    "mark_sign": {
        "kind": Column(_one_of(*SIGN_KINDS), needed=True),
        "symbols": Column(refers="mark_symbol", several=True),
        "reads": Column(_pattern),
        "places": Column(refers="mark_place", several=True),
        "country": Column(refers="country"),
        "make": Column(refers="make"),
        "since": Column(_integer),
        "until": Column(_integer),
        "confidence": Column(_one_of(*CONFIDENCES), needed=True),
    },
    "serial_style": {
        "shapes": Column(_pattern, needed=True),
        "make": Column(refers="make"),
        "model": Column(refers="model"),
        "type": Column(refers="firearm_type"),
        "country": Column(refers="country"),
        "since": Column(_integer),
        "until": Column(_integer),
        "confidence": Column(_one_of(*CONFIDENCES), needed=True),
    },
    "trace_desk": {
        "country": Column(needed=True, refers="country"),
        "kind": Column(needed=True),
        "address": Column(),
        "zone": Column(_zone),
        "agreement": Column(_one_of("", *AGREEMENTS)),
        "key": Column(_key),
        "town": Column(),
        "weekend": Column(_checked(opening.weekend)),
        "holidays": Column(_checked(opening.holidays)),
        "hours": Column(_checked(opening.hours)),
    },
    "check_item": {
        "answered_by": Column(_codes, needed=True, refers="agency_kind", several=True),
        "good_days": Column(_integer),
        "article": Column(needed=True),
    },
    "licence_kind": {
        "holders": Column(_codes, needed=True, refers="party_kind", several=True),
        "allows": Column(_codes, needed=True),
        "categories": Column(_codes),
        "counts": Column(_counts, needed=True),
        "quota": Column(_integer),
        "months": Column(_integer),
        "renewal_days": Column(_integer, needed=True),
        "checks": Column(_codes, needed=True, refers="check_item", several=True),
        "clock_days": Column(_integer, needed=True),
        "decides": Column(needed=True),
    },
    "eligibility_ground": {
        "effect": Column(_effect, needed=True),
        "at_once": Column(_yes_no, needed=True),
        "days": Column(_integer, needed=True),
        "article": Column(needed=True),
    },
    "fee_rule": {
        "act": Column(needed=True, refers="fee_act"),
        "kinds": Column(_codes, refers="licence_kind", several=True, also=TRANSFERS),
        "holders": Column(_codes, refers="party_kind", several=True),
        "amount": Column(_amount, needed=True),
        "currency": Column(_currency, needed=True),
        "stops": Column(_one_of(*STOPS), needed=True),
        "article": Column(needed=True),
    },
    "duty_term": {
        "about": Column(_one_of(*DUTIES), needed=True),
        "kinds": Column(_codes),
        "days": Column(_integer, needed=True),
        "article": Column(needed=True),
    },
    "ammunition_limit": {
        "of": Column(_codes, needed=True),
        "kinds": Column(_codes),
        "most": Column(_integer, needed=True),
        "days": Column(_integer, needed=True),
        "article": Column(needed=True),
    },
    "reminder_rule": {
        "about": Column(_one_of(*REMINDED), needed=True),
        "kinds": Column(_codes),
        "before": Column(_integer, needed=True),
        "channels": Column(_codes, needed=True),
        "may_refuse": Column(_yes_no, needed=True),
        "article": Column(needed=True),
    },
    "inspection_item": {
        "kinds": Column(_codes),
        "days": Column(_integer, needed=True),
        "article": Column(needed=True),
    },
    "regime": {
        "regime": Column(needed=True),
        "article": Column(needed=True),
        "leg": Column(_one_of(*LEGS), needed=True),
        "states": _STATES,
        "from_states": _STATES,
        "into_states": _STATES,
        "not_into": _STATES,
        "purposes": Column(_codes, refers="transfer_purpose", several=True),
        "ways": Column(_codes, refers="transit_way", several=True),
        "asks": Column(_codes, refers="transfer_paper", several=True),
        "lifts": Column(_codes, refers="transfer_paper", several=True),
        "days": Column(_integer),
        "more_days": Column(_integer),
    },
    "risk_criterion": {
        "regime": Column(needed=True),
        "article": Column(needed=True),
        "rank": Column(_one_of(*RISKS), needed=True),
        "kinds": Column(_codes),
        "by_states": _STATES,
    },
    "marking_rule": {
        "profile": Column(needed=True),
        "article": Column(needed=True),
        "at": Column(_among(*MARKED_AT), needed=True),
        "states": _STATES,
        "asks": Column(_codes, refers="mark_kind", several=True),
        "height_mm": Column(_nanometres),
        "depth_mm": Column(_nanometres),
        "scripts": Column(_codes),
        "placed_after": Column(_day),
        "advised": Column(_yes_no, needed=True),
    },
    "alias": {
        "list": Column(needed=True),
        "scope": Column(),
        "alias": Column(needed=True),
        "code": Column(needed=True),
    },
    "mapping": {
        "list": Column(needed=True),
        "code": Column(needed=True),
        "scheme": Column(needed=True),
        "value": Column(needed=True),
    },
    "label": {
        "list": Column(needed=True),
        "code": Column(needed=True),
        "language": Column(needed=True),
        "text": Column(needed=True),
    },
}
COMMON: Final = frozenset({"code", "source", "valid_from", "valid_to", "aliases"})


def columns_of(name: str) -> Mapping[str, Column]:
    """The columns of a list beside the common ones."""
    return COLUMNS.get(name, _SHORT)
