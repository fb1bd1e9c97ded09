"""The page of one event of a firearm, the proof of an event as a file, and what every page shows of a firearm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from ifar import identifiers
from ifar.errors import NotFound
from ifar.ledger.selectors import proof_of as ledger_proof_of
from ifar.ledger.selectors import recorded
from ifar.missingness import KNOWN, NOT_ASKED
from ifar.reference.selectors import words as reference_words
from ifar.reference.selectors import words_of as reference_words_of
from ifar.registry import detail_labels, labels, lateness
from ifar.registry.models import Event, Firearm, Mark
from ifar.registry.search.former_marks import values_of
from ifar.registry.selectors import firearm_for
from ifar.registry.selectors.keepers import names_of, standing_parties
from ifar.registry.views import identity_changes, lifeline, marking
from ifar.registry.views.identity_changes import IDENTITY
from ifar.rights import Actor
from ifar.templatetags.days import when_words

FACTS: Final = (
    ("ownership", gettext_lazy("Ownership"), "user"),
    ("custody", gettext_lazy("Custody"), "map-pin"),
    ("legal", gettext_lazy("Legal status"), "scale"),
    ("physical", gettext_lazy("Physical status"), "tool"),
)
_BAD: Final = frozenset({"lost", "stolen", "missing", "unlawful", "nobody"})
_WARN: Final = frozenset(
    {"blocked", "seized", "found", "surrendered", "evidence", "possession_revoked", "altered", "unmarked"}
)


@require_GET
def event(request: HttpRequest, public_id: str, n: int) -> HttpResponse:
    """One event: what was recorded, by whom, what it changed, and its proof. As a part of a page for htmx."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    firearm = firearm_for(actor, public_id)
    events = list(firearm.events.all())
    chosen = next((record for record in events if record.n == n), None)
    if chosen is None:
        raise NotFound()
    proofs = recorded([chosen.id], settings.IFAR_WITNESSES_NEEDED)
    ids = [*ids_in(firearm, events), *_ids_in_details(chosen), *(item.agency for item in proofs.values())]
    names = names_of(actor, ids, act="registry.event.read", object=public_id)
    context = {
        "firearm": firearm,
        "title": title_of(firearm),
        "serial": serial_of(firearm),
        "event": chosen,
        "words": lifeline.event_words(chosen, proofs.get(chosen.id)),
        "recorded": proofs.get(chosen.id),
        "agency": names.get(proofs[chosen.id].agency, "") if chosen.id in proofs else "",
        "proof": lifeline.proof_of(firearm, chosen, proofs.get(chosen.id)),
        "changes": [
            *identity_changes.rows(
                identity_changes.after(record for record in events if record.n < n), chosen.changes
            ),
            *changes_of(events, n, names),
        ],
        "details": details_of(chosen, names, firearm, events),
        "notices": notices_of(chosen),
        "earlier": max((record.n for record in events if record.n < n), default=None),
        "later": min((record.n for record in events if record.n > n), default=None),
    }
    whole = request.headers.get("HX-Request") != "true"
    return render(request, "registry/event.html" if whole else "registry/event_record.html", context)


@require_GET
def proof(request: HttpRequest, public_id: str, n: int) -> HttpResponse:
    """The proof of one event as a file that `ifar verify-proof` checks without this register."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    firearm = firearm_for(actor, public_id)
    chosen = next((record for record in firearm.events.all() if record.n == n), None)
    if chosen is None or chosen.is_partial:
        raise NotFound()
    document = ledger_proof_of(actor=actor, entry=chosen.id)
    response = HttpResponse(document.encode(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{public_id}-{n}.proof.json"'
    return response


# What a page shows of a firearm -----------------------------------------------------------------------------------


def titles_in() -> dict[str, Mapping[str, str]]:
    """The words that titles are made of, asked for once where many titles are shown."""
    return reference_words_of(("make", "model"))


def title_of(firearm: Firearm, spoken: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Make and model in words, as far as they are known; `spoken` are those of `titles_in`."""
    model = (
        (spoken["model"] if spoken else reference_words("model")).get(firearm.model, firearm.model)
        if firearm.model
        else firearm.model_raw
    )
    make = (
        (spoken["make"] if spoken else reference_words("make")).get(firearm.make, firearm.make)
        if firearm.make
        else firearm.make_raw
    )
    known = [text for text in (make, model) if text]
    if firearm.item == "part" and known and firearm.part_kind:
        return _("%(kind)s, %(make)s") % {"kind": part_words(firearm), "make": " ".join(known)}
    if known:
        return " ".join(known)
    if firearm.item == "part":
        return part_words(firearm) or _("Part of unknown make")
    return _("Firearm of unknown make")


