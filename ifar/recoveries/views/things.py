"""Items: entered one by one or from a table, one item with its proposals, and what is done with it. Also the market."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts.selectors import desks, people
from ifar.acts.edges import offered
from ifar.acts.forms import done, form_of, submitted
from ifar.cursors import page
from ifar.errors import Conflict, IfarError, Invalid, NotFound, Refused
from ifar.files import services as files
from ifar.files import uploads
from ifar.form_errors import actor_of, tried
from ifar.ledger.selectors import recorded
from ifar.recoveries import inputs, labels, rows, selectors
from ifar.recoveries.custody.views import presenters as custody_presenters
from ifar.recoveries.models import Item, RefusedRow
from ifar.recoveries.services import items, links, market, tables
from ifar.recoveries.services.writing import ITEM
from ifar.recoveries.views import presenters as showing
from ifar.recoveries.views.cases import Mending, case_page, entered_words, may_open, tell_many
from ifar.recoveries.views.forms import item_form, item_parts
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require

ALIKE: Final = ("type", "make", "model", "calibre", "country_made")
"""What the items of a cache often have in common."""


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enter one item, or many from a file or from rows pasted from a sheet."""
    actor = actor_of(request)
    require(actor, "recoveries:case:write")
    case = selectors.own_case_for(actor, public_id)
    how = request.POST.get("how", "")
    if how in ("file", "pasted"):
        return _from_table(request, actor, public_id)
    form = item_form(None if how == "scanned" else request, **_kept(request))
    read = form_of(inputs.ScanItems, request if how == "scanned" else None, prefix="scan")
    taken = submitted(read, lambda value: _read(actor, public_id, value))
    if taken is not None:
        _tell_taken(request, taken)
        return redirect("recoveries:photographs", public_id)
    entered = submitted(
        form, lambda value: items.enter_items(actor=actor, case=public_id, items=[items.new_item_of(value)])
    )
    if entered is not None and entered.met:
        messages.warning(request, _("The register has something that it may be. Look at the proposals."))
        return redirect("recoveries:item", entered.items[0])
    if entered is not None:
        messages.success(request, entered_words(actor, entered.items[0]))
        if "again" not in request.POST:
            return redirect("recoveries:case", public_id)
        alike = {name: text for name in ALIKE if (text := getattr(form.given, name))}
        return redirect(f"{reverse('recoveries:enter', args=(public_id,))}?{urlencode(alike)}")
    context = {
        "one": case,
        "item": form,
        "read": read,
        **item_parts(form),
        "columns": ", ".join(rows.FIELDS),
    }
    is_wrong = form.is_bound or read.is_bound
    return render(request, "recoveries/enter.html", context, status=422 if is_wrong else 200)


def _kept(request: HttpRequest) -> dict[str, Any]:
    """What the item before was, which the next one begins with: of a cache most are alike."""
    return {name: text[:200] for name in ALIKE if (text := request.GET.get(name))}


def _read(actor: Actor, case: str, scan_items: inputs.ScanItems) -> tables.TableResult:
    same = scan_items.model_dump(exclude={"things"})
    return tables.enter_read(actor=actor, case=case, lines=scan_items.things, same=same)


def _from_table(request: HttpRequest, actor: Actor, public_id: str) -> HttpResponse:
    try:
        if request.POST["how"] == "file":
            name, content = uploads.arrived(request, "file")
            taken = tables.enter_table(actor=actor, case=public_id, name=name, content=content)
        else:
            text = request.POST.get("rows", "")[:500_000]
            if not text.strip():
                raise Invalid("recoveries.none", labels.of("recoveries.none"))
            taken = tables.enter_table(
                actor=actor, case=public_id, name="pasted.csv", content=[text.encode()]
            )
    except NotFound:
        raise
    except IfarError as error:
        for reason in error.reasons or (error,):
            messages.error(request, str(reason.message or reason.code))
        return redirect("recoveries:enter", public_id)
    _tell_taken(request, taken)
    return redirect("recoveries:case", public_id)


def _tell_taken(request: HttpRequest, taken: tables.TableResult) -> None:
    """Say what came of many items: how many were entered, what the register has of them, how many rows wait."""
    tell_many(request, taken)
    if taken.waiting_met:
        text = ngettext(
            "The register has something that %(number)d of the rows that wait may be.",
            "The register has something that %(number)d of the rows that wait may be.",
            taken.waiting_met,
        )
        messages.warning(request, text % {"number": taken.waiting_met})
    if taken.refused:
        text = ngettext(
            "%(number)d row could not be read and has to be corrected below.",
            "%(number)d rows could not be read and have to be corrected below.",
            taken.refused,
        )
        messages.warning(request, text % {"number": taken.refused})


