"""What a proposed event would do, in words: for the person who is asked to agree to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ifar.accounts.descriptions import Line
from ifar.accounts.selectors.proposals import APPROVED, OPEN
from ifar.registry import annulment, kinds
from ifar.registry.detail_labels import code_words, field_words
from ifar.registry.labels import STATES, words_of
from ifar.registry.lifecycle import Facts, state_of
from ifar.registry.models import Event, Firearm
from ifar.registry.occurred import read_payload
from ifar.registry.selectors.firearms import events_for, firearms_for
from ifar.registry.selectors.keepers import names_of
from ifar.registry.views import identity_changes
from ifar.registry.views.firearm import FACTS, fact_words, serial_of, title_of, titles_in, told_apart
from ifar.rights import Actor
from ifar.templatetags.days import when_words

ANNULLED: Final = "annulled"
SAVED_SEARCH_OPEN: Final = frozenset({OPEN, APPROVED})
"""States of a proposal that may still be carried out: what it would change is today's record."""


def title(proposal: Any) -> Any:
    """The act in words."""
    kind = kinds.KINDS.get(str(proposal.payload.get("kind", "")))
    return kind.label if kind else proposal.act


def names(actor: Actor, public_ids: Iterable[str]) -> dict[str, str]:
    """Firearms and parts in words, as far as the actor may see them: for lists of what is proposed about them."""
    spoken = titles_in()
    return {
        firearm.public_id: _called(firearm, spoken)
        for firearm in firearms_for(actor).prefetch_related("marks").filter(public_id__in=list(public_ids))
    }


def _called(firearm: Firearm, spoken: Mapping[str, Mapping[str, str]] | None = None) -> str:
    serial = serial_of(firearm)
    return (
        f"{title_of(firearm, spoken)} {identity_changes.isolated(serial.text or '')}"
        if serial
        else title_of(firearm, spoken)
    )


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """The firearm, what happened to it and when, and everything that the event would set beside what stands there now."""
    payload = proposal.payload
    firearm = firearms_for(actor).prefetch_related("marks").filter(public_id=proposal.object).first()
    if payload.get("kind") == ANNULLED and firearm is not None:
        return [
            _about(proposal.object, firearm),
            *_event(payload),
            *_details(actor, proposal),
            *_annulled(actor, proposal, firearm),
        ]
    return [
        _about(proposal.object, firearm),
        *_event(payload),
        *_details(actor, proposal),
        *_changes(actor, proposal, firearm),
    ]


def _about(public_id: str, firearm: Firearm | None) -> Line:
    if public_id[:1] not in ("F", "K"):
        return Line(_("About"), public_id)
    if firearm is None:
        return Line(_("Firearm"), public_id)
    return Line(_("Firearm"), _called(firearm), reverse("registry:firearm", args=(public_id,)))


def _event(values: Mapping[str, Any]) -> Iterator[Line]:
    kind = kinds.KINDS.get(values.get("kind", ""))
    if kind:
        yield Line(_("Event"), kind.sentence)
    if values.get("occurred"):
        when = read_payload(values["occurred"])
        yield Line(_("Date of the event"), when_words(when.start, when.end, when.precision))
    for name, label in (("place", _("Place")), ("paper", _("Document"))):
        if values.get(name):
            yield Line(label, values[name])


def _details(actor: Actor, proposal: Any) -> Iterator[Line]:
    details = proposal.payload.get("details") or {}
    ids = [
        value
        for value in details.values()
        if isinstance(value, str) and value[:1] in ("P", "A") and len(value) == 14
    ]
    names = names_of(actor, ids, act="accounts.proposal.read", object=proposal.public_id)
    for name, value in details.items():
        if (name, proposal.payload.get("kind")) != (
            "event",
            ANNULLED,
        ):  # an identifier; the event itself is told beside
            yield Line(field_words(name), _value(name, value, names))


