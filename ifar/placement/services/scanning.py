"""Placing by scan: the label of a place, then what is put there, one after another; then the next place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from django.db.models import Q

from ifar.documents.things import of_lines
from ifar.errors import Reason
from ifar.placement import selectors, things
from ifar.placement.inputs import MOST
from ifar.placement.services.placing import Placing, place_many
from ifar.placement.services.writing import PLACE, RECORDER
from ifar.ranges import expanded
from ifar.rights import Actor, require
from ifar.scanned import identifier_in, in_short

_TOLD: Final = 20


def place_by_scan(*, actor: Actor, scanned: str, place: str = "") -> list[str]:
    """Put what was scanned where it was scanned; returns what was put elsewhere than it was.

    A line is the identifier of a place or the code on its label, or the identifier of an arm, a part or an exhibit, or the serial number of one thing
    that the office has, with its make before it where several bear that number, or a range of such numbers.

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


def _read(actor: Actor, given: Sequence[str], place: str) -> Iterator[Placing]:
    """What lines say is put where."""
    places = _places(actor, given)
    lines = list(islice(_expanded(given, places), MOST + 1))
    named = [line for line in lines if line not in places]
    known = of_lines(actor, named, things.letters(), as_one=things.bound_of)
    thing_of = dict(zip(named, known, strict=True))
    wrong, placings = list[Reason](), list[Placing]()
    for line in lines:
        if line in places:
            place = places[line]
            continue
        item = thing_of[line]
        if not item.identifier:
            code = "placement.several" if item.several else "placement.unknown_label"
            wrong.append(Reason(code, field="scanned", params={"label": line[:60]}))
        elif not place:
            wrong.append(Reason("placement.no_place", field="scanned"))
            break
        else:
            placings.append(Placing(item.identifier, place))
    if wrong:
        raise RECORDER.invalid(*wrong[:_TOLD])
    yield from placings


def _expanded(lines: Sequence[str], places: Iterable[str]) -> Iterator[str]:
    """The lines, with each number of a range by itself."""
    for line in lines:
        if line in places or identifier_in(line):
            yield line
        else:
            yield from expanded(line)


def _places(actor: Actor, lines: Sequence[str]) -> dict[str, str]:
    """The lines that name open places of the actor's office. One query."""
    parsed = {line: identifier_in(line, "Z") or "" for line in lines}
    named = Q(public_id__in={text for text in parsed.values() if text}) | Q(
        code__in={line.upper() for line in lines}
    )
    places = list(selectors.own_open(actor).filter(named))
    known, codes = (
        {place.public_id for place in places},
        {place.code: place.public_id for place in places if place.code},
    )
    by_line = {
        line: value if value in known else codes.get(line.upper(), "") for line, value in parsed.items()
    }
    return {line: value for line, value in by_line.items() if value}
