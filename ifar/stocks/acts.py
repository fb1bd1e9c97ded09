"""The stocks of the State: armouries with their officers in charge, and the people of a unit to whom arms are issued. Pure.

An armoury is a place of an office (`placement`), of which this says who is in charge: it bears the place's identifier. An officer is a person of a unit and
needs no account; what names them stands apart from the log, where an erasure reaches it.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Acts, Filled, Listed, OfOffice, Record, stays, to
from ifar.stocks.fitness import TAKEN_OVER

SUSPENSIONS: Final = ("inquiry", "health", "conduct", "weapon_misuse")
"""Why an officer carries nothing for a time."""
LEAVINGS: Final = ("moved", "retired", "dismissed", "died")
"""Why an officer is none of a unit any more."""

_LAW: Final = "MOSAIC 05.20"
_OWN: Final = OfOffice(code="stocks.other_office", column="agency", article=_LAW)
_SELF: Final = "nobody, because the unit itself does it and finds it on its page"
_RECALL: Final = "the unit, by a matter, where the officer has arms that must come back"

ACTS: Final = Acts(
    "stocks",
    words="ifar.stocks.labels",
    records=[Record("armoury", "Z"), Record("officer", "P", words=("name", "number"))],
    acts=[
        Act(
            "armoury",
            "taken_over",
            to("kept", "", "kept"),
            ("charge", "since", "count_due", "standing_order"),
            clears=("counted_on",),
            guards=(
                _OWN,
                Filled(code="stocks.charge", column="charge", field="charge"),
                Filled(code="stocks.since", column="since", field="since"),
            ),
            rule=TAKEN_OVER,
            article=_LAW,
            hears="the office, by a matter where the count of everything is not done in time",
        ),
        Act(
            "officer",
            "enrolled",
            to("serving", ""),
            ("name", "number", "account", "trained_until", "medical_until"),
            guards=(
                _OWN,
                Filled(code="stocks.name", column="kept.name", field="name"),
                Filled(code="stocks.number", column="kept.number", field="number"),
            ),
            article=_LAW,
            hears=_SELF,
        ),
        Act(
            "officer",
            "corrected",
            stays("serving"),
            ("name", "number", "account"),
            guards=(
                _OWN,
                Filled(code="stocks.name", column="kept.name", field="name"),
                Filled(code="stocks.number", column="kept.number", field="number"),
            ),
            hears=_SELF,
        ),
        Act(
            "officer",
            "checked",
            stays("serving"),
            ("trained_until", "medical_until"),
            guards=(_OWN,),
            article=_LAW,
            hears=_SELF,
        ),
        Act(
            "officer",
            "suspended",
            stays("serving"),
            ("ground", "suspended_until"),
            guards=(
                _OWN,
                Listed(code="stocks.ground", column="ground", values=SUSPENSIONS, field="ground"),
                Filled(code="stocks.until", column="suspended_until", field="suspended_until"),
            ),
            article=_LAW,
            hears=_RECALL,
        ),
        Act(
            "officer",
            "reinstated",
            stays("serving"),
            clears=("ground", "suspended_until"),
            guards=(_OWN, Filled(code="stocks.not_suspended", column="was.suspended_until")),
            article=_LAW,
            hears=_SELF,
        ),
        Act(
            "officer",
            "left",
            to("left", "serving"),
            ("ground",),
            clears=("suspended_until",),
            guards=(_OWN, Listed(code="stocks.ground", column="ground", values=LEAVINGS, field="ground")),
            article=_LAW,
            hears=_RECALL,
        ),
    ],
    checks=True,
)
