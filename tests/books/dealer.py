"""A dealer's story, written by somebody who had not seen the program (`fifty.json`), made through the real services: 150 arms, and offers that wait.

Everything is recorded today, of the day on which it happened. What was exported left before there were consignments of authorisations to carry it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from unittest import mock

from ifar.accounts.models import Agency
from ifar.accounts.services import agencies, proposals
from ifar.licensing.services import offers
from ifar.parties.services import NewParty, register_party
from ifar.registry import facts
from ifar.registry.lifecycle import RULES
from ifar.registry.models import Firearm
from ifar.registry.occurred import day
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.registry.services.proposals import propose_event
from ifar.rights import ROLES, Actor
from tests import cast
from tests.books import story

STORY: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("fifty.json").read_text("utf-8"))
QUESTIONS: Final[list[dict[str, Any]]] = STORY["questions"]
KINDS: Final = {"importer": "dealer", "dealer": "dealer", "maker": "maker", "police": "police"}
"""Kind of a party of the story -> kind of an office."""
DEALER: Final = "dealer_d"


@dataclass
class Dealer:
    """The dealer: its own office, whom the story names by its words, and the firearms by theirs."""

    actor: Actor
    who: dict[str, str] = field(default_factory=dict)
    arms: dict[str, str] = field(default_factory=dict)

    def key_of(self, identifier: str) -> str:
        """What the story calls an office, a person or a firearm."""
        every = {value: key for key, value in {**self.who, **self.arms}.items()}
        return every.get(identifier, identifier)


def a_trader(office: Agency) -> Actor:
    """Somebody who works at a trader's."""
    role = office.kind
    return Actor(
        kind="person", id=cast.user("mallory").public_id, agency=office.public_id, agency_id=office.pk, agency_kind=role,
        roles=frozenset({role}), permissions=ROLES[role].permissions, compartments=frozenset({"civilian"}),
    )  # fmt: skip


def _office(kind: str, name: str, above: str) -> Agency:
    new = agencies.NewAgency(kind, name, "XX", parent=cast.agency(above).public_id)
    asked = agencies.propose_registration(actor=cast.actor("ken"), new=new, reason="x")
    proposals.decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve")
    return Agency.objects.get(public_id=asked.object)


def told() -> Dealer:
    """The whole story, up to the day before the book is closed."""
    made = Dealer(cast.actor("ivan"))
    offices = {DEALER: cast.agency("ivans")}
    for party in STORY["parties"]:
        if party["key"] in offices or party.get("foreign"):
            continue
        if kind := KINDS.get(party["kind"]):
            offices[party["key"]] = _office(kind, party["name"], "police" if kind == "police" else "province")
        elif party["kind"] == "person":
            new = NewParty(kind="person", values={"name": party["name"]})
            made.who[party["key"]] = register_party(actor=cast.actor("alice"), new=new)
    made.who |= {key: office.public_id for key, office in offices.items()}
    traders = {key: a_trader(office) for key, office in offices.items() if office.kind in ("dealer", "maker")}
    traders[DEALER] = made.actor
    teller = _Teller(made, traders)
    for event in STORY["events"]:
        teller.tell(event)
    return made


