"""Observations as SDMX-ML 2.1: a message of generic data, and one with the structure that it speaks of. Pure.

SDMX 2.1 section 3 (formats `GenericTimeSeriesData` and `Structure`). Dimensions are free texts of the structure's own concepts, attributes
stand at each observation. SDMX-ML 2.1 is what most tools read; the same observations as CSV are in `sdmx.py`. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from lxml import etree
from lxml.builder import ElementMaker

from ifar.returns.sdmx import Observation, Structure

_BASE: Final = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
MESSAGE: Final = f"{_BASE}/message"
COMMON: Final = f"{_BASE}/common"
GENERIC: Final = f"{_BASE}/data/generic"
STRUCTURE: Final = f"{_BASE}/structure"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_MES: Final = ElementMaker(
    namespace=MESSAGE,
    nsmap={"message": MESSAGE, "common": COMMON, "generic": GENERIC, "structure": STRUCTURE},
)
_COM: Final = ElementMaker(namespace=COMMON)
_GEN: Final = ElementMaker(namespace=GENERIC)
_STR: Final = ElementMaker(namespace=STRUCTURE)
SCHEME: Final = "CS_CONCEPTS"
DEFINITION: Final = "DSD"


def _header(ident: str, sender: str, at: dt.datetime, *more: etree._Element) -> etree._Element:
    moment = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    plain = "".join(text if text.isalnum() or text in "_-@$" else "_" for text in sender) or "IFAR"
    return _MES.Header(
        _MES.ID(ident), _MES.Test("false"), _MES.Prepared(moment), _MES.Sender(id=plain), *more
    )


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _definition(structure: Structure) -> str:
    return structure.flow.replace("DF_", f"{DEFINITION}_", 1)


def data(structure: Structure, observations: Iterable[Observation], sender: str, at: dt.datetime) -> bytes:
    """A message of data: a series for each place in the structure, its observations by time."""
    reference = _COM.Structure(
        _ref(structure.agency, _definition(structure), structure.version),
    )
    head = _MES.Structure(reference, structureID=structure.flow, dimensionAtObservation="TIME_PERIOD")
    series: dict[tuple[str, ...], list[Observation]] = {}
    for observation in observations:
        series.setdefault(
            tuple(observation.dimensions.get(name, "_T") for name in structure.dimensions), []
        ).append(observation)
    result = _MES.DataSet(structureRef=structure.flow)
    for key, some in series.items():
        named = [
            _GEN.Value(id=name, value=value) for name, value in zip(structure.dimensions, key, strict=True)
        ]
        result.append(
            _GEN.Series(
                _GEN.SeriesKey(*named),
                *(_observed(structure, item) for item in sorted(some, key=lambda item: item.time)),
            )
        )
    return _written(_MES.GenericTimeSeriesData(_header(f"{structure.flow}_DATA", sender, at, head), result))


def _observed(structure: Structure, observation: Observation) -> etree._Element:
    results = [
        _GEN.Value(id=name, value=_clean(value))
        for name in structure.attributes
        if (value := observation.attributes.get(name, ""))
    ]
    parts = [_GEN.ObsDimension(value=observation.time), _GEN.ObsValue(value=observation.value)]
    return _GEN.Obs(*parts, *([_GEN.Attributes(*results)] if results else []))


def _clean(text: str) -> str:
    """A text without the control characters that XML does not have."""
    return "".join(code for code in text if code >= " " or code in "\t\n\r")


def _ref(agency: str, ident: str, version: str, **more: str) -> etree._Element:
    return etree.Element("Ref", {"agencyID": agency, "id": ident, "version": version, **more})


def _name(words: str) -> etree._Element:
    return _COM.Name(words, {f"{{{_XML}}}lang": "en"})


def structure(of: Structure, sender: str, at: dt.datetime) -> bytes:
    """A message with the concepts, the definition of the structure and the dataflow."""
    kept = {"agencyID": of.agency, "version": of.version}
    every = (*of.dimensions, "TIME_PERIOD", "OBS_VALUE", *of.attributes)
    concepts = [_STR.Concept(_name(of.concepts.get(name, name)), id=name) for name in every]
    dimensions = [
        _STR.Dimension(_identity(of, name), _free(), id=name, position=str(n))
        for n, name in enumerate(of.dimensions, 1)
    ]
    time = _STR.TimeDimension(
        _identity(of, "TIME_PERIOD"),
        _STR.LocalRepresentation(_STR.TextFormat(textType="ObservationalTimePeriod")),
        id="TIME_PERIOD", position=str(len(of.dimensions) + 1),
    )  # fmt: skip
    attributes = [
        _STR.Attribute(
            _identity(of, name), _free(), _STR.AttributeRelationship(_STR.PrimaryMeasure(etree.Element("Ref", id="OBS_VALUE"))), id=name,
            assignmentStatus="Conditional",
        )
        for name in of.attributes
    ]  # fmt: skip
    components = _STR.DataStructureComponents(
        _STR.DimensionList(*dimensions, time, id="DimensionDescriptor"),
        _STR.AttributeList(*attributes, id="AttributeDescriptor"),
        _STR.MeasureList(
            _STR.PrimaryMeasure(_identity(of, "OBS_VALUE"), id="OBS_VALUE"), id="MeasureDescriptor"
        ),
    )
    reference = _ref(of.agency, _definition(of), of.version)
    structures = _MES.Structures(
        _STR.Dataflows(
            _STR.Dataflow(_name(of.name or of.flow), _STR.Structure(reference), id=of.flow, **kept)
        ),
        _STR.Concepts(_STR.ConceptScheme(_name(of.name or of.flow), *concepts, id=SCHEME, **kept)),
        _STR.DataStructures(
            _STR.DataStructure(_name(of.name or of.flow), components, id=_definition(of), **kept)
        ),
    )
    return _written(_MES.Structure(_header(f"{of.flow}_STRUCTURE", sender, at), structures))


def _identity(of: Structure, name: str) -> etree._Element:
    reference = etree.Element(
        "Ref", agencyID=of.agency, maintainableParentID=SCHEME, maintainableParentVersion=of.version, id=name
    )
    return _STR.ConceptIdentity(reference)


def _free() -> etree._Element:
    return _STR.LocalRepresentation(_STR.TextFormat(textType="String"))
