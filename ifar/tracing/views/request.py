"""One request: what it says, the chain that it follows, what the register has, what can be done now, what was done and who saw it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts.selectors import people
from ifar.accounts.selectors import reads as read_log
from ifar.acts.edges import offered
from ifar.acts.forms import done, form_of, submitted
from ifar.documents.selectors import papers_about
from ifar.errors import Invalid
from ifar.form_errors import actor_of, tried
from ifar.parties.services.naming import names_of
from ifar.registry.models import Firearm
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, may, require
from ifar.templatetags.days import day_words
from ifar.tracing import (
    chain_of_ownership,
    counterpart_view,
    disclosable_facts,
    going,
    hands,
    labels,
    selectors,
    states,
    steps,
    time_to_crime,
)
from ifar.tracing.inputs import AskTrader, InLanguage, NoteLink
from ifar.tracing.models import Request, Step
from ifar.tracing.selectors import ANSWER, WRITE
from ifar.tracing.services import answering, chains, requests, sheets
from ifar.tracing.services import statement as stating
from ifar.tracing.services.writing import REQUEST
from ifar.tracing.views import presenters

MOST_READS = 50


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One request. What is personal is shown only under a stated purpose, and the read is logged."""
    actor = actor_of(request)
    trace = selectors.request_for(actor, public_id)
    named = actor.purpose is not None and may(actor, "parties:party:read")
    if named:
        requests.require_reader(actor, trace)
    spoken, now = presenters.spoken_now(), timezone.now()
    left = counterpart_view.seen(actor, trace)
    links = counterpart_view.part_of(selectors.steps_of(trace), left, trace.ended_at)
    chain = selectors.chain_of(links)
    arm = disclosable_facts.firearm_of(actor, trace) if left is None or "identification" in left else None
    done = counterpart_view.acts_of(selectors.history_of(trace, links, with_words=named), trace, left)
    answers = [item for item in done if isinstance(item.personal.get("answer"), dict)]
    sold, sold_in = _sold_on(trace, chain, arm, left, answers)
    lived = chain_of_ownership.life_of(arm) if arm and left is None else []
    parties = _parties(actor, links, trace, lived) if named else {}
    lies_here = going.waits_to_be_taken_out(trace)
    can = offered(actor, REQUEST, trace)
    may_follow = _may_follow(actor, trace)
    context = {
        **presenters.row_of(trace, spoken, now, lies_here=lies_here),
        **presenters.unasked(actor, trace),
        **presenters.waiting(actor, trace),
        "office_hours": presenters.office_hours(trace, now),
        "facts": presenters.facts_of(trace, presenters.names_for(actor, trace), spoken, named=named),
        "identity": presenters.thing_of(trace, spoken),
        "marks": presenters.marks_of(trace, spoken),
        "illicit": [labels.ILLICIT[code] for code in trace.illicit],
        "named": named,
        "ground": labels.GROUNDS.get(trace.ground, ""),
        "firearm": arm,
        "may_open_item": bool(trace.item),
        "links": presenters.links_of(
            links, chain.doubts, named=named, parties=parties, now=now, spoken=spoken,
            contradicted=_against(links, lived, parties, named=named),
        ),
        "may_take_life": named and may_follow
        and (any(not chain_of_ownership.noted(item, links) for item in lived) or bool(hands.told(actor, trace, links))),
        "span": _span(trace, sold),
        "sold_on": sold,
        "sold_in": sold_in,
        "span_lacks": _span_lacks(trace, sold, done, named=named),
        "outcome": spoken["trace_outcome"].get(trace.outcome, ""),
        "proposals": _proposals(actor, trace, spoken) if "identified" in can["acts"] else [],
        "offered": can,
        "may_amend": "sent" in can["acts"],
        "known_to": _known_to(trace),
        "missing": _missing(trace) if "sent" in can["acts"] else [],
        "may_follow": may_follow,
        "may_ask": may_follow and may(actor, ANSWER),
        "may_take_out": going.may_take_out(actor, trace),
        "paper": form_of(InLanguage, ids="paper", initial=_language(), required=["language"]) if going.may_print(actor, trace) else None,
        "not_taken_out": (left is None or trace.agency_id == actor.agency_id) and lies_here,
        "parent": trace.parent if trace.parent and selectors.requests_for(actor).filter(public_id=trace.parent).exists() else "",
        "followers": presenters.rows_of(actor, selectors.followers_of(actor, trace), spoken, now),
        "answers": [
            {"at": item.recorded.recorded_at, "rows": [(labels.DATA[datum], presenters.value_words(datum, value, spoken)) for datum, value in item.personal["answer"].items()]}
            for item in answers
        ],
        "answered_here": trace.direction != "outgoing" and trace.agency_id != actor.agency_id,
        "acts": presenters.acts_of(done, spoken, domestic=trace.direction == "domestic"),
        "reads": _reads(actor, trace),
        "papers": papers_about(actor, public_id),
        "statement": form_of(InLanguage, ids="statement", initial=_language(), required=["language"])
        if may_follow and stating.may_state(actor, trace) and any(step.state != "asked" for step in links)
        else None,
        "may_sheet": sheets.may_sheet(actor, trace),
    }  # fmt: skip
    return render(request, "tracing/request.html", context)


