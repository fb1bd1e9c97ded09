"""Files to and from a State that has no ifar, or no line to ours: taken out signed, taken in judged; each is an act of the log.

What a file says stands nowhere in the log, only its hash, its head and why it was refused.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from ifar import identifiers
from ifar.accounts.services import reads
from ifar.documents import keys
from ifar.errors import Conflict, IfarError, Invalid, Reason
from ifar.ledger import services as ledger
from ifar.ledger.checkpoint import MalformedNote, VerifierKey
from ifar.reference import selectors as reference
from ifar.registry.occurred import moment
from ifar.rights import Actor, require
from ifar.tracing import counterpart_view, disclosure, envelope, niem, selectors, states
from ifar.tracing.content import Content
from ifar.tracing.going import ANSWERED
from ifar.tracing.models import Event, Exchange, Request
from ifar.tracing.selectors import ANSWER, WRITE
from ifar.tracing.services import answering, requests, senders
from ifar.tracing.services.originals import keep_original, vouched
from ifar.tracing.services.writing import RECORDER, again, check_office
from ifar.typed import bare

CODED: Final[Mapping[str, str]] = {
    "make": "make",
    "model": "model",
    "type": "firearm_type",
    "calibre": "calibre",
    "country_made": "country",
}
CLOCKS: Final = dt.timedelta(minutes=5)
"""How far the clocks of two registers may lie apart."""


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A file that goes to another State: its name, and its bytes; `reference`: the number under which it asked, where that is no
    identifier of a register and so stands in no file."""

    name: str
    document: bytes
    hash: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of a file: the record of it, the request of ours that it belongs to, and why it was refused (empty: it was not)."""

    exchange: str
    request: str
    reason: str


# Out --------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def take_out(*, actor: Actor, request: str, paper: bool = False) -> TakenOut:
    """Make the signed file of a request that was sent, or of the answer to one that came in. What left is logged.

    What came by letter is answered on paper alone (`paper`): no register would know its number in a file.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: it is another office's.
        Refused: it goes by no file, or there is nothing to say yet; no purpose is stated.
        Unavailable: the paper key is not certified.
    """
    require(actor, selectors.READ)
    reads.require_purpose(actor)
    trace = selectors.request_for(actor, request)
    require(actor, WRITE if trace.direction == "outgoing" else ANSWER)
    check_office(actor, trace, "disclosed")
    goes = trace.sent_at is not None if trace.direction == "outgoing" else trace.state in ANSWERED
    if trace.direction == "domestic" or trace.state == "withdrawn" or not goes:
        raise RECORDER.refused(Reason("tracing.file.nothing"))
    reads.log(actor, "tracing.request.read", trace.public_id, 0)
    now = ledger.now()
    form = "request" if trace.direction == "outgoing" else "answer"
    payload = head_of(trace, form, now)
    answered = None
    if form == "request":
        payload |= {"request": trace.public_id, "content": content_of(trace)}
    else:
        answered = _last_answer(trace)
        filed = identifiers.parse(trace.reference) == trace.reference
        if not filed and not paper:
            raise RECORDER.refused(Reason("tracing.file.no_file"))
        payload |= {
            "request": trace.reference if filed else trace.public_id,
            "their_request": trace.public_id,
            "answer": _answer(trace, answered),
        }
    paper_key = keys.current(Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME)
    document = envelope.signed(payload, paper_key.key, paper_key.certificate)
    digest = envelope.hashed(document)
    head = {name: payload[name] for name in ("message", "form")}
    changes = {
        "request": trace.public_id,
        **head,
        "sender": settings.IFAR_COUNTRY,
        "recipient": trace.country,
        "hash": digest,
        "expires_on": payload["expires_at"][:10],
    }
    RECORDER.record(
        actor,
        "exchange",
        "sent",
        changes=changes,
        details=vouched(paper_key),
    )
    keep_original(actor, digest, document)
    if answered is not None and trace.state in ("answered", "restricted"):
        # What leaves now, not what left with the answer: a rule that became stricter since holds for the file.
        left = sorted(payload["answer"].get("data", {}))
        before = {*answered.details["left"], *answered.details["held"]}
        result = {name: answered.details[name] for name in ("ground", "to")}
        result["agreement"] = counterpart_view.agreement_of(trace)
        result |= {"left": left, "held": sorted(before - set(left))}
        RECORDER.record(
            actor, "request", "disclosed", trace, details={**result, "form": "file", "hash": digest}
        )
    name = f"trace-{form}-{trace.country}-{identifiers.shown(trace.public_id)}.json"
    by_letter = form == "answer" and payload["request"] != trace.reference
    return TakenOut(name, document, digest, trace.reference if by_letter else "")


def head_of(request: Request | str, form: str, now: dt.datetime) -> dict[str, Any]:
    """How a file begins that goes to the State of a request, or to a State."""
    country, desk = (request, "") if isinstance(request, str) else (request.country, request.desk)
    return {
        "format": envelope.FORMAT,
        "form": form,
        "message": str(identifiers.uuid7(int(time.time() * 1000), secrets.token_bytes)),
        "made_at": moment(now),
        "expires_at": moment(now + envelope.GOOD_FOR),
        "sender": {"country": settings.IFAR_COUNTRY, "register": settings.IFAR_LEDGER_NAME},
        "recipient": {"country": country, **({"desk": desk} if desk else {})},
    }


def content_of(request: Request) -> dict[str, Any]:
    """What a request says to another State: each code with its words, so that nobody needs our lists to read it."""
    content = {
        "number": request.number,
        **thing_of(request),
        "illicit": list(request.illicit),
        "circumstances": request.circumstances or "",
        "justification": request.justification or "",
        "recovered_on": request.recovered_on.isoformat() if request.recovered_on else "",
        "recovered_in": request.recovered_in,
        "place": request.place,
        "use": request.use,
        "urgency": request.urgency,
        "handling": request.handling,
    }
    needed = ("number", "thing", "illicit", "circumstances", "use", "urgency", "handling")
    return {name: value for name, value in content.items() if value or name in needed}


def thing_of(request: Request) -> dict[str, Any]:
    """What is traced as a document says it: in our codes with their words, and in NIEM's; what is not known is left out."""
    spoken = reference.words_of(CODED.values(), "en")
    identity = request.identity
    arm: dict[str, Any] = {}
    for name, listed in CODED.items():
        code, raw = identity.get(name) or "", identity.get(f"{name}_raw") or ""
        if code or raw:
            arm[name] = {"code": code, "text": spoken[listed].get(code, raw or code)[:200]}
    if identity.get("year"):
        arm["year"] = identity["year"]
    marks = [
        {"kind": mark["kind"], "text": mark.get("text"), "text_status": mark.get("text_status", "known")}
        for mark in request.marks
    ]
    plain = {name: arm[name]["text"] for name in CODED if name in arm} | {
        "type_code": identity.get("type") or "",
        "year": identity.get("year"),
    }
    thing = {
        "thing": request.thing,
        "firearm": arm,
        "marks": marks,
        "lot": dict(request.lot),
        "niem": niem.firearm_in_niem(plain, marks, reference.mappings("firearm_type", "ncic_gtyp")),
    }
    return {name: value for name, value in thing.items() if value}


