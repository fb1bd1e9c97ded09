"""Notices of accounts in words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.accounts import descriptions
from ifar.accounts.notices import Words
from ifar.rights import Actor


def describe(actor: Actor, notice: Any) -> Words:
    """Somebody refused what was asked for; why stands with the proposal."""
    said = notice.params
    act = descriptions.title(SimpleNamespace(act=said["act"], payload={"kind": said["kind"]}))
    title = _("%(by)s refused what you asked for: %(act)s") % {"by": f"\u2068{said['by']}\u2069", "act": act}
    url = reverse("accounts:proposal", args=(notice.object,))
    return Words(title, _("The reason stands with the proposal."), url, "x")
