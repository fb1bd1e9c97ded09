"""Bulk acts: the office's list, giving one, and a batch from its preview to its report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import batched
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar import identifiers
from ifar.accounts.selectors.people import names_of
from ifar.accounts.services.exports import Leaving
from ifar.accounts.views import exports
from ifar.acts.edges import offered
from ifar.acts.forms import submitted
from ifar.acts.inputs import entries
from ifar.bulk import labels, many, selectors
from ifar.bulk.given import things_of
from ifar.bulk.many import Many
from ifar.bulk.models import Batch
from ifar.bulk.one_by_one import MOST
from ifar.bulk.services import batches, proposing, running
from ifar.bulk.services.batches import BATCH
from ifar.bulk.views import deciding
from ifar.bulk.views.forms import Row, batch_form, rows_of, things_given
from ifar.bulk.views.said import in_words
from ifar.cursors import page_of
from ifar.documents.things import Thing, named
from ifar.files.tables import writing
from ifar.form_errors import actor_of
from ifar.rights import Actor

SHOWN: Final = 100
"""Refused lines that a page shows; the report has all."""
HEADER: Final = (
    gettext_lazy("Line"),
    gettext_lazy("As given"),
    gettext_lazy("Record"),
    gettext_lazy("What it is"),
    gettext_lazy("Result"),
    gettext_lazy("Reason"),
    gettext_lazy("Difference"),
    gettext_lazy("Entry"),
)


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The batches of my office, the newest first, and what can be done to many things."""
    actor = actor_of(request)
    selectors.require_any(actor)
    result = page_of(
        request.GET,
        selectors.batches_for(actor),
        order=("-id",),
        sorts={"given_at": None, "total": None, "state": labels.STATES["batch"]},
    )
    context = {
        "rows": [_row(batch) for batch in result.items],
        "found": result,
        "acts": many.possible(actor),
    }
    return render(request, "bulk/list.html", context)


