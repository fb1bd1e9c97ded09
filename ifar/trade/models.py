"""International transfers. `Event` is insert-only; the others are state: only the owner's trigger writes them, from the `changes` of each event."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.fields.json import KeyTextTransform

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord, Projected
from ifar.placement.roads.reconciling import DEGREES, LEGS
from ifar.rights import COMPARTMENTS
from ifar.trade.acts import EXTENTS, KINDS
from ifar.trade.declarations.models import Declaration
from ifar.trade.deliveries.models import Delivery, Enquiry
from ifar.trade.despatches.models import Box, Despatch
from ifar.trade.journeys.models import Journey
from ifar.trade.refusals.models import Denial

__all__ = [
    "PLAIN_NUMBER",
    "PLAIN_SEALS",
    "Authorisation",
    "Box",
    "Declaration",
    "Delivery",
    "Denial",
    "Despatch",
    "Enquiry",
    "Event",
    "Journey",
    "Paper",
    "Party",
]


def plain(name: str) -> Func:
    """What a column holds as two are compared (`typed.bare`); an index of its own makes it quick to find."""
    return Func(F(name), function="trade_plain")


PLAIN_NUMBER: Final = plain("number")
"""A paper's number as two are compared."""
PLAIN_SEALS: Final = Func(F("seals"), function="trade_plain_all", output_field=ArrayField(models.TextField()))
"""The numbers of a crate's seals as two are compared."""


class Event(AnyEvent):
    """One act on a record of trade."""

    class Meta(AnyEvent.Meta):
        # What a device without a line sent is found again by its key, however often it is sent.
        indexes = [
            models.Index(
                KeyTextTransform("capture", "details"),
                condition=Q(details__has_key="capture"),
                name="trade_event_capture",
            )
        ]


class Party(OfficeRecord):
    """Somebody in another State with whom goods are dealt: who buys them, uses them, sells, brokers or carries them.

    `deals` are codes of the list `deal_kind`; `number` is the one under which its own State knows it. `who` is name, address and contact. Both are
    personal: a party abroad may be a person.
    """

    country = models.CharField(max_length=2)
    deals = ArrayField(models.CharField(max_length=40), default=list)
    number = models.CharField(max_length=60, default="", blank=True)
    who = models.JSONField(default=dict, blank=True)
    entered_by = models.CharField(max_length=14)
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.CheckConstraint(condition=Q(compartment__in=COMPARTMENTS), name="trade_party_compartment"),
            models.CheckConstraint(condition=Q(deals__len__gt=0), name="trade_party_deals"),
        ]
        indexes = [models.Index(fields=["agency", "state", "id"], name="trade_party_office")]

    @property
    def name(self) -> str:
        """What it is called; a dash once that was lawfully erased."""
        return str(self.who.get("name") or "–")


