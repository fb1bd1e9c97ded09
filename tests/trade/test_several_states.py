"""One open authorisation for consignees in several States: each State asks its own import authorisation, and each transit State on the way there its no-objection."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import IntegrityError, transaction

from ifar.errors import Invalid, Refused
from ifar.registry.models import Event
from ifar.returns.forms.selectors import filled_in
from ifar.trade import figures, gate
from ifar.trade.consignments import selectors as consigned
from ifar.trade.deliveries import selectors as deliveries
from ifar.trade.inputs import FurtherConsignee, Through
from ifar.trade.models import Authorisation, Consignment, Paper
from ifar.trade.services import deciding, issued, papers
from ifar.trade.services.named import destinations_of
from ifar.trade.services.writing import today
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.conftest import sign_in
from tests.databases import ground
from tests.trade.carrying import a_stock, an_exporter, goods
from tests.trade.making import a_file, a_paper, a_party, an_application, assessed, granted
from tests.trade.test_several_consignees import a_packed_one, released

ROUTE = (
    Through(country="DK", way="road"),
    Through(country="DE", way="rail", into="SE"),
    Through(country="FI", way="road", into="NO"),
)
PAPERS = {
    "SE": (("import_authorisation", "SE"), ("transit_no_objection", "DK"), ("transit_no_objection", "DE")),
    "NO": (("no_import_licence", "NO"), ("transit_no_objection", "DK"), ("transit_no_objection", "FI")),
}


def two_states(alice, bob, ivan):
    """An application for three pistols to Sweden and two to Norway, with what each of them asks."""
    first = a_party(alice)
    second = a_party(alice, name="Fjord Våpen", number="NO-1", country="NO")
    made = an_application(
        alice,
        applicant=an_exporter(alice, bob, ivan),
        consignee=first,
        further=[FurtherConsignee(consignee=second, country="NO")],
        through=ROUTE,
        goods=goods(5),
    )
    file = a_file(alice)
    for whom, state, share in ((first, "SE", 3), (second, "NO", 2)):
        for kind, country in PAPERS[state]:
            a_paper(alice, made, whom, kind, country, verifier=bob, file=file, goods=goods(share))
    assessed(alice, made)
    return made, first, second


def withdrawn(alice, **which):
    """One of its papers is withdrawn."""
    paper = Paper.objects.get(**which)
    papers.withdraw_paper(actor=alice, paper_id=paper.public_id, reason="It was withdrawn.")


def refused(act) -> set[str]:
    """Why a decision is refused."""
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act()
    return {reason.code for reason in refusal.value.reasons}


def refused_past_the_service(act) -> str:
    """By which code the database refuses a grant that the service lets through."""
    with (
        mock.patch.object(deciding, "stopping", return_value=[]),
        pytest.raises(Refused) as by_database,
        transaction.atomic(),
    ):
        act()
    return by_database.value.code


@pytest.mark.django_db
def test_each_paper_that_a_state_asks_for_its_consignee_is_needed(alice, bob, ivan):
    made, first, second = two_states(alice, bob, ivan)

    def grants():
        granted(alice, bob, made)

    for paper in Paper.objects.order_by("id"):
        with cast.undone():
            withdrawn(alice, public_id=paper.public_id)
            # Of Denmark the other consignee's stands.
            assert refused(grants) == {f"trade.gate.{'consignee' if paper.country == 'DK' else 'missing'}"}
            assert refused_past_the_service(grants) == "trade.gate"
    # What Sweden allows says nothing of Norway, and a paper of Norway for somebody in Sweden nothing of either. All States together cover the goods:
    # one to Norway is one too few.
    file = a_file(alice)
    for rows, code in (((("SE", second, 5), ("NO", first, 5)), "consignee"), ((("NO", second, 1),), "goods")):
        with cast.undone():
            withdrawn(alice, country="NO")
            for country, whom, share in rows:
                kind = "import_authorisation"
                a_paper(alice, made, whom, kind, country, verifier=bob, file=file, goods=goods(share))
            assert refused(grants) == {f"trade.gate.{code}"}
            assert refused_past_the_service(grants) == "trade.gate"
    granted(alice, bob, made)
    content = issued.content_of(alice, Authorisation.objects.get(), "en")
    assert ("Sweden" in content["country_of_import"], "Norway" in content["country_of_import"]) == (
        True,
        True,
    )


@pytest.mark.django_db
def test_states_are_those_of_an_export_and_the_way_leads_to_one_of_them(alice):
    first, second = a_party(alice), a_party(alice, number="NO-1", country="NO")
    for country, more, code in (
        ("XX", {}, "trade.further.state"),
        ("QQ", {}, "trade.country"),
        ("NO", {"kind": "transit", "from_state": "DE"}, "trade.further.state"),
        ("NO", {"through": [Through(country="DK", way="road", into="PL")]}, "trade.through.into"),
    ):
        said = {"further": [FurtherConsignee(consignee=second, country=country)], "consignee": first, **more}
        with pytest.raises(Invalid) as invalid:
            an_application(alice, **said)
        assert invalid.value.code == code
    # Past the service the database says so.
    said = {"kind": "export", "from_state": "XX", "into_state": "SE", "further": ()}
    for wrong in ({second: "XX"}, {first: "NO"}, {second: "SE"}):
        with (
            mock.patch("ifar.trade.services.authorisations.destinations_of", return_value=wrong),
            pytest.raises(Refused) as by_database,
            transaction.atomic(),
        ):
            an_application(alice, consignee=first, further=[FurtherConsignee(consignee=second)])
        assert by_database.value.code == "trade.further.state"
    assert destinations_of(said) == {}


def test_where_one_state_asks_for_nothing_each_consignment_is_asked_alone():
    """Pure: nobody can say beforehand how much of the goods goes there."""
    of = {
        "kind": "export", "from_state": "XX", "into_state": "SE", "through": [], "purpose": "sale",
        "consignee": "T1", "further": ["T2"], "destinations": {"T2": "NO"}, "valid_from": "2026-01-01", "valid_to": "2026-12-31",
        "goods": [{"type": "pistol", "quantity": 5}],
    }  # fmt: skip
    rule = {
        "regime": "r",
        "leg": "into",
        "states": "NO",
        "asks": "",
        "lifts": "import_authorisation",
        "article": "1",
    }
    paper = {
        "state": "verified", "kind": "import_authorisation", "country": "SE", "issued_on": "2026-01-01", "expires_on": "2027-01-01",
        "consignee": "T1", "goods": [{"type": "pistol", "quantity": 3}],
    }  # fmt: skip
    day = gate.dt.date(2026, 6, 1)
    assert [why for _want, why in gate.answered(of, [paper], [rule], day, "XX")] == [""]
    for whom, number, expected in (("T1", 3, []), ("T1", 4, ["goods"]), ("T2", 2, [])):
        leaving = gate.as_to_one(of, whom, [{"type": "pistol", "quantity": number}])
        whys = [why for _want, why in gate.answered(leaving, [paper], [rule], day, "XX") if why]
        assert whys == expected


@pytest.fixture(scope="module")
def two(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """Three pistols left for Sweden and one for Norway, under one authorisation."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        alice, bob, ivan, heidi = (cast.actor(name) for name in ("alice", "bob", "ivan", "heidi"))
        made, first, second = two_states(alice, bob, ivan)
        granted(alice, bob, made)
        guns = a_stock(ivan, 5)
        released(heidi, a_packed_one(ivan, made, first, guns[:3], "1"))
        released(heidi, a_packed_one(ivan, made, second, guns[3:4], "2"))
        yield register


