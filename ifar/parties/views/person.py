"""The page of one party, the file that is given to the party itself, and the proof of what was recorded."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ifar import identifiers
from ifar.accounts.labels import COMPARTMENTS, PURPOSES
from ifar.accounts.selectors import people
from ifar.accounts.selectors import reads as read_log
from ifar.accounts.selectors.agencies import agencies_for, called
from ifar.errors import NotFound, Reason
from ifar.form_errors import actor_of
from ifar.ledger.selectors import proof_of
from ifar.parties import holdings, labels, merging, page_remarks, page_sections, selectors, services
from ifar.parties.barred import told_bars
from ifar.parties.models import Party
from ifar.parties.selectors import HistoryEntry
from ifar.parties.services import readings
from ifar.parties.views.finding import name_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require

READS_SHOWN = 20


@require_GET
def party(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who it is, where they live, what they own and keep, what was recorded, and who read it."""
    actor = actor_of(request)
    canonical = identifiers.parse(public_id, "P")
    if canonical and canonical != public_id:
        return redirect("parties:party", canonical)
    record = readings.open_party(actor, public_id)
    records = selectors.records_of(public_id)
    history = selectors.history_of(record, settings.IFAR_WITNESSES_NEEDED)
    context = {
        **_whole(actor, record, history, records),
        "possessions": holdings.of(actor, records),
        "sections": page_sections.of(actor, record, records),
        "followed": merging.of(actor, records, without=("bar",)),
        "bars": _bars(actor, record, records),
        "may_bar": may(actor, "parties:bar:enter") and record.kind == "person" and not record.merged_into,
        "apply": may(actor, "licensing:application:write") and not record.merged_into,
        "latest": _proof(record, history[-1]) if history else None,
        "reads": _reads(actor, record, named=True)[:READS_SHOWN]
        if may(actor, "accounts:readlog:read")
        else None,
        "may_write": may(actor, "parties:party:write") and not record.merged_into,
        "may_merge": may(actor, "parties:party:merge"),
        "may_erase": may(actor, "parties:personal:erase")
        and bool(any(history_entry.values for history_entry in history) or selectors.erasable(public_id)),
        "may_give": may(actor, "parties:file:give"),
        "may_hold": may(actor, "retention:hold:place"),
        "may_bind": may(actor, "portal:account:bind")
        and not record.merged_into
        and record.status == "active"
        and record.compartment == "civilian",
        "remarks": page_remarks.on(actor, public_id),
    }
    return render(request, "parties/party.html", context)


def _bars(actor: Actor, record: Party, records: frozenset[str]) -> list[dict[str, Any]] | None:
    """Bars against this person or somebody alike; nothing where the desk asks about no bars, or the record is no person's."""
    if record.kind != "person" or not may(actor, "parties:bar:check"):
        return None
    return told_bars(services.barred(actor, record.public_id, opened=(record, records)))


@require_GET
def file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that the register holds about a party and who read it, to be printed and given to them."""
    actor = actor_of(request)
    require(actor, "parties:file:give")
    record = readings.open_party(actor, public_id, act="parties.file.read")
    records = selectors.records_of(public_id)
    history = selectors.history_of(record, settings.IFAR_WITNESSES_NEEDED)
    context = {
        **_whole(actor, record, history, records),
        "possessions": holdings.of(actor, records, ever=True),
        "reads": _reads(actor, record, named=False),
        "remarks": page_remarks.on(actor, public_id, to_person=True),
    }
    return render(request, "parties/file.html", context)


@require_GET
def proof(request: HttpRequest, public_id: str, entry: uuid.UUID) -> HttpResponse:
    """The proof of one entry about a party, as a file; it holds commitments, no personal values."""
    actor = actor_of(request)
    readings.open_entry(actor, public_id, entry)
    response = HttpResponse(proof_of(actor=actor, entry=entry).encode(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{public_id}-{str(entry)[-6:]}.proof.json"'
    return response


# What a page shows of a party -------------------------------------------------------------------------------------


def spoken() -> dict[str, Mapping[str, str]]:
    """The words of the lists whose codes a party's values hold."""
    return reference.words_of(("identity_document", "country", "area"))


