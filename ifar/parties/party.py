"""What may be said about a party, and which of it is personal.

Personal values of natural persons enter the ledger as salted commitments only and may be erased lawfully; a legal entity's
name and registration number are public facts. Pure.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ifar.errors import Invalid, Reason

PERSONAL: Final = frozenset({"name", "born", "identity_numbers", "contact", "address", "note"})
PUBLIC_FOR_BODIES: Final = frozenset({"name"})
KINDS: Final = ("person", "entity", "unit")
STATUSES: Final = ("active", "deceased", "dissolved")
SEXES: Final = ("female", "male", "other", "unknown", "not_asked")
CONTACTS: Final = ("telephone", "email", "said", "language", "opt_out")
REPORTED_BY: Final = ("officer", "holder")
"""Who tells of a new address."""
VALUES: Final = ("name", "born", "identity_numbers", "contact", "sex", "country", "registration", "status")
"""What a party is described by; `identity_numbers` is a list of {kind, number, country}, `contact` a mapping of `CONTACTS`.

`language` is the one in which somebody wants to be written to; `opt_out` names channels by which they do not want to be reminded.
"""

LONGEST: Final = 300
MOST_NUMBERS: Final = 20
MOST_LINES: Final = 8
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_CODE: Final = re.compile(r"[a-z_]{1,40}")
_AREA: Final = re.compile(r"[A-Z0-9-]{0,20}")


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
    reasons = list(_wrong(kind, values, today))
    if reasons:
        raise Invalid("parties.invalid", reasons=reasons)


def _wrong(kind: str, values: Mapping[str, Any], today: dt.date) -> Iterator[Reason]:
    if kind not in KINDS:
        yield Reason("parties.kind", field="kind")
    for unknown in sorted(set(values) - set(VALUES)):
        yield Reason("parties.value.unknown", field=unknown)
    name = values.get("name")
    if name is not None and not _is_text(name):
        yield Reason("parties.name", field="name")
    if born := values.get("born"):
        yield from _wrong_birth(kind, born, today)
    yield from _wrong_codes(values)
    yield from _wrong_numbers(values.get("identity_numbers") or [])
    yield from _wrong_contact(values.get("contact") or {})


def _is_text(value: Any, longest: int = LONGEST) -> bool:
    """Whether it is one line of text; joiners and spaces of every script may stand in it, control characters may not."""
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        return False
    return not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in value)


def _wrong_birth(kind: str, born: Any, today: dt.date) -> Iterator[Reason]:
    if kind != "person":
        yield Reason("parties.born.body", field="born")
        return
    try:
        date = dt.date.fromisoformat(born)
    except (TypeError, ValueError):
        yield Reason("parties.born.form", field="born")
        return
    if not today - dt.timedelta(days=366 * 130) <= date <= today:
        yield Reason("parties.born.impossible", field="born")


def _wrong_codes(values: Mapping[str, Any]) -> Iterator[Reason]:
    if values.get("sex") and values["sex"] not in SEXES:
        yield Reason("parties.sex", field="sex")
    if values.get("status") and values["status"] not in STATUSES:
        yield Reason("parties.status", field="status")
    if values.get("country") and not _is_country(values["country"]):
        yield Reason("parties.country", field="country")
    if values.get("registration") and not _is_text(values["registration"], 60):
        yield Reason("parties.registration", field="registration")


def _is_country(value: Any) -> bool:
    return isinstance(value, str) and _COUNTRY.fullmatch(value) is not None


def _wrong_numbers(numbers: Any) -> Iterator[Reason]:
    if not isinstance(numbers, list) or len(numbers) > MOST_NUMBERS or not all(map(_is_number, numbers)):
        yield Reason("parties.identity", field="identity_numbers")


def _is_number(given: Any) -> bool:
    return (
        isinstance(given, dict)
        and set(given) <= {"kind", "number", "country"}
        and _is_text(given.get("number"), 60)
        and _CODE.fullmatch(str(given.get("kind"))) is not None
        and (not given.get("country") or _is_country(given["country"]))
    )


def _wrong_contact(contact: Any) -> Iterator[Reason]:
    if (
        not isinstance(contact, dict)
        or not set(contact) <= set(CONTACTS)
        or not all(map(_is_text, contact.values()))
    ):
        yield Reason("parties.contact", field="contact")


def check_address(address: Mapping[str, Any], today: dt.date) -> None:
    """Refuse what cannot be an address: {country, area, lines, valid_from}.

    Raises:
        Invalid: with one reason for each field that is wrong.
    """
    reasons = list(_wrong_address(address, today))
    if reasons:
        raise Invalid("parties.invalid", reasons=reasons)


def _wrong_address(address: Mapping[str, Any], today: dt.date) -> Iterator[Reason]:
    if not _is_country(address.get("country")):
        yield Reason("parties.address.country", field="country")
    if not _AREA.fullmatch(str(address.get("area") or "")):
        yield Reason("parties.address.area", field="area")
    lines = address.get("lines") or []
    if not isinstance(lines, list) or len(lines) > MOST_LINES or not all(map(_is_text, lines)):
        yield Reason("parties.address.lines", field="lines")
    if since := address.get("valid_from"):
        try:
            begins = dt.date.fromisoformat(since)
        except (TypeError, ValueError):
            yield Reason("parties.address.since", field="valid_from")
            return
        if not dt.date(1850, 1, 1) <= begins <= today:
            yield Reason("parties.address.future", field="valid_from")
