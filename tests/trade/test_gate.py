"""The gate of Protocol art. 10(2)-(3) as evidence: the service refuses whatever lacks, and past the service the database does (golden case G7)."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.reference import services as reference
from ifar.reference.management.commands.load_reference import JOB
from ifar.trade import gate, selectors
from ifar.trade.inputs import GoodsLine, Through
from ifar.trade.models import Authorisation, Paper
from ifar.trade.services import deciding, papers
from ifar.trade.services.writing import RECORDER, today
from ifar.typed import bare
from tests.acting import without_guards
from tests.databases import ground
from tests.trade.making import DAY, PISTOLS, a_file, a_paper, a_party, an_application, assessed, granted

IMPORT = ("import_authorisation", "SE")
TRANSIT = ("transit_no_objection", "DK")
FEWER = [GoodsLine(type="pistol", calibre="9x19mm", quantity=99)]
_LINE = {"type": "pistol", "calibre": "9x19mm"}
MINUS = [{**_LINE, "quantity": 5000}, {**_LINE, "quantity": -4900}]
NONE_SAID = [{**_LINE, "quantity": None}]
OTHER_CALIBRE = [GoodsLine(type="pistol", calibre=".45 ACP", quantity=100)]
OTHER_TYPE = [GoodsLine(type="rifle", calibre="9x19mm", quantity=100)]

VARIANTS: dict[str, tuple[tuple[str, str], dict[str, Any] | None, str]] = {
    "no import authorisation": (IMPORT, None, "missing"),
    "no letter of a transit State": (TRANSIT, None, "missing"),
    "import authorisation expired yesterday": (IMPORT, {"expires_on": -1}, "expired"),
    "letter expired yesterday": (TRANSIT, {"expires_on": -1}, "expired"),
    "issued tomorrow": (IMPORT, {"issued_on": 1}, "later"),
    "ends before the authorisation": (IMPORT, {"expires_on": 9}, "ends_before"),
    "for fewer goods": (IMPORT, {"goods": FEWER}, "goods"),
    "letter for fewer goods": (TRANSIT, {"goods": FEWER}, "goods"),
    "for another calibre": (IMPORT, {"goods": OTHER_CALIBRE}, "goods"),
    "for another type": (IMPORT, {"goods": OTHER_TYPE}, "goods"),
    "for another consignee": (IMPORT, {"consignee": "other"}, "consignee"),
    "letter for another consignee": (TRANSIT, {"consignee": "other"}, "consignee"),
    "for another make": (IMPORT, {"goods": [PISTOLS[0].model_copy(update={"make": "Glock"})]}, "goods"),
    "for another model": (TRANSIT, {"goods": [PISTOLS[0].model_copy(update={"model": "Px4"})]}, "goods"),
    "of another State": (IMPORT, {"country": "NO"}, "missing"),
    "not verified": (IMPORT, {"verifier": None}, "unverified"),
    # What a paper says of one make it does not say of the calibre of another.
    "of that make in another calibre, and of that calibre of another make": (
        IMPORT,
        {
            "goods": [
                PISTOLS[0].model_copy(update={"calibre": ".45 ACP"}),
                PISTOLS[0].model_copy(update={"make": "Glock", "model": "17"}),
            ]
        },
        "goods",
    ),
    "any make for half of it, another make for the rest": (
        TRANSIT,
        {
            "goods": [
                GoodsLine(type="pistol", quantity=50),
                GoodsLine(type="pistol", make="Colt", quantity=100),
            ]
        },
        "goods",
    ),
    "withdrawn": (IMPORT, {"after": "withdraw"}, "missing"),
    "letter that was rejected": (TRANSIT, {"verifier": None, "after": "reject"}, "missing"),
    "letter of a State that is not passed": (TRANSIT, {"country": "NO"}, "missing"),
    "another paper in its place": (IMPORT, {"kind": "end_use_certificate"}, "missing"),
}
"""What differs from a complete file: which paper, what of it (None: it is not there; days are counted from the day of the test), why it is refused."""


def _file(alice, bob, paper, differing, consignee, other, file, **said):
    """An application whose papers are complete but for one."""
    made = an_application(alice, consignee=consignee, **said)
    for kind, country in (IMPORT, TRANSIT, ("transit_no_objection", "DE")):
        more = {"verifier": bob, "file": file, "kind": kind, "country": country, "consignee": consignee}
        if (kind, country) == paper:
            if differing is None:
                continue
            more |= {
                name: today() + said * DAY if name in ("issued_on", "expires_on") else said
                for name, said in differing.items()
            }
            more["consignee"] = other if differing.get("consignee") else consignee
        after = more.pop("after", "")
        entered = a_paper(alice, made, **more)
        if after == "withdraw":
            papers.withdraw_paper(actor=alice, paper_id=entered, reason="It was revoked there.")
        elif after == "reject":
            papers.reject_paper(actor=bob, paper_id=entered, reason="The issuer does not know it.")
    assessed(alice, made)
    return made


def test_each_paper_that_lacks_keeps_the_gate_shut_at_the_service_and_at_the_database(
    peopled_db, alice, bob, monkeypatch
):
    consignee, other, file = a_party(alice), a_party(alice, name="Somebody Else AB"), a_file(alice)
    honest = deciding.against
    for name, (paper, differing, why) in VARIANTS.items():
        with transaction.atomic():
            made = _file(alice, bob, paper, differing, consignee, other, file)
            with pytest.raises(Refused) as refused:
                granted(alice, bob, made, days=100)
            assert [reason.code for reason in refused.value.reasons] == [f"trade.gate.{why}"], name
            assert refused.value.article.startswith("Protocol art. 10(2)("), name
            # As the runtime role, past the service: the database refuses it by its own hand.
            monkeypatch.setattr(deciding, "against", lambda *_asked: [])
            with pytest.raises(Refused) as refused, transaction.atomic():
                granted(alice, bob, made, days=100)
            assert refused.value.code == "trade.gate", name
            monkeypatch.setattr(deciding, "against", honest)
            assert Authorisation.objects.get(public_id=made).state == "examination", name
            transaction.set_rollback(True)
    made = _file(alice, bob, IMPORT, {}, consignee, other, file)
    granted(alice, bob, made)


def test_a_statement_that_no_licence_is_required_answers_for_the_importing_state_alone(
    peopled_db, alice, bob
):
    consignee, file = a_party(alice), a_file(alice)
    made = _file(alice, bob, IMPORT, {"kind": "no_import_licence"}, consignee, consignee, file)
    granted(alice, bob, made)
    with transaction.atomic():
        made = _file(alice, bob, TRANSIT, {"kind": "no_import_licence"}, consignee, consignee, file)
        with pytest.raises(Refused):
            granted(alice, bob, made)


def test_whoever_entered_a_paper_does_not_verify_it(peopled_db, alice, bob):
    consignee = a_party(alice)
    made = an_application(alice, consignee=consignee)
    paper = a_paper(alice, made, consignee, *IMPORT)
    with pytest.raises(Forbidden) as refused:
        papers.verify_paper(actor=alice, paper_id=paper, verified_by="issuer")
    assert refused.value.code == "trade.paper.yours"
    record = Paper.objects.get()
    with (
        without_guards(RECORDER),
        pytest.raises(IntegrityError, match=r"trade\.paper\.yours"),
        transaction.atomic(),
    ):
        RECORDER.record(alice, "paper", "verified", record, changes={"verified_by": "issuer"})
    papers.correct_paper(
        actor=bob,
        paper_id=paper,
        goods=PISTOLS,
        **{
            name: getattr(record, name)
            for name in (
                "kind",
                "country",
                "number",
                "issuer",
                "issued_on",
                "expires_on",
                "consignee",
                "file",
            )
        },
    )
    for person in (alice, bob):
        with pytest.raises(Forbidden):
            papers.verify_paper(actor=person, paper_id=paper, verified_by="issuer")


def test_nobody_verifies_a_paper_from_another_office(peopled_db, alice, nina):
    """Neither a stranger nor whoever entered it, by whichever office they act: at the service and at the database."""
    consignee = a_party(alice)
    paper = a_paper(alice, an_application(alice, consignee=consignee), consignee, *IMPORT)
    record = Paper.objects.get()
    elsewhere = replace(nina, id=alice.id, name=alice.name, session=alice.session)
    for person in (nina, elsewhere):
        with pytest.raises((Forbidden, NotFound)):
            papers.verify_paper(actor=person, paper_id=paper, verified_by="issuer")
        with without_guards(RECORDER), pytest.raises((IntegrityError, Refused)), transaction.atomic():
            RECORDER.record(person, "paper", "verified", record, changes={"verified_by": "issuer"})
    assert Paper.objects.get().state == "entered"


def test_what_article_10_3_asks_for_is_said(peopled_db, alice, bob):
    made = _file(alice, bob, IMPORT, {}, consignee := a_party(alice), consignee, a_file(alice))
    authorisation = Authorisation.objects.get(public_id=made)
    for sets, code in (
        ({"consignee": ""}, "recipient"),
        ({"valid_to": None}, "ends"),
        ({"valid_from": None}, "begins"),
        ({"goods": []}, "goods_none"),
        ({"goods": MINUS}, "quantity"),
        ({"goods": NONE_SAID}, "quantity"),
    ):
        whole = {"valid_from": today(), "valid_to": today() + DAY, **sets}
        assert f"trade.gate.{code}" in {
            reason.code for reason in deciding.against(authorisation, whole, today())
        }


def test_a_transit_state_that_is_added_later_wants_its_letter(peopled_db, alice, bob, monkeypatch):
    """Amending asks the gate again: a State that is added wants its letter, at the service and at the database."""
    consignee, file = a_party(alice), a_file(alice)
    made = _file(alice, bob, IMPORT, {}, consignee, consignee, file)
    granted(alice, bob, made)
    route = [Through(country="NL", way="road")]

    def amend():
        return deciding.propose_amendment(
            actor=alice, authorisation_id=made, goods=PISTOLS, through=route, reason="Another road."
        )

    with pytest.raises(Refused):
        amend()
    monkeypatch.setattr(deciding, "against", lambda *_asked: [])
    asked = amend()
    with pytest.raises(Refused) as refused, transaction.atomic():
        deciding.proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "trade.gate"


def test_goods_that_say_no_number_pass_neither_the_service_nor_the_database(
    peopled_db, alice, bob, monkeypatch
):
    consignee = a_party(alice)
    made = _file(alice, bob, IMPORT, {}, consignee, consignee, a_file(alice))
    granted(alice, bob, made)
    authorisation = Authorisation.objects.get()
    monkeypatch.setattr(deciding, "against", lambda *_asked: [])
    for goods in (MINUS, NONE_SAID, [{"calibre": "9x19mm", "quantity": 1}]):
        with transaction.atomic():
            asked = deciding._ask(
                alice, authorisation, "amended", {"goods": goods, "through": authorisation.through}, "So."
            )
            with pytest.raises(Refused) as refused, transaction.atomic():
                deciding.proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
            assert refused.value.code == "trade.gate", goods
            transaction.set_rollback(True)


def test_what_leaves_our_own_state_is_an_export_whatever_it_is_called(peopled_db, alice):
    """A deal that is called brokering would want no papers; the database refuses it past the service too."""
    authorisation = Authorisation.objects.get(public_id=an_application(alice))
    RECORDER.record(
        alice, "authorisation", "found_incomplete", authorisation, changes={"since": None, "due_on": None}
    )
    authorisation.refresh_from_db()
    for kind in ("brokering", "transit", "import"):
        with pytest.raises(Refused) as refused, transaction.atomic():
            RECORDER.record(alice, "authorisation", "changed", authorisation, changes={"kind": kind})
        assert refused.value.code == "trade.is_export"
    for sets, code in (
        ({"from_state": "NO"}, "not_home"),
        ({"kind": "import", "from_state": "NO"}, "not_home"),
        ({"into_state": "XX"}, "same_state"),
        ({"kind": "brokering", "from_state": "SE"}, "same_state"),
    ):
        with pytest.raises(Refused) as refused, transaction.atomic():
            RECORDER.record(alice, "authorisation", "changed", authorisation, changes=sets)
        assert refused.value.code == f"trade.{code}", sets


HEAD = "code,regime,article,leg,states,from_states,into_states,not_into,purposes,ways,asks,lifts,valid_from,valid_to,label_en,source"
TABLE = f"""{HEAD}
quay_from,quay,Quay art. 1,from,XX,,,,,,end_use_certificate,,,,From,us
quay_through,quay,Quay art. 2,through,NO|DK,,,,,,exemption_certificate,,,,Through,us
quay_gone,quay,Quay art. 3,into,SE,,,,,,exemption_certificate,,,2020-12-31,Gone,us
quay_coming,quay,Quay art. 4,into,SE,,,,,,exemption_certificate,,2090-01-01,,Coming,us
quay_sport,quay,Quay art. 5,through,,,,,sport,,,transit_no_objection,,,Sport,us
quay_landlocked,quay,Landlocked art. 6,through,DE,XX,SE,,,rail,,transit_no_objection,,,Landlocked,us
reef_sport,reef,Reef art. 8,through,BR,,,,,,transit_no_objection,,,,Reef,us
quay_own,quay,Quay art. 9,through,TN,,,,,,transit_no_objection,,,,Own,us
quay_not_into,quay,Quay art. 7,into,,NO,,SE,,,exemption_certificate,,,,Elsewhere,us
"""


@pytest.fixture(scope="module")
def quay(databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """A regime that nobody has heard of, loaded from a country's folder."""
    folder = tmp_path_factory.mktemp("quay")
    (folder / "regime.csv").write_text(TABLE.replace("XX", "AT"), "utf-8")
    with ground(databases, peopled_template, django_db_blocker):
        reference.load_folder(actor=JOB, folder=folder, origin="quayland")
        yield


