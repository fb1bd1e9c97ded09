"""The kernel of acts: an act is declared once, and the service, the database, the verifier and the documentation all follow the declaration. Pure."""

from ifar.acts.declaration import Act, Acts, Record, Rule, declared, stays, to
from ifar.acts.guards import (
    Another,
    Blank,
    Condition,
    Differs,
    Filled,
    Guard,
    Listed,
    NotBefore,
    OfOffice,
    Referenced,
    Same,
)

__all__ = [
    "Act",
    "Acts",
    "Another",
    "Blank",
    "Condition",
    "Differs",
    "Filled",
    "Guard",
    "Listed",
    "NotBefore",
    "OfOffice",
    "Record",
    "Referenced",
    "Rule",
    "Same",
    "declared",
    "stays",
    "to",
]
