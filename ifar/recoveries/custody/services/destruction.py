"""Destroying arms in batches: the list, its seal by two people, the day itself, and what the register says afterwards.

Protocol art. 6(2), MOSAIC 05.50: whoever made or approved the list witnesses nothing; what does not agree with it is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency, Proposal
from ifar.accounts.services import notices, proposals
from ifar.acts.offers import Offers
from ifar.documents import things
from ifar.documents.models import Paper
from ifar.errors import Forbidden, Reason
from ifar.files.selectors import deposit_for
from ifar.ledger import services as ledger
from ifar.recoveries.custody import destruction, inputs
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.destruction import Line, Reading
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import papers as custody_papers
from ifar.recoveries.custody.services.readings import checked, named, typed
from ifar.recoveries.custody.services.writing import RECORDER
from ifar.recoveries.models import Batch, Chain, CustodyEvent, Item
from ifar.registry import kinds
from ifar.registry.models import Firearm
from ifar.registry.occurred import instant
from ifar.registry.selectors.serials import serials_of
from ifar.registry.services import events
from ifar.registry.services.events import NewEvent
from ifar.rights import Actor, require

PREPARE: Final = "custody:batch:prepare"
WITNESS: Final = "custody:batch:witness"
SEALED: Final = "custody.batch_sealed"
BATCH: Final = Offers(RECORDER, "batch", kept.batch_for, page="custody:batch", name="destruction_batch")


def _is_mine(actor: Actor, batch: Batch) -> bool:
    return batch.agency_id == actor.agency_id


@transaction.atomic
def open_batch(
    *,
    actor: Actor,
    name: str,
    order: str,
    method: str,
    planned_on: dt.date | None = None,
    place: str = "",
    exhibits: Sequence[str] = (),
    scanned: str = "",
    seal_reason: str = "",
) -> str:
    """Open a destruction batch; returns its public identifier.

    Args:
        scanned: more exhibits, one a line, by the label or by the number of one that the office keeps.
        seal_reason: proposes to seal the list at once, and says why.

    Raises:
        Invalid: no name, order or method, or something on the list that cannot be destroyed, or is no exhibit.
    """
    require(actor, PREPARE)
    wrong = [] if name.strip() and order.strip() else [Reason("custody.batch.name", field="name")]
    if method not in destruction.METHODS:
        wrong.append(Reason("custody.batch.method", field="method"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    changes = {
        "name": " ".join(name.split())[:80],
        "order": " ".join(order.split())[:120],
        "method": method,
        "planned_on": planned_on,
        "place": " ".join(place.split())[:200],
        "lines": _lines(actor, [*exhibits, *_scanned(actor, scanned)]),
    }
    batch = RECORDER.record(actor, "batch", "opened", changes=changes).subject
    if seal_reason.strip():
        propose_seal(actor=actor, batch_id=batch, reason=seal_reason)
    return batch


def _scanned(actor: Actor, text: str) -> list[str]:
    """The exhibits, and arms that were written off, that lines name, as a scanner reads them.

    Raises:
        Invalid: a line names none.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()][: destruction.MOST + 1]
    results = things.of_lines(actor, lines, "XF", as_one=kept.bound_arms) if lines else []
    if wrong := [line for line, item in zip(lines, results, strict=True) if not item.identifier]:
        raise RECORDER.invalid(
            *(Reason("custody.batch.item", field="scanned", params={"exhibit": code}) for code in wrong[:20])
        )
    return [line.identifier for line in results]


@transaction.atomic
def list_items(*, actor: Actor, batch: str, exhibits: Sequence[str], expected_n: int | None = None) -> None:
    """Say what is on the list of a batch that is not sealed yet."""
    result = _standing(actor, batch, "listed", expected_n)
    RECORDER.record(actor, "batch", "listed", result, changes={"lines": _lines(actor, exhibits, batch)})


def _lines(actor: Actor, exhibits: Sequence[str], batch: str = "") -> list[dict[str, str]]:
    """The list of some exhibits as the register knows them now; `batch` is the one whose list it is, where it stands already.

    Raises:
        Invalid: too many, or one that does not wait for destruction, is not at hand, or stands on another open list.
    """
    wanted = list(dict.fromkeys(exhibits))
    if len(wanted) > destruction.MOST:
        raise RECORDER.invalid(
            Reason("custody.batch.too_many", field="exhibits", params={"most": destruction.MOST})
        )
    lines = {item.public_id: _line(item) for item in kept.disposable(actor, wanted)}
    lines |= _arms(kept.listable_arms(actor).filter(public_id__in=wanted))
    decided = {*kept.decided(actor, wanted).values_list("public_id", flat=True), *lines}
    listed = kept.on_open_lists(actor, batch)
    wrong = [
        Reason(code, "", destruction.ARTICLE, "exhibits", {"exhibit": text, **_list_of(listed, text)})
        for text in wanted
        if (code := _against(text, decided, lines, listed))
    ]
    if wrong:
        raise RECORDER.invalid(*wrong[:20])
    return [asdict(lines[text]) for text in sorted(wanted)]


