"""Which rows of an older register speak of one holder, and what is known of that holder.

One identity number is one holder; without a number, one name with one date of birth; without that, one name at one address.
The key is only compared, never shown: it is a hash, so that a table of keys tells nobody's number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ifar.parties.likeness import identity_key
from ifar.parties.names import folded
from ifar.registry.intake.readings import said_number

KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class Holder:
    """A holder as a row tells: kind of party, name, and what may be missing (empty texts)."""

    kind: str
    name: str
    number: str = ""
    born: str = ""
    sex: str = ""
    country: str = ""
    address: str = ""
    town: str = ""
    contact: str = ""

    @property
    def is_named(self) -> bool:
        """Whether the row speaks of anybody."""
        return bool(self.name or self.number)

    def values(self) -> dict[str, Any]:
        """The values under which the party is registered, empty ones left out."""
        found: dict[str, Any] = {
            "name": self.name,
            "born": self.born if len(self.born) == 10 and self.kind == "person" else "",
            "sex": self.sex,
            "contact": {"said": self.contact} if self.contact else {},
        }
        if self.number and self.kind == "entity":
            found["registration"] = self.number
        elif self.number:
            found["identity_numbers"] = [{"kind": "national_id", "number": self.number}]
        return {name: value for name, value in found.items() if value}

    def lines(self) -> list[str]:
        """The lines of the address."""
        return [line for line in (self.address, self.town) if line]


def key_of(holder: Holder) -> bytes | None:
    """The key by which rows of one register speak of the same holder; None where they speak of nobody."""
    if not holder.is_named:
        return None
    if number := identity_key(holder.number):
        said: tuple[str, ...] = ("number", holder.kind, number)
    elif holder.born:
        said = ("born", holder.kind, folded(holder.name), holder.born)
    else:
        said = ("at", holder.kind, folded(holder.name), folded(f"{holder.address} {holder.town}"))
    return hashlib.blake2b("\x1f".join(said).encode(), digest_size=KEY_BYTES).digest()


def holder_of(row: Mapping[str, Any]) -> Holder:
    """The holder in a screened row."""
    return Holder(
        kind=row["holder_kind"] or "person",
        name=row["holder_name"] or "",
        number=said_number(row["holder_number"] or ""),
        born=row["holder_born"] or "",
        sex=row["holder_sex"] or "",
        country=row["holder_country"] or "",
        address=row["holder_address"] or "",
        town=row["holder_town"] or "",
        contact=row["holder_contact"] or "",
    )
