"""Placing by scan: the label of a place, then what is put there, one after another; then the next place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from ifar.errors import Reason
from ifar.placement import selectors, things
from ifar.placement.inputs import MOST
from ifar.placement.services.placing import Placing, place_many
from ifar.placement.services.writing import PLACE, RECORDER
from ifar.registry.marks.reading import keys_of
from ifar.registry.selectors.firearms import VISIBLE_SQL, visible_params
from ifar.rights import Actor, require
from ifar.scanned import identifier_in, in_short

_TOLD: Final = 20
_BEARS: Final = f"""
SELECT DISTINCT k.plain, f.public_id FROM registry_markkey k
JOIN registry_mark r ON r.firearm_id = k.firearm_id AND r.n = k.n AND NOT r.retired
JOIN registry_firearm f ON f.id = k.firearm_id
WHERE k.folded = ANY(%(folded)s) AND k.plain = ANY(%(plain)s) AND k.kind = 'serial' AND k.form = 0
  AND f.custodian = %(agency)s AND f.merged_into = '' AND {VISIBLE_SQL}
"""


def place_by_scan(*, actor: Actor, scanned: str, place: str = "") -> list[str]:
    """Put what was scanned where it was scanned; returns what was put elsewhere than it was.

    A line is the identifier of a place or the code on its label, or the identifier of an arm, a part or an exhibit, or the serial number of one arm
    that the office has.

    Args:
        place: the place into which goes what is scanned before the label of another one.

    Raises:
        Invalid: nothing was scanned, or no place before the first thing; a label that nothing here bears, or several.
        Conflict, Refused: as for `place_many`.
    """
    require(actor, PLACE)
    lines = [in_short(" ".join(line.split())) for line in scanned.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise RECORDER.invalid(Reason("placement.too_many", field="scanned", params={"most": MOST}))
    placements = list(_read(actor, lines, place))
    if not placements:
        raise RECORDER.invalid(Reason("placement.nothing", field="scanned"))
    return place_many(actor=actor, placements=placements)


def _read(actor: Actor, lines: Sequence[str], place: str) -> Iterator[Placing]:
    """What lines say is put where."""
    places = _places(actor, lines)
    named = {line: parsed for line in lines if (parsed := identifier_in(line, things.letters()))}
    serials = _serials(actor, [line for line in lines if line not in places and line not in named])
    wrong, found = list[Reason](), list[Placing]()
    for line in lines:
        if line in places:
            place = places[line]
            continue
        known = [named[line]] if line in named else serials.get(line, [])
        if len(known) != 1:
            code = "placement.several" if known else "placement.unknown_label"
            wrong.append(Reason(code, field="scanned", params={"label": line[:60]}))
        elif not place:
            wrong.append(Reason("placement.no_place", field="scanned"))
            break
        else:
            found.append(Placing(known[0], place))
    if wrong:
        raise RECORDER.invalid(*wrong[:_TOLD])
    yield from found


def _places(actor: Actor, lines: Sequence[str]) -> dict[str, str]:
    """The lines that name open places of the actor's office. One query."""
    parsed = {line: identifier_in(line, "Z") or "" for line in lines}
    named = Q(public_id__in={one for one in parsed.values() if one}) | Q(
        code__in={line.upper() for line in lines}
    )
    found = list(selectors.own_open(actor).filter(named))
    known, codes = {one.public_id for one in found}, {one.code: one.public_id for one in found if one.code}
    by_line = {line: one if one in known else codes.get(line.upper(), "") for line, one in parsed.items()}
    return {line: one for line, one in by_line.items() if one}


def _serials(actor: Actor, lines: Sequence[str]) -> dict[str, list[str]]:
    """The arms in the custody of the actor's office that bear a serial number: line -> arms. One query.

    Compared exactly, without spaces and signs.
    """
    keys = {line: read.forms[0] for line in lines if (read := keys_of(line)).forms}
    if not keys or not actor.agency:
        return {}
    asked: dict[str, Any] = {
        "folded": [one.folded for one in keys.values()],
        "plain": [one.plain for one in keys.values()],
        **visible_params(actor),
    }
    found: dict[str, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_BEARS, asked)
        for plain, firearm in cursor.fetchall():
            found[plain].append(firearm)
    return {line: found[key.plain] for line, key in keys.items() if key.plain in found}
