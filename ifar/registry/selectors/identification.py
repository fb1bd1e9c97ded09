"""Help to identify: the tables as the rules want them, what the register holds of each make, and the answer."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from django.db import connection

from ifar.reference import selectors as reference
from ifar.registry.identification import (
    Built,
    Identified,
    ModelCount,
    ReferenceTables,
    Sighting,
    Sign,
    Style,
    identify,
)
from ifar.registry.marks.reading import UNREAD, UNREAD_SEVERAL, keys_of
from ifar.registry.selectors.firearms import VISIBLE_SQL, visible_params
from ifar.rights import Actor, require

SAMPLED: Final = 5_000
"""About how many firearms are looked at; a larger register is sampled by blocks, always the same ones, so that asking again answers alike."""

_LISTS: Final = ("country", "firearm_type", "make", "mark_sign", "model", "serial_style")
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS: Final = "0123456789"

# A serial number's form is its text with A for every letter and 0 for every digit; compared only where one was read. The keys of each
# firearm are fetched by its own number: as EXISTS the planner would read the keys of the whole register instead. What is not
# a firearm any more, or another record of the same one, does not count twice.
_HELD: Final = f"""
SELECT f.make, f.model, count(*) FILTER (WHERE k.fits) AS fits, count(*) AS held
FROM registry_firearm f TABLESAMPLE SYSTEM (%(percent)s) REPEATABLE (1)
CROSS JOIN LATERAL (
    SELECT bool_or(translate(k.plain, %(letters)s, %(forms)s) LIKE %(form)s) AS fits FROM registry_markkey k
    WHERE %(form)s <> '' AND k.firearm_id = f.id AND k.kind = 'serial' AND k.form = 0) AS k
WHERE f.make IS NOT NULL AND f.item = 'firearm' AND f.merged_into = '' AND {VISIBLE_SQL}
  AND (%(calibre)s::text IS NULL OR f.calibre IS NULL OR f.calibre = %(calibre)s)
  AND (%(types)s::text[] = '{{}}' OR f.type IS NULL OR f.type = ANY(%(types)s))
GROUP BY f.make, f.model"""
_SIZE: Final = "SELECT reltuples FROM pg_class WHERE oid = 'registry_firearm'::regclass"


def identify_for(actor: Actor, seen: Sighting) -> Identified:
    """What a firearm may be, by what was seen and by what the register holds of what the actor may see.

    One statement on the register besides the reference data. Nothing of a single record is told, only how common a make is.

    Raises:
        Forbidden: the actor may not search by marks.
    """
    require(actor, "registry:mark:search")
    if not seen:
        return Identified()
    tables = known()
    return identify(seen, tables, held(actor, seen, tables))


def known() -> ReferenceTables:
    """The tables as they are now; built once for each version of the lists."""
    state = {name: version for name, version in reference.versions().items() if name in _LISTS}
    return _known(tuple(sorted(state.items())))


@lru_cache(maxsize=2)
def _known(_state: tuple[tuple[str, int], ...]) -> ReferenceTables:
    def rows(name: str) -> Any:
        return reference.rows_of(name).filter(valid_to__isnull=True)

    signs = rows("mark_sign").values_list(
        "code", "kind", "symbols", "reads", "places", "country", "make", "since", "until", "confidence"
    )
    styles = rows("serial_style").values_list(
        "code", "shapes", "make", "model", "type", "country", "confidence"
    )
    countries = dict[str, str]()
    for code, alpha3 in rows("country").values_list("code", "alpha3"):
        countries |= {code: code, alpha3: code}
    return ReferenceTables(
        signs=tuple(
            Sign(code, kind, _several(symbols), reads, _several(places), *rest)
            for code, kind, symbols, reads, places, *rest in signs
        ),
        styles=tuple(Style(*row) for row in styles),
        makes=dict(rows("make").values_list("code", "country")),
        models=tuple(Built(*row) for row in rows("model").values_list("code", "make", "type", "calibre")),
        wider={code: parent for code, parent in rows("firearm_type").values_list("code", "parent") if parent},
        countries=countries,
    )


def desks() -> dict[str, list[str]]:
    """Country -> its desks that answer trace requests, as far as the tables name any. One query."""
    result: dict[str, list[str]] = {}
    rows = reference.rows_of("trace_desk").filter(valid_to__isnull=True)
    for code, country in rows.values_list("code", "country"):
        result.setdefault(country, []).append(code)
    return result


def _several(codes: str) -> frozenset[str]:
    return frozenset(filter(None, codes.split("|")))


def held(actor: Actor, seen: Sighting, tables: ReferenceTables) -> list[ModelCount]:
    """How many firearms of each make and model the register holds that agree in type and calibre, and how many of their serial
    numbers have the form of the one that was seen; of what the actor may see."""
    params: dict[str, Any] = {
        "form": form_of(seen.serial),
        "letters": _LETTERS + _DIGITS,
        "forms": "A" * len(_LETTERS) + "0" * len(_DIGITS),
        "calibre": seen.calibre,
        "types": _narrower(seen.type, tables),
        **visible_params(actor),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SIZE)
        size = max(float(cursor.fetchone()[0]), 1.0)
        cursor.execute(_HELD, params | {"percent": min(100.0, 100.0 * SAMPLED / size)})
        return [ModelCount(*row) for row in cursor.fetchall()]


def form_of(serial: str) -> str:
    """The form of a serial number as a LIKE pattern: `AB?1234` is `AA_0000`, with `_` for letters of other scripts too.

    Nothing where less than three characters were read.
    """
    forms = keys_of(serial).forms
    plain = forms[0].plain if forms else ""
    if sum(character.isalnum() for character in plain) < 3:
        return ""
    spelled = {UNREAD: "_", UNREAD_SEVERAL: "%"}
    return "".join(spelled.get(c) or ("0" if c in _DIGITS else "A" if c in _LETTERS else "_") for c in plain)


def _narrower(code: str | None, tables: ReferenceTables) -> list[str]:
    """A type with everything that is a kind of it, and everything that it is a kind of; nothing where no type was seen."""
    if code is None:
        return []
    results = {code}
    while more := {child for child, parent in tables.wider.items() if parent in results} - results:
        results |= more
    above = tables.wider.get(code)
    while above and above not in results:
        results.add(above)
        above = tables.wider.get(above)
    return sorted(results)
