"""The house's tests ask every address thousands of times."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from ifar.documents import verification
from ifar.registry.alerts.services import restricted_hits


@pytest.fixture(autouse=True)
def answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """That answers which tell strangers something take the same time is their own tests' to prove; here it would be slept."""
    monkeypatch.setattr(verification, "STEP_SECONDS", 0.01)
    monkeypatch.setattr(restricted_hits, "STEP_SECONDS", 0.01)


@pytest.fixture(autouse=True, scope="package")
def refusals_unnoted() -> Iterator[None]:
    """Nine of ten answers here are refusals that are wanted; the log of them is read by nobody. Faults of ours are still noted."""
    log = logging.getLogger("django.request")
    before = log.level
    log.setLevel(logging.ERROR)
    yield
    log.setLevel(before)
