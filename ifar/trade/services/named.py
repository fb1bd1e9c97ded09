"""The parties abroad whom an authorisation names: which an actor may name, and which of them in rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ifar.errors import Reason
from ifar.reference import selectors as reference
from ifar.rights import Actor
from ifar.trade import selectors
from ifar.trade.models import Authorisation, Party
from ifar.trade.services.writing import RECORDER

ABROAD: Final = ("consignee", "end_user", "broker", "carrier")
"""What of an authorisation names parties abroad."""
IN_ROWS: Final = "further-consignee"
"""What a form calls the further consignees, whose rows it asks."""


def further_of(actor: Actor, said: Mapping[str, Any]) -> list[str]:
    """The further consignees that are named, each a party abroad that the actor sees.

    Raises:
        Invalid: one is not there for the actor, is named twice, or the authorisation may name none.
    """
    result = [row.consignee for row in said["further"] if row.consignee]
    if result and (said["extent"] == "single" or not said["consignee"]):
        raise RECORDER.invalid(Reason("trade.further.several", field="further-0-consignee"))
    for number, public_id in enumerate(result):
        check_party(actor, public_id, f"further-{number}-consignee")
        if public_id in (said["consignee"], *result[:number]):
            raise RECORDER.invalid(Reason("trade.further.twice", field=f"further-{number}-consignee"))
    return result


def destinations_of(said: Mapping[str, Any]) -> dict[str, str]:
    """The further consignees in another State than the State of destination -> that State.

    Raises:
        Invalid: there is no such State, the goods leave it, or the authorisation is none of an export.
    """
    result = {}
    for number, row in enumerate(row for row in said["further"] if row.consignee):
        if row.country in ("", said["into_state"]):
            continue
        field = f"further-{number}-country"
        if said["kind"] != "export" or row.country == said["from_state"]:
            raise RECORDER.invalid(Reason("trade.further.state", field=field))
        if not reference.exists("country", row.country):
            raise RECORDER.invalid(Reason("trade.country", field=field))
        result[row.consignee] = row.country
    return result


def further_rows(record: Authorisation) -> dict[str, str]:
    """The further consignees as the rows of a form begin."""
    rows = enumerate((text, record.destinations.get(text, "")) for text in record.further)
    names = ("consignee", "country")
    return {f"further-{n}-{name}": cell for n, row in rows for name, cell in zip(names, row, strict=True)}


def check_party(actor: Actor, public_id: str, field: str) -> None:
    """Refuse a party abroad that is not there for an actor, or with which nothing is dealt any more."""
    seen = selectors.parties_for(actor).filter(public_id=public_id, state="open")
    if public_id and not seen.exists():
        raise RECORDER.invalid(Reason("trade.party", field=field))


def parties_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """The parties abroad that an actor may name, by name."""
    return as_choices(selectors.parties_for(actor).filter(state="open").order_by("who__name", "id")[:2000])


def as_choices(parties: Iterable[Party]) -> list[tuple[str, str]]:
    """Parties abroad to choose from, each by its name and its State."""
    states = reference.words("country")
    return [
        (party.public_id, f"{party.name} ({states.get(party.country, party.country)})") for party in parties
    ]
