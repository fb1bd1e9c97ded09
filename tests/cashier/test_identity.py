"""The identity register: over HTTPS with a certificate on each side, over an extract, and out of reach."""

from __future__ import annotations

import http.server
import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from ifar.cashier.identity import Unreachable
from ifar.cashier.registers import extract
from ifar.cashier.registers.extract import Extract
from ifar.cashier.registers.https import Service
from ifar.cashier.services import identity
from ifar.cashier.services.identity import look_up
from ifar.errors import Forbidden, Invalid, Refused, TooMany
from tests import cast
from tests.cashier.test_payments import at_once
from tests.certificates import certificate
from tests.databases import Database

AMINA = {"name": "Amina Diallo", "born": "1984-03-02", "sex": "female", "country": "FR", "status": "active"}
TABLE = (
    "document,number,name,born,sex,country,status\n"
    "national_id,ID-1984 7731,Amina Diallo,1984-03-02,female,FR,active\n"
    "passport,PP1,Wei Zhang,,,,deceased\n"
)


@pytest.fixture
def loaded(tmp_path, settings) -> Path:
    target = tmp_path / "identity.sqlite"
    assert extract.make(TABLE.splitlines(keepends=True), target) == 2
    settings.IFAR_IDENTITY_REGISTER, settings.IFAR_IDENTITY_EXTRACT = "extract", str(target)
    return target


def test_an_extract_finds_a_number_however_it_is_written(loaded):
    result = Extract(str(loaded))
    assert result.look_up("national_id", "id 1984-7731") == AMINA
    assert result.look_up("passport", "PP1") == {"name": "Wei Zhang", "status": "deceased"}
    assert result.look_up("passport", "ID-1984 7731") is None
    assert result.look_up("national_id", "1") is None
    assert loaded.stat().st_mode & 0o077 == 0
    for path in (loaded.parent / "none", Path(__file__)):
        with pytest.raises(Unreachable):
            Extract(str(path)).look_up("national_id", "1")


def test_a_wrong_table_changes_nothing(loaded):
    before = loaded.read_bytes()
    for table in (
        "document,number\nx,1\n",
        f"{TABLE}national_id,7,X,yesterday,,,\n",
        f"{TABLE}national_id,,X,,,,\n",
    ):
        with pytest.raises(Invalid):
            extract.make(table.splitlines(keepends=True), loaded)
    assert loaded.read_bytes() == before
    assert [item.name for item in loaded.parent.iterdir()] == ["identity.sqlite"]


@pytest.mark.django_db
def test_each_question_stands_under_a_purpose_and_is_logged(alice, loaded):
    answer = look_up(alice, "national_id", "ID-1984-7731", {"name": "Amina Diallo", "born": "1984-02-03"})
    assert (answer.state, dict(answer.person)) == ("found", AMINA)
    assert [(difference.name, difference.said) for difference in answer.differences] == [
        ("born", "1984-03-02")
    ]
    assert look_up(alice, "national_id", "7", {}).state == "nobody"
    with connection.cursor() as cursor:
        cursor.execute("SELECT object FROM accounts_readlog WHERE act = 'cashier.identity.read' ORDER BY id")
        assert [row[0] for row in cursor.fetchall()] == ["ID-1984-7731", "7"]
    with pytest.raises(Refused):
        look_up(replace(alice, purpose=None), "national_id", "7", {})
    with pytest.raises(Forbidden):
        look_up(cast.actor("dave"), "national_id", "7", {})


@pytest.mark.django_db
def test_out_of_reach_is_an_answer_and_stops_nobody(alice, signed_in, settings):
    settings.IFAR_IDENTITY_REGISTER, settings.IFAR_IDENTITY_EXTRACT = "extract", "/nowhere/identity.sqlite"
    assert look_up(alice, "national_id", "7", {}).state == "unreachable"
    form = {
        "identity_numbers-0-kind": "national_id",
        "identity_numbers-0-number": "ID-7",
        "name": "Chinua Obi",
        "sex": "not_asked",
    }
    browser = signed_in("alice")
    asked = browser.post("/parties/new/", {**form, "look_up": "1"})
    assert asked.status_code == 200
    text = asked.content.decode()
    assert "does not answer" in text
    assert 'value="Chinua Obi"' in text
    assert 'value="ID-7"' in text
    assert browser.post("/parties/new/", form).status_code == 302


@pytest.mark.django_db
def test_the_form_is_filled_and_says_what_differs(signed_in, loaded):
    form = {
        "identity_numbers-0-kind": "national_id",
        "identity_numbers-0-number": "ID-1984-7731",
        "name": "Amina Dialo",
        "sex": "not_asked",
        "look_up": "1",
    }
    text = signed_in("alice").post("/parties/new/", form).content.decode()
    assert 'value="1984-03-02"' in text
    assert 'value="female" selected' in text
    assert "Amina Dialo" in text
    assert "Amina Diallo" in text
    plain = signed_in("alice").get("/parties/new/").content.decode()
    assert "Ask the identity register" in plain


