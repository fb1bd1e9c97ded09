"""Whether goods that left arrived: expected after exit, asked for, proved, confirmed; and what of it holds the next authorisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.accounts.selectors import agencies
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.files import selectors as files
from ifar.files import services as deposits
from ifar.files.store import Arrived
from ifar.matters.services import matters
from ifar.placement.roads.reconciling import standings
from ifar.rights import Actor, require
from ifar.trade import gate, selectors
from ifar.trade.consignments import selectors as consigned
from ifar.trade.deliveries import inputs
from ifar.trade.deliveries import selectors as kept
from ifar.trade.deliveries.acts import ABROAD_DAYS, CUSTOMS_DAYS, OPEN
from ifar.trade.inputs import GoodsLine
from ifar.trade.models import Authorisation, Consignment, Delivery
from ifar.trade.services.writing import RECORDER, goods_of, today

DELIVER: Final = "trade:delivery:write"
CONFIRM: Final = "trade:delivery:confirm"
DELIVERY: Final = Offers(RECORDER, "delivery", kept.delivery_for, page="trade:delivery")
SHORT: Final = "trade.delivery_short"
MISSED: Final = "trade.delivery_missed"
LATE: Final = "trade.delivery_late"
PURPOSE: Final = "delivery_proof"
DAY: Final = dt.timedelta(days=1)


@transaction.atomic
def keep_proof(*, actor: Actor, name: str, content: Arrived | Path | Iterable[bytes]) -> str:
    """Keep the photograph of a proof; returns its hash, by which the delivery names it.

    Raises:
        Invalid: it is no picture that can be read.
        TooLarge: it is too large.
    """
    require(actor, DELIVER)
    return deposits.keep(actor=actor, purpose=PURPOSE, name=name, content=content).sha256


def _is_ours(actor: Actor, result: Authorisation | Delivery) -> None:
    """Refuse whoever is neither of the office that keeps it nor of customs."""
    if result.agency_id != actor.agency_id and actor.agency_kind != "customs":
        raise RECORDER.refused(Reason("trade.other_office"))


@transaction.atomic
def expect_delivery(
    *, actor: Actor, authorisation_id: str, left_on: dt.date, goods: Sequence[GoodsLine] = ()
) -> str:
    """Record that goods left on an export authorisation; a proof that they arrived is due by the day that the regimes say. Returns the public identifier.

    Args:
        goods: none for all that is authorised.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Refused: another office keeps it, or it was never granted as an export.
        Invalid: a day that is yet to come, or no such type of goods.
    """
    require(actor, DELIVER)
    of = selectors.authorisation_for(actor, authorisation_id)
    _is_ours(actor, of)
    if of.kind != "export" or of.valid_from is None:
        raise RECORDER.refused(Reason("trade.delivery.none"))
    if left_on > today():
        raise RECORDER.invalid(Reason("trade.delivery.future", field="left_on"))
    return expect(actor, of, left_on, goods_of(goods) or of.goods)


def expect(
    actor: Actor, of: Authorisation, left_on: dt.date, goods: list[dict[str, Any]], consignment: str = ""
) -> str:
    """Wait for the proof that goods arrived which left on an authorisation; returns the public identifier of the delivery."""
    within = Consignment.objects.filter(public_id=consignment or "-").values_list("consignee", flat=True)
    due = kept.due_on(of, left_on, within.first() or of.consignee)
    sets = {
        "authorisation": of.public_id,
        "consignment": consignment,
        "left_on": left_on,
        "due_on": due,
        "chase_on": due,
        "goods": goods,
    }
    return RECORDER.record(actor, "delivery", "expected", changes=sets, parent=of).subject


def _mine(actor: Actor, delivery_id: str, expected_n: int | None, permission: str = DELIVER) -> Delivery:
    require(actor, permission)
    delivery = kept.delivery_for(actor, delivery_id)
    _is_ours(actor, delivery)
    RECORDER.check_expected(delivery, expected_n)
    return delivery


@DELIVERY.act("proved", inputs.ProveDelivery, _("Enter a proof"), permission=DELIVER)
@transaction.atomic
def prove(*, actor: Actor, delivery_id: str, proof: str, file: str, expected_n: int | None = None) -> None:
    """Enter what shows that the goods arrived. Another person confirms it.

    Args:
        file: what `keep_proof` gave.

    Raises:
        NotFound: there is no such delivery for this actor.
        Invalid: there is no such file of theirs.
    """
    delivery = _mine(actor, delivery_id, expected_n)
    if not files.deposits_for(actor).filter(file_id=file, purpose=PURPOSE).exists():
        raise RECORDER.invalid(Reason("trade.paper.file", field="file"))
    RECORDER.record(actor, "delivery", "proved", delivery, changes={"proof": proof, "file": file})


@DELIVERY.act("customs_asked", inputs.AskCustoms, _("Ask customs whether the goods left"), permission=DELIVER)
@transaction.atomic
def ask_customs(*, actor: Actor, delivery_id: str, office: str, expected_n: int | None = None) -> None:
    """Ask the customs office of exit whether the goods left.

    Raises:
        NotFound: there is no such delivery for this actor.
        Invalid: it is no customs office.
    """
    delivery = _mine(actor, delivery_id, expected_n)
    if not agencies.agencies_for(actor).filter(public_id=office, kind="customs", closed=False).exists():
        raise RECORDER.invalid(Reason("trade.delivery.customs", field="office"))
    sets = {"asks_office": office, "chase_on": today() + CUSTOMS_DAYS * DAY}
    RECORDER.record(actor, "delivery", "customs_asked", delivery, changes=sets)


@DELIVERY.act(
    "customs_answered", inputs.AnswerForCustoms, _("Answer for customs"), permission=DELIVER, leads=True
)
@transaction.atomic
def answer_for_customs(
    *, actor: Actor, delivery_id: str, exit_said: str, remark: str = "", expected_n: int | None = None
) -> None:
    """Say, as the customs office that is asked, whether the goods left by its papers.

    Raises:
        NotFound: there is no such delivery for this actor.
        Forbidden: another office is asked.
    """
    delivery = _mine(actor, delivery_id, expected_n)
    sets = {"exit_said": exit_said, "chase_on": today() + CUSTOMS_DAYS * DAY}
    RECORDER.record(
        actor, "delivery", "customs_answered", delivery, changes=sets, personal={"remark": remark}
    )


@DELIVERY.act(
    "abroad_asked", inputs.AskAbroad, _("Ask the authority of the importing State"), permission=DELIVER
)
@transaction.atomic
def ask_abroad(*, actor: Actor, delivery_id: str, letter: str, expected_n: int | None = None) -> None:
    """Record by which letter the authority of the importing State is asked whether the goods arrived.

    Raises:
        NotFound: there is no such delivery for this actor.
    """
    delivery = _mine(actor, delivery_id, expected_n)
    sets = {"letter": " ".join(letter.split()), "chase_on": today() + ABROAD_DAYS * DAY}
    RECORDER.record(actor, "delivery", "abroad_asked", delivery, changes=sets)


@DELIVERY.act(
    "confirmed",
    inputs.ConfirmDelivery,
    _("Confirm the delivery"),
    permission=CONFIRM,
    hint=_("Compare the proof with what left first. Whoever entered it does not confirm it."),
    leads=lambda record: bool(record.file),
)
@transaction.atomic
def confirm(
    *,
    actor: Actor,
    delivery_id: str,
    received_on: dt.date,
    received: Sequence[GoodsLine] = (),
    expected_n: int | None = None,
) -> None:
    """Confirm that goods arrived, on a document of an authority that another person entered. Where fewer arrived than left, or something was
    missing on its way, a matter is raised.

    Args:
        received: none for all that left.

    Raises:
        NotFound: there is no such delivery for this actor.
        Forbidden: the actor entered the proof.
        Refused: nothing but a receipt, or nothing at all, shows it.
        Invalid: a day that is yet to come or lies before the exit.
    """
    delivery = _mine(actor, delivery_id, expected_n, CONFIRM)
    if received_on > today():
        raise RECORDER.invalid(Reason("trade.delivery.future", field="received_on"))
    arrived = goods_of(received) or delivery.goods
    sets = {"received_on": received_on, "received": arrived}
    RECORDER.record(actor, "delivery", "confirmed", delivery, changes=sets)
    if not gate.covers(arrived, delivery.goods):
        matters.open_matter(
            "consignment", delivery.public_id, SHORT, delivery.agency, compartment=delivery.compartment
        )
    elif _is_missed(delivery):
        matters.open_matter(
            "consignment",
            delivery.public_id,
            MISSED,
            delivery.agency,
            compartment=delivery.compartment,
            barred=[actor.id],
        )


def _is_missed(delivery: Delivery) -> bool:
    """Whether a piece of the consignment that was to arrive was looked for on its way and not there."""
    of = Consignment.objects.filter(public_id=delivery.consignment).select_related("authorisation").first()
    if of is None:
        return False
    result = standings(consigned.whole_of(of), map(consigned.seen_of, consigned.observed_of(of)), of.left_on)
    return any(standing.verdict for standing in result.values())


@DELIVERY.act("unverified", inputs.LeaveUnverified, _("Close as unverified"), permission=DELIVER, danger=True)
@transaction.atomic
def leave_unverified(*, actor: Actor, delivery_id: str, reason: str, expected_n: int | None = None) -> None:
    """Wait for no confirmation any longer; it holds the next authorisation to the same consignee.

    Raises:
        NotFound: there is no such delivery for this actor.
    """
    delivery = _mine(actor, delivery_id, expected_n)
    RECORDER.record(actor, "delivery", "unverified", delivery, note=reason)


@DELIVERY.act(
    "released",
    inputs.ReleaseDelivery,
    _("Release hold"),
    permission=CONFIRM,
    when=lambda _actor, record: not record.released and not kept.is_whole(record),
)
@transaction.atomic
def release(*, actor: Actor, delivery_id: str, reason: str, expected_n: int | None = None) -> None:
    """Decide, with a reason, that an unverified delivery holds no other authorisation.

    Raises:
        NotFound: there is no such delivery for this actor.
    """
    delivery = _mine(actor, delivery_id, expected_n, CONFIRM)
    RECORDER.record(actor, "delivery", "released", delivery, changes={"released": True}, note=reason)


def against(kind: str, consignees: Sequence[str], day: dt.date) -> list[Reason]:
    """What of earlier deliveries refuses an authorisation of a kind for its consignees: one reason for all of them."""
    if kind == "import" or not any(kept.is_held(consignee, day) for consignee in consignees):
        return []
    return [Reason("trade.gate.delivery", article="Protocol art. 10(4); ATT art. 11")]


def tell_late(day: dt.date) -> int:
    """Raise a matter of everything that is waited for and whose day has passed; returns how many are raised for the first time."""
    late = Delivery.objects.filter(state__in=OPEN, chase_on__lt=day).select_related("agency")
    result = 0
    for delivery in late.order_by("id"):
        office = (
            Agency.objects.get(public_id=delivery.asks_office) if delivery.asks_office else delivery.agency
        )
        result += bool(
            matters.open_matter(
                "overdue_answer",
                delivery.public_id,
                f"{LATE} {delivery.chase_on}",
                delivery.agency,
                compartment=delivery.compartment,
                explainer=office.public_id if delivery.asks_office else "",
            )
        )
    return result
