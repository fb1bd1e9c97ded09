"""A form in which a list is typed, scanned or given as a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from ifar.acts.forms import ActForm


class ListForm(ActForm):
    """What is packed or came, typed, scanned or as a file."""

    field_order = ("number", "crate", "seals", "things", "file", "marks")
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("CSV or workbook with one item in each row."),
    )