@pytest.mark.django_db
def test_without_an_identity_register_nothing_offers_one(signed_in):
    assert "identity register" not in signed_in("alice").get("/parties/new/").content.decode()
    answer = signed_in("alice").post(
        "/api/identity/lookups", {"document": "national_id", "number": "7"}, content_type="application/json"
    )
    assert answer.status_code == 404


# Over HTTPS ---------------------------------------------------------------------------------------------------------------


class _State(http.server.BaseHTTPRequestHandler):
    """A service of a State that knows one person and answers in whatever way the number asks for."""

    asked: list[dict[str, str]] = []

    def do_POST(self) -> None:
        data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(data)
        body: bytes = {
            "ID-1": json.dumps({"person": AMINA}).encode(),
            "broken": b"{",
            "more": json.dumps({"person": {**AMINA, "income": "1"}}).encode(),
            "large": b" " * 100_000,
        }.get(data["number"], b"{}")
        status = {"none": 404, "moved": 302, "fault": 500}.get(data["number"], 200)
        self.send_response(status)
        self.send_header("Location", "https://elsewhere.test/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def state(tmp_path) -> Iterator[Service]:
    authority = certificate(tmp_path, "authority")
    for name in ("server", "ifar"):
        certificate(tmp_path, name, authority)
    certificate(tmp_path, "stranger")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.crt", tmp_path / "server.key")
    context.load_verify_locations(tmp_path / "authority.crt")
    context.verify_mode = ssl.CERT_REQUIRED
    server = http.server.ThreadingHTTPServer(("localhost", 0), _State)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield Service(
        f"https://localhost:{server.server_port}/people",
        certificate=str(tmp_path / "ifar.crt"),
        key=str(tmp_path / "ifar.key"),
        authorities=str(tmp_path / "authority.crt"),
        seconds=3,
    )
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_service_is_asked_with_a_certificate_on_each_side(state, tmp_path):
    assert state.look_up("national_id", "ID-1") == AMINA
    assert _State.asked[-1] == {"document": "national_id", "number": "ID-1"}
    assert state.look_up("national_id", "none") is None
    for number in ("broken", "more", "large", "moved", "fault", "else"):
        with pytest.raises(Unreachable):
            state.look_up("national_id", number)
    stranger = replace(state, certificate=str(tmp_path / "stranger.crt"), key=str(tmp_path / "stranger.key"))
    with pytest.raises(Unreachable):
        stranger.look_up("national_id", "ID-1")
    with pytest.raises(Unreachable):
        replace(state, authorities=str(tmp_path / "stranger.crt")).look_up("national_id", "ID-1")
    with pytest.raises(Unreachable):
        replace(state, address="https://localhost:1/").look_up("national_id", "ID-1")


@pytest.mark.django_db
def test_nobody_looks_through_an_identity_register(alice, bob, loaded, signed_in, monkeypatch):
    """So often in a minute and no more, each for himself; on the page what was typed stays, over HTTP it is 429."""
    monkeypatch.setattr(identity, "RATE", "3/m/key")
    for _ in range(3):
        assert look_up(alice, "national_id", "7", {}).state == "nobody"
    with pytest.raises(TooMany):
        look_up(alice, "national_id", "7", {})
    assert look_up(bob, "national_id", "7", {}).state == "nobody"
    form = {
        "identity_numbers-0-kind": "national_id",
        "identity_numbers-0-number": "ID-7",
        "name": "Chinua Obi",
        "sex": "not_asked",
        "look_up": "1",
    }
    asked = signed_in("alice").post("/parties/new/", form)
    assert asked.status_code == 200
    assert "too often" in asked.content.decode()
    assert 'value="Chinua Obi"' in asked.content.decode()
    body = {"document": "national_id", "number": "7"}
    answer = signed_in("alice").post("/api/identity/lookups", body, content_type="application/json")
    assert answer.status_code == 429
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_readlog WHERE act = 'cashier.identity.read'")
        assert cursor.fetchone()[0] == 4, "what was not asked is no read"


def test_three_questions_in_the_same_second_get_around_nothing(
    peopled_db: Database, loaded, monkeypatch
) -> None:
    monkeypatch.setattr(identity, "RATE", "3/m/key")
    alice = cast.actor("alice")
    values = at_once(*(lambda: look_up(alice, "national_id", "7", {}) for _ in range(6)))
    assert values == ["TooMany"] * 3 + ["done"] * 3
