"""Packing: firearms of the register by one act on a list, other goods by quantity; and taking them off again.

Each firearm's life says that its export is licensed, under the consignment on whose packing list it stands. Nothing is packed beyond the line of the
authorisation that it fits: here, and by the database with the authorisation locked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.acts.offers import Offers
from ifar.bulk.given import things_of
from ifar.bulk.many import Answer, Many, answer_of, taken_back
from ifar.bulk.one_by_one import each_alone
from ifar.errors import IfarError, Reason
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.registry import kinds as registry_kinds
from ifar.registry.attestations import with_document
from ifar.registry.occurred import instant
from ifar.registry.services import events
from ifar.registry.services.events import NewEvent
from ifar.registry.services.events.many import write_each
from ifar.rights import Actor, require
from ifar.trade import selectors
from ifar.trade.acts import ACTS
from ifar.trade.consignments import inputs
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.selectors import PACK, key_of
from ifar.trade.consignments.services.carried import asked_once
from ifar.trade.consignments.services.consignments import in_force, is_packer, serial_of
from ifar.trade.models import Authorisation, Consignment, Crate, Item
from ifar.trade.services.writing import RECORDER, kinds_of_goods, today

MOST: Final = 5_000
"""How many firearms are packed in one act."""
PACKED: Final = "trade.item_packed"
UNPACKED: Final = "trade.item_unpacked"
_ARTICLE: Final = "Protocol art. 10(3)"
_KEY: Final = ("type", "calibre", "make", "model")
_ALONE: Final = "SELECT acts_lock('trade', 'item', 'packed', %s, %s::jsonb, '{}')"
_FITTING: Final = """
SELECT f.public_id, g.place::integer - 1, CASE %s::text WHEN '' THEN f.ownership = 'state' ELSE trade_owns(%s, f.owner) END
FROM registry_firearm f, jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS g (line, place)
WHERE f.public_id = ANY(%s) AND f.compartment = %s AND trade_fits(f, g.line)
"""


def _crate(actor: Actor, crate_id: str) -> Crate:
    """A crate into which the actor's office packs now.

    Raises:
        NotFound: there is no such crate for this actor.
        Refused: another office packs it, its packing list is closed, the crate was removed, or its authorisation is not in force.
    """
    crate = kept.crate_for(actor, crate_id)
    consignment = crate.consignment
    if not is_packer(actor, consignment):
        raise RECORDER.refused(Reason("trade.pack.other"))
    if consignment.state != "packing":
        raise RECORDER.refused(Reason("trade.list_closed"))
    if crate.state != "open":
        raise RECORDER.refused(Reason("trade.crate.none"))
    if reasons := in_force(consignment.authorisation, today()):
        raise RECORDER.refused(*reasons)
    return crate


def wait(consignment: Consignment) -> None:
    """Wait for whoever packs under the same authorisation: what is left of its lines stays as it is read."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, ["", json.dumps({"consignment": consignment.public_id})])


def _fitting(
    of: Authorisation, compartment: str, firearms: Sequence[str]
) -> tuple[dict[str, list[int]], set[str]]:
    """Firearms -> the places of the lines of goods that each fits; and those of them that are not the applicant's, or the State's where it has none."""
    result: dict[str, list[int]] = {}
    others = set()
    with connection.cursor() as cursor:
        asked: list[Any] = [of.applicant, of.applicant, json.dumps(of.goods), list(firearms), compartment]
        cursor.execute(_FITTING, asked)
        for firearm, place, is_theirs in cursor.fetchall():
            result.setdefault(firearm, []).append(place)
            if not is_theirs:
                others.add(firearm)
    return result, others


class _Lines:
    """The lines of goods of an authorisation and what is left of each."""

    def __init__(self, of: Authorisation) -> None:
        self.goods = of.goods
        self.left: dict[tuple[str, ...], int] = {}
        for line in of.goods:
            self.left[key_of(line)] = self.left.get(key_of(line), 0) + int(line["quantity"])
        for key, packed in kept.packed_under(of).items():
            self.left[key] = self.left.get(key, 0) - packed

    def take(self, places: Sequence[int]) -> dict[str, str]:
        """The line on which a piece counts: of those that it fits and of which something is left the one that says most.

        Raises:
            Refused: it fits none, or nothing is left of those that it fits.
        """
        if not places:
            raise RECORDER.refused(Reason("trade.fits_no_line", article=_ARTICLE))
        keys = sorted({key_of(self.goods[place]) for place in places}, key=lambda key: -sum(map(bool, key)))
        key = next((row for row in keys if self.left[row] > 0), None)
        if key is None:
            raise RECORDER.refused(Reason("trade.line_full", article=_ARTICLE))
        self.left[key] -= 1
        return dict(zip(_KEY, key, strict=True))


