"""What may happen to a firearm that somebody holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from ifar.demonstration.country import PROVINCES, dealers, licensing_office, police_office
from ifar.demonstration.lives.custody import disposed_of, in_custody, scrapped
from ifar.demonstration.lives.life import Ref
from ifar.demonstration.lives.writer import Writer


def _transferred(life: Writer) -> None:
    buyer = life.somebody()
    life.step(
        "privately_transferred",
        licensing_office(life.province),
        details=life.owner(buyer),
        place=life.province.capital,
        paper=life.paper("Permit"),
    )
    life.holder = buyer


def _died(life: Writer) -> None:
    """The holder died: a dealer keeps it until an heir has a permit."""
    if life.holder.kind != "person":
        return
    keeper = life.draw.choice(dealers("retailer", life.province.code))
    details = {"ground": "estate", "depositary": Ref("office", keeper)}
    life.step("deposited", licensing_office(life.province), details=details, place=life.province.capital)
    if life.wait(30, 400):
        heir = life.draw.choice(life.people)
        while heir.kind != "person":
            heir = life.draw.choice(life.people)
        life.step(
            "inherited",
            licensing_office(life.province),
            details={**life.owner(heir), "certificate": life.paper("Certificate of inheritance")},
            place=life.province.capital,
        )
        life.holder = heir


def _repaired(life: Writer) -> None:
    shop = life.draw.choice(dealers("retailer", life.province.code))
    back = life.day + dt.timedelta(days=40)
    life.step(
        "repair_handed_over",
        shop,
        details={"return_date": back.isoformat(), "repairer": Ref("office", shop)},
        place=life.province.capital,
    )
    if life.wait(5, 60):
        life.step("repair_returned", shop, place=life.province.capital)


def _lent(life: Writer) -> None:
    back = life.day + dt.timedelta(days=90)
    details = {
        "return_date": back.isoformat(),
        "borrower": Ref("party", life.somebody().number),
        "purpose": "hunting",
    }
    life.step("loaned", licensing_office(life.province), details=details, place=life.province.capital)
    if life.wait(20, 110):
        life.step("loan_returned", licensing_office(life.province), place=life.province.capital)


def _renewed(life: Writer) -> None:
    details = {"method": "licence_renewal", "condition": "good"}
    life.step("sighted", licensing_office(life.province), details=details, place=life.province.capital)


def _blocked(life: Writer) -> None:
    life.step(
        "blocked",
        licensing_office(life.province),
        details={"reason": "licence_suspended"},
        place=life.province.capital,
    )
    if life.wait(30, 500):
        order = life.paper("Order")
        life.step(
            "unblocked",
            licensing_office(life.province),
            details={"order": order},
            place=life.province.capital,
            paper=order,
        )


def _stolen(life: Writer) -> None:
    """Stolen; some turn up again years later, and a few of those are given back."""
    details = {"taken_from": life.draw.choice(("dwelling", "vehicle", "person")), "report": life.paper("PV")}
    life.step(
        "stolen", police_office(life.province), details=details, place=life.draw.choice(life.province.towns)
    )
    if life.draw.random() < 0.4 and life.wait(20, 2500):
        elsewhere = life.draw.choice(PROVINCES)
        result = {
            "ground": "illicit_possession",
            "marking": "unique",
            "condition": "industrial",
            "location": "national_territory",
        }
        life.step(
            "seized",
            police_office(elsewhere),
            details={**result, "report": life.paper("PV")},
            place=elsewhere.capital,
        )
        in_custody(life, known=True, taken="seized")
    life.over = True


def _lost(life: Writer) -> None:
    life.step(
        "lost",
        police_office(life.province),
        details={"ground": "loss", "report": life.paper("PV")},
        place=life.draw.choice(life.province.towns),
    )
    if life.draw.random() < 0.3 and life.wait(5, 400):
        life.step(
            "recovered", police_office(life.province), details={"by": "holder"}, place=life.province.capital
        )
        return
    life.over = True


def _revoked(life: Writer) -> None:
    """The licence was revoked; what the former holder does not sell is confiscated."""
    keeper = life.draw.choice(dealers("retailer", life.province.code))
    details = {"ground": "revoked", "depositary": Ref("office", keeper), "order": life.paper("Order")}
    life.step("deposited", licensing_office(life.province), details=details, place=life.province.capital)
    if not life.wait(60, 500):
        return
    if life.draw.random() < 0.6:
        _transferred(life)
        return
    life.step("confiscated", "court", details={"order": life.paper("Judgment")}, place="Medina Nova")
    disposed_of(life)
    life.over = True


def _surrendered(life: Writer) -> None:
    details = {"marking": "unique", "amnesty": f"Amnesty {life.day.year}", "location": "national_territory"}
    life.step("surrendered", police_office(life.province), details=details, place=life.province.capital)
    disposed_of(life)
    life.over = True


def _scrapped(life: Writer) -> None:
    scrapped(life)
    life.over = True


CHAPTERS: Final[Mapping[Callable[[Writer], None], int]] = {
    _renewed: 40,
    _transferred: 22,
    _repaired: 10,
    _died: 8,
    _lent: 5,
    _blocked: 3,
    _stolen: 5,
    _lost: 2,
    _revoked: 3,
    _surrendered: 1,
    _scrapped: 1,
}
"""What may happen to a firearm in somebody's hands, with weights."""
