"""A police station that recovered a pistol, a dealer who sold it, and the requests about it."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from ifar.reference import services as reference
from ifar.registry.occurred import day
from ifar.rights import Actor
from ifar.tracing.content import Content
from ifar.tracing.models import Request
from ifar.tracing.services import answering, requests
from tests.factories import a_case, an_item

FOUND = dt.date(2026, 3, 1)
WHOLE = Content(
    number="T-2026-1", country="BE", identity={"make": "beretta", "type": "pistol", "calibre": "9x19"},
    marks=({"kind": "serial", "text": "AB71234"},), illicit=("law",), recovered_on=FOUND, use="investigation",
    circumstances="Found in the boot of a car at a checkpoint.",
)  # fmt: skip
NUMBERS = itertools.count(1)
WORDS = "Proceedings 12/26 are under way and would be compromised."


def an_exhibit(actor: Actor, serial: str = "AB71234", **said: Any) -> str:
    """A pistol of a case of the actor's office."""
    return an_item(actor, a_case(actor, occurred=day(FOUND), place="Harbour gate", **said), serial)


def a_request(actor: Actor, direction: str = "outgoing", *, sent: bool = True, **said: Any) -> str:
    """A request of the actor's office."""
    draft_request = requests.draft_request(actor=actor, said=replace(WHOLE, **said), direction=direction)
    if sent:
        requests.send_request(actor=actor, request_id=draft_request)
    return draft_request


def came_in(actor: Actor, **said: Any) -> str:
    """A request of another State that reached the actor's desk; `agreement`: what the directory says of that State."""
    covers = str(said.pop("agreement", "iti"))
    with mock.patch.object(requests, "agreement_with", return_value=covers):
        return requests.receive_request(
            actor=actor, said=replace(WHOLE, **said), reference_number=f"BE-77/2026-{next(NUMBERS)}"
        )


def searching(actor: Actor, **said: Any) -> str:
    """A request of another State that was acknowledged and searched."""
    came = came_in(actor, **said)
    answering.acknowledge(actor=actor, request_id=came)
    answering.search_register(actor=actor, request_id=came)
    return came


def row(public_id: str) -> Request:
    """The row of a request."""
    return Request.objects.get(public_id=public_id)


def says(folder: Path, **agreements: str) -> None:
    """Let the directory say what stands between us and States (`BE="mla"`), as a country loads it: committed, in a database of the test's own."""
    head = "code,country,kind,label_en,zone,agreement,source\n"
    rows = [f"{key.lower()}-{of},{key},desk,Desk,UTC,{of},a note\n" for key, of in agreements.items()]
    (folder / "lists.csv").write_text(
        f"list,title,edition,mode\ntrace_desk,Desks,2026.{next(NUMBERS) + 100},extend\n"
    )
    (folder / "trace_desk.csv").write_text(head + "".join(rows))
    job = Actor(kind="job", id="tests", permissions=frozenset({"reference:list:manage"}))
    reference.load_folder(actor=job, folder=folder, origin="tests")
