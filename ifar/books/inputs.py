"""What is said in a trader's book: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, Seen, identifier, named


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class SellFirearm(Input):
    """What is sold, and under which licence of the buyer: their licence or its card, scanned or typed."""

    firearm: Annotated[
        str,
        Field(min_length=1, max_length=400),
        named("FK"),
        Prompt(
            _("Firearm"), _("Scan its label or code, or type its serial number or identifier."), way="code"
        ),
    ]
    buyer: Annotated[
        str,
        identifier("LV"),
        Prompt(_("Buyer's licence or card"), _("Scan the code on it, or type its number."), way="code"),
    ]


class TakeInFromPerson(Input):
    """What a person brings, and under which licence they hold it: their licence or its card, scanned or typed."""

    firearm: Annotated[
        str,
        Field(min_length=1, max_length=400),
        named("FK"),
        Prompt(
            _("Firearm"), _("Scan its label or code, or type its serial number or identifier."), way="code"
        ),
    ]
    seller: Annotated[
        str,
        identifier("LV"),
        Prompt(_("Seller's licence or card"), _("Scan the code on it, or type its number."), way="code"),
    ]


_LINES = Field(min_length=1, max_length=40_000)


class TakeInForRepair(Input):
    """What is brought for repair, whose it is, and until when it stays."""

    firearms: Annotated[
        str,
        _LINES,
        named("FK"),
        Prompt(
            _("Firearms"),
            _("Scan the label or code of each, or type its serial number or identifier; one to a line."),
            way="scanned",
        ),
    ]
    owner: Annotated[
        str,
        identifier("LVA"),
        Prompt(
            _("Owner's licence or card"),
            _(
                "Scan the code on it, or type its number. Another trader: its licence, or the number of its office."
            ),
            way="code",
        ),
    ]
    back_on: Annotated[Day, Prompt(_("Return by"), _("The day on which it is to be returned."), way="day")]


class HandOutRepaired(Input):
    """What goes back from repair, and to whom it is handed."""

    returned: Annotated[
        str,
        _LINES,
        named("FK"),
        Prompt(
            _("Firearms"),
            _("Scan the label or code of each, or type its serial number or identifier; one to a line."),
            way="scanned",
        ),
    ]
    collector: Annotated[
        str,
        identifier("LVA"),
        Prompt(
            _("Licence or card of who collects it"),
            _("Of the owner from whom it came: scan the code on it, or type its number."),
            way="code",
        ),
    ]


class DeclareOpeningStock(Input):
    """The stock of a trader on the day on which it joined: a table with a row of names, one firearm a line."""

    joined_on: Annotated[
        Day, Prompt(_("Joined on"), _("The day on which the firearms come into the book."), way="day")
    ]
    owner_kind: Annotated[Code, Prompt(_("Stock of"), way="choice", among="books.owner_kinds")]
    table: Annotated[
        str,
        Field(min_length=1, max_length=1_000_000),
        Prompt(
            _("Table (CSV)"),
            _(
                "The first row names the columns: serial, make, model, type, calibre; and if known country_made, year. One firearm a line; makes, models and calibres as they are written on the firearm or in the lists."
            ),
            way="text",
            rows=10,
        ),
    ]


class CloseBook(Input):
    """Why a trader's book is closed and from which day, who takes its stock, and why, for the second person."""

    ground: Annotated[
        Literal["ceased", "death", "insolvency", "revocation"],
        Prompt(_("Why it is closed"), way="radio", among="books.closed_for"),
    ]
    since: Annotated[
        Day, Prompt(_("No longer trades from"), _("The day from which it enters nothing more."), way="day")
    ]
    depositary: Annotated[
        str,
        identifier("A", optional=True),
        Prompt(_("Stock goes to"), _("Empty: to your own office."), way="choice", among="books.depositaries"),
    ] = ""
    order: Annotated[
        str,
        Field(max_length=120),
        Prompt(
            _("Order or decision"),
            _("Its reference. It stays in the log for ever, so name nobody in it."),
            way="line",
        ),
    ] = ""
    reason: Annotated[
        str,
        Field(min_length=1, max_length=2000),
        Prompt(_("Reason"), _("For the second person who decides."), way="text", rows=3),
    ]


