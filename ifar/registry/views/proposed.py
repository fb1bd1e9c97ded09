"""What a proposed event would do, in words: for the person who is asked to agree to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.accounts.descriptions import Line
from ifar.reference.selectors import words as reference_words
from ifar.registry import kinds
from ifar.registry.detail_words import code_words, field_words
from ifar.registry.occurred import read_payload
from ifar.registry.selectors.firearms import firearms_for
from ifar.registry.selectors.keepers import names_of
from ifar.registry.views.firearm import IDENTITY, serial_of, title_of
from ifar.rights import Actor
from ifar.templatetags.pieces import when_words


def title(proposal: Any) -> Any:
    """The act in words."""
    kind = kinds.KINDS.get(str(proposal.payload.get("kind", "")))
    return kind.label if kind else proposal.act


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """The firearm, what happened to it and when, and everything that the event would set."""
    said = proposal.payload
    return [
        *_firearm(actor, proposal.object),
        *_event(said),
        *_details(actor, proposal),
        *_changes(said.get("changes") or {}),
    ]


def _firearm(actor: Actor, public_id: str) -> Iterator[Line]:
    if public_id[:1] not in ("F", "K"):
        yield Line(_("About"), public_id)
        return
    found = firearms_for(actor).prefetch_related("marks").filter(public_id=public_id).first()
    if found is None:
        yield Line(_("Firearm"), public_id)
        return
    serial = serial_of(found)
    words = f"{title_of(found)} {serial.text}" if serial else title_of(found)
    yield Line(_("Firearm"), words, reverse("registry:firearm", args=(public_id,)))


def _event(said: Mapping[str, Any]) -> Iterator[Line]:
    kind = kinds.KINDS.get(said.get("kind", ""))
    if kind:
        yield Line(_("Event"), kind.sentence)
    if said.get("occurred"):
        when = read_payload(said["occurred"])
        yield Line(_("When it happened"), when_words(when.start, when.end, when.precision))
    for name, label in (("place", _("Place")), ("paper", _("Paper"))):
        if said.get(name):
            yield Line(label, said[name])


def _details(actor: Actor, proposal: Any) -> Iterator[Line]:
    details = proposal.payload.get("details") or {}
    ids = [
        value
        for value in details.values()
        if isinstance(value, str) and value[:1] in ("P", "A") and len(value) == 14
    ]
    names = names_of(actor, ids, act="accounts.proposal.read", object=proposal.public_id)
    for name, value in details.items():
        yield Line(field_words(name), _value(name, value, names))


def _value(name: str, value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(_value(name, one, names)) for one in value)
    return names.get(value) or code_words(name, value) if isinstance(value, str) else value


def _changes(changes: Mapping[str, Any]) -> Iterator[Line]:
    for column, label, codes in IDENTITY:
        if (value := changes.get(column)) is not None:
            yield Line(label, reference_words(codes).get(value, value) if codes else value)
    for mark in changes.get("marks") or ():
        yield Line(_("Mark"), _mark(mark))


def _mark(mark: Mapping[str, Any]) -> str:
    kind = reference_words("mark_kind").get(mark.get("kind", ""), mark.get("kind", ""))
    if mark.get("retired"):
        return _("%(kind)s %(n)s no longer counts") % {"kind": kind, "n": mark.get("n", "")}
    return f"{kind} {mark.get('text') or ''}".strip()
