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
from ifar.registry.models import Firearm, Mark
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
    """The firearm, what happened to it and when, and everything that the event would set beside what stands there now."""
    said = proposal.payload
    found = firearms_for(actor).prefetch_related("marks").filter(public_id=proposal.object).first()
    return [
        _about(proposal.object, found),
        *_event(said),
        *_details(actor, proposal),
        *_changes(said.get("changes") or {}, found),
    ]


def _about(public_id: str, found: Firearm | None) -> Line:
    if public_id[:1] not in ("F", "K"):
        return Line(_("About"), public_id)
    if found is None:
        return Line(_("Firearm"), public_id)
    serial = serial_of(found)
    words = f"{title_of(found)} {serial.text}" if serial else title_of(found)
    return Line(_("Firearm"), words, reverse("registry:firearm", args=(public_id,)))


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


def _changes(changes: Mapping[str, Any], found: Firearm | None) -> Iterator[Line]:
    """What the event would set, each beside what the register says now."""
    for column, label, codes in IDENTITY:
        if (value := changes.get(column)) is not None:
            spoken: Mapping[Any, Any] = reference_words(codes) if codes else {}
            now = getattr(found, column, None) or getattr(found, f"{column}_raw", "")
            yield Line(label, spoken.get(value, value), now=spoken.get(now, now))
    on_record = {mark.n: mark for mark in found.marks.all()} if found else {}
    for mark in changes.get("marks") or ():
        before = on_record.get(mark.get("n"))
        yield Line(_("Mark"), _mark(mark, before), now=_mark_on_record(before) if before else "")


def _mark(mark: Mapping[str, Any], before: Mark | None) -> str:
    kind = _mark_kind(mark.get("kind") or (before.kind if before else ""))
    if mark.get("retired"):
        return _("%(kind)s %(n)s no longer counts") % {"kind": kind, "n": mark.get("n", "")}
    return f"{kind} {mark.get('text') or ''}".strip()


def _mark_on_record(mark: Mark) -> str:
    return f"{_mark_kind(mark.kind)} {mark.text or ''}".strip()


def _mark_kind(kind: str) -> str:
    return str(reference_words("mark_kind").get(kind, kind))
