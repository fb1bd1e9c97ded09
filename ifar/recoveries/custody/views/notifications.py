"""What notices and proposals of custody say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ifar import identifiers
from ifar.accounts import display_numbers
from ifar.accounts.descriptions import Line
from ifar.accounts.notices import Words
from ifar.recoveries.custody import labels as words
from ifar.recoveries.models import Batch
from ifar.rights import Actor


def describe(actor: Actor, notice: Any) -> Words:
    """A notice in words; the exhibit by its case's number and its own, because who reads may open it."""
    values = {**notice.params, "shown": display_numbers.shown(notice, notice.object)}
    match notice.kind:
        case "custody.gap":
            values["gap"] = words.GAPS[values["kind"]]
            title = _("The chain of custody of %(shown)s has a gap") % values
            return Words(title, values["gap"], _chain(notice), "alert-triangle", grave=True)
        case "custody.handed":
            values["purpose"] = words.PURPOSES.get(values["purpose"], "")
            title = _("%(from)s handed exhibit %(shown)s over to you") % values
            return Words(
                title,
                _("Receive it once you have it in hands. %(purpose)s.") % values,
                _chain(notice),
                "inbox",
            )
        case "custody.asked" | "custody.answered":
            asked = notice.kind == "custody.asked"
            title = _("%(from)s asks you about an exhibit") % values if asked else _("A laboratory answered")
            return Words(title, "", reverse("custody:request", args=(notice.object,)), "message-check")
        case "custody.witness":
            number = int(values["items"])
            message = ngettext(
                "%(office)s is going to destroy %(items)d arm and needs witnesses",
                "%(office)s is going to destroy %(items)d arms and needs witnesses",
                number,
            )
            title = message % {**values, "items": number}
            text = _("The list is sealed. Two people who neither made nor approved it sign on the day.")
            return Words(title, text, reverse("custody:batch", args=(notice.object,)), "user-check")
    return Words(notice.kind, notice.object)


def _chain(notice: Any) -> str:
    return reverse("custody:exhibit", args=(notice.object,))


def title(proposal: Any) -> Any:
    """The act of a proposal in words."""
    return _("Seal the list of a destruction batch")


def describe_proposal(actor: Actor, proposal: Any) -> list[Line]:
    """What the second person agrees to: how many arms, on which order, in which way, under which seal."""
    return list(_lines(proposal))


def _lines(proposal: Any) -> Iterator[Line]:
    details = proposal.payload["details"]
    batch = Batch.objects.filter(public_id=proposal.object).first()
    url = reverse("custody:batch", args=(proposal.object,))
    yield Line(_("Batch"), batch.name if batch else identifiers.shown(proposal.object), url)
    yield Line(_("Items on the list"), details["items"])
    yield Line(_("Order"), details["order"])
    yield Line(_("Way of destruction"), words.METHODS.get(details["method"], details["method"]))
    yield Line(_("Seal of the list (SHA-256)"), details["seal"])
