"""An inspectorate with people, and a case about the harbour that a signal opened."""

from __future__ import annotations

import datetime as dt
from typing import Final
from unittest import mock

from django.utils import timezone

from ifar.accounts.services import proposals
from ifar.oversight.facts import Fact
from ifar.oversight.selectors import signals
from ifar.oversight.services import cases as work
from ifar.oversight.services import parameters, report, requests
from ifar.oversight.services.signals import refresh
from ifar.rights import Actor
from tests import cast
from tests.oversight.making import fact, facts
from tests.stocks.making import works_at

ROLE: Final = "oversight_inspector"


def serial_then_destruction(actor: Actor, thing: str = "F1") -> list[Fact]:
    """Two rows on which a question stands."""
    edit = fact("registry.corrected", 100, actor.id, actor.agency, thing=thing, fields="serial")
    asked = fact("accounts.proposed", 120, actor.id, actor.agency, thing=thing, act="registry.destroyed")
    return [edit, asked]


def inspector_and_judge() -> None:
    """Judy is an inspector, Nina a judge."""
    works_at("judy", ROLE, cast.agency("inspectorate"), "inspection", "I-2026-4")
    works_at("nina", "judge", cast.agency("court"), "court", "C-2026-4")


def the_judge() -> Actor:
    """Nina, a judge from here on."""
    nina = cast.actor("nina")
    return (
        nina
        if "judge" in nina.roles
        else works_at("nina", "judge", cast.agency("court"), "court", "C-2026-4")
    )


def the_inspectorate() -> tuple[Actor, Actor, Actor]:
    """Judy, Mallory and Heidi are inspectors; Erin, who supervises the harbour, became one too."""
    office = cast.agency("inspectorate")
    names = ("erin", "judy", "mallory", "heidi")
    _erin, *inspectors = (works_at(name, ROLE, office, "inspection", "I-2026-4") for name in names)
    judy, mallory, heidi = inspectors
    return judy, mallory, heidi


def a_case(judy: Actor) -> str:
    """Opened from what the register asks about Dave, who works at the harbour."""
    refresh(facts(*serial_then_destruction(cast.actor("dave"))))
    assert signals.rows_for(judy)[0][0].who == cast.actor("dave").id
    return work.open_from_signals(actor=judy, who=cast.actor("dave").id, text="Serial, then destruction.")


def a_case_of_the_harbour(judy: Actor, mallory: Actor) -> str:
    """The same, with Mallory as its lead, under examination."""
    made = a_case(judy)
    work.assign(actor=judy, inspection_id=made, lead=mallory.id)
    work.declare(actor=mallory, inspection_id=made, declared=True)
    return made


def a_colleague() -> Actor:
    """Rosa, of whom the case does not speak, works at the harbour from here on."""
    rosa, harbour = cast.actor("rosa"), cast.agency("harbour")
    return (
        rosa
        if rosa.agency == harbour.public_id
        else works_at("rosa", "police_officer", harbour, "investigation", "P-2026-17")
    )


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def to_the_end(judy: Actor, mallory: Actor, heidi: Actor, dave: Actor) -> str:
    """From the signal over a question, a provisional measure, a visit and a finding to a recommendation that is overdue, closed by another inspector."""
    made = a_case_of_the_harbour(judy, mallory)
    work.plan(actor=mallory, inspection_id=made, plan="Ask, secure, visit, count.")
    work.admit(actor=mallory, inspection_id=made, member=heidi.id)
    asks = {"inspection_id": made, "addressed": dave.agency, "due_on": in_days(3)}
    question = requests.ask(actor=mallory, kind="explanation", text="Why was the serial corrected?", **asks)
    secured = requests.ask(actor=heidi, kind="secure_evidence", text="Keep the book of the store.", **asks)
    rosa = a_colleague()
    requests.answer(actor=rosa, request_id=question, done="yes", answer="The plate was worn.")
    requests.answer(actor=rosa, request_id=secured, done="yes", answer="It lies in the safe.")
    work.note_visit(actor=heidi, inspection_id=made, on=in_days(0), note="The store, with the commander.")
    work.record_finding(actor=mallory, inspection_id=made, grade="major", note="No photograph was kept.")
    requests.settle(actor=mallory, request_id=secured, remark="Copied and given back.")
    requests.ask(actor=mallory, kind="recommendation", text="Photograph each plate.", **asks)
    work.close(
        actor=heidi, inspection_id=made, outcome="measures", reason="The station changed its procedure."
    )
    return made


def fill() -> None:
    """The same by two inspectors alone: Judy is its member."""
    office = cast.agency("inspectorate")
    judy, heidi = (works_at(name, ROLE, office, "inspection", "I-2026-4") for name in ("judy", "heidi"))
    to_the_end(judy, heidi, judy, cast.actor("dave"))
    a_parameter(judy, "odd_hours.least", "4")
    a_report(judy, timezone.localdate().year)


def a_report(judy: Actor, year: int) -> None:
    """The integrity report of a year, taken as over, that Judy proposed and Nina, a judge from here on, released."""
    with mock.patch("ifar.oversight.services.report.is_over", return_value=True):
        asked = report.propose_release(actor=judy, year=year, reason="The year is over.")
    assert proposals.decide(actor=the_judge(), proposal=asked.public_id, verdict="approve").executed


def a_parameter(judy: Actor, parameter: str, value: str) -> None:
    """A parameter that Judy asked to change, and Nina, a judge from here on, agreed to."""
    asked = parameters.propose_change(
        actor=judy, parameter=parameter, value=value, reason="Too many questions."
    )
    assert proposals.decide(actor=the_judge(), proposal=asked.public_id, verdict="approve").executed
