"""Pages of submissions: a State sends an edition to a hub; the hub takes packages in and shows all States' returns side by side."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.forms import form_of, submitted
from ifar.errors import IfarError
from ifar.files import uploads
from ifar.form_errors import actor_of
from ifar.messages import message_of
from ifar.numbers import number_words
from ifar.returns import comparing, labels, selectors
from ifar.returns.editions import CHANGES, Revision
from ifar.returns.hub import package, packages
from ifar.returns.hub import selectors as hub_selectors
from ifar.returns.hub import services as hub
from ifar.returns.indicator import FORMULAS, rounded
from ifar.returns.inputs import SendPackage, WithdrawPackage
from ifar.returns.views import page_of
from ifar.rights import may, require
from ifar.typed import whole_number

MOST_CHANGES = 300


# The State's side -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, year: int, number: int, code: str) -> HttpResponse:
    """Send a frozen edition to a hub: the signed package, as a file."""
    actor = actor_of(request)
    require(actor, packages.SEND)
    edition = selectors.edition(actor, year, number, code)
    form = form_of(SendPackage, request, among={"hub": [(name, name) for name in packages.hubs()]})
    made = submitted(
        form,
        lambda given: packages.send(actor=actor, form=code, year=year, edition=number, **dict(given)),
    )
    if made:
        return _document(made.document, made.name)
    context = {"form": form, "edition": edition, "year": year, "name": labels.FORMS[code], "back": page_of(code, year), "known": bool(packages.hubs())}  # fmt: skip
    return render(request, "returns/send.html", context, status=422 if form.is_bound else 200)


def _document(document: bytes, name: str) -> HttpResponse:
    response = HttpResponse(document, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, year: int, number: int, code: str) -> HttpResponse:
    """The signed word that a package no longer holds, as a file; the page that asks why."""
    actor = actor_of(request)
    require(actor, packages.SEND)
    edition = selectors.edition(actor, year, number, code)
    asked = {"message": request.GET.get("message", "")[:36]}
    form = form_of(WithdrawPackage, request, initial=asked, alone=True)
    made = submitted(form, lambda given: packages.withdraw(actor=actor, **dict(given)))
    if made:
        return _document(made.document, made.name)
    context = {
        "form": form,
        "edition": edition,
        "year": year,
        "name": labels.FORMS[code],
        "back": page_of(code, year),
    }
    return render(request, "returns/withdraw.html", context, status=422 if form.is_bound else 200)


@require_POST
def receipt(request: HttpRequest, year: int, number: int, code: str) -> HttpResponse:
    """Keep a hub's receipt."""
    actor = actor_of(request)
    require(actor, packages.SEND)
    try:
        _name, arrived = uploads.arrived(request, "file")
        verdict = packages.take_receipt(actor=actor, data=arrived.path.read_bytes()[: package.LARGEST])
    except IfarError as error:
        messages.error(request, str(message_of(error)))
    else:
        value = labels.REASONS.get(verdict)
        messages.success(
            request,
            _("The hub refused the package: %(why)s") % {"why": value}
            if value
            else _("The hub took the package in."),
        )
    return redirect("returns:form_edition", code, year, number)


# The hub's side ---------------------------------------------------------------------------------------------------


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """The returns of all States for a year, side by side: who reported, shares with their uncertainty, what to ask about."""
    actor = actor_of(request)
    require(actor, hub_selectors.READ)
    form = request.GET.get("form", "iafq")
    form = form if form in labels.FORMS else "iafq"
    years = hub_selectors.years(actor, form)
    asked = request.GET.get("year", "")
    year = whole_number(asked, least=1000, most=9999) or comparing.well_filled(years)
    context: dict[str, Any] = {
        "form": form, "year": year, "years": list(years), "forms": labels.FORMS.items(), "may_receive": may(actor, hub.RECEIVE),
    }  # fmt: skip
    if year:
        comparison = hub_selectors.comparison(actor, form, year)
        spoken = {row.area: row.name for row in comparison.rows}
        context |= {
            "rows": [row for row in comparison.rows if row.held],
            "silent": [row for row in comparison.rows if not row.held],
            "reported": sum(1 for row in comparison.rows if row.held),
            "expected": len(comparison.rows),
            "ranks": [
                {
                    "name": formula,
                    "words": labels.FORMULAS[formula],
                    "rows": [
                        {"one": ranked, "name": spoken.get(ranked.area, ranked.area)}
                        for ranked in comparison.ranked[formula]
                    ],
                    "pooled": comparison.pooled[formula],
                    "share": rounded(share)
                    if (share := comparison.pooled[formula].share()) is not None
                    else None,
                }
                for formula in FORMULAS
                if comparison.ranked[formula]
            ],
            "strange": [
                {"one": strange, "name": spoken.get(strange.area, strange.area)}
                for strange in comparison.strange
            ],
        }
    return render(request, "returns/hub.html", context)


