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
from ifar.registry.selectors.firearms import firearm_for, firearms_for
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


def about(actor: Actor, found: Firearm, events: Sequence[Event], *, in_hand: bool) -> dict[str, Any]:
    """The picture of the parts, and the other records that belong to this one, for its  At most three statements."""
    root = found.mounted_in if found.item == "part" else found.public_id
    named = _named(found, events)
    belong = Q(public_id__in=[*named, root]) | Q(merged_into=found.public_id) | Q(successor=found.public_id)
    if root:
        belong |= Q(mounted_in=root)
    others = firearms_for(actor).filter(belong).exclude(pk=found.pk).prefetch_related("marks")
    by_id = {one.public_id: one for one in others}
    return {
        "assembly": _assembly(actor, found, events, by_id, in_hand=in_hand),
        "related": _related(found, by_id, named),
    }


def _named(found: Firearm, events: Iterable[Event]) -> dict[str, Any]:
    """Records that the life of this one names, each with the words why."""
    named: dict[str, Any] = {}
    for one in events:
        details = one.details
        if one.kind in EXCHANGES and details.get("removed_part"):
            named[details["removed_part"]] = _("It was taken out of this firearm")
        if one.kind in EXCHANGES and details.get("part"):
            named.setdefault(details["part"], _("It was put into this firearm"))
        if one.kind == "disassembled":
            named |= dict.fromkeys(
                details.get("parts") or (), _("It remained when the firearm was taken apart")
            )
        if one.kind == "reassembled":
            named |= dict.fromkeys(details.get("predecessors") or (), _("Its parts come from this record"))
        if one.kind == FITS and details.get("firearm") != found.mounted_in:
            named[details.get("firearm") or ""] = _("It was fitted into this firearm before")
    named |= {
        found.successor: _("Its life goes on in this record"),
        found.merged_into: _("It was joined to this record"),
    }
    return {key: why for key, why in named.items() if key and key != found.public_id}


def _related(found: Firearm, by_id: Mapping[str, Firearm], named: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Other records that belong to this one; what the picture shows is not told again."""
    rows = []
    for key, one in by_id.items():
        why = named.get(key)
        # What a trader's book says of a part, or of another record, is what it was then.
        if one.merged_into == found.public_id:
            why = _("Joined to this record")
        elif one.successor == found.public_id:
            why = _("Its life before this record")
        if why and not _is_drawn(found, one):
            rows.append({"firearm": one, "why": why, "title": title_of(one), "serial": serial_of(one)})
    return rows


def _is_drawn(found: Firearm, one: Firearm) -> bool:
    """Whether the picture of `found` shows it: parts of one firearm, and those that were taken out of it."""
    return found.item == "firearm" and one.item == "part"


def _assembly(
    actor: Actor, found: Firearm, events: Sequence[Event], by_id: Mapping[str, Firearm], *, in_hand: bool
) -> dict[str, Any] | None:
    """The firearm and its parts; None where there is neither a part nor somebody who could fit one."""
    root = found if found.item == "firearm" else by_id.get(found.mounted_in)
    recorder = may(actor, "registry:event:record") and actor.agency_kind in RULES[FITS].recorders
    open_root = root is not None and root.state not in ENDS and not root.merged_into
    may_fit = recorder and in_hand and (open_root if found.item == "firearm" else not found.mounted_in)
    everything = [*by_id.values(), *([found] if found.item == "part" else [])]
    fitted = [one for one in everything if one.item == "part" and root and one.mounted_in == root.public_id]
    gone = [one for one in everything if found.item == "firearm" and one.item == "part" and one not in fitted]
    pieces = [
        _piece(one, "in", is_here=one.pk == found.pk, may_take_out=recorder and in_hand) for one in fitted
    ]
    pieces += [_piece(one, "out") for one in gone]
    if root is found:
        pieces += _by_mark(found, {one.part_kind for one in fitted})
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
            "is_here": root is found,
        },
        "pieces": sorted(pieces, key=lambda one: (one.way == "out", order.get(one.kind, len(order)))),
        "ended": bool(fitted) and root is not None and not open_root,
        "loose": found.item == "part" and not found.mounted_in,
        "may_fit": may_fit,
    }


def _piece(one: Firearm, way: str, *, is_here: bool = False, may_take_out: bool = False) -> Piece:
    where = reverse("registry:record", args=(one.public_id,))
    return Piece(
        kind=one.part_kind,
        way=way,
        public_id=one.public_id,
        what=part_words(one) or title_of(one),
        mark=_text(serial_of(one)),
        state=str(labels.STATES.get(one.state, one.state)),
        tone="bad" if one.state in _BAD else "",
        is_here=is_here,
        take_out=f"{where}?kind={TAKES_OUT}" if may_take_out and one.state == "fitted" else "",
    )


def _by_mark(found: Firearm, recorded: Collection[str]) -> list[Piece]:
    """Parts of which a number on the firearm tells, and no record of their own."""
    told = {}
    for mark in found.marks.all():
        wanted = mark.kind in ("serial", "part_serial") and mark.text and not mark.retired
        if wanted and mark.on_part in ORDER and mark.on_part not in recorded:
            told[mark.on_part] = mark.text
    return [
        Piece(place, "marked", what=detail_labels.code_words("part_kind", place), mark=text or "")
        for place, text in told.items()
    ]


def _text(mark: Mark | None) -> str:
    return (mark.text or "") if mark else ""


# Fitting a part --------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def fit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Name the part that is fitted into a firearm; the page of its event takes it from there."""
    actor = actor_of(request)
    require(actor, "registry:event:record")
    found = firearm_for(actor, public_id)
    form = form_of(FitPart, request)
    if part := submitted(form, lambda given: _part_named(actor, given.part)):
        asked = urlencode({"kind": FITS, "firearm": found.public_id})
        return redirect(f"{reverse('registry:record', args=(part,))}?{asked}")
    context = {"firearm": found, "title": title_of(found), "serial": serial_of(found), "form": form}
    return render(request, "registry/fit_part.html", context, status=422 if form.is_bound else 200)


def _part_named(actor: Actor, text: str) -> str:
    """The part that a code, an identifier or a serial number names, as far as the actor may see it."""
    told = things.answer(actor, text, "K").things or named_things.bearing(actor, text)
    found = {one.identifier for one in told if one.identifier[0] == "K"}
    if len(found) == 1:
        return found.pop()
    several = _("Several parts bear this number. Scan the label, or type the identifier.")
    none = _("No part on the register bears this. Enter it first, or look at the number again.")
    raise Invalid("registry.part.not_named", several if found else none, field="part")
