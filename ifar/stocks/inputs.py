"""What is said of armouries and officers: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Asked, Code, Day, Input, Seen, Told, identifier


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Charge = Annotated[str, identifier("U"), Asked(_("Officer in charge"), way="choice", among=())]
_Since = Annotated[
    Day,
    Asked(
        _("Since"),
        _(
            "Everything in the armoury is counted within the term that the State sets, 30 days where it sets none."
        ),
        way="day",
    ),
]
_Order = Annotated[
    str,
    Field(max_length=60),
    Asked(
        _("Standing order"),
        _(
            "The number of the order under which arms are issued for a shift, so that no issue needs one of its own."
        ),
        way="code",
    ),
]


class TakeOver(Input):
    """Which store is an armoury, who is in charge of it, and since when."""

    place: Annotated[str, identifier("Z"), Asked(_("Store"), way="choice", among=())]
    charge: _Charge
    since: _Since
    standing_order: _Order = ""


class ChangeCharge(Input):
    """Who is in charge of an armoury from now on."""

    charge: _Charge
    since: _Since
    standing_order: _Order = ""
    expected_n: Seen = None


_Name = Annotated[str, Field(min_length=1, max_length=200), Asked(_("Name"))]
_Number = Annotated[
    str,
    Field(min_length=1, max_length=40),
    Asked(_("Service number"), _("A scanner reads it on the officer's card."), way="code"),
]
_Account = Annotated[
    str,
    identifier("U", optional=True),
    Asked(
        _("Own account"),
        _(
            "Where the officer has one, they confirm what they receive under it. Nobody hands out to themselves."
        ),
        way="choice",
        among=(),
        empty="–",
    ),
]
_Trained = Annotated[Day | None, Asked(_("Training valid until"), way="day")]
_Medical = Annotated[Day | None, Asked(_("Medical check valid until"), way="day")]


class Enrol(Input):
    """An officer of the unit: name, service number, and until when they may carry."""

    name: _Name
    number: _Number
    trained_until: _Trained = None
    medical_until: _Medical = None
    account: _Account = ""


class CorrectOfficer(Input):
    """What the officer is called, and by which number and account they go."""

    name: _Name
    number: _Number
    account: _Account = ""
    expected_n: Seen = None


class NoteChecks(Input):
    """Until when training and medical check are valid."""

    trained_until: _Trained = None
    medical_until: _Medical = None
    expected_n: Seen = None


class SuspendOfficer(Input):
    """Why an officer carries nothing, and until when."""

    ground: Annotated[Code, Asked(_("Ground"), way="choice", among="stocks_suspensions")]
    suspended_until: Annotated[Day, Asked(_("Until"), way="day")]
    expected_n: Seen = None


class ReinstateOfficer(Told):
    """That an officer may carry again."""


class OfficerLeft(Input):
    """Why an officer is none of this unit any more."""

    ground: Annotated[Code, Asked(_("Ground"), way="choice", among="stocks_leavings")]
    expected_n: Seen = None
