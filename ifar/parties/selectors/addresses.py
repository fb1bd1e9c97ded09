"""Addresses of parties as they were known when something was entered about them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ifar.parties.models import Address


@dataclass(frozen=True, slots=True)
class RecordedAddress:
    """An address, and the entry that said it; no lines where they were erased."""

    entry: uuid.UUID
    country: str
    area: str
    lines: tuple[str, ...]


def known_of(public_ids: Collection[str]) -> Mapping[str, list[RecordedAddress]]:
    """Party -> its addresses, those that were entered last first. One statement.

    Whoever may read a party's address as it was at some time takes the first that was entered before: a later one is not theirs to know.
    """
    result: dict[str, list[RecordedAddress]] = {}
    rows = Address.objects.filter(party__public_id__in=public_ids).order_by("-event")
    for party, entry, country, area, lines in rows.values_list(
        "party__public_id", "event", "country", "area", "lines"
    ):
        result.setdefault(party, []).append(RecordedAddress(entry, country, area, tuple(lines or ())))
    return result
