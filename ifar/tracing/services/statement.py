"""The certified statement of a trace for a court: what the register knows, from which sources, and what was told to whom.

Read from the request in the language of the paper. Officials are not named: their acts stand in the log, each with its proof. A paper
leaves the register as an answer does: by the rule table, logged as read and as disclosed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from ifar import identifiers
from ifar.accounts.services import reads
from ifar.documents import services as documents
from ifar.documents.models import Paper
from ifar.documents.wording import labelled
from ifar.errors import Invalid, Reason
from ifar.languages import LANGUAGES
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require
from ifar.tracing import (
    chain_of_ownership,
    counterpart_view,
    disclosable_facts,
    disclosure,
    printed,
    selectors,
    steps,
    time_to_crime,
)
from ifar.tracing.acts import ACTS
from ifar.tracing.document_texts import coded, words
from ifar.tracing.models import Request, Step
from ifar.tracing.services import requests
from ifar.tracing.services.writing import RECORDER, check_office

KIND: Final = "trace_statement"
LONGEST: Final = 480
MOST: Final = 60


@transaction.atomic
def issue_statement(*, actor: Actor, request: str, language: str) -> Paper:
    """Issue the statement of a request whose chain has a link, as far as `disclosure` lets its recipient learn of it.

    A court of this State is a recipient of its own kind, for whom the law stands where an agreement would; what another State asked is
    stated only as far as the agreement with it reaches; and what another office of ours asked, as far as the answer to it did, for that
    office sees the paper.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: it is another office's, or the actor issues no papers or may not read of people.
        Refused: nothing is known yet, or nothing that may be stated; it is neither searched nor answered; no purpose is stated.
        Invalid: the language is none of papers.
    """
    require(actor, selectors.READ)
    require(actor, "parties:party:read")
    trace, stated = stated_of(actor, request)
    result, links = stated.told, stated.links
    content = {
        name: value
        for name, value in _content(
            trace, links, result, stated.against, language if language in LANGUAGES else "en"
        )
        if value not in ("", [], None)
    }
    paper = documents.issue_paper(
        actor=actor,
        kind=KIND,
        about=trace.public_id,
        language=language,
        content=content,
        holder=_whom(links) if "last_holder" in result else "",
        compartment=trace.compartment,
    )
    left = stated.logged(trace, trace.country) | {"form": "statement", "hash": _hash(paper)}
    RECORDER.record(actor, "request", "disclosed", trace, details=left)
    return paper


@dataclass(frozen=True, slots=True)
class Stated:
    """What of a trace may be stated: what leaves by datum, what is held back, under which agreement, and the links as far as they may be
    told."""

    told: Mapping[str, Any]
    held: Sequence[str]
    agreement: str
    links: Sequence[Step]
    against: Sequence[chain_of_ownership.Against] = ()

    def logged(self, request: Request, to: str) -> dict[str, Any]:
        """What the log of disclosures says of it; `to`: the State that it is for."""
        return {
            "left": sorted(self.told),
            "held": sorted(self.held),
            "agreement": self.agreement,
            "ground": request.ground,
            "to": to,
        }


def stated_of(actor: Actor, request: str, to: str = "") -> tuple[Request, Stated]:
    """A request, and what of its trace this actor may state: for a statement, and for a hand-over `to` a State. A read of personal data, and
    logged.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: it is another office's.
        Refused: nothing is known yet, or nothing that may be stated; no purpose is stated; nothing is agreed with `to` that covers it.
    """
    require(actor, "parties:party:read")
    reads.require_purpose(actor)
    trace = selectors.request_for(actor, request)
    check_office(actor, trace, "stated")
    reads.log(actor, "tracing.request.read", trace.public_id, 0)
    every = [step for step in selectors.steps_of(trace) if step.state != "asked"]
    facts = disclosable_facts.known_of(actor, trace, every)
    agreement = _handed_under(trace, to) if to else _stated_under(trace)
    leaves = disclosure.leaves(facts, ground=trace.ground, agreement=agreement)
    until = None
    if trace.direction == "domestic" and trace.agency_id != actor.agency_id:
        leaves, until = (
            {name: leaves[name] for name in leaves if name in counterpart_view.given(trace)},
            trace.ended_at,
        )
    links = counterpart_view.part_of(every, leaves, until)
    if not links:
        raise RECORDER.refused(Reason("tracing.statement.nothing"))
    arm = disclosable_facts.firearm_of(actor, trace) if until is None and "trade_chain" in leaves else None
    against = chain_of_ownership.against(links, chain_of_ownership.life_of(arm), {}) if arm else []
    return trace, Stated(leaves, sorted(facts.keys() - leaves.keys()), agreement, links, against)


def _stated_under(request: Request) -> str:
    return disclosure.COURT if request.direction == "outgoing" else counterpart_view.agreement_of(request)


def _handed_under(request: Request, to: str) -> str:
    """What covers a hand-over to a State: no State gets under the agreement of another what it would not get itself.

    What another State asked goes under the weaker of the agreement with it and of that with whom it is handed to. What is our own goes to a
    State alone with which the directory says that there is legal assistance.

    Raises:
        Refused: with that State there is none.
    """
    covered = requests.agreement_with(to)
    if request.direction == "incoming":
        return disclosure.weakest(counterpart_view.agreement_of(request), covered)
    if disclosure.AGREEMENTS.index(covered) < disclosure.AGREEMENTS.index(disclosure.COURT):
        raise RECORDER.refused(
            Reason("tracing.assistance.agreement", article="UNTOC art. 18; Firearms Protocol art. 12(5)")
        )
    return disclosure.COURT


def _hash(paper: Paper) -> str:
    """The SHA-256 of the entry by which a paper was issued: of all that it says, personal values by their commitments."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(canonical), 'hex') FROM ledger_entry WHERE entry = %s", [paper.issued]
        )
        return str(cursor.fetchone()[0])


