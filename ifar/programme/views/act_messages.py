"""What an act of a button of the programme did, in words: for the line that the page shows afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as lazy

_WAITS: Final = lazy("It is submitted. Another person approves it.")
_APPROVED: Final = lazy("It is approved.")
_BACK: Final = lazy("It is given back, with the reason.")
_AGAIN: Final = lazy("It is open again.")

DONE: Final[Mapping[str, Mapping[str, Any]]] = {
    "diligence": {
        "submit": lazy("The assessment is submitted. Another person decides."),
        "release": lazy("The support is released."),
        "hold": lazy("The support is held back."),
        "withdraw": lazy("The assessment is withdrawn."),
        "mark": lazy("The project is marked: human-rights due diligence comes first."),
        "unmark": lazy("The mark is taken off the project."),
    },
}
"""Type of record -> what its form asked for -> what was done."""


def said(record_type: str, asked: str) -> str:
    """What was done."""
    return str(DONE[record_type].get(asked, lazy("Done.")))
