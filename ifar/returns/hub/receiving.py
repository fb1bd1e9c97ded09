"""In which order a hub takes the packages of a State in: which belongs to what is here, which is older than something that was here. Pure.

A package that was held back may not bring back what its State withdrew or replaced since: so a package is compared with everything that
was ever taken in of its form's year, withdrawals included, by edition and by the moment at which it was made. Trigger `c_admit` of
`returns_received` asks the same (`sql/returns_received_admit.sql`). Pure.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReceivedPackages:
    """What was taken in of a State's form and year, packages and withdrawals.

    Attributes:
        standing: number of the package that holds; empty where none does.
        messages: numbers of all that were taken in.
        edition: the latest edition of any of them, 0 where there is none.
        made_at: when the latest of them was made, as its sender says; empty where there is none.
    """

    standing: str = ""
    messages: Collection[str] = ()
    edition: int = 0
    made_at: str = ""


def out_of_order(form: str, replaces: str, edition: int, made_at: str, known: ReceivedPackages) -> str:
    """Why a package does not follow what is here: `older`, `unrelated`, or nothing.

    What it replaces need not be known where nothing holds: it may never have come. It may not be something that held here once.

    Args:
        form: `edition` or `withdrawal`.
        replaces: number of the package whose place it takes, or that it withdraws.
        made_at: the sender's moment, UTC to the second, as the package writes it.
    """
    if form == "withdrawal":
        return "" if known.standing and replaces == known.standing else "unrelated"
    if edition < known.edition or made_at < known.made_at:
        return "older"
    if known.standing:
        if not replaces:
            return "older" if edition == known.edition else "unrelated"
        return "" if replaces == known.standing else "unrelated"
    if replaces and (edition == known.edition or replaces in known.messages):
        return "unrelated"
    return ""
