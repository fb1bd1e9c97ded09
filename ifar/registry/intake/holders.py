"""Which rows of an older register speak of one holder, and what is known of that holder.

One identity number is one holder; without a number, one name with one date of birth; without that, one name at one address.
The key is only compared, never shown: it is a hash, so that a table of keys tells nobody's number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from ifar.parties.likeness import identity_key
from ifar.parties.names import folded
from ifar.registry.intake.readings import said_number

KEY_BYTES: Final = 16
_APART: Final = "\x1f"
_UNNUMBERED: Final = ("kind", "name", "born", "place", "is_said")
_PLAIN_NUMBER: Final = r"^[A-Za-z0-9 ./-]+$"


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

    def values(self) -> dict[str, Any]:
        """The values under which the party is registered, empty ones left out."""
        result: dict[str, Any] = {
            "name": self.name,
            "born": self.born if len(self.born) == 10 and self.kind == "person" else "",
            "sex": self.sex,
            "contact": {"said": self.contact} if self.contact else {},
        }
        if self.number and self.kind == "entity":
            result["registration"] = self.number
        elif self.number:
            result["identity_numbers"] = [{"kind": "national_id", "number": self.number}]
        return {name: value for name, value in result.items() if value}

    def lines(self) -> list[str]:
        """The lines of the address."""
        return [line for line in (self.address, self.town) if line]


def keys_of(who: pl.DataFrame) -> pl.Series:
    """The keys by which rows of one register speak of the same holder; null where a row speaks of nobody.

    Args:
        who: the holders of rows by the names of the fields: kind, number, name, birth date, address, town.
    """
    data = who.select(
        *_numbers(who["holder_number"]),
        kind=pl.when(pl.col("holder_kind") == "").then(pl.lit("person")).otherwise(pl.col("holder_kind")),
        name=pl.col("holder_name"),
        born=pl.col("holder_born"),
        place=pl.concat_str("holder_address", "holder_town", separator=" "),
    )
    numbered = pl.concat_str(pl.lit("number"), "kind", "number", separator=_APART)
    unnumbered = data.filter(pl.col("number") == "").select(*_UNNUMBERED).unique()
    if len(unnumbered):
        table = unnumbered.with_columns(
            said=pl.Series([_unnumbered(*row) for row in unnumbered.iter_rows()], dtype=pl.String)
        )
        data = data.join(table, on=_UNNUMBERED, how="left", maintain_order="left")
        numbered = pl.when(pl.col("number") != "").then(numbered).otherwise(pl.col("said"))
    values = data.select(said=numbered.cast(pl.Binary))["said"].to_list()
    return pl.Series("holder", [None if text is None else _hashed(text) for text in values], dtype=pl.Binary)


def _unnumbered(kind: str, name: str, born: str, place: str, is_said: bool) -> str | None:
    """What a holder is known by whose number has no letter and no digit to be compared by; None where nobody is meant."""
    if not (name or is_said):
        return None
    by = ("born", kind, folded(name), born) if born else ("at", kind, folded(name), folded(place))
    return _APART.join(by)


def _numbers(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Identity numbers as they are compared, and whether one is said: the plain ones by columns, the others one by one."""
    data = texts.alias("text").to_frame()
    plain = pl.col("text").str.contains(_PLAIN_NUMBER) & pl.col("text").str.contains("[0-9]")
    keyed = data.with_columns(
        plain=pl.when(plain).then(pl.col("text").str.replace_all("[^A-Za-z0-9]", "").str.to_uppercase())
    )
    odd = keyed.filter(pl.col("plain").is_null())["text"].unique()
    values = [said_number(text) for text in odd]
    table = pl.DataFrame({
        "text": odd,
        "odd": pl.Series(map(identity_key, values), dtype=pl.String),
        "is_said": pl.Series(map(bool, values), dtype=pl.Boolean),
    })  # fmt: skip
    joined = keyed.join(table, on="text", how="left", maintain_order="left")
    number, is_said = joined.select(
        number=pl.coalesce("plain", "odd"), is_said=pl.col("is_said").fill_null(True)
    )
    return number, is_said


def _hashed(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=KEY_BYTES).digest()


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