class Authorisation(OfficeRecord):
    """That goods may go to another State, come from one or pass through ours, or that a deal between two others is brokered; or that it was asked for.

    `extent` says how far it reaches (`acts.EXTENTS`): one consignment, several, or several of a class of goods.
    `through` is a list of `{"country", "way", "into"}`, `goods` one of `{"type", "calibre", "make", "model", "quantity"}`. `consignee` and `end_user` are parties
    abroad, as are `broker` and `carrier`; `further` are more consignees of one that reaches several consignments, each of which names its own, and `destinations` says of those of them in another State than `into_state` in which; a row of `through` with `into` is on the way to that State alone; `applicant` is a party of the register. `screened` says of which version of each list its names were asked when
    the gate was last open (public identifier of the list -> `n`), and `by` which rules. The clock: `days` working days, `spent` before it stood still, since when it runs, when it is due.
    `answers` is a list of `{"criterion", "answer", "mitigated"}` by the rows of the list `risk_criterion`, `weighed` the reason and the measure of each.
    `counts_on` is the day on which a transfer from State to State was done, where its office includes it in official figures.
    `asks_office` is the office whose advice is waited for. `supplied_on` is when the applicant said that what was missing is there; `request` what they ask
    for once it is granted (`acts.REQUESTS`), `wish` in their words, `reply` why it was declined. `refusals_answered` are the
    identifiers of earlier refusals that were answered on it. What people wrote is personal: empty once lawfully erased.
    """

    kind = models.TextField()
    extent = models.TextField(default="open", blank=True)
    applicant = models.CharField(max_length=14, default="", blank=True)
    from_state = models.CharField(max_length=2, default="", blank=True)
    into_state = models.CharField(max_length=2, default="", blank=True)
    through = models.JSONField(default=list, blank=True)
    purpose = models.TextField(default="", blank=True)
    consignee = models.CharField(max_length=14, default="", blank=True)
    end_user = models.CharField(max_length=14, default="", blank=True)
    further = models.JSONField(default=list, blank=True)
    destinations = models.JSONField(default=dict, blank=True)
    broker = models.CharField(max_length=14, default="", blank=True)
    carrier = models.CharField(max_length=14, default="", blank=True)
    goods = models.JSONField(default=list, blank=True)
    applied_on = models.DateField(null=True)
    days = models.IntegerField(null=True)
    spent = models.IntegerField(default=0)
    since = models.DateField(null=True)
    due_on = models.DateField(null=True)
    asks_office = models.CharField(max_length=14, default="", blank=True)
    risk = models.TextField(default="", blank=True)
    answers = models.JSONField(default=list, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    ground = models.TextField(default="", blank=True)
    counts_on = models.DateField(null=True)
    screened = models.JSONField(default=dict, blank=True)
    refusals_answered = models.JSONField(default=list, blank=True)
    supplied_on = models.DateField(null=True)
    request = models.TextField(default="", blank=True)
    requested_on = models.DateField(null=True)
    missing = models.TextField(default="", blank=True)
    wish = models.TextField(default="", blank=True)
    reply = models.TextField(default="", blank=True)
    question = models.TextField(default="", blank=True)
    advice = models.TextField(default="", blank=True)
    assessment = models.TextField(default="", blank=True)
    weighed = models.JSONField(default=dict, blank=True)
    drafted_by = models.CharField(max_length=14)
    drafted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="trade_authorisation_compartment"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="trade_authorisation_kind"),
            models.CheckConstraint(condition=Q(extent__in=EXTENTS), name="trade_authorisation_extent"),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "id"], name="trade_authorisation_office"),
            models.Index(
                fields=["asks_office"], condition=~Q(asks_office=""), name="trade_authorisation_asked"
            ),
            models.Index(fields=["consignee"], name="trade_authorisation_to"),
            GinIndex(fields=["further"], name="trade_authorisation_further"),
            models.Index(fields=["applicant"], name="trade_authorisation_applicant"),
            models.Index(
                fields=["decided_on"], condition=Q(state="refused"), name="trade_authorisation_refused"
            ),
        ]

    @property
    def named(self) -> tuple[str, ...]:
        """Public identifiers of everybody whom it names, each once."""
        row = (self.applicant, *self.consignees, self.end_user, self.broker, self.carrier)
        return tuple(dict.fromkeys(text for text in row if text))

    @property
    def consignees(self) -> tuple[str, ...]:
        """Public identifiers of everybody to whom goods may go, the first first; none where nobody is named yet."""
        return tuple(text for text in (self.consignee, *self.further) if text)

    def state_of(self, consignee: str) -> str:
        """The State to which goods for one of the consignees go."""
        return str(self.destinations.get(consignee) or self.into_state)

    @property
    def states(self) -> list[str]:
        """The States to which goods may go, the State of destination first."""
        return list(dict.fromkeys((self.into_state, *map(self.state_of, self.further))))

    def through_to(self, state: str) -> list[dict[str, str]]:
        """The transit States on the way to one of the States of destination."""
        return [leg for leg in self.through if leg.get("into") in (None, "", state)]

    def is_over(self, day: dt.date) -> bool:
        """Whether nothing may leave on it any more because its last day lies before a day."""
        return self.state == "in_force" and self.valid_to is not None and self.valid_to < day


