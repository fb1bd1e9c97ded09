"""A situation report: what of a hotspot it says, what is kept back where anybody may read it, and its parts on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ifar.documents.dossiers import Section
from ifar.documents.wording import listed
from ifar.hotspots import record
from ifar.hotspots.report_texts import coded, place, sentence, words

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
NUMBERS: Final = ("n", "before")
"""What a sentence puts in that is a count."""
_COUNTED: Final = ("observed", "still", "expected", "earlier", "route")
"""Codes of sentences with a count of cases."""
_RATIOS: Final = ("risk", "times", "relative")
"""Codes of sentences that say how many times as many: with them a count gives away what was expected."""


def content(
    said: Mapping[str, Any],
    *,
    responses: Sequence[Mapping[str, Any]],
    plans: Sequence[Mapping[str, Any]],
    least: int,
) -> dict[str, Any]:
    """What a report says, as the log keeps it.

    Args:
        said: areas (names as `report_texts.place` takes them), layer and places (codes, as coarse as the names), first, last, state, level, confidence, drivers, threats, tlp, version, brief, caveats; sources as they ask to be
            named, and own, whether this register's own records are among them.
        responses, plans: state and measures of each.
        least: numbers below it are kept back where the traffic light protocol lets the report leave the office.
    """
    leaves = said["tlp"] in record.LEAVES
    brief = [
        {"code": one["code"], "params": _kept_back(one, least) if leaves else dict(one["params"])}
        for one in said["brief"]
        if not (leaves and _small(one, least) and one["code"] in ("expected", *_RATIOS))
    ]
    if leaves and any(_small(one, least) for one in said["brief"]):
        # What is kept back must not follow from what stands beside it.
        brief = [one for one in brief if one["code"] not in ("expected", "baseline", *_RATIOS, "chance")]
    names = (
        "areas",
        "layer",
        "places",
        "first",
        "last",
        "state",
        "level",
        "confidence",
        "drivers",
        "threats",
        "version",
        "caveats",
        "office",
        "sources",
        "own",
    )
    return {
        **{name: said[name] for name in names},
        "brief": brief,
        "least": least if leaves else 0,
        "responses": [dict(one) for one in responses],
        "plans": [dict(one) for one in plans],
    }


def _small(one: Mapping[str, Any], least: int) -> bool:
    return one["code"] in _COUNTED and any(
        0 < int(one["params"][name]) < least for name in NUMBERS if name in one["params"]
    )


def _kept_back(one: Mapping[str, Any], least: int) -> dict[str, Any]:
    """Counts below the threshold become that they are below it."""
    params = dict(one["params"])
    if one["code"] in _COUNTED:
        for name in NUMBERS:
            if name in params and 0 < int(params[name]) < least:
                params[name] = f"<{least}"
    return params


def lines_of(title: str, office: str, issued_on: str, tlp: str, language: str) -> list[str]:
    """Below the title: what it is about, who says so, when, and whom it may be told."""
    # A line each: in Arabic a number beside a name in Latin letters would be read with it.
    return [*filter(None, [title]), office, issued_on, coded("tlp", tlp, language)]


def sections_of(
    said: Mapping[str, Any],
    texts: Mapping[str, str],
    spoken: Mapping[str, Mapping[str, str]],
    language: str,
    *,
    tlp: str,
    issued_on: str,
    map_svg: str = "",
    dashed: bool = False,
    day: Callable[[str], str] = str,
) -> list[Section]:
    """The parts of the report.

    Args:
        said: as `content` makes it.
        texts: what the analyst wrote: `basis`, `assessment`.
        spoken: words of the lists `interconnected_threat` and `response_measure`.
        map_svg: a picture of the places; none where it is empty.
        dashed: a boundary that is not agreed lies in it.
        day: how the language of the paper writes a day.
    """
    params = {"first": day(said["first"]), "last": day(said["last"]) if said["last"] else ""}
    areas = _areas(said, language)
    period = words("label.between" if said["last"] else "label.since", language, params)
    rows = [
        ("areas", areas),
        ("period", period),
        ("state", coded("state", f"hotspot.{said['state']}", language)),
        ("level", coded("level", said["level"], language)),
        ("confidence", coded("confidence", said["confidence"], language)),
        ("drivers", listed((coded("driver", one, language) for one in said["drivers"]), language)),
        (
            "threats",
            listed((spoken["interconnected_threat"].get(one, one) for one in said["threats"]), language),
        ),
        ("tlp", coded("tlp", tlp, language)),
        ("sources", " · ".join([*said["sources"], *([words("label.own", language)] if said["own"] else [])])),
        ("version", str(said["version"])),
        ("issued_on", day(issued_on)),
    ]
    told = [(words(f"label.{name}", language), text) for name, text in rows if text]
    caveats = [coded("caveat", one, language) for one in said["caveats"]]
    if said["least"]:
        caveats.append(words("label.kept_back", language, {"n": said["least"]}))
    sections = [
        Section(words("head.hotspot", language), told, picture=_picture(said, map_svg, dashed, language)),
        Section(
            words("head.found", language),
            [("", sentence(_dated(one, day), language)) for one in said["brief"]],
        ),
        Section(words("head.caveats", language), [("", one) for one in caveats]),
    ]
    wrote = [
        (words(f"label.{name}", language), texts[name]) for name in ("basis", "assessment") if texts.get(name)
    ]
    if wrote:
        sections.append(Section(words("head.assessment", language), wrote))
    done = [_done("response", one, spoken, language) for one in said["responses"]]
    done += [_done("plan", one, spoken, language) for one in said["plans"]]
    empty = words("label.nothing.responses", language)
    sections.append(Section(words("head.responses", language), done, empty=empty))
    return sections


def _dated(one: Mapping[str, Any], day: Callable[[str], str]) -> dict[str, Any]:
    """A sentence whose days are written as the language of the paper writes them."""
    params = {
        name: day(value) if _DAY.fullmatch(str(value)) else value for name, value in one["params"].items()
    }
    return {**one, "params": params}


def _areas(said: Mapping[str, Any], language: str) -> str:
    return listed((place(one, language) for one in said["areas"]), language, ";")


def _picture(
    said: Mapping[str, Any], map_svg: str, dashed: bool, language: str
) -> tuple[str, str, str] | None:
    if not map_svg:
        return None
    below = [words("label.dashed", language)] if dashed else []
    return (
        map_svg,
        words("label.map", language, {"areas": _areas(said, language)}),
        " ".join([*below, words("label.disclaimer", language)]),
    )


def _done(
    kind: str, one: Mapping[str, Any], spoken: Mapping[str, Mapping[str, str]], language: str
) -> tuple[str, str]:
    measures = listed((spoken["response_measure"].get(code, code) for code in one["measures"]), language, ";")
    state = coded("state", f"{kind}.{one['state']}", language)
    return words(f"label.{kind}", language), f"{state}\n{measures}"