def _last_answer(request: Request) -> Event | None:
    return Event.objects.filter(subject=request.public_id, kind=request.state).order_by("-n").first()


def _answer(request: Request, last: Event | None) -> dict[str, Any]:
    """The answer as it was given: exactly what left then, and the reason where there is a ground."""
    values = selectors.personal_of([last.pk]).get(str(last.pk), {}) if last else {}
    answer: dict[str, Any] = {"state": request.state}
    if request.state in states.GROUNDED:
        answer |= {"ground": request.ground, "reason": values.get("note", "")}
    elif values.get("note"):
        answer["remark"] = values["note"]
    if request.state in ("answered", "restricted"):
        # The rule table is asked once more: a rule that became stricter since holds for what leaves now.
        known = values.get("answer") or {}
        answer["data"] = disclosure.leaves(
            known, ground=request.ground, agreement=counterpart_view.agreement_of(request)
        )
    return answer


# In ---------------------------------------------------------------------------------------------------------------------


def known_keys() -> dict[str, list[VerifierKey]]:
    """Country -> the keys of its register's log: by the directory of points of contact, else those that two people have confirmed."""
    result: dict[str, list[VerifierKey]] = defaultdict(list)
    rows = reference.rows_of("trace_desk").filter(valid_to__isnull=True).exclude(key="")
    for country, text in rows.values_list("country", "key"):
        try:
            result[country].append(VerifierKey.parse(text))
        except MalformedNote:
            continue
    confirmed = {country: [key for key, _by in keys] for country, keys in senders.confirmed_keys().items()}
    return confirmed | dict(result)


