"""Whether a serial number is the only one of its make and model (Protocol art. 8(1)(a)), as the register's own keys tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from django.db import connection

from ifar.registry.lifecycle.states import ENDS
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import Mark
from ifar.registry.selectors.firearms import REACHED_SQL, VISIBLE_SQL, visible_params
from ifar.rights import Actor

# A make or a model that no list knows is compared as it was written. Only the actor's compartments are asked: what stands in
# another one does not exist for them, and a refusal would tell that it does. The queue of duplicates still finds it.
_TWINS: Final = f"""
WITH mine AS MATERIALIZED (
    SELECT m.id, m.item, m.part_kind, coalesce(m.make, nullif(lower(m.make_raw), '')) AS make,
           coalesce(m.model, nullif(lower(m.model_raw), '')) AS model
    FROM registry_firearm m WHERE m.public_id = %(public_id)s)
SELECT mine.model = f.model, f.visible FROM mine LEFT JOIN LATERAL (
    SELECT coalesce(f.model, nullif(lower(f.model_raw), '')) AS model, {VISIBLE_SQL} AS visible
    FROM registry_markkey k JOIN registry_mark r ON r.firearm_id = k.firearm_id AND r.n = k.n AND NOT r.retired
    JOIN registry_firearm f ON f.id = k.firearm_id
    WHERE k.folded = ANY(%(folded)s) AND k.plain = ANY(%(plain)s) AND k.kind = 'serial' AND k.form = 0 AND k.firearm_id <> mine.id
      AND f.item = mine.item AND f.part_kind = mine.part_kind AND coalesce(f.make, nullif(lower(f.make_raw), '')) = mine.make
      AND f.merged_into = '' AND f.state <> ALL(%(ends)s) AND f.compartment = ANY(%(compartments)s)
      AND coalesce(coalesce(f.model, nullif(lower(f.model_raw), '')) = mine.model, true)) AS f ON true
WHERE mine.make IS NOT NULL"""

_TWINS_OF_MANY: Final = f"""
WITH mine AS MATERIALIZED (
    SELECT m.id, m.public_id, m.item, m.part_kind, coalesce(m.make, nullif(lower(m.make_raw), '')) AS make,
           coalesce(m.model, nullif(lower(m.model_raw), '')) AS model, k.plain, k.folded
    FROM registry_firearm m JOIN registry_markkey k ON k.firearm_id = m.id AND k.kind = 'serial' AND k.form = 0
    JOIN registry_mark r ON r.firearm_id = m.id AND r.n = k.n AND NOT r.retired
    WHERE m.public_id = ANY(%(public_ids)s))
SELECT mine.public_id, mine.plain, mine.model = f.model, f.visible FROM mine LEFT JOIN LATERAL (
    SELECT coalesce(f.model, nullif(lower(f.model_raw), '')) AS model, {VISIBLE_SQL} AS visible
    FROM registry_markkey k JOIN registry_mark r ON r.firearm_id = k.firearm_id AND r.n = k.n AND NOT r.retired
    JOIN registry_firearm f ON f.id = k.firearm_id
    WHERE k.folded = mine.folded AND k.plain = mine.plain AND k.kind = 'serial' AND k.form = 0 AND k.firearm_id <> mine.id
      AND f.item = mine.item AND f.part_kind = mine.part_kind AND coalesce(f.make, nullif(lower(f.make_raw), '')) = mine.make
      AND f.merged_into = '' AND f.state <> ALL(%(ends)s) AND f.compartment = ANY(%(compartments)s)
      AND coalesce(coalesce(f.model, nullif(lower(f.model_raw), '')) = mine.model, true)) AS f ON true
WHERE mine.make IS NOT NULL"""
"""The same as `_TWINS` of many firearms, by the serial numbers that stand on record."""


_HELD: Final = f"""
SELECT DISTINCT k.plain, f.public_id FROM registry_markkey k
JOIN registry_mark r ON r.firearm_id = k.firearm_id AND r.n = k.n AND NOT r.retired
JOIN registry_firearm f ON f.id = k.firearm_id
WHERE k.folded = ANY(%(folded)s) AND k.plain = ANY(%(plain)s) AND k.kind = 'serial' AND k.form = 0
  AND (f.custodian = %(agency)s OR f.owner = %(agency)s AND f.custody = 'proof_house') AND f.merged_into = '' AND {REACHED_SQL}"""


class Uniqueness(NamedTuple):
    """What the register knows: True, False, or None where make or model leave it open; `hidden` = the other is not the actor's to see."""

    answer: bool | None
    hidden: bool = False


