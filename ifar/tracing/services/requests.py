"""Asking: a request is drafted, opened from an exhibit, sent, received from another State, withdrawn; messages about it."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.accounts.services import notices, reads
from ifar.acts.inputs import RecordInput
from ifar.errors import Conflict, Invalid, Reason
from ifar.ledger import services as ledger
from ifar.recoveries.inputs import SayItem
from ifar.recoveries.models import Item
from ifar.recoveries.selectors import item_for
from ifar.recoveries.services import items
from ifar.recoveries.services.items import CODED, note_tracing
from ifar.reference import selectors as reference
from ifar.registry import describing
from ifar.registry.alerts.selectors.saved_searches import searches_for
from ifar.registry.alerts.services.saved_searches import close_search
from ifar.registry.labels import words_of
from ifar.registry.search.naming import identity_of
from ifar.rights import OWN_BOOK, Actor, may, require
from ifar.tracing import (
    content,
    directory,
    disclosure,
    going,
    grounds,
    inputs,
    labels,
    selectors,
)
from ifar.tracing.content import Content
from ifar.tracing.models import Request
from ifar.tracing.selectors import ANSWER, WRITE
from ifar.tracing.services.firearm_events import note_asked, note_ended
from ifar.tracing.services.writing import (
    RECORDER,
    REQUEST,
    again,
    check_office,
    due_from,
)
from ifar.typed import is_case_number

MOST_NAMED = 40
"""Offices that may be let into one request: whom everybody knows of is no secret."""
LISTS = {"desk": "trace_desk", "country": "country", "recovered_in": "country"}
"""Field of a request -> the reference list of its codes."""


def _checked(actor: Actor, value: Content, direction: str) -> Content:
    """The same in good form.

    Raises:
        Invalid: with every reason, at its field.
    """
    now = ledger.now()
    value = content.tidied(value)
    if direction == "domestic":
        value = replace(value, country=settings.IFAR_COUNTRY, channel="office")
    if direction != "domestic" or (value.item and not value.office):
        value = replace(value, office=actor.agency)
    wrong = content.impossible(value, now.date())
    wrong += [
        Reason("tracing.code", field=name)
        for name, listed in LISTS.items()
        if (code := getattr(value, name))
        and code != settings.IFAR_COUNTRY
        and not reference.exists(listed, code)
    ]
    if direction == "outgoing" and value.country == settings.IFAR_COUNTRY:
        wrong.append(Reason("tracing.own_country", field="country"))
    able = {"kind__in": selectors.ANSWERING} if direction == "domestic" else {}
    if direction == "domestic" and (whom := _nobody_else(value, actor.agency)):
        wrong.append(whom)
    elif not Agency.objects.filter(public_id=value.office, closed=False, **able).exists():
        wrong.append(Reason("tracing.office", field="office"))
    wrong += _wrong_desk(value)
    if value.parent and not selectors.requests_for(actor).filter(public_id=value.parent).exists():
        wrong.append(Reason("tracing.parent", field="parent"))
    identity: dict[str, Any] = {}
    try:
        identity = describing.description(value.identity, kind="seized", creates=True, this_year=now.year)
    except Invalid as error:
        wrong += [replace(reason, message=words_of(reason.code, reason.params)) for reason in error.reasons]
    known = reference.words("mark_kind").keys()
    marks = [{"text_status": "known", **mark, "n": n} for n, mark in enumerate(value.marks, 1)]
    if any(set(mark) - describing.MARK_FIELDS or mark.get("kind") not in known for mark in marks):
        wrong.append(Reason("tracing.mark", field="serial"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    return replace(value, identity=identity, marks=marks)


def _wrong_desk(value: Content) -> list[Reason]:
    """That a desk is not one of the State that is asked: it answers for its own State, and is told nothing meant for another."""
    wrong = value.desk and value.country and not directory.is_of(value.desk, value.country)
    return [Reason("tracing.desk", field="desk")] if wrong else []


def _nobody_else(value: Content, own: str) -> Reason | None:
    """Why a request within this State names nobody else who answers; None where it does, and of an exhibit, which its own desk may trace."""
    if not value.office:
        return Reason("tracing.missing.office", field="office")
    return Reason("tracing.own_office", field="office") if value.office == own and not value.item else None


def as_item(request: Request) -> Item:
    """What a request is about, as a recovered item says it."""
    return Item(kind="firearm", identity=request.identity, marks=request.marks, photos=request.photos)


def content_of_input(
    request: inputs.AmendRequest | inputs.ReceiveRequest,
    thing: SayItem | None = None,
    before: Request | None = None,
) -> Content:
    """A request as somebody says it.

    Args:
        thing: what identifies the arm, where a form of its own asks for it.
        before: the draft that is said anew; what nobody was asked stays as it was.
    """
    names = {field.name for field in dataclasses.fields(Content)} & type(request).model_fields.keys()
    given = {name: getattr(request, name) for name in names - {"marks"}}
    ammunition = request.thing == "ammunition"
    if thing is None:
        known = {
            name: value for name in (*CODED, "year") if (value := getattr(request, name)) not in (None, "")
        }
        identity: Mapping[str, Any] = identity_of(known, reference.resolver())
        marks: Sequence[Mapping[str, Any]] = [mark.model_dump() for mark in request.marks]
    else:
        item = items.new_item_of(thing, as_item(before) if before else None)
        identity, marks = ({}, ()) if ammunition else (item.identity, item.marks)
        given["lot"] = request.lot if ammunition else {}
    return Content(**given, identity=identity, marks=marks)


@transaction.atomic
def draft_request(*, actor: Actor, said: Content, direction: str = "outgoing") -> str:
    """Draft a request to another State, or to another office of ours; returns its public identifier. Nobody hears of it yet.

    Raises:
        NotFound: the exhibit that it is about does not exist for this actor.
        Invalid: with every reason, at its field.
    """
    require(actor, WRITE)
    if said.item:
        item_for(actor, said.item)
    good = _checked(actor, said, direction)
    changes = {"direction": direction, **good.columns()}
    return RECORDER.record(actor, "request", "drafted", changes=changes, personal=good.personal()).subject


@transaction.atomic
def amend_request(*, actor: Actor, request_id: str, said: Content, expected_n: int | None = None) -> None:
    """Say anew what a draft says; what it said before stays in the log.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: another office drafted it.
        Refused: it was sent already.
        Conflict: somebody else changed it after the actor looked.
    """
    require(actor, WRITE)
    request = selectors.request_for(actor, request_id)
    RECORDER.check_expected(request, expected_n)
    check_office(actor, request, "amended")
    good = _checked(
        actor,
        replace(
            said,
            item=request.item,
            parent=said.parent or request.parent,
            photos=said.photos or tuple(request.photos),
        ),
        request.direction,
    )
    RECORDER.record(actor, "request", "amended", request, changes=good.columns(), personal=good.personal())


def content_of(request: Request) -> Content:
    """What a request says, as it stands."""
    names = [name for name in Content.__slots__ if name not in content.PERSONAL]
    return Content(
        **{name: getattr(request, name) for name in names},
        circumstances=request.circumstances or "",
        place=request.place,
        justification=request.justification or "",
    )


def lacking(request: Request) -> list[Reason]:
    """What a draft does not say that the ITI wants said, and whom it cannot be sent to."""
    value = content_of(request)
    whom = _nobody_else(value, request.agency.public_id) if request.direction == "domestic" else None
    return [*content.missing(value), *_wrong_desk(value), *([whom] if whom else [])]


def _sent(request: Request) -> Any:
    """What is told of a request that was just sent: of a signed file, that it is still to be brought to them."""
    if going.waits_to_be_taken_out(request):
        return _(
            "Ready to hand over. Its clock runs: take the signed file out, and bring it to the other State."
        )
    return _("Noted as sent. Its clock runs.")


@REQUEST.act(
    "sent",
    RecordInput,
    _("Send the request"),
    permission=WRITE,
    done=_sent,
    leads=lambda record: not lacking(record),
    at=lambda record: "tracing:preview" if record.direction == "outgoing" else "",
)
@transaction.atomic
def send_request(*, actor: Actor, request_id: str, expected_n: int | None = None) -> None:
    """Send a draft: from now on a clock runs. The outcome of the exhibit it is about becomes *pending*.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: another office drafted it.
        Invalid: it does not say what the ITI wants said; with every reason, at its field.
        Refused: it was sent already.
    """
    require(actor, WRITE)
    request = selectors.request_for(actor, request_id)
    RECORDER.check_expected(request, expected_n)
    check_office(actor, request, "sent")
    if wrong := lacking(request):
        raise RECORDER.invalid(*wrong)
    now = ledger.now()
    due = due_from(now, "acknowledge", request.urgency, request.direction, request.country, request.desk)
    RECORDER.record(actor, "request", "sent", request, changes={"due_at": due}, recorded_at=now)
    result = request.handling != selectors.SECRET and bool(request.item)
    if result and may(actor, "recoveries:case:write") and not item_for(actor, request.item).tracing:
        note_tracing(actor=actor, item_id=request.item, outcome="pending")
    if request.direction == "outgoing":
        note_asked(actor, request)
    if request.direction == "domestic" and request.office != actor.agency:
        tell_office(request, "tracing.came_in")


def agreement_with(country: str) -> str:
    """What stands between us and a State by our own directory, the weakest where several desks differ; none where it says nothing.

    What a file or an officer says of it counts for nothing: nobody gives themselves an agreement, and nobody gives one alone.
    """
    rows = (
        reference.rows_of("trace_desk").filter(valid_to__isnull=True, country=country).exclude(agreement="")
    )
    named = [item for item in rows.values_list("agreement", flat=True) if item in disclosure.AGREEMENTS]
    return min(named, key=disclosure.AGREEMENTS.index, default="none")


@transaction.atomic
def receive_request(*, actor: Actor, said: Content, reference_number: str, as_file: bool = False) -> str:
    """Enter a request of another State that came by letter, telephone or another system; returns its public identifier.

    It is taken in as it came, complete or not: what is missing is asked for by a message. What covers the answer is what our directory says
    (`agreement_with`), whoever enters it. What did not come as a signed file (`as_file`) is not said to have come as one: it counts as a
    letter. A secret request that the actor does not see tells nothing of itself: what is asked is taken in once more, and the desk that has it is
    told.

    Raises:
        Invalid: with every reason, at its field.
        Conflict: what that State asks under this number was entered before.
    """
    require(actor, ANSWER)
    given = " ".join(reference_number.split())[:120]
    wrong = []
    if said.country == settings.IFAR_COUNTRY:
        wrong.append(Reason("tracing.missing.country", field="country"))
    if given and not is_case_number(given):
        wrong.append(Reason("tracing.number", field="reference"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    entered = Request.objects.filter(direction="incoming", country=said.country, reference=given)
    before = entered.exclude(state="withdrawn")
    unseen = before.filter(handling=selectors.SECRET).exclude(selectors.visible(actor))
    if before.exclude(pk__in=unseen.values("pk")).exists():
        raise Conflict("tracing.entered", labels.of("tracing.entered"))
    channel = "file" if as_file else said.channel if said.channel in ("iarms", "etrace") else "letter"
    covered = agreement_with(said.country)
    good = _checked(actor, replace(said, item="", office="", channel=channel, agreement=covered), "incoming")
    now = ledger.now()
    changes = {
        "direction": "incoming",
        **good.columns(),
        "reference": given,
        "due_at": due_from(now, "acknowledge", good.urgency, "incoming", good.country),
    }
    hidden = list(unseen.select_related("agency"))
    subject = RECORDER.record(
        actor, "request", "received", changes=changes, personal=good.personal(), recorded_at=now
    ).subject
    for request in hidden:
        tell_office(
            request, "tracing.entered_again", once=f"tracing.entered_again {request.public_id} {subject}"
        )
    return subject


@REQUEST.act(
    "withdrawn",
    inputs.WithdrawTrace,
    _("Withdraw the request"),
    permission=WRITE,
    done=_("Withdrawn."),
    when=lambda actor, record: record.direction != "incoming" or may(actor, ANSWER),
    danger=True,
)
@transaction.atomic
def withdraw(*, actor: Actor, request_id: str, note: str, expected_n: int | None = None) -> None:
    """Take a request back, or note that another State took its own back, in the words of what it wrote; says why.

    Only whoever asked takes a request back: of what another office asked, this one says its own ground (ITI 14-23). The other side is
    told, and the questions to traders that are still open end with it.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: another office asked; what came in is the answering desk's.
        Invalid: no reason, or not what the other State wrote.
        Refused: it is ended already.
    """
    require(actor, WRITE)
    request = selectors.request_for(actor, request_id)
    RECORDER.check_expected(request, expected_n)
    check_office(actor, request, "withdrawn")
    incoming = request.direction == "incoming"
    if incoming:
        require(actor, ANSWER)
    if len(" ".join(note.split())) < (grounds.LEAST if incoming else 1):
        raise RECORDER.invalid(Reason("tracing.note", field="note"))
    changes = {"ground": "", "due_at": None}
    RECORDER.record(actor, "request", "withdrawn", request, changes=changes, note=note[: content.LONGEST])
    close_searches(actor, request)
    note_ended(actor, again(request))
    for step in request.steps.filter(state="asked").select_related("agency").order_by("line"):
        RECORDER.record(actor, "step", "failed", step, changes={"failure": "withdrawn"})
    if request.direction == "domestic" and request.state != "draft" and request.office != actor.agency:
        tell_office(request, "tracing.word")


def close_searches(actor: Actor, request: Request) -> None:
    """Compare nothing more with what was asked: its saved searches that are open at this actor's desk are closed."""
    if request.searches and may(actor, "registry:search:keep"):
        for saved_search in searches_for(actor, "desk").filter(public_id__in=request.searches).order_by("pk"):
            close_search(actor=actor, savedsearch_id=saved_search.public_id, outcome="not_needed")


