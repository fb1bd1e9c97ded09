"""Run in a copy of the tree in which the how-tos were followed (`test_how_to.py`): does what was added, and prints what came of it as JSON."""

from __future__ import annotations

import importlib
import inspect
import io
import json
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402

SCRATCH = Path(__file__).resolve().parents[2]
NEW = ("/tills/{j}/explained", "/tills/{j}/acts/explained", "/deposits", "/remarked", "/urged")
APPS = ("cashier", "licensing", "recoveries")


def written() -> dict[str, Any]:
    """What the commands write that a how-to names last."""
    import ifar

    assert Path(ifar.__file__).is_relative_to(SCRATCH), ifar.__file__
    before = set(SCRATCH.glob("ifar/*/migrations/*.py"))
    call_command("makemigrations", *APPS, verbosity=0)
    call_command("acts")
    importlib.invalidate_caches()
    call_command("migrate", reference=False, verbosity=0)
    again = io.StringIO()
    call_command("migrate", reference=False, verbosity=0, stdout=again)
    call_command("acts", check=True, stdout=again)
    from ifar.api import api

    paths = api.get_openapi_schema()["paths"]
    return {
        "migration": len(set(SCRATCH.glob("ifar/*/migrations/*.py")) - before) == len(APPS),
        "first schema": '"till.explained/1"' in (SCRATCH / "ifar/cashier/schemas.json").read_text(),
        "page of the act": "counted --> counted: explained" in (SCRATCH / "docs/acts/cashier.md").read_text(),
        "operation": "/api/tills/{till}/explained" in paths and "/api/deposits/{deposit}/arrived" in paths,
        "again": again.getvalue(),
    }


def promises(place: str) -> list[str]:
    """The tests of a page, each with the members of the cast that it asks for."""
    from tests import cast

    held = []
    for name, test in inspect.getmembers(importlib.import_module(place), inspect.isfunction):
        if name.startswith("test_"):
            with cast.undone():
                test(*(cast.actor(parameter) for parameter in inspect.signature(test).parameters))
            held.append(name)
    return held


def operations(browsers: dict[str, Any]) -> dict[str, Any]:
    """The new rows of the table of permissions that are not so."""
    from tests import cast
    from tests.house.permissions import OPERATIONS

    wrong = {}
    for operation in OPERATIONS:
        if not any(part in operation.address for part in NEW):
            continue
        with cast.undone():
            address = operation.address.format(**operation.place())
            body = (
                {"data": json.dumps(operation.body()), "content_type": "application/json"}
                if operation.body
                else {}
            )
            before = transaction.savepoint_create()
            for name, browser in browsers.items():
                status = getattr(browser, operation.method.lower())(address, **body).status_code
                transaction.savepoint_rollback(before)
                transaction.set_rollback(False)
                if status != operation.expected(name):
                    wrong[f"{operation} {name}"] = status
    return wrong


def an_act(browsers: dict[str, Any]) -> dict[str, Any]:
    """A till is counted and explained, on the page and over HTTP."""
    from decimal import Decimal

    from ifar.cashier.models import Till
    from ifar.cashier.services import tills
    from tests import cast
    from tests.cashier.conftest import a_till

    alice, till = browsers["alice"], a_till(cast.actor("alice"), "10.00")
    tills.count_till(actor=cast.actor("alice"), till_id=till, counted=Decimal("9.00"))
    page, place = f"/cashier/tills/{till}/", f"/cashier/tills/{till}/acts/explained/"
    words = {"en": "Explain the difference", "ar": "بيان سبب الفرق", "fr": "Expliquer l’écart"}
    button = {
        language: sentence in alice.get(page, headers={"accept-language": language}).content.decode()
        for language, sentence in words.items()
    }
    empty = alice.post(place, {"explanation": " "})
    done = alice.post(place, {"explanation": "a coin fell"}).status_code
    record = Till.objects.get(public_id=till)
    api = alice.post(
        f"/api/tills/{till}/explained",
        json.dumps({"explanation": "found it"}),
        content_type="application/json",
    )
    return {
        "button": button,
        "of another": place in browsers["bob"].get(page).content.decode(),
        "empty": [empty.status_code, b"explanation" in empty.content],
        "done": [done, record.explanation],
        "over HTTP": [api.status_code, api.json().get("explanation")],
    }


def a_record(browsers: dict[str, Any]) -> dict[str, Any]:
    """A bag is handed over on the page; another person notes its arrival over HTTP."""
    from ifar.cashier.models import Deposit

    values = {"bag": "B-7", "currency": "EUR", "amount": "12.50"}
    made = browsers["alice"].post("/cashier/deposits/new/", values)
    item = Deposit.objects.get()
    first = item.state

    def arrive(name: str) -> list[Any]:
        body = json.dumps({"slip": "S-7"})
        answer = browsers[name].post(
            f"/api/deposits/{item.public_id}/arrived", body, content_type="application/json"
        )
        return [answer.status_code, Deposit.objects.get().state]

    own, arrived = arrive("alice"), arrive("bob")
    page = f"/cashier/deposits/{item.public_id}/"
    shown = browsers["alice"].get(page).content.decode()
    return {
        "made": [made.status_code, first],
        "own": own,
        "arrived": arrived,
        "page": ["B-7" in shown, "S-7" in shown],
        "another office": browsers["nina"].get(page).status_code,
    }


