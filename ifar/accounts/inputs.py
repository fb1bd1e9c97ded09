"""What is said of people, their roles and absences, of agencies, clients and proposals: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ifar.acts.inputs import Input, Moment, Prompt


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


Identifier = Annotated[str, Field(max_length=20)]
Name = Annotated[str, Field(max_length=300)]
_Reason = Annotated[str, Field(max_length=2000), Prompt(_("Reason"), way="text", rows=3)]
_Desk = _("Of the desk, not of a person: it stays in the log.")


class StatedReason(Input):
    """Why something is done."""

    reason: _Reason


class ConfirmedReason(StatedReason):
    """Why somebody is stopped or loses a role; `understood` = you know how few administrators or security officers are left."""

    understood: Annotated[bool, Prompt(way="check")] = False


class RegisterPerson(Input):
    """A new person."""

    name: Annotated[Name, Prompt(_("Name"))]
    username: Annotated[
        str,
        Field(max_length=60),
        Prompt(
            _("Name for signing in"), _("Small letters and digits; it cannot be changed later."), way="code"
        ),
    ]
    email: Annotated[str, Field(max_length=254), Prompt(_("E-mail address"), way="code")] = ""
    language: Annotated[
        str, Field(max_length=8), Prompt(_("Language"), way="choice", among="accounts.languages")
    ] = "en"
    home: Annotated[Identifier, Prompt(_("Agency"), _("It answers for who this person is."), way="choice")]


class AskForRole(Input):
    """A role that somebody is to get; without `valid_to` it has no end."""

    role: Annotated[Name, Prompt(_("Role"), way="choice", among="accounts.roles")]
    agency: Annotated[Identifier, Prompt(_("Agency"), way="choice")]
    valid_from: Moment | None = None
    valid_to: Annotated[
        Moment | None, Prompt(_("Until"), _("Leave empty for a role without an end."), way="moment")
    ] = None
    reason: _Reason


class _Away(Input):
    stand_in: Annotated[Identifier, Prompt(_("Who stands in"), way="choice")]
    valid_from: Annotated[Moment, Prompt(_("From"), way="moment")]
    valid_to: Annotated[Moment, Prompt(_("Until"), way="moment")]
    reason: _Reason


class EnterAbsence(_Away):
    """Who stands in, in which of the roles that the person holds, from when to when: a role and its agency, with a blank between."""

    held: Annotated[str, Field(max_length=321), Prompt(_("Role"), way="choice")]

    def arguments(self) -> dict[str, Any]:
        """The role and its agency are two."""
        role, _blank, agency = self.held.partition(" ")
        return {**self.model_dump(exclude={"held"}), "role": role, "agency": agency}


class EnterAbsenceOf(_Away):
    """The same of a person who is named here, as a page names them by its address."""

    user: Identifier
    role: Name
    agency: Identifier


class AskForClient(Input):
    """An API client that somebody asks for."""

    name: Annotated[Name, Prompt(_("Name of the programme"))]
    agency: Annotated[Identifier, Prompt(_("Agency"), _("It sees what this agency sees."), way="choice")]
    scopes: Annotated[list[Name], Field(max_length=50), Prompt(_("What it may do"), way="checks")]
    expires_at: Annotated[Moment, Prompt(_("Until"), _("Within a year."), way="moment")]
    reason: _Reason


_Names = Annotated[
    dict[Annotated[str, Field(max_length=2)], Annotated[str, Field(max_length=300)]],
    Field(max_length=20),
    Prompt(way="each", each="line"),
]
"""What an agency is called in other languages, by language."""


class RegisterAgency(Input):
    """A new agency."""

    kind: Annotated[Name, Prompt(_("Kind"), way="choice", among="accounts.agency_kinds")]
    name: Annotated[Name, Prompt(_("Name"))]
    country: Annotated[str, Field(max_length=2), Prompt(_("Country"), way="choice")]
    area: Annotated[
        str, Field(max_length=12), Prompt(_("Province or district for which it answers"), way="area")
    ] = ""
    parent: Annotated[
        str,
        Field(max_length=20),
        Prompt(
            _("Office above"),
            _("It answers where this office has nobody who may decide."),
            way="choice",
            empty=_("None: a topmost office"),
        ),
    ] = ""
    telephone: Annotated[str, Field(max_length=40), Prompt(_("Telephone"), _Desk, way="code")] = ""
    email: Annotated[str, Field(max_length=200), Prompt(_("E-mail"), _Desk, way="code")] = ""
    names: _Names = {}
    reason: _Reason


class ChangeAgency(StatedReason):
    """One change of an agency: a new name, its names in other languages, another area, how its desk is reached, its closing or reopening."""

    name: Name | None = None
    area: Annotated[str, Field(max_length=12)] | None = None
    closed: bool | None = None
    telephone: Annotated[str, Field(max_length=40)] | None = None
    email: Annotated[str, Field(max_length=200)] | None = None
    names: _Names | None = None


class RenameAgency(ChangeAgency):
    """A new name."""

    name: Annotated[Name, Prompt(_("New name"))]


class NameAgency(ChangeAgency):
    """What it is called in other languages; what is left empty is said by its name."""

    names: _Names = {}


class ReachAgency(ChangeAgency):
    """How the desk is reached; what is left empty is no more."""

    telephone: Annotated[str, Field(max_length=40), Prompt(_("Telephone"), way="code")] = ""
    email: Annotated[str, Field(max_length=200), Prompt(_("E-mail"), way="code")] = ""


class CloseAgency(ChangeAgency):
    """That it is closed, or opened again."""

    closed: Annotated[bool, Prompt(way="check")] = False


class DecideProposal(Input):
    """Yes or no, and why."""

    verdict: Annotated[Literal["approve", "refuse"], Prompt(way="buttons")]
    reason: Annotated[str, Field(max_length=2000), Prompt(_("Reason"), way="text")] = ""


class WithdrawProposal(Input):
    """Why it is taken back."""

    reason: Annotated[str, Field(max_length=2000), Prompt(_("Reason"), way="text")] = ""
