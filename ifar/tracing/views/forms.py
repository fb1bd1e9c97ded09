"""The form of a request: what each direction asks, what a draft begins with, and what is needed to send it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from ifar.acts.forms import ActForm, form_of
from ifar.recoveries.views.forms import item_said
from ifar.tracing import content, directory, inputs, labels
from ifar.tracing.choices import countries
from ifar.tracing.models import Request
from ifar.tracing.services.requests import as_item, content_of

TO_SEND: Final = lazy("(needed to send)")
NEEDED: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("number", "country", "illicit", "recovered_on", "circumstances", "use"), TO_SEND),
    **dict.fromkeys(("type", "calibre", "serial"), lazy("(needed to send, of a firearm)")),
    "office": lazy("(needed for a draft too)"),
    **dict.fromkeys(
        ("lot-headstamp", "lot-lot"), lazy("(headstamp or lot number needed to send, of ammunition)")
    ),
}
"""Field of a request or of its arm -> what is said of it, because a request is not sent without (`content.missing`); all but the office may stay
empty in a draft."""
THING: Final = (
    "type",
    "make",
    "serial",
    "model",
    "calibre",
    "country_made",
    "year",
    "other_kind",
    "other_text",
)
"""Fields of a recovered item's form that a request takes too."""
WHOM: Final[Mapping[str, tuple[str, ...]]] = {
    "outgoing": ("number", "country", "desk", "channel", "agreement"),
    "incoming": ("reference", "country", "channel"),
    "domestic": ("number", "office"),
}
"""Direction -> the fields that say who asks whom. What a direction does not ask is no field of its form: a default that nobody saw is neither
refused nor changed."""
WHY: Final = (
    "illicit", "justification", "recovered_on", "recovered_in", "place", "circumstances", "use", "urgency", "handling",
)  # fmt: skip


def request_form(
    request: HttpRequest, direction: str, trace: Request | None, *, own: str = "", **first: Any
) -> ActForm:
    """What a request says beside what identifies the arm.

    Args:
        trace: the draft that is changed.
        own: the office that asks, which is not offered as the one that answers.
        first: what stands in it at first.
    """
    model = (
        inputs.AmendRequest
        if trace
        else inputs.ReceiveRequest
        if direction == "incoming"
        else inputs.DraftRequest
    )
    asked = {name for names in WHOM.values() for name in names}
    initial = {**_initial(trace), "expected_n": trace.n} if trace else first
    form = form_of(
        model,
        request,
        initial=initial,
        without=asked - set(WHOM[direction]),
        among={"lot": list(labels.LOT.items())},
    )
    if "desk" in form.fields:
        _offer_desks(form)
    if office := form.fields.get("office"):
        office.required, office.error_messages["required"] = True, labels.of("tracing.missing.office")
        office.widget.choices = offices = [choice for choice in office.choices if choice[0] != own]  # type: ignore[attr-defined]
        if len(offices) == 1:
            office.help_text = lazy("No other office of this State answers trace requests.")
    return form


def _offer_desks(form: ActForm) -> None:
    """Offer the desks of the State that is asked; while none is chosen those of every State, each under its own name."""
    desk: Any = form.fields["desk"]
    country, chosen = str(form["country"].value() or ""), str(form["desk"].value() or "")
    unsaid, *listed = desk.choices
    names, offered = dict(listed), dict[str, list[tuple[str, Any]]]()
    for code, of in directory.desks():
        offered.setdefault(of, []).append((code, names.get(code, code)))
    of_state = offered.get(country, [])
    if country and chosen and chosen not in dict(of_state):
        unsaid = ("", lazy("Choose again: the desk that was chosen is of another State"))
    every = [(str(label), offered[code]) for code, label in countries() if code in offered]
    desk.widget.choices = [unsaid, *(of_state if country else every)]
    form.fields["country"].widget.attrs |= {
        "hx-get": reverse("tracing:new"), "hx-target": "#id_desk", "hx-select": "#id_desk", "hx-swap": "outerHTML",
        "hx-include": "#id_desk", "hx-disable": "#id_desk",
    }  # fmt: skip


def _initial(request: Request) -> dict[str, Any]:
    """What the form begins with where a draft is changed."""
    value = content_of(request)
    known = {name: getattr(value, name) for name in inputs.AmendRequest.model_fields if hasattr(value, name)}
    return known | {f"lot-{name}": request.lot.get(name, "") for name in content.LOT}


def request_parts(form: ActForm, direction: str) -> dict[str, Any]:
    """Its fields, to be drawn."""
    return {
        "whom": [form[name] for name in WHOM[direction]],
        "why": [form[name] for name in WHY],
        "what": form["thing"],
        "lot": [form[f"lot-{name}"] for name in content.LOT],
    }


def mark_needed(form: forms.Form) -> None:
    """Say of the fields of a draft which of them are needed to send it."""
    for name in NEEDED.keys() & form.fields.keys():
        setattr(form.fields[name], "needed", NEEDED[name])  # noqa: B010


def thing_of(request: Request) -> dict[str, Any]:
    """What the form of the arm begins with where a draft is changed."""
    return item_said(as_item(request))