def _offices(_actor: Actor, request: Request) -> Mapping[str, Any]:
    """The offices that may be let in; those that are stand there chosen."""
    offices = selectors.offices_to_let_in(request)
    chosen = [code for code, _name, is_in in offices if is_in]
    return {
        "among": {"offices": [(code, name) for code, name, _is_in in offices]},
        "initial": {"offices": chosen},
    }


@REQUEST.act(
    "let_in",
    inputs.LetOfficesIn,
    _("Let other offices in"),
    permission=WRITE,
    done=_("Noted who else knows of it."),
    when=lambda _actor, record: record.handling == selectors.SECRET,
    asks=_offices,
)
@transaction.atomic
def let_in(*, actor: Actor, request_id: str, offices: Collection[str], expected_n: int | None = None) -> None:
    """Say which offices, beside those whose request it is, know of it; who is not named any more is shut out again.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: it is another office's.
        Invalid: one of them is no office, or a trader's.
        Refused: it was withdrawn.
    """
    require(actor, WRITE)
    request = selectors.request_for(actor, request_id)
    RECORDER.check_expected(request, expected_n)
    check_office(actor, request, "let_in")
    named = sorted({*offices} - {"", request.office, request.agency.public_id})
    known = Agency.objects.filter(public_id__in=named, closed=False).exclude(kind__in=OWN_BOOK)
    if len(named) > MOST_NAMED or known.count() != len(named):
        raise RECORDER.invalid(Reason("tracing.office", field="offices"))
    RECORDER.state_after("request", "let_in", request.state)
    if named == request.named:
        return
    RECORDER.record(actor, "request", "let_in", request, changes={"named": named})
    notices.close(actor=actor, object=request.public_id, agencies=set(request.named) - set(named))
    for office in sorted(set(named) - set(request.named)):
        tell_office(again(request), "tracing.let_in", office=office)


