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
    found = selectors.request_for(actor, public_id)
    named = actor.purpose is not None and may(actor, "parties:party:read")
    if named:
        requests.require_reader(actor, found)
    spoken, now = presenters.spoken_now(), timezone.now()
    left = counterpart_view.seen(actor, found)
    links = counterpart_view.part_of(selectors.steps_of(found), left, found.ended_at)
    chain = selectors.chain_of(links)
    arm = disclosable_facts.firearm_of(actor, found) if left is None or "identification" in left else None
    done = counterpart_view.acts_of(selectors.history_of(found, links, with_words=named), found, left)
    answers = [one for one in done if isinstance(one.personal.get("answer"), dict)]
    sold, sold_in = _sold_on(found, chain, arm, left, answers)
    lived = chain_of_ownership.life_of(arm) if arm and left is None else []
    parties = _parties(actor, links, found, lived) if named else {}
    lies_here = going.waits_to_be_taken_out(found)
    can = offered(actor, REQUEST, found)
    may_follow = _may_follow(actor, found)
    context = {
        **presenters.row_of(found, spoken, now, lies_here=lies_here),
        **presenters.unasked(actor, found),
        **presenters.waiting(actor, found),
        "office_hours": presenters.office_hours(found, now),
        "facts": presenters.facts_of(found, presenters.names_for(actor, found), spoken, named=named),
        "identity": presenters.thing_of(found, spoken),
        "marks": presenters.marks_of(found, spoken),
        "illicit": [labels.ILLICIT[code] for code in found.illicit],
        "named": named,
        "ground": labels.GROUNDS.get(found.ground, ""),
        "firearm": arm,
        "may_open_item": bool(found.item),
        "links": presenters.links_of(
            links, chain.doubts, named=named, parties=parties, now=now, spoken=spoken,
            contradicted=_against(links, lived, parties, named=named),
        ),
        "may_take_life": named and may_follow
        and (any(not chain_of_ownership.noted(one, links) for one in lived) or bool(hands.told(actor, found, links))),
        "span": _span(found, sold),
        "sold_on": sold,
        "sold_in": sold_in,
        "span_lacks": _span_lacks(found, sold, done, named=named),
        "outcome": spoken["trace_outcome"].get(found.outcome, ""),
        "proposals": _proposals(actor, found, spoken) if "identified" in can["acts"] else [],
        "offered": can,
        "may_amend": "sent" in can["acts"],
        "known_to": _known_to(found),
        "missing": _missing(found) if "sent" in can["acts"] else [],
        "may_follow": may_follow,
        "may_ask": may_follow and may(actor, ANSWER),
        "may_take_out": going.may_take_out(actor, found),
        "paper": form_of(InLanguage, ids="paper", initial=_language(), required=["language"]) if going.may_print(actor, found) else None,
        "not_taken_out": (left is None or found.agency_id == actor.agency_id) and lies_here,
        "parent": found.parent if found.parent and selectors.requests_for(actor).filter(public_id=found.parent).exists() else "",
        "followers": presenters.rows_of(actor, selectors.followers_of(actor, found), spoken, now),
        "answers": [
            {"at": one.recorded.recorded_at, "rows": [(labels.DATA[datum], presenters.value_words(datum, value, spoken)) for datum, value in one.personal["answer"].items()]}
            for one in answers
        ],
        "answered_here": found.direction != "outgoing" and found.agency_id != actor.agency_id,
        "acts": presenters.acts_of(done, spoken, domestic=found.direction == "domestic"),
        "reads": _reads(actor, found),
        "papers": papers_about(actor, public_id),
        "statement": form_of(InLanguage, ids="statement", initial=_language(), required=["language"])
        if may_follow and stating.may_state(actor, found) and any(one.state != "asked" for one in links)
        else None,
        "may_sheet": sheets.may_sheet(actor, found),
    }  # fmt: skip
    return render(request, "tracing/request.html", context)


def _language() -> dict[str, str]:
    """The language of the page, for a paper."""
    return {"language": (get_language() or "en")[:2]}


def _known_to(found: Request) -> list[str]:
    """The offices that know of a secret request, by name; none where it is not secret."""
    if found.handling != selectors.SECRET:
        return []
    return sorted(selectors.names_of([found.office, found.agency.public_id, *found.named]).values())


def _may_follow(actor: Actor, found: Request) -> bool:
    here = (
        found.agency_id == actor.agency_id if found.direction == "outgoing" else found.office == actor.agency
    )
    return here and may(actor, WRITE) and found.state in states.FOLLOWED


def _missing(found: Request) -> list[Any]:
    return [one.message for one in labels.explained(requests.lacking(found))]


def _against(
    links: list[Step], lived: list[chain_of_ownership.Told], parties: Mapping[str, str], *, named: bool
) -> list[chain_of_ownership.Against]:
    """Where the chain contradicts the register; of people nothing is compared unless they may be shown."""
    if not links or not lived:
        return []
    names = {**selectors.names_of([one.who for one in lived] + [one.to_whom for one in lived]), **parties}
    found = chain_of_ownership.against(links, lived, names)
    return [one for one in found if one.doubt != "life_next" or (named and one.said[:1] != "P")]


def _parties(
    actor: Actor, links: list[Step], found: Request, lived: list[chain_of_ownership.Told] | None = None
) -> Mapping[str, str]:
    wanted = {one.to_whom for one in (*links, *(lived or ())) if one.to_whom[:1] == "P"}
    return names_of(actor, wanted, act="tracing.request.read", object=found.public_id) if wanted else {}


