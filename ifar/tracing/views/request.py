"""One request: what it says, the chain that it follows, what the register has, what can be done now, what was done and who saw it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar import identifiers
from ifar.accounts.selectors import people
from ifar.accounts.selectors import reads as read_log
from ifar.documents.labels import LANGUAGES
from ifar.documents.selectors import papers_about
from ifar.errors import IfarError, Invalid
from ifar.form_errors import actor_of, at_fields, tried
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.registry.models import Firearm
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, may, require
from ifar.templatetags.days import day_words
from ifar.tracing import (
    chain_of_ownership,
    counterpart_view,
    disclosable_facts,
    labels,
    selectors,
    states,
    steps,
    time_to_crime,
)
from ifar.tracing.acts import possible
from ifar.tracing.models import Request, Step
from ifar.tracing.services import answering, chains, exchange, requests, sheets
from ifar.tracing.services import statement as stating
from ifar.tracing.services.firearm_events import suggested_for
from ifar.tracing.services.requests import ANSWER, WRITE
from ifar.tracing.views import presenters
from ifar.tracing.views.forms import LinkForm
from ifar.typed import version_seen

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
    can = {kind for kind in possible(found.state, found.direction) if _may_do(actor, found, kind)}
    lies_here = exchange.waits_to_be_taken_out(found)
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
        "may_take_life": named and _may_follow(actor, found) and any(not chain_of_ownership.noted(one, links) for one in lived),
        "likely": next((one.who for one in reversed(lived) if one.role == "dealer" and one.who), ""),
        "span": _span(found, sold),
        "sold_on": sold,
        "sold_in": sold_in,
        "span_lacks": _span_lacks(found, sold, done, named=named),
        "outcome": spoken["trace_outcome"].get(found.outcome, ""),
        "outcomes": reference.choices("trace_outcome"),
        "suggested": suggested_for(found, chain),
        "proposals": _proposals(actor, found, spoken) if found.state == "searching" and "identified" in can else [],
        "can": can,
        "known_to": _known_to(found),
        "offices": selectors.offices_to_let_in(found) if "let_in" in can and found.handling == selectors.SECRET else [],
        "missing": _missing(found) if "sent" in can else [],
        "grounds": labels.GROUNDS.items(),
        "traders": selectors.traders() if _may_follow(actor, found) and may(actor, ANSWER) else [],
        "may_follow": _may_follow(actor, found),
        "may_take_out": exchange.may_take_out(actor, found),
        "may_print": exchange.may_print(actor, found),
        "not_taken_out": (left is None or found.agency_id == actor.agency_id) and lies_here,
        "roles": labels.ROLES.items(),
        "parent": found.parent if found.parent and selectors.requests_for(actor).filter(public_id=found.parent).exists() else "",
        "followers": presenters.rows_of(actor, selectors.followers_of(actor, found), spoken, now),
        "answers": [
            {"at": one.recorded.recorded_at, "rows": [(labels.DATA[datum], presenters.value_words(datum, value, spoken)) for datum, value in one.personal["answer"].items()]}
            for one in answers
        ],
        "answered_here": found.direction != "outgoing" and found.agency_id != actor.agency_id,
        "acts": presenters.acts_of(done, spoken, domestic=found.direction == "domestic"),
        "reads": _reads(actor, found),
        "failures": [(code, labels.FAILURES[code]) for code in steps.OF_DESK],
        "papers": papers_about(actor, public_id),
        "may_state": _may_follow(actor, found) and stating.may_state(actor, found) and any(one.state != "asked" for one in links),
        "paper_languages": LANGUAGES.items(),
        "may_sheet": sheets.may_sheet(actor, found),
    }  # fmt: skip
    return render(request, "tracing/request.html", context)


def _may_do(actor: Actor, found: Request, kind: str) -> bool:
    """Whether this actor's office may do an act with a request; the service asks again."""
    owner, answers = found.agency_id == actor.agency_id, found.office == actor.agency
    if kind in ("amended", "sent", "settled"):
        return owner and may(actor, WRITE)
    if found.direction != "outgoing" and kind in states.ANSWERING:
        return answers and may(actor, ANSWER)
    return (owner or answers) and may(actor, WRITE)


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
    is_open = not found.firearm and found.state == "searching" and _may_do(actor, found, "identified")
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
    ground, said = request.GET.get("ground", "")[:40], request.POST
    if ground not in ("", *labels.GROUNDS):
        raise Invalid("tracing.code", labels.of("tracing.code"))
    if not _may_do(actor, found, "answered"):
        require(actor, ANSWER)
        raise Http404
    problem = ""
    if request.method == "POST":
        ground = said.get("ground", "")[:40]
        note = said.get("note", "")[:4000]
        n = said.get("n", "")
        expected = version_seen(n)
        try:
            if ground:
                answering.restrict(
                    actor=actor, request=public_id, ground=ground, note=note, expected_n=expected
                )
            else:
                answering.answer(actor=actor, request=public_id, note=note, expected_n=expected)
        except Invalid as error:
            problem = " ".join(str(one.message) for one in error.reasons)
        else:
            messages.success(request, _("Answered. What left stands below."))
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
        "ground": ground,
        "ground_words": labels.GROUNDS.get(ground, ""),
        "grounds": labels.GROUNDS.items(),
        "agreement": labels.AGREEMENTS.get(agreement, "") if found.direction != "domestic" else "",
        "note": said.get("note", ""),
        "problem": problem,
        "contradictions": [] if outgoing else _contradictions(actor, found),
    }
    return render(request, "tracing/answer.html", context, status=422 if problem else 200)


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
    form = LinkForm(request.POST or None, thing=found.thing)
    if form.is_valid():
        try:
            chains.note_link(
                actor=actor,
                request=public_id,
                role=form.cleaned_data["role"],
                country=form.cleaned_data["country"],
                said=form.said(),
            )
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(request, _("The link is noted."))
            return redirect("tracing:request", public_id)
    context = {"one": found, "form": form}
    return render(request, "tracing/link.html", context, status=422 if form.is_bound else 200)


