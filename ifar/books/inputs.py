"""What is said in a trader's book: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Asked, Input, identifier, named


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class SellFirearm(Input):
    """What is sold, and under which licence of the buyer: their licence or its card, scanned or typed."""

    firearm: Annotated[
        str,
        Field(min_length=1, max_length=400),
        named("FK"),
        Asked(
            _("Firearm"), _("Scan its label or code, or type its serial number or identifier."), way="code"
        ),
    ]
    buyer: Annotated[
        str,
        identifier("LV"),
        Asked(_("Buyer's licence or card"), _("Scan the code on it, or type its number."), way="code"),
    ]
