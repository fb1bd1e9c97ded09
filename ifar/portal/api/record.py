"""What is kept about a person and who read it, over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from ifar.portal.selectors import Own
from ifar.portal.views.data import file_of
from ifar.portal.views.entering import enter

router = Router()


class OwnReadOut(Schema):
    """Somebody else read the record: from which office, for what purpose, and what."""

    at: dt.datetime
    office: str
    purpose: str
    what: str


class OwnDataOut(Schema):
    """What is kept about a person and who read it, as far as it may be told; one's own reads as a number, and when the last was."""

    party: str
    facts: dict[str, str]
    addresses: list[list[str]]
    reads: list[OwnReadOut]
    own_reads: int
    own_last: dt.datetime | None


def _data(actor: Any, mine: Own) -> dict[str, Any]:
    file = file_of(actor, mine)
    return {
        "party": mine.public_id,
        "facts": {row["name"]: str(row["value"]) for row in file["facts"] if row["value"]},
        "addresses": [[*row["lines"], row["place"]] for row in file["addresses"]],
        "reads": [
            {
                "at": row["at"],
                "office": row["office"],
                "purpose": str(row["purpose"]),
                "what": str(row["act"]),
            }
            for row in file["reads"]
        ],
        "own_reads": file["own_reads"],
        "own_last": file["own_last"],
    }


@router.get("/mine/data", response=list[OwnDataOut], operation_id="read_my_data")
def read_my_data(request: HttpRequest) -> list[dict[str, Any]]:
    """What is kept about oneself, and who read it."""
    actor, mine = enter(request)
    return [_data(actor, own) for own in mine if own.relation == "self"]
