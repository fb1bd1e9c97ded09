"""What the tests of retention share: things that were destroyed on a day, and the instruments that the State adopts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from ifar.accounts.services import proposals
from ifar.reference import services as reference
from ifar.reference.management.commands.load_reference import JOB
from ifar.reference.retention import years_after
from ifar.registry import occurred
from ifar.registry.services.events import NewEvent
from ifar.registry.services.proposals import propose_event
from ifar.rights import Actor
from tests.databases import Database
from tests.factories import a_firearm
from tests.registry.lifecycle_cases import WITNESSES

EU = (
    "code,instrument,record,years,starts,adopted,access,article,source\n"
    "eu_life,eu_2021_555,any,30,destruction,{adopted},"
    "licensing_authority:10|customs:10|police:30|forensic_laboratory:30|court:30|inspectorate:30,"
    "Directive (EU) 2021/555 art. 4(5),Directive (EU) 2021/555\n"
)


def adopt_eu(folder: Path, adopted: str = "yes") -> None:
    """Load the State's own table, in which it adopts the Directive; an act of the ledger like every load."""
    folder.mkdir(exist_ok=True)
    (folder / "retention_rule.csv").write_text(EU.format(adopted=adopted), "utf-8")
    reference.load_folder(actor=JOB, folder=folder, origin="xland")


def forget_first_load(database: Database) -> None:
    """Have the template's own lists be as in a register whose lists were loaded before loads were told; its log is a test's own."""
    with database.connect() as superuser:
        superuser.execute("UPDATE reference_listversion SET entry = NULL")


def years_ago(today: dt.date, years: int) -> dt.date:
    """The earliest day from which `years` calendar years last until today or longer."""
    day = today.replace(year=today.year - years, day=28) - dt.timedelta(days=40)
    while years_after(day, years) < today:
        day += dt.timedelta(days=1)
    return day


def destroy(actor: Actor, second: Actor, firearm: str, day: dt.date) -> None:
    """Record that a firearm was destroyed on a day, by two people."""
    details = {"method": "smelting", "witnesses": WITNESSES, "order": "O-1"}
    event = NewEvent(
        "destroyed",
        details,
        occurred=occurred.day(day),
        paper="O-1",
    )
    asked = propose_event(actor=actor, firearm=firearm, event=event, reason="order of the court")
    done = proposals.decide(actor=second, proposal=asked.public_id, verdict="approve")
    assert done.executed


def destroyed_of(actor: Actor, second: Actor, owner: str, day: dt.date, serial: str = "AB1234") -> str:
    """A firearm that somebody owned and that was destroyed on a day."""
    made = a_firearm(actor, serial, owner=owner, owner_kind="private")
    destroy(actor, second, made.firearm, day)
    return made.firearm


@pytest.fixture
def adopts_eu(tmp_path: Path) -> Callable[..., None]:
    """`adopts_eu()`: the State adopts the Directive."""
    return lambda adopted="yes": adopt_eu(tmp_path / "xland", adopted)
