"""What the interface says of hotspots: reasons, states, kinds and precisions, as whole sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from ifar.errors import Reason
from ifar.hotspots import flow_labels
from ifar.hotspots.feeds import labels as fed

REASONS: Final[Mapping[str, Any]] = {
    "hotspots.changed_meanwhile": lazy("Somebody else did something with this meanwhile: look at it again."),
    "hotspots.impossible": lazy("This cannot be done as long as it is: %(state)s."),
    "hotspots.not_found": lazy("There is no such thing here, or it is closed to you."),
    "hotspots.other_office": lazy("It is another office's to do."),
    "hotspots.details": lazy("A value has the wrong format."),
    "hotspots.reason": lazy("Say why, in a few words."),
    "hotspots.source.kind": lazy("Choose what the source delivers."),
    "hotspots.source.name": lazy("Name the source."),
    "hotspots.source.reliability": lazy("Choose how reliable the source is."),
    "hotspots.source.credibility": lazy("Choose how credible is what it says."),
    "hotspots.source.licence": lazy("Say under which licence or terms its files are used."),
    "hotspots.source.place": lazy("Choose how exactly these places are known."),
    "hotspots.source.acled": lazy("ACLED's terms forbid to hand its rows on."),
    "hotspots.source.closed": lazy("The source is closed, or there is none such: nothing is taken from it."),
    "hotspots.source.no_files": lazy("This source delivers no files."),
    "hotspots.feed.columns": lazy("The file lacks columns that are needed: %(columns)s."),
    "hotspots.feed.many": lazy("The file has more than %(most)s rows. Divide it."),
    "hotspots.feed.geojson.form": lazy("This is no GeoJSON collection of features."),
    "hotspots.feed.geojson.crs": lazy("The file says that its coordinates are in the system %(crs)s. Convert them to longitude and latitude (WGS 84)."),
    "hotspots.fetch.none": lazy("No service is set for this source."),
    "hotspots.fetch.running": lazy("It is being fetched already."),
    "hotspots.fetch.settings": lazy("What is set for this source cannot be read or does not fit it."),
    "hotspots.trial.state": lazy("This file has not been tried, or is loaded already."),
    "hotspots.trial.changed": lazy("Something was loaded since this file was tried, so it would now do something else. Try it again."),
    "hotspots.trial.geojson": lazy(
        "A GeoJSON file may have %(most)s MB. Divide it, or deliver a table (CSV or Excel) with longitude and latitude, which may be larger."
    ),
    "hotspots.trial.nothing": lazy("There is nothing that could be loaded."),
    "hotspots.trial.faults": lazy("Something is wrong with the file as a whole. Mend it, or say that you have seen it."),
    "hotspots.delivery.later": lazy("A later delivery of this source stands on it. Undo that one first."),
    "hotspots.pair.joined": lazy("One of the two was joined with a third already. Take that back first."),
    "hotspots.own.same": lazy("The register says what it said the last time: nothing is to be loaded."),
    "hotspots.layer.form": lazy("This is no GeoJSON collection of features."),
    "hotspots.layer.empty": lazy("The file has no areas."),
    "hotspots.layer.many": lazy("The file has more than %(most)s areas."),
    "hotspots.layer.twice": lazy("Feature %(feature)s has the code %(code)s, which feature %(other)s has already."),
    "hotspots.layer.geometry": lazy("Feature %(feature)s is no polygon."),
    "hotspots.layer.unnamed": lazy("Feature %(feature)s has no code or no name: its properties must hold both."),
    "hotspots.layer.projected": lazy("Feature %(feature)s lies off the Earth: convert the file to longitude and latitude (WGS 84)."),
    "hotspots.layer.swapped": lazy("Feature %(feature)s has latitudes above 90: longitude and latitude are swapped."),
    "hotspots.layer.ring": lazy("Feature %(feature)s has a boundary that does not close."),
    "hotspots.layer.name": lazy("Name what is loaded."),
    "hotspots.layer.origin": lazy("Say where it comes from."),
    "hotspots.layer.level": lazy("Boundaries are those of States or of their first division."),
    "hotspots.figures.what": lazy("Choose what the figures count."),
    "hotspots.figures.columns": lazy("The table must have the columns area, year and value (or %(what)s)."),
    "hotspots.figures.row": lazy("Row %(row)s has no area, no year, or no whole number from 0 on."),
    "hotspots.figures.twice": lazy("Row %(row)s says the same area and year as row %(other)s."),
    "hotspots.figures.empty": lazy("The table has no rows."),
    "hotspots.tip.place": lazy("Say where: a point, or an area."),
    "hotspots.tip.day": lazy("This day has not come yet."),
    "hotspots.tip.told": lazy("Say what was told, in at least ten characters."),
    "hotspots.map.nothing": lazy("No incident has come yet."),
    "hotspots.map.box": lazy("The west lies west of the east, the south below the north."),
    "hotspots.drawing": lazy("The picture could not be drawn. Take it as SVG, or try again."),
    **flow_labels.REASONS,
}  # fmt: skip
"""Code of a reason -> what it says."""

SOURCE_KINDS: Final[Mapping[str, Any]] = {
    "ucdp": lazy("UCDP Georeferenced Event Dataset (CSV)"),
    "acled": lazy("ACLED (CSV)"),
    "iafq": lazy("Illicit Arms Flows Questionnaire, countries by year (CSV or workbook)"),
    "table": lazy("Custom table (CSV or Excel)"),
    "geojson": lazy("Points (GeoJSON)"),
    "recoveries": lazy("This register's seizures, finds and shootings"),
    "losses": lazy("This register's reports of loss and theft"),
    "traces": lazy("This register's traced firearms"),
    "tips": lazy("Human sources"),
}
RELIABILITY: Final[Mapping[str, Any]] = {
    "A": lazy("A: completely reliable"),
    "B": lazy("B: usually reliable"),
    "C": lazy("C: fairly reliable"),
    "D": lazy("D: not usually reliable"),
    "E": lazy("E: unreliable"),
    "F": lazy("F: reliability cannot be judged"),
}
"""Admiralty code, of the source."""
CREDIBILITY: Final[Mapping[str, Any]] = {
    "1": lazy("1: confirmed by other sources"),
    "2": lazy("2: probably true"),
    "3": lazy("3: possibly true"),
    "4": lazy("4: doubtful"),
    "5": lazy("5: improbable"),
    "6": lazy("6: truth cannot be judged"),
}
"""Admiralty code, of what is said."""
UNDECIDED: Final = lazy("Not decided")
"""Of a point, that nobody said how exactly it is known."""
ORDERS: Final[Mapping[str, Any]] = {
    "ymd": lazy("Year, month, day"),
    "dmy": lazy("Day, month, year"),
    "mdy": lazy("Month, day, year"),
}
MEANS: Final[Mapping[str, Any]] = {
    "kind": lazy("What happened where it says “%(word)s”"),
    "place_precision": lazy("How exactly the place is known where it says “%(word)s”"),
}
"""A column of words -> the question what one of them means."""
FIELDS: Final[Mapping[str, Any]] = {
    "kind": lazy("What happened (a column of words)"),
    "place_precision": lazy("How exactly the place is known (a column of words)"),
    "id": lazy("Identifier of the incident"),
    "date": lazy("Day, or first day"),
    "date_end": lazy("Last day"),
    "longitude": lazy("Longitude"),
    "latitude": lazy("Latitude"),
    "killed_flag": lazy("Whether the victim died (yes or no)"),
    **{f"count.{name}": count for name, count in fed.COUNTS.items()},
}
TEXTS: Final[Mapping[str, Any]] = {
    "country": lazy("Country"),
    "province": lazy("Province"),
    "district": lazy("District"),
    "place": lazy("Place"),
    "conflict": lazy("Conflict"),
    "parties": lazy("Parties (States and organised groups)"),
    "type": lazy("Type, as the source calls it"),
    "note": lazy("Remark"),
}
FIELD_TEXTS: Final[Mapping[str, Any]] = {f"text.{name}": text for name, text in TEXTS.items()}
WHATS: Final[Mapping[str, Any]] = {
    "population": lazy("Population (table)"),
    "households": lazy("Households (table)"),
    "licences": lazy("Licences (table)"),
    "firearms": lazy("Registered firearms (table)"),
    "officers": lazy("Officers on duty (table)"),
}
LAYER_FILES: Final[Mapping[str, Any]] = {
    "areas1": lazy("Boundaries of provinces (GeoJSON)"),
    "areas0": lazy("Boundaries of States (GeoJSON)"),
    **WHATS,
}
"""What a file of a layer holds: boundaries of a level, or figures."""
LAYER_KINDS: Final[Mapping[tuple[str, int], Any]] = {
    ("areas", 0): lazy("Boundaries of States"),
    ("areas", 1): lazy("Boundaries of provinces"),
    ("figures", 1): lazy("Figures of areas"),
}
STANDINGS: Final[Mapping[int, Any]] = {
    0: pgettext_lazy("how an incident stands", "counts"),
    1: pgettext_lazy("how an incident stands", "revised since"),
    2: pgettext_lazy("how an incident stands", "withdrawn"),
    3: pgettext_lazy("how an incident stands", "one with an incident of another source"),
}

STATES: Final[Mapping[tuple[str, str], Any]] = {
    ("layer", "opened"): lazy("Being loaded"),
    ("layer", "loaded"): pgettext_lazy("a layer", "Loaded"),
    ("layer", "withdrawn"): pgettext_lazy("a layer", "Withdrawn"),
    ("source", "open"): pgettext_lazy("a source", "Open"),
    ("source", "closed"): pgettext_lazy("a source", "Closed"),
    ("delivery", "opened"): lazy("Being loaded"),
    ("delivery", "loaded"): pgettext_lazy("a delivery", "Loaded"),
    ("delivery", "withdrawn"): pgettext_lazy("a delivery", "Withdrawn"),
    ("pair", "one"): lazy("One incident"),
    ("pair", "two"): lazy("Two incidents"),
    **flow_labels.STATES,
}
"""(record type, state) -> its name."""


FETCHED: Final[Mapping[str, Any]] = {
    "same": lazy("Nothing new."),
    "faults": lazy(
        "Something is wrong with what came as a whole. It is not loaded before you have looked at it."
    ),
    "withdraws": lazy("It would withdraw many incidents. It is not loaded before you have looked at it."),
    "unread": lazy("What came cannot be read: %(message)s"),
    "refused": lazy("It was not taken: %(message)s"),
    "line": lazy("The service could not be reached, or the connection broke."),
    "busy": lazy("The service asks to wait before the next page."),
    "status": lazy("The service answered with the code %(status)s."),
    "key": lazy("The service refuses the key that is set."),
    "elsewhere": lazy("The service refers to another address, which is not followed."),
    "form": lazy("What came is not what this service answers."),
    "changed": lazy("The data changed at the service while they were fetched, so fetching begins again."),
    "large": lazy("What came is larger than %(most)s MB. Ask the service for less, such as one country."),
    "settings": lazy("What is set for this source cannot be read or does not fit it."),
}
"""What became of a fetch, or why it failed."""


def fetched(code: str, params: Mapping[str, Any]) -> str:
    """What became of a fetch, as a sentence."""
    return str(FETCHED[code]) % params if code in FETCHED else ""


def of(code: str, params: Mapping[str, Any] | None = None) -> Any:
    """What a refusal says, as a sentence for people."""
    value = REASONS.get(code, code)
    return str(value) % dict(params) if params else value


def explained(reasons: Iterable[Reason]) -> list[Reason]:
    """Reasons with their sentences."""
    return [replace(reason, message=reason.message or of(reason.code, reason.params)) for reason in reasons]


def state_words(record_type: str, state: str) -> str:
    """The name of a state."""
    return (
        (str(STATES.get((record_type, state), "")) or flow_labels.coded("state", f"{record_type}.{state}"))
        if state
        else _("not there yet")
    )


AS_STATED: Final = lazy("as exactly as the source states")
"""The decision that incidents at a point are where the source says."""
