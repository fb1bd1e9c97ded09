"""Consignments as an actor may see them: licensing those of its authorisations, customs those that may leave or left, a trader its own.

A trader sees a consignment whose authorisation was given to whoever holds the licence of its book, and nothing else of the authorisation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import batched
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from ifar.placement.roads.reconciling import Arrived, Box, Piece, Report, Whole, arrived
from ifar.reference import selectors as reference
from ifar.registry.duties import FULFILLED_BY
from ifar.registry.models import Firearm
from ifar.rights import Actor, may
from ifar.trade import gate, selectors
from ifar.trade.models import Authorisation, Consignment, Crate, Item, Observation

READ: Final = "trade:consignment:read"
PACK: Final = "trade:consignment:pack"
CHECK: Final = "trade:consignment:check"
TRADERS: Final = frozenset({"maker", "dealer"})
"""Kinds of office that pack what they have in their own books."""
MOST: Final = 200
"""Authorisations among which somebody chooses when they open a consignment."""


def _granted_to(actor: Actor, of: str = "") -> Q:
    """Authorisations that were given to whoever holds a licence in force that names the actor's own book."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT unnest(licensing_records(l.holder)) FROM licensing_licence l "
            "WHERE l.book = %s AND l.state = 'in_force' AND l.allows && ARRAY['trade', 'make']",
            [actor.agency],
        )
        held = [item for (item,) in cursor.fetchall()]
    given = Q(**{f"{of}applicant__in": [item for item in held if item]})
    return given & Q(**{f"{of}compartment__in": actor.compartments})


def _packed_by(actor: Actor) -> bool:
    return actor.agency_kind in TRADERS and bool(actor.agency)


def consignments_for(actor: Actor) -> QuerySet[Consignment]:
    """Consignments."""
    if not may(actor, READ):
        return Consignment.objects.none()
    seen = selectors.authorised(actor, "authorisation__")
    if _packed_by(actor):
        # Two short lists, each by its index: one condition on both would have every consignment looked through.
        given = Consignment.objects.filter(_granted_to(actor, "authorisation__")).values("pk")
        seen |= Q(pk__in=given.union(Consignment.objects.filter(exporter=actor.agency).values("pk")))
    return Consignment.objects.filter(seen).select_related("agency", "authorisation")


def consignment_for(actor: Actor, public_id: str) -> Consignment:
    """One consignment; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return selectors.only(consignments_for(actor).filter(public_id=public_id).first(), "consignment")


def crate_for(actor: Actor, public_id: str) -> Crate:
    """One crate of a consignment that the actor sees; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    seen = Crate.objects.filter(consignment__in=consignments_for(actor).order_by(), public_id=public_id)
    return selectors.only(
        seen.select_related("agency", "consignment", "consignment__authorisation").first(), "crate"
    )


def packed_on_by(actor: Actor) -> QuerySet[Authorisation]:
    """The authorisations in force under which an actor may open a consignment."""
    if not may(actor, PACK):
        return Authorisation.objects.none()
    seen = (
        _granted_to(actor)
        if _packed_by(actor)
        else Q(agency_id=actor.agency_id, compartment__in=actor.compartments)
    )
    authorisations = Authorisation.objects.filter(seen, state="in_force", kind__in=("export", "import"))
    return authorisations.select_related("agency")


def to_pack_on(actor: Actor, day: dt.date) -> list[Authorisation]:
    """The newest of them that did not expire by a day, among which somebody chooses."""
    return list(packed_on_by(actor).filter(valid_to__gte=day).order_by("-id")[:MOST])


def crates_of(consignment: Consignment) -> list[Crate]:
    """The crates of a consignment that the caller was shown, by number."""
    return list(
        consignment.crates.filter(state="open").select_related("consignment").order_by("number", "id")
    )


def crates_to_fill(actor: Actor) -> list[Crate]:
    """The crates into which an actor may pack."""
    if not may(actor, PACK):
        return []
    seen = consignments_for(actor).filter(state="packing").order_by()
    mine = seen.filter(Q(exporter=actor.agency) | Q(agency_id=actor.agency_id))
    crates = Crate.objects.filter(consignment__in=mine, state="open").select_related(
        "consignment", "consignment__authorisation"
    )
    return list(crates.order_by("-consignment_id", "number", "id")[: 5 * MOST])