def _wants(kind, way="road", through=("NO",), purpose="sale", into="SE", home="AT"):
    return {
        "id": 0,
        "kind": kind,
        "from_state": home,
        "into_state": into,
        "through": [{"country": item, "way": way} for item in through],
        "purpose": purpose,
        "consignee": "T0000000000000",
        "goods": [{"type": "pistol", "calibre": "", "quantity": 1}],
        "valid_from": today().isoformat(),
        "valid_to": today().isoformat(),
    }


def _asked(authorisation) -> set[tuple[str, str]]:
    return {
        (want.kind, want.state) for want in gate.wanted(authorisation, selectors.regimes(), today(), "XX")
    }


def test_a_regime_that_was_loaded_bites_and_lifts_as_its_rows_say(quay, db):
    assert _asked(_wants("export")) == {
        ("import_authorisation", "SE"),
        ("transit_no_objection", "NO"),
        ("end_use_certificate", ""),
        ("exemption_certificate", ""),
    }
    # It lifts on its leg, for its purpose; an arrangement for a landlocked State for that way alone.
    assert ("transit_no_objection", "NO") not in _asked(_wants("export", purpose="sport"))
    assert ("transit_no_objection", "DE") not in _asked(_wants("export", through=("DE",), way="rail"))
    assert ("transit_no_objection", "DE") in _asked(_wants("export", through=("DE",), way="road"))
    # A lift relieves of what its own regime asks and the Protocol does, never of another one's duty.
    assert ("transit_no_objection", "BR") in _asked(_wants("export", purpose="sport", through=("BR",)))
    assert ("transit_no_objection", "TN") not in _asked(_wants("export", purpose="sport", through=("TN",)))
    # Our own State's no-objection is what a transit applies for, and no paper that it wants.
    passing = _wants("transit", through=("TN", "BR"), home="NO", into="SE")
    wants = gate.wanted(passing, selectors.regimes(), today(), "TN")
    assert {(want.kind, want.state, want.article) for want in wants} == {
        ("transit_no_objection", "BR", "Reef art. 8")
    }
    # Each article that asks for a paper is named.
    wants = gate.wanted(_wants("export", through=("TN",)), selectors.regimes(), today(), "AT")
    assert {want.article for want in wants if want.state == "TN"} == {"Protocol art. 10(2)(b); Quay art. 9"}
    # Rows of other days and other States say nothing; the Protocol's own papers are asked of exports alone.
    assert _asked(_wants("import", through=(), home="NO")) == set()
    assert _asked(_wants("import", through=(), home="NO", into="FI")) == {("exemption_certificate", "")}
    # ECOWAS: from, into and through; a State that left it, no more.
    for legs in ({"home": "SN"}, {"into": "GH"}, {"through": ("NG",)}):
        assert ("exemption_certificate", "") in _asked(_wants("transit", **{"home": "MA", **legs})), legs
    assert _asked(_wants("transit", home="ML", through=("BF",))) == set()
    # The EU: through a port without transhipment no letter.
    sea = _wants("export", home="FR", into="BR", through=("MA",), way="sea_unbroken")
    assert _asked(sea) == {("import_authorisation", "BR")}
    # Through the same State by road as well, it is asked for.
    sea["through"] += [{"country": "MA", "way": "road"}]
    assert ("transit_no_objection", "MA") in _asked(sea)


