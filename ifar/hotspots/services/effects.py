"""The measured effect of a response or a plan: before and after, against areas where nothing was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from django.db import transaction

from ifar.errors import Reason
from ifar.hotspots import detection_run
from ifar.hotspots.models import Hotspot
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.selectors import tables
from ifar.hotspots.selectors.tables import RunScope
from ifar.hotspots.services.writing import RECORDER
from ifar.hotspots.statistics import intervention_effect as rules
from ifar.hotspots.statistics.findings import Table, number
from ifar.ledger import services as ledger
from ifar.rights import Actor, require

MANAGE: Final = "hotspots:plan:manage"
COMPARED: Final = 12
"""Areas that a hotspot is compared with at most: those whose counts before were most like its own."""
BEFORE: Final = 52


@transaction.atomic
def measure(
    *,
    actor: Actor,
    about: str,
    since: dt.date | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> str:
    """Measure the effect of a response or a plan; returns the effect's identifier.

    Args:
        about: the response or the plan.
        since: the day from which the measure could work; the day it began where none is said.
        first, last: the weeks that are looked at; a year before, and until yesterday.

    Raises:
        NotFound, Forbidden: there is none for this actor, or it is another office's.
        Refused: it has not begun, or there are too few weeks.
    """
    require(actor, MANAGE)
    done = _done(actor, about)
    hotspot = selectors.hotspot_for(actor, done.hotspot)
    since = since or done.begun_on
    if since is None:
        raise RECORDER.refused(Reason("hotspots.effect.not_begun"))
    last = last or ledger.now().date() - dt.timedelta(days=1)
    first = first or since - dt.timedelta(days=7 * BEFORE)
    if not first < since < last:
        raise RECORDER.invalid(Reason("hotspots.effect.days", field="since"))
    table = tables.look(RunScope(hotspot.compartment, hotspot.layer, "week", first, last)).table
    at = next((n for n, day in enumerate(table.bounds[:-1]) if day >= since), table.periods)
    if not 3 <= at <= table.periods - 3:
        raise RECORDER.refused(Reason("hotspots.effect.short"))
    treated, others = _groups(hotspot, table, at)
    if not len(treated) or not len(others):
        raise RECORDER.refused(Reason("hotspots.effect.nothing"))
    result, weak = _measured(table, treated, others, at)
    series = {
        "starts": [day.isoformat() for day in table.bounds[:-1]],
        "here": [int(item) for item in table.counts[treated].sum(axis=0)],
        "there": [number(float(item), 2) for item in table.counts[others].mean(axis=0) * len(treated)],
        "at": at,
    }
    changes = {
        "hotspot": hotspot.public_id, "about": done.public_id, "since": since, "first": table.bounds[0],
        "last": table.bounds[-1] - dt.timedelta(days=1), "unit": "week", "compared": [table.places[other] for other in others],
        "result": result, "series": series, "inputs": detection_run.digest(table.hash()), "weak": weak,
    }  # fmt: skip
    return RECORDER.record(actor, "effect", "measured", changes=changes).subject


def _done(actor: Actor, about: str) -> Any:
    response = selectors.responses_for(actor).filter(public_id=about).first()
    return selectors.own(actor, response or selectors.plan_for(actor, about))


def _groups(hotspot: Hotspot, table: Table, at: int) -> tuple[Sequence[int], Sequence[int]]:
    """The hotspot's places, and those it is compared with: of no open hotspot, with counts before most like its own."""
    own = set(hotspot.areas)
    busy = {
        place
        for areas in Hotspot.objects.filter(compartment=hotspot.compartment, layer=hotspot.layer)
        .exclude(state="closed").values_list("areas", flat=True)
        for place in areas
    }  # fmt: skip
    treated = [n for n, place in enumerate(table.places) if place in own]
    if not treated:
        return [], []
    before = np.asarray(table.counts, float)[:, :at].mean(axis=1)
    mine = float(before[treated].mean())
    free = [
        n for n, place in enumerate(table.places) if place not in own | busy and table.counts[n].sum() > 0
    ]
    return treated, sorted(sorted(free, key=lambda n: (abs(float(before[n]) - mine), n))[:COMPARED])


def _measured(
    table: Table, treated: Sequence[int], others: Sequence[int], at: int
) -> tuple[list[dict[str, Any]], bool]:
    counts = np.asarray(table.counts, float)
    effects = [rules.compared(counts[treated], counts[others], at)]
    effects += rules.interrupted(counts[treated].sum(axis=0), at)
    rows = [
        {
            "name": effect.name,
            "value": number(effect.value, 2),
            "low": number(effect.low, 2),
            "high": number(effect.high, 2),
            "caveats": list(effect.caveats),
        }
        for effect in effects
    ]
    return rows, weak_of(rows[0])


def weak_of(row: dict[str, Any]) -> bool:
    """Whether a comparison is called weak: its interval holds no change, or more than what always goes with it speaks against it."""
    return rules.shown(row) in ("none", "nothing") or bool(
        {"one_area", "few", "unparallel"} & set(row["caveats"])
    )
