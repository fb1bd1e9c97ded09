"""What is said of the Fund, act by act: contributions, movements of money, their second person; finance systems and what differs. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from ifar.acts.inputs import Code, Day, Input, Prompt, RecordInput, Seen, amount_of, identifier
from ifar.programme.fund import money


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_LOGGED: Final = _("It stays in the log for ever, so name nobody in it.")
_Headline = Annotated[str, Field(min_length=1, max_length=400)]
_Line = Annotated[str, Field(max_length=400)]
_Words = Annotated[str, Field(max_length=4000)]
_Reason = Annotated[str, Field(min_length=1, max_length=400), Prompt(_("Reason"), _LOGGED, way="text")]
_Project = Annotated[str, identifier("R", optional=True)]


def _number(places: int, digits: int) -> WithJsonSchema:
    pattern = f"^[0-9]{{1,{digits}}}([.][0-9]{{1,{places}}})?$"
    return WithJsonSchema(
        {"type": "string", "pattern": pattern, "description": "With a decimal point: 25.00"}
    )


_Amount = Annotated[Decimal, BeforeValidator(amount_of), _number(3, 15)]
_Rate = Annotated[Decimal, BeforeValidator(amount_of), _number(8, 10)]
_Percent = Annotated[Decimal, BeforeValidator(amount_of), _number(2, 2)]
_Currency = Annotated[
    str,
    AfterValidator(str.upper),
    Field(pattern="^[A-Za-z]{3}$"),
    Prompt(_("Currency"), _("Its three letters."), way="code"),
]
_AtRate = Annotated[_Rate, Prompt(_("Units to one dollar of the United States"), way="amount")]
_FromWhere = Annotated[str, Field(max_length=200), Prompt(_("Where the rate is from"))]


class _Contribution(Input):
    """What a donor promises or agrees: the amount in its own currency, at the rate of the day, and its terms."""

    donor: Annotated[_Headline, Prompt(_("Donor"))]
    reference: Annotated[str, Field(min_length=1, max_length=80), Prompt(_("Reference"))]
    amount: Annotated[_Amount, Prompt(_("Amount"), way="amount")]
    currency: _Currency = money.FUND_CURRENCY
    rate: _AtRate = Decimal(1)
    rate_source: _FromWhere = ""
    on: Annotated[Day, Prompt(_("Day"), way="day")]
    grade: Annotated[Code, Prompt(_("Earmarking"), way="choice", among="programme.grades")] = "unearmarked"
    earmark: Annotated[
        str,
        Field(max_length=40),
        Prompt(
            _("Earmarked for"),
            _("Code of a theme or region, identifier of a project, or project/output."),
            way="code",
        ),
    ] = ""
    support_percent: Annotated[_Percent, Prompt(_("Programme support, per cent"), way="amount")] = (
        money.STANDARD_SUPPORT
    )


class EnterContribution(_Contribution):
    """A pledge of a donor, of which nothing can be spent yet, or an agreement with it."""

    kind: Annotated[
        Literal["pledge", "agreement"],
        Prompt(
            way="buttons",
            among=(("pledge", _("Enter it as a pledge")), ("agreement", _("Enter it as an agreement"))),
        ),
    ]


class AgreeContribution(_Contribution):
    """The agreement into which a pledge lapses."""

    expected_n: Seen = None


class OpenStatement(RecordInput):
    """The donor's own office, whose people read the statement; without one nobody of the donor does."""

    agency: Annotated[
        str,
        identifier("A", optional=True),
        Prompt(
            _("The donor’s own office"), way="choice", empty=_("None: its people read nothing of the Fund")
        ),
    ] = ""


class BookMovement(Input):
    """A movement of money: `to` names the project that a reallocation goes to; `loss` makes a revaluation a loss."""

    move: Annotated[Code, Prompt(_("What"), way="choice", among="programme.moves")]
    contribution: Annotated[
        _Project,
        Prompt(
            _("Contribution"),
            way="choice",
            empty="–",
            needed=_("(needed, except for a gain or loss of exchange)"),
        ),
    ] = ""
    project: Annotated[
        _Project,
        Prompt(_("Project"), way="choice", empty="–", needed=_("(needed where money of a project is moved)")),
    ] = ""
    to: Annotated[
        _Project,
        Prompt(
            _("To the project"),
            way="choice",
            empty="–",
            needed=_("(needed to move an allocation to another project)"),
        ),
    ] = ""
    amount: Annotated[_Amount, Prompt(_("Amount"), way="amount")]
    currency: _Currency = money.FUND_CURRENCY
    rate: _AtRate = Decimal(1)
    rate_source: _FromWhere = ""
    on: Annotated[Day, Prompt(_("Day"), way="day")]
    loss: Annotated[bool, Prompt(_("It is a loss of exchange"), way="check")] = False
    reference: Annotated[str, Field(max_length=200), Prompt(_("Voucher"), way="code")] = ""


class RefuseMoney(RecordInput):
    """Why a movement of money, or the amount from which two people are asked, is refused or taken back."""

    reason: _Reason


class ProposeLimit(Input):
    """The amount from which a movement takes a second person, in the Fund's currency, and why."""

    amount: Annotated[_Amount, Prompt(_("Amount"), _("In the Fund’s own currency."), way="amount")]
    reason: _Reason


class ReadColumns(Input):
    """How the columns of a system's extracts are read: field -> heading, what holds for all rows, word -> movement."""

    columns: Annotated[
        dict[Annotated[str, Field(max_length=20)], Annotated[str, Field(max_length=200)]],
        Field(max_length=20),
    ] = {}
    fixed: Annotated[
        dict[Annotated[str, Field(max_length=20)], Annotated[str, Field(max_length=200)]],
        Field(max_length=20),
    ] = {}
    words: Annotated[
        dict[Annotated[str, Field(max_length=200)], Annotated[str, Field(max_length=20)]],
        Field(max_length=200),
    ] = {}
    order: Literal["ymd", "dmy", "mdy"] = "ymd"
    decimal: Literal["point", "comma"] = "point"


class RegisterFeed(Input):
    """A finance system; how its columns are read is asked with its first file."""

    name: Annotated[_Headline, Prompt(_("Name"))]
    words: Annotated[_Words, Prompt(_("In words"), way="text", rows=3)] = ""
    mapping: ReadColumns | None = None

    def arguments(self) -> dict[str, Any]:
        """The columns are taken as the system keeps them."""
        return {**dict(self), "mapping": None if self.mapping is None else self.mapping.model_dump()}


class AmendFeed(RegisterFeed):
    """The finance system as it is to stand; without a mapping its columns are read as before."""

    expected_n: Seen = None


class SettleWithBooks(RecordInput):
    """Which of both sides stands, and why."""

    verdict: Annotated[
        Literal["corrected", "accepted"],
        Prompt(
            _("What shall stand"),
            way="radio",
            among=(
                ("corrected", _("What the extract says: the books are corrected by a movement")),
                ("accepted", _("What the books say")),
            ),
        ),
    ]
    reason: Annotated[str, Field(min_length=1, max_length=2000), Prompt(_("Reason"), _LOGGED, way="text")]
