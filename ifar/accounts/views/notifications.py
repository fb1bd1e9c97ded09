"""Notices of accounts in words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.accounts import descriptions
from ifar.accounts.labels import LISTS
from ifar.accounts.models import Proposal
from ifar.accounts.notices import Words
from ifar.accounts.services.exports import RELEASED
from ifar.rights import Actor


def describe(actor: Actor, notice: Any) -> Words:
    """Somebody refused what was asked for; why stands with the proposal. Or a list may be taken out."""
    params = notice.params
    if notice.kind == RELEASED:
        what = LISTS.get(params["kind"], params["kind"])
        released = _("A second person has approved the export")
        # What was typed may name a person: it stands with the proposal alone, where an erasure reaches it.
        asked = Proposal.objects.filter(public_id=notice.object).values_list("words__address", flat=True)
        return Words(released, f"{what} ({intcomma(params['count'])})", asked.first() or "", "download")
    act = descriptions.title(SimpleNamespace(act=params["act"], payload={"kind": params["kind"]}))
    title = _("%(by)s refused what you asked for: %(act)s") % {
        "by": f"\u2068{params['by']}\u2069",
        "act": act,
    }
    url = reverse("accounts:proposal", args=(notice.object,))
    return Words(title, _("The reason stands with the proposal."), url, "x")
