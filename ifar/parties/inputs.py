"""What is said of people and companies, and of bars: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from ifar.acts.inputs import Day, Input, Prompt, Seen
from ifar.parties.party import LONGEST, MOST_LINES, MOST_NUMBERS


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_CHOOSE: Final = _("choose")
_Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]
_Line = Annotated[str, Field(min_length=1, max_length=60)]
_Words = Annotated[str, Field(max_length=2000)]
_Said = Annotated[str, Field(min_length=1, max_length=2000)]
_Identifier = Annotated[str, Field(max_length=20)]
_Born = Annotated[Day | None, Prompt(_("Date of birth"), way="day")]


# Who somebody is --------------------------------------------------------------------------------------------------------


class IdentityNumber(Input):
    """An identity number as the document shows it; `kind` is a code of the list `identity_document`."""

    kind: Annotated[
        str,
        Field(pattern=r"^[a-z_]{1,40}$"),
        Prompt(
            _("Document"),
            way="choice",
            among="identity_document",
            empty=_CHOOSE,
            needed=_("(needed with a number)"),
        ),
    ]
    number: Annotated[_Line, Prompt(_("Number"), way="code")]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None


_Numbers = Annotated[
    list[IdentityNumber], Field(max_length=MOST_NUMBERS), Prompt(_("Identity numbers"), way="rows", rows=2)
]


def _plain(numbers: Collection[IdentityNumber]) -> list[dict[str, Any]]:
    return [number.model_dump(exclude_none=True) for number in numbers]


class DescribeParty(Input):
    """What a party is described by. What is left out is not said; nothing is taken away by leaving it out."""

    name: Annotated[
        str | None,
        Field(min_length=1, max_length=LONGEST),
        Prompt(_("Name"), _("As it stands on the document, in its own script.")),
    ] = None
    born: _Born = None
    sex: Annotated[
        Literal["female", "male", "other", "unknown", "not_asked"] | None,
        Prompt(_("Sex"), way="choice", among="party_sex", initial="not_asked"),
    ] = None
    country: Annotated[
        _Country | None, Prompt(_("Country"), way="choice", among="country_by_name", empty=_CHOOSE)
    ] = None
    registration: Annotated[
        str | None,
        Field(min_length=1, max_length=60),
        Prompt(_("Registration number"), _("In the register of companies or associations.")),
    ] = None
    identity_numbers: _Numbers = []
    telephone: Annotated[
        str | None, Field(min_length=1, max_length=60), Prompt(_("Telephone"), way="code")
    ] = None
    email: Annotated[
        str | None,
        Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+[.][^@\s]+$"),
        Prompt(_("E-mail"), way="code"),
    ] = None
    language: Annotated[
        str | None,
        Field(pattern=r"^[a-z]{2}$"),
        Prompt(
            _("Language for letters and messages"),
            way="choice",
            among="interface_languages",
            empty=_("as the office writes"),
        ),
    ] = None
    opt_out: Annotated[
        list[Literal["mail", "sms", "letter"]],
        Field(max_length=3),
        Prompt(
            _("Does not want to be reminded by"),
            _("It counts where the law lets a holder refuse a reminder."),
            way="checks",
            among=(("mail", _("E-mail")), ("sms", _("Short message")), ("letter", _("Letter"))),
        ),
    ] = []

    def contact(self) -> dict[str, str]:
        """How the party is reached."""
        values = {name: getattr(self, name) for name in ("telephone", "email", "language")}
        values["opt_out"] = " ".join(self.opt_out)
        return {name: text for name, text in values.items() if text}

    def values(self) -> dict[str, Any]:
        """What was given, by the names of `party.VALUES`; what was left empty is absent."""
        values: dict[str, Any] = {
            name: getattr(self, name) for name in ("name", "sex", "country", "registration")
        }
        values |= {
            "born": self.born.isoformat() if self.born else None,
            "identity_numbers": _plain(self.identity_numbers),
            "contact": self.contact(),
        }
        return {name: value for name, value in values.items() if value not in (None, "", [], {})}


class SayAddress(Input):
    """Where a party lives or sits; without a day it holds from today on."""

    lines: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=LONGEST)]],
        Field(max_length=MOST_LINES),
        Prompt(_("Address"), _("As it is written on an envelope, line by line."), way="lines"),
    ] = []
    country: Annotated[
        _Country,
        Prompt(
            _("Country of the address"),
            way="choice",
            among="country_by_name",
            empty=_CHOOSE,
            needed=_("(needed with an address)"),
        ),
    ] = ""
    area: Annotated[
        str, Field(pattern=r"^[A-Z0-9-]{0,20}$"), Prompt(_("Province or district"), way="area")
    ] = ""
    valid_from: Annotated[Day | None, Prompt(_("Lives there since"), way="day")] = None

    def address(self) -> dict[str, Any]:
        """The address as the service takes it; nothing where nothing was said."""
        since = self.valid_from.isoformat() if self.valid_from else None
        values = {"country": self.country, "area": self.area, "lines": list(self.lines), "valid_from": since}
        return values if any(values.values()) else {}


class FindParty(DescribeParty):
    """Somebody who may be on record."""

    kind: Literal["person", "entity", "unit"] = "person"


class RegisterParty(DescribeParty):
    """A party to be registered."""

    kind: Literal["person", "entity", "unit"]
    address: SayAddress | None = None


class CorrectParty(DescribeParty):
    """Values to be corrected; `expected_n` = how many events the record had when you looked."""

    status: Annotated[
        Literal["active", "deceased", "dissolved"] | None,
        Prompt(_("Status"), way="choice", among="party_status"),
    ] = None
    reason: Annotated[
        _Said,
        Prompt(
            _("Why it is corrected"),
            _("It stays with the correction. Name the document that shows it."),
            way="text",
        ),
    ]
    expected_n: Seen = None

    def values(self) -> dict[str, Any]:
        """The same, with what has become of the party."""
        return super().values() | ({"status": self.status} if self.status else {})


class MoveParty(SayAddress):
    """A new address, who told it and when."""

    reported_by: Annotated[
        Literal["holder", "officer"],
        Prompt(
            _("Who told it"),
            way="choice",
            among=(("holder", _("The person reported it")), ("officer", _("An office found it out"))),
            initial="holder",
        ),
    ] = "officer"
    reported_on: Annotated[
        Day | None,
        Prompt(
            _("Reported on"),
            _("The day of the letter or of the visit to the counter. Empty: today."),
            way="day",
        ),
    ] = None
    expected_n: Seen = None


class MergeParty(Input):
    """With which record this one is to be joined, which then stands for both."""

    into: Annotated[_Identifier, Prompt(way="page")]
    reason: Annotated[_Said, Prompt(_("Reason"), way="text")]


class SplitParty(Input):
    """Why a merge is taken back."""

    reason: Annotated[_Said, Prompt(_("Reason"), way="text")]


class EraseValues(Input):
    """What is to be erased, on which lawful ground, and why."""

    fields: Annotated[
        list[Literal["name", "born", "identity_numbers", "contact", "address", "note"]],
        Field(min_length=1, max_length=6),
        Prompt(_("What is to be erased"), way="checks", among=()),
    ]
    ground: Annotated[
        Literal["retention_ended", "court_order", "entered_by_mistake"],
        Prompt(_("On which ground"), way="radio", among="erasure_ground"),
    ]
    reason: Annotated[
        _Said,
        Prompt(
            _("Reason"),
            _("For the second person who decides. Name nobody whom it does not concern."),
            way="text",
            rows=3,
        ),
    ]


# Bars -------------------------------------------------------------------------------------------------------------------


class EnterBar(Input):
    """Somebody is barred, as an authority decided: a record (`party`), or somebody who is only described."""

    name: Annotated[
        str,
        Field(max_length=LONGEST),
        Prompt(_("Name of the person"), _("As it stands on the decision, in its own script.")),
    ] = ""
    born: _Born = None
    identity_numbers: _Numbers = []
    kind: Annotated[
        Literal["refused", "prohibited", "protection_order", "revoked", "foreign_refusal"],
        Prompt(_("What was decided"), way="choice", among="bar_kind", empty=_CHOOSE),
    ]
    ground: Annotated[
        str,
        Field(max_length=40, description="A code of the list `bar_ground`."),
        Prompt(_("On which ground"), way="choice", among="bar_ground", empty=_CHOOSE),
    ]
    valid_from: Annotated[Day, Prompt(_("From"), way="day")]
    valid_until: Annotated[
        Day | None, Prompt(_("Until"), _("The last day. Empty where it stands without an end."), way="day")
    ] = None
    issuer: Annotated[
        str,
        Field(min_length=1, max_length=200),
        Prompt(
            _("Authority that decided"),
            _("Other desks are told this, and whom to ask. Name no person in it."),
        ),
    ]
    country: Annotated[
        str,
        Field(pattern=r"^[A-Z]{2}$"),
        Prompt(_("Country of the authority"), way="choice", among="country_by_name", empty=_CHOOSE),
    ]
    paper: Annotated[str, Field(min_length=1, max_length=200), Prompt(_("Number of the decision"))]
    party: _Identifier = ""
    note: Annotated[_Words, Prompt(_("Note for your office"), way="text")] = ""

    def described(self) -> dict[str, Any]:
        """Who is meant where there is no record, by the names of `party.VALUES`."""
        values = {
            "name": self.name,
            "born": self.born.isoformat() if self.born else "",
            "identity_numbers": _plain(self.identity_numbers),
        }
        return {name: value for name, value in values.items() if value}


class CheckBars(DescribeParty):
    """Who is asked about: a record, or a description."""

    party: _Identifier = ""
    on: Day | None = None


class LiftBar(Input):
    """Why a bar is lifted."""

    reason: Annotated[
        _Said,
        Prompt(
            _("Why it is lifted"),
            _("It stays in the log for ever: name the decision, and no person."),
            way="text",
        ),
    ]
