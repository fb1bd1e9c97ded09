"""A holder's access to what is kept about them, who read it, what they ask to be corrected; and signing out everywhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts.labels import PURPOSES
from ifar.accounts.selectors.agencies import agencies_for, called
from ifar.acts.forms import submitted
from ifar.parties import holdings, labels, page_remarks
from ifar.parties.selectors import history_of, party_for
from ifar.parties.views.person import addresses_of, facts_of, spoken
from ifar.portal import acting, selectors
from ifar.portal.inputs import AskCorrection
from ifar.portal.selectors import Own
from ifar.portal.services import accounts, reports
from ifar.portal.views import presenters
from ifar.portal.views.entering import enter, form_about
from ifar.rights import Actor


@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """The subject's report: what is kept, for how long, what was recorded, who read it."""
    actor, mine = enter(request)
    context = {
        "files": [file_of(actor, own) for own in mine if own.relation == "self"],
        "others": [own for own in mine if own.relation != "self"],
        "rows": presenters.reports(
            list(selectors.reports_of(mine).filter(kind__in=("rectification", "objected"))[:20])
        ),
    }
    return render(request, "portal/data.html", context)


def file_of(actor: Actor, mine: Own) -> dict[str, Any]:
    """Everything that is kept about a party and may be told, in words."""
    within = acting.within(actor, acting.FILE)
    party, lists = party_for(within, mine.public_id), spoken()
    history_entries = history_of(party, settings.IFAR_WITNESSES_NEEDED)
    seen = selectors.reads_of(actor, mine)
    own_reads, own_last = selectors.own_reads_of(actor, mine)
    offices = {read_log.agency for read_log in seen} | {
        history_entry.recorded.agency for history_entry in history_entries
    }
    names = dict(agencies_for(within).filter(public_id__in=offices).values_list("public_id", called()))
    return {
        "party": party,
        "facts": facts_of(party, lists),
        "addresses": addresses_of(
            party,
            lists,
            [history_entry.entry for history_entry in history_entries if "address" in history_entry.erased],
        ),
        "history": [
            {
                "label": labels.EVENTS.get(history_entry.kind, (history_entry.kind, ""))[0],
                "at": history_entry.recorded.recorded_at,
                "office": names.get(history_entry.recorded.agency, ""),
            }
            for history_entry in reversed(history_entries)
        ],
        "possessions": holdings.of(within, mine.records, ever=True),
        "remarks": page_remarks.on(within, mine.public_id, to_person=True),
        "reads": [
            {
                "at": read_log.at,
                "office": names.get(read_log.agency, "") or _("Another office"),
                "purpose": PURPOSES.get(read_log.purpose, read_log.purpose),
                "act": labels.read_words(read_log.act),
            }
            for read_log in seen
        ],
        "own_reads": own_reads,
        "own_last": own_last,
    }


@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest) -> HttpResponse:
    """Ask that something be corrected."""
    actor, mine = enter(request, shows=False)
    form = form_about(AskCorrection, request, mine)
    if submitted(form, lambda given: reports.ask_rectification(actor=actor, **given.arguments())):
        messages.success(
            request, _("Sent. An officer answers within a month; the answer stands on this page.")
        )
        return redirect("mine:data")
    return render(request, "portal/correction.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    actor, _mine = enter(request, shows=False)
    accounts.sign_out_everywhere(actor=actor)
    logout(request)
    return redirect("account_login")
