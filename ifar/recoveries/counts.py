"""What roll-ups of recoveries count, and the items behind a cell of them.

Counts are of the whole State, every compartment, for those who may read official figures (`figures.py`); items are those of
`selectors.items_for`, which each actor sees as far as their office may.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from ifar.recoveries import categories, figures, selectors
from ifar.recoveries.categories import CategoryFacts, Labels
from ifar.recoveries.models import Item
from ifar.rights import Actor, require

PERMISSION: Final = figures.PERMISSION
NOT_SAID: Final = ""
"""The code of what nobody answered."""

_YEAR: Final = figures.YEAR_SQL
_FROM: Final = "recoveries_item i JOIN recoveries_case c ON c.id = i.case_id"
_ARMS: Final = f"i.kind = 'firearm' AND i.state <> 'merged' AND c.kind IN ({', '.join(repr(kind) for kind in categories.ARMS)})"
_TYPE: Final = "coalesce(i.identity ->> 'type', '')"
_STATUS: Final = "coalesce(i.identity ->> 'type_status', 'not_asked')"
_MADE: Final = "coalesce(i.identity ->> 'country_made', '')"


class Arms(NamedTuple):
    """Arms that count alike: year, kind of case, official label of the type, code of the marking, outcome of tracing, area where the case
    was, country of manufacture. Empty is what nobody said."""

    year: int
    kind: str
    type: str
    marking: str
    outcome: str
    area: str
    made: str


@dataclass(frozen=True, slots=True)
class ArmFilter:
    """Which arms; None asks for any, empty for those of which nobody said it."""

    since: int | None = None
    until: int | None = None
    kind: str | None = None
    type: str | None = None
    marking: str | None = None
    outcome: str | None = None
    area: str | None = None
    made: str | None = None


def arms(actor: Actor, labels: Labels) -> Counter[Arms]:
    """All arms that were ever recovered, by what decides where they count. One statement.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    result: Counter[Arms] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(f"""SELECT {_YEAR}, c.kind, {_TYPE}, {_STATUS}, i.marking, i.condition, i.tracing, c.area, {_MADE}, count(*)
                           FROM {_FROM} WHERE {_ARMS} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9""")
        for year, kind, code, status, marking, condition, tracing, area, made, number in cursor.fetchall():
            outcome = categories.tracing_of(
                CategoryFacts(kind, "firearm", marking=marking, condition=condition, tracing=tracing)
            )
            label = _label(code, status, labels)
            result[Arms(year, kind, label, marking, outcome, area, made)] += number
    return result


def _label(code: str, status: str, labels: Labels) -> str:
    """The official label of a type, as `categories` gives it."""
    text = labels[categories.LIST_OF[categories.BY_TYPE]].get(code, "") if code else ""
    return text or (categories.UNKNOWN_TYPE if status in ("unknown", "none") else NOT_SAID)


def arms_behind(actor: Actor, wanted: ArmFilter, labels: Labels) -> tuple[int, QuerySet[Item]]:
    """How many arms of the whole State are wanted, and those of them that the actor may open. One statement, and the query.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    where, values = _conditions(wanted, labels)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_FROM} WHERE {where}", values)
        ((number,),) = cursor.fetchall()
    inside = RawSQL(f"SELECT i.id FROM {_FROM} WHERE {where}", values)  # noqa: S611 - put together from constants
    return int(number), selectors.items_for(actor).filter(pk__in=inside)


def _conditions(wanted: ArmFilter, labels: Labels) -> tuple[str, list[Any]]:
    rows: list[tuple[str, Any]] = []
    if wanted.since is not None:
        rows.append((f"{_YEAR} >= %s", wanted.since))
    if wanted.until is not None:
        rows.append((f"{_YEAR} <= %s", wanted.until))
    plain = {"c.kind": wanted.kind, "i.marking": wanted.marking, "c.area": wanted.area, _MADE: wanted.made}
    rows += [(f"{column} = %s", value) for column, value in plain.items() if value is not None]
    if wanted.type is not None:
        known = labels[categories.LIST_OF[categories.BY_TYPE]]
        codes = [code for code, label in known.items() if label == wanted.type]
        if wanted.type == categories.UNKNOWN_TYPE:
            rows.append((f"({_TYPE} = ANY(%s) OR NOT {_TYPE} = ANY(%s) AND {_STATUS} IN ('unknown', 'none'))", (codes, list(known))))  # fmt: skip
        elif wanted.type == NOT_SAID:
            rows.append((f"(NOT {_TYPE} = ANY(%s) AND {_STATUS} NOT IN ('unknown', 'none'))", list(known)))
        else:
            rows.append((f"{_TYPE} = ANY(%s)", codes))
    if wanted.outcome is not None:
        rows.append(("i.marking || '/' || i.condition || '/' || i.tracing = ANY(%s)", _noted(wanted.outcome, labels)))  # fmt: skip
    values: list[Any] = []
    for _condition, value in rows:
        values += value if isinstance(value, tuple) else [value]
    return " AND ".join([_ARMS, *(condition for condition, _value in rows)]), values


def _noted(outcome: str, labels: Labels) -> list[str]:
    """What may be noted of marks, condition and tracing so that the outcome is this one."""

    def codes(block: str, more: Collection[str] = ()) -> list[str]:
        return [NOT_SAID, *sorted({*labels[categories.LIST_OF[block]], *more})]

    return [
        f"{marking}/{condition}/{tracing}"
        for marking, condition, tracing in itertools.product(
            codes(categories.BY_MARKING),
            codes(categories.BY_CONDITION, {"unknown", *categories.ILLICITLY_MADE}),
            codes(categories.BY_TRACING, {outcome}),
        )
        if categories.tracing_of(
            CategoryFacts("seized", "firearm", marking=marking, condition=condition, tracing=tracing)
        )
        == outcome
    ]
