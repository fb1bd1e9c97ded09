"""Refused and prohibited persons (must-have 22): told at every desk, explained, quoted to nobody who may not see; lifted by two."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from ifar.accounts.models import ReadLog
from ifar.accounts.services import proposals, shifts
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger.models import Entry
from ifar.parties.models import Bar, FormerKey, NameKey
from ifar.parties.replay import FORMER
from ifar.parties.services import (
    NewBar,
    barred,
    correct_party,
    enter_bar,
    merge_parties,
    propose_lifting,
    readings,
    split_parties,
)
from ifar.parties.services.bars import RECORDER
from tests import cast
from tests.acting import without_guards
from tests.conftest import sign_in
from tests.factories import a_firearm, a_licence, a_person
from tests.parties.test_erasures import erase

pytestmark = pytest.mark.django_db

PASSPORT = [{"kind": "passport", "number": "AB-12 34"}]
WHO = {"name": "Yusuf Haddad", "born": "1980-02-01", "identity_numbers": PASSPORT}


def today(days: int = 0) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()::date")
        return (cursor.fetchone()[0] + dt.timedelta(days=days)).isoformat()


def a_bar(actor, *, party="", described=None, **said):
    new = {
        "kind": "refused", "ground": "security", "valid_from": today(-30), "issuer": "Provincial Licensing Office",
        "country": "XX", "paper": "R-2026-7", **said,
    }  # fmt: skip
    return enter_bar(actor=actor, new=NewBar(**new, party=party, described=described or {}))


def test_22_refused_applicant_flagged_at_other_office(alice, nina):
    """Must-have 22: whom one office refused, another is told of, in another script, with the reasons and whom to ask."""
    a_bar(alice, described=WHO)
    (bar_match,) = barred(nina, {"name": "يوسف الحداد", "born": "1980-02-01", "identity_numbers": PASSPORT})
    assert bar_match.sureness == "certain"
    assert bar_match.bar.agency.name == "Provincial Licensing Office"
    codes = {reason.code for reason in bar_match.likeness.reasons}
    assert {"identity.same", "born.same"} <= codes
    assert barred(nina, {"name": "Maria Silva", "born": "1990-05-05"}) == []
    looked = ReadLog.objects.filter(act="parties.bar.check", actor=nina.id)
    assert {row.purpose for row in looked} == {"licensing"}
    assert looked.filter(object=bar_match.bar.public_id).exists()


def test_a_namesake_is_likely_and_never_certain(alice, nina):
    a_bar(alice, described=WHO)
    (bar_match,) = barred(nina, {"name": "Haddad Yusuf", "born": "1980-02-01"})
    assert bar_match.sureness == "likely"
    (swapped,) = barred(nina, {"name": "Yusuf Haddad", "born": "1980-01-02"})
    assert swapped.sureness == "likely"
    (other,) = barred(nina, {"name": "Maria Silva", "born": "1990-05-05", "identity_numbers": PASSPORT})
    assert other.sureness == "likely", "a number alone may be mistyped"


def test_no_more_of_the_other_person_is_told_than_the_desk_may_see(alice, nina):
    a_bar(alice, described=WHO, paper="secret paper")
    asked = {"name": "Yusuf Hadad", "born": "1980-02-11"}
    (bar_match,) = barred(nina, asked)
    assert not bar_match.shown
    assert all(not reason.params for reason in bar_match.likeness.reasons)
    (own,) = barred(alice, asked)
    assert own.shown
    assert any(reason.params for reason in own.likeness.reasons)


def test_every_desk_is_told_whatever_its_compartment(erin, nina, heidi):
    a_bar(erin, described=WHO, kind="protection_order", issuer="Harbour Police")
    for actor in (nina, heidi):
        (bar_match,) = barred(actor, WHO)
        assert (bar_match.sureness, bar_match.bar.issuer) == ("certain", "Harbour Police")


@pytest.mark.parametrize(
    ("since", "until", "stands"),
    [(-30, None, True), (-30, 0, True), (-30, -1, False), (0, None, True), (-1, 5, True)],
)
def test_a_bar_stands_on_its_days(alice, nina, since, until, stands):
    a_bar(alice, described=WHO, valid_from=today(since), valid_until="" if until is None else today(until))
    assert bool(barred(nina, WHO)) is stands


def test_on_the_day_before_it_nobody_was_barred(alice, nina):
    a_bar(alice, described=WHO, valid_from=today(-10))
    assert barred(nina, WHO, on=dt.date.fromisoformat(today(-11))) == []
    assert barred(nina, WHO, on=dt.date.fromisoformat(today(-10)))


def test_who_asks_states_why(nina):
    from dataclasses import replace

    with pytest.raises(Refused):
        barred(replace(nina, purpose=None), WHO)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "x"}, "parties.bar.kind"),
        ({"ground": "nothing"}, "parties.bar.ground"),
        ({"paper": " "}, "parties.bar.paper"),
        ({"issuer": ""}, "parties.bar.issuer"),
        ({"country": "Xx"}, "parties.bar.country"),
        ({"valid_from": "soon"}, "parties.bar.period"),
        ({"valid_until": "1999-01-01"}, "parties.bar.order"),
        ({"described": {"born": "1980-01-01"}}, "parties.bar.whom"),
        ({"described": {"name": "A B", "born": "3000-01-01"}}, "parties.born.impossible"),
    ],
)
def test_what_cannot_be_is_refused(alice, said, code):
    with pytest.raises(Invalid) as refused:
        a_bar(alice, **{"described": WHO, **said})
    assert code in {reason.code for reason in refused.value.reasons}
    assert all(reason.message for reason in refused.value.reasons)
    assert not Bar.objects.exists()


def test_who_may_not_enter_or_ask(ivan, heidi, alice):
    with pytest.raises(Forbidden):
        a_bar(heidi, described=WHO)
    with pytest.raises(Forbidden):
        barred(ivan, WHO)
    with pytest.raises(NotFound):
        a_bar(alice, party="P0000000000000")


def test_the_log_holds_commitments_only(alice):
    bar = a_bar(alice, described=WHO, note="the brother called")
    entry = Entry.objects.get(object=bar)
    assert set(entry.commitments) == {"name", "born", "identity_numbers", "note"}
    assert not any(text in bytes(entry.canonical).decode() for text in ("Haddad", "1980", "AB-12", "brother"))


def test_lifting_takes_a_second_person(bob, nina, alice):
    bar = a_bar(alice, described=WHO)
    asked = propose_lifting(actor=bob, bar_id=bar, reason="the court set it aside")
    assert barred(nina, WHO)
    with pytest.raises(Forbidden):
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    assert Bar.objects.get(public_id=bar).lifted
    assert barred(nina, WHO) == []
    with pytest.raises(Conflict):
        propose_lifting(actor=bob, bar_id=bar, reason="again")


def test_the_database_refuses_to_lift_without_the_second_person(bob, alice):
    from ifar.parties.services import bars

    bar = a_bar(alice, described=WHO)
    asked = propose_lifting(actor=bob, bar_id=bar, reason="the court set it aside")
    with pytest.raises(DatabaseError, match="takes 2 people"), transaction.atomic():
        bars.carry_out(bob, asked)
    for statement in (
        "UPDATE parties_bar SET state = 'lifted'",
        "DELETE FROM parties_event WHERE record_type = 'bar'",
        "INSERT INTO parties_bar SELECT * FROM parties_bar",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("sets", "personal", "office", "refused"),
    [
        ({"party": ""}, {}, "province", "parties.bar.whom"),
        ({"party": "P0000000000000"}, {}, "province", "parties.bar.whom"),
        ({"party": "P0000000000000"}, {"name": "Yusuf Haddad"}, "province", "parties.bar.whom"),
        ({"party": ""}, {"name": "Yusuf Haddad"}, "south", "parties.bar.other_office"),
        ({"party": "", "state": "lifted"}, {"name": "Yusuf Haddad"}, "province", "cannot be entered"),
    ],
)
def test_the_database_asks_whom_a_bar_names_and_whose_it_is(alice, sets, personal, office, refused):
    values = {"kind": "refused", "ground": "security", "valid_from": today(), "country": "XX", "paper": "1"}
    keeper = (cast.agency(office).public_id, "civilian")
    with without_guards(RECORDER), pytest.raises(DatabaseError, match=refused), transaction.atomic():
        RECORDER.record(alice, "bar", "entered", changes=values | sets, personal=personal, keeper=keeper)


def test_another_office_does_not_lift_it(nina, alice):
    bar = a_bar(alice, described=WHO)
    with pytest.raises(NotFound):
        propose_lifting(actor=nina, bar_id=bar, reason="x")


def test_bars_follow_the_survivor_and_come_back(alice, bob, nina):
    """A bar stands under the record it was entered for; a join moves nothing, so a separation brings everything back."""
    from ifar.parties import merging
    from ifar.parties.selectors import records_of

    text, other = a_person(alice, "Amina Diallo"), a_person(alice, "Rosa Weber")
    a_bar(alice, party=text)
    assert [match.sureness for match in barred(nina, text)] == ["certain"]
    assert barred(nina, other) == []
    merge_parties(actor=bob, public_id=text, into=other, reason="same card")
    (bar_match,) = barred(nina, other)
    assert (bar_match.sureness, [reason.code for reason in bar_match.likeness.reasons]) == (
        "certain",
        ["record.same"],
    )
    assert [(kept.kind, kept.holder) for kept in merging.of(alice, records_of(other))] == [("bar", text)]
    split_parties(actor=bob, public_id=text, reason="another card")
    assert barred(nina, other) == []
    assert barred(nina, text)
    assert merging.of(alice, records_of(other)) == []


def test_firearms_and_licences_follow_the_survivor_and_come_back(alice, bob, signed_in):
    """A firearm and a licence stand under the record they were entered for; the survivor's page shows each once."""
    from ifar.parties import holdings, merging
    from ifar.parties.selectors import records_of

    text, other = a_person(alice, "Amina Diallo"), a_person(alice, "Rosa Weber")
    held = a_firearm(alice, owner=text, owner_kind="private").firearm
    licence = a_licence(alice, bob, text)

    def kept(by):
        records = records_of(by)
        return (
            [has.public_id for has in holdings.of(alice, records)],
            [(has.public_id, has.holder) for has in merging.of(alice, records, without=("bar",))],
        )

    browser = signed_in("alice")
    mine, none = ([held], [(licence, text)]), ([], [])
    assert (kept(text), kept(other)) == (mine, none)
    merge_parties(actor=bob, public_id=text, into=other, reason="same card")
    assert kept(other) == mine
    page = browser.get(f"/parties/{other}/").content.decode()
    assert page.count(f'href="/licensing/licences/{licence}/"') == 1
    split_parties(actor=bob, public_id=text, reason="another card")
    assert (kept(text), kept(other)) == (mine, none)
    assert licence not in browser.get(f"/parties/{other}/").content.decode()


