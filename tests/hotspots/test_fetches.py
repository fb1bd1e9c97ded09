"""Sources that are fetched at their services: page by page over a line that breaks, changed and withdrawn there, nothing lost or doubled."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ifar.accounts.models import Notice
from ifar.errors import Forbidden, NotFound, Refused
from ifar.hotspots import tasks
from ifar.hotspots.feeds import addresses
from ifar.hotspots.models import Delivery, Fetch, Incident, Row, Trial
from ifar.hotspots.services import deliveries, fetches, sources
from ifar.ledger import services as ledger
from tests import cast
from tests.certificates import certificate
from tests.hotspots.making import MAPPING, SAID, a_layer, a_source
from tests.hotspots.test_deliveries import differing, standing_of

pytestmark = pytest.mark.django_db


class Recorded(http.server.BaseHTTPRequestHandler):
    """The services as they answer: what is asked for, the answer to it, and faults that come first."""

    asked: list[tuple[str, dict[str, str], dict[str, str]]]
    answer: Callable[[str, dict[str, str]], Any]
    faults: dict[int, str]
    """How many questions were asked before -> what goes wrong with the next one."""

    def do_POST(self) -> None:
        said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        right = said["username"] == ["ifar@example.org"] and said["password"] == ["secret"]
        self._send(200 if right else 400, json.dumps({"access_token": "t0k"}).encode())

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        fields = {name: values[0] for name, values in parse_qs(place.query).items()}
        fault = type(self).faults.pop(len(self.asked), "")
        self.asked.append((place.path, fields, {k.lower(): v for k, v in self.headers.items()}))
        body = type(self).answer(place.path, fields)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        status, _, more = fault.partition(" ")
        match status:
            case "":
                self._send(200, content)
            case "cut":
                self._send(200, content[: len(content) // 2], len(content))
            case _:
                self._send(
                    int(status), b"<html>", headers=[("Retry-After" if status == "429" else "Location", more)]
                )

    def _send(self, status: int, body: bytes, length: int | None = None, headers: Any = ()) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(length if length is not None else len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def service(tmp_path, settings, monkeypatch) -> Iterator[Callable[..., type[Recorded]]]:
    """Begin a service that answers what a function says, and set a source to be fetched there."""
    monkeypatch.setattr(addresses, "ROWS", {"ucdp": 5, "acled": 5, "hapi": 5})
    certificate(tmp_path, "server")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.crt", tmp_path / "server.key")
    handler = type("Handler", (Recorded,), {"asked": [], "faults": {}})
    server = http.server.ThreadingHTTPServer(("localhost", 0), handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()

    def begin(source: str, of: str, answer: Any, path: str = "/api", more: str = "") -> type[Recorded]:
        handler.answer = staticmethod(answer)
        file = tmp_path / "feeds.toml"
        file.write_text(
            f'[{source}]\nservice = "{of}"\naddress = "https://localhost:{server.server_port}{path}"\n'
            f'authorities = "{tmp_path / "server.crt"}"\nkey = "secret"\n{more}\n'
        )
        settings.IFAR_FEEDS = str(file)
        return handler

    yield begin
    server.shutdown()
    thread.join()
    server.server_close()


def a_fetch(source: str) -> Fetch:
    """One fetch, carried out until the line breaks or it is over."""
    number = fetches.ask(actor=cast.actor("quentin"), source=source)
    fetches.carry_out(number)
    return Fetch.objects.get(pk=number)


def gone_on(fetch: Fetch) -> Fetch:
    """The same fetch after the time that it waited."""
    Fetch.objects.filter(pk=fetch.pk).update(again_at=ledger.now())
    fetches.carry_out(fetch.pk)
    return Fetch.objects.get(pk=fetch.pk)


def of_acled(number: int, moment: int, **more: Any) -> dict[str, Any]:
    return {
        "event_id_cnty": f"XXX{number}", "event_date": f"2026-01-{1 + number:02}", "time_precision": 1, "event_type": "Battles",
        "latitude": f"11.{number}1", "longitude": f"9.{number}7", "geo_precision": 1, "fatalities": 2, "location": "Medina",
        "timestamp": str(moment), **more,
    }  # fmt: skip


def test_acled_comes_over_a_line_that_breaks_and_its_changes_and_deletions_follow(quentin, service):
    rows = [of_acled(number, 1000 + number) for number in range(12)]
    rows[7]["event_date"] = "2026-02-30"
    deleted: list[dict[str, Any]] = []

    def answer(path: str, fields: dict[str, str]) -> dict[str, Any]:
        some, moment = (rows, "timestamp") if path == "/api/acled/read" else (deleted, "deleted_timestamp")
        some = [row for row in some if int(row[moment]) >= int(fields.get(moment, 0))]
        begin = (int(fields["page"]) - 1) * 5
        return {"status": 200, "success": True, "data": some[begin : begin + 5]}

    source = sources.register_source(actor=quentin, kind="acled", said={**SAID, "name": "ACLED"})
    handler = service(
        source, "acled", answer, more='user = "ifar@example.org"\nask = { country = "Kestria" }'
    )
    handler.faults.update({1: "cut", 3: "429 120"})
    fetch = a_fetch(source)
    assert (fetch.state, fetch.code, fetch.pages, fetch.rows) == ("waiting", "line", 1, 5)
    assert not Incident.objects.exists()
    assert fetches.carry_out(fetch.pk) is None  # its time has not come
    fetch = gone_on(fetch)
    assert (fetch.state, fetch.code, fetch.pages) == ("waiting", "busy", 2)
    assert dt.timedelta(seconds=100) < fetch.again_at - ledger.now() <= dt.timedelta(seconds=120)
    fetch = gone_on(fetch)
    assert (fetch.state, fetch.code, fetch.pages, fetch.rows) == ("done", "loaded", 4, 12)
    assert [fields["page"] for _path, fields, _headers in handler.asked] == ["1", "2", "2", "3", "3", "4"]
    assert {fields["country"] for _path, fields, _headers in handler.asked} == {"Kestria"}
    assert handler.asked[0][2]["authorization"] == "Bearer t0k"
    assert standing_of(source) == {f"XXX{number}": [0] for number in range(12) if number != 7}
    assert list(Row.objects.filter(outcome="invalid").values_list("line", "code")) == [(8, "date.impossible")]

    rows[2] = of_acled(2, 2000, fatalities=5)
    rows[7] = of_acled(7, 2001)
    rows.append(of_acled(12, 2002))
    del rows[3]
    deleted.append({"event_id_cnty": "XXX3", "deleted_timestamp": "2003"})
    handler.asked.clear()
    fetch = a_fetch(source)
    assert {name: fetch.params[name] for name in ("fresh", "revised", "withdrawn")} == {
        "fresh": 2, "revised": 1, "withdrawn": 1,
    }  # fmt: skip
    assert handler.asked[0][1]["timestamp"] == "1011"
    assert handler.asked[-1][1]["deleted_timestamp"] == "1011"
    standing = standing_of(source)
    assert (standing["XXX2"], standing["XXX3"], standing["XXX7"], len(standing)) == ([1, 0], [2], [0], 13)
    assert a_fetch(source).code == "same"
    assert Delivery.objects.count() == 2
    assert Trial.objects.count() == 2

    # What a person undid is asked for again, from the moment before it.
    made = Delivery.objects.latest("id").public_id
    deliveries.withdraw(actor=quentin, delivery_id=made, reason="to see it once more")
    handler.asked.clear()
    assert a_fetch(source).code == "loaded"
    assert handler.asked[0][1]["timestamp"] == "1011"
    assert Incident.objects.filter(standing=0).count() == 12
    assert differing() == []


def of_ucdp(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "type_of_violence": 1, "where_prec": 1, "latitude": 11 + number / 97, "longitude": 9 + number / 91, "date_prec": 1,
        "date_start": f"2025-03-{1 + number % 28:02} 00:00:00.000", "date_end": f"2025-03-{1 + number % 28:02} 00:00:00.000", "best": 3,
        "low": 1, "high": 4, "deaths_civilians": 0, "country": "Kestria", "adm_1": "", "adm_2": "", "where_coordinates": "Medina",
        "conflict_name": "", "side_a": "A", "side_b": "B", **more,
    }  # fmt: skip


def test_ucdps_list_is_whole_and_begins_anew_where_it_changed_meanwhile(quentin, service):
    rows = [of_ucdp(number) for number in range(40)]

    def answer(_path: str, fields: dict[str, str]) -> dict[str, Any]:
        page = int(fields.get("page", 0))
        more = (page + 1) * 5 < len(rows)
        result = {
            "TotalCount": len(rows), "TotalPages": len(rows) // 5, "Result": rows[page * 5 : page * 5 + 5],
            "NextPageUrl": f"https://elsewhere.test/api/gedevents/25.1?pagesize=5&page={page + 1}" if more else "",
        }  # fmt: skip
        if page == 3 and len(rows) == 40:
            rows.append(of_ucdp(40))
        return result

    source = sources.register_source(actor=quentin, kind="ucdp", said={**SAID, "name": "UCDP"})
    handler = service(source, "ucdp", answer, "/api/gedevents/25.1")
    fetch = a_fetch(source)
    assert (fetch.state, fetch.code, fetch.pages) == ("waiting", "changed", 0)
    assert fetches.ask(actor=quentin, source=source) == fetch.pk  # to fetch it now is to go on with it
    fetch = gone_on(fetch)
    assert (fetch.state, fetch.code, fetch.pages, fetch.rows) == ("done", "loaded", 9, 41)
    assert handler.asked[0][2]["x-ucdp-access-token"] == "secret"
    assert len(standing_of(source)) == Incident.objects.count() == 41

    del rows[:3]
    assert a_fetch(source).params["withdrawn"] == 3
    # An edition that lacks much more than editions do waits for a person, and the desk is told.
    del rows[:25]
    fetch = a_fetch(source)
    assert (fetch.state, fetch.code) == ("done", "withdraws")
    assert Incident.objects.filter(standing=0).count() == 38
    assert [(notice.kind, notice.params["code"]) for notice in Notice.objects.filter(object=source)] == [
        ("hotspots.fetched", "withdraws")
    ]
    deliveries.load(actor=quentin, trial=str(fetch.trial_id))
    assert Incident.objects.filter(standing=0).count() == 13
    assert differing() == []


def test_what_is_not_the_services_own_answer_is_not_taken_and_said_in_words(
    quentin, service, signed_in, tmp_path
):
    columns = {**MAPPING["columns"], "longitude": "longitude", "latitude": "latitude"}
    source = a_source(kind="geojson", columns=columns)
    points = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature", "id": f"p{number}", "properties": {"id": f"p{number}", "day": "2026-01-02", "dead": "1", "town": "Medina"},
                "geometry": {"type": "Point", "coordinates": [9 + number / 91, 11 + number / 97]},
            }
            for number in range(3)
        ],
    }  # fmt: skip
    handler = service(source, "geojson", lambda _path, _fields: points, "/points.geojson")
    page = signed_in("quentin")
    for fault, code, said in (
        ("302 https://elsewhere.test/", "elsewhere", "another address, which is not followed"),
        ("403", "key", "refuses the key that is set"),
        ("404", "status", "answered with the code 404"),
    ):
        handler.faults[len(handler.asked)] = fault
        fetch = a_fetch(source)
        assert (fetch.state, fetch.code, fetch.rows) == ("failed", code, 0)
        assert said in page.get(f"/hotspots/sources/{source}/").content.decode()
    handler.answer = staticmethod(lambda _path, _fields: b"<html>Please sign in")
    assert a_fetch(source).code == "form"
    handler.answer = staticmethod(lambda _path, _fields: b" " * (33 * 2**20))
    assert a_fetch(source).code == "large"
    assert Notice.objects.filter(object=source, kind="hotspots.unfetched").count() == 5
    handler.answer = staticmethod(lambda _path, _fields: points)
    assert a_fetch(source).code == "loaded"
    text = page.get(f"/hotspots/sources/{source}/").content.decode()
    assert "From localhost, every 24 hours." in text
    assert Delivery.objects.get().public_id in text
    assert "secret" not in text

    # Of a server whose certificate nobody vouches for nothing is taken, nor of an address without one.
    certificate(tmp_path, "stranger")
    file = tmp_path / "feeds.toml"
    set_to = file.read_text()
    file.write_text(set_to.replace("server.crt", "stranger.crt"))
    assert a_fetch(source).code == "line"
    Fetch.objects.update(state="failed")
    for wrong in (
        set_to.replace("https:", "http:"),
        set_to.replace("localhost", "user:word@localhost"),
        set_to.replace('"geojson"', '"ucdp"'),
        set_to + "unknown = 1\n",
        "[",
    ):
        file.write_text(wrong)
        with pytest.raises(Refused):
            fetches.ask(actor=quentin, source=source)
    assert "does not fit it" in page.get(f"/hotspots/sources/{source}/").content.decode()


def test_sums_of_hapi_stand_in_their_areas_and_months_without_events_are_none(quentin, service):
    a_layer()
    source = a_source(unplaced=True, place="province", columns={
        "date": "reference_period_start", "date_end": "reference_period_end", "count.killed": "fatalities", "text.province": "admin1_name",
    })  # fmt: skip
    rows = [
        {
            "admin1_name": "Province P1", "event_type": "political_violence", "events": number % 3, "fatalities": number,
            "reference_period_start": f"2025-{1 + number:02}-01T00:00:00", "reference_period_end": f"2025-{1 + number:02}-28T23:59:59",
        }
        for number in range(12)
    ]  # fmt: skip
    handler = service(
        source, "hapi", lambda _path, fields: {"data": rows[int(fields["offset"]) :][: int(fields["limit"])]}
    )
    assert a_fetch(source).code == "loaded"
    assert [fields["offset"] for _path, fields, _headers in handler.asked] == ["0", "5", "10", "12"]
    assert Incident.objects.count() == 8
    rows[1]["fatalities"] = 9
    assert {name: a_fetch(source).params[name] for name in ("fresh",)} == {"fresh": 1}
    assert (Incident.objects.filter(standing=0).count(), Incident.objects.filter(standing=2).count()) == (
        8,
        1,
    )


def test_the_clock_fetches_what_is_due_and_only_its_office_does_otherwise(
    quentin, service, signed_in, monkeypatch
):
    source = sources.register_source(actor=quentin, kind="ucdp", said={**SAID, "name": "UCDP"})
    empty = {"TotalCount": 0, "TotalPages": 0, "Result": [], "NextPageUrl": ""}
    service(source, "ucdp", lambda _path, _fields: empty)
    (number,) = fetches.due()
    assert fetches.due() == [number]  # nobody has begun with it yet
    with pytest.raises(Refused):
        fetches.ask(actor=quentin, source=source)
    tasks.fetch(number)
    assert fetches.due() == []
    assert len(fetches.due(ledger.now() + dt.timedelta(hours=25))) == 1
    # A worker that died is not waited for.
    Fetch.objects.filter(state="asked").update(state="running", beat_at=ledger.now())
    assert fetches.due() == []
    (left,) = fetches.due(ledger.now() + dt.timedelta(minutes=16))
    assert left != number
    Fetch.objects.filter(pk=left).update(state="done")

    asked: list[int] = []
    monkeypatch.setattr("ifar.hotspots.views.desk.fetch_later", asked.append)
    page = signed_in("quentin")
    page.post(f"/hotspots/sources/{source}/", {"what": "fetch"})
    assert asked == [Fetch.objects.latest("id").pk]
    assert "Under way" in page.get(f"/hotspots/sources/{source}/").content.decode()
    with pytest.raises((Forbidden, NotFound)):
        fetches.ask(actor=cast.actor("rosa"), source=source)
    sources.close_source(actor=quentin, source_id=source, reason="no longer used")
    assert fetches.due(ledger.now() + dt.timedelta(hours=50)) == [asked[0]]
    tasks.fetch(asked[0])
    assert Fetch.objects.get(pk=asked[0]).code == "settings"
