"""Operation × cast member -> expected status: the one table of who may do what over HTTP.

Each app extends `OPERATIONS` with its own lines. An operation says how it is called and what each member of the cast gets;
`others` stands for everybody who is not named. A body is a function, so that identifiers are asked for when the test runs.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from PIL import Image

from ifar import identifiers
from ifar.accounts.models import Notice
from ifar.accounts.services import notices
from ifar.accounts.services.proposals import decide
from ifar.books.services import counts, sales
from ifar.bulk.services import batches
from ifar.cashier.services import cards, likenesses
from ifar.cashier.services import writing as cashier_writing
from ifar.hotspots import response as hotspot_rules
from ifar.hotspots.models import Incident
from ifar.licensing import inspection
from ifar.licensing.models import Licence, Reminder, Removal, Visit
from ifar.licensing.selectors.reminding import Due, Reach
from ifar.licensing.selectors.terms import items
from ifar.licensing.services import applications, licences, moves, offers, reminders, rounds, visits
from ifar.licensing.services import notices as eligibility
from ifar.licensing.services.notices import NewNotice
from ifar.licensing.services.writing import RECORDER
from ifar.matters.services import matters
from ifar.outbox import services as outbox
from ifar.oversight.models import Key, Report, Signal
from ifar.oversight.services import requests as oversight_requests
from ifar.parties.models import Event
from ifar.parties.services import NewBar, NewParty, enter_bar, merge_parties, move_party, register_party
from ifar.placement.models import Place
from ifar.placement.services import places
from ifar.portal.models import Binding
from ifar.portal.services import reports
from ifar.recoveries.custody.counting import ExhibitReading
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import destruction, requests, rooms
from ifar.recoveries.models import Chain, Hit, Person, RefusedRow
from ifar.recoveries.services import case_persons
from ifar.registry import occurred
from ifar.registry.alerts.services import saved_searches
from ifar.registry.search.matching import Question
from ifar.registry.services.papers import issue_about_firearm
from ifar.retention.services import place_hold
from ifar.returns import services as returns
from ifar.returns.dashboards import counting
from ifar.returns.open_data import publishing
from ifar.tracing.content import Content
from ifar.tracing.services import answering, chains
from ifar.tracing.services import requests as tracing
from ifar.trade.consignments.services import observing
from ifar.trade.models import Authorisation, Item, Match
from ifar.trade.own import journeys as own_journeys
from ifar.trade.refusals import services as refusals
from ifar.trade.services import abroad
from ifar.trade.services.writing import today
from tests import cast
from tests.factories import a_case, a_firearm, a_licence, a_person, an_application, an_item
from tests.hotspots.flowing import a_flow
from tests.hotspots.making import ROWS, a_source, loaded, tried
from tests.oversight import auditing, reporting
from tests.oversight.casework import a_case_of_the_harbour, inspector_and_judge
from tests.stocks.making import works_at
from tests.trade import carrying, exporting
from tests.trade import making as of_trade

Body = Callable[[], Mapping[str, Any]]


@dataclass(frozen=True)
class Operation:
    """One operation: method and address (with `{name}` places filled by `place`), body, and the statuses."""

    method: str
    address: str
    statuses: Mapping[str, int]
    others: int
    body: Body | None = None
    place: Callable[[], Mapping[str, Any]] = field(default=dict)

    def expected(self, name: str) -> int:
        """What a cast member gets. What is not a holder's own does not exist for them."""
        if name == cast.HOLDER:
            return self.statuses.get(name, 404)
        return self.statuses.get(
            name, 401 if name == "nobody" and self.address.startswith("/api/") else self.others
        )

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def _all(*names: str, status: int) -> dict[str, int]:
    return dict.fromkeys(names, status)


def _user(name: str) -> str:
    return cast.user(name).public_id


def _agency(key: str) -> str:
    return cast.agency(key).public_id


def _notice() -> dict[str, str]:
    """A notice for those at the harbour's police who may open firearms."""
    where = cast.agency("harbour").pk
    notices.tell(
        kind="tests.told", object="", agency_id=where, once="told", permission="registry:firearm:read"
    )
    return {"n": Notice.objects.get(once="told").public_id}


READERS: Final = tuple(name for name in cast.PARTS if name != "mallory")
"""Everybody with a role."""
SEES_PEOPLE: Final = ("bob", "erin", "grace", "judy", "ken", "laura", "nina", "oscar", "peter")
MANAGES: Final = ("ken", "peter")

KEEPS: Final = tuple(
    name
    for name in READERS
    if name not in ("ivan", "judy", "ken", "laura", "oscar", "peter", "quentin", "rosa")
)
"""Everybody who may keep a search open."""
SEARCHES: Final = tuple(
    name
    for name in READERS
    if cast.PARTS[name].role not in ("administrator", "security_officer") and name not in ("quentin", "rosa")
)
"""Everybody who may search by marks."""
_LOOKED_FOR: Final = {"serial": "AB71234", "kind": "enquiry", "reference": "1", "reason": "x"}


def _search() -> dict[str, str]:
    """A saved search of the harbour's police, with a hit."""
    dave = cast.actor("dave")
    saved_search = saved_searches.open_search(
        actor=dave, kind="enquiry", question=Question("AB71234"), reference="1", reason="x"
    )
    a_firearm(cast.actor("alice"), "AB71234")
    while outbox.deliver():
        pass
    return {"s": saved_search.public_id, "h": str(saved_search.hits.get().entry)}


def _a_count() -> str:
    """A count of Ivan's shop that he began."""
    return counts.begin(actor=cast.actor("ivan"))


def _a_sale() -> str:
    """A pending sale of Ivan's, who enters no categories himself."""
    alice, bob, ivan = (cast.actor(name) for name in ("alice", "bob", "ivan"))
    enters = replace(ivan, permissions=ivan.permissions | {"registry:category:set"})
    thing = a_firearm(enters, state="in_stock_retail").firearm
    licence = a_licence(alice, bob, a_person(alice))
    return sales.sell(actor=ivan, firearm=thing, buyer=licence).public_id


_ORDER: Final = {
    "number": "PO-1",
    "make": "beretta",
    "model": "beretta/92fs",
    "type": "pistol",
    "calibre": "9x19",
    "planned_on": "2026-12-01",
    "ranges": "W0001-W0010",
}
OPERATIONS: Final[list[Operation]] = [
    # --- oneself
    Operation("GET", "/api/me", {}, 200),
    Operation(
        "PUT",
        "/api/me/purpose",
        {**_all("alice", "bob", "nina", status=200), "mallory": 403},
        422,
        body=lambda: {"purpose": "counter"},
    ),
    Operation("PUT", "/api/me/agency", {}, 404, body=lambda: {"agency": "A0000000000000"}),
    Operation("GET", "/api/reads?mine=true", {}, 200),
    Operation("GET", "/api/reads", _all("judy", "laura", "oscar", status=200), 403),
    Operation("GET", "/api/reads?about=P0000000000000", _all("judy", "laura", "oscar", status=200), 403),
    # --- notices
    Operation("GET", "/api/notices", {}, 200),
    Operation("POST", "/api/notices/{n}/read", _all("dave", "erin", status=200), 404, place=_notice),
    Operation("POST", "/api/notices/{n}/done", _all("dave", "erin", status=200), 404, place=_notice),
    Operation("GET", "/notices/", {"nobody": 302}, 200),
    # --- saved searches
    Operation("GET", "/api/searches", _all(*KEEPS, status=200), 403),
    Operation("POST", "/api/searches", _all(*KEEPS, status=201), 403, body=lambda: _LOOKED_FOR),
    Operation(
        "GET",
        "/api/searches/{s}",
        {**_all(*KEEPS, status=404), **_all("dave", "erin", status=200)},
        403,
        place=_search,
    ),
    Operation(
        "POST",
        "/api/searches/{s}/renewed",
        {**_all(*KEEPS, status=404), **_all("dave", "erin", status=200)},
        403,
        body=lambda: {"reason": "x"},
        place=_search,
    ),
    Operation(
        "POST",
        "/api/searches/{s}/closed",
        {**_all(*KEEPS, status=404), **_all("dave", "erin", status=200)},
        403,
        body=lambda: {"outcome": "found"},
        place=_search,
    ),
    Operation(
        "POST",
        "/api/searches/{s}/hits/{h}/verdict",
        {**_all(*KEEPS, status=404), **_all("dave", "erin", status=200)},
        403,
        body=lambda: {"verdict": "confirmed"},
        place=_search,
    ),
    Operation(
        "GET",
        "/search/elsewhere/?q=AB71234",
        {"nobody": 302, **_all("dave", "erin", "heidi", status=200)},
        403,
    ),
    # --- help to identify, and the field for the roadside
    Operation(
        "POST",
        "/api/identification",
        _all(*SEARCHES, status=200),
        403,
        body=lambda: {"type": "pistol", "marks": [{"text": "ELG", "symbols": ["oval"]}]},
    ),
    Operation("GET", "/identify/?m1_text=ELG", {"nobody": 302, **_all(*SEARCHES, status=200)}, 403),
    Operation("GET", "/roadside/", {"nobody": 302, **_all(*SEARCHES, status=200)}, 403),
    Operation("POST", "/roadside/", {"nobody": 302, **_all(*SEARCHES, status=200)}, 403),
    Operation(
        "GET", "/book/", {"nobody": 302, "ivan": 200, **_all("alice", "bob", "nina", "judy", status=302)}, 403
    ),
    Operation("GET", "/book/sales/", {"nobody": 302, "ivan": 200}, 403),
    *(
        Operation(method, "/book/refused-buyers/new/", {"nobody": 302, "ivan": status}, 403)
        for method, status in (("GET", 200), ("POST", 422))
    ),
    *(
        Operation(method, address, {"nobody": 302, "ivan": status}, 403)
        for address in ("/book/taken-in/new/", "/book/repairs/")
        for method, status in (("GET", 200), ("POST", 422))
    ),
    Operation("GET", "/book/proof/", {"nobody": 302, "ivan": 200}, 403),
    Operation("POST", "/book/repairs/out/", {"nobody": 302, "ivan": 422}, 403),
    Operation(
        "POST",
        "/api/book/refused_buyers",
        {"ivan": 204},
        403,
        body=lambda: {"wanted": "9x19, 5000", "text": "Cash, in haste."},
    ),
    Operation("POST", "/book/sales/", {"nobody": 302, "ivan": 422}, 403),
    *(
        Operation(
            "POST",
            f"/book/sales/{{v}}/{what}/",
            {"nobody": 302, "ivan": 302},
            403,
            place=lambda: {"v": _a_sale()},
        )
        for what in ("cancel", "hand-over")
    ),
    Operation(
        "GET",
        "/book/orders/",
        {"nobody": 302, **_all("ivan", "alice", "bob", "nina", "judy", status=200)},
        403,
    ),
    *(Operation(method, "/book/orders/new/", {"nobody": 302}, 403) for method in ("GET", "POST")),
    Operation(
        "GET",
        "/book/orders/{o}/",
        {"nobody": 302, **_all("ivan", "alice", "bob", "nina", "judy", status=404)},
        403,
        place=lambda: {"o": identifiers.new("R", bytes)},
    ),
    Operation(
        "GET",
        "/books/declarations/",
        {"nobody": 302, "ivan": 404, **_all("alice", "bob", "nina", "judy", status=200)},
        403,
    ),
    Operation("GET", "/books/declarations/new/", {"nobody": 302, **_all("bob", "nina", status=200)}, 403),
    Operation("POST", "/books/declarations/new/", {"nobody": 302, **_all("bob", "nina", status=422)}, 403),
    Operation(
        "GET",
        "/books/declarations/{d}/",
        {"nobody": 302, **_all("ivan", "alice", "bob", "nina", "judy", status=404)},
        403,
        place=lambda: {"d": identifiers.new("R", bytes)},
    ),
    Operation("GET", "/api/declared", _all("ivan", "alice", "bob", "nina", "judy", status=200), 403),
    Operation(
        "GET",
        "/api/declared/{d}",
        _all("ivan", "alice", "bob", "nina", "judy", status=404),
        403,
        place=lambda: {"d": identifiers.new("R", bytes)},
    ),
    Operation(
        "POST",
        "/api/declared",
        _all("bob", "nina", status=422),
        403,
        body=lambda: {"title": "AFMER", "source": "ATF", "table": "nothing"},
    ),
    Operation(
        "POST",
        "/api/declared/{d}/withdrawn",
        _all("bob", "nina", status=404),
        403,
        body=dict,
        place=lambda: {"d": identifiers.new("R", bytes)},
    ),
    Operation("GET", "/api/orders", _all("ivan", "alice", "bob", "nina", "judy", status=200), 403),
    Operation(
        "GET",
        "/api/orders/{o}",
        _all("ivan", "alice", "bob", "nina", "judy", status=404),
        403,
        place=lambda: {"o": identifiers.new("R", bytes)},
    ),
    *(
        Operation("POST", f"/api/orders{path}", {}, 403, body=lambda: dict(_ORDER))
        for path in ("", "/preview")
    ),
    *(
        Operation(
            "POST",
            f"/api/orders/{{o}}/{kind}",
            {},
            403,
            body=dict if kind != "explained" else lambda: {"numbers": "W1", "ground": "trial"},
            place=lambda: {"o": identifiers.new("R", bytes)},
        )
        for kind in ("explained", "closed", "cancelled")
    ),
    Operation("GET", "/api/book/sales", {"ivan": 200}, 403),
    Operation(
        "POST",
        "/api/book/sales",
        {"ivan": 409},
        403,
        body=lambda: {"firearm": "QX1", "buyer": identifiers.new("L", bytes)},
    ),
    Operation("GET", "/api/book/repairs", {"ivan": 200}, 403),
    *(
        Operation("POST", address, {"ivan": status}, 403, body=body)
        for address, status, body in (
            (
                "/api/book/taken_in",
                409,
                lambda: {"firearm": "QX1", "seller": identifiers.new("L", bytes)},
            ),
            (
                "/api/book/repairs",
                200,
                lambda: {
                    "firearms": "QX1",
                    "owner": identifiers.new("L", bytes),
                    "back_on": today().isoformat(),
                },
            ),
            (
                "/api/book/repairs/returned",
                200,
                lambda: {"returned": "QX1", "collector": identifiers.new("L", bytes)},
            ),
        )
    ),
    Operation("POST", "/api/book/sales/{v}/cancel", {"ivan": 200}, 403, place=lambda: {"v": _a_sale()}),
    Operation("POST", "/api/book/sales/{v}/hand_over", {"ivan": 409}, 403, place=lambda: {"v": _a_sale()}),
    Operation("GET", "/book/day/", {"nobody": 302, "ivan": 200}, 403),
    Operation("POST", "/book/day/", {"nobody": 302, "ivan": 302}, 403),
    Operation(
        "GET",
        "/book/counts/",
        {"nobody": 302, **_all("ivan", "alice", "bob", "nina", "judy", status=200)},
        403,
    ),
    Operation("POST", "/book/counts/begin/", {"nobody": 302, "ivan": 302}, 403),
    Operation(
        "GET",
        "/book/counts/{z}/",
        {"nobody": 302, **_all("ivan", "alice", "bob", "judy", status=200), "nina": 404},
        403,
        place=lambda: {"z": _a_count()},
    ),
    Operation(
        "POST",
        "/book/counts/{z}/file/",
        {"nobody": 302, "ivan": 422},
        403,
        place=lambda: {"z": _a_count()},
    ),
    Operation(
        "POST",
        "/book/counts/{z}/close/",
        {"nobody": 302, "ivan": 302},
        403,
        place=lambda: {"z": _a_count()},
    ),
    Operation(
        "GET",
        "/book/counts/{z}/acts/abandoned/",
        {"nobody": 302, "ivan": 200},
        403,
        place=lambda: {"z": _a_count()},
    ),
    Operation("POST", "/api/book/counts", {"ivan": 201}, 403),
    Operation(
        "GET",
        "/api/book/counts/{z}",
        {**_all("ivan", "alice", "bob", "judy", status=200), "nina": 404},
        403,
        place=lambda: {"z": _a_count()},
    ),
    Operation(
        "POST",
        "/api/book/counts/{z}/noted",
        {"ivan": 200},
        403,
        body=lambda: {"seen": "QX1"},
        place=lambda: {"z": _a_count()},
    ),
    Operation("POST", "/api/book/counts/{z}/close", {"ivan": 409}, 403, place=lambda: {"z": _a_count()}),
    Operation(
        "POST",
        "/api/book/counts/{z}/abandoned",
        {"ivan": 200},
        403,
        body=dict,
        place=lambda: {"z": _a_count()},
    ),
    Operation(
        "GET", "/books/", {"nobody": 302, **_all("ivan", "alice", "bob", "nina", "judy", status=200)}, 403
    ),
    Operation(
        "GET",
        "/books/{a}/",
        {"nobody": 302, **_all("ivan", "alice", "bob", "judy", status=200), "nina": 404},
        403,
        place=lambda: {"a": _agency("ivans")},
    ),
    Operation(
        "GET",
        "/books/{a}/closing/",
        {"nobody": 302, **_all("alice", "bob", status=200), "nina": 404},
        403,
        place=lambda: {"a": _agency("ivans")},
    ),
    Operation(
        "POST",
        "/books/{a}/closing/deposit/",
        {"nobody": 302, **_all("alice", "bob", "nina", status=404)},
        403,
        place=lambda: {"a": _agency("ivans")},
    ),
    Operation(
        "GET",
        "/api/books/{a}/closing",
        _all("ivan", "alice", "bob", "judy", "nina", status=404),
        403,
        place=lambda: {"a": _agency("ivans")},
    ),
    Operation(
        "POST",
        "/api/books/{a}/closing",
        {**_all("alice", "bob", status=202), "nina": 404},
        403,
        body=lambda: {"ground": "ceased", "since": "2026-01-05", "reason": "x"},
        place=lambda: {"a": _agency("ivans")},
    ),
    *(
        Operation(
            "GET",
            address,
            {
                **({"nobody": 302} if address.startswith("/b") else {}),
                **_all("ivan", "alice", "bob", "nina", "judy", status=404),
            },
            403,
            place=lambda: {"a": _agency("ivans")},
        )
        for address in (
            "/books/{a}/balance/",
            "/books/{a}/balance/rows/",
            "/books/{a}/balance.xlsx",
            "/api/books/{a}/balance",
        )
    ),
    *(
        Operation(
            method,
            "/books/{a}/book." + form,
            {"nobody": 302, **_all("ivan", "alice", "bob", "judy", status=200), "nina": 404},
            403,
            place=lambda: {"a": _agency("ivans")},
        )
        for method, form in (("GET", "xlsx"), ("POST", "pdf"))
    ),
    Operation("GET", "/searches/", {"nobody": 302, **_all(*KEEPS, status=200)}, 403),
    Operation("GET", "/search/keep/?q=AB71234", {"nobody": 302, **_all(*KEEPS, status=200)}, 403),
    Operation(
        "GET",
        "/searches/{s}/",
        {"nobody": 302, **_all(*KEEPS, status=404), **_all("dave", "erin", status=200)},
        403,
        place=_search,
    ),
    # --- agencies
    Operation("GET", "/api/agencies", _all(*READERS, status=200), 403),
    Operation(
        "GET", "/api/agencies/{a}", _all(*READERS, status=200), 403, place=lambda: {"a": _agency("court")}
    ),
    Operation(
        "GET",
        "/api/agencies/{a}",
        {**_all(*READERS, status=404), **_all("frank", "grace", "judy", "peter", status=200)},
        403,
        place=lambda: {"a": _agency("armoury")},
    ),
    Operation(
        "POST",
        "/api/agencies",
        {"ken": 202, "peter": 404},
        403,
        body=lambda: {
            "kind": "dealer",
            "name": "X",
            "country": "XX",
            "parent": _agency("province"),
            "reason": "x",
        },
    ),
    Operation(
        "POST",
        "/api/agencies/{a}/changes",
        {"ken": 202, "peter": 404},
        403,
        body=lambda: {"name": "Another name", "reason": "x"},
        place=lambda: {"a": _agency("ivans")},
    ),
    Operation(
        "POST",
        "/api/agencies/{a}/changes",
        {"ken": 404, "peter": 202},
        403,
        body=lambda: {"name": "Another name", "reason": "x"},
        place=lambda: {"a": _agency("armoury")},
    ),
    # --- people
    Operation("GET", "/api/people", _all(*SEES_PEOPLE, status=200), 403),
    Operation(
        "GET",
        "/api/people/{u}",
        _all("alice", "bob", "judy", "ken", "laura", "oscar", status=200),
        404,
        place=lambda: {"u": _user("alice")},
    ),
    Operation(
        "GET",
        "/api/people/{u}",
        _all("frank", "grace", "judy", "peter", status=200),
        404,
        place=lambda: {"u": _user("frank")},
    ),
    Operation(
        "POST",
        "/api/people",
        {"ken": 201, "peter": 404},
        403,
        body=lambda: {"username": "trent", "name": "Trent", "home": _agency("province")},
    ),
    Operation(
        "POST",
        "/api/people/{u}/invitation",
        {"ken": 201, "peter": 404},
        403,
        place=lambda: {"u": _user("alice")},
    ),
    Operation(
        "POST",
        "/api/people/{u}/lock",
        {"ken": 204, "peter": 404, "dave": 403},
        403,
        body=lambda: {"reason": "x"},
        place=lambda: {"u": _user("dave")},
    ),
    Operation(
        "POST",
        "/api/people/{u}/unlock",
        {"ken": 409, "peter": 404},
        403,
        body=lambda: {"reason": "x"},
        place=lambda: {"u": _user("dave")},
    ),
    Operation(
        "POST",
        "/api/people/{u}/factor-reset",
        {"ken": 202, "peter": 404},
        403,
        body=lambda: {"reason": "x"},
        place=lambda: {"u": _user("alice")},
    ),
    Operation(
        "POST",
        "/api/people/{u}/grants",
        {"ken": 202, "peter": 404},
        403,
        body=lambda: {"role": "licensing_clerk", "agency": _agency("province"), "reason": "x"},
        place=lambda: {"u": _user("mallory")},
    ),
    Operation(
        "POST",
        "/api/grants/{g}/revocation",
        {"ken": 202, "peter": 404},
        403,
        body=lambda: {"reason": "x"},
        place=lambda: {"g": cast.user("alice").grants.get().pk},
    ),
    Operation(
        "POST",
        "/api/absences",
        {"ken": 202, "bob": 202, **_all("erin", "grace", "nina", "peter", status=404)},
        403,
        body=lambda: {
            "user": _user("bob"),
            "stand_in": _user("mallory"),
            "role": "licensing_head",
            "agency": _agency("province"),
            "valid_from": cast.in_days(-1),
            "valid_to": cast.in_days(9),
            "reason": "x",
        },
    ),
    # --- proposals
    Operation("GET", "/api/proposals", {}, 200),
    Operation("GET", "/api/proposals?list=all", {}, 200),
    Operation(
        "GET",
        "/api/proposals/{q}",
        _all("ken", "laura", "oscar", "judy", status=200),
        404,
        place=lambda: {"q": cast.a_proposal()},
    ),
    Operation(
        "POST",
        "/api/proposals/{q}/decision",
        {
            **_all("laura", "oscar", status=200),
            **_all("bob", "erin", "grace", "nina", status=404),
        },
        403,
        body=lambda: {"verdict": "approve"},
        place=lambda: {"q": cast.a_proposal()},
    ),
    Operation(
        "POST",
        "/api/proposals/{q}/withdrawal",
        {"ken": 200, **_all("laura", "oscar", "judy", status=403)},
        404,
        body=dict,
        place=lambda: {"q": cast.a_proposal()},
    ),
    # --- API clients
    Operation("GET", "/api/clients", _all(*MANAGES, status=200), 403),
    Operation(
        "POST",
        "/api/clients",
        {"ken": 202, "peter": 404},
        403,
        body=lambda: {
            "name": "X",
            "agency": _agency("province"),
            "scopes": ["registry:mark:search"],
            "expires_at": cast.in_days(30),
            "reason": "x",
        },
    ),
    Operation(
        "POST",
        "/api/clients/{c}/token",
        _all(*MANAGES, status=404),
        403,
        place=lambda: {"c": "C0000000000000"},
    ),
    Operation(
        "POST",
        "/api/clients/{c}/revocation",
        _all(*MANAGES, status=404),
        403,
        body=lambda: {"reason": "x"},
        place=lambda: {"c": "C0000000000000"},
    ),
    # --- pages
    Operation("GET", "/me/", {"nobody": 302}, 200),
    Operation("GET", "/me/reads/", {"nobody": 302}, 200),
    Operation("GET", "/me/purpose/", {"nobody": 302}, 200),
    Operation("GET", "/people/", {"nobody": 302, **_all(*SEES_PEOPLE, status=200)}, 403),
    Operation("GET", "/people/new/", {"nobody": 302, **_all(*MANAGES, status=200)}, 403),
    Operation(
        "GET",
        "/people/{u}/",
        {"nobody": 302, **_all("alice", "bob", "judy", "ken", "laura", "oscar", status=200)},
        404,
        place=lambda: {"u": _user("alice")},
    ),
    Operation(
        "GET",
        "/people/{u}/grant/",
        {"nobody": 302, "ken": 200, "peter": 404},
        403,
        place=lambda: {"u": _user("alice")},
    ),
    Operation(
        "GET",
        "/people/{u}/absence/",
        {
            "nobody": 302,
            **_all("bob", "ken", status=200),
            **_all("erin", "grace", "nina", "peter", status=404),
        },
        403,
        place=lambda: {"u": _user("alice")},
    ),
    Operation("GET", "/agencies/", {"nobody": 302, **_all(*READERS, status=200)}, 403),
    Operation("GET", "/agencies/new/", {"nobody": 302, **_all(*MANAGES, status=200)}, 403),
    Operation(
        "GET",
        "/agencies/{a}/",
        {"nobody": 302, "mallory": 403, **_all("frank", "grace", "judy", "peter", status=200)},
        404,
        place=lambda: {"a": _agency("armoury")},
    ),
    Operation("GET", "/proposals/", {"nobody": 302}, 200),
    Operation("GET", "/proposals/?show=late", {"nobody": 302}, 200),
    Operation(
        "GET",
        "/proposals/{q}/",
        {"nobody": 302, **_all("ken", "laura", "oscar", "judy", status=200)},
        404,
        place=lambda: {"q": cast.a_proposal()},
    ),
    Operation("GET", "/clients/", {"nobody": 302, **_all(*MANAGES, status=200)}, 403),
    Operation("GET", "/clients/new/", {"nobody": 302, **_all(*MANAGES, status=200)}, 403),
    Operation("GET", "/reads/", {"nobody": 302, **_all("judy", "laura", "oscar", status=200)}, 403),
]

