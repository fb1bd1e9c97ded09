"""The acts on bars: entered by the desk whose decision it is, lifted by two people. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Acts, OfOffice, Record, to

ACTS: Final = Acts(
    "parties",
    table="parties_barevent",
    words="ifar.parties.labels",
    records=[Record("bar", "R")],
    acts=[
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
