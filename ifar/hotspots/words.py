"""What the interface says of hotspots: reasons, states, kinds and precisions, as whole sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ifar.errors import Reason

REASONS: Final[Mapping[str, Any]] = {
    "hotspots.changed_meanwhile": lazy("Somebody else did something with this meanwhile: look at it again."),
    "hotspots.impossible": lazy("This cannot be done as long as it is: %(state)s."),
}
"""Code of a reason -> what it says."""

STATES: Final[Mapping[tuple[str, str], Any]] = {
    ("layer", "loaded"): lazy("Loaded"),
    ("layer", "withdrawn"): lazy("Withdrawn"),
    ("source", "open"): lazy("Open"),
    ("source", "closed"): lazy("Closed"),
    ("delivery", "loaded"): lazy("Loaded"),
    ("delivery", "withdrawn"): lazy("Withdrawn"),
    ("pair", "one"): lazy("One incident"),
    ("pair", "two"): lazy("Two incidents"),
}
"""(noun, state) -> its name."""


def of(code: str, params: Mapping[str, Any] | None = None) -> Any:
    """What a refusal says, as a sentence for people."""
    said = REASONS.get(code, code)
    return str(said) % dict(params) if params else said


def explained(reasons: Iterable[Reason]) -> list[Reason]:
    """Reasons with their sentences."""
    return [replace(one, message=one.message or of(one.code, one.params)) for one in reasons]


def state_words(noun: str, state: str) -> str:
    """The name of a state."""
    return str(STATES.get((noun, state), state)) if state else _("not there yet")
