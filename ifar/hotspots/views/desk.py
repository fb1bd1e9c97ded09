"""Sources, the files that they deliver, what is tried and loaded, and the incidents themselves."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar import identifiers
from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, done, form_of, submitted
from ifar.cursors import page
from ifar.errors import IfarError
from ifar.files import store, uploads
from ifar.files.tables import writing
from ifar.form_errors import actor_of, tried
from ifar.hotspots import feeding, labels, source_inputs
from ifar.hotspots.feeds import addresses
from ifar.hotspots.feeds import labels as fed
from ifar.hotspots.feeds.reading import Reason as Found
from ifar.hotspots.feeds.reading import Unreadable
from ifar.hotspots.feeds.values import code
from ifar.hotspots.models import Delivery, Source, Trial
from ifar.hotspots.selectors import places, trial_files
from ifar.hotspots.services import deliveries, fetches, own, sources
from ifar.hotspots.tasks import fetch_later, try_later
from ifar.hotspots.views.forms import (
    codes_form,
    load_form,
    map_columns,
    mapping_form,
    points_form,
    unknown_codes,
)
from ifar.rights import Actor, may, require

AT_ONCE: Final = 2_000_000
"""Bytes of a file that is tried while the page waits; a larger one is tried in the background."""
AT_ONCE_PACKED: Final = 100_000
"""The same of a workbook, which is packed: reading it takes as long as it is when it is unpacked."""
FETCHES: Final = 10
"""So many fetches of a source are shown."""
ROWS: Final = 500
"""Rows that did not become incidents which a page names; the file has all."""


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The sources that the actor may see, with what they delivered last."""
    actor = actor_of(request)
    require(actor, places.PRECISE)
    records = list(places.sources_for(actor))
    last: dict[str, Delivery] = {}
    for record in places.deliveries_for(actor).filter(
        source__in=[source.public_id for source in records], state="loaded"
    ):
        last.setdefault(record.source, record)
    rows = [
        {"one": source, "kind": labels.SOURCE_KINDS[source.kind], "last": last.get(source.public_id)}
        for source in records
    ]
    return render(request, "hotspots/sources.html", {"rows": rows, "may_manage": may(actor, places.MANAGE)})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a source."""
    actor = actor_of(request)
    require(actor, places.MANAGE)
    form = form_of(source_inputs.RegisterSource, request)
    made = submitted(form, lambda given: sources.register_source(actor=actor, **given.arguments()))
    if made:
        messages.success(request, _("The source is registered."))
        return redirect("hotspots:source", made)
    return render(request, "hotspots/source_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A source: its terms, its deliveries, and a place to bring a file."""
    actor = actor_of(request)
    source = places.source_for(actor, public_id)
    if request.method == "POST":
        require(actor, places.MANAGE)
        return _bring(request, source)
    came = page(
        places.deliveries_for(actor, source),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    manages = may(actor, places.MANAGE)
    context = {
        "found": source,
        "kind": labels.SOURCE_KINDS[source.kind],
        "terms": fed.TERMS.get({"ucdp": "ucdp.ged", "iafq": "unodc.iafq"}.get(source.kind, source.kind), ""),
        "reliability": labels.RELIABILITY[source.reliability],
        "credibility": labels.CREDIBILITY[source.credibility],
        "came": came,
        "rows": [{"one": record, "state": labels.STATES["delivery", record.state]} for record in came.items],
        "trials": list(places.trials_for(actor, source)[:20]) if manages else [],
        "may_manage": manages,
        "takes_files": source.kind in feeding.TABLES and source.state == "open",
        "is_own": source.kind in feeding.OWN and source.state == "open",
        "is_mapped": source.kind in feeding.MAPPED,
        "offered": offered(actor, sources.SOURCE, source),
        **_fetching(actor, source),
    }
    return render(request, "hotspots/source.html", context)


def _fetching(actor: Actor, source: Source) -> dict[str, Any]:
    """Where a source is fetched by the settings, and what came of it lately."""
    wrong = ""
    try:
        address = fetches.address_of(source)
    except Unreadable:
        address, wrong = None, labels.of("hotspots.fetch.settings")
    rows: list[dict[str, Any]] = [
        {
            "one": fetch,
            "words": labels.fetched(fetch.code, fetch.params),
            "delivery": fetch.trial.delivery if fetch.trial else "",
        }
        for fetch in places.fetches_for(actor, source)[:FETCHES]
    ]
    return {
        "address": address,
        "fetch_wrong": wrong,
        "fetched": rows,
        "is_fetched": source.kind in addresses.KINDS.values() and source.state == "open",
        "under_way": bool(rows) and rows[0]["one"].state in ("asked", "running"),
        "shown_id": identifiers.shown(source.public_id),
    }


def _bring(request: HttpRequest, source: Source) -> HttpResponse:
    actor = actor_of(request)
    if request.POST.get("what") == "own":
        text = _("The register's own records are counted.")
        tried(request, lambda: own.renew(actor=actor, source=source.public_id), text)
        return redirect("hotspots:source", source.public_id)
    if request.POST.get("what") == "fetch":
        text = _("It is being fetched. This page shows what comes.")
        tried(request, lambda: fetch_later(fetches.ask(actor=actor, source=source.public_id)), text)
        return redirect("hotspots:source", source.public_id)
    try:
        name, arrived = uploads.arrived(request, "file")
        trial = deliveries.begin(
            actor=actor,
            source=source.public_id,
            name=name,
            content=arrived,
            whole=request.POST.get("whole") == "1",
        )
    except IfarError as error:
        for wrong in error.reasons or (error,):
            messages.error(request, str(getattr(wrong, "message", "") or error))
        return redirect("hotspots:source", source.public_id)
    if source.kind in feeding.MAPPED and not source.mapping:
        return redirect("hotspots:mapping", trial.pk)
    _try(trial)
    return redirect("hotspots:trial", trial.pk)


def _try(trial: Trial) -> None:
    """Try a file while the page waits, or have the worker try it where it is large."""
    most = AT_ONCE if trial.mapping.get("kind") == "text" else AT_ONCE_PACKED
    if store.found(trial.file).stat().st_size > most:
        Trial.objects.filter(pk=trial.pk).update(state="waiting")
        try_later(trial.pk)
    else:
        deliveries.try_out(trial)


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Say which column of a file says what; the source keeps it for its next files."""
    actor = actor_of(request)
    require(actor, places.MANAGE)
    record = places.trial_for(actor, str(ident))
    headings = trial_files.headings_of(record)
    first = mapping_form(request, record.source.mapping, headings)
    chosen = {
        name: str(first[f"columns-{column}"].value() or "")
        for name, column in (("kinds", "kind"), ("places", "place_precision"))
    }
    words = {name: _words(record, heading) for name, heading in chosen.items() if heading in headings}
    form = mapping_form(request, record.source.mapping, headings, words)
    # A column of words was chosen just now: what its words mean is asked first.
    is_second = form.is_bound and any(
        f"{name}-{text}" not in form.data for name in words for text in words[name]
    )
    if is_second:
        form = mapping_form(None, record.source.mapping, headings, words, dict(form.data.items()))
    mapped = submitted(form, lambda given: map_columns(actor, record.source.public_id, given))
    if mapped:
        _try(places.trial_for(actor, str(ident)))
        return redirect("hotspots:trial", ident)
    context = {"form": form, "found": record, "is_second": is_second}
    return render(request, "hotspots/mapping.html", context, status=422 if form.is_bound else 200)


MOST_WORDS: Final = 60
"""Words of a column of which the page asks what they mean; a row with another one is invalid and says so."""


def _words(record: Trial, heading: str) -> list[str]:
    """The words that stand in a column, the most frequent first."""
    counted = Counter(code(row.cells, heading) for row in trial_files.first_rows_of(record))
    return [word for word, _count in counted.most_common(MOST_WORDS)]


@require_GET
def trial(request: HttpRequest, ident: UUID) -> HttpResponse:
    """A file before it is loaded: what would be, what is wrong and in which rows; and the act of loading."""
    actor = actor_of(request)
    record = places.trial_for(actor, str(ident))
    if record.delivery:
        return redirect("hotspots:delivery", record.delivery)
    running = record.state in ("waiting", "trying")
    if "HX-Request" in request.headers:
        progress = {
            "title": _("The file is read"),
            "done": record.done,
            "total": record.total,
            "url": request.path,
        }
        response = render(request, "pieces/progress.html", progress)
        if not running:
            response["HX-Refresh"] = "true"
        return response
    report: Mapping[str, Any] = record.report
    context = {
        "found": record,
        "running": running,
        "report": report,
        "days": [dt.date.fromisoformat(report[name]) for name in ("first", "last") if report.get(name)],
        "refused": [
            item.get("message") or str(labels.of(item["code"], item["params"]))
            for item in report.get("refused", ())
        ],
        "outcomes": [
            (_("To be loaded") if name == "loaded" else outcome, report["outcomes"][name])
            for name, outcome in fed.OUTCOMES.items()
            if name in report.get("outcomes", {})
        ],
        "reasons": [_reason_row(reason) for reason in report.get("reasons", ())],
        "remarks": [_reason_row(remark) for remark in report.get("remarks", ())],
        "found_wrong": [_reason_row(item) for item in report.get("found", ())],
        "points": points_form(record) if report.get("piles") else None,
        "codes": codes_form(record) if unknown_codes(record) else None,
        "load": load_form(record),
        "kinds": [
            (fed.KINDS.get(name, name), count) for name, count in dict(report.get("kinds", {})).items()
        ],
        "places": [
            (fed.PLACES.get(name, name), count) for name, count in dict(report.get("places", {})).items()
        ],
    }
    return render(request, "hotspots/trial.html", context)


@require_POST
def load(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Load a file that was checked."""
    actor, made = actor_of(request), list[str]()
    places.trial_for(actor, str(ident))
    done(
        request,
        form_of(source_inputs.LoadFile, request),
        lambda given: made.append(deliveries.load(actor=actor, trial=str(ident), **dict(given))),
        _("Loaded. Every row is accounted for below."),
        above=True,
    )
    return redirect("hotspots:delivery", made[0]) if made else redirect("hotspots:trial", ident)


@require_POST
def give_up(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Forget a file that was checked."""
    actor = actor_of(request)
    record = places.trial_for(actor, str(ident))
    deliveries.give_up(actor=actor, trial=str(ident))
    return redirect("hotspots:source", record.source.public_id)


@require_POST
def codes(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Say what codes of precision mean, and read the file once more."""
    return _read_again(request, ident, codes_form, sources.mean_places)


@require_POST
def points(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Decide how exactly points are known, and read the file once more."""
    return _read_again(request, ident, points_form, sources.decide_points)


def _read_again(
    request: HttpRequest,
    ident: UUID,
    form: Callable[[Trial, HttpRequest], ActForm],
    do: Callable[..., None],
) -> HttpResponse:
    actor = actor_of(request)
    record = places.trial_for(actor, str(ident))
    source = record.source.public_id
    text = _("Decided. The file was read once more, and later files of this source are read so too.")
    if done(
        request,
        form(record, request),
        lambda given: do(actor=actor, source=source, **given.arguments()),
        text,
        above=True,
    ):
        _try(places.trial_for(actor, str(ident)))
    return redirect("hotspots:trial", ident)


def _reason_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A reason of a report in words, with its rows as they were named."""
    what = fed.reason_in_words(Found(str(row["code"]), (), dict(row["params"])))
    return {
        "words": what,
        "rows": row["rows"],
        "more": row["more"],
        "count": row["count"],
        "mistake": row.get("mistake"),
    }


@require_GET
def delivery(request: HttpRequest, public_id: str) -> HttpResponse:
    """A delivery: how its rows were accounted for, which became nothing and why, and the act of undoing it."""
    actor = actor_of(request)
    record = places.delivery_for(actor, public_id)
    grouped: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    params: dict[tuple[str, str, str], Any] = {}
    for row in places.rows_of(record)[:20_000]:
        key = (row.outcome, row.code, str(sorted(row.params.items())))
        grouped[key].append(row.line)
        params[key] = row.params
    reasons = [
        {
            "outcome": fed.OUTCOMES.get(key[0], _("to be known")),
            "words": fed.reason_in_words(Found(key[1], tuple(lines), params[key])),
        }
        for key, lines in sorted(grouped.items(), key=lambda pair: -len(pair[1]))
    ]
    context = {
        "found": record,
        "source": places.source_for(actor, record.source),
        "state": labels.STATES["delivery", record.state],
        # What was told goes to the analysts: its words may give away who told it.
        "told": record.words if may(actor, places.MANAGE) else None,
        "reasons": reasons[:ROWS],
        "may_manage": may(actor, places.MANAGE),
        "offered": offered(actor, deliveries.DELIVERY, record),
    }
    return render(request, "hotspots/delivery.html", context)


@require_GET
def delivery_rows(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Every row of a delivery that became nothing, and why, as a file."""
    actor = actor_of(request)
    require(actor, places.MANAGE)
    record = places.delivery_for(actor, public_id)
    head = (_("Row"), _("What became of it"), _("Why"))
    lines = (
        (
            row.line,
            fed.OUTCOMES.get(row.outcome, row.outcome),
            fed.reason_in_words(Found(row.code, (), row.params)),
        )
        for row in places.rows_of(record).iterator(chunk_size=2000)
    )
    response = StreamingHttpResponse(writing.csv_pieces(head, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rows-{public_id}.csv"'
    return response


@require_POST
def again(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Try a file once more, after its source's mapping changed."""
    actor = actor_of(request)
    require(actor, places.MANAGE)
    _try(places.trial_for(actor, str(ident)))
    return redirect("hotspots:trial", ident)