# --- parties
OPENS_PARTIES: Final = ("alice", "bob", "carol", "dave", "erin", "heidi", "judy", "nina")
WRITES_PARTIES: Final = ("alice", "bob", "carol", "nina")
MERGES_PARTIES: Final = ("bob", "carol", "nina")
GIVES_FILES: Final = ("bob", "judy", "nina")
SEES_POLICE: Final = ("dave", "erin", "judy")


def _party(name: str = "Amina Diallo") -> dict[str, str]:
    return {"p": a_person(cast.actor("alice"), name)}


def _in_police() -> dict[str, str]:
    erin = cast.actor("erin")
    return {
        "p": a_person(replace(erin, permissions=erin.permissions | {"parties:party:write"}), "Hidden Person")
    }


def _joined() -> dict[str, str]:
    joined, other = _party()["p"], _party("Diallo Amina")["p"]
    merge_parties(actor=cast.actor("bob"), public_id=joined, into=other, reason="same card")
    return {"p": joined}


def _entry() -> dict[str, Any]:
    party = _party()
    return {**party, "e": Event.objects.get(subject=party["p"]).id}


_ERASURE: Final = {"fields": ["name"], "ground": "court_order", "reason": "order 7"}
OPERATIONS += [
    Operation("GET", "/api/parties", _all(*OPENS_PARTIES, status=200), 403),
    Operation("GET", "/api/parties?q=Diallo", _all(*OPENS_PARTIES, status=200), 403),
    Operation(
        "POST", "/api/parties/matches", _all(*OPENS_PARTIES, status=200), 403, body=lambda: {"name": "X"}
    ),
    Operation(
        "POST",
        "/api/parties",
        _all(*WRITES_PARTIES, status=201),
        403,
        body=lambda: {"kind": "person", "name": "X"},
    ),
    Operation("GET", "/api/parties/{p}", _all(*OPENS_PARTIES, status=200), 403, place=_party),
    Operation(
        "GET",
        "/api/parties/{p}",
        {**_all(*OPENS_PARTIES, status=404), **_all(*SEES_POLICE, status=200)},
        403,
        place=_in_police,
    ),
    Operation(
        "POST",
        "/api/parties/{p}/corrections",
        _all(*WRITES_PARTIES, status=201),
        403,
        body=lambda: {"sex": "female", "reason": "x"},
        place=_party,
    ),
    Operation(
        "POST",
        "/api/parties/{p}/corrections",
        _all(*WRITES_PARTIES, status=404),
        403,
        body=lambda: {"sex": "female", "reason": "x"},
        place=_in_police,
    ),
    Operation(
        "POST",
        "/api/parties/{p}/addresses",
        _all(*WRITES_PARTIES, status=201),
        403,
        body=lambda: {"country": "FR"},
        place=_party,
    ),
    Operation(
        "POST",
        "/api/parties/{p}/merge",
        _all(*MERGES_PARTIES, status=201),
        403,
        body=lambda: {"into": _party("Diallo Amina")["p"], "reason": "x"},
        place=_party,
    ),
    Operation(
        "POST",
        "/api/parties/{p}/merge",
        _all(*MERGES_PARTIES, status=404),
        403,
        body=lambda: {"into": _in_police()["p"], "reason": "x"},
        place=_party,
    ),
    Operation(
        "POST",
        "/api/parties/{p}/split",
        _all(*MERGES_PARTIES, status=201),
        403,
        body=lambda: {"reason": "x"},
        place=_joined,
    ),
    Operation(
        "POST",
        "/api/parties/{p}/erasures",
        _all("bob", "nina", status=202),
        403,
        body=lambda: _ERASURE,
        place=_party,
    ),
    Operation(
        "POST",
        "/api/parties/{p}/erasures",
        _all("bob", "nina", status=404),
        403,
        body=lambda: _ERASURE,
        place=_in_police,
    ),
    Operation("GET", "/api/parties/{p}/file", _all(*GIVES_FILES, status=200), 403, place=_party),
    Operation(
        "GET", "/api/parties/{p}/entries/{e}/proof", _all(*OPENS_PARTIES, status=404), 403, place=_entry
    ),
    Operation("GET", "/parties/", {"nobody": 302, **_all(*OPENS_PARTIES, status=200)}, 403),
    Operation("GET", "/parties/?who=Diallo", {"nobody": 302, **_all(*OPENS_PARTIES, status=200)}, 403),
    Operation("GET", "/parties/new/", {"nobody": 302, **_all(*WRITES_PARTIES, status=200)}, 403),
    Operation("GET", "/parties/{p}/", {"nobody": 302, **_all(*OPENS_PARTIES, status=200)}, 403, place=_party),
    Operation(
        "GET", "/parties/{p}/file/", {"nobody": 302, **_all(*GIVES_FILES, status=200)}, 403, place=_party
    ),
    Operation(
        "GET",
        "/parties/{p}/correct/",
        {"nobody": 302, **_all(*WRITES_PARTIES, status=200)},
        403,
        place=_party,
    ),
    Operation(
        "GET",
        "/parties/{p}/address/",
        {"nobody": 302, **_all(*WRITES_PARTIES, status=200)},
        403,
        place=_party,
    ),
    Operation(
        "GET", "/parties/{p}/join/", {"nobody": 302, **_all(*MERGES_PARTIES, status=200)}, 403, place=_party
    ),
    Operation(
        "GET", "/parties/{p}/erase/", {"nobody": 302, **_all("bob", "nina", status=200)}, 403, place=_party
    ),
]

# --- bars
ASKS_BARS: Final = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "judy", "nina")
ENTERS_BARS: Final = ("alice", "bob", "dave", "erin", "nina")
_BAR: Final = {
    "kind": "refused",
    "ground": "security",
    "valid_from": "2026-01-02",
    "issuer": "X",
    "country": "XX",
    "paper": "1",
}


def _bar() -> dict[str, str]:
    new = NewBar(**_BAR, described={"name": "Rosa Weber"})
    return {"r": enter_bar(actor=cast.actor("alice"), new=new)}


OPERATIONS += [
    Operation("GET", "/api/bars", _all(*ENTERS_BARS, status=200), 403),
    Operation(
        "POST", "/api/bars", _all(*ENTERS_BARS, status=201), 403, body=lambda: {**_BAR, "name": "Rosa Weber"}
    ),
    Operation(
        "POST",
        "/api/bars/checks",
        _all(*ASKS_BARS, status=200),
        403,
        body=lambda: {"name": "Rosa Weber"},
    ),
    Operation(
        "POST",
        "/api/bars/{r}/lifted",
        {"bob": 202, **_all("erin", "nina", status=404)},
        403,
        body=lambda: {"reason": "x"},
        place=_bar,
    ),
    Operation("GET", "/parties/bars/", {"nobody": 302, **_all(*ENTERS_BARS, status=200)}, 403),
    Operation("GET", "/parties/bars/new/", {"nobody": 302, **_all(*ENTERS_BARS, status=200)}, 403),
    Operation(
        "GET",
        "/parties/bars/{r}/",
        {"nobody": 302, **_all("alice", "bob", status=200), **_all("dave", "erin", "nina", status=404)},
        403,
        place=_bar,
    ),
]

# --- retention
SEES_HOLDS: Final = ("bob", "erin", "judy", "nina")
PLACES_HOLDS: Final = ("bob", "judy", "nina")
SEES_LAPSED: Final = ("bob", "judy", "nina")
_ENDING: Final = {"ground": "order_revoked", "reason": "x"}


def _hold() -> dict[str, str]:
    """A hold that Bob ordered."""
    hold = place_hold(actor=cast.actor("bob"), object=_party()["p"], ground="inspection", case="I-4")
    return {"h": hold.public_id}


OPERATIONS += [
    Operation("GET", "/api/holds", _all(*SEES_HOLDS, status=200), 403),
    Operation(
        "POST",
        "/api/holds",
        _all(*PLACES_HOLDS, status=201),
        403,
        body=lambda: {"object": _party()["p"], "ground": "inspection", "case": "I-4"},
    ),
    Operation(
        "POST",
        "/api/holds",
        {"bob": 404, "nina": 404, "judy": 201},
        403,
        body=lambda: {"object": _in_police()["p"], "ground": "inspection", "case": "I-4"},
    ),
    Operation(
        "POST",
        "/api/holds/{h}/lifted",
        {"bob": 202, **_all("judy", "nina", status=409)},
        403,
        body=lambda: _ENDING,
        place=_hold,
    ),
    Operation(
        "POST",
        "/api/holds/{h}/lifted",
        _all(*PLACES_HOLDS, status=404),
        403,
        body=lambda: _ENDING,
        place=lambda: {"h": "H0000000000000"},
    ),
    Operation("GET", "/api/lapsed", _all(*SEES_LAPSED, status=200), 403),
    Operation("GET", "/retention/holds/", {"nobody": 302, **_all(*SEES_HOLDS, status=200)}, 403),
    Operation("GET", "/retention/holds/new/", {"nobody": 302, **_all(*PLACES_HOLDS, status=200)}, 403),
    Operation(
        "GET",
        "/retention/holds/{h}/acts/lifted/",
        {"nobody": 302, **_all(*PLACES_HOLDS, status=200)},
        403,
        place=_hold,
    ),
    Operation("GET", "/retention/lapsed/", {"nobody": 302, **_all(*SEES_LAPSED, status=200)}, 403),
    Operation(
        "POST",
        "/retention/lapsed/preview/",
        {**_all("bob", "nina", status=302), "nobody": 302},
        403,
        body=dict,
    ),
]

# --- recoveries
OFFLINE: Final = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "nina")
"""Who works without a line: whoever takes recoveries in, or says where firearms are."""
RECOVERS: Final = ("dave", "erin", "heidi")
SEES_RECOVERIES: Final = (*RECOVERS, "judy")
SEES_HARBOURS: Final = ("dave", "erin", "judy")
_PISTOL: Final = {"items": [{"type": "pistol", "marks": [{"kind": "serial", "text": "AB71234"}]}]}


def _recovery() -> dict[str, str]:
    """A case of the harbour's police: an item with a proposal, a cartridge case, somebody suspected, a row that waits."""
    a_firearm(cast.actor("alice"), "AB71234")
    dave = cast.actor("dave")
    case = a_case(dave)
    item = an_item(dave, case, "AB71234")
    shell = an_item(dave, case, None, kind="cartridge_case", identity={"calibre": "9x19"})
    person = case_persons.name_person(actor=dave, case=case, who=case_persons.Involved("suspect"))
    hit = Hit.objects.get(item__public_id=item)
    cells = {"serial": "ZZ1", "type": "pistol"}
    row = RefusedRow.objects.create(
        case=hit.item.case, source="x.csv", row=2, cells=cells, reasons=[], actor=dave.id
    )
    return {"w": case, "x": item, "s": shell, "h": str(hit.pk), "p": str(person), "row": str(row.pk)}


_OWN: Final = {**_all(*RECOVERS, status=201)}
OPERATIONS += [
    Operation("GET", "/api/recoveries", _all(*SEES_RECOVERIES, status=200), 403),
    Operation("POST", "/api/recoveries", _OWN, 403, body=lambda: {"kind": "found", "number": "1"}),
    Operation("GET", "/api/recoveries/{w}", _all(*SEES_HARBOURS, status=200), 404, place=_recovery),
    Operation(
        "PATCH",
        "/api/recoveries/{w}",
        {**_all("dave", "erin", status=200), "heidi": 404},
        403,
        body=lambda: {"number": "2"},
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/recoveries/{w}/items",
        {**_all("dave", "erin", status=201), "heidi": 404},
        403,
        body=lambda: _PISTOL,
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/recoveries/{w}/persons",
        {**_all("dave", "erin", status=201), "heidi": 404},
        403,
        body=lambda: {"role": "witness"},
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/recoveries/{w}/person_changed",
        {**_all("dave", "erin", status=200), "heidi": 404},
        403,
        body=lambda: {"person": str(Person.objects.get().pk), "stage": "arrested"},
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/recoveries/{w}/shared",
        {**_all("dave", "erin", status=200), "heidi": 404},
        403,
        body=lambda: {"office": _agency("laboratory"), "reason": "x"},
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/recoveries/{w}/concluded",
        {**_all("dave", "erin", status=200), "heidi": 404},
        403,
        body=lambda: {"reason": "x"},
        place=lambda: {"w": a_case(cast.actor("dave"))},
    ),
    Operation(
        "POST", "/api/recoveries/{w}/file", {"erin": 200}, 403, body=lambda: {"to": "x"}, place=_recovery
    ),
    Operation("GET", "/api/exhibits/{x}", _all(*SEES_HARBOURS, status=200), 404, place=_recovery),
    Operation(
        "PUT",
        "/api/exhibits/{x}",
        {**_all("dave", "erin", status=200), "heidi": 404},
        403,
        body=lambda: {"type": "pistol"},
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/exhibits/{x}/judged",
        {**_all("dave", "erin", status=200), "heidi": 404},
        403,
        body=lambda: {"hit": str(Hit.objects.get().pk), "verdict": "rejected"},
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/exhibits/{x}/registration",
        {**_all("dave", "erin", status=201), "heidi": 404},
        403,
        body=lambda: {"none": True},
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/exhibits/{s}/compared",
        {},
        403,
        body=lambda: {"weapon": "", "method": "x"},
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/recoveries/{w}/reopened",
        {**_all("dave", "erin", status=409), "heidi": 404},
        403,
        body=lambda: {"reason": "x"},
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/exhibits/{x}/linked",
        {**_all("dave", "erin", status=200), "heidi": 404},
        403,
        body=lambda: {"firearm": Hit.objects.get().firearm.public_id},
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/exhibits/{x}/unlinked",
        {**_all("dave", "erin", status=409), "heidi": 404},
        403,
        body=lambda: {"reason": "x"},
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/exhibits/{x}/traced",
        {**_all("dave", "erin", status=200), "heidi": 404},
        403,
        body=lambda: {"outcome": "pending"},
        place=_recovery,
    ),
    Operation(
        "POST",
        "/api/exhibits/{x}/merged",
        {**_all("dave", "erin", status=409), "heidi": 404},
        403,
        body=lambda: {"into": Hit.objects.get().item.public_id, "reason": "x"},
        place=_recovery,
    ),
    Operation("GET", "/api/market", _all(*SEES_RECOVERIES, status=200), 403),
    Operation(
        "POST",
        "/api/market",
        _OWN,
        403,
        body=lambda: {"thing": "pistol", "on": "2026-05-01", "availability": "rare"},
    ),
    Operation("GET", "/recoveries/", {"nobody": 302, **_all(*SEES_RECOVERIES, status=200)}, 403),
    Operation("GET", "/recoveries/export.csv", {"nobody": 302, "erin": 200}, 403),
    Operation("GET", "/recoveries/map/", {"nobody": 302, **_all(*SEES_RECOVERIES, status=200)}, 403),
    Operation("GET", "/recoveries/new/", {"nobody": 302, **_all(*RECOVERS, status=200)}, 403),
    Operation("GET", "/recoveries/market/", {"nobody": 302, **_all(*SEES_RECOVERIES, status=200)}, 403),
    Operation(
        "GET", "/recoveries/{w}/", {"nobody": 302, **_all(*SEES_HARBOURS, status=200)}, 404, place=_recovery
    ),
    Operation(
        "GET",
        "/recoveries/{w}/edit/",
        {"nobody": 302, **_all("dave", "erin", status=200), "heidi": 404},
        403,
        place=_recovery,
    ),
    Operation(
        "GET",
        "/recoveries/{w}/items/new/",
        {"nobody": 302, **_all("dave", "erin", status=200), "heidi": 404},
        403,
        place=_recovery,
    ),
    Operation(
        "POST",
        "/recoveries/{w}/file.json",
        {"nobody": 302, "erin": 422},
        403,
        body=dict,
        place=_recovery,
    ),
    Operation(
        "POST",
        "/recoveries/{w}/file.pdf",
        {"nobody": 302, "erin": 422},
        403,
        body=dict,
        place=_recovery,
    ),
    Operation(
        "POST",
        "/recoveries/rows/{row}/",
        {"nobody": 302, **_all("dave", "erin", status=422), "heidi": 404},
        403,
        body=dict,
        place=_recovery,
    ),
    Operation(
        "GET",
        "/recoveries/items/{x}/",
        {"nobody": 302, **_all(*SEES_HARBOURS, status=200)},
        404,
        place=_recovery,
    ),
    Operation(
        "GET",
        "/recoveries/items/{x}/edit/",
        {"nobody": 302, **_all("dave", "erin", status=200), "heidi": 404},
        403,
        place=_recovery,
    ),
]

# --- papers
READS_PAPERS: Final = ("alice", "bob", "dave", "erin", "heidi", "judy", "nina")
ISSUES_PAPERS: Final = ("alice", "bob", "dave", "erin", "heidi", "nina")
WITHDRAWS_PAPERS: Final = ("bob", "erin", "nina")


def _paper() -> dict[str, str]:
    """A registration certificate of a civilian's firearm, not in the log's tree yet."""
    firearm = a_firearm(cast.actor("alice"), "AB71234").firearm
    paper = issue_about_firearm(
        actor=cast.actor("alice"), firearm=firearm, kind="registration_certificate", language="en"
    )
    return {"f": firearm, "v": paper.public_id}


def _stocked() -> dict[str, str]:
    """A firearm of the defence, which those who issue papers do not see."""
    return {"f": a_firearm(cast.actor("frank"), "ARMY1", state="held_state").firearm}


_CERTIFICATE: Final = {"kind": "registration_certificate", "language": "fr"}
OPERATIONS += [
    Operation("GET", "/api/firearms/{f}/papers", _all(*READS_PAPERS, status=200), 403, place=_paper),
    Operation(
        "POST",
        "/api/firearms/{f}/papers",
        _all(*ISSUES_PAPERS, status=201),
        403,
        body=lambda: _CERTIFICATE,
        place=_paper,
    ),
    Operation(
        "POST",
        "/api/firearms/{f}/papers",
        _all(*ISSUES_PAPERS, status=404),
        403,
        body=lambda: _CERTIFICATE,
        place=_stocked,
    ),
    Operation("GET", "/api/documents/{v}", _all(*READS_PAPERS, status=200), 403, place=_paper),
    Operation("GET", "/api/documents/{v}/pdf", _all(*READS_PAPERS, status=503), 403, place=_paper),
    Operation(
        "POST",
        "/api/documents/{v}/withdrawn",
        _all(*WITHDRAWS_PAPERS, status=200),
        403,
        body=lambda: {"reason": "x"},
        place=_paper,
    ),
    Operation(
        "POST",
        "/api/documents/verification",
        {"nobody": 200, "hana": 200},
        200,
        body=lambda: {"number": _paper()["v"]},
    ),
    Operation("POST", "/api/scans", {"mallory": 403}, 200, body=lambda: {"text": "F-1"}),
    Operation("GET", "/documents/labels/", {"nobody": 302, "mallory": 403}, 200),
    Operation("GET", "/documents/verify/", {"nobody": 200, "hana": 200}, 200),
    Operation("GET", "/documents/verify/{v}/", {"nobody": 200, "hana": 200}, 200, place=_paper),
    Operation(
        "GET", "/documents/{v}/", {"nobody": 302, **_all(*READS_PAPERS, status=200)}, 403, place=_paper
    ),
    Operation(
        "GET", "/documents/{v}/pdf/", {"nobody": 302, **_all(*READS_PAPERS, status=503)}, 403, place=_paper
    ),
    Operation(
        "GET",
        "/firearms/{f}/papers/new/",
        {"nobody": 302, **_all(*ISSUES_PAPERS, status=200)},
        403,
        place=_paper,
    ),
]

DESKS: Final = ("alice", "bob", "nina")
"""Licensing desks."""
SEES_LICENCES: Final = (*DESKS, "dave", "erin", "heidi", "judy")
REPORTS: Final = (*DESKS, "dave", "erin")
ANSWERS: Final = (*DESKS, "dave", "erin")
"""Whose kind of office answers checks of applications."""
OFFERS: Final = (*DESKS, "ivan")


def _an_application() -> dict[str, str]:
    """An application at the provincial office, all checks passed and advised by Alice."""
    return {"g": an_application(cast.actor("alice"), a_person(cast.actor("alice")))}


def _a_draft() -> dict[str, str]:
    draft = applications.draft(
        actor=cast.actor("alice"), kind="sport", applicant=a_person(cast.actor("alice"))
    )
    return {"g": draft}


def _a_licence() -> dict[str, str]:
    alice = cast.actor("alice")
    return {"l": a_licence(alice, cast.actor("bob"), a_person(alice))}


def _suspended() -> dict[str, str]:
    result = _a_licence()
    licences.suspend(actor=cast.actor("alice"), licence_id=result["l"], ground="storage", reason="x")
    return {**result, "r": Removal.objects.latest("id").public_id}


def _a_notice() -> dict[str, str]:
    alice = cast.actor("alice")
    person = a_person(alice, born="1984-03-02")
    new_notice = NewNotice("medical", "hospital", "M-1", {"name": "Amina Diallo", "born": "1984-03-02"})
    return {"h": eligibility.take(actor=cast.actor("dave"), new=new_notice).notice, "p": person}


def _an_offer() -> dict[str, str]:
    """Made by Alice, so that somebody else answers it."""
    alice = cast.actor("alice")
    thing = a_firearm(alice).firearm
    made = offers.make(
        actor=alice, firearm=thing, firearm_n=1, buyer=a_person(alice), transfer="privately_transferred"
    )
    return {"v": made, "f": thing}


INSPECTS: Final = (*DESKS, "dave", "erin")
"""Whoever carries out visits."""
SEES_ROUNDS: Final = (*INSPECTS, "judy")


