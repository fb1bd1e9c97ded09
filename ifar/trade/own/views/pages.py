"""An applicant's own pages of what goes across the border: authorisations, papers, parties abroad, consignments, proofs of receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.forms import ActForm, form_of, submitted
from ifar.bulk.given import things_of
from ifar.cursors import SIZE, page
from ifar.errors import IfarError
from ifar.files.uploads import arrived
from ifar.messages import message_of
from ifar.placement.views.list_form import ListForm
from ifar.portal.views.entering import enter, form_about
from ifar.trade.consignments.inputs import AddCrate, PackGoods
from ifar.trade.consignments.selectors import crates_of
from ifar.trade.consignments.services.packing import lines_to_choose
from ifar.trade.deliveries.inputs import ProveDelivery
from ifar.trade.inputs import EnterParty, EnterTransferPaper
from ifar.trade.journeys.views.journeys import summary_of
from ifar.trade.own import applications, consignments, journeys, selectors
from ifar.trade.own.inputs import (
    AnnounceOwnJourney,
    ApplyForTransfer,
    OpenOwnConsignment,
    PackOwnFirearms,
)
from ifar.trade.own.views import shown
from ifar.trade.services.writing import today
from ifar.trade.views.authorisations import kinds_in
from ifar.trade.views.papers import PaperForm, begun

FEW: Final = 10
"""How many of each list stand on the page of all three; each list is paged through by itself."""


def _answered(request: HttpRequest, template: str, form: ActForm, **context: Any) -> HttpResponse:
    return render(
        request, f"own_trade/{template}.html", {"form": form, **context}, status=422 if form.is_bound else 200
    )


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What one asked for, packed and announced, the newest first; `show` narrows to one of the three, page by page."""
    actor, mine = enter(request)
    names = {record: own.name for own in mine for record in own.records} if len(mine) > 1 else {}
    lists: dict[str, tuple[QuerySet[Any], Callable[[Sequence[Any]], Sequence[Any]]]] = {
        "journeys": (selectors.journeys_of(mine), lambda some: [summary_of(item) for item in some]),
        "authorisations": (
            selectors.authorisations_of(mine),
            lambda some: [
                {**shown.summary_of(item), "applicant": names.get(item.applicant, "")} for item in some
            ],
        ),
        "consignments": (selectors.consignments_of(actor), shown.consignments_in),
    }
    show = request.GET.get("show", "")
    alone = {"size": SIZE, "after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    context: dict[str, Any] = {"show": show if show in lists else ""}
    for name, (results, result) in lists.items():
        if context["show"] in ("", name):
            part = page(results, order=("-id",), **(alone if context["show"] else {"size": FEW}))
            context[name] = {"rows": result(part.items), "after": part.after, "before": part.before}
    return render(request, "own_trade/listing.html", context)


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Begin an application; it is kept as a draft until it is handed in."""
    actor, mine = enter(request, shows=False)
    among = applications.choices(actor, actor.agency_id or 0)
    kinds = kinds_in(request, among["kind"])
    form = form_about(ApplyForTransfer, request, mine, among={**among, **kinds["among"]})
    if made := submitted(form, lambda given: applications.apply(actor=actor, **given.arguments())):
        messages.success(request, _("The application is a draft. Hand the documents in, then submit it."))
        return redirect("own_trade:authorisation", made)
    return _answered(request, "apply", form, **kinds)


@require_http_methods(["GET", "POST"])
def party(request: HttpRequest) -> HttpResponse:
    """Enter somebody in another State with whom one deals."""
    actor, _mine = enter(request, shows=False)
    form = form_of(EnterParty, request)
    if submitted(form, lambda given: applications.enter_party(actor=actor, **given.arguments())):
        messages.success(request, _("Entered. Choose it in the application."))
        return redirect("own_trade:begin")
    return _answered(request, "party", form)


@require_GET
def authorisation(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was asked for, how it stands, what is missing, which papers are there, what left on it."""
    actor, _mine = enter(request)
    record = selectors.authorisation_for(actor, public_id)
    context = shown.authorisation_of(actor, record)
    if record.further:
        among = {"consignee": shown.consignees_of(record)}
        context["opening"] = form_of(OpenOwnConsignment, request, among=among, required=("consignee",))
    return render(request, "own_trade/authorisation.html", context)


def _photographed(request: HttpRequest, keep: Any) -> str:
    """Keep the photograph that was sent with a form, as its input names it; what is wrong with it, in words."""
    if request.method != "POST":
        return ""
    try:
        name, content = arrived(request, "photograph")
        query = request.POST.copy()
        query["file"] = keep(name, content)
        request.POST = query  # type: ignore[assignment]
    except IfarError as error:
        return message_of(error)
    return ""


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand a paper of another State in."""
    actor, _mine = enter(request, shows=False)
    record = selectors.authorisation_for(actor, public_id)
    problem = _photographed(
        request, lambda name, content: applications.keep_file(actor=actor, name=name, content=content)
    )
    form = form_of(
        EnterTransferPaper,
        request,
        among={"consignee": applications.parties_to_choose(actor, record.agency_id)},
        kind=PaperForm,
        **begun(request, record),
    )
    if problem and "photograph" not in form.errors:
        form.add_error("photograph", problem)
    made = submitted(
        form,
        lambda given: applications.enter_paper(actor=actor, authorisation_id=public_id, **given.arguments()),
    )
    if made:
        messages.success(request, _("The document is submitted. The office verifies it."))
        return redirect("own_trade:authorisation", public_id)
    return _answered(request, "paper", form, one=record)


@require_http_methods(["GET", "POST"])
def new_consignment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open a consignment under an authorisation of one's own."""
    actor, _mine = enter(request, shows=False)
    record = selectors.authorisation_for(actor, public_id)
    if request.method == "POST":
        try:
            form = form_of(OpenOwnConsignment, request, among={"consignee": shown.consignees_of(record)})
            consignee = str(form.data.get("consignee") or "")
            made = consignments.open_consignment(actor=actor, authorisation=public_id, consignee=consignee)
        except IfarError as error:
            messages.error(request, message_of(error))
            return redirect("own_trade:authorisation", public_id)
        messages.success(request, _("The consignment is open. Add its crates, then pack."))
        return redirect("own_trade:consignment", made)
    return redirect("own_trade:authorisation", record.public_id)


@require_GET
def consignment(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is packed in which crate under which seals, whether it left, whether its receipt is confirmed."""
    actor, _mine = enter(request)
    record = selectors.consignment_for(actor, public_id)
    return render(request, "own_trade/consignment.html", shown.consignment_of(actor, record))


@require_http_methods(["GET", "POST"])
def crate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a crate."""
    actor, _mine = enter(request, shows=False)
    record = selectors.consignment_for(actor, public_id)
    form = form_of(AddCrate, request)
    made = submitted(
        form,
        lambda given: consignments.add_crate(actor=actor, consignment_id=public_id, **given.arguments()),
    )
    if made:
        messages.success(request, _("The crate is added."))
        return redirect("own_trade:consignment", public_id)
    return _answered(request, "crate", form, one=record)


@require_http_methods(["GET", "POST"])
def pack(request: HttpRequest, public_id: str) -> HttpResponse:
    """Pack firearms by a list: each is packed, or says why not."""
    actor, _mine = enter(request, shows=False)
    record = selectors.consignment_for(actor, public_id)
    form: Any = form_of(
        PackOwnFirearms,
        request,
        initial={"crate": request.GET.get("crate", "")[:20]},
        among={"crate": [(item.public_id, item.number) for item in crates_of(record)]},
        kind=ListForm,
    )

    def write(given: PackOwnFirearms) -> Any:
        things = things_of(given.things, numbers=False)
        if "file" in request.FILES:
            name, content = arrived(request, "file")
            things += consignments.lines_of_file(
                actor=actor, consignment_id=public_id, name=name, content=content
            )
        return consignments.pack(
            actor=actor, consignment_id=public_id, crate=given.crate, marks=given.marks, things=things
        )

    result = submitted(form, write)
    if result is None:
        return _answered(request, "pack", form, one=record)
    refused = [item for item in result if item.reasons]
    if not refused:
        messages.success(request, _("Packed: %(count)s.") % {"count": len(result)})
        return redirect("own_trade:consignment", public_id)
    context = {"one": record, "refused": refused, "packed": len(result) - len(refused)}
    return render(request, "own_trade/packed.html", context)


@require_http_methods(["GET", "POST"])
def goods(request: HttpRequest, public_id: str) -> HttpResponse:
    """Pack goods that stand in no record."""
    actor, _mine = enter(request, shows=False)
    record = selectors.consignment_for(actor, public_id)
    form = form_of(
        PackGoods,
        request,
        initial={"crate": request.GET.get("crate", "")[:20]},
        among={
            "crate": [(item.public_id, item.number) for item in crates_of(record)],
            "line": lines_to_choose(record.authorisation),
        },
    )
    made = submitted(
        form,
        lambda given: consignments.pack_goods(actor=actor, consignment_id=public_id, **given.arguments()),
    )
    if made:
        messages.success(request, _("Packed."))
        return redirect("own_trade:consignment", public_id)
    return _answered(request, "goods", form, one=record)


@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand in what shows that goods arrived; the authority confirms it."""
    actor, _mine = enter(request, shows=False)
    delivery = selectors.delivery_for(actor, public_id)
    problem = _photographed(
        request,
        lambda name, content: consignments.keep_proof(
            actor=actor, delivery_id=public_id, name=name, content=content
        ),
    )
    form = form_of(ProveDelivery, request, initial={"expected_n": delivery.n}, kind=PaperForm)
    if problem and "photograph" not in form.errors:
        form.add_error("photograph", problem)
    offer = consignments.DELIVERY.all["proved"]
    if submitted(
        form, lambda given: offer.do(actor=actor, delivery_id=public_id, **given.arguments()) or True
    ):
        messages.success(request, _("The proof is submitted. The authority confirms the receipt."))
        return redirect("own_trade:authorisation", delivery.authorisation.public_id)
    return _answered(request, "proof", form, one=delivery)


@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    """Announce a journey with firearms of one's own."""
    actor, mine = enter(request, shows=False)
    form = form_about(
        AnnounceOwnJourney, request, mine, among=shown.to_travel_with(mine), initial={"crosses_on": today()}
    )
    if made := submitted(form, lambda given: journeys.announce(actor=actor, **given.arguments())):
        messages.success(request, _("The journey is announced."))
        return redirect("own_trade:journey", made)
    return _answered(request, "announce", form)


@require_GET
def journey(request: HttpRequest, public_id: str) -> HttpResponse:
    """How a journey stands, which firearms are where, and by when they must be back."""
    actor, _mine = enter(request)
    record = selectors.journey_for(actor, public_id)
    return render(request, "own_trade/journey.html", shown.journey_of(actor, record))
