"""What the maker of the demonstration country makes: a production order with a gap that is explained and one that is not, its pistols marked and taken into stock,
some of them sold; and a declaration of national statistics that says more than the maker's book.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.books.models import Declaration, Order
from ifar.books.services import declaring, orders
from ifar.bulk.given import things_of
from ifar.bulk.models import Answer
from ifar.bulk.services import batches
from ifar.demonstration.country import CODE
from ifar.demonstration.recoveries import on_duty
from ifar.registry.services.manufacture import MARKED, PRODUCED
from ifar.rights import Actor

PISTOL: Final = {
    "make": "kestrian-works",
    "model": "kestrian-works/k9",
    "type": "pistol_semi_automatic",
    "calibre": "9x19",
}
NUMBER: Final = "PO-26/4"
ORDERED: Final = "KX260001-KX260012"
MADE: Final = "KX260001-KX260004, KX260006-KX260008, KX260010-KX260012"
SPOILED: Final = "KX260005"
"""A number whose gap is explained; KX260009 is the one that nobody explained yet."""
FINISHED, SOLD = 8, 3
DECLARED: Final = 5
"""So many pistols did the maker declare as having entered commerce, two more than its book says."""
TITLE: Final = "National firearms production statistics"
SOURCE: Final = "Statistical office, invented for the demonstration"


@transaction.atomic
def load(officers: Mapping[str, Actor]) -> None:
    """Load them, where they are not there yet."""
    if Order.objects.exists() or Declaration.objects.exists():
        return
    with ExitStack() as shifts:
        maker, head = (shifts.enter_context(on_duty(officers[name])) for name in ("maker", "head"))
        order = orders.declare(
            actor=maker, number=NUMBER, planned_on=timezone.localdate(), ranges=ORDERED, **PISTOL
        )
        made = _done(maker, PRODUCED, {**PISTOL, "lot": NUMBER}, things_of(MADE, numbers=True))
        orders.explain(actor=maker, order_id=order, numbers=SPOILED, ground="spoiled")
        _done(maker, MARKED, {"maker": "KAW", "country": CODE}, made[:FINISHED])
        stock = _done(maker, "registry.stock_declared", {"owner_kind": "maker"}, made[:FINISHED])
        sold = {"owner_kind": "retailer", "owner": officers["dealer"].agency}
        _done(maker, "registry.wholesale_transferred", sold, stock[:SOLD])
        declaring.load(actor=head, title=TITLE, source=SOURCE, table=_table(maker.agency))


def _done(maker: Actor, act: str, values: Mapping[str, Any], things: Sequence[str]) -> list[str]:
    """A batch that is carried out at once; the firearms of which it was."""
    batch = batches.preview(actor=maker, act=act, said=values, things=things)
    batches.begin(actor=maker, batch_id=batch)
    done = Answer.objects.filter(batch=batch).exclude(entry=None).order_by("n")
    return list(done.values_list("thing", flat=True))


def _table(maker: str) -> str:
    name, year = Agency.objects.get(public_id=maker).name, timezone.localdate().year
    return f"""year,licensee,city,firearm_type,activity,quantity
{year},{name},Fosse-Noire,pistol,manufactured,{DECLARED}
{year},Valmer Fine Guns,Port-Clair,shotgun,manufactured,41
{year},Valmer Fine Guns,Port-Clair,shotgun,export,12
"""
