"""One field for a phone at the roadside: type or scan a mark, a licence, a card or a person's number, read in big plain words how it stands.

The same search, the same permissions and the same restricted questions as on the search page, and nobody's name: whoever needs it opens
the record. What is said of a person is asked under the stated purpose and logged, as on their page. The mark travels in the body of the request, so that neither the address nor the
browser's history keeps it, and no answer is stored on the device. Who was signed out takes the mark over the sign-in in the tab alone
(`static/ifar/js/roadside.js`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ifar import identifiers, scanned
from ifar.documents.selectors import papers_for
from ifar.errors import Invalid, NotFound, Unavailable
from ifar.form_errors import actor_of
from ifar.licensing import holding, licence
from ifar.licensing.models import Licence
from ifar.licensing.selectors import records as licensing
from ifar.licensing.views.presenters import joined, stands
from ifar.messages import message_of
from ifar.parties.barred import told_bars
from ifar.parties.selectors import records_of
from ifar.parties.services import barred
from ifar.parties.services.readings import open_party
from ifar.reference import selectors as reference
from ifar.registry import labels
from ifar.registry.alerts.services.restricted_hits import ask_elsewhere
from ifar.registry.alerts.views.saved_searches import elsewhere_piece
from ifar.registry.models import Firearm
from ifar.registry.search import labels as match_labels
from ifar.registry.search import numbers, query_parsing
from ifar.registry.search.finding import Hit, SearchResult, search
from ifar.registry.search.matching import Question
from ifar.registry.selectors import firearms_for
from ifar.registry.views.search import (
    ADVICE,
    ALARMING,
    MISTYPED,
    SPOKEN,
    TOO_LONG,
    fits,
    is_half_read,
    log_search,
    read_as,
    tone,
)
from ifar.rights import OWN_BOOK, Actor, may, require
from ifar.typed import in_order, pieces, plain

SHOWN: Final = 5
STOPPING: Final = ("blocked", "possession_revoked", *ALARMING)
"""Legal statuses that stop an officer: they come first."""
ENDED: Final = ("destroyed", "deactivated", "exported", "disassembled", "replaced", "temp_exported")
"""States in which a firearm ought not to be met on the road: its mark was copied, or the record is wrong."""
KEPT: Final = (
    "police",
    "customs",
    "military",
    "laboratory",
    "court",
    "disposal_store",
    "licensing_authority",
)
"""Custodies in which an authority keeps it, seized, found, in evidence or confiscated: in a hand on the road it left its store, or its mark was copied."""
HARDLY: Final = 1
"""How many records that are hardly the one are shown at most."""
LIKELY: Final = 0.5
POSSIBLE: Final = 0.05
SURE: Final[Mapping[str, Any]] = {
    "exact": gettext_lazy("fits exactly"),
    "half_read": gettext_lazy("fits what was read"),
    "likely": gettext_lazy("likely the one"),
    "possible": gettext_lazy("possibly the one"),
    "hardly": gettext_lazy("hardly the one"),
}


@never_cache
@require_http_methods(["GET", "POST"])
def roadside(request: HttpRequest) -> HttpResponse:
    """The field, and below it the answer to what was typed."""
    actor = actor_of(request)
    require(actor, "registry:mark:search")
    typed = scanned.in_short(plain(request.POST.get("q", "").replace("\x00", ""))).strip()
    context: dict[str, Any] = {
        # Knows the same person again after a sign-in, and tells nothing of them.
        "who": salted_hmac("ifar.registry.roadside", actor.id, algorithm="sha256").hexdigest()[:16],
        "typed": typed[: query_parsing.LONGEST],
        "in_order": in_order(typed[: query_parsing.LONGEST]),
        "pieces": pieces(typed[: query_parsing.LONGEST]),
        "asked": bool(typed),
    }
    status = 200
    if typed:
        context["numbers"] = numbers.found(actor, typed)
        try:
            context |= _answer(request, actor, typed)
        except Unavailable as error:
            context["problem"], status = message_of(error), error.status
    return render(request, "registry/roadside.html", context, status=status)


def _answer(request: HttpRequest, actor: Actor, typed: str) -> dict[str, Any]:
    if len(typed) > query_parsing.LONGEST:
        return {"problem": TOO_LONG}
    if identifiers.is_mistyped(typed):
        return {"problem": MISTYPED}
    asked = query_parsing.understand(typed, reference.resolver())
    if asked.identifier:
        return _by_identifier(actor, asked.identifier)
    log_search(actor, typed, asked.question)
    try:
        result = search(actor, asked.question, limit=SHOWN)
    except Invalid as error:
        return {"problem": ADVICE.get(error.code, error.message)}
    spoken = _spoken()
    results = _results(actor, result.hits, asked.question, spoken)
    answer = {
        "results": results,
        "total": result.total,
        "more": _more(result, len(results), asked.question),
        "serial": asked.question.serial,
        "make": spoken["make"].get(asked.question.make or "", ""),
        "read_as": read_as(asked),
    }
    if asked.question.serial and may(actor, "registry:search:restricted"):
        elsewhere = ask_elsewhere(actor=actor, question=asked.question)
        answer["elsewhere"] = elsewhere_piece(
            request, elsewhere, back=reverse("registry:roadside"), icons=False, other=bool(asked.other)
        )
        # Whom to ask goes before records that are perhaps another firearm's, but not before what stops the officer.
        answer["ask_first"] = bool(elsewhere.ask) and not _stops_at_once(results)
    return answer


def _stops_at_once(results: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the first record stops an officer, and is not hardly the one."""
    return bool(results) and results[0]["stops"] and not results[0]["weak"]