def part_words(firearm: Firearm) -> str:
    """Which part it is, in words; empty where nobody said it, and of a firearm."""
    return detail_labels.code_words("part_kind", firearm.part_kind) if firearm.part_kind else ""


def serial_of(firearm: Firearm) -> Mark | None:
    """The mark by which people call it: the serial number that still stands, else the first mark with a text."""
    standing = [mark for mark in firearm.marks.all() if not mark.retired and mark.text]
    return next((mark for mark in standing if mark.kind == "serial"), standing[0] if standing else None)


def identity_of(firearm: Firearm) -> list[dict[str, Any]]:
    """What is known about what it is, each with its status and with the raw text of an older register."""
    rows: list[dict[str, Any]] = []
    if firearm.item == "part":
        status = KNOWN if firearm.part_kind else NOT_ASKED
        kind = detail_labels.field_words("part_kind")
        rows.append(
            {"label": kind, "value": part_words(firearm) or None, "status": status, "raw": "", "formerly": []}
        )
    for column, label, codes in IDENTITY:
        value = getattr(firearm, column)
        if firearm.item == "part" and column == "type" and not value:
            continue  # what kind of part it is stands above
        text = reference_words(codes).get(value, value) if codes and value else value
        rows.append(
            {
                "label": label,
                "value": text,
                "status": getattr(firearm, f"{column}_status"),
                "raw": getattr(firearm, f"{column}_raw", ""),
                "formerly": _formerly(firearm, column, codes),
            }
        )
    return rows


def _formerly(firearm: Firearm, column: str, codes: str) -> list[str]:
    """What a fact said before it was changed, in words; without what it says again today."""
    words = reference_words(codes) if codes else {}
    values = values_of(firearm.former or (), column)
    return [words.get(text, text) for text in values if text != str(getattr(firearm, column))]


def marks_of(firearm: Firearm) -> list[dict[str, Any]]:
    """Its marks with their words and what they said before they were corrected; those that no longer stand come last."""
    formerly: dict[int, list[str]] = {}
    for mark in firearm.marks.all():
        formerly.setdefault(mark.former_of, []).append(mark.text or "")
    kinds, places = reference_words("mark_kind"), reference_words("mark_place")
    conditions, methods = reference_words("mark_condition"), reference_words("mark_method")
    return [
        {
            "mark": mark,
            "kind": kinds.get(mark.kind, mark.kind),
            "place": places.get(mark.place, mark.place),
            "condition": conditions.get(mark.condition, mark.condition) if mark.condition != "intact" else "",
            "method": methods.get(mark.method, mark.method),
            "size": marking.size_of(mark.height_um, mark.depth_nm),
            "formerly": [text for text in formerly.get(mark.n, ()) if text != mark.text],
        }
        for mark in sorted(firearm.marks.all(), key=lambda mark: (mark.retired, mark.n))
        if not mark.former_of
    ]


