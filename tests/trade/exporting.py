"""Exporters with accounts of their own, for tests: a company that owns pistols, and its application from the first draft to a closed packing list."""

from __future__ import annotations

from ifar.trade.models import Paper
from ifar.trade.own import applications, consignments
from ifar.trade.services import authorisations, papers
from ifar.trade.services.writing import today
from tests.factories import a_firearm, a_person, a_picture, an_account, as_holder
from tests.trade import making
from tests.trade.carrying import MARKS, goods
from tests.trade.making import DAY, PAPERS, ROUTE


class Exporter:
    """A company with an account of its own, and pistols that it owns."""

    def __init__(self, alice, name, first):
        self.party = a_person(alice, name)
        self.user = an_account(alice, self.party)
        self.actor = as_holder(self.user)
        self.guns = [
            a_firearm(alice, f"EX{n:05}", owner=self.party, marks=MARKS).firearm
            for n in range(first, first + 3)
        ]

    def buyer(self, name="Norrland Vapen AB"):
        return applications.enter_party(
            actor=self.actor, name=name, country="SE", deals=["consignee"], number=f"SE-{name}"
        )

    def draft(self, buyer, quantity=2):
        return applications.apply(
            actor=self.actor,
            kind="export",
            from_state="XX",
            into_state="SE",
            purpose="sale",
            consignee=buyer,
            through=ROUTE,
            goods=goods(quantity),
        )

    def hands_in(self, made, buyer, kind, country, **said):
        file = applications.keep_file(actor=self.actor, name="p.png", content=a_picture("white"))
        return applications.enter_paper(
            actor=self.actor,
            authorisation_id=made,
            kind=kind,
            country=country,
            consignee=buyer,
            number=f"{kind}-{country}-{self.party}",
            issuer="Ministry",
            issued_on=today() - DAY,
            expires_on=today() + 300 * DAY,
            goods=list(goods(2)),
            file=file,
            **said,
        )


def through_the_office(alice, bob, made):
    """The office finds it complete, verifies the papers, asks for advice, assesses and grants."""
    authorisations.complete(actor=alice, authorisation_id=made)
    for paper in Paper.objects.filter(authorisation__public_id=made, state="entered"):
        papers.verify_paper(actor=alice, paper_id=paper.public_id, verified_by="issuer")
    making.assessed(alice, made)
    making.granted(alice, bob, made)


def act(offers, kind, exporter, subject, **said):
    """An act of their own page, by its service."""
    name = f"{offers.record_type}_id"
    return offers.all[kind].do(actor=exporter.actor, **{name: subject}, **said)


def granted_to(exporter, alice, bob):
    """An authorisation that an exporter asked for, with papers that they handed in; its identifier."""
    buyer = exporter.buyer()
    made = exporter.draft(buyer)
    for kind, country in PAPERS:
        exporter.hands_in(made, buyer, kind, country)
    act(applications.AUTHORISATION, "applied", exporter, made)
    through_the_office(alice, bob, made)
    return made


def a_closed_list(exporter, authorisation, count=2):
    """A consignment of theirs, packed and closed from their account; its identifier and that of its crate."""
    made = consignments.open_consignment(actor=exporter.actor, authorisation=authorisation)
    crate = consignments.add_crate(actor=exporter.actor, consignment_id=made, number="1", seals=["S-1"])
    pieces = consignments.pack(
        actor=exporter.actor, consignment_id=made, crate=crate, things=exporter.guns[:count]
    )
    assert not [packed.reasons for packed in pieces if packed.reasons]
    act(consignments.CONSIGNMENT, "closed", exporter, made)
    return made, crate