def _a_round() -> dict[str, str]:
    """A round of Alice's office over one sports shooter, not drawn yet."""
    result, day = _a_licence(), applications.today()
    opened = rounds.open_round(
        actor=cast.actor("alice"),
        kinds=["sport"],
        number=1,
        period_from=day,
        period_to=day + dt.timedelta(days=30),
    )
    return {**result, "o": opened}


def _a_visit() -> dict[str, str]:
    """A visit after a move of a collector."""
    alice = cast.actor("alice")
    text = a_licence(alice, cast.actor("bob"), a_person(alice), kind="collector", quota=3)
    moves._inspect(moves.JOB, [Licence.objects.get(public_id=text)], applications.today())
    return {"l": text, "v": Visit.objects.latest("id").public_id}


def _answers() -> dict[str, Any]:
    return {"answers": {item.code: "good" for item in inspection.items_for(items(), "collector")}}


def _a_finding() -> dict[str, str]:
    a_visit = _a_visit()
    values = {**_answers()["answers"], "safe_locked": "fault"}
    (text,) = visits.record(actor=cast.actor("dave"), visit_id=a_visit["v"], answers=values)
    return {**a_visit, "x": text}


def _a_reminder() -> dict[str, str]:
    """One that reached nobody, of Alice's office."""
    result = _a_licence()
    held = Licence.objects.select_related("agency").get(public_id=result["l"])
    due = Due(held.public_id, held.public_id, held.holder, held.valid_to, held.agency.public_id, "civilian")
    reminders._queue(reminders.rule_of("licence_30"), due, Reach())
    return {**result, "y": Reminder.objects.latest("id").public_id}


def _a_move() -> dict[str, str]:
    """Somebody of Alice's office moved to Nina's."""
    alice = cast.actor("alice")
    values, address = {"name": "Amina Diallo"}, {"country": "FR", "valid_from": "2020-01-01"}
    who = register_party(actor=alice, new=NewParty("person", values, address))
    text = a_licence(alice, cast.actor("bob"), who)
    move_party(actor=alice, public_id=who, address={"country": "FR", "area": "FR-75"})
    event = Event.objects.get(subject=who, kind="moved")
    day = applications.today()
    public_id = RECORDER.record(
        moves.JOB,
        "move",
        "sent",
        RECORDER.new_id("move"),
        changes={
            "holder": who,
            "address": str(event.pk),
            "moved_on": day,
            "reported_on": day,
            "reported_by": "holder",
            "due_on": day,
            "late": False,
            "to_agency": cast.actor("nina").agency,
        },
        keeper=(alice.agency, "civilian"),
    ).subject
    return {"l": text, "m": public_id}


_FOLLOWING: Final = [
    Operation("GET", "/api/rounds", _all(*SEES_ROUNDS, status=200), 403),
    Operation(
        "POST",
        "/api/rounds",
        _all(*DESKS, status=422),
        403,
        body=lambda: {
            "kinds": ["sport"],
            "number": 1,
            "period_from": "2020-01-01",
            "period_to": "2020-01-02",
        },
    ),
    Operation("GET", "/api/rounds/{o}", _all(*SEES_ROUNDS, status=200), 404, place=_a_round),
    Operation("GET", "/api/rounds/{o}/draw", {}, 404, place=_a_round),
    Operation("POST", "/api/rounds/{o}/drawn", _all(*DESKS, status=409), 403, body=dict, place=_a_round),
    Operation("GET", "/api/visits", _all(*INSPECTS, status=200), 403),
    Operation(
        "POST",
        "/api/visits/{v}/visited",
        {**_all(*INSPECTS, status=200), **_all("alice", "bob", status=403)},
        403,
        body=_answers,
        place=_a_visit,
    ),
    Operation("POST", "/api/visits/{v}/missed", _all(*INSPECTS, status=200), 403, body=dict, place=_a_visit),
    Operation(
        "POST",
        "/api/visits/{v}/replaced",
        _all(*INSPECTS, status=422),
        403,
        body=lambda: {"reason": "dead", "note": "x"},
        place=_a_visit,
    ),
    Operation("GET", "/api/findings", _all(*INSPECTS, status=200), 403),
    Operation(
        "POST",
        "/api/findings/{x}/extended",
        _all(*DESKS, status=200),
        403,
        body=lambda: {"days": 7, "note": "x"},
        place=_a_finding,
    ),
    Operation("GET", "/api/moves", _all(*DESKS, status=200), 403),
    Operation(
        "POST",
        "/api/moves/{m}/taken",
        {**_all("alice", "bob", status=403), "nina": 200},
        403,
        body=dict,
        place=_a_move,
    ),
    Operation(
        "POST",
        "/api/moves/{m}/sent_back",
        {**_all("alice", "bob", status=403), "nina": 200},
        403,
        body=lambda: {"note": "the street is not ours"},
        place=_a_move,
    ),
    Operation(
        "GET",
        "/licensing/moves/{m}/acts/sent_back/",
        {"nobody": 302, **_all(*DESKS, status=200)},
        403,
        place=_a_move,
    ),
    Operation("GET", "/api/reminders", _all(*DESKS, status=200), 403),
    Operation(
        "POST",
        "/api/reminders/{y}/failed",
        {**_all("alice", "bob", status=409), "nina": 404},
        403,
        body=lambda: {"failure": "bounced"},
        place=_a_reminder,
    ),
    Operation(
        "POST",
        "/api/eligibility/{h}/settled",
        _all(*DESKS, status=409),
        403,
        body=lambda: {"reason": "x"},
        place=_a_notice,
    ),
    Operation("GET", "/licensing/rounds/", {"nobody": 302, **_all(*SEES_ROUNDS, status=200)}, 403),
    Operation("GET", "/licensing/rounds/new/", {"nobody": 302, **_all(*DESKS, status=200)}, 403),
    Operation(
        "GET",
        "/licensing/rounds/{o}/",
        {"nobody": 302, **_all(*SEES_ROUNDS, status=200)},
        404,
        place=_a_round,
    ),
    Operation("GET", "/licensing/rounds/{o}/draw.json", {"nobody": 302}, 404, place=_a_round),
    Operation("GET", "/licensing/visits/", {"nobody": 302, **_all(*INSPECTS, status=200)}, 403),
    Operation("GET", "/licensing/visits/?list=faults", {"nobody": 302, **_all(*INSPECTS, status=200)}, 403),
    Operation(
        "GET", "/licensing/visits/{v}/", {"nobody": 302, **_all(*INSPECTS, status=200)}, 404, place=_a_visit
    ),
    Operation(
        "GET",
        "/licensing/findings/{x}/",
        {"nobody": 302, **_all(*INSPECTS, status=200)},
        404,
        place=_a_finding,
    ),
    Operation("GET", "/licensing/moves/", {"nobody": 302, **_all(*DESKS, status=200)}, 403),
    Operation(
        "GET", "/licensing/moves/{m}/", {"nobody": 302, **_all(*DESKS, status=200)}, 404, place=_a_move
    ),
    Operation("GET", "/licensing/reminders/", {"nobody": 302, **_all(*DESKS, status=200)}, 403),
    Operation(
        "GET",
        "/licensing/reminders/{y}/",
        {"nobody": 302, **_all(*DESKS, status=200)},
        404,
        place=_a_reminder,
    ),
    Operation(
        "GET",
        "/licensing/reminders/letters/20260101-abcdef/",
        {"nobody": 302, **_all(*DESKS, status=404)},
        403,
    ),
    Operation(
        "GET",
        "/licensing/reminders/letters/20260101-abcdef/letters.pdf",
        {"nobody": 302, **_all(*DESKS, status=404)},
        403,
    ),
]
OPERATIONS += _FOLLOWING

_ANYBODY: Final = identifiers.new("P", bytes)
_LICENSING: Final = [
    Operation("GET", "/api/applications", _all(*DESKS, "judy", status=200), 403),
    Operation(
        "POST",
        "/api/applications",
        _all(*DESKS, status=404),
        403,
        body=lambda: {"kind": "sport", "applicant": _ANYBODY},
    ),
    Operation("GET", "/api/applications?list=checks", _all(*ANSWERS, status=200), 403),
    Operation("GET", "/api/applications/{g}", _all(*ANSWERS, "judy", status=200), 404, place=_an_application),
    Operation(
        "POST",
        "/api/applications/{g}/amended",
        _all(*DESKS, status=200),
        403,
        body=lambda: {"quota": 1},
        place=_a_draft,
    ),
    Operation(
        "POST",
        "/api/applications/{g}/submitted",
        _all(*DESKS, status=200),
        403,
        body=dict,
        place=_a_draft,
    ),
    Operation(
        "POST",
        "/api/applications/{g}/checked",
        _all(*DESKS, status=200),
        403,
        body=lambda: {"answers": {"identity": {"answer": "passed"}}},
        place=_an_application,
    ),
    Operation(
        "POST",
        "/api/applications/{g}/checked",
        _all("dave", "erin", status=200),
        403,
        body=lambda: {"answers": {"criminal_record": {"answer": "passed"}}},
        place=_an_application,
    ),
    *(
        Operation(
            "POST",
            f"/api/applications/{{g}}/{act}",
            _all(*DESKS, status=200),
            403,
            body=lambda: {"note": "x"},
            place=_an_application,
        )
        for act in ("paused", "withdrawn")
    ),
    *(
        Operation(
            "POST",
            f"/api/applications/{{g}}/{act}",
            _all(*DESKS, status=409),
            403,
            body=lambda: {"note": "x"},
            place=_an_application,
        )
        for act in ("resumed", "appealed")
    ),
    Operation(
        "POST",
        "/api/applications/{g}/advised",
        _all(*DESKS, status=200),
        403,
        body=lambda: {"advice": "refuse", "note": "x"},
        place=_an_application,
    ),
    Operation(
        "POST",
        "/api/applications/{g}/granted",
        _all(*DESKS, status=202),
        403,
        body=lambda: {"reason": "x"},
        place=_an_application,
    ),
    Operation(
        "POST",
        "/api/applications/{g}/refused",
        _all(*DESKS, status=202),
        403,
        body=lambda: {"reason": "x", "grounds": ["age"]},
        place=_an_application,
    ),
    Operation(
        "POST",
        "/api/applications/{g}/dismissed",
        _all(*DESKS, status=409),
        403,
        body=lambda: {"reason": "x"},
        place=_an_application,
    ),
    Operation("GET", "/api/licences/{l}", _all(*SEES_LICENCES, status=200), 404, place=_a_licence),
    Operation(
        "GET",
        "/api/licences/{l}/papers",
        _all(*READS_PAPERS, status=200),
        403,
        place=_a_licence,
    ),
    Operation(
        "POST",
        "/api/licences/{l}/papers",
        _all(*DESKS, status=201),
        403,
        body=lambda: {"kind": "licence_card", "language": "ar"},
        place=_a_licence,
    ),
    Operation(
        "GET",
        "/licensing/licences/{l}/papers/new/",
        {"nobody": 302, **_all(*DESKS, status=200)},
        403,
        place=_a_licence,
    ),
    Operation(
        "POST",
        "/api/licences/{l}/suspended",
        _all(*DESKS, "erin", status=200),
        403,
        body=lambda: {"ground": "storage", "reason": "x"},
        place=_a_licence,
    ),
    Operation(
        "POST",
        "/api/licences/{l}/surrendered",
        _all(*DESKS, "erin", status=200),
        403,
        body=dict,
        place=_a_licence,
    ),
    Operation(
        "POST",
        "/api/licences/{l}/renewal",
        _all(*DESKS, status=409),
        403,
        body=dict,
        place=_a_licence,
    ),
    Operation(
        "POST",
        "/api/licences/{l}/reinstated",
        _all(*DESKS, status=202),
        403,
        body=lambda: {"reason": "x"},
        place=_suspended,
    ),
    Operation(
        "POST",
        "/api/licences/{l}/revoked",
        _all(*DESKS, status=202),
        403,
        body=lambda: {"ground": "storage", "reason": "x"},
        place=_a_licence,
    ),
    Operation(
        "POST",
        "/api/licences/{l}/changed",
        _all(*DESKS, status=202),
        403,
        body=lambda: {"reason": "x", "quota": 1},
        place=_a_licence,
    ),
    Operation(
        "POST",
        "/api/licences/{l}/lapsed",
        _all(*DESKS, status=202),
        403,
        body=lambda: {"ground": "death", "reason": "x"},
        place=_a_licence,
    ),
    Operation("GET", "/api/eligibility", _all(*REPORTS, status=200), 403),
    Operation(
        "POST",
        "/api/eligibility",
        _all(*REPORTS, status=201),
        403,
        body=lambda: {"ground": "death", "source": "registry", "reference": "1", "name": "Wei Zhang"},
    ),
    Operation(
        "POST",
        "/api/eligibility/{h}/matched",
        _all(*DESKS, status=404),
        403,
        body=lambda: {"party": _ANYBODY},
        place=_a_notice,
    ),
    Operation(
        "POST",
        "/api/eligibility/{h}/dismissed",
        _all(*DESKS, status=200),
        403,
        body=lambda: {"why": "nobody", "note": "x"},
        place=_a_notice,
    ),
    Operation("GET", "/api/removals", _all(*DESKS, status=200), 403),
    Operation(
        "POST",
        "/api/removals/{r}/cleared",
        _all(*DESKS, status=200),
        403,
        body=lambda: {"way": "none_held"},
        place=_suspended,
    ),
    Operation(
        "POST",
        "/api/removals/{r}/extended",
        _all(*DESKS, status=200),
        403,
        body=lambda: {"days": 7, "note": "x"},
        place=_suspended,
    ),
    Operation("GET", "/api/offers", _all(*OFFERS, status=200), 403),
    Operation(
        "POST",
        "/api/firearms/{f}/offers",
        {**_all(*DESKS, status=409), "ivan": 404},
        403,
        body=lambda: {"transfer": "privately_transferred", "buyer": a_person(cast.actor("alice"))},
        place=_an_offer,
    ),
    Operation(
        "POST",
        "/api/offers/{v}/answer",
        {"alice": 403, "bob": 200, "nina": 200, "ivan": 404},
        403,
        body=lambda: {"confirmed": True, "note": "Came in person."},
        place=_an_offer,
    ),
    Operation("GET", "/licensing/applications/", {"nobody": 302, **_all(*ANSWERS, "judy", status=200)}, 403),
    Operation("GET", "/licensing/applications/new/", {"nobody": 302, **_all(*DESKS, status=200)}, 403),
    Operation(
        "GET",
        "/licensing/applications/{g}/",
        {"nobody": 302, **_all(*ANSWERS, "judy", status=200)},
        404,
        place=_an_application,
    ),
    Operation(
        "GET", "/licensing/applications/?show=checks", {"nobody": 302, **_all(*ANSWERS, status=200)}, 403
    ),
    Operation("GET", "/licensing/applications/checks/", {**_all(*ANSWERS, "nobody", status=302)}, 403),
    Operation(
        "GET",
        "/licensing/applications/{g}/acts/amended/",
        {"nobody": 302, **_all(*DESKS, status=200)},
        403,
        place=_a_draft,
    ),
    Operation(
        "GET",
        "/licensing/licences/{l}/acts/changed/",
        {"nobody": 302, **_all(*DESKS, status=200)},
        403,
        place=_a_licence,
    ),
    Operation(
        "GET",
        "/licensing/licences/{l}/",
        {"nobody": 302, **_all(*SEES_LICENCES, status=200)},
        404,
        place=_a_licence,
    ),
    Operation(
        "GET",
        "/held-under/{l}/",
        {"nobody": 302, **_all(*SEES_LICENCES, status=200)},
        404,
        place=_a_licence,
    ),
    Operation("GET", "/licensing/removals/", {"nobody": 302, **_all(*DESKS, status=200)}, 403),
    Operation(
        "GET", "/licensing/removals/{r}/", {"nobody": 302, **_all(*DESKS, status=200)}, 404, place=_suspended
    ),
    Operation("GET", "/licensing/eligibility/", {"nobody": 302, **_all(*REPORTS, status=200)}, 403),
    Operation("GET", "/licensing/eligibility/new/", {"nobody": 302, **_all(*REPORTS, status=200)}, 403),
    Operation(
        "GET",
        "/licensing/eligibility/{h}/",
        {"nobody": 302, **_all(*DESKS, "dave", "erin", status=200)},
        404,
        place=_a_notice,
    ),
    Operation("GET", "/licensing/offers/", {"nobody": 302, **_all(*OFFERS, status=200)}, 403),
    Operation(
        "GET",
        "/firearms/{f}/offer/",
        {"nobody": 302, **_all(*DESKS, status=200), "ivan": 404},
        403,
        place=_an_offer,
    ),
]
OPERATIONS += _LICENSING

_DESK: Final = ("alice", "bob", "nina")


def _anothers_application() -> dict[str, str]:
    """An application of somebody who is not the holder."""
    alice = cast.actor("alice")
    return {"g": applications.draft(actor=alice, kind="sport", applicant=a_person(alice))}


def _anothers_firearm() -> dict[str, str]:
    """A firearm that is not the holder's."""
    return {"f": a_firearm(cast.actor("alice")).firearm}


def _report() -> dict[str, str]:
    """A wish of the holder's that waits at the provincial office."""
    made = reports.ask_rectification(actor=cast.actor(cast.HOLDER), what="name", text="x")
    return {"r": str(made.entry)}


def _binding() -> dict[str, str]:
    """The holder's account."""
    return {"b": str(Binding.objects.get().entry)}


def _somebody() -> dict[str, str]:
    """Somebody without an account."""
    return {"p": a_person(cast.actor("alice"))}


OPERATIONS += [
    # --- holders: their own rooms, and the desk that opens accounts and answers
    *(
        Operation(method, "/mine/taken-in/FNOTHINGATALL0/1/", {"nobody": 302}, 403)
        for method in ("GET", "POST")
    ),
    *(
        Operation("GET", f"/mine/{page}", {"nobody": 302, "hana": 200}, 403)
        for page in (
            "",
            "papers/",
            "applications/",
            "applications/new/",
            "offers/",
            "moved/",
            "data/",
            "data/correction/",
        )
    ),
    *(
        Operation("GET", f"/api/mine{what}", {"hana": 200}, 403)
        for what in ("", "/papers", "/applications", "/reports", "/offers", "/data")
    ),
    Operation("POST", "/api/mine/applications", {"hana": 201}, 403, body=lambda: {"kind": "sport"}),
    Operation(
        "POST",
        "/api/mine/moves",
        {"hana": 201},
        403,
        body=lambda: {"country": "XX", "lines": ["1, New Street"]},
    ),
    Operation(
        "POST", "/api/mine/corrections", {"hana": 201}, 403, body=lambda: {"what": "name", "text": "x"}
    ),
    Operation("GET", "/api/mine/applications/{g}", {}, 403, place=_anothers_application),
    *(
        Operation(
            "POST",
            f"/api/mine/applications/{{g}}/{what}",
            {},
            403,
            body=lambda value=values: value,
            place=_anothers_application,
        )
        for what, values in (
            ("submitted", {}),
            *((kind, {"note": "x"}) for kind in ("resumed", "withdrawn", "appealed")),
        )
    ),
    Operation(
        "POST",
        "/api/mine/firearms/{f}/loss",
        {},
        403,
        body=lambda: {"how": "crime"},
        place=_anothers_firearm,
    ),
    Operation(
        "POST",
        "/api/mine/firearms/{f}/offers",
        {},
        403,
        body=lambda: {"buyer": "P0000000000000", "sure": True},
        place=_anothers_firearm,
    ),
    *(
        Operation("POST", f"/api/mine/offers/T0000000000000/{what}", {}, 403, body=dict)
        for what in ("confirmed", "declined", "taken_back")
    ),
    Operation(
        "POST",
        "/api/parties/{p}/accounts",
        _all(*_DESK, status=201),
        403,
        body=lambda: {"relation": "self", "seen": "national_id", "sure": True},
        place=_somebody,
    ),
    Operation(
        "POST",
        "/api/accounts/{b}/end",
        _all(*_DESK, status=204),
        403,
        body=lambda: {"ground": "stolen"},
        place=_binding,
    ),
    Operation("GET", "/api/reports", _all(*_DESK, status=200), 403),
    Operation(
        "POST",
        "/api/reports/{r}/answer",
        {**_all(*_DESK, status=204), "nina": 404},
        403,
        body=lambda: {"verdict": "refused", "note": "x"},
        place=_report,
    ),
    Operation("GET", "/portal/reports/", {"nobody": 302, **_all(*_DESK, status=200)}, 403),
    Operation(
        "GET",
        "/portal/reports/{r}/",
        {"nobody": 302, **_all(*_DESK, status=200), "nina": 404},
        403,
        place=_report,
    ),
    Operation(
        "GET",
        "/portal/accounts/new/{p}/",
        {"nobody": 302, **_all(*_DESK, status=200)},
        403,
        place=_somebody,
    ),
    Operation(
        "GET", "/portal/accounts/{b}/", {"nobody": 302, **_all(*_DESK, status=200)}, 403, place=_binding
    ),
]

# --- the counter; a register without a table of fees asks for none
COUNTS: Final = (*DESKS, "judy")
"""Who sees the counter."""


def _a_till() -> dict[str, str]:
    """A till of Alice's at the provincial office; no fee is asked for in any currency here, so it is begun past the service."""
    sets = {
        "person": cast.actor("alice").id,
        "day": "2026-11-01",
        "currency": "EUR",
        "opening": "1.00",
    }
    made = cashier_writing.RECORDER.record(cast.actor("alice"), "till", "opened", changes=sets).subject
    return {"j": made}


def _a_likeness() -> dict[str, str]:
    """A photo of a civilian."""
    party = _party()["p"]
    out = io.BytesIO()
    Image.new("RGB", (35, 45), "navy").save(out, "PNG")
    made = likenesses.take_likeness(
        actor=cast.actor("alice"), party=party, what="photo", name="x", content=[out.getvalue()]
    )
    return {"p": party, "j": made}


def _a_delivery() -> dict[str, str]:
    cards.receive_delivery(actor=cast.actor("alice"), first=1, last=9, width=1, paper="L-1")
    return {}


_NOTHING_DUE: Final = {**_all(*DESKS, status=409)}
OPERATIONS += [
    Operation("GET", "/api/fees/{g}", _all(*COUNTS, status=409), 403, place=_an_application),
    Operation(
        "POST",
        "/api/fees/{g}/payments",
        _NOTHING_DUE,
        403,
        body=lambda: {"way": "cash"},
        place=_an_application,
    ),
    Operation(
        "POST",
        "/api/fees/{g}/waiver",
        _NOTHING_DUE,
        403,
        body=lambda: {"ground": "hardship", "reason": "x"},
        place=_an_application,
    ),
    Operation("GET", "/api/payments/J0000000000000", _all(*COUNTS, status=404), 403),
    Operation(
        "POST",
        "/api/payments/J0000000000000/refunded",
        _all(*DESKS, status=404),
        403,
        body=lambda: {"ground": "paid_in_error", "reason": "x"},
    ),
    Operation("GET", "/api/tills", _all(*COUNTS, status=200), 403),
    Operation(
        "POST",
        "/api/tills",
        _all(*DESKS, status=422),
        403,
        body=lambda: {"currency": "EUR", "opening": "1.00"},
    ),
    Operation(
        "GET",
        "/api/tills/{j}",
        {**_all("alice", "bob", "judy", status=200), "nina": 404},
        403,
        place=_a_till,
    ),
    Operation(
        "POST",
        "/api/tills/{j}/counted",
        {"alice": 200, "bob": 403, "nina": 404},
        403,
        body=lambda: {"counted": "1.00"},
        place=_a_till,
    ),
    Operation(
        "POST",
        "/api/tills/{j}/closed",
        {"alice": 409, "bob": 409, "nina": 404},
        403,
        body=lambda: {"reason": "x"},
        place=_a_till,
    ),
    Operation("GET", "/api/cards", _all(*COUNTS, status=200), 403),
    Operation(
        "POST",
        "/api/cards/deliveries",
        _all(*DESKS, status=201),
        403,
        body=lambda: {"first": 1, "last": 9, "width": 1, "paper": "L-1"},
    ),
    Operation(
        "POST",
        "/api/documents/V0000000000000/card",
        _all(*DESKS, status=404),
        403,
        body=lambda: {"number": 1},
        place=_a_delivery,
    ),
    Operation(
        "POST",
        "/api/cards/write-off",
        {"alice": 202, "bob": 202, "nina": 409},
        403,
        body=lambda: {"number": 1, "ground": "lost", "reason": "x"},
        place=_a_delivery,
    ),
    Operation(
        "POST",
        "/api/cards/counts",
        {"alice": 201, "bob": 201, "nina": 404},
        403,
        body=lambda: {"counted": "1-9"},
        place=_a_delivery,
    ),
    Operation("GET", "/api/parties/{p}/likenesses", _all(*DESKS, status=200), 403, place=_a_likeness),
    Operation("GET", "/api/likenesses/{j}/picture", _all(*DESKS, status=200), 403, place=_a_likeness),
    Operation(
        "POST",
        "/api/identity/lookups",
        _all(*DESKS, status=404),
        403,
        body=lambda: {"document": "national_id", "number": "7"},
    ),
    Operation("GET", "/cashier/", {"nobody": 302, **_all(*COUNTS, status=200)}, 403),
    Operation("GET", "/cashier/tills/new/", {"nobody": 302, **_all(*DESKS, status=200)}, 403),
    Operation(
        "GET",
        "/cashier/tills/{j}/",
        {"nobody": 302, **_all("alice", "bob", "judy", status=200), "nina": 404},
        403,
        place=_a_till,
    ),
    Operation(
        "GET", "/cashier/pay/{g}/", {"nobody": 302, **_all(*DESKS, status=409)}, 403, place=_an_application
    ),
    Operation("GET", "/cashier/payments/J0000000000000/", {"nobody": 302, **_all(*COUNTS, status=404)}, 403),
    Operation("GET", "/cashier/cards/", {"nobody": 302, **_all(*COUNTS, status=200)}, 403),
    Operation(
        "GET",
        "/cashier/people/{p}/photo/",
        {"nobody": 302, **_all(*DESKS, status=200)},
        403,
        place=_party,
    ),
    Operation(
        "GET",
        "/cashier/likenesses/{j}/",
        {"nobody": 302, **_all(*DESKS, status=200)},
        403,
        place=_a_likeness,
    ),
]

