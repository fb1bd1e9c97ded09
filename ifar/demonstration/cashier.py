"""The counter of the demonstration country: fees that were paid over some days, a till with a difference, blank cards, drawn faces.

A likeness here is a silhouette with initials, drawn by a program: nobody looks like that.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Final

from django.db import transaction
from PIL import Image, ImageDraw, ImageFont

from ifar.accounts.services import proposals
from ifar.cashier import selectors
from ifar.cashier.models import Delivery, Till
from ifar.cashier.services import cards, likenesses, payments, tills
from ifar.cashier.services.writing import today
from ifar.documents.statement import initials_of
from ifar.documents.typesetting import FONTS
from ifar.licensing.models import Licence
from ifar.licensing.services.papers import issue_about_licence
from ifar.parties import selectors as parties
from ifar.rights import Actor

CURRENCY: Final = "XTS"
"""The code that ISO 4217 keeps for tests: Kestria's money is invented like everything else."""
OPENING: Final = Decimal("150.00")
SERIES: Final = "KST-"
LATIN: Final = FONTS / "NotoSans_700Bold.ttf"
_ARABIC: Final = FONTS / "IBMPlexSansArabic_700Bold.ttf"
_COLOURS: Final = ("#35507a", "#5b4a72", "#2f6b5f", "#7a5335", "#6b2f43")


@contextmanager
def day(
    clerk: Actor, head: Actor, ago: int, *, short: Decimal = Decimal(0), explanation: str = ""
) -> Iterator[None]:
    """A day of some days ago: its till is begun, and afterwards counted and closed by the head."""
    with transaction.atomic():
        till = tills.begin(clerk, CURRENCY, OPENING, today() - dt.timedelta(days=ago))
    yield
    record = Till.objects.get(public_id=till)
    counted = record.opening + selectors.cash_in(record) - short
    tills.count_till(actor=clerk, till_id=till, counted=counted)
    asked = tills.propose_closing(
        actor=clerk, till_id=till, explanation=explanation, reason="The day is over."
    )
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")


def pay(clerk: Actor, application: str, number: int) -> str:
    """The fee of an application in one of the ways, on the day of the clerk's open till; the payment's identifier."""
    till = Till.objects.get(person=clerk.id, state="open")
    way = ("cash", "card", "cash", "transfer")[number % 4]
    reference = "" if way == "cash" else f"{'T' if way == 'card' else 'B'}-{70000 + number}"
    charge = payments.charge_for(clerk, application)
    language = ("fr", "ar", "en")[number % 3]
    return payments.take(clerk, charge, till.day, way, reference=reference, language=language)


@transaction.atomic
def waive(clerk: Actor, head: Actor, application: str) -> None:
    """A fee that was waived by the head."""
    asked = payments.propose_waiver(
        actor=clerk, about=application, ground="hardship", reason="A paper of the social services was shown."
    )
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")


def load(clerk: Actor, head: Actor, holders: Sequence[str]) -> None:
    """What lies in the safe, likenesses of some holders, one card that is printed, and today's till."""
    if Delivery.objects.exists():
        return
    cards.receive_delivery(actor=clerk, prefix=SERIES, first=1, last=250, width=6, paper="KPW 2026/14")
    cards.receive_delivery(actor=clerk, prefix=SERIES, first=301, last=500, width=6, paper="KPW 2026/31")
    for number, holder in enumerate(holders):
        _likeness(clerk, holder, number)
    licence = Licence.objects.filter(holder__in=holders, state="in_force").order_by("id").first()
    if licence is not None:
        paper = issue_about_licence(
            actor=clerk, licence_id=licence.public_id, kind="licence_card", language="fr"
        )
        cards.issue_card(actor=clerk, paper=paper.public_id, prefix=SERIES, number=1)
    asked = cards.propose_write_off(
        actor=clerk, prefix=SERIES, number=2, ground="misprint", reason="The ink ran."
    )
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")
    cards.count_stock(actor=clerk, prefix=SERIES, counted="3-249 301-500")
    tills.open_till(actor=clerk, currency=CURRENCY, opening=OPENING)


def _likeness(clerk: Actor, holder: str, number: int) -> None:
    name = parties.party_for(clerk, holder).name or ""
    for what, picture in (("photo", silhouette(name, number)), ("signature", signature(name))):
        likenesses.take_likeness(actor=clerk, party=holder, what=what, name=f"{what}.png", content=[picture])


def silhouette(name: str, number: int) -> bytes:
    """A drawn head and shoulders with the initials of a name: nobody's face."""
    picture = Image.new("RGB", (700, 900), "#e9edf2")
    draw = ImageDraw.Draw(picture)
    colour = _COLOURS[number % len(_COLOURS)]
    draw.ellipse((220, 170, 480, 500), fill=colour)
    draw.rounded_rectangle((110, 540, 590, 1000), radius=190, fill=colour)
    letters = initials_of(name)[:2]
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in letters)
    # Letters of a script that joins them stand by themselves here.
    shown = " ".join(letters) if arabic else letters
    draw.text(
        (350, 700),
        shown,
        fill="white",
        font=ImageFont.truetype(_ARABIC if arabic else LATIN, 150),
        anchor="mm",
    )
    return _png(picture)


def signature(name: str) -> bytes:
    """A line like a signature: a wave whose swing follows the letters of a name."""
    picture = Image.new("RGB", (900, 360), "white")
    draw = ImageDraw.Draw(picture)
    letters = [ord(letter) % 7 for letter in name if letter.isalpha()][:16] or [3]
    points = [(60, 220)]
    for place, swing in enumerate(letters):
        x = 90 + place * 48
        points += [(x, 220 - 22 * swing), (x + 24, 235 + 9 * (swing % 3))]
    draw.line(points, fill="#101828", width=7, joint="curve")
    draw.line([(70, 300), (points[-1][0] + 40, 275)], fill="#101828", width=5)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
