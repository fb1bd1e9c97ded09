"""Registering a party, correcting what is known of it, recording a new address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.acts.forms import ActForm, form_of, submitted
from ifar.errors import IfarError, TooMany
from ifar.form_errors import actor_of, at_fields
from ifar.parties import identifying, labels, services
from ifar.parties.barred import reason_of, told_bars
from ifar.parties.inputs import CorrectParty, DescribeParty, MoveParty, SayAddress
from ifar.parties.models import Party
from ifar.parties.party import KINDS, MOST_NUMBERS
from ifar.parties.selectors import Match
from ifar.parties.services import NewParty, readings
from ifar.parties.views.finding import name_of, rows_of
from ifar.parties.views.person import party_to_change
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register a party; whoever may be the same is shown first, with reasons, and stops nobody."""
    actor = actor_of(request)
    require(actor, "parties:party:write")
    readings.require_reader(actor)
    kind = request.GET.get("kind", "person")
    kind = kind if kind in KINDS else "person"
    asks = kind == "person" and identifying.is_on(actor)
    if request.method == "POST" and asks and "look_up" in request.POST:
        return _looked_up(request, actor)
    form, address = described(request, kind), form_of(SayAddress, request, prefix="address")
    context: dict[str, Any] = {
        "kind": kind,
        "kinds": labels.KINDS.items(),
        "form": form,
        "first": first_of(form),
        "address": address,
        "may_look_up": asks,
        "apply": may(actor, "licensing:application:write"),
    }
    if all([form.is_valid(), address.is_valid()]):
        values = form.given.values()
        sure = "sure" in request.POST
        matches = [] if sure else readings.match_party(actor, kind, values)
        asked = not sure and kind == "person" and may(actor, "parties:bar:check")
        barred = services.barred(actor, values) if asked else ()
        if matches or barred:
            context |= {"matches": matches_of(matches), "bars": told_bars(barred)}
        elif (
            public_id := _registered(actor, NewParty(kind, values, address.given.address()), form, address)
        ) is not None:
            messages.success(
                request, _("Registered. Look once more whether everything is as the document says.")
            )
            if "apply" in request.POST and context["apply"]:
                return redirect(f"{reverse('licensing:new')}?applicant={public_id}")
            return redirect("parties:party", public_id)
    result = context.get("matches") or context.get("bars")
    status = 422 if form.is_bound and not result else 200
    return render(request, "parties/register.html", context, status=status)


OF_PEOPLE: Final = ("born", "sex")
OF_BODIES: Final = ("registration",)


def described(
    request: HttpRequest | None, kind: str, model: type[DescribeParty] = DescribeParty, **told: Any
) -> ActForm:
    """The form of what a party of a kind is described by."""
    left = OF_BODIES if kind == "person" else OF_PEOPLE
    form = form_of(model, request, without=left, **{"required": ["name"], **told})
    form.fields["country"].label = _("Nationality") if kind == "person" else _("Country of its seat")
    return form


FIRST: Final = ("name", "born", "sex", "country", "registration", "status", "expected_n")


def first_of(form: ActForm) -> list[BoundField]:
    """The fields that are asked before the identity numbers."""
    return [form[name] for name in FIRST if name in form.fields]


FILLED: Final = ("name", "born", "sex", "country")
"""Fields of the form that an identity register fills where nothing was typed."""


