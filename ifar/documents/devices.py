"""What a device without a line says of an entry besides: how far its clock is off, how it was confirmed, and by which extract it went. Pure.

A device's clock may be wrong by days. How far it is off is seen twice: at its last contact before the entry, and when the entry is sent. The
moment of the entry is corrected by what is seen when it is sent, and the entry says so; where the two differ the clock was set meanwhile, and
the moment is not sure. Pure.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

How = Literal["passkey", "code", "glass", "paper"]
"""How somebody confirmed: with their own passkey; with a one-time code on another's device; with a signature on its glass; on paper."""
TOLERATED: Final = 120
"""Seconds that a clock may be off without anybody being told."""
OLDEST: Final = dt.timedelta(days=400)
"""How long ago an entry can have been made: a clock that says more is not believed at all."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How an entry was confirmed, as the device says it.

    Attributes:
        by: the public identifier of whoever confirmed, or their name on paper or glass.
        code: the one-time code that they typed; `assertion` what their passkey answered; `paper` the number of the sheet; `drawing` the
            picture of their signature, PNG.
    """

    how: How
    by: str
    code: str = ""
    paper: str = ""
    drawing: bytes = b""
    assertion: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """What a device says of itself when it sends.

    Attributes:
        sent: its clock at that moment.
        ahead: milliseconds by which its clock was ahead of the register's at the last contact before the entry; None without one.
        extract: until when the extract that it showed was valid; None where it showed none.
    """

    sent: dt.datetime | None = None
    ahead: int | None = None
    extract: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When an entry was made, by the register's clock; `off` = seconds by which the device's clock was ahead, `jumped` = it was set meanwhile."""

    taken: dt.datetime
    off: int = 0
    jumped: bool = False
    expired: bool = False

    def details(self) -> dict[str, Any]:
        """What the log says of it; nothing where all was well."""
        result: dict[str, Any] = {"off": self.off} if self.off else {}
        return result | {name: True for name in ("jumped", "expired") if getattr(self, name)}

    @property
    def is_sure(self) -> bool:
        """Whether the moment is known to the minute."""
        return not self.off and not self.jumped


def moment(taken: dt.datetime, device: Device, now: dt.datetime) -> Moment:
    """When an entry was made that a device says was made at `taken`, and arrives `now`.

    Never later than it arrived; what a clock puts further back than `OLDEST` is taken for made just now.
    """
    off = _off((device.sent - now).total_seconds()) if device.sent else 0
    before = off if device.ahead is None or not device.sent else _off(device.ahead / 1000)
    jumped = abs(off - before) > TOLERATED
    try:
        corrected = min(taken - dt.timedelta(seconds=off), now)
    except OverflowError:
        corrected = dt.datetime.min.replace(tzinfo=dt.UTC)
    if now - corrected > OLDEST:
        corrected, jumped = now, True
    expired = device.extract is not None and corrected > device.extract
    return Moment(corrected, off, jumped, expired)


def _off(seconds: float) -> int:
    return 0 if abs(seconds) <= TOLERATED else round(seconds)


def challenge(*values: str) -> bytes:
    """What a passkey signs: the SHA-256 of the parts of an entry, one a line."""
    return hashlib.sha256("\n".join(values).encode()).digest()
