"""Bars: those of one's own office, a form to enter one, lifting it by two, and what a desk is told about somebody alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.accounts.descriptions import Line
from ifar.accounts.services import reads
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.form_errors import actor_of
from ifar.ledger.services import now
from ifar.parties import labels, selectors, services
from ifar.parties.inputs import EnterBar
from ifar.parties.merging import Followed
from ifar.parties.models import Bar
from ifar.parties.selectors import bars as found_bars
from ifar.parties.services import bars as bar_services
from ifar.parties.services.bars import BAR, new_bar
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The bars that one's own office entered, the newest first."""
    actor = actor_of(request)
    shown = bar_services.list_bars(actor, request.GET)
    context = {
        "rows": [_row(row) for row in _named(actor, shown.items)],
        "found": shown,
        "may_enter": may(actor, "parties:bar:enter"),
    }
    return render(request, "parties/bars.html", context)


def _named(actor: Actor, bars: Sequence[Bar]) -> list[tuple[Bar, str]]:
    """Each bar with the name of its person, as far as the actor may see it. One query at most."""
    records = {record.party for record in bars if record.party}
    names = (
        dict(selectors.parties_for(actor).filter(public_id__in=records).values_list("public_id", "name"))
        if records
        else {}
    )
    return [(record, (names.get(record.party) if record.party else record.name) or "") for record in bars]


def _row(named: tuple[Bar, str]) -> dict[str, Any]:
    record, name = named
    return {
        "bar": record,
        "name": name,
        "kind": labels.BAR_KINDS[record.kind],
        "ground": reference.words("bar_ground").get(record.ground, record.ground),
        "state": state_of(record),
        "stands": _stands(record),
    }


def _stands(record: Bar) -> bool:
    return not record.lifted and (record.valid_until is None or record.valid_until >= now().date())


def state_of(record: Bar) -> str:
    """Whether a bar stands, in words."""
    if record.lifted:
        return pgettext("a bar", "lifted")
    return _("in force") if _stands(record) else _("its time has ended")


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a prohibition, against a record (`?party=`) or a person who is described."""
    actor = actor_of(request)
    require(actor, "parties:bar:enter")
    record = identifiers.parse(request.GET.get("party", ""), "P") or ""
    whom = selectors.party_for(actor, record) if record else None
    whose = ("name", "born", "identity_numbers")
    form = form_of(EnterBar, request, without=whose if whom else (), required=() if whom else ["name"])
    public_id = submitted(
        form,
        lambda given: services.enter_bar(
            actor=actor, new=new_bar(given.model_copy(update={"party": record}))
        ),
    )
    if public_id:
        messages.success(request, _("Entered. Every desk that asks about this person is told from now on."))
        return redirect("parties:bar", public_id)
    context = {"form": form, "whom": whom}
    return render(request, "parties/bar_new.html", context, status=422 if form.is_bound else 200)


@require_GET
def bar(request: HttpRequest, public_id: str) -> HttpResponse:
    """One bar of one's own office; proposing that it is lifted."""
    actor = actor_of(request)
    record = bar_services.open_bar(actor, public_id)
    ((_bar, name),) = _named(actor, [record])
    context = {
        **_row((record, name)),
        "country": reference.words("country").get(record.country, record.country),
        "numbers": [
            str(identity_number.get("number", "")) for identity_number in record.identity_numbers or ()
        ],
        "offered": offered(actor, BAR, record),
    }
    return render(request, "parties/bar.html", context)


def followed(actor: Actor, public_ids: Collection[str]) -> list[Followed]:
    """The bars in force that stand under these records of one party, for whoever may ask about bars."""
    if not may(actor, "parties:bar:check"):
        return []
    return [
        Followed(
            "bar",
            labels.BAR_KINDS[record.kind],
            record.agency.called,
            record.party,
            reverse("parties:bar", args=(record.public_id,))
            if record.agency_id == actor.agency_id and may(actor, "parties:bar:read")
            else "",
        )
        for record in found_bars.of_records(public_ids, now().date())
    ]


def describe(actor: Actor, proposal: Any) -> Sequence[Line]:
    """What a lifting would do, for whom, for those who decide about it."""
    record = Bar.objects.select_related("agency").get(public_id=proposal.object)
    grounds = reference.words("bar_ground")
    whose = _whose(actor, proposal, record)
    return [
        Line(_("Prohibition"), identifiers.shown(proposal.object)),
        *([Line(_("Whose"), whose)] if whose else []),
        Line(_("Kind"), labels.BAR_KINDS[record.kind]),
        Line(_("Ground"), grounds.get(record.ground, record.ground)),
        Line(_("Decided by"), record.issuer),
        Line(_("Document"), record.paper),
    ]


def _whose(actor: Actor, proposal: Any, record: Bar) -> str:
    """The name of whom a bar is against, under a purpose; without one the number of the record, if there is one."""
    if record.party:
        names = names_of(actor, {record.party}, act="accounts.proposal.read", object=proposal.public_id)
        return names.get(record.party) or identifiers.shown(record.party)
    if not record.name or actor.purpose is None or not may(actor, "parties:party:read"):
        return ""
    reads.log(actor, "accounts.proposal.read", proposal.public_id)
    return record.name
