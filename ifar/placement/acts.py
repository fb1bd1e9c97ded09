"""Where arms are: the places of an office, and what lies in each of them. Pure.

The life cycle says in whose custody an arm is, and why; a placement says where that office has it. So a placement counts as long as the event that
gave the custody is the last that did (`under`), and nobody has to end it: what has left an office lies in none of its places.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Acts, Condition, Filled, Listed, OfOffice, Record, Referenced, stays, to

KINDS: Final = (
    "store",
    "room",
    "shelf",
    "evidence",
    "disposal",
    "vehicle",
    "consignment",
    "person",
)
"""What a place may be; `evidence` and `disposal` are rooms for exhibits and for what waits for its destruction."""
ROOMS: Final = ("evidence", "disposal")
"""Places that are counted blind (MOSAIC 05.20)."""
OF_REGISTER: Final = ("F", "K")
"""Letters of what has a life of its own in the register: an arm, a part."""

_ARTICLE: Final = "Protocol art. 7, 11; MOSAIC 05.20"
_SELF: Final = "nobody, because its office itself does it and finds it on the page of the place"
_OWN: Final = OfOffice(code="placement.other_office", column="agency")
_INSIDE: Final = Referenced(
    code="placement.inside",
    column="inside",
    record_type="place",
    states=("open",),
    same={"agency": "agency"},
    field="inside",
    when=(Condition("inside", ("",), differs=True),),
)
_NAMED: Final = Filled(
    code="placement.name", column="name", field="name", when=(Condition("kind", ("person",), differs=True),)
)
_SOMEBODY: Final = Filled(
    code="placement.person", column="person", field="person", when=(Condition("kind", ("person",)),)
)

ACTS: Final = Acts(
    "placement",
    words="ifar.placement.labels",
    records=[Record("place", "Z"), Record("placement", "F")],
    acts=[
        Act(
            "place",
            "opened",
            to("open", ""),
            ("kind", "name", "code", "inside", "capacity", "person"),
            guards=(
                _OWN,
                Listed(code="placement.kind", column="kind", values=KINDS, field="kind"),
                _NAMED,
                _SOMEBODY,
                _INSIDE,
            ),
            hears=_SELF,
        ),
        Act(
            "place",
            "changed",
            stays("open"),
            ("name", "code", "capacity"),
            guards=(_OWN, _NAMED),
            hears=_SELF,
        ),
        Act("place", "moved", stays("open"), ("inside",), guards=(_OWN, _INSIDE), hears=_SELF),
        Act("place", "counted", stays("open"), ("counted_on",), guards=(_OWN,), hears=_SELF),
        Act("place", "closed", to("closed", "open"), guards=(_OWN,), hears=_SELF),
        Act(
            "placement",
            "placed",
            to("placed", "", "placed", "left"),
            ("agency", "compartment", "place", "custodian", "since", "under"),
            guards=(
                OfOffice(code="placement.other_office", column="agency", article=_ARTICLE),
                Referenced(
                    code="placement.place",
                    column="place",
                    record_type="place",
                    states=("open",),
                    same={"agency": "agency"},
                    field="place",
                ),
            ),
            article=_ARTICLE,
            hears="nobody, because it stands on the page of the arm and of the place",
        ),
        Act(
            "placement",
            "left",
            to("left", "placed"),
            ("since",),
            clears=("place",),
            article=_ARTICLE,
            hears="nobody, because it stands on the page of the arm",
        ),
    ],
    checks=True,
    locks=True,
)
"""A placement bears the identifier of what is placed: an arm has one, or none."""