# --- matters
SETTLES: Final = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "nina")
"""Whose office settles or explains matters."""


def _a_matter() -> dict[str, str]:
    """A matter of the provincial office."""
    due = matters.today() + dt.timedelta(days=7)
    made = matters.raise_matter(actor=cast.actor("bob"), kind="other", due_on=due, text="One is missing.")
    return {"n": made}


_SEES_MATTER: Final = {**_all(*SETTLES, status=404), **_all("alice", "bob", "carol", "judy", status=200)}


OPERATIONS += [
    Operation("GET", "/matters/", {"nobody": 302, **_all(*SETTLES, status=200)}, 403),
    Operation("GET", "/matters/new/", {"nobody": 302, **_all(*SETTLES, status=200)}, 403),
    Operation("GET", "/matters/{n}/", {"nobody": 302, **_SEES_MATTER}, 403, place=_a_matter),
    Operation("GET", "/api/matters", _all(*SETTLES, status=200), 403),
    Operation("GET", "/api/matters/{n}", _SEES_MATTER, 403, place=_a_matter),
    Operation(
        "POST",
        "/api/matters/{n}/closed",
        {**_SEES_MATTER, "judy": 403},
        403,
        body=lambda: {"outcome": "found", "reason": "It lay on the other shelf."},
        place=_a_matter,
    ),
    Operation(
        "POST",
        "/api/matters",
        _all(*SETTLES, status=201),
        403,
        body=lambda: {"kind": "other", "text": "One is missing.", "due_on": matters.today().isoformat()},
    ),
]

# --- batches
GIVES_BATCHES: Final = ("dave", "erin", "heidi")
"""Who keeps exhibits, and may do to many at once what may be done to one."""


def _a_batch() -> dict[str, str]:
    """A hand-over of what is no exhibit, looked through."""
    values = {"to": _agency("laboratory"), "purpose": "examination"}
    made = batches.preview(
        actor=cast.actor("dave"), act="custody.chain_handed", said=values, things=["X-0000-0000-0000-0"]
    )
    return {"i": made}


OTHER_BATCHES: Final = ("alice", "bob", "carol", "frank", "grace", "ivan", "laura", "nina", "oscar")
"""Who decides on proposals or places firearms, and may do that to many at once, and keeps no exhibits."""
_NOT_THEIRS: Final = _all(*OTHER_BATCHES, status=404)
_SEES_BATCH: Final = {**_NOT_THEIRS, **_all("dave", "erin", status=200), "heidi": 404}
_GIVEN: Final = {
    "act": "custody.chain_taken_back",
    "things": ["X-0000-0000-0000-0"],
}
OPERATIONS += [
    Operation("GET", "/batches/", {"nobody": 302, **_all(*GIVES_BATCHES, *OTHER_BATCHES, status=200)}, 403),
    Operation(
        "GET",
        "/batches/new/?act=custody.chain_handed",
        {"nobody": 302, **_NOT_THEIRS, **_all(*GIVES_BATCHES, status=200)},
        403,
    ),
    Operation(
        "POST",
        "/batches/count/?act=custody.chain_handed",
        {"nobody": 302, **_NOT_THEIRS, **_all(*GIVES_BATCHES, status=200)},
        403,
        body=lambda: {"things": "X"},
    ),
    Operation("GET", "/batches/{i}/", {"nobody": 302, **_SEES_BATCH}, 403, place=_a_batch),
    Operation("GET", "/batches/{i}/report.csv", {"nobody": 302, **_SEES_BATCH}, 403, place=_a_batch),
    Operation("GET", "/batches/{i}/acts/abandoned/", {"nobody": 302, **_SEES_BATCH}, 403, place=_a_batch),
    Operation("GET", "/api/batches/acts", _all(*GIVES_BATCHES, *OTHER_BATCHES, status=200), 403),
    Operation(
        "POST",
        "/api/batches",
        {**_NOT_THEIRS, **_all(*GIVES_BATCHES, status=201)},
        403,
        body=lambda: _GIVEN,
    ),
    Operation("GET", "/api/batches/{i}", _SEES_BATCH, 403, place=_a_batch),
    Operation("GET", "/api/batches/{i}/rows", _SEES_BATCH, 403, place=_a_batch),
    Operation(
        "POST",
        "/api/batches/{i}/begun",
        {**_NOT_THEIRS, **_all("dave", "erin", status=409), "heidi": 404},
        403,
        body=dict,
        place=_a_batch,
    ),
    Operation(
        "POST",
        "/api/batches/{i}/proposed",
        {**_NOT_THEIRS, **_all("dave", "erin", status=409), "heidi": 404},
        403,
        body=dict,
        place=_a_batch,
    ),
    Operation("POST", "/api/batches/{i}/abandoned", _SEES_BATCH, 403, body=dict, place=_a_batch),
]

# --- places
STORES: Final = ("bob", "erin", "frank", "grace", "ivan", "nina")
"""Who opens places."""
PLACES: Final = (*STORES, "alice", "carol", "dave", "heidi")
"""Who says where firearms in the custody of their office are."""


def _a_place() -> dict[str, str]:
    """A shelf of the armoury."""
    return {"z": places.open_place(actor=cast.actor("frank"), kind="shelf", name="Shelf 1")}


_SEES_PLACE: Final = {**_all(*PLACES, status=404), **_all("frank", "grace", "judy", status=200)}
OPERATIONS += [
    Operation("GET", "/places/", {"nobody": 302, **_all(*PLACES, "judy", status=200)}, 403),
    Operation("GET", "/places/new/", {"nobody": 302, **_all(*STORES, status=200)}, 403),
    Operation("GET", "/places/scan/", {"nobody": 302, **_all(*PLACES, status=200)}, 403),
    Operation("GET", "/places/{z}/", {"nobody": 302, **_SEES_PLACE}, 403, place=_a_place),
    Operation("GET", "/api/places", _all(*PLACES, "judy", status=200), 403),
    Operation(
        "POST",
        "/api/places",
        _all(*STORES, status=201),
        403,
        body=lambda: {"kind": "shelf", "name": "Shelf 2"},
    ),
    Operation("GET", "/api/places/{z}", _SEES_PLACE, 403, place=_a_place),
    Operation("GET", "/api/places/{z}/things", _SEES_PLACE, 403, place=_a_place),
    Operation(
        "POST",
        "/api/places/{z}/closed",
        {**_all(*STORES, status=404), **_all("frank", "grace", status=200)},
        403,
        body=dict,
        place=_a_place,
    ),
    Operation(
        "POST",
        "/api/placements",
        {**_all(*PLACES, status=422), **_all("frank", "grace", status=409)},
        403,
        body=lambda: {
            "placements": [{"thing": identifiers.new("F", bytes), "place": Place.objects.get().public_id}]
        },
        place=_a_place,
    ),
]

# --- custody
HARBOUR: Final = ("dave", "erin")
READS_CUSTODY: Final = ("dave", "erin", "heidi", "judy")
SEES_CUSTODY: Final = ("dave", "erin", "judy")
_KEEPERS: Final = {**_all(*HARBOUR, status=200), "heidi": 404}
_MAKERS: Final = {**_all(*HARBOUR, status=201), "heidi": 404}
_TOO_EARLY: Final = {**_all(*HARBOUR, status=409), "heidi": 404}


def _custody() -> dict[str, str]:
    """Exhibits of the harbour's police: one in a room, one that waits to be received, one with a gap; counts, a request, a batch."""
    dave, erin = cast.actor("dave"), cast.actor("erin")
    case = a_case(dave)
    fresh, kept, handed, gap = (an_item(dave, case, f"QX{n}8817") for n in range(4))
    room, other = (places.open_place(actor=erin, kind="evidence", name=name) for name in ("Room 1", "Room 2"))
    for item in (kept, handed, gap):
        custody.take_in(actor=dave, exhibit=item, room=room, seal="S-1")
    for item, seal in ((handed, "S-1"), (gap, "S-2")):
        custody.hand_over(actor=dave, chain_id=item, to=dave.agency, purpose="storage", room=room, seal=seal)
    counted = rooms.begin_count(actor=dave, room=other)
    rooms.enter_count(actor=dave, count_id=counted, seen=[ExhibitReading("X1")], strangers=True)
    asked = requests.ask(actor=dave, exhibit=kept, laboratory=_agency("laboratory"), questions=["function"])
    batch = destruction.open_batch(actor=dave, name="Spring", order="D-1", method="smelting")
    return {
        "f": fresh, "k": kept, "h": handed, "g": gap, "r": other, "s": room, "d": counted, "q": asked, "b": batch,
    }  # fmt: skip


def _counting() -> dict[str, str]:
    """The same while Dave counts the room: what his office keeps is shown to him no more."""
    result = _custody()
    return result | {"c": rooms.begin_count(actor=cast.actor("dave"), room=result["s"])}


def _custody_now(name: str) -> str:
    """The exhibit that is kept in a room: the second that was taken in."""
    return Chain.objects.order_by("id").values_list("public_id", flat=True)[{"k": 0}[name]]


def _custody_api(
    method: str, address: str, statuses: Mapping[str, int], others: int, body: Any = None
) -> Operation:
    value = None if body is None else (lambda: body)
    return Operation(method, f"/api/custody/{address}", statuses, others, body=value, place=_custody)


_SEEN: Final = _all(*SEES_CUSTODY, status=200)
_LISTED: Final = _all(*READS_CUSTODY, "grace", status=200)
_ASKED: Final = {"order": "D-1", "reason": "x"}
OPERATIONS += [
    _custody_api("GET", "exhibits", _LISTED, 403),
    _custody_api("GET", "exhibits/{k}", _SEEN, 404),
    _custody_api("POST", "exhibits/{f}", _MAKERS, 403, {"place": "car", "seal": "S-1"}),
    Operation(
        "POST",
        "/api/custody/exhibits/{k}/handed",
        _KEEPERS,
        403,
        body=lambda: {"to": _agency("court"), "purpose": "court", "seal": "S-1"},
        place=_custody,
    ),
    _custody_api(
        "POST", "exhibits/{h}/received", {"erin": 200, "heidi": 404}, 403, {"place": "x", "seal": "S-1"}
    ),
    _custody_api("POST", "exhibits/{k}/sealed", _KEEPERS, 403, {"seal": "S-2", "reason": "court"}),
    _custody_api("POST", "exhibits/{g}/explained", {"erin": 200}, 403, {"gap": "2:seal", "note": "x"}),
    _custody_api(
        "POST",
        "exhibits/{k}/disposal",
        {**_all(*HARBOUR, status=409), **_all("alice", "bob", "carol", "nina", "grace", "ivan", status=404)},
        403,
        _ASKED,
    ),
    _custody_api(
        "POST",
        "exhibits/{k}/return",
        {**_all(*HARBOUR, status=409), **_all("alice", "bob", "carol", "nina", "grace", "ivan", status=404)},
        403,
        {"reason": "x", "ownership": "J-1"},
    ),
    _custody_api("GET", "rooms", _LISTED, 403),
    _custody_api("POST", "rooms/{r}/counts", _MAKERS, 403, {}),
    Operation("GET", "/api/custody/counts/{c}", _SEEN, 404, place=_counting),
    Operation(
        "POST",
        "/api/custody/counts/{c}/result",
        {"dave": 200, "heidi": 404},
        403,
        body=lambda: {"seen": []},
        place=_counting,
    ),
    Operation(
        "POST",
        "/api/custody/counts/{c}/abandoned",
        {"erin": 200, "heidi": 404},
        403,
        body=lambda: {"note": "x"},
        place=_counting,
    ),
    _custody_api("POST", "counts/{d}/settled", {"erin": 200}, 403, {"key": "unexpected:X1", "note": "x"}),
    Operation(
        "POST",
        "/api/custody/requests",
        _MAKERS,
        403,
        body=lambda: {
            "exhibit": _custody_now("k"),
            "laboratory": _agency("laboratory"),
            "questions": ["function"],
        },
        place=_custody,
    ),
    _custody_api("GET", "requests/{q}", _SEEN, 404),
    _custody_api(
        "POST",
        "requests/{q}/answered",
        {},
        403,
        {"results": {"function": {"answer": "x", "reference": "x"}}},
    ),
    _custody_api("GET", "batches", _LISTED, 403),
    _custody_api(
        "POST",
        "batches",
        _all("dave", "erin", "heidi", status=201),
        403,
        {"name": "x", "order": "D-1", "method": "cutting"},
    ),
    _custody_api("GET", "batches/{b}", _SEEN, 404),
    _custody_api("POST", "batches/{b}/sealed", _TOO_EARLY, 403, {"reason": "x"}),
    _custody_api(
        "POST", "batches/{b}/checked", _TOO_EARLY, 403, {"readings": [{"exhibit": "X0", "serial": "1"}]}
    ),
    _custody_api("POST", "batches/{b}/witnessed", {**_TOO_EARLY, "judy": 409}, 403, {}),
    _custody_api(
        "POST",
        "batches/{b}/destruction",
        _TOO_EARLY,
        403,
        {"weight_grams": 1, "counted": 1, "photos": ["0" * 64]},
    ),
    _custody_api("GET", "series", _LISTED, 403),
    _custody_api("POST", "series", {"erin": 409}, 403, {}),
    _custody_api("POST", "series/Z0000000000000/rejected", {"erin": 404}, 403, {"note": "x"}),
    _custody_api("POST", "series/Z0000000000000/accepted", {"erin": 404}, 403, {"name": "x"}),
    _custody_api("POST", "series/Z0000000000000/split", {"erin": 404}, 403, {"out": ["X0000000000000"]}),
    Operation(
        "POST",
        "/api/custody/series/Z0000000000000/joined",
        {"erin": 404},
        403,
        body=lambda: {"exhibit": _custody_now("k")},
        place=_custody,
    ),
    _custody_api(
        "POST",
        "series/Z0000000000000/passed_over",
        {"erin": 404},
        403,
        {"exhibit": "X0000000000000", "note": "x"},
    ),
    _custody_api("GET", "series/Z0000000000000/candidates", {}, 404),
    Operation(
        "POST",
        "/api/field/captures",
        _OWN,
        403,
        body=lambda: {
            "capture": "0b0f6a1e-6a2e-4f0e-9f53-0a5d3c0f9a11",
            "kind": "found",
            "type": "pistol",
            "taken": "2026-05-01T10:00:00Z",
            "serial": "AB71234",
        },
    ),
    Operation(
        "GET", "/api/field/captures/0b0f6a1e-6a2e-4f0e-9f53-0a5d3c0f9a12", _all(*RECOVERS, status=404), 403
    ),
    Operation("GET", "/custody/", {"nobody": 302, **_LISTED}, 403),
    Operation("GET", "/custody/exhibits/{k}/", {"nobody": 302, **_SEEN, "heidi": 404}, 403, place=_custody),
    Operation("GET", "/custody/rooms/", {"nobody": 302, **_LISTED}, 403),
    Operation("GET", "/custody/rooms/{r}/", {"nobody": 302, **_SEEN, "heidi": 404}, 403, place=_custody),
    Operation("GET", "/custody/counts/{c}/", {"nobody": 302, **_SEEN}, 404, place=_counting),
    Operation("GET", "/custody/requests/{q}/", {"nobody": 302, **_SEEN}, 404, place=_custody),
    Operation("GET", "/custody/batches/", {"nobody": 302, **_LISTED}, 403),
    Operation("GET", "/custody/batches/{b}/", {"nobody": 302, **_SEEN}, 404, place=_custody),
    Operation("GET", "/custody/series/", {"nobody": 302, **_LISTED}, 403),
    Operation("GET", "/custody/series/Z0000000000000/", {"nobody": 302}, 404),
    Operation("GET", "/field/", {"nobody": 302, **_all(*OFFLINE, status=200)}, 403),
    Operation("GET", "/api/field/extract", _all(*OFFLINE, status=503), 403),
    Operation("GET", "/field/manifest.webmanifest", {"nobody": 302, **_all(*OFFLINE, status=200)}, 403),
    Operation("GET", "/field/worker.js", {"nobody": 302, **_all(*OFFLINE, status=200)}, 403),
]

# --- official returns
SEES_FIGURES: Final = ("bob", "erin", "judy", "nina")
FREEZES: Final = ("bob", "erin", "nina")


def _year() -> dict[str, int]:
    """A year in which something was recovered, and of which an edition was frozen."""
    dave, bob, nina = (cast.actor(name) for name in ("dave", "bob", "nina"))
    an_item(dave, a_case(dave, occurred=occurred.day(dt.date(2025, 3, 1))))
    asked = returns.propose_freezing(actor=bob, year=2025, note="", reason="x")
    decide(actor=nina, proposal=asked.public_id, verdict="approve")
    an_item(dave, a_case(dave, occurred=occurred.day(dt.date(2025, 3, 2))), "ZZ1")
    return {"y": 2025}


_FREEZING: Final = {"reason": "due", "note": ""}
OPERATIONS += [
    Operation("GET", "/api/returns/iafq/{y}", _all(*SEES_FIGURES, status=200), 403, place=_year),
    Operation("GET", "/api/returns/iafq/1999", _all(*SEES_FIGURES, status=404), 403),
    Operation(
        "POST",
        "/api/returns/iafq/{y}/freezing",
        _all(*FREEZES, status=202),
        403,
        body=lambda: _FREEZING,
        place=_year,
    ),
    Operation("GET", "/api/returns/iafq/{y}/editions/1", _all(*SEES_FIGURES, status=200), 403, place=_year),
    Operation("GET", "/api/returns/iafq/{y}/editions/9", _all(*SEES_FIGURES, status=404), 403, place=_year),
    Operation("GET", "/returns/", {"nobody": 302, **_all(*SEES_FIGURES, status=200)}, 403, place=_year),
    Operation(
        "GET", "/returns/iafq/{y}/", {"nobody": 302, **_all(*SEES_FIGURES, status=200)}, 403, place=_year
    ),
    Operation(
        "GET",
        "/returns/iafq/{y}/behind/?indicator=Arms+seized&block=Total&category=Total",
        {"nobody": 302, **_all(*SEES_FIGURES, status=200)},
        403,
        place=_year,
    ),
    Operation(
        "GET", "/returns/iafq/{y}/freeze/", {"nobody": 302, **_all(*FREEZES, status=200)}, 403, place=_year
    ),
    Operation(
        "POST",
        "/returns/iafq/{y}/freeze/",
        {"nobody": 302, **_all(*FREEZES, status=422)},
        403,
        body=dict,
        place=_year,
    ),
    Operation(
        "GET",
        "/returns/iafq/{y}/editions/1/",
        {"nobody": 302, **_all(*SEES_FIGURES, status=200)},
        403,
        place=_year,
    ),
    Operation(
        "GET",
        "/returns/iafq/{y}/return.csv",
        {"nobody": 302, **_all(*SEES_FIGURES, status=200)},
        403,
        place=_year,
    ),
    Operation(
        "GET",
        "/returns/iafq/{y}/return.xlsx",
        {"nobody": 302, **_all(*SEES_FIGURES, status=200)},
        403,
        place=_year,
    ),
]

_PAGES: Final = {"nobody": 302, **_all(*SEES_FIGURES, status=200)}
_FILES: Final = ("recoveries/years.csv", "tracing/funnel.svg", "stocks/types.png")


def _counted() -> dict[str, int]:
    """Something recovered, and the dashboards counted."""
    year = _year()
    counting.refresh(counting.JOB)
    return year


def _published() -> dict[str, int]:
    """A year whose open data two people published."""
    year = _year()
    asked = publishing.propose_publishing(actor=cast.actor("bob"), year=2025, note="", reason="x")
    decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve")
    return year


OPERATIONS += [
    *(
        Operation("GET", f"/returns/dashboards/{path}", _PAGES, 403, place=_counted)
        for path in ("", "tracing/", "flows/", "licences/", "stocks/", "due/", "recoveries/rows/?year=2025", *_FILES)
    ),
    Operation("GET", "/returns/dashboards/nothing/", {"nobody": 302, **_all(*SEES_FIGURES, status=404)}, 403),
    Operation("POST", "/returns/dashboards/count/", {"nobody": 302, **_all(*SEES_FIGURES, status=302)}, 403, body=dict),
    Operation("GET", "/returns/open/", _PAGES, 403, place=_year),
    Operation("GET", "/returns/open/{y}/", {"nobody": 302, **_all(*FREEZES, status=200)}, 403, place=_year),
    Operation("POST", "/returns/open/{y}/", {"nobody": 302, **_all(*FREEZES, status=422)}, 403, body=dict, place=_year),
    Operation("GET", "/open-data/", {"nobody": 200}, 200),
    Operation("GET", "/open-data/{y}/1/marking/", {"nobody": 200}, 200, place=_published),
    Operation("GET", "/open-data/{y}/1/files/open-data-XXX-{y}-v1.json", {"nobody": 200}, 200, place=_published),
    Operation("GET", "/open-data/1999/1/marking/", {"nobody": 404}, 404),
]  # fmt: skip
MEASURES: Final = ("bob", "nina", "carol", "erin", "grace", "judy")
_FORM: Final = "/returns/forms/poa/2025"
_ASKED: Final = "table=International+assistance&question=Requests+for+assistance+made&category=Total"
_SAID: Final = {
    "table": "International assistance",
    "question": "Requests for assistance made",
    "value": 0,
    "note": "None was made.",
}
_PAGES: Final = {"nobody": 302, **_all(*SEES_FIGURES, status=200)}
OPERATIONS += [
    Operation("GET", "/api/returns/forms/poa/2025", _all(*SEES_FIGURES, status=200), 403),
    Operation("GET", "/api/returns/forms/none/2025", _all(*SEES_FIGURES, status=404), 403),
    Operation(
        "POST", "/api/returns/forms/poa/2025/answers", _all(*FREEZES, status=204), 403, body=lambda: _SAID
    ),
    Operation(
        "POST",
        "/api/returns/forms/iafq/{y}/editions/1/package",
        _all(*FREEZES, status=422),
        403,
        body=lambda: {"hub": "hub.example.org"},
        place=_year,
    ),
    Operation("POST", "/api/returns/packages", {}, 403, body=dict),
    Operation("GET", "/api/returns/hub/iafq/2025", {}, 403),
    Operation("GET", "/returns/sdg-16-4-2.csv", _PAGES, 403, place=_year),
    Operation("GET", "/returns/sdg-16-4-2-sdmx.csv", _PAGES, 403, place=_year),
    Operation("GET", "/returns/forms/", _PAGES, 403),
    Operation("GET", f"{_FORM}/", _PAGES, 403),
    Operation("GET", f"{_FORM}/behind/?{_ASKED}", _PAGES, 403),
    Operation("GET", f"{_FORM}/answer/?{_ASKED}", {"nobody": 302, **_all(*FREEZES, status=200)}, 403),
    Operation("GET", f"{_FORM}/freeze/", {"nobody": 302, **_all(*FREEZES, status=200)}, 403),
    Operation("GET", f"{_FORM}/return.csv", _PAGES, 403),
    Operation("GET", f"{_FORM}/return.xlsx", _PAGES, 403),
    Operation("GET", "/returns/forms/iafq/{y}/editions/1/", _PAGES, 403, place=_year),
    Operation(
        "GET",
        "/returns/forms/iafq/{y}/editions/1/send/",
        {"nobody": 302, **_all(*FREEZES, status=200)},
        403,
        place=_year,
    ),
    Operation(
        "GET",
        "/returns/forms/iafq/{y}/editions/1/withdraw/",
        {"nobody": 302, **_all(*FREEZES, status=200)},
        403,
        place=_year,
    ),
    Operation(
        "POST",
        "/returns/forms/iafq/{y}/editions/1/withdraw/",
        {"nobody": 302, **_all(*FREEZES, status=422)},
        403,
        body=lambda: {"message": "x", "reason": "x"},
        place=_year,
    ),
    Operation(
        "POST",
        "/returns/forms/iafq/{y}/editions/1/receipt/",
        {"nobody": 302, **_all(*FREEZES, status=302)},
        403,
        body=dict,
        place=_year,
    ),
    Operation("GET", "/returns/hub/", {"nobody": 302}, 403),
    Operation("GET", "/returns/hub/received/", {"nobody": 302}, 403),
    Operation("GET", "/returns/hub/files/", {"nobody": 302}, 403),
    Operation("GET", "/returns/hub/BEL/iafq/2025/", {"nobody": 302}, 403),
    Operation("GET", "/returns/quality/", {"nobody": 302, **_all(*MEASURES, status=200)}, 403),
    Operation(
        "GET",
        "/returns/quality/list/?dimension=completeness&field=make",
        {"nobody": 302, **_all(*MEASURES, status=200)},
        403,
    ),
    Operation("GET", "/returns/why-not-traced/", _PAGES, 403),
]