class Paper(OfficeRecord):
    """A paper of another State, or of whoever issues such papers, on which one authorisation rests.

    `kind` is a code of the list `transfer_paper`, `country` the State that gives it (empty where none does), `goods` what it covers, `file` the
    photograph of it.
    """

    authorisation = models.ForeignKey(Authorisation, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=60)
    country = models.CharField(max_length=2, default="", blank=True)
    number = models.CharField(max_length=80)
    issuer = models.CharField(max_length=200)
    issued_on = models.DateField()
    expires_on = models.DateField()
    consignee = models.CharField(max_length=14)
    goods = models.JSONField(default=list, blank=True)
    file = models.CharField(max_length=64)
    verified_by = models.TextField(default="", blank=True)
    entered_by = models.CharField(max_length=14)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(compartment__in=COMPARTMENTS), name="trade_paper_compartment"),
            # Nobody draws on one paper twice.
            models.UniqueConstraint(
                "kind",
                "country",
                PLAIN_NUMBER,
                condition=Q(state="verified"),
                name="trade_paper_once",
            ),
        ]
        indexes = [models.Index(PLAIN_NUMBER, name="trade_paper_plain")]


class Consignment(OfficeRecord):
    """What is packed together and leaves, comes in or passes as one, under an authorisation.

    `consignee` is to whom it goes, of those whom its authorisation names. `exporter` is the trader's office that packs; empty where the licensing office does. `left_at` is when it left, or came to our border, as customs
    or the paper of customs say; `declaration` the number of the customs declaration.
    """

    authorisation = models.ForeignKey(Authorisation, on_delete=models.PROTECT, related_name="consignments")
    consignee = models.CharField(max_length=14, default="", blank=True)
    exporter = models.CharField(max_length=14, default="", blank=True)
    declaration = models.CharField(max_length=60, default="", blank=True)
    exit_point = models.CharField(max_length=120, default="", blank=True)
    left_on = models.DateField(null=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="trade_consignment_compartment"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "id"], name="trade_consignment_office"),
            models.Index(fields=["exporter"], condition=~Q(exporter=""), name="trade_consignment_exporter"),
            models.Index(
                fields=["state", "left_on"], condition=Q(state="left"), name="trade_consignment_under_way"
            ),
            models.Index(
                plain("declaration"), condition=~Q(declaration=""), name="trade_consignment_declared"
            ),
        ]

    @property
    def into_state(self) -> str:
        """The State to which it goes."""
        return self.authorisation.state_of(self.consignee)

    @property
    def through(self) -> list[dict[str, str]]:
        """The transit States on its way there."""
        return self.authorisation.through_to(self.into_state)


class Crate(OfficeRecord):
    """A crate, pallet or case of a consignment, by the number on it; `seals` are the numbers of its seals."""

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="crates")
    number = models.CharField(max_length=40)
    seals = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(compartment__in=COMPARTMENTS), name="trade_crate_compartment"),
            models.UniqueConstraint(
                fields=["consignment", "number"], condition=Q(state="open"), name="trade_crate_once"
            ),
        ]
        indexes = [
            models.Index(plain("number"), condition=Q(state="open"), name="trade_crate_plain"),
            GinIndex(PLAIN_SEALS, condition=Q(state="open"), name="trade_crate_seals"),
        ]


