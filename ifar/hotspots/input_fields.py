"""Kinds of fields that what is said of hotspots, responses and plans is made of. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Prompt


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


Code = Annotated[str, Field(max_length=80)]
"""A code of a list."""
Identifier = Annotated[str, Field(max_length=20)]
"""The public identifier of a record."""
Line = Annotated[str, Field(max_length=200)]
"""Some words on one line."""
Text = Annotated[str, Field(max_length=2000)]
"""Some words, or none."""
Said = Annotated[Text, Field(min_length=1)]
"""Words that must be said."""
Why = Annotated[Said, Prompt(_("Why"))]
"""The reason for an act, which must be given."""
Remark = Annotated[Text, Prompt(_("Why"))]
"""The reason for an act, which may be left out."""
Measures = Annotated[
    list[Code],
    Field(max_length=20),
    Prompt(_("Standard measures"), way="checks", among="response_measure"),
]
"""Measures of the catalogue, by their codes."""
