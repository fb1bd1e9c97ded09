"""Trace requests that matters are about. A secret one is none: a matter goes up to the office above, which may not know of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.matters.found import Thing
from ifar.rights import Actor
from ifar.tracing.selectors import SECRET, requests_for

_SHOWS: Final = frozenset({"case_opened", "referred"})


def requests(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Those of some trace requests that the actor may see and that are not secret."""
    traces = requests_for(actor).filter(public_id__in=public_ids).exclude(handling=SECRET)
    return {
        text: Thing(
            _("Trace request %(number)s") % {"number": number or reference or identifiers.shown(text)},
            reverse("tracing:request", args=(text,)),
            _SHOWS,
        )
        for text, number, reference in traces.values_list("public_id", "number", "reference")
    }
