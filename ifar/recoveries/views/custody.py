"""Exhibits and their chains of custody, evidence rooms and blind counts, laboratory requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ifar.accounts.models import Agency
from ifar.answers import actor_of, tried
from ifar.cursors import page
from ifar.recoveries import chains, counting, selectors
from ifar.recoveries import custody as rules
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries import custody_words as words
from ifar.recoveries.models import Chain
from ifar.recoveries.services import custody, requests, rooms
from ifar.recoveries.services.custody import Where
from ifar.recoveries.services.requests import Result
from ifar.recoveries.views import custody_shown as shown
from ifar.rights import Actor, may, require

LISTS: Final[Mapping[str, Any]] = {
    "receive": gettext_lazy("To be received"),
    "gaps": gettext_lazy("Gaps"),
    "kept": gettext_lazy("In custody"),
    "asked": gettext_lazy("Asked of a laboratory"),
}
EXCHANGES: Final = ("police", "customs", "court", "forensic_laboratory", "military", "licensing_authority")
"""Kinds of offices that an exhibit may be handed to."""


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits to be received, chains with gaps, and all that the office keeps."""
    actor, which = actor_of(request), request.GET.get("list", "receive")
    require(actor, kept.READ)
    which = which if which in LISTS else "receive"
    counted = {
        "receive": kept.to_receive(actor).count(),
        "gaps": kept.with_gaps(actor).count(),
        "asked": kept.requests_for(actor).filter(state__in=["asked", "accepted"]).count(),
    }
    context: dict[str, Any] = {
        "which": which,
        "tabs": [(code, label, counted.get(code)) for code, label in LISTS.items()],
        "blind": kept.blind(actor),
    }
    if which == "asked":
        asked = (
            kept.requests_for(actor).filter(state__in=["asked", "accepted"]).order_by("due_on", "id")[:100]
        )
        context["requests"] = _requests(asked)
        return render(request, "custody/desk.html", context)
    lists = {
        "receive": kept.to_receive(actor),
        "gaps": kept.with_gaps(actor),
        "kept": kept.chains_for(actor).filter(agency=actor.agency_id).exclude(state="released"),
    }
    found = page(
        lists[which], order=("-id",), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context |= {"found": found, "rows": _rows(found.items)}
    return render(request, "custody/desk.html", context)


def _rows(chains: list[Chain]) -> list[dict[str, Any]]:
    titles, places = shown.titles([one.public_id for one in chains]), shown.places(chains)
    offices = shown.offices([one.to_agency for one in chains])
    return [
        {
            "one": one,
            **titles.get(one.public_id, {"title": "", "serial": ""}),
            "place": places[one.public_id],
            "state": words.STATES["chain"][one.state],
            "tone": words.TONES.get(one.state, ""),
            "to": offices.get(one.to_agency, ""),
            "gaps": [words.GAPS[gap["kind"]] for gap in one.gaps],
        }
        for one in chains
    ]


def _requests(found: Any) -> list[dict[str, Any]]:
    offices = shown.offices([one.laboratory for one in found])
    return [
        {
            "one": one,
            "laboratory": offices.get(one.laboratory, ""),
            "state": words.STATES["request"][one.state],
            "tone": words.TONES.get(one.state, ""),
            "questions": [words.QUESTIONS[question] for question in one.questions],
        }
        for one in found
    ]


# Exhibits -------------------------------------------------------------------------------------------------------------


@require_GET
def exhibit(request: HttpRequest, public_id: str) -> HttpResponse:
    """One exhibit: where it is, under which seal, its gaps, what can be done now, and everything that was done."""
    actor = actor_of(request)
    found = kept.chains_for(actor).filter(public_id=public_id).first()
    if found is None:
        return _not_begun(request, actor, public_id)
    mine = found.agency_id == actor.agency_id and may(actor, custody.KEEP)
    titles = shown.titles([public_id]).get(public_id, {"title": "", "serial": "", "case": ""})
    context = {
        "one": found,
        **titles,
        "place": shown.places([found])[public_id],
        "state": words.STATES["chain"][found.state],
        "tone": words.TONES.get(found.state, ""),
        "to": shown.offices([found.to_agency]).get(found.to_agency, ""),
        "gaps": _gaps(actor, found),
        "may_hand": mine and found.state == "kept",
        "may_take_back": mine and found.state == "handed",
        "may_receive": found.state == "handed"
        and found.to_agency == actor.agency
        and may(actor, custody.KEEP),
        "gave_it": found.handed_by == actor.id,
        "may_find": mine and found.state == "missing",
        "may_ask": mine,
        "may_open_case": selectors.items_for(actor).filter(public_id=public_id).exists(),
        "requests": _requests(kept.requests_for(actor).filter(exhibit=public_id).order_by("-id")),
        "acts": shown.acts_of(public_id, "chain"),
        **_choices(actor),
    }
    return render(request, "custody/exhibit.html", context)


def _gaps(actor: Actor, found: Chain) -> list[dict[str, Any]]:
    """The open gaps, and which of them this reader may explain: none at which they had it in hand."""
    if not found.gaps or not may(actor, custody.EXPLAIN):
        return shown.gaps_of(found)
    steps = chains.steps(kept.done_on(found.public_id))
    return [
        {**gap, "may_explain": actor.id not in rules.concerned(steps, gap["n"])}
        for gap in shown.gaps_of(found)
    ]


def _not_begun(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    """An exhibit whose chain has not begun, for whoever may see its case."""
    require(actor, kept.READ)
    item = selectors.item_for(actor, public_id)
    titles = shown.titles([public_id]).get(public_id, {})
    context = {
        "item": item,
        **titles,
        "may_take": may(actor, custody.KEEP) and selectors.is_own(actor, item.case),
        **_choices(actor),
    }
    return render(request, "custody/take_in.html", context)


def _choices(actor: Actor) -> dict[str, Any]:
    return {
        "rooms": kept.rooms_for(actor).filter(agency=actor.agency_id, state="open").order_by("name"),
        "offices": Agency.objects.filter(kind__in=EXCHANGES, closed=False).order_by("name"),
        "laboratories": Agency.objects.filter(kind="forensic_laboratory", closed=False).order_by("name"),
        "purposes": words.PURPOSES.items(),
        "seal_reasons": words.SEAL_REASONS.items(),
        "questions": words.QUESTIONS.items(),
    }


def _expected(said: Mapping[str, str]) -> int | None:
    n = said.get("n", "")
    return int(n) if n.isdecimal() and len(n) < 9 else None


@require_POST
def exhibit_act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Do something with an exhibit."""
    actor, said = actor_of(request), request.POST
    note, n = said.get("note", "")[:2000], _expected(said)
    acts: Mapping[str, tuple[Callable[[], Any], Any]] = {
        "take-in": (
            lambda: custody.take_in(actor=actor, exhibit=public_id, where=shown.where_of(said), note=note),
            _("It is in your custody."),
        ),
        "hand": (
            lambda: custody.hand_over(
                actor=actor,
                exhibit=public_id,
                to=said.get("to", "")[:14],
                purpose=said.get("purpose", ""),
                where=_from(said, actor, public_id),
                note=note,
                expected_n=n,
            ),
            _("It is handed over once the other side has received it."),
        ),
        "receive": (
            lambda: custody.receive(
                actor=actor, exhibit=public_id, where=shown.where_of(said), note=note, expected_n=n
            ),
            _("You have received it."),
        ),
        "decline": (
            lambda: custody.decline(actor=actor, exhibit=public_id, note=note, expected_n=n),
            _("It stays with whoever handed it over."),
        ),
        "take-back": (
            lambda: custody.take_back(actor=actor, exhibit=public_id, note=note, expected_n=n),
            _("The hand-over is taken back."),
        ),
        "move": (
            lambda: custody.move(
                actor=actor,
                exhibit=public_id,
                was=_from(said, actor, public_id),
                to=shown.where_of(said, "to_"),
                note=note,
                expected_n=n,
            ),
            _("It is recorded where it lies now."),
        ),
        "seal": (
            lambda: custody.reseal(
                actor=actor,
                exhibit=public_id,
                seal=said.get("seal", ""),
                reason=said.get("reason", ""),
                at=shown.moment(said.get("at", "")),
                note=note,
                expected_n=n,
            ),
            _("The new seal is recorded."),
        ),
        "find": (
            lambda: custody.find_again(
                actor=actor, exhibit=public_id, where=shown.where_of(said), note=note, expected_n=n
            ),
            _("It is there again. The gap that it left still has to be explained."),
        ),
        "explain": (
            lambda: custody.explain(
                actor=actor, exhibit=public_id, gap=said.get("gap", "")[:40], note=note, expected_n=n
            ),
            _("The gap is explained."),
        ),
        "ask": (
            lambda: requests.ask(
                actor=actor,
                exhibit=public_id,
                laboratory=said.get("laboratory", "")[:14],
                questions=request.POST.getlist("questions")[:10],
                note=note,
            ),
            _("The laboratory is asked. The exhibit itself goes by a hand-over."),
        ),
    }
    if what not in acts:
        raise Http404
    tried(request, *acts[what])
    return redirect("custody:exhibit", public_id)


def _from(said: Mapping[str, str], actor: Actor, public_id: str) -> Where:
    """Where it was taken from: as the record says, unless somebody wrote another place."""
    where = shown.where_of(said)
    found = kept.chain_for(actor, public_id)
    if where.room or where.place:
        return where
    return Where(found.room, found.place, where.seal, where.whole, where.at)


# Rooms and counts -----------------------------------------------------------------------------------------------------


def room_list(request: HttpRequest) -> HttpResponse:
    """The evidence rooms of the office and those below it; a form for a new one."""
    actor = actor_of(request)
    require(actor, kept.READ)
    if request.method == "POST":
        said = request.POST
        tried(
            request,
            lambda: rooms.open_room(actor=actor, name=said.get("name", ""), kind=said.get("kind", "")),
            _("The room is open."),
        )
        return redirect("custody:rooms")
    found = kept.rooms_for(actor).order_by("name")[:200]
    differing = {one.room: one for one in kept.open_counts(actor)}
    context = {
        "rows": [
            {
                "one": one,
                "kind": words.ROOMS.get(one.kind, one.kind),
                "state": words.STATES["room"][one.state],
                "differs": differing.get(one.public_id),
            }
            for one in found
        ],
        "kinds": words.ROOMS.items(),
        "may_manage": may(actor, rooms.MANAGE),
    }
    return render(request, "custody/rooms.html", context)


def room(request: HttpRequest, public_id: str) -> HttpResponse:
    """One room: what should lie there, unless the reader is counting it; its counts."""
    actor = actor_of(request)
    require(actor, kept.READ)
    found = kept.room_for(actor, public_id)
    if request.method == "POST":
        return _begin(request, actor, public_id)
    blind = kept.counting(actor, found)
    lying = [] if blind else rooms.should_be(actor, found)
    counts = kept.counts_for(actor).filter(room=public_id).order_by("-id")[:20]
    context = {
        "one": found,
        "kind": words.ROOMS.get(found.kind, found.kind),
        "state": words.STATES["room"][found.state],
        "blind": blind,
        "rows": _rows(lying[:500]),
        "counts": [
            {"one": one, "state": words.STATES["count"][one.state], "tone": words.TONES.get(one.state, "")}
            for one in counts
        ],
        "may_count": may(actor, rooms.COUNT) and found.agency_id == actor.agency_id and found.state == "open",
        "acts": shown.acts_of(public_id, "room"),
    }
    return render(request, "custody/room.html", context)


def _begin(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    begun: list[str] = []
    tried(
        request,
        lambda: begun.append(rooms.begin_count(actor=actor, room=public_id)),
        _("Write down what is there. What should be there is shown afterwards."),
    )
    return redirect("custody:count", begun[0]) if begun else redirect("custody:room", public_id)


def count(request: HttpRequest, public_id: str) -> HttpResponse:
    """One count: a field for what is there; afterwards its differences, each to be explained by somebody else."""
    actor = actor_of(request)
    found = kept.count_for(actor, public_id)
    if request.method == "POST":
        said = request.POST
        if said.get("what") == "give_up":
            tried(
                request,
                lambda: rooms.give_up_count(actor=actor, count=public_id, note=said.get("note", "")[:2000]),
                _("The count is given up. The room can be counted anew."),
            )
        elif said.get("key"):
            tried(
                request,
                lambda: rooms.settle(
                    actor=actor, count=public_id, key=said["key"][:80], note=said.get("note", "")[:2000]
                ),
                _("The difference is explained."),
            )
        else:
            tried(
                request,
                lambda: rooms.enter_count(
                    actor=actor, count=public_id, seen=counting.read(said.get("seen", ""))
                ),
                _("The count is recorded."),
            )
        return redirect("custody:count", public_id)
    context = {
        "one": found,
        "room": kept.room_for(actor, found.room),
        "state": words.STATES["count"][found.state],
        "tone": words.TONES.get(found.state, ""),
        "mine": found.counter == actor.id,
        "may_give_up": found.state == "counting"
        and found.counter != actor.id
        and found.agency_id == actor.agency_id
        and may(actor, rooms.COUNT),
        "differences": [
            {**one, "words": words.DIFFERENCES[one["kind"]], "settled": one["key"] in found.settled}
            for one in found.differences
        ],
        "may_settle": may(actor, custody.EXPLAIN) and found.counter != actor.id and found.state == "differs",
        "acts": shown.acts_of(public_id, "count"),
    }
    return render(request, "custody/count.html", context)


# Laboratories ---------------------------------------------------------------------------------------------------------


def one_request(request: HttpRequest, public_id: str) -> HttpResponse:
    """One request to a laboratory: what was asked, and its answers."""
    actor = actor_of(request)
    found = kept.request_for(actor, public_id)
    if request.method == "POST":
        _answer(request, actor, public_id, list(found.questions))
        return redirect("custody:request", public_id)
    [row] = _requests([found])
    context = {
        **row,
        "asked": [(code, words.QUESTIONS[code]) for code in found.questions],
        "results": [
            {**one, "words": words.QUESTIONS.get(one["question"], "")} for one in kept.results_of(found)
        ],
        "may_answer": may(actor, requests.ANSWER)
        and found.laboratory == actor.agency
        and found.state in ("asked", "accepted"),
        "may_withdraw": may(actor, custody.KEEP)
        and found.agency_id == actor.agency_id
        and found.state in ("asked", "accepted"),
        "acts": shown.acts_of(public_id, "request"),
    }
    return render(request, "custody/request.html", context)


def _answer(request: HttpRequest, actor: Actor, public_id: str, questions: list[str]) -> None:
    said = request.POST
    note = said.get("note", "")[:2000]
    if said.get("what") == "accept":
        tried(request, lambda: requests.accept(actor=actor, request=public_id), _("The request is accepted."))
    elif said.get("what") == "withdraw":
        tried(
            request,
            lambda: requests.withdraw(actor=actor, request=public_id, note=note),
            _("The request is taken back."),
        )
    else:
        mark = said.get("mark", "").strip()[:60]
        results = [
            Result(
                question,
                said.get(f"answer_{question}", "")[:500],
                said.get(f"reference_{question}", "")[:120],
                {"kind": "serial", "text": mark} if mark and question == "marks" else {},
            )
            for question in questions
        ]
        tried(
            request,
            lambda: requests.answer(actor=actor, request=public_id, results=results, note=note),
            _("The answer is recorded."),
        )
