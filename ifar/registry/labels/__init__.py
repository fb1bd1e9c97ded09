"""The life cycle in words: whole sentences for kinds of event, states, facts, conditions, refusals, alarms and deadlines.

The rule modules speak in codes; here each code has its words, in the reader's language, and a refusal says what to do.
"""

from ifar.registry.labels.conditions import CONDITIONS
from ifar.registry.labels.duties import ALARMS, DEADLINES, FLAGS
from ifar.registry.labels.facts import ATTESTED, CUSTODY, FACTS, LEGAL, OWNERSHIP, PHYSICAL, RECORDERS, STATES
from ifar.registry.labels.kinds import FOUND_AT_PROOF, KINDS
from ifar.registry.labels.refusals import ASK, RECORDS, REFUSALS, words_of

__all__ = [
    "ALARMS",
    "ASK",
    "ATTESTED",
    "CONDITIONS",
    "CUSTODY",
    "DEADLINES",
    "FACTS",
    "FLAGS",
    "FOUND_AT_PROOF",
    "KINDS",
    "LEGAL",
    "OWNERSHIP",
    "PHYSICAL",
    "RECORDERS",
    "RECORDS",
    "REFUSALS",
    "STATES",
    "words_of",
]