# --- tracing
_ASKS: Final = ("dave", "erin", "heidi")
_SEES_TRACES: Final = (*_ASKS, "judy")
_TRACED: Final = {
    "number": "T-1",
    "country": "BE",
    "type": "pistol",
    "calibre": "9x19",
    "marks": [{"kind": "serial", "text": "AB71234"}],
    "illicit": ["law"],
    "recovered_on": "2026-03-01",
    "use": "investigation",
    "circumstances": "Found in the boot of a car.",
}
_UNDER_WAY: Final = "Proceedings are under way here."


def _trace_content() -> Content:
    return Content(
        number="T-1", country="BE", identity={"type": "pistol", "calibre": "9x19"}, marks=({"kind": "serial", "text": "AB71234"},),
        illicit=("law",), recovered_on=dt.date(2026, 3, 1), use="investigation", circumstances="Found in the boot of a car.",
    )  # fmt: skip


def _traces() -> dict[str, str]:
    """At the harbour's police: a draft, one that was sent, one that came in, one that is searched with questions to Ivan's book."""
    dave, erin = cast.actor("dave"), cast.actor("erin")
    a_firearm(cast.actor("alice"), "AB71234")
    item = an_item(dave, a_case(dave), "AB71234")
    draft, sent = (tracing.draft_request(actor=dave, said=_trace_content()) for _ in range(2))
    tracing.send_request(actor=dave, request_id=sent)
    new, text, delayed = (
        tracing.receive_request(actor=erin, said=_trace_content(), reference_number=f"BE-{n}")
        for n in range(3)
    )
    answering.acknowledge(actor=erin, request_id=text)
    answering.search_register(actor=erin, request_id=text)
    answering.delay(actor=erin, request_id=delayed, ground="investigation", note=_UNDER_WAY)
    asked = chains.ask_trader(actor=erin, request_id=text, trader=_agency("ivans"))
    out = tracing.draft_request(actor=dave, said=_trace_content())
    tracing.send_request(actor=dave, request_id=out)
    answering.acknowledge(actor=dave, request_id=out)
    return {"d": draft, "s": sent, "i": new, "f": text, "z": delayed, "o": out, "k": asked, "x": item}


def _trace(
    method: str,
    address: str,
    statuses: Mapping[str, int],
    others: int,
    values: Mapping[str, Any] | None = None,
) -> Operation:
    body = (lambda: values) if values is not None else None
    return Operation(method, f"/api/{address}", statuses, others, body=body, place=_traces)


_HARBOUR: Final = {**_all("dave", "erin", status=200), "heidi": 404}
_DESK_ONLY: Final = {"erin": 200, "dave": 403}
_MAY_SEE: Final = _all("dave", "erin", "judy", status=200)
_GROUND: Final = {"ground": "investigation", "note": _UNDER_WAY}
_HANDED: Final = {
    "country": "BE",
    "nature": "investigation",
    "offence": "Illicit trafficking in firearms",
    "conducted_by": "Prosecutor of Kestria City",
    "functions": "Prosecutes organized crime",
    "facts": "A pistol was found in the boot of a car.",
    "assistance": "The sales records of the dealer.",
    "purpose": "Evidence in proceedings.",
}
OPERATIONS += [
    Operation("GET", "/api/tracing", _all(*_SEES_TRACES, status=200), 403),
    Operation("POST", "/api/tracing", _all(*_ASKS, status=201), 403, body=lambda: _TRACED),
    Operation("POST", "/api/tracing/received", {"erin": 201}, 403, body=lambda: {**_TRACED, "reference": "BE-2"}),
    _trace("POST", "exhibits/{x}/tracing", {**_all("dave", "erin", status=201), "heidi": 404}, 403, {"country": "BE"}),
    _trace("GET", "tracing/{f}", _MAY_SEE, 404),
    _trace("PUT", "tracing/{d}", _HARBOUR, 403, _TRACED),
    _trace("POST", "tracing/{d}/sent", _HARBOUR, 403, {}),
    _trace("POST", "tracing/{i}/acknowledged", {**_DESK_ONLY, "heidi": 404, "judy": 403}, 403, {}),
    _trace("POST", "tracing/{f}/searched", _all("erin", status=200), 403, {}),
    _trace("POST", "tracing/{o}/progressed", _HARBOUR, 403, {}),
    _trace("POST", "tracing/{f}/identified", {**_DESK_ONLY, "heidi": 404}, 403, {"firearm": ""}),
    _trace("GET", "tracing/{f}/preview", {"erin": 200, **_all("dave", "judy", status=403)}, 404),
    _trace("POST", "tracing/{f}/restricted", {"erin": 200, "heidi": 404}, 403, _GROUND),
    _trace("POST", "tracing/{f}/answered", {"erin": 409, "heidi": 404}, 403, {}),
    _trace("POST", "tracing/{f}/not_found", {**_DESK_ONLY, "heidi": 404}, 403, {}),
    _trace("POST", "tracing/{i}/delayed", {**_DESK_ONLY, "heidi": 404}, 403, _GROUND),
    _trace("POST", "tracing/{i}/refused", {**_DESK_ONLY, "heidi": 404}, 403, _GROUND),
    _trace("POST", "tracing/{z}/resumed", {**_DESK_ONLY, "heidi": 404}, 403, {}),
    _trace("POST", "tracing/{s}/withdrawn", _HARBOUR, 403, {"note": "x"}),
    _trace("POST", "tracing/{s}/settled", _HARBOUR, 403, {"outcome": "pending"}),
    _trace("POST", "tracing/{s}/messaged", _HARBOUR, 403, {"text": "x"}),
    _trace("POST", "tracing/{f}/let_in", _HARBOUR, 403, {"offices": []}),
    _trace("POST", "tracing/{f}/questions", {"erin": 422}, 403, {"trader": "A0000000000000"}),
    _trace("POST", "tracing/{f}/links", {**_all("dave", "erin", status=201), "heidi": 404}, 403, {"role": "maker", "result": "kept", "source": "Book 1"}),
    _trace("POST", "tracing/{f}/links/from-register", {**_all("dave", "erin", status=409), "heidi": 404}, 403),
    _trace("POST", "trace-links/{k}/failed", {**_all("dave", "erin", status=409), "heidi": 404}, 403, {"failure": "out_of_business"}),
    Operation("GET", "/api/trace-questions", {"ivan": 200}, 403),
    _trace("GET", "trace-questions/{k}", {"ivan": 200}, 403),
    _trace("POST", "trace-questions/{k}/answered", {"ivan": 200}, 403, {"result": "kept"}),
    _trace("POST", "trace-questions/{k}/failed", {"ivan": 200}, 403, {"failure": "no_record"}),
    Operation("GET", "/tracing/", {"nobody": 302, **_all(*_SEES_TRACES, status=200)}, 403),
    Operation("GET", "/tracing/new/", {"nobody": 302, **_all(*_ASKS, status=200)}, 403),
    Operation("GET", "/tracing/new/?direction=incoming", {"nobody": 302, "erin": 200}, 403),
    Operation("GET", "/tracing/{f}/", {"nobody": 302, **_MAY_SEE}, 404, place=_traces),
    Operation("GET", "/tracing/{d}/edit/", {"nobody": 302, **_HARBOUR}, 403, place=_traces),
    Operation("GET", "/tracing/{d}/preview/", {"nobody": 302, **_HARBOUR, "judy": 403}, 403, place=_traces),
    Operation("GET", "/tracing/of/{x}/", {"nobody": 302, **_MAY_SEE, "heidi": 404}, 403, place=_traces),
    Operation("GET", "/tracing/{f}/answer/", {"nobody": 302, "erin": 200, **_all("dave", "judy", status=403)}, 404, place=_traces),
    Operation("GET", "/tracing/{f}/link/", {"nobody": 302, **_HARBOUR}, 403, place=_traces),
    Operation("GET", "/tracing/{d}/acts/sent/", {"nobody": 302, **_HARBOUR}, 403, place=_traces),
    Operation("GET", "/tracing/{f}/ask/", {"nobody": 302, "erin": 200}, 403, place=_traces),
    Operation("POST", "/tracing/{f}/from-register/", {**_all("dave", "erin", "nobody", status=302), "heidi": 404}, 403, body=dict, place=_traces),
    Operation("GET", "/tracing/from/{x}/", {**_all("dave", "erin", "nobody", status=302), "heidi": 404}, 403, place=_traces),
    Operation("POST", "/tracing/from/{x}/", {**_all("dave", "erin", "nobody", status=302), "heidi": 404}, 403, body=dict, place=_traces),
    Operation("GET", "/tracing/links/{k}/acts/failed/", {"nobody": 302, **_all("dave", "erin", status=200), "heidi": 404}, 403, place=_traces),
    Operation("GET", "/tracing/files/", {"nobody": 302, **_all(*_SEES_TRACES, status=200)}, 403),
    Operation("POST", "/tracing/files/", _all("erin", "nobody", status=302), 403, body=dict),
    Operation("GET", "/tracing/files/O0000000000000/original.json", {"nobody": 302, **_all(*_SEES_TRACES, status=404)}, 403),
    Operation("POST", "/tracing/files/O0000000000000/original.json", {"nobody": 302, **_all(*_SEES_TRACES, status=404)}, 403, body=dict),
    Operation("GET", "/tracing/lots/", {"nobody": 302, **_all(*_SEES_TRACES, status=200)}, 403),
    Operation("GET", "/tracing/lapsed/", {"nobody": 302, "erin": 200}, 403),
    Operation("GET", "/tracing/experience/", {"nobody": 302, **_all(*_SEES_TRACES, status=200)}, 403),
    Operation("GET", "/tracing/experience/new/methods/", {"nobody": 302, "erin": 200}, 403),
    Operation("GET", "/tracing/experience/O0000000000000/", {"nobody": 302, **_all(*_SEES_TRACES, status=404)}, 403),
    Operation("GET", "/tracing/figures/", {"nobody": 302, **_all("erin", "judy", status=200)}, 403),
    Operation("GET", "/tracing/left/", {"nobody": 302, **_all("erin", "judy", status=200)}, 403),
    Operation(
        "POST",
        "/tracing/{f}/statement/",
        {**_all("dave", "erin", "nobody", status=302), "heidi": 404},
        403,
        body=dict,
        place=_traces,
    ),
    Operation("GET", "/tracing/desks/", {"nobody": 302, **_all(*_SEES_TRACES, status=200)}, 403),
    Operation(
        "POST",
        "/tracing/{d}/file.json",
        {**_all("dave", "erin", "nobody", status=302), "judy": 403, "heidi": 404},
        403,
        body=dict,
        place=_traces,
    ),
    Operation(
        "POST",
        "/tracing/{d}/file.pdf",
        {**_all("dave", "erin", "nobody", status=302), "judy": 403, "heidi": 404},
        403,
        body=dict,
        place=_traces,
    ),
    Operation("GET", "/tracing/{s}/sheet/etrace/", {"nobody": 302, **_all("dave", "erin", status=200), "heidi": 404}, 403, place=_traces),
    Operation("GET", "/tracing/{i}/sheet/iarms/sheet.pdf", {"nobody": 302, **_all("dave", "erin", status=409), "heidi": 404}, 403, place=_traces),
    Operation("GET", "/tracing/{f}/hand-over/", {"nobody": 302, **_all("dave", "erin", status=200), "heidi": 404}, 403, place=_traces),
    _trace("POST", "tracing/{d}/file", {**_all("dave", "erin", status=409), "heidi": 404}, 403),
    _trace("POST", "tracing/{d}/file/pdf", {**_all("dave", "erin", status=409), "heidi": 404}, 403, {"language": "fr"}),
    _trace("GET", "tracing/{s}/sheets/iarms", {**_all("dave", "erin", status=200), "heidi": 404}, 403),
    _trace("GET", "tracing/{i}/sheets/iarms/pdf", {**_all("dave", "erin", status=409), "heidi": 404}, 403),
    _trace("POST", "tracing/{f}/hand-over", {**_all("dave", "erin", status=409), "heidi": 404}, 403, _HANDED),
    _trace("POST", "tracing/{f}/hand-over/pdf", {**_all("dave", "erin", status=409), "heidi": 404}, 403, _HANDED),
    Operation("GET", "/tracing/questions/", {"nobody": 302, "ivan": 200}, 403),
    Operation("GET", "/tracing/questions/{k}/", {"nobody": 302, "ivan": 200}, 403, place=_traces),
    Operation("GET", "/tracing/questions/{k}/acts/failed/", {"nobody": 302, "ivan": 200}, 403, place=_traces),
]  # fmt: skip

# --- hotspots: from an alert to an effect
_SIGNALS: Final = _all("quentin", "rosa", "judy", status=200)
_DAY: Final = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=20)).isoformat()
_RIGHTS: Final = dict.fromkeys(hotspot_rules.RIGHTS, "yes")
_NEEDED: Final = {"stock_security": {"stock_where": "no"}}
_PLAN: Final[Mapping[str, Any]] = {
    "title": "T",
    "outcomes": [],
    "measures": [],
    "milestones": [],
    "indicators": [],
    "criteria": [],
}


def _flow(
    method: str, path: str, who: Mapping[str, int], others: int, values: Mapping[str, Any] | None = None
) -> Operation:
    body = (lambda: values) if values is not None else None
    nobody = {} if path.startswith("api/") else {"nobody": 302}
    return Operation(
        method, f"/{path}", {**nobody, **who}, others, body=body, place=a_flow if "{" in path else dict
    )


_OF_ANALYST: Final = {"quentin": 302, "rosa": 403, "judy": 403}
_OF_COORDINATOR: Final = {"rosa": 302, "quentin": 403, "judy": 403}
OPERATIONS += [
    _flow("GET", "hotspots/", {**_SIGNALS, "erin": 200}, 403),
    _flow("GET", "hotspots/alerts/", {**_SIGNALS, "erin": 200}, 403),
    _flow("GET", "hotspots/runs/", {**_SIGNALS, "erin": 200}, 403),
    _flow("GET", "hotspots/responses/", {**_SIGNALS, "erin": 200}, 403),
    _flow("GET", "hotspots/alerts/{a}/", _SIGNALS, 404),
    _flow("GET", "hotspots/runs/{r}/", _SIGNALS, 404),
    _flow("GET", "hotspots/hotspot/{h}/", _SIGNALS, 404),
    _flow("GET", "hotspots/responses/{p}/", _SIGNALS, 404),
    _flow("GET", "hotspots/plans/{d}/", _SIGNALS, 404),
    _flow("GET", "hotspots/runs/new/", {"quentin": 200}, 403),
    _flow("GET", "hotspots/confirm/?alert={a}", {"quentin": 200}, 403),
    _flow("GET", "hotspots/hotspot/{h}/edit/", _all("quentin", "rosa", status=200), 403),
    _flow("GET", "hotspots/hotspot/{h}/response/", {"rosa": 200}, 403),
    _flow("GET", "hotspots/hotspot/{h}/plan/", {"rosa": 200}, 403),
    _flow("GET", "hotspots/responses/{p}/edit/", {"rosa": 200}, 403),
    _flow("GET", "hotspots/plans/{d}/edit/", {"rosa": 200}, 403),
    _flow("GET", "hotspots/alerts/{a}/acts/watched/", {"quentin": 200}, 403),
    _flow("GET", "hotspots/hotspot/{h}/acts/levelled/", _all("quentin", "rosa", status=200), 403),
    _flow("GET", "hotspots/responses/{p}/acts/withdrawn/", {"rosa": 200}, 403),
    _flow("GET", "hotspots/plans/{d}/acts/begun/", {"rosa": 200}, 403),
    _flow(
        "POST",
        "api/hotspots/{h}/levelled",
        _all("quentin", "rosa", status=200),
        403,
        {"level": "watch", "reason": "R"},
    ),
    _flow("POST", "api/hotspots/{h}/closed", _all("quentin", "rosa", status=409), 403, {"reason": "R"}),
    _flow("POST", "api/hotspots/{h}/reopened", _all("quentin", "rosa", status=409), 403, {"reason": "R"}),
    _flow("POST", "api/hotspot-alerts/{a}/confirmed", {"quentin": 404}, 403, {"hotspot": "H0000000000000"}),
    _flow("POST", "api/hotspot-responses/{p}/returned", {"erin": 404}, 403, {"note": "N"}),
    _flow("POST", "api/hotspot-responses/{p}/withdrawn", {"rosa": 200}, 403, {"note": "N"}),
    _flow("GET", "api/hotspot-runs", {**_SIGNALS, "erin": 200}, 403),
    _flow(
        "POST",
        "api/hotspot-runs",
        {"quentin": 201},
        403,
        {"first": "2026-01-01", "last": "2026-06-30", "signals": ["gi"]},
    ),
    _flow("GET", "api/hotspot-runs/{r}", _SIGNALS, 404),
    _flow("GET", "api/hotspot-alerts", {**_SIGNALS, "erin": 200}, 403),
    _flow("GET", "api/hotspot-alerts/{a}", _SIGNALS, 404),
    _flow("POST", "api/hotspot-alerts/{a}/watched", {"quentin": 200}, 403, {"again_on": _DAY}),
    _flow("POST", "api/hotspot-alerts/{a}/dismissed", {"quentin": 200}, 403, {"reason": "chance"}),
    _flow("POST", "api/hotspot-alerts/{a}/reopened", {"quentin": 409}, 403, {"note": "Again."}),
    _flow("GET", "api/hotspots", {**_SIGNALS, "erin": 200}, 403),
    _flow(
        "POST",
        "api/hotspots",
        {"quentin": 404},
        403,
        {"alerts": ["H0000000000000"], "title": "T", "drivers": [], "basis": "B"},
    ),
    _flow("GET", "api/hotspots/{h}", _SIGNALS, 404),
    _flow("GET", "api/hotspot-responses", {**_SIGNALS, "erin": 200}, 403),
    _flow(
        "POST",
        "api/hotspots/{h}/responses",
        {"rosa": 422},
        403,
        {"title": "T", "owner": "A0000000000000", "measures": ["trace_all"], "needs": _NEEDED},
    ),
    _flow("GET", "api/hotspot-responses/{p}", _SIGNALS, 404),
    _flow("POST", "api/hotspot-responses/{p}/checked", {}, 403, {"answers": _RIGHTS}),
    _flow("POST", "api/hotspot-responses/{c}/approved", {"erin": 404}, 403, {}),
    _flow("POST", "api/hotspot-responses/{v}/begun", {"rosa": 200}, 403, {}),
    _flow(
        "POST",
        "api/hotspot-responses/{x}/tasked",
        {"rosa": 200},
        403,
        {"words": "Count", "measure": "safe_storage", "owner": "Post", "due": _DAY},
    ),
    _flow("POST", "api/hotspot-responses/{x}/worked", {"rosa": 422}, 403, {"task": "t0", "state": "done"}),
    _flow("GET", "api/hotspot-plans", {**_SIGNALS, "erin": 200}, 403),
    _flow("POST", "api/hotspots/{h}/plans", {"rosa": 422}, 403, _PLAN),
    _flow("GET", "api/hotspot-plans/{d}", _SIGNALS, 404),
    _flow("PUT", "api/hotspot-plans/{d}", {"rosa": 422}, 403, _PLAN),
    _flow("POST", "api/hotspot-plans/{d}/begun", {"rosa": 200}, 403, {}),
    _flow("POST", "api/hotspot-plans/{d}/reached", {"rosa": 422}, 403, {"milestone": "m0"}),
    _flow("POST", "api/hotspot-plans/{d}/reported", {"rosa": 422}, 403, {"indicator": "i0", "value": 1}),
    _flow("POST", "api/hotspot-plans/{d}/judged", {"rosa": 422}, 403, {"criterion": "c0", "state": "met"}),
    _flow("POST", "api/hotspot-plans/{d}/ended", {"rosa": 409}, 403, {}),
    _flow("GET", "api/hotspot-effects", {**_SIGNALS, "erin": 200}, 403),
    _flow("POST", "api/hotspot-effects/{d}", {"rosa": 409}, 403, {}),
    _flow("POST", "api/hotspot-responses/{x}/logged", {"rosa": 200}, 403, {"entry": "Begun."}),
    _flow(
        "POST",
        "api/hotspot-responses/{x}/closed",
        {"rosa": 409},
        403,
        dict.fromkeys(("intended", "happened", "worked", "better", "harm", "lessons"), "Said."),
    ),
]


# --- hotspots: the map, sources and incidents
_PRECISE: Final = ("erin", "quentin", "rosa")
_COARSE: Final = ("dave", "heidi", "judy", *_PRECISE)


def _incidents() -> Mapping[str, Any]:
    """A source `s` of Quentin's with a file that was tried (`t`) and one that was loaded (`d`)."""
    source = a_source()
    delivery = loaded(source, ROWS[:3])
    return {"s": source, "d": delivery, "t": str(tried(source, ROWS).pk), "i": Incident.objects.first().pk}


def _hotspot(
    method: str, path: str, who: Mapping[str, int], others: int, body: Mapping[str, Any] | None = None
) -> Operation:
    sent = (lambda: body) if body is not None else None
    return Operation(method, f"/hotspots/{path}", {"nobody": 302, **who}, others, body=sent, place=_incidents)