def test_a_join_keeps_the_reasons_that_were_seen(alice, bob):
    from ifar.parties.selectors import history_of, party_for

    text = a_person(alice, "Amina Diallo", born="1980-02-01")
    other = a_person(alice, "Diallo, Amina", born="1980-01-02")
    merge_parties(actor=bob, public_id=text, into=other, reason="same card")
    history_entry = history_of(party_for(alice, text), 0)[-1]
    assert set(history_entry.likeness) == {"born.swapped", "name.script"}
    entry = Entry.objects.filter(object=text, act="parties.party_merged").get()
    assert b"born.swapped" in bytes(entry.canonical)
    assert b"Diallo" not in bytes(entry.canonical)


def test_a_few_queries_whatever_is_found(alice, nina, django_assert_max_num_queries):
    for at in range(12):
        a_bar(alice, described={**WHO, "born": f"1980-02-{at + 1:02}"})
    with django_assert_max_num_queries(11):
        assert len(barred(nina, WHO)) == 10


def test_pages(signed_in, alice, bob, nina):
    client = signed_in("alice")
    assert client.get("/parties/bars/new/").status_code == 200
    data = {
        "kind": "refused", "ground": "security", "valid_from": today(-3), "issuer": "Provincial Office", "country": "FR",
        "paper": "R-7", "name": "Yusuf Haddad", "born": "1980-02-01",
        "identity_numbers-0-kind": "passport", "identity_numbers-0-number": "AB-12 34",
    }  # fmt: skip
    assert client.post("/parties/bars/new/", {**data, "kind": "x"}).status_code == 422
    entered = client.post("/parties/bars/new/", data)
    assert entered.status_code == 302
    listed = client.get("/parties/bars/")
    assert b"Yusuf Haddad" in listed.content
    places = [item for area in listed.context["frame"]["areas"].areas for item in area.items]
    assert [item.url for item in places if item.current] == ["/parties/bars/"]
    assert b"AB-12 34" in client.get(entered.url).content
    client = signed_in("nina")
    assert client.get(entered.url).status_code == 404
    assert b"Haddad" not in client.get("/parties/bars/").content
    named = {
        "name": "Haddad Yusuf", "born": "1980-02-01", "sex": "not_asked", "identity_numbers-0-kind": "", "identity_numbers-0-number": "",
    }  # fmt: skip
    warned = client.post("/parties/new/?kind=person", named)
    assert warned.status_code == 200
    assert b"Perhaps the same person" in warned.content
    assert b"Provincial Licensing Office" in warned.content
    registered = client.post("/parties/new/?kind=person", {**named, "sure": "1"})
    assert registered.status_code == 302
    assert b"Somebody like this is barred" in client.get(registered.url).content
    client = signed_in("bob")
    assert client.post(f"{entered.url}acts/lifted/", {"reason": "set aside"}).status_code == 302


