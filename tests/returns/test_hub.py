"""Submission to a hub: what a State sends, what the hub takes in and refuses, and all States' returns side by side."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from django.conf import settings as configured
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from ifar.accounts.models import Agency
from ifar.accounts.services import agencies, grants
from ifar.accounts.services.agencies import NewAgency
from ifar.accounts.services.proposals import decide
from ifar.documents import seal
from ifar.errors import Conflict, Forbidden, Invalid, NotFound
from ifar.ledger import keys
from ifar.ledger import services as ledger
from ifar.ledger.checkpoint import ED25519, SigningKey
from ifar.registry import occurred
from ifar.registry.occurred import moment
from ifar.returns import comparing, services
from ifar.returns.hub import package, packages
from ifar.returns.hub import selectors as hub_selectors
from ifar.returns.hub import services as hub
from ifar.returns.models import Dispatch, Received
from ifar.returns.official import HEADER, UNIQUE
from ifar.rights import ROLES, Actor
from ifar.tracing.services import exchange
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_case, an_item

LOG = SigningKey("register.example.be", ED25519, bytes(range(32)))
PAPERS = SigningKey("register.example.be/papers", ED25519, bytes(range(1, 33)))
OTHERS = SigningKey("register.example.net", ED25519, bytes(range(2, 34)))
CERTIFICATE = seal.certificate(PAPERS.verifier, LOG)
YEAR = 2025
OFFICER = Actor(
    kind="person", id="U00000000000H1", name="Uma", agency="A00000000000H1", agency_kind="un_desk", roles=frozenset({"hub_officer"}),
    permissions=ROLES["hub_officer"].permissions,
)  # fmt: skip


@pytest.fixture
def log(db, monkeypatch, tmp_path):
    """A data folder of our own with the key of our log, and Belgium's key in the directory."""
    monkeypatch.setattr("django.conf.settings.IFAR_HOME", tmp_path, raising=False)
    monkeypatch.setattr(exchange, "known_keys", lambda: {"BE": [LOG.verifier]})
    monkeypatch.setitem(globals(), "OFFICER", replace(OFFICER, agency_id=cast.agency("authority").pk))
    return keys.Keyring.at(tmp_path).current(configured.IFAR_LEDGER_NAME)


_numbers = iter(range(1, 10_000))


def payload(cells=None, *, edition=1, replaces="", form="edition", hub_name="", consent=("compare",), **more):
    now = ledger.now()
    figures = [["Arms seized", "Total", "Total", "na", "na", 0, 10]] if cells is None else cells
    values = {
        "format": package.FORMAT, "form": form, "message": f"01890000-0000-7000-8000-{next(_numbers):012d}",
        "made_at": moment(now), "expires_at": moment(now + dt.timedelta(days=30)),
        "sender": {"country": "BE", "register": "register.example.be"},
        "recipient": {"hub": hub_name or configured.IFAR_LEDGER_NAME},
        "return": {
            "form": "iafq", "year": YEAR, "edition": edition, "country": "BEL", "cells": [] if form == "withdrawal" else figures,
            "note": "without customs", "frozen_at": moment(now), "entry": "01890000-0000-7000-8000-0000000000ff",
        },
        "consent": list(consent), "conditions": "", "replaces": replaces,
    }  # fmt: skip
    return values | more


def made(value=None, *, key=PAPERS, certificate=CERTIFICATE, **more):
    return package.signed(value or payload(**more), key, certificate)


def outcomes(**counts):
    """Cells of the tracing table."""
    return [
        ["Arms seized", "by location", UNIQUE[code], "na", "na", 0, value] for code, value in counts.items()
    ]


def altered():
    document = json.loads(made())
    document["payload"]["return"]["cells"][0][6] = 11
    return json.dumps(document).encode()


def late():
    now = ledger.now() - dt.timedelta(days=60)
    return payload() | {"made_at": moment(now), "expires_at": moment(now + dt.timedelta(days=30))}