@require_POST
def mend(request: HttpRequest, number: int) -> HttpResponse:
    """Enter a row that had to wait, as it stands in the form now."""
    actor = actor_of(request)
    require(actor, "recoveries:case:write")
    waiting = (
        RefusedRow.objects.filter(pk=number, case__in=selectors.cases_for(actor))
        .select_related("case")
        .first()
    )
    if waiting is None:
        raise NotFound()
    cells = {name: request.POST.get(name, "")[:200] for name in rows.FIELDS}
    try:
        tables.mend_row(actor=actor, row=number, cells=cells)
    except Invalid as error:
        # What was typed stays, with what is wrong at its column.
        return case_page(request, waiting.case.public_id, Mending(number, cells, error.reasons))
    except (Conflict, Refused) as error:
        for reason in error.reasons or (error,):
            messages.error(request, str(reason.message or reason.code))
    else:
        messages.success(request, _("The row was entered."))
    return redirect("recoveries:case", waiting.case.public_id)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say anew what an item is; changed marks are searched again."""
    actor = actor_of(request)
    require(actor, "recoveries:case:write")
    item = selectors.own_item_for(actor, public_id)
    form = item_form(request, item)

    def amend(said: inputs.SayItem) -> None:
        items.amend_item(
            actor=actor, item=public_id, new=items.new_item_of(said, item), expected_n=said.expected_n
        )

    done_words = _("What is said of the item was changed; changed marks were searched again.")
    if done(request, form, amend, done_words):
        return redirect("recoveries:item", public_id)
    context = {"one": item.case, "thing": item, "item": form, **item_parts(form)}
    return render(request, "recoveries/enter.html", context, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """An item: what it is, what it may be and why, its photographs, what it left behind, what can be done now."""
    actor = actor_of(request)
    item = selectors.item_for(actor, public_id)
    spoken = showing.spoken_now()
    proposed = list(selectors.hits_for(actor).filter(item=item).prefetch_related("firearm__marks"))
    hits, likely = showing.newest(proposed), selectors.likely_of(proposed)
    heard = selectors.heard_of(item.searches)
    ask = {desk for named, _why in heard.values() for desk in named}
    events = list(selectors.events_of(public_id).exclude(kind="hit").order_by("-n")[:100])
    proofs = recorded([event.id for event in events], settings.IFAR_WITNESSES_NEEDED)
    names = people.names_of(
        {proof.actor for proof in proofs.values()} | {hit.judged_by for hit in hits if hit.judged_by}
    )
    fired = list(selectors.fired_by(actor, item)) if item.kind in ("firearm", "unrecovered") else []
    weapon = selectors.items_for(actor).filter(public_id=item.weapon).first() if item.weapon else None
    kinds_of_marks = reference.words("mark_kind")
    own = selectors.is_own(actor, item.case)
    rows = [showing.hit_row(hit, spoken, names, likely[hit.pk]) for hit in hits]
    proposals, folded = showing.unfolded(rows, lambda row: row)
    context = {
        "one": item,
        "case": item.case,
        "case_kind": labels.CASES[item.case.kind],
        "row": showing.item_row(item, spoken),
        "identity": _identity(item, spoken),
        "marks": [
            {"mark": mark, "kind": kinds_of_marks.get(mark["kind"], mark["kind"])} for mark in item.marks
        ],
        "origin": reference.words("made_how").get(item.origin, ""),
        "features": [
            (reference.words("make_feature").get(name, name), text)
            for name, text in sorted(item.features.items())
        ],
        "hits": proposals,
        "folded": folded,
        "desks": desks.whom_to_ask(ask) if ask else [],
        "waits": showing.waits_of(heard, item.searches),
        "release": showing.release_of(actor, heard, item.searches),
        "undecided": sum(not hit.verdict for hit in hits),
        "asking": selectors.is_being_asked(item.searches),
        "unsearched": bool({why for _asked, why in heard.values()} - {"", "quota"}),
        "searched": showing.understood(item.question),
        "firearm_open": may_open(actor, item.firearm),
        "fired": [showing.item_row(thing, spoken) for thing in fired],
        "weapon": showing.item_row(weapon, spoken) if weapon else None,
        "tracing": reference.words("trace_outcome").get(item.tracing, ""),
        "outcome": (outcome := selectors.proposed_outcome(actor, item)),
        "outcome_words": reference.words("trace_outcome").get(outcome, ""),
        "life": showing.life_rows(
            events, {str(entry): names.get(proof.actor, proof.actor) for entry, proof in proofs.items()}, {}
        ),
        "registrable": links.is_registrable(item),
        "may_write": may(actor, "recoveries:case:write") and own and item.case.state == "open",
        "offered": offered(actor, ITEM, item),
        "chain": custody_presenters.chains_of(actor, [item], own=own).get(public_id),
    }
    return render(request, "recoveries/item.html", context)


def _identity(item: Item, spoken: showing.Spoken) -> list[dict[str, Any]]:
    lists = {
        "type": (_("Type"), "firearm_type"),
        "make": (_("Make"), "make"),
        "model": (_("Model"), "model"),
        "calibre": (_("Calibre"), "calibre"),
        "country_made": (_("Country of manufacture"), "country"),
    }
    results = [
        {
            "label": label,
            "value": spoken[listed].get(item.identity.get(name) or "", item.identity.get(f"{name}_raw", "")),
            "status": "known"
            if item.identity.get(name) or item.identity.get(f"{name}_raw")
            else item.identity.get(f"{name}_status", "not_asked"),
        }
        for name, (label, listed) in lists.items()
    ]
    year = item.identity.get("year")
    return results + ([{"label": _("Year of manufacture"), "value": year, "status": "known"}] if year else [])


@require_POST
def register(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open a record of an item; only by somebody who says that it is none of the firearms that it may be, where a proposal waits."""
    actor, form = actor_of(request), form_of(inputs.RegisterItem, request)
    done(
        request,
        form,
        lambda value: links.register_item(actor=actor, item=public_id, none=value.none),
        _("The register has a record of it now."),
    )
    return redirect("recoveries:item", public_id)


