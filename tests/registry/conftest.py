"""What tests of the register ask for."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.registry.alerts.services import match_backlog
from ifar.registry.alerts.services import restricted_hits as restricted


@pytest.fixture
def registered_before(monkeypatch):
    """Whatever is registered here was long before anybody asks, and is not told as something that was just being written."""
    monkeypatch.setattr(restricted, "STEP_SECONDS", 0.001)
    monkeypatch.setattr(match_backlog, "RECENT", dt.timedelta(hours=-1))
