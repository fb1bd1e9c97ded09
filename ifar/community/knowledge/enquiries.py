"""Peer tracing help: what may be asked of the community about a firearm, and what never. Pure.

A question holds what is seen on the arm and nothing of anybody: no name, no place of the find, no case, and of the serial number only its
form, so that nobody can look the arm up with it. What the community says never replaces a request (ITI 14-23; Firearms Protocol art. 12). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ifar.registry.identification import SeenMark, Sighting

MOST_MARKS: Final = 3
_KEPT_DIGITS: Final = 3
"""So many digits in a row tell a calibre, a year of proof's last figures, a code of an inspector; four and more could be a number of the arm."""


def form_of(text: str) -> str:
    """A text with every digit of a long run of digits as a zero: `AB 123456` is `AB 000000`."""
    results: list[str] = []
    run: list[str] = []
    for item in [*text, ""]:
        if item and item.isdigit():
            run.append(item)
            continue
        results += run if len(run) <= _KEPT_DIGITS else ["0"] * len(run)
        run = []
        results.append(item)
    return "".join(results)


def masked(serial: str) -> str:
    """The form of a serial number: every digit a zero."""
    return "".join("0" if text.isdigit() else text for text in " ".join(serial.split()))[:60]


def kept(seen: Sighting) -> dict[str, Any]:
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


def seen_of(values: Mapping[str, Any]) -> Sighting:
    """What was seen, of what was kept."""
    return Sighting(
        type=values.get("type"),
        calibre=values.get("calibre"),
        make=values.get("make"),
        country=values.get("country"),
        serial=values.get("form", ""),
        marks=tuple(
            SeenMark(mark["text"], mark["kind"], mark["place"], frozenset(mark["symbols"]))
            for mark in values.get("marks", ())
        ),
    )


def identity_of(details: Mapping[str, Any], make: str, model: str) -> dict[str, Any]:
    """What a draft of a formal request begins with: what was seen, and the make and model that the member took for likely."""
    values = {
        "type": details.get("type"),
        "calibre": details.get("calibre"),
        "make": make or details.get("make"),
        "model": model,
        "country_made": details.get("country"),
    }
    return {name: value for name, value in values.items() if value}


def marks_of(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The marks of a draft of a formal request, without the serial number: whoever has the arm writes it there."""
    return [
        {
            "kind": mark["kind"] or "inscription",
            "text": mark["text"],
            **({"place": mark["place"]} if mark["place"] else {}),
        }
        for mark in values.get("marks", ())
        if mark["text"]
    ]
