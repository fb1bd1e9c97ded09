"""On which grounds a trace request may be delayed, restricted or refused, and what each wants to be said. Pure.

The International Tracing Instrument lists them and asks that the reasons be told (ITI 14-23); nothing else is a ground. What
the paragraphs are numbered is not settled here: the exact numbers could not be verified. Pure.
"""

from __future__ import annotations

from typing import Final

from ifar.errors import Reason

GROUNDS: Final = ("investigation", "confidentiality_law", "no_assurance", "national_security")
"""It would compromise a criminal investigation under way; confidential information would be released against the law; whoever asks
cannot assure that it stays confidential; national security."""
ARTICLE: Final = "ITI 14-23; Firearms Protocol art. 12"
LEAST: Final = 10
"""Characters of the words that go with a ground: a code alone is no reason that anybody could answer."""


def problems(ground: str, text: str) -> list[Reason]:
    """What is wrong with a ground and its words; nothing where both are there."""
    wrong = []
    if ground not in GROUNDS:
        wrong.append(Reason("tracing.ground", article=ARTICLE, field="ground"))
    if len(" ".join(text.split())) < LEAST:
        wrong.append(Reason("tracing.ground.words", article=ARTICLE, field="note", params={"least": LEAST}))
    return wrong
