"""Licences, applications, faults and removals that matters are about; whose they are stands on their own pages, behind a purpose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.licensing.selectors import follow_up, records
from ifar.licensing.views.proposed import names
from ifar.matters.found import Thing
from ifar.rights import Actor

_PAGES: Final = {"G": "licensing:application", "L": "licensing:licence"}


def licences(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Those of some licences and applications that the actor may see."""
    return {
        key: Thing(title, reverse(_PAGES[key[0]], args=(key,)))
        for key, title in names(actor, public_ids).items()
    }


def followed(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Those of some faults and removals that the actor may see."""
    result: dict[str, Thing] = {}
    kinds: tuple[tuple[Any, str, Any], ...] = (
        (follow_up.findings_for(actor), "finding", _("Fault at an inspection, %(number)s")),
        (records.removals_for(actor), "removal", _("Firearms to be surrendered by a holder, %(number)s")),
    )
    for rows, page, title in kinds:
        for item in rows.filter(public_id__in=public_ids).values_list("public_id", flat=True):
            words = title % {"number": identifiers.shown(item)}
            result[item] = Thing(words, reverse(f"licensing:{page}", args=(item,)))
    return result