def _licensed(consignment: Consignment, document: str) -> NewEvent:
    through = list(dict.fromkeys(leg["country"] for leg in consignment.through))
    details: dict[str, Any] = {"country": consignment.into_state, "consignment": consignment.public_id}
    return NewEvent(
        "export_licensed",
        details | ({"transit_countries": through} if through else {}),
        occurred=instant(ledger.now()),
        paper=consignment.public_id,
        attested={"marks_complete": with_document(document)} if document.strip() else {},
    )


@transaction.atomic
@asked_once()
def pack(actor: Actor, said: inputs.PackFirearms, firearms: Sequence[str]) -> list[Answer]:
    """Put firearms of the register on the packing list; what refuses one of them is its answer, and the others are packed.

    Raises:
        NotFound: there is no such crate for this actor.
        Refused: another office packs it, its packing list is closed, or its authorisation is not in force.
    """
    require(actor, PACK)
    crate = _crate(actor, said.crate)
    consignment = crate.consignment
    if consignment.authorisation.kind != "export":
        raise RECORDER.refused(Reason("trade.pack.import"))
    wait(consignment)
    event, kind = _licensed(consignment, said.marks), registry_kinds.KINDS["export_licensed"]
    events.checked(event)
    snapshots = events.snapshots_of(actor, firearms, event)
    fitting, others = _fitting(consignment.authorisation, consignment.compartment, list(snapshots))
    lines = _Lines(consignment.authorisation)
    answers: dict[str, Answer] = {}
    items, lives = [], []
    for firearm in firearms:
        try:
            snapshot = snapshots.get(firearm)
            if snapshot is None:
                raise RECORDER.refused(
                    Reason("trade.firearm.unseen", params={"firearm": identifiers.shown(firearm)})
                )
            outcome = events.decided(actor, snapshot, event, people=frozenset({actor.id}))
            if firearm in others:
                raise RECORDER.refused(Reason("trade.pack.owner", article=_ARTICLE))
            sets = lines.take(fitting.get(firearm, ()))
        except IfarError as error:
            answers[firearm] = answer_of(error)
            continue
        own = {
            "consignment": consignment.public_id,
            "crate": crate.public_id,
            "firearm": firearm,
            "serial": serial_of(snapshot),
            "quantity": 1,
        }
        items.append(RECORDER.compose(actor, "item", "packed", changes={**sets, **own}, parent=consignment))
        lives.append(events.compose(actor, snapshot, event, kind, outcome))
    if items:
        RECORDER.write(actor, *items)
    write_each(lives)
    for item, life in zip(items, lives, strict=True):
        answers[life.snapshot.public_id] = Answer(item.subject, item.entry)
    return [answers[text] for text in firearms]


def crates_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """The crates into which an actor may pack, each with its consignment."""
    names = reference.words("country")
    rows = []
    for crate in kept.crates_to_fill(actor):
        of = crate.consignment
        into = names.get(of.into_state, of.into_state)
        rows.append((crate.public_id, f"{crate.number} · {into} · {identifiers.shown(of.public_id)}"))
    return rows


def _asks(actor: Actor) -> Mapping[str, Any]:
    return {"among": {"crate": crates_to_choose(actor)}}


PACKING: Final = Many(
    name=PACKED,
    title=gettext_lazy("Pack firearms"),
    said=inputs.PackFirearms,
    permission=PACK,
    look=taken_back(pack),
    write=pack,
    words=ACTS.said,
    letters="FK",
    asks=_asks,
    most=MOST,
)
"""Firearms are packed in batches."""


# Goods that stand in no record ------------------------------------------------------------------------------------------


def lines_to_choose(of: Authorisation) -> list[tuple[str, str]]:
    """The lines of goods of an authorisation, by their places."""
    kinds, calibres = dict(kinds_of_goods()), reference.words("calibre")
    lines = _Lines(of)
    rows = []
    for place, line in enumerate(of.goods):
        parts = (
            line.get("make", ""),
            line.get("model", ""),
            kinds.get(line["type"], line["type"]),
            calibres.get(line["calibre"], line["calibre"]),
        )
        left = lines.left[key_of(line)]
        rows.append((str(place), f"{' '.join(filter(None, parts))} · {left}/{line['quantity']}"))
    return rows