def uniqueness(actor: Actor, public_id: str, serials: Collection[str]) -> Uniqueness:
    """Whether no other living record of the same make and model has one of these serial numbers; one statement.

    Args:
        public_id: the firearm or part that bears them; its make and model stand on record.
        serials: as they were read. Compared exactly, without spaces and signs: look-alikes are for the queue of duplicates.
    """
    forms = [keys.forms[0] for text in serials if (keys := keys_of(text)).forms]
    if not forms or any("?" in form.plain for form in forms):
        return Uniqueness(None)
    asked: dict[str, Any] = {
        "public_id": public_id,
        "plain": [form.plain for form in forms],
        "folded": [form.folded for form in forms],
        "ends": [state.value for state in ENDS],
        **visible_params(actor),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TWINS, asked)
        rows: list[tuple[bool | None, bool | None]] = cursor.fetchall()
    return _uniqueness(rows)


def uniqueness_of(actor: Actor, public_ids: Collection[str]) -> dict[str, Uniqueness]:
    """The same of many firearms by the serial numbers that stand on record: of each that has one such number. One statement."""
    asked: dict[str, Any] = {
        "public_ids": list(public_ids),
        "ends": [state.value for state in ENDS],
        **visible_params(actor),
    }
    rows: dict[str, list[tuple[bool | None, bool | None]]] = defaultdict(list)
    serials: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_TWINS_OF_MANY, asked)
        for public_id, plain, same, visible in cursor.fetchall():
            serials[public_id].add(plain)
            rows[public_id].append((same, visible))
    alone = (key for key, read in serials.items() if len(read) == 1 and "?" not in "".join(read))
    return {text: _uniqueness(rows[text]) for text in alone}


def _uniqueness(rows: Collection[tuple[bool | None, bool | None]]) -> Uniqueness:
    if not rows:
        return Uniqueness(None)
    if any(same for same, _ in rows):
        return Uniqueness(False, hidden=not any(same and visible for same, visible in rows))
    return Uniqueness(None if any(visible is not None for _, visible in rows) else True)


def plain_of(text: str) -> str:
    """A serial number as it is compared with those that stand on record; empty where it has nothing to compare, or a character that nobody could read."""
    forms = keys_of(text).forms
    return "" if not forms or "?" in forms[0].plain else forms[0].plain


def compared(text: str) -> str:
    """A serial number as it is compared with those that are given to new arms: by its look, so that O and 0, or a letter of another script that looks
    the same, are one; empty where it has nothing to compare."""
    forms = keys_of(text).forms
    return "" if not forms or "?" in forms[0].plain else forms[0].folded


def held(actor: Actor, numbers: Collection[str]) -> dict[str, list[str]]:
    """The arms and parts that the actor's office has, or that are its own at a proof house, and that bear a serial number: number as it was typed -> arms. One statement.

    Compared exactly, without spaces and signs.
    """
    keys = {text: read.forms[0] for text in numbers if (read := keys_of(text)).forms}
    if not keys or not actor.agency:
        return {}
    asked: dict[str, Any] = {
        "folded": [form.folded for form in keys.values()],
        "plain": [form.plain for form in keys.values()],
        **visible_params(actor),
    }
    result: dict[str, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, asked)
        for plain, firearm in cursor.fetchall():
            result[plain].append(firearm)
    return {text: result[key.plain] for text, key in keys.items() if key.plain in result}


def serials_of(arms: Iterable[str]) -> dict[str, str]:
    """The serial numbers of some arms that the caller was told. One query."""
    marks = Mark.objects.filter(
        firearm__public_id__in=list(arms), kind="serial", retired=False, former_of=0
    ).exclude(text=None)
    return {arm: text for arm, text in marks.order_by("-n").values_list("firearm__public_id", "text") if text}
