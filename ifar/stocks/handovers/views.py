"""Handovers of armouries: one list where one is begun, one page on which whoever arrives counts and confirms, and which is printed."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.accounts.selectors.agencies import names_of as office_names
from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, form_of, submitted
from ifar.ammunition.selectors import lots_for
from ifar.cursors import page_of
from ifar.errors import Reason
from ifar.form_errors import actor_of
from ifar.rights import Actor, may, require
from ifar.stocks import labels
from ifar.stocks import selectors as stocks
from ifar.stocks.handovers import inputs, selectors, services
from ifar.stocks.handovers.labels import TONES
from ifar.stocks.handovers.models import Handover
from ifar.stocks.handovers.services import HANDED
from ifar.stocks.handovers.standing import ARMS
from ifar.stocks.services.writing import ISSUE, MANAGE, RECORDER
from ifar.stocks.views.issues import rows_of as issue_rows

SHOWN: Final = 200


def rows_of(handovers: list[Handover]) -> list[dict[str, Any]]:
    """Handovers as their list and their page show them. Two queries."""
    names = stocks.names_of({row.armoury for row in handovers})
    people = people_names({text for row in handovers for text in (row.leaving, row.arriving)})
    now = timezone.now()
    return [
        {
            "one": row,
            "name": names.get(row.armoury, ""),
            "leaving": people.get(row.leaving, ""),
            "arriving": people.get(row.arriving, ""),
            "state": labels.state_words("handover", row.state),
            "tone": TONES[row.state],
            "late": row.state == "open" and row.due_at < now,
        }
        for row in handovers
    ]


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The handovers of my armouries, the latest first; one is begun here."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    form: ActForm | None = None
    own = services.own_armouries(actor) if may(actor, ISSUE) else []
    if own:
        start = {"armoury": request.GET.get("armoury", "")[:20] or own[0][0]}
        among = {"armoury": own, "arriving": selectors.arriving_at(actor.agency_id or 0, {actor.id})}
        form = form_of(inputs.BeginHandover, request, among=among, initial=start)
        begun = submitted(form, lambda given: services.begin(actor=actor, **given.model_dump()))
        if begun:
            messages.success(request, _("Handover recorded. The incoming armourer now counts and confirms."))
            return redirect("stocks:handover", begun)
    elif request.method == "POST":
        require(actor, ISSUE)
        raise RECORDER.refused(Reason("stocks.handover.on_duty", article="MOSAIC 05.20"))
    result = page_of(
        request.GET,
        selectors.handovers_for(actor),
        order=("-id",),
        sorts={"begun_at": None, "state": labels.STATES["handover"]},
    )
    context = {"form": form, "rows": rows_of(list(result.items)), "found": result}
    return render(request, "stocks/handovers.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, public_id: str) -> HttpResponse:
    """Order a handover of an armoury in which whoever is on duty is absent."""
    actor = actor_of(request)
    require(actor, MANAGE)
    armoury = services.of_another(actor, public_id)
    leaving = selectors.on_duty([armoury])[public_id]
    among = selectors.arriving_at(armoury.agency_id, {leaving, actor.id})
    form = form_of(inputs.OrderHandover, request, among={"arriving": among})
    made = submitted(form, lambda given: services.order(actor=actor, armoury=public_id, **given.model_dump()))
    if made:
        messages.success(request, _("Handover ordered. The incoming armourer now counts and confirms."))
        return redirect("stocks:handover", made)
    context = {
        "form": form,
        "armoury": armoury,
        "name": stocks.names_of([public_id])[public_id],
        "leaving": people_names({leaving}).get(leaving, ""),
    }
    return render(request, "stocks/order_handover.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One handover: for whoever arrives a field for what is there; afterwards what it came to."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    handover = selectors.handover_for(actor, public_id)
    receives = handover.state == "open" and actor.id == handover.arriving and may(actor, ISSUE)
    form = form_of(inputs.ReceiveHandover, request) if receives else None
    if form is not None:
        done = submitted(
            form, lambda given: services.receive(actor=actor, handover_id=public_id, **given.model_dump())
        )
        if done is not None:
            agrees = done.state == "agreed"
            messages.success(
                request, _("Received. The count agrees with the register.") if agrees else _("Received.")
            )
            return redirect("stocks:handover", public_id)
    elif request.method == "POST":
        require(actor, ISSUE)
        services.receive(actor=actor, handover_id=public_id, number=0)
    # Whoever is to count sees what is out and what nobody confirmed, and not what should lie here.
    blind = handover.state == "open" and actor.id == handover.arriving
    stands = handover.stands or handover.left
    out = list(selectors.out_of(handover.armoury)[:SHOWN]) if handover.state == "open" else []
    reason = selectors.reason_of(actor, handover)
    context = {
        **rows_of([handover])[0],
        "form": form,
        "blind": blind,
        "stands": None if blind else stands,
        "counted": handover.counted,
        "reason": reason,
        "ordered": "" if reason is None else office_names({handover.office}).get(handover.office, ""),
        "unsigned": len(stands["unsigned"]),
        "rounds": [] if blind else _rounds(actor, stands, handover),
        "differences": handover.differences,
        "rows": issue_rows(actor, out),
        "offered": offered(actor, HANDED, handover),
    }
    return render(request, "stocks/handover.html", context, status=422 if form and form.errors else 200)


def _rounds(actor: Actor, stands: dict[str, Any], handover: Handover) -> list[dict[str, Any]]:
    """The rounds of each lot: how many should lie here, and how many did."""
    should = {line["lot"]: line["quantity"] for line in stands["rounds"]}
    were = {line["lot"]: line["quantity"] for line in handover.counted.get("rounds", ())}
    differ = {line["of"] for line in handover.differences} - {ARMS}
    lots = {lot.public_id: lot for lot in lots_for(actor).filter(public_id__in=should.keys() | were.keys())}
    return [
        {
            "id": text,
            "lot": lots.get(text),
            "should": should.get(text, 0),
            "was": were.get(text, 0),
            "differs": text in differ,
        }
        for text in sorted(should.keys() | were.keys())
    ]