@transaction.atomic
def pack_goods(
    *, actor: Actor, crate: str, line: str, quantity: int, serials: str | Sequence[str] = ""
) -> list[str]:
    """Put so many of one line of the authorisation on the packing list; returns the public identifiers of its items.

    Args:
        line: its place among the lines of goods, from 0.
        serials: of firearms that come in: their serial numbers, one to a line or as ranges.

    Raises:
        NotFound: there is no such crate for this actor.
        Refused: the packing list is closed, the authorisation is not in force, its line is used up, or these are firearms of the register.
        Invalid: there is no such line, or other serial numbers than the quantity says.
    """
    require(actor, PACK)
    record = _crate(actor, crate)
    of = record.consignment.authorisation
    if int(line) >= len(of.goods):
        raise RECORDER.invalid(Reason("trade.line", field="line"))
    numbers = things_of(serials, numbers=True) if isinstance(serials, str) else list(serials)
    sets = dict(zip(_KEY, key_of(of.goods[int(line)]), strict=True))
    if of.kind == "export" and sets["type"] in firearm_types():
        raise RECORDER.refused(Reason("trade.pack.by_record"))
    if numbers and len(dict.fromkeys(numbers)) != quantity:
        raise RECORDER.invalid(Reason("trade.pack.serials", field="serials"))
    wait(record.consignment)
    if _Lines(of).left[key_of(of.goods[int(line)])] < quantity:
        raise RECORDER.refused(Reason("trade.line_full", article=_ARTICLE))
    whole = {**sets, "consignment": record.consignment.public_id, "crate": record.public_id}
    each: list[dict[str, Any]] = (
        [{**whole, "serial": number[:80], "quantity": 1} for number in numbers]
        if numbers
        else [{**whole, "quantity": quantity}]
    )
    made = [RECORDER.compose(actor, "item", "packed", changes=row, parent=record.consignment) for row in each]
    RECORDER.write(actor, *made)
    return [entry.subject for entry in made]


def firearm_types() -> frozenset[str]:
    """Which goods are firearms, by their types."""
    return frozenset(choice.code for choice in reference.choices("firearm_type"))


# Off the list -----------------------------------------------------------------------------------------------------------


def item_for(actor: Actor, public_id: str) -> Item:
    """One item of a consignment that the actor sees; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    seen = Item.objects.filter(consignment__in=kept.consignments_for(actor).order_by(), public_id=public_id)
    return selectors.only(
        seen.select_related("agency", "consignment", "consignment__authorisation").first(), "item"
    )


ITEM: Final = Offers(
    RECORDER,
    "item",
    item_for,
    page="trade:consignment",
    on=lambda record: record.consignment.public_id,
    name="packed",
)


@ITEM.act(
    "unpacked",
    inputs.UnpackGoods,
    _("Take off the packing list"),
    permission=PACK,
    when=lambda actor, record: record.consignment.state == "packing" and is_packer(actor, record.consignment),
)
@transaction.atomic
def unpack(*, actor: Actor, item_id: str, expected_n: int | None = None) -> None:
    """Take something off the packing list; a firearm's export is licensed no more.

    Raises:
        NotFound: there is no such item for this actor.
        Refused: another office packs it, or the packing list is closed.
    """
    require(actor, PACK)
    item = item_for(actor, item_id)
    RECORDER.check_expected(item, expected_n)
    if not is_packer(actor, item.consignment):
        raise RECORDER.refused(Reason("trade.pack.other"))
    if item.consignment.state != "packing":
        raise RECORDER.refused(Reason("trade.list_closed"))
    if item.firearm and item.consignment.authorisation.kind == "import":
        raise RECORDER.refused(Reason("trade.registered"))
    RECORDER.record(actor, "item", "unpacked", item)
    if item.firearm:
        _withdraw(actor, item)


def _withdraw(actor: Actor, item: Item) -> None:
    event = NewEvent(
        "export_withdrawn",
        {"reason": "not_used"},
        occurred=instant(ledger.now()),
        paper=item.consignment.public_id,
    )
    snapshot = events.snapshot_of(actor, item.firearm)
    # What somebody withdrew by itself is licensed no more already.
    if snapshot.facts is not None and snapshot.facts.legal == "export_licensed":
        outcome = events.decided(actor, snapshot, event, people=frozenset({actor.id}))
        events.write(
            events.compose(actor, snapshot, event, registry_kinds.KINDS["export_withdrawn"], outcome)
        )


def _unpack(actor: Actor, _said: inputs.UnpackFirearms, firearm: str, _rest: str) -> Answer:
    item = Item.objects.filter(
        consignment__in=kept.consignments_for(actor).filter(state="packing").order_by(),
        firearm=firearm,
        state="packed",
    ).first()
    if item is None:
        raise RECORDER.refused(Reason("trade.not_packed"))
    unpack(actor=actor, item_id=item.public_id)
    item.refresh_from_db()
    return Answer(item.public_id, item.last_event)


_LOOK, _WRITE = each_alone(PACK, _unpack)
UNPACKING: Final = Many(
    name=UNPACKED,
    title=gettext_lazy("Take firearms off a packing list"),
    said=inputs.UnpackFirearms,
    permission=PACK,
    look=_LOOK,
    write=_WRITE,
    words=ACTS.said,
    letters="FK",
)
"""Firearms are taken off packing lists in batches."""
