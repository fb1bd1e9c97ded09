"""The twenty consignments of `twenty_consignments.csv`, driven through the services, and the figures that a hand worked out for each of them.

The services know one day, today. So each act is done by its service now, and then its record is moved to the day that stands in the table: the moment
of a decision, the day on which something left, the moment at which something was seen, and when an event of the register happened.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ifar.accounts.services import proposals
from ifar.registry.models import Mark
from ifar.registry.services.events import NewEvent, register_firearm
from ifar.trade.consignments.services import consignments, diverting, observing, packing
from ifar.trade.inputs import Through, ValuedLine
from ifar.trade.models import Consignment, Item, Observation
from ifar.trade.services import deciding
from ifar.trade.services.writing import today
from tests import cast
from tests.altered import without_triggers
from tests.factories import a_firearm
from tests.trade import making
from tests.trade.carrying import MARKS, an_exporter, packed

TABLE = Path(__file__).with_name("twenty_consignments.csv")
ZONE = ZoneInfo("Africa/Nairobi")
"""Three hours ahead of UTC: the office's year begins before that of the log."""
CATEGORIES = {"pistols": "Revolvers and self-loading pistols", "rifles": "Rifles and carbines", "assault": "Assault rifles"}  # fmt: skip
HOME = "XX"
_WATCHING = "SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE tgrelid = ANY(%s::regclass[]) AND NOT tgisinternal"
_HOW = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "D": "DISABLE"}
"""How a trigger fires -> how that is said."""


def rows() -> list[dict[str, str]]:
    """The table, a row for each consignment."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_hand() -> dict[tuple[int, str], dict[tuple[str, str], int]]:
    """(year, what counts) -> (category, State) -> number, as the hand added them up; with the totals of each category."""
    result: dict[tuple[int, str], dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for row in rows():
        for text in filter(None, (part.strip() for part in row["counts"].split(";"))):
            year, *what, number = text.split()
            if what[-1] == "outside":
                result[int(year), f"{what[0]} outside"]["", ""] += int(number)
                continue
            *table, state, category = what
            cells = result[int(year), " ".join(table)]
            cells[CATEGORIES[category], state] += int(number)
            cells[CATEGORIES[category], "Total"] += int(number)
    return {key: dict(cells) for key, cells in result.items()}


def goods_of(row: dict[str, str]) -> tuple[ValuedLine, ...]:
    """The lines of goods of a row."""
    value, _, currency = row["value"].partition(" ")
    return tuple(
        ValuedLine(type=kind, quantity=int(number), value=int(value) if value else None, currency=currency)
        for kind, number in (part.split() for part in row["goods"].split("|"))
    )


def _at(text: str) -> dt.datetime:
    """A day of the table, at noon where it says no time, in the office's zone."""
    moment = dt.datetime.fromisoformat(text)
    return (moment if ":" in text else moment.replace(hour=12)).replace(tzinfo=ZONE)


