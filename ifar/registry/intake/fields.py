"""What a column of an older register may say: the fields of an import, in the order in which they are shown and hashed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

Group = Literal["firearm", "record", "holder", "office"]


class Field(NamedTuple):
    """One field: its group on the page, and whether several columns may together make it (joined by a space)."""

    group: Group
    joins: bool = False


FIELDS: Final[Mapping[str, Field]] = {
    "serial": Field("firearm"),
    "other_serial": Field("firearm"),
    "import_mark": Field("firearm"),
    "make": Field("firearm"),
    "model": Field("firearm"),
    "calibre": Field("firearm"),
    "type": Field("firearm"),
    "country_made": Field("firearm"),
    "year": Field("firearm"),
    "category": Field("firearm"),
    "marking": Field("firearm"),
    "source_number": Field("record"),
    "since": Field("record"),
    "state": Field("record"),
    "paper": Field("record"),
    "place": Field("record", joins=True),
    "remark": Field("record", joins=True),
    "holder_name": Field("holder", joins=True),
    "holder_family": Field("holder", joins=True),
    "holder_given": Field("holder", joins=True),
    "holder_kind": Field("holder"),
    "holder_number": Field("holder"),
    "holder_born": Field("holder"),
    "holder_sex": Field("holder"),
    "holder_address": Field("holder", joins=True),
    "holder_town": Field("holder", joins=True),
    "holder_country": Field("holder"),
    "holder_contact": Field("holder", joins=True),
    "office": Field("office"),
    "compartment": Field("office"),
}

MARKS: Final[Mapping[str, str]] = {"serial": "serial", "other_serial": "part_serial", "import_mark": "import"}
"""Field -> kind of mark that it is."""

CODED: Final = ("make", "model", "calibre", "type", "country_made")
"""Fields whose words name codes of reference lists; what these do not know is kept as it was read and the row is taken in."""

LONGEST: Final[Mapping[str, int]] = {
    **dict.fromkeys(FIELDS, 300), "remark": 2000, "source_number": 60, "paper": 120, "place": 200, "category": 40, "holder_number": 60,
}  # fmt: skip
"""Most characters of a field's text."""
