"""The forms of recoveries: a case and an item with what they begin with, and what narrows the list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from ifar.acts.forms import ActForm, form_of
from ifar.missingness import NONE, UNKNOWN
from ifar.recoveries import inputs, labels
from ifar.recoveries.models import Case, Item
from ifar.recoveries.services.items import CODED
from ifar.reference import selectors as reference
from ifar.registry.occurred import Occurred


def choices_of(name: str, empty: Any) -> list[tuple[str, Any]]:
    """The codes of a list that may be chosen now, the unsaid first."""
    return [("", empty), *((choice.code, choice.words) for choice in reference.choices(name))]


FIRST: Final = ("kind", "number", "occurred", "place", "location", "ground")
"""What is asked first of a case; the rest where it is known."""
ITEM_FIRST: Final = ("type", "make", "serial")
"""What a plain pistol takes."""


def case_form(request: HttpRequest, before: Case | None = None, **first: Any) -> ActForm:
    """The form of a case that is opened, or of one that is said anew."""
    model = inputs.OpenCase if before is None else inputs.AmendCase
    initial = first if before is None else {**_initial(before), **first}
    return form_of(model, request, initial=initial, required=("number", "occurred"))


def _initial(case: Case) -> dict[str, Any]:
    """What the form begins with where a case is amended."""
    known = {name: getattr(case, name) for name in inputs.AmendCase.model_fields if hasattr(case, name)}
    return known | {
        "occurred": Occurred(case.occurred_from, case.occurred_to, case.precision, case.zone),  # type: ignore[arg-type]
        "latitude": _plain(case.latitude, inputs.MILLION),
        "longitude": _plain(case.longitude, inputs.MILLION),
        "price": _plain(case.price, 100),
        "kept": [f"{item['kind']} {item.get('reference', '')}".strip() for item in case.kept],
        "expected_n": case.n,
    }


def _plain(number: int | None, scale: int) -> Decimal | None:
    return None if number is None else Decimal(number) / scale


def case_parts(form: ActForm) -> dict[str, Any]:
    """The fields that are asked first, and those that are asked where they are known."""
    return {
        "first": [form[name] for name in FIRST if name in form.fields],
        "more": [bound for bound in form if bound.name not in FIRST],
        "more_open": form.is_bound and bool(form.errors),
    }


def said_instead(status: str) -> str:
    """The word by which a field says that a value is unknown, or that there is none; typed back, it is read as the same answer."""
    known: dict[str, str] = {NONE: _("none"), UNKNOWN: _("unknown")}
    return known.get(status, "")


def item_form(
    request: HttpRequest | None, before: Item | None = None, *, prefix: str = "item", **first: Any
) -> ActForm:
    """The form of an item: type, make and serial number are enough for a plain pistol; the rest where it is known."""
    features = [(choice.code, choice.words) for choice in reference.choices("make_feature")]
    initial = {**(item_said(before) if before else {}), **first}
    return form_of(inputs.SayItem, request, initial=initial, prefix=prefix, among={"features": features})


def item_parts(form: ActForm) -> dict[str, Any]:
    """The fields that a plain pistol takes, the rest, and what can be seen of an arm that no factory made."""
    features = [bound for bound in form if bound.name.startswith("features-")]
    first = [form[name] for name in ITEM_FIRST]
    more = [bound for bound in form if bound.name not in ITEM_FIRST and bound not in features]
    return {"item_first": first, "item_more": more, "features": features}


def is_said(form: ActForm) -> bool:
    """Whether anything was typed of an item."""
    names = {"type", "make", "serial", "model", "calibre", "other_text", "origin"}
    return bool(names & form.given.model_fields_set)


def item_said(item: Item) -> dict[str, Any]:
    """What the form begins with where an item is amended."""
    known: dict[str, Any] = {
        name: reference.words(listed).get(
            item.identity.get(name) or "",
            item.identity.get(f"{name}_raw") or said_instead(item.identity.get(f"{name}_status", "")),
        )
        for name, listed in CODED.items()
    }
    serial = next((mark for mark in item.marks if mark["kind"] == "serial"), None)
    other = next((mark for mark in item.marks if mark["kind"] != "serial" and mark.get("text")), None)
    silent: dict[str, str] = {NONE: said_instead(NONE), UNKNOWN: _("illegible")}
    return {
        **known,
        "year": item.identity.get("year"),
        "serial": (serial.get("text") or silent.get(serial["text_status"], "")) if serial else "",
        "other_kind": other["kind"] if other else "",
        "other_text": other["text"] if other else "",
        **{
            name: getattr(item, name)
            for name in ("kind", "quantity", "marking", "condition", "origin", "exhibit")
        },
        **{f"features-{name}": text for name, text in item.features.items()},
        "expected_n": item.n,
    }


LISTED: Final = {
    "open": pgettext_lazy("cases", "Open"),
    "waiting": lazy("To look at"),
    "unlinked": lazy("Not linked"),
    "concluded": pgettext_lazy("cases", "Concluded"),
    "all": pgettext_lazy("cases", "All"),
}


class FilterForm(forms.Form):
    """What narrows the list; it stands in the address."""

    q = forms.CharField(
        label=lazy("Number or place"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=lazy("Type of recovery"),
        required=False,
        choices=[("", pgettext_lazy("kinds", "all")), *labels.CASES.items()],
    )
    offence = forms.ChoiceField(label=lazy("Suspected offence"), required=False)
    since = forms.DateField(
        label=lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(label=lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offence"].choices = choices_of("suspected_offence", pgettext("offences", "all"))  # type: ignore[attr-defined]
