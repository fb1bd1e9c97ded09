"""What the rules find each night, as the inspectorate's list has it: the same finding ages as one, what is not found any more is gone."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from ifar.oversight import ranking
from ifar.oversight.facts import Fact, Facts
from ifar.oversight.models import Signal
from ifar.oversight.rule import Tally
from ifar.oversight.rules import BY_CODE
from ifar.oversight.selectors import parameters
from ifar.oversight.weighing import Signal as Found

SHOWN: Final = 20
"""So many rows of evidence are kept of a finding: as many as somebody looks at."""


def finding_of(found: Found) -> str:
    """What makes it the same finding each night."""
    tally = found.tally
    return hashlib.sha256("\n".join((found.rule, tally.who, tally.peer, tally.about)).encode()).hexdigest()


@transaction.atomic
def refresh(facts: Facts, day: dt.date | None = None) -> None:
    """Put what the rules find of the facts in the place of what stood."""
    today = day or timezone.localdate()
    known = {fact.id: fact for fact in facts}
    stand = parameters.given()
    rows = [_row(found, known, today) for found in ranking.found(facts, stand.rules, share=stand.share)]
    Signal.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["finding"],
        update_fields=["offices", "others", "weight", "figures", "evidence", "last_on", "gone"],
    )
    Signal.objects.filter(gone=False).exclude(finding__in=[row.finding for row in rows]).update(gone=True)


def _row(found: Found, known: Mapping[str, Fact], today: dt.date) -> Signal:
    tally = found.tally
    return Signal(
        finding=finding_of(found),
        family=BY_CODE[found.rule].family,
        rule=found.rule,
        who=tally.who,
        offices=sorted(_offices(tally, known) - {""}),
        others=[name for name in tally.others if len(name) == 14],
        weight=round(Decimal(found.weight), 3),
        figures={
            "hits": tally.hits,
            "exposure": _whole(tally.exposure),
            "expected": round(found.expected, 2),
            "ratio": round(found.ratio, 1),
            "p": float(f"{found.p:.2g}"),
        },
        evidence=[_shown(known[name]) for name in tally.evidence[:SHOWN] if name in known],
        first_on=today,
        last_on=today,
        gone=False,
    )


def _offices(tally: Tally, known: Mapping[str, Fact]) -> set[str]:
    """The offices for which the acts were done in which the person took part."""
    acts = [known[name] for name in tally.evidence if name in known]
    return {tally.office, *(act.office for act in acts if tally.who in act.everybody)}


def _whole(number: float) -> float:
    """A number as it is told: without a fraction where it has none."""
    return int(number) if number == int(number) else round(number, 2)


def _shown(fact: Fact) -> dict[str, Any]:
    return {"id": fact.id, "act": fact.act, "on": fact.day.isoformat(), "thing": fact.thing or fact.party}