def _language() -> dict[str, str]:
    """The language of the page, for a paper."""
    return {"language": (get_language() or "en")[:2]}


def _known_to(request: Request) -> list[str]:
    """The offices that know of a secret request, by name; none where it is not secret."""
    if request.handling != selectors.SECRET:
        return []
    return sorted(selectors.names_of([request.office, request.agency.public_id, *request.named]).values())


def _may_follow(actor: Actor, request: Request) -> bool:
    here = (
        request.agency_id == actor.agency_id
        if request.direction == "outgoing"
        else request.office == actor.agency
    )
    return here and may(actor, WRITE) and request.state in states.FOLLOWED


def _missing(request: Request) -> list[Any]:
    return [reason.message for reason in labels.explained(requests.lacking(request))]


def _against(
    links: list[Step],
    lived: list[chain_of_ownership.OwnershipLink],
    parties: Mapping[str, str],
    *,
    named: bool,
) -> list[chain_of_ownership.Against]:
    """Where the chain contradicts the register; of people nothing is compared unless they may be shown."""
    if not links or not lived:
        return []
    names = {**selectors.names_of([item.who for item in lived] + [item.to_whom for item in lived]), **parties}
    againsts = chain_of_ownership.against(links, lived, names)
    return [
        against for against in againsts if against.doubt != "life_next" or (named and against.said[:1] != "P")
    ]


def _parties(
    actor: Actor,
    links: list[Step],
    request: Request,
    lived: list[chain_of_ownership.OwnershipLink] | None = None,
) -> Mapping[str, str]:
    wanted = {item.to_whom for item in (*links, *(lived or ())) if item.to_whom[:1] == "P"}
    return names_of(actor, wanted, act="tracing.request.read", object=request.public_id) if wanted else {}


def _sold_on(
    request: Request,
    chain: steps.Chain,
    arm: Firearm | None,
    left: Collection[str] | None,
    answers: Sequence[selectors.Done],
) -> tuple[dt.date | None, str]:
    """The day of the first retail sale, and what says it: the chain, the register, or the newest answer that names one."""
    if chain.sold_on:
        return chain.sold_on, "chain"
    if arm and (left is None or "first_sale" in left) and (sold := disclosable_facts.first_sale(arm)):
        return sold, "register"
    for item in answers:
        try:
            return dt.date.fromisoformat(str(item.personal["answer"].get("first_sale"))), "answer"
        except ValueError:
            continue
    return None, ""


def _span_lacks(
    request: Request, sold: dt.date | None, done: Sequence[selectors.Done], *, named: bool
) -> str:
    """Which day the time-to-crime lacks, where one of the two is known; an answer that this reader cannot read may say the sale's."""
    if sold is not None:
        return "" if request.recovered_on else "find"
    unread = not named and any(item.event.kind in ("answered", "restricted") for item in done)
    return "sale" if request.recovered_on and not unread else ""


def _span(request: Request, sold: dt.date | None) -> str:
    try:
        return presenters.time_words(time_to_crime.span(sold, request.recovered_on))
    except Invalid:
        return str(labels.of("tracing.time_to_crime.before"))


def _proposals(actor: Actor, request: Request, spoken: presenters.Spoken) -> list[dict[str, Any]]:
    proposals = answering.proposals_of(actor, request)
    arms = {
        firearm.public_id: firearm
        for firearm in firearms_for(actor).filter(
            public_id__in=[proposal.found.firearm for proposal in proposals]
        )
    }
    return [
        presenters.proposal_row(proposal, spoken, arms.get(proposal.found.firearm)) for proposal in proposals
    ]


def _may_be_some(actor: Actor, request: Request) -> bool:
    """Whether nobody has said yet which of the firearms that it may be is the one that is asked about."""
    is_open = not request.firearm and any(
        offer.act.kind == "identified" for offer in REQUEST.possible(actor, request)
    )
    return is_open and bool(answering.proposals_of(actor, request))