def _value(name: str, value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _(", ").join(str(_value(name, item, names)) for item in value)
    if name == "fields":
        return identity_changes.column_words(value)
    return names.get(value) or code_words(name, value) if isinstance(value, str) else value


def _annulled(actor: Actor, proposal: Any, firearm: Firearm) -> Iterator[Line]:
    """The event that is taken back, and the record as it stands without it, each beside what stands there because of it."""
    events = list(events_for(actor).filter(firearm=firearm).order_by("n"))
    meant = str((proposal.payload.get("details") or {}).get("event", ""))
    taken = next((event for event in events if str(event.id) == meant), None)
    if taken is None:
        return
    group = _("What is withdrawn")
    url = reverse("registry:event", args=(firearm.public_id, taken.n))
    yield Line(field_words("event"), kinds.KINDS[taken.kind].sentence, url, group=group)
    if taken.occurred_from is not None:
        when = when_words(taken.began, taken.ended, taken.precision)
        yield Line(_("Date of the event"), when, group=group)
    group = _("What stands afterwards")
    if proposal.state in SAVED_SEARCH_OPEN and taken.n < len(events):
        text = _("Something was recorded after it, so it cannot be taken back any more.")
        yield Line(pgettext("of a record", "State"), text, group=group)
        return
    earlier = events[: taken.n - 1]
    now, then = identity_changes.after([*earlier, taken]), identity_changes.after(earlier)
    ids = {
        str(on_record.columns.get(name) or "") for on_record in (now, then) for name in ("owner", "custodian")
    }
    names = names_of(actor, ids, act="accounts.proposal.read", object=proposal.public_id)
    yield _beside(pgettext("of a record", "State"), _state(now), _state(then), group)
    for name, label, _icon in FACTS:
        row = fact_words(name, now.columns, names, now), fact_words(name, then.columns, names, then)
        was, becomes = told_apart(name, (now.columns, then.columns), row)
        yield _beside(label, was, becomes, group)
    for change in identity_changes.changes(now, annulment.restored(taken.changes, then.columns, then.marks)):
        yield _beside(change.name, change.was, change.becomes, group)


def hindrance(actor: Actor, proposal: Any) -> str:
    """Why an annulment cannot be carried out any more: it names another event than the latest; empty where it can."""
    latest = (
        firearms_for(actor).filter(public_id=proposal.object).values_list("last_event", flat=True).first()
    )
    if annulment.names_latest(proposal.payload.get("details") or {}, latest):
        return ""
    return str(words_of("registry.annulment.not_latest"))


def _beside(label: Any, was: str, becomes: str, group: str) -> Line:
    return Line(label, becomes, now=was if was != becomes else "", group=group)


def _state(record: identity_changes.OnRecord) -> str:
    """The name of the state in words; empty where the record is not opened."""
    facts = [str(record.columns.get(name, "")) for name, _label, _icon in FACTS]
    if not all(facts):
        return ""
    state = str(state_of(Facts.of(*facts)))
    return str(STATES.get(state, state))


def _changes(actor: Actor, proposal: Any, firearm: Firearm | None) -> Iterator[Line]:
    """What the event would set, or has set, each beside what the register said before it."""
    before = _before(actor, proposal, firearm)
    for change in identity_changes.changes(before, proposal.payload.get("changes") or {}):
        yield Line(change.name, change.becomes, now=change.was)


def _before(actor: Actor, proposal: Any, firearm: Firearm | None) -> identity_changes.OnRecord:
    """The record before the event that carried the proposal out; before it was asked for, where nobody will carry it out; else now."""
    if firearm is None or proposal.state in SAVED_SEARCH_OPEN:
        return identity_changes.today(firearm)
    events = list(events_for(actor).filter(firearm=firearm).order_by("n"))
    done = next((event.n for event in events if event.proposal == proposal.public_id), None)
    if done is not None:
        return identity_changes.after(event for event in events if event.n < done)
    return identity_changes.after(event for event in events if _recorded_at(event) <= proposal.at)


def _recorded_at(event: Event) -> dt.datetime:
    """When an event was recorded, from its own identifier."""
    return dt.datetime.fromtimestamp((event.id.int >> 80) / 1000, dt.UTC)
