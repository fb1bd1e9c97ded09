"""The rows behind a figure of a dashboard: of the records as they are now, those that the actor may open, and how many there are in all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ifar.cursors import page
from ifar.licensing import counts as licensing
from ifar.licensing.labels import LICENCE
from ifar.parties.labels import KINDS as HOLDERS
from ifar.recoveries import counts as recoveries
from ifar.recoveries.categories import BY_TYPE, LIST_OF, UNKNOWN_TYPE
from ifar.reference import selectors as reference
from ifar.registry import counts as registry
from ifar.registry.labels import OWNERSHIP, STATES
from ifar.returns import selectors
from ifar.returns.dashboards.rollups import DashboardFilter
from ifar.returns.dashboards.subjects import Subject
from ifar.rights import Actor, require
from ifar.tracing import counts as tracing
from ifar.tracing.labels import DIRECTIONS, state_words


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of rows.

    Attributes:
        counted: how many there are in the whole State, or in the compartments of the actor where the subject is kept apart.
        head: what the columns are called; `rows` = {url, id, cells}.
    """

    counted: int
    head: Sequence[str]
    rows: Sequence[Mapping[str, Any]]
    after: str | None
    before: str | None


def rows(actor: Actor, subject: Subject, asked: DashboardFilter, after: str, before: str) -> Behind:
    """The rows of a subject that fit what is asked.

    Raises:
        Forbidden: the actor may not read official figures.
        Invalid: there is no such page.
    """
    require(actor, selectors.PERMISSION)
    return _BEHIND[subject.name](actor, asked, after, before)


def _paged(
    counted: int, result: Any, head: Sequence[str], row: Callable[[Any], Mapping[str, Any]], after: str, before: str
) -> Behind:  # fmt: skip
    part = page(result, order=("-id",), after=after, before=before)
    return Behind(counted, head, [row(item) for item in part.items], part.after, part.before)


def _items(actor: Actor, asked: DashboardFilter, after: str, before: str) -> Behind:
    nodes = asked.nodes
    if "how" in nodes:
        wanted = recoveries.ArmFilter(asked.since, asked.until, made=nodes.get("origin"), area=nodes.get("destination"))  # fmt: skip
    else:
        wanted = recoveries.ArmFilter(
            asked.since, asked.until, nodes.get("kind"), nodes.get("type"), nodes.get("marking"), nodes.get("outcome"), nodes.get("area")
        )  # fmt: skip
    counted, items = recoveries.arms_behind(actor, wanted, selectors.labels())
    types, makes = reference.words("firearm_type"), reference.words("make")

    def row(item: Any) -> Mapping[str, Any]:
        make = makes.get(item.identity.get("make", ""), "") or item.identity.get("make_raw", "")
        return {
            "url": reverse("recoveries:item", args=(item.public_id,)),
            "id": item.public_id,
            "cells": [
                item.case.number,
                types.get(item.identity.get("type", ""), ""),
                make,
                item.case.agency.called,
            ],
        }

    return _paged(counted, items, [_("Case"), _("Type"), _("Make"), _("Office")], row, after, before)


def _requests(actor: Actor, asked: DashboardFilter, after: str, before: str) -> Behind:
    nodes = asked.nodes
    wanted = tracing.RequestFilter(
        asked.since, asked.until, nodes.get("direction"), nodes.get("country"), nodes.get("stage"), None, nodes.get("why"), nodes.get("band"),
        nodes.get("origin"), nodes.get("destination"),
    )  # fmt: skip
    counted, requests = tracing.traces_behind(actor, wanted)
    countries = reference.words("country")

    def row(item: Any) -> Mapping[str, Any]:
        return {
            "url": reverse("tracing:request", args=(item.public_id,)),
            "id": item.public_id,
            "cells": [
                item.number,
                DIRECTIONS[item.direction],
                countries.get(item.country, item.country),
                state_words("request", item.state, item.direction),
            ],
        }

    heads = [_("Number"), _("Direction"), pgettext("a country", "State"), _("Stage")]
    return _paged(counted, requests, heads, row, after, before)


def _flows(actor: Actor, asked: DashboardFilter, after: str, before: str) -> Behind:
    asks = _requests if asked.nodes.get("how") == "left" else _items
    nodes = asked.nodes if "how" in asked.nodes else {**asked.nodes, "how": "made"}
    return asks(actor, DashboardFilter(asked.since, asked.until, nodes), after, before)


def _licences(actor: Actor, asked: DashboardFilter, after: str, before: str) -> Behind:
    wanted = licensing.LicenceFilter(*(asked.nodes.get(dim) for dim in ("kind", "state", "holder", "ends")))
    counted, licences = licensing.licences_behind(actor, wanted, timezone.localdate())
    kinds = reference.words("licence_kind")

    def row(item: Any) -> Mapping[str, Any]:
        return {
            "url": reverse("licensing:licence", args=(item.public_id,)),
            "id": item.public_id,
            "cells": [
                kinds.get(item.kind, item.kind),
                LICENCE.get(item.state, item.state),
                HOLDERS.get(item.holder_kind, item.holder_kind),
                item.agency.called,
            ],
        }

    return _paged(
        counted, licences, [_("Kind of licence"), _("State"), _("Holder"), _("Office")], row, after, before
    )


def _firearms(actor: Actor, asked: DashboardFilter, after: str, before: str) -> Behind:
    wanted = registry.FirearmFilter(
        *(asked.nodes.get(dim) for dim in ("ownership", "state", "custody", "type"))
    )
    labels = selectors.labels()[LIST_OF[BY_TYPE]]
    counted, firearms = registry.firearms_behind(actor, wanted, labels, UNKNOWN_TYPE)
    types, makes = reference.words("firearm_type"), reference.words("make")

    def row(item: Any) -> Mapping[str, Any]:
        return {
            "url": reverse("registry:firearm", args=(item.public_id,)),
            "id": item.public_id,
            "cells": [
                types.get(item.type or "", item.type_raw),
                makes.get(item.make or "", item.make_raw),
                STATES.get(item.state, item.state),
                OWNERSHIP.get(item.ownership, item.ownership),
            ],
        }

    return _paged(counted, firearms, [_("Type"), _("Make"), _("State"), _("Owner")], row, after, before)


_BEHIND: Final[Mapping[str, Callable[[Actor, DashboardFilter, str, str], Behind]]] = {
    "recoveries": _items,
    "tracing": _requests,
    "flows": _flows,
    "licences": _licences,
    "stocks": _firearms,
}