OPERATIONS += [
    _hotspot("GET", "map/", _all(*_COARSE, status=200), 403),
    Operation("GET", "/api/incidents/cells", {**_all(*_PRECISE, status=200), **_all("dave", "heidi", "judy", status=404)}, 403, place=_incidents),
    Operation("GET", "/api/incidents/sources", _all(*_PRECISE, status=200), 403),
    Operation("GET", "/api/incidents", _all(*_PRECISE, status=200), 403),
    _hotspot("GET", "map/cells.csv", {**_all(*_PRECISE, status=200), **_all("dave", "heidi", "judy", status=404)}, 403),
    _hotspot("GET", "map/areas.csv", {**_all(*_PRECISE, status=200), **_all("dave", "heidi", "judy", status=404)}, 403),
    _hotspot("GET", "map/map.svg", {**_all(*_PRECISE, status=200), **_all("dave", "heidi", "judy", status=404)}, 403),
    _hotspot("GET", "sources/", _all(*_PRECISE, status=200), 403),
    _hotspot("GET", "sources/new/", {"quentin": 200}, 403),
    _hotspot("GET", "sources/{s}/", _all(*_PRECISE, status=200), 404),
    _hotspot("GET", "sources/{s}/acts/amended/", {"quentin": 200}, 403),
    _hotspot("POST", "sources/{s}/", {"quentin": 302, **_all("erin", "rosa", status=403)}, 404, {}),
    Operation("POST", "/api/incidents/sources", {"quentin": 422}, 403, body=lambda: {"kind": "table", "name": "Police"}),
    Operation("PUT", "/api/incidents/sources/{s}/mapping", {"quentin": 422}, 403, body=dict, place=_incidents),
    Operation("POST", "/api/incidents/sources/{s}/amended", {"quentin": 200}, 403, body=lambda: {"name": "Police", "licence": "-"}, place=_incidents),
    Operation("POST", "/api/incidents/sources/{s}/closed", {"quentin": 200}, 403, body=lambda: {"reason": "ended"}, place=_incidents),
    Operation("POST", "/api/incidents/sources/{s}/reopened", {"quentin": 409}, 403, body=lambda: {"reason": "again"}, place=_incidents),
    Operation("GET", "/api/incidents/deliveries/{d}", _all(*_PRECISE, status=200), 403, place=_incidents),
    Operation("POST", "/api/incidents/deliveries/{d}/withdrawn", {"quentin": 200}, 403, body=lambda: {"reason": "wrong"}, place=_incidents),
    Operation("POST", "/api/incidents/layers/{d}/withdrawn", {"quentin": 404}, 403, body=lambda: {"reason": "wrong"}, place=_incidents),
    Operation("POST", "/api/incidents/pairs/{d}/parted", {"quentin": 404}, 403, body=dict, place=_incidents),
    _hotspot("GET", "trials/{t}/", {"quentin": 200}, 403),
    _hotspot("POST", "trials/{t}/load/", {"quentin": 302}, 403, {}),
    _hotspot("POST", "trials/{t}/codes/", {"quentin": 302}, 403, {}),
    _hotspot("POST", "trials/{t}/points/", {"quentin": 302}, 403, {}),
    _hotspot("POST", "trials/{t}/give-up/", {"quentin": 302}, 403, {}),
    _hotspot("GET", "trials/{t}/mapping/", {"quentin": 200}, 403),
    _hotspot("POST", "trials/{t}/again/", {"quentin": 302}, 403, {}),
    _hotspot("GET", "deliveries/{d}/", _all(*_PRECISE, status=200), 404),
    _hotspot("GET", "deliveries/{d}/acts/withdrawn/", {"quentin": 200}, 403),
    _hotspot("GET", "layers/{d}/acts/withdrawn/", {"quentin": 404}, 403),
    _hotspot("GET", "pairs/{d}/acts/parted/", {"quentin": 404}, 403),
    _hotspot("GET", "deliveries/{d}/rows.csv", {"quentin": 200}, 403),
    _hotspot("GET", "incidents/", _all(*_PRECISE, status=200), 403),
    _hotspot("GET", "incidents/{i}/", _all(*_PRECISE, status=200), 403),
    _hotspot("GET", "layers/", _all(*_COARSE, status=200), 403),
    _hotspot("POST", "layers/", {"quentin": 422}, 403, {}),
    _hotspot("GET", "duplicates/", {"quentin": 200}, 403),
    _hotspot("POST", "duplicates/", {"quentin": 302}, 403, {"candidate": "1", "verdict": "one"}),
    _hotspot("GET", "tips/new/", _all("dave", "heidi", *_PRECISE, status=200), 403),
    _hotspot("POST", "tips/new/", _all("dave", "heidi", *_PRECISE, status=422), 403, {}),
]  # fmt: skip

# --- the community: nobody of the cast is a member, so that whatever is asked for is not there for them
_PRACTISE: Final = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "judy", "nina")
"""Everybody who could be vetted as a member."""
_NO_SUCH: Final = "S0000000000000"
_WRITTEN: Final = {"text": "x", "language": "en"}
OPERATIONS += [
    *(
        Operation("GET", f"/community/{path}", {"nobody": 302, **_all(*_PRACTISE, status=200)}, 403)
        for path in ("", "code/", "search/?q=word", "second/", "moderation/")
    ),
    *(
        Operation("GET", f"/community/{path}", {"nobody": 302, **_all(*_PRACTISE, status=404)}, 403)
        for path in (
            "me/", "me/data.json", f"members/{_NO_SUCH}/", "spaces/new/", f"spaces/{_NO_SUCH}/", f"spaces/{_NO_SUCH}/new/", f"spaces/{_NO_SUCH}/names/",
            f"spaces/{_NO_SUCH}/seats/", f"topics/{_NO_SUCH}/", f"topics/{_NO_SUCH}/changed/", f"topics/{_NO_SUCH}/topic.md", f"posts/{_NO_SUCH}/edit/",
            f"posts/{_NO_SUCH}/mark/", f"posts/{_NO_SUCH}/history/", f"pictures/{_NO_SUCH}/", f"moderation/{_NO_SUCH}/", f"vetting/{_NO_SUCH}/",
            "vetting/nominate/", "there/", f"spaces/{_NO_SUCH}/changed/", f"posts/{_NO_SUCH}/translate/",
            f"reported/{_NO_SUCH}/", f"posts/{_NO_SUCH}/in/fr/", f"documents/{_NO_SUCH}/", f"documents/{_NO_SUCH}/1/", f"documents/{_NO_SUCH}/1/picture/",
            f"documents/{_NO_SUCH}/document.pdf", f"written/{_NO_SUCH}/",
        )
    ),
    *(
        Operation("POST", f"/community/{path}", {"nobody": 302, **_all(*_PRACTISE, status=404)}, 403, body=dict)
        for path in (
            "code/accept/", "me/programs/", f"spaces/{_NO_SUCH}/acts/changed/", f"seats/{_NO_SUCH}/acts/left/", f"spaces/{_NO_SUCH}/watch/follow/", f"posts/{_NO_SUCH}/translate/", f"posts/{_NO_SUCH}/translate/withdraw/",
            f"posts/{_NO_SUCH}/history/",
            "me/leave/", f"me/decisions/{_NO_SUCH}/acts/appealed/", f"second/{_NO_SUCH}/acts/seconded/", f"spaces/{_NO_SUCH}/read/", f"spaces/{_NO_SUCH}/leave/", f"spaces/{_NO_SUCH}/seats/",
            f"topics/{_NO_SUCH}/follow/", f"posts/{_NO_SUCH}/worked/", f"moderation/{_NO_SUCH}/acts/hidden/",
        )
    ),
    Operation("GET", "/community/vetting/", {"nobody": 302}, 403),
    Operation("GET", f"/community/vetting/{_NO_SUCH}/acts/suspended/", {"nobody": 302}, 403),
    *(
        Operation("POST", f"/api/community/candidates/{_NO_SUCH}/{kind}", {}, 403, body=lambda body=body: body)
        for kind, body in (
            ("checked", {"identity": "in_person", "employer": "official_letter"}), ("admitted", {"reason": "x"}), ("renewed", {"reason": "x"}),
            ("refused", {"ground": "unknown", "reason": "x"}), ("reinstated", {"reason": "x"}), ("suspended", {"ground": "lost_device"}),
            ("left", {"ground": "left_post"}),
        )
    ),
    Operation("GET", "/api/community/spaces", _all(*_PRACTISE, status=200), 403),
    Operation("GET", "/api/community/mentions", _all(*_PRACTISE, status=200), 403),
    Operation("GET", "/api/community/search?q=word", _all(*_PRACTISE, status=200), 403),
    *(
        Operation("GET", f"/api/community/{path}", _all(*_PRACTISE, status=404), 403)
        for path in (f"spaces/{_NO_SUCH}/topics", f"topics/{_NO_SUCH}", f"topics/{_NO_SUCH}/posts", f"members/{_NO_SUCH}", "me/data")
    ),
    Operation("POST", f"/api/community/spaces/{_NO_SUCH}/topics", _all(*_PRACTISE, status=404), 403, body=lambda: {**_WRITTEN, "title": "A title"}),
    Operation("POST", f"/api/community/topics/{_NO_SUCH}/posts", _all(*_PRACTISE, status=404), 403, body=lambda: _WRITTEN),
    Operation("POST", f"/api/community/posts/{_NO_SUCH}/reports", _all(*_PRACTISE, status=404), 403, body=lambda: {"ground": "spam"}),
]  # fmt: skip

# --- the community's shelves: the same people, and nothing is there for them either
_PLACED: Final = {"space": _NO_SUCH, "title": "A title", "language": "en"}
_TWENTY: Final = "Twenty characters and a few more."
OPERATIONS += [
    *(
        Operation("GET", f"/community/{path}", {"nobody": 302, **_all(*_PRACTISE, status=200)}, 403)
        for path in (
            "library/", "library/collections/", "practices/", "gaps/", "assistance/", "tracing-help/", "courses/", "results/",
        )
    ),
    *(
        Operation("GET", f"/community/{path}", {"nobody": 302, **_all(*_PRACTISE, status=404)}, 403)
        for path in (
            "library/new/", "library/collections/new/", f"library/collections/{_NO_SUCH}/", f"library/editions/{_NO_SUCH}/",
            f"library/editions/{_NO_SUCH}/document.pdf", f"library/editions/{_NO_SUCH}/1/", f"library/editions/{_NO_SUCH}/1/picture/",
            f"library/{_NO_SUCH}/", f"library/{_NO_SUCH}/edition/", "practices/new/", f"practices/{_NO_SUCH}/", f"practices/{_NO_SUCH}/edit/", "gaps/new/",
            f"gaps/{_NO_SUCH}/", "assistance/new/", f"assistance/{_NO_SUCH}/", "tracing-help/new/", "tracing-help/contacts/", f"tracing-help/{_NO_SUCH}/",
            "courses/new/", f"courses/{_NO_SUCH}/", f"things/guide/{_NO_SUCH}/mark/",
            f"things/gap/{_NO_SUCH}/report/", f"things/gap/{_NO_SUCH}/hide/",
        )
    ),
    *(
        Operation("POST", f"/community/{path}", {"nobody": 302, **_all(*_PRACTISE, status=404)}, 403, body=dict)
        for path in (
            f"library/{_NO_SUCH}/rate/", f"library/{_NO_SUCH}/collect/", f"library/{_NO_SUCH}/uncollect/", f"library/{_NO_SUCH}/acts/withdrawn/",
            f"practices/{_NO_SUCH}/adopt/", f"practices/{_NO_SUCH}/acts/cleared/", f"adoptions/{_NO_SUCH}/acts/given_up/", f"gaps/{_NO_SUCH}/acts/closed/",
            f"assistance/{_NO_SUCH}/propose/", f"agreements/{_NO_SUCH}/acts/agreed/", f"tracing-help/{_NO_SUCH}/trace/", f"courses/{_NO_SUCH}/enrol/",
            f"trainings/{_NO_SUCH}/scores/", f"trainings/{_NO_SUCH}/acts/withdrew/", f"things/gap/{_NO_SUCH}/report/", f"things/gap/{_NO_SUCH}/tie/",
            f"things/gap/{_NO_SUCH}/hide/", f"written/{_NO_SUCH}/acts/let_go/",
        )
    ),
    *(
        Operation("GET", f"/api/community/{path}", _all(*_PRACTISE, status=200), 403)
        for path in ("guides", "practices", "gaps", "assistance", "courses", "results")
    ),
    *(
        Operation("GET", f"/api/community/{path}", _all(*_PRACTISE, status=404), 403)
        for path in (
            f"guides/{_NO_SUCH}", f"practices/{_NO_SUCH}", f"gaps/{_NO_SUCH}", f"gaps/{_NO_SUCH}/path", f"assistance/{_NO_SUCH}", f"assistance/{_NO_SUCH}/matches",
        )
    ),
    Operation(
        "POST", "/api/community/practices", _all(*_PRACTISE, status=404), 403,
        body=lambda: {**_PLACED, **dict.fromkeys(("context", "problem", "done", "result"), _TWENTY)},
    ),
    *(
        Operation("POST", f"/api/community/reports/{_NO_SUCH}/{kind}", _all(*_PRACTISE, status=404), 403, body=lambda body=body: body)
        for kind, body in (
            ("dismissed", {}), ("hidden", {"note": "x"}), ("warned", {"note": "x"}), ("frozen", {"days": 1, "note": "x"}), ("upheld", {"note": "x"}),
            ("overturned", {"note": "x"}),
        )
    ),
    *(
        Operation("POST", f"/api/community/{thing}/{_NO_SUCH}/{kind}", _all(*_PRACTISE, status=404), 403, body=lambda body=body: body)
        for thing, kind, body in (
            ("spaces", "changed", {"name": "Name", "tlp": 1, "keeps_days": 0}), ("spaces", "archived", {}), ("spaces", "end_moved", {"day": "tomorrow"}),
            ("decisions", "appealed", {}), ("nominations", "seconded", {}),
            *(("written", kind, {}) for kind in ("locked", "unlocked", "solved", "unsolved", "let_go")),
            ("seats", "role_given", {"role": "reader"}), ("seats", "left", {}),
            ("guides", "reviewed", {"edition": 1, "expires_on": "2030-01-01"}), ("guides", "withdrawn", {"ground": "outdated"}),
            ("practices", "returned", {"grounds": ["person"]}), ("practices", "cleared", {}),
            ("practices", "graded", {"evidence": "documented", "result": "measured", "transfer": "elsewhere"}), ("adoptions", "given_up", {}),
            ("gaps", "taken_up", {}), ("gaps", "put_down", {}), ("gaps", "closed", {"by": _NO_SUCH}), ("gaps", "reopened", {}),
            ("agreements", "agreed", {}), ("agreements", "declined", {}), ("agreements", "delivered", {"on": "2026-01-01"}),
            ("agreements", "broken_off", {}), ("agreements", "assessed", {"met": "partly"}),
            ("trainings", "withdrew", {}), ("trainings", "attended", {}), ("trainings", "missed", {}), ("trainings", "followed_up", {"used": "yes"}),
            ("trainings", "certified", {"name": "x", "language": "en"}),
        )
    ),
    Operation("POST", "/api/community/gaps", _all(*_PRACTISE, status=404), 403, body=lambda: {**_PLACED, "kind": "legal", "words": _TWENTY}),
    Operation(
        "POST", "/api/community/assistance", _all(*_PRACTISE, status=404), 403,
        body=lambda: {**_PLACED, "side": "need", "words": _TWENTY, "articles": ["8"], "forms": ["training"], "languages": ["en"], "starts": "2030-01-01", "ends": "2030-02-01"},
    ),
    Operation("POST", "/api/community/tracing-help", _all(*_PRACTISE, status=200), 403, body=lambda: {"type": "pistol"}),
]  # fmt: skip

# The strategy: nobody of the cast has a role in it, and to nobody does it exist.
_STRATEGY: Final = {"nobody": 302}
OPERATIONS += [
    Operation("GET", f"/programme/{path}", _STRATEGY, 403)
    for path in (
        "", "indicators/", "indicators/R0000000000000/", "indicators/R0000000000000/report/", "values/R0000000000000/",
        "values/R0000000000000/change/", "fund/", "fund/R0000000000000/", "fund/R0000000000000/statement.pdf",
        "fund/R0000000000000/statement.xlsx", "framework/C1/", "periods/", "projects/new/",
        "projects/R0000000000000/", "projects/R0000000000000/acts/changed/", "indicators/R0000000000000/acts/changed/", "projects/R0000000000000/results/new/", "projects/R0000000000000/recipients/new/", "results/R0000000000000/indicators/new/", "fund/contributions/new/",
        "fund/movements/new/", "fund/limit/new/", "fund/R0000000000000/acts/agreed/", "fund/movements/R0000000000000/acts/refused/", "committee/", "committee/seats/new/", "committee/meetings/new/", "committee/meetings/R0000000000000/",
        "committee/meetings/R0000000000000/decisions/new/", "iati/activities.xml", "iati/organisation.xml",
    )
]  # fmt: skip
OPERATIONS += [
    Operation("POST", f"/programme/{path}", _STRATEGY, 403, body=dict)
    for path in (
        "indicators/R0000000000000/count/",
        "indicators/R0000000000000/report/",
        "values/R0000000000000/change/",
        "values/R0000000000000/acts/approved/",
        "framework/C1/",
        "periods/",
        "periods/R0000000000000/acts/locked/",
        "projects/new/",
        "projects/R0000000000000/acts/started/",
        "projects/R0000000000000/acts/changed/",
        "indicators/R0000000000000/acts/changed/",
        "fund/contributions/new/",
        "fund/movements/new/",
        "fund/R0000000000000/acts/opened_to/",
        "fund/movements/R0000000000000/acts/approved/",
        "fund/limit/new/",
        "fund/limit/R0000000000000/acts/set/",
        "recipients/R0000000000000/acts/confirmed/",
        "projects/R0000000000000/recipients/new/",
        "committee/meetings/R0000000000000/acts/opened/",
        "committee/decisions/R0000000000000/acts/adopted/",
        "committee/seats/R0000000000000/acts/ended/",
    )
]
# Law against the Protocol, and human rights before support to security forces: the same.
OPERATIONS += [
    Operation("GET", f"/programme/{path}", _STRATEGY, 403)
    for path in (
        "protocol/", "protocol/start/", "protocol/XA/2025/", "protocol/XA/2025/questionnaire.csv", "protocol/XA/2025/questionnaire.json",
        "protocol/XA/2025/8/", "protocol/XA/2025/8/write/", "assessments/R0000000000000/change/", "diligence/", "diligence/R0000000000000/", "diligence/R0000000000000/change/",
        "projects/R0000000000000/diligence/new/",
    )
]  # fmt: skip
OPERATIONS += [
    Operation("POST", f"/programme/{path}", _STRATEGY, 403, body=dict)
    for path in (
        "protocol/start/", "protocol/XA/2025/8/write/", "assessments/R0000000000000/change/", "assessments/R0000000000000/acts/approved/", "diligence/R0000000000000/change/",
        "diligence/R0000000000000/acts/held/", "projects/R0000000000000/diligence/new/", "projects/R0000000000000/acts/unmarked/",
    )
]  # fmt: skip

# People and alliances: the same, but for what carriers and marketplaces report, which customs, supervisors of the police and analysts are asked about.
_TAKERS: Final = ("erin", "heidi", "quentin")
_NONE: Final = "R0000000000000"
OPERATIONS += [
    Operation("GET", f"/programme/{path}", _STRATEGY, 403)
    for path in (
        "initiatives/", "initiatives/new/", f"initiatives/{_NONE}/", f"initiatives/{_NONE}/acts/changed/", f"initiatives/{_NONE}/count/",
        f"participation/{_NONE}/acts/corrected/", "feedback/", "feedback/new/", f"feedback/{_NONE}/", f"feedback/{_NONE}/acts/answered/",
        "partners/", "partners/new/", f"partners/{_NONE}/", f"partners/{_NONE}/acts/changed/", f"partners/{_NONE}/commitments/new/",
        f"commitments/{_NONE}/acts/kept/", "sightings/mine/", "sightings/new/",
    )
]  # fmt: skip
OPERATIONS += [
    Operation("POST", f"/programme/{path}", _STRATEGY, 403, body=dict)
    for path in (
        "initiatives/new/", f"initiatives/{_NONE}/acts/started/", f"initiatives/{_NONE}/count/", f"participation/{_NONE}/acts/withdrawn/",
        "feedback/new/", f"feedback/{_NONE}/acts/closed/", "partners/new/", f"partners/{_NONE}/acts/contact_set/",
        f"commitments/{_NONE}/acts/kept/", "sightings/new/",
    )
]  # fmt: skip
OPERATIONS += [
    Operation("GET", "/programme/sightings/", {**_STRATEGY, **_all(*_TAKERS, status=200)}, 403),
    Operation("GET", f"/programme/sightings/{_NONE}/", {**_STRATEGY, **_all(*_TAKERS, status=404)}, 403),
    Operation("POST", f"/programme/sightings/{_NONE}/acts/taken/", {**_STRATEGY, **_all(*_TAKERS, status=404)}, 403, body=dict),
    *(
        Operation("POST", f"/api/sightings/{_NONE}/{kind}", _all(*_TAKERS, status=404), 403, body=lambda body=body: body)
        for kind, body in (
            ("taken", {}), ("given_back", {}), ("passed", {"area": "A", "told": "Two barrels."}), ("closed", {"why": "lawful"}),
        )
    ),
    Operation("GET", "/api/sightings", {}, 403),
    Operation("GET", f"/api/sightings/{_NONE}", {}, 403),
    Operation(
        "POST", "/api/sightings", {}, 403,
        body=lambda: {"what": "parcel", "goods": "parts", "happened_on": "2026-01-05", "told": "Two barrels in a parcel."},
    ),
]  # fmt: skip

_HELD: Final = {"held_on": "2026-01-05", "cells": []}
OPERATIONS += [
    *(Operation("GET", f"/api/programme/{path}", {}, 403) for path in (f"initiatives/{_NONE}", f"stakeholders/{_NONE}")),
    *(
        Operation("POST", f"/api/programme/{path}", {}, 403, body=lambda body=body: body)
        for path, body in (
            ("initiatives", {"title": "x", "kind": "awareness", "starts_on": "2026-01-05"}),
            (f"initiatives/{_NONE}/started", {}), (f"initiatives/{_NONE}/ended", {"effect": "x"}),
            (f"initiatives/{_NONE}/changed", {"title": "x", "kind": "awareness", "starts_on": "2026-01-05"}),
            (f"initiatives/{_NONE}/looked_back", {"effect": "x"}), (f"initiatives/{_NONE}/cancelled", {"reason": "x"}),
            (f"initiatives/{_NONE}/participation", _HELD), (f"participation/{_NONE}/corrected", {**_HELD, "reason": "x"}),
            (f"participation/{_NONE}/withdrawn", {"reason": "x"}),
            ("feedback", {"kind": "complaint", "channel": "phone", "received_on": "2026-01-05", "said": "x"}),
            (f"feedback/{_NONE}/looked_into", {}), (f"feedback/{_NONE}/answered", {"told": "x"}), (f"feedback/{_NONE}/closed", {"why": "settled"}),
            ("stakeholders", {"name": "x", "kind": "media"}), (f"stakeholders/{_NONE}/changed", {"name": "x", "kind": "media"}),
            (f"stakeholders/{_NONE}/contact_set", {"name": "x"}), (f"stakeholders/{_NONE}/contact_removed", {}), (f"stakeholders/{_NONE}/ended", {}),
            (f"stakeholders/{_NONE}/commitments", {"title": "x", "made_on": "2026-01-05", "due_on": "2026-01-05"}),
            (f"commitments/{_NONE}/followed_up", {"note": "x"}), (f"commitments/{_NONE}/kept", {"kept_on": "2026-01-05"}),
            (f"commitments/{_NONE}/withdrawn", {"reason": "x"}),
        )
    ),
]  # fmt: skip

# Work of projects, progress reports, evaluations.
_R: Final = "R0000000000000"
OPERATIONS += [
    Operation("GET", f"/programme/{path}", _STRATEGY, 403)
    for path in (
        "projects/", "evaluations/", f"evaluations/{_R}/", f"evaluations/{_R}/acts/changed/", f"evaluations/{_R}/findings/new/",
        f"evaluations/{_R}/recommendations/new/", f"recommendations/{_R}/acts/answered/", f"findings/{_R}/acts/withdrawn/", f"reports/{_R}/",
        f"reports/{_R}/acts/changed/", f"reports/{_R}/en.pdf", f"documents/{_R}/", f"documents/{_R}/2/", f"documents/{_R}/1.png",
        f"documents/{_R}/download/",
        *(f"projects/{_R}/{page}/" for page in ("plan", "theory", "risks", "documents", "documents/new", "reports", "evaluations", "evaluations/new")),
        *(f"projects/{_R}/{nouns}/new/" for nouns in ("activities", "parts", "locations", "risks", "issues", "lessons")),
        *(f"{nouns}/{_R}/acts/changed/" for nouns in ("activities", "risks", "issues", "lessons")),
    )
]  # fmt: skip
OPERATIONS += [
    Operation("POST", f"/programme/{path}", _STRATEGY, 403, body=dict)
    for path in (
        *(f"{at}/{_R}/acts/{kind}/" for at, kind in (
            ("activities", "begun"), ("parts", "ended"), ("locations", "removed"), ("risks", "closed"), ("issues", "resolved"),
            ("lessons", "withdrawn"), ("documents", "withdrawn"), ("evaluations", "begun"), ("recommendations", "followed"), ("findings", "withdrawn"),
        )), f"reports/{_R}/acts/approved/",
        f"projects/{_R}/documents/new/", f"projects/{_R}/reports/", f"projects/{_R}/risks/new/", f"projects/{_R}/evaluations/new/",
        f"evaluations/{_R}/findings/new/",
    )
]  # fmt: skip

