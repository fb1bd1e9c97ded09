"""The certified statement of a trace for a court: what the register knows, from which sources, and what was told to whom.

Read from the request in the language of the paper. Officials are not named: their acts stand in the log, each with its proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import translation

from ifar import identifiers
from ifar.accounts.services import reads
from ifar.errors import Invalid, Reason
from ifar.papers import services as papers
from ifar.papers.models import Paper
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.tracing import known, selectors, time_to_crime, words
from ifar.tracing.models import Request, Step
from ifar.tracing.services.writing import check_office, refused

KIND: Final = "trace_statement"
LONGEST: Final = 480
MOST: Final = 60


@transaction.atomic
def issue_statement(*, actor: Actor, request: str, language: str) -> Paper:
    """Issue the statement of a request whose chain has a link, or that is ended.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: it is another office's, or the actor issues no papers.
        Refused: nothing is known yet; no purpose is stated.
        Invalid: the language is none of papers.
    """
    require(actor, selectors.READ)
    reads.require_purpose(actor)
    found = selectors.request_for(actor, request)
    check_office(actor, found, "stated")
    links = [one for one in selectors.steps_of(found) if one.state != "asked"]
    if not links:
        raise refused(Reason("tracing.statement.nothing"))
    with translation.override(language if language in dict(settings.LANGUAGES) else "en"):
        content = {
            name: value for name, value in _content(actor, found, links) if value not in ("", [], None)
        }
    return papers.issue_paper(
        actor=actor,
        kind=KIND,
        about=found.public_id,
        language=language,
        content=content,
        compartment=found.compartment,
    )


def _content(actor: Actor, found: Request, links: Sequence[Step]) -> Iterator[tuple[str, Any]]:
    spoken = reference.words_of(
        ("make", "model", "calibre", "firearm_type", "country", "mark_kind", "trace_outcome")
    )
    told = known.known_of(actor, found, links)
    chain = selectors.chain_of(links)
    yield "trace", _short(f"{found.number or found.reference} · {identifiers.shown(found.public_id)}")
    other = (
        found.agency.name
        if found.direction == "domestic"
        else spoken["country"].get(found.country, found.country)
    )
    yield "traced_for", _short(other)
    said = found.identity
    for name, listed in (
        ("make", "make"),
        ("model", "model"),
        ("calibre", "calibre"),
        ("type", "firearm_type"),
    ):
        yield name, _short(spoken[listed].get(said.get(name) or "", said.get(f"{name}_raw") or ""))
    yield (
        "marks",
        [
            {
                "kind": spoken["mark_kind"].get(one["kind"], one["kind"]),
                "text": _short(one["text"]),
                "place": "",
            }
            for one in found.marks[:MOST]
            if one.get("text")
        ],
    )
    yield "recovered_on", found.recovered_on.isoformat() if found.recovered_on else ""
    offices = selectors.names_of([one.asked for one in links])
    yield "trace_chain", [_link(one, offices, spoken["country"]) for one in links[:MOST]]
    if holder := told.get("last_holder"):
        yield "last_holder", _short(" · ".join(str(text) for text in holder.values()))
    if chain.diversion is not None:
        how = words.DIVERSIONS[chain.diversion.diversion]
        yield "point_of_diversion", _short(f"{words.ROLES[chain.diversion.role]}: {how}")
    sold = told.get("first_sale", "")
    yield "first_sale", sold
    yield "time_to_crime", _span(found, sold)
    yield "trace_outcome", spoken["trace_outcome"].get(found.outcome, "")
    yield "sources", list(dict.fromkeys(_short(one.source) for one in links if one.source))[:MOST]
    yield "disclosures", _disclosures(found)[:MOST]
    yield "last_event", str(found.last_event)


def _span(found: Request, sold: str) -> str:
    try:
        span = time_to_crime.span(known.day_of(sold), found.recovered_on)
    except Invalid:
        return ""
    return f"{span.days} d · {span.years} a" if span else ""


def _link(one: Step, offices: dict[str, str], countries: Any) -> str:
    """One link in a line: whose it is, what became of it, when."""
    who = offices.get(one.asked, "") or countries.get(one.country, one.country)
    what = words.RESULTS.get(one.result, "") or words.FAILURES.get(one.failure, "")
    to = f"→ {words.ROLES[one.to_role]}" if one.to_role else ""
    on = one.on.isoformat() if one.on else ""
    return _short(" · ".join(str(text) for text in (words.ROLES[one.role], who, what, to, on) if text))


def _disclosures(found: Request) -> list[str]:
    """What left for whom and when, by kind of datum and without a value."""
    return [
        _short(f"{at:%Y-%m-%d} · {to} · " + ", ".join(str(words.DATA[one]) for one in left))
        for at, to, left in selectors.disclosures_of(found)
    ]


def _short(text: str) -> str:
    plain = "".join(one if one.isprintable() else " " for one in str(text))
    return " ".join(plain.split())[:LONGEST]
