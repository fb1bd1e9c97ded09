"""What is said of the serviceability of dozens of arms at once. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ifar.acts.inputs import Day, Input, Prompt, identifier


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class RecordServiceability(Input):
    """What was found or done, when, and of which arms."""

    kind: Annotated[
        Literal["passed", "found_repairable", "condemned", "set_aside", "repair_begun", "repaired"],
        Prompt(_("What was found or done"), way="choice", among="stocks_serviceability"),
    ]
    inspected_on: Annotated[Day | None, Prompt(_("Day of the inspection"), way="day")] = None
    mark: Annotated[
        str,
        Field(max_length=40),
        Prompt(_("Inspection mark"), _("As marked on the arm. Needed where it is serviceable."), way="code"),
    ] = ""
    fault: Annotated[
        Literal[
            "barrel", "action", "trigger", "safety", "magazine", "sights", "stock", "corrosion", "other", ""
        ],
        Prompt(
            _("Defect"),
            _("Needed for arms that are repairable or unserviceable."),
            way="choice",
            among="stocks_faults",
        ),
    ] = ""
    workshop: Annotated[
        str,
        identifier("Z", optional=True),
        Prompt(_("Workshop"), _("Where it goes for repair."), way="choice", among=()),
    ] = ""
    things: Annotated[
        str,
        Field(max_length=50_000),
        Prompt(
            _("Arms"),
            _("Scan the labels, or type serial numbers or identifiers: one to a line, or as ranges."),
            way="scanned",
            rows=8,
        ),
    ]