@require_POST
def statement(request: HttpRequest, public_id: str) -> HttpResponse:
    """Issue the certified statement of a trace, in a language of papers."""
    actor, language = actor_of(request), request.POST.get("language", "")[:8]
    made = list[str]()
    done = tried(
        request,
        lambda: made.append(
            stating.issue_statement(actor=actor, request=public_id, language=language).public_id
        ),
        _("The statement is issued. It can be printed once the log has taken it in."),
    )
    return redirect("documents:paper", made[0]) if done else redirect("tracing:request", public_id)


@require_POST
def give_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that a link led nowhere."""
    actor = actor_of(request)
    found = selectors.step_for(actor, public_id)
    failure = request.POST.get("failure", "")[:40]
    tried(
        request,
        lambda: chains.give_up(actor=actor, step=public_id, failure=failure),
        _("Noted: this link led nowhere."),
    )
    return redirect("tracing:request", found.request.public_id)


def _sent(actor: Actor, public_id: str) -> str:
    """What is said of a request that was just sent: of a signed file, that it is still to be brought to them."""
    if exchange.waits_to_be_taken_out(selectors.request_for(actor, public_id)):
        return _(
            "Ready to hand over. Its clock runs: take the signed file out, and bring it to the other State."
        )
    return _("Noted as sent. Its clock runs.")


@require_POST
def act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Do something with a request."""
    actor, said = actor_of(request), request.POST
    note, ground = said.get("note", "")[:4000], said.get("ground", "")[:40]
    n = said.get("n", "")
    given: dict[str, Any] = {"actor": actor, "request": public_id}
    expected: dict[str, Any] = {"expected_n": version_seen(n)}
    acts: Mapping[str, tuple[Callable[[], Any], Any]] = {
        "send": (
            lambda: requests.send_request(**given, **expected),
            lazy(lambda: _sent(actor, public_id), str)(),
        ),
        "acknowledge": (
            lambda: answering.acknowledge(**given, reference=said.get("reference", "")[:120], **expected),
            _("Acknowledged. The clock of the answer runs."),
        ),
        "search": (
            lambda: answering.search_register(**given, **expected),
            _("Searched. The question stays open for what comes into the register later."),
        ),
        "progress": (lambda: answering.note_progress(**given, **expected), _("Noted.")),
        "identify": (
            lambda: answering.identify(
                **given, firearm=identifiers.parse(said.get("firearm", "")[:20], "F") or "", **expected
            ),
            _("Noted which firearm it is."),
        ),
        "nothing": (
            lambda: answering.find_nothing(**given, note=note, **expected),
            _("Said that nothing was found. What comes into the register later is still compared with it."),
        ),
        "delay": (
            lambda: answering.delay(**given, ground=ground, note=note, **expected),
            _("Delayed, with its ground."),
        ),
        "refuse": (
            lambda: answering.refuse(**given, ground=ground, note=note, **expected),
            _("Refused, with its ground."),
        ),
        "resume": (lambda: answering.resume(**given, **expected), _("Taken up again.")),
        "withdraw": (lambda: requests.withdraw(**given, note=note, **expected), _("Withdrawn.")),
        "let-in": (
            lambda: requests.let_in(
                **given, offices=[one[:14] for one in said.getlist("offices")], **expected
            ),
            _("Noted who else knows of it."),
        ),
        "message": (
            lambda: requests.message(**given, text=said.get("text", ""), way=said.get("way", "out")),
            _("The message is kept with the request."),
        ),
        "ask": (
            lambda: chains.ask_trader(
                **given, trader=said.get("trader", "")[:14], role=said.get("role", "")[:20]
            ),
            _("Asked. They have 24 hours."),
        ),
        "from-register": (
            lambda: chains.take_from_life(**given),
            _("The links that the register tells are noted."),
        ),
        "settle": (
            lambda: chains.settle(**given, outcome=said.get("outcome", "")[:60], **expected),
            _("The outcome is noted, for the exhibit too."),
        ),
    }
    if what not in acts:
        raise Http404
    tried(request, *acts[what])
    return redirect("tracing:request", public_id)