@pytest.mark.parametrize(("into", "through"), [("GH", "MA"), ("MA", "NG")])
def test_ecowas_bans_what_goes_into_and_through_unless_it_is_exempted(
    peopled_db, alice, bob, monkeypatch, into, through
):
    """By the rows that come with ifar: one certificate opens the gate, at the service and at the database. What leaves a member is asked for above."""
    consignee, file = a_party(alice), a_file(alice)
    made = an_application(
        alice, consignee=consignee, into_state=into, through=[Through(country=through, way="road")]
    )
    for kind, country in (("import_authorisation", into), ("transit_no_objection", through)):
        a_paper(alice, made, consignee, kind, country, verifier=bob, file=file)
    assessed(alice, made)
    with pytest.raises(Refused) as refused:
        granted(alice, bob, made)
    assert [reason.article for reason in refused.value.reasons] == ["ECOWAS Convention (2006) art. 3-6"]
    with monkeypatch.context() as patch:
        patch.setattr(deciding, "against", lambda *_asked: [])
        with pytest.raises(Refused) as refused, transaction.atomic():
            granted(alice, bob, made)
        assert refused.value.code == "trade.gate"
    a_paper(alice, made, consignee, "exemption_certificate", "", verifier=bob, file=file)
    granted(alice, bob, made)


