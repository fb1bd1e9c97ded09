"""Officers open an account for somebody at the counter, hand over the invitation, and end an account at once."""

from __future__ import annotations

import uuid
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.forms import done, form_of, submitted
from ifar.form_errors import actor_of, tried
from ifar.parties.services import readings
from ifar.parties.views.finding import name_of
from ifar.portal import code as codes
from ifar.portal import selectors
from ifar.portal.inputs import EndAccount, OpenAccount
from ifar.portal.labels import ENDINGS, RELATIONS
from ifar.portal.services import accounts as services
from ifar.portal.services.accounts import NewAccount, Opened
from ifar.reference import selectors as reference
from ifar.rights import require


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open an account for a party; the link and the code are shown this once."""
    actor = actor_of(request)
    require(actor, services.BIND)
    party = readings.open_party(actor, public_id)
    relations = RELATIONS if party.kind == "person" else {"acts_for": RELATIONS["acts_for"]}
    form = form_of(
        OpenAccount,
        request,
        initial={"relation": next(iter(relations)), "language": get_language()},
        among={"relation": relations.items()},
        required=["language"],
    )
    opened = submitted(
        form,
        lambda given: services.open_account(
            actor=actor, new=NewAccount(party.public_id, **given.arguments())
        ),
    )
    if opened:
        return _made(request, opened) if opened.link else redirect("portal:account", opened.binding)
    context = {"party": party, "name": name_of(party), "form": form}
    return render(request, "portal/account_new.html", context, status=422 if form.is_bound else 200)


def _made(request: HttpRequest, opened: Opened) -> HttpResponse:
    link = request.build_absolute_uri(reverse("mine:invitation", args=(opened.link,)))
    context: dict[str, Any] = {
        "opened": opened,
        "link": link,
        "qr": segno.make(link, error="m").svg_data_uri(scale=4, border=3, light="#fff"),
        "code": codes.shown(opened.code),
        "hours": int(codes.GOOD_FOR.total_seconds() // 3600),
        "tries": codes.TRIES,
    }
    return render(request, "portal/account_made.html", context)


@require_GET
def account(request: HttpRequest, entry: uuid.UUID) -> HttpResponse:
    """One account: for whom it stands, since when, how it is used, and how it ends."""
    actor = actor_of(request)
    require(actor, services.BIND)
    binding = selectors.binding_for(actor, entry)
    party = readings.open_party(actor, binding.party)
    user = selectors.accounts([binding.user])[binding.user]
    context = {
        "binding": binding,
        "user": user,
        "party": party,
        "name": name_of(party),
        "relation": RELATIONS[binding.relation],
        "seen": reference.words("identity_document").get(binding.seen, binding.seen),
        "accepted": user.has_usable_password(),
        "ended": getattr(binding, "end", None),
        "ground": ENDINGS[binding.end.ground] if hasattr(binding, "end") else "",
        "form": form_of(EndAccount),
    }
    return render(request, "portal/account.html", context)


@never_cache
@require_POST
def invite(request: HttpRequest, entry: uuid.UUID) -> HttpResponse:
    """A new link and code, where the first were lost before they were used."""
    made: list[Opened] = []
    tried(
        request,
        lambda: made.append(services.invite_again(actor=actor_of(request), binding=entry)),
        _("The earlier link and code work no more."),
    )
    return _made(request, made[0]) if made else redirect("portal:account", entry)


@require_POST
def end(request: HttpRequest, entry: uuid.UUID) -> HttpResponse:
    """End it at once."""
    done(
        request,
        form_of(EndAccount, request),
        lambda given: services.end_account(actor=actor_of(request), binding=entry, ground=given.ground),
        _("Ended: it is signed out everywhere and sees nothing of this party any more."),
        above=True,
    )
    return redirect("portal:account", entry)