def _more(result: SearchResult, shown: int, question: Question) -> str:
    """What to do where more came than is shown; nothing where all that fits is shown: to type more would find nothing better."""
    if not result.more and result.total <= shown:
        return ""
    marked = any(hit.match.alignment is not None for hit in result.hits)
    if marked and not fits(result.hits[-1]):  # the likeliest come first
        if fits(result.hits[0]):
            return ""
        if question.make:
            return _("More records come near. Type more of the mark.")
        return _("More records come near. Type more of the mark, or its maker before it.")
    if question.make:
        return _("More records fit. Type more of the mark.")
    return _("More records fit. Type more of the mark, or its maker before it.")


def _by_identifier(actor: Actor, identifier: str) -> dict[str, Any]:
    """The firearm, licence, card or person that an identifier names; unseen and unknown answer alike."""
    if identifier[0] == "P" and may(actor, "parties:party:read"):
        answered = _person(actor, identifier)  # logged as on their page
    else:
        log_search(actor, identifier, Question())
        answered = _asked_by(actor, identifier)
    if answered is None:
        unknown = _("There is no record with the identifier %(id)s that you may see.")
        return {"problem": unknown % {"id": identifiers.shown(identifier)}}
    return {"results": [], "total": 1, "more": "", "named": True} | answered


def _asked_by(actor: Actor, identifier: str) -> dict[str, Any] | None:
    """What is shown of what an identifier names: firearms under `results`, licences and prohibitions under their own names."""
    if identifier[0] == "V":
        paper = papers_for(actor).filter(public_id=identifier).first()
        about = _asked_by(actor, paper.about) if paper and paper.about[:1] in tuple("FKL") else None
        return about and {"paper_withdrawn": paper is not None and paper.state != "issued", **about}
    if identifier[0] == "L":
        rows = _licences(licensing.licences_for(actor).filter(public_id=identifier))
        return {"licences": rows} if rows else None
    record = _records(actor, [identifier] if identifier[0] in "FK" else []).get(identifier)
    if record is None:
        return None
    facts = {"make": record.make, "model": record.model, "calibre": record.calibre}
    raw = {"make": record.make_raw, "model": record.model_raw, "calibre": record.calibre_raw}
    return {"results": [_result(record, facts, raw, _spoken())]}


def _person(actor: Actor, identifier: str) -> dict[str, Any] | None:
    """Prohibitions and licences of a person under any of their records, asked under the stated purpose."""
    if actor.purpose is None:
        return {
            "problem": _("Names hidden: state first for what purpose you read them."),
            "nameless": True,
        }
    try:
        party = open_party(actor, identifier)
    except NotFound:
        return None
    records = records_of(identifier)
    asks = party.kind == "person" and may(actor, "parties:bar:check")
    held = _stopping_first(licensing.held_by(actor, records))
    return {
        "person": identifier,
        "bars": told_bars(barred(actor, identifier, opened=(party, records))) if asks else [],
        "bars_asked": asks,
        "licences": _licences(held[:SHOWN]),
        "more_licences": len(held[SHOWN:]),
    }


def _stopping_first(held: Iterable[Licence]) -> list[Licence]:
    """Suspended and revoked licences first, then those in force, then those that ended; each the latest first."""
    order = {"suspended": 0, "revoked": 0, "in_force": 1}
    return sorted(held, key=lambda record: order.get(stands(record)["state"], 2))


