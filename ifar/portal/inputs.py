"""What holders say on their own pages, and what officers say of holders' accounts and reports: the forms of the pages, the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Whole
from ifar.parties.party import LONGEST, MOST_LINES


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Text = Annotated[str, Field(max_length=2000)]
_Said = Annotated[str, Field(min_length=1, max_length=2000)]
_Why = Annotated[_Said, Prompt(_("Why"), way="text", rows=3)]
_Area = Annotated[str, Field(max_length=20)]


class AboutOwn(Input):
    """About whom of those that the account stands for; the only one where nobody is named."""

    of: Annotated[str, Field(max_length=20), Prompt(_("For whom"), way="choice", among=())] = ""


# One's own applications -------------------------------------------------------------------------------------------------


class Apply(AboutOwn):
    """For which licence one applies; it is kept as a draft until it is handed in."""

    kind: Annotated[Code, Prompt(_("Which licence"), way="choice", among="licence_kind")]
    quota: Annotated[
        Annotated[Whole, Field(ge=1, le=100_000)] | None,
        Prompt(_("Number of firearms"), _("Empty for as many as this kind allows."), way="number"),
    ] = None
    note: Annotated[_Text, Prompt(_("What you want to say"), way="text", rows=3)] = ""


class HandIn(RecordInput):
    """That the clock of the law begins. Where documents are missing, `incomplete` says that one brings them to the counter."""

    incomplete: Annotated[
        bool,
        Prompt(_("I will bring what is missing to the counter. The time limit runs meanwhile."), way="check"),
    ] = False


class AnswerTheOffice(RecordInput):
    """What one answers to what the office asked: the clock runs again."""

    note: Annotated[_Text, Prompt(_("Your answer"), way="text", rows=3)] = ""


class TakeBack(RecordInput):
    """Why one takes an application back."""

    note: _Why


class Appeal(RecordInput):
    """Why one appeals against a refusal."""

    note: _Why


# Losses, moves, corrections ---------------------------------------------------------------------------------------------


class ReportLoss(Input):
    """How a firearm was lost; nothing else has to be said."""

    how: Annotated[
        Literal["crime", "loss", "force_majeure"], Prompt(_("What happened"), way="radio", among="portal.how")
    ]
    place: Annotated[str, Field(max_length=200), Prompt(_("Where"))] = ""
    first: Annotated[
        Day | None,
        Prompt(
            _("Not before"),
            _("The first day on which it can have happened. Leave it empty where you do not know."),
            way="day",
        ),
    ] = None
    last: Annotated[Day | None, Prompt(_("Not after"), way="day")] = None
    taken_from: Annotated[
        Literal["", "dwelling", "vehicle", "person", "transport", "shop", "other"],
        Prompt(_("Taken from"), way="choice", among="portal.taken_from", empty=_("not known")),
    ] = ""
    last_seen: Annotated[Day | None, Prompt(_("When you last saw it"), way="day")] = None
    remark: Annotated[_Text, Prompt(_("What else the police should know"), way="text", rows=3)] = ""


class ReportMove(AboutOwn):
    """Where one lives now, and since when; who does not know the area leaves it to the officer. From today on without a day."""

    lines: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=LONGEST)]],
        Field(min_length=1, max_length=MOST_LINES),
        Prompt(_("Street, house, town"), _("As it stands on a letter, one line each."), way="lines"),
    ]
    country: Annotated[
        str, Field(pattern=r"^[A-Z]{2}$"), Prompt(_("Country"), way="choice", among="country_by_name")
    ]
    area: Annotated[
        _Area,
        Prompt(
            _("Province or district"),
            _("Your file goes to the authority that answers for it."),
            way="choice",
            among="own_areas",
            empty=_("outside the country"),
        ),
    ] = ""
    valid_from: Annotated[Day | None, Prompt(_("Since when"), way="day")] = None

    def arguments(self) -> dict[str, Any]:
        """Whose, and the address by the names of `parties/party.py`."""
        since = self.valid_from.isoformat() if self.valid_from else None
        address = {"country": self.country, "area": self.area, "lines": self.lines, "valid_from": since}
        return {"of": self.of, "address": address}


class AskCorrection(AboutOwn):
    """What is wrong, and how it should be."""

    what: Annotated[
        Literal[
            "name", "born", "identity_numbers", "address", "contact", "firearm", "licence", "reads", "other"
        ],
        Prompt(_("What is wrong"), way="choice", among="portal.fields"),
    ]
    text: Annotated[_Said, Prompt(_("How it should be"), way="text", rows=4)]


class AnswerTakingIn(Input):
    """Whether a trader took it in as its book says."""

    said: Annotated[
        Literal["handed_over", "objected"], Prompt(_("Is that right?"), way="radio", among="portal.taken_in")
    ]
    text: Annotated[
        _Text,
        Prompt(
            _("What happened"),
            _("Where you object. An officer reads it, and asks the trader to explain."),
            way="text",
            rows=4,
        ),
    ] = ""


# Offers -----------------------------------------------------------------------------------------------------------------


class OfferOwnFirearm(Input):
    """To whom one offers a firearm of one's own; whoever the number belongs to, the answer is the same."""

    buyer: Annotated[
        str,
        Field(min_length=1, max_length=20),
        Prompt(
            _("Number of the buyer"),
            _("The buyer finds it on their own page, under “What I hold”. It begins with P."),
            way="code",
        ),
    ]
    sure: Annotated[
        Literal[True],
        Prompt(_("I own this firearm and want to hand it over to this buyer."), way="check"),
    ]


