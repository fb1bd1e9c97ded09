"""What is said of offers, of pairs that may be one, and of saved searches: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ifar.acts.inputs import Input, Prompt, Whole, identifier, named


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Text = Annotated[str, Field(max_length=2000)]


class OfferFirearm(Input):
    """To whom a firearm is offered, in which way, under which licence of the buyer."""

    transfer: Annotated[
        Literal["privately_transferred", "retail_sold", "wholesale_transferred", "acquired"],
        Prompt(_("Kind of transfer"), way="choice"),
    ]
    buyer: Annotated[
        str,
        identifier("AP"),
        Prompt(
            _("Buyer"),
            _("A part of the name, or the identifier of the person, the company or the agency. That you ask for a name is logged."),
            way="identifier",
            among="AP",
        ),
    ]  # fmt: skip
    licence: Annotated[
        str,
        identifier("L", optional=True),
        Prompt(_("Buyer's licence"), _("The number on the licence."), way="identifier", among="L"),
    ] = ""


class FitPart(Input):
    """The part that is fitted into a firearm."""

    part: Annotated[
        str,
        Field(min_length=1, max_length=400),
        named("K"),
        Prompt(_("Part"), _("Scan its label or code, or type its serial number or identifier."), way="code"),
    ]


class DecideDuplicate(Input):
    """Whether two records are one firearm, which goes on, and why."""

    verdict: Annotated[Literal["same", "different", "undone"], Prompt(way="buttons")]
    survivor: Annotated[str, Field(max_length=24), Prompt(way="page")] = ""
    reason: Annotated[_Text, Prompt(_("Reason"), way="text")] = ""


class DecideSeveral(Input):
    """Pairs that stay two firearms each, and why; `confirmed` once the list was looked through."""

    picked: Annotated[
        list[Annotated[str, Field(max_length=24)]], Field(max_length=25), Prompt(way="page")
    ] = []
    confirmed: Annotated[bool, Prompt(way="page")] = False
    reason: Annotated[_Text, Prompt(_("Reason"), way="text", rows=3)] = ""


class KeepSearch(Input):
    """For what a search is kept open, under which case, why, how long; the longest that its kind allows where nothing is said."""

    kind: Annotated[
        Literal["recovery", "trace", "theft_report", "enquiry"],
        Prompt(_("Kept open for"), way="choice", among="registry.search_kinds"),
    ]
    reference: Annotated[
        str,
        Field(min_length=1, max_length=200),
        Prompt(_("Case, request or report"), _("The number under which your office knows it.")),
    ]
    reason: Annotated[str, Field(min_length=1, max_length=2000), Prompt(_("Reason"), way="text")]
    days: Annotated[
        Annotated[Whole, Field(ge=1, le=10_000)] | None,
        Prompt(
            _("For how many days"),
            _("Empty for the longest that is allowed; it can be kept open longer later."),
            way="number",
        ),
    ] = None


_Year = Annotated[Whole, Field(ge=1000, le=9999)]
_Code = Annotated[str, Field(max_length=100)]


class OpenSearch(KeepSearch):
    """The same with the question: what was read and is known, in codes of the reference data; `kinds` = kinds of marks to look at, all where empty."""

    serial: Annotated[str, Field(max_length=200)]
    make: _Code | None = None
    model: _Code | None = None
    calibre: _Code | None = None
    type: _Code | None = None
    country: _Code | None = None
    year: tuple[_Year, _Year] | None = None
    kinds: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)] = []


class ReleaseSearches(Input):
    """Saved searches that wait for closed compartments, or the case or request whose they are."""

    search: Annotated[
        list[Annotated[str, Field(max_length=20)]], Field(max_length=100), Prompt(way="page")
    ] = []
    reference: Annotated[str, Field(max_length=200), Prompt(way="page")] = ""


class RenewSearch(Input):
    """How much longer a saved search stays open, and why; the longest that its kind allows where nothing is said."""

    reason: Annotated[_Text, Prompt(_("Reason"), way="text")]
    days: Annotated[Whole | None, Field(ge=1, le=10_000)] = None


class CloseSearch(Input):
    """Why a saved search is closed."""

    outcome: Annotated[
        Literal["found", "not_needed", "mistaken"],
        Prompt(_("Why"), way="choice", among="registry.search_closings"),
    ]
    reason: Annotated[_Text, Prompt(_("Remark"), way="text")] = ""


class JudgeHit(Input):
    """Whether a hit is the firearm that is looked for."""

    verdict: Annotated[Literal["confirmed", "rejected"], Prompt(way="buttons")]
    note: Annotated[_Text, Prompt(_("Note"), way="text")] = ""
