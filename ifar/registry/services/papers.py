"""Papers about a firearm: what they say is read from its record, in the language of the paper, at the moment of issuing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.services import reads
from ifar.documents import services as documents
from ifar.documents.models import Paper
from ifar.errors import Refused
from ifar.ledger.selectors import recorded
from ifar.reference import selectors as reference
from ifar.registry import labels
from ifar.registry.models import Event, Firearm
from ifar.registry.occurred import local_moment
from ifar.registry.selectors import firearm_for
from ifar.registry.selectors.keepers import names_of
from ifar.rights import Actor, require

KINDS: Final = ("registration_certificate", "deactivation_certificate", "receipt")
RECEIVED: Final = ("surrendered", "seized", "deposited")
"""Kinds of events by which an authority takes a firearm in."""
_DESCRIBED: Final[Mapping[str, str]] = {
    "make": "make",
    "model": "model",
    "calibre": "calibre",
    "type": "firearm_type",
    "country_made": "country",
}
"""Column -> the list of its codes."""
_SAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "registration_certificate": (
        *(*_DESCRIBED, "year", "category", "owner", "ownership", "legal", "physical"),
        *("merged_into", "successor", "marks"),
    ),
    "deactivation_certificate": ("physical", "merged_into", "successor"),
}
"""Kind of paper -> what must not have changed since; a receipt tells of a day that is past."""
_CHANGED: Final = """
SELECT p.paper, min(l.recorded_at) FROM jsonb_to_recordset(%s::jsonb) AS p(paper text, about text, n integer, says text[])
JOIN registry_firearm f ON f.public_id = p.about JOIN registry_event e ON e.firearm_id = f.id AND e.n > p.n
JOIN ledger_entry l ON l.entry = e.id WHERE e.changes ?| p.says GROUP BY p.paper
"""
_REFUSED: Final = _("The record of this firearm gives no ground for such a paper.")


def possible_papers(firearm: Firearm) -> list[str]:
    """The kinds of papers that the record of a firearm, with its events, gives ground for."""
    if firearm.merged_into or firearm.item != "firearm":
        return []
    kinds = [event.kind for event in firearm.events.all()]
    grounds = {
        "registration_certificate": firearm.legal != "ended",
        "deactivation_certificate": firearm.physical == "deactivated" and "deactivated" in kinds,
        "receipt": any(kind in RECEIVED for kind in kinds),
    }
    return [kind for kind in KINDS if grounds[kind]]


@transaction.atomic
def issue_about_firearm(
    *,
    actor: Actor,
    firearm: str,
    kind: str,
    language: str,
    valid_to: dt.date | None = None,
    replaces: str = "",
) -> Paper:
    """Issue a paper about a firearm that the actor may see; the names in it are a read under their purpose.

    Raises:
        NotFound: there is no such firearm for this actor.
        Refused: its record gives no ground for a paper of this kind, or no purpose is stated.
        Invalid: see `ifar.documents.services.issue_paper`.
    """
    require(actor, "documents:paper:issue")
    reads.require_purpose(actor)
    record = firearm_for(actor, firearm)
    if kind not in possible_papers(record):
        raise Refused("registry.paper.ground", _REFUSED)
    content, holder = _content(actor, record, kind, language)
    return documents.issue_paper(
        actor=actor,
        kind=kind,
        about=record.public_id,
        language=language,
        content=content,
        holder=holder,
        valid_to=valid_to,
        compartment=record.compartment,
        replaces=replaces,
    )


def changed_since(asked: Collection[Paper]) -> Mapping[str, dt.datetime]:
    """Since when firearms are no longer what papers say of them, for those papers of which it is so; one query."""
    rows = [
        (
            paper.public_id,
            paper.about,
            int(str(paper.content["last_event"]).split()[0]),
            list(_SAYS[paper.kind]),
        )
        for paper in asked
        if paper.kind in _SAYS
    ]
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _CHANGED,
            [json.dumps([dict(zip(("paper", "about", "n", "says"), row, strict=True)) for row in rows])],
        )
        return dict(cursor.fetchall())


# What a paper says ------------------------------------------------------------------------------------------------------


def _content(actor: Actor, firearm: Firearm, kind: str, language: str) -> tuple[dict[str, Any], str]:
    """The content of a paper, and the party whose personal values it carries."""
    events = list(firearm.events.all())
    content = _identity(firearm, language) | {"last_event": f"{events[-1].n} · {events[-1].id}"}
    match kind:
        case "registration_certificate":
            content |= {
                **{
                    name: _fact_words(name, language).get(getattr(firearm, name), getattr(firearm, name))
                    for name in ("ownership", "custody", "legal", "physical")
                },
                "registered_on": timezone.localdate(firearm.registered_at).isoformat(),
            }
            who, field = firearm.owner, "owner"
        case "deactivation_certificate":
            chosen = next(event for event in reversed(events) if event.kind == "deactivated")
            content |= _deactivated(actor, firearm, chosen, language)
            who, field = firearm.owner, "owner"
        case _:
            chosen = next(event for event in reversed(events) if event.kind in RECEIVED)
            content |= _received(actor, firearm, chosen, language)
            who, field = _who_gave(events, chosen), "handed_over_by"
    name = names_of(actor, [who], act="documents.paper.issue", object=firearm.public_id).get(who, "")
    if name:
        content[field] = name
    return {key: value for key, value in content.items() if value}, who if name and who[0] == "P" else ""


def _identity(firearm: Firearm, language: str) -> dict[str, Any]:
    kinds, places = reference.words("mark_kind", language), reference.words("mark_place", language)
    out: dict[str, Any] = {"firearm": identifiers.shown(firearm.public_id)}
    for column, codes in _DESCRIBED.items():
        value = getattr(firearm, column)
        out[column] = (
            reference.words(codes, language).get(value, value) if value else getattr(firearm, f"{column}_raw")
        )
    out["year"] = str(firearm.year) if firearm.year else ""
    out["category"] = firearm.category
    out["marks"] = [
        {
            "kind": kinds.get(mark.kind, mark.kind),
            "text": mark.text or "",
            "place": places.get(mark.place, mark.place),
        }
        for mark in firearm.marks.all()
        if mark.text and not mark.retired
    ]
    return out


def _deactivated(actor: Actor, firearm: Firearm, event: Event, language: str) -> dict[str, Any]:
    body = str(event.details.get("body", ""))
    standard = str(event.details.get("standard", ""))
    names = names_of(actor, [body], act="documents.paper.issue", object=firearm.public_id)
    return {
        "certificate": event.details["certificate"],
        "body": names.get(body, ""),
        "standard": reference.words("deactivation_standard", language).get(standard, standard),
        "deactivated_on": _day(event),
    }


def _received(actor: Actor, firearm: Firearm, event: Event, language: str) -> dict[str, Any]:
    entry = recorded([event.id], settings.IFAR_WITNESSES_NEEDED)[event.id]
    office = names_of(actor, [entry.agency], act="documents.paper.issue", object=firearm.public_id)
    facts = {"surrendered": "surrendered", "seized": "seized", "deposited": "possession_revoked"}
    legal = event.changes.get("legal", facts[event.kind])
    return {
        "received": _fact_words("legal", language).get(legal, legal),
        "received_on": _day(event),
        "received_by": office.get(entry.agency) or actor.agency_name,
        **{name: event.details.get(name, "") for name in ("report", "case", "exhibit", "seal")},
    }


def _who_gave(events: list[Event], chosen: Event) -> str:
    """Who had the firearm before it was taken in, unless the law let it be handed in without a name."""
    if chosen.details.get("anonymous"):
        return ""
    had: dict[str, str] = {}
    for event in events:
        if event.n < chosen.n:
            had |= {name: event.changes[name] for name in ("owner", "custodian") if name in event.changes}
    return had.get("custodian") or had.get("owner", "")


def _day(event: Event) -> str:
    """When it happened, as exactly as it is known: a day, a month, a year; empty where nobody knows."""
    if event.occurred_from is None:
        return ""
    local = local_moment(event.occurred_from, event.zone)
    forms = {"month": "%Y-%m", "year": "%Y"}
    return local.strftime(forms.get(event.precision, "%Y-%m-%d"))


def _fact_words(name: str, language: str) -> Mapping[str, str]:
    with translation.override(language):
        return {code: str(text) for code, text in labels.FACTS[name].items()}
