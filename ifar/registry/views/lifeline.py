"""A firearm's events as the life-line's picture wants them: words, icons, tones, custody, proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.ledger.selectors import Recorded
from ifar.registry import describing, kinds, labels
from ifar.registry.lifecycle import CHAPTERS
from ifar.registry.lifeline import CUSTODIES, STROKES, Custody, Item, LifeEvent, band, row
from ifar.registry.models import Event, Firearm
from ifar.registry.views import identity_changes
from ifar.templatetags.days import when_words
from ifar.templatetags.pieces import age_words

STROKE_WORDS: Final[Mapping[Custody, Promise]] = {
    "maker": gettext_lazy("Maker"),
    "trade": gettext_lazy("Trade"),
    "holder": gettext_lazy("Holder"),
    "state": gettext_lazy("State custody"),
    "moving": gettext_lazy("On its way or abroad"),
    "gap": gettext_lazy("Custody unknown"),
    "ended": pgettext_lazy("a licence", "Ended"),
}

_ADVERSE: Final = frozenset({"lost", "stolen", "missing_in_transit", "diversion_found"})
_FINAL: Final = frozenset({"exported", "destroyed", "disassembled", "leading_part_exchanged", "deactivated"})
_OFFICIAL_CHAPTERS: Final = ("takings", "custody", "disposal", "state_stocks")
TONES: Final[Mapping[str, str]] = {
    **{rule.kind: "paper" for rule in CHAPTERS["records"]},
    **{rule.kind: "official" for chapter in _OFFICIAL_CHAPTERS for rule in CHAPTERS[chapter]},
    **dict.fromkeys(_ADVERSE, "adverse"),
    **dict.fromkeys(_FINAL, "final"),
}
"""Kind of event -> shape of its node; what is missing is an ordinary one."""

FOUND_ELSEWHERE: Final = frozenset({"unreported_loss", "custody_gap"})
"""Alarms that say: the register did not know where it was."""


@dataclass(frozen=True, slots=True)
class CustodyAfter:
    """In whose custody an event left the firearm: the life cycle's code, and the custodian's public identifier."""

    custody: str
    custodian: str


def kept_after(events: Sequence[Event]) -> Iterator[CustodyAfter]:
    """Custody after each event, in recorded order; an event that does not change it leaves it as it was."""
    custody, custodian = "none", ""
    for event in events:
        if "custody" in event.changes:
            custody = event.changes["custody"]
            custodian = event.changes.get("custodian", "")
        yield CustodyAfter(custody, custodian)


def given_by(events: Sequence[Event], kept: Sequence[CustodyAfter]) -> list[int]:
    """The number of the event that gave the custody in which each event left the firearm.

    An event that leaves custody as it was, or finds it so, gave none. An annulment gives back what stood before the event it takes back.
    """
    results: list[int] = []
    for at, event in enumerate(events):
        before = at - 1
        if event.kind == "annulled":
            meant = event.details.get("event")
            before = next((n for n, record in enumerate(events[:at]) if str(record.id) == meant), at) - 1
        stays = before >= 0 and kept[before] == kept[at] and not FOUND_ELSEWHERE & _alarms(event)
        results.append(results[before] if stays else event.n)
    return results


def _alarms(event: Event) -> frozenset[str]:
    return frozenset(event.checks.get("alarms", ()))


def life_of(
    firearm: Firearm,
    events: Sequence[Event],
    names: Mapping[str, str],
    recorded: Mapping[UUID, Recorded],
    *,
    goes_on: bool = True,
) -> dict[str, Any]:
    """The context of `pieces/lifeline.html`; where the reader does not see how it `goes_on`, nothing is said of today."""
    kept = list(kept_after(events))
    today = timezone.localdate()
    given = given_by(events, kept)
    drawn = [
        replace(_drawn(event, record, names), given_by=by)
        for event, record, by in zip(events, kept, given, strict=True)
    ]
    items = row(drawn, today)
    if not goes_on:
        today = max((life_event.at for life_event in drawn if life_event.at), default=today)
        items = tuple(item for item in row(drawn, today) if item.kind != "now")
    present = {item.custody for item in items}
    annulled = {event.details.get("event") for event in events if event.kind == "annulled"}
    return {
        "summary": _summary(events, items),
        "band": band(drawn, today, mirrored=get_language_bidi()),
        "custodies": [(stroke, STROKE_WORDS[stroke]) for stroke in CUSTODIES if stroke in present],
        "items": [
            {
                **_item(firearm, item, events, kept, names, recorded),
                "annulled": item.kind == "event" and str(_event(events, item.n).id) in annulled,
            }
            for item in items
        ],
    }


def _drawn(event: Event, kept: CustodyAfter, names: Mapping[str, str]) -> LifeEvent:
    return LifeEvent(
        n=event.n,
        at=_first_day(event),
        custody=STROKES.get(kept.custody, "gap"),
        holder=keeper_words(kept, names),
        found_elsewhere=bool(FOUND_ELSEWHERE & _alarms(event)),
    )


def _first_day(event: Event) -> dt.date | None:
    """The first day on which it may have happened; what an older register says about the beginning counts as that."""
    if event.first_day:
        return event.first_day
    since = event.details.get("since")
    return dt.date.fromisoformat(since) if since else None


def keeper_words(kept: CustodyAfter, names: Mapping[str, str]) -> str:
    """Who has it: the name where it may be seen, else the kind of custody in words."""
    return names.get(kept.custodian) or str(labels.CUSTODY.get(kept.custody, kept.custody))


def _event(events: Sequence[Event], n: int) -> Event:
    return next(event for event in events if event.n == n)


def _item(
    firearm: Firearm,
    item: Item,
    events: Sequence[Event],
    kept: Sequence[CustodyAfter],
    names: Mapping[str, str],
    recorded: Mapping[UUID, Recorded],
) -> dict[str, Any]:
    position = next(at for at, event in enumerate(events) if event.n == item.n)
    if item.kind == "gap":
        return {"kind": "gap", "custody": "gap", "words": gap_words(item.days)}
    if item.kind == "now":
        since = ""
        if item.days is not None:
            since = _("for %(time)s") % {"time": age_words(item.days)} if item.days else _("since today")
        return {
            "kind": "now",
            "custody": item.custody,
            "label": keeper_words(kept[position], names),
            "words": since,
        }
    event = events[position]
    return {
        "kind": "event",
        "n": event.n,
        "custody": item.custody,
        "who": keeper_words(kept[position], names),
        "url": reverse("registry:event", args=(firearm.public_id, event.n)),
        **event_words(event, recorded.get(event.id)),
        "about": event_meant(firearm, event, events),
        "changed": corrections_of(event, events),
        "proof": proof_of(firearm, event, recorded.get(event.id)),
    }


def corrections_of(event: Event, events: Sequence[Event]) -> list[dict[str, Any]]:
    """What an event changed of identity and marks that something was on record for: was, becomes."""
    if event.n == 1 or not event.changes.keys() & describing.everything():
        return []
    before = identity_changes.after(record for record in events if record.n < event.n)
    return [row for row in identity_changes.rows(before, event.changes) if row["said"]]


def event_meant(firearm: Firearm, event: Event, events: Sequence[Event]) -> dict[str, str] | None:
    """The other event of the same life that an event concerns, as an annulment does: in words with its date, and where it is."""
    meant = next((record for record in events if str(record.id) == event.details.get("event")), None)
    if meant is None:
        return None
    sentence = kinds.happened(meant.kind, meant.details)
    when = when_words(meant.began, meant.ended, meant.precision)
    text = _("%(sentence)s (event %(n)s, %(when)s)") % {"sentence": sentence, "n": meant.n, "when": when}
    return {"words": text, "url": reverse("registry:event", args=(firearm.public_id, meant.n))}


def gap_words(days: int | None) -> str:
    """How long nobody has known, or knew, where it was."""
    if days is None:
        return _("Nobody knows where it was, nor for how long.")
    if days < 1:
        return _("Nobody knows where it was since today.")
    return _("Nobody knows where it was for %(time)s.") % {"time": age_words(days)}


DESPATCHED: Final = ("despatched", "despatch_received")
"""Kinds of event whose paper is a despatch; what another office said of one is not read."""


def event_words(event: Event, recorded: Recorded | None) -> dict[str, Any]:
    """Label, icon, tone, time, place, paper and a note of one event."""
    kind = kinds.KINDS.get(event.kind)
    return {
        "label": kinds.happened(event.kind, event.details),
        "icon": kind.icon if kind else "note",
        "tone": TONES.get(event.kind, ""),
        "start": event.began,
        "end": event.ended,
        "precision": event.precision,
        "where": event.place,
        "paper": _paper(event),
        "note": _note(event, recorded),
    }


def _paper(event: Event) -> str:
    """The paper of an event; one that is an identifier of this register as it is printed, and a despatch as what it is."""
    if not identifiers.parse(event.paper):
        return event.paper
    text = identifiers.shown(event.paper)
    return _("Despatch %(number)s") % {"number": text} if event.kind in DESPATCHED else text


def _note(event: Event, recorded: Recorded | None) -> str:
    """Said only where it matters: that it was recorded long after it happened."""
    if recorded is None or event.occurred_to is None or not isinstance(recorded.recorded_at, dt.datetime):
        return ""
    days = (recorded.recorded_at - event.occurred_to).days
    return _("recorded %(time)s later") % {"time": age_words(days)} if days > 30 else ""


def proof_of(firearm: Firearm, event: Event, recorded: Recorded | None) -> dict[str, str]:
    """What the proof badge wants; the proof can be taken once the entry stands in the tree."""
    state = recorded.proof if recorded else "recorded"
    whole = state != "recorded" and not event.is_partial
    url = reverse("registry:proof", args=(firearm.public_id, event.n)) if whole else ""
    return {"state": state, "url": url}


def _summary(events: Sequence[Event], items: Sequence[Item]) -> str:
    """The picture in one sentence, for those who do not see it."""
    gaps = sum(item.kind == "gap" for item in items)
    text = ngettext("A life of %(count)d event.", "A life of %(count)d events.", len(events)) % {
        "count": len(events)
    }
    if gaps:
        text += " " + ngettext("Custody is unknown once.", "Custody is unknown %(count)d times.", gaps) % {
            "count": gaps
        }
    return text
