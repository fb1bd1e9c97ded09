"""Evaluation: who is independent of a project, by which criteria it is judged, what management answers, what of it is overdue. Pure.

After the norms and standards of the United Nations Evaluation Group (independence: whoever evaluates was not responsible for what is evaluated,
nor will be) and the six criteria of the OECD's Development Assistance Committee. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

KINDS: Final = ("mid_term", "final", "after")
CRITERIA: Final = ("relevance", "coherence", "effectiveness", "efficiency", "impact", "sustainability")
PRIORITIES: Final = ("low", "medium", "high")
RESPONSES: Final = ("accepted", "partly", "rejected")
ANSWERED: Final = ("accepted", "partly")
"""Answers after which something is to be done."""


def plain(name: str) -> str:
    """A name for comparing: without case and without doubled spaces."""
    return " ".join(name.split()).casefold()


def dependence(name: str, account: str, *, concerned: Collection[str], workers: Collection[str], commissioner: str, names: Collection[str] = ()) -> str:  # fmt: skip
    """Why an evaluator is not independent of a project, or nothing.

    Args:
        name: the evaluator, as the terms of reference name them: a person's office or an organisation.
        account: the evaluator's account, where they have one.
        concerned: who answers for the project, its results, activities and risks, and its partners.
        workers: accounts that did any act on the project or on what belongs to it.
        commissioner: the account that commissions, and that enters what an evaluator without an account found.
        names: of the accounts that worked there, and of who commissions.

    Returns:
        `responsible`, `named` (as an account that worked there, or that commissions), `worked`, `own`, `commissioner` (worked there) or nothing.
    """
    if plain(name) in {plain(text) for text in concerned if text.strip()}:
        return "responsible"
    if plain(name) in {plain(text) for text in names if text.strip()}:
        return "named"
    if not account and commissioner in workers:
        return "commissioner"
    if account and account == commissioner:
        return "own"
    return "worked" if account and account in workers else ""


def overdue(state: str, response: str, due_on: dt.date | None, today: dt.date) -> int:
    """Days by which what was promised is late; 0 where nothing was promised, it is done, or not yet due."""
    waits = state == "answered" and response in ANSWERED and due_on is not None
    return max(0, (today - due_on).days) if waits and due_on else 0