def may_state(actor: Actor, request: Request) -> bool:
    """Whether this actor may state what is known of a request; the service asks again."""
    return (
        may(actor, "documents:paper:issue")
        and may(actor, "parties:party:read")
        and actor.purpose is not None
        and request.state in ACTS["request", "disclosed"].transitions
    )


def _whom(links: Sequence[Step]) -> str:
    """The party whose name the paper carries, where the register has a record of them: an erasure of theirs takes it away."""
    named = [link for link in links if link.state == "answered" and "holder" in (link.role, link.to_role)]
    last = next((step for step in reversed(named) if step.described or step.to_whom[:1] == "P"), None)
    return last.to_whom if last is not None and last.to_whom[:1] == "P" else ""


def _content(
    request: Request,
    links: Sequence[Step],
    result: Mapping[str, Any],
    against: Sequence[chain_of_ownership.Against],
    language: str,
) -> Iterator[tuple[str, Any]]:
    spoken = reference.words_of(printed.LISTS, language)
    chain = selectors.chain_of(links)
    yield "trace", _short(f"{request.number or request.reference} · {identifiers.shown(request.public_id)}")
    other = (
        request.agency.name
        if request.direction == "domestic"
        else spoken["country"].get(request.country, request.country)
    )
    yield "traced_for", _short(other)
    identity = request.identity
    for name, listed in (
        ("make", "make"),
        ("model", "model"),
        ("calibre", "calibre"),
        ("type", "firearm_type"),
    ):
        yield name, _short(spoken[listed].get(identity.get(name) or "", identity.get(f"{name}_raw") or ""))
    yield (
        "marks",
        [
            {
                "kind": spoken["mark_kind"].get(mark["kind"], mark["kind"]),
                "text": _short(mark["text"]),
                "place": "",
            }
            for mark in request.marks[:MOST]
            if mark.get("text")
        ],
    )
    yield "recovered_on", request.recovered_on.isoformat() if request.recovered_on else ""
    offices = selectors.names_of([link.asked for link in links])
    doubts = doubts_of(chain, against, language)
    yield "trace_chain", [_link(link, offices, spoken["country"], language, doubts) for link in links[:MOST]]
    if holder := result.get("last_holder"):
        yield "last_holder", _short(" · ".join(str(text) for text in holder.values()))
    if chain.diversion is not None:
        how = coded("diversion", chain.diversion.diversion, language)
        yield (
            "point_of_diversion",
            _short(labelled(coded("role", chain.diversion.role, language), how, language)),
        )
    sold = result.get("first_sale", "")
    yield "first_sale", sold
    yield "time_to_crime", span_of(request, sold, language)
    # Whoever reads it later does not take what was known on the day of issue for the end of the trace.
    yield "trace_outcome", spoken["trace_outcome"].get(request.outcome, "") or words("outcome.open", language)
    yield "sources", list(dict.fromkeys(_short(link.source) for link in links if link.source))[:MOST]
    yield "disclosures", _disclosures(request, spoken["country"], language)[:MOST]
    yield "last_event", str(request.last_event)


