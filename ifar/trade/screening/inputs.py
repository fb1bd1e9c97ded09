"""What is said of sanctions and denial lists and of matches: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ifar.acts.inputs import Input, Prompt, Seen
from ifar.trade.inputs import Reason, _

CODE: Final = r"[a-z0-9][a-z0-9_-]{0,39}"
ListCode = Annotated[str, Field(pattern=f"^{CODE}$")]


class LoadList(Input):
    """Which list it is, and how a table calls its columns where it calls them otherwise."""

    code: Annotated[
        ListCode,
        Prompt(
            _("Short name"),
            _("Small letters, digits and hyphens. The same name replaces the list by its new version."),
            way="code",
        ),
    ]
    title: Annotated[str, Field(min_length=1, max_length=200), Prompt(_("Name of the list"))]
    columns: Annotated[
        str,
        Field(max_length=400),
        Prompt(
            _("Columns of a table"),
            _("Only for headings that are not recognised, as name=Full name, aliases=AKA. May be named: ref, name, aliases, kind, states, born, numbers, note."),
            way="code",
        ),
    ] = ""  # fmt: skip
    reason: Reason


class EndList(Input):
    """Why nobody is asked of it any more."""

    reason: Reason


class AskLists(Input):
    """A name, and what else is known of whoever bears it."""

    name: Annotated[str, Field(min_length=2, max_length=300), Prompt(_("Name"))]
    born: Annotated[
        str, Field(pattern=r"^(\d{4}(-\d{2}-\d{2})?)?$"), Prompt(_("Day or year of birth"), way="code")
    ] = ""
    country: Annotated[
        str, Field(pattern="^([A-Z]{2})?$"), Prompt(_("In which State"), way="choice", among="trade_countries", empty="–")
    ] = ""  # fmt: skip


class DecideMatch(Input):
    """Whether it is the same person, and why."""

    verdict: Annotated[
        Literal["another", "same"],
        Prompt(
            way="buttons",
            among=(("another", _("It is another person")), ("same", _("It is the same person"))),
        ),
    ]
    reason: Reason
    expected_n: Seen = None
