"""The form of a batch: the things, and what the act's own input asks once for all of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ifar.acts.forms import ActForm, form_of
from ifar.acts.inputs import entries
from ifar.bulk.given import MOST, things_of
from ifar.bulk.many import Many
from ifar.bulk.services.files import things_of_file
from ifar.files import uploads
from ifar.rights import Actor

TYPED = 64 * MOST
"""The longest text of a pasted list."""


class BatchForm(ActForm):
    """The things of a batch, typed, pasted, scanned or as a file."""

    things = forms.CharField(
        label=_("Items"),
        required=False,
        max_length=TYPED,
        widget=forms.Textarea(
            attrs={
                "rows": 6,
                "dir": "ltr",
                "spellcheck": "false",
                "autocomplete": "off",
                "hx-trigger": "input changed delay:300ms, load",
                "hx-target": "#count",
            }
        ),
    )
    file = forms.FileField(
        label=_("Or a file"), required=False, help_text=_("CSV or workbook with one item in each row.")
    )


def batch_form(actor: Actor, what: Many, request: HttpRequest, things: str = "") -> BatchForm:
    """The form of an act that is done to many things."""
    told = dict(what.asks(actor)) if what.asks else {}
    told["initial"] = {**told.get("initial", {}), "things": things}
    told["without"] = [*told.get("without", ()), *filter(None, [what.each])]
    form: Any = form_of(what.said, request, kind=BatchForm, **told)
    field = form.fields["things"]
    field.needed = _("(here or in a file)")
    field.widget.attrs["hx-post"] = f"{reverse_lazy('bulk:count')}?act={what.name}"
    if what.numbers:
        field.help_text = _("Serial numbers, one to a line, or a range such as AB000001-AB010000.")
    elif what.each:
        field.help_text = _("One item to a line: scan the label. Behind it, on the same line: %(each)s.") % {
            "each": gettext(entries(what.said)[what.each].asked.label)
        }
    else:
        field.help_text = _("Scan the labels one after the other, or paste identifiers, one to a line.")
    return form  # type: ignore[no-any-return]


def things_given(actor: Actor, what: Many, request: HttpRequest, form: BatchForm) -> list[str]:
    """The things of a form that was sent, those of the file behind those that were typed.

    Raises:
        Invalid, TooLarge: the file cannot be read, or is too large.
    """
    found = things_of(form.cleaned_data.get("things", ""), ranges=what.numbers)
    if "file" in request.FILES:
        name, arrived = uploads.arrived(request, "file")
        found += things_of_file(actor=actor, what=what, name=name, content=arrived)
    return found
