"""What roll-ups of the firearms on record count, and the firearms behind a cell of them.

The cells carry their compartment: whoever reads them adds up those that their office may see and no others (Protocol art. 4). What is a
matter of national security is in no count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from ifar.registry import selectors
from ifar.registry.models import Firearm
from ifar.rights import Actor, require

PERMISSION: Final = "returns:figure:read"
_STATEMENT: Final = """
SELECT compartment, ownership, state, custody, coalesce(type, ''), type_status, count(*) FROM registry_firearm
WHERE item = 'firearm' AND merged_into = '' AND NOT national_security GROUP BY 1, 2, 3, 4, 5, 6
"""


class Firearms(NamedTuple):
    """Firearms that count alike: compartment, whose they are, state, in whose hands, official label of the type."""

    compartment: str
    ownership: str
    state: str
    custody: str
    type: str


@dataclass(frozen=True, slots=True)
class FirearmFilter:
    """Which firearms; None asks for any."""

    ownership: str | None = None
    state: str | None = None
    custody: str | None = None
    type: str | None = None


def firearms(actor: Actor, labels: Mapping[str, str], unknown: str) -> Counter[Firearms]:
    """All firearms on record. One statement.

    Args:
        labels: code of a type -> the label under which it counts.
        unknown: the label of those whose type nobody could tell.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    result: Counter[Firearms] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT)
        for compartment, ownership, state, custody, code, status, number in cursor.fetchall():
            label = labels.get(code, "") or (unknown if status in ("unknown", "none") else "")
            result[Firearms(compartment, ownership, state, custody, label)] += number
    return result


def firearms_behind(
    actor: Actor, wanted: FirearmFilter, labels: Mapping[str, str], unknown: str
) -> tuple[int, QuerySet[Firearm]]:
    """How many firearms of the actor's compartments are wanted, and those that they may open. One statement, and the query.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    values = {"ownership": wanted.ownership, "state": wanted.state, "custody": wanted.custody}
    asked = Q(item="firearm", merged_into="", national_security=False)
    asked &= Q(**{name: value for name, value in values.items() if value is not None})
    if wanted.type is not None:
        asked &= _typed(wanted.type, labels, unknown)
    number = Firearm.objects.filter(asked, compartment__in=actor.compartments).count()
    return number, selectors.firearms_for(actor).filter(asked)


def _typed(label: str, labels: Mapping[str, str], unknown: str) -> Q:
    codes = Q(type__in=[code for code, text in labels.items() if text == label])
    known, guessed = Q(type__in=list(labels)), Q(type_status__in=("unknown", "none"))
    if label == unknown:
        return codes | (~known | Q(type__isnull=True)) & guessed
    if not label:
        return (~known | Q(type__isnull=True)) & ~guessed
    return codes
