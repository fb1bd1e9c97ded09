"""What can be chosen in the forms of tracing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.conf import settings

from ifar.acts.forms import Choices
from ifar.reference import selectors as reference
from ifar.tracing import labels, selectors, steps


def countries(*, own: bool = False) -> list[tuple[str, Any]]:
    """States that may be chosen, by name, without our own unless it may be."""
    listed = [
        (choice.code, choice.words)
        for choice in reference.choices("country")
        if own or choice.code != settings.IFAR_COUNTRY
    ]
    return sorted(listed, key=lambda row: str(row[1]))


def _of(listed: Mapping[str, Any], among: Iterable[str] | None = None) -> Choices:
    return lambda _name: [(code, listed[code]) for code in among or listed]


CHOICES: Final[Mapping[str, Choices]] = {
    "trace_other": lambda _name: countries(),
    "trace_state": lambda _name: countries(own=True),
    "trace_office": lambda _name: selectors.offices_that_answer(),
    "trace_trader": lambda _name: selectors.traders(),
    "trace_channel": _of(labels.CHANNELS, ("file", "iarms", "etrace", "letter")),
    "trace_agreement": _of(labels.AGREEMENTS),
    "trace_thing": _of(labels.THINGS),
    "trace_illicit": _of(labels.ILLICIT),
    "trace_use": _of(labels.USES),
    "trace_urgency": _of(labels.URGENCIES),
    "trace_handling": _of(labels.HANDLINGS),
    "trace_ground": _of(labels.GROUNDS),
    "trace_role": _of(labels.ROLES),
    "trace_trade": _of(labels.ROLES, steps.ROLES[:-1]),
    "trace_result": _of(labels.RESULTS),
    "trace_diversion": _of(labels.DIVERSIONS),
    "trace_failure": _of(labels.FAILURES, steps.OF_TRADER),
    "trace_given_up": _of(labels.FAILURES, steps.OF_DESK),
    "trace_nature": _of(labels.NATURES),
}
"""Name of a list that is no code list -> what can be chosen of it."""