def test_the_database_wants_the_same(quay, db):
    """Generated: what the pure rule wants or does not want, the database does; and what a paper covers."""
    draw = random.Random(20261201)
    states = ("AT", "SE", "FR", "MA", "NG", "ML", "DE", "NO", "DK", "BR")
    rules = selectors.regimes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, country FROM accounts_agency ORDER BY id LIMIT 1")
        office, ours = cursor.fetchone()
    states = (*states, ours)
    for _n in range(250):
        home, into = draw.sample(states, 2)
        through = draw.sample(states, draw.randint(0, 2))
        row = _wants(
            draw.choice(("export", "import", "transit")),
            way=draw.choice(("road", "rail", "sea_unbroken", "sea")),
            through=through,
            purpose=draw.choice(("sale", "sport", "hunting")),
            into=into,
            home=home,
        )
        row["agency_id"] = office
        if through and draw.random() < 0.4:
            row["through"] += [{"country": through[0], "way": draw.choice(("road", "rail", "sea_unbroken"))}]
        day = today() + draw.randint(-4000, 4000) * DAY
        with connection.cursor() as cursor:
            cursor.execute("SELECT trade_wanting(%s, %s)", [json.dumps(row), day])
            value = cursor.fetchone()[0]
        assert (value is not None) == bool(gate.wanted(row, rules, day, ours)), (row, day, value)

    def lines():
        return [
            {
                "type": draw.choice(("a", "b", "a", "b", None)) if draw.random() < 0.2 else draw.choice("ab"),
                "calibre": draw.choice(("", "x", "y")),
                "make": draw.choice(("", "H & K", "hk", "Colt")),
                "model": draw.choice(("", "1", "2")),
                "quantity": draw.choice((None, -1, 0)) if draw.random() < 0.1 else draw.randint(1, 4),
            }
            for _line in range(draw.randint(0, 4))
        ]

    for _n in range(250):
        paper, goods = lines(), lines()
        with connection.cursor() as cursor:
            for name, rule in (("covers", gate.covers), ("answers", gate.answers)):
                cursor.execute(f"SELECT trade_{name}(%s, %s)", [json.dumps(paper), json.dumps(goods)])
                assert cursor.fetchone()[0] == rule(paper, goods), (name, paper, goods)
        if gate.are_counted(goods):
            # No piece of a paper counts for two; and where lines leave open but one thing, whatever is covered is found to be.
            assert not gate.answers(paper, goods) or _can_be_drawn(paper, goods)
            plain = [{**item, "make": "", "model": ""} for item in paper]
            assert gate.answers(plain, goods) == _can_be_drawn(plain, goods), (plain, goods)