class Item(OfficeRecord):
    """What stands on a packing list: one firearm of the register, one serial number, or so many of one kind of goods.

    `type`, `calibre`, `make` and `model` are those of the line of the authorisation on which it counts; `crate` is the public identifier of its
    crate. `serial` is its serial number as it was packed.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="items")
    crate = models.CharField(max_length=14)
    firearm = models.CharField(max_length=14, default="", blank=True)
    serial = models.CharField(max_length=80, default="", blank=True)
    type = models.CharField(max_length=60)
    calibre = models.CharField(max_length=200, default="", blank=True)
    make = models.CharField(max_length=80, default="", blank=True)
    model = models.CharField(max_length=80, default="", blank=True)
    quantity = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(compartment__in=COMPARTMENTS), name="trade_item_compartment"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & (Q(firearm="", serial="") | Q(quantity=1)),
                name="trade_item_quantity",
            ),
            # A firearm stands once on a packing list.
            models.UniqueConstraint(
                fields=["consignment", "firearm"],
                condition=Q(state="packed") & ~Q(firearm=""),
                name="trade_item_once",
            ),
        ]
        indexes = [
            models.Index(fields=["firearm"], condition=~Q(firearm=""), name="trade_item_firearm"),
            models.Index(fields=["serial"], condition=~Q(serial=""), name="trade_item_serial"),
            models.Index(fields=["crate"], name="trade_item_crate"),
            models.Index(plain("serial"), condition=~Q(serial=""), name="trade_item_plain"),
        ]


class Observation(OfficeRecord):
    """What somebody reports of a consignment on its way, or of one crate of it.

    `leg` is where (`reconciling.LEGS`), `degree` how closely it was looked at, `by` whose report it is. `seals` and `serials` are what was read, as it
    was read; `counted` how many pieces were counted. `office` recorded it. `remark` is in somebody's own words.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="observations")
    leg = models.TextField()
    country = models.CharField(max_length=2, default="", blank=True)
    at = models.DateTimeField()
    by = models.TextField()
    degree = models.TextField()
    crate = models.CharField(max_length=14, default="", blank=True)
    seals = ArrayField(models.CharField(max_length=60), default=list)
    counted = models.IntegerField(null=True)
    serials = ArrayField(models.CharField(max_length=80), default=list)
    other_recipient = models.BooleanField(default=False)
    office = models.CharField(max_length=14)
    recorded_by = models.CharField(max_length=14)
    remark = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="trade_observation_compartment"
            ),
            models.CheckConstraint(condition=Q(leg__in=LEGS), name="trade_observation_leg"),
            models.CheckConstraint(condition=Q(degree__in=DEGREES), name="trade_observation_degree"),
        ]


class Watchlist(Projected):
    """A sanctions or denial list in its newest version, which its `n` counts; the versions before stand in the log.

    `listed` are its entries (`lists.Entry`) and personal; `listed_digest` is their hash, which two people decided, `digest` that of the file that was loaded,
    `edition` the day that the file says of itself;
    `added` and `gone` count what that version brought and took away.
    """

    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200, default="", blank=True)
    form = models.TextField(default="", blank=True)
    edition = models.TextField(default="", blank=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    listed_digest = models.CharField(max_length=64, default="", blank=True)
    entries = models.IntegerField(default=0)
    added = models.IntegerField(default=0)
    gone = models.IntegerField(default=0)
    listed = models.JSONField(default=list, blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="trade_watchlist_once")]


class Match(OfficeRecord):
    """That somebody with whom goods are dealt might be an entry of a list: `party` is a party abroad or one of the register, `ref` the entry.

    `verdict` is what a person decided (`another`, `same`); `told` is what was alike (`screening.Hit.told`): names of people, and so personal.
    """

    party = models.CharField(max_length=14)
    watchlist = models.CharField(max_length=14)
    ref = models.CharField(max_length=60)
    score = models.IntegerField(default=0)
    verdict = models.TextField(default="", blank=True)
    told = models.JSONField(default=dict, blank=True)
    found_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            models.CheckConstraint(condition=Q(compartment__in=COMPARTMENTS), name="trade_match_compartment"),
            models.UniqueConstraint(fields=["agency", "party", "watchlist", "ref"], name="trade_match_once"),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-score"], name="trade_match_office"),
            models.Index(fields=["party"], name="trade_match_party"),
        ]

    @property
    def standing(self) -> str:
        """How it stands: `open`, `another`, `same`, `lapsed`."""
        return self.verdict or self.state

    @property
    def holds(self) -> bool:
        """Whether nothing is granted to whom it is about."""
        return self.standing in ("open", "same")
