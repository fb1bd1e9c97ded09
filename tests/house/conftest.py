"""The house's tests ask every address thousands of times."""

from __future__ import annotations

import pytest

from ifar.papers import verification
from ifar.registry.services import blind


@pytest.fixture(autouse=True)
def answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """That answers which tell strangers something take the same time is their own tests' to prove; here it would be slept."""
    monkeypatch.setattr(verification, "STEP_SECONDS", 0.01)
    monkeypatch.setattr(blind, "STEP_SECONDS", 0.01)
