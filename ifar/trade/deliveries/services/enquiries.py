"""What authorities of other States ask: whether goods that they let go arrived here. It is answered from what the register holds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.trade import selectors
from ifar.trade.deliveries import inputs
from ifar.trade.deliveries import selectors as kept
from ifar.trade.deliveries.acts import ABROAD_DAYS
from ifar.trade.deliveries.services.deliveries import CONFIRM, DAY, DELIVER
from ifar.trade.inputs import GoodsLine
from ifar.trade.models import Enquiry
from ifar.trade.services.writing import RECORDER, goods_of, today
from ifar.typed import in_ascii

ENQUIRY: Final = Offers(RECORDER, "enquiry", kept.enquiry_for, page="trade:enquiry")


def _sets(actor: Actor, **said: Any) -> dict[str, Any]:
    if said["country"] == settings.IFAR_COUNTRY or not reference.exists("country", said["country"]):
        raise RECORDER.invalid(Reason("trade.country", field="country"))
    if said["asked_on"] > today():
        raise RECORDER.invalid(Reason("trade.delivery.future", field="asked_on"))
    seen = selectors.authorisations_for(actor).filter(public_id=said["authorisation"], kind="import")
    if said["authorisation"] and not seen.exists():
        raise RECORDER.invalid(Reason("trade.enquiry.authorisation", field="authorisation"))
    serials = list(dict.fromkeys(" ".join(in_ascii(serial).split()).upper() for serial in said["serials"]))
    return {
        **said,
        "issuer": " ".join(said["issuer"].split()),
        "number": " ".join(in_ascii(said["number"]).split()).upper(),
        "serials": serials,
        "goods": goods_of(said["goods"]),
        "due_on": said["asked_on"] + ABROAD_DAYS * DAY,
    }


@transaction.atomic
def receive_enquiry(
    *,
    actor: Actor,
    country: str,
    issuer: str,
    number: str,
    asked_on: dt.date,
    authorisation: str = "",
    serials: Sequence[str] = (),
    goods: Sequence[GoodsLine] = (),
) -> str:
    """Take in what another State asks; returns the public identifier. Another person answers it.

    Args:
        authorisation: our import authorisation, where there is one.

    Raises:
        Invalid: no such State, a day that is yet to come, or no such import authorisation for this actor.
    """
    require(actor, DELIVER)
    sets = _sets(
        actor,
        country=country,
        issuer=issuer,
        number=number,
        asked_on=asked_on,
        authorisation=authorisation,
        serials=serials,
        goods=goods,
    )
    return RECORDER.record(actor, "enquiry", "received", changes=sets).subject


def _stands(_actor: Actor, enquiry: Enquiry) -> Mapping[str, Any]:
    plain = ("country", "issuer", "number", "asked_on", "authorisation", "serials")
    rows = {
        f"goods-{number}-{part}": value
        for number, row in enumerate(enquiry.goods)
        for part, value in row.items()
    }
    return {
        "initial": {**rows, **{name: getattr(enquiry, name) for name in plain}},
        "rows": {"goods": len(enquiry.goods) + 2},
    }


def _mine(actor: Actor, enquiry_id: str, expected_n: int | None, permission: str) -> Enquiry:
    require(actor, permission)
    enquiry = kept.enquiry_for(actor, enquiry_id)
    RECORDER.check_expected(enquiry, expected_n)
    return enquiry


@ENQUIRY.act(
    "corrected",
    inputs.CorrectEnquiry,
    _("Correct what stands in the letter"),
    permission=DELIVER,
    asks=_stands,
)
@transaction.atomic
def correct_enquiry(
    *,
    actor: Actor,
    enquiry_id: str,
    country: str,
    issuer: str,
    number: str,
    asked_on: dt.date,
    authorisation: str = "",
    serials: Sequence[str] = (),
    goods: Sequence[GoodsLine] = (),
    expected_n: int | None = None,
) -> None:
    """Say again what stands in a letter that is not answered yet.

    Raises:
        NotFound: there is no such enquiry for this actor.
        Invalid: as `receive_enquiry`.
    """
    enquiry = _mine(actor, enquiry_id, expected_n, DELIVER)
    sets = _sets(
        actor,
        country=country,
        issuer=issuer,
        number=number,
        asked_on=asked_on,
        authorisation=authorisation,
        serials=serials,
        goods=goods,
    )
    RECORDER.record(actor, "enquiry", "corrected", enquiry, changes=sets)


@ENQUIRY.act(
    "answered",
    inputs.AnswerEnquiry,
    _("Answer the other State"),
    permission=CONFIRM,
    hint=_("Whoever recorded the enquiry does not answer it."),
    leads=True,
)
@transaction.atomic
def answer_enquiry(
    *,
    actor: Actor,
    enquiry_id: str,
    answer: str,
    received: Sequence[GoodsLine] = (),
    arrived_on: dt.date | None = None,
    remark: str = "",
    expected_n: int | None = None,
) -> None:
    """Answer another State. Of serial numbers the register says which arrived, and the answer may say nothing else.

    Raises:
        NotFound: there is no such enquiry for this actor.
        Forbidden: the actor took the letter in.
        Refused: the register holds something else than the answer says.
        Invalid: it says that goods arrived, and not which or when.
    """
    enquiry = _mine(actor, enquiry_id, expected_n, CONFIRM)
    sets: dict[str, Any] = {"answer": answer}
    if enquiry.serials:
        sets |= _by_register(actor, enquiry, answer)
    elif answer in ("arrived", "in_part"):
        if not received or arrived_on is None or arrived_on > today():
            raise RECORDER.invalid(Reason("trade.enquiry.which", field="received"))
        sets |= {"received": goods_of(received), "arrived_on": arrived_on}
    RECORDER.record(actor, "enquiry", "answered", enquiry, changes=sets, personal={"remark": remark})


def _by_register(actor: Actor, enquiry: Enquiry, answer: str) -> dict[str, Any]:
    held = kept.imported(actor, enquiry.serials, enquiry.country)
    right = "arrived" if len(held) == len(enquiry.serials) else "in_part" if held else ""
    if (answer != right) if right else answer in ("arrived", "in_part"):
        raise RECORDER.refused(Reason("trade.enquiry.register"))
    counted = Counter(tuple(sorted(what.items())) for _firearm, _day, what in held.values())
    return {
        "arrived": [{"serial": serial, "firearm": held[serial][0]} for serial in sorted(held)],
        "received": goods_of(
            [GoodsLine(**dict(what), quantity=number) for what, number in sorted(counted.items())]
        ),
        "arrived_on": max((dt.date.fromisoformat(day) for _f, day, _w in held.values()), default=None),
    }
