"""The path of a lot of ammunition through all the requests about it, and its search: headstamp, lot, calibre, packaging (IATG 03.50).

Rounds have no number of their own, so a lot is traced: made, split and passed on by quantity, never growing (Firearms Protocol art. 3(c),
7, 12; ITI 14-23 by analogy). This path is of what links of requests say; what the register's own books say, `hands.py` makes links of.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Func, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform

from ifar.rights import Actor, require
from ifar.tracing import content, counterpart_view, selectors, steps
from ifar.tracing.models import Event, Request, Step

MOST: Final = 100
"""Requests that one path is put together from: more than that is no lot, but a headstamp that half the world uses."""
_BARED: Final = ("lot", "headstamp")
"""What is looked for as it was read, without what stands between letters and figures, from its beginning."""


def bare(text: str) -> str:
    """A mark of ammunition as it is looked for, as the database's `tracing_bare` makes it."""
    return "".join(code for code in text if code.isalnum()).upper()


def lot_terms(said: Mapping[str, str]) -> dict[str, str]:
    """What of a lot is looked for, by `content.LOT`: without stray spaces, and what says nothing left out."""
    result = {name: " ".join(said.get(name, "").split())[:120] for name in content.LOT}
    return {name: text for name, text in result.items() if (bare(text) if name in _BARED else text)}


def requests_about(actor: Actor, values: Mapping[str, str]) -> QuerySet[Request]:
    """The requests about ammunition that fit all that is asked, as far as the actor may see them."""
    requests = selectors.requests_for(actor).filter(thing="ammunition")
    for name, text in lot_terms(values).items():
        if name in _BARED:
            # As the partial index of each says it.
            read = Func(KeyTextTransform(name, "lot"), function="tracing_bare", output_field=TextField())
            requests = requests.annotate(**{f"bare_{name}": read}).filter(
                **{"lot__has_key": name, f"bare_{name}__startswith": bare(text)}
            )
        else:
            requests = requests.filter(**{f"lot__{name}__icontains": text})
    return requests


@dataclass(frozen=True, slots=True)
class Stretch:
    """A link of the path: what a link of a request said of the lot, and which request that was."""

    request: Request
    link: Step


@dataclass(frozen=True, slots=True)
class Path:
    """What all requests together say of a lot.

    Attributes:
        stretches: the links that were answered, by day and by how far down the chain they lie.
        most: the most rounds that one link names: along a chain the same rounds are named again and again, so they are not added up.
        diverted: rounds that are said to have left the licit circuit; of these each link names others. `unsaid`: links without a number.
        grows: links that passed on more than had come to them in the same request.
    """

    requests: Sequence[Request]
    stretches: Sequence[Stretch]
    most: int = 0
    diverted: int = 0
    unsaid: int = 0
    grows: Sequence[Step] = field(default_factory=tuple)


def path_of(actor: Actor, values: Mapping[str, str]) -> Path:
    """The path of a lot by the requests that the actor may see; of each its links as far as they see the work on it. Five queries at most.

    Raises:
        Forbidden: the actor may not see trace requests.
    """
    require(actor, selectors.READ)
    if not lot_terms(values):
        return Path((), ())
    requests = list(requests_about(actor, values).order_by("-id")[:MOST])
    links = _links(actor, requests)
    stretches = [
        Stretch(request, link)
        for request in requests
        for link in links[request.pk]
        if link.state == "answered"
    ]
    stretches.sort(
        key=lambda stretch: (
            stretch.link.on or dt.date.max,
            steps.ROLES.index(stretch.link.role),
            stretch.link.pk,
        )
    )
    said_of = [(stretch.link.result, stretch.link.quantity or 0) for stretch in stretches]
    grown = [
        link
        for request in requests
        for n, doubt in selectors.chain_of(links[request.pk]).doubts
        if doubt == "more"
        for link in links[request.pk]
        if link.line == n
    ]
    unsaid = sum(stretch.link.quantity is None for stretch in stretches)
    return Path(
        requests,
        stretches,
        max((n for _result, n in said_of), default=0),
        sum(n for result, n in said_of if result == "diverted"),
        unsaid,
        grown,
    )


def _links(actor: Actor, requests: Sequence[Request]) -> dict[int, list[Step]]:
    """The links of each request as the actor may see them: all together, not one request after the other."""
    keys = [trace.pk for trace in requests]
    own = set(Request.objects.filter(selectors.worked(actor), pk__in=keys).values_list("pk", flat=True))
    there: dict[int, list[Step]] = defaultdict(list)
    for link in Step.objects.filter(request__in=keys).order_by("line"):
        there[link.request_id].append(link)
    ended = {
        trace.public_id: trace
        for trace in requests
        if trace.pk not in own and trace.state in ("answered", "restricted")
    }
    last: dict[str, Event] = {}
    for event in Event.objects.filter(subject__in=ended, kind__in=("answered", "restricted")).order_by("n"):
        last[event.subject] = event
    shown: dict[int, list[Step]] = defaultdict(list)
    for request in requests:
        left = None if request.pk in own else counterpart_view.left_with(request, last.get(request.public_id))
        shown[request.pk] = (
            counterpart_view.part_of(there[request.pk], left, request.ended_at) if left != frozenset() else []
        )
    return shown