def _whole(
    actor: Actor, record: Party, history: Sequence[HistoryEntry], records: frozenset[str]
) -> dict[str, Any]:
    lists = spoken()
    offices = {history_entry.recorded.agency for history_entry in history}
    agencies = dict(agencies_for(actor).filter(public_id__in=offices).values_list("public_id", called()))
    return {
        "party": record,
        "name": name_of(record),
        "kind": labels.KINDS.get(record.kind, record.kind),
        "status": labels.STATUSES.get(record.status, record.status),
        "compartment": COMPARTMENTS.get(record.compartment, record.compartment),
        "facts": facts_of(
            record, lists, {name for history_entry in history for name in history_entry.erased}
        ),
        "addresses": addresses_of(
            record,
            lists,
            [history_entry.entry for history_entry in history if "address" in history_entry.erased],
        ),
        "history": [_event(record, history_entry, lists, agencies) for history_entry in reversed(history)],
        "survivor": _survivor(actor, record),
        "joined": list(
            selectors.parties_for(actor).filter(public_id__in=records - {record.public_id}).order_by("id")
        )
        if len(records) > 1
        else [],
    }


def facts_of(
    record: Party, lists: Mapping[str, Mapping[str, str]], erased: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Who it is: each value in words, or that it was erased or never asked; `erased` where the caller knows what was."""
    gone = record.erased if erased is None else erased
    columns = ["name", "born", "sex"] if record.kind == "person" else ["name", "registration"]
    rows = []
    for name in (*columns, "country", "identity_numbers", "contact", "status"):
        value = getattr(record, name)
        known = value not in (None, "", [], {}, "not_asked")
        rows.append(
            {
                "name": name,
                "label": labels.VALUES[name],
                "value": labels.value_words(name, value, lists) if known else "",
                "status": "known" if known and value != "unknown" else "unknown" if known else "not_asked",
                "erased": not known and name in gone,
            }
        )
    return rows


def addresses_of(
    record: Party, lists: Mapping[str, Mapping[str, str]], erased: Collection[uuid.UUID] = ()
) -> list[dict[str, Any]]:
    """Addresses over time, the present one first; `erased` are the entries whose lines were taken away."""
    rows = []
    for address in record.addresses.all():
        named = (
            lists["area"].get(address.area, address.area),
            lists["country"].get(address.country, address.country),
        )
        place = [part for part in named if part]
        rows.append(
            {
                "address": address,
                "lines": address.lines or [],
                "erased": address.event in erased,
                "place": _(", ").join(place),
            }
        )
    return rows


def _event(
    record: Party, entry: HistoryEntry, lists: Mapping[str, Mapping[str, str]], agencies: Mapping[str, str]
) -> dict[str, Any]:
    label, icon = labels.EVENTS.get(entry.kind, (entry.kind, "note"))
    values = [
        (labels.VALUES.get(name, name), labels.value_words(name, value, lists))
        for name, value in entry.values.items()
        if value not in ("", "not_asked")
    ]
    return {
        "label": label,
        "icon": icon,
        "recorded": entry.recorded,
        "agency": agencies.get(entry.recorded.agency, ""),
        "values": values,
        "erased": [labels.VALUES.get(name, name) for name in entry.erased],
        "ground": labels.GROUNDS[entry.ground][0] if entry.ground in labels.GROUNDS else "",
        "likeness": [
            labels.likeness_words(Reason(code)) for code in entry.likeness if code in labels.LIKENESS
        ],
        "proof": _proof(record, entry),
    }


def _proof(record: Party, entry: HistoryEntry) -> dict[str, str]:
    state = entry.recorded.proof
    url = reverse("parties:proof", args=(record.public_id, entry.entry)) if state != "recorded" else ""
    return {"state": state, "url": url, "key": str(entry.entry)}


def _survivor(actor: Actor, record: Party) -> Party | None:
    if not record.merged_into:
        return None
    end = selectors.survivors([record.public_id]).get(record.public_id, "")
    return selectors.parties_for(actor).filter(public_id=end).first()


def _reads(actor: Actor, record: Party, *, named: bool) -> list[dict[str, Any]]:
    """Who read the record, the newest first; the file that the party gets names offices and purposes, not officers."""
    rows = list((read_log.about if named else read_log.of_subject)(actor, record.public_id)[:500])
    offices = dict(
        agencies_for(actor)
        .filter(public_id__in={row.agency for row in rows})
        .values_list("public_id", called())
    )
    readers = people.names_of({row.actor for row in rows}) if named else {}
    return [
        {
            "read": row,
            "act": labels.read_words(row.act),
            "purpose": PURPOSES.get(row.purpose, row.purpose),
            "agency": offices.get(row.agency) or _("Another office"),
            "reader": readers.get(row.actor, ""),
        }
        for row in rows
    ]


def party_to_change(actor: Actor, public_id: str) -> Party:
    """A party for a page that changes it; what it shows was logged when it was opened.

    Raises:
        NotFound: there is none for this actor.
    """
    readings.require_reader(actor)
    record = selectors.parties_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise NotFound("parties.party.not_found")
    return record
