"""What is done with a consignment of an authorisation: packed, sealed, released at exit; and what is seen of it on its way. Pure.

Packing and release are acts of authority: they ask whether the authorisation is in force and covers what is packed. What somebody sees of a
consignment is recorded whatever follows from it.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Another, Filled, Listed, OfOffice, Record, stays, to
from ifar.placement.roads.reconciling import BY, DEGREES, LEGS

_OWN: Final = OfOffice(code="trade.other_office", column="agency", or_column="exporter")
_REASON: Final = Filled(code="trade.reason", column="kept.note", field="reason")
_ON: Final = "Protocol art. 10(1)-(3)"
_DUTIES: Final = "UNCAC art. 7-9"
_CONTENTS: Final = "Protocol art. 10(3), 11"
_PLAIN: Final = "nobody, because the page shows it"

MOST_DAYS: Final = 30
"""So many days back it is recorded that something left."""

CONSIGNMENT: Final = (
    Act(
        "consignment",
        "opened",
        to("packing", ""),
        ("consignee", "exporter"),
        article=_ON,
        hears="the licensing office and the exporter, in their lists of consignments",
    ),
    Act(
        "consignment",
        "closed",
        to("closed", "packing"),
        guards=(_OWN,),
        permission="trade:consignment:pack",
        article=_CONTENTS,
        hears="customs, in its list of consignments",
    ),
    Act(
        "consignment",
        "reopened",
        to("packing", "closed"),
        guards=(_OWN, _REASON),
        hears="customs, in its list of consignments",
    ),
    Act(
        "consignment",
        "cancelled",
        to("cancelled", "packing"),
        guards=(_OWN, _REASON),
        hears="nobody, because nothing is on its packing list any more",
    ),
    Act(
        "consignment",
        "left",
        to("left", "closed"),
        ("declaration", "exit_point", "left_on"),
        guards=(
            Filled(code="trade.declaration", column="declaration", field="declaration"),
            Filled(code="trade.left_on", column="left_on", field="left_on"),
            Another(code="trade.exit.yours", than_whoever=("closed",), article=_DUTIES),
        ),
        permission="trade:consignment:check",
        article=_ON,
        hears="the exporter and the licensing office, in their lists of consignments",
    ),
    Act(
        "consignment",
        "registered",
        stays("closed"),
        article="Protocol art. 8(1)(b)",
        hears="the office in whose stock it is, in its duties: an import mark is due of each firearm",
    ),
    Act(
        "consignment",
        "diverted",
        stays("packing", "closed", "left"),
        article="Protocol art. 6, 10, 11",
        hears="the licensing office, by a matter",
    ),
)
CRATE: Final = (
    Act(
        "crate",
        "added",
        to("open", ""),
        ("number", "seals"),
        guards=(Filled(code="trade.crate.number", column="number", field="number"),),
        article=_CONTENTS,
        hears=_PLAIN,
    ),
    Act(
        "crate",
        "changed",
        stays("open"),
        ("number", "seals"),
        guards=(Filled(code="trade.crate.number", column="number", field="number"),),
        article=_CONTENTS,
        hears=_PLAIN,
    ),
    Act("crate", "removed", to("removed", "open"), hears=_PLAIN),
)
ITEM: Final = (
    Act(
        "item",
        "packed",
        to("packed", ""),
        ("crate", "firearm", "serial", "type", "calibre", "make", "model", "quantity"),
        article=_ON,
        hears=_PLAIN,
    ),
    Act("item", "unpacked", to("unpacked", "packed"), article=_ON, hears=_PLAIN),
    Act(
        "item",
        "registered",
        stays("packed"),
        ("firearm",),
        guards=(Filled(code="trade.register.none", column="firearm"),),
        article="Protocol art. 8(1)(b)",
        hears=_PLAIN,
    ),
)
OBSERVATION: Final = (
    Act(
        "observation",
        "recorded",
        to("recorded", ""),
        (
            "leg",
            "country",
            "at",
            "by",
            "degree",
            "crate",
            "seals",
            "counted",
            "serials",
            "other_recipient",
            "office",
        ),
        personal={"remark": "remark"},
        guards=(
            Listed(code="trade.leg", column="leg", values=LEGS, field="leg"),
            Listed(code="trade.degree", column="degree", values=DEGREES, field="degree"),
            Listed(code="trade.by", column="by", values=BY, field="by"),
            Filled(code="trade.at", column="at", field="at"),
            OfOffice(code="trade.other_office", column="office"),
        ),
        article="Protocol art. 10(4), 11; ATT art. 11",
        hears="the licensing office, by a matter where something differs",
    ),
    Act(
        "observation",
        "withdrawn",
        to("withdrawn", "recorded"),
        guards=(OfOffice(code="trade.other_office", column="office"), _REASON),
        hears=_PLAIN,
    ),
)
"""What somebody saw is never refused for what it shows."""
ACTS_OF_CONSIGNMENTS: Final = (*CONSIGNMENT, *CRATE, *ITEM, *OBSERVATION)
RECORDS_OF_CONSIGNMENTS: Final = (
    Record("consignment", "T", parent="authorisation", stamps={"opened_at": "recorded_at"}),
    Record("crate", "T", parent="consignment"),
    Record("item", "T", parent="consignment"),
    Record("observation", "T", parent="consignment", stamps={"recorded_by": "actor"}),
)
