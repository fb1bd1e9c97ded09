"""Older registers taken in: the office's imports, one import from its mapping to its report, and the rows that wait."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.services.exports import Leaving
from ifar.accounts.views import exports
from ifar.errors import IfarError, Invalid, NotFound
from ifar.files import uploads
from ifar.files.tables import writing
from ifar.files.tables.encodings import ENCODINGS
from ifar.files.tables.layout import Look
from ifar.identifiers import shown
from ifar.registry.intake.fields import FIELDS
from ifar.registry.intake.mapping import EMPTIES, ORDERS, ColumnMapping
from ifar.registry.labels import imports as words
from ifar.registry.models import Import
from ifar.registry.selectors import imports as selectors
from ifar.registry.services import imports as services
from ifar.registry.views.imported_rows import completing, mending, outcome_words, row_shown, rows_context
from ifar.rights import Actor, may, require
from ifar.typed import whole_number

PAGE: Final = 25
REPORT_HEADER: Final = (
    gettext_lazy("Row"),
    gettext_lazy("What became of it"),
    gettext_lazy("Why"),
    gettext_lazy("Remarks"),
    gettext_lazy("Repeats row"),
    gettext_lazy("Firearm"),
    gettext_lazy("Possible duplicate"),
)
SUMMARY_HEADER: Final = (gettext_lazy("Report of an import"), gettext_lazy("Number"))
SAMPLES: Final = 3
STEPS: Final[Mapping[str, int]] = {
    "uploaded": 1, "failed": 1, "trying": 2, "tried": 3, "refused": 3, "proposed": 4, "running": 5, "finished": 6,
}  # fmt: skip
STEP_NAMES: Final = (
    gettext_lazy("Map the columns"),
    gettext_lazy("Trial"),
    gettext_lazy("Look at the result"),
    gettext_lazy("Release"),
    gettext_lazy("Taking in"),
)
ORDER_WORDS: Final[Mapping[str, Any]] = {
    "dmy": gettext_lazy("Day, month, year"),
    "mdy": gettext_lazy("Month, day, year"),
    "ymd": gettext_lazy("Year, month, day"),
}
CHOOSE_ORDER: Final = gettext_lazy(
    "No date in the first rows shows whether the day or the month comes first. Look at the older register, then choose."
)
DELIMITER_WORDS: Final[Mapping[str, Any]] = {
    ",": gettext_lazy("Comma"),
    ";": gettext_lazy("Semicolon"),
    "tab": gettext_lazy("Tab"),
    "|": gettext_lazy("Vertical line"),
}
MOST_HEADER: Final = 100
EMPTY_WORDS: Final[Mapping[str, Any]] = {
    "quarantine": gettext_lazy("Somebody must look: the row waits in quarantine"),
    "unknown": gettext_lazy("The number is unknown"),
    "none": gettext_lazy("The firearm has no number"),
    "not_asked": gettext_lazy("The older register did not ask for it"),
}


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The imports that one may see, the newest first; a file sent here begins another."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may(actor, "registry:import:decide"):
        require(actor, "registry:import:prepare")
    if request.method == "POST":
        try:
            name, content = uploads.arrived(request, "file")
            return redirect(
                "registry:import", services.receive(actor=actor, name=name, content=content).public_id
            )
        except IfarError as error:
            _say(request, error)
            return redirect("registry:imports")
    after = _number(request.GET.get("after"))
    imports = list(selectors.imports_for(actor)[after : after + PAGE + 1])
    context = {
        "rows": [(imported, words.STATUSES[imported.status]) for imported in imports[:PAGE]],
        "before": str(max(0, after - PAGE)) if after else "",
        "after": str(after + PAGE) if len(imports) > PAGE else "",
        "may_prepare": may(actor, "registry:import:prepare"),
    }
    return render(request, "registry/imports.html", context)


@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, public_id: str) -> HttpResponse:
    """One import at the step where it stands; a form sent here takes it to the next."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    imported = selectors.import_for(actor, public_id)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        try:
            if act:
                act(actor, imported, request.POST)
        except IfarError as error:
            _say(request, error)
            if request.POST.get("act") == "map" and imported.status in ("uploaded", "failed"):
                return render(request, "registry/import.html", _page(request, actor, imported))
        return redirect("registry:import", public_id)
    if "HX-Request" in request.headers:
        return _piece(request, imported)
    return render(request, "registry/import.html", _page(request, actor, imported))


