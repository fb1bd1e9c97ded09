"""A country that asks for fees: the cast's, with a table of fees of its own, in a database of each module's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ifar.cashier.services import tills
from ifar.reference import services as reference
from ifar.reference.management.commands.load_reference import JOB
from ifar.rights import Actor
from tests.databases import Database, ground

TABLE = (
    "code,act,kinds,holders,amount,currency,stops,article,source\n"
    "licence,application,,,25.00,EUR,decision,Fees Act art. 3,Fees Act\n"
    "collector,application,collector,,60.50,EUR,decision,Fees Act art. 4,Fees Act\n"
    "renewed,renewal,,,10.00,EUR,no,Fees Act art. 5,Fees Act\n"
    "card_lost,duplicate_card,,,7.20,EUR,no,Fees Act art. 6,Fees Act\n"
)


def load_fees(folder: Path) -> None:
    """Load a country's own table of fees; an act of the ledger like every load."""
    folder.mkdir(exist_ok=True)
    (folder / "fee_rule.csv").write_text(TABLE, "utf-8")
    reference.load_folder(actor=JOB, folder=folder, origin="xland")


def a_till(actor: Actor, opening: str = "100.00") -> str:
    """The till of somebody's day."""
    return tills.open_till(actor=actor, currency="EUR", opening=Decimal(opening))


@pytest.fixture(scope="module", autouse=True)
def fee_database(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[Database]:
    """The cast's country with its fees, for the tests of one module, which leave it as it was."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        load_fees(tmp_path_factory.mktemp("facts") / "xland")
        with django_db_blocker.block():
            yield database