def test_whether_a_record_was_barred_is_looked_up_and_written_by_nobody(alice):
    """The index of barred names would hide a barred person from every desk, if anybody could take them out of it."""
    free, held = (
        a_person(alice, "Amina Keita", born="1990-05-05"),
        a_person(alice, "Yusuf Haddad", born="1980-02-01"),
    )
    a_bar(alice, party=held)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE parties_namekey SET barred = NOT barred")
    assert list(NameKey.objects.filter(barred=True).values_list("party__public_id", flat=True)) == [held]
    assert NameKey.objects.get(party__public_id=free).barred is False
    bar_matches = barred(alice, {"name": "Haddad Yusuf", "born": "1980-02-01"})
    assert [bar_match.bar.party for bar_match in bar_matches] == [held]


@pytest.mark.parametrize("recorded", [True, False])
def test_w11_nobody_agrees_to_lift_a_bar_on_somebody_whom_they_were_not_shown(alice, bob, nina, recorded):
    who = {"party": a_person(alice, WHO["name"])} if recorded else {"described": WHO}
    asked = propose_lifting(actor=bob, bar_id=a_bar(alice, **who), reason="the court set it aside")
    page, address = sign_in("nina"), f"/proposals/{asked.public_id}/"
    shown = page.get(address).content.decode()
    assert WHO["name"] in shown
    assert 'value="approve"' in shown
    assert ReadLog.objects.filter(
        actor=nina.id, act="accounts.proposal.read", object=asked.public_id
    ).exists()
    shifts.end(actor=nina)
    shown = page.get(address).content.decode()
    assert WHO["name"] not in shown
    assert 'value="approve"' not in shown
    with pytest.raises(Refused):
        proposals.decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve")


