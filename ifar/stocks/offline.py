"""What a device without a line says of an issue or a return, and what the register may still wait for before a person decides. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from ifar.documents import devices
from ifar.stocks.inputs import IssueByScan, ReturnByScan

WAITING: Final = frozenset(
    {
        "stocks.not_here",
        "stocks.not_out",
        "stocks.nothing",
        "stocks.too_few_rounds",
        "stocks.gone_meanwhile",
        "stocks.field.waits",
    }
)
"""Refusals that another device may end, with an issue or a return that it still has; every other one a person decides at once."""
PATIENCE: Final = dt.timedelta(hours=24)
"""How long an entry waits for another device before a person decides: as long as an extract stands."""
LATE: Final = "stocks.field.late"
WAITS: Final = "stocks.field.waits"

type Given = IssueByScan | ReturnByScan


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How the officer confirmed, as the device says it.

    Attributes:
        pin: the PIN that they typed, sealed for the register: the device cannot read it again.
        assertion: what their passkey answered; `paper` the number of the sheet; `drawing` the picture of their signature, PNG.
    """

    how: Literal["pin", "passkey", "paper", "glass"]
    pin: str = ""
    paper: str = ""
    drawing: bytes = b""
    assertion: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a device sends: `capture` is its own identifier of the entry, by which it is taken in once; `taken` is when it was made, by the device's clock."""

    capture: uuid.UUID
    taken: dt.datetime
    given: Given
    confirmed: Confirmed | None = None

    @property
    def did(self) -> str:
        """What was done."""
        return "issue" if isinstance(self.given, IssueByScan) else "return"

    @property
    def lines(self) -> list[str]:
        """What was scanned."""
        return [text for line in self.given.scanned.splitlines() if (text := " ".join(line.split())[:100])]

    @property
    def rest(self) -> dict[str, Any]:
        """All else that was said: numbers, codes and moments; no words, and no PIN."""
        values = self.given.model_dump(mode="json", exclude={"scanned", "pin"})
        return {
            name: value
            for name, value in values.items()
            if value not in (None, "") and (not isinstance(value, str) or " " not in value.strip())
        }

    def digest(self) -> str:
        """What tells the same entry again."""
        confirmed = self.confirmed and [self.confirmed.how, self.confirmed.pin, self.confirmed.paper]
        row = [self.did, self.taken.isoformat(), self.lines, self.rest, confirmed]
        return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()

    def challenge(self) -> bytes:
        """What the passkey of the officer signs; the page makes the same of what it sends."""
        taken = self.taken.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return devices.challenge(str(self.capture), self.did, taken, *self.lines)


@dataclass(slots=True)
class Offline:
    """An issue or a return that was done without a line: when, and what the log says of it.

    Attributes:
        capture: empty where the entry arrived before, and waited.
        prove: how the officer confirmed it, as far as that holds; asked once the officer is known.
    """

    taken: dt.datetime
    said: dict[str, Any]
    capture: str
    prove: Callable[[Any], str]
    sheet: str = ""
    signed: str = field(default="", init=False)

    def proved(self, officer: Any) -> str:
        """How the officer confirmed it; empty where they did not, or where it does not hold."""
        self.signed = self.prove(officer)
        return self.signed

    def details(self) -> dict[str, Any]:
        """What the act says."""
        return {**({"capture": self.capture} if self.capture else {}), "offline": self.said}


def may_wait(codes: Iterable[str]) -> bool:
    """Whether another device may still have what an entry lacks."""
    some = set(codes)
    return bool(some) and some <= WAITING


@dataclass(frozen=True, slots=True, order=True)
class Lived:
    """An issue or a return of one arm: when, which of both, by whose card; empty where nobody's was read."""

    at: dt.datetime
    did: str
    officer: str = ""


def out_of_place(this: Lived, lived: Iterable[Lived], waiting: Iterable[Lived]) -> str:
    """What stands against an entry about an arm by the order of what happened: an issue follows on a return, a return on the issue to the same officer, and nothing between
    them still waits. Empty where it is in its place.

    Devices send in any order. What happened before something that the register knows already is written by nobody alone: two people say what was so then.

    Args:
        lived: what the register knows.
        waiting: what other devices sent, and waits.
    """
    known = sorted(lived)
    if any(item.at > this.at for item in known):
        return LATE
    latest = known[-1] if known else None
    if any((latest is None or latest.at < item.at) and item.at < this.at for item in waiting):
        return WAITS
    if this.did == "issue":
        return WAITS if latest and latest.did == "issue" else ""
    is_its_own = latest and latest.did == "issue" and this.officer in ("", latest.officer)
    return "" if is_its_own or (latest is None and not this.officer) else WAITS
