"""My desk: the queue of applications with their clocks, and taking one in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.answers import actor_of, at_fields
from ifar.cursors import page
from ifar.errors import IfarError, Invalid
from ifar.licensing import words
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import kinds
from ifar.licensing.services import applications
from ifar.licensing.views.shown import reading_of
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import may, require

TABS: Final[Mapping[str, Any]] = {
    "mine": _("Being worked on"),
    "waiting": _("Wait for the applicant"),
    "decide": _("To be decided"),
    "ended": _("Decided"),
}


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """My desk's applications by tab, the most urgent first."""
    actor, tab = actor_of(request), request.GET.get("show", "") or "mine"
    require(actor, "licensing:application:read")
    if tab not in TABS:
        raise Invalid("licensing.queue")
    order = ("-id",) if tab in ("ended", "waiting") else ("due", "id")
    found = page(
        records.with_due(records.queue(actor, tab)),
        order=order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    day, spoken, known = applications.today(), reference.words("licence_kind"), kinds()
    names = names_of(
        actor, {one.applicant for one in found.items}, act="licensing.desk.list", object="applications"
    )
    rows = [
        {
            "one": one,
            "kind": spoken.get(one.kind, one.kind),
            "applicant": names.get(one.applicant, ""),
            "state": words.APPLICATION[one.state],
            "tone": words.TONES.get(one.state, ""),
            "clock": reading_of(one, day),
            "checks": f"{sum(said['answer'] == 'passed' for said in one.checks.values())}/{len(known[one.kind].checks)}",
        }
        for one in found.items
    ]
    context = {
        "rows": rows,
        "found": found,
        "tab": tab,
        "tabs": TABS.items(),
        "late": records.overdue(actor, day).count(),
        "may_write": may(actor, "licensing:application:write"),
    }
    return render(request, "licensing/desk.html", context)


class ApplicationForm(forms.Form):
    """Who asks for which licence, and for what."""

    applicant = forms.CharField(
        label=_("Applicant"),
        max_length=20,
        help_text=_("The identifier of the record, as its page shows it."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=_("Kind of licence"))
    categories = forms.CharField(
        label=_("Categories"),
        required=False,
        max_length=60,
        help_text=_("Separated by spaces; empty for all that this kind may cover."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    quota = forms.IntegerField(
        label=_("How many firearms"),
        required=False,
        min_value=1,
        help_text=_("Empty for as many as this kind allows."),
    )
    book = forms.CharField(
        label=_("Book of the trade"),
        required=False,
        max_length=20,
        help_text=_("For a licence of a trade: the identifier of the agency whose book it covers."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("What the applicant says"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["kind"]
        chosen.choices = [(one.code, one.words) for one in reference.choices("licence_kind")]

    def clean_applicant(self) -> str:
        """The identifier without its hyphens."""
        found = identifiers.parse(self.cleaned_data["applicant"], "P")
        if found is None:
            raise forms.ValidationError(
                _("This is no identifier of a person or a company. Look at the record's page.")
            )
        return found


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take in an application."""
    actor = actor_of(request)
    require(actor, "licensing:application:write")
    if request.method != "POST":
        form = ApplicationForm(initial={"applicant": request.GET.get("applicant", "")[:20]})
        return render(request, "licensing/application_new.html", {"form": form})
    form = ApplicationForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            found = applications.draft(
                actor=actor,
                kind=said["kind"],
                applicant=said["applicant"],
                categories=said["categories"].upper().split(),
                quota=said["quota"],
                book=identifiers.parse(said["book"], "A") or "",
                note=said["note"],
            )
        except IfarError as error:
            at_fields(form, error)
        else:
            return redirect("licensing:application", found)
    return render(request, "licensing/application_new.html", {"form": form}, status=422)