def _looked_up(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form again, with what the identity register says: it fills what is empty, and says what differs."""
    typed: dict[str, Any] = request.POST.dict() | {"opt_out": request.POST.getlist("opt_out")}
    rows = (f"identity_numbers-{n}" for n in range(MOST_NUMBERS))
    row = next((text for text in rows if typed.get(f"{text}-kind") and typed.get(f"{text}-number")), "")
    answer: identifying.Answered | None = None
    state = "no_number"
    try:
        if row:
            answer = identifying.look_up(
                actor, typed[f"{row}-kind"], typed[f"{row}-number"], request.POST.dict()
            )
            state = answer.state
    except TooMany:
        # What was typed stays where it is; only the identity register is not asked.
        state = "too_many"
    person = answer.person if answer else {}
    filled = {
        name: person[name] for name in FILLED if typed.get(name, "") in ("", "not_asked") and person.get(name)
    }
    form = described(None, "person", initial=typed | filled)
    places = {name.removeprefix("address-"): text for name, text in typed.items()}
    context = {
        "kind": "person",
        "kinds": labels.KINDS.items(),
        "form": form,
        "first": first_of(form),
        "address": form_of(SayAddress, prefix="address", initial=places),
        "may_look_up": True,
        "apply": may(actor, "licensing:application:write"),
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
            "label": labels.VALUES[difference.name],
            "typed": _in_words(difference.name, difference.typed, lists),
            "said": _in_words(difference.name, difference.said, lists),
        }
        for difference in (answer.differences if answer else ())
    ]


def _in_words(name: str, text: str, lists: Mapping[str, Mapping[str, str]]) -> str:
    """A value in words; what was typed as a date and is none stays as it is."""
    try:
        return labels.value_words(name, text, lists)
    except ValueError:
        return text


def _registered(actor: Actor, new: NewParty, form: ActForm, address: ActForm) -> str | None:
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
        {**row, "reasons": [reason_of(reason) for reason in match.likeness.reasons]}
        for row, match in zip(shown, matches, strict=True)
    ]


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct what is known of a party: only what is changed is recorded, and the old value stays in the history."""
    actor = actor_of(request)
    require(actor, "parties:party:write")
    opened = request.method == "GET"
    party = readings.open_party(actor, public_id) if opened else party_to_change(actor, public_id)
    form = _correction(request, party)
    submitted(
        form,
        lambda given: services.correct_party(
            actor=actor,
            public_id=public_id,
            values=_changed(form, party),
            reason=given.reason,
            expected_n=given.expected_n,
        ),
    )
    if form.is_bound and not form.errors:
        messages.success(request, _("Corrected. The old value stays in the history."))
        return redirect("parties:party", public_id)
    context = {**_head(party), "form": form, "first": first_of(form)}
    return render(request, "parties/correct.html", context, status=422 if form.is_bound else 200)


KEPT: Final = ("born", "country", "registration", "telephone", "email")
"""What a correction replaces and does not take away."""
CONTACT: Final = frozenset({"telephone", "email", "language", "opt_out"})


def _correction(request: HttpRequest, party: Party) -> ActForm:
    """The form of a correction, with what is on record."""
    contact, numbers = party.contact or {}, party.identity_numbers or ()
    known: dict[str, Any] = {
        name: getattr(party, name) for name in ("name", "sex", "country", "registration", "status")
    }
    known["born"] = party.born.isoformat() if party.born else ""
    known |= {name: contact.get(name, "") for name in ("telephone", "email", "language")}
    known |= {"opt_out": str(contact.get("opt_out", "")).split(), "expected_n": party.n}
    for n, number in enumerate(numbers):
        known |= {
            f"identity_numbers-{n}-kind": number.get("kind"),
            f"identity_numbers-{n}-number": number.get("number"),
        }
    listed = [(choice.code, choice.words) for choice in reference.choices("identity_document")]
    unlisted = {str(item.get("kind")) for item in numbers} - dict(listed).keys()
    form = described(
        request,
        party.kind,
        CorrectParty,
        initial=known,
        rows={"identity_numbers": len(numbers) + 1},
        among={"identity_numbers-kind": [*listed, *((code, code) for code in sorted(unlisted))]},
        required=["status", *(["name"] if party.name else [])],
    )
    for name in form.fields.keys() & {name for name in KEPT if known[name]}:
        form.fields[name].required = True
        form.fields[name].error_messages["required"] = _(
            "A correction replaces a value and takes none away. Taking it away is an erasure."
        )
    return form


def _changed(form: ActForm, party: Party) -> dict[str, Any]:
    """The values that were changed, by the names of `party.VALUES`."""
    changed = {name.partition("-")[0] for name in form.changed_data}
    said = form.given.values()
    values = {name: value for name, value in said.items() if name in changed}
    if changed & CONTACT:
        # Who takes an objection or a language back has said so: what else is known stays.
        kept = {
            name: value
            for name, value in (party.contact or {}).items()
            if name not in ("language", "opt_out")
        }
        values["contact"] = {**kept, **said.get("contact", {})}
    return values


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record a new address from a day on; the earlier one ends that day."""
    actor = actor_of(request)
    require(actor, "parties:party:write")
    opened = request.method == "GET"
    party = readings.open_party(actor, public_id) if opened else party_to_change(actor, public_id)
    initial = {"country": party.country, "expected_n": party.n}
    form = form_of(MoveParty, request, initial=initial, required=["country"])
    submitted(
        form,
        lambda given: services.move_party(
            actor=actor,
            public_id=public_id,
            address=given.address(),
            reported_by=given.reported_by,
            reported_on=given.reported_on,
            expected_n=given.expected_n,
        ),
    )
    if form.is_bound and not form.errors:
        messages.success(request, _("The new address is recorded. The earlier one ends on that day."))
        return redirect("parties:party", public_id)
    context = {**_head(party), "form": form}
    return render(request, "parties/move.html", context, status=422 if form.is_bound else 200)


def _head(party: Party) -> dict[str, Any]:
    return {"party": party, "name": name_of(party)}
