"""Acts as somebody writes them who goes past the service: what the database itself says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ifar.acts import Rule
from ifar.acts.recorder import Recorder


@contextmanager
def without_guards(recorder: Recorder) -> Iterator[None]:
    """The service asks no guard and no rule, and puts no refusal of the database into words."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recorder, "_failing", lambda *situation: iter(()))
        patch.setattr(recorder, "_guards", [])
        patch.setattr(Rule, "against", lambda *situation: [])
        yield
