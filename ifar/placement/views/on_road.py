"""The pages of packing a crate and of receiving by scan, and the crates of a record, as each app's pages show them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ifar.acts.forms import form_of, submitted
from ifar.acts.inputs import Input
from ifar.bulk.given import MOST, things_in
from ifar.bulk.services.files import cells_of_file
from ifar.files.uploads import arrived
from ifar.placement.roads import crates as boxes
from ifar.placement.roads.reading import Packed, lines_of
from ifar.placement.views.list_form import ListForm
from ifar.rights import Actor

SHOWN: Final = 100
"""Firearms of a crate that the page names one by one."""


@dataclass(frozen=True, slots=True)
class OnRoad:
    """A record with crates, as its pages lead back to it: by the number that people say, else by its identifier."""

    called: str
    url: str
    list_url: str
    list_words: str
    go_on: str


def crate_rows(
    crates: Iterable[boxes.Crate],
    named: Collection[str],
    serials: Mapping[str, str],
    unpack_url: Callable[[str], str],
    elsewhere: Collection[str] = (),
) -> list[dict[str, Any]]:
    """The crates as the pages show them.

    Args:
        named: the firearms that the reader is told; `serials` their numbers.
        unpack_url: identifier of a crate -> the address at which it is taken off.
        elsewhere: those that left the road otherwise than by being received.
    """
    results = set(named)
    rows = []
    for box in crates:
        firearms = [
            {
                "id": firearm,
                "serial": serials.get(firearm) or firearm,
                "is": next(
                    (name for name in ("received", "back", "missing", "lost") if firearm in box[name]),
                    "elsewhere" if firearm in elsewhere else "",
                ),
            }
            for firearm in box["firearms"]
            if firearm in results
        ]
        # What is missing comes first: it is what somebody must answer for.
        firearms.sort(key=lambda row: row["is"] not in ("missing", "lost", "elsewhere"))
        rows.append(
            {
                "id": box["id"],
                "number": box["number"],
                "seals": box["seals"],
                **boxes.counts([box]),
                "firearms_named": firearms[:SHOWN],
                "more": len(firearms) - SHOWN if len(firearms) > SHOWN else 0,
                "unpack_url": unpack_url(box["id"]),
            }
        )
    return rows


def things_of(request: HttpRequest, actor: Actor, permission: str, typed: str) -> list[str]:
    """What was typed or scanned, and what a file lists."""
    things = lines_of(typed)
    if "file" in request.FILES:
        name, content = arrived(request, "file")
        cells = cells_of_file(
            actor=actor, permission=permission, name=name, content=content, numbers=False, most=MOST
        )
        things += islice(things_in(cells, False, False), MOST + 1)
    return things


def pack_page(
    request: HttpRequest,
    road: OnRoad,
    shape: type[Input],
    crates: int,
    write: Callable[[Any], Sequence[Packed]],
) -> HttpResponse:
    """Pack a crate by scan, list or file; what was not packed is told with its reasons.

    Args:
        crates: how many are packed already.
    """
    form: Any = form_of(shape, request, initial={"number": str(crates + 1)}, kind=ListForm)
    form.fields["things"].required = False
    result = submitted(form, write)
    if result is None:
        context = {"form": form, "road": road}
        return render(request, "placement/road_pack.html", context, status=422 if form.is_bound else 200)
    refused = [item for item in result if item.reasons]
    if not refused:
        messages.success(request, _("Packed: %(count)s.") % {"count": len(result)})
        return redirect(road.url)
    context = {"road": road, "refused": refused, "done": len(result) - len(refused)}
    return render(request, "placement/road_packed.html", context)


def receive_page(
    request: HttpRequest,
    road: OnRoad,
    shape: type[Input],
    crates: Sequence[Mapping[str, Any]],
    write: Callable[[Any], Any],
    told: Callable[[Any], Sequence[Mapping[str, Any]]],
    **asks: Mapping[str, Any],
) -> HttpResponse:
    """Receive by scan, list or file; the page tells what differs and whose it is.

    Args:
        crates: as `crate_rows` gives them.
        told: what a receipt came to -> each difference with its `words`, `numbers`, `others` and who is `asked`.
        asks: `initial` and `among` of the form.
    """
    form: Any = form_of(
        shape,
        request,
        initial={"crate": request.GET.get("crate", "")[:40], **asks.get("initial", {})},
        among={"crate": [(box["number"], box["number"]) for box in crates], **asks.get("among", {})},
        kind=ListForm,
    )
    result = submitted(form, write)
    if result is None:
        context: dict[str, Any] = {"form": form, "road": road, "crates": crates}
        context["nowhere"] = asks.get("among", {}).get("into") == []
        return render(request, "placement/road_receive.html", context, status=422 if form.is_bound else 200)
    if not result.refused and not result.differs:
        messages.success(request, _("Received: %(count)s.") % {"count": result.received})
        return redirect(road.url)
    context = {"road": road, "told": result, "differs": told(result)}
    return render(request, "placement/road_received.html", context)