def _list_of(listed: Mapping[str, str], exhibit: str) -> dict[str, str]:
    return {"list": listed[exhibit]} if listed.get(exhibit) else {}


def _against(
    exhibit: str, decided: Container[str], at_hand: Container[str], listed: Mapping[str, str]
) -> str:
    """What stands against an exhibit on a list; empty where nothing does."""
    if exhibit not in decided:
        return "custody.batch.item"
    if exhibit not in at_hand:
        return "custody.batch.away"
    if exhibit in listed:
        return "custody.batch.listed" if listed[exhibit] else "custody.batch.listed_elsewhere"
    return ""


def _line(item: Item) -> Line:
    serials = [mark["text"] for mark in item.marks if mark.get("kind") == "serial" and mark.get("text")]
    what = " ".join(
        str(item.identity[name]) for name in ("make", "model", "calibre", "type") if item.identity.get(name)
    )
    return Line(item.public_id, item.firearm, serials[0] if serials else "", what)


def _arms(arms: QuerySet[Firearm]) -> dict[str, Line]:
    """The lines of arms that stand on a list themselves. Three queries."""
    texts = list(arms.values_list("public_id", flat=True))
    identities, serials = kept.identities_of(texts), serials_of(texts)
    return {
        text: Line(
            text,
            text,
            serials.get(text, ""),
            " ".join(
                str(identities[text][name])
                for name in ("make", "model", "calibre", "type")
                if name in identities[text]
            ),
        )
        for text in texts
    }


def _standing(actor: Actor, batch: str, kind: str, expected_n: int | None) -> Batch:
    require(actor, PREPARE)
    result = kept.batch_for(actor, batch)
    RECORDER.check_expected(result, expected_n)
    RECORDER.state_after("batch", kind, result.state)
    return result


# The seal -------------------------------------------------------------------------------------------------------------


@BATCH.act(
    "sealed",
    inputs.ProposeSeal,
    _("Seal the list"),
    permission=PREPARE,
    done=_("Proposed. A second person decides; then the list is sealed."),
    hint=_("A second person decides. Afterwards nothing on the list can be changed."),
    leads=True,
    when=lambda actor, result: _is_mine(actor, result) and bool(result.lines),
)
@transaction.atomic
def propose_seal(*, actor: Actor, batch_id: str, reason: str, expected_n: int | None = None) -> Proposal:
    """Propose to seal the list: a second person decides, and the hash of the list enters the log.

    Raises:
        Refused: the list is empty, or something on it cannot be destroyed any more.
    """
    batch = _standing(actor, batch_id, "sealed", expected_n)
    if batch.agency_id != actor.agency_id:
        raise Forbidden("custody.other_office", words.of("custody.other_office"))
    if not batch.lines:
        raise RECORDER.refused(Reason("custody.batch.empty", article=destruction.ARTICLE))
    _lines(actor, [line["exhibit"] for line in batch.lines], batch_id)
    details = {
        "seal": destruction.sealed(destruction.lines_of(batch.lines)),
        "items": len(batch.lines),
        "order": batch.order,
        "method": batch.method,
    }
    return proposals.propose(
        actor=actor,
        act=SEALED,
        object=batch_id,
        payload={"record_type": "batch", "kind": "sealed", "n": batch.n + 1, "details": details},
        reason=reason,
        compartment=batch.compartment,
    )


def carry_out_seal(actor: Actor, proposal: Proposal) -> None:
    """Seal a list with the second person's approval; everybody who may witness is told."""
    batch = Batch.objects.select_related("agency").get(public_id=proposal.object)
    RECORDER.state_after("batch", "sealed", batch.state)
    if batch.n + 1 != proposal.payload["n"]:
        raise RECORDER.refused(Reason("custody.changed_meanwhile"))
    there = _at_hand(batch)
    gone = [line["exhibit"] for line in batch.lines if line["exhibit"] not in there]
    if gone:
        raise RECORDER.refused(
            *(
                Reason("custody.batch.away", article=destruction.ARTICLE, params={"exhibit": item})
                for item in gone[:20]
            )
        )
    details = proposal.payload["details"]
    changes = {"seal": details["seal"], "proposer": proposal.proposer, "approver": actor.id}
    RECORDER.record(
        actor, "batch", "sealed", batch, changes=changes, details=details, proposal=proposal.public_id
    )
    for office in Agency.objects.filter(kind__in=["inspectorate", "court"], closed=False):
        notices.tell(
            kind="custody.witness",
            object=batch.public_id,
            agency_id=office.pk,
            once=f"custody witness {batch.public_id} {office.pk}",
            permission=WITNESS,
            params={"office": batch.agency.name, "items": details["items"]},
        )