class ConfirmOffer(RecordInput):
    """That one wants this very firearm from this seller."""


class DeclineOffer(RecordInput):
    """That one does not want it, or does not know of it."""


class TakeBackOffer(RecordInput):
    """That one does not offer it any more."""


# Officers ---------------------------------------------------------------------------------------------------------------


class OpenAccount(Input):
    """Who signs in for the party, and by which document the officer knew the person."""

    relation: Annotated[
        Literal["self", "acts_for"], Prompt(_("Who signs in"), way="radio", among="portal.relations")
    ]
    name: Annotated[
        str,
        Field(max_length=200),
        Prompt(
            _("Name of who acts for it"),
            _("Only where somebody else signs in than the person of this record."),
        ),
    ] = ""
    username: Annotated[
        str,
        Field(max_length=60),
        Prompt(
            _("Account that there is"),
            _("Where they sign in for somebody already: the name of that account. It then stands for both."),
            way="code",
        ),
    ] = ""
    seen: Annotated[Code, Prompt(_("Document that was seen"), way="choice", among="identity_document")]
    language: Annotated[
        str, Field(max_length=8), Prompt(_("Language"), way="choice", among="accounts.languages")
    ] = "en"
    sure: Annotated[
        Literal[True],
        Prompt(_("The person stands before me, alone, and is the one in the document."), way="check"),
    ]

    def arguments(self) -> dict[str, Any]:
        """All that is kept of it."""
        return self.model_dump(exclude={"sure"})


class EndAccount(Input):
    """Why an account stands for a party no longer."""

    ground: Annotated[
        Literal["asked", "stolen", "misused", "left", "died", "mistake"],
        Prompt(_("Why it ends"), way="radio", among="portal.endings"),
    ]


class AnswerReport(RecordInput):
    """What is answered to a report; `area` completes a move of which the holder did not say into which province or district."""

    area: Annotated[
        _Area,
        Prompt(
            _("Province or district"),
            _("The file goes to the authority that answers for it."),
            way="choice",
            among="own_areas",
            empty=_("choose"),
        ),
    ] = ""
    note: Annotated[
        _Text,
        Prompt(
            _("To the holder"),
            _("The holder reads it. Say why, where something is not done."),
            way="text",
            rows=3,
        ),
    ] = ""
    verdict: Annotated[Literal["done", "refused"], Prompt(way="buttons")]
