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
    values: Mapping[str, Any],
    *,
    responses: Sequence[Mapping[str, Any]],
    plans: Sequence[Mapping[str, Any]],
    least: int,
) -> dict[str, Any]:
    """What a report says, as the log keeps it.

    Args:
        values: areas (names as `report_texts.place` takes them), layer and places (codes, as coarse as the names), first, last, state, level, confidence, drivers, threats, tlp, version, brief, caveats; sources as they ask to be
            named, and own, whether this register's own records are among them.
        responses, plans: state and measures of each.
        least: numbers below it are kept back where the traffic light protocol lets the report leave the office.
    """
    leaves = values["tlp"] in record.LEAVES
    brief = [
        {"code": item["code"], "params": _kept_back(item, least) if leaves else dict(item["params"])}
        for item in values["brief"]
        if not (leaves and _small(item, least) and item["code"] in ("expected", *_RATIOS))
    ]
    if leaves and any(_small(item, least) for item in values["brief"]):
        # What is kept back must not follow from what stands beside it.
        brief = [row for row in brief if row["code"] not in ("expected", "baseline", *_RATIOS, "chance")]
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
        **{name: values[name] for name in names},
        "brief": brief,
        "least": least if leaves else 0,
        "responses": [dict(response) for response in responses],
        "plans": [dict(plan) for plan in plans],
    }


def _small(row: Mapping[str, Any], least: int) -> bool:
    return row["code"] in _COUNTED and any(
        0 < int(row["params"][name]) < least for name in NUMBERS if name in row["params"]
    )


def _kept_back(row: Mapping[str, Any], least: int) -> dict[str, Any]:
    """Counts below the threshold become that they are below it."""
    params = dict(row["params"])
    if row["code"] in _COUNTED:
        for name in NUMBERS:
            if name in params and 0 < int(params[name]) < least:
                params[name] = f"<{least}"
    return params


def lines_of(title: str, office: str, issued_on: str, tlp: str, language: str) -> list[str]:
    """Below the title: what it is about, who says so, when, and whom it may be told."""
    # A line each: in Arabic a number beside a name in Latin letters would be read with it.
    return [*filter(None, [title]), office, issued_on, coded("tlp", tlp, language)]


def sections_of(
    values: Mapping[str, Any],
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
        values: as `content` makes it.
        texts: what the analyst wrote: `basis`, `assessment`.
        spoken: words of the lists `interconnected_threat` and `response_measure`.
        map_svg: a picture of the places; none where it is empty.
        dashed: a boundary that is not agreed lies in it.
        day: how the language of the paper writes a day.
    """
    params = {"first": day(values["first"]), "last": day(values["last"]) if values["last"] else ""}
    areas = _areas(values, language)
    period = words("label.between" if values["last"] else "label.since", language, params)
    rows = [
        ("areas", areas),
        ("period", period),
        ("state", coded("state", f"hotspot.{values['state']}", language)),
        ("level", coded("level", values["level"], language)),
        ("confidence", coded("confidence", values["confidence"], language)),
        ("drivers", listed((coded("driver", driver, language) for driver in values["drivers"]), language)),
        (
            "threats",
            listed(
                (spoken["interconnected_threat"].get(threat, threat) for threat in values["threats"]),
                language,
            ),
        ),
        ("tlp", coded("tlp", tlp, language)),
        (
            "sources",
            " · ".join([*values["sources"], *([words("label.own", language)] if values["own"] else [])]),
        ),
        ("version", str(values["version"])),
        ("issued_on", day(issued_on)),
    ]
    results = [(words(f"label.{name}", language), text) for name, text in rows if text]
    caveats = [coded("caveat", caveat, language) for caveat in values["caveats"]]
    if values["least"]:
        caveats.append(words("label.kept_back", language, {"n": values["least"]}))
    sections = [
        Section(
            words("head.hotspot", language), results, picture=_picture(values, map_svg, dashed, language)
        ),
        Section(
            words("head.found", language),
            [("", sentence(_dated(item, day), language)) for item in values["brief"]],
        ),
        Section(words("head.caveats", language), [("", caveat) for caveat in caveats]),
    ]
    wrote = [
        (words(f"label.{name}", language), texts[name]) for name in ("basis", "assessment") if texts.get(name)
    ]
    if wrote:
        sections.append(Section(words("head.assessment", language), wrote))
    done = [_done("response", response, spoken, language) for response in values["responses"]]
    done += [_done("plan", plan, spoken, language) for plan in values["plans"]]
    empty = words("label.nothing.responses", language)
    sections.append(Section(words("head.responses", language), done, empty=empty))
    return sections


def _dated(row: Mapping[str, Any], day: Callable[[str], str]) -> dict[str, Any]:
    """A sentence whose days are written as the language of the paper writes them."""
    params = {
        name: day(value) if _DAY.fullmatch(str(value)) else value for name, value in row["params"].items()
    }
    return {**row, "params": params}


def _areas(values: Mapping[str, Any], language: str) -> str:
    return listed((place(area, language) for area in values["areas"]), language, ";")


def _picture(
    values: Mapping[str, Any], map_svg: str, dashed: bool, language: str
) -> tuple[str, str, str] | None:
    if not map_svg:
        return None
    below = [words("label.dashed", language)] if dashed else []
    return (
        map_svg,
        words("label.map", language, {"areas": _areas(values, language)}),
        " ".join([*below, words("label.disclaimer", language)]),
    )


def _done(
    kind: str, row: Mapping[str, Any], spoken: Mapping[str, Mapping[str, str]], language: str
) -> tuple[str, str]:
    measures = listed((spoken["response_measure"].get(code, code) for code in row["measures"]), language, ";")
    state = coded("state", f"{kind}.{row['state']}", language)
    return words(f"label.{kind}", language), f"{state}\n{measures}"
