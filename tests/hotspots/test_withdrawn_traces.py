"""A flow stands on links of traces: what is withdrawn of them is no case of it any more."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from ifar.hotspots.models import Alert
from ifar.outbox import services as outbox
from ifar.rights import Actor
from ifar.tracing.flows import flows_of
from ifar.tracing.services import chains, requests
from ifar.tracing.steps import Answer
from tests.hotspots.flowing import a_told_alert
from tests.tracing.conftest import WORDS, row, searching

pytestmark = pytest.mark.django_db


def _traced(actor: Actor, number: int) -> list[str]:
    """Requests whose chain goes from a State to a dealer."""
    made = [searching(actor) for _ in range(number)]
    for text in made:
        answer = Answer("passed_on", dt.date(2019, 3, 1), "dealer", source="Book 7")
        chains.note_link(actor=actor, request_id=text, role="maker", country="BE", said=answer)
    return made


def _withdrawn(actor: Actor, request: str) -> None:
    requests.withdraw(actor=actor, request_id=request, note=WORDS)
    while outbox.deliver():
        pass


def _a_flow(actor: Actor, observed: int) -> Alert:
    today = timezone.now().date().isoformat()
    values = {"source": "BE", "target": "dealer", "before": "0"}
    made = a_told_alert(
        actor, kinds=("traces",), level="watch", observed=observed, places=("dealer",), signal="flow", expected="0.500",
        first=today, last=today, said=values,
    )  # fmt: skip
    return Alert.objects.get(public_id=made)


def test_w15_a_withdrawn_trace_lessens_a_flow_and_too_little_withdraws_it(
    erin: Actor, quentin: Actor, signed_in
) -> None:
    made = _traced(erin, 4)
    alert = _a_flow(quentin, 4)
    assert len(flows_of(alert.compartment, timezone.now().date())) == 4
    _withdrawn(erin, made[0])
    alert.refresh_from_db()
    assert (alert.state, alert.still) == ("raised", 3)
    assert "withdrawn" in alert.caveats
    page = signed_in("quentin").get(f"/hotspots/alerts/{alert.public_id}/").content.decode()
    assert "Cases were withdrawn: 3 of 4 remain." in page
    _withdrawn(erin, made[1])
    alert.refresh_from_db()
    assert (alert.state, alert.still) == ("withdrawn", 2)


def test_w15_other_routes_and_what_is_there_stay_as_they_are(erin: Actor, quentin: Actor) -> None:
    _traced(erin, 3)
    other = searching(erin)
    answer = Answer("passed_on", dt.date(2019, 3, 1), "holder", source="Book 8")
    chains.note_link(actor=erin, request_id=other, role="maker", country="NL", said=answer)
    alert = _a_flow(quentin, 3)
    _withdrawn(erin, other)
    alert.refresh_from_db()
    assert (alert.state, alert.still, alert.n) == ("raised", None, 1)


def test_w15_a_run_counts_no_link_of_a_withdrawn_trace(erin: Actor) -> None:
    made = _traced(erin, 2)
    compartment = row(made[0]).compartment
    assert len(flows_of(compartment, timezone.now().date())) == 2
    requests.withdraw(actor=erin, request_id=made[0], note=WORDS)
    assert len(flows_of(compartment, timezone.now().date())) == 1
