"""What parties were called and numbered before: found by it until it is lawfully erased, and compared as they were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from ifar.parties.models import FormerKey, Party

_VALUES: Final = """
SELECT k.party_id, k.field, coalesce(p.value, e.changes -> k.field)::text FROM parties_formerkey k JOIN parties_event e ON e.id = k.entry
LEFT JOIN ledger_personal p ON p.entry = k.entry AND p.field = k.field WHERE k.party_id = ANY(%s) ORDER BY e.n DESC, k.field
"""


def values_of(parties: Sequence[int]) -> Mapping[int, list[tuple[str, Any]]]:
    """Party, by its key -> pairs of field and former value, the latest first. One query."""
    result: dict[int, list[tuple[str, Any]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [list(parties)])
        for party, name, value in cursor.fetchall():
            if value is not None:
                result.setdefault(party, []).append((name, json.loads(value)))
    return result


def numbered(pool: QuerySet[Party], keys: Sequence[str]) -> QuerySet[FormerKey]:
    """The former numbers of the records of `pool` with one of these keys."""
    former_keys = FormerKey.objects.filter(numbers__overlap=list(keys), party__in=pool)
    return former_keys.select_related("party").order_by("party_id", "id")


def joined(parties: Iterable[Party], former: Iterable[FormerKey], limit: int) -> list[Party]:
    """The records found by what they are called now, then those found by what they were called; these say so (`Party.formerly`)."""
    rows = {party.pk: party for party in parties}
    others = {key.party_id: key.party for key in former if key.party_id not in rows}
    values = values_of([*others]) if others else {}
    for pk, other in others.items():
        other.formerly = tuple(
            dict.fromkeys(text for name, value in values.get(pk, ()) for text in _texts(name, value))
        )
    return [*rows.values(), *others.values()][:limit]


def as_it_was(now: Mapping[str, Any], former: Sequence[tuple[str, Any]]) -> Iterator[dict[str, Any]]:
    """A record as it was described before, once for each former value; `formerly` says which. Whatever numbers it ever had count."""
    given = [value for name, value in former if name == "identity_numbers"]
    numbers = [number for value in (now["identity_numbers"] or (), *given) for number in value]
    if given:
        words = ", ".join(text for value in given for text in _texts("identity_numbers", value))
        yield {**now, "identity_numbers": numbers, "formerly": words}
    for name, value in former:
        if name != "identity_numbers":
            yield {**now, "identity_numbers": numbers, name: value, "formerly": value}


def _texts(name: str, value: Any) -> list[str]:
    if name != "identity_numbers":
        return [str(value)]
    return [str(item.get("number", "")) for item in value or ()]