def items_of(consignment: Consignment) -> list[Item]:
    """What stands on the packing list of a consignment that the caller was shown, in the order in which it was packed."""
    return list(consignment.items.filter(state="packed").order_by("id"))


class Packed(NamedTuple):
    """A line of a packing list, without the rest of its record."""

    public_id: str
    crate: str
    serial: str
    firearm: str
    quantity: int
    type: str
    calibre: str
    make: str
    model: str


def packing_list(consignment: Consignment) -> list[Packed]:
    """The same as lines alone, where thousands are compared or shown."""
    packed = consignment.items.filter(state="packed").order_by("id")
    return [Packed(*row) for row in packed.values_list(*Packed._fields)]


_PACKERS: Final = """
SELECT DISTINCT l.actor FROM ledger_entry l WHERE l.entry IN (
    SELECT i.last_event FROM trade_item i WHERE i.consignment_id = %s
    UNION ALL SELECT e.id FROM trade_event e WHERE e.record_type = 'consignment' AND e.subject = %s)
"""


def packers_of(consignment: Consignment) -> list[str]:
    """The people who packed a consignment, closed its list or released it: what differs is not theirs to settle."""
    with connection.cursor() as cursor:
        cursor.execute(_PACKERS, [consignment.pk, consignment.public_id])
        return sorted(who for (who,) in cursor.fetchall())


def counted(some: list[Consignment]) -> dict[int, int]:
    """How many pieces stand on the packing list of each of some consignments."""
    results = (
        Item.objects.filter(consignment__in=some, state="packed")
        .values("consignment_id")
        .annotate(all=Sum("quantity"))
    )
    return {row["consignment_id"]: row["all"] for row in results}


def packed_under(authorisation: Authorisation) -> dict[tuple[str, str, str, str], int]:
    """How many of each line of an authorisation stand on packing lists, at whichever consignment of it."""
    results = (
        Item.objects.filter(consignment__authorisation=authorisation, state="packed")
        .values("type", "calibre", "make", "model")
        .annotate(all=Sum("quantity"))
    )
    return {(row["type"], row["calibre"], row["make"], row["model"]): row["all"] for row in results}


def as_to_one(consignment: Consignment) -> dict[str, Any]:
    """How the gate reads an authorisation for several consignees as this consignment leaves: for its own consignee, with all that is packed for that one;
    nothing where it names one alone."""
    of = consignment.authorisation
    if not of.further:
        return {}
    packed = Item.objects.filter(
        consignment__authorisation=of, consignment__consignee=consignment.consignee, state="packed"
    )
    rows = packed.values("type", "calibre", "make", "model").annotate(quantity=Sum("quantity"))
    row = {
        name: getattr(of, name) for name in ("consignee", "further", "destinations", "into_state", "through")
    }
    as_leaving = gate.as_to_one(row, consignment.consignee, list(rows))
    return {name: as_leaving[name] for name in (*row, "goods")}


def key_of(line: Any) -> tuple[str, str, str, str]:
    """By what a line of goods is known: type, calibre, make and model."""
    return (
        str(line["type"]),
        str(line.get("calibre") or ""),
        str(line.get("make") or ""),
        str(line.get("model") or ""),
    )


def more_is_packed(authorisation: Authorisation, goods: list[dict[str, Any]]) -> bool:
    """Whether more of something stands on packing lists than lines of goods would say."""
    allowed: dict[tuple[str, str, str, str], int] = {}
    for line in goods:
        allowed[key_of(line)] = allowed.get(key_of(line), 0) + int(line["quantity"] or 0)
    return any(allowed.get(key, 0) < packed for key, packed in packed_under(authorisation).items())


# What was seen --------------------------------------------------------------------------------------------------------