@pytest.mark.parametrize(
    ("reason", "document"),
    [
        ("unreadable", lambda: b"no document"),
        ("form", lambda: json.dumps({"payload": {}}).encode()),
        (
            "unknown_sender",
            lambda: made(payload() | {"sender": {"country": "FR", "register": "register.example.fr"}}),
        ),
        ("altered", altered),
        ("altered", lambda: made(key=replace(PAPERS, seed=bytes(32)))),
        ("resigned", lambda: made(key=OTHERS, certificate=seal.certificate(OTHERS.verifier, OTHERS))),
        ("misdirected", lambda: made(hub_name="hub.example.org")),
        ("expired", lambda: made(late())),
        ("form", lambda: made(payload() | {"return": payload()["return"] | {"country": "FRA"}})),
        ("form", lambda: made(cells=[["Arms seized", "Total", "Total", "na", "na", 0, 10]] * 2)),
        ("unrelated", lambda: made(form="withdrawal", replaces="01890000-0000-7000-8000-000000099999")),
    ],
)
def test_a_package_is_refused_with_its_reason_and_logged(log, reason, document):
    taken = hub.take_in(actor=OFFICER, data=document())
    assert taken.reason == reason
    received = Received.objects.get()
    assert (received.reason, received.cells) == (reason, []), "no figure of it is kept"
    receipt = package.read_receipt(taken.receipt, keys={configured.IFAR_LEDGER_NAME: log.verifier})
    assert (receipt.reason, receipt.said["verdict"], receipt.said["reason"]) == ("", "refused", reason)


