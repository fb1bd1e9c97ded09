"""What a program of an office records of its ammunition: once for each key, and nothing for which a second person stands."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from ifar.ammunition.models import Movement
from ifar.ammunition.services import movements
from tests import cast
from tests.accounts.test_api import token
from tests.ammunition.making import a_lot, lies
from tests.conftest import sign_in
from tests.placement.making import a_place

pytestmark = pytest.mark.django_db


def test_a_program_records_movements_once_and_nothing_of_two_people(frank, ivan):
    shop, yard = a_place(ivan, "Shop"), a_place(ivan, "Yard")
    lot = a_lot(ivan, "IV-1")
    scopes = ["ammunition:lot:read", "ammunition:movement:record", "placement:place:read"]
    headers = {"Authorization": f"Bearer {token(scopes, agency='ivans')}"}
    line = {"lot": lot, "quantity": 100}

    def post(move: str, key: str = "", **said: str):
        body = json.dumps({"move": move, "place": shop, "lines": [line], **said})
        more = {"Idempotency-Key": key} if key else {}
        return Client().post(
            "/api/ammunition/movements", body, content_type="application/json", headers=headers | more
        )

    first = post("imported", "n-1")
    assert first.status_code == 201, first.content
    assert post("imported", "n-1").headers["Idempotency-Replayed"] == "true"
    assert post("moved", to_place=yard).status_code == 201
    assert (lies(shop, lot), lies(yard, lot)) == (0, 100)
    for two in ("spent", "destroyed", "demilitarised"):
        assert post(two, reason="x").status_code == 403
    last = Movement.objects.latest("id").public_id
    undone = Client().post(
        f"/api/ammunition/movements/{last}/undone",
        json.dumps({"ground": "twice"}),
        content_type="application/json",
        headers=headers,
    )
    assert undone.status_code == 403
    # To a unit of defence by the identifier that it gave: no list of a dealer names it, nor what it counts.
    armoury = cast.agency("armoury")
    browser = sign_in("ivan")
    assert armoury.name not in browser.get("/ammunition/record/sent/").content.decode()
    form = {
        "move": "sent",
        "place": yard,
        "lines-0-lot": lot,
        "lines-0-quantity": "40",
        "lines-0-packed": "single",
    }
    wrong = browser.post("/ammunition/record/sent/", {**form, "to_office": "A0000000000000"})
    assert wrong.status_code == 422
    sent = browser.post("/ammunition/record/sent/", {**form, "to_office": armoury.public_id})
    assert sent.status_code == 302, sent.content.decode()
    movement = Movement.objects.latest("id")
    assert movement.to_office == armoury.public_id
    bunker = a_place(frank, "Bunker")
    movements.receive_movement(
        actor=frank, movement_id=movement.public_id, to_place=bunker, counted={lot: 40}
    )
    assert lies(bunker, lot) == 40
    for address in (sent.url, f"/ammunition/lots/{lot}/", "/ammunition/"):
        page = browser.get(address).content.decode()
        assert armoury.name not in page
        assert "Bunker" not in page
    assert {item["office"] for item in browser.get(f"/api/ammunition/lots/{lot}").json()["held"]} == {
        ivan.agency
    }
