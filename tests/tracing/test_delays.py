"""Figures of delays: by ground and by trader, each with its days."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from ifar.tracing import figures as counted
from ifar.tracing.services import answering, chains
from tests.tracing.conftest import WORDS, searching

pytestmark = pytest.mark.django_db


def test_delays_are_counted_by_ground_and_by_trader_with_their_days(erin, ivan, monkeypatch):
    for ground in ("investigation", "investigation", "confidentiality_law"):
        text = searching(erin)
        answering.delay(actor=erin, request_id=text, ground=ground, note=WORDS)
    answering.resume(actor=erin, request_id=text)
    late = searching(erin)
    chains.ask_trader(actor=erin, request_id=late, trader=ivan.agency)
    in_five_days = timezone.now() + dt.timedelta(days=5)
    monkeypatch.setattr(counted.timezone, "now", lambda: in_five_days)
    today = dt.datetime.now(dt.UTC).date()
    result = {
        (delay.what, delay.code): delay
        for delay in counted.figures(erin, today - dt.timedelta(days=1), today).delays
    }
    assert set(result) == {("ground", "investigation"), ("ground", "confidentiality_law"), ("link", "dealer")}
    running = result["ground", "investigation"]
    assert (running.count, running.running, running.days) == (2, 2, 12), "each begun day counts whole"
    ended = result["ground", "confidentiality_law"]
    assert (ended.count, ended.running, ended.days) == (1, 0, 1)
    assert (result["link", "dealer"].running, result["link", "dealer"].days) == (1, 5)