class _Teller:
    """Has each event of the story recorded by whoever records it."""

    def __init__(self, made: Dealer, traders: Mapping[str, Actor]) -> None:
        self.made, self.traders = made, traders
        self.described = {arm["key"]: arm for arm in STORY["arms"]}
        self.first: dict[str, dict[str, Any]] = {}
        self.by_number: dict[int, dict[str, Any]] = {event["n"]: event for event in STORY["events"]}
        self.wrong = {
            event["details"]["corrects"]: event["details"]
            for event in STORY["events"]
            if event["act"] == "entry_corrected"
        }

    def tell(self, event: dict[str, Any]) -> None:
        """One event."""
        getattr(self, f"_{event['act']}")(event)

    def _opens(self, event: dict[str, Any], kind: str, actor: Actor, **details: Any) -> None:
        arm = self.described[event["arm"]]
        values = {name: arm[name] for name in ("model", "type", "calibre")}
        identity = {f"{name}_raw": text for name, text in {"make": arm["maker"], **values}.items()}
        identity |= {"type": arm["type"], "country_made": arm["country"][:2]}
        del identity["type_raw"]
        serial = (arm.get("former_serials") or [arm["serial"]])[0]
        event_ = NewEvent(
            kind, details, day(dt.date.fromisoformat(event["day"])), identity=identity,
            marks=({"kind": "serial", "text": serial}, {"kind": "maker", "text": arm["maker"]}, {"kind": "country", "text": "XX"}),
        )  # fmt: skip
        self.made.arms[event["arm"]] = register_firearm(actor=actor, event=event_).firearm

    def _then(self, event: dict[str, Any], kind: str, actor: Actor, paper: str = "", **details: Any) -> None:
        occurred = day(dt.date.fromisoformat(event["day"]))
        new_event = NewEvent(kind, details, occurred, paper=paper)
        record_event(actor=actor, firearm=self.made.arms[event["arm"]], event=new_event)

    def _manufactured(self, event: dict[str, Any]) -> None:
        if event["from"] in self.traders:
            self._opens(event, "stock_declared", self.traders[event["from"]], owner_kind="maker")

    def _imported(self, event: dict[str, Any]) -> None:
        values = {"owner_kind": "importer", "owner": self.made.who[event["to"]], "country": "SE"}
        actor = self.traders[event["to"]]
        if event["arm"] in self.made.arms:
            self._then(event, "imported", cast.actor("heidi"), **values)
        else:
            self._opens(event, "imported", actor, **values)

    def _acquired_by_dealer(self, event: dict[str, Any]) -> None:
        seller = event["from"]
        if event["arm"] not in self.made.arms:
            # Where it was before is not on record.
            kind, state = (
                ("retailer", "in_stock_retail") if seller in self.traders else ("private", "held_civilian")
            )
            alice = cast.actor("alice")
            unknown = {**event, "day": event["day"]}
            self._opens(
                unknown, "registered", alice, state=state, owner_kind=kind, owner=self.made.who[seller]
            )
        owner = {"owner_kind": "retailer", "owner": self.made.actor.agency}
        if seller in self.traders:
            self._then(event, "wholesale_transferred", self.traders[seller], **owner)
        else:
            # What a person has stands in no book, so the authority that keeps the record enters it.
            self._then(event, "acquired", cast.actor("alice"), **owner)

    _traded_in = _returned_by_customer = _acquired_by_dealer

    def _sold_to_dealer(self, event: dict[str, Any]) -> None:
        owner = {"owner_kind": "retailer", "owner": self.made.who[event["to"]]}
        self._then(event, "wholesale_transferred", self.traders[event["from"]], **owner)

    def _sold_to_person(self, event: dict[str, Any]) -> None:
        to = self.wrong[event["n"]]["old"] if event["n"] in self.wrong else event["to"]
        owner = {"owner_kind": "private", "owner": self.made.who[to]}
        self._then(event, "retail_sold", self.traders[event["from"]], **owner)

    def _entry_corrected(self, event: dict[str, Any]) -> None:
        story.taken_back(cast.actor("alice"), cast.actor("bob"), self.made.arms[event["arm"]])
        sold = self.by_number[event["details"]["corrects"]]
        owner = {"owner_kind": "private", "owner": self.made.who[event["details"]["new"]]}
        self._then({**sold}, "retail_sold", self.made.actor, **owner)

    def _serial_corrected(self, event: dict[str, Any]) -> None:
        new = event["details"]["new_serial"]
        story.corrected(cast.actor("alice"), cast.actor("bob"), self.made.arms[event["arm"]], new)

    def _exported(self, event: dict[str, Any]) -> None:
        rule = replace(RULES["exported"], needs=())
        with mock.patch.dict(RULES, {"exported": rule}):
            self._then(
                event, "exported", cast.actor("heidi"), event["details"]["export_licence"], country="SE"
            )
        facts._always_asked.cache_clear()  # it may know what the other rule asks

    def _destroyed(self, event: dict[str, Any]) -> None:
        values = {
            "order": event["details"]["order"],
            "method": "cutting",
            "witnesses": [cast.user("dave").public_id, cast.user("erin").public_id],
        }
        occurred = day(dt.date.fromisoformat(event["day"]))
        asked = propose_event(
            actor=cast.actor("alice"), firearm=self.made.arms[event["arm"]], event=NewEvent("destroyed", values, occurred), reason="x",
        )  # fmt: skip
        assert proposals.decide(actor=cast.actor("bob"), proposal=asked.public_id, verdict="approve").executed

    def _lost(self, event: dict[str, Any]) -> None:
        self._then(event, "lost", self.made.actor, ground="loss", report=event["details"]["report"])

    def _stolen(self, event: dict[str, Any]) -> None:
        own = event["from"] == DEALER
        actor = self.made.actor if own else cast.actor("dave")
        self._then(
            event,
            "stolen",
            actor,
            report=event["details"]["report"],
            taken_from="shop" if own else "dwelling",
        )

    def _deposited(self, event: dict[str, Any]) -> None:
        office = self.made.who[event["to"]]
        self._then(
            event,
            "deposited",
            self.made.actor,
            event["details"]["receipt"],
            ground="voluntary",
            depositary=office,
        )

    def _offered(self, event: dict[str, Any]) -> None:
        if event["day"] < "2026-09-01":
            return  # the offer that was accepted: it is long over
        thing = Firearm.objects.get(public_id=self.made.arms[event["arm"]])
        transfer = "wholesale_transferred" if event["to"] in self.traders else "retail_sold"
        offers.make(
            actor=self.made.actor, firearm=thing.public_id, firearm_n=thing.n, buyer=self.made.who[event["to"]],
            transfer=transfer, seller=self.made.actor.agency, blind=True,
        )  # fmt: skip

    _pending_sale = _offered
