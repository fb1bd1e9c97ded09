"""What pages show of custody: an exhibit in a line, its acts in words, its gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.accounts.selectors import people
from ifar.accounts.selectors.agencies import called
from ifar.placement.models import Place
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.models import Chain, Item, Request
from ifar.reference import selectors as reference
from ifar.rights import Actor


def titles(public_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """What each exhibit is, in a line, with its serial as read and its number in the case. One query, and the words of the lists."""
    found = kept.items_of(list(public_ids))
    makes, kinds = reference.words("make"), reference.words("firearm_type")
    return {name: _title(one, makes, kinds) for name, one in found.items()}


def _title(item: Item, makes: Mapping[str, str], kinds: Mapping[str, str]) -> dict[str, str]:
    said = item.identity
    make = makes.get(said.get("make", ""), "") or str(said.get("make_raw", ""))
    kind = kinds.get(said.get("type", ""), "") or str(said.get("type_raw", ""))
    serial = next(
        (str(mark["text"]) for mark in item.marks if mark.get("kind") == "serial" and mark.get("text")), ""
    )
    return {
        "title": " ".join(part for part in (make, kind) if part),
        "serial": serial,
        "number": item.exhibit,
        "case": item.case.public_id,
    }


def chains_of(actor: Actor, items: Sequence[Item], *, own: bool) -> dict[str, dict[str, Any]]:
    """What leads from an item to its custody, where the actor may go there: the state of its chain, or that it has not begun."""
    return {
        exhibit: {"state": words.STATES["chain"].get(state, ""), "tone": words.TONES.get(state, "")}
        for exhibit, state in kept.offered(actor, items, own=own).items()
    }


def places(chains: Iterable[Chain]) -> dict[str, str]:
    """Where each exhibit is, in words: the name of its room, else the place. One query."""
    chains = list(chains)
    rooms = dict(
        Place.objects.filter(public_id__in={one.room for one in chains if one.room}).values_list(
            "public_id", "name"
        )
    )
    return {one.public_id: rooms.get(one.room, "") or one.place for one in chains}


def offices(public_ids: Iterable[str]) -> dict[str, str]:
    """Names of offices. One query."""
    return dict(
        Agency.objects.filter(public_id__in=set(public_ids) - {""}).values_list("public_id", called())
    )


def gaps_of(found: Chain) -> list[dict[str, Any]]:
    """The open gaps of a chain in words."""
    named = people.names_of(
        {one[side] for one in found.gaps for side in ("expected", "found") if one[side][:1] == "U"}
    )
    known = {**named, **offices([one[side] for one in found.gaps for side in ("expected", "found")])}
    known |= dict(
        Place.objects.filter(public_id__in=[one["expected"] for one in found.gaps]).values_list(
            "public_id", "name"
        )
    )
    return [
        {
            **one,
            "words": words.GAPS[one["kind"]],
            "expected": known.get(one["expected"], one["expected"]),
            "found": known.get(one["found"], one["found"]),
        }
        for one in found.gaps
    ]


def acts_of(public_id: str, record_type: str) -> list[dict[str, Any]]:
    """What was done with a record, the latest first: in words, by whom, with the note and the proof."""
    told = kept.history_of(public_id, record_type, settings.IFAR_WITNESSES_NEEDED)
    names = people.names_of({one.recorded.actor for one in told})
    desks = offices([str(one.event.details.get("to_agency", "")) for one in told])
    return [
        {
            "label": words.ACTS[f"{record_type}.{one.event.kind}"][0],
            "icon": words.ACTS[f"{record_type}.{one.event.kind}"][1],
            "by": names.get(one.recorded.actor, one.recorded.actor),
            "at": one.recorded.recorded_at,
            "said": " · ".join(_said(one.event.details, desks)),
            "note": one.note,
            "proof": one.recorded.proof,
            "key": str(one.entry),
        }
        for one in told
    ]


def _said(details: Mapping[str, Any], desks: Mapping[str, str]) -> Iterable[str]:
    if office := details.get("to_agency"):
        yield desks.get(office, office)
    if purpose := details.get("purpose"):
        yield str(words.PURPOSES.get(purpose, purpose))
    if reason := details.get("reason"):
        yield str(words.SEAL_REASONS.get(reason, reason))
    if seal := details.get("seal"):
        # A list's seal is a hash: its beginning is enough to tell it.
        yield f"\u2068{seal[:12]}\u2069"
    if (place := details.get("place")) and not details.get("room"):
        yield str(place)


def shown(public_id: str) -> str:
    """An identifier as people read it."""
    return identifiers.shown(public_id)


def chain_rows(chains: Sequence[Chain]) -> list[dict[str, Any]]:
    """Exhibits in custody as lines of a list. Four queries for any number."""
    told, kept_at = titles([one.public_id for one in chains]), places(chains)
    receivers = offices([one.to_agency for one in chains])
    return [
        {
            "one": one,
            **told.get(one.public_id, {"title": "", "serial": "", "number": ""}),
            "place": kept_at[one.public_id],
            "state": words.STATES["chain"][one.state],
            "tone": words.TONES.get(one.state, ""),
            "to": receivers.get(one.to_agency, ""),
            "gaps": [words.GAPS[gap["kind"]] for gap in one.gaps],
        }
        for one in chains
    ]


def request_rows(found: Iterable[Request]) -> list[dict[str, Any]]:
    """What laboratories were asked, as lines of a list."""
    found = list(found)
    asked, told = offices([one.laboratory for one in found]), titles([one.exhibit for one in found])
    return [
        {
            "one": one,
            **told.get(one.exhibit, {"title": "", "serial": "", "number": ""}),
            "laboratory": asked.get(one.laboratory, ""),
            "state": words.STATES["request"][one.state],
            "tone": words.TONES.get(one.state, ""),
            "questions": [words.QUESTIONS[question] for question in one.questions],
        }
        for one in found
    ]
