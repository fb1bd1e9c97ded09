"""What may be said about a party, and which of it is personal.

Personal values of natural persons enter the ledger as salted commitments only and may be erased lawfully; a legal entity's
name and registration number are public facts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from ifar.errors import Invalid, Reason

PERSONAL: Final = frozenset({"name", "born", "identity_numbers", "contact", "address", "note"})
PUBLIC_FOR_BODIES: Final = frozenset({"name"})
KINDS: Final = ("person", "entity", "unit")
LONGEST: Final = 300


def split(kind: str, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Divide given values into those that enter the ledger openly and those that are personal.

    Empty values are left out: not given is not the same as given empty.
    """
    given = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    public = PUBLIC_FOR_BODIES if kind != "person" else frozenset()
    personal = {name: value for name, value in given.items() if name in PERSONAL - public}
    return {name: value for name, value in given.items() if name not in personal}, personal


def check(kind: str, values: Mapping[str, Any], today: dt.date) -> None:
    """Refuse what cannot be a party.

    Raises:
        Invalid: with one reason for each field that is wrong.
    """
    reasons = []
    if kind not in KINDS:
        reasons.append(Reason("parties.kind", field="kind"))
    name = values.get("name")
    if name is not None and (not isinstance(name, str) or not name.strip() or len(name) > LONGEST):
        reasons.append(Reason("parties.name", field="name"))
    if born := values.get("born"):
        reasons += _check_born(born, today)
    if reasons:
        raise Invalid("parties.invalid", reasons=reasons)


def _check_born(born: Any, today: dt.date) -> list[Reason]:
    try:
        date = dt.date.fromisoformat(born)
    except (TypeError, ValueError):
        return [Reason("parties.born.form", field="born")]
    if not today - dt.timedelta(days=366 * 130) <= date <= today:
        return [Reason("parties.born.impossible", field="born")]
    return []