_TERMS: Final = {
    "title": "x", "kind": "final", "terms": "x", "criteria": ["impact"], "evaluator": "x", "starts_on": "2026-01-01", "ends_on": "2026-02-01",
}  # fmt: skip
_ACTIVITY: Final = {
    "title": "x",
    "result": "R0000000000006",
    "starts_on": "2026-01-01",
    "ends_on": "2026-02-01",
}
_WHY: Final = {"reason": "x"}
OPERATIONS += [
    Operation("POST", f"/api/programme/{at}/{_R}/{kind}", {}, 403, body=lambda body=body: body)
    for at, kind, body in (
        ("activities", "begun", {}), ("activities", "finished", {}), ("activities", "changed", _ACTIVITY), ("activities", "cancelled", _WHY),
        ("parts", "ended", {}), ("locations", "removed", {}), ("risks", "closed", _WHY),
        ("risks", "changed", {"title": "x", "likelihood": 1, "impact": 1, "owner": "x", "mitigation": "x"}),
        ("risks", "occurred", {"title": "x", "severity": "low", "owner": "x"}), ("issues", "resolved", {"resolution": "x"}),
        ("issues", "changed", {"title": "x", "severity": "low", "owner": "x"}), ("lessons", "changed", {"title": "x", "words": "x"}),
        ("lessons", "withdrawn", _WHY), ("documents", "withdrawn", _WHY), ("evaluations", "begun", {}), ("evaluations", "changed", _TERMS),
        ("evaluations", "closed", {}), ("evaluations", "cancelled", _WHY), ("evaluations", "delivered", {"summary": "x"}),
        ("findings", "withdrawn", _WHY), ("recommendations", "withdrawn", _WHY), ("recommendations", "followed", {"progress": "x"}),
        ("reports", "changed", {}), ("reports", "renewed", {}), ("reports", "submitted", {}), ("reports", "approved", {}), ("reports", "returned", _WHY),
        ("reports", "withdrawn", {}), ("assessments", "changed", {}), ("assessments", "submitted", {}), ("assessments", "approved", {}), ("assessments", "returned", _WHY),
        ("assessments", "reopened", _WHY), ("diligence", "changed", {}), ("diligence", "submitted", {}), ("diligence", "held", _WHY), ("diligence", "withdrawn", _WHY),
        ("diligence", "released", {"until": "2026-12-31", "reason": "x"}), ("diligence", "renewed", {"until": "2026-12-31", "reason": "x"}),
        ("recipients", "confirmed", {}), ("recipients", "ended", _WHY), ("recommendations", "answered", {"response": "rejected", "reasons": "x"}), ("recommendations", "done", {"progress": "x"}),
    )
]  # fmt: skip

# The programme's programs, its files of others, its own accounts: as above; a path is closed, a list as well.
_R: Final = "R0000000000000"
_TRIAL: Final = "01920000-0000-7000-8000-000000000000"
OPERATIONS += [
    Operation("GET", f"/programme/{path}", _STRATEGY, 403)
    for path in (
        "others/", "others/1/", "others/files/", f"others/files/{_R}/original.xml", f"others/trials/{_TRIAL}/", "fund/accounts/",
        "fund/accounts/new/", f"fund/accounts/{_R}/", f"fund/accounts/trials/{_TRIAL}/", f"fund/accounts/trials/{_TRIAL}/mapping/",
        f"fund/accounts/extracts/{_R}/", f"fund/accounts/differences/{_R}/", f"fund/{_R}/report.pdf", f"fund/{_R}/report.xlsx", "strategy.pdf",
        "strategy.xlsx", "files/indicators.csv", "files/indicators-sdmx.csv", "files/indicators-sdmx.xml", "files/indicators-structure.xml",
    )
]  # fmt: skip
OPERATIONS += [
    Operation("POST", f"/programme/{path}", _STRATEGY, 403, body=dict)
    for path in (
        "others/files/", f"others/trials/{_TRIAL}/", "fund/accounts/new/", f"fund/accounts/{_R}/", f"fund/accounts/trials/{_TRIAL}/",
        f"fund/accounts/trials/{_TRIAL}/mapping/", f"fund/accounts/differences/{_R}/acts/settled/", f"fund/accounts/{_R}/acts/closed/",
    )
]  # fmt: skip
OPERATIONS += [
    Operation("GET", f"/api/programme/{path}", {}, 403)
    for path in (
        "strategy", "periods", "projects", f"projects/{_R}", f"projects/{_R}/recipients", "results", f"results/{_R}", "indicators", f"indicators/{_R}", "values", f"values/{_R}",
        f"values/{_R}/versions", "fund", "contributions", f"contributions/{_R}", f"contributions/{_R}/statement", "journals", f"journals/{_R}", "seats",
        "meetings", f"meetings/{_R}", "decisions", f"decisions/{_R}", "others", "others/1", "others-files", "feeds", f"feeds/{_R}", "extracts",
        f"extracts/{_R}", f"extracts/{_R}/rows", "differences", "files/indicators.csv", "iati/activities",
    )
]  # fmt: skip
_DAYS: Final = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
_GIFT: Final = {"donor": "A", "reference": "B", "currency": "USD", "amount": "1", "on": "2026-01-01"}
OPERATIONS += [
    Operation(method, f"/api/programme/{path}", {}, 403, body=lambda body=body: body)
    for method, path, body in (
        ("POST", "themes/C1/set", {"names": {"en": "x"}}), ("POST", "periods", {"name": "2026", "due_on": "2027-02-01", **_DAYS}),
        ("POST", f"periods/{_R}/locked", {"named": "x"}), ("POST", "projects", {"reference": "P", "title": "x", "outcomes": ["O1"]}),
        ("POST", f"projects/{_R}/changed", {"title": "x", "outcomes": ["O1"]}), ("POST", f"projects/{_R}/marked", {}),
        ("POST", f"projects/{_R}/unmarked", {"reason": "x"}),
        *(("POST", f"projects/{_R}/{kind}", {}) for kind in ("started", "suspended", "closed", "cancelled")),
        ("POST", f"projects/{_R}/recipients", {"name": "x", "kind": "justice", "support": ["training"]}),
        ("POST", "results", {"level": "output", "title": "x", "outcome": "O1"}),
        ("POST", f"results/{_R}/indicators", {"title": "x"}), ("POST", f"indicators/{_R}/changed", {"title": "x"}),
        ("POST", f"indicators/{_R}/computation", {"period": "2026"}), ("POST", f"indicators/{_R}/values", {"period": "2026"}),
        ("POST", f"values/{_R}/changed", {}), ("POST", f"values/{_R}/submitted", {}), ("POST", f"values/{_R}/approved", {}),
        ("POST", f"values/{_R}/returned", {"reason": "x"}), ("POST", f"values/{_R}/reopened", {"reason": "x"}),
        ("POST", "contributions", {**_GIFT, "kind": "pledge"}), ("POST", f"contributions/{_R}/agreed", _GIFT),
        ("POST", f"contributions/{_R}/opened_to", {}), ("POST", "journals", {"move": "receipt", "amount": "1", "on": "2026-01-01"}),
        ("POST", f"journals/{_R}/approved", {}), ("POST", f"journals/{_R}/refused", {"reason": "x"}),
        ("POST", "limits", {"amount": "5", "reason": "x"}), ("POST", f"limits/{_R}/set", {}), ("POST", f"limits/{_R}/refused", {"reason": "x"}),
        ("POST", "seats", {"constituency": "states", "organisation": "x", "starts_on": "2026-01-01"}), ("POST", f"seats/{_R}/ended", {}),
        ("POST", "meetings", {"title": "x", "held_on": "2026-01-01"}), ("POST", f"meetings/{_R}/opened", {"present": []}),
        ("POST", f"meetings/{_R}/closed", {}), ("POST", f"meetings/{_R}/cancelled", {}), ("POST", f"meetings/{_R}/decisions", {"title": "x"}),
        ("POST", f"decisions/{_R}/interest_declared", {"seats": []}), ("POST", f"decisions/{_R}/adopted", {"votes": {}}),
        ("POST", f"decisions/{_R}/done", {"how": "x"}), ("POST", f"decisions/{_R}/summed_up", {"public_words": "x"}),
        ("POST", f"others-files/trials/{_TRIAL}", {}), ("POST", "feeds", {"name": "x"}), ("POST", f"feeds/{_R}/amended", {"name": "x"}),
        ("POST", f"feeds/{_R}/closed", {"reason": "x"}), ("POST", f"extract-trials/{_TRIAL}", {}),
        ("POST", f"differences/{_R}/settled", {"verdict": "accepted", "reason": "x"}),
    )
]  # fmt: skip


# --- trade
_PARTY_ABROAD: Final = {"name": "Norrland Vapen AB", "country": "SE", "deals": ["buyer"]}
_STATES: Final = ("frank", "grace")
"""Who transfers from State to State: they see none of the licensing offices'."""
_TRADE: Final = (*DESKS, *_STATES, "judy", "heidi", "erin")
_DRAFTS: Final = (*DESKS, *_STATES)
_OTHERS: Final = _all("nina", *_STATES, status=404)
"""What the offices get that keep other transfers."""
_SEES_ABROAD: Final = {**_all(*_TRADE, status=404), **_all("alice", "bob", "judy", status=200)}


def _a_party_abroad() -> dict[str, str]:
    """A buyer abroad of the provincial office."""
    return {"t": abroad.enter_party(actor=cast.actor("alice"), **_PARTY_ABROAD)}


OPERATIONS += [
    Operation("GET", "/trade/parties/", {"nobody": 302, **_all(*_TRADE, status=200)}, 403),
    Operation("GET", "/trade/parties/new/", {"nobody": 302, **_all(*_DRAFTS, status=200)}, 403),
    Operation("GET", "/trade/parties/{t}/", {"nobody": 302, **_SEES_ABROAD}, 403, place=_a_party_abroad),
    Operation("GET", "/api/trade/parties", _all(*_TRADE, status=200), 403),
    Operation("POST", "/api/trade/parties", _all(*_DRAFTS, status=201), 403, body=lambda: _PARTY_ABROAD),
    Operation("GET", "/api/trade/parties/{t}", _SEES_ABROAD, 403, place=_a_party_abroad),
    Operation(
        "POST",
        "/api/trade/parties/{t}/changed",
        {**_all(*DESKS, status=200), **_OTHERS},
        403,
        body=lambda: _PARTY_ABROAD,
        place=_a_party_abroad,
    ),
    Operation(
        "POST",
        "/api/trade/parties/{t}/closed",
        {**_all(*DESKS, status=200), **_OTHERS},
        403,
        body=lambda: {"reason": "x"},
        place=_a_party_abroad,
    ),
]


_VISIT: Final = {
    "name": "Maja Lind",
    "document": "SE 1",
    "country": "SE",
    "purpose": "sport",
    "crosses_on": "2099-12-01",
    "return_by": "2099-12-09",
    "arms": [{"type": "rifle", "serial": "V 1"}],
}
_SEES_JOURNEY: Final = {
    **_all(*_TRADE, status=404),
    **_all("alice", "bob", "judy", "heidi", status=200),
}
_ANNOUNCES: Final = (*DESKS, "heidi")


def _a_journey() -> dict[str, str]:
    """A visitor's journey that the provincial office announced."""
    return {"t": of_trade.a_visit(cast.actor("alice"))}


OPERATIONS += [
    Operation("GET", "/trade/border/", {"nobody": 302, "heidi": 200}, 403),
    Operation("GET", "/trade/journeys/", {"nobody": 302, **_all(*_TRADE, status=200)}, 403),
    Operation("GET", "/trade/journeys/leaving/", {"nobody": 302, **_all(*_ANNOUNCES, status=200)}, 403),
    Operation("GET", "/trade/journeys/entering/", {"nobody": 302, **_all(*_ANNOUNCES, status=200)}, 403),
    Operation("GET", "/trade/journeys/{t}/", {"nobody": 302, **_SEES_JOURNEY}, 403, place=_a_journey),
    Operation("GET", "/api/trade/journeys", _all(*_TRADE, status=200), 403),
    Operation("GET", "/api/trade/journeys/{t}", _SEES_JOURNEY, 403, place=_a_journey),
    Operation(
        "POST",
        "/api/trade/journeys/leaving",
        _all(*_ANNOUNCES, status=422),
        403,
        body=lambda: {
            **{name: _VISIT[name] for name in ("country", "purpose", "crosses_on", "return_by")},
            "holder": identifiers.new("P", bytes),
            "arms": [{"firearm": identifiers.new("F", bytes)}],
        },
    ),
    Operation(
        "POST", "/api/trade/journeys/entering", _all(*_ANNOUNCES, status=201), 403, body=lambda: _VISIT
    ),
    Operation(
        "POST",
        "/api/trade/journeys/{t}/withdrawn",
        {"alice": 200, "bob": 200, "nina": 404, "heidi": 403},
        403,
        body=lambda: {"reason": "x"},
        place=_a_journey,
    ),
    Operation(
        "POST",
        "/api/trade/journeys/{t}/extended",
        {"alice": 409, "bob": 409, "nina": 404, "heidi": 409},
        403,
        body=lambda: {"return_by": "2099-12-24", "reason": "x"},
        place=_a_journey,
    ),
    *(
        Operation(
            "POST",
            f"/api/trade/journeys/{{t}}/{kind}",
            {"heidi": status},
            403,
            body=lambda body=body: body,
            place=_a_journey,
        )
        for kind, status, body in (
            ("crossed", 409, {}),
            ("returned", 409, {}),
            ("observed", 200, {"found": "x"}),
            ("diverted", 200, {"what": "stolen"}),
        )
    ),
]


def _an_authorisation() -> dict[str, str]:
    """An application to export, under examination at the provincial office."""
    return {"t": of_trade.an_application(cast.actor("alice"))}


def _a_transfer_paper() -> dict[str, str]:
    """A paper of another State on which it rests, not verified yet."""
    alice = cast.actor("alice")
    consignee = of_trade.a_party(alice)
    made = of_trade.an_application(alice, consignee=consignee)
    return {"t": made, "p": of_trade.a_paper(alice, made, consignee, "import_authorisation", "SE")}


def _asked_for() -> Mapping[str, Any]:
    return {"kind": "export", "from_state": "XX", "into_state": "SE", "purpose": "sale"}


def _on_paper() -> Mapping[str, Any]:
    return {
        "kind": "exemption_certificate",
        "number": "1",
        "issuer": "x",
        "issued_on": "2026-01-01",
        "expires_on": "2030-01-01",
        "consignee": _PAPERLESS,
        "goods": [{"type": "pistol", "quantity": 1}],
        "file": "0" * 64,
    }


_SANCTIONED: Final = b"reference,name,kind,state\nQ1,Anatoly Gavrilovich Ostrevsky,individual,SE\n"


def _a_list() -> dict[str, str]:
    """A sanctions list with one entry."""
    return {"l": of_trade.a_list(_SANCTIONED).public_id}


def _a_match() -> dict[str, str]:
    """A party abroad of the provincial office that is called like somebody on it."""
    a_list = _a_list()
    of_trade.a_party(cast.actor("alice"), name="OSTREVSKI, Anatoli")
    return {**a_list, "m": Match.objects.get().public_id}


_PAPERLESS: Final = identifiers.new("T", bytes)
_DAYS_ON: Final = {"valid_from": "2026-12-01", "valid_to": "2027-01-01"}
_WRITES: Final = {"nina": 404}
"""What a licensing desk of another office gets."""
_ON_AUTHORISATION: Final[tuple[tuple[str, int, Mapping[str, Any]], ...]] = (
    ("changed", 409, _asked_for()),
    ("applied", 409, {}),
    ("completed", 409, {}),
    ("found_incomplete", 200, {"missing": "x"}),
    ("assessed", 422, {"risk": "acceptable", "assessment": "Nothing stands against this transfer."}),
    ("withdrawn", 200, {"reason": "x"}),
    ("suspended", 409, {"reason": "x"}),
    ("granted", 409, {**_DAYS_ON, "reason": "x"}),
    ("refused", 202, {"ground": "embargo", "reason": "x"}),
    ("resumed", 409, {"reason": "x"}),
    ("amended", 409, {"goods": [], "reason": "x"}),
    ("extended", 409, {"valid_to": "2027-01-01", "reason": "x"}),
    ("declined", 409, {"reply": "x"}),
    ("prolonged", 409, {"reason": "x"}),
    ("refusal_weighed", 422, {"refusal": _PAPERLESS, "reason": "It is another case altogether."}),
    ("revoked", 409, {"ground": "embargo", "reason": "x"}),
)
OPERATIONS += [
    Operation("GET", "/trade/", {"nobody": 302, **_all(*_TRADE, status=200)}, 403),
    Operation("GET", "/trade/new/", {"nobody": 302, **_all(*_DRAFTS, status=200)}, 403),
    Operation(
        "GET", "/trade/authorisations/{t}/", {"nobody": 302, **_SEES_ABROAD}, 403, place=_an_authorisation
    ),
    Operation(
        "GET",
        "/trade/authorisations/{t}/risk/",
        {"nobody": 302, "alice": 200, "bob": 200, **_OTHERS},
        403,
        place=_an_authorisation,
    ),
    Operation(
        "GET",
        "/trade/authorisations/{t}/papers/new/",
        {"nobody": 302, "alice": 200, "bob": 200, **_OTHERS},
        403,
        place=_an_authorisation,
    ),
    Operation(
        "GET",
        "/trade/authorisations/{t}/issued/new/",
        {"nobody": 302, "alice": 200, "bob": 200, "nina": 404},
        403,
        place=_an_authorisation,
    ),
    Operation(
        "GET",
        "/api/trade/authorisations/{t}/issued",
        {name: status for name, status in _SEES_ABROAD.items() if name not in _STATES},
        403,
        place=_an_authorisation,
    ),
    Operation(
        "POST",
        "/api/trade/authorisations/{t}/issued",
        {"alice": 409, "bob": 409, "nina": 404},
        403,
        body=lambda: {"kind": "export_authorisation", "language": "en"},
        place=_an_authorisation,
    ),
    Operation("GET", "/trade/papers/{p}/", {"nobody": 302, **_SEES_ABROAD}, 403, place=_a_transfer_paper),
    Operation("GET", "/api/trade/authorisations", _all(*_TRADE, status=200), 403),
    Operation(
        "POST",
        "/api/trade/authorisations",
        {**_all(*DESKS, status=201), **_all(*_STATES, status=422)},
        403,
        body=_asked_for,
    ),
    Operation("GET", "/api/trade/authorisations/{t}", _SEES_ABROAD, 403, place=_an_authorisation),
    Operation("GET", "/api/trade/papers/{p}", _SEES_ABROAD, 403, place=_a_transfer_paper),
    Operation(
        "POST",
        "/api/trade/authorisations/{t}/papers",
        {"alice": 422, "bob": 422, **_OTHERS},
        403,
        body=_on_paper,
        place=_an_authorisation,
    ),
    Operation(
        "POST",
        "/api/trade/authorisations/{t}/consulted",
        {"alice": 200, "bob": 200, **_OTHERS},
        403,
        body=lambda: {"office": _agency("customs"), "question": "x"},
        place=_an_authorisation,
    ),
    Operation(
        "POST",
        "/api/trade/authorisations/{t}/advised",
        {"alice": 403, "bob": 403, **_all("nina", "heidi", "erin", status=404)},
        403,
        body=lambda: {"advice": "x"},
        place=_an_authorisation,
    ),
    *(
        Operation(
            "POST",
            f"/api/trade/authorisations/{{t}}/{kind}",
            {**_all("alice", "bob", status=status), **_OTHERS},
            403,
            body=lambda body=body: body,
            place=_an_authorisation,
        )
        for kind, status, body in _ON_AUTHORISATION
    ),
    *(
        Operation(
            "POST",
            f"/api/trade/papers/{{p}}/{kind}",
            {**statuses, **_OTHERS},
            403,
            body=body,
            place=_a_transfer_paper,
        )
        for kind, statuses, body in (
            ("corrected", {"alice": 422, "bob": 422}, _on_paper),
            ("verified", {"alice": 403, "bob": 200}, lambda: {"verified_by": "issuer"}),
            ("rejected", {"alice": 200, "bob": 200}, lambda: {"reason": "x"}),
            ("withdrawn", {"alice": 409, "bob": 409}, lambda: {"reason": "x"}),
        )
    ),
    Operation("GET", "/trade/lists/", {"nobody": 302, **_all(*_TRADE, "carol", status=200)}, 403),
    Operation(
        "POST",
        "/trade/lists/",
        {"nobody": 302, **_all(*_TRADE, status=422)},
        403,
        body=lambda: {"name": "Anybody"},
    ),
    Operation("GET", "/trade/lists/load/", {"nobody": 302, "carol": 200}, 403),
    Operation("POST", "/trade/lists/load/", {"nobody": 302, "carol": 422}, 403, body=dict),
    Operation(
        "GET", "/trade/lists/{l}/", {"nobody": 302, **_all(*_TRADE, "carol", status=200)}, 403, place=_a_list
    ),
    Operation("GET", "/trade/matches/", {"nobody": 302, **_all(*_TRADE, status=200)}, 403),
    Operation("GET", "/trade/matches/{m}/", {"nobody": 302, **_SEES_ABROAD}, 403, place=_a_match),
    Operation("GET", "/api/trade/lists", _all(*_TRADE, "carol", status=200), 403),
    Operation("POST", "/api/trade/lists", {}, 422, body=dict),
    Operation("GET", "/api/trade/lists/{l}", _all(*_TRADE, "carol", status=200), 403, place=_a_list),
    Operation(
        "POST", "/api/trade/lists/{l}/ended", {"carol": 202}, 403, body=lambda: {"reason": "x"}, place=_a_list
    ),
    Operation("POST", "/api/trade/asked", _all(*_TRADE, status=200), 403, body=lambda: {"name": "Anybody"}),
    Operation("GET", "/api/trade/matches", _all(*_TRADE, status=200), 403),
    Operation("GET", "/api/trade/matches/{m}", _SEES_ABROAD, 403, place=_a_match),
    Operation(
        "POST",
        "/api/trade/matches/{m}/decided",
        {"alice": 200, "bob": 200, **_all("nina", "frank", "grace", status=404)},
        403,
        body=lambda: {"verdict": "another", "reason": "x"},
        place=_a_match,
    ),
]


# --- consignments
_SEES_CARGO: Final = (*DESKS, "judy", "heidi", "erin", "ivan")
_SEES_PACKED: Final = {
    **_all(*_SEES_CARGO, status=404),
    **_all("alice", "bob", "judy", "heidi", "ivan", status=200),
}
_PACKS: Final = ("alice", "bob", "ivan")


def _a_consignment() -> dict[str, str]:
    """A consignment of Ivan's that is being packed, with a crate and a pistol in it."""
    alice, bob, ivan = (cast.actor(name) for name in ("alice", "bob", "ivan"))
    company = carrying.an_exporter(alice, bob, ivan)
    made, (crate,) = carrying.a_consignment(ivan, carrying.an_authorisation(alice, bob, company, 3))
    carrying.packed(ivan, crate, carrying.a_stock(ivan, 1))
    return {"t": made, "k": crate, "p": Item.objects.get().public_id}


def _an_observation() -> dict[str, str]:
    """What customs saw of it."""
    made = _a_consignment()["t"]
    seen = observing.record(actor=cast.actor("heidi"), consignment_id=made, leg="check", degree="seal_intact")
    return {"o": seen}