@require_http_methods(["GET", "POST"])
def received(request: HttpRequest) -> HttpResponse:
    """All packages that came, taken in or refused; a place to bring one, and to bring an official file."""
    actor = actor_of(request)
    require(actor, hub_selectors.READ)
    if request.method == "POST":
        return _bring(request)
    spoken = hub_selectors.names()
    rows = [
        {"one": record, "name": spoken.get(record.sender, record.sender), "why": labels.REASONS.get(record.reason, ""), "form": labels.FORMS.get(record.form, "")}
        for record in hub_selectors.received(actor)[:200]
    ]  # fmt: skip
    context = {"rows": rows, "files": hub_selectors.files(actor), "may_receive": may(actor, hub.RECEIVE)}
    return render(request, "returns/received.html", context)


def _bring(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    require(actor, hub.RECEIVE)
    try:
        name, arrived = uploads.arrived(request, "file")
        if request.POST.get("what") == "official":
            count = hub.load_file(actor=actor, path=arrived.path, name=name)
            text = ngettext(
                "Read: %(count)d return of the file.", "Read: %(count)d returns of the file.", count
            )
            messages.success(request, text % {"count": count})
            return redirect("returns:received")
        with arrived.path.open("rb") as content:
            taken = hub.take_in(actor=actor, data=content.read(package.LARGEST + 1))
    except IfarError as error:
        messages.error(request, str(message_of(error)))
        return redirect("returns:received")
    return _document(taken.receipt, "receipt-refused.json" if taken.reason else "receipt.json")


@require_GET
def state(request: HttpRequest, area: str, form: str, year: int) -> HttpResponse:
    """One State's return at the hub: every figure with its provenance, every version with what it changed."""
    actor = actor_of(request)
    state_return = hub_selectors.state_return(actor, area, form, year)
    context = {
        "found": state_return,
        "form": form,
        "name": labels.FORMS.get(form, form),
        "year": year,
        "shown": state_return.held is not None and hub_selectors.may_compare(state_return.held),
        "kept": labels.KEPT[_kept(hub.check_again(actor, state_return.held))] if state_return.held and state_return.held.kind != "file" else "",
        "versions": [
            {"one": version.one, "shown": version.shown, "told": version.changes is not None, "count": len(version.changes or ()), "changes": _changes(version.changes or ())}
            for version in state_return.versions
        ],
        "shares": [
            {"words": labels.FORMULAS[formula], "tally": tally, "share": rounded(share) if share is not None else None, "low": interval and number_words(interval[0], 1), "high": interval and number_words(interval[1], 1)}
            for formula, (tally, share, interval) in state_return.shares.items()
        ],
        "consent": [labels.CONSENTS[code] for code in state_return.held.consent if code in labels.CONSENTS] if state_return.held else [],
    }  # fmt: skip
    return render(request, "returns/state.html", context)


def _kept(checked: hub.PackageCheck) -> str:
    """What looking at a kept package once more says, as a code of `labels.KEPT`."""
    if not checked.there:
        return "missing"
    if not checked.same:
        return "other"
    return "signed" if checked.signed else "unsigned"


def _changes(revisions: tuple[Revision, ...] | list[Revision]) -> list[dict[str, Any]]:
    return [
        {
            "change": labels.CHANGES[revision.change], "area": revision.key.iso3, "year": revision.key.year,
            "indicator": revision.key.indicator, "dimension": revision.key.dimension, "category": revision.key.category,
            "before": revision.before.value if revision.before else None, "after": revision.after.value if revision.after else None,
        }
        for revision in revisions[:MOST_CHANGES]
    ]  # fmt: skip


@require_GET
def editions(request: HttpRequest) -> HttpResponse:
    """Two official files compared: how many figures were added, withdrawn and revised, and which."""
    actor = actor_of(request)
    files = hub_selectors.files(actor)
    known = {file["hash"] for file in files}
    older, newer = request.GET.get("older", ""), request.GET.get("newer", "")
    context: dict[str, Any] = {"files": files, "older": older, "newer": newer}
    if older in known and newer in known and older != newer:
        revisions = hub_selectors.compared_files(actor, older, newer)
        counted = Counter(revision.change for revision in revisions)
        only = request.GET.get("change", "")
        kept = [revision for revision in revisions if only in ("", revision.change)]
        context |= {
            "counts": [(code, labels.CHANGES[code], counted[code]) for code in CHANGES],
            "changes": _changes(kept), "left_out": max(0, len(kept) - MOST_CHANGES), "compared": True,
            "here": f"{reverse('returns:files')}?older={older}&newer={newer}",
        }  # fmt: skip
    return render(request, "returns/files.html", context)
