"""Consignments from an exporter's own account: packed by lists, sealed, closed; and the proof of receipt, which the authority alone confirms.

Every act is the office's, by its own input and service. Of firearms that are not the exporter's the answer is that of what there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models.functions import Upper

from ifar import identifiers, scanned
from ifar.acts.offers import Offers
from ifar.bulk.given import things_of
from ifar.bulk.many import Answer
from ifar.bulk.services.files import things_of_file
from ifar.errors import Reason
from ifar.files.models import Deposit
from ifar.portal import selectors as portal
from ifar.registry.models import Mark
from ifar.rights import Actor, require
from ifar.trade.consignments.inputs import PackFirearms
from ifar.trade.consignments.services import consignments, packing
from ifar.trade.deliveries.services import deliveries
from ifar.trade.deliveries.services.deliveries import DELIVERY as OFFICES_DELIVERY
from ifar.trade.models import Consignment, Delivery
from ifar.trade.own import selectors
from ifar.trade.own.mirrored import mirror
from ifar.trade.own.selectors import ACT, DELIVER, PACK, keeper
from ifar.trade.selectors import history_of
from ifar.trade.services.writing import RECORDER

MOST: Final = 500
"""How many firearms are packed at once from an account: more are packed in several lists."""

CONSIGNMENT: Final = Offers(
    RECORDER,
    "consignment",
    selectors.consignment_for,
    page="own_trade:consignment",
    name="my_consignment",
)
CRATE: Final = Offers(
    RECORDER,
    "crate",
    selectors.crate_for,
    page="own_trade:consignment",
    on=lambda record: record.consignment.public_id,
    name="my_crate",
)
ITEM: Final = Offers(
    RECORDER,
    "item",
    selectors.item_for,
    page="own_trade:consignment",
    on=lambda record: record.consignment.public_id,
    name="my_packed",
)
DELIVERY: Final = Offers(
    RECORDER,
    "delivery",
    selectors.delivery_for,
    page="own_trade:authorisation",
    on=lambda record: record.authorisation.public_id,
    name="my_delivery",
)


@transaction.atomic
def open_consignment(*, actor: Actor, authorisation: str, consignee: str = "") -> str:
    """Open a consignment under an authorisation of one's own; returns its public identifier.

    Args:
        consignee: to whom it goes, where the authorisation names several.

    Raises:
        NotFound: it is not the exporter's.
        Refused: it is not in force today.
    """
    require(actor, ACT)
    of = selectors.authorisation_for(actor, authorisation)
    return consignments.open_consignment(
        actor=keeper(actor, of, PACK), authorisation=authorisation, consignee=consignee
    )


def packs(actor: Actor, consignment: Consignment) -> bool:
    """Whether an exporter packs a consignment of theirs from this account: one that the office of a book opened is packed there."""
    return consignment.state == "packing" and not consignment.exporter


def _of(actor: Actor, consignment_id: str) -> tuple[Actor, Consignment]:
    consignment = selectors.consignment_for(actor, consignment_id)
    if consignment.exporter:
        raise RECORDER.refused(Reason("trade.pack.other"))
    return keeper(actor, consignment, PACK), consignment


@transaction.atomic
def add_crate(*, actor: Actor, consignment_id: str, number: str, seals: Sequence[str] = ()) -> str:
    """Add a crate to a consignment of one's own; returns its public identifier.

    Raises:
        NotFound: it is not the exporter's.
        Refused, Invalid: as `consignments.add_crate`.
    """
    require(actor, ACT)
    within, _found = _of(actor, consignment_id)
    return consignments.add_crate(actor=within, consignment_id=consignment_id, number=number, seals=seals)


@transaction.atomic
def pack_goods(*, actor: Actor, consignment_id: str, crate: str, **said: Any) -> list[str]:
    """Put so many of one line of the authorisation on the packing list; as `packing.pack_goods`.

    Raises:
        NotFound: the consignment, or the crate in it, is not the exporter's.
    """
    require(actor, ACT)
    within, consignment = _of(actor, consignment_id)
    _crate(actor, consignment, crate)
    return packing.pack_goods(actor=within, crate=crate, **said)


def _crate(actor: Actor, consignment: Consignment, crate: str) -> None:
    if selectors.crate_for(actor, crate).consignment_id != consignment.pk:
        raise RECORDER.invalid(Reason("trade.crate.none", field="crate"))


@dataclass(frozen=True, slots=True)
class Packed:
    """What became of a line of a list: packed, or every reason why not."""

    given: str
    reasons: tuple[Reason, ...] = ()


@transaction.atomic
def pack(
    *, actor: Actor, consignment_id: str, crate: str, things: str | Sequence[str] = "", marks: str = ""
) -> list[Packed]:
    """Put firearms of one's own on the packing list; what refuses one of them is its answer, and the others are packed.

    Args:
        things: what was typed, scanned or read from a file: serial numbers, labels, identifiers.

    Raises:
        NotFound: the consignment, or the crate in it, is not the exporter's.
        Refused: the packing list is closed, or the authorisation is not in force.
        Invalid: nothing is given, or too much.
    """
    require(actor, ACT)
    within, consignment = _of(actor, consignment_id)
    _crate(actor, consignment, crate)
    lines = things_of(things, numbers=False) if isinstance(things, str) else list(things)
    if not lines or len(lines) > MOST:
        code = "trade.pack.many" if lines else "trade.pack.none"
        raise RECORDER.invalid(Reason(code, field="things", params={"most": MOST}))
    read = _read(actor, consignment.authorisation.applicant, lines)
    firearms = list(dict.fromkeys(reason for reason in read.values() if isinstance(reason, str)))
    answers = dict(
        zip(firearms, packing.pack(within, PackFirearms(crate=crate, marks=marks), firearms), strict=True)
    )
    return [_packed(line, read[line], answers) for line in lines]


def _packed(given: str, read: str | Reason, answers: dict[str, Answer]) -> Packed:
    if isinstance(read, Reason):
        return Packed(given, (read,))
    return Packed(given, answers[read].reasons)


def _read(actor: Actor, applicant: str, lines: Iterable[str]) -> dict[str, str | Reason]:
    """Line -> the firearm of the applicant that it names, or why it names none."""
    own = selectors.firearms_of(portal.own(actor), applicant)
    values = {item: scanned.read(scanned.in_short(item)) for item in lines}
    numbers = {(item.serial or item.text).upper() for item in values.values() if not item.identifier}
    asked = {item.identifier for item in values.values() if item.identifier}
    known = set(own.filter(public_id__in=asked).values_list("public_id", flat=True))
    bearing: dict[str, list[str]] = {}
    marks = Mark.objects.alias(plain=Upper("text")).filter(
        kind="serial", retired=False, plain__in=numbers, firearm__in=own
    )
    for text, firearm in marks.values_list(Upper("text"), "firearm__public_id"):
        bearing.setdefault(text, []).append(firearm)
    result: dict[str, str | Reason] = {}
    for line, value in values.items():
        of_number = bearing.get((value.serial or value.text).upper(), [])
        if value.identifier in known:
            result[line] = value.identifier
        elif len(set(of_number)) == 1:
            result[line] = of_number[0]
        else:
            code = "trade.pack.several" if of_number else "trade.firearm.unseen"
            shown = identifiers.shown(value.identifier) if value.identifier else line
            result[line] = RECORDER.refused(Reason(code, params={"firearm": shown})).reasons[0]
    return result


def lines_of_file(*, actor: Actor, consignment_id: str, name: str, content: Any) -> list[str]:
    """The lines of a list that was uploaded, as a batch of the office reads it.

    Raises:
        NotFound: it is not the exporter's.
        Invalid: it is no table that can be read.
    """
    require(actor, ACT)
    within, _found = _of(actor, consignment_id)
    return things_of_file(actor=within, what=packing.PACKING, name=name, content=content)


def _packs_it(actor: Actor, result: Any) -> bool:
    return packs(actor, result.consignment)


def _their_list(_actor: Actor, result: Any, values: dict[str, Any]) -> dict[str, Any]:
    if (result if isinstance(result, Consignment) else result.consignment).exporter:
        raise RECORDER.refused(Reason("trade.pack.other"))
    return values


for _kind in ("closed", "reopened", "cancelled"):
    mirror(
        CONSIGNMENT,
        consignments.CONSIGNMENT,
        _kind,
        PACK,
        when=lambda _actor, record: not record.exporter,
        given=_their_list,
    )
for _kind in ("changed", "removed"):
    mirror(CRATE, consignments.CRATE, _kind, PACK, when=_packs_it, given=_their_list)
mirror(ITEM, packing.ITEM, "unpacked", PACK, when=_packs_it, given=_their_list)


# The proof of receipt -------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_proof(*, actor: Actor, delivery_id: str, name: str, content: Any) -> str:
    """Keep the photograph of a proof of receipt; returns its hash, by which the delivery names it.

    Raises:
        NotFound: it is not the exporter's.
        Invalid: it is no picture that can be read.
    """
    require(actor, ACT)
    delivery = selectors.delivery_for(actor, delivery_id)
    return deliveries.keep_proof(actor=keeper(actor, delivery, DELIVER), name=name, content=content)


def proves(actor: Actor, delivery: Delivery) -> bool:
    """Whether an exporter may hand a proof in: none is there, or their own is replaced before anybody confirmed it."""
    if delivery.state == "confirmed":
        return False
    last = next(
        (who for kind, _note, who, _at in history_of("delivery", delivery.public_id) if kind == "proved"), ""
    )
    return last in ("", actor.id)


def _proof(actor: Actor, delivery: Delivery, values: dict[str, Any]) -> dict[str, Any]:
    if not proves(actor, delivery):
        raise RECORDER.refused(Reason("trade.proof.office"))
    if not Deposit.objects.filter(
        file_id=values["file"], purpose=deliveries.PURPOSE, actor=actor.id
    ).exists():
        raise RECORDER.invalid(Reason("trade.paper.file", field="file"))
    return values


mirror(DELIVERY, OFFICES_DELIVERY, "proved", DELIVER, when=proves, given=_proof)