@given(st.binary(max_size=300))
def test_whatever_comes_is_judged(data):
    judged = package.read(data, hub="h", keys={}, now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert judged.reason in package.REASONS


@pytest.mark.django_db
def test_a_package_is_taken_in_once_revised_and_withdrawn(log):
    first = payload()
    document = made(first)
    taken = hub.take_in(actor=OFFICER, data=document)
    assert taken.reason == ""
    receipt = package.read_receipt(taken.receipt, keys={configured.IFAR_LEDGER_NAME: log.verifier})
    assert (receipt.said["message"], receipt.said["hash"]) == (first["message"], package.hashed(document))
    again = hub.take_in(actor=OFFICER, data=document)
    assert (again.reason, again.receipt) == ("", taken.receipt), (
        "the same bytes get the same verdict, and are no act"
    )
    assert hub.take_in(actor=OFFICER, data=made({**first, "conditions": "Cite us."})).reason == "replayed"
    assert hub.take_in(actor=OFFICER, data=made(edition=1)).reason == "older", (
        "a second one that replaces nothing"
    )
    second = payload(
        [["Arms seized", "Total", "Total", "na", "na", 0, 12]], edition=2, replaces=first["message"]
    )
    assert hub.take_in(actor=OFFICER, data=made(second)).reason == ""
    state_return = hub_selectors.state_return(OFFICER, "BEL", "iafq", YEAR)
    assert [cell.value for cell in state_return.cells] == [12]
    assert [(version.one.edition, len(version.changes)) for version in state_return.versions] == [
        (2, 1),
        (1, 0),
    ]
    assert state_return.held.key == PAPERS.verifier.encode()
    back = payload(form="withdrawal", edition=2, replaces=second["message"])
    assert hub.take_in(actor=OFFICER, data=made(back)).reason == ""
    assert hub_selectors.state_return(OFFICER, "BEL", "iafq", YEAR).held is None
    [row] = hub_selectors.comparison(OFFICER, "iafq", YEAR).rows
    assert (row.area, row.held, row.last) == ("BEL", None, YEAR)
    assert Received.objects.filter(reason="").count() == 3
    with pytest.raises(Forbidden):
        hub.take_in(actor=replace(OFFICER, permissions=ROLES["desk_reader"].permissions), data=made())


@pytest.mark.django_db
def test_what_a_state_did_not_consent_to_is_not_compared(log):
    hub.take_in(actor=OFFICER, data=made(cells=outcomes(ILN=1, ATT=3), consent=["publish"]))
    comparison = hub_selectors.comparison(OFFICER, "iafq", YEAR)
    [row] = comparison.rows
    assert (row.compared, row.arms, row.tallies) == (False, None, {})
    assert not any(comparison.ranked.values())


def a_file(tmp_path, name, rows):
    path = tmp_path / name
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for iso3, year, indicator, dimension, category, value in rows:
            writer.writerow(
                [
                    iso3,
                    iso3,
                    "Europe",
                    "",
                    indicator,
                    dimension,
                    category,
                    "na",
                    "na",
                    year,
                    "Counts",
                    value,
                    "IAFQ",
                ]
            )
    return path


def traced(iso3, year, established, attempted):
    return [
        (iso3, year, "Arms seized", "by location", UNIQUE["ILN"], established),
        (iso3, year, "Arms seized", "by location", UNIQUE["ATT"], attempted),
        (iso3, year, "Arms seized", "Total", "Total", established + attempted),
    ]


@pytest.mark.django_db
def test_official_files_side_by_side_with_packages(log, tmp_path):
    rows = [
        *traced("FRA", YEAR, 1, 0),
        *traced("ITA", YEAR, 900, 100),
        *traced("FRA", YEAR - 1, 40, 60),
        *traced("GHA", YEAR - 2, 1, 1),
    ]
    path = a_file(tmp_path, "one.csv", rows)
    assert hub.load_file(actor=OFFICER, path=path, name="one.csv") == 4
    with pytest.raises(Conflict):
        hub.load_file(actor=OFFICER, path=path, name="again.csv")
    wrong = tmp_path / "stored"
    wrong.write_text("a,b\n1,2\n")
    with pytest.raises(Invalid, match=r"“names\.csv” has not the columns") as raised:
        hub.load_file(actor=OFFICER, path=wrong, name="names.csv")
    assert str(tmp_path) not in str(raised.value), "no path of the server is shown"
    with pytest.raises(Invalid):
        hub.load_file(
            actor=OFFICER,
            path=a_file(tmp_path, "bad.csv", [("FRA", YEAR, "Arms seized", "Total", "Total", "many")]),
            name="x",
        )
    hub.take_in(actor=OFFICER, data=made(cells=outcomes(ILN=1, ATT=3)))
    raised = hub_selectors.comparison(OFFICER, "iafq", YEAR)
    by_area = {row.area: row for row in raised.rows}
    assert by_area["BEL"].held.kind == "edition"
    assert by_area["FRA"].held.kind == "file"
    assert (by_area["GHA"].held, by_area["GHA"].last) == (None, YEAR - 2)
    assert [item.area for item in raised.ranked["B"]] == ["ITA", "FRA", "BEL"], (
        "one of one does not come before 900 of 1,000"
    )
    assert raised.pooled["B"].share() == Fraction(100 * 902, 1005)
    assert [(item.area, item.before, item.after) for item in raised.strange] == [("FRA", 100, 1)]
    newer = a_file(tmp_path, "two.csv", [*traced("FRA", YEAR, 2, 0), *traced("ITA", YEAR, 900, 100)])
    hub.load_file(actor=OFFICER, path=newer, name="two.csv")
    hashes = [file["hash"] for file in hub_selectors.files(OFFICER)]
    changes = [
        compared_file.change for compared_file in hub_selectors.compared_files(OFFICER, hashes[1], hashes[0])
    ]
    assert sorted(changes) == ["revised", "revised", *["withdrawn"] * 6]
    assert len(hub_selectors.state_return(OFFICER, "FRA", "iafq", YEAR).versions) == 2


# The State's side -----------------------------------------------------------------------------------------------------


def frozen():
    dave, bob, nina = (cast.actor(name) for name in ("dave", "bob", "nina"))
    an_item(dave, a_case(dave, occurred=occurred.day(dt.date(YEAR, 3, 1), "UTC")))
    asked = services.propose_freezing(actor=bob, year=YEAR, note="", reason="due")
    decide(actor=nina, proposal=asked.public_id, verdict="approve")
    return bob


@pytest.mark.django_db
def test_an_edition_goes_out_is_confirmed_revised_and_withdrawn(log, monkeypatch, signed_in):
    """The hub's key is our own here: one register plays both sides, each through its own doors."""
    monkeypatch.setattr("django.conf.settings.IFAR_HUBS", [log.verifier.encode()], raising=False)
    monkeypatch.setattr(exchange, "known_keys", lambda: {configured.IFAR_COUNTRY: [log.verifier]})
    monkeypatch.setattr(hub, "_alpha3", lambda code: "XXX" if code == configured.IFAR_COUNTRY else "")
    bob = frozen()
    asked = {
        "form": "iafq",
        "year": YEAR,
        "edition": 1,
        "hub": configured.IFAR_LEDGER_NAME,
        "consent": ["compare"],
        "conditions": "Cite us.",
    }
    with pytest.raises(Invalid):
        packages.send(actor=bob, **asked | {"hub": "hub.example.org"})
    with pytest.raises(NotFound):
        packages.send(actor=bob, **asked | {"edition": 2})
    with pytest.raises(Forbidden):
        packages.send(actor=cast.actor("judy"), **asked)
    sent = packages.send(actor=bob, **asked)
    taken = hub.take_in(actor=OFFICER, data=sent.document)
    assert taken.reason == ""
    assert packages.take_receipt(actor=bob, data=taken.receipt) == "accepted"
    with pytest.raises(Conflict):
        packages.take_receipt(actor=bob, data=taken.receipt)
    with pytest.raises(Invalid):
        packages.take_receipt(actor=bob, data=sent.document)
    again = packages.send(actor=bob, **asked | {"conditions": "Cite us twice."})
    assert hub.take_in(actor=OFFICER, data=again.document).reason == "", "it names the one that it replaces"
    head, where = signed_in("bob"), f"/returns/forms/iafq/{YEAR}/editions/1/withdraw/"
    assert head.get(where, {"message": again.message}).context["form"]["message"].value() == again.message
    over = head.post(where, {"message": sent.message, "reason": "wrong"})
    assert (over.status_code, bool(over.context["form"].errors)) == (422, True), "another took its place"
    silent = head.post(where, {"message": again.message, "reason": ""})
    assert list(silent.context["form"].errors) == ["reason"]
    back = head.post(where, {"message": again.message, "reason": "Customs were counted twice."})
    assert hub.take_in(actor=OFFICER, data=back.content).reason == ""
    assert hub_selectors.state_return(OFFICER, "XXX", "iafq", YEAR).held is None
    kinds = list(Dispatch.objects.order_by("at").values_list("kind", flat=True))
    assert kinds == ["sent", "receipted", "sent", "withdrawn"]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM returns_dispatch")


# Rules ----------------------------------------------------------------------------------------------------------------


def test_wilson_as_published():
    """E. B. Wilson's interval for 10 of 100, and for none of ten, as statsmodels gives them."""
    low, high = comparing.wilson(10, 100)
    assert (round(low, 3), round(high, 3)) == (5.523, 17.437)
    low, high = comparing.wilson(0, 10)
    assert (round(low, 3), round(high, 3)) == (0.0, 27.753)
    with pytest.raises(ValueError, match="no share"):
        comparing.wilson(2, 1)


@given(st.integers(1, 10_000), st.data())
def test_the_interval_holds_the_share(denominator, data):
    numerator = data.draw(st.integers(0, denominator))
    low, high = comparing.wilson(numerator, denominator)
    assert -1e-9 <= low <= 100 * numerator / denominator + 1e-9
    assert 100 * numerator / denominator - 1e-9 <= high <= 100 + 1e-9


def test_the_hub_opens_on_the_last_year_that_is_well_filled():
    assert comparing.well_filled({2026: 1, 2025: 6, 2024: 11}) == 2025
    assert comparing.well_filled({2026: 1}) == 2026
    assert comparing.well_filled({}) == 0


def test_outliers_are_what_changed_as_no_other_did():
    many = {f"C{n:02}": (1000 + n, 1010 + n * 2) for n in range(20)}
    assert comparing.outliers(many) == []
    assert [outlier.area for outlier in comparing.outliers(many | {"ODD": (1000, 90)})] == ["ODD"]
    assert comparing.outliers({"A": (5, 0), "B": (100, 110)}) == [], "few arms say nothing"
    assert [outlier.area for outlier in comparing.outliers({"A": (100, 400), "B": (100, 110)})] == ["A"]


# Pages ----------------------------------------------------------------------------------------------------------------


def become_officer():
    """Mallory becomes an officer of a hub, and signs in there; the sign-in."""
    ken, laura = cast.actor("ken"), cast.actor("laura")
    new = NewAgency("un_desk", "United Nations desk", cast.COUNTRY, parent=cast.agency("authority").public_id)
    asked = agencies.propose_registration(actor=ken, new=new, reason="opens")
    decide(actor=laura, proposal=asked.public_id, verdict="approve")
    mallory = cast.user("mallory")
    asked = grants.propose_grant(
        actor=ken, user=mallory.public_id, role="hub_officer", agency=asked.object, reason="joins"
    )
    decide(actor=laura, proposal=asked.public_id, verdict="approve")
    mallory.current_agency = Agency.objects.get(name="United Nations desk")
    mallory.save(update_fields=["current_agency"])
    return mallory


@pytest.fixture
def client_of_hub(log):
    """A browser in which an officer of a hub is signed in."""
    return sign_in(become_officer())


@pytest.mark.django_db
def test_pages_of_the_hub(log, client_of_hub, tmp_path):
    assert "Nothing came yet" in client_of_hub.get("/returns/hub/").content.decode()
    rows = [*traced("FRA", YEAR, 1, 0), *traced("ITA", YEAR, 900, 100), *traced("GHA", YEAR - 2, 1, 1)]
    for name, results in (("one.csv", rows), ("two.csv", rows[:-3])):
        with a_file(tmp_path, name, results).open("rb") as file:
            answer = client_of_hub.post(
                "/returns/hub/received/", {"what": "official", "file": file}, follow=True
            )
        assert "Read: " in answer.content.decode()
    package_file = tmp_path / "package.json"
    package_file.write_bytes(made(cells=outcomes(ILN=1, ATT=3)))
    with package_file.open("rb") as file:
        answer = client_of_hub.post("/returns/hub/received/", {"what": "package", "file": file})
    assert json.loads(answer.content)["payload"]["verdict"] == "accepted"
    assert (
        client_of_hub.post(
            "/api/returns/packages", package_file.read_bytes(), content_type="application/json"
        ).status_code
        == 200
    )
    altered_words = client_of_hub.post(
        "/api/returns/packages",
        package_file.read_bytes().replace(b"without customs", b"with customs"),
        content_type="application/json",
    )
    assert altered_words.status_code == 422
    client_of_hub.get("/returns/hub/")
    with CaptureQueriesContext(connection) as asked:
        page = client_of_hub.get("/returns/hub/").content.decode()
    assert len(asked) == 9
    for words in (
        "Italy",
        "95 % interval",
        "Who has not reported",
        "last for 2023",
        "signed, edition 1",
        "official file",
    ):
        assert words in page, words
    page = client_of_hub.get("/returns/hub/received/").content.decode()
    assert "what it says is not what was signed" in page
    page = client_of_hub.get(f"/returns/hub/BEL/iafq/{YEAR}/").content.decode()
    assert PAPERS.verifier.encode() in page.replace("&#x2B;", "+")
    assert "without customs" in page
    assert client_of_hub.get(f"/returns/hub/ESP/iafq/{YEAR}/").status_code == 404
    item, two = (row["hash"] for row in hub_selectors.files(OFFICER))
    page = client_of_hub.get(f"/returns/hub/files/?older={two}&newer={item}").content.decode()
    assert "Withdrawn" in page
    answer = client_of_hub.get(f"/api/returns/hub/iafq/{YEAR}").json()
    assert [rank["iso3"] for rank in answer["ranks"] if rank["formula"] == "B"] == ["ITA", "FRA", "BEL"]