def _sold_on(
    found: Request,
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
    for one in answers:
        try:
            return dt.date.fromisoformat(str(one.personal["answer"].get("first_sale"))), "answer"
        except ValueError:
            continue
    return None, ""


def _span_lacks(found: Request, sold: dt.date | None, done: Sequence[selectors.Done], *, named: bool) -> str:
    """Which day the time-to-crime lacks, where one of the two is known; an answer that this reader cannot read may say the sale's."""
    if sold is not None:
        return "" if found.recovered_on else "find"
    unread = not named and any(one.event.kind in ("answered", "restricted") for one in done)
    return "sale" if found.recovered_on and not unread else ""


def _span(found: Request, sold: dt.date | None) -> str:
    try:
        return presenters.time_words(time_to_crime.span(sold, found.recovered_on))
    except Invalid:
        return str(labels.of("tracing.time_to_crime.before"))


def _proposals(actor: Actor, found: Request, spoken: presenters.Spoken) -> list[dict[str, Any]]:
    proposals = answering.proposals_of(actor, found)
    arms = {
        one.public_id: one
        for one in firearms_for(actor).filter(public_id__in=[one.found.firearm for one in proposals])
    }
    return [presenters.proposal_row(one, spoken, arms.get(one.found.firearm)) for one in proposals]


def _may_be_some(actor: Actor, found: Request) -> bool:
    """Whether nobody has said yet which of the firearms that it may be is the one that is asked about."""
    is_open = not found.firearm and any(
        one.act.kind == "identified" for one in REQUEST.possible(actor, found)
    )
    return is_open and bool(answering.proposals_of(actor, found))


def _reads(actor: Actor, found: Request) -> list[dict[str, Any]]:
    """Who read what is personal of it, for those who look after the log of reads."""
    if not may(actor, "accounts:readlog:read"):
        return []
    rows = list(read_log.about(actor, found.public_id)[:MOST_READS])
    names = people.names_of({one.actor for one in rows})
    return [{"by": names.get(one.actor, one.actor), "at": one.at, "case": one.case} for one in rows]


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer: what would leave and what would not stands there first; what is shown is what is sent."""
    actor = actor_of(request)
    found = selectors.request_for(actor, public_id)
    ground = (request.POST or request.GET).get("ground", "")[:40]
    if ground not in ("", *labels.GROUNDS):
        raise Invalid("tracing.code", labels.of("tracing.code"))
    offer = REQUEST.all["restricted" if ground else "answered"]
    if offer not in REQUEST.possible(actor, found):
        require(actor, ANSWER)
        raise Http404
    form = form_of(
        offer.said,
        request,
        initial={"ground": ground, "expected_n": found.n},
        alone=True,
        required=["note"] if found.direction == "outgoing" else [],
    )
    if found.direction == "outgoing" and not ground:
        form.fields["note"].label = _("What they told")
    submitted(form, lambda given: offer.do(actor=actor, request_id=public_id, **given.arguments()))
    if form.is_bound and not form.errors:
        messages.success(request, str(offer.done))
        return redirect("tracing:request", public_id)
    outgoing, spoken = found.direction == "outgoing", presenters.spoken_now()
    agreement = counterpart_view.agreement_of(found)
    told = [] if outgoing else answering.preview(actor, found, ground)
    context = {
        **presenters.row_of(found, spoken, timezone.now()),
        "outgoing": outgoing,
        "unchosen": not told and not outgoing and _may_be_some(actor, found),
        "verdicts": [presenters.verdict_row(*each, spoken, agreement) for each in told],
        "leaving": sum(one.leaves for one, _value in told),
        "held": sum(not one.leaves for one, _value in told),
        "uncovered": any(one.why == "agreement" for one, _value in told),
        "form": form,
        "ground": ground,
        "ground_words": labels.GROUNDS.get(ground, ""),
        "grounds": labels.GROUNDS.items(),
        "agreement": labels.AGREEMENTS.get(agreement, "") if found.direction != "domestic" else "",
        "contradictions": [] if outgoing else _contradictions(actor, found),
    }
    return render(request, "tracing/answer.html", context, status=422 if form.is_bound else 200)


def _contradictions(actor: Actor, found: Request) -> list[str]:
    """What the chain says otherwise than the register, before the answer: role, what the chain says and what the register says."""
    arm = disclosable_facts.firearm_of(actor, found)
    lived, links = (chain_of_ownership.life_of(arm) if arm else []), selectors.steps_of(found)
    named = actor.purpose is not None and may(actor, "parties:party:read")
    parties = _parties(actor, links, found, lived) if named else {}
    roles = {one.line: one for one in links}
    said = []
    for one in _against(links, lived, parties, named=named):
        link = roles[one.line]
        day = f" · {day_words(link.on)}" if link.on else ""
        said.append(f"{labels.ROLES[link.role]}{day}: {presenters.against_words(one)}")
    return said


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note a link of the chain that the register or another State knows."""
    actor = actor_of(request)
    require(actor, WRITE)
    found = selectors.request_for(actor, public_id)
    form = form_of(NoteLink, request, **chains.rounds_asked(found.thing))
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
        "one": found,
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
    found = selectors.request_for(actor, public_id)
    arm = disclosable_facts.firearm_of(actor, found) if request.method == "GET" else None
    lived = chain_of_ownership.life_of(arm) if arm else []
    likely = next((one.who for one in reversed(lived) if one.role == "dealer" and one.who), "")
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
        "one": found,
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