def span_of(request: Request, sold: str, language: str) -> str:
    """The time-to-crime of a trace in words; empty where it cannot be computed."""
    span = time_to_crime_of(request, sold)
    return words("span", language) % {"days": span.days, "years": span.years} if span else ""


def time_to_crime_of(request: Request, sold: str) -> time_to_crime.Span | None:
    """The time from the first retail sale to the find; None where a day is not known, or the days contradict each other."""
    try:
        return time_to_crime.span(disclosable_facts.day_of(sold), request.recovered_on)
    except Invalid:
        return None


def doubts_of(
    chain: steps.Chain, against: Sequence[chain_of_ownership.Against], language: str
) -> dict[int, str]:
    """Number of a link -> what does not fit there, in words: a court reads the doubts beside what they are about."""
    result: dict[int, list[str]] = {}
    for n, doubt in (*chain.doubts, *((item.line, item.doubt) for item in against)):
        result.setdefault(n, []).append(coded("doubt", doubt, language))
    return {n: " ".join(value) for n, value in result.items()}


def _link(
    step: Step,
    offices: Mapping[str, str],
    countries: Mapping[str, str],
    language: str,
    doubts: Mapping[int, str],
) -> str:
    """One link in a line: from whom to whom, what became of it, when, and what does not fit there."""
    who = offices.get(step.asked, "") or countries.get(step.country, step.country)
    way = f"{coded('role', step.role, language)} ({who})" if who else coded("role", step.role, language)
    if step.to_role:
        way = f"{way} {words('arrow', language)} {coded('role', step.to_role, language)}"
    on = step.on.isoformat() if step.on else ""
    parts = (
        way,
        became_of(step, language),
        on,
        told_by(step, language),
        doubts.get(step.line, ""),
    )
    return _short(" · ".join(text for text in parts if text))


def became_of(step: Step, language: str) -> str:
    """What a link says became of the arm there, or why it led nowhere."""
    if step.result:
        return coded("result", step.result, language)
    return coded("failure", step.failure, language) if step.failure else ""


def told_by(step: Step, language: str) -> str:
    """Who said what a link says: whoever was asked, out of the own book; or the desk, which noted it."""
    return words("told.book" if step.n > 1 else "told.desk", language) if step.result else ""


def _disclosures(request: Request, countries: Mapping[str, str], language: str) -> list[str]:
    """What left for whom and when, by kind of datum and without a value."""
    rows = selectors.disclosures_of(request)
    names = {**countries, **selectors.names_of({to for _, to, _ in rows})}
    lines = (
        _short(
            f"{at:%Y-%m-%d} · {names.get(to, to)} · "
            + words("list", language).join(coded("datum", text, language) for text in left)
        )
        for at, to, left in rows
    )
    return list(dict.fromkeys(lines))


def _short(text: str) -> str:
    plain = "".join(code if code.isprintable() else " " for code in str(text))
    return " ".join(plain.split())[:LONGEST]