@require_GET
def quarantine(request: HttpRequest) -> HttpResponse:
    """The rows that wait, import by import, the oldest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(actor, "registry:quarantine:repair")
    waiting = list(selectors.waiting_for(actor))
    chosen = next(
        (imported for imported in waiting if imported.public_id == request.GET.get("import")),
        waiting[0] if waiting else None,
    )
    after = _number(request.GET.get("after"))
    rows = (
        selectors.rows_of(actor, chosen.public_id, outcome="quarantined", after=after, limit=PAGE + 1)
        if chosen
        else []
    )
    context = {
        "waiting": [(imported, imported.counts.get("quarantined", 0)) for imported in waiting],
        "chosen": chosen,
        "rows": [row_shown(row, chosen.status if chosen else "") for row in rows[:PAGE]],
        "after": str(rows[PAGE - 1].n) if len(rows) > PAGE else "",
    }
    return render(request, "registry/quarantine.html", context)


@require_http_methods(["GET", "POST"])
def quarantine_row(request: HttpRequest, public_id: str, n: int) -> HttpResponse:
    """One row that waits: why, what it says, and the form to mend it or to set it aside."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(actor, "registry:quarantine:repair")
    if request.method == "POST":
        try:
            return _mended(request, actor, public_id, n)
        except IfarError as error:
            _say(request, error)
    imported = selectors.import_for(actor, public_id)
    rows = selectors.rows_of(actor, public_id, outcome="quarantined", after=n - 1, limit=1)
    if not rows or rows[0].n != n:
        raise NotFound("import.row.not_found", words.words_of("import.row.not_found"))
    context = {"import": imported, "row": row_shown(rows[0], imported.status), **mending(rows[0])}
    return render(request, "registry/quarantine_row.html", context)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: str, form: str) -> HttpResponseBase:
    """The report of an import, row by row, as CSV or as a workbook: it adds up to the rows of the file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    imported, rows = selectors.report_of(actor, public_id)
    leaving = Leaving(
        "registry.import.report", imported.public_id, form, imported.rows, request.get_full_path()
    )
    if (before := exports.before(request, leaving, REPORT_HEADER)) is not None:
        return before
    name = f"{imported.public_id}.{form}"
    lines = (_reported(reported, imported.status) for reported in rows)
    if form == "csv":
        pieces = writing.csv_pieces(REPORT_HEADER, lines)
        response: HttpResponseBase = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    else:
        sheets = {
            str(_("Summary")): (SUMMARY_HEADER, _summary(imported)),
            str(_("Rows")): (REPORT_HEADER, lines),
        }
        response = FileResponse(exports.workbook(sheets), content_type=exports.XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _summary(imported: Import) -> Iterator[tuple[Any, ...]]:
    yield pgettext("data", "Import"), shown(imported.public_id)
    yield _("File"), imported.name
    yield _("Hash of the file (SHA-256)"), imported.file_id
    yield _("Office"), imported.agency.called
    yield _("State"), words.STATUSES[imported.status]
    for name, count in sorted(imported.counts.items()):
        yield outcome_words(name, imported.status), count
    yield _("Rows of the file"), imported.rows
    yield _("Blank lines, which are no rows"), imported.blank
    yield _("Of those taken in, possible duplicates"), imported.flagged
    for name, count in imported.reasons.items():
        yield words.REASONS.get(name, name), count


def _reported(reported: selectors.Reported, status: str) -> tuple[Any, ...]:
    return (
        reported.n,
        outcome_words(reported.outcome, status),
        " ".join(str(words.REASONS.get(code, code)) for code in reported.reasons) or reported.note,
        " ".join(str(words.REMARKS.get(code, code)) for code in reported.remarks),
        reported.first or "",
        shown(reported.firearm) if reported.firearm else "",
        _("yes") if reported.flagged else "",
    )


# Acts of the import's page ----------------------------------------------------------------------------------------------


def _map(actor: Actor, imported: Import, sent: QueryDict) -> None:
    mapping = _sent_mapping(actor, imported, sent)
    if sent.get("order") == "":
        # Nobody chose: the dates of the columns that were chosen may show it, whatever the headings let us guess before.
        look = Look.of(imported.look)
        if selectors.is_date_order_open(mapping, look):
            raise Invalid("import.date_order", CHOOSE_ORDER, field="order")
        shown_order = selectors.date_order_of(mapping.columns, look)
        mapping = dataclasses.replace(mapping, order=shown_order or mapping.order)
    services.set_mapping(actor=actor, batch=imported.public_id, mapping=mapping)
    services.begin_trial(actor=actor, batch=imported.public_id)


def _again(actor: Actor, imported: Import, sent: QueryDict) -> None:
    """Read the file's beginning once more, as the form says: encoding, delimiter, sheet, row of the headings."""
    options = ("encoding", "delimiter", "sheet")
    before = {} if "header" in sent else {name: imported.layout[name] for name in (*options, "header")}
    given: dict[str, Any] = {**before, **{name: sent[name] for name in options if sent.get(name)}}
    if given.get("encoding") not in (None, *ENCODINGS):
        given.pop("encoding")
    if given.get("delimiter") == "tab":
        given["delimiter"] = "\t"
    if (header := whole_number(sent.get("header"))) is not None:
        given["header"] = min(header, MOST_HEADER)
    services.look_again(actor=actor, batch=imported.public_id, given=given)