class RefuseBuyer(Input):
    """Whom a trader refused to sell to, because the buyer or what they wanted was suspicious (Directive (EU) 2021/555 art. 10)."""

    wanted: Annotated[
        str,
        Field(min_length=1, max_length=200),
        Prompt(_("What they wanted"), _("Firearm, part or ammunition, and how much."), way="line"),
    ]
    licence: Annotated[
        str,
        identifier("LV", optional=True),
        Prompt(
            _("Licence or card that was shown"), _("Scan the code on it, or type its number."), way="code"
        ),
    ] = ""
    text: Annotated[
        str,
        Field(min_length=1, max_length=3000),
        Prompt(
            _("Why you refused"),
            _("What was said and done, how they looked and came, when it was."),
            way="text",
            rows=5,
        ),
    ]


_KNOWN = Field(min_length=1, max_length=200)
_Numbers = Field(min_length=1, max_length=6_000)


class DeclareOrder(Input):
    """What a maker plans to make, and the serial numbers that it reserves for it."""

    number: Annotated[
        str, Field(min_length=1, max_length=60), Prompt(_("Order number"), _("Your own number."), way="code")
    ]
    make: Annotated[str, _KNOWN, Prompt(_("Make"), way="known", among="make")]
    model: Annotated[str, _KNOWN, Prompt(_("Model"), way="known", among="model")]
    type: Annotated[str, _KNOWN, Prompt(_("Type"), way="known", among="firearm_type")]
    calibre: Annotated[str, _KNOWN, Prompt(_("Calibre"), way="known", among="calibre")]
    planned_on: Annotated[
        Day, Prompt(_("Planned for"), _("The day on which production is to be complete."), way="day")
    ]
    ranges: Annotated[
        str,
        _Numbers,
        Prompt(
            _("Serial numbers reserved"),
            _("A range such as AB000001-AB010000, or one number, to a line."),
            way="text",
            rows=4,
        ),
    ]


class ExplainNumbers(Input):
    """Numbers that are reserved and are never made, and why."""

    numbers: Annotated[
        str,
        _Numbers,
        Prompt(
            _("Serial numbers"),
            _("Numbers or ranges that are not produced, one to a line."),
            way="text",
            rows=2,
        ),
    ]
    ground: Annotated[Code, Prompt(_("Reason"), way="choice", among="gap_ground")]
    expected_n: Seen = None


class EndOrder(Input):
    """That nothing more is made for an order."""

    expected_n: Seen = None


class NoteCounted(Input):
    """What was read in a count: lines as they were scanned or typed, or a list; each a label, an identifier or a serial number."""

    seen: Annotated[
        str,
        Field(min_length=1, max_length=600_000),
        named("FK"),
        Prompt(
            _("What is there"),
            _(
                "One firearm or part on each line: scan its label or code, or type its identifier or serial number. Send as often as you like, from several phones."
            ),
            way="scanned",
        ),
    ]


class AbandonCount(Input):
    """That nobody finishes a count."""


class LoadDeclaration(Input):
    """National statistics that makers declared, as a table: one declaration for each of its years."""

    title: Annotated[
        str,
        Field(min_length=1, max_length=200),
        Prompt(_("Title"), _("Whose statistics they are, such as AFMER."), way="line"),
    ]
    source: Annotated[
        str,
        Field(min_length=1, max_length=200),
        Prompt(_("Source"), _("Where they are published, and under which licence."), way="line"),
    ]
    table: Annotated[
        str,
        Field(min_length=1, max_length=2_400_000),
        Prompt(
            _("Table (CSV)"),
            _(
                "The first row names the columns: year, licensee, type, activity (manufactured or exported), quantity; and if known key, city, state."
            ),
            way="text",
            rows=10,
        ),
    ]


class WithdrawDeclaration(Input):
    """That a declaration was wrong."""

    expected_n: Seen = None