def _row(batch: Batch) -> dict[str, Any]:
    what = many.many_of(batch.act)
    return {
        "one": batch,
        "title": what.title if what else batch.act,
        "state": labels.STATES["batch"][batch.state],
        "tone": labels.TONES[batch.state],
        "left_out": batch.refused + batch.rejected,
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Give a batch: what is to be done, what is said of all of them, and the things.

    A short list of which nothing is refused and that leaves nothing to be known is carried out at once where its button says so; everything else
    is previewed first.
    """
    actor = actor_of(request)
    selectors.require_any(actor)
    what = selectors.many_for(actor, request.GET.get("act", "")[:80])
    rows, values = _begins_with(actor, what, request)
    form = batch_form(actor, what, request, rows, values)
    made = submitted(
        form,
        lambda value: batches.preview(
            actor=actor, act=what.name, said=value, things=things_given(actor, what, request, form)
        ),
    )
    if made:
        batch = selectors.batch_for(actor, made)
        at_once = request.POST.get("at_once") and selectors.is_plain(batch)
        if at_once and what.several:
            proposing.propose(actor=actor, batch_id=made)
            messages.success(request, _("Submitted. Nothing is decided yet: a second person has to approve."))
        elif at_once and batch.total <= running.AT_ONCE:
            batches.begin(actor=actor, batch_id=made)
            messages.success(request, batches.begun_words(selectors.batch_for(actor, made)))
        return redirect("bulk:batch", made)
    most = what.most if what.several else running.AT_ONCE
    context = {"form": form, "what": what, "rows": form.lines, "most": most}
    return render(request, "bulk/new.html", context, status=422 if form.is_bound else 200)


def _begins_with(actor: Actor, what: Many, request: HttpRequest) -> tuple[list[Row], Mapping[str, Any]]:
    """The things with which a form begins, and what was said of all of them: what was picked on a list; what another batch was done to; what
    another batch was given and is to be corrected."""
    if again := request.GET.get("again", "")[:20]:
        record = selectors.batch_for(actor, again)
        lines = selectors.lines_of(record) if record.state == "previewed" else selectors.refused_of(record)
        given = [item.given for item in lines.order_by("n")]
        return rows_of(actor, what, given), {k: v for k, v in record.said.items() if v is not None}
    if batch := request.GET.get("batch", "")[:20]:
        return rows_of(actor, what, batches.done_of(selectors.batch_for(actor, batch))), {}
    if batch := request.GET.get("struck", "")[:20]:
        record = selectors.batch_for(actor, batch)
        given = list(selectors.struck_of(record).order_by("n").values_list("given", flat=True))
        return rows_of(actor, what, given), {k: v for k, v in record.said.items() if v is not None}
    picked = [text[:14] for text in request.GET.getlist("picked")[:SHOWN]]
    if what.numbers:
        picked = request.GET.get("numbers", "")[:6_000].splitlines()
    # Whoever leads here says beforehand for which record it is done.
    result = {name: request.GET[name][:80] for name in entries(what.said) if name in request.GET}
    return rows_of(actor, what, picked), result


@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """How many things a text makes, while it is typed."""
    actor = actor_of(request)
    selectors.require_any(actor)
    what = selectors.many_for(actor, request.GET.get("act", "")[:80])
    things = things_of(request.POST.get("things", ""), numbers=what.numbers, each=what.each)
    ends = [things[0], things[-1]] if things else []
    known = named(actor, {text for end in ends if (text := identifiers.parse(end))})
    context = {
        "count": len(things),
        "ends": [known.get(identifiers.parse(end) or "", end) for end in ends],
        "most": what.most,
    }
    return render(request, "bulk/count.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A batch: what would become of its things, how far it has come, what became of them."""
    actor = actor_of(request)
    selectors.require_any(actor)
    batch = selectors.batch_for(actor, public_id)
    if "checked" in request.GET:
        return deciding.checked(request, actor, batch)
    if "HX-Request" in request.headers:
        return _piece(request, batch)
    decides = deciding.shown_to_decider(actor, batch)
    paged = deciding.page_of(request, batch) if decides else {}
    what = many.many_of(batch.act)
    left_out = batch.refused + batch.rejected
    context = {
        **_row(batch),
        "progress": _progress(request, batch),
        "person": names_of({batch.person}).get(batch.person, batch.person),
        "said": in_words(actor, what, batch.said) if what else [],
        "refused": _lines(actor, what, selectors.refused_of(batch)),
        "noted": _lines(actor, what, selectors.noted_of(batch)),
        "lines": _lines(
            actor,
            what,
            paged["of_page"] if decides else selectors.good_of(batch),
            deciding.PAGE if decides else SHOWN,
        ),
        "struck": _lines(actor, what, selectors.struck_of(batch), MOST),
        "again": batch.state == "ended" and any(item.name == batch.act for item in many.possible(actor)),
        "decides": decides,
        **paged,
        "shown": SHOWN,
        "ready": batch.total - batch.refused,
        "begun": batch.state not in ("previewed", "proposed"),
        "each": gettext(entries(what.said)[what.each].asked.label) if what and what.each else "",
        "corrected": what is not None and left_out and batch.state != "running",
        "counter": _counter(actor, what) if batch.state == "ended" and batch.written else None,
        "next": _next(actor, what, batch),
        "offered": offered(actor, BATCH, batch),
    }
    return render(request, "bulk/batch.html", context)


def _next(actor: Actor, what: Many | None, batch: Batch) -> list[Many]:
    """What may be done next to the records that a batch made, such as marking what was produced."""
    if what is None or not what.numbers or batch.state != "ended" or not batch.written:
        return []
    made = selectors.lines_of(batch).filter(entry__isnull=False).values_list("done_thing", flat=True).first()
    return [
        item
        for item in many.possible(actor)
        if made and not item.numbers and (not item.letters or made[0] in item.letters)
    ]


def _counter(actor: Actor, what: Many | None) -> Many | None:
    """The act that takes back what a batch did, where the law has one and this person may do it."""
    undoes = what.undone_by if what else ""
    return next((item for item in many.possible(actor) if item.name == undoes), None)


def _progress(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    return {
        "done": batch.done,
        "total": batch.total,
        "title": _("Carried out"),
        "finished": batch.state != "running",
        "url": request.path,
    }


def _piece(request: HttpRequest, batch: Batch) -> HttpResponse:
    """The progress alone; once the batch is over the whole page is asked for anew."""
    response = render(request, "pieces/progress.html", _progress(request, batch))
    if batch.state != "running":
        response["HX-Refresh"] = "true"
    return response


def _lines(actor: Actor, what: Many | None, lines: Any, most: int = SHOWN) -> list[dict[str, Any]]:
    """The first lines of a list, each with what it is as far as its reader may see that."""
    return _rows(actor, what, list(lines.order_by("n")[:most]))


def _rows(actor: Actor, what: Many | None, lines: Iterable[Any]) -> list[dict[str, Any]]:
    some = list(lines)
    names = named(actor, {thing for item in some for thing in (item.done_thing, item.thing) if thing})
    return [_line(what, item, names.get(item.done_thing) or names.get(item.thing)) for item in some]


def _line(what: Many | None, line: Any, thing: Thing | None) -> dict[str, Any]:
    reasons = line.reasons or line.why or []
    notes = (line.did if line.entry else line.notes) or []
    return {
        "n": line.n,
        "given": line.given,
        "rest": line.rest,
        "thing": line.done_thing or line.thing,
        "is": thing,
        "entry": line.entry,
        "done": line.entry is not None,
        "refused": bool(reasons),
        "why": _sentences(what, reasons),
        "notes": _sentences(what, notes),
    }


def _sentences(what: Many | None, kept: Iterable[Mapping[str, Any]]) -> list[str]:
    return [many.words_of(what, row["code"], row["params"], row["message"]) for row in kept]


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The report of a bulk act, line by line, as CSV."""
    actor = actor_of(request)
    selectors.require_any(actor)
    batch = selectors.batch_for(actor, public_id)
    address, own = reverse("bulk:report", args=[public_id]), _is_own(actor, batch)
    leaving = Leaving("bulk.report.export", batch.public_id, "csv", batch.total, address, own=own)
    if (before := exports.before(request, leaving, HEADER)) is not None:
        return before
    response = StreamingHttpResponse(
        writing.csv_pieces(HEADER, _reported(actor, batch)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{batch.public_id}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _is_own(actor: Actor, batch: Batch) -> bool:
    """Whether a report tells nothing but numbers that the actor's office gave, and what it made of them: no purpose is stated for it."""
    what = many.many_of(batch.act)
    return what is not None and what.numbers and batch.agency_id == actor.agency_id


def _reported(actor: Actor, batch: Batch) -> Iterator[tuple[Any, ...]]:
    what = many.many_of(batch.act)
    for some in batched(selectors.lines_of(batch).order_by("n").iterator(), SHOWN, strict=False):
        for told in _rows(actor, what, some):
            result = _("Recorded") if told["done"] else _("Refused") if told["refused"] else _("Not done yet")
            name = f"{told['is'].what} {told['is'].mark}".strip() if told["is"] else ""
            why, notes = " ".join(told["why"]), " ".join(told["notes"])
            yield told["n"], told["given"], told["thing"], name, result, why, notes, str(told["entry"] or "")