def _words(actor: Actor, imported: Import, sent: QueryDict) -> None:
    """Take the meanings that were chosen for words of the older register, and try the import again with them."""
    values: dict[str, dict[str, str]] = {}
    for at, word in enumerate(selectors.words_in_question(imported)):
        if chosen := sent.get(f"word-{at}", "").strip():
            code = selectors.code_named(word.field, chosen) if word.field in selectors.NAMED_WORDS else chosen
            values.setdefault(word.field, {})[word.word] = code
    services.map_words(actor=actor, batch=imported.public_id, words=values)
    services.begin_trial(actor=actor, batch=imported.public_id)


def _propose(actor: Actor, imported: Import, sent: QueryDict) -> None:
    ask = services.propose_mended if imported.status == "finished" else services.propose
    ask(actor=actor, batch=imported.public_id, reason=sent.get("reason", "")[:2000])


def _abandon(actor: Actor, imported: Import, sent: QueryDict) -> None:
    services.abandon(actor=actor, batch=imported.public_id)


ACTS: Final[Mapping[str, Callable[[Actor, Import, QueryDict], None]]] = {
    "map": _map,
    "again": _again,
    "words": _words,
    "propose": _propose,
    "abandon": _abandon,
}


def _mended(request: HttpRequest, actor: Actor, public_id: str, n: int) -> HttpResponse:
    if request.POST.get("act") == "close":
        services.close_row(actor=actor, batch=public_id, n=n, note=request.POST.get("note", ""))
        messages.success(request, _("The row was set aside."))
        return redirect("registry:quarantine")
    texts = {name: request.POST.get(f"field-{name}", "") for name in FIELDS}
    row = services.mend_row(actor=actor, batch=public_id, n=n, texts=texts)
    if row.reasons:
        messages.warning(request, _("The row was kept, but something still speaks against it."))
        return redirect("registry:quarantine_row", public_id, n)
    messages.success(request, _("The row is mended and waits for its release."))
    return redirect(f"{reverse('registry:quarantine')}?import={public_id}")


def _sent_mapping(actor: Actor, imported: Import, sent: QueryDict) -> ColumnMapping:
    """The mapping that a form says; words and defaults stay those of the mapping it began with."""
    columns: dict[str, tuple[int, ...]] = {}
    for at in range(len(imported.look["headings"])):
        if name := sent.get(f"column-{at}", ""):
            columns[name] = (*columns.get(name, ()), at)
    order, empty = sent.get("order", ""), sent.get("empty_serial", "")
    return dataclasses.replace(
        _begun(actor, imported),
        columns=columns,
        order=order if order in ORDERS else "dmy",
        empty_serial=empty if empty in EMPTIES else "quarantine",
        source=sent.get("source", "").strip()[:200],
    )


def _begun(actor: Actor, imported: Import) -> ColumnMapping:
    if imported.mapping:
        return ColumnMapping.of(imported.mapping)
    return selectors.proposed_mapping(actor, Look.of(imported.look))[0]


# What the pages show ----------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, actor: Actor, imported: Import) -> dict[str, Any]:
    mine = imported.agency_id == actor.agency_id and may(actor, "registry:import:prepare")
    context: dict[str, Any] = {
        "import": imported,
        "mine": mine,
        "status": words.STATUSES[imported.status],
        "steps": STEP_NAMES,
        "step": STEPS.get(imported.status, 1),
        **_running(imported),
    }
    if imported.status in ("uploaded", "failed") and mine:
        begun = (
            _sent_mapping(actor, imported, request.POST)
            if request.method == "POST"
            else _begun(actor, imported)
        )
        context |= _mapping_form(imported, begun)
        if not request.POST.get("order") and _is_order_open(actor, imported, begun):
            context["choose_order"] = True
            if selectors.is_date_order_open(begun, Look.of(imported.look)):
                context["order_hint"] = CHOOSE_ORDER
    if imported.status in ("tried", "refused", "proposed", "finished", "running"):
        context |= _result(request, actor, imported)
    return context


