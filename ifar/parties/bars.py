"""Bars: what may be said of one, and whether somebody who is alike surely is the one whom it bars.

A bar says that an authority refused, prohibited, protected somebody else or revoked (EU 2021/555 art. 6, 11 and 2021/1423; Protocol
art. 5). It decides nothing by itself: the desk that is shown a likeness looks, asks whoever entered it, and decides. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from ifar.errors import Invalid, Reason
from ifar.parties import party
from ifar.parties.likeness import Likeness

KINDS: Final = ("refused", "prohibited", "protection_order", "revoked", "foreign_refusal")
"""A refused application, a prohibition by a court, a protection order, a revoked licence, a refusal that another State notified."""

DESCRIBED_BY: Final = ("name", "born", "identity_numbers")
LONGEST: Final = 200
_NUMBER: Final = frozenset({"identity.same", "registration.same"})
_SAME_NAME: Final = frozenset({"name.same", "name.script", "name.near"})
_AGAINST: Final = frozenset({"born.differs", "sex.differs", "registration.differs"})

Sureness = Literal["certain", "likely"]


def check(values: Mapping[str, Any], described: Mapping[str, Any], today: dt.date) -> None:
    """Refuse what cannot be a bar.

    Args:
        values: kind, ground, party, valid_from, valid_until (days as ISO 8601; empty = without end), issuer, country, paper.
        described: of `DESCRIBED_BY`, where no party on record is meant.

    Raises:
        Invalid: with one reason for each field that is wrong.
    """
    reasons = list(_wrong(values, described, today))
    if reasons:
        raise Invalid("parties.bar.invalid", reasons=reasons)


def _wrong(values: Mapping[str, Any], described: Mapping[str, Any], today: dt.date) -> Iterator[Reason]:
    if values.get("kind") not in KINDS:
        yield Reason("parties.bar.kind", field="kind")
    if not values.get("ground"):
        yield Reason("parties.bar.ground", field="ground")
    for name in ("issuer", "paper"):
        text = values.get(name)
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
            yield Reason(f"parties.bar.{name}", field=name)
    country = values.get("country")
    if not isinstance(country, str) or len(country) != 2 or not country.isupper():
        yield Reason("parties.bar.country", field="country")
    yield from _wrong_period(values, today)
    if values.get("party"):
        if described:
            yield Reason("parties.bar.both", field="name")
        return
    if not described.get("name"):
        yield Reason("parties.bar.whom", field="name")
        return
    try:
        party.check("person", described, today)
    except Invalid as error:
        yield from error.reasons


def _wrong_period(values: Mapping[str, Any], today: dt.date) -> Iterator[Reason]:
    try:
        since = dt.date.fromisoformat(values.get("valid_from") or "")
        until = dt.date.fromisoformat(values["valid_until"]) if values.get("valid_until") else None
    except (TypeError, ValueError):
        yield Reason("parties.bar.period", field="valid_from")
        return
    if since > today:
        yield Reason("parties.bar.future", field="valid_from")
    if until is not None and until < since:
        yield Reason("parties.bar.order", field="valid_until")


def sureness(likeness: Likeness) -> Sureness | None:
    """Whether somebody alike is surely the one who is barred, likely, or neither.

    Sure is the same number with a name or a birth date that agrees and nothing of these that differs: a number alone may be mistyped,
    a name and a birth date alone may be a namesake's.
    """
    codes = {reason.code for reason in likeness.reasons}
    agrees = codes & _SAME_NAME or "born.same" in codes
    if codes & _NUMBER and agrees and not codes & (_AGAINST | {"name.differs"}):
        return "certain"
    return "likely" if likeness.is_likely else None