def test_what_left_went_to_the_state_of_its_consignee(two: Register, db):
    bob, of = cast.actor("bob"), Authorisation.objects.get()
    second = of.consignees[1]
    northern = Consignment.objects.get(consignee=second)
    assert (northern.into_state, [leg["country"] for leg in northern.through]) == ("NO", ["DK", "FI"])
    assert [
        (event.details["country"], event.details["transit_countries"])
        for event in Event.objects.filter(kind="export_licensed").order_by("id")
        if event.details["consignment"] == northern.public_id
    ] == [("NO", ["DK", "FI"])]
    exits = [
        (row.partner, row.number, row.through) for row in figures.exits(bob, today().year) if not row.amount
    ]
    assert [row[:2] for row in exits] == [("SE", 3), ("NO", 1)]
    assert "DE" not in str(exits[1][2])
    # How much of its goods was authorised for which, nobody said: as authorised it counts for neither.
    authorised = {(row.source, row.partner, row.number) for row in figures.decisions(bob, today().year)}
    assert authorised == {("decision", "Several States", 1), ("line", "Several States", 5)}
    told = [
        f
        for t in filled_in(bob, "att", today().year).tables
        for f in t.figures
        if "authorised" in t.table.title
    ]
    assert {figure.value for figure in told if figure.category == "Several States"} == {5}
    whole = consigned.whole_of(northern)
    assert (whole.into_state, whole.through) == ("NO", ("DK", "FI"))
    sent = of.deliveries.get(consignment=northern.public_id)
    assert deliveries.states_of([sent]) == {sent.public_id: "NO"}
    page = sign_in("heidi").get(f"/trade/consignments/{northern.public_id}/").content.decode()
    assert ("Norway" in page, "Finland" in page, "Germany" in page) == (True, True, False)
    page = sign_in("alice").get(f"/trade/authorisations/{of.public_id}/").content.decode()
    assert all(name in page for name in ("Sweden, Norway", "Fjord Våpen", "Finland"))


