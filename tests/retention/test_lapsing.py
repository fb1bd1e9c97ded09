"""Must-have 5 and golden case G11: nothing is erased while any adopted rule or a hold still stands; then it may, and it is gone."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from ifar.accounts.services import proposals
from ifar.errors import Forbidden, Refused
from ifar.licensing.services import licences
from ifar.parties import erasing
from ifar.parties import selectors as parties
from ifar.parties.services import correct_party, merge_parties, propose_erasure
from ifar.reference import selectors as reference
from ifar.reference.retention import Hold, Rule, years_after
from ifar.retention import selectors
from ifar.retention.lapsing import Link, outlook
from ifar.retention.services import place_hold, propose_erasures
from ifar.rights import Actor
from tests import cast
from tests.conftest import sign_in
from tests.databases import Database
from tests.factories import a_firearm, a_licence, a_person
from tests.logs import ORIGIN, Log
from tests.retention.conftest import destroyed_of, forget_first_load, years_ago

PROTOCOL = Rule("protocol_trace", "protocol", "any", 10, "record", True, "Protocol art. 7")
ITI = (
    Rule("iti_manufacture", "iti", "manufacture", 30, "record", True, "ITI para. 12(a)"),
    Rule("iti_other", "iti", "any", 20, "record", True, "ITI para. 12(b)"),
)
EU = Rule("eu_life", "eu_2021_555", "any", 30, "destruction", True, "Directive (EU) 2021/555 art. 4(5)")
DESTROYED = dt.date(2030, 6, 1)
SOLD = Link("F1", DESTROYED, (("sold", dt.date(2012, 3, 15)),))
NOW = dt.date(2026, 1, 1)


def test_g11_the_longest_adopted_rule_wins_and_names_its_article() -> None:
    for rules, until, article in (
        ((PROTOCOL, *ITI, EU), dt.date(2060, 6, 1), "Directive (EU) 2021/555 art. 4(5)"),
        ((PROTOCOL,), dt.date(2022, 3, 15), "Protocol art. 7"),
        ((PROTOCOL, *ITI), dt.date(2032, 3, 15), "ITI para. 12(b)"),
    ):
        result = outlook(rules, [SOLD], recorded=NOW)
        assert result.kept.until == until
        assert [rule.article for rule in result.kept.rules] == [article]
        assert not result.lapsed(until)
        assert result.lapsed(until + dt.timedelta(days=1))
        assert result.kept.lapses_on == until + dt.timedelta(days=1)
    made = Link("F1", DESTROYED, (("production_completed", dt.date(2012, 3, 15)),))
    assert outlook(ITI, [made], recorded=NOW).kept.until == dt.date(2042, 3, 15)


def test_one_firearm_that_exists_or_one_later_record_keeps_everything() -> None:
    assert outlook([EU], [SOLD, Link("F2", None, (("sold", NOW),))], recorded=NOW).kept.until is None
    later = Link("F2", dt.date(2031, 1, 1), (("sold", NOW),))
    result = outlook([EU], [SOLD, later], recorded=NOW)
    assert (result.kept.until, result.destroyed) == (dt.date(2061, 1, 1), dt.date(2031, 1, 1))
    assert outlook([], [SOLD], recorded=NOW).kept.because == ("no_rule_adopted",)
    assert outlook([PROTOCOL], [SOLD], recorded=NOW, holds=[Hold(NOW)]).kept.because == ("hold",)


def test_who_held_nothing_is_kept_from_what_was_last_recorded() -> None:
    assert outlook([PROTOCOL, EU], [], recorded=NOW).kept.until == dt.date(2036, 1, 1)
    assert outlook([EU], [], recorded=NOW).kept.because == ("no_rule_adopted",), "closed by default"


def test_the_leap_day_never_shortens_a_term() -> None:
    leap = Link("F1", dt.date(2028, 2, 29), (("sold", dt.date(2028, 2, 29)),))
    assert outlook([PROTOCOL], [leap], recorded=NOW).kept.until == dt.date(2038, 3, 1)


def erase(actor: Actor, second: Actor, party: str) -> None:
    for asked in propose_erasures(actor=actor, public_ids=[party], reason="its time has ended"):
        assert proposals.decide(actor=second, proposal=asked.public_id, verdict="approve").executed


def listed(actor: Actor) -> list[str]:
    return [lapsed.public_id for lapsed in selectors.lapsed(actor)]


@pytest.mark.django_db
@pytest.mark.parametrize("after", [False, True])
def test_must_have_5_erasure_on_both_sides_of_the_instruments_limit(
    bob: Actor, nina: Actor, judy: Actor, after: bool
) -> None:
    """The ITI's twenty years from the sale's record: here the destruction, which ended what the person owned."""
    party = a_person(bob, "Zenobia Quist")
    destroyed_of(bob, nina, party, years_ago(selectors.today(), 20) - dt.timedelta(days=after))
    assert (party in listed(bob), party in listed(judy)) == (after, after)
    if after:
        erase(bob, nina, party)
        assert parties.party_for(bob, party).name is None
        assert party not in listed(bob), "what is erased waits for nobody"
        return
    for ground in ("retention_ended", "entered_by_mistake"):
        with pytest.raises(Refused) as caught:
            propose_erasure(actor=bob, public_id=party, fields=["name"], ground=ground, reason="x")
        assert caught.value.article == "ITI para. 12(b)"
        assert "International Tracing Instrument" in str(caught.value.message)
    assert not erasing.objections(bob, party, "court_order")


def test_must_have_5_the_directive_keeps_for_thirty_years_and_then_nobody_sees_but_it_lapses(
    peopled_db: Database, adopts_eu: Callable[..., None], settings: Settings, tmp_path: Path
) -> None:
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = tmp_path, ORIGIN
    log, bob, nina, judy = Log(peopled_db, tmp_path), *(cast.actor(item) for item in ("bob", "nina", "judy"))
    forget_first_load(peopled_db)
    adopts_eu()
    last = years_ago(selectors.today(), 30)
    kept, gone = (a_person(bob, name) for name in ("Kept Still", "Zenobia Quist"))
    for serial, party, day in (("A1", kept, last), ("A2", gone, last - dt.timedelta(days=1))):
        destroyed_of(bob, nina, party, day, serial)
    assert listed(bob) == [gone]
    assert not parties.parties_for(bob).filter(public_id=gone).exists()
    assert not parties.parties_for(judy).filter(public_id=gone).exists()
    out = io.StringIO()
    call_command("lapsed", "--json", stdout=out)
    data = json.loads(out.getvalue())
    assert (data["party"], data["kept_until"]) == (
        gone,
        (selectors.today() - dt.timedelta(days=1)).isoformat(),
    )
    assert "Quist" not in out.getvalue()
    assert data["reasons"][-1] == "No legal hold stands."
    page = sign_in("bob").get("/retention/lapsed/").content.decode()
    assert gone in page
    assert kept not in page
    assert "Quist" not in page
    browser = sign_in("bob")
    shown = browser.post("/retention/lapsed/preview/", {"chosen": [gone]})
    assert shown.status_code == 200
    assert proposals_of(gone) == 0
    refused = browser.post("/retention/lapsed/preview/", {"chosen": [gone, kept], "reason": "its time"})
    assert refused.status_code == 422
    silent = browser.post("/retention/lapsed/preview/", {"chosen": [gone], "reason": ""})
    assert list(silent.context["form"].errors) == ["reason"]
    assert proposals_of(gone) == 0, "all or none"
    done = browser.post("/retention/lapsed/preview/", {"chosen": [gone], "reason": "its time"})
    assert done.status_code == 302
    assert proposals_of(gone) == 1
    proposals.decide(actor=nina, proposal=the_proposal(gone), verdict="approve")
    assert listed(bob) == []
    assert not log.value("SELECT count(*) FROM ledger_personal WHERE value::text LIKE '%%Quist%%'")
    log.sequence()
    report = log.verify()
    assert report.good, report.differences


def proposals_of(party: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_proposal WHERE object = %s", [party])
        return int(cursor.fetchone()[0])


def the_proposal(party: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT public_id FROM accounts_proposal WHERE object = %s", [party])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_hold_and_a_firearm_keep_somebody_off_the_list(bob: Actor, nina: Actor, judy: Actor) -> None:
    held, owner, joined, free = (a_person(bob, name) for name in ("A", "B", "C", "D"))
    for n, party in enumerate((held, owner, joined, free)):
        destroyed_of(bob, nina, party, dt.date(1990, 1, 1), f"N{n}000")
    assert set(listed(bob)) == {held, owner, joined, free}
    place_hold(actor=judy, object=held, ground="inspection", case="I-4")
    a_firearm(bob, "X9", owner=owner, owner_kind="private")
    keeper = a_person(bob, "E")
    a_firearm(bob, "X8", owner=keeper, owner_kind="private")
    merge_parties(actor=bob, public_id=joined, into=keeper, reason="same card")
    assert listed(bob) == [free]
    for party in (held, owner, keeper):
        with pytest.raises(Refused):
            propose_erasures(actor=bob, public_ids=[party], reason="x")
    with pytest.raises(Forbidden):
        propose_erasures(actor=judy, public_ids=[free], reason="x")


def test_a_licence_keeps_its_holder_while_it_runs_and_then_as_a_record() -> None:
    """No rule from a destruction speaks of a licence; one from the record does, and the later of both ends wins."""
    ended = dt.date(2031, 1, 1)
    assert outlook([PROTOCOL], [SOLD], recorded=NOW, licences=[ended, None]).kept.because == ("licence",)
    result = outlook([PROTOCOL, *ITI], [SOLD], recorded=NOW, licences=[ended])
    assert (result.kept.until, result.licences) == (dt.date(2051, 1, 1), 1)
    assert [rule.article for rule in result.kept.rules] == ["ITI para. 12(b)"]
    assert outlook([EU], [SOLD], recorded=NOW, licences=[ended]).kept.until == dt.date(2060, 6, 1)
    assert outlook([PROTOCOL], [], recorded=NOW, licences=[ended]).kept.until == dt.date(2041, 1, 1)


@pytest.mark.django_db
def test_a_licence_objects_to_the_erasure_of_its_holder(alice: Actor, bob: Actor, nina: Actor) -> None:
    held, joined = a_person(bob, "A"), a_person(bob, "B")
    destroyed_of(bob, nina, held, dt.date(1990, 1, 1))
    assert listed(bob) == [held]
    licence = a_licence(alice, bob, joined)
    merge_parties(actor=bob, public_id=joined, into=held, reason="same card")
    assert listed(bob) == []
    for ground in ("retention_ended", "entered_by_mistake"):
        with pytest.raises(Refused, match="licence of theirs"):
            propose_erasure(actor=bob, public_id=held, fields=["name"], ground=ground, reason="x")
    asked = licences.propose_revocation(actor=alice, licence_id=licence, ground="conditions", reason="x")
    proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    result = selectors.outlook_of(held)
    today = selectors.today()
    assert result is not None
    assert result.kept.until == years_after(today, 20)
    assert listed(bob) == []
    assert erasing.objections(bob, held, "retention_ended")
    assert not erasing.objections(bob, held, "court_order")


@pytest.mark.django_db
def test_the_list_costs_the_same_for_one_and_for_many(bob: Actor, nina: Actor) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            selectors.lapsed_after(bob)
        return len(seen)

    for n in range(2):
        destroyed_of(bob, nina, a_person(bob, f"P{n}"), dt.date(1990, 1, 1), f"N{n}000")
    few = queries()
    for n in range(2, 5):
        destroyed_of(bob, nina, a_person(bob, f"P{n}"), dt.date(1990, 1, 1), f"N{n}000")
    assert queries() == few <= 7
    assert len(listed(bob)) == 5
    first = selectors.lapsed_after(bob, limit=2)
    assert first.looked == 2
    assert first.after
    cut = selectors.lapsed_after(bob, most=2)
    assert (len(cut.found), cut.after) == (2, first.after), (
        "a page shows so many, and the next one goes on there"
    )
    rest = selectors.lapsed_after(bob, first.after)
    assert {lapsed.public_id for lapsed in (*first.found, *rest.found)} == set(listed(bob))


@pytest.mark.django_db
def test_a_rectified_and_an_erased_value_do_not_come_back(bob: Actor, nina: Actor) -> None:
    """Not on the page, in the history, in an export, by a search key or in the file for the person."""
    party = a_person(bob, "Xanthippe Quirke", identity_numbers=[{"kind": "passport", "number": "ZZ-99-77"}])
    destroyed_of(bob, nina, party, dt.date(1990, 1, 1))
    correct_party(actor=bob, public_id=party, values={"name": "Yolande Roux"}, reason="Xanthippe was wrong")
    browser = sign_in("bob")
    addresses = (
        f"/parties/{party}/",
        f"/parties/{party}/file/",
        f"/api/parties/{party}",
        f"/api/parties/{party}/file",
        "/parties/?who=Quirke",
        "/api/parties?q=Xanthippe",
        "/api/parties?q=ZZ9977",
        "/parties/?who=Roux",
    )
    before = {code: browser.get(code).content.decode() for code in addresses}
    assert "Xanthippe Quirke" in before[f"/parties/{party}/"], "the old value stays in the history"
    assert "Xanthippe Quirke" in before[f"/parties/{party}/file/"]
    erase(bob, nina, party)
    for address in addresses:
        text = browser.get(address).content.decode()
        for value in ("Xanthippe Quirke", "Yolande Roux", "ZZ-99-77", "Xanthippe was wrong"):
            assert value not in text, address
        if "who=" in address or "q=" in address:
            assert party not in text, address
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM parties_namekey k JOIN parties_party p ON p.id = k.party_id WHERE p.public_id = %s",
            [party],
        )
        assert cursor.fetchone()[0] == 0


@pytest.mark.django_db
def test_the_file_for_the_person_says_how_long_and_which_holds(bob: Actor, judy: Actor) -> None:
    party = a_person(bob, "Zenobia Quist")
    a_firearm(bob, owner=party, owner_kind="private")
    place_hold(actor=judy, object=party, ground="inspection", case="I-4711")
    place_hold(actor=judy, object=party, ground="criminal_proceedings", case="C-4712")
    browser = sign_in("bob")
    page = browser.get(f"/parties/{party}/file/").content.decode()
    kept = browser.get(f"/api/parties/{party}/file").json()["kept"]
    assert "How long it is kept" in page
    assert any("Inspectorate of Arms" in item and "An inspection" in item for item in kept)
    assert not any("Criminal" in item for item in kept), "it could warn somebody"
    assert "I-4711" not in page
    assert "C-4712" not in page
    assert "C-4712" in browser.get(f"/parties/{party}/").content.decode(), "the officer's page names the case"
    assert "C-4712" not in sign_in("alice").get(f"/parties/{party}/").content.decode()


def test_instruments_are_adopted_by_an_act_of_the_ledger(
    peopled_db: Database, adopts_eu: Callable[..., None], settings: Settings, tmp_path: Path
) -> None:
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = tmp_path, ORIGIN
    log = Log(peopled_db, tmp_path)
    forget_first_load(peopled_db)
    before = log.value("SELECT count(*) FROM ledger_entry WHERE act = 'reference.loaded'")
    adopts_eu()
    assert log.value("SELECT count(*) FROM ledger_entry WHERE act = 'reference.loaded'") == before + 1
    assert {rule.code for rule in reference.retention_rules() if rule.adopted} >= {
        "eu_life",
        "protocol_trace",
    }
    log.sequence()
    assert log.verify().good
    log.tamper("UPDATE reference_retentionrule SET years = 1 WHERE code = 'eu_life'")
    assert any("retention_rule eu_life" in difference.place for difference in log.verify().differences)
