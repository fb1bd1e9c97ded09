"""What tests of the register ask for."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.registry.services import blind as blindly
from ifar.registry.services import due


@pytest.fixture
def registered_before(monkeypatch):
    """Whatever is registered here was long before anybody asks, and is not told as something that was just being written."""
    monkeypatch.setattr(blindly, "STEP_SECONDS", 0.001)
    monkeypatch.setattr(due, "RECENT", dt.timedelta(hours=-1))
