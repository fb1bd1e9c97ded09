"""People of a case: named and looked up."""

from __future__ import annotations

from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ifar import identifiers
from ifar.acts.forms import ActForm, form_of
from ifar.errors import Conflict, Invalid, Refused
from ifar.form_errors import actor_of, at_fields
from ifar.identifiers import shown
from ifar.parties.models import Party
from ifar.parties.services import readings
from ifar.recoveries import inputs, selectors
from ifar.recoveries.services import case_persons
from ifar.recoveries.views.cases import case_page
from ifar.rights import Actor, require
from ifar.templatetags.days import day_words

MOST_SOUGHT: Final = 12
"""Records of people that are offered to choose from."""


@require_POST
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enter somebody of a case."""
    actor = actor_of(request)
    require(actor, "recoveries:case:write")
    form = form_of(inputs.NamePerson, request, prefix="person")
    selectors.own_case_for(actor, public_id)
    if not form.is_valid():
        return case_page(request, public_id, naming=form)
    text = form.given.party
    if text and identifiers.parse(text, "P") is None:
        return case_page(request, public_id, naming=_sought(actor, request, form, text))
    try:
        case_persons.name_person(actor=actor, case=public_id, who=case_persons.involved(form.given))
    except Invalid as error:
        at_fields(form, error)
        return case_page(request, public_id, naming=form)
    except (Conflict, Refused) as error:
        for reason in error.reasons or (error,):
            messages.error(request, str(reason.message or reason.code))
    else:
        messages.success(request, _("The person was entered."))
    return redirect("recoveries:case", public_id)


def _sought(actor: Actor, request: HttpRequest, form: ActForm, text: str) -> ActForm:
    """The form with the records that a name or a number leads to, to choose from; the search is logged where it is done."""
    try:
        parties = readings.search_parties(actor, text)[:MOST_SOUGHT]
    except (Invalid, Refused) as error:
        form.add_error("party", str(error.message or error.code))
        return form
    if not parties:
        form.add_error("party", _("Nobody on record fits that name or number."))
        return form
    choosing = form_of(inputs.NamePerson, request, prefix="person")
    choosing.fields["party"] = forms.ChoiceField(
        label=choosing.fields["party"].label,
        required=False,
        choices=[*((party.public_id, _person_line(party)) for party in parties), ("", _("none of these"))],
        widget=forms.RadioSelect,
        help_text=_("Choose the record, then enter the person."),
    )
    # Nothing is chosen yet: a name is no identifier.
    choosing.data = {**request.POST.dict(), choosing.add_prefix("party"): ""}
    return choosing


def _person_line(party: Party) -> str:
    born = day_words(party.born) if party.born else ""
    numbers = [str(identity_number.get("number", "")) for identity_number in party.identity_numbers or ()]
    return " · ".join(
        f"\u2068{part}\u2069" for part in (party.name, born, *numbers, shown(party.public_id)) if part
    )