FIRST_PASSPORT = [{"kind": "passport", "country": "XX", "number": "PX7731000"}]
BEFORE = {"name": "Amina Diallo", "born": "1984-03-02", "identity_numbers": FIRST_PASSPORT}
AFTER = {
    "name": "Zora Kovac",
    "identity_numbers": [{"kind": "passport", "country": "XX", "number": "QQ1112223"}],
}


def test_w01_a_correction_hides_no_bar(alice, nina):
    amina = a_person(alice, **BEFORE)
    a_bar(nina, party=amina)
    correct_party(actor=alice, public_id=amina, values=AFTER, reason="married, new passport")
    (match,) = barred(alice, BEFORE)
    assert (match.bar.party, match.sureness) == (amina, "certain")
    assert "record.formerly" in {reason.code for reason in match.likeness.reasons}
    number_alone = {"name": "Zora Kovac", "identity_numbers": FIRST_PASSPORT}
    assert [bar_match.sureness for bar_match in barred(alice, number_alone)] == ["certain"]
    now = barred(alice, {**BEFORE, **AFTER})
    assert [bar_match.sureness for bar_match in now] == ["certain"]
    assert "record.formerly" not in {reason.code for reason in now[0].likeness.reasons}
    assert barred(alice, {"name": "Nobody Like That", "born": "1990-01-01"}) == []


def test_w01_whoever_was_called_so_is_met_by_a_bar_that_describes_them(alice, nina):
    amina = a_person(alice, **BEFORE)
    correct_party(actor=alice, public_id=amina, values=AFTER, reason="married, new passport")
    bar = a_bar(nina, described=BEFORE)
    assert [(bar_match.bar.public_id, bar_match.sureness) for bar_match in barred(alice, amina)] == [
        (bar, "certain")
    ]


def test_w01_former_names_and_numbers_find_until_they_are_erased(alice, bob, nina, signed_in):
    amina = a_person(alice, **BEFORE)
    correct_party(actor=alice, public_id=amina, values=AFTER, reason="married, new passport")
    for asked in ("Diallo Amina", "PX 7731000"):
        assert [record.public_id for record in readings.search_parties(alice, asked)] == [amina]
    page = signed_in("alice").get("/parties/?who=Amina+Diallo").content.decode()
    assert "Zora Kovac" in page
    assert "Formerly recorded as" in page
    (party,) = readings.search_parties(alice, "Zora Kovac")
    assert party.formerly == ()
    matches = readings.match_party(alice, "person", BEFORE)
    assert [match.party.public_id for match in matches] == [amina]
    assert not list(FORMER.check(connection.cursor(), None))
    erase(bob, nina, amina, ["name", "identity_numbers"])
    assert not FormerKey.objects.exists()
    for asked in ("Amina Diallo", "PX7731000"):
        assert readings.search_parties(alice, asked) == []
    assert not list(FORMER.check(connection.cursor(), None))
