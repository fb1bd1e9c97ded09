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
from ifar.registry.selectors.serials import serials_of
from ifar.rights import Actor


def titles(public_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """What each exhibit is, in a line, with its serial as read and its number in the case; and each arm that stands on a list itself. A few queries."""
    public_ids = list(public_ids)
    items = kept.items_of(public_ids)
    makes, kinds = reference.words("make"), reference.words("firearm_type")
    results = {name: _title(item, makes, kinds) for name, item in items.items()}
    if arms := [text for text in public_ids if text.startswith("F")]:
        identities, serials = kept.identities_of(arms), serials_of(arms)
        for arm in arms:
            title = _what(identities.get(arm, {}), makes, kinds)
            results[arm] = {"title": title, "serial": serials.get(arm, ""), "number": "", "case": ""}
    return results


def _what(identity: Mapping[str, Any], makes: Mapping[str, str], kinds: Mapping[str, str]) -> str:
    make = makes.get(identity.get("make", ""), "") or str(identity.get("make_raw", ""))
    kind = kinds.get(identity.get("type", ""), "") or str(identity.get("type_raw", ""))
    return " ".join(part for part in (make, kind) if part)


def _title(item: Item, makes: Mapping[str, str], kinds: Mapping[str, str]) -> dict[str, str]:
    serial = next(
        (str(mark["text"]) for mark in item.marks if mark.get("kind") == "serial" and mark.get("text")), ""
    )
    return {
        "title": _what(item.identity, makes, kinds),
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
        Place.objects.filter(public_id__in={chain.room for chain in chains if chain.room}).values_list(
            "public_id", "name"
        )
    )
    return {chain.public_id: rooms.get(chain.room, "") or chain.place for chain in chains}


def offices(public_ids: Iterable[str]) -> dict[str, str]:
    """Names of offices. One query."""
    return dict(
        Agency.objects.filter(public_id__in=set(public_ids) - {""}).values_list("public_id", called())
    )


def gaps_of(chain: Chain) -> list[dict[str, Any]]:
    """The open gaps of a chain in words."""
    named = people.names_of(
        {gap[side] for gap in chain.gaps for side in ("expected", "found") if gap[side][:1] == "U"}
    )
    known = {**named, **offices([gap[side] for gap in chain.gaps for side in ("expected", "found")])}
    known |= dict(
        Place.objects.filter(public_id__in=[gap["expected"] for gap in chain.gaps]).values_list(
            "public_id", "name"
        )
    )
    return [
        {
            **gap,
            "words": words.GAPS[gap["kind"]],
            "expected": known.get(gap["expected"], gap["expected"]),
            "found": known.get(gap["found"], gap["found"]),
        }
        for gap in chain.gaps
    ]


def acts_of(public_id: str, record_type: str) -> list[dict[str, Any]]:
    """What was done with a record, the latest first: in words, by whom, with the note and the proof."""
    history = kept.history_of(public_id, record_type, settings.IFAR_WITNESSES_NEEDED)
    names = people.names_of({item.recorded.actor for item in history})
    desks = offices([str(item.event.details.get("to_agency", "")) for item in history])
    return [
        {
            "label": words.ACTS[f"{record_type}.{item.event.kind}"][0],
            "icon": words.ACTS[f"{record_type}.{item.event.kind}"][1],
            "by": names.get(item.recorded.actor, item.recorded.actor),
            "at": item.recorded.recorded_at,
            "said": " · ".join(_detail_lines(item.event.details, desks)),
            "note": item.note,
            "proof": item.recorded.proof,
            "key": str(item.entry),
        }
        for item in history
    ]


def _detail_lines(details: Mapping[str, Any], desks: Mapping[str, str]) -> Iterable[str]:
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
    result, kept_at = titles([chain.public_id for chain in chains]), places(chains)
    receivers = offices([chain.to_agency for chain in chains])
    return [
        {
            "one": chain,
            **result.get(chain.public_id, {"title": "", "serial": "", "number": ""}),
            "place": kept_at[chain.public_id],
            "state": words.STATES["chain"][chain.state],
            "tone": words.TONES.get(chain.state, ""),
            "to": receivers.get(chain.to_agency, ""),
            "gaps": [words.GAPS[gap["kind"]] for gap in chain.gaps],
        }
        for chain in chains
    ]


def request_rows(requests: Iterable[Request]) -> list[dict[str, Any]]:
    """What laboratories were asked, as lines of a list."""
    requests = list(requests)
    asked, result = (
        offices([request.laboratory for request in requests]),
        titles([request.exhibit for request in requests]),
    )
    return [
        {
            "one": request,
            **result.get(request.exhibit, {"title": "", "serial": "", "number": ""}),
            "laboratory": asked.get(request.laboratory, ""),
            "state": words.STATES["request"][request.state],
            "tone": words.TONES.get(request.state, ""),
            "questions": [words.QUESTIONS[question] for question in request.questions],
        }
        for request in requests
    ]
