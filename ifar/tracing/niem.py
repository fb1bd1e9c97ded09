"""How a traced firearm is said in NIEM 6.0 (`j:FirearmType`, which extends `nc:ItemType`) and in NCIC's codes. Pure.

Names of properties by NIEM's model (niemopen/niem-model, csv/TypeContainsProperty.csv); NCIC's type codes stand in the reference list
`firearm_type` as `as_ncic_gtyp`. NCIC's lists of makes and calibres are not among the reference data, so those are said in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

MODEL: Final = "NIEM 6.0"
PROPERTIES: Final[Mapping[str, str]] = {
    "make": "j:FirearmMakeText",
    "model": "nc:ItemModelName",
    "type": "j:FirearmCategoryDescriptionText",
    "calibre": "j:FirearmCaliberText",
    "year": "nc:ItemModelYearDate",
}
"""What we say of a firearm -> NIEM's property. `j:FirearmCategoryCode` beside the words is NCIC's GTYP."""
TYPE_CODE: Final = "j:FirearmCategoryCode"
SERIAL: Final = "nc:ItemSerialIdentification"
OTHER: Final = "nc:ItemOtherIdentification"
_SERIALS: Final = ("serial", "unique")


def said(
    identity: Mapping[str, Any], marks: Sequence[Mapping[str, Any]], ncic: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """A firearm in NIEM's words.

    Args:
        identity: make, model, type and calibre in words, the year; `type_code` our code of the type.
        marks: with kind and text.
        ncic: our code of a type -> NCIC's.
    """
    found: dict[str, Any] = {
        name: str(identity[own]) for own, name in PROPERTIES.items() if identity.get(own)
    }
    if codes := ncic.get(str(identity.get("type_code") or "")):
        found[TYPE_CODE] = codes[0]
    for mark in marks:
        if not mark.get("text"):
            continue
        if mark["kind"] in _SERIALS and SERIAL not in found:
            found[SERIAL] = {"nc:IdentificationID": mark["text"]}
        else:
            other = {
                "nc:IdentificationID": mark["text"],
                "nc:IdentificationCategoryDescriptionText": mark["kind"],
            }
            found.setdefault(OTHER, []).append(other)
    return {"j:Firearm": found} if found else {}
