"""What is said at the counter, act by act: the forms of its pages and the bodies of its API. Pure."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ifar.acts.inputs import Amount, Code, Input, Prompt, Whole, identifier
from ifar.cashier import numbers


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_FOR_ANOTHER: Final = _("For the second person who decides. Name nobody whom it does not concern.")
_Ground = Annotated[Code, Prompt(_("On which ground"), way="choice", among="waiver_ground")]
_Reason = Annotated[str, Field(min_length=1, max_length=2000), Prompt(_("Reason"), _FOR_ANOTHER, way="text")]
_Act = Annotated[str, Field(max_length=60, description="What the fee is for, where it is about a licence")]
_Version = Annotated[
    Whole,
    Field(
        ge=0, lt=2**31, description="Of the table of fees by which the fee was shown; 409 where it changed"
    ),
]
_Prefix = Annotated[str, Field(max_length=12), Prompt(_("Prefix"), way="code")]
_Number = Annotated[Whole, Field(ge=0, lt=numbers.LARGEST)]


class PayFee(Input):
    """How a fee is paid, whole. `amount`, where it is said, must be the whole fee."""

    act: _Act = ""
    way: Annotated[
        Literal["cash", "card", "transfer"],
        Prompt(
            _("How it is paid"),
            way="radio",
            among=(("cash", _("Cash")), ("card", _("Card terminal")), ("transfer", _("Bank transfer"))),
        ),
    ]
    amount: Amount | None = None
    rule_version: _Version | None = None
    reference: Annotated[
        str,
        Field(max_length=60),
        Prompt(
            _("Reference"),
            _("The number of the card terminal's slip, or of the bank. Empty for cash."),
            way="code",
            needed=_("(needed unless it is cash)"),
        ),
    ] = ""
    language: Annotated[
        str, Field(max_length=2), Prompt(_("Language of the receipt"), way="choice", among="languages")
    ] = ""


class WaiveFee(Input):
    """On which ground of the list `waiver_ground` a fee is waived, and why."""

    act: _Act = ""
    ground: _Ground
    reason: _Reason
    rule_version: _Version | None = None


class PayBack(Input):
    """How much is paid back (all that is left where nothing is said), on which ground of the list `refund_ground`, and why."""

    amount: Annotated[Amount | None, Prompt(_("How much is paid back"), way="amount")] = None
    ground: Annotated[Code, Prompt(_("On which ground"), way="choice", among="refund_ground")]
    reason: _Reason


class OpenTill(Input):
    """What lies in a till at its beginning."""

    currency: Annotated[
        str, Field(pattern="^[A-Z]{3}$"), Prompt(_("Currency"), way="choice", among="fee_currencies")
    ]
    opening: Annotated[Amount, Prompt(_("What lies in it"), way="amount", initial="0")]


class CountTill(Input):
    """What cash is in the till, said before it is told what should be."""

    counted: Annotated[
        Amount,
        Prompt(
            _("Cash that you counted"),
            _("Count the till first. What should be in it is told afterwards, and it is counted once."),
            way="amount",
        ),
    ]


class CloseTill(Input):
    """What explains a difference, and why the till is closed."""

    explanation: Annotated[
        str,
        Field(max_length=500),
        Prompt(
            _("What explains the difference"),
            way="text",
            needed=_("(needed where it does not agree)"),
        ),
    ] = ""
    reason: Annotated[
        str,
        Field(min_length=1, max_length=2000),
        Prompt(_("For the second person"), initial=_("The day is over.")),
    ]


class ReceiveDelivery(Input):
    """Blank cards by their first and last number."""

    prefix: _Prefix = ""
    first: Annotated[_Number, Prompt(_("First number"), way="number")]
    last: Annotated[_Number, Prompt(_("Last number"), way="number")]
    width: Annotated[Whole, Field(ge=1, le=15), Prompt(_("Digits that are printed"), way="number")] = 6
    paper: Annotated[
        str, Field(min_length=1, max_length=200), Prompt(_("Number of the delivery note"), way="code")
    ]


class IssueCard(Input):
    """Which blank card a paper is printed on."""

    prefix: _Prefix = ""
    number: Annotated[_Number, Prompt(_("Number of the blank card"), way="number")]


class IssueCardTo(IssueCard):
    """Which blank card is printed for which paper."""

    paper: Annotated[
        str,
        identifier("V"),
        Prompt(_("Number of the paper"), _("Of a licence card; it begins with V."), way="code"),
    ]


class WriteOff(Input):
    """On which ground of the list `card_ground` a card is written off, and why."""

    prefix: _Prefix = ""
    number: Annotated[_Number, Prompt(_("Number of the card"), way="number")]
    ground: Annotated[Code, Prompt(_("On which ground"), way="choice", among="card_ground")]
    reason: _Reason


class CountStock(Input):
    """Which cards of a series lie in the safe, as one types them: `100-149 160`."""

    prefix: _Prefix = ""
    counted: Annotated[
        str,
        Field(max_length=20_000),
        Prompt(
            _("Numbers that lie in the safe"),
            _("Numbers and ranges, such as 100-149 160. Empty where none is there."),
            way="text",
        ),
    ] = ""
