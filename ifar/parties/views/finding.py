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
        parties, problem = _searched(request, text, kind)
        if len(parties) == 1 and parties[0].public_id == readings.identifier_in(text):
            return redirect("parties:party", parties[0].public_id)
        context |= {"rows": rows_of(parties), "problem": problem, "sentence": _found_words(len(parties))}
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
        parties = readings.search_parties(actor_of(request), text)
    except Invalid as error:
        return [], str(error.message)
    return [party for party in parties if not kind or party.kind == kind], ""


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


def rows_of(parties: list[Party]) -> list[dict[str, Any]]:
    """Parties as the list shows them."""
    countries = reference.words("country") if any(party.country for party in parties) else {}
    return [
        {
            "party": party,
            "name": name_of(party),
            "kind": KIND_WORDS.get(party.kind, party.kind),
            "born": day_words(party.born) if party.born else "",
            "numbers": [str(number.get("number", "")) for number in party.identity_numbers or ()]
            or [party.registration],
            "country": countries.get(party.country, party.country),
            "status": STATUSES.get(party.status, party.status) if party.status != "active" else "",
        }
        for party in parties
    ]


def name_of(party: Party) -> str:
    """A party's name, or in words why there is none."""
    if party.name:
        return party.name
    return _("Name erased") if "name" in party.erased else _("Name not recorded")
