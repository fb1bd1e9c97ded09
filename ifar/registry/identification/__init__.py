"""From what an officer sees on a firearm to likely countries, makes and models, and to whom to ask (Protocol art. 8, 12; ITI para. 7-10, 16).

Pure. About half of trace requests fail because the firearm was identified wrongly; nobody at a roadside knows proof marks by heart.
What was seen is compared with tables of facts: what marks of a look tell, which forms serial numbers of a maker have, of which type
and calibre its models are; and with what the register itself holds. Evidence is the natural logarithm of a likelihood ratio, as in
`matching`: it speaks for, against, or not at all, adds up, and becomes a probability that never reaches 1, because the tables do not
know every maker. All odds are own estimates.

Reasons are codes with parameters; the words belong to the edge. Pure.
"""

from ifar.registry.identification.ranking import CEILING, SHOWN, identify
from ifar.registry.identification.seen import (
    REASONS,
    WHYS,
    Ask,
    Built,
    Identified,
    Likely,
    ModelCount,
    Reason,
    RecognisedMark,
    ReferenceTables,
    SeenMark,
    Sighting,
    Sign,
    Style,
)
from ifar.registry.identification.signs import recognise

__all__ = [
    "CEILING",
    "REASONS",
    "SHOWN",
    "WHYS",
    "Ask",
    "Built",
    "Identified",
    "Likely",
    "ModelCount",
    "Reason",
    "RecognisedMark",
    "ReferenceTables",
    "SeenMark",
    "Sighting",
    "Sign",
    "Style",
    "identify",
    "recognise",
]