def facts_of(firearm: Firearm, events: Sequence[Event], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The four facts side by side, each with since when and under which paper."""
    by_id = {record.id: record for record in events}
    rows = []
    stands = standing_parties(names.keys() & {firearm.owner, firearm.custodian})
    known = identity_changes.today(firearm)
    for name, label, icon in FACTS:
        code = getattr(firearm, name)
        kind_words = known.physical_words(code) if name == "physical" else labels.FACTS[name].get(code, code)
        holder_id = {"ownership": firearm.owner, "custody": firearm.custodian}.get(name, "")
        holder = names.get(holder_id, "")
        cause = by_id.get(getattr(firearm, f"{name}_event"))
        rows.append(
            {
                "name": label,
                "icon": icon,
                "value": holder or kind_words,
                "value_url": reverse("parties:party", args=(stands[holder_id],))
                if holder and holder_id in stands
                else "",
                "status": "unknown" if code == "unknown" else "known",
                "more": kind_words if holder else "",
                "tone": "bad" if code in _BAD else "warn" if code in _WARN else "",
                "since": _since(cause),
                "under": cause.paper if cause else "",
                "url": reverse("registry:event", args=(firearm.public_id, cause.n)) if cause else "",
            }
        )
    return rows


def _since(cause: Event | None) -> str:
    if cause is None:
        return ""
    if cause.occurred_from is None:
        return _("since when is not known")
    return _("since: %(time)s") % {"time": when_words(cause.began, cause.ended, cause.precision)}


def ids_in(firearm: Firearm, events: Sequence[Event]) -> set[str]:
    """Public identifiers of everybody whom the firearm's facts and events name."""
    ids = {firearm.owner, firearm.custodian, firearm.agency.public_id}
    for record in events:
        ids |= {record.changes.get("owner", ""), record.changes.get("custodian", "")}
    return ids


def _ids_in_details(chosen: Event) -> set[str]:
    return {value for value in chosen.details.values() if isinstance(value, str) and identifiers.parse(value)}


def changes_of(events: Sequence[Event], n: int, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The four facts before and after event `n`."""
    before: dict[str, Any] = {}
    for record in events:
        if record.n >= n:
            break
        before |= record.changes
    sets = next(item.changes for item in events if item.n == n)
    after = before | sets
    known = identity_changes.after(item for item in events if item.n < n)
    then = known.then(sets)
    rows = []
    for name, label, _icon in FACTS:
        row = fact_words(name, before, names, known), fact_words(name, after, names, then)
        was, becomes = told_apart(name, (before, after), row)
        rows.append({"name": label, "was": was, "becomes": becomes, "changed": was != becomes})
    return rows


def fact_words(
    name: str, facts: Mapping[str, Any], names: Mapping[str, str], known: identity_changes.OnRecord
) -> str:
    """One of the four facts in words: by name who owns or has it, where that may be seen."""
    if name not in facts:
        return _("no record")
    if name == "physical":
        return known.physical_words(facts[name])
    holder = names.get(str(facts.get({"ownership": "owner", "custody": "custodian"}.get(name, ""), "")), "")
    return holder or str(labels.FACTS[name].get(facts[name], facts[name]))


HOLDERS: Final[Mapping[str, str]] = {"ownership": "owner", "custody": "custodian"}
"""Fact -> the column that says who."""


def told_apart(
    name: str, facts: tuple[Mapping[str, Any], Mapping[str, Any]], row: tuple[str, str]
) -> tuple[str, str]:
    """What one of the four facts was and becomes, in words: where these are the same and who it is is not, with their numbers."""
    holders = [str(fact.get(HOLDERS.get(name, "")) or "") for fact in facts]
    if row[0] != row[1] or holders[0] == holders[1]:
        return row
    was, becomes = (
        _("%(kind)s, %(number)s")
        % {"kind": words_said, "number": identity_changes.isolated(identifiers.shown(holder))}
        if holder
        else words_said
        for words_said, holder in zip(row, holders, strict=True)
    )
    return was, becomes


def details_of(
    chosen: Event, names: Mapping[str, str], firearm: Firearm, events: Sequence[Event]
) -> list[dict[str, Any]]:
    """What the event's schema asked for, in words. Personal details stand in the ledger alone."""
    rows: list[dict[str, Any]] = [
        {"label": detail_labels.field_words(name), "value": _detail_words(name, value, names)}
        for name, value in chosen.details.items()
        if name != "event"
    ]
    if "event" in chosen.details:
        about = lifeline.event_meant(firearm, chosen, events)
        value = about["words"] if about else chosen.details["event"]
        url = about["url"] if about else ""
        rows.insert(0, {"label": detail_labels.field_words("event"), "value": value, "url": url})
    return rows


def _detail_words(name: str, value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return _(", ").join(_detail_words(name, item, names) for item in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if not isinstance(value, str):
        return str(value)
    if name == "fields":
        return identity_changes.column_words(value)
    if name == "state":
        return str(labels.STATES.get(value, value))
    if identifiers.parse(value):
        return names.get(value) or identifiers.shown(value)
    return detail_labels.code_words(name, value)


def notices_of(chosen: Event) -> list[dict[str, Any]]:
    """What the rule had to say when it was recorded: alarms, flags, what nobody could verify, what an officer attested."""
    checks = chosen.checks
    rows = [
        {"tone": "bad", "icon": "alert-triangle", "words": labels.ALARMS.get(alarm, alarm)}
        for alarm in checks.get("alarms", ())
    ]
    rows += [
        {"tone": "warn", "icon": "flag", "words": labels.FLAGS.get(flag, flag)}
        for flag in checks.get("flags", ())
    ]
    rows += [
        {
            "tone": "warn",
            "icon": "question-mark",
            "words": _("Nobody could verify: %(question)s") % {"question": _question(item)},
        }
        for item in checks.get("unverified", ())
    ]
    rows += [
        {
            "tone": "info",
            "icon": "file-text",
            "words": _("%(question)s The officer saw the paper %(paper)s.")
            % {"question": _question(name), "paper": paper},
        }
        for name, paper in checks.get("attested", {}).items()
    ]
    if late := lateness.lateness_details(checks):
        ground = late_words(late)
        words = _("Entered late in the book: %(ground)s.") % {"ground": ground}
        rows.append({"tone": "warn", "icon": "clock", "words": words})
    return rows


def late_words(late: Mapping[str, str]) -> str:
    """Why a line of a book was entered late."""
    ground = late.get("ground", "")
    return reference_words("late_ground").get(ground, ground) if ground else _("no reason was given")


def _question(condition: str) -> str:
    return str(labels.CONDITIONS[condition][0]) if condition in labels.CONDITIONS else condition
