"""People of a case: named, looked up, and what became of the proceedings."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ifar import identifiers
from ifar.errors import Conflict, Invalid, Refused
from ifar.form_errors import actor_of, at_fields, tried
from ifar.identifiers import shown
from ifar.parties.models import Party
from ifar.parties.services import readings
from ifar.recoveries import selectors
from ifar.recoveries.services import cases
from ifar.recoveries.views.cases import case_page
from ifar.recoveries.views.forms import PersonForm
from ifar.rights import Actor, require
from ifar.templatetags.days import day_words

MOST_SOUGHT: Final = 12
"""Records of people that are offered to choose from."""


@require_POST
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enter somebody of a case."""
    actor = actor_of(request)
    require(actor, "recoveries:case:write")
    form = PersonForm(request.POST, prefix="person")
    selectors.own_case_for(actor, public_id)
    if not form.is_valid():
        return case_page(request, public_id, naming=form)
    text = form.cleaned_data["party"]
    if text and identifiers.parse(text, "P") is None:
        return case_page(request, public_id, naming=_sought(actor, request, form, text))
    try:
        cases.name_person(actor=actor, case=public_id, who=form.who())
    except Invalid as error:
        at_fields(form, error)
        return case_page(request, public_id, naming=form)
    except (Conflict, Refused) as error:
        for reason in error.reasons or (error,):
            messages.error(request, str(reason.message or reason.code))
    else:
        messages.success(request, _("The person was entered."))
    return redirect("recoveries:case", public_id)


def _sought(actor: Actor, request: HttpRequest, form: PersonForm, text: str) -> PersonForm:
    """The form with the records that a name or a number leads to, to choose from; the search is logged where it is done."""
    try:
        found = readings.search_parties(actor, text)[:MOST_SOUGHT]
    except (Invalid, Refused) as error:
        form.add_error("party", str(error.message or error.code))
        return form
    if not found:
        form.add_error("party", _("Nobody on record fits that name or number."))
        return form
    choosing = PersonForm(request.POST, prefix="person")
    choosing.offer((one.public_id, _told_of(one)) for one in found)
    return choosing


def _told_of(party: Party) -> str:
    born = day_words(party.born) if party.born else ""
    numbers = [str(one.get("number", "")) for one in party.identity_numbers or ()]
    return " · ".join(
        f"\u2068{part}\u2069" for part in (party.name, born, *numbers, shown(party.public_id)) if part
    )


def _day(text: str) -> dt.date | None:
    """The day that somebody chose; None where they chose none.

    Raises:
        Invalid: there is no such day.
    """
    try:
        chosen: dt.date | None = forms.DateField(required=False).clean(text)
    except forms.ValidationError as error:
        raise Invalid("recoveries.person.day", error.messages[0], field="on") from error
    return chosen


@require_POST
def stage(request: HttpRequest, public_id: str, entry: uuid.UUID) -> HttpResponse:
    """Record how far proceedings against somebody came."""
    actor, said = actor_of(request), request.POST
    tried(
        request,
        lambda: cases.record_stage(
            actor=actor,
            case=public_id,
            person=entry,
            stage=said.get("stage", ""),
            on=_day(said.get("on", "")),
            offences=said.getlist("offences"),
        ),
        _("Recorded."),
    )
    return redirect("recoveries:case", public_id)
