"""The form field that completes what is typed from a reference list, and takes other words too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse_lazy

from ifar.acts.inputs import Entry


def made(entry: Entry, result: Mapping[str, Any]) -> forms.CharField:
    """The field of an input that is asked for as `known`."""
    attrs: dict[str, Any] = {
        "dir": "auto",
        "autocomplete": "off",
        "list": f"known-{entry.name}",
        "hx-get": reverse_lazy("registry:known", args=(entry.asked.among,)),
        "hx-trigger": "input changed delay:250ms",
        "hx-target": f"#known-{entry.name}",
        "hx-vals": f'{{"into": "list", "field": "{entry.name}"}}',
    }
    return forms.CharField(max_length=entry.longest, widget=forms.TextInput(attrs=attrs), **result)