def _can_be_drawn(paper, goods) -> bool:
    """Whether some way of drawing piece for piece gives each line of goods its number: the most that flows from the lines of a paper to those of goods."""
    pieces = [n for n, item in enumerate(paper) for _piece in range(max(0, item["quantity"] or 0))]
    wants = [line for line in goods for _piece in range(line["quantity"])]
    taken: dict[int, int] = {}

    def fits(result, line):
        return result["type"] == line["type"] and all(
            bare(result[name]) in ("", bare(line[name])) for name in ("calibre", "make", "model")
        )

    def place(want, seen):
        for at, n in enumerate(pieces):
            if at not in seen and fits(paper[n], wants[want]):
                seen.add(at)
                if at not in taken or place(taken[at], seen):
                    taken[at] = want
                    return True
        return False

    return all(place(want, set()) for want in range(len(wants)))


def test_a_paper_that_names_no_state_is_the_same_as_one_that_does(peopled_db, alice, bob, monkeypatch):
    """An exemption certificate is given by whoever issues such papers: with or without a State, under one number it serves one authorisation."""
    first, second = an_application(alice), an_application(alice)
    consignee = Authorisation.objects.get(public_id=second).consignee
    whole = Authorisation.objects.get(public_id=first).consignee
    for written, again in (("NG", ""), ("", "NG")):
        with transaction.atomic():
            a_paper(alice, first, whole, "exemption_certificate", written, number="EX 17/2026", verifier=bob)
            with pytest.raises(Invalid) as refused:
                a_paper(alice, second, consignee, "exemption_certificate", again, number="ex-17-2026")
            assert refused.value.code == "trade.paper.twice"
            with monkeypatch.context() as patch:
                patch.setattr(selectors, "is_on_file", lambda *_asked, **_said: False)
                patch.setattr(selectors, "is_spent", lambda *_asked: False)
                row = ("exemption_certificate", again)
                with pytest.raises(Refused) as refused, transaction.atomic():
                    a_paper(alice, second, consignee, *row, number="ex-17-2026", verifier=bob)
                assert refused.value.code == "trade.paper.twice"
            transaction.set_rollback(True)
    a_paper(alice, first, whole, "exemption_certificate", "NG", number="EX 17/2026")
    a_paper(alice, second, consignee, "exemption_certificate", "GH", number="EX 17/2026")


