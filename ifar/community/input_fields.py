"""Kinds of fields that what is said in the community is made of. Pure."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from ifar.acts.inputs import Prompt, Whole
from ifar.community import marks
from ifar.community.knowledge import library


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


def named(value: Any) -> Any:
    """A member or an organisation as people type it: with dashes, an @ before."""
    return value.replace("-", "").strip().lstrip("@").upper() if isinstance(value, str) else value


Code = Annotated[str, Field(max_length=40)]
"""A code of a list."""
Codes = Annotated[list[Code], Field(max_length=40)]
"""Codes of a list, forty at most."""
Note = Annotated[str, Field(max_length=2000)]
"""A note in somebody's own words."""
Identifier = Annotated[str, Field(max_length=20), BeforeValidator(named)]
"""The number of a member, of an organisation or of a thing, as people type it."""
Title = Annotated[str, Field(min_length=1, max_length=library.MOST_TITLE), Prompt(_("Title"))]
"""The title of what is written."""
Language = Annotated[
    str,
    Field(max_length=8),
    Prompt(_("Language in which you write"), way="choice", among="community.languages"),
]
"""The language in which something is written."""
Tlp = Annotated[
    Whole,
    Field(ge=0, le=4, description="0 CLEAR, 1 GREEN, 2 AMBER, 3 AMBER+STRICT, 4 RED, which names recipients"),
]
"""A mark of the Traffic Light Protocol."""
OfMark = Annotated[Tlp, Prompt(_("Handling (TLP/PAP)"), way="radio", among="community.tlp")]
"""The mark of what is written, which says whom it is for."""
Pap = Annotated[
    Whole,
    Field(ge=0, le=3, description="0 CLEAR, 1 GREEN, 2 AMBER, 3 RED"),
    Prompt(_("What may be done with it"), way="choice", among="community.pap"),
]
"""A mark of the Permissible Actions Protocol, which says what may be done with what is written."""
Recipients = Annotated[
    list[Identifier],
    Field(max_length=marks.MOST_RECIPIENTS),
    Prompt(
        _("Recipients"),
        _(
            "The numbers of members or organisations, separated by spaces. TLP:RED names members, one at least. With "
            "TLP:AMBER and TLP:AMBER+STRICT, nobody named means all who read the space."
        ),
        way="words",
    ),
]
"""Whom a mark names."""
Chatham = Annotated[
    bool,
    Prompt(_("Chatham House Rule: what I say may be used outside, who said it may not"), way="check"),
]
"""Whether the Chatham House Rule holds for what is written."""
