"""What one holds: parties, firearms, licences, papers, over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from ifar.documents.api import PaperOut
from ifar.documents.api import papers_as_json as told_papers
from ifar.licensing import licence
from ifar.licensing.selectors import records
from ifar.portal import labels, selectors
from ifar.portal.views import presenters
from ifar.portal.views.entering import enter

router = Router()


class OwnPartyOut(Schema):
    """A party that the account stands for: as itself, or acting for it."""

    id: str
    name: str
    relation: str


class RemovalOut(Schema):
    """Firearms must leave by a day; the ground as far as it may be told."""

    due_on: dt.date
    ground: str
    office: str


class OwnLicenceOut(Schema):
    """A licence, how it stands today, and why as far as it may be told."""

    id: str
    kind: str
    state: str
    categories: list[str]
    quota: int | None
    valid_from: dt.date
    valid_to: dt.date | None
    conditions: list[str]
    ground: str


class OwnMarkOut(Schema):
    """A mark."""

    kind: str
    text: str


class OwnFirearmOut(Schema):
    """A firearm that one owns or keeps; `licence` under which it is held."""

    id: str
    title: str
    calibre: str
    state: str
    owns: bool
    keeps: bool
    marks: list[OwnMarkOut]
    licence: str


class MineOut(Schema):
    """Who one is here, what one holds, what is stopped, what has to be done."""

    parties: list[OwnPartyOut]
    firearms: list[OwnFirearmOut]
    licences: list[OwnLicenceOut]
    removals: list[RemovalOut]
    bars: list[str]


def _licence(item: Any) -> dict[str, Any]:
    stands = licence.stands(records.ruled(item), timezone.localdate())
    stopped = stands in ("suspended", "revoked", "lapsed")
    plain = ("kind", "categories", "quota", "valid_from", "valid_to", "conditions")
    return {
        "id": item.public_id,
        **{name: getattr(item, name) for name in plain},
        "state": stands,
        "ground": labels.ground_words(item.ground) if stopped else "",
    }


def _firearm(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["firearm"].public_id,
        "title": row["title"],
        "calibre": row["calibre"],
        "state": row["firearm"].state,
        "owns": row["owns"],
        "keeps": row["keeps"],
        "marks": [{"kind": mark.kind, "text": mark.text} for mark in row["marks"]],
        "licence": row["licence"]["licence"].public_id if row["licence"] else "",
    }


@router.get("/mine", response=MineOut, operation_id="read_mine")
def read_mine(request: HttpRequest) -> dict[str, Any]:
    """What one holds, one's licences, and what has to be done."""
    _actor, mine = enter(request)
    return {
        "parties": [{"id": own.public_id, "name": own.name, "relation": own.relation} for own in mine],
        "firearms": [_firearm(row) for row in presenters.firearms(list(selectors.firearms_of(mine)), mine)],
        "licences": [_licence(record) for record in selectors.licences_of(mine)],
        "removals": [
            {"due_on": row["removal"].due_on, "ground": row["ground"], "office": row["office"]}
            for row in presenters.removals(selectors.removals_of(mine))
        ],
        "bars": presenters.bars(mine),
    }


@router.get("/mine/papers", response=list[PaperOut], operation_id="list_my_papers")
def list_my_papers(request: HttpRequest) -> list[dict[str, Any]]:
    """The papers that carry one's name."""
    _actor, mine = enter(request)
    return told_papers(list(selectors.papers_of(mine)[:50]))