def take_in(*, actor: Actor, data: bytes) -> TakenIn:
    """Take in a file of another State: a request becomes one that came in, an answer the word on one of ours.

    A file that is refused is logged with its hash and its reason, and changes nothing else; so is one that was good in itself but
    that the request it belongs to does not allow. One of a State of which no key is known is kept besides, unread, until two people have
    confirmed its key (`senders.py`).

    Raises:
        Refused: no purpose is stated.
    """
    require(actor, ANSWER)
    reads.require_purpose(actor)
    known = known_keys()
    judged = envelope.read(data, country=settings.IFAR_COUNTRY, keys=known, now=ledger.now())
    reason, belongs = judged.reason, ""
    if not reason:
        try:
            with transaction.atomic():
                reason, belongs, made = _taken(actor, judged)
                if not reason:
                    document, _seal = envelope.unpacked(data, chain.from_iterable(known.values()))
                    keep_original(actor, judged.hash, document)
                    return TakenIn(made, belongs, "")
                transaction.set_rollback(True)
        except IfarError as error:
            reason = {Invalid: "form", Conflict: "replayed"}.get(type(error), "unrelated")
            if error.code == "tracing.entered":
                reason = "entered"
    with transaction.atomic():
        made = _note(actor, judged, "refused", "", reason)
        if reason == "unknown_sender" and judged.key:
            keep_original(actor, judged.hash, envelope.unpacked(data, ())[0])
    return TakenIn(made, "", reason)


def _taken(actor: Actor, judged: envelope.Read) -> tuple[str, str, str]:
    """Why it is refused after all, the request that it belongs to, and the record of it."""
    values = judged.said
    notice = values["form"] in states.NOTICES
    if not notice and identifiers.parse(values["request"]) != values["request"]:
        return "form", "", ""
    before = Exchange.objects.filter(
        state="accepted", sender=values["sender"]["country"], message=values["message"]
    )
    if before.exists():
        return "replayed", "", ""
    if notice:
        return "", "", _note(actor, judged, "accepted", "", "", {"said": values["said"]})
    belongs = _request_of(actor, values) if values["form"] == "request" else _answer_of(actor, values)
    if not belongs:
        return "unrelated", "", ""
    return "", belongs, _note(actor, judged, "accepted", belongs, "")


def _note(
    actor: Actor,
    judged: envelope.Read,
    kind: str,
    request: str,
    reason: str,
    personal: Mapping[str, Any] | None = None,
) -> str:
    changes: dict[str, Any] = {
        "request": request,
        "message": judged.of("message"),
        "form": judged.of("form"),
        "sender": judged.of("sender.country")[:2],
        "recipient": judged.of("recipient.country")[:2],
        "hash": judged.hash,
    }
    changes |= {"reason": reason} if kind == "refused" else {"expires_on": judged.of("expires_at")[:10]}
    details = {"key": judged.key}
    if kind == "accepted":
        details["log"] = judged.log[:200]
        by = [
            proposal
            for key, proposal in senders.confirmed_keys().get(judged.of("sender.country"), ())
            if key.encode() == judged.log
        ]
        details |= {"proposal": by[0]} if by else {}
    return RECORDER.record(
        actor, "exchange", kind, changes=changes, details=details, personal=personal
    ).subject


def _request_of(actor: Actor, values: Mapping[str, Any]) -> str:
    """A request of another State, as one that came in."""
    country, asked = values["sender"]["country"], values["content"]
    content = Content(
        number=asked["number"],
        country=country,
        channel="file",
        thing=asked["thing"],
        identity=_identity(asked.get("firearm", {})) if asked["thing"] == "firearm" else {},
        marks=_marks(asked.get("marks", ())) if asked["thing"] == "firearm" else (),
        lot=asked.get("lot", {}),
        illicit=tuple(asked["illicit"]),
        recovered_on=dt.date.fromisoformat(asked["recovered_on"]) if asked.get("recovered_on") else None,
        recovered_in=_known("country", asked.get("recovered_in", "")),
        place=asked.get("place", ""),
        use=asked["use"],
        urgency=asked["urgency"],
        handling=asked["handling"],
        circumstances=asked["circumstances"],
        justification=asked.get("justification", ""),
    )
    return requests.receive_request(
        actor=actor, said=content, reference_number=values["request"], as_file=True
    )


