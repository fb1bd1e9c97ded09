"""The acts on parties and on bars: a party is registered, corrected, moves, is joined to another record and separated again; a bar is entered by the
desk whose decision it is, and lifted by two people. Pure.

What describes a person is personal; a body's name is a public fact (`party.split`). An erasure is no act on a record: it takes values away.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Acts, Differs, OfOffice, Record, Referenced, stays, to

_DESCRIBES: Final = ("name", "sex", "country", "registration", "status")
_PERSONAL: Final = {name: name for name in ("name", "born", "identity_numbers", "contact")}

ACTS: Final = Acts(
    "parties",
    words="ifar.parties.labels",
    records=[Record("party", "P"), Record("bar", "R")],
    acts=[
        Act(
            "party",
            "registered",
            to("standing", ""),
            ("kind", *_DESCRIBES),
            personal=_PERSONAL,
            together=True,
            article="Protocol art. 7; EU 2021/555 art. 4",
            hears="nobody, because whoever registers has the record before them",
        ),
        Act(
            "party",
            "corrected",
            stays("standing"),
            _DESCRIBES,
            personal=_PERSONAL,
            article="EU 2016/680 art. 16",
            hears="nobody, because it stands on the page of the record",
        ),
        Act(
            "party",
            "moved",
            stays("standing"),
            article="EU 2021/555 art. 5",
            hears="the desk of each licence of theirs, which follows the move",
        ),
        Act(
            "party",
            "merged",
            to("joined", "standing"),
            ("merged_into",),
            # A record is joined to one that stands for itself, of the same kind and compartment: so no chain ever closes to a ring.
            guards=(
                Differs(code="parties.party.cannot_merge", column="merged_into", than="public_id"),
                Referenced(
                    code="parties.party.cannot_merge",
                    column="merged_into",
                    record_type="party",
                    states=("standing",),
                    same={"kind": "kind", "compartment": "compartment"},
                ),
            ),
            hears="nobody, because it stands on the pages of both records",
        ),
        Act(
            "party",
            "split",
            to("standing", "joined"),
            clears=("merged_into",),
            hears="nobody, because it stands on the pages of both records",
        ),
        Act(
            "bar",
            "entered",
            to("standing", ""),
            ("kind", "ground", "party", "valid_from", "valid_until", "issuer", "country", "paper"),
            personal={"name": "name", "born": "born", "identity_numbers": "identity_numbers"},
            guards=(OfOffice(code="parties.bar.other_office", column="agency"),),
            article="EU 2021/555 art. 6",
            hears="every desk that asks about somebody alike",
        ),
        Act(
            "bar",
            "lifted",
            to("lifted", "standing"),
            people=2,
            article="EU 2021/555 art. 6",
            hears="whoever proposed it; no desk is told of the bar any more",
        ),
    ],
    checks=True,
    follows=True,
    locks=True,
)
