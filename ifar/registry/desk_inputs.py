"""What is said of offers, of pairs that may be one, and of saved searches: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ifar.acts.inputs import Asked, Input, Whole, identifier


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Text = Annotated[str, Field(max_length=2000)]


class OfferFirearm(Input):
    """To whom a firearm is offered, in which way, under which licence of the buyer."""

    transfer: Annotated[
        Literal["privately_transferred", "retail_sold", "wholesale_transferred", "acquired"],
        Asked(_("Kind of transfer"), way="choice"),
    ]
    buyer: Annotated[
        str,
        identifier("AP"),
        Asked(
            _("Buyer"),
            _("A part of the name, or the identifier of the person, the company or the agency. That you ask for a name is logged."),
            way="identifier",
            among="AP",
        ),
    ]  # fmt: skip
    licence: Annotated[
        str,
        identifier("L", optional=True),
        Asked(_("Buyer's licence"), _("The number on the licence."), way="identifier", among="L"),
    ] = ""


class DecideDuplicate(Input):
    """Whether two records are one firearm, which goes on, and why."""

    verdict: Annotated[Literal["same", "different", "undone"], Asked(way="buttons")]
    survivor: Annotated[str, Field(max_length=24), Asked(way="page")] = ""
    reason: Annotated[_Text, Asked(_("Reason"), way="text")] = ""


class RenewSearch(Input):
    """How much longer a saved search stays open, and why; the longest that its kind allows where nothing is said."""

    reason: Annotated[_Text, Asked(_("Reason"), way="text")]
    days: Annotated[Whole | None, Field(ge=1, le=10_000)] = None


class CloseSearch(Input):
    """Why a saved search is closed."""

    outcome: Annotated[Literal["found", "not_needed", "mistaken"], Asked(way="page")]
    reason: Annotated[_Text, Asked(_("Reason"), way="text")] = ""


class JudgeHit(Input):
    """Whether a hit is the firearm that is looked for."""

    verdict: Annotated[Literal["confirmed", "rejected"], Asked(way="buttons")]
    note: Annotated[_Text, Asked(_("Note"), way="text")] = ""