_CHECKS: Final = ("alice", "bob", "heidi")
_CRATE: Final = {"number": "9", "seals": ["S-9"]}
_AT_EXIT: Final = {"declaration": "MRN-1", "left_on": dt.datetime.now(dt.UTC).date().isoformat()}
OPERATIONS += [
    Operation("GET", "/trade/consignments/", {"nobody": 302, **_all(*_SEES_CARGO, status=200)}, 403),
    Operation("GET", "/trade/consignments/new/", {"nobody": 302, **_all(*DESKS, "ivan", status=200)}, 403),
    Operation("GET", "/trade/consignments/{t}/", {"nobody": 302, **_SEES_PACKED}, 403, place=_a_consignment),
    *(
        Operation(
            "GET",
            f"/trade/consignments/{{t}}/{what}/new/",
            {"nobody": 302, **_all(*_PACKS, status=200), **_WRITES},
            403,
            place=_a_consignment,
        )
        for what in ("crates", "goods")
    ),
    Operation("GET", "/api/trade/consignments", _all(*_SEES_CARGO, status=200), 403),
    Operation("GET", "/api/trade/consignments/{t}", _SEES_PACKED, 403, place=_a_consignment),
    Operation(
        "POST",
        "/api/trade/consignments",
        _all(*DESKS, "ivan", status=422),
        403,
        body=lambda: {"authorisation": _PAPERLESS},
    ),
    Operation(
        "POST",
        "/api/trade/goods-packed",
        _all(*DESKS, "ivan", status=404),
        403,
        body=lambda: {"crate": _PAPERLESS, "line": "0", "quantity": 1},
    ),
    *(
        Operation(
            "POST",
            f"/api/trade/{of}/{what}",
            {**_all(*who, status=status), **_WRITES},
            403,
            body=lambda body=body: body,
            place=_a_consignment,
        )
        for of, what, who, status, body in (
            ("consignments/{t}", "crates", _PACKS, 201, _CRATE),
            ("consignments/{t}", "closed", _PACKS, 200, {}),
            ("consignments/{t}", "reopened", _PACKS, 409, {"reason": "x"}),
            ("consignments/{t}", "cancelled", _PACKS, 409, {"reason": "x"}),
            ("consignments/{t}", "left", ("alice", "bob", "heidi"), 409, _AT_EXIT),
            ("crates/{k}", "changed", _PACKS, 200, _CRATE),
            ("crates/{k}", "removed", _PACKS, 409, {}),
            ("packed/{p}", "unpacked", _PACKS, 200, {}),
            ("consignments/{t}", "diverted", _CHECKS, 200, {"what": "refused", "country": "SE"}),
            ("consignments/{t}", "observations", _CHECKS, 201, {"leg": "check", "degree": "declared"}),
        )
    ),
    Operation(
        "POST",
        "/api/trade/consignments/{t}/registered",
        {**_all(*_PACKS, "heidi", status=409), **_WRITES, "erin": 404},
        403,
        body=lambda: {"owner_kind": "importer"},
        place=_a_consignment,
    ),
    Operation(
        "GET",
        "/trade/consignments/{t}/observations/new/",
        {"nobody": 302, **_all(*_CHECKS, status=200), **_WRITES},
        403,
        place=_a_consignment,
    ),
    Operation("GET", "/api/trade/consignments/{t}/reconciliation", _SEES_PACKED, 403, place=_a_consignment),
    Operation(
        "POST",
        "/api/trade/observations/{o}/withdrawn",
        {"alice": 403, "bob": 403, "heidi": 200, **_WRITES},
        403,
        body=lambda: {"reason": "x"},
        place=_an_observation,
    ),
]


# --- declarations of customs
def _a_declaration() -> dict[str, str]:
    """What customs declared of goods that nobody knows."""
    return {"d": of_trade.a_declaration(cast.actor("heidi"))}


_DECLARED: Final = {
    "declarations": [
        {"declaration": "1", "way": "exit", "authorisation": "x", "day": "2026-01-01", "quantity": 1}
    ]
}
_AT_BORDER: Final = {
    "capture": "0b7c1d52-6a0e-4e5e-9a6f-3d1f2f5d8c11",
    "act": "exit",
    "record": "T0000000000000",
    "taken": "2026-12-01T08:00:00Z",
}
OPERATIONS.append(Operation("POST", "/api/trade/field/entries", {"heidi": 404}, 403, body=lambda: _AT_BORDER))
_AT_ARMOURY: Final = {
    "capture": "0b7c1d52-6a0e-4e5e-9a6f-3d1f2f5d8c12",
    "taken": "2026-12-01T08:00:00Z",
    "back": {"scanned": "HB-1"},
}
OPERATIONS.append(
    Operation(
        "POST",
        "/api/stocks/field/entries",
        {"nobody": 401, "frank": 201, "grace": 201},
        403,
        body=lambda: _AT_ARMOURY,
    )
)
_SEES_DECLARED: Final = {**_all(*_TRADE, status=404), "heidi": 200, "judy": 200}
OPERATIONS += [
    Operation("GET", "/trade/declarations/", {"nobody": 302, **_all(*_TRADE, status=200)}, 403),
    Operation(
        "GET", "/trade/declarations/{d}/", {"nobody": 302, **_SEES_DECLARED}, 403, place=_a_declaration
    ),
    Operation("GET", "/api/trade/declarations", _all(*_TRADE, status=200), 403),
    Operation("POST", "/api/trade/declarations", {"heidi": 200}, 403, body=lambda: _DECLARED),
    Operation("POST", "/trade/declarations/", {"nobody": 302, "heidi": 422}, 403, body=dict),
    Operation("GET", "/api/trade/declarations/{d}", _SEES_DECLARED, 403, place=_a_declaration),
]


# --- deliveries
def _a_trade_delivery() -> dict[str, str]:
    """Goods that left on an authorisation of the provincial office."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    made, _consignee, _papers = of_trade.ready(alice, bob)
    of_trade.granted(alice, bob, made)
    return {"t": made, "d": of_trade.a_delivery(alice, made)}


def _an_enquiry() -> dict[str, str]:
    """A letter of another State to the provincial office."""
    return {"e": of_trade.an_enquiry(cast.actor("alice"))}


_LETTER_IN: Final = {"country": "SE", "issuer": "x", "number": "1", "asked_on": "2026-01-01"}
_LEFT: Final = {"left_on": "2026-01-01"}
_FOLLOWS: Final = {"alice": 200, "bob": 200, "nina": 404, "heidi": 200}
"""What the licensing office, another one and customs get of a delivery."""
_SEES_DELIVERIES: Final = {**_SEES_ABROAD, "heidi": 200}
OPERATIONS += [
    Operation("GET", "/trade/deliveries/", {"nobody": 302, **_all(*_TRADE, status=200)}, 403),
    Operation(
        "GET", "/trade/deliveries/{d}/", {"nobody": 302, **_SEES_DELIVERIES}, 403, place=_a_trade_delivery
    ),
    Operation(
        "GET", "/trade/deliveries/{d}/proof/", {"nobody": 302, **_FOLLOWS}, 403, place=_a_trade_delivery
    ),
    Operation(
        "GET", "/trade/deliveries/{d}/issued/new/", {"nobody": 302, **_FOLLOWS}, 403, place=_a_trade_delivery
    ),
    Operation(
        "GET",
        "/trade/authorisations/{t}/deliveries/new/",
        {"nobody": 302, **_FOLLOWS},
        403,
        place=_a_trade_delivery,
    ),
    Operation("GET", "/api/trade/deliveries", _all(*_TRADE, status=200), 403),
    Operation("GET", "/api/trade/deliveries/{d}", _SEES_DELIVERIES, 403, place=_a_trade_delivery),
    Operation(
        "POST",
        "/api/trade/authorisations/{t}/deliveries",
        {name: 201 if status == 200 else status for name, status in _FOLLOWS.items()},
        403,
        body=lambda: _LEFT,
        place=_a_trade_delivery,
    ),
    Operation(
        "POST",
        "/api/trade/deliveries/{d}/issued",
        {**_all("alice", "bob", "heidi", status=409), "nina": 404},
        403,
        body=lambda: {"language": "en"},
        place=_a_trade_delivery,
    ),
    *(
        Operation(
            "POST",
            f"/api/trade/deliveries/{{d}}/{kind}",
            {name: (alike if status == 200 else status) for name, status in _FOLLOWS.items()} | more,
            403,
            body=lambda body=body: body,
            place=_a_trade_delivery,
        )
        for kind, alike, body, more in (
            ("proved", 422, {"proof": "authority", "file": "0" * 64}, {}),
            ("customs_answered", 409, {"exit_said": "left"}, {}),
            ("abroad_asked", 200, {"letter": "1"}, {}),
            ("confirmed", 409, {"received_on": "2026-11-30"}, {}),
            ("unverified", 200, {"reason": "x"}, {}),
            ("released", 200, {"reason": "x"}, {}),
        )
    ),
    Operation(
        "POST",
        "/api/trade/deliveries/{d}/customs_asked",
        {name: 200 if status == 200 else status for name, status in _FOLLOWS.items()},
        403,
        body=lambda: {"office": _agency("customs")},
        place=_a_trade_delivery,
    ),
    Operation("GET", "/trade/enquiries/", {"nobody": 302, **_all(*_TRADE, status=200)}, 403),
    Operation("GET", "/trade/enquiries/new/", {"nobody": 302, **_all(*DESKS, "heidi", status=200)}, 403),
    Operation("GET", "/trade/enquiries/{e}/", {"nobody": 302, **_SEES_ABROAD}, 403, place=_an_enquiry),
    Operation(
        "GET",
        "/trade/enquiries/{e}/issued/new/",
        {"nobody": 302, "alice": 200, "bob": 200, "nina": 404, "heidi": 404},
        403,
        place=_an_enquiry,
    ),
    Operation("GET", "/api/trade/enquiries", _all(*_TRADE, status=200), 403),
    Operation(
        "POST", "/api/trade/enquiries", _all(*DESKS, "heidi", status=201), 403, body=lambda: _LETTER_IN
    ),
    Operation("GET", "/api/trade/enquiries/{e}", _SEES_ABROAD, 403, place=_an_enquiry),
    Operation(
        "POST",
        "/api/trade/enquiries/{e}/corrected",
        {"alice": 200, "bob": 200, "nina": 404, "heidi": 404},
        403,
        body=lambda: _LETTER_IN,
        place=_an_enquiry,
    ),
    Operation(
        "POST",
        "/api/trade/enquiries/{e}/answered",
        {"alice": 403, "bob": 200, "nina": 404, "heidi": 404},
        403,
        body=lambda: {"answer": "not_known"},
        place=_an_enquiry,
    ),
    Operation(
        "POST",
        "/api/trade/enquiries/{e}/issued",
        {"alice": 409, "bob": 409, "nina": 404, "heidi": 404},
        403,
        body=lambda: {"language": "en"},
        place=_an_enquiry,
    ),
]


# --- refusals of other States


def _a_denial() -> dict[str, str]:
    """A refusal of Denmark that the provincial office entered."""
    alice = cast.actor("alice")
    return {
        "x": refusals.notify(
            actor=alice,
            country="DK",
            issuer="Police",
            number="1",
            refused_on=today(),
            ground="diversion",
            party=of_trade.a_party(alice),
        )
    }


_REFUSED_ABROAD: Final = {
    "country": "DK",
    "issuer": "Police",
    "number": "1",
    "refused_on": "2026-01-01",
    "ground": "diversion",
    "party": _PAPERLESS,
}
OPERATIONS += [
    Operation("GET", "/trade/refusals/", {"nobody": 302, **_all(*_TRADE, status=200)}, 403),
    Operation("GET", "/trade/refusals/new/", {"nobody": 302, **_all(*_DRAFTS, status=200)}, 403),
    Operation("GET", "/trade/refusals/table/", {"nobody": 302, **_all(*_DRAFTS, status=200)}, 403),
    Operation(
        "POST",
        "/api/trade/refusals-table",
        _all(*_DRAFTS, status=200),
        403,
        body=lambda: {
            "table": "country,issuer,number,refused_on,ground,party\nDK,Police,1,2026-01-01,diversion,T0000000000000"
        },
    ),
    Operation("GET", "/trade/refusals/{x}/", {"nobody": 302, **_SEES_ABROAD}, 403, place=_a_denial),
    Operation("GET", "/api/trade/refusals", _all(*_TRADE, status=200), 403),
    Operation("POST", "/api/trade/refusals", _all(*_DRAFTS, status=422), 403, body=lambda: _REFUSED_ABROAD),
    Operation("GET", "/api/trade/refusals/{x}", _SEES_ABROAD, 403, place=_a_denial),
    *(
        Operation(
            "POST",
            f"/api/trade/refusals/{{x}}/{kind}",
            {"alice": 403, "bob": 200, **_WRITES, **_all("frank", "grace", status=404)},
            403,
            body=lambda kind=kind: {"reason": "x"} if kind == "rejected" else {},
            place=_a_denial,
        )
        for kind in ("verified", "rejected")
    ),
    Operation(
        "POST",
        "/api/trade/refusals/{x}/lifted",
        {"alice": 403, "bob": 409, **_WRITES, **_all("frank", "grace", status=404)},
        403,
        body=lambda: {"reason": "x"},
        place=_a_denial,
    ),
]

# --- holders: what goes across the border


def _an_exporters() -> dict[str, str]:
    """What an exporter with an account of their own asked for, packed and sent."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    exporter = exporting.Exporter(alice, "Kestrel Trading", 1)
    made = exporting.granted_to(exporter, alice, bob)
    consignment, crate = exporting.a_closed_list(exporter, made)
    return {
        "t": made,
        "c": consignment,
        "k": crate,
        "i": Item.objects.filter(consignment__public_id=consignment).first().public_id,
        "p": Authorisation.objects.get(public_id=made).papers.first().public_id,
        "d": of_trade.a_delivery(alice, made, days_ago=1),
        "j": own_journeys.announce(
            actor=exporter.actor,
            arms=exporter.guns[2:],
            country="SE",
            purpose="sport",
            crosses_on=today(),
            return_by=today(),
        ),
    }


_ABROAD_OF_HOLDER: Final = {"name": "Jagdhaus", "country": "DE", "deals": ["consignee"]}
_ASKED_BY_HOLDER: Final = {"kind": "export", "from_state": "XX", "into_state": "SE", "purpose": "sale"}
OPERATIONS += [
    *(
        Operation("GET", f"/mine/transfers/{page}", {"nobody": 302, "hana": 200}, 403)
        for page in ("", "new/", "parties/new/", "journeys/new/")
    ),
    *(
        Operation("GET", f"/api/mine/{what}", {"hana": 200}, 403)
        for what in ("transfers", "consignments", "journeys")
    ),
    Operation("POST", "/api/mine/transfers", {"hana": 201}, 403, body=lambda: _ASKED_BY_HOLDER),
    Operation("POST", "/api/mine/parties-abroad", {"hana": 201}, 403, body=lambda: _ABROAD_OF_HOLDER),
    Operation(
        "POST",
        "/api/mine/journeys",
        {"hana": 422},
        403,
        body=lambda: {
            **{name: _VISIT[name] for name in ("country", "purpose", "crosses_on", "return_by")},
            "arms": [identifiers.new("F", bytes)],
        },
    ),
    Operation("POST", "/api/mine/transfer-files", {"hana": 422}, 422),
    *(
        Operation("GET", f"/mine/transfers/{page}", {"nobody": 302}, 403, place=_an_exporters)
        for page in (
            "authorisations/{t}/",
            "authorisations/{t}/papers/new/",
            "authorisations/{t}/consignments/new/",
            "authorisations/{t}/acts/withdrawn/",
            "papers/{p}/acts/corrected/",
            "consignments/{c}/",
            "consignments/{c}/crates/new/",
            "consignments/{c}/firearms/",
            "consignments/{c}/goods/",
            "consignments/{c}/acts/reopened/",
            "crates/{k}/acts/changed/",
            "packed/{i}/acts/unpacked/",
            "deliveries/{d}/proof/",
            "journeys/{j}/",
            "journeys/{j}/acts/withdrawn/",
        )
    ),
    *(
        Operation("GET", f"/api/mine/{what}", {}, 403, place=_an_exporters)
        for what in ("transfers/{t}", "consignments/{c}", "journeys/{j}")
    ),
    Operation("POST", "/api/mine/deliveries/{d}/files", {"hana": 422}, 422, place=_an_exporters),
    *(
        Operation("POST", f"/api/mine/{what}", {}, 403, body=lambda value=values: value, place=_an_exporters)
        for what, values in (
            ("transfers/{t}/changed", _ASKED_BY_HOLDER),
            ("transfers/{t}/applied", {}),
            ("transfers/{t}/supplied", {}),
            ("transfers/{t}/requested", {"request": "extension", "wish": "x"}),
            ("transfers/{t}/withdrawn", {"reason": "x"}),
            ("transfers/{t}/consignments", {}),
            ("consignments/{c}/crates", {"number": "2"}),
            ("consignments/{c}/firearms", {"crate": _PAPERLESS}),
            ("consignments/{c}/goods", {"crate": _PAPERLESS, "line": "0", "quantity": 1}),
            ("consignments/{c}/closed", {}),
            ("consignments/{c}/reopened", {"reason": "x"}),
            ("consignments/{c}/cancelled", {"reason": "x"}),
            ("crates/{k}/changed", {"number": "2"}),
            ("crates/{k}/removed", {}),
            ("packed/{i}/unpacked", {}),
            ("journeys/{j}/withdrawn", {"reason": "x"}),
            ("deliveries/{d}/proved", {"proof": "authority", "file": "0" * 64}),
        )
    ),
    *(
        Operation("POST", f"/api/mine/{what}", {}, 403, body=_on_paper, place=_an_exporters)
        for what in ("transfers/{t}/papers", "transfer-papers/{p}/corrected")
    ),
]


# --- oversight
def _asked_of_harbour() -> dict[str, str]:
    """Judy and Mallory are inspectors, and a case of theirs asks the harbour something; `m` is the case, `r` the request, `f` its signal.

    What inspectors do stands in `tests/oversight/test_cases.py`: whoever is signed in here had no role there.
    """
    office = cast.agency("inspectorate")
    judy, mallory = (
        works_at(name, "oversight_inspector", office, "inspection", "I-2026-4")
        for name in ("judy", "mallory")
    )
    case = a_case_of_the_harbour(judy, mallory)
    asks = {"kind": "explanation", "addressed": cast.agency("harbour").public_id, "text": "Why?"}
    asked = oversight_requests.ask(
        actor=mallory, inspection_id=case, due_on=matters.today() + dt.timedelta(days=3), **asks
    )
    return {"m": case, "r": asked, "f": Signal.objects.get().finding}


def _a_report() -> dict[str, str]:
    """A report from outside with its key; what inspectors do with it stands in `tests/oversight/test_reports.py`."""
    inspector_and_judge()
    reporting.fill()
    return {"r": Report.objects.get().public_id, "k": Key.objects.get(state="published").public_id}


def _a_plan() -> dict[str, str]:
    """An audit plan with a file; what inspectors do with them stands in `tests/oversight/test_audits.py`."""
    inspector_and_judge()
    judy = cast.actor("judy")
    auditing.decided(1)
    plan = auditing.a_draft(judy)
    auditing.adopted(judy, plan)
    return {"m": plan, "f": auditing.drawn(judy, plan)[0].public_id}


def _plan_said() -> dict[str, Any]:
    day = dt.date(2026, 1, 1).isoformat()
    days = {"period_from": day, "period_to": day, "due_on": day}
    return {
        "year": 2026,
        "offices": [identifiers.new("A", bytes)],
        "decisions": ["granted"],
        "number": 1,
        **days,
    }


_SEES_REQUEST: Final = {
    **_all(*SETTLES, status=404),
    "erin": 200,
}
"""Of the harbour, but for Dave, of whom the case speaks."""
OPERATIONS += [
    Operation("GET", "/oversight/", {"nobody": 302}, 403),
    Operation("GET", "/oversight/parameters/", {"nobody": 302}, 403),
    Operation("GET", "/oversight/report/", {"nobody": 302}, 403),
    Operation("GET", "/integrity/", {"nobody": 200}, 200),
    Operation("GET", "/integrity/1999/", {"nobody": 404}, 404),
    Operation("GET", "/integrity/1999/integrity-1999.csv", {"nobody": 404}, 404),
    Operation("GET", "/oversight/cases/", {"nobody": 302}, 403, place=_asked_of_harbour),
    Operation("GET", "/oversight/cases/new/", {"nobody": 302}, 403, place=_asked_of_harbour),
    Operation("GET", "/oversight/cases/{m}/", {"nobody": 302}, 403, place=_asked_of_harbour),
    Operation("GET", "/oversight/cases/{m}/ask/", {"nobody": 302}, 403, place=_asked_of_harbour),
    Operation(
        "GET",
        "/oversight/signals/{f}/innocent/",
        {"nobody": 302},
        403,
        place=_asked_of_harbour,
    ),
    Operation("GET", "/oversight/requests/", {"nobody": 302, **_all(*SETTLES, status=200)}, 403),
    Operation(
        "GET", "/oversight/requests/{r}/", {"nobody": 302, **_SEES_REQUEST}, 403, place=_asked_of_harbour
    ),
    Operation("GET", "/oversight/reports/", {"nobody": 302}, 403),
    Operation("GET", "/oversight/reports/keys/", {"nobody": 302}, 403),
    Operation("GET", "/oversight/reports/keys/{k}/lost/", {"nobody": 302}, 403, place=_a_report),
    Operation("GET", "/oversight/reports/{r}/", {"nobody": 302}, 403, place=_a_report),
    Operation("POST", "/oversight/reports/{r}/open/", {"nobody": 302}, 403, place=_a_report),
    Operation("POST", "/oversight/reports/keys/reseal/", {"nobody": 302}, 403, place=_a_report),
    Operation("GET", "/oversight/reports/{r}/acts/answered/", {"nobody": 302}, 403, place=_a_report),
    *(
        Operation(
            "POST",
            f"/api/outside_reports/{{r}}/{kind}",
            {},
            403,
            body=lambda said=said: dict(said),
            place=_a_report,
        )
        for kind, said in (
            ("acknowledged", {"text": "x"}),
            ("asked", {"text": "x"}),
            ("answered", {"text": "x"}),
            ("attached", {"inspection": identifiers.new("M", bytes)}),
            ("closed", {}),
        )
    ),
    Operation("GET", "/oversight/plans/", {"nobody": 302}, 403),
    Operation("GET", "/oversight/plans/new/", {"nobody": 302}, 403),
    *(
        Operation("GET", f"/oversight/{address}", {"nobody": 302}, 403, place=_a_plan)
        for address in (
            "plans/{m}/",
            "plans/{m}/draw.json",
            "plans/{m}/acts/closed/",
            "plans/files/{f}/",
            "plans/files/{f}/acts/audited/",
        )
    ),
    Operation("GET", "/api/audit_plans", {}, 403),
    Operation("POST", "/api/audit_plans", {}, 403, body=_plan_said),
    Operation("GET", "/api/audit_files/{f}", {}, 403, place=_a_plan),
    *(
        Operation("POST", f"/api/audit_{act}", {}, 403, body=lambda said=said: dict(said), place=_a_plan)
        for act, said in (
            ("plans/{m}/dropped", {}),
            ("plans/{m}/adopted", {"reason": "x"}),
            ("plans/{m}/drawn", {}),
            ("plans/{m}/closed", {}),
            ("files/{f}/assigned", {"auditor": identifiers.new("U", bytes)}),
            ("files/{f}/audited", {**auditing.SOUND, "grade": "none", "note": "x"}),
        )
    ),
    Operation("GET", "/api/inspections", {}, 403, place=_asked_of_harbour),
    Operation("GET", "/api/inspections/{m}", {}, 403, place=_asked_of_harbour),
    Operation("GET", "/api/oversight_requests", _all(*SETTLES, status=200), 403),
    Operation(
        "POST",
        "/api/oversight_requests/{r}/answered",
        _SEES_REQUEST,
        403,
        body=lambda: {"done": "yes", "answer": "The plate was worn."},
        place=_asked_of_harbour,
    ),
    Operation(
        "POST",
        "/api/inspections/{m}/found",
        {},
        403,
        body=lambda: {"grade": "minor", "note": "No photograph."},
        place=_asked_of_harbour,
    ),
]