# The day --------------------------------------------------------------------------------------------------------------


@BATCH.act(
    "checked",
    inputs.ReadItems,
    _("Read the items"),
    permission=PREPARE,
    done=_("What was read is compared with the list."),
    leads=True,
    when=lambda actor, result: _is_mine(actor, result) and not result.witnesses,
)
@transaction.atomic
def check_items(
    *,
    actor: Actor,
    batch_id: str,
    readings: str | Sequence[Reading] = (),
    rest: bool = False,
    drop: Sequence[str] = (),
    expected_n: int | None = None,
) -> tuple[destruction.ItemCheck, ...]:
    """Read items on the day and compare them with the sealed list; a later reading of one replaces the earlier, which stays in the log.

    Args:
        readings: what was read, each exhibit by its identifier, its number in the case or the serial number on the list; or lines as they were
            typed or scanned. There a serial number alone names its item and is what was read; behind an identifier or a number of the case
            stands what was read, or a dash where the item bears none.
        rest: all others were looked for and are not there.
        drop: exhibits whose reading was a mistake: they are unread again.

    Raises:
        NotFound: there is no such batch for this actor.
        Refused: a witness has signed what was read.
        Invalid: something names no line of the list, or several, or was read twice and differently; nothing is kept then.
    """
    batch = _standing(actor, batch_id, "checked", expected_n)
    values = named(batch, typed(batch, readings) if isinstance(readings, str) else readings)
    if rest:
        known = batch.readings.keys() | values.keys()
        values |= dict.fromkeys(destruction.unread(destruction.lines_of(batch.lines), known))
    gone = {exhibit for exhibit in drop if exhibit in batch.readings}
    if not values and not gone:
        raise RECORDER.invalid(Reason("custody.batch.nothing_read", field="readings"))
    listed = {line["exhibit"] for line in batch.lines}
    kept_so_far = {
        exhibit: serial
        for exhibit, serial in batch.readings.items()
        if exhibit in listed and exhibit not in gone
    }
    details: dict[str, Any] = {"read": [[name, serial] for name, serial in values.items()]}
    details |= {"dropped": sorted(gone)} if gone else {}
    changes = {"readings": {**kept_so_far, **values}}
    RECORDER.record(actor, "batch", "checked", batch, changes=changes, details=details)
    return checked(kept.batch_for(actor, batch_id))


@BATCH.act(
    "witnessed",
    inputs.WitnessBatch,
    _("Sign as a witness"),
    permission=WITNESS,
    done=_("You have signed as a witness."),
    leads=True,
    when=lambda actor, result: (
        kept.to_witness(actor).filter(pk=result.pk).exists()
        and not destruction.unread(destruction.lines_of(result.lines), result.readings)
    ),
)
@transaction.atomic
def witness(*, actor: Actor, batch_id: str, expected_n: int | None = None) -> None:
    """Sign as a witness that the arms on the sealed list were destroyed before one's eyes.

    Raises:
        NotFound: there is no such batch for this actor.
        Forbidden: the actor made or approved the list, or has signed already.
        Refused: something on the list was not read yet.
    """
    require(actor, WITNESS)
    batch = kept.batch_for(actor, batch_id)
    RECORDER.check_expected(batch, expected_n)
    RECORDER.state_after("batch", "witnessed", batch.state)
    changes, values = (
        {"witnesses": [*batch.witnesses, actor.id]},
        {"seal": batch.seal, "readings": len(batch.readings)},
    )
    signed = RECORDER.compose(actor, "batch", "witnessed", batch, changes=changes, details=values)
    if missing := destruction.unread(destruction.lines_of(batch.lines), batch.readings):
        raise RECORDER.refused(
            Reason("custody.witness.unread", article=destruction.ARTICLE, params={"count": len(missing)})
        )
    RECORDER.write(actor, signed)