def test_a_paper_of_the_ways_of_a_state_that_is_passed_twice_is_asked_for_each(peopled_db, alice, bob):
    """A State that stands twice on the route wants its letter once, and in whichever order the route is told."""
    consignee, file = a_party(alice), a_file(alice)
    for route in (("DE", "DK", "DE"), ("DK", "DE")):
        through = [Through(country=item, way="road") for item in route]
        with transaction.atomic():
            made = _file(alice, bob, IMPORT, {}, consignee, consignee, file, through=through)
            granted(alice, bob, made)
            transaction.set_rollback(True)
        with transaction.atomic():
            made = _file(alice, bob, TRANSIT, None, consignee, consignee, file, through=through)
            with pytest.raises(Refused) as refused:
                granted(alice, bob, made)
            assert [reason.code for reason in refused.value.reasons] == ["trade.gate.missing"]
            transaction.set_rollback(True)


def test_more_than_the_papers_cover_is_not_amended_nor_resumed(peopled_db, alice, bob, monkeypatch):
    """More goods than the papers cover, a paper taken back while it is suspended: at the service and at the database."""
    consignee = a_party(alice)
    made = _file(alice, bob, IMPORT, {}, consignee, consignee, a_file(alice))
    granted(alice, bob, made)
    authorisation = Authorisation.objects.get(public_id=made)
    more = [{**authorisation.goods[0], "quantity": 101}]

    def refused_both(kind, decision, why):
        with pytest.raises(Refused) as refused:
            deciding._ask(alice, Authorisation.objects.get(public_id=made), kind, decision, "So.")
        assert {reason.code for reason in refused.value.reasons} == {f"trade.gate.{why}"}
        with monkeypatch.context() as patch:
            patch.setattr(deciding, "against", lambda *_asked: [])
            asked = deciding._ask(alice, Authorisation.objects.get(public_id=made), kind, decision, "So.")
            with pytest.raises(Refused) as refused, transaction.atomic():
                deciding.proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
        assert refused.value.code == "trade.gate"

    refused_both("amended", {"goods": more, "through": authorisation.through}, "goods")
    deciding.suspend(actor=alice, authorisation_id=made, reason="Looked at again.")
    paper = Paper.objects.get(kind=IMPORT[0])
    papers.withdraw_paper(actor=alice, paper_id=paper.public_id, reason="It was revoked there.")
    refused_both("resumed", {}, "missing")


def test_terms_are_those_of_the_regime(quay, db):
    rules, row = selectors.regimes(), _wants("export", home="FR", into="BR", through=())
    assert gate.term(row, rules, dt.date(2027, 1, 1), "FR", 45) == 60
    assert gate.term(row, rules, dt.date(2029, 2, 12), "FR", 45) == 90
    # What binds the State that the goods leave binds no other office that has to do with them.
    assert gate.term({**row, "kind": "transit"}, rules, dt.date(2027, 1, 1), "MA", 45) == 45
    assert gate.term(_wants("export"), rules, dt.date(2027, 1, 1), "AT", 45) == 45