def observation_for(actor: Actor, public_id: str) -> Observation:
    """One observation of a consignment that the actor sees; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    seen = Observation.objects.filter(consignment__in=consignments_for(actor).order_by(), public_id=public_id)
    return selectors.only(
        seen.select_related("agency", "consignment", "consignment__authorisation").first(), "observation"
    )


def reported_of(consignment: Consignment) -> list[Observation]:
    """What was reported of a consignment that the caller was shown, in the order in which it was seen; what was taken back too."""
    return list(consignment.observations.order_by("at", "id"))


def observed_of(consignment: Consignment) -> list[Observation]:
    """The same without what was taken back."""
    return standing_reports(reported_of(consignment))


def standing_reports(reported: Sequence[Observation]) -> list[Observation]:
    """Those of some reports that were not taken back."""
    return [observation for observation in reported if observation.state == "recorded"]


def seen_of(observation: Observation) -> Report:
    """An observation as it is compared with what was packed."""
    return Report(
        observation.public_id,
        observation.leg,
        observation.country,
        observation.at,
        observation.degree,
        observation.crate,
        tuple(observation.seals),
        observation.counted,
        tuple(observation.serials),
        observation.other_recipient,
    )


def whole_of(consignment: Consignment, items: Sequence[Packed] | None = None) -> Whole:
    """A consignment as it was packed, and its route.

    Args:
        items: its packing list, where the caller has read it.
    """
    of = consignment.authorisation
    return Whole(
        [Piece(*item[:5]) for item in (packing_list(consignment) if items is None else items)],
        {crate.public_id: Box(crate.public_id, tuple(crate.seals)) for crate in crates_of(consignment)},
        through=tuple(leg["country"] for leg in consignment.through),
        from_state=of.from_state,
        into_state=consignment.into_state,
        released=consignment.state == "left" or of.kind != "export",
    )


CONFIRMING: Final = ("own", "customs_abroad", "authority_abroad")
"""Whose report says that goods arrived: an office's (Protocol art. 10(4)); not the carrier's nor the consignee's."""


def arrived_of(consignment: Consignment) -> dict[str, Arrived]:
    """The pieces of a consignment whose serial numbers an office read where they were to go: item -> what was read, and when."""
    seen = [seen_of(observation) for observation in observed_of(consignment) if observation.by in CONFIRMING]
    return arrived(whole_of(consignment), seen) if seen else {}


def to_register(consignment: Consignment) -> dict[str, Arrived]:
    """What came in of an import and stands in no record of this register yet: what was only declared is none of it."""
    if (consignment.authorisation.kind, consignment.state) != ("import", "closed"):
        return {}
    types = {choice.code for choice in reference.choices("firearm_type")}
    open_ = {item.public_id for item in items_of(consignment) if not item.firearm and item.type in types}
    return {item: value for item, value in arrived_of(consignment).items() if item in open_}


class ImportMarks(NamedTuple):
    """Of how many firearms the import mark (Protocol art. 8(1)(b)) is due, was put on, and is overdue."""

    due: int
    done: int
    overdue: int


_MARKS: Final = """
SELECT f.public_id, (d.value ->> 'due')::date, EXISTS (
    SELECT FROM registry_event l WHERE l.firearm_id = e.firearm_id AND l.n > e.n AND l.kind = ANY(%s))
FROM trade_item i JOIN registry_firearm f ON f.public_id = i.firearm
JOIN registry_event e ON e.firearm_id = f.id AND e.kind = 'imported' AND e.details ->> 'consignment' = %s
CROSS JOIN LATERAL jsonb_array_elements(e.checks -> 'deadlines') AS d
WHERE i.consignment_id = %s AND i.state = 'packed' AND d.value ->> 'name' = 'import_mark' ORDER BY i.id
"""


def import_marks(consignment: Consignment, day: dt.date) -> tuple[ImportMarks, list[str]]:
    """How the import marks stand of what was registered of a consignment that the caller was shown, and the firearms that still want one."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, [sorted(FULFILLED_BY["import_mark"]), consignment.public_id, consignment.pk])
        rows = cursor.fetchall()
    wanting = [(firearm, due) for firearm, due, is_done in rows if not is_done]
    late = sum(due < day for _firearm, due in wanting)
    marks = ImportMarks(len(wanting) - late, len(rows) - len(wanting), late)
    return marks, [firearm for firearm, _due in wanting]


def exported_of(firearms: Sequence[str]) -> list[str]:
    """Those of some firearms of a consignment that are on record as exported, and as nothing else since; at most a hundred."""
    result: list[str] = []
    for some in batched(firearms, 500):
        records = Firearm.objects.filter(public_id__in=some, state="exported").order_by("id")
        result += records.values_list("public_id", flat=True)
        if len(result) >= 100:
            break
    return result[:100]
