"""What the rules of signals are given, and proposing another value; how a proposal is told to whoever decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.accounts.descriptions import Line
from ifar.acts.forms import form_of, submitted
from ifar.form_errors import actor_of
from ifar.numbers import number_words
from ifar.oversight import labels, words
from ifar.oversight.inputs import ChangeParameter
from ifar.oversight.models import Parameter
from ifar.oversight.selectors import cases
from ifar.oversight.selectors.parameters import REPORTS, began_with
from ifar.oversight.services.parameters import propose_change
from ifar.rights import Actor, require


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """Every parameter of every rule, what it is and what it was before anybody changed it; and the form that asks for another value."""
    actor = actor_of(request)
    require(actor, cases.DESK)
    choices = [(f"{rule}.{name}", _named(rule, name)) for rule, name in began_with()]
    form = form_of(ChangeParameter, request, among={"parameter": choices})
    if submitted(form, lambda given: propose_change(actor=actor, **given.model_dump())):
        messages.success(
            request, _("The change awaits a judge. It takes effect the night after the decision.")
        )
        return redirect("oversight:parameters")
    stand = {(parameter.rule, parameter.name): parameter.value for parameter in Parameter.objects.all()}
    groups: dict[str, list[dict[str, Any]]] = {}
    for (rule, name), value in began_with().items():
        row = {
            "name": labels.PARAMETERS.get(name, name),
            "value": number_words(stand.get((rule, name), value)),
            "first": number_words(value) if (rule, name) in stand else "",
        }
        groups.setdefault(rule, []).append(row)
    context = {
        "groups": [
            {"rule": _rule(rule), "rows": rows, "changed": any(row["first"] for row in rows)}
            for rule, rows in groups.items()
        ],
        "form": form,
    }
    return render(request, "oversight/parameters.html", context, status=422 if form.is_bound else 200)


def _rule(rule: str) -> Any:
    if rule == REPORTS:
        return _("Reports from outside")
    return words.RULES[rule].title if rule else _("Signal list")


def _named(rule: str, name: str) -> str:
    return f"{_rule(rule)}: {labels.PARAMETERS.get(name, name)}"


def describe(_actor: Actor, proposal: Any) -> Sequence[Line]:
    """Which parameter would be what, for those who decide about it."""
    details = proposal.payload["details"]
    rule, name = details["rule"], details["name"]
    record = Parameter.objects.filter(rule=rule, name=name).first()
    stands = record.value if record else began_with().get((rule, name), 0)
    return [
        Line(_("Rule"), str(_rule(rule))),
        Line(_("Parameter"), str(labels.PARAMETERS.get(name, name))),
        Line(_("Current value"), number_words(stands)),
        Line(_("New value"), number_words(details["value"])),
    ]
