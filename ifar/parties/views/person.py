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
    found = readings.open_party(actor, public_id)
    records = selectors.records_of(public_id)
    history = selectors.history_of(found, settings.IFAR_WITNESSES_NEEDED)
    context = {
        **_whole(actor, found, history, records),
        "possessions": holdings.of(actor, records),
        "sections": page_sections.of(actor, found, records),
        "followed": merging.of(actor, records, without=("bar",)),
        "bars": _bars(actor, found, records),
        "may_bar": may(actor, "parties:bar:enter") and found.kind == "person" and not found.merged_into,
        "apply": may(actor, "licensing:application:write") and not found.merged_into,
        "latest": _proof(found, history[-1]) if history else None,
        "reads": _reads(actor, found, named=True)[:READS_SHOWN]
        if may(actor, "accounts:readlog:read")
        else None,
        "may_write": may(actor, "parties:party:write") and not found.merged_into,
        "may_merge": may(actor, "parties:party:merge"),
        "may_erase": may(actor, "parties:personal:erase")
        and bool(any(one.values for one in history) or selectors.erasable(public_id)),
        "may_give": may(actor, "parties:file:give"),
        "may_hold": may(actor, "retention:hold:place"),
        "may_bind": may(actor, "portal:account:bind")
        and not found.merged_into
        and found.status == "active"
        and found.compartment == "civilian",
        "remarks": page_remarks.on(actor, public_id),
    }
    return render(request, "parties/party.html", context)


def _bars(actor: Actor, found: Party, records: frozenset[str]) -> list[dict[str, Any]] | None:
    """Bars against this person or somebody alike; nothing where the desk asks about no bars, or the record is no person's."""
    if found.kind != "person" or not may(actor, "parties:bar:check"):
        return None
    return told_bars(services.barred(actor, found.public_id, opened=(found, records)))


@require_GET
def file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that the register holds about a party and who read it, to be printed and given to them."""
    actor = actor_of(request)
    require(actor, "parties:file:give")
    found = readings.open_party(actor, public_id, act="parties.file.read")
    records = selectors.records_of(public_id)
    history = selectors.history_of(found, settings.IFAR_WITNESSES_NEEDED)
    context = {
        **_whole(actor, found, history, records),
        "possessions": holdings.of(actor, records, ever=True),
        "reads": _reads(actor, found, named=False),
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
    actor: Actor, found: Party, history: Sequence[HistoryEntry], records: frozenset[str]
) -> dict[str, Any]:
    lists = spoken()
    offices = {one.recorded.agency for one in history}
    agencies = dict(agencies_for(actor).filter(public_id__in=offices).values_list("public_id", called()))
    return {
        "party": found,
        "name": name_of(found),
        "kind": labels.KINDS.get(found.kind, found.kind),
        "status": labels.STATUSES.get(found.status, found.status),
        "compartment": COMPARTMENTS.get(found.compartment, found.compartment),
        "facts": facts_of(found, lists, {name for one in history for name in one.erased}),
        "addresses": addresses_of(found, lists, [one.entry for one in history if "address" in one.erased]),
        "history": [_event(found, one, lists, agencies) for one in reversed(history)],
        "survivor": _survivor(actor, found),
        "joined": list(
            selectors.parties_for(actor).filter(public_id__in=records - {found.public_id}).order_by("id")
        )
        if len(records) > 1
        else [],
    }


def facts_of(
    found: Party, lists: Mapping[str, Mapping[str, str]], erased: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Who it is: each value in words, or that it was erased or never asked; `erased` where the caller knows what was."""
    gone = found.erased if erased is None else erased
    columns = ["name", "born", "sex"] if found.kind == "person" else ["name", "registration"]
    rows = []
    for name in (*columns, "country", "identity_numbers", "contact", "status"):
        value = getattr(found, name)
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
    found: Party, lists: Mapping[str, Mapping[str, str]], erased: Collection[uuid.UUID] = ()
) -> list[dict[str, Any]]:
    """Addresses over time, the present one first; `erased` are the entries whose lines were taken away."""
    rows = []
    for one in found.addresses.all():
        named = (lists["area"].get(one.area, one.area), lists["country"].get(one.country, one.country))
        place = [part for part in named if part]
        rows.append(
            {
                "address": one,
                "lines": one.lines or [],
                "erased": one.event in erased,
                "place": _(", ").join(place),
            }
        )
    return rows


def _event(
    found: Party, entry: HistoryEntry, lists: Mapping[str, Mapping[str, str]], agencies: Mapping[str, str]
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
        "proof": _proof(found, entry),
    }


def _proof(found: Party, entry: HistoryEntry) -> dict[str, str]:
    state = entry.recorded.proof
    url = reverse("parties:proof", args=(found.public_id, entry.entry)) if state != "recorded" else ""
    return {"state": state, "url": url, "key": str(entry.entry)}


def _survivor(actor: Actor, found: Party) -> Party | None:
    if not found.merged_into:
        return None
    end = selectors.survivors([found.public_id]).get(found.public_id, "")
    return selectors.parties_for(actor).filter(public_id=end).first()


def _reads(actor: Actor, found: Party, *, named: bool) -> list[dict[str, Any]]:
    """Who read the record, the newest first; the file that the party gets names offices and purposes, not officers."""
    rows = list((read_log.about if named else read_log.of_subject)(actor, found.public_id)[:500])
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
    found = selectors.parties_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("parties.party.not_found")
    return found
