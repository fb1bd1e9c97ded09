"""A firearm with its essential parts, and a part with its firearm: the picture on the page of each, and what else belongs to a record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.acts.forms import form_of, submitted
from ifar.documents import things
from ifar.errors import Invalid
from ifar.form_errors import actor_of
from ifar.registry import detail_labels, labels
from ifar.registry.desk_inputs import FitPart
from ifar.registry.lifecycle import RULES
from ifar.registry.lifecycle.states import ENDS
from ifar.registry.models import Event, Firearm, Mark
from ifar.registry.selectors.firearms import firearm_for, named_for
from ifar.registry.views import things as named_things
from ifar.registry.views.firearm import part_words, serial_of, title_of
from ifar.rights import Actor, may, require

ORDER: Final = (
    "frame_or_receiver",
    "barrel",
    "slide_or_cylinder",
    "bolt_or_breech_block",
    "sound_suppressor",
)
"""Essential parts, the leading one first (Protocol art. 3(b); NWR)."""
FITS: Final = "part_fitted"
TAKES_OUT: Final = "part_removed"
EXCHANGES: Final = frozenset({"part_exchanged", "leading_part_exchanged"})
_BAD: Final = frozenset({"lost", "stolen", "missing"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A part in the picture: what it is and bears, how it stands, and its record, where it has one of its own.

    `way` is `in` where it is fitted, `out` where it was taken out, `marked` where only a mark on the firearm tells of it.
    """

    kind: str
    way: str
    public_id: str = ""
    what: str = ""
    mark: str = ""
    state: str = ""
    tone: str = ""
    is_here: bool = False
    """Whether it is the part whose page it is."""
    take_out: str = ""
    """Where it is recorded that it was taken out; empty where it may not be."""


def about(actor: Actor, firearm: Firearm, events: Sequence[Event], *, in_hand: bool) -> dict[str, Any]:
    """The picture of the parts, and the other records that belong to this one, for its  At most three statements."""
    root = firearm.mounted_in if firearm.item == "part" else firearm.public_id
    named = _named(firearm, events)
    belong = (
        Q(public_id__in=[*named, root]) | Q(merged_into=firearm.public_id) | Q(successor=firearm.public_id)
    )
    if root:
        belong |= Q(mounted_in=root)
    others = named_for(actor).filter(belong).exclude(pk=firearm.pk).prefetch_related("marks")
    by_id = {other.public_id: other for other in others}
    return {
        "assembly": _assembly(actor, firearm, events, by_id, in_hand=in_hand),
        "related": _related(firearm, by_id, named),
    }


def _named(firearm: Firearm, events: Iterable[Event]) -> dict[str, Any]:
    """Records that the life of this one names, each with the words why."""
    named: dict[str, Any] = {}
    for event in events:
        details = event.details
        if event.kind in EXCHANGES and details.get("removed_part"):
            named[details["removed_part"]] = _("It was taken out of this firearm")
        if event.kind in EXCHANGES and details.get("part"):
            named.setdefault(details["part"], _("It was put into this firearm"))
        if event.kind == "disassembled":
            named |= dict.fromkeys(
                details.get("parts") or (), _("It remained when the firearm was taken apart")
            )
        if event.kind == "reassembled":
            named |= dict.fromkeys(details.get("predecessors") or (), _("Its parts come from this record"))
        if event.kind == FITS and details.get("firearm") != firearm.mounted_in:
            named[details.get("firearm") or ""] = _("It was fitted into this firearm before")
    named |= {
        firearm.successor: _("Its life goes on in this record"),
        firearm.merged_into: _("It was joined to this record"),
    }
    return {key: why for key, why in named.items() if key and key != firearm.public_id}


