"""Sources, the files that they deliver, what is tried and loaded, and the incidents themselves."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.forms import done, form_of, submitted
from ifar.cursors import page
from ifar.errors import IfarError, Invalid
from ifar.files import store, tables, uploads
from ifar.files.tables import writing
from ifar.form_errors import actor_of, tried
from ifar.hotspots import feeding, inputs, labels
from ifar.hotspots.feeds import labels as fed
from ifar.hotspots.feeds.faults import AS_STATED
from ifar.hotspots.feeds.incident import PLACES
from ifar.hotspots.feeds.reading import Reason as Found
from ifar.hotspots.feeds.recognising import suggested
from ifar.hotspots.feeds.values import code
from ifar.hotspots.models import Delivery, Source, Trial
from ifar.hotspots.selectors import places
from ifar.hotspots.services import deliveries, own, sources
from ifar.hotspots.tasks import try_later
from ifar.hotspots.views.forms import MappingForm
from ifar.rights import Actor, may, require

AT_ONCE: Final = 2_000_000
"""Bytes of a file that is tried while the page waits; a larger one is tried in the background."""
AT_ONCE_PACKED: Final = 100_000
"""The same of a workbook, which is packed: reading it takes as long as it is when it is unpacked."""
ROWS: Final = 500
"""Rows that did not become incidents which a page names; the file has all."""


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The sources that the actor may see, with what they delivered last."""
    actor = actor_of(request)
    require(actor, places.PRECISE)
    found = list(places.sources_for(actor))
    last: dict[str, Delivery] = {}
    for one in places.deliveries_for(actor).filter(
        source__in=[source.public_id for source in found], state="loaded"
    ):
        last.setdefault(one.source, one)
    rows = [
        {"one": one, "kind": labels.SOURCE_KINDS[one.kind], "last": last.get(one.public_id)} for one in found
    ]
    return render(request, "hotspots/sources.html", {"rows": rows, "may_manage": may(actor, places.MANAGE)})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a source."""
    actor = actor_of(request)
    require(actor, places.MANAGE)
    form = form_of(inputs.RegisterSource, request)
    made = submitted(form, lambda given: _register(actor, given))
    if made:
        messages.success(request, _("The source is registered."))
        return redirect("hotspots:source", made)
    return render(request, "hotspots/source_form.html", {"form": form}, status=422 if form.is_bound else 200)


def _register(actor: Actor, given: inputs.RegisterSource) -> str:
    """Register a source; of a kind whose terms are known they are taken over."""
    said = given.model_dump(exclude={"kind"})
    licence, redistribution, attribution = feeding.LICENCES.get(given.kind, ("", False, ""))
    said["licence"] = given.licence or licence
    said["attribution"] = given.attribution or attribution
    said["redistribution"] = redistribution if given.kind in feeding.LICENCES else given.redistribution
    return sources.register_source(actor=actor, kind=given.kind, said=said)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what is said of a source."""
    actor = actor_of(request)
    require(actor, places.MANAGE)
    found = places.own_source_for(actor, public_id)
    before = {name: getattr(found, name) for name in inputs.AmendSource.model_fields}
    form = form_of(inputs.AmendSource, request, initial=before)
    if done(
        request,
        form,
        lambda given: sources.amend_source(actor=actor, source=public_id, said=given.model_dump()),
        _("It is changed."),
    ):
        return redirect("hotspots:source", public_id)
    context = {"form": form, "found": found}
    return render(request, "hotspots/source_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A source: its terms, its deliveries, and a place to bring a file."""
    actor = actor_of(request)
    found = places.source_for(actor, public_id)
    if request.method == "POST":
        require(actor, places.MANAGE)
        return _bring(request, found)
    came = page(
        places.deliveries_for(actor, found),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    manages = may(actor, places.MANAGE)
    context = {
        "found": found,
        "kind": labels.SOURCE_KINDS[found.kind],
        "terms": fed.TERMS.get({"ucdp": "ucdp.ged", "iafq": "unodc.iafq"}.get(found.kind, found.kind), ""),
        "reliability": labels.RELIABILITY[found.reliability],
        "credibility": labels.CREDIBILITY[found.credibility],
        "came": came,
        "rows": [{"one": one, "state": labels.STATES["delivery", one.state]} for one in came.items],
        "trials": list(places.trials_for(actor, found)[:20]) if manages else [],
        "may_manage": manages,
        "takes_files": found.kind in feeding.TABLES and found.state == "open",
        "is_own": found.kind in feeding.OWN and found.state == "open",
        "is_mapped": found.kind in feeding.MAPPED,
        "why": form_of(inputs.WithReason, ids="why"),
    }
    return render(request, "hotspots/source.html", context)


def _bring(request: HttpRequest, found: Source) -> HttpResponse:
    actor = actor_of(request)
    what = request.POST.get("what", "file")
    if what == "own":
        said = _("The register's own records are counted.")
        tried(request, lambda: own.renew(actor=actor, source=found.public_id), said)
        return redirect("hotspots:source", found.public_id)
    if what in ("close", "reopen"):
        act = sources.close_source if what == "close" else sources.reopen_source
        done(
            request,
            form_of(inputs.WithReason, request),
            lambda given: act(actor=actor, source=found.public_id, **dict(given)),
            _("It is done."),
        )
        return redirect("hotspots:source", found.public_id)
    try:
        name, arrived = uploads.arrived(request, "file")
        trial = deliveries.begin(
            actor=actor,
            source=found.public_id,
            name=name,
            content=arrived,
            whole=request.POST.get("whole") == "1",
        )
    except IfarError as error:
        for wrong in error.reasons or (error,):
            messages.error(request, str(getattr(wrong, "message", "") or error))
        return redirect("hotspots:source", found.public_id)
    if found.kind in feeding.MAPPED and not found.mapping:
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
    found = places.trial_for(actor, str(ident))
    headings = _headings(found)
    kept = found.source.mapping or {"columns": suggested(headings)}
    chosen = {
        name: request.POST.get(f"column-{name}", "")
        if request.method == "POST"
        else kept["columns"].get(name, "")
        for name in ("kind", "place_precision")
    }
    worded = {name: _words(found, heading) for name, heading in chosen.items() if heading in headings}
    asked = "|".join(chosen.values())
    first = MappingForm.of(kept, worded)
    if request.method == "POST" and request.POST.get("asked") == asked:
        form = MappingForm(request.POST, headings=headings, worded=worded)
    else:  # a column of words was chosen just now: what its words mean is asked first
        given = {**first, **request.POST.dict()} if request.method == "POST" else first
        form = MappingForm(headings=headings, worded=worded, initial=given)
    if form.is_bound and form.is_valid():
        try:
            sources.map_source(actor=actor, source=found.source.public_id, mapping=form.mapping())
        except Invalid as error:
            for reason in error.reasons:
                form.add_error(None, str(reason.message or fed.MAPPING.get(reason.code, reason.code)))
        else:
            _try(places.trial_for(actor, str(ident)))
            return redirect("hotspots:trial", ident)
    context = {
        "form": form,
        "found": found,
        "asked": asked,
        "is_second": request.method == "POST" and not form.is_bound,
    }
    return render(request, "hotspots/mapping.html", context, status=422 if form.is_bound else 200)


MOST_WORDS: Final = 60
"""Words of a column of which the page asks what they mean; a row with another one is invalid and says so."""


def _words(found: Trial, heading: str) -> list[str]:
    """The words that stand in a column, the most frequent first."""
    counted = Counter(code(row.cells, heading) for row in deliveries.first_rows_of(found))
    return [word for word, _count in counted.most_common(MOST_WORDS)]


def _headings(found: Trial) -> tuple[str, ...]:
    path = store.found(found.file)
    if found.source.kind == "geojson":
        return tuple(
            feeding.headings_of(feeding.rows_of_geojson(path.read_text("utf-8-sig", errors="replace")))
        )
    return tables.look(path, str(found.mapping["kind"])).headings


@require_http_methods(["GET", "POST"])
def trial(request: HttpRequest, ident: UUID) -> HttpResponse:
    """A file before it is loaded: what would be, what is wrong and in which rows; and the act of loading."""
    actor = actor_of(request)
    found = places.trial_for(actor, str(ident))
    if request.method == "POST":
        if request.POST.get("what") in ("points", "codes"):
            _decide(request, actor, found)
            return redirect("hotspots:trial", ident)
        if request.POST.get("what") == "give_up":
            deliveries.give_up(actor=actor, trial=str(ident))
            return redirect("hotspots:source", found.source.public_id)
        made: list[str] = []
        accepts = request.POST.get("accepts") == "1"
        if tried(
            request,
            lambda: made.append(deliveries.load(actor=actor, trial=str(ident), accepts=accepts)),
            _("Loaded. Every row is accounted for below."),
        ):
            return redirect("hotspots:delivery", made[0])
        return redirect("hotspots:trial", ident)
    if found.delivery:
        return redirect("hotspots:delivery", found.delivery)
    running = found.state in ("waiting", "trying")
    if "HX-Request" in request.headers:
        progress = {
            "title": _("The file is read"),
            "done": found.done,
            "total": found.total,
            "url": request.path,
        }
        response = render(request, "pieces/progress.html", progress)
        if not running:
            response["HX-Refresh"] = "true"
        return response
    report: Mapping[str, Any] = found.report
    context = {
        "found": found,
        "running": running,
        "report": report,
        "days": [dt.date.fromisoformat(report[name]) for name in ("first", "last") if report.get(name)],
        "refused": [
            one.get("message") or str(labels.of(one["code"], one["params"]))
            for one in report.get("refused", ())
        ],
        "outcomes": [
            (_("To be loaded") if name == "loaded" else said, report["outcomes"][name])
            for name, said in fed.OUTCOMES.items()
            if name in report.get("outcomes", {})
        ],
        "reasons": [_told(one) for one in report.get("reasons", ())],
        "remarks": [_told(one) for one in report.get("remarks", ())],
        "found_wrong": [_told(one) for one in report.get("found", ())],
        "piles": [_pile(one) for one in report.get("piles", ())],
        "pile_choices": [(AS_STATED, labels.AS_STATED), *((one, fed.PLACES[one]) for one in PLACES[2:])],
        "codes": _unknown_codes(found),
        "code_choices": [(one, fed.PLACES[one]) for one in PLACES],
        "has_mistakes": any(
            one.get("mistake") for one in (*report.get("found", ()), *report.get("piles", ()))
        ),
        "kinds": [
            (fed.KINDS.get(name, name), count) for name, count in dict(report.get("kinds", {})).items()
        ],
        "places": [
            (fed.PLACES.get(name, name), count) for name, count in dict(report.get("places", {})).items()
        ],
    }
    return render(request, "hotspots/trial.html", context)


def _decide(request: HttpRequest, actor: Actor, found: Trial) -> None:
    """Keep what was decided for points, or what codes mean, and read the file once more."""
    source = found.source.public_id
    if request.POST["what"] == "codes":
        meant = {
            str(one["word"]): request.POST.get(f"code-{at}", "")
            for at, one in enumerate(_unknown_codes(found))
        }
        act = lambda: sources.mean_places(actor=actor, source=source, places_of=meant)  # noqa: E731
    else:
        chosen = {
            (int(one["longitude"]), int(one["latitude"])): request.POST.get(f"point-{at}", one["decided"])
            for at, one in enumerate(found.report.get("piles", ()))
        }
        act = lambda: sources.decide_points(actor=actor, source=source, decided=chosen)  # noqa: E731
    if tried(
        request,
        act,
        _("Decided. The file was read once more, and later files of this source are read so too."),
    ):
        _try(places.trial_for(actor, str(found.pk)))


def _unknown_codes(found: Trial) -> list[dict[str, Any]]:
    """Codes of how exactly a place is known that the source's codebook does not have, with the number of their rows."""
    if found.source.kind in feeding.MAPPED:
        return []  # the mapping's own page asks for them
    return [
        {"word": one["params"]["word"], "field": one["params"]["field"], "count": one["count"]}
        for one in found.report.get("reasons", ())
        if one["code"] == "precision.unknown" and not str(one["params"]["field"]).startswith(("date", "time"))
    ]


def _pile(one: Mapping[str, Any]) -> dict[str, Any]:
    """A point at which many incidents lie, in words."""
    params = {**one, "longitude": one["longitude"] / 1e6, "latitude": one["latitude"] / 1e6}
    return {
        **one,
        "words": fed.reason_in_words(Found(str(one["code"]), (), params)),
        "at_point": f"{one['latitude'] / 1e6:g}, {one['longitude'] / 1e6:g}",
    }


def _told(one: Mapping[str, Any]) -> dict[str, Any]:
    """A reason of a report in words, with its rows as they were named."""
    what = fed.reason_in_words(Found(str(one["code"]), (), dict(one["params"])))
    return {
        "words": what,
        "rows": one["rows"],
        "more": one["more"],
        "count": one["count"],
        "mistake": one.get("mistake"),
    }


@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, public_id: str) -> HttpResponse:
    """A delivery: how its rows were accounted for, which became nothing and why, and the act of undoing it."""
    actor = actor_of(request)
    found = places.delivery_for(actor, public_id)
    if request.method == "POST":
        require(actor, places.MANAGE)
        done(
            request,
            form_of(inputs.WithReason, request),
            lambda given: deliveries.withdraw(actor=actor, delivery=public_id, **dict(given)),
            _("It is undone: what it brought counts no more."),
        )
        return redirect("hotspots:delivery", public_id)
    grouped: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    params: dict[tuple[str, str, str], Any] = {}
    for row in places.rows_of(found)[:20_000]:
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
        "found": found,
        "source": places.source_for(actor, found.source),
        "state": labels.STATES["delivery", found.state],
        # What was told goes to the analysts: its words may give away who told it.
        "told": found.words if may(actor, places.MANAGE) else None,
        "reasons": reasons[:ROWS],
        "form": form_of(inputs.WithReason),
        "may_undo": may(actor, places.MANAGE)
        and found.state == "loaded"
        and not places.deliveries_for(actor)
        .filter(source=found.source, state="loaded", pk__gt=found.pk)
        .exists(),
    }
    return render(request, "hotspots/delivery.html", context)


@require_GET
def delivery_rows(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Every row of a delivery that became nothing, and why, as a file."""
    actor = actor_of(request)
    require(actor, places.MANAGE)
    found = places.delivery_for(actor, public_id)
    head = (_("Row"), _("What became of it"), _("Why"))
    lines = (
        (
            row.line,
            fed.OUTCOMES.get(row.outcome, row.outcome),
            fed.reason_in_words(Found(row.code, (), row.params)),
        )
        for row in places.rows_of(found).iterator(chunk_size=2000)
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