@require_POST
def photograph(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a photograph of its marks."""
    actor = actor_of(request)
    tried(
        request,
        lambda: _photograph(request, actor, public_id),
        _("The photograph was sealed and is shown without its metadata."),
    )
    return redirect("recoveries:item", public_id)


def _photograph(request: HttpRequest, actor: Actor, public_id: str) -> None:
    selectors.item_for(actor, public_id)
    name, content = uploads.arrived(request, "photo")
    kept = files.keep(actor=actor, purpose="exhibit_photograph", name=name, content=content)
    items.add_photos(actor=actor, item=public_id, photos=[kept.sha256])


# The market -----------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def watch(request: HttpRequest) -> HttpResponse:
    """What illicit arms cost and how easily they can be had: observations, the newest first, and a new one."""
    actor = actor_of(request)
    require(actor, "recoveries:market:read")
    may_observe = may(actor, "recoveries:market:observe")
    if request.method == "POST":
        require(actor, "recoveries:market:observe")
    form = form_of(inputs.Observe, request) if may_observe else None
    seen = _("The observation was noted.")
    if form is not None and done(
        request,
        form,
        lambda value: market.observe(actor=actor, seen=market.MarketObservation(**dict(value))),
        seen,
    ):
        return redirect("recoveries:market")
    observations = selectors.observations_for(actor)
    if thing := request.GET.get("thing", "")[:60]:
        observations = observations.filter(thing=thing)
    part = page(
        observations,
        order=("-on", "entry"),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    types = {**reference.words("firearm_type"), **{code: str(labels.ITEMS[code]) for code in market.OTHERS}}
    context = {
        "rows": [
            {
                "one": observation,
                "thing": types.get(observation.thing, observation.thing),
                "price": showing.money(observation.price, observation.currency, observation.price_kind),
                "availability": reference.words("market_availability").get(observation.availability, ""),
                "channel": reference.words("market_channel").get(observation.channel, ""),
                "area": reference.words("area").get(observation.area, observation.area)
                if observation.area
                else "",
            }
            for observation in part.items
        ],
        "found": part,
        "form": form,
        "thing": types.get(thing, "") if thing else "",
    }
    return render(
        request, "recoveries/market.html", context, status=422 if form is not None and form.is_bound else 200
    )