def _related(
    firearm: Firearm, by_id: Mapping[str, Firearm], named: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Other records that belong to this one; what the picture shows is not told again."""
    rows = []
    for key, record in by_id.items():
        why = named.get(key)
        # What a trader's book says of a part, or of another record, is what it was then.
        if record.merged_into == firearm.public_id:
            why = _("Joined to this record")
        elif record.successor == firearm.public_id:
            why = _("Its life before this record")
        if why and not _is_drawn(firearm, record):
            rows.append(
                {"firearm": record, "why": why, "title": title_of(record), "serial": serial_of(record)}
            )
    return rows


def _is_drawn(firearm: Firearm, record: Firearm) -> bool:
    """Whether the picture of `firearm` shows it: parts of one firearm, and those that were taken out of it."""
    return firearm.item == "firearm" and record.item == "part"


def _assembly(
    actor: Actor, firearm: Firearm, events: Sequence[Event], by_id: Mapping[str, Firearm], *, in_hand: bool
) -> dict[str, Any] | None:
    """The firearm and its parts; None where there is neither a part nor somebody who could fit one."""
    root = firearm if firearm.item == "firearm" else by_id.get(firearm.mounted_in)
    recorder = may(actor, "registry:event:record") and actor.agency_kind in RULES[FITS].recorders
    open_root = root is not None and root.state not in ENDS and not root.merged_into
    may_fit = recorder and in_hand and (open_root if firearm.item == "firearm" else not firearm.mounted_in)
    everything = [*by_id.values(), *([firearm] if firearm.item == "part" else [])]
    fitted = [
        record
        for record in everything
        if record.item == "part" and root and record.mounted_in == root.public_id
    ]
    gone = [
        record
        for record in everything
        if firearm.item == "firearm" and record.item == "part" and record not in fitted
    ]
    pieces = [
        _piece(record, "in", is_here=record.pk == firearm.pk, may_take_out=recorder and in_hand)
        for record in fitted
    ]
    pieces += [_piece(record, "out") for record in gone]
    if root is firearm:
        pieces += _by_mark(firearm, {record.part_kind for record in fitted})
    if not pieces and not may_fit:
        return None
    order = {name: n for n, name in enumerate(ORDER)}
    return {
        "root": root
        and {
            "public_id": root.public_id,
            "what": title_of(root),
            "mark": _text(serial_of(root)),
            "state": labels.STATES.get(root.state, root.state),
            "is_here": root is firearm,
        },
        "pieces": sorted(pieces, key=lambda item: (item.way == "out", order.get(item.kind, len(order)))),
        "ended": bool(fitted) and root is not None and not open_root,
        "loose": firearm.item == "part" and not firearm.mounted_in,
        "may_fit": may_fit,
    }


def _piece(firearm: Firearm, way: str, *, is_here: bool = False, may_take_out: bool = False) -> Piece:
    where = reverse("registry:record", args=(firearm.public_id,))
    return Piece(
        kind=firearm.part_kind,
        way=way,
        public_id=firearm.public_id,
        what=part_words(firearm) or title_of(firearm),
        mark=_text(serial_of(firearm)),
        state=str(labels.STATES.get(firearm.state, firearm.state)),
        tone="bad" if firearm.state in _BAD else "",
        is_here=is_here,
        take_out=f"{where}?kind={TAKES_OUT}" if may_take_out and firearm.state == "fitted" else "",
    )


def _by_mark(firearm: Firearm, recorded: Collection[str]) -> list[Piece]:
    """Parts of which a number on the firearm tells, and no record of their own."""
    result = {}
    for mark in firearm.marks.all():
        wanted = mark.kind in ("serial", "part_serial") and mark.text and not mark.retired
        if wanted and mark.on_part in ORDER and mark.on_part not in recorded:
            result[mark.on_part] = mark.text
    return [
        Piece(place, "marked", what=detail_labels.code_words("part_kind", place), mark=text or "")
        for place, text in result.items()
    ]


def _text(mark: Mark | None) -> str:
    return (mark.text or "") if mark else ""


# Fitting a part --------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def fit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Name the part that is fitted into a firearm; the page of its event takes it from there."""
    actor = actor_of(request)
    require(actor, "registry:event:record")
    firearm = firearm_for(actor, public_id)
    form = form_of(FitPart, request)
    if part := submitted(form, lambda given: _part_named(actor, given.part)):
        asked = urlencode({"kind": FITS, "firearm": firearm.public_id})
        return redirect(f"{reverse('registry:record', args=(part,))}?{asked}")
    context = {"firearm": firearm, "title": title_of(firearm), "serial": serial_of(firearm), "form": form}
    return render(request, "registry/fit_part.html", context, status=422 if form.is_bound else 200)


def _part_named(actor: Actor, text: str) -> str:
    """The part that a code, an identifier or a serial number names, as far as the actor may see it."""
    lines = things.answer(actor, text, "K").things or named_things.bearing(actor, text)
    results = {item.identifier for item in lines if item.identifier[0] == "K"}
    if len(results) == 1:
        return results.pop()
    several = _("Several parts bear this number. Scan the label, or type the identifier.")
    none = _("No part on the register bears this. Enter it first, or look at the number again.")
    raise Invalid("registry.part.not_named", several if results else none, field="part")