def _licences(records: Iterable[Licence]) -> list[dict[str, Any]]:
    """Licences as the page shows them: how each stands today, what it allows, until when; nobody's name."""
    kinds, rows = reference.words("licence_kind"), list(records)
    uses = holding.uses([record.public_id for record in rows])
    return [
        {
            "one": record,
            "kind": kinds.get(record.kind, record.kind),
            "stands": stands(record),
            "categories": joined(record.categories),
            **_used(record, *uses.get(record.public_id, (0, 0))),
        }
        for record in rows
    ]


def _used(record: Licence, held: int, ever: int) -> dict[str, Any]:
    """How much of the number of firearms that a licence allows is used, and how much is left; None where nobody counts."""
    used = ever if record.counts == "spent" else held
    return {"used": used, "left": licence.left(licensing.ruled(record), used)}


def _records(actor: Actor, public_ids: Sequence[str]) -> dict[str, Firearm]:
    rows = firearms_for(actor).filter(public_id__in=public_ids).select_related("agency__parent")
    return {firearm.public_id: firearm for firearm in rows}


def _spoken() -> dict[str, Mapping[str, str]]:
    return reference.words_of(SPOKEN)


def _results(
    actor: Actor, hits: Sequence[Hit], question: Question, spoken: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """What was found: what stops an officer first, then what should not be here, then the rest, each the likeliest first; what is hardly the one comes last."""
    records = _records(actor, [hit.firearm for hit in hits])
    half_read = is_half_read(question)
    results = [
        _result(records[hit.firearm], hit.facts, hit.raw, spoken) | _of_hit(hit, half_read, spoken)
        for hit in hits
        if hit.firearm in records
    ]
    ordered = sorted(results, key=lambda row: (row["weak"], not row["stops"], not row["astray"]))
    strong = [row for row in ordered if not row["weak"]]
    # A page of cards that hardly fit hides the one that does: beside it, or where none does, the gravest of them is enough.
    return strong + [row for row in ordered if row["weak"] and (row["stops"] or not strong)][:HARDLY]


def _result(
    record: Firearm,
    facts: Mapping[Any, Any],
    raw: Mapping[Any, str],
    spoken: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    named = [
        spoken[field].get(str(facts[field]), str(facts[field])) if facts[field] else raw.get(field, "")
        for field in ("make", "model", "calibre")
    ]
    state, legal = labels.STATES.get(record.state, record.state), labels.LEGAL.get(record.legal, record.legal)
    stops = record.state in ALARMING or record.legal in STOPPING
    return {
        "id": record.public_id,
        "title": " ".join(text for text in named[:2] if text) or _("Unknown make"),
        "calibre": named[2],
        "state": state,
        "legal": legal,
        "headline": state if record.state in ALARMING or not stops else legal,
        "stops": stops,
        "astray": record.state in ENDED or record.custody in KEPT,
        "kept": record.custody in KEPT,
        "custody": labels.CUSTODY.get(record.custody, record.custody),
        "part": record.item == "part",
        "office": _office(record.agency),
    }


def _office(agency: Any) -> str:
    """Whom to ask: the office that keeps the record; never a private trader, but the authority that licenses it."""
    if agency.kind not in OWN_BOOK:
        return str(agency.called)
    above = agency.parent
    if above is not None and above.kind not in OWN_BOOK:
        return str(above.name)
    return reference.words("agency_kind").get("licensing_authority", "")


def _of_hit(hit: Hit, half_read: bool, spoken: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    chance = hit.match.probability
    likely = "likely" if chance >= LIKELY else "possible" if chance >= POSSIBLE else "hardly"
    fitting = "half_read" if half_read else "exact"
    doubt = match_labels.doubt_of((reason.code for reason in hit.match.reasons), round(chance * 100))
    return {
        "mark": hit.mark_today or hit.mark_text,
        "formerly": hit.mark_text if hit.as_read.formerly else "",
        "sure": (doubt or SURE[fitting if fits(hit) else likely]) if hit.match.alignment else "",
        "doubt": bool(doubt),
        "differs": [
            match_labels.reason_shown(reason.code, reason.params, spoken)
            for reason in hit.match.reasons
            if tone(reason.code, reason.evidence) in ("against", "near")
        ],
        "weak": bool(hit.match.alignment) and likely == "hardly",
    }
