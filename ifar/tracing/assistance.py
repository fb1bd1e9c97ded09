"""What a request for mutual legal assistance says, and what of it the hand-over sheet of a trace must hold. Pure.

UNTOC, article 18(15): (a) the authority making the request; (b) the subject matter and nature of the investigation, prosecution or
judicial proceeding, and the name and functions of the authority conducting it; (c) a summary of the relevant facts; (d) a description of
the assistance sought and of any particular procedure to be followed; (e) where possible the identity, location and nationality of any
person concerned; (f) the purpose for which the evidence, information or action is sought. The Firearms Protocol's tracing (article 12)
goes beside it: the sheet is for the central authority (article 18(13)), which sends the request; it is no request by itself. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from ifar.errors import Reason
from ifar.tracing import loggable_text

ARTICLE: Final = "UNTOC art. 18(15)"
LEAST: Final = 10
LONGEST: Final = 4000
NATURES: Final = ("investigation", "prosecution", "judicial_proceeding")
"""Of what a request is made: UNTOC art. 18(15)(b)."""


@dataclass(frozen=True, slots=True)
class AssistanceRequest:
    """What whoever prepares the request says beside the trace, in the order of article 18(15).

    Attributes:
        country: ISO code of the State that is going to be asked.
        nature: of `NATURES`. `offence`: what is investigated, with its article.
        conducted_by, functions: the authority that conducts the proceedings, and what it is for.
        facts, assistance, procedure, purpose: in somebody's own words; `procedure` may be empty.
    """

    country: str = ""
    nature: str = ""
    offence: str = ""
    conducted_by: str = ""
    functions: str = ""
    facts: str = ""
    assistance: str = ""
    procedure: str = ""
    purpose: str = ""


_NAMES: Final = ("offence", "conducted_by", "functions")
_WORDS: Final = ("facts", "assistance", "purpose")


def tidied(value: AssistanceRequest) -> AssistanceRequest:
    """The same without stray spaces, each text no longer than it may be."""
    return replace(
        value,
        country=value.country.strip(),
        **{name: " ".join(getattr(value, name).split())[:400] for name in _NAMES},
        **{name: getattr(value, name).strip()[:LONGEST] for name in (*_WORDS, "procedure")},
    )


def problems(value: AssistanceRequest) -> list[Reason]:
    """What article 18(15) asks for and is not said, each at its field; nothing where the sheet may be made."""
    wrong = []
    if not value.country:
        wrong.append(Reason("tracing.missing.country", field="country"))
    if value.nature not in NATURES:
        wrong.append(Reason("tracing.code", article=ARTICLE, field="nature"))
    wrong += [
        Reason("tracing.assistance.missing", article=ARTICLE, field=name)
        for name in _NAMES
        if not getattr(value, name)
    ]
    wrong += [
        Reason("tracing.assistance.words", article=ARTICLE, field=name, params={"least": LEAST})
        for name in _WORDS
        if len(getattr(value, name)) < LEAST
    ]
    wrong += [
        Reason("tracing.hidden", field=name)
        for name in (*_NAMES, *_WORDS, "procedure")
        if loggable_text.spoiled(getattr(value, name))
    ]
    return wrong