def _agree(listed: str, code: str, text: str) -> bool:
    """Whether the words of another State for a code are ours, in any of our languages."""
    spoken = {
        code,
        *(reference.words_of((listed,), item)[listed].get(code, "") for item, _name in settings.LANGUAGES),
    }
    return bare(text) in {bare(item) for item in spoken if item}


def _known(listed: str, code: str) -> str:
    return code if code and reference.exists(listed, code) else ""


def _identity(arm: Mapping[str, Any]) -> dict[str, Any]:
    """Their codes where our lists have them too and their words mean the same; else their words as they were said.

    Two registers may mean different things by one code, so a code counts only with words that agree with ours, in whatever language of
    ours. A code without a word counts for a State alone, whose codes are the world's.
    """
    identity: dict[str, Any] = {}
    for name, listed in CODED.items():
        item = arm.get(name) or {}
        text = " ".join(str(item.get("text", "")).split())
        code = _known(listed, item.get("code", ""))
        if code and (_agree(listed, code, text) if text else listed == "country"):
            identity[name] = code
        elif words := text or " ".join(str(item.get("code", "")).split()):
            identity |= {f"{name}_status": "unknown", f"{name}_raw": words[:120]}
    return identity | ({"year": arm["year"]} if arm.get("year") else {})


def _marks(marks: Any) -> tuple[dict[str, Any], ...]:
    kinds = reference.words("mark_kind")
    return tuple(
        {
            "kind": mark["kind"] if mark["kind"] in kinds else "inscription",
            "text": mark.get("text") if mark["text_status"] == "known" else None,
            "text_status": mark["text_status"]
            if mark["text_status"] != "known" or mark.get("text")
            else "unknown",
        }
        for mark in marks
    )


def _answer_of(actor: Actor, values: Mapping[str, Any]) -> str:
    """The word of another State on a request of ours; empty where it is none of theirs."""
    country, result = values["sender"]["country"], values["answer"]
    request = (
        selectors.requests_for(actor)
        .filter(public_id=values["request"], direction="outgoing", country=country)
        .first()
    )
    if request is None:
        return ""
    act: dict[str, Any] = {"actor": actor, "request_id": request.public_id}
    theirs, state = values.get("their_request", ""), result["state"]
    if not _fits(request, values["made_at"], theirs, state):
        return ""
    if request.state == "sent" and state not in ("delayed", "refused"):
        answering.acknowledge(**act, reference=theirs)
    if state == "acknowledged":
        return request.public_id
    if again(request).state == "acknowledged" and state in ("answered", "restricted", "not_found"):
        answering.note_progress(**act)
    taken_up = ("answered", "restricted", "not_found")
    if again(request).state == "delayed" and state in taken_up:
        answering.resume(**act)
    if again(request).state in ("not_found", "refused") and state in taken_up and state != request.state:
        answering.resume(**act)
    note = result.get("reason", "") or result.get("remark", "")
    data = dict(result.get("data", {}))
    match state:
        case "answered":
            answering.answer(**act, note=note, told=data)
        case "restricted":
            answering.restrict(**act, ground=result.get("ground", ""), note=note, told=data)
        case "not_found":
            answering.find_nothing(**act, note=note)
        case "delayed":
            answering.delay(**act, ground=result.get("ground", ""), note=note)
        case "refused":
            answering.refuse(**act, ground=result.get("ground", ""), note=note)
    return request.public_id


def _fits(request: Request, made_at: str, theirs: str, state: str) -> bool:
    """Whether a word can be one on a request: it was sent before, is not taken back, and is the one that they know by that number."""
    made = dt.datetime.strptime(made_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    if request.sent_at is None or request.state == "withdrawn" or made < request.sent_at - CLOCKS:
        return False
    if state == "acknowledged" and request.state not in ("sent", "acknowledged", "searching"):
        return False
    numbered = identifiers.parse(request.reference) == request.reference
    return not (theirs and numbered and theirs != request.reference)
