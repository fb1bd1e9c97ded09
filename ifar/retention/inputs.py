"""What is said of holds and of lapsed records: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ifar.acts.inputs import Day, Input, Prompt, identifier


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_FOR_ANOTHER: Final = _("For the second person who decides. Name nobody whom it does not concern.")
_Reason = Annotated[
    str, Field(min_length=1, max_length=2000), Prompt(_("Reason"), _FOR_ANOTHER, way="text", rows=3)
]


class PlaceHold(Input):
    """What is to be kept, for which case; without `until` it stands until it is lifted."""

    object: Annotated[
        str,
        identifier("FKP"),
        Prompt(
            _("Firearm or party"),
            _("Its identifier, which begins with F, K or P."),
            way="identifier",
            among="FKP",
        ),
    ]
    ground: Annotated[
        Literal[
            "criminal_proceedings", "civil_proceedings", "inspection", "trace_request", "subject_request"
        ],
        Prompt(_("Why it is to be kept"), way="choice", among="retention.grounds"),
    ]
    case: Annotated[
        str,
        Field(min_length=1, max_length=60),
        Prompt(_("Number of the case"), _("It stays in the log for ever, so name nobody in it.")),
    ]
    until: Annotated[
        Day | None, Prompt(_("Until"), _("Its last day. Empty: until it is lifted."), way="day")
    ] = None


class LiftHold(Input):
    """Why a hold is lifted."""

    ground: Annotated[
        Literal["proceedings_ended", "order_revoked", "placed_by_mistake"],
        Prompt(_("Why it is lifted"), way="radio", among="retention.endings"),
    ]
    reason: _Reason


class EraseLapsed(Input):
    """Of whom everything personal is to be erased, and why."""

    chosen: Annotated[list[Annotated[str, Field(max_length=14)]], Field(max_length=50), Prompt(way="page")]
    reason: _Reason