def test_at_exit_the_papers_of_that_state_are_asked(two: Register, db):
    """One more pistol to Norway than its papers say, and a paper of Norway that was withdrawn since."""
    alice, ivan, heidi = (cast.actor(name) for name in ("alice", "ivan", "heidi"))
    of = Authorisation.objects.get()
    first, second = of.consignees
    last = a_packed_one(ivan, of.public_id, second, a_stock(ivan, 1, first=9), "3")
    as_swedish = {
        "consignee": first, "further": [], "destinations": {}, "into_state": "SE",
        "through": of.through_to("SE"), "goods": [{**of.goods[0], "quantity": 1}],
    }  # fmt: skip
    for country in ("NO", "FI", "DK"):
        with cast.undone():
            withdrawn(alice, country=country, consignee=second)
            assert refused(lambda: released(heidi, last)) <= {"trade.gate.missing", "trade.gate.consignee"}
            with (
                mock.patch.object(consigned, "as_to_one", return_value=as_swedish),
                pytest.raises((Refused, IntegrityError)) as by_database,
                transaction.atomic(),
            ):
                released(heidi, last)
            assert by_database.value.code == "trade.gate"
    with transaction.atomic():
        # What Germany says is asked on the way to Sweden alone.
        withdrawn(alice, country="DE")
        released(heidi, last)


def test_an_honest_register_is_clean_and_each_forgery_is_named(two: Register, db):
    of = ("trade", "acts", "registry")
    assert two.says(of=of) == []
    first, second = Authorisation.objects.get().consignees
    off = (
        "SET LOCAL session_replication_role = replica",
        *without_triggers("trade_event", "trade_authorisation", "trade_consignment", "trade_paper"),
    )
    said = "UPDATE trade_event SET changes = changes || '%s' WHERE %s"
    for forged, named in (
        (said % ('{"destinations": {}}', "kind = 'drafted'"), "not_allowed consignment"),
        (said % (f'{{"destinations": {{"{second}": "XX"}}}}', "kind = 'drafted'"), "not_allowed authorisation"),
        (said % (f'{{"destinations": {{"{first}": "NO"}}}}', "kind = 'drafted'"), "not_allowed authorisation"),
        (said % ('{"through": [{"country": "DK", "way": "road"}, {"country": "DE", "way": "rail"}]}', "kind = 'drafted'"), "not_allowed"),
        (said % ('{"country": "SE"}', "record_type = 'paper' AND changes ->> 'country' = 'NO'"), "not_allowed"),
        (said % ('{"country": "DE"}', "record_type = 'paper' AND changes ->> 'country' = 'FI'"), "not_allowed"),
        ("UPDATE trade_authorisation SET destinations = '{}'", "destinations"),
    ):  # fmt: skip
        says = two.says(*off, forged, of=of)
        assert any(named in text for text in says), (forged, says)