@REQUEST.act(
    "messaged",
    inputs.WriteMessage,
    _("Write a message"),
    permission=WRITE,
    done=_("The message is kept with the request."),
    called=lambda record: "" if record.direction == "domestic" else _("Write, or note what they wrote"),
    asks=lambda _actor, record: {"without": ["way"]} if record.direction == "domestic" else {},
)
@transaction.atomic
def message(*, actor: Actor, request_id: str, text: str, way: str = "out") -> None:
    """Write to whoever is on the other side, as for more information (ITI 14-23), or note what they wrote (`way`: `in`).

    Within this State each office writes for itself: nobody notes there what another is to have written.

    Raises:
        NotFound: there is no such request for this actor.
        Invalid: it says nothing, or it is to be another office's words.
    """
    require(actor, WRITE)
    request = selectors.request_for(actor, request_id)
    check_office(actor, request, "messaged")
    if not text.strip() or way not in ("in", "out") or (way == "in" and request.direction == "domestic"):
        raise RECORDER.invalid(Reason("tracing.message", field="text"))
    RECORDER.record(
        actor, "request", "messaged", request, details={"way": way}, personal={"text": text.strip()[:4000]}
    )
    if request.direction == "domestic":
        other = request.office if actor.agency_id == request.agency_id else request.agency.public_id
        if other != actor.agency:
            tell_office(again(request), "tracing.message", office=other)


def tell_office(request: Request, kind: str, *, office: str = "", once: str = "") -> None:
    """Tell the office that answers (or another) of a request, in the same transaction."""
    public_id = identifiers.parse(office or request.office, "A") or ""
    key = Agency.objects.filter(public_id=public_id).values_list("pk", flat=True).first()
    if key is None:
        raise RECORDER.changed_meanwhile()
    n = Request.objects.values_list("n", flat=True).get(pk=request.pk)
    notices.tell(
        kind=kind,
        object=request.public_id,
        agency_id=key,
        once=once or f"{kind} {request.public_id} {n}",
        permission=selectors.READ,
        params={"number": request.number},
    )


def require_reader(actor: Actor, request: Request) -> None:
    """Log that the personal words of a request are read, under a stated purpose, before they are shown.

    Raises:
        Refused: no purpose is stated.
    """
    require(actor, selectors.READ)
    reads.log(actor, "tracing.request.read", request.public_id, 0)
