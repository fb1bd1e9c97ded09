"""Registering a party, correcting what is known of it, recording a new address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.errors import IfarError, TooMany
from ifar.form_errors import actor_of, at_fields
from ifar.parties import identifying, labels, services
from ifar.parties.barred import reason_of, told_bars
from ifar.parties.models import Party
from ifar.parties.party import KINDS
from ifar.parties.selectors import Match
from ifar.parties.services import NewParty, readings
from ifar.parties.views.finding import name_of, rows_of
from ifar.parties.views.forms import AddressForm, CorrectionForm, NumbersFormSet, PartyForm, numbers_in
from ifar.parties.views.person import party_to_change
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require
from ifar.typed import version_seen


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register a party; whoever may be the same is shown first, with reasons, and stops nobody."""
    actor = actor_of(request)
    require(actor, "parties:party:write")
    readings.require_reader(actor)
    kind = request.GET.get("kind", "person")
    kind = kind if kind in KINDS else "person"
    data = request.POST if request.method == "POST" else None
    asks = kind == "person" and identifying.is_on(actor)
    if data is not None and asks and "look_up" in data:
        return _looked_up(request, actor, data)
    form, numbers = PartyForm(kind, data), NumbersFormSet(data, prefix="number")
    address = AddressForm(data, prefix="address")
    context: dict[str, Any] = {
        "kind": kind,
        "kinds": labels.KINDS.items(),
        "form": form,
        "numbers": numbers,
        "address": address,
        "may_look_up": asks,
    }
    if data is not None and all([form.is_valid(), numbers.is_valid(), address.is_valid()]):
        values = form.said() | ({"identity_numbers": given} if (given := numbers_in(numbers)) else {})
        sure = "sure" in data
        matches = [] if sure else readings.match_party(actor, kind, values)
        asked = not sure and kind == "person" and may(actor, "parties:bar:check")
        barred = services.barred(actor, values) if asked else ()
        if matches or barred:
            context |= {"matches": matches_of(matches), "bars": told_bars(barred)}
        elif (
            public_id := _registered(actor, NewParty(kind, values, address.address()), form, address)
        ) is not None:
            messages.success(
                request, _("Registered. Look once more whether everything is as the document says.")
            )
            return redirect("parties:party", public_id)
    told = context.get("matches") or context.get("bars")
    status = 422 if form.is_bound and not told else 200
    return render(request, "parties/register.html", context, status=status)


FILLED: Final = ("name", "born", "sex", "country")
"""Fields of the form that an identity register fills where nothing was typed."""


def _looked_up(request: HttpRequest, actor: Actor, data: QueryDict) -> HttpResponse:
    """The form again, with what the identity register says: it fills what is empty, and says what differs."""
    numbers = NumbersFormSet(data, prefix="number")
    given = numbers_in(numbers) if numbers.is_valid() else []
    answer: identifying.Answered | None = None
    state = "no_number"
    filled = data.copy()
    if given:
        try:
            answer = identifying.look_up(actor, given[0]["kind"], given[0]["number"], data.dict())
            state = answer.state
        except TooMany:
            # What was typed stays where it is; only the identity register is not asked.
            state = "too_many"
    said = answer.person if answer else {}
    for name in FILLED:
        if data.get(name, "") in ("", "not_asked") and said.get(name):
            filled[name] = said[name]
    unbound = {name: filled.get(name, "") for name in PartyForm.base_fields}
    rows = [
        {"document": data.get(f"number-{n}-document", ""), "number": data.get(f"number-{n}-number", "")}
        for n in range(numbers.total_form_count())
    ]
    places = {name: data.get(f"address-{name}", "") for name in AddressForm.base_fields}
    context = {
        "kind": "person",
        "kinds": labels.KINDS.items(),
        "form": PartyForm("person", initial=unbound),
        "numbers": NumbersFormSet(prefix="number", initial=[row for row in rows if any(row.values())]),
        "address": AddressForm(prefix="address", initial=places),
        "may_look_up": True,
        "looked_up": state,
        "deceased": answer is not None and answer.person.get("status") == "deceased",
        "differences": _differing(answer),
    }
    return render(request, "parties/register.html", context)


def _differing(answer: identifying.Answered | None) -> list[dict[str, Any]]:
    """Each difference in words, as the page of a party says the value."""
    lists = {"country": reference.words("country")}
    return [
        {
            "label": labels.VALUES[one.name],
            "typed": _in_words(one.name, one.typed, lists),
            "said": _in_words(one.name, one.said, lists),
        }
        for one in (answer.differences if answer else ())
    ]


def _in_words(name: str, text: str, lists: Mapping[str, Mapping[str, str]]) -> str:
    """A value in words; what was typed as a date and is none stays as it is."""
    try:
        return labels.value_words(name, text, lists)
    except ValueError:
        return text


def _registered(actor: Actor, new: NewParty, form: PartyForm, address: AddressForm) -> str | None:
    try:
        return services.register_party(actor=actor, new=new)
    except IfarError as error:
        of_address = [reason for reason in error.reasons if reason.code.startswith("parties.address.")]
        for reason in of_address:
            address.add_error(reason.field, str(reason.message))
        if len(of_address) < len(error.reasons) or not error.reasons:
            at_fields(form, error)
        return None


def matches_of(matches: Sequence[Match]) -> list[dict[str, Any]]:
    """Who may be the same, each with its reasons in words."""
    shown = rows_of([match.party for match in matches])
    return [
        {**row, "reasons": [reason_of(one) for one in match.likeness.reasons]}
        for row, match in zip(shown, matches, strict=True)
    ]


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct what is known of a party: only what is changed is recorded, and the old value stays in the history."""
    actor = actor_of(request)
    require(actor, "parties:party:write")
    opened = request.method == "GET"
    found = readings.open_party(actor, public_id) if opened else party_to_change(actor, public_id)
    data = None if opened else request.POST
    on_record = [
        {"document": one.get("kind"), "number": one.get("number")} for one in found.identity_numbers or ()
    ]
    form, numbers = CorrectionForm(found, data), NumbersFormSet(data, prefix="number", initial=on_record)
    if data is not None and all([form.is_valid(), numbers.is_valid()]):
        values = form.changes() | ({"identity_numbers": numbers_in(numbers)} if numbers.has_changed() else {})
        given = form.cleaned_data
        try:
            services.correct_party(
                actor=actor,
                public_id=public_id,
                values=values,
                reason=given["reason"],
                expected_n=given["seen"],
            )
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(request, _("Corrected. The old value stays in the history."))
            return redirect("parties:party", public_id)
    context = {**_head(found), "form": form, "numbers": numbers}
    return render(request, "parties/correct.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record a new address from a day on; the earlier one ends that day."""
    actor = actor_of(request)
    require(actor, "parties:party:write")
    opened = request.method == "GET"
    found = readings.open_party(actor, public_id) if opened else party_to_change(actor, public_id)
    form = AddressForm(None if opened else request.POST, asked=True, initial={"country": found.country})
    if not opened and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            services.move_party(
                actor=actor,
                public_id=public_id,
                address=form.address(),
                reported_by=form.cleaned_data["reported_by"] or "officer",
                reported_on=form.cleaned_data["reported_on"],
                expected_n=version_seen(seen),
            )
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(request, _("The new address is recorded. The earlier one ends on that day."))
            return redirect("parties:party", public_id)
    context = {**_head(found), "form": form, "seen": found.n}
    return render(request, "parties/move.html", context, status=422 if form.is_bound else 200)


def _head(found: Party) -> dict[str, Any]:
    return {"party": found, "name": name_of(found)}