class Hand:
    """Whoever does what the table says."""

    def __init__(self, database: Any) -> None:
        self.alice, self.bob, self.ivan, self.heidi = (
            cast.actor(name) for name in ("alice", "bob", "ivan", "heidi")
        )
        self._database = database
        self._moves: list[tuple[str, list[Any]]] = []
        self.company = an_exporter(self.alice, self.bob, self.ivan)
        self.granted: dict[str, str] = {}
        """Letter of an authorisation -> its identifier."""
        self.consignment: dict[str, str] = {}
        """Number of a row -> its consignment."""
        self.guns: dict[str, list[str]] = {}
        self._serial = 0

    def do_all(self) -> None:
        """Everything that the table says, row by row."""
        for row in rows():
            if row["kind"]:
                getattr(self, f"_{row['kind']}")(row)
        self._refused()
        # The State adopted the Directive: it fills in the Union's form.
        self._move("UPDATE reference_retentionrule SET adopted = true WHERE instrument = 'eu_2021_555'", [])
        tables = (
            "reference_retentionrule",
            "trade_authorisation",
            "trade_consignment",
            "trade_observation",
            "registry_event",
            "ledger_entry",
            "ledger_entry_p0",
        )
        with self._database.connect() as owner, owner.transaction():
            watching = owner.execute(_WATCHING, [list(tables)]).fetchall()
            for statement in (*without_triggers(*tables), *self._moves):
                owner.execute(*(statement if isinstance(statement, tuple) else (statement,)))
            for table in tables:
                owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
            for table, trigger, how in watching:
                owner.execute(f'ALTER TABLE {table} {_HOW[how]} TRIGGER "{trigger}"')
            # What is done from here on is done on the days of the office's zone, in the service (`bob`) and in the database.
            owner.execute("UPDATE accounts_zone SET zone = %s", [ZONE.key])

    def _move(self, statement: str, values: list[Any]) -> None:
        """Move a record to the day of the table, once everything is done."""
        self._moves.append((statement, values))

    # Authorisations ---------------------------------------------------------------------------------------------------

    def _authorisation(self, row: dict[str, str]) -> str:
        if row["authorisation"] in self.granted:
            return self.granted[row["authorisation"]]
        kind, goods = row["kind"], goods_of(row)
        from_state, into_state = {"import": (row["state"], HOME), "transit": ("NO", row["state"])}.get(kind, (HOME, row["state"]))  # fmt: skip
        other = from_state if kind == "import" else into_state
        consignee = making.a_party(
            self.alice, name=f"Buyer {row['no']}", country=other, number=f"{other}-{row['no']}"
        )
        route = [row["through"]] if row["through"] else []
        made = making.an_application(
            self.alice, kind=kind, from_state=from_state, into_state=into_state, purpose=row["purpose"], consignee=consignee,
            applicant=self.company if kind == "export" else "", goods=goods, through=[Through(country=text, way="road") for text in route],
        )  # fmt: skip
        if kind == "export":
            # The papers cover what an amendment adds later.
            many = [
                line.model_copy(update={"quantity": line.quantity + 10, "value": None, "currency": ""})
                for line in goods
            ]
            wanted = [
                ("import_authorisation", into_state),
                *(("transit_no_objection", text) for text in route),
            ]
            file = making.a_file(self.alice)
            for paper, state in wanted:
                making.a_paper(
                    self.alice, made, consignee, paper, state, verifier=self.bob, goods=many, file=file
                )
        making.assessed(self.alice, made)
        making.granted(self.alice, self.bob, made)
        self._decided(made, "granted", row["granted"])
        self.granted[row["authorisation"]] = made
        return made

    def _decided(self, made: str, kind: str, when: str) -> None:
        moment = _at(when)
        self._move(
            "UPDATE ledger_entry SET recorded_at = %s WHERE entry IN (SELECT id FROM trade_event WHERE subject = %s AND kind = %s)",
            [moment, made, kind],
        )
        if kind == "granted":
            utc = moment.astimezone(dt.UTC).date()
            self._move("UPDATE trade_authorisation SET decided_on = %s WHERE public_id = %s", [utc, made])

    def _amended(self, made: str, row: dict[str, str], when: str, number: int) -> None:
        [line] = goods_of(row)
        goods = (line.model_copy(update={"quantity": number}),)
        asked = deciding.propose_amendment(
            actor=self.alice, authorisation_id=made, goods=goods, reason="More are wanted."
        )
        proposals.decide(actor=self.bob, proposal=asked.public_id, verdict="approve")
        self._decided(made, "amended", when)

    def _refused(self) -> None:
        """Beside the table: seven pistols for Sweden are refused on 11 December 2024."""
        goods = (ValuedLine(type="pistol", quantity=7, value=2100, currency="EUR"),)
        made = making.an_application(self.alice, through=(), goods=goods)
        asked = deciding.propose_refusal(
            actor=self.alice, authorisation_id=made, ground="diversion", reason="They would be sold on."
        )
        proposals.decide(actor=self.bob, proposal=asked.public_id, verdict="approve")
        self._decided(made, "refused", "2024-12-11 10:00")

    # What left --------------------------------------------------------------------------------------------------------

    def _export(self, row: dict[str, str]) -> None:
        made = self._authorisation(row)
        for what, when, number in _after(row):
            if what == "amended":
                self._amended(made, row, when, number)
        consignment = consignments.open_consignment(actor=self.ivan, authorisation=made)
        crate = consignments.add_crate(actor=self.ivan, consignment_id=consignment, number="1", seals=["S-1"])
        guns = []
        for place, line in enumerate(goods_of(row)):
            if line.type == "ammunition":
                packing.pack_goods(actor=self.ivan, crate=crate, line=str(place), quantity=line.quantity)
                continue
            number = 4 if row["no"] == "3" else line.quantity
            mine = [self._gun(line.type, "IT" if row["no"] == "1" and n < 2 else "") for n in range(number)]
            wrong = [item.reasons for item in packed(self.ivan, crate, mine) if item.reasons]
            assert not wrong, (row["no"], wrong)
            guns += mine
        consignments.close(actor=self.ivan, consignment_id=consignment)
        self.consignment[row["no"]], self.guns[row["no"]] = consignment, guns
        if not row["crossed"]:
            return
        consignments.release(
            actor=self.heidi, consignment_id=consignment, declaration=f"MRN-{row['no']}", left_on=today()
        )
        self._move(
            "UPDATE trade_consignment SET left_on = %s WHERE public_id = %s", [row["crossed"], consignment]
        )
        for what, when, number in _after(row):
            if what == "received":
                read = [self._serial_of(gun) for gun in guns[:number]]
                self._seen(consignment, "receipt", "serial_read", when, serials=read, by="customs_abroad")
            elif what == "back":
                self._back(consignment, guns[-number:], when)

    def _gun(self, kind: str, made_in: str) -> str:
        self._serial += 1
        identity = {"type": kind, **({"country_made": made_in} if made_in else {})}
        return a_firearm(
            self.ivan, f"TW{self._serial:04}", state="in_stock_retail", identity=identity, marks=MARKS
        ).firearm

    def _serial_of(self, firearm: str) -> str:
        marks = Mark.objects.filter(firearm__public_id=firearm, kind="serial")
        return str(marks.get().text)

    # What came in -----------------------------------------------------------------------------------------------------

    def _import(self, row: dict[str, str]) -> None:
        made, [line] = self._authorisation(row), goods_of(row)
        consignment = consignments.open_consignment(actor=self.alice, authorisation=made)
        crate = consignments.add_crate(
            actor=self.alice, consignment_id=consignment, number="1", seals=["S-1"]
        )
        serials = [f"IM{row['no']}-{n}" for n in range(line.quantity)]
        packing.pack_goods(actor=self.alice, crate=crate, line="0", quantity=line.quantity, serials=serials)
        consignments.close(actor=self.alice, consignment_id=consignment)
        self.consignment[row["no"]] = consignment
        for what, when, number in _after(row):
            if what == "seals":
                self._seen(consignment, "entry", "seal_intact", row["crossed"], seals=["S-1"])
            elif what == "read":
                self._seen(consignment, "entry", "serial_read", row["crossed"], serials=serials[:number])
            elif what == "registered":
                for serial in serials[:number]:
                    self._registration(row, serial, when)

    def _seen(self, consignment: str, leg: str, degree: str, when: str, **said: Any) -> None:
        made = observing.record(actor=self.heidi, consignment_id=consignment, leg=leg, degree=degree, **said)
        assert Observation.objects.filter(public_id=made, consignment__in=Consignment.objects.all()).exists()
        self._move("UPDATE trade_observation SET at = %s WHERE public_id = %s", [_at(when), made])

    def _registration(self, row: dict[str, str], serial: str = "BE-1", when: str = "") -> None:
        event = NewEvent(
            "imported",
            {"owner_kind": "retailer", "country": row["state"]},
            identity={"make": "beretta", "type": row["goods"].split()[0], "calibre": "9x19"},
            marks=({"kind": "serial", "text": serial},),
        )
        self._happened(
            register_firearm(actor=self.heidi, event=event).firearm, "imported", when or row["crossed"]
        )

    def _back(self, consignment: str, firearms: list[str], when: str) -> None:
        """Customs reports what was returned, piece by piece."""
        items = Item.objects.filter(consignment__public_id=consignment, firearm__in=firearms)
        diverting.divert(
            actor=self.heidi,
            consignment_id=consignment,
            what="returned",
            items=[item.public_id for item in items],
            reason="Sent back.",
        )
        for firearm in firearms:
            self._happened(firearm, "imported", when)

    def _visit(self, row: dict[str, str]) -> None:
        for n in range(2):
            details = {
                "return_date": (today() + dt.timedelta(days=3)).isoformat(),
                "purpose": "sport",
                "country": row["state"],
            }
            event = NewEvent(
                "temporarily_imported",
                details,
                identity={"type": "rifle"},
                marks=({"kind": "serial", "text": f"VT {n}"},),
            )
            made = register_firearm(actor=self.heidi, event=event).firearm
            self._happened(made, "temporarily_imported", row["crossed"])

    def _happened(self, firearm: str, kind: str, when: str) -> None:
        self._move(
            "UPDATE registry_event SET occurred_from = %s, occurred_to = %s, zone = %s WHERE kind = %s AND firearm_id = (SELECT id FROM registry_firearm WHERE public_id = %s)",
            [_at(when), _at(when), ZONE.key, kind, firearm],
        )

    def _transit(self, row: dict[str, str]) -> None:
        self._authorisation(row)


def _after(row: dict[str, str]) -> Iterator[tuple[str, str, int]]:
    """What happened afterwards: what, when, how many."""
    for text in filter(None, (part.strip() for part in row["afterwards"].split(";"))):
        what, when, number = re.fullmatch(r"(\w+) ([\d-]+(?: [\d:]+)?): (\d+)", text).groups()
        yield what, when, int(number)
