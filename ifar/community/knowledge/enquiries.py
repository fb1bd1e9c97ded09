"""Peer tracing help: what may be asked of the community about a firearm, and what never. Pure.

A question holds what is seen on the arm and nothing of anybody: no name, no place of the find, no case, and of the serial number only its
form, so that nobody can look the arm up with it. What the community says never replaces a request (ITI 14-23; Firearms Protocol art. 12). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ifar.registry.identification import Seen, SeenMark

MOST_MARKS: Final = 3
_KEPT_DIGITS: Final = 3
"""So many digits in a row tell a calibre, a year of proof's last figures, a code of an inspector; four and more could be a number of the arm."""


def form_of(text: str) -> str:
    """A text with every digit of a long run of digits as a zero: `AB 123456` is `AB 000000`."""
    found: list[str] = []
    run: list[str] = []
    for one in [*text, ""]:
        if one and one.isdigit():
            run.append(one)
            continue
        found += run if len(run) <= _KEPT_DIGITS else ["0"] * len(run)
        run = []
        found.append(one)
    return "".join(found)


def masked(serial: str) -> str:
    """The form of a serial number: every digit a zero."""
    return "".join("0" if one.isdigit() else one for one in " ".join(serial.split()))[:60]


def kept(seen: Seen) -> dict[str, Any]:
    """What is kept of what was seen."""
    return {
        "type": seen.type,
        "calibre": seen.calibre,
        "make": seen.make,
        "country": seen.country,
        "form": masked(seen.serial),
        "marks": [
            {
                "text": mark.text if mark.text.isdigit() and len(mark.text) == 4 else form_of(mark.text),
                "kind": mark.kind,
                "place": mark.place,
                "symbols": sorted(mark.symbols),
            }
            for mark in seen.marks[:MOST_MARKS]
            if mark.text or mark.symbols
        ],
    }


def seen_of(said: Mapping[str, Any]) -> Seen:
    """What was seen, of what was kept."""
    return Seen(
        type=said.get("type"),
        calibre=said.get("calibre"),
        make=said.get("make"),
        country=said.get("country"),
        serial=said.get("form", ""),
        marks=tuple(
            SeenMark(mark["text"], mark["kind"], mark["place"], frozenset(mark["symbols"]))
            for mark in said.get("marks", ())
        ),
    )


def identity_of(said: Mapping[str, Any], make: str, model: str) -> dict[str, Any]:
    """What a draft of a formal request begins with: what was seen, and the make and model that the member took for likely."""
    values = {
        "type": said.get("type"),
        "calibre": said.get("calibre"),
        "make": make or said.get("make"),
        "model": model,
        "country_made": said.get("country"),
    }
    return {name: value for name, value in values.items() if value}


def marks_of(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The marks of a draft of a formal request, without the serial number: whoever has the arm writes it there."""
    return [
        {
            "kind": mark["kind"] or "inscription",
            "text": mark["text"],
            **({"place": mark["place"]} if mark["place"] else {}),
        }
        for mark in said.get("marks", ())
        if mark["text"]
    ]