@transaction.atomic
def record(
    *,
    actor: Actor,
    batch_id: str,
    weight_grams: int | None,
    counted: int | None,
    photos: Sequence[str],
    exceptions: Mapping[str, inputs.NotDestroyed] = MappingProxyType({}),
    language: str = "en",
    note: str = "",
    expected_n: int | None = None,
) -> Paper:
    """Record that a batch was destroyed: the register says it of each firearm in this one act, and a certificate is issued.

    Args:
        counted: pieces that were counted after the destruction.
        photos: hashes of pictures that were deposited.
        exceptions: exhibit -> what on the list was not destroyed, and why.
        language: of the certificate.

    Raises:
        NotFound: there is no such batch for this actor.
        Refused: something is missing; every reason, each item that does not agree with the list by its number.
        Forbidden: the actor is one of the witnesses.
    """
    batch = _standing(actor, batch_id, "destroyed", expected_n)
    lines = destruction.lines_of(batch.lines)
    readings = [Reading(exhibit, serial) for exhibit, serial in batch.readings.items()]
    photos = [deposit_for(actor, sha256).file_id for sha256 in photos]
    values = {
        exhibit: {"why": exception.why, "note": exception.note}
        for exhibit, exception in exceptions.items()
        if exhibit in {line.exhibit for line in lines}
    }
    if reasons := destruction.against(
        lines,
        readings,
        exceptions=values,
        witnesses=batch.witnesses,
        weight_grams=weight_grams,
        counted=counted,
        photos=photos,
        away={line.exhibit for line in lines} - _at_hand(batch),
    ):
        raise RECORDER.refused(*reasons[:50])
    changes = {
        "weight_grams": weight_grams,
        "counted": counted,
        "photos": photos,
        "exceptions": {exhibit: {"why": value["why"]} for exhibit, value in values.items()},
        "destroyed_on": timezone.localdate(),
    }
    notes = {exhibit: value["note"] for exhibit, value in values.items()}
    personal = {"exceptions": notes} if notes else {}
    RECORDER.record(actor, "batch", "destroyed", batch, changes=changes, note=note, personal=personal)
    done = destruction.destroyed(destruction.compare(lines, readings), values)
    batch = kept.batch_for(actor, batch_id)
    _destroy(actor, batch, [item.firearm for item in done if item.firearm])
    _leave(actor, [item.exhibit for item in done], batch_id)
    return custody_papers.issue_certificate(actor=actor, batch=batch, language=language)


def _at_hand(batch: Batch) -> set[str]:
    """Which exhibits of a batch its office still has in its custody, their chains whole; and which arms that were written off."""
    listed = [line["exhibit"] for line in batch.lines]
    exhibits = kept.at_hand(batch.agency_id).filter(public_id__in=listed)
    arms = kept.written_off(batch.agency.public_id).filter(public_id__in=listed)
    return {text for some in (exhibits, arms) for text in some.values_list("public_id", flat=True)}


def _destroy(actor: Actor, batch: Batch, firearms: Sequence[str]) -> None:
    """Record the destruction of each firearm under the proposal that sealed the list; the database looks each of them up on it."""
    proposal = CustodyEvent.objects.get(subject=batch.public_id, kind="sealed").proposal
    people = frozenset({actor.id, batch.proposer, batch.approver})
    office = replace(actor, agency=batch.agency.public_id, agency_kind=batch.agency.kind)
    kind = kinds.KINDS["destroyed"]
    event = NewEvent(
        kind="destroyed",
        details={
            "order": batch.order,
            "method": batch.method,
            "witnesses": list(batch.witnesses),
            "list": batch.public_id,
            "photos": list(batch.photos),
        },
        occurred=instant(ledger.now()),
        place=batch.place,
        paper=batch.public_id,
    )
    events.checked(event)
    for firearm in firearms:
        snapshot = events.snapshot_of(actor, firearm)
        outcome = events.decided(office, snapshot, event, people=people, second=True)
        events.write(
            events.compose(actor, snapshot, event, kind, outcome, proposal=proposal, recorder=office)
        )


def _leave(actor: Actor, exhibits: Sequence[str], batch: str) -> None:
    for chain in Chain.objects.filter(public_id__in=list(exhibits), state="kept").select_related("agency"):
        custody.leave(actor, chain, "destroyed", batch)


@BATCH.act(
    "abandoned",
    inputs.AbandonBatch,
    _("Give the batch up"),
    permission=PREPARE,
    done=_("The batch is given up."),
    when=_is_mine,
)
@transaction.atomic
def abandon(*, actor: Actor, batch_id: str, note: str, expected_n: int | None = None) -> None:
    """Give a batch up before anything was destroyed, and say why; its items may go on another list."""
    batch = _standing(actor, batch_id, "abandoned", expected_n)
    if not note.strip():
        raise RECORDER.invalid(Reason("custody.note", field="note"))
    RECORDER.record(actor, "batch", "abandoned", batch, note=note)
