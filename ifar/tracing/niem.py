"""How a traced firearm is said in NIEM 6.0 (`j:FirearmType`, which extends `nc:ItemType`) and in NCIC's codes. Pure.

Names of properties were read in NIEM's model (niemopen/niem-model, `csv/Property.csv` and `csv/TypeContainsProperty.csv`). For
`j:FirearmMakeAbstract` the justice domain has no element of text, so the maker stands under a name of ours in its place. NCIC's
code of a type (`ncic:GTYPCodeType`) stands in the reference list `firearm_type` as `as_ncic_gtyp`; NCIC's lists of makes and
calibres (`ncic:MAKCodeType`, `ncic:CALCodeType`) are not among the reference data, so those are said in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

MODEL: Final = "NIEM 6.0"
PROPERTIES: Final[Mapping[str, str]] = {
    "type": "j:FirearmCategoryText",
    "calibre": "j:FirearmBoreSizeText",
    "make": "ifar:FirearmMakeText",
    "model": "nc:ItemModelName",
    "year": "nc:ItemModelYearDate",
}
"""What we say of a firearm -> NIEM's property; `ifar:` where there is none."""
SERIAL: Final = "nc:ItemSerialIdentification"
OTHER: Final = "nc:ItemOtherIdentification"
GTYP: Final = "ncic:GTYPCodeType"
_SERIALS: Final = ("serial", "unique")


def firearm_in_niem(
    identity: Mapping[str, Any], marks: Sequence[Mapping[str, Any]], ncic: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """A firearm in NIEM's words, and NCIC's codes beside them; empty where nothing is known.

    Args:
        identity: make, model, type and calibre in words, the year; `type_code` our code of the type.
        marks: with kind and text.
        ncic: our code of a type -> NCIC's.
    """
    result: dict[str, Any] = {
        name: str(identity[own]) for own, name in PROPERTIES.items() if identity.get(own)
    }
    for mark in marks:
        if not mark.get("text"):
            continue
        if mark["kind"] in _SERIALS and SERIAL not in result:
            result[SERIAL] = {"nc:IdentificationID": mark["text"]}
        else:
            other = {
                "nc:IdentificationID": mark["text"],
                "nc:IdentificationCategoryDescriptionText": mark["kind"],
            }
            result.setdefault(OTHER, []).append(other)
    if not result:
        return {}
    codes = ncic.get(str(identity.get("type_code") or ""))
    return {"model": MODEL, "j:Firearm": result} | ({"codes": {GTYP: codes[0]}} if codes else {})