def _reads(actor: Actor, request: Request) -> list[dict[str, Any]]:
    """Who read what is personal of it, for those who look after the log of reads."""
    if not may(actor, "accounts:readlog:read"):
        return []
    rows = list(read_log.about(actor, request.public_id)[:MOST_READS])
    names = people.names_of({log.actor for log in rows})
    return [{"by": names.get(log.actor, log.actor), "at": log.at, "case": log.case} for log in rows]


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer: what would leave and what would not stands there first; what is shown is what is sent."""
    actor = actor_of(request)
    trace = selectors.request_for(actor, public_id)
    ground = (request.POST or request.GET).get("ground", "")[:40]
    if ground not in ("", *labels.GROUNDS):
        raise Invalid("tracing.code", labels.of("tracing.code"))
    offer = REQUEST.all["restricted" if ground else "answered"]
    if offer not in REQUEST.possible(actor, trace):
        require(actor, ANSWER)
        raise Http404
    form = form_of(
        offer.said,
        request,
        initial={"ground": ground, "expected_n": trace.n},
        alone=True,
        required=["note"] if trace.direction == "outgoing" else [],
    )
    if trace.direction == "outgoing" and not ground:
        form.fields["note"].label = _("What they told")
    submitted(form, lambda given: offer.do(actor=actor, request_id=public_id, **given.arguments()))
    if form.is_bound and not form.errors:
        messages.success(request, str(offer.done))
        return redirect("tracing:request", public_id)
    outgoing, spoken = trace.direction == "outgoing", presenters.spoken_now()
    agreement = counterpart_view.agreement_of(trace)
    rows = [] if outgoing else answering.preview(actor, trace, ground)
    context = {
        **presenters.row_of(trace, spoken, timezone.now()),
        "outgoing": outgoing,
        "unchosen": not rows and not outgoing and _may_be_some(actor, trace),
        "verdicts": [presenters.verdict_row(*each, spoken, agreement) for each in rows],
        "leaving": sum(verdict.leaves for verdict, _value in rows),
        "held": sum(not verdict.leaves for verdict, _value in rows),
        "uncovered": any(verdict.why == "agreement" for verdict, _value in rows),
        "form": form,
        "ground": ground,
        "ground_words": labels.GROUNDS.get(ground, ""),
        "grounds": labels.GROUNDS.items(),
        "agreement": labels.AGREEMENTS.get(agreement, "") if trace.direction != "domestic" else "",
        "contradictions": [] if outgoing else _contradictions(actor, trace),
    }
    return render(request, "tracing/answer.html", context, status=422 if form.is_bound else 200)


def _contradictions(actor: Actor, request: Request) -> list[str]:
    """What the chain says otherwise than the register, before the answer: role, what the chain says and what the register says."""
    arm = disclosable_facts.firearm_of(actor, request)
    lived, links = (chain_of_ownership.life_of(arm) if arm else []), selectors.steps_of(request)
    named = actor.purpose is not None and may(actor, "parties:party:read")
    parties = _parties(actor, links, request, lived) if named else {}
    roles = {step.line: step for step in links}
    values = []
    for against in _against(links, lived, parties, named=named):
        link = roles[against.line]
        day = f" · {day_words(link.on)}" if link.on else ""
        values.append(f"{labels.ROLES[link.role]}{day}: {presenters.against_words(against)}")
    return values


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note a link of the chain that the register or another State knows."""
    actor = actor_of(request)
    require(actor, WRITE)
    trace = selectors.request_for(actor, public_id)
    form = form_of(NoteLink, request, **chains.rounds_asked(trace.thing))
    made = submitted(
        form,
        lambda given: chains.note_link(
            actor=actor, request_id=public_id, role=given.role, country=given.country, said=given.answer
        ),
    )
    if made:
        messages.success(request, _("The link is noted."))
        return redirect("tracing:request", public_id)
    context = {
        "one": trace,
        "form": form,
        "title": _("Note a link"),
        "said": _("A link of the chain that the register itself knows, or that another State told."),
    }
    return render(request, "tracing/link.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask a maker or dealer for its book; the dealer whom the register names is chosen already."""
    actor = actor_of(request)
    require(actor, ANSWER)
    trace = selectors.request_for(actor, public_id)
    arm = disclosable_facts.firearm_of(actor, trace) if request.method == "GET" else None
    lived = chain_of_ownership.life_of(arm) if arm else []
    likely = next((item.who for item in reversed(lived) if item.role == "dealer" and item.who), "")
    form = form_of(AskTrader, request, initial={"trader": likely})
    if likely:
        form.fields["trader"].help_text = _("Chosen already: the dealer whom the register names.")
    made = submitted(
        form, lambda given: chains.ask_trader(actor=actor, request_id=public_id, **given.arguments())
    )
    if made:
        messages.success(request, _("Asked. They have 24 hours."))
        return redirect("tracing:request", public_id)
    context = {
        "one": trace,
        "form": form,
        "title": _("Ask a maker or dealer for its book"),
        "said": _("They have 24 hours."),
    }
    return render(request, "tracing/link.html", context, status=422 if form.is_bound else 200)


@require_POST
def from_register(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note the links that the register tells."""
    actor = actor_of(request)
    tried(
        request,
        lambda: chains.take_from_life(actor=actor, request_id=public_id),
        _("The links that the register tells are noted."),
    )
    return redirect("tracing:request", public_id)


@require_POST
def statement(request: HttpRequest, public_id: str) -> HttpResponse:
    """Issue the certified statement of a trace, in a language of papers."""
    actor, form = actor_of(request), form_of(InLanguage, request)
    made = list[str]()
    if done(
        request,
        form,
        lambda given: made.append(
            stating.issue_statement(actor=actor, request=public_id, language=given.language).public_id
        ),
        _("The statement is issued. It can be printed once the log has taken it in."),
    ):
        return redirect("documents:paper", made[0])
    return redirect("tracing:request", public_id)