def _mapping_form(imported: Import, mapping: ColumnMapping) -> dict[str, Any]:
    chosen = {column: name for name, columns in mapping.columns.items() for column in columns}
    rows = imported.look["rows"][:SAMPLES]
    return {
        "columns": [
            {
                "at": at,
                "heading": heading,
                "chosen": chosen.get(at, ""),
                "values": [row[at] for row in rows if row[at]],
            }
            for at, heading in enumerate(imported.look["headings"])
        ],
        "groups": [
            (label, [(name, words.FIELDS[name]) for name, field in FIELDS.items() if field.group == group])
            for group, label in words.GROUPS.items()
        ],
        "orders": ORDER_WORDS.items(),
        "empties": EMPTY_WORDS.items(),
        "mapping": mapping,
        "problem": imported.problem["message"] if imported.problem else "",
        "layout": imported.layout,
        "sheets": imported.look["sheets"],
        "encodings": ENCODINGS if imported.layout["format"] == "csv" else (),
        "delimiters": DELIMITER_WORDS.items() if imported.layout["format"] == "csv" else (),
        "delimiter": "tab" if imported.layout["delimiter"] == "\t" else imported.layout["delimiter"],
        "broken": imported.look["broken"],
    }


def _is_order_open(actor: Actor, imported: Import, mapping: ColumnMapping) -> bool:
    """Whether nothing says yet how dates are written: neither a file of the same form nor a date of this one."""
    if imported.mapping or selectors.date_order_of(mapping.columns, Look.of(imported.look)) is not None:
        return False
    _, is_own = selectors.proposed_mapping(actor, Look.of(imported.look))
    return not is_own


def _result(request: HttpRequest, actor: Actor, imported: Import) -> dict[str, Any]:
    outcome, code = request.GET.get("outcome", ""), request.GET.get("code", "")
    flagged = "flagged" in request.GET
    after = _number(request.GET.get("after"))
    rows = selectors.rows_of(
        actor, imported.public_id, outcome=outcome, code=code, flagged=flagged, after=after, limit=PAGE + 1
    )
    seen = rows[:PAGE]
    result = rows_context(actor, imported, seen)
    return {
        "counts": [
            (name, outcome_words(name, imported.status), count)
            for name, count in sorted(imported.counts.items())
        ],
        "adds_up": sum(imported.counts.values()) == imported.rows,
        "reasons": [(name, words.REASONS.get(name, name), count) for name, count in imported.reasons.items()],
        "remarks": [(name, words.REMARKS.get(name, name), count) for name, count in imported.remarks.items()],
        "may_pair": may(actor, "registry:duplicate:decide"),
        "questions": _questions(actor, imported),
        "rows": [row_shown(row, imported.status) | result.get(row.n, {}) for row in seen],
        "after": str(rows[PAGE - 1].n) if len(rows) > PAGE else "",
    }


def _questions(actor: Actor, imported: Import) -> list[dict[str, Any]]:
    """Words that nobody knows, each with what it may mean; only for those who may still say so."""
    if imported.status not in ("tried", "refused") or imported.agency_id != actor.agency_id:
        return []
    asked = selectors.words_in_question(imported)
    listed = {word.field for word in asked} - set(selectors.NAMED_WORDS)
    choices = {name: selectors.word_choices(actor, name) for name in listed}
    return [
        {
            "at": at,
            "field": words.FIELDS[word.field],
            "word": word.word,
            "rows": word.rows,
            "choices": choices.get(word.field),
            "completes": completing(word.field, f"word-{at}"),
        }
        for at, word in enumerate(asked)
    ]


def _running(imported: Import) -> dict[str, Any]:
    """How far the work has come, how fast, and how long it may still take, in rows and seconds."""
    seconds = (timezone.now() - imported.began_at).total_seconds() if imported.began_at else 0.0
    rate = round(imported.done / seconds) if seconds > 1 else 0
    left = round((imported.total - imported.done) / rate) if rate and imported.total else 0
    title = words.PHASES.get(imported.phase, words.STATUSES[imported.status])
    return {"title": title, "done": imported.done, "total": imported.total, "rate": rate, "left": left}


def _piece(request: HttpRequest, imported: Import) -> HttpResponse:
    """The progress alone; once the work is over the whole page is asked for anew."""
    response = render(request, "pieces/progress.html", {**_running(imported), "url": request.path})
    if imported.status not in ("trying", "running"):
        response["HX-Refresh"] = "true"
    return response


def _say(request: HttpRequest, error: IfarError) -> None:
    for reason in error.reasons or (error,):
        messages.error(request, str(getattr(reason, "message", "") or error))


def _number(text: str | None) -> int:
    return whole_number(text, otherwise=0)
