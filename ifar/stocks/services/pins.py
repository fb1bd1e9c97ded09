"""PINs that officers type on the armourer's device. A PIN is no signature: whoever can watch or guess it can type it, and the record says that it was one."""

from __future__ import annotations

import hashlib
from typing import Final

from django.contrib.auth.hashers import check_password, make_password

from ifar import sealing
from ifar.accounts.attempts import count_apart
from ifar.errors import Reason
from ifar.rights import Actor
from ifar.stocks.models import Officer, Pin
from ifar.stocks.services.writing import RECORDER
from ifar.typed import in_ascii

PURPOSE: Final = "PIN of an officer"
SHORTEST, LONGEST = 4, 12
TRIES: Final = "10/h/key"
_MARK: Final = "|"


def _digits(pin: str) -> str:
    plain = in_ascii(pin.strip())
    if not (plain.isdecimal() and plain.isascii() and SHORTEST <= len(plain) <= LONGEST):
        params = {"least": SHORTEST, "most": LONGEST}
        raise RECORDER.invalid(Reason("stocks.pin_form", field="pin", params=params))
    return plain


def keep(actor: Actor, officer: Officer, pin: str) -> None:
    """Keep the PIN that an officer typed, in the transaction of the service that offers it.

    Raises:
        Forbidden: it is an officer of another unit.
        Invalid: it is no PIN.
    """
    plain = _digits(pin)
    hashed = make_password(plain)
    kept = f"{hashed}{_MARK}{sealing.code(PURPOSE, officer.public_id, hashed)}"
    # The log says which row stands, so that an earlier one put back is named; of the PIN itself it tells nothing without that row.
    row = hashlib.md5(kept.encode(), usedforsecurity=False).hexdigest()
    RECORDER.record(actor, "officer", "pinned", officer, details={"row": row})
    Pin.objects.update_or_create(officer=officer.public_id, defaults={"hashed": kept})


def check(officer: Officer, pin: str) -> None:
    """Refuse a PIN that is not the officer's. Each try counts, whatever becomes of the transaction.

    Raises:
        TooMany: too many were tried.
        Invalid: it is another one, or the officer has none.
    """
    plain = _digits(pin)
    count_apart(officer.public_id, "stocks_pin", TRIES)
    hashed = kept_hash(officer)
    if not (hashed and check_password(plain, hashed)):
        raise RECORDER.invalid(Reason("stocks.pin", field="pin"))


def kept_hash(officer: Officer) -> str:
    """The hash of an officer's PIN; empty where they have none, or it is another officer's."""
    kept = Pin.objects.filter(officer=officer.public_id).values_list("hashed", flat=True).first() or ""
    hashed, _mark, code = kept.rpartition(_MARK)
    return hashed if sealing.fits(code, PURPOSE, officer.public_id, hashed) else ""
