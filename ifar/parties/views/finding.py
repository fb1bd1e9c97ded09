"""Finding a party: the list, and the search by name across scripts or by a number."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from ifar.accounts.services import exports
from ifar.errors import Invalid
from ifar.form_errors import actor_of
from ifar.parties.labels import KINDS as KIND_WORDS
from ifar.parties.labels import STATUSES
from ifar.parties.models import Party
from ifar.parties.party import KINDS
from ifar.parties.services import readings
from ifar.reference import selectors as reference
from ifar.rights import may
from ifar.templatetags.days import day_words


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Parties that the actor may see, or those that a search finds. An identifier opens its record at once."""
    actor = actor_of(request)
    text, kind = request.GET.get("who", "").strip(), request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    context: dict[str, Any] = {
        "asked": text,
        "kind": kind,
        "kinds": KIND_WORDS.items(),
        "may_write": may(actor, "parties:party:write"),
    }
    if text:
        found, problem = _searched(request, text, kind)
        if len(found) == 1 and found[0].public_id == readings.identifier_in(text):
            return redirect("parties:party", found[0].public_id)
        context |= {"rows": rows_of(found), "problem": problem, "sentence": _found_words(len(found))}
    else:
        page = readings.list_parties(
            actor, kind=kind, after=_cursor(request, "after"), before=_cursor(request, "before")
        )
        if _cursor(request, "after") or _cursor(request, "before"):
            exports.read_on(actor, "page.parties", len(page.items))
        context |= {"rows": rows_of(page.items), "after": page.after, "before": page.before}
    return render(request, "parties/list.html", context)


def _searched(request: HttpRequest, text: str, kind: str) -> tuple[list[Party], str]:
    try:
        found = readings.search_parties(actor_of(request), text)
    except Invalid as error:
        return [], str(error.message)
    return [one for one in found if not kind or one.kind == kind], ""


def _cursor(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "")[:500]


def _found_words(number: int) -> str:
    if number >= readings.MOST:
        return _("The %(count)d likeliest are shown; more may fit. Add another name, a number or a kind.") % {
            "count": number
        }
    return ngettext("%(count)d record fits.", "%(count)d records fit; the likeliest come first.", number) % {
        "count": number
    }


def rows_of(found: list[Party]) -> list[dict[str, Any]]:
    """Parties as the list shows them."""
    countries = reference.words("country") if any(one.country for one in found) else {}
    return [
        {
            "party": one,
            "name": name_of(one),
            "kind": KIND_WORDS.get(one.kind, one.kind),
            "born": day_words(one.born) if one.born else "",
            "numbers": [str(number.get("number", "")) for number in one.identity_numbers or ()]
            or [one.registration],
            "country": countries.get(one.country, one.country),
            "status": STATUSES.get(one.status, one.status) if one.status != "active" else "",
        }
        for one in found
    ]


def name_of(found: Party) -> str:
    """A party's name, or in words why there is none."""
    if found.name:
        return found.name
    return _("Name erased") if "name" in found.erased else _("Name not recorded")