def a_field(browsers: dict[str, Any]) -> dict[str, Any]:
    """A till with a desk."""
    from ifar.cashier.models import Till

    nina = browsers["nina"]
    form = nina.get("/cashier/tills/new/").content.decode()
    nina.post("/cashier/tills/new/", {"currency": "EUR", "opening": "5.00", "desk": "3"})
    till = Till.objects.get(desk="3")
    result = nina.get(f"/api/tills/{till.public_id}").json()
    shown = nina.get(f"/cashier/tills/{till.public_id}/").content.decode()
    return {"asked": 'name="desk"' in form, "shown": "<bdi>3</bdi>" in shown, "told": result["desk"]}


def in_licensing(browsers: dict[str, Any]) -> dict[str, Any]:
    """A file that waits is remarked on and taken, under a reference."""
    from tests.house.permissions import _a_move

    with transaction.atomic():
        move = _a_move()["m"]
    nina = browsers["nina"]
    page, place = f"/licensing/moves/{move}/", f"/licensing/moves/{move}/acts/remarked/"

    def told(address: str, **said: str) -> Any:
        return nina.post(f"/api/moves/{move}/{address}", json.dumps(said), content_type="application/json")

    button = [place in browsers[name].get(page).content.decode() for name in ("nina", "alice")]
    remarked = [nina.post(place, {"note": "x"}).status_code, told("remarked", note="y").status_code]
    taken = told("taken", reference="K-7")
    return {
        "button": [button[0], not button[1]],
        "remarked": remarked,
        "taken": [taken.status_code, taken.json().get("reference")],
        "shown": "<bdi>K-7</bdi>" in nina.get(page).content.decode(),
    }


def in_recoveries(browsers: dict[str, Any]) -> dict[str, Any]:
    """A laboratory is asked to hurry, and the request taken back by a letter."""
    from tests.house.permissions import _custody

    with transaction.atomic():
        asked = _custody()["q"]
    dave = browsers["dave"]
    page, place = f"/custody/requests/{asked}/", f"/custody/requests/{asked}/acts/urged/"

    def told(kind: str, **said: str) -> Any:
        address = f"/api/custody/requests/{asked}/{kind}"
        return dave.post(address, json.dumps(said), content_type="application/json")

    button = [place in browsers[name].get(page).content.decode() for name in ("dave", "judy")]
    urged = [dave.post(place, {"note": "x"}).status_code, told("urged", note="y").status_code]
    withdrawn = told("withdrawn", note="z", reference="K-7")
    return {
        "button": [button[0], not button[1]],
        "urged": urged,
        "withdrawn": [withdrawn.status_code, withdrawn.json().get("reference")],
        "shown": "<bdi>K-7</bdi>" in dave.get(page).content.decode(),
    }


def verified() -> list[Any]:
    """Which alterations the verifier's replays name; what they say of an honest register, where they say anything of it."""
    from ifar.ledger.sources import all_replays

    def says(cursor: Any) -> list[str]:
        return [
            f"{difference.kind} {difference.place}"
            for replay in all_replays()
            if replay.name.startswith(APPS) or replay.name == "custody"
            for difference in replay.check(cursor, None)
        ]

    altered = []
    changes = {
        "": "",
        "cashier_deposit": "slip = 'S-8'",
        "cashier_till": "desk = '4'",
        "licensing_move": "reference = 'K-8'",
        "recoveries_request": "reference = 'K-8'",
    }
    for table, change in changes.items():
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            if table:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                cursor.execute(f"UPDATE {table} SET {change}")
            if results := says(cursor):
                altered.append(table or results)
            transaction.set_rollback(True, using="owner")
    return altered


def main() -> None:
    """Do it all and say what came of it."""
    logging.disable(logging.WARNING)
    values: dict[str, Any] = {"written": written()}
    from tests import cast
    from tests.cashier.conftest import load_fees
    from tests.conftest import sign_in

    with tempfile.TemporaryDirectory() as folder:
        browsers = {name: sign_in(name) for name in cast.NAMES}
        values["operations"] = operations(browsers)
        values["licensing"] = in_licensing(browsers)
        values["recoveries"] = in_recoveries(browsers)
        values["promises"] = promises("tests.licensing.test_remarked")
        values["promises"] += promises("tests.recoveries.test_urged")
        load_fees(Path(folder) / "xland")
        values["promises"] += promises("tests.cashier.test_explained")
        values["act"] = an_act(browsers)
        values["record"] = a_record(browsers)
        values["field"] = a_field(browsers)
        values["verified"] = verified()
    connection.close()
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
