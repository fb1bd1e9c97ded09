"""The public question: was a paper of this number issued here, does it still stand, and is what one holds exactly what was issued?

It is answered to anybody, without an account, and says nothing else: no name, no address, no mark, no reason. Numbers hold sixty
random bits; unknown and mistyped ones answer alike, at the same time, and each address may try only so many.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from django.http import HttpRequest
from django.utils import timezone

from ifar import identifiers
from ifar.accounts import attempts
from ifar.accounts.constant_time import in_even_time
from ifar.documents import checking, selectors, validity
from ifar.documents.labels import of as words_of
from ifar.errors import NotFound

STEP_SECONDS: Final = 0.5
"""Far more than any answer takes, so that all of them come at the first step."""
LOOKS: Final = "60/m/key"
"""Questions of one address."""
MISSES: Final = "10/m/key,100/d/key"
"""Questions of one address about numbers that were never issued."""

Held = Literal["", "exact", "differs", "altered", "forged", "incomplete", "unreadable"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the public page says. `content` is what the visitor's own codes say, where they are exactly what was issued."""

    number: str
    kind: str
    office: str
    issued_on: dt.date
    stands: bool
    since: dt.datetime | None
    held: Held = ""
    content: Mapping[str, Any] = field(default_factory=dict)


@in_even_time(lambda: STEP_SECONDS)
def verify(request: HttpRequest, number: str, held: str = "") -> Answer:
    """Answer anybody's question about a paper.

    Args:
        number: as it was typed or scanned; may be empty where `held` names the paper.
        held: the code of a card, or the codes of a sheet, one a line; empty where only the number is asked.

    Raises:
        NotFound: no such paper was issued here.
        TooMany: this address asked too often.
    """
    attempts.count(request, "documents_verify", LOOKS)
    miss = attempts.count(request, "documents_verify_miss", MISSES)
    checked = (
        checking.check(held.encode(), selectors.trusted(), timezone.localdate()) if held.strip() else None
    )
    wanted = number.strip() or (checked.paper if checked else "")
    paper = selectors.any_paper(identifiers.parse(wanted, "V") or "")
    if paper is None:
        raise NotFound("documents.unknown", words_of("documents.unknown"))
    miss.rollback()
    stands = validity.of(paper, timezone.now())
    value = _held(checked, paper.public_id, selectors.leaf_of(paper)) if checked else ""
    return Answer(
        number=paper.public_id,
        kind=paper.kind,
        office=paper.agency.called,
        issued_on=timezone.localdate(paper.issued_at),
        stands=stands.stands,
        since=stands.since,
        held=value,
        content=checked.content if checked and value == "exact" else {},
    )


def _held(checked: checking.CheckResult, paper: str, leaf: bytes) -> Held:
    """What is to be said of what the visitor holds. Whether it expired the answer says anyway."""
    match checked.verdict:
        case "genuine" | "expired" | "not_yet_valid":
            return "exact" if (checked.paper, checked.leaf) == (paper, leaf) else "differs"
        case "unknown_key":
            return "forged"
        case verdict:
            return verdict
