"""Trace requests of the demonstration country: some asked of other States, some between offices, some that came in.

Each begins with an exhibit of the recoveries or with a firearm of the register, and stands somewhere else: a draft, one that waits, one that is
searched, one with its chain, one delayed on its ground.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ifar.demonstration.recoveries import on_duty
from ifar.recoveries.models import Item
from ifar.registry.models import Mark
from ifar.rights import Actor
from ifar.tracing import selectors
from ifar.tracing.content import Content
from ifar.tracing.models import Request
from ifar.tracing.services import answering, chains, from_exhibit, requests
from ifar.tracing.steps import Answer

ABROAD: Final = ("BE", "IT", "US", "DE", "CZ")
"""States that are asked; what they made is what is found most."""
OWN: Final = 6
REASON: Final = "Proceedings 4/26 before the court of the capital are under way."


def load(officers: Mapping[str, Actor]) -> None:
    """Load the requests, where there are none yet."""
    if Request.objects.exists():
        return
    with on_duty(officers["supervisor"]) as head:
        _requests(head)
        _came_in(head)
        _of_a_lot(head)
        _in_secret(head)


def _requests(head: Actor) -> None:
    """From exhibits of the own office that have a mark: to another State, or to the own desk."""
    exhibits = Item.objects.filter(agency_id=head.agency_id, kind="firearm", marking="unique").order_by("id")[
        :OWN
    ]
    for at, exhibit in enumerate(exhibits):
        if at % 2:
            made = from_exhibit.open_from_item(actor=head, item=exhibit.public_id, direction="domestic")
        else:
            country = ABROAD[at % len(ABROAD)]
            made = from_exhibit.open_from_item(actor=head, item=exhibit.public_id, country=country)
        if at == 0 or requests.lacking(selectors.request_for(head, made)):
            continue
        requests.send_request(actor=head, request_id=made)
        if at % 2:
            _followed(head, made, found=exhibit)
        elif at == 2:
            answering.acknowledge(actor=head, request_id=made, reference="2026/118")


def _followed(head: Actor, made: str, found: Item) -> None:
    answering.acknowledge(actor=head, request_id=made)
    proposals = answering.search_register(actor=head, request_id=made)
    if proposals:
        answering.identify(actor=head, request_id=made, firearm=proposals[0].found.firearm)
    country = str(found.identity.get("country_made") or "BE")
    first = Answer("passed_on", dt.date(2019, 3, 4), "importer", source="Delivery note of the maker")
    chains.note_link(actor=head, request_id=made, role="maker", country=country, said=first)
    second = Answer("passed_on", dt.date(2019, 9, 16), "dealer", source="Import licence of 2019")
    chains.note_link(actor=head, request_id=made, role="importer", said=second)
    if traders := selectors.traders():
        chains.ask_trader(actor=head, request_id=made, trader=traders[0][0])


def _came_in(head: Actor) -> None:
    """What other States ask: one new, one that is searched, one delayed."""
    marks = Mark.objects.filter(
        kind="serial", text__regex=r"^[A-Z0-9-]{7,}$", firearm__compartment="civilian"
    ).order_by("firearm_id")
    plain = Content(
        country="BE", identity={"type": "pistol", "calibre": "9x19"}, illicit=("law", "transferred_unlicensed"), recovered_on=dt.date(2026, 1, 14),
        recovered_in="BE", use="investigation", agreement="protocol", circumstances="Found with ammunition in a rented flat.",
    )  # fmt: skip
    for at, mark in enumerate(marks.select_related("firearm")[40:43]):
        kept = mark.firearm
        identity = {"type": kept.type or "pistol", "calibre": kept.calibre or "9x19"}
        content = replace(
            plain,
            number=f"A-{at + 1}",
            country=ABROAD[at],
            recovered_in=ABROAD[at],
            identity=identity,
            marks=({"kind": "serial", "text": mark.text},),
        )
        made = requests.receive_request(
            actor=head, said=content, reference_number=f"{ABROAD[at]}/2026/{710 + at}"
        )
        if at:
            answering.acknowledge(actor=head, request_id=made)
            answering.search_register(actor=head, request_id=made)
        if at == 2:
            answering.delay(actor=head, request_id=made, ground="investigation", note=REASON)


def _of_a_lot(head: Actor) -> None:
    """What another State asks about rounds that it found, and what is known of their lot: made, split, and partly stolen on its way."""
    content = Content(
        country="GH", number="GH-44", thing="ammunition", illicit=("law",), recovered_on=dt.date(2026, 4, 2), recovered_in="GH",
        lot={"headstamp": "KW 71", "lot": "L-2019/44", "calibre": "7.62x39", "packaging": "Wooden crate, red band"},
        use="investigation", circumstances="Found in crates below the floor of a lorry.",
    )  # fmt: skip
    made = requests.receive_request(actor=head, said=content, reference_number="GH/2026/44")
    answering.acknowledge(actor=head, request_id=made)
    answering.search_register(actor=head, request_id=made)
    for role, answer in (
        ("maker", Answer("passed_on", dt.date(2019, 3, 4), "importer", source="Packing list 7", quantity=50_000)),
        ("importer", Answer("passed_on", dt.date(2019, 9, 16), "dealer", source="Import licence of 2019", quantity=48_000)),
        ("dealer", Answer("diverted", dt.date(2020, 8, 9), diversion="theft", source="Report of theft 3/20", quantity=1_400)),
    ):  # fmt: skip
        chains.note_link(actor=head, request_id=made, role=role, said=answer)


def _in_secret(head: Actor) -> None:
    """What this office asks another State, and of which nobody else in the State knows."""
    content = Content(
        country="GH", desk="gh-commission", number="S-2026/3", identity={"type": "pistol", "calibre": "9x19"}, illicit=("law",),
        marks=({"kind": "serial", "text": "GH204417"},), recovered_on=dt.date(2026, 5, 6), use="investigation", urgency="urgent",
        handling="secret", circumstances="Found with somebody who is watched.",
    )  # fmt: skip
    requests.send_request(actor=head, request_id=requests.draft_request(actor=head, said=content))
