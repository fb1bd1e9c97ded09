"""A sanctions list of the demonstration country, all of whose names are invented, and an application that names somebody who is called alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ifar.accounts.services import proposals
from ifar.demonstration import country
from ifar.demonstration.recoveries import on_duty
from ifar.rights import Actor
from ifar.trade.inputs import GoodsLine, Through
from ifar.trade.models import Watchlist
from ifar.trade.screening.services import screening
from ifar.trade.services import abroad, authorisations

_NOTE: Final = "Invented for the demonstration: nobody is meant."
LIST: Final = f"""reference,name,aliases,kind,state,born,remarks
EX-01,Anatoly Gavrilovich Ostrevsky,Анатолий Островский|Tolya Vestmark,individual,XV,1961,{_NOTE}
EX-02,Qadim al-Zurabi,قديم الزرابي,individual,XB,1974-02-03,{_NOTE}
EX-03,Nordvast Handels AB,Northwest Trade House|NVH,entity,XV,,{_NOTE}
EX-04,Solt River Logistics,SRL Transit,entity,XS,,{_NOTE}
EX-05,Meliora Sabatini Okwuosa,M. S. Okwuosa,individual,XS,1980,{_NOTE}
"""


def load(officers: Mapping[str, Actor]) -> None:
    """Load the list and the application, where there is no list yet."""
    if Watchlist.objects.exists():
        return
    asked = screening.propose_list(
        actor=officers["steward"],
        content=LIST.encode(),
        code="example",
        title="Example list (invented names)",
        reason="The first version, for the demonstration.",
    )
    proposals.decide(actor=officers["head"], proposal=asked.public_id, verdict="approve")
    with on_duty(officers["clerk"]) as clerk:
        buyer = abroad.enter_party(
            actor=clerk,
            name="Vestmark Border Guard",
            country="XV",
            deals=["consignee", "end_user"],
            number="XV-204",
        )
        broker = abroad.enter_party(
            actor=clerk, name="OSTREVSKI Anatoli", country="XV", deals=["broker"], number="XV-B-77"
        )
        made = authorisations.draft(
            actor=clerk,
            kind="export",
            from_state=country.CODE,
            into_state="XV",
            purpose="sale",
            consignee=buyer,
            end_user=buyer,
            broker=broker,
            through=[Through(country="XS", way="road")],
            goods=[GoodsLine(type="pistol", calibre="9x19mm", quantity=40)],
        )
        authorisations.apply(actor=clerk, authorisation_id=made)
        authorisations.complete(actor=clerk, authorisation_id=made)
